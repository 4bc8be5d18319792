"""Maps in boxes without a size that are shown later, canvases that lie, sheets from far away, names in any script."""

from __future__ import annotations

from itertools import product

import folium
import pytest
from samples import sampled

import atlas
from atlas.page import assets
from tests.browser.hands import assert_like_fresh, drag, rest, unlike, wheel
from tests.browser.test_map import until

pytestmark = [pytest.mark.browser, pytest.mark.long]

HIDE = {
    "display": ("style='display:none'", "box.style.display = 'block'"),
    "zero width": ("style='width:0'", "box.style.width = '900px'"),
    "details": ("", "box.open = true"),
}


@pytest.mark.parametrize(
    ("way", "fragment"),
    sampled(
        [
            ("display", ""),
            ("display", "date=1961-11-01&view=47.5,19.05,7"),
            ("details", "open=volgograd"),
            ("zero width", "extent=12,48,19,51"),
        ],
        2,
    ),
)
def test_a_map_hidden_at_first_opens_as_asked(built, browser, tmp_path, way, fragment):
    attributes, show = HIDE[way]
    tag = "details" if way == "details" else "div"
    source = f"{(built / 'atlas.html').as_uri()}#{fragment}"
    frame = f"<iframe src='{source}' style='width:900px;height:600px;border:0'></iframe>"
    if way == "zero width":
        frame = frame.replace("width:900px", "width:100%")
    other = f"<body style='margin:0'><{tag} id='box' {attributes}><summary hidden></summary>{frame}</{tag}>"
    (tmp_path / "hidden.html").write_text(other, encoding="utf-8")
    (tmp_path / "plain.html").write_text(
        f"<body style='margin:0'><div style='width:900px'>{frame}</div>", encoding="utf-8"
    )
    context = browser.new_context(viewport={"width": 1000, "height": 650}, offline=True)
    faults, views = [], []
    ask = "(() => { const c = map_atlas.getCenter(); return [c.lat, c.lng, map_atlas.getZoom()]; })()"
    for name in ("plain", "hidden"):
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto((tmp_path / f"{name}.html").as_uri())
        inner = page.frames[1]
        until(inner, "!!window.atlas")
        page.wait_for_timeout(100)
        if name == "hidden":
            page.evaluate(f"const box = document.getElementById('box'); {show}")
        page.wait_for_timeout(400)
        views.append((inner.evaluate(ask), inner.evaluate(RED)))
    assert faults == []
    (plain, ink), (hidden, shown) = views
    assert hidden == pytest.approx(plain, abs=0.05)
    assert shown > 300 and abs(shown - ink) < 0.1 * ink
    context.close()


RED = """(() => { const c = document.querySelector('.leaflet-atlasMarks-pane canvas');
    const { data } = c.getContext('2d').getImageData(0, 0, c.width, c.height);
    let n = 0; for (let i = 0; i < data.length; i += 4) n += data[i] > 150 && data[i + 1] < 60 && data[i + 3] > 200;
    return n; })()"""


def test_a_folium_map_in_a_hidden_box(browser, record, tmp_path):
    plain = folium.Map([40.2, 44.5], zoom_start=8, tiles=None)
    atlas.Timeline(record.where(country="AM"), first="1945", start="1955", extent=(43, 39, 46, 41.5)).add_to(plain)
    text = plain.get_root().render()
    hidden = text.replace(
        '<div class="folium-map"', '<div id="box" style="display:none;height:500px"><div class="folium-map"'
    )
    hidden = hidden.replace("</div>", "</div></div>", 1)
    (tmp_path / "hidden.html").write_text(hidden, encoding="utf-8")
    context = browser.new_context(viewport={"width": 900, "height": 600})
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    def answer(route):
        body = assets.leaflet_script() if route.request.url.endswith("leaflet.js") else ""
        kind = "text/javascript" if route.request.url.endswith(".js") else "text/css"
        route.fulfill(body=body, content_type=kind)

    page.route("https://**/*", answer)
    page.goto((tmp_path / "hidden.html").as_uri())
    until(page, "!!window.atlas")
    page.wait_for_timeout(200)
    page.evaluate("document.getElementById('box').style.display = 'block'")
    name = plain.get_name()
    until(page, f"{name}.getBounds().contains([40.2, 44.5]) && {name}.getSize().x > 0")
    page.wait_for_timeout(200)
    assert [fault for fault in faults if "L." in fault or "anvas" in fault or "atlas" in fault] == []
    assert page.evaluate(RED) > 50
    west = page.evaluate(f"{name}.getBounds().getWest()")
    assert 36 < west <= 43.1, "the extent asked for, in whole steps of zoom, and not the world"
    context.close()


