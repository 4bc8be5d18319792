"""The marks of a sheet: shape by kind; filled bears the name, hollow lost it, a speck not yet.

What is uncertain is hatched, or, by the estimate, as red as it is likely; then a dark outline is what sources settle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from atlas.look.shapes import SHAPES, shape_of
from atlas.look.tokens import TOKENS
from atlas.plate.inks import Inks
from atlas.record import Record
from atlas.record.contrast import BOTH, GAINED, KEPT, LOST, NEITHER
from atlas.record.states import RESOLVED
from atlas.record.tenures import AFTER, BEARING, BEFORE, UNCERTAIN

__all__ = ["HATCH", "Marks", "certainty", "contrast_patches", "mark_patches", "outline", "radii"]

POINTS = 0.72  # points a pixel of the sheet: a sheet has a hundred pixels an inch
NEVER = 2**31 - 1
SHADES = TOKENS["shades"]
DOUBT: dict[str, tuple[float, float]] = TOKENS["doubt"]


def outline(shape: str) -> npt.NDArray[np.float64]:
    """The closed outline of a shape of radius one; y runs up. Raises ValueError for an unknown shape."""
    return np.array(shape_of(shape).outline(), float)


def _hatch(shape: str, gap: float = TOKENS["hatching"]["gap"]) -> Path:
    """Strokes at 45 degrees across a shape of radius one, as one path: vectors, so that print stays sharp."""
    area = shapely.Polygon(outline(shape))
    vertices, codes = [], []
    for k in np.arange(-4, 5):
        stroke = shapely.LineString([(-3, -3 + k * gap * np.sqrt(2)), (3, 3 + k * gap * np.sqrt(2))])
        for part in shapely.get_parts(area.intersection(stroke)):
            if part.geom_type == "LineString" and part.length > 0.1:
                vertices += list(part.coords)
                codes += [Path.MOVETO, Path.LINETO]
    return Path(vertices, codes)


HATCH = {shape: _hatch(shape) for shape in SHAPES}
OUTLINE = {shape: Path(outline(shape), closed=True) for shape in SHAPES}


@dataclass(frozen=True)
class Marks:
    """What does not change of the marks of a record on a sheet: places, radii (pixels), shapes and ranks."""

    xy: npt.NDArray[np.float64]
    radius: npt.NDArray[np.float64]
    shape: list[str]
    rank: npt.NDArray[np.int64]

    def groups(self, codes: npt.NDArray[np.int8]) -> Iterator[tuple[int, str, npt.NDArray[np.int64]]]:
        """Status, shape and rows of marks that are drawn alike, the least important first; specks lead."""
        shapes = np.array(self.shape)
        yield BEFORE, "circle", np.flatnonzero(codes == BEFORE)
        for rank in sorted(set(self.rank.tolist()), reverse=True):
            for status in (AFTER, UNCERTAIN, BEARING):
                for shape in SHAPES:
                    yield status, shape, np.flatnonzero((codes == status) & (self.rank == rank) & (shapes == shape))


def radii(ranks: npt.NDArray[np.int64], zoom: float, unit: float) -> npt.NDArray[np.float64]:
    """Radius of marks by rank, in pixels of the sheet: they grow with the zoom, a little, as on the page."""
    growth = TOKENS["growth"]
    grow = growth["base"] + (zoom - growth["from_zoom"]) * growth["a_zoom"]
    grow = max(growth["least"], min(growth["most"], grow))
    return np.array(TOKENS["radius"], float)[ranks] * grow * unit


def certainty(record: Record, day: int) -> npt.NDArray[np.float64]:
    """How likely each feature bears the name on a day: it rises over the bounds of a begin, falls over those of an end.

    An end that nobody has sourced holds it at a half, as in ``store.js``.
    """
    tenures = record.tenures
    found = np.zeros(len(record.features))
    if tenures.empty:
        return found
    b0, b1, e0, e1 = (tenures[name].to_numpy(dtype="int64", na_value=NEVER) for name in RESOLVED)
    begun = np.clip((day - b0 + 1) / (b1 - b0 + 1), 0, 1)
    left = np.where(e1 == NEVER, 0.5, 1 - np.clip((day - e0 + 1) / (e1 - e0 + 1), 0, 1))
    likely = begun * np.where(day < e0, 1.0, left)
    rows = record.features.index.get_indexer(tenures["feature_id"])
    np.maximum.at(found, rows, np.where((day >= b0) & (day < e1), likely, 0.0))
    return found


def mark_patches(
    marks: Marks,
    codes: npt.NDArray[np.int8],
    likely: npt.NDArray[np.float64],
    ink: Inks,
    unit: float,
    transform: Any,
    *,
    estimated: bool = False,
) -> list[PathCollection]:
    """The marks of a day as collections, in the order in which they are drawn."""
    drawn: list[PathCollection] = []
    for status, shape, rows in marks.groups(codes):
        if not len(rows):
            continue
        radius = np.full(len(rows), 1.3 * unit) if status == BEFORE else marks.radius[rows]
        radius = radius * TOKENS["after_radius"] if status == AFTER else radius
        shade = np.round(likely[rows] * SHADES) / SHADES
        doubtful = status == UNCERTAIN
        style = _estimated(shade, ink, unit) if doubtful and estimated else _style(status, ink, unit, estimated)
        drawn.append(_collection(OUTLINE[shape], marks.xy[rows], radius, transform, **style))
        if doubtful and not estimated:
            alpha = (0.45 + 0.55 * shade).tolist()
            style = {"edgecolor": [(ink.red, a) for a in alpha], "facecolor": "none", "linewidth": 0.75 * unit}
            drawn.append(_collection(HATCH[shape], marks.xy[rows], radius * 0.96, transform, **style))
    return drawn


def contrast_patches(
    marks: Marks, codes: npt.NDArray[np.int8], ink: Inks, unit: float, transform: Any
) -> list[PathCollection]:
    """The marks of two days compared, by :data:`atlas.record.contrast.CONTRASTS`; a code below zero is not drawn.

    Pale bears the name on both days; crossed out lost it, full got it, half full did both in between; a speck has none.
    """
    drawn: list[PathCollection] = []
    line = {"edgecolor": ink.ink, "linewidth": 0.95 * unit}
    shapes = np.array(marks.shape)
    for code, style in (
        (NEITHER, {"facecolor": (ink.border, 0.5), "edgecolor": "none", "linewidth": 0}),
        (KEPT, {"facecolor": (ink.line, 0.55), "edgecolor": "none", "linewidth": 0}),
        (BOTH, {"facecolor": ink.paper, **line}),
        (LOST, {"facecolor": ink.paper, **line}),
        (GAINED, {"facecolor": ink.red, **line}),
    ):
        for shape in SHAPES:
            rows = np.flatnonzero((codes == code) & (shapes == shape))
            if not len(rows):
                continue
            size = (
                marks.radius[rows] * {KEPT: 0.8}.get(code, 1.0) if code != NEITHER else np.full(len(rows), 1.3 * unit)
            )
            outline_ = OUTLINE["circle" if code == NEITHER else shape]
            drawn.append(_collection(outline_, marks.xy[rows], size, transform, **style))
            if code in _STROKES:
                stroke = {"facecolor": ink.red if code == BOTH else "none", **line}
                drawn.append(_collection(_STROKES[code][shape], marks.xy[rows], size, transform, **stroke))
    return drawn


def _half(shape: str) -> Path:
    """The left half of a shape of radius one."""
    half = shapely.Polygon(outline(shape)).intersection(shapely.box(-3, -3, 0, 3))
    return Path(shapely.get_coordinates(half), closed=True)


_CROSS = Path([(-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7)], [Path.MOVETO, Path.LINETO] * 2)
_STROKES = {LOST: dict.fromkeys(SHAPES, _CROSS), BOTH: {shape: _half(shape) for shape in SHAPES}}


def _estimated(shade: npt.NDArray[np.float64], ink: Inks, unit: float) -> dict[str, Any]:
    """Marks as red as they are likely, on paper that lets the ground through where they hardly are."""
    alpha = {name: low + (high - low) * shade for name, (low, high) in DOUBT.items()}
    under = alpha["fill"] * (1 - shade)
    whole = shade + under
    red, paper = (np.array(to_rgb(colour)) for colour in (ink.red, ink.paper))
    mixed = (red * shade[:, np.newaxis] + paper * under[:, np.newaxis]) / whole[:, np.newaxis]
    return {
        "facecolor": np.column_stack([mixed, whole]),
        "edgecolor": [(ink.red, a) for a in alpha["line"]],
        "linewidth": 0.6 * unit,
    }


def _style(status: int, ink: Inks, unit: float, estimated: bool) -> dict[str, Any]:
    if status == BEFORE:
        return {"facecolor": (ink.border, 0.5), "edgecolor": "none", "linewidth": 0}
    edge = {BEARING: (ink.ink if estimated else ink.paper, 1.0), UNCERTAIN: (ink.red, 0.9), AFTER: (ink.ink, 0.8)}[
        status
    ]
    face = ink.red if status == BEARING else ink.paper
    return {"facecolor": face, "edgecolor": edge, "linewidth": (0.85 if status == BEARING else 0.75) * unit}


def _collection(path: Path, xy: Any, radius: Any, transform: Any, **style: Any) -> PathCollection:
    sizes = (np.asarray(radius) * POINTS) ** 2
    drawn = PathCollection([path], sizes=sizes, offsets=xy, offset_transform=transform, **style)
    drawn.set_transform(IdentityTransform())
    return drawn
