"""The ground: what ``geodata/borders.geojson`` promises, so that a map may trust it."""

import itertools
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import shapely
from pyproj import Geod

PATH = Path(__file__).parents[1] / "geodata" / "borders.geojson"
DAYS = ["1945-06-01", "1953-01-01", "1955-01-01", "1957-01-01", "1991-09-01", "1993-06-01", "2020-01-01"]
REPUBLICS = {
    f"USSR: {name}"
    for name in [
        "RSFSR",
        "Ukrainian SSR",
        "Byelorussian SSR",
        "Moldavian SSR",
        "Lithuanian SSR",
        "Latvian SSR",
        "Estonian SSR",
        "Georgian SSR",
        "Armenian SSR",
        "Azerbaijan SSR",
        "Kazakh SSR",
        "Kirghiz SSR",
        "Tajik SSR",
        "Turkmen SSR",
        "Uzbek SSR",
        "Karelo-Finnish SSR",
    ]
}


@pytest.fixture(scope="module")
def features():
    rows = json.loads(PATH.read_text(encoding="utf-8"))["features"]
    return [(row["properties"], shapely.geometry.shape(row["geometry"])) for row in rows]


@pytest.fixture(scope="module")
def on(features):
    """The ground of one day: {polity: shape}."""

    def ground(day):
        held = [
            (p, g) for p, g in features if p["valid_from"] <= day and (p["valid_to"] is None or day < p["valid_to"])
        ]
        names = Counter(p["polity"] for p, _ in held)
        assert max(names.values()) == 1, f"{day}: twice on one day: {names.most_common(1)}"
        return {p["polity"]: g for p, g in held}

    return ground


def rings(shape):
    for polygon in shapely.get_parts(shape):
        yield from (polygon.exterior, *polygon.interiors)


def edges(shape):
    """The segments of a shape's rings, whichever way they run."""
    for ring in rings(shape):
        coords = list(ring.coords)
        yield from (tuple(sorted(pair)) for pair in itertools.pairwise(coords))


# ------------------------------------------------------------------------------------------------------------ the file
def test_the_file_is_small_and_names_no_machine():
    text = PATH.read_text(encoding="utf-8")
    assert PATH.stat().st_size < 400_000
    assert not re.search(r"/(home|tmp|work|root|Users)\b", text)


def test_properties_and_vocabulary(features):
    for properties, _ in features:
        assert list(properties) == ["polity", "level", "valid_from", "valid_to"]
        assert properties["level"] == ("republic" if properties["polity"].startswith("USSR: ") else "state")
    assert {p["polity"] for p, _ in features if p["level"] == "republic"} == REPUBLICS


def test_spans_are_half_open_and_begin_with_the_ground(features):
    spans = {}
    for properties, _ in features:
        start, end = properties["valid_from"], properties["valid_to"]
        assert date.fromisoformat(start) >= date(1945, 5, 9)
        assert end is None or date.fromisoformat(start) < date.fromisoformat(end)
        spans.setdefault(properties["polity"], []).append((start, end))
    for polity, list_of_spans in spans.items():
        for (_, end), (start, _) in itertools.pairwise(sorted(list_of_spans)):
            gone = {("Thailand", "1945-09-09"), ("Eritrea", "1952-09-15")}  # for a time
            assert end == start or (polity, end) in gone, f"{polity}: {end} is not {start}"


def test_shapes_are_valid_and_wound_as_rfc_7946_asks(features):
    for properties, shape in features:
        assert shape.is_valid, properties["polity"]
        for polygon in shapely.get_parts(shape):
            assert polygon.exterior.is_ccw, properties["polity"]
            assert not any(ring.is_ccw for ring in polygon.interiors), properties["polity"]
        west, south, east, north = shape.bounds
        assert west >= -180 and east <= 180 and south > -60 and north < 84


