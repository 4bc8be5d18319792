"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.look.tokens import LEGEND_ORDER

RUN = CliRunner()
COMMANDS = ["build", "check", "show", "at", "map", "new", "codebook"]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from atlas.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "print(sorted({'pandas', 'geopandas', 'folium', 'numpy', 'topojson'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = RUN.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: atlas {command}" in result.stdout


def test_version_is_that_of_the_package_and_of_its_record() -> None:
    result = RUN.invoke(app, ["--version"])
    record = json.loads((Path(atlas.__file__).parents[1] / "geodata" / "datapackage.json").read_text(encoding="utf-8"))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"atlas {atlas.__version__}",
        f"record {record['version']}, {record['created'][:10]}: {record['title']}",
    ]


def test_check_is_silent_on_the_record() -> None:
    result = RUN.invoke(app, ["check"])
    assert (result.exit_code, result.output) == (0, "")


def test_check_names_file_row_and_column(faulty) -> None:
    folder = faulty("edtf")
    result = RUN.invoke(app, ["check", "--record", str(folder)])
    assert result.exit_code == 1
    assert (folder / "expected.txt").read_text().split()[0] in result.stdout
    assert "edtf: " in result.stdout and "the record has" in result.stderr
    rows = json.loads(RUN.invoke(app, ["check", "--record", str(folder), "--json"]).stdout)
    assert rows
    assert set(rows[0]) == {"file", "row", "column", "rule", "message"}


def test_check_fix_writes_canonical_tables(faulty) -> None:
    folder = faulty("canonical-order")
    assert RUN.invoke(app, ["check", "--record", str(folder)]).exit_code == 1
    assert RUN.invoke(app, ["check", "--record", str(folder), "--fix"]).exit_code == 0


def test_show_tells_the_history_and_its_sources() -> None:
    result = RUN.invoke(app, ["show", "volgograd"])
    assert result.exit_code == 0
    for words in ("Сталинград", "10 November 1961", "https://"):
        assert words in result.stdout


def test_show_suggests_the_nearest_id() -> None:
    result = RUN.invoke(app, ["show", "volgogrod"])
    assert result.exit_code == 2
    assert "volgograd" in result.stderr


def test_show_as_json_holds_the_whole_history(record) -> None:
    told = json.loads(RUN.invoke(app, ["show", "prague-stalin-monument", "--json"]).stdout)
    feature = record["prague-stalin-monument"]
    assert told["feature_id"] == feature.id and told["longitude"] == feature.row["longitude"]
    assert [event["event_id"] for event in told["events"]] == list(feature.events["event_id"])
    assert sum(len(event["attestations"]) for event in told["events"]) == len(feature.attestations)
    assert told["events"][0]["attestations"][0]["source"]["url"].startswith("http")
    assert told["tenures"][0]["begin_latest"] == "1955-05-01"
    assert told["geonames"] is None


def test_every_feature_shows_itself_in_words_and_json(sound) -> None:
    from atlas.cli.wording import feature_json, feature_words

    for feature in sound:
        assert json.loads(feature_json(feature))["title"] == feature.title
        assert feature.title in feature_words(feature)


def test_at_as_json_is_what_the_record_says(record) -> None:
    rows = json.loads(RUN.invoke(app, ["at", "1961-11-01", "--json"]).stdout)
    assert {row["feature_id"]: row["status"] for row in rows} == dict(record.at("1961-11-01")["status"])
    assert RUN.invoke(app, ["at", "1961-11-01", "--json", "--csv"]).exit_code == 2


