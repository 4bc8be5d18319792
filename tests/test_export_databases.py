"""The record as a database, a graph and a package, read back by sqlite3, DuckDB, rdflib and Frictionless."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest
import rdflib

import atlas

pytestmark = pytest.mark.long

CRM = rdflib.Namespace("http://www.cidoc-crm.org/cidoc-crm/")
GEO = rdflib.Namespace("http://www.opengis.net/ont/geosparql#")
SCHEMA = rdflib.Namespace("https://schema.org/")
EDTF = rdflib.URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
TABLES = ("features", "names", "events", "attestations", "sources", "milestones", "wanted")


def connect(path: Path) -> Any:
    return closing(sqlite3.connect(path) if path.suffix == ".sqlite" else duckdb.connect(str(path), read_only=True))


@pytest.mark.parametrize("suffix", [".sqlite", ".duckdb"])
def test_database_has_the_rows_of_the_record(
    exported: atlas.Record, suffix: str, written: Callable[[str], Path]
) -> None:
    with connect(written(suffix)) as base:
        for name in TABLES:
            own = getattr(exported, name)
            own = own.reset_index() if own.index.name else own
            columns = [column.name for column in exported.package.tables[name].fields if column.type == "string"]
            listed = ", ".join(f'"{column}"' for column in columns)
            found = base.execute(f"SELECT {listed} FROM {name}").fetchall()  # noqa: S608 - our own names
            wanted = [tuple(cell or None for cell in row) for row in own[columns].itertuples(index=False)]
            assert sorted(found, key=str) == sorted(wanted, key=str), name
        about = dict(base.execute("SELECT name, value FROM about").fetchall())
    assert (about["version"], about["date"]) == (exported.version, exported.date.isoformat())


@pytest.mark.parametrize("suffix", [".sqlite", ".duckdb"])
def test_database_has_the_days_of_the_tenures(
    exported: atlas.Record, suffix: str, written: Callable[[str], Path]
) -> None:
    days = ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
    with connect(written(suffix)) as base:
        query = f"SELECT feature_id, tenure, {', '.join(days)} FROM tenures"  # noqa: S608 - our own names
        found = [tuple(None if cell is None else str(cell) for cell in row) for row in base.execute(query).fetchall()]
    tenures = exported.tenures
    stamps = {name: [None if str(day) == "NaT" else str(day)[:10] for day in tenures[name]] for name in days}
    wanted = zip(tenures["feature_id"], tenures["tenure"].astype(str), *stamps.values(), strict=True)
    assert sorted(found, key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize("suffix", [".sqlite", ".duckdb"])
def test_database_views_join_what_belongs_together(
    exported: atlas.Record, suffix: str, written: Callable[[str], Path]
) -> None:
    with connect(written(suffix)) as base:
        chronicle = base.execute("SELECT event_id, source_id, says FROM chronicle").fetchall()
        names = base.execute("SELECT name, from_date FROM names_in_time").fetchall()
    said = exported.attestations[["event_id", "source_id", "says"]]
    derived = exported.events.loc[exported.events["derived"] != "", "event_id"]
    wanted = [*said.itertuples(index=False, name=None), *((event_id, None, None) for event_id in derived)]
    assert sorted(chronicle, key=str) == sorted(wanted, key=str)
    date = exported.events.set_index("event_id")["date"].to_dict()
    pairs = zip(exported.names["name"], exported.names["from_event"], strict=True)
    assert sorted(names, key=str) == sorted(((name, date.get(event)) for name, event in pairs), key=str)


def test_sqlite_knows_its_keys(sound: atlas.Record, tmp_path: Path) -> None:
    with connect(sound.export(tmp_path / "atlas.sqlite")) as base:
        keys = base.execute("SELECT name FROM pragma_table_info('events') WHERE pk = 1").fetchall()
    assert keys == [("event_id",)]


def test_turtle_has_every_statement(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    graph = rdflib.Graph().parse(written(".ttl"), format="turtle")

    def count(kind: rdflib.URIRef) -> int:
        return len(set(graph.subjects(rdflib.RDF.type, kind)))

    assert count(GEO.Feature) == len(exported)
    assert count(CRM.E5_Event) == len(exported.events)
    assert count(CRM.E4_Period) == len(exported.tenures)
    assert count(CRM.E41_Appellation) == len(exported.names)
    assert count(SCHEMA.Claim) == len(exported.attestations)
    assert count(SCHEMA.CreativeWork) == len(exported.sources)
    (version,) = graph.objects(None, SCHEMA.version)
    assert str(version) == exported.version


def test_turtle_has_names_dates_and_points(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    graph = rdflib.Graph().parse(written(".ttl"), format="turtle")
    labels = {
        (str(label), label.language)
        for node in graph.subjects(rdflib.RDF.type, CRM.E41_Appellation)
        for label in graph.objects(node, rdflib.RDFS.label)
    }
    assert labels == set(zip(exported.names["name"], exported.names["language"].str.lower(), strict=True))
    dates = sorted(
        str(date)
        for node in graph.subjects(rdflib.RDF.type, CRM.E5_Event)
        for date in graph.objects(node, rdflib.DCTERMS.date)
        if date.datatype == EDTF
    )
    assert dates == sorted(exported.events["date"])
    claims = sorted(str(text) for text in graph.objects(None, SCHEMA.text))
    assert set(claims) == set(exported.attestations["says"])
    bounds = {
        "begin_earliest": CRM.P82a_begin_of_the_begin,
        "begin_latest": CRM.P81a_end_of_the_begin,
        "end_earliest": CRM.P81b_begin_of_the_end,
        "end_latest": CRM.P82b_end_of_the_end,
    }
    spans = [
        span
        for period in graph.subjects(rdflib.RDF.type, CRM.E4_Period)
        for span in graph.objects(period, CRM["P4_has_time-span"])
    ]
    for column, verb in bounds.items():
        days = sorted(str(day) for span in spans for day in graph.objects(span, verb))
        assert days == sorted(str(day)[:10] for day in exported.tenures[column].dropna())


def test_package_is_a_record_again(exported: atlas.Record, tmp_path: Path, written: Callable[[str], Path]) -> None:
    path = written(".zip")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    again = atlas.load(tmp_path / "unpacked")
    assert (again.version, again.date) == (exported.version, exported.date)
    own = exported.features.sort_index()
    assert again.features.drop(columns="geometry").equals(own.drop(columns="geometry"))
    for name in ("names", "events", "attestations", "sources", "milestones"):
        assert set(getattr(again, name).index) == set(getattr(exported, name).index)
        assert sorted(map(str, getattr(again, name).to_numpy().tolist())) == sorted(
            map(str, getattr(exported, name).to_numpy().tolist())
        )


def test_package_is_valid_to_frictionless(tmp_path: Path, written: Callable[[str], Path]) -> None:
    with zipfile.ZipFile(written(".zip")) as archive:
        archive.extractall(tmp_path / "unpacked")
    report = frictionless.validate(str(tmp_path / "unpacked" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "title", "rowNumber", "fieldName", "note"])[:10]


@pytest.mark.parametrize("suffix", [".sqlite", ".gpkg"])
def test_the_version_of_the_library_is_not_in_the_bytes(suffix: str, sound: atlas.Record, tmp_path: Path) -> None:
    path = sound.export(tmp_path / f"a{suffix}")
    head = path.read_bytes()[:100]
    assert int.from_bytes(head[96:100], "big") == 3_040_000
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
