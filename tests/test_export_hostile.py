"""Text of the record that tries to act in another format: SQL, BibTeX, KML, Turtle, RIS, LP-TSV, CSV, zip."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import bibtexparser
import duckdb
import pandas as pd
import pyogrio
import pytest
import rdflib
import rispy
from samples import SOUND

import atlas
from atlas.cite import cite_record
from atlas.export import ExportError, UnrepresentableError
from atlas.export.aat import AAT, LISTED
from atlas.export.safe import is_web
from atlas.export.zipped import write_zip

INJECTIONS = (
    "a\" TEXT); COPY (SELECT 'x') TO 'written.txt'; --",
    "x\"); ATTACH 'other.sqlite' AS o; CREATE TABLE o.t (a); --",
    "a b",
    "",
    "x" * 64,
    "drop;table",
    'quote"d',
)
KML = "{http://www.opengis.net/kml/2.2}"
Make = Callable[..., atlas.Record]


def change(folder: Path, table: str, row: int, **cells: str) -> None:
    """Change cells of one row of a table."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    for column, text in cells.items():
        rows[row][header.index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """The sound record with cells changed: ``make(sources={"language": "en}"})`` changes those of the first row."""

    def build(row: int = 0, **tables: dict[str, str]) -> atlas.Record:
        folder = tmp_path / "record"
        shutil.copytree(SOUND, folder)
        for table, cells in tables.items():
            change(folder, table, row, **cells)
        return atlas.load(folder)

    return build


def with_column(record: atlas.Record, name: str) -> atlas.Record:
    """The record with one more column of text in ``features``, as a descriptor may bring it."""
    from atlas.io.schema import Field

    table = record.package.tables["features"]
    tables = record.package.tables | {"features": replace(table, fields=(*table.fields, Field(name)))}
    grown = record.where()
    grown.package = replace(record.package, tables=tables)
    grown.features[name] = "text"
    return grown


@pytest.mark.parametrize("suffix", [".duckdb", ".sqlite", ".gpkg"])
@pytest.mark.parametrize("name", INJECTIONS)
@pytest.mark.long
def test_sql_in_a_column_name_is_refused(
    suffix: str, name: str, sound: atlas.Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnrepresentableError, match=r"datapackage\.json: table features: column") as caught:
        with_column(sound, name).export(tmp_path / f"a{suffix}")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".duckdb", ".sqlite", ".gpkg"])
def test_a_column_with_a_name_is_kept(suffix: str, sound: atlas.Record, tmp_path: Path) -> None:
    path = with_column(sound, "sculptor_имя").export(tmp_path / f"a{suffix}")
    base: Any = duckdb.connect(str(path)) if suffix == ".duckdb" else sqlite3.connect(path)
    with closing(base):
        assert base.execute('SELECT DISTINCT "sculptor_имя" FROM features').fetchall() == [("text",)]


@pytest.mark.parametrize(("suffix", "name"), [(".sqlite", "TITLE"), (".duckdb", "Kind"), (".gpkg", "fid")])
def test_a_name_that_is_taken_is_refused(suffix: str, name: str, sound: atlas.Record, tmp_path: Path) -> None:
    with pytest.raises(UnrepresentableError, match=r"rename"):
        with_column(sound, name).export(tmp_path / f"a{suffix}")


