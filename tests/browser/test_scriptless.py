"""Without JavaScript, or without a canvas to paint on, a map is a still and a line that says where the table is."""

from __future__ import annotations

import io
import re
from itertools import product

import folium
import numpy as np
import pytest
from folium.plugins import DualMap
from PIL import Image
from samples import sampled

import atlas
from atlas.page import assets

pytestmark = [pytest.mark.browser, pytest.mark.long]

CANVAS = {
    "null": "HTMLCanvasElement.prototype.getContext = () => null",
    "throws": "HTMLCanvasElement.prototype.getContext = () => { throw new Error('canvas is off') }",
}


@pytest.fixture
def see(browser):
    """Open a page without scripts ("off"), or without a canvas, which is `CANVAS`; no error may have come."""
    contexts, faults = [], []

    def opener(path, canvas, *, width=1280, height=800):
        size = {"width": width, "height": height}
        context = browser.new_context(viewport=size, offline=True, java_script_enabled=canvas != "off")
        contexts.append(context)
        if canvas != "off":
            context.add_init_script(CANVAS[canvas])
        page = context.new_page()
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.route("https://**/*", _folium_parts)
        page.goto(path.as_uri())
        return page

    yield opener
    for context in contexts:
        context.close()
    assert faults == []


def _folium_parts(route):
    """What folium's own page asks of the network: Leaflet, and nothing else."""
    body = assets.leaflet_script() if route.request.url.endswith("leaflet.js") else ""
    kind = "text/javascript" if route.request.url.endswith(".js") else "text/css"
    route.fulfill(body=body, content_type=kind)


def shows_marks(page):
    """Whether the picture of the still has the red of what bears the name, and land and sea around it."""
    still = page.locator(".atlas-still svg")
    box = still.bounding_box()
    data = page.screenshot(clip=box)
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)
    red = (pixels[..., 0] > 150) & (pixels[..., 1] < 90)
    return red.sum() > 8 and box["width"] > 300 and box["height"] > 180


SHOWN = [("atlas", (1280, 800)), ("atlas", (390, 844)), ("prague", (844, 390))]


@pytest.mark.parametrize(("canvas", "shown"), sampled(product(["off", *CANVAS], SHOWN), 2))
def test_a_built_page_shows_a_still_and_leads_to_its_table(built, see, canvas, shown):
    name, (width, height) = shown
    page = see(built / f"{name}.html", canvas, width=width, height=height)
    assert shows_marks(page)
    line = page.locator(".atlas-still p").first
    assert re.search(r"The map on \d+ \w+ 19\d\d\. The \w+ map needs JavaScript", line.inner_text())
    line.get_by_role("link", name="table below").click()
    assert abs(page.locator("#record-table").bounding_box()["y"]) < 40, "the table's head is at the top of the window"


HELD = "window.requestAnimationFrame = () => 0; window.setTimeout = () => 0"


def test_title_still_and_day_are_painted_before_the_map_is_mounted(built, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
    context.add_init_script(HELD)
    page = context.new_page()
    page.goto((built / "atlas.html").as_uri())
    assert page.locator("h1").is_visible() and shows_marks(page)
    assert page.locator(".atlas-still p").all_inner_texts()[0] == "The map on 21 December 1949."
    assert "took his name" in page.locator(".atlas-still p").all_inner_texts()[1], "what it tells first is read at once"
    assert page.locator(".atlas-map").count() == 0, "nothing is mounted yet"
    assert page.evaluate("window.atlas.state().date") == "1953-03-05", "who asks for the map has it"
    assert page.locator(".atlas-still").count() == 0
    context.close()


@pytest.mark.parametrize("canvas", ["off", "null"])
def test_a_saved_map_needs_no_picture_beside_it(sound, see, tmp_path, canvas):
    for table in (True, False):
        path = tmp_path / f"{table}.html"
        sound.map(with_table=table).save(path)
        page = see(path, canvas)
        assert shows_marks(page)
        assert page.locator(".atlas-still a").count() == int(table), "where no table is, none is promised"
        assert page.get_by_role("link", name="To the table").count() == int(table)


@pytest.mark.parametrize("canvas", ["off", "null"])
def test_a_timeline_on_a_plain_map_has_its_still_too(sound, see, tmp_path, canvas):
    plain = folium.Map(tiles=None, zoom_start=4)
    atlas.Timeline(sound).add_to(plain)
    path = tmp_path / "plain.html"
    plain.save(path)
    page = see(path, canvas)
    assert shows_marks(page)
    assert page.locator(".atlas-still a").count() == 0


def test_a_still_in_a_frame_of_a_notebook_is_there_once(sound, see, tmp_path):
    path = tmp_path / "cell.html"
    path.write_text(sound.map()._repr_html_(), encoding="utf-8")
    frame = see(path, "null").frame_locator("iframe")
    frame.locator(".atlas-still svg").wait_for()
    assert frame.locator(".atlas-still").count() == 1 and frame.locator(".atlas-still a").count() == 0


def test_without_scripts_the_stills_of_two_maps_stand_apart(sound, see, tmp_path):
    path = tmp_path / "dual.html"
    dual = DualMap(tiles=None, zoom_start=4)
    for half in (dual.m1, dual.m2):
        atlas.Timeline(sound).add_to(half)
    dual.save(path)
    first, second = (see(path, "off").locator(".atlas-still").nth(k).bounding_box() for k in (0, 1))
    assert first["height"] > 200 and second["height"] > 200
    assert first["y"] + first["height"] <= second["y"], "the second lies below the first, not over it"
