"""Lists become records: each of the small lists as its README says, and what a stranger's frame needs."""

from __future__ import annotations

import re
import warnings
from datetime import date
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from matplotlib.text import Text
from shapely.geometry import LineString

import atlas
from atlas.check import check
from atlas.edtf import to_day
from atlas.io.lists import read_list
from atlas.lists import LeftOutWarning, Made
from atlas.lists import record_of as _record_of
from atlas.look.strings import languages, strings
from atlas.plate.still import draw_still
from atlas.record.extent import around, clock_end, clock_start, fitted, projection_for
from atlas.record.options import MapOptions
from atlas.record.plans import read_plans

LISTS = Path(__file__).parent / "lists"
DAY = date(2026, 11, 29)

record_of = partial(_record_of, record_class=atlas.Record)


def made(name: str, **options: object) -> Made:
    table = read_list(next(LISTS.glob(f"{name}*")))
    return record_of(table.frame, rows=table.rows, title=table.title, day=DAY, **options)  # type: ignore[arg-type]


def on(record: atlas.Record, day: str) -> dict[str, str]:
    there = record.at(day)
    return dict(zip(there["title"], there["status"], strict=True))


def named(record: atlas.Record, day: str) -> set[str]:
    return set(record.at(day)["name"])


def test_01_four_marks_and_one_row_left_out_with_both_reasons() -> None:
    found = made("01")
    record = found.record
    assert [str(one) for one in found.left_out] == [
        "row 6 (Flag on the green): no point; it ends in 1923 and begins in 1964"
    ]
    assert on(record, "2019-06-01") == {
        **{"Soldier monument": "bearing", "Obelisk": "bearing"},
        **{"General's Avenue": "after", "Peace Park": "uncertain"},
    }
    assert on(record, "2026-11-29")["Peace Park"] == "bearing"
    assert on(record, "2021-06-01")["Soldier monument"] == "after"
    first = record.clock_first
    assert first < "1911"
    assert on(record, f"{first}-06-01")["General's Avenue"] == "uncertain"
    assert set(record.features["country"]) == {"US"}  # coasts and islands too


def test_02_historians_dates_are_read_and_nothing_is_made_up() -> None:
    found = made("02")
    dates = found.record.events.set_index("event_id")["date"]
    assert dates["station-b1-begun"] == "[1912..1913]"
    assert dates["house-on-the-square-b2-begun"] == "195X"
    assert dates["manor-b3-begun"] == "17XX"
    assert dates["cathedral-b4-begun"] == "[1999..2003]"
    assert any("the last counts (row 5)" in note for note in found.notes)
    assert (found.record.features["polity"] == "").all()
    assert found.record.features.loc["station-b1", "note"] == "Picture: station.jpg"
    assert found.record.features["accuracy_m"].isna().all()


def test_03_the_name_of_the_day_is_the_thing_shown() -> None:
    record = made("03").record
    assert "Old Colony" in named(record, "1965-06-01") and "New Republic" in named(record, "1967-06-01")
    assert set(on(record, "1965-06-01").values()) == {"bearing"}
    assert on(record, "1967-06-01")["New Republic"] == "after"


def test_05_gone_is_gone_and_not_yet_is_never_said_of_it() -> None:
    record = made("05").record
    assert on(record, "1870-06-01") == {"Statue gone early": "uncertain", "Statue gone late": "uncertain"}
    assert on(record, "1900-06-01")["Statue gone early"] == "after"


def test_06_ten_dates() -> None:
    assert made("06").record.events["date"].tolist() == [
        *("[2020-06-07,2020-07-06]", "2020-06-07", "1920~", "192X", "2020-06-07", "2020-06-07", "1961"),
        *("[1991-09..1991-12]", "[..1949]", "[2020-06-07,2020-07-06]"),
    ]
    assert made("06", dayfirst=True).record.events["date"].iloc[0] == "2020-06-07"


