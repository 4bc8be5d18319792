"""A list of one's own → a record: its columns guessed, its dates read, what cannot be drawn left out with the reason.

>>> made = record_of(read_list("list.csv").frame, begin="up", end="down")
>>> made.record                 # a Record, in memory
>>> print(made.report)          # what was guessed, what was decided, what was left out, and why
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from atlas.lists.columns import ROLES, Columns, guess
from atlas.lists.frame import LeftOut, Made, record_of
from atlas.lists.save import save_record

__all__ = [
    "OPTIONS",
    "ROLES",
    "Columns",
    "LeftOut",
    "LeftOutWarning",
    "Made",
    "from_frame",
    "guess",
    "record_of",
    "save_record",
]

if TYPE_CHECKING:
    import pandas as pd

    from atlas.record import Record

OPTIONS = (
    *(role for role in ROLES if role != "source"),
    "source",
    "licence",
    "dayfirst",
    "standing",
    "gazetteer",
    "borders",
    "crs",
    "day",
    "rows",
)
"""What :func:`from_frame` takes besides the frame and a title."""


class LeftOutWarning(UserWarning):
    """Rows of a frame could not be drawn; ``record.made`` lists them with their reasons."""


def from_frame(frame: pd.DataFrame, **options: Any) -> Record:
    """A record of a DataFrame, of the class ``record_class``; options as :func:`record_of` takes them.

    Rows that cannot be drawn are left out with a :class:`LeftOutWarning`; ``record.made`` has them.
    """
    made = record_of(frame, **options)
    made.record.made = made
    if made.left_out:
        first = "; ".join(map(str, made.left_out[:3]))
        count = len(made.left_out)
        text = f"{count:,} rows left out: {first}{'; ...' if count > 3 else ''} (record.made.left_out has them all)"
        warnings.warn(text, LeftOutWarning, stacklevel=3)
    return made.record
