"""The sources as RIS, for Zotero, EndNote and Mendeley; the record itself comes first.

RIS parts a name at its commas, and EndNote one without commas at its last space. A name that ends in a comma is one
whole name (an institution's) to both, and two commas stand for one within it. So is every author written, for which
part of a name is the family's is not ours to guess.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.export.csl import items
from atlas.export.history import Row
from atlas.export.safe import one_line
from atlas.io.files import put

if TYPE_CHECKING:
    from atlas.record import Record

_KINDS = {
    "dataset": "DATA",
    "document": "GEN",
    "book": "BOOK",
    "article-journal": "JOUR",
    "article-newspaper": "NEWS",
    "entry-encyclopedia": "ENCYC",
    "post-weblog": "BLOG",
}


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the record's own entry and its sources."""
    listed = items(record)
    put(path, "\n".join(_entry(item) for item in listed).encode("utf-8"))
    return {"sources": len(listed) - 1}


def _entry(item: Row) -> str:
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    seen = item.get("accessed", {}).get("date-parts", [[]])[0]
    tags = [
        ("TY", _KINDS.get(item["type"], "ELEC")),
        ("ID", item["id"]),
        ("TI", item["title"]),
        *(("AU", _whole(person["literal"])) for person in item.get("author", [])),
        ("T2", item.get("container-title")),
        ("PB", item.get("publisher")),
        ("ET", item.get("version")),
        ("PY", str(parts[0]) if parts else ""),
        ("LA", item.get("language")),
        ("DO", item.get("DOI")),
        ("SN", item.get("ISBN")),
        ("UR", item.get("URL")),
        ("Y2", "/".join(f"{part:02d}" for part in seen)),
        ("N1", item.get("note")),
    ]
    lines = [f"{tag}  - {one_line(text)}" for tag, text in tags if text]
    return "\n".join([*lines, "ER  - ", ""])


def _whole(name: str) -> str:
    """A name that no reader takes apart."""
    return re.sub(r"\s*,+\s*", ",, ", one_line(name).rstrip(" ,")) + ","
