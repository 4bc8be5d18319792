"""The shapes that several formats share: the record's own particulars, its tables, tenures and spans as flat
frames, and each feature with its whole history as plain Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import mapping

from atlas.edtf import from_day, to_day
from atlas.export.safe import iri, segment
from atlas.io.needs import UnrepresentableError
from atlas.io.schema import bundled
from atlas.record.states import as_day, to_datetimes

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = [
    *(
        "COLUMNS",
        "About",
        "about",
        "base_uri",
        "day_frame",
        "flat_frame",
        "geometries",
        "holding",
        "iso",
        "meaning",
        "own_frames",
    ),
    *("plain_tables", "points", "shaped", "span_frame", "tenure_frame"),
]

_ALSO = ("earliest", "latest", "words", "disputed", "effect", "group")


@dataclass(frozen=True, slots=True)
class About:
    """What every output says of the record that it was made from."""

    title: str
    version: str
    date: date
    licence: str
    licence_url: str
    description: str
    authors: tuple[str, ...]
    features: int

    @property
    def author(self) -> str:
        """All authors in one text."""
        return "; ".join(self.authors)

    @property
    def line(self) -> str:
        """Author, title, version, year and licence in one line, for formats that have room for no more."""
        parts = [f"{self.title}: the record", self.version and f"version {self.version}", self.date.isoformat()]
        return f"{self.author}, " + ", ".join([*filter(None, parts), *filter(None, [self.licence])])

    @property
    def pairs(self) -> dict[str, str]:
        """Names and values, in a fixed order and without the empty ones."""
        pairs = {
            "title": self.title,
            "version": self.version,
            "date": self.date.isoformat(),
            "licence": self.licence,
            "licence_url": self.licence_url,
            "author": self.author,
            "description": self.description,
            "features": str(self.features),
            "citation": self.line,
        }
        return {name: value for name, value in pairs.items() if value}


def about(record: Record) -> About:
    """Particulars of a record, from its descriptor."""
    descriptor = record.package.descriptor
    licence: dict[str, str] = next(iter(descriptor.get("licenses") or []), {})
    people = tuple(filter(None, (str(person.get("title", "")) for person in descriptor.get("contributors") or [])))
    return About(
        title=record.title,
        version=record.version,
        date=record.date,
        licence=str(licence.get("name", "")),
        licence_url=str(licence.get("path", "")),
        description=record.description,
        authors=people or (f"{record.title} contributors",),
        features=len(record),
    )


def base_uri(record: Record) -> str:
    """What a ``feature_id`` is appended to, to be an identifier for the whole world.

    The ``homepage`` of the descriptor and ``#``, or where there is none, a URN of the package's name.

    Raises
    ------
    UnrepresentableError
        The homepage is no address.
    """
    descriptor = record.package.descriptor
    home = str(descriptor.get("homepage") or "")
    if not home:
        return f"urn:x-{segment(descriptor.get('name') or 'atlas')}:"
    base = iri(home)
    if base is None:
        raise UnrepresentableError(f"datapackage.json: homepage {home[:80]!r} is no address: write it from https:// on")
    return f"{base.rstrip('#')}#"


def plain_tables(record: Record) -> dict[str, pd.DataFrame]:
    """The record's tables by name, with the columns of the codebook and those that loading adds.

    Text that is missing is None, days are ``datetime64[s]`` or NaT, numbers NA; the points of ``features`` and
    ``milestones`` are in ``latitude`` and ``longitude``.
    """
    tables: dict[str, pd.DataFrame] = {}
    for name, frame in own_frames(record).items():
        own = record.package.tables[name].columns
        columns = [*own, *(column for column in _ALSO if column in frame and column not in own)]
        tables[name] = blanked(pd.DataFrame(frame[columns]))
    return tables


def own_frames(record: Record) -> dict[str, pd.DataFrame]:
    """The record's tables by name, as it has them, with their keys as columns.

    A table of the descriptor that no record has, and that may be called ``check`` or ``borders``, is not among them.
    """
    frames: dict[str, pd.DataFrame] = {}
    for name in record.package.tables:
        frame = getattr(record, name, None) if name in bundled().tables else None
        if isinstance(frame, pd.DataFrame):
            frames[name] = frame.reset_index() if frame.index.name else frame
    return frames


def blanked(frame: pd.DataFrame) -> pd.DataFrame:
    """Empty text as None: a missing value, in every format that knows of such."""
    frame = frame.copy()
    for name in frame.columns:
        if pd.api.types.is_string_dtype(frame[name].dtype):
            frame[name] = pd.Series(
                [text or None for text in frame[name].fillna("")], dtype="object", index=frame.index
            )
    return frame


_FRAMES: WeakKeyDictionary[Record, tuple[tuple[int, ...], gpd.GeoDataFrame]] = WeakKeyDictionary()
"""What most formats begin with, reckoned once a record, and again when somebody has changed its tables."""


def _state_of(record: Record) -> tuple[int, ...]:
    """What tells the tables of a record from the same ones with other cells."""
    tables = (record.features.drop(columns="geometry"), record.events, record.names, record.attestations)
    return tuple(int(pd.util.hash_pandas_object(table).sum()) for table in tables)


def tenure_frame(record: Record) -> gpd.GeoDataFrame:
    """One row a tenure, with all that a flat table can say of it; a feature without a tenure has one row too.

    Returns
    -------
    GeoDataFrame
        Geometry is the line or area of a feature that has one, else its point.
        The columns of ``features``; ``tenure`` (from 1), the ``name`` of that time and in ``latin`` letters, all
        ``names`` of the feature; ``begin`` and ``end``, each with ``_edtf``, ``_type``, ``_words``, ``_earliest``,
        ``_latest``, ``_detail`` and ``_disputed``; the resolved days of :mod:`atlas.record.tenures` (``gone_from`` is
        the first day on which it surely did not bear the name, missing where no source tells of an end); and
        the ``sources`` by id. No column has a name that SQL keeps for itself.
    """
    state = _state_of(record)
    if record not in _FRAMES or _FRAMES[record][0] != state:
        _FRAMES[record] = state, _tenure_frame(record)
    return _FRAMES[record][1].copy()


def _tenure_frame(record: Record) -> gpd.GeoDataFrame:
    tenures = record.tenures.drop(columns="geometry")
    features = record.features.drop(columns="geometry")
    frame = features.reset_index().merge(tenures, on="feature_id", how="left")
    frame["tenure"] = frame["tenure"].astype("Int64")
    events = record.events.set_index("event_id")
    for side in ("begin", "end"):
        told = events.reindex(frame[f"{side}_event"].replace("", pd.NA))
        frame[f"{side}_edtf"] = told["date"].to_numpy()
        for column in ("type", "words", "detail", "disputed"):
            frame[f"{side}_{column}"] = told[column].to_numpy()
        frame[f"{side}_disputed"] = frame[f"{side}_disputed"].astype("boolean")
    for column in ("uncertain_from", "bearing_from", "bearing_until", "gone_from"):
        frame[column] = to_datetimes(None if pd.isna(day) else int(day) for day in frame[column])
    frame["name"], frame["latin"] = _names_of_tenures(record, frame)
    frame["names"] = frame["feature_id"].map(_joined_names(record))
    frame["sources"] = frame["feature_id"].map(_joined_sources(record))
    frame = frame.rename(columns={"group": "kind_group"})
    frame = _signed(frame, record)
    return shaped(points(blanked(frame[_TENURE_COLUMNS])), record)


def _signed(frame: pd.DataFrame, record: Record) -> pd.DataFrame:
    """A frame that says of which record it is, for formats that have no other place to say so."""
    particulars = about(record)
    return frame.assign(
        record_version=particulars.version, record_date=particulars.date.isoformat(), licence=particulars.licence
    )


_TENURE_COLUMNS = [
    *("feature_id", "tenure", "kind", "kind_group", "title", "name", "latin", "settlement", "country", "polity"),
    *("begin_edtf", "begin_type", "begin_words", "begin_earliest", "begin_latest", "begin_detail", "begin_disputed"),
    *("end_edtf", "end_type", "end_words", "end_earliest", "end_latest", "end_detail", "end_disputed"),
    *("uncertain_from", "bearing_from", "bearing_until", "gone_from", "names", "sources"),
    *("latitude", "longitude", "accuracy_m", "location_source", "rank", "wikidata", "geonames", "note"),
    *("begin_event", "end_event", "record_version", "record_date", "licence"),
]


def span_frame(record: Record) -> gpd.GeoDataFrame:
    """One row a span of one certainty: what a time slider plays, and what a day is asked of.

    On a day a feature has one span, or none: ``WHERE day BETWEEN first_day AND last_day`` counts what
    :meth:`atlas.Record.at` does. What goes on as far as the record tells ends with the record's own date, for it says
    nothing of later days.

    Returns
    -------
    GeoDataFrame
        The columns that :data:`COLUMNS` explains. Before, between and after the spans of a feature nobody says that it
        bore the name.
    """
    tenures = tenure_frame(record)
    tenures = tenures[tenures["tenure"].notna()]
    today = to_day(record.date)
    rows: list[dict[str, Any]] = []
    for _, own in tenures.groupby("feature_id", sort=False):
        spans = []
        for row in _records(own):
            marks = [_day(row[name]) for name in ("uncertain_from", "bearing_from", "bearing_until", "gone_from")]
            spans += [(status, begin, until, row) for status, begin, until in _spans(*marks)]  # type: ignore[arg-type]
        rows += [
            {**row, "status": status, "first_day": first, "last_day": last}
            for status, first, last, row in _one_a_day(spans, today)
        ]
    frame = pd.DataFrame(rows, columns=[*tenures.columns, "status", "first_day", "last_day"])
    disputed = [frame[f"{side}_disputed"].astype("boolean").fillna(False).astype(bool) for side in ("begin", "end")]
    frame["disputed"] = disputed[0] | disputed[1]
    for name in ("first_day", "last_day"):
        frame[name] = to_datetimes(None if pd.isna(day) else int(day) for day in frame[name])
    frame = frame[[*_SPAN_COLUMNS, "geometry"]].astype({"tenure": "Int64"})
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


_SPAN_COLUMNS = [
    *("feature_id", "tenure", "status", "first_day", "last_day", "name", "latin", "title", "kind", "kind_group"),
    *("settlement", "country", "polity", "begin_edtf", "end_edtf", "begin_words", "end_words", "disputed"),
    *("accuracy_m", "latitude", "longitude", "sources", "record_version", "record_date", "licence"),
]

COLUMNS = {
    "tenure": "Number of the tenure of its feature, from 1.",
    "status": "bearing: surely bore the name or image, or stood; uncertain: may have; before and after: did not.",
    "first_day": "First day of the span.",
    "last_day": "Last day of the span, itself included; the record's own date where it goes on as far as that tells.",
    "day": "The day that was asked for.",
    "name": "The name of that time, in its own letters; the title where it has none.",
    "latin": "The same in Latin letters.",
    "names": "All names of the feature, each with its language.",
    "kind_group": "Group of the kind: toponym or image.",
    "begin_edtf": "Date on which the tenure began, as EDTF; empty where no source tells of it.",
    "end_edtf": "Date on which the tenure ended, as EDTF; empty where no source tells of it.",
    "begin_words": "The same in words.",
    "end_words": "The same in words.",
    "begin_type": "Type of the event that began it.",
    "end_type": "Type of the event that ended it.",
    "begin_earliest": "First day on which it can have begun.",
    "begin_latest": "Last day on which it can have begun.",
    "end_earliest": "First day on which it can have ended.",
    "end_latest": "Last day on which it can have ended.",
    "begin_detail": "What else is known of the begin.",
    "end_detail": "What else is known of the end.",
    "begin_disputed": "Whether sources differ on the begin.",
    "end_disputed": "Whether sources differ on the end.",
    "begin_event": "Event that began it.",
    "end_event": "Event that ended it.",
    "disputed": "Whether sources differ on its dates.",
    "uncertain_from": "First day on which it may have borne the name.",
    "bearing_from": "First day on which it surely bore it.",
    "bearing_until": "First day on which it no longer surely bore it.",
    "gone_from": "First day on which it surely did not bear it; empty where no source tells of an end.",
    "sources": "Ids of its sources, with spaces between them.",
    "record_version": "Version of the record.",
    "record_date": "The record's own date: what it says of today, it says of this day.",
    "licence": "Under what it may be used.",
    "geometry": "Point, line or area in WGS 84.",
    "earliest": "First day that the date can be.",
    "latest": "Last day that the date can be.",
    "words": "The date in words.",
    "effect": "Whether an event of this type begins or ends a tenure.",
    "group": "Group of the kind: toponym or image.",
    "source": "Where the line or area was taken from.",
    "wkt": "The line or area as well-known text, longitude first.",
    "value": "What is said of it.",
    "level": "state, or territory: a part of one.",
    "valid_from": "First day on which the line held.",
    "valid_to": "First day on which it no longer held; empty where it holds to the record's own date.",
}
"""What the columns mean that exports add to those of the record's own tables."""


