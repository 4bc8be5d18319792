"""The map in other people's software: what a blog, a notebook or a strict sandbox does to a frame and its address."""

from __future__ import annotations

import functools
import html
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from atlas.page.embed import snippet
from atlas.record.extent import around, projection_for
from atlas.record.plans import MapPlan
from tests.browser.test_embed import until

pytestmark = [pytest.mark.browser, pytest.mark.long]

BOX = (43, 39, 46, 41.5)


@pytest.fixture(scope="module")
def armenia(record: Any) -> Any:
    return record.where(country="AM")


@pytest.fixture(scope="module")
def site(armenia: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A folder with one small map, served on this machine; other pages can be laid beside it."""
    folder = tmp_path_factory.mktemp("site")
    armenia.map(title="Armenia", lede="Names & monuments", extent=BOX).save(folder / "armenia.html")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()


@pytest.fixture
def visit(browser: Any, site: tuple[str, Path]) -> Iterator[Callable[..., Any]]:
    contexts = []

    def opener(path: str, body: str = "", **options: Any) -> Any:
        address, folder = site
        if body:
            text = f'<!DOCTYPE html><meta charset="utf-8"><title>host</title><body style="margin:0">{body}'
            (folder / path).write_text(text, encoding="utf-8")
        context = browser.new_context(viewport={"width": 1000, "height": 700}, **options)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(f"{address}/{path}")
        return page

    yield opener
    for context in contexts:
        context.close()


def test_a_query_asks_what_the_fragment_does(visit):
    page = visit("armenia.html?utm_source=mail&date=1955-05-01&group=image")
    expect(page.locator(".atlas-date")).to_have_text("1 May 1955")
    assert page.evaluate("atlas.state().filters") == {"group": ["image"]}
    assert page.evaluate("location.search") == "?utm_source=mail", "what is not ours stays"
    page.evaluate("atlas.filter({}); atlas.seek('1961-11-10')")
    expect(page).to_have_url(re.compile("1961-11-10"))
    page.reload()
    expect(page.locator(".atlas-date")).to_have_text("10 November 1961")
    assert page.evaluate("atlas.state().filters") == {}, "what the reader has taken back is not asked again"
    page = visit("armenia.html?date=1955-05-01#date=1949-12-21")
    expect(page.locator(".atlas-date")).to_have_text("21 December 1949")


def test_a_query_works_from_disk(open_page, site):
    page = open_page(site[1] / "armenia.html")
    page.goto((site[1] / "armenia.html").as_uri() + "?date=1955-05-01")
    expect(page.locator(".atlas-date")).to_have_text("1 May 1955")


def _plan() -> MapPlan:
    return MapPlan(
        id="armenia",
        title="Armenia",
        lede="Names & monuments",
        extent=BOX,
        projection=projection_for(BOX),
        first="1925",
    )


def test_the_snippet_keeps_its_shape_and_its_link_opens_a_free_page(visit):
    page = visit("article.html", snippet(_plan(), options={"date": "1955-05-01"}))
    box = page.locator("iframe").bounding_box()
    assert abs(box["width"] / box["height"] - 1.6) < 0.02, "the height for pages without style gives way to the ratio"
    frame = page.frame_locator("iframe")
    with page.context.expect_page() as opened:
        frame.locator(".atlas-out").click()
    whole = opened.value
    expect(whole.locator(".atlas-date")).to_have_text("1 May 1955")
    assert whole.evaluate("origin").startswith("http"), "the sandbox stays with the frame"
    assert whole.evaluate("() => { localStorage.setItem('a', '1'); return localStorage.getItem('a'); }") == "1"
    assert whole.evaluate("window.opener") is None


def test_where_windows_are_forbidden_the_address_is_given(visit):
    page = visit(
        "strict.html",
        '<iframe src="armenia.html#date=1955-05-01" sandbox="allow-scripts" width=900 height=560></iframe>',
    )
    frame = page.frame_locator("iframe")
    frame.locator(".atlas-out").click()
    field = frame.locator(".atlas-address input")
    expect(field).to_be_focused()
    assert field.input_value().endswith("/armenia.html#date=1955-05-01")
    assert len(page.context.pages) == 1 and page.faults == []
    frame.locator(".atlas-address button").click()
    expect(field).to_have_count(0)


@pytest.mark.parametrize("shown", ["as a notebook does", "the whole page"])
def test_a_page_written_into_a_frame_shares_the_scroll_and_fits(visit, armenia, shown):
    map_ = armenia.map(title="Armenia", extent=BOX)
    if shown == "as a notebook does":
        body = map_._repr_html_()
        assert 'class="record" id="record-table"' not in html.unescape(body)
    else:
        body = f'<iframe srcdoc="{html.escape(map_.get_root().render())}" width="900" height="520"></iframe>'
    page = visit("notebook.html", f'<p style="height:100px">Before.</p>{body}<p style="height:3000px">After.</p>')
    frame = page.frames[1]
    until(frame, "!!window.atlas")
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight"), "no page of 31,535 px in the frame"
    zoom = frame.evaluate("map_atlas.getZoom()")
    page.mouse.move(500, 300)
    for _ in range(5):
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(50)
    page.wait_for_function("scrollY > 300")
    assert frame.evaluate("map_atlas.getZoom()") == zoom
    assert frame.locator(".atlas-out").count() == 0, "what has no address cannot be opened elsewhere"
    assert frame.get_by_role("button", name="Play").is_visible() and page.faults == []
    frame.evaluate("atlas.open(atlas.search('')[0] ?? atlas.search('a')[0])")
    assert frame.locator(".atlas-sources a").count() > 0, "cards have their sources without the table"


def test_one_finger_scrolls_past_a_map_in_a_notebook(visit, armenia):
    body = armenia.map(title="Armenia", extent=BOX)._repr_html_()
    page = visit("phone.html", f"{body}<p style='height:3000px'>After.</p>", has_touch=True, is_mobile=True)
    until(page.frames[1], "!!window.atlas")
    hand = page.context.new_cdp_session(page)
    for kind, y in (("touchStart", 400), *(("touchMove", 400 - 20 * k) for k in range(1, 12)), ("touchEnd", None)):
        points = [] if y is None else [{"x": 500, "y": y}]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)
    page.wait_for_function("scrollY > 60")


def test_share_gives_the_snippet_that_the_command_prints(visit, site):
    page = visit("armenia.html#date=1955-05-01")
    if not page.locator(".atlas-legend").evaluate("legend => legend.open"):
        page.locator(".atlas-legend > summary").click()
    page.get_by_role("button", name="Share").click()
    assert page.get_by_label("Embed in a page").input_value() == snippet(
        _plan(), site[0], {"date": "1955-05-01"}, still=False
    )


def test_a_selection_opens_on_itself(record, open_page, tmp_path):
    part = record.where(country="CZ")
    part.map(title="Czechia").save(tmp_path / "czech.html")
    page = open_page(tmp_path / "czech.html")
    lat, lng = page.evaluate("[map_atlas.getCenter().lat, map_atlas.getCenter().lng]")
    west, south, east, north = around(part)
    assert west < lng < east and south < lat < north
    inside = page.evaluate("map_atlas.latLngToContainerPoint([52.52, 13.4]).y < 0")
    assert inside, "Berlin is off the map"
