"""A large page's texts stand in parts beside it: nothing is lost, nothing of it can run, and both change as a whole."""

from __future__ import annotations

import base64
import json
import re
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import folium
import jsonschema
import pytest
from referencing import Registry, Resource
from samples import SOUND
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.io import files
from atlas.io.files import FileError
from atlas.look.strings import say
from atlas.page import beside as saving
from atlas.page.beside import folder_of, save_beside
from atlas.page.payload.beside import split
from atlas.page.payload.columns import encode
from atlas.publish.build import build
from tests.conftest import _hostile
from tests.test_payload import SCHEMA, validate
from tests.unpack import unpack

FEW = 700
"""Characters of a part, so that small records have several."""
RULE = re.compile(r'\.atlas-(\d{3}-[0-9a-f]{10})\{--atlas-part:"([A-Za-z0-9+/]+=*)"\}\n')
SOURCE = ("title", "origin", "url", "copy", "grade", "caution")
Columns = dict[str, list[Any]]


def held(text: str) -> dict[str, Columns]:
    """What a part's file holds."""
    rule = RULE.fullmatch(text)
    assert rule, text[:80]
    part: dict[str, Columns] = json.loads(zlib.decompress(base64.b64decode(rule[2])))
    return part


def part_of(left: dict[str, Any], row: int) -> int:
    """The part that the tree of a page names for a feature, as the page's script walks it."""
    tree, node = left["beside"], 0
    place = (left["features"]["lat"][row], left["features"]["lon"][row], row)
    while tree["axis"][node] >= 0:
        node = node + 1 if place[tree["axis"][node]] < tree["at"][node] else tree["right"][node]
    found: int = tree["at"][node]
    return found


