"""An extract of OpenStreetMap as a table: a row a named or dated thing, with its tags, its kind and its geometry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from atlas.io.lists.markup import MarkupError, walk
from atlas.io.lists.vector import VectorError, refuse_large

__all__ = ["name_spans", "of_json", "of_xml"]

_TELLS = re.compile(r"(?:.*:)?(?:name|old_name|start_date|end_date|was_name|alt_name)(?::.*)?")
_KINDS = (
    "historic",
    "memorial",
    "building",
    "railway",
    "highway",
    "amenity",
    "tourism",
    "leisure",
    "man_made",
    "place",
)
_AREAS = ("building", "landuse", "leisure", "amenity", "place", "boundary", "natural", "area", "tourism", "historic")
_DAY = r"\d{4}(?:-\d\d){0,2}"
_SPAN = re.compile(
    rf"(?:old_|was_|former_)?name(?::[a-z]{{2,3}})?:(?P<since>{_DAY})?(?:--|\.\.|[-–])(?P<until>{_DAY})?"
)
_OWN_ID = re.compile(r"(?:node|way|relation)/\d+")


def of_xml(path: Path) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The things of an extract in XML, and what is to be known of them.

    Raises
    ------
    VectorError
        It is no XML that can be read, or too large.
    """
    elements: list[dict[str, Any]] = []

    def begin(name: str, attributes: dict[str, str], line: int) -> None:
        if name in ("node", "way", "relation"):
            elements.append({"type": name, "id": attributes.get("id"), "tags": {}, "nodes": [], "members": []})
            elements[-1] |= {key: attributes[key] for key in ("lat", "lon") if key in attributes}
        elif elements and name == "tag":
            elements[-1]["tags"][attributes.get("k", "")] = attributes.get("v", "")
        elif elements and name == "nd":
            elements[-1]["nodes"].append(attributes.get("ref"))
        elif elements and name == "center":
            elements[-1]["center"] = attributes
        elif elements and name == "member":
            elements[-1]["members"].append(attributes)

    try:
        walk(path, begin)
    except MarkupError as error:
        raise VectorError(str(error)) from None
    return _table(elements)


