"""The ground on a given day: the states and republics of ``borders.geojson``, each for its span."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import Geometry, STRtree, is_valid_reason
from shapely.errors import ShapelyError
from shapely.geometry import shape

from atlas.edtf import to_day
from atlas.io.files import FileError, present
from atlas.io.geojson import features_inside
from atlas.io.schema import DESCRIPTOR, bundled, bundled_path
from atlas.io.text import hidden, shown
from atlas.record.states import as_day

__all__ = [
    "TERRITORIES",
    "BordersError",
    "codes_by_name",
    "countries_of",
    "first_ground",
    "ground_file",
    "ground_resource",
    "lasting",
    "polities_on",
    "polity_on",
    "read_borders",
]

FILE = "borders.geojson"
LEVELS = ("state", "republic")
COLUMNS = ["polity", "level", "valid_from", "valid_to", "geometry"]

TERRITORIES: dict[str, tuple[str, ...]] = {
    "AL": ("Albania",), "AM": ("Armenia",), "AT": ("Austria",), "AU": ("Australia",), "AZ": ("Azerbaijan",),
    "BA": ("Bosnia and Herzegovina",), "BE": ("Belgium",), "BG": ("Bulgaria",), "BY": ("Belarus",),
    "CA": ("Canada",), "CN": ("China",), "CZ": ("Czechia",), "DE": ("Germany",), "DK": ("Denmark",),
    "EE": ("Estonia",), "ES": ("Spain",), "FI": ("Finland",), "FR": ("France",), "GB": ("United Kingdom",),
    "GE": ("Georgia",), "GR": ("Greece",), "HR": ("Croatia",), "HU": ("Hungary",), "IN": ("India",),
    "IR": ("Iran",), "IT": ("Italy",), "KG": ("Kyrgyzstan",), "KP": ("North Korea",), "KZ": ("Kazakhstan",),
    "LT": ("Lithuania",), "LU": ("Luxembourg",), "LV": ("Latvia",), "MD": ("Moldova",),
    "ME": ("Montenegro",), "MK": ("North Macedonia",), "MN": ("Mongolia",), "MX": ("Mexico",), "NL": ("Netherlands",),
    "NO": ("Norway",), "PK": ("Pakistan",), "PL": ("Poland",), "RO": ("Romania",), "RS": ("Serbia",), "RU": ("Russia",),
    "SE": ("Sweden",), "SI": ("Slovenia",), "SK": ("Slovakia",), "TJ": ("Tajikistan",),
    "TM": ("Turkmenistan",), "TR": ("Turkey",), "UA": ("Ukraine",), "US": ("United States",),
    "UZ": ("Uzbekistan",), "VN": ("Vietnam",), "XK": ("Kosovo",),
}  # fmt: skip
"""Polities of the ground of today that make up a country, by ISO 3166-1 code; other countries are not
checked.
"""
_CODES = {
    **{"Democratic Republic of the Congo": "CD", "East Timor": "TL", "Ivory Coast": "CI", "Myanmar": "MM"},
    **{"Palestine": "PS", "Republic of the Congo": "CG"},
}
"""Codes of countries that the bundled ground calls by another name than the Unicode CLDR."""


class BordersError(ValueError):
    """Borders that cannot be read; ``faults`` says why, a line each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def read_borders(path: str | Path | None) -> gpd.GeoDataFrame:
    """Read the borders.

    Parameters
    ----------
    path : path or None
        A GeoJSON file; None gives an empty table.

    Returns
    -------
    GeoDataFrame
        EPSG:4326: ``polity, level`` (``state`` or ``republic``), ``valid_from, valid_to`` (``datetime64[s]``,
        ``valid_to`` exclusive and NaT where open).

    Raises
    ------
    BordersError
        A ValueError: the file is no GeoJSON of polygons, lacks one of these columns, or a date in it is no date.
    """
    if path is None:
        return _frame([])
    if Path(path) == bundled_path() / FILE:  # read for every record that has none of its own
        about = Path(path).stat()
        return _bundled(Path(path), about.st_mtime_ns, about.st_size).copy()
    return _frame(read_rows(path, _row))


