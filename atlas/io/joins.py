"""Where the texts of one column stand in another: by numbering both at once, whoever holds them.

pandas' own ``isin`` and ``get_indexer`` make each text that Arrow holds one of Python's first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["rows_of", "stands_in"]


def rows_of(asked: Any, keys: Any) -> npt.NDArray[np.intp]:
    """For each text asked for, the row of ``keys``, of which none stands twice, that has it; -1 for none."""
    places, count = _numbered(asked, keys)
    return np.where(places < count, places, -1)  # a missing one has -1 by then


def stands_in(asked: Any, texts: Any) -> npt.NDArray[np.bool_]:
    """For each text asked for, whether it is among ``texts``."""
    places, count = _numbered(asked, pd.Series(texts, dtype=asked.dtype).dropna().drop_duplicates())
    return (places >= 0) & (places < count)


def _numbered(asked: Any, keys: Any) -> tuple[npt.NDArray[np.intp], int]:
    """The first texts that come are numbered first: so a key has the number of its row."""
    places, _ = pd.factorize(pd.concat([pd.Series(keys), pd.Series(asked)], ignore_index=True))
    return places[len(keys) :], len(keys)
