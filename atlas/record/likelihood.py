"""How likely a feature bears the name or image on a day that no source settles: an estimate, never a date.

A state (:mod:`atlas.record.tenures`) is what sources settle. Between the states lie days on which a feature may or
may not have borne the name: within the bounds of a date that is known to the year, after the last day on which a
source has it bearing, before a begin that nobody has told of. For those days this module learns from the record
itself when things *of the same sort* came and went.

Method
------
Begins and ends are interval-censored: each is known to lie between two days, the last of which may be missing. The
distribution of ends over months, and of begins over years, is estimated by self-consistency (B. W. Turnbull, "The
Empirical Distribution Function with Arbitrarily Grouped, Censored and Truncated Data", *Journal of the Royal
Statistical Society* B 38, 1976, 290-295): each event is spread over its own bounds as its stratum's distribution has
it, the stratum's distribution is the sum of what was spread, and so on until nothing changes. Strata are nested,
:data:`LEVELS`, and each shrinks towards the next larger one: the larger one's distribution counts as
:data:`PRIOR_EVENTS` events of its own (the posterior mean under a Dirichlet prior). What aoristic analysis spreads
evenly (the package ``kairos`` for R) is so spread as the history of like things suggests.

On a day d a feature bears the name if its begin B has come and its end E has not. B and E are taken as independent
within their bounds, but for B before E::

    P(B <= d < E | B < E) = P(B <= d) P(E > d) / P(B < E)

What it assumes, and cannot know
--------------------------------
- Things without a sourced end ended as those of their stratum did whose end is sourced. Where only the spectacular
  removals were reported, the estimate inherits that.
- Whatever still stands today is seldom without a source of the last :data:`~atlas.record.tenures.STANDS_FOR_YEARS`
  years: of ten such things, one (:data:`UNSEEN`) is taken to be. No data of the record can say how many there are.
- Things of one town are taken as independent of one another, given their stratum.

How sure a count is
-------------------
The variance of the number that bear the name has two parts: the chance of each feature, p(1 - p), and what the
estimate itself does not know, in which the features of a stratum go together: under the Dirichlet posterior a
stratum's share at a day varies by p(1 - p)/(n + k + 1), with n events known to it and k lent by the stratum above,
whose own doubt is passed down with the part k/(n + k) that was lent. An event counts for n by what it tells: 1 where
it is known to the day, 0 where nothing bounds it. The interval is the normal one, cut at what sources settle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, starmap
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["LEAST_KNOWN", "LEVELS", "PRIOR_EVENTS", "UNSEEN", "Curves", "Estimate", "interval"]

LEVELS = ("state", "group", "polity", "kind")
"""From the largest stratum to the smallest, below that of the whole record: the state of the time (a polity's name
before the colon), names or images, the polity, the kind."""
BEGIN_LEVELS = 2
"""How many of these levels the strata of begins have; their distribution is over years, that of ends over months."""
PRIOR_EVENTS = 1.0
"""How many events of its own a stratum must have to count as much as the stratum above it."""
LEAST_KNOWN = 3.0
"""How many ends a record must know: one that knows fewer has nothing to learn from, and its estimate is that of the
bounds: linear within them, a half beyond the last attestation."""
UNSEEN = 0.1
"""Share of what still bears the name today that is taken to have no recent source."""
ROUNDS, SETTLED = 60, 1e-6
CHUNK = 2048  # tenures that are weighed at once
GRID = 4096  # days of which everything is held at once, in every stratum
CELLS = 65_536  # days of tenures that are reckoned at once
STEPS = 200  # days on which begin and end are weighed against each other, where their bounds overlap

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Curves:
    """Distributions of begins or of ends, one a stratum, over months, and the strata's tree.

    Attributes
    ----------
    starts
        Day numbers on which the months begin, and the day after the last one.
    mass
        Strata by months and one: the share of events in each month; the last column is what has not ended.
    known
        How many events each stratum, and those below it, know: each counts by what it tells, at most 1.
    parent
        Row of the next larger stratum; -1 for the whole, which is row 0.
    keys
        The strata's names, a tuple each; () for the whole.
    """

    starts: Days
    mass: Floats
    known: Floats
    parent: npt.NDArray[np.int64]
    keys: list[tuple[str, ...]]

    @cached_property
    def cumulative(self) -> Floats:
        """Strata by month starts: the share of events before that day."""
        return _cumulative(self.mass)

    def before(self, day: Days | int, cumulative: Floats | None = None) -> Floats:
        """Share of events before a day (or each of some days), by stratum: linear within a month."""
        known = self.cumulative if cumulative is None else cumulative
        days = np.clip(np.atleast_1d(day), self.starts[0], self.starts[-1])
        month = np.minimum(np.searchsorted(self.starts, days, side="right") - 1, len(self.starts) - 2)
        part = (days - self.starts[month]) / (self.starts[month + 1] - self.starts[month])
        return known[:, month] + (known[:, month + 1] - known[:, month]) * part

    @cached_property
    def _months_of(self) -> tuple[Days, Floats]:
        """For each day from the first of the months to the one after them: its month, and how much of that is past."""
        days = np.arange(self.starts[0], self.starts[-1] + 1)
        month = np.minimum(np.searchsorted(self.starts, days, side="right") - 1, len(self.starts) - 2)
        return month, (days - self.starts[month]) / (self.starts[month + 1] - self.starts[month])

    def deviation(self, variance: Floats, moved: Mapping[int, Floats]) -> Floats:
        """Standard deviation of a sum of chances: what each feature does to it, and what is not known of the strata.

        Parameters
        ----------
        variance
            The sum of p(1 - p) on each day.
        moved
            Of each stratum that tenures lie in, the sum of its square roots on each day.
        """
        variance, waiting = variance.copy(), dict(moved)
        for row in range(len(self.known) - 1, -1, -1):  # the smaller strata stand last, and pass their doubt up
            if row in waiting:
                sums, above = waiting.pop(row), int(self.parent[row])
                variance += sums**2 / (self.known[row] + PRIOR_EVENTS + 1)
                if row:
                    passed = sums * PRIOR_EVENTS / (self.known[row] + PRIOR_EVENTS)
                    waiting[above] = waiting[above] + passed if above in waiting else passed
        deviation: Floats = np.sqrt(variance)
        return deviation


def interval(
    likely: Floats, settled: Floats, possible: Floats, deviation: Floats, share: float = 0.9
) -> tuple[Floats, Floats]:
    """What holds a number with a probability of ``share``: the normal interval, cut at what sources settle."""
    off = NormalDist().inv_cdf((1 + share) / 2) * deviation
    return np.maximum(likely - off, settled), np.minimum(likely + off, possible)


def _cumulative(mass: Floats) -> Floats:
    return np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass[:, :-1], axis=1)], axis=1)


def _tree(rows: Iterable[tuple[str, ...]]) -> tuple[list[tuple[str, ...]], npt.NDArray[np.int64]]:
    """All strata that rows lie in, the larger before the smaller, and the row of each one's parent."""
    keys = sorted({row[:depth] for row in rows for depth in range(len(row) + 1)} | {()}, key=lambda k: (len(k), k))
    place = {key: number for number, key in enumerate(keys)}
    return keys, np.array([place[key[:-1]] if key else -1 for key in keys], dtype="int64")


