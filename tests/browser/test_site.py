"""The documentation in a browser: its pages ask for nothing, fit, and have no fault that axe finds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGES = ["index", "look/gallery", "use/large", "use/own-list", "reference/maps", "understand/doors"]
SCREENS = [("light", 1440), ("light", 390), ("dark", 1440), ("dark", 390)]


@pytest.fixture(scope="module")
def site() -> Path:
    """What ``make docs`` has built, as ``make test-long`` has it do before."""
    folder = Path(os.environ.get("ATLAS_BUILT", "output")).resolve() / "docs"
    assert (folder / "index.html").is_file(), "no documentation: `make docs` builds it"
    return folder


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_pages_fit_ask_for_nothing_and_have_no_fault_that_axe_finds(browser, site, scheme, width):
    page = browser.new_context(
        viewport={"width": width, "height": 844}, offline=True, color_scheme=scheme, locale="en-GB"
    ).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in PAGES:
        page.goto((site / f"{name}.html").as_uri())
        page.wait_for_load_state("load")
        found = Axe().run(page).response["violations"]
        assert not found, (name, [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    page.context.close()