def test_07_lines_and_an_area_stay_what_they_are_and_earlier_names_are_kept() -> None:
    found = made("07")
    record = found.record
    assert found.life == "renamed"
    assert named(record, "1947-07-30") == {"King Street", "Duke Lane", "Old Quarter"}
    assert named(record, "1992-01-01") == {"Long Street", "Mill Lane", "New Quarter"}
    assert "Earlier names, in order: Queen Lane, Duke Lane" in record.features.loc["mill-lane", "note"]
    point = record.features.loc["long-street"]
    assert (round(point["longitude"], 3), round(point["latitude"], 4)) == (13.405, 52.5025)
    assert pd.isna(point["accuracy_m"])
    assert list(record.shapes.geom_type) == ["LineString", "LineString", "Polygon"]


def test_09_links_are_sources_without_dates_and_places_without_points_are_named() -> None:
    with pytest.raises(ValueError, match="no column has coordinates"):
        made("09")
    table = read_list(LISTS / "09-links-only.csv")
    table.frame["point"] = ["51.4554, -2.5964", "37.54, -77.43"]
    record = record_of(table.frame, rows=table.rows, day=DAY).record
    assert set(on(record, "2020-06-07").values()) == {"bearing", "before"}
    assert set(on(record, "2020-06-08").values()) == {"after", "before"}
    urls = set(record.sources["url"]) - {""}
    assert urls == {"https://example.org/a", "https://example.org/b", "https://example.org/c"}
    linked = record.attestations[record.attestations["source_id"] == "example-org-a"]
    assert linked["date"].tolist() == [""]


def test_10_an_event_of_today_is_not_in_the_future(tmp_path: Path) -> None:
    table = read_list(LISTS / "10-today.csv")
    table.frame["down"] = [DAY.isoformat()]
    record = record_of(table.frame, day=DAY).record
    assert on(record, "2026-11-28") == {"Statue": "bearing"}
    record.save(tmp_path / "today")
    assert check(tmp_path / "today") == []


def test_11_a_frame_goes_straight_into_a_timeline_and_a_map() -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["A", "B"], "up": ["1930", "1940"], "down": ["2014-12-08", "2015"]},
        geometry=gpd.points_from_xy([30, 31], [50, 51]),
        crs=4326,
    )
    import folium

    whole = folium.Map()
    atlas.Timeline(frame, begin="up", end="down").add_to(whole)
    assert "timeline_record" in whole.get_root().render()
    drawn = atlas.AtlasMap(frame, title="Two", begin="up")
    assert drawn.record.features["title"].tolist() == ["A", "B"]
    assert "no licence stated" in drawn.get_root().render()
    assert isinstance(frame.atlas.explore(begin="up", end="down"), atlas.AtlasMap)
    assert on(atlas.from_frame(frame), "2015-01-01")["A"] == "after"


@pytest.mark.parametrize("name", ["01", "02", "03", "05", "06", "07", "10"])
def test_a_saved_record_is_sound_and_loads_as_it_was(name: str, tmp_path: Path) -> None:
    record = made(name).record
    record.save(tmp_path / "mine")
    assert check(tmp_path / "mine") == []
    again = atlas.load(tmp_path / "mine")
    assert again.subject == record.subject
    pd.testing.assert_frame_equal(pd.DataFrame(again.tenures), pd.DataFrame(record.tenures))
    files = {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()}
    again.save(tmp_path / "mine")
    assert {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()} == files


def test_what_is_no_frame_is_named() -> None:
    with pytest.raises(TypeError, match=r"not list: pd\.DataFrame"):
        atlas.from_frame([{"name": "x", "lat": 1, "lon": 2, "begin": "1900"}])


def test_left_out_rows_warn_and_none_left_says_why() -> None:
    frame = pd.DataFrame({"name": ["A", "B"], "up": [1930, 1940], "lat": [50, None], "lon": [30, 31]})
    with pytest.warns(LeftOutWarning, match="1 rows left out: row 1"):
        record = atlas.from_frame(frame)
    assert record.made is not None and record.made.left_out_frame()["reason"].tolist() == ["no point"]
    with pytest.raises(ValueError, match="not one row can be drawn: no point"):
        atlas.from_frame(frame.drop(columns=["lat", "lon"]))
    with pytest.raises(ValueError, match="no column 'nowhere' for begin"):
        atlas.from_frame(frame, begin="nowhere")


