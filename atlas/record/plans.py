"""``maps.toml``: which maps a record publishes, and which of them tell a story."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, InstanceOf, ValidationError
from pyproj import Proj
from pyproj.exceptions import ProjError

from atlas.edtf import bounds
from atlas.io.files import FileError, present, text_inside
from atlas.io.pydantic_words import fault_of
from atlas.io.tables import Problem
from atlas.io.text import shown
from atlas.io.toml import TomlError, parse_toml
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.extent import fitted
from atlas.record.figures import Figure, FigureError, read_figures
from atlas.record.options import (
    EdtfText,
    Extent,
    Filter,
    FittedOptions,
    Frame,
    MapOptions,
    Projection,
    Slug,
    Text,
    Title,
)
from atlas.record.select import unknown_id
from atlas.record.stories import FOLDER, OPENINGS, Story, read_story, read_translations

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.record import Record

FILE = "maps.toml"
SCHEMA_FILE = "maps.schema.json"
RESERVED = ("index", "example-article")
"""Names of pages that a build writes itself."""
_MOST_MAPS = 500


class PlanError(ValueError):
    """Faults in ``maps.toml``. ``problems`` holds every :class:`~atlas.io.tables.Problem`; the text lists them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


class UnknownMapError(PlanError):
    """A map, or a frame of one, that ``maps.toml`` does not have."""

    def __init__(self, message: str) -> None:
        ValueError.__init__(self, message)
        self.problems = []


def _free(text: str) -> str:
    if text in RESERVED:
        raise ValueError(f"is {text!r}, the name of a page that a build writes itself; choose another")
    return text


class MapEntry(MapOptions):
    """A ``[[map]]`` of ``maps.toml``: the options of a map, what it shows of the record, and its name."""

    id: Annotated[Slug, AfterValidator(_free), Field(description="Name of the page: <id>.html.")]
    title: Annotated[Title, Field(description="Heading of the page.")]
    lede: Annotated[Text, Field(description="The line beneath it.")]
    extent: Annotated[Extent, Field(description="West, south, east, north in degrees: what is shown first.")]
    filter: Annotated[Filter, Field(description="What of the record it shows; all unless given.")] = (
        Filter.model_validate({})
    )
    compare: Annotated[
        tuple[EdtfText, ...], Field(max_length=12, description="Dates of the stills that a story puts side by side.")
    ] = ()


class BlocEntry(BaseModel):
    """Polities that the ground tints as one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    polities: Annotated[list[Text], Field(description="As in borders.geojson; a state stands for its republics.")] = []
    until: Annotated[EdtfText | None, Field(description="The first day without the tint.")] = None


class Document(BaseModel):
    """The maps that a record publishes, in the order of the index."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    map: Annotated[
        list[MapEntry], Field(min_length=1, max_length=_MOST_MAPS, description="The maps, one `[[map]]` each.")
    ]
    bloc: Annotated[BlocEntry, Field(description="What the ground tints as one, on every map.")] = BlocEntry()


