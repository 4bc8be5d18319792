"""How far the tool is from its goals of scale: the same work by the tool and by a yardstick, in one run.

    python -m tests.benchmarks.goals                     # 1,000, 10,000 and 100,000 features; prints a table
    python -m tests.benchmarks.goals --sizes 10000 --runs 1

The records are those of :mod:`tests.benchmarks.alike`. Tool and yardstick are timed in turn in one process, by the
processor's time (of all threads), so that a slow or busy machine is slow for both; the table has medians, and the goal
is a ratio of the two. Memory is the most that a process of its own has held after loading. A yardstick does a part of
the work, with the quickest tool that there is for it:

- *load*: Arrow reads the tables into pandas, and every distinct date is parsed once;
- *check*: DuckDB reads the tables and looks for keys that stand twice, references that lead nowhere, cells unlike
  their patterns, and text that is not plain; GeoPandas joins the points with the countries of today;
- *counts*: the states alone, summed by their turns (``counts("month", "country", likely=False)``);
- *page*: folium's Timeline of the same features, on canvas, from a list of them to the text of a page; ours without
  ground and table (:mod:`tests.benchmarks.peers`), from a loaded record.
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.csv

import atlas
from atlas.check import check
from atlas.edtf.dates import _parse
from atlas.io import schema
from atlas.record.borders import polities_on
from tests.benchmarks.alike import write_alike
from tests.benchmarks.peers import EAST, FIRST, LAST, NORTH, SHOWN, SOUTH, WEST, timeline
from tests.benchmarks.synthetic import features, write_record

SIZES = (1_000, 10_000, 100_000)
TABLES = ("features", "events", "attestations", "names", "sources")
HIDDEN = r"[\x00-\x1F\x7F-\x9F\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{2064}\x{FEFF}]"
MARKUP = r"<\s*[/!?a-zA-Z]|&(#\w+|[a-zA-Z]+);"
GOALS = {"load": 1.5, "check": 4.0, "counts": 3.0, "page": 1.0}
"""How many times the yardstick's time each may take."""
MEMORY_MB, REPR_KB = 400, 100


# ---------------------------------------------------------------------------------------------- the yardsticks


def arrow(folder: Path) -> dict[str, Any]:
    """The tables as Arrow gives them to pandas, and what each distinct date means."""
    frames = {}
    for name in TABLES:
        columns = (folder / f"{name}.csv").open(encoding="utf-8").readline().strip().split(",")
        frames[name] = pa.csv.read_csv(
            folder / f"{name}.csv",
            parse_options=pa.csv.ParseOptions(newlines_in_values=True),
            convert_options=pa.csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string())),
        ).to_pandas()
    dates = {date for name in ("events", "attestations") for date in frames[name]["date"].dropna().unique() if date}
    return {**frames, "dates": {date: _parse.__wrapped__(date) for date in dates}}


def database(folder: Path) -> int:
    """What DuckDB and GeoPandas find wrong."""
    import duckdb

    found = 0
    with duckdb.connect() as base:
        for name in TABLES:
            path = folder / f"{name}.csv"
            base.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}', all_varchar=true, header=true)")  # noqa: S608
        for name in TABLES:
            for question in _questions(schema.read(folder).tables[name]):
                found += base.execute(question).fetchone()[0]  # type: ignore[index]
        points = base.execute("SELECT country, longitude::DOUBLE x, latitude::DOUBLE y FROM features").fetchdf()
    today = polities_on(atlas.load().borders, atlas.load().date)
    placed = gpd.GeoDataFrame(points, geometry=gpd.points_from_xy(points["x"], points["y"]), crs="EPSG:4326")
    return found + int(placed.sjoin(today, how="left")["polity"].isna().sum())


def _questions(table: schema.Table) -> list[str]:
    """Counts of what breaks the rules of a table that its descriptor states, and those of its texts, as SQL."""
    name = table.name
    asked = [f"SELECT count(*) - count(DISTINCT {key}) FROM {name}" for key in table.primary_key[:1]]  # noqa: S608
    for key in table.foreign_keys:
        if key.table in TABLES:
            missing = f"{key.column} IS NOT NULL AND {key.column} NOT IN (SELECT {key.target} FROM {key.table})"  # noqa: S608
            asked.append(f"SELECT count(*) FROM {name} WHERE {missing}")  # noqa: S608
    for column in table.fields:
        for form in column.patterns:
            unlike = f"NOT regexp_full_match(\"{column.name}\", '{form.replace(chr(39), chr(39) * 2)}')"
            asked.append(f"SELECT count(*) FROM {name} WHERE {unlike}")  # noqa: S608
        odd = " OR ".join(f"regexp_matches(\"{column.name}\", '{form}')" for form in (HIDDEN, MARKUP))
        asked.append(f"SELECT count(*) FROM {name} WHERE {odd}")  # noqa: S608
    return asked


