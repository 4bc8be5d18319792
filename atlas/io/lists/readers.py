"""A file → one table. Which reader reads it follows from its suffix, and from its first bytes where that misleads.

====================================  ==========================================================================
``.csv .tsv .txt .tab``               any separator and encoding; a Linked Places table is one of these
``.xlsx``                             the first sheet that has rows (extra ``lists``)
``.json``                             a list of objects or objects by keys, an answer of the Wikidata query service,
                                      GeoJSON
``.geojson .json``                    a FeatureCollection; Linked Places; an extract of OpenStreetMap
``.gpkg``                             the first table of features
``.parquet .geoparquet``              with or without geometry (extra ``lists``)
``.kml .kmz``                         placemarks, with their data and time
====================================  ==========================================================================

GeoPackage is read as the SQLite that it is, KML as the XML that it is: no driver of GDAL is asked, so that a file can
make none of them look elsewhere.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.io.files import FileError, read_file
from atlas.io.lists import vector
from atlas.io.needs import need

__all__ = ["FORMATS", "ListError", "ListTable", "read_list"]

MOST_BYTES = 1 << 28
_SEPARATORS = ",;\t|"
_ZERO = re.compile(r"(\d{4})-01-01T00:00:00Z")


class ListError(ValueError):
    """A file that is not read as a list; the message names the file and says what to do."""


@dataclass
class ListTable:
    """A list as read.

    Attributes
    ----------
    frame : DataFrame or GeoDataFrame
        A row a thing, as in the file; a missing cell is None. Geometry, if any, is in EPSG:4326.
    rows : list of int
        The number of each row in the file: of a table with a header the header is 1; of features the first is 1.
    format : str
        What it was read as, in words.
    title : str
        A title that the file has for itself, else its name in words.
    notes : list of str
        What the reader had to decide.
    """

    frame: pd.DataFrame
    rows: list[int]
    format: str
    title: str
    notes: list[str] = field(default_factory=list)


def read_list(path: str | Path) -> ListTable:
    """Read a list.

    Raises
    ------
    ListError
        There is no such file, its form is not known, or it holds no rows.
    """
    path = Path(path)
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(FORMATS))
        raise ListError(f"{path.name}: lists are read from {known}; save it as one of these (.csv will do)")
    try:
        data = read_file(path, MOST_BYTES)
        table = _reader_for(data, reader)(data, path)
    except (ListError, vector.VectorError) as error:
        raise ListError(f"{path.name}: {' '.join(str(error).split())}") from None
    except FileError as error:
        raise ListError(str(error)) from None
    except OSError as error:
        raise ListError(f"{path.name}: {error.strerror or error}") from None
    except Exception as error:  # a reader meets whatever a stranger's file holds, and its library raises what it likes
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise ListError(f"{path.name} cannot be read: {said}") from error
    if table.frame.empty:
        raise ListError(f"{path.name} has no rows")
    if len(table.frame) > vector.MOST_ROWS:
        raise ListError(f"{path.name} has {len(table.frame):,} rows; at most {vector.MOST_ROWS:,} are read")
    table.frame.columns = [str(name) for name in table.frame.columns]
    return table


def _reader_for(data: bytes, reader: Callable[[bytes, Path], ListTable]) -> Callable[[bytes, Path], ListTable]:
    """What the first bytes say, where they contradict the suffix."""
    if data.startswith(b"PK\x03\x04") and reader is _csv:
        return _excel
    if reader is _csv and re.match(rb"\s*\{\s*\"(?:type|head|@context)\"", data[:200]):
        return _json
    return reader


def _title(path: Path) -> str:
    words = re.sub(r"^\d+[-_ .]+", "", path.stem)
    words = re.sub(r"[-_]+", " ", words).strip() or path.stem
    return words[0].upper() + words[1:]


def _csv(data: bytes, path: Path) -> ListTable:
    text, encoding = _decoded(data)
    separator = _separator(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        records = list(islice(reader, 2 * vector.MOST_ROWS))  # an empty line is no row
        if next(reader, None) is not None:
            raise ListError(f"it has more than {2 * vector.MOST_ROWS:,} lines")
    except csv.Error as error:
        raise ListError(f"not a table: {error}") from None
    if not records:
        raise ListError("it is empty")
    start = next((place for place, cells in enumerate(records) if sum(bool(c.strip()) for c in cells) > 1), 0)
    header = _header(records[start])
    rows, numbers, ragged = [], [], 0
    for number, cells in enumerate(records[start + 1 :], start=start + 2):
        if not any(cell.strip() for cell in cells):
            continue
        ragged += len(cells) > len(header)
        padded = [*cells[: len(header)], *[""] * (len(header) - len(cells))]
        rows.append([cell.strip() or None for cell in padded])
        numbers.append(number)
    notes = [] if encoding == "utf-8" else [f"read as {encoding}, for it is not UTF-8"]
    notes += [f"{start} lines above the header were passed over"] if start else []
    notes += [f"{ragged} rows have more cells than the header: what is beyond was left out"] if ragged else []
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[separator]
    frame = pd.DataFrame(rows, columns=header, dtype=object)
    return ListTable(frame, numbers, f"table with {names}", _title(path), notes)


def _decoded(data: bytes) -> tuple[str, str]:
    """Text of any encoding: a byte order mark, UTF-8, else what :mod:`charset_normalizer` finds the likeliest."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding), "utf-8" if encoding == "utf-8-sig" else encoding
    if encoding := _two_bytes(data[:4000]):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(
        data, cp_isolation=["cp1251", "cp1252", "cp1250", "koi8_r", "utf_16", "shift_jis", "gb18030"]
    ).best()
    if best is None:
        raise ListError("its encoding is not known: save it as UTF-8")
    return str(best), best.encoding


