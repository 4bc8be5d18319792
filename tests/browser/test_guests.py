"""What a folium user puts on a map, or puts the timeline on: two maps, tiles, plugins, any text in a popup."""

from __future__ import annotations

import re
import warnings
from typing import Any

import folium
import pytest
from branca.element import Figure
from folium import plugins
from playwright.sync_api import expect
from samples import sampled

import atlas
from atlas.page import assets
from atlas.page.guests import NetworkWarning

pytestmark = [pytest.mark.browser, pytest.mark.long]

BOX = (43, 39, 46, 41.5)
HARD = r"C:\1975\07 </script> ${atlas} {{ 7 * 7 }} `tick` <!-- <b>bold</b>"
SHOWN = r"C:\1975\07  ${atlas} {{ 7 * 7 }} `tick` "


@pytest.fixture(scope="module")
def armenia(record: Any) -> Any:
    return record.where(country="AM")


@pytest.fixture
def cdn(browser: Any) -> Any:
    """Opens a page with the network played by us: Leaflet and jQuery, and nothing else; (page, asked, errors)."""
    contexts = []

    def opener(path: Any) -> Any:
        context = browser.new_context(viewport={"width": 1400, "height": 800})
        contexts.append(context)
        page, asked, errors = context.new_page(), [], []
        page.on("pageerror", lambda error: errors.append(str(error)))

        def answer(route: Any) -> None:
            url = route.request.url
            asked.append(url)
            texts = {"leaflet.js": assets.leaflet_script, "jquery-3.7.1.min.js": assets.jquery_script}
            name = url.rsplit("/", 1)[-1]
            text = texts[name]() if name in texts else "L.Map.include({ sync() {} });" if "Sync" in name else ""
            text = assets.leaflet_style() if name == "leaflet.css" else text
            route.fulfill(body=text, content_type="text/javascript" if ".js" in name else "text/css")

        page.route(re.compile("^https://"), answer)
        page.goto(path.as_uri())
        page.evaluate("void window.atlas")  # who asks for it waits until the map is mounted
        return page, asked, errors

    yield opener
    for context in contexts:
        context.close()


def _moves_alone(page: Any, first: str, second: str) -> None:
    """The handle of each map moves its own clock, and both have drawn something."""
    moves = f"{first}.seek('1950-01-01'), {second}.seek('1961-11-10'), {first}.state(), {second}.state()"
    days = page.evaluate(f"[{moves}].map((s) => s.date)")
    assert days == ["1950-01-01", "1961-11-10", "1950-01-01", "1961-11-10"]
    expect(page.locator(".atlas-date").nth(0)).to_have_text("1 January 1950")
    expect(page.locator(".atlas-date").nth(1)).to_have_text("10 November 1961")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    boxes = [page.locator(".atlas-map").nth(k).bounding_box() for k in (0, 1)]
    assert all(box["width"] > 300 and box["height"] > 300 for box in boxes), boxes
    assert page.evaluate("window.atlas.state().date") == "1950-01-01", "the first is the page's own"


def test_two_maps_in_one_figure_work_each_for_itself(open_page, armenia, tmp_path):
    figure = Figure()
    for k, part in enumerate((armenia, armenia.where(group="image"))):
        half = part.map(title="Half", extent=BOX, with_table=False)
        half.width, half.left, half.position = (50, "%"), (50 * k, "%"), "absolute"
        figure.add_child(half)
    text = figure.render()
    assert text == figure.render()
    # branca's own figure links nothing; only its meta tags are outside our policy.
    (tmp_path / "two.html").write_text(text, encoding="utf-8")
    page = open_page(tmp_path / "two.html", width=1400)
    _moves_alone(page, "timeline_record", "timeline_record_2")
    assert page.evaluate("map_atlas !== map_atlas_2 && !!map_atlas_2.getZoom()")


def test_a_dual_map_carries_a_timeline_twice(cdn, armenia, tmp_path):
    dual = plugins.DualMap(location=[40.2, 44.5], zoom_start=8, tiles=None)
    dual.add_child(atlas.Timeline(armenia, first="1945"))
    first = dual.get_root().render()
    dual.save(tmp_path / "dual.html")
    dual.save(tmp_path / "again.html")
    assert (tmp_path / "dual.html").read_bytes() == (tmp_path / "again.html").read_bytes() == first.encode()
    page, _, errors = cdn(tmp_path / "dual.html")
    _moves_alone(page, "timeline_record", "timeline_record_2")
    assert errors == []


