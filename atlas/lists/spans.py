"""Dates that stand in several columns, and columns with two dates in each cell: made into one column a date."""

# ruff: noqa: E501 - the forms of a word read better in one line
from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.edtf.typed import Typed, read
from atlas.lists.columns import STEMS, words_of

__all__ = ["joined", "parted"]

_PARTS = {
    "year": "year|yyyy|yr|jahr|année|annee|an|año|ano|rok|год|рік|anno|év|y",
    "month": "month|mm|mo|mon|monat|mois|mes|miesiąc|miesiac|měsíc|месяц|місяць|mese|hónap|m",
    "day": "day|dd|tag|jour|día|dia|dzień|dzien|den|день|число|giorno|nap|d",
}
_SEPARATORS = re.compile(
    r"\s*(?:–|—|\.\.\.?|\s-\s|\bto\b|\bbis\b|\bдо\b|\bdo\b|\ba\b|/)\s*|(?<=\d)\s*-\s*(?=\d{4}|\?|$)|(?<=\?)\s*-\s*|(?<=\d{4})-(?=\d\d$)|(?<=\d)\s*-\s*(?=[^\W\d])"
)
_SAMPLE = 300
_ENOUGH = 0.6


def joined(frame: pd.DataFrame, chosen: Collection[str]) -> tuple[pd.DataFrame, list[str]]:
    """The frame with the year, the month and the day of a date in the column of the year, and a line for each such.

    Columns that were chosen by name stay as they are.
    """
    parts: dict[str, dict[str, str]] = {}
    for name in frame.columns:
        words = words_of(str(name)).split()
        for part, forms in _PARTS.items():
            found = [word for word in words if re.fullmatch(forms, word)]
            if len(found) == 1:
                rest = " ".join(word for word in words if word != found[0])
                parts.setdefault(rest, {}).setdefault(part, str(name))
                break
    notes = []
    for columns in parts.values():
        if not {"year", "month"} <= set(columns) or {columns[part] for part in columns if part != "year"} & set(chosen):
            continue
        sides = [frame[columns[part]] if part in columns else [None] * len(frame) for part in ("year", "month", "day")]
        cells = [_day(*row) for row in zip(*sides, strict=True)]
        if sum(cell is not None and read(cell).kind == "date" for cell in cells[:_SAMPLE]) * 2 < len(cells[:_SAMPLE]):
            continue
        frame = frame.assign(**{columns["year"]: pd.Series(cells, index=frame.index, dtype=object)})
        others = [columns[part] for part in ("month", "day") if part in columns]
        frame = frame.drop(columns=others)
        notes.append(
            f"{columns['year']} takes its {' and '.join(p for p in ('month', 'day') if p in columns)} from {', '.join(others)}"
        )
    return frame, notes


def _day(year: Any, month: Any, day: Any) -> Any:
    """A date of its parts, as far as they are there; a month may be a word."""
    year, month, day = (_whole(part) for part in (year, month, day))
    if not year or not month or month == "0":
        return year or None
    if not month.isdigit():
        return " ".join(part for part in (day if day != "0" else "", month, year) if part)
    tail = f"-{int(day):02d}" if day.isdigit() and day != "0" else ""
    return f"{year.zfill(4)}-{int(month):02d}{tail}"


def _whole(value: Any) -> str:
    if value is None or value != value:
        return ""
    return re.sub(r"\.0+$", "", str(value).strip())


