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


# What lists of several countries were found to have, by the EDTF that a careful editor would write.
TYPED = {
    "1920~": (
    "ca. 1920 | c.1920 | c1920 | circa 1920 | ~1920 | 1920 ca. | 1920 (ca.) | about 1920 | approx. 1920"
    " | um 1920 | gegen 1920 | etwa 1920 | ок. 1920 г. | около 1920 года | близько 1920 р. | vers 1920"
    " | env. 1920 | hacia 1920 | c. a. 1920 | ok. 1920 | około 1920 r. | kolem 1920 | kolem r. 1920"
    " | kolem roku 1920 | um das Jahr 1920 | vers l'an 1920 | about the year 1920"
    ),
    "18XX": (
    "XIX в. | XIX век | 19 в. | 19th century | 19th c. | the nineteenth century | 19. Jh. | 19. Jahrhundert"
    " | XIXe siècle | XIXème siècle | s. XIX | siglo XIX | XIX w. | XIX wiek | 19. století | 19. stol."
    " | XIX ст. | XIX століття"
    ),
    "[..1949]": (
    "до 1950 г. | до 1950 года | before 1950 | pre-1950 | vor 1950 | avant 1950 | antes de 1950 | przed 1950"
    " | przed 1950 r. | před 1950 | před rokem 1950"
    ),
    "[..1950]": (
    "until 1950 | bis 1950 | not later than 1950 | spätestens 1950 | не позднее 1950 | au plus tard en 1950"
    " | nejpozději 1950 | najpóźniej w 1950 | by 1950 | 1950 or earlier"
    ),
    "[1951..]": (
    "after 1950 | nach 1950 | после 1950 г. | après 1950 | después de 1950 | po 1950 | po 1950 r."
    " | po roce 1950"
    ),
    "[1950..]": (
    "since 1950 | ab 1950 | seit 1950 | с 1950 г. | с 1950 | depuis 1950 | desde 1950 | od 1950 | od roku 1950"
    " | od 1950 r. | 1950 or later | 1950 oder später"
    ),
    "[1991-09..1991-12]": (
    "конец 1991 | конец 1991 г. | в конце 1991 года | late 1991 | end of 1991 | Ende 1991 | fin 1991"
    " | fines de 1991 | a finales de 1991 | koniec 1991 | pod koniec 1991 | konec 1991 | koncem roku 1991"
    ),
    "[1950-01..1950-04]": (
    "начало 1950 | в начале 1950 г. | Anfang 1950 | début 1950 | principios de 1950 | a principios de 1950"
    " | początek 1950 | na początku 1950 r. | počátek 1950 | počátkem roku 1950 | začátkem 1950 | early 1950"
    ),
    "[1950-05..1950-08]": "mid-1950 | Mitte 1950 | середина 1950 | mi-1950 | mediados de 1950 | połowa 1950 | v polovině roku 1950",
    "[1800..1849]": (
    "1. Hälfte 19. Jh. | 1. Hälfte des 19. Jahrhunderts | erste Hälfte 19. Jh."
    " | first half of the 19th century | 1st half 19th c. | первая половина XIX в. | 1-я половина XIX в."
    " | première moitié du XIXe siècle | 1re moitié XIXe s. | primera mitad del siglo XIX | 1. poł. XIX w."
    " | pierwsza połowa XIX wieku | 1. polovina 19. století"
    ),
    "[1850..1899]": (
    "2. Hälfte 19. Jh. | 2-я пол. XIX в. | 2e moitié du XIXe siècle | segunda mitad del s. XIX"
    " | II połowa XIX w. | 2. pol. 19. stol."
    ),
    "[1875..1899]": "last quarter of the 19th century",
    "[1850..1874]": "3. Viertel 19. Jh.",
    "[1800..1832]": "early 19th century | Anfang 19. Jh.",
    "[1866..1899]": "Ende des 19. Jahrhunderts | конец XIX в. | fin du XIXe siècle | koniec XIX w. | konec 19. století",
    "[1900..1932]": "начало XX века",
    "[1833..1865]": "mid-19th century",
    "192X": (
    "1920s | the 1920s | 1920's | 1920er | 1920er Jahre | die 1920er Jahre | 1920-е | 1920-е гг. | 1920-е годы"
    " | 20-е годы XX века | 20-е гг. XX в. | années 1920 | les années 1920 | años 1920 | los años 1920"
    " | década de 1920 | lata 20. XX w. | lata 20. XX wieku | lata 1920 | lata dwudzieste XX wieku"
    " | 20. léta 20. století | 1920. léta"
    ),
    "195X": "50. léta 20. století | 195-",
    "[1950..1952]": (
    "počátek 50. let 20. století | early 1950s | Anfang der 1950er Jahre | начало 1950-х | в начале 1950-х гг."
    " | début des années 1950 | principios de los años 1950 | principios de la década de 1950"
    " | początek lat 50. XX w. | between 1950 and 1952 | zwischen 1950 und 1952 | между 1950 и 1952 гг."
    " | entre 1950 et 1952 | entre 1950 y 1952 | między 1950 a 1952 | mezi 1950 a 1952 | mezi lety 1950 a 1952"
    " | w latach 1950-1952 | v letech 1950–1952 | в 1950-1952 гг. | 1950-52"
    ),
    "[1956..1959]": "late 1950s | Ende der 1950er | конец 1950-х гг. | fin des années 1950",
    "[1953..1955]": "mid-1950s",
    "1953-21": "Frühjahr 1953 | im Frühjahr 1953 | spring 1953 | spring of 1953 | весна 1953 | весной 1953 г.",
    "1961-23": (
    "осень 1961 | осенью 1961 года | Herbst 1961 | automne 1961 | otoño de 1961 | jesień 1961"
    " | jesienią 1961 r. | podzim 1961 | na podzim 1961 | autumn 1961 | fall 1961"
    ),
    "1961-22": "v létě 1961",
    "1961-24": "winter 1961",
    "[1950..1951]": "1950/51 | 1950/1951 | 1950–1951 | 1950 - 1951 | 1950 or 1951 | 1950 oder 1951",
    "1961-11": (
    "1961-11 | 11/1961 | 11.1961 | Nov 1961 | November 1961 | ноябрь 1961 | в ноябре 1961 г."
    " | noviembre de 1961 | novembre 1961 | listopad 1961 | listopadu 1961"
    ),
    "1961-06-07": "7.VI.1961 | 7 VI 1961 | 7 VI 1961 r.",
    "1961-11-10": (
    "10 Nov. 1961 | 10 Nov 1961 | 10-Nov-1961 | Nov 10, 1961 | November 10th, 1961 | 10th of November 1961"
    " | 10. November 1961 | am 10. November 1961 | 10 ноября 1961 | 10 ноября 1961 г. | 10 ноября 1961 года"
    " | 10 novembre 1961 | le 10 novembre 1961 | 10 de noviembre de 1961 | 10 listopada 1961"
    " | 10 listopada 1961 r. | 10. listopadu 1961"
    ),
    "1961-11-01": "1er novembre 1961",
    "[1961-10-11,1961-11-10]": "10. 11. 1961 | 10.11.1961",
    "[1956-03-09,1956-09-03]": "9/3/1956",
    "1956-03-13": "13/3/1956 | 3/13/1956",
    "1956-03-03": "3/3/1956",
    "1956-03-09": (
    "1956/03/09 | 1956.03.09 | 19560309 | 1956-03-09T00:00:00Z | 1956-03-09 12:30 | Friday, 9 March 1956"
    " | Freitag, 9. März 1956"
    ),
    "1956?": "1956? | 1956 (?)",
    "1956": (
    "(1956) | [1956] | 1956 r. | 1956 г. | r. 1956 | roku 1956 | in 1956 | im Jahr 1956 | en 1956"
    " | en l'an 1956 | w 1956 r. | v roce 1956 | в 1956 году | 1956 год"
    ),
    "0122": "AD 122 | 122 AD | 122 CE | A.D. 122 | 122 n. Chr. | 122 н. э. | 122 n.l.",
    "01XX": "2nd century AD",
    "[0266..0299]": "late 3rd century",
    "1950?": "probably 1950 | vermutlich 1950 | вероятно, 1950 | probablement 1950",
    "195X?": "possibly 1950s",
    "1950": "1950 to present | 1950-",
    "[1999..2003]": "1804-1808, 1999-2003",
    "2020-06-07": "43989",
    "1961": "1961.0",
    "[1961-07..1961-09]": "Q3 1961",
    "[1961-06..1961-11]": "summer 1961 or autumn 1961",
    "200X": "200X",
    "19XX": "19--",
    "[1950..1969]": "1950s-1960s | 1950-е — 1960-е гг.",
    "[1700..1899]": "18th-19th centuries | XVIII–XIX вв.",
    "[1961-11-10..1961-11-12]": "10-12 November 1961 | 10.-12.11.1961",
    "[1961-10..1961-11]": "Oct-Nov 1961 | October/November 1961",
}  # fmt: skip
# Registers of monuments, mines and museums of several countries.
REGISTERS = {
    "18XX": "C19th | 19C | ХІХ ст. | ХIХ в.",
    "[1600..1799]": "C17/C18 | 17./18. Jh. | XVII/XVIII w.",
    "[1866..1932]": "рубеж XIX-XX вв. | на рубеже XIX и XX веков | na przełomie XIX/XX w. | přelom 19. a 20. století | limite 19e siècle 20e siècle"
    " | turn of the 19th and 20th centuries | Wende 19./20. Jh.",
    "[1825..1849]": "2-я четв. XIX в. | 2 ćw. XIX w. | 2-га чв. ХІХ ст. | 2. V. 19. Jh. | 2/4 XIX w.",
    "[1900..1932]": "primer tercio del siglo XX | 1. Drittel 20. Jh. | первая треть XX в.",
    "[1866..1899]": "E. 19. Jh. | k. XIX w. | кін. ХІХ ст.",
    "[1850..1899]": "2. H. 19. Jh. | 2-га пол. ХІХ ст.",
    "[1920..1939]": "1920-30-е гг. | 1920s/30s | 1920-1930er Jahre",
    "[1905..1906]": "1905/06",
    "[1860..1899]": "1860:1899",
    "2012": "2012:2012",
    "[1862..1872]": "1867±5 | 1867 +/- 5",
    "1945-05": "1945-05-00 | 1945-05-?? | 00.05.1945 | ??.05.1945 | xx.05.1945",
    "1945": "1945-00-00 | 1945-??-?? | 00.00.1945",
    "1945-05-01": "1.05.1945 r. | 01.05.1945 г. | 1945-05-01 00:00:00+00 | Dedicated May 1, 1945",
    "1917-06": "June 1917[4] | June 1917 (wood)",
    "1917": "1917[79] | 1917¹ | 1917 * | 1917† | built in 1917 | Est. 1917 | построен в 1917 г. | bez. 1917 | dat. 1917 | zbudowany w 1917"
    " | 1917 (brick) | 1917 (daté par source) | 1917, rebuilt 1960 | 1917 (restored 1960) | 1917, 1960 (rozbudowa) | demolished 1917 | 1917 abgerissen",
    "[1833..1899]": "mid to late 19th century | mid-late nineteenth century | Mitte bis Ende 19. Jh.",
    "1852~": "c. 1852, 1950 addition | c. 1852, c. 1950 alterations",
    "[1899..1917]": "between 1899 & 1917 | zw. 1899 und 1917 | 1899 through 1917",
    "[..1861]": "in or before 1861 | since at least 1861 | ≤1861",
    "1861~": "1861ish | 1861-ish",
    "1861?": "?1861 | prob. 1861",
}  # fmt: skip
UNREAD = [
    "20er Jahre",
    "années 20",
    "počátek 50. let",
    "Nov. '61",
    "120 BC",
    "120 BCE",
    "120 v. Chr.",
    "120 до н. э.",
    "120 av. J.-C.",
    "-120",
    "2nd century BC",
    "Easter 1961",
    "1961-11-31",
    "31 February 1961",
    "в ночь на 31 октября 1961",
    "night of 31 October 1961",
    "1945 (planned)",
    "1945 (nicht gebaut)",
    "1945 (goods 1950)",
    "Jan-50",
    "June 1917 (4)",
]
"""No date, or one that cannot be kept: a half-read date would be worse."""


