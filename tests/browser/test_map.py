"""The built page in a real browser, from disk, with the network off.

``open_page`` fails a test by itself on any console error, page error or outside request.
"""

from __future__ import annotations

import io
import re
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from samples import sampled

from atlas.page.payload.columns import iri

pytestmark = pytest.mark.browser

DATES = [
    "1925-01-01",
    "1925-04-10",
    "1931-05-05",
    "1936-02-05",
    "1940-03-31",
    "1945-05-09",
    "1949-12-21",
    "1953-03-05",
    "1954-02-19",
    "1956-02-25",
    "1956-10-23",
    "1956-10-24",
    "1957-06-30",
    "1961-10-31",
    "1961-11-01",
    "1961-11-09",
    "1961-11-10",
    "1961-11-14",
    "1962-11-06",
    "1964-10-14",
    "1985-03-11",
    "1991-12-26",
    "2010-06-25",
    "2024-02-29",
    "2025-12-31",
]


def until(page, condition, seconds=20):
    """Wait for a condition; Playwright's own waiting needs an eval that the page's policy forbids."""
    for _ in range(seconds * 20):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not within {seconds} s: {condition}")


@pytest.fixture(scope="module")
def counts(record):
    """What the record counts on each of the days."""
    status = {date: record.at(date)["status"].value_counts() for date in DATES}
    return {
        date: {s: int(n.get(s, 0)) for s in ("before", "uncertain", "bearing", "after")} for date, n in status.items()
    }


@pytest.mark.parametrize("timezone", ["UTC", "America/New_York", "Asia/Vladivostok"])
@pytest.mark.long
def test_page_and_record_count_the_same(built, open_page, counts, timezone):
    page = open_page(built / "atlas.html", timezone=timezone)
    states = page.evaluate("dates => dates.map((date) => window.atlas.seek(date))", DATES)
    assert {state["date"]: state["counts"] for state in states} == counts


def test_stalingrad_becomes_volgograd_on_its_day(built, open_page):
    page = open_page(built / "atlas.html", timezone="America/New_York")
    name = "date => (window.atlas.seek(date), [window.atlas.nameOf('volgograd'), window.atlas.statusOf('volgograd')])"
    assert page.evaluate(name, "1961-11-09") == ["Stalingrad", "bearing"]
    assert page.evaluate(name, "1961-11-10") == ["Volgograd", "after"]
    expect(page.locator(".atlas-date")).to_have_text("10 November 1961")


@pytest.mark.parametrize(
    ("feature", "had", "lost"),
    [
        ("budapest-stalin-monument", "1956-10-22", "1956-10-24"),
        ("berlin-stalin-monument", "1961-11-12", "1961-11-14"),
        ("prague-stalin-monument", "1961-10-01", "1962-12-31"),
        ("yerevan-stalin-monument", "1961-10-01", "1963-01-01"),
    ],
)
def test_the_monuments_go_at_their_dates(atlas_page, record, feature, had, lost):
    page = atlas_page
    status = "([date, id]) => (window.atlas.seek(date), window.atlas.statusOf(id))"
    assert page.evaluate(status, [had, feature]) == "bearing" == record.at(had).loc[feature, "status"]
    assert page.evaluate(status, [lost, feature]) == "after" == record.at(lost).loc[feature, "status"]


@pytest.mark.long
def test_playing_crosses_the_years_and_stops(built, open_page):
    page = open_page(built / "eastern-bloc.html")
    page.evaluate("window.atlas.seek('1961-11-01')")
    page.get_by_role("button", name="Play").click()
    until(page, "window.atlas.state().date >= '1961-11-10'")
    assert page.evaluate("window.atlas.state().playing") is True
    page.get_by_role("button", name="Pause").click()
    stopped = page.evaluate("window.atlas.state()")
    page.wait_for_timeout(300)
    assert page.evaluate("window.atlas.state()") == stopped
    assert stopped["playing"] is False
    assert page.evaluate("window.atlas.nameOf('volgograd')") == "Volgograd"


