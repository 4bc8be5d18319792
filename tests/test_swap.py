"""A published site changes as a whole, whatever happens on the way."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from samples import SOUND, sampled
from typer.testing import CliRunner

from atlas.cli import app
from atlas.io import files
from atlas.io.files import FileError, aside
from atlas.publish import swap
from atlas.publish.swap import alone, staged

OLD = {"index.html": "old", "a.html": "old", "data/a.csv": "old", "mine.txt": "mine"}
NEW = {"index.html": "new", "a.html": "new", "b.html": "new", "data/a.csv": "new"}


def _fill(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def _read(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    _fill(tmp_path / "site", OLD)
    return tmp_path / "site"


def _build(site: Path) -> None:
    with alone(site), staged(site) as new:
        _fill(new, NEW)


def test_all_files_change_and_others_stay(site: Path) -> None:
    _build(site)
    assert _read(site) == OLD | NEW
    assert not list(site.glob(".*"))


@pytest.mark.parametrize("fatal", range(4))
def test_a_fault_at_any_rename_puts_the_old_site_back(site: Path, fatal: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real, count = os.replace, 0

    def replace(source: Path, target: Path) -> None:
        nonlocal count
        count += 1
        if count == fatal + 1:
            raise OSError(5, "a fault", str(target))
        real(source, target)

    monkeypatch.setattr(swap.os, "replace", replace)
    with pytest.raises(OSError, match="a fault"):
        _build(site)
    assert _read(site) == OLD


def test_a_fault_while_it_is_filled_leaves_the_old_site(site: Path) -> None:
    def fail() -> None:
        with alone(site), staged(site) as new:
            _fill(new, NEW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert _read(site) == OLD


KILLED = """
import os, pathlib, signal, sys
from atlas.publish import swap
site, when = pathlib.Path(sys.argv[1]), int(sys.argv[2])
real, count = os.replace, [0]
def replace(*paths):
    if count[0] == when: os.kill(os.getpid(), signal.SIGKILL)
    count[0] += 1
    real(*paths)
os.replace = replace
with swap.alone(site), swap.staged(site) as new:
    for name in ("index.html", "a.html", "b.html", "data/a.csv"):
        (new / name).parent.mkdir(exist_ok=True)
        (new / name).write_text("new")
    if when < 0: os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("when", [-1, 0, 2])
def test_the_run_after_a_killed_one_leaves_one_whole_site(site: Path, when: int) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(site), str(when)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(site.glob(".*.part"))
    if when < 0:
        assert {name: text for name, text in _read(site).items() if "part" not in name} == OLD
    with alone(site):
        pass
    assert _read(site) == (OLD if when < 0 else OLD | NEW)


def test_what_a_living_export_makes_aside_is_left_alone(site: Path) -> None:
    with aside(site / "x.csv") as part:
        part.write_text("x")
        with alone(site):
            pass
        assert part.exists()
    assert (site / "x.csv").read_text() == "x"


def test_what_earlier_versions_left_is_swept_and_the_owner_s_files_are_not(site: Path) -> None:
    (site / ".a.html.k3_x9a2b.part").write_text("half")
    (site / ".mine.part").write_text("mine")
    (site / ".htaccess").write_text("mine")
    with alone(site):
        pass
    assert set(_read(site)) == {*OLD, ".mine.part", ".htaccess"}


def test_two_builds_at_once(site: Path, faulty: Callable[[str], Path]) -> None:
    with alone(site):
        result = CliRunner().invoke(app, ["build", "--record", str(faulty("sound")), "--output", str(site)])
    assert result.exit_code == 2 and "another build is writing there" in result.stderr
    assert _read(site) == OLD


