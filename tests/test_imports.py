"""The house: imports run downwards without a circle, lazy ones do not grow in number, and functions are short."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from tests import graph

pytestmark = pytest.mark.fast
ROOT = Path(__file__).parent.parent
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]

# Lazy imports outside the command line and the public face, which are lazy so that they answer at once (`test_cli.py`
# holds that `atlas --help` imports nothing heavy; `make graph GRAPH=--lazy` lists them). This number may only go down.
MOST_LAZY = 17
FACES = ("cli", "public")
LONGEST = 60


def test_imports_run_downwards() -> None:
    """As import-linter holds them in ``make lint``; here lazy imports are seen, too."""
    depth = {name.strip(): row for row, names in enumerate(LAYERS) for name in names.split("|")}
    upwards = [
        edge
        for edge in graph.imports()
        if edge.how != "types"
        and (a := depth.get(graph.room(edge.importer))) is not None
        and (b := depth.get(graph.room(edge.imported))) is not None
        and (b < a or (a == b and graph.room(edge.importer) != graph.room(edge.imported)))
    ]
    assert upwards == []
    assert {graph.room(name) for name in graph.modules()} - set(depth) == {"__main__", "(root)"}


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert graph.circles(graph.imports()) == []


def test_a_circle_and_an_upward_import_are_seen(tmp_path: Path) -> None:
    package = tmp_path / "atlas"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "a.py").write_text("from atlas import b\n")
    (package / "b.py").write_text("def f():\n    import atlas.a\n")
    edges = graph.imports(tmp_path)
    assert graph.circles(edges) == [["atlas.a", "atlas.b"]]
    assert [edge.how for edge in edges] == ["top", "lazy"]


def test_lazy_imports_only_grow_fewer() -> None:
    lazy = [edge for edge in graph.imports() if edge.how == "lazy" and graph.room(edge.importer) not in FACES]
    assert len(lazy) <= MOST_LAZY, "import at the top of the module, or find the circle that forbids it"


def test_the_graph_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["graph"])
    graph.main()
    shown = capsys.readouterr().out
    assert "circles: " in shown and "plate" in shown


def test_functions_are_short() -> None:
    """Without their docstrings, which are as long as a reader needs."""
    long = {}
    for path in (ROOT / "atlas").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                said = first.end_lineno - first.lineno + 1 if ast.get_docstring(node) is not None else 0
                if (length := node.end_lineno - node.lineno + 1 - said) >= LONGEST:
                    long[f"{path.name}:{node.name}"] = length
    assert long == {}
