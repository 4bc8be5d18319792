"""A page and the parts beside it, written so that at every moment the old page or the new one is whole.

A part's name tells its content (:mod:`atlas.page.payload.beside`), so that old and new parts may lie in one folder:
the new ones are written first, then the page takes the place of the old one, then what it does not ask for is removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.io.files import FileError, inside, name_fault, write_whole
from atlas.page.payload.beside import ENDING

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["LARGE", "MANY", "folder_of", "is_large", "is_many", "remove_stale", "save_beside"]

LARGE = 9_000_000
"""Characters of texts from which on they leave a page for parts beside it. A page of the bundled record's kind has them
with 20,000 features: it is then 17 MB, which is what most mail still carries, and takes twice as long to open."""
MANY = 100_000
"""Features above which a page takes its marks from tiles: one file of more takes ten seconds to open."""
_PART = re.compile(r"\d{3,}-[0-9a-f]{10}\.css|points-[0-9a-f]{10}\.pmtiles")


def is_large(record: Record) -> bool:
    """Whether a record's longer texts have so many characters that they leave its page."""
    columns = [record.features["note"], record.events["detail"], record.sources["title"], record.sources["url"]]
    columns += [record.attestations[name] for name in ("says", "locator")]
    # Of a source each claim has a copy, where all claims lie in parts of their own; but few do.
    return sum(int(column.str.len().sum()) for column in columns) >= LARGE


def is_many(record: Record) -> bool:
    """Whether a record has so many features that its page takes its marks from tiles."""
    return len(record.features) > MANY


def folder_of(name: str) -> str:
    """Name of the folder of a page's parts, by the page's own name.

    Raises
    ------
    FileError
        Not every system can keep a folder of that name, or a page cannot ask for it.
    """
    folder = f"{Path(name).stem}{ENDING}"
    if fault := name_fault(folder):
        raise FileError(f"the parts of {name} cannot lie beside it: {fault}; name the page otherwise, or keep it whole")
    return folder


def save_beside(path: Path, page: str, parts: Mapping[str, str | bytes]) -> Path:
    """Write a page and its parts; a killed run leaves the old page with all of its parts, or the new one with its own.

    Parameters
    ----------
    path : Path
        Where the page goes.
    page : str
        The page.
    parts : mapping of str to str or bytes
        What lies beside it: path within the page's folder, and content. Parts that stand there from before and are not
        among them are removed.

    Raises
    ------
    OSError, FileError
        As :func:`atlas.io.files.write_whole`; or the folder of the parts is a link that leads out. The old page is then
        whole, and nothing new beside it.
    """
    fresh: list[Path] = []
    try:
        for name, held in parts.items():
            part, data = inside(path.parent, name), held if isinstance(held, bytes) else held.encode()
            if not part.is_file() or part.stat().st_size != len(data) or part.read_bytes() != data:
                fresh.append(part)
                write_whole(part, data)
        write_whole(path, page)
    except BaseException:
        for part in fresh:
            with suppress(OSError):  # never written, or a folder
                part.unlink()
                part.parent.rmdir()
        raise
    remove_stale(path, parts)
    return path


def remove_stale(path: Path, parts: Iterable[str]) -> None:
    """Remove the parts beside a page that it does not ask for, and their folder when it is empty."""
    folder, kept = path.with_name(f"{path.stem}{ENDING}"), set(parts)
    if folder.is_symlink() or not folder.is_dir():
        return
    for part in folder.iterdir():
        if _PART.fullmatch(part.name) and not part.is_dir() and f"{folder.name}/{part.name}" not in kept:
            part.unlink()
    with suppress(OSError):  # what somebody else has put there stays
        folder.rmdir()
