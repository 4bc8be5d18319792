"""Geometry of lists: GeoJSON, Linked Places, GeoPackage and KML, read from bytes without a driver."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely
from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry import shape

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

__all__ = [
    "MOST_INSIDE",
    "MOST_ROWS",
    "VectorError",
    "crs_of",
    "geopackage",
    "in_degrees",
    "is_deep",
    "linked_place",
    "placemarks",
    "refuse_large",
    "refuse_unpacked",
    "shape_of",
]

MOST_COLUMNS = 2_000
MOST_ROWS = 1_000_000
MOST_CELLS = 50_000_000
MOST_INSIDE = 1 << 28
_LITTLE, _MOST_FOLD = 1 << 24, 100
_MOST_CELL = 1 << 26
_MOST_STEPS = 20_000
"""Times a thousand of SQLite's own steps: a table of all the rows that are read takes a tenth of that."""


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
    return system_of("EPSG", code[1]) if code else "EPSG:4326"


def system_of(authority: Any, code: Any) -> str:
    """A reference system by its number. Anything else that PROJ takes might name files of grids, and is refused."""
    if not (re.fullmatch("[A-Za-z]+", str(authority)) and re.fullmatch(r"\d{1,9}", str(code))):
        raise VectorError("its reference system is none that has a number: save it in degrees (EPSG:4326)")
    try:
        return str(CRS.from_authority(str(authority).upper(), str(code)).to_string())
    except CRSError:
        raise VectorError(f"there is no reference system {authority}:{code}: save it in degrees (EPSG:4326)") from None


def in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same in degrees of WGS 84; a frame without a reference system is taken to be in them already."""
    frame = frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame
    if frame.crs is None:
        return frame.set_crs("EPSG:4326")
    if frame.crs.is_bound or re.search("nadgrids|geoidgrids|PARAMETERFILE", frame.crs.srs + frame.crs.to_wkt()):
        raise VectorError("its reference system names files of grids: save it in degrees (EPSG:4326)")
    return frame.to_crs("EPSG:4326")


def refuse_large(rows: int, columns: int) -> None:
    """Refuse a list larger than any that a person has kept. Raises :class:`VectorError`."""
    if columns > MOST_COLUMNS:
        raise VectorError(
            f"it has {columns:,} columns; at most {MOST_COLUMNS:,} are read: leave out what is not needed"
        )
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        least = min(MOST_ROWS, MOST_CELLS // max(1, columns))
        raise VectorError(f"it has {rows:,} rows; at most {least:,} of {columns:,} columns are read")


def refuse_unpacked(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that unpacks to more than is read, or out of next to nothing. Raises :class:`VectorError`."""
    size, packed = (sum(getattr(one, name) for one in archive.infolist()) for name in ("file_size", "compress_size"))
    if size > MOST_INSIDE or size > max(_LITTLE, packed * _MOST_FOLD):
        raise VectorError(f"its {packed:,} bytes unpack to {size:,}: that is no list")


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


_MOST_LAYERS = 50


def geopackage(data: bytes) -> list[tuple[str, gpd.GeoDataFrame]]:
    """The tables of features of a GeoPackage by their names; those beyond the fiftieth are not read."""
    if not data.startswith(b"SQLite format 3\0"):
        raise VectorError("not a GeoPackage")
    with NamedTemporaryFile(suffix=".gpkg") as copy:
        copy.write(data)
        copy.flush()
        base = sqlite3.connect(f"file:{copy.name}?mode=ro&immutable=1", uri=True)
        try:
            _bound(base)
            layers = base.execute(
                "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g"
                " ON g.table_name = c.table_name WHERE c.data_type = 'features' ORDER BY c.rowid"
            ).fetchmany(_MOST_LAYERS)
            if not layers:
                raise VectorError("no table of features is in it")
            return [(str(layer[0]), _layer(base, *layer)) for layer in layers]
        except sqlite3.Error as error:
            raise VectorError(f"not a GeoPackage that can be read: {error}") from None
        finally:
            base.close()


def _layer(base: sqlite3.Connection, name: str, column: str, number: Any) -> gpd.GeoDataFrame:
    """One table of features, in degrees."""
    cursor = base.execute(f"SELECT * FROM {_quoted(name)}")  # noqa: S608 - a name from the file, in quotes
    columns = [one[0] for one in cursor.description]
    if column not in columns:
        raise VectorError(f"its table {name!r} has no column {column!r}")
    rows = _fetched(cursor)
    system = base.execute(
        "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (number,)
    ).fetchone()
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    shapes = [_geometry(blob) for blob in frame.pop(column)]
    crs = system_of(*system) if system and isinstance(number, int) and number > 0 else "EPSG:4326"
    return in_degrees(gpd.GeoDataFrame(frame, geometry=shapes, crs=crs))


