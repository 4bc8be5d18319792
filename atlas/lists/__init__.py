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

    from atlas.public import Record

OPTIONS = (*(role for role in ROLES if role != "source"), "source", "licence", "dayfirst", "standing", "day", "rows")
"""What :func:`from_frame` takes besides the frame and a title."""


class LeftOutWarning(UserWarning):
    """Rows of a frame could not be drawn; ``record.made`` lists them with their reasons."""


def from_frame(frame: pd.DataFrame, **options: Any) -> Record:
    """A record of a DataFrame or a GeoDataFrame.

    Parameters
    ----------
    frame
        A row a thing. Of a GeoDataFrame the geometry, in any reference system, is its place.
    **options
        As for :func:`record_of`: columns (``begin=, end=, when=, name=, former=, kind=, source=, point=, latitude=,
        longitude=, status=`` ...), and ``title, licence, dayfirst, standing, day``.

    Returns
    -------
    Record
        In memory; ``record.save("my-record/")`` writes it. ``record.made`` has what was guessed, decided and left out;
        ``print(record.made.report)`` tells it.

    Raises
    ------
    ValueError
        A column is not there, or not one row can be drawn.

    Warns
    -----
    LeftOutWarning
        Some rows cannot be drawn.
    """
    made = record_of(frame, **options)
    made.record.made = made
    if made.left_out:
        first = "; ".join(map(str, made.left_out[:3]))
        count = len(made.left_out)
        text = f"{count:,} rows left out: {first}{'; ...' if count > 3 else ''} (record.made.left_out has them all)"
        warnings.warn(text, LeftOutWarning, stacklevel=2)
    return made.record
