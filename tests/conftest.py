"""Records for the tests: the bundled one, the tiny sound one, and copies of that with one fault each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import atlas

RECORDS = Path(__file__).parent / "records"
SOUND = RECORDS / "sound"


@pytest.fixture(scope="session")
def record() -> atlas.Record:
    """The record of the project."""
    return atlas.load()


@pytest.fixture(scope="session")
def sound() -> atlas.Record:
    """The tiny sound record."""
    return atlas.load(SOUND)


@pytest.fixture
def faulty(tmp_path: Path) -> Callable[[str], Path]:
    """Folder of the sound record with the files of ``tests/records/<name>/`` laid over it."""

    def build(name: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(SOUND, folder)
        if name != "sound":
            shutil.copytree(RECORDS / name, folder, dirs_exist_ok=True)
        return folder

    return build
