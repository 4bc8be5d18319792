#!/usr/bin/env python3
"""Derive ``waters.geojson``: rivers and lakes for all sheets, great ones for far views and fine ones near the towns.

The lines and shores are those of GSHHG 2.3.7 (Wessel and Smith, from WDB-II and WVS; LGPL-3.0-or-later), in full
resolution. They are stored by bins of one degree; here they are joined again, ranked, cut where a town's surroundings
begin, simplified coarsely outside and finely inside, and rounded to the digits that this bears out.

Towns are the extents of the town sheets in ``maps.toml`` and the settlements with several features in ``features.csv``:
run it again when a sheet is added. It needs geopandas, shapely and h5py; the data come with Debian's
``gmt-gshhg-full``, no need to install it::

    apt-get download gmt-gshhg-full && dpkg -x gmt-gshhg-full*.deb gshhg
    python geodata/derive_waters.py gshhg/usr/share/gmt-gshhg
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import h5py
import numpy as np
import shapely
from derive_borders import from_plane, to_plane  # the plane in which far regions count for less

HERE = Path(__file__).resolve().parent
REGION = (-12.0, 30.0, 180.0, 77.0)  # what the record's sheets show: Europe and northern Asia

# What a water is worth, 1 the greatest: a page shows the lower ranks as one comes nearer, 4 in a town alone.
RIVERS = {
    0: 1,
    1: 1,
    2: 2,
    3: 3,
    4: 4,
    5: 4,
    10: 4,
}  # GSHHG's level: 0 double-lined … 4 minor, 5 intermittent, 10 canal
LAKES = ((1500.0, 1), (400.0, 2), (150.0, 3), (0.15, 4))  # km² from which a lake has a rank; river-lakes one higher
TOWN = 4
COARSE = 0.05  # degrees that a line may be off in Europe where no town is near; ever more towards Siberia
COARSE_DECIMALS = 2
FINE = 0.0006  # degrees near a town: about 70 m, a tenth of what GSHHG itself is good for
FINE_DECIMALS = 3
SHORT = 0.2  # degrees (stretched likewise); a coarse river that is shorter goes
SMALL = 0.01, 1e-6  # square degrees (stretched, true) below which a part of a lake goes: far from towns, near them
ISLANDS = 0.02, 0.00003  # the same for an island in a lake
MANY = 3  # features that make a settlement a town with surroundings
MARGIN, WIDEST = 0.15, 0.4  # degrees about a settlement's features, and the most that a town may measure either way
SHEET = 2.0  # degrees: a map no wider than this is a town's


# ------------------------------------------------------------------------------------------------------------ reading
class Bins:
    """A file of GSHHG: polylines by bins of one degree, each segment with its points."""

    def __init__(self, path: Path) -> None:
        with h5py.File(path) as file:
            self.columns = {name: file[name][:] for name in file if not name.startswith("Dimension")}
        if int(self.columns["Bin_size_in_minutes"][0]) != 60:
            raise SystemExit(f"{path.name}: its bins are not one degree wide: is it another resolution than full?")
        self.x, self.y = (
            self.columns[f"Relative_{axis}_from_SW_corner_of_bin"].view("u2") / 65535
            for axis in ("longitude", "latitude")
        )

    def segments(self, counts: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Row and coordinates of every segment within the region."""
        first, starts = self.columns["Id_of_first_segment_in_a_bin"], self.columns["Id_of_first_point_in_a_segment"]
        number = self.columns["N_segments_in_a_bin"].astype(int)
        west, south, east, north = REGION
        for cell in np.nonzero(number)[0]:
            lon, lat = cell % 360, 89 - cell // 360
            lon = lon - 360 if lon >= 180 else lon
            if not (west <= lon < east and south <= lat < north):
                continue
            for row in range(first[cell], first[cell] + number[cell]):
                at = slice(starts[row], starts[row] + counts[row])
                yield row, np.column_stack([self.x[at] + lon, self.y[at] + lat])


