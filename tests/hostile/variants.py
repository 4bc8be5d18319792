"""What an attacker tries next: a handful of other inputs for each kind of door that was once found open.

Each is a change of the sound record (or a list of others'), and the words with which ``atlas check`` (or the command
that reads it) must refuse it; ``None`` where it is odd, and must be borne.
"""
# ruff: noqa: E501 - an input a line

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Variant:
    """One input: its name, the file at fault, the change, and the words of the refusal."""

    name: str
    file: str
    change: Callable[[Path], None]
    words: str | None


PLAN_KEYS = {"id": '"atlas"', "title": '"Map"', "lede": '"One line"', "extent": "[10, 38, 68, 62]"}


def plan(**keys: str) -> str:
    """A ``maps.toml`` of one map with other keys."""
    return "[[map]]\n" + "".join(f"{key} = {value}\n" for key, value in (PLAN_KEYS | keys).items())


def _write(name: str, data: str | bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))

    return change


def _plan(**keys: str) -> Callable[[Path], None]:
    return _write("maps.toml", plan(**keys))


def _cell(table: str, column: str, text: str, row: int = 0) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / table
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        rows[row][header.index(column)] = text
        with path.open("w", encoding="utf-8", newline="", errors="surrogatepass") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])

    return change


def _bytes(table: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        (folder / table).write_bytes(change((folder / table).read_bytes()))

    return changed


def _odd(name: str, make: Callable[[Path], Any]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        make(path)

    return change


def ids() -> Iterator[Variant]:
    """01: ids of maps that climb, that a system keeps for itself, that two systems take for one."""
    words = "small Latin letters"
    for text in (
        *(
            "..",
            "a/..",
            "%2e%2e/x",
            "aux",
            "lpt9",
            "con.html",
            "ａｔｌａｓ",
            "e\u0301",
            "а",
            "-a",
            "a-",
            "a--b",
            "A",
            "x.html",
        ),
        *(
            "\\\\server\\share",
            "C:",
            "a b",
            "a\u00adb",
            "~root",
            "$HOME",
            "a" * 300,
            "…",
            "a\u2215b",
            "a;b",
            "__proto__",
        ),
    ):
        yield Variant(f"id {text[:20]!r}", "maps.toml", _plan(id=json.dumps(text)), words if len(text) < 200 else "id")
    for text in ("index", "example-article"):
        yield Variant(f"id {text}", "maps.toml", _plan(id=f'"{text}"'), "a build writes itself")
    yield Variant("ids that differ by case", "maps.toml", _write("maps.toml", plan() + plan(id='"ATLAS"')), words)
    yield Variant("three of one id", "maps.toml", _write("maps.toml", plan() * 3), "another map too")


def plans() -> Iterator[Variant]:
    """07: values of another type or out of range, keys of others, and files that are no plan."""
    for key, value, words in (
        ("pace", '"WARP"', "'event' or 'calendar'"),
        ("pace", "1", "pace"),
        ("pace", '["event"]', "pace"),
        ("first", '"Y17E8"', "first"),
        ("first", '"9999-12-31"', "before the record's own date"),
        ("first", '"0000"', "not in the calendar"),
        ("first", '"-0044-03-15"', "four digits"),
        ("first", '"1961-11-10T00:00:00Z"', "no hours"),
        ("first", "1961-11-10T07:32:00Z", "a date of EDTF"),
        ("first", "07:32:00", "a date of EDTF"),
        ("first", "99999999999999999999", "first"),
        ("first", "-1", "first"),
        ("last", '"' + "9" * 5000 + '"', "last"),
        ("last", '"9999-24~"', "calendar"),
        ("start", '"1961/1953"', "backwards"),
        ("start", "inf", "a date of EDTF"),
        ("extent", "[inf, -inf, nan, 0]", "finite"),
        ("extent", "[1e308, 1, 2, 3]", "degrees"),
        ("extent", "[10, 38, 68, 62, 70]", "extent"),
        ("extent", '["10", "38", "68", "62"]', "extent"),
        ("extent", "{ west = 1 }", "extent"),
        ("extent", "[68, 62, 10, 38]", "degrees"),
        ("extent", "[10, 38, 68, 38.00000001]", "extent"),
        ("projection", "{ kind = 'laea', center = [nan, 1] }", "finite"),
        ("projection", "{ kind = 'laea', center = ['+proj=longlat +nadgrids=x', 1] }", "projection"),
        ("projection", "{ kind = '+proj=pipeline', center = [1, 2] }", "'laea', 'albers' or 'equal-earth'"),
        ("projection", "{ kind = 'albers', center = [1, 2], parallels = [0, 0] }", "cone"),
        ("projection", "{ kind = 'albers', center = [1, 2], parallels = [1e999, 2] }", "finite"),
        ("streets", "{ url = 'https://evil.example/{z}' }", "streets"),
        ("streets", "'https://evil.example/{z}/{x}/{y}.png'", "streets"),
        ("streets", "'../../x'", "streets"),
        ("streets", "'__class__.__init__'", "streets"),
        ("filter", "{ __class__ = ['x'] }", "__class__"),
        ("filter", "{ kind = ['monument', 5] }", "text in quotes"),
        ("filter", "{ kind = [] }", "filter"),
        ("filter", "{ between = ['9999-24', '9999'] }", "calendar"),
        ("filter", "{ index = ['x'] }", "no column 'index'"),
        ("frames", "{ constructor = { title = 't', extent = [1, 2, 3, 4], frames = {} } }", "knows no such key"),
        ("frames", "{ a = 5 }", "write a table"),
        ("frames", "[[1]]", "write a table"),
        ("compare", "['1961', '']", "compare"),
        ("compare", "[" + "'1961'," * 5000 + "]", "compare"),
        ("hub", "'../volgograd'", "hub"),
        ("hub", "''", "hub"),
        ("title", '"' + "t" * 100_000 + '"', "title"),
        ("title", '"\\u0000"', "U+0000"),
        ("title", '"a\\u2066b"', "U+2066"),
        ("title", '"a\\uFEFFb"', "U+FEFF"),
        ("title", '"a\\U000E0041b"', "U+E0041"),
        ("title", '"\\n"', "title"),
        ("lede", '"a\\u001b]0;x\\u0007"', "U+001B"),
        ("lede", "1979-05-27", "write text in quotes"),
        ("__proto__", "1", "knows no such key"),
        ("constructor", "1", "knows no such key"),
        ("story", '"x"', "knows no such key"),
        ("opening", '"x"', "knows no such key"),
        ("id.x", '"x"', "plan"),
    ):
        yield Variant(f"{key} = {value[:70]}", "maps.toml", _plan(**{key: value}), words)
    for name, text, words in (
        ("deep inline tables", "a = " + "{a=" * 5000, "deep"),
        ("deep keys", "a" + ".a" * 20_000 + " = 1", "maps.toml"),
        ("a key twice", plan() + 'title = "again"\n', "not TOML"),
        ("a table twice", "[bloc]\n[bloc]\n", "not TOML"),
        ("a byte order mark", "\ufeff" + plan(), None),
        ("two byte order marks", "\ufeff\ufeff" + plan(), "not TOML"),
        ("UTF-16", plan().encode("utf-16"), "not UTF-8"),
        ("a lone surrogate", b'[[map]]\nid = "\xed\xa0\x80"\n', "not UTF-8 (line 2)"),
        ("CR alone", plan().replace("\n", "\r"), "not TOML"),
        ("CRLF", plan().replace("\n", "\r\n"), None),
        ("NUL", plan() + "\0", "not TOML"),
        ("a huge number", "a = " + "9" * 5000, "maps.toml"),
        ("many maps", "".join(plan(id=f'"m{n}"', pace="1") for n in range(500)), "pace"),
        ("map as a table", "[map]\nid = 'a'\n", "map"),
        ("a table in a table", "[map.map]\n[[map.map.map]]\n", "map"),
        ("nothing but a comment", "# x\n", "is missing"),
    ):
        yield Variant(name, "maps.toml", _write("maps.toml", text), words)


GROUND = ("borders.geojson", "towns.geojson", "waters.geojson", "shapes.geojson", "landmarks.geojson")


def grounds() -> Iterator[Variant]:
    """03: files of the ground in the formats of other drivers, and GeoJSON that is none or that is torn."""
    drivers: dict[str, str | bytes] = {
        "VRT": "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>../x.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "VRT over curl": "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>/vsicurl/http://127.0.0.1:9/x</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "GMLAS": "GMLAS:http://127.0.0.1:9/x.xsd",
        "GML": '<?xml version="1.0"?><gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" xsi:schemaLocation="x http://127.0.0.1:9/"/>',
        "GPX": '<gpx><wpt lat="1" lon="2"/></gpx>',
        "GPKG": b"SQLite format 3\0" + bytes(3000),
        "a zip": b"PK\x03\x04" + bytes(300),
        "gzip": b"\x1f\x8b\x08" + bytes(300),
        "vsizip": '"/vsizip//vsicurl/http://127.0.0.1:9/x.zip/x.geojson"',
        "ESRI": '{"displayFieldName": "", "geometryType": "esriGeometryPolygon", "features": []}',
        "service": '{"type": "FeatureCollection", "url": "http://127.0.0.1:9", "features": "http://127.0.0.1:9/x"}',
        "sequence": '{"type": "Feature"}\n{"type": "Feature"}\n',
        "TopoJSON": '{"type": "Topology", "arcs": [], "objects": {}}',
        "a database": "PG:dbname=x host=127.0.0.1",
        "MySQL": "MYSQL:x,host=127.0.0.1",
        "CSV": "id,WKT\n1,POINT(0 0)\n",
        "nothing": "",
        "a byte order mark alone": "\ufeff",
        "deep": "[" * 200_000,
        "a huge number": '{"type": "FeatureCollection", "features": [' + "9" * 5000 + "]}",
        "NaN": '{"type": "FeatureCollection", "features": NaN}',
        "null": '{"type": "FeatureCollection", "features": [null]}',
        "half UTF-8": b'{"type": "FeatureCollection", "features": [\xff]}',
        "a list": "[]",
        "a crs": '{"type": "FeatureCollection", "crs": {"type": "link", "properties": {"href": "http://127.0.0.1:9"}}, "features": []}',
    }
    for file in GROUND:
        for name, text in drivers.items():
            yield Variant(f"{file} is {name}", file, _write(file, text), f"{file}")
    for file in GROUND:
        for name, make in ODD.items():
            yield Variant(f"{file} is {name}", file, _odd(file, make), f"{file}")
    for name, text in {
        "a deep geometry": _feature({"type": "Polygon", "coordinates": _nested(900)}),
        "a deep property": _feature({"type": "Point", "coordinates": [0, 0]}, polity=_nested(900)),
        "keys of objects": _feature({"type": "__proto__", "coordinates": {"__proto__": 1}}),
        "text for numbers": _feature({"type": "Polygon", "coordinates": [[["x", "0"], [1, 1], [1, 0], [0, 0]]]}),
        "booleans": _feature({"type": "Polygon", "coordinates": [[[True, False], [1, 1], [1, 0], [0, 0]]]}),
        "endless degrees": _feature({"type": "Polygon", "coordinates": [[[1e308, 0], [1, 1], [1, 0], [0, 0]]]}),
        "nothing inside": _feature({"type": "Polygon", "coordinates": []}),
        "a huge collection": _feature({"type": "GeometryCollection", "geometries": [{"type": "Point"}] * 500}),
        "a day of 9999-24": _feature(SQUARE, valid_from="9999-24"),
        "a week": _feature(SQUARE, valid_from="1961-W45-5"),
        "a day run together": _feature(SQUARE, valid_from="19611110"),
        "half a letter": _feature(SQUARE, polity="\ud800"),
        "an override": _feature(SQUARE, polity="a\u202eb"),
        "a list for a name": _feature(SQUARE, polity=["USSR"]),
        "a day backwards": _feature(SQUARE, valid_from="1991-01-01", valid_to="1922-01-01"),
    }.items():
        yield Variant(
            f"borders.geojson with {name}",
            "borders.geojson",
            _write("borders.geojson", text),
            "borders.geojson:1:valid_to" if "backwards" in name else "feature 1",
        )


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}


def _nested(depth: int) -> Any:
    found: Any = 0
    for _ in range(depth):
        found = [found]
    return found


def _feature(geometry: Any, **changes: Any) -> str:
    properties = {"polity": "USSR", "level": "state", "valid_from": "1945-05-09", "valid_to": None} | changes
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


ODD: dict[str, Callable[[Path], Any]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a link that leads out": lambda path: path.symlink_to(path.parent.parent / "outside" / "canary.csv"),
    "a link over /proc": lambda path: path.symlink_to("/proc/self/environ"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a ring of two": lambda path: (path.symlink_to("other"), (path.parent / "other").symlink_to(path.name)),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to a terminal": lambda path: path.symlink_to("/dev/tty"),
}


def tables() -> Iterator[Variant]:
    """09, 11, 19, 20: cells, headers and bytes of tables."""
    for text in (
        *("9999-24", "9999-12-31~", "9999~", "0001~", "0001-01-01~", "0000", "Y170000002", "Y-17E7", "10000", "-0001"),
        *(
            "1961-13",
            "1961-02-30",
            "1961-23~/9999-24",
            "[9999..]",
            "[..0001]",
            "[..]",
            "[]",
            "{1961}",
            "1961/..",
            "../",
        ),
        *(
            "../1961",
            "١٩٦١",
            "１９６１",
            "1961-11-10T00:00",
            "1961" + " " * 300,
            "[" + "1961," * 400 + "1962]",
            "[[1961]]",
        ),
        *(
            "1961-11-10\u0000",
            "\u202e1691",
            "1961−11",
            "19XX-24",
            "XXXX",
            "1XXX",
            "1961-XX-10",
            "9XXX",
            "999X~",
            "-",
            "~",
        ),
    ):
        sound = text in ("[9999..]",)  # read, but after the day of the record
        words = "events.csv" if not sound else "events.csv:2:date"
        yield Variant(f"date {text[:24]!r}", "events.csv", _cell("events.csv", "date", text), words)
    for column, text in (
        ("accuracy_m", str(2**63)),
        ("accuracy_m", str(-(2**63) - 1)),
        ("accuracy_m", "1e3"),
        ("accuracy_m", "1_000"),
        ("accuracy_m", "٣"),
        ("accuracy_m", "0x10"),
        ("accuracy_m", "9" * 5000),
        ("accuracy_m", "-0"),
        ("accuracy_m", "+5"),
        ("latitude", "nan"),
        ("latitude", "inf"),
        ("latitude", "1e400"),
        ("latitude", "90.0000001"),
        ("latitude", "1,5"),
        ("longitude", "-180.1"),
        ("longitude", "1" * 400),
        ("longitude", "５"),
        ("longitude", "1e-400"),
        ("rank", "0"),
        ("rank", "6"),
        ("rank", str(2**31)),
        ("rank", "1.0"),
        ("rank", "true"),
        ("rank", "-1"),
        ("feature_id", "../x"),
        ("feature_id", "__proto__"),
        ("feature_id", "a" * 5000),
        ("feature_id", "con"),
        ("title", "=cmd|'/c calc'!A0"),
        ("title", '+HYPERLINK("https://evil.example")'),
        ("title", "@SUM(A1)"),
        ("title", "-2+3+cmd|' /C calc'!A0"),
        ("title", "＝1+1"),
        ("title", "\t=1+1"),
        ("title", " =1+1"),
        ("title", "x;=cmd|'/c calc'!A0"),
        ("title", '"=1+1"'),
        ("title", "a\u200bb"),
        ("title", "a\u2060b"),
        ("title", "\ud800"),
        ("title", "e\u0301" + "\u0301" * 3000),
        ("title", "&lt;script&gt;"),
        ("title", "<img src=x>"),
        ("title", "<!--"),
        ("title", "</script"),
        ("wikidata", "Q1/../../x"),
        ("wikidata", "Q" + "9" * 400),
        ("country", "cz"),
        ("country", "ZZ"),
        ("country", "ＣＺ"),
        ("location_source", "../x"),
        ("kind", "constructor"),
        ("note", "long " * 200_000),
        ("note", "\x00"),
        ("note", "\x85"),
    ):
        yield Variant(
            f"{column} {text[:24]!r}", "features.csv", _cell("features.csv", column, text), _cells(column, text)
        )
    for name, change, words in (
        ("semicolons", lambda d: d.replace(b",", b";"), "semicolons"),
        ("bars", lambda d: d.replace(b",", b"|"), "features.csv"),
        ("CR alone", lambda d: d.replace(b"\n", b"\r"), "features.csv"),
        ("CRLF", lambda d: d.replace(b"\n", b"\r\n"), "canonical"),
        ("a byte order mark", lambda d: b"\xef\xbb\xbf" + d, "features.csv"),
        ("two byte order marks", lambda d: b"\xef\xbb\xbf" * 2 + d, "features.csv"),
        ("UTF-16 with a mark", lambda d: d.decode().encode("utf-16"), "features.csv"),
        ("UTF-16 without", lambda d: d.decode().encode("utf-16-le"), "features.csv"),
        ("UTF-7", lambda d: d.decode().encode("utf-7"), None),
        ("half a surrogate", lambda d: d + b"\xed\xa0\x80\n", "features.csv"),
        ("an overlong NUL", lambda d: d + b"\xc0\x80\n", "features.csv"),
        ("an open quote", lambda d: d + b'"' + b"a,b\n" * 50_000, "features.csv"),
        ("a quote in a cell", lambda d: d.replace(b"Volgograd", b'Vol"go"grad'), "features.csv"),
        ("no header", lambda d: d.split(b"\n", 1)[1], "features.csv:1"),
        ("a header twice", lambda d: d.split(b"\n", 1)[0] + b"\n" + d, "features.csv"),
        ("a column twice", lambda d: d.replace(b"feature_id,", b"feature_id,feature_id,", 1), "features.csv"),
        ("a column by another case", lambda d: d.replace(b"feature_id", b"Feature_ID", 1), "features.csv:1"),
        ("a column in other letters", lambda d: d.replace(b"feature_id", "fеature_id".encode(), 1), "features.csv:1"),
        ("a column of SQL", lambda d: d.replace(b"note", b'"a"" TEXT); DROP TABLE x; --"', 1), "features.csv:1"),
        ("a long row", lambda d: d + b",".join([b"x"] * 100_000) + b"\n", "features.csv"),
        ("empty rows", lambda d: d + b"\n" * 100_000, "features.csv"),
        ("rows of commas", lambda d: d + b",,,\n" * 1000, "features.csv"),
        ("nothing", lambda d: b"", "features.csv"),
        ("a NUL at its end", lambda d: d + b"\0", "features.csv"),
        ("a ^Z", lambda d: d + b"\x1a", "features.csv"),
        ("a gzip", lambda d: b"\x1f\x8b" + d, "features.csv"),
    ):
        yield Variant(f"features.csv has {name}", "features.csv", _bytes("features.csv", change), words)


_BORNE = frozenset(["ZZ", '"=1+1"', "Q" + "9" * 400])
"""Odd, and sound: a quotation mark is text to a spreadsheet too; Wikidata may grow."""


def _cells(column: str, text: str) -> str | None:
    if text in ("\ud800", "\x00") or len(text) > 900_000:  # the file is not read at all
        return "features.csv:"
    if text in ("-0", "1e-400"):  # read as 0
        return "features.csv:"
    return None if text in _BORNE else f"features.csv:2:{column}"


def descriptors() -> Iterator[Variant]:
    """05, 19, 20: descriptors."""
    for name, change, words in (
        ("path in other slashes", _resource(path="tables\\features.csv"), "no drive"),
        ("path with a drive", _resource(path="C:features.csv"), "no drive"),
        ("path of a device", _resource(path="NUL"), "not every system"),
        ("path that ends in a dot", _resource(path="features.csv."), "not every system"),
        ("path in percent", _resource(path="%2e%2e/victim.csv"), "%2e%2e/victim.csv:1"),
        ("path of a share", _resource(path="//server/share/x.csv"), "begins at the root"),
        ("path over GDAL", _resource(path="/vsicurl/http://127.0.0.1:9/x.csv"), "begins at the root"),
        ("path over GDAL's zip", _resource(path="vsizip/x.zip/x.csv"), "vsizip/x.zip/x.csv:1"),
        ("path of the descriptor", _resource(path="datapackage.json"), "datapackage.json"),
        ("path of the plans", _resource(path="maps.toml"), "maps.toml:1"),
        ("path of a story", _resource(path="stories/atlas.md"), "stories/atlas.md:1"),
        ("path with an end of line", _resource(path="a\nb.csv"), "cannot be seen"),
        ("path in other letters", _resource(path="features.csv\u0301"), "features"),
        ("path that is empty", _resource(path=""), "datapackage.json"),
        ("path that is a number", _resource(path=5), "datapackage.json"),
        ("path that is null", _resource(path=None), "datapackage.json"),
        ("name of a key", _resource(name="__proto__"), "datapackage.json"),
        ("name of a table of SQLite", _more(name="sqlite_master"), None),
        ("name of a table of GeoPackage", _more(name="gpkg_contents"), None),
        ("name of a word of SQL", _more(name="select"), None),
        ("column of a word of SQL", _column(name="order"), None),
        ("column called group", _column(name="select"), None),
        ("column called fid", _column(name="fid"), None),
        ("column called rowid", _column(name="rowid"), None),
        ("column called oid", _column(name="oid"), None),
        ("column called ogc_fid", _column(name="ogc_fid"), None),
        ("column called geom", _column(name="geom"), None),
        ("column called wkt", _column(name="wkt"), None),
        ("column called id", _column(name="id"), None),
        ("column called index", _column(name="index"), None),
        ("column called derived", _column(name="derived"), "choose another"),
        ("column called group_", _column(name="group"), "choose another"),
        ("column called self", _column(name="self"), None),
        ("column called class", _column(name="class"), None),
        ("column called __class__", _column(name="__class__"), "is not a name"),
        ("column called constructor", _column(name="constructor"), None),
        ("column with a comma", _column(name="a,b"), "is not a name"),
        ("column with quotes", _column(name='a"b'), "is not a name"),
        ("column of 300 letters", _column(name="a" * 300), "datapackage.json"),
        ("column in Cyrillic", _column(name="имя"), "is not a name"),
        ("pattern of lookbehind", _field("note", constraints={"pattern": "(?<=a)b"}), "look-around"),
        ("pattern of a back reference", _field("note", constraints={"pattern": r"(a)\1"}), "datapackage.json"),
        ("pattern of a million", _field("note", constraints={"pattern": "a{1000000}"}), "cannot be used"),
        ("pattern of bytes", _field("note", constraints={"pattern": "\ud800"}), "U+D800"),
        ("pattern that is a list", _field("note", constraints={"pattern": ["a"]}), "datapackage.json"),
        ("minimum that is NaN", _field("rank", constraints={"minimum": float("nan")}), "no number"),
        ("minimum that is endless", _raw('"minimum": 1', '"minimum": 1e999'), "more than a number can be"),
        ("minimum that is long", _raw('"minimum": 1', '"minimum": ' + "9" * 4000), "datapackage.json"),
        ("enum that is no list", _field("kind", constraints={"enum": "x"}), "datapackage.json"),
        ("enum of markup", _field("note", constraints={"enum": ["<script>"]}), "features.csv:3:note  enum"),
        ("type of a list", _field("note", type=["string"]), "datapackage.json"),
        ("schema elsewhere", _resource(schema="http://127.0.0.1:9/schema.json"), "datapackage.json"),
        ("schema in a file", _resource(schema="../schema.json"), "datapackage.json"),
        ("a profile elsewhere", _package(profile="http://127.0.0.1:9/x"), None),
        ("a $schema elsewhere", _package(**{"$schema": "http://127.0.0.1:9/x"}), None),
        ("compression", _resource(compression="zip"), "compression is not read"),
        ("an encoding", _resource(encoding="utf-7"), "UTF-8"),
        ("a dialect elsewhere", _resource(dialect="http://127.0.0.1:9/x"), "datapackage.json"),
        ("a title that is NUL", _package(title="a\0b"), "U+0000"),
        ("a title of markup", _package(title="<script>x</script>"), None),
        ("a homepage of script", _package(homepage="javascript:alert(1)"), "datapackage.json"),
        ("a licence of script", _package(licenses=[{"name": "x", "path": "javascript:alert(1)"}]), "datapackage.json"),
        (
            "a contributor's address",
            _package(contributors=[{"title": "x", "path": "file:///etc/passwd"}]),
            "datapackage.json",
        ),
        ("a day of 9999-24", _package(created="9999-24"), "is not a day"),
        ("a day run together", _package(created="20261122"), "is not a day"),
        ("a day in weeks", _package(created="2026-W47-7"), "is not a day"),
        ("a day of the year 1", _package(created="0001-01-01"), "no day of a record"),
        ("a day of the year 9999", _package(created="9999-12-31"), "no day of a record"),
        ("a subject's pattern", _package(subject={"pattern": "("}), "datapackage.json"),
        ("a subject that is none", _package(subject=5), "datapackage.json"),
        ("a subject's words in markup", _package(subject={"words": {"bearing": "<script>x</script>"}}), None),
        ("a subject's word of no key", _package(subject={"words": {"__proto__": "x"}}), None),
        ("a subject's language", _package(subject={"languages": ["../en"]}), None),
        ("a subject's language of objects", _package(subject={"languages": ["__proto__"]}), None),
        ("a subject since 9999-24", _package(subject={"since": "9999-24"}), "datapackage.json"),
        ("a subject since 9999", _package(subject={"since": "9999"}), "must lie before"),
        ("a subject since the year 1", _package(subject={"since": "0001"}), None),
        ("a subject first 9999", _package(subject={"first": "9999"}), "must lie before"),
        (
            "a border moved far",
            _package(subject={"moved": [{"polity": "USSR", "until": "1945", "metres": 10**400}]}),
            None,
        ),
        ("a border of nobody", _package(subject={"moved": [{"polity": "Nobody", "until": "1945", "metres": 5}]}), None),
        ("a subject's pattern of a million", _package(subject={"pattern": "(a{1000}){1000}"}), "cannot be used"),
        ("ten thousand resources", _many, "datapackage.json"),
        ("a foreign key to nothing", _foreign, "names the table 'nothing'"),
    ):
        yield Variant(f"descriptor: {name}", "datapackage.json", change, words)
    for name, text, words in (
        ("a byte order mark", b"\xef\xbb\xbf{", "descriptor"),
        ("UTF-16", "{}".encode("utf-16"), "not UTF-8"),
        ("a key twice, deep", '{"resources": [{"name": "a", "name": "b"}]}', "stands twice"),
        ("endless", '{"created": Infinity}', "no number"),
        ("a comment", '{"a": 1} // x', "descriptor"),
        ("a trailing comma", '{"a": 1,}', "descriptor"),
        ("deep values", '{"title": ' + "[" * 5000 + "]" * 5000 + "}", "deep"),
        ("half a letter", '{"title": "\\ud800", "resources": []}', "descriptor"),
    ):
        yield Variant(f"descriptor is {name}", "datapackage.json", _write("datapackage.json", text), words)


def _described(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    from corpus import bundled_file

    path = folder / "datapackage.json"
    source = path if path.is_file() else bundled_file("datapackage.json")
    descriptor = json.loads(source.read_text(encoding="utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), encoding="utf-8")


def _package(**changes: Any) -> Callable[[Path], None]:
    return lambda folder: _described(folder, lambda d: d.update(changes))


def _resource(**changes: Any) -> Callable[[Path], None]:
    return lambda folder: _described(folder, lambda d: d["resources"][0].update(changes))


def _field(column: str, **changes: Any) -> Callable[[Path], None]:
    def change(descriptor: dict[str, Any]) -> None:
        fields = descriptor["resources"][0]["schema"]["fields"]
        next(field for field in fields if field["name"] == column).update(changes)

    return lambda folder: _described(folder, change)


def _column(name: str) -> Callable[[Path], None]:
    """A column more, in the descriptor and in the table."""

    def change(folder: Path) -> None:
        _described(folder, lambda d: d["resources"][0]["schema"]["fields"].append({"name": name, "type": "string"}))
        path = folder / "features.csv"
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([[*header, name], *([*row, "x"] for row in rows)])

    return change


def _more(name: str) -> Callable[[Path], None]:
    """A table more."""

    def change(folder: Path) -> None:
        more = {
            "name": name,
            "path": "more.csv",
            "format": "csv",
            "title": "More",
            "schema": {"fields": [{"name": "a"}]},
        }
        _described(folder, lambda d: d["resources"].append(more))
        (folder / "more.csv").write_text("a\n1\n", encoding="utf-8")

    return change


def _many(folder: Path) -> None:
    one = {"path": "x.csv", "format": "csv", "schema": {"fields": [{"name": "a"}]}}
    _described(folder, lambda d: d["resources"].extend({**one, "name": f"t{n}"} for n in range(10_000)))


def _foreign(folder: Path) -> None:
    keys = [{"fields": "kind", "reference": {"resource": "nothing", "fields": "kind"}}]
    _described(folder, lambda d: d["resources"][0]["schema"].update(foreignKeys=keys))


def _raw(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        _described(folder, lambda d: None)
        path = folder / "datapackage.json"
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def texts() -> Iterator[Variant]:
    """17: stories, openings and what stands in their place."""
    for folder in ("stories", "openings"):
        file = f"{folder}/atlas.md"
        for name, text, words in (
            ("an isolate", "a\u2066b {volgograd}.\n", "U+2066"),
            ("a mark of direction", "a\u200eb\n", "U+200E"),
            ("a tag", "a\U000e0041b\n", "U+E0041"),
            ("a blank of Hangul", "a\u3164b\n", "U+3164"),
            ("a mark within", "a\ufeffb\n", "U+FEFF"),
            ("a form feed", "a\x0cb\n", "U+000C"),
            ("a NEL", "a\x85b\n", "U+0085"),
            ("a separator", "a\u2028b\n", "U+2028"),
            ("CR alone", "a\rb\r", "U+000D"),
            ("a bell and a title", "\x1b]0;x\x07\n", "U+001B"),
            ("half a letter", b"\xed\xa0\x80\n", "not UTF-8"),
            ("UTF-16", "a".encode("utf-16"), "not UTF-8"),
            ("NUL alone", b"\0" * 5000, "U+0000"),
            ("an image", "![x](https://evil.example/x.png) {volgograd}\n", file),
            ("an autolink", "<https://evil.example> {volgograd}\n", file),
            ("a link of script", "[x](javascript:alert(1)) {volgograd}\n", file),
            ("HTML", "<img src=x onerror=alert(1)>\n", file),
            ("an entity", "&lt;script&gt; {volgograd}\n", file),
            ("an include", "{% include '../../x' %}\n", file),
            ("braces", "{" * 10_000, file),
            ("an id of another's", "Text {__proto__}.\n", file),
            ("more than is read", "a" * 300_000, file),
        ):
            yield Variant(f"{folder}: {name}", file, _write(file, text), words)
        for name, make in ODD.items():
            yield Variant(f"{folder}: {name}", file, _odd(file, make), file)
        for name in ("../x.md", "CON.md", "a b.md", "ａ.md", "a\nb.md", "\x1b[31m.md", "none.md"):
            if "/" not in name:
                yield Variant(f"{folder}: called {name!r}", folder, _write(f"{folder}/{name}", "Text.\n"), folder)
    yield Variant("stories is a link", "stories", _odd("stories", lambda p: p.symlink_to("/etc")), "stories")
    yield Variant("stories is a file", "stories", _write("stories", "x"), "stories")
    yield Variant("stories is a ring", "stories", _odd("stories", lambda p: p.symlink_to("stories")), "stories")
    for name, data in {
        "no column": "a,b\n1,2\n",
        "bytes": b"\xff\xfe\0\xd8",
        "an open quote": 'entry,"x\n',
        "nothing": "",
        "ragged": "entry,place,country,status,feature_id\n1,2\n1,2,3,4,5,6,7\n",
    }.items():
        yield Variant(f"coverage of {name}", "coverage/x.csv", _write("coverage/x.csv", data), None)


def figures() -> Iterator[Variant]:
    """``figures.toml``: the same kinds as in ``maps.toml``."""
    for name, text, words in (
        ("torn", "[[figure", "not TOML"),
        ("deep keys", "a" + ".a" * 20_000 + " = 1", "deep"),
        ("deep lists", "a = " + "[" * 100_000, "deep"),
        ("no list", "figure = 5\n", "figures.toml"),
        ("a climbing map", '[[figure]]\nmap = "../x"\ntitle = "t"\n', "figures.toml"),
        ("endless numbers", '[[figure]]\nid = "a"\nheight = inf\n', "figures.toml"),
        ("bytes", b"\xff\xfe\x00\xd8", "UTF-8"),
        ("nothing", "", None),
    ):
        yield Variant(f"figures.toml: {name}", "figures.toml", _write("figures.toml", text), words)
    for name, make in ODD.items():
        yield Variant(f"figures.toml is {name}", "figures.toml", _odd("figures.toml", make), "figures.toml")


def every() -> Iterator[Variant]:
    """All of them."""
    for make in (ids, plans, grounds, tables, descriptors, texts, figures):
        yield from make()
