"""Writing files so that what is on disk is always whole: aside first, then in place of the old one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
