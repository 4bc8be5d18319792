"""Synthetic features for the benchmark, the same for every tool: a place, a span, a name, a text and a source.

As in the record, nearly all bear the name in March 1953 and lose it between then and the fall of Khrushchev. The span
is of one length, since that is all that folium's TimestampedGeoJson can show.
"""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from atlas.publish.starter import start

WORDS = (  # noqa: SIM905 - words to be read, not a list
    "avenue bronze bust city council decree district factory figure granite hall harbour image institute marble "
    "ministry monument morning mountain museum name newspaper night order palace park pedestal plaque plinth press "
    "railway removed renamed report republic resolution river school square statue street supreme town tower village"
).split()
FIRST_DAY, LAST_DAY, SPAN = date(1923, 3, 5), date(1934, 10, 14), 30  # each feature bears its name for thirty years
WEST, SOUTH, EAST, NORTH = 12.0, 40.0, 60.0, 60.0


@dataclass(frozen=True)
class Feature:
    """One synthetic feature; ``start`` and ``end`` are days, ``text`` has 200 characters."""

    id: str
    lat: float
    lon: float
    start: date
    end: date
    name: str
    kind: str
    text: str
    source: str


def features(n: int) -> list[Feature]:
    """The first ``n`` features, always the same ones."""
    rng = random.Random(1961)
    made = []
    for i in range(n):
        begin = min(date.fromordinal(rng.randint(FIRST_DAY.toordinal(), LAST_DAY.toordinal())), LAST_DAY)
        text = ""
        while len(text) < 200:
            text += rng.choice(WORDS) + " "
        made.append(
            Feature(
                f"f{i:06d}",
                round(rng.uniform(SOUTH, NORTH), 4),
                round(rng.uniform(WEST, EAST), 4),
                begin,
                begin.replace(year=begin.year + SPAN, day=min(begin.day, 28)),
                f"Street {i}",
                rng.choice(["street", "monument"]),
                text[:200],
                f"https://example.org/{i % 500}",
            )
        )
    return made


def write_record(rows: list[Feature], folder: Path) -> Path:
    """The features as a record that the atlas loads."""
    start(folder)
    descriptor = folder / "datapackage.json"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    package["subject"] |= {"since": "1923", "first": "1923", "ground": "day"}  # borders that change, as the record has
    descriptor.write_text(json.dumps(package), encoding="utf-8")
    tables: dict[str, list[tuple[object, ...]]] = {
        "features": [(f.id, f.kind, f.name, "", "RU", "USSR: RSFSR", f.lat, f.lon, 1000, "editor", 5) for f in rows],
        "names": [],
        "events": [
            event
            for f in rows
            for event in (
                (f"{f.id}-begin", f.id, "named" if f.kind == "street" else "unveiled", f.start, ""),
                (f"{f.id}-end", f.id, "renamed" if f.kind == "street" else "removed", f.end, ""),
            )
        ],
        "attestations": [
            said
            for f in rows
            for said in (
                (f"{f.id}-begin", f"s{int(f.id[1:]) % 500}", f.start, f.text),
                (f"{f.id}-end", f"s{int(f.id[1:]) % 500}", f.end, "It ended."),
            )
        ],
        "sources": [
            (f"s{k}", "web", "", "", f"Source {k}", "", "", "", "en", f"https://example.org/{k}", "", "1961-11-10")
            for k in range(min(500, len(rows)))
        ],
    }
    for name, lines in tables.items():
        path = folder / f"{name}.csv"
        head = path.read_text(encoding="utf-8").splitlines()[0]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            columns = head.split(",")
            writer.writerow(columns)
            writer.writerows([*line, *[""] * (len(columns) - len(line))] for line in lines)
    return folder
