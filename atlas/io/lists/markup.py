"""XML of any size, element by element, without document types or entities, of which a file could make endless text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

from atlas.io.files import opened

__all__ = ["MarkupError", "root_of", "walk"]

Begin = Callable[[str, dict[str, str], int], None]
"""Called at the begin of an element with its name, its attributes and its line."""


class MarkupError(ValueError):
    """A file that is not XML that can be read; the message names its line."""


class _EnoughError(Exception):
    """What was looked for has been found."""


def walk(path: Path, begin: Begin, end: Callable[[str], None] | None = None) -> None:
    """Hand every element of a file to ``begin``, and its name to ``end`` where it ends.

    Raises
    ------
    MarkupError
        It is not well-formed, or declares a document type.
    FileError
        As :func:`atlas.io.files.opened`.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        begin(name, attributes, parser.CurrentLineNumber)

    def refuse(*_: object) -> None:
        message = "it declares a document type, which such files have no use for: take the declaration out"
        raise MarkupError(f"line {parser.CurrentLineNumber}: {message}")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    if end is not None:
        parser.EndElementHandler = end
    with opened(path) as file:
        try:
            while piece := file.read(1 << 20):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise MarkupError(f"line {error.lineno}: not XML: {expat.ErrorString(error.code)}") from None
        except _EnoughError:
            pass


def root_of(path: Path) -> str:
    """Name of the outermost element. Raises as :func:`walk`."""
    found: list[str] = []

    def note(name: str, _: dict[str, str], __: int) -> None:
        found.append(name)
        raise _EnoughError

    walk(path, note)
    return found[0]
