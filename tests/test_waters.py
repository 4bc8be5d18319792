"""Rivers and lakes: what ``geodata/waters.geojson`` promises, what a page carries of it, and that a still draws it."""

from __future__ import annotations

import json
from datetime import date
from gzip import compress
from pathlib import Path

import numpy as np
import pytest
import shapely
from samples import SOUND

import atlas
from atlas.page.payload.ground import encode_waters
from atlas.record.borders import BordersError, ground_file, polities_on
from atlas.record.plans import read_plans
from atlas.record.waters import FILE, read_waters

PLACES = [  # a bridge or embankment (longitude, latitude), and how many metres GSHHG may be off there
    ("Vltava at Prague", 14.414, 50.087, 800),
    ("Spree at Berlin", 13.400, 52.518, 800),
    ("Danube at Budapest", 19.045, 47.499, 800),
    ("Moskva at the Kremlin", 37.617, 55.748, 2500),
]


@pytest.fixture(scope="module")
def record() -> atlas.Record:
    return atlas.load()


@pytest.mark.parametrize(("name", "lon", "lat", "metres"), PLACES, ids=[row[0] for row in PLACES])
def test_a_river_runs_where_it_does(record: atlas.Record, name: str, lon: float, lat: float, metres: float) -> None:
    fine = record.waters.geometry[record.waters["fine"]].to_numpy()
    assert shapely.distance(fine, shapely.Point(lon, lat)).min() * 111_195 < metres, name


def test_the_volga_at_its_town_is_an_area_of_water(record: atlas.Record) -> None:
    lakes = record.waters[record.waters["kind"] == "lake"]
    assert lakes.contains(shapely.Point(44.54, 48.70)).any()
    assert not lakes.contains(shapely.Point(44.48, 48.70)).any()


def test_lakes_lie_on_land_and_the_caspian_is_none_of_them(record: atlas.Record) -> None:
    land = polities_on(record.borders, date(2020, 1, 1)).union_all()
    lakes = record.waters[(record.waters["kind"] == "lake") & (record.waters["rank"] < 4)]
    assert lakes.contains(shapely.Point(31.5, 60.8)).any(), "Ladoga"
    assert not lakes.contains(shapely.Point(51.0, 42.0)).any()
    assert (lakes.representative_point().within(land.buffer(0.1))).all()


def _bytes(record: atlas.Record, plan_id: str) -> int:
    (plan,) = read_plans(record).chosen([plan_id])
    boxes = [box for box in (plan.extent, plan.narrow, *(f.extent for f in plan.frames.values())) if box]
    encoded = json.dumps(encode_waters(record.waters, boxes), separators=(",", ":"))
    return len(compress(encoded.encode(), 9, mtime=0))


@pytest.mark.parametrize(("plan_id", "most"), [("prague", 6000), ("volgograd", 6000), ("eastern-bloc", 15000)])
def test_waters_weigh_little(record: atlas.Record, plan_id: str, most: int) -> None:
    assert 100 < _bytes(record, plan_id) < most


def test_steps_lead_back_to_the_lines(record: atlas.Record) -> None:
    box = (14.38, 50.06, 14.50, 50.11)
    groups = encode_waters(record.waters, [box])
    assert any(group["fine"] and not group["lake"] for group in groups)
    known = {np.asarray(g.coords).round(3).tobytes() for g in record.waters.geometry if g.geom_type == "LineString"}
    for group in groups:
        unit = 1000 if group["fine"] else 100
        for line in group["lines"] if not group["lake"] else []:
            points = np.cumsum(np.array(line).reshape(-1, 2), axis=0) / unit
            assert points.round(3).tobytes() in known


def test_a_record_with_a_ground_of_its_own_has_no_borrowed_rivers(tmp_path: Path) -> None:
    assert ground_file(SOUND, FILE) is not None
    (tmp_path / "borders.geojson").write_text("{}", encoding="utf-8")
    assert ground_file(tmp_path, FILE) is None
    assert len(read_waters(None)) == 0


@pytest.mark.parametrize(
    ("properties", "kind", "word"),
    [
        ({"kind": "sea", "rank": 1, "fine": True}, "LineString", "river or lake"),
        ({"kind": "river", "rank": 7, "fine": True}, "LineString", "from 1 to 4"),
        ({"kind": "river", "rank": 1, "fine": 1}, "LineString", "true or false"),
        ({"kind": "lake", "rank": 1, "fine": True}, "LineString", "Polygon"),
        ({"kind": "river", "rank": 1}, "LineString", "lacks"),
    ],
)
def test_what_is_no_water_is_refused_by_feature(tmp_path: Path, properties: dict, kind: str, word: str) -> None:
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": [[0, 0], [1, 1]]}}
    file = tmp_path / "waters.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    with pytest.raises(BordersError, match=word) as caught:
        read_waters(file)
    assert caught.value.faults[0].startswith("feature 1: ")


@pytest.mark.long
def test_page_and_codebook_name_the_licence(record: atlas.Record) -> None:
    page = record.where(settlement="Prague").map().get_root().render()
    assert "Rivers and lakes derived from GSHHG (LGPL-3.0-or-later)." in page
    assert "GSHHG" in (Path(atlas.__file__).parents[1] / "geodata" / "README.md").read_text("utf-8")
