"""Features for the benchmark, the same for every tool: a place, a span, a name, a text and a source.

They are synthetic, their texts of the record's own words, or those of the bundled record.

As in the record, nearly all bear the name in March 1953 and lose it between then and the fall of Khrushchev. The span
is of one length, since that is all that folium's TimestampedGeoJson can show.
"""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import atlas
from atlas.edtf import from_day
from atlas.io import schema
from atlas.publish.starter import start

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


@cache
def words() -> tuple[str, ...]:
    """Every word of what sources say in the bundled record, as often as it stands there."""
    with (schema.bundled_path() / "attestations.csv").open(encoding="utf-8", newline="") as file:
        return tuple(word for row in csv.DictReader(file) for word in row["says"].split())


def of_record() -> list[Feature]:
    """The features of the bundled record: each from the first to the last day on which it may have borne the name or
    image, with all that its sources say.
    """
    record = atlas.load()
    spans = record.tenures.groupby("feature_id").agg({"uncertain_from": "min", "gone_from": "max"})
    open_ended = set(record.tenures.loc[record.tenures["gone_from"].isna(), "feature_id"])
    claims = record.attestations.merge(record.events[["event_id", "feature_id"]], on="event_id")
    said = claims.groupby("feature_id")["says"].agg(" ".join)
    source = record.sources["url"][claims.groupby("feature_id")["source_id"].first()].set_axis(said.index)
    groups = record.kinds.set_index("kind")["group"]
    made = []
    for row in record.features[record.features.index.isin(spans.index)].itertuples():
        first, last = spans.loc[row.Index]
        made.append(
            Feature(
                row.Index,
                row.latitude,
                row.longitude,
                from_day(int(first)),
                record.date if row.Index in open_ended else from_day(int(last)),
                row.title,
                "monument" if groups[row.kind] == "image" else "street",
                str(said.get(row.Index, "")),
                str(source.get(row.Index, "")),
            )
        )
    return made


def features(n: int) -> list[Feature]:
    """The first ``n`` features, always the same ones."""
    rng = random.Random(1961)
    made = []
    for i in range(n):
        begin = min(date.fromordinal(rng.randint(FIRST_DAY.toordinal(), LAST_DAY.toordinal())), LAST_DAY)
        text = ""
        while len(text) < 200:
            text += rng.choice(words()) + " "
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
            for k, f in enumerate(rows)
            for said in (
                (f"{f.id}-begin", f"s{k % 500}", f.start, f.text),
                (f"{f.id}-end", f"s{k % 500}", f.end, "It ended."),
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
