"""Dates as people type them: each form with its EDTF, in eight languages."""

# ruff: noqa: E501 - the forms of a date read better in one line
from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.edtf import bounds
from atlas.edtf.typed import day_first, read, read_column

pytestmark = pytest.mark.fast

FORMS = {
    "1961-11-10": "1961-11-10 | 1961/11/10 | 19611110 | 10 November 1961 | November 10, 1961 | 10. listopadu 1961"
    " | 10 ноября 1961 г. | 10 листопада 1961 | 10 listopada 1961 | le 10 novembre 1961 | 10 de noviembre de 1961"
    " | 10. November 1961 | 10th Nov. 1961 | Friday, 10 November 1961 | 10.XI.1961 | 1961-11-10T17:16:00Z"
    " | 1961-11-10 00:00:00 | 22595",
    "1961-11": "1961-11 | Nov 1961 | November, 1961 | ноябрь 1961 | листопад 1961 | 11/1961 | noviembre de 1961",
    "1961": "1961 | 1961.0 | 1961 г. | в 1961 году | im Jahr 1961 | en 1961 | 1961 AD | [1961] | 1961 р.",
    "1961~": "c. 1961 | ca. 1961 | circa 1961 | c1961 | um 1961 | ок. 1961 | около 1961 г. | vers 1961 | hacia 1961"
    " | około 1961 | kolem 1961 | близько 1961 | ~1961 | 1961 (circa)",
    "1961?": "1961? | 1961 (?) | probably 1961 | вероятно 1961",
    "195X": "1950-s | 1950s | 1950's | 1950-е | 1950-х гг. | 1950er Jahre | années 1950 | años 1950 | lata 1950 | 195? | 195-",
    "17XX": "XVIII century | 18th c. | 18th century | 18. Jh. | XVIII век | XVIII в. | XVIII ст. | XVIIIe siècle"
    " | siglo XVIII | XVIII wiek | 18. století | C18 | 17??",
    "1961-23": "autumn 1961 | осень 1961 | Herbst 1961 | jesień 1961 | podzim 1961 | automne 1961",
    "[..1949]": "before 1950 | до 1950 | vor 1950 | avant 1950 | antes de 1950 | przed 1950 | před 1950 | pre-1950",
    "[1951..]": "after 1950 | после 1950 г. | nach 1950 | après 1950 | después de 1950 | post 1950",
    "[..1950]": "by 1950 | not later than 1950 | не позднее 1950 | bis 1950",
    "[1950..]": "since 1950 | seit 1950 | not before 1950 | не ранее 1950 | depuis 1950",
    "[1991-01..1991-04]": "early 1991 | Anfang 1991 | начало 1991 | début 1991 | początek 1991",
    "[1991-05..1991-08]": "mid-1991 | mid 1991 | Mitte 1991 | середина 1991",
    "[1991-09..1991-12]": "late 1991 | Ende 1991 | конец 1991 г. | fin 1991 | konec 1991",
    "[1926..1929]": "late 1920s | конец 1920-х",
    "[1850..1899]": "second half of the 19th century | вторая половина XIX века | 2. Hälfte des 19. Jahrhunderts",
    "[1900..1901]": "1900-1901 | 1900–1901 | 1900/1901 | from 1900 to 1901 | zwischen 1900 und 1901 | с 1900 по 1901"
    " | 1900 or 1901",
    "[1941..1945]": "1941-45 | 1941–45 | 1941-1945 гг.",
    "[1600..1799]": "17th-18th centuries | XVII–XVIII вв.",
    "[1961-11-10..1961-11-12]": "10-12 November 1961 | 10.-12.11.1961 | 10 to 12 November 1961",
    "[1961-11..1961-12]": "November-December 1961 | Nov - Dec 1961",
    "[1991-07..1991-09]": "Q3 1991 | 3rd quarter of 1991",
    "[..1962]": "[..1962]",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "edtf"), [(typed, edtf) for edtf, forms in FORMS.items() for typed in forms.split(" | ")]
)
def test_a_form_and_its_edtf(typed: str, edtf: str) -> None:
    found = read(typed, dayfirst=True)
    assert (found.edtf, found.kind, found.text) == (edtf, "date", typed.strip("[]") if typed == "[1961]" else typed)
    assert bounds(found.edtf)


