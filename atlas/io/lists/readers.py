"""A file → one table. Which reader reads it follows from its suffix, and from its first bytes where that misleads.

====================================  ==========================================================================
``.csv .tsv .txt .tab``               any separator and encoding; a Linked Places table is one of these
``.xlsx``                             the sheet that has places and dates (extra ``lists``)
``.json``                             a list of objects or objects by keys, an answer of the Wikidata query service,
                                      GeoJSON
``.geojson .json``                    a FeatureCollection; Linked Places
``.jsonl .ndjson .geojsonl``          an object, or a feature, a line
``.osm .json``                        an extract of OpenStreetMap: XML, or the JSON of Overpass
``.gpkg``                             the table of features that has dates
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
import warnings
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.io.files import FileError, read_file
from atlas.io.lists import esri, osm_table, vector
from atlas.io.lists.encodings import EncodingError, decoded
from atlas.io.lists.objects import collection, each_name, flat, flat_object, objects, tabular
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


def read_list(path: str | Path, *, layer: str | None = None) -> ListTable:
    """Read a list.

    Parameters
    ----------
    path
        Its file.
    layer
        The sheet of a workbook, or the layer of a GeoPackage; the likeliest unless given.

    Raises
    ------
    ListError
        There is no such file, its form is not known, or it holds no rows.
    """
    path = Path(path)
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(FORMATS))
        if how := _SAVE_AS.get(path.suffix.lower()):
            raise ListError(f"{path.name}: {how}")
        raise ListError(f"{path.name}: lists are read from {known}; save it as one of these (.csv will do)")
    try:
        data = read_file(path, MOST_BYTES)
        reader = _reader_for(data, reader)
        if layer is not None and reader not in (_excel, _gpkg):
            raise ListError("it has neither sheets nor layers to choose from")
        table = reader(data, path) if layer is None else reader(data, path, layer)  # type: ignore[call-arg]
    except (ListError, EncodingError, vector.VectorError) as error:
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
    text, encoding = decoded(data)
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
    start, header = _header_of([[cell.strip() or None for cell in cells] for cells in records[:_MOST_ABOVE]])
    rows, numbers, ragged = [], [], 0
    for number, cells in enumerate(records[start + 1 :], start=start + 2):
        if not any(cell.strip() for cell in cells):
            continue
        ragged += any(cell.strip() for cell in cells[len(header) :])
        padded = [*cells[: len(header)], *[""] * (len(header) - len(cells))]
        rows.append([cell.strip() or None for cell in padded])
        numbers.append(number)
    notes = [] if encoding == "utf-8" else [f"read as {encoding}, for it is not UTF-8"]
    notes += [f"{start} lines above the header were passed over"] if start > 0 else []
    notes += ["no row of it names the columns: they have numbers"] if start < 0 else []
    notes += [f"{ragged} rows have more cells than the header: what is beyond was left out"] if ragged else []
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[separator]
    frame = pd.DataFrame(_wikidata_years(rows, notes), columns=header, dtype=object)
    return ListTable(frame, numbers, f"table with {names}", _title(path), notes)


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


_MOST_ABOVE = 40
"""Rows among which the header is looked for."""


def _header_of(rows: Sequence[Sequence[Any]]) -> tuple[int, list[str]]:
    """The place of the header, and the names of the columns: below titles, and below a row that heads groups of them.

    A row heads groups where it has gaps, the next one has more cells, and neither has anything but words.
    """
    if not rows:
        return 0, []
    start = _below_titles(rows)
    heads, below = list(rows[start]), list(rows[start + 1]) if start + 1 < len(rows) else []
    if any(cell is not None and _DECIMAL.fullmatch(str(cell)) for cell in heads):
        return start - 1, _header([None] * len(heads))  # no header: the first row is one of the list's
    filled = [sum(cell is not None for cell in row) for row in (heads, below)]
    gaps = any(cell is None for cell in heads[: len(below)])
    if not (
        gaps and filled[1] > filled[0] and start + 2 < len(rows) and all(_is_word(cell) for cell in [*heads, *below])
    ):
        return start, _header(heads[: max(place for place, cell in enumerate(heads) if cell is not None) + 1] or heads)
    group, names = "", []
    repeated = {cell for cell in below if cell is not None and below.count(cell) > 1}
    for place in range(max(len(heads), len(below))):
        group = (heads[place] if place < len(heads) else None) or group
        own = below[place] if place < len(below) else None
        names.append(f"{group} {own}" if own in repeated else own or (heads[place] if place < len(heads) else None))
    return start + 1, _header(names)


def _below_titles(rows: Sequence[Sequence[Any]]) -> int:
    """The place of the first row that is no title: one with a cell or two, where most have many more."""
    widths = [sum(cell is not None for cell in row) for row in rows]
    filled = [place for place, width in enumerate(widths) if width > 1]
    usual = sorted(widths[place] for place in filled)[len(filled) // 2] if filled else 0
    for place, following in pairwise(filled):
        is_narrow = [widths[one] * 2 < usual for one in (place, following)]
        is_group = all(_is_word(cell) for one in (place, following) for cell in rows[one])
        if not is_narrow[0] or (not is_narrow[1] and is_group):
            return place
    return filled[0] if filled else 0


_DECIMAL = re.compile(r"[+-]?\d{1,3}[.,]\d{2,}")


def _is_word(cell: Any) -> bool:
    """Whether a cell can be the name of a column: nothing, or words without a date or a number of their own."""
    return cell is None or (isinstance(cell, str) and not re.search(r"\d{3}|://", cell) and len(cell) < 80)


def _header(cells: Sequence[Any]) -> list[str]:
    """Names of columns: an empty one gets its number, a repeated one too."""
    vector.refuse_large(1, len(cells))
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = re.sub(r"\s+", " ", str(cell or "")).strip() or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _excel(data: bytes, path: Path, layer: str | None = None) -> ListTable:
    openpyxl = need("openpyxl", "a list in Excel", "lists")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            vector.refuse_unpacked(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it does not keep
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            filled = [(sheet, held) for sheet in book.worksheets if len(held := _filled_rows(sheet)) > 1]
    except vector.VectorError:
        raise
    except Exception as error:  # the library raises what it meets
        raise ListError(f"not a workbook of Excel: {error}") from None
    if not filled:
        raise ListError("no sheet of it has rows")
    tables = [(sheet, _sheet(data, sheet, held)) for sheet, held in filled]
    if layer is not None:
        seen = [tables[_chosen(layer, [sheet.title for sheet, _ in tables])]]
    else:
        seen = [one for one in tables if sheet_is_seen(one[0])] or tables
    best = _likeliest([frame for _, (frame, _, _) in seen])
    sheet, (frame, numbers, notes) = seen[best]
    others = ", ".join(
        other.title + ("" if sheet_is_seen(other) else " (hidden)") for other, _ in tables if other is not sheet
    )
    chosen = [f"the sheet {sheet.title!r} was read, and not {others} (--layer reads another)"] if others else []
    return ListTable(frame, numbers, "sheet of Excel", _title(path), chosen + notes)


def sheet_is_seen(sheet: Any) -> bool:
    """Whether a sheet of a workbook is shown to whoever opens it."""
    return str(getattr(sheet, "sheet_state", "visible")) == "visible"


def _sheet(data: bytes, sheet: Any, held: list[tuple[int, list[Any]]]) -> tuple[pd.DataFrame, list[int], list[str]]:
    """A sheet as a table, the numbers of its rows, and what is to be known of it."""
    text = _xml_of(data, sheet)
    spread = _spread(held, _merged(text))
    cells = [[_cell(cell) for cell in row] for _, row in held]
    start, header = _header_of(cells[:_MOST_ABOVE])
    width = len(header)
    kept = [
        (number, [*row[:width], *[None] * (width - len(row))])
        for (number, _), row in zip(held[start + 1 :], cells[start + 1 :], strict=True)
    ]
    kept = [(number, row) for number, row in kept if any(cell is not None for cell in row)]
    notes = [f"{start} rows above the header were passed over"] if start > 0 else []
    notes += ["no row of it names the columns: they have numbers"] if start < 0 else []
    notes += [f"{spread:,} cells take what the merged cell above them has"] if spread else []
    unseen = {int(match[1]) for match in _HIDDEN_ROW.finditer(text)} & {number for number, _ in kept}
    if unseen:
        some = ", ".join(map(str, sorted(unseen)[:5])) + ("" if len(unseen) < 6 else f" and {len(unseen) - 5:,} more")
        notes.append(f"{len(unseen):,} rows are hidden in the sheet, and drawn all the same (row {some})")
    return pd.DataFrame([row for _, row in kept], columns=header, dtype=object), [number for number, _ in kept], notes


def _chosen(name: str, names: Sequence[str]) -> int:
    """The place of a sheet or a layer that was asked for. Raises :class:`ListError`."""
    if name not in names:
        raise ListError(f"there is no {name!r} in it; there are {', '.join(map(repr, names))}")
    return names.index(name)


def _likeliest(frames: Sequence[pd.DataFrame]) -> int:
    """Which of several tables is the list: that with places and dates; of equals the one with the most rows."""

    def worth(frame: pd.DataFrame) -> tuple[int, int]:
        located = isinstance(frame, gpd.GeoDataFrame) and frame.geometry.notna().any()
        dated = placed = False
        for name in frame.columns:
            if name == "geometry":
                continue
            some = [str(cell) for cell in frame[name].head(200) if cell is not None and cell == cell]
            dated |= sum(bool(_DATELIKE.search(cell)) for cell in some) * 2 > len(some) > 0
            placed |= sum(bool(_PLACELIKE.search(cell)) for cell in some) * 2 > len(some) > 0
        return dated + (placed or located), len(frame)

    return max(range(len(frames)), key=lambda place: (*worth(frames[place]), -place))


_DATELIKE = re.compile(r"\b(?:1[0-9]|20)\d\d(?!\d)")
_PLACELIKE = re.compile(
    r"^\s*[+-]?\d{1,3}[.,]\d{2,}\s*$|\d°|^\s*[+-]?\d+\.\d+[,;\s]+[+-]?\d+\.\d+|^(?:SRID=\d+;)?[A-Z]+ ?\("
)
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s(?=[^>]*?\shidden="(?:1|true)")[^>]*?\br="([0-9]{1,7})"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_MOST_MERGED = 20_000


def _xml_of(data: bytes, sheet: Any) -> bytes:
    """What a workbook has for a sheet: a reader of rows does not tell of its merged cells and hidden rows."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
        return archive.read(name) if name in archive.namelist() else b""


