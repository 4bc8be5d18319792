"""The address as anybody writes it, and the messages of a host: a bad key costs itself and nothing else."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import expect
from samples import sampled

from tests.browser.hands import assert_like_fresh, drag, rest
from tests.browser.test_map import until

pytestmark = pytest.mark.browser

BAD = [
    "frame=constructor",
    "frame=__proto__&open=toString",
    "lang=constructor",
    "pace=toString&loop=valueOf&script=__proto__&theme=x",
    "group=constructor",
    "kind=__proto__&country=&status=nothing",
    "open=constructor",
    "extent=0,0,0,0",
    "extent=1e308,1e308,-1e308,5",
    "extent=9,38,60",
    "view=1e308,5,4",
    "view=50,1e308,4",
    "view=,,",
    "date=%E0%A4%A",
    "date=0000-99",
    "%=%&=&&&",
]


@pytest.fixture(scope="module")
def shared(browser, built):
    """One page for all addresses; each is taken up as a reader does who edits it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.goto((built / "eastern-bloc.html").as_uri())
    page.evaluate("void window.atlas")  # who asks for it waits until the map is mounted
    yield page
    context.close()


def go(page, fragment):
    """Take up an address on a page that is open; returns its view, to a pixel or so."""
    page.evaluate("fragment => { location.hash = fragment; }", fragment)
    page.wait_for_timeout(60)
    assert page.faults == []
    return page.evaluate("(() => { const c = map_atlas.getCenter(); return [c.lat, c.lng, map_atlas.getZoom()]; })()")


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_key_costs_itself_alone(shared, bad):
    home = go(shared, "date=1960-01-01")
    there = go(shared, f"{bad}&country=CZ&theme=dark&date=1955-05-01")
    state = shared.evaluate("window.atlas.state()")
    assert there == pytest.approx(home, abs=0.02)
    assert state["open"] is None
    kept = bad.partition("=")[0] not in ("date", "country")
    if kept and "country" not in bad and "theme" not in bad:
        assert state["filters"] == {"country": ["CZ"]}
        assert state["date"] == "1955-05-01"
    assert sum(state["counts"].values()) > 0, "no bad key empties the map"
    assert go(shared, "date=1960-01-01") == pytest.approx(home, abs=0.02)


@pytest.mark.parametrize(
    ("fragment", "date", "opened"),
    sampled(
        [
            ("date=1961-11-10&open=volgograd#?secret=aBc123", "1961-11-10", "volgograd"),
            ("date=1961-11-10&open=volgograd?utm_source=x&utm_medium=y", "1961-11-10", "volgograd"),
            ("open=volgograd&date=1961-11-10#", "1961-11-10", "volgograd"),
            ("date=1961-11-10&amp;open=volgograd", "1961-11-10", "volgograd"),
            ("date%3D1961-11-10%26open%3Dvolgograd", "1961-11-10", "volgograd"),
            ("?secret=x&date=1961-11-10&fbclid=1", "1961-11-10", None),
        ],
        3,
    ),
)
@pytest.mark.long
def test_what_a_blog_puts_behind_the_fragment(built, open_page, fragment, date, opened):
    page = open_page(built / "atlas.html", fragment=fragment)
    state = page.evaluate("window.atlas.state()")
    assert (state["date"], state["open"]) == (date, opened)


def test_an_extent_across_the_antimeridian(shared):
    lat, lon, zoom = go(shared, "extent=170,50,-170,70")
    assert abs(abs(lon) - 180) < 15 and zoom > 3, (lat, lon, zoom)
    go(shared, "date=1960-01-01")


def test_what_an_address_leaves_out_goes_back_to_how_the_page_opened(shared):
    go(shared, "lang=de&pace=calendar&loop=on&script=original&theme=dark&country=CZ")
    assert shared.evaluate("document.documentElement.dataset.theme") == "dark"
    go(shared, "date=1960-01-01")
    rest(shared)
    assert shared.url.endswith("#date=1960-01-01")
    assert shared.evaluate("document.documentElement.dataset.theme") is None
    assert shared.locator(".atlas-overlay").get_attribute("lang") == "en"


SETTINGS = ["lang=ru&pace=calendar&loop=on&script=original&theme=dark", "country=HU&status=bearing", "status=none"]


