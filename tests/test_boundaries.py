"""Records that ask for what nobody wants: each is refused in a line with file and place, and nothing else happens."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup
from samples import SOUND
from typer.testing import CliRunner

import atlas
from atlas.check import check, fix
from atlas.cli import app
from atlas.io import files, schema
from atlas.io.links import web
from atlas.io.tables import Problem, RecordError
from atlas.io.text import brief, hidden, visible
from atlas.page.article import FILE as ARTICLE
from atlas.page.article import article
from atlas.record.plans import RESERVED, read_plans

Faulty = Callable[[str], Path]


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    """Nothing here may wait: a read of a pipe would, and for ever."""
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it hangs"))
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def refused(folder: Path, start: str, *parts: str) -> None:
    """``atlas check`` names the fault in one line and ends with code 1."""
    result = CliRunner().invoke(app, ["check", "--record", str(folder)])
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit), result.exception
    lines = result.output.splitlines()
    found = [line for line in lines if line.startswith(start) and all(part in line for part in parts)]
    assert found, "\n".join(lines) or "no problem at all"
    assert len(found[0]) < 600


# Names and files


@pytest.mark.parametrize(
    "name",
    [
        *("../x", "/etc/passwd", "a/../../x", "..", ".", "", "a//b", "./a", "a/", "C:x", "c:\\x", "..\\x"),
        *("a<b", 'a"b', "a|b", "a?", "a*"),
        *("\\\\host\\x", "x:y", "a\0b", "a\nb", "a\u202eb", "nul", "COM1.csv", "a.", "a /b", "a" * 5000),
    ],
)
def test_a_name_that_is_no_name_of_a_file_within(name: str, tmp_path: Path) -> None:
    with pytest.raises(files.FileError):
        files.inside(tmp_path, name)


def test_links_may_stay_within_and_not_lead_out(tmp_path: Path) -> None:
    record, outside = tmp_path / "record", tmp_path / "outside"
    record.mkdir()
    outside.mkdir()
    (record / "a.csv").write_text("a")
    (record / "b.csv").symlink_to("a.csv")
    (record / "out").symlink_to(outside)
    (record / "zero").symlink_to("/dev/zero")
    (record / "ring").symlink_to("ring")
    assert files.read_inside(record, "b.csv") == b"a"
    for name in ("out/x.csv", "out", "zero", "ring"):
        with pytest.raises(files.FileError):
            files.read_inside(record, name)


ODD: dict[str, Callable[[Path], Any]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "link to a device": lambda path: path.symlink_to("/dev/zero"),
    "link that leads out": lambda path: path.symlink_to("/etc/hostname"),
    "link that leads nowhere": lambda path: path.symlink_to("nowhere"),
    "ring": lambda path: path.symlink_to(path.name),
    "very large": lambda path: (path.touch(), os.truncate(path, 1 << 40)),
    "NUL bytes": lambda path: path.write_bytes(bytes(5000)),
    "UTF-16": lambda path: path.write_text("feature_id,kind\n", encoding="utf-16"),
}
FILES = ["features.csv", "names.csv", "kinds.csv", "borders.geojson", "datapackage.json", "stories/atlas.md", "stories"]


@pytest.mark.parametrize(
    ("name", "kind"),
    sorted({*((FILES[0], kind) for kind in ODD), *((name, "pipe") for name in FILES)} | {("stories", "folder")}),
)
@pytest.mark.long
def test_what_is_no_plain_file_is_named(name: str, kind: str, faulty: Faulty) -> None:
    folder = faulty("sound")
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    ODD[kind](path)
    if (name, kind) == ("stories", "folder"):
        assert check(folder) == []
        return
    refused(folder, f"{name}:1:-" if name != "stories" else "stories:")


def test_a_table_that_leads_out_is_neither_read_nor_rewritten(faulty: Faulty, tmp_path: Path) -> None:
    folder, victim = faulty("sound"), tmp_path / "victim.csv"
    victim.write_bytes((folder / "names.csv").read_bytes().replace(b"\n", b"\r\n"))
    before = victim.read_bytes()
    (folder / "names.csv").unlink()
    (folder / "names.csv").symlink_to(victim)
    assert fix(folder) == []
    assert victim.read_bytes() == before
    refused(folder, "names.csv:1:-  structure", "leads out")


# The descriptor

DESCRIPTOR = json.loads((schema.bundled_path() / "datapackage.json").read_text(encoding="utf-8"))


def described(folder: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    """The folder with the bundled descriptor, changed."""
    descriptor = json.loads(json.dumps(DESCRIPTOR))
    change(descriptor)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def column(name: str, /, **changes: Any) -> Callable[[dict[str, Any]], Any]:
    """A change of a column of the features."""

    def change(descriptor: dict[str, Any]) -> None:
        fields = descriptor["resources"][0]["schema"]["fields"]
        next(field for field in fields if field["name"] == name).update(changes)

    return change


def table(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    """A change of the features' resource."""
    return lambda descriptor: descriptor["resources"][0].update(changes)


