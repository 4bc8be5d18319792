"""Drawing the ground: land with its bloc, and lines in the hierarchy of the page (``ground.js``)."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from atlas.look.speech import length
from atlas.look.tokens import TOKENS
from atlas.plate.furniture import Line, Paper, write
from atlas.plate.lettering import Boxes, Face, measure
from atlas.plate.projections import Box, View
from atlas.plate.terrain import Terrain, clipped, graticule, visible
from atlas.record.landmarks import name_in

__all__ = ["GRATICULE", "draw_areas", "draw_distances", "draw_landmarks", "draw_lines", "draw_waters"]

GRATICULE = 150  # pixels between its lines, about
APART, CIRCLES = 84, 4  # pixels between two circles of distance at least, and how many there are
WATERS: dict[str, Any] = TOKENS["waters"]
LANDMARKS: dict[str, Any] = TOKENS["landmarks"]
STEPS = (100, 200, 500, 1000, 2000, 5000, 10000, 20000)  # metres


def draw_areas(paper: Paper, terrain: Terrain) -> list[Artist]:
    """Draw the land, and the bloc."""
    axes, ink, unit = paper.axes, paper.ink, paper.unit
    drawn: list[Artist] = []
    for tinted, colour in ((False, ink.land), (True, ink.bloc)):
        parts = [part for area in terrain.areas if area.tinted is tinted for part in area.shape.geoms]
        if parts:
            path = Path.make_compound_path(
                *(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in _rings(parts))
            )
            patch = PathPatch(path, facecolor=colour, edgecolor=colour, linewidth=0.6 * unit, zorder=2)
            drawn.append(axes.add_patch(patch))
    return drawn


def draw_lines(paper: Paper, terrain: Terrain, view: View, *, near: bool) -> list[Artist]:
    """Draw graticule, coasts and borders; ``near`` is a town's map, where no sea is in sight."""
    ink, unit = paper.ink, paper.unit
    width, above = 0.72 * unit, 2.5 if near else 0.5
    styles: list[tuple[Any, dict[str, Any]]] = [
        (
            graticule(view, GRATICULE * unit),
            {"colors": ink.graticule, "linewidths": 0.7 * width, "zorder": above},
        ),
        (terrain.coast, {"colors": ink.paper, "linewidths": 4 * width, "zorder": 1}),
        (terrain.coast, {"colors": ink.line, "linewidths": 0.8 * width, "zorder": 3}),
        (
            terrain.republic,
            {"colors": ink.line, "linewidths": 0.95 * width, "zorder": 4, "linestyles": [(0, (3.6, 2.6))]},
        ),
        (terrain.state, {"colors": ink.border, "linewidths": 1.5 * width, "zorder": 5}),
    ]
    drawn: list[Artist] = []
    for lines, style in styles:
        if lines:
            collection = LineCollection(lines, capstyle="round", joinstyle="round", **style)
            drawn.append(paper.axes.add_collection(collection, autolim=False))
    return drawn


def draw_waters(paper: Paper, waters: gpd.GeoDataFrame, view: View, zoom: float) -> list[Artist]:
    """Draw the rivers and lakes that a zoom shows, on the land and below all lines (``waters.js``)."""
    ink, unit = paper.ink, 0.72 * paper.unit
    grown = 1 + WATERS["growth"] * max(0.0, zoom - WATERS["grow_from"])
    found = waters[waters["fine"] | (zoom < WATERS["coarse_until"])]
    drawn: list[Artist] = []
    for rank, group in found.groupby("rank"):
        if zoom < WATERS["from_zoom"][rank - 1]:
            continue
        rivers = [line for shape in group.geometry[group["kind"] == "river"] for line in clipped(shape, view)]
        style: dict[str, Any] = {"colors": ink.water, "linewidths": WATERS["width"][rank - 1] * grown * unit}
        drawn.append(paper.axes.add_collection(LineCollection(rivers, zorder=2.1, **style), autolim=False))
        for shape in group.geometry[group["kind"] == "lake"]:
            drawn += [paper.axes.add_patch(_lake(part, paper)) for part in visible(shape, view)]
    return drawn