@pytest.mark.long
def test_duckdb_is_shut_while_it_writes(sound: atlas.Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a statement get in after all, it reaches no file and cannot open the door again."""
    monkeypatch.chdir(tmp_path)
    for statement in (
        "COPY (SELECT 'x') TO 'written.txt'",
        "CREATE TABLE t AS SELECT * FROM read_text('/etc/hostname')",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ):
        monkeypatch.setattr("atlas.export.duckdb.VIEWS", (statement,))
        with pytest.raises(ExportError):
            sound.export(tmp_path / "a.duckdb")
        assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("atlas.export.sqlite.VIEWS", ("ATTACH 'other.sqlite' AS o",))
    with pytest.raises(ExportError, match="too many attached"):
        sound.export(tmp_path / "a.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_databases_hold_integers_of_64_bits_and_whole_coordinates(make: Make, tmp_path: Path) -> None:
    record = make(features={"geonames": str(2**63 - 1), "longitude": "14.4163889123"})
    for suffix in (".duckdb", ".sqlite"):
        path = record.export(tmp_path / f"a{suffix}")
        base: Any = duckdb.connect(str(path)) if suffix == ".duckdb" else sqlite3.connect(path)
        with closing(base):
            query = "SELECT geonames, longitude FROM features WHERE geonames IS NOT NULL"
            assert (2**63 - 1, 14.4163889123) in base.execute(query).fetchall()


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("language", "en}, note = {@misc{x,}"),
        ("title", "} unbalanced {{ @book{evil, title={x}}"),
        ("author", "A } and {B"),
        ("publisher", "\\} %\n@comment{"),
        ("url", "https://example.org/}%0a,note={x"),
        ("url", "isbn:1}, note={x"),
    ],
)
def test_no_field_of_bibtex_leaves_its_braces(column: str, text: str, make: Make, tmp_path: Path) -> None:
    record = make(sources={column: text})
    written = record.export(tmp_path / "a.bib").read_text(encoding="utf-8")
    depth, entries = 0, 0
    for found in re.finditer(r"[@{}]", written):  # as BibTeX reads: it counts every brace, escaped or not
        entries += found[0] == "@" and depth == 0
        depth += (found[0] == "{") - (found[0] == "}")
        assert depth >= 0
    assert depth == 0 and entries == 1 + len(record.sources)
    assert len(bibtexparser.parse_string(written).entries) == entries
    (line,) = [line for line in written.splitlines() if "evil" in line or "note" in line][:1] or [""]
    assert not line.startswith("  note = {x")


@pytest.mark.parametrize("key", ["a}b", "a b", "a,b", "a=b", "a%b", "a\\b", "@a"])
def test_an_id_that_is_no_key_of_bibtex_is_refused(key: str, make: Make, tmp_path: Path) -> None:
    record = make()
    first = record.sources.index[0]
    record.sources = record.sources.rename(index={first: key})
    record.attestations["source_id"] = record.attestations["source_id"].replace(first, key)
    with pytest.raises(UnrepresentableError, match=r"cannot be a key of BibTeX.*sources\.csv"):
        record.export(tmp_path / "a.bib")


def test_kml_descriptions_hold_no_markup_of_the_record(make: Make, tmp_path: Path) -> None:
    evil = "]]> <script>alert(1)</script> $[name]"
    record = make(
        events={"detail": evil},
        features={"title": evil},
        names={"name": evil},
        sources={"title": evil, "url": "javascript:alert(1)"},
    )
    record.events["type"] = evil  # no vocabulary would have it; the writer does not trust that
    record.description = evil
    tree = Tree.parse(record.export(tmp_path / "a.kml"))  # noqa: S314 - our own
    texts = [node.text or "" for node in tree.iter(f"{KML}description")]
    assert any("&lt;script&gt;" in text for text in texts)
    for text in texts:
        assert set(re.findall(r"</?(\w+)", text)) <= {"b", "br", "ul", "li", "a"}
        assert "$[" not in text and "javascript:" not in text


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "file:///etc/passwd", "vbscript:x"),
        *(
            "httpx://e.org",
            "http:alert(1)",
            "http://",
            "https://[",
            "https://e.org/\nx",
            " https://e.org",
            "//e.org",
            "",
        ),
    ],
)
def test_only_web_addresses_are_links(url: str) -> None:
    assert not is_web(url)
    assert is_web("https://example.org/a?b=1&c=%20")


def test_turtle_escapes_ids_and_addresses(make: Make, tmp_path: Path) -> None:
    evil = 'a b> <x:y> "q" .\n<s> <p> <o'
    record = make(sources={"url": f"https://example.org/{evil}", "title": evil})
    record.features.index = [evil, *record.features.index[1:]]
    record.features.index.name = "feature_id"
    first = record.where(feature_id=evil).features.index
    assert list(first) == [evil]
    graph = rdflib.Graph().parse(record.export(tmp_path / "a.ttl"), format="turtle")
    nodes = {node for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}
    assert all(re.fullmatch(r'[^\x00-\x20<>"{}|\\^`]+', str(node)) for node in nodes)
    assert rdflib.URIRef("s") not in nodes and rdflib.URIRef("o") not in nodes
    assert rdflib.Literal(evil) in set(graph.objects(None, rdflib.DCTERMS.identifier))
    assert graph.serialize(format="nt")


@pytest.mark.parametrize("suffix", [".ttl", ".lpf.json"])
def test_what_is_no_language_is_refused(suffix: str, make: Make, tmp_path: Path) -> None:
    with pytest.raises(UnrepresentableError, match=r"names\.csv: .*no tag of BCP 47"):
        make(names={"language": "ru> <x"}).export(tmp_path / f"a{suffix}")


def test_ris_keeps_authors_whole(make: Make, tmp_path: Path) -> None:
    authors = "Academy of Sciences, Institute of History; Amnesty International"
    with make(sources={"author": authors}).export(tmp_path / "a.ris").open(encoding="utf-8") as file:
        entry = rispy.load(file)[1]
    assert entry["authors"] == ["Academy of Sciences,, Institute of History,", "Amnesty International,"]


def test_ris_has_no_tag_of_the_record(make: Make, tmp_path: Path) -> None:
    record = make(sources={"title": "A\u2028ER  - \nTY  - BOOK\rUR  - javascript:x"})
    lines = record.export(tmp_path / "a.ris").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith(("TY", "ER")) for line in lines) == 2 * (1 + len(record.sources))


def test_the_record_s_authors_are_not_parted(make: Make, tmp_path: Path) -> None:
    record = make()
    people = {"contributors": [{"title": "Museum; Archive"}, {"title": "B"}]}
    record.package = replace(record.package, descriptor=record.package.descriptor | people)
    (item, *_) = json.loads(record.export(tmp_path / "a.csl.json").read_text(encoding="utf-8"))
    assert item["author"] == [{"literal": "Museum; Archive"}, {"literal": "B"}]


def test_lp_tsv_has_only_what_the_gazetteer_takes(record: atlas.Record, tmp_path: Path) -> None:
    text = record.export(tmp_path / "a.lp.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        assert row["aat_types"] in {*LISTED, ""}
        if row["start"] and row["end"]:  # whichever day a reader makes of a year
            assert pd.Timestamp(row["start"]) <= pd.Timestamp(row["end"])
    assert sum(bool(row["aat_types"]) for row in rows) > 100
    assert {number for number, _ in AAT.values()} >= LISTED


@pytest.mark.parametrize("name", ["../victim.csv", "/etc/x.csv", "a\\b.csv", "C:x.csv", "a//b.csv", ".", "", "a\0b"])
def test_nothing_in_a_zip_leads_out(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnrepresentableError, match="would leave the archive"):
        write_zip(tmp_path / "a.zip", {name: b""})
    with pytest.raises(UnrepresentableError, match="same path"):
        write_zip(tmp_path / "a.zip", {"a.csv": b"", "A.csv": b""})
    assert list(tmp_path.iterdir()) == []


def test_a_package_holds_tables_that_do_not_hide_each_other(sound: atlas.Record, tmp_path: Path) -> None:
    tables = dict(sound.package.tables)
    for path in ("../victim.csv", "datapackage.json", "borders.geojson", tables["events"].path):
        part = sound.where()
        part.package = replace(sound.package, tables=tables | {"names": replace(tables["names"], path=path)})
        with pytest.raises(UnrepresentableError, match=r"datapackage\.json"):
            part.export(tmp_path / "a.zip")
    assert list(tmp_path.iterdir()) == []
    assert zipfile.ZipFile(sound.export(tmp_path / "a.zip")).testzip() is None


def test_csv_keeps_rows_whole_and_text_as_it_is(make: Make, tmp_path: Path) -> None:
    record = make(features={"note": 'see "=HYPERLINK(1)"\rnext\r\nlast'})
    with record.export(tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert len(rows) == len(record.tenures)
    assert 'see "=HYPERLINK(1)"\nnext\nlast' in {row["note"] for row in rows}


@pytest.mark.parametrize("suffix", [".csv", ".lp.tsv"])
@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "a; =1", " @SUM(A1)", "＝1"])
@pytest.mark.long
def test_what_a_spreadsheet_would_run_is_refused(suffix: str, text: str, make: Make, tmp_path: Path) -> None:
    record = make(features={"note": text})
    with pytest.raises(
        UnrepresentableError, match=r"features\.csv: .*prague-stalin-monument.* is a formula to a spreadsheet"
    ):
        record.export(tmp_path / f"a{suffix}")
    assert record.export(tmp_path / "a.sqlite").is_file()


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb"])
def test_text_that_gdal_would_cut_off_is_refused(suffix: str, make: Make, tmp_path: Path) -> None:
    record = make()
    record.features["note"] = "before\0after"
    with pytest.raises(UnrepresentableError, match="holds the character NUL"):
        record.export(tmp_path / f"a{suffix}")
    record.features["note"] = "x" * 100_000
    kept = pyogrio.read_dataframe(record.export(tmp_path / f"a{suffix}"), layer="tenures")
    assert set(kept["note"].str.len()) == {100_000}


@pytest.mark.parametrize("folder", ["/vsicurl/http:/127.0.0.1:9", "/vsizip/a.zip", "/vsimem", "/VSIS3/bucket"])
def test_no_path_is_one_of_gdal_s_own(folder: str, sound: atlas.Record) -> None:
    for suffix in (".gpkg", ".fgb"):
        with pytest.raises(ExportError, match="name a file"):
            sound.export(f"{folder}/a{suffix}")
    assert not Path(folder).exists()


@pytest.mark.parametrize("style", ["../../etc/passwd", "/etc/passwd", "apa\n", "https://example.org/x", "apa.csl"])
def test_a_style_is_a_name_and_no_path(style: str, sound: atlas.Record) -> None:
    with pytest.raises(ExportError, match="no style"):
        cite_record(sound, style)
