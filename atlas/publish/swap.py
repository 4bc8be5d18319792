"""A site that changes as a whole: built aside in the folder that it goes into, then put in place in one go.

The folder may hold files of its owner, be mounted, or be where a server or a shell stands, so that it is never renamed
itself. The new files are made in a folder within it; once all are whole a mark is set, and they are renamed into place,
which takes some thousandths of a second. A fault on the way puts the old ones back; a run that was killed before the
mark leaves the old site, and after it the next run puts the rest in place.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from atlas.io.files import PART, claimed, inside, put, refuse_target

__all__ = ["alone", "staged", "sweep"]

_PREFIX = f"{PART}site-"
_READY = "ready"
_OLDER = re.compile(r"\..+\.[a-z0-9_]{8}\.part")
"""Names that earlier versions gave to files aside."""


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Hold a folder against other builds, and sweep up what dead ones left in it.

    Raises
    ------
    OSError
        Another build is writing there.
    """
    with claimed(output) as mine:
        if not mine:
            message = "another build is writing there: wait for it, or name another folder"
            raise BlockingIOError(errno.EWOULDBLOCK, message, str(output))
        sweep(output)
        yield


@contextmanager
def staged(output: Path) -> Iterator[Path]:
    """A folder aside in ``output``, to be filled; on leaving, its files take their places in ``output``, or none does.

    Raises
    ------
    OSError, FileError
        The folder cannot be written, or a file of the site would stand where a folder is, or behind a link that leads
        out.
    """
    try:
        stage = Path(tempfile.mkdtemp(dir=output, prefix=_PREFIX, suffix=".part"))
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(output)) from None
    try:
        new = stage / "new"
        new.mkdir()
        yield new
        names = _names(new)
        for name in names:
            refuse_target(inside(output, name))
        put(stage / _READY, b"")
        _swap(stage, output, names)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _names(new: Path) -> list[str]:
    """The files of a site, the pages after what they show, and the index last of all."""
    names = [path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file()]
    return sorted(names, key=lambda name: (name == "index.html", name.endswith(".html"), name))


def _swap(stage: Path, output: Path, names: list[str]) -> None:
    old = stage / "old"
    done: list[str] = []
    try:
        for name in names:
            target = output / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                kept = old / name
                kept.parent.mkdir(parents=True, exist_ok=True)
                _keep(target, kept)
        for name in names:
            done.append(name)
            os.replace(stage / "new" / name, output / name)
    except BaseException:
        (stage / _READY).unlink(missing_ok=True)
        for name in done:
            if (old / name).exists():
                os.replace(old / name, output / name)
            elif not (stage / "new" / name).exists():
                (output / name).unlink(missing_ok=True)
        raise


def _keep(target: Path, kept: Path) -> None:
    try:
        os.link(target, kept)
    except OSError:  # a file system without such links
        shutil.copy2(target, kept)


def sweep(output: Path) -> None:
    """Finish what a killed run had made ready, and remove what others left unfinished in a folder and its ``data``."""
    for folder in (output, output / "data"):
        for path in sorted(folder.glob(".*.part")) if folder.is_dir() and not folder.is_symlink() else ():
            if path.is_symlink():
                continue
            if path.name.startswith(_PREFIX) and (path / _READY).is_file():
                for name in _names(path / "new"):
                    os.replace(path / "new" / name, inside(output, name))
            if path.is_dir() and path.name.startswith(PART):
                with claimed(path) as dead:
                    if dead:
                        shutil.rmtree(path, ignore_errors=True)
            elif path.is_file() and _OLDER.fullmatch(path.name):
                with suppress(OSError):
                    path.unlink()
