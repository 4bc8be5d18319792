"""The benchmark of large records: the same questions to pandas, DuckDB and Spark, with equal answers.

    python -m tests.benchmarks.big                      # 2.9 million features; writes the table into README.md
    python -m tests.benchmarks.big --features 20000 --dry
    python -m tests.benchmarks.big --spark-python /path/to/python   # one that has pyspark; a blank column without

The record is made in pieces, never held: each feature has the shape of one of the bundled record (how many tenures, how
dated, where, of which kind) and none of its facts; its days are moved by as much as the rules of tenures allow, so that
its tenures still follow from its events. One in some hundred thousand has a fault, for ``check`` to find. Each question
is asked in a process of its own, which opens the folder; the memory is the most that it and its children held at once.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

import atlas
from atlas.big.questions import RULES
from atlas.big.write import Writer
from atlas.edtf import to_day
from atlas.export.folder import columns_of, said_of, tables_of
from atlas.record.states import changes_of, count_states, period_starts, state_codes, to_datetimes
from atlas.record.tenures import STATUSES, tenures_of

HERE = Path(__file__).parent
FEATURES = 2_873_000  # which have five million events
CHUNK = 200_000
DAY = "1961-11-10"
RESOLVED = ["uncertain_from", "bearing_from", "bearing_until", "gone_from"]
QUESTIONS = {
    "day": "how many in each state on 10 November 1961",
    "years": "how many in each state on each 1 January, by country",
    "where": "state, likelihood and name of the monuments of one country on that day",
    "pieces": "the same of every feature, piece by piece",
    "check": "what is wrong",
    "likely": "how many in each state on each 1 January, by country, with the estimate",
}
SKIPPED = {("pandas", "likely")}
"""What is not asked: features by days, in memory, are more than this machine has."""
ENGINES = {
    "pandas": "pandas",
    "duckdb": "DuckDB",
    "duckdb-300MB": "DuckDB, memory 300 MB",
    "spark": "Spark, local[2], memory 4 GB",
}


# ---------------------------------------------------------------------------------------------- the record


class Templates:
    """The shapes of the bundled record's features, and by how many days each may be moved."""

    def __init__(self) -> None:
        self.record = atlas.load()
        by_feature = (frame.sort_values("feature_no", kind="stable") for frame in tables_of(self.record))
        self.tenures, self.names, self.events = by_feature
        first = self.tenures.drop_duplicates("feature_no").set_index("feature_no")
        self.features = first.sort_index()
        self.most = np.array([self._most(number) for number in self.features.index])
        self.by_country = {country: rows.index.to_numpy() for country, rows in self.features.groupby("country")}
        for frame in (self.events, self.names):
            for column in frame.columns:
                if pd.api.types.is_datetime64_any_dtype(frame[column]):
                    frame[column] = frame[column].to_numpy().astype("datetime64[D]").astype("int64")

    def _most(self, number: int) -> int:
        """27 where every such shift of the events shifts the tenures alike: nothing of them hangs on the record's own
        days; else 0.
        """
        own = self.events[self.events["feature_no"] == number].rename(columns={"feature_no": "feature_id"})
        changes = changes_of(own).get(number, [])  # type: ignore[call-overload]
        limits = to_day(self.record.date), self.record.first_day

        def days(by: int) -> list[tuple[Any, ...]]:
            moved = [type(c)(c.event_id, c.effect, c.earliest + by, c.latest + by, c.again) for c in changes]
            return [tuple(getattr(t, name) for name in RESOLVED) for t in tenures_of(moved, *limits)]

        still = [[None if day is None else day + 27 for day in tenure] for tenure in days(0)]
        return 27 if [list(tenure) for tenure in days(27)] == still else 0