def read_rivers(folder: Path) -> dict[int, list[shapely.Geometry]]:
    """Rivers by rank, joined over the bins."""
    bins = Bins(folder / "binned_river_f.nc")
    levels, lines = bins.columns["Hierarchial_level_of_a_segment"], defaultdict(list)
    for row, points in bins.segments(bins.columns["N_points_for_a_segment"].astype(int)):
        if len(points) > 1 and int(levels[row]) in RIVERS:
            lines[RIVERS[int(levels[row])]].append(shapely.LineString(points.round(5)))
    return {rank: list(shapely.get_parts(shapely.line_merge(shapely.union_all(some)))) for rank, some in lines.items()}


def read_shores(folder: Path) -> tuple[dict[int, shapely.Geometry], dict[int, float], list[shapely.Geometry]]:
    """Lakes by GSHHG's number, their areas (km², negative: a river with two shores), and the islands in them."""
    bins = Bins(folder / "binned_GSHHS_f.nc")
    packed, owner = bins.columns["Embedded_npts_levels_exit_entry_for_a_segment"], bins.columns["Id_of_GSHHS_ID"]
    lines: dict[tuple[int, int], list[shapely.Geometry]] = defaultdict(list)
    for row, points in bins.segments(packed >> 9):
        if (level := int(packed[row] >> 6) & 7) in (2, 3) and len(points) > 1:
            lines[level, int(owner[row])].append(shapely.LineString(points.round(5)))
    areas = bins.columns["The_km_squared_area_of_polygons"]
    closed = {key: shapely.union_all(list(shapely.get_parts(shapely.polygonize(some)))) for key, some in lines.items()}
    lakes = {number: shape for (level, number), shape in closed.items() if level == 2 and not shape.is_empty}
    islands = [shape for (level, _), shape in closed.items() if level == 3 and not shape.is_empty]
    return lakes, {number: float(areas[number]) for number in lakes}, islands


def towns() -> shapely.Geometry:
    """The surroundings of the town sheets and of the settlements with several features."""
    boxes = []
    for entry in tomllib.loads((HERE / "maps.toml").read_text("utf-8"))["map"]:
        west, south, east, north = entry["extent"]
        if east - west < SHEET:
            wide, high = (east - west) / 2, (north - south) / 2
            boxes.append(shapely.box(west - wide, south - high, east + wide, north + high))
    points = defaultdict(list)
    with (HERE / "features.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["settlement"]:
                points[row["settlement"], row["country"]].append((float(row["longitude"]), float(row["latitude"])))
    for places in points.values():
        lon, lat = np.median(places, axis=0)
        near = [(x, y) for x, y in places if abs(x - lon) < WIDEST / 2 and abs(y - lat) < WIDEST / 2]
        if len(near) >= MANY:
            boxes.append(shapely.box(*shapely.MultiPoint(near).buffer(MARGIN).bounds))
    return shapely.union_all(boxes)


# ------------------------------------------------------------------------------------------------------------ deriving
def thinned(shape: shapely.Geometry, *, fine: bool) -> shapely.Geometry:
    """A line or an area with no more corners, and no more digits, than its scale asks for; parts that vanish go."""
    if fine:
        return shapely.set_precision(shapely.simplify(shape, FINE), 10.0**-FINE_DECIMALS)
    plain = shapely.simplify(shapely.transform(shape, to_plane), COARSE, preserve_topology=False)
    return shapely.set_precision(shapely.transform(plain, from_plane), 10.0**-COARSE_DECIMALS)


def of_kind(shape: shapely.Geometry, kind: str) -> list[shapely.Geometry]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == kind and not part.is_empty]


def rivers(folder: Path, near: shapely.Geometry) -> Iterator[tuple[str, int, bool, shapely.Geometry]]:
    """Rows of rivers: kind, rank, whether it is fine, line."""
    edge = near.boundary
    for rank, lines in sorted(read_rivers(folder).items()):
        whole = shapely.MultiLineString(lines)
        for line in of_kind(shapely.line_merge(shapely.intersection(whole, near)), "LineString"):
            yield from (("river", rank, True, part) for part in of_kind(thinned(line, fine=True), "LineString"))
        if rank == TOWN:
            continue
        for line in of_kind(shapely.line_merge(shapely.difference(whole, near)), "LineString"):
            if shapely.transform(line, to_plane).length > SHORT or shapely.distance(line, edge) < 1e-6:
                yield from (("river", rank, False, part) for part in of_kind(thinned(line, fine=False), "LineString"))


