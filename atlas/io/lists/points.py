"""Points as people type them: "29.30, -94.79", "POINT(30 50)", 51°28′38″ N 0°00′05″ W, in one cell or in two."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
import shapely

from atlas.io.lists.vector import is_deep

__all__ = ["Point", "PointError", "degrees", "longitude_first", "point_of", "shape_of_text", "transformer"]


class PointError(ValueError):
    """A text that is no point on the globe; the message says why, for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Point:
    """Latitude and longitude in degrees of WGS 84, how they were read, and how far off what was typed may be."""

    latitude: float
    longitude: float
    note: str = ""
    accuracy_m: int | None = None


_MOST = 1000
_DEEPEST = 100
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_PAIR = re.compile(r"[(\[]?\s*([+-]?\d+(?:\.\d+)?)\s*(?:[,;|/]\s*|\s+)([+-]?\d+(?:\.\d+)?)\s*[)\]]?")
_COMMAS = re.compile(r"\s*([+-]?\d+,\d+)\s*(?:[;|/]\s*|\s+|,\s+)([+-]?\d+,\d+)\s*")
_GEO = re.compile(r"geo:([^,;]+),([^,;]+).*", re.IGNORECASE)
_ADDRESS = re.compile(r"^https?://.*?(?:[@=/]|!3d)(-?\d{1,2}\.\d{3,})(?:,|%2C|/|!4d)\+?(-?\d{1,3}\.\d{3,})")
"""An address of a map on the web that has its point in itself."""
_HEMISPHERES = {"n": 1, "s": -1, "e": 1, "w": -1, "о": 1, "с": 1, "ю": -1, "в": 1, "з": -1}
_LATITUDES = "nsсю"
_PART = re.compile(
    r"(?P<before>[nsewNSEW])?\s*(?P<deg>[+-]?\d+(?:[.,]\d+)?)\s*[°ºd:]?\s*(?:(?P<min>\d+(?:[.,]\d+)?)\s*['′’m:]?\s*)?"
    r"(?:(?P<sec>\d+(?:[.,]\d+)?)\s*(?:\"|″|”|''|s(?![a-z]))?\s*)?(?(before)|(?P<after>[nsewNSEWсСюЮвВзЗ])?(?:\.?\s*[шд]\.?)?)"
)


def point_of(value: Any, *, lonfirst: bool = False) -> Point | None:
    """A point from one cell; None where the cell says nothing (empty, ``,``, ``-``).

    It reads latitude and longitude in degrees with a comma, semicolon or space between them, degrees with minutes and
    seconds and letters for the hemispheres, WKT and EWKT, GeoJSON, ``geo:`` addresses, and references of the British
    National Grid (``SU 894 508``), of whose square it is the middle. Of two plain numbers the
    first is the latitude, unless ``lonfirst``, or only the other way round makes a place.

    Raises
    ------
    PointError
        There is something, and it is no point.
    """
    text = "" if value is None or value != value else " ".join(str(value).split())  # long blanks take patterns long
    if not re.search(r"\w", text):
        return None
    if len(text) > _MOST and not text.startswith("{"):
        raise PointError(f"more than {_MOST} characters are no point")
    if text.casefold() in ("unknown", "none", "null", "nan", "n/a", "na"):
        return None
    text = re.sub(r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng)\.?\s*[:=]\s*", " ", text, flags=re.IGNORECASE).strip()
    if match := re.search(r"point\s*z?\s*\(([^)]*)\)", text, re.IGNORECASE):
        numbers = match[1].split()
        if len(numbers) < 2:
            raise PointError(f"{text!r} is no point of WKT")
        x, y = _plain(numbers[0]), _plain(numbers[1])
        if (srid := re.search(r"SRID=(\d+);", text, re.IGNORECASE)) and srid[1] not in ("4326", "4258"):
            x, y = transformer(f"EPSG:{srid[1]}")(x, y)
        return _checked(y, x, text)
    if text.startswith("{"):
        return _geojson(text)
    if match := _GEO.fullmatch(text):
        return _checked(_plain(match[1]), _plain(match[2]), text)
    if match := _ADDRESS.search(text):
        return _checked(_plain(match[1]), _plain(match[2]), text)
    if (match := _GRID.fullmatch(text)) and len(match[2]) == len(match[3] or match[2]):
        return _of_grid(match[1].upper(), match[2] + (match[3] or ""), text)
    if match := _PAIR.fullmatch(text) or _COMMAS.fullmatch(text):
        first, second = _plain(match[1]), _plain(match[2])
        return _checked(second, first, text) if lonfirst else _either(first, second, text)
    return _sexagesimal(text)


