"""A large record as an object that answers what :class:`atlas.Record` does, from a folder and without loading it.

>>> with atlas.open("big/") as big:
>>>     big.where(country="AT", kind="monument").counts("year")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, Self

import geopandas as gpd
import numpy as np
import pandas as pd

from atlas.big import questions
from atlas.big.layout import Folder, read_folder
from atlas.big.on_duckdb import DuckEngine
from atlas.big.on_spark import SparkEngine
from atlas.big.questions import Sql
from atlas.edtf import from_day, to_day
from atlas.io.files import FileError
from atlas.io.needs import need
from atlas.io.text import brief, shown
from atlas.record.likelihood import Curves, interval
from atlas.record.select import is_code, no_column, no_term, values_of
from atlas.record.states import RESOLVED, as_day, changes_of, period_starts, span_of, to_datetimes
from atlas.record.tenures import BEARING, BEFORE, STATUSES, Tenure, tenures_of

__all__ = ["BigRecord", "Engine", "open"]

PART_ROWS = 250_000
_TERMS = 1000
_OTHERWISE = {"group": "kind_group"}
"""Columns that have another name in the folder, since SQL keeps theirs for itself."""


class Engine(Protocol):
    """What runs a question: :mod:`atlas.big.on_duckdb`, :mod:`atlas.big.on_spark`."""

    folder: Folder

    def frame(self, question: Sql) -> pd.DataFrame:
        """The answer to a question."""

    def lend(self, name: str, rows: pd.DataFrame) -> None:
        """Let questions see rows of ours as a table of that name."""

    def close(self) -> None:
        """Let go of what is held."""


class BigRecord:
    """A record in a folder of GeoParquet, made by :func:`atlas.open` and :meth:`where`; nothing of it is loaded.

    Attributes
    ----------
    about : About
        What the folder says of itself: title, version, date and licence of the record, columns, numbers of rows.
    title, version, date, first_day
        Of the record, as :class:`atlas.Record` has them.
    columns : list of str
        Columns of the features.
    """

    def __init__(self, engine: Engine, conditions: tuple[Sql, ...] = ()) -> None:
        self._engine, self._conditions = engine, conditions
        self.about = engine.folder.about
        self.title, self.version, self.date = self.about.title, self.about.version, self.about.date
        self.first_day = self.about.first_day
        otherwise = {stored: name for name, stored in _OTHERWISE.items()}
        self.columns = [otherwise.get(name, name) for name in self.about.columns]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder; parts made by :meth:`where` go with it."""
        self._engine.close()

    @cached_property
    def _length(self) -> int:
        return int(self._engine.frame(questions.features(self._conditions))["features"].sum())

    def __len__(self) -> int:
        return self._length

    def __repr__(self) -> str:
        rows = self.about.rows
        part = "a part of " if self._conditions else ""
        return (
            f"<BigRecord {part}{self.title!r} {self.version}: {rows['features']:,} features, "
            f"{rows['events']:,} events, {self.date}>"
        )

    # ------------------------------------------------------------------------------------------ asking

    def at(self, day: str | date | pd.Timestamp | int) -> gpd.GeoDataFrame:
        """State and name of every feature on a day: row for row what :meth:`atlas.Record.at` gives.

        The answer is as large as the record, and in memory: ask a part (:meth:`where`), for numbers (:meth:`counts`),
        or piece by piece (:meth:`at_in_parts`).

        Raises ValueError where ``day`` is a month, a year or no date at all.
        """
        return self._at(as_day(day), None)

    def at_in_parts(self, day: str | date | pd.Timestamp | int, rows: int | None = None) -> Iterator[gpd.GeoDataFrame]:
        """:meth:`at` piece by piece, in the order of the record, a piece at most ``rows`` features (250,000).

        Raises ValueError where ``day`` is not one day, or ``rows`` no number from 1 on.
        """
        number = as_day(day)
        rows = PART_ROWS if rows is None else rows
        if isinstance(rows, bool) or not isinstance(rows, int) or rows < 1:
            raise ValueError(f"rows is {shown(rows)}; write a number from 1 on")
        ends = range(0, max(self._numbered(), 1), rows)
        return (self._at(number, (first, first + rows)) for first in ends)

    def _numbered(self) -> int:
        """How many features the whole folder has, once it is sure that they are numbered from 0 on."""
        row = self._engine.frame(questions.numbers()).iloc[0]
        count = int(row["features"])
        if count and (row["first"], row["last"]) != (0, count - 1):
            raise FileError(f"{self._engine.folder.path}: features are not numbered from 0 on: write it again")
        return count

    def _at(self, day: int, part: tuple[int, int] | None) -> gpd.GeoDataFrame:
        shares = [self._curves[side].before(day + 1)[:, 0].tolist() for side in ("begins", "ends")]
        found = self._engine.frame(
            questions.at(self._conditions, from_day(day), list(self.about.columns), shares[0], shares[1], part)
        )
        frame = found[["feature_id", *self.about.columns]].astype({"feature_id": "str", **self.about.columns})
        points = gpd.points_from_xy(frame["longitude"], frame["latitude"])
        told = gpd.GeoDataFrame(frame.rename(columns={v: k for k, v in _OTHERWISE.items()}), geometry=points, crs=4326)
        answers = {
            "status": found["at_status"].astype("str"),
            "likelihood": found["at_likelihood"].astype("float64"),
            "name": found["at_name"].astype("str"),
            "latin": found["at_latin"].astype("str"),
        }
        return told.assign(**answers).set_index("feature_id")

    def where(
        self,
        *,
        between: tuple[Any, Any] | None = None,
        begun: tuple[Any, Any] | None = None,
        ended: tuple[Any, Any] | None = None,
        **criteria: Any,
    ) -> BigRecord:
        """A part of it, of which the same can be asked; criteria are those of :meth:`atlas.Record.where`.

        Nothing is warned of where nothing meets them: that is known once something is asked.

        Raises
        ------
        ValueError
            There is no such column, or no feature with such a term; the text names what is nearest.
        KeyError
            There is no feature with a ``feature_id`` asked for.
        """
        more = [self._one_of(name, values_of(value)) for name, value in criteria.items()]
        spans = {"between": between, "begun": begun, "ended": ended}
        for word, span in spans.items():
            if span is not None:
                first, last = map(from_day, span_of(word, span))
                more.append(questions.within(word, first, last))
        return BigRecord(self._engine, (*self._conditions, *more))

    def _one_of(self, name: str, values: list[Any]) -> Sql:
        stored = self._stored(name, "feature_id")
        kind = self.about.columns.get(stored, "str")
        known = {*self.about.vocabulary.get(stored, ()), ""}
        asked = [value for value in values if isinstance(value, str if kind == "str" else int | float)]
        there: set[Any] = set()
        with suppress(OverflowError):
            if asked:
                there = set(self._engine.frame(questions.present(stored, asked, self._conditions))["term"])
        for value in values:
            if value in asked and (
                value in there or (name != "feature_id" and (value in known or is_code(name, value)))
            ):
                continue
            if name == "feature_id":
                raise KeyError(f"no feature {shown(value)}")
            told = self._engine.frame(questions.terms(stored, _TERMS, self._conditions))["term"].tolist()
            if not told and not len(self):
                continue  # an empty part has no terms, and none is refused
            present = [term for term in told if term != ""]
            raise ValueError(no_term(name, value, sorted({*present, *(known - {""})}, key=str), present))
        return questions.one_of(stored, asked)

    def _stored(self, name: str, *also: str) -> str:
        """The name of a column in the folder."""
        if name not in (*also, *self.columns):
            raise ValueError(no_column(self.columns, name))
        return _OTHERWISE.get(name, name)

    def counts(
        self,
        freq: str = "month",
        by: str | None = None,
        start: str | date | None = None,
        end: str | date | None = None,
        *,
        likely: bool = False,
    ) -> pd.DataFrame:
        """How many features bore the name or image over time.

        Parameters and columns are those of :meth:`atlas.Record.counts`, but for one: ``likely``, ``low`` and ``high``,
        which take the estimate of every feature on every day, are there where ``likely`` is asked for. One day is
        ``counts("day", start=day, end=day)``.

        Raises ValueError where there is no such period or column, or a date is none.
        """
        stored = None if by is None else self._stored(by)
        span = (self.first_day if start is None else start, self.date if end is None else end)
        days = period_starts(freq, *map(from_day, span_of("start, end", span)))
        totals = self._engine.frame(questions.features(self._conditions, stored))
        first, last = from_day(int(days[0])), from_day(int(days[-1]))
        turned = self._engine.frame(questions.turns(self._conditions, first, last, stored))
        keys = _terms(totals["key"])
        counts = np.zeros((len(STATUSES), len(days), len(keys)), dtype=np.int64)
        group = _places(keys, turned["key"])
        row = np.searchsorted(days, turned["day"].to_numpy("int64"))
        for column, sign in (("was", -1), ("became", 1)):
            state = turned[column].to_numpy("int64")
            np.add.at(counts, (state, row, group), sign * turned["features"].to_numpy("int64"))
        counts = counts.cumsum(axis=1)
        counts[BEFORE][:, _places(keys, totals["key"])] += totals["features"].to_numpy("int64")
        tidy = _tidy(counts, days, by, keys.tolist(), self.about.columns.get(stored or "", "str"))
        return tidy.assign(**self._likely(counts[BEARING], days, stored, keys)) if likely else tidy

    def _likely(self, bearing: Any, days: Any, by: str | None, keys: pd.Index) -> dict[str, Any]:
        """``likely, low, high`` (days by keys, in a row), given how many surely bear it."""
        self._lend_days(days)
        sums, doubts = (self._engine.frame(question) for question in questions.chances(self._conditions, by))
        likely, settled, possible = (bearing.astype("float64") for _ in range(3))
        place = sums["day_no"].to_numpy("int64"), _places(keys, sums["key"])
        for whole, name in ((likely, "likely"), (settled, "settled"), (possible, "possible")):
            whole[place] += sums[name].to_numpy("float64")
        ends = self._curves["ends"]
        group, day = _places(keys, doubts["key"]), doubts["day_no"].to_numpy("int64")
        variance = np.zeros((len(keys), len(days)))
        np.add.at(variance, (group, day), doubts["alone"].to_numpy("float64"))
        deviation = np.zeros_like(variance)
        strata, moved = doubts["stratum"].to_numpy("int64"), doubts["moved"].to_numpy("float64")
        for key in range(len(keys)):  # one at a time: all their strata on all days may be many
            by_stratum: dict[int, Any] = {}
            for stratum in np.unique(strata[group == key]).tolist():
                own = (group == key) & (strata == stratum)
                by_stratum[stratum] = np.zeros(len(days))
                by_stratum[stratum][day[own]] = moved[own]
            deviation[key] = ends.deviation(variance[key], by_stratum)
        low, high = interval(likely, settled, possible, deviation.T)
        if not len(keys) and by is None:  # nothing to count is nought on every day
            likely = low = high = np.zeros(len(days))
        return {"likely": likely.ravel(), "low": low.ravel(), "high": high.ravel()}

    def _lend_days(self, days: Any) -> None:
        """Lend the engine the days asked for, and what share of each curve came before the day after each."""
        number = np.arange(len(days))
        told = pd.DataFrame({"day_no": number, "day": [from_day(int(day)) for day in days]})
        self._engine.lend("days", told)
        for side in ("begins", "ends"):
            shares = self._curves[side].before(days + 1)
            rows = np.repeat(np.arange(len(shares)), len(days))
            columns = {"day_no": np.tile(number, len(shares)), "row_no": rows, "share": shares.ravel()}
            self._engine.lend(side, pd.DataFrame(columns))

    # ------------------------------------------------------------------------------------------ checking

    def check(self, *, resolve: bool = False) -> pd.DataFrame:
        """What is wrong with the rows of the whole folder, a row a rule that finds something; none in a sound one.

        These are the rules that the folder itself must keep: keys, what leads to other rows, days in their order, one
        name at a time, points on the globe, kinds. Sources, texts and maps are not in it: ``atlas check`` looks at
        those, in the tables that it was written from.

        Parameters
        ----------
        resolve
            Reckon the tenures of every feature again from its events, by the record's own rules, and compare: some
            fifty seconds for a million features.

        Returns
        -------
        DataFrame
            ``rule, table, rows`` (how many faults), ``example`` (one of them), ``message``.
        """
        kinds = self.about.vocabulary.get("kind", [])
        found = []
        for (rule, table), (_, words) in questions.RULES.items():
            row = self._engine.frame(questions.check((rule, table), kinds)).iloc[0]
            found.append((rule, table, int(row["faults"]), row["example"], words))
        for table, told in self.about.rows.items():
            held = int(self._engine.frame(questions.held(table))["held"].iloc[0])
            found.append(("rows", table, abs(held - told), f"{held:,}", f"rows more or less than the {told:,} written"))
        if resolve:
            wrong = list(self._unresolved())
            words = "features have other tenures than their events give"
            found.append(("resolve", "tenures", len(wrong), min(wrong, default=None), words))
        frame = pd.DataFrame(found, columns=["rule", "table", "rows", "example", "message"])
        return frame[frame["rows"] > 0].reset_index(drop=True)

    def _unresolved(self) -> Iterator[str]:
        """Features whose tenures are not those that :func:`atlas.record.tenures.tenures_of` makes of their events."""
        how: dict[str, Any] = {
            "record_day": to_day(self.date),
            "first_day": self.first_day,
            "before_first": self.about.renamed,
        }
        for first in range(0, self._numbered(), PART_ROWS):
            events = self._engine.frame(questions.events(first, first + PART_ROWS))
            rows = self._engine.frame(questions.tenures(first, first + PART_ROWS))
            ordered = (events["earliest"] <= events["latest"]).fillna(False).astype(bool)
            torn = set(events.loc[~ordered, "feature_id"])
            changed = changes_of(events[ordered])
            told: dict[Any, list[tuple[Any, ...]]] = {}
            columns = (rows[name].astype(object).where(rows[name].notna(), None) for name in questions.RESOLVED)
            for number, *cells in zip(rows["feature_no"], *columns, strict=True):
                told.setdefault(number, []).extend([tuple(cells)] if cells[0] is not None else [])
            for number, feature_id in dict(zip(rows["feature_no"], rows["feature_id"], strict=True)).items():
                made = _rows(tenures_of(changed.get(number, ()), **how))
                if number in torn or made != sorted(told[number], key=lambda row: row[0]):
                    yield str(feature_id)

    # ------------------------------------------------------------------------------------------ likelihood

    @cached_property
    def _curves(self) -> dict[str, Curves]:
        parquet, path = need("pyarrow.parquet", "asking a large record"), self._engine.folder.curves
        try:
            rows = parquet.read_table(path).to_pylist()
            return {side: _curve([row for row in rows if row["side"] == side]) for side in ("begins", "ends")}
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise FileError(brief(f"{path}: no curves can be read: {' '.join(str(error).split())}")) from None


