"""What places and things are called in other languages: as the page's script has it, and of the record, whole."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import atlas
from atlas.io.files import FileError
from atlas.look.called import Called
from atlas.look.strings import ENGLISH, languages
from atlas.page.payload import letters
from atlas.page.payload.columns import encode
from atlas.record.towns import read_towns

pytestmark = pytest.mark.fast
CASES = json.loads((Path(__file__).parent / "called.json").read_text(encoding="utf-8"))
OTHERS = [code for code in languages() if code != ENGLISH]


def _record() -> SimpleNamespace:
    """A record with what the cases hold."""
    features, towns = CASES["features"], CASES["towns"]
    ids = [f"f{row}" for row in range(len(features))]
    names = [
        (key, *one["name"], *(bound or "" for bound in one["bounds"])) for key, one in zip(ids, features, strict=True)
    ]
    table = pd.DataFrame([{"others": [], "heard": [], "people": 1, **town} for town in towns])
    return SimpleNamespace(
        features=pd.DataFrame(features, index=ids)[["title", "settlement"]],
        names=pd.DataFrame(names, columns=["feature_id", "name", "latin", "language", "from_event", "to_event"]),
        events=pd.DataFrame({"event_id": ["begin", "end"], "effect": ["begin", "end"]}),
        towns=gpd.GeoDataFrame(table, geometry=gpd.points_from_xy([0] * len(towns), [0] * len(towns))),
        town_rows=np.array([-1 if one["town"] is None else one["town"] for one in features]),
        texts=CASES["texts"],
    )


def test_titles_and_places_are_told_as_the_script_tells_them() -> None:
    record, told = _record(), 0
    for row, one in enumerate(CASES["features"]):
        for code, (title, place) in one["said"].items():
            called = Called(record, code, foreign=code != ENGLISH)  # type: ignore[arg-type]
            assert (called.title(f"f{row}"), called.place(f"f{row}")) == (title, place)
            told += 1
    assert told > 10


def test_names_in_other_letters_are_written_shorter_and_read_again_by_the_script() -> None:
    lettered = letters.write(CASES["plain"], CASES["names"], ["cs", "ru", "ka"])
    assert lettered == CASES["lettered"]
    (vienna, salzburg, odd) = lettered["lettered"]
    assert vienna.split("|")[1].isascii() and salzburg.split("|")[1].startswith("Zal")
    assert odd.split("|")[1:] == ["=Linz (Линц)", "=="], "what the letters cannot say is written as it is"


def test_most_towns_of_the_record_are_called_something_in_other_languages(record: atlas.Record) -> None:
    rows = np.unique(record.town_rows[record.town_rows >= 0])
    called = record.towns["called"].iloc[rows]
    assert called.map(bool).mean() > 0.9
    prague = record.town("Drážďany"), record.town("Praha")
    assert [town.name for town in prague] == ["Dresden", "Prague"], "known by what they are called"
    for code, name in {"cs": "Praha", "de": "Prag", "hu": "Prága", "ka": "პრაღა", "ru": "Прага"}.items():
        assert Called(record, code, foreign=True).place("prague-stalin-monument") == name
    scripts = {"ru": "Ѐ", "uk": "Ѐ", "ka": "ა"}
    for names in called:
        for code, first in scripts.items():
            assert not names or all(
                letter < "A" or letter >= first or letter == "’" for letter in names.get(code, first)
            )


def test_the_table_of_names_says_nothing_twice_and_only_of_towns_that_are_there(record: atlas.Record) -> None:
    with (record.path / "town_names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [(row["country"], row["town"]) for row in rows]
    assert keys == sorted(set(keys)) and set(rows[0]) == {"country", "town", *languages()}
    named = record.towns.groupby(["country", "name"])["called"].agg(list)
    for row in rows:
        own = {code: row[code] for code in OTHERS if row[code]}
        assert own and row["town"] not in own.values(), row
        # Of towns of one name each has what it is called by itself.
        called = [one for names in named[row["country"], row["town"]] for one in names.items() if one[0] != ENGLISH]
        assert set(own.items()) == set(called), row


@pytest.mark.long
def test_a_page_says_only_the_languages_that_it_speaks(record: atlas.Record) -> None:
    data = encode(record.where(settlement=["Prague", "Kyiv"]), ground=False)
    assert data["tongues"] == OTHERS, "in English they are called by their names"
    row = data["towns"]["name"].index("Prague")
    assert dict(zip(data["tongues"], data["towns"]["called"][row].split("|"), strict=False))["de"] == "Prag"
    assert set(data["features"]["named"]) <= {0, 1} and sum(data["features"]["named"]) > 0


@pytest.mark.parametrize("called", ["Wien", {"de": ""}, {"de": "A|B"}, {"de": 1}])
def test_a_town_that_is_called_nothing_is_refused(called: object, tmp_path: Path) -> None:
    properties = {"name": "A", "country": "AT", "people": 1, "others": [], "heard": [], "called": called}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [0, 0]}}
    file = tmp_path / "towns.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    with pytest.raises((ValueError, FileError)):
        read_towns(file)
