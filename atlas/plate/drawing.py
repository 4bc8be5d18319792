"""A story's drawing as a picture for print or slides: the same as on its page (:mod:`atlas.page.drawing`)."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from atlas.look.drawing import WIDTH, Drawing
from atlas.plate.inks import Inks, inks
from atlas.plate.lettering import Face, Letters, font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Sheet

__all__ = ["draw_drawing"]

DPI = 100
MARGIN = 12.0  # units of the drawing
LETTER, LEADING, COLUMNS = 9.0, 13.0, 68  # units, units, letters a line
SIDES = {"start": "left", "middle": "center", "end": "right"}


def draw_drawing(drawing: Drawing, title: str, lines: Sequence[str], size: tuple[int, int], theme: str) -> Sheet:
    """Draw a drawing with its title above and, below it, lines of what it stands on.

    ``size`` is that of the sheet in pixels, a hundred an inch; the drawing fills what fits.
    """
    from matplotlib.figure import Figure as Sheet

    ink = inks(theme)
    sheet = Sheet(figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI, facecolor=ink.paper)
    axes = sheet.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    said = [part for line in lines for part in wrap(line, COLUMNS)]
    heading = wrap(title, 48)
    top, below = 20.0 * len(heading) + MARGIN, LEADING * len(said) + MARGIN
    wide, high = WIDTH + 2 * MARGIN, drawing.height + top + below
    unit = min(size[0] / wide, size[1] / high)  # pixels of a unit
    left, rise = (size[0] / unit - WIDTH) / 2, (size[1] / unit - high) / 2
    axes.set_xlim(-left, size[0] / unit - left)
    axes.set_ylim(drawing.height + below + rise, -top - rise)
    _shapes(axes, drawing, ink, unit)
    for k, text in enumerate(heading):
        _write(axes, text, 0, 14 - top + 20.0 * k, 15 * unit, ink.ink, bold=True)
    for k, text in enumerate(said):
        _write(axes, text, 0, drawing.height + 6 + LEADING * k, LETTER * unit, ink.quiet)
    return sheet


def _shapes(axes: Axes, drawing: Drawing, ink: Inks, unit: float) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Polygon

    fill = {"subject": ink.red, "stone": ink.line, "person": ink.ink}
    for shape in drawing.shapes:
        axes.add_patch(Polygon(shape.points, closed=True, facecolor=fill[shape.role], edgecolor="none"))
    for line in drawing.lines:
        x, y = zip(*line.points, strict=True)
        drawn = axes.add_line(Line2D(x, y, color=ink.border, linewidth=0.72 * unit))
        if line.role == "open":
            drawn.set_dashes((3, 3))
    for word in drawing.words:
        colour = ink.quiet if word.quiet else ink.ink
        _write(
            axes,
            word.text,
            word.x,
            word.y,
            11 * unit,
            colour,
            {"start": "left", "middle": "center", "end": "right"}[word.anchor],
        )


def _write(
    axes: Axes, text: str, x: float, y: float, pixels: float, colour: str, side: str = "left", *, bold: bool = False
) -> None:
    face = font(Face(pixels, bold=bold))
    axes.add_artist(Letters(x, y, text, fontproperties=face, color=colour, ha=side, va="center", parse_math=False))