@pytest.mark.parametrize(
    ("typed", "edtf"), [(typed, edtf) for edtf, forms in FORMS.items() for typed in forms.split(" | ")]
)
def test_a_form_and_its_edtf(typed: str, edtf: str) -> None:
    found = read(typed, dayfirst=True)
    assert (found.edtf, found.kind, found.text) == (edtf, "date", typed.strip("[]") if typed == "[1961]" else typed)
    assert bounds(found.edtf)


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [(typed, edtf) for table in (TYPED, REGISTERS) for edtf, forms in table.items() for typed in forms.split(" | ")],
)
def test_what_people_type_is_read_and_never_finer(typed: str, edtf: str) -> None:
    found = read(typed)
    assert (found.edtf, found.kind) == (edtf, "date")
    assert found.ambiguous or "," not in edtf


@pytest.mark.parametrize("typed", UNREAD)
def test_what_is_no_date_here_is_said_to_be_none(typed: str) -> None:
    found = read(typed)
    assert (found.edtf, found.kind) == ("", "unread") and found.notes


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


@pytest.mark.parametrize("typed", ["0", "0000-00-00", "00/00/0000", "00.01.1900"])
def test_noughts_are_no_date(typed: str) -> None:
    assert (read(typed).kind, read(typed).edtf) == ("unknown", "")


