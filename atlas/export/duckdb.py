"""DuckDB: the tables and views of :mod:`atlas.export.sqlite`, with days as ``DATE`` and integers as ``BIGINT``.

DuckDB can read and write files and fetch extensions by SQL. All that is shut before the first statement, and locked.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from atlas.export.relational import VIEWS, column_type, comment_of, ddl, indexes, plain_frames, quoted, rows
from atlas.export.shape import meaning
from atlas.io.needs import need

if TYPE_CHECKING:
    from atlas.record import Record

_AT_ONCE = 500
_SHUT = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
}


def write(record: Record, path: Path, day: str | None = None) -> dict[str, int]:
    """Write tables and views."""
    duckdb = need("duckdb", "writing .duckdb")
    frames = plain_frames(record, day)
    with closing(duckdb.connect(str(path), config=_SHUT)) as base:
        for name, frame in frames.items():
            base.execute(ddl(record, name, frame, _type))
            held = list(rows(frame))
            for first in range(0, len(held), _AT_ONCE):  # one statement a row takes a millisecond each
                part = held[first : first + _AT_ONCE]
                marks = ", ".join(f"({', '.join('?' * len(frame.columns))})" for _ in part)
                cells = [cell for row in part for cell in row]
                base.execute(f"INSERT INTO {quoted(name)} VALUES {marks}", cells)  # noqa: S608 - quoted
        for name, frame in frames.items():
            for column in frame.columns:
                words = comment_of(meaning(record, name, str(column))).replace("'", "''")
                base.execute(f"COMMENT ON COLUMN {quoted(name)}.{quoted(column)} IS '{words}'")
            for index in indexes(record, name, frame.columns):
                base.execute(index)
        for view in VIEWS:
            base.execute(view)
        base.execute("CHECKPOINT")  # else the tables are written on closing, and a full disk goes unsaid
    return {name: len(frame) for name, frame in frames.items()}


def _type(series: pd.Series) -> str:
    """Column types of DuckDB, whose INTEGER has 32 bits where the record's numbers may have 64."""
    return {"INTEGER": "BIGINT", "REAL": "DOUBLE"}.get(column_type(series), column_type(series))
