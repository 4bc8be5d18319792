"""The pages that the hand walks over, on which screens, and a page that is opened, looked at and brought to rest."""

from __future__ import annotations

import math
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import folium

import atlas
from atlas.page.article import FILE, article
from atlas.publish.build import draw
from atlas.record.plans import read_plans
from tests.browser.conftest import _launch, _with_openings_told
from tests.hands.eye import Picture, Sight, look, picture

RING_MS = 1500
"""Milliseconds after which a page has written its address and the rings around what has just changed are gone."""
MOMENT_S = 0.04
"""Seconds in which a page that has nothing to wait for paints what it was just asked for: two frames and a bit."""

REST = """
(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`*, *::before, *::after { transition: none !important; animation: none !important;
        caret-color: transparent !important } :focus, :focus-visible { outline: none !important }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const tasks = [], note = (entries) => tasks.push(...entries.map((e) => e.duration));
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    try { observer.observe({ type: "longtask" }); } catch { /* Firefox has none */ }
    window.handsTasks = () => { note(observer.takeRecords()); return tasks.splice(0); };
})();
"""
"""Before each page: focus, carets and transitions are no part of an address; and tasks over 50 ms are counted."""

HIDDEN = """
(() => {
    window.handsHiding = new CSSStyleSheet();
    window.handsHiding.replaceSync("body { display: none !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, window.handsHiding];
})();
"""
"""A page that opens in a box without a size: a tab, a closed ``<details>``, a cell not shown yet."""


