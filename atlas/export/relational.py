"""What the two databases share: the frames to be written, their columns in SQL, and the views.

Names of tables and columns come from the descriptor of the record, so they are text that somebody wrote: only what is
a name is taken (:func:`identifiers`), and it is quoted all the same. Values are only ever bound, never part of a
statement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from atlas.export.history import value
from atlas.export.shape import (
    about,
    day_frame,
    holding,
    meaning,
    own_frames,
    plain_tables,
    span_frame,
    tenure_frame,
)
from atlas.io.needs import UnrepresentableError

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = [
    *("VIEWS", "column_type", "comment_of", "ddl", "identifiers", "indexes", "plain_frames", "quoted", "references"),
    *("rows", "time_frames", "unstamp"),
]

_SQLITE = 3_040_000
"""What an SQLite file says of the library that wrote it, whichever that was."""
_LONGEST_NAME = 63  # characters; as PostgreSQL has it, the shortest limit of any database that may read these

VIEWS = (
    """
CREATE VIEW chronicle AS
SELECT f.feature_id, f.title, e.event_id, e.type, e.date, e.earliest, e.latest, e.words, e.detail, e.disputed,
       a.date AS source_date, a.says, a.locator, s.source_id, s.title AS source_title, s.author, s.publisher, s.year,
       s.grade, s.caution, s.url
FROM events e
JOIN features f ON f.feature_id = e.feature_id
LEFT JOIN attestations a ON a.event_id = e.event_id
LEFT JOIN sources s ON s.source_id = a.source_id
ORDER BY f.feature_id, e.earliest, e.event_id, s.source_id
""",
    """
CREATE VIEW names_in_time AS
SELECT n.feature_id, n.name, n.latin, n.language, b.date AS from_date, b.earliest AS from_earliest,
       b.latest AS from_latest, e.date AS to_date, e.earliest AS to_earliest, e.latest AS to_latest
