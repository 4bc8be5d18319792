"""Lists as people keep them: any separator and encoding, nine formats, points in all their spellings."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from atlas.cli import app
from atlas.io.lists import ListError, PointError, point_of, read_list, shape_of_text

LISTS = Path(__file__).parent / "lists"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_any_separator_and_encoding(separator: str, encoding: str, tmp_path: Path) -> None:
    rows = [["название", "год", "note"]]
    rows += [[f"Памятник воинам на площади {n}", f"19{n}0-е", "снесён, затем восстановлен"] for n in range(5, 9)]
    text = "\r\n".join(separator.join(row if separator != "," else [f'"{cell}"' for cell in row]) for row in rows)
    (tmp_path / "list.csv").write_bytes(text.encode(encoding))
    table = read_list(tmp_path / "list.csv")
    assert list(table.frame.columns) == rows[0]
    assert table.frame.to_numpy().tolist() == rows[1:]
    assert table.rows == [2, 3, 4, 5]


def test_lines_above_the_header_empty_lines_and_ragged_rows(tmp_path: Path) -> None:
    (tmp_path / "01-my_list.csv").write_text("Made by hand\n\nname,year\nA,1950\n\nB\nC,1960,beyond\n")
    table = read_list(tmp_path / "01-my_list.csv")
    assert table.frame.to_dict("list") == {"name": ["A", "B", "C"], "year": ["1950", None, "1960"]}
    assert (table.rows, table.title) == ([4, 6, 7], "My list")
    assert any("above the header" in note for note in table.notes)
    assert any("more cells than the header" in note for note in table.notes)


POINT = {"type": "Point", "coordinates": [30.5, 50.25]}


def test_formats_of_geometry_give_the_same(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"name": ["A"], "up": ["1930"]}, geometry=gpd.points_from_xy([30.5], [50.25]), crs=4326)
    frame.to_crs(3857).to_file(tmp_path / "a.gpkg", driver="GPKG", engine="pyogrio")
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_file(tmp_path / "a.geojson", driver="GeoJSON", engine="pyogrio")
    kml = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Mine</name><Placemark><name>A</name><TimeSpan>'
        "<begin>1930</begin></TimeSpan><Point><coordinates>30.5,50.25,0</coordinates></Point></Placemark></Document></kml>"
    )
    (tmp_path / "a.kml").write_text(kml)
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", kml)
    for name in ("a.gpkg", "a.parquet", "a.geojson", "a.kml", "a.kmz"):
        table = read_list(tmp_path / name)
        point = table.frame.geometry.iloc[0]
        assert (table.frame["name"].iloc[0], round(point.x, 6), round(point.y, 6)) == ("A", 30.5, 50.25), name
        assert table.frame.crs.to_epsg() == 4326
    assert read_list(tmp_path / "a.kml").frame["begin"].iloc[0] == "1930"


def test_excel_keeps_days_and_names_other_sheets(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        pd.DataFrame({"name": ["A", "B"], "up": [1950, pd.Timestamp("1961-11-10")]}).to_excel(
            book, sheet_name="One", index=False
        )
        pd.DataFrame({"x": [1, 2]}).to_excel(book, sheet_name="Two", index=False)
    table = read_list(tmp_path / "a.xlsx")
    assert table.frame["up"].iloc[0] == 1950
    assert table.frame["up"].iloc[1].date().isoformat() == "1961-11-10"
    assert table.notes == ["the sheet 'One' was read, and not Two (--layer reads another)"]
    assert read_list(tmp_path / "a.xlsx", layer="Two").frame.columns.tolist() == ["x"]
    with pytest.raises(ListError, match="there is no 'Three' in it; there are 'One', 'Two'"):
        read_list(tmp_path / "a.xlsx", layer="Three")


def test_an_answer_of_wikidata_has_years_where_it_knows_years(tmp_path: Path) -> None:
    day = {"type": "literal", "datatype": "http://www.w3.org/2001/XMLSchema#dateTime"}
    bindings = [
        {
            "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1"},
            "coord": {"type": "literal", "value": "Point(30.5 50.25)"},
            "up": day | {"value": "1933-01-01T00:00:00Z"},
            "down": day | {"value": "1961-11-10T00:00:00Z"},
        },
        {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q2"}, "up": {"type": "bnode", "value": "t1"}},
    ]
    (tmp_path / "query.json").write_text(json.dumps({"head": {}, "results": {"bindings": bindings}}))
    table = read_list(tmp_path / "query.json")
    assert table.frame["up"].tolist() == ["1933", None]
    assert table.frame["down"].iloc[0] == "1961-11-10T00:00:00Z"
    assert "were read as the year" in table.notes[0]


def test_linked_places(tmp_path: Path) -> None:
    feature = {
        "@id": "http://example.org/a",
        "type": "Feature",
        "properties": {"title": "Newton", "ccodes": ["GB"]},
        "geometry": POINT,
        "names": [{"toponym": "Newton"}, {"toponym": "Oldton"}],
        "types": [{"label": "town"}],
        "when": {"timespans": [{"start": {"in": "1850"}, "end": {"earliest": "1900", "latest": "1910"}}]},
    }
    (tmp_path / "a.json").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    row = read_list(tmp_path / "a.json").frame.iloc[0]
    assert (row["title"], row["begin"], row["end"], row["kind"]) == ("Newton", "1850", "[1900..1910]", "town")
    assert row["other names"] == "Oldton"


@pytest.mark.parametrize(
    "text",
    [
        *("50.25, 30.5", "50.25;30.5", "50.25 30.5", "(50.25, 30.5)", "50,25; 30,5", "POINT(30.5 50.25)"),
        *("SRID=4326;POINT (30.5 50.25)", "50°15′N 30°30′E", "50° 15' 0\" N, 30° 30' 0\" E", "N50.25 E30.5"),
        *("50.25N 30.5E", "30°30′E 50°15′N", "geo:50.25,30.5", '{"type": "Point", "coordinates": [30.5, 50.25]}'),
        *("50°15′ с. ш. 30°30′ в. д.", "Point(30.5 50.25)"),
    ],
)
def test_points_as_typed(text: str) -> None:
    point = point_of(text)
    assert point is not None
    assert (round(point.latitude, 6), round(point.longitude, 6)) == (50.25, 30.5)


def test_no_point_and_no_place() -> None:
    assert [point_of(text) for text in (None, "", ",", " - ", "unknown")] == [None] * 5
    swapped = point_of("120.5, 30")
    assert swapped is not None and (swapped.latitude, swapped.note) != (120.5, "")
    for text in ("somewhere", "91, 200", "51N 30N"):
        with pytest.raises(PointError):
            point_of(text)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"name,year\n", "no rows"),
        ("a.doc", b"x", "lists are read from"),
        ("a.json", b'{"a": 1}', "neither GeoJSON nor a list of objects"),
        ("a.json", b"{", "cannot be read"),
        ("a.gpkg", b"nothing", "not a GeoPackage"),
        ("a.xlsx", b"nothing", "not a workbook"),
        ("a.kml", b'<!DOCTYPE x [<!ENTITY a "b">]><kml/>', "entities"),
        ("a.kml", b"<kml><NetworkLink><href>http://example.org</href></NetworkLink></kml>", "is not followed"),
        ("a.parquet", b"nothing", "a.parquet"),
    ],
)
def test_what_is_no_list_says_so(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ListError, match=said):
        read_list(tmp_path / name)
    with pytest.raises(ListError, match="cannot be read"):
        read_list(tmp_path / "missing.csv")


def test_atlas_dates_shows_ten_readings() -> None:
    file = str(LISTS / "06-dates-as-people-type-them.csv")
    result = CliRunner().invoke(app, ["dates", file, "--column", "down"])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert len(lines) == 10
    for text, edtf in {
        "c. 1920": "1920~",
        "1920s": "192X",
        "late 1991": "[1991-09..1991-12]",
        "before 1950": "[..1949]",
        "1961.0": "1961 ",
        "07/06/2020": "[2020-06-07,2020-07-06]",
        "June 7, 2020": "2020-06-07",
    }.items():
        assert any(text in line and edtf in line for line in lines), text
    assert "2 that may be read in two ways" in result.stderr
    told = CliRunner().invoke(app, ["dates", file, "--column", "down", "--dayfirst"])
    assert "0 that may be read in two ways" in told.stderr
    assert CliRunner().invoke(app, ["dates", file, "--column", "up"]).exit_code == 2


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_without_a_mark(encoding: str, tmp_path: Path) -> None:
    text = "имя;построен;координаты\nБашня;XIX в.;55,75 37,61\n"
    (tmp_path / "list.csv").write_bytes(text.encode(encoding))
    table = read_list(tmp_path / "list.csv")
    assert table.frame.to_numpy().tolist() == [["Башня", "XIX в.", "55,75 37,61"]]
    assert table.notes == [f"read as {encoding}, for it is not UTF-8"]


def test_a_merged_cell_is_what_all_its_rows_have(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Register"], ["Name", "Type", "Built"], ["A", "tower", 1900], ["B", None, 1905], ["C", None, "#N/A"]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B3:B4")
    book.save(tmp_path / "book.xlsx")
    table = read_list(tmp_path / "book.xlsx")
    assert table.frame["Type"].tolist() == ["tower", "tower", None]
    assert table.notes == [
        "1 rows above the header were passed over",
        "1 cells take what the merged cell above them has",
    ]


def test_a_point_in_another_system_is_taken_to_degrees() -> None:
    point = point_of("SRID=3857;POINT (1605000 6461000)")
    assert point is not None and (round(point.latitude, 4), round(point.longitude, 4)) == (50.0849, 14.418)
    line = shape_of_text("SRID=32633;LINESTRING (458000 5548000, 459000 5549000)")
    assert [round(side, 3) for side in line.bounds] == [14.413, 50.083, 14.427, 50.092]
    with pytest.raises(PointError, match=r"'EPSG:99999999' is no known reference system"):
        shape_of_text("SRID=99999999;LINESTRING (1 2, 3 4)")