def of_json(document: dict[str, Any]) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The same of an answer of Overpass in JSON."""
    return _table([one for one in document["elements"] if isinstance(one, dict)])


def _table(elements: Sequence[dict[str, Any]]) -> tuple[gpd.GeoDataFrame, list[str]]:
    nodes = {str(one.get("id")): point for one in elements if one.get("type") == "node" and (point := _xy(one))}
    ways = {str(one.get("id")): line for one in elements if one.get("type") == "way" and (line := _line(one, nodes))}
    records, shapes = [], []
    for one in elements:
        tags = {str(key): str(value) for key, value in (one.get("tags") or {}).items()}
        if not any(_TELLS.fullmatch(key) for key in tags):
            continue
        records.append({"id": f"{one.get('type')}/{one.get('id')}", **tags})
        shapes.append(_shape(one, tags, nodes, ways))
    if not records:
        raise VectorError("nothing in it has a name or a date")
    refuse_large(len(records), len({key for record in records for key in record}))
    notes = name_spans(records)
    bare = len(elements) - len(records)
    notes += [f"{bare:,} nodes, ways and relations without a name and a date were passed over"] if bare else []
    return gpd.GeoDataFrame(pd.DataFrame(records, dtype=object), geometry=shapes, crs="EPSG:4326"), notes


def _xy(one: dict[str, Any]) -> tuple[float, float] | None:
    try:
        x, y = float(one["lon"]), float(one["lat"])
    except (KeyError, TypeError, ValueError):
        return None
    return (x, y) if abs(x) <= 180 and abs(y) <= 90 else None


def _line(one: dict[str, Any], nodes: dict[str, tuple[float, float]]) -> list[tuple[float, float]]:
    inline = [point for spot in one.get("geometry") or () if isinstance(spot, dict) and (point := _xy(spot))]
    return inline or [nodes[str(ref)] for ref in one.get("nodes") or () if str(ref) in nodes]


def _shape(
    one: dict[str, Any], tags: dict[str, str], nodes: dict[str, tuple[float, float]], ways: dict[str, Any]
) -> Any:
    """What a thing looks like: its course, its area, its point; else its middle, as far as the file has these."""
    found = None
    if one.get("type") == "relation":
        found = _relation(one, tags, nodes, ways)
    elif len(line := _line(one, nodes)) > 1:
        closed = len(line) > 3 and line[0] == line[-1] and tags.get("area") != "no" and "highway" not in tags
        found = shapely.Polygon(line) if closed and any(key in tags for key in _AREAS) else shapely.LineString(line)
    point = _xy(one) or _xy(one.get("center") or {})
    return found if found is not None or point is None else shapely.Point(point)


def _relation(
    one: dict[str, Any], tags: dict[str, str], nodes: dict[str, tuple[float, float]], ways: dict[str, Any]
) -> Any:
    """An area of its outer ways without its inner ones, or its ways as lines, or its nodes."""
    members = [member for member in one.get("members") or () if isinstance(member, dict)]
    lines: dict[bool, list[Any]] = {True: [], False: []}
    for member in members:
        line = ways.get(str(member.get("ref"))) or _line(member, nodes)
        if member.get("type") == "way" and len(line) > 1:
            lines[member.get("role") == "inner"].append(shapely.LineString(line))
    if tags.get("type") in ("multipolygon", "boundary"):
        outer, inner = (shapely.union_all(list(shapely.polygonize(lines[side]).geoms)) for side in (False, True))
        if not (area := shapely.difference(outer, inner)).is_empty:
            return area
    if lines[False]:
        return shapely.line_merge(shapely.union_all(lines[False]))
    points = [nodes[ref] for member in members if (ref := str(member.get("ref"))) in nodes]
    return shapely.MultiPoint(points) if points else None


def name_spans(records: list[dict[str, Any]]) -> list[str]:
    """Give things of OpenStreetMap their kind, their address, and of former names with years the last and its end.

    ``old_name:1930-1961 = Harbour Street`` becomes ``old_name = Harbour Street``, ``renamed = 1961``; the years of all
    stay under ``former names``. Records that are not of OpenStreetMap stay as they are.
    """
    own = [str(record.get("@id") or record.get("id") or "") for record in records]
    if sum(bool(_OWN_ID.fullmatch(one)) for one in own) * 2 <= len(records):
        return []
    spanned = 0
    for record, identifier in zip(records, own, strict=True):
        record.setdefault("kind", next((record[key] for key in _KINDS if record.get(key)), None))
        if record["kind"] in ("yes", None):
            record["kind"] = next((key for key in _KINDS if record.get(key)), None)
        if _OWN_ID.fullmatch(identifier):
            record.setdefault("link", None)
            record["link"] = record["link"] or f"https://www.openstreetmap.org/{identifier}"
        spanned += _former(record)
    if not spanned:
        return []
    for record in records:
        if record.get("old_name") and not record.get("renamed"):
            record["renamed"] = record.get("start_date")
    text = f"{spanned:,} things have former names with years: the last year of the last is when they were renamed"
    return [text]


def _former(record: dict[str, Any]) -> bool:
    """Put former names that have spans in their order; whether there are any."""
    spans = {key: match for key in record if (match := _SPAN.fullmatch(key)) and (match["since"] or match["until"])}
    ended = {key: match for key, match in spans.items() if match["until"]}
    if not ended:
        return False
    order: Iterable[str] = sorted(ended, key=lambda key: (ended[key]["until"], ended[key]["since"] or ""))
    names = [str(record[key]) for key in order]
    years = [f"{record[key]} ({_years(ended[key])})" for key in order]
    plain = [name.strip() for name in str(record.get("old_name") or "").split(";") if name.strip()]
    record["old_name"] = ";".join(dict.fromkeys([*(name for name in plain if name not in names), *names]))
    record["renamed"] = max(match["until"] for match in ended.values())
    record["former names"] = ", ".join(years)
    for key in ended:
        del record[key]
    return True


def _years(span: re.Match[str]) -> str:
    return f"{span['since']}-{span['until']}" if span["since"] else f"until {span['until']}"
