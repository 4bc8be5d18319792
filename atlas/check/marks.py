"""The rule of how a kind looks: its mark has a shape that can be drawn everywhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from atlas.check.context import Context
from atlas.io.tables import Problem, Sheet
from atlas.io.text import shown
from atlas.look.shapes import SHAPES


def shape(context: Context) -> Iterator[Problem]:
    """The shape of a kind is one of :mod:`atlas.look.shapes`, so that no mark vanishes from a picture."""
    yield from shape_problems(context.sheets["kinds"])


def shape_problems(kinds: Sheet) -> Iterator[Problem]:
    """The kinds whose shape is none; a record with one is not loaded to be drawn."""
    for row in kinds.rows:
        name = row["shape"]
        if name not in SHAPES:
            near = difflib.get_close_matches(str(name), SHAPES, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            message = f"{shown(name or '')} is no shape of a mark; write one of {', '.join(SHAPES)}{hint}"
            yield Problem(kinds.table.path, row.line, "shape", "shape", message)