def _rows(tenures: list[Tenure]) -> list[tuple[Any, ...]]:
    """Tenures as the folder has them: their number, events and days, as in :data:`atlas.big.questions.RESOLVED`."""
    return [
        (
            number,
            *(side.event_id if side else "" for side in (tenure.begin, tenure.end)),
            *(getattr(tenure, name) for name in RESOLVED),
        )
        for number, tenure in enumerate(tenures, start=1)
    ]


def _curve(rows: Sequence[dict[str, Any]]) -> Curves:
    rows = sorted(rows, key=lambda row: row["row"])
    curves = Curves(
        np.array(rows[0]["starts"], dtype="int64") if rows else np.zeros(0, dtype="int64"),
        np.array([row["mass"] for row in rows], dtype="float64"),
        np.array([row["known"] for row in rows], dtype="float64"),
        np.array([row["parent"] for row in rows], dtype="int64"),
        [tuple(row["stratum"]) for row in rows],
    )
    if curves.mass.shape != (len(rows), len(curves.starts)) or not rows or not np.isfinite(curves.mass).all():
        raise ValueError("their rows are not of one length")
    return curves


def _terms(keys: pd.Series) -> pd.Index:
    """The terms of a column in their order; what is missing stands last."""
    terms = pd.Index(sorted(keys.dropna()), dtype=object)
    return terms.append(pd.Index([None], dtype=object)) if keys.isna().any() else terms


