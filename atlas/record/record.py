"""The record: every sourced claim of the atlas as tables, and the questions that they answer.

>>> record = atlas.load()
>>> record.at("1961-11-01").query("status == 'bearing'")
>>> record.where(country=["CZ", "SK"], group="image").counts("year")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.edtf import bounds, from_day, to_day
from atlas.io import schema, tables
from atlas.io.collector import uncollected
from atlas.io.frames import KEEPS_ARROW, Read, dated, frame_of, judged, pointed, unloadable, weakly_sourced
from atlas.io.schema import Package
from atlas.io.tables import Problem, RecordError
from atlas.record.borders import (
    FILE,
    BordersError,
    borders_file,
    countries_of,
    ground_file,
    lasting,
    polities_on,
    read_borders,
)
from atlas.record.derived import Bound, bounds_of, with_closed, with_derived
from atlas.record.feature import Feature
from atlas.record.landmarks import FILE as LANDMARKS
from atlas.record.landmarks import read_landmarks
from atlas.record.languages import read_languages
from atlas.record.likelihood import Estimate
from atlas.record.names import label_frame, names_on
from atlas.record.select import no_column, select, tell_empty, unknown_id
from atlas.record.shapes import FILE as SHAPES
from atlas.record.shapes import ShapesError, read_shapes
from atlas.record.states import as_day, count_states, period_starts, span_of, state_codes, tenure_frame
from atlas.record.tenures import STATUSES
from atlas.record.towns import FILE as TOWNS
from atlas.record.towns import Town, read_towns, town_named, towns_file, towns_of
from atlas.record.waters import FILE as WATERS
from atlas.record.waters import read_waters

__all__ = ["Record", "load", "load_as"]

_Record = TypeVar("_Record", bound="Record")
_NOWHERE: npt.NDArray[np.intp] = np.empty(0, dtype=np.intp)


class Record:
    """A record of sourced claims; made by :func:`load` and :meth:`where`.

    Attributes
    ----------
    features : GeoDataFrame
        EPSG:4326 points indexed by ``feature_id``: ``kind, title, settlement, country`` (of today, ISO 3166-1),
        ``polity`` (the state then), ``latitude, longitude`` (degrees), ``accuracy_m`` (how far the point may
        be off, metres), ``location_source, rank`` (1, the most important, to 5), ``wikidata, geonames, note``,
        and ``group`` (toponym or image).
    events : DataFrame
        One change a row, as the editors judge it: ``event_id, feature_id, type, date`` (EDTF), ``detail``, and
        ``earliest, latest`` (first and last possible day, ``datetime64[s]``), ``effect`` (begin, end,
        neutral), ``words`` (the date in English), ``disputed`` (an attestation's date lies wholly outside
        the event's), ``weak`` (one source alone attests it, and that is a weak one), ``derived`` (the rule by which it
        follows from other rows; empty for what a source attests).
    attestations : DataFrame
        What one source says of one event: ``event_id, source_id, date, says, locator``, the editors' ``comment``, and
        ``earliest, latest, words``; NaT where it gives no date, or leaves one side open.
    sources : DataFrame
        Indexed by ``source_id``: ``kind, grade, caution, title, author, publisher, year, language, url, copy, seen,
        comment``.
    names : DataFrame
        One toponym in one language: ``feature_id, name, latin, language, from_event, to_event``.
    milestones : DataFrame
        Political events, a row a source: ``milestone_id, date, title, summary, place, latitude, longitude,
        weight, source_id, comment``, and ``earliest, latest, words``.
    wanted, totals, rereadings, kinds, event_types, grades : DataFrame
        What lacks a source or date, what others counted, what was read twice, and the vocabularies. In
        every table missing text is ``""``.
    date : datetime.date
        The record's own date: what it says of today it says of this day.
    first_day : int
        Day number of its first day: the first of ``since`` in its descriptor, else the earliest day of its events.
    shapes : GeoDataFrame
        Lines and areas of the features that have any, by ``feature_id``: ``source`` and geometry, EPSG:4326.
    unstated_countries : Index
        Features whose country the record does not say: it is derived from the ground of today.
    subject : Subject
        What its descriptor says of its subject: words, groups, colours, level of strictness.
    bounds : list of Bound
        The ends that follow from other rows: see :mod:`atlas.record.derived`.
    version, title, description, path
        Version, title and description of the record, and its folder.
    """

    made: Any = None
    """Of a record from a list: what was guessed, decided and left out (:class:`atlas.lists.Made`)."""
    feature_class: type[Feature] = Feature
    """Class of the features that it gives."""

    features: gpd.GeoDataFrame
    events: pd.DataFrame
    attestations: pd.DataFrame
    sources: pd.DataFrame
    names: pd.DataFrame
    milestones: pd.DataFrame
    wanted: pd.DataFrame
    totals: pd.DataFrame
    rereadings: pd.DataFrame
    kinds: pd.DataFrame
    event_types: pd.DataFrame
    grades: pd.DataFrame
    first_day: int
    bounds: list[Bound]

    def __init__(
        self,
        frames: dict[str, pd.DataFrame],
        package: Package,
        path: Path,
        whole: Record | None = None,
        shapes: gpd.GeoDataFrame | None = None,
    ) -> None:
        """``whole`` is the record of which this is a part: what follows from rows left out is known from it.

        ``shapes`` are the lines and areas of a record that has no folder yet.
        """
        self._shapes = shapes
        self.package, self.path = package, path
        self._whole = whole
        self.title, self.version, self.date = package.title, package.version, package.created
        self.description = str(package.descriptor.get("description", ""))
        self.kinds, self.event_types, self.grades = frames["kinds"], frames["event_types"], frames["grades"]
        self.names, self.wanted = frames["names"], frames["wanted"]
        for name in ("totals", "rereadings"):  # of the whole: a part has none
            columns = list(package.tables[name].columns)
            setattr(self, name, frames.get(name, pd.DataFrame(columns=columns, dtype="str")))
        self.sources = frames["sources"].set_index("source_id")
        dates: Read = {}  # most of which stand in several tables
        self.milestones = dated(frames["milestones"], dates)
        self.attestations = dated(frames["attestations"], dates)
        self.features = pointed(frames["features"], self.kinds)
        self.unstated_countries = self.features.index[self.features["country"] == ""]
        if len(self.unstated_countries):
            self.features["country"] = countries_of(self.features, self._today())
        weak = weakly_sourced(frames["events"], self.attestations, self.sources, self.grades)
        self.subject = package.subject
        told = judged(dated(frames["events"], dates), self.event_types, self.attestations)
        self.first_day = first_day_of(package, told) if whole is None else whole.first_day
        judgements = with_closed(told, self.date, self.first_day)
        judgements["weak"] = weak.to_numpy()
        derived = bounds_of(judgements, self.features, self.date, self.first_day) if whole is None else whole.bounds
        self.bounds = [bound for bound in derived if bound.feature_id in self.features.index]
        self.events = with_derived(judgements, self.bounds)

    @property
    def whole(self) -> Record | None:
        """The record of which this is a part; None for one that was loaded."""
        return self._whole

    @property
    def licence(self) -> str:
        """Its licence in words, as its descriptor has it: "CC BY 4.0"; "no licence stated" where it has none."""
        stated: dict[str, Any] = next(iter(self.package.descriptor.get("licenses") or ()), {})
        name = str(stated.get("name") or stated.get("title") or stated.get("path") or "")
        return re.sub(r"^CC-([A-Z-]+)-(\d)", r"CC \1 \2", name) or "no licence stated"

    def word(self, key: str, otherwise: str) -> str:
        """One of its own words in English, by its key in the section ``subject``; else what stands instead."""
        own = self.subject.words.get(key, "")
        return (own if isinstance(own, str) else own.get("en", "")) or otherwise

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        """What it says of itself in other languages, by key and language (:mod:`atlas.record.languages`)."""
        return read_languages(self.path) if self.path else {}

    @property
    def clock_first(self) -> str:
        """EDTF date with which clocks begin: ``first`` of its descriptor, else its first day."""
        return self.subject.first or from_day(self.first_day).isoformat()

    def _today(self) -> gpd.GeoDataFrame:
        """The borders of today, or none where they cannot be read."""
        try:
            return polities_on(read_borders(borders_file(self.path)), self.date)
        except BordersError:
            return read_borders(None)

    @cached_property
    def borders(self) -> gpd.GeoDataFrame:
        """States and their parts with their spans, as :func:`atlas.record.borders.read_borders` gives them."""
        if self._whole is not None:  # a part lies on the ground of the whole: it is read once
            return self._whole.borders
        if self.subject.ground == "none":
            return read_borders(None)
        try:
            whole = read_borders(borders_file(self.path))
            return whole if self.subject.ground == "day" else lasting(polities_on(whole, self.date), self.date)
        except BordersError as error:
            raise RecordError([Problem(FILE, 1, "-", "ground", fault) for fault in error.faults]) from error

    @cached_property
    def waters(self) -> gpd.GeoDataFrame:
        """Rivers and lakes of the ground, as :func:`atlas.record.waters.read_waters` gives them."""
        return self._of_ground(WATERS, read_waters)

    @cached_property
    def landmarks(self) -> gpd.GeoDataFrame:
        """What readers of a town's map find their way by, as :func:`atlas.record.landmarks.read_landmarks` gives it."""
        return self._of_ground(LANDMARKS, read_landmarks)

    def _of_ground(self, name: str, read: Callable[[Path | None], gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
        """What a file of the ground holds; nothing on a record that has no ground."""
        if self.subject.ground == "none":
            return read(None)
        try:
            return read(ground_file(self.path, name))
        except BordersError as error:
            raise RecordError([Problem(name, 1, "-", "ground", fault) for fault in error.faults]) from error

    @cached_property
    def shapes(self) -> gpd.GeoDataFrame:
        """Lines and areas of the features that have any, as :func:`atlas.record.shapes.read_shapes` gives them."""
        if self._shapes is not None:
            shapes = self._shapes
        elif self._whole is not None:
            shapes = self._whole.shapes
        else:
            try:
                shapes = read_shapes(self.path)
            except ShapesError as error:
                raise RecordError([Problem(SHAPES, 1, "-", "shapes", fault) for fault in error.faults]) from error
        return shapes[shapes.index.isin(self.features.index)]

    @cached_property
    def towns(self) -> gpd.GeoDataFrame:
        """Towns by which readers look for features, as :func:`atlas.record.towns.read_towns` gives them."""
        if self._whole is not None:
            return self._whole.towns
        try:
            return read_towns(towns_file(self.path))
        except BordersError as error:
            raise RecordError([Problem(TOWNS, 1, "-", "ground", fault) for fault in error.faults]) from error

    @cached_property
    def town_rows(self) -> npt.NDArray[np.int64]:
        """For each feature the row of ``towns`` that it is of; -1 for none."""
        return towns_of(self.features, self.towns)

    def town(self, name: str, country: str | None = None) -> Town:
        """A town by any of its names, in any script, with what the record has there.

        Parameters
        ----------
        name
            ``Wien``, ``Vienna`` or ``Вена``; of several towns the largest is meant.
        country
            ISO 3166-1 alpha-2 code, for the one of that country.

        Raises
        ------
        KeyError
            Neither the table of towns nor a feature names it.
        ValueError
            ``name`` is empty, or no text.
        """
        return town_named(self, name, country)

    @cached_property
    def tenures(self) -> gpd.GeoDataFrame:
        """Spans for which features bore the name or image, as :func:`atlas.record.states.tenure_frame` has them.

        JSON has no days: ``tenures.to_json(default=str)`` writes them as text.
        """
        renamed = self.subject.life == "renamed"
        with uncollected():
            return tenure_frame(self.features, self.events, self.date, self.first_day, before_first=renamed)

    @cached_property
    def estimate(self) -> Estimate:
        """What likelihoods are reckoned from: learnt from the whole record that was loaded, also for a part of it."""
        if self._whole is not None:
            return self._whole.estimate
        return Estimate(self.features, self.tenures, to_day(self.date))

    @cached_property
    def labels(self) -> pd.DataFrame:
        """Names with their days, one at a time in each language, as :func:`atlas.record.names.label_frame` gives
        them.
        """
        return label_frame(self.names, self.events, self.tenures, self._languages)

    @cached_property
    def _languages(self) -> list[str]:
        """Languages of names as they are first listed in the whole: a part calls a thing as the whole does."""
        return list(dict.fromkeys(self.names["language"])) if self._whole is None else self._whole._languages

    def __len__(self) -> int:
        return len(self.features)

    def __iter__(self) -> Iterator[Feature]:
        return (self.feature_class(self, feature_id) for feature_id in self.features.index)

    @classmethod
    def undrawable(cls, sheets: dict[str, tables.Sheet]) -> list[Problem]:
        """What else keeps files from being loaded as this class: nothing, where it only answers questions."""
        return []

    def __contains__(self, feature_id: object) -> bool:
        return feature_id in self.features.index

    def __getitem__(self, feature_id: str) -> Feature:
        """One feature with its whole history. A KeyError names the nearest ids."""
        if feature_id not in self.features.index:
            raise KeyError(unknown_id(feature_id, self.features.index))
        return self.feature_class(self, feature_id)

    def places_of(self, table: str, key: str) -> npt.NDArray[np.intp]:
        """Where in a table the rows of one feature stand (of one event in ``attestations``), in their order."""
        if table not in self._places:
            column = "event_id" if table == "attestations" else "feature_id"
            self._places[table] = getattr(self, table).groupby(column, sort=False).indices
        return self._places[table].get(key, _NOWHERE)

    @cached_property
    def event_turns(self) -> npt.NDArray[np.intp]:
        """The place of each event in the order of time: by its first day, its last, and its id."""
        by = ["earliest", "latest", "event_id"]
        order = self.events[by].reset_index(drop=True).sort_values(by, kind="stable").index
        turns: npt.NDArray[np.intp] = np.empty(len(order), dtype=np.intp)
        turns[order] = np.arange(len(order))
        return turns

    @cached_property
    def _places(self) -> dict[str, dict[str, npt.NDArray[np.intp]]]:
        return {}

    def at(self, day: str | date | pd.Timestamp | int) -> gpd.GeoDataFrame:
        """State and name of every feature on a day.

        Parameters
        ----------
        day : str, date, Timestamp or int
            One day: ``1961-11-01``, or a day number (days since 1970-01-01) that cannot be taken for a year.

        Returns
        -------
        GeoDataFrame
            The features with ``status`` (``before``, ``uncertain``, ``bearing``, ``after``), and the ``name``
            valid on that day and the same in ``latin`` letters: in the language of the tenure, else the first
            listed, else the title. How a status follows from the sources is told in :mod:`atlas.record.tenures`.
            Beside it ``likelihood``, 0 to 1: an estimate of whether it bore the name, where no source settles that
            (:mod:`atlas.record.likelihood`).

        Raises
        ------
        ValueError
            ``day`` is a month, a year or no date at all.
        """
        number = as_day(day)
        codes = state_codes(self.tenures, self.features.index, [number])[:, 0]
        named = names_on(self.labels, self.features["title"], number)
        status = pd.Series(np.array(STATUSES)[codes], index=self.features.index, dtype="str")
        likely = self.estimate.at(self.features, self.tenures, [number])[:, 0]
        return self.features.assign(status=status, likelihood=likely, name=named["name"], latin=named["latin"])

    def where(
        self,
        *,
        between: tuple[Any, Any] | None = None,
        begun: tuple[Any, Any] | None = None,
        ended: tuple[Any, Any] | None = None,
        **criteria: Any,
    ) -> Self:
        """A smaller record.

        Parameters
        ----------
        between : (first, last), optional
            Keep what bore, or may have borne, the name or image on some day from ``first`` to ``last``.
        begun, ended : (first, last), optional
            Keep what got, or lost, it by an event whose date lies wholly within these days. Of both, and of
            ``between``, a year or month stands for its first day, then for its last.
        **criteria
            Column of ``features`` (or ``feature_id``, ``group``) to a value or a list of values.

        Returns
        -------
        Record
            With the features that meet every criterion, and the events, names, attestations and sources that
            belong to them. Milestones, vocabularies and borders stay.

        Raises
        ------
        ValueError
            There is no such column, or no feature with such a term; the text names what is nearest.
        KeyError
            There is no feature with a ``feature_id`` asked for; the text names the nearest ids.

        Warns
        -----
        EmptyWarning
            Each term is sound, but no feature meets them all; the text says what there is.
        """
        spans = {"between": between, "begun": begun, "ended": ended}
        given = {word: span for word, span in spans.items() if span is not None}
        tables = select(self, given, criteria)
        if len(self) and tables["features"].empty:
            tell_empty(self, {**criteria, **given})
        return type(self)(tables, self.package, self.path, whole=self)

    def changes(self, since: str | date | None = None, until: str | date | None = None) -> pd.DataFrame:
        """All that began or ended within a span of days.

        Parameters
        ----------
        since, until : str or date
            First and last day, both within; a year or month stands for its first day, then for its last. By default the
            record's first day and its own date.

        Returns
        -------
        DataFrame
            The events, indexed by ``event_id``, in the order of their last possible days: ``feature_id, title, type,
            effect`` (begin, end, day), ``date`` (EDTF), ``earliest, latest``, and ``within``: True where all days that
            the date allows lie in the span, False where some do, so that it may lie there or not.

        Raises
        ------
        ValueError
            A date is none, or the span runs backwards.
        """
        span = (self.first_day if since is None else since, self.date if until is None else until)
        first, last = (np.datetime64(day, "D") for day in map(from_day, span_of("since, until", span)))
        columns = ["event_id", "feature_id", "type", "effect", "date", "earliest", "latest"]
        found = self.events.loc[self.events["effect"].ne("neutral"), columns].set_index("event_id")
        start, end = (found[name].to_numpy().astype("datetime64[D]") for name in ("earliest", "latest"))
        found.insert(1, "title", self.features["title"].reindex(found["feature_id"]).to_numpy())
        found["within"] = (start >= first) & (end <= last)
        return found[(start <= last) & (end >= first)].sort_values("latest", kind="stable")

    def counts(
        self,
        freq: str = "month",
        by: str | None = None,
        start: str | date | None = None,
        end: str | date | None = None,
        *,
        likely: bool = True,
    ) -> pd.DataFrame:
        """How many features bore the name or image over time.

        Parameters
        ----------
        freq : {"month", "year", "day"}
            Periods; each is counted on its first day.
        by : str, optional
            A column to count apart: ``country``, ``kind``, ``group``, ``polity`` or any other of
            ``features``.
        start, end : str or date
            First and last day; a year or month stands for its first day, then for its last. By default the record's
            first day and its own date.
        likely : bool
            Add the estimate, which takes most of the time.

        Returns
        -------
        DataFrame
            Tidy: ``date``, the column ``by``, and ``before, uncertain, bearing, after`` in features. Each row
            sums to the number of features (of that ``by``). ``likely`` is how many bore the name by the estimate of
            :mod:`atlas.record.likelihood`, between ``low`` and ``high`` with a probability of nine in ten.

        Raises
        ------
        ValueError
            There is no such period or column, or a date is none.
        """
        if by is not None and by not in self.features.columns:
            raise ValueError(no_column(self.features.columns, by))
        span = (self.first_day if start is None else start, self.date if end is None else end)
        first, last = map(from_day, span_of("start, end", span))
        keys = self.features[by] if by else None
        days = period_starts(freq, first, last)
        settled = count_states(self.tenures, self.features.index, keys, days)
        if not likely:
            return settled
        estimated = self.estimate.counts(self.features, self.tenures, days, keys)
        for name in ("likely", "low", "high"):  # the same rows, which stand there by key and not by day
            settled[name] = estimated[name].to_numpy().reshape(-1, len(days)).T.ravel()
        return settled

    def __repr__(self) -> str:
        return (
            f"<Record {self.title!r} {self.version}: {len(self.features)} features, "
            f"{len(self.events)} events, {len(self.attestations)} attestations, "
            f"{len(self.sources)} sources, {self.date}>"
        )


def first_day_of(package: Package, events: pd.DataFrame) -> int:
    """Day number of a record's first day, before which no begin is looked for that nobody has sourced."""
    if package.subject.since:
        return to_day(bounds(package.subject.since)[0])
    days = events["earliest"].dropna()
    return to_day(days.min().date()) if len(days) else to_day(package.created)


def load(path: str | Path | None = None) -> Record:
    """Load a record.

    Parameters
    ----------
    path : path, optional
        Folder with the tables of a record; by default the record that comes with the package. ``features``,
        ``events``, ``attestations`` and ``sources`` are needed; any other table may be absent and is then
        empty. The vocabularies, the borders and ``datapackage.json`` are then those of the bundled record.

    Returns
    -------
    Record

    Raises
    ------
    RecordError
        A table is missing, lacks a column, is not UTF-8, or holds a number or date that cannot be read; every
        such fault is listed. What loads may still break other rules: see :func:`atlas.check.check`.
    """
    return load_as(Record, path)


def load_as(record_class: type[_Record], path: str | Path | None = None) -> _Record:
    """:func:`load`, as a class made from :class:`Record`."""
    folder = schema.bundled_path() if path is None else Path(path)
    if not folder.is_dir():
        raise RecordError([Problem(str(folder), 1, "-", "structure", "there is no such folder")])
    try:
        package = schema.read(folder)
    except schema.DescriptorError as error:
        raise RecordError(tables.descriptor_problems(error)) from error
    with uncollected():
        sheets = tables.read_folder(folder, package, keep_bytes=False, keep_arrow=KEEPS_ARROW)
        problems = [problem for sheet in sheets.values() for problem in sheet.problems]
        problems += [*unloadable(sheets), *record_class.undrawable(sheets)] if not problems else []
        if problems:
            raise RecordError(problems)
        frames = {name: frame_of(sheets.pop(name)) for name in list(sheets)}
        return record_class(frames, package, folder)
