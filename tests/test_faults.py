"""What a hand gets wrong: arguments of another type or out of range; consoles, pipes and disks that do not listen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.record.borders import polities_on

RUN = CliRunner()
ATLAS = [sys.executable, "-m", "atlas"]


@pytest.mark.parametrize("day", [1961, 1961.0, True, None, [1961], {}, 10**9, "1961", "heute", float("nan")])
def test_a_day_that_may_be_something_else(sound: atlas.Record, day: Any) -> None:
    for ask in (
        sound.at,
        sound["volgograd"].status,
        sound["volgograd"].name_on,
        lambda d: polities_on(sound.borders, d),
    ):
        with pytest.raises(ValueError, match=r"19\d\d-|day"):
            ask(day)


SAYS: list[tuple[dict[str, Any], str]] = [
    ({"between": (1953, 1961)}, "between: 1953 may be a year or a number of days"),
    ({"between": "1953"}, "write the first and the last day"),
    ({"between": ("1953",)}, "write the first and the last day"),
    ({"between": ("1961", "1953")}, "runs backwards"),
    ({"begun": ("1961-13", "1962")}, "'1961-13' is not in the calendar"),
    ({"country": "cz"}, "did you mean 'CZ'?"),
    ({"country": "Czechia"}, "did you mean 'CZ'?"),
    ({"country": ["CZ", "Xanadu"]}, "there is no country 'Xanadu'; there are CZ, RU"),
    ({"kind": "statu"}, "there is no kind 'statu'; did you mean"),
    ({"settlement": "Volgogard"}, "did you mean 'Volgograd'?"),
    ({"rank": "1"}, "there is no rank '1'; there are 1"),
    ({"polity": "USSR: Ukraine"}, "there is no polity"),
    ({"contry": "CZ"}, "did you mean 'country'?"),
    ({"betwen": ("1953", "1961")}, "did you mean 'between'?"),
    ({"title": {}}, "there is no title {}"),
]


@pytest.mark.parametrize(("asked", "says"), SAYS)
def test_a_question_that_nothing_can_meet(sound: atlas.Record, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        sound.where(**asked)


def test_years_are_read_from_their_first_day_to_their_last(sound: atlas.Record) -> None:
    whole = sound.where(between=("1925-01-01", "1961-12-31"))
    assert list(sound.where(between=("1925", "1961")).features.index) == list(whole.features.index)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"start": 1924}, "1924 may be a year"),
        ({"start": "2030"}, "runs backwards"),
        ({"end": 1961.0}, "is not a day"),
        ({"by": "contry"}, "did you mean 'country'?"),
        ({"freq": "decade"}, "it can be day, month, year"),
    ],
)
def test_counts_of_no_time(sound: atlas.Record, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        sound.counts(**asked)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["map", "-o", "x.html", "--kind", "statue"], "there is no kind 'statue'"),
        (["map", "-o", "x.html", "--country", "NZ"], "nothing in the record matches --country NZ"),
        (["map", "-o", "x.html", "--country", "XX"], "there is no country 'XX'; there are AL, AM, AT"),
        (["map", "-o", "x.html", "--country", "cz"], "did you mean 'CZ'?"),
        (["map", "-o", "x.html", "--first", "9999-24"], "out of the calendar"),
        (["map", "-o", ".", "--country", "AM"], "is a folder; name a file"),
        (["export", "x.geojson", "--country", "Czechia"], "did you mean 'CZ'?"),
        (["export", "x.geojson", "--date", "1961-13"], "calendar"),
        (["at", "1961"], "not one day"),
        (["show", "x\x1b[31m" * 999], "no feature"),
    ],
)
@pytest.mark.long
def test_wrong_usage_is_one_line(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUN.invoke(app, arguments)
    assert (result.exit_code, result.exception.__class__) == (2, SystemExit), result.exception
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("atlas:")]
    assert says in line and len(line) < 700 and "\x1b" not in line and "{" not in line
    assert list(tmp_path.iterdir()) == []


def test_at_says_before_what() -> None:
    result = RUN.invoke(app, ["at", "1961-11-01"])
    assert "On 1 November 1961, of" in result.stderr and "before they bore the name or image" in result.stderr


def test_a_cell_does_not_command_the_terminal(faulty: Callable[[str], Path]) -> None:
    folder = faulty("sound")
    for name in ("features", "attestations"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("Volgograd", "V\x1b[31m\u202e"), encoding="utf-8")
    shown = RUN.invoke(app, ["show", "volgograd", "--record", str(folder)]).stdout
    assert "V" in shown and "\x1b" not in shown and "\u202e" not in shown


def _run(arguments: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ATLAS, *arguments], stderr=subprocess.PIPE, text=True, encoding="cp1252", timeout=60, check=False, **how
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_behind_stdout_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = _run(["codebook", "--help"], stdout=full)
    assert done.returncode == 2
    assert done.stderr.splitlines() == ["atlas: the output cannot be written: No space left on device"]


def test_whoever_reads_may_stop_reading() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = _run(["show", "volgograd"], stdout=writer)
    os.close(writer)
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def test_a_console_of_few_letters_shows_the_rest_as_numbers() -> None:
    done = _run(["show", "volgograd"], stdout=subprocess.PIPE, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\u0421" in done.stdout  # С of Сталинград
