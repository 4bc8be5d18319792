"""The clock of a film: a thin histogram of changes with a hand at the day, as the page has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PolyCollection

from atlas.edtf import from_day, to_day
from atlas.plate.furniture import Line, Paper, write
from atlas.plate.lettering import Face, measure
from atlas.plate.projections import Box
from atlas.record import Record

__all__ = ["Change", "Histogram", "changes_of"]

Change = tuple[int, int, str, bool]
"""Earliest and latest day, effect (``begin`` or ``end``), and whether it is of an image."""


def changes_of(record: Record, first: int, last: int) -> list[Change]:
    """The begins and ends of a record between two days."""
    events = record.events[record.events["effect"].isin(("begin", "end"))]
    images = set(record.features.index[record.features["group"] == "image"])
    days = [events[name].to_numpy().astype("datetime64[D]").astype("int64") for name in ("earliest", "latest")]
    rows = zip(*days, events["effect"], events["feature_id"].isin(images), strict=True)
    return [(int(a), int(b), str(effect), bool(image)) for a, b, effect, image in rows if b >= first and a <= last]


class Histogram:
    """What begins above a line, what ends below it; names dark, images light.

    Parameters
    ----------
    paper, box
        The sheet, and the part of it to fill.
    first, last, changes
        Span in day numbers, and the changes in it.
    """

    def __init__(self, paper: Paper, box: Box, first: int, last: int, changes: Sequence[Change]) -> None:
        self.paper, self.box, self.first, self.last, self.changes = paper, box, first, last, changes
        self.years_high = 17 * paper.unit
        high = box[3] - box[1] - self.years_high
        self.axis = box[1] + high * 0.42

    def x(self, day: float) -> float:
        """Pixel of a day."""
        return self.box[0] + (day - self.first) / max(1, self.last - self.first) * (self.box[2] - self.box[0])

    def draw(self) -> None:
        """Draw bars, line and years, which stay."""
        axes, ink, unit = self.paper.axes, self.paper.ink, self.paper.unit
        for polygons, colour, alpha in self._bars():
            bars = PolyCollection(polygons, facecolors=colour, edgecolors="none", alpha=alpha, zorder=20)
            axes.add_collection(bars, autolim=False)
        strokes = [[(self.box[0], self.axis), (self.box[2], self.axis)]]
        years = from_day(self.last).year - from_day(self.first).year
        room = (self.box[2] - self.box[0]) / max(1, years)
        every = next((step for step in (1, 2, 5, 10, 20) if room * step > 52 * unit), 50)
        bottom, face = self.box[3] - self.years_high, Face(12 * unit)
        for year in range(-(-from_day(self.first).year // every) * every, from_day(self.last).year + 1, every):
            x, text = self.x(to_day(date(year, 1, 1))), str(year)
            wide = measure(text, face)[0]
            if self.box[0] + wide / 2 <= x <= self.box[2] - wide / 2:
                strokes.append([(x, bottom), (x, bottom + 3 * unit)])
                write(axes, Line(text, x - wide / 2, bottom + 10 * unit, face, ink.border))
        axes.add_collection(LineCollection(strokes, colors=ink.border, linewidths=0.7 * unit, zorder=21), autolim=False)

    def _bars(self) -> list[tuple[list[npt.NDArray[np.float64]], str, float]]:
        count = max(12, int((self.box[2] - self.box[0]) / (6 * self.paper.unit)))
        loads = {(effect, image): np.zeros(count) for effect in ("begin", "end") for image in (False, True)}
        span = (self.last - self.first) / count
        for start, end, effect, image in self.changes:
            a, b = int((start - self.first) // span), int((end - self.first) // span)
            loads[effect, image][max(0, a) : max(0, b + 1)] += 1 / (b - a + 1)
        most = max(1.0, *(float((loads[e, False] + loads[e, True]).max()) for e in ("begin", "end")))
        width, ink = (self.box[2] - self.box[0]) / count, self.paper.ink
        drawn = []
        for effect, sign, room, colour in (
            ("begin", -1, self.axis - self.box[1], ink.line),
            ("end", 1, self.box[3] - self.years_high - self.axis, ink.red),
        ):
            names, images = loads[effect, False], loads[effect, True]
            # Square root, as on the page: the crowd of one autumn must not flatten everything else to nothing.
            whole = np.sqrt((names + images) / most) * (room - 2 * self.paper.unit)
            part = whole * names / np.where(names + images > 0, names + images, 1)
            for low, high, alpha in ((0 * part, part, 0.95), (part, whole, 0.5)):
                boxes = [
                    _box(self.box[0] + k * width, self.axis + sign * low[k], width * 0.84, sign * (high[k] - low[k]))
                    for k in np.flatnonzero(high - low > 0.05)
                ]
                drawn.append((boxes, colour, alpha))
        return drawn

    def hand(self, day: float) -> list[Artist]:
        """Draw the hand at a day."""
        x, unit = self.x(day), self.paper.unit
        line = [(x, self.box[1] - 2 * unit), (x, self.box[3] - self.years_high + 2 * unit)]
        hand = LineCollection([line], colors=self.paper.ink.ink, linewidths=1.5 * unit, zorder=22)
        return [self.paper.axes.add_collection(hand, autolim=False)]


def _box(x: float, y: float, wide: float, high: float) -> npt.NDArray[np.float64]:
    return np.array([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)])
