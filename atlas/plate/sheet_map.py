"""One map on a sheet: its ground, its marks and its labels on any day; stills have one or several, a film one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from atlas.edtf import from_day
from atlas.look.speech import Speech
from atlas.look.tokens import TOKENS
from atlas.plate.furniture import Line, Paper, degree_labels, scale_bar, write
from atlas.plate.ground import GRATICULE, draw_areas, draw_distances, draw_landmarks, draw_lines, draw_waters
from atlas.plate.lettering import Boxes, Face, Words, area_names, balanced, circles, place
from atlas.plate.marks import Marks, certainty, contrast_patches, mark_patches, radii
from atlas.plate.outlines import clip, drawn_rows, outline_patches, outlines_on
from atlas.plate.places import Places, places_on
from atlas.plate.projections import Box, View
from atlas.plate.terrain import Terrain, epoch_of, terrain_on
from atlas.record import Record
from atlas.record.bloc import Bloc
from atlas.record.contrast import contrast
from atlas.record.landmarks import landmarks_on
from atlas.record.names import nameless_on, names_on
from atlas.record.options import Projection
from atlas.record.states import state_codes
from atlas.record.tenures import AFTER, BEARING, BEFORE, UNCERTAIN

__all__ = ["Panel", "State"]

TOWN_ZOOM: float = TOKENS["zoom"]["town"]  # from here on streets and statues go by their own names, not by their town's


@dataclass(frozen=True)
class State:
    """What the features are on a day: status codes, likelihood of the uncertain ones, names in Latin letters."""

    day: int
    codes: npt.NDArray[np.int8]
    likely: npt.NDArray[np.float64]
    names: list[str]


class Panel:
    """A record on a box of a sheet.

    Parameters
    ----------
    record, paper, box
        What to draw, and where: ``box`` is left, top, right, bottom in pixels of the sheet.
    projection, extent
        As a plan has them.
    bloc
        The polities tinted as one.
    scaled
        Give it a scale bar.
    hub
        Id of the feature around which a town's map has circles of distance.
    ground
        Draw land and period borders.
    against
        Day number of a day with which the one drawn is compared: the marks then say what changed in between.
    basis
        What marks rest on: ``likely``, the estimate, or ``sources``, only what those say.
    """

    def __init__(
        self,
        record: Record,
        paper: Paper,
        box: Box,
        projection: Projection | Mapping[str, Any],
        extent: Any,
        bloc: Bloc,
        *,
        scaled: bool = True,
        hub: str | None = None,
        ground: bool = True,
        against: int | None = None,
        basis: str = "likely",
    ) -> None:
        self.basis, self.against = basis, against
        self.record, self.paper, self.bloc, self.hub = record, paper, bloc, hub
        self.borders = record.borders if ground else record.borders.iloc[:0]
        self.waters = record.waters if ground else record.waters.iloc[:0]
        self.landmarks = record.landmarks if ground else record.landmarks.iloc[:0]
        self.view = View.fit(projection, extent, box)
        self.zoom = self.view.zoom - np.log2(paper.unit)
        features = record.features
        self.rank = features["rank"].to_numpy(dtype=np.int64)
        self.places: Places = places_on(self.view, features, paper.unit)
        self.outlines = outlines_on(self.view, record, paper.unit)
        for one in self.outlines:  # what is drawn as it lies has its label there too, however near its town is
            row = features.iloc[one.row]
            self.places.xy[one.row] = self.view.pixels(row["longitude"], row["latitude"])[0]
        shapes = dict(zip(record.kinds["kind"], record.kinds["shape"], strict=True))
        classes = dict(zip(record.kinds["kind"], record.kinds["fclass"], strict=True))
        self.fclass = [classes[kind] for kind in features["kind"]]
        radius = radii(self.rank, self.zoom, paper.unit)
        self.marks = Marks(self.places.xy, radius, [shapes[kind] for kind in features["kind"]], self.rank)
        (x, y), r = self.places.xy.T, radius + 1.5 * paper.unit
        self.inside = (x - r > box[0]) & (x + r < box[2]) & (y - r > box[1]) & (y + r < box[3])
        self.name_boxes: list[Box] = []
        crowd = Boxes(circles(self.places.xy[self.inside], radius[self.inside]))
        self.furniture = [scale_bar(paper, self.view, crowd)] if scaled else []
        if self.near:
            self.furniture += degree_labels(paper, self.view, GRATICULE * paper.unit)
        self.blocked = [piece.box for piece in self.furniture]

    def state(self, day: int, names: list[str] | None = None) -> State:
        """The features on a day, as :meth:`atlas.Record.at` has them; ``names`` where they are known."""
        record = self.record
        codes = state_codes(record.tenures, record.features.index, [day])[:, 0]
        if names is None:
            names = [str(name) for name in names_on(record.labels, self.titles, day)["latin"]]
        return State(day, codes, self._likely(day), names)

    @cached_property
    def speech(self) -> Speech:
        """The record in the sheet's language."""
        return Speech(self.record, self.paper.language)

    @cached_property
    def titles(self) -> pd.Series[str]:
        """The titles of the features, in the sheet's language where they can be told in it."""
        titles = self.record.features["title"]
        return titles if self.speech.english else titles.index.to_series().map(self.speech.called.title)

    def _likely(self, day: int) -> npt.NDArray[np.float64]:
        if self.basis == "sources":
            return certainty(self.record, day)
        return self.record.estimate.at(self.record.features, self.record.tenures, [day])[:, 0]

    def epoch(self, day: int) -> tuple[Any, ...]:
        """What tells the ground of one day from that of another."""
        called = len(landmarks_on(self.landmarks, from_day(day))) if self.near else 0
        return (*epoch_of(self.borders, day, self.bloc), called)

    @property
    def near(self) -> bool:
        """Whether the map is of a town, where sites have circles around them."""
        return bool(self.zoom >= TOWN_ZOOM)

    # The ground

    def draw_ground(self, day: int) -> list[Artist]:
        """Draw sea, land, lines, names of countries, scale and frame; returns what was drawn."""
        axes, ink, unit = self.paper.axes, self.paper.ink, self.paper.unit
        left, top, right, bottom = self.view.box
        terrain = terrain_on(self.borders, day, self.bloc, self.view)
        sea = Rectangle((left, top), right - left, bottom - top, facecolor=ink.sea, edgecolor="none", zorder=0)
        edge = Rectangle((left, top), right - left, bottom - top, facecolor="none", edgecolor=ink.border, zorder=15)
        edge.set_linewidth(0.9 * unit)
        drawn: list[Artist] = [
            axes.add_patch(sea),
            *draw_areas(self.paper, terrain),
            *draw_waters(self.paper, self.waters, self.view, self.zoom),
            *draw_lines(self.paper, terrain, self.view, near=self.near),
            *self._distances(),
            axes.add_patch(edge),
        ]
        if not self.near:
            drawn += self._area_names(terrain)
        else:
            drawn += self._landmarks(day)
        for piece in self.furniture:
            drawn += piece.draw(axes)
        for artist in drawn:
            if artist is not sea and artist is not edge:
                artist.set_clip_path(sea)
        return drawn

    def _landmarks(self, day: int) -> list[Artist]:
        marks = Boxes(circles(self.places.xy[self.inside], self.marks.radius[self.inside] + 2 * self.paper.unit))
        taken = Boxes([*self.blocked, *self.name_boxes])
        drawn, boxes = draw_landmarks(self.paper, landmarks_on(self.landmarks, from_day(day)), self.view, marks, taken)
        self.name_boxes = [*self.name_boxes, *boxes]
        return drawn

    def _distances(self) -> list[Artist]:
        if not self.near or self.hub is None:
            return []
        hub = self.record.features.loc[self.hub]
        drawn, boxes = draw_distances(self.paper, self.view, hub["longitude"], hub["latitude"])
        self.name_boxes = boxes
        return drawn

    def _area_names(self, terrain: Terrain) -> list[Artist]:
        ink = self.paper.ink
        marks = Boxes(
            circles(self.places.xy[self.inside], self.marks.radius[self.inside] + 2 * self.paper.unit)
            + self._likely_labels()
        )
        taken = Boxes(self.blocked)
        areas = [replace(area, name=self.speech.polity(area.name)) for area in terrain.areas]
        named = area_names(areas, self.view.box, self.paper.unit, marks, taken)
        self.name_boxes = [w.box for w, _ in named]
        drawn: list[Artist] = []
        for w, tinted in named:
            line = Line(w.text, w.x, w.y, w.face, ink.border, alpha=0.68 if tinted else 0.5)
            drawn += write(self.paper.axes, line, 6)
        return drawn

    def _likely_labels(self) -> list[Box]:
        """Where the names of the most important marks will want to stand, for the names of countries to leave free."""
        size, boxes = 14 * self.paper.unit, []
        for row in np.flatnonzero(self.inside & (self.rank == 1)):
            x, y = self.places.xy[row].tolist()
            boxes += [(x, y - size / 2, x + reach * size, y + size / 2) for reach in (2, 4, 6)]
        return boxes

    # The marks

    def draw_marks(self, state: State) -> list[Artist]:
        """Draw the halos of sites (at town scale) and the marks of a day."""
        axes, unit = self.paper.axes, self.paper.unit
        codes = np.where(self.inside, state.codes, -1).astype(np.int8)
        if self.against is not None:
            halos = self._halos(codes) if self.near else []
            return halos + self._draw_contrast(state.day)
        drawn = self._draw_outlines(state)
        codes[drawn_rows(self.outlines, state.codes)] = -1
        drawn += self._halos(codes) if self.near else []
        estimated, ink = self.basis == "likely", self.paper.ink
        for patch in mark_patches(self.marks, codes, state.likely, ink, unit, axes.transData, estimated=estimated):
            patch.set_zorder(10)
            drawn.append(axes.add_collection(patch, autolim=False))
        return drawn

    def _draw_contrast(self, day: int) -> list[Artist]:
        first, last = sorted((day, self.against or 0))
        codes = contrast(self.record, first, last, self.basis)
        codes = np.where(self.inside, codes, -1).astype(np.int8)
        drawn: list[Artist] = []
        for patch in contrast_patches(self.marks, codes, self.paper.ink, self.paper.unit, self.paper.axes.transData):
            patch.set_zorder(10)
            drawn.append(self.paper.axes.add_collection(patch, autolim=False))
        return drawn

    def _draw_outlines(self, state: State) -> list[Artist]:
        """The lines and areas of a day."""
        axes = self.paper.axes
        drawn = outline_patches(self.outlines, state.codes, state.likely, self.paper.ink, self.paper.unit)
        for patch in drawn:
            patch.set_zorder(9)
            axes.add_artist(patch)
        clip(drawn, axes, self.view.box)
        return drawn

    def _halos(self, codes: npt.NDArray[np.int8]) -> list[Artist]:
        """How far each site may be off, as a circle on the ground; a town or a region has an extent of its own."""
        axes, ink, unit = self.paper.axes, self.paper.ink, self.paper.unit
        accuracy = self.record.features["accuracy_m"].to_numpy(dtype=float, na_value=0)
        turn = np.linspace(0, 2 * np.pi, 61)
        rings = [
            self.places.xy[row]
            + max(3 * unit, accuracy[row] * self.view.scale) * np.column_stack([np.cos(turn), np.sin(turn)])
            for row in np.flatnonzero(codes > BEFORE)
            if self.fclass[row] not in ("A", "P")
        ]
        if not rings:
            return []
        style = {"colors": [(ink.red, 0.3)], "linewidths": 0.7 * unit, "linestyles": [(0, (4, 3))]}
        halos = axes.add_collection(LineCollection(rings, zorder=8, **style), autolim=False)
        left, top, right, bottom = self.view.box
        halos.set_clip_path(Rectangle((left, top), right - left, bottom - top, transform=axes.transData))
        return [halos]

    # The labels

    def labels(self, state: State, before: Mapping[int, int] | None = None, most: int | None = None) -> list[Words]:
        """The names of the day beside their marks, the most important first, none on another.

        ``before`` is the spot of each feature's label in the frame before; ``most`` how many labels at most.
        """
        unit, box = self.paper.unit, self.view.box
        deepest = self._deepest()
        seen = self.inside & (state.codes != BEFORE)
        keep = seen & (self.rank <= 2)
        taken = Boxes([*self.blocked, *self.name_boxes, *circles(self.places.xy[keep], self.marks.radius[keep])])
        crowd = Boxes(circles(self.places.xy[seen], self.marks.radius[seen]))
        within = (box[0] + 2 * unit, box[1] + 2 * unit, box[2] - 2 * unit, box[3] - 2 * unit)
        placed: list[Words] = []
        said: set[tuple[str, int]] = set()
        told = seen & (self.rank <= deepest + 1) & ~self._silent(state)
        for row in sorted(np.flatnonzero(told).tolist(), key=self._precedence(state)):
            text = self._text(row, state)
            key = (text, int(self.places.town[row]))
            if key in said or (most is not None and len(placed) >= most):
                continue
            mark = (*self.places.xy[row].tolist(), float(self.marks.radius[row]))
            words = place(
                balanced(text), self._face(row, state), mark, taken, crowd, within,
                before=(before or {}).get(row), row=row, most=self._patience(row, deepest),
            )  # fmt: skip
            if words is not None:
                said.add(key)
                taken.add(words.box)
                placed.append(words)
        return placed

    def _silent(self, state: State) -> npt.NDArray[np.bool_]:
        """The places that have lost the name and of which nobody says what they were called on this day."""
        features = self.record.features
        lost = (state.codes == AFTER) & (features["group"] == "toponym").to_numpy()
        return np.asarray(lost & nameless_on(self.record.labels, features.index, state.day))

    def _patience(self, row: int, deepest: int) -> float:
        """How many marks a label may lie on: none for what is only named where there is room to spare."""
        rank = int(self.rank[row])
        return 0.5 if rank > deepest else 1.2 if rank > 2 else 2.4

    def _precedence(self, state: State) -> Any:
        """Rank; what surely bears the name, then what has lost it, then what is unsure; then the record's order."""
        order = {BEARING: 0, AFTER: 1, UNCERTAIN: 2}
        return lambda row: (self.rank[row], order[int(state.codes[row])] if self.rank[row] > 1 else 0, row)

    def _deepest(self) -> int:
        """The least important rank that is lettered at this scale."""
        return next((rank for rank, zoom in enumerate(TOKENS["zoom"]["ranks"], start=1) if self.zoom < zoom), 5)

    def _text(self, row: int, state: State) -> str:
        """The name of the day; for a statue seen from afar its town, as it was called then."""
        features = self.record.features
        if self.near or features["group"].iloc[row] != "image" or not features["settlement"].iloc[row]:
            return state.names[row]
        rows = self.places.towns[self.places.town[row]]
        # A settlement that matters less than the statue is a part of the town, not the town itself.
        town = next((o for o in rows if self.fclass[o] == "P" and self.rank[o] <= self.rank[row]), None)
        return self.speech.called.place(str(features.index[row])) if town is None else state.names[town]

    def _face(self, row: int, state: State) -> Face:
        size = TOKENS["letters"][self.rank[row]] + (3 if self.near else 0)
        code = state.codes[row]
        return Face(round(size * self.paper.unit, 2), bold=bool(code == BEARING), italic=bool(code == AFTER))

    def draw_labels(self, placed: list[Words], state: State) -> list[Artist]:
        """Draw labels as placed."""
        ink = self.paper.ink
        drawn: list[Artist] = []
        for words in placed:
            code = state.codes[words.row]
            colour, strength = (ink.quiet if code == AFTER else ink.ink), (0.85 if code == UNCERTAIN else 1.0)
            line = Line(words.text, words.x, words.y, words.face, colour, halo=ink.land, alpha=strength)
            drawn += write(self.paper.axes, line, 12)
        return drawn