@pytest.mark.long
def test_colour_is_for_terminals_that_want_it() -> None:
    def shown(**environment: str) -> bytes:
        """What the command writes to a terminal of its own."""
        reader, writer = pty.openpty()
        command = [sys.executable, "-m", "atlas", "show", "volgograd"]
        keep = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        done = subprocess.Popen(command, stdout=writer, env=keep | {"TERM": "xterm"} | environment)
        os.close(writer)
        parts = []
        while part := _read(reader):
            parts.append(part)
        assert done.wait() == 0
        return b"".join(parts)

    assert b"\x1b[" in shown()
    assert b"\x1b[" not in shown(NO_COLOR="1")
    assert "\x1b[" not in RUN.invoke(app, ["show", "volgograd"], color=True).stdout


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 65536)
    except OSError:  # the other end has closed
        return b""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_had(shell: str, tmp_path: Path) -> None:
    command = Path(sys.executable).parent / "atlas"
    environment = os.environ | {"HOME": str(tmp_path), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(
        [command, "--install-completion", shell], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written = [path for path in tmp_path.rglob("*") if path.is_file() and "_ATLAS_COMPLETE" in path.read_text()]
    assert len(written) == 1


def test_completion_knows_the_commands() -> None:
    command = Path(sys.executable).parent / "atlas"
    asked = {"_ATLAS_COMPLETE": "complete_bash", "COMP_WORDS": "atlas ex", "COMP_CWORD": "1"}
    done = subprocess.run([command], env=os.environ | asked, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["export"]


def test_at_counts_and_lists(record) -> None:
    counts = record.at("1961-11-01")["status"].value_counts()
    printed = dict(line.split() for line in RUN.invoke(app, ["at", "1961-11-01"]).stdout.splitlines())
    assert tuple(printed) == LEGEND_ORDER
    assert int(printed["bearing"]) == counts["bearing"]
    rows = list(csv.DictReader(io.StringIO(RUN.invoke(app, ["at", "1961-11-01", "--csv"]).stdout)))
    assert len(rows) == len(record.features)
    assert {row["status"] for row in rows} <= {"before", "uncertain", "bearing", "after"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["at", "1961"],
        ["at", "yesterday"],
        ["build", "atlantis"],
        ["build", "--record", "nowhere"],
        ["map", "-o", "x.html", "--country", "XX"],
        ["map", "-o", "x.html", "--country", "AM", "--first", "1999", "--last", "1950"],
        ["new", "/dev/null/x"],
        ["nonsense"],
    ],
)
@pytest.mark.long
def test_wrong_usage_is_said_in_one_line(arguments: list[str], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUN.invoke(app, arguments)
    assert result.exit_code in (1, 2), result.output
    assert "Traceback" not in result.output
    assert result.stderr.strip()
    assert list(tmp_path.iterdir()) == []


def test_map_draws_a_part(tmp_path: Path) -> None:
    path = tmp_path / "armenia.html"
    result = RUN.invoke(app, ["map", "-o", str(path), "--country", "AM", "--title", "Armenia"])
    assert result.exit_code == 0, result.output
    assert "<title>Armenia</title>" in path.read_text(encoding="utf-8")


def test_new_makes_a_sound_record_that_builds(tmp_path: Path) -> None:
    folder = tmp_path / "ferrow-names"
    assert RUN.invoke(app, ["new", str(folder)]).exit_code == 0
    assert atlas.load(folder).title == "Ferrow names"
    assert RUN.invoke(app, ["check", "--record", str(folder)]).exit_code == 0
    out = tmp_path / "out"
    assert RUN.invoke(app, ["build", "--record", str(folder), "--output", str(out)]).exit_code == 0
    assert (out / "map.html").exists()
    assert RUN.invoke(app, ["new", str(folder)]).exit_code == 2


def test_codebook_and_lists_of_defects_are_up_to_date(record) -> None:
    from atlas.publish.codebook import derived_files

    for name, text in derived_files(record).items():
        path = Path(record.path) / name
        assert path.read_text(encoding="utf-8") == text, f"{name} is stale: run `make codebook`"


def test_changes_lists_a_span_in_words_csv_and_json() -> None:
    span = ["changes", "1961-10-22", "1961-12-31"]
    told, rows = RUN.invoke(app, span), json.loads(RUN.invoke(app, [*span, "--json"]).stdout)
    within = [row for row in rows if row["within"]]
    assert len(told.stdout.splitlines()) == len(within) > 20
    assert f"{len(rows) - len(within)} more may lie within" in told.stderr
    assert any("[volgograd]" in line and line.startswith("1961-11-10") for line in told.stdout.splitlines())
    assert len(list(csv.DictReader(io.StringIO(RUN.invoke(app, [*span, "--csv"]).stdout)))) == len(rows)
    assert RUN.invoke(app, ["changes", "1962", "1961"]).exit_code == 2