@pytest.mark.parametrize("fragment", sampled(SETTINGS, 3))
@pytest.mark.long
def test_settings_come_back_from_the_address(built, open_page, fragment):
    page = open_page(built / "eastern-bloc.html")
    page.evaluate("fragment => { location.hash = fragment; }", fragment)
    drag(page, (700, 380), (-90, 30))
    assert_like_fresh(page, open_page, built / "eastern-bloc.html")


@pytest.mark.long
def test_panels_speed_and_single_features_come_back(built, open_page):
    page = open_page(built / "eastern-bloc.html")
    page.evaluate("window.atlas.filter({ id: ['berlin-stalinallee', 'gori-stalin-monument', 'brasov'] })")
    page.locator(".atlas-legend .atlas-group", has_text="Countries").locator("summary").click()
    page.get_by_label("Speed").select_option("4")
    rest(page)
    fresh = assert_like_fresh(page, open_page, built / "eastern-bloc.html")
    assert fresh.get_by_label("Speed").input_value() == "4"
    shown = fresh.evaluate("window.atlas.state().counts")
    assert sum(shown.values()) == sum(page.evaluate("window.atlas.state().counts").values()) <= 3
    page.locator(".atlas-legend > summary").click()
    rest(page)
    assert "panels=-legend" in page.url
    assert_like_fresh(page, open_page, built / "eastern-bloc.html")
    page.locator(".atlas-legend > summary").click()
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate("window.atlas.state().filters") == {}, "all is all, whatever a link or a host has picked"


@pytest.mark.long
def test_another_language_keeps_speed_and_panels(built, open_page):
    page = open_page(built / "eastern-bloc.html")
    page.get_by_label("Speed").select_option("2")
    page.locator(".atlas-legend .atlas-group", has_text="Countries").locator("summary").click()
    page.locator(".atlas-menu summary").click()
    page.get_by_label("Language").select_option("de")
    assert page.get_by_label("Tempo").or_(page.locator(".atlas-speed")).first.input_value() == "2"
    assert_like_fresh(page, open_page, built / "eastern-bloc.html")


@pytest.mark.long
def test_after_a_print_what_is_found_is_brought_into_view(built, open_page):
    page = open_page(built / "eastern-bloc.html", fragment="view=50,14,7")
    page.emulate_media(media="print")
    page.emulate_media(media="screen")
    page.get_by_label("Search").fill("Gori")
    page.keyboard.press("Enter")
    expect(page.locator(".atlas-card")).to_be_visible()
    inside = "(() => { const { map_atlas: m } = window, p = m.latLngToContainerPoint([41.98, 44.11]), s = m.getSize();"
    assert page.evaluate(f"{inside} return p.x > 0 && p.y > 0 && p.x < s.x && p.y < s.y; }})()")


def test_a_card_and_a_drag_come_back_without_a_jump(built, open_page):
    page = open_page(built / "atlas.html", fragment="date=1953-03-05&open=volgograd")
    drag(page, (420, 420), (380, 0))  # the place now lies under its card
    assert_like_fresh(page, open_page, built / "atlas.html")


def test_a_link_brings_the_day_along(built, open_page):
    page = open_page(built / "atlas.html", fragment="open=telavi-stalin-monument-2013")
    until(page, "window.atlas.statusOf('telavi-stalin-monument-2013') === 'bearing'")
    assert page.evaluate("window.atlas.state().date") >= "2013"
    assert_like_fresh(page, open_page, built / "atlas.html")


def test_a_search_brings_the_day_along(built, open_page):
    page = open_page(built / "atlas.html")
    page.get_by_label("Search").fill("Telavi")
    page.locator(".atlas-search li button", has_text="2013").first.click()
    expect(page.locator(".atlas-card")).to_be_visible()
    opened = page.evaluate("window.atlas.state().open")
    assert page.evaluate("id => window.atlas.statusOf(id)", opened) in ("bearing", "uncertain")


def test_an_address_with_a_date_keeps_it(built, open_page):
    page = open_page(built / "atlas.html", fragment="date=1953-03-05&open=telavi-stalin-monument-2013")
    assert page.evaluate("window.atlas.state().date") == "1953-03-05"