def parted(frame: pd.DataFrame, chosen: dict[str, Any]) -> tuple[pd.DataFrame, list[str]]:
    """The frame with the begin and the end of a column of spans in columns of their own, and a line that says so.

    A column is one of spans where most of its cells are ("1931-1956", "c. 1912 – 1939", "1950-"), unless its name says
    that it has begins or ends, and where no column has. Whoever names one column for both, means that.
    """
    asked = chosen.get("begin") if chosen.get("begin") and chosen.get("begin") == chosen.get("end") else None
    if asked is None:
        names = [
            str(name)
            for name in frame.columns
            if not (isinstance(frame, gpd.GeoDataFrame) and name == frame.geometry.name)
        ]
        own = [
            name
            for name in names
            if any(re.search(rf"\b(?:{STEMS[role]})", words_of(name)) for role in ("begin", "end"))
        ]
        given = {role for role in ("begin", "end", "when") if chosen.get(role) is not None}
        if given and not any(chosen.get(role) not in names for role in given if chosen.get(role)):
            return frame, []
        if any(sum(read(cell).kind == "date" for cell in frame[name].head(_SAMPLE)) for name in own):
            return frame, []
        asked = next((name for name in names if name not in own and _has_spans(frame[name], name)), None)
        if asked is not None and any(
            _holds(frame[name]) > 2 * _holds(frame[asked])
            for name in names
            if name != asked and _is_dated(frame[name], name)
        ):
            return frame, []  # few rows have it: those with another date are what is listed
    if asked is None or asked not in frame:
        return frame, []
    sides = [_sides(cell) for cell in frame[asked]]
    made = {
        f"{asked} ({side})": pd.Series([pair[n] for pair in sides], index=frame.index, dtype=object)
        for n, side in enumerate(("begin", "end"))
    }
    if set(made) & set(map(str, frame.columns)):
        return frame, []
    chosen |= {"begin": f"{asked} (begin)", "end": f"{asked} (end)"}
    return frame.assign(**made), [f"{asked} has spans: each was parted into its begin and its end"]


_LASTING = re.compile(
    r"\b(?:existence|existed|lifespan|life span|operated|operation|in use|years active|years of|dates$|years$|period$|timespan"
    r"|существ|годы|работал|действ|існув|роки|istnieni|lata|działał|bestehen|bestand|betrieb|jahre|années|existencia|años|existenc|trvání|léta)"
)
"""What names a column of spans, so that some of them will do to know it."""


def _filled(column: Any) -> list[Any]:
    return [cell for cell in column if cell is not None and cell == cell and str(cell).strip()]


def _holds(column: Any) -> int:
    return len(_filled(column))


def _is_dated(column: Any, name: str) -> bool:
    """Whether a column is called a date, and holds dates."""
    cells = _filled(column)[:_SAMPLE]
    named = re.search(rf"\b(?:{STEMS['when']})", words_of(name))
    return bool(named and cells) and sum(read(cell).kind == "date" for cell in cells) >= _ENOUGH * len(cells)


def _has_spans(column: Any, name: str) -> bool:
    cells = _filled(column.head(_SAMPLE))
    enough = _ENOUGH / 2 if _LASTING.search(words_of(name)) else _ENOUGH
    return bool(cells) and sum(_is_span(cell) for cell in cells) >= enough * len(cells)


def _is_span(cell: Any) -> bool:
    begin, end = _sides(cell)
    text = str(cell).strip()
    lasting = begin == text and "and to this day" in read(text).notes
    return (begin is not None and end is not None and str(begin) != text) or lasting or text.endswith(("-", "–"))


def _sides(cell: Any) -> tuple[Any, Any]:
    """Begin and end of a cell; of one date the begin. What goes on has the whole cell for its begin, which says so."""
    text = "" if cell is None or cell != cell else str(cell).strip()
    if not isinstance(cell, str) or len(text) > 100 or re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ].*)?", text):
        return (cell if text else None), None
    for match in _SEPARATORS.finditer(text):
        first, last = text[: match.start()].strip(), text[match.end() :].strip()
        if not first and match[0].strip().isalpha():
            continue  # "before 1950" is one date
        if re.fullmatch(r"\d{4}", first) and re.fullmatch(r"\d\d", last):
            last = first[:2] + last
        left, right = read(first), read(last)
        if right.kind == "present" or (not last and left.kind == "date"):
            return text, None
        if _stands_alone(left, right):
            return (first if left.kind == "date" else None), (last if right.kind == "date" else None)
    return (None, text) if read(text).edtf.startswith("[..") else (text or None, None)  # until then


def _stands_alone(left: Typed, right: Typed) -> bool:
    return {left.kind, right.kind} <= {"date", "unknown"} and "date" in (left.kind, right.kind)
