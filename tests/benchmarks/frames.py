"""Frame speed: one state of the page's script beside another, by a hand that drags while the clock plays.

    git worktree add /tmp/before 3177664
    (cd /tmp/before && python -m atlas build --output /tmp/site-before atlas)
    python -m tests.benchmarks.frames /tmp/site-before/atlas.html output/atlas.html --still

Each page is opened in the same headless Chromium, in turn, and played by its own button at four times its pace while
the mouse drags the map to and fro; with ``--still`` it rests; with ``--phone`` it rests on a phone's screen, at its own
pace, by a quarter of the processor. The pages of 3177664 left all marks where they were
while the map was dragged: of them only the frames of a map that rests can be compared. Counted is the processor's
time that the page's main thread takes for a frame, so that others on the machine matter less, and when frames came.
The bold factor is the second page by the first: one run of both, so that a slow machine is slow for both.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.conftest import _launch

SECONDS = 4
SETTLE_MS = 4000  # after which a page of 100,000 marks has nothing left to do
TIMEOUT_MS = 120_000
BEAT_MS = 16
FROM, REACH = (700, 380), 120
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 823},
    "device_scale_factor": 1.75,
    "has_touch": True,
    "is_mobile": True,
}
"""The screen with which Lighthouse measures, and how many times slower it makes the processor."""
SLOWER = 4
FRAMES = """() => { window.beats = []; let then = 0;
    const tick = (now) => { if (then) window.beats.push(now - then); then = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick); }"""


def _spent(session: Any) -> dict[str, float]:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {m["name"]: 1000 * m["value"] for m in metrics if m["name"].endswith("Duration")}


def run(browser: Any, page_file: Path, drags: bool, phone: bool = False) -> dict[str, float]:
    """Play, and drag, for some seconds; milliseconds of the processor a frame, and how frames came."""
    context = browser.new_context(**PHONE if phone else DESK, offline=True, locale="en-GB")
    page = context.new_page()
    page.goto(f"{page_file.resolve().as_uri()}#date=1955-01-01", timeout=TIMEOUT_MS)
    page.get_by_role("button", name="Play").wait_for(timeout=TIMEOUT_MS)
    page.wait_for_timeout(SETTLE_MS)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    if phone:
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    else:
        page.get_by_label("Speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    page.evaluate(FRAMES)
    before = _spent(session)
    if not phone:
        page.mouse.move(*FROM)
    if drags:
        page.mouse.down()
    end = time.monotonic() + SECONDS
    for k in itertools.count():
        if time.monotonic() > end:
            break
        if not phone:
            page.mouse.move(FROM[0] + REACH * (1 - abs(k % 120 - 60) / 30), FROM[1] + (k % 30) - 15)
        page.wait_for_timeout(BEAT_MS - 6)
    if drags:
        page.mouse.up()
    after, beats = _spent(session), page.evaluate("window.beats")
    context.close()
    seconds = sum(beats) / 1000
    frames = max(1, len(beats))
    return {
        "processor a frame, ms": (after["TaskDuration"] - before["TaskDuration"]) / frames,
        "of it script, ms": (after["ScriptDuration"] - before["ScriptDuration"]) / frames,
        "frames a second": len(beats) / seconds,
        "p95 between frames, ms": sorted(beats)[int(0.95 * (len(beats) - 1))],
    }


def main() -> None:
    """Print a table of medians for two pages, in turn, and how many times the first the second is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--still", action="store_true", help="do not drag")
    parser.add_argument("--phone", action="store_true", help="on a phone four times slower, at the clock's own pace")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = _launch(playwright)
        taken: list[list[dict[str, float]]] = [[], []]
        for _ in range(options.runs):
            for kept, path in zip(taken, (options.before, options.after), strict=True):
                kept.append(run(browser, path, not (options.still or options.phone), options.phone))
        browser.close()
    print("| | before | after | ratio |\n|---|---|---|---|")
    for key in taken[0][0]:
        one, other = (statistics.median(cell[key] for cell in kept) for kept in taken)
        print(f"| {key} | {one:.1f} | {other:.1f} | **×{other / one:.2f}** |")


if __name__ == "__main__":
    main()
