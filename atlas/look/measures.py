"""What the drawing of a story shows: its monuments or days laid out, and each measure in words with its source.

In a language (:class:`atlas.look.speech.Speech`) it is told by the interface's texts, and by what the record has for
``figure.<text>`` in ``languages/<language>.json``; a text of which a part is not told there stays English whole.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from atlas.edtf import to_day
from atlas.look.drawing import Drawing, calendar, elevation
from atlas.look.speech import Speech
from atlas.record.figures import PERSON, Figure, Measure, Part

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["changes_by_day", "drawing_of", "legend_lines", "legend_of", "note_of"]

MONTH = 31  # days: what is known less well is no change of a calendar


def drawing_of(record: Record, figure: Figure, first: datetime.date, last: datetime.date, speech: Speech) -> Drawing:
    """A figure laid out; a calendar counts the days from ``first`` to ``last``."""
    if figure.kind == "elevation":
        return elevation(figure.column, speech.metres)
    counts = changes_by_day(record, first, last)
    return calendar(counts, lambda k: speech.short_day(first + datetime.timedelta(days=k)))


def note_of(record: Record, figure: Figure, first: datetime.date, last: datetime.date, speech: Speech) -> str:
    """What must be known to read a drawing; empty where the figure's own note is not told in the language."""
    own = speech.figure(figure.note) if figure.note else ""
    if figure.note and not own:
        return ""
    if figure.kind == "elevation":
        return f"{own} {speech.say('drawing.schematic', speech.decimal(PERSON))}".strip()
    counts = changes_by_day(record, first, last)
    ended, begun = (str(sum(pair[k] for pair in counts)) for k in (0, 1))
    span = speech.date(f"{first.isoformat()}/{last.isoformat()}")
    vague = _vague(record, first, last)
    more = f" {speech.say('drawing.vague', str(vague))}" if vague else ""
    return f"{own} {speech.say('drawing.days', ended, begun, span)}{more}".strip()


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


def changes_by_day(record: Record, first: datetime.date, last: datetime.date) -> list[tuple[int, int]]:
    """How many ended, and how many began, on each day from first to last, of what is known to the day."""
    effects = dict(zip(record.event_types["event_type"], record.event_types["effect"], strict=True))
    counts = [[0, 0] for _ in range(to_day(last) - to_day(first) + 1)]
    for event in record.events.to_dict("records"):
        day = event["latest"].date()
        if event["earliest"] == event["latest"] and first <= day <= last and effects[event["type"]] in ("end", "begin"):
            counts[to_day(day) - to_day(first)][effects[event["type"]] == "begin"] += 1
    return [(ended, begun) for ended, begun in counts]


def legend_of(figure: Figure, speech: Speech) -> Iterator[tuple[str, str, list[tuple[str, list[str]]]]]:
    """Letter and label of each monument, and its measures from the top down: words, and ids of their sources.

    Words are empty where the label of what they tell of is not told in the language.
    """
    for k, column in enumerate(figure.column):
        tops = [0.0, *column.tops]
        parts: list[tuple[str, list[str]]] = []
        for part, below, top in reversed(list(zip(column.part, tops, tops[1:], strict=False))):
            parts.append((_said(part, top - below, speech), [part.source]))
            parts += [(speech.say("drawing.other", _other(other, speech)), [other.source]) for other in part.other]
        yield chr(ord("A") + k), speech.figure(column.label), parts


def _said(part: Part, high: float, speech: Speech) -> str:
    label = speech.figure(part.label)
    if not label:
        return ""
    if part.height is None and part.top is None:
        return speech.say("drawing.leaves", label, speech.metres(high))
    said = f"{label}, {speech.metres(part.height)}" if part.height is not None else label
    said += speech.say("drawing.across", speech.metres(part.width)) if part.width is not None else ""
    return said + (f", {_up(part.top, speech)}" if part.top is not None else "")


def _other(other: Measure, speech: Speech) -> str:
    return speech.metres(other.height) if other.height is not None else _up(other.top or 0.0, speech)


def _up(top: float, speech: Speech) -> str:
    return speech.say("drawing.up", speech.metres(top))


def legend_lines(record: Record, figure: Figure, speech: Speech) -> Iterator[str]:
    """The legend of an elevation as lines: each monument, its measures, and the titles of their sources."""
    titles = record.sources["title"]
    english = legend_of(figure, Speech(record))
    for (letter, label, parts), (_, own, told) in zip(legend_of(figure, speech), english, strict=True):
        said = "; ".join(
            f"{part or first} ({', '.join(titles[source] for source in sources)})"
            for (part, sources), (first, _) in zip(parts, told, strict=True)
        )
        yield f"{letter}  {label or own}: {said}."
