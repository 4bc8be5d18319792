"""Lists that tests write, read as `atlas draw` reads a stranger's."""

from __future__ import annotations

from pathlib import Path

import atlas
from atlas.io.lists import read_list
from atlas.lists import Made, record_of


def made(folder: Path, name: str, text: str | bytes, **options: object) -> Made:
    """A record of a file of this name and text, with what reading it has told."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    table = read_list(path)
    found = record_of(table.frame, rows=table.rows, title=table.title, record_class=atlas.Record, **options)  # type: ignore[arg-type]
    found.notes[:0] = table.notes
    return found
