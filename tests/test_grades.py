"""The weight of sources: grades, cautions, and what rests on a single weak one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import atlas
from atlas.check import check
from atlas.page.payload.columns import encode
from atlas.page.table import rows, sources
from atlas.publish.codebook import codebook

HEAD = "source_id,kind,grade,caution,title,author,publisher,year,language,url,copy,seen\n"


def graded(folder: Path, grade: str, caution: str = "") -> atlas.Record:
    """The sound record, its gazette with a grade and a caution; the chronicle is a local one."""
    (folder / "sources.csv").write_text(
        HEAD
        + "chronicle,chronicle,chronicle,,Chronicle of the city,,City archive,1999,cs,https://example.org/c,,2026-11-20\n"
        + f"gazette,official,{grade},{caution},Gazette,,State press,1961,ru,https://example.org/g,,2026-11-20\n",
        encoding="utf-8",
    )
    assert check(folder) == []
    return atlas.load(folder)


@pytest.mark.parametrize(
    ("grade", "caution", "weak"),
    [("act", "", False), ("web", "", True), ("act", "machine-translated", True), ("encyclopaedia", "", False)],
)
def test_one_weak_source_alone(faulty: Callable[[str], Path], grade: str, caution: str, weak: bool) -> None:
    events = graded(faulty("sound"), grade, caution).events.set_index("event_id")["weak"]
    assert events["volgograd-renamed-1961"] == weak  # on the gazette alone
    assert not events["prague-stalin-monument-destroyed-1962"]  # on both
    assert not events["prague-stalin-monument-unveiled-1955"]  # on the chronicle alone


def test_cards_tables_and_exports_show_the_weight(faulty: Callable[[str], Path], tmp_path: Path) -> None:
    record = graded(faulty("sound"), "web", "propaganda")
    listed = {source["title"]: source for source in sources(record)}
    assert listed["Gazette"]["weight"] == "web page, propaganda"
    table = {row["id"]: row for row in rows(record)}
    assert [event["weak"] for event in table["volgograd"]["events"]] == [True, True]
    data = encode(record)
    assert data["sources"]["caution"] == ["", "propaganda"] and sum(data["events"]["weak"]) == 2
    notes = {
        item["id"]: item.get("note", "") for item in json.loads(record.export(tmp_path / "a.csl.json").read_text())
    }
    assert notes["gazette"] == "Grade: web; Caution: propaganda"
    assert "web, propaganda" in record["volgograd"]._repr_html_()


def test_every_source_of_the_record_is_graded(record: atlas.Record) -> None:
    assert set(record.sources["grade"]) <= set(record.grades["grade"])
    assert set(record.sources.loc[record.sources["url"].str.contains("news-pravda.com"), "caution"]) == {"propaganda"}


def test_sentences_end_with_a_stop_and_details_do_not(record: atlas.Record) -> None:
    ends = (".", "!", "?", ".”", '."', ".)", ".’", "…")
    for texts in (record.attestations["says"], record.features["note"], record.milestones["summary"]):
        assert [text for text in texts if text and not text.endswith(ends)] == []
    assert [text for text in record.events["detail"] if text.endswith(".")] == []


def test_the_codebook_counts_what_stands_on_one_grade_and_what_can_be_found_again(
    faulty: Callable[[str], Path],
) -> None:
    text = codebook(graded(faulty("sound"), "web"))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    found = {row[0]: row[1:] for row in cells if len(row) > 1}
    assert found["chronicle"][-2:] == ["1", "1"]  # a source; the unveiling stands on it alone
    assert found["web"][-2:] == ["1", "2"]  # the two events of Volgograd; that of 1962 has a source of either grade
    assert found["sources that name an author"] == ["0%", "0 of 2"]
    assert found["sources with the year of the work"] == ["100%", "2 of 2"]
    assert found["sources with the day on which they were read"] == ["100%", "2 of 2"]
    assert found["tenures whose end no source dates, but one bounds"] == ["0%", "0 of 2"]
