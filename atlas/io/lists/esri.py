"""Features as the servers of Esri write them (``f=json``): attributes, and geometry in x and y, rings and paths."""

from __future__ import annotations

from typing import Any

__all__ = ["features"]

_WEB_MERCATOR = (102100, 102113, 900913)
"""Numbers that Esri has for what the EPSG calls 3857."""


def features(document: dict[str, Any]) -> dict[str, Any] | None:
    """The same as a FeatureCollection of GeoJSON, with its reference system; None for what is none of Esri's.

    Days stay the numbers that they are: thousandths of seconds since 1970. Of a saved web map the layers are one list.
    """
    sets = _sets(document)
    members = [one for part in sets for one in part["features"] if isinstance(one, dict) and "attributes" in one]
    if not members:
        return None
    system = next((number for part in sets if (number := _number(part))), None) or next(
        (number for one in members if (number := _number(one.get("geometry")))), 4326
    )
    found = [
        {"type": "Feature", "properties": _told(one, several=len(sets) > 1), "geometry": _geometry(one.get("geometry"))}
        for one in members
    ]
    crs = {"type": "name", "properties": {"name": f"EPSG:{system}"}}
    return {"type": "FeatureCollection", "features": found, "crs": crs}


def _told(member: dict[str, Any], *, several: bool) -> dict[str, Any]:
    """The attributes of a feature; of several layers without the numbers that each layer begins anew."""
    told = member["attributes"] or {}
    return {name: cell for name, cell in told.items() if not (several and name.upper() in ("FID", "OBJECTID", "OID"))}


def _sets(document: Any, depth: int = 7) -> list[dict[str, Any]]:
    if isinstance(document, dict):
        members = document.get("features")
        if isinstance(members, list) and any(isinstance(one, dict) and "attributes" in one for one in members):
            return [document]
        values = list(document.values())
    else:
        values = document if isinstance(document, list) else []
    return [found for value in values if depth and isinstance(value, dict | list) for found in _sets(value, depth - 1)]


def _number(part: Any) -> int | None:
    system = part.get("spatialReference") if isinstance(part, dict) else None
    number = (system.get("latestWkid") or system.get("wkid")) if isinstance(system, dict) else None
    return None if not isinstance(number, int) else 3857 if number in _WEB_MERCATOR else number


def _geometry(shape: Any) -> dict[str, Any] | None:
    """A geometry of GeoJSON; a ring is outer where it runs clockwise, and a hole of the one before otherwise."""
    if not isinstance(shape, dict):
        return None
    try:
        if "x" in shape:
            return None if shape["x"] in (None, "NaN") else {"type": "Point", "coordinates": [shape["x"], shape["y"]]}
        if "points" in shape:
            return {"type": "MultiPoint", "coordinates": shape["points"]}
        if "paths" in shape:
            return {"type": "MultiLineString", "coordinates": shape["paths"]}
        areas: list[list[Any]] = []
        for ring in shape.get("rings") or ():
            if areas and _turns(ring) > 0:
                areas[-1].append(ring)
            else:
                areas.append([ring])
        return {"type": "MultiPolygon", "coordinates": areas} if areas else None
    except (KeyError, TypeError, IndexError, ValueError):
        return None


def _turns(ring: list[list[float]]) -> float:
    """Twice the area of a ring: less than nothing where it runs clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))
