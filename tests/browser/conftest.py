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
_OUTCOME = pytest.StashKey[bool]()
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
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Note whether a test passed; let every one that had no browser name one place, for one line of the summary."""
    report = yield
    if call.when == "call":
        item.stash[_OUTCOME] = report.passed
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


class Pages:
    """Pages that one test has read and another may read, each time anew from disk.

    A context and a process for every page cost as much as the page itself. Whatever a test can change besides the
    document is put back: storage, window, media, pointer. What a failed test used is thrown away.
    """

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.free: dict[tuple[tuple[str, Any], ...], list[Any]] = {}

    def take(self, *, width: int, height: int, media: dict[str, str], **options: Any) -> Any:
        """A blank page of a context with these options."""
        free = self.free.setdefault(tuple(options.items()), [])
        size = {"width": width, "height": height}
        page = free.pop() if free else self.browser.new_context(viewport=size, offline=True, **options).new_page()
        if page.viewport_size != size:
            page.set_viewport_size(size)
        page.emulate_media(media="null", forced_colors="none", **media)
        return page

    def give_back(self, page: Any, *, sound: bool, **options: Any) -> None:
        """Leave a page, forget what it stored, and keep it for the next test."""
        if not sound or page.is_closed() or len(page.context.pages) > 1 or not page.url.startswith("file:"):
            page.context.close()
            return
        if options["java_script_enabled"]:
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.mouse.move(0, 0)
        page.goto("about:blank")
        self.free[tuple(options.items())].append(page)

    def close(self) -> None:
        """Close all."""
        for page in (page for pages in self.free.values() for page in pages):
            page.context.close()


@pytest.fixture(scope="session")
def pages(browser: Any) -> Iterator[Pages]:
    """The pages that lie ready."""
    lying = Pages(browser)
    yield lying
    lying.close()


def _listeners(faults: list[str]) -> dict[str, Callable[[Any], None]]:
    """What notes each console error and each outside request of a page."""
    return {
        "console": lambda m: faults.append(f"console: {m.text}") if m.type == "error" else None,
        "pageerror": lambda error: faults.append(f"page error: {error}"),
        "request": lambda r: faults.append(f"request: {r.url}") if not _inside(r.url) else None,
    }


@pytest.fixture(scope="module")
def atlas_page(browser: Any, built: Path) -> Iterator[Any]:
    """The atlas, open for a whole module: for tests that only ask it, and bring it to the day that they want."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True, locale="en-GB")
    page = context.new_page()
    for event, hear in _listeners(faults).items():
        page.on(event, hear)
    page.goto((built / "atlas.html").as_uri())
    page.evaluate("void window.atlas")
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def open_page(pages: Pages, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open a file offline, as new; afterwards, no console error and no outside request may have come."""
    taken, faults = [], []
    listeners = _listeners(faults)

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
        options = {"timezone_id": timezone, "locale": locale, "has_touch": touch, "java_script_enabled": javascript}
        media = {"color_scheme": color_scheme, "reduced_motion": reduced_motion or "no-preference"}
        page = pages.take(width=width, height=height, media=media, **options)
        taken.append((page, options))
        for event, hear in listeners.items():
            page.on(event, hear)
        page.goto(Path(path).as_uri() + (f"#{fragment}" if fragment else ""))
        if javascript:
            page.evaluate("void window.atlas")  # who asks for it waits until the map is mounted
        return page

    yield opener
    for page, options in taken:
        for event, hear in listeners.items():
            page.remove_listener(event, hear)
        pages.give_back(page, sound=request.node.stash.get(_OUTCOME, False) and not faults, **options)
    assert faults == []


def _inside(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:"))
