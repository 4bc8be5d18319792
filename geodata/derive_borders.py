#!/usr/bin/env python3
"""Derive ``borders.geojson``: which state or Soviet republic held which ground, and when.

Natural Earth's states and provinces (public domain) are gathered into *pieces*: the smallest areas that moved as one
between polities (Crimea, Karelia, the eastern Laender, ...). The pieces tile the land, are simplified together so that
neighbours keep the same line, are rounded, and only then united into each polity of each span. So a border is the same
row of vertices in both its neighbours and in every span, and whoever draws it may tell coast, state border and republic
border apart by who uses it. There is no outline of the USSR: its republics tile it.

Berlin's four sectors are unions of its Ortsteile of today (Geoportal Berlin / Ortsteile), which npm's package
``neighborhood-outlines`` carries. They are cut out of the piece around them and kept finer than all else.

Run it (needs geopandas and shapely 2.1; the map file comes with Debian's ``qgis-common``, no need to install it)::

    apt-get download qgis-common && dpkg -x qgis-common*.deb qgis
    npm pack neighborhood-outlines@1.0.2 && tar xzf neighborhood-outlines-1.0.2.tgz
    python geodata/derive_borders.py qgis/usr/share/qgis/resources/data/world_map.gpkg package/geoJSON/berlin.json
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

# ---------------------------------------------------------------------------------------------------------------- dates
# The ground begins on Victory Day as Moscow kept it. What is older than that is not told apart: it has this valid_from.
START = "1945-05-09"

# One row a change: its first day, what it rests on, and a page that confirms the day.
# The day is that of the act itself, not of its recognition abroad. What these days leave out (Saarland, Trieste, the
# exchanges of ground of 1945-51, today's states used for the whole world beyond) is listed in the codebook.
WIKI = "https://en.wikipedia.org/wiki/"
CHANGES = {
    "frg": (
        "1949-05-23",
        "Basic Law of the Federal Republic of Germany promulgated",
        "http://legalflip.com/ThisDayInTheLaw.aspx?id=150",
    ),
    "gdr": (
        "1949-10-07",
        "constitution of the GDR in force",
        "https://www.archontology.org/nations/german/berlin/02_polity.php",
    ),
    "sectors": (
        "1945-07-04",
        "American and British troops move into their sectors of Berlin",
        "https://berlingeschichte.de/lexikon/mitte/s/Sektoren_von_Berlin.htm",
    ),
    "french_sector": (
        "1945-08-12",
        "the British hand Reinickendorf and Wedding to the French",
        "http://www.secteur-francais-berlin.de/",
    ),
    "germany": ("1990-10-03", "accession of the GDR to the Federal Republic", WIKI + "East_Berlin"),
    "crimea": (
        "1954-02-19",
        "decree of the Presidium of the Supreme Soviet of the USSR (law of 26 April 1954)",
        "https://constitutions.ru/?p=26627",
    ),
    "karelia": ("1956-07-16", "Karelo-Finnish SSR made an ASSR of the RSFSR", WIKI + "Karelo-Finnish_SSR"),
    "lithuania": (
        "1990-03-11",
        "Act of Re-Establishment",
        WIKI + "Act_of_the_Re-Establishment_of_the_State_of_Lithuania",
    ),
    "georgia": (
        "1991-04-09",
        "Act of restoration of independence",
        "https://storymaps.arcgis.com/stories/cb757ce4a1b74918b069c7485046383a",
    ),
    "slovenia_croatia": (
        "1991-06-25",
        "declarations of independence",
        "https://www.fabian-vendrig.eu/the-balkan/yugoslavia/the-disintegration-of-yugoslavia/",
    ),
    "estonia": (
        "1991-08-20",
        "Supreme Council's decision on independence",
        "https://omniatlas.com/maps/europe/19910906/",
    ),
    "latvia": (
        "1991-08-21",
        "constitutional law on statehood (restoration declared 4 May 1990)",
        "https://omniatlas.com/maps/europe/19910906/",
    ),
    "ukraine": ("1991-08-24", "Act of declaration of independence", "https://ukrhistory.com/time-decay-after-ussr/"),
    "belarus": (
        "1991-08-25",
        "declaration of sovereignty given constitutional force",
        "https://storymaps.arcgis.com/stories/cb757ce4a1b74918b069c7485046383a",
    ),
    "moldova": ("1991-08-27", "declaration of independence", "https://omniatlas.com/maps/europe/19910906/"),
    "kyrgyzstan": (
        "1991-08-31",
        "declaration of independence",
        "https://thearchangelmichael.blogspot.com/2010/12/christmas-dissolution-of-soviet-union.html",
    ),
    "uzbekistan": (
        "1991-08-31",
        "declaration of independence (1 September is the feast)",
        "https://omniatlas.com/maps/europe/19910906/",
    ),
    "macedonia": (
        "1991-09-08",
        "referendum on independence",
        "https://www.fabian-vendrig.eu/the-balkan/yugoslavia/the-disintegration-of-yugoslavia/",
    ),
    "tajikistan": (
        "1991-09-09",
        "declaration of independence",
        "https://historysnacks.io/event/v6Btk4a6/tajikistan-declared-its-independence-from-the-soviet-union-becoming-a-sovereign",
    ),
    "armenia": (
        "1991-09-21",
        "referendum on independence (declared on the 23rd)",
        "https://storymaps.arcgis.com/stories/cb757ce4a1b74918b069c7485046383a",
    ),
    "azerbaijan": (
        "1991-10-18",
        "Constitutional Act (declared on 30 August)",
        "https://storymaps.arcgis.com/stories/cb757ce4a1b74918b069c7485046383a",
    ),
    "turkmenistan": (
        "1991-10-27",
        "law on independence",
        "https://historysnacks.io/event/mZKXfOZW/turkmenistan-declared-its-independence-from-the-soviet-union",
    ),
    "kazakhstan": ("1991-12-16", "constitutional law on independence", "https://adilet.zan.kz/eng/docs/Z910004400_"),
    "ussr_ends": (
        "1991-12-26",
        "Soviet of the Republics declares that the USSR has ceased to exist",
        "https://nzsfo.com.ua/khto-z-glav-zarubizhnikh-derzhav-pershim-diznavsya-pro-rozpad-srsr.html",
    ),
    "bosnia": (
        "1992-03-03",
        "independence declared after the referendum",
        WIKI + "1992_Bosnian_independence_referendum",
    ),
    "fr_yugoslavia": (
        "1992-04-27",
        "constitution of the FR Yugoslavia",
        "https://www.britannica.com/place/Serbia-and-Montenegro",
    ),
    "czechoslovakia_ends": (
        "1993-01-01",
        "end of the federation",
        "https://eastpackers.nl/timeline/opsplitsing-tsjecho-slowakije/",
    ),
    "serbia_and_montenegro": (
        "2003-02-04",
        "Constitutional Charter of the state union",
        WIKI + "Serbia_and_Montenegro",
    ),
    "montenegro": (
        "2006-06-03",
        "declaration of independence",
        "https://www.britannica.com/place/Serbia-and-Montenegro",
    ),
    "kosovo": (
        "2008-02-17",
        "declaration of independence",
        "https://www.fabian-vendrig.eu/the-balkan/yugoslavia/the-disintegration-of-yugoslavia/",
    ),
}
# States that kept their ground and took another name.
CHANGES |= {
    "siam": (
        "1945-09-09",
        "Thailand is called Siam again",
        "https://ebsco.com/research-starters/history/siam-changes-its-name-thailand",
    ),
    "thailand": (
        "1949-05-11",
        "Siam becomes Thailand for good",
        "https://ebsco.com/research-starters/history/siam-changes-its-name-thailand",
    ),
    "congo": (
        "1960-06-30",
        "independence of the Belgian Congo, as the Republic of the Congo",
        "https://www.france24.com/en/20111115-drc-congo-timeline-zaire-key-dates-mobutu-lumumba-kasavu-kabila-elections",
    ),
    "kinshasa": (
        "1966-07-01",
        "Léopoldville, by which the Congo is told from its neighbour, becomes Kinshasa",
        "https://dynamic-rsnz.natlib.govt.nz/newspapers/CHP19660714.2.122",
    ),
    "zaire": ("1971-10-27", "the Congo becomes Zaire", "https://short-fact.com/when-did-the-congo-change-its-name/"),
    "sri_lanka": ("1972-05-22", "republican constitution of Sri Lanka", "http://sirimavobandaranaike.org/1972/05/"),
    "benin": (
        "1975-11-30",
        "Dahomey becomes the People's Republic of Benin",
        "https://ourcampaigns.com/ContainerDetail.html?ContainerID=6390",
    ),
    "zimbabwe": (
        "1980-04-18",
        "Southern Rhodesia, as it was to Britain and the UN throughout, independent as Zimbabwe",
        "https://de.zxc.wiki/wiki/Simbabwe-Rhodesien",
    ),
    "burkina_faso": (
        "1984-08-04",
        "Upper Volta becomes Burkina Faso",
        "https://historysnacks.io/event/35xjJsWk/the-republic-of-upper-volta-changes-its-name-to-burkina-faso",
    ),
    "myanmar": (
        "1989-06-18",
        "the government declares Myanmar the country's name in English",
        "https://www.taylorfrancis.com/books/9780429494611/chapters/10.4324/9780429494611-3",
    ),
    "zaire_ends": (
        "1997-05-17",
        "Zaire becomes the Democratic Republic of the Congo",
        "https://face2faceafrica.com/article/zaire-was-renamed-the-democratic-republic-of-congo-after-mobutus-ouster-on-this-day-in-1997",
    ),
    "eswatini": (
        "2018-04-19",
        "the king of Swaziland declares it Eswatini",
        "https://www.bansoro.com/today-in-african-history-april-19-king-mswati-iii-changes-country-name-from-swaziland-to-eswatini/",
    ),
    "north_macedonia": (
        "2019-02-12",
        "the Prespa agreement in force",
        "https://www.polgeonow.com/2019/02/north-macedonia-name-change-complete.html",
    ),
}
# States whose ground another state held until they were there.
CHANGES |= {
    "pakistan": ("1947-08-14", "Dominion of Pakistan created", "https://sritiochetona.org/creation-of-bangladesh/"),
    "israel": (
        "1948-05-14",
        "Israel proclaimed on the day on which the mandate for Palestine ended",
        "https://historysnacks.io/event/tUP2ylfS/david-ben-gurion-proclaimed-the-establishment-of-the-state-of-israel-leading-to",
    ),
    "eritrea_joins": (
        "1952-09-15",
        "federation of Eritrea with Ethiopia",
        WIKI + "Federation_of_Ethiopia_and_Eritrea",
    ),
    "bangladesh": (
        "1971-03-26",
        "independence of East Pakistan proclaimed, as Bangladesh",
        "http://todayishistory-aswill.blogspot.com/2007/04/1971-east-pakistan-proclaimed-its.html",
    ),
    "eritrea": (
        "1993-05-24",
        "declaration of independence",
        "https://www.theepochtimes.com/timelines-eritrea-declared-independence-from-which-country-on-may-24-1993_1497732.html",
    ),
    "south_sudan": (
        "2011-07-09",
        "independence",
        "http://www.sahistory.org.za/dated-event/south-sudan-declared-independent-state",
    ),
}
DAY = {key: row[0] for key, row in CHANGES.items()}

# --------------------------------------------------------------------------------------------------------------- pieces
# A piece bears the name of today's state, except where a part of that state moved by itself.
RENAMED = {
    "Czech Republic": "Czechia",
    "Macedonia": "North Macedonia",
    "Republic of Serbia": "Serbia",
    "United States of America": "United States",
    "The Bahamas": "Bahamas",
    "United Republic of Tanzania": "Tanzania",
    "Guinea Bissau": "Guinea-Bissau",
    "S. Sudan": "South Sudan",
    "Swaziland": "Eswatini",
    "Gaza Strip": "Palestine",
    "West Bank": "Palestine",
}
# Leases, bases, unrecognised states and small dependencies, by Natural Earth's adm0_a3: drawn with the state named.
FOLDED = {
    "KAB": "Kazakhstan",  # Baikonur, leased to Russia since 1994
    "CYN": "Cyprus",  # Northern Cyprus
    "ESB": "Cyprus",  # Dhekelia, British base
    "WSB": "Cyprus",  # Akrotiri, British base
    "SOL": "Somalia",  # Somaliland
    "KAS": "India",  # Siachen glacier
    "USG": "Cuba",  # Guantanamo
    "ALD": "Finland",  # Aland
    "HKG": "China",
    "MAC": "China",
}
DROPPED = {"ATA", "ATF", "HMD", "SGS"}  # Antarctica and the islands about it
EASTERN_LAENDER = {"Berlin", "Brandenburg", "Mecklenburg-Vorpommern", "Sachsen", "Sachsen-Anhalt", "Thüringen"}
# Which Bezirk lay in which sector: order no. 1 of the Allied Kommandatura, 11 July 1945, as
# https://berlingeschichte.de/lexikon/mitte/s/Sektoren_von_Berlin.htm has it. The reform of 2001 only merged Bezirke
# (https://www.berlin.de/gutachterausschuss/service/glossar/artikel.156764.php), Mitte and Friedrichshain-Kreuzberg of
# both sides. Of these go by Ortsteil: Tiergarten, parted since into three (.../strassen/_navi/Fusion.htm of the same
# site), Wedding with Gesundbrunnen (http://www.secteur-francais-berlin.de/), and Kreuzberg.
SECTORS = {
    "Berlin: American sector": {"Kreuzberg", "Neukölln", "Steglitz-Zehlendorf", "Tempelhof-Schöneberg"},
    "Berlin: British sector": {"Charlottenburg-Wilmersdorf", "Spandau", "Tiergarten", "Hansaviertel", "Moabit"},
    "Berlin: French sector": {"Reinickendorf", "Wedding", "Gesundbrunnen"},
}
SOVIET_SECTOR = "Berlin: Soviet sector"
BERLIN = (*SECTORS, SOVIET_SECTOR)
MOVED_BY_ITSELF = {"Crimea": "Crimea", "Sevastopol": "Crimea", "Karelia": "Karelia"}


def piece_of(unit) -> str:
    """The piece that one row of Natural Earth's states and provinces belongs to."""
    if unit.adm0_a3 in ("RUS", "UKR") and unit.name_ in MOVED_BY_ITSELF:
        return MOVED_BY_ITSELF[unit.name_]
    if unit.adm0_a3 == "DEU":
        return "East Germany" if unit.name_ in EASTERN_LAENDER else "West Germany"
    return FOLDED.get(unit.adm0_a3) or RENAMED.get(unit.admin, unit.admin)


