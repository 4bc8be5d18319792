"""An extract of OpenStreetMap: XML (``.osm``, as Overpass and JOSM write it) or the JSON of Overpass.

A thing is taken where one of its names is looked for: ``name``, ``old_name``, ``alt_name``, ``official_name`` and their
kin, in any language (``old_name:ru``), with a span (``old_name:1936-1961``), and as the tags of what is gone have them
(``was:name``, ``disused:name``, ``demolished:name``). The ways of one street come together as one entry.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from atlas.edtf.typed import read
from atlas.io.files import read_file
from atlas.io.lists.entry import Entries, Entry, EntryError, Wanted
from atlas.io.lists.markup import MarkupError, walk
from atlas.io.text import visible

__all__ = ["from_json", "from_xml"]

_NAME = re.compile(
    r"(?:(was|disused|abandoned|razed|removed|demolished|destroyed|historic|old|former):)?"
    r"(name|old_name|alt_name|official_name|loc_name|int_name|short_name|reg_name|nat_name|was_name|subject)"
    r"(?::([\w@ .-]+))?"
)
_SPAN = re.compile(r"(\d{4})?(?:--?|–)(\d{4})?")
_TODAY = frozenset(["name", "official_name", "int_name", "loc_name", "short_name", "reg_name", "nat_name", "subject"])
_CLASSES = {
    "place": ("", "P"), "highway": ("street", "R"), "railway": ("station", "S"), "public_transport": ("station", "S"),
    "natural": ("", "T"), "waterway": ("water", "H"), "boundary": ("region", "A"), "bridge": ("bridge", "S"),
    "leisure": ("park", "L"), "historic": ("monument", "S"), "memorial": ("monument", "S"),
    "tourism": ("museum", "S"), "amenity": ("institution", "S"), "man_made": ("works", "S"),
    "industrial": ("works", "S"), "landuse": ("works", "S"), "building": ("building", "S"),
}  # fmt: skip
_FINER = {
    ("place", "square"): ("square", "R"), ("place", "suburb"): ("district", "P"),
    ("place", "quarter"): ("district", "P"), ("natural", "water"): ("water", "H"),
    ("natural", "peak"): ("peak", "T"), ("waterway", "canal"): ("canal", "H"), ("memorial", "bust"): ("bust", "S"),
    ("memorial", "statue"): ("monument", "S"),
    ("memorial", "plaque"): ("relief", "S"), ("artwork_type", "bust"): ("bust", "S"),
    ("highway", "bus_stop"): ("station", "S"),
    **dict.fromkeys((("place", one) for one in ("city", "town", "village", "hamlet")), ("settlement", "P")),
}  # fmt: skip
_NEAR_M = 3000
"""Ways of one name that lie no farther apart are one street."""


@dataclass
class _Thing:
    kind: str
    number: str
    line: int
    tags: dict[str, str] = field(default_factory=dict)
    point: tuple[float, float] | None = None
    nodes: list[str] = field(default_factory=list)


def from_xml(path: Path, wanted: Wanted) -> Entries:
    """Entries of an extract in XML. Raises :class:`EntryError`."""
    try:
        things, total = _things(path, wanted)
        _point_out(path, things)
    except MarkupError as error:
        raise EntryError(f"{visible(path.name)}, {error}") from None
    return Entries("OpenStreetMap, XML", total, _joined(things, wanted))


def _things(path: Path, wanted: Wanted) -> tuple[list[_Thing], int]:
    found: list[_Thing] = []
    total = 0
    now: _Thing | None = None

    def begin(name: str, attributes: dict[str, str], line: int) -> None:
        nonlocal now, total
        if name in ("node", "way", "relation"):
            total += 1
            now = _Thing(name, attributes.get("id", ""), line, point=_point(attributes, path, line))
        elif now is not None and name == "tag":
            now.tags[attributes.get("k", "")] = attributes.get("v", "")
        elif now is not None and name in ("center", "bounds"):
            now.point = now.point or _point(attributes, path, line)
        elif now is not None and (name == "nd" or (name == "member" and attributes.get("type") == "node")):
            now.nodes.append(attributes.get("ref", ""))

    def end(name: str) -> None:
        nonlocal now
        if now is not None and name == now.kind:
            if any(wanted(value) for _, value in _names(now.tags)):
                found.append(now)
            now = None

    walk(path, begin, end)
    return found, total


def _point(attributes: dict[str, Any], path: Path, line: int) -> tuple[float, float] | None:
    """Latitude and longitude of a node, of a centre, or of the middle of bounds."""
    texts = [attributes.get(name) for name in ("lat", "lon")]
    if texts[0] is None and "minlat" in attributes:
        corners = [attributes.get(name) for name in ("minlat", "maxlat", "minlon", "maxlon")]
    else:
        corners = [texts[0], texts[0], texts[1], texts[1]]
    if None in corners:
        return None
    try:
        low, high, left, right = (float(str(text)) for text in corners)
    except ValueError:
        raise EntryError(f"{visible(path.name)}, line {line}: {corners[0]!r} is no number of degrees") from None
    latitude, longitude = (low + high) / 2, (left + right) / 2
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise EntryError(f"{visible(path.name)}, line {line}: {latitude}, {longitude} is not on the globe")
    return latitude, longitude


def _point_out(path: Path, things: list[_Thing]) -> None:
    """Put the things that only name their nodes in the middle of these, where the file has them."""
    needed = {node for thing in things if thing.point is None for node in thing.nodes}
    if not needed:
        return
    known: dict[str, tuple[float, float]] = {}

    def begin(name: str, attributes: dict[str, str], line: int) -> None:
        if name == "node" and attributes.get("id") in needed and (point := _point(attributes, path, line)):
            known[attributes["id"]] = point

    walk(path, begin)
    for thing in things:
        points = [known[node] for node in thing.nodes if node in known]
        if thing.point is None and points:
            thing.point = points[len(points) // 2]


def from_json(path: Path, wanted: Wanted) -> Entries:
    """Entries of an answer of Overpass in JSON. Raises :class:`EntryError`."""
    name = visible(path.name)
    try:
        document = json.loads(read_file(path, 1 << 28).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise EntryError(f"{name} cannot be read: {str(error)[:200]}") from None
    elements = document.get("elements") if isinstance(document, dict) else None
    if not isinstance(elements, list):
        raise EntryError(f"{name} has no list of elements, as the answers of Overpass have")
    things = []
    for number, element in enumerate(elements, start=1):
        if not isinstance(element, dict) or not isinstance(element.get("tags", {}), dict):
            raise EntryError(f"{name}, element {number}: it is no object with tags")
        tags = {str(key): str(value) for key, value in element.get("tags", {}).items()}
        thing = _Thing(str(element.get("type", "")), str(element.get("id", "")), number, tags)
        for spot in (element, element.get("center"), element.get("bounds")):
            thing.point = thing.point or (_point(spot, path, number) if isinstance(spot, dict) else None)
        if any(wanted(value) for _, value in _names(tags)):
            things.append(thing)
    return Entries("OpenStreetMap, JSON of Overpass", len(elements), _joined(things, wanted))


def _names(tags: dict[str, str]) -> list[tuple[re.Match[str], str]]:
    """The tags that are names, each value by itself where several stand in one."""
    found = []
    for key, value in tags.items():
        if match := _NAME.fullmatch(key):
            found += [(match, part.strip()) for part in value.split(";") if part.strip()]
    return found


def _joined(things: Iterable[_Thing], wanted: Wanted) -> list[Entry]:
    entries: list[Entry] = []
    by_name: dict[tuple[Any, ...], list[Entry]] = {}
    for thing in things:
        entry = _entry(thing, wanted)
        key = (entry.kind, entry.fclass, entry.names[0].casefold(), (entry.others or [""])[0].casefold())
        near = (one for one in by_name.setdefault(key, []) if _apart_m(one, entry) <= _NEAR_M)
        if (known := next(near, None)) is not None and thing.kind == "way":
            known.count += 1
            continue
        by_name[key].append(entry)
        entries.append(entry)
    return entries


def _apart_m(a: Entry, b: Entry) -> float:
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return math.inf
    east = (a.longitude - b.longitude) * math.cos(math.radians(a.latitude))
    return 111_195 * math.hypot(a.latitude - b.latitude, east)


def _entry(thing: _Thing, wanted: Wanted) -> Entry:
    kind, fclass = _class_of(thing.tags)
    entry = Entry(thing.line, [], kind=kind, fclass=fclass, today=False, identifier=f"osm:{thing.kind}/{thing.number}")
    others = []
    for match, value in _names(thing.tags):
        state, tag, suffix = match.groups()
        if not wanted(value):
            others.append((state is not None or tag != "name", suffix is not None, value))
            continue
        entry.names += [value] if value not in entry.names else []
        entry.today = entry.today or (state is None and tag in _TODAY and not _SPAN.fullmatch(suffix or ""))
        if span := _SPAN.fullmatch(suffix or ""):
            entry.begin, entry.end = entry.begin or span[1] or "", entry.end or span[2] or ""
    entry.others = list(dict.fromkeys(value for _, _, value in sorted(others, key=lambda one: one[:2])))
    if entry.today:
        entry.begin = entry.begin or read(thing.tags.get("start_date", "")).edtf
        entry.end = entry.end or read(thing.tags.get("end_date", "")).edtf
    entry.place = thing.tags.get("addr:city") or thing.tags.get("is_in:city") or ""
    entry.latitude, entry.longitude = thing.point or (None, None)
    entry.address = f"https://www.openstreetmap.org/{thing.kind}/{thing.number}"
    return entry


def _class_of(tags: dict[str, str]) -> tuple[str, str]:
    plain = {
        key.removeprefix("was:").removeprefix("disused:").removeprefix("demolished:"): v for key, v in tags.items()
    }
    for key, value in plain.items():
        if (key, value) in _FINER:
            return _FINER[key, value]
    return next((found for key, found in _CLASSES.items() if key in plain), ("", ""))