def longitude_first(values: Iterable[Any]) -> bool:
    """Whether the first of two numbers are longitudes in a column: some can be nothing else, and no second one is."""
    pairs = [match for value in values if isinstance(value, str) and (match := _PAIR.fullmatch(value.strip()))]
    return any(abs(float(pair[1])) > 90 for pair in pairs) and all(abs(float(pair[2])) <= 90 for pair in pairs)


_WKT = re.compile(
    r"\s*(?:SRID=(?P<srid>\d+);)?\s*(?:MULTI(?:POINT|LINESTRING|POLYGON)|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b"
    r"\s*(?:Z|M|ZM)?\s*\(.*",
    re.IGNORECASE | re.DOTALL,
)


def shape_of_text(value: Any) -> Any:
    """A line, an area or several things from a cell of WKT, EWKT, GeoJSON or WKB; None where it is none of these.

    Raises
    ------
    PointError
        It is WKT or GeoJSON, and broken; or its reference system is not known.
    """
    text = value.strip() if isinstance(value, str) else ""
    if _HEX.fullmatch(text):
        return _from_hex(text)
    if match := _WKT.fullmatch(text):
        if _depth(text) > _DEEPEST:
            raise PointError(f"geometries are nested in it more than {_DEEPEST} deep")
        try:
            found = shapely.force_2d(shapely.from_wkt(text[match.end("srid") + 1 :] if match["srid"] else text))
            if match["srid"] in (None, "4326", "4258"):
                return found
            to_degrees = transformer(f"EPSG:{match['srid']}")
            return shapely.transform(found, lambda xy: np.column_stack(to_degrees(xy[:, 0], xy[:, 1])))
        except shapely.errors.ShapelyError:
            raise PointError(f"{text[:40]!r} is no geometry of WKT") from None
    if not text.startswith("{"):
        return None
    try:
        found = shapely.force_2d(shapely.geometry.shape(json.loads(text)))
    except Exception:
        raise PointError("it is no geometry of GeoJSON") from None
    return None if found.geom_type == "Point" else found


_HEX = re.compile(r"0[01](?:[\da-fA-F]{2}){20,}")
"""WKB in hexadecimal figures, as PostGIS writes a geometry into a table."""


def _from_hex(text: str) -> Any:
    data = bytes.fromhex(text)
    if is_deep(data):
        raise PointError(f"geometries are nested in it more than {_DEEPEST} deep")
    try:
        found = shapely.from_wkb(data)
    except shapely.errors.ShapelyError:
        raise PointError(f"{text[:20]}… is no geometry of WKB") from None
    system = shapely.get_srid(found)
    found = shapely.set_srid(shapely.force_2d(found), 0)
    if system in (0, 4326, 4258):
        return found
    to_degrees = transformer(f"EPSG:{system}")
    return shapely.transform(found, lambda xy: np.column_stack(to_degrees(xy[:, 0], xy[:, 1])))


@lru_cache(maxsize=32)
def transformer(system: str) -> Callable[..., Any]:
    """What takes x and y of a reference system, by its code, to longitude and latitude. Raises :class:`PointError`."""
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        return Transformer.from_crs(system, "EPSG:4326", always_xy=True).transform
    except CRSError:
        raise PointError(f"{system[:40]!r} is no known reference system: write it as EPSG:32633") from None


