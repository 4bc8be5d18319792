"""Ten things that readers come for, done by hand alone on a desktop and a phone, in no more steps than are named here.

A step is a click or tap, a text typed with its Enter, a key, or a choice in a list.
"""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

SCREENS = {"desktop": (1280, 800), "phone": (390, 844)}
STEPS = {
    "when did Brașov lose the name": (2, 2),
    "send this view to a friend": (2, 2),
    "only Czechoslovakia": (2, 3),
    "what happened on this street": (3, 3),
    "print it": (2, 2),
    "which stand today": (2, 3),
    "what was Katowice called in 1954": (2, 2),
    "play November 1961": (3, 3),
    "read in Russian": (2, 2),
    "find the source": (2, 2),
}
"""Steps on a desktop and on a phone.

Acted on the page before its panels were mended (3177664): Brașov (2, 2), the view (2, 3), Czechoslovakia (35, 36,
and only by countries of today), the street (3, 3, but its card shut at once), to print (no button), what stands
(4, 5), Katowice (2, 2), November 1961 (not found by the search), Russian (1, 2), the source (2, 2).
"""


class Hand:
    """A reader's hand, which counts what it does."""

    def __init__(self, page: Any, phone: bool) -> None:
        self.page, self.phone, self.steps = page, phone, 0

    def press(self, what: Any) -> None:
        """Click or tap something in sight."""
        self.steps += 1
        what.click()

    def find(self, text: str, *, enter: bool = True) -> None:
        """Go to the search and write into it."""
        self.press(self.page.get_by_role("searchbox"))
        self.steps += 1
        self.page.keyboard.type(text)
        if enter:
            self.page.keyboard.press("Enter")

    def legend(self) -> Any:
        """The legend, opened where it is shut."""
        legend = self.page.locator(".atlas-legend")
        if self.phone:
            self.press(legend.locator("summary").first)
        return legend


def state(page: Any) -> dict[str, Any]:
    return page.evaluate("window.atlas.state()")


def brasov(hand: Hand, record: Any) -> None:
    hand.find("brasov")
    lost = record.events[(record.events["feature_id"] == "brasov") & (record.events["effect"] == "end")]["words"].iloc[
        0
    ]
    assert lost in hand.page.locator(".atlas-card").inner_text()


def send(hand: Hand, record: Any) -> None:
    hand.press(hand.page.get_by_role("button", name="Share"))
    assert "a link to it works only there" in hand.page.locator(".atlas-share").inner_text()
    with hand.page.expect_download() as picture:
        hand.press(hand.page.get_by_role("button", name="Save a picture (PNG)"))
    assert picture.value.suggested_filename == "atlas-1956-10-23.png"


def only(hand: Hand, record: Any) -> None:
    legend = hand.legend()
    hand.press(legend.locator(".atlas-group", has_text="States of the time").locator("summary"))
    hand.press(legend.get_by_role("button", name="Show only: Czechoslovakia"))
    shown = state(hand.page)["counts"]
    assert sum(shown.values()) == len(record.where(polity="Czechoslovakia").features) > 10


def street(hand: Hand, record: Any) -> None:
    streets = record.features[record.features["kind"] == "street"]
    feature, row = next((str(i), r) for i, r in streets.iterrows() if (streets["title"] == r["title"]).sum() == 1)
    hand.find(row["title"], enter=False)
    hand.press(hand.page.locator(".atlas-search li button").first)
    assert state(hand.page)["open"] == feature
    assert hand.page.locator(".atlas-card .atlas-events li").count() > 0


def paper(hand: Hand, record: Any) -> None:
    hand.page.evaluate("window.print = () => { window.asked = true; }")
    hand.press(hand.page.locator(".atlas-menu summary"))
    hand.press(hand.page.get_by_role("button", name="Print"))
    assert hand.page.evaluate("window.asked")


def today(hand: Hand, record: Any) -> None:
    if hand.phone:
        box = hand.page.locator(".atlas-range").bounding_box()
        hand.steps += 1
        hand.page.touchscreen.tap(box["x"] + box["width"] - 9, box["y"] + box["height"] / 2)
    else:
        hand.steps += 1
        hand.page.keyboard.press("End")
    hand.press(hand.legend().get_by_role("button", name="Show only: In place"))
    now = state(hand.page)
    assert now["date"] >= "2025-06-01"
    assert now["filters"] == {"status": ["bearing"]}


def katowice(hand: Hand, record: Any) -> None:
    hand.find("katowice")
    names = hand.page.locator(".atlas-card .atlas-names").inner_text()
    assert "Stalinogród" in names and "1953" in names and "1956" in names


def november(hand: Hand, record: Any) -> None:
    hand.find("November 1961")
    hand.press(hand.page.get_by_role("button", name="Play"))
    now = state(hand.page)
    assert now["playing"] and "1961-11-01" <= now["date"] < "1961-12-31"


def russian(hand: Hand, record: Any) -> None:
    hand.press(hand.page.locator(".atlas-menu summary"))
    hand.steps += 1
    hand.page.get_by_label("Language").select_option("ru")
    assert "октября 1956" in hand.page.locator(".atlas-date").inner_text()


def source(hand: Hand, record: Any) -> None:
    hand.find("volgograd")
    link = hand.page.locator(".atlas-card .atlas-cite a").first
    link.scroll_into_view_if_needed()
    assert link.is_visible() and link.get_attribute("href").startswith("http")


ACTS = dict(zip(STEPS, (brasov, send, only, street, paper, today, katowice, november, russian, source), strict=True))


@pytest.mark.parametrize("screen", list(SCREENS))
def test_ten_tasks_by_hand(built, browser, record, screen):
    width, height = SCREENS[screen]
    phone = screen == "phone"
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=phone, is_mobile=phone, offline=True, locale="en-GB"
    )
    taken = {}
    for task, act in ACTS.items():
        page = context.new_page()
        page.goto((built / "atlas.html").as_uri() + "#date=1956-10-23")
        page.evaluate("void window.atlas")  # who asks for it waits until the map is mounted
        hand = Hand(page, phone)
        act(hand, record)
        taken[task] = hand.steps
        page.close()
    context.close()
    assert taken == {task: steps[phone] for task, steps in STEPS.items()}