def extra(**resource: Any) -> Callable[[dict[str, Any]], Any]:
    """One more table."""
    whole = {"name": "more", "path": "more.csv", "format": "csv", "schema": {"fields": [{"name": "a"}]}} | resource
    return lambda descriptor: descriptor["resources"].append(whole)


SQL = "a\" TEXT); COPY (SELECT 'x') TO 'written.txt'; --"
CHANGES: dict[str, tuple[Callable[[dict[str, Any]], Any], str, str]] = {
    "column that is SQL": (column("note", name=SQL), "resources.features", "is not a name"),
    "column with a capital": (column("note", name="Note"), "resources.features.Note", "is not a name"),
    "column that is no text": (column("note", name=5), "resources.features", "write text in quotes"),
    "column of the atlas's own": (column("note", name="geometry"), "resources.features.geometry", "choose another"),
    "table that is SQL": (extra(name=SQL), "resources", "is not a name"),
    "table called check": (extra(name="check"), "resources.check", "cannot be called"),
    "path that climbs": (table(path="../victim.csv"), "resources.features.path", "climbs out"),
    "path from the root": (table(path="/etc/passwd"), "resources.features.path", "begins at the root"),
    "path of Windows": (table(path="..\\victim.csv"), "resources.features.path", "no drive"),
    "path of another file": (extra(format="json", path="../x.json"), "resources.more.path", "climbs out"),
    "path that is an address": (table(path="https://example.org/x.csv"), "resources.features.path", "no drive"),
    "paths": (table(path=["a.csv", "b.csv"]), "resources.features.path", "a table is one file"),
    "one path twice": (extra(path="features.csv"), "-", "2 resources have the path"),
    "one table twice": (extra(name="features"), "-", "2 resources have the name"),
    "data inside": (extra(data=[]), "resources.more", "not read"),
    "semicolons": (table(dialect={"delimiter": ";"}), "resources.features", "commas"),
    "Latin-1": (table(encoding="latin-1"), "resources.features", "UTF-8"),
    "unknown type": (column("note", type="geopoint"), "resources.features.note.type", "it can be 'string'"),
    "type of another column": (
        column("latitude", type="string", constraints={}),
        "resources.features.latitude",
        "counts on",
    ),
    "minimum in quotes": (column("rank", constraints={"minimum": "1"}), "resources.features.rank", "write a number"),
    "minimum of text": (column("note", constraints={"minimum": 1}), "resources.features.note", "are for numbers"),
    "minimum over maximum": (
        column("rank", constraints={"minimum": 9, "maximum": 1}),
        "resources.features.rank",
        "is more than the maximum",
    ),
    "rule that nobody checks": (
        column("note", constraints={"minLength": 1}),
        "resources.features.note.constraints.minLength",
        "knows no such key",
    ),
    "pattern that is none": (column("note", constraints={"pattern": "("}), "resources.features.note", "cannot be used"),
    "pattern that looks round": (
        column("note", constraints={"pattern": "(?!a)b"}),
        "resources.features.note.constraints.pattern",
        "look-around",
    ),
    "pattern that is huge": (
        column("note", constraints={"pattern": "((((a{99}){99}){99}){99}){99}"}),
        "resources.features.note",
        "cannot be used",
    ),
    "commas in numbers": (
        column("latitude", decimalChar=","),
        "resources.features.latitude",
        "write the cells plainly",
    ),
    "missing otherwise": (
        lambda d: d["resources"][0]["schema"].update(missingValues=["NA"]),
        "resources.features.missingValues",
        "an empty cell",
    ),
    "no columns": (lambda d: d["resources"][0]["schema"].update(fields=[]), "resources.features", "at least 1 item"),
    "columns that are none": (lambda d: d["resources"][0].update(schema=[]), "resources.features", "write a table"),
    "key of nothing": (
        lambda d: d["resources"][0]["schema"].update(primaryKey="nothing"),
        "resources.features",
        "does not have",
    ),
    "order of nothing": (table(sortedBy="nothing"), "resources.features", "does not have"),
    "more effects": (
        lambda d: d["resources"][8]["schema"]["fields"][1]["constraints"].update(enum=["begin", "burn"]),
        "resources.event_types.effect",
        "the atlas knows",
    ),
    "no resources": (lambda d: d.pop("resources"), "resources", "is missing"),
    "resources that are none": (lambda d: d.update(resources=5), "resources", "write a list"),
    "resource that is none": (lambda d: d.update(resources=[5]), "resources.0", "write a table"),
    "no day": (lambda d: d.pop("created"), "created", "is missing"),
    "day that is none": (lambda d: d.update(created="last year"), "created", "is not a day"),
    "title that is none": (lambda d: d.update(title=["t"]), "title", "write text"),
    "override in the title": (lambda d: d.update(title="a\u202eb"), "title", "U+202E"),
    "NUL in a meaning": (column("note", description="a\0b"), "resources.features.note.description", "U+0000"),
    "half a character": (lambda d: d.update(title="a\ud800"), "title", "U+D800"),
    "licences that are none": (lambda d: d.update(licenses=5), "licenses", "write a list"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_descriptor_that_cannot_be_kept_to(name: str, faulty: Faulty) -> None:
    change, place, message = CHANGES[name]
    folder = described(faulty("sound"), change)
    refused(folder, f"datapackage.json:1:{place}", "descriptor", message)
    with pytest.raises(RecordError, match=r"datapackage\.json"):
        atlas.load(folder)
    assert fix(folder) == []


def test_no_table_hides_what_a_record_has_besides(sound: atlas.Record) -> None:
    names = {name for name in (*dir(atlas.Record), *vars(sound)) if not name.startswith("_")}
    for name in sorted(names - set(schema.bundled().tables)):
        descriptor = json.loads(json.dumps(DESCRIPTOR))
        extra(name=name)(descriptor)
        with pytest.raises(schema.DescriptorError, match=r"cannot be called|is not a name"):
            schema.package_of(descriptor)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1"),
        ("[]", "a JSON object"),
        ("5", "a JSON object"),
        ("[" * 100_000, "nested too deep"),
        ('{"a":' * 100_000, "nested too deep"),
        ('{"title": "a", "title": "b"}', "stands twice"),
        ('{"created": NaN}', "no number"),
        ('{"version": ' + "9" * 5000 + "}", "-"),
    ],
)
def test_a_descriptor_that_is_not_json(text: str, message: str, faulty: Faulty) -> None:
    folder = faulty("sound")
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    refused(folder, "datapackage.json:1:-  descriptor", message)


