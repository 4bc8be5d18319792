"""EDTF dates in English words; the public face is :func:`atlas.edtf.words`."""

from __future__ import annotations

import calendar

from atlas.edtf import ATOM, PLAIN, SEASONS, Edtf

__all__ = ["say"]


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
