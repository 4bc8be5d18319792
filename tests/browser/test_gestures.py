"""Gestures on the map with real input: marks go where the ground goes, panels keep their clicks to themselves."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from samples import sampled

from tests.browser.hands import assert_like_fresh, drag, pinch, rest, wheel
from tests.browser.test_map import until

pytestmark = pytest.mark.browser

MIDDLE = (700, 380)


@pytest.mark.parametrize("name", sampled(["atlas", "prague"], 2))
def test_after_a_drag_the_page_looks_like_a_fresh_one_at_its_address(built, open_page, name):
    page = open_page(built / f"{name}.html")
    drag(page, MIDDLE, (-200, 60))
    rest(page)
    assert "view=" in page.url
    assert_like_fresh(page, open_page, built / f"{name}.html")


@pytest.mark.long
def test_a_small_drag_in_a_town_reaches_the_address(built, open_page):
    page = open_page(built / "prague.html")
    drag(page, MIDDLE, (30, 0))
    assert_like_fresh(page, open_page, built / "prague.html")
    assert "view=" in page.url


def test_a_drag_while_playing(built, open_page):
    page = open_page(built / "atlas.html", fragment="date=1961-10-20")
    page.get_by_role("button", name="Play").click()
    drag(page, MIDDLE, (150, -40), steps=20)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(1200)  # rings run out
    assert_like_fresh(page, open_page, built / "atlas.html")


LAND = """() => { window.strokes = 0;
    const { stroke } = CanvasRenderingContext2D.prototype;
    const sheet = document.querySelector(".leaflet-atlasGround-pane canvas");
    CanvasRenderingContext2D.prototype.stroke = function (...given) {
        if (given[0] instanceof Path2D && (this.canvas === sheet || !this.canvas.isConnected)) window.strokes += 1;
        return stroke.apply(this, given);
    };
    window.land = () => sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data; }"""
UNLIKE = """() => { const [one, other] = [window.held, window.land()]; let off = 0;
    for (let k = 0; k < one.length; k++) if (Math.abs(one[k] - other[k]) > 16) off += 1;
    return off / one.length; }"""


@pytest.mark.long
def test_land_is_copied_while_a_hand_drags_and_lies_where_it_is_drawn_at_rest(built, open_page):
    page = open_page(built / "atlas.html")
    page.evaluate(LAND)
    page.mouse.move(*MIDDLE)
    page.mouse.down()

    def go(*stops):
        for east, south in stops:
            page.mouse.move(MIDDLE[0] + east, MIDDLE[1] + south)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return page.evaluate("window.strokes")

    once = go((-6, 2))
    assert once > 0
    assert go(*[(-6 - 15 * k, 2 + 5 * k) for k in range(1, 9)]) == once, "drawn anew within reach of what was drawn"
    beyond = go((-330, 60))
    assert beyond > once, "beyond it there was nothing to copy"
    page.evaluate("() => { window.held = window.land(); }")
    page.mouse.up()
    until(page, f"() => window.strokes > {beyond}")  # at rest it is drawn as a fresh page draws it
    assert page.evaluate(UNLIKE) < 1e-3


@pytest.mark.parametrize("turns", sampled([-4, 3, 9], 3))
def test_the_wheel(built, open_page, turns):
    page = open_page(built / "atlas.html")
    wheel(page, (500, 300), turns)
    assert_like_fresh(page, open_page, built / "atlas.html")


@pytest.mark.parametrize(("first", "last"), [(80, 260), (260, 90)])
def test_a_pinch(built, open_page, first, last):
    page = open_page(built / "atlas.html", width=390, height=844, touch=True)
    pinch(page, (200, 430), first, last)
    assert_like_fresh(page, open_page, built / "atlas.html", touch=True)


def test_a_card_that_pans_the_view(built, open_page):
    page = open_page(built / "atlas.html")
    wheel(page, (500, 300), -6)
    page.get_by_label("Search").fill("Gori")
    page.locator(".atlas-search li button").first.click()
    expect(page.locator(".atlas-card")).to_be_visible()
    assert_like_fresh(page, open_page, built / "atlas.html")


@pytest.mark.long
def test_a_resize(built, open_page):
    page = open_page(built / "atlas.html")
    drag(page, MIDDLE, (-120, 40))
    page.set_viewport_size({"width": 900, "height": 700})
    page.wait_for_timeout(300)  # a resize is heard when it is over
    assert_like_fresh(page, open_page, built / "atlas.html")


def assert_open(page, title):
    """A card that was closed at once still has its heading: it is to be seen, and to be the page's own opinion."""
    page.wait_for_timeout(50)
    assert page.evaluate("window.atlas.state().open !== null || location.hash.includes('town=')")
    expect(page.locator(".atlas-card")).to_be_visible()
    expect(page.locator(".atlas-card h2")).to_have_text(title)


