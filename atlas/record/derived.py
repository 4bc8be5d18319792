"""Bounds that no source gives but that follow from other rows, each under the name of its rule.

``named-for``: what was named for another feature (a station for its town) cannot have kept the name longer than that
one had it. Its last possible day is the last of the month in which the other had surely lost it: signs and letterheads
follow an act by days.

A derived bound is shown as an event of type ``gone`` dated ``[..1956-12]``, by that month. It is made when a record is
loaded, is never written to its tables, and gives way as soon as a source attests an end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from atlas.edtf import FIRST, LAST, bounds, from_day, to_day, words
from atlas.record.states import changes_of
from atlas.record.tenures import Change, last_sign, tenures_of

__all__ = ["GONE", "NAMED_FOR", "Bound", "bounds_of", "closed", "derive", "with_closed", "with_derived"]

GONE = "gone"
"""The event type of a derived end."""
NAMED_FOR = "named-for"


@dataclass(frozen=True, slots=True)
class Bound:
    """An end derived for a feature: the days between which it lies, the feature that it follows from, and the rule."""

    feature_id: str
    first: int
    last: int
    origin: str
    origin_title: str
    rule: str = NAMED_FOR

    @property
    def event_id(self) -> str:
        """Id of the event that it is shown as."""
        return f"{self.feature_id}-{GONE}-derived"

    @property
    def date(self) -> str:
        """EDTF: by that month."""
        return f"[..{from_day(self.last).isoformat()[:7]}]"

    @property
    def detail(self) -> str:
        """What it follows from, in words."""
        return f"derived from {self.origin_title}, whose name it cannot have kept longer"


def closed(changes: Iterable[Change], record_day: int, first_day: int) -> list[Change]:
    """The changes of one feature, the open sides of their dates closed by what else is known of it.

    An end that had come "by 1962" came after the last sign of the name before that; one of "1956 or later" came before
    the record's own date. Without any such sign it is not before the record's first day.
    """
    known = list(changes)
    firm = [change for change in known if change.earliest != to_day(FIRST) and change.latest != to_day(LAST)]
    found = []
    for change in known:
        first, last = change.earliest, change.latest
        if last == to_day(LAST):
            last = max(record_day, first)
        if first == to_day(FIRST):
            first = last_sign(firm, last, first_day)
        found.append(Change(change.event_id, change.effect, first, last, change.again))
    return found


def derive(
    changes: Mapping[str, list[Change]],
    named_for: Mapping[str, str],
    titles: Mapping[str, str],
    record_day: int,
    first_day: int | None = None,
) -> list[Bound]:
    """Ends that follow from other rows.

    Parameters
    ----------
    changes : mapping of feature_id to list of Change
        What begins, ends or attests each feature's bearing the name, closed (:func:`closed`).
    named_for : mapping of feature_id to feature_id
        What a feature was named for.
    titles : mapping of feature_id to str
        Titles of the features.
    record_day : int
        Day number of the record's own date.

    Returns
    -------
    list of Bound
        At most one a feature: none where a source attests the end of its last tenure, none where one attests that it
        bore the name after the other had lost it.
    """
    found = []
    for feature_id, origin in sorted(named_for.items()):
        own, others = (tenures_of(changes.get(key, ()), record_day, first_day)[-1:] for key in (feature_id, origin))
        if not own or not others or own[0].end is not None or others[0].gone_from is None:
            continue
        first, last = own[0].bearing_until - 1, _end_of_month(others[0].gone_from)
        if first <= last:
            found.append(Bound(feature_id, first, last, origin, titles[origin]))
    return found


def _end_of_month(day: int) -> int:
    when = from_day(day)
    return to_day(bounds(f"{when.year:04d}-{when.month:02d}")[1])


def with_closed(events: pd.DataFrame, record_date: date, first_day: int) -> pd.DataFrame:
    """Events with the open sides of their dates closed by what else is known of their features (:func:`closed`)."""
    partial = events["earliest"].isna() | events["latest"].isna()
    if not partial.any():
        return events
    sides = {"earliest": np.datetime64(FIRST), "latest": np.datetime64(LAST)}
    feature, _ = pd.factorize(events["feature_id"])
    concerned = events[np.isin(feature, feature[partial.to_numpy()])].fillna(sides)
    shut = [
        change for mine in changes_of(concerned).values() for change in closed(mine, to_day(record_date), first_day)
    ]
    first: dict[str, Change] = {}
    for change in shut:  # of what lasts a day, its begin
        first.setdefault(change.event_id, change)
    for event_id, *days in concerned.loc[partial, ["event_id", "earliest", "latest"]].itertuples(index=False):
        if event_id not in first:  # it bears on no tenure, and so nothing is known of it but its own sides
            opening, closing = (to_day(day.date()) for day in days)
            opening = min(first_day, closing) if opening == to_day(FIRST) else opening
            closing = max(to_day(record_date), opening) if closing == to_day(LAST) else closing
            first[event_id] = Change(event_id, "neutral", opening, closing)
    bounds = {event_id: (from_day(change.earliest), from_day(change.latest)) for event_id, change in first.items()}
    for side, name in enumerate(("earliest", "latest")):
        days = [np.datetime64(bounds[event_id][side]) for event_id in events.loc[partial, "event_id"]]
        events.loc[partial, name] = np.array(days, dtype="datetime64[s]")
    return events


def bounds_of(events: pd.DataFrame, features: pd.DataFrame, record_date: date, first_day: int) -> list[Bound]:
    """The ends that follow from other rows of a record: :func:`derive` on its frames."""
    named = features.loc[features["named_for"] != "", "named_for"]
    titles = dict(features.loc[features.index.isin(named.unique()), "title"])
    own = {str(feature_id): origin for feature_id, origin in named.items() if origin in titles}
    if not own:
        return []
    concerned = events[events["feature_id"].isin([*own, *titles])]
    return derive(changes_of(concerned), own, titles, to_day(record_date), first_day)


def with_derived(events: pd.DataFrame, bounds: Iterable[Bound]) -> pd.DataFrame:
    """Events and those of derived ends; ``derived`` is the name of the rule, empty for what a source attests."""
    events["derived"] = pd.Series("", index=events.index, dtype="str")
    rows = [
        {
            **{"event_id": bound.event_id, "feature_id": bound.feature_id, "type": GONE, "date": bound.date},
            "detail": bound.detail,
            **{"earliest": pd.Timestamp(from_day(bound.first)), "latest": pd.Timestamp(from_day(bound.last))},
            **{"words": words(bound.date), "effect": "end", "disputed": False, "weak": False, "derived": bound.rule},
        }
        for bound in bounds
    ]
    if not rows:
        return events
    added = pd.DataFrame(rows, columns=events.columns).astype(events.dtypes.to_dict())
    return pd.concat([events, added], ignore_index=True)
