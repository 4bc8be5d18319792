"""The tenures of features of which no more than one begin and one end are told, all at once.

Nearly all features of a large record are such. What :func:`atlas.record.tenures.tenures_of` reckons for one feature
after another, whatever its changes, is here a few steps over columns; any other feature is left to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.record.tenures import BEGINS_FOR_YEARS, STANDS_FOR_YEARS, years_before

__all__ = ["single_tenures"]

Days = npt.NDArray[np.int64]
_LEAST, _MOST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_MISSING = _LEAST  # which NumPy takes for NaT


def single_tenures(
    owner: Days, events: Mapping[str, npt.NDArray[Any]], count: int, record_day: int, first_day: int
) -> tuple[npt.NDArray[np.bool_], pd.DataFrame]:
    """Tenures of the features that have a single one, whatever the order of their changes.

    Parameters
    ----------
    owner
        Row of each event's feature.
    events
        Columns ``event_id, effect`` (``begin, end, stands``, any other changes nothing), ``again`` (whether it is
        a begin after an end), ``earliest, latest`` (day numbers).
    count
        How many features there are.
    record_day, first_day
        As :func:`atlas.record.tenures.tenures_of` takes them.

    Returns
    -------
    single : array of bool
        Whether a feature is such a one.
    tenures : DataFrame
        A row each: ``owner``, ``begin_event, end_event`` (empty where there is none), the bounds and attested days
        (day numbers, NaT's where missing) and the resolved days, ``gone_from`` as ``Int64``.
    """
    effect, first, last = events["effect"], events["earliest"], events["latest"]
    begins, ends, stands = (np.flatnonzero(effect == name) for name in ("begin", "end", "stands"))
    begin, end = (np.full(count, -1), np.full(count, -1))
    begin[owner[begins]], end[owner[ends]] = begins, ends
    seen_from, seen_until = np.full(count, _MOST), np.full(count, _LEAST)  # the least last day, the greatest first one
    np.minimum.at(seen_from, owner[stands], last[stands])
    np.maximum.at(seen_until, owner[stands], first[stands])
    begun, over, seen = begin >= 0, end >= 0, seen_until > _LEAST
    b = {name: _told(events[name], begin, _MISSING) for name in ("earliest", "latest")}
    e = {name: _told(events[name], end, _MISSING) for name in ("earliest", "latest")}
    single = begun | over | seen
    for rows in (begins, ends):
        single &= np.bincount(owner[rows], minlength=count) < 2
    single[owner[np.flatnonzero((effect == "day") | ((effect == "begin") & events["again"]))]] = False
    single &= ~(begun & over) | (b["earliest"] <= e["latest"])  # else the end was that of an earlier tenure
    single &= ~(begun & seen) | (seen_from >= b["earliest"])  # what is seen before or after belongs to another one
    single &= ~(over & seen) | (seen_until <= e["latest"])
    rows = np.flatnonzero(single)
    frame = pd.DataFrame({"owner": rows})
    frame["begin_event"], frame["end_event"] = (_told(events["event_id"], which[rows], "") for which in (begin, end))
    frame["begin_earliest"], frame["begin_latest"] = b["earliest"][rows], b["latest"][rows]
    frame["end_earliest"], frame["end_latest"] = e["earliest"][rows], e["latest"][rows]
    known = (frame, begun[rows], over[rows], seen[rows], seen_from[rows], seen_until[rows])
    return single, _resolved(*known, record_day, first_day)


def _told(values: npt.NDArray[Any], which: Days, missing: Any) -> npt.NDArray[Any]:
    """The values of some rows; for a row of -1 what stands for a missing one."""
    found = np.full(len(which), missing, dtype=values.dtype)
    there = which >= 0
    found[there] = values[which[there]]
    return found


def _resolved(
    frame: pd.DataFrame,
    begun: npt.NDArray[np.bool_],
    over: npt.NDArray[np.bool_],
    seen: npt.NDArray[np.bool_],
    seen_from: Days,
    seen_until: Days,
    record_day: int,
    first_day: int,
) -> pd.DataFrame:
    """The tenures with their attested and resolved days, as ``atlas.record.tenures._resolve`` sets them."""
    begin0, begin1, end0, end1 = (
        frame[name].to_numpy() for name in ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
    )
    last = np.maximum(np.where(begun, begin1, _LEAST), np.where(seen, seen_until, _LEAST))
    last = np.where(begun | seen, last, first_day - 1)
    e0 = np.where(over, np.maximum(end0, np.minimum(last + 1, end1)), last + 1)
    b0 = np.where(begun, begin0, first_day)
    e0 = np.maximum(e0, b0)
    e1 = np.where(over, np.maximum(end1, e0), _MOST)
    b1 = np.where(begun, begin1, np.where(seen, seen_from, np.where(over, e1, np.maximum(e0, record_day))))
    b1 = np.minimum(np.maximum(b1, b0), e1)
    sure = b1 < e0
    frame["attested_first"], frame["attested_last"] = np.where(sure, b1, _MISSING), np.where(sure, e0 - 1, _MISSING)
    recent = begun & (begin0 >= years_before(record_day, BEGINS_FOR_YEARS))
    recent |= seen & (seen_until >= years_before(record_day, STANDS_FOR_YEARS))
    e0 = np.where(~over & recent, np.maximum(e0, record_day + 1), e0)
    frame["uncertain_from"], frame["bearing_from"], frame["bearing_until"] = b0, b1, e0
    frame["gone_from"] = pd.arrays.IntegerArray(np.where(over, e1, 0), ~over)
    return frame
