"""The files of a record and of a site: found inside their folder, read within bounds, and written whole.

What a record names is looked for in its folder and nowhere else, and only plain files of a sensible size are read: a
pipe would wait for ever, a device never ends. What is written goes aside first, then in place of the old one.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atlas.io.text import hidden, shown, visible

__all__ = ["FileError", "aside", "inside", "present", "read_inside", "text_inside", "write_whole"]

MOST_BYTES = 1 << 30
"""Bytes of the largest table that is read: some ten million rows."""
MOST_TEXT = 16 << 20
"""Bytes of the largest plan, descriptor or story."""
_MOST_NAME = 200
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class FileError(ValueError):
    """A file that is not read or written: it lies outside its folder, is no plain file, or is too large."""


def inside(folder: str | Path, name: str) -> Path:
    """Path of a file that a record or a plan names, within its folder.

    Parameters
    ----------
    folder
        The folder that the file may not leave.
    name
        Path within it, its parts with ``/`` between them.

    Raises
    ------
    FileError
        The name is that of a place elsewhere, on any system: absolute, with ``..``, a drive or a backslash; or a link
        on the way leads out of the folder.
    """
    if fault := _name_fault(name):
        raise FileError(f"{shown(name)} is not the name of a file in the folder: {fault}")
    path = Path(folder) / name
    try:
        leads_out = not path.resolve().is_relative_to(Path(folder).resolve())
    except (OSError, RuntimeError) as error:  # a name too long, or links in a circle
        raise FileError(f"{shown(name)} cannot be found: {getattr(error, 'strerror', None) or error}") from None
    if leads_out:
        raise FileError(f"{shown(name)} is a link that leads out of the folder")
    return path


def _name_fault(name: str) -> str:
    if next(hidden(name), None):
        return "it holds a character that cannot be seen"
    if name.startswith("/"):
        return "it begins at the root"
    if "\\" in name or ":" in name:
        return "write / between its parts, and no drive"
    parts = name.split("/")
    if ".." in parts:
        return "it climbs out with .."
    if not all(parts) or "." in parts:
        return "a part of it is empty"
    if max(map(len, parts)) > _MOST_NAME:
        return f"a part of it has more than {_MOST_NAME} characters"
    if any(part != part.rstrip(". ") or _RESERVED.fullmatch(part) for part in parts):
        return "not every system can keep a file of that name"
    return ""


def present(folder: str | Path, name: str) -> bool:
    """Whether there is anything of that name, be it a file or not; a link that leads nowhere is there."""
    return os.path.lexists(Path(folder) / name)


def read_inside(folder: str | Path, name: str, most: int = MOST_BYTES) -> bytes:
    """What a plain file in a folder holds.

    Raises
    ------
    FileError
        As :func:`inside`; or there is no such file, it is a folder, pipe or device, it has more than ``most`` bytes,
        or it may not be read.
    """
    path = inside(folder, name)
    try:
        _refuse_odd(path.stat(), name, most)  # before it is opened: to open a device may do something
        # Opened without waiting, should a pipe have taken its place since.
        with os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE), "rb") as file:
            _refuse_odd(os.fstat(file.fileno()), name, most)
            return file.read()
    except OSError as error:
        raise FileError(f"{visible(name)} cannot be read: {error.strerror or error}") from None


def text_inside(folder: str | Path, name: str, most: int = MOST_TEXT) -> str:
    """What a UTF-8 file in a folder says, with LF line ends. Raises :class:`FileError`, for what is not UTF-8 too."""
    try:
        text = read_inside(folder, name, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise FileError(f"{visible(name)} is not UTF-8 (line {line}): save it as UTF-8") from None
    return text.replace("\r\n", "\n")


def _refuse_odd(status: os.stat_result, name: str, most: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise FileError(f"{visible(name)} is a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise FileError(f"{visible(name)} is not a plain file: a pipe, a socket or a device is not read")
    if status.st_size > most:
        raise FileError(f"{visible(name)} has {status.st_size:,} bytes; at most {most:,} are read")


def write_whole(path: Path, text: str) -> Path:
    """Write ``text`` as UTF-8 to ``path``, which keeps its old content until the new one is complete.

    Raises
    ------
    OSError
        When the folder cannot be written; the old file is then untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(aside, 0o644)  # mkstemp makes it private; a page is to be read
        os.replace(aside, path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return path


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A path of the same name in a folder of its own beside ``path``; on leaving, its file takes the place of
    ``path``.

    For writers that want a file name rather than text, and that may leave journals beside it. When the block
    fails, ``path`` keeps its old content.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.", suffix=".part") as folder:
        part = Path(folder) / path.name
        yield part
        os.chmod(part, 0o644)
        os.replace(part, path)
