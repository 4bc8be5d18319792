"""Pages of lists from elsewhere: the ground is right side out, and every word is there in the reader's language."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import atlas
from atlas.look.tokens import TOKENS

PLACES = {"title": ["North", "South"], "lat": [4.6, -54.8], "lon": [-74.1, -68.3]}
"""The middle of these is opposite a coast of China."""


@pytest.fixture(scope="module")
def south(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two things of South America, one of which is over."""
    table = pd.DataFrame({**PLACES, "begin": ["1851", "1880"], "end": ["1912", ""]})
    path = tmp_path_factory.mktemp("south") / "south.html"
    atlas.AtlasMap(table, title="South").save(path)
    return path


@pytest.fixture(scope="module")
def storms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two events of one day at sea, on either side of the antimeridian."""
    table = pd.DataFrame(
        {"name": ["A", "B"], "when": ["1901-03-01", "1907"], "lat": [-20.0, -24.0], "lon": [178.0, -176.0]}
    )
    path = tmp_path_factory.mktemp("storms") / "storms.html"
    atlas.AtlasMap(table, title="Storms").save(path)
    return path


def colour(page: Any, lat: float, lon: float) -> tuple[int, ...]:
    """The commonest colour about a place."""
    at = page.evaluate(
        f"(() => {{ const p = map_atlas.latLngToContainerPoint([{lat}, {lon}]); return [p.x, p.y]; }})()"
    )
    box = page.locator(".folium-map").bounding_box()
    image = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    x, y = round(box["x"] + at[0]), round(box["y"] + at[1])
    found, counts = np.unique(image[y - 4 : y + 5, x - 4 : x + 5].reshape(-1, 3), axis=0, return_counts=True)
    return tuple(int(part) for part in found[counts.argmax()])


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_land_opposite_the_middle_of_a_map_does_not_turn_it_inside_out(south, open_page, theme):
    page = open_page(south, fragment=f"date=1900-01-01&theme={theme}")
    land, sea = TOKENS[theme]["land"], TOKENS[theme]["sea"]
    rgb = lambda text: tuple(int(text[k : k + 2], 16) for k in (1, 3, 5))  # noqa: E731
    assert [colour(page, *at) for at in ((-12, -50), (-5, -65))] == [rgb(land)] * 2
    assert [colour(page, *at) for at in ((-30, -35), (-40, -40), (-25, -78))] == [rgb(sea)] * 3


def test_a_list_about_the_antimeridian_is_in_view_and_speaks_the_readers_language(storms, open_page):
    page = open_page(storms, fragment="date=1901-03-01&lang=de")
    at = "map_atlas.latLngToContainerPoint(place), size = map_atlas.getSize()"
    inside = f"(place) => {{ const p = {at}; return [p.x / size.x, p.y / size.y]; }}"
    spots = [page.evaluate(inside, [lat, lon]) for lat, lon in ((-20, 178), (-24, -176))]
    assert all(0 < x < 1 and 0 < y < 1 for x, y in spots) and spots[0][0] < spots[1][0]
    words = page.locator(".atlas-legend").text_content() + page.locator(".atlas-head").text_content()
    for expected in ("An diesem Tag", "Vergangen", "Ereignisse", "in keinem Staat", "1901 bisher: 1", "Grenzen von"):
        assert expected in words
    assert not [
        word for word in ("weg", "trägt", "Things", "Thing", "On this day") if word in words.replace("bewegt", "")
    ]


def covered(page: Any) -> list[str]:
    """Which of the things of a list lie under its legend, or beyond the map."""
    return page.evaluate(
        """() => {
        const legend = document.querySelector(".atlas-legend").getBoundingClientRect(), size = map_atlas.getSize();
        const box = document.querySelector(".folium-map").getBoundingClientRect();
        return PLACES.filter(([, lat, lon]) => {
          const { x, y } = map_atlas.latLngToContainerPoint([lat, lon]), at = [box.left + x, box.top + y];
          const under = at[0] < legend.right && at[0] > legend.left && at[1] > legend.top && at[1] < legend.bottom;
          return under || x < 0 || y < 0 || x > size.x || y > size.y;
        }).map(([name]) => name); }""".replace("PLACES", json.dumps(COAST))
    )


COAST = [["West", 30.5, -88.1], ["East", 37.3, -75.9], ["Middle", 33.9, -81.2], ["South", 30.6, -83.2]]


def test_what_a_list_has_is_not_under_the_legend_when_its_page_opens(tmp_path, open_page):
    table = pd.DataFrame(COAST, columns=["name", "lat", "lon"]).assign(begin="1900")
    path = tmp_path / "coast.html"
    atlas.AtlasMap(table, title="Coast").save(path)
    page = open_page(path, width=1440, height=900)
    assert page.locator(".atlas-legend[open]").count() == 1
    assert covered(page) == []
    page.set_viewport_size({"width": 1100, "height": 800})
    page.wait_for_function("map_atlas.getSize().x <= 1100")
    assert covered(page) == []
    assert page.evaluate("location.hash").find("view=") < 0, "the page stands where it opens"
    phone = open_page(path, width=390, height=844)
    assert covered(phone) == []


def test_the_card_of_what_has_no_kind_says_none(tmp_path, open_page):
    table = pd.DataFrame(COAST, columns=["name", "lat", "lon"]).assign(begin="1900")
    for name, more, line in (("bare", {}, ""), ("town", {"town": "Ash"}, "Ash"), ("kind", {"kind": "mill"}, "mill")):
        path = tmp_path / f"{name}.html"
        atlas.AtlasMap(table.assign(**more), title="Coast").save(path)
        page = open_page(path)
        page.evaluate("window.atlas.open('east')")
        kind = page.locator(".atlas-card .atlas-kind")
        assert (kind.text_content(), kind.is_visible()) == (line, bool(line))


def test_what_a_list_says_in_many_columns_stands_in_lines_on_the_card(tmp_path, open_page):
    table = pd.DataFrame(COAST, columns=["name", "lat", "lon"]).assign(
        begin="1900", architect="A. B.", owner="C", use="none"
    )
    atlas.AtlasMap(table, title="Coast").save(tmp_path / "coast.html")
    page = open_page(tmp_path / "coast.html")
    page.evaluate("window.atlas.open('east')")
    note = page.locator(".atlas-card .atlas-note", has_text="architect")
    assert note.inner_text().splitlines() == ["architect: A. B.", "owner: C", "use: none"]
