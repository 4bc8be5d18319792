"""The one set of tokens: colours, sizes, zooms, paces and the order of the statuses, as ``tokens.json`` has them.

Whatever draws reads them from here: the page's style sheet (:func:`css`), its scripts (which are built with the same
file), stills and films, the small pictures of notebooks, and the styles of exports.

=============== =====================================================================================================
token           meaning
=============== =====================================================================================================
``statuses``    the statuses in the order of their codes: of two tenures on a day the later one counts; legends are the
                reverse, the weightiest first
``light``       colours of the sheet, by name; ``dark`` and ``grey`` replace them (``grey``: those that are more than a
                colour without its hue)
``tiles``       the filter that lets a basemap of tiles suit the sheet
``figures``     further colours, for figures and other people's software
``radius``      radius of a mark by rank, pixels of the page; ``growth`` with the zoom; ``after_radius`` the share of it
                that a mark keeps which has lost the name
``letters``     size of a label by rank, pixels of the page
``shades``      steps in which an uncertain mark is hatched, by likelihood
``hatching``    ``gap`` of strokes in radii (sheets); ``tile``, ``line`` and ``scale`` of the pattern (page)
``zoom``        ``ranks`` lists for each rank the zoom below which nothing beyond it is lettered; from ``town`` on the
                map shows a town; up to ``spread_until`` a town's features lie in a ``spiral``, from ``true_from`` on
                where they are
``pace``        days a bin; the share of a day's length; within how many days a change that counts is known, and from
                which part of all on only those count; the most that a bin takes of the rest
``rings``       how long a ring around a change lasts, and how many there are at once
``dots``        radius of a dot by status, pixels of a small picture
=============== =====================================================================================================
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

__all__ = ["LEGEND_ORDER", "STATUSES", "TOKENS", "colours", "css", "rgb"]

TOKENS: dict[str, Any] = json.loads((resources.files(__package__) / "tokens.json").read_text(encoding="utf-8"))
STATUSES: tuple[str, ...] = tuple(TOKENS["statuses"])
"""The statuses in the order of their codes, which is that of :data:`atlas.record.tenures.STATUSES`."""
LEGEND_ORDER: tuple[str, ...] = STATUSES[::-1]
"""The statuses as legends list them."""


def colours(theme: str = "light") -> dict[str, str]:
    """The colours of a theme by name, each as ``#rrggbb``.

    ``grey`` are the light ones without hue, but for those that the tokens give.
    """
    found: dict[str, str] = dict(TOKENS["light"])
    if theme == "grey":
        found = {name: grey_of(colour) for name, colour in found.items()}
    return found | (TOKENS[theme] if theme != "light" else {})


def css(theme: str) -> str:
    """A theme as custom properties of CSS, ``--atlas-paper`` and so on; the light one has the faces, too."""
    lines = [f"--atlas-{name}: {colour};" for name, colour in TOKENS[theme].items()]
    lines.append(f"--atlas-tiles: {TOKENS['tiles'][theme]};")
    if theme == "light":
        faces = ", ".join(f'"{face}"' if " " in face else face for face in TOKENS["serif"])
        lines.append(f"--atlas-serif: {faces}, serif;")
    return " ".join(lines)


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#rrggbb``, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def grey_of(colour: str) -> str:
    """The grey as light as a colour (relative luminance of sRGB)."""
    parts = [part / 255 for part in rgb(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    light = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    level = round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))
    return f"#{level:02x}{level:02x}{level:02x}"