# ---------------------------------------------------------------------------------------------------------------- spans
REPUBLICS = [  # piece, name in the USSR, the change that ended it
    ("Lithuania", "Lithuanian", "lithuania"),
    ("Latvia", "Latvian", "latvia"),
    ("Estonia", "Estonian", "estonia"),
    ("Belarus", "Byelorussian", "belarus"),
    ("Moldova", "Moldavian", "moldova"),
    ("Georgia", "Georgian", "georgia"),
    ("Armenia", "Armenian", "armenia"),
    ("Azerbaijan", "Azerbaijan", "azerbaijan"),
    ("Kazakhstan", "Kazakh", "kazakhstan"),
    ("Kyrgyzstan", "Kirghiz", "kyrgyzstan"),
    ("Tajikistan", "Tajik", "tajikistan"),
    ("Turkmenistan", "Turkmen", "turkmenistan"),
    ("Uzbekistan", "Uzbek", "uzbekistan"),
]
RUMP = ("Serbia", "Kosovo", "Montenegro")
# Names before today's, in order: the piece, and each name with the change that ended it.
NAMES_BEFORE = {
    "Benin": [("Dahomey", "benin")],
    "Burkina Faso": [("Upper Volta", "burkina_faso")],
    "Democratic Republic of the Congo": [
        ("Belgian Congo", "congo"),
        ("Congo-Léopoldville", "kinshasa"),
        ("Congo-Kinshasa", "zaire"),
        ("Zaire", "zaire_ends"),
    ],
    "Eswatini": [("Swaziland", "eswatini")],
    "Myanmar": [("Burma", "myanmar")],
    "North Macedonia": [("Macedonia", "north_macedonia")],
    "Sri Lanka": [("Ceylon", "sri_lanka")],
    "Thailand": [("Thailand", "siam"), ("Siam", "thailand")],
    "Zimbabwe": [("Southern Rhodesia", "zimbabwe")],
}


