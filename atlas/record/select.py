"""Choosing part of a record; the public face is :meth:`atlas.Record.where`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from atlas.record.states import as_day, to_datetimes

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["refuse_unknown", "select", "unknown_id"]

_WANTED = ("title", "kind", "settlement", "country")


def unknown_id(feature_id: object, known: Iterable[str]) -> str:
    """One line that says that there is no such feature, and which ids are nearest."""
    ids, wanted = list(known), str(feature_id)
    near = difflib.get_close_matches(wanted, ids, n=3)
    near += [other for other in ids if wanted in other and other not in near][: 3 - len(near)]
    return f"no feature {wanted!r}" + (f"; nearest: {', '.join(near)}" if near else "")


def select(record: Record, spans: Mapping[str, Sequence[Any]], criteria: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Tables of the part of a record that meets every criterion, as they come from the files."""
    lists = {column: _values(value) for column, value in criteria.items()}
    for column, values in lists.items():
        refuse_unknown(record, column, values)
    features = record.features.reset_index()
    kept = np.ones(len(features), dtype=bool)
    for column, values in lists.items():
        kept &= features[column].isin(values).to_numpy()
    for word, (first, last) in spans.items():
        kept &= features["feature_id"].isin(_SPANS[word](record, first, last)).to_numpy()
    return _tables(record, features[kept], lists, whole=not spans)


def _values(value: Any) -> list[Any]:
    listed = isinstance(value, list | tuple | set | frozenset | pd.Series | pd.Index | np.ndarray)
    return list(value) if listed else [value]


def refuse_unknown(record: Record, column: str, values: list[Any]) -> None:
    """A misspelt column or term would otherwise give an empty record without a word."""
    columns = ["feature_id", *record.features.columns.drop("geometry")]
    if column not in columns:
        raise ValueError(f"features have no column {column!r}; they have {', '.join(columns)}")
    terms = list(record.kinds[column].unique()) if column in ("kind", "group") else None
    for value in values:
        if column == "feature_id" and value not in record.features.index:
            raise KeyError(unknown_id(value, record.features.index))
        if terms is not None and value not in terms:
            near = difflib.get_close_matches(str(value), terms, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(terms)}"
            raise ValueError(f"there is no {column} {value!r}{hint}")


def _borne_between(record: Record, first: Any, last: Any) -> pd.Series:
    tenures = record.tenures
    begun = tenures["uncertain_from"] <= as_day(last)
    gone = tenures["gone_from"].notna() & (tenures["gone_from"] <= as_day(first))
    found: pd.Series = tenures.loc[(begun & ~gone).astype(bool), "feature_id"]
    return found


def _changed_within(effect: str, record: Record, first: Any, last: Any) -> pd.Series:
    events = record.events
    start, end = to_datetimes([as_day(first), as_day(last)])
    kept = (events["effect"] == effect) & (events["earliest"] >= start) & (events["latest"] <= end)
    found: pd.Series = events.loc[kept, "feature_id"]
    return found


_SPANS: dict[str, Callable[[Record, Any, Any], pd.Series]] = {
    "between": _borne_between,
    "begun": partial(_changed_within, "begin"),
    "ended": partial(_changed_within, "end"),
}


def _tables(
    record: Record, features: pd.DataFrame, lists: dict[str, list[Any]], *, whole: bool
) -> dict[str, pd.DataFrame]:
    def plain(frame: pd.DataFrame, table: str) -> pd.DataFrame:
        return pd.DataFrame(frame[list(record.package.tables[table].columns)]).reset_index(drop=True)

    events = record.events[record.events["feature_id"].isin(features["feature_id"]) & (record.events["derived"] == "")]
    attestations = record.attestations[record.attestations["event_id"].isin(events["event_id"])]
    used = {*attestations["source_id"], *record.milestones["source_id"], *features["location_source"]}
    sources = record.sources.reset_index()
    wanted = record.wanted
    for column, values in lists.items():
        wanted = wanted[wanted[column].isin(values)] if column in _WANTED else wanted.iloc[:0]
    return {
        "features": plain(features, "features"),
        "names": plain(record.names[record.names["feature_id"].isin(features["feature_id"])], "names"),
        "events": plain(events, "events"),
        "attestations": plain(attestations, "attestations"),
        "sources": plain(sources[sources["source_id"].isin(used)], "sources"),
        "milestones": plain(record.milestones, "milestones"),
        "wanted": plain(wanted if whole else wanted.iloc[:0], "wanted"),
        "kinds": record.kinds,
        "event_types": record.event_types,
        "grades": record.grades,
    }