def test_a_record_may_have_columns_tables_and_rules_of_its_own(faulty: Faulty) -> None:
    folder = faulty("sound")

    def change(descriptor: dict[str, Any]) -> None:
        extra(title="More")(descriptor)
        descriptor["resources"][0]["schema"]["fields"].append({"name": "shelf", "constraints": {"pattern": "[A-Z]+"}})

    described(folder, change)
    rows = (folder / "features.csv").read_text(encoding="utf-8").splitlines()
    (folder / "features.csv").write_text("\n".join([rows[0] + ",shelf", *(r + ",A" for r in rows[1:]), ""]), "utf-8")
    (folder / "more.csv").write_text("a\n1\n", encoding="utf-8")
    assert check(folder) == []
    assert list(atlas.load(folder).features["shelf"].unique()) == ["A"]
    assert CliRunner().invoke(app, ["codebook", "--record", str(folder)]).exit_code == 0
    (folder / "features.csv").write_text("\n".join([rows[0] + ",shelf", *(r + ",a" for r in rows[1:]), ""]), "utf-8")
    refused(folder, "features.csv:2:shelf  pattern")


def test_what_the_atlas_counts_on_holds_whatever_a_descriptor_leaves_out(faulty: Faulty) -> None:
    folder = described(faulty("sound"), column("feature_id", constraints={}))
    features = folder / "features.csv"
    features.write_text(features.read_text(encoding="utf-8").replace("stalin-prize", 'a"b', 1), encoding="utf-8")
    first = features.read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    features.write_text(features.read_text(encoding="utf-8").replace(f"\n{first},", '\n"a "" b",', 1), encoding="utf-8")
    refused(folder, "features.csv:2:feature_id  pattern")


