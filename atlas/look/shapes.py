"""The one registry of the marks' shapes, as ``shapes.json`` has it: to add a shape is to add an entry there.

An entry is named by the term that ``kinds.csv`` uses, and gives

``label``
    what people call it;
``corners``, ``scale``
    its outline around (0, 0), y upwards, in radii of a mark and times ``scale``, so that shapes of one radius weigh the
    same to the eye; a shape without corners is a circle of radius one;
``qgis``, ``qgis_mm``
    the name of QGIS's simple marker, and its size in millimetres;
``kml``
    the icon of ``maps.google.com/mapfiles/kml/shapes/`` that comes nearest to it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

__all__ = ["SHAPES", "Shape", "meanings", "shape_of"]


@dataclass(frozen=True)
class Shape:
    """A shape of a mark; see the module for what its attributes mean."""

    id: str
    label: str
    qgis: str
    qgis_mm: float
    kml: str
    corners: tuple[tuple[float, float], ...] = ()
    scale: float = 1.0

    def outline(self, steps: int = 32) -> list[tuple[float, float]]:
        """Its closed outline for a mark of radius one, y upwards; a circle as a polygon of ``steps`` sides."""
        if not self.corners:
            turns = [2 * math.pi * step / steps for step in range(steps + 1)]
            return [(math.cos(turn), math.sin(turn)) for turn in turns]
        return [(self.scale * x, self.scale * y) for x, y in (*self.corners, self.corners[0])]

    def svg(self, x: float, y: float, radius: float) -> str:
        """Its outline around a point as commands of an SVG path, y downwards."""
        return self.pen(radius)(x, y)

    def pen(self, radius: float) -> Callable[[float, float], str]:
        """:meth:`svg` for many marks of one radius: what is the same for all is written once."""
        r = radius
        if self.corners:
            d, (first, *others) = r * self.scale, self.corners
            east, south = first[0] * d, -first[1] * d
            steps = [(b[0] - a[0], a[1] - b[1]) for a, b in zip(self.corners, others, strict=False)]
            rest = "".join(f"l{dx * d:.1f},{dy * d:.1f}" for dx, dy in steps) + "z"
        else:
            east, south = -r, 0.0
            rest = f"a{r},{r} 0 1,0 {2 * r:.1f},0a{r},{r} 0 1,0 {-2 * r:.1f},0z"
        return lambda x, y: f"M{x + east:.1f},{y + south:.1f}{rest}"


def _read() -> dict[str, Shape]:
    text = (resources.files(__package__) / "shapes.json").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = json.loads(text)
    for entry in entries.values():
        entry["corners"] = tuple(map(tuple, entry.get("corners", ())))
    return {name: Shape(name, **entry) for name, entry in entries.items()}


SHAPES: Mapping[str, Shape] = _read()
"""Every shape by its id, in the order in which legends explain them and marks of one rank are drawn."""


def shape_of(name: str) -> Shape:
    """The shape of an id.

    Raises
    ------
    ValueError
        For a shape that the registry does not have, so that no mark vanishes unseen.
    """
    if name not in SHAPES:
        raise ValueError(f"there is no shape {name!r}; there is {', '.join(SHAPES)}")
    return SHAPES[name]


GROUPS = {"toponym": "a name", "image": "an image"}


def meanings(
    kinds: Iterable[Mapping[Any, Any]], groups: Mapping[str, str] = GROUPS, lower: Callable[[str], str] = str.lower
) -> list[tuple[str, str]]:
    """What each shape in use stands for, in the order of the registry.

    Parameters
    ----------
    kinds
        The kinds that are drawn, each with ``group``, ``label`` and ``shape``.
    groups
        What a group is called, by its id.
    lower
        How a word is written within a line.

    Returns
    -------
    list of (str, str)
        Shape and words: the shape of most kinds of a group means the group; another one its own kinds, and so does one
        that is a single kind's beside others.
    """
    rows = list(kinds)
    usual = {}
    for group in GROUPS:
        used = [row["shape"] for row in rows if row["group"] == group]
        most = max(SHAPES, key=used.count)
        if used.count(most) > 1 or used.count(most) == len(used) > 0:
            usual[group] = most
    found = []
    for name in SHAPES:
        own = [row for row in rows if row["shape"] == name]
        words = [text for group, text in groups.items() if usual.get(group) == name]
        words += [lower(str(row["label"])) for row in own if usual.get(row["group"]) != name]
        if own:
            found.append((name, ", ".join(words)))
    return found