def test_a_dual_map_carries_two_records(cdn, armenia, record, tmp_path):
    dual = plugins.DualMap(location=[40.2, 44.5], zoom_start=8, tiles=None)
    atlas.Timeline(armenia, first="1945").add_to(dual.m1)
    atlas.Timeline(record.where(country="GE"), first="1945").add_to(dual.m2)
    dual.save(tmp_path / "dual.html")
    page, _, errors = cdn(tmp_path / "dual.html")
    _moves_alone(page, "timeline_record", "timeline_record_2")
    totals = page.evaluate(
        "[timeline_record, timeline_record_2].map((t) => Object.values(t.state().counts).reduce((a, b) => a + b))"
    )
    assert totals == [len(armenia), len(record.where(country="GE"))]
    assert errors == []


def test_a_second_timeline_on_one_map_is_refused(armenia):
    map_ = armenia.map(title="Armenia", extent=BOX)
    atlas.Timeline(armenia).add_to(map_)
    with pytest.raises(ValueError, match="one Timeline"):
        map_.get_root().render()
    plain = folium.Map([40, 44], tiles=None)
    for _ in range(2):
        atlas.Timeline(armenia).add_to(plain)
    with pytest.raises(ValueError, match="one Timeline"):
        plain.get_root().render()


@pytest.mark.parametrize("kind", ["on AtlasMap", "on folium.Map"])
def test_popups_and_tooltips_hold_any_text(open_page, cdn, armenia, tmp_path, kind):
    if kind == "on AtlasMap":
        map_ = armenia.map(title="Armenia", extent=BOX, with_table=False)
    else:
        map_ = folium.Map([40.2, 44.5], zoom_start=8, tiles=None)
    icon = folium.DivIcon(html="<i id='pin'>pin</i>", icon_size=(40, 40))
    folium.Marker([40.2, 44.5], popup=HARD, tooltip=HARD, icon=icon).add_to(map_)
    if kind == "on folium.Map":
        atlas.Timeline(armenia, first="1945").add_to(map_)
    lazy = folium.DivIcon(html="<i id='lazy'>l {{ 1 + 1 }}</i>")
    folium.Marker([39.6, 44.5], popup=folium.Popup(HARD, lazy=True), icon=lazy).add_to(map_)
    for _ in range(2):
        map_.save(tmp_path / "hard.html")
    page = open_page(tmp_path / "hard.html") if kind == "on AtlasMap" else cdn(tmp_path / "hard.html")[0]
    assert sum(page.evaluate("atlas.seek('1955-01-01').counts").values()) == len(armenia)
    page.locator("#pin").hover()
    assert page.locator(".leaflet-tooltip").text_content().startswith(SHOWN)
    for pin in ("#pin", "#lazy"):
        page.locator(pin).dispatch_event("click")
        popup = page.locator(".leaflet-popup-content").last
        expect(popup).to_be_visible()
        assert popup.text_content().startswith(SHOWN), popup.text_content()


def test_a_guest_whose_script_breaks_stops_no_atlas(browser, armenia, tmp_path):
    map_ = armenia.map(title="Armenia", extent=BOX, with_table=False)
    bad = folium.MacroElement()
    bad._template = folium.template.Template("{% macro script(this, kwargs) %}this is no script{% endmacro %}")
    map_.add_child(bad)
    map_.save(tmp_path / "bad.html")
    page = browser.new_page()
    page.goto((tmp_path / "bad.html").as_uri())
    assert sum(page.evaluate("atlas.state().counts").values()) == len(armenia)
    page.close()


def test_tiles_laid_on_a_sheet_make_it_web_mercator(cdn, record, tmp_path):
    prague = record.where(settlement="Prague").map(title="Prague", with_table=False, extent=(14.3, 50, 14.6, 50.2))
    prague.save(tmp_path / "sheet.html")
    folium.TileLayer("https://tile.example.org/{z}/{x}/{y}.png", attr="x").add_to(prague)
    folium.WmsTileLayer("https://wms.example.org/", layers="a", fmt="image/png", transparent=True).add_to(prague)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # tiles are asked for, not a surprise
        prague.save(tmp_path / "tiles.html")
    page, asked, errors = cdn(tmp_path / "tiles.html")
    page.wait_for_timeout(300)
    tiles = [re.search(r"tile\.example\.org/(\d+)/(\d+)/(\d+)", url) for url in asked]
    z, x, _ = map(int, next(filter(None, tiles)).groups())
    assert abs(x / 2**z - (14.42 / 360 + 0.5)) < 0.02, "the tiles of Prague, not of the Gulf of Guinea"
    assert any("wms.example.org" in url for url in asked)
    assert errors == []
    at = page.evaluate("[map_atlas.options.crs.code, map_atlas.getCenter().lat, map_atlas.getCenter().lng]")
    assert at[0] == "EPSG:3857" and abs(at[1] - 50.1) < 0.1 and abs(at[2] - 14.45) < 0.1


