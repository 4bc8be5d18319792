"""GeoParquet 1.1: a row a tenure, or in ``.spans.parquet`` a span; days are ``date32``."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from atlas.export.shape import about, flat_frame
from atlas.io.files import put
from atlas.io.needs import need

if TYPE_CHECKING:
    from atlas.record import Record


def write(record: Record, path: Path, table: str = "tenures", day: str | None = None) -> dict[str, int]:
    """Write the table; the record's particulars are in the file's metadata, under ``atlas``-prefixed keys."""
    arrow = need("pyarrow", "writing .parquet")
    parquet = need("pyarrow.parquet", "writing .parquet")
    named, frame = flat_frame(record, table, day)
    held = io.BytesIO()
    frame.to_parquet(held, index=False, schema_version="1.1.0", write_covering_bbox=True)
    rows = parquet.read_table(held)
    for place, name in enumerate(frame.columns):
        column = rows.column(name)
        if pd.api.types.is_datetime64_any_dtype(frame[name]):
            rows = rows.set_column(place, name, column.cast(arrow.date32()))
        elif arrow.types.is_null(column.type):  # a column of text without any
            rows = rows.set_column(place, name, column.cast(arrow.string()))
    # Only "geo" is kept of what is there: pandas' own notes name types that are no longer so.
    metadata: dict[str, bytes | str] = {"geo": rows.schema.metadata[b"geo"]}
    metadata |= {f"atlas:{name}": value for name, value in about(record).pairs.items()}
    out = io.BytesIO()
    parquet.write_table(rows.replace_schema_metadata(metadata), out)
    put(path, out.getvalue())
    return {named: len(frame)}
