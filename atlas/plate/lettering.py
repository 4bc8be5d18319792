"""Lettering: how large words are, and where they can stand without touching one another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib import font_manager, get_cachedir, rcParams
from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox

from atlas.look import typeface
from atlas.plate.inks import faces
from atlas.plate.projections import Box
from atlas.plate.terrain import Area

__all__ = ["LEADING", "Boxes", "Face", "Letters", "Words", "area_names", "fold", "font", "measure", "place", "spaced"]

POINTS = 0.72  # points a pixel of the sheet
LEADING = 1.28  # from line to line, in sizes
HAIR = "\u200a"  # a hair space, which spaces letters


@dataclass(frozen=True)
class Face:
    """How words are set: size in pixels of the sheet, weight and slant."""

    size: float
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Words:
    """Words with the place of their middle left, and the box that they fill; ``row`` is the feature that they name."""

    text: str
    x: float
    y: float
    box: Box
    face: Face
    row: int = -1
    spot: int = 0


@cache
def families() -> list[str]:
    """Which of the page's serif faces this machine has; matplotlib brings the last, which is always there.

    The first are the atlas's own where the extra ``type`` is installed.
    """
    if typeface.installed():
        for path in typeface.files(Path(get_cachedir())):
            font_manager.fontManager.addfont(path)
    known = set(font_manager.get_font_names())
    return [*(name for name in faces() if name in known and name != "DejaVu Serif"), "DejaVu Serif"]


@cache
def font(face: Face) -> FontProperties:
    """The font of a face."""
    return FontProperties(
        family=families(),
        size=face.size * POINTS,
        weight="bold" if face.bold else "normal",
        style="italic" if face.italic else "normal",
    )


@contextmanager
def _unhinted() -> Iterator[None]:
    # In place of rc_context, which copies every setting: 200 µs for each of the fifty words of a film's frame.
    before = rcParams["text.hinting"]
    rcParams["text.hinting"] = "none"
    try:
        yield
    finally:
        rcParams["text.hinting"] = before


class Letters(Text):
    """Words on a sheet, their letters as far apart in pixels as in print.

    With its own setting matplotlib moves each letter, and each space, to whole pixels: small words run together.
    """

    def draw(self, renderer: RendererBase) -> None:
        """Draw them."""
        with _unhinted():
            super().draw(renderer)

    def get_window_extent(self, renderer: RendererBase | None = None, dpi: float | None = None) -> Bbox:
        """The box that they fill, in pixels."""
        with _unhinted():
            return super().get_window_extent(renderer, dpi)


@lru_cache(maxsize=20000)
def measure(text: str, face: Face) -> tuple[float, float]:
    """Width and height of words in pixels of the sheet, with the room of ascenders and descenders."""
    lines, prop = text.split("\n"), font(face)
    widths = [text_to_path.get_text_width_height_descent(line, prop, False)[0] / POINTS for line in lines]
    return max(widths), face.size * (1.12 + LEADING * (len(lines) - 1))


def fold(text: str, face: Face, width: float) -> str:
    """Words broken into lines that are at most as wide as ``width`` where there is a space to break at."""
    lines: list[str] = []
    for word in re.split(r"[ \t\n]+", text.strip()):  # other spaces hold together what they stand between
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, face)[0] <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def balanced(text: str, longest: int = 24) -> str:
    """A long name on two lines of much the same length; a short one as it is."""
    if len(text) <= longest or " " not in text:
        return text
    breaks = [at for at, letter in enumerate(text) if letter == " "]
    at = min(breaks, key=lambda at: max(at, len(text) - at - 1))
    return f"{text[:at]}\n{text[at + 1 :]}"


def spaced(text: str, hairs: int = 2) -> str:
    """Capitals with room between them, as the names of countries are set; Georgian has none that a map would use."""
    return (HAIR * hairs).join(letter if "\u10a0" <= letter <= "\u10ff" else letter.upper() for letter in text)


class Boxes:
    """Boxes on a sheet, to ask what a further one would touch."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._rows = np.array(list(boxes), dtype=float).reshape(-1, 4)

    def add(self, box: Box) -> None:
        """Take up a box."""
        self._rows = np.vstack([self._rows, np.asarray(box, dtype=float)])

    def touched(self, box: Box) -> int:
        """How many of the boxes a box overlaps."""
        rows = self._rows
        apart = (rows[:, 0] >= box[2]) | (rows[:, 2] <= box[0]) | (rows[:, 1] >= box[3]) | (rows[:, 3] <= box[1])
        return int((~apart).sum())

    def overlap(self, box: Box) -> float:
        """The area that a box shares with the boxes."""
        rows = self._rows
        wide = np.minimum(rows[:, 2], box[2]) - np.maximum(rows[:, 0], box[0])
        high = np.minimum(rows[:, 3], box[3]) - np.maximum(rows[:, 1], box[1])
        return float((np.clip(wide, 0, None) * np.clip(high, 0, None)).sum())


