"""One truth for two languages: Python's side of the cases of ``tests/parity``; Node.js passes the other in test_web."""

from __future__ import annotations

import json
from functools import cache
from itertools import chain
from typing import Any

import pytest

import atlas
from tests.conftest import SOUND
from tests.parity.write import FOLDER, columns, expected

CASES = sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def _case(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def test_there_are_a_sample_a_sound_and_a_hostile_case() -> None:
    assert CASES == ["bundled", "hostile", "sound"]


@pytest.mark.parametrize("name", CASES)
def test_python_says_what_the_case_expects(name: str) -> None:
    case = _case(name)
    wanted, found = case["expected"], expected(case)
    exact = ("status", "counts", "spelt", "latin", "name", "towns", "wake", "contrast", "captions")
    assert {key: found[key] for key in exact} == {key: wanted[key] for key in exact}
    for key in ("event", "calendar"):
        assert found["pace"][key] == pytest.approx(wanted["pace"][key], abs=1e-6)
    for is_, should in zip(found["certainty"], wanted["certainty"], strict=True):
        assert is_ == pytest.approx(should, abs=1e-6)
    for is_, should in zip(found["likely"], wanted["likely"], strict=True):
        assert is_ == pytest.approx(should, abs=1e-3)
    for is_, should in zip(found["likely_counts"], wanted["likely_counts"], strict=True):
        assert is_ == pytest.approx(should, abs=0.05)
    for is_, should in zip(found["projected"], wanted["projected"], strict=True):
        assert is_["projection"] == should["projection"]
        points = list(chain.from_iterable(should["points"]))
        assert list(chain.from_iterable(is_["points"])) == pytest.approx(points, abs=1e-6)


def test_every_status_and_much_doubt_is_in_the_cases() -> None:
    codes = "".join("".join(_case(name)["expected"]["status"]) for name in CASES)
    assert set(codes) == set("0123") and codes.count("2") > 100


def test_a_page_carries_the_columns_of_the_sound_case() -> None:
    case = _case("sound")
    assert json.loads(json.dumps(columns(atlas.load(SOUND)))) == {key: case[key] for key in case if key != "expected"}