def test_no_pattern_runs_for_ever(faulty: Faulty) -> None:
    folder = described(faulty("sound"), column("note", constraints={"pattern": "(a+)+$"}))
    features = folder / "features.csv"
    rows = features.read_text(encoding="utf-8").splitlines()
    features.write_text("\n".join([rows[0], *(row + "a" * 5000 + "!" for row in rows[1:]), ""]), encoding="utf-8")
    refused(folder, "features.csv:2:note  pattern")


# Tables


def test_a_header_of_many_columns_is_a_few_lines(faulty: Faulty) -> None:
    folder = faulty("sound")
    (folder / "features.csv").write_text(",".join(f"c{n}" for n in range(100_000)) + "\n", encoding="utf-8")
    lines = [line for line in map(str, check(folder)) if line.startswith("features.csv")]
    assert len(lines) < 60 and any("99,980 more columns" in line for line in lines)


def test_other_separators_are_named(faulty: Faulty) -> None:
    folder = faulty("sound")
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        whole = (folder / "sources.csv").read_text(encoding="utf-8")
        (folder / "sources.csv").write_text(whole.replace(",", sign), encoding="utf-8")
        refused(folder, "sources.csv:1:-  structure", word)
        (folder / "sources.csv").write_text(whole, encoding="utf-8")


@pytest.mark.parametrize("text", [str(2**63), str(-(2**63) - 1), "9" * 30, "9" * 5000])
def test_whole_numbers_beyond_64_bits(text: str, faulty: Faulty) -> None:
    folder = faulty("sound")
    features = folder / "features.csv"
    rows = features.read_text(encoding="utf-8").splitlines()
    cells = rows[1].split(",")
    place = rows[0].split(",").index("accuracy_m")
    cells[place] = text
    features.write_text("\n".join([rows[0], ",".join(cells), *rows[2:], ""]), encoding="utf-8")
    refused(folder, "features.csv:2:accuracy_m  type", "64 bits")
    with pytest.raises(RecordError):
        atlas.load(folder)


def test_a_huge_cell_is_not_echoed(faulty: Faulty) -> None:
    folder = faulty("sound")
    events = folder / "events.csv"
    events.write_text(events.read_text(encoding="utf-8").replace("1961-11-10", "9" * 100_000), encoding="utf-8")
    assert all(len(str(problem)) < 600 for problem in check(folder))


def test_a_problem_does_not_command_the_terminal() -> None:
    problem = str(Problem("a\x1b[31m.csv", 1, "c\nd", "rule", "x\u202ey" + "z" * 9999))
    assert "\x1b" not in problem and "\n" not in problem and "\u202e" not in problem and len(problem) < 500


# Plans

PLAN = {"id": '"map"', "title": '"t"', "lede": '"l"', "extent": "[10, 38, 68, 62]"}


def planned(folder: Path, *more: str, **keys: str | None) -> Path:
    """The folder with a ``maps.toml`` of one map with other keys, and more lines."""
    entry = [f"{key} = {value}" for key, value in {**PLAN, **keys}.items() if value is not None]
    (folder / "maps.toml").write_text(
        "\n".join(["[[map]]", *entry, *more, ""]), encoding="utf-8", errors="surrogatepass"
    )
    return folder


