"""The atlas's colours, for figures that are to look like its maps.

>>> import matplotlib.pyplot as plt
>>> plt.rcParams.update(atlas.look.figures.MATPLOTLIB)
"""

from __future__ import annotations

from typing import Any

__all__ = ["COUNTRIES", "INK", "LAND", "LINE", "MATPLOTLIB", "PAPER", "QUIET", "RED", "SEA", "STATUS"]

PAPER, LAND, SEA = "#f3ecdc", "#f7f2e6", "#dfe5e3"
INK, QUIET, LINE, RED = "#33302b", "#5f574a", "#8d8168", "#b01e24"

STATUS = {"bearing": RED, "uncertain": "#d9999b", "after": LINE, "before": "#d8cfba"}
"""A colour for each status of :meth:`atlas.Record.at`."""

COUNTRIES = (RED, "#2f4b6e", "#8a6d1f", "#4d7a5a", "#7a4a78", INK)
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
    "axes.unicode_minus": False,
    "figure.constrained_layout.use": True,
    "figure.dpi": 110,
}
"""Settings for ``matplotlib.rcParams``: paper, ink, one red, a serif."""
