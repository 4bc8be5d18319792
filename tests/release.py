"""What is released, made and judged: ``make release`` (wheel and source archive), ``make release-data`` (the record).

    python -m tests.release code dist     # built twice, the same bytes or none; judged by twine
    python -m tests.release data dist     # the Data Package in a zip, read back

Beside each file stands its checksum, as ``sha256sum --check`` reads it.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import atlas

ROOT = Path(__file__).resolve().parents[1]


def built(folder: Path, targets: tuple[str, ...] = ("wheel", "sdist")) -> list[Path]:
    """Build into a folder; the time of day is not asked, so that the bytes depend on the sources alone."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    for target in targets:
        command += ["--target", target]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return sorted(folder.iterdir())


def same(one: list[Path], other: list[Path]) -> bool:
    """Whether two builds have the same files, byte by byte."""
    return [(p.name, p.read_bytes()) for p in one] == [(p.name, p.read_bytes()) for p in other]


def checksum(path: Path) -> Path:
    """Write the checksum of a file beside it."""
    beside = path.with_name(f"{path.name}.sha256")
    beside.write_text(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n", encoding="ascii")
    return beside


def release_code(dist: Path) -> list[Path]:
    """Wheel and source archive in ``dist``. Raises SystemExit where two builds differ or twine refuses one."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        one, other = built(Path(first)), built(Path(second))
        if not same(one, other):
            sys.exit("two builds differ: something of this machine or moment is in them")
        subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *map(str, one)], check=True)
        kept = [Path(shutil.copy(path, dist / path.name)) for path in one]
    return [*kept, *map(checksum, kept)]


def release_data(dist: Path) -> list[Path]:
    """The record that comes with the package, as a zip in ``dist``; read back as a record before it is kept."""
    record = atlas.load()
    name = record.package.descriptor["name"]
    path = record.export(dist / f"{name}-{record.version}.zip")
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        again = atlas.load(folder)
        if (len(again), len(again.attestations)) != (len(record), len(record.attestations)):
            sys.exit(f"{path}: what it holds is not the record")
    return [path, checksum(path)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["code", "data"])
    parser.add_argument("dist", type=Path, nargs="?", default=ROOT / "dist")
    asked = parser.parse_args()
    asked.dist.mkdir(parents=True, exist_ok=True)
    for written in (release_code if asked.what == "code" else release_data)(asked.dist):
        print(written)
