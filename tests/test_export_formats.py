"""What holds of every export: the suffix, whole files, the same bytes, and what each says of the record."""

from __future__ import annotations

import sqlite3
import sys
import zipfile
from pathlib import Path

import pytest

import atlas
from atlas.export import FORMATS, ExportError, format_of, write

SUFFIXES = [form.suffix for form in FORMATS]


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
    with pytest.raises(sqlite3.OperationalError):
        sound.export(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_rows_are_counted(sound: atlas.Record, tmp_path: Path) -> None:
    assert write(sound, tmp_path / "a.geojson").rows == {"features": len(sound)}
    assert write(sound, tmp_path / "a.csv").rows == {"tenures": len(sound.tenures)}
    assert write(sound, tmp_path / "a.bib").rows == {"sources": len(sound.sources)}
