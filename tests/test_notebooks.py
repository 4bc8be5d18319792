"""The notebooks are stored without outputs, and run from top to bottom."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_shows_something(path: Path) -> None:
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert cells
    scope: dict[str, object] = {}
    for cell in cells:
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, path.name, "exec"), scope)  # noqa: S102 - our own cells
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), path.name, "eval"), scope)  # noqa: S307
            html = shown._repr_html_() if hasattr(shown, "_repr_html_") else repr(shown)
            assert len(html) > 20
