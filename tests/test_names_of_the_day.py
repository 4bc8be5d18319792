"""Names on the map are those of the day: no later name stands for today's when nobody says how long it lasted."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import atlas
from atlas.edtf import to_day
from atlas.look.speech import Speech
from atlas.look.strings import ENGLISH, languages, say
from atlas.record.borders import codes_by_name, polities_on
from atlas.record.names import nameless_on, names_on

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("feature_id", "later"), [("ostrava-svinov-stalinova", "Gottwald"), ("themar-stalinstrasse", "Lenin")]
)
def test_a_soviet_name_is_not_today_s(record: atlas.Record, feature_id: str, later: str) -> None:
    today, ids = to_day(record.date), record.features.index
    shown = names_on(record.labels, record.features["title"], today)["latin"]
    assert later not in str(shown[feature_id])
    assert dict(zip(ids, nameless_on(record.labels, ids, today), strict=True))[feature_id]
    assert later in " ".join(record.names.loc[record.names["feature_id"] == feature_id, "latin"]), "the table keeps it"


def test_a_name_that_lasts_is_shown(record: atlas.Record) -> None:
    today, ids = to_day(record.date), record.features.index
    assert not dict(zip(ids, nameless_on(record.labels, ids, today), strict=True))["volgograd"]


def test_a_part_calls_a_thing_as_the_whole_does(faulty: Callable[[str], Path]) -> None:
    """Where none of its names is in the language of its tenure, the languages have the order that the whole has."""
    folder = faulty("sound")
    with (folder / "names.csv").open("a", encoding="utf-8") as file:
        file.write("volgograd,Volgograd cs,Volgograd cs,cs,,\nvolgograd,Wolgograd,Wolgograd,de,,\n")
    rows = (folder / "names.csv").read_text(encoding="utf-8").splitlines()
    rows = [row for row in rows if "Волгоград" not in row]
    rows.insert(1, "prague-stalin-monument,Denkmal,Denkmal,de,,")
    (folder / "names.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    record = atlas.load(folder)
    assert record.at("1970-01-01").loc["volgograd", "name"] == "Wolgograd"
    for part in (record.where(country="RU"), record.where(country="RU").where(rank=1)):
        assert part.at("1970-01-01")["name"].tolist() == ["Wolgograd"]


def test_turkey_is_called_so_in_every_language() -> None:
    languages = [path.stem for path in (Path(atlas.__file__).parent / "look" / "locales").glob("*.json")]
    assert len(languages) >= 9
    for language in languages:
        assert say("polity.Turkey", language) not in ("", "polity.Turkey", "Türkiye")


@pytest.mark.parametrize("year", range(1926, 2027, 4))
def test_no_name_is_shown_outside_its_own_days(record: atlas.Record, year: int) -> None:
    """On the tenth of November of every fourth year, each name that is lettered is one of that day, or the title."""
    day = to_day(date(year, 11, 10))
    shown = names_on(record.labels, record.features["title"], day)["latin"]
    silent = dict(zip(record.features.index, nameless_on(record.labels, record.features.index, day), strict=True))
    spans: dict[str, dict[str, list[tuple[float, float]]]] = {}
    labels = record.labels.astype({"from_day": "float64", "to_day": "float64"}).fillna(
        {"from_day": float("-inf"), "to_day": float("inf")}
    )
    for row in labels.to_dict("records"):
        spans.setdefault(row["feature_id"], {}).setdefault(row["latin"], []).append((row["from_day"], row["to_day"]))
    checked = 0
    for feature_id, name in shown.items():
        known = spans.get(str(feature_id), {}).get(str(name), [])
        if not known or silent[feature_id] or name == record.features.at[feature_id, "title"]:
            continue
        checked += 1
        assert any(first <= day < last for first, last in known), (feature_id, name, known)
    assert checked > 100


def test_no_polity_of_the_bloc_is_lettered_by_a_name_of_another_time(record: atlas.Record) -> None:
    later = {
        "Czechia",
        "Slovakia",
        "Russia",
        "Belarus",
        "Moldova",
        "Kyrgyzstan",
        "Germany",
        "North Macedonia",
        "Croatia",
    }
    for day in ("1950-01-01", "1953-03-05", "1961-11-10", "1968-08-21", "1985-03-11"):
        names = set(polities_on(record.borders, day)["polity"])
        assert not later & names, day
        assert "T\u00fcrkiye" not in names
    assert {"GDR", "FRG", "Czechoslovakia"} <= set(polities_on(record.borders, "1961-11-10")["polity"])


@pytest.mark.parametrize(
    ("day", "then", "later"),
    [
        ("1946-01-01", {"Siam", "Burma", "Ceylon", "Belgian Congo"}, {"Thailand", "Myanmar", "Sri Lanka"}),
        ("1947-08-13", {"India", "Palestine", "Southern Rhodesia"}, {"Pakistan", "Bangladesh", "Israel", "Zimbabwe"}),
        ("1948-05-14", {"Pakistan", "Israel", "Palestine", "Eritrea"}, {"Bangladesh", "South Sudan"}),
        ("1966-07-01", {"Congo-Kinshasa", "Ethiopia", "Sudan"}, {"Congo-Léopoldville", "Zaire", "Eritrea"}),
        ("1980-04-18", {"Zimbabwe", "Bangladesh", "Zaire"}, {"Southern Rhodesia", "South Sudan", "Eritrea"}),
        ("2011-07-09", {"South Sudan", "Sudan", "Eritrea"}, {"Southern Rhodesia"}),
        ("1961-11-10", {"Thailand", "Burma", "Ceylon", "Congo-Léopoldville"}, {"Siam", "Belgian Congo", "Zaire"}),
        ("1972-05-22", {"Sri Lanka", "Zaire", "Dahomey", "Upper Volta", "Swaziland"}, {"Ceylon", "Benin"}),
        ("1997-05-17", {"Democratic Republic of the Congo", "Myanmar", "Macedonia"}, {"Zaire", "Burma"}),
        ("2020-01-01", {"North Macedonia", "Eswatini", "Burkina Faso", "Benin"}, {"Macedonia", "Swaziland"}),
    ],
)
def test_states_are_lettered_by_their_name_of_the_day(
    record: atlas.Record, day: str, then: set[str], later: set[str]
) -> None:
    names = set(polities_on(record.borders, day)["polity"])
    assert then <= names and not later & names


def test_each_day_on_which_a_state_took_another_name_has_a_page_that_says_so() -> None:
    spec = importlib.util.spec_from_file_location("derive_borders", ROOT / "geodata" / "derive_borders.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert all(source.startswith("http") for _, _, source in script.CHANGES.values())
    for spans in script.NAMES_BEFORE.values():
        days = [script.DAY[change] for _, change in spans]
        assert days == sorted(days)
        assert all(script.CHANGES[change][2].startswith("http") for _, change in spans)


@pytest.mark.parametrize("language", [code for code in languages() if code != ENGLISH])
def test_every_polity_that_ever_was_has_a_name_in_every_language(record: atlas.Record, language: str) -> None:
    spoken = Speech(record, language)
    codes = codes_by_name()
    for name in sorted(set(record.borders["polity"])):
        assert name in codes or spoken.own(f"polity.{name}"), name
        assert spoken.polity(name)
