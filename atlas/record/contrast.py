"""What changed between two days: each feature as it is on the one beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.record.states import state_codes
from atlas.record.tenures import BEARING

if TYPE_CHECKING:
    from atlas.record.record import Record

__all__ = ["BOTH", "CONTRASTS", "GAINED", "KEPT", "LOST", "NEITHER", "contrast", "contrast_of"]

CONTRASTS = ("neither", "kept", "lost", "gained", "both")
"""Bears the name on neither day; on both; on the first only; on the second only; or it was lost and got (or got and
lost) in between, which neither day shows."""
NEITHER, KEPT, LOST, GAINED, BOTH = range(5)
HALF = 0.5


def contrast(record: Record, first: int, last: int, basis: str = "likely") -> npt.NDArray[np.int8]:
    """Indices into :data:`CONTRASTS` for every feature of a record, between two days.

    Parameters
    ----------
    record : Record
    first, last : int
        Day numbers, the earlier first.
    basis : {"likely", "sources"}
        Whether what is uncertain counts as bearing the name where it likely does, or not at all.
    """
    tenures, index = record.tenures, record.features.index
    if basis == "likely":
        chances = record.estimate.at(record.features, tenures, [first, last])
    else:
        chances = (state_codes(tenures, index, [first, last]) == BEARING).astype(float)
    return contrast_of(chances, record.events, index, first, last)


def contrast_of(
    chances: npt.NDArray[np.float64], events: pd.DataFrame, index: pd.Index, first: int, last: int
) -> npt.NDArray[np.int8]:
    """The same of the ``chances`` of features (``index``) on both days, and their events with bounds and effect."""
    before, after = chances[:, 0] >= HALF, chances[:, 1] >= HALF
    found = np.where(before & after, KEPT, np.where(before, LOST, np.where(after, GAINED, NEITHER))).astype(np.int8)
    days = [events[name].to_numpy().astype("datetime64[D]").astype("int64") for name in ("earliest", "latest")]
    within = (days[0] > first) & (days[1] <= last)
    for effects, code in ((("end",), KEPT), (("begin", "day"), NEITHER)):
        ids = events.loc[within & events["effect"].isin(effects).to_numpy(), "feature_id"]
        passing = index.isin(ids) & (found == code)
        found[passing] = BOTH
    return found
