"""The tenures of a whole record as one table, and the state of every feature on any number of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.edtf import EdtfError, bounds, parse, to_day
from atlas.io.text import shown
from atlas.record.single import single_tenures
from atlas.record.tenures import AFTER, BEARING, BEFORE, STATUSES, UNCERTAIN, Change, Tenure, tenures_of

__all__ = [
    "as_day",
    "changes_of",
    "count_states",
    "period_starts",
    "span_of",
    "state_codes",
    "tenure_frame",
    "to_datetimes",
]

RESOLVED = ("uncertain_from", "bearing_from", "bearing_until", "gone_from")
_EVENTS = ("begin_event", "end_event")
_BOUNDS = ("begin_earliest", "begin_latest", "end_earliest", "end_latest", "attested_first", "attested_last")
_YEARS = (1000, 2999)
_DAYS = (to_day(date.min), to_day(date.max))
_FREQUENCIES = {"day": "D", "month": "MS", "year": "YS"}


def as_day(day: str | date | pd.Timestamp | np.datetime64 | int) -> int:
    """Day number of a day, given as ISO text, date, Timestamp or day number.

    Raises ValueError for a text that is not one exact day: a state is asked for on a day, not in a month.
    """
    if isinstance(day, bool | np.bool_ | float | np.floating) or day is None:
        raise ValueError(f"{day!r} is not a day: write it as text, such as '1961-11-10', or as a date")
    if isinstance(day, int | np.integer):
        if _YEARS[0] <= day <= _YEARS[1]:
            raise ValueError(
                f"{day} may be a year or a number of days since 1970: write one day, such as '{day}-07-01'"
            )
        if not _DAYS[0] <= day <= _DAYS[1]:
            raise ValueError(f"{day} is no day number: days since 1970-01-01, from {_DAYS[0]:,} to {_DAYS[1]:,}")
        return int(day)
    if isinstance(day, str):
        try:
            parsed = parse(day)
        except EdtfError as error:
            raise ValueError(f"{day!r} is not a day: {error}") from None
        if parsed.days != 1:
            raise ValueError(f"{day!r} is not one day: write it as year, month and day, such as 1961-11-10")
        return to_day(parsed.earliest)
    try:
        stamp = pd.Timestamp(day)
    except (TypeError, ValueError):
        raise ValueError(f"{shown(day)} is not a day: write it as text, such as '1961-11-10', or as a date") from None
    if pd.isna(stamp):
        raise ValueError("the day is missing")
    return to_day(stamp.date())


def span_of(word: str, span: Any) -> tuple[int, int]:
    """First and last day number of a pair of dates; a year or month stands for its first day, then for its last.

    ``word`` says to whoever reads the error which pair is meant. Raises ValueError.
    """
    if isinstance(span, str) or not isinstance(span, Sequence) or len(span) != 2:
        raise ValueError(f"{word} is {shown(span)}; write the first and the last day: ('1953-03-05', '1961-12-31')")
    days = []
    for place, day in enumerate(span):
        try:
            days.append(to_day(bounds(day)[place]) if isinstance(day, str) else as_day(day))
        except ValueError as error:
            raise ValueError(f"{word}: {error}") from None
    if days[0] > days[1]:
        raise ValueError(f"{word} runs backwards: {span[0]} is after {span[1]}")
    return days[0], days[1]


def to_datetimes(days: Iterable[int | None]) -> npt.NDArray[np.datetime64]:
    """Day numbers as ``datetime64[s]``, missing ones as NaT."""
    missing = np.iinfo(np.int64).min  # which NumPy takes for NaT
    numbers = np.array([missing if day is None else int(day) for day in days], dtype="int64")
    return numbers.astype("datetime64[D]").astype("datetime64[s]")


def tenure_frame(
    features: gpd.GeoDataFrame,
    events: pd.DataFrame,
    record_date: date,
    first_day: int | None = None,
    *,
    before_first: bool = False,
) -> gpd.GeoDataFrame:
    """Tenures of every feature.

    Parameters
    ----------
    features : GeoDataFrame
        Indexed by ``feature_id``, with points.
    events : DataFrame
        With ``event_id, feature_id, type, effect`` and the day bounds ``earliest, latest``.
    record_date : date
        The record's own date.
    first_day, before_first
        As for :func:`atlas.record.tenures.tenures_of`; by default the earliest day of all events.

    Returns
    -------
    GeoDataFrame
        One row a span, by feature and time: ``feature_id, tenure`` (from 1), ``begin_event, end_event``
        (empty where no source tells of it), ``begin_earliest, begin_latest, end_earliest, end_latest`` and
        ``attested_first, attested_last`` (``datetime64[s]``, NaT where unknown), the resolved day numbers of
        :mod:`atlas.record.tenures` (``gone_from`` is ``Int64`` and NA where no source tells of an end), and the
        point.
    """
    record_day, owner = to_day(record_date), features.index.get_indexer(pd.Index(events["feature_id"]))
    columns = _columns_of(events)
    if first_day is None:
        told = columns["earliest"][np.isin(columns["effect"].astype("str"), ("begin", "end", "stands", "day"))]
        first_day = int(told.min()) if len(told) else record_day
    known = owner >= 0
    columns = {name: column[known] for name, column in columns.items()}
    single, alone = single_tenures(owner[known], columns, len(features), record_day, first_day)
    if before_first:
        unsourced = (alone["begin_event"] == "").to_numpy()
        ends = np.maximum(alone["end_earliest"], first_day)  # where there is none, its first day is the least number
        alone.loc[unsourced, "bearing_until"] = np.maximum(alone["bearing_until"], ends)[unsourced]
        alone.loc[unsourced, "bearing_from"] = first_day
    several: dict[str, list[Any]] = {name: [] for name in ("owner", "tenure", *_EVENTS, *_BOUNDS, *RESOLVED)}
    for feature_id, changes in changes_of(events[known & ~single[owner]]).items():
        place = features.index.get_loc(feature_id)
        spans = tenures_of(changes, record_day, first_day, before_first=before_first)
        for number, tenure in enumerate(spans, start=1):
            for name, value in zip(several, (place, number, *_row(tenure)), strict=True):
                several[name].append(value)
    frame = _joined(alone, several)
    place = frame.pop("owner").to_numpy()
    frame.insert(0, "feature_id", pd.Series(features.index.take(place), dtype="str"))
    points = features.geometry.take(place).reset_index(drop=True)
    return gpd.GeoDataFrame(frame, geometry=points, crs=features.crs)


def _columns_of(events: pd.DataFrame) -> dict[str, npt.NDArray[Any]]:
    """Events as :func:`atlas.record.single.single_tenures` takes them."""
    kind = events["type"]
    days = {name: events[name].to_numpy().astype("datetime64[D]").astype("int64") for name in ("earliest", "latest")}
    effect = np.where(kind == "stands", "stands", events["effect"].to_numpy(dtype=object))
    ids = events["event_id"].to_numpy(dtype=object)
    return {"event_id": ids, "effect": effect, "again": (kind == "restored").to_numpy(dtype=bool), **days}


def _joined(alone: pd.DataFrame, several: dict[str, list[Any]]) -> pd.DataFrame:
    """Tenures of features that have one, and of the others, as one table in the order of their features."""
    numbers = ("owner", "tenure", *RESOLVED)
    kinds: dict[str, Any] = {**dict.fromkeys(_EVENTS, "str"), **dict.fromkeys(numbers, "int64"), "gone_from": "Int64"}
    alone["tenure"] = 1
    order = np.argsort(np.concatenate([alone["owner"], np.array(several["owner"], dtype="int64")]), kind="stable")
    frame = {}
    for name, cells in several.items():
        if name in _BOUNDS:
            both = np.concatenate(
                [alone[name].to_numpy().astype("datetime64[D]").astype("datetime64[s]"), to_datetimes(cells)]
            )
            frame[name] = pd.Series(both[order])
        else:
            both = pd.concat([alone[name].astype(kinds[name]), pd.Series(cells, dtype=kinds[name])], ignore_index=True)
            frame[name] = both.take(order).reset_index(drop=True)
    return pd.DataFrame(frame)


def changes_of(events: pd.DataFrame) -> dict[str, list[Change]]:
    """Events that bear on tenures, by feature; of the neutral ones only ``stands`` does."""
    by_feature: dict[str, list[Change]] = {}
    columns = ("event_id", "feature_id", "type", "effect")
    text = (events[name].to_list() for name in columns)
    first, last = (events[name].to_numpy().astype("datetime64[D]").astype("int64") for name in ("earliest", "latest"))
    for event_id, feature_id, kind, effect, earliest, latest in zip(*text, first, last, strict=True):
        effect = "stands" if kind == "stands" else effect
        made = changes_by(event_id, effect, int(earliest), int(latest), again=kind == "restored")
        if made:
            by_feature.setdefault(feature_id, []).extend(made)
    return by_feature


def changes_by(event_id: str, effect: str, first: int, last: int, *, again: bool = False) -> list[Change]:
    """What an event of an effect changes: nothing if it is neutral, and both a begin and an end if it lasts a day."""
    if effect == "day":
        return [Change(event_id, "begin", first, last), Change(event_id, "end", first + 1, last + 1)]
    return [Change(event_id, effect, first, last, again)] if effect in ("begin", "end", "stands") else []


def _row(tenure: Tenure) -> tuple[Any, ...]:
    """Its events, bounds and resolved days, in the order of the table's columns."""
    begin, end = tenure.begin, tenure.end
    return (
        begin.event_id if begin else "",
        end.event_id if end else "",
        begin.earliest if begin else None,
        begin.latest if begin else None,
        end.earliest if end else None,
        end.latest if end else None,
        tenure.attested_first,
        tenure.attested_last,
        tenure.uncertain_from,
        tenure.bearing_from,
        tenure.bearing_until,
        tenure.gone_from,
    )