def _bound(base: sqlite3.Connection) -> None:
    """Bound what reading may do: a view of the file's own may run for ever, make huge cells, or look elsewhere."""
    steps = iter(range(_MOST_STEPS))
    base.set_progress_handler(lambda: next(steps, None) is None, 1000)
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_CELL)
    base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    base.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, MOST_COLUMNS)
    base.execute("PRAGMA trusted_schema = OFF")
    base.text_factory = lambda data: data.decode("utf-8", "replace")


def _fetched(cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    size = 0
    for row in cursor:
        rows.append(row)
        size += sum(len(cell) for cell in row if isinstance(cell, str | bytes))
        if len(rows) > MOST_ROWS or size > MOST_INSIDE:
            raise VectorError(f"it holds more than {MOST_ROWS:,} rows or {MOST_INSIDE:,} bytes, the most that are read")
    return rows


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_NESTING = re.compile(
    rb"\x01(?:[\x04-\x0c]\0\0[\0 @`\x80\xa0\xc0\xe0]|[\xec-\xf4]\x03\0\0|[\xd4-\xdc]\x07\0\0|[\xbc-\xc4]\x0b\0\0)"
    rb"|\0(?:[\0 @`\x80\xa0\xc0\xe0]\0\0[\x04-\x0c]|\0\0\x03[\xec-\xf4]|\0\0\x07[\xd4-\xdc]|\0\0\x0b[\xbc-\xc4])"
)
"""Heads of geometries that hold others, in either order of bytes and with any sign for Z and M."""
_MOST_NESTED = 2000


def is_deep(blob: bytes) -> bool:
    """Whether WKB may be nested deeper than the stack: the library follows it there, and takes the process with it."""
    return len(blob) > 9 * _MOST_NESTED and len(_NESTING.findall(blob)) > _MOST_NESTED


def _geometry(blob: Any) -> Any:
    """A geometry of GeoPackage: a header of eight bytes and an envelope before the WKB."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or is_deep(blob):
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
    folders = _folders(root)
    for mark in root.findall(".//{*}Placemark"):
        record: dict[str, Any] = {"folder": folders[id(mark)]} if id(mark) in folders else {}
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
    _tell_apart(records)
    refuse_large(len(records), len({name for record in records for name in record}))
    title = _text(root.find("{*}Document"), "name") if root.find("{*}Document") is not None else None
    return gpd.GeoDataFrame(pd.DataFrame(records, dtype=object), geometry=shapes, crs="EPSG:4326"), title or ""


_CELLS = re.compile(r"<t[dh][^>]*>([^<]*)</t[dh]>\s*<td[^>]*>(.{0,500}?)</td>", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<br\s*/?>|\n|</(?:p|div|li|tr)>", re.IGNORECASE)
_NAMED = re.compile(r"([^\W\d][^:]{0,39}?)\s*:\s+(\S.{0,200})")
_MOST_NAMED = 60


def _tell_apart(records: list[dict[str, Any]]) -> None:
    """Give the records what their descriptions say in lines or a table, "Opened: 1880", where most of them do."""
    told = [_named_in(str(record.get("description") or "")) for record in records]
    counts = Counter(name for one in told for name in one)
    kept = {name: "" for name, count in counts.most_common(_MOST_NAMED) if count > 1 and count * 2 >= len(records)}
    for record, one in zip(records, told, strict=True):
        for name in kept:
            if not record.get(name) and name in one:
                record[name] = one[name]


def _named_in(text: str) -> dict[str, str]:
    pairs = _CELLS.findall(text[:20_000]) or [
        match.groups() for line in _BREAKS.split(text[:20_000]) if (match := _NAMED.fullmatch(_plain(line)))
    ]
    return {_plain(name): _plain(value) for name, value in pairs if _plain(name) and _plain(value)}


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", text).split())


def _folders(root: ET.Element) -> dict[int, str]:
    """The name of the folder in which each placemark lies, where there are several such."""
    found: dict[int, str] = {}
    for folder in root.findall(".//{*}Folder"):  # an inner one comes after the one that holds it
        if name := _text(folder, "name"):
            found |= dict.fromkeys(map(id, folder.findall(".//{*}Placemark")), name)
    return found if len(set(found.values())) > 1 else {}


def _unzipped(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_unpacked(archive)
            member = next(one for one in archive.infolist() if one.filename.lower().endswith(".kml"))
            return archive.read(member)
    except (zipfile.BadZipFile, StopIteration):
        raise VectorError("no KML is in the archive") from None
    except (RuntimeError, EOFError, zlib.error) as error:  # locked, packed in a way of its own, or cut off
        raise VectorError(f"the archive cannot be unpacked: {error}") from None


def _parsed(data: bytes) -> ET.Element:
    try:
        return SafeTree.fromstring(data, forbid_dtd=True)  # in whatever encoding they stand
    except DefusedXmlException:
        raise VectorError("it declares a document type or entities, which KML has no use for") from None
    except (SafeTree.ParseError, LookupError, ValueError) as error:
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
    try:
        rings = [_coordinates(one.text or "") for one in element.findall(".//{*}coordinates")]
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
