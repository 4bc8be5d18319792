"""Sheets, as read from the files of a record, become DataFrames; used by :func:`atlas.load` alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from atlas.edtf import FIRST, LAST, parse, words
from atlas.io.joins import rows_of
from atlas.io.plain import Cells
from atlas.io.schema import EASED, bundled
from atlas.io.tables import LENT, Problem, Sheet
from atlas.io.text import shown

__all__ = ["KEEPS_ARROW", "Read", "dated", "frame_of", "judged", "pointed", "unloadable", "weakly_sourced"]

_MOST_DEGREES = {"latitude": 90, "longitude": 180}
_TEXT = pd.Series([], dtype="str").dtype  # texts as objects with pandas 2, and then not looked at one by one
KEEPS_ARROW = isinstance(_TEXT, pd.StringDtype) and _TEXT.storage == "pyarrow"
"""Whether pandas leaves texts with Arrow: from pandas 3 on, where pyarrow is installed."""
_DTYPES: dict[str, Any] = {"string": _TEXT, "integer": "Int64", "number": "float64", "date": "datetime64[s]"}


def unloadable(sheets: dict[str, Sheet]) -> list[Problem]:
    """Faults beyond the cells without which nothing can be reckoned: points, dates, keys, what keys refer to, and the
    terms by which a vocabulary sorts.
    """
    found = [*_unplaced(sheets["features"]), *_unplaced(sheets["milestones"])]
    found += [*_repeated(sheets), *_dangling(sheets), *_undated(sheets)]
    return [*found, *_unsorted(sheets), *_uncounted(sheets)]


def _unplaced(points: Sheet) -> Iterator[Problem]:
    path, found = points.table.path, []
    for column, most in _MOST_DEGREES.items():
        values = points.distinct(column)
        if values and None not in values and -most <= min(values) and max(values) <= most:
            continue
        for line, message in points.told(column, lambda value, most=most: _off_globe(value, most)):  # type: ignore[misc]
            found.append(Problem(path, line, column, "globe", message))
        if points.table.name == "features":
            found += _empty(points, column)
    yield from sorted(found, key=lambda problem: problem.row)


def _off_globe(value: float | None, most: float) -> str | None:
    return None if value is None or abs(value) <= most else f"{value} is not on the globe"


def _empty(sheet: Sheet, column: str) -> Iterator[Problem]:
    """The cells of a column that hold nothing."""
    if sheet.has_gaps(column):
        for line, value in zip(sheet.lines, sheet.values[column], strict=True):
            if value is None:
                yield Problem(sheet.table.path, line, column, "required", "the cell is empty")


def _repeated(sheets: dict[str, Sheet]) -> Iterator[Problem]:
    """Keys that are empty or stand twice: a table is joined to others by them."""
    for sheet in sheets.values():
        for column in bundled().tables[sheet.table.name].primary_key if sheet.table.name in bundled().tables else ():
            if sheet.differ(column):
                continue
            known: set[str] = set()
            for line, value in zip(sheet.lines, sheet.values[column], strict=True):
                if value is None:
                    yield Problem(sheet.table.path, line, column, "required", "the cell is empty")
                elif value in known:
                    yield Problem(sheet.table.path, line, column, "unique", f"{shown(value)} stands above too")
                known.add(value)


def _dangling(sheets: dict[str, Sheet]) -> Iterator[Problem]:
    """References to rows that are not there; where the descriptor leaves them out, those of the bundled one hold."""
    for name, table in bundled().tables.items():
        for key in table.foreign_keys if name != "wanted" else ():  # which lists what is not yet in the record
            own, target = sheets[name], sheets[key.table]
            missing = own.beyond(key.column, target, key.target)
            missing -= set() if table.field(key.column).required else {None}
            said = {value: f"{shown(value)} is not in {target.table.path}" for value in missing}
            for line, message in own.told(key.column, said.get) if said else ():
                yield Problem(own.table.path, line, key.column, "foreign-key", message)


def _undated(sheets: dict[str, Sheet]) -> Iterator[Problem]:
    for sheet in (sheets[name] for name in ("events", "attestations", "milestones", "totals")):
        needed = sheet.table.field("date").required
        for line, message in sheet.told("date", lambda text, needed=needed: _no_date(text, needed)):  # type: ignore[misc]
            yield Problem(sheet.table.path, line, "date", "edtf", message)


def _no_date(text: str | None, needed: bool) -> str | None:
    """Why a text is no date; None for one that is, and for a gap that may be."""
    try:
        if text or needed:
            parse(text or "")
    except ValueError as error:
        return str(error)
    return None


def _unsorted(sheets: dict[str, Sheet]) -> Iterator[Problem]:
    """Terms of the closed lists of a vocabulary: no state and no mark follows from one that is not among them."""
    for name in LENT:
        for column in bundled().tables[name].fields:
            for row in sheets[name].rows if column.enum else ():
                value = row[column.name]
                if value not in column.enum:
                    message = f"{shown(value or '')} is none of {', '.join(column.enum)}"
                    yield Problem(sheets[name].table.path, row.line, column.name, "enum", message)


def _uncounted(sheets: dict[str, Sheet]) -> Iterator[Problem]:
    """Cells that are required and empty: whole numbers, of which no table can hold a gap, and the texts that every
    level of a record asks for, since whatever draws and writes it counts on them.
    """
    for name, sheet in sheets.items():
        for column in sheet.table.fields:
            named = column.type == "string" and column.name in _always(name)
            if column.required and (named or column.type == "integer"):
                yield from _empty(sheet, column.name)


@cache
def _always(name: str) -> frozenset[str]:
    """Columns of a table that every level of a record fills, but those whose gaps are told otherwise."""
    table = bundled().tables.get(name)
    if table is None:
        return frozenset()
    told = {*EASED.get(name, ()), *table.primary_key, *(key.column for key in table.foreign_keys), "date"}
    return frozenset(column.name for column in table.fields if column.required) - told


def frame_of(sheet: Sheet) -> pd.DataFrame:
    """A table as a DataFrame: missing text is empty text, missing numbers NA, missing days NaT."""
    columns: dict[str, pd.Series] = {}
    for column in sheet.table.fields:
        cells = sheet.raw.get(column.name)
        values: Any = sheet.values[column.name] if column.type != "string" else None
        kind: Any = "int64" if column.type == "integer" and column.required else _DTYPES[column.type]
        if isinstance(cells, Cells) and column.type == "string":
            values = kind.__from_arrow__(cells.in_one_piece())
        elif column.type == "string":
            values = np.array(cells or [""] * len(sheet), dtype=object)
        elif column.type == "date":
            values = np.array(values, dtype="datetime64[D]")
        columns[column.name] = pd.Series(values, dtype=kind)
    return pd.DataFrame(columns)


Read = dict[str, tuple[int, int, str]]
"""Dates by their EDTF: the days at their two sides, as numbers of NumPy's, and their words."""


