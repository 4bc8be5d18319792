"""FlatGeobuf: one point a tenure, as :func:`atlas.export.shape.tenure_frame` has them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from atlas.export.gdal import write_layer
from atlas.export.shape import about, tenure_frame

if TYPE_CHECKING:
    from atlas.record import Record


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the tenures; version, date and licence stand in the file's description."""
    frame = tenure_frame(record)
    options = {"TITLE": record.title, "DESCRIPTION": about(record).line}
    write_layer(path, frame, "FlatGeobuf", "tenures", layer_options=options)
    return {"tenures": len(frame)}
