"""The atlas map with folium's own elements on it, and the timeline on a plain ``folium.Map``."""

from __future__ import annotations

import folium
import pytest
from playwright.sync_api import expect

import atlas
from atlas.page import assets

pytestmark = pytest.mark.browser


@pytest.mark.long
def test_folium_elements_work_on_an_atlas_map_without_network(open_page, record, tmp_path):
    map_ = record.where(country="AM").map(title="Armenia", extent=(43, 39, 46, 41.5))
    folium.Marker([40.18, 44.51], popup="<b>A pin</b>", tooltip="tip").add_to(map_)
    folium.Circle([40.5, 45], radius=20_000).add_to(map_)
    map_.save(tmp_path / "guests.html")
    page = open_page(tmp_path / "guests.html")
    page.locator("img.leaflet-marker-icon").click()
    assert page.locator(".leaflet-popup-content b").text_content() == "A pin"
    assert page.locator("path.leaflet-interactive").count() == 1
    assert sum(page.evaluate("window.atlas.state().counts").values()) == len(record.where(country="AM").features)


def test_timeline_mounts_on_a_plain_folium_map(browser, record, tmp_path):
    """folium's own page loads its libraries from the network: here the test hands it Leaflet, and nothing else."""
    plain = folium.Map([40.2, 44.5], zoom_start=8, tiles=None)
    armenia = record.where(country="AM")
    atlas.Timeline(armenia, first="1945", start="1955").add_to(plain)
    plain.save(tmp_path / "plain.html")
    faults = []
    context = browser.new_context()
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))

    def answer(route):
        body = assets.leaflet_script() if route.request.url.endswith("leaflet.js") else ""
        kind = "text/javascript" if route.request.url.endswith(".js") else "text/css"
        route.fulfill(body=body, content_type=kind)

    page.route("https://**/*", answer)
    page.goto((tmp_path / "plain.html").as_uri())
    state = page.evaluate("window.atlas.seek('1955-06-01')")
    assert state["counts"]["bearing"] == (armenia.at("1955-06-01")["status"] == "bearing").sum() > 0
    expect(page.locator(".atlas-date")).to_have_text("1 June 1955")
    assert page.get_by_role("button", name="Play").is_visible()
    assert [fault for fault in faults if "L." in fault or "atlas" in fault] == []
    context.close()