def _levels(keys: Sequence[tuple[str, ...]]) -> list[Days]:
    """Rows of strata by how far they are below the whole, the whole first."""
    depth = np.array([len(key) for key in keys])
    return [np.flatnonzero(depth == level) for level in range(depth.max() + 1)]


def _months(first: int, last: int) -> Days:
    """Day numbers of the first of each month from the one of ``first`` to the one after ``last``."""
    span = np.array([first, last], dtype="datetime64[D]").astype("datetime64[M]")
    return np.arange(span[0], span[1] + 2).astype("datetime64[D]").astype("int64")


def _years(months: Days) -> Days:
    """Day numbers of the first of each January from the year of the first of some months to the last of them."""
    years = np.unique(months.astype("datetime64[D]").astype("datetime64[Y]")).astype("datetime64[D]").astype("int64")
    return np.append(years[years < months[-1]], months[-1])


def fit(
    strata: Sequence[tuple[str, ...]], first: Days, last: Days, open_end: npt.NDArray[np.bool_], starts: Days
) -> Curves:
    """Estimate the distribution of events in every stratum.

    Parameters
    ----------
    strata
        Each event's stratum, the smallest.
    first, last
        The first and the last possible day of each, day numbers; ``last`` does not count where ``open_end``.
    open_end
        Whether it may not have happened to this day; where ``first`` lies past the last month it surely has not.
    starts
        Month starts, as :class:`Curves` has them.
    """
    keys, parent = _tree(set(strata))
    place = {key: number for number, key in enumerate(keys)}
    own = np.array([place[key] for key in strata], dtype="int64")
    levels = _levels(keys)
    months = len(starts) - 1
    begin = np.searchsorted(starts, np.clip(first, starts[0], None), side="right") - 1
    begin = np.minimum(begin, months)  # month ``months`` is that of what has not ended
    end = np.where(open_end, months, np.searchsorted(starts, np.minimum(last, starts[-1] - 1), side="right") - 1)
    end = np.maximum(end, begin)
    mass = np.full((len(keys), months + 1), 1 / (months + 1))
    known = np.zeros(len(keys))
    for _ in range(ROUNDS):
        weight, known = _spread(mass, own, begin, end, parent, levels)
        fresh = _shrunk(weight, parent, levels)
        moved = np.abs(fresh - mass).max()
        mass = fresh
        if moved < SETTLED:
            break
    return Curves(starts, mass, known, parent, keys)