LAEA = "{ kind = 'laea', center = [52, 38] }"
PLANS: list[tuple[str, dict[str, str | None], str]] = [
    *(
        ("id", {"id": f"'{name}'"}, "small Latin letters")
        for name in ("../../x", "/x/y", "a b", "A", "", "nul", "é", "a/b")
    ),
    ("id", {"id": "'index'"}, "a build writes itself"),
    ("id", {"id": "'example-article'"}, "a build writes itself"),
    ("id", {"id": "7"}, "write text in quotes"),
    ("id", {"id": None}, "is missing"),
    ("title", {"title": "5"}, "write text in quotes"),
    ("title", {"title": '""'}, "at least 1"),
    ("title", {"title": None}, "is missing"),
    ("title", {"title": '"a\\u202eb"'}, "U+202E"),
    ("lede", {"lede": '"a\\u0000b"'}, "U+0000"),
    ("lede", {"lede": "true"}, "write text in quotes"),
    *(("extent", {"extent": box}, "extent") for box in ("[1, 2, 3]", "5", "'x'", "[true, 2, 3, 4]", "['1', 2, 3, 4]")),
    *(("extent", {"extent": box}, "degrees") for box in ("[68, 38, 10, 62]", "[10, 38, 68, 99]", "[10, 38, 10, 62]")),
    ("extent", {"extent": "[nan, 1, 2, 3]"}, "finite"),
    ("extent", {"extent": "[10, 38, 10.0000001, 62]"}, "narrower"),
    ("extent", {"extent": "[179, -1, 181, 1]", "projection": "{ kind = 'laea', center = [0, 0] }"}, "no image"),
    ("narrow", {"narrow": "[1, 2]"}, "extent must be"),
    ("pace", {"pace": "'warp'"}, "'event' or 'calendar'"),
    ("streets", {"streets": "7"}, "write text in quotes"),
    ("streets", {"streets": "'Nowhere.Map'"}, "No matching provider"),
    ("first", {"first": "'19x'"}, "EDTF"),
    ("first", {"first": "true"}, "a date of EDTF"),
    ("first", {"first": "19.5"}, "a date of EDTF"),
    ("first", {"first": "1925-01-01T00:00:00"}, "a date of EDTF"),
    ("first", {"first": "'9999-24'"}, "calendar"),
    ("first", {"first": "'2100'"}, "before the record's own date"),
    ("-", {"first": "'1964'", "last": "'1953'"}, "before its last"),
    ("-", {"last": "'1964'", "start": "'1999'"}, "after the clock's last day"),
    ("last", {"last": "[]"}, "a date of EDTF"),
    ("projection.kind", {"projection": "{ kind = 'mercator', center = [1, 2] }"}, "'laea', 'albers' or 'equal-earth'"),
    ("projection.center", {"projection": "{ kind = 'laea' }"}, "is missing"),
    ("projection.center", {"projection": "{ kind = 'laea', center = [99, 2] }"}, "99"),
    ("projection", {"projection": "{ kind = 'albers', center = [1, 2] }"}, "needs parallels"),
    ("projection", {"projection": "{ kind = 'albers', center = [1, 2], parallels = [-9, 9] }"}, "no cone"),
    ("projection", {"projection": "'laea'"}, "write a table"),
    ("projection.centre", {"projection": "{ kind = 'laea', center = [1, 2], centre = 1 }"}, "did you mean 'center'"),
    ("extend", {"extend": "1"}, "did you mean 'extent'"),
    ("filter", {"filter": "{ town = ['Volgograd'] }"}, "no column 'town'"),
    ("filter", {"filter": "{ kind = ['statue'] }"}, "no kind 'statue'"),
    ("filter", {"filter": "{ country = ['cz'] }"}, "'cz'"),
    ("filter", {"filter": "{ feature_id = ['nobody'] }"}, "nobody"),
    ("filter.kind", {"filter": "{ kind = 5 }"}, "write text in quotes"),
    ("filter.between", {"filter": "{ between = ['1953'] }"}, "is missing"),
    ("filter", {"filter": "{ begun = ['1961-01-02', '1961-01-01'] }"}, "runs backwards"),
    ("filter", {"filter": "5"}, "write a table"),
    ("hub", {"hub": "'volgogard'"}, "nearest: volgograd"),
    ("hub", {"hub": "5"}, "write text in quotes"),
    ("compare", {"compare": "'1961'"}, "write a list"),
    ("compare", {"compare": "['1961-13']"}, "'1961-13'"),
    ("frames.x.title", {"frames": "{ x = { extent = [1, 2, 3, 4] } }"}, "is missing"),
    ("frames.x.colour", {"frames": "{ x = { title = 't', extent = [1, 2, 3, 4], colour = 1 } }"}, "knows no such key"),
    ("frames.__proto__", {"frames": "{ __proto__ = { title = 't', extent = [1, 2, 3, 4] } }"}, "small Latin letters"),
    ("frames", {"frames": "[1]"}, "write a table"),
]