def json_schema() -> str:
    """The JSON Schema of ``maps.toml``, for editors: put ``#:schema maps.schema.json`` on its first line."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Document.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


class MapPlan(FittedOptions):
    """One published map: its options, and what it shows of the record.

    ``filter`` is passed to :meth:`atlas.Record.where`. ``opening`` is the text of ``openings/<id>.md``, which the page
    tells once, and ``story`` that of ``stories/<id>.md``, where the record has one, with their translations by language
    (``opened`` and ``translations``); its page shows the drawings of ``figures`` and stills of the dates
    ``compare`` side by side.
    """

    id: str
    filter: Mapping[str, Any] = {}
    compare: tuple[str, ...] = ()
    story: InstanceOf[Story] | None = None
    translations: Mapping[str, InstanceOf[Story]] = {}
    opening: InstanceOf[Story] | None = None
    opened: Mapping[str, InstanceOf[Story]] = {}
    figures: tuple[InstanceOf[Figure], ...] = ()

    def part(self, record: Record) -> Record:
        """What the map shows of a record: what its filter keeps, and all that its story tells of."""
        if not self.filter:
            return record
        try:
            chosen = record.where(**self.filter)
        except (ValueError, KeyError) as error:
            raise PlanError([Problem(FILE, 1, "filter", "plan", f"map {self.id}: filter: {error.args[0]}")]) from None
        refs = [*(self.story.refs if self.story else ()), *(m.event for one in self.figures for m in one.measures)]
        told = record.events.loc[record.events["event_id"].isin(refs), "feature_id"]
        more = told[~told.isin(chosen.features.index)]
        return record.where(feature_id=[*chosen.features.index, *more.unique()]) if len(more) else chosen

    def clock(self, record: Record) -> tuple[date, date]:
        """First and last day of the map's clock; without a last one, the record's own date."""
        return bounds(self.first)[0], bounds(self.last)[1] if self.last else record.date

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


WHOLE = "atlas"
"""Id of the one map of a record that plans none."""


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
            raise UnknownMapError(f"no map {', '.join(map(shown, unknown))}; there is {', '.join(known)}")
        return tuple(known[name] for name in only) if only else self.maps


def read_plans(record: Record) -> Plans:
    """The plans in the record's ``maps.toml``; without one, a single map of the whole record.

    Raises
    ------
    PlanError
        With every fault that the file has in itself; what does not fit the record is told by :func:`misfits`.
    """
    document, problems = read_document(record.path) if present(record.path, FILE) else (None, [])
    if problems:
        raise PlanError(problems)
    try:
        if document is None:
            return Plans((_whole(record),))
        return Plans(
            tuple(_plan(entry, record) for entry in document.map),
            Bloc(tuple(document.bloc.polities), document.bloc.until),
        )
    except FileError as error:
        raise PlanError([Problem(FOLDER, 1, "-", "story", str(error))]) from None


def _whole(record: Record) -> MapPlan:
    story = read_story(record.path, WHOLE)
    figures = tuple(one for one in _figures(record) if one.map == WHOLE)
    return MapPlan.model_construct(id=WHOLE, story=story, figures=figures, **dict(fitted(MapOptions(), record)))


def _figures(record: Record) -> tuple[Figure, ...]:
    """The drawings of a record. Raises PlanError with what is wrong with their file."""
    try:
        return read_figures(record.path)
    except FigureError as error:
        raise PlanError(error.problems) from None


def _plan(entry: MapEntry, record: Record) -> MapPlan:
    chosen = entry.filter.model_dump(exclude_none=True, exclude_unset=True)
    own: dict[str, Any] = {"filter": chosen, "compare": entry.compare, "story": read_story(record.path, entry.id)}
    own["opening"] = read_story(record.path, entry.id, OPENINGS)
    own["opened"] = read_translations(record.path, entry.id, OPENINGS) if own["opening"] else {}
    own["figures"] = tuple(one for one in _figures(record) if one.map == entry.id)
    own["translations"] = read_translations(record.path, entry.id) if own["story"] else {}
    return MapPlan.model_construct(id=entry.id, **own, **dict(fitted(entry, record)))


def read_document(folder: str | Path) -> tuple[Document | None, list[Problem]]:
    """``maps.toml`` of a folder as its model, or None and what is wrong with it, each fault with line, map and key."""
    try:
        text = text_inside(folder, FILE)
        raw = parse_toml(text)
    except TomlError as error:
        return None, [Problem(FILE, error.line, "-", "plan", str(error))]
    except FileError as error:
        return None, [Problem(FILE, 1, "-", "plan", str(error))]
    try:
        document = Document.model_validate(raw)
    except ValidationError as error:
        found = [_problem(text, raw, fault) for fault in error.errors(include_url=False)]
        return None, list(dict.fromkeys(found))
    twice = [name for name, count in Counter(entry.id for entry in document.map).items() if count > 1]
    problems = []
    for name in twice:
        number = max(n for n, entry in enumerate(document.map) if entry.id == name)
        problems.append(_at(text, raw, number, ("id",), f"{name!r} is the id of another map too"))
    return (None, problems) if problems else (document, [])


def _problem(text: str, raw: Mapping[str, Any], fault: Any) -> Problem:
    """A fault that the model names, with its place in the file."""
    loc = fault["loc"]
    keys = [step for step in loc if isinstance(step, int) or not _TAG.match(step)]
    if loc[:1] == ("map",) and len(loc) > 1 and isinstance(loc[1], int):
        known: Any = MapEntry
        if "projection" in keys:
            known = Projection
        elif "frames" in keys:
            known = Frame
        return _at(text, raw, loc[1], tuple(keys[2:]), fault_of(fault, tuple(known.model_fields)))
    top = tuple(BlocEntry.model_fields if loc[:1] == ("bloc",) else Document.model_fields)
    return _at(text, raw, None, tuple(keys), fault_of(fault, top))


_TAG = re.compile(r"(str|int|float|list|tuple|function|constrained|nullable|\[key\])\b|.*\[")
"""Steps of pydantic's that are no keys: which member of a union was tried."""


