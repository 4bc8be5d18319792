"""The map in somebody's article: framed from another origin, under a strict policy, driven by messages."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from samples import sampled

import atlas
from atlas.page import assets
from atlas.page.embed import snippet
from atlas.record.plans import read_plans

pytestmark = [pytest.mark.browser, pytest.mark.long]

ARTICLE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>An article</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="article.css"></head><body><h1>An article</h1><p>Before.</p>
<div class="map">{snippet}</div><p>After.</p><div class="long">
<section data-date="1955-05-01">One.</section><section data-date="1962-11-06">Two.</section></div>
<script src="article.js"></script><script src="follow.js"></script></body></html>"""
SCRIPT = """
window.said = []; window.shift = 0;
new PerformanceObserver((list) => {
    for (const e of list.getEntries()) if (!e.hadRecentInput) window.shift += e.value;
}).observe({ type: "layout-shift", buffered: true });
addEventListener("message", ({ data }) => window.said.push(data));
window.ask = (message) => document.querySelector("iframe").contentWindow.postMessage(message, "*");
"""
STYLE = """body { font-family: serif; margin: 1rem; }
.long { height: 3000px; padding-top: 1500px; } section { height: 500px; }"""


def _serve(folder: Path, policy: str = "") -> tuple[http.server.ThreadingHTTPServer, list[str]]:
    asked: list[str] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            if policy:
                self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *args: Any) -> None:
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, asked


def until(place: Any, expression: str, argument: Any = None) -> None:
    """Wait until an expression holds; asked from outside, since the article's policy allows no evaluation inside."""
    code = expression if "=>" in expression.split("(", 1)[0] else f"() => {expression}"
    for _ in range(100):
        if place.evaluate(code, argument):
            return
        time.sleep(0.05)
    raise AssertionError(f"never: {expression}")


@pytest.fixture
def article(
    built: Path, browser: Any, record: Any, tmp_path: Path
) -> Iterator[Callable[..., tuple[Any, Any, list[str], list[str]]]]:
    """Opens an article with the snippet of a map: (page, the map's frame, what the map's origin was asked, faults)."""
    servers, contexts = [], []

    def open_article(plan_id: str, width: int = 1000, **options: str) -> tuple[Any, Any, list[str], list[str]]:
        maps, asked = _serve(built)
        origin = f"http://localhost:{maps.server_port}"
        plan = read_plans(record).chosen([plan_id])[0]
        policy = f"default-src 'none'; frame-src {origin}; script-src 'self'; style-src 'self'; img-src 'self'"
        text = ARTICLE.format(snippet=snippet(plan, origin, options, still=False))
        for name, content in (
            ("index.html", text),
            ("article.js", SCRIPT),
            ("article.css", STYLE),
            ("follow.js", assets.source("article.js")),  # the script of the example article, as its readers copy it
            ("favicon.ico", ""),
        ):
            (tmp_path / name).write_text(content, encoding="utf-8")
        host, _ = _serve(tmp_path, policy)
        servers.extend([maps, host])
        phone = {"has_touch": True, "is_mobile": True} if width < 500 else {}
        context = browser.new_context(viewport={"width": width, "height": 800}, **phone)
        contexts.append(context)
        page, faults = context.new_page(), []
        # The article's own policy drops the snippet's style, as it should: the map must do without it.
        page.on(
            "console", lambda m: faults.append(m.text) if m.type == "error" and "inline style" not in m.text else None
        )
        page.on("pageerror", lambda e: faults.append(str(e)))
        page.goto(f"http://127.0.0.1:{host.server_port}/index.html")
        until(page, "window.said.some((m) => m.is === 'ready')")
        return page, page.frames[1], asked, faults

    yield open_article
    for context in contexts:
        context.close()
    for server in servers:
        server.shutdown()


def test_the_snippet_works_under_a_strict_policy_from_another_origin(article):
    page, frame, asked, faults = article("prague", date="1962-11-06", theme="dark")
    assert frame.evaluate("window.atlas.state().date") == "1962-11-06"
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"
    assert frame.locator(".record").first.is_hidden(), "the compact layout leaves out the table"
    assert frame.locator(".atlas-out").get_attribute("target") == "_blank"
    assert not frame.evaluate("window.atlas.state().playing"), "nothing moves unasked"
    box = page.locator("iframe").bounding_box()
    assert box["height"] >= 400 and box["width"] > 900
    page.wait_for_timeout(500)
    assert page.evaluate("window.shift") < 0.02
    assert {path.split("#")[0] for path in asked} <= {"/prague.html", "/favicon.ico"}, "no request but its own file"
    assert [f for f in faults if "inline style" not in f] == [], "the article's policy drops the style alone"


@pytest.mark.parametrize("plan", sampled([plan.id for plan in read_plans(atlas.load()).maps], 4))
def test_every_snippet_works(article, plan):
    page, frame, asked, faults = article(plan, width=700)
    assert sum(frame.evaluate("window.atlas.state().counts").values()) > 0
    assert frame.locator(".story").count() == 0 or frame.locator(".story").is_hidden(), "the map alone"
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    clock, map_ = (frame.locator(part).bounding_box() for part in (".atlas-clock", ".atlas-map"))
    box = page.locator("iframe").bounding_box()
    assert map_["width"] > 0.95 * box["width"] and map_["height"] > 0.8 * box["height"]
    assert clock["y"] + clock["height"] <= box["y"] + box["height"] + 1, "the clock is within the frame"
    assert page.evaluate("window.shift") < 0.02
    assert {path.split("#")[0] for path in asked} <= {f"/{plan}.html", "/favicon.ico"}
    assert faults == []


