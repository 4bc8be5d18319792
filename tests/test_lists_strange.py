"""Lists as strangers have them: encodings, headers, forms of dates and places, columns in other languages."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from listed import made
from shapely.geometry import LineString, Point, box

from atlas.edtf.typed import read, read_column
from atlas.io.lists import ListError, point_of, read_list, shape_of_text
from atlas.io.lists.encodings import decoded
from atlas.lists import Made, record_of

GERMAN = "Straßenname;früherer Name;umbenannt am\nÄrztegasse;Öde Gasse;1933\nGrößere Straße;Übergang;1950\n"
SPANISH = "Nombre;Fecha de inauguración\nPeñíscola;1 de enero de 1950\nEspaña;1951\n"
POLISH = "Nazwa;Data odsłonięcia\nŁódź;1946\nŚwięty Żołnierz;1947\n"
CZECH = "Název;Zánik\nŽižkovský pomník;květen 1955\nŘíčany, příští;1960\n"
RUSSIAN = "Название;Дата переименования;Город\nулица Мира;10 ноября 1961;Щёлково\nпроспект Ленина;1924;Тверь\n"
FRENCH = "Nom;Année\nÉglise Saint-Étienne;août 1914\nHôtel de l’été;1920\n"


def events(found: Made) -> dict[str, str]:
    table = found.record.events
    return dict(zip(table.index if table.index.name == "event_id" else table["event_id"], table["date"], strict=True))


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (GERMAN, "cp1252 mac_roman cp850"),
        (SPANISH, "cp1252 mac_roman cp850"),
        (POLISH, "cp1250 iso8859_2 cp852"),
        (CZECH, "cp1250 iso8859_2 cp852"),
        (RUSSIAN, "cp1251 koi8_r cp866 mac_cyrillic iso8859_5 utf-16 utf-8-sig"),
        (FRENCH, "cp1252 mac_roman"),
    ],
)
def test_the_letters_of_a_language_tell_the_encoding(text: str, encodings: str) -> None:
    for encoding in encodings.split():
        assert decoded(text.encode(encoding))[0] == text, encoding


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        (
            "Nombre;Fecha de inauguración;Fecha de retirada;Municipio;Latitud;Longitud",
            "name begin end settlement lat lon",
        ),
        (
            "Nazwa;Data odsłonięcia;Data rozbiórki;Miejscowość;Szerokość geogr.;Długość geogr.",
            "name begin end settlement",
        ),
        ("Název;Vznik;Zánik;Obec;Zeměpisná šířka;Zeměpisná délka", "name begin end settlement"),
        (
            "Назва пам'ятника;Дата встановлення;Дата демонтажу;Населений пункт;Широта;Довгота",
            "name begin end settlement",
        ),
        ("Название объекта;Дата открытия памятника;Дата сноса;Город;Широта;Долгота", "name begin end settlement"),
        ("Nom;Date de construction;Date de démolition;Commune;Latitude;Longitude", "name begin end settlement"),
        ("Nome;Data di inaugurazione;Data di rimozione;Comune;Latitudine;Longitudine", "name begin end settlement"),
        ("Név;Avatás;Lebontás;Település;Szélesség;Hosszúság", "name begin end settlement"),
        ("Site Name;Start Year;End Year;Town;Latitude (WGS84);Longitude (WGS84)", "name begin end settlement"),
    ],
)
def test_columns_are_known_in_other_languages_and_forms(header: str, roles: str, tmp_path: Path) -> None:
    found = made(
        tmp_path, "list.csv", f"{header}\nAlpha;1950;1991-05;Beta;50,1234;14,5678\nGamma;1960;;Beta;50,2;14,6\n"
    )
    names = header.split(";")
    wanted = dict(zip(("name", "begin", "end", "settlement", "latitude", "longitude"), names, strict=True))
    assert {role: found.columns.get(role) for role in wanted} == wanted, roles
    assert len(found.record.features) == 2 and not found.left_out


def test_columns_of_an_unknown_language_are_known_by_what_stands_in_them(tmp_path: Path) -> None:
    text = "Aa;Bb;Cc;Dd;Ee\nOne place;21.04.1960;05.03.1990;44.4797;26.0711\nOther place;1951;1962;45.6427;25.5887\n"
    found = made(tmp_path, "list.csv", text)
    assert found.columns.by_role == {
        **{"latitude": "Dd", "longitude": "Ee", "begin": "Bb", "end": "Cc", "name": "Aa"},
    }
    assert events(found)["one-place-ended"] == "1990-03-05"  # the day first, as the other column has it
    assert any("as other dates of the list have it" in note for note in found.notes)


def test_a_workbook_with_titles_groups_hidden_rows_and_further_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    for text in ("A register", "of the county", "by nobody"):
        book.active.append([text])
    sheet = book.create_sheet("Monuments")
    for row in (
        *(["Register of monuments"], [], ["", "", "Place", "", "", "Dates", ""]),
        ["No.", "Monument", "Town", "Lat", "Lon", "Put up", "Taken down"],
        *([1, "Stone", "Ash", 51.14, 0.87, 1921, None], [2, "Duke", None, 51.15, 0.88, "c. 1860", 1999]),
        *([3, "Cross", "Oak", 51.08, 1.16, "18th c.", None], [], ["Total", 3]),
    ):
        sheet.append([cell or None for cell in row])
    sheet.merge_cells("C5:C6")
    sheet.row_dimensions[7].hidden = True
    book.create_sheet("Codes").append(["a", 1])
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    for row in (["Monument", "Put up", "Lat", "Lon"], *[["gone", 1900, 51.11, 1.11]] * 9):
        hidden.append(row)
    book.save(tmp_path / "register.xlsx")
    table = read_list(tmp_path / "register.xlsx")
    assert table.notes[0] == "the sheet 'Monuments' was read, and not Read me, Old (hidden) (--layer reads another)"
    assert "1 rows are hidden in the sheet, and drawn all the same (row 7)" in table.notes
    found = record_of(table.frame, rows=table.rows)
    assert len(found.record.features) == 3 and set(found.record.features["settlement"]) == {"Ash", "Oak"}
    assert [one.row for one in found.left_out] == [9]


def test_a_header_of_two_rows_and_no_header_at_all(tmp_path: Path) -> None:
    text = (
        "Nr,Denkmal,Errichtung,,Abriss,,Ort,\n,,Jahr,Quelle,Jahr,Quelle,Breite,Länge\n"
        "1,Säule,1871,Akte,1950,,52.51,13.35\n"
    )
    found = made(tmp_path, "two.csv", text)
    assert (found.columns.get("begin"), found.columns.get("end")) == ("Errichtung Jahr", "Abriss Jahr")
    found = made(tmp_path, "none.csv", "Stone,1900,1950,51.5011,-0.1102\nCross,1910,1960,51.5021,-0.1202\n")
    assert events(found) == {
        **{"stone-begun": "1900", "stone-ended": "1950", "cross-begun": "1910", "cross-ended": "1960"},
    }


def test_a_geopackage_has_the_layer_with_dates_read_or_the_one_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    frame = gpd.GeoDataFrame({"note": ["sheet"]}, geometry=[box(10, 59, 11, 60)], crs=4326)
    stones = gpd.GeoDataFrame(
        {"title": ["A", "B"], "erected": [1900, 1910]}, geometry=[Point(10.7, 59.9), Point(10.8, 59.8)], crs=4326
    )
    frame.to_crs(25832).to_file(path, layer="frame", driver="GPKG")
    stones.to_crs(25832).to_file(path, layer="stones", driver="GPKG")
    table = read_list(path)
    assert table.notes == ["the layer 'stones' was read, and not frame (--layer reads another)"]
    assert round(table.frame.geometry.iloc[0].x, 4) == 10.7
    assert read_list(path, layer="frame").frame["note"].tolist() == ["sheet"]


def test_former_names_with_years_of_openstreetmap(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[24.0, 49.8], [24.1, 49.9]]}
    tags = [
        {"name": "Freedom Avenue", "old_name:1930-1961": "Lenin Street", "old_name:-1930": "Long Street"},
        {"name": "Mill Street", "old_name:1945--1990": "Marx Street"},
        {"name": "Shore Street", "old_name": "Harbour Street", "start_date": "1992"},
        {"name": "Plain Street"},
    ]
    features = [
        {"type": "Feature", "properties": {"@id": f"way/{n}", **one}, "geometry": line} for n, one in enumerate(tags)
    ]
    found = made(tmp_path, "streets.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    assert found.life == "renamed"
    assert sorted(events(found).values()) == ["1961", "1990", "1992"]
    names = found.record.names
    assert set(names["name"]) >= {"Lenin Street", "Freedom Avenue", "Marx Street", "Harbour Street"}
    assert "Long Street (until 1930), Lenin Street (1930-1961)" in " ".join(found.record.features["note"])
    assert "openstreetmap.org/way/1" in " ".join(found.record.sources["url"])


def test_an_extract_of_openstreetmap_has_points_lines_and_areas(tmp_path: Path) -> None:
    corners = enumerate(((80, 0), (80, 2), (82, 2), (82, 0)), start=1)
    nodes = "".join(f"<node id='{n}' lat='49.{lat}' lon='24.0{lon}'/>" for n, (lat, lon) in corners)
    ring = "".join(f"<nd ref='{n}'/>" for n in (1, 2, 3, 4, 1))
    text = (
        f"<osm version='0.6'>{nodes}<node id='5' lat='49.85' lon='24.05'><tag k='name' v='Stone'/>"
        "<tag k='historic' v='monument'/><tag k='start_date' v='C19'/></node>"
        "<way id='10'><nd ref='1'/><nd ref='2'/><tag k='highway' v='road'/><tag k='name' v='Bank'/>"
        "<tag k='start_date' v='1890s'/></way>"
        f"<way id='11'>{ring}<tag k='building' v='yes'/><tag k='name' v='Works'/><tag k='start_date' v='~1900'/></way>"
        "<relation id='20'><member type='way' ref='11' role='outer'/><tag k='type' v='multipolygon'/>"
        "<tag k='name' v='Quarter'/><tag k='start_date' v='1923'/></relation></osm>"
    )
    found = made(tmp_path, "extract.osm", text)
    assert len(found.record.features) == 4 and "4 nodes" in " ".join(found.notes)
    assert sorted(found.record.shapes.geometry.geom_type) == ["LineString", "Polygon", "Polygon"]
    assert sorted(events(found).values()) == ["189X", "18XX", "1900~", "1923"]
    elements = [
        {
            "type": "way",
            "id": 3,
            "geometry": [{"lat": 1, "lon": 2}, {"lat": 2, "lon": 3}],
            "tags": {"name": "R", "start_date": "1931"},
        }
    ]
    assert read_list(_json(tmp_path, {"elements": elements})).frame.geometry.iloc[0].geom_type == "LineString"
    with pytest.raises(ListError, match="nothing in it has a name or a date"):
        read_list(_json(tmp_path, {"elements": [{"type": "node", "id": 1}]}))


def _json(folder: Path, document: object) -> Path:
    path = folder / "answer.json"
    path.write_text(json.dumps(document))
    return path


def test_objects_within_objects_and_an_object_a_line(tmp_path: Path) -> None:
    sites = [
        {"name": "A", "location": {"lat": 10.5, "lng": 20.5}, "opened": 1900},
        {"name": "B", "location": {"lat": 1.5, "lng": 2.5}},
    ]
    table = read_list(_json(tmp_path, {"meta": {"n": 2}, "data": {"sites": sites}}))
    assert table.frame[["name", "lat", "lng"]].values.tolist() == [["A", 10.5, 20.5], ["B", 1.5, 2.5]]
    (tmp_path / "a.jsonl").write_text('{"name": "A", "lat": 1}\n\n{"name": "B", "lat": 2}\n')
    assert read_list(tmp_path / "a.jsonl").frame["name"].tolist() == ["A", "B"]
    (tmp_path / "b.jsonl").write_text('{"name": "A"}\n{"name"\n')
    with pytest.raises(ListError, match="line 2 is no JSON"):
        read_list(tmp_path / "b.jsonl")
    with pytest.raises(ListError, match="save it as a GeoPackage"):
        read_list(tmp_path / "a.shp")


def test_wikidata_as_a_table_has_years_and_unknown_values(tmp_path: Path) -> None:
    text = (
        "item,itemLabel,coord,inception,dissolved\n"
        "http://www.wikidata.org/entity/Q1,Statue A,Point(19.04 47.49),1951-12-16T00:00:00Z,1956-10-23T00:00:00Z\n"
        "http://www.wikidata.org/entity/Q2,Statue B,Point(21.01 52.23),1950-01-01T00:00:00Z,t2093847\n"
        "http://www.wikidata.org/entity/Q2,Statue B,Point(21.02 52.24),1950-01-01T00:00:00Z,t2093847\n"
    )
    found = made(tmp_path, "query.csv", text)
    assert events(found) == {
        **{"statue-a-begun": "1951-12-16", "statue-a-ended": "1956-10-23", "statue-b-begun": "1950"},
    }
    assert [one.row for one in found.left_out] == [4]


def test_dates_in_three_columns_and_two_dates_in_one(tmp_path: Path) -> None:
    found = made(tmp_path, "parts.csv", "nom;année;mois;jour;lat;lon\nA;1917;12;12;45.19;6.66\nB;1933;;;48.87;2.68\n")
    assert events(found) == {"a-happened": "1917-12-12", "b-happened": "1933"}
    text = (
        "Title,Dates,Latitude,Longitude\nRex,1931-1956,48.87,2.34\nLux,c. 1912 – 1939,48.8,2.3\n"
        "Rio,1920-,48.8,2.4\nOld,?-1950,48.7,2.4\nPax,1941-45,1,2\n"
    )
    found = made(tmp_path, "spans.csv", text)
    dates = events(found)
    assert (dates["rex-begun"], dates["rex-ended"]) == ("1931", "1956")
    assert (dates["lux-begun"], dates["lux-ended"]) == ("1912~", "1939")
    assert (dates["rio-begun"], dates["old-ended"], dates["pax-ended"]) == ("1920", "1950", "1945")
    assert "rio-stands" in dates and "old-begun" not in dates
    assert any("each was parted into its begin and its end" in note for note in found.notes)
    # where a begin is a begin, a span is some day within
    found = made(tmp_path, "built.csv", "Title,Built,Latitude,Longitude\nRex,1900-1901,48.87,2.34\n")
    assert events(found)["rex-begun"] == "[1900..1901]"


def test_a_row_that_is_there_twice_and_what_a_state_says(tmp_path: Path) -> None:
    stone = '"Stone\nof all",1900,Removed,51.5,-0.1\n'
    text = f"Name,Built,Status,Lat,Lon\n{stone}{stone},,,,\nN/A,1910,stojí dodnes,51.6,-0.2\n"
    found = made(tmp_path, "twice.csv", text, day=pd.Timestamp("2026-11-30").date())
    assert [str(one) for one in found.left_out] == ["row 3 (Stone of all): it is the same as row 2 in every cell"]
    assert events(found)["stone-of-all-ended"] == "[..2026-11-30]"
    assert events(found)["row-5-stands"] == "2026-11-30"


@pytest.mark.parametrize(
    "text",
    [
        *("51:28:38 N, 0:00:05 W", "lat: 51.47722, lon: -0.00139", "51 28 38 N / 0 0 5 W", "N51 28 38 W000 00 05"),
        *("https://www.google.com/maps/place/A/@51.47722,-0.00139,17z", "https://maps.example/?q=51.47722,-0.00139"),
        "https://www.openstreetmap.org/?mlat=51.4772&mlon=-0.0014#map=17/51.47722/-0.00139",
    ],
)
def test_points_as_strangers_have_them(text: str) -> None:
    point = point_of(text)
    assert point is not None and abs(point.latitude - 51.47722) < 1e-4 and abs(point.longitude + 0.00139) < 1e-4


def test_hexadecimal_wkb_of_any_system() -> None:
    line = LineString([(21, 52), (21, 52.01)])
    assert shape_of_text(line.wkb_hex).equals(line)
    far = gpd.GeoSeries([line], crs=4326).to_crs(2180)
    import shapely

    assert shape_of_text(shapely.to_wkb(shapely.set_srid(far.iloc[0], 2180), hex=True, include_srid=True)).equals_exact(
        line, 1e-6
    )


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        *(
            ("X 1991", "1991-10"),
            ("17 IX 1946", "1946-09-17"),
            ("8.XI.2011", "2011-11-08"),
            ("j:1918-01-31", "1918-02-13"),
        ),
        *(("25 октября 1917 (ст. ст.)", "1917-11-07"), ("19 февраля 1861 ст. ст.", "1861-03-03")),
        ("1 March 1900 (O.S.)", "1900-03-14"),
    ],
)
def test_months_of_roman_figures_and_days_of_the_julian_calendar(typed: str, edtf: str) -> None:
    assert read(typed).edtf == edtf


def test_what_stands_to_this_day_and_a_decade_without_a_century() -> None:
    for text in ("en pie", "istnieje", "stojí dodnes", "досі стоїть", "toujours visible", "steht noch", "сохранился"):
        assert read(text).kind == "present", text
    for text in ("lata 50.", "años 40", "the 50s", "50er Jahre"):
        assert read(text).kind == "unread" and "no century" in read(text).notes[0], text
    assert read_column(["7.6.2020"], others=["25.6.2020"])[0].edtf == "2020-06-07"
