"""Parts of a record: what meets the criteria, which rows come along, and what is said of a slip."""

from __future__ import annotations

import warnings
from types import SimpleNamespace
from typing import Any

import pytest
from samples import SOUND

import atlas
from atlas.record.select import EmptyWarning, no_column, tell_empty, unknown_id

pytestmark = pytest.mark.fast

PRAGUE, VOLGOGRAD = "prague-stalin-monument", "volgograd"


@pytest.fixture(scope="module")
def small() -> atlas.Record:
    """Two features: a monument of 1955-1962 and a town of 1925-1961."""
    return atlas.load(SOUND)


def ids(record: atlas.Record) -> list[str]:
    return record.features.index.tolist()


@pytest.mark.parametrize(
    ("criteria", "wanted"),
    [
        ({"country": "CZ"}, [PRAGUE]),
        ({"country": ["CZ", "RU"]}, [PRAGUE, VOLGOGRAD]),
        ({"country": ("RU",), "rank": 1}, [VOLGOGRAD]),
        ({"feature_id": {VOLGOGRAD}}, [VOLGOGRAD]),
        ({"group": "image"}, [PRAGUE]),
        ({"between": ("1955-04-30", "1955-04-30")}, [VOLGOGRAD]),
        ({"between": ("1955-05-01", "1955-05-01")}, [PRAGUE, VOLGOGRAD]),
        ({"between": ("1961-11-10", "1962")}, [PRAGUE]),
        ({"between": ("1961-11-09", "1962")}, [PRAGUE, VOLGOGRAD]),
        ({"begun": ("1925", "1925")}, [VOLGOGRAD]),
        ({"begun": ("1955-05-01", "1955-05-01")}, [PRAGUE]),
        ({"ended": ("1961", "1962")}, [PRAGUE, VOLGOGRAD]),
        ({"ended": ("1961-11-10", "1961-11-10"), "country": "RU"}, [VOLGOGRAD]),
    ],
)
def test_what_meets_every_criterion(small: atlas.Record, criteria: dict[str, Any], wanted: list[str]) -> None:
    """Values or lists of them, and spans of days whose first and last day count."""
    assert ids(small.where(**criteria)) == wanted


def test_the_rows_that_come_along(small: atlas.Record) -> None:
    """Names, events, attestations and the sources that they rest on, and what is wanted of the same; nothing else."""
    town = small.where(country="RU")
    assert set(town.names["feature_id"]) == set(town.events["feature_id"]) == {VOLGOGRAD}
    assert set(town.attestations["event_id"]) == set(town.events["event_id"])
    rests_on = {*town.attestations["source_id"], *town.milestones["source_id"], *town.features["location_source"]}
    assert set(town.sources.index) == rests_on & set(small.sources.index)
    assert len(town.milestones) == len(small.milestones)
    assert len(small.wanted) == 1
    (country,) = small.wanted["country"]
    assert [len(small.where(country=code).wanted) for code in ("CZ", "RU")] == [int(country == c) for c in ("CZ", "RU")]
    assert len(small.where(country=country, between=("1900", "1990")).wanted) == 0, "nobody knows when it was"
    assert len(small.where(country=country, rank=1).wanted) == 0, "nor its rank"


