"""The rule of ``maps.toml``: whatever would stop a build is told before one."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.check.context import Context
from atlas.io.files import present
from atlas.io.tables import Problem
from atlas.record.plans import FILE, misfits, read_document


def plan(context: Context) -> Iterator[Problem]:
    """Every map of maps.toml has the keys, types and values that a map can have, and fits the record."""
    if not present(context.folder, FILE):
        return
    document, problems = read_document(context.folder)
    yield from problems
    if document is not None and context.record is not None:
        yield from misfits(context.record)