# ---------------------------------------------------------------------------------------------- the measurements


def _spent(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def in_turn(ours: Callable[[], Any], theirs: Callable[[], Any], runs: int) -> tuple[float, float]:
    """Medians of the processor's seconds of two works, done in turn; the first turn is not counted, but where the
    works take long.
    """
    pairs = [(_spent(ours), _spent(theirs)) for _ in range(runs + 1)]
    pairs = pairs[1:] or pairs
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def draw(record: atlas.Record) -> str:
    """A page of a record without ground and table."""
    extent = (WEST, SOUTH, EAST, NORTH)
    told: dict[str, Any] = {"first": FIRST, "last": LAST, "start": SHOWN, "extent": extent}
    text: str = record.map(title="Benchmark", ground=False, with_table=False, **told).get_root().render()
    return text


def measured(n: int, runs: int, scratch: Path) -> dict[str, Any]:
    """Everything of one size: pairs of seconds, kilobytes, megabytes."""
    folder, rows = write_alike(n, scratch / f"alike-{n}"), features(n)
    plain = write_record(rows, scratch / f"plain-{n}")
    found: dict[str, Any] = {"load": in_turn(lambda: atlas.load(folder), lambda: arrow(folder), runs)}
    found["check"] = in_turn(lambda: check(folder), lambda: database(folder), runs)
    record = atlas.load(folder)
    record.estimate  # noqa: B018 - which is reckoned once, and is another question
    counts = in_turn(
        lambda: record.counts("month", "country"), lambda: record.counts("month", "country", likely=False), runs
    )
    found["counts"] = counts
    found["page"] = in_turn(lambda: draw(atlas.load(plain)), lambda: timeline(canvas=True)(rows, scratch), runs)
    loaded = [atlas.load(plain) for _ in range(runs + 1)]
    page = statistics.median([_spent(lambda one=one: draw(one)) for one in loaded][1:])  # type: ignore[misc]
    found["page of a loaded record"] = (page, found["page"][1])
    found["features"] = _spent(lambda: [len(feature.events) for feature in record])
    found["repr, KB"] = len(record._repr_html_().encode()) / 1e3
    found["memory, MB"] = _memory(folder)
    return found


def _memory(folder: Path) -> float:
    """Megabytes that a process has held at most, once a record is loaded."""
    code = f"import atlas; atlas.load({str(folder)!r}); print(open('/proc/self/status').read())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def table(found: dict[int, dict[str, Any]]) -> str:
    """The goals and what was measured, as Markdown."""
    sizes = list(found)
    lines = ["| | goal | " + " | ".join(f"{n:,}" for n in sizes) + " | growth |", "|---" * (len(sizes) + 3) + "|"]
    names = {
        "load": "`load` : Arrow and dates",
        "check": "`check` : DuckDB",
        "counts": "`counts(month, country)` : its states alone",
        "page": "a page, with loading : folium's Timeline",
        "page of a loaded record": "a page of a loaded record : folium's Timeline",
    }
    for key, name in names.items():
        cells = [f"**×{ours / theirs:.1f}** ({ours:.2g} s : {theirs:.2g} s)" for ours, theirs in _row(found, key)]
        goal = f"≤ ×{GOALS[key.split(' ')[0]]:g}"
        lines.append(f"| {name} | {goal} | {' | '.join(cells)} | {_growth(found, key)} |")
    cells = [f"{one['features']:.2g} s" for one in found.values()]
    lines.append(f"| every `Feature`, in a loop | linear | {' | '.join(cells)} | {_growth(found, 'features')} |")
    for key, most in (("repr, KB", REPR_KB), ("memory, MB", MEMORY_MB)):
        what = "a record's notebook repr, KB" if key == "repr, KB" else "most memory of `load`, MB"
        lines.append(f"| {what} | ≤ {most} | {' | '.join(f'{one[key]:.0f}' for one in found.values())} | |")
    return "\n".join(lines)


def _row(found: dict[int, dict[str, Any]], key: str) -> list[tuple[float, float]]:
    return [one[key] for one in found.values()]


def _growth(found: dict[int, dict[str, Any]], key: str) -> str:
    """The exponent by which the time grows with the number of features, between the largest two sizes."""
    if len(found) < 2:
        return ""
    (n, before), (m, after) = list(found.items())[-2:]
    a, b = (one[key][0] if isinstance(one[key], tuple) else one[key] for one in (before, after))
    return f"{math.log(b / a) / math.log(m / n):.2f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = {n: measured(n, given.runs, Path(scratch)) for n in given.sizes}
    print(table(found))


if __name__ == "__main__":
    main()
