"""The likelihood once more, slowly and in plain loops, as its docstring has it: both ways give the same numbers."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import math
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from atlas.record import likelihood
from atlas.record.likelihood import Estimate

TODAY = 5000  # a day in September 1983
LENT, UNSEEN, ROUNDS = 1.0, 0.1, 60


class Tenure(NamedTuple):
    """One tenure: bounds of its begin and of its end, inclusive; ``open`` where no end is sourced."""

    feature: int
    b0: int
    b1: int
    e0: int
    e1: int
    open: bool
    stratum: tuple[str, ...]


def _month_starts(first: int, last: int) -> list[int]:
    """First days of the months from that of ``first`` to the one after that of ``last``."""
    day, end = dt.date(1970, 1, 1) + dt.timedelta(first), dt.date(1970, 1, 1) + dt.timedelta(last)
    found, year, month = [], day.year, day.month
    while (year, month) <= (end.year, end.month):
        found.append((dt.date(year, month, 1) - dt.date(1970, 1, 1)).days)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return [*found, (dt.date(year, month, 1) - dt.date(1970, 1, 1)).days]


def _year_starts(months: list[int]) -> list[int]:
    years = sorted({(dt.date(1970, 1, 1) + dt.timedelta(start)).year for start in months})
    days = [(dt.date(year, 1, 1) - dt.date(1970, 1, 1)).days for year in years]
    return [*(day for day in days if day < months[-1]), months[-1]]


class Plain:
    """Distributions of events over cells, a stratum each, by self-consistency."""

    def __init__(self, events: list[tuple[tuple[str, ...], int, int, bool]], starts: list[int]) -> None:
        self.starts = starts
        self.cells = len(starts) - 1
        self.tree = sorted({key[:depth] for key, *_ in events for depth in range(len(key) + 1)} | {()}, key=len)
        spans = [(key, *self._cells(first, last, never)) for key, first, last, never in events]
        self.mass = {key: [1 / (self.cells + 1)] * (self.cells + 1) for key in self.tree}
        for _ in range(ROUNDS):
            found = {key: [0.0] * (self.cells + 1) for key in self.tree}
            self.known = dict.fromkeys(self.tree, 0.0)
            for key, begin, end in spans:
                share = self._spread(self.mass[key], begin, end)
                weights = [self.mass[key][cell] * self._seen(cell, begin, end) for cell in range(begin, end + 1)]
                for above in (key[:depth] for depth in range(len(key) + 1)):
                    self.known[above] += 1 - min(sum(weights), 1)
                    for cell, part in share.items():
                        found[above][cell] += part
            fresh: dict[tuple[str, ...], list[float]] = {}
            for key in self.tree:
                lent = LENT if key else 1.0
                upper = fresh[key[:-1]] if key else [1 / (self.cells + 1)] * (self.cells + 1)
                whole = sum(found[key]) + lent
                fresh[key] = [(own + lent * above) / whole for own, above in zip(found[key], upper, strict=True)]
            moved = max(abs(a - b) for key in self.tree for a, b in zip(fresh[key], self.mass[key], strict=True))
            self.mass = fresh
            if moved < 1e-6:
                break

    def _cells(self, first: int, last: int, never: bool) -> tuple[int, int]:
        begin = self.cells if first >= self.starts[-1] else self._cell(first)
        end = self.cells if never else self._cell(last)
        return begin, max(begin, end)

    def _cell(self, day: int) -> int:
        day = min(max(day, self.starts[0]), self.starts[-1] - 1)
        return bisect.bisect_right(self.starts, day) - 1

    def _seen(self, cell: int, begin: int, end: int) -> float:
        """What has not ended, but was not seen of late, counts for a tenth."""
        return UNSEEN if cell == end == self.cells and begin < end else 1.0

    def _spread(self, mass: list[float], begin: int, end: int) -> dict[int, float]:
        parts = {cell: mass[cell] * self._seen(cell, begin, end) for cell in range(begin, end + 1)}
        return {cell: part / sum(parts.values()) for cell, part in parts.items()}

    def before(self, key: tuple[str, ...], day: int) -> float:
        """Share of events before a day, evenly within a cell."""
        day = min(max(day, self.starts[0]), self.starts[-1])
        cell = self._cell(day)
        part = (day - self.starts[cell]) / (self.starts[cell + 1] - self.starts[cell])
        return sum(self.mass[key][:cell]) + self.mass[key][cell] * part

    def share(self, key: tuple[str, ...], first: int, last: int, day: int) -> float:
        """Of what came between two days the share that had come by the end of a day."""
        if day < first:
            return 0.0
        if day >= last:
            return 1.0
        past = self.before(key, first)
        return (self.before(key, day + 1) - past) / (self.before(key, last + 1) - past)


class PlainEstimate:
    """The likelihood of tenures, one day and one tenure at a time."""

    def __init__(self, tenures: list[Tenure], today: int) -> None:
        self.tenures = tenures
        months = _month_starts(min(min(t.b0 for t in tenures), today), today)
        self.begins = Plain([(t.stratum[:2], t.b0, t.b1, False) for t in tenures], _year_starts(months))
        seen = [months[-1] if t.open and t.e0 > today else t.e0 for t in tenures]
        self.ends = Plain([(t.stratum, e0, t.e1, t.open) for t, e0 in zip(tenures, seen, strict=True)], months)
        self.blind = self.ends.known[()] < 3

    def begun(self, t: Tenure, day: int) -> float:
        if self.blind:
            return min(max((day + 1 - t.b0) / (t.b1 + 1 - t.b0), 0), 1)
        return self.begins.share(t.stratum[:2], t.b0, t.b1, day)

    def over(self, t: Tenure, day: int) -> float:
        if self.blind:
            return (0.5 if day >= t.e0 else 0) if t.open else min(max((day + 1 - t.e0) / (t.e1 + 1 - t.e0), 0), 1)
        if not t.open:
            return self.ends.share(t.stratum, t.e0, t.e1, day)
        past, last = self.ends.before(t.stratum, t.e0), self.ends.starts[-1]
        left = self.ends.before(t.stratum, last) - past + UNSEEN * self.ends.mass[t.stratum][-1]
        return min(max((self.ends.before(t.stratum, max(day + 1, t.e0)) - past) / left, 0), 1)

    def together(self, t: Tenure) -> float:
        """P(begin < end), on 200 days of the bounds of the begin."""
        if self.blind or t.b1 <= t.e0:
            return 1.0
        days = sorted({int(t.b0 + k * (t.b1 - t.b0) / 199) for k in range(199)} | {t.b1})
        found = before = 0.0
        for day in days:
            now = self.begun(t, day)
            found, before = found + (now - before) * (1 - self.over(t, day)), now
        return max(found, 1e-6)

    def at(self, t: Tenure, day: int) -> float:
        if t.b1 <= day < t.e0:
            return 1.0
        if day < t.b0 or (not t.open and day >= t.e1):
            return 0.0
        return min(max(self.begun(t, day) * (1 - self.over(t, day)) / self.together(t), 0), 1)

    def count(self, tenures: list[Tenure], day: int) -> tuple[float, float, float]:
        """Likely number of features, and the bounds that hold it with nine chances of ten."""
        chance: dict[int, float] = {}
        for t in tenures:
            chance[t.feature] = min(chance.get(t.feature, 0) + self.at(t, day), 1)
        alone = [self.at(t, day) * (1 - self.at(t, day)) for t in tenures]
        variance, moved = sum(alone), dict.fromkeys(self.ends.tree, 0.0)
        for t, own in zip(tenures, alone, strict=True):
            moved[t.stratum] += math.sqrt(own)
        for key in reversed(self.ends.tree):
            variance += moved[key] ** 2 / (self.ends.known[key] + LENT + 1)
            if key:
                moved[key[:-1]] += moved[key] * LENT / (self.ends.known[key] + LENT)
        likely, off = sum(chance.values()), 1.6448536269514722 * math.sqrt(variance)
        surely, at_most = sum(p == 1 for p in chance.values()), sum(p > 0 for p in chance.values())
        return likely, max(likely - off, surely), min(likely + off, at_most)


def _drawn(seed: int, size: int) -> Iterator[Tenure]:
    """Tenures of all sorts: known to the day, within years, overlapping bounds, without end, seen today, come again."""
    draw = random.Random(seed)
    for feature in range(size):
        state, group, kind = draw.choice("PQ"), draw.choice(["name", "image"]), draw.choice("xy")
        stratum = (state, group, f"{state}: {draw.choice('ab')}", kind)
        b0 = draw.randrange(0, 1500)
        b1 = b0 + draw.choice([0, 0, 30, 364, 1500])
        e0 = b1 + draw.randrange(0, 1200) - draw.choice([0, 0, 0, 900])
        e0 = max(e0, b0)
        kept = draw.random()
        if kept < 0.25:
            yield Tenure(feature, b0, b1, e0, e0, True, stratum)
        elif kept < 0.35:
            yield Tenure(feature, b0, b1, TODAY + 1, TODAY + 1, True, stratum)
        else:
            e1 = max(e0, b1) + draw.choice([0, 0, 27, 364, 900])
            yield Tenure(feature, b0, b1, e0, e1, False, stratum)
            if kept > 0.9:
                yield Tenure(feature, e1 + 100, e1 + 200, e1 + 700, e1 + 800, False, stratum)


def _frames(tenures: list[Tenure]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = {t.feature: t.stratum for t in tenures}
    features = pd.DataFrame(
        [(polity, "ZZ", group, kind) for _, group, polity, kind in rows.values()],
        columns=["polity", "country", "group", "kind"],
        index=[f"f{number}" for number in rows],
    )
    table = pd.DataFrame(
        {
            "feature_id": [f"f{t.feature}" for t in tenures],
            "uncertain_from": [t.b0 for t in tenures],
            "bearing_from": [t.b1 for t in tenures],
            "bearing_until": [t.e0 for t in tenures],
            "gone_from": pd.array([None if t.open else t.e1 for t in tenures], dtype="Int64"),
        }
    )
    return features, table


DAYS = sorted({*range(-40, TODAY + 1, 263), 0, 1, 29, 30, 1499, 4999, 5000})


@pytest.mark.parametrize(("seed", "size"), [(1, 30), (2, 30), (3, 2), (9, 2)])
def test_both_ways_agree_on_every_day(seed: int, size: int) -> None:
    """30 things know many ends; two know too few, and stay with their bounds."""
    tenures = list(_drawn(seed, size))
    features, table = _frames(tenures)
    plain, estimate = PlainEstimate(tenures, TODAY), Estimate(features, table, TODAY)
    assert plain.blind == estimate.blind == (size == 2)
    wanted = np.array([[0.0] * len(DAYS) for _ in features.index])
    for t, (place, day) in itertools.product(tenures, enumerate(DAYS)):
        wanted[t.feature, place] = min(wanted[t.feature, place] + plain.at(t, day), 1)
    assert np.allclose(estimate.at(features, table, DAYS), wanted, atol=2e-9)
    counts = estimate.counts(features, table, DAYS)
    assert counts["day"].tolist() == DAYS
    assert np.allclose(counts[["likely", "low", "high"]], [plain.count(tenures, d) for d in DAYS], atol=1e-8)


def test_the_estimate_s_parts_agree() -> None:
    """Distributions and what they know, stratum by stratum; apart by group; what a stratum's middle is; the lines."""
    tenures = list(_drawn(4, 40))
    features, table = _frames(tenures)
    plain, estimate = PlainEstimate(tenures, TODAY), Estimate(features, table, TODAY)
    curves: Any
    for curves, told in ((estimate.begins, plain.begins), (estimate.ends, plain.ends)):
        assert curves.starts.tolist() == told.starts and set(curves.keys) == set(told.tree)
        for row, key in enumerate(curves.keys):
            assert curves.parent[row] == (curves.keys.index(key[:-1]) if key else -1)
            assert np.allclose(curves.mass[row], told.mass[key], atol=1e-9)
            assert curves.known[row] == pytest.approx(told.known[key], abs=1e-7)
            for day in (-99, 0, 15, 777, 4999, TODAY + 99):
                assert curves.before(day)[row, 0] == pytest.approx(told.before(key, day), abs=1e-9)
    apart = estimate.counts(features, table, DAYS, keys=features["group"]).set_index(["group", "day"])
    for group, day in itertools.product(("name", "image"), DAYS[::5]):
        wanted = plain.count([t for t in tenures if t.stratum[1] == group], day)
        assert tuple(apart.loc[(group, day), ["likely", "low", "high"]]) == pytest.approx(wanted, abs=1e-8)
    assert estimate.last_day == plain.ends.starts[-1] - 1
    spans = estimate.spans(features, table)
    for which, one in (("begun", plain.begun), ("over", plain.over), ("at", plain.at)):
        lines = estimate.lines(spans, which, np.array([DAYS] * len(tenures)))
        assert np.allclose(lines, [[one(t, day) for day in DAYS] for t in tenures], atol=2e-9), which


