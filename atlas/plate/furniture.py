"""What stands around the map on a sheet: title, date, legend with its counts, scale bar, and credit line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

from atlas.look.speech import Speech
from atlas.look.speech import length as words_of
from atlas.look.strings import ENGLISH
from atlas.look.tokens import LEGEND_ORDER
from atlas.plate.inks import Inks
from atlas.plate.lettering import LEADING, Boxes, Face, Letters, fold, font, measure
from atlas.plate.marks import Marks, contrast_patches, mark_patches
from atlas.plate.projections import Box, View
from atlas.plate.terrain import graticule_lines
from atlas.record.borders import ground_resource
from atlas.record.contrast import CONTRASTS
from atlas.record.record import Record
from atlas.record.tenures import AFTER, STATUSES

__all__ = [
    "Legend",
    "Line",
    "Paper",
    "credit_of",
    "degree_labels",
    "draw_counts",
    "draw_legend",
    "header_of",
    "legend_of",
    "lenders_of",
    "scale_bar",
    "write",
]

HALO = "halo"
COMPARISONS = tuple(f"compare.{name}" for name in CONTRASTS if name != "neither")
COMPARED = 10  # and more are samples of two days compared
ORDER = tuple(STATUSES.index(status) for status in LEGEND_ORDER)


@dataclass
class Paper:
    """A sheet: its axes, whose data are pixels, its inks, its language, and its pixels to a pixel of the page."""

    axes: Axes
    ink: Inks
    unit: float
    width: float
    height: float
    language: str = ENGLISH


@dataclass(frozen=True)
class Line:
    """A line of words in place: left (or right) edge and middle, face, colour."""

    text: str
    x: float
    y: float
    face: Face
    colour: str
    right: bool = False
    halo: str | None = None
    alpha: float = 1.0

    @property
    def box(self) -> Box:
        """The box that it fills."""
        wide, high = measure(self.text, self.face)
        left = self.x - wide if self.right else self.x
        return left, self.y - high / 2, left + wide, self.y + high / 2


def write(axes: Axes, line: Line, zorder: float = 20) -> list[Artist]:
    """Set a line, or several beneath one another; their text is taken as it is, never as markup."""
    parts = line.text.split("\n")
    size = line.face.size
    top = line.y - LEADING * size * (len(parts) - 1) / 2 + 0.35 * size
    drawn: list[Artist] = []
    for number, part in enumerate(parts):
        text = Letters(
            line.x,
            top + LEADING * size * number,
            part,
            fontproperties=font(line.face),
            color=line.colour,
            alpha=line.alpha,
            ha="right" if line.right else "left",
            va="baseline",
            parse_math=False,
            zorder=zorder,
        )
        if line.halo is not None:
            text.set_path_effects([withStroke(linewidth=0.2 * size, foreground=line.halo, alpha=0.85)])
        drawn.append(axes.add_artist(text))
    return drawn


@dataclass
class Legend:
    """The legend laid out: words, counts in the order of ``ORDER``, samples (x, y, status, shape), and its height.

    ``about`` is the line of how many bear the name by the estimate; ``estimated``: marks rest on that.
    """

    lines: list[Line] = field(default_factory=list)
    counts: list[Line] = field(default_factory=list)
    samples: list[tuple[float, float, int, str]] = field(default_factory=list)
    height: float = 0.0
    about: Line | None = None
    estimated: bool = False


def legend_of(
    paper: Paper,
    speech: Speech,
    counts: dict[str, int] | None,
    shapes: Iterable[tuple[str, str]],
    left: float,
    right: float,
    sites: bool = False,
    about: str = "",
    estimated: bool = False,
    contrasts: Mapping[str, int] = MappingProxyType({}),
) -> Legend:
    """Lay a legend out from the left, in as many rows as it needs; its own top is at zero.

    ``counts`` are features by status, left out where None; ``shapes`` are shapes with what they stand for;
    ``sites`` says that the map has circles around sites; ``about`` is the longest line of how many bear the name by
    the estimate, and ``estimated`` says that marks rest on that; ``contrasts`` has the numbers of two days compared,
    where the marks say what changed.
    """
    unit, ink = paper.unit, paper.ink
    face, bold = Face(14 * unit), Face(14 * unit, bold=True)
    meaning = {key: speech.say(key) for key in (*LEGEND_ORDER, *COMPARISONS)}
    shapes = list(shapes)
    mark = shapes[0][0] if len(shapes) == 1 else "circle"
    entries = [
        (mark, code, meaning[STATUSES[code]], counts and speech.number(counts[STATUSES[code]])) for code in ORDER
    ]
    if contrasts:
        entries = [
            (mark, COMPARED + CONTRASTS.index(name), meaning[f"compare.{name}"], speech.number(contrasts[name]))
            for name in ("lost", "gained", "both", "kept")
        ]
    if len(shapes) > 1:
        entries += [(shape, -1, label, None) for shape, label in shapes]
    if sites:
        entries.append((HALO, AFTER, speech.say("still.site"), None))
    legend, row_high = Legend(), 25 * unit
    x, y = left, row_high / 2
    legend.estimated = estimated
    if about:
        legend.about = Line(about, x, y, bold, ink.ink)
        x += measure(about, bold)[0] + 26 * unit
    for shape, code, label, count in entries:
        words_wide = measure(label, face)[0]
        number_wide = measure(count, bold)[0] + 7 * unit if count else 0
        wide = 19 * unit + words_wide + number_wide
        if x + wide > right and x > left:
            x, y = left, y + row_high
        legend.samples.append((x + 6 * unit, y, code, shape))
        legend.lines.append(Line(label, x + 19 * unit, y, face, ink.ink))
        if count:
            legend.counts.append(Line(count, x + 26 * unit + words_wide, y, bold, ink.ink))
        x += wide + 26 * unit
    legend.height = y + row_high / 2
    return legend


def draw_counts(
    paper: Paper, speech: Speech, legend: Legend, top: float, counts: Mapping[str, int], about: str = ""
) -> list[Artist]:
    """Draw the counts of a legend, and ``about`` how many bear the name."""
    said = zip(legend.counts, (counts[STATUSES[code]] for code in ORDER), strict=bool(legend.counts))
    lines = [replace(line, text=speech.number(count), y=line.y + top) for line, count in said] if legend.counts else []
    if legend.about is not None and about:
        lines.append(replace(legend.about, text=about, y=legend.about.y + top))
    return [artist for line in lines for artist in write(paper.axes, line)]


def draw_legend(paper: Paper, legend: Legend, top: float) -> list[Artist]:
    """Draw a legend without its counts, its top at a height of the sheet."""
    axes, unit = paper.axes, paper.unit
    drawn: list[Artist] = []
    for line in legend.lines:
        drawn += write(axes, replace(line, y=line.y + top))
    xy = np.array([(x, y + top) for x, y, _, _ in legend.samples])
    known = [status for _, _, status, _ in legend.samples]
    shape = [shape for _, _, _, shape in legend.samples]
    rows = np.arange(len(known))
    for row in rows:
        # Samples of shapes are hollow: they say nothing of a status.
        code = AFTER if known[row] < 0 else known[row]
        if shape[row] == HALO:
            style = {"edgecolor": (paper.ink.red, 0.6), "linewidth": 0.8 * unit, "linestyle": (0, (3, 2))}
            drawn.append(axes.add_patch(Circle(xy[row], 8 * unit, facecolor="none", zorder=20, **style)))
            continue
        marks = Marks(xy[[row]], np.array([5.8 * unit]), [shape[row]], np.array([1]))
        if code >= COMPARED:
            codes = np.array([code - COMPARED], dtype=np.int8)
            for patch in contrast_patches(marks, codes, paper.ink, unit, axes.transData):
                patch.set_zorder(20)
                drawn.append(axes.add_collection(patch, autolim=False))
            continue
        likely, codes = np.full(1, 0.5 if legend.estimated else 1.0), np.array([code], dtype=np.int8)
        for patch in mark_patches(marks, codes, likely, paper.ink, unit, axes.transData, estimated=legend.estimated):
            patch.set_zorder(20)
            drawn.append(axes.add_collection(patch, autolim=False))
    return drawn


def lenders_of(record: Record, extent: Sequence[float]) -> list[str]:
    """Whom the ground of a sheet is owed to beside the source of all of it: the ``credit`` of each of the borders'
    sources that has an ``extent`` of its own (west, south, east, north) which reaches into the sheet's.
    """
    sources = ground_resource(record.package.descriptor, record.path, "borders.geojson").get("sources") or ()
    west, south, east, north = extent
    sheet = shapely.box(west, south, east + 360 * (east < west), north)
    return [
        str(source["credit"])
        for source in sources
        if source.get("credit") and shapely.box(*source["extent"]).intersects(sheet)
    ]


def credit_of(speech: Speech, borders: str, beyond: int, lenders: Sequence[str] = ()) -> str:
    """The credit line: record with version and date, licence, number of sources, the day of the borders (empty where
    none are drawn) and who else lent them, and how many of the features that the legend counts lie beyond the sheet.
    """
    record, number = speech.record, speech.number
    sources = record.attestations["source_id"].nunique()
    parts = [f"{record.title} {record.version}, {speech.date(record.date.isoformat())}, {record.licence}"]
    if speech.english:
        parts.append(f"{number(sources)} source{'s' if sources != 1 else ''}")
    else:  # languages count things in several ways
        parts.append(f"{speech.say('table.sources')}{speech.colon}{number(sources)}")
    if borders:
        waters = speech.say("still.waters") if len(record.waters) else ""
        parts.append(", ".join([speech.say("still.borders", borders), *lenders]) + waters)
    if beyond:
        parts.append(speech.say("still.beyond", number(beyond), number(len(record.features))))
    return "  ·  ".join(parts)


@dataclass
class Piece:
    """Something that stands on the map: its box, its words and its strokes."""

    box: Box
    lines: list[Line]
    strokes: list[list[tuple[float, float]]]
    ink: Inks
    unit: float

    def draw(self, axes: Axes) -> list[Artist]:
        """Draw it."""
        drawn: list[Artist] = []
        if self.strokes:
            bar = LineCollection(self.strokes, colors=self.ink.ink, linewidths=0.9 * self.unit, zorder=9)
            bar.set_path_effects([withStroke(linewidth=3 * self.unit, foreground=self.ink.land, alpha=0.8)])
            drawn.append(axes.add_collection(bar, autolim=False))
        return drawn + [artist for line in self.lines for artist in write(axes, line, 9)]


def scale_bar(paper: Paper, view: View, crowd: Boxes) -> Piece:
    """A bar of a round length, true in the middle of the map, in the corner with the fewest marks."""
    unit, metre = paper.unit, 1 / view.metres_per_pixel()
    most = 130 * unit / metre
    power = 10 ** np.floor(np.log10(most))
    long = max(step * power for step in (1, 2, 3, 5, 10) if step * power <= most * 1.001)
    text, wide, face = words_of(float(long), paper.language), float(long * metre), Face(12 * unit)
    left, top, right, bottom = view.box
    corners = [(x, y) for y in (bottom, top + 44 * unit) for x in (right - wide - 32 * unit, left)]
    pieces = [_bar(paper, x + 16 * unit, y - 14 * unit, wide, text, face) for x, y in corners]
    return min(pieces, key=lambda piece: crowd.touched(piece.box))


def _bar(paper: Paper, left: float, bottom: float, wide: float, text: str, face: Face) -> Piece:
    unit, ink, tick, right = paper.unit, paper.ink, 5 * paper.unit, left + wide
    strokes = [
        [(left, bottom - tick), (left, bottom), (right, bottom), (right, bottom - tick)],
        [((left + right) / 2, bottom - tick * 0.7), ((left + right) / 2, bottom)],
    ]
    text_wide, high = measure(text, face)
    line = Line(text, (left + right - text_wide) / 2, bottom - tick - high * 0.55, face, ink.ink, halo=ink.land)
    pad = 8 * unit
    box = (min(left, line.box[0]) - pad, line.box[1] - pad / 2, max(right, line.box[2]) + pad, bottom + pad)
    return Piece(box, [line], strokes, ink, unit)


def degree_labels(paper: Paper, view: View, spacing: float) -> list[Piece]:
    """Degrees of the graticule, along the upper and the left edge of the map."""
    unit, ink, face = paper.unit, paper.ink, Face(10.5 * paper.unit)
    left, top, right, bottom = view.box
    pieces = []
    for name, line in graticule_lines(view, spacing):
        vertical = name[-1] in "EW"
        high = measure(name, face)[1]
        edge, at = (1, top) if vertical else (0, left)
        order = np.argsort(line[:, edge])
        other = float(np.interp(at, line[order, edge], line[order, 1 - edge]))
        x, y = (other + 4 * unit, top + high * 0.7) if vertical else (left + 5 * unit, other - high * 0.55)
        said = name if paper.language == ENGLISH else name[:-2]  # the letter is an English one
        words_at = Line(said, x, y, face, ink.quiet, halo=ink.land)
        if words_at.box[2] < right and top + high * 1.5 * (not vertical) < words_at.box[3] < bottom:
            pieces.append(Piece(words_at.box, [words_at], [], ink, unit))
    return pieces


@dataclass
class Header:
    """Title and lede, the date if the sheet has one, and where the map can begin."""

    lines: list[Line]
    date: Line | None
    height: float


def header_of(paper: Paper, title: str, lede: str, said: str, longest: str, margin: float) -> Header:
    """Title and lede on the left, the date large on the right, or below where the sheet is narrow.

    ``longest`` is a date as long as they come, for which there is to be room.
    """
    unit, ink, wide = paper.unit, paper.ink, paper.width - 2 * margin
    big, small, large = Face(32 * unit), Face(16 * unit, italic=True), Face(36 * unit)
    room = max(measure(text, large)[0] for text in (longest, said)) + 40 * unit if said else 0.0
    beside = measure(title, big)[0] <= wide - room
    lines: list[Line] = []
    y = margin * 0.8
    for text, face, colour in ((title, big, ink.ink), (lede, small, ink.quiet)):
        for part in fold(text, face, wide).split("\n") if text else ():
            y += face.size * 0.62
            lines.append(Line(part, margin, y, face, colour))
            y += face.size * 0.72
    if not said:
        return Header(lines, None, y + 8 * unit)
    if beside:
        middle = margin * 0.8 + big.size * 0.62
        return Header(lines, Line(said, paper.width - margin, middle, large, ink.red, right=True), y + 8 * unit)
    return Header(lines, Line(said, margin, y + large.size * 0.66, large, ink.red), y + large.size * 1.25 + 8 * unit)
