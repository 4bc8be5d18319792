"""The files of a record and of a site: found inside their folder, read within bounds, and written whole.

What a record names is looked for in its folder and nowhere else, and only plain files of a sensible size are read: a
pipe would wait for ever, a device never ends. What is written goes aside first, then in place of the old one.
It is flushed to the disk before it takes the old file's place, so that a full disk or a power cut leaves the old file
and never half a new one; whatever goes wrong is an ``OSError`` that names the file that was asked for.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

from atlas.io.text import hidden, shown, visible

__all__ = [
    "PART",
    "FileError",
    "aside",
    "aside_folder",
    "claimed",
    "inside",
    "name_fault",
    "opened",
    "present",
    "put",
    "read_file",
    "read_inside",
    "refuse_target",
    "text_inside",
    "write_whole",
]

MOST_BYTES = 1 << 30
"""Bytes of the largest table that is read: some ten million rows."""
MOST_TEXT = 16 << 20
"""Bytes of the largest plan, descriptor or story."""
MOST_STREAM = 1 << 36
"""Bytes of the largest file that is read piece by piece: the gazetteers of the world have a few thousand millions."""
_MOST_NAME = 200
PART = ".atlas-"  # not after the file's own name, which may be as long as names can be
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
    if fault := name_fault(name):
        raise FileError(f"{shown(name)} is not the name of a file in the folder: {fault}")
    path = Path(folder) / name
    try:
        leads_out = not path.resolve().is_relative_to(Path(folder).resolve())
    except (OSError, RuntimeError) as error:  # a name too long, or links in a circle
        raise FileError(f"{shown(name)} cannot be found: {getattr(error, 'strerror', None) or error}") from None
    if leads_out:
        raise FileError(f"{shown(name)} is a link that leads out of the folder")
    return path


def name_fault(name: str) -> str:
    """Why a text cannot be the path of a file within a folder, on any system; empty where it can."""
    if next(hidden(name), None):
        return "it holds a character that cannot be seen"
    if name.startswith("/"):
        return "it begins at the root"
    if "\\" in name or ":" in name:
        return "write / between its parts, and no drive"
    if re.search(r'[<>"|?*]', name):
        return "not every system can keep a file of that name"
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


@contextmanager
def opened(path: str | Path, most: int = MOST_STREAM) -> Iterator[BinaryIO]:
    """A plain file to be read piece by piece, for files that are too large to be held whole.

    Raises
    ------
    FileError
        There is no such file, it is a folder, pipe or device, it has more than ``most`` bytes, or it may not be read.
    """
    path = Path(path)
    try:
        _refuse_odd(path.stat(), path.name, most)
        with os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE), "rb") as file:
            _refuse_odd(os.fstat(file.fileno()), path.name, most)
            yield file
    except OSError as error:
        raise FileError(f"{visible(path.name)} cannot be read: {error.strerror or error}") from None


def read_file(path: str | Path, most: int = MOST_BYTES) -> bytes:
    """What a plain file holds that somebody named, whatever it is called. Raises :class:`FileError`."""
    with opened(path, most) as file:
        return file.read()


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


def write_whole(path: Path, text: str | bytes) -> Path:
    """Write ``text`` as UTF-8, or bytes, to ``path``, which keeps its old content until the new one is complete.

    Raises
    ------
    OSError
        The folder cannot be written, the disk is full, or ``path`` is a folder, a device or read-only; it names
        ``path``, and the old file is untouched.
    """
    with aside(path) as part:
        put(part, text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def put(path: Path, data: bytes) -> None:
    """Write bytes, have them on the disk, and read them back. Raises OSError where they are not what was written."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.read_bytes() != data:
        raise OSError(errno.EIO, "what was written does not read back the same", str(path))


