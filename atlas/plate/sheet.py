"""The composition of a sheet: title and date above, maps in the middle, legend and credit below."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from atlas.edtf import to_day
from atlas.look.shapes import GROUPS, meanings
from atlas.look.speech import Speech
from atlas.look.strings import ENGLISH
from atlas.plate.drawing import draw_drawing
from atlas.plate.furniture import (
    Header,
    Legend,
    Line,
    Paper,
    credit_of,
    draw_counts,
    draw_legend,
    header_of,
    legend_of,
    lenders_of,
    write,
)
from atlas.plate.inks import inks
from atlas.plate.lettering import Face, fold, measure
from atlas.plate.projections import Box, View
from atlas.plate.sheet_map import TOWN_ZOOM, Panel
from atlas.record import Record
from atlas.record.bloc import Bloc
from atlas.record.borders import first_ground
from atlas.record.contrast import CONTRASTS, contrast
from atlas.record.plans import MapPlan
from atlas.record.tenures import STATUSES

__all__ = ["Layout", "compose", "counts_on", "draw_drawing", "draw_frame", "lay_out", "paper_of", "shapes_of"]

DPI = 100
MARGIN = 28  # pixels of the page around everything


def paper_of(size: tuple[int, int], theme: str, scale: float = 1.0, language: str = ENGLISH) -> tuple[Figure, Paper]:
    """A blank sheet: a figure with one axes whose data are the sheet's pixels, y running down."""
    ink = inks(theme)
    width, height = size
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=ink.paper)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0), autoscale_on=False)
    axes.set_axis_off()
    unit = max(0.5, (math.sqrt(width * height) / 1200) ** 0.8) * scale
    return figure, Paper(axes, ink, unit, width, height, language)


def counts_on(record: Record, day: date) -> dict[str, int]:
    """Features by status on a day."""
    counted = record.at(day)["status"].value_counts()
    return {status: int(counted.get(status, 0)) for status in STATUSES}


def borders_on(speech: Speech, day: date) -> str:
    """The day, in words, whose borders stand under a map of a day."""
    return speech.date(max(day, first_ground(speech.record.borders)).isoformat())


def borders_between(speech: Speech, first: int, last: int, each: str) -> str:
    """The same for all days from one to another: ``each``, and from when on, or the one day that stands for them."""
    start = first_ground(speech.record.borders)
    if to_day(start) >= last:
        return speech.date(start.isoformat())
    none = speech.say("still.none", speech.date(start.isoformat()[:7])) if first < to_day(start) else ""
    return speech.say(each) + none


def about_on(speech: Speech, day: date) -> str:
    """How many features bear the name on a day by the estimate, in words: "about 430 in place (400–450)"."""
    record = speech.record
    counted = record.estimate.counts(record.features, record.tenures, [to_day(day)]).iloc[0]
    return _about(speech, *(speech.number(counted[name]) for name in ("likely", "low", "high")))


def _about(speech: Speech, likely: str, low: str, high: str) -> str:
    key = "likely.exactly" if low == high else "likely.about"
    own = speech.own("bearing")
    if not own or speech.own(key):
        return speech.say(key, likely, low, high)
    return own + speech.colon + (likely if low == high else f"~{likely} ({low}–{high})")


def shapes_of(speech: Speech) -> list[tuple[str, str]]:
    """The shapes of marks in a record, with what they stand for."""
    own = {"toponym": "names", "image": "images"}
    texts = {group: speech.lower(speech.own(key) if speech.english else speech.say(key)) for group, key in own.items()}
    return meanings(speech.kinds(), GROUPS | {group: text for group, text in texts.items() if text}, speech.lower)


@dataclass
class Layout:
    """What stands where on a sheet: header, legend and credit, and the box that is left for the map.

    ``credit`` gives the lines of the credit once it is known how many features lie beyond the sheet.
    """

    header: Header
    legend: Legend
    legend_top: float
    credit: Callable[[int], list[Line]]
    box: Box


