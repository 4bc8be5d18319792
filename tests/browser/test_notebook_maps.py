"""The maps of the notebooks, opened in a real browser with the network off."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.mark.parametrize("name", ["01-first-look", "05-a-map-for-your-article", "06-your-own-record"])
def test_its_maps_open_without_network(name: str, executed: Any, open_page: Any, tmp_path: Any) -> None:
    notebook, folder = executed(name)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = [output.get("data", {}).get("text/html", "") for output in outputs]
    page = tmp_path / "shown.html"
    page.write_text("<!DOCTYPE html><meta charset=utf-8>" + "".join(shown), encoding="utf-8")
    view = open_page(page)
    frames = view.locator("iframe")
    assert frames.count() >= 1
    for number in range(frames.count()):
        assert view.frame_locator("iframe").nth(number).locator(".atlas-date").text_content()
    saved = [path for path in folder.rglob("*.html") if "folium-map" in path.read_text(encoding="utf-8")]
    assert bool(saved) == name.startswith("05")
    for path in saved:
        assert sum(open_page(path).evaluate("window.atlas.state().counts").values()) > 0