@pytest.mark.parametrize(("key", "keys", "message"), PLANS)
@pytest.mark.long
def test_a_plan_that_cannot_be_drawn(key: str, keys: dict[str, str | None], message: str, faulty: Faulty) -> None:
    folder = planned(faulty("sound"), **keys)
    refused(folder, "maps.toml:", f":{key}  plan", "map 1 (", message)


@pytest.mark.parametrize(
    ("text", "start", "message"),
    [
        ("[[map\n", "maps.toml:1:-", "not TOML"),
        ("a = 1\nb = \n", "maps.toml:2:-", "not TOML"),
        ("a = " + "[" * 100_000, "maps.toml:1:-", "nested too deep"),
        ("a = 1", "maps.toml:1:", "knows no such key"),
        ("", "maps.toml:1:map", "is missing"),
        ("map = []", "maps.toml:1:map", "at least 1"),
        ("map = 5", "maps.toml:1:map", "write a list"),
        ("map = [5]", "maps.toml:1:", "write a table"),
        ("[bloc]\npolities = 5", "maps.toml:2:bloc.polities", "write a list"),
        ("[bloc]\nuntil = 'x'", "maps.toml:2:bloc.until", "EDTF"),
    ],
)
def test_a_file_of_plans_that_is_none(text: str, start: str, message: str, faulty: Faulty) -> None:
    folder = faulty("sound")
    (folder / "maps.toml").write_text(text, encoding="utf-8")
    refused(folder, start, "plan", message)


def test_two_maps_of_one_name_and_a_polity_that_is_none(faulty: Faulty) -> None:
    folder = planned(faulty("sound"), "", "[[map]]", *(f"{key} = {value}" for key, value in PLAN.items()))
    refused(folder, "maps.toml:8:id", "plan", "another map too")
    planned(folder, "", "[bloc]", "polities = ['Polnad']")
    refused(folder, "maps.toml:8:bloc.polities", "did you mean 'Poland'")


@pytest.mark.parametrize("kind", [kind for kind in ODD if kind != "folder"])
def test_plans_that_are_no_plain_file(kind: str, faulty: Faulty) -> None:
    folder = faulty("sound")
    ODD[kind](folder / "maps.toml")
    refused(folder, "maps.toml:1:-  plan")


def test_a_year_and_a_day_need_no_quotes(faulty: Faulty) -> None:
    folder = planned(faulty("sound"), first="1925", last="1964-12-31", projection=LAEA)
    assert check(folder) == []
    (plan,) = read_plans(atlas.load(folder)).maps
    assert (plan.first, plan.last) == ("1925", "1964-12-31")


def test_every_command_refuses_a_faulty_plan(faulty: Faulty, tmp_path: Path) -> None:
    folder = planned(faulty("sound"), id="'../../escaped'")
    before = sorted(tmp_path.rglob("*"))
    record = ["--record", str(folder)]
    commands = [["build", *record, "--output", str(tmp_path / "out")], ["embed", "map", *record]]
    commands += [["map", "-o", str(tmp_path / "x.html"), *record]]
    commands += [
        [word, "map", "-o", str(tmp_path / f"x.{suffix}"), *record]
        for word, suffix in (("still", "png"), ("film", "gif"))
    ]
    for command in commands:
        result = CliRunner().invoke(app, command)
        assert (result.exit_code, result.exception.__class__) == (1, SystemExit), command
        assert "maps.toml:2:id  plan" in result.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_the_names_of_a_build_s_own_pages_are_reserved() -> None:
    assert set(RESERVED) == {"index", Path(ARTICLE).stem}