def test_messages_of_any_kind_are_answered(built, browser, tmp_path):
    """A host may send what it likes: each is answered, and the map goes on."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    host = f"""<iframe src="{(built / "atlas.html").as_uri()}" width="800" height="500"></iframe><script>
        var answers = {{}};
        addEventListener("message", ({{data}}) => {{ if (data.is === "ready") answers.ready = true;
            if (data.ref !== undefined) answers[data.ref] = data.is; }});</script>"""
    (tmp_path / "host.html").write_text(host, encoding="utf-8")
    page.goto((tmp_path / "host.html").as_uri())
    until(page, "answers.ready")
    bad = [
        "{ do: 'filter', filter: { group: null } }",
        "{ do: 'filter', filter: { constructor: 'x' } }",
        "{ do: 'filter', filter: { kind: [1] } }",
        "{ do: 'filter', filter: null }",
        "{ do: 'view' }",
        "{ do: 'view', extent: [0, 0, 0, 0] }",
        "{ do: 'view', extent: [1e308, 0, 1e308, 1] }",
        "{ do: 'view', extent: [NaN, 0, 1, 1] }",
        "{ do: 'open', id: 'constructor' }",
        "{ do: 'open', id: 7 }",
        "{ do: 'language', lang: '__proto__' }",
        "{ do: 'seek', date: '1961-99' }",
        "{ do: ['seek'], date: '1961' }",
        "{ do: {}, date: '1961' }",
        "{}",
    ]
    for ref, message in enumerate(bad):
        page.evaluate(f"frames[0].postMessage({{ atlas: 1, ref: {ref}, ...{message} }}, '*')")
    page.evaluate("frames[0].postMessage({ atlas: 1, ref: 98, do: 'filter', filter: { country: '\\ud800' } }, '*')")
    page.evaluate("frames[0].postMessage({ atlas: 1, ref: 99, do: 'filter', filter: { country: 'CZ' } }, '*')")
    until(page, "answers[99] === 'state'")
    page.wait_for_timeout(400)  # the address is written with whatever the filter holds
    assert page.evaluate(f"Array.from({{ length: {len(bad)} }}, (_, k) => answers[k])") == ["error"] * len(bad)
    assert faults == []
    context.close()


SIZES = [{"width": 1280, "height": 800}, {"width": 390, "height": 780}]


@pytest.mark.parametrize(("view", "size"), sampled(product(["40.1,44.5,6.5", "48.7,46.5,7"], SIZES), 3))
@pytest.mark.long
def test_a_view_and_a_card_in_one_address_open_just_so(built, open_page, size, view):
    """The view is what the sender saw: nothing moves it, though the card's place lies out of it or under the card."""
    path = built / "atlas.html"
    at = "(() => { const { x, y } = map_atlas.latLngToContainerPoint([45, 45]); return [x, y]; })()"
    bare = open_page(path, fragment=f"date=1961-11-10&view={view}", **size)
    page = open_page(path, fragment=f"date=1961-11-10&view={view}&open=volgograd", **size)
    page.wait_for_timeout(500)
    assert page.locator(".atlas-card h2").is_visible()
    assert page.evaluate(at) == bare.evaluate(at)
    assert_like_fresh(page, open_page, path)


def test_a_place_on_the_page_takes_the_address_only_where_it_tells_all_that_is_shown(built, open_page):
    page = open_page(built / "eastern-bloc.html")
    for fragment, told in (
        ("record-table", "#record-table"),
        ("country=CZ", "country=CZ"),
        ("record-table", "country=CZ"),
    ):
        page.evaluate("fragment => { location.hash = fragment; }", fragment)
        rest(page)
        assert told in page.url
    page.evaluate("scrollTo(0, 0)")
    assert_like_fresh(page, open_page, built / "eastern-bloc.html")


def test_a_day_that_is_searched_for_stays_though_the_map_was_playing(built, open_page):
    page = open_page(built / "eastern-bloc.html")
    page.get_by_role("button", name="Play").click()
    page.get_by_label("Search").fill("5 march 1956")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1200)
    assert page.evaluate("window.atlas.state().date") == "1956-03-05"
    assert page.url.endswith("#date=1956-03-05")


def test_another_pace_tells_of_its_own_wake(built, open_page):
    """At the calendar's pace other changes are still fresh on a day than at that of events."""
    page = open_page(built / "eastern-bloc.html", fragment="date=1956-02-25")
    expect(page.locator(".atlas-news")).to_contain_text("Prague")
    page.locator(".atlas-menu summary").click()
    page.get_by_label("Timing").select_option("calendar")
    rest(page)
    assert "pace=calendar" in page.url
    page.keyboard.press("Escape")
    fresh = open_page(built / "eastern-bloc.html", fragment=page.url.partition("#")[2])
    rest(fresh)
    told = [one.locator(".atlas-news").text_content() for one in (page, fresh)]
    assert told[0] == told[1]
