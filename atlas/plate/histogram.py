"""The clock of a film: a thin histogram of changes with a hand at the day, as the page has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PolyCollection

from atlas.edtf import from_day, to_day
from atlas.look.tokens import TOKENS
from atlas.plate.furniture import Line, Paper, write
from atlas.plate.lettering import Face, measure
from atlas.plate.projections import Box
from atlas.record import Record
from atlas.record.states import count_states

__all__ = ["Change", "Histogram", "changes_of", "stock_of"]

DATED: int = TOKENS["histogram"]["dated_days"]
SHARE: float = TOKENS["histogram"]["stock_share"]  # of the height, for how many bear the name
TICKS = tuple(m * 10**k for k in range(5, -1, -1) for m in (5, 2, 1))
FINE = 160  # days on which that is counted

Change = tuple[int, int, str, bool]
"""Earliest and latest day, effect (``begin`` or ``end``), and whether it is of an image."""


def changes_of(record: Record, first: int, last: int) -> list[Change]:
    """The begins and ends of a record between two days."""
    events = record.events[record.events["effect"].isin(("begin", "end"))]
    images = set(record.features.index[record.features["group"] == "image"])
    days = [events[name].to_numpy().astype("datetime64[D]").astype("int64") for name in ("earliest", "latest")]
    rows = zip(*days, events["effect"], events["feature_id"].isin(images), strict=True)
    return [(int(a), int(b), str(effect), bool(image)) for a, b, effect, image in rows if b >= first and a <= last]


def stock_of(record: Record, first: int, last: int, basis: str = "likely") -> pd.DataFrame:
    """How many features bear the name on days from a first to a last: ``day, likely, low, high``.

    With ``sources`` for its basis, low is what surely bears it, high what may, and likely is low.
    """
    days = np.unique(np.linspace(first, last, FINE).astype("int64"))
    if basis == "likely":
        return record.estimate.counts(record.features, record.tenures, days)
    counted = count_states(record.tenures, record.features.index, None, days)
    low = counted["bearing"]
    return pd.DataFrame({"day": days, "likely": low, "low": low, "high": low + counted["uncertain"]})


class Histogram:
    """How many bear the name; below it what begins above a line, what ends below it, as on the page.

    What is known to the month stands in bars; what is known less well lies in a pale band over its bounds. Both sides
    have one scale, by the square root, with its numbers.

    Parameters
    ----------
    paper, box
        The sheet, and the part of it to fill.
    first, last, changes
        Span in day numbers, and the changes in it.
    stock
        ``day, likely, low, high``: how many bear the name, on days from the first to the last.
    """

    def __init__(
        self, paper: Paper, box: Box, first: int, last: int, changes: Sequence[Change], stock: pd.DataFrame
    ) -> None:
        self.paper, self.box, self.first, self.last, self.changes, self.stock = paper, box, first, last, changes, stock
        self.years_high = 17 * paper.unit
        self.top = box[1] + (box[3] - box[1] - self.years_high) * SHARE
        self.sides = self._sides()
        most = [max(1.0, *(float(layer.max()) for layer in side)) for side in self.sides]
        room = box[3] - self.years_high - self.top - 2 * paper.unit
        self.unit = room / (np.sqrt(most[0]) + np.sqrt(most[1]))
        self.most = most
        self.axis = self.top + float(np.sqrt(most[0])) * self.unit

    def x(self, day: float) -> float:
        """Pixel of a day."""
        return self.box[0] + (day - self.first) / max(1, self.last - self.first) * (self.box[2] - self.box[0])

    def draw(self) -> None:
        """Draw what stays: the number that bear the name, bars, line and years."""
        axes, ink, unit = self.paper.axes, self.paper.ink, self.paper.unit
        self._draw_stock()
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
        self._draw_scale()

    def _draw_stock(self) -> None:
        axes, ink, unit = self.paper.axes, self.paper.ink, self.paper.unit
        high = self.top - self.box[1] - 4 * unit
        x = np.array([self.x(day) for day in self.stock["day"]])
        most = max(1.0, float(self.stock["high"].max()))
        y = self.top - 4 * unit - self.stock[["low", "likely", "high"]].to_numpy() / most * high
        low, likely, top = y.T
        band = np.concatenate([np.column_stack([x, low]), np.column_stack([x, top])[::-1]])
        axes.add_collection(PolyCollection([band], facecolors=ink.red, alpha=0.3, zorder=20), autolim=False)
        line = LineCollection([np.column_stack([x, likely])], colors=ink.red, linewidths=unit, zorder=21)
        axes.add_collection(line, autolim=False)

    def _draw_scale(self) -> None:
        """The numbers of the scale, on both sides of the line."""
        unit, ink, face = self.paper.unit, self.paper.ink, Face(9.5 * self.paper.unit)
        for most, sign in zip(self.most, (-1, 1), strict=True):
            last = np.inf
            for step in (step for step in TICKS if step <= most):
                at = float(np.sqrt(step)) * self.unit
                if at < 11 * unit or last - at < 11 * unit:
                    continue
                last, y = at, self.axis + sign * at
                grid = LineCollection([[(self.box[0], y), (self.box[2], y)]], colors=[(ink.border, 0.25)], zorder=19)
                grid.set_linewidth(0.6 * unit)
                self.paper.axes.add_collection(grid, autolim=False)
                number = Line(f"{step:,}", self.box[0] + 2 * unit, y, face, ink.border, halo=ink.paper)
                write(self.paper.axes, number, 22)

    def _sides(self) -> list[list[npt.NDArray[np.float64]]]:
        """Begins and ends by bin: those known to the month, and all others, in equal parts over their bounds."""
        count = max(12, int((self.box[2] - self.box[0]) / (6 * self.paper.unit)))
        loads = {(effect, dated): np.zeros(count) for effect in ("begin", "end") for dated in (True, False)}
        span = (self.last - self.first) / count
        for start, end, effect, _ in self.changes:
            a, b = int((start - self.first) // span), int((end - self.first) // span)
            loads[effect, end - start <= DATED][max(0, a) : max(0, b + 1)] += 1 / (b - a + 1)
        return [[loads[effect, dated] for dated in (True, False)] for effect in ("begin", "end")]

    def _bars(self) -> list[tuple[list[npt.NDArray[np.float64]], str, float]]:
        ink, drawn = self.paper.ink, []
        for side, sign, colour in zip(self.sides, (-1, 1), (ink.line, ink.red), strict=True):
            width = (self.box[2] - self.box[0]) / len(side[0])
            for layer, part, alpha in zip(side, (0.84, 1.0), (0.95, 0.32), strict=True):
                boxes = [
                    _box(self.box[0] + k * width, self.axis, width * part, sign * float(np.sqrt(layer[k])) * self.unit)
                    for k in np.flatnonzero(layer)
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