def named(piece, start):
    """The spans of a state that is one piece, from a day on, each under its name of the time."""
    for name, change in NAMES_BEFORE.get(piece, ()):
        yield name, "state", start, DAY[change], (piece,)
        start = DAY[change]
    yield piece, "state", start, None, (piece,)


def soviet_spans():
    """The republics of the USSR and the states they became: (polity, level, from, to, pieces)."""
    for piece, name, change in REPUBLICS:
        yield f"USSR: {name} SSR", "republic", START, DAY[change], (piece,)
        yield piece, "state", DAY[change], None, (piece,)
    yield "USSR: RSFSR", "republic", START, DAY["crimea"], ("Russia", "Crimea")
    yield "USSR: RSFSR", "republic", DAY["crimea"], DAY["karelia"], ("Russia",)
    yield "USSR: RSFSR", "republic", DAY["karelia"], DAY["ussr_ends"], ("Russia", "Karelia")
    yield "USSR: Karelo-Finnish SSR", "republic", START, DAY["karelia"], ("Karelia",)
    yield "USSR: Ukrainian SSR", "republic", START, DAY["crimea"], ("Ukraine",)
    yield "USSR: Ukrainian SSR", "republic", DAY["crimea"], DAY["ukraine"], ("Ukraine", "Crimea")
    yield "Ukraine", "state", DAY["ukraine"], None, ("Ukraine", "Crimea")
    yield "Russia", "state", DAY["ussr_ends"], None, ("Russia", "Karelia")


