"""What the two databases share: the frames to be written, their columns in SQL, and the views.

Names of tables and columns come from the descriptor of the record, so they are text that somebody wrote: only what is
a name is taken (:func:`identifiers`), and it is quoted all the same. Values are only ever bound, never part of a
statement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.export.history import value
from atlas.export.shape import about, plain_tables, span_frame, tenure_frame
from atlas.io.needs import UnrepresentableError

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["VIEWS", "column_type", "ddl", "identifiers", "plain_frames", "quoted", "rows"]

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


def plain_frames(record: Record) -> dict[str, pd.DataFrame]:
    """The tables, ``tenures``, ``spans`` (with their points as coordinates) and ``about``, by name; of a record with
    lines or areas also ``shapes``: ``feature_id, source, wkt``.
    """
    spans = span_frame(record)
    points = record.features.loc[spans["feature_id"]]
    spans = spans.assign(latitude=points["latitude"].to_numpy(), longitude=points["longitude"].to_numpy())
    pairs = about(record).pairs
    frames = {
        "about": pd.DataFrame({"name": list(pairs), "value": list(pairs.values())}, dtype="object"),
        **plain_tables(record),
        "tenures": pd.DataFrame(tenure_frame(record).drop(columns="geometry")),
        "spans": pd.DataFrame(spans.drop(columns="geometry")),
    }
    if len(record.shapes):
        wkt = record.shapes.assign(wkt=record.shapes.geometry.to_wkt(rounding_precision=-1))
        frames["shapes"] = pd.DataFrame(wkt.drop(columns="geometry")).reset_index()
    for name, frame in frames.items():
        identifiers(name, frame.columns)
    return frames


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


def ddl(record: Record, name: str, frame: pd.DataFrame, type_of: Callable[[pd.Series], str]) -> str:
    """Statement that makes a table, with the primary key that the descriptor gives it."""
    columns = [f"{quoted(column)} {type_of(frame[column])}" for column in frame.columns]
    table = record.package.tables.get(name)
    if table is not None and table.primary_key:
        keys = ", ".join(map(quoted, table.primary_key))
        columns.append(f"PRIMARY KEY ({keys})")
    return f"CREATE TABLE {quoted(name)} ({', '.join(columns)})"


def rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows as Python values: None where missing, days as ISO text."""
    return (tuple(value(cell) for cell in row) for row in frame.itertuples(index=False))