# -------------------------------------------------------------------------------------------------------------- tiling
@pytest.mark.parametrize("day", DAYS)
def test_no_two_polities_hold_the_same_ground(on, day):
    shapes = list(on(day).values())
    assert shapely.coverage_is_valid(shapes)
    for one, other in shapely.STRtree(shapes).query(shapes, predicate="overlaps").T:
        assert shapely.intersection(shapes[one], shapes[other]).area == 0


def test_the_land_is_the_same_on_all_days(on):
    first, *others = (shapely.union_all(list(on(day).values())) for day in DAYS)
    for other in others:
        assert shapely.symmetric_difference(first, other).area < 1e-6


@pytest.mark.parametrize("day", DAYS)
def test_an_edge_is_used_once_or_twice_and_every_coast_once(on, day):
    """An edge belongs to one polity (coast) or to two (border); the coast is that of the land as a whole."""
    ground = on(day)
    uses = Counter(edge for shape in ground.values() for edge in edges(shape))
    assert max(uses.values()) == 2
    land = shapely.coverage_union_all(list(ground.values()))
    coast = sum(shapely.LineString(edge).length for edge, count in uses.items() if count == 1)
    assert coast == pytest.approx(shapely.length(shapely.boundary(land)), rel=1e-9)


@pytest.mark.parametrize(
    ("day", "one", "other"),
    [
        ("1953-01-01", "USSR: RSFSR", "USSR: Ukrainian SSR"),
        ("1955-01-01", "USSR: RSFSR", "USSR: Karelo-Finnish SSR"),
        ("1961-01-01", "GDR", "FRG"),
        ("1961-01-01", "Czechoslovakia", "Poland"),
        ("2020-01-01", "Ukraine", "Moldova"),
    ],
)
def test_neighbours_share_every_vertex(on, day, one, other):
    one, other = on(day)[one], on(day)[other]
    common = shapely.get_coordinates(shapely.intersection(shapely.boundary(one), shapely.boundary(other)))
    vertices = [{tuple(c) for c in shapely.get_coordinates(shape).tolist()} for shape in (one, other)]
    assert len(common) > 10
    assert {tuple(c) for c in common.tolist()} <= vertices[0] & vertices[1]


@pytest.mark.parametrize(
    ("sector", "km2"), [("American", 210.8), ("British", 165.5), ("French", 104.6), ("Soviet", 402.8)]
)
def test_a_sector_of_berlin_is_as_large_as_is_said(on, sector, km2):
    """Their areas by https://www.jugendopposition.de/lexikon/sachbegriffe/148617/sektor-sektoren."""
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(on("1949-01-01")[f"Berlin: {sector} sector"])
    assert abs(area) / 1e6 == pytest.approx(km2, rel=0.03)


def test_west_berlin_is_an_island_in_the_gdr(on):
    ground = on("1961-08-13")
    west = shapely.coverage_union_all([shape for name, shape in ground.items() if name.startswith("Berlin: ")])
    assert west.geom_type == "Polygon"
    assert shapely.contains(shapely.Polygon(max(rings(ground["GDR"]), key=lambda ring: ring.length)), west)
    assert set(edges(west)) < set(edges(ground["GDR"]))


def test_a_border_keeps_its_vertices_through_time(on):
    before, after = set(edges(on("1953-01-01")["USSR: RSFSR"])), set(edges(on("1955-01-01")["USSR: RSFSR"]))
    assert after < before
    for (west, south), (east, north) in before - after:  # only Crimea's own coast went
        assert west > 32 and east < 37 and min(south, north) > 44 and max(south, north) < 46.5
    assert set(edges(on("1957-01-01")["USSR: RSFSR"])) == set(edges(on("2020-01-01")["Russia"]))
    assert set(edges(on("1955-01-01")["USSR: Ukrainian SSR"])) == set(edges(on("2020-01-01")["Ukraine"]))


