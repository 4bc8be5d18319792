"""Formats for maps, read back by GDAL, pyarrow and plain JSON and XML readers."""

from __future__ import annotations

import csv
import json
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as Tree

import geopandas as gpd
import pandas as pd
import pyarrow.parquet
import pyogrio
import pytest
import shapely

import atlas

DAYS = ["begin_earliest", "begin_latest", "end_earliest", "end_latest"]
ASKED = ["1930-01-01", "1953-03-05", "1961-11-09", "1961-11-10", "1962-11-06", "2020-01-01"]
KML = {"k": "http://www.opengis.net/kml/2.2"}


def day(cell: object) -> str:
    """A day as ISO text, whatever type the reader gives it; empty where it is missing."""
    return "" if pd.isna(cell) else str(cell)[:10]


def expected_days(record: atlas.Record) -> list[tuple[str, ...]]:
    tenures = record.tenures.sort_values(["feature_id", "tenure"])
    return [(row["feature_id"], *(day(row[name]) for name in DAYS)) for row in tenures.to_dict("records")]


def check_tenures(record: atlas.Record, frame: pd.DataFrame) -> None:
    """Rows, days, EDTF, titles, notes, names and points of the tenures are those of the record."""
    frame = frame.sort_values(["feature_id", "tenure"])
    assert len(frame) == len(record.tenures)
    found = [(row["feature_id"], *(day(row[name]) for name in DAYS)) for row in frame.to_dict("records")]
    assert found == expected_days(record)
    edtf = record.events.set_index("event_id")["date"].to_dict()
    for row in frame.to_dict("records"):
        feature = record.features.loc[row["feature_id"]]
        assert row["title"] == feature["title"]
        assert ("" if pd.isna(row["note"]) else row["note"]) == feature["note"]
        assert int(row["accuracy_m"]) == feature["accuracy_m"]
        for side in ("begin", "end"):
            event = "" if pd.isna(row[f"{side}_event"]) else row[f"{side}_event"]
            assert ("" if pd.isna(row[f"{side}_edtf"]) else row[f"{side}_edtf"]) == edtf.get(event, "")
    names = {f"{row['name']} [{row['language']}]" for row in record.names.to_dict("records")}
    told = [row for row in frame["names"] if not pd.isna(row)]
    assert {name for row in told for name in row.split(" | ")} == names


def check_points(record: atlas.Record, frame: gpd.GeoDataFrame) -> None:
    assert frame.crs == "EPSG:4326"
    for feature_id, found in zip(frame["feature_id"], frame.geometry, strict=True):
        assert found.equals_exact(geometry_of(record, feature_id), 1e-12)


def geometry_of(record: atlas.Record, feature_id: str) -> shapely.Geometry:
    """The line or area of a feature, else its point."""
    place = record.features.loc[feature_id]
    return record.shapes.geometry.get(feature_id, shapely.Point(place["longitude"], place["latitude"]))


def test_the_records_tried_have_four_scripts(record: atlas.Record) -> None:
    part = record.where(country=["AM", "GE", "CN", "CZ"])
    text = "".join(part.names["name"])
    for first, last in (("a", "z"), ("а", "я"), ("ა", "ჰ"), ("ա", "և"), ("一", "鿿")):
        assert any(first <= letter <= last for letter in text.lower())


def test_geojson_is_rfc_7946_with_everything_inside(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    path = written(".geojson")
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection" and "crs" not in document
    assert '": ""' not in path.read_text(encoding="utf-8")  # what is missing is null
    features = {feature["id"]: feature for feature in document["features"]}
    assert list(features) == list(exported.features.index)
    told = {"names": 0, "tenures": 0, "events": 0, "attestations": 0}
    for key, feature in features.items():
        place = exported.features.loc[key]
        assert shapely.geometry.shape(feature["geometry"]) == geometry_of(exported, key)
        inside = feature["properties"]
        assert (inside["title"], inside["note"] or "") == (place["title"], place["note"])
        cited = {said["source_id"] for event in inside["events"] for said in event["attestations"]}
        assert {source["source_id"] for source in inside["sources"]} == cited
        for name in ("names", "tenures", "events"):
            told[name] += len(inside[name])
        told["attestations"] += sum(len(event["attestations"]) for event in inside["events"])
    assert told == {name: len(getattr(exported, name)) for name in told}
    events = {event["event_id"]: event for feature in features.values() for event in feature["properties"]["events"]}
    for row in exported.events.to_dict("records"):
        event = events[row["event_id"]]
        assert (event["date"], event["earliest"], event["latest"]) == (
            row["date"],
            day(row["earliest"]),
            day(row["latest"]),
        )
        assert event["disputed"] == row["disputed"] and (event["detail"] or "") == row["detail"]
    names = [name["name"] for feature in features.values() for name in feature["properties"]["names"]]
    assert sorted(names) == sorted(exported.names["name"])


def test_geojson_opens_in_gdal(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    frame = pyogrio.read_dataframe(written(".geojson"))
    check_points(exported, frame)
    assert list(frame["feature_id"]) == list(exported.features.index)


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".csv"])
def test_tenures_come_back_through_gdal(exported: atlas.Record, suffix: str, written: Callable[[str], Path]) -> None:
    path = written(suffix)
    layer = {"layer": "tenures"} if suffix == ".gpkg" else {}
    frame = pyogrio.read_dataframe(path, **layer)
    if suffix == ".csv":
        frame = frame.astype({"tenure": int}).set_crs("EPSG:4326")
        frame = frame.replace("", pd.NA)
    check_tenures(exported, frame)
    check_points(exported, frame)