def test_a_projected_frame_markup_and_control_characters_do_no_harm(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {
            "name": ["<b>A</b>\u202e &amp; B", None],
            "up": ["1930", "1931"],
            "link": ["javascript:alert(1)", "https://a.org/x"],
        },
        geometry=[gpd.points_from_xy([30], [50])[0], LineString([(30, 50), (30.1, 50)])],
        crs=4326,
    ).to_crs(3857)
    record = atlas.from_frame(frame, source="link")
    assert record.features["title"].tolist()[0] == "A & B"
    assert round(record.features["latitude"].iloc[0], 4) == 50.0
    assert set(record.sources["url"]) - {""} == {"https://a.org/x"}
    record.save(tmp_path / "mine")
    assert check(tmp_path / "mine") == []


def test_nothing_of_the_bundled_subject_is_on_a_page_of_another_record() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        page = made("01").record.map().get_root().render()
    assert "no licence stated" in page
    for word in ("CC BY 4.0", "Stalin", "name or image", "Name oder Bild"):
        assert word not in page, word


@pytest.mark.long
def test_a_sheet_and_a_gallery_have_the_records_own_words(tmp_path: Path) -> None:
    from atlas.publish.build import build

    made("01").record.save(tmp_path / "mine")
    written = {path.name for path in build(tmp_path / "mine", tmp_path / "site")}
    assert {"index.html", "map.html", "map.png"} <= written
    index = (tmp_path / "site" / "index.html").read_text()
    assert "are still in place" in index and "no licence stated" in index
    assert "Stalin" not in index and "CC BY" not in index


@pytest.mark.parametrize("name", ["01", "03"])
@pytest.mark.long
def test_what_a_list_does_not_say_stops_no_export(name: str, tmp_path: Path) -> None:
    record = made(name).record
    for suffix in (".geojson", ".gpkg", ".kml", ".csv", ".lpf.json", ".lp.tsv", ".sqlite", ".ttl", ".bib", ".csl.json"):
        assert record.export(tmp_path / f"x{suffix}").stat().st_size > 0, suffix
        assert b"null" not in (tmp_path / f"x{suffix}").read_bytes() or suffix != ".csl.json"


@pytest.mark.long
def test_09_places_without_points_are_found_by_a_gazetteer_with_the_size_of_the_place() -> None:
    table = read_list(LISTS / "09-links-only.csv")
    found = record_of(table.frame, rows=table.rows, day=DAY, gazetteer="geonames")
    bristol, richmond = (row for _, row in found.record.features.iterrows())
    assert (round(bristol["latitude"], 1), round(bristol["longitude"], 1), bristol["country"]) == (51.5, -2.6, "GB")
    assert (round(richmond["latitude"], 1), round(richmond["longitude"], 1), richmond["country"]) == (37.6, -77.5, "US")
    assert bristol["location_source"].startswith("geonames:") and 3000 < bristol["accuracy_m"] < 12_000
    assert not found.left_out and any("placed by GeoNames" in note for note in found.notes)


def test_a_gazetteer_of_ones_own_tells_what_it_chose_and_what_it_has_not() -> None:
    own = pd.DataFrame(
        {
            **{"name": ["Newtown", "Newtown", "Ford"], "lat": [52.5, -33.9, 50.0], "lon": [-3.3, 151.2, 1.0]},
            **{"country": ["GB", "AU", "GB"], "population": [11_000, 15_000, None]},
        }
    )
    rows = pd.DataFrame(
        {
            **{"name": ["A", "B", "C", "D"], "town": ["Newtown", "Newtown", "Ford", "Nowhere"]},
            **{"country": ["GB", "", "", ""], "built": [1900, 1901, 1902, 1903]},
        }
    )
    found = record_of(rows, gazetteer=own, day=DAY)
    features = found.record.features
    assert list(features["latitude"]) == [52.5, -33.9, 50.0] and list(features["accuracy_m"]) == [1000, 1200, 5000]
    assert set(features["location_source"]) == {"gazetteer"} and "gazetteer" in found.record.sources.index
    assert any("row 1: 'Newtown' is the name of 2 places; the largest was taken" in note for note in found.notes)
    assert [one.reasons for one in found.left_out] == [("no point: 'Nowhere' is not in the gazetteer",)]
    with pytest.raises(ValueError, match="no column of latitude, longitude"):
        record_of(rows, gazetteer=rows[["name"]])


# Words, borders and the globe


