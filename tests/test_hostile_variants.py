"""A sample of the further inputs of ``tests/hostile/variants.py``: each is refused with its words, or borne."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import atlas
from atlas.check import check
from atlas.cli import app
from atlas.io.lists import ListError, PointError, read_list, shape_of_text
from atlas.io.tables import RecordError, plain_csv
from atlas.io.text import formula, plain_cell, told_cell, unreckoned
from atlas.io.toml import TomlError, parse_toml
from atlas.lists import record_of
from atlas.lists.candidates import candidates

sys.path.insert(0, str(Path(__file__).parent / "hostile"))

from corpus import Case, make
from listings import broken_lists
from variants import every

pytestmark = pytest.mark.long

RUN = CliRunner()
SAMPLE = list(every())[::9]


@pytest.mark.parametrize("one", SAMPLE, ids=[one.name for one in SAMPLE])
def test_a_further_input_is_refused_or_borne(one, tmp_path: Path) -> None:
    make(Case(one.name, one.file, one.change), tmp_path / "record")
    result = RUN.invoke(app, ["check", "--record", str(tmp_path / "record")])
    assert (result.exit_code, type(result.exception)) in ((0, type(None)), (1, SystemExit)), result.exception
    if one.words is None:
        assert result.exit_code == 0, result.output
    else:
        assert any(one.words in line for line in result.output.splitlines()), result.output
    assert all(len(line) < 700 for line in result.output.splitlines())


def test_every_input_has_a_name_of_its_own() -> None:
    names = [one.name for one in every()]
    assert len(names) > 500 and len(set(names)) == len(names)


@pytest.mark.parametrize("name", ["borders.geojson", "towns.geojson", "waters.geojson"])
def test_a_package_holds_no_file_that_a_link_leads_to(name: str, tmp_path: Path) -> None:
    make(Case("x", name, lambda folder: None), tmp_path / "record")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "record" / name).unlink(missing_ok=True)
    (tmp_path / "record" / name).symlink_to(tmp_path / "secret")
    result = RUN.invoke(app, ["export", str(tmp_path / "a.zip"), "--record", str(tmp_path / "record")])
    assert result.exit_code == 1 and f"{name}: '{name}' is a link that leads out of the folder" in result.stderr
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize(
    ("table", "column", "text", "rule"),
    [
        ("features.csv", "latitude", "9" * 25, "globe"),
        ("milestones.csv", "longitude", "181", "globe"),
        ("features.csv", "title", "", "required"),
        ("names.csv", "name", "", "required"),
        ("names.csv", "language", "", "required"),
    ],
)
def test_a_record_that_no_writer_can_write_is_not_loaded(table, column, text, rule, tmp_path: Path) -> None:
    from variants import _cell

    make(Case("x", table, _cell(table, column, text)), tmp_path / "record")
    with pytest.raises(RecordError, match=rf"{table}:2:{column}  {rule}"):
        atlas.load(tmp_path / "record")


# Formulas


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=", " =1", "+cmd|' /C calc'!A0", "-2+3+cmd|'x'!A0", "@SUM(A1)", "＝1", "a;=1", "a; +B(1)", "x\n=1"],
)
def test_a_formula_is_seen_guarded_and_told_as_it_was(text: str) -> None:
    assert formula(text) and not formula(plain_cell(text)) and not formula(unreckoned(text))
    assert told_cell(plain_cell(text)) == text


@pytest.mark.parametrize(
    "text", ["", "-5", "+7 495 1234567", "@home", "a=b", "Stalin - (1961)", "a; b", "–", "'tis", "1=1"]
)
def test_what_is_no_formula_stays(text: str) -> None:
    assert not formula(text) and plain_cell(text) == text == unreckoned(text)


def test_no_table_that_is_written_for_people_holds_a_formula(tmp_path: Path) -> None:
    rows = [{"name": "=1+1", "begin": "1901", "point": "50.1, 14.4"}, {"name": "=cmd|'/c calc'!A0", "begin": "x"}]
    (tmp_path / "list.csv").write_text(pd.DataFrame(rows).to_csv(index=False), encoding="utf-8")
    done = RUN.invoke(app, ["draw", str(tmp_path / "list.csv"), "-o", str(tmp_path / "map.html")])
    assert done.exit_code == 0, done.output
    done = RUN.invoke(
        app, ["candidates", str(tmp_path / "list.csv"), "--pattern", "", "-o", str(tmp_path / "queue.csv")]
    )
    assert done.exit_code == 0, done.output
    for name in ("map-left-out.csv", "queue.csv"):
        cells = [cell for row in csv.reader((tmp_path / name).open(encoding="utf-8")) for cell in row]
        assert not any(map(formula, cells)), name
    assert "'=1+1" in (tmp_path / "queue.csv").read_text(encoding="utf-8")
    made = record_of(pd.DataFrame(rows[:1]), standing=True).record
    assert made.features["title"].tolist() == ["1+1"]
    text = plain_csv(pd.DataFrame({"name": ["=1+1", "a"]}))
    assert list(csv.reader(io.StringIO(text))) == [["name"], ["'=1+1"], ["a"]]


# Depth, and lists of others


@pytest.mark.parametrize("text", ["a" + ".a" * 20_000 + " = 1", "a = " + "[" * 100_000, "a = " + "{a=" * 9000])
def test_toml_that_is_deep_is_refused_at_once(text: str, tmp_path: Path) -> None:
    with pytest.raises(TomlError, match="too deep"):
        parse_toml(text)
    (tmp_path / "import.toml").write_text(text)
    result = RUN.invoke(app, ["new", str(tmp_path), "--from", "x.csv"])
    assert result.exit_code == 1 and "import.toml: not TOML that can be read" in result.stderr
    result = RUN.invoke(app, ["map", "-o", str(tmp_path / "x.html"), "--option", f"title={text}"])
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)


def test_a_geometry_that_would_take_the_process_with_it(tmp_path: Path) -> None:
    with pytest.raises(PointError, match="more than 100 deep"):
        shape_of_text("GEOMETRYCOLLECTION(" * 100_000 + "POINT(1 1)" + ")" * 100_000)
    assert shape_of_text("GEOMETRYCOLLECTION(" * 50 + "POINT(1 1)" + ")" * 50) is not None
    broken = {(file, name): data for name, file, data in broken_lists()}
    (tmp_path / "a.gpkg").write_bytes(broken["list.gpkg", "a deep geometry"]())
    assert read_list(tmp_path / "a.gpkg").frame.geometry.isna().all()
    (tmp_path / "a.parquet").write_bytes(broken["list.parquet", "a deep geometry"]())
    with pytest.raises(ListError, match=r"a\.parquet: a geometry of it is nested too deep"):
        read_list(tmp_path / "a.parquet")


def test_a_cell_of_brackets_is_no_list_of_names(sound: atlas.Record, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,lat,lon\n" + "[" * 100_000 + ",50,14\n", encoding="utf-8")
    assert candidates(tmp_path / "a.csv", sound, pattern="").total == 1


def test_notes_of_candidates_do_not_command_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name \x1b]0;x\x07,lat,lon\nA,50,14\n", encoding="utf-8")
    done = RUN.invoke(app, ["candidates", str(tmp_path / "a.csv"), "--pattern", "", "-o", str(tmp_path / "q.csv")])
    assert done.exit_code == 0 and "\x1b" not in done.output, done.output


@pytest.mark.parametrize(
    ("column", "text"), [("latitude", "nan"), ("latitude", "91"), ("longitude", "inf"), ("longitude", "1e400")]
)
def test_a_queue_enters_no_point_off_the_globe(column: str, text: str, tmp_path: Path) -> None:
    folder, queue = tmp_path / "mine", tmp_path / "queue.csv"
    make(Case("x", "features.csv", lambda folder: None), folder)
    row = {"decision": "feature", "name": "A", "kind": "monument", "place": "B", "country": "CZ"}
    row |= {"latitude": "50", "longitude": "14", "identifier": "geonames:" + "9" * 30} | {column: text}
    before = (folder / "features.csv").read_bytes()
    queue.write_text(pd.DataFrame([row]).to_csv(index=False))
    done = RUN.invoke(app, ["candidates", str(queue), "--accept", "--record", str(folder)])
    assert done.exit_code == 2 and "queue.csv, row 2: a feature needs latitude" in done.stderr
    assert (folder / "features.csv").read_bytes() == before
    queue.write_text(pd.DataFrame([row | {column: "14"}]).to_csv(index=False))
    done = RUN.invoke(app, ["candidates", str(queue), "--accept", "--record", str(folder)])
    assert done.exit_code == 0, done.output
    assert len(atlas.load(folder)) == 3 and not any(p.rule == "type" for p in check(folder))
