"""`atlas draw` and `atlas new --from`: one command from a list to a page, or to a record that grows with it."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from atlas.check import check
from atlas.cli import app
from atlas.cli import lists as commands

LISTS = Path(__file__).parent / "lists"


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


def test_draw_says_what_it_guessed_and_what_it_left_out(tmp_path: Path) -> None:
    code, out, told = run("draw", LISTS / "01-monuments.csv", "-o", tmp_path / "map.html", "--licence", "CC BY 4.0")
    assert code == 0, told
    assert "4 of 5 rows drawn" in out
    assert "year up: begin, by its name" in told
    assert "1 left out: no point; it ends in 1923 and begins in 1964" in told
    left = (tmp_path / "map-left-out.csv").read_text()
    assert left.splitlines()[1] == "6,Flag on the green,no point; it ends in 1923 and begins in 1964"
    page = (tmp_path / "map.html").read_text()
    assert "Record: CC BY 4.0." in re.sub("<[^<>]*>", "", page) and "Soldier monument" in page


def test_draw_says_of_a_large_page_that_it_is_large_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "map.html"
    code, out, told = run("draw", LISTS / "05-end-only.csv", "-o", page)
    assert code == 0 and "this is large" not in told
    size = page.stat().st_size
    monkeypatch.setattr(commands, "LARGE", size - 1)
    code, out, told = run("draw", LISTS / "05-end-only.csv", "-o", page)
    assert code == 0 and f"this is large: {size / 1e3:,.0f} KB take some seconds to open" in told
    assert "--parts always" in told and "rows drawn" in out


def test_draw_strictly_writes_nothing_where_a_row_is_left_out(tmp_path: Path) -> None:
    code, _, told = run("draw", LISTS / "01-monuments.csv", "-o", tmp_path / "map.html", "--strict")
    assert (code, list(tmp_path.iterdir())) == (1, [])
    assert "row 6 (Flag on the green)" in told


def test_draw_with_a_wrong_column_or_no_list_is_wrong_usage(tmp_path: Path) -> None:
    code, _, told = run("draw", LISTS / "01-monuments.csv", "-o", tmp_path / "a.html", "--begin", "nowhere")
    assert code == 2 and "'nowhere'" in told and "'year up'" in told
    code, _, told = run("draw", LISTS / "09-links-only.csv", "-o", tmp_path / "a.html")
    assert code == 2 and "no column has coordinates" in told
    assert run("draw", tmp_path / "none.csv", "-o", tmp_path / "a.html")[0] != 0
    assert list(tmp_path.iterdir()) == []


def test_a_record_of_a_list_is_sound_and_grows_with_it(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    shutil.copy(LISTS / "02-buildings-with-historians-dates.csv", listed)
    folder = tmp_path / "mine"
    assert run("new", folder, "--from", listed, "--title", "Buildings")[0] == 0
    assert check(folder) == []
    kept = tomllib.loads((folder / "import.toml").read_text())
    assert (kept["file"], kept["begin"], kept["title"]) == ("../list.csv", "built", "Buildings")
    (folder / "maps.toml").write_text((folder / "maps.toml").read_text().replace('lede = ""', 'lede = "Mine"'))
    listed.write_text(listed.read_text() + "b6,New house,2001,,48.9,38.5,Town K,\n")
    assert run("new", folder, "--from", listed)[0] == 0
    features = (folder / "features.csv").read_text()
    assert "new-house-b6" in features and "station-b1" in features
    assert 'lede = "Mine"' in (folder / "maps.toml").read_text()
    assert check(folder) == []


def test_the_help_of_every_list_command_has_an_example_that_is_anybodys() -> None:
    for command in ("draw", "dates", "new"):
        code, out, _ = run(command, "--help")
        assert code == 0 and "Example: atlas" in out
        assert not any(word in out.casefold() for word in ("prague", "stalin", "lenin"))
