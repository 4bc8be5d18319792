"""The rules of the record, one small function each.

``check`` works on files and never raises for bad data: it collects every problem, each with its file, row,
column, rule and one message. What the descriptor says of a table (columns, types, required cells, patterns,
vocabularies, keys) is checked from the descriptor; the rest of the rules stand in :mod:`atlas.check.claims`
(dates, sources, names), :mod:`atlas.check.marks` (how kinds look), :mod:`atlas.check.places` (the points),
:mod:`atlas.check.texts` (the stories), :mod:`atlas.check.plans` (the maps) and :mod:`atlas.check.figures` (the
drawings). A rule is called as its function is: ``one-name``, ``polity``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.check import cells, claims, figures, marks, places, plans, texts
from atlas.check.context import Context
from atlas.check.table import problem_table
from atlas.io import schema, tables
from atlas.io.collector import uncollected
from atlas.io.files import inside, write_whole
from atlas.io.tables import Problem, canonical_bytes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RULES", "Problem", "Problems", "canonical_bytes", "check", "fix"]

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
    claims.one_sided,
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
    claims.named_for,
    claims.graded,
    claims.milestone,
    claims.wanted,
    marks.shape,
    places.ground,
    places.globe,
    places.shapes,
    places.country,
    places.polity,
    texts.story,
    texts.remark,
    plans.plan,
    figures.figure,
)


SOURCED = frozenset({claims.attested, claims.agreement, claims.precision, claims.used, claims.one_address})
"""Rules that a record of the level ``draft`` need not keep: what they find are warnings."""
STRICT = frozenset({places.country, places.polity, claims.graded})
"""Rules that only a record of the level ``strict`` must keep: small states and coasts lie off simplified borders."""


def _waived(level: str) -> frozenset[Callable[[Context], Iterator[Problem]]]:
    return {"strict": frozenset(), "sourced": STRICT, "draft": STRICT | SOURCED}[level]


class Problems(list[Problem]):
    """Problems in the order of file and row; a list that shows itself as a table in a notebook."""

    def to_frame(self) -> pd.DataFrame:
        """A DataFrame with a row a problem: ``file, row, column, rule, message``."""
        import pandas as pd

        return pd.DataFrame(
            [(p.file, p.row, p.column, p.rule, p.message) for p in self],
            columns=["file", "row", "column", "rule", "message"],
        )

    def _repr_html_(self) -> str:
        return problem_table(self)


def check(path: str | Path | None = None, *, waived: bool = False) -> Problems:
    """Check a record.

    Parameters
    ----------
    path : path, optional
        Folder of the record; by default the one that comes with the package.
    waived
        Look for what breaks the rules that the record's level does not ask it to keep: warnings, that is.

    Returns
    -------
    Problems
        Every problem, by file and row; an empty list for a sound record.
    """
    folder = schema.bundled_path() if path is None else Path(path)
    if not folder.is_dir():
        return Problems([Problem(str(folder), 1, "-", "structure", "there is no such folder")])
    try:
        package = schema.read(folder)
    except schema.DescriptorError as error:
        return Problems(sorted(set(tables.descriptor_problems(error))))
    with uncollected():
        context = Context(folder, package, tables.read_folder(folder, package))
        problems = [problem for sheet in context.sheets.values() for problem in sheet.problems if not waived]
        lax = _waived(package.subject.level)
        for rule in RULES:
            if (rule in lax) == waived:
                problems.extend(rule(context))
    return Problems(sorted(set(problems)))


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
    try:
        package = schema.read(folder)
    except schema.DescriptorError:
        return []  # what the tables should be is not known; the checks say why
    written = []
    for sheet in tables.read_folder(folder, package).values():
        if not sheet.whole or tables.home_of(folder, sheet.table) != folder:
            continue
        target = inside(folder, sheet.table.path)
        data = canonical_bytes(sheet.written, (row.raw for row in sheet.rows))
        if data != sheet.data:
            written.append(write_whole(target, data.decode("utf-8")))
    return written
