"""KMZ: the KML document in a zip, as Google Earth and phones like it. Writing twice gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from atlas.export.kml import document
from atlas.export.zipped import write_zip

if TYPE_CHECKING:
    from atlas.record import Record


def write(record: Record, path: Path, day: str | None = None) -> dict[str, int]:
    """Write ``doc.kml`` into a zip."""
    data, rows = document(record, day)
    write_zip(path, {"doc.kml": data})
    return rows