def test_a_slip_is_named_with_what_there_is(small: atlas.Record) -> None:
    """A column, a term, a country by its name, an id: each with the nearest; and what is no value at all."""
    for criteria, told in (
        ({"kindd": "x"}, "no column 'kindd'; did you mean 'kind'? They have feature_id, kind,"),
        ({"betwen": "x"}, "did you mean 'between'?"),
        ({"qqq": "x"}, "no column 'qqq'; they have feature_id, kind"),
        ({"geometry": "x"}, "no column"),
        ({"kind": "zzzz"}, "there is no kind 'zzzz'; there are monument, settlement"),
        ({"kind": "Monument"}, "did you mean 'monument'?"),
        ({"kind": "settlment"}, "did you mean 'settlement'?"),
        ({"country": "Russia"}, "there is no country 'Russia'; did you mean 'RU'?"),
        ({"country": "cz"}, "did you mean 'CZ'?"),
        ({"country": "XX"}, "there is no country 'XX'"),
        ({"rank": [["nested"]]}, "there is no rank"),
        ({"rank": 9}, "there is no rank 9; there are 1"),
        ({"named_for": "x"}, "there is no named_for 'x'; there are "),
    ):
        with pytest.raises(ValueError, match=r"there is no|no column") as slip:
            small.where(**criteria)
        assert told in str(slip.value) and "there are ," not in str(slip.value), criteria
    with pytest.raises(KeyError, match=r"volgo.*nearest: volgograd"):
        small.where(feature_id="volgo")
    assert len(small.where(country=(code for code in ["CZ"]))) == len(small.where(country=["CZ"])) > 0
    assert no_column(small.features.columns, "titel").startswith(
        "features have no column 'titel'; did you mean 'title'?"
    )


def test_what_is_sound_but_nowhere_warns(small: atlas.Record) -> None:
    """A code of a country or a word of the vocabulary that nothing has; the text says what there is."""
    with pytest.warns(EmptyWarning, match=r"country = 'FR': of country it has CZ, RU"):
        assert len(small.where(country="FR")) == 0
    with pytest.warns(EmptyWarning, match="each term is there, but no feature meets them all"):
        assert len(small.where(country="CZ", group="toponym")) == 0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        small.where(country="CZ")
    for kinds, ends in ((40, "k39"), (41, "k39 …")):
        many = small.features.iloc[[0] * kinds].assign(kind=[f"k{n:02d}" for n in range(kinds)])
        with pytest.warns(EmptyWarning, match=rf"{ends}$"):
            tell_empty(SimpleNamespace(features=many), {"kind": "absent"})


def test_a_part_knows_the_words_of_the_whole(record: atlas.Record) -> None:
    """A kind or a polity of which a part has nothing is no slip there."""
    part = record.where(country="CZ")
    absent = {name: sorted(set(record.features[name]) - set(part.features[name])) for name in ("kind", "polity")}
    for column, terms in absent.items():
        with pytest.warns(EmptyWarning, match=f"of {column} it has"):
            assert len(part.where(**{column: terms[-1]})) == 0


def test_unknown_ids_are_told_with_the_nearest() -> None:
    """Three at most: those that are spelt alike, then those that hold it."""
    known = ["gori-house", "gori-museum", "old-gori", "gory-street", "gora", "tbilisi"]
    assert unknown_id("gori", known) == "no feature 'gori'; nearest: gora, old-gori, gori-house"
    assert unknown_id("zzz", known) == "no feature 'zzz'"
    assert unknown_id("house", known) == "no feature 'house'; nearest: gori-house"
    assert unknown_id("gori-", known).count("gori-") == 3


def test_long_lists_are_cut(record: atlas.Record) -> None:
    """Forty of what there is, and a sign that there is more."""
    with pytest.raises(ValueError, match="there is no settlement") as slip:
        record.where(settlement="Zzzzzzzzz")
    assert str(slip.value).endswith(" …") and str(slip.value).count(", ") == 39


def test_changes_within_a_span_and_those_that_may_lie_there(small: atlas.Record) -> None:
    found = small.changes("1961-11", "1962-11-06")
    assert list(zip(found["feature_id"], found["type"], found["within"], strict=True)) == [
        (VOLGOGRAD, "renamed", True),
        (PRAGUE, "destroyed", True),
    ]
    assert small.changes("1961-11-11", "1962-11-05").empty
    every = small.changes()
    assert len(every) == small.events["effect"].ne("neutral").sum() and every["latest"].is_monotonic_increasing
    with pytest.raises(ValueError, match="since, until"):
        small.changes("1962", "1961")