def _two_bytes(data: bytes) -> str:
    """UTF-16 without a mark, told by its zero bytes: in every other place many, in the others none; else nothing."""
    for zeros, others, encoding in ((data[1::2], data[::2], "utf-16-le"), (data[::2], data[1::2], "utf-16-be")):
        if zeros.count(0) * 5 > len(zeros) > 3 and 0 not in others:
            return encoding
    return ""


def _separator(text: str) -> str:
    """The separator that parts the first lines most evenly."""
    lines = "\n".join(text.splitlines()[:30])
    scores = {}
    for separator in _SEPARATORS:
        try:
            widths = [len(cells) for cells in csv.reader(io.StringIO(lines), delimiter=separator) if cells]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=1)
        scores[separator] = (usual > 1 and widths.count(usual) / len(widths), usual)
    return max(scores, key=lambda one: scores[one], default=",")


def _header(cells: Sequence[Any]) -> list[str]:
    """Names of columns: an empty one gets its number, a repeated one too."""
    vector.refuse_large(1, len(cells))
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = re.sub(r"\s+", " ", str(cell or "")).strip() or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _excel(data: bytes, path: Path) -> ListTable:
    openpyxl = need("openpyxl", "a list in Excel", "lists")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            vector.refuse_unpacked(archive)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        filled = [(sheet, held) for sheet in book.worksheets if len(held := _filled_rows(sheet)) > 1]
        merged = _merged(data, filled[0][0]) if filled else []
    except vector.VectorError:
        raise
    except Exception as error:  # the library raises what it meets
        raise ListError(f"not a workbook of Excel: {error}") from None
    if not filled:
        raise ListError("no sheet of it has rows")
    sheet, held = filled[0]
    spread = _spread(held, merged)
    cells = [row for _, row in held]
    start = next((place for place, row in enumerate(cells) if sum(cell is not None for cell in row) > 1), 0)
    width = max(place for place, cell in enumerate(cells[start]) if cell is not None) + 1
    kept = [(number, [*row[:width], *[None] * (width - len(row))]) for number, row in held[start + 1 :]]
    kept = [(number, [_cell(cell) for cell in row]) for number, row in kept if any(cell is not None for cell in row)]
    frame = pd.DataFrame([row for _, row in kept], columns=_header(cells[start][:width]), dtype=object)
    others = ", ".join(other.title for other, _ in filled[1:])
    notes = [f"the sheet {sheet.title!r} was read, and not {others}"] if others else []
    notes += [f"{spread:,} cells take what the merged cell above them has"] if spread else []
    return ListTable(frame, [number for number, _ in kept], "sheet of Excel", _title(path), notes)


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_MOST_MERGED = 20_000


