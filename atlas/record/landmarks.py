"""What readers of a town's map find their way by: ``landmarks.geojson``, a castle, a station, the chief squares."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd

from atlas.io.links import web
from atlas.io.text import hidden, shown
from atlas.record.borders import frame_of_rows, properties_of, read_rows, shape_of

__all__ = ["FILE", "landmarks_on", "name_in", "read_landmarks"]

FILE = "landmarks.geojson"
COLUMNS = ["names", "accuracy_m", "valid_from", "valid_to", "source", "url"]


def read_landmarks(path: str | Path | None) -> gpd.GeoDataFrame:
    """Read landmarks.

    Parameters
    ----------
    path : path or None
        A GeoJSON file; None gives an empty table.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, points: ``names`` (by language, BCP 47), ``accuracy_m`` (metres that the point may be off),
        ``valid_from`` and ``valid_to`` (dates, half open: the span in which it is called so; None is open), ``source``
        (title of what gives the point) and ``url``.

    Raises
    ------
    BordersError
        A ValueError: the file is no GeoJSON of points, or lacks one of these columns.
    """
    return frame_of_rows([] if path is None else read_rows(path, _row), COLUMNS)


def landmarks_on(landmarks: gpd.GeoDataFrame, day: date) -> gpd.GeoDataFrame:
    """Those that are called so on a day."""
    begun = [first is None or first <= day for first in landmarks["valid_from"]]
    lasting = [last is None or day < last for last in landmarks["valid_to"]]
    return landmarks[[a and b for a, b in zip(begun, lasting, strict=True)]]


def name_in(names: dict[str, str], language: str) -> str:
    """The name in a language, else the first that there is."""
    return names.get(language) or next(iter(names.values()))


def _row(feature: Any) -> dict[str, Any]:
    """One landmark. Raises ValueError."""
    row = properties_of(feature, COLUMNS)
    names, accuracy = row["names"], row["accuracy_m"]
    if not isinstance(names, dict) or not names or not all(isinstance(name, str) and name for name in names.values()):
        raise ValueError(f'names is {shown(names)}; write a name for each language, {{"en": "Castle"}}')
    if any(next(hidden(name), None) for name in names.values()):
        raise ValueError("names hold a character that cannot be seen")
    if isinstance(accuracy, bool) or not isinstance(accuracy, int | float) or not 0 < accuracy <= 1e5:
        raise ValueError(f"accuracy_m is {shown(accuracy)}; write how many metres the point may be off")
    if not isinstance(row["source"], str) or not row["source"] or not web(str(row["url"])):
        raise ValueError("source and url must name what gives the point, with its address")
    days = {name: _day(name, row[name]) for name in ("valid_from", "valid_to")}
    return row | days | {"geometry": shape_of(feature.get("geometry"), "Point")}


def _day(name: str, value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {shown(value)}; write a day (1961-11-10), or null where it is open") from None
