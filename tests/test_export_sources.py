"""Bibliographies and references, read back by parsers of BibTeX, RIS and JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, RemoveEnclosingMiddleware

import atlas
from atlas.export import ExportError
from atlas.export.csl import RECORD_ID


def plain(text: str) -> str:
    """Text without what a line-based format cannot keep: line breaks and runs of spaces."""
    return " ".join(text.split())


def bibtex(text: str) -> dict[str, dict[str, str]]:
    """Entries by key, TeX's escapes undone; each has its ``kind``."""
    stack = [RemoveEnclosingMiddleware(), LatexDecodingMiddleware()]
    library = bibtexparser.parse_string(text, parse_stack=stack)
    assert library.failed_blocks == []
    return {
        entry.key: {"kind": entry.entry_type, **{field.key: undressed(field.value) for field in entry.fields}}
        for entry in library.entries
    }


def undressed(text: str) -> str:
    """Without the second pair of braces, which keeps capitals and whole names."""
    inner = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    return inner.replace("ˆ", "^")  # the decoder reads \\textasciicircum as a letter that looks like it


def test_bibtex_has_every_source(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    entries = bibtex(written(".bib").read_text(encoding="utf-8"))
    assert list(entries) == [RECORD_ID, *exported.sources.index]
    assert entries[RECORD_ID]["version"] == exported.version
    for key, row in exported.sources.iterrows():
        entry = entries[key]
        assert plain(entry["title"]) == plain(row["title"])
        parted, whole = entry.get("author", ""), " and ".join(row["author"].split("; "))
        assert sorted(re.findall(r"\w+", parted)) == sorted(re.findall(r"\w+", whole))  # "Family, Given" or as it is
        assert entry.get("year", "") == ("" if str(row["year"]) == "<NA>" else str(row["year"]))
        holder = [
            entry[name]
            for name in ("journal", "publisher", "booktitle", "organization", "howpublished")
            if name in entry
        ]
        assert [plain(name) for name in holder] == [plain(row["publisher"])] * bool(row["publisher"])
        assert (entry["kind"] == "book") == (row["kind"] == "book")


def test_bibtex_addresses_are_as_they_are(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    text = written(".bib").read_text(encoding="utf-8")
    found = set(re.findall(r"^  url = \{(.*)\},?$", text, re.MULTILINE))
    escapes = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20", '"': "%22"}
    wanted = {"".join(escapes.get(c, c) for c in url) for url in exported.sources["url"] if url.startswith("http")}
    assert found == wanted


def test_csl_json_has_every_source(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    items = json.loads(written(".csl.json").read_text(encoding="utf-8"))
    assert [item["id"] for item in items] == [RECORD_ID, *exported.sources.index]
    assert (items[0]["type"], items[0]["version"]) == ("dataset", exported.version)
    for item in items[1:]:
        row = exported.sources.loc[item["id"]]
        assert item["title"] == row["title"]
        assert "; ".join(author["literal"] for author in item.get("author", [])) == row["author"]
        assert item.get("container-title", item.get("publisher", "")) == row["publisher"]
        assert item.get("URL", row["url"]) == row["url"]
        year = item.get("issued", {"date-parts": [[None]]})["date-parts"][0][0]
        assert year == (None if str(row["year"]) == "<NA>" else row["year"])


def test_ris_has_every_source(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    with written(".ris").open(encoding="utf-8") as file:
        lines = file.read().splitlines()
        file.seek(0)
        entries: list[dict[str, Any]] = rispy.load(file)
    assert all(re.match(r"[A-Z][A-Z0-9]  - |$", line) for line in lines)
    assert [entry["id"] for entry in entries] == [RECORD_ID, *exported.sources.index]
    assert entries[0]["type_of_reference"] == "DATA" and entries[0]["edition"] == exported.version
    for entry in entries[1:]:
        row = exported.sources.loc[entry["id"]]
        assert entry["title"] == plain(row["title"])
        assert (
            "; ".join(name.removesuffix(",").replace(",, ", ", ") for name in entry.get("authors", [])) == row["author"]
        )
        assert entry.get("secondary_title", entry.get("publisher", "")) == plain(row["publisher"])
        assert entry.get("year", "") == ("" if str(row["year"]) == "<NA>" else str(row["year"]))
        assert entry.get("language", "") == row["language"]


@pytest.mark.parametrize("style", ["apa", "chicago", "modern-language-association"])
def test_a_record_is_cited_in_one_line(record: atlas.Record, style: str) -> None:
    cited = record.cite(style)
    assert "\n" not in cited and "<" not in cited
    for part in ("de-stalinization atlas", f"version {record.version}", str(record.date.year), "cc-by-4.0"):
        assert part in cited.lower()


def test_apa_is_apa(sound: atlas.Record) -> None:
    """Against the manual's form: Author. (Year). Title (Version) [Kind]."""
    author = f"{sound.title} contributors"
    wanted = (
        f"{author}. ({sound.date.year}). {sound.title}: the record (Version {sound.version}) [Dataset]. [CC-BY-4.0]"
    )
    assert sound.cite() == wanted


@pytest.mark.parametrize("style", ["apa", "chicago"])
def test_a_feature_is_cited_with_all_its_sources(exported: atlas.Record, style: str) -> None:
    for feature_id in list(exported.features.index)[:3]:
        feature = exported[feature_id]
        cited = feature.cite(style)
        assert len(cited.splitlines()) == len(feature.sources) + 1
        assert f"[{feature_id}]" in cited
        assert all(url in cited for url in feature.sources["url"] if "{" not in url)


def test_a_reference_names_the_page(sound: atlas.Record) -> None:
    (line,) = (line for line in sound["prague-stalin-monument"].cite().splitlines() if "Gazette" in line)
    assert line.endswith("[p. 3]")
    entries = bibtex(sound["prague-stalin-monument"].cite("bibtex"))
    assert entries["gazette"]["note"].endswith("p. 3")
    assert set(entries) == {"prague-stalin-monument", "chronicle", "gazette"}


@pytest.mark.parametrize("exported", ["hostile"], indirect=True)
def test_tags_in_a_title_are_text(exported: atlas.Record) -> None:
    assert "Street <i>1</i>" in exported["town-street"].cite()
    assert "</script> ]]>" in exported["town-bust"].cite()


def test_an_unknown_style_is_refused(sound: atlas.Record) -> None:
    with pytest.raises(ExportError, match="no style 'apaa': there are apa, chicago, bibtex"):
        sound.cite("apaa")


def test_citing_without_the_extra_names_it(sound: atlas.Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    with pytest.raises(ExportError, match=r"\[cite\]"):
        sound.cite()
    assert sound.cite("bibtex").startswith("@misc{")