def refuse_target(path: Path) -> None:
    """Refuse what may not be replaced by a file: a folder, a device, a pipe, or a file that is read-only.

    A symbolic link is followed to see what it names; writing replaces the link itself, never what it names.

    Raises
    ------
    OSError
        Of the kind that fits, with ``path`` as its file name.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder; name a file", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "is no ordinary file; name one", str(path))
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):  # os.access says yes to root whatever the mode
        raise PermissionError(errno.EACCES, "is read-only; make it writable or name another file", str(path))


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A path of the same name in a folder of its own beside ``path``; on leaving, its file takes the place of
    ``path``.

    For writers that want a file name rather than text, and that may leave journals beside it. When the block
    fails, ``path`` keeps its old content.

    Raises
    ------
    OSError
        As :func:`write_whole`; an OSError from within the block comes out with ``path`` as its file name.
    """
    try:
        refuse_target(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=PART, suffix=".part") as folder:
            part = Path(folder) / path.name
            with claimed(Path(folder)):
                yield part
            _on_disk(part)
            os.chmod(part, 0o644)
            os.replace(part, path)
            _folder_on_disk(path.parent)
    except OSError as error:
        raise _of(error, path) from error


@contextmanager
def aside_folder(path: Path, replaceable: Callable[[Path], bool]) -> Iterator[Path]:
    """An empty folder beside ``path``; on leaving, it takes the place of ``path`` as a whole.

    When the block fails, ``path`` keeps what it had.

    Parameters
    ----------
    path
        The folder to be.
    replaceable
        Whether a folder that is there may be replaced; an empty one always may.

    Raises
    ------
    OSError
        ``path`` is a file or a link, holds what is not to be replaced, or cannot be written; it names ``path``.
    """
    try:
        _refuse_folder(path, replaceable)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=PART, suffix=".part") as folder:
            new, old = Path(folder) / "new", Path(folder) / "old"
            new.mkdir()
            with claimed(Path(folder)):
                yield new
            for file in new.rglob("*"):
                if file.is_file():
                    _on_disk(file)
            _refuse_folder(path, replaceable)  # it may have been filled since
            if path.exists():
                os.replace(path, old)
            try:
                os.replace(new, path)
            except OSError:
                if old.exists():
                    os.replace(old, path)
                raise
            _folder_on_disk(path.parent)
    except OSError as error:
        raise _of(error, path) from error


def _refuse_folder(path: Path, replaceable: Callable[[Path], bool]) -> None:
    if path.is_symlink():
        raise OSError(errno.EINVAL, "is a link; name a folder", str(path))
    if not path.exists():
        return
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is no folder; name one", str(path))
    if any(path.iterdir()) and not replaceable(path):
        raise OSError(errno.ENOTEMPTY, "holds other files; name a new or an empty folder", str(path))


@contextmanager
def claimed(folder: Path) -> Iterator[bool]:
    """Hold a folder while a block runs: whether it could be had, or another process that still lives has it.

    The system lets go of it when a process dies, however it dies.
    """
    if fcntl is None:
        with _claimed_by_file(folder) as had:
            yield had
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            yield error.errno not in (errno.EWOULDBLOCK, errno.EACCES)
        else:
            yield True
    finally:
        os.close(handle)


@contextmanager
def _claimed_by_file(folder: Path) -> Iterator[bool]:
    """The same by a file in the folder, where folders themselves cannot be locked: on Windows."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / f"{PART}lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
        with suppress(OSError):
            (folder / f"{PART}lock").unlink(missing_ok=True)


def _of(error: OSError, path: Path) -> OSError:
    """The same error, told of the file that was asked for where it was told of one beside it."""
    name = str(error.filename or "")
    own = name if name and PART not in name else str(path)
    return OSError(error.errno or errno.EIO, error.strerror or str(error), own)


def _on_disk(path: Path) -> None:
    """Have a file's bytes on the disk: what is still in memory may yet meet a full disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _folder_on_disk(folder: Path) -> None:
    """Have the new name on the disk too, where the system lets a folder be opened."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        except OSError:  # pragma: no cover - some file systems cannot
            pass
        finally:
            os.close(handle)
