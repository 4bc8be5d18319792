"""A part of the map by one tap: on a state's name or area, or on *only* beside an entry of the legend; all again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hands import assert_like_fresh, drag, rest
from tests.browser.test_embed import until

pytestmark = pytest.mark.browser

UKRAINE = (560, 480)  # in the window of 1280 by 800, where no mark is


def frame(page):
    return page.evaluate("location.hash")


def opened(open_page, built, **how):
    """The atlas, a moment after it has opened: what moves it then ends a tap."""
    page = open_page(built / "atlas.html", **how)
    until(page, "location.hash.includes('date=')")
    page.wait_for_timeout(200)
    return page


def sign(page):
    return page.locator(".atlas-part")


@pytest.mark.long
def test_a_tap_on_a_state_s_area_offers_it_and_shows_it_alone(built, open_page, record):
    page = opened(open_page, built)
    page.mouse.click(*UKRAINE)
    offer = page.locator(".atlas-offer")
    offer.wait_for()
    count = (record.features["polity"] == "USSR: Ukrainian SSR").sum()
    assert offer.inner_text() == f"Show only: Ukrainian SSR\n{count} recorded"
    offer.get_by_role("button").click()
    until(page, "location.hash.includes('polity=USSR%3A%20Ukrainian%20SSR') && location.hash.includes('view=')")
    assert not offer.is_visible()
    assert sum(page.evaluate("window.atlas.state().counts").values()) == count
    assert sign(page).inner_text() == f"Ukrainian SSR: {count} / {len(record)} ×"
    assert_like_fresh(page, open_page, built / "atlas.html")
    page.go_back()
    until(page, "!location.hash.includes('polity=')")
    assert not sign(page).is_visible() and "view=" not in frame(page)


def test_all_undoes_a_part_and_its_framing(built, open_page):
    page = open_page(built / "atlas.html", fragment="polity=GDR&view=52,13,6")
    sign(page).click()
    until(page, "!location.hash.includes('polity=') && !location.hash.includes('view=')")
    assert not sign(page).is_visible()


def test_a_tap_on_a_state_s_name_shows_it_at_once(built, open_page):
    page = opened(open_page, built)
    page.mouse.move(1030, 348)  # the lettering of the Kazakh SSR
    page.mouse.move(1031, 348)
    assert "atlas-pointing" in page.locator(".atlas-map").get_attribute("class")
    page.mouse.click(1031, 348)
    until(page, "location.hash.includes('Kazakh')")
    assert not page.locator(".atlas-offer").is_visible()


@pytest.mark.long
def test_a_state_without_anything_says_so(built, open_page):
    page = opened(open_page, built, locale="de-DE")
    page.mouse.click(880, 640)  # the Caspian Sea: nothing
    page.wait_for_timeout(500)
    assert not page.locator(".atlas-offer").is_visible()
    page.mouse.click(600, 650)
    offer = page.locator(".atlas-offer")
    offer.wait_for()
    assert offer.inner_text().startswith(("Nur zeigen: Türkei", "Türkei\nnichts"))


@pytest.mark.long
def test_what_a_hand_does_besides_is_as_it_was(built, open_page):
    page = opened(open_page, built)
    offer = page.locator(".atlas-offer")
    page.mouse.dblclick(*UKRAINE)  # zooms
    until(page, "location.hash.includes('view=')")
    page.wait_for_timeout(400)
    assert not offer.is_visible() and "polity=" not in frame(page)
    drag(page, UKRAINE, (-80, 30))
    rest(page)
    assert not offer.is_visible()
    page = opened(open_page, built, fragment="open=volgograd")
    offer = page.locator(".atlas-offer")
    page.mouse.click(600, 650)
    page.wait_for_timeout(400)
    assert not page.locator(".atlas-card").is_visible() and not offer.is_visible(), "the first tap shuts the card"


@pytest.mark.long
def test_an_offer_goes_when_the_map_moves_or_the_keyboard_does_something_else(built, open_page):
    page = opened(open_page, built)
    page.mouse.click(*UKRAINE)
    offer = page.locator(".atlas-offer")
    offer.wait_for()
    page.keyboard.press("Escape")
    assert not offer.is_visible()
    page.mouse.click(*UKRAINE)
    offer.wait_for()
    page.keyboard.press("+")
    assert not offer.is_visible()


def only(page, name):
    return page.get_by_role("button", name=f"Show only: {name}", exact=True)


def test_only_shows_a_part_framed_and_pressed_again_all(built, open_page):
    page = open_page(built / "atlas.html", width=1280, height=1200)
    page.locator(".atlas-section summary").last.click()
    poland = only(page, "Poland").last
    poland.focus()
    page.keyboard.press("Enter")  # the keyboard's way
    until(page, "location.hash.includes('polity=Poland') && location.hash.includes('view=')")
    assert poland.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Enter")
    until(page, "!location.hash.includes('polity=') && !location.hash.includes('view=')")
    assert poland.get_attribute("aria-pressed") == "false"


@pytest.mark.long
def test_only_of_a_single_group_is_pressed_and_carried_by_the_address(tmp_path, open_page, record):
    part = record.where(country="CZ", kind=["monument", "bust"])
    part.map(title="Czech images").save(tmp_path / "cz.html")
    page = open_page(tmp_path / "cz.html")
    images = only(page, "Images")
    assert images.get_attribute("aria-pressed") == "false"
    images.click()
    until(page, "location.hash.includes('kind=')")
    assert images.get_attribute("aria-pressed") == "true"
    assert (
        only(open_page(tmp_path / "cz.html", fragment=page.url.partition("#")[2]), "Images").get_attribute(
            "aria-pressed"
        )
        == "true"
    )
    images.click()
    until(page, "!location.hash.includes('kind=')")
    assert images.get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize(
    ("name", "size"), [("atlas", (360, 740)), ("volgograd", (390, 844)), ("volgograd", (1280, 800))]
)
@pytest.mark.long
def test_the_changes_are_a_drawer_where_there_is_no_room_beside(built, open_page, name, size):
    width, height = size
    page = open_page(built / f"{name}.html", width=width, height=height, touch=width < 500)
    button, feed = page.locator(".atlas-changes"), page.locator(".atlas-feed")
    assert not feed.is_visible()
    button.tap() if width < 500 else button.click()
    expect(feed).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    box, map_box = feed.bounding_box(), page.locator(".atlas-map").bounding_box()
    clock = page.locator(".atlas-clock").bounding_box()
    assert box["x"] >= map_box["x"] and box["x"] + box["width"] <= map_box["x"] + map_box["width"] + 1
    assert box["y"] > map_box["y"] + 40 and box["y"] + box["height"] <= clock["y"] + 1, "between the bar and the clock"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    until(page, "location.hash.includes('panels=changes')")
    feed.locator("li button").first.click()
    expect(page.locator(".atlas-card")).to_be_visible()
    expect(feed, "the card lies in its place").to_be_hidden()
    page.locator(".atlas-close").first.click()
    expect(feed).to_be_visible()
    feed.locator("summary").click()
    expect(feed).to_be_hidden()
    assert button.evaluate("(node) => node === document.activeElement")


@pytest.mark.parametrize("name", ["november-1961", "atlas"])
def test_what_a_search_finds_lies_upon_the_changes(built, open_page, name):
    page = open_page(built / f"{name}.html", width=360, height=640, fragment="panels=changes", touch=True)
    page.locator(".atlas-search input").tap()
    page.keyboard.insert_text("stalin")
    first = page.locator(".atlas-search li button").first
    first.wait_for()
    assert page.locator(".atlas-feed").bounding_box()["y"] < 400  # the list of changes is unfolded
    assert first.evaluate(
        """(button) => {
            const { x, y, width, height } = button.getBoundingClientRect();
            return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        }"""
    )


def test_on_a_phone_on_its_side_the_changes_have_a_corner(built, open_page):
    page = open_page(built / "atlas.html", width=844, height=390)
    feed = page.locator(".atlas-feed")
    feed.locator("summary").click()
    box, clock = feed.bounding_box(), page.locator(".atlas-clock").bounding_box()
    assert (
        box["height"] > 80
        and box["y"] > 25
        and box["y"] + box["height"] <= clock["y"]
        and box["x"] + box["width"] <= 844
    )