def generate(folder: Path, features: int, seed: int = 1961) -> dict[str, int]:
    """Write the folder of a record of that many features, the same each time."""
    made = Templates()
    record, rng = made.record, np.random.default_rng(seed)
    writer = Writer(folder, columns_of(record))
    words = sorted({word for note in record.features["note"] for word in note.split()})
    notes = [" ".join(rng.choice(words, 12)) for _ in range(997)]
    share = {country: len(rows) / len(record) for country, rows in made.by_country.items()}
    done = 0
    for place, (country, own) in enumerate(made.by_country.items()):
        left = features - done if place == len(share) - 1 else min(features - done, round(features * share[country]))
        while left > 0:
            number = min(left, CHUNK)
            writer.add(*_chunk(made, rng, own, np.arange(done, done + number), notes))
            done, left = done + number, left - number
    writer.close(said_of(record), {"begins": record.estimate.begins, "ends": record.estimate.ends})
    return {str(name): rows for name, rows in writer.rows.items()}


def _chunk(made: Templates, rng: Any, own: Any, ids: Any, notes: list[str]) -> Iterator[pd.DataFrame]:
    """Features of one country: their tenures, names and events, each after one of that country's templates."""
    chosen = rng.choice(own, len(ids))
    moved = (rng.integers(0, 28, len(ids)) * (made.most[chosen] > 0)).astype("int64")
    number = pd.Series([f"p{i:07d}" for i in ids])

    def repeated(frame: pd.DataFrame) -> tuple[pd.DataFrame, Any]:
        """The rows of each feature's template, and which feature each is of."""
        order = frame["feature_no"].to_numpy()
        starts = np.searchsorted(order, chosen)
        sizes = np.searchsorted(order, chosen, side="right") - starts
        owner = np.repeat(np.arange(len(ids)), sizes)
        inner = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return frame.iloc[starts[owner] + inner].reset_index(drop=True), owner

    def days(frame: pd.DataFrame, owner: Any, columns: list[str]) -> dict[str, Any]:
        return {name: frame[name].astype("Int64") + moved[owner] for name in columns}

    tenures, owner = repeated(made.tenures)
    spread = rng.normal(0, 0.3, (2, len(ids)))
    title = pd.Series(rng.integers(0, 10**6, len(ids))).map("{:06d}".format)
    of = number.iloc[owner].reset_index(drop=True)
    told = tenures.assign(
        feature_no=ids[owner],
        feature_id=of,
        title="Thing " + title.iloc[owner].reset_index(drop=True),
        tenure_name="Name " + title.iloc[owner].reset_index(drop=True),
        latitude=(tenures["latitude"] + spread[0][owner]).clip(-90, 90).round(4),
        longitude=(tenures["longitude"] + spread[1][owner]).clip(-180, 180).round(4),
        note=[notes[k % len(notes)] for k in ids[owner]],
        **days(tenures, owner, RESOLVED),
    )
    for side in ("begin_event", "end_event"):
        told[side] = np.where(told[side] == "", "", of + "-" + told[side])
    told = _weighed(made, told)
    names, owner_n = repeated(made.names)
    names = names.assign(feature_no=ids[owner_n], **days(names, owner_n, ["from_day", "to_day"]))
    events, owner_e = repeated(made.events)
    events = events.assign(
        feature_no=ids[owner_e],
        event_id=number.iloc[owner_e].reset_index(drop=True) + "-" + events["event_id"],
        **days(events, owner_e, ["earliest", "latest"]),
    )
    return iter(_with_faults(told, names, events))


def _weighed(made: Templates, tenures: pd.DataFrame) -> pd.DataFrame:
    """The tenures with the shares of curves that are those of their days."""
    estimate = made.record.estimate
    own = tenures[tenures["tenure"].notna()]
    gone = own["gone_from"]
    spans = pd.DataFrame(
        {
            "b0": own["uncertain_from"].to_numpy("int64"),
            "b1": own["bearing_from"].to_numpy("int64"),
            "e0": own["bearing_until"].to_numpy("int64"),
            "e1": gone.fillna(own["bearing_until"]).to_numpy("int64"),
            "open": gone.isna().to_numpy(),
            "origin": own["origin"].to_numpy("int64"),
            "stratum": own["stratum"].to_numpy("int64"),
        },
        index=own.index,
    )
    shares = estimate.shares(spans)
    tenures.loc[shares.index, list(shares.columns)] = shares
    return tenures