@pytest.mark.parametrize("text", sampled(["Gori", "Stalinstadt", "Praha", "Tirana", "Bra"], 3))
def test_a_search_result_opens_its_own_card(built, open_page, text):
    page = open_page(built / "atlas.html")
    page.get_by_label("Search").fill(text)
    for result in range(min(3, page.locator(".atlas-search li button").count())):
        button = page.locator(".atlas-search li button").nth(result)
        title = button.evaluate("node => node.firstChild.textContent")
        button.click()
        assert_open(page, title)
        page.get_by_label("Search").fill(text)


def test_also_here_opens_what_it_names(built, open_page):
    page = open_page(built / "atlas.html", fragment="open=budapest-stalin-monument")
    page.locator(".atlas-nearby summary").click()
    button = page.locator(".atlas-nearby li button").first
    title = button.text_content()
    button.click()
    assert_open(page, title)


def test_a_click_in_a_dialog_leaves_the_card_open(built, open_page):
    page = open_page(built / "atlas.html", fragment="open=volgograd")
    if not page.locator(".atlas-legend[open]").count():
        page.locator(".atlas-legend > summary").click()
    page.get_by_role("button", name="Share").click()
    page.locator(".atlas-share p").first.click()
    page.locator(".atlas-share .atlas-close").click()
    assert page.evaluate("window.atlas.state().open") == "volgograd"


def test_a_click_on_the_open_map_still_closes_the_card(built, open_page):
    page = open_page(built / "atlas.html", fragment="open=volgograd")
    expect(page.locator(".atlas-card")).to_be_visible()
    page.mouse.click(270, 160)  # sea
    until(page, "window.atlas.state().open === null")


@pytest.mark.parametrize("panel", ["atlas-legend", "atlas-card"])
def test_a_tap_beside_a_panel_is_one_on_the_map(built, open_page, panel):
    """A finger is broad, and browsers take it for one on the panel, on which there is nothing to press."""
    opened = {"width": 390, "height": 780, "touch": True, "fragment": "date=1953-06-01&open=tirana-stalin-statue"}
    page = open_page(built / "atlas.html", **opened)
    if panel == "atlas-legend":
        page.locator(".atlas-card .atlas-close").tap()
    where = page.evaluate(
        """(panel) => {
            const map = map_atlas, box = document.querySelector(`.${panel}`).getBoundingClientRect();
            map.setView([35.6975, 51.413], 6, { animate: false }); // Tehran, far from all others
            const own = map.getContainer().getBoundingClientRect(), at = map.latLngToContainerPoint([35.6975, 51.413]);
            map.panBy([at.x - 130, at.y - (box.top - own.top - 7)], { animate: false });
            return { x: own.left + 130, y: box.top - 7 };
        }""",
        panel,
    )
    rest(page)
    page.touchscreen.tap(where["x"], where["y"])
    until(page, "![null, 'tirana-stalin-statue'].includes(window.atlas.state().open)")


@pytest.mark.parametrize("touch", [False, True])
@pytest.mark.long
def test_the_menu_makes_way_for_what_is_done_elsewhere(built, open_page, touch):
    """Left open it would lie upon the results of a search, and upon the button that shuts a card."""
    page = open_page(built / "atlas.html", fragment="date=1953-03-05", width=390, height=780, touch=touch)
    press = (lambda at: at.tap()) if touch else (lambda at: at.click())
    menu, field = page.locator(".atlas-menu"), page.get_by_role("searchbox")
    press(menu.locator("summary"))
    menu.get_by_role("checkbox").first.focus()
    press(menu.locator("label", has_text="Print the table"))
    assert page.locator("#print-table").is_checked()
    assert menu.get_attribute("open") is not None, "it stays for what is done in it"
    press(field)
    page.keyboard.insert_text("monument")
    press(page.locator(".atlas-search li button").first)
    expect(page.locator(".atlas-card h2")).to_be_visible()
    expect(page.locator(".atlas-sheet")).to_be_hidden()
    press(menu.locator("summary"))
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".atlas-sheet")).to_be_hidden()


def test_a_card_that_is_shut_gives_the_focus_back(built, open_page):
    page = open_page(built / "atlas.html", fragment="date=1961-11-10")
    walk, card = page.locator(".atlas-walk"), page.locator(".atlas-card")
    walk.focus()
    page.keyboard.press("ArrowRight")
    read = walk.text_content().rsplit(" ", 3)[0]
    page.keyboard.press("Enter")
    expect(card).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(walk).to_be_focused()
    assert walk.text_content().startswith(read)
    page.get_by_role("searchbox").fill("gori")
    page.keyboard.press("Enter")
    expect(card).to_be_focused()
    page.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_card_keeps_clear_of_the_words_of_its_own_day(built, open_page):
    """They are written some fifteen times a second; who opens a card in between reckons with those of the day shown."""
    page = open_page(built / "prague.html")
    told = page.evaluate(
        """() => { for (const day of ["1950-01-01", "1955-05-01", "1962-11-06"]) window.atlas.seek(day);
            window.atlas.open("prague-stalin-monument"); return document.querySelector(".atlas-date").textContent; }"""
    )
    assert told == "6 November 1962"
