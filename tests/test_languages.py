"""What the record says in other languages: complete, and the same claims, numbers and dates as in English."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from atlas.check import check
from atlas.edtf.wording import read
from atlas.io.files import FileError
from atlas.look.called import Called, pieces_of
from atlas.look.strings import ENGLISH, languages
from atlas.page.parts import ground_note
from atlas.page.story import found_again, scenes
from atlas.publish.build import draw
from atlas.record.languages import read_languages
from atlas.record.plans import read_plans
from atlas.record.stories import OPENINGS, numbers_in, parse_story, read_story, read_translations, story_files, unlike

OTHERS = [code for code in languages() if code != ENGLISH]
LONGER = 2.2  # times the English: more does not fit where that does


def test_titles_ledes_and_captions_are_there_in_every_language(record) -> None:
    files = {path.stem: json.loads(path.read_text("utf-8")) for path in (record.path / "languages").glob("*.json")}
    assert sorted(files) == OTHERS
    titles = record.milestones.drop_duplicates("milestone_id").set_index("milestone_id")
    english = {f"milestone.{key}": row["title"] for key, row in titles.iterrows()}
    for plan in read_plans(record).maps:
        english |= {f"map.{plan.id}.title": plan.title, f"map.{plan.id}.lede": plan.lede}
    english["map.borders"] = ground_note(record)
    for code, texts in files.items():
        assert set(english) <= set(texts), code
        assert all(key.startswith(("title.", "figure.")) for key in set(texts) - set(english)), code
        for key, text in texts.items():
            assert key not in english or len(text) <= LONGER * max(12, len(english[key])), (code, key)
            assert numbers_in(text) >= [] and not set(text) & set("{}<>"), (code, key)


def test_pieces_of_titles_are_told_in_every_language(record) -> None:
    pieces = {piece for title in record.features["title"] for piece in pieces_of(title)}
    told = {key.removeprefix("title.") for key in record.texts if key.startswith("title.")}
    assert len(told) > 300 and told <= pieces
    for piece in told:
        assert set(record.texts[f"title.{piece}"]) == set(OTHERS), piece


@pytest.mark.parametrize("language", OTHERS)
def test_most_titles_are_told_in_every_language(record, language: str) -> None:
    """The rest are names, such as "Rue Staline, Annonay", and what has one within: a garden, a part of a town."""
    called = Called(record, language, foreign=True)
    titles = dict(record.features["title"].items())
    share = sum(called.title(key) != title for key, title in titles.items()) / len(titles)
    assert share > (0.73 if language in ("ka", "uk") else 0.8)


def _pairs(record) -> Iterator[tuple]:
    for story_id in story_files(record.path):
        story = read_story(record.path, story_id)
        for code, translation in read_translations(record.path, story_id).items():
            yield story, code, translation


def test_every_story_is_told_in_every_language_with_the_same_numbers_and_dates(record) -> None:
    told = {(story.id, code) for story, code, _ in _pairs(record)}
    assert told == {(story_id, code) for story_id in story_files(record.path) for code in OTHERS}
    for story, code, translation in _pairs(record):
        assert list(unlike(story, translation)) == [], (story.id, code)
        for claim, said in zip(story.claims, translation.claims, strict=True):
            dates = [date for _, _, date in read(claim.text)]
            assert [date for _, _, date in found_again(claim.text, said.text, code)] == dates, (
                story.id,
                code,
                said.text,
            )


def test_every_opening_is_told_in_every_language_on_the_same_days(record) -> None:
    ids = story_files(record.path, OPENINGS)
    assert ids
    for story_id in ids:
        opening, translations = (
            read_story(record.path, story_id, OPENINGS),
            read_translations(record.path, story_id, OPENINGS),
        )
        assert set(translations) == set(OTHERS)
        told = scenes(opening, translations)
        assert len(told) == len(opening.paragraphs) and all(set(scene["said"]) == set(OTHERS) for scene in told)
        assert all(len(text) <= LONGER * len(scene["text"]) for scene in told for text in scene["said"].values())
        for code, translation in translations.items():
            assert list(unlike(opening, translation)) == [], code
            for claim, said in zip(opening.claims, translation.claims, strict=True):
                dates = [date for _, _, date in read(claim.text)]
                assert [date for _, _, date in found_again(claim.text, said.text, code)] == dates, (code, said.text)


def test_an_opening_whose_translation_makes_other_claims_is_not_told_in_it(record) -> None:
    opening = parse_story("a", "It began on 10 November 1961 {x}.\n")
    (scene,) = scenes(
        opening, {"de": parse_story("a", "Am 10. November 1961 {x}.\n"), "cs": parse_story("a", "Dne 10. {y}.\n")}
    )
    assert scene["said"] == {"de": "Am 10. November 1961."}
    assert "said" not in scenes(opening)[0]


def test_a_translation_that_departs_from_its_story_is_noticed() -> None:
    story = parse_story("a", "On 10 November 1961 a crowd of 40,000 {x}. It ended {y}.\n")
    same = parse_story("a", "10 ноября 1961 года толпа в 40 000 {x}. Кончилось {y}.\n")
    assert list(unlike(story, same)) == []
    for text in (
        "10 ноября 1961 года толпа в 41 000 {x}. Кончилось {y}.",
        "11 ноября 1961 года толпа в 40 000 {x}. Кончилось {y}.",
        "10 ноября 1961 года толпа в 40 000 {y}. Кончилось {x}.",
        "10 ноября 1961 года толпа в 40 000 {x}.",
    ):
        assert list(unlike(story, parse_story("a", text))), text
    assert replace(story, id="b").refs == story.refs


def test_checks_name_a_faulty_translation(faulty) -> None:
    folder = faulty("sound")
    (folder / "stories").mkdir(exist_ok=True)
    (folder / "stories" / "nowhere.ru.md").write_text("Кто-то {x}.\n", encoding="utf-8")
    assert [p.message for p in check(folder) if p.file == "stories/nowhere.ru.md"] == [
        "there is no stories/nowhere.md of which it is a translation"
    ]
    (folder / "openings").mkdir(exist_ok=True)
    (folder / "openings" / "nowhere.ru.md").write_text("Кто-то {x}.\n", encoding="utf-8")
    assert [p.message for p in check(folder) if p.file == "openings/nowhere.ru.md"] == [
        "there is no openings/nowhere.md of which it is a translation"
    ]


@pytest.mark.parametrize("text", ["[1]", '{"a": 1}', "{", '{"a": ""}'])
def test_a_file_that_holds_no_texts_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "ru.json").write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=r"languages/ru\.json"):
        read_languages(tmp_path)


def test_a_page_carries_its_story_and_its_captions_in_every_language(record) -> None:
    plans = read_plans(record)
    (plan,) = plans.chosen(["yerevan"])
    drawn = draw(record, plan, plans.bloc)
    page = drawn.get_root().render()
    strings = drawn.timeline.data["strings"]
    assert set(strings["map.title"]) == set(strings["map.lede"]) == set(languages())
    assert set(strings["story.notes"]) == set(languages())
    for code, translation in plan.translations.items():
        assert page.count(f'lang="{code}" data-lang="{code}" hidden') == len(translation.paragraphs) + 1