def german_and_czechoslovak_spans():
    zone, american, british, french = "Soviet occupation zone of Germany", *SECTORS
    yield zone, "state", START, DAY["sectors"], ("East Germany", *BERLIN)
    yield zone, "state", DAY["sectors"], DAY["gdr"], ("East Germany",)
    yield SOVIET_SECTOR, "state", DAY["sectors"], DAY["gdr"], (SOVIET_SECTOR,)
    yield american, "state", DAY["sectors"], DAY["germany"], (american,)
    yield british, "state", DAY["sectors"], DAY["french_sector"], (british, french)
    yield british, "state", DAY["french_sector"], DAY["germany"], (british,)
    yield french, "state", DAY["french_sector"], DAY["germany"], (french,)
    yield "Western occupation zones of Germany", "state", START, DAY["frg"], ("West Germany",)
    yield "GDR", "state", DAY["gdr"], DAY["germany"], ("East Germany", SOVIET_SECTOR)
    yield "FRG", "state", DAY["frg"], DAY["germany"], ("West Germany",)
    yield "Germany", "state", DAY["germany"], None, ("East Germany", "West Germany", *BERLIN)
    yield "Czechoslovakia", "state", START, DAY["czechoslovakia_ends"], ("Czechia", "Slovakia")
    yield "Czechia", "state", DAY["czechoslovakia_ends"], None, ("Czechia",)
    yield "Slovakia", "state", DAY["czechoslovakia_ends"], None, ("Slovakia",)


