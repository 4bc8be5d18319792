"""All hostile inputs through everything, and one table of what came of it; ``make hostile`` runs this.

python tests/hostile/run.py                  every case, on all cores
python tests/hostile/run.py --sample 20      every 20th
python tests/hostile/run.py --only maps.toml those whose name holds this
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "browser")]

from corpus import Case, every  # noqa: E402
from harness import COLUMNS, clear, listen, trials  # noqa: E402


def chosen(sample: int, only: str) -> list[Case]:
    """Every ``sample``-th of the cases whose name holds ``only``, shuffled: those tried first are of all kinds."""
    cases = [case for case in every() if only in case.name][::sample]
    random.Random(1961).shuffle(cases)
    return cases


def work(sample: int, only: str, share: slice, slack: float, minutes: float) -> Counter[str]:
    """One worker: a share of the cases, with a browser of its own."""
    from conftest import _launch
    from hands import Detector
    from playwright.sync_api import sync_playwright

    listen()
    end = time.monotonic() + minutes * 60
    counts: Counter[str] = Counter()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = _launch(playwright)
        detector = Detector(browser) if browser else None
        for trial in trials(chosen(sample, only)[share], Path(folder), slack):
            for page in trial.pages if detector else []:
                detector.look(trial, page)
            counts += trial.counts
            print(*trial.notes, sep="\n", end="\n" * bool(trial.notes), file=sys.stderr, flush=True)
            clear(trial)
            if time.monotonic() > end:
                break
        if browser:
            browser.close()
        else:
            print("no browser: no page was opened", file=sys.stderr)
    return counts


def table(counts: Counter[str], seconds: float) -> str:
    """The counts as a table, a line each, and what the whole took: by the clock, and of one core."""
    width = max(map(len, COLUMNS))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = {"seconds": seconds, "seconds of one core": used.ru_utime + used.ru_stime}
    rows = {column: counts[column] for column in COLUMNS} | took
    return "\n".join(f"{name:<{width}}  {number:>6.0f}" for name, number in rows.items())


def main() -> int:
    """Print the table; exit code 1 where anything but the first line is not 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every Nth case")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose name holds this")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument(
        "--slack", type=float, default=1.0, metavar="X", help="times 10 s a step may take (busy machine)"
    )
    parser.add_argument("--minutes", type=float, default=math.inf, metavar="N", help="stop after so long")
    options = parser.parse_args()
    start = time.monotonic()
    what = (options.sample, options.only)
    shares = [
        (*what, slice(number, None, options.workers), options.slack, options.minutes)
        for number in range(options.workers)
    ]
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        found = pool.starmap(work, shares)
        pool.close()
        pool.join()  # so that what they used is counted
    counts = sum(found, Counter())
    print(f"{counts['inputs tried']:,} of {len(chosen(*what)):,} inputs")
    print(table(counts, time.monotonic() - start))
    return int(any(counts[column] for column in COLUMNS[1:]))


if __name__ == "__main__":
    sys.exit(main())
