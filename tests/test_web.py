"""The browser's half: the script that the pages carry is the one that its modules give."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from atlas.page import assets

ROOT = Path(__file__).parent.parent
WEB = ROOT / "atlas" / "page" / "web"


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done


@pytest.fixture(scope="session")
def tools() -> None:
    """The packages of ``package-lock.json``; a test that asks for them is skipped where there is no Node.js."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        if os.environ.get("ATLAS_REQUIRE_NODE"):
            pytest.fail("Node.js and npm are asked for, and not installed")
        pytest.skip("Node.js or npm is not installed")
    modules = ROOT / "node_modules"
    with FileLock(ROOT / ".node_modules.lock"):
        if not (modules / ".bin" / "esbuild").exists():
            _run("npm", "ci", "--silent")


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("name", ["atlas", "tiled"])
def test_the_built_script_is_what_the_modules_give(name: str, tmp_path: Path) -> None:
    built = tmp_path / f"{name}.js"
    _run("npm", "run", "--silent", f"build:{name}", "--", f"--outfile={built}")
    assert built.read_bytes() == (WEB / "dist" / f"{name}.js").read_bytes(), "run `make web`"


@pytest.mark.usefixtures("tools")
def test_the_modules_pass_their_own_tests_and_the_cases_of_parity() -> None:
    _run("npm", "run", "--silent", "test")


@pytest.mark.long
@pytest.mark.usefixtures("tools")
def test_the_modules_are_clean_to_linter_and_type_checker() -> None:
    _run("npm", "run", "--silent", "lint")


@pytest.mark.long
@pytest.mark.usefixtures("tools")
def test_a_fault_in_a_module_is_noticed() -> None:
    """The tool carries with it all that the modules' own tests read, or it stops before the first fault."""
    _run("node", "atlas/page/web/tools/mutants.js", "time/datewords.js", "--every", "9999")


def test_the_built_script_is_classic_and_small() -> None:
    script = assets.script()
    assert script.startswith('"use strict";var atlasKit=(()=>{') and "</script" not in script
    assert "\nimport" not in script and "\nexport" not in script
    modules = sum(path.stat().st_size for path in (WEB / "src").rglob("*.js"))
    assert len(script.encode()) < 0.65 * modules


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