def dated(frame: pd.DataFrame, known: Read | None = None) -> pd.DataFrame:
    """Add the day bounds and the words of a ``date`` column; an open side of a set is NaT.

    Of many rows few dates differ: each is read once, and once for all tables that share ``known``.
    """
    known = {} if known is None else known
    places, texts = pd.factorize(frame["date"])
    found = [known.get(text) or known.setdefault(text, _read(text)) for text in texts]
    frame = frame.copy()
    for side, name in enumerate(("earliest", "latest")):
        days = np.array([date[side] for date in found], dtype="int64").view("datetime64[D]")
        frame[name] = days.astype("datetime64[s]")[places]
    frame["words"] = pd.Series([date[2] for date in found], dtype="str").take(places).set_axis(frame.index)
    return frame


def _read(text: str) -> tuple[int, int, str]:
    if not text:
        return _NO_DAY, _NO_DAY, ""
    parsed = parse(text)
    return _day_number(parsed.earliest), _day_number(parsed.latest), words(text)


def _translated(column: pd.Series, terms: dict[str, str]) -> pd.Series:
    """What each text of a column stands for; nothing where ``terms`` does not say it."""
    places, texts = pd.factorize(column)
    return pd.Series([terms.get(text, "") for text in texts], dtype="str").take(places).set_axis(column.index)


_NO_DAY = np.iinfo(np.int64).min  # NaT
_NUMPY_FIRST = date(1970, 1, 1).toordinal()


def _day_number(day: date) -> int:
    return _NO_DAY if day in (FIRST, LAST) else day.toordinal() - _NUMPY_FIRST


MIDDLE_RANK = 3
"""Weight of a feature of which the record does not say it."""
RANKS = (1, 5)
"""The weightiest and the least: a rank beyond them, which the rule ``limits`` names, is drawn as the nearest."""


def pointed(features: pd.DataFrame, kinds: pd.DataFrame) -> gpd.GeoDataFrame:
    """Features as EPSG:4326 points by their id, with the ``group`` of their kind."""
    groups = dict(zip(kinds["kind"], kinds["group"], strict=True))
    features = features.assign(rank=features["rank"].fillna(MIDDLE_RANK).clip(*RANKS))
    frame = features.assign(group=_translated(features["kind"], groups)).set_index("feature_id")
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def weakly_sourced(
    events: pd.DataFrame, attestations: pd.DataFrame, sources: pd.DataFrame, grades: pd.DataFrame
) -> pd.Series[bool]:
    """Whether one source alone attests an event, and that one is weak: by its grade, or to be read with care.

    Parameters
    ----------
    events, attestations : DataFrame
        With ``event_id``.
    sources : DataFrame
        Indexed by ``source_id``, with ``grade`` and ``caution``.
    grades : DataFrame
        The vocabulary: which grades have the ``standing`` of weak ones.
    """
    weak = set(grades.loc[grades["standing"] == "weak", "grade"])
    doubtful = np.append((sources["grade"].isin(weak) | (sources["caution"] != "")).to_numpy(dtype=bool), False)
    event = rows_of(attestations["event_id"], events["event_id"])
    source = rows_of(attestations["source_id"], sources.index)
    least, most = np.full(len(events) + 1, len(sources)), np.full(len(events) + 1, -2)
    np.minimum.at(least, event, source)
    np.maximum.at(most, event, source)
    return pd.Series(((least == most) & doubtful[least])[:-1], index=events.index)


def judged(events: pd.DataFrame, event_types: pd.DataFrame, attestations: pd.DataFrame) -> pd.DataFrame:
    """Dated events with the ``effect`` of their type, and whether an attestation's date lies wholly outside theirs."""
    effects = dict(zip(event_types["event_type"], event_types["effect"], strict=True))
    events["effect"] = _translated(events["type"], effects)
    place = rows_of(attestations["event_id"], events["event_id"])
    there = place >= 0
    first, last = (events[name].to_numpy()[place] for name in ("earliest", "latest"))
    apart = (attestations["latest"].to_numpy() < first) | (attestations["earliest"].to_numpy() > last)
    disputed = np.zeros(len(events), dtype=bool)
    disputed[place[there & apart]] = True
    events["disputed"] = disputed
    return events
