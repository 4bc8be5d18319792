"""The sources as BibTeX, in UTF-8; the record itself comes first. Keys are the ids of the record.

Characters that mean something to TeX are escaped, but not in addresses, which ``url`` of every style since 2000
takes as they are. An author stands in braces of its own: it is one name, as the record has it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from atlas.export.csl import items
from atlas.export.history import Row

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["entry", "write"]

_KINDS = {
    "article-journal": ("article", "journal"),
    "article-newspaper": ("article", "journal"),
    "book": ("book", "publisher"),
    "entry-encyclopedia": ("incollection", "booktitle"),
}
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "$": r"\$",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\n": " ",
        "\t": " ",
    }
)
_IN_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20", '"': "%22"})


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the record's own entry and its sources."""
    listed = items(record)
    path.write_text("\n".join(entry(item) for item in listed), encoding="utf-8", newline="\n")
    return {"sources": len(listed) - 1}


def entry(item: Row, note: str = "") -> str:
    """One CSL item as a BibTeX entry; ``note`` is added to its own."""
    kind, holder = _KINDS.get(item["type"], ("misc", "howpublished"))
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    fields = {
        "author": " and ".join(f"{{{_tex(person['literal'])}}}" for person in item.get("author", [])),
        "title": f"{{{_tex(item['title'])}}}",  # a second pair of braces keeps the capitals
        holder: _tex(item.get("container-title") or item.get("publisher") or ""),
        "year": str(parts[0]) if parts else "",
        "version": _tex(item.get("version", "")),
        "language": item.get("language", ""),
        "doi": item.get("DOI", "").translate(_IN_URL),
        "isbn": item.get("ISBN", ""),
        "url": item.get("URL", "").translate(_IN_URL),
        "urldate": "-".join(f"{part:02d}" for part in item.get("accessed", {}).get("date-parts", [[]])[0]),
        "note": _tex("; ".join(filter(None, (item.get("note"), note)))),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@{kind}{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


def _tex(text: str) -> str:
    """Text in TeX; pairs that it would draw as one sign (``--`` as a dash) are kept apart."""
    said = text.translate(_TEX)
    for pair in ("--", "``", "''"):
        said = said.replace(pair, f"{pair[0]}{{{pair[1]}}}")
    return said
