"""Very many marks as one file and from tiles: what is loaded until marks are there, and what a frame costs then.

    python -m tests.benchmarks.tiled                       # 100,000, 300,000 and 1,000,000
    python -m tests.benchmarks.tiled --sizes 300000 --runs 1 --keep /tmp/pages

The one file is that of :mod:`tests.benchmarks.many`: a page of some thousand features whose columns are made longer,
without names and texts. The page of tiles is made of columns as long, by the package, and served from this machine by a
server that hands out ranges and does not compress. Both open on the same view of the same day.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

import atlas
from atlas.edtf import from_day
from atlas.page import timeline
from atlas.page.payload.columns import encode
from tests.benchmarks.many import EPOCH, SEED_FEATURES, WAIT_MS, WARM, lengthened
from tests.benchmarks.peers import FIRST, LAST, SHOWN, TOOLS
from tests.benchmarks.run import FRAMES, FRAMES_MS, PLAY, WATCH, states
from tests.benchmarks.synthetic import (
    EAST,
    FIRST_DAY,
    LAST_DAY,
    NORTH,
    SOUTH,
    SPAN,
    WEST,
    features,
    write_record,
)
from tests.ranges import served

SIZES = (100_000, 300_000, 1_000_000)
RESTED = "document.querySelector('.atlas-tiles')?.ariaBusy !== 'true' && window.atlas.state() !== null"


def longer(data: dict[str, Any], n: int) -> dict[str, Any]:
    """Columns of that many features, drawn at random as :mod:`tests.benchmarks.many` draws them, without texts."""
    rng = np.random.default_rng(1961)
    begin = rng.integers(FIRST_DAY.toordinal(), LAST_DAY.toordinal(), n) - EPOCH
    end = begin + round(SPAN * 365.25)
    one = {key: column[0] for key, column in data["features"].items()}
    own = {key: [value] * n for key, value in one.items()} | {
        "id": [f"f{i:07d}" for i in range(n)],
        "title": [f"Street {i}" for i in range(n)],
        "kind": rng.integers(0, len(data["kinds"]), n).tolist(),
        "lat": rng.uniform(SOUTH, NORTH, n).round(4).tolist(),
        "lon": rng.uniform(WEST, EAST, n).round(4).tolist(),
    }
    first, last, same = begin.tolist(), end.tolist(), [0] * n
    days = {"uncertain_from": first, "bearing_from": first, "bearing_until": last, "gone_from": last}
    tenures = {"feature": list(range(n)), **days, "rise": same, "fall": same, "stratum": same}
    effects = [kind["effect"] for kind in data["types"]]
    both = np.stack([begin, end], axis=1).ravel().tolist()
    events = {
        "feature": np.repeat(np.arange(n), 2).tolist(),
        "type": [effects.index("begin"), effects.index("end")] * n,
        **{"earliest": both, "latest": both, "edtf": [from_day(day).isoformat() for day in both]},
        **{"detail": [""] * (2 * n), "disputed": [0] * (2 * n), "weak": [0] * (2 * n)},
    }
    empty = {name: {key: [] for key in data[name]} for name in ("names", "labels", "attestations", "sources")}
    return {**data, **empty, "features": own, "tenures": tenures, "events": events}


def draw(n: int, record: atlas.Record, folder: Path) -> dict[str, float]:
    """A page of tiles of that many features; seconds of drawing it, and how large each kind of file is, MB."""
    began = time.process_time(), time.time()
    with (
        patch.object(timeline, "encode", lambda *args, **kwargs: longer(encode(*args, **kwargs), n)),
        patch.object(timeline.Timeline, "_overview", lambda self: self.record),
    ):
        map_ = record.map(
            **{"title": "Benchmark", "first": FIRST, "last": LAST, "start": SHOWN, "ground": False, "tiled": "always"},
            extent=(WEST, SOUTH, EAST, NORTH),
        )
        map_.save(folder / "tiled.html")
    sizes = {path: path.stat().st_size / 1e6 for path in (folder / "tiled.parts").iterdir()}
    page = (folder / "tiled.html").read_bytes()
    return {
        "drawing it, s by the clock": time.time() - began[1],
        "of it the processor of Python, s": time.process_time() - began[0],
        "page, MB": len(page) / 1e6,
        "page, MB gzipped": len(gzip.compress(page, 6)) / 1e6,
        "archive, MB": sum(size for path, size in sizes.items() if path.suffix == ".pmtiles"),
        "counts by cell and other parts, MB": sum(size for path, size in sizes.items() if path.suffix == ".css"),
    }


def measure(browser: Any, address: str, sent: list[int]) -> dict[str, float]:
    """One opening of a page: when marks are there, what was sent by then, frames by the processor, and the heap."""
    ours = next(tool for tool in TOOLS if tool.name == "atlas")
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)  # it looks by itself
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.add_init_script(WATCH.replace("READY", ours.ready).replace("SEEK", ours.seek).replace("SHOWN", SHOWN))
    sent.clear()
    page.goto(address)
    page.wait_for_function("window.firstMarks !== null", timeout=WAIT_MS)
    page.wait_for_function(RESTED, timeout=WAIT_MS)
    rested = page.evaluate("performance.now()")
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> dict[str, float]:
        return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}

    play = PLAY.replace("SEEK", ours.seek)
    page.evaluate(play, [states(WARM, "ten days"), FRAMES_MS])
    before = spent()
    frames = page.evaluate(play, [states(FRAMES, "ten days"), FRAMES_MS])
    after = spent()
    found = {
        "first marks, s": page.evaluate("window.firstMarks") / 1000,
        "marks of the view, s": rested / 1000,
        "sent by then, MB": sum(sent) / 1e6,
        "processor a frame, ms": 1000 * (after["TaskDuration"] - before["TaskDuration"]) / max(1, len(frames)),
        "frame by the clock, p50, ms": statistics.median(frames),
        "heap, MB": after["JSHeapUsedSize"] / 1e6,
    }
    context.close()
    return found


def main() -> None:
    """Measure and print a table."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import _launch

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="a folder for the pages")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        rows = features(SEED_FEATURES)
        seed = next(tool for tool in TOOLS if tool.name == "atlas").make(rows, Path(scratch))
        record = atlas.load(write_record(rows, Path(scratch) / "again"))
        for n in given.sizes:
            folder = (given.keep or Path(scratch)) / str(n)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "one.html").write_text(lengthened(seed, n), encoding="utf-8")
            print(f"\n{n:,}", *(f"{name}: {value:.3g}" for name, value in draw(n, record, folder).items()), sep="\n  ")
            with served(folder) as (address, asked):
                for name in ("one", "tiled"):
                    for _ in range(given.runs):
                        browser = _launch(playwright)
                        found = measure(browser, f"{address}/{name}.html", asked.sent)
                        browser.close()
                        print(f"  {name}:", "; ".join(f"{key} {value:.3g}" for key, value in found.items()), flush=True)


if __name__ == "__main__":
    main()
