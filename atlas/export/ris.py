"""The sources as RIS, for Zotero, EndNote and Mendeley; the record itself comes first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from atlas.export.csl import items
from atlas.export.history import Row

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
    path.write_text("\n".join(_entry(item) for item in listed), encoding="utf-8", newline="\n")
    return {"sources": len(listed) - 1}


def _entry(item: Row) -> str:
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    seen = item.get("accessed", {}).get("date-parts", [[]])[0]
    tags = [
        ("TY", _KINDS.get(item["type"], "ELEC")),
        ("ID", item["id"]),
        ("TI", item["title"]),
        *(("AU", person["literal"]) for person in item.get("author", [])),
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
    lines = [f"{tag}  - {' '.join(text.split())}" for tag, text in tags if text]
    return "\n".join([*lines, "ER  - ", ""])