def test_an_article_drives_the_map_and_hears_of_it(article):
    page, frame, _, faults = article("atlas", lang="de")
    page.evaluate("window.ask({ atlas: 1, do: 'seek', date: '1961-11-10', ref: 7 })")
    until(page, "window.said.some((m) => m.ref === 7)")
    answer = page.evaluate("window.said.find((m) => m.ref === 7)")
    assert answer["is"] == "state" and answer["state"]["date"] == "1961-11-10"
    assert "November 1961" in frame.locator(".atlas-date").text_content()
    for message, part in (
        ({"atlas": 1, "do": "seek", "date": "never", "ref": 8}, "not a date"),
        ({"atlas": 1, "do": "dance", "ref": 9}, "unknown"),
        ({"atlas": 2, "do": "play", "ref": 10}, "protocol"),
        ({"atlas": 1, "do": "view", "extent": [1, 2], "ref": 11}, "extent"),
        ({"atlas": 1, "do": "constructor", "ref": 12}, "unknown"),
    ):
        page.evaluate("m => window.ask(m)", message)
        until(page, "ref => window.said.some((m) => m.ref === ref)", message["ref"])
        got = page.evaluate("ref => window.said.find((m) => m.ref === ref)", message["ref"])
        assert got["is"] == "error" and part in got["message"]
    page.evaluate("window.ask({ atlas: 1, do: 'open', id: 'prague-stalin-monument' })")
    until(frame, "window.atlas.state().open === 'prague-stalin-monument'")
    page.evaluate("window.ask('noise'); window.ask(null); window.ask({ other: 1 })")
    before = len(page.evaluate("window.said"))
    page.evaluate("window.ask({ atlas: 1, do: 'play' })")
    until(page, f"window.said.filter((m) => m.is === 'state').length > {before}")
    assert [f for f in faults if "inline style" not in f] == []


def test_the_map_follows_as_a_reader_scrolls_an_article_elsewhere(article):
    page, frame, asked, faults = article("prague")
    for number, date in ((1, "1962-11-06"), (0, "1955-05-01")):
        page.locator("section").nth(number).evaluate("(section) => section.scrollIntoView({ block: 'center' })")
        until(frame, f"window.atlas.state().date === '{date}'")
    assert page.evaluate("window.shift") < 0.02
    assert {path.split("#")[0] for path in asked} <= {"/prague.html", "/favicon.ico"}
    assert faults == []


def test_the_page_scrolls_past_the_map_until_it_is_used(article):
    page, frame, _, _ = article("prague")
    zoom = frame.evaluate("map_atlas.getZoom()")
    page.mouse.move(500, 350)
    page.mouse.wheel(0, 300)
    until(page, "scrollY > 100")
    assert frame.evaluate("map_atlas.getZoom()") == zoom
    page.evaluate("scrollTo(0, 0)")
    until(page, "scrollY === 0")
    page.wait_for_timeout(300)  # the scrolled page must be drawn before a click can find the frame
    page.mouse.click(500, 350)
    until(frame, "map_atlas.scrollWheelZoom.enabled()")
    for _ in range(10):  # the browser may still count the first turns of the wheel to the page's own scroll
        page.mouse.wheel(0, -200)
        page.wait_for_timeout(300)
        if frame.evaluate("map_atlas.getZoom()") > zoom:
            break
    assert frame.evaluate("map_atlas.getZoom()") > zoom
    assert page.evaluate("scrollY") == 0


def test_on_a_phone_one_finger_scrolls_and_two_move_the_map(article):
    page, frame, _, _ = article("prague", width=390)
    assert frame.evaluate("matchMedia('(pointer: coarse)').matches")
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    where = "[map_atlas.getCenter().lat, map_atlas.getCenter().lng, map_atlas.getZoom()].map(v => v.toFixed(4)).join()"
    at, box = frame.evaluate(where), page.locator("iframe").bounding_box()
    hand, x, y = page.context.new_cdp_session(page), box["x"] + 150, box["y"] + 260

    def swipe(fingers):
        def touch(kind, up):
            points = [{"x": x + 60 * k, "y": y - up, "id": k} for k in range(fingers)] if kind != "touchEnd" else []
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", 0)
        for up in range(10, 160, 10):
            touch("touchMove", up)
            page.wait_for_timeout(16)
        touch("touchEnd", 0)
        page.wait_for_timeout(300)

    swipe(1)
    assert page.evaluate("scrollY") > 60, "one finger scrolls the article"
    assert frame.evaluate(where) == at, "and leaves the map"
    page.evaluate("scrollTo(0, 0)")
    until(page, "scrollY === 0")
    swipe(2)
    assert frame.evaluate(where) != at, "two move the map"


def test_the_map_is_reached_and_worked_by_keyboard(article):
    page, frame, _, _ = article("prague")
    for _ in range(40):
        page.keyboard.press("Tab")
        if frame.evaluate("document.activeElement?.classList.contains('atlas-play')"):
            break
    page.keyboard.press("Space")
    until(frame, "window.atlas.state().playing")


def test_the_example_article_is_followed_by_its_map(built, open_page):
    page = open_page(built / "example-article.html")
    until(page, "document.querySelector('section.now') !== null || scrollTo(0, innerHeight / 2)")
    frame = page.frames[1]
    until(frame, "!!window.atlas")
    sections = page.locator("section")
    for k in (2, sections.count() - 1, 0):
        sections.nth(k).evaluate("(section) => section.scrollIntoView({ block: 'center' })")
        until(frame, f"window.atlas.state().date === '{sections.nth(k).get_attribute('data-date')}'")
