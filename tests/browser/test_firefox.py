"""The page in Firefox: its counts, marks, clock, keys, cards and address, and that it asks for nothing."""

from __future__ import annotations

import io
import shutil

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from samples import sampled

from tests.browser.hands import drag
from tests.browser.test_embed import until

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def open_page(firefox):
    """Open a file; afterwards no error and no outside request may have come."""
    contexts, faults = [], []

    def opener(path, *, width=1280, height=800, fragment=""):
        context = firefox.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda r: faults.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
        page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
        until(page, "!!window.atlas || !document.querySelector('.atlas-map, .folium-map')")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert faults == []


@pytest.mark.parametrize("name", sampled(["atlas", "eastern-bloc", "volgograd", "november-1961", "the-return"], 4))
def test_counts_are_those_of_the_record(built, open_page, record, name):
    from atlas.record.plans import read_plans

    (plan,) = read_plans(record).chosen([name])
    page = open_page(built / f"{name}.html")
    for date in ("2000-01-01", "2016-01-01") if name == "the-return" else ("1961-10-31", "1961-11-10", "1961-11-30"):
        status = plan.part(record).at(date)["status"].value_counts()
        counts = page.evaluate(f"window.atlas.seek('{date}').counts")
        assert counts == {s: int(status.get(s, 0)) for s in ("before", "uncertain", "bearing", "after")}


def test_it_draws_plays_and_hears_its_keys(built, open_page):
    page = open_page(built / "atlas.html")
    red = """() => { const c = document.querySelector('.leaflet-atlasMarks-pane canvas');
        const { data } = c.getContext('2d').getImageData(0, 0, c.width, c.height);
        let n = 0; for (let i = 0; i < data.length; i += 4) n += data[i] > 150 && data[i + 1] < 60 && data[i + 3] > 200;
        return n; }"""
    page.wait_for_timeout(300)
    assert page.evaluate(red) > 2000, "what bears the name is red"
    page.get_by_role("button", name="Play").click()
    until(page, "window.atlas.state().date > '1953-04-01'")
    page.get_by_role("button", name="Pause").click()
    assert not page.evaluate("window.atlas.state().playing")
    page.locator(".atlas-range").focus()
    page.keyboard.press("Home")
    until(page, "window.atlas.state().date === '1925-01-01'")
    page.keyboard.press("ArrowRight")
    until(page, "window.atlas.state().date > '1925-01-01'")
    page.keyboard.press("Space")
    until(page, "window.atlas.state().playing")


def test_cards_search_and_address(built, open_page):
    page = open_page(built / "atlas.html", fragment="date=1961-11-10&open=volgograd&lang=ru&theme=dark")
    expect(page.locator(".atlas-date")).to_have_text("10 ноября 1961 г.")
    expect(page.locator(".atlas-card h2")).to_have_text("Волгоград (Сталинград)")
    assert page.locator(".atlas-card .atlas-sources a").count() > 3
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(29, 28, 26)"
    assert page.evaluate("window.atlas.search('sztalinvaros')")[0] == "dunaujvaros"


@pytest.mark.parametrize("width", sampled([390, 1280], 2))
def test_a_story_is_read_beside_its_map(built, open_page, width):
    page = open_page(built / "berlin.html", width=width, height=844)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".story > p:not([hidden]) a.when", has_text="3 August 1951").click()
    until(page, "window.atlas.state().date === '1951-08-03'")
    box = page.locator(".atlas-map").bounding_box()
    assert box["y"] < 200 and box["height"] > 400


CENTRE = "(() => { const { lat, lng } = map_atlas.getCenter(); return [lat, lng]; })()"


def red_and_foreign(page):
    """Pixels on the screen's map that have the marks' red, and those of colours that no mark and no ground has."""
    data = page.locator(".atlas-map").screenshot()
    red, green, blue = np.moveaxis(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int), 2, 0)
    return ((red > 150) & (green < 60) & (blue < 70)).sum(), ((green > red + 40) | (blue > red + 40)).sum()


def inked(page):
    """The pixels of the marks' canvas that are painted."""
    return page.locator(".leaflet-atlasMarks-pane canvas").evaluate(
        "c => { const at = [], { data } = c.getContext('2d').getImageData(0, 0, c.width, c.height);"
        " for (let i = 3; i < data.length; i += 4) if (data[i] > 200) at.push(i); return at; }"
    )


def test_marks_are_marks_where_firefox_resists_fingerprinting(built, playwright, firefox):
    """With the real preference, which fills what a script reads from a canvas with noise."""
    path = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))))
    prefs = {"privacy.resistFingerprinting": True}
    guarded = playwright.firefox.launch(channel="moz-firefox", executable_path=path, firefox_user_prefs=prefs)
    try:
        page = guarded.new_page(viewport={"width": 1280, "height": 800})
        page.goto((built / "atlas.html").as_uri())
        until(page, "!!window.atlas")
        read = """() => { const c = document.createElement('canvas').getContext('2d'); c.fillStyle = '#f00';
            c.fillRect(0, 0, 9, 9); return [...c.getImageData(0, 0, 9, 9).data].filter((v) => v % 255).length; }"""
        assert page.evaluate(read) > 50, "the preference is at work: red is not read as red"
        page.wait_for_timeout(300)
        red, foreign = red_and_foreign(page)
        assert red > 2000 and foreign == 0
    finally:
        guarded.close()


def test_a_drag_takes_the_marks_along(built, open_page):
    page = open_page(built / "eastern-bloc.html")
    place = "(() => { const p = map_atlas.latLngToContainerPoint([52.516, 13.43]); return [p.x, p.y]; })()"
    x, y = page.evaluate(place)
    drag(page, (900, 250), (-200, 100))
    until(page, "location.hash.includes('view=')")
    moved = page.evaluate(place)
    assert abs(moved[0] - x + 200) <= 2 and abs(moved[1] - y - 100) <= 2
    page.wait_for_timeout(300)
    where = page.evaluate("location.hash")
    fresh = open_page(built / "eastern-bloc.html", fragment=where[1:])
    fresh.wait_for_timeout(300)
    dragged, anew = (set(inked(p)) for p in (page, fresh))
    assert len(anew) > 2000 and len(dragged ^ anew) < len(anew) / 50, "as a fresh page at its address draws them"


def test_a_click_on_a_search_result_opens_it(built, open_page):
    page = open_page(built / "atlas.html", fragment="date=1950-01-01")
    page.locator(".atlas-search input").fill("sztalinvaros")
    page.locator(".atlas-search li").first.click()
    expect(page.locator(".atlas-card")).to_be_visible()
    expect(page.locator(".atlas-card h2")).to_contain_text("Dunaújváros")
    until(page, "window.atlas.state().open === 'dunaujvaros'")


def test_a_page_opened_hidden_frames_its_extent_when_shown(built, open_page, tmp_path):
    text = (built / "prague.html").read_text(encoding="utf-8")
    (tmp_path / "hidden.html").write_text(text.replace("<body>", "<body hidden>", 1), encoding="utf-8")
    page, plain = open_page(tmp_path / "hidden.html"), open_page(built / "prague.html")
    assert page.evaluate("map_atlas.getSize().x") == 0
    page.evaluate("document.body.hidden = false")
    until(page, "map_atlas.getSize().x > 0")
    assert page.evaluate(CENTRE) == pytest.approx(plain.evaluate(CENTRE), abs=1e-6)
    for one in (page, plain):
        one.wait_for_timeout(300)
    shown, wanted = set(inked(page)), set(inked(plain))
    assert len(wanted) > 50 and len(shown ^ wanted) < len(wanted) / 50
