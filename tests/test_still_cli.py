"""``atlas still``: what it draws, says and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from pictures import REFERENCES
from PIL import Image
from typer.testing import CliRunner

from atlas.cli import app

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
