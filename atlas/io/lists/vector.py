"""Geometry of lists: GeoJSON, Linked Places, GeoPackage and KML, read from bytes without a driver."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from tempfile import NamedTemporaryFile
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import shape

__all__ = ["VectorError", "crs_of", "geopackage", "in_degrees", "linked_place", "placemarks", "shape_of"]

_MOST_INSIDE = 1 << 28


class VectorError(ValueError):
    """A file of geometry that cannot be read."""


def shape_of(geometry: Any) -> Any:
    """A geometry of GeoJSON as shapely has it; None where there is none or it cannot be read."""
    if not isinstance(geometry, dict):
        return None
    try:
        found = shape(geometry)
    except Exception:  # shapely raises what it meets
        return None
    return None if found.is_empty else shapely.force_2d(found)


def crs_of(member: Any) -> str:
    """The reference system that GeoJSON of before 2016 may name."""
    name = str((member or {}).get("properties", {}).get("name", "")) if isinstance(member, dict) else ""
    code = re.search(r"EPSG:+(\d+)$", name)
    return f"EPSG:{code[1]}" if code else "EPSG:4326"


def in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same in degrees of WGS 84; a frame without a reference system is taken to be in them already."""
    frame = frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame
    return frame.set_crs("EPSG:4326") if frame.crs is None else frame.to_crs("EPSG:4326")


