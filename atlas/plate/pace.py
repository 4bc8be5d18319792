"""Pace: how a film crosses time; the rule of the page (``pace.js``), so that both slow down at the same days.

Calendar pace gives every day the same time. Event pace gives a day a share of time that has three parts in four to do
with how many changes fall near it and one in four with its length, so that the autumn of 1961 is slow and empty years
pass quickly. What an eye is to follow are changes on a day: those known to the month count, each within its bounds in
equal parts. What is known only to a year or less is no burst on any day, and counts only where hardly anything is
better known. So no more changes pass in a second than N / (0.75 T), N changes in T seconds: as few as can be, since
that is their mean; but a tenth of the time is the most that five days get.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atlas.look.tokens import TOKENS

__all__ = ["Pace", "pace_of"]

STEP: int = TOKENS["pace"]["bin_days"]
CALENDAR_SHARE: float = TOKENS["pace"]["calendar_share"]
DATED: int = TOKENS["pace"]["dated_days"]
ENOUGH: float = TOKENS["pace"]["enough"]
MOST: float = TOKENS["pace"]["most"]  # so that one day never stops the clock


@dataclass(frozen=True)
class Pace:
    """Two inverse, rising functions: the day of a position from 0 to 1, and the position of a day."""

    days: npt.NDArray[np.float64]
    positions: npt.NDArray[np.float64]

    def day(self, position: float) -> float:
        """The day at a position, with the part of it that has passed."""
        return float(np.interp(position, self.positions, self.days))

    def position(self, day: float) -> float:
        """The position of a day."""
        return float(np.interp(day, self.days, self.positions))


def pace_of(kind: str, first: int, last: int, spans: Iterable[tuple[int, int]] = ()) -> Pace:
    """The pace ``kind`` (``event`` or ``calendar``) from a first to a last day.

    ``spans`` holds the earliest and latest day of each change.
    """
    if kind != "event":
        return Pace(np.array([first, max(last, first + 1)], float), np.array([0.0, 1.0]))
    bins = max(1, -((first - last) // STEP))
    load = np.zeros(bins)
    for start, end in _counted(list(spans)):
        a, b = (start - first) // STEP, (end - first) // STEP
        load[max(0, a) : max(0, b + 1)] += 1 / (b - a + 1)
    whole = load.sum() or 1.0
    parts = CALENDAR_SHARE / bins + (1 - CALENDAR_SHARE) * np.minimum(MOST, load / whole)
    positions = np.concatenate([[0.0], np.cumsum(parts)])
    return Pace(np.linspace(first, last, bins + 1), positions / positions[-1])


def _counted(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The changes that are known to the month; all of them where those are few."""
    dated = [(start, end) for start, end in spans if end - start <= DATED]
    return dated if len(dated) >= ENOUGH * len(spans) else spans