def yugoslav_spans():
    left = ("Slovenia", "Croatia", "North Macedonia", "Bosnia and Herzegovina")
    steps = ["slovenia_croatia", "macedonia", "bosnia", "fr_yugoslavia"]
    days = [START] + [DAY[step] for step in steps]
    for gone, start, end in zip((0, 2, 3, 4), days, days[1:], strict=False):
        yield "Yugoslavia", "state", start, end, left[gone:] + RUMP
    for piece, change in zip(left, ("slovenia_croatia", *steps), strict=False):
        yield from named(piece, DAY[change])
    yield "FR Yugoslavia", "state", DAY["fr_yugoslavia"], DAY["serbia_and_montenegro"], RUMP
    yield "Serbia and Montenegro", "state", DAY["serbia_and_montenegro"], DAY["montenegro"], RUMP
    yield "Montenegro", "state", DAY["montenegro"], None, ("Montenegro",)
    yield "Serbia", "state", DAY["montenegro"], DAY["kosovo"], ("Serbia", "Kosovo")
    yield "Serbia", "state", DAY["kosovo"], None, ("Serbia",)
    yield "Kosovo", "state", DAY["kosovo"], None, ("Kosovo",)


def spans_of_later_states():
    """States that hold, until these are there, the ground of others of today."""
    yield "India", "state", START, DAY["pakistan"], ("India", "Pakistan", "Bangladesh")
    yield "India", "state", DAY["pakistan"], None, ("India",)
    yield "Pakistan", "state", DAY["pakistan"], DAY["bangladesh"], ("Pakistan", "Bangladesh")
    yield "Pakistan", "state", DAY["bangladesh"], None, ("Pakistan",)
    yield "Bangladesh", "state", DAY["bangladesh"], None, ("Bangladesh",)
    yield "Palestine", "state", START, DAY["israel"], ("Palestine", "Israel")
    yield "Palestine", "state", DAY["israel"], None, ("Palestine",)
    yield "Israel", "state", DAY["israel"], None, ("Israel",)
    yield "Ethiopia", "state", START, DAY["eritrea_joins"], ("Ethiopia",)
    yield "Ethiopia", "state", DAY["eritrea_joins"], DAY["eritrea"], ("Ethiopia", "Eritrea")
    yield "Ethiopia", "state", DAY["eritrea"], None, ("Ethiopia",)
    yield "Eritrea", "state", START, DAY["eritrea_joins"], ("Eritrea",)
    yield "Eritrea", "state", DAY["eritrea"], None, ("Eritrea",)
    yield "Sudan", "state", START, DAY["south_sudan"], ("Sudan", "South Sudan")
    yield "Sudan", "state", DAY["south_sudan"], None, ("Sudan",)
    yield "South Sudan", "state", DAY["south_sudan"], None, ("South Sudan",)


