"""The period borders as GeoJSON for d3, Observable Plot and deck.gl: a state or territory a row, with its days.

``properties`` are ``polity``, ``level``, ``valid_from`` and ``valid_to`` (the first day on which it no longer held;
null where it holds to the record's own date). Outer rings run clockwise, for d3 takes an outer ring of RFC 7946 for
the rest of the globe; readers that keep to the RFC accept both.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import mapping

from atlas.export.shape import about, iso
from atlas.io.files import put

if TYPE_CHECKING:
    from atlas.record import Record


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the borders; a row a line."""
    areas = record.borders.geometry.to_numpy()
    rows = [
        {
            "type": "Feature",
            "properties": {
                "polity": row.polity,
                "level": row.level,
                "valid_from": iso(row.valid_from),
                "valid_to": iso(row.valid_to),
            },
            "geometry": mapping(shape),
        }
        for row, shape in zip(
            record.borders.itertuples(), shapely.orient_polygons(areas, exterior_cw=True), strict=True
        )
    ]
    head = {"type": "FeatureCollection", "name": f"{record.title}: borders", "record": about(record).pairs}
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    put(path, f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": [\n{lines}\n]}}\n'.encode())
    return {"borders": len(rows)}