@pytest.mark.parametrize("typed", ["9999", "9999-12-31", "31.12.9999", "9999-12-31T00:00:00Z", "9999:9999"])
def test_a_year_that_stands_for_no_end_is_none(typed: str) -> None:
    assert (read(typed).kind, read(typed).edtf) == ("present", "")


def test_numbers_are_what_their_column_tells() -> None:
    found = read_column([-101433600000, 7948800000, 364521600000.0, None])  # as web maps keep days
    assert [one.edtf for one in found] == ["1966-10-15", "1970-04-03", "1981-07-21", ""]
    assert read("1590969600").edtf == "2020-06-01"  # seconds
    found = read_column(["-50", "79", "1", "350"])
    assert [(one.edtf, one.kind) for one in found] == [
        ("", "unread"),
        ("0079", "date"),
        ("0001", "date"),
        ("0350", "date"),
    ]
    assert read_column(["79", "350"])[0].kind == "unread"


def test_a_verb_of_the_other_side_makes_it_another_date() -> None:
    sides = {"begin": ("built 1950", "demolished 1950"), "end": ("demolished 1950", "erbaut 1950")}
    for side, (own, other) in sides.items():
        assert (read(own, side=side).edtf, read(other, side=side).kind) == ("1950", "unread")
    assert read("1923 (demolished)", side="begin").kind == "unread"
    assert read("1898, rebuilt 1923", side="end").kind == "unread"
    assert read("1898, rebuilt 1923", side="begin").notes == ("and beside it: rebuilt 1923",)


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


def test_the_first_centuries_have_no_year_0() -> None:
    forms = ("1st century", "c. 1st century", "c. 2nd century", "early 1st century")
    assert [read(typed).edtf for typed in forms] == ["[0001..0099]", "[0001..0099]", "[0001..0299]", "[0001..0033]"]


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
