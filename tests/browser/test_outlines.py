"""Lines and areas on a page: drawn, hit, pointed at, filtered, and the same after a hand has moved the map."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image
from shapely.geometry import LineString, Point, box

import atlas

pytestmark = pytest.mark.long

RED = np.array([0xB0, 0x1E, 0x24])
STREET = LineString([(13.36, 52.50), (13.40, 52.50)])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A street of 1900 to 1950, a quarter around nothing else of 1900 to the 1960s, and a statue."""
    columns = {"name": ["Long Street", "Quarter", "Statue"], "up": ["1900"] * 3, "down": ["1950-06-01", "196X", "1970"]}
    shapes = [STREET, box(13.30, 52.48, 13.34, 52.52), Point(13.42, 52.47)]
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)
    path = tmp_path_factory.mktemp("town") / "town.html"
    atlas.AtlasMap(frame, begin="up", end="down", title="Town", licence="CC0").save(path)
    return path


def spot(page: Any, lon: float, lat: float) -> tuple[float, float]:
    box_ = page.locator(".folium-map").bounding_box()
    x, y = page.evaluate(
        f"(() => {{ const p = map_atlas.latLngToContainerPoint([{lat}, {lon}]); return [p.x, p.y]; }})()"
    )
    return box_["x"] + x, box_["y"] + y


def settled(page: Any) -> None:
    page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))"
    )


def pixels(page: Any) -> np.ndarray:
    settled(page)
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)


def reddish(image: np.ndarray, x: float, y: float, r: int = 2) -> float:
    """How much of a small square is nearer to red than to paper."""
    part = image[int(y) - r : int(y) + r + 1, int(x) - r : int(x) + r + 1]
    return float((part[..., 0] - part[..., 1] > 40).mean())


def test_a_line_and_an_area_are_drawn_in_the_ink_of_their_status(town, open_page):
    page = open_page(town, fragment="date=1940-01-01")
    before = pixels(page)
    assert reddish(before, *spot(page, 13.37, 52.50), r=1) == 1
    assert reddish(before, *spot(page, 13.33, 52.49)) == 1  # filled
    page.evaluate("window.atlas.seek('1965-01-01')")
    page.wait_for_timeout(1300)
    after = pixels(page)
    assert reddish(after, *spot(page, 13.37, 52.50)) == 0  # hollow, in ink
    assert 0.1 < reddish(after, *spot(page, 13.33, 52.49), r=12) < 0.9  # hatched
    x, y = spot(page, 13.37, 52.50)
    assert (after[int(y) - 3 : int(y) + 4, int(x)].sum(axis=1) < 600).any()


@pytest.mark.parametrize("touch", [False, True])
def test_a_line_is_hit_within_reach_and_an_area_within_its_rings(town, open_page, touch):
    page = open_page(town, fragment="date=1940-01-01", touch=touch)
    settled(page)

    def opened(lon: float, lat: float, down: float = 0) -> str | None:
        x, y = spot(page, lon, lat)
        (page.touchscreen.tap if touch else page.mouse.click)(x, y + down)
        found: str | None = page.evaluate("window.atlas.state().open")
        page.keyboard.press("Escape")
        page.evaluate(
            "window.atlas.close(); map_atlas.setView(...window.stood, { animate: false })"
        )  # a card may move it
        page.wait_for_timeout(400 * touch)  # two quick taps are a zoom
        return found

    page.evaluate("window.stood = [map_atlas.getCenter(), map_atlas.getZoom()]")

    assert opened(13.365, 52.50, 5) == "long-street"
    assert opened(13.365, 52.50, 40) is None
    assert opened(13.335, 52.515) == "quarter"
    assert opened(13.345, 52.515) is None
    assert opened(13.42, 52.47) == "statue"


def test_the_pointer_says_what_it_is_over(town, open_page):
    page = open_page(town, fragment="date=1940-01-01")
    settled(page)
    page.mouse.move(*spot(page, 13.37, 52.50))
    assert page.locator(".atlas-tip").inner_text() == "Long Street"
    page.mouse.move(*spot(page, 13.335, 52.485))
    assert page.locator(".atlas-tip").inner_text() == "Quarter"


def test_what_is_filtered_out_or_not_yet_there_is_neither_drawn_nor_hit(town, open_page):
    page = open_page(town, fragment="date=1940-01-01")
    page.evaluate("window.atlas.filter({ id: 'statue' })")
    image = pixels(page)
    assert reddish(image, *spot(page, 13.37, 52.50)) == 0 and reddish(image, *spot(page, 13.33, 52.49)) == 0
    page.mouse.click(*spot(page, 13.37, 52.50))
    assert page.evaluate("window.atlas.state().open") is None
    page.evaluate("window.atlas.filter({}); window.atlas.seek('1895-01-01')")
    page.wait_for_timeout(100)
    assert reddish(pixels(page), *spot(page, 13.37, 52.50)) == 0


def test_after_a_drag_a_zoom_and_a_hidden_box_the_page_is_a_fresh_one_at_its_address(town, open_page):
    page = open_page(town, fragment="date=1940-01-01")
    settled(page)
    page.mouse.move(700, 300)
    page.mouse.down()
    page.mouse.move(620, 360, steps=6)
    page.mouse.up()
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(500)
    page.evaluate("document.querySelector('.folium-map').style.display = 'none'")
    settled(page)
    page.evaluate("document.querySelector('.folium-map').style.display = ''")
    page.mouse.move(5, 795)
    page.wait_for_timeout(300)
    fragment = page.evaluate("location.hash.slice(1)")
    assert "view=" in fragment
    fresh = open_page(town, fragment=fragment)
    fresh.mouse.move(5, 795)
    fresh.wait_for_timeout(300)
    differ = (np.abs(pixels(page) - pixels(fresh)).sum(axis=2) > 60).sum()
    assert differ < 60
    x, y = spot(page, 13.37, 52.50)
    assert reddish(pixels(page), x, y, r=1) == 1


def test_seen_from_afar_a_shape_is_a_mark_and_from_near_it_is_none(town, open_page):
    page = open_page(town, fragment="date=1940-01-01&view=52.5,13.37,5")
    far = pixels(page)
    assert reddish(far, *spot(page, 13.38, 52.50)) == 1
    page = open_page(town, fragment="date=1940-01-01&view=52.5,13.37,13")
    near = pixels(page)
    x, y = spot(page, 13.38, 52.50)
    assert reddish(near, x, y, r=1) == 1 and reddish(near, x, y - 6, r=1) == 0


def test_the_card_says_where_the_outline_is_from_and_the_search_finds_it(town, open_page):
    page = open_page(town, fragment="date=1940-01-01")
    page.locator(".atlas-search input").fill("quarter")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert "Line or area: Town" in page.locator(".atlas-card").inner_text()
