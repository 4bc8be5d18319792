"""GeoJSON of RFC 7946: a feature a row: its point, line or area, and inside ``properties`` its names, tenures,
events and sources.

``properties`` holds the columns of ``features.csv`` and four lists. ``names``: ``name, latin, language,
from_event, to_event``. ``tenures``: ``begin`` and ``end`` as EDTF, ``begin_earliest`` to ``end_latest`` and the
resolved days. ``events``: ``type, effect, date`` (EDTF), ``earliest, latest, words, detail, disputed`` and
``attestations``, each with ``source_id, date, says, locator``. ``sources``: the works cited, in full. Of the record
itself the member ``record`` tells, which RFC 7946 lets readers pass over.

In ``.spans.geojson``, and of a day, a row is flat: ``properties`` are the columns of
:func:`atlas.export.shape.span_frame` or :func:`atlas.export.shape.day_frame`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from shapely.geometry import mapping

from atlas.export.history import histories, rows_of
from atlas.export.shape import about, flat_frame, geometries
from atlas.io.files import put

if TYPE_CHECKING:
    from atlas.record import Record


def write(record: Record, path: Path, table: str = "", day: str | None = None) -> dict[str, int]:
    """Write the features as one collection; a row a line, so that differences can be read."""
    name, listed = _flat(record, table, day) if table or day else ("features", list(_nested(record)))
    features = [json.dumps(row, ensure_ascii=False, allow_nan=False) for row in listed]
    head = {"type": "FeatureCollection", "name": record.title, "record": about(record).pairs}
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    lines = ",\n".join(features)
    put(path, f'{opened}, "features": [\n{lines}\n]}}\n'.encode())
    return {name: len(features)}


def _nested(record: Record) -> Iterator[dict[str, Any]]:
    shapes = geometries(record)
    return (_feature(history, shapes) for history in histories(record))


def _flat(record: Record, table: str, day: str | None) -> tuple[str, list[dict[str, Any]]]:
    """Rows with plain values, in place of histories."""
    name, frame = flat_frame(record, table, day)
    rows = rows_of(pd.DataFrame(frame.drop(columns="geometry")))
    return name, [
        {"type": "Feature", "geometry": mapping(shape), "properties": row}
        for row, shape in zip(rows, frame.geometry, strict=True)
    ]


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
