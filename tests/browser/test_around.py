"""What stands around the map: keys, small and odd screens, a screen reader's way through it, and paper."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest
from axe_playwright_python.sync_playwright import Axe
from branca.element import Figure
from playwright.sync_api import expect
from samples import sampled

from atlas.page.payload.columns import cited_sources
from tests.browser.test_embed import until

pytestmark = pytest.mark.browser

STATE = "window.atlas.state()"
DATE = "window.atlas.state().date"
PLAYING = "window.atlas.state().playing"
CENTRE = "[map_atlas.getZoom(), map_atlas.getCenter().lng, map_atlas.getCenter().lat]"


# Keys


def test_keys_work_on_a_fresh_page_and_wherever_the_focus_is(built, open_page):
    page = open_page(built / "atlas.html")
    press = page.keyboard.press
    press("Space")
    assert page.evaluate(PLAYING), "space plays before anything was touched"
    press("Space")
    assert not page.evaluate(PLAYING)
    assert page.evaluate("scrollY") == 0
    page.locator("h1").click()
    press("Home")
    assert page.evaluate(DATE) == "1925-01-01"
    press("PageDown")
    assert page.evaluate(DATE) == "1926-01-01"
    press("PageUp")
    press("ArrowRight")
    first = page.evaluate(DATE)
    assert first > "1925-01-01"
    page.locator(".atlas-play").focus()
    press("ArrowUp")
    assert page.evaluate(DATE) > first
    press("End")
    assert page.evaluate(DATE) > "2025-01-01"
    zoom, east, north = page.evaluate(CENTRE)
    press("+")
    assert page.evaluate(CENTRE)[0] > zoom
    press("-")
    press("Shift+ArrowRight")
    press("Shift+ArrowUp")
    after = page.evaluate(CENTRE)
    assert after[1] > east and after[2] > north, "shift and arrows move the map"
    assert page.evaluate(DATE) > "2025-01-01", "and not the clock"
    page.mouse.click(300, 250)  # no mark is there
    at, last = page.evaluate(CENTRE), page.evaluate(DATE)
    press("ArrowLeft")
    assert page.evaluate(DATE) < last
    assert page.evaluate(CENTRE) == at, "a bare arrow is the clock's, also where the map was clicked"


def test_keys_leave_fields_buttons_and_what_scrolls_to_themselves(built, open_page):
    page = open_page(built / "prague.html", fragment="date=1955-05-01")
    date = page.evaluate(DATE)
    page.locator(".atlas-search input").click()
    page.keyboard.type("a + b - c")
    for key in ("Home", "End", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.locator(".atlas-search input").input_value() == "a + b - c"
    page.locator(".atlas-legend summary").first.focus()
    shut = page.locator(".atlas-legend").evaluate("legend => !legend.open")
    page.keyboard.press("Space")
    assert page.locator(".atlas-legend").evaluate("legend => !legend.open") is not shut
    page.locator(".atlas-menu summary").click()
    page.get_by_label("Timing").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.locator(".record .scroll").focus()
    page.keyboard.press("Space")
    page.keyboard.press("PageDown")
    assert page.evaluate(DATE) == date
    assert not page.evaluate(PLAYING)


def test_scrolled_away_a_map_hears_no_keys(built, open_page):
    page = open_page(built / "prague.html", fragment="date=1955-05-01")
    page.evaluate("document.querySelector('#record-sources').scrollIntoView()")
    page.evaluate("document.activeElement.blur()")
    for key in ("Space", "ArrowRight", "Home"):
        page.keyboard.press(key)
    assert page.evaluate(DATE) == "1955-05-01"
    assert not page.evaluate(PLAYING)


@pytest.mark.long
def test_of_two_timelines_only_the_one_last_used_hears_keys(record, open_page, tmp_path):
    figure, part = Figure(), record.where(country="AM")
    for k in range(2):
        half = part.map(title="Half", extent=(43, 39, 46, 41.5), with_table=False)
        half.width, half.left, half.position = (50, "%"), (50 * k, "%"), "absolute"
        figure.add_child(half)
    (tmp_path / "two.html").write_text(figure.render(), encoding="utf-8")
    page = open_page(tmp_path / "two.html", width=1400)
    both = "[timeline_record.state().date, timeline_record_2.state().date]"
    left, right = page.evaluate(both)
    page.mouse.click(1050, 500)
    page.keyboard.press("End")
    assert page.evaluate(both)[0] == left and page.evaluate(both)[1] > right
    page.mouse.click(350, 500)
    page.keyboard.press("End")
    assert page.evaluate(both)[0] > left


# Screens


SIZES = [(360, 740), (390, 844), (900, 520), (844, 390), (800, 400), (768, 1024)]


@pytest.mark.parametrize(("width", "height"), sampled(SIZES, 2))
def test_on_every_screen_the_controls_are_in_reach_and_the_marks_explained(built, open_page, width, height):
    page = open_page(built / "prague.html", width=width, height=height)
    in_reach = """node => {
        const box = node.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return node === top || node.contains(top) || top?.contains(node) || false;
    }"""
    for part in (".atlas-play", ".atlas-range", ".atlas-search input", ".atlas-share-button", ".atlas-menu summary"):
        assert page.locator(part).evaluate(in_reach), part
    legend = page.locator(".atlas-legend")
    if not legend.evaluate("legend => legend.open"):
        brief = page.locator(".atlas-brief")
        assert "In place" in brief.text_content()
        assert brief.evaluate(in_reach)
        legend.locator("summary").first.click()
    reset = page.get_by_role("button", name="Show all")
    reset.scroll_into_view_if_needed()
    assert reset.evaluate(in_reach), "the legend is not cut off"
    page.locator(".atlas-menu summary").click()
    last = page.locator(".atlas-menu .atlas-print")
    last.scroll_into_view_if_needed()
    assert last.evaluate(in_reach), "nor the menu"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("width", "height"), sampled([(1280, 800), (844, 390), (1024, 768), (390, 844), (900, 520)], 2)
)
def test_a_legend_with_all_its_lists_open_leaves_the_zoom_buttons_free(built, open_page, width, height):
    page = open_page(built / "eastern-bloc.html", width=width, height=height, fragment="panels=legend,polity,country")
    legend = page.locator(".atlas-legend")
    if not legend.evaluate("legend => legend.open"):
        legend.locator("summary").first.click()
    low, top = (page.locator(s).bounding_box() for s in (".leaflet-control-zoom", ".atlas-legend"))
    beside = top["x"] >= low["x"] + low["width"]
    assert beside or top["y"] > low["y"] + low["height"], (low, top)


@pytest.mark.parametrize(("width", "height"), [(360, 740), (844, 390), (320, 256)])
def test_a_card_can_be_read_on_a_small_screen(built, open_page, width, height):
    page = open_page(built / "prague.html", width=width, height=height, fragment="open=prague-stalin-monument")
    card = page.locator(".atlas-card")
    box = card.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth"), "it scrolls one way only"
    assert card.evaluate(
        "card => [...card.querySelectorAll('*')].every((n) => parseFloat(getComputedStyle(n).fontSize) >= 12)"
    )
    close = card.get_by_role("button", name="Close")
    close.scroll_into_view_if_needed()
    close.click()
    expect(card).to_be_hidden()


def test_forced_colours_leave_keys_and_flags_their_form(built, open_page):
    page = open_page(built / "prague.html")
    page.emulate_media(forced_colors="active")
    page.locator(".atlas-legend summary").first.click()
    keys = page.locator(".atlas-statuses .atlas-key")
    pictures = [key.screenshot() for key in keys.all()]
    assert len(set(pictures)) == 4, "no two statuses have the same key"
    flag = page.locator(".atlas-flag").first
    colours = "([part, what]) => getComputedStyle(document.querySelector('.atlas-flag'), part)[what]"
    ink, paper = (
        page.evaluate(colours, ["::before", "backgroundColor"]),
        page.evaluate("getComputedStyle(document.body).backgroundColor"),
    )
    assert ink != paper
    assert flag.bounding_box()["width"] >= 24


@pytest.mark.long
def test_a_right_to_left_host_does_not_turn_the_map(built, open_page, tmp_path):
    text = (built / "atlas.html").read_text(encoding="utf-8")
    turned = tmp_path / "rtl.html"
    turned.write_text(text.replace('<html lang="en">', '<html lang="ar" dir="rtl">', 1), encoding="utf-8")
    dates = []
    for path in (built / "atlas.html", turned):
        page = open_page(path)
        box = page.locator(".atlas-range").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
        parts = [page.locator(part).bounding_box() for part in (".atlas-play", ".atlas-legend", ".atlas-date")]
        dates.append((page.evaluate(DATE), [(round(b["x"]), round(b["y"])) for b in parts]))
    assert dates[0] == dates[1]


# Ears


def test_the_map_has_a_role_and_a_name(built, open_page):
    page = open_page(built / "prague.html")
    title = page.locator("h1").text_content()
    expect(page.get_by_role("region", name=f"Map: {title}")).to_have_count(1)


def test_the_marks_in_view_are_walked_by_keyboard(built, open_page, record):
    page = open_page(built / "atlas.html", fragment="date=1953-03-05")
    walk = page.get_by_role("listbox", name="Marks in view")
    for _ in range(40):
        page.keyboard.press("Tab")
        if walk.evaluate("list => list === document.activeElement"):
            break
    titles, options = [], walk.get_by_role("option")
    places = []
    for _ in range(6):
        option = options.first
        assert walk.get_attribute("aria-activedescendant") == option.get_attribute("id")
        titles.append(option.text_content())
        places.append(page.locator(".atlas-ring").bounding_box()["x"])
        page.keyboard.press("ArrowDown")
    assert all("5 March 1953: " in text and "in place" in text.lower() for text in titles), titles
    assert len(set(titles)) > 3
    assert all(a <= b + 0.01 for a, b in pairwise(places)), "from west to east"
    assert options.count() <= 3, "the list stays small"
    size = int(options.first.get_attribute("aria-setsize"))
    shown = page.evaluate(f"{STATE}.counts")
    assert 100 < size <= shown["bearing"] + shown["uncertain"] + shown["after"]
    page.keyboard.press("End")
    assert options.first.get_attribute("aria-posinset") == str(size)
    page.keyboard.press("Enter")
    opened = page.evaluate(f"{STATE}.open")
    assert page.locator(".atlas-card h2").text_content() == record.features.at[opened, "title"]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.long
def test_a_row_of_the_table_leads_to_its_feature_on_a_day_that_bears_the_name(built, open_page, record, width):
    page = open_page(built / "atlas.html", width=width)
    title = record.features.at["brasov", "title"]
    page.evaluate("document.querySelector('#record-table').scrollIntoView()")
    page.locator("#row-brasov").get_by_role("link", name=title).click()
    page.wait_for_timeout(300)
    assert page.evaluate(f"{STATE}.open") == "brasov"
    assert page.evaluate("window.atlas.statusOf('brasov')") == "bearing"
    card = page.locator(".atlas-card")
    assert card.evaluate("card => card === document.activeElement"), "the reader is brought to it"
    box = card.bounding_box()
    assert box["y"] >= -1 and box["y"] < 700


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.long
def test_a_page_is_not_as_long_as_its_table(built, open_page, record, javascript):
    page = open_page(built / "atlas.html", width=360, height=740, javascript=javascript)
    assert page.evaluate("document.documentElement.scrollHeight") < 4000
    page.evaluate("document.querySelector('#record-table').scrollIntoView()")
    expect(page.locator("#record-table tbody tr")).to_have_count(len(record.features), timeout=20_000)
    expect(page.locator("#record-sources > li")).to_have_count(len(cited_sources(record)), timeout=20_000)
    assert page.evaluate("document.querySelector('.record .scroll').scrollWidth") <= 360
    last = page.locator("#record-sources li").last
    last.scroll_into_view_if_needed()
    assert last.bounding_box()["y"] < 740


ROWS = "document.querySelectorAll('#record-table tbody tr').length"
SOURCES = "document.querySelectorAll('#record-sources > li').length"


@pytest.mark.long
def test_the_table_is_laid_out_when_the_reader_comes_to_it(built, open_page, record):
    page = open_page(built / "atlas.html")
    page.wait_for_timeout(400)
    assert page.evaluate(f"[{ROWS}, {SOURCES}]") == [0, 0], "the map waits for no table"
    assert page.evaluate("document.querySelectorAll('*').length") < 1300, "whatever the record's size"
    assert page.locator("#record-table caption").count() == 1
    page.mouse.move(640, 400)
    page.evaluate("scrollTo(0, 300)")
    expect(page.locator("#record-table tbody tr")).to_have_count(len(record.features), timeout=20_000)
    titles = page.locator("#record-table tbody th").all_text_contents()
    assert titles == record.features.sort_values(["country", "title"])["title"].tolist()


@pytest.mark.parametrize("way", ["print", "find", "link", "address"])
@pytest.mark.long
def test_whoever_goes_to_a_place_in_the_table_finds_it(built, open_page, record, way):
    page = open_page(built / "atlas.html", fragment="row-zlin-stalinova-trida" if way == "address" else "")
    if way == "print":
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
    elif way == "find":
        page.keyboard.press("Control+f")
    elif way == "link":
        page.evaluate("document.body.insertAdjacentHTML('beforeend', `<a id='to' href='#source-9'>9</a>`)")
        page.evaluate("document.querySelector('#to').click()")
        expect(page.locator("#source-9")).to_be_in_viewport()
    if way == "address":
        expect(page.locator("#row-zlin-stalinova-trida")).to_be_in_viewport()
    expect(page.locator("#record-table tbody tr")).to_have_count(len(record.features), timeout=20_000)
    until(page, f"{SOURCES} > 1000")


@pytest.mark.long
def test_who_goes_to_the_table_waits_for_no_row_of_it(built, open_page, record):
    page = open_page(built / "atlas.html")
    laid = page.evaluate(f"location.hash = 'record-table', new Promise(now => setTimeout(() => now({ROWS})))")
    assert laid < len(record.features) / 4, "the rest comes in turns"
    expect(page.locator("#record-table tbody tr")).to_have_count(len(record.features), timeout=20_000)


@pytest.mark.long
def test_axe_finds_no_fault_in_menu_and_walk(built, open_page):
    page = open_page(built / "prague.html", width=390, height=844)
    page.locator(".atlas-legend summary").first.click()
    page.locator(".atlas-menu summary").click()
    page.locator(".atlas-walk").focus()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:150]) for v in found] == []


# Paper


PAPER = {"A4": (297, 210), "A3": (420, 297)}


@pytest.mark.parametrize(("paper", "landscape"), sampled(product(PAPER, [True, False]), 3))
@pytest.mark.long
def test_printing_gives_one_plate_that_fills_the_sheet(built, open_page, paper, landscape):
    across, down = PAPER[paper]
    page = open_page(built / "prague.html" if paper == "A3" else built / "atlas.html")
    page.evaluate(
        """matchMedia("print").addEventListener("change", ({ matches }) => {
            if (!matches) return;
            const box = (part) => {
                const { left, top, right, bottom } = document.querySelector(part).getBoundingClientRect();
                return [left, top, right, bottom];
            };
            window.printed = { map: box(".folium-map"), credit: box(".imprint"), legend: box(".atlas-statuses") };
        })"""
    )
    view = page.evaluate(CENTRE)
    pdf = page.pdf(format=paper, landscape=landscape, print_background=True)
    story = page.locator(".story").count()
    assert story or len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    printed = page.evaluate("window.printed")
    wide, high = (across, down) if landscape else (down, across)
    inside = [(side - 18) / 25.4 * 96 for side in (wide, high)]  # the sheet without its margins
    left, top, right, bottom = printed["map"]
    assert right - left > inside[0] * 0.97
    assert bottom - top > inside[1] * 0.78
    assert printed["credit"][3] <= inside[1] + 2 and printed["credit"][3] > inside[1] * 0.95
    assert printed["legend"][2] > printed["legend"][0], "with its legend"
    assert page.evaluate(CENTRE) == pytest.approx(view), "afterwards the screen is as it was"


def test_the_table_is_printed_only_where_its_box_is_ticked(built, open_page):
    page = open_page(built / "prague.html")
    pages = lambda: len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))  # noqa: E731
    before = pages()
    page.locator(".atlas-menu summary").click()
    page.locator(".atlas-menu").get_by_label("Print the table too").check()
    assert page.locator("#print-table").is_checked()
    assert pages() > before