def _merged(data: bytes, sheet: Any) -> list[tuple[int, int, int]]:
    """Cells that are merged downwards: column, first and last row, from 1; a reader of rows does not have them."""
    from openpyxl.utils import column_index_from_string

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
        text = archive.read(name) if name in archive.namelist() else b""
    found = [
        (match[1].decode(), int(match[2]), int(match[4])) for match in islice(_MERGED.finditer(text), _MOST_MERGED)
    ]
    return [(column_index_from_string(column), first, last) for column, first, last in found if first < last]


def _spread(held: list[tuple[int, list[Any]]], merged: Iterable[tuple[int, int, int]]) -> int:
    """Give each row below the first of a merged cell what that has; returns how many."""
    numbers, ends = [number for number, _ in held], dict[int, int]()
    count = 0
    for column, first, last in sorted(merged):
        place = bisect_left(numbers, first)
        if first <= ends.get(column, 0) or place == len(numbers) or numbers[place] != first:
            continue
        ends[column] = last
        value = held[place][1][column - 1 : column]
        for _, row in held[place + 1 : bisect_right(numbers, last)] if value else []:
            row += [None] * (column - len(row))
            if row[column - 1] is None and value[0] is not None:
                row[column - 1] = value[0]
                count += 1
    return count


def _filled_rows(sheet: Any) -> list[tuple[int, list[Any]]]:
    """Rows of a sheet that hold anything, each with its number; what the sheet says of its own size is not believed."""
    sheet.reset_dimensions()
    held: list[tuple[int, list[Any]]] = []
    widest = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        width = next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0)
        if width:
            widest = max(widest, width)
            vector.refuse_large(len(held) + 1, widest)
            held.append((number, list(row[:width])))
    return held


