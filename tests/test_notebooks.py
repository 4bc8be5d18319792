"""The notebooks are stored without outputs, run from top to bottom, and draw maps that ask for nothing."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

pytestmark = pytest.mark.long

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]
_FRAME = re.compile(r'<iframe[^>]* srcdoc="([^"]*)"')


def _outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def test_they_are_numbered() -> None:
    assert [int(name[:2]) for name in NAMES] == list(range(1, len(NAMES) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_is_stored_without_outputs_and_says_what_it_cannot(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code and all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert notebook.metadata.kernelspec.name == "python3"
    last = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"][-2:]
    assert any("cannot say" in text for text in last)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_shows_something(name: str, executed: Any) -> None:
    notebook, _ = executed(name)
    outputs = _outputs(notebook)
    kinds = {kind for output in outputs for kind in output.get("data", ())}
    assert "text/html" in kinds
    assert [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []
    assert ("image/png" in kinds) == ("matplotlib" in (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_an_executed_notebook_becomes_a_page(name: str, executed: Any) -> None:
    from nbconvert import HTMLExporter

    notebook, _ = executed(name)
    text, _ = HTMLExporter().from_notebook_node(notebook)
    maps = sum("<iframe" in output.get("data", {}).get("text/html", "") for output in _outputs(notebook))
    assert len(_FRAME.findall(text)) == maps


def test_frames_are_told_apart() -> None:
    """The pattern that finds a map in a page: its document is quoted whole."""
    quoted = html.escape('<p title="x">')
    assert _FRAME.findall(f'<iframe title="a" srcdoc="{quoted}" width="1">') == [quoted]
