"""Kinds of lists that strangers keep and that were misread once: each was found in a public list, or made up."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from listed import made

import atlas
from atlas.io.lists import ListError, point_of, read_list
from atlas.lists import Made


def events(found: Made) -> dict[str, str]:
    table = found.record.events
    return dict(zip(table["event_id"], table["date"], strict=True))


def roles(found: Made, *names: str) -> list[str | None]:
    return [found.columns.get(name) for name in names]


# Columns


def test_two_columns_that_are_called_alike_are_begin_and_end(tmp_path: Path) -> None:
    text = (
        "Plant,ConstructionStartAt,OperationalFrom,OperationalTo,Status,Lat,Lng\n"
        "Alpha,1957-12-01,1964-05-01,1974-06-02,Shutdown,59.2,18.08\n"
        "Beta,2007-04-15,2020-05-22,,Operational,59.7,18.3\nGamma,1957-12-01,1960,,Shutdown,59.8,18.4\n"
    )
    found = made(tmp_path, "plants.csv", text)
    assert roles(found, "begin", "end", "status") == ["OperationalFrom", "OperationalTo", "Status"]
    ends = {key: date for key, date in events(found).items() if not key.endswith("begun")}
    day = found.record.date
    assert ends == {"alpha-ended": "1974-06-02", "beta-stands": str(day), "gamma-ended": f"[..{day}]"}


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Year lit first lit,Deactivated",
            "Commissioned,Decommissioned",
            "Consecrated,Deconsecrated",
            "Completed,Abandoned",
        ),
        *("Inbetriebnahme,Stilllegung", "Weihe,Profanierung", "Mise en service,Fermeture", "Puesta en marcha,Clausura"),
        *("Uruchomienie,Opuszczenie", "Ввод в строй,Выведен", "Освящение,Прекращение"),
    ],
)
def test_words_for_begins_and_ends(header: str, tmp_path: Path) -> None:
    text = f"Name,{header},Lat,Lon\nAlpha,1890,1965,51.501,-0.11\nBeta,1900,1970,51.502,-0.12\n"
    assert events(made(tmp_path, "list.csv", text)) == {
        **{"alpha-begun": "1890", "alpha-ended": "1965", "beta-begun": "1900", "beta-ended": "1970"},
    }


def test_a_day_in_three_columns_with_short_names(tmp_path: Path) -> None:
    text = "Victim,Yr,Mo,Day,Lat,Lon\nJohn Doe,1890,5,12,33.501,-84.11\nJane Doe,1901,11,,33.502,-84.12\n"
    assert list(events(made(tmp_path, "list.csv", text)).values()) == ["1901-11", "1890-05-12"]


def test_a_date_beside_an_end_is_the_begin(tmp_path: Path) -> None:
    text = "Building,Year,Demolished,Lat,Lon\nAlpha,1890,1965,51.501,-0.11\nBeta,1900,,51.502,-0.12\n"
    found = made(tmp_path, "works.csv", text)
    assert roles(found, "begin", "end", "when") == ["Year", "Demolished", None]
    assert events(found) == {"alpha-begun": "1890", "alpha-ended": "1965", "beta-begun": "1900"}
    text = "Building,Demolished,Date,Lat,Lon\nAlpha,1965,2001,51.501,-0.11\nBeta,1970,2002,51.502,-0.12\n"
    found = made(tmp_path, "survey.csv", text)  # what comes after the end did not begin it
    assert roles(found, "begin", "end") == [None, "Demolished"]
    text = "site,date_inscribed,date_end,lat,lon\nAlpha,1990,,51.501,-0.11\nBeta,1991,,51.502,-0.12\n"
    found = made(tmp_path, "sites.csv", text)
    assert roles(found, "when", "end") == ["date_inscribed", None] and found.life == "one-day"


def test_dates_of_people_are_none_of_things(tmp_path: Path) -> None:
    text = (
        "id,title,inscription,latitude,longitude,subject_born,subject_died\n"
        "1,John Alpha plaque,lived here,51.46206,-0.14572,1800,1860\n"
        "2,Mary Beta plaque,worked here,51.5317,-0.0363,1823,1911\n"
    )
    with pytest.raises(
        ValueError, match=r"no date \(2\).*Not understood: 'inscription', 'subject_born', 'subject_died'"
    ):
        made(tmp_path, "plaques.csv", text)


def test_a_day_is_taken_before_its_year(tmp_path: Path) -> None:
    text = "date_long,year,name,latitude,longitude\n19450716,1945,Alpha,32.54,-105.57\n19460630,1946,Beta,11.35,165.2\n"
    assert list(events(made(tmp_path, "days.csv", text)).values()) == ["1945-07-16", "1946-06-30"]


def test_a_kind_is_one_of_few(tmp_path: Path) -> None:
    rows = [f"Thing {n},a thing with the number {n},{1900 + n},{50 + n / 1000:.4f},14.1234" for n in range(60)]
    found = made(tmp_path, "list.csv", "\n".join(["name,type,built,lat,lon", *rows]))
    assert found.columns.get("kind") is None and len(found.record.kinds) == 1
    rows = [f"Thing {n},{'shed' if n < 9 else ''},{1900 + n},50.{n:03},14.1234" for n in range(60)]
    found = made(tmp_path, "few.csv", "\n".join(["name,Outbldg_Type,YearPlaced,lat,lon", *rows]))
    assert roles(found, "kind", "begin") == [None, "YearPlaced"]
    found = made(
        tmp_path, "rows.csv", "name,type,built,lat,lon\nAlpha,record,1900,50.1,14.1\nBeta,Record,1910,50.2,14.2\n"
    )
    assert found.columns.get("kind") is None  # as programs call any row
    found = made(tmp_path, "list.csv", (tmp_path / "list.csv").read_bytes())
    assert "type: a thing with the number 7" in found.record.features["note"]["thing-7"]


def test_numbers_of_an_inventory_are_no_names(tmp_path: Path) -> None:
    text = (
        "museum_id,Name_of_museum,Town,Latitude,Longitude,Year_opened,Year_closed\n"
        "mm.1,Ship Hall,Ash,54.60808,-5.909915,2012:2012,9999:9999\n"
        "mm.2,Wood Hall,Oak,51.270903,-2.231863,1971:1971,2007:2017\n"
    )
    found = made(tmp_path, "museums.csv", text)
    assert set(found.record.features["title"]) == {"Ship Hall", "Wood Hall"}
    day = str(found.record.date)
    assert events(found) == {
        **{"ship-hall-begun": "2012", "ship-hall-stands": day},
        **{"wood-hall-begun": "1971", "wood-hall-ended": "[2007..2017]"},
    }


def test_a_former_name_with_a_span_is_replaced_at_its_end_and_one_place_has_all_its_names(tmp_path: Path) -> None:
    names = {
        "Long Street": [
            {"from": 1750, "to": 1847, "oldName": "Field Street", "lat": 52.501, "lng": 13.401},
            {"from": 1650, "to": 1750, "oldName": "The Dusk", "lat": 52.501, "lng": 13.401},
        ],
        "Short Street": [{"from": 1861, "to": 1949, "oldName": "Duke Street", "lat": 52.511, "lng": 13.411}],
    }
    found = made(tmp_path, "streets.json", json.dumps(names))
    assert found.life == "renamed" and found.drawn == 3 and len(found.record.features) == 2 and not found.left_out
    street = {
        year: found.record.at(f"{year}-06-01").loc["long-street", ["name", "status"]].tolist()
        for year in (1745, 1800, 1900)
    }
    assert street == {
        **{1745: ["The Dusk", "bearing"], 1800: ["Field Street", "bearing"]},
        **{1900: ["Long Street", "after"]},
    }
    assert "from: 1650" in found.record.features["note"]["long-street"]
    assert not found.record.save(tmp_path / "record") or not atlas.load(tmp_path / "record").check()


def test_names_within_an_object_are_each_read(tmp_path: Path) -> None:
    names = [
        {"name": "The Dusk", "from": 1650, "to": 1750},
        {"name": "Field Street", "from": 1750, "to": 1847},
        {"name": "Long Street", "from": 1847, "to": None},
    ]
    street = {"name": "Long Street", "lat": 52.5, "lon": 13.4, "names": names, "tags": ["broad", "paved"]}
    line = {"type": "LineString", "coordinates": [[13.4, 52.5], [13.5, 52.6]]}
    feature = {"type": "Feature", "properties": {"names": names}, "geometry": line}
    for document in ([street], {"type": "FeatureCollection", "features": [feature]}):
        found = made(tmp_path, "streets.json", json.dumps(document))
        assert (found.drawn, len(found.record.features), found.left_out) == (2, 1, [])
        called = [found.record.at(f"{year}-06-01")["name"].iloc[0] for year in (1748, 1800, 1900)]
        assert called == ["The Dusk", "Field Street", "Long Street"]
    assert "tags: broad; paved" in made(tmp_path, "streets.json", json.dumps([street])).record.features["note"].iloc[0]


def test_spans_of_existence_are_no_events(tmp_path: Path) -> None:
    text = (
        "№;Название;Годы существования;Широта;Долгота\n1;Храм;1841-1956;55,7512;37,6184\n"
        "2;Дом;до 1917;55,7612;37,6284\n3;Школа;1950 - н.в.;55,7712;37,6384\n4;Лавка;1900;55,7812;37,6484\n"
    )
    found = made(tmp_path, "houses.csv", text.encode("cp1251"))
    assert found.life == "stands"
    wanted = ["1841", "1956", "[..1916]", "1950", "1900", str(found.record.date)]
    assert sorted(events(found).values()) == sorted(wanted)


def test_spans_of_a_few_rows_do_not_hide_the_date_of_all(tmp_path: Path) -> None:
    rows = [f"House {n},{'1890-1935' if n < 3 else ''},{1966 + n}-10-15,38.{n:03},-92.1{n:03}" for n in range(20)]
    found = made(tmp_path, "houses.csv", "\n".join(["name,period,date_listed,lat,lon", *rows]))
    assert found.columns.get("when") == "date_listed" and found.drawn == 20


# Cells


def test_what_programs_write_for_nothing_is_nothing(tmp_path: Path) -> None:
    text = (
        "name,country,city,built,lost,lat,lon,note\nAlpha,NA,NA,1900,NA,-22.5609,17.0658,NA\n"
        "Beta,ZA,NULL,1910,1950,-25.7,28.2,\\N\nNA,NA,Town,1920,NaN,-22.6,17.1,None\nGamma,ZA,Town,1920,,NA,NA,\n"
    )
    found = made(tmp_path, "list.csv", text)
    table = found.record.features
    assert set(table["settlement"]) == {"", "Town"} and set(table["note"]) == {""}
    assert table["country"].tolist() == ["NA", "ZA", "NA"]  # Namibia stays
    assert [str(one) for one in found.left_out] == ["row 5 (Gamma): no point"]


def test_a_date_that_is_not_read_stands_in_the_remarks(tmp_path: Path) -> None:
    text = "name,begin,end,lat,lon\nAlpha,in the time of the old duke,1950,51.501,-0.11\nBeta,1900,1960,51.502,-0.12\n"
    found = made(tmp_path, "list.csv", text)
    assert found.record.features["note"]["alpha"] == "begin: in the time of the old duke"


def test_many_dates_that_are_not_read_are_told_in_one_line(tmp_path: Path) -> None:
    rows = [f"Thing {n},time {chr(97 + n)},{1900 + n},50.{n:03},14.1" for n in range(20)]
    rows += [f"Other {n},{1800 + n},{1900 + n},51.{n:03},14.1" for n in range(20)]
    found = made(tmp_path, "list.csv", "\n".join(["name,begin,end,lat,lon", *rows]))
    told = [note for note in found.notes if "not read" in note]
    assert len(told) == 1 and "'time a' (row 2)" in told[0] and "and 15 other texts" in told[0]


def test_things_that_end_when_they_begin_are_told(tmp_path: Path) -> None:
    text = "name,opened,closed,lat,lon\nAlpha,1830,1830,51.501,-0.11\nBeta,1840,1840,51.502,-0.12\n"
    found = made(tmp_path, "list.csv", text)
    assert any(note.startswith("2 things end on the date on which they begin") for note in found.notes)


def test_what_is_yet_to_end_stands_and_what_is_yet_to_begin_is_left_out(tmp_path: Path) -> None:
    text = "Plant,Start,End,Lat,Lon\nAlpha,1980,2235,50.1,14.4\nBeta,2230,2280,50.2,14.5\nGamma,1980,2000,50.3,14.6\n"
    found = made(tmp_path, "plants.csv", text)
    day = str(found.record.date)
    dates = {"alpha-begun": "1980", "alpha-stands": day, "gamma-begun": "1980", "gamma-ended": "2000"}
    assert events(found) == dates and found.record.features["note"]["alpha"] == "End: 2235"
    assert "2 ends are yet to come: such things stand to this day (row 2, 3)" in found.notes
    assert str(found.left_out[0]) == "row 3 (Beta): it lies after the record's own date: 2230"


def test_footnotes_of_an_encyclopaedia_are_no_part_of_names_and_dates(tmp_path: Path) -> None:
    text = (
        'Monument,Dedicated,Removed,Coordinates\nSoldier[12],1905[3],June 2020[4],"32°22′36″N 86°18′02″W"\n'
        'Duke,1911,Removed July 7 2020,"33°44′57″N 84°23′17″W"\n'
    )
    found = made(tmp_path, "list.csv", text)
    assert events(found) == {
        **{"duke-begun": "1911", "duke-ended": "2020-07-07", "soldier-begun": "1905", "soldier-ended": "2020-06"},
    }


def test_an_id_is_there_twice_only_where_the_name_is(tmp_path: Path) -> None:
    text = (
        "id,name,built,lat,lon\n7,Alpha,1900,51.501,-0.11\n7,Beta,1910,51.502,-0.12\n7,Alpha,1905,51.501,-0.11\n"
        "8,Gamma,120 BC,51.503,-0.13\n8,Gamma,1920,51.503,-0.13\n"
    )
    found = made(tmp_path, "list.csv", text)
    assert set(found.record.features["title"]) == {"Alpha", "Beta", "Gamma"}
    assert [one.row for one in found.left_out] == [4, 5] and "its id is there before" in str(found.left_out[0])


def test_where_degrees_are_missing_the_other_column_of_points_is_read(tmp_path: Path) -> None:
    text = "title\tstart\tlon\tlat\tgeowkt\nAlpha\t1750\t-0.12\t51.5\t\nBeta\t1850\t\t\tPOINT(2.35 48.85)\n"
    table = made(tmp_path, "lp.tsv", text).record.features
    assert table.loc["beta", ["latitude", "longitude"]].tolist() == [48.85, 2.35]


def test_where_some_points_have_the_longitude_first_all_have(tmp_path: Path) -> None:
    rows = '"-86.98, 34.61"', '"-95.1, 38.2"'
    text = "name,built,location\n" + "".join(f"Mill {n},190{n},{row}\n" for n, row in enumerate(rows))
    table = made(tmp_path, "list.csv", text).record.features
    assert table[["latitude", "longitude"]].to_numpy().tolist() == [[34.61, -86.98], [38.2, -95.1]]


@pytest.mark.parametrize(
    ("text", "latitude", "longitude", "accuracy"),
    [
        ("TQ 30010 80010", 51.50408, -0.1282, 5),
        ("SU 894 508", 51.24982, -0.71973, 71),
        ("NZ3050", 54.84838, -1.52653, 710),
    ],
)
def test_references_of_the_british_grid(text: str, latitude: float, longitude: float, accuracy: int) -> None:
    found = point_of(text)
    assert found and (found.latitude, found.longitude) == pytest.approx((latitude, longitude), abs=2e-5)
    assert found.accuracy_m == accuracy


# Forms


def test_lines_of_a_title_may_have_a_cell_more(tmp_path: Path) -> None:
    text = (
        "Register of lost mills of the county,,,,,version 3\nCompiled by the society,,,,,2021\n\n"
        "No,Mill,Built,Lost,Latitude,Longitude\n"
        "1,Ash Mill,1750,1890,51.1401,0.8701\n2,Oak Mill,1800,1920s,51.1502,0.8802\n"
    )
    found = made(tmp_path, "mills.csv", text)
    assert found.drawn == 2 and "3 lines above the header were passed over" in found.notes


def test_a_workbook_says_no_more_of_a_day_than_it_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Mill", "Built", "Lost", "Lat", "Lon"])
    for name, year in (("Ash", 1950), ("Oak", 1960)):
        book.active.append([name, datetime(year, 3, 1), datetime(year + 30, 5, 1), 50.1234, 14.4321])
        for cell, form in zip(book.active[book.active.max_row][1:3], ("yyyy", "[$-409]mmm\\ yyyy;@"), strict=True):
            cell.number_format = form
    book.active.append(["Elm", datetime(1970, 3, 1), "c. 1990", 50.1234, 14.4321])
    book.save(tmp_path / "mills.xlsx")
    dates = events(made(tmp_path, "mills.xlsx", (tmp_path / "mills.xlsx").read_bytes()))
    assert dates == {
        **{"ash-begun": "1950", "ash-ended": "1980-05", "oak-begun": "1960", "oak-ended": "1990-05"},
        **{"elm-begun": "1970-03-01", "elm-ended": "1990~"},
    }


def test_days_that_are_all_first_of_january_are_years(tmp_path: Path) -> None:
    text = "name,year,lat,long\n" + "".join(f"S{n} stone,01/01/{1880 + n} 12:00:00 AM,50.{n},6.1\n" for n in range(4))
    assert list(events(made(tmp_path, "stones.csv", text)).values()) == ["1880", "1881", "1882", "1883"]


def test_objects_by_their_keys_keep_them(tmp_path: Path) -> None:
    keyed = {
        name: {"built": 1900 + n, "lost": 1950, "lat": 52.1, "lon": 13.1 + n} for n, name in enumerate(["Ash", "Oak"])
    }
    assert set(made(tmp_path, "keyed.json", json.dumps(keyed)).record.features["title"]) == {"Ash", "Oak"}


def test_rows_of_cells_whose_columns_are_named_elsewhere(tmp_path: Path) -> None:
    columns = [
        {"id": -1, "name": "sid", "dataTypeName": "meta_data"},
        {"name": "Title", "dataTypeName": "text"},
        {"name": "Dedicated", "dataTypeName": "calendar_date"},
        {"name": "Location", "dataTypeName": "location", "subColumnTypes": ["human_address", "latitude", "longitude"]},
    ]
    data = [
        ["row-1", "Stone", "1950-05-01T00:00:00", ["{}", "45.49", "-119.82"]],
        ["row-2", "Post", "1960", [None, "45.5", "-119.9"]],
    ]
    portal = {"meta": {"view": {"name": "Memorials", "columns": columns}}, "data": data}
    assert events(made(tmp_path, "portal.json", json.dumps(portal))) == {
        "post-begun": "1960",
        "stone-begun": "1950-05-01",
    }
    frame = pd.DataFrame({"name": ["Ash", "Oak"], "up": [1900, 1910], "lat": [50.1, 50.2], "lon": [14.1, 14.2]})
    assert made(tmp_path, "split.json", frame.to_json(orient="split")).drawn == 2


def test_features_within_a_document_a_list_of_them_and_a_single_one(tmp_path: Path) -> None:
    one = {
        "type": "Feature",
        "properties": {"name": "Mill", "built": 1900},
        "geometry": {"type": "Point", "coordinates": [14, 50]},
    }
    collection = {"type": "FeatureCollection", "features": [one]}
    for document in ({"data": collection}, [one], one):
        found = made(tmp_path, "list.json", json.dumps(document))
        assert events(found) == {"mill-begun": "1900"} and found.columns.get("kind") is None
    (tmp_path / "list.json").write_text('{"type": "Topology", "objects": {}}')
    with pytest.raises(ListError, match="TopoJSON: save it as GeoJSON"):
        read_list(tmp_path / "list.json")


def test_features_of_an_esri_server(tmp_path: Path) -> None:
    features = [
        {"attributes": {"FID": 0, "NAME": "Mill", "LISTED": -101433600000}, "geometry": {"x": 1605000, "y": 6461000}},
        {"attributes": {"FID": 1, "NAME": "Yard", "LISTED": 7948800000}, "geometry": {"rings": [
            [[1606000, 6462000], [1606000, 6463000], [1607000, 6463000], [1607000, 6462000], [1606000, 6462000]]]}},
    ]  # fmt: skip
    layer = {"spatialReference": {"wkid": 102100}, "features": features}
    found = made(tmp_path, "layer.json", json.dumps(layer))
    assert events(found) == {"mill-0-happened": "1966-10-15", "yard-1-happened": "1970-04-03"}
    assert found.record.features.loc["mill-0", "latitude"] == pytest.approx(50.0849, abs=1e-3)
    assert found.record.shapes.geometry.iloc[0].geom_type == "Polygon"
    layers = [{"featureCollection": {"layers": [{"featureSet": layer}]}} for _ in range(2)]
    layers[1] = json.loads(json.dumps(layers[1]).replace("Mill", "Forge").replace("Yard", "Park"))
    assert (
        made(tmp_path, "map.json", json.dumps({"operationalLayers": layers})).drawn == 4
    )  # each numbers its own from 0


def test_placemarks_say_in_their_descriptions_what_others_have_in_columns(tmp_path: Path) -> None:
    marks = "".join(
        f"<Placemark><name>{name} Mill</name><description><![CDATA[<b>Opened:</b> {year}<br><b>Closed:</b> 1955<br>"
        f"Of wood.]]></description><Point><coordinates>14.{n},50.1,0</coordinates></Point></Placemark>"
        for n, (name, year) in enumerate((("Ash", 1880), ("Oak", 1890)), start=1)
    )
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Lost mills</name>{marks}</Document></kml>'
    assert events(made(tmp_path, "mills.kml", text)) == {
        **{"ash-mill-begun": "1880", "ash-mill-ended": "1955", "oak-mill-begun": "1890", "oak-mill-ended": "1955"},
    }


def test_an_archive_is_to_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "list.zip").write_bytes(b"PK")
    with pytest.raises(ListError, match="unpack it"):
        read_list(tmp_path / "list.zip")
