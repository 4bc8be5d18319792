"""Toponyms in time: which name a feature bore on a day, in which language.

A name is valid from the latest day of the event that brought it to the latest day of the event that took it
away, exclusive: on the day of a renaming the new name stands. Where two names of one language would overlap,
the later begin wins, so that there is one name at a time.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.io.joins import stands_in

__all__ = ["label_frame", "nameless_on", "names_on"]

COLUMNS = ("feature_id", "name", "latin", "language", "from_day", "to_day")


def label_frame(
    names: pd.DataFrame, events: pd.DataFrame, tenures: pd.DataFrame, languages: Iterable[str] | None = None
) -> pd.DataFrame:
    """Names with resolved days.

    Parameters
    ----------
    names, events, tenures : DataFrame
        Of the record, or of a part of it.
    languages
        Languages in the order in which they are preferred where none is the tenure's own; by default that of ``names``.

    Returns
    -------
    DataFrame
        ``feature_id, name, latin, language, from_day, to_day``: day numbers (``Int64``), ``to_day``
        exclusive, NA where open. By feature, then language with the language of the tenure's own name first,
        then time; spans of one feature and language do not overlap.
    """
    bounds = events[stands_in(events["event_id"], pd.concat([names["from_event"], names["to_event"]]))]
    latest = dict(zip(bounds["event_id"], _days(bounds["latest"]), strict=True))
    frame = names[["feature_id", "name", "latin", "language"]].copy()
    frame["from_day"] = names["from_event"].map(latest).astype("Int64")
    frame["to_day"] = names["to_event"].map(latest).astype("Int64")
    frame["foreign"] = ~_is_preferred(names, tenures)
    place = {
        language: number
        for number, language in enumerate(dict.fromkeys(names["language"] if languages is None else languages))
    }
    frame["place"] = frame["language"].map(place)
    frame["start"] = frame["from_day"].fillna(-(10**9))
    frame = frame.sort_values(["feature_id", "foreign", "place", "start"], kind="stable")
    following = frame.groupby(["feature_id", "language"])["start"].shift(-1).astype("Int64")
    late = following.notna() & (frame["to_day"].isna() | (frame["to_day"] > following))
    frame["to_day"] = frame["to_day"].mask(late, following)
    empty = (frame["to_day"] <= frame["start"]).fillna(False).astype(bool)
    return frame[~empty].reset_index(drop=True)[list(COLUMNS)]


def _days(stamps: pd.Series) -> list[int]:
    days: list[int] = stamps.to_numpy().astype("datetime64[D]").astype("int64").tolist()
    return days


def _is_preferred(names: pd.DataFrame, tenures: pd.DataFrame) -> pd.Series:
    """Whether a row is in the language in which its feature got the name, else in the first listed."""
    begun = stands_in(names["from_event"], tenures["begin_event"]) & (names["from_event"] != "")
    own = names[begun].drop_duplicates("feature_id").set_index("feature_id")["language"]
    first = names.drop_duplicates("feature_id").set_index("feature_id")["language"]
    chosen = names["feature_id"].map(own)
    chosen = chosen.where(chosen.notna(), names["feature_id"].map(first))
    return (names["language"] == chosen).astype(bool)


def nameless_on(labels: pd.DataFrame, ids: pd.Index, day: int) -> npt.NDArray[np.bool_]:
    """Whether a feature has names, but none of which it is known that it bore them on a day."""
    begun = labels["from_day"].isna() | (labels["from_day"] <= day)
    ended = labels["to_day"].notna() & (labels["to_day"] <= day)
    valid = labels.loc[(begun & ~ended).astype(bool), "feature_id"]
    return np.asarray(ids.isin(labels["feature_id"]) & ~ids.isin(valid))


def names_on(labels: pd.DataFrame, titles: pd.Series, day: int) -> pd.DataFrame:
    """Name of every feature on a day: in the language of the tenure, else the first listed, else its title.

    Parameters
    ----------
    labels : DataFrame
        As from :func:`label_frame`; its order is the order of preference.
    titles : Series
        Titles by ``feature_id``.
    day : int
        Day number.

    Returns
    -------
    DataFrame
        ``name`` in the script of its language and ``latin`` in Latin letters, by ``feature_id`` as in
        ``titles``.
    """
    begun = labels["from_day"].isna() | (labels["from_day"] <= day)
    ended = labels["to_day"].notna() & (labels["to_day"] <= day)
    valid = labels[(begun & ~ended).astype(bool)].drop_duplicates("feature_id").set_index("feature_id")
    found = valid[["name", "latin"]].reindex(titles.index)
    return pd.DataFrame({name: found[name].where(found[name].notna(), titles) for name in found})
