"""Dates as the Extended Date/Time Format (EDTF) writes them: what a text says, its bounds, and its words.

Nothing outside this package parses a date. Dates as people type them are read by :mod:`atlas.edtf.typed`.
"""

from atlas.edtf.dates import ATOM, FIRST, LAST, PLAIN, SEASONS, Edtf, EdtfError, bounds, from_day, parse, to_day
from atlas.edtf.wording import words

__all__ = [
    "ATOM",
    "FIRST",
    "LAST",
    "PLAIN",
    "SEASONS",
    "Edtf",
    "EdtfError",
    "bounds",
    "from_day",
    "parse",
    "to_day",
    "words",
]
