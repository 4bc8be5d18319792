"""Likelihoods as lines of few knots, for a page to carry: each at most :data:`TOLERANCE` and half a step from its own.

A tenure's likelihood changes only within the bounds of its begin and of its end. Where the two sets of bounds do not
overlap there is a line for each (``rise``, ``fall``); where they do, one line has the likelihood itself. A line that
spreads evenly over its bounds needs no knots: the page knows the bounds. Tenures that share stratum and bounds share
a line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.record.likelihood import Estimate, Floats

__all__ = ["STEPS", "TOLERANCE", "Lines", "lines_of"]

STEPS = 200
"""Steps of a likelihood from 0 to 1."""
TOLERANCE = 0.0065
JOINT_TOLERANCE = 0.004  # of lines that may bend within a month, too
CHUNK = 4096  # lines that are simplified at once
BOUNDS = {
    "begun": ["origin", "b0", "b1"],
    "over": ["stratum", "e0", "e1", "open"],
    "at": ["origin", "stratum", "b0", "b1", "e0", "e1", "open"],
}
"""What tenures that share a line have in common."""

Days = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lines:
    """The lines of some tenures.

    Attributes
    ----------
    rise, fall
        For each tenure the number of its line, from 1; 0 where it spreads evenly over its bounds, or there is none, as
        in a record that knows too little for any. ``rise`` is the likelihood that the begin has come by the end of a
        day, ``fall`` that the end has. Where the begin may come after the end, ``rise`` is the likelihood that the
        tenure lasts, and ``fall`` is 0.
    line, day, value
        Knots: the number of the line, the day number, and the value in :data:`STEPS`. Every line is 0 on the day before
        its bounds; one of a begin, or of an end that is sourced, is 1 on their last day; any other ends with a knot
        (the joint one of a sourced end on the day before that surely has come), and is level beyond it. All other knots
        are on the last days of months.
    stratum
        For each tenure the row of its stratum in ``known``, ``parent`` and ``row``.
    known, parent, row
        How many ends each stratum knows, the row of the next larger one, -1 for the whole, and its row of the estimate.
    """

    rise: Days
    fall: Days
    line: Days
    day: Days
    value: Days
    stratum: Days
    known: Floats
    parent: Days
    row: Days


def lines_of(estimate: Estimate, features: pd.DataFrame, tenures: pd.DataFrame) -> Lines:
    """The lines of the tenures of some features."""
    spans = estimate.spans(features, tenures)
    b0, b1, e0, e1, open_end = (spans[name].to_numpy() for name in ("b0", "b1", "e0", "e1", "open"))
    last = np.where(open_end, np.maximum(e0, estimate.last_day), e1)
    joint = (b1 > e0) & (last > b0)
    parts = (
        []
        if estimate.blind
        else [
            (np.flatnonzero(joint), "at", b0, np.where(open_end, last, last - 1)),
            (np.flatnonzero(~joint & (b1 > b0)), "begun", b0, b1),
            (np.flatnonzero(~joint & (last > e0)), "over", e0, last),
        ]
    )
    owner = {"at": np.zeros(len(spans), "int64"), "over": np.zeros(len(spans), "int64")}
    owner["begun"] = owner["at"]
    knots: list[tuple[Days, Days, Days]] = []
    count = 0
    for rows, which, first, until in parts:
        numbers, found, lines = _lines(estimate, spans, rows, which, first, until, count)
        owner[which][rows] = numbers
        knots += found
        count += lines
    line, day, value = (
        np.concatenate([part[k] for part in knots]) if knots else np.zeros(0, "int64") for k in (0, 1, 2)
    )
    stratum, row, parent = _strata(estimate, spans["stratum"].to_numpy())
    return Lines(owner["at"], owner["over"], line, day, value, stratum, estimate.ends.known[row], parent, row)


def _lines(
    estimate: Estimate, spans: pd.DataFrame, rows: Days, which: str, first: Days, until: Days, count: int
) -> tuple[Days, list[tuple[Days, Days, Days]], int]:
    """Numbers of the lines of some tenures (from ``count`` + 1; 0: even), their knots, and how many there are."""
    part = spans.iloc[rows]
    group, kept = _alike(part[BOUNDS[which]])
    numbers = np.zeros(len(kept), "int64")
    found = []
    lines = 0
    for chunk in np.array_split(np.arange(len(kept)), -(-len(kept) // CHUNK) or 1):
        if not len(chunk):
            continue
        some = part.iloc[kept[chunk]]
        lo, hi = (days[rows[kept[chunk]]] for days in (first, until))
        grid = _grid(estimate, lo - 1, hi)
        values = estimate.lines(some, which, grid)
        end = np.where((some["open"].to_numpy() & (which == "over")) | (which == "at"), np.nan, 1.0)
        straight = (grid + 1 - lo[:, np.newaxis]) / (hi - lo + 1)[:, np.newaxis]
        needed = (np.abs(values - straight).max(axis=1) > TOLERANCE) | np.isnan(end)
        numbers[chunk[needed]] = count + lines + 1 + np.arange(needed.sum())
        slack = JOINT_TOLERANCE if which == "at" else TOLERANCE
        row, day, value = _simplified(grid[needed], values[needed], end[needed], slack)
        found.append((row + count + lines + 1, day, np.rint(value * STEPS).astype("int64")))
        lines += int(needed.sum())
    return numbers[group], found, lines


def _alike(keys: pd.DataFrame) -> tuple[Days, Days]:
    """For each row the number of its like, and the first row of each."""
    group = keys.groupby(list(keys), sort=False).ngroup().to_numpy()
    kept: Days = np.unique(group, return_index=True)[1].astype("int64")
    return np.asarray(group, dtype="int64"), kept


def _grid(estimate: Estimate, lo: Days, hi: Days) -> Days:
    """Days on which lines may bend, a row a line: the last days of months, drawn in to the line's own bounds."""
    ends = estimate.ends.starts - 1
    ends = ends[(ends > lo.min()) & (ends < hi.max())]
    return np.clip(np.concatenate([[lo.min()], ends, [hi.max()]])[np.newaxis, :], lo[:, np.newaxis], hi[:, np.newaxis])


