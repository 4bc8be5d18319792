"""Lines and areas on a sheet, in the ink of their status, as ``outlines.js`` draws them on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.artist import Artist
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from atlas.plate.inks import Inks
from atlas.plate.projections import View
from atlas.record import Record
from atlas.record.tenures import AFTER, BEARING, BEFORE, UNCERTAIN

__all__ = ["Outline", "outline_patches", "outlines_on"]

LEAST = 16  # pixels of the page across from which a shape is drawn in its mark's stead
DOTS = 5  # pixels by which a dot is wider than a line
LONGEST = 2.0  # degrees of a side


@dataclass(frozen=True)
class Outline:
    """A feature's shape on a sheet: its row, its lines and rings, and whether it is an area, or dots alone."""

    row: int
    path: Path
    area: bool
    dots: bool
    size: float


def outlines_on(view: View, record: Record, unit: float) -> list[Outline]:
    """The shapes of a record that are large enough on a view, the largest areas first."""
    rows = {key: row for row, key in enumerate(record.features.index)}
    found = []
    for key, shape in zip(record.shapes.index, record.shapes.geometry, strict=True):
        path = _path(shapely.segmentize(shape, LONGEST), view)
        vertices = np.asarray(path.vertices, dtype=float)
        if vertices.size == 0 or not np.isfinite(vertices).all():
            continue
        size = float(np.ptp(vertices, axis=0).max())
        if size >= LEAST * unit:
            found.append(Outline(rows[key], path, shape.area > 0, shape.length == 0, size))
    return sorted(found, key=lambda one: (not one.area, -one.size))


def _path(shape: Any, view: View) -> Path:
    vertices: list[npt.NDArray[np.float64]] = []
    codes: list[Any] = []
    for line in _lines(shapely.orient_polygons(shape)):  # else a hole would be filled
        pixels = view.pixels(*shapely.get_coordinates(line).T)
        pixels = np.vstack([pixels, pixels + 0.01]) if len(pixels) == 1 else pixels  # a point: round ends make a dot
        vertices.append(pixels)
        codes += [Path.MOVETO, *[Path.LINETO] * (len(pixels) - 1)]
    return Path(np.vstack(vertices) if vertices else np.empty((0, 2)), codes)


def _lines(shape: Any) -> list[Any]:
    if hasattr(shape, "geoms"):
        return [line for part in shape.geoms for line in _lines(part)]
    return [shape.exterior, *shape.interiors] if shape.geom_type == "Polygon" else [shape]


def outline_patches(
    outlines: list[Outline], codes: npt.NDArray[np.int8], likely: npt.NDArray[np.float64], ink: Inks, unit: float
) -> list[Artist]:
    """The shapes of a day as patches, in the order in which they are drawn."""
    drawn: list[Artist] = []
    for one in outlines:
        status = int(codes[one.row])
        if status in (BEARING, UNCERTAIN, AFTER):
            for style in _styles(one.area, status, float(likely[one.row]), ink):
                style["linewidth"] = (style["linewidth"] + DOTS * one.dots) * unit * 0.72
                drawn.append(PathPatch(one.path, capstyle="round", joinstyle="round", **style))
    return drawn


def _styles(area: bool, status: int, likely: float, ink: Inks) -> list[dict[str, Any]]:
    """Strokes and fills, the lowest first; widths in pixels of the page."""
    bare: dict[str, Any] = {"facecolor": "none"}
    edge = {BEARING: (ink.red, 1.0), UNCERTAIN: (ink.red, 0.85), AFTER: (ink.ink, 0.75)}[status]
    dashed: dict[str, Any] = {"linestyle": (0, (3, 2))} if status == UNCERTAIN else {}
    if area:
        fill: dict[str, Any] = {"facecolor": (ink.red, 0.3) if status == BEARING else "none"}
        hatch: list[dict[str, Any]] = [
            {**bare, "hatch": "////", "edgecolor": (ink.red, 0.2 + 0.3 * likely), "linewidth": 0}
        ]
        line = {**fill, **dashed, "edgecolor": edge, "linewidth": 1.6 if status == BEARING else 1.1}
        return [*(hatch if status == UNCERTAIN else []), line]
    casing = {**bare, "edgecolor": (ink.paper, 0.85), "linewidth": 5.5}
    if status == UNCERTAIN:
        edge = (ink.red, 0.35 + 0.6 * likely)
    line = {**bare, **dashed, "edgecolor": edge, "linewidth": 3.2}
    hollow = {**bare, "edgecolor": ink.paper, "linewidth": 1.2}
    return [casing, line, *([hollow] if status == AFTER else [])]


def clip(artists: list[Artist], axes: Any, box: tuple[float, float, float, float]) -> None:
    """Cut what is drawn off at the edge of a box."""
    left, top, right, bottom = box
    frame = Rectangle((left, top), right - left, bottom - top, transform=axes.transData)
    for artist in artists:
        artist.set_clip_path(frame)


def drawn_rows(outlines: list[Outline], codes: npt.NDArray[np.int8]) -> list[int]:
    """Rows of the features that are drawn by their shape on a day, and have no mark then."""
    return [one.row for one in outlines if codes[one.row] != BEFORE]
