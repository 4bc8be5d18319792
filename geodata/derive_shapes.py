#!/usr/bin/env python3
"""Derive ``shapes.geojson``: the outlines of those oblasts of the record that are still units of today.

Natural Earth's states and provinces (public domain) have the units of today. Donetsk and Volgograd oblasts are among
them; the Brașov region, the Katowice voivodeship, the okrugs and the raions of the record are not: today's units of
those names have other borders, and no outline is made up for them. The same map file as for the borders::

    python geodata/derive_shapes.py qgis/usr/share/qgis/resources/data/world_map.gpkg
"""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import shapely

from atlas.record.shapes import FILE, geojson_of, shapes_frame

UNITS = {"donetsk-oblast": ("UA", "Donets'k"), "volgograd-oblast": ("RU", "Volgograd")}
"""feature_id to country and name in Natural Earth."""
SOURCE = "today's outline, Natural Earth (public domain)"
STRAYS = 0.01  # degrees


def main() -> None:
    """Write the file beside this script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("map", type=Path, help="world_map.gpkg of QGIS")
    provinces = gpd.read_file(parser.parse_args().map, layer="states_provinces")
    found = []
    for country, name in UNITS.values():
        rows = provinces[(provinces["iso_a2"] == country) & (provinces["name"] == name)]
        outline = shapely.simplify(rows.geometry.union_all(), STRAYS)
        found.append(shapely.transform(outline, lambda xy: xy.round(3)))
    shapes = shapes_frame(list(UNITS), found, [SOURCE] * len(UNITS))
    (Path(__file__).parent / FILE).write_text(geojson_of(shapes), encoding="utf-8")


if __name__ == "__main__":
    main()
