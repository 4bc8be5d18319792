"""The likelihood: what sources settle stays settled, and the rest lies between, learnt from like things."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import atlas
from atlas.edtf import to_day
from atlas.record.likelihood import GRID, Estimate, fit
from atlas.record.states import state_codes
from atlas.record.tenures import BEARING, UNCERTAIN

DAYS = [
    to_day(pd.Timestamp(day).date()) for day in ("1930-01-01", "1953-03-05", "1961-10-30", "1961-12-31", "2020-01-01")
]


def test_what_sources_settle_is_certain(record: atlas.Record) -> None:
    """Bearing is 1, before and after are 0, and on uncertain days the likelihood lies between."""
    likely = record.estimate.at(record.features, record.tenures, DAYS)
    codes = state_codes(record.tenures, record.features.index, DAYS)
    assert (likely[codes == BEARING] == 1).all()
    assert (likely[(codes != BEARING) & (codes != UNCERTAIN)] == 0).all()
    doubtful = likely[codes == UNCERTAIN]
    assert len(doubtful) > 100 and ((doubtful >= 0) & (doubtful <= 1)).all()


def test_november_1961_empties_russia_and_not_georgia(record: atlas.Record) -> None:
    """Of what is uncertain: Russia's names fall in the autumn of 1961, Georgia's images mostly hold."""
    before, after = record.at("1961-10-01"), record.at("1962-06-01")
    doubtful = (before["status"] == "uncertain") & (after["status"] == "uncertain")
    russia = doubtful & (before["country"] == "RU") & (before["group"] == "toponym")
    georgia = doubtful & (before["country"] == "GE") & (before["group"] == "image")
    assert before.loc[russia, "likelihood"].mean() > 2 * after.loc[russia, "likelihood"].mean()
    assert after.loc[georgia, "likelihood"].mean() > 0.5


def test_beyond_the_records_day_what_stands_is_in_doubt(record: atlas.Record) -> None:
    """Also where that day ends a month, as 30 November does, and with it the months of which anything was learnt."""
    standing = record.tenures[record.tenures["bearing_until"] > to_day(record.date)]
    likely = record.estimate.at(record.features, standing, [to_day(record.date) + 1])
    assert len(standing) > 50 and likely.max() < 1


def test_an_unsourced_begin_came_when_those_of_like_things_did(record: atlas.Record) -> None:
    """Of some Czech streets it is only known by when they had lost the name: none had it before any like them."""
    streets = record.at("1930-01-01").query("country == 'CZ' and group == 'toponym'")
    assert streets["status"].eq("uncertain").any()
    assert streets["likelihood"].max() < 0.05
    assert record.at("1953-03-05")["likelihood"].loc[streets.index].sum() > 10


def test_a_part_is_judged_by_the_whole(record: atlas.Record) -> None:
    """A selection has the likelihoods that its features have in the whole record."""
    part = record.where(country="CZ").at("1958-01-01")["likelihood"]
    assert np.allclose(part, record.at("1958-01-01")["likelihood"].loc[part.index], atol=1e-12)


def test_counts_have_an_interval(record: atlas.Record) -> None:
    """It holds the likely number, and never claims less than is attested or more than is possible."""
    counts = record.counts("year", by="group")
    assert (counts["low"] <= counts["likely"]).all() and (counts["likely"] <= counts["high"]).all()
    assert (counts["low"] >= counts["bearing"] - 1e-9).all()
    assert (counts["high"] <= counts["bearing"] + counts["uncertain"] + 1e-9).all()
    whole = record.counts("year")
    summed = counts.groupby("date")["likely"].sum().to_numpy()
    assert np.allclose(whole["likely"], summed)


def test_counts_may_leave_out_the_estimate(record: atlas.Record) -> None:
    told = record.counts("year", by="country")
    settled = record.counts("year", by="country", likely=False)
    pd.testing.assert_frame_equal(settled, told.drop(columns=["likely", "low", "high"]))


def test_counts_are_the_sums_of_the_likelihoods(record: atlas.Record) -> None:
    """Of features with several tenures, too, and of days that are not the first of a month."""
    days = [to_day(pd.Timestamp(day).date()) for day in ("1935-05-09", "1953-03-05", "1961-11-11", "1994-02-28")]
    counts = record.estimate.counts(record.features, record.tenures, days, record.features["kind"])
    chance = record.estimate.at(record.features, record.tenures, days)
    for place, day in enumerate(days):
        by_kind = pd.Series(chance[:, place]).groupby(record.features["kind"].to_numpy()).sum()
        told = counts[counts["day"] == day].set_index("kind")["likely"]
        assert np.allclose(told, by_kind.reindex(told.index), atol=1e-9)
    assert record.tenures["feature_id"].duplicated().any()


def test_counts_of_many_days_are_those_of_each(record: atlas.Record) -> None:
    """What is held at once is a part of the days."""
    days = np.arange(to_day(pd.Timestamp("1952-01-01").date()), to_day(record.date), 4)
    counts = record.estimate.counts(record.features, record.tenures, days)
    assert len(days) > GRID
    some = record.estimate.counts(record.features, record.tenures, days[GRID - 3 :: 99])
    assert np.allclose(counts.iloc[GRID - 3 :: 99], some, atol=1e-9)


def test_bounds_are_filled_as_like_things_went() -> None:
    """Nine ends in March and one in January: an end known to the quarter is likeliest in March; by Turnbull's rule."""
    starts = np.array([0, 31, 59, 90])
    first = np.array([*[60] * 9, 5, 0])
    last = np.array([*[80] * 9, 20, 89])
    curves = fit([("a",)] * 11, first, last, np.zeros(11, dtype=bool), starts)
    share = curves.mass[1] / curves.mass[1, :3].sum()
    assert share[2] > 0.8 and share[1] < 0.05 and share[0] == pytest.approx(1.1 / 11, abs=0.05)


def test_a_small_stratum_leans_on_the_larger_one() -> None:
    """One end of its own moves a stratum towards it, but not all the way."""
    starts = np.array([0, 31, 59, 90])
    first, last = np.array([*[5] * 20, 65]), np.array([*[20] * 20, 80])
    curves = fit([*[("a", "x")] * 20, ("a", "y")], first, last, np.zeros(21, dtype=bool), starts)
    small = curves.mass[curves.keys.index(("a", "y"))]
    assert 0.15 < small[2] < 0.6 and small[0] > 0.3


def test_an_open_end_may_never_have_come() -> None:
    """What is seen today counts as not ended; what nobody has told of since is mostly taken to be gone."""
    features = pd.DataFrame(
        {"polity": "P", "country": "PP", "group": "image", "kind": "bust"}, index=[f"f{n}" for n in range(20)]
    )
    gone = [1000] * 10 + [None] * 10
    until = [1000] * 10 + [5001] * 9 + [10]
    tenures = pd.DataFrame(
        {
            "feature_id": features.index,
            "uncertain_from": 0,
            "bearing_from": 0,
            "bearing_until": until,
            "gone_from": pd.array(gone, dtype="Int64"),
        }
    )
    likely = Estimate(features, tenures, 5000).at(features, tenures, [500, 2000, 4999])
    assert (likely[:10] == [1, 0, 0]).all() and (likely[10:19] == 1).all()
    assert likely[19, 0] == pytest.approx(1, abs=0.05) and 0.02 < likely[19, 2] < 0.4
