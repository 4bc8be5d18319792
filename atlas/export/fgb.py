"""FlatGeobuf: a row a tenure, or in ``.spans.fgb`` a span."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from atlas.export.gdal import write_layer
from atlas.export.shape import about, flat_frame

if TYPE_CHECKING:
    from atlas.record import Record


def write(record: Record, path: Path, table: str = "tenures", day: str | None = None) -> dict[str, int]:
    """Write the table; version, date and licence stand in the file's description."""
    name, frame = flat_frame(record, table, day)
    options = {"TITLE": record.title, "DESCRIPTION": about(record).line}
    write_layer(path, frame, "FlatGeobuf", name, layer_options=options)
    return {name: len(frame)}
