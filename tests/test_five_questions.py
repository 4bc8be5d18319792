"""``docs/five-questions.md``: its commands run, its stills are there, and its numbers are near the record's."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from tests.five_questions import DOC, questions

pytestmark = pytest.mark.long

NUMBER = re.compile(r"\*\*(\d+)\*\*")
TEXT = DOC.read_text(encoding="utf-8")
COMMANDS = re.findall(r"^atlas still .*$", TEXT, flags=re.MULTILINE)


def test_there_are_five_each_with_its_still() -> None:
    assert len(COMMANDS) == 5
    for command in COMMANDS:
        picture = DOC.parents[1] / command.split()[-1]
        assert f"({picture.relative_to(DOC.parent)})" in TEXT
        with Image.open(picture) as image:
            assert image.size == (1280, 800)


@pytest.mark.parametrize("command", COMMANDS, ids=[Path(command).stem for command in COMMANDS])
def test_each_command_line_runs(command: str, tmp_path: Path) -> None:
    words = shlex.split(command)[1:]
    words[words.index("--size") + 1] = "640x400"
    words[-1] = str(tmp_path / "still.png")
    said = CliRunner().invoke(app, words)
    assert said.exit_code == 0, said.output
    with Image.open(words[-1]) as image:
        assert image.size == (640, 400)
        assert len(image.convert("RGB").resize((160, 100)).getcolors(16000)) > 100, "something is drawn"


def test_the_numbers_are_near_those_of_the_record() -> None:
    """The record grows: who changes an answer by more than a fifth writes the page anew."""
    record = atlas.load()
    sections = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
    for section, one in zip(sections, questions(record), strict=True):
        assert section.startswith(one.asked)
        stated, found = (list(map(int, NUMBER.findall(text))) for text in (section, one.answer))
        assert len(stated) == len(found) > 0
        for is_, should in zip(stated, found, strict=True):
            assert abs(is_ - should) <= max(4, 0.2 * should), (one.asked, is_, should)
