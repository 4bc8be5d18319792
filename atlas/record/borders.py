"""The ground on a given day: the states and Soviet republics of ``borders.geojson``, each for its span."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import Geometry

from atlas.edtf import to_day
from atlas.record.states import as_day

__all__ = ["FIRST_GROUND", "TERRITORIES", "polities_on", "polity_on", "read_borders"]

FIRST_GROUND = date(1945, 5, 9)
"""The ground starts with the end of the war in Europe; an earlier day is shown on the ground of this one."""

COLUMNS = ["polity", "level", "valid_from", "valid_to", "geometry"]

TERRITORIES: dict[str, tuple[str, ...]] = {
    "AL": ("Albania",), "AM": ("Armenia",), "AT": ("Austria",), "AU": ("Australia",), "AZ": ("Azerbaijan",),
    "BA": ("Bosnia and Herzegovina",), "BE": ("Belgium",), "BG": ("Bulgaria",), "BY": ("Belarus",),
    "CA": ("Canada",), "CN": ("China",), "CZ": ("Czechia",), "DE": ("Germany",), "DK": ("Denmark",),
    "EE": ("Estonia",), "ES": ("Spain",), "FI": ("Finland",), "FR": ("France",), "GB": ("United Kingdom",),
    "GE": ("Georgia",), "GR": ("Greece",), "HR": ("Croatia",), "HU": ("Hungary",), "IN": ("India",),
    "IR": ("Iran",), "IT": ("Italy",), "KG": ("Kyrgyzstan",), "KP": ("North Korea",), "KZ": ("Kazakhstan",),
    "LT": ("Lithuania",), "LU": ("Luxembourg",), "LV": ("Latvia",), "MD": ("Moldova",),
    "ME": ("Montenegro",), "MK": ("North Macedonia",), "MN": ("Mongolia",), "NL": ("Netherlands",),
    "NO": ("Norway",), "PL": ("Poland",), "RO": ("Romania",), "RS": ("Serbia",), "RU": ("Russia",),
    "SE": ("Sweden",), "SI": ("Slovenia",), "SK": ("Slovakia",), "TJ": ("Tajikistan",),
    "TM": ("Turkmenistan",), "TR": ("Turkey",), "UA": ("Ukraine",), "US": ("United States",),
    "UZ": ("Uzbekistan",), "VN": ("Vietnam",), "XK": ("Kosovo",),
}  # fmt: skip
"""Polities of the ground of today that make up a country, by ISO 3166-1 code; other countries are not
checked.
"""


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
    ValueError
        The file lacks one of these columns, or a date in it is no date.
    """
    if path is None:
        return gpd.GeoDataFrame({name: [] for name in COLUMNS}, geometry="geometry", crs="EPSG:4326").astype(
            {"valid_from": "datetime64[s]", "valid_to": "datetime64[s]"}
        )
    frame = gpd.read_file(path)
    lost = [name for name in COLUMNS if name not in frame.columns]
    if lost:
        raise ValueError(f"{Path(path).name} lacks the property {lost[0]!r}")
    for name in ("valid_from", "valid_to"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    return frame[COLUMNS]


def polities_on(borders: gpd.GeoDataFrame, day: str | date | pd.Timestamp | int) -> gpd.GeoDataFrame:
    """The polities of a day: those whose span holds it. A day before 9 May 1945 gets the ground of that day.

    Raises ValueError if the day is not one day.
    """
    number = max(as_day(day), to_day(FIRST_GROUND))
    stamp = pd.Timestamp(number * 86400, unit="s")
    begun = borders["valid_from"].isna() | (borders["valid_from"] <= stamp)
    ended = borders["valid_to"].notna() & (borders["valid_to"] <= stamp)
    return borders[begun & ~ended]


def polity_on(ground: gpd.GeoDataFrame, polity: str) -> Geometry | None:
    """Area of one polity on the ground of a day, or None where that ground has no such polity."""
    parts = ground.geometry[ground["polity"] == polity]
    return None if parts.empty else parts.union_all()
