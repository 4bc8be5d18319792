"""Lists of strangers: what is small in a file and huge outside, what leads elsewhere, what a terminal would obey."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, Polygon
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.edtf import typed, wording
from atlas.io.lists import ListError, PointError, point_of, read_list
from atlas.lists import record_of
from atlas.record.stories import parse_story

sys.path.insert(0, str(Path(__file__).parent / "hostile"))

from corpus import LONG
from listings import broken_lists

RUN = CliRunner()
BROKEN = {f"{file}, {name}": (file, data) for name, file, data in broken_lists()}
SAYS = {
    "list.csv, wide": "1,000,000 columns; at most 2,000",
    "list.json, wide rows": "columns; at most 2,000",
    "list.kml, wide data": "columns; at most 2,000",
    "list.kmz, a zip bomb": "unpack to 300,000,005: that is no list",
    "list.xlsx, a zip bomb": "that is no list",
    "list.xlsx, far": "16,384 columns; at most 2,000",
    "list.xlsx, laughing": "not a workbook of Excel",
    "list.kmz, locked": "the archive cannot be unpacked",
    "list.kml, laughing in utf-16": "declares a document type or entities",
    "list.kml, external in utf-16": "declares a document type or entities",
    "list.kml, external": "declares a document type or entities",
    "list.parquet, many rows": "5,000,000 rows; at most 1,000,000",
    "list.parquet, long cells": "unpacks to more than",
    "list.parquet, a file of a grid": "names files of grids",
    "list.gpkg, an endless view": "it holds more than 1,000,000 rows",
    "list.gpkg, a crossed view": "not a GeoPackage that can be read: interrupted",
    "list.gpkg, a huge view": "too big",
    "list.gpkg, another system": "its reference system is none that has a number",
    "list.geojson, odd system": "there is no reference system EPSG:99999999",
    "query.json, bindings": "bindings are no objects",
}


@pytest.fixture
def _soon():
    """Ten seconds at most, of whatever library it is that has hold of the file."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it takes longer than 10 s"))
    signal.alarm(10)
    yield
    signal.alarm(0)


@pytest.mark.parametrize("name", SAYS)
@pytest.mark.usefixtures("_soon")
@pytest.mark.long
def test_a_list_made_to_break_its_reader_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    file, data = BROKEN[name]
    (tmp_path / file).write_bytes(data())
    (tmp_path / "outside").mkdir()
    with pytest.raises(ListError, match=re.escape(SAYS[name])) as caught:
        read_list(tmp_path / file)
    assert str(caught.value).startswith(file) and "\n" not in str(caught.value)


def test_what_lies_nowhere_on_the_globe_is_left_out_with_the_reason() -> None:
    torn = Polygon([(0, 0), (np.nan, 1), (1, 1)])
    places = [Point(14.4, 50.1), Point(500, 95), Point(0, 0), Point(np.inf, 1), torn]
    frame = gpd.GeoDataFrame({"name": list("abcde"), "begin": "1901"}, geometry=places, crs=4326)
    made = record_of(frame, standing=True)
    assert list(made.record.features["title"]) == ["a"]
    assert [one.row for one in made.left_out] == [1, 2, 3, 4]
    for one in made.left_out:
        assert one.reasons[0].partition(":")[0] in ("no point", "its geometry is broken")


def test_cells_that_are_no_text_and_no_number() -> None:
    point = pd.Series(["50.1, 14.4", "48.7, 44.5"])
    frame = pd.DataFrame(
        {"name": [["a"], np.array([1, 2])], "begin": pd.array([1901, pd.NA], dtype="Int64"), "point": point}
    )
    frame["note"], frame["end"] = [{"x": {1, 2}}, pd.NA], [pd.NA, "1950"]
    made = record_of(frame, standing=True)
    assert len(made.record.features) == 2 and made.left_out == []
    with pytest.raises(ValueError, match="the column 'point' is there twice"):
        record_of(pd.concat([frame, point.rename("point")], axis=1))
    with pytest.raises(ValueError, match="3,000 columns; at most 2,000"):
        record_of(pd.DataFrame(np.zeros((1, 3000))))


