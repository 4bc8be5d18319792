"""The sources as CSL-JSON, which Zotero, pandoc and every citation processor read; the record itself comes first.

An author is given ``literal``, as the record has the name: which part is the family name is not ours to guess.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.export.history import Row, source_dicts
from atlas.export.shape import about
from atlas.io.files import put

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["RECORD_ID", "items", "record_item", "source_item"]

RECORD_ID = "the-record"
TYPES = {
    "official": "document",
    "book": "book",
    "article": "article-journal",
    "newspaper": "article-newspaper",
    "chronicle": "webpage",
    "encyclopedia": "entry-encyclopedia",
    "museum": "webpage",
    "blog": "post-weblog",
    "forum": "post",
}
_HAS_OWN_PUBLISHER = ("document", "book")


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the record's own entry and its sources."""
    listed = items(record)
    text = json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
    put(path, text.encode("utf-8"))
    return {"sources": len(listed) - 1}


def items(record: Record) -> list[Row]:
    """The record itself, then its sources, as CSL items."""
    return [record_item(record), *(source_item(source) for source in source_dicts(record).values())]


def record_item(record: Record) -> Row:
    """The record as a data set."""
    particulars = about(record)
    item = {
        "id": RECORD_ID,
        "type": "dataset",
        "title": f"{particulars.title}: the record",
        "author": [{"literal": name} for name in particulars.authors],
        "issued": _date(particulars.date.isoformat()),
        "version": particulars.version,
        "note": f"Licence: {particulars.licence} {particulars.licence_url}".strip() if particulars.licence else "",
        "URL": str(record.package.descriptor.get("homepage", "")),
    }
    return {name: value for name, value in item.items() if value}


def source_item(source: Row) -> Row:
    """One row of ``sources.csv``."""
    kind = TYPES.get(source["kind"], "webpage")
    holder = "publisher" if kind in _HAS_OWN_PUBLISHER else "container-title"
    item: dict[str, Any] = {
        "id": source["source_id"],
        "type": kind,
        "title": source["title"],
        "author": [{"literal": name.strip()} for name in (source["author"] or "").split(";") if name.strip()],
        holder: source["publisher"],
        "issued": {"date-parts": [[source["year"]]]} if source["year"] else None,
        "language": source["language"],
        "accessed": _date(source["seen"]) if source["seen"] else None,
        "note": "; ".join(_notes(source)),
        **_address(source["url"]),
    }
    return {name: value for name, value in item.items() if value}


def _notes(source: Row) -> list[str]:
    """Where it was read, what weight it has, and why it is to be read with care."""
    weight = [f"{name}: {source[key]}" for name, key in (("Grade", "grade"), ("Caution", "caution")) if source.get(key)]
    return [*([f"Read at {source['copy']}"] if source["copy"] else []), *weight]


def _address(url: str | None) -> Row:
    """The work's address: a DOI or ISBN as such."""
    for prefix, name in (("doi:", "DOI"), ("isbn:", "ISBN"), ("urn:isbn:", "ISBN")):
        if url and url.lower().startswith(prefix):
            return {name: url[len(prefix) :]}
    return {"URL": url} if url else {}


def _date(day: str) -> Row:
    return {"date-parts": [[int(part) for part in day.split("-")]]}
