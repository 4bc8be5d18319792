"""Borders → a topology for the page: each line once, with the polities on either side of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from atlas.edtf import to_day
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.borders import codes_by_name
from atlas.record.waters import TOWN_RANK

STEPS_PER_DEGREE = 1000
COARSE_STEPS_PER_DEGREE = 100
WIDE = 25  # degrees: an extent that is wider shows no waters below the second rank
SEAM = 179.85  # degrees: what lies beyond is on the antimeridian
WORLD_UNITS_PER_KM = 256 / 40030.2  # the page's world is 256 units wide and as long as the equator
KM_PER_DEGREE = 111.195


def encode_ground(borders: gpd.GeoDataFrame, bloc: Bloc = NO_BLOC) -> dict[str, Any]:
    """Topology of all borders of all spans.

    Parameters
    ----------
    borders
        Columns ``polity, level, valid_from, valid_to`` (dates, half open) and geometry, EPSG:4326.
    bloc
        The polities tinted as one.

    Returns
    -------
    dict
        ``arcs``: lists of longitude and latitude steps in thousandths of a degree, delta-coded;
        ``polities``: name, state, days ``from`` and ``to`` (None = still), ``rings`` of arc numbers
        (``~n`` = arc n backwards, as TopoJSON writes it), label point, size and room; ``since``: the year
        in which the ground starts; ``blocUntil``: the first day without the tint (None = no end).
    """
    from topojson import Topology  # slow to import; needed only when a page is drawn

    topology = Topology(
        borders[["polity", "geometry"]].reset_index(drop=True),
        prequantize=False,
        topology=True,
        shared_coords=True,
    ).to_dict()
    shapes = topology["objects"]["data"]["geometries"]
    codes = codes_by_name()
    polities = [
        _polity(row, shape, bloc, codes) for row, shape in zip(borders.itertuples(index=False), shapes, strict=True)
    ]
    return {
        "arcs": [_delta(arc) for arc in topology["arcs"]],
        "polities": polities,
        "since": min(borders["valid_from"]).year,
        "blocUntil": bloc.until_day,
    }


def encode_waters(waters: gpd.GeoDataFrame, extents: Iterable[Sequence[float]]) -> list[dict[str, Any]]:
    """Rivers and lakes in and about some extents (west, south, east, north, degrees), by kind, rank and fineness.

    Returns
    -------
    list of dict
        ``lake`` (else rivers), ``rank`` (1-4), ``fine``, and ``lines``: rivers, or rings of lakes, as steps of
        longitude and latitude, in thousandths of a degree where they are fine, else in hundredths.
    """
    shown = np.zeros(len(waters), dtype=bool)
    for west, south, east, north in extents:
        wide, high = (east - west) / 2, (north - south) / 2
        near = waters.intersects(shapely.box(west - wide, south - high, east + wide, north + high)).to_numpy()
        shown |= near & (waters["fine"] | (waters["rank"] < (3 if east - west > WIDE else TOWN_RANK))).to_numpy()
    groups = waters[shown].groupby(["kind", "rank", "fine"])
    return [
        {
            "lake": kind == "lake",
            "rank": int(rank),
            "fine": bool(fine),
            "lines": [
                _delta(line.coords, STEPS_PER_DEGREE if fine else COARSE_STEPS_PER_DEGREE)
                for shape in group.geometry
                for line in ((shape.exterior, *shape.interiors) if kind == "lake" else (shape,))
            ],
        }
        for (kind, rank, fine), group in groups
    ]


def encode_landmarks(landmarks: gpd.GeoDataFrame, extents: Iterable[Sequence[float]]) -> list[dict[str, Any]]:
    """What readers of towns find their way by, within some extents (west, south, east, north, degrees).

    Returns
    -------
    list of dict
        ``lat`` and ``lon``, ``names`` by language, and the days ``from`` and ``to`` (half open; None is open) between
        which it is called so.
    """
    boxes = shapely.union_all([shapely.box(west, south, east, north) for west, south, east, north in extents])
    return [
        {
            "lat": row.geometry.y,
            "lon": row.geometry.x,
            "names": row.names,
            "from": None if row.valid_from is None else to_day(row.valid_from),
            "to": None if row.valid_to is None else to_day(row.valid_to),
        }
        for row in landmarks[landmarks.intersects(boxes)].itertuples(index=False)
    ]


def _delta(arc: Iterable[Sequence[float]], unit: int = STEPS_PER_DEGREE) -> list[int]:
    steps, x, y = [], 0, 0
    for lon, lat in arc:
        nx, ny = round(_seamed(lon) * unit), round(lat * unit)
        steps += [nx - x, ny - y]
        x, y = nx, ny
    return steps


def _seamed(lon: float) -> float:
    """A longitude; the borders are cut a little short of the antimeridian, where a sheet shows no cut."""
    return math.copysign(180.0, lon) if abs(lon) > SEAM else lon


def _polity(row: Any, shape: dict[str, Any], bloc: Bloc, codes: Mapping[str, str]) -> dict[str, Any]:
    state, _, republic = row.polity.partition(": ")
    largest = max(shapely.get_parts(row.geometry), key=lambda part: part.area)
    label, area, room = _label(largest)
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return {
        "name": row.polity,
        "state": state,
        "short": republic or state,
        "iso": codes.get(row.polity),
        "from": to_day(row.valid_from),
        "to": to_day(row.valid_to) if row.valid_to is not None and row.valid_to == row.valid_to else None,
        "bloc": row.polity in bloc,
        "rings": [ring for polygon in polygons for ring in polygon],
        "label": label,
        "area": area,
        "room": room,
    }


def _label(part: Any) -> tuple[list[float], float, float]:
    """Where a polity's name fits best (latitude, longitude), its size in square world units, and the room there.

    The room is the radius, in world units, of the largest circle inside the polity, whose centre the place is.
    """
    shrink = math.cos(math.radians(part.centroid.y))
    flat = shapely.transform(part, lambda xy: xy * [shrink, 1.0])
    radius = shapely.maximum_inscribed_circle(flat, tolerance=0.2)
    centre = radius.coords[0]
    km2 = flat.area * KM_PER_DEGREE**2
    room = radius.length * KM_PER_DEGREE * WORLD_UNITS_PER_KM
    return [round(centre[1], 2), round(centre[0] / shrink, 2)], round(km2 * WORLD_UNITS_PER_KM**2, 3), round(room, 3)