LIVES = {
    "stands": {"begin": ["1901"], "end": ["1950"]},
    "renamed": {"former": ["Old"], "when": ["1950"]},
    "one-day": {"when": ["1950-03-01"]},
}


@pytest.mark.parametrize("life", LIVES)
def test_every_word_of_a_lists_page_is_there_in_every_language(life: str) -> None:
    table = pd.DataFrame({"name": ["A"], **LIVES[life], "lat": [10.0], "lon": [-170.0]})
    page = atlas.from_frame(table).map().timeline.data
    texts = page["strings"]
    assert {key: set(text) for key, text in texts.items() if set(text) != set(languages())} == {}
    assert texts["kind.thing"]["de"] == "Objekt" and texts["country.none"]["fr"] == "dans aucun pays"
    assert all(texts[f"type.{one['id']}"]["en"] == one["label"] for one in page["types"])
    assert all(texts[key]["ru"] != strings()[key]["ru"] for key in ("status.bearing", "status.after", "status.before"))
    assert (texts["likely.exactly"] == strings()["likely.exactly"]) == (life == "stands")
    assert not [key for key, text in texts.items() if re.search(r"\bbears?\b|name or image|lost it", text["en"])]


def test_a_label_of_the_list_stays_as_it_is_written() -> None:
    table = pd.DataFrame(
        {"name": ["A", "B"], "type": ["bridge", "hut"], "begin": [1901] * 2, "lat": [10.0, 11.0], "lon": 5.0}
    )
    texts = atlas.from_frame(table).map().timeline.data["strings"]
    assert (texts["kind.bridge"]["en"], texts["kind.bridge"]["de"]) == ("bridge", "Brücke")
    assert "kind.hut" not in texts


def test_a_list_is_drawn_on_borders_of_today_that_say_so_unless_others_are_asked_for() -> None:
    table = pd.DataFrame({"name": ["A", "B"], "begin": ["1851", "1860"], "lat": [50.0, 56.0], "lon": [30.0, 37.0]})
    record = atlas.from_frame(table, day=date(2026, 11, 29))
    ground = record.map().timeline.data["ground"]
    assert ground["since"] == 2026 and {one["from"] for one in ground["polities"]} == {to_day(date(2026, 11, 29))}
    assert not any("USSR" in one["name"] for one in ground["polities"])
    assert {one["name"]: one["iso"] for one in ground["polities"]}["Ivory Coast"] == "CI"
    of_the_day = atlas.from_frame(table, borders="day").map().timeline.data["ground"]
    assert of_the_day["since"] == 1945 and any("USSR" in one["name"] for one in of_the_day["polities"])
    assert "ground" not in atlas.from_frame(table, borders="none").map().timeline.data
    with pytest.raises(ValueError, match="borders: 'yesterday': write one of today, day, none"):
        atlas.from_frame(table, borders="yesterday")


def test_a_still_of_a_list_has_its_own_words_and_the_day_of_its_borders() -> None:
    kinds = ["bridge", "hut", "mill", "barn", "inn"]
    table = pd.DataFrame({"name": list("ABCDE"), "type": kinds, "begin": 1851, "end": ["", "1900", "", "", ""]})
    table = table.assign(lat=[-10.0, -11.0, -12.0, -13.0, -14.0], lon=-60.0)
    record = atlas.from_frame(table, day=date(2026, 11, 29))
    plan = read_plans(record).maps[0]
    texts = " | ".join(text.get_text() for text in draw_still(record, plan, "1880").axes[0].findobj(Text))
    assert "Borders of 29 November 2026" in texts and "things" in texts and "1 source " in texts
    assert not re.search(r"image|1945|bear", texts)
    compared = draw_still(record, plan, "1880", compare="1920").axes[0].findobj(Text)
    assert "gone in between" in [text.get_text() for text in compared]


def test_things_about_the_antimeridian_lie_close_together() -> None:
    table = pd.DataFrame({"name": ["A", "B"], "begin": ["1901", "1910"], "lat": [-16.0, -18.0], "lon": [178.5, -179.0]})
    record = atlas.from_frame(table)
    west, _, east, _ = around(record)
    assert (round(west), round(east)) == (178, 181)
    spec = projection_for(around(record))
    assert spec.kind == "laea" and -180 <= spec.center[1] <= 180
    wide = atlas.from_frame(table.assign(lon=[178.5, -20.0]))
    assert around(wide)[0] >= -180 and around(wide)[2] <= 180


