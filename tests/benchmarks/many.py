"""Frames of very many points: the atlas alone, with as many marks as no record of the benchmark has.

    python -m tests.benchmarks.many                          # 100,000, 300,000 and 1,000,000
    python -m tests.benchmarks.many --sizes 300000 --runs 1 --keep /tmp/pages

The page is that of the benchmark (:mod:`tests.benchmarks.peers`) for some thousand features, its columns then made
longer: places and days are drawn at random as :mod:`tests.benchmarks.synthetic` draws them; names and texts are left
out. Ninety states ten days apart are asked for, one in every frame. What a frame costs the processor of the page's main
thread says more than the clock where others share the machine.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.peers import SHOWN, TOOLS
from tests.benchmarks.run import FRAMES, FRAMES_MS, PLAY, SEEK, SEEKS_MS, WATCH, states
from tests.benchmarks.synthetic import EAST, FIRST_DAY, LAST_DAY, NORTH, SOUTH, SPAN, WEST, features

SIZES = (100_000, 300_000, 1_000_000)
SEED_FEATURES = 2_000
EPOCH = 719163  # ordinal of 1970-01-01
WARM, WAIT_MS = 10, 300_000
PAYLOAD = re.compile(r'(<script type="application/json" id="timeline_record">)(.*?)(</script>)', re.DOTALL)


def lengthened(page: str, n: int) -> str:
    """A page with a payload of that many features, without names and texts."""
    found = PAYLOAD.search(page)
    if found is None:
        raise ValueError("the page has no payload")
    data = json.loads(found[2])
    for gone in ("names", "labels", "attestations", "sources"):
        data[gone] = {key: [] for key in data.get(gone, {})}
    rng = np.random.default_rng(1961)
    begin = rng.integers(FIRST_DAY.toordinal(), LAST_DAY.toordinal(), n) - EPOCH
    end = begin + round(SPAN * 365.25)
    each, same = np.arange(n), {"n": n, "is": 0}
    own = {
        key: {"n": n, "is": column.get("is", "") if isinstance(column, dict) else ""}
        for key, column in data["features"].items()
    }
    data["features"] = own | {
        "id": [f"f{i:07d}" for i in range(n)],
        "kind": rng.integers(0, len(data["kinds"]), n).tolist(),
        "lat": rng.uniform(SOUTH, NORTH, n).round(4).tolist(),
        "lon": rng.uniform(WEST, EAST, n).round(4).tolist(),
    }
    first, last = begin.tolist(), end.tolist()
    days = {"uncertain_from": first, "bearing_from": first, "bearing_until": last, "gone_from": last}
    data["tenures"] = {"feature": each.tolist(), **days, "rise": same, "fall": same, "stratum": same}
    effects = [kind["effect"] for kind in data["types"]]
    both, types = np.stack([begin, end], axis=1).ravel().tolist(), [effects.index("begin"), effects.index("end")] * n
    data["events"] = {"feature": np.repeat(each, 2).tolist(), "type": types, "earliest": both, "latest": both}
    data["events"] |= {key: {"n": 2 * n, "is": 0} for key in ("edtf", "disputed", "weak")}
    data["events"] |= {"detail": {"n": 2 * n, "is": ""}}
    return (
        page[: found.start(2)] + json.dumps(data, separators=(",", ":")).replace("<", "\\u003c") + page[found.end(2) :]
    )


def measure(browser: Any, page_file: Path) -> dict[str, float]:
    """One opening of a page: first marks, frames and seeks by the clock and by the processor, and the heap."""
    atlas = next(tool for tool in TOOLS if tool.name == "atlas")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.add_init_script(WATCH.replace("READY", atlas.ready).replace("SEEK", atlas.seek).replace("SHOWN", SHOWN))
    page.goto(page_file.as_uri())
    page.wait_for_function("window.firstMarks !== null", timeout=WAIT_MS)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> dict[str, float]:
        return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}

    play = PLAY.replace("SEEK", atlas.seek)
    page.evaluate(play, [states(WARM, "ten days"), FRAMES_MS])
    before = spent()
    frames = page.evaluate(play, [states(FRAMES, "ten days"), FRAMES_MS])
    after = spent()
    far = [f"{year}-01-01" for year in (1931, 1953, 1960, 1940)] * 3
    seeks = page.evaluate(SEEK.replace("SEEK", atlas.seek), [far, SEEKS_MS])
    found = {
        "processor a frame, ms": 1000 * (after["TaskDuration"] - before["TaskDuration"]) / max(1, len(frames)),
        "of it script, ms": 1000 * (after["ScriptDuration"] - before["ScriptDuration"]) / max(1, len(frames)),
        "frame by the clock, p50, ms": statistics.median(frames),
        "one seek to a far day, ms": statistics.median(seeks[4:] or seeks),
        "first marks, s": page.evaluate("window.firstMarks") / 1000,
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
        folder = given.keep or Path(scratch)
        seed = next(tool for tool in TOOLS if tool.name == "atlas").make(features(SEED_FEATURES), Path(scratch))
        taken: dict[int, list[dict[str, float]]] = {}
        for n in given.sizes:
            (folder / f"many-{n}.html").write_text(lengthened(seed, n), encoding="utf-8")
            taken[n] = []
            for _ in range(given.runs):
                browser = _launch(playwright)
                taken[n].append(measure(browser, folder / f"many-{n}.html"))
                browser.close()
    print("| | " + " | ".join(f"{n:,}" for n in taken) + " |\n" + "|---" * (len(taken) + 1) + "|")
    for name in taken[given.sizes[0]][0]:
        cells = [", ".join(f"{run[name]:.3g}" for run in runs) for runs in taken.values()]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
