"""The rules: each broken record of ``tests/records`` gives its expected problems, no more and no fewer."""

from __future__ import annotations

import contextlib
import csv
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from samples import RECORDS, SOUND, sampled

import atlas
from atlas.check import RULES, Problem, canonical_bytes, check, fix
from atlas.io import schema
from atlas.io.tables import RecordError

BROKEN = sorted(folder.name for folder in RECORDS.iterdir() if folder.name != "sound")
Faulty = Callable[[str], Path]


def test_the_sound_record_is_sound() -> None:
    assert check(SOUND) == []


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_catches_its_fault(name: str, faulty: Faulty) -> None:
    found = [f"{p.file}:{p.row}:{p.column}  {p.rule}" for p in check(faulty(name))]
    expected = (RECORDS / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(found) == sorted(expected)


def test_every_rule_has_a_broken_record() -> None:
    expected = "".join((RECORDS / name / "expected.txt").read_text(encoding="utf-8") for name in BROKEN)
    caught = {line.split("  ")[1] for line in expected.splitlines()}
    # A rule is called as its function is; the first four are met in reading the files.
    rules = {"descriptor", "structure", "encoding", "type"} | {rule.__name__.replace("_", "-") for rule in RULES}
    assert rules == caught


def test_swapped_coordinates_are_named(faulty: Faulty) -> None:
    (problem,) = check(faulty("country-swapped"))
    assert "may be swapped" in problem.message


def test_a_missing_file(faulty: Faulty) -> None:
    folder = faulty("sound")
    (folder / "sources.csv").unlink()
    assert str(check(folder)[0]) == "sources.csv:1:-  structure  the file sources.csv is missing"
    with pytest.raises(RecordError, match=r"sources\.csv:1:-  structure"):
        atlas.load(folder)


@pytest.mark.parametrize("table", ["names", "milestones", "wanted"])
def test_optional_tables_may_be_absent(table: str, faulty: Faulty) -> None:
    folder = faulty("sound")
    (folder / f"{table}.csv").unlink()
    assert check(folder) == []
    assert len(getattr(atlas.load(folder), table)) == 0


def test_a_missing_folder(tmp_path: Path) -> None:
    assert [problem.rule for problem in check(tmp_path / "none")] == ["structure"]


def test_a_broken_descriptor(faulty: Faulty) -> None:
    folder = faulty("sound")
    (folder / "datapackage.json").write_text("{", encoding="utf-8")
    assert [problem.file for problem in check(folder)] == ["datapackage.json"]
    with pytest.raises(RecordError, match=r"datapackage\.json"):
        atlas.load(folder)


def test_a_descriptor_that_drops_a_column(faulty: Faulty) -> None:
    folder = faulty("sound")
    descriptor = json.loads((schema.bundled_path() / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"][0]["schema"]["fields"].pop(2)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert "'title'" in check(folder)[0].message


def test_columns_that_are_not_required_may_be_absent(faulty: Faulty) -> None:
    folder = faulty("sound")
    assert "grade" not in (folder / "sources.csv").read_text(encoding="utf-8")
    record = atlas.load(folder)
    assert set(record.sources["grade"]) == {""} and set(record.attestations["comment"]) == {""}
    descriptor = json.loads((schema.bundled_path() / "datapackage.json").read_text(encoding="utf-8"))
    sources = next(resource for resource in descriptor["resources"] if resource["name"] == "sources")
    sources["schema"]["fields"] = [field for field in sources["schema"]["fields"] if field["name"] != "grade"]
    sources["schema"].pop("foreignKeys")
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert check(folder) == [] and set(atlas.load(folder).sources["grade"]) == {""}
    assert fix(folder) == []


def without(path: Path, column: str) -> list[list[str]]:
    """Take a column out of a table; the rows as they were, the header first."""
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    place = rows[0].index(column)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([*row[:place], *row[place + 1 :]] for row in rows)
    return rows


def test_a_column_that_orders_rows_may_be_absent(faulty: Faulty) -> None:
    folder = faulty("sound")
    without(folder / "attestations.csv", "date")
    found = check(folder)
    assert {problem.rule for problem in found} <= {"agreement", "canonical"}
    assert "date" in schema.read(folder).tables["attestations"].sorted_by


def test_half_the_columns_of_a_point_may_be_absent(faulty: Faulty) -> None:
    folder = faulty("sound")
    rows = without(folder / "milestones.csv", "longitude")
    found = [(problem.row, problem.column, problem.rule) for problem in check(folder)]
    placed = [line for line, row in enumerate(rows[1:], start=2) if row[rows[0].index("latitude")]]
    assert placed
    assert found == [(line, "longitude", "globe") for line in placed]


def test_two_bounds_leave_what_lies_between(faulty: Faulty) -> None:
    folder = faulty("sound")
    said = folder / "attestations.csv"
    text = said.read_text(encoding="utf-8")
    said.write_text(text.replace("1962-11-06", "[1962-10..]").replace("gazette,1962-10,", "gazette,[..1962],"))
    events = folder / "events.csv"
    rows = events.read_text(encoding="utf-8")
    for date, found in (("[1962-10..1962-12]", []), ("1962-10", ["precision"])):
        events.write_text(rows.replace("1962-11-06", date), encoding="utf-8")
        assert [problem.rule for problem in check(folder)] == found


def test_broken_borders(faulty: Faulty) -> None:
    folder = faulty("sound")
    (folder / "borders.geojson").write_text("no borders", encoding="utf-8")
    assert [(problem.file, problem.rule) for problem in check(folder)] == [("borders.geojson", "ground")]


def test_an_empty_file(faulty: Faulty) -> None:
    folder = faulty("sound")
    (folder / "events.csv").write_bytes(b"")
    assert {problem.rule for problem in check(folder) if problem.file == "events.csv"} == {"structure"}


@pytest.mark.parametrize(
    "name", ["canonical-number", "canonical-line-ends", "canonical-order", "structure-column-order"]
)
def test_fix_makes_canonical(name: str, faulty: Faulty) -> None:
    folder = faulty(name)
    assert len(fix(folder)) == 1
    assert check(folder) == []
    assert fix(folder) == []


def test_fix_leaves_alone_what_it_cannot_read(faulty: Faulty) -> None:
    folder = faulty("encoding")
    before = (folder / "names.csv").read_bytes()
    assert fix(folder) == []
    assert (folder / "names.csv").read_bytes() == before


def test_load_and_save_gives_the_same_bytes() -> None:
    package = schema.read(SOUND)
    record = atlas.load(SOUND)
    for name in ("features", "names", "events", "attestations", "milestones", "wanted"):
        frame = getattr(record, name)
        rows = (frame.reset_index() if name == "features" else frame).to_dict("records")
        table = package.tables[name]
        data = (SOUND / table.path).read_bytes()
        header = data.decode().splitlines()[0].split(",")
        written = replace(table, fields=tuple(column for column in table.fields if column.name in header))
        assert canonical_bytes(written, rows) == data


def test_canonical_form_of_numbers() -> None:
    table = schema.bundled().tables["features"]
    text = canonical_bytes(table, [{"feature_id": " a ", "latitude": 48.0, "longitude": "44.500", "accuracy_m": 3000}])
    assert text.decode().splitlines()[1] == "a,,,,,,48,44.5,3000,,,,,,,"


def test_a_problem_says_where() -> None:
    problem = Problem("features.csv", 12, "latitude", "globe", "95 is no latitude")
    assert str(problem) == "features.csv:12:latitude  globe  95 is no latitude"


def test_the_record_is_sound() -> None:
    start = time.process_time()
    problems = check()
    assert not problems, "\n".join(map(str, problems))
    assert time.process_time() - start < 4


def test_frictionless_agrees() -> None:
    import frictionless

    report = frictionless.Package(str(schema.bundled_path() / "datapackage.json")).validate()
    assert report.valid, report.to_summary()


def test_load_refuses_what_it_cannot_reckon_with(faulty: Faulty) -> None:
    folder = faulty("sound")
    events = folder / "events.csv"
    events.write_text(events.read_text(encoding="utf-8").replace("1961-11-10", "10.11.1961"), encoding="utf-8")
    with pytest.raises(RecordError, match=r"events\.csv:5:date  edtf") as caught:
        atlas.load(folder)
    assert [problem.row for problem in caught.value.problems] == [5]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_loads_or_says_why(name: str, faulty: Faulty) -> None:
    try:
        record = atlas.load(faulty(name))
    except RecordError as error:
        assert error.problems
    else:
        assert len(record.at("1961-11-01")) == len(record)


@pytest.mark.parametrize("seed", sampled(range(1961, 1965), 4))
@pytest.mark.long
def test_no_damage_makes_check_raise(faulty: Faulty, seed: int) -> None:
    folder, chance = faulty("sound"), random.Random(seed)
    tables = [path for path in folder.iterdir() if path.suffix == ".csv" and path.stem != "expected"]
    for _ in range(20):
        path = chance.choice(tables)
        whole = path.read_bytes()
        start = chance.randrange(len(whole))
        damage = chance.choice([b"", b",", b'"', b"\n", b"\x00", b"\xff", b"1/0", "\u0661".encode(), b"-,9" * 40])
        path.write_bytes(whole[:start] + damage + whole[start + chance.randrange(9) :])
        check(folder)
        with contextlib.suppress(RecordError):
            atlas.load(folder)
        path.write_bytes(whole)
