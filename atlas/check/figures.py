"""The rule of ``figures.toml``: each measure is one that the named source states of the named event."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.check.context import Context
from atlas.io.files import FileError, present, text_inside
from atlas.io.tables import Problem
from atlas.io.text import shown
from atlas.record.figures import FILE, Figure, FigureError, line_of, read_figures, unstated
from atlas.record.plans import FILE as MAPS
from atlas.record.plans import WHOLE, read_document


def figure(context: Context) -> Iterator[Problem]:
    """A figure belongs to a map, and every measure in it is in what its source says of its event."""
    try:
        found = read_figures(context.folder)
        text = text_inside(context.folder, FILE) if found else ""
    except FigureError as error:
        yield from error.problems
        return
    except FileError as error:
        yield Problem(FILE, 1, "-", "figure", str(error))
        return
    maps = _maps(context)
    for number, one in enumerate(found):
        for message in dict.fromkeys(_faults(context, one, maps)):
            yield Problem(FILE, line_of(text, number), one.map, "figure", message)


def _maps(context: Context) -> list[str]:
    """Ids of the maps that are published; none where ``maps.toml`` cannot be read, which another rule tells."""
    if not present(context.folder, MAPS):
        return [WHOLE]
    document, _ = read_document(context.folder)
    return [entry.id for entry in document.map] if document else []


def _faults(context: Context, one: Figure, maps: list[str]) -> Iterator[str]:
    if maps and one.map not in maps:
        yield f"maps.toml has no map {shown(one.map)}; there is {', '.join(maps[:20])}"
    for measure in one.measures:
        if measure.event not in context.events:
            yield f"no event {shown(measure.event)}"
            continue
        rows = [row for row in context.attestations_of.get(measure.event, []) if row["source_id"] == measure.source]
        if not rows:
            yield f"no attestation of {shown(measure.event)} by {shown(measure.source)}"
        elif lacking := unstated(measure, " ".join(row.values.get("says") or "" for row in rows)):
            yield f"{shown(measure.source)} does not say {lacking} of {shown(measure.event)}"