def _lake(part: Any, paper: Paper) -> PathPatch:
    path = Path.make_compound_path(*(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in _rings([part])))
    return PathPatch(path, facecolor=paper.ink.sea, edgecolor=paper.ink.water, linewidth=0.45 * paper.unit, zorder=2.2)


def draw_landmarks(
    paper: Paper, landmarks: gpd.GeoDataFrame, view: View, marks: Boxes, taken: Boxes
) -> tuple[list[Artist], list[Box]]:
    """Draw what readers of a town's map find their way by, off all marks and names (``landmarks.js``).

    Returns
    -------
    What was drawn, and the boxes of its names.
    """
    unit, ink, face = paper.unit, paper.ink, Face(LANDMARKS["letter"] * paper.unit, italic=True)
    side = LANDMARKS["side"] * paper.unit
    drawn: list[Artist] = []
    boxes: list[Box] = []
    for row in landmarks.itertuples(index=False):
        x, y = view.pixels([row.geometry.x], [row.geometry.y])[0].tolist()
        if not (view.box[0] < x < view.box[2] and view.box[1] < y < view.box[3]):
            continue
        square = Rectangle((x - side / 2, y - side / 2), side, side, zorder=2.7)
        square.set(facecolor="none", edgecolor=ink.quiet, linewidth=0.72 * unit)
        drawn.append(paper.axes.add_patch(square))
        said = name_in(row.names, paper.language)
        (wide, high), out = measure(said, face), side / 2 + LANDMARKS["gap"] * unit
        spots = [
            (x + out, y),
            (x - out - wide, y),
            (x - wide / 2, y + out + high / 2),
            (x - wide / 2, y - out - high / 2),
        ]
        for left, middle in spots:
            line = Line(said, left, middle, face, ink.quiet, halo=ink.land)
            inside = view.box[0] < line.box[0] and line.box[2] < view.box[2]
            if inside and not marks.touched(line.box) and not taken.touched(line.box):
                drawn += write(paper.axes, line, 2.9)
                boxes.append(line.box)
                taken.add(line.box)
                break
    return drawn, boxes


def draw_distances(paper: Paper, view: View, lon: float, lat: float) -> tuple[list[Artist], list[Box]]:
    """Draw circles of distance around a place of a town's map, as the page does (``rings.js``).

    Returns
    -------
    What was drawn, and the boxes of its words.
    """
    unit, ink = paper.unit, paper.ink
    step = next((metres for metres in STEPS if metres * view.scale >= APART * unit), None)
    if step is None:
        return [], []
    (x, y), turn, face = view.pixels([lon], [lat])[0].tolist(), np.linspace(0, 2 * np.pi, 181), Face(10.5 * unit)
    radii = [(k * step, k * step * view.scale) for k in range(1, CIRCLES + 1)]
    rings = [(x, y) + radius * np.column_stack([np.cos(turn), np.sin(turn)]) for _, radius in radii]
    style: dict[str, Any] = {"colors": ink.line, "linewidths": 0.6 * unit, "linestyles": [(0, (1.5, 4))], "zorder": 2.7}
    drawn: list[Artist] = [paper.axes.add_collection(LineCollection(rings, **style), autolim=False)]
    boxes = []
    for metres, radius in radii:
        said = length(metres, paper.language)
        line = Line(said, x - measure(said, face)[0] / 2, y - radius, face, ink.quiet, halo=ink.land)
        if y - radius > view.box[1] + 8 * unit:
            drawn += write(paper.axes, line, 2.8)
            boxes.append(line.box)
    return drawn, boxes


def _rings(parts: list[Any]) -> list[Any]:
    """Outer rings one way round, holes the other, so that holes stay open."""
    rings = []
    for part in parts:
        oriented = shapely.orient_polygons(part)
        rings += [oriented.exterior, *oriented.interiors]
    return rings
