"""The atlas's colours, for figures that are to look like its maps.

>>> import matplotlib.pyplot as plt
>>> plt.rcParams.update(atlas.look.figures.MATPLOTLIB)
"""

from __future__ import annotations

from typing import Any

from atlas.look.tokens import TOKENS

__all__ = ["COUNTRIES", "INK", "LAND", "LINE", "MATPLOTLIB", "PAPER", "QUIET", "RED", "SEA", "STATUS"]

_LIGHT, _MORE = TOKENS["light"], TOKENS["figures"]
PAPER, LAND, SEA = _LIGHT["paper"], _LIGHT["land"], _LIGHT["sea"]
INK, QUIET, LINE, RED = _LIGHT["ink"], _LIGHT["quiet"], _LIGHT["line"], _LIGHT["red"]

STATUS = {"bearing": RED, "uncertain": _MORE["uncertain"], "after": LINE, "before": _MORE["before"]}
"""A colour for each status of :meth:`atlas.Record.at`."""

COUNTRIES = (RED, _MORE["blue"], _MORE["ochre"], _MORE["green"], _MORE["violet"], INK)
"""Colours to tell a few lines apart; they differ in lightness too, for those who do not see all hues."""

MATPLOTLIB: dict[str, Any] = {
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": "cycler('color', " + repr(list(COUNTRIES)) + ")",
    "text.color": INK,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "legend.frameon": False,
    "font.family": "serif",
    "font.serif": ["Palatino", "Palatino Linotype", "Noto Serif", "DejaVu Serif"],
    "text.hinting": "none",
    "axes.unicode_minus": False,
    "figure.constrained_layout.use": True,
    "figure.dpi": 110,
}
"""Settings for ``matplotlib.rcParams``: paper, ink, one red, a serif whose letters keep to no grid."""
