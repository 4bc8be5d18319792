"""What the two databases share: the frames to be written, their columns in SQL, and the views."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.export.history import value
from atlas.export.shape import about, plain_tables, span_frame, tenure_frame

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["VIEWS", "column_type", "ddl", "plain_frames", "rows"]

VIEWS = (
    """
CREATE VIEW chronicle AS
SELECT f.feature_id, f.title, e.event_id, e.type, e.date, e.earliest, e.latest, e.words, e.detail, e.disputed,
       a.date AS source_date, a.says, a.locator, s.source_id, s.title AS source_title, s.author, s.publisher, s.year,
       s.url
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
    """The tables, ``tenures``, ``spans`` (with their points as coordinates) and ``about``, by name."""
    spans = span_frame(record)
    spans = spans.assign(latitude=spans.geometry.y, longitude=spans.geometry.x)
    pairs = about(record).pairs
    return {
        "about": pd.DataFrame({"name": list(pairs), "value": list(pairs.values())}, dtype="object"),
        **plain_tables(record),
        "tenures": pd.DataFrame(tenure_frame(record).drop(columns="geometry")),
        "spans": pd.DataFrame(spans.drop(columns="geometry")),
    }


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
    columns = [f'"{column}" {type_of(frame[column])}' for column in frame.columns]
    table = record.package.tables.get(name)
    if table is not None and table.primary_key:
        keys = ", ".join(f'"{key}"' for key in table.primary_key)
        columns.append(f"PRIMARY KEY ({keys})")
    return f'CREATE TABLE "{name}" ({", ".join(columns)})'


def rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Rows as Python values: None where missing, days as ISO text."""
    return (tuple(value(cell) for cell in row) for row in frame.itertuples(index=False))
