"""A story's drawing as the page's template needs it: an SVG, what names and describes it, and what it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup, escape

from atlas.look.drawing import WIDTH, Drawing
from atlas.look.measures import drawing_of, legend_of, note_of
from atlas.look.speech import Speech
from atlas.look.strings import ENGLISH, languages
from atlas.record.figures import Figure

if TYPE_CHECKING:
    from datetime import date

    from atlas.record import Record

__all__ = ["figure_page"]


class _Part(NamedTuple):
    key: str
    words: str
    sources: list[int]


class _Column(NamedTuple):
    key: str
    letter: str
    label: str
    parts: list[_Part]


def figure_page(
    record: Record, figure: Figure, clock: tuple[date, date], number: int, cite: Mapping[str, int]
) -> dict[str, Any]:
    """What the page's template needs of a drawing.

    Keys: ``name``, which tells the drawings of a page apart by their ``number``; ``svg`` (Markup), ``title``, ``note``,
    and ``columns``: ``letter``, ``label``, and ``parts``, each its words with the numbers of its sources. ``clock`` has
    the map's first and last day; ``cite`` has a number for each source. ``texts`` has title, note, labels and parts by
    their keys in the other languages, where they are told there.
    """
    name, english = f"drawing.{number}", Speech(record)
    columns = [
        _Column(
            f"{name}.{letter}",
            letter,
            label,
            [
                _Part(f"{name}.{letter}.{row}", words, sorted({cite[source] for source in sources}))
                for row, (words, sources) in enumerate(parts)
            ],
        )
        for letter, label, parts in legend_of(figure, english)
    ]
    return {
        "name": name,
        "svg": svg(drawing_of(record, figure, *clock, english), name, clock[0]),
        "title": figure.title,
        "note": note_of(record, figure, *clock, english),
        "columns": columns,
        "texts": _texts(record, figure, clock, name),
    }


def _texts(record: Record, figure: Figure, clock: tuple[date, date], name: str) -> dict[str, dict[str, str]]:
    """What a drawing says in the other languages, by key."""
    found: dict[str, dict[str, str]] = {}
    for code in languages():
        if code == ENGLISH:
            continue
        speech = Speech(record, code)
        said = {f"{name}.title": speech.figure(figure.title), f"{name}.note": note_of(record, figure, *clock, speech)}
        for letter, label, parts in legend_of(figure, speech):
            said[f"{name}.{letter}"] = label
            said |= {f"{name}.{letter}.{row}": words for row, (words, _) in enumerate(parts)}
        for key, text in said.items():
            if text:
                found.setdefault(key, {})[code] = text
    return found


def svg(drawing: Drawing, name: str, first: date) -> Markup:
    """A drawing as SVG: its colours are the page's own; the caption below it names it, the legend describes it.

    ``first`` is the day that its days are counted from.
    """
    opening = Markup('<svg class="drawing" role="img" viewBox="0 0 {} {}" aria-labelledby="{}" aria-describedby="{}">')
    parts = [opening.format(f"{WIDTH:g}", f"{drawing.height:g}", f"{name}.title", f"{name}.legend")]
    for shape in drawing.shapes:
        parts.append(Markup('<path class="{}" d="{}Z"/>').format(shape.role, _path(shape.points)))
    for line in drawing.lines:
        parts.append(
            Markup('<path class="{}" d="{}"/>').format(
                "line" if line.role == "line" else "line open", _path(line.points)
            )
        )
    for word in drawing.words:
        said = Markup(' class="quiet"') if word.quiet else Markup("")
        if word.metres is not None:
            said += Markup(' data-length="{}"').format(f"{word.metres:g}")
        if word.day is not None:
            said += Markup(' data-short="{}"').format((first + timedelta(days=word.day)).isoformat())
        parts.append(
            Markup('<text x="{}" y="{}" text-anchor="{}"{}>{}</text>').format(
                f"{word.x:.1f}", f"{word.y:.1f}", word.anchor, said, escape(word.text)
            )
        )
    return Markup("").join([*parts, Markup("</svg>")])


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
