"""``maps.toml``: which maps a record publishes, and which of them tell a story."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.edtf import EdtfError, parse
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.stories import Story, read_story

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.record import Record

FILE = "maps.toml"
_KEYS = {
    *("id", "title", "lede", "first", "last", "start", "pace", "extent", "narrow", "projection", "filter", "frames"),
    *("compare", "hub", "streets"),
}


class PlanError(ValueError):
    """A fault in ``maps.toml``, or a map that it does not have."""


@dataclass(frozen=True)
class MapPlan:
    """One published map: what it shows, where and when.

    ``extent`` is west, south, east, north in degrees, ``narrow`` that of a screen that is higher than wide;
    ``first``, ``last`` and ``start`` are EDTF dates; ``filter`` is passed to :meth:`atlas.Record.where`;
    ``projection``, ``frames``, ``hub`` and ``streets`` as :class:`atlas.AtlasMap` takes them. ``story`` is the text of
    ``stories/<id>.md``, where the record has one; its page shows stills of the dates ``compare`` side by side.
    """

    id: str
    title: str
    lede: str
    extent: tuple[float, ...]
    narrow: tuple[float, ...] | None = None
    first: str = "1925"
    last: str | None = None
    start: str | None = None
    pace: str = "event"
    projection: Mapping[str, Any] = field(default_factory=lambda: {"kind": "laea", "center": [50.0, 25.0]})
    filter: Mapping[str, Any] = field(default_factory=dict)
    frames: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    compare: tuple[str, ...] = ()
    hub: str | None = None
    streets: str | None = None
    story: Story | None = None

    def part(self, record: Record) -> Record:
        """What the map shows of a record: what its filter keeps, and all that its story tells of."""
        if not self.filter:
            return record
        chosen = record.where(**self.filter)
        told = record.events.loc[record.events["event_id"].isin(self.story.refs if self.story else ()), "feature_id"]
        more = told[~told.isin(chosen.features.index)]
        return record.where(feature_id=[*chosen.features.index, *more.unique()]) if len(more) else chosen

    def sites(self, part: Record) -> gpd.GeoDataFrame:
        """What a story shows of its part: all features of a town, the chief ones first; else those that it tells of."""
        table = part.features
        if self.hub:
            return table.sort_values(["rank", "title"])
        owner = dict(zip(part.events["event_id"], part.events["feature_id"], strict=True))
        told = [owner[ref] for ref in (self.story.refs if self.story else ()) if ref in owner]
        return table.loc[list(dict.fromkeys(told))]

    @property
    def file(self) -> str:
        """Name of the file that the map is written to."""
        return f"{self.id}.html"


@dataclass(frozen=True)
class Plans:
    """All maps of a record, and the polities that its ground tints as the bloc."""

    maps: tuple[MapPlan, ...]
    bloc: Bloc = NO_BLOC

    def chosen(self, only: Sequence[str] | None) -> tuple[MapPlan, ...]:
        """The maps with these ids; all of them for None.

        Raises
        ------
        PlanError
            For an id that is not there.
        """
        known = {plan.id: plan for plan in self.maps}
        if unknown := [name for name in only or () if name not in known]:
            raise PlanError(f"no map {', '.join(unknown)}; there is {', '.join(known)}")
        return tuple(known[name] for name in only) if only else self.maps


def read_plans(record: Record) -> Plans:
    """The plans in the record's ``maps.toml``; without one, a single map of the whole record.

    Raises
    ------
    PlanError
        With file, entry and key, for a fault in the file.
    """
    path = Path(record.path) / FILE
    if not path.exists():
        return Plans((MapPlan("atlas", record.title, "", around(record)),))
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PlanError(f"{FILE}: {error}") from error
    maps = tuple(_plan(entry, number, record) for number, entry in enumerate(document.get("map", ()), start=1))
    if not maps:
        raise PlanError(f"{FILE}: has no [[map]]")
    return Plans(maps, _bloc(document.get("bloc", {})))


def _plan(entry: Mapping[str, Any], number: int, record: Record) -> MapPlan:
    where = f"{FILE}: map {number} ({entry.get('id', 'without id')})"
    if missing := {"id", "title", "lede", "extent"} - entry.keys():
        raise PlanError(f"{where}: lacks {', '.join(sorted(missing))}")
    if unknown := entry.keys() - _KEYS:
        raise PlanError(f"{where}: unknown key {', '.join(sorted(unknown))}")
    west, south, east, north = _extent(entry["extent"], where)
    dates = [(key, entry[key]) for key in ("first", "last", "start") if key in entry]
    for key, date in dates + [("compare", date) for date in entry.get("compare", ())]:
        try:
            parse(str(date))
        except EdtfError as error:
            raise PlanError(f"{where}: {key}: {error}") from error
    if "streets" in entry:
        from xyzservices import providers

        try:
            providers.query_name(entry["streets"])
        except ValueError as error:
            raise PlanError(f"{where}: streets: {error}") from error
    narrow = _extent(entry["narrow"], where) if "narrow" in entry else None
    for key, frame in entry.get("frames", {}).items():
        if not {"title", "extent"} <= frame.keys() <= {"title", "extent", "projection"}:
            raise PlanError(f"{where}: frame {key}: needs title and extent, may have projection, and nothing else")
        _extent(frame["extent"], f"{where}: frame {key}")
    read = {"extent": (west, south, east, north), "narrow": narrow, "compare": tuple(entry.get("compare", ()))}
    return MapPlan(**{**entry, **read, "story": read_story(record.path, entry["id"])})


def _bloc(entry: Mapping[str, Any]) -> Bloc:
    if unknown := entry.keys() - {"polities", "until"}:
        raise PlanError(f"{FILE}: bloc: unknown key {', '.join(sorted(unknown))}")
    try:
        return Bloc(tuple(entry.get("polities", ())), parse(entry["until"]).text if "until" in entry else None)
    except EdtfError as error:
        raise PlanError(f"{FILE}: bloc: until: {error}") from error


def _extent(box: Any, where: str) -> tuple[float, float, float, float]:
    if not (isinstance(box, list) and len(box) == 4 and all(isinstance(v, int | float) for v in box)):
        raise PlanError(f"{where}: extent must be [west, south, east, north] in degrees")
    west, south, east, north = map(float, box)
    if not (-180 <= west < east <= 200 and -90 <= south < north <= 90):
        raise PlanError(f"{where}: extent {box} is not west < east, south < north in degrees")
    return west, south, east, north


MANY = 40  # features from which on the extent passes over the outermost few
OUTERMOST = 0.02
WORLD = (-120.0, -40.0, 150.0, 75.0)  # where there is nothing to show


def around(record: Record) -> tuple[float, float, float, float]:
    """The extent of a record's features with a margin of a twelfth; of very many without the outermost hundredths.

    Returns
    -------
    tuple of float
        West, south, east and north in degrees, a fifth of a degree wide and high at least.
    """
    table = record.features
    if table.empty:
        return WORLD
    ends = [OUTERMOST, 1 - OUTERMOST] if len(table) >= MANY else [0, 1]
    west, east = (float(side) for side in table["longitude"].quantile(ends))
    south, north = (float(side) for side in table["latitude"].quantile(ends))
    margin = max(0.1, (east - west) / 12, (north - south) / 12)
    return (west - margin, max(-89.0, south - margin), east + margin, min(89.0, north + margin))