def linked_place(feature: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """A feature of Linked Places as columns: id, title, begin, end, kind, country, former names, source."""
    properties = feature.get("properties") or {}
    names = [one for one in feature.get("names") or () if isinstance(one, dict)]
    yield "id", feature.get("@id") or feature.get("id")
    title = properties.get("title") or (names[0].get("toponym") if names else None)
    yield "title", title
    spans = _timespans(feature.get("when")) or [span for one in names for span in _timespans(one.get("when"))]
    yield "begin", _instant(spans[0].get("start")) if spans else None
    yield "end", _instant(spans[-1].get("end")) if spans else None
    types = [one.get("label") for one in feature.get("types") or () if isinstance(one, dict) and one.get("label")]
    yield "kind", types[0] if types else None
    yield "country", (properties.get("ccodes") or [None])[0]
    others = [str(one["toponym"]) for one in names if one.get("toponym") and one.get("toponym") != title]
    yield "other names", ";".join(dict.fromkeys(others)) or None
    links = [one for one in feature.get("links") or () if isinstance(one, dict)]
    cited = [one for name in names for one in name.get("citations") or () if isinstance(one, dict)]
    yield "source", next((str(one.get("@id") or one.get("identifier")) for one in [*cited, *links]), None)


def _timespans(when: Any) -> list[dict[str, Any]]:
    spans = when.get("timespans") if isinstance(when, dict) else None
    return [span for span in spans or () if isinstance(span, dict)]


def _instant(side: Any) -> str | None:
    """One side of a timespan: ``{"in": …}``, or a set of its ``earliest`` and ``latest``."""
    if not isinstance(side, dict):
        return None
    if side.get("in"):
        return str(side["in"])
    earliest, latest = side.get("earliest") or "", side.get("latest") or ""
    return f"[{earliest}..{latest}]" if earliest or latest else None


def geopackage(data: bytes) -> tuple[gpd.GeoDataFrame, str, list[str]]:
    """The first table of features of a GeoPackage, its name, and the names of the others."""
    if not data.startswith(b"SQLite format 3\0"):
        raise VectorError("not a GeoPackage")
    with NamedTemporaryFile(suffix=".gpkg") as copy:
        copy.write(data)
        copy.flush()
        base = sqlite3.connect(f"file:{copy.name}?mode=ro&immutable=1", uri=True)
        try:
            base.execute("PRAGMA trusted_schema = OFF")
            layers = base.execute(
                "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g"
                " ON g.table_name = c.table_name WHERE c.data_type = 'features' ORDER BY c.rowid"
            ).fetchall()
            if not layers:
                raise VectorError("no table of features is in it")
            name, column, number = layers[0]
            cursor = base.execute(f"SELECT * FROM {_quoted(name)}")  # noqa: S608 - a name from the file, in quotes
            columns = [one[0] for one in cursor.description]
            rows = cursor.fetchall()
            system = base.execute(
                "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (number,)
            ).fetchone()
        except sqlite3.Error as error:
            raise VectorError(f"not a GeoPackage that can be read: {error}") from None
        finally:
            base.close()
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    shapes = [_geometry(blob) for blob in frame.pop(column)]
    crs = f"{system[0]}:{system[1]}" if system and number > 0 else "EPSG:4326"
    return in_degrees(gpd.GeoDataFrame(frame, geometry=shapes, crs=crs)), name, [one[0] for one in layers[1:]]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _geometry(blob: Any) -> Any:
    """A geometry of GeoPackage: a header of eight bytes and an envelope before the WKB."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP":
        return None
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}.get((blob[3] >> 1) & 7, 0)
    try:
        found = shapely.from_wkb(blob[8 + envelope :])
    except shapely.GEOSException:
        return None
    return None if found.is_empty else shapely.force_2d(found)


def placemarks(data: bytes) -> tuple[gpd.GeoDataFrame, str]:
    """The placemarks of KML or KMZ with their data and time, and the document's name."""
    root = _parsed(_unzipped(data))
    records, shapes = [], []
    for mark in root.findall(".//{*}Placemark"):
        record: dict[str, Any] = {}
        for tag in ("name", "description", "address"):
            record[tag] = _text(mark, tag)
        for pair in mark.findall(".//{*}Data"):
            record[str(pair.get("name"))] = _text(pair, "value")
        for one in mark.findall(".//{*}SimpleData"):
            record[str(one.get("name"))] = (one.text or "").strip() or None
        for tag, path in (
            ("begin", "{*}TimeSpan/{*}begin"),
            ("end", "{*}TimeSpan/{*}end"),
            ("when", "{*}TimeStamp/{*}when"),
        ):
            found = mark.find(path)
            if found is not None and found.text:
                record.setdefault(tag, found.text.strip())
        records.append(record)
        shapes.append(_kml_shape(mark))
    if not records:
        raise VectorError("no placemark is in it; a network link is not followed")
    title = _text(root.find("{*}Document"), "name") if root.find("{*}Document") is not None else None
    return gpd.GeoDataFrame(pd.DataFrame(records, dtype=object), geometry=shapes, crs="EPSG:4326"), title or ""


def _unzipped(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = next(one for one in archive.infolist() if one.filename.lower().endswith(".kml"))
            if member.file_size > _MOST_INSIDE:
                raise VectorError(f"it unpacks to {member.file_size:,} bytes; at most {_MOST_INSIDE:,} are read")
            return archive.read(member)
    except (zipfile.BadZipFile, StopIteration):
        raise VectorError("no KML is in the archive") from None


def _parsed(data: bytes) -> ET.Element:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise VectorError("it declares a document type or entities, which KML has no use for")
    try:
        return ET.fromstring(data)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise VectorError(f"not KML: {error}") from None


def _text(element: ET.Element | None, tag: str) -> str | None:
    found = element.find(f"{{*}}{tag}") if element is not None else None
    return ((found.text or "").strip() or None) if found is not None else None


def _kml_shape(mark: ET.Element) -> Any:
    parts = [
        part
        for kind in ("Point", "LineString", "Polygon")
        for one in mark.findall(f".//{{*}}{kind}")
        if (part := _part(kind, one))
    ]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.geometry.GeometryCollection(parts)


def _part(kind: str, element: ET.Element) -> Any:
    rings = [_coordinates(one.text or "") for one in element.findall(".//{*}coordinates")]
    try:
        if kind == "Point":
            return shapely.Point(rings[0][0])
        return shapely.LineString(rings[0]) if kind == "LineString" else shapely.Polygon(rings[0], rings[1:])
    except (IndexError, ValueError, shapely.GEOSException):
        return None


def _coordinates(text: str) -> list[tuple[float, float]]:
    found = []
    for one in text.split():
        parts = one.split(",")
        found.append((float(parts[0]), float(parts[1])))
    return found
