"""What a page counts of very many features, of which it never holds all: exact, and small.

A *cell* is a kind, a country and a polity. Of each cell the page knows on which days features of it turn from one
status to another, and what begins and ends when: so counts on any day, under any filter of those three, are those of
the whole record.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Columns", "cells_of", "changes_of", "turns_of"]

Columns = dict[str, list[Any]]
Rows = npt.NDArray[np.int64]
_NEVER = np.int64(2**31 - 1)
_BEFORE, _AFTER, _UNCERTAIN, _BEARING = range(4)
_BOUNDS = ("uncertain_from", "bearing_from", "bearing_until", "gone_from")


def cells_of(data: dict[str, Any]) -> tuple[Columns, Rows]:
    """The cells of a payload's features, each with its number of features and the box that holds them; and each
    feature's cell.
    """
    columns = ["kind", "country", "polity", "lat", "lon"]
    features = pd.DataFrame({name: data["features"][name] for name in columns})
    groups = features.groupby(columns[:3], sort=True)
    found = groups.agg(
        count=("lat", "size"), west=("lon", "min"), south=("lat", "min"), east=("lon", "max"), north=("lat", "max")
    ).reset_index()
    return {str(name): found[name].tolist() for name in found}, np.asarray(groups.ngroup(), dtype=np.int64)


def turns_of(data: dict[str, Any], cell: Rows) -> pd.DataFrame:
    """How many features of a cell turn on a day, as steps of the counts ``uncertain``, ``bearing`` and ``after``.

    Rows in order of ``cell`` and ``day``. A feature has on each day the strongest status of its tenures, as
    :mod:`atlas.record.tenures` resolves them: bearing, else uncertain, else after; before its first tenure, before.
    """
    tenures = pd.DataFrame({name: data["tenures"][name] for name in ("feature", *_BOUNDS)})
    tenures = tenures.fillna({"gone_from": int(_NEVER)}).astype("int64")
    days = tenures.melt("feature", list(_BOUNDS), value_name="day")[["feature", "day"]]
    days = days[days["day"] != _NEVER].drop_duplicates().sort_values(["feature", "day"], ignore_index=True)
    turn = days.reset_index(names="turn").merge(tenures, on="feature")
    within = (turn["day"] >= turn["uncertain_from"]) & (turn["day"] < turn["gone_from"])
    sure = within & (turn["day"] >= turn["bearing_from"]) & (turn["day"] < turn["bearing_until"])
    status = np.where(sure, _BEARING, np.where(within, _UNCERTAIN, _AFTER))
    days["is"] = pd.Series(status).groupby(turn["turn"]).max().sort_index().to_numpy()
    days["was"] = days.groupby("feature")["is"].shift(fill_value=_BEFORE)
    days["cell"] = cell[days["feature"].to_numpy()]
    for name, code in (("uncertain", _UNCERTAIN), ("bearing", _BEARING), ("after", _AFTER)):
        days[name] = (days["is"] == code).astype("int64") - (days["was"] == code)
    steps = days[days["is"] != days["was"]].groupby(["cell", "day"])[["uncertain", "bearing", "after"]].sum()
    return steps[steps.any(axis=1)].reset_index()


def changes_of(data: dict[str, Any], cell: Rows) -> pd.DataFrame:
    """How ``many`` events of a cell begin (``ends`` 0) or end (1) something between two days, of which ``to`` is the
    last and ``span`` days after the first; rows in order of ``cell``, ``to`` and ``span``.
    """
    events = data["events"]
    effect = np.array([kind["effect"] for kind in data["types"]] or [""])[np.asarray(events["type"], dtype=np.int64)]
    earliest, latest = (np.asarray(events[name], dtype=np.int64) for name in ("earliest", "latest"))
    table = pd.DataFrame(
        {
            "cell": cell[np.asarray(events["feature"], dtype=np.int64)],
            "to": latest,
            "span": latest - earliest,
            "ends": (effect == "end").astype("int64"),
        }
    )
    return table[effect != "neutral"].groupby(list(table), sort=True).size().reset_index(name="many")
