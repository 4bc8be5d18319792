"""Synthetic records of any size in which each feature has the shape of one of the bundled record and none of its facts.

    python -m tests.benchmarks.alike 10000 /tmp/ten-thousand

How many events of what types, how dated, how many attestations, which languages, kind, country and polity are those of
a real feature; place, names, texts, sources, point and days are made up. Texts are made of the record's own words, as
long as the real ones, so that they compress as texts do.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

from atlas.io import schema, tables
from atlas.io.tables import canonical_bytes

SOUNDS = {
    "latin": "ba be bi bo bu da de do dra ga gra ha ka ko kra la li lo ma mi mo na ne no pa po ra re ri ro",
    "cyrillic": "ба бе би бо бу да де до дра га гра ха ка ко кра ла ли ло ма ми мо на не но па по ра ре ри ро",
    "georgian": "ბა ბე ბი ბო ბუ და დე დო დრა გა გრა ჰა კა კო კრა ლა ლი ლო მა მი მო ნა ნე ნო პა პო რა რე რი რო",
}
ENDS = {
    "latin": "grad ville ov burg polis",
    "cyrillic": "град виль ов бург поль",
    "georgian": "გრადი ვილი ოვი ბურგი პოლი",
}
CYRILLIC = {"ru", "uk", "be", "bg", "sr", "kk", "ky", "tg", "mk", "mn", "ce", "os", "ab"}
REMARKS = re.compile("other|else|agree|seen|source", re.IGNORECASE)
"""Words of which a remark of the editors might come together, which no text of a record may be."""
DAY = re.compile(r"(\d{4}-\d\d)-(\d\d)")
SHORTEST = 28
"""Days of every month: those of a feature move together and stay in theirs, so that nothing else of it need change."""


def write_alike(features: int, folder: str | Path, seed: int = 1961) -> Path:
    """A record of that many features; the same each time, as long as the bundled one stays as it is."""
    made = _Maker(random.Random(seed))
    for number in range(features):
        made.add(number)
    return made.write(Path(folder))


class _Maker:
    def __init__(self, rng: random.Random) -> None:
        self.rng, self.package = rng, schema.bundled()
        sheets = tables.read_folder(schema.bundled_path(), self.package)
        self.real = {
            name: [{k: v or "" for k, v in row.raw.items()} for row in sheet.rows] for name, sheet in sheets.items()
        }
        self.events, self.said, self.names = (
            self._by(table, key)
            for table, key in (("events", "feature_id"), ("attestations", "event_id"), ("names", "feature_id"))
        )
        words = " ".join(row["says"] for row in self.real["attestations"]).split()
        self.words = [word for word in words if not REMARKS.search(word)]
        self.fixed = {one for one, events in self.events.items() if any(self._is_bound(event) for event in events)}
        self.made: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.cited: set[int] = set()

    def _by(self, table: str, key: str) -> dict[str, list[dict[str, str]]]:
        found = defaultdict(list)
        for row in self.real[table]:
            found[row[key]].append(row)
        return found

    def _is_bound(self, event: dict[str, str]) -> bool:
        """Whether an event's dates hang on one another, and so cannot be moved."""
        return any(re.search(r"\.\.|[,~]", row["date"]) for row in (event, *self.said[event["event_id"]]))

    def _days_off(self, feature: str) -> int:
        """By how many days those of a feature are moved, together: none leaves its month or passes another."""
        rows = [row["date"] for event in self.events[feature] for row in (event, *self.said[event["event_id"]])]
        days = [int(day[2]) for date in rows for day in DAY.finditer(date)]
        if feature in self.fixed or max(days, default=1) > SHORTEST:
            return 0
        return self.rng.randint(1 - min(days, default=1), SHORTEST - max(days, default=SHORTEST))

    def _text(self, like: str) -> str:
        """A text of about as many characters as another; nothing for nothing."""
        words: list[str] = []
        while sum(map(len, words)) + len(words) < len(like):
            words.append(self.rng.choice(self.words))
        text = " ".join(words)
        return unicodedata.normalize("NFC", text[:1].upper() + text[1:]).strip()

    def _place(self) -> dict[str, str]:
        sounds = [self.rng.randrange(30) for _ in range(self.rng.randint(2, 3))]
        end = self.rng.randrange(5)
        spelt = {script: [SOUNDS[script].split()[k] for k in sounds] + [ENDS[script].split()[end]] for script in SOUNDS}
        return {script: "".join(parts).capitalize() for script, parts in spelt.items()}

    def add(self, number: int) -> None:
        """One feature with its events, what sources say of them, and its names."""
        real = self.rng.choice(self.real["features"])
        feature, place = f"p{number:07d}-{real['kind']}", self._place()["latin"]
        moved = self._days_off(real["feature_id"])
        point = {
            side: round(float(real[side]) + self.rng.uniform(-0.01, 0.01), 4) for side in ("latitude", "longitude")
        }
        told = {"feature_id": feature, "title": f"{place} {real['kind']}", "location_source": "editor", **point}
        told |= {"settlement": real["settlement"] and place, "note": self._text(real["note"])}
        told |= {"accuracy_m": max(4000, int(real["accuracy_m"])), "wikidata": "", "geonames": "", "named_for": ""}
        self.made["features"].append(real | told)
        ids = {"": ""}
        for place_, event in enumerate(self.events[real["feature_id"]]):
            own = ids[event["event_id"]] = f"{feature}-{event['type']}-{place_}"
            day = _later(event["date"], moved)
            row = {"event_id": own, "feature_id": feature, "date": day, "detail": self._text(event["detail"])}
            self.made["events"].append(event | row)
            self._attest(event, own, moved)
        for name in self.names[real["feature_id"]]:
            other, script = self._place(), _script(name["language"])
            row = {"feature_id": feature, "name": other[script], "latin": other["latin"]}
            self.made["names"].append(name | row | {side: ids[name[side]] for side in ("from_event", "to_event")})

    def _attest(self, event: dict[str, str], own: str, moved: int) -> None:
        sources = self.rng.sample(range(len(self.made["features"]) * 2 + 40), len(self.said[event["event_id"]]))
        for said, source in zip(self.said[event["event_id"]], sources, strict=True):
            self.cited.add(source // 4)
            row = {"event_id": own, "source_id": f"s{source // 4:07d}", "date": _later(said["date"], moved)}
            self.made["attestations"].append(said | row | {"says": self._text(said["says"])})

    def write(self, folder: Path) -> Path:
        """The tables, the descriptor and the borders of the bundled record, and one map."""
        real = {source["source_id"]: source for source in self.real["sources"]}
        milestones = self.real["milestones"]
        self.made["sources"] += [real[one] for one in sorted({row["source_id"] for row in milestones})]
        for number in sorted(self.cited):
            source = self.rng.choice(self.real["sources"])
            name = self._place()["latin"]
            row = {"source_id": f"s{number:07d}", "title": self._text(source["title"]), "copy": ""}
            path = "-".join(re.findall("[a-z]+", self._text(source["url"])))
            row["url"] = f"https://{name.lower()}.example.org/{number}-{path}"
            self.made["sources"].append(source | row)
        self.made["milestones"] = milestones
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("datapackage.json", "kinds.csv", "event_types.csv", "grades.csv", "borders.geojson"):
            shutil.copy(schema.bundled_path() / name, folder / name)
        for name in ("features", "events", "attestations", "names", "sources", "milestones", "wanted"):
            (folder / f"{name}.csv").write_bytes(canonical_bytes(self.package.tables[name], self.made[name]))
        return folder


def _later(date: str, days: int) -> str:
    return DAY.sub(lambda m: f"{m[1]}-{int(m[2]) + days:02d}", date)


def _script(language: str) -> str:
    code = language.split("-")[0]
    return "cyrillic" if code in CYRILLIC else "georgian" if code == "ka" else "latin"


if __name__ == "__main__":
    print(write_alike(int(sys.argv[1]), sys.argv[2]))