FROM names n
LEFT JOIN events b ON b.event_id = n.from_event
LEFT JOIN events e ON e.event_id = n.to_event
ORDER BY n.feature_id, n.language, b.earliest
""",
)


def plain_frames(record: Record, day: str | None = None) -> dict[str, pd.DataFrame]:
    """The tables, ``tenures``, ``spans`` and ``about``, by name; of a record with lines or areas also ``shapes``:
    ``feature_id, source, wkt``. Of a day also ``day``, and of tenures and spans those that hold on it.
    """
    pairs = about(record).pairs
    frames = {
        "about": pd.DataFrame({"name": list(pairs), "value": list(pairs.values())}, dtype="object"),
        **plain_tables(record),
        **{name: pd.DataFrame(frame.drop(columns="geometry")) for name, frame in time_frames(record, day).items()},
    }
    if len(record.shapes):
        wkt = record.shapes.assign(wkt=record.shapes.geometry.to_wkt(rounding_precision=-1))
        frames["shapes"] = pd.DataFrame(wkt.drop(columns="geometry")).reset_index()
    for name, frame in frames.items():
        identifiers(name, frame.columns)
    return frames


def time_frames(record: Record, day: str | None = None) -> dict[str, gpd.GeoDataFrame]:
    """``spans`` and ``tenures``; of a day those that hold on it, and ``day`` itself."""
    spans, tenures = span_frame(record), tenure_frame(record)
    if day is None:
        return {"tenures": tenures, "spans": spans}
    spans = holding(spans, day)
    held = set(zip(spans["feature_id"], spans["tenure"], strict=True))
    kept = [pair in held for pair in zip(tenures["feature_id"], tenures["tenure"], strict=True)]
    return {"day": day_frame(record, day), "tenures": tenures[kept].reset_index(drop=True), "spans": spans}


def references(record: Record, name: str, columns: Iterable[str]) -> list[tuple[str, str, str]]:
    """Foreign keys of a table: column, table and column that it leads to."""
    tables = record.package.tables
    if name in tables:
        keys = [(key.column, key.table, key.target) for key in tables[name].foreign_keys]
    else:
        keys = [(column, *goal) for column, goal in _GOALS.items() if column in columns and name != goal[0]]
    own = own_frames(record)
    return [key for key in keys if key[1] in own and tables[key[1]].primary_key == (key[2],)]


_GOALS = {
    "feature_id": ("features", "feature_id"),
    "begin_event": ("events", "event_id"),
    "end_event": ("events", "event_id"),
    "kind": ("kinds", "kind"),
}
"""Where the columns of tables that are no part of a record lead."""


def indexes(record: Record, name: str, columns: Iterable[str]) -> Iterator[str]:
    """Statements that index a table by what it leads to, and by its days."""
    columns = list(columns)
    listed = [[column] for column, _, _ in references(record, name, columns)]
    listed += [["first_day", "last_day"]] if "first_day" in columns else []
    for group in listed:
        own = quoted("_".join(["by", name, *group]))
        yield f"CREATE INDEX {own} ON {quoted(name)} ({', '.join(map(quoted, group))})"


def unstamp(path: Path) -> None:
    """Take the version of the library from the head of an SQLite file: the same record gives the same bytes with any.

    No reader needs it (bytes 96 to 99: the version that changed the file last).
    """
    with path.open("r+b") as file:
        file.seek(96)
        file.write(_SQLITE.to_bytes(4, "big"))


def identifiers(table: str, columns: Iterable[str], taken: Iterable[str] = ()) -> None:
    """Refuse columns that no database could name.

    Parameters
    ----------
    table : str
        The table that they belong to.
    columns : iterable of str
        Their names, from the descriptor.
    taken : iterable of str, optional
        Names that the format keeps for itself.

    Raises
    ------
    UnrepresentableError
        A name is empty, longer than 63 characters, holds anything but letters, digits and underscores, or is another
        column's when capitals are not told from small letters.
    """
    columns = list(columns)
    folded = Counter(name.casefold() for name in columns)
    for name in columns:
        reason = ""
        if not name.isidentifier() or len(name) > _LONGEST_NAME:
            reason = f"no name of a column; use letters, digits and _, at most {_LONGEST_NAME}"
        elif folded[name.casefold()] > 1:
            reason = "twice there, for databases do not tell capitals from small letters; rename one"
        elif name.casefold() in taken:
            reason = "a name that the format needs for itself; rename it"
        if reason:
            raise UnrepresentableError(f"datapackage.json: table {table}: column {name[:80]!r} is {reason}")


def quoted(name: str) -> str:
    """A name as SQL takes it whatever it holds: in double quotes, each of its own doubled."""
    return '"' + name.replace('"', '""') + '"'


def column_type(series: pd.Series) -> str:
    """SQL type of a column."""
    if pd.api.types.is_datetime64_any_dtype(series):
        return "DATE"
    if pd.api.types.is_bool_dtype(series):
        return "BOOLEAN"
    if pd.api.types.is_integer_dtype(series):
        return "INTEGER"
    return "REAL" if pd.api.types.is_float_dtype(series) else "TEXT"


def ddl(
    record: Record, name: str, frame: pd.DataFrame, type_of: Callable[[pd.Series], str], *, linked: bool = False
) -> str:
    """Statement that makes a table, with the keys that the descriptor gives it.

    What a column means stands beside it as a comment, which SQLite keeps in its schema.
    """
    columns = [f"{quoted(column)} {type_of(frame[column])}" for column in frame.columns]
    table = record.package.tables.get(name)
    if table is not None and table.primary_key:
        keys = ", ".join(map(quoted, table.primary_key))
        columns.append(f"PRIMARY KEY ({keys})")
    if linked:
        columns += [
            f"FOREIGN KEY ({quoted(column)}) REFERENCES {quoted(goal)} ({quoted(target)})"
            for column, goal, target in references(record, name, frame.columns)
        ]
    meanings = [comment_of(meaning(record, name, str(column))) for column in frame.columns]
    meanings += [""] * (len(columns) - len(meanings))
    ends = [","] * (len(columns) - 1) + [""]
    lines = [
        f"  {column}{end}{f' -- {words}' if words else ''}"
        for column, end, words in zip(columns, ends, meanings, strict=True)
    ]
    return f"CREATE TABLE {quoted(name)} (\n" + "\n".join(lines) + "\n)"


def comment_of(text: str) -> str:
    """Text of the descriptor as a comment of SQL: in one line, which nothing in it can end."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows as Python values: None where missing, days as ISO text."""
    return (tuple(value(cell) for cell in row) for row in frame.itertuples(index=False))