def _merged(text: bytes) -> list[tuple[int, int, int]]:
    """Cells that are merged downwards: column, first and last row, from 1."""
    from openpyxl.utils import column_index_from_string

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
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = [_shown(cell) for cell in cells]
        width = next((place for place in range(len(row), 0, -1) if row[place - 1] is not None), 0)
        if width:
            widest = max(widest, width)
            vector.refuse_large(len(held) + 1, widest)
            held.append((number, list(row[:width])))
    return held


def _shown(cell: Any) -> Any:
    """What a cell holds; of a day that is shown as its year or month no more than that."""
    value = cell.value
    if isinstance(value, datetime) and not re.search("[dD]", form := _QUOTED.sub("", str(cell.number_format or ""))):
        if re.fullmatch(r"[yYeE]+", form.strip()):
            return f"{value.year:04d}"
        if re.search("[yY]", form) and re.search("[mM]", form) and not re.search("[hHsS]", form):
            return f"{value.year:04d}-{value.month:02d}"
    return value


_QUOTED = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.|;@|;.*')


def _cell(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _json(data: bytes, path: Path) -> ListTable:
    document = json.loads(data.decode("utf-8-sig"))
    if isinstance(document, dict) and isinstance(document.get("results"), dict):
        return _wikidata(document["results"].get("bindings"), path)
    if isinstance(document, dict) and document.get("type") == "Topology":
        raise ListError("it is TopoJSON: save it as GeoJSON (mapshaper in.json -o out.geojson)")
    if (features := collection(document)) is not None:
        return _features(features, path)
    if isinstance(document, dict) and isinstance(document.get("elements"), list):
        return _osm(*osm_table.of_json(document), path)
    if isinstance(document, dict) and (members := esri.features(document)):
        return _features(members, path)
    document = objects(tabular(document))
    if document is None:
        raise ListError("neither GeoJSON nor a list of objects: [{…}, {…}]")
    notes: list[str] = []
    parts = [(number, one) for number, whole in enumerate(document, start=1) for one in each_name(whole)]
    records = [flat_object(one) for _, one in parts]
    _refuse_uneven(records)
    if any(str(value).startswith("http://www.wikidata.org/entity/Q") for one in records[:5] for value in one.values()):
        records = _years(records, notes)
    return ListTable(
        pd.DataFrame(records, dtype=object), [number for number, _ in parts], "list of objects", _title(path), notes
    )


def _lines(data: bytes, path: Path) -> ListTable:
    """An object a line, or a feature a line."""
    found = []
    for number, line in enumerate(decoded(data)[0].replace("\x1e", "").splitlines(), start=1):
        if line.strip():
            try:
                found.append(json.loads(line))
            except ValueError as error:
                raise ListError(f"line {number} is no JSON: {error}") from None
    if found and all(isinstance(one, dict) and one.get("type") == "Feature" for one in found):
        return _features({"features": found}, path)
    return _json(json.dumps(found).encode(), path)


def _osm_xml(data: bytes, path: Path) -> ListTable:
    return _osm(*osm_table.of_xml(path), path)


def _osm(frame: gpd.GeoDataFrame, notes: list[str], path: Path) -> ListTable:
    rows = list(range(1, len(frame) + 1))
    return ListTable(frame, rows, "extract of OpenStreetMap", _title(path), notes)


def _refuse_uneven(records: Sequence[dict[str, Any]]) -> None:
    """Refuse objects that have too many keys between them: as a table each has all of them."""
    vector.refuse_large(len(records), len({key for record in records for key in record}))


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


def _wikidata_years(rows: list[list[Any]], notes: list[str]) -> list[list[Any]]:
    """The same for a table that the query service wrote: one column of it has addresses of things."""
    if not any(str(cell).startswith("http://www.wikidata.org/entity/Q") for row in rows[:5] for cell in row):
        return rows
    return [list(one.values()) for one in _years([dict(enumerate(row)) for row in rows], notes)]


def _years(records: list[dict[Any, Any]], notes: list[str]) -> list[dict[Any, Any]]:
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
    records, shapes, numbers = [], [], []
    for number, one in enumerate(members, start=1):
        one = one if isinstance(one, dict) else {}
        properties = one.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        parts = [properties] if linked else each_name(properties)
        numbers += [number] * len(parts)
        records += [{key: flat(value) for key, value in part.items()} for part in parts[:-1]]
        shapes += [vector.shape_of(one.get("geometry"))] * len(parts)
        record = {key: flat(value) for key, value in parts[-1].items()}
        if linked:
            record = dict(vector.linked_place(one)) | {k: v for k, v in record.items() if k not in ("title", "ccodes")}
        elif one.get("id") is not None and "id" not in record:
            record["id"] = one["id"]
        records.append(record)
    _refuse_uneven(records)
    title = document.get("title") or document.get("name") or _title(path)
    notes = osm_table.name_spans(records)
    frame = gpd.GeoDataFrame(
        pd.DataFrame(records, dtype=object), geometry=shapes, crs=vector.crs_of(document.get("crs"))
    )
    return ListTable(vector.in_degrees(frame), numbers, "Linked Places" if linked else "GeoJSON", str(title), notes)


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


def _gpkg(data: bytes, path: Path, layer: str | None = None) -> ListTable:
    layers = vector.geopackage(data)
    names = [name for name, _ in layers]
    name, frame = layers[_likeliest([frame for _, frame in layers]) if layer is None else _chosen(layer, names)]
    others = ", ".join(one for one in names if one != name)
    notes = [f"the layer {name!r} was read, and not {others} (--layer reads another)"] if others else []
    return ListTable(frame, list(range(1, len(frame) + 1)), "GeoPackage", _title(path), notes)


def _kml(data: bytes, path: Path) -> ListTable:
    frame, title = vector.placemarks(data)
    return ListTable(frame, list(range(1, len(frame) + 1)), "KML", title or _title(path))


_SAVE_AS = {
    **dict.fromkeys((".xls", ".ods", ".numbers"), "save it as .xlsx or .csv: such a workbook is not read"),
    **dict.fromkeys((".shp", ".dbf", ".fgb", ".gdb"), "save it as a GeoPackage (.gpkg) or as GeoJSON"),
    ".zip": "unpack it, and name the file that is in it; a shapefile save as a GeoPackage (.gpkg) or as GeoJSON",
    ".gz": "unpack it, and name the file that is in it",
    ".pbf": "make it an extract in XML (osmium cat in.pbf -o out.osm)",
    ".pdf": "a list in a PDF is a picture of one: copy the table into a spreadsheet and save it as .csv",
}
"""What to do with forms that are not read."""
FORMATS: dict[str, Callable[[bytes, Path], ListTable]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), _csv),
    **dict.fromkeys((".xlsx", ".xlsm"), _excel),
    **dict.fromkeys((".json", ".geojson", ".jsonld"), _json),
    **dict.fromkeys((".parquet", ".geoparquet"), _parquet),
    **dict.fromkeys((".kml", ".kmz"), _kml),
    **dict.fromkeys((".jsonl", ".ndjson", ".geojsonl"), _lines),
    ".gpkg": _gpkg,
    ".osm": _osm_xml,
}
"""Suffix to reader."""