def test_the_middle_of_a_stratum() -> None:
    """Eight tenths of its ends lie between the months where its curve passes a tenth and nine tenths."""
    tenures = list(_drawn(5, 40))
    features, table = _frames(tenures)
    plain, estimate = PlainEstimate(tenures, TODAY), Estimate(features, table, TODAY)
    reached = 0
    for which, told, curves in (("ends", plain.ends, estimate.ends), ("begins", plain.begins, estimate.begins)):
        for row, key in enumerate(curves.keys):
            months = [start for start in told.starts if told.before(key, start) <= 0.9 + 1e-12]
            early = [start for start in told.starts if told.before(key, start) <= 0.1 + 1e-12]
            wanted = None if told.before(key, told.starts[-1]) < 0.9 else (early[-1], months[-1])
            assert estimate.typical(row, which) == wanted
            reached += wanted is not None
    assert 0 < reached < len(estimate.ends.keys) + len(estimate.begins.keys)
    assert likelihood.PRIOR_EVENTS == LENT and likelihood.UNSEEN == UNSEEN


def test_a_stratum_nobody_knows_is_judged_by_the_one_around_it() -> None:
    """A feature whose kind the estimate has not learnt takes the curve of its polity, or what is left of it."""
    tenures = list(_drawn(6, 40))
    features, table = _frames(tenures)
    estimate = Estimate(features, table, TODAY)
    new = tenures[0]._replace(feature=99, stratum=(*tenures[0].stratum[:3], "never seen"))
    strange, rows = _frames([new])
    spans = estimate.spans(strange, rows)
    assert estimate.ends.keys[int(spans["stratum"].iloc[0])] == new.stratum[:3]
    assert estimate.begins.keys[int(spans["origin"].iloc[0])] == new.stratum[:2]
