"""The core on the newest pandas, which whoever installs the tool alone has: one of our extras asks for an older one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parent.parent
FEWEST = 1000
"""Tests that have to pass: fewer, and most were not found."""


def test_the_fast_tests_pass_with_the_newest_pandas(tmp_path: Path) -> None:
    folder = tmp_path / "newest"
    asked = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), "pandas>=3"]
    installed = subprocess.run(asked, capture_output=True, text=True)
    assert installed.returncode == 0, installed.stderr
    files = [str(path) for path in sorted(ROOT.glob("tests/test_*.py")) if "mark.fast" in path.read_text("utf-8")]
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "fast and not whole and not long"]
    paths = os.pathsep.join([str(folder), str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONPATH": paths}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    version = [sys.executable, "-c", "import pandas; print(pandas.__version__)"]
    told = subprocess.run(version, capture_output=True, check=True, text=True, env=environment).stdout
    assert int(told.partition(".")[0]) >= 3
    done = subprocess.run([*run, *files], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= FEWEST  # type: ignore[index]
