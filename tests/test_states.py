"""Tenures and states as frames: from events to rows, from rows to states on days, and what is counted of them."""

from __future__ import annotations

import itertools
import random
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from atlas.edtf import from_day, to_day
from atlas.record.states import (
    as_day,
    changes_by,
    changes_of,
    count_states,
    period_starts,
    span_of,
    state_codes,
    tenure_frame,
    to_datetimes,
)
from atlas.record.tenures import STATUSES, Change, tenures_of

pytestmark = pytest.mark.fast

RECORD = date(1990, 6, 15)
FEATURES = gpd.GeoDataFrame(
    {"group": ["x", "y", "x", "y"]},
    index=pd.Index(["d", "b", "a", "c"], name="feature_id"),
    geometry=gpd.points_from_xy([4, 2, 1, 3], [4, 2, 1, 3]),
    crs="EPSG:4326",
)


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def events(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    """Rows of feature, type, effect, earliest and latest day."""
    frame = pd.DataFrame(rows, columns=["feature_id", "type", "effect", "earliest", "latest"])
    frame["event_id"] = [f"e{number}" for number in range(len(frame))]
    return frame.astype({"earliest": "datetime64[s]", "latest": "datetime64[s]"})


EVENTS = events(
    ("a", "named", "begin", "1950-03-01", "1950-03-31"),
    ("a", "renamed", "end", "1961-11-10", "1961-11-10"),
    ("b", "stands", "neutral", "1988-01-01", "1988-12-31"),
    ("a", "restored", "begin", "1970-01-01", "1970-01-01"),
    ("d", "removed", "end", "1956-01-01", "1956-12-31"),
    ("a", "mentioned", "neutral", "1951-01-01", "1951-01-01"),
    ("gone", "named", "begin", "1950-01-01", "1950-01-01"),
)


def test_what_an_event_changes() -> None:
    """A begin, an end or a sign that it stands; both where it lasts a day; nothing where it is neutral."""
    assert changes_by("e", "day", 7, 9) == [Change("e", "begin", 7, 9), Change("e", "end", 8, 10)]
    assert changes_by("e", "begin", 7, 9, again=True) == [Change("e", "begin", 7, 9, again=True)]
    assert changes_by("e", "stands", 7, 9) == [Change("e", "stands", 7, 9)] and changes_by("e", "neutral", 7, 9) == []
    found = changes_of(EVENTS)
    assert [(c.event_id, c.effect, c.again) for c in found["a"]] == [
        ("e0", "begin", False), ("e1", "end", False), ("e3", "begin", True),
    ]  # fmt: skip
    (stands,) = found["b"]
    assert (stands.effect, stands.earliest, stands.latest) == ("stands", day("1988-01-01"), day("1988-12-31"))
    assert Change("e", "begin", 1, 2) != Change("e", "begin", 1, 2, again=True)
    with pytest.raises(AttributeError):
        stands.earliest = 0  # type: ignore[misc]


def test_tenures_are_rows_in_the_order_of_the_features() -> None:
    """With their events, their bounds, their days, and the point of their feature."""
    frame = tenure_frame(FEATURES, EVENTS, RECORD)
    assert frame["feature_id"].tolist() == ["d", "b", "a", "a"] and frame["tenure"].tolist() == [1, 1, 1, 2]
    assert frame["begin_event"].tolist() == ["", "", "e0", "e3"] and frame["end_event"].tolist() == ["e4", "", "e1", ""]
    assert frame.index.tolist() == [0, 1, 2, 3] and frame.geometry.x.tolist() == [4, 2, 1, 1]
    assert frame.loc[2, "begin_latest"] == pd.Timestamp("1950-03-31") and frame.loc[2, "end_earliest"] == pd.Timestamp(
        "1961-11-10"
    )
    assert frame["uncertain_from"].tolist() == [
        day("1950-01-01"),
        day("1950-01-01"),
        day("1950-03-01"),
        day("1970-01-01"),
    ]
    assert frame["gone_from"].isna().tolist() == [False, True, False, True]
    assert frame.loc[1, "bearing_until"] == to_day(RECORD) + 1, "seen two years ago, it is taken to stand"
    assert frame.crs == FEATURES.crs


def test_the_first_day_of_all_is_the_earliest_of_any_event() -> None:
    """Not the latest bound, and of a later event not either; the record's own day where there is none."""
    vague = events(
        ("a", "stands", "neutral", "1940-01-01", "1949-12-31"), ("b", "named", "begin", "1950-01-01", "1950-01-01")
    )
    assert tenure_frame(FEATURES, vague, RECORD).loc[1, "uncertain_from"] == day("1940-01-01")
    assert tenure_frame(FEATURES, vague, RECORD, day("1930-05-05")).loc[1, "uncertain_from"] == day("1930-05-05")
    assert len(tenure_frame(FEATURES, events(), RECORD)) == 0


def _told_at_random(ids: list[str]) -> pd.DataFrame:
    """Up to three events of each feature: a begin and an end in any order, sights, days, restorations."""
    rng, rows = random.Random(1953), []
    effects = {
        "named": "begin",
        "restored": "begin",
        "renamed": "end",
        "stands": "neutral",
        "held": "day",
        "hid": "neutral",
    }
    for feature, _ in itertools.product(ids, range(3)):
        kind = rng.choice([*effects, *["named", "renamed", "stands", ""] * 2])
        first = to_day(RECORD) - rng.randrange(8000)
        if kind:
            days = (from_day(first).isoformat(), from_day(first + rng.choice([0, 30, 365, 3650])).isoformat())
            rows.append((feature, kind, effects[kind], *days))
    return events(*rows)


@pytest.mark.parametrize("before_first", [False, True])
def test_many_features_have_the_tenures_of_each(before_first: bool) -> None:
    """What is reckoned at once is what one feature after another gives."""
    features = gpd.GeoDataFrame(
        index=[f"f{number:03d}" for number in range(600)],
        geometry=gpd.points_from_xy(range(600), [0] * 600),
        crs="EPSG:4326",
    )
    told, today, first_day = _told_at_random(features.index.tolist()), to_day(RECORD), to_day(RECORD) - 7000
    frame = tenure_frame(features, told, RECORD, first_day, before_first=before_first)
    wanted = [
        (feature, number, tenure)
        for feature, changes in sorted(changes_of(told).items())
        for number, tenure in enumerate(tenures_of(changes, today, first_day, before_first=before_first), start=1)
    ]
    assert list(zip(frame["feature_id"], frame["tenure"], strict=True)) == [one[:2] for one in wanted]
    assert frame["tenure"].value_counts()[2] > 50
    assert frame.geometry.x.tolist() == [int(feature[1:]) for feature, _, _ in wanted]
    for name in ("uncertain_from", "bearing_from", "bearing_until", "gone_from"):
        assert frame[name].astype(object).replace({pd.NA: None}).tolist() == [getattr(t, name) for _, _, t in wanted], (
            name
        )
    for name in ("attested_first", "attested_last"):
        assert frame[name].equals(pd.Series(to_datetimes(getattr(t, name) for _, _, t in wanted))), name
    for side in ("begin", "end"):
        bounds = [getattr(tenure, side) for _, _, tenure in wanted]
        assert frame[f"{side}_event"].tolist() == [bound.event_id if bound else "" for bound in bounds]
        for name in ("earliest", "latest"):
            days = to_datetimes(bound and getattr(bound, name) for bound in bounds)
            assert frame[f"{side}_{name}"].equals(pd.Series(days)), (side, name)


def test_the_strongest_tenure_gives_the_state() -> None:
    """Between two tenures a feature is past; what has none is before for ever; a stranger's rows count for nobody."""
    frame = tenure_frame(FEATURES, EVENTS, RECORD)
    days = [day(text) for text in ("1949-12-31", "1950-03-15", "1950-03-31", "1961-11-10", "1970-01-01")]
    codes = state_codes(frame, FEATURES.index, days)
    assert codes.dtype == np.int8
    told = [[STATUSES[code] for code in row] for row in codes]
    assert told[2] == ["before", "uncertain", "bearing", "after", "bearing"] and told[3] == ["before"] * 5
    assert told[0] == ["before", "uncertain", "uncertain", "after", "after"]
    assert (state_codes(frame.iloc[:0], FEATURES.index, days) == STATUSES.index("before")).all()
    part = state_codes(frame, pd.Index(["a", "never"]), days)
    assert (part[0] == codes[2]).all() and (part[1] == STATUSES.index("before")).all()


def test_counts_are_the_sums_of_the_states() -> None:
    """In turns or asked day by day, in groups or whole, for all features or for none."""
    frame, days = tenure_frame(FEATURES, EVENTS, RECORD), period_starts("month", date(1949, 11, 1), date(1990, 6, 1))
    codes = state_codes(frame, FEATURES.index, days)
    whole = count_states(frame, FEATURES.index, None, days)
    assert whole.columns.tolist() == ["date", "before", "uncertain", "bearing", "after"]
    apart = count_states(frame, FEATURES.index, FEATURES["group"], days)
    assert apart["group"].tolist() == ["x", "y"] * len(days)
    for code, name in enumerate(STATUSES):
        assert whole[name].tolist() == (codes == code).sum(axis=0).tolist(), name
        for group in "xy":
            of_group = (codes[FEATURES["group"] == group] == code).sum(axis=0)
            assert apart.loc[apart["group"] == group, name].tolist() == of_group.tolist(), (name, group)
    numbered = pd.Series([3, None, 3, 1], index=FEATURES.index, dtype="Int64", name="rank")
    ranked = count_states(frame, FEATURES.index, numbered, days)
    assert ranked["rank"].tolist()[:3] == [1, 3, pd.NA] and len(ranked) == 3 * len(days)
    assert ranked.groupby("rank", dropna=False)["before"].sum().sum() == whole["before"].sum()
    empty = count_states(frame.iloc[:0], pd.Index([], dtype="str"), None, days)
    assert len(empty) == len(days) and empty[list(STATUSES)].to_numpy().sum() == 0
    sole = count_states(frame, pd.Index(["a", "b"]), None, days)
    assert (sole[list(STATUSES)].sum(axis=1) == 2).all()


def test_periods_start_where_the_first_day_lies_in_one() -> None:
    """A year on its first day, a month on its first, a day on itself."""
    first, last = date(1961, 11, 10), date(1962, 1, 5)
    assert period_starts("year", first, last).tolist() == [day("1961-01-01"), day("1962-01-01")]
    assert period_starts("month", first, last).tolist() == [day(f"{m}-01") for m in ("1961-11", "1961-12", "1962-01")]
    assert period_starts("day", first, date(1961, 11, 12)).tolist() == [day(f"1961-11-{d}") for d in (10, 11, 12)]
    with pytest.raises(ValueError, match="day, month, year"):
        period_starts("week", first, last)


def test_a_number_that_may_be_a_year_is_no_day() -> None:
    """Nor what lies beyond the calendar, nor what is true, missing or no day at all."""
    for number in (1000, 1961, 2999, True, 1961.0, None, 4_000_000, -4_000_000):
        with pytest.raises(ValueError, match="day"):
            as_day(number)  # type: ignore[arg-type]
    for number in (999, 3000, -1, day("0001-01-01"), day("9999-12-31")):
        assert as_day(number) == number
    for missing in (pd.NaT, np.datetime64("NaT")):
        with pytest.raises(ValueError, match="the day is missing"):
            as_day(missing)  # type: ignore[arg-type]
    for same in ("1961-11-10", date(1961, 11, 10), pd.Timestamp("1961-11-10 23:59"), np.datetime64("1961-11-10")):
        assert as_day(same) == day("1961-11-10")
    with pytest.raises(ValueError, match="not one day"):
        as_day("1961-11")


def test_a_span_takes_a_year_whole() -> None:
    """Its first day at the begin, its last at the end; one day is a span, too."""
    assert span_of("during", ("1953", "1961-02")) == (day("1953-01-01"), day("1961-02-28"))
    assert span_of("during", ("1953-03-05", date(1953, 3, 5))) == (day("1953-03-05"),) * 2
    for wrong in ("1953", ("1953",), ("1961", "1953"), ("1953", 1961)):
        with pytest.raises(ValueError, match="during"):
            span_of("during", wrong)
