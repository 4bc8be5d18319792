"""A story's drawing as the page's template needs it: an SVG with a title and a description, and what it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup, escape

from atlas.look.drawing import WIDTH, Drawing
from atlas.look.measures import drawing_of, legend_of, note_of
from atlas.record.figures import Figure

if TYPE_CHECKING:
    from datetime import date

    from atlas.record import Record

__all__ = ["figure_page"]


class _Column(NamedTuple):
    letter: str
    label: str
    parts: list[tuple[str, list[int]]]


def figure_page(
    record: Record, figure: Figure, clock: tuple[date, date], number: int, cite: Mapping[str, int]
) -> dict[str, Any]:
    """What the page's template needs of a drawing.

    Keys: ``svg`` (Markup), ``title``, ``note``, and ``columns``: ``letter``, ``label``, and ``parts``, each its words
    with the numbers of its sources. ``clock`` has the map's first and last day; ``number`` tells the drawings of a
    page apart; ``cite`` has a number for each source.
    """
    drawing = drawing_of(record, figure, *clock)
    columns = [
        _Column(letter, label, [(words, sorted({cite[source] for source in sources})) for words, sources in parts])
        for letter, label, parts in legend_of(figure)
    ]
    said = "; ".join(f"{one.letter}, {one.label}: {', '.join(words for words, _ in one.parts)}" for one in columns)
    note = note_of(record, figure, *clock)
    return {
        "svg": svg(drawing, figure.title, f"{said}. {note}" if said else note, f"drawing-{number}"),
        "title": figure.title,
        "note": note,
        "columns": columns,
    }


def svg(drawing: Drawing, title: str, said: str, name: str) -> Markup:
    """A drawing as SVG: its colours are the page's own, and a screen reader reads its title and description."""
    parts = [
        Markup('<svg class="drawing" role="img" viewBox="0 0 {} {}" aria-labelledby="{}-title {}-desc">').format(
            f"{WIDTH:g}", f"{drawing.height:g}", name, name
        ),
        Markup('<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>').format(name, title, name, said),
    ]
    for shape in drawing.shapes:
        parts.append(Markup('<path class="{}" d="{}Z"/>').format(shape.role, _path(shape.points)))
    for line in drawing.lines:
        parts.append(
            Markup('<path class="{}" d="{}"/>').format(
                "line" if line.role == "line" else "line open", _path(line.points)
            )
        )
    for word in drawing.words:
        quiet = Markup(' class="quiet"') if word.quiet else ""
        parts.append(
            Markup('<text x="{}" y="{}" text-anchor="{}"{}>{}</text>').format(
                f"{word.x:.1f}", f"{word.y:.1f}", word.anchor, quiet, escape(word.text)
            )
        )
    return Markup("").join([*parts, Markup("</svg>")])


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
