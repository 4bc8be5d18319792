"""``python -m tests.hands``: an hour of random walks (``make hands``), or one walk again from its file."""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

import atlas
from atlas.record.plans import read_plans
from tests.hands.chart import Chart
from tests.hands.holds import Fault, Walker
from tests.hands.stage import PAGES, SCREENS, Stage, browser_of, draw_pages, scenes
from tests.hands.walk import LENGTH, Walk, go, replay, save, shrink, start

EXAMPLE = """examples:
  python -m tests.hands output --minutes 60
  python -m tests.hands output --page prague --screen phone --seed 7 --steps 500
  python -m tests.hands output --replay build/hands/1-fresh-prague-phone-chromium-7.json"""


def arguments() -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser(
        "python -m tests.hands",
        description=__doc__,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("output", type=Path, nargs="?", help="folder of `atlas build`; without it, drawn anew")
    parser.add_argument("--record", type=Path, help="folder of the record that is drawn; the bundled one unless given")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first walk; the next take the next")
    parser.add_argument("--steps", type=int, help="end after so many steps")
    parser.add_argument("--minutes", type=float, default=60, help="end after so many minutes")
    parser.add_argument("--length", type=int, default=LENGTH, help="steps of a walk")
    parser.add_argument("--page", action="append", help="only this page; may be said again")
    parser.add_argument("--screen", action="append", choices=list(SCREENS), help="only this screen")
    parser.add_argument("--browser", default="chromium", choices=["chromium", "firefox"])
    parser.add_argument("--fresh", type=int, default=1, help="hold the page against a fresh one after every n-th step")
    parser.add_argument(
        "--real-time", action="store_true", help="wait for what passes by itself, instead of moving the page's clock on"
    )
    parser.add_argument("--without", action="append", default=[], metavar="STEP", help="leave out this kind of step")
    parser.add_argument("--faults", type=Path, default=Path("build/hands"), help="folder for walks that fail")
    parser.add_argument("--most", type=int, default=20, help="end after so many faults")
    parser.add_argument("--shrink", type=float, default=90, help="seconds to look for a shorter walk that fails")
    parser.add_argument("--trace", action="store_true", help="print how much each comparison differs")
    parser.add_argument("--replay", type=Path, help="take the walk of this file again")
    return parser.parse_args()


class Hour:
    """Walk after walk over all pages and screens, with what has been counted."""

    def __init__(self, options: argparse.Namespace, browser: object, work: Path):
        self.options, self.browser, self.work = options, browser, work
        record = atlas.load(options.record) if options.record else atlas.load()
        names = PAGES if options.record is None else tuple(plan.id for plan in read_plans(record).maps)
        if options.output is None:
            print("Drawing the pages.", flush=True)
            draw_pages(record, work, names)
        self.scenes = scenes(options.output or work, record, work, names)
        self.charts: dict[str, Chart] = {}
        self.walkers: dict[tuple[str, str], Walker] = {}
        self.steps, self.walks, self.began, self.told = 0, 0, time.monotonic(), 0.0
        self.faults: Counter[str] = Counter()

    def walker(self, scene: str, screen: str) -> Walker:
        """The walker of a page on a screen; each keeps its two pages open from walk to walk."""
        key = (scene, screen)
        if key not in self.walkers:
            found = self.scenes[scene]
            self.charts.setdefault(scene, Chart(found.record, found.projections))
            stages = [Stage(self.browser, found, SCREENS[screen], self.options.real_time) for _ in range(2)]
            work = self.work / f"{scene}-{screen}"
            work.mkdir(exist_ok=True)
            self.walkers[key] = Walker(stages[0], stages[1], self.charts[scene], work, every=self.options.fresh)
            self.walkers[key].trace = self.options.trace
        return self.walkers[key]

    def drop(self, scene: str, screen: str) -> None:
        """Close what a walk has left behind, so that the next begins with nothing."""
        walker = self.walkers.pop((scene, screen), None)
        for stage in (walker.stage, walker.fresh) if walker else ():
            try:
                stage.close()
            except Error:
                continue

    def walk(self, scene: str, screen: str, seed: int) -> None:
        """One walk; a fault is shrunk and saved."""
        options, walk = self.options, start(scene, screen, seed, self.options.browser)
        walker = self.walker(scene, screen)
        length = min(options.length, (options.steps or 10**9) - self.steps)
        end = self.began + options.minutes * 60
        try:
            fault = go(walker, walk, length, until=end, without=options.without, each=lambda: self._tell(walk))
        except (Error, LookupError) as error:
            fault = Fault("driver", f"{type(error).__name__}: {error}".splitlines()[0])
        self.steps, self.walks = self.steps + len(walk.steps), self.walks + 1
        if fault:
            self._report(walker, walk, fault)
            self.drop(scene, screen)
        else:
            walker.leave()

    def _tell(self, walk: Walk) -> None:
        """Say every ten seconds how far the walks have come."""
        if time.monotonic() - self.told < 10:
            return
        self.told = time.monotonic()
        steps, faults = self.steps + len(walk.steps), sum(self.faults.values())
        rate = steps / (self.told - self.began)
        so_far = f"{steps} steps, {self.walks + 1} walks, {faults} faults, {rate:.1f} steps/s"
        print(f"{so_far}: {walk.scene} {walk.screen} seed {walk.seed}", flush=True)

    def _report(self, walker: Walker, walk: Walk, fault: Fault) -> None:
        first = len(walk.steps)
        print(f"  {fault.rule} after {first} steps: {fault.message}", flush=True)
        try:
            shortest, shown = shrink(walker, walk, fault, seconds=self.options.shrink)
            again = shortest is not walk or replay(walker, walk) is not None
        except (Error, LookupError) as error:
            shortest, shown, again = walk, fault, False
            print(f"  could not be taken again: {error}", flush=True)
        self.faults[fault.rule if again else f"{fault.rule} (not again)"] += 1
        path = save(self.options.faults, shortest, shown, first)
        print(
            f"  {'shortest' if again else 'NOT SEEN AGAIN'}: {shortest.words()}\n  {shown.message}\n  saved: {path}",
            flush=True,
        )

    def summary(self) -> str:
        """What the hour came to."""
        minutes = (time.monotonic() - self.began) / 60
        found = ", ".join(f"{n} of rule {rule}" for rule, n in sorted(self.faults.items())) or "none"
        pages = " ".join(sorted({scene for scene, _ in self.walkers}))
        compared = sum(w.compared for w in self.walkers.values())
        clicked, seen = (sum(getattr(w, what) for w in self.walkers.values()) for what in ("clicked", "seen"))
        return (
            f"{self.steps} steps in {self.walks} walks, {minutes:.1f} minutes ({pages}): {compared} comparisons with a "
            f"fresh page, {seen} marks found, {clicked} clicks on them.\nFaults: {found}."
        )


def main() -> int:
    """Walk. 0: no fault; 1: some; 2: wrong usage."""
    options = arguments()
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        walk = Walk.read(options.replay) if options.replay else None
        with browser_of(playwright, walk.browser if walk else options.browser) as browser:
            hour = Hour(options, browser, Path(work))
            if walk:
                print(walk.words())
                fault = replay(hour.walker(walk.scene, walk.screen), walk)
                print(f"{fault.rule} after step {fault.step}: {fault.message}" if fault else "All holds.")
                if fault:
                    save(options.faults / "again", walk, fault, fault.step)
                return int(fault is not None)
            pages, screens = options.page or list(hour.scenes), options.screen or list(SCREENS)
            if unknown := set(pages) - hour.scenes.keys():
                print(f"no page {', '.join(unknown)}; there is {', '.join(hour.scenes)}", file=sys.stderr)
                return 2
            for seed, (page, screen) in zip(
                itertools.count(options.seed), itertools.cycle(itertools.product(pages, screens)), strict=False
            ):
                over = time.monotonic() - hour.began > options.minutes * 60
                if over or (options.steps and hour.steps >= options.steps) or sum(hour.faults.values()) >= options.most:
                    break
                hour.walk(page, screen, seed)
            print(hour.summary())
            return int(bool(hour.faults))


if __name__ == "__main__":
    sys.exit(main())