def rank_of(area: float) -> int | None:
    """The rank of a lake, km²; a river with two shores is shown as soon as its line would be."""
    found = next((rank for least, rank in LAKES if abs(area) >= least), None)
    return found - 1 if found is not None and area < 0 and 1 < found < TOWN else found


def lakes(folder: Path, near: shapely.Geometry) -> Iterator[tuple[str, int, bool, shapely.Geometry]]:
    """Rows of lakes, those that lie on the ground of ``borders.geojson``: what is no ground there is sea already."""
    ground = gpd.read_file(HERE / "borders.geojson").geometry.union_all()
    shores, areas, islands = read_shores(folder)
    holes = shapely.STRtree(islands)
    for number, shape in sorted(shores.items()):
        rank = rank_of(areas[number])
        if rank is None or shapely.intersection(shape, ground).area < shape.area / 2:
            continue
        inside = [islands[i] for i in holes.query(shape, predicate="intersects")]
        for fine, part in ((True, shapely.intersection(shape, near)), (False, shapely.difference(shape, near))):
            if not part.is_empty and (fine or rank != TOWN):
                yield from (("lake", rank, fine, area) for area in lake_parts(part, inside, fine=fine))


def lake_parts(shape: shapely.Geometry, islands: list[shapely.Geometry], *, fine: bool) -> Iterator[shapely.Geometry]:
    """A lake without its larger islands, thinned, in the parts that are large enough to be seen."""

    def size(area: shapely.Geometry) -> float:
        return area.area if fine else shapely.transform(area, to_plane).area

    shape = shapely.difference(shape, shapely.union_all([hole for hole in islands if size(hole) > ISLANDS[fine]]))
    parts = of_kind(shapely.make_valid(thinned(shape, fine=fine)), "Polygon")
    return (part for part in parts if size(part) > SMALL[fine])


# -------------------------------------------------------------------------------------------------------------- output
def feature(kind: str, rank: int, fine: bool, shape: shapely.Geometry) -> dict:
    shape = shapely.normalize(shape)
    if kind == "lake":
        shape = shapely.orient_polygons(shape, exterior_cw=False)
        rings = [ring.coords for ring in (shape.exterior, *shape.interiors)]
        coordinates = [np.asarray(ring).round(FINE_DECIMALS).tolist() for ring in rings]
    else:
        coordinates = np.asarray(shape.coords).round(FINE_DECIMALS).tolist()
    return {
        "type": "Feature",
        "properties": {"kind": kind, "rank": rank, "fine": fine},
        "geometry": {"type": "Polygon" if kind == "lake" else "LineString", "coordinates": coordinates},
    }


def as_text(features: list[dict]) -> str:
    """One feature a line, in order of kind, rank and place, so that a diff shows what changed."""
    rows = (json.dumps(row, separators=(",", ":")) for row in features)
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(rows) + "\n]}\n"


def derive(folder: Path) -> list[dict]:
    near = towns()
    rows = [feature(*row) for row in (*rivers(folder, near), *lakes(folder, near))]

    def key(row: dict) -> tuple:
        values = row["properties"]
        return values["kind"], values["rank"], values["fine"], json.dumps(row["geometry"]["coordinates"])

    return sorted(rows, key=key)


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Derive waters.geojson from GSHHG's rivers and shores in full resolution.",
        epilog="example: python geodata/derive_waters.py gshhg/usr/share/gmt-gshhg",
    )
    parser.add_argument("folder", type=Path, help="usr/share/gmt-gshhg, from Debian's package gmt-gshhg-full")
    parser.add_argument("--output", type=Path, default=HERE / "waters.geojson", help="default: beside this script")
    args = parser.parse_args()
    for name in ("binned_river_f.nc", "binned_GSHHS_f.nc"):
        if not (args.folder / name).is_file():
            parser.error(f"{args.folder / name}: no such file")
    features = derive(args.folder)
    aside = args.output.with_name(args.output.name + ".new")
    aside.write_text(as_text(features), encoding="utf-8")
    os.replace(aside, args.output)
    print(f"{args.output.name}: {len(features)} features, {args.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
