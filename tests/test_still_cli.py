"""``atlas still``: what it draws, says and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from pictures import REFERENCES
from PIL import Image
from typer.testing import CliRunner

from atlas.cli import app
from atlas.plate.town import town_sheet

RUN = CliRunner()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["atlantis", "-o", "x.png"], "atlantis"),
        (["prague", "-o", "x.bmp"], ".svg"),
        (["prague", "-o", "x.png", "--date", "yesterday"], "EDTF"),
        (["prague", "-o", "x.png", "--date", "2999"], "later"),
        (["prague", "-o", "x.png", "--size", "huge"], "1600x900"),
        (["prague", "-o", "x.png", "--size", "10x10"], "240"),
        (["prague", "-o", "x.png", "--theme", "neon"], "grey"),
        (["prague", "-o", "x.png", "--frame", "moon"], "moon"),
        (["prague", "-o", "x.png", "--date", "1953", "--dates", "1954"], "not both"),
        (["prague", "-o", "x.png", "--dates", "1954,"], "empty"),
        (["prague", "-o", "x.png", "--size", "6000x6000", "--dpi", "600"], "36000 by 36000"),
        (["prague", "-o", "/dev/null/x.png"], "/dev/null"),
        (["prague", "-o", "x.png", "--record", "nowhere"], "nowhere"),
    ],
)
@pytest.mark.long
def test_wrong_usage_is_said_in_one_line(arguments: list[str], word: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUN.invoke(app, ["still", *arguments])
    assert result.exit_code in (1, 2), result.output
    assert word in result.stderr and len(result.stderr.strip().splitlines()) <= 2
    assert list(tmp_path.iterdir()) == []


def test_the_command_draws_and_says_where(tmp_path: Path) -> None:
    assert "Example: atlas still" in RUN.invoke(app, ["still", "--help"]).stdout
    path = tmp_path / "deep" / "tiny.png"
    record = str(REFERENCES / "record")
    result = RUN.invoke(app, ["still", "tiny", "-o", str(path), "--record", record, "--size", "480x270"])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(str(path)) and Image.open(path).size == (480, 270)


def test_a_missing_library_is_named_with_its_extra(tmp_path: Path, monkeypatch) -> None:
    from atlas.io import needs

    def missing(module: str) -> None:
        raise ImportError(module)

    monkeypatch.setattr(needs, "import_module", missing)
    result = RUN.invoke(app, ["still", "prague", "-o", str(tmp_path / "x.png")])
    assert result.exit_code == 2
    assert "destalinization-atlas[still]" in result.stderr


@pytest.mark.long
def test_a_town_is_drawn_by_any_of_its_names_with_its_own_things_alone(tmp_path: Path, record) -> None:
    assert "atlas still --town Wien" in RUN.invoke(app, ["still", "--help"]).stdout.replace("\n", " ")
    path = tmp_path / "praha.svg"
    result = RUN.invoke(app, ["still", "--town", "Прага", "-o", str(path), "--size", "640x400"])
    assert result.exit_code == 0, result.output
    assert "<title>Prague</title>" in path.read_text("utf-8").replace("\n", "") or "Prague" in path.read_text("utf-8")
    town = record.town("Praha")
    part, plan = town_sheet(record, town)
    assert set(part.features.index) == set(town.features.index)
    assert plan.title == "Prague" and plan.lede == f"Recorded here: {len(town.features)}."
    states = part.at(plan.start)["status"]
    assert (states == "bearing").sum() >= (part.at("1925-01-01")["status"] == "bearing").sum() and "bearing" in set(
        states
    )
    west, south, east, north = plan.extent
    assert all(
        west < lon < east and south < lat < north for lat, lon in part.features[["latitude", "longitude"]].values
    )


@pytest.mark.long
def test_a_town_without_anything_is_a_landmark_beside_what_is_nearest(record, tmp_path: Path) -> None:
    town = record.town("Neubrandenburg")
    part, plan = town_sheet(record, town)
    assert plan.lede == "Nothing recorded here." and set(part.features.index) == set(town.nearest.index[:2])
    assert part.landmarks["names"].iloc[-1] == {"en": "Neubrandenburg"}
    assert "Neubrandenburg" not in {name for names in record.landmarks["names"] for name in names.values()}
    west, south, east, north = plan.extent
    assert west < town.longitude < east and south < town.latitude < north
    assert town.still(tmp_path / "n.png", size=(480, 320)).stat().st_size > 5_000


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["-o", "x.png"], "--town NAME"),
        (["--town", "Nowhere-on-Sea", "-o", "x.png"], "no town"),
        (["--town", "Praha", "--drawing", "-o", "x.png"], "--drawing"),
    ],
)
@pytest.mark.long
def test_what_is_wrong_with_a_town_s_still_is_said(
    arguments: list[str], word: str, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUN.invoke(app, ["still", *arguments])
    assert result.exit_code == 2 and word in result.stderr


@pytest.mark.long
def test_a_town_s_page_is_embedded_with_its_still(tmp_path: Path) -> None:
    plain = RUN.invoke(app, ["embed", "atlas", "--town", "Praha"])
    assert plain.exit_code == 0 and 'src="atlas.html#town=CZ-Prague"' in plain.stdout
    where = ["--output", str(tmp_path), "--date", "1957", "--base-url", "https://example.org/a"]
    whole = RUN.invoke(app, ["embed", "atlas", "--town", "Praha", *where])
    assert whole.exit_code == 0, whole.output
    assert {path.name for path in tmp_path.iterdir()} == {
        f"atlas-1957-01-01-CZ-Prague.{suffix}" for suffix in ("png", "html", "oembed.json")
    }
    both = RUN.invoke(app, ["embed", "atlas", "--town", "Praha", "--open", "volgograd"])
    assert both.exit_code == 2 and "not both" in both.stderr
