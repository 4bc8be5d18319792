"""What the rules share: the sheets of a record, and the look-ups that several rules need."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd

from atlas.check.areas import Areas, Point, held_by
from atlas.edtf import Edtf, EdtfError, bounds, parse, to_day
from atlas.io.frames import frame_of, unloadable
from atlas.io.schema import Package
from atlas.io.tables import Problem, Row, Sheet
from atlas.record.borders import BordersError, borders_file, polities_on, read_borders
from atlas.record.derived import closed
from atlas.record.record import Record
from atlas.record.shapes import ShapesError, read_shapes, shapes_frame
from atlas.record.states import changes_by
from atlas.record.tenures import Change, Tenure, tenures_of

__all__ = ["Context", "Dated", "read_date"]

Dated = tuple[str | None, str | None]
"""The type and the date of an event, as its row has them."""


def read_date(text: str | None) -> Edtf | None:
    """The date that a cell has, or None where there is none or it cannot be read."""
    try:
        return parse(text) if text else None
    except EdtfError:
        return None


@dataclass
class Context:
    """A record under check. Rules take from it what can be read and pass over the rest."""

    folder: Path
    package: Package
    sheets: dict[str, Sheet]

    def rows(self, table: str) -> list[Row]:
        """Rows of a table that could be read."""
        return self.sheets[table].rows

    def problem(self, table: str, row: Row, column: str, rule: str, message: str) -> Problem:
        """A problem of one cell."""
        return Problem(self.sheets[table].table.path, row.line, column, rule, message)

    @cached_property
    def effects(self) -> dict[str | None, str]:
        """Event type to effect."""
        return {row["event_type"]: row["effect"] for row in self.rows("event_types")}

    @cached_property
    def events(self) -> dict[str, Row]:
        """Event id to its row."""
        return {row["event_id"]: row for row in self.rows("events")}

    @cached_property
    def dates_of_events(self) -> dict[str | None, Edtf | None]:
        """Event id to its date; None where that cannot be read."""
        events = self.sheets["events"].values
        return dict(zip(events["event_id"], map(read_date, events["date"]), strict=True))

    @cached_property
    def places_of_events(self) -> dict[str | None, list[int]]:
        """Feature id to where in the table its events stand, in their order."""
        found: dict[str | None, list[int]] = defaultdict(list)
        for place, feature_id in enumerate(self.sheets["events"].values["feature_id"]):
            found[feature_id].append(place)
        return dict(found)

    @cached_property
    def dates_said(self) -> dict[str | None, list[str | None]]:
        """Event id to the dates that its attestations give."""
        found: dict[str | None, list[str | None]] = defaultdict(list)
        attestations = self.sheets["attestations"].values
        for event_id, said in zip(attestations["event_id"], attestations["date"], strict=True):
            found[event_id].append(said)
        return dict(found)

    @cached_property
    def attestations_of(self) -> dict[str, list[Row]]:
        """Event id to its attestations."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows("attestations"):
            found[row["event_id"]].append(row)
        return found

    @cached_property
    def milestones_of(self) -> dict[str, list[Row]]:
        """Milestone id to its rows, one a source."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows("milestones"):
            found[row["milestone_id"]].append(row)
        return found

    def effect_of(self, kind: str | None) -> str:
        """What events of a type do: ``begin``, ``end``, ``day``, ``stands`` or ``neutral``."""
        return "stands" if kind == "stands" else self.effects.get(kind) or "neutral"

    def first_tenure(self, feature_id: str | None) -> Tenure | None:
        """The first tenure of a feature, as far as its events can be read; events of one day stand by their ids.

        It is reckoned once for each history of types and dates: the ids in it are not those of the record.
        """
        ids, kinds, dates = (self.sheets["events"].values[name] for name in ("event_id", "type", "date"))
        places = [place for place in self.places_of_events.get(feature_id, ()) if ids[place] is not None]
        places.sort(key=ids.__getitem__)
        history = tuple((kinds[place], dates[place]) for place in places)
        if history not in self._first_tenures:
            self._first_tenures[history] = self._first_of(history)
        return self._first_tenures[history]

    @cached_property
    def _first_tenures(self) -> dict[tuple[Dated, ...], Tenure | None]:
        return {}

    def _first_of(self, history: tuple[Dated, ...]) -> Tenure | None:
        changes: list[Change] = []
        for place, (kind, text) in enumerate(history):
            if (when := read_date(text)) is not None:
                days = to_day(when.earliest), to_day(when.latest)
                changes += changes_by(f"{place:06d}", self.effect_of(kind), *days, again=kind == "restored")
        today, first = to_day(self.package.created), self.first_day
        renamed = self.package.subject.life == "renamed"
        tenures = tenures_of(closed(changes, today, first), today, first, before_first=renamed)
        return tenures[0] if tenures else None

    @cached_property
    def first_day(self) -> int:
        """Day number of the record's first day, as far as its events can be read."""
        if since := self.package.subject.since:
            return to_day(bounds(since)[0])
        dates = map(read_date, self.sheets["events"].distinct("date"))
        days = [when.earliest for when in dates if when and when.earliest > date.min]
        return to_day(min(days, default=self.package.created))

    @cached_property
    def record(self) -> Record | None:
        """The record itself, where it can be loaded and its borders can be read."""
        if self.borders_faults or any(sheet.problems for sheet in self.sheets.values()) or unloadable(self.sheets):
            return None
        frames = {name: frame_of(sheet) for name, sheet in self.sheets.items()}
        return Record(frames, self.package, self.folder, shapes=self.shapes)

    @cached_property
    def borders_faults(self) -> tuple[str, ...]:
        """What keeps the borders from being read, if anything does."""
        try:
            self._borders = read_borders(borders_file(self.folder))
        except BordersError as error:
            return error.faults
        return ()

    @cached_property
    def held(self) -> dict[Point, frozenset[Any]]:
        """Which rows of the borders hold the points of the features, on whatever day."""
        longitudes, latitudes = (self.sheets["features"].values[name] for name in ("longitude", "latitude"))
        return held_by(self.borders, {point for point in zip(longitudes, latitudes, strict=True) if None not in point})

    astray: dict[int, str] | None = None
    """By the line of a feature, why its point does not lie in its country, once a rule has asked."""

    @cached_property
    def today(self) -> Areas:
        """The polities of the record's own date."""
        return Areas(polities_on(self.borders, self.package.created), self.held)

    @cached_property
    def shapes_faults(self) -> tuple[str, ...]:
        """What keeps the lines and areas from being read, if anything does."""
        try:
            self._shapes = read_shapes(self.folder)
        except ShapesError as error:
            return error.faults
        return ()

    @cached_property
    def shapes(self) -> gpd.GeoDataFrame:
        """The lines and areas of the record; none where they cannot be read."""
        return shapes_frame([], [], []) if self.shapes_faults else self._shapes

    @cached_property
    def borders(self) -> gpd.GeoDataFrame:
        """The borders of the record, else of the bundled one; empty where they cannot be read."""
        return read_borders(None) if self.borders_faults else self._borders
