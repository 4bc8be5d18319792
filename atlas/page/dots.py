"""A small still of a record: its features as dots on the ground of a day, as SVG without scripts or styles.

It is what a notebook shows where scripts do not run, so it uses nothing that a cautious host strips: one
``<img>`` with its picture inside.
"""

from __future__ import annotations

import base64
import html
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

from atlas.edtf import from_day
from atlas.look.figures import INK, LAND, LINE, RED, SEA
from atlas.look.shapes import shape_of
from atlas.look.tokens import STATUSES, TOKENS
from atlas.record.borders import polities_on
from atlas.record.states import period_starts, state_codes
from atlas.record.tenures import BEARING, UNCERTAIN

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["busiest_day", "dot_map", "still"]

MANY = 40  # features from which on the frame passes over the outermost few
MARGIN = 0.08  # of the features' span, on every side
LEAST_KM = 300  # half of what the sheet of a single place shows
SHADES = 4  # of what is likely: more would not be told apart
SIMPLER = 0.7  # pixels
MARKS = {  # fill, its opacity, line
    "before": ("none", 0, LINE),
    "after": (LAND, 1, INK),
    "uncertain": (RED, 1, RED),
    "bearing": (RED, 1, INK),
}


def busiest_day(record: Record, first: int | None = None, last: int | None = None) -> date:
    """The New Year's Day on which most features surely bore the name or image, or else may have borne it."""
    days = period_starts("year", from_day(record.first_day if first is None else first), record.date)
    days = days[days >= first] if first is not None else days
    days = days[days <= last] if last is not None else days
    if not len(days):
        return from_day(first or 0)
    codes = state_codes(record.tenures, record.features.index, days)
    weight = (codes == BEARING).sum(axis=0) * 10_000 + (codes == UNCERTAIN).sum(axis=0)
    return from_day(int(days[int(np.argmax(weight))]))


def dot_map(
    record: Record,
    day: str | date | None = None,
    width: int = 460,
    height: int = 300,
    *,
    simpler: float = SIMPLER,
    label: str = "",
) -> str:
    """The features of a record on a day as an SVG document.

    Parameters
    ----------
    record : Record
    day : str or date, optional
        The day; by default :func:`busiest_day`.
    width, height : int
        Size in pixels.
    simpler : float
        How far the ground's lines may lie from where they are, pixels.
    label : str
        What it says to a screen reader.

    Returns
    -------
    str
        ``<svg>``: the shapes are those of the kinds; filled and outlined what surely bore the name, hollow what had
        lost it, as red as it is likely what no source settles; of like marks on one pixel only one. The frame of a
        large record passes over its outermost hundredths.
    """
    when = busiest_day(record) if day is None else day
    state = record.at(when)
    fade = (state["likelihood"] * SHADES).round().to_numpy() / SHADES
    plane = _Plane(state, width, height, simpler)
    parts = [f'<rect width="{width}" height="{height}" fill="{SEA}"/>']
    if len(record.borders):
        ground = plane.lines(polities_on(record.borders, when))
        parts.append(f'<path d="{ground}" fill="{LAND}" stroke="{LINE}" stroke-width=".6" stroke-linejoin="round"/>')
    scale = 1 if len(state) >= MANY else 1.5
    x, y = plane.pixels(state["longitude"].to_numpy(), state["latitude"].to_numpy())
    shapes = state["kind"].map(dict(zip(record.kinds["kind"], record.kinds["shape"], strict=True))).to_numpy()
    statuses = state["status"].to_numpy()
    alike = {(status, float(shade)) for status, shade in zip(statuses, fade, strict=True)}
    for status, shade in sorted(alike, key=lambda one: (STATUSES.index(one[0]), one[1])):
        (fill, opacity, line), radius = MARKS[status], TOKENS["dots"][status] * scale
        chosen = (statuses == status) & (fade == shade) & np.isfinite(x) & np.isfinite(y)
        marks = dict.fromkeys(zip(shapes[chosen], x[chosen].round(), y[chosen].round(), strict=True))
        pens = {shape: shape_of(shape).pen(radius) for shape in set(shapes[chosen])}
        path = "".join(pens[shape](left, top) for shape, left, top in marks)
        if path:
            doubtful = status == "uncertain"
            style = f'fill="{fill}" fill-opacity="{shade if doubtful else opacity:g}" stroke="{line}" stroke-width=".6"'
            style += f' stroke-opacity="{0.3 + 0.4 * shade:.2g}"' if doubtful else ""
            parts.append(f'<path d="{path}" {style}/>')
    box = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    box += f' aria-label="{html.escape(label, quote=True)}"' if label else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img">{"".join(parts)}</svg>'