def _at(text: str, raw: Mapping[str, Any], number: int | None, keys: tuple[str | int, ...], message: str) -> Problem:
    path = ".".join(key for key in keys if isinstance(key, str)) or "-"
    where = path
    if number is not None:
        entry = raw["map"][number]
        name = entry.get("id") if isinstance(entry, dict) else None
        where = f"map {number + 1} ({name if isinstance(name, str) else 'without id'})" + (f": {path}" * bool(keys))
    return Problem(FILE, _line(text, number, keys), path, "plan", f"{where}: {message}")


def _line(text: str, number: int | None, keys: tuple[str | int, ...]) -> int:
    """The line on which a key of a map stands; that of the map's head, or 1, where it cannot be found."""
    lines = text.split("\n")
    heads = [n for n, line in enumerate(lines, start=1) if re.match(r"\s*\[\[\s*map\s*\]\]", line)] + [len(lines) + 1]
    inside = number is not None and number + 1 < len(heads)
    first, last = (heads[number], heads[number + 1]) if inside and number is not None else (1, len(lines) + 1)
    for key in reversed([key for key in keys if isinstance(key, str)]):
        sought = re.compile(rf"""[^#"']*?(?<![\w-])["']?{re.escape(key)}["']?\s*[=\].]""")
        for line in range(first, last):
            if sought.match(lines[line - 1]):
                return line
    return first


def misfits(record: Record) -> list[Problem]:
    """What in ``maps.toml`` does not fit the record: columns and terms, features, polities, the clock, the sheet."""
    if not present(record.path, FILE):
        return []
    document, problems = read_document(record.path)
    if document is None:
        return problems
    text = text_inside(record.path, FILE)
    raw = parse_toml(text)
    found = []
    for number, entry in enumerate(document.map):
        found += [_at(text, raw, number, keys, message) for keys, message in _misfits(entry, record)]
    known = set(record.borders["polity"])
    known |= {polity.partition(": ")[0] for polity in known}
    for polity in document.bloc.polities if known else ():
        if polity not in known:
            near = difflib.get_close_matches(polity, sorted(known), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            message = f"{shown(polity)} is not a polity of borders.geojson{hint}"
            found.append(_at(text, raw, None, ("bloc", "polities"), message))
    return found


def _misfits(entry: MapEntry, record: Record) -> Iterator[tuple[tuple[str, ...], str]]:
    """Key and message for all that does not fit in one map."""
    try:
        plan = _plan(entry, record)
    except FileError as error:
        yield ("id",), str(error)
        return
    if not plan.last and bounds(plan.first)[0] >= record.date:
        yield ("first",), f"the clock's first day ({plan.first}) must lie before the record's own date, {record.date}"
    for keys, projection, box in _views(plan):
        if not _can_show(projection, box):
            yield keys, "the projection has no image of a part of this extent: it lies too far from its center"
    try:
        part = plan.part(record)
    except PlanError as error:
        yield ("filter",), error.problems[0].message.partition("filter: ")[2]
        return
    if part.features.empty:
        yield ("filter",), "nothing in the record is left"
    elif entry.hub and entry.hub not in part:
        yield ("hub",), unknown_id(entry.hub, part.features.index)


def _views(plan: MapPlan) -> Iterator[tuple[tuple[str, ...], Projection, tuple[float, ...]]]:
    yield ("extent",), plan.projection, plan.extent
    if plan.narrow:
        yield ("narrow",), plan.projection, plan.narrow
    for name, frame in plan.frames.items():
        yield ("frames", name, "extent"), frame.projection or plan.projection, frame.extent


def _can_show(projection: Projection, box: tuple[float, ...]) -> bool:
    """Whether every point on the edge of an extent, and in the middle, has an image within the earth's own size."""
    west, south, east, north = box
    x, y = np.meshgrid(np.linspace(west, east, 9), np.linspace(south, north, 9))
    lat, lon = projection.center
    terms = {"proj": "laea", "lat_0": lat, "lon_0": lon, "R": 1.0}
    if projection.kind == "equal-earth":
        terms = {"proj": "eqearth", "R": 1.0}
    if projection.parallels:
        terms |= {"proj": "aea", "lat_1": projection.parallels[0], "lat_2": projection.parallels[1]}
    try:
        images = np.array(Proj(terms)(x.ravel(), y.ravel()))
    except ProjError:
        return False
    return bool(np.isfinite(images).all() and np.ptp(images, axis=1).min() > 0)