@pytest.mark.long
def test_no_terminal_obeys_a_list(tmp_path: Path) -> None:
    hostile = "a\x1b]0;b\x07\x9b31m\u202ec"
    rows = [{"name": hostile, hostile: hostile, "begin": hostile, "point": hostile}]
    rows += [{"name": "b", hostile: "x", "begin": "1901", "point": "50.1, 14.4"}]
    (tmp_path / "list.json").write_text(json.dumps(rows), encoding="utf-8")
    for command in (
        ["dates", "--column", "begin"],
        ["dates", "--column", "begin", "--json"],
        ["draw", "-o", str(tmp_path / "x.html")],
    ):
        result = RUN.invoke(app, [command[0], str(tmp_path / "list.json"), *command[1:]])
        assert result.exit_code == 0, result.output
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result.output)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rows = 5", "there is no key 'rows'; there are"),
        ("name = 5", "name: 5 is not a text"),
        ('standing = "yes"', "standing: 'yes' is not true or false"),
        ("name = [", "import.toml: "),
        ('source = [["a"]]', "source: [['a']] is not a text"),
    ],
)
def test_a_faulty_import(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text('name,begin,point\na,1901,"50.1, 14.4"\n')
    command = ["new", str(tmp_path / "made"), "--from", str(tmp_path / "list.csv")]
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "import.toml").write_text(text)
    result = RUN.invoke(app, command)
    assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.exception
    assert "import.toml" in result.stderr and says in result.stderr and len(result.stderr.splitlines()) == 1


def test_an_old_record_stays_whole_when_one_of_its_tables_leads_out(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text('name,begin,point\na,1901,"50.1, 14.4"\n')
    (tmp_path / "victim.csv").write_text("kept")
    made = tmp_path / "made"
    command = ["new", str(made), "--from", str(tmp_path / "list.csv"), "--title", "First"]
    assert RUN.invoke(app, command).exit_code == 0
    (made / "sources.csv").unlink()
    (made / "sources.csv").symlink_to(tmp_path / "victim.csv")
    before = (made / "datapackage.json").read_bytes()
    result = RUN.invoke(app, [*command[:-1], "Second"])
    assert result.exit_code == 1 and "'sources.csv' is a link that leads out of the folder" in result.stderr
    assert (made / "datapackage.json").read_bytes() == before and (tmp_path / "victim.csv").read_text() == "kept"


@pytest.mark.parametrize("name", ["a: b.csv", "what?.csv", "a\\b.csv", "con.csv", "line\nend.csv", "x " * 60 + ".csv"])
@pytest.mark.long
def test_a_list_may_be_called_what_a_file_can_be_called(name: str, tmp_path: Path) -> None:
    """Only names that a record or an archive gives are held to what every system can keep."""
    (tmp_path / name).write_text('name,begin,point\na,1901,"50.1, 14.4"\n')
    assert len(read_list(tmp_path / name).frame) == 1
    result = RUN.invoke(app, ["draw", str(tmp_path / name), "-o", str(tmp_path / "x.html")])
    assert result.exit_code == 0 and all(len(line) < 700 for line in result.output.splitlines())


@pytest.mark.long
def test_titles_of_a_file_are_plain_and_short(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"name": "a", "begin": "1901"},
        "geometry": {"type": "Point", "coordinates": [14, 50]},
    }
    document = {"type": "FeatureCollection", "name": "<script>x</script>\x00" + "long " * 5000, "features": [feature]}
    (tmp_path / "list.geojson").write_text(json.dumps(document))
    assert RUN.invoke(app, ["new", str(tmp_path / "made"), "--from", str(tmp_path / "list.geojson")]).exit_code == 0
    assert atlas.load(tmp_path / "made").check() == []
    assert len(atlas.load(tmp_path / "made").title) <= 300


@pytest.mark.parametrize("kind", LONG)
@pytest.mark.long
def test_no_pattern_takes_long_over_a_long_text(kind: str) -> None:
    """Ten times as long must not take a hundred times as long: a quadratic pattern takes minutes here."""
    start = time.process_time()
    for text in (LONG[kind], f"5{' ' * 200_000}x"):
        parse_story("story", text)
        assert list(wording.read(text)) is not None and typed.read(text).kind in ("unread", "date", "unknown")
        with contextlib.suppress(PointError):
            point_of(text)
    assert time.process_time() - start < 5


def test_a_story_is_parsed_as_it_was_written() -> None:
    story = parse_story("a", "First {a-1, a-2}. Rest\n\t \n\nSecond\nline {b}, third {x\n")
    assert [[(claim.text, claim.refs, claim.line) for claim in paragraph] for paragraph in story.paragraphs] == [
        [("First.", ("a-1", "a-2"), 1), ("Rest", (), 1)],
        [("Second line,", ("b",), 5), ("third {x", (), 5)],
    ]