def all_spans(pieces):
    """Every span, in order; a piece that no table of changes mentions is one state for the whole time."""
    spans = [*soviet_spans(), *german_and_czechoslovak_spans(), *yugoslav_spans(), *spans_of_later_states()]
    mentioned = {piece for span in spans for piece in span[4]}
    if missing := mentioned - set(pieces):
        raise SystemExit(f"the files have no {', '.join(sorted(missing))}: are they other releases?")
    spans += [span for piece in sorted(set(pieces) - mentioned) for span in named(piece, START)]
    return sorted(spans, key=lambda span: (span[0], span[2]))


# ------------------------------------------------------------------------------------------------------------- geometry
# Fineness: how much of its true area an area counts for in the simplification, by longitude and by latitude (their
# product holds). Europe to the Urals is whole; Siberia, the far north, the south and the New World count for less, so
# that more of their detail goes. Simplifying by area does not mind a stretched plane.
LON_FINE = [(-180, 0.035), (-26, 0.035), (-12, 0.25), (8, 0.6), (12, 1), (50, 1), (62, 0.3), (75, 0.12), (192, 0.08)]
LAT_FINE = [(-90, 0.06), (20, 0.06), (34, 0.3), (41, 1), (61, 1), (68, 0.4), (73, 0.15), (90, 0.1)]
TOLERANCE = 0.05  # side, in degrees, of the square whose area a corner must exceed to stay, where the fineness is 1
ISLAND = 0.012  # square degrees (weighted likewise) below which an island goes: about 150 km² in Europe
GREAT_ISLAND = 0.65  # square degrees, unweighted, above which an island stays anywhere: about 8000 km²
LAKE = 0.012  # the same for a hole
SECTOR_TOLERANCE = 0.002  # the same as TOLERANCE, unweighted, for Berlin's sectors: about 180 m
SECTOR_DECIMALS = 3  # of Berlin's sectors: about 100 m
DECIMALS = 2  # about 1 km or less: a pixel at zoom 7, and a fifth of the shortest lines that stay


def ruler(fineness, weight=None) -> tuple[np.ndarray, np.ndarray]:
    """Degrees, and how far along the stretched axis each lies: the fineness (times the weight) summed up."""
    degrees = np.linspace(-180.0, 192.0, 37201)
    density = np.interp(degrees, *zip(*fineness, strict=True)) * (weight(degrees) if weight else 1.0)
    steps = (density[1:] + density[:-1]) / 2 * np.diff(degrees)
    return degrees, np.concatenate([[0.0], np.cumsum(steps)])


def cos_latitude(degrees: np.ndarray) -> np.ndarray:
    return np.maximum(np.cos(np.radians(np.clip(degrees, -89, 89))), 0.01)


RULERS = ruler(LON_FINE), ruler(LAT_FINE, cos_latitude)


def to_plane(coords: np.ndarray) -> np.ndarray:
    return np.column_stack([np.interp(coords[:, i], *RULERS[i]) for i in (0, 1)])


def from_plane(coords: np.ndarray) -> np.ndarray:
    return np.column_stack([np.interp(coords[:, i], *RULERS[i][::-1]) for i in (0, 1)])


def to_equal_area(coords: np.ndarray) -> np.ndarray:
    return np.column_stack([coords[:, 0], np.degrees(np.sin(np.radians(coords[:, 1])))])