def _spread(
    mass: Floats, own: Days, begin: Days, end: Days, parent: Days, levels: Sequence[Days]
) -> tuple[Floats, Floats]:
    """Events by stratum and month, each spread over its bounds as its stratum has it and counted in all above; and how
    much they tell.
    """
    months = mass.shape[1] - 1
    sums = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)
    unseen = (end == months) & (begin < months)
    total = sums[own, end + 1] - sums[own, begin] - np.where(unseen, (1 - UNSEEN) * mass[own, months], 0)
    share = 1 / np.maximum(total, 1e-12)
    steps = np.zeros((len(mass), months + 2))
    np.add.at(steps, (own, begin), share)
    np.add.at(steps, (own, end + 1), -share)
    found = mass * np.cumsum(steps, axis=1)[:, : months + 1]
    kept = np.zeros(len(mass))
    np.add.at(kept, own[unseen], share[unseen])
    found[:, months] -= (1 - UNSEEN) * mass[:, months] * kept
    known = np.zeros(len(mass))
    np.add.at(known, own, 1 - np.minimum(total, 1))
    for rows in levels[:0:-1]:
        children = rows[::-1]
        np.add.at(found, parent[children], found[children])
        np.add.at(known, parent[children], known[children])
    return np.maximum(found, 0), known


def _shrunk(weight: Floats, parent: Days, levels: Sequence[Days]) -> Floats:
    """The strata's distributions: their own events and those that the stratum above lends them."""
    mass = np.empty_like(weight)
    for level, rows in enumerate(levels):
        above, lent = (mass[parent[rows]], PRIOR_EVENTS) if level else (1 / weight.shape[1], 1.0)
        own = weight[rows]
        mass[rows] = (own + lent * above) / (own.sum(axis=1, keepdims=True) + lent)
    return mass