def lay_out(
    paper: Paper,
    plan: MapPlan,
    record: Record,
    date: str,
    borders: str,
    counts: dict[str, int] | None = None,
    foot: float = 0.0,
    basis: str = "likely",
    contrasts: Mapping[str, int] = MappingProxyType({}),
) -> Layout:
    """Lay a sheet out, with a date and the borders' day in words, and ``foot`` pixels kept free below.

    ``basis`` is what its marks rest on: ``likely``, or ``sources``; ``contrasts`` the numbers of two days compared.
    """
    unit, margin = paper.unit, MARGIN * paper.unit
    speech = Speech(record, paper.language)
    header = header_of(paper, plan.title, plan.lede, date, speech.date("1961-09-30"), margin)
    right = paper.width - margin
    most = speech.number(len(record.features))
    estimated = basis == "likely"
    about = (
        _about(speech, most, f"{most} ", most) if estimated and date and not contrasts else ""
    )  # of several maps each has its own
    legend = legend_of(
        paper,
        speech,
        counts,
        shapes_of(speech),
        margin,
        right,
        sites=_is_town(paper, plan),
        about=about,
        estimated=estimated,
        contrasts=contrasts,
    )
    face = Face(11.5 * unit)
    step = measure("H", face)[1]
    borders = borders if plan.ground is not False and len(record.borders) else ""

    def credit(top: float, beyond: int) -> list[Line]:
        words = credit_of(speech, borders, beyond, lenders_of(record, plan.extent))
        parts = fold(words, face, right - margin).split("\n")
        return [Line(part, margin, top + step * (k + 0.5), face, paper.ink.quiet) for k, part in enumerate(parts)]

    top = paper.height - foot - margin * 0.55 - step * len(credit(0.0, len(record.features)))
    legend_top = top - legend.height
    return Layout(
        header, legend, legend_top, partial(credit, top), (margin, header.height, right, legend_top - 7 * unit)
    )


def _is_town(paper: Paper, plan: MapPlan) -> bool:
    view = View.fit(plan.projection, plan.extent, (0, 0, paper.width, paper.height))
    return view.zoom - math.log2(paper.unit) >= TOWN_ZOOM


def draw_frame(paper: Paper, layout: Layout, panel: Panel) -> None:
    """Draw what a sheet has around its map, without date and counts."""
    for line in (*layout.header.lines, *layout.credit(int((~panel.inside).sum()))):
        write(paper.axes, line)
    draw_legend(paper, layout.legend, layout.legend_top)


def compose(
    record: Record,
    plan: MapPlan,
    days: Sequence[date],
    size: tuple[int, int],
    bloc: Bloc,
    theme: str,
    scale: float,
    basis: str = "likely",
    against: date | None = None,
    language: str = ENGLISH,
) -> Figure:
    """A sheet with the record on one day, on one beside another (``against``), or on several."""
    figure, paper = paper_of(size, theme, scale, language)
    speech = Speech(record, language)
    plan = speech.plan(plan)
    if len(days) > 1:
        _draw_several(speech, plan, paper, days, bloc, basis)
        return figure
    (day,) = days
    if against is not None:
        _draw_compared(speech, plan, paper, (against, day), bloc, basis)
        return figure
    counts, borders = counts_on(record, day), borders_on(speech, day)
    layout = lay_out(paper, plan, record, speech.date(day.isoformat()), borders, counts, basis=basis)
    panel = _map(record, plan, paper, day, layout.box, bloc, scaled=True, basis=basis)
    draw_frame(paper, layout, panel)
    if layout.header.date is not None:
        write(paper.axes, layout.header.date)
    about = about_on(speech, day) if basis == "likely" else ""
    draw_counts(paper, speech, layout.legend, layout.legend_top, counts, about)
    return figure


def _draw_compared(
    speech: Speech, plan: MapPlan, paper: Paper, days: tuple[date, date], bloc: Bloc, basis: str
) -> None:
    """One map of what changed between two days, on the ground of the later."""
    record, (first, last) = speech.record, sorted(days)
    codes = contrast(record, to_day(first), to_day(last), basis)
    counts = {name: int((codes == code).sum()) for code, name in enumerate(CONTRASTS)}
    said = speech.say("compare.span", speech.date(first.isoformat()), speech.date(last.isoformat()))
    borders = borders_on(speech, last)
    layout = lay_out(paper, plan, record, said, borders, dict.fromkeys(STATUSES, 0), basis=basis, contrasts=counts)
    panel = _map(record, plan, paper, last, layout.box, bloc, scaled=True, basis=basis, against=to_day(first))
    draw_frame(paper, layout, panel)
    numbers = [replace(line, y=line.y + layout.legend_top) for line in layout.legend.counts]
    for line in (layout.header.date, *numbers):
        if line is not None:
            write(paper.axes, line)