def read_pieces(gpkg: str) -> gpd.GeoSeries:
    """Natural Earth's units dissolved into pieces, the tip of Chukotka moved beyond 180 so that Russia is whole."""
    units = gpd.read_file(gpkg, layer="states_provinces").rename(columns={"name": "name_"})
    units = units[~units.adm0_a3.isin(DROPPED)]
    if not shapely.coverage_is_valid(units.geometry.values):
        raise SystemExit("the layer states_provinces overlaps itself: is it another release of Natural Earth?")
    units["piece"] = [piece_of(unit) for unit in units.itertuples()]
    parts = units[["piece", "geometry"]].explode(ignore_index=True)
    beyond = (parts.piece == "Russia") & (parts.geometry.bounds.maxx < 0)
    parts.loc[beyond, "geometry"] = parts.geometry[beyond].translate(360)
    parts["geometry"] = shapely.transform(parts.geometry.values, snap_antimeridian)
    grouped = parts.groupby("piece").geometry.agg(lambda g: shapely.union_all(g.values))
    return gpd.GeoSeries(grouped, crs=units.crs).sort_index()


def snap_antimeridian(coords: np.ndarray) -> np.ndarray:
    return np.where(np.abs(coords - 180.0) < 1e-4, 180.0, coords)


def without_islands(pieces: gpd.GeoSeries) -> gpd.GeoSeries:
    """Drop land masses too small to matter; a land mass may be several pieces, so they are judged together."""
    flat = shapely.get_parts(shapely.union_all(shapely.transform(pieces.values, to_plane)))
    true_area = shapely.area(shapely.transform(shapely.transform(flat, from_plane), to_equal_area))
    kept = flat[(shapely.area(flat) > ISLAND) | (true_area > GREAT_ISLAND)]
    tree = shapely.STRtree(kept)
    rows = []
    for name, piece in pieces.items():
        parts = shapely.get_parts(piece)
        inside = shapely.point_on_surface(shapely.transform(parts, to_plane))
        hits = set(tree.query(inside, predicate="intersects")[0])
        if hits:
            rows.append((name, shapely.multipolygons([parts[i] for i in sorted(hits)])))
    return gpd.GeoSeries([r[1] for r in rows], index=[r[0] for r in rows], crs=pieces.crs)


def simplified(pieces: gpd.GeoSeries, tolerance: float) -> list:
    """All pieces simplified at once, in the stretched plane: shared lines stay shared."""
    plane = shapely.transform(pieces.values, to_plane)
    return list(shapely.transform(shapely.coverage_simplify(plane, tolerance), from_plane))


def rounded_coverage(names: list[str], shapes: list, decimals: int = DECIMALS) -> dict[str, list]:
    """Round, node and polygonise all lines; each face goes to the piece it lies in: a coverage by construction."""
    lines = shapely.transform(shapely.boundary(shapes), lambda c: c.round(decimals))
    noded = shapely.union_all([*lines, shapely.LineString([(180, -90), (180, 90)])], grid_size=10.0**-decimals)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    valid = shapely.make_valid(shapes)
    tree = shapely.STRtree(valid)
    inner = shapely.point_on_surface(faces)
    owner = dict(zip(*tree.query(inner, predicate="within"), strict=True))
    give_away_gaps(faces, owner)
    held = defaultdict(list)
    for face, piece in sorted(owner.items()):
        held[names[piece]].append(faces[face])
    return held


def give_away_gaps(faces: np.ndarray, owner: dict[int, int]) -> None:
    """A face that lies in no piece and is too small for a sea goes to the neighbour with the longest common line."""
    sizes = shapely.area(shapely.transform(faces, to_plane))
    tree = shapely.STRtree(faces)
    for gap in range(len(faces)):
        if gap in owner or sizes[gap] > LAKE:
            continue
        shared = defaultdict(float)
        for other in sorted(tree.query(faces[gap], predicate="touches")):
            if other in owner:
                shared[owner[other]] += shapely.length(shapely.intersection(faces[gap], faces[other]))
        if shared:
            owner[gap] = max(shared, key=lambda piece: (shared[piece], -piece))


def sector_of(ortsteil) -> str:
    """The sector in which a row of Berlin's Ortsteile lay; where its Bezirk lay in one, that says so."""
    held = (name for name, parts in SECTORS.items() if ortsteil.OTEIL in parts or ortsteil.BEZIRK in parts)
    return next(held, SOVIET_SECTOR)


