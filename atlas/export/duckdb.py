"""DuckDB: the tables and views of :mod:`atlas.export.sqlite`, with days as ``DATE``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.export.relational import VIEWS, column_type, ddl, plain_frames, rows
from atlas.io.needs import need

if TYPE_CHECKING:
    from atlas.record import Record

_AT_ONCE = 500


def write(record: Record, path: Path) -> dict[str, int]:
    """Write tables and views."""
    duckdb = need("duckdb", "writing .duckdb")
    frames = plain_frames(record)
    with closing(duckdb.connect(str(path))) as base:
        for name, frame in frames.items():
            base.execute(ddl(record, name, frame, column_type))
            held = list(rows(frame))
            for first in range(0, len(held), _AT_ONCE):  # one statement a row takes a millisecond each
                part = held[first : first + _AT_ONCE]
                marks = ", ".join(f"({', '.join('?' * len(frame.columns))})" for _ in part)
                cells = [cell for row in part for cell in row]
                base.execute(f'INSERT INTO "{name}" VALUES {marks}', cells)  # noqa: S608 - our own names
        for view in VIEWS:
            base.execute(view)
    return {name: len(frame) for name, frame in frames.items()}
