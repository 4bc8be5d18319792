"""The stories in a real browser: text and map beside one another, dates that lead into the map, streets on request."""

from __future__ import annotations

import math
import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from samples import sampled

from atlas.record.plans import read_plans
from tests.browser.test_embed import until

pytestmark = pytest.mark.browser

STORIES = ["volgograd", "berlin", "budapest", "prague", "yerevan", "november-1961", "the-return"]
IN_VIEW = """() => {
    const b = document.querySelector('.atlas-map').getBoundingClientRect();
    return Math.min(innerHeight, b.bottom) - Math.max(0, b.top);
}"""


@pytest.mark.parametrize("story", sampled(STORIES, 3))
@pytest.mark.long
def test_a_story_has_its_text_stills_sites_notes_and_embed(built, open_page, record, story):
    page = open_page(built / f"{story}.html")
    (plan,) = read_plans(record).chosen([story])
    words = " ".join(page.locator(".story > p[data-day]:not([hidden])").all_text_contents()).split()
    assert 150 <= len(words) <= 420, "the text, with the numbers of its notes"
    dates = page.locator(".story > p:not([hidden]) a.when")
    assert dates.count() >= 8
    sizes = page.locator(".story figure img").evaluate_all("all => all.map(i => [i.complete, i.naturalWidth])")
    assert sizes == [[True, 840]] * 2, "before and after"
    for heading in ("Notes", "The sites" if plan.hub else "The places"):
        assert page.get_by_role("heading", name=heading, exact=True).count() == 1
    assert page.locator(".sites > li").count() == len(plan.sites(plan.part(record)))
    assert "<iframe" in page.locator(".embed code").text_content()
    page.locator(".notes .cite a").first.click()  # which brings the table
    targets = page.locator(".story a[href^='#']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    anchors = {href for href in targets if "=" not in href}
    page.evaluate("document.querySelector('#record-table').scrollIntoView()")  # where the sources are laid out
    for href in anchors:
        expect(page.locator(href)).to_have_count(1)
    assert anchors, "every note and source is there"
    for number in range(1, page.locator(".notes > li").count() + 1):
        assert page.locator(f"#note-{number} .cite a").count() > 0, "every claim stands on a source"


def test_a_date_in_the_text_leads_into_the_map(built, open_page):
    page = open_page(built / "berlin.html")
    page.locator(".story > p:not([hidden]) a.when", has_text="3 August 1951").click()
    until(page, "window.atlas.state().date === '1951-08-03'")
    assert page.evaluate("window.atlas.state().open") == "berlin-stalin-monument"
    expect(page.locator(".atlas-card h2")).to_have_text("Stalin Monument, Berlin")
    page.go_back()
    until(page, "window.atlas.state().open === null")


def test_the_search_goes_to_days_of_the_clock_alone(built, open_page):
    page = open_page(built / "november-1961.html")
    for text, offered in (("5 march 1953", 0), ("10 november 1961", 1), ("1961", 1), ("1953", 0)):
        page.locator(".atlas-search input").fill(text)
        expect(page.locator(".atlas-search li", has_text="Go to")).to_have_count(offered)


@pytest.mark.parametrize(("width", "height"), [(1280, 657), (1440, 900)])
def test_beside_the_text_an_open_card_leaves_the_clock_free(built, open_page, width, height):
    page = open_page(built / "berlin.html", width=width, height=height, fragment="open=berlin-stalin-monument")
    card, clock = (page.locator(part).bounding_box() for part in (".atlas-card", ".atlas-clock"))
    assert card["y"] + card["height"] <= clock["y"]
    page.locator(".atlas-play").click()  # a hand reaches it
    until(page, "window.atlas.state().playing")


@pytest.mark.parametrize("delay", sampled([0, 150, 280, 300, 320], 3))  # milliseconds
def test_a_date_can_be_followed_at_once(built, open_page, delay):
    """The page writes its address a moment after it opens: that must not undo where the reader has gone meanwhile."""
    page = open_page(built / "berlin.html", width=390, height=844)
    page.wait_for_timeout(delay)
    page.locator(".story > p:not([hidden]) a.when", has_text="3 August 1951").click()
    until(page, "window.atlas.state().date === '1951-08-03'")


@pytest.mark.parametrize("story", sampled(STORIES[1:], 3))
@pytest.mark.long
def test_every_date_of_a_story_leads_to_a_day_of_the_map(built, open_page, story):
    page = open_page(built / f"{story}.html")
    hrefs = page.locator(".story a.when").evaluate_all("all => [...new Set(all.map(a => a.getAttribute('href')))]")
    assert len(hrefs) > 5
    for href in hrefs:
        date, _, feature = href.removeprefix("#date=").partition("&open=")
        page.evaluate("href => { location.hash = href; }", href)
        until(page, f"window.atlas.state().date === '{date}'")
        assert page.evaluate("window.atlas.state().open") == (feature or None), href


def test_a_source_of_the_text_does_not_move_the_map(built, open_page):
    page = open_page(built / "prague.html")
    page.evaluate("window.atlas.seek('1962-11-06')")
    page.locator(".story sup a").first.click()
    page.locator("#note-1 .cite a").first.click()
    until(page, "location.hash.startsWith('#source-')")
    page.wait_for_timeout(500)
    assert page.evaluate("window.atlas.state().date") == "1962-11-06"


SIZES = [(1280, 800), (768, 1024), (390, 844), (360, 640)]


@pytest.mark.parametrize(("story", "size"), sampled(product(["yerevan", "november-1961"], SIZES), 3))
@pytest.mark.long
def test_the_map_stays_in_view_while_one_reads(built, open_page, story, size):
    width, height = size
    page = open_page(built / f"{story}.html", width=width, height=height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".story > p[data-day]:not([hidden])").nth(3).scroll_into_view_if_needed()
    assert page.evaluate(IN_VIEW) >= 0.45 * height
    play = page.locator(".atlas-play").bounding_box()
    assert play["width"] >= 24 and 0 <= play["y"] <= height - play["height"]


def test_distances_are_those_of_the_points(built, open_page, record):
    """Reckoned anew on a sphere: within half a per cent of the ellipsoid, and rounded."""
    page = open_page(built / "budapest.html")
    said = page.locator(".sites > li", has_text="Stalin Bridge").locator("dd").last.text_content()
    km, direction = re.match(r"([\d.]+) km ([\w-]+); location accurate to", said).groups()
    a, b = record.features.loc["budapest-stalin-monument"], record.features.loc["budapest-sztalin-hid"]
    north = math.radians(b["latitude"] - a["latitude"]) * 6371
    east = math.radians(b["longitude"] - a["longitude"]) * 6371 * math.cos(math.radians(a["latitude"]))
    assert abs(float(km) - math.hypot(north, east)) < 0.07
    assert direction == "north-west" and north > 0 > east


def test_a_story_without_javascript(built, open_page):
    page = open_page(built / "volgograd.html", javascript=False)
    assert "67 per cent" in page.locator(".story").text_content()
    assert page.locator(".story figure img").count() == 2


def test_in_print_the_text_follows_the_plate(built, open_page):
    page = open_page(built / "prague.html")
    page.emulate_media(media="print")
    sheet, text = (page.locator(part).bounding_box() for part in (".sheet", ".story"))
    assert text["y"] >= sheet["y"] + sheet["height"] - 1
    assert page.locator(".story .embed").is_hidden()


@pytest.mark.long
def test_streets_ask_for_nothing_before_the_reader_has_agreed(built, browser):
    """The tiles' server is played by the test, which counts what it is asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page, asked, faults = context.new_page(), [], []
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    pixel = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xc8\xc8\xc8\x00\x00\x00!\xf9\x04\x00\x00\x00\x00\x00,"
    pixel += b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body=pixel, content_type="image/gif")

    page.route(re.compile("^https?://"), answer)
    page.goto((built / "berlin.html").as_uri())
    page.evaluate("window.atlas.seek('1961-11-14')")
    page.locator(".atlas-legend summary").first.click()
    page.get_by_role("button", name="Show streets").click()
    dialog = page.get_by_role("dialog")
    assert "tile.openstreetmap.org" in dialog.text_content(), "the server is named before it is asked"
    dialog.get_by_role("button", name="Not now").click()
    page.wait_for_timeout(300)
    assert asked == [] and page.evaluate("map_atlas.options.crs.code") == "atlas:laea"

    at = "[map_atlas.getCenter().lat.toFixed(3), map_atlas.getCenter().lng.toFixed(3)].join()"
    centre = page.evaluate(at)
    page.get_by_role("button", name="Show streets").click()
    dialog.get_by_role("button", name="Load streets").click()
    until(page, "document.querySelectorAll('.leaflet-tile-loaded').length > 3")
    assert asked and all(re.fullmatch(r"https://tile\.openstreetmap\.org/\d+/\d+/\d+\.png", url) for url in asked)
    assert "OpenStreetMap" in page.locator(".leaflet-control-attribution").text_content()
    assert page.evaluate(at) == centre, "the view stays"
    assert page.evaluate("window.atlas.state().date") == "1961-11-14"

    page.get_by_role("button", name="Hide streets").click()
    assert page.locator(".leaflet-tile").count() == 0
    assert page.evaluate("map_atlas.options.crs.code") == "atlas:laea"
    assert page.evaluate(at) == centre
    context.close()
    assert faults == []


@pytest.mark.long
def test_streets_that_do_not_come_are_told_and_leave_the_ground(built, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.route(re.compile("^https?://"), lambda route: route.abort())
    page.goto((built / "berlin.html").as_uri())
    page.locator(".atlas-legend summary").first.click()
    page.get_by_role("button", name="Show streets").click()
    page.get_by_role("button", name="Load streets").click()
    expect(page.get_by_role("button", name="No answer from tile.openstreetmap.org")).to_be_visible()
    ground = "document.querySelector('.leaflet-atlasGround-pane canvas')"
    assert page.evaluate(f"{ground}.getContext('2d').getImageData(300, 300, 1, 1).data[3]") == 255
    context.close()


@pytest.mark.long
def test_axe_finds_no_fault_in_a_story(built, open_page):
    page = open_page(built / "prague.html")
    page.locator(".story > p:not([hidden]) a.when").first.click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