def read_sectors(geojson: str) -> dict[str, shapely.Geometry]:
    """Berlin's sectors as a coverage of their own, finer than the ground around them and without exclaves."""
    rows = gpd.read_file(geojson)
    rows["sector"] = [sector_of(row) for row in rows.itertuples()]
    whole = rows.groupby("sector").geometry.agg(lambda g: shapely.union_all(g.values))
    held = rounded_coverage(list(whole.index), list(whole.values), SECTOR_DECIMALS)
    shapes = [shapely.coverage_union_all(held[name]) for name in whole.index]
    plain_shapes = shapely.coverage_simplify(shapes, SECTOR_TOLERANCE)
    return {
        name: max(shapely.get_parts(shape), key=shapely.area)
        for name, shape in zip(whole.index, plain_shapes, strict=True)
    }


def cut_out(held: dict[str, list], piece: str, parts: dict[str, shapely.Geometry]) -> None:
    """Make parts that lie inside one face of a piece into pieces of their own; the face is left with a hole."""
    whole = shapely.coverage_union_all(list(parts.values()))
    around = [face for face in held[piece] if shapely.contains_properly(face, whole)]
    if len(around) != 1:
        raise SystemExit(f"{', '.join(parts)}: not inside {piece}")
    held[piece] = [shapely.difference(face, whole) if face is around[0] else face for face in held[piece]]
    held.update({name: [*shapely.get_parts(shape)] for name, shape in parts.items()})


def united(faces: list) -> shapely.Geometry:
    """The union of some faces, cut at the antimeridian, canonical in order and wound as RFC 7946 asks."""
    west = [f for f in faces if f.bounds[0] < 180]
    east = [shapely.transform(f, lambda c: (c - [360.0, 0.0]).round(DECIMALS)) for f in faces if f.bounds[0] >= 180]
    parts = [p for side in (west, east) if side for p in shapely.get_parts(shapely.coverage_union_all(side))]
    whole = shapely.normalize(shapely.multipolygons(parts))
    return shapely.orient_polygons(whole, exterior_cw=False)


# --------------------------------------------------------------------------------------------------------------- output
def plain(values):
    """Nested lists with whole numbers written without their point."""
    if isinstance(values, (list, tuple)):
        return [plain(value) for value in values]
    value = round(float(values), SECTOR_DECIMALS) + 0.0
    return int(value) if value == int(value) else value


def feature(polity: str, level: str, start: str, end: str | None, shape) -> dict:
    geometry = shapely.geometry.mapping(shape)
    if len(geometry["coordinates"]) == 1:
        geometry = {"type": "Polygon", "coordinates": geometry["coordinates"][0]}
    return {
        "type": "Feature",
        "properties": {"polity": polity, "level": level, "valid_from": start, "valid_to": end},
        "geometry": {"type": geometry["type"], "coordinates": plain(geometry["coordinates"])},
    }


def as_text(features: list[dict]) -> str:
    """One feature a line, so that a diff shows which polity changed."""
    rows = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in features)
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(rows) + "\n]}\n"


def derive(gpkg: str, ortsteile: str, tolerance: float = TOLERANCE) -> list[dict]:
    pieces = without_islands(read_pieces(gpkg))
    held = rounded_coverage(list(pieces.index), simplified(pieces, tolerance))
    cut_out(held, "East Germany", read_sectors(ortsteile))
    features = []
    for polity, level, start, end, members in all_spans(held):
        faces = [face for member in members for face in held[member]]
        features.append(feature(polity, level, start, end, united(faces)))
    return features


def main() -> None:
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(
        description="Derive borders.geojson from Natural Earth's states and provinces and Berlin's Ortsteile.",
        epilog="example: python geodata/derive_borders.py world_map.gpkg package/geoJSON/berlin.json",
    )
    parser.add_argument("gpkg", help="world_map.gpkg, from Debian's package qgis-common")
    parser.add_argument("ortsteile", help="geoJSON/berlin.json, from npm's package neighborhood-outlines")
    parser.add_argument("--output", type=Path, default=here / "borders.geojson", help="default: beside this script")
    parser.add_argument("--tolerance", type=float, default=TOLERANCE, help=f"detail, in degrees (default {TOLERANCE})")
    args = parser.parse_args()
    for given in (args.gpkg, args.ortsteile):
        if not Path(given).is_file():
            parser.error(f"{given}: no such file")
    features = derive(args.gpkg, args.ortsteile, args.tolerance)
    aside = args.output.with_name(args.output.name + ".new")
    aside.write_text(as_text(features), encoding="utf-8")
    os.replace(aside, args.output)
    print(f"{args.output.name}: {len(features)} features, {args.output.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
