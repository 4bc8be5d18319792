"""Landmarks of towns: what the file promises, what a page carries of it, and that stills draw it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from samples import SOUND

import atlas
from atlas.edtf import to_day
from atlas.look.strings import languages
from atlas.page.payload.ground import encode_landmarks
from atlas.plate.still import draw_still
from atlas.record.borders import BordersError, ground_file
from atlas.record.landmarks import FILE, landmarks_on, name_in, read_landmarks
from atlas.record.plans import read_plans

TOWNS = ["prague", "budapest", "berlin", "yerevan", "volgograd"]
GOOD: dict[str, Any] = {
    "names": {"en": "Castle"}, "accuracy_m": 50, "valid_from": None, "valid_to": None, "source": "A page",
    "url": "https://example.org/castle",
}  # fmt: skip


@pytest.fixture(scope="module")
def record() -> atlas.Record:
    return atlas.load()


def test_every_town_map_has_some_and_all_are_in_every_language(record: atlas.Record) -> None:
    plans = {plan.id: plan for plan in read_plans(record).maps}
    for town in TOWNS:
        assert len(encode_landmarks(record.landmarks, [plans[town].extent])) >= 2, town
    for row in record.landmarks.itertuples():
        assert set(row.names) == set(languages()), row.names
        assert row.accuracy_m >= 30 and row.url.startswith("https://")


def test_a_square_is_called_as_on_the_day(record: atlas.Record) -> None:
    def called(day: date) -> set[str]:
        return {name_in(names, "en") for names in landmarks_on(record.landmarks, day)["names"]}

    assert "Lenin Square" in called(date(1961, 11, 10)) and "Republic Square" not in called(date(1961, 11, 10))
    assert "Republic Square" in called(date(2026, 1, 1)) and "Lenin Square" not in called(date(2026, 1, 1))
    assert not {"Lenin Square", "Republic Square"} & called(date(1990, 6, 1)), "the source gives the year alone"


def test_a_page_has_those_of_its_extents_with_their_days(record: atlas.Record) -> None:
    rows = encode_landmarks(record.landmarks, [(44.46, 40.15, 44.58, 40.22)])
    (lenin,) = (row for row in rows if row["names"]["en"] == "Lenin Square")
    assert (lenin["from"], lenin["to"]) == (to_day(date(1941, 1, 1)), to_day(date(1990, 1, 1)))
    assert all(44 < row["lon"] < 45 for row in rows)
    assert len(json.dumps(encode_landmarks(record.landmarks, [(-180, -90, 180, 90)]))) < 10_000


@pytest.mark.long
def test_a_still_of_a_town_shows_them_and_one_of_a_country_does_not(record: atlas.Record) -> None:
    plans = {plan.id: plan for plan in read_plans(record).maps}
    words = [text.get_text() for text in draw_still(record, plans["prague"], size=(900, 700)).axes[0].texts]
    assert {"Prague Castle", "Old Town Square"} <= set(words)
    words = [text.get_text() for text in draw_still(record, plans["eastern-bloc"], size=(900, 700)).axes[0].texts]
    assert "Prague Castle" not in words


def test_names_of_landmarks_touch_no_mark(record: atlas.Record) -> None:
    from atlas.plate.ground import draw_landmarks
    from atlas.plate.lettering import Boxes
    from atlas.plate.projections import View
    from atlas.plate.sheet import paper_of

    (plan,) = read_plans(record).chosen(["prague"])
    _, paper = paper_of((900, 700), "light")
    view = View.fit(plan.projection, plan.extent, (0, 0, 900, 700))
    _, free = draw_landmarks(paper, record.landmarks, view, Boxes(), Boxes())
    _, crowded = draw_landmarks(paper, record.landmarks, view, Boxes(free[:1]), Boxes())
    assert not any(np.allclose(box, free[0]) for box in crowded)


def test_a_record_with_a_ground_of_its_own_borrows_none(tmp_path: Path) -> None:
    assert ground_file(SOUND, FILE) is not None
    (tmp_path / "borders.geojson").write_text("{}", encoding="utf-8")
    assert ground_file(tmp_path, FILE) is None
    assert len(read_landmarks(None)) == 0


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"names": {}}, "a name for each language"),
        ({"names": {"en": 3}}, "a name for each language"),
        ({"names": {"en": "a\u202eb"}}, "cannot be seen"),
        ({"accuracy_m": 0}, "how many metres"),
        ({"accuracy_m": True}, "how many metres"),
        ({"valid_from": "1961"}, "write a day"),
        ({"source": ""}, "with its address"),
        ({"url": "javascript:alert(1)"}, "with its address"),
    ],
)
def test_what_is_no_landmark_is_refused_by_feature(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    row = {"type": "Feature", "properties": GOOD | change, "geometry": {"type": "Point", "coordinates": [14.4, 50.1]}}
    file = tmp_path / "landmarks.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [row]}), encoding="utf-8")
    with pytest.raises(BordersError, match=word) as caught:
        read_landmarks(file)
    assert caught.value.faults[0].startswith("feature 1: ")
