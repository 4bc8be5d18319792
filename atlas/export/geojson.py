"""GeoJSON of RFC 7946: a feature a row: its point, line or area, and inside ``properties`` its names, tenures,
events and sources.

``properties`` holds the columns of ``features.csv`` and four lists. ``names``: ``name, latin, language,
from_event, to_event``. ``tenures``: ``begin`` and ``end`` as EDTF, ``begin_earliest`` to ``end_latest`` and the
resolved days. ``events``: ``type, effect, date`` (EDTF), ``earliest, latest, words, detail, disputed`` and
``attestations``, each with ``source_id, date, says, locator``. ``sources``: the works cited, in full. Of the record
itself the member ``record`` tells, which RFC 7946 lets readers pass over.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.export.history import histories
from atlas.export.shape import about, geometries
from atlas.io.files import put

if TYPE_CHECKING:
    from atlas.record import Record


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the features as one collection; a feature a line, so that differences can be read."""
    shapes = geometries(record)
    features = [
        json.dumps(_feature(history, shapes), ensure_ascii=False, allow_nan=False) for history in histories(record)
    ]
    head = {"type": "FeatureCollection", "name": record.title, "record": about(record).pairs}
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    lines = ",\n".join(features)
    put(path, f'{opened}, "features": [\n{lines}\n]}}\n'.encode())
    return {"features": len(features)}


def _feature(history: dict[str, Any], shapes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [history.pop("longitude"), history.pop("latitude")]}
    for name in history["names"]:
        del name["start"], name["end"]  # the events are below; here their ids do
    return {
        "type": "Feature",
        "id": history["feature_id"],
        "geometry": shapes.get(history["feature_id"], point),
        "properties": history,
    }
