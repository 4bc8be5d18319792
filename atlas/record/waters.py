"""Rivers and lakes of the ground: ``waters.geojson``, the same on all days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd

from atlas.io.text import shown
from atlas.record.borders import frame_of_rows, properties_of, read_rows, shape_of

__all__ = ["FILE", "TOWN_RANK", "read_waters"]

FILE = "waters.geojson"
COLUMNS = ["kind", "rank", "fine"]
GEOMETRIES = {"river": "LineString", "lake": "Polygon"}
TOWN_RANK = 4
"""Rank of the waters that only a town's sheet shows; 1 is the greatest."""


def read_waters(path: str | Path | None) -> gpd.GeoDataFrame:
    """Read rivers and lakes.

    Parameters
    ----------
    path : path or None
        A GeoJSON file; None gives an empty table.

    Returns
    -------
    GeoDataFrame
        EPSG:4326: ``kind`` (``river``, a line, or ``lake``, an area), ``rank`` (1 the greatest to 4, shown in towns
        alone) and ``fine`` (drawn finely enough for a town's sheet; what is not is left out there).

    Raises
    ------
    BordersError
        A ValueError: the file is no GeoJSON of lines and areas, or lacks one of these columns.
    """
    frame = frame_of_rows([] if path is None else read_rows(path, _row), COLUMNS)
    return frame.astype({"kind": "str", "rank": "int64", "fine": "bool"})


def _row(feature: Any) -> dict[str, Any]:
    """One river or lake. Raises ValueError."""
    row = properties_of(feature, COLUMNS)
    if row["kind"] not in GEOMETRIES:
        raise ValueError(f"kind is {shown(row['kind'])}; it can be {' or '.join(GEOMETRIES)}")
    if type(row["rank"]) is not int or not 1 <= row["rank"] <= TOWN_RANK:
        raise ValueError(f"rank is {shown(row['rank'])}; write a whole number from 1 to {TOWN_RANK}")
    if type(row["fine"]) is not bool:
        raise ValueError(f"fine is {shown(row['fine'])}; write true or false")
    return row | {"geometry": shape_of(feature.get("geometry"), GEOMETRIES[row["kind"]])}
