"""All hostile inputs through everything, and one table of what came of it; ``make hostile`` runs this.

python tests/hostile/run.py                  every case, on all cores
python tests/hostile/run.py --sample 20      every 20th
python tests/hostile/run.py --only maps.toml those whose name holds this
python tests/hostile/run.py --minutes 8 --ledger run.jsonl
                                             a piece of a whole run; the next goes on behind it, and the table adds up
"""

from __future__ import annotations

import argparse
import json
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
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "browser")]

from corpus import Case, every  # noqa: E402
from harness import COLUMNS, clear, listen, trials  # noqa: E402


def chosen(sample: int, only: str) -> list[Case]:
    """Every ``sample``-th of the cases whose name holds ``only``, shuffled: those tried first are of all kinds."""
    cases = [case for case in every() if only in case.name][::sample]
    random.Random(1961).shuffle(cases)
    return cases


def entries(ledger: Path | None) -> list[dict[str, Any]]:
    """What earlier pieces of a run have put down: a line a case, and one a piece with its seconds."""
    if ledger is None or not ledger.is_file():
        return []
    return [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]


def enter(ledger: Path | None, **entry: Any) -> None:
    """Put down one line, whole: several workers write to the same ledger."""
    if ledger is not None:
        with ledger.open("ab", buffering=0) as stream:
            stream.write(json.dumps(entry).encode() + b"\n")


def work(names: frozenset[str], share: slice, slack: float, minutes: float, ledger: Path | None) -> Counter[str]:
    """One worker: a share of the cases of these names, with a browser of its own."""
    from conftest import _launch
    from hands import Detector
    from playwright.sync_api import sync_playwright

    listen()
    end = time.monotonic() + minutes * 60
    counts: Counter[str] = Counter()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = _launch(playwright)
        detector = Detector(browser) if browser else None
        cases = [case for case in chosen(1, "") if case.name in names]
        for trial in trials(cases[share], Path(folder), slack):
            for page in trial.pages if detector else []:
                detector.look(trial, page)
            counts += trial.counts
            print(*trial.notes, sep="\n", end="\n" * bool(trial.notes), file=sys.stderr, flush=True)
            enter(ledger, case=trial.case.name, counts=trial.counts, notes=trial.notes)
            clear(trial)
            if time.monotonic() > end:
                break
        if browser:
            browser.close()
        else:
            print("no browser: no page was opened", file=sys.stderr)
    return counts


def table(counts: Counter[str], seconds: float, used: float) -> str:
    """The counts as a table, a line each, and what the whole took: by the clock, and of one core."""
    width = max(map(len, COLUMNS))
    took = {"seconds": seconds, "seconds of one core": used}
    rows = {column: counts[column] for column in COLUMNS} | took
    return "\n".join(f"{name:<{width}}  {number:>6.0f}" for name, number in rows.items())


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every Nth case")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose name holds this")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument(
        "--slack", type=float, default=1.0, metavar="X", help="times 10 s a step may take (busy machine)"
    )
    parser.add_argument("--minutes", type=float, default=math.inf, metavar="N", help="stop after so long")
    parser.add_argument("--ledger", type=Path, metavar="FILE", help="go on behind what it holds, and add to it")
    return parser.parse_args()


def run(names: frozenset[str], options: argparse.Namespace) -> Counter[str]:
    """The cases of these names, shared among the workers, and their counts."""
    shares = [
        (names, slice(number, None, options.workers), options.slack, options.minutes, options.ledger)
        for number in range(options.workers)
    ]
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        found = pool.starmap(work, shares)
        pool.close()
        pool.join()  # so that what they used is counted
    return sum(found, Counter())


def main() -> int:
    """Print the table; exit code 1 where anything but the first line is not 0."""
    options, start = arguments(), time.monotonic()
    wanted = {case.name for case in chosen(options.sample, options.only)}
    held = entries(options.ledger)
    counts = run(frozenset(wanted - {entry.get("case") for entry in held}), options)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = {"seconds": time.monotonic() - start, "used": children.ru_utime + children.ru_stime}
    enter(options.ledger, **took)
    for entry in held:
        counts += Counter(entry.get("counts", {}))
        took = {key: number + entry.get(key, 0) for key, number in took.items()}
    print(f"{counts['inputs tried']:,} of {len(wanted):,} inputs")
    print(table(counts, **took))
    return int(any(counts[column] for column in COLUMNS[1:]))


if __name__ == "__main__":
    sys.exit(main())
