"""Lines and areas: read, kept, checked, packed for the page, and carried by every export."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPoint, Point, Polygon, box, shape

import atlas
from atlas.check import check
from atlas.io.tables import RecordError
from atlas.page.payload.outlines import STEPS_PER_DEGREE, encode_outlines
from atlas.record.shapes import FILE, ShapesError, geojson_of, read_shapes

STREET = LineString([(13.40, 52.50), (13.405, 52.503), (13.41, 52.505)])
QUARTER = Polygon(box(13.3, 52.5, 13.32, 52.52).exterior, [box(13.305, 52.505, 13.31, 52.51).exterior])
WELLS = MultiPoint([(13.2, 52.4), (13.21, 52.41)])


@pytest.fixture(scope="module")
def frame() -> gpd.GeoDataFrame:
    columns = {
        "name": ["Street", "Quarter", "Wells", "Statue"],
        "up": ["1900"] * 4,
        "down": ["1950", "1960", "", "c. 1970"],
    }
    return gpd.GeoDataFrame(columns, geometry=[STREET, QUARTER, WELLS, Point(13.35, 52.45)], crs=4326)


@pytest.fixture(scope="module")
def record(frame: gpd.GeoDataFrame) -> atlas.Record:
    return atlas.from_frame(frame, begin="up", end="down", title="Town")


def test_a_frames_geometry_is_kept_and_has_a_point_on_it(record: atlas.Record) -> None:
    assert dict(zip(record.shapes.index, record.shapes.geom_type, strict=True)) == {
        **{"street": "LineString", "quarter": "Polygon", "wells": "MultiPoint"}
    }
    points = record.features.geometry
    assert STREET.distance(points["street"]) < 1e-6 and QUARTER.contains(points["quarter"])
    assert points["wells"].distance(WELLS) < 1e-6
    assert list(record.where(feature_id="street").shapes.index) == ["street"]


def test_other_reference_systems_wkt_and_broken_rings_are_understood(frame: gpd.GeoDataFrame) -> None:
    for system in (3857, 32633):
        moved = atlas.from_frame(frame.to_crs(system).rename_geometry("geom"), begin="up", end="down")
        assert moved.shapes.geometry["street"].distance(STREET) < 1e-9
    words = {"name": ["A", "B"], "geometry": ["LINESTRING (1 2, 3 4)", "POINT (5 6)"], "built": [1900, 1920]}
    assert list(atlas.from_frame(pd.DataFrame(words)).shapes.index) == ["a"]
    tie = gpd.GeoDataFrame(
        {"name": ["Tie"], "up": [1900]}, geometry=[Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])], crs=4326
    )
    assert atlas.from_frame(tie, begin="up").shapes.geometry.iloc[0].is_valid


def test_a_record_with_shapes_is_saved_read_and_sound(record: atlas.Record, tmp_path: Path) -> None:
    record.save(tmp_path)
    read = atlas.load(tmp_path)
    assert check(tmp_path) == []
    assert read.shapes.equals(record.shapes.sort_index())
    assert geojson_of(read.shapes) == (tmp_path / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[]", "must be an object of the type FeatureCollection"),
        ('{"type": "FeatureCollection", "features": [{"id": 7}]}', "feature 1: its id is 7"),
        ('{"type": "FeatureCollection", "features": [{"id": "a", "geometry": null}]}', "its geometry cannot be read"),
        (
            '{"type": "FeatureCollection", "features": [{"id": "a", "geometry":'
            ' {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}}]}',
            "not sound: Self-intersection",
        ),
        (
            '{"type": "FeatureCollection", "features": [{"id": "a", "geometry":'
            ' {"type": "LineString", "coordinates": [[500000, 5800000], [500100, 5800000]]}}]}',
            "not degrees",
        ),
    ],
)
def test_shapes_that_are_none_are_refused_in_one_line(text: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ShapesError, match=fault):
        read_shapes(tmp_path)


def test_nothing_outside_the_folder_is_read(record: atlas.Record, tmp_path: Path) -> None:
    folder = tmp_path / "record"
    record.save(folder)
    (folder / FILE).rename(tmp_path / FILE)
    (folder / FILE).symlink_to(tmp_path / FILE)
    with pytest.raises(RecordError, match=FILE):
        _ = atlas.load(folder).shapes


def unpacked(columns: dict[str, dict[str, list]]) -> list[list[np.ndarray]]:
    """The points of each part of each shape, as the page reads them."""
    starts = list(zip(columns["parts"]["west"], columns["parts"]["south"], columns["parts"]["count"], strict=True))
    steps = np.column_stack([columns["steps"]["lon"], columns["steps"]["lat"]]).astype(int)
    parts, at = [], 0
    for west, south, count in starts:
        walk = np.vstack([[west, south], steps[at : at + count - 1].reshape(-1, 2)])
        parts.append(np.cumsum(walk, axis=0) / STEPS_PER_DEGREE)
        at += count - 1
    shapes, at = [], 0
    for count in columns["shapes"]["parts"]:
        shapes.append(parts[at : at + count])
        at += count
    return shapes


def test_the_page_gets_every_part_with_no_more_points_than_can_be_seen(record: atlas.Record) -> None:
    rows = {key: row for row, key in enumerate(record.features.index)}
    columns = encode_outlines(record.shapes, rows)
    street, quarter, wells = (
        unpacked(columns)[columns["shapes"]["feature"].index(rows[key])] for key in ("street", "quarter", "wells")
    )
    assert np.allclose(street[0], shapely.get_coordinates(STREET), atol=1e-5)
    assert [len(part) for part in quarter] == [4, 4] and [len(part) for part in wells] == [1, 1]
    assert columns["parts"]["closed"].count(1) == 2
    crowded = LineString([(0.01 * k, 1e-6 * (k % 2)) for k in range(200)])
    thin = encode_outlines(record.shapes.iloc[:1].set_geometry([crowded], crs=4326), rows)
    assert sum(thin["parts"]["count"]) < 5
    long = encode_outlines(record.shapes.iloc[:1].set_geometry([LineString([(0, 0), (60, 0)])], crs=4326), rows)
    assert sum(long["parts"]["count"]) == 31  # a side that is bent on the sheet has points along it


def test_every_export_carries_the_geometry(record: atlas.Record, tmp_path: Path) -> None:
    def kinds(shapes: gpd.GeoSeries) -> list[str]:
        return sorted(set(shapes.geom_type))

    expected = ["LineString", "MultiPoint", "Point", "Polygon"]
    for suffix in ("geojson", "gpkg", "parquet", "fgb", "kml", "csv", "lpf.json", "ttl", "sqlite", "zip"):
        record.export(tmp_path / f"town.{suffix}")
    for suffix in ("geojson", "gpkg", "fgb"):
        assert kinds(gpd.read_file(tmp_path / f"town.{suffix}").geometry) == expected
    assert kinds(gpd.read_parquet(tmp_path / "town.parquet").geometry) == expected
    assert kinds(gpd.GeoSeries.from_wkt(pd.read_csv(tmp_path / "town.csv")["wkt"])) == expected
    places = json.loads((tmp_path / "town.lpf.json").read_text(encoding="utf-8"))["features"]
    assert kinds(gpd.GeoSeries([shape(place["geometry"]) for place in places])) == expected
    kml = (tmp_path / "town.kml").read_text(encoding="utf-8")
    assert "<LineString>" in kml and "<innerBoundaryIs>" in kml and "<MultiGeometry>" in kml
    assert "LINESTRING" in (tmp_path / "town.ttl").read_text(encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "town.sqlite")) as base:
        assert base.execute("SELECT count(*) FROM shapes WHERE wkt LIKE 'LINESTRING%'").fetchone() == (1,)
        assert base.execute("SELECT count(*) FROM spans WHERE latitude IS NULL").fetchone() == (0,)


def test_a_list_of_lines_comes_back_from_what_was_exported(record: atlas.Record, tmp_path: Path) -> None:
    from atlas.io.lists import read_list

    for suffix in ("gpkg", "kml", "parquet"):
        record.export(tmp_path / f"town.{suffix}")
        assert "LineString" in set(read_list(tmp_path / f"town.{suffix}").frame.geometry.geom_type)


def test_a_collection_of_all_kinds_is_drawn_whole() -> None:
    mixed = GeometryCollection([Point(0, 0), LineString([(0, 0), (1, 1)]), box(2, 2, 3, 3)])
    record = atlas.from_frame(gpd.GeoDataFrame({"name": ["X"], "up": ["1900"]}, geometry=[mixed], crs=4326), begin="up")
    columns = encode_outlines(record.shapes, {"x": 0})
    assert columns["shapes"]["parts"] == [3] and columns["parts"]["closed"] == [0, 0, 1]