class Estimate:
    """The likelihood of every feature of a record on any day.

    Parameters
    ----------
    features : DataFrame
        With ``polity, country, group, kind``, indexed by ``feature_id``.
    tenures : DataFrame
        As :func:`atlas.record.states.tenure_frame` gives them.
    record_day : int
        Day number of the record's own date.
    """

    def __init__(self, features: pd.DataFrame, tenures: pd.DataFrame, record_day: int) -> None:
        self.record_day = record_day
        spans = spans_of(tenures)
        strata = strata_of(features.reindex(spans["feature_id"]))
        first_day = int(spans["b0"].min()) if len(spans) else record_day
        starts = _months(min(first_day, record_day), record_day + 1)  # the morrow, too: on it what stands is in doubt
        b0, b1, e0, e1 = (spans[name].to_numpy() for name in ("b0", "b1", "e0", "e1"))
        open_end = spans["open"].to_numpy()
        origins = [key[:BEGIN_LEVELS] for key in strata]
        self.begins = fit(origins, b0, b1, np.zeros(len(spans), dtype=bool), _years(starts))
        self.ends = fit(strata, np.where(open_end & (e0 > record_day), starts[-1], e0), e1, open_end, starts)
        self.blind = bool(self.ends.known[0] < LEAST_KNOWN)

    def shares(self, spans: pd.DataFrame) -> pd.DataFrame:
        """What of the curves does not hang on the day that is asked for, for whoever reckons without this module.

        Parameters
        ----------
        spans : DataFrame
            As :meth:`spans` gives them.

        Returns
        -------
        DataFrame
            A row a tenure: ``begin_past``, the share of begins of its origin before its own could be, and
            ``begin_whole``, the share within its bounds; ``end_past`` and ``end_whole`` likewise of ends, the latter
            with what is taken to last still where no end is sourced. Where nothing could be learnt, shares within
            bounds are 0, and missing where no end is sourced.
        """
        b0, b1, e0, e1, open_end = (spans[name].to_numpy() for name in ("b0", "b1", "e0", "e1", "open"))
        if self.blind:
            none = np.zeros(len(spans))
            whole = np.where(open_end, np.nan, 0.0)
            return pd.DataFrame(
                {"begin_past": none, "begin_whole": none, "end_past": none, "end_whole": whole}, spans.index
            )
        origin, stratum = spans["origin"].to_numpy(), spans["stratum"].to_numpy()

        def share(curves: Curves, row: Days, day: Days) -> Floats:
            return _at(curves, curves.cumulative, row, day[:, np.newaxis])[:, 0]

        begin_past, end_past = share(self.begins, origin, b0), share(self.ends, stratum, e0)
        closed = share(self.ends, stratum, e1 + 1) - end_past
        left = self.ends.cumulative[stratum, -1] - end_past + UNSEEN * self.ends.mass[stratum, -1]
        return pd.DataFrame(
            {
                "begin_past": begin_past,
                "begin_whole": share(self.begins, origin, b1 + 1) - begin_past,
                "end_past": end_past,
                "end_whole": np.where(open_end, left, closed),
            },
            spans.index,
        )

    def spans(self, features: pd.DataFrame, tenures: pd.DataFrame) -> pd.DataFrame:
        """The tenures of some features as their likelihood needs them.

        Returns
        -------
        DataFrame
            A row a tenure: ``feature_id``; ``b0, b1`` the first and last day on which it may have begun and ``e0,
            e1`` on which it may have ended, day numbers; ``open``, whether no end is sourced; ``origin`` and
            ``stratum``, rows of the curves of begins and of ends; ``together``, the probability that begin comes before
            end, 1 unless their bounds overlap.
        """
        spans = spans_of(tenures)
        strata, number = _strata_of(features.reindex(spans["feature_id"]))
        for name, curves in (("origin", self.begins), ("stratum", self.ends)):
            place = {key: number for number, key in enumerate(curves.keys)}
            spans[name] = np.array([_nearest(key, place) for key in strata], dtype="int64")[number]
        spans["together"] = self._together(spans, self.begins.cumulative, self.ends.cumulative, self.ends.mass)
        return spans

    def at(self, features: pd.DataFrame, tenures: pd.DataFrame, days: Sequence[int] | Days) -> Floats:
        """Likelihood of each feature on each day: features by days, 0 to 1.

        It is 1 where sources settle that the feature bears the name, 0 where they settle that it does not.
        """
        spans = self.spans(features, tenures)
        grid = np.asarray(days, dtype="int64")
        each = self._likely(spans, grid, self.begins.cumulative, self.ends.cumulative, self.ends.mass)
        return _by_feature(each, spans, features.index)

    def counts(
        self,
        features: pd.DataFrame,
        tenures: pd.DataFrame,
        days: Sequence[int] | Days,
        keys: pd.Series | None = None,
        share: float = 0.9,
    ) -> pd.DataFrame:
        """How many features bear the name on each day, apart by ``keys`` (a column of the features) where it is given.

        Returns
        -------
        DataFrame
            ``day`` (day number), the column of ``keys``, ``likely``, and ``low`` to ``high``, which hold the number
            with a probability of ``share``.
        """
        grid = np.asarray(days, dtype="int64")
        label, labels = np.zeros(len(features), dtype="int64"), pd.Index([""])
        if keys is not None:
            label, labels = pd.factorize(keys, sort=True, use_na_sentinel=False)
        spans, parts = self.spans(features, tenures), np.array_split(grid, -(-len(grid) // GRID) or 1)
        sums = [self._sums(spans, features.index, label, len(labels), days) for days in parts]
        likely, settled, possible, deviation = (np.concatenate(part, axis=1) for part in zip(*sums, strict=True))
        low, high = interval(likely, settled, possible, deviation, share)
        found: dict[str, Any] = {"day": np.tile(grid, len(labels))}
        found |= {str(keys.name): labels.repeat(len(grid))} if keys is not None else {}
        return pd.DataFrame(found | {"likely": likely.ravel(), "low": low.ravel(), "high": high.ravel()})

    def _sums(
        self, spans: pd.DataFrame, index: pd.Index, label: Days, labels: int, grid: Days
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """Of the features of each label, on each day (labels by days): the sum of their chances, how many surely bear
        the name and how many may, and the standard deviation.

        Most days of most tenures are settled, and those are summed by their turns. What is in doubt is reckoned day by
        day, once for tenures that are alike. The chances of a feature with several tenures are added up first.
        """
        place = index.get_indexer(pd.Index(spans["feature_id"]))
        spans, place = spans[place >= 0], place[place >= 0]
        owner, strata = label[place], len(self.ends.known)
        pairs, pair = np.unique(owner * strata + spans["stratum"].to_numpy(), return_inverse=True)
        kept, like = _alike(spans.assign(pair=pair), [*BOUNDS, "origin", "pair"])
        alone = np.bincount(place, minlength=len(index))[place] == 1
        many = np.bincount(like, minlength=len(kept)).astype(float)
        single = np.bincount(like[alone], minlength=len(kept)).astype(float)
        past = self.begins.before(grid + 1), self.ends.before(grid + 1)
        each = self._sums_in_doubt(spans.iloc[kept], pair[kept], len(pairs), single, many, past, grid)
        moved: list[dict[int, Floats]] = [{} for _ in range(labels)]
        for number, part in zip(pairs.tolist(), each[4], strict=True):
            moved[number // strata][number % strata] = part
        *whole, variance = (_summed(one, pairs // strata, labels) for one in each[:4])
        sure = _sure(spans[alone], owner[alone], labels, grid)
        several = self._sums_of_several(spans[~alone], place[~alone], label, labels, past, grid)
        likely, settled, possible = (one + sure + other for one, other in zip(whole, several, strict=True))
        deviation = [self.ends.deviation(*one) for one in zip(variance, moved, strict=True)]
        return likely, settled, possible, np.array(deviation).reshape(likely.shape)

    def _sums_in_doubt(
        self,
        spans: pd.DataFrame,
        pair: Days,
        pairs: int,
        single: Floats,
        many: Floats,
        past: tuple[Floats, Floats],
        grid: Days,
    ) -> Floats:
        """What the days of some tenures that sources do not settle add up to, by ``pair`` of label and stratum and by
        day: their chances, how many are sure and how many possible, each tenure as often as ``single`` says; p(1 - p)
        and its square root, as often as ``many`` says.
        """
        start = pair * len(grid)
        sums = np.zeros((5, pairs * len(grid)))
        for row, day, chance in self._doubtful(spans, past, grid):
            cell, weight, often = start[row] + day, single[row], many[row]
            open_ = chance * (1 - chance)
            for whole, value in ((0, chance * weight), (3, open_ * often), (4, np.sqrt(open_) * often)):
                np.add.at(sums[whole], cell, value)
            for whole, chosen in ((1, chance == 1), (2, chance > 0)):
                np.add.at(sums[whole], cell[chosen], weight[chosen])
        return sums.reshape(5, pairs, len(grid))

    def _sums_of_several(
        self, spans: pd.DataFrame, place: Days, label: Days, labels: int, past: tuple[Floats, Floats], grid: Days
    ) -> Floats:
        """The first three of :meth:`_sums` for features with several tenures."""
        features, row = np.unique(place, return_inverse=True)
        chance = np.zeros((len(features), len(grid)))
        for tenure, day, each in self._doubtful(spans, past, grid):
            np.add.at(chance, (row[tenure], day), each)
        chance = np.minimum(chance + _sure(spans, row, len(features), grid), 1.0)
        return np.array([_summed(v, label[features], labels) for v in (chance, chance == 1, chance > 0)])

    def _doubtful(
        self, spans: pd.DataFrame, past: tuple[Floats, Floats], grid: Days
    ) -> Iterator[tuple[Days, Days, Floats]]:
        """The days of some tenures that sources do not settle, some ten thousand at a time: the number of the tenure,
        the number of the day, and its likelihood. ``past`` are begins and ends before the morrow of each day, by
        stratum.
        """
        columns = [*BOUNDS, "origin", "stratum", "together"]
        b0, b1, e0, e1, open_end, origin, stratum, together = (spans[name].to_numpy() for name in columns)
        first, sure, unsure = (np.searchsorted(grid, day) for day in (b0, b1, e0))
        last = np.where(open_end, len(grid), np.searchsorted(grid, e1))
        joint = np.flatnonzero(b1 > e0)
        apart = np.flatnonzero(b1 <= e0)  # on no day are both begin and end in doubt
        phases = ((first, last, joint), (first, sure, apart), (unsure, last, apart))
        if self.blind:
            for row, day in chain.from_iterable(starmap(_cells, phases)):
                yield row, day, self._reckoned(spans.iloc[row], grid[day][:, np.newaxis], *self._curves)[:, 0]
            return
        begun = _Share(self.begins, past[0], origin, b0, b1, np.zeros(len(spans), dtype=bool), grid)
        over = _Share(self.ends, past[1], stratum, e0, e1, open_end, grid)
        chances: tuple[Callable[[Days, Days], Floats], ...] = (
            lambda row, day: np.clip(begun.on(row, day) * (1 - over.on(row, day)) / together[row], 0, 1),
            begun.on,
            lambda row, day: 1 - over.on(row, day),
        )
        for phase, chance in zip(phases, chances, strict=True):
            for row, day in _cells(*phase):
                yield row, day, chance(row, day)

    @property
    def _curves(self) -> tuple[Floats, Floats, Floats]:
        return self.begins.cumulative, self.ends.cumulative, self.ends.mass

    def typical(self, stratum: int, which: str = "ends", share: float = 0.8) -> tuple[int, int] | None:
        """Day numbers between which the middle ``share`` of a stratum's events lie; None where most have not come."""
        curves = self.ends if which == "ends" else self.begins
        known = curves.cumulative[stratum]
        tails = (1 - share) / 2, (1 + share) / 2
        if known[-1] < tails[1]:
            return None
        first, last = (int(curves.starts[np.searchsorted(known, tail, side="right") - 1]) for tail in tails)
        return first, last

    def _likely(self, spans: pd.DataFrame, days: Days, begun: Floats, ended: Floats, ends: Floats) -> Floats:
        """Tenures by days; what sources settle throughout the days, as they do most, is not reckoned."""
        b0, b1, e0, e1, may_last = (spans[name].to_numpy() for name in ("b0", "b1", "e0", "e1", "open"))
        grid = np.atleast_2d(days)
        lo, hi = grid.min(axis=1), grid.max(axis=1)
        doubtful = (hi >= b0) & (may_last | (lo < e1)) & ((lo < b1) | (hi >= e0))
        likely = ((grid >= b1[:, np.newaxis]) & (grid < e0[:, np.newaxis])).astype(float)
        if doubtful.any():
            own = grid[doubtful] if len(grid) == len(spans) else grid
            likely[doubtful] = self._reckoned(spans[doubtful], own, begun, ended, ends)
        return likely

    def _reckoned(self, spans: pd.DataFrame, grid: Days, begun: Floats, ended: Floats, ends: Floats) -> Floats:
        row = spans["stratum"].to_numpy()
        b0, b1, e0, e1 = (spans[name].to_numpy()[:, np.newaxis] for name in ("b0", "b1", "e0", "e1"))
        started = self._begun(spans, begun, grid)
        over = self._over(ended, ends, row, spans, grid)
        likely = started * (1 - over) / spans["together"].to_numpy()[:, np.newaxis]
        likely = np.where((grid >= b1) & (grid < e0), 1.0, np.clip(likely, 0, 1))
        gone = (grid >= e1) & ~spans["open"].to_numpy()[:, np.newaxis]
        return np.where((grid < b0) | gone, 0.0, likely)

    def _begun(self, spans: pd.DataFrame, begun: Floats, grid: Days) -> Floats:
        """Probability that a tenure has begun by a day."""
        b0, b1 = (spans[name].to_numpy()[:, np.newaxis] for name in ("b0", "b1"))
        if self.blind:
            return np.clip((grid + 1 - b0) / (b1 + 1 - b0), 0, 1)
        return _share(self.begins, begun, spans["origin"].to_numpy(), b0, b1, grid)

    def _over(self, ended: Floats, ends: Floats, row: Days, spans: pd.DataFrame, grid: Days) -> Floats:
        """Probability that a tenure has ended by a day."""
        e0, e1 = (spans[name].to_numpy()[:, np.newaxis] for name in ("e0", "e1"))
        open_end = spans["open"].to_numpy()[:, np.newaxis]
        if self.blind:
            even = np.clip((grid + 1 - e0) / (e1 + 1 - e0), 0, 1)
            return np.where(open_end, np.where(grid >= e0, 0.5, 0.0), even)
        closed = _share(self.ends, ended, row, e0, e1, grid)
        past = _at(self.ends, ended, row, e0)
        left = ended[row, -1:] - past + UNSEEN * ends[row, -1:]
        still = np.clip((_at(self.ends, ended, row, np.maximum(grid + 1, e0)) - past) / np.maximum(left, 1e-12), 0, 1)
        return np.where(open_end, still, closed)

    @property
    def last_day(self) -> int:
        """Day number of the last day of which anything is reckoned: the end of the month of the record's morrow."""
        return int(self.ends.starts[-1]) - 1

    def lines(self, spans: pd.DataFrame, which: str, days: Days) -> Floats:
        """What changes of some tenures, a row of ``days`` a tenure: the likelihood that it has ``begun`` or is ``over``
        by the end of each day, or that it bears the name (``at``).
        """
        if which == "at":
            return self._likely(spans, days, self.begins.cumulative, self.ends.cumulative, self.ends.mass)
        if which == "over":
            row = spans["stratum"].to_numpy()
            return self._over(self.ends.cumulative, self.ends.mass, row, spans, days)
        return self._begun(spans, self.begins.cumulative, days)

    def _together(self, spans: pd.DataFrame, begun: Floats, ended: Floats, ends: Floats) -> Floats:
        """Probability that the begin comes before the end, where their bounds overlap."""
        found = np.ones(len(spans))
        if self.blind:
            return found
        joint = np.flatnonzero((spans["b1"] > spans["e0"]).to_numpy())
        kept, like = _alike(spans.iloc[joint], [*BOUNDS, "origin", "stratum"])
        for chunk in np.array_split(np.arange(len(kept)), -(-len(kept) // CHUNK) or 1):
            if not len(chunk):
                continue
            some = spans.iloc[joint[kept[chunk]]]
            first, last = (some[name].to_numpy()[:, np.newaxis] for name in ("b0", "b1"))
            days = np.linspace(first[:, 0], last[:, 0], STEPS, axis=1).astype("int64")
            started = _share(self.begins, begun, some["origin"].to_numpy(), first, last, days)
            lasts = 1 - self._over(ended, ends, some["stratum"].to_numpy(), some, days)
            steps = np.diff(started, axis=1, prepend=0.0)
            chance = np.maximum((steps * lasts).sum(axis=1), 1e-6)
            found[joint[np.isin(like, chunk)]] = chance[like[np.isin(like, chunk)] - chunk[0]]
        return found


BOUNDS = ["b0", "b1", "e0", "e1", "open"]


def _alike(spans: pd.DataFrame, columns: list[str]) -> tuple[Days, Days]:
    """Tenures of which some columns are the same: the first of each, and for every tenure which of these it is like."""
    like = spans.groupby(columns, sort=False).ngroup().to_numpy().astype("int64")
    return np.unique(like, return_index=True)[1].astype("int64"), like


def _at(curves: Curves, cumulative: Floats, row: Days, days: Days) -> Floats:
    """The share of events before some days: ``cumulative`` of each row's stratum at a day, or days, of the row."""
    months, parts = curves._months_of
    place = np.clip(days, curves.starts[0], curves.starts[-1]) - curves.starts[0]
    month = months[place]
    rows = row[:, np.newaxis]
    low = cumulative[rows, month]
    return low + (cumulative[rows, month + 1] - low) * parts[place]


def _share(curves: Curves, cumulative: Floats, row: Days, first: Days, last: Days, grid: Days) -> Floats:
    """Of what happened from ``first`` to ``last``, the share that had by the end of each day; or evenly."""
    past = _at(curves, cumulative, row, first)
    whole = _at(curves, cumulative, row, last + 1) - past
    now = _at(curves, cumulative, row, np.clip(grid + 1, first, last + 1)) - past
    even = (grid + 1 - first) / (last + 1 - first)
    return np.clip(np.where(whole > 1e-12, now / np.maximum(whole, 1e-12), even), 0, 1)


def _cells(first: Days, until: Days, rows: Days) -> Iterator[tuple[Days, Days]]:
    """The days of some rows, each from its ``first`` to before its ``until``, some ten thousand at a time: row and
    day.
    """
    rows = rows[until[rows] > first[rows]]
    length = until[rows] - first[rows]
    before = np.concatenate([[0], np.cumsum(length)])
    start = 0
    while start < len(rows):
        stop = max(start + 1, int(np.searchsorted(before, before[start] + CELLS, side="right")) - 1)
        some, lasts = rows[start:stop], length[start:stop]
        yield (
            np.repeat(some, lasts),
            np.arange(before[start], before[stop]) + np.repeat(first[some] - before[start:stop], lasts),
        )
        start = stop


class _Share:
    """Of some events the share that had happened by the end of a day of a grid, as :func:`_share` reckons it; of those
    whose end is open, of all that may still come.

    What hangs on the day alone is reckoned once for each stratum (``past``, :meth:`Curves.before` the morrow of each
    day of the grid), and what hangs on the event alone once for each event.
    """

    def __init__(
        self,
        curves: Curves,
        past: Floats,
        stratum: Days,
        first: Days,
        last: Days,
        open_end: npt.NDArray[np.bool_],
        grid: Days,
    ) -> None:
        self.past, self.start, self.first, self.last, self.grid = past.ravel(), stratum * len(grid), first, last, grid
        self.before = _at(curves, curves.cumulative, stratum, first[:, np.newaxis])[:, 0]
        whole = _at(curves, curves.cumulative, stratum, last[:, np.newaxis] + 1)[:, 0] - self.before
        left = curves.cumulative[stratum, -1] - self.before + UNSEEN * curves.mass[stratum, -1]
        self.even = ~open_end & (whole <= 1e-12)
        self.whole = np.maximum(np.where(open_end, left, whole), 1e-12)

    def on(self, row: Days, day: Days) -> Floats:
        """The share of some events, by number, on the days of some numbers."""
        share = (self.past[self.start[row] + day] - self.before[row]) / self.whole[row]
        even = self.even[row]
        if even.any():
            some, first = row[even], self.first[row[even]]
            share[even] = (self.grid[day[even]] + 1 - first) / (self.last[some] + 1 - first)
        return np.clip(share, 0, 1)


def _sure(spans: pd.DataFrame, owner: Days, owners: int, grid: Days) -> Floats:
    """How many of some tenures surely bear the name on each day: owners by days."""
    b1, e0 = spans["b1"].to_numpy(), spans["e0"].to_numpy()
    turns = np.zeros((owners, len(grid) + 1))
    for days, step in ((b1, 1.0), (np.maximum(b1, e0), -1.0)):
        np.add.at(turns, (owner, np.searchsorted(grid, days)), step)
    sure: Floats = np.cumsum(turns, axis=1)[:, :-1]
    return sure


def _summed(values: npt.NDArray[Any], owner: Days, owners: int) -> Floats:
    """Rows that have one owner added up: owners by columns."""
    found = np.zeros((owners, values.shape[1]))
    if len(owner):
        order = np.argsort(owner, kind="stable")
        sorted_owner = owner[order]
        leads = np.flatnonzero(np.diff(sorted_owner, prepend=sorted_owner[0] - 1))
        found[sorted_owner[leads]] = np.add.reduceat(values[order], leads, axis=0, dtype="float64")
    return found


def _by_feature(each: Floats, spans: pd.DataFrame, index: pd.Index) -> Floats:
    """Tenures by days → features by days: the spans of one feature exclude each other, so their chances add up."""
    place = index.get_indexer(pd.Index(spans["feature_id"]))
    return np.minimum(_summed(each[place >= 0], place[place >= 0], len(index)), 1.0)


def spans_of(tenures: pd.DataFrame) -> pd.DataFrame:
    """``feature_id, b0, b1, e0, e1, open`` of tenures: the bounds of begin and end as inclusive day numbers."""
    b0, b1, e0 = (tenures[name].to_numpy("int64") for name in ("uncertain_from", "bearing_from", "bearing_until"))
    gone = tenures["gone_from"]
    open_end = gone.isna().to_numpy()
    e1 = gone.fillna(0).to_numpy("int64")
    return pd.DataFrame(
        {
            "feature_id": tenures["feature_id"].to_numpy(),
            "b0": b0,
            "b1": np.maximum(b1, b0),
            "e0": e0,
            "e1": np.where(open_end, e0, np.maximum(e1, e0)),
            "open": open_end,
        }
    )


def strata_of(features: pd.DataFrame) -> list[tuple[str, ...]]:
    """The stratum of each feature, a name for each of :data:`LEVELS`; today's country where no polity is told."""
    keys, number = _strata_of(features)
    return [keys[place] for place in number.tolist()]


def _strata_of(features: pd.DataFrame) -> tuple[list[tuple[str, ...]], Days]:
    """Every stratum that features are of, and for each feature which."""
    polity = features["polity"].where(features["polity"] != "", features["country"]).astype("str")
    columns = pd.DataFrame({"polity": polity, "group": features["group"], "kind": features["kind"]})
    number = columns.groupby(list(columns), sort=False, dropna=False).ngroup().to_numpy().astype("int64")
    rows = columns.iloc[np.unique(number, return_index=True)[1]].itertuples(index=False)
    told = [tuple(map(str, (polity.partition(": ")[0], group, polity, kind))) for polity, group, kind in rows]
    return told, number


def _nearest(key: tuple[str, ...], place: dict[tuple[str, ...], int]) -> int:
    """Row of a stratum, or of the smallest known one around it."""
    while key not in place:
        key = key[:-1]
    return place[key]