def _places(terms: pd.Index, keys: pd.Series) -> Any:
    """Where each key stands among the terms."""
    found = terms.get_indexer(pd.Index(keys.astype(object), dtype=object))
    return np.where(keys.isna(), len(terms) - 1, found)


def _tidy(counts: Any, days: Any, by: str | None, keys: list[Any], dtype: str) -> pd.DataFrame:
    """Counts (states by days by keys) as :func:`atlas.record.states.count_states` has them."""
    if by is None and not keys:  # nothing to count is nought on every day
        keys, counts = [None], np.zeros((len(STATUSES), len(days), 1), dtype=np.int64)
    named = {} if by is None else {by: pd.Series(keys * len(days), dtype=dtype)}
    order = ("before", "uncertain", "bearing", "after")
    columns = {name: counts[STATUSES.index(name)].ravel() for name in order}
    return pd.DataFrame({"date": to_datetimes(np.repeat(days, len(keys))), **named, **columns})


def open(  # noqa: A001 - as one opens a file
    path: str | Path,
    *,
    engine: str = "duckdb",
    memory: str | None = None,
    threads: int | None = None,
    spill: str | Path | None = None,
    session: Any = None,
    master: str = "local[*]",
) -> BigRecord:
    """Open the folder of a large record, as ``atlas export big/`` writes it.

    Parameters
    ----------
    path
        The folder.
    engine : {"duckdb", "spark"}
        What answers: DuckDB in this process (extra ``export``), or Apache Spark (extra ``spark``, and Java).
    memory
        How much memory the engine may take, such as ``"300MB"``; by default as much as it sees fit. It bounds what is
        reckoned with, not the answer: that of :meth:`BigRecord.at` is as large as the record.
    threads
        Of DuckDB: how many threads; by default one a core.
    spill
        Of DuckDB: a folder for what does not fit into memory; by default the system's for temporary files.
    session
        Of Spark: a session to ask in, which is left as it is; by default the one that is active, else one of its own on
        this machine.
    master
        Of Spark, without a session: where it runs, ``local[2]`` on two cores of this machine.

    Returns
    -------
    BigRecord

    Raises
    ------
    ValueError
        It is no folder of a large record, a file of it is missing or strange, or an option is unknown; in one line.
    atlas.export.ExportError
        The engine is not installed; the text names the extra.
    """
    folder = read_folder(path)
    if engine == "duckdb":
        return BigRecord(DuckEngine(folder, memory, threads, spill))
    if engine == "spark":
        return BigRecord(SparkEngine(folder, session, master, memory))
    raise ValueError(f"engine is {shown(engine)}; it can be duckdb or spark")