def test_a_page_never_goes_where_a_folder_is_or_a_link_leads_out(site: Path, tmp_path: Path) -> None:
    (site / "b.html").mkdir()
    with pytest.raises(OSError, match="is a folder"):
        _build(site)
    (site / "b.html").rmdir()
    (tmp_path / "elsewhere").mkdir()
    (site / "data" / "a.csv").unlink()
    (site / "data").rmdir()
    (site / "data").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileError, match="leads out"):
        _build(site)
    assert not list((tmp_path / "elsewhere").iterdir())
    assert (site / "index.html").read_text() == "old"


def test_two_builds_do_not_meet_where_only_files_can_be_locked(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, which has no ``fcntl``."""
    monkeypatch.setattr(files, "fcntl", None)
    with alone(site), pytest.raises(BlockingIOError, match="another build is writing there"), alone(site):
        pass
    _build(site)
    assert _read(site) == OLD | NEW


SENT = """
import os, signal, sys, threading
when = float(sys.argv[1])
import atlas
timer = threading.Timer(when, os.kill, (os.getpid(), signal.SIGINT))
timer.daemon = True
timer.start()
sys.argv = ["atlas", *sys.argv[2:]]
from atlas.cli import main
main()
"""


def _interrupted(when: float, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SENT, str(when), *command], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.long
def test_ctrl_c_ends_a_build_with_130_and_without_a_word_of_python(tmp_path: Path) -> None:
    """Whenever it comes: while libraries load, while maps are drawn, while they are put in place."""
    output = tmp_path / "site"
    command = ["build", "--record", str(SOUND), "--output", str(output)]
    assert CliRunner().invoke(app, command).exit_code == 0
    whole = _tree(output)
    for when in (0.02, 0.8, 2.0):
        done = _interrupted(when, *command)
        assert done.returncode in (0, 130), done.stderr
        assert "Traceback" not in done.stderr and len(done.stderr) < 2000
        with alone(output):
            pass
        assert _tree(output) == whole


@pytest.mark.parametrize("seed", sampled([1961, 1962, 1963], 3))
@pytest.mark.long
def test_killed_at_any_moment_a_site_and_an_export_stay_whole(tmp_path: Path, seed: int) -> None:
    """SIGKILL at eight moments spread over a run; the next run sweeps up and finds one whole site, old or new."""
    output, export = tmp_path / "site", tmp_path / "site" / "atlas.gpkg"
    old, new = tmp_path / "old", tmp_path / "new"
    for folder, title in ((old, "Old"), (new, "New")):
        shutil.copytree(SOUND, folder)
        plan = f'[[map]]\nid = "atlas"\ntitle = "{title}"\nlede = "One line"\nextent = [10, 38, 68, 62]\n'
        (folder / "maps.toml").write_text(plan)
    build = ["build", "--output", str(output), "--record"]
    sites = {}
    for folder in (new, old):
        assert CliRunner().invoke(app, [*build, str(folder)]).exit_code == 0
        sites[folder.name] = _tree(output)
    assert CliRunner().invoke(app, ["export", str(export), "--record", str(old)]).exit_code == 0
    exported = export.read_bytes()
    moments = random.Random(seed)
    killed = 0
    for number in range(8):
        command = [*build, str(new)] if number % 2 else ["export", str(export), "--record", str(new)]
        dead = _killed(moments.uniform(0, 1.2), command)
        killed += dead
        assert export.read_bytes() == exported or not dead
        export.write_bytes(exported)
        with alone(output):
            pass
        tree = _tree(output)
        tree.pop("atlas.gpkg")
        assert tree in ({**sites["old"]}, {**sites["new"]})
        if tree == sites["new"]:
            assert CliRunner().invoke(app, [*build, str(old)]).exit_code == 0
    assert killed >= 3
    assert not list(output.glob(".*"))


def _killed(when: float, command: list[str]) -> bool:
    """Whether a command was still running when it was killed; it shares the libraries of this process."""
    child = os.fork()
    if not child:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            CliRunner().invoke(app, command)
        finally:
            os._exit(0)
    time.sleep(when)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".part" not in str(path.relative_to(folder)))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
