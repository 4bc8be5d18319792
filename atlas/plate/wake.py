"""The wake of a film: what has just changed up to a day, by signs told apart by form, as on the page (``wake.js``).

It is told by the day and the pace alone. What is known to no month changes on no day: it fades through its bounds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.transforms import Bbox, TransformedBbox

from atlas.edtf import from_day, to_day
from atlas.look.speech import Speech
from atlas.look.tokens import TOKENS
from atlas.plate.furniture import Line, write
from atlas.plate.lettering import LEADING, Face, measure
from atlas.plate.pace import Pace
from atlas.plate.projections import Box
from atlas.plate.sheet_map import Panel, State
from atlas.record import Record
from atlas.record.names import names_on
from atlas.record.tenures import BEFORE

__all__ = ["Change", "Wake", "changes_in", "sign_of", "tally_of", "wake_from", "weightiest"]

WAKE: dict[str, float] = TOKENS["wake"]
DATED: int = TOKENS["histogram"]["dated_days"]
MOST: int = TOKENS["rings"]["most"]
NEWS, LINES = 22.0, 2  # of what has changed: pixels of a letter, and how many are told
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
    """A change of the wake: the row of its feature, its sign, its age from 0 to 1, the type and days of its event."""

    row: int
    sign: str
    age: float
    type: str
    first: int
    last: int


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
    told = zip(rows, signs, ages, part["type"], part["first"], part["last"], strict=True)
    return [Change(int(r), s, float(a), str(kind), int(b), int(e)) for r, s, a, kind, b, e in told][::-1]


def weightiest(changes: Iterable[Change], ranks: Sequence[int], most: int) -> list[Change]:
    """Those of a wake that weigh most: the important ones first, and of equals the latest."""
    told = [change for change in changes if ranks[change.row] <= WAKE["told_rank"]]
    return sorted(told, key=lambda change: (ranks[change.row], change.age))[:most]


def tally_of(events: pd.DataFrame, day: int) -> tuple[int, int, int]:
    """How much has begun and how much has ended in a day's year up to it: the year and the two numbers.

    Of what is known less well than to the day, the part that has passed counts. ``events`` as of :func:`dated_events`.
    """
    year = from_day(day).year
    start = to_day(date(year, 1, 1))
    part = events[(events["last"] >= start) & (events["first"] <= day)]
    first, last = part["first"].to_numpy(), part["last"].to_numpy()
    passed = (np.minimum(day, last) - np.maximum(start, first) + 1) / (last - first + 1)
    begun = part["effect"].to_numpy() == "begin"
    return year, math.floor(passed[begun].sum() + 0.5), math.floor(passed[~begun].sum() + 0.5)


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
        self._panel, self._pace, self._record, self._index = panel, pace, record, record.features.index
        self._events = dated_events(record)
        left, top, right, bottom = panel.view.box
        self._clip = TransformedBbox(Bbox([(left, bottom), (right, top)]), panel.paper.axes.transData)

    def changes(self, day: int) -> list[Change]:
        """What has just changed up to a day."""
        return changes_in(self._events, self._index, wake_from(self._pace, day), day)

    def tally(self, day: int) -> tuple[int, int, int]:
        """The day's year, and how much has begun and has ended in it so far."""
        return tally_of(self._events, day)

    @property
    def corner(self) -> Box:
        """The part of the map where what has changed is told, and no name of a place stands."""
        paper, (_, top, right, _) = self._panel.paper, self._panel.view.box
        return right - 0.34 * paper.width, top, right, top + (LINES + 1.6) * NEWS * LEADING * paper.unit

    def draw_news(self, day: int, speech: Speech) -> list[Artist]:
        """Draw the tally of the year so far, and below it the names of the weightiest changes, set large."""
        paper, (left, top, right, _) = self._panel.paper, self.corner
        year, begun, ended = self.tally(day)
        lines = []
        if begun or ended:
            said = speech.say("tally", str(year), speech.number(ended), speech.number(begun))
            lines.append((said, Face(15 * paper.unit), paper.ink.quiet))
        latest = weightiest(self.changes(day), self._panel.rank.tolist(), LINES)
        lines += [(self._told(change, speech), Face(NEWS * paper.unit), paper.ink.ink) for change in latest]
        drawn: list[Artist] = []
        for k, (said, face, colour) in enumerate(lines):
            fitting = min(1.0, (right - left - 20 * paper.unit) / measure(said, face)[0])
            face, y = replace(face, size=round(face.size * fitting, 2)), top + (k + 0.8) * LEADING * NEWS * paper.unit
            line = Line(said, right - 10 * paper.unit, y, face, colour, right=True, halo=paper.ink.paper)
            drawn += write(paper.axes, line)
        return drawn

    def _told(self, change: Change, speech: Speech) -> str:
        """A change in a line, as the page has it: the old name and the new one, or what was done to what."""
        labels, title = self._record.labels, self._record.features["title"].iloc[[change.row]]
        if change.sign == "renamed":
            own = labels[labels["feature_id"] == title.index[0]]
            names = [str(names_on(own, title, day)["latin"].iloc[0]) for day in (change.first - 1, change.last)]
            if names[0] != names[1]:
                return " → ".join(names)
        return f"{speech.called.title(str(title.index[0]))}{speech.colon}{speech.type(change.type)}"

    def draw(self, state: State) -> list[Artist]:
        """Draw the signs of a day, each as strong as it is fresh."""
        changes = self.changes(state.day)
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
