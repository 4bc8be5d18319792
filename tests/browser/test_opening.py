"""What a map tells once when it is opened plainly: seen, skipped by any hand, never told twice, never in the way."""

from __future__ import annotations

from typing import Any

import pytest
from samples import sampled

from atlas.page.story import scenes
from atlas.record.plans import read_plans
from tests.browser.conftest import TOLD

pytestmark = [pytest.mark.browser, pytest.mark.long]
SHEET = ".atlas-opening"
START = "1953-03-05"


@pytest.fixture
def plainly(browser: Any, built: Any):
    """Open the chief map in a browser that has never been here."""
    contexts = []

    def opener(fragment: str = "", **options: Any) -> Any:
        options = {"locale": "en-GB", **options}
        context = browser.plain(viewport={"width": 1280, "height": 800}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto((built / "atlas.html").as_uri() + fragment)
        return page

    yield opener
    for context in contexts:
        context.close()


FIRST_SEEN = """new MutationObserver((_, me) => {
    const date = document.querySelector(".atlas-date"), still = document.querySelector(".atlas-still");
    if (!date || still) return;
    window.firstSeen = date.textContent;
    me.disconnect();
}).observe(document, { childList: true, subtree: true });"""


def shown(page: Any) -> str:
    return page.locator(".atlas-date").text_content()


def test_it_tells_scene_after_scene_and_ends_as_the_page_opens(plainly, record) -> None:
    (plan,) = read_plans(record).chosen(["atlas"])
    told = scenes(plan.opening)
    assert 4 <= len(told) <= 6 and [scene["day"] for scene in told] == sorted(scene["day"] for scene in told)
    page = plainly()
    seen = set()
    for scene in told:
        page.wait_for_function(
            "t => document.querySelector('.atlas-opening p:not([hidden])')?.textContent === t", arg=scene["text"]
        )
        seen.add(shown(page))
    assert "21 December 1949" in seen and len(seen) == len(told)
    page.wait_for_selector(SHEET, state="detached")
    assert page.evaluate("window.atlas.state().date") == START
    page.reload()
    page.evaluate("void window.atlas")
    assert page.locator(SHEET).count() == 0, "told once"


@pytest.mark.parametrize("been_here", [False, True])
def test_the_map_is_first_seen_on_the_day_that_is_told_first(plainly, been_here: bool) -> None:
    page = plainly()
    page.add_init_script(TOLD if been_here else "try { localStorage.clear(); } catch {}")
    page.add_init_script(FIRST_SEEN)
    page.reload()
    page.wait_for_function("() => window.firstSeen")
    assert page.evaluate("firstSeen") == ("5 March 1953" if been_here else "21 December 1949")


@pytest.mark.parametrize("act", sampled(["key", "mouse", "wheel", "button", "script", "address"], 3))
def test_any_hand_ends_it(plainly, act: str) -> None:
    page = plainly()
    page.wait_for_selector(SHEET)
    if act == "key":
        page.keyboard.press("Space")
    elif act == "mouse":
        page.mouse.click(640, 300)
    elif act == "wheel":
        page.mouse.move(640, 300)
        page.mouse.wheel(0, -10)
    elif act == "button":
        page.get_by_role("button", name="Skip").click()
    elif act == "script":
        assert page.evaluate("window.atlas.state().date") == START
    else:
        page.evaluate("location.hash = 'date=1961-11-10'")
    page.wait_for_selector(SHEET, state="detached")
    wanted = "1961-11-10" if act == "address" else START
    page.wait_for_function("d => window.atlas.state().date === d", arg=wanted)
    assert not page.evaluate("window.atlas.state().playing")


def test_an_address_that_says_something_is_shown_at_once(plainly) -> None:
    page = plainly("#date=1956-10-23")
    assert page.evaluate("window.atlas.state().date") == "1956-10-23" and page.locator(SHEET).count() == 0


@pytest.mark.parametrize("locale", ["cs-CZ", "ka-GE"])
def test_it_is_told_in_the_reader_s_language(plainly, record, locale: str) -> None:
    (plan,) = read_plans(record).chosen(["atlas"])
    told, lang = scenes(plan.opening, plan.opened), locale[:2]
    page = plainly(locale=locale)
    page.wait_for_selector(SHEET)
    assert page.get_attribute(SHEET, "lang") == lang
    assert page.locator(f"{SHEET} p").all_text_contents() == [scene["said"][lang] for scene in told]


def test_who_asks_for_no_motion_reads_it_still(plainly) -> None:
    page = plainly(reduced_motion="reduce")
    page.wait_for_selector(SHEET)
    assert page.locator(f"{SHEET} p").evaluate_all("all => all.every(p => !p.hidden)")
    assert shown(page) == "5 March 1953"
    page.keyboard.press("Escape")
    assert page.locator(SHEET).count() == 0


def test_scrolling_a_story_moves_its_map(built, open_page) -> None:
    page = open_page(built / "volgograd.html")
    page.mouse.move(1000, 500)
    days = set()
    for _ in range(12):
        page.mouse.wheel(0, 90)
        page.wait_for_timeout(120)
        days.add(page.evaluate("window.atlas.state().date"))
    assert "1952-07-27" in days and len(days) >= 3
    page.wait_for_timeout(400)
    assert page.evaluate("location.hash").startswith("#date=" + page.evaluate("window.atlas.state().date"))
