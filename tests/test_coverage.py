"""The audit of the public lists: every entry is in the record, wanted or out of scope for a stated reason."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest

import atlas

COVERAGE = Path(__file__).parents[1] / "geodata" / "coverage"
FILES = sorted(COVERAGE.glob("*.csv"))
COLUMNS = ["entry", "place", "country", "status", "feature_id", "reason"]
STATUSES = ["in", "wanted", "out"]
# The row of a list: | title | [file](file.csv) | address | seen how | entries | in | wanted | out | not seen |
LISTED = re.compile(
    r"^\| [^|]+ \| \[([\w-]+)\]\(\1\.csv\) \| <https?://[^|>]+> \| [^|]+ \|((?: \d+ \|){4}) [^|]+ \|$", re.MULTILINE
)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_there_are_lists() -> None:
    assert len(FILES) >= 17


def test_canonical(path: Path) -> None:
    rows = rows_of(path)
    keys = [(row["entry"], row["place"]) for row in rows]
    assert keys == sorted(set(keys))
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    assert path.read_bytes() == out.getvalue().encode("utf-8")


def test_every_entry_is_accounted_for(path: Path, record: atlas.Record) -> None:
    features = record.features
    for row in rows_of(path):
        assert row["entry"], row
        assert row["status"] in STATUSES, row
        assert re.fullmatch(r"(?:[A-Z]{2})?", row["country"]), row
        assert all(value == value.strip() for value in row.values()), row
        if row["status"] == "in":
            assert row["feature_id"] in features.index, row
            assert row["country"] == features.at[row["feature_id"], "country"], row
        else:
            assert not row["feature_id"], row
            assert row["reason"], row


def test_readme_counts() -> None:
    readme = (COVERAGE / "README.md").read_text(encoding="utf-8")
    listed = {name: [int(number) for number in re.findall(r"\d+", numbers)] for name, numbers in LISTED.findall(readme)}
    counted = {}
    for path in FILES:
        statuses = Counter(row["status"] for row in rows_of(path))
        counted[path.stem] = [statuses.total(), *(statuses[status] for status in STATUSES)]
    assert listed == counted