def _with_faults(tenures: pd.DataFrame, names: pd.DataFrame, events: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Some rows broken, by their number, so that each engine has the same to find."""
    number = tenures["feature_no"]
    tenures.loc[number % 100_003 == 11, "kind"] = "spaceship"
    tenures.loc[number % 100_003 == 12, "latitude"] = 95.0
    tenures.loc[number % 100_003 == 13, "title"] = ""
    tenures.loc[number % 100_003 == 14, "begin_event"] = "never"
    events.loc[events["feature_no"] % 100_003 == 15, "latest"] = -200_000
    return tenures, names, events


# ---------------------------------------------------------------------------------------------- the questions


def ask(engine: str, question: str, folder: Path) -> pd.DataFrame:
    """The answer of DuckDB or Spark."""
    how = {"duckdb": {}, "duckdb-300MB": {"memory": "300MB"}, "spark": {"engine": "spark", "master": "local[2]"}}[
        engine
    ]
    how = how | ({"memory": "4GB"} if engine == "spark" else {})
    with atlas.open(folder, **how) as big:  # type: ignore[arg-type]
        if question == "day":
            return big.counts("day", start=DAY, end=DAY)
        if question == "years":
            return big.counts("year", by="country")
        if question == "likely":
            return big.counts("year", by="country", likely=True)
        if question == "where":
            return _told(big.where(country="UA", kind="monument").at(DAY))
        if question == "pieces":
            parts = pd.concat([_summed(part) for part in big.at_in_parts(DAY)])
            return parts.groupby("status").sum().reset_index()
        found = big.check()
        return found[found["rule"] != "rows"][["rule", "table", "rows"]].reset_index(drop=True)


def _told(day: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(day[["status", "likelihood", "name"]]).reset_index()


def _summed(day: pd.DataFrame) -> pd.DataFrame:
    """Of each state how many, and letters of names: what takes every row, and is the same in any order."""
    letters = day["name"].str.len()
    told = pd.DataFrame({"status": day["status"], "features": 1, "letters": letters, "likely": day["likelihood"]})
    return told.groupby("status").sum().reset_index()


def _read(folder: Path, table: str, columns: list[str], **kept: Any) -> pd.DataFrame:
    frame = pq.read_table(folder / table, columns=columns, **kept).to_pandas(date_as_object=False)
    return frame.assign(country=frame["country"].astype("str")) if "country" in frame else frame


def _as_record(folder: Path, more: list[str], **kept: Any) -> tuple[pd.DataFrame, pd.Index, pd.DataFrame]:
    """The tenures in memory as :mod:`atlas.record.states` takes them, ids as numbers; the features; and all rows."""
    rows = _read(folder, "tenures", ["feature_no", "tenure", *RESOLVED, *more], **kept)
    rows = rows.sort_values(["feature_no", "tenure"], kind="stable")
    features = rows.drop_duplicates("feature_no")
    own = rows[rows["tenure"].notna()].drop(columns="feature_id", errors="ignore")
    own = own.rename(columns={"feature_no": "feature_id"})
    for name in RESOLVED:
        days = own[name].to_numpy().astype("datetime64[D]")
        own[name] = pd.arrays.IntegerArray(days.astype("int64"), np.isnat(days))
    return own, pd.Index(features["feature_no"]), features


def by_pandas(question: str, folder: Path) -> pd.DataFrame:
    """The answer of pandas and the record's own functions, all in memory."""
    if question in ("day", "years"):
        by = [] if question == "day" else ["country"]
        tenures, ids, features = _as_record(folder, by)
        record = atlas.load()
        first, last = record.first_day, record.date
        days = np.array([to_day(pd.Timestamp(DAY).date())])
        if by:
            days = period_starts("year", pd.Timestamp(to_datetimes([first])[0]).date(), last)
        return count_states(tenures, ids, features["country"] if by else None, days)
    if question == "check":
        return _checked(folder)
    kept = {"filters": [("country", "==", "UA"), ("kind", "==", "monument")]} if question == "where" else {}
    return _day(folder, kept, whole=question == "pieces")


def _day(folder: Path, kept: dict[str, Any], *, whole: bool) -> pd.DataFrame:
    columns = ["feature_id", "title", "origin", "stratum", "together", *(["kind"] if kept else [])]
    tenures, ids, features = _as_record(folder, columns, **kept)
    day = to_day(pd.Timestamp(DAY).date())
    own = {"feature_id": features["feature_id"], "title": features["title"]}
    found = pd.DataFrame({name: cells.to_numpy() for name, cells in own.items()}, index=ids)
    found["status"] = np.array(STATUSES)[state_codes(tenures, ids, [day])[:, 0]]
    names = _read(folder, "names", ["feature_no", "name", "from_day", "to_day"])
    when = np.datetime64(DAY)
    begun, past = names["from_day"], names["to_day"]
    names = names[(begun.isna() | (begun <= when)) & (past.isna() | (past > when))].set_index("feature_no")["name"]
    found["name"] = names.reindex(ids).to_numpy()
    found["name"] = found["name"].where(found["name"].notna(), found["title"])
    found["likelihood"] = _likely(folder, tenures, ids, day)
    if whole:
        return _summed(found)
    return found[["feature_id", "status", "likelihood", "name"]].reset_index(drop=True)


def _likely(folder: Path, tenures: pd.DataFrame, ids: pd.Index, day: int) -> Any:
    """As :meth:`atlas.record.likelihood.Estimate.at` has it, with the curves of the folder."""
    from atlas.record.likelihood import _by_feature

    gone = tenures["gone_from"]
    spans = pd.DataFrame(
        {
            "feature_id": tenures["feature_id"].to_numpy(),
            "b0": tenures["uncertain_from"].to_numpy("int64"),
            "b1": tenures["bearing_from"].to_numpy("int64"),
            "e0": tenures["bearing_until"].to_numpy("int64"),
            "e1": gone.fillna(tenures["bearing_until"]).to_numpy("int64"),
            "open": gone.isna().to_numpy(),
            **{name: tenures[name].to_numpy() for name in ("origin", "stratum", "together")},
        }
    ).astype({"origin": "int64", "stratum": "int64"})
    estimate = atlas.load().estimate
    with atlas.open(folder) as big:
        estimate.begins, estimate.ends = big._curves["begins"], big._curves["ends"]
    each = estimate.lines(spans, "at", np.full((len(spans), 1), day))
    return _by_feature(each, spans, ids)[:, 0]


def _checked(folder: Path) -> pd.DataFrame:
    """The rules of :data:`atlas.big.questions.RULES` on frames."""
    columns = ["feature_no", "feature_id", "tenure", "tenures", "kind", "title", "latitude", "longitude", "begin_event"]
    t = _read(folder, "tenures", [*columns, "end_event", *RESOLVED])
    e = _read(folder, "events", ["feature_no", "event_id", "earliest", "latest"])
    n = _read(folder, "names", ["feature_no", "from_day", "to_day"])
    b0, b1, e0, e1 = (t[name] for name in RESOLVED)
    first = t["tenure"].fillna(1) == 1
    place = t["tenure"].fillna(1)
    grouped = t.assign(place=place).groupby("feature_no")
    size, said = grouped.size(), grouped["tenures"]
    wrong = (size != said.max().clip(lower=1)) | (said.min() != said.max()) | (grouped["tenure"].count() != said.max())
    wrong |= (grouped["place"].min() != 1) | (grouped["place"].max() != size)
    empty = [t[name].isna() | (t[name] == "") for name in ("feature_id", "kind", "title")]
    back = b0.isna() | b1.isna() | e0.isna() | (b1 < b0) | (e0 < b0) | (e1 < e0) | (e1 < b1)
    starts, ends, begun, past = e["earliest"], e["latest"], n["from_day"], n["to_day"]
    ever, never = (np.datetime64(day, "ms") for day in ("0001-01-01", "9999-12-31"))
    days = pd.DataFrame({"feature_no": n["feature_no"], "begun": begun.fillna(ever), "past": past.fillna(never)})
    days = days.sort_values(["feature_no", "begun", "past"])
    told = e[["feature_no", "event_id"]].drop_duplicates()
    known = atlas.load().kinds["kind"]

    def untold(side: str) -> int:
        asked = t.loc[t[side] != "", ["feature_no", side]].rename(columns={side: "event_id"})
        return int((asked.merge(told, how="left", indicator=True)["_merge"] == "left_only").sum())

    faults = {
        ("unique", "tenures"): int((t.loc[first, "feature_id"].value_counts() > 1).sum()),
        ("tenures", "tenures"): int(wrong.sum()),
        ("required", "tenures"): int((empty[0] | empty[1] | empty[2]).sum()),
        ("order", "tenures"): int((back & t["tenure"].notna()).sum()),
        ("globe", "tenures"): int((~((t["latitude"].abs() <= 90) & (t["longitude"].abs() <= 180))).sum()),
        ("enum", "tenures"): int((~t["kind"].isin(known)).sum()),
        ("order", "events"): int((starts.isna() | ends.isna() | (ends < starts)).sum()),
        ("order", "names"): int((past <= begun).sum()),
        ("one-name", "names"): int((days.groupby("feature_no")["past"].shift() > days["begun"]).sum()),
        ("foreign-key", "names"): int((~n["feature_no"].isin(t["feature_no"])).sum()),
        ("foreign-key", "events"): int((~e["feature_no"].isin(t["feature_no"])).sum()),
        ("begin", "tenures"): untold("begin_event"),
        ("end", "tenures"): untold("end_event"),
    }
    rows = [(*rule, faults[rule]) for rule in RULES if faults[rule]]
    return pd.DataFrame(rows, columns=["rule", "table", "rows"])


# ---------------------------------------------------------------------------------------------- measuring


def answer(engine: str, question: str, folder: Path, out: Path) -> None:
    """Ask, write the answer, and print the time: what a process of its own runs."""
    began = time.perf_counter()
    told = by_pandas(question, folder) if engine == "pandas" else ask(engine, question, folder)
    seconds = time.perf_counter() - began
    told.to_parquet(out)
    print(json.dumps({"seconds": seconds, "rows": len(told)}))


def held(process: int) -> int:
    """Bytes that a process and all below it hold now."""
    total, waiting = 0, [process]
    while waiting:
        number = waiting.pop()
        try:
            total += int(Path(f"/proc/{number}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            for task in Path(f"/proc/{number}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, ValueError):  # it has just ended
            continue
    return total


def measured(python: str, engine: str, question: str, folder: Path) -> dict[str, Any] | None:
    """One cell: seconds, most memory, answer; None where it failed."""
    command = [python, "-m", "tests.benchmarks.big", "--ask", engine, question, "--folder", str(folder)]
    most, told = 0, Path(tempfile.mkdtemp()) / "answer.parquet"
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as faults:
        running = subprocess.Popen([*command, "--out", str(told)], stdout=out, stderr=faults, cwd=HERE.parents[1])
        while running.poll() is None:
            most = max(most, held(running.pid))
            time.sleep(0.05)
        out.seek(0)
        faults.seek(0)
        lines = out.read().splitlines()
        if running.returncode or not lines:
            print("      failed:", *faults.read().splitlines()[-1:])
            return None
    answered = pd.read_parquet(told)
    shutil.rmtree(told.parent)
    return json.loads(lines[-1]) | {"bytes": most, "answer": answered}


def equal(answers: list[pd.DataFrame]) -> bool:
    """Whether answers have the same rows in the same order; sums in another order differ in the last places."""
    try:
        for other in answers[1:]:
            pd.testing.assert_frame_equal(answers[0], other, check_dtype=False, rtol=1e-9, atol=1e-9)
    except AssertionError as error:
        print("      differ:", str(error).splitlines()[0])
        return False
    return True


def table(cells: dict[tuple[str, str], dict[str, Any] | None]) -> str:
    """The results as Markdown: seconds, and the most memory in MB."""
    shown = [engine for engine in ENGINES if any(key[0] == engine for key in cells)]
    lines = ["| question | " + " | ".join(ENGINES[engine] for engine in shown) + " | answers |"]
    lines.append("|---" * (len(shown) + 2) + "|")
    for question, words in QUESTIONS.items():
        if not any(key[1] == question for key in cells):
            continue
        got = [cells.get((engine, question)) for engine in shown]
        told = [f"{cell['seconds']:.1f} s, {cell['bytes'] / 1e6:,.0f} MB" if cell else "" for cell in got]
        answers = [cell["answer"] for cell in got if cell]
        verdict = "" if len(answers) < 2 else "equal" if equal(answers) else "**differ**"
        lines.append(f"| {words} | {' | '.join(told)} | {verdict} |")
    return "\n".join(lines)


def machine(rows: dict[str, int], size: int) -> str:
    """What it ran on, and on what."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("pandas", "duckdb"))
    counts = ", ".join(f"{number:,} {name}" for name, number in rows.items())
    return f"{counts}; {size / 1e6:,.0f} MB on the disk. {os.cpu_count()} cores; {versions}; one run a cell."


def main() -> None:
    """Make the record, ask, and put the table between its marks in README.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", type=int, default=FEATURES)
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--questions", nargs="+", default=list(QUESTIONS), choices=list(QUESTIONS))
    parser.add_argument("--spark-python", default=sys.executable, help="a Python that has pyspark")
    parser.add_argument("--folder", type=Path, help="a folder to make it in, or that has it")
    parser.add_argument("--dry", action="store_true", help="print only")
    parser.add_argument("--out", type=Path, help="where that answer goes")
    parser.add_argument("--ask", nargs=2, metavar=("ENGINE", "QUESTION"), help="ask once, and print JSON")
    given = parser.parse_args()
    if given.ask:
        answer(*given.ask, given.folder, given.out)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch) / "big"
        if not (folder / "atlas.json").exists():
            folder.mkdir(parents=True, exist_ok=True)
            began = time.perf_counter()
            print("made:", generate(folder, given.features), f"{time.perf_counter() - began:.0f} s", flush=True)
        rows = json.loads((folder / "atlas.json").read_text())["rows"]
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        cells = {}
        for question in given.questions:
            for engine in (one for one in given.engines if (one, question) not in SKIPPED):
                python = given.spark_python if engine == "spark" else sys.executable
                cells[engine, question] = measured(python, engine, question, folder)
                told = {name: value for name, value in (cells[engine, question] or {}).items() if name != "answer"}
                print(f"{question:8} {engine:14} {told}", flush=True)
    text = f"{machine(rows, size)}\n\n{table(cells)}\n"
    print(text)
    if not given.dry:
        readme = HERE / "README.md"
        before, _, rest = readme.read_text(encoding="utf-8").partition("<!-- big -->")
        after = rest.partition("<!-- end big -->")[2]
        readme.write_text(f"{before}<!-- big -->\n\n{text}\n<!-- end big -->{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
