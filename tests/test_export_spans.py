"""A day asked of every export in the obvious way, by readers of others, is the day that the record has."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as Tree

import duckdb
import frictionless
import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import rdflib
import shapely
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.export import FORMATS, UnrepresentableError, write
from atlas.export.datasette import QUERIES
from tests.conftest import SOUND, _hostile

DAYS = ["1930-01-01", "1953-03-05", "1961-11-12", "2020-01-01"]
FLAT = [".spans.csv", ".spans.geojson", ".spans.parquet", ".spans.fgb", ".gpkg", ".sqlite", ".duckdb", ".zip"]
HEAVY = [".xlsx", ".ttl"]
OBVIOUS = "SELECT status, count(*) FROM spans WHERE '{day}' BETWEEN first_day AND last_day GROUP BY status"
RESERVED = {"begin", "end", "group", "order", "when", "until", "from", "to", "table", "select", "where"}


def counted(path: Path, day: str) -> dict[str, int]:
    """What bore, and may have borne, the name on a day, as somebody who knows only the file asks for it."""
    if path.suffix == ".sqlite" or path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as base:
            return dict(base.execute(OBVIOUS.format(day=day)).fetchall())
    if path.suffix == ".duckdb":
        with closing(duckdb.connect(str(path), read_only=True)) as base:
            return dict(base.execute(OBVIOUS.format(day=f"{day}")).fetchall())
    if path.suffix == ".ttl":
        return of_graph(path, day)
    frame = spans_of(path)
    first, last = (pd.to_datetime(frame[name]).dt.strftime("%Y-%m-%d") for name in ("first_day", "last_day"))
    return dict(Counter(frame.loc[(first <= day) & (day <= last), "status"]))


def of_graph(path: Path, day: str) -> dict[str, int]:
    graph = rdflib.Graph().parse(path)
    found = graph.query(
        """SELECT ?status (count(*) AS ?n) WHERE { ?span a crm:E3_Condition_State ; dcterms:type ?status ;
             schema:startDate ?first ; schema:endDate ?last .
             FILTER(?first <= ?day && ?day <= ?last) } GROUP BY ?status""",
        initBindings={"day": rdflib.Literal(day, datatype=rdflib.XSD.date)},
    )
    return {str(status): int(number) for status, number in found}


def spans_of(path: Path) -> pd.DataFrame:
    if path.suffix == ".xlsx":
        rows = list(openpyxl.load_workbook(path, read_only=True)["spans"].iter_rows(values_only=True))
        return pd.DataFrame(rows[1:], columns=list(rows[0]))
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive, archive.open("spans.csv") as file:
            return pd.read_csv(file)
    if path.suffix == ".csv":
        return pd.DataFrame(list(csv.DictReader(path.open(encoding="utf-8", newline=""), strict=True)))
    if path.suffix == ".parquet":
        return pd.DataFrame(gpd.read_parquet(path))
    return pyogrio.read_dataframe(path)


@pytest.mark.parametrize("suffix", FLAT)
@pytest.mark.long
def test_the_obvious_question_is_right(suffix: str, exported: atlas.Record, written: Callable[[str], Path]) -> None:
    path = written(suffix)
    for day in [*DAYS, exported.date.isoformat()]:
        assert counted(path, day) == bearing(exported, day), day


def bearing(record: atlas.Record, day: str) -> dict[str, int]:
    status = record.at(day)["status"].value_counts()
    return {name: int(number) for name, number in status.items() if name in ("bearing", "uncertain")}


@pytest.fixture(scope="module")
def part() -> atlas.Record:
    return atlas.load().where(country=["AM", "CN", "CZ"])


@pytest.mark.parametrize("suffix", HEAVY)
@pytest.mark.long
def test_the_obvious_question_is_right_where_reading_takes_long(
    suffix: str, part: atlas.Record, tmp_path: Path
) -> None:
    path = part.export(tmp_path / f"a{suffix}")
    for day in DAYS[1:3]:
        assert counted(path, day) == bearing(part, day) != {}, day


@pytest.mark.parametrize("suffix", [".csv", ".spans.csv", ".xlsx"])
def test_no_column_of_the_flat_tables_is_a_word_of_sql(suffix: str, sound: atlas.Record, tmp_path: Path) -> None:
    path = sound.export(tmp_path / f"a{suffix}")
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        heads = {cell.value for name in ("spans", "tenures") for cell in book[name][1]}
    else:
        heads = set(path.read_text(encoding="utf-8").splitlines()[0].split(","))
    assert heads and not heads & RESERVED


@pytest.mark.parametrize("form", [form for form in FORMATS if form.dated], ids=lambda form: form.suffix)
@pytest.mark.long
def test_an_export_of_a_day_is_what_the_record_has_of_it(form: object, sound: atlas.Record, tmp_path: Path) -> None:
    day, path = "1962-10-25", tmp_path / f"a{form.suffix}"  # type: ignore[attr-defined]
    write(sound, path, day)
    wanted = sound.at(day)["status"].to_dict()
    holding = {key for key, status in wanted.items() if status in ("bearing", "uncertain")}
    if path.suffix in (".kml", ".kmz"):
        layers = [pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)]
        assert {key for layer in layers for key in layer["feature_id"]} == holding
        return
    if path.suffix in (".sqlite", ".gpkg", ".duckdb"):
        with closing(duckdb.connect(str(path)) if path.suffix == ".duckdb" else sqlite3.connect(path)) as base:
            found = dict(base.execute("SELECT feature_id, status FROM day").fetchall())
            spans = {key for (key,) in base.execute("SELECT feature_id FROM spans").fetchall()}
        assert spans == holding
    elif path.suffix == ".xlsx":
        rows = list(openpyxl.load_workbook(path)["day"].iter_rows(values_only=True))
        found = {row[0]: row[rows[0].index("status")] for row in rows[1:]}
    else:
        frame = gpd.read_parquet(path) if path.suffix == ".parquet" else pyogrio.read_dataframe(path)
        found = dict(zip(frame["feature_id"], frame["status"], strict=True))
    assert found == wanted


def test_the_command_gives_of_a_day_what_atlas_at_does(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    record = str(SOUND)
    assert CliRunner().invoke(app, ["export", str(path), "--record", record, "--date", "1961-11-09"]).exit_code == 0
    asked = CliRunner().invoke(app, ["at", "1961-11-09", "--record", record, "--csv"]).stdout
    listed = [
        {row["feature_id"]: (row["status"], row["name"]) for row in csv.DictReader(text.splitlines())}
        for text in (asked, path.read_text(encoding="utf-8"))
    ]
    assert listed[0] == listed[1]


def test_sqlite_has_foreign_keys_that_hold_indexes_and_meanings(
    exported: atlas.Record, written: Callable[[str], Path]
) -> None:
    with closing(sqlite3.connect(written(".sqlite"))) as base:
        goals = {(row[2], row[3]) for row in base.execute("PRAGMA foreign_key_list(attestations)")}
        assert {("events", "event_id"), ("sources", "source_id")} <= goals
        assert base.execute("PRAGMA foreign_key_check(spans)").fetchall() == []
        assert base.execute("PRAGMA foreign_key_check(attestations)").fetchall() == []
        plan = base.execute("EXPLAIN QUERY PLAN SELECT * FROM spans WHERE feature_id = 'x'").fetchall()
        assert "by_spans_feature_id" in str(plan)
        (text,) = base.execute("SELECT sql FROM sqlite_master WHERE name = 'spans'").fetchone()
    assert '"first_day" TEXT, -- First day of the span.' in text


def test_duckdb_says_what_columns_mean(sound: atlas.Record, tmp_path: Path) -> None:
    with closing(duckdb.connect(str(sound.export(tmp_path / "a.duckdb")), read_only=True)) as base:
        asked = "SELECT comment FROM duckdb_columns() WHERE table_name = ? AND column_name = ?"
        assert base.execute(asked, ["spans", "last_day"]).fetchone()[0].startswith("Last day of the span")
        assert base.execute(asked, ["features", "accuracy_m"]).fetchone()[0]


def test_geopackage_says_what_columns_mean_and_has_the_borders_in_time(
    exported: atlas.Record, written: Callable[[str], Path]
) -> None:
    path = written(".gpkg")
    with closing(sqlite3.connect(path)) as base:
        asked = "SELECT description FROM gpkg_data_columns WHERE table_name = 'spans' AND column_name = 'status'"
        assert "bearing" in base.execute(asked).fetchone()[0]
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    borders = pyogrio.read_dataframe(path, layer="borders")
    assert len(borders) == len(exported.borders)
    germany = borders[borders["polity"].str.contains("GDR")]
    assert germany["valid_from"].notna().all()
    assert set(pyogrio.read_info(path, layer="borders")["ogr_types"]) >= {"OFTDate"}


def test_the_project_of_qgis_names_layers_that_are_there(sound: atlas.Record, tmp_path: Path) -> None:
    sound.export(tmp_path / "czech lands.gpkg")
    root = Tree.parse(sound.export(tmp_path / "czech lands.qgs")).getroot()  # noqa: S314 - our own
    for layer in root.findall("projectlayers/maplayer"):
        source, _, name = (layer.findtext("datasource") or "").partition("|layername=")
        fields = pyogrio.read_info(tmp_path / source, layer=name)["fields"]
        temporal = layer.find("temporal")
        assert temporal is not None and temporal.get("enabled") == "1"
        assert {temporal.get("startField"), temporal.get("endField")} <= set(fields)
        assert layer.find("renderer-v2/symbols/symbol") is not None
    clock = root.find("ProjectTimeSettings/TemporalRange")
    assert clock is not None and clock.findtext("end", "").startswith(str(sound.date.year))


def test_borders_for_d3_run_clockwise(sound: atlas.Record, tmp_path: Path) -> None:
    rows = json.loads(sound.export(tmp_path / "a.borders.geojson").read_text(encoding="utf-8"))["features"]
    assert len(rows) == len(sound.borders)
    for row in rows:
        shape = shapely.geometry.shape(row["geometry"])
        for part in getattr(shape, "geoms", [shape]):
            assert not part.exterior.is_ccw and all(hole.is_ccw for hole in part.interiors)
    assert {row["properties"]["polity"] for row in rows} == set(sound.borders["polity"])


def test_text_in_excel_is_never_a_formula_and_days_are_days(tmp_path: Path) -> None:
    record = atlas.load(_hostile(tmp_path / "hostile"))
    book = openpyxl.load_workbook(record.export(tmp_path / "a.xlsx"))
    assert book.sheetnames[:3] == ["about", "spans", "tenures"]
    sheet = book["spans"]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heads.index("first_day") + 1).is_date
    kinds = {cell.data_type for name in book.sheetnames for row in book[name].iter_rows() for cell in row}
    assert "f" not in kinds and "s" in kinds
    keys = {row[0] for row in book["sources"].iter_rows(min_row=2, values_only=True)}
    assert keys == set(record.sources.index)


def test_what_excel_cannot_hold_is_refused_by_row(tmp_path: Path) -> None:
    sound = atlas.load(SOUND)
    sound.events.loc[0, "detail"] = "x" * 40_000
    with pytest.raises(UnrepresentableError, match=r"a\.xlsx: tenures: row 1 holds 40,000 characters"):
        sound.export(tmp_path / "a.xlsx")


def test_the_queries_of_datasette_run(part: atlas.Record, tmp_path: Path) -> None:
    told = json.loads(part.export(tmp_path / "a.datasette.json").read_text(encoding="utf-8"))["databases"]["atlas"]
    asked = {"day": "1953-03-05", "feature_id": part.features.index[0], "first": "1945-01-01", "last": "2000-01-01"}
    with closing(sqlite3.connect(part.export(tmp_path / "atlas.sqlite"))) as base:
        tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert set(told["tables"]) == tables
        for name in QUERIES:
            found = base.execute(told["queries"][name]["sql"], asked).fetchall()
            assert found, name


def test_the_package_has_its_spans_and_is_read_back_without_them(sound: atlas.Record, tmp_path: Path) -> None:
    path = sound.export(tmp_path / "a.zip")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "out")
    report = frictionless.Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    assert frictionless.Package(str(tmp_path / "out" / "datapackage.json")).get_resource("spans").read_rows()
    again = atlas.load(tmp_path / "out")
    assert list(again.features.index) == list(sound.features.index)
    assert again.check() == []


def test_bibtex_parts_the_names_of_persons(tmp_path: Path) -> None:
    text = atlas.load().export(tmp_path / "a.bib").read_text(encoding="utf-8")
    assert "author = {Skilling, H. Gordon}" in text and "author = {{Reuters}}" in text
    assert "author = {{Munk Tamás}}" in text  # Hungarian: which of the two is the family nobody can tell
    assert "@online{" in text and "@misc{" in text


@pytest.mark.skipif(not Path("/usr/bin/ogrinfo").exists(), reason="no ogrinfo: apt-get install gdal-bin")
def test_ogr_asks_the_same_of_the_geopackage(sound: atlas.Record, tmp_path: Path) -> None:
    path = sound.export(tmp_path / "a.gpkg")
    asked = "SELECT count(*) AS n FROM spans WHERE '1961-11-09' BETWEEN first_day AND last_day AND status = 'bearing'"
    done = subprocess.run(["ogrinfo", "-q", "-sql", asked, str(path)], capture_output=True, text=True, check=True)
    assert f"= {(sound.at('1961-11-09')['status'] == 'bearing').sum()}" in done.stdout
