"""The record: loading, one feature, a day, a part, counts."""

from __future__ import annotations

import subprocess
import sys
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import atlas
from atlas.edtf import to_day
from atlas.record.borders import polities_on
from atlas.record.select import EmptyWarning
from atlas.record.states import as_day, count_states, period_starts, state_codes
from atlas.record.tenures import STATUSES

pytestmark = pytest.mark.fast

SOUND = Path(__file__).parent / "records" / "sound"


def test_import_is_light() -> None:
    heavy = {"pandas", "geopandas", "folium", "edtf"}
    code = f"import atlas, sys; assert not {heavy} & set(sys.modules); dir(atlas)"
    root = Path(atlas.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)


def test_unknown_public_name() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        atlas.nothing  # noqa: B018


def test_tables(sound: atlas.Record) -> None:
    assert isinstance(sound.features, gpd.GeoDataFrame)
    assert sound.features.crs == "EPSG:4326"
    assert sound.features.index.name == "feature_id"
    assert list(sound.features["group"]) == ["image", "toponym"]
    assert sound.features.geometry["volgograd"].coords[0] == (44.4976, 48.71378)
    assert sound.features["note"]["prague-stalin-monument"] == ""  # missing text is empty, not NaN
    assert sound.features["geonames"].isna()["prague-stalin-monument"]
    assert sound.sources.index.name == "source_id"
    assert sound.sources["seen"].dtype == "datetime64[s]"
    assert sound.date == date(2026, 11, 30)
    assert len(sound) == 2 and "volgograd" in sound and "nowhere" not in sound
    assert [feature.id for feature in sound] == ["prague-stalin-monument", "volgograd"]


def test_events_are_dated_and_judged(sound: atlas.Record) -> None:
    event = sound.events.set_index("event_id").loc["prague-stalin-monument-destroyed-1962"]
    assert (event["effect"], event["words"]) == ("end", "6 November 1962")
    assert event["earliest"] == event["latest"] == pd.Timestamp("1962-11-06")
    assert event["disputed"]  # one source says October
    assert list(sound.events["disputed"]) == [True, False, False, False]


def test_tenures(sound: atlas.Record) -> None:
    tenure = sound.tenures.set_index("feature_id").loc["volgograd"]
    assert (tenure["begin_event"], tenure["end_event"]) == ("volgograd-named-1925", "volgograd-renamed-1961")
    assert tenure["end_latest"] == pd.Timestamp("1961-11-10")
    assert tenure["gone_from"] == to_day(date(1961, 11, 10))
    assert sound.tenures["gone_from"].dtype == "Int64"
    assert sound.tenures.crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("day", "status", "name"),
    [
        ("1925-04-09", "before", "Царицын"),
        ("1925-04-10", "bearing", "Сталинград"),
        ("1961-11-09", "bearing", "Сталинград"),
        ("1961-11-10", "after", "Волгоград"),
    ],
)
def test_at(sound: atlas.Record, day: str, status: str, name: str) -> None:
    row = sound.at(day).loc["volgograd"]
    assert (row["status"], row["name"]) == (status, name)
    feature = sound["volgograd"]
    assert (feature.status(day), feature.name_on(day)) == (status, name)


def test_at_takes_every_kind_of_day(sound: atlas.Record) -> None:
    days = ("1961-11-01", date(1961, 11, 1), pd.Timestamp("1961-11-01"), np.datetime64("1961-11-01"), -2983)
    assert {tuple(sound.at(day)["status"]) for day in days} == {("bearing", "bearing")}


@pytest.mark.parametrize("day", ["1961", "1961-11", "195X", "soon", "[1961-11-01..1961-11-03]"])
def test_at_wants_one_day(sound: atlas.Record, day: str) -> None:
    with pytest.raises(ValueError, match=r"not one day|not a day"):
        sound.at(day)


def test_a_feature_without_names_has_its_title(sound: atlas.Record) -> None:
    assert sound["prague-stalin-monument"].name_on("1960-01-01") == "Stalin Monument"


def test_labels(sound: atlas.Record) -> None:
    assert list(sound.labels["latin"]) == ["Tsaritsyn", "Stalingrad", "Volgograd"]
    named, renamed = to_day(date(1925, 4, 10)), to_day(date(1961, 11, 10))
    assert sound.labels["from_day"].isna().to_list() == [True, False, False]
    assert sound.labels["from_day"].to_list()[1:] == [named, renamed]
    assert sound.labels["to_day"].to_list()[:2] == [named, renamed]
    assert sound.labels["to_day"].isna().to_list() == [False, False, True]


