"""The sources as BibTeX, in UTF-8; the record itself comes first. Keys are the ids of the record.

Characters that mean something to TeX are escaped, but not in addresses, which ``url`` of every style since 2000 takes
as they are. A person of two or three names stands as ``Family, Given``; whatever else an author is stands in braces
of its own, as the record has it (one name, initials alone, a house), and so does a name in a language that puts the
family first, for nobody can tell which way it was written down. A page of the web is ``@online``. Nothing leaves its
field: every one is escaped, and an id that no key can be is refused.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.export.csl import items
from atlas.export.history import Row
from atlas.export.safe import one_line
from atlas.io.files import put
from atlas.io.needs import UnrepresentableError

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
    }
)
_LONE = str.maketrans({"{": "\x01", "}": "\x02"})
"""Braces without their other half: BibTeX counts those of ``\\{`` too, so they are written without any."""
_IN_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20", '"': "%22"})
_KEY = re.compile(r"[^\s\\\"#%'(),={}~@\x00-\x1f\x7f]+")


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the record's own entry and its sources."""
    listed = items(record)
    put(path, "\n".join(entry(item) for item in listed).encode("utf-8"))
    return {"sources": len(listed) - 1}


def entry(item: Row, note: str = "") -> str:
    """One CSL item as a BibTeX entry; ``note`` is added to its own.

    Raises
    ------
    UnrepresentableError
        The item's id holds what ends a key of BibTeX.
    """
    if not _KEY.fullmatch(item["id"]):
        raise UnrepresentableError(
            f"id {item['id'][:80]!r} cannot be a key of BibTeX: use a-z, 0-9 and - (sources.csv)"
        )
    kind, holder = _KINDS.get(item["type"], ("online", "organization") if item.get("URL") else ("misc", "howpublished"))
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    fields = {
        "author": " and ".join(
            _author(person["literal"], item.get("language", "")) for person in item.get("author", [])
        ),
        "title": f"{{{_tex(item['title'])}}}",  # a second pair of braces keeps the capitals
        holder: _tex(item.get("container-title") or item.get("publisher") or ""),
        "year": str(parts[0]) if parts else "",
        "version": _tex(item.get("version", "")),
        "language": _tex(item.get("language", "")),
        "doi": _address(item.get("DOI", "")),
        "isbn": _tex(item.get("ISBN", "")),
        "url": _address(item.get("URL", "")),
        "urldate": "-".join(f"{part:02d}" for part in item.get("accessed", {}).get("date-parts", [[]])[0]),
        "note": _tex("; ".join(filter(None, (item.get("note"), note)))),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@{kind}{{{item['id']},\n" + ",\n".join(lines) + "\n}\n"


_PERSON = re.compile(r"[^\W\d_][\w.’'-]*( [^\W\d_][\w.’'-]*){1,2}")


def _author(name: str, language: str) -> str:
    """A name as BibTeX parts it, where it is a person's: parts begin with capitals, and the last is no initial."""
    parts = name.split()
    plain = _PERSON.fullmatch(name) and all(
        (part[0].isupper() and not part.isupper()) or _initial(part) for part in parts
    )
    if (
        not plain
        or language.partition("-")[0] in _FAMILY_FIRST
        or _initial(parts[-1])
        or {part.strip(".").casefold() for part in parts} & _HOUSES
    ):
        return f"{{{_tex(name)}}}"
    return f"{_tex(parts[-1])}, {_tex(' '.join(parts[:-1]))}"


def _initial(part: str) -> bool:
    return part.endswith(".") and len(part) <= 4


_FAMILY_FIRST = frozenset(["hu", "ja", "km", "ko", "mn", "vi", "zh"])
_HOUSES = {
    *("agency", "archive", "association", "atlas", "center", "centre", "committee", "contributors"),
    *("council", "editors", "foundation", "institut", "institute", "media", "memorial", "ministry"),
    *("museum", "news", "party", "press", "redakce", "redakcja", "redaktion", "society"),
    *("staff", "union", "university", "редакция", "музей"),
}
"""Words that make an author a house, not a person."""


def _address(text: str) -> str:
    """An address as ``url`` takes it: nothing in it ends the field."""
    return one_line(text).translate(_IN_URL)


def _tex(text: str) -> str:
    """Text in TeX; pairs that it would draw as one sign (``--`` as a dash) are kept apart."""
    said = one_line(text)
    said = (said if _balanced(said) else said.translate(_LONE)).translate(_TEX)
    said = said.replace("\x01", r"\textbraceleft{}").replace("\x02", r"\textbraceright{}")
    for pair in ("--", "``", "''"):
        said = said.replace(pair, f"{pair[0]}{{{pair[1]}}}")
    return said


def _balanced(text: str) -> bool:
    """Whether every brace has its other half."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0
