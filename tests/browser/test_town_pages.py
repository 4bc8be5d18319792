"""A town is looked for in any script, and has a page of its own with an address."""

from __future__ import annotations

import pytest

from tests.browser.test_embed import until

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("name", "town"), [("Прага", "CZ-Prague"), ("თბილისი", "GE-Tbilisi"), ("Lwów", "UA-Lviv")])
def test_a_town_s_page_opens_and_comes_back_at_its_address(built, open_page, name, town):
    page = open_page(built / "atlas.html")
    page.get_by_role("searchbox").click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    until(page, f"location.hash.includes('town={town}')")
    card = page.locator(".atlas-card")
    assert card.locator("h2").inner_text() == town[3:] and card.locator(".atlas-town li").count() > 5
    shown, where = card.inner_text(), page.evaluate("location.hash")
    fresh = open_page(built / "atlas.html", fragment=where[1:])
    assert fresh.locator(".atlas-card").inner_text() == shown
    card.locator(".atlas-town button").first.click()
    assert "open=" in page.evaluate("location.hash") and "town=" not in page.evaluate("location.hash")


def test_what_is_not_found_is_said_and_a_town_without_anything_has_a_page(built, open_page):
    page = open_page(built / "atlas.html", width=390, height=844)
    box = page.get_by_role("searchbox")
    box.fill("qqqqzzz")
    assert page.locator(".atlas-none").inner_text() == "Nothing found under that name. Try another spelling."
    box.fill("Vídeňské Nové Město")
    box.fill("Bielefeld")
    page.keyboard.press("Enter")
    assert "Nothing recorded here." in page.locator(".atlas-card").inner_text()
    assert " km" in page.locator(".atlas-card .atlas-town").inner_text()


def test_a_country_is_shown_alone(built, open_page, record):
    page = open_page(built / "atlas.html", locale="de-DE")
    page.get_by_role("searchbox").fill("Rumänien")
    page.get_by_role("button", name="Rumänien").first.click()
    counts = page.evaluate("window.atlas.state().counts")
    assert sum(counts.values()) == (record.features["country"] == "RO").sum()
    until(page, "location.hash.includes('country=RO')")
