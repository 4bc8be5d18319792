"""What the drawing of a story shows: its monuments or days laid out, and each measure in words with its source."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from atlas.edtf import to_day, words
from atlas.look.drawing import Drawing, calendar, elevation
from atlas.record.figures import PERSON, Figure, Measure, Part

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["changes_by_day", "drawing_of", "legend_lines", "legend_of", "note_of"]

SCHEMATIC = (
    f"The small figure is a person of {PERSON:g} m. Outlines are schematic; heights are those that sources state."
)
SHORT = 3  # letters of a month that are kept
MONTH = 31  # days: what is known less well is no change of a calendar


def drawing_of(record: Record, figure: Figure, first: datetime.date, last: datetime.date) -> Drawing:
    """A figure laid out; a calendar counts the days from ``first`` to ``last``."""
    if figure.kind == "elevation":
        return elevation(figure.column)
    counts = changes_by_day(record, first, last)
    return calendar(counts, lambda k: _short(first + datetime.timedelta(days=k)))


def note_of(record: Record, figure: Figure, first: datetime.date, last: datetime.date) -> str:
    """What must be known to read a drawing."""
    own = f"{figure.note} " if figure.note else ""
    if figure.kind == "elevation":
        return own + SCHEMATIC
    counts = changes_by_day(record, first, last)
    ended, begun = (sum(pair[k] for pair in counts) for k in (0, 1))
    span = f"{words(first.isoformat())} to {words(last.isoformat())}"
    known = f"Upwards: {ended} names and images that went on a day known to the day; downwards: {begun} that came"
    vague = _vague(record, first, last)
    more = f" {vague} more changes are known to the month only and not drawn." if vague else ""
    return f"{own}{known}, {span}.{more}"


def _vague(record: Record, first: datetime.date, last: datetime.date) -> int:
    """How many begins and ends that are not known to the day may lie within a span."""
    effects = dict(zip(record.event_types["event_type"], record.event_types["effect"], strict=True))
    return sum(
        effects[event["type"]] in ("begin", "end")
        and event["earliest"] != event["latest"]
        and event["latest"].date() >= first
        and event["earliest"].date() <= last
        and (event["latest"] - event["earliest"]).days <= MONTH
        for event in record.events.to_dict("records")
    )


def _short(day: datetime.date) -> str:
    """Day and month, the month in three letters."""
    number, month, _ = words(day.isoformat()).split(" ")
    return f"{number} {month[:SHORT]}"


def changes_by_day(record: Record, first: datetime.date, last: datetime.date) -> list[tuple[int, int]]:
    """How many ended, and how many began, on each day from first to last, of what is known to the day."""
    effects = dict(zip(record.event_types["event_type"], record.event_types["effect"], strict=True))
    counts = [[0, 0] for _ in range(to_day(last) - to_day(first) + 1)]
    for event in record.events.to_dict("records"):
        day = event["latest"].date()
        if event["earliest"] == event["latest"] and first <= day <= last and effects[event["type"]] in ("end", "begin"):
            counts[to_day(day) - to_day(first)][effects[event["type"]] == "begin"] += 1
    return [(ended, begun) for ended, begun in counts]


def legend_of(figure: Figure) -> Iterator[tuple[str, str, list[tuple[str, list[str]]]]]:
    """Letter and label of each monument, and its measures from the top down: words, and ids of their sources."""
    for k, column in enumerate(figure.column):
        tops = [0.0, *column.tops]
        parts: list[tuple[str, list[str]]] = []
        for part, below, top in reversed(list(zip(column.part, tops, tops[1:], strict=False))):
            parts.append((_said(part, top - below), [part.source]))
            parts += [(f"another source: {_other(other)}", [other.source]) for other in part.other]
        yield chr(ord("A") + k), column.label, parts


def _said(part: Part, high: float) -> str:
    if part.height is None and part.top is None:
        return f"{part.label}, which leaves {high:g} m"
    said = f"{part.label}, {part.height:g} m" if part.height is not None else part.label
    said += f" and {part.width:g} m across" if part.width is not None else ""
    return said + (f", {part.top:g} m from the ground up" if part.top is not None else "")


def _other(other: Measure) -> str:
    return f"{other.height:g} m" if other.height is not None else f"{other.top:g} m from the ground up"


def legend_lines(record: Record, figure: Figure) -> Iterator[str]:
    """The legend of an elevation as lines: each monument, its measures, and the titles of their sources."""
    titles = record.sources["title"]
    for letter, label, parts in legend_of(figure):
        said = "; ".join(f"{part} ({', '.join(titles[source] for source in sources)})" for part, sources in parts)
        yield f"{letter}  {label}: {said}."
