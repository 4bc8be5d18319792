"""Stills and films in every language: what they say, that no letter is a box, and the tally and news of a film."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from pictures import REFERENCES, one_font, plan_of
from samples import SOUND
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.edtf import to_day
from atlas.look.speech import Speech, length
from atlas.look.strings import languages, say
from atlas.plate.film import Film
from atlas.plate.lettering import HAIR, POINTS
from atlas.plate.still import draw_still
from atlas.plate.town import town_sheet
from atlas.plate.wake import Change, tally_of, weightiest
from atlas.record.bloc import NO_BLOC
from atlas.record.plans import read_plans

RUN = CliRunner()
NARROW = "\u202f"  # a space that does not break, before "г."
DAY = "1961-11-12"
DATES = {
    "en": "12 November 1961",
    "cs": "12. listopadu 1961",
    "de": "12. November 1961",
    "fr": "12 novembre 1961",
    "hu": "1961. november 12.",
    "ka": "12 ნოემბერი, 1961",
    "pl": "12 listopada 1961",
    "ru": "12 ноября 1961 г.",
    "uk": "12 листопада 1961 р.",
}
CYRILLIC, GEORGIAN = r"[а-яёіїєґ]", r"[ა-ჰ]"
OWN_LETTERS = {"ru": CYRILLIC, "uk": CYRILLIC, "ka": GEORGIAN}


@pytest.fixture(scope="module", autouse=True)
def _font() -> Iterator[None]:
    with one_font():
        yield


@cache
def _letters(file: str) -> frozenset[int]:
    return frozenset(FT2Font(file).get_charmap())


def _texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if text.get_text().strip()]


def _boxes(texts: list[Text]) -> set[str]:
    """Letters that the very face in which they are set does not have."""
    missing = set()
    for text in texts:
        known = _letters(font_manager.findfont(text.get_fontproperties(), fallback_to_default=False))
        missing |= {letter for letter in text.get_text() if ord(letter) not in known and letter != "\n"}
    return missing


def test_every_language_is_asked_for() -> None:
    assert set(DATES) == set(languages())


@pytest.mark.parametrize("lang", DATES)
@pytest.mark.long
def test_a_still_speaks_and_no_letter_of_it_is_a_box(lang: str, record: atlas.Record) -> None:
    plans = read_plans(record)
    (plan,) = plans.chosen(["atlas"])
    texts = _texts(draw_still(record, plan, DAY, (900, 560), plans.bloc, lang=lang))
    assert _boxes(texts) == set()
    said = [text.get_text().replace(NARROW, " ") for text in texts]
    assert DATES[lang] in said
    counts = record.at(DAY)["status"].value_counts()
    for status in ("bearing", "uncertain", "after"):
        assert say(status, lang) in said and str(counts[status]) in said
    title = plan.title if lang == "en" else record.texts[f"map.{plan.id}.title"][lang]
    assert title in said
    (credit,) = [text for text in said if "CC BY 4.0" in text]
    assert "Natural Earth" in " ".join(said)
    assert (say("table.sources", lang) if lang != "en" else "sources") in " ".join(said[said.index(credit) :])
    turkey = say("polity.Turkey", lang)
    assert (turkey if lang == "ka" else turkey.upper()) in [text.replace(HAIR, "") for text in said]
    if pattern := OWN_LETTERS.get(lang):
        lines = [title, record.texts[f"map.{plan.id}.lede"][lang], *(text for text in said if ":" in text)]
        assert all(re.search(pattern, line, re.IGNORECASE) for line in lines)


@pytest.mark.parametrize("lang", ["ru", "ka", "de"])
@pytest.mark.long
def test_two_days_compared_and_several_days_speak_too(lang: str, record: atlas.Record) -> None:
    plans = read_plans(record)
    (plan,) = plans.chosen(["prague"])
    two = _texts(draw_still(record, plan, "1962-11-07", (700, 500), plans.bloc, compare="1953-05-01", lang=lang))
    several = _texts(draw_still(record, plan, None, (900, 500), plans.bloc, ["1953", "1962-11-07"], lang=lang))
    assert _boxes(two) == _boxes(several) == set()
    assert say("compare.lost", lang) in [text.get_text() for text in two]
    assert Speech(record, lang).date("1962-11-07") in [text.get_text() for text in several]
    assert say("still.site", lang) in [text.get_text() for text in several]


def test_a_town_s_still_has_its_name_in_the_language(record: atlas.Record) -> None:
    for lang, title in {"cs": "Drážďany", "ru": "Дрезден", "en": "Dresden"}.items():
        assert town_sheet(record, record.town("Dresden"), lang=lang)[1].title == title


@pytest.mark.long
def test_news_of_a_film_are_titled_in_its_language(record: atlas.Record) -> None:
    plans = read_plans(record)
    film = Film(record, plans.chosen(["eastern-bloc"])[0], (960, 540), plans.bloc, lang="cs")
    row = film.record.features.index.get_loc("prague-stalin-monument")
    change = Change(int(row), "gone", 0.0, "destroyed", 0, 0)
    assert film.wake._told(change, film.speech) == f"Stalinův pomník, Praha: {say('type.destroyed', 'cs')}"
    assert film.panel.titles["prague-stalin-monument"] == "Stalinův pomník, Praha"


def test_german_nouns_keep_their_capitals(record: atlas.Record) -> None:
    from atlas.plate.sheet import shapes_of

    assert "Namen" in dict(shapes_of(Speech(record, "de"))).values()
    assert "names" not in dict(shapes_of(Speech(record, "fr"))).values()


@pytest.mark.parametrize(
    ("edtf", "said"),
    [("1961", "1961"), ("1961-11", "ноябрь 1961 г."), ("195X", say("decade", "ru")), ("1961~", say("about", "ru"))],
)
def test_dates_less_sure_than_a_day(edtf: str, said: str, record: atlas.Record) -> None:
    spoken = Speech(record, "ru").date(edtf).replace(NARROW, " ")
    assert spoken == re.sub(r"\{\d?\}", "{}", said).format("1950" if edtf == "195X" else "1961", "1959")


def test_a_language_without_texts_is_refused(tiny: atlas.Record, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no texts in 'xx'; there are texts in en, "):
        draw_still(tiny, plan_of(tiny, "tiny"), lang="xx")
    for command in (["still", "tiny", "-o", "x.png"], ["film", "tiny", "-o", "x.mp4"]):
        told = RUN.invoke(
            app, [*command[:3], str(tmp_path / command[3]), "--lang", "xx", "--record", str(REFERENCES / "record")]
        )
        assert told.exit_code == 2 and "--lang is xx; there are texts in en, " in told.output
    assert list(tmp_path.iterdir()) == []


def test_a_record_without_translations_speaks_what_it_can(tiny: atlas.Record) -> None:
    plan = plan_of(tiny, "tiny")
    said = [text.get_text() for text in _texts(draw_still(tiny, plan, "1956-11-10", (480, 270), lang="cs"))]
    assert plan.title in said and "10. listopadu 1956" in said and say("bearing", "cs") in said


# Films


def _events(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    day = lambda text: to_day(datetime.date.fromisoformat(text))  # noqa: E731
    return pd.DataFrame(
        [(feature, effect, day(first), day(last)) for feature, effect, first, last in rows],
        columns=["feature_id", "effect", "first", "last"],
    )


def test_the_tally_counts_the_year_so_far() -> None:
    events = _events(
        ("a", "begin", "1960-12-31", "1960-12-31"),
        ("b", "end", "1961-01-01", "1961-01-01"),
        ("c", "end", "1961-11-10", "1961-11-10"),
        ("d", "begin", "1961-11-11", "1961-11-11"),
        ("e", "end", "1961-01-01", "1961-12-31"),
    )
    at = lambda text: tally_of(events, to_day(datetime.date.fromisoformat(text)))  # noqa: E731
    assert at("1960-12-31") == (1960, 1, 0)
    assert at("1961-01-01") == (1961, 0, 1), "what is known to the year has hardly begun to count"
    assert at("1961-11-10") == (1961, 0, 3)
    assert at("1961-11-11") == (1961, 1, 3)


def test_the_weightiest_news_come_first_and_of_equals_the_latest() -> None:
    changes = [Change(row, "new", age, "named", 0, 0) for row, age in ((0, 0.1), (1, 0.9), (2, 0.2), (3, 0.0))]
    assert [change.row for change in weightiest(changes, [2, 1, 1, 3], 2)] == [2, 1]
    assert [change.row for change in weightiest(changes, [2, 3, 3, 3], 2)] == [0]


@pytest.mark.parametrize("lang", ["en", "cs", "ka"])
@pytest.mark.long
def test_a_film_tells_tally_and_news_as_the_page_does(lang: str, record: atlas.Record) -> None:
    plans = read_plans(record)
    film = Film(record, plans.chosen(["eastern-bloc"])[0], (960, 540), plans.bloc, lang=lang)
    day = to_day(datetime.date(1961, 11, 10))
    drawn = [artist for artist in film.wake.draw_news(day, film.speech) if isinstance(artist, Text)]
    said = [text.get_text() for text in drawn]
    year, begun, ended = film.wake.tally(day)
    assert said[0] == film.speech.say("tally", str(year), str(ended), str(begun)) and ended > 50
    assert "Stalingrad → Volgograd" in said
    assert drawn[1].get_fontsize() > 1.3 * drawn[0].get_fontsize(), "names are large"
    assert _boxes(drawn) == set()
    left, top, right, bottom = film.wake.corner
    film.draw(day)
    for text in drawn:
        begin = text.get_window_extent().x0  # it ends where its outlines do
        wide = text_to_path.get_text_width_height_descent(text.get_text(), text.get_fontproperties(), False)[0] / POINTS
        assert left < begin and begin + wide < right
    names = film.panel.labels(film._state(day))
    assert not any(b[0] < right and b[2] > left and b[1] < bottom and b[3] > top for b in (name.box for name in names))


def test_a_film_s_caption_is_in_its_language(record: atlas.Record) -> None:
    plans = read_plans(record)
    film = Film(record, plans.chosen(["eastern-bloc"])[0], (1280, 720), plans.bloc, lang="de")
    (caption,) = film._draw_caption(to_day(datetime.date(1961, 11, 14)))
    assert isinstance(caption, Text)
    assert "Wolgograd" in caption.get_text() and caption.get_text().startswith("10. November 1961")


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "1,500 km"), ("ru", "1500 км"), ("ka", "1500 კმ"), ("de", "1.500 km")]
)
def test_lengths_on_sheets_are_in_the_language(lang: str, said: str) -> None:
    assert length(1_500_000, lang).replace("\u00a0", "") == said
    assert length(500, lang) == say("unit.m", lang).replace("{}", "500")


@pytest.mark.parametrize(
    ("lang", "edtf", "said"),
    [
        ("de", "[1956-05-10..1957-06]", "zwischen dem 10. Mai 1956 und Juni 1957"),
        ("fr", "[1956-05-01..1956-05-10]", "entre le 1er mai 1956 et le 10 mai 1956"),
        ("de", "1956-05-10~", "um den 10. Mai 1956"),
        ("fr", "1956~", "vers 1956"),
    ],
)
def test_a_day_has_its_article_where_a_language_wants_one(lang: str, edtf: str, said: str) -> None:
    assert Speech(atlas.load(SOUND), lang).date(edtf) == said


def test_a_french_sheet_has_a_space_before_each_colon(tiny: atlas.Record) -> None:
    plan = plan_of(tiny, "tiny")
    sheets = [
        draw_still(tiny, plan, "1956-11-10", (480, 270), lang="fr"),
        draw_still(tiny, plan, None, (900, 500), NO_BLOC, ["1953", "1956-11-10"], lang="fr"),
    ]
    said = [text.get_text() for sheet in sheets for text in _texts(sheet)]
    assert any("\u00a0: " in text for text in said)
    assert [text for text in said if re.search(r"\w:\s", text)] == []
