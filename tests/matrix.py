"""The package installed and built with every Python from 3.11 on that is here, and with the oldest libraries allowed.

Each row is an environment of its own, made by uv (``pip install uv``): the package as a wheel,
without extras. In it the tiny sound record is checked, built and exported, with several ``PYTHONHASHSEED``. What is
written must be the same bytes for all seeds, and for all Pythons that have the same libraries; of databases, there,
what they hold.

python tests/matrix.py                     all that is here
python tests/matrix.py --python 3.12       one of them
python tests/matrix.py --python 3.12 --ledger matrix.json
                                           one of them, its bytes held against those of earlier runs, wherever made
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SEEDS = ("0", "1", "1961")
LOWEST = "lowest-direct"
ROWS = ", what it holds"
SMOKE = """
import sys, pathlib, atlas
from atlas.publish.build import build
record, out = sys.argv[1], pathlib.Path(sys.argv[2])
assert atlas.load(record).check() == []
build(record, out)
for suffix in (".kml", ".fgb", ".lp.tsv", ".ris", ".csl.json"):
    atlas.load(record).export(out / f"atlas{suffix}")
"""


def main() -> int:
    """Print a row an environment; 1 where one fails or bytes differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", nargs="*", default=PYTHONS, help="versions to try")
    parser.add_argument("--seeds", nargs="*", default=SEEDS, help="values of PYTHONHASHSEED")
    parser.add_argument("--lowest", action="store_true", help="the oldest libraries alone")
    parser.add_argument("--highest", action="store_true", help="the newest libraries alone")
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="digests by Python, of earlier runs and of this")
    options = parser.parse_args()
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    if not Path(uv).exists():
        print("uv is needed: pip install uv", file=sys.stderr)
        return 2
    kept = options.ledger and options.ledger.is_file()
    sound = json.loads(options.ledger.read_text(encoding="utf-8")) if kept else {}
    rows = [] if options.lowest else [("highest", version) for version in options.python]
    rows += [] if options.highest else [(LOWEST, version) for version in options.python[:1]]
    failed = False
    for resolution, version in rows:
        said, digests = trial(uv, version, resolution, options.seeds)
        print(f"Python {version:<5}  {resolution:<13}  {said}", flush=True)
        failed |= said not in ("same bytes for all seeds", "not here")
        if digests and resolution != LOWEST:
            sound[version] = digests
    first = next(iter(sound.values()), {})
    compared = [name for name in first if name + ROWS not in first]
    odd = sorted({name for digests in sound.values() for name in compared if digests.get(name) != first[name]})
    if options.ledger:
        options.ledger.write_text(json.dumps(sound, indent=1) + "\n", encoding="utf-8")
    print(
        f"{len(compared)} files, among Pythons {', '.join(sound)}: "
        + (f"{', '.join(odd)} differ" if odd else "the same bytes")
    )
    return int(failed or bool(odd))


def trial(uv: str, version: str, resolution: str, seeds: list[str]) -> tuple[str, dict[str, str]]:
    """One environment: what is to be said of it, and a digest by file."""
    python = find(uv, version)
    if python is None:
        return "not here", {}
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        shutil.copytree(ROOT / "tests" / "records" / "sound", here / "record")
        run([uv, "venv", "--quiet", "--no-project", "--python", python, str(here / "venv")])
        own = str(here / "venv" / "bin" / "python")
        done = run([uv, "pip", "install", "--quiet", "--python", own, "--resolution", resolution, *index(), str(ROOT)])
        if done.returncode:
            return f"not installed: {done.stderr.strip().splitlines()[-1][:200]}", {}
        found = []
        for seed in seeds:
            out = here / f"out-{seed}"
            done = run([own, "-c", SMOKE, str(here / "record"), str(out)], PYTHONHASHSEED=seed)
            if done.returncode:
                return f"failed: {(done.stderr.strip() or 'no message').splitlines()[-1][:200]}", {}
            found.append(digests(out))
    odd = sorted(name for name in found[0] if any(other.get(name) != found[0][name] for other in found))
    return (f"{', '.join(odd)} differ by seed" if odd else "same bytes for all seeds"), found[0]


def find(uv: str, version: str) -> str | None:
    """A Python of that version on this machine; none is fetched."""
    for path in (*Path.home().glob(f".pyenv/versions/{version}.*/bin/python"), shutil.which(f"python{version}")):
        if path and run([str(path), "-c", ""]).returncode == 0:
            return str(path)
    done = run([uv, "python", "find", "--no-project", "--offline", version])
    return done.stdout.strip() if done.returncode == 0 else None


def index() -> list[str]:
    """Where pip takes packages from, for uv, which does not read pip's settings."""
    options = ["--index-strategy", "unsafe-best-match"]  # as pip does: the best of all indexes
    for key, flag in (("index-url", "--default-index"), ("extra-index-url", "--index"), ("find-links", "--find-links")):
        done = run([sys.executable, "-m", "pip", "config", "get", f"global.{key}"])
        for address in done.stdout.split() if done.returncode == 0 else ():
            options += [flag, address]
    return options


def digests(folder: Path) -> dict[str, str]:
    """A digest of every file in a folder, by its path there; of a database also one of what it holds.

    Among Pythons the latter counts: what SQLite leaves in bytes that it does not use differs from version to version.
    """
    found = {}
    for path in (path for path in sorted(folder.rglob("*")) if path.is_file()):
        name = str(path.relative_to(folder))
        found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        if path.suffix in (".sqlite", ".gpkg"):
            found[name + ROWS] = hashlib.sha256(repr(held(path)).encode()).hexdigest()
    return found


def held(path: Path) -> list[tuple[str, str | None, list[tuple[object, ...]]]]:
    """What a database says of each table, view and index, with the rows of its tables (`.dump` has another form with
    each version of Python).
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as base:
        parts = base.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        return [
            (name, sql, base.execute(f'SELECT * FROM "{name}"').fetchall() if kind == "table" else [])  # noqa: S608
            for kind, name, sql in parts
        ]


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """A command with its output caught; nothing of this checkout is importable in it."""
    own = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        command, capture_output=True, text=True, env=own | environment, cwd=tempfile.gettempdir(), check=False
    )


if __name__ == "__main__":
    sys.exit(main())
