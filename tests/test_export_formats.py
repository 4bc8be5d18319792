"""What holds of every export: the suffix, whole files, the same bytes, and what each says of the record."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

import atlas
from atlas.export import FORMATS, ExportError, NotWrittenError, format_of, write
from atlas.record.select import EmptyWarning

SOUND = Path(__file__).parent / "records" / "sound"
TABLE = Path(__file__).parent.parent / "docs" / "use" / "exports.md"
SUFFIXES = [form.suffix for form in FORMATS]


@pytest.fixture(scope="module")
def tenureless(tmp_path_factory: pytest.TempPathFactory) -> atlas.Record:
    """The sound record and a thing of which no source says that it bore the name."""
    folder = tmp_path_factory.mktemp("tenureless") / "record"
    shutil.copytree(SOUND, folder)
    with (folder / "features.csv").open("a", encoding="utf-8") as file:
        file.write("town-thing,other,Thing,,CZ,Czechoslovakia,50,14,30,editor,5,,,\n")
    with (folder / "events.csv").open("a", encoding="utf-8") as file:
        file.write("town-thing-relocated-1950,town-thing,relocated,1950,\n")
    return atlas.load(folder)


def everything(path: Path) -> bytes:
    """Content of a file; of a zip, that of its members."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_says_which_record_it_is(suffix: str, sound: atlas.Record, tmp_path: Path) -> None:
    path = sound.export(tmp_path / f"atlas{suffix}")
    assert [path] == list(tmp_path.iterdir())
    content = everything(path)
    assert sound.version.encode() in content
    year, _, _ = sound.date.isoformat().partition("-")
    assert sound.date.isoformat().encode() in content or year.encode() in content
    assert b"CC-BY-4.0" in content or b"creativecommons.org/licenses/by/4.0" in content


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".duckdb"])
def test_writing_twice_gives_the_same_bytes(suffix: str, sound: atlas.Record, tmp_path: Path) -> None:
    one, other = (sound.export(tmp_path / name / f"atlas{suffix}") for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_the_longest_suffix_wins_and_case_does_not_matter() -> None:
    assert format_of("a.lpf.json").suffix == ".lpf.json"
    assert format_of("a.b.CSV").suffix == ".csv"
    assert format_of("a.csl.json").suffix == ".csl.json"


@pytest.mark.parametrize("name", ["atlas.shp", "atlas.json", "atlas", ".csv", "atlas.csv.bak"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(name: str, sound: atlas.Record, tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        sound.export(tmp_path / name)
    assert all(suffix in str(caught.value) for suffix in SUFFIXES)
    assert isinstance(caught.value, ValueError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("suffix", "library"), [(".ttl", "rdflib"), (".duckdb", "duckdb"), (".parquet", "pyarrow")])
def test_a_missing_library_is_named_with_its_extra(
    suffix: str, library: str, sound: atlas.Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ExportError, match=rf"{library}.*\[export\]"):
        sound.export(tmp_path / f"atlas{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_leaves_the_old_file(
    sound: atlas.Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "atlas.sqlite"
    path.write_text("old")
    monkeypatch.setattr("atlas.export.sqlite.VIEWS", ("CREATE VIEW broken AS",))
    with pytest.raises(NotWrittenError, match=r"atlas\.sqlite: incomplete input"):
        sound.export(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_rows_are_counted(sound: atlas.Record, tmp_path: Path) -> None:
    assert write(sound, tmp_path / "a.geojson").rows == {"features": len(sound)}
    assert write(sound, tmp_path / "a.csv").rows == {"tenures": len(sound.tenures)}
    assert write(sound, tmp_path / "a.bib").rows == {"sources": len(sound.sources)}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_record_can_be_written(suffix: str, sound: atlas.Record, tmp_path: Path) -> None:
    with pytest.warns(EmptyWarning):
        empty = sound.where(country="PL")
    assert len(empty) == 0
    assert empty.export(tmp_path / f"atlas{suffix}").stat().st_size > 0


def test_what_has_no_tenure_is_not_dropped(tenureless: atlas.Record, tmp_path: Path) -> None:
    with tenureless.export(tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["feature_id"]: row for row in csv.DictReader(file)}
    assert (rows["town-thing"]["tenure"], rows["town-thing"]["begin_edtf"], rows["town-thing"]["gone_from"]) == (
        "",
        "",
        "",
    )
    features = json.loads(tenureless.export(tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    inside = {feature["id"]: feature["properties"] for feature in features}["town-thing"]
    assert inside["tenures"] == [] and [event["date"] for event in inside["events"]] == ["1950"]
    places = json.loads(tenureless.export(tmp_path / "a.lpf.json").read_text(encoding="utf-8"))["features"]
    (place,) = (place for place in places if place["@id"].endswith(":town-thing"))
    assert "when" not in place and place["names"][0]["citations"]
    lines = tenureless.export(tmp_path / "a.lp.tsv").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines[1:]] == list(tenureless.features.index)
    with closing(sqlite3.connect(tenureless.export(tmp_path / "a.sqlite"))) as base:
        told = base.execute("SELECT date, says FROM chronicle WHERE feature_id = 'town-thing'").fetchall()
    assert told == [("1950", None)]


def test_the_documentation_has_a_row_for_every_format() -> None:
    rows = [line.split("|")[2] for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    told = [name for cell in rows for name in re.findall(r"`(\.[a-z.]+)`", cell)]
    assert sorted(told) == sorted(SUFFIXES)
