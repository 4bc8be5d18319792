"""Ends that no source gives: open bounds closed by what else is known, and ends that follow from other rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import atlas
from atlas.check import check
from atlas.edtf import bounds, to_day
from atlas.record.derived import closed, derive
from atlas.record.tenures import Change

pytestmark = pytest.mark.fast

TODAY, FIRST = to_day(bounds("2026-11-30")[0]), to_day(bounds("1924")[0])


def change(event_id: str, effect: str, text: str) -> Change:
    first, last = bounds(text)
    return Change(event_id, effect, to_day(first), to_day(last))


def day(text: str) -> int:
    return to_day(bounds(text)[1])


def test_gone_by_a_day_came_after_the_last_sign_before_it() -> None:
    changes = [change("a", "begin", "1949"), change("b", "stands", "1955-05-01"), change("c", "end", "[..1962]")]
    *_, end = closed(changes, TODAY, FIRST)
    assert (end.earliest, end.latest) == (day("1955-05-01"), day("1962"))


def test_still_there_ends_with_the_record() -> None:
    *_, end = closed([change("a", "begin", "1949"), change("c", "end", "[1956..]")], TODAY, FIRST)
    assert (end.earliest, end.latest) == (to_day(bounds("1956")[0]), TODAY)


def test_gone_by_without_any_sign_reaches_back_to_the_first_day() -> None:
    (end,) = closed([change("c", "end", "[..1962]")], TODAY, FIRST)
    assert end.earliest == day("1924-01-01")


@pytest.mark.parametrize(
    ("kind", "told", "days"),
    [
        ("relocated", "[..1962]", ("1924-01-01", "1962-12-31")),
        ("relocated", "[1956..]", ("1956-01-01", "2026-11-30")),
        ("relocated", "[..1900]", ("1900-12-31", "1900-12-31")),
    ],
)
def test_what_bears_on_no_tenure_may_be_open_on_a_side(
    kind: str, told: str, days: tuple[str, str], faulty: Callable[[str], Path]
) -> None:
    """The rule ``one-sided`` names it; to load the record is no fault."""
    folder = faulty("sound")
    with (folder / "events.csv").open("a", encoding="utf-8") as file:
        file.write(f"volgograd-{kind},volgograd,{kind},{told},\n")
    event = atlas.load(folder).events.set_index("event_id").loc[f"volgograd-{kind}"]
    assert (f"{event['earliest']:%Y-%m-%d}", f"{event['latest']:%Y-%m-%d}") == days


@pytest.mark.parametrize(
    ("town", "station", "last"),
    [
        (["1925-04-10", "1961-11-10"], ["1931", ""], "1961-11-30"),
        (["1925-04-10", "1961-11-10"], ["1931", "1959"], None),  # a source knows better
        (["1925-04-10", ""], ["1931", ""], None),  # the town's end is not known either
        (["1925-04-10", "1961-11-10"], ["1965", ""], None),  # it bore the name after the town
    ],
)
def test_a_station_does_not_outlive_the_name_of_its_town(town: list[str], station: list[str], last: str | None) -> None:
    def life(begin: str, end: str) -> list[Change]:
        return [change("b", "begin", begin), *([change("e", "end", end)] if end else [])]

    changes = {"town": life(*town), "station": life(*station)}
    found = derive(changes, {"station": "town"}, {"town": "Town", "station": "Station"}, TODAY)
    assert [bound.last for bound in found] == ([day(last)] if last else [])


STATION = "volgograd-station,station,Station,Volgograd,RU,USSR: RSFSR,48.7,44.5,500,editor,3,,,volgograd,,\n"


@pytest.fixture
def with_station(faulty: Callable[[str], Path]) -> Path:
    folder = faulty("sound")
    features = folder / "features.csv"
    head, *rows = features.read_text(encoding="utf-8").splitlines()
    head = head.replace("geonames,note", "geonames,named_for,note,comment")
    rows = [",".join([*row.split(",")[:13], "", row.split(",")[13], ""]) for row in rows]
    features.write_text("\n".join([head, *rows, STATION]), encoding="utf-8")
    with (folder / "events.csv").open("a", encoding="utf-8") as file:
        file.write("volgograd-station-named-1931,volgograd-station,named,1931,Stalingrad\n")
    with (folder / "attestations.csv").open("a", encoding="utf-8") as file:
        file.write("volgograd-station-named-1931,gazette,1931,Named for the town.,\n")
    return folder


def test_a_derived_end_names_its_rule(with_station: Path) -> None:
    record = atlas.load(with_station)
    (event,) = record["volgograd-station"].events.query("derived != ''").to_dict("records")
    assert (event["type"], event["date"], event["derived"]) == ("gone", "[..1961-11]", "named-for")
    assert event["words"] == "by November 1961" and "Stalingrad" in event["detail"]
    assert record["volgograd-station"].status("1961-11-29") == "uncertain"
    assert record["volgograd-station"].status("1961-11-30") == "after"
    part = record.where(feature_id="volgograd-station")  # without the town
    assert part["volgograd-station"].status("1961-11-30") == "after"
    assert part.where(kind="station")["volgograd-station"].status("1961-11-30") == "after"


def test_a_derived_end_is_never_written(with_station: Path, tmp_path: Path) -> None:
    assert [problem for problem in check(with_station) if problem.rule != "canonical"] == []
    record = atlas.load(with_station)
    saved = record.export(tmp_path / "record.zip")
    import zipfile

    with zipfile.ZipFile(saved) as archive:
        assert b"derived" not in archive.read("events.csv")