@lru_cache(maxsize=1)
def _bundled(path: Path, *_: int) -> gpd.GeoDataFrame:
    return _frame(read_rows(path, _row))


def read_rows(path: str | Path, row: Callable[[Any], dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a GeoJSON file, each feature through ``row``, which raises ValueError for what is wrong with one.

    Raises
    ------
    BordersError
        With every fault that is found.
    """
    try:
        listed = features_inside(Path(path).parent, Path(path).name)
    except FileError as error:
        raise BordersError([str(error)]) from None
    rows, faults = [], []
    for number, feature in enumerate(listed, start=1):
        try:
            rows.append(row(feature))
        except ValueError as error:
            faults.append(f"feature {number}: {error}")
    if faults:
        raise BordersError(faults)
    return rows


def _frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    frame = frame_of_rows(rows, COLUMNS[:-1])
    kinds = dict.fromkeys(("polity", "level"), "str") | dict.fromkeys(("valid_from", "valid_to"), "datetime64[s]")
    return frame.astype(kinds if rows else {name: kinds[name] for name in ("valid_from", "valid_to")})


def _row(feature: Any) -> dict[str, Any]:
    """One polity for its span. Raises ValueError."""
    row = properties_of(feature, COLUMNS[:-1])
    if not isinstance(row["polity"], str) or not row["polity"] or next(hidden(row["polity"]), None):
        raise ValueError(f"polity is {shown(row['polity'])}; write a name in plain text")
    if row["level"] not in LEVELS:
        raise ValueError(f"level is {shown(row['level'])}; it can be {' or '.join(LEVELS)}")
    for name in ("valid_from", "valid_to"):
        row[name] = _day(name, row[name])
    return row | {"geometry": shape_of(feature.get("geometry"), "Polygon", "MultiPolygon")}


def frame_of_rows(rows: list[dict[str, Any]], columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Rows of :func:`read_rows` as a table of these columns with their geometry, EPSG:4326."""
    cells = {name: [row[name] for row in rows] for name in (*columns, "geometry")}
    return gpd.GeoDataFrame(cells, geometry="geometry", crs="EPSG:4326")


def properties_of(feature: Any, names: Sequence[str]) -> dict[str, Any]:
    """The properties of a GeoJSON feature that have these names. Raises ValueError where one is missing."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise ValueError("it is no Feature with properties")
    if lost := [name for name in names if name not in properties]:
        raise ValueError(f"lacks the property {lost[0]!r}")
    return {name: properties[name] for name in names}


def _day(name: str, value: Any) -> np.datetime64:
    if value is None:
        return np.datetime64("NaT", "s")
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            raise ValueError
        return np.datetime64(date.fromisoformat(value), "s")
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {shown(value)}; write a day (1961-11-10), or null where it is open") from None


def shape_of(geometry: Any, *kinds: str) -> Geometry:
    """A GeoJSON geometry of one of some kinds, in degrees and sound. Raises ValueError."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in kinds:
        raise ValueError(f"its geometry is {shown(kind)}; it can be {' or '.join(kinds)}")
    try:
        found = shape(geometry)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ShapelyError, RecursionError):
        raise ValueError("its coordinates cannot be read") from None
    west, south, east, north = found.bounds if not found.is_empty else (np.nan,) * 4
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("its coordinates are not degrees (longitude, latitude)")
    if not found.is_valid:
        raise ValueError(f"its outline is not sound: {is_valid_reason(found)}")
    return found


def borders_file(folder: str | Path) -> Path:
    """The file of a record's borders: its own, else that of the bundled record."""
    return (Path(folder) if present(folder, FILE) else bundled_path()) / FILE


def ground_file(folder: str | Path, name: str) -> Path | None:
    """A file of what else lies on a record's ground: its own, else the bundled one, where its borders are those, too.

    None where neither has one.
    """
    if present(folder, name):
        return Path(folder) / name
    return None if present(folder, FILE) or not present(bundled_path(), name) else bundled_path() / name


def ground_resource(descriptor: Mapping[str, Any], folder: str | Path, name: str) -> dict[str, Any]:
    """What a descriptor says of a file of a record's ground: its own of its own, the bundled one of what is lent.

    Nothing of an own file of a folder that has no descriptor: what the bundled one says is of other files.
    """
    if present(folder, name) or present(folder, FILE):
        descriptor = descriptor if present(folder, DESCRIPTOR) else {}
    else:
        descriptor = bundled().descriptor
    found: dict[str, Any] = next((one for one in descriptor.get("resources", ()) if one.get("path") == name), {})
    return found


def polities_on(borders: gpd.GeoDataFrame, day: str | date | pd.Timestamp | int) -> gpd.GeoDataFrame:
    """The polities of a day: those whose span holds it. A day before all of them gets the ground of the first.

    Raises ValueError if the day is not one day.
    """
    return ground_of(borders, as_day(day))


def ground_of(borders: gpd.GeoDataFrame, number: int) -> gpd.GeoDataFrame:
    """The same, by day number."""
    number = max(number, to_day(first_ground(borders)))
    stamp = pd.Timestamp(number * 86400, unit="s")
    begun = borders["valid_from"].isna() | (borders["valid_from"] <= stamp)
    ended = borders["valid_to"].notna() & (borders["valid_to"] <= stamp)
    return borders[begun & ~ended]


def first_ground(borders: gpd.GeoDataFrame) -> date:
    """The day on which the ground starts; an earlier one is shown on its ground."""
    first = borders["valid_from"].min()
    return date.min if pd.isna(first) else first.date()


@lru_cache(maxsize=1)
def codes_by_name() -> dict[str, str]:
    """ISO 3166-1 alpha-2 codes of countries by their names in English and by those on the ground of today."""
    from babel import Locale

    named = Locale.parse("en").territories
    codes = {name: code for code, name in named.items() if len(code) == 2 and code.isalpha()}
    return codes | _CODES | {name: code for code, names in TERRITORIES.items() for name in names}


COAST_DEGREES = 0.35
"""How far off the simplified coast a point may lie and still be of the country: a harbour, a small island."""


def countries_of(features: gpd.GeoDataFrame, today: gpd.GeoDataFrame) -> pd.Series:
    """Countries of features (ISO 3166-1 alpha-2): what the record says, else that on whose ground the point lies today.

    Empty where the ground has no country there, or none whose code is known.
    """
    codes = codes_by_name()
    missing = features[features["country"] == ""]
    grounds = today[today["polity"].isin(codes)]
    found = features["country"].copy()
    if missing.empty or grounds.empty:
        return found
    tree = STRtree(grounds.geometry.to_numpy())
    points = shapely.points(missing["longitude"], missing["latitude"])
    rows, nearest = tree.query_nearest(points, max_distance=COAST_DEGREES, all_matches=False)
    names = grounds["polity"].to_numpy()
    found.loc[missing.index[rows]] = [codes[name] for name in names[nearest]]
    return found


def lasting(ground: gpd.GeoDataFrame, day: date) -> gpd.GeoDataFrame:
    """The polities of a day as a ground that starts with it: every earlier day is shown on it too, and says so."""
    always = {"valid_from": np.datetime64(day, "s"), "valid_to": np.datetime64("NaT", "s")}
    return ground.assign(
        **{name: pd.Series(day, index=ground.index, dtype="datetime64[s]") for name, day in always.items()}
    )


def polity_on(ground: gpd.GeoDataFrame, polity: str) -> Geometry | None:
    """Area of one polity on the ground of a day, or None where that ground has no such polity."""
    parts = ground.geometry[ground["polity"] == polity]
    return None if parts.empty else parts.union_all()