PLUGINS = {
    "HeatMap": (lambda: plugins.HeatMap([[40, 44]]), ["cdn.jsdelivr.net"]),
    "MiniMap": (lambda: plugins.MiniMap(), ["cdnjs.cloudflare.com", "tile.openstreetmap.org"]),
    "Fullscreen": (lambda: plugins.Fullscreen(), ["cdn.jsdelivr.net"]),
    "Draw": (lambda: plugins.Draw(), ["cdnjs.cloudflare.com"]),
    "Icon": (lambda: folium.Marker([40, 44], icon=folium.Icon()), ["cdnjs.cloudflare.com", "netdna.bootstrapcdn.com"]),
    "BeautifyIcon": (lambda: folium.Marker([40, 44], icon=plugins.BeautifyIcon()), ["cdn.jsdelivr.net"]),
    "CustomIcon": (lambda: folium.Marker([40, 44], icon=folium.CustomIcon("https://y.example/a.png")), ["y.example"]),
    "TimestampedGeoJson": (
        lambda: plugins.TimestampedGeoJson({"type": "FeatureCollection", "features": []}),
        ["cdn.jsdelivr.net", "cdnjs.cloudflare.com"],
    ),
    "Geocoder": (lambda: plugins.Geocoder(), ["nominatim.openstreetmap.org", "unpkg.com"]),
    "HTML of a popup": (lambda: folium.Marker([40, 44], popup="<img src=https://x.example/a.png>"), ["x.example"]),
    "VegaLite": (
        lambda: folium.Marker(
            [40, 44],
            popup=folium.Popup().add_child(
                folium.VegaLite({"$schema": "https://vega.github.io/schema/vega-lite/v5.json"})
            ),
        ),
        ["cdn.jsdelivr.net"],
    ),
}


@pytest.mark.parametrize("name", sampled(PLUGINS, 3))
def test_what_asks_the_network_is_named_and_the_policy_agrees(armenia, name):
    make, hosts = PLUGINS[name]
    map_ = armenia.map(title="Armenia", extent=BOX, with_table=False)
    make().add_to(map_)
    with pytest.warns(NetworkWarning, match=re.escape(f"{name} asks ")) as told:
        text = map_.get_root().render()
    assert all(host in str(told[0].message) for host in hosts), told[0].message
    policy = re.search(r'content="(default-src[^"]+)"', text)[1]
    assert all(f"https://{host}" in policy for host in hosts)


def test_the_atlas_stands_where_no_plugin_comes(cdn, armenia, tmp_path):
    map_ = armenia.map(title="Armenia", extent=BOX, with_table=False)
    for make, _ in PLUGINS.values():
        make().add_to(map_)
    with pytest.warns(NetworkWarning):
        map_.save(tmp_path / "plugins.html")
    page, asked, errors = cdn(tmp_path / "plugins.html")
    reached = {re.sub(r"https://([^/]+).*", r"\1", url) for url in asked}
    assert reached >= {"cdn.jsdelivr.net", "cdnjs.cloudflare.com", "netdna.bootstrapcdn.com", "unpkg.com"}
    assert errors, "the scripts that came are empty"
    assert sum(page.evaluate("atlas.seek('1955-01-01').counts").values()) == len(armenia)


def test_a_marker_cluster_comes_from_its_package(open_page, armenia, tmp_path):
    map_ = armenia.map(title="Armenia", extent=BOX, with_table=False)
    plugins.MarkerCluster([[40.2 + k / 1e4, 44.5] for k in range(9)]).add_to(map_)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        map_.save(tmp_path / "cluster.html")
    page = open_page(tmp_path / "cluster.html")
    expect(page.locator(".marker-cluster")).to_have_text("9")


