"""The atlas's colours for figures that are to look like its maps: the public name of :mod:`atlas.look.figures`."""

from atlas.look.figures import COUNTRIES, INK, LAND, LINE, MATPLOTLIB, PAPER, QUIET, RED, SEA, STATUS

__all__ = ["COUNTRIES", "INK", "LAND", "LINE", "MATPLOTLIB", "PAPER", "QUIET", "RED", "SEA", "STATUS"]
