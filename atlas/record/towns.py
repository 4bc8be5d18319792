"""Towns by which readers look for what is near them: ``towns.geojson``, and which of them each feature is of."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from atlas.io.files import present
from atlas.io.text import hidden, shown
from atlas.record.borders import frame_of_rows, properties_of, read_rows, shape_of

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["FILE", "Town", "named_by", "read_towns", "town_named", "towns_file", "towns_of", "wanted_towns"]

FILE = "towns.geojson"
COLUMNS = ["name", "country", "people", "others", "heard"]
CALLED = "called"  # which a table need not have
_NAMED_KM = 50
"""How far from a town a feature may lie that names it as its settlement."""
_REACH_KM, _REACH_OF_MILLION_KM = 2.0, 11.0
"""How far from its middle a town reaches that has few people, and how much farther one of a million: areas grow with
people, and so radii with their root. It stands in for the outlines of towns, which nobody publishes for all of them."""
_NEAREST = 5
_CALLED = ("name", "country", "others", "heard", CALLED)


@dataclass(frozen=True)
class Town:
    """A town, and what the record has there.

    Attributes
    ----------
    name, country, latitude, longitude
        Its name in the table of towns, the country that it lies in today (ISO 3166-1), and its middle in degrees.
    features : GeoDataFrame
        The rows of ``record.features`` that are of this town, with the ``km`` that each lies from its middle.
    nearest : GeoDataFrame
        The five nearest others, with ``km``.
    wanted : DataFrame
        The rows of ``record.wanted`` that name this town: what is believed to have been there, and what is missing.
    called : dict
        What it is called in other languages (BCP 47), as far as the table of towns says.
    """

    name: str
    country: str
    latitude: float
    longitude: float
    features: gpd.GeoDataFrame
    nearest: gpd.GeoDataFrame
    wanted: pd.DataFrame
    called: Mapping[str, str]


def towns_file(folder: str | Path) -> Path | None:
    """The file of a record's towns; None where it has none."""
    return Path(folder) / FILE if present(folder, FILE) else None


def read_towns(path: str | Path | None) -> gpd.GeoDataFrame:
    """Read towns.

    Parameters
    ----------
    path : path or None
        A GeoJSON file of points; None gives an empty table.

    Returns
    -------
    GeoDataFrame
        EPSG:4326: ``name``, ``country`` (ISO 3166-1 alpha-2), ``people``; two lists of its names in other languages and
        scripts: ``others``, and ``heard``, which sound so much like one of the former that a page's search finds the
        town without them; and ``called``, by language (BCP 47) what it is called there: where the dict has anything, a
        language that it lacks calls it ``name``. A file may leave ``called`` out.

    Raises
    ------
    BordersError
        A ValueError: the file is no GeoJSON of points, or lacks one of these columns.
    """
    frame = frame_of_rows([] if path is None else read_rows(path, _row), [*COLUMNS, CALLED])
    return frame.astype({"name": "str", "country": "str", "people": "int64"})


def _row(feature: Any) -> dict[str, Any]:
    """One town. Raises ValueError."""
    row = properties_of(feature, COLUMNS)
    lists = [row[name] if isinstance(row[name], list) else [None] for name in ("others", "heard")]
    called = feature["properties"].get(CALLED, {})
    if not isinstance(called, dict):
        raise ValueError(f'called is {shown(called)}; write a name by language, {{"de": "Wien"}}')
    names = [row["name"], row["country"], *lists[0], *lists[1], *called, *called.values()]
    if not all(isinstance(name, str) and name and "|" not in name and not next(hidden(name), None) for name in names):
        raise ValueError(
            "name, country, or one of others, heard or called, is not a text that can be read (nor may it hold a |)"
        )
    if type(row["people"]) is not int or row["people"] < 0:
        raise ValueError(f"people is {shown(row['people'])}; write a whole number")
    return row | {CALLED: called, "geometry": shape_of(feature.get("geometry"), "Point")}


