"""The rules of the record, one small function each.

``check`` works on files and never raises for bad data: it collects every problem, each with its file, row,
column, rule and one message. What the descriptor says of a table (columns, types, required cells, patterns,
vocabularies, keys) is checked from the descriptor; the rest of the rules stand in :mod:`atlas.check.claims`
(dates, sources, names) and :mod:`atlas.check.places` (the points). A rule is called as its function is:
``one-name``, ``polity``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from atlas import schema, tables
from atlas.check import cells, claims, places
from atlas.check.context import Context
from atlas.files import write_whole
from atlas.tables import Problem, canonical_bytes

__all__ = ["RULES", "Problem", "canonical_bytes", "check", "fix"]

RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    cells.required,
    cells.pattern,
    cells.enum,
    cells.limits,
    cells.address,
    cells.unique,
    cells.foreign_key,
    cells.text,
    cells.canonical,
    claims.edtf,
    claims.future,
    claims.attested,
    claims.agreement,
    claims.precision,
    claims.history,
    claims.order,
    claims.event_id,
    claims.one_name,
    claims.name_event,
    claims.one_address,
    claims.used,
    claims.location,
    claims.milestone,
    claims.wanted,
    places.ground,
    places.globe,
    places.country,
    places.polity,
)


def check(path: str | Path | None = None) -> list[Problem]:
    """Check a record.

    Parameters
    ----------
    path : path, optional
        Folder of the record; by default the one that comes with the package.

    Returns
    -------
    list of Problem
        Every problem, by file and row; empty for a sound record.
    """
    folder = schema.bundled_path() if path is None else Path(path)
    if not folder.is_dir():
        return [Problem(str(folder), 1, "-", "structure", "there is no such folder")]
    try:
        package = schema.read(folder)
    except ValueError as error:
        return [Problem(schema.DESCRIPTOR, 1, "-", "structure", str(error))]
    context = Context(folder, package, tables.read_folder(folder, package))
    problems = [problem for sheet in context.sheets.values() for problem in sheet.problems]
    for rule in RULES:
        problems.extend(rule(context))
    return sorted(set(problems))


def fix(path: str | Path) -> list[Path]:
    """Write the tables of a record in canonical form, where they are not.

    Only the form changes (order of rows and columns, spaces around cells, shape of numbers, line ends), never
    what a cell says. A table that cannot be told into cells is left alone. Each file is replaced whole or not
    at all.

    Returns
    -------
    list of Path
        The files rewritten.
    """
    folder = Path(path)
    package = schema.read(folder)
    written = []
    for sheet in tables.read_folder(folder, package).values():
        target = folder / sheet.table.path
        if not sheet.whole or not target.is_file():
            continue
        data = canonical_bytes(sheet.table, (row.raw for row in sheet.rows))
        if data != sheet.data:
            written.append(write_whole(target, data.decode("utf-8")))
    return written
