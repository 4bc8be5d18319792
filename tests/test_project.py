"""What the project promises of itself as a package."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import atlas
from tests.release import built, release_data, same

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.mark.long
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


@pytest.mark.long
def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """The source archive, which holds what the wheel does; ``make release`` builds and compares both."""
    one, other = (built(tmp_path / name, ("sdist",)) for name in ("one", "other"))
    assert one and same(one, other)


@pytest.mark.long
def test_the_record_is_released_by_itself(tmp_path: Path, record) -> None:
    archive, beside = release_data(tmp_path)
    assert archive.name == f"de-stalinization-atlas-{record.version}.zip"
    assert (
        subprocess.run(["sha256sum", "--check", beside.name], cwd=tmp_path, check=False, capture_output=True).returncode
        == 0
    )


def test_versions_agree(record) -> None:
    """The package's version and the record's are two, each told the same everywhere."""
    software, _, data = (ROOT / "CITATION.cff").read_text(encoding="utf-8").partition("preferred-citation:")
    assert f"version: {atlas.__version__}\n" in software and f"version: {record.version}\n" in data
    assert json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))["version"] == record.version
    assert f'version = "{atlas.__version__}"' in (ROOT / "recipe" / "meta.yaml").read_text(encoding="utf-8")
    assert f"## [{atlas.__version__}] - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version {record.version} (" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_recipe_needs_what_the_package_needs() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.match(r"[\w-]+", one)[0] for one in wanted if ";" not in one}  # type: ignore[index]
    recipe = (ROOT / "recipe" / "meta.yaml").read_text(encoding="utf-8")
    run = recipe[recipe.index("  run:") : recipe.index("\ntest:")]
    assert set(re.findall(r"(?m)^    - ([\w-]+)", run)) - {"python"} == names


@pytest.mark.long
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