# Borders

FEATURE = {
    "type": "Feature",
    "properties": {"polity": "USSR", "level": "state", "valid_from": "1945-05-09", "valid_to": None},
    "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]},
}
VRT = "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>../x.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
WFS = "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>"


def with_feature(**changes: Any) -> str:
    """Borders of one feature, changed."""
    return json.dumps({"type": "FeatureCollection", "features": [{**FEATURE, **changes}]})


def with_property(**changes: Any) -> str:
    """Borders of one feature with other properties."""
    return with_feature(properties={**FEATURE["properties"], **changes})


def with_ring(*ring: Any) -> str:
    """Borders of one feature with another outline."""
    return with_feature(geometry={"type": "Polygon", "coordinates": [list(ring)]})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (VRT, "not GeoJSON"),
        (WFS, "not GeoJSON"),
        ('"/vsicurl/http://127.0.0.1:9/x.geojson"', "not GeoJSON"),
        ("http://127.0.0.1:9/x.geojson", "not GeoJSON"),
        ("polity,level\nUSSR,state\n", "not GeoJSON"),
        ('{"type": "Topology", "objects": {}}', "not GeoJSON"),
        ('{"type": "FeatureCollection"}', "not GeoJSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:3857"}}, "features": []}', "crs"),
        (with_feature(properties=None), "feature 1"),
        (with_feature(geometry=None), "feature 1"),
        (with_feature(geometry={"type": "Point", "coordinates": [0, 0]}), "Polygon"),
        (with_feature(geometry={"type": "Polygon", "coordinates": "x"}), "coordinates"),
        (with_ring([0, 0], [9, 9], [9, 0], [0, 9], [0, 0]), "outline"),
        (with_ring([0, 0], [900, 0], [9, 9], [0, 0]), "degrees"),
        (with_ring([0, 0], [None, 0], [9, 9], [0, 0]), "feature 1"),
        (with_ring([0, 0], [1, 1]), "feature 1"),
        (with_property(valid_from="1945"), "valid_from"),
        (with_property(valid_to=1945), "valid_to"),
        (with_property(level="empire"), "level"),
        (with_property(polity=5), "polity"),
        (with_property(polity="a\u202eb"), "polity"),
    ],
)
def test_borders_are_geojson_and_nothing_else(text: str, message: str, faulty: Faulty) -> None:
    folder = faulty("sound")
    (folder / "borders.geojson").write_text(text, encoding="utf-8")
    refused(folder, "borders.geojson:1:-  ground", message)
    with pytest.raises(RecordError, match=r"borders\.geojson:1"):
        atlas.load(folder).borders  # noqa: B018 - read when asked for


# Links

NO_LINKS = [
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
    ),
    *("data:text/html,<script>alert(1)</script>", "file:///etc/passwd", "vbscript:x", "//example.org/x", "example.org"),
    *(
        "https:alert(1)",
        "https://",
        "https://a b",
        "https://good.org@evil.org/",
        "https://a\u202eb.org",
        "https://a.org\n/x",
    ),
    *("blob:https://a.org/x", "ftp://a.org/x", "https://[::1", 'https://a.org/"onclick="x'),
]


@pytest.mark.parametrize("address", NO_LINKS)
def test_what_is_no_address_of_the_web_is_no_link(address: str) -> None:
    assert web(address) == ""
    assert web("https://example.org/Сталин?a=1#b") and web("HTTP://example.org")


