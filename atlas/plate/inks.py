"""The look of stills and films: the colours and faces of :mod:`atlas.look.tokens`, which the page has, too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from atlas.look import tokens

__all__ = ["THEMES", "Inks", "faces", "inks"]

THEMES = ("light", "grey", "dark")


@dataclass(frozen=True)
class Inks:
    """Colours of the sheet, each as ``#rrggbb``, named as the tokens name them."""

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
    water: str


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
    return Inks(**tokens.colours(theme))


@cache
def faces() -> tuple[str, ...]:
    """The serif faces of the page, in its order of preference, without the generic ones."""
    return tuple(tokens.TOKENS["serif"])