def meaning(record: Record, table: str, column: str) -> str:
    """What a column of an export means, by the record's descriptor where it is a column of its own."""
    tables = record.package.tables
    for name in (table, "features"):
        if name in tables and column in tables[name].columns:
            return tables[name].field(column).description
    return COLUMNS.get(column, "")


def _one_a_day(spans: list[Any], today: int) -> Iterator[tuple[str, int, int, Any]]:
    """Spans with first and last day, of which no two share a day: where tenures overlap, the surer one holds."""
    known = [
        (status, begin, today + 1 if until is None else min(until, today + 1), row)
        for status, begin, until, row in spans
    ]
    known = [span for span in known if span[1] < span[2]]
    edges = sorted({edge for _, begin, until, _ in known for edge in (begin, until)})
    held: list[tuple[str, int, int, Any]] = []
    for first, after in pairwise(edges):
        over = [span for span in known if span[1] <= first < span[2]]
        if not over:
            continue
        status, _, _, row = min(over, key=lambda span: (span[0] != "bearing", span[1]))
        if held and held[-1][0] == status and held[-1][3] is row and held[-1][2] == first - 1:
            held[-1] = (status, held[-1][1], after - 1, row)
        else:
            held.append((status, first, after - 1, row))
    yield from held


def flat_frame(record: Record, table: str, day: str | None) -> tuple[str, gpd.GeoDataFrame]:
    """The one table of a format that has room for no more, and its name: of a day it is ``day``."""
    if day is not None:
        return "day", day_frame(record, day)
    return table, span_frame(record) if table == "spans" else tenure_frame(record)


