"""The style sheets of the languages say what the files and the functions say: every word, number, date and name."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from atlas.look.speech import Speech, length
from atlas.look.strings import languages, strings
from tests.node import NODE

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "contribute" / "languages.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## [^\n]+ \((\w\w)\)$(.*?)(?=^## |\Z)", PAGE))  # by language
DATES = {
    "a day": "1961-11-10",
    "the first of a month": "1961-11-01",
    "a month": "1961-11",
    "a year": "1961",
    "from day to day": "1961-11-10/1961-11-14",
    "from year to year": "1961/1962",
    "a decade": "195X",
    "about a year": "1961~",
    "about a day": "1961-11-10~",
    "uncertain": "1961?",
    "between days": "[1961-11-01..1961-11-10]",
    "between years": "[1956..1962]",
    "by, before": "[..1962]",
    "or later, after": "[1956..]",
}
WORDS = {
    *("bearing", "after", "uncertain", "before", "type.removed", "type.destroyed", "type.renamed", "type.reverted"),
    *("type.restored", "type.named", "type.unveiled", "kind.monument", "title.Stalin Statue", "kind.bust"),
    *("kind.relief", "kind.street", "kind.square", "kind.district", "kind.settlement", "feature", "table.place"),
    *("table.sources", "likely.percent", "basis.editor", "table.heading", "legend", "clock", "share", "beside.table"),
}  # each sheet has at least these
QUOTES = "«»‹›„“”‚‘’\"'"
ON_A_PAGE = """
import { readFileSync } from "node:fs";
import { Words } from %s;
const { strings, dates } = JSON.parse(readFileSync(0, "utf8"));
const said = {};
for (const lang of Object.keys(strings.play)) said[lang] = dates.map((date) => new Words(strings, lang).date(date));
console.log(JSON.stringify(said));
"""


def rows(language: str, heading: str) -> Iterator[list[str]]:
    """The rows of a sheet's table whose first column has this heading."""
    lines = iter(SECTIONS[language].splitlines())
    for line in lines:
        if line.startswith(f"| {heading} |"):
            next(lines)
            break
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip(" ") for cell in line.strip("| ").split(" | ")]


def said(speech: Speech, key: str) -> str:
    """The text of a key: of the interface, of the record, its name of a state or town (``place.``)."""
    prefix, _, name = key.partition(".")
    if prefix == "polity":
        return str(speech.record.subject.words[key][speech.language])
    if prefix == "place":
        towns = pd.read_csv(ROOT / "geodata" / "town_names.csv", keep_default_na=False)
        (town,) = towns[(towns["town"] == name) | (towns["en"] == name)].to_dict("records")
        return str(town[speech.language] or town["en"] or town["town"])
    if prefix == "title" and speech.english and key in speech.record.texts:
        return name
    if prefix == "milestone" and name and speech.english:
        milestones = speech.record.milestones
        return str(milestones.loc[milestones["milestone_id"] == name, "title"].iloc[0])
    if prefix == "map" and speech.english:
        return (speech.record.path / "maps.toml").read_text(encoding="utf-8")
    own = speech.record.texts.get(key, {}).get(speech.language)
    return str(own or strings()[key][speech.language])


def test_every_language_has_its_sheet() -> None:
    assert tuple(SECTIONS) == languages()


@pytest.mark.parametrize("language", languages())
def test_dates_are_as_the_functions_say_them(record, language: str) -> None:
    speech = Speech(record, language)
    told = {what: (edtf.strip("`"), words) for what, edtf, words in rows(language, "date")}
    assert told == {what: (edtf, speech.date(edtf)) for what, edtf in DATES.items()}


@pytest.mark.parametrize("language", languages())
def test_numbers_are_as_the_functions_write_them(record, language: str) -> None:
    speech = Speech(record, language)
    told = dict(rows(language, "number"))
    assert told == {
        "1234567": speech.number(1234567),
        "2.5": speech.decimal(2.5),
        "300 metres": length(300, language),
        "2500 metres": length(2500, language),
    }


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("heading", ["key", "name"])
def test_words_and_names_are_those_of_the_files(record, language: str, heading: str) -> None:
    """A word between two ``…`` stands within its text, any other is the whole of it."""
    speech = Speech(record, language)
    told = {row[0].strip("`"): row[1] for row in rows(language, heading)}
    assert told.keys() >= (WORDS if heading == "key" else {"title.Stalin", "place.Kyiv", "polity.GDR"})
    for key, word in told.items():
        text = said(speech, key)
        if word.startswith("…") and word.endswith("…"):
            assert word.strip("…") and word.strip("…") in text, (key, word, text)
        else:
            assert word == text, (key, word, text)


@pytest.mark.parametrize("language", languages()[1:])
def test_quotation_marks_and_spaces_are_those_of_the_sheet(record, language: str) -> None:
    """Of what the interface and the record say; French has spaces that do not break."""
    marks = SECTIONS[language].split("**Quotes, dashes, spaces.**")[1].split("**Capitals.**")[0]
    texts = [by[language] for by in (*strings().values(), *record.texts.values()) if language in by]
    assert {mark for text in texts for mark in text if mark in QUOTES} <= set(marks)
    if language == "fr":
        assert [text for text in texts if re.search(r"« | [:;?!»]", text)] == []


def test_a_page_says_the_same_dates(tmp_path: Path) -> None:
    """English is left out: a page has it from ``atlas.edtf``. Spaces are not compared: a browser has its own."""
    script = tmp_path / "dates.mjs"
    module = (ROOT / "atlas" / "page" / "web" / "src" / "ui" / "words.js").as_uri()
    script.write_text(ON_A_PAGE % json.dumps(module), encoding="utf-8")
    asked = json.dumps({"strings": strings(), "dates": list(DATES.values())})
    done = subprocess.run(
        [NODE, script], input=asked, capture_output=True, text=True, encoding="utf-8", timeout=60, check=True
    )
    for language, dates in json.loads(done.stdout).items():
        told = [words for _, _, words in rows(language, "date")]
        if language != "en":
            assert [" ".join(text.split()) for text in dates] == [" ".join(text.split()) for text in told], language
