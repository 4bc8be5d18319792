"""Dates: bounds, words, and agreement with the library ``edtf``, which is the oracle of these tests alone."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from functools import cache

import edtf as library
import pytest
from samples import sampled

import atlas
from atlas.edtf import EdtfError, bounds, from_day, parse, to_day, wording, words

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "said"),
    [
        ("1961-11-10", "1961-11-10", "1961-11-10", "10 November 1961"),
        ("1961-11", "1961-11-01", "1961-11-30", "November 1961"),
        ("1960-02", "1960-02-01", "1960-02-29", "February 1960"),
        ("1961", "1961-01-01", "1961-12-31", "1961"),
        ("1961~", "1960-01-01", "1962-12-31", "about 1961"),
        ("1961-01~", "1960-12-01", "1961-02-28", "about January 1961"),
        ("1961-11-10~", "1961-11-07", "1961-11-13", "about 10 November 1961"),
        ("1961?", "1961-01-01", "1961-12-31", "1961 (uncertain)"),
        ("1990-12-21?", "1990-12-21", "1990-12-21", "21 December 1990 (uncertain)"),
        ("1961%", "1960-01-01", "1962-12-31", "about 1961 (uncertain)"),
        ("195X", "1950-01-01", "1959-12-31", "the 1950s"),
        ("195X~", "1940-01-01", "1969-12-31", "about the 1950s"),
        ("19XX", "1900-01-01", "1999-12-31", "the 20th century"),
        ("20XX", "2000-01-01", "2099-12-31", "the 21st century"),
        ("10XX", "1000-01-01", "1099-12-31", "the 11th century"),
        ("01XX", "0100-01-01", "0199-12-31", "the 2nd century"),
        ("1961-XX", "1961-01-01", "1961-12-31", "1961"),
        ("1961-11-XX", "1961-11-01", "1961-11-30", "November 1961"),
        ("1961-23", "1961-09-01", "1961-11-30", "autumn 1961"),
        ("1961-24", "1961-12-01", "1962-02-28", "winter 1961/62"),
        ("[1961..1962]", "1961-01-01", "1962-12-31", "between 1961 and 1962"),
        ("[1956-10..1957-01]", "1956-10-01", "1957-01-31", "between October 1956 and January 1957"),
        ("[1956-10..1956-12]", "1956-10-01", "1956-12-31", "between October and December 1956"),
        ("[1956-10-23..1956-10-25]", "1956-10-23", "1956-10-25", "between 23 and 25 October 1956"),
        ("[1956-10-23..1956-11-04]", "1956-10-23", "1956-11-04", "between 23 October and 4 November 1956"),
        ("[1956,1961]", "1956-01-01", "1961-12-31", "1956 or 1961"),
        ("[..1962]", "0001-01-01", "1962-12-31", "by 1962"),
        ("[..1956-12-10]", "0001-01-01", "1956-12-10", "by 10 December 1956"),
        ("[1956..]", "1956-01-01", "9999-12-31", "1956 or later"),
        ("[1956-11..]", "1956-11-01", "9999-12-31", "November 1956 or later"),
        ("1952-10-05/1952-10-14", "1952-10-05", "1952-10-14", "5 to 14 October 1952"),
        ("1956-10-23/1956-11-10", "1956-10-23", "1956-11-10", "23 October to 10 November 1956"),
        ("1954-05/1956-03", "1954-05-01", "1956-03-31", "May 1954 to March 1956"),
        ("1950/1953", "1950-01-01", "1953-12-31", "1950 to 1953"),
        ("1950/1953~", "1950-01-01", "1954-12-31", "1950 to about 1953"),
    ],
)
def test_bounds_and_words(text: str, earliest: str, latest: str, said: str) -> None:
    assert bounds(text) == (date.fromisoformat(earliest), date.fromisoformat(latest))
    assert words(text) == said


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1956-10-23/1956", "1956-10-23", "1956-12-31"),
        ("1961/1961-11", "1961-01-01", "1961-11-30"),
        ("1961-11/1961", "1961-11-01", "1961-12-31"),
        ("1961-23~", "1961-06-01", "1962-02-28"),
        ("9998-24", "9998-12-01", "9999-02-28"),
    ],
)
def test_bounds_of_the_rarer_forms(text: str, first: str, last: str) -> None:
    parsed = parse(text)
    assert (parsed.earliest.isoformat(), parsed.latest.isoformat()) == (first, last)
    assert words(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "empty"),
        ("abc", "not EDTF"),
        ("10.11.1961", "not EDTF"),
        ("1961-13", "calendar"),
        ("1961-00", "calendar"),
        ("1961-02-30", "calendar"),
        ("0000", "calendar"),
        ("0001~", "calendar"),
        ("1961/..", "open end"),
        ("1961/", "open end"),
        ("../1961", "open end"),
        ("[..]", "one bound"),
        ("[..1961..]", "one bound"),
        ("[..1956,1961]", "one bound"),
        ("[..195X]", "plain date"),
        ("{1961,1962}", r"write \[...\]"),
        ("[1961..1962", "bracket"),
        ("[1962..1961]", "backwards"),
        ("1962/1961", "backwards"),
        ("[1961-11..1962-01-03]", "precisions"),
        ("[195X]", "plain date"),
        ("[1961~..1962]", "plain date"),
        ("1961-11-10T12:00:00", "no hours"),
        ("Y20000", "four digits"),
        ("-0100", "four digits"),
        ("1961-XX-05", "not EDTF"),
        ("195X-05", "not EDTF"),
        ("1961/1962/1963", "two ends"),
        ("١٩٦١", "not EDTF"),
        ("9999-24", "out of the calendar"),
        ("9999-24~", "out of the calendar"),
        ("9999~", "out of the calendar"),
        ("1961-11/1961-10", "backwards"),
        ("196X-21", "write it without what follows, where the year is not known: 196X"),
        ("196X-12-25", "without what follows"),
        ("1984-1X", r"\[1984-10\.\.1984-12\]"),
        ("1984-02-2X", r"\[1984-02-20\.\.1984-02-29\]"),
        ("1984-02-0X", r"\[1984-02-01\.\.1984-02-09\]"),
        ("1961-34", r"a quarter of a year: write \[1961-04\.\.1961-06\]"),
        ("1961-25", "calendar"),
        ("10/11/1961", "two ends"),
        ("19611110", "with hyphens: 1961-11-10"),
        ("1961-1-5", "two figures each: 1961-01-05"),
        ("5.13.1961", "with the year first: 1961-05-13"),
        ("5.12.1961", "with the year first: 1961-12-05"),
        ("1961-5", "1961-05"),
        (" 1961", "without spaces"),
        ("1961-21-05", "not in the calendar"),
        ("1961-~05", "the sign behind it: 1961-05~"),
        ("CA. 1961", "about: 1961~"),
        ("10.11.1961", "the year first: 1961-11-10"),
        ("3.4.1961", "the year first: 1961-"),
        ("19xx", "a great X: 19XX"),
        ("196x", "a great X: 196X"),
        ("?1961-11", r"1961-11\?"),
        ("1961~-11", "1961-11~"),
        ("1961?~", "1961%"),
        ("ca. 1961", "1961~"),
        ("1960s", "196X"),
        ("[1960..1961..1962,1965]", "a range in a set has two ends"),
        ("1961" * 1000, "4,000 characters"),
        (1961, "in quotes"),
        (None, "in quotes"),
    ],
)
def test_what_is_no_date_says_why(text: str, hint: str) -> None:
    with pytest.raises(EdtfError, match=hint):
        parse(text)


def test_flags() -> None:
    assert parse("1961~").approximate and not parse("1961~").uncertain
    assert parse("1961?").uncertain and not parse("1961?").approximate
    assert parse("1961%").approximate and parse("1961%").uncertain
    assert parse("1950/1953").interval and not parse("[1950..1953]").interval


def test_precise_words_give_the_bounds_of_about() -> None:
    assert words("1961~", precise=True) == "about 1961 (reckoned as 1 January 1960 to 31 December 1962)"
    assert words("1961", precise=True) == "1961"


def test_how_many_days_a_date_allows() -> None:
    """An interval too, whose bounds count both; a sign at one of its ends is a sign of it."""
    counted = {"1961-11-10": 1, "1960": 366, "1961": 365, "1961-11-10/1961-11-10": 1, "1961/1962": 730}
    assert {text: parse(text).days for text in counted} == counted
    signs = [(found.approximate, found.uncertain) for found in map(parse, ("1961~/1962", "1961/1962?", "1961/1962"))]
    assert signs == [(True, False), (False, True), (False, False)]


def test_days() -> None:
    assert to_day(date(1970, 1, 1)) == 0
    assert to_day(date(1961, 11, 10)) == -2974
    assert all(to_day(from_day(day)) == day for day in range(-20_000, 21_000, 7))


@pytest.mark.parametrize("first", sampled(range(16), 16))
def test_every_date_of_the_record_reads_the_same_in_the_library(record: atlas.Record, first: int) -> None:
    texts = {*record.events["date"], *record.attestations["date"], *record.milestones["date"]} - {""}
    assert len(texts) > 800
    for text in sorted(texts)[first::16]:
        parsed, other = parse(text), library.parse_edtf(text)
        if not parsed.approximate and not parsed.is_open:  # how far `~` reaches is left to the application
            assert parsed.earliest == date(*other.lower_strict()[:3]), text
            assert parsed.latest == date(*other.upper_strict()[:3]), text


YEARS = ("0001", "1900", "1960", "1961", "2000", "9999", "195X", "000X", "19XX", "99XX")
REST = ("", "-02", "-12", "-21", "-22", "-23", "-24", "-XX", "-XX-XX", "-02-28", "-02-29", "-11-30", "-11-31", "-02-XX")
SIGNS = ("", "?", "~", "%")


@cache
def in_the_library(bare: str) -> tuple[date, date] | None:
    """First and last day of a date without signs; None where the library refuses it."""
    try:
        other = library.parse_edtf(bare)
        return date(*other.lower_strict()[:3]), date(*other.upper_strict()[:3])
    except (library.EDTFParseException, TypeError, ValueError):
        return None


@pytest.mark.parametrize("sign", SIGNS)
def test_every_form_of_a_date_reads_as_in_the_library(sign: str) -> None:
    """All that is accepted has the library's days, but for a winter's end; what it refuses is refused."""
    agreed = 0
    for text in (year + rest + sign for year in YEARS for rest in REST):
        bare = text.removesuffix(sign) if sign else text
        expected = in_the_library(bare)
        try:
            parsed = parse(text)
        except EdtfError as error:
            assert expected is None or "calendar" in str(error) or "without what follows" in str(error), text
            continue
        assert expected is not None, text
        if sign in ("~", "%"):
            assert parsed.earliest < expected[0] or parsed.earliest.year == 1
            assert parsed.latest > expected[1]
            continue
        assert parsed.earliest == expected[0], text
        if not bare.endswith("-24"):
            assert parsed.latest == expected[1], text
        agreed += 1
    assert agreed > 60 or sign in ("~", "%")


@pytest.mark.parametrize("text", ["1961-28~", "1961-25?", "1961-37%", "1961-41~"])
def test_a_season_that_the_record_does_without_is_none_with_a_sign_either(text: str) -> None:
    with pytest.raises(EdtfError):
        parse(text)


def test_no_date_needs_the_library() -> None:
    """It takes a fifth of a second to import, and what it reads is read here."""
    code = "import sys, atlas.edtf as e; e.bounds('1961-21~'); e.bounds('195X?'); print('edtf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_dates_that_stand_in_a_text() -> None:
    """Days, months, years and decades, each with its place."""
    text = "Late on 13 November 1961, in March 1953, in December 1955, in 1961 and in the 1970s"
    found = list(wording.read(text))
    assert [edtf for _, _, edtf in found] == ["1961-11-13", "1953-03", "1955-12", "1961", "197X"]
    assert [text[begin:end] for begin, end, _ in found] == [
        "13 November 1961", "March 1953", "December 1955", "1961", "1970s",
    ]  # fmt: skip