def day_frame(record: Record, day: str) -> gpd.GeoDataFrame:
    """One row a feature on a day, with the ``status`` and ``name`` that :meth:`atlas.Record.at` gives."""
    found = record.at(day).reset_index()
    found["day"] = to_datetimes([as_day(day)] * len(found))
    found["sources"] = found["feature_id"].map(_joined_sources(record))
    frame = pd.DataFrame(found.drop(columns="geometry")).rename(columns={"group": "kind_group"})
    return shaped(points(blanked(_signed(frame, record)[_DAY_COLUMNS])), record)


def holding(spans: gpd.GeoDataFrame, day: str) -> gpd.GeoDataFrame:
    """The spans that hold on a day."""
    at = pd.Timestamp(from_day(as_day(day)))
    return spans[(spans["first_day"] <= at) & (spans["last_day"] >= at)].reset_index(drop=True)


_DAY_COLUMNS = [
    *("feature_id", "day", "status", "name", "latin", "title", "kind", "kind_group", "settlement", "country", "polity"),
    *("accuracy_m", "latitude", "longitude", "sources", "record_version", "record_date", "licence"),
]


def _spans(b0: int, b1: int, e0: int, e1: int | None) -> list[tuple[str, int, int | None]]:
    """Spans of one certainty of one tenure: status, first day, first day after it."""
    if b1 >= e0:  # there is no day on which it surely bears the name
        return [("uncertain", b0, e1)] if e1 is None or b0 < e1 else []
    spans: list[tuple[str, int, int | None]] = [("uncertain", b0, b1), ("bearing", b1, e0), ("uncertain", e0, e1)]
    return [(status, begin, until) for status, begin, until in spans if until is None or begin < until]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _day(stamp: pd.Timestamp) -> int | None:
    return None if pd.isna(stamp) else to_day(stamp.date())


