"""What several writers need so that no text of the record acts in their format: plain lines, web addresses, IRIs.

Two rules hold for all of them. What a format can hold when escaped is escaped, so that it reads back the same. What it
cannot hold is refused in one line that names table and row (:class:`atlas.io.needs.UnrepresentableError`), except
control characters, which mean nothing to a reader and become a space where a format has no way to write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from atlas.io.needs import UnrepresentableError
from atlas.io.text import formula, shown

__all__ = ["file_name", "iri", "is_web", "language_tag", "one_line", "refuse_formulas", "segment"]

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_IRI_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NOT_IN_IRI = re.compile('[\x00-\x20<>"{}|\\\\^`\x7f-\xa0\u2028\u2029\ud800-\udfff]')
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def one_line(text: Any) -> str:
    """Text in one line: runs of white space and control characters become one space."""
    return " ".join(_CONTROL.sub(" ", str(text)).split())


def is_web(address: str) -> bool:
    """Whether an address may be drawn as a link: ``http`` or ``https``, with a host and nothing that breaks out."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and address == one_line(address)
    except ValueError:  # a bracket without its other half, say
        return False


def iri(address: str | None) -> str | None:
    """An address as an IRI, escaped where RFC 3987 asks for it; None for what has no scheme, and so names nothing."""
    if not address or not _IRI_SCHEME.match(address):
        return None
    return _NOT_IN_IRI.sub(lambda found: quote(found[0], safe="", errors="replace"), address)


def refuse_formulas(file: str, rows: Iterable[Mapping[Any, Any]], key: str) -> None:
    """Refuse cells that a spreadsheet would run as formulas: the check of the record names them too.

    Raises
    ------
    UnrepresentableError
        With the file of the record, the row by its key, and the column.
    """
    for row in rows:
        for column, value in row.items():
            if isinstance(value, str) and formula(value):
                raise UnrepresentableError(
                    f"{file}: {key} {shown(row[key], 60)}: {column}: {shown(value, 40)} is a formula to a spreadsheet: "
                    "begin with a word, or with a quotation mark"
                )


def segment(text: object) -> str:
    """Text as a part of an identifier, with everything but letters, digits, ``-``, ``_`` and ``~`` escaped."""
    return quote(str(text), safe="").replace(".", "%2E")


def language_tag(tag: str, where: str) -> str:
    """A language tag in the form of BCP 47.

    Raises
    ------
    UnrepresentableError
        It is none; ``where`` says where it stands.
    """
    if tag and not _LANGUAGE.fullmatch(tag):
        raise UnrepresentableError(f"{where}: language {tag[:40]!r} is no tag of BCP 47: write ru, ka or zh-Hans")
    return tag


def file_name(name: str) -> str:
    """A path within an archive, as it is, once it is sure to stay there on any system.

    Raises
    ------
    UnrepresentableError
        It is absolute, has a drive or a backslash, or a part of it is empty, ``.`` or ``..``.
    """
    parts = name.split("/")
    if not name or any(part in ("", ".", "..") for part in parts) or re.search(r'[\\:\x00-\x1f<>"|?*]', name):
        raise UnrepresentableError(
            f"datapackage.json: path {name[:80]!r} would leave the archive: name a file in the record"
        )
    return name
