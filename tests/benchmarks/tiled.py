"""Very many marks as one file and from tiles: what is loaded until marks are there, and what a frame costs then.

    python -m tests.benchmarks.tiled                       # 100,000, 300,000 and 1,000,000
    python -m tests.benchmarks.tiled --sizes 300000 --runs 1 --keep /tmp/pages

The one file is that of :mod:`tests.benchmarks.many`: a page of some thousand features whose columns are made longer,
without names and texts. The page of tiles is made of columns as long, by the package, and served from this machine by a
server that hands out ranges and does not compress. Both open on the same view of the same day, and so does a page of
MapLibre GL that draws the very archive that the page of tiles draws: with WebGL, here in software, so that only what it
loads and when its marks are there are to be compared.
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
from atlas.page.payload.points import LAYER
from tests.benchmarks.many import EPOCH, SEED_FEATURES, WAIT_MS, WARM, lengthened
from tests.benchmarks.peers import FIRST, LAST, SHOWN, TOOLS, Shelf, Tool, by_hand
from tests.benchmarks.run import (
    CARD,
    FLAGS,
    FRAMES,
    FRAMES_MS,
    PLAY,
    WATCH,
    WITHOUT_CARD,
    browser_path,
    states,
)
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
ARCHIVE = f"""
maplibregl.addProtocol("pmtiles", new pmtiles.Protocol().tile);
const bears = (day) => ["all", ["<=", ["get", "bearing_from"], day], [">", ["get", "bearing_until"], day]];
const map = new maplibregl.Map({{
  container: "map", bounds: BOX, style: {{ version: 8, sources: {{ rows: {{ type: "vector", url: "pmtiles://" + new URL("ARCHIVE", location) }} }}, layers: [
    {{ id: "marks", type: "circle", source: "rows", "source-layer": "{LAYER}", filter: bears(SHOWN / 864e5), paint: {{ "circle-radius": 4, "circle-color": RED }} }}] }},
}});
map.on("data", ({{ tile }}) => {{ if (tile && Object.keys(tile.buckets).length) map.once("render", () => {{ window.drawn = true; }}); }});
map.on("render", () => {{ window.rested ||= window.drawn && map.areTilesLoaded(); }});
window.show = (day) => map.setFilter("marks", bears(day / 864e5));
"""  # noqa: E501 - it stands as it is written on a page


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


def draw_maplibre(folder: Path) -> None:
    """A page of MapLibre beside the page of tiles, with that page's archive and its own scripts, as files."""
    scripts = {"maplibre-gl.js": "/maplibre-gl@.js", "pmtiles.js": "/pmtiles@", "maplibre-gl.css": "/maplibre-gl@.css"}
    shelf = Shelf(Path(tempfile.gettempdir()) / "atlas-benchmark-npm")
    for name, address in scripts.items():
        (folder / name).write_bytes(shelf.answer(address))
    tiles = next((folder / "tiled.parts").glob("*.pmtiles"))
    page = by_hand(ARCHIVE.replace("ARCHIVE", f"tiled.parts/{tiles.name}"), *scripts)([], folder)
    (folder / "maplibre.html").write_text(page, encoding="utf-8")


def open_page(browser: Any, address: str, sent: list[int], tool: Tool, rested: str) -> tuple[Any, dict[str, float]]:
    """One opening of a page, and when its marks are there, and what was sent by then."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)  # it looks by itself
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.add_init_script(WATCH.replace("READY", tool.ready).replace("SEEK", tool.seek).replace("SHOWN", SHOWN))
    sent.clear()
    page.goto(address)
    page.wait_for_function("window.firstMarks !== null", timeout=WAIT_MS)
    page.wait_for_function(rested, timeout=WAIT_MS)
    return page, {
        "first marks, s": page.evaluate("window.firstMarks") / 1000,
        "marks of the view, s": page.evaluate("performance.now()") / 1000,
        "sent by then, MB": sum(sent) / 1e6,
    }


def measure(browser: Any, address: str, sent: list[int]) -> dict[str, float]:
    """One opening of a page of ours, as :func:`open_page` tells it, frames by the processor, and the heap."""
    ours = next(tool for tool in TOOLS if tool.name == "atlas")
    page, found = open_page(browser, address, sent, ours, RESTED)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> dict[str, float]:
        return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}

    play = PLAY.replace("SEEK", ours.seek)
    page.evaluate(play, [states(WARM, "ten days"), FRAMES_MS])
    before = spent()
    frames = page.evaluate(play, [states(FRAMES, "ten days"), FRAMES_MS])
    after = spent()
    page.context.close()
    return {
        **found,
        "processor a frame, ms": 1000 * (after["TaskDuration"] - before["TaskDuration"]) / max(1, len(frames)),
        "frame by the clock, p50, ms": statistics.median(frames),
        "heap, MB": after["JSHeapUsedSize"] / 1e6,
    }


def measure_maplibre(playwright: Any, address: str, sent: list[int]) -> dict[str, float]:
    """One opening of the page of MapLibre, as :func:`open_page` tells it."""
    tool = next(tool for tool in TOOLS if "PMTiles" in tool.name)
    browser = playwright.chromium.launch(executable_path=browser_path(), args=[*FLAGS, *CARD, *WITHOUT_CARD])
    found = open_page(browser, address, sent, tool, "window.rested")[1]
    browser.close()
    return found


def tell(name: str, found: dict[str, float]) -> None:
    """Print what a page took."""
    print(f"  {name}:", "; ".join(f"{key} {value:.3g}" for key, value in found.items()), flush=True)


def main() -> None:
    """Measure and print."""
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
            draw_maplibre(folder)
            with served(folder) as (address, asked):
                for name in ("one", "tiled"):
                    for _ in range(given.runs):
                        browser = _launch(playwright)
                        found = measure(browser, f"{address}/{name}.html", asked.sent)
                        browser.close()
                        tell(name, found)
                for _ in range(given.runs):
                    tell("maplibre", measure_maplibre(playwright, f"{address}/maplibre.html", asked.sent))


if __name__ == "__main__":
    main()