def points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """A frame with ``latitude`` and ``longitude`` as points of WGS 84, missing where a coordinate is."""
    geometry = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    geometry[frame["longitude"].isna() | frame["latitude"].isna()] = None
    return gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:4326")


def shaped(frame: gpd.GeoDataFrame, record: Record) -> gpd.GeoDataFrame:
    """A frame of points with the lines and areas of those features that have any in their place."""
    if not len(record.shapes):
        return frame
    own = dict(zip(record.shapes.index, record.shapes.geometry, strict=True))
    keys, points = frame["feature_id"], frame.geometry
    return frame.set_geometry(
        gpd.GeoSeries(
            [own.get(key, point) for key, point in zip(keys, points, strict=True)], index=frame.index, crs=frame.crs
        )
    )


def geometries(record: Record) -> dict[str, dict[str, Any]]:
    """GeoJSON of the lines and areas of a record, by feature."""
    return {str(key): mapping(shape) for key, shape in zip(record.shapes.index, record.shapes.geometry, strict=True)}


def _names_of_tenures(record: Record, frame: pd.DataFrame) -> tuple[list[str | None], list[str | None]]:
    """Name that each tenure brought, else that its end took away, else that of its days, else the title."""
    brought = _first_by(record.names, "from_event")
    taken = _first_by(record.names, "to_event")
    labels: dict[str, list[dict[str, Any]]] = {}
    for row in _records(record.labels):
        labels.setdefault(row["feature_id"], []).append(row)
    found = [
        brought.get(row["begin_event"])
        or taken.get(row["end_event"])
        or next(_valid(labels.get(row["feature_id"], []), row), (row["title"], row["title"]))
        for row in _records(frame)
    ]
    return [name for name, _ in found], [latin for _, latin in found]