@dataclass(frozen=True)
class Screen:
    """A screen and how it is touched."""

    name: str
    width: int
    height: int
    sizes: tuple[tuple[int, int], ...]
    touch: bool = False

    def context(self) -> dict[str, Any]:
        """What Playwright is told of it."""
        size = {"viewport": {"width": self.width, "height": self.height}, "locale": "en-GB", "timezone_id": "UTC"}
        return size | ({"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if self.touch else {})


SCREENS = {
    "desktop": Screen("desktop", 1024, 700, ((1024, 700), (1280, 720), (820, 640), (700, 900))),
    "phone": Screen("phone", 390, 780, ((390, 780), (360, 640), (780, 390)), touch=True),
}


@dataclass(frozen=True)
class Scene:
    """A page to walk over: its file, the part of the record that it shows, and the projection of each framing."""

    name: str
    path: Path
    record: Any
    projections: Mapping[str, Mapping[str, Any]]
    framed: bool = False
    home: tuple[float, float, float] | None = None
    own: Path | None = None  # the map's own page, where `path` is an article around it


PAGES = ("atlas", "eastern-bloc", "november-1961", "prague")
"""Maps of ``maps.toml`` that are walked over: the largest, one of a part of the world, a story, a town."""


def draw_pages(record: Any, folder: Path, names: Sequence[str] = PAGES) -> None:
    """Write the pages that are walked over, without stills and downloads."""
    plans = read_plans(record)
    folder.mkdir(parents=True, exist_ok=True)
    for plan in plans.chosen(names):
        draw(record, plan, plans.bloc).save(folder / plan.file)
    (folder / FILE).write_text(article(record, plans.maps[0]), encoding="utf-8")


def scenes(folder: Path, record: Any, work: Path, names: Sequence[str] = PAGES) -> dict[str, Scene]:
    """All scenes over a folder that ``atlas build`` has written; ``work`` takes the pages that it does not write.

    With ``names`` of maps of somebody's own record they are those alone.
    """
    plans = {plan.id: plan for plan in read_plans(record).maps}

    def of(name: str, path: Path, plan: Any, **more: Any) -> Scene:
        views = {"": plan} | plan.frames
        projections = {key: (view.projection or plan.projection).plain() for key, view in views.items()}
        return Scene(name, path, plan.part(record), projections, **more)

    found = {name: of(name, folder / plan.file, plan) for name, plan in plans.items() if name in names}
    if names is not PAGES:
        return found
    first = next(iter(plans.values()))
    own = folder / f"{first.id}.html"
    found["article"] = of("article", folder / FILE, first, framed=True, own=own)
    found["folium"] = _plain_folium(record, work / "folium.html")
    return found


def _plain_folium(record: Any, path: Path) -> Scene:
    """A ``Timeline`` on a ``folium.Map`` of anybody's; what folium asks of a CDN is laid into the file."""
    from atlas.page import assets

    part = record.where(country="AM")
    map_ = folium.Map([40.2, 44.5], zoom_start=8, tiles=None)
    atlas.Timeline(part, first="1945", start="1955").add_to(map_)
    html = map_.get_root().render()
    leaflet = f"<style>{assets.leaflet_style(pictures=False)}</style><script>{assets.leaflet_script()}</script>"
    html = re.sub(r'<link rel="stylesheet"[^>]*>|<script src="http[^>]*></script>', "", html)
    path.write_text(html.replace("</head>", f"{leaflet}</head>", 1), encoding="utf-8")
    return Scene("folium", path, part, {"": {"kind": "mercator"}}, home=(40.2, 44.5, 8.0))


@dataclass
class Stage:
    """One page on a screen: opened, looked at, waited for. ``faults`` gathers errors and outside requests."""

    browser: Any
    scene: Scene
    screen: Screen
    real_time: bool = False
    context: Any = None
    page: Any = None
    cdp: Any = None
    faults: list[str] = field(default_factory=list)
    kept: list[float] = field(default_factory=list)  # long tasks of the page's own, put aside for a look
    aside: float = 0.0  # milliseconds of the processor that those looks have taken
    size: tuple[int, int] = (0, 0)
    dark: bool = False

    def __post_init__(self) -> None:
        self.chromium = self.browser.browser_type.name == "chromium"
        options = self.screen.context()
        if not self.chromium:
            options = {key: options[key] for key in ("viewport",)}
        self.context = self.browser.new_context(**options, **({"offline": True} if self.chromium else {}))
        if not self.real_time:
            self.context.clock.install()
        self.context.add_init_script(REST)
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.faults.append(f"console: {m.text}") if m.type == "error" else None)
        self.page.on("pageerror", self._error)
        self.page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith(("file:", "data:", "blob:", "about:"))
                else self.faults.append(f"request: {r.url}")
            ),
        )
        self.cdp = self.context.new_cdp_session(self.page) if self.chromium else None
        if self.cdp is not None:
            self.cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.size = (self.screen.width, self.screen.height)
        self._opened = 0

    def _error(self, error: Any) -> None:
        # Before each screenshot Playwright puts a style into the page; Firefox tells of it as an error of the page's.
        if self.chromium or "inline style" not in str(error):
            self.faults.append(f"page error: {error}")

    def open(self, fragment: str = "", *, hidden: bool = False, path: Path | None = None) -> None:
        """Load the page anew; ``hidden`` in a box that has no size yet."""
        self._opened += 1
        if hidden:
            self.context.add_init_script(f"if (location.search === '?{self._opened}h') {HIDDEN}")
        url = f"{(path or self.scene.path).as_uri()}?{self._opened}{'h' if hidden else ''}{fragment}"
        self.page.goto(url, wait_until="load" if self.scene.framed else "domcontentloaded")
        for frame in self.page.frames:
            frame.evaluate("void window.atlas")  # who asks for it waits until the map is mounted
        if hidden:
            time.sleep(MOMENT_S)
            self.page.evaluate("window.handsHiding.replaceSync('')")

    @property
    def frame(self) -> Any:
        """The frame in which the map is."""
        frames = self.page.frames
        return frames[1] if self.scene.framed and len(frames) > 1 else self.page.main_frame

    def frame_box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the map's frame on the page."""
        x, y, width, height = self.page.evaluate(
            """() => {
                const box = document.querySelector("iframe").getBoundingClientRect();
                return [box.x, box.y, box.width, box.height];
            }"""
        )
        return x, y, width, height

    def origin(self) -> tuple[float, float]:
        """Where the map's frame begins on the page."""
        return self.frame_box()[:2] if self.scene.framed else (0.0, 0.0)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        if (width, height) != self.size:
            self.page.set_viewport_size({"width": width, "height": height})
            self.size = (width, height)

    def theme(self, dark: bool) -> None:
        """Let the system be dark, or light."""
        if dark != self.dark and self.chromium:
            self.page.emulate_media(color_scheme="dark" if dark else "light")
            self.dark = dark

    def moment(self) -> None:
        """Let the page take up what it was just asked for."""
        time.sleep(MOMENT_S)

    def wait(self) -> None:
        """Let pass what passes by itself: the rings of changes, and the pause before the address is written."""
        if self.real_time:
            time.sleep(RING_MS / 1000)
        else:
            self.context.clock.fast_forward(RING_MS)
            self.moment()

    def tasks(self) -> list[float]:
        """Durations of the tasks over 50 ms since this was last asked, milliseconds."""
        kept, self.kept = self.kept, []
        return [*kept, *self.frame.evaluate("window.handsTasks?.() ?? []")]

    def until(self, follows: Callable[[Sight], bool], tries: int = 12) -> Sight:
        """Look until what a press asks for has followed: on a busy machine a page hears it some moments later."""
        for _ in range(tries):
            self.moment()
            sight = self.glance()
            if follows(sight):
                break
        return sight

    def spent(self) -> float:
        """Milliseconds of the processor that the page's main thread has had, whoever else was waiting for it; without
        what glances took."""
        if self.cdp is None or self.scene.framed:
            return math.inf
        metrics = self.cdp.send("Performance.getMetrics")["metrics"]
        return next(1000 * metric["value"] for metric in metrics if metric["name"] == "TaskDuration") - self.aside

    def look(self) -> Sight:
        """What the page says."""
        return look(self.frame, self.origin())

    def glance(self) -> Sight:
        """The same in the middle of a step; what looking costs is not counted as a task of the page's."""
        self.kept = self.tasks()
        spent = self.spent()
        sight = self.look()
        self.frame.evaluate("window.handsTasks?.()")
        if spent < math.inf:
            self.aside += self.spent() - spent
        return sight

    def picture(self, box: tuple[float, float, float, float]) -> Picture:
        """What a part of the window shows, in CSS pixels."""
        return picture(self, box)

    def settle(self, box: tuple[float, float, float, float], tries: int = 6) -> Picture:
        """The picture once two in a row are the same."""
        before = self.picture(box)
        for _ in range(tries):
            after = self.picture(box)
            if before.same(after):
                return after
            before = after
            self.moment()
        return before

    def leave(self) -> None:
        """Leave the page, so that it costs nothing while others are walked over."""
        self.page.goto("about:blank")

    def close(self) -> None:
        """Close the page and all that belongs to it."""
        self.context.close()


