"""Equal-area projections of a plan, and the view of a still: from degrees to pixels of the sheet and back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from pyproj import CRS, Geod, Proj

from atlas.record.options import Projection

__all__ = ["RADIUS_M", "Box", "View", "crs_of"]

RADIUS_M = 6371007.18
"""Radius in metres of the sphere of the earth's area, on which ``projection.js`` draws too."""

EQUATOR_M = 2 * math.pi * RADIUS_M
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the sheet; y runs down."""


def crs_of(spec: Projection | Mapping[str, Any]) -> CRS:
    """The coordinate system of a plan's ``projection``.

    Parameters
    ----------
    spec
        ``kind`` (``laea``, ``albers`` or ``equal-earth``), ``center`` (latitude and longitude) and, for ``albers``,
        ``parallels``.

    Raises
    ------
    ValueError
        For what is no such projection.
    """
    sheet = Projection.model_validate(spec)
    if sheet.kind == "equal-earth":
        return CRS.from_dict({"proj": "eqearth", "lon_0": 0, "R": RADIUS_M, "units": "m"})
    lat, lon = sheet.center
    name = "laea" if sheet.kind == "laea" else "aea"
    terms = {"proj": name, "lat_0": lat, "lon_0": lon, "R": RADIUS_M, "units": "m"}
    if sheet.parallels:
        terms["lat_1"], terms["lat_2"] = sheet.parallels
    return CRS.from_dict(terms)


@dataclass(frozen=True)
class View:
    """Part of the earth on a box of the sheet: ``scale`` pixels a metre, the projection's origin at ``x0, y0``."""

    crs: CRS
    box: Box
    scale: float
    x0: float
    y0: float

    @classmethod
    def fit(cls, spec: Projection | Mapping[str, Any], extent: Sequence[float], box: Box) -> View:
        """The view that shows an extent (west, south, east, north) as large as a box allows, and fills the box."""
        crs = crs_of(spec)
        west, south, east, north = extent
        lon, lat = np.linspace(west, east, 25), np.linspace(south, north, 25)
        edge_lon = np.concatenate([lon, lon, np.full(25, west), np.full(25, east)])
        edge_lat = np.concatenate([np.full(25, south), np.full(25, north), lat, lat])
        x, y = Proj(crs)(edge_lon, edge_lat)
        left, top, right, bottom = box
        scale = min((right - left) / np.ptp(x), (bottom - top) / np.ptp(y))
        middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
        return cls(crs, box, scale, (left + right) / 2 - middle_x * scale, (top + bottom) / 2 + middle_y * scale)

    @cached_property
    def _proj(self) -> Proj:
        return Proj(self.crs)

    @property
    def center(self) -> tuple[float, float]:
        """Pixel in the middle of the box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2

    def pixels(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Pixels of points, one row each; infinite where the projection has no image of a point."""
        x, y = self._proj(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        return np.column_stack([np.asarray(x) * self.scale + self.x0, self.y0 - np.asarray(y) * self.scale])

    def degrees(self, x: npt.ArrayLike, y: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Longitude and latitude of pixels, one row each; longitudes within half a turn of the projection's middle."""
        east = (np.asarray(x, dtype=float) - self.x0) / self.scale
        north = (self.y0 - np.asarray(y, dtype=float)) / self.scale
        lon, lat = self._proj(east, north, inverse=True)
        return np.column_stack([self.turned(np.asarray(lon)), lat])

    def turned(self, lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Longitudes brought within half a turn of the projection's middle meridian."""
        middle = self.middle
        inside = np.abs(lon - middle) <= 180.0  # either edge of a sheet of the world stays where it is
        return np.where(inside, lon, (lon - middle + 180.0) % 360.0 - 180.0 + middle)

    @cached_property
    def middle(self) -> float:
        """Longitude of the projection's middle."""
        return float(self._proj(0.0, 0.0, inverse=True)[0])

    @cached_property
    def bounds(self) -> Box:
        """West, south, east and north of what the box shows, with a margin; a view of a pole goes all round."""
        left, top, right, bottom = self.box
        x, y = np.meshgrid(np.linspace(left, right, 33), np.linspace(top, bottom, 33))
        points = self.degrees(x.ravel(), y.ravel())
        points = points[np.isfinite(points).all(axis=1)]
        (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
        wide, high = (east - west) * 0.05, (north - south) * 0.05
        operation = self.crs.coordinate_operation
        if operation is not None and operation.method_name == "Equal Earth":  # it ends there, and has nothing twice
            west, east, wide = max(west - wide, -180.0), min(east + wide, 180.0), 0.0
        return west - wide, max(-90.0, south - high), east + wide, min(90.0, north + high)

    @property
    def zoom(self) -> float:
        """The zoom at which the page draws at this scale (pixels of the page: divide by the sheet's unit before)."""
        return math.log2(self.scale * EQUATOR_M / 256)

    def metres_per_pixel(self) -> float:
        """How long a pixel is on the ground in the middle of the box, from west to east."""
        x, y = self.center
        (lon1, lat1), (lon2, lat2) = self.degrees([x - 50, x + 50], [y, y])
        return float(Geod(a=RADIUS_M, b=RADIUS_M).inv(lon1, lat1, lon2, lat2)[2]) / 100
