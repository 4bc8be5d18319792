"""What must hold for any input, tried on inputs of Hypothesis: dates, tenures, tables, plans, the payload."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from samples import SOUND

import atlas
from atlas.edtf import FIRST, LAST, EdtfError, parse, to_day, words
from atlas.io.schema import bundled
from atlas.io.tables import RecordError, canonical_bytes
from atlas.page.payload.pack import pack
from atlas.record.plans import PlanError, read_plans
from atlas.record.tenures import Change, status_code, tenures_of

# Where ATLAS_REQUIRE_NODE is set, as in CI, a machine without Node fails instead.
NO_NODE = shutil.which("node") is None and not os.environ.get("ATLAS_REQUIRE_NODE")

WEB = Path(atlas.__file__).parent / "page" / "web" / "src"
SLOW = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TODAY = to_day(parse("2026-11-22").earliest)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@st.composite
def atoms(draw: st.DrawFn) -> str:
    """One date: a year, month, season or day, with parts unknown and marks of doubt."""
    year = draw(st.one_of(st.integers(1000, 9999).map(str), st.integers(100, 999).map(lambda y: f"{y}X")))
    rest = draw(st.sampled_from(["", "-05", "-12", "-21", "-24", "-XX", "-02-28", "-12-31", "-05-XX", "-13", "-02-30"]))
    return year + rest + draw(st.sampled_from(["", "~", "?", "%"]))


DAYS = st.dates(date(1000, 1, 1), date(9998, 12, 31))
SETS = st.one_of(
    st.lists(DAYS, min_size=1, max_size=4).map(lambda days: f"[{','.join(day.isoformat() for day in sorted(days))}]"),
    st.tuples(DAYS, DAYS).map(lambda days: "[{}..{}]".format(*(day.isoformat() for day in sorted(days)))),
    st.tuples(DAYS, DAYS).map(lambda days: "[{:%Y}..{:%Y}]".format(*sorted(days))),
    DAYS.map("[..{}]".format),
    DAYS.map("[{:%Y-%m}..]".format),
)
"""Sound sets, which chance would hardly make of letters."""
EDTF = st.one_of(
    SETS,
    atoms(),
    st.tuples(atoms(), atoms()).map("/".join),
    atoms().map("{}/..".format),
    atoms().map("../{}".format),
    st.lists(atoms(), min_size=1, max_size=3).map(lambda dates: f"[{','.join(dates)}]"),
    TEXT,
)


@SLOW
@given(EDTF)
def test_a_date_is_read_or_refused(text: str) -> None:
    try:
        date = parse(text)
    except EdtfError as error:
        assert "\n" not in str(error) and str(error)
        return
    assert date.earliest <= date.latest and date.days >= 1
    assert words(text).strip() and "\n" not in words(text)
    assert parse(date.text) == date


@SLOW
@given(SETS)
def test_a_sound_set_is_read_from_its_first_day_to_its_last(text: str) -> None:
    date = parse(text)
    days = [parse(part) for part in text.strip("[]").replace("..", ",").split(",") if part]
    first, last = min(day.earliest for day in days), max(day.latest for day in days)
    assert (date.earliest, date.latest) == (FIRST if text[1] == "." else first, LAST if text[-2] == "." else last)


@SLOW
@given(st.dates())
def test_a_day_is_that_day(day: Any) -> None:
    assume(day.year >= 1000)
    date = parse(day.isoformat())
    assert (date.earliest, date.latest, date.days) == (day, day, 1)


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    """Changes of one feature, in any order and however contradictory."""
    found = []
    for number in range(draw(st.integers(0, 7))):
        effect = draw(st.sampled_from(["begin", "end", "stands"]))
        earliest = draw(st.integers(-20_000, TODAY))
        latest = min(earliest + draw(st.sampled_from([0, 0, 30, 365, 4000])), TODAY)
        found.append(
            Change(f"e{number}", effect, earliest, max(earliest, latest), effect == "begin" and draw(st.booleans()))
        )
    return found


@SLOW
@given(changes(), st.randoms(use_true_random=False))
def test_tenures_are_in_order_and_do_not_depend_on_the_order_of_rows(given_changes: list[Change], chance: Any) -> None:
    def days(rows: list[Change]) -> list[tuple[Any, ...]]:
        return [
            (t.begin, t.end, t.uncertain_from, t.bearing_from, t.bearing_until, t.gone_from)
            for t in tenures_of(rows, TODAY)
        ]

    found = days(given_changes)
    shuffled = given_changes[:]
    chance.shuffle(shuffled)
    assert days(shuffled) == found
    used = [change.event_id for begin, end, *_ in found for change in (begin, end) if change]
    assert len(used) == len(set(used))  # no event begins or ends two tenures
    for _, _, b0, b1, e0, e1 in found:
        assert b0 <= b1 and (e1 is None or e0 <= e1)
        for day in (b0 - 1, b0, b1, e0, e0 if e1 is None else e1):
            assert status_code((b0, b1, e0, e1), day) in range(4)
        assert status_code((b0, b1, e0, e1), b0 - 1) == 0


ROWS = st.lists(st.dictionaries(st.sampled_from(bundled().tables["sources"].columns), TEXT), max_size=6)


@SLOW
@given(ROWS)
def test_canonical_csv_is_read_back_the_same(rows: list[dict[str, str]]) -> None:
    table = bundled().tables["sources"]
    data = canonical_bytes(table, rows)
    assert unicodedata.is_normalized("NFC", data.decode("utf-8"))
    header, *again = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    assert tuple(header) == table.columns and len(again) == len(rows)
    assert canonical_bytes(table, [dict(zip(header, row, strict=True)) for row in again]) == data


VALUES = st.recursive(
    st.one_of(TEXT, st.integers(-(10**30), 10**30), st.floats(), st.booleans(), st.just("1961-11-10")),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=5,
)
KEYS = ("id", "title", "lede", "first", "last", "start", "pace", "extent", "narrow", "projection", "filter", "frames")


@SLOW
@given(st.dictionaries(st.sampled_from((*KEYS, "compare", "hub", "streets", "other")), VALUES, max_size=5))
def test_a_plan_is_read_or_refused(plan: dict[str, Any]) -> None:
    folder = _plan_folder()
    lines = "\n".join(f"{key} = {_toml(value)}" for key, value in plan.items())
    (folder / "maps.toml").write_text(f"[[map]]\n{lines}\n", encoding="utf-8")
    record = atlas.load(folder)
    try:
        read_plans(record)
    except PlanError as error:
        assert error.problems and all(str(problem).startswith("maps.toml:") for problem in error.problems)
    except RecordError as error:
        assert str(error).startswith("maps.toml") and "\n" not in str(error)
    else:
        assert "other" not in plan  # which no map has


_FOLDERS: list[Path] = []


@pytest.fixture(autouse=True, scope="module")
def _plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("plans") / "record"
    shutil.copytree(SOUND, folder)
    _FOLDERS.append(folder)
    yield
    _FOLDERS.clear()


def _plan_folder() -> Path:
    return _FOLDERS[0]


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f") if value.isascii() else _toml_text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return repr(value)


def _toml_text(text: str) -> str:
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08x}" for c in text) + '"'


COLUMNS = st.one_of(
    st.lists(st.one_of(st.none(), st.integers(-(10**6), 10**6)), min_size=40, max_size=40),
    st.lists(st.integers(0, 3), min_size=40, max_size=40),
    st.lists(st.floats(-180, 180).map(lambda x: round(x, 5)), min_size=40, max_size=40),
    st.lists(
        st.sampled_from(["Stalin Street", "Stalin Square", "", "Сталин", "a b", "🚀 a", "🚁 a", "\x7f"]),
        min_size=40,
        max_size=40,
    ),
    st.lists(TEXT, min_size=40, max_size=40),
    st.lists(TEXT.map("the same beginning ".__add__), min_size=40, max_size=40),
)


@pytest.mark.skipif(NO_NODE, reason="needs Node.js")
def test_the_page_unpacks_what_was_packed(tmp_path: Path) -> None:
    tables: list[dict[str, list[Any]]] = []

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.dictionaries(st.sampled_from("abcdef"), COLUMNS, min_size=1))
    def collect(table: dict[str, list[Any]]) -> None:
        tables.append(table)

    collect()
    folder = tmp_path / "src"
    shutil.copytree(WEB, folder)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    program = (
        "import { unpack } from './src/model/pack.js'; import fs from 'fs';"
        "const plain = (table) => Object.fromEntries(Object.keys(table).map((key) => [key, table[key]]));"
        "const packed = JSON.parse(fs.readFileSync('packed.json'));"
        "const none = { edtf: [], earliest: [], event: [], feature: [] };"
        "const whole = (data) => plain(unpack({ events: none, attestations: none, ...data }).sources);"
        "console.log(JSON.stringify(packed.map(whole)));"
    )
    (tmp_path / "main.js").write_text(program)
    (tmp_path / "packed.json").write_text(json.dumps([pack({"sources": table}) for table in tables]), encoding="utf-8")
    done = subprocess.run(["node", "main.js"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    for table, again in zip(tables, json.loads(done.stdout), strict=True):
        for name, column in table.items():
            assert again[name] == column, name