def test_a_clock_ends_some_while_after_all_is_over() -> None:
    table = pd.DataFrame(
        {"name": ["A", "B"], "begin": ["110", "150"], "end": ["190", "260"], "lat": [42.0, 43.0], "lon": 12.0}
    )
    assert clock_end(atlas.from_frame(table)) == "0281"
    assert clock_end(atlas.from_frame(table.assign(end=["190", ""]))) is None
    assert clock_end(atlas.from_frame(table.assign(begin=["1810", "1850"], end=["1890", "1960"]))) is None


# Coordinates that are no degrees, or the other way round


def test_latitudes_and_longitudes_that_are_swapped_are_taken_so_and_told() -> None:
    table = pd.DataFrame({"name": ["A", "B"], "begin": 1900, "lat": [151.2, 144.9], "lon": [-33.8, -37.8]})
    found = record_of(table)
    assert found.record.features["latitude"].tolist() == [-33.8, -37.8]
    assert "lat and lon are swapped: 2 values of lat are no latitudes; read as such" in found.notes
    right = record_of(table.assign(lat=[51.2, 44.9], lon=[33.8, 37.8]))
    assert right.record.features["latitude"].tolist() == [51.2, 44.9] and not any("swapped" in n for n in right.notes)


def test_metres_of_a_plane_ask_for_their_reference_system() -> None:
    table = pd.DataFrame({"name": ["A"], "begin": 1900, "easting": [458_000], "northing": [5_548_000]})
    with pytest.raises(
        ValueError, match=r"northing and easting are no degrees: say their reference system, --crs EPSG:"
    ):
        record_of(table)
    (row,) = record_of(table, crs="EPSG:32633").record.features[["latitude", "longitude"]].round(3).to_numpy().tolist()
    assert row == [50.083, 14.413]
    with pytest.raises(ValueError, match="'EPSG:0' is no known reference system: write it as EPSG:32633"):
        record_of(table, crs="EPSG:0")


def test_years_before_our_era_are_left_out_with_that_reason() -> None:
    table = pd.DataFrame({"name": ["A", "B"], "built": ["120 BC", "AD 122"], "lat": 42.0, "lon": 12.0})
    found = record_of(table)
    assert found.record.events["date"].tolist() == ["0122"]
    (left,) = found.left_out
    assert left.reasons == ("no date: '120 BC' was not read: years before our era are not kept",)


def test_former_names_of_a_few_rows_do_not_make_a_list_one_of_renamings() -> None:
    table = pd.DataFrame(
        {"name": list("ABCD"), "start_date": ["1900"] * 4, "old_name": ["Z", "", "", ""], "lat": 42.0, "lon": 1.0}
    )
    found = record_of(table)
    assert (found.life, len(found.record)) == ("stands", 4)
    assert record_of(table.assign(old_name=list("WXYZ"))).life == "renamed"


def test_a_map_opens_on_a_day_on_which_there_is_something_to_see() -> None:
    """Of things that are put up and fall, the day with the most of them; whoever chooses a day has that."""
    frame = pd.DataFrame(
        {
            "name": list("ABCD"),
            "begin": ["1900-01-01", "1910-05-01", "1920-03-04", "1990"],
            "end": ["1950-01-01", "1960-01-01", "", "1999"],
            "lat": [50, 51, 52, 53],
            "lon": [10, 11, 12, 13],
        }
    )
    record = atlas.from_frame(frame, standing=True)
    assert clock_start(record) == "1920-03-04"
    assert clock_start(atlas.from_frame(frame, when="begin", begin="", end="")) == "1990-12-31"  # events: all are past
    assert '"start":' + str(to_day(date(1920, 3, 4))) in record.map().get_root().render().replace(" ", "")
    assert (
        fitted(MapOptions(start="1905"), record).start == "1905"
        and fitted(MapOptions(first="1900"), record).start is None
    )
    renamed = pd.DataFrame({"name": ["B"], "former": ["A"], "when": ["1950"], "lat": [50], "lon": [10]})
    assert clock_start(atlas.from_frame(renamed)) is None, "the old names are there from the first day on"
