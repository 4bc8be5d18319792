"""The wake of a film: what has just changed up to a day, by signs told apart by form, as on the page (``wake.js``).

It is told by the day and the pace alone. What is known to no month changes on no day: it fades through its bounds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.transforms import Bbox, TransformedBbox

from atlas.look.tokens import TOKENS
from atlas.plate.pace import Pace
from atlas.plate.sheet_map import Panel, State
from atlas.record import Record
from atlas.record.tenures import BEFORE

__all__ = ["Change", "Wake", "changes_in", "sign_of", "wake_from"]

WAKE: dict[str, float] = TOKENS["wake"]
DATED: int = TOKENS["histogram"]["dated_days"]
MOST: int = TOKENS["rings"]["most"]
RENAMED = ("renamed", "reverted")


def sign_of(event_type: str, effect: str) -> str:
    """The sign of a change that begins or ends something: ``removed``, ``renamed``, ``restored`` or ``new``."""
    if event_type in RENAMED and effect == "end":
        return "renamed"
    if event_type == "restored":
        return "restored"
    return "new" if effect == "begin" else "removed"


def wake_from(pace: Pace, day: int) -> int:
    """The first day whose changes are still seen on a day: from there to here a set share of the time passes."""
    start = math.ceil(pace.day(max(0.0, pace.position(day) - WAKE["share"])))
    return int(max(day - WAKE["most_days"], min(start, day - WAKE["least_days"])))


@dataclass(frozen=True)
class Change:
    """A change of the wake: the row of its feature, its sign, and its age from 0 to 1."""

    row: int
    sign: str
    age: float


def changes_in(events: pd.DataFrame, index: pd.Index, start: int, day: int) -> list[Change]:
    """What has changed from one day to another, the latest change of each feature.

    ``events`` are those that begin or end something, with ``feature_id, type, effect`` and the day numbers ``first``
    and ``last``, in order of ``last``.
    """
    last = events["last"].to_numpy()
    part = events[(last >= start) & (last <= day) & (last - events["first"].to_numpy() <= DATED)]
    part = part.drop_duplicates("feature_id", keep="last")
    rows = index.get_indexer(part["feature_id"])
    signs = map(sign_of, part["type"], part["effect"])
    ages = (day - part["last"].to_numpy()) / max(1, day - start + 1)
    return [Change(int(r), s, float(a)) for r, s, a in zip(rows, signs, ages, strict=True)][::-1]


def dated_events(record: Record) -> pd.DataFrame:
    """The events that begin or end something, as :func:`changes_in` takes them."""
    events = record.events[record.events["effect"].isin(("begin", "end", "day"))]
    days = {
        new: events[old].to_numpy().astype("datetime64[D]").astype("int64")
        for new, old in (("first", "earliest"), ("last", "latest"))
    }
    told = events[["feature_id", "type", "effect", "event_id"]].assign(**days)
    told["effect"] = told["effect"].replace("day", "begin")
    return told.sort_values(["last", "feature_id", "first", "event_id"], kind="stable")


class Wake:
    """The signs on a map."""

    def __init__(self, panel: Panel, record: Record, pace: Pace) -> None:
        self._panel, self._pace, self._index = panel, pace, record.features.index
        self._events = dated_events(record)
        left, top, right, bottom = panel.view.box
        self._clip = TransformedBbox(Bbox([(left, bottom), (right, top)]), panel.paper.axes.transData)

    def draw(self, state: State) -> list[Artist]:
        """Draw the signs of a day, each as strong as it is fresh."""
        changes = changes_in(self._events, self._index, wake_from(self._pace, state.day), state.day)
        panel, paper = self._panel, self._panel.paper
        seen = [c for c in changes[:MOST] if panel.inside[c.row] and state.codes[c.row] != BEFORE][::-1]
        if not seen:
            return []
        strokes, colours, halos = [], [], []
        for change in seen:
            at, radius = panel.places.xy[change.row], panel.marks.radius[change.row]
            alpha = 1 - 0.8 * change.age
            ink = paper.ink.ink if change.sign in ("removed", "renamed") else paper.ink.red
            for stroke in _strokes(change.sign, radius / paper.unit):
                strokes.append(at + stroke * paper.unit)
                colours.append((ink, alpha))
                halos.append((paper.ink.paper, alpha))
        drawn: list[Artist] = []
        for colour, width, order in ((halos, 3.0, 11), (colours, 1.6, 12)):
            lines = LineCollection(
                strokes, colors=colour, linewidths=width * paper.unit, capstyle="round", zorder=order
            )
            lines.set_clip_box(self._clip)
            drawn.append(paper.axes.add_collection(lines, autolim=False))
        return drawn


def _strokes(sign: str, r: float) -> list[npt.NDArray[np.float64]]:
    """The strokes of a sign around a mark of some radius at (0, 0), in pixels of the page; y runs down."""
    far, near = r + 5, r + 1.5
    if sign == "removed":
        a = far * 0.75
        return [np.array([(-a, -a), (a, a)]), np.array([(-a, a), (a, -a)])]
    if sign == "renamed":
        return [np.array([(-far - 2, 0.0), (far + 2, 0.0)])]
    turn = np.linspace(0, 2 * np.pi, 9)
    if sign == "new":
        return [np.array([(np.cos(t), np.sin(t))]) * np.array([[near], [far]]) for t in turn[:-1]]
    round_ = np.linspace(0, 2 * np.pi, 25)
    ring = np.column_stack([np.cos(round_), np.sin(round_)]) * (near + 1)
    return [ring, np.array([(-far, -near), (0.0, -far - 4), (far, -near)])]
