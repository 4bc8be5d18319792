"""A list of one's own → a record: its columns guessed, its dates read, what cannot be drawn left out with the reason.

>>> made = record_of(read_list("list.csv").frame, begin="up", end="down")
>>> made.record                 # a Record, in memory
>>> print(made.report)          # what was guessed, what was decided, what was left out, and why
"""

from atlas.lists.columns import ROLES, Columns, guess
from atlas.lists.frame import LeftOut, Made, record_of
from atlas.lists.save import save_record

__all__ = ["ROLES", "Columns", "LeftOut", "Made", "guess", "record_of", "save_record"]
