"""The look of stills and films: colours and faces from the page's own style sheet, sizes as its scripts have them."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache

from atlas.page import assets

__all__ = ["RADIUS", "THEMES", "Inks", "faces", "inks"]

THEMES = ("light", "grey", "dark")

RADIUS = (0.0, 6.6, 5.2, 4.4, 3.8, 3.2)
"""Radius of a mark by rank, in pixels of the page (``marks.js``)."""

LETTERS = (0.0, 14.5, 12.5, 11.5, 11.5, 11.5)
"""Size of a label by rank, in pixels of the page (``labels.js``)."""

_VARIABLE = re.compile(r"--atlas-([a-z]+):\s*([^;}]+)")
_LIGHT = re.compile(r":root\s*\{([^}]*)\}")
_DARK = re.compile(r":root\[data-theme=\"?dark\"?\]\s*\{([^}]*)\}")


@dataclass(frozen=True)
class Inks:
    """Colours of the sheet, each as ``#rrggbb``, named as the page's style sheet names them."""

    paper: str
    land: str
    bloc: str
    sea: str
    ink: str
    line: str
    border: str
    red: str
    quiet: str
    graticule: str
    panel: str


def _block(rule: re.Pattern[str]) -> dict[str, str]:
    """The variables of the first rule of the style sheet that a pattern finds."""
    found = rule.search(assets.style())
    if found is None:
        raise LookupError(f"the style sheet has no {rule.pattern}")
    return dict(_VARIABLE.findall(found[1]))


@cache
def inks(theme: str = "light") -> Inks:
    """The colours of a theme: ``light`` and ``dark`` as the page has them, ``grey`` the light ones without hue.

    Raises
    ------
    ValueError
        For an unknown theme.
    """
    if theme not in THEMES:
        raise ValueError(f"theme is {theme!r}; it can be {', '.join(THEMES)}")
    found = _block(_LIGHT)
    if theme == "dark":
        found |= _block(_DARK)
    colours = {field.name: found[field.name].strip() for field in fields(Inks)}
    if theme == "grey":
        colours = {name: grey_of(colour) for name, colour in colours.items()}
        colours |= {"paper": "#ffffff", "panel": "#ffffff", "land": "#fbfbfb", "bloc": "#ebebeb", "sea": "#d3d3d3"}
        colours |= {"red": "#1f1f1f", "graticule": "#c0c0c0"}
    return Inks(**colours)


@cache
def faces() -> tuple[str, ...]:
    """The serif faces of the page's style sheet, in its order of preference, without the generic ones."""
    stack = _block(_LIGHT)["serif"]
    return tuple(name.strip(' "') for name in stack.split(",") if name.strip() != "serif")


def grey_of(colour: str) -> str:
    """The grey as light as a colour (relative luminance of sRGB)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    light = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    level = round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))
    return f"#{level:02x}{level:02x}{level:02x}"