# Where a label may stand around its mark: side of it (-1, 0, 1), above or below, and how far out.
SPOTS = (
    (1, 0, 1.0), (-1, 0, 1.0), (0, -1, 1.0), (0, 1, 1.0), (1, -1, 0.8), (1, 1, 0.8), (-1, -1, 0.8), (-1, 1, 0.8),
    (1, -1, 2.0), (1, 1, 2.0), (-1, -1, 2.0), (-1, 1, 2.0),
)  # fmt: skip


def place(
    text: str,
    face: Face,
    mark: tuple[float, float, float],
    taken: Boxes,
    crowd: Boxes,
    within: Box,
    *,
    most: float = 2.0,
    before: int | None = None,
    row: int = -1,
) -> Words | None:
    """Words beside a mark (x, y, radius), free of what is ``taken`` and on as few marks of the ``crowd`` as may be.

    Returns None where there is no such place, or where words would lie on more of the crowd than ``most`` marks'
    worth. ``before`` is the spot that they had in the frame before, which they keep while they can.
    """
    wide, high = measure(text, face)
    best, least = None, np.inf
    for spot, (across, up, out) in enumerate(SPOTS):
        left, middle = _spot(mark, wide, high, across, up, out, face.size)
        box = (left - 1.5, middle - high / 2, left + wide + 1.5, middle + high / 2)
        inside = box[0] > within[0] and box[2] < within[2] and box[1] > within[1] and box[3] < within[3]
        if not inside or taken.touched(box):
            continue
        if most < 1 and taken.touched((box[0] - high, box[1] - high, box[2] + high, box[3] + high)):
            continue
        cost = crowd.overlap(box) / face.size**2 * 2 + (0 if spot == before else 0.08 * (spot + 1) + 0.8 * (out > 1))
        if cost < least:
            best, least = Words(text, left, middle, box, face, row, spot), cost
    return best if least <= most else None


def _spot(
    mark: tuple[float, float, float], wide: float, high: float, across: int, up: int, out: float, size: float
) -> tuple[float, float]:
    """Left edge and middle of words at a spot around a mark."""
    x, y, radius = mark
    gap = radius + size * 0.28
    reach = gap * out if up == 0 or across == 0 else radius * 0.7 * out + size * 0.1
    left = x - wide / 2 + across * (wide / 2 + reach)
    return left, y + up * (high / 2 + (gap * 0.75 if across == 0 else radius * 0.5 * out))


_STEPS = sorted(
    ((dx, dy) for dx in (-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9) for dy in (-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75)),
    key=lambda step: (np.hypot(*step), step),
)


def area_names(areas: Sequence[Area], box: Box, unit: float, marks: Boxes, taken: Boxes) -> list[tuple[Words, bool]]:
    """The names of countries and republics, spaced, where they cover the fewest marks; with whether it is tinted.

    ``taken`` gets the boxes of the names.
    """
    named: list[tuple[Words, bool]] = []
    for area in sorted(areas, key=lambda area: (-area.shape.area, area.name)):
        shape = shapely.clip_by_rect(area.shape, *box)
        part: Any = max(shapely.get_parts(shape), key=lambda piece: piece.area, default=None)
        if part is None or part.is_empty or part.geom_type != "Polygon":
            continue
        side = np.sqrt(part.area)
        size = max(8.5 * unit, min(17 * unit, side / 11))
        words = _area_name(spaced(area.name), part, Face(round(float(size), 1)), box, marks, taken)
        if words is not None and measure(words.text, words.face)[0] <= side * 1.3:
            taken.add(words.box)
            named.append((words, area.tinted))
    return named


def _area_name(text: str, part: Any, face: Face, box: Box, marks: Boxes, taken: Boxes) -> Words | None:
    wide, high = measure(text, face)
    circle = shapely.maximum_inscribed_circle(part, tolerance=2.0)
    (mx, my), room = circle.coords[0], circle.length
    shapely.prepare(part)
    best, least = None, np.inf
    for dx, dy in _STEPS:
        x, y = mx + dx * max(room, wide / 3), my + dy * room
        own = (x - wide / 2 - 4, y - high / 2, x + wide / 2 + 4, y + high / 2)
        inside = own[0] > box[0] + 4 and own[2] < box[2] - 4 and own[1] > box[1] + 4 and own[3] < box[3] - 4
        if not inside or taken.touched(own):
            continue
        if marks.overlap(own) > 0.2 * (own[2] - own[0]) * (own[3] - own[1]):
            continue  # a name under so many marks is not read
        outside = 1 - part.intersection(shapely.box(*own)).area / ((own[2] - own[0]) * (own[3] - own[1]))
        if outside > 0.3:
            continue
        cost = marks.touched(own) + np.hypot(dx, dy) * 0.8 + outside * 12
        if cost < least:
            best, least = Words(text, x - wide / 2, y, own, face), cost
    return best


def circles(xy: npt.NDArray[np.float64], radius: npt.NDArray[np.float64]) -> list[Box]:
    """Boxes around marks."""
    return [(x - r, y - r, x + r, y + r) for (x, y), r in zip(xy.tolist(), radius.tolist(), strict=True)]
