"""The drawings of stories, laid out: what stands where, for a page (SVG) and for a sheet (matplotlib) alike.

A drawing is 360 units wide; y grows downwards. Outlines are schematic: a figure has the proportions of a standing
person (shoulders at 0.82 of the height, hips at 0.53), whatever the sculptor made of it; a block of which no width is
stated is drawn with open sides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from atlas.record.figures import PERSON, Column, Part

__all__ = ["WIDTH", "Drawing", "Line", "Shape", "Word", "calendar", "elevation", "metres_in_english"]

WIDTH = 360.0
HEIGHT = 300.0
LEFT, RIGHT, TOP, BOTTOM = 34.0, 6.0, 14.0, 30.0
LETTER = 11.0
TICKS = (1, 2, 5, 10, 20, 50, 100, 200)
FAR = 1.2  # times the tallest: what another source measures higher than that is told in words alone
GAP = 8.0  # units between monuments
LABEL = 44.0  # units that a measure beside a part needs

Role = Literal["subject", "stone", "person", "line", "open"]
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Shape:
    """A closed outline, filled."""

    points: Points
    role: Role


@dataclass(frozen=True)
class Line:
    """A line; ``open`` ones are dashed."""

    points: Points
    role: Role


@dataclass(frozen=True)
class Word:
    """Words on one line: where their anchor is, and their middle above the ground line of letters.

    ``metres`` or ``day``, counted from zero, is what they say, where they say a length or a day.
    """

    text: str
    x: float
    y: float
    anchor: Literal["start", "middle", "end"] = "start"
    quiet: bool = False
    metres: float | None = None
    day: int | None = None


@dataclass(frozen=True)
class Drawing:
    """All of a drawing, back to front, and its height."""

    shapes: tuple[Shape, ...]
    lines: tuple[Line, ...]
    words: tuple[Word, ...]
    height: float = HEIGHT


Drawn = tuple[list[Shape], list[Line], list[Word]]

_HALF = (
    (0.03, 0.88), (0.03, 0.84), (0.115, 0.82), (0.135, 0.77), (0.14, 0.48), (0.105, 0.47), (0.1, 0.72), (0.093, 0.53),
    (0.09, 0.04), (0.105, 0.0), (0.012, 0.0), (0.008, 0.49),
)  # fmt: skip
"""Right half of a standing person without the head, in parts of the height, from the neck down."""
_BUST = ((0.03, 0.88), (0.03, 0.84), (0.115, 0.82), (0.14, 0.76), (0.12, 0.6))
_HEAD = (0.935, 0.055, 0.065)  # middle, half the width, half the height


def _head() -> Iterator[tuple[float, float]]:
    middle, wide, high = _HEAD
    for k in range(24):
        turn = 2 * math.pi * k / 24
        yield wide * math.sin(turn), middle + high * math.cos(turn)


def _outlines(part: str) -> list[list[tuple[float, float]]]:
    """The outlines of a figure or a bust of height 1, standing on zero."""
    half = _HALF if part == "figure" else _BUST
    foot = 0.0 if part == "figure" else half[-1][1]
    outlines = [[*half, *((-x, y) for x, y in reversed(half))], list(_head())]
    return [[(x / (1 - foot), (y - foot) / (1 - foot)) for x, y in outline] for outline in outlines]


def _wide(part: Part, high: float) -> float:
    """Metres that a part is drawn across."""
    if part.width is not None:
        return part.width
    return {"figure": 0.28, "bust": 0.7, "mast": 0.12, "block": 0.0}[part.shape] * high


def _widths(column: Column) -> list[float]:
    """Metres across of each part; a block of unknown width is a little wider than what it bears."""
    tops = [0.0, *column.tops]
    widths = [_wide(part, top - below) for part, below, top in zip(column.part, tops, tops[1:], strict=False)]
    for k in reversed(range(len(widths))):
        if not widths[k]:
            above = widths[k + 1] if k + 1 < len(widths) else 0.3 * (tops[k + 1] - tops[k])
            widths[k] = 1.25 * above
    return widths


def _alike(columns: Sequence[Column], widths: list[list[float]]) -> list[list[float]]:
    """The widths, with blocks that a source measures once for two monuments as wide as each other."""
    rows = [
        ((part.shape, part.height, part.top, part.event, part.source), wide)
        for column, row in zip(columns, widths, strict=True)
        for part, wide in zip(column.part, row, strict=True)
    ]
    most: dict[tuple[object, ...], float] = {}
    for key, wide in rows:
        most[key] = max(wide, most.get(key, 0.0))
    own = iter(most[key] if key[0] == "block" and key[1] is not None else wide for key, wide in rows)
    return [[next(own) for _ in row] for row in widths]


def metres_in_english(value: float) -> str:
    """A length as it stands beside a part."""
    return f"{value:g} m"


def elevation(columns: Sequence[Column], metres_of: Callable[[float], str] = metres_in_english) -> Drawing:
    """Monuments side by side to one scale, a person beside each; ``metres_of`` says a length in metres."""
    tallest = max(column.tops[-1] for column in columns)
    others = [value for column in columns for value in _others(column) if value <= FAR * tallest]
    highest = max([tallest, *others])
    widths = _alike(columns, [_widths(column) for column in columns])
    metres = [max(wide) + 1.2 * PERSON for wide in widths]
    room = WIDTH - LEFT - RIGHT - (LABEL + GAP) * len(columns)
    scale = min((HEIGHT - TOP - BOTTOM) / highest, room / sum(metres))
    ground = TOP + highest * scale
    spare = (room - sum(metres) * scale) / len(columns)
    drawn: Drawn = ([], [], [])
    _draw_scale(drawn, scale, ground, tallest, metres_of)
    left = LEFT + GAP
    for k, (column, wide) in enumerate(zip(columns, metres, strict=True)):
        x = left + spare / 2 + (wide - max(widths[k]) / 2) * scale
        _draw_column(drawn, (column, widths[k]), x, scale, ground, FAR * tallest, metres_of)
        drawn[2].append(Word(chr(ord("A") + k), x, ground + 16, "middle"))
        left += wide * scale + spare + LABEL + GAP
    return Drawing(tuple(drawn[0]), tuple(drawn[1]), tuple(drawn[2]), ground + BOTTOM)


def _others(column: Column) -> list[float]:
    """Metres from the ground of what other sources state."""
    tops = [0.0, *column.tops]
    return [
        other.top if other.top is not None else below + (other.height or 0.0)
        for part, below in zip(column.part, tops, strict=False)
        for other in part.other
    ]


def _draw_scale(drawn: Drawn, scale: float, ground: float, tallest: float, metres_of: Callable[[float], str]) -> None:
    step = next((tick for tick in TICKS if tick * scale >= 3 * LETTER), TICKS[-1])
    drawn[1].append(Line(((LEFT, ground), (WIDTH - RIGHT, ground)), "line"))
    for k in range(1, int(tallest / step + 1e-9) + 1):
        y = ground - k * step * scale
        drawn[1].append(Line(((LEFT - 4, y), (LEFT, y)), "line"))
        drawn[2].append(Word(metres_of(k * step), LEFT - 6, y, "end", quiet=True, metres=k * step))
    drawn[1].append(Line(((LEFT, ground), (LEFT, ground - tallest * scale)), "line"))


def _draw_column(
    drawn: Drawn,
    monument: tuple[Column, list[float]],
    x: float,
    scale: float,
    ground: float,
    most: float,
    metres_of: Callable[[float], str],
) -> None:
    column, widths = monument
    shapes, lines, words = drawn
    tops = column.tops
    left = x - (max(widths) / 2 + PERSON * 0.6) * scale
    shapes += _person(left, ground, PERSON * scale, "person", "figure")
    below = 0.0
    for part, wide, top in zip(column.part, widths, tops, strict=True):
        foot, head, half = ground - below * scale, ground - top * scale, wide * scale / 2
        role: Role = "subject" if part.subject else "stone"
        if part.shape in ("figure", "bust"):
            shapes += _person(x, foot, foot - head, role, part.shape)
        elif part.shape == "mast":
            shapes.append(Shape(((x - half, foot), (x - half / 5, head), (x + half / 5, head), (x + half, foot)), role))
        else:
            shapes.append(Shape(((x - half, foot), (x - half, head), (x + half, head), (x + half, foot)), role))
            lines.append(Line(((x - half, head), (x + half, head)), "line"))
            side: Role = "line" if part.width is not None else "open"
            lines += [Line(((x + sign * half, foot), (x + sign * half, head)), side) for sign in (-1, 1)]
        high = round(top - below, 6)
        words.append(Word(metres_of(high), x + half + 5, (foot + head) / 2, metres=high))
        below = top
    wide = max(widths) * scale / 2
    for value in sorted({value for value in _others(column) if value <= most}):
        y = ground - value * scale
        lines.append(Line(((x - wide, y), (x + wide + 4, y)), "open"))


def _person(x: float, foot: float, high: float, role: Role, shape: str) -> Iterator[Shape]:
    for outline in _outlines(shape):
        yield Shape(tuple((x + dx * high, foot - dy * high) for dx, dy in outline), role)


def calendar(counts: Sequence[tuple[int, int]], word_of: Callable[[int], str]) -> Drawing:
    """What went and what came on each of some days, as bars below and above a line.

    Parameters
    ----------
    counts
        Of each day, in order: how many bearers of the name ended, and how many began.
    word_of
        The day with a number, counted from zero, in a few letters.
    """
    ended, begun = max(n for n, _ in counts), max(n for _, n in counts)
    step = (WIDTH - LEFT - RIGHT) / len(counts)
    unit = (HEIGHT - TOP - BOTTOM) / max(1, ended + begun)
    ground = HEIGHT - BOTTOM - begun * unit
    shapes: list[Shape] = []
    lines = [Line(((LEFT, ground), (WIDTH - RIGHT, ground)), "line")]
    words: list[Word] = []
    tick = next(tick for tick in TICKS if tick * unit >= 2 * LETTER or tick == TICKS[-1])
    for k in range(0, ended + 1, tick):
        lines.append(Line(((LEFT - 4, ground - k * unit), (LEFT, ground - k * unit)), "line"))
        words.append(Word(str(k), LEFT - 6, ground - k * unit, "end", quiet=True))
    for day, (out, new) in enumerate(counts):
        x = LEFT + step * day
        bars: tuple[tuple[int, Role, int], ...] = ((out, "subject", 1), (new, "stone", -1))
        for count, role, up in bars:
            if count:
                top = ground - up * count * unit
                box = ((x + 1, ground), (x + 1, top), (x + step - 1, top), (x + step - 1, ground))
                shapes.append(Shape(box, role))
        if day % 7 == 0:
            words.append(Word(word_of(day), x, HEIGHT - 12, "start", quiet=True, day=day))
            lines.append(Line(((x, HEIGHT - BOTTOM), (x, HEIGHT - BOTTOM + 4)), "line"))
    busiest = max(range(len(counts)), key=lambda day: counts[day][0])
    x = LEFT + step * (busiest + 0.5)
    words.append(Word(f"{counts[busiest][0]}", x, ground - counts[busiest][0] * unit - 7, "middle"))
    return Drawing(tuple(shapes), tuple(lines), tuple(words))
