"""The codebook: what every table, column and term of a record means, written from the descriptor and the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.io.files import present, text_inside
from atlas.io.schema import Field, Table
from atlas.io.tables import plain_csv
from atlas.publish.agreement import agreements
from atlas.publish.missing import COVERAGE, captured, outside, rows_of
from atlas.publish.quality import FOLDER, quality
from atlas.record.plans import FILE as PLANS_FILE
from atlas.record.plans import SCHEMA_FILE, json_schema

if TYPE_CHECKING:
    from atlas.record import Record

FILE = "README.md"
RULES_FILE = "rules.md"


def codebook(record: Record) -> str:
    """The codebook of a record as Markdown.

    Its parts are the record's title and counts, every table with its columns (from ``datapackage.json``), the two
    vocabularies (from their tables), how precise the dates are, and the editors' own ``rules.md`` where there is one.
    """
    package = record.package
    parts = [
        f"# {package.title}: codebook",
        "<!-- Written by `atlas codebook`; edit datapackage.json, the vocabularies or rules.md instead. -->",
        package.descriptor.get("description", ""),
        _counts(record),
        "## Tables",
        *(_table(table, _rows_of(record, table.name)) for table in package.tables.values()),
        "## Kinds",
        _grid(record.kinds, ["kind", "group", "label", "definition", "shape"]),
        "## Event types",
        _grid(record.event_types, ["event_type", "effect", "label", "definition"]),
        *(["## Grades of sources", _grades(record)] if len(record.grades) else []),
        "## How precise it is",
        _precision(record),
        *_missing(record),
        *_agreement(record),
    ]
    if present(record.path, RULES_FILE):
        parts.append(text_inside(record.path, RULES_FILE).strip())
    return "\n\n".join(part for part in parts if part) + "\n"


def derived_files(record: Record) -> dict[str, str]:
    """What is written from a record beside it, by path within its folder.

    Its codebook, its lists of defects and, where it has a ``maps.toml``, the JSON Schema of that for editors.
    """
    lists = {f"{FOLDER}/{name}.csv": plain_csv(table) for name, table in quality(record).items()}
    schema = {SCHEMA_FILE: json_schema()} if present(record.path, PLANS_FILE) else {}
    return {FILE: codebook(record), **lists, **schema}


def _counts(record: Record) -> str:
    return (
        f"Version {record.version} of {record.date.isoformat()}: {len(record.features)} features, "
        f"{len(_sourced(record))} events, {len(record.attestations)} attestations from {len(record.sources)} sources, "
        f"{record.milestones['milestone_id'].nunique()} milestones."
    )


def _sourced(record: Record) -> pd.DataFrame:
    """The events that sources attest, without those that follow from other rows."""
    return record.events[record.events["derived"] == ""]


def _table(table: Table, frame: pd.DataFrame | None) -> str:
    """A table's section; ``frame`` is None for one that the record has beside those that the atlas reads."""
    order = f", ordered by {', '.join(f'`{c}`' for c in table.sorted_by)}" if table.sorted_by else ""
    rows = "" if frame is None else f" {len(frame)} rows{order}."
    lines = [
        f"### {table.path}",
        f"{table.description}{rows}",
        _markdown(["column", "type", "rules", "meaning"], _columns(table)),
    ]
    return "\n\n".join(lines)


def _rows_of(record: Record, table: str) -> pd.DataFrame | None:
    return _sourced(record) if table == "events" else getattr(record, table, None)


def _grades(record: Record) -> str:
    """The grades: how many sources have each, how many events stand on it alone; how many are to be read with care."""
    counts = record.sources["grade"].value_counts()
    alone = _events_on_one_grade(record).value_counts()
    table = record.grades.assign(
        sources=[str(counts.get(grade, 0)) for grade in record.grades["grade"]],
        **{_ALONE: [str(alone.get(grade, 0)) for grade in record.grades["grade"]]},
    )
    cautions = record.sources.loc[record.sources["caution"] != "", "caution"].value_counts()
    words = "; ".join(f"{caution} {count}" for caution, count in sorted(cautions.items()))
    grid = _grid(table, ["grade", "label", "definition", "standing", "sources", _ALONE])
    return f"{grid}\n\nTo be read with care: {words}." if words else grid


_ALONE = "events on it alone"


def _events_on_one_grade(record: Record) -> pd.Series:
    """The grade of those events all of whose sources have the same, by ``event_id``."""
    grade = record.attestations["source_id"].map(record.sources["grade"])
    grades = grade.groupby(record.attestations["event_id"])
    return grades.first()[grades.nunique() == 1]


def _columns(table: Table) -> Iterator[list[str]]:
    foreign = {key.column: f"a `{key.target}` of {key.table}.csv" for key in table.foreign_keys}
    for column in table.fields:
        rules = [*_rules(column), *([foreign[column.name]] if column.name in foreign else [])]
        if table.primary_key == (column.name,):
            rules.insert(0, "key")
        yield [f"`{column.name}`", column.type, ", ".join(rules), column.description]


def _rules(column: Field) -> Iterator[str]:
    if column.required:
        yield "required"
    if column.unique:
        yield "unique"
    if column.enum:
        yield "one of " + ", ".join(f"`{term}`" for term in column.enum)
    if column.minimum is not None:
        yield f"at least {column.minimum:g}"
    if column.maximum is not None:
        yield f"at most {column.maximum:g}"


def _grid(table: pd.DataFrame, columns: list[str]) -> str:
    return _markdown(columns, ([str(v) for v in row] for row in table[columns].itertuples(index=False)))