def _first_by(names: pd.DataFrame, event: str) -> dict[str, tuple[str, str]]:
    """The first name, in its own letters and in Latin ones, of each event that brought or took one."""
    first = names[names[event] != ""].drop_duplicates(event)
    return dict(zip(first[event], zip(first["name"], first["latin"], strict=True), strict=True))


def _valid(labels: list[dict[str, Any]], tenure: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Names valid on the first day on which a tenure surely holds, by preference."""
    day = _day(tenure["bearing_from"])
    for label in labels:
        begun = day is None or pd.isna(label["from_day"]) or label["from_day"] <= day
        if begun and (pd.isna(label["to_day"]) or (day is not None and label["to_day"] > day)):
            yield label["name"], label["latin"]


def _joined_names(record: Record) -> dict[str, str]:
    """All names of a feature in one text: ``Wien [de] | Вена [ru]``."""
    marked = record.names["name"] + " [" + record.names["language"] + "]"
    grouped = marked.groupby(record.names["feature_id"])
    return {str(key): " | ".join(part) for key, part in grouped}


def _joined_sources(record: Record) -> dict[str, str]:
    said = record.attestations.merge(record.events[["event_id", "feature_id"]], on="event_id")
    return {str(key): " ".join(sorted(set(ids))) for key, ids in said.groupby("feature_id")["source_id"]}


def iso(stamp: Any) -> str | None:
    """A day as ``1961-11-10``; None where it is missing."""
    return None if pd.isna(stamp) else str(np.datetime64(stamp, "D"))
