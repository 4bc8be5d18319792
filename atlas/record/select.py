"""Choosing part of a record; the public face is :meth:`atlas.Record.where`."""

from __future__ import annotations

import difflib
import re
import warnings
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from atlas.io.joins import stands_in
from atlas.io.text import shown
from atlas.record.borders import TERRITORIES
from atlas.record.states import span_of, to_datetimes

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = [
    "EmptyWarning",
    "is_code",
    "no_column",
    "no_term",
    "refuse_unknown",
    "select",
    "tell_empty",
    "unknown_id",
    "values_of",
]

_LISTED = 40
_WANTED = ("title", "kind", "settlement", "country")


def unknown_id(feature_id: object, known: Iterable[str]) -> str:
    """One line that says that there is no such feature, and which ids are nearest."""
    ids, wanted = list(known), str(feature_id)
    near = difflib.get_close_matches(wanted, ids, n=3)
    near += [other for other in ids if wanted in other and other not in near][: 3 - len(near)]
    return f"no feature {shown(wanted)}" + (f"; nearest: {', '.join(near)}" if near else "")


def select(record: Record, spans: Mapping[str, Sequence[Any]], criteria: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Tables of the part of a record that meets every criterion, as they come from the files."""
    lists = {column: values_of(value) for column, value in criteria.items()}
    for column, values in lists.items():
        refuse_unknown(record, column, values)
    features = record.features.reset_index()
    kept = np.ones(len(features), dtype=bool)
    for column, values in lists.items():
        kept &= features[column].isin(values).to_numpy()
    for word, span in spans.items():
        kept &= features["feature_id"].isin(_SPANS[word](record, *span_of(word, span))).to_numpy()
    return _tables(record, features[kept], lists, whole=not spans)


def values_of(value: Any) -> list[Any]:
    """The values of a criterion: one, or each of a list."""
    listed = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
    return list(value) if listed else [value]


def no_column(known: Iterable[str], column: object) -> str:
    """One line that says that features have no such column, and which they have: those known, and their id."""
    columns = ["feature_id", *(name for name in known if name != "geometry")]
    near = difflib.get_close_matches(str(column), [*columns, *_SPANS], n=1)
    hint = f"did you mean {near[0]!r}? They" if near else "they"
    return f"features have no column {shown(column)}; {hint} have {', '.join(columns)}"


def refuse_unknown(record: Record, column: str, values: list[Any]) -> None:
    """A misspelt column or term would otherwise give an empty record without a word."""
    if column == "geometry" or column not in ["feature_id", *record.features.columns]:
        raise ValueError(no_column(record.features.columns, column))
    if column == "feature_id":
        for value in values:
            if value not in record.features.index:
                raise KeyError(unknown_id(value, record.features.index))
        return
    present = [value for value in record.features[column].unique().tolist() if not pd.isna(value) and value != ""]
    known = {*present, *_vocabulary(record, column), ""}
    for value in values if len(record) else ():
        if not isinstance(value, Hashable) or not (value in known or is_code(column, value)):
            raise ValueError(no_term(column, value, sorted(known - {""}, key=str), present))


class EmptyWarning(UserWarning):
    """What was asked for is sound, and nothing in the record meets it; the text says what there is."""


def tell_empty(record: Record, asked: Mapping[str, Any]) -> None:
    """Warn that nothing meets what was asked, each term of which is sound."""
    said = ", ".join(f"{key} = {shown(value)}" for key, value in asked.items())
    none = [
        f"of {column} it has {', '.join(map(str, present[:_LISTED]))}{' …' * (len(present) > _LISTED)}"
        for column, value in asked.items()
        if column in record.features
        and not {*values_of(value)} & {*(present := sorted(set(record.features[column].dropna()) - {""}, key=str))}
    ]
    text = "; ".join(none) or "each term is there, but no feature meets them all"
    warnings.warn(f"nothing in the record matches {said}: {text}", EmptyWarning, stacklevel=3)


def is_code(column: str, value: object) -> bool:
    """Whether a value is the code of a country of which the record has nothing: no slip, but no feature either."""
    return column == "country" and value in _codes()


@cache
def _codes() -> frozenset[str]:
    """The two-letter codes that CLDR has for countries and territories; XA to XZ but Kosovo's are nobody's."""
    from babel import Locale

    codes = {str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))}
    return frozenset(codes - {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


def _vocabulary(record: Record, column: str) -> Iterable[Any]:
    """Terms that a column may have in other records, or in the whole of which this one is a part."""
    if column in ("kind", "group"):
        return list(record.kinds[column])
    if column == "polity":
        return list(record.borders["polity"])
    return ()


def no_term(column: str, value: object, known: list[Any], present: list[Any]) -> str:
    """One line that says that no feature has a term, and which are nearest, or there."""
    said = f"there is no {column} {shown(value)}"
    text = str(value)
    alike = [term for term in known if isinstance(term, str) and term.casefold() == text.casefold()]
    if column == "country":  # by its name, too
        alike += [code for code, names in TERRITORIES.items() if text.casefold() in map(str.casefold, names)]
    if isinstance(value, str):
        alike += difflib.get_close_matches(text, [term for term in known if isinstance(term, str)], n=1)
    if alike:
        return f"{said}; did you mean {alike[0]!r}?"
    listed = sorted(map(str, present))
    return f"{said}; there are {', '.join(listed[:_LISTED])}{' …' * (len(listed) > _LISTED)}"


def _borne_between(record: Record, first: int, last: int) -> pd.Series:
    tenures = record.tenures
    begun = tenures["uncertain_from"] <= last
    gone = tenures["gone_from"].notna() & (tenures["gone_from"] <= first)
    found: pd.Series = tenures.loc[(begun & ~gone).astype(bool), "feature_id"]
    return found


def _changed_within(effect: str, record: Record, first: int, last: int) -> pd.Series:
    events = record.events
    start, end = to_datetimes([first, last])
    kept = (events["effect"] == effect) & (events["earliest"] >= start) & (events["latest"] <= end)
    found: pd.Series = events.loc[kept, "feature_id"]
    return found


_SPANS: dict[str, Callable[[Record, int, int], pd.Series]] = {
    "between": _borne_between,
    "begun": partial(_changed_within, "begin"),
    "ended": partial(_changed_within, "end"),
}


def _tables(
    record: Record, features: pd.DataFrame, lists: dict[str, list[Any]], *, whole: bool
) -> dict[str, pd.DataFrame]:
    def plain(frame: pd.DataFrame, table: str) -> pd.DataFrame:
        return pd.DataFrame(frame[list(record.package.tables[table].columns)]).reset_index(drop=True)

    events = record.events[
        stands_in(record.events["feature_id"], features["feature_id"]) & (record.events["derived"] == "")
    ]
    attestations = record.attestations[stands_in(record.attestations["event_id"], events["event_id"])]
    used = {*attestations["source_id"], *record.milestones["source_id"], *features["location_source"]}
    sources = record.sources.reset_index()
    wanted = record.wanted
    for column, values in lists.items():
        wanted = wanted[wanted[column].isin(values)] if column in _WANTED else wanted.iloc[:0]
    return {
        "features": plain(features, "features"),
        "names": plain(record.names[stands_in(record.names["feature_id"], features["feature_id"])], "names"),
        "events": plain(events, "events"),
        "attestations": plain(attestations, "attestations"),
        "sources": plain(sources[stands_in(sources["source_id"], [*used])], "sources"),
        "milestones": plain(record.milestones, "milestones"),
        "wanted": plain(wanted if whole else wanted.iloc[:0], "wanted"),
        "kinds": record.kinds,
        "event_types": record.event_types,
        "grades": record.grades,
    }
