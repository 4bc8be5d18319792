"""What the project promises of itself as a package."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import atlas

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_carries_the_record(wheel: Path, tmp_path: Path) -> None:
    """Unpacked on its own, far from the checkout, it loads and draws."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import sys; sys.path.insert(0, 'site'); import atlas; from atlas.publish.build import build;"
        "assert atlas.__file__.startswith(sys.argv[1]), atlas.__file__;"
        "assert '_geodata' in str(atlas.load().path);"
        "print(*[p.name for p in build(output='out', only=['prague'])])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["prague.html", "prague.png"], done.stderr


def test_versions_agree(record) -> None:
    assert record.version == atlas.__version__
    assert f"version: {atlas.__version__}" in (ROOT / "CITATION.cff").read_text()


def test_no_function_is_long() -> None:
    """In Python, what a function does; eslint counts the same of the page's script (``max-lines-per-function``)."""
    long = {}
    for path in (ROOT / "atlas").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                if (lines := node.end_lineno - body[0].lineno + 1) >= 60:
                    long[f"{path.name}: {node.name}"] = lines
    assert long == {}
    assert '"max-lines-per-function"' in (config := (ROOT / "eslint.config.js").read_text()) and "max: 59" in config
