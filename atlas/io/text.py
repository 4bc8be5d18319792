"""Which characters text may hold, the same for tables, stories, plans and the descriptor; and text cut for messages.

What cannot be seen changes what is read without a trace: NUL and ESC act on terminals and databases, an override of
direction turns letters round, a zero-width space makes two spellings of one name. The two joiners are letters' own
business, though (Persian, the Indic scripts, emoji that are put together), and stay where they do that work.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

__all__ = ["brief", "doubtful", "formula", "hidden", "plain_cell", "shown", "told_cell", "unreckoned", "visible"]

_JOINERS = "\u200c\u200d"
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\ufffd"
"""Characters that other categories hold and that show nothing, or stand for what was lost."""
_ODD = re.compile(f"[{_BLANK}\U000e0000-\U000e0fff]")
"""What is hidden although Python holds it printable."""
_NEVER_JOINED = ("LATIN ", "CYRILLIC ", "GREEK ", "ARMENIAN ", "GEORGIAN ")
MOST = 400
"""Characters of a message: more than that of a cell does not help to find it."""


def hidden(text: str, allowed: str = "") -> Iterator[tuple[int, str]]:
    """The characters that text may not hold, each with its place.

    They are the controls (but those in ``allowed``, such as the line ends of a story), marks, overrides and isolates of
    direction, zero-width characters, separators of lines and paragraphs, private and half characters, and code points
    that are no characters. A joiner may stand behind a letter of a script that joins, or behind an emoji.
    """
    if text.isprintable() and not _ODD.search(text):
        return
    for place, character in enumerate(text):
        if character in allowed or (" " <= character <= "~"):
            continue
        if character in _JOINERS:
            if not _joins(text[max(0, place - 1) : place]):
                yield place, character
        elif is_hidden(character):
            yield place, character


def is_hidden(character: str) -> bool:
    """Whether a character, whatever stands around it, is one of those that text may not hold."""
    if character.isascii():
        return not character.isprintable()
    number = ord(character)
    if number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF or 0xE0000 <= number <= 0xE0FFF:
        return True
    return character in _BLANK or unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


def _joins(before: str) -> bool:
    if not before or before.isascii() or unicodedata.category(before)[0] not in "LMS":
        return False
    return not unicodedata.name(before, "").startswith(_NEVER_JOINED)


_CHUNK = 256


def doubtful(texts: Iterable[str]) -> Iterator[str]:
    """The texts of many in which something hidden, markup or a formula may be: all that have any, and few more.

    To look at some hundreds at once, put together, is much quicker than at each.
    """
    listed = list(texts)
    for start in range(0, len(listed), _CHUNK):
        chunk = listed[start : start + _CHUNK]
        together = "\n".join(["", *chunk])
        seen = together.replace("\n", "")
        if not seen.isprintable() or _ODD.search(seen) or "\n" in "".join(chunk):
            yield from chunk
        elif "<" in together or "&" in together or _MAY_BE_FORMULA.search(together):
            yield from (one for one in chunk if "<" in one or "&" in one or _MAY_BE_FORMULA.search("\n" + one))


_SIGNS = "=＝@＠+＋\\-－"
_FORMULA = re.compile(rf"(?:^|[;\t\n])\s*(?:[=＝]|[{_SIGNS}][^\n;]*[(|!\[])")
_MAY_BE_FORMULA = re.compile(rf"[;\t\n]\s*[{_SIGNS}]")
_UNGUARDED = re.compile(rf"((?:^|[;\t\n])\s*)(?=[{_SIGNS}])")
_SIGNED = re.compile(rf"((?:^|[;\t\n])\s*)[\s{_SIGNS}]+")
_GUARDED = re.compile(rf"((?:^|[;\t\n])\s*)'(?=[{_SIGNS}])")


def formula(text: str) -> bool:
    """Whether a spreadsheet that opens a CSV might take the text of a cell for a formula, and run it.

    It begins with ``=``, or with another sign and then calls or refers to something; at its begin, or behind a
    semicolon, at which half of Europe's spreadsheets part the cells of a file.
    """
    return _FORMULA.search(text) is not None


def plain_cell(text: str) -> str:
    """A cell for a table that people open in a spreadsheet: what would be a formula there stands behind an apostrophe,
    which :func:`told_cell` takes away again.
    """
    return _UNGUARDED.sub(r"\1'", text) if formula(text) else text


def unreckoned(text: str) -> str:
    """Text without the signs that make a formula of it, for a record that is made of a stranger's list."""
    return _SIGNED.sub(r"\1", text) if formula(text) else text


def told_cell(text: str) -> str:
    """A cell as it was before :func:`plain_cell`."""
    return _GUARDED.sub(r"\1", text)


def visible(text: str) -> str:
    """Text with every hidden character written as its number, so that a terminal shows it and does not obey it."""
    places = dict(hidden(text))
    if not places:
        return text
    return "".join(
        (f"\\x{ord(c):02x}" if c < "\x80" else f"\\u{ord(c):04x}") if place in places else c
        for place, c in enumerate(text)
    )


def brief(text: str, most: int = MOST) -> str:
    """Text for one line of a message: hidden characters as numbers, and a long middle left out."""
    if len(text) > most:
        half = most // 2 - 10
        text = f"{text[:half]} […{len(text) - 2 * half:,} more…] {text[-half:]}"
    return visible(text)


def shown(value: object, most: int = 80) -> str:
    """A value in quotes for a message, cut where it is long."""
    text = value if isinstance(value, str) else repr(value)
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    return repr(cut) if isinstance(value, str) else visible(cut)
