"""The same record gives the same bytes wherever and whenever: locales, consoles, time zones, clocks, seeds, paths."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from samples import SOUND
from typer.testing import CliRunner

from atlas.cli import app

PROGRAM = """
import sys
import atlas
record = atlas.load(sys.argv[1])
record.map().save(sys.argv[2] + "/map.html")
for suffix in (".gpkg", ".kmz", ".csv", ".zip", ".bib", ".ttl", ".lpf.json", ".sqlite"):
    record.export(sys.argv[2] + "/atlas" + suffix)
print(record["volgograd"].names["name"].iloc[0])
"""
ODD = [
    "with space",
    "Сталинград ქ",
    "100% #1 & 'q'",
    "a" * 120,
    "-dash",
    "[x]*?",
    "emoji \U0001f680",
    "trailing.",
]


def outputs(folder: Path, **environment: str) -> dict[str, str]:
    """Digests of what is written in an environment of that kind."""
    folder.mkdir()
    own = {name: text for name, text in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ"))}
    wrong = ["faketime", "1980-02-29 23:59:59"] if "LC_ALL" in environment and shutil.which("faketime") else []
    command = [*wrong, sys.executable, "-c", PROGRAM, str(SOUND), str(folder)]
    done = subprocess.run(command, env=own | environment, capture_output=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-2000:]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.long
def test_bytes_do_not_depend_on_place_time_or_chance(tmp_path: Path) -> None:
    usual = outputs(tmp_path / "usual", TZ="UTC", PYTHONUTF8="1", PYTHONHASHSEED="0")
    assert len(usual) == 9
    other = {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1961", "PYTHONIOENCODING": "cp1252:replace"}
    assert outputs(tmp_path / "other", **other) == usual


@pytest.mark.parametrize("name", ODD)
@pytest.mark.long
def test_folders_may_be_called_anything(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    record, output = Path(name) / "the record", Path(name) / "out"
    shutil.copytree(SOUND, record)
    for command in (
        ["check", f"--record={record}"],
        [
            "export",
            *(f"./{output}/atlas{suffix}" for suffix in (".gpkg", ".fgb", ".csv", ".sqlite")),
            f"--record={record}",
        ],
    ):
        result = CliRunner().invoke(app, command)
        assert (result.exit_code, result.exception) == (0, None), result.output
    assert len(list(output.iterdir())) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


@pytest.mark.long
def test_a_path_of_two_lines_is_written_to_or_refused_in_one(tmp_path: Path) -> None:
    folder = tmp_path / "two\nlines"
    shutil.copytree(SOUND, folder / "record")
    assert CliRunner().invoke(app, ["check", "--record", str(folder / "record")]).exit_code == 0
    for suffix in (".csv", ".sqlite", ".gpkg", ".fgb"):
        command = ["export", str(folder / f"atlas{suffix}"), "--record", str(folder / "record")]
        result = CliRunner().invoke(app, command)
        if suffix in (".csv", ".sqlite"):
            assert result.exit_code == 0, result.output
        else:  # GDAL drops the end of the line from a path
            faults = [line for line in result.stderr.splitlines() if line.startswith("atlas:")]
            assert result.exit_code == 2 and len(faults) == 1 and "nothing was written" in faults[0]
    assert sorted(path.name for path in folder.iterdir()) == ["atlas.csv", "atlas.sqlite", "record"]
