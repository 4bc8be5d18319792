"""Third-party parts of a page: listed at its foot and in a bill of materials, with version and licence."""

from __future__ import annotations

import json
import re
from html import unescape
from importlib.metadata import version
from pathlib import Path

import folium
import pytest
from samples import SOUND

import atlas
from atlas.page.parts import parts_in, sbom


@pytest.fixture(scope="module")
def pages(sound: atlas.Record) -> dict[str, str]:
    """A plain page, and one on which a guest of folium asks for what that needs."""
    plain, guest = sound.map(), sound.map()
    folium.Marker([50, 14], popup="a", icon=folium.Icon(icon="star")).add_to(guest)
    return {"plain": plain.get_root().render(), "guest": guest.get_root().render()}


def listed(page: str) -> dict[str, str]:
    """The parts at the foot of a page: name to the rest of its line."""
    (foot,) = re.findall(r'<details class="cite parts">(.*?)</details>', page, re.DOTALL)
    return {unescape(name): rest for name, rest in re.findall(r'<li><a href="[^"]+">(.*?)</a>(.*?)</li>', foot)}


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


def test_a_record_s_own_borders_have_the_sources_that_it_states(tmp_path: Path) -> None:
    from atlas.page.parts import ground_parts
    from atlas.publish.starter import start

    start(tmp_path / "own")
    (tmp_path / "own" / "borders.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert ground_parts(atlas.load(tmp_path / "own")) == []


def test_a_page_says_in_one_place_where_its_borders_take_a_stand(pages: dict[str, str]) -> None:
    (said,) = re.findall(r'<details class="cite" id="ground">.*?<p>(.*?)</p>', pages["plain"], re.DOTALL)
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
        ("1961-01-01", 13.30, 52.50, "GDR"),
    ]:
        held = polities_on(record.borders, day)
        assert polity in set(held["polity"][held.contains(Point(lon, lat))]), (day, polity)