def towns_of(features: gpd.GeoDataFrame, towns: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Which row of ``towns`` each feature is of; -1 for none.

    It is of the town of the same country that it names as its settlement, within 50 km; else of the nearest that
    reaches to it. What is as wide as a region (its point may be off by 20 km or more) is of none.
    """
    found = np.full(len(features), -1, dtype=np.int64)
    if towns.empty or features.empty:
        return found
    called: dict[tuple[str, str], list[int]] = {}
    for row, (country, names) in enumerate(_names(towns)):
        for name in names:
            called.setdefault((country, name), []).append(row)
    reach = _REACH_KM + _REACH_OF_MILLION_KM * np.sqrt(towns["people"].to_numpy() / 1e6)
    latitude, longitude = towns.geometry.y.to_numpy(), towns.geometry.x.to_numpy()
    columns = (features[name] for name in ("settlement", "country", "latitude", "longitude", "accuracy_m"))
    for place, (settlement, country, lat, lon, off) in enumerate(zip(*columns, strict=True)):
        if not pd.isna(off) and off >= 20_000:
            continue
        named = np.array(called.get((country, _plain(settlement)), []), dtype=np.int64)
        if len(named):
            km = _km(latitude[named], longitude[named], lat, lon)
            if km.min() <= _NAMED_KM:
                found[place] = named[km.argmin()]
                continue
        km = _km(latitude, longitude, lat, lon) - reach
        if km.min() <= 0:
            found[place] = km.argmin()
    return found


def named_by(
    settlements: pd.Series[str], rows: npt.NDArray[np.int64], towns: gpd.GeoDataFrame
) -> npt.NDArray[np.bool_]:
    """Whether each feature names the town that it is of (its row of ``towns``; -1 for none) as its settlement.

    By whichever of its names: then what that town is called in a language stands for it there.
    """
    names = [known for _, known in _names(towns)]
    return np.array([row >= 0 and _plain(one) in names[row] for one, row in zip(settlements, rows, strict=True)], bool)


def town_named(record: Record, name: str, country: str | None = None) -> Town:
    """A town by one of its names, the largest of those that are called so. Raises KeyError where there is none."""
    asked = _plain(name) if isinstance(name, str) else ""
    if not asked:
        raise ValueError(f"{shown(name)} is no name of a town: write it as text, such as 'Wien'")
    towns = record.towns
    rows = [row for row, (land, names) in enumerate(_names(towns)) if country in (None, land) and asked in names]
    features = record.features
    middle: tuple[str, str, float, float] | None = None
    called, said = {asked}, {}
    if rows:
        row = max(rows, key=lambda row: int(towns["people"].iloc[row]))
        town = towns.iloc[row]
        middle = town["name"], town["country"], town.geometry.y, town.geometry.x
        mine, said = record.town_rows == row, town["called"]
        called |= next(names for at, (_, names) in enumerate(_names(towns)) if at == row)
    else:  # a place that the table of towns has not, but a feature names
        here = features["country"] == country if country else True
        mine = ((features["settlement"].map(_plain) == asked) & here).to_numpy()
        if mine.any():
            first = features[mine].iloc[0]
            middle = first["settlement"], first["country"], float(first["latitude"]), float(first["longitude"])
    if middle is None:
        raise KeyError(f"there is no town {shown(name)}: neither the table of towns nor a feature names it")
    km = np.round(_km(features["latitude"].to_numpy(), features["longitude"].to_numpy(), *middle[2:]), 1)
    near = features.assign(km=km)
    sought = record.wanted[record.wanted["settlement"].map(_plain).isin(called)]
    sought = sought[sought["country"].isin([middle[1], ""])]
    nearest = near[~mine].sort_values("km").head(_NEAREST)
    return Town(*middle, near[mine].sort_values(["rank", "km"]), nearest, sought, said)


def wanted_towns(wanted: pd.DataFrame, towns: gpd.GeoDataFrame) -> list[list[int]]:
    """For each row of ``wanted`` the rows of ``towns`` that it names as its settlement, by any name, in its country."""
    called: dict[str, list[tuple[str, int]]] = {}
    for row, (land, names) in enumerate(_names(towns)):
        for name in names:
            called.setdefault(name, []).append((land, row))
    named = zip(wanted["settlement"].map(_plain), wanted["country"], strict=True)
    return [[row for land, row in called.get(name, ()) if country in ("", land)] for name, country in named]


def _names(towns: gpd.GeoDataFrame) -> Iterator[tuple[str, set[str]]]:
    """The country of each town, and all its names, plain."""
    for name, country, others, heard, called in zip(*(towns[column] for column in _CALLED), strict=True):
        yield country, {_plain(name), *map(_plain, (*others, *heard, *called.values()))}


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.translate({ord(mark): None for mark in "'’ʻʼ`"}))
    return "".join(letter for letter in text if not unicodedata.combining(letter)).casefold().replace("-", " ").strip()


def _km(
    latitude: npt.NDArray[np.float64], longitude: npt.NDArray[np.float64], lat: float, lon: float
) -> npt.NDArray[np.float64]:
    """Great-circle distances (haversine, on a sphere of 6,371 km)."""
    a, b = np.radians(latitude), math.radians(lat)
    half = np.sin((a - b) / 2) ** 2 + np.cos(a) * math.cos(b) * np.sin(np.radians(longitude - lon) / 2) ** 2
    distance: npt.NDArray[np.float64] = 2 * 6371.0 * np.arcsin(np.sqrt(half))
    return distance