# -------------------------------------------------------------------------------------------------------------- probes
PROBES = [
    (
        "Simferopol",
        34.10,
        44.95,
        {"1953-01-01": "USSR: RSFSR", "1955-01-01": "USSR: Ukrainian SSR", "2020-01-01": "Ukraine"},
    ),
    ("Simferopol, the day", 34.10, 44.95, {"1954-02-18": "USSR: RSFSR", "1954-02-19": "USSR: Ukrainian SSR"}),
    ("Sevastopol", 33.56, 44.58, {"1953-01-01": "USSR: RSFSR", "2020-01-01": "Ukraine"}),
    (
        "Petrozavodsk",
        34.33,
        61.78,
        {"1950-01-01": "USSR: Karelo-Finnish SSR", "1957-01-01": "USSR: RSFSR", "2020-01-01": "Russia"},
    ),
    ("Vyborg", 28.76, 60.72, {"1950-01-01": "USSR: RSFSR"}),
    (
        "Berlin",
        13.42,
        52.52,
        {
            "1945-07-03": "Soviet occupation zone of Germany",
            "1945-07-04": "Berlin: Soviet sector",
            "1949-10-06": "Berlin: Soviet sector",
            "1955-01-01": "GDR",
            "1995-01-01": "Germany",
        },
    ),
    ("Potsdam", 13.06, 52.39, {"1946-01-01": "Soviet occupation zone of Germany", "1961-08-13": "GDR"}),
    (
        "Tempelhof",
        13.39,
        52.47,
        {"1945-07-03": "Soviet occupation zone of Germany", "1948-06-24": "Berlin: American sector"},
    ),
    ("Spandau", 13.20, 52.53, {"1990-10-02": "Berlin: British sector", "1990-10-03": "Germany"}),
    ("Wedding", 13.35, 52.55, {"1945-08-11": "Berlin: British sector", "1945-08-12": "Berlin: French sector"}),
    ("Dhaka", 90.40, 23.80, {"1947-08-13": "India", "1965-01-01": "Pakistan", "1971-03-26": "Bangladesh"}),
    ("Lahore", 74.30, 31.50, {"1947-08-13": "India", "1947-08-14": "Pakistan"}),
    ("Tel Aviv", 34.85, 32.05, {"1948-05-13": "Palestine", "1948-05-14": "Israel"}),
    ("Asmara", 38.90, 15.30, {"1950-01-01": "Eritrea", "1961-01-01": "Ethiopia", "1993-05-24": "Eritrea"}),
    ("Juba", 31.60, 4.90, {"2011-07-08": "Sudan", "2011-07-09": "South Sudan"}),
    ("Eisenhüttenstadt", 14.63, 52.15, {"1955-01-01": "GDR", "1990-10-03": "Germany"}),
    (
        "Bonn",
        7.10,
        50.73,
        {"1946-01-01": "Western occupation zones of Germany", "1955-01-01": "FRG", "1995-01-01": "Germany"},
    ),
    ("Prague", 14.42, 50.09, {"1955-05-01": "Czechoslovakia", "1993-01-01": "Czechia"}),
    ("Bratislava", 17.11, 48.15, {"1961-01-01": "Czechoslovakia", "1995-01-01": "Slovakia"}),
    (
        "Volgograd",
        44.51,
        48.71,
        {"1961-11-10": "USSR: RSFSR", "1991-12-25": "USSR: RSFSR", "1991-12-26": "Russia"},
    ),
    ("Moscow", 37.62, 55.75, {"1961-01-01": "USSR: RSFSR", "2020-01-01": "Russia"}),
    ("Saint Petersburg", 30.33, 59.94, {"1961-01-01": "USSR: RSFSR", "2020-01-01": "Russia"}),
    ("Kaliningrad", 20.51, 54.71, {"1950-01-01": "USSR: RSFSR", "2020-01-01": "Russia"}),
    ("Kyzyl", 94.45, 51.72, {"1950-01-01": "USSR: RSFSR"}),
    ("Vladivostok", 131.95, 43.17, {"1950-01-01": "USSR: RSFSR"}),
    ("Bilibino", 166.44, 68.06, {"1960-01-01": "USSR: RSFSR"}),
    ("Chukotka, west of 180", -175.0, 67.0, {"1950-01-01": "USSR: RSFSR", "2020-01-01": "Russia"}),
    ("Kyiv", 30.52, 50.45, {"1961-01-01": "USSR: Ukrainian SSR", "1991-08-24": "Ukraine"}),
    ("Donetsk", 37.80, 48.00, {"1961-01-01": "USSR: Ukrainian SSR", "2020-01-01": "Ukraine"}),
    ("Odesa", 30.70, 46.48, {"1961-01-01": "USSR: Ukrainian SSR"}),
    ("Tiraspol", 29.63, 46.84, {"1961-01-01": "USSR: Moldavian SSR", "2020-01-01": "Moldova"}),
    ("Minsk", 27.56, 53.90, {"1961-01-01": "USSR: Byelorussian SSR", "1991-09-01": "Belarus"}),
    ("Vilnius", 25.28, 54.69, {"1961-01-01": "USSR: Lithuanian SSR", "1990-03-11": "Lithuania"}),
    ("Riga", 24.11, 56.93, {"1961-01-01": "USSR: Latvian SSR", "1991-09-01": "Latvia"}),
    ("Tallinn", 24.75, 59.41, {"1961-01-01": "USSR: Estonian SSR", "1991-09-01": "Estonia"}),
    ("Tbilisi", 44.80, 41.72, {"1956-03-09": "USSR: Georgian SSR", "1991-04-09": "Georgia"}),
    ("Gori", 44.11, 41.98, {"1956-03-09": "USSR: Georgian SSR", "2020-01-01": "Georgia"}),
    ("Sukhumi", 41.05, 43.02, {"1956-03-09": "USSR: Georgian SSR", "2020-01-01": "Georgia"}),
    ("Tskhinvali", 43.96, 42.23, {"2020-01-01": "Georgia"}),
    ("Yerevan", 44.51, 40.18, {"1956-03-09": "USSR: Armenian SSR", "1991-09-21": "Armenia"}),
    ("Baku", 49.84, 40.40, {"1956-03-09": "USSR: Azerbaijan SSR", "1992-01-01": "Azerbaijan"}),
    ("Stepanakert", 46.75, 39.82, {"1956-03-09": "USSR: Azerbaijan SSR", "2020-01-01": "Azerbaijan"}),
    ("Baikonur", 63.31, 45.62, {"1961-04-12": "USSR: Kazakh SSR", "2020-01-01": "Kazakhstan"}),
    ("Almaty", 76.93, 43.25, {"1961-04-12": "USSR: Kazakh SSR", "1991-12-16": "Kazakhstan"}),
    ("Dushanbe", 68.78, 38.55, {"1961-01-01": "USSR: Tajik SSR", "1991-09-09": "Tajikistan"}),
    ("Tashkent", 69.24, 41.30, {"1961-01-01": "USSR: Uzbek SSR", "1992-01-01": "Uzbekistan"}),
    ("Bishkek", 74.59, 42.87, {"1961-01-01": "USSR: Kirghiz SSR", "1992-01-01": "Kyrgyzstan"}),
    ("Ashgabat", 58.38, 37.95, {"1961-01-01": "USSR: Turkmen SSR", "1992-01-01": "Turkmenistan"}),
    ("Warsaw", 21.01, 52.23, {"1953-01-01": "Poland"}),
    ("Katowice", 19.02, 50.26, {"1953-03-09": "Poland"}),
    ("Budapest", 19.05, 47.50, {"1956-10-23": "Hungary"}),
    ("Brașov", 25.60, 45.65, {"1955-01-01": "Romania"}),
    ("Varna", 27.90, 43.21, {"1955-01-01": "Bulgaria"}),
    ("Tirana", 19.82, 41.33, {"1955-01-01": "Albania", "1995-01-01": "Albania"}),
    ("Kuçova", 19.91, 40.80, {"1955-01-01": "Albania"}),
    ("Ljubljana", 14.51, 46.06, {"1991-06-24": "Yugoslavia", "1991-06-25": "Slovenia"}),
    ("Skopje", 21.43, 42.00, {"1991-09-01": "Yugoslavia", "1993-01-01": "Macedonia", "2019-02-12": "North Macedonia"}),
    ("Sarajevo", 18.41, 43.86, {"1992-01-01": "Yugoslavia", "1993-01-01": "Bosnia and Herzegovina"}),
    (
        "Belgrade",
        20.46,
        44.80,
        {"1992-04-01": "Yugoslavia", "1993-01-01": "FR Yugoslavia", "2007-01-01": "Serbia"},
    ),
    (
        "Pristina",
        21.17,
        42.66,
        {"2005-01-01": "Serbia and Montenegro", "2007-01-01": "Serbia", "2020-01-01": "Kosovo"},
    ),
    ("Podgorica", 19.26, 42.44, {"1950-01-01": "Yugoslavia", "2007-01-01": "Montenegro"}),
    ("Ulaanbaatar", 106.92, 47.92, {"1955-01-01": "Mongolia", "2020-01-01": "Mongolia"}),
    ("Beijing", 116.40, 39.90, {"1955-01-01": "China"}),
    ("Pyongyang", 125.75, 39.03, {"1955-01-01": "North Korea"}),
    ("Hanoi", 105.85, 21.03, {"1955-01-01": "Vietnam"}),
    ("Vienna", 16.37, 48.21, {"1949-12-21": "Austria"}),
    ("Paris", 2.35, 48.86, {"1945-06-01": "France", "2020-01-01": "France"}),
    ("London", -0.13, 51.51, {"1955-01-01": "United Kingdom"}),
    ("Toronto", -79.40, 43.70, {"1955-01-01": "Canada"}),
    ("Nicosia", 33.36, 35.18, {"2020-01-01": "Cyprus"}),
    ("Kyrenia", 33.32, 35.31, {"2020-01-01": "Cyprus"}),
    ("Hargeisa", 44.06, 9.56, {"2020-01-01": "Somalia"}),
]


