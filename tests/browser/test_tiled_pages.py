"""A page whose marks come from tiles shows and counts on a server what the ordinary page does; on disk it says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import atlas
from atlas.edtf import words
from atlas.look.strings import languages, say
from atlas.page.payload import points, tiled
from tests.ranges import served

pytestmark = [pytest.mark.browser, pytest.mark.long]

DAYS = ["1930-01-01", "1953-03-05", "1956-10-24", "1961-11-12", "1991-12-26"]
FEW = 50


@pytest.fixture(scope="module")
def drawn(record: atlas.Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the same map as a page of tiles, of few features each, and as an ordinary page."""
    folder = tmp_path_factory.mktemp("tiled")
    part = record.where(country=["CZ", "HU", "GE", "AM"])
    kept = points.MOST, tiled.OVERVIEW
    points.MOST, tiled.OVERVIEW = FEW, 12
    part.map(title="Wien", tiled="always").save(folder / "wien tiled.html")
    points.MOST, tiled.OVERVIEW = kept
    part.map(title="Wien", basis="sources", parts="always", with_table=False).save(folder / "plain.html")
    return folder


@pytest.fixture(params=["browser"])
def see(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open an address, in Chromium unless a test asks otherwise; what the page complained of is a list of it."""
    browser, contexts = request.getfixturevalue(request.param), []

    def opener(address: str, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(address)
        page.evaluate("void window.atlas")
        page.wait_for_load_state("networkidle")
        return page

    yield opener
    for context in contexts:
        context.close()


def rested(page: Any) -> None:
    """Wait until the marks of the view have come."""
    expect(page.locator(".atlas-tiles[aria-busy=false]")).to_have_count(1)


def here(page: Any) -> tuple[int, dict[str, Any]]:
    """How many marks lie in view, as the list to walk by keyboard has them, and the counts of the page."""
    page.locator(".atlas-walk").focus()
    entry = page.locator(".atlas-walk [role=option]")
    many = int(entry.get_attribute("aria-setsize") or 0)
    page.locator(".atlas-walk").blur()
    return many, page.evaluate("atlas.state().counts")


def test_it_shows_and_counts_what_the_ordinary_page_does(drawn: Path, see: Callable[..., Any]) -> None:
    with served(drawn) as (address, asked):
        page, plain = see(f"{address}/wien%20tiled.html"), see(f"{address}/plain.html")
        expect(page.locator(".atlas-tiles")).to_contain_text("Zoom in")
        for box in ([14.2, 49.9, 14.7, 50.2], [18.9, 47.3, 19.3, 47.7], [44.0, 39.8, 45.2, 42.2]):
            for one in (page, plain):
                one.evaluate("(box) => atlas.view(box)", box)
            rested(page)
            expect(page.locator(".atlas-tiles")).to_be_empty()
            for day in DAYS:
                for one in (page, plain):
                    one.evaluate("(day) => atlas.seek(day)", day)
                assert here(page) == here(plain), (box, day)
        for wanted in ({"country": ["HU"]}, {"group": ["image"], "country": ["CZ", "GE"]}, {}):
            for one in (page, plain):
                one.evaluate("(wanted) => atlas.filter(wanted)", wanted)
            assert here(page) == here(plain), wanted
        assert not page.faults
    archive = {range_ for path, range_ in asked if path.endswith(".pmtiles")}
    assert len(archive) > 5 and all(archive), "by ranges, and never all of it"


def test_the_histogram_and_the_steps_of_the_clock_are_those_of_all(drawn: Path, see: Callable[..., Any]) -> None:
    def told(page: Any) -> tuple[list[int], list[tuple[str, str]]]:
        # Below the line of how many bear the name, in which the ordinary page counts a thing with two tenures as two.
        pixels = page.evaluate(
            "(() => { const c = document.querySelector('.atlas-histogram'), y = Math.round(c.height / 2); "
            "return [...c.getContext('2d').getImageData(20, y, c.width - 20, c.height - y).data]; })()"
        )
        steps = []
        page.evaluate("atlas.seek('1945-01-01')")
        for _ in range(12):
            page.locator(".atlas-next").click()
            day = page.evaluate("atlas.state().date")
            expect(page.locator(".atlas-date")).to_have_text(words(day))  # and with it the tally
            steps.append((day, page.locator(".atlas-tally").inner_text()))
        return pixels, steps

    with served(drawn) as (address, _):
        assert told(see(f"{address}/wien%20tiled.html")) == told(see(f"{address}/plain.html"))


def card_of(page: Any, name: str) -> str:
    page.evaluate("(name) => atlas.open(name)", name)
    expect(page.locator(".atlas-card .atlas-cite").first).to_be_visible()
    text: str = page.locator(".atlas-card").inner_text()
    return text


@pytest.mark.parametrize("see", ["browser", "firefox"], indirect=True)
def test_a_click_opens_a_card_with_all_that_the_ordinary_page_has(drawn: Path, see: Callable[..., Any]) -> None:
    with served(drawn) as (address, _):
        page, plain = see(f"{address}/wien%20tiled.html#date=1961-11-12"), see(f"{address}/plain.html#date=1961-11-12")
        for one in (page, plain):
            one.evaluate("atlas.view([44.0, 39.8, 45.2, 42.2])")
        rested(page)
        expect(page.locator(".atlas-tiles")).to_be_empty()
        page.bring_to_front()
        page.locator(".atlas-walk").focus()
        page.keyboard.press("End")
        expect(page.locator(".atlas-ring")).to_be_visible()
        at = re.search(r"translate\(([\d.]+)px, ([\d.]+)px\)", page.locator(".atlas-ring").get_attribute("style"))
        assert at
        box = page.locator(".atlas-map").bounding_box()
        page.mouse.click(box["x"] + float(at[1]), box["y"] + float(at[2]))
        expect(page.locator(".atlas-card .atlas-cite").first).to_be_visible()
        name = page.evaluate("atlas.state().open")
        assert name
        here, there = (re.sub(r"#\S+", "", card_of(one, name)) for one in (page, plain))
        assert here == there and len(here) > 200
        link = page.locator(".atlas-card .atlas-id a").get_attribute("href")
        fresh = see(f"{address}/wien%20tiled.html{link}")
        expect(fresh.locator(".atlas-card .atlas-id code")).to_have_text(name)
        other = see(f"{address}/wien%20tiled.html")
        rested(other)
        other.evaluate("(link) => { location.hash = link; }", link)
        expect(other.locator(".atlas-card .atlas-id code")).to_have_text(name)
        assert not page.faults and not fresh.faults and not other.faults


def test_a_server_without_ranges_gives_the_archive_whole_and_once(drawn: Path, see: Callable[..., Any]) -> None:
    with served(drawn, whole=True) as (address, asked):
        page = see(f"{address}/wien%20tiled.html")
        expect(page.locator(".atlas-tiles")).to_contain_text("Zoom in")
        page.evaluate("atlas.view([14.2, 49.9, 14.7, 50.2])")
        rested(page)
        expect(page.locator(".atlas-tiles")).to_be_empty()
        page.evaluate("atlas.seek('1961-11-12')")
        assert here(page)[0] > 5
        assert sum(path.endswith(".pmtiles") for path, _ in asked) == 1


def test_from_disk_it_shows_its_overview_counts_all_and_says_so_in_every_language(
    drawn: Path, see: Callable[..., Any]
) -> None:
    page = see((drawn / "wien tiled.html").as_uri())
    plain = see((drawn / "plain.html").as_uri())
    for code in languages():
        page.evaluate("(code) => atlas.language(code)", code)
        said = say("tiles.missing", code).replace("{}", "12", 1).replace("{}", "wien tiled.parts", 1)
        expect(page.locator(".atlas-tiles")).to_have_text(said)
    for day in DAYS:
        assert [one.evaluate("(day) => atlas.seek(day).counts", day) for one in (page, plain)].count(
            plain.evaluate("atlas.state().counts")
        ) == 2
    many, _ = here(page)
    assert 0 < many <= 12
    card = card_of(page, page.evaluate("document.querySelector('.atlas-search input') && atlas.search('stalin')[0]"))
    assert len(card) > 100, "texts of the overview come from the parts, as on any page"


def test_an_ordinary_page_carries_nothing_of_it(drawn: Path) -> None:
    plain, page = (drawn / name for name in ("plain.html", "wien tiled.html"))
    assert "pmtiles" not in plain.read_text(encoding="utf-8")
    assert page.stat().st_size < plain.stat().st_size + 60_000