@pytest.mark.parametrize("typed", ["07/06/2020", "7.6.2020", "7-6-2020", "07/06/2020 17:16"])
def test_a_day_and_a_month_that_may_be_each_other_are_both(typed: str) -> None:
    both = read(typed)
    assert (both.edtf, both.ambiguous) == ("[2020-06-07,2020-07-06]", True)
    assert "7 June 2020 or 6 July 2020" in both.notes[0]
    assert read(typed, dayfirst=True).edtf == "2020-06-07"
    assert read(typed, dayfirst=False).edtf == "2020-07-06"


def test_neighbours_settle_which_comes_first() -> None:
    column = ["07/06/2020", "25/06/2020", "late 1991"]
    found = read_column(column)
    assert [one.edtf for one in found] == ["2020-06-07", "2020-06-25", "[1991-09..1991-12]"]
    assert "the day first, as other dates of the column have it" in found[0].notes
    assert day_first(["25/06/2020", "06/25/2020"]) is None
    assert read_column(["07/06/2020"])[0].ambiguous


@pytest.mark.parametrize(
    "typed", ["unknown", "?", "n.d.", "", "—", "неизвестно", "o. J.", "s. d.", None, float("nan"), pd.NaT]
)
def test_what_nobody_knows(typed: object) -> None:
    assert (read(typed).kind, read(typed).edtf) == ("unknown", "")


@pytest.mark.parametrize("typed", ["present", "still standing", "today", "heute", "по настоящее время", "dodnes"])
def test_what_lasts_to_this_day(typed: str) -> None:
    assert read(typed).kind == "present"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("31.02.1950", "no such day"),
        ("44 BC", "before our era"),
        ("5/12/86", "two figures"),
        ("removed with great care", "not a date"),
        ("99999", "no year"),
        ("x" * 500, "characters"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, reason: str) -> None:
    found = read(typed)
    assert (found.kind, found.edtf) == ("unread", "")
    assert reason in found.notes[0]


def test_several_in_one_cell_the_last_counts_aloud() -> None:
    found = read("1804-1808, 1999-2003")
    assert found.edtf == "[1999..2003]"
    assert found.notes == ("2 dates in one cell ([1804..1808], [1999..2003]): the last counts",)


def test_what_may_be_two_things_says_so() -> None:
    assert (read("1900s").edtf, read("1900s").ambiguous) == ("19XX", True)
    assert (read("1911-12").edtf, read("1911-12").ambiguous) == ("[1911..1912]", True)


def test_values_that_are_days_already() -> None:
    for value in (date(1961, 11, 10), datetime(1961, 11, 10, 17, tzinfo=UTC), pd.Timestamp("1961-11-10 17:00")):
        assert read(value).edtf == "1961-11-10"
    assert read(1961).edtf == read(1961.0).edtf == "1961"


@given(st.text(max_size=30) | st.from_regex(r"[0-9cbefora./ -]{1,20}", fullmatch=True))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read(text)
    assert found.kind in ("date", "unknown", "present", "unread")
    assert bool(found.edtf) == (found.kind == "date")
    if found.edtf:
        assert bounds(found.edtf)


@pytest.mark.parametrize(
    "text", ["1cc.", "1st century", "c. 1st century", "1 век", "year 0", "0000", "c. 0001", "~9999"]
)
def test_what_is_read_is_always_a_date_of_the_calendar(text: str) -> None:
    found = read(text)
    assert (found.kind == "date") == bool(found.edtf)
    if found.edtf:
        first, last = bounds(found.edtf)
        assert first <= last
    else:
        assert found.notes