@pytest.mark.parametrize(("place", "longitude", "latitude", "held_by"), PROBES, ids=[probe[0] for probe in PROBES])
def test_a_place_lies_in_the_polity_of_the_day(on, place, longitude, latitude, held_by):
    point = shapely.Point(longitude, latitude)
    for day, polity in held_by.items():
        assert [name for name, shape in on(day).items() if shape.covers(point)] == [polity], f"{place} on {day}"


@pytest.mark.parametrize(
    ("sea", "longitude", "latitude"),
    [("Caspian", 51.0, 42.0), ("Black Sea", 33.0, 43.3), ("Baltic", 19.5, 58.5)],
)
def test_the_seas_are_water(on, sea, longitude, latitude):
    assert not any(shape.covers(shapely.Point(longitude, latitude)) for shape in on("1961-01-01").values())


@pytest.mark.parametrize("day", DAYS)
def test_the_land_has_no_hole_that_is_not_water(on, day):
    """Two lagoons with mouths too narrow to draw are holes beside the Caspian; there is no other gap."""
    water = [
        shapely.Point(51.0, 42.0),
        shapely.Point(14.2, 53.8),
        shapely.Point(21.0, 55.2),
    ]  # Caspian, Szczecin, Curonian
    land = shapely.union_all(list(on(day).values()))
    for ring in (ring for part in shapely.get_parts(land) for ring in part.interiors):
        hole = shapely.Polygon(ring)
        assert any(hole.covers(point) for point in water), hole.representative_point()
