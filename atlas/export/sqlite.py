"""SQLite: every table of the record with its keys, the tenures and spans, and two views that join them.

``chronicle`` has a row for each thing that a source says: feature, event, date, what it says, and the source.
``names_in_time`` has the names with the EDTF dates of the events that brought and took them. Days are ISO text,
which SQLite's date functions read. Tables have their foreign keys, with an index each, and the schema says beside each
column what it means. ``SELECT count(*) FROM spans WHERE '1953-03-05' BETWEEN first_day AND last_day AND status =
'bearing'`` is what the record has of that day.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from atlas.export.relational import VIEWS, column_type, ddl, indexes, plain_frames, quoted, rows, unstamp

if TYPE_CHECKING:
    from atlas.record import Record


def write(record: Record, path: Path, day: str | None = None) -> dict[str, int]:
    """Write tables and views. Writing twice gives the same bytes."""
    frames = plain_frames(record, day)
    with closing(sqlite3.connect(path)) as base, base:
        base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)  # no statement may reach another file
        for name, frame in frames.items():
            base.execute(ddl(record, name, frame, _type, linked=True))
            marks = ", ".join("?" * len(frame.columns))
            base.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows(frame))  # noqa: S608 - quoted
        for name, frame in frames.items():
            for index in indexes(record, name, frame.columns):
                base.execute(index)
        for view in VIEWS:
            base.execute(view)
    unstamp(path)
    return {name: len(frame) for name, frame in frames.items()}


def _type(series: pd.Series) -> str:
    """Column types of SQLite, which has no days and no truth values."""
    return {"DATE": "TEXT", "BOOLEAN": "INTEGER"}.get(column_type(series), column_type(series))