def test_labels_do_not_overlap(record: atlas.Record) -> None:
    for _, spans in record.labels.groupby(["feature_id", "language"]):
        assert (spans["to_day"].iloc[:-1].to_numpy() <= spans["from_day"].iloc[1:].to_numpy()).all()


def test_a_missing_feature_names_the_nearest(sound: atlas.Record) -> None:
    with pytest.raises(KeyError, match="nearest: volgograd"):
        sound["volgograt"]


def test_a_feature(sound: atlas.Record) -> None:
    feature = sound["prague-stalin-monument"]
    assert list(feature.events["type"]) == ["unveiled", "destroyed"]
    assert len(feature.attestations) == 3
    assert set(feature.sources.index) == {"chronicle", "gazette"}
    assert len(feature.tenures) == 1 and feature.names.empty
    assert "sources differ" in feature._repr_html_()
    assert "prague-stalin-monument" in repr(feature)


def test_html_is_escaped(sound: atlas.Record) -> None:
    part = sound.where()
    part.features.loc["volgograd", "title"] = "<b>Stalingrad"
    assert "&lt;b&gt;Stalingrad" in part["volgograd"]._repr_html_()
    part.title = "<script>"
    assert "<script>" not in part._repr_html_()


def test_where(sound: atlas.Record) -> None:
    part = sound.where(country=["CZ", "SK"], group="image")
    assert list(part.features.index) == ["prague-stalin-monument"]
    assert set(part.events["feature_id"]) == {"prague-stalin-monument"}
    assert len(part.attestations) == 3 and part.names.empty
    assert len(part.milestones) == len(sound.milestones)
    assert list(sound.where(feature_id="volgograd").features.index) == ["volgograd"]
    assert list(sound.where(between=("1962-01-01", "1962-12-31")).features.index) == ["prague-stalin-monument"]


def test_a_sound_question_that_nothing_meets_is_answered_with_a_warning(sound: atlas.Record) -> None:
    with pytest.warns(EmptyWarning, match="nothing in the record matches country = 'PL': of country it has CZ, RU"):
        nothing = sound.where(country="PL")
    assert len(nothing) == 0 and len(nothing.counts()) > 0
    with pytest.warns(EmptyWarning, match="each term is there, but no feature meets them all"):
        sound.where(country="CZ", group="toponym")
    with pytest.raises(ValueError, match="there is no country 'XX'; there are CZ, RU"):
        sound.where(country="XX")


