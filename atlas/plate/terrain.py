"""The ground of a still: land, bloc, and the lines of coast, state and republic on one day, in pixels of the sheet.

A line is told by who meets at it, as ``ground.js`` does: two states, two republics of one state, or nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import affinity

from atlas.plate.projections import Box, View
from atlas.record.bloc import Bloc
from atlas.record.borders import ground_of
from atlas.record.states import as_day

__all__ = ["Area", "Terrain", "clipped", "epoch_of", "graticule", "graticule_lines", "terrain_on", "visible"]

SEAM = 179.85  # degrees: what lies beyond is on the antimeridian
BLEED = 24.0  # pixels around the box that are kept, so that no cut shows
Lines = list[npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Area:
    """What a view shows of one polity: its name, its parts, and whether it is tinted."""

    name: str
    shape: Any
    tinted: bool


@dataclass
class Terrain:
    """The ground of one day on one view, clipped to it."""

    areas: list[Area] = field(default_factory=list)
    coast: Lines = field(default_factory=list)
    state: Lines = field(default_factory=list)
    republic: Lines = field(default_factory=list)


def epoch_of(borders: gpd.GeoDataFrame, day: int, bloc: Bloc) -> tuple[Any, ...]:
    """What tells the grounds of two days apart: which rows of the borders are in force, and the bloc's tint."""
    tinted = bloc.until_day is None or day < bloc.until_day
    return tuple(ground_of(borders, day).index), tinted


def terrain_on(borders: gpd.GeoDataFrame, day: Any, bloc: Bloc, view: View) -> Terrain:
    """The ground of a day on a view."""
    number = day if isinstance(day, int) else as_day(day)
    tinted = bloc.until_day is None or number < bloc.until_day
    found = ground_of(borders, number)
    terrain = Terrain()
    for row in found.itertuples(index=False):
        parts = visible(row.geometry, view)
        if parts:
            shape = shapely.MultiPolygon(parts)
            terrain.areas.append(Area(str(row.polity), shape, tinted and row.polity in bloc))
    for kind, line in _lines(found, view):
        getattr(terrain, kind).extend(_clipped(line, view.box))
    return terrain


def visible(shape: Any, view: View) -> list[Any]:
    """The polygons of a shape near the view, in pixels; none where nothing of it shows."""
    west, south, east, north = view.bounds
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        if shape.bounds[0] + turn > east or shape.bounds[2] + turn < west:
            continue
        moved = affinity.translate(shapely.transform(shape, _seamed), xoff=turn)
        part = shapely.clip_by_rect(moved, west, south, east, north)
        if not part.is_empty:
            parts.append(shapely.transform(shapely.segmentize(part, 2.0), lambda xy: view.pixels(xy[:, 0], xy[:, 1])))
    seen = [shapely.clip_by_rect(shapely.make_valid(part), *_around(view.box)) for part in parts]
    return [piece for part in seen for piece in shapely.get_parts(part) if piece.geom_type == "Polygon"]


def clipped(line: Any, view: View) -> Lines:
    """The parts of a line, in degrees, that lie near the view, in pixels."""
    points = np.asarray(shapely.segmentize(line, 2.0).coords)
    west, south, east, north = view.bounds
    lon = view.turned(points[:, 0])
    if lon.max() < west or lon.min() > east or points[:, 1].max() < south or points[:, 1].min() > north:
        return []
    return _clipped(view.pixels(lon, points[:, 1]), view.box)


