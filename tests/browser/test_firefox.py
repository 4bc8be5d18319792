"""The page in Firefox: its counts, marks, clock, keys, cards and address, and that it asks for nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_embed import until

pytestmark = pytest.mark.browser


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


@pytest.mark.parametrize("name", ["atlas", "eastern-bloc", "volgograd", "november-1961", "the-return"])
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
    expect(page.locator(".atlas-card h2")).to_have_text("Volgograd (Stalingrad)")
    assert page.locator(".atlas-card .atlas-sources a").count() > 3
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(29, 28, 26)"
    assert page.evaluate("window.atlas.search('sztalinvaros')")[0] == "dunaujvaros"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_story_is_read_beside_its_map(built, open_page, width):
    page = open_page(built / "berlin.html", width=width, height=844)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".story > p a.when", has_text="3 August 1951").click()
    until(page, "window.atlas.state().date === '1951-08-03'")
    box = page.locator(".atlas-map").bounding_box()
    assert box["y"] < 200 and box["height"] > 400