def _markdown(head: list[str], rows: Iterable[list[str]]) -> str:
    def line(cells: list[str]) -> str:
        return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])


def _missing(record: Record) -> Iterator[str]:
    """What others counted, and what the audited lists say of the whole, where the record has either."""
    counted, lists = outside(record), captured(record)
    if counted.empty and lists.empty:
        return
    yield "## How much is missing"
    if len(counted):
        yield (
            "What others counted, beside what this record has of the same: surely, and at most, as its dates go. Where "
            "they count more widely, the note says so. No count of this record is a count of the world."
        )
        yield _markdown(
            ["counted", "when", "by the source", "here surely", "here at most", "source", "note"],
            (
                [
                    row.what,
                    row.date,
                    f"{_BOUNDS[row.bound]}{row.count:,}",
                    str(row.own),
                    str(row.own_most),
                    *_cited(row),
                ]
                for row in rows_of(counted)
            ),
        )
    if len(lists):
        yield _LISTS
        yield _markdown(
            ["stratum", "lists", "seen in any", "of these here", "share", "in one list", "in two", "at least"],
            (_stratum(row) for row in rows_of(lists)),
        )


_BOUNDS = {"at-least": "at least ", "about": "about ", "exactly": ""}
_LISTS = f"""What the audited lists of [{COVERAGE}/]({COVERAGE}/README.md) say of the whole, by group and by country.
Things that stand in one list only, and in two, tell how many stand in none (Chao 1987, bias-corrected; 95 % intervals).
Lists copy one another, so that the estimate is a lower bound, of things such as these lists know, not of all streets.
The share is of the things seen in any list (Wilson's 95 % interval), after these lists have been worked through: new
lists fare worse."""


def _cited(row: Any) -> list[str]:
    return [f"`{row.source_id}`", row.note]


def _stratum(row: Any) -> list[str]:
    share = f"{row.recall:.0%} ({row.recall_low:.0%} to {row.recall_high:.0%})"
    counts = [str(number) for number in (row.lists, row.seen, row.here)]
    least = f"{row.estimate:.0f} ({row.low:.0f} to {row.high:.0f})"
    return [row.stratum, *counts, share, str(row.once), str(row.twice), least]


def _agreement(record: Record) -> Iterator[str]:
    """How far a second reader agrees with the first, where events were read again."""
    found = agreements(record)
    if found.empty:
        return
    yield "## How far two readers agree"
    yield (
        "Events drawn at random and read again at their sources by somebody to whom neither date nor type was shown, "
        "unless the name of a round says otherwise "
        "([rereadings.csv](rereadings.csv), one by one). Agreement beyond chance as Cohen's kappa, with its 95 % "
        "interval."
    )
    yield _markdown(
        ["round", "judged", "read", "agree", "kappa"],
        (
            [row.round, row.judged, str(row.read), str(row.agree), f"{row.kappa:.2f} ({row.low:.2f} to {row.high:.2f})"]
            for row in rows_of(found)
        ),
    )
    outcomes = record.rereadings["outcome"].value_counts()
    yield "Outcome: " + ", ".join(f"{outcomes[one]} {one}" for one in _OUTCOMES if one in outcomes) + "."


_OUTCOMES = ("right", "mended", "kept", "unread")


_MONTH, _YEAR = 31, 366
"""The most days that a month and a year have."""
_SOME = 2
_NEAR = 1000
"""What a point may be off, in metres, to count as known."""


def _bounded(record: Record) -> pd.Series:
    """For each tenure: whether its end is open on one side (``[..1962]``, ``[1956..]``)."""
    one_sided = record.events["date"].str.startswith("[..") | record.events["date"].str.endswith("..]")
    return record.tenures["end_event"].isin(record.events.loc[one_sided, "event_id"])


def _precision(record: Record) -> str:
    events = _sourced(record)
    ends = events[events["effect"] == "end"]
    derived = record.tenures["end_event"].isin(record.events.loc[record.events["derived"] != "", "event_id"])
    days = (ends["latest"] - ends["earliest"]).dt.days
    sources = record.attestations.groupby("event_id")["source_id"].nunique()
    facts = [
        ("ends known to the day", days == 0),
        ("ends known to the month or better", days <= _MONTH),
        ("ends known to the year or better", days <= _YEAR),
        ("events on two or more sources", sources >= _SOME),
        ("events on one weak source alone", events["weak"]),
        ("events whose sources differ on the date", events["disputed"]),
        ("points known to a kilometre or better", record.features["accuracy_m"] <= _NEAR),
        ("tenures whose end nobody has sourced", record.tenures["end_latest"].isna() | derived),
        ("tenures whose end is bounded only by what follows from other rows", derived),
        ("tenures whose end no source dates, but one bounds", _bounded(record) & ~derived),
        ("tenures whose begin nobody has sourced", record.tenures["begin_earliest"].isna()),
        ("sources that name an author", record.sources["author"] != ""),
        ("sources with the year of the work", record.sources["year"].notna()),
        ("sources with the day on which they were read", record.sources["seen"].notna()),
    ]
    shares = _markdown(
        ["what", "share", "count"],
        ([what, f"{true.mean():.0%}", f"{true.sum():,} of {len(true):,}"] for what, true in facts),
    )
    lists = _markdown(["list", "rows"], ([f"[{n}]({FOLDER}/{n}.csv)", str(len(t))] for n, t in quality(record).items()))
    return f"{shares}\n\nThe defects, one by one:\n\n{lists}"
