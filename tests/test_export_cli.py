"""``atlas export`` and ``atlas cite``: what they print and write, and with which exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

import atlas
from atlas.cli import app

RUN = CliRunner()
SOUND = str(Path(__file__).parent / "records" / "sound")


@pytest.mark.parametrize("command", ["export", "cite"])
def test_help_has_an_example(command: str) -> None:
    result = RUN.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: atlas {command}" in result.stdout


def test_export_writes_several_files_and_says_what_is_in_them(tmp_path: Path, sound: atlas.Record) -> None:
    files = [tmp_path / "a.geojson", tmp_path / "deep" / "a.csv"]
    result = RUN.invoke(app, ["export", *map(str, files), "--record", SOUND])
    assert result.exit_code == 0, result.output
    assert all(path.stat().st_size for path in files)
    lines = result.stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == [str(path) for path in files]
    assert lines[0].endswith(f"{len(sound)} features") and lines[1].endswith(f"{len(sound.tenures)} tenures")


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--country", "CZ"], {"prague-stalin-monument"}),
        (["--kind", "settlement"], {"volgograd"}),
        (["--country", "CZ", "--country", "RU"], {"prague-stalin-monument", "volgograd"}),
    ],
)
def test_export_takes_a_part(options: list[str], ids: set[str], tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    result = RUN.invoke(app, ["export", str(path), "--record", SOUND, *options])
    assert result.exit_code == 0, result.output
    assert {feature["id"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]} == ids


def test_export_of_a_day_has_every_feature_with_its_status(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    assert RUN.invoke(app, ["export", str(path), "--record", SOUND, "--date", "1950-01-01"]).exit_code == 0
    rows = [row["properties"] for row in json.loads(path.read_text(encoding="utf-8"))["features"]]
    assert {row["feature_id"]: row["status"] for row in rows} == {
        "volgograd": "bearing",
        "prague-stalin-monument": "before",
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["export", "a.shp"], 2, ".gpkg"),
        (["export", "a.csv", "a.shp"], 2, ".gpkg"),
        (["export", "a.csv", "--kind", "monumnt"], 2, "did you mean 'monument'"),
        (["export", "a.csv", "--country", "QQ"], 2, "there is no country 'QQ'; there are CZ, RU"),
        (["export", "a.csv", "--date", "1961"], 2, "not one day"),
        (["export", "a.csv", "--date", "1900-01-01"], 2, "nothing in the record matches"),
        (["export", "/dev/null/a.csv"], 2, "/dev/null"),
        (["export"], 2, "Missing argument"),
        (["cite", "volgogrod"], 2, "volgograd"),
        (["cite", "--style", "apaa"], 2, "no style 'apaa'"),
        (["cite", "--record", "nowhere"], 1, "no such folder"),
        (["export", "a.csv", "--record", "nowhere"], 1, "no such folder"),
    ],
)
def test_wrong_usage_is_said_in_one_line(
    arguments: list[str], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    record = [] if "--record" in arguments else ["--record", SOUND]
    result = RUN.invoke(app, [*arguments, *record])
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_cite_prints_the_record_or_a_feature(sound: atlas.Record) -> None:
    assert RUN.invoke(app, ["cite", "--record", SOUND]).stdout == sound.cite() + "\n"
    result = RUN.invoke(app, ["cite", "volgograd", "--style", "chicago", "--record", SOUND])
    assert (result.exit_code, result.stdout) == (0, sound["volgograd"].cite("chicago") + "\n")


def test_what_a_format_cannot_say_is_a_fault_of_the_record(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    shutil.copytree(SOUND, folder)
    for name in ("sources.csv", "attestations.csv", "features.csv", "milestones.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("gazette", "gaz}ette"), encoding="utf-8")
    result = RUN.invoke(app, ["export", str(tmp_path / "a.bib"), "--record", str(folder)])
    assert result.exit_code == 1, result.output
    assert "a.bib: id 'gaz}ette" in result.stderr and "sources.csv" in result.stderr
    assert not (tmp_path / "a.bib").exists()