def _seamed(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The borders are cut a little short of the antimeridian; brought onto it, no gap shows."""
    lon = np.where(np.abs(xy[:, 0]) > SEAM, np.copysign(180.0, xy[:, 0]), xy[:, 0])
    return np.column_stack([lon, xy[:, 1]])


def _around(box: Box) -> Box:
    return box[0] - BLEED, box[1] - BLEED, box[2] + BLEED, box[3] + BLEED


def _lines(found: gpd.GeoDataFrame, view: View) -> Iterator[tuple[str, npt.NDArray[np.float64]]]:
    """Each line once, in degrees and then pixels, with its kind: ``coast``, ``state`` or ``republic``."""
    rings = [
        (row.polity, np.asarray(ring.coords)[:, :2])
        for row in found.itertuples(index=False)
        for part in shapely.get_parts(row.geometry)
        for ring in (part.exterior, *part.interiors)
    ]
    users: dict[Any, set[str]] = {}
    keys = [_edges(ring) for _, ring in rings]
    for (polity, _), edges in zip(rings, keys, strict=True):
        for edge in edges:
            users.setdefault(edge, set()).add(polity)
    done: set[Any] = set()
    for (_, ring), edges in zip(rings, keys, strict=True):
        kinds = [None if edge in done else _kind(users[edge]) for edge in edges]
        done.update(edges)
        on_seam = np.abs(ring[:, 0]) > SEAM
        kinds = [None if on_seam[i] and on_seam[i + 1] else kind for i, kind in enumerate(kinds)]
        for kind, first, last in _runs(kinds):
            piece = _seamed(ring[first : last + 1])
            piece[:, 0] = view.turned(piece[:, 0])
            if np.abs(np.diff(piece[:, 0])).max() < 180:
                piece = np.asarray(shapely.segmentize(shapely.LineString(piece), 2.0).coords)
                yield kind, view.pixels(piece[:, 0], piece[:, 1])


def _edges(ring: npt.NDArray[np.float64]) -> list[Any]:
    points = [tuple(point) for point in np.round(ring, 6).tolist()]
    return [(a, b) if a <= b else (b, a) for a, b in pairwise(points)]


def _kind(polities: set[str]) -> str:
    if len(polities) == 1:
        return "coast"
    return "state" if len({polity.partition(": ")[0] for polity in polities}) > 1 else "republic"


def _runs(kinds: list[str | None]) -> Iterator[tuple[str, int, int]]:
    """Stretches of one kind: kind, first and last point."""
    start = 0
    for at in range(1, len(kinds) + 1):
        if at == len(kinds) or kinds[at] != kinds[start]:
            kind = kinds[start]
            if kind is not None:
                yield kind, start, at
            start = at


def _clipped(line: npt.NDArray[np.float64], box: Box) -> Lines:
    """The parts of a line in pixels that lie in a box or near it."""
    if not np.isfinite(line).all():
        return []
    left, top, right, bottom = _around(box)
    low, high = line.min(axis=0), line.max(axis=0)
    if low[0] > right or high[0] < left or low[1] > bottom or high[1] < top:
        return []
    if low[0] >= left and high[0] <= right and low[1] >= top and high[1] <= bottom:
        return [line]
    kept = shapely.clip_by_rect(shapely.LineString(line), left, top, right, bottom)
    return [np.asarray(part.coords) for part in shapely.get_parts(kept) if part.geom_type == "LineString"]


def graticule(view: View, spacing: float) -> Lines:
    """Meridians and parallels about ``spacing`` pixels apart, at round degrees."""
    return [line for _, line in graticule_lines(view, spacing)]


def graticule_lines(view: View, spacing: float) -> Iterator[tuple[str, npt.NDArray[np.float64]]]:
    """The lines of the graticule with what they are called (``44.4° E``)."""
    west, south, east, north = view.bounds
    south, north = max(-89.0, south), min(89.0, north)
    wanted = spacing / view.scale / 111195
    step = next((s for s in _STEPS if s >= wanted), 30.0)
    wide = step / max(0.2, math.cos(math.radians((south + north) / 2))) * 0.8
    step_lon = next((s for s in _STEPS if s >= wide), 30.0)
    lats, lons = np.linspace(south, north, 60), np.linspace(west, east, 120)
    for lon in _rounds(west, east, step_lon):
        for line in _clipped(view.pixels(np.full(60, lon), lats), view.box):
            yield f"{abs(lon):.6g}° {'E' if lon >= 0 else 'W'}", line
    for lat in _rounds(max(-80.0, south), min(80.0, north), step):
        for line in _clipped(view.pixels(lons, np.full(120, lat)), view.box):
            yield f"{abs(lat):.6g}° {'N' if lat >= 0 else 'S'}", line


_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


def _rounds(low: float, high: float, step: float) -> Iterable[float]:
    return (round(k * step, 6) for k in range(math.ceil(low / step), math.floor(high / step) + 1))