def _depth(text: str) -> int:
    """How deep brackets are nested: the library follows them on its stack, and takes the process with it."""
    return max(accumulate((1 if sign == "(" else -1 for sign in re.findall("[()]", text)), initial=0))


def degrees(value: Any) -> float | None:
    """One coordinate from a cell of its own, in degrees; None where it is empty. Raises :class:`PointError`."""
    if value is None or value != value:
        return None
    text = " ".join(str(value).split()).replace("\u2212", "-")
    if len(text) > _MOST:
        raise PointError(f"more than {_MOST} characters are no number of degrees")
    if not re.search(r"\w", text):
        return None
    if re.fullmatch(_NUMBER, text):
        return _plain(text)
    match = _PART.fullmatch(text)
    if match is None:
        raise PointError(f"{text!r} is no number of degrees")
    return _part(match)[0]


def _plain(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise PointError(f"{text!r} is no number of degrees") from None


_GRID = re.compile(r"([HNOSThnost][A-HJ-Za-hj-z])\s*(\d{1,10})(?:\s+(\d{1,5}))?")
"""Letters and figures of the British National Grid."""
_GRID_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"


def _of_grid(letters: str, figures: str, text: str) -> Point:
    """The middle of a square of the grid, by the rule of the Ordnance Survey; its corners say how far it may be off."""
    if len(figures) % 2 or not 2 <= len(figures) <= 10:
        raise PointError(f"{text!r} has not as many figures to the north as to the east")
    first, second = (_GRID_LETTERS.index(letter) for letter in letters)
    half, unit = len(figures) // 2, 10 ** (5 - len(figures) // 2)
    east = ((first - 2) % 5 * 5 + second % 5) * 100_000 + int(figures[:half]) * unit + unit / 2
    north = (19 - first // 5 * 5 - second // 5) * 100_000 + int(figures[half:]) * unit + unit / 2
    longitude, latitude = transformer("EPSG:27700")(east, north)
    found = _checked(round(latitude, 6), round(longitude, 6), text)
    return replace(found, accuracy_m=max(5, round(unit * 0.71)))


def _geojson(text: str) -> Point:
    try:
        found = shapely.geometry.shape(json.loads(text))
        centre = found.representative_point()
    except Exception:
        raise PointError("it is no geometry of GeoJSON") from None
    return _checked(centre.y, centre.x, text)


def _either(first: float, second: float, text: str) -> Point:
    if abs(first) > 90 >= abs(second) and abs(first) <= 180:
        point = _checked(second, first, text)
        return Point(point.latitude, point.longitude, "longitude first: the other way round it is no place")
    return _checked(first, second, text)


def _sexagesimal(text: str) -> Point:
    pieces = [match for match in _PART.finditer(text.replace("\u2212", "-")) if match["deg"]]
    marked = [match for match in pieces if match["before"] or match["after"]]
    if len(marked) != 2:
        if len(pieces) == 2 and re.search("[°º]", text):
            return _either(_part(pieces[0])[0], _part(pieces[1])[0], text)
        raise PointError(f"{text!r} is no point: write latitude and longitude in degrees, 51.4554, -2.5964")
    (first, letter), (second, other) = map(_part, marked)
    if (letter in _LATITUDES) == (other in _LATITUDES):
        raise PointError(f"{text!r} names one axis twice")
    return _checked(first, second, text) if letter in _LATITUDES else _checked(second, first, text)


def _part(match: re.Match[str]) -> tuple[float, str]:
    letter = (match["before"] or match["after"] or "").casefold()
    value = _plain(match["deg"])
    value = abs(value) + _plain(match["min"] or "0") / 60 + _plain(match["sec"] or "0") / 3600
    negative = match["deg"].startswith("-") or _HEMISPHERES.get(letter, 1) < 0
    return (-value if negative else value), letter


def _checked(latitude: float, longitude: float, text: str) -> Point:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise PointError(f"{text!r} is not on the globe: latitude -90 to 90, longitude -180 to 180")
    return Point(latitude, longitude)