def _draw_several(speech: Speech, plan: MapPlan, paper: Paper, days: Sequence[date], bloc: Bloc, basis: str) -> None:
    """Small multiples: a map a day, one scale bar for all."""
    record = speech.record
    borders = borders_between(speech, to_day(min(days)), to_day(max(days)), "still.each")
    layout = lay_out(paper, plan, record, "", borders, basis=basis)
    small = replace(paper, unit=paper.unit * max(0.6, len(days) ** -0.25))
    for number, (day, box) in enumerate(zip(days, _cells(paper, len(days), layout.box), strict=True)):
        panel = _map(record, plan, small, day, box, bloc, scaled=number == len(days) - 1, basis=basis)
        _caption(speech, paper, day, box, basis)
    draw_frame(paper, layout, panel)


def _cells(paper: Paper, count: int, box: Box) -> list[Box]:
    """Boxes of small multiples, in rows: of the divisions with the fewest empty cells the one nearest to 4 by 3."""
    gap, caption = 16 * paper.unit, 34 * paper.unit
    margin, top, right, bottom = box
    wide, high = right - margin, bottom - top

    def shape(columns: int) -> tuple[float, float]:
        rows = math.ceil(count / columns)
        return (wide - gap * (columns - 1)) / columns, (high - gap * 0.4 * (rows - 1)) / rows - caption

    fitting = [c for c in range(1, count + 1) if min(shape(c)) > 60 * paper.unit] or [math.ceil(math.sqrt(count))]
    columns = min(
        fitting, key=lambda c: (-(-count // c) * c - count, abs(math.log(shape(c)[0] / max(1.0, shape(c)[1]) / 1.4)))
    )
    cell_wide, cell_high = shape(columns)
    boxes = []
    for number in range(count):
        row, column = divmod(number, columns)
        left = margin + column * (cell_wide + gap)
        above = top + row * (cell_high + caption + gap * 0.4) + caption
        boxes.append((left, above, left + cell_wide, above + cell_high))
    return boxes


def _map(
    record: Record,
    plan: MapPlan,
    paper: Paper,
    day: date,
    box: Box,
    bloc: Bloc,
    *,
    scaled: bool,
    basis: str,
    against: int | None = None,
) -> Panel:
    high = box[3] - box[1] > box[2] - box[0]
    extent = plan.narrow if high and plan.narrow else plan.extent
    own: dict[str, Any] = {"hub": plan.hub, "ground": plan.ground is not False, "basis": basis}
    own["against"] = against
    panel = Panel(record, paper, box, plan.projection, extent, bloc, scaled=scaled, **own)
    state = panel.state(to_day(day))
    panel.draw_ground(state.day)
    panel.draw_marks(state)
    panel.draw_labels(panel.labels(state), state)
    return panel


def _caption(speech: Speech, paper: Paper, day: date, box: Box, basis: str) -> None:
    """Date and counts over one of several maps."""
    unit, ink = paper.unit, paper.ink
    counts = counts_on(speech.record, day)
    said_date = Line(speech.date(day.isoformat()), box[0], box[1] - 16 * unit, Face(22 * unit), ink.red)
    states = ("bearing", "uncertain", "after")
    numbers = [speech.number(counts[key]) for key in states]
    if speech.english:
        said = f"{numbers[0]} in place, {numbers[1]} not known, {numbers[2]} gone"
    else:
        said = " · ".join(f"{speech.say(key)}{speech.colon}{n}" for key, n in zip(states, numbers, strict=True))
    shorter = " · ".join(numbers)
    if basis == "likely":
        said = shorter = about_on(speech, day)
    face = Face(13 * unit, italic=True)
    free = box[2] - said_date.box[2] - 14 * unit
    text = said if measure(said, face)[0] <= free else shorter
    write(paper.axes, said_date)
    if measure(text, face)[0] <= free:
        write(paper.axes, Line(text, box[2], box[1] - 14 * unit, face, ink.quiet, right=True))