@contextmanager
def browser_of(playwright: Any, name: str) -> Iterator[Any]:
    """A browser of the system: Chromium, or Firefox as its driver allows."""
    if name == "chromium":
        launched = _launch(playwright)
    else:
        path = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
        launched = (
            _with_openings_told(playwright.firefox.launch(channel="moz-firefox", executable_path=path))
            if path
            else None
        )
    if launched is None:
        raise RuntimeError(f"no {name} on this system")
    try:
        yield launched
    finally:
        launched.close()


LOOP = """() => {
    const began = Date.now();
    let sum = 0;
    for (let i = 0; i < 3e7; i++) sum += Math.sqrt(i);
    return [Date.now() - began, sum];
}"""
IDLE_MS = float(os.environ.get("HANDS_IDLE_MS", "70"))
"""Milliseconds that ``LOOP`` takes where the limit of a task was set, on one core that does nothing else."""


def calibration(page: Any, spent: Callable[[], float] | None = None) -> float:
    """How many times slower than it may be this machine is, 1 or more: by the clock, or by what ``spent`` counts."""
    if spent is None:
        return max(1.0, page.evaluate(LOOP)[0] / IDLE_MS)
    before = spent()
    page.evaluate(LOOP)
    return max(1.0, (spent() - before) / IDLE_MS)