def test_only_links_of_the_web_are_drawn_and_others_are_named(faulty: Faulty) -> None:
    folder = faulty("sound")
    sources = folder / "sources.csv"
    rows = list(csv.DictReader(sources.read_text(encoding="utf-8").splitlines()))
    for number, row in enumerate(rows):
        row["url"], row["copy"] = NO_LINKS[number % 5], NO_LINKS[5]
    with sources.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    refused(folder, "sources.csv:2:url  address", "https://")
    record = atlas.load(folder)
    drawn = record.map()
    shown = [drawn.get_root().render(), record["volgograd"]._repr_html_(), article(record, read_plans(record).maps[0])]
    for text in shown:
        markup = re.sub(r"<script>.*?</script>|srcdoc=\"[^\"]*\"", "", text, flags=re.DOTALL)
        links = re.findall(r'href="([^"]+)"', markup)
        assert not [link for link in links if not re.match(r"https?://|#|[a-z-]+\.(html|png|css)|data:image/", link)]
    payload = record.map(with_table=False).timeline.data["sources"]
    assert set(payload["url"]) | set(payload["copy"]) == {""}


def test_the_policy_blesses_no_script_that_the_record_brought(sound: atlas.Record) -> None:
    script = "alert('from the record')"
    drawn = sound.map()
    page = drawn.get_root()
    page.rows[0]["note"] = Markup(f"<script>{script}</script><style>p{{}}</style>")  # noqa: S704 - as if not escaped
    text = page.render()
    policy = html.unescape(re.search(r'Security-Policy" content="([^"]+)"', text)[1])
    assert f"<script>{script}</script>" in text
    for block in (script, "p{}"):
        assert base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() not in policy
    own = [b for b in re.findall(r"<script>(.*?)</script>", text, re.DOTALL) if b != script]
    assert own and all(base64.b64encode(hashlib.sha256(b.encode()).digest()).decode() in policy for b in own)


@pytest.mark.parametrize("base", ["javascript:alert(1)", "file:///x", "example.org"])
def test_a_base_address_is_one_of_the_web(base: str, tmp_path: Path) -> None:
    for command in (["embed", "prague"], ["build", "prague", "--output", str(tmp_path / "out")]):
        result = CliRunner().invoke(app, [*command, "--base-url", base])
        assert (result.exit_code, result.exception.__class__) == (2, SystemExit)
        assert "write the address of the folder from https:// on" in result.stderr


# Characters


@pytest.mark.parametrize(
    "text",
    [
        *("a\0b", "a\x1b[31m", "a\x85", "a\u200bb", "a\u2060b", "a\ufeffb", "a\u202eb", "a\u2066b", "a\u200eb"),
        *("a\u061cb", "a\ud800", "a\ufdd0", "a\U0001ffff", "a\ue000", "a\u2028b", "a\u00adb", "a\u3164b"),
        *("a\u2800b", "a\U000e0041", "Stalin\u200dgrad", "Сталин\u200cград", "\u200cا", "ا\u200c\u200cب"),
        *("a\ufffdb", "a\u034fb", "a\nb"),
    ],
)
def test_what_text_may_not_hold(text: str) -> None:
    assert [text[place] for place, _ in hidden(text)]
    assert not list(hidden(visible(text)))


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",
        "ه‍.ش",
        "👩‍🚀",
        "👩🏽‍🚒",
        "क्‍ष",
        "Сталинград",
        "სტალინი",
        "Stalin’s “name”",
        "東京",
        "é e\u0301",
        "☭",
        "a\u00a0b",
    ],
)
def test_what_text_may_hold(text: str) -> None:
    assert list(hidden(text)) == []
    assert brief(text) == text


@pytest.mark.parametrize("rank", ["-1", "0", "6", "2147483647"])
def test_a_rank_that_is_none_is_drawn_as_the_nearest(tmp_path: Path, rank: str) -> None:
    """``check`` names it; until it is mended every map has a size for its mark."""
    folder = shutil.copytree(SOUND, tmp_path / "record")
    table = pd.read_csv(folder / "features.csv", dtype="str", keep_default_na=False)
    table.loc[0, "rank"] = rank
    table.to_csv(folder / "features.csv", index=False)
    loaded = atlas.load(folder)
    assert loaded.features["rank"].between(1, 5).all()
    assert any(problem.rule == "limits" for problem in loaded.check())
