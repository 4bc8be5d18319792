"""Likely beside attested: the page's estimate is the record's, and one switch leaves only what sources say."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hands import assert_like_fresh
from tests.browser.test_map import until

pytestmark = pytest.mark.browser

DAYS = ("1936-07-01", "1953-03-05", "1956-10-22", "1961-10-30", "1961-12-31", "2026-01-01")
SWITCH = "Show only what sources state"


def test_page_and_record_agree_to_a_hundredth(open_page, built, record):
    page = open_page(built / "atlas.html")
    for day in DAYS:
        page.evaluate("day => window.atlas.seek(day)", day)
        ids = record.features.index.to_list()
        shown = page.evaluate("ids => ids.map((id) => window.atlas.likelihoodOf(id))", ids)
        assert shown == pytest.approx(record.at(day)["likelihood"].to_list(), abs=0.01)
        counted = page.evaluate("window.atlas.state().likely")
        own = record.counts("day", start=day, end=day).iloc[0]
        assert [counted[name] for name in ("likely", "low", "high")] == pytest.approx(
            own[["likely", "low", "high"]].to_list(), abs=1.5
        )


@pytest.mark.long
def test_the_switch_is_kept_in_the_address_and_taken_by_keyboard(open_page, built):
    page = open_page(built / "eastern-bloc.html", fragment="date=1961-10-30")
    box = page.get_by_role("checkbox", name=SWITCH)
    expect(page.locator(".atlas-about")).to_contain_text("in place")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(page.locator(".atlas-about")).to_be_hidden()
    until(page, "location.hash.includes('basis=sources')")
    page.evaluate("document.activeElement.blur()")  # a fresh page has nobody in the box
    assert_like_fresh(page, open_page, built / "eastern-bloc.html")
    box.focus()
    page.keyboard.press("Space")
    until(page, "!location.hash.includes('basis')")
    page.evaluate("document.activeElement.blur()")
    assert_like_fresh(page, open_page, built / "eastern-bloc.html")


def test_a_card_says_how_likely_and_why(open_page, built, record):
    day = "1958-01-01"
    doubtful = record.at(day)
    row = doubtful[(doubtful["status"] == "uncertain") & doubtful["likelihood"].between(0.3, 0.7)].index[0]
    page = open_page(built / "atlas.html", fragment=f"date={day}&open={row}")
    why = page.locator(".atlas-why")
    expect(why).to_contain_text("Likelihood: about")
    page.get_by_role("checkbox", name=SWITCH).check()
    expect(why).to_be_hidden()
