"""The benchmark: the atlas beside the tools that it replaces, on the same features, in one browser, in one run.

    python -m tests.benchmarks.run                      # everything; writes the table into tests/benchmarks/README.md
    python -m tests.benchmarks.run --sizes record 1000 --runs 1 --dry
    python -m tests.benchmarks.run --gpu --dry      # on a machine with a graphics card: times of the WebGL tools, too

It needs Chromium, npm (for the tools' own scripts, fetched once and served to the browser by interception, so that the
network is never measured), plotly and lonboard: ``pip install plotly lonboard``.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import re
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

from tests.benchmarks.peers import SHOWN, TOOLS, Shelf, Tool, page_bytes
from tests.benchmarks.synthetic import Feature, features, of_record

HERE = Path(__file__).parent
RECORD = 0  # stands for the size of the bundled record
SIZES = (300, RECORD, 1_000, 10_000, 50_000, 100_000)
# Frames are drawn as quickly as they can be, so that one is what it costs, and not a beat of the screen.
FLAGS = [
    "--disable-frame-rate-limit",
    "--disable-gpu-vsync",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
]
SOFTWARE, CARD = ["--disable-gpu"], ["--ignore-gpu-blocklist", "--enable-gpu-rasterization"]
WAIT_MS = 120_000  # a cell that takes longer to open stays blank
FRAMES, FRAMES_MS = 90, 20_000
SEEKS, WARM, SEEKS_MS = 41, 10, 60_000  # the first seeks, while the browser still compiles, are not counted

WATCH = """window.firstMarks = null;
const look = () => {
    let there = false;
    try {
        if (!window.begun) { (SEEK)("SHOWN"); window.begun = true; }
        there = READY;
    } catch { /* the page is not there yet */ }
    if (there) window.firstMarks = performance.now();
    else setTimeout(look, 15);
};
look();"""

# A spot that changes in every frame keeps the frames coming; without it the browser rests before it draws the next.
SEEK = """([days, most]) => new Promise((done) => {
    const seek = SEEK, took = [], began = performance.now(), spot = document.createElement("i");
    Object.assign(spot.style, { position: "fixed", width: "2px", height: "2px", top: 0, left: 0, zIndex: 9999 });
    document.body.append(spot);
    let beats = 0, start = null;
    const beat = (now) => {
        spot.style.background = beats++ % 2 ? "#fff" : "#eee";
        if (start !== null) {
            const begun = start, channel = new MessageChannel(); // answers when this frame is drawn
            channel.port1.onmessage = () => took.push(performance.now() - begun);
            channel.port2.postMessage(0);
            start = null;
        } else if (beats % 6 === 0) {
            if (took.length >= days.length || performance.now() - began > most) return done(took);
            start = performance.now();
            seek(days[took.length]);
        }
        requestAnimationFrame(beat);
    };
    requestAnimationFrame(beat);
})"""

PLAY = """([days, most]) => new Promise((done) => {
    const seek = SEEK, took = [], began = performance.now();
    let k = 0, last = began;
    const step = (now) => {
        if (k) took.push(now - last);
        last = now;
        if (k >= days.length || now - began > most) return done(took);
        seek(days[k++]);
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
})"""


def states(count: int, step: str) -> list[str]:
    """ISO days of consecutive states from 1954 on, ten days or a year apart."""
    if step == "year":
        return [f"{1954 + k % 12}-01-01" for k in range(count)]
    return [(date(1954, 1, 1) + timedelta(days=10 * k)).isoformat() for k in range(count)]


def measure(browser: Any, shelf: Shelf, tool: Tool, page: str, folder: Path) -> dict[str, float] | None:
    """One run of one cell: bytes, time to first marks, seek, and frame times; None where it does not open in time."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    loaded = {str(file): len(gzip.compress(page.encode(), mtime=0))}
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    view = context.new_page()
    view.set_default_timeout(WAIT_MS)

    def serve(route: Any) -> None:
        body = shelf.answer(route.request.url)
        loaded[route.request.url] = len(gzip.compress(body, mtime=0)) if body else 0
        kind = "text/css" if route.request.url.endswith("css") else "text/javascript"
        route.fulfill(body=body, content_type=kind, headers={"access-control-allow-origin": "*"})

    view.route(re.compile("^https?:"), serve)
    view.add_init_script(WATCH.replace("READY", tool.ready).replace("SEEK", tool.seek).replace("SHOWN", SHOWN))
    try:
        view.goto(file.as_uri(), wait_until="load")
        view.wait_for_function("window.firstMarks !== null", timeout=WAIT_MS)
        first = view.evaluate("window.firstMarks")
        far = [f"{year}-01-01" for year in (1931, 1953, 1960, 1940)]
        seeks = view.evaluate(SEEK.replace("SEEK", tool.seek), [(far * 13)[: WARM + SEEKS], SEEKS_MS])
        frames = view.evaluate(PLAY.replace("SEEK", tool.seek), [states(FRAMES, tool.states), FRAMES_MS])
    except Exception as error:
        print(f"      {type(error).__name__}: {str(error).splitlines()[0][:100]}")
        return None
    finally:
        context.close()
    frames = sorted(frames[5:] or frames)
    return {
        "bytes": sum(loaded.values()),
        "first": first,
        "seek": statistics.median(seeks[WARM:] or seeks),
        "p50": frames[len(frames) // 2],
        "p95": frames[min(len(frames) - 1, int(len(frames) * 0.95))],
    }


def rows_of(n: int) -> list[Feature]:
    """That many synthetic features; those of the bundled record for :data:`RECORD`."""
    return of_record() if n == RECORD else features(n)


def weigh(shelf: Shelf, n: int, folder: Path) -> dict[str, int]:
    """Gzipped bytes of tools that draw with WebGL, which here would be software: their page and what that asks for, or
    their script and the same data.
    """
    given = rows_of(n)
    rows = [{**f.__dict__, "start": f.start.isoformat(), "end": f.end.isoformat()} for f in given]
    data = len(gzip.compress(page_bytes({"rows": rows}), mtime=0))
    pages = {}
    for tool in TOOLS:
        if tool.gl:
            page = tool.make(given, folder)
            asked = set(re.findall(r"https://cdn\.jsdelivr\.net/npm/[^\"]+", page))
            pages[tool.name] = sum(
                len(gzip.compress(text, mtime=0)) for text in (page.encode(), *map(shelf.answer, asked))
            )
    if n not in (RECORD, 300, 1_000):
        return pages
    packed = {"kepler.gl": len(gzip.compress(shelf.file("kepler.gl@3.2.6", "umd/keplergl.min.js"), mtime=0))}
    try:
        bundle = Path(str(metadata.distribution("lonboard").locate_file("lonboard/static/index.js")))
        packed["lonboard"] = len(gzip.compress(bundle.read_bytes(), mtime=0))
    except metadata.PackageNotFoundError:
        print("      lonboard is not installed: left blank")
    return {**pages, **{name: size + data for name, size in packed.items()}}


def run(
    sizes: list[int], runs: int, *, gpu: bool = False
) -> tuple[dict[Any, list[dict[str, float]]], dict[int, dict[str, int]], Shelf]:
    """All cells; the runs of one size alternate between the tools, so that a slow minute meets all of them."""
    from playwright.sync_api import sync_playwright

    shelf = Shelf(Path(tempfile.gettempdir()) / "atlas-benchmark-npm")
    cells: dict[Any, list[dict[str, float]]] = defaultdict(list)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        path = os.environ.get("ATLAS_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS + (CARD if gpu else SOFTWARE))
        for n in sizes:
            rows = rows_of(n)
            for k in range(runs):
                for tool in TOOLS:
                    if not any(n <= most for most in tool.sizes) or (k and len(cells[n, tool.name]) < k):
                        continue
                    if tool.gl and not gpu:
                        continue
                    folder = Path(scratch) / f"{n}-{k}-{TOOLS.index(tool)}"
                    folder.mkdir()
                    began = time.perf_counter()
                    page = tool.make(rows, folder)
                    build = time.perf_counter() - began
                    print(f"{n:>7}  run {k + 1}  {tool.name}", flush=True)
                    if got := measure(browser, shelf, tool, page, folder):
                        cells[n, tool.name].append({**got, "build": build})
                    shutil.rmtree(folder)
        browser.close()
        weights = {} if gpu else {n: weigh(shelf, n, Path(scratch)) for n in sizes}
    return cells, weights, shelf


def spread(values: list[float], unit: str) -> str:
    """Median, and in brackets least and most: "16.7 (16.6-17.1)"."""
    scale, digits = {"ms": (1, 0), "s": (1, 1), "KB": (1e-3, 0)}[unit]
    low, middle, high = (f"{v * scale:.{digits}f}" for v in (min(values), statistics.median(values), max(values)))
    return middle if low == high else f"{middle} ({low}-{high})"


COLUMNS = {
    "bytes": ("bytes to load, gzipped, KB", "KB"),
    "first": ("first marks, ms", "ms"),
    "seek": ("one seek, ms", "ms"),
    "p50": ("frame p50, ms", "ms"),
    "p95": ("frame p95, ms", "ms"),
    "build": ("build, s", "s"),
}


def table(cells: dict[Any, list[dict[str, float]]], weights: dict[int, dict[str, int]], sizes: list[int]) -> str:
    """The results as Markdown: a table a size, with how many times our figure each other one is."""
    lines = []
    for n in sizes:
        mine = cells[n, "atlas"]
        title = f"The bundled record: {len(of_record())} features" if n == RECORD else f"{n:,} features"
        lines += [f"### {title}", "", "| tool | " + " | ".join(head for head, _ in COLUMNS.values()) + " |"]
        lines.append("|---" * (len(COLUMNS) + 1) + "|")
        for tool in TOOLS:
            got = cells.get((n, tool.name), [])
            if tool.name in weights.get(n, {}):
                continue
            row = []
            for key, (_, unit) in COLUMNS.items():
                if not got:
                    row.append("")
                    continue
                values = [cell[key] for cell in got]
                ratio = statistics.median(values) / statistics.median([cell[key] for cell in mine])
                row.append(spread(values, unit) + ("" if tool.name == "atlas" else f" **×{ratio:.1f}**"))
            lines.append(f"| {tool.name} | " + " | ".join(row) + " |")
        for name, size in weights.get(n, {}).items():
            ratio = size / statistics.median([cell["bytes"] for cell in mine])
            lines.append(f"| {name} (bytes only) | {size / 1e3:.0f} **×{ratio:.1f}** |" + " |" * (len(COLUMNS) - 1))
        lines.append("")
    return "\n".join(lines)


def machine(gpu: bool = False) -> str:
    """What it ran on, without names of machines."""
    versions = ", ".join(f"{p} {metadata.version(p)}" for p in ("folium", "plotly", "playwright"))
    card = "with a GPU" if gpu else "no GPU"
    return f"{os.cpu_count()} cores, {card}, {platform.system()}, Python {platform.python_version()}; {versions}"


def main() -> None:
    """Run, print, and put the table between the marks in README.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sizes", type=lambda text: RECORD if text == "record" else int(text), nargs="+", default=list(SIZES)
    )
    parser.add_argument("--gpu", action="store_true", help="use the graphics card, and time the WebGL tools, too")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="print only")
    given = parser.parse_args()
    cells, weights, shelf = run(given.sizes, given.runs, gpu=given.gpu)
    text = f"{machine(given.gpu)}; {given.runs} runs a cell.\n\n{table(cells, weights, given.sizes)}"
    for tool in TOOLS:
        text += f"\n{tool.name}: {tool.note}.\n" if tool.note else ""
    if shelf.missing:
        text += "\nAnswered with an empty file, for want of a package (this flatters the tools that ask for them): "
        text += ", ".join(f"`{url.split('/')[-1]}`" for url in sorted(shelf.missing)) + ".\n"
    print(text)
    if not given.dry:
        readme = HERE / "README.md"
        before, _, rest = readme.read_text(encoding="utf-8").partition("<!-- results -->")
        after = rest.partition("<!-- end -->")[2]
        readme.write_text(f"{before}<!-- results -->\n\n{text}\n<!-- end -->{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
