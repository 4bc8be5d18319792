"""EDTF dates in English words, and back; the public face of the first is :func:`atlas.edtf.words`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from atlas.edtf.dates import ATOM, PLAIN, SEASONS, Edtf, parse

__all__ = ["read", "say", "words"]

_MONTHS = [name for name in calendar.month_name if name]
_IN_WORDS = re.compile(rf"\b(?:(?:(\d{{1,2}})\s)?({'|'.join(_MONTHS)})\s)?(1[89]\d\d|20\d\d)(s)?\b")


def read(text: str) -> Iterator[tuple[int, int, str]]:
    """The days, months, years and decades that a text names in words: where each begins and ends, and its EDTF.

    >>> list(read("Late on 13 November 1961, and in the 1970s"))
    [(8, 24, '1961-11-13'), (37, 42, '197X')]
    """
    for match in _IN_WORDS.finditer(text):
        day, month, year, decade = match.groups()
        said = f"{year[:3]}X" if decade else year
        if month and not decade:
            said += f"-{_MONTHS.index(month) + 1:02d}" + (f"-{int(day):02d}" if day else "")
        yield match.start(), match.end(), said


def words(text: str, precise: bool = False) -> str:
    """Say an EDTF date in English.

    Parameters
    ----------
    text : str
        EDTF, as for :func:`parse`.
    precise : bool
        Add the bounds that the atlas reckons with, where the words alone leave them open (``about``).

    Returns
    -------
    str
        ``10 November 1961``, ``November 1961``, ``1961``, ``about 1961``, ``1961 (uncertain)``, ``the
        1950s``, ``between 1961 and 1962``, ``1956 or 1961``, ``by 1962``, ``1956 or later``, and for a
        duration ``5 to 14 October 1952``.
    """
    return say(parse(text), precise)


def say(parsed: Edtf, precise: bool = False) -> str:
    """Words of a date as read; with ``precise``, the days that an approximate date is reckoned as."""
    said = _said(parsed)
    if precise and parsed.approximate:
        first, last = (_say_atom(day.isoformat()) for day in (parsed.earliest, parsed.latest))
        said += f" (reckoned as {first} to {last})"
    return said


def _said(parsed: Edtf) -> str:
    text = parsed.text
    if text.startswith("["):
        return " or ".join(_say_member(part.strip()) for part in text[1:-1].split(","))
    if parsed.interval:
        first, last = text.split("/")
        return _say_pair(first, last, "{} to {}")
    return _say_atom(text)


def _say_member(part: str) -> str:
    first, dots, last = part.partition("..")
    if dots and not (first and last):
        return f"{_say_atom(first)} or later" if first else f"by {_say_atom(last)}"
    return _say_pair(first, last, "between {} and {}") if dots and first != last else _say_atom(first)


def _say_pair(first: str, last: str, frame: str) -> str:
    """Two dates in a frame, without saying twice the month or year that they share."""
    a, b = PLAIN.fullmatch(first), PLAIN.fullmatch(last)
    said = _say_atom(first)
    if a and b and first != last and a[2] and b[2] and a[1] == b[1] and bool(a[3]) == bool(b[3]):
        said = said.removesuffix(f" {a[1]}")
        if a[3] and a[2] == b[2]:
            said = str(int(a[3]))
    return frame.format(said, _say_atom(last))


def _say_atom(text: str) -> str:
    match = ATOM.fullmatch(text)
    if match is None:  # cannot be: parse() has accepted it
        raise ValueError(text)
    year, month, day, qualifier = match.groups()
    said = _say_year(year)
    if month in SEASONS:
        said = f"{SEASONS[month]} {year}" + (f"/{(int(year) + 1) % 100:02d}" if month == "24" else "")
    elif month:
        said = f"{calendar.month_name[int(month)]} {said}"
        if day and day != "XX":
            said = f"{int(day)} {said}"
    if qualifier in ("~", "%"):
        said = f"about {said}"
    return f"{said} (uncertain)" if qualifier in ("?", "%") else said


def _say_year(year: str) -> str:
    if year.endswith("XX"):
        century = int(year[:2]) + 1
        ending = {1: "st", 2: "nd", 3: "rd"}.get(century % 10, "th") if century // 10 != 1 else "th"
        return f"the {century}{ending} century"
    return f"the {year[:3]}0s" if year.endswith("X") else year