def _cell(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _json(data: bytes, path: Path) -> ListTable:
    document = json.loads(data.decode("utf-8-sig"))
    if isinstance(document, dict) and isinstance(document.get("results"), dict):
        return _wikidata(document["results"].get("bindings"), path)
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        return _features(document, path)
    if isinstance(document, dict):
        lists = [
            value for value in document.values() if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        document = lists[0] if len(lists) == 1 else document
    if isinstance(document, dict) and document and all(isinstance(one, dict) for one in document.values()):
        document = list(document.values())  # objects by their keys
    if not isinstance(document, list) or not all(isinstance(one, dict) for one in document):
        raise ListError("neither GeoJSON nor a list of objects: [{…}, {…}]")
    notes: list[str] = []
    _refuse_uneven(document)
    records = [{key: _flat(value) for key, value in one.items()} for one in document]
    if any(str(value).startswith("http://www.wikidata.org/entity/Q") for one in records[:5] for value in one.values()):
        records = _years(records, notes)
    return ListTable(
        pd.DataFrame(records, dtype=object), list(range(1, len(records) + 1)), "list of objects", _title(path), notes
    )


def _refuse_uneven(records: Sequence[dict[str, Any]]) -> None:
    """Refuse objects that have too many keys between them: as a table each has all of them."""
    vector.refuse_large(len(records), len({key for record in records for key in record}))


def _flat(value: Any) -> Any:
    if isinstance(value, dict) and "value" in value:
        return value["value"]
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _wikidata(bindings: Any, path: Path) -> ListTable:
    """An answer of the Wikidata query service, in JSON: a row a solution."""
    if not isinstance(bindings, list):
        raise ListError("an answer of SPARQL without bindings")
    if not all(isinstance(row, dict) for row in bindings):
        raise ListError("an answer of SPARQL whose bindings are no objects")
    _refuse_uneven(bindings)
    notes: list[str] = []
    records = [{name: _bound(cell) for name, cell in row.items()} for row in bindings]
    records = _years(records, notes)
    return ListTable(
        pd.DataFrame(records, dtype=object),
        list(range(1, len(records) + 1)),
        "answer of a SPARQL query",
        _title(path),
        notes,
    )


def _bound(cell: Any) -> Any:
    if not isinstance(cell, dict) or cell.get("type") == "bnode":
        return None
    return cell.get("value")


def _years(records: list[dict[str, Any]], notes: list[str]) -> list[dict[str, Any]]:
    """Wikidata writes a year as its first of January, midnight, without saying so: that is read as the year."""
    count = 0
    for record in records:
        for name, value in record.items():
            if isinstance(value, str) and (match := _ZERO.fullmatch(value)):
                record[name] = match[1]
                count += 1
    if count:
        notes.append(f"{count} dates on a first of January were read as the year, which is how Wikidata writes a year")
    return records


def _features(document: dict[str, Any], path: Path) -> ListTable:
    """GeoJSON; where its features have names and times of their own, Linked Places."""
    members = document.get("features")
    if not isinstance(members, list):
        raise ListError("a FeatureCollection without features")
    linked = any(isinstance(one, dict) and ("names" in one or "when" in one) for one in members[:50])
    records, shapes = [], []
    for one in members:
        one = one if isinstance(one, dict) else {}
        properties = one.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        record = {key: _flat(value) for key, value in properties.items()}
        if linked:
            record = dict(vector.linked_place(one)) | {k: v for k, v in record.items() if k not in ("title", "ccodes")}
        elif one.get("id") is not None and "id" not in record:
            record["id"] = one["id"]
        records.append(record)
        shapes.append(vector.shape_of(one.get("geometry")))
    _refuse_uneven(records)
    title = document.get("title") or document.get("name") or _title(path)
    frame = gpd.GeoDataFrame(
        pd.DataFrame(records, dtype=object), geometry=shapes, crs=vector.crs_of(document.get("crs"))
    )
    rows = list(range(1, len(records) + 1))
    return ListTable(vector.in_degrees(frame), rows, "Linked Places" if linked else "GeoJSON", str(title))


def _parquet(data: bytes, path: Path) -> ListTable:
    need("pyarrow", "a list in Parquet", "lists")
    _refuse_swollen(data)
    try:
        frame = vector.in_degrees(gpd.read_parquet(io.BytesIO(data)))
        form = "GeoParquet"
    except vector.VectorError:
        raise
    except ValueError:
        frame, form = pd.read_parquet(io.BytesIO(data)), "Parquet"
    frame = frame.reset_index(drop=frame.index.name is None)
    return ListTable(frame, list(range(1, len(frame) + 1)), form, _title(path))


def _refuse_swollen(data: bytes) -> None:
    """Refuse what is small in the file and huge outside: a long text that is there once, and meant a million times."""
    from pyarrow import parquet

    file = parquet.ParquetFile(io.BytesIO(data))
    vector.refuse_large(file.metadata.num_rows, file.metadata.num_columns)
    size = 0
    for batch in file.iter_batches(batch_size=200):
        size += batch.nbytes
        blobs = (cell for column in batch.columns if "binary" in str(column.type) for cell in column.to_pylist())
        if any(vector.is_deep(blob) for blob in blobs if isinstance(blob, bytes)):
            raise ListError("a geometry of it is nested too deep to be read")
        if size > 2 * vector.MOST_INSIDE:
            raise ListError(f"it unpacks to more than {2 * vector.MOST_INSIDE:,} bytes")


def _gpkg(data: bytes, path: Path) -> ListTable:
    frame, layer, others = vector.geopackage(data)
    notes = [f"the layer {layer!r} was read, and not {', '.join(others)}"] if others else []
    return ListTable(frame, list(range(1, len(frame) + 1)), "GeoPackage", _title(path), notes)


def _kml(data: bytes, path: Path) -> ListTable:
    frame, title = vector.placemarks(data)
    return ListTable(frame, list(range(1, len(frame) + 1)), "KML", title or _title(path))


FORMATS: dict[str, Callable[[bytes, Path], ListTable]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), _csv),
    **dict.fromkeys((".xlsx", ".xlsm"), _excel),
    **dict.fromkeys((".json", ".geojson", ".jsonld"), _json),
    **dict.fromkeys((".parquet", ".geoparquet"), _parquet),
    **dict.fromkeys((".kml", ".kmz"), _kml),
    ".gpkg": _gpkg,
}
"""Suffix to reader."""