def test_without_the_package_a_cluster_is_told_of(monkeypatch, armenia):
    monkeypatch.setattr(assets, "_xstatic", lambda name: None)
    assets.marker_cluster.cache_clear()
    map_ = armenia.map(title="Armenia", extent=BOX, with_table=False)
    plugins.MarkerCluster([[40.2, 44.5]]).add_to(map_)
    with pytest.warns(NetworkWarning, match=r"MarkerCluster asks cdnjs\.cloudflare\.com.*pip install"):
        map_.get_root().render()
    assets.marker_cluster.cache_clear()


def test_shown_saved_added_to_and_saved_again(open_page, armenia, tmp_path):
    map_ = armenia.map(title="Armenia", extent=BOX, with_table=False)
    map_._repr_html_()
    for _ in range(2):
        map_.save(tmp_path / "map.html")
    bare = (tmp_path / "map.html").read_bytes()
    assert bare == armenia.map(title="Armenia", extent=BOX, with_table=False).get_root().render().encode()
    pin = folium.Marker([40.2, 44.5], popup="<a onclick=\"this.textContent='pressed'\">press</a>").add_to(map_)
    map_.save(tmp_path / "map.html")
    page = open_page(tmp_path / "map.html")
    page.locator("img.leaflet-marker-icon").click()
    page.locator(".leaflet-popup-content a").click()
    expect(page.locator(".leaflet-popup-content a")).to_have_text("pressed")
    del map_._children[pin.get_name()]


def test_a_frame_in_a_popup_shows(open_page, armenia, tmp_path):
    map_ = armenia.map(title="Armenia", extent=BOX, with_table=False)
    folium.Marker([40.2, 44.5], popup=folium.Popup(folium.IFrame("<b>inside</b>", width=200, height=80))).add_to(map_)
    map_.save(tmp_path / "frame.html")
    page = open_page(tmp_path / "frame.html")
    page.locator("img.leaflet-marker-icon").click()
    expect(page.frame_locator(".leaflet-popup-content iframe").locator("b")).to_have_text("inside")


def _apart(one: dict[str, float], other: dict[str, float]) -> bool:
    across = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
    return across or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_control_of_layers_is_reached_beside_the_panels(browser, armenia, tmp_path, width):
    map_ = armenia.map(title="Armenia", extent=BOX, with_table=False)
    pins = folium.FeatureGroup(name="Pins").add_to(map_)
    folium.Marker([40.2, 44.5]).add_to(pins)
    folium.LayerControl().add_to(map_)
    map_.save(tmp_path / "layers.html")
    phone = {"has_touch": True, "is_mobile": True} if width < 500 else {}
    context = browser.new_context(viewport={"width": width, "height": 800}, **phone)
    page = context.new_page()
    page.goto((tmp_path / "layers.html").as_uri())
    toggle = page.locator(".leaflet-control-layers-toggle")
    expect(toggle).to_be_visible()
    page.wait_for_timeout(200)
    box = toggle.bounding_box()
    for panel in (".atlas-date", ".atlas-search input", ".atlas-legend", ".leaflet-control-zoom"):
        assert _apart(box, page.locator(panel).bounding_box()), panel
    (page.touchscreen.tap if phone else page.mouse.move)(box["x"] + 15, box["y"] + 15)
    page.locator(".leaflet-control-layers-overlays input").click()
    expect(page.locator("img.leaflet-marker-icon")).to_have_count(0)
    if phone:
        page.touchscreen.tap(200, 450)
    else:
        page.mouse.move(640, 400)
    page.evaluate("atlas.open(atlas.search('a')[0])")
    page.wait_for_timeout(200)
    assert _apart(toggle.bounding_box(), page.locator(".atlas-card").bounding_box()), "a card leaves it free"
    page.locator(".atlas-card .atlas-close").click()
    page.screenshot(path=tmp_path / f"layers-{width}.png")
    context.close()


def test_a_timeline_on_a_plain_map_shows_in_a_notebook(cdn, armenia, tmp_path):
    plain = folium.Map([40.2, 44.5], zoom_start=8, tiles=None)
    atlas.Timeline(armenia, first="1945").add_to(plain)
    shown = plain._repr_html_()
    assert shown == plain._repr_html_(), "shown twice, the same"
    (tmp_path / "notebook.html").write_text(f"<!DOCTYPE html><p>Before.</p>{shown}", encoding="utf-8")
    page, _, errors = cdn(tmp_path / "notebook.html")
    frame = page.frames[1]
    frame.locator(".atlas-play").click()
    expect(frame.locator(".atlas-date")).not_to_have_text("1 January 1945")
    assert errors == []