def test_playing_ends_on_the_last_day(built, open_page):
    page = open_page(built / "eastern-bloc.html")
    page.evaluate("window.atlas.seek('1964-12-20')")
    page.evaluate("window.atlas.play()")
    until(page, "!window.atlas.state().playing")
    assert page.evaluate("window.atlas.state().date") == "1964-12-31"


def test_marks_borders_and_labels_are_drawn(built, open_page):
    page = open_page(built / "atlas.html")
    page.evaluate("window.atlas.seek('1953-03-05')")
    inked = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(
        [...document.querySelectorAll('.atlas-canvas')].map((canvas) => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const colours = new Set();
            let red = 0;
            for (let i = 0; i < data.length; i += 4) {
                colours.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
                if (data[i] === 176 && data[i + 1] === 30 && data[i + 2] === 36 && data[i + 3] === 255) red += 1;
            }
            return { colours: colours.size, red };
        })))))"""
    ground, marks, *_ = page.evaluate(inked)
    assert ground["colours"] > 50
    assert marks["red"] > 500
    page.evaluate("window.atlas.filter({ kind: 'peak', country: 'XX' })")
    _, nothing, *_ = page.evaluate(inked)
    assert nothing["red"] == 0


@pytest.mark.long
def test_borders_follow_the_date(built, open_page):
    page = open_page(built / "atlas.html")
    page.evaluate("window.atlas.seek('1990-10-02')")
    drawn = "() => document.querySelector('.atlas-canvas').toDataURL()"
    page.wait_for_timeout(100)
    before = page.evaluate(drawn)
    page.evaluate("window.atlas.seek('1990-10-01')")
    page.wait_for_timeout(100)
    assert page.evaluate(drawn) == before, "no border changed"
    page.evaluate("window.atlas.seek('1993-01-02')")
    page.wait_for_timeout(100)
    assert page.evaluate(drawn) != before, "Germany is one, Czechoslovakia and the USSR are gone"


def test_the_card_names_dates_sources_and_disagreement(built, open_page, record):
    page = open_page(built / "atlas.html")
    disputed = record.events.loc[record.events["disputed"], "feature_id"].iloc[0]
    page.evaluate("id => window.atlas.open(id)", disputed)
    card = page.locator(".atlas-card")
    assert "Sources differ" in card.text_content()
    page.evaluate("window.atlas.open('volgograd')")
    text = card.text_content()
    assert "Сталинград" in text
    assert "10 November 1961" in text
    sources = record["volgograd"].sources["url"].map(iri)
    links = card.locator("a").evaluate_all("links => links.map((a) => a.getAttribute('href'))")
    assert set(sources) <= set(links)
    card.focus()
    page.keyboard.press("Escape")
    assert page.evaluate("window.atlas.state().open") is None
    assert card.is_hidden()


def test_keys_move_the_clock(built, open_page):
    page = open_page(built / "atlas.html")
    page.evaluate("window.atlas.seek('1961-11-09')")
    page.locator(".atlas-range").focus()
    date = lambda: page.evaluate("window.atlas.state().date")  # noqa: E731
    page.keyboard.press("ArrowRight")
    assert date() == "1961-11-10"
    page.keyboard.press("Shift+ArrowLeft")
    assert date() == "1961-11-09"
    page.keyboard.press("PageDown")
    assert date() == "1962-11-09"
    page.keyboard.press("PageUp")
    assert date() == "1961-11-09"
    page.keyboard.press("Home")
    assert date() == "1925-01-01"
    page.keyboard.press("End")
    assert date() > "2025-01-01"
    page.evaluate("window.atlas.seek('1953-03-05')")
    page.keyboard.press("Space")
    assert page.evaluate("window.atlas.state().playing") is True
    page.keyboard.press("Space")
    assert page.evaluate("window.atlas.state().playing") is False


def test_the_slider_is_a_native_range_that_says_its_date(built, open_page):
    page = open_page(built / "atlas.html")
    slider = page.get_by_role("slider", name="Date")
    day = page.evaluate("Math.floor(Date.UTC(1956, 9, 23) / 864e5)")
    slider.evaluate("(range, day) => { range.value = day; range.dispatchEvent(new Event('input')); }", day)
    assert page.evaluate("window.atlas.state().date") == "1956-10-23"
    assert slider.get_attribute("aria-valuetext") == "23 October 1956"


def test_next_and_previous_change_are_days_of_the_record(built, open_page, record):
    page = open_page(built / "atlas.html")
    page.evaluate("window.atlas.seek('1961-11-01')")
    days = {f"{d:%Y-%m-%d}" for d in record.events.loc[record.events["effect"] != "neutral", "latest"]}
    seen = []
    for _ in range(4):
        page.get_by_role("button", name="Next change").click()
        seen.append(page.evaluate("window.atlas.state().date"))
    assert seen == sorted(d for d in days if d > "1961-11-01")[:4]
    page.get_by_role("button", name="Previous change").click()
    assert page.evaluate("window.atlas.state().date") == seen[-2]


def test_filter_counts_what_the_record_counts(built, open_page, record):
    page = open_page(built / "atlas.html")
    state = page.evaluate(
        "(window.atlas.seek('1956-01-01'), window.atlas.filter({ country: ['CZ', 'SK'], group: 'image' }))"
    )
    part = record.where(country=["CZ", "SK"], group="image").at("1956-01-01")["status"].value_counts()
    assert state["counts"]["bearing"] == part.get("bearing", 0)
    assert sum(state["counts"].values()) == part.sum() > 0
    page.evaluate("window.atlas.filter({})")
    page.get_by_label("Images").first.set_checked(False)
    shown = page.evaluate("window.atlas.state().counts")
    assert sum(shown.values()) == len(record.where(group="toponym").features)
    page.evaluate("window.atlas.filter({ country: 'CZ' })")
    page.get_by_label("Images").first.set_checked(False)
    shown = page.evaluate("window.atlas.state().counts")
    assert sum(shown.values()) == len(record.where(group="toponym", country="CZ").features)


def test_bad_calls_say_what_is_wrong(atlas_page):
    page = atlas_page
    message = "call => { try { call(); } catch (error) { return error.message; } }"
    for call, words in [
        ("atlas.seek('1961-13-01')", "not a date"),
        ("atlas.open('atlantis')", "no feature"),
        ("atlas.filter({ colour: 'red' })", "unknown key"),
    ]:
        assert words in page.evaluate(message.replace("call();", f"{call};").replace("call =>", "() =>"))


def test_a_click_on_a_mark_opens_its_card(built, open_page):
    page = open_page(built / "yerevan.html")
    page.evaluate("window.atlas.seek('1953-03-05')")
    page.wait_for_timeout(200)
    box = page.locator(".folium-map").bounding_box()
    spot = page.evaluate(
        """() => { const map = map_atlas; const block = document.getElementById('timeline_record');
            const d = atlasKit.unpack(JSON.parse(block.textContent));
        const i = d.features.id.indexOf('yerevan-stalin-monument');
        const p = map.latLngToContainerPoint([d.features.lat[i], d.features.lon[i]]); return [p.x, p.y]; }"""
    )
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    assert page.evaluate("window.atlas.state().open") is not None
    assert page.locator(".atlas-card").is_visible()


@pytest.mark.long
def test_the_clock_begins_anew_only_where_asked(built, open_page):
    page = open_page(built / "november-1961.html", fragment="date=1961-12-01")
    page.locator(".atlas-speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    until(page, "!window.atlas.state().playing")
    assert page.evaluate("window.atlas.state().date") == "1961-12-02"
    page = open_page(built / "november-1961.html", fragment="date=1961-12-01&loop=on")
    page.locator(".atlas-speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    until(page, "window.atlas.state().date < '1961-11-05'")
    assert page.evaluate("window.atlas.state().playing")
    page.get_by_role("button", name="Pause").click()
    until(page, "location.hash.includes('loop=on')")


@pytest.mark.long
def test_a_slider_that_is_moved_announces_where_it_comes_to_rest_and_no_more(built, open_page):
    page = open_page(built / "eastern-bloc.html")
    page.wait_for_timeout(600)
    said = page.evaluate_handle("""() => {
        const said = [];
        const heard = (records) => records.forEach(({ target }) => said.push(target.textContent));
        for (const live of document.querySelectorAll("[aria-live=polite], output:not([aria-live=off])")) {
            new MutationObserver(heard).observe(live, { childList: true, characterData: true, subtree: true });
        }
        return said;
    }""")
    page.locator(".atlas-range").focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.atlas-clock .atlas-live').textContent !== ''")
    page.wait_for_timeout(600)
    assert len(said.json_value()) == 1
    assert page.locator(".atlas-date").text_content() in said.json_value()[0]


@pytest.mark.long
def test_reduced_motion_steps_from_change_to_change(built, open_page, record):
    page = open_page(built / "atlas.html", reduced_motion="reduce")
    page.evaluate("(window.atlas.seek('1961-11-01'), window.atlas.play())")
    page.wait_for_timeout(300)
    day = page.evaluate("window.atlas.state().date")
    page.evaluate("window.atlas.pause()")
    days = {f"{d:%Y-%m-%d}" for d in record.events.loc[record.events["effect"] != "neutral", "latest"]}
    assert day in days


def test_without_javascript_the_whole_record_is_there(built, open_page, record):
    page = open_page(built / "atlas.html", javascript=False)
    assert page.locator("#record-table tbody tr").count() == len(record.features)
    row = page.locator("#row-volgograd")
    assert "10 November 1961" in row.text_content()
    number = int(re.match(r"\[(\d+)\]", row.locator("cite").first.text_content()).group(1))
    source = page.locator(f"#record-sources > li:nth-child({number})")
    assert source.locator("a").first.get_attribute("href").startswith("http")


@pytest.mark.parametrize(("width", "height"), sampled([(360, 740), (768, 1024), (1440, 900)], 2))
@pytest.mark.long
def test_no_sideways_scroll_and_controls_in_view(built, open_page, width, height):
    page = open_page(built / "atlas.html", width=width, height=height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("Play", "Previous change", "Next change"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box["width"] >= 24
        assert box["height"] >= 24
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height


@pytest.mark.long
def test_every_map_opens_and_plays(built, open_page):
    for path in sorted(built.glob("*.html")):
        page = open_page(path)
        if path.name == "example-article.html":
            continue  # tests/browser/test_embed.py reads it
        if path.name == "index.html":
            links = page.locator("main a").evaluate_all("links => links.map((a) => a.getAttribute('href'))")
            assert {p.name for p in built.glob("*.html") if p.name != "index.html"} <= set(links)
            beside = [link for link in links if not link.startswith("https://")]  # sources of what others counted
            assert len(beside) > 15 and all((built / link).is_file() for link in beside), (
                "each leads to a file beside it"
            )
            continue
        counts = page.evaluate("window.atlas.state().counts")
        assert sum(counts.values()) > 0, path.name
        assert re.match(r"\d{1,2} \w+ \d{4}$", page.locator(".atlas-date").text_content())


@pytest.mark.long
def test_a_milestones_flag_opens_its_card_and_keys_roam_the_flags(built, open_page, record):
    page = open_page(built / "atlas.html")
    flags = page.locator(".atlas-flag")
    flags.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    card = page.locator(".atlas-card")
    assert page.locator(".atlas-card h2").first.text_content() in set(record.milestones["title"])
    assert card.locator("a").count() > 0, "its sources are links"
    page.keyboard.press("Escape")
    assert card.is_hidden()
    boxes = [flag.bounding_box() for flag in flags.all()]
    gaps = [after["x"] - before["x"] for before, after in pairwise(boxes)]
    assert min(gaps) >= 23.9, "each flag is a target of its own"


def test_frames_change_extent_and_projection_and_are_kept_in_the_address(built, open_page):
    page = open_page(built / "atlas.html")
    where = "[map_atlas.options.crs.code, map_atlas.getCenter(), map_atlas.getZoom()].join()"
    home = page.evaluate(where)
    page.locator(".atlas-menu summary").click()
    page.get_by_label("Area shown").select_option("ussr")
    assert page.evaluate("map_atlas.options.crs.code") == "atlas:albers"
    for town in ([43.1, 131.9], [52.5, 13.4]):
        x, _ = page.evaluate("(at) => { const p = map_atlas.latLngToContainerPoint(at); return [p.x, p.y]; }", town)
        assert 0 < x < 1280, "Vladivostok and Berlin are both on the sheet"
    assert "frame=ussr" in page.evaluate("location.hash")
    page.go_back()
    page.wait_for_function("!location.hash.includes('frame')")
    assert page.evaluate(where) == home


def test_towns_fan_out_so_that_each_mark_has_a_place_of_its_own(built, open_page, record):
    page = open_page(built / "atlas.html")
    page.evaluate("window.atlas.seek('1953-03-05')")
    moscow = record.features[record.features["settlement"] == "Moscow"].index.tolist()
    assert len(moscow) > 10
    page.evaluate("id => window.atlas.open(id)", moscow[0])
    listed = page.locator(".atlas-nearby button").all_text_contents()
    titles = record.features.loc[moscow[1:], "title"]
    assert set(titles) <= set(listed), "the card of one leads to every other"


@pytest.mark.long
def test_the_table_sorts_by_the_day_of_the_last_change(built, open_page, record):
    page = open_page(built / "eastern-bloc.html")
    page.get_by_role("button", name="What happened").click()
    days = page.evaluate(
        "[...document.querySelectorAll('#record-table tbody tr')]"
        ".map(row => [...row.querySelectorAll('li[data-day]')].at(-1)?.dataset.day).filter(Boolean)"
    )
    assert days == sorted(days)
    page.get_by_role("button", name="What happened").click()
    assert page.locator("#record-table thead th[aria-sort=descending]").count() == 1


@pytest.mark.long
def test_print_is_a_clean_plate(built, open_page, tmp_path):
    page = open_page(built / "atlas.html")
    page.emulate_media(media="print")
    for hidden in (".atlas-buttons", ".atlas-search", ".leaflet-control-zoom", ".atlas-settings"):
        assert page.locator(hidden).first.is_hidden(), hidden
    assert page.locator(".atlas-legend").is_visible() and page.locator(".atlas-date").is_visible()
    assert len(page.pdf(print_background=True, landscape=True, format="A4", page_ranges="1")) > 50_000


@pytest.mark.parametrize("name", sampled(["atlas.html", "prague.html", "index.html"], 2))
@pytest.mark.long
def test_at_four_hundred_per_cent_nothing_is_lost(built, open_page, name):
    """A window of 1280 by 1024 at 400 % is 320 by 256 pixels wide (WCAG 1.4.10): one way to scroll, all in reach."""
    page = open_page(built / name, width=320, height=256)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if name == "index.html":
        return
    play = page.locator(".atlas-play")
    play.scroll_into_view_if_needed()
    play.click()
    until(page, "window.atlas.state().playing")
    page.evaluate("window.atlas.pause()")
    for part in (".atlas-range", ".atlas-search input", ".atlas-legend summary"):
        page.locator(part).first.scroll_into_view_if_needed()
        box = page.locator(part).first.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 321, part


def test_what_is_known_only_to_a_town_does_not_hide_the_ground(built, open_page):
    """Each such circle is faint, and a dozen of them over one another were not: what was gone looked as if in doubt."""
    page = open_page(built / "atlas.html", fragment="date=1987-11-02&view=55.75211,37.65123,14&panels=-legend")
    until(page, "document.querySelectorAll('.atlas-canvas').length > 3")
    page.wait_for_timeout(400)
    box = page.locator("#map_atlas").bounding_box()
    shot = np.asarray(Image.open(io.BytesIO(page.screenshot(clip=box))).convert("RGB"), dtype=int)
    ink = page.evaluate("getComputedStyle(map_atlas.getContainer()).getPropertyValue('--atlas-bloc').trim()")
    ground = np.array([int(ink[k : k + 2], 16) for k in (1, 3, 5)])
    assert (np.abs(shot - ground).max(axis=2) <= 3).mean() > 0.4