@pytest.mark.parametrize(
    ("column", "value", "hint"), [("kind", "monumet", "'monument'"), ("colour", "red", "no column")]
)
def test_where_refuses_what_is_misspelt(sound: atlas.Record, column: str, value: str, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        sound.where(**{column: value})


def test_counts(sound: atlas.Record) -> None:
    counts = sound.counts("year").set_index("date")
    assert list(counts.columns) == ["before", "uncertain", "bearing", "after", "likely", "low", "high"]
    assert counts.loc["1960-01-01"].to_list() == [0, 0, 2, 0, 2, 2, 2]
    assert counts.loc["1962-01-01"].to_list() == [0, 0, 1, 1, 1, 1, 1]
    by = sound.counts("year", by="country", start="1955-05-01", end="1960-12-31")
    assert len(by) == 12 and set(by["country"]) == {"CZ", "RU"}
    with pytest.raises(ValueError, match="week"):
        sound.counts("week")
    with pytest.raises(ValueError, match="no column"):
        sound.counts(by="colour")


@pytest.mark.parametrize("by", ["rank", "geonames"])
def test_counts_apart_by_a_number(record: atlas.Record, by: str) -> None:
    """What has none is counted too, apart from the others and after them."""
    counts = record.counts("year", by=by, start="1953", end="1954")
    told = record.features[by].value_counts(dropna=False)
    day = counts[counts["date"] == "1953-01-01"]
    assert day[by].tolist() == [*sorted(told.index.dropna()), *[pd.NA] * int(told.index.hasnans)]
    sums = day[["before", "uncertain", "bearing", "after"]].sum(axis=1)
    assert sums.tolist() == [int(told[key]) for key in day[by]]
    assert (counts["low"] <= counts["likely"] + 1e-9).all() and (counts["likely"] <= counts["high"] + 1e-9).all()


def test_counts_agree_with_at(record: atlas.Record) -> None:
    counts = record.counts("year").set_index("date")
    for year in range(1925, 2026, 5):
        day = f"{year}-01-01"
        expected = record.at(day)["status"].value_counts()
        row = counts.loc[day]
        assert {status: row[status] for status in STATUSES if row[status]} == expected.to_dict()
        assert row[list(STATUSES)].sum() == len(record)


def test_another_folder_may_be_small(tmp_path: Path) -> None:
    for name in ("features", "events", "attestations", "sources"):
        (tmp_path / f"{name}.csv").write_bytes((SOUND / f"{name}.csv").read_bytes())
    small = atlas.load(str(tmp_path))
    assert small.names.empty and small.milestones.empty and small.wanted.empty
    assert len(small.kinds) and len(small.borders)
    assert small["volgograd"].name_on("1950-01-01") == "Stalingrad"


def test_borders(record: atlas.Record) -> None:
    assert record.borders.crs == "EPSG:4326"
    then = set(polities_on(record.borders, "1961-11-10")["polity"])
    assert {"GDR", "FRG", "Czechoslovakia", "USSR: Ukrainian SSR"} <= then
    assert not {"Germany", "Ukraine"} & then
    early = polities_on(record.borders, "1925-01-01")
    assert set(early["polity"]) == set(polities_on(record.borders, "1945-05-09")["polity"])


def test_the_story_of_autumn_1961(record: atlas.Record) -> None:
    before, after = record.at("1961-11-09"), record.at("1961-11-10")
    assert before.loc["volgograd", "status"] == "bearing"
    assert after.loc["volgograd", "status"] == "after"
    assert before.loc["volgograd", "latin"] == "Stalingrad"
    assert after.loc["volgograd", "latin"] == "Volgograd"


@pytest.mark.parametrize("by", [None, "country", "group"])
def test_counts_by_turns_are_the_sums_of_the_states(record: atlas.Record, by: str | None) -> None:
    days = period_starts("year", date(1860, 1, 1), record.date)
    found = count_states(record.tenures, record.features.index, record.features[by] if by else None, days)
    codes = state_codes(record.tenures, record.features.index, days)
    assert (np.bincount(record.features.index.get_indexer(record.tenures["feature_id"])) > 1).any()
    for key in sorted(set(record.features[by])) if by else [None]:
        mine = codes if by is None else codes[(record.features[by] == key).to_numpy()]
        rows = found if by is None else found[found[by] == key]
        for place, status in enumerate(STATUSES):
            assert rows[status].to_list() == (mine == place).sum(axis=0).tolist()


def test_a_feature_has_the_rows_that_name_it(record: atlas.Record) -> None:
    for feature in list(record)[::9]:
        mine = record.events[record.events["feature_id"] == feature.id]
        said = record.attestations[record.attestations["event_id"].isin(mine["event_id"])]
        assert sorted(feature.events["event_id"]) == sorted(mine["event_id"])
        assert feature.attestations.equals(said)
        assert feature.sources.equals(record.sources[record.sources.index.isin(said["source_id"])])
        for name in ("names", "tenures"):
            table = getattr(record, name)
            assert getattr(feature, name).equals(table[table["feature_id"] == feature.id])


@pytest.mark.parametrize(
    ("how", "first", "last", "found"),
    [
        ("between", "1900", "1925-04-09", ""),
        ("between", "1900", "1925-04-10", "v"),
        ("between", "1955-04-30", "1955-04-30", "v"),
        ("between", "1955-05-01", "1955-05-01", "pv"),
        ("between", "1961-11-09", "1961-11-09", "pv"),
        ("between", "1961-11-10", "1961-11-10", "p"),
        ("between", "1962-11-06", "1999", ""),
        ("begun", "1955-05-01", "1955-05-01", "p"),
        ("begun", "1925-04-10", "1955-05-01", "pv"),
        ("begun", "1925-04-11", "1955-04-30", ""),
        ("ended", "1961-11-10", "1962-11-06", "pv"),
        ("ended", "1961-11-11", "1962-11-06", "p"),
        ("ended", "1961-11-10", "1962-11-05", "v"),
    ],
)
def test_a_span_has_its_edges(how: str, first: str, last: str, found: str, sound: atlas.Record) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EmptyWarning)
        part = sound.where(**{how: (first, last)})
    assert "".join(sorted(feature_id[0] for feature_id in part.features.index)) == found


@pytest.mark.parametrize("value", [None, True, 1.5, np.float64(3.0), np.bool_(False)])
def test_what_is_no_day_at_all_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a day: write it as text"):
        as_day(value)


def test_a_day_is_a_number_of_days() -> None:
    assert as_day("1970-01-02") == as_day(np.int64(1)) == as_day(date(1970, 1, 2)) == 1
