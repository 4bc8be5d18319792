"""A real browser for the tests: pages are opened from disk, with the network off, and must ask for nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from filelock import FileLock

from atlas.publish.build import build

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome"]
NONE = (
    "no browser: install Chromium, Chrome or Edge (for example `apt-get install chromium`), "
    "or run `playwright install chromium`; ATLAS_BROWSER may name one by its path"
)
NO_FIREFOX = "no Firefox: install it (on Debian `apt-get install firefox-esr`)"


def _launch(playwright: Any) -> Any:
    """The browser that ATLAS_BROWSER names, else one of the system, else Playwright's own."""
    wanted = os.environ.get("ATLAS_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    own = playwright.chromium.executable_path
    path = wanted or (own if Path(own).exists() else None)
    return _with_openings_told(playwright.chromium.launch(executable_path=path, args=FLAGS)) if path else None


TOLD = "try { localStorage.setItem(`atlas-opening:${location.pathname}`, 'told'); } catch {}"
"""A page's opening is told once; to the tests it has been told, but to those that look at it (``browser.plain``)."""


def _with_openings_told(browser: Any) -> Any:
    browser.plain = browser.new_context

    def new_context(**options: Any) -> Any:
        context = browser.plain(**options)
        context.add_init_script(TOLD)
        return context

    browser.new_context = new_context
    return browser


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """Playwright, which drives the browsers."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Any) -> Iterator[Any]:
    """One headless browser for the whole run. Without one the tests are skipped; in CI that is a failure."""
    launched = _launch(playwright)
    if launched is None:
        _without(NONE)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def firefox(playwright: Any) -> Iterator[Any]:
    """Firefox as the system has it, driven by WebDriver BiDi. It takes no colour scheme and no offline mode from us."""
    path = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
    if path is None:
        _without(NO_FIREFOX)
    launched = _with_openings_told(playwright.firefox.launch(channel="moz-firefox", executable_path=path))
    yield launched
    launched.close()


def _without(why: str) -> NoReturn:
    if os.environ.get("CI") or os.environ.get("ATLAS_REQUIRE_BROWSER"):
        pytest.fail(why)
    pytest.skip(why)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI let a test that a browser failed have one more go; the summary names it (``R``), for it is to be mended."""
    if os.environ.get("CI"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    """Let every test that had no browser name one place, so that the summary says it in one line."""
    report = yield
    for why in (NONE, NO_FIREFOX):
        if report.skipped and why in str(report.longrepr):
            report.longrepr = (__file__, 1, f"Skipped: {why}")
    return report


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Folder with everything that ``atlas build`` writes; tests that run side by side share one."""
    if drawn := os.environ.get("ATLAS_BUILT"):  # a folder that `atlas build` has drawn already: a minute saved
        return Path(drawn).resolve()
    if not hasattr(request.config, "workerinput"):
        return _build(tmp_path_factory.mktemp("output"))
    folder = tmp_path_factory.getbasetemp().parent / "output"
    with FileLock(f"{folder}.lock"):
        return folder if folder.is_dir() else _build(folder)


def _build(folder: Path) -> Path:
    build(output=folder)
    return folder


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a file in a fresh offline context; afterwards, no console error and no outside request may have come."""
    contexts, faults = [], []

    def opener(
        path: Path,
        *,
        timezone: str = "UTC",
        width: int = 1280,
        height: int = 800,
        color_scheme: str = "light",
        reduced_motion: str | None = None,
        javascript: bool = True,
        locale: str = "en-GB",
        fragment: str = "",
        touch: bool = False,
    ) -> Any:
        context = browser.new_context(
            has_touch=touch,
            viewport={"width": width, "height": height},
            timezone_id=timezone,
            color_scheme=color_scheme,
            reduced_motion=reduced_motion,
            java_script_enabled=javascript,
            locale=locale,
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: faults.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.on("request", lambda r: faults.append(f"request: {r.url}") if not _inside(r.url) else None)
        page.goto(Path(path).as_uri() + (f"#{fragment}" if fragment else ""))
        if javascript:
            page.evaluate("void window.atlas")  # who asks for it waits until the map is mounted
        return page

    yield opener
    for context in contexts:
        context.close()
    assert faults == []


def _inside(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:"))
