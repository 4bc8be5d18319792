"""Lists that people hand in, in every format that is read: with an attack in each text, or made to break the reader."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Point


def _rows(text: str) -> list[dict[str, str]]:
    """Two things: one sound, one whose every text is an attack; and a column of that name."""
    plain = {"name": "A statue", "kind": "bust", "begin": "1901", "end": "5 May 1950", "point": "50.1, 14.4"}
    plain |= {"source": "https://example.org/a", "note": "of bronze", "picture": "https://example.org/a.png"}
    hostile = dict.fromkeys(plain, text) | {"begin": "1905", "point": "48.7, 44.5"}
    dated = {**plain, "name": "Another", "begin": text, "end": text, "point": text}
    return [{**row, text or "empty": text} for row in (plain, hostile, dated)]


def _csv(path: Path, text: str) -> None:
    frame = pd.DataFrame(_rows(text))
    encoding = "utf-16" if path.suffix == ".tab" else "utf-8"
    separator = "," if path.suffix == ".csv" else "\t"
    path.write_bytes(frame.to_csv(index=False, sep=separator).encode(encoding, "surrogatepass"))


def _excel(path: Path, text: str) -> None:
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook()
    rows = _rows(ILLEGAL_CHARACTERS_RE.sub("", text)[:32_000])
    for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
        book.active.append(cells)
    book.save(path)


def _json(path: Path, text: str) -> None:
    path.write_text(json.dumps(_rows(text)), encoding="utf-8")


def _wikidata(path: Path, text: str) -> None:
    rows = [{key: {"type": "literal", "value": value} for key, value in row.items()} for row in _rows(text)]
    path.write_text(json.dumps({"head": {"vars": []}, "results": {"bindings": rows}}), encoding="utf-8")


def _points(text: str) -> list[tuple[dict[str, str], tuple[float, float]]]:
    return [({k: v for k, v in row.items() if k != "point"}, (14.4, 50.1 + n)) for n, row in enumerate(_rows(text))]


def _geojson(path: Path, text: str) -> None:
    members = [
        {"type": "Feature", "id": text, "properties": row, "geometry": {"type": "Point", "coordinates": point}}
        for row, point in _points(text)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "name": text, "features": members}), encoding="utf-8")


def _linked(path: Path, text: str) -> None:
    members: list[dict[str, Any]] = [
        {
            **{"@id": f"x:{number}{text}", "type": "Feature", "properties": {"title": text or "A", "ccodes": [text]}},
            "geometry": {"type": "Point", "coordinates": [14.4, 50.1]},
            "when": {"timespans": [{"start": {"in": "1901" if number else text}, "end": {"earliest": text}}]},
            "names": [{"toponym": text, "citations": [{"@id": text}]}],
            **{"types": [{"label": text, "identifier": text}], "links": [{"type": text, "identifier": text}]},
        }
        for number in range(2)
    ]
    document = {"type": "FeatureCollection", "@context": text, "title": text, "features": members}
    path.write_text(json.dumps(document), encoding="utf-8")


def _parquet(path: Path, text: str) -> None:
    plain = text.encode("utf-8", "replace").decode()
    frame = gpd.GeoDataFrame(
        pd.DataFrame([row for row, _ in _points(plain)]), geometry=[Point(p) for _, p in _points(plain)], crs=4326
    )
    frame.to_parquet(path)


def _geopackage(path: Path, text: str, extra: str = "", name: str = "things") -> None:
    rows = _points(text)
    with sqlite3.connect(path) as base:
        quoted = ", ".join(f'"{_cut(key)}" TEXT' for key in rows[0][0])
        base.executescript(
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);"
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);"
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER);"
            "INSERT INTO gpkg_spatial_ref_sys VALUES (4326, 'EPSG', 4326);"
        )
        base.execute("INSERT INTO gpkg_contents VALUES (?, 'features')", (name,))
        base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 4326)", (name,))
        if name == "things":
            base.execute(f"CREATE TABLE things ({quoted}, geom BLOB)")
            for row, (x, y) in rows:
                blob = b"GP\0\x01" + struct.pack("<i", 4326) + struct.pack("<BIdd", 1, 1, x, y)
                marks = ", ".join("?" * (len(row) + 1))
                base.execute(f"INSERT INTO things VALUES ({marks})", (*row.values(), blob))  # noqa: S608
        base.executescript(extra)
    base.close()


def _cut(key: str) -> str:
    return key.replace('"', '""').replace("\0", "")


def _kml(path: Path, text: str) -> None:
    marks = ""
    for row, (x, y) in _points(text):
        data = "".join(f"<Data name={_xml(k, True)}><value>{_xml(v)}</value></Data>" for k, v in row.items())
        marks += (
            f"<Placemark><name>{_xml(row['name'])}</name><description>{_xml(text)}</description>"
            f"<TimeSpan><begin>{_xml(row['begin'])}</begin></TimeSpan><ExtendedData>{data}</ExtendedData>"
            f"<Point><coordinates>{x},{y}</coordinates></Point></Placemark>"
        )
    whole = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>{_xml(text)}</name>{marks}</Document></kml>'
    data = whole.encode("utf-8", "replace")
    if path.suffix == ".kmz":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", data)
    else:
        path.write_bytes(data)


def _xml(text: str, quoted: bool = False) -> str:
    plain = "".join(c for c in text if c >= " " or c in "\t\n\r")
    return f'"{escape(plain)}"' if quoted else escape(plain)


WRITERS: dict[str, Callable[[Path, str], None]] = {
    **{"list.csv": _csv, "list.tsv": _csv, "list.tab": _csv, "list.xlsx": _excel, "list.json": _json},
    **{"query.json": _wikidata, "list.geojson": _geojson, "places.json": _linked, "list.parquet": _parquet},
    **{"list.gpkg": _geopackage, "list.kml": _kml, "list.kmz": _kml},
}


def broken_lists() -> list[tuple[str, str, Callable[[], bytes]]]:
    """Lists made to break their reader: what is wrong with them, the file, and what makes its bytes."""
    found: list[tuple[str, str, Callable[[], bytes]]] = [
        ("wide", "list.csv", lambda: b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n" + b"1," * 1_000_000),
        ("wide twice", "list.tsv", lambda: b"\t".join([b"x"] * 1_000_000) + b"\n1\t2\n"),
        ("one line", "list.csv", lambda: b"name,begin,point\n" + b"a" * 3_000_000),
        ("quoted open", "list.csv", lambda: b'name,begin,point\n"' + b"a,1901\n" * 300_000),
        ("nul", "list.csv", lambda: b'name,begin,point\na\0b,1901,"1,2"\n'),
        ("no encoding", "list.csv", lambda: b"name,begin,point\n" + bytes(range(128, 256)) * 20_000 + b"\n"),
        ("half utf-16", "list.csv", lambda: b"\xff\xfe" + b"\x00\xd8" * 100 + b"\n"),
        ("empty", "list.csv", lambda: b""),
        ("header only", "list.csv", lambda: b"name,begin,point\n"),
        ("backtracking", "list.csv", lambda: b"name,begin,point\n" + _patient() * 2),
        ("joiners", "list.csv", lambda: ("name,begin,point\n" + "\u200d" * 100_000 + ',1901,"1,2"\n').encode()),
        ("deep", "list.json", lambda: b"[" * 200_000),
        ("deep rows", "list.json", lambda: b'[{"a": ' + b"[" * 900 + b"]" * 900 + b"}]"),
        (
            "wide rows",
            "list.json",
            lambda: json.dumps([{f"c{n}-{m}": 1 for m in range(200)} for n in range(3000)]).encode(),
        ),
        ("no features", "list.geojson", lambda: b'{"type": "FeatureCollection", "features": 5}'),
        ("odd features", "list.geojson", lambda: _collection([5, None, [], {"properties": []}, {"properties": "x"}])),
        (
            "odd names",
            "list.geojson",
            lambda: _collection([{"names": 5, "when": 5, "types": {"a": 1}, "properties": {"ccodes": 5}}]),
        ),
        ("odd system", "list.geojson", lambda: _collection([], crs={"properties": {"name": "EPSG:99999999"}})),
        (
            "odd point",
            "list.geojson",
            lambda: _collection([_feature("Point", [500, 95]), _feature("Point", ["a", {}])]),
        ),
        ("endless point", "list.geojson", lambda: _collection([_feature("Point", [1e308, -1e308])])),
        (
            "nan point",
            "list.geojson",
            lambda: _collection([_feature("Polygon", [[[float("nan"), 0], [1, 1], [0, 1], [0, 0]]])]),
        ),
        (
            "knot",
            "list.geojson",
            lambda: _collection([_feature("Polygon", [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]] * 50)]),
        ),
        ("nest", "list.geojson", _nest),
        ("bindings", "query.json", lambda: b'{"head": {}, "results": {"bindings": [[], 5, {"a": 5}]}}'),
        ("a zip bomb", "list.kmz", lambda: _zipped({"doc.kml": b"<kml>" + b" " * 300_000_000})),
        ("locked", "list.kmz", _locked),
        ("no archive", "list.kmz", lambda: b"PK\x03\x04" + b"x" * 200),
        ("a climbing name", "list.kmz", lambda: _zipped({"../../outside/x.kml": b"<kml/>"})),
        (
            "a link of a network",
            "list.kml",
            lambda: b"<kml><NetworkLink><href>http://127.0.0.1:9/x</href></NetworkLink></kml>",
        ),
        ("laughing", "list.kml", lambda: _laughs("kml")),
        ("laughing in utf-16", "list.kml", lambda: _laughs("kml").decode().encode("utf-16")),
        ("external", "list.kml", lambda: _external().encode()),
        ("external in utf-16", "list.kml", lambda: _external().encode("utf-16")),
        ("deep", "list.kml", lambda: b"<a>" * 200_000),
        ("deeply closed", "list.kml", lambda: b"<a>" * 100_000 + b"</a>" * 100_000),
        ("wide data", "list.kml", _wide_kml),
        (
            "odd coordinates",
            "list.kml",
            lambda: _ODD_KML,
        ),
        ("a zip bomb", "list.xlsx", lambda: _workbook("<row r='1'><c r='A1' t='n'><v>1</v></c></row>" * 4_000_000)),
        ("far", "list.xlsx", lambda: _workbook(_FAR)),
        (
            "far rows",
            "list.xlsx",
            lambda: _workbook("".join(f"<row r='{n}'><c r='XFD{n}'><v>1</v></c></row>" for n in range(1, 3000))),
        ),
        ("laughing", "list.xlsx", lambda: _workbook("", _laughs("worksheet"))),
        ("external", "list.xlsx", lambda: _workbook("", _external("worksheet").encode())),
        ("no workbook", "list.xlsx", lambda: _zipped({"x": b"y"})),
        ("many rows", "list.parquet", _many_rows),
        ("long cells", "list.parquet", _long_cells),
        ("nested", "list.parquet", _nested),
        ("no parquet", "list.parquet", lambda: b"PAR1" + b"\xff" * 100 + b"PAR1"),
        ("a file of a grid", "list.parquet", _gridded),
        ("an endless view", "list.gpkg", lambda: _base("endless", _ENDLESS)),
        (
            "a huge view",
            "list.gpkg",
            lambda: _base("huge", _HUGE),
        ),
        ("a crossed view", "list.gpkg", lambda: _base("crossed", _CROSSED)),
        (
            "a reading view",
            "list.gpkg",
            lambda: _base("reading", _READING),
        ),
        ("a trigger", "list.gpkg", lambda: _base("things", _TRIGGER)),
        ("a name of SQL", "list.gpkg", lambda: _base('x"; DROP TABLE gpkg_contents; --', "")),
        (
            "another system",
            "list.gpkg",
            lambda: _base(
                "things",
                _GRIDS,
            ),
        ),
        ("no table", "list.gpkg", lambda: _base("missing", "")),
        ("no base", "list.gpkg", lambda: b"SQLite format 3\0" + b"\xff" * 5000),
    ]
    found += [
        ("a deep geometry", "list.csv", lambda: _deep_csv(100_000)),
        ("a deep geometry", "list.gpkg", lambda: _base("things", f"UPDATE things SET geom = x'{_deep_blob().hex()}';")),  # noqa: S608
        ("a deep geometry", "list.parquet", _deep_parquet),
        ("deep names", "list.csv", lambda: b"name,begin,point\n" + b"[" * 100_000 + b',1901,"50.1, 14.4"\n'),
        ("an extract", "extract.osm", lambda: _OSM.encode()),
        ("an extract of entities", "extract.osm", lambda: _laughs("osm")),
        ("an extract that is deep", "extract.osm", lambda: b"<osm>" + b"<node>" * 200_000),
        ("an extract of one attribute", "extract.osm", lambda: b'<osm><node id="' + b"1" * 5_000_000 + b'"/></osm>'),
        ("an extract off the globe", "extract.osm", lambda: b'<osm><node id="1" lat="1e999" lon="nan"/></osm>'),
        ("an extract in UTF-7", "extract.osm", lambda: b'<?xml version="1.0" encoding="utf-7"?><osm/>'),
        ("an answer of Overpass", "overpass.json", lambda: b'{"elements": [{"type": "node", "lat": {"a": 1}}]}'),
        ("a deep answer", "overpass.json", lambda: b'{"elements": ' + b"[" * 200_000),
        ("an answer of other types", "overpass.json", lambda: _OVERPASS.encode()),
        ("names of GeoNames", "names.txt", lambda: b"1\t2\tru\t=cmd|'/c calc'!A0\t1\t\t\t\t9999-24\tY17E8\n"),
        (
            "places of GeoNames",
            "places.txt",
            lambda: b"1\t\x1b[31m\ta\t" + b"a," * 50_000 + b"\tnan\t0" + b"\t" * 13 + b"\n",
        ),
        ("a register", "AS_ADDR_OBJ.xml", lambda: b"<ADDRESSOBJECTS>" + b"<OBJECT/>" * 10 + b"</ADDRESSOBJECTS>"),
    ]
    for reader in ("list.xlsx", "list.kmz", "list.parquet", "list.gpkg", "list.json", "list.kml"):
        found.append(("cut off", reader, lambda reader=reader: _whole(reader)[:-100]))
        found.append(("another format", reader, lambda: b"<OGRVRTDataSource/>/vsicurl/http://127.0.0.1:9/"))
    return found


_HUGE = "CREATE VIEW huge AS SELECT zeroblob(900000000) AS geom, 'a' AS name;"
_READING = "CREATE VIEW reading AS SELECT readfile('../outside/canary.csv') AS geom;"
_GRIDS = "UPDATE gpkg_spatial_ref_sys SET organization = '+proj=longlat +nadgrids=../outside/canary.csv +x=';"
_ODD_KML = b"<kml><Placemark><name>a</name><Point><coordinates>a,b</coordinates></Point></Placemark></kml>"
_FAR = (
    "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
)
_ENDLESS = (
    "CREATE VIEW endless AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS geom FROM c;"
)
_CROSSED = (
    "CREATE TABLE n (x); INSERT INTO n WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 300)"
    " SELECT x FROM c; CREATE VIEW crossed AS SELECT count(*) AS geom FROM n a, n b, n c, n d, n e;"
)
_TRIGGER = "CREATE TRIGGER t AFTER INSERT ON things BEGIN DELETE FROM things; END;"


_OSM = (
    '<osm><node id="1" lat="50.1" lon="14.4"><tag k="name" v="=cmd|\'/c calc\'!A0"/><tag k="old_name" v="\u202ea"/>'
    '<tag k="old_name:9999-0000" v="[[[[[["/><tag k="start_date" v="9999-24"/><tag k="__proto__" v="x"/></node></osm>'
)
_OVERPASS = json.dumps(
    {"elements": [{"type": 5, "id": {}, "lat": "50.1", "lon": "14.4", "tags": {"name": ["a"], "old_name": None}}] * 3}
)


def _nested_wkb(depth: int) -> bytes:
    return struct.pack("<BII", 1, 7, 1) * depth + struct.pack("<BIdd", 1, 1, 14.4, 50.1)


def _deep_blob() -> bytes:
    return b"GP\0\x01" + struct.pack("<i", 4326) + _nested_wkb(100_000)


def _deep_csv(depth: int) -> bytes:
    text = "GEOMETRYCOLLECTION(" * depth + "POINT(14 50)" + ")" * depth
    return f'name,begin,point\na,1901,"50.1, 14.4"\nb,1901,"{text}"\n'.encode()


def _deep_parquet() -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    column = {"encoding": "WKB", "geometry_types": []}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = pa.table({"name": ["a"], "begin": ["1901"], "geometry": pa.array([_nested_wkb(100_000)], pa.binary())})
    held = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), held)
    return held.getvalue()


def _patient() -> bytes:
    """Cells at which a careless pattern would try for ever."""
    texts = [
        "1" * 5000,
        "1.1" * 2000,
        "- " * 4000,
        "/" * 5000,
        "[" * 5000,
        "12 " * 3000 + "x",
        "±" * 3000,
        "1°" * 3000,
        "<" * 9000,
        *("(" * 5000, "'" * 5000, "1950 or " * 900, "c. " * 2000, "0" * 5000 + "-", "между " * 900),
    ]
    return "".join(f'"{a}","{a}","{a}"\n' for a in texts).encode()


def _collection(features: list[Any], **more: Any) -> bytes:
    sound = _feature("Point", [14.4, 50.1])
    return json.dumps({"type": "FeatureCollection", "features": [sound, *features], **more}).encode()


def _feature(kind: str, coordinates: Any) -> dict[str, Any]:
    properties = {"name": "a", "begin": "1901"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def _nest() -> bytes:
    shape: dict[str, Any] = {"type": "Point", "coordinates": [1, 1]}
    for _ in range(300):
        shape = {"type": "GeometryCollection", "geometries": [shape]}
    return _collection([{"type": "Feature", "properties": {"name": "a", "begin": "1901"}, "geometry": shape}])


def _zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


def _locked() -> bytes:
    data = bytearray(_zipped({"doc.kml": b"<kml/>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _laughs(root: str) -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "ha">{levels}]><{root}>&l9;</{root}>'.encode("ascii")


def _external(root: str = "kml") -> str:
    inside = "<Placemark><name>&x;</name><Point><coordinates>1,1</coordinates></Point></Placemark>"
    return f'<!DOCTYPE {root} [<!ENTITY x SYSTEM "../outside/canary.csv">]><{root}>{inside}</{root}>'


def _wide_kml() -> bytes:
    mark = "".join(f'<Data name="c{n}"><value>1</value></Data>' for n in range(300_000))
    point = "<Point><coordinates>1,1</coordinates></Point>"
    return f"<kml><Placemark><name>a</name><ExtendedData>{mark}</ExtendedData>{point}</Placemark></kml>".encode()


def _workbook(rows: str, sheet: bytes = b"") -> bytes:
    import openpyxl

    whole = io.BytesIO()
    openpyxl.Workbook().save(whole)
    with zipfile.ZipFile(whole) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    own = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    files["xl/worksheets/sheet1.xml"] = sheet or own.encode()
    return _zipped(files)


def _many_rows() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = io.BytesIO()
    table = pa.table({"name": pa.array(["a"] * 5_000_000).dictionary_encode(), "begin": pa.array([1901] * 5_000_000)})
    pq.write_table(table, whole, compression="zstd")
    return whole.getvalue()


def _long_cells() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = io.BytesIO()
    names = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["x" * 1_000_000]))
    pq.write_table(pa.table({"name": names, "begin": pa.array([1901] * 100_000)}), whole, store_schema=False)
    return whole.getvalue()


def _nested() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kind: Any = pa.int32()
    value: Any = 1
    for _ in range(60):
        kind, value = pa.list_(kind), [value]
    whole = io.BytesIO()
    pq.write_table(pa.table({"name": pa.array([value], kind), "begin": ["1901"]}), whole)
    return whole.getvalue()


def _gridded() -> bytes:
    import pyarrow.parquet as pq

    whole = io.BytesIO()
    frame = gpd.GeoDataFrame({"name": ["a"], "begin": ["1901"]}, geometry=[Point(14.4, 50.1)], crs=4326)
    frame.to_parquet(whole)
    table = pq.read_table(whole)
    geo = json.loads(table.schema.metadata[b"geo"])
    geo["columns"]["geometry"]["crs"] = "+proj=longlat +ellps=bessel +nadgrids=@../outside/canary.csv +no_defs"
    whole = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), whole)
    return whole.getvalue()


def _base(name: str, extra: str) -> bytes:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        _geopackage(path, "a", extra, name)
        return path.read_bytes()


def _whole(name: str) -> bytes:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        WRITERS[name](Path(folder) / name, "a")
        return (Path(folder) / name).read_bytes()
