"""A sample of the hostile inputs of ``tests/hostile``; ``make hostile`` runs them all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from atlas.check import check

pytestmark = pytest.mark.long

FOLDER = Path(__file__).parent / "hostile"
sys.path.insert(0, str(FOLDER))

from corpus import ATTACKS, Case, every, make  # noqa: E402
from harness import COLUMNS  # noqa: E402


def test_the_corpus_is_large_and_has_every_kind() -> None:
    names = [case.name for case in every()]
    assert len(names) >= 500 and len(set(names)) == len(names)
    for kind in ATTACKS:
        assert f"everywhere:{kind}" in names and f"features.csv:title:{kind}" in names
    for file in ("maps.toml", "datapackage.json", "borders.geojson", "stories/atlas.md", "sources.csv"):
        assert any(name.startswith(f"{file}:") for name in names)


def test_the_record_that_each_case_changes_is_sound(tmp_path: Path) -> None:
    """Else everything would be refused for a fault that is not the case's own."""
    for whole in (True, False):
        make(Case("none", "features.csv", lambda folder: None, whole=whole), tmp_path / str(whole))
        assert check(tmp_path / str(whole)) == []


@pytest.mark.parametrize(
    "only", ["borders.geojson:vrt", "maps.toml:id:1", "everywhere:vector", "list.kml:is external in utf-16"]
)
@pytest.mark.browser
def test_nothing_happens_that_should_not(only: str) -> None:
    command = [
        sys.executable,
        str(FOLDER / "run.py"),
        "--only",
        only,
        "--sample",
        "1",
        "--workers",
        "1",
        "--slack",
        "6",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    lines = dict(line.rsplit(maxsplit=1) for line in done.stdout.splitlines()[1:])
    assert list(lines)[:-2] == list(COLUMNS), done.stderr
    assert (done.returncode, done.stderr) == (0, "")
    assert int(lines["inputs tried"]) >= 1


def test_the_harness_sees_what_it_looks_for(tmp_path: Path) -> None:
    """A file read outside, a request, an error and a hang are each counted: zeros mean something."""
    code = f"""
import sys, socket, time
sys.path.insert(0, {str(FOLDER)!r})
import harness
from corpus import Case
from pathlib import Path
harness.listen()
def bad(trial):
    (trial.root / "outside" / "canary.csv").read_text()
    (trial.output / "leak.txt").write_text(harness.CANARY)
    (trial.root / "outside" / "new").write_text("x")
    trial.step("hang", lambda: time.sleep(5))
    trial.step("error", lambda: 1 / 0)
    try: socket.create_connection(("127.0.0.1", 9), 0.1)
    except OSError: pass
    trial.message("odd", "something went wrong")
harness._commands, harness.HANG_S = bad, 0.2
harness._outputs = lambda trial, record: None
trial = harness.try_case(Case("x", "features.csv", lambda folder: None), Path({str(tmp_path)!r}) / "case")
print(sorted(column for column, count in trial.counts.items() if count))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    for column in set(COLUMNS) - {"scripts run", "outputs lost"}:
        assert column in done.stdout, column
