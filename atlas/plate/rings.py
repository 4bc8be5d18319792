"""What passes over the marks of a film: a ring that widens where something has just changed, as on the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import EllipseCollection
from matplotlib.transforms import Bbox, TransformedBbox

from atlas.look.tokens import TOKENS
from atlas.plate.sheet_map import Panel, State
from atlas.record.tenures import AFTER, BEARING

__all__ = ["Rings"]

SECONDS: float = TOKENS["rings"]["seconds"]
MOST: int = TOKENS["rings"]["most"]  # at once: beyond that they hide what they are to show


@dataclass(frozen=True)
class Ring:
    """A ring around a feature: its row, when it began (seconds), and whether the name was lost."""

    row: int
    born: float
    lost: bool


class Rings:
    """The rings on a map."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._rings: list[Ring] = []
        left, top, right, bottom = panel.view.box
        self._clip = TransformedBbox(Bbox([(left, bottom), (right, top)]), panel.paper.axes.transData)

    def __bool__(self) -> bool:
        return bool(self._rings)

    def clear(self) -> None:
        """Forget all rings."""
        self._rings = []

    def start(self, before: State | None, state: State, now: float) -> None:
        """Drop the rings that have passed, and start those of what turned since the frame before."""
        self._rings = [ring for ring in self._rings if now - ring.born < SECONDS]
        if before is None:
            return
        turned = (state.codes != before.codes) & np.isin(state.codes, (AFTER, BEARING)) & self._panel.inside
        rows = np.flatnonzero(turned)[: max(0, MOST - len(self._rings))]
        self._rings += [Ring(int(row), now, bool(state.codes[row] == AFTER)) for row in rows]

    def draw(self, now: float) -> list[Artist]:
        """Draw the rings as wide and as faint as they are by now."""
        if not self._rings:
            return []
        paper = self._panel.paper
        rows = [ring.row for ring in self._rings]
        age = np.array([(now - ring.born) / SECONDS for ring in self._rings])
        across = 2 * (self._panel.marks.radius[rows] + (3 + 18 * (1 - (1 - age) ** 2)) * paper.unit)
        ink = [paper.ink.ink if ring.lost else paper.ink.red for ring in self._rings]
        rings = EllipseCollection(
            across,
            across,
            np.zeros(len(rows)),
            units="x",
            offsets=self._panel.places.xy[rows],
            offset_transform=paper.axes.transData,
            facecolors="none",
            edgecolors=[(colour, (1 - t) * 0.9) for colour, t in zip(ink, age, strict=True)],
            linewidths=(2.2 * (1 - age) + 0.4) * paper.unit,
        )
        paper.axes.add_collection(rings, autolim=False)
        rings.set_clip_box(self._clip)
        return [rings]