def still(record: Record, day: str | date | None = None, *, alt: str = "", width: int = 460, height: int = 300) -> str:
    """:func:`dot_map` as an ``<img>`` that carries its picture."""
    data = base64.b64encode(dot_map(record, day, width, height).encode("utf-8")).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{data}" width="{width}" height="{height}" alt="{alt}">'


def _steps(points: Any) -> str:
    """A ring of whole pixels as a path of steps; one that is smaller than a pixel is nothing."""
    steps = np.diff(points, axis=0)[:-1]
    steps = steps[steps.any(axis=1)]
    if len(steps) < 2:
        return ""
    return f"M{points[0][0]},{points[0][1]}l" + " ".join(f"{x},{y}" for x, y in steps) + "z"


class _Plane:
    """An equal-area sheet (Lambert azimuthal) around some features, in pixels."""

    def __init__(self, features: gpd.GeoDataFrame, width: int, height: int, simpler: float) -> None:
        self.simpler = simpler
        west, south, east, north = _frame(features)
        self.crs = f"+proj=laea +lat_0={(south + north) / 2:.3f} +lon_0={(west + east) / 2:.3f} +R=6371007 +units=km"
        self.project = Transformer.from_crs("EPSG:4326", self.crs, always_xy=True).transform
        edge = np.linspace(0, 1, 9)
        lon, lat = np.meshgrid(west + (east - west) * edge, south + (north - south) * edge)
        x, y = self.project(lon.ravel(), lat.ravel())
        spans = [max(np.ptp(side) * (1 + 2 * MARGIN), 2 * LEAST_KM * min(1, height / width)) for side in (x, y)]
        self.km = max(spans[0] / width, spans[1] / height)  # a pixel
        self.left = (x.min() + x.max()) / 2 - self.km * width / 2
        self.top = (y.min() + y.max()) / 2 + self.km * height / 2
        self.box = shapely.box(-2, -2, width + 2, height + 2)

    def pixels(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Pixels of degrees."""
        x, y = self.project(lon, lat)
        return (x - self.left) / self.km, (self.top - y) / self.km

    def lines(self, ground: gpd.GeoDataFrame) -> str:
        """The polities of a ground, cut to the sheet, as one path."""
        near = ground.geometry.to_crs(self.crs)  # what lies near the antipode becomes infinite, and is left out
        flat = shapely.transform(
            near.to_numpy(),
            lambda p: np.column_stack([(p[:, 0] - self.left) / self.km, (self.top - p[:, 1]) / self.km]),
        )
        finite = flat[np.isfinite(shapely.bounds(flat)).all(axis=1)]
        cut = shapely.intersection(shapely.make_valid(shapely.simplify(finite, self.simpler)), self.box)
        rings = shapely.get_rings(shapely.get_parts(cut))
        return "".join(_steps(np.round(shapely.get_coordinates(ring)).astype(int)) for ring in rings)


def _frame(features: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """West, south, east and north of the features, of very many without the outermost hundredths."""
    if features.empty:
        return 10.0, 40.0, 60.0, 60.0
    ends = (0.02, 0.98) if len(features) >= MANY else (0, 1)
    west, east = np.quantile(features["longitude"], ends)
    south, north = np.quantile(features["latitude"], ends)
    return float(west), float(south), float(east), float(north)