@pytest.fixture(scope="module", params=["sound", "hostile", "bundled"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The columns of a record."""
    name = request.param
    folder = _hostile(tmp_path_factory.mktemp("beside") / "x") if name == "hostile" else SOUND
    record = atlas.load().where(country=["AM", "GE", "CZ"]) if name == "bundled" else atlas.load(folder)
    return encode(record, ground=False, sources=True, notes=True)


def _claims(data: dict[str, Any], table: Columns) -> list[tuple[Any, ...]]:
    """Each claim, with the whole source that it names."""
    sources = data["sources"]
    rows = zip(*(table[key] for key in ("event", "source", "edtf", "says", "locator")), strict=True)
    return sorted(
        (event, *(sources[key][source] or "" for key in SOURCE), edtf or "", says or "", locator or "")
        for event, source, edtf, says, locator in rows
    )


@pytest.mark.long
def test_parts_and_page_together_are_the_whole(whole: dict[str, Any]) -> None:
    left, parts = split(whole, "x.parts", table=True, most=FEW)
    pieces = [held(text) for text in parts.values()]
    assert len(pieces) > 1
    notes = {row: note for one in pieces for row, note in zip(*one["features"].values(), strict=True)}
    details = {row: detail for one in pieces for row, detail in zip(*one["events"].values(), strict=True)}
    assert notes == {row: note for row, note in enumerate(whole["features"]["note"]) if note}
    assert details == {row: detail for row, detail in enumerate(whole["events"]["detail"]) if detail}
    claims = []
    for one in pieces:
        table, judged = dict(one["attestations"]), whole["events"]["edtf"]
        dates = zip(table["edtf"], table["event"], strict=True)
        table["edtf"] = [judged[event] if edtf == 0 else edtf for edtf, event in dates]
        claims += _claims(one, table)
        for place, row in enumerate(one["sources"]["row"]):
            assert all(one["sources"][key][place] == (whole["sources"][key][row] or "") for key in SOURCE)
    assert sorted(claims) == _claims(whole, whole["attestations"])
    gone = {"attestations", "sources"}
    assert set(left) == set(whole) - gone | {"beside"}
    assert whole["features"]["note"] and "note" not in left["features"] and "detail" not in left["events"]


def test_the_page_finds_the_part_of_each_feature(whole: dict[str, Any]) -> None:
    left, parts = split(whole, "x.parts", table=True, most=FEW)
    pieces = [held(text) for text in parts.values()]
    owner = whole["events"]["feature"]
    for number, one in enumerate(pieces):
        rows = {
            *one["features"]["row"],
            *(owner[event] for event in one["events"]["row"] + one["attestations"]["event"]),
        }
        assert {part_of(left, row) for row in rows} <= {number}
    assert {part_of(left, row) for row in range(len(whole["features"]["id"]))} == set(range(len(pieces)))
    assert list(parts) == left["beside"]["names"]


def test_neighbours_share_a_part_and_a_heavy_spot_is_parted_all_the_same() -> None:
    """Two towns of two houses: each has a part; and forty things on one spot do not make one part of forty."""
    point = {"id": list("abcd"), "lat": [50.0, 48.0, 50.001, 48.001], "lon": [14.0, 16.0, 14.001, 16.001]}
    left, parts = split(_columns(point, text="x" * 100), "x.parts", table=True, most=500)
    assert len(parts) == 2 and part_of(left, 0) == part_of(left, 2) != part_of(left, 1) == part_of(left, 3)
    spot = {"id": [str(k) for k in range(40)], "lat": [50.0] * 40, "lon": [14.0] * 40}
    left, parts = split(_columns(spot, text="x" * 100), "x.parts", table=True, most=500)
    assert len(parts) > 10 and 2 in left["beside"]["axis"]
    assert [part_of(left, row) for row in range(40)] == sorted(part_of(left, row) for row in range(40))


def _columns(features: Columns, text: str) -> dict[str, Any]:
    many = len(features["id"])
    events = {"feature": list(range(many)), "edtf": ["1961"] * many, "detail": [""] * many}
    claims = {"event": list(range(many)), "source": [0] * many, "edtf": ["1961"] * many}
    claims |= {"says": [text] * many, "locator": [""] * many}
    sources = {key: [""] for key in SOURCE}
    note: Columns = {"note": [""] * many}
    return {
        **{"features": features | note, "events": events, "attestations": claims},
        **{"sources": sources, "milestones": []},
    }


def test_a_part_is_a_rule_of_letters_whatever_the_record_says(whole: dict[str, Any]) -> None:
    _, parts = split(whole, "x.parts", table=True, most=FEW)
    for name, text in parts.items():
        rule = RULE.fullmatch(text)
        assert rule and rule[1] == name
    assert parts == split(whole, "y.parts", table=False, most=FEW)[1], "its name tells its content, and nothing else"


@pytest.mark.parametrize("table", [True, False])
def test_page_and_parts_keep_the_schema(table: bool, tmp_path: Path) -> None:
    for record in (atlas.load(SOUND), atlas.load(_hostile(tmp_path / f"{table}"))):
        timeline = atlas.Timeline(record, ground=False, sources=not table)
        timeline.folder = "x.parts"
        validate(timeline.data, SCHEMA)
        for text in timeline.parts.values():
            validate(held(text), {"$ref": "payload#/$defs/part"})
        on_page = json.loads(timeline.json())
        validate(on_page, {"$ref": "payload#/$defs/packed"})
        if not table:
            assert unpack(on_page) == json.loads(json.dumps(timeline.data))
            assert timeline.data["sources"]["row"] == sorted(timeline.data["sources"]["row"])
    lost = {key: value for key, value in timeline.data.items() if key != "beside"}
    known: Registry = Registry().with_resource("payload", Resource.from_contents(SCHEMA))
    faults = list(jsonschema.Draft202012Validator(SCHEMA, registry=known).iter_errors(json.loads(json.dumps(lost))))
    assert faults, "a page has its texts, or says where they are"


def policy_of(page: str) -> dict[str, list[str]]:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found
    return {rule.split()[0]: rule.split()[1:] for rule in found[1].split("; ")}


def test_the_page_may_fetch_style_sheets_and_run_no_other_script(sound: atlas.Record) -> None:
    page, parts = sound.map(parts="always").documents("map.html")
    policy, whole = policy_of(page), policy_of(sound.map().get_root().render())
    assert parts and policy["style-src"][-1] == "'self'"
    assert policy["script-src"] == whole["script-src"] and all("sha256" in one for one in policy["script-src"])
    assert {key: value for key, value in policy.items() if key != "style-src"} == {
        key: value for key, value in whole.items() if key != "style-src"
    }
    assert "'self'" not in {word for words in whole.values() for word in words}


@pytest.mark.long
def test_what_leaves_is_not_on_the_page_and_the_light_list_is(sound: atlas.Record) -> None:
    says = str(sound.attestations["says"].iloc[0])
    page, _ = sound.map(parts="always").documents("map.html")
    whole = sound.map().get_root().render()
    assert says and says not in page and "beside.missing" in page
    assert whole.count("<tr id=") == page.count("<tr id=") > 0 and "<cite>[1]" not in page.split("</tbody>")[0]
    assert "beside." not in whole.split("</script>")[0] and '"beside"' not in whole


def test_sources_keep_their_numbers_on_the_page(sound: atlas.Record) -> None:
    """What milestones cite stays, each under the number that it has in the parts."""
    drawn = sound.map(parts="always")
    page, parts = drawn.documents("map.html")
    listed = [int(n) for n in re.findall(r'<li value="(\d+)"', page)]
    cited = [int(n) for n in re.findall(r"<cite>\[(\d+)\]</cite>", page.split('id="record-milestones"')[1])]
    assert listed and set(cited) == set(listed)
    assert {row + 1 for text in parts.values() for row in held(text)["sources"]["row"]} - set(listed)


PAYLOAD = re.compile(r'<script type="application/json" id="timeline_record"([^>]*)>(.*?)</script>', re.DOTALL)


def test_all_that_a_map_draws_from_can_leave_its_page(sound: atlas.Record) -> None:
    page, parts = sound.map(parts="all").documents("my map.html")
    texts, own = sound.map(parts="always").documents("my map.html")
    told, inside = PAYLOAD.findall(page)[0]
    part = re.search(r'data-folder="my map.parts" data-part="([^"]+)"', told)
    assert part and inside == ""
    assert json.loads(PAYLOAD.findall(texts)[0][1]) == held(parts.pop(f"my map.parts/{part[1]}.css"))
    assert parts == own, "texts lie in the parts in which they lie otherwise"
    assert policy_of(page) == policy_of(texts), "what lies beside it may run as little"
    sentence = say("still.beside", "en").replace("{}", "my map.parts")
    assert f"<span hidden> {sentence}" in page and sentence not in texts
    assert page.count("<tr id=") == texts.count("<tr id=") > 0


def test_a_guest_on_the_map_keeps_its_data_on_the_page(sound: atlas.Record) -> None:
    """Who looks at the map's view as soon as it stands cannot wait for what lies beside."""
    drawn = sound.map(parts="all")
    folium.Marker([50, 15]).add_to(drawn)
    page, _ = drawn.documents("map.html")
    assert json.loads(PAYLOAD.findall(page)[0][1])["features"] and say("still.beside", "en")[:30] not in page


# Saving


def names_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.long
def test_a_map_is_one_file_unless_it_is_large_or_asked_for(sound: atlas.Record, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    sound.map().save(path)
    assert names_in(tmp_path) == ["map.html"]
    drawn = sound.map(parts="always")
    drawn.save(path)
    assert [name.split("/")[0] for name in names_in(tmp_path)] == ["map.html", "map.parts"]
    sound.map(parts="never").save(path)
    assert names_in(tmp_path) == ["map.html"] and not (tmp_path / "map.parts").exists()
    held_back = BytesIO()
    drawn.save(held_back, close_file=False)
    assert held_back.getvalue() == path.read_bytes() == drawn.get_root().render().encode()
    assert "map.parts" not in drawn._repr_html_()


@pytest.mark.long
def test_a_large_record_has_parts_by_itself(
    sound: atlas.Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = [sound.features["note"], sound.events["detail"], sound.sources["title"], sound.sources["url"]]
    columns += [sound.attestations["says"], sound.attestations["locator"]]
    count = sum(len(text) for column in columns for text in column)
    for least, parted in ((count, True), (count + 1, False)):
        monkeypatch.setattr(saving, "LARGE", least)
        assert bool(sound.map().documents("map.html")[1]) is parted
    monkeypatch.setattr(saving, "LARGE", 0)
    assert not sound.map(parts="never").documents("map.html")[1]


@pytest.mark.long
def test_only_what_is_ours_and_old_is_removed(sound: atlas.Record, tmp_path: Path) -> None:
    folder = tmp_path / "map.parts"
    folder.mkdir()
    for name in ("001-0123456789.css", "mine.css", "001-0123456789.txt"):
        (folder / name).write_text("old")
    sound.map(parts="always").save(tmp_path / "map.html")
    left = {path.name for path in folder.iterdir()}
    assert {"mine.css", "001-0123456789.txt"} < left and "001-0123456789.css" not in left
    sound.map().save(tmp_path / "map.html")
    assert {path.name for path in folder.iterdir()} == {"mine.css", "001-0123456789.txt"}


def test_a_folder_that_leads_elsewhere_is_not_written_into(sound: atlas.Record, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (tmp_path / "site").mkdir()
    other.mkdir()
    (other / "001-0123456789.css").write_text("theirs")
    (tmp_path / "site" / "map.parts").symlink_to(other)
    with pytest.raises(FileError, match="leads out"):
        sound.map(parts="always").save(tmp_path / "site" / "map.html")
    sound.map().save(tmp_path / "site" / "map.html")
    assert [path.name for path in other.iterdir()] == ["001-0123456789.css"]


def test_a_page_whose_folder_no_system_could_name_is_refused_in_a_line(sound: atlas.Record, tmp_path: Path) -> None:
    assert folder_of("a b.html") == "a b.parts"
    with pytest.raises(FileError, match="name the page otherwise"):
        sound.map(parts="always").save(tmp_path / "a:b.html")
    sound.map().save(tmp_path / "a:b.html")
    assert names_in(tmp_path) == ["a:b.html"]


def _old(path: Path) -> dict[str, str]:
    page = "old 001-aaaaaaaaaa 002-aaaaaaaaaa"
    save_beside(path, page, {f"map.parts/{name}.css": "old" for name in page.split()[1:]})
    return {name: (path.parent / name).read_text() for name in names_in(path.parent)}


NEW = {f"map.parts/{name}.css": "new" for name in ("001-bbbbbbbbbb", "002-aaaaaaaaaa", "003-bbbbbbbbbb")}


def test_a_fault_on_the_way_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "map.html"
    old = _old(path)
    real: Callable[..., None] = files.put
    parts = {name: text for name, text in NEW.items() if "bbb" in name}
    for fatal in range(len(parts) + 1):
        count = iter(range(99))

        def put(*given: Any, count: Any = count, fatal: int = fatal) -> None:
            if next(count) == fatal:
                raise OSError(28, "No space left on device")
            real(*given)

        monkeypatch.setattr(files, "put", put)
        with pytest.raises(OSError, match="No space"):
            save_beside(path, "new", parts)
        assert {name: (tmp_path / name).read_text() for name in names_in(tmp_path)} == old
    monkeypatch.setattr(files, "put", real)
    (tmp_path / "new.parts" / "003-bbbbbbbbbb.css").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        save_beside(tmp_path / "new.html", "new", {name.replace("map.", "new."): text for name, text in parts.items()})
    assert names_in(tmp_path) == sorted(old)


KILLED = """
import os, pathlib, signal, sys
from atlas.page.beside import save_beside
real, count = os.replace, [0]
def replace(*paths):
    if count[0] == int(sys.argv[2]): os.kill(os.getpid(), signal.SIGKILL)
    count[0] += 1
    real(*paths)
os.replace = replace
names = ("001-bbbbbbbbbb", "003-bbbbbbbbbb")
save_beside(pathlib.Path(sys.argv[1]), "new " + " ".join(names), {f"map.parts/{name}.css": "new" for name in names})
"""


@pytest.mark.parametrize("when", range(4))
@pytest.mark.long
def test_a_killed_run_leaves_a_page_with_all_of_its_parts(tmp_path: Path, when: int) -> None:
    path = tmp_path / "map.html"
    _old(path)
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(when)], check=False)
    assert done.returncode == (-signal.SIGKILL if when < 3 else 0)
    page = path.read_text()
    assert page.startswith("old" if when < 3 else "new")
    for name in page.split()[1:]:
        assert (tmp_path / "map.parts" / f"{name}.css").read_text() == page.split()[0]
    if when == 3:
        assert len(names_in(tmp_path / "map.parts")) == 2, "what the new page does not ask for is gone"


# Sites and commands


@pytest.mark.long
def test_a_site_carries_the_parts_of_its_pages(tmp_path: Path) -> None:
    written = build(SOUND, tmp_path, only=["atlas"], parts="always")
    (page,) = tmp_path.glob("*.html")
    asked = set(re.findall(r"\d{3}-[0-9a-f]{10}", page.read_text(encoding="utf-8")))
    beside = {path.stem for path in written if path.suffix == ".css"}
    assert asked == beside == {path.stem for path in (tmp_path / f"{page.stem}.parts").iterdir()}
    build(SOUND, tmp_path, only=["atlas"])
    assert not list(tmp_path.rglob("*.css")) and not (tmp_path / f"{page.stem}.parts").exists()
    with pytest.raises(ValueError, match="write auto, always, all, never"):
        build(SOUND, tmp_path, parts="sometimes")


@pytest.mark.long
def test_commands_take_the_choice_and_tell_of_the_parts(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    arguments = ["map", "-o", str(path), "--record", str(SOUND), "--parts"]
    done = CliRunner().invoke(app, [*arguments, "always"])
    assert done.exit_code == 0 and re.search(r"and 1 part in map\.parts, \d+ KB", done.output), done.output
    assert CliRunner().invoke(app, [*arguments, "sometimes"]).exit_code == 2
    table = tmp_path / "list.csv"
    table.write_text("name,lat,lon,begin,end\nWien,48.2,16.4,1900,1910\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["draw", str(table), "-o", str(path), "--parts", "always"])
    assert done.exit_code == 0 and "map.parts" in done.output, done.output
    done = CliRunner().invoke(
        app, ["build", "--record", str(SOUND), "--output", str(tmp_path / "site"), "atlas", "--parts", "always"]
    )
    assert done.exit_code == 0 and "atlas.parts" in done.output and ".css" not in done.output, done.output
    assert list((tmp_path / "site" / "atlas.parts").iterdir())
