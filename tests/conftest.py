"""Records for the tests: the bundled one, the tiny sound one, and copies of that with one fault each."""

from __future__ import annotations

import csv
import re
import shutil
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from samples import RECORDS, SOUND

import atlas

_LEFT = pytest.StashKey[dict[str, int]]()
_TARGETS = {"long": ("long tests", "test-long"), "whole": ("cases of whole sweeps", "test-whole")}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep a run of all tests short, and begin it with those that need no site.

    Whoever names a file, or a marker, gets its long tests too. One process draws the site while others pass what
    needs none.
    """
    tests = Path(__file__).parent
    named = any((config.invocation_params.dir / arg.partition("::")[0]).resolve() != tests for arg in config.args)
    if not named and not re.search(r"\blong\b", config.option.markexpr):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    items.sort(key=lambda item: "built" in getattr(item, "fixturenames", ()))


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count what other runs pass: nothing is left out unsaid, but what ``-k`` leaves out."""
    for item in items:
        for marker in ("whole", "long") if not item.config.option.keyword else ():
            if item.get_closest_marker(marker):
                left = item.config.stash.setdefault(_LEFT, {})
                left[marker] = left.get(marker, 0) + 1
                break


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where tests run side by side, hand the numbers on to the process that writes the summary."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left"] = session.config.stash.get(_LEFT, {})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the numbers from a process; each has collected the same."""
    if left := getattr(node, "workeroutput", {}).get("left"):
        node.config.stash[_LEFT] = left


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say how many were left out, and what runs them."""
    for marker, number in config.stash.get(_LEFT, {}).items():
        what, target = _TARGETS[marker]
        terminalreporter.write_line(f"{number} {what} were left out; `make {target}` passes them.")


NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS_S = 180
"""Seconds that all notebooks together may take."""


@pytest.fixture(scope="session")
def record() -> atlas.Record:
    """The record of the project."""
    return atlas.load()


@pytest.fixture(scope="session")
def sound() -> atlas.Record:
    """The tiny sound record."""
    return atlas.load(SOUND)


@pytest.fixture(scope="module")
def tiny() -> atlas.Record:
    """Six features on four squares, to be drawn."""
    from pictures import tiny_record

    return tiny_record()


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


HOSTILE = "=1+1, \"x\"; {y} </script> ]]> &amp; 100% $a_b #1 ~^ \\ 'q'"
"""Text that breaks whatever does not quote."""


def _hostile(folder: Path) -> Path:
    """The sound record with hostile text, open ends, and one feature that a source only has standing."""
    shutil.copytree(SOUND, folder)

    def add(table: str, *rows: tuple[str, ...]) -> None:
        with (folder / table).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    place = ("Town", "GE", "USSR: Georgian SSR", "41.7", "44.8", "3000", "editor", "5", "", "")
    add("features.csv", ("town-bust", "bust", f"Bust {HOSTILE}", *place, f"line one\nline two {HOSTILE}"))
    add("features.csv", ("town-street", "street", "Street <i>1</i>", *place, ""))
    add("names.csv", ("town-bust", f"სტალინი {HOSTILE}", f"st'alini {HOSTILE}", "ka", "", ""))
    add("names.csv", ("town-street", "Ստալինի փողոց", "Stalini p’oghots’", "hy", "town-street-named-1950", ""))
    add("events.csv", ("town-bust-stands-2021", "town-bust", "stands", "2021~", f"a\x0bb {HOSTILE}"))
    add("events.csv", ("town-street-named-1950", "town-street", "named", "1950?", ""))
    add("attestations.csv", ("town-bust-stands-2021", "page", "2021~", HOSTILE, HOSTILE))
    add("attestations.csv", ("town-street-named-1950", "page", "1950?", "Named.", ""))
    source = (
        "page",
        "newspaper",
        f"Page\nand line {HOSTILE}",
        'O\'Neil "Q"',
        HOSTILE,
        "",
        "ka",
        "https://example.org/?a=1&b={2}",
    )
    add("sources.csv", (*source, "", ""))
    return folder


@pytest.fixture(scope="session", params=[pytest.param("whole", marks=pytest.mark.whole), "part", "hostile"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> atlas.Record:
    """The records that every export is tried on: what has names in four scripts, a hostile one, and the whole one."""
    if request.param == "hostile":
        return atlas.load(_hostile(tmp_path_factory.mktemp("records") / "hostile"))
    whole = atlas.load()
    return whole if request.param == "whole" else whole.where(country=["AM", "GE", "CN", "CZ"])


@pytest.fixture(scope="session")
def written(exported: atlas.Record, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The export of that record with a suffix, written once."""
    folder = tmp_path_factory.mktemp("exports")

    @cache
    def build(suffix: str) -> Path:
        return exported.export(folder / f"atlas{suffix}")

    return build


@pytest.fixture(scope="session")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], tuple[Any, Path]]]:
    """A notebook after its run, in a kernel of its own and an empty folder; run when it is first asked for."""
    import nbclient
    import nbformat

    root, spent = tmp_path_factory.mktemp("notebooks"), 0.0

    @cache
    def run(name: str) -> tuple[Any, Path]:
        nonlocal spent
        notebook, folder = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4), root / name
        folder.mkdir()
        start = time.monotonic()
        nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
        spent += time.monotonic() - start
        return notebook, folder

    yield run
    assert spent < NOTEBOOKS_S, f"the notebooks took {spent:.0f} s"