def state_codes(
    tenures: pd.DataFrame, features: pd.Index[str], days: Sequence[int] | npt.NDArray[np.int64]
) -> npt.NDArray[np.int8]:
    """State of every feature on every day.

    Parameters
    ----------
    tenures : DataFrame
        As from :func:`tenure_frame`, kept together by feature in the order of ``features``.
    features : Index
        The ids asked for.
    days : sequence of int
        Day numbers.

    Returns
    -------
    array of int8, features by days
        Indices into :data:`atlas.record.tenures.STATUSES`. A feature without a tenure is ``before`` for ever: no
        source has it bearing the name.
    """
    grid = np.asarray(days, dtype="int64")[np.newaxis, :]
    codes = np.full((len(features), grid.shape[1]), BEFORE, dtype=np.int8)
    if tenures.empty:
        return codes
    never = np.iinfo(np.int64).max
    b0, b1, e0, e1 = (tenures[name].to_numpy(dtype="int64", na_value=never)[:, np.newaxis] for name in RESOLVED)
    each = np.full((len(tenures), grid.shape[1]), UNCERTAIN, dtype=np.int8)
    each[(grid >= b1) & (grid < e0)] = BEARING
    each[grid >= e1] = AFTER
    each[grid < b0] = BEFORE
    places = features.get_indexer(pd.Index(tenures["feature_id"]))
    np.maximum.at(codes, places[places >= 0], each[places >= 0])
    return codes


