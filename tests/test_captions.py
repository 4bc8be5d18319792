"""The caption of a day is a milestone of weight, near in time, on the map: looked at on every milestone's day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import atlas
from atlas.edtf import from_day, to_day
from atlas.look.tokens import TOKENS
from atlas.record.milestones import Milestone, caption_on, milestones
from atlas.record.plans import read_plans

RULE = TOKENS["caption"]
SOON = 120  # days in which what weighs more may still stand beside a day that has a milestone of its own


@pytest.fixture(scope="module")
def record() -> atlas.Record:
    return atlas.load()


@pytest.fixture(scope="module")
def found(record: atlas.Record) -> list[Milestone]:
    return milestones(record)


def _seen(record: atlas.Record, plan_id: str) -> Callable[[float, float], bool]:
    (plan,) = read_plans(record).chosen([plan_id])
    west, south, east, north = plan.extent
    return lambda lat, lon: west <= lon <= east and south <= lat <= north


CASES = [
    ("atlas", "1949-12-21", "birthday-70"),
    ("budapest", "1949-12-21", "budapest-statue-decided"),
    ("atlas", "1953-03-05", "stalin-death"),
    ("prague", "1953-03-05", "stalin-death"),
    ("prague", "1955-05-01", "prague-monument-unveiled"),
    ("atlas", "1953-06-17", "east-berlin-1953"),
    ("atlas", "1956-06-29", "poznan-june"),
    ("budapest", "1956-10-23", "budapest-statue-falls"),
    ("berlin", "1961-11-14", "berlin-statue-removed"),
    ("atlas", "1961-11-10", "stalingrad-volgograd"),
    ("prague", "1962-11-06", "prague-monument-destroyed"),
]


@pytest.mark.parametrize(("plan_id", "day", "wanted"), CASES, ids=[f"{plan}-{day}" for plan, day, _ in CASES])
def test_a_great_day_has_its_own(
    plan_id: str, day: str, wanted: str, record: atlas.Record, found: list[Milestone]
) -> None:
    caption = caption_on(found, to_day(date.fromisoformat(day)), _seen(record, plan_id), RULE)
    assert caption is not None and caption.id == wanted


def test_on_its_own_day_a_milestone_yields_only_to_a_weightier_or_newer_one(
    record: atlas.Record, found: list[Milestone]
) -> None:
    seen = _seen(record, "atlas")
    for m in found:
        known = m.last_day - m.first_day <= 31 and m.weight < 3 and (m.place is None or seen(*m.place))
        if not known:
            continue
        caption = caption_on(found, m.last_day, seen, RULE)
        assert caption is not None
        near = abs(m.last_day - caption.last_day) <= SOON
        assert caption is m or (near and (caption.weight <= m.weight or caption.first_day > m.first_day)), m.title


def test_no_curiosity_and_nothing_stale_on_any_day(record: atlas.Record, found: list[Milestone]) -> None:
    seen = _seen(record, "atlas")
    shown = set()
    for day in range(to_day(date(1925, 1, 1)), to_day(record.date), 3):
        caption = caption_on(found, day, seen, RULE)
        if caption is None:
            continue
        shown.add(caption.id)
        assert caption.weight < 3 and caption.first_day <= day < caption.last_day + RULE["days"], from_day(day)
    assert len(shown) > 30, "many of them have their day"


def test_every_town_map_has_captions_of_its_own_town(record: atlas.Record, found: list[Milestone]) -> None:
    for town in ("prague", "budapest", "berlin", "volgograd"):
        seen = _seen(record, town)
        own = [m for m in found if m.place is not None and seen(*m.place) and m.weight < 3]
        assert own
        assert any(caption_on(found, m.last_day, seen, RULE) is m for m in own), town
