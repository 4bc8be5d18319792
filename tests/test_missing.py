"""How much is missing, and how far two readers agree: the estimators by worked examples, and the record's tables."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

import atlas
from atlas.check import check
from atlas.publish.agreement import agreements, kappa, precision_class
from atlas.publish.codebook import codebook
from atlas.publish.gallery import gallery
from atlas.publish.missing import captured, chao, outside, wilson


def test_kappa_of_the_textbook() -> None:
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    found, low, high = kappa(first, second)  # observed 0.7, expected 0.5
    assert found == pytest.approx(0.4)
    assert (low, high) == pytest.approx((0.4 - 1.96 * 0.1296, 0.4 + 1.96 * 0.1296), abs=1e-3)
    assert kappa(["a", "b"], ["a", "b"])[0] == 1
    assert kappa(["a", "a"], ["a", "a"]) == (1, 1, 1)
    assert math.isnan(kappa([], [])[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("1961-11-10", "day"), ("1961-11", "month"), ("1961", "year"), ("195X", "wider"), ("[..1962]", "open")],
        *[("", "none"), ("[1956..]", "open"), ("[1961-11-01..1961-11-20]", "month"), ("[1961..1962]", "wider")],
    ],
)
def test_how_precise_a_date_is(text: str, expected: str) -> None:
    assert precision_class(text) == expected


def test_chao_of_a_worked_example() -> None:
    estimate, low, high = chao(50, 20, 9)  # 50 + 20 * 19 / (2 * 10)
    assert estimate == 69
    assert 50 < low < 69 < high
    assert chao(50, 0, 9) == (50, 50, 50)
    assert chao(50, 20, 4)[0] > estimate, "the less the lists overlap, the more there is"


def test_wilson_of_the_textbook() -> None:
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert wilson(0, 0) == (0, 1)
    assert wilson(10, 10)[1] == 1


def test_the_bundled_counts_are_those_of_the_record(record: atlas.Record) -> None:
    found = outside(record).set_index("total_id")
    row = found.loc["russia-monuments-2023"]
    there = record.where(country="RU", kind=["monument", "bust", "relief"]).at("2023-09-30")["status"]
    assert (row["own"], row["own_most"]) == (
        (there == "bearing").sum(),
        there.isin(["bearing", "uncertain"]).sum(),
    )
    begun = record.tenures[record.tenures["begin_earliest"].dt.year.eq(2025)]
    of_russia = record.features.loc[begun["feature_id"]].query("country == 'RU' and group == 'image'").index.nunique()
    assert found.loc["russia-unveiled-2025", "own"] == of_russia
    assert (found["own"] <= found["own_most"]).all()


def test_the_audited_lists_as_captures(record: atlas.Record) -> None:
    found = captured(record).set_index("stratum")
    assert {"images", "toponyms", "images, RU"} <= set(found.index)
    assert (found["here"] <= found["seen"]).all() and (found["seen"] <= found["low"]).all()
    assert (found["low"] <= found["estimate"]).all() and (found["estimate"] <= found["high"]).all()


def test_a_record_without_counts_says_nothing_of_them(record: atlas.Record) -> None:
    part = record.where(country="CZ")
    assert outside(part).empty and agreements(part).empty
    assert "How much is missing" in codebook(record)


def test_the_index_says_what_others_counted(record: atlas.Record) -> None:
    page = gallery(record, [], {}, stills=False)
    assert "How much is missing" in page and "over 25,000" in page
    assert "How much is missing" not in gallery(record.where(country="CZ"), [], {}, stills=False)


def test_a_total_needs_a_date_and_a_source_that_is_there(tmp_path: Path, record: atlas.Record) -> None:
    folder = tmp_path / "record"
    shutil.copytree(record.path, folder, ignore=shutil.ignore_patterns("borders.geojson", "waters.geojson", "stories"))
    totals = folder / "totals.csv"
    totals.write_text(
        totals.read_text("utf-8").replace(",2014,", ",1956/1961,").replace("severreal", "nowhere"), "utf-8"
    )
    found = {(problem.file, problem.column, problem.rule) for problem in check(folder)}
    assert {("totals.csv", "date", "edtf"), ("totals.csv", "source_id", "foreign-key")} <= found