def period_starts(freq: str, first: date, last: date) -> npt.NDArray[np.int64]:
    """Day numbers of the first day of each period from the one that holds ``first`` to the one that holds
    ``last``.

    ``freq`` is ``day``, ``month`` or ``year``; anything else raises ValueError.
    """
    if freq not in _FREQUENCIES:
        raise ValueError(f"freq is {shown(freq)}; it can be {', '.join(_FREQUENCIES)}")
    if freq == "year":
        first = first.replace(month=1, day=1)
    elif freq == "month":
        first = first.replace(day=1)
    starts = pd.date_range(first, last, freq=_FREQUENCIES[freq], unit="s")
    return starts.to_numpy().astype("datetime64[D]").astype("int64")


def count_states(
    tenures: pd.DataFrame, features: pd.Index[str], keys: pd.Series | None, days: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Features in each state on each day, apart by ``keys`` (a column of the features) where it is given.

    Tidy: ``date``, the column of ``keys``, and a column for each state; ordered by date and key.
    """
    if keys is None:
        groups, columns = np.zeros(len(features), dtype=np.intp), [None] if len(features) else []
    else:  # what is missing stands last
        groups, terms = pd.factorize(keys, sort=True, use_na_sentinel=False)
        columns = list(terms)
    counts = _sums(tenures, features, groups, len(columns), days)
    dates = np.repeat(days.astype("datetime64[D]").astype("datetime64[s]"), len(columns))
    named = {} if keys is None else {str(keys.name): pd.Series(columns * len(days), dtype=keys.dtype)}
    if keys is None and not columns:  # nothing to count is nought on every day
        dates, counts = days.astype("datetime64[D]").astype("datetime64[s]"), np.zeros((len(STATUSES), len(days)), int)
    order = ("before", "uncertain", "bearing", "after")
    return pd.DataFrame({"date": dates, **named, **{name: counts[STATUSES.index(name)].ravel() for name in order}})


def _sums(
    tenures: pd.DataFrame,
    features: pd.Index[str],
    groups: npt.NDArray[np.intp],
    n_groups: int,
    days: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Features in each state, on each day, of each group (states by days by groups).

    What has one span changes its state at most four times: its turns are summed, day by day. What has none, or several
    that must be laid over one another, is asked on every day.
    """
    places = features.get_indexer(pd.Index(tenures["feature_id"]))
    spans = np.bincount(places[places >= 0], minlength=len(features))
    once = tenures[(places >= 0) & (spans[places] == 1)]
    counts = _turns(once, groups[places[(places >= 0) & (spans[places] == 1)]], n_groups, days)
    rest = np.flatnonzero(spans != 1)
    codes = state_codes(tenures[np.isin(places, rest)], features[rest], days)
    cells = np.arange(len(days))[np.newaxis, :] * n_groups + groups[rest][:, np.newaxis]
    for status in range(len(STATUSES)):
        added = np.bincount(cells[codes == status], minlength=len(days) * n_groups)
        counts[status] += added.reshape(len(days), n_groups)
    return counts


def _turns(
    tenures: pd.DataFrame, groups: npt.NDArray[np.intp], n_groups: int, days: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """:func:`_sums` of features with one tenure each; ``groups`` has the group of each tenure."""
    never = np.iinfo(np.int64).max
    b0, b1, e0, e1 = (tenures[name].to_numpy(dtype="int64", na_value=never) for name in RESOLVED)
    b1, e0 = np.where(b1 < e0, (b1, e0), never)  # else it bears surely on no day

    def passed(turn: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """How many have come to their turn by each day."""
        cells = np.searchsorted(days, turn) * n_groups + groups
        at = np.bincount(cells, minlength=(len(days) + 1) * n_groups).reshape(len(days) + 1, n_groups)
        return np.cumsum(at[:-1], axis=0)

    counts = np.zeros((len(STATUSES), len(days), n_groups), dtype=np.int64)
    begun, over = passed(b0), passed(e1)
    counts[BEFORE] = np.bincount(groups, minlength=n_groups) - begun
    counts[BEARING] = passed(b1) - passed(e0)
    counts[AFTER] = over
    counts[UNCERTAIN] = begun - over - counts[BEARING]
    return counts
