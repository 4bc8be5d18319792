"""The ground under the points: what polities there are on a day, which points they hold, how far off others lie."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from atlas.edtf import to_day
from atlas.record.borders import first_ground, ground_of

__all__ = ["Areas", "Grounds", "Point", "held_by", "local"]

_METRES_A_DEGREE = 111_320
Point = tuple[float, ...]
"""Longitude and latitude, degrees."""


def held_by(borders: gpd.GeoDataFrame, points: Iterable[Point]) -> dict[Point, frozenset[Any]]:
    """Which rows of the borders hold each point, on whatever day: asked of all points at once."""
    listed = list(points)
    if not listed or not len(borders):
        return dict.fromkeys(listed, frozenset())
    tree = shapely.STRtree(shapely.points(listed))
    rows, places = tree.query(borders.geometry.to_numpy(), predicate="intersects")
    order = np.argsort(places, kind="stable")
    numbers = borders.index.to_numpy()[rows[order]].tolist()
    ends = np.searchsorted(places[order], np.arange(len(listed)), side="right").tolist()
    return {point: frozenset(numbers[a:b]) for point, a, b in zip(listed, [0, *ends], ends, strict=False)}


class Grounds:
    """The ground of every day; days between two changes of a border share one."""

    def __init__(self, borders: gpd.GeoDataFrame, held: dict[Point, frozenset[Any]]) -> None:
        self._borders, self._held = borders, held
        first, last = (
            borders[name].dropna().to_numpy().astype("datetime64[D]").astype("int64")
            for name in ("valid_from", "valid_to")
        )
        self._start = to_day(first_ground(borders))
        self._begins: list[int] = np.unique(first).tolist()
        self._changes: list[int] = np.unique(np.concatenate([first, last])).tolist()
        self._known: dict[int, Areas] = {}

    def __getitem__(self, day: int) -> Areas:
        epoch = bisect_right(self._changes, max(day, self._start))
        if epoch not in self._known:
            self._known[epoch] = Areas(ground_of(self._borders, day), self._held)
        return self._known[epoch]

    def days_of_change(self, first: int, last: int) -> list[int]:
        """The days within bounds on which the ground differs: the first, and every later one on which a span begins."""
        first, last = max(first, self._start), max(last, self._start)
        return [first, *self._begins[bisect_right(self._begins, first) : bisect_right(self._begins, last)]]


class Areas:
    """The polities of one day, with the distance of points from them."""

    def __init__(self, frame: gpd.GeoDataFrame, held: dict[Point, frozenset[Any]]) -> None:
        self._shapes: dict[str, dict[Any, shapely.Geometry]] = {}
        for number, name, shape in zip(frame.index, frame["polity"], frame.geometry, strict=True):
            self._shapes.setdefault(name, {})[number] = shape
        self._held = held
        self._known: dict[tuple[str, Point], float] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._shapes

    def distance(self, name: str, point: Point) -> float:
        """Metres from a point to a polity, 0 inside; good to a few per cent near it, which is where it
        matters.
        """
        if (name, point) not in self._known:
            self._known[name, point] = self._measure(name, point)
        return self._known[name, point]

    def hold(self, name: str, rows: frozenset[Any]) -> bool:
        """Whether a polity holds what these rows of the borders hold."""
        return name in self._shapes and not rows.isdisjoint(self._shapes[name])

    def _measure(self, name: str, point: Point) -> float:
        if self._holds(name, point):
            return 0.0
        shapes = self._shapes[name].values()
        return min(float(shapely.distance(local(shape, point), shapely.Point(0, 0))) for shape in shapes)

    def _holds(self, name: str, point: Point) -> bool:
        if (rows := self._held.get(point)) is not None:
            return self.hold(name, rows)
        return any(shapely.intersects_xy(shape, *point) for shape in self._shapes[name].values())

    def names_at(self, point: Point) -> list[str]:
        """Polities that hold a point."""
        return [name for name in self._shapes if self._holds(name, point)]


def local(shape: shapely.Geometry, point: Point) -> shapely.Geometry:
    """A shape in metres about a point: degrees of longitude shrink with the cosine of the latitude."""
    scale = np.array([_METRES_A_DEGREE * math.cos(math.radians(point[1])), _METRES_A_DEGREE])

    def shift(coordinates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        moved: npt.NDArray[np.float64] = (coordinates - np.array(point)) * scale
        return moved

    return shapely.transform(shape, shift)