def _simplified(grid: Days, values: Floats, end: Floats, tolerance: float) -> tuple[Days, Days, Floats]:
    """Knots (row, day, value) of lines, as few as keep each value within the tolerance of its own.

    A line starts at zero on its first day; ``end`` is its value on its last, where the page knows that: neither needs a
    knot. From each knot a cone is opened that all values so far leave a line through; where it closes, the next knot is
    set (the swing filter: H. Elmeleegy et al., "Online Piece-wise Linear Approximation of Numerical Streams with
    Precision Guarantees", *Proceedings of the VLDB Endowment* 2, 2009, 145-156).
    """
    rows = np.arange(len(grid))
    x, y = grid[:, 0].astype(float), np.zeros(len(rows))
    low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    knots = [(rows[:0], grid[:0, 0], y[:0])]
    for k in range(1, grid.shape[1]):
        moved, slack = grid[:, k] > grid[:, k - 1], np.where(_last(grid, k) & ~np.isnan(end), 0.0, tolerance)
        up, down = _cone(x, y, grid[:, k], values[:, k], slack)
        shut = moved & (np.minimum(high, up) < np.maximum(low, down))
        if shut.any():
            at = grid[shut, k - 1]
            y[shut] = np.rint((y[shut] + (low[shut] + high[shut]) / 2 * (at - x[shut])) * STEPS) / STEPS
            knots.append((rows[shut], at, y[shut]))
            x[shut], low[shut], high[shut] = at, -np.inf, np.inf
            up, down = _cone(x, y, grid[:, k], values[:, k], slack)
        high, low = np.where(moved, np.minimum(high, up), high), np.where(moved, np.maximum(low, down), low)
    open_end = np.isnan(end)
    last = grid[open_end, -1]
    knots.append((rows[open_end], last, y[open_end] + (low + high)[open_end] / 2 * (last - x[open_end])))
    row, day, value = (np.concatenate([part[k] for part in knots]) for k in (0, 1, 2))
    order = np.lexsort((day, row))
    return row[order], day[order], np.clip(value[order], 0, 1)


def _last(grid: Days, k: int) -> npt.NDArray[np.bool_]:
    return grid[:, k] == grid[:, -1]


def _cone(x: Floats, y: Floats, day: Days, value: Floats, slack: Floats) -> tuple[Floats, Floats]:
    """The steepest and the flattest line from knots that pass a day's values within some slack, between 0 and 1."""
    run = np.maximum(day - x, 1)
    return (np.minimum(value + slack, 1) - y) / run, (np.maximum(value - slack, 0) - y) / run


def _strata(estimate: Estimate, stratum: Days) -> tuple[Days, Days, Days]:
    """The strata that some tenures lie in and all above those, numbered anew, the larger before the smaller; their rows
    of the estimate; and the number of the next larger one.
    """
    parent = estimate.ends.parent
    used, front = set(), {int(row) for row in stratum}
    while front:
        used |= front
        front = {int(parent[row]) for row in front if parent[row] >= 0} - used
    kept = np.array(sorted(used), dtype="int64")
    place = {int(row): number for number, row in enumerate(kept)}
    above = np.array([place.get(int(parent[row]), -1) for row in kept], dtype="int64")
    return np.array([place[int(row)] for row in stratum], dtype="int64"), kept, above
