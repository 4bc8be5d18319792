"""The shapes that several formats share: the record's own particulars, its tables, tenures and spans as flat
frames, and each feature with its whole history as plain Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import mapping

from atlas.edtf import to_day
from atlas.export.safe import iri, segment
from atlas.io.needs import UnrepresentableError
from atlas.io.schema import bundled
from atlas.record.states import to_datetimes

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = [
    *("About", "about", "base_uri", "geometries", "iso", "own_frames", "plain_tables", "points", "shaped"),
    *("span_frame", "tenure_frame"),
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
        ``names`` of the feature; ``begin`` and ``end`` as EDTF with ``_type``, ``_words``, ``_earliest``,
        ``_latest``, ``_detail`` and ``_disputed``; the resolved days of :mod:`atlas.record.tenures` (``gone_from`` is
        the first day on which it surely did not bear the name, missing where no source tells of an end); and
        the ``sources`` by id.
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
        frame[side] = told["date"].to_numpy()
        for column in ("type", "words", "detail", "disputed"):
            frame[f"{side}_{column}"] = told[column].to_numpy()
        frame[f"{side}_disputed"] = frame[f"{side}_disputed"].astype("boolean")
    for column in ("uncertain_from", "bearing_from", "bearing_until", "gone_from"):
        frame[column] = to_datetimes(None if pd.isna(day) else int(day) for day in frame[column])
    frame["name"], frame["latin"] = _names_of_tenures(record, frame)
    frame["names"] = frame["feature_id"].map(_joined_names(record))
    frame["sources"] = frame["feature_id"].map(_joined_sources(record))
    particulars = about(record)
    frame["record_version"] = particulars.version
    frame["record_date"] = particulars.date.isoformat()
    frame["licence"] = particulars.licence
    return shaped(points(blanked(frame[_TENURE_COLUMNS])), record)


_TENURE_COLUMNS = [
    *("feature_id", "tenure", "kind", "group", "title", "name", "latin", "settlement", "country", "polity"),
    *("begin", "begin_type", "begin_words", "begin_earliest", "begin_latest", "begin_detail", "begin_disputed"),
    *("end", "end_type", "end_words", "end_earliest", "end_latest", "end_detail", "end_disputed"),
    *("uncertain_from", "bearing_from", "bearing_until", "gone_from", "names", "sources"),
    *("latitude", "longitude", "accuracy_m", "location_source", "rank", "wikidata", "geonames", "note"),
    *("begin_event", "end_event", "record_version", "record_date", "licence"),
]


def span_frame(record: Record) -> gpd.GeoDataFrame:
    """One row a span of one certainty: what a time slider plays.

    Returns
    -------
    GeoDataFrame
        ``feature_id, tenure, status`` (``uncertain`` or ``bearing``), ``begin`` (its first day), ``until`` (the
        first day on which that no longer holds; missing where it goes on as far as the record tells), ``name,
        latin, title, kind, group, settlement, country, polity, begin_words, end_words, accuracy_m, sources``.
        Before and after the spans of a feature nobody says that it bore the name.
    """
    tenures = tenure_frame(record)
    tenures = tenures[tenures["tenure"].notna()]
    today = to_day(record.date)
    rows: list[dict[str, Any]] = []
    for row in _records(tenures):
        marks = [_day(row[name]) for name in ("uncertain_from", "bearing_from", "bearing_until", "gone_from")]
        for status, begin, until in _spans(*marks):  # type: ignore[arg-type]  # only the last can be None
            if begin <= today:
                last = None if until is None or until > today else until
                rows.append({**row, "status": status, "begin": begin, "until": last})
    columns = [
        *("feature_id", "tenure", "status", "begin", "until", "name", "latin", "title", "kind", "group"),
        *("settlement", "country", "polity", "begin_words", "end_words", "accuracy_m", "sources", "geometry"),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    for name in ("begin", "until"):
        frame[name] = to_datetimes(None if pd.isna(day) else int(day) for day in frame[name])
    return gpd.GeoDataFrame(frame.astype({"tenure": "Int64"}), geometry="geometry", crs="EPSG:4326")


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