def test_the_scale_bar_stands_above_a_legend_that_takes_the_foot_of_a_map_grown_narrow(built, open_page):
    page = open_page(built / "berlin.html", width=1280, height=800, fragment="date=1961-11-14")
    page.set_viewport_size({"width": 1190, "height": 740})
    fresh = open_page(built / "berlin.html", width=1190, height=740, fragment="date=1961-11-14")
    for one in (page, fresh):
        one.wait_for_timeout(300)
    bars = [one.locator(".leaflet-control-scale").bounding_box() for one in (page, fresh)]
    assert bars[0] == bars[1]


def test_a_map_far_out_comes_as_near_in_a_box_that_has_grown_as_a_fresh_one_goes_out(built, open_page):
    page = open_page(built / "eastern-bloc.html", width=1280, height=460)
    drag(page, (700, 150), (-60, -40))
    wheel(page, (700, 150), 14)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(300)
    assert_like_fresh(page, open_page, built / "eastern-bloc.html")


def test_a_card_stands_in_the_same_place_however_fast_a_page_opens(built, browser):
    """In a low box the card stands on a low clock, of whose height it must have heard before the map makes room."""
    views = []
    for at_once in ("addEventListener('DOMContentLoaded', () => void window.atlas)", ""):
        context = browser.new_context(viewport={"width": 820, "height": 396})
        context.add_init_script(at_once)
        page = context.new_page()
        page.goto((built / "prague.html").as_uri() + "#date=1955-05-01&open=prague-stalin-monument&speed=2")
        until(page, "document.querySelector('.atlas-card')?.hidden === false")
        rest(page)
        views.append(page.url)
        context.close()
    assert views[0] == views[1]


def test_a_box_that_grows_later_keeps_its_sense(built, open_page):
    """A view that nobody moved is framed anew; one that a reader chose keeps its middle."""
    page = open_page(built / "atlas.html", width=900, height=700)
    page.set_viewport_size({"width": 1300, "height": 800})
    page.wait_for_timeout(300)
    fresh = open_page(built / "atlas.html", width=1300, height=800)
    fresh.wait_for_timeout(300)
    ask = "(() => { const c = map_atlas.getCenter(); return [c.lat, c.lng, map_atlas.getZoom()]; })()"
    assert page.evaluate(ask) == pytest.approx(fresh.evaluate(ask), abs=0.01)
    drag(page, (700, 380), (-120, 0))
    chosen = page.evaluate(ask)
    page.set_viewport_size({"width": 1000, "height": 700})
    page.wait_for_timeout(300)
    assert page.evaluate(ask) == pytest.approx(chosen, abs=0.06)


