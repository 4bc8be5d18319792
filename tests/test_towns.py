"""Towns: the table, which feature is of which, what is asked by name, and what a page carries of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import atlas
from atlas.cli.wording import town_json, town_words
from atlas.page.parts import ground_parts
from atlas.page.payload.columns import encode
from atlas.record.borders import BordersError
from atlas.record.towns import read_towns, town_named

SOUND = Path(__file__).parent / "records" / "sound"


@pytest.mark.parametrize("name", ["Praha", "prague", "Прага", "Prag", "PRAHA"])
def test_a_town_is_known_by_any_of_its_names(record: atlas.Record, name: str) -> None:
    town = record.town(name)
    assert (town.name, town.country) == ("Prague", "CZ")
    assert "prague-stalin-monument" in town.features.index
    assert (town.features["km"] < 20).all()
    assert town.nearest["km"].is_monotonic_increasing and not set(town.nearest.index) & set(town.features.index)


@pytest.mark.parametrize("name", ["", " ", "-", None, 5, ["Praha"]])
def test_what_is_no_name_is_no_town(record: atlas.Record, name: object) -> None:
    with pytest.raises(ValueError, match="is no name of a town: write it as text"):
        record.town(name)


def test_of_towns_of_one_name_the_largest_is_meant_unless_a_country_is_given(record: atlas.Record) -> None:
    assert record.town("Donetsk").country == "UA"
    assert record.town("Donetsk", "RU").country == "RU"
    with pytest.raises(KeyError, match="there is no town 'Nowhere-on-Sea'"):
        record.town("Nowhere-on-Sea")


def test_a_place_that_only_a_feature_names_is_known_too(record: atlas.Record) -> None:
    few = record.features[(record.town_rows < 0) & (record.features["settlement"] != "")]
    town = record.town(few["settlement"].iloc[0], few["country"].iloc[0])
    assert few.index[0] in town.features.index


WITHOUT = ["Bielefeld", "Гомель", "Brest", "Neubrandenburg", "Oulu", "Uzhhorod", "Graz", "Żary", "Eger", "Kassel"]


def test_a_town_without_a_record_has_what_is_nearest_and_what_is_wanted(record: atlas.Record) -> None:
    towns = [record.town(name) for name in WITHOUT]
    assert all(town.features.empty and len(town.nearest) == 5 for town in towns)
    assert record.town("Neubrandenburg").wanted["title"].tolist() == ["Stalin street or square, Neubrandenburg"]
    assert record.town("Bielefeld").wanted.empty
    said, told = (words(record.town("Neubrandenburg")) for words in (lambda town: town_words(town, record), town_json))
    assert "Nothing recorded here." in said and "Wanted, a source or a date for:" in said
    assert json.loads(told)["wanted"][0]["title"] == "Stalin street or square, Neubrandenburg"
    assert "Wanted" not in town_words(record.town("Bielefeld"), record)


def test_what_is_wanted_is_found_by_another_name_of_its_town(record: atlas.Record) -> None:
    """The list writes Hrodna; its readers ask for Гродно or Grodno."""
    wanted = record.town("Hrodna").wanted["title"].tolist()
    assert wanted and record.town("Гродно").wanted["title"].tolist() == wanted


def test_every_feature_that_names_a_town_of_the_table_is_of_it(record: atlas.Record) -> None:
    rows = record.town_rows
    assert (rows >= 0).mean() > 0.85
    mine = record.towns.iloc[rows[rows >= 0]]
    features = record.features[rows >= 0]
    assert (mine["country"].to_numpy() == features["country"].to_numpy()).mean() > 0.97
    away = np.hypot(
        mine.geometry.y.to_numpy() - features["latitude"], (mine.geometry.x.to_numpy() - features["longitude"]) * 0.6
    )
    assert away.max() < 0.6, "half a degree is some 50 km"


def test_a_page_of_the_whole_has_all_towns_and_one_of_a_part_its_own(record: atlas.Record) -> None:
    whole, part = (encode(r, ground=False) for r in (record, record.where(settlement=["Prague", "Kyiv"])))
    assert len(whole["towns"]["name"]) == len(record.towns)
    assert 0 < len(part["towns"]["name"]) < 5
    names = [part["towns"]["name"][row] for row in part["features"]["town"] if row is not None]
    assert "Prague" in names and len(part["features"]["town"]) == len(part["features"]["id"])
    assert "towns" not in encode(atlas.load(SOUND), ground=False)


def test_the_page_names_where_towns_are_from_with_and_without_ground(record: atlas.Record) -> None:
    for ground in (True, False):
        (part,) = (p for p in ground_parts(record, ground=ground) if p.use == "the names of towns")
        assert "GeoNames" in part.name and part.licence == "CC BY 4.0"
    assert not any(part.use == "the names of towns" for part in ground_parts(atlas.load(SOUND)))


@pytest.mark.parametrize(
    ("properties", "word"),
    [
        ({"name": "", "country": "CZ", "people": 1, "others": [], "heard": []}, "is not a text"),
        ({"name": "A|B", "country": "CZ", "people": 1, "others": [], "heard": []}, "is not a text"),
        ({"name": "A", "country": "CZ", "people": 1, "others": "B", "heard": []}, "is not a text"),
        ({"name": "A", "country": "CZ", "people": -1, "others": [], "heard": []}, "whole number"),
        ({"name": "A", "country": "CZ", "people": 1, "others": []}, "lacks"),
    ],
)
def test_what_is_no_town_is_refused_by_feature(tmp_path: Path, properties: dict, word: str) -> None:
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [0, 0]}}
    file = tmp_path / "towns.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    with pytest.raises(BordersError, match=word) as caught:
        read_towns(file)
    assert caught.value.faults[0].startswith("feature 1: ")


def test_a_record_without_towns_still_knows_its_settlements() -> None:
    sound = atlas.load(SOUND)
    settlement = next(name for name in sound.features["settlement"] if name)
    assert len(town_named(sound, settlement).features) >= 1
    assert len(sound.towns) == 0 and (sound.town_rows == -1).all()