def test_a_tenure_has_the_name_that_it_brought_or_that_its_end_took(
    exported: atlas.Record, written: Callable[[str], Path]
) -> None:
    frame = pyogrio.read_dataframe(written(".gpkg"), layer="tenures").fillna({"begin_event": "", "end_event": ""})
    told = 0
    for row in frame.to_dict("records"):
        own = exported.names[exported.names["feature_id"] == row["feature_id"]]
        brought = own[(own["from_event"] != "") & (own["from_event"] == row["begin_event"])]
        taken = own[(own["to_event"] != "") & (own["to_event"] == row["end_event"])]
        wanted = set((taken if brought.empty else brought)["name"])
        assert row["name"] in (wanted or {*own["name"], row["title"]})
        told += bool(wanted)
    assert told


def test_csv_comes_back_through_another_reader(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    path = written(".csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    check_tenures(exported, pd.DataFrame(rows).replace("", pd.NA))
    for row in rows:
        assert shapely.from_wkt(row["wkt"]) == geometry_of(exported, row["feature_id"])


def test_parquet_is_geoparquet_1_1_with_days(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    path = written(".parquet")
    schema = pyarrow.parquet.read_schema(path)
    assert json.loads(schema.metadata[b"geo"])["version"] == "1.1.0"
    assert schema.metadata[b"atlas:version"].decode() == exported.version
    assert str(schema.field("begin_earliest").type) == "date32[day]"
    assert not [field.name for field in schema if str(field.type) == "null"]
    frame = gpd.read_parquet(path)
    check_tenures(exported, frame)
    check_points(exported, frame)


def test_geopackage_has_every_table(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    path = written(".gpkg")
    for name in ("features", "names", "events", "attestations", "sources", "milestones"):
        frame = pyogrio.read_dataframe(path, layer=name)
        own = getattr(exported, name)
        own = own.reset_index() if own.index.name else own
        assert len(frame) == len(own)
        for column in exported.package.tables[name].fields:
            missing = -1 if column.type == "integer" else ""
            if column.type in ("string", "integer"):
                found, wanted = (list(cells[column.name].fillna(missing)) for cells in (frame, own))
                assert found == wanted, (name, column.name)
    about = dict(pyogrio.read_dataframe(path, layer="about")[["name", "value"]].to_numpy())
    assert (about["version"], about["date"]) == (exported.version, exported.date.isoformat())
    fields = pyogrio.read_info(path, layer="spans")
    types = dict(zip(fields["fields"], fields["ogr_types"], strict=True))
    assert types["first_day"] == types["last_day"] == "OFTDate"


@pytest.mark.parametrize("asked", ASKED)
def test_spans_play_what_the_record_says_of_a_day(
    exported: atlas.Record, asked: str, written: Callable[[str], Path]
) -> None:
    """The filter is the one that QGIS's temporal controller makes of the settings in the style."""
    path = written(".gpkg")
    query = """SELECT feature_id, max(status = 'bearing') FROM spans
               WHERE ? BETWEEN first_day AND last_day GROUP BY feature_id"""
    connection = sqlite3.connect(path)
    found = dict(connection.execute(query, (asked,)).fetchall())
    connection.close()
    status = exported.at(asked)["status"]
    assert {key for key, bearing in found.items() if bearing} == set(status.index[status == "bearing"])
    assert {key for key, bearing in found.items() if not bearing} == set(status.index[status == "uncertain"])


def test_geopackage_carries_style_and_temporal_settings(sound: atlas.Record, tmp_path: Path) -> None:
    path = sound.export(tmp_path / "atlas.gpkg")
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles ORDER BY id"
    ).fetchall()
    columns = {"spans": connection.execute("SELECT * FROM spans").description}
    columns["tenures"] = connection.execute("SELECT * FROM tenures").description
    columns["borders"] = connection.execute("SELECT * FROM borders").description if len(sound.borders) else None
    geometries = dict(connection.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall())
    connection.close()
    assert [row[0] for row in rows] == ["spans", "tenures", *(["borders"] if len(sound.borders) else [])]
    for name, geometry, default, text in rows:
        assert (geometry, default) == (geometries[name], 1)
        style = Tree.fromstring(text)  # noqa: S314 - our own
        temporal = style.find("temporal")
        assert temporal is not None and (temporal.get("enabled"), temporal.get("mode")) == ("1", "2")
        known = {column[0] for column in columns[name]}
        assert {temporal.get("startField"), temporal.get("endField")} <= known
        symbols = {symbol.get("name") for symbol in style.findall("renderer-v2/symbols/symbol")}
        categories = style.findall("renderer-v2/categories/category")
        assert {category.get("symbol") for category in categories} == (symbols if name != "borders" else set())


def test_open_ends_are_those_of_the_record_itself(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    """No span ends but on a day that the record has, and none after its own date."""
    frame = pyogrio.read_dataframe(written(".gpkg"), layer="spans")
    today = pd.Timestamp(exported.date)
    last = pd.to_datetime(frame["last_day"])
    assert (pd.to_datetime(frame["first_day"]) <= last).all() and (last <= today).all()
    marks = set(exported.tenures[["bearing_from", "bearing_until", "gone_from"]].stack().dropna())
    known = {str(date(1970, 1, 1) + timedelta(days=int(mark))) for mark in marks}
    after = {str((cell + timedelta(days=1)).date()) for cell in last[last < today]}
    starts = {day(cell) for cell in frame["first_day"]}
    assert after <= known | starts
    unended = exported.tenures["gone_from"].isna()
    assert (last == today).sum() > 0 and unended.any()


def test_kml_opens_in_gdal(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    path = written(".kml")
    parts = [pyogrio.read_dataframe(path, layer=name) for name, _ in pyogrio.list_layers(path)]
    frame = pd.concat(parts)
    named = frame.set_index("feature_id")["title"].to_dict()
    assert named == exported.features["title"].reindex(list(named)).to_dict()
    some_day = exported.tenures["gone_from"].isna() | (
        exported.tenures["gone_from"] > exported.tenures["uncertain_from"]
    )
    assert set(zip(frame["feature_id"], frame["tenure"].astype(int), strict=True)) == set(
        exported.tenures.loc[some_day, ["feature_id", "tenure"]].itertuples(index=False, name=None)
    )
    on = pd.Timestamp("1961-11-10")
    begun = pd.to_datetime(frame["begin"]) <= on
    shown = frame[begun & ~(pd.to_datetime(frame["end"]) < on)]
    status = exported.at("1961-11-10")["status"]
    assert set(shown["feature_id"]) == set(status.index[status.isin(["bearing", "uncertain"])])


def test_kml_is_well_formed_and_in_the_order_of_its_schema(
    exported: atlas.Record, written: Callable[[str], Path]
) -> None:
    path = written(".kml")
    root = Tree.parse(path).getroot()  # noqa: S314 - our own
    marks = root.findall(".//k:Placemark", KML)
    assert marks
    order = ["name", "description", "TimeSpan", "styleUrl", "ExtendedData"]
    drawn = set()
    styles = {f"#{style.get('id')}" for style in root.findall(".//k:Style", KML)}
    for mark in marks:
        tags = [child.tag.partition("}")[2] for child in mark]
        assert tags[:-1] == order
        drawn.add(tags[-1])
        assert mark.findtext("k:styleUrl", namespaces=KML) in styles
        begin = mark.findtext("k:TimeSpan/k:begin", namespaces=KML)
        end = mark.findtext("k:TimeSpan/k:end", namespaces=KML)
        assert begin and (end is None or begin <= end <= exported.date.isoformat())
    assert drawn == {"Point", *exported.shapes.geom_type}
    balloons = " ".join(mark.findtext("k:description", namespaces=KML) or "" for mark in marks)
    assert "</script>" not in balloons
    names = {mark.findtext("k:name", namespaces=KML) for mark in marks}
    assert names <= {*exported.names["name"], *exported.features["title"]}
    assert len(names & set(exported.names["name"])) > 1


def test_kmz_holds_the_kml(sound: atlas.Record, tmp_path: Path) -> None:
    kml = sound.export(tmp_path / "atlas.kml").read_bytes()
    with zipfile.ZipFile(sound.export(tmp_path / "atlas.kmz")) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"doc.kml": kml}
        assert [entry.date_time[:3] for entry in archive.infolist()] == [(1980, 1, 1)]
    layers = [name for name, _ in pyogrio.list_layers(tmp_path / "atlas.kmz")]
    assert set(layers) == {"Settlement", "Monument"}