def test_where_a_canvas_cannot_be_read_the_marks_look_the_same(built, open_page, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    lying = context.new_page()
    lying.add_init_script(
        """const own = CanvasRenderingContext2D.prototype.getImageData;
        CanvasRenderingContext2D.prototype.getImageData = function (...box) {
            const image = own.apply(this, box);
            for (let i = 0; i < image.data.length; i++) image.data[i] = Math.random() * 256;
            return image;
        };"""
    )
    lying.goto((built / "atlas.html").as_uri() + "#date=1956-06-01")
    honest = open_page(built / "atlas.html", fragment="date=1956-06-01")
    for page in (honest, lying):
        page.evaluate("window.atlas.seek('1961-11-20')")  # a step that repaints some tiles only
        drag(page, (700, 380), (-60, 20))
        page.evaluate("window.atlas.seek('1961-11-24')")
        page.wait_for_timeout(1300)  # rings run out
        rest(page)
    assert unlike(honest, lying) < 0.0005
    context.close()


def test_far_out_the_sheet_stays_and_its_scale_is_true(built, open_page):
    page = open_page(built / "atlas.html")
    wheel(page, (400, 300), 12)
    minus = page.locator(".leaflet-control-zoom-out")
    for _ in range(5):
        if "leaflet-disabled" not in (minus.get_attribute("class") or ""):
            minus.click()
    page.wait_for_timeout(200)
    bar = page.locator(".leaflet-control-scale-line")
    assert bar.bounding_box()["width"] <= 110
    assert bar.text_content().endswith("000 km")
    sheet = page.evaluate("map_atlas.options.crs.sheet * 2 ** map_atlas.getZoom() / map_atlas.getSize().y")
    assert 0.9 < sheet < 1.1, "the sheet fills what it can of the screen"
    drag(page, (700, 300), (-600, 0))
    drag(page, (700, 300), (-600, 0))
    page.wait_for_timeout(300)
    on = page.evaluate("""(() => { const m = map_atlas, middle = m.getSize().divideBy(2);
        return m.latLngToContainerPoint(m.containerPointToLatLng(middle)).distanceTo(middle); })()""")
    assert on <= 1, "the middle of the screen lies on the sheet"


@pytest.mark.parametrize("locale", sampled(["tr-TR", "az-AZ", "en-GB"], 3))
def test_a_search_finds_the_same_in_every_browser(built, open_page, locale):
    page = open_page(built / "atlas.html", locale=locale)

    def find(text):
        return page.evaluate("text => window.atlas.search(text)", text)

    for same in (
        ["Stalinstraße", "Stalinstrasse", "STALINSTRASSE", "STALINSTRAẞE"],
        ["st'alinis", "st’alinis", "stʼalinis", "stalinis", "STALİNİS"],
        ["institute", "INSTITUTE", "ınstıtute"],
        ["irkutsk", "IRKUTSK", "İrkutsk"],
        ["prospekti", "PROSPEKTI", "prospektı"],
        ["heykəli", "HEYKƏLI", "heykeli"],
        ["Сталінград", "сталінград"],
        ["სტალინის"],
    ):
        found = [find(text) for text in same]
        assert found[0], same[0]
        assert all(other == found[0] for other in found), same


def test_two_thousand_years(open_page, tmp_path):
    """Years before 100 are what they say: on the clock, in words and in the address."""
    page = open_page(_centuries(tmp_path), fragment="date=0033-04-03")
    assert page.locator(".atlas-date").text_content() == "3 April 33"
    page.evaluate("window.atlas.seek('0099-12-31')")
    page.locator(".atlas-range").focus()
    page.keyboard.press("PageDown")
    until(page, "window.atlas.state().date === '0100-12-31'")
    rest(page)
    assert "date=0100-12-31" in page.url
    page.keyboard.press("Home")
    until(page, "window.atlas.state().date === '0001-01-01'")
    assert page.locator(".atlas-date").text_content() == "1 January 1"


def _centuries(folder):
    record = atlas.load("tests/references/record")
    map_ = record.map(first="0001", last="2001", extent=(9, 38, 60, 61))
    map_.save(folder / "centuries.html")
    return folder / "centuries.html"


SIZES = [(320, 200), (844, 390), (320, 256), (1280, 800), (1366, 768)]


@pytest.mark.parametrize(("colours", "size"), sampled(product(["none", "active"], SIZES), 3))
def test_the_date_stands_clear_of_what_is_pressed(open_page, built, size, colours):
    """Much enlarged, on a phone's side, beside an open card, in the system's colours."""
    width, height = size
    page = open_page(built / "atlas.html", width=width, height=height, fragment="date=1961-11-10&open=volgograd")
    page.emulate_media(forced_colors=colours)
    page.locator(".atlas-card h2").wait_for()
    crossed = page.evaluate(
        """() => {
            const boxes = (what) => [...document.querySelectorAll(what)].map((e) => e.getBoundingClientRect())
                .filter((b) => b.width && b.height);
            const crosses = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            const head = boxes(".atlas-head > *"), others = boxes(".atlas-bar > *, .atlas-legend, .atlas-card");
            return head.some((a) => others.some((b) => crosses(a, b)));
        }"""
    )
    assert not crossed


@pytest.mark.parametrize("name", ["atlas", "prague"])
@pytest.mark.parametrize(
    "size",
    [(1440, 900), (1024, 700), (1280, 657), (700, 900), (390, 780), (360, 641), (780, 390)],
    ids="{0[0]}x{0[1]}".format,
)
def test_a_map_lies_on_whole_pixels(built, open_page, name, size):
    """Between two pixels its letters would be drawn otherwise before and after the page has been scrolled."""
    page = open_page(built / f"{name}.html", width=size[0], height=size[1])
    box = page.evaluate("document.querySelector('.atlas-map').getBoundingClientRect().toJSON()")
    assert [box[side] % 1 for side in ("top", "left", "width", "height")] == [0, 0, 0, 0]
