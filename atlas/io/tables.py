"""The bytes of a table: reading its rows with their lines, and writing them in the one canonical form.

Loading and checking read the same way, through :func:`read_folder`, so that what the checks accept is what
loads. A table is canonical when it is UTF-8 with LF line ends and quotes only where CSV needs them, its
columns are in the order of the descriptor, its rows in the order of ``sortedBy``, its text is trimmed and in
Unicode form NFC, and its numbers are in their shortest form (``48.71378``, ``3000``). Then a diff shows facts
and nothing else.
"""

from __future__ import annotations

import csv
import io
import math
import operator
import re
import unicodedata
import weakref
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.io.collector import uncollected
from atlas.io.files import FileError, present, read_inside
from atlas.io.plain import Cells, is_plainly_quoted, plain_table
from atlas.io.schema import DESCRIPTOR, DescriptorError, Field, Package, Table, bundled_path
from atlas.io.text import brief, plain_cell, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "NEEDED",
    "Problem",
    "RecordError",
    "Row",
    "Sheet",
    "canonical_bytes",
    "descriptor_problems",
    "home_of",
    "is_canonical",
    "plain_csv",
    "read_folder",
    "sheet_of",
]

NEEDED = ("features", "events", "attestations", "sources")
"""Tables without which there is no record; any other may be absent, and is then empty."""

_MOST_NAMED = 20
_WHOLE = 1 << 63

LENT = ("kinds", "event_types", "grades")
"""Vocabularies that a folder may leave to the bundled record."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a record.

    Attributes
    ----------
    file : str
        Name of the file within the record.
    row : int
        Line of the file, the header being line 1. In a file whose cells hold no line breaks, row and line
        agree.
    column : str
        Name of the column, or ``-`` where the whole row or file is meant.
    rule : str
        Name of the rule broken.
    message : str
        What is wrong and, where it is known, what to do.
    """

    file: str
    row: int
    column: str
    rule: str
    message: str

    def __post_init__(self) -> None:
        """Whatever the file holds, a problem is one line that a terminal shows and does not obey."""
        for name in ("file", "column", "message"):
            object.__setattr__(self, name, brief(getattr(self, name)))

    def __str__(self) -> str:
        return f"{self.file}:{self.row}:{self.column}  {self.rule}  {self.message}"


class RecordError(ValueError):
    """A record that cannot be loaded. ``problems`` holds every :class:`Problem`; the text lists them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        shown = [str(problem) for problem in self.problems[:20]]
        if len(self.problems) > len(shown):
            shown.append(f"... and {len(self.problems) - len(shown)} more")
        super().__init__("\n".join(shown))


class Row:
    """One row of a sheet: its line in the file, its typed values (None if missing or unreadable), its raw cells."""

    __slots__ = ("_place", "_sheet", "line")

    def __init__(self, sheet: Sheet, place: int, line: int) -> None:
        self._sheet, self._place, self.line = sheet, place, line

    def __getitem__(self, column: str) -> Any:
        return self._sheet.values[column][self._place]

    @property
    def values(self) -> dict[str, Any]:
        """Its typed values by column."""
        return {name: self[name] for name in self._sheet.table.columns}

    @property
    def raw(self) -> dict[str, str]:
        """Its cells as they stand in the file, by column."""
        return {name: cells[self._place] for name, cells in self._sheet.raw.items()}


class _Values(dict[str, Sequence[Any]]):
    """The typed columns of a sheet; one of texts is made when it is first asked for, of which most are not."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = weakref.ref(sheet)  # so that a sheet goes when nobody holds it

    def __missing__(self, name: str) -> Sequence[Any]:
        sheet = self._sheet()
        if sheet is None or name not in sheet.table.columns:
            raise KeyError(name)
        cells = sheet.raw.get(name)
        self[name] = [None] * len(sheet) if cells is None else [text or None for text in cells]
        return self[name]


@dataclass
class Sheet:
    """A table as read: its columns, the bytes they came from, and the faults met in reading.

    A cell stands in its column, and not in a dictionary of its row: so a table takes little more memory than its
    texts, and a rule looks once at a value that stands in many rows.

    ``raw`` are the cells as they stand in the file, ``values`` the same by the type of their column (None if missing
    or unreadable), ``lines`` the line of each row. ``present`` is whether there is a file at all, ``whole`` whether
    every row of it could be told into cells, ``absent`` which columns the file leaves out, as its schema allows.
    """

    table: Table
    raw: dict[str, Sequence[str]] = field(default_factory=dict)
    values: dict[str, Sequence[Any]] = field(init=False, repr=False)
    lines: Sequence[int] = ()
    data: bytes = b""
    problems: list[Problem] = field(default_factory=list)
    present: bool = True
    whole: bool = False
    absent: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.values = _Values(self)

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows, for what is asked of several cells at once."""
        return [Row(self, place, line) for place, line in enumerate(self.lines)]

    def distinct(self, column: str, cells: str = "values") -> frozenset[Any]:
        """Every value that stands in a column, once."""
        if (column, cells) not in self._distinct:
            self._distinct[column, cells] = self._differing(column, cells)
        return self._distinct[column, cells]

    def _differing(self, column: str, cells: str) -> frozenset[Any]:
        held = self.raw.get(column)
        if not isinstance(held, Cells) or (cells == "values" and self.table.field(column).type != "string"):
            return frozenset(getattr(self, cells)[column])
        texts = held.distinct()
        return texts if cells == "raw" or "" not in texts else (texts - {""}) | {None}

    def differ(self, column: str) -> bool:
        """Whether each cell of a column holds something, and none the same as another."""
        held = self.raw.get(column)
        if isinstance(held, Cells) and self.table.field(column).type == "string":
            return held.differ() and not held.has_gaps()
        differing = self.distinct(column)
        return len(differing) == len(self) and None not in differing

    def beyond(self, column: str, other: Sheet, target: str) -> frozenset[Any]:
        """The values of a column that do not stand in a column of another sheet; None for an empty cell."""
        own, others = self.raw.get(column), other.raw.get(target)
        if isinstance(own, Cells) and isinstance(others, Cells):
            return frozenset(text or None for text in own.beyond(others))
        return self.distinct(column) - other.distinct(target)

    def has_gaps(self, column: str) -> bool:
        """Whether a cell of a column is empty, or unreadable."""
        held = self.raw.get(column)
        return held.has_gaps() if isinstance(held, Cells) else None in self.values[column]

    @cached_property
    def _distinct(self) -> dict[tuple[str, str], frozenset[Any]]:
        return {}

    def told(self, column: str, fault: Callable[[Any], str | None], cells: str = "values") -> Iterator[tuple[int, str]]:
        """The line of each cell of a column that has a fault, and the fault.

        ``fault`` is asked once for each value, however often that stands in the column; None or an empty text is none.
        """
        values: Sequence[Hashable] = getattr(self, cells)[column]
        found = {value: said for value in self.distinct(column, cells) if (said := fault(value))}
        if found:
            yield from ((line, found[v]) for line, v in zip(self.lines, values, strict=True) if v in found)

    @property
    def written(self) -> Table:
        """The table with the columns that the file has."""
        kept = tuple(column for column in self.table.fields if column.name not in self.absent)
        return replace(self.table, fields=kept)

    def fault(self, row: int, column: str, rule: str, message: str) -> None:
        """Note a fault of this table."""
        self.problems.append(Problem(self.table.path, row, column, rule, message))


def home_of(folder: Path, table: Table) -> Path | None:
    """Where the file of a table is: in the folder, else for a vocabulary in the bundled record, else nowhere."""
    if present(folder, table.path):
        return folder
    return bundled_path() if table.name in LENT else None


def descriptor_problems(error: DescriptorError) -> list[Problem]:
    """The faults of a descriptor as problems; where in it stands in the place of the column."""
    return [Problem(DESCRIPTOR, 1, place, "descriptor", message) for place, message in error.faults]


def read_folder(
    folder: str | Path, package: Package, *, keep_bytes: bool = True, keep_arrow: bool = False
) -> dict[str, Sheet]:
    """Read every table of a record; faults are in the ``problems`` of the sheets.

    Without ``keep_bytes`` the sheets let go of the bytes that they came from, which loading has no use for. With
    ``keep_arrow`` columns that Arrow has read stay with it until one of their texts is asked for.
    """
    sheets, ids = {}, None if keep_arrow else dict[str, str]()
    for name, table in package.tables.items():
        sheets[name] = _read(Path(folder), table, ids)
        sheets[name].data = sheets[name].data if keep_bytes else b""
    return sheets


def _read(folder: Path, table: Table, ids: dict[str, str] | None) -> Sheet:
    sheet = Sheet(table)
    home = home_of(folder, table)
    if home is None:
        sheet.present = False
        if table.name in NEEDED:
            sheet.fault(1, "-", "structure", f"the file {table.path} is missing")
        return sheet
    try:
        sheet.data = read_inside(home, table.path)
    except FileError as error:
        sheet.fault(1, "-", "structure", str(error))
        return sheet
    if not _read_plain(sheet, ids) and (text := _decode(sheet)) is not None:
        _read_rows(sheet, text, ids)
    return sheet


def sheet_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> Sheet:
    """Rows that stand in no file yet, read as if they did: what is made in memory is what its file would say."""
    sheet = Sheet(table, data=canonical_bytes(table, rows))
    _read_rows(sheet, sheet.data.decode("utf-8"))
    return sheet


def _decode(sheet: Sheet) -> str | None:
    """Text of a table, or None and a fault that names the line where it stops being UTF-8, or text."""
    if (place := sheet.data.find(b"\0")) >= 0:
        line = sheet.data.count(b"\n", 0, place) + 1
        sheet.fault(line, "-", "encoding", "a NUL byte is on this line: it is no text, or UTF-16; save it as UTF-8")
        return None
    try:
        return sheet.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = sheet.data.count(b"\n", 0, error.start) + 1
        byte = f"0x{sheet.data[error.start]:02x}"
        sheet.fault(line, "-", "encoding", f"the file is not UTF-8: byte {byte} on this line; save it as UTF-8")
        return None


def _read_plain(sheet: Sheet, ids: dict[str, str] | None) -> bool:
    """Tell the bytes of a plain table into the cells of its sheet; False where it has to be read row by row."""
    with uncollected():
        found = plain_table(sheet.data)
        if found is None:
            return False
        header, rows, columns = found
        sheet.whole = _header_holds(sheet, header)
        if sheet.whole:
            sheet.lines = range(2, rows + 2)
            _fill(sheet, header, columns if ids is None else map(list, columns), ids)
    return True


def _read_rows(sheet: Sheet, text: str, ids: dict[str, str] | None = None) -> None:
    """Tell a text into the cells of a sheet; ``ids`` are those of tables read before, which this one may name."""
    sheet.whole = True
    try:
        header: list[str] = next(_reader(text), [])
    except csv.Error as error:
        sheet.whole = False
        sheet.fault(1, "-", "structure", f"not CSV: {error}")
        return
    if not _header_holds(sheet, header):
        sheet.whole = False
        return
    with uncollected():
        rows, sheet.lines = _plain_rows(text, len(header)) or _rows_by_line(sheet, text, len(header))
        columns: Iterable[Sequence[str]] = zip(*rows, strict=True) if rows else ([] for _ in header)
        _fill(sheet, header, map(_shared, columns), ids)
        del rows


def _fill(sheet: Sheet, header: list[str], columns: Iterable[Sequence[str]], ids: dict[str, str] | None) -> None:
    """Give a sheet its cells, column by column; with ``ids`` one of them is held once, in however many tables it
    stands.
    """
    keys = {*sheet.table.primary_key, *(key.column for key in sheet.table.foreign_keys)} if ids is not None else ()
    for name, cells in zip(header, columns, strict=True):
        sheet.raw[name] = list(map(ids.setdefault, cells, cells)) if ids is not None and name in keys else cells
    for column in sheet.table.fields:
        if column.type != "string":
            sheet.values[column.name] = _typed(sheet, column)
    sheet.problems.sort(key=lambda problem: problem.row)


_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


def _reader(text: str) -> Any:
    return csv.reader((line[0] for line in _LINE.finditer(text)), strict=True)


def _plain_rows(text: str, columns: int) -> tuple[list[list[str]], Sequence[int]] | None:
    """The rows and their lines, where each is one sound line of the file, as nearly always; else None."""
    if "\r" in text:
        return None
    lines = text.removesuffix("\n").split("\n")
    try:
        rows = list(csv.reader(lines, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(lines) or set(map(len, rows)) != {columns}:
        return None  # a cell goes on over lines, or a row lacks some
    del rows[0]
    return rows, range(2, len(rows) + 2)


def _rows_by_line(sheet: Sheet, text: str, columns: int) -> tuple[list[list[str]], Sequence[int]]:
    """The rows that have as many cells as the header, and their lines; of all others a fault."""
    reader, rows, lines = _reader(text), [], []
    line = 1
    try:
        next(reader)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == columns:
                rows.append(cells)
                lines.append(line)
            else:
                sheet.whole = False
                found = f"{len(cells)} cells" if cells else "an empty line"
                sheet.fault(line, "-", "structure", f"{found} where the header has {columns} columns")
            line = reader.line_num + 1
    except csv.Error as error:
        sheet.whole = False
        sheet.fault(line, "-", "structure", f"not CSV: {error}")
    return rows, lines


_LOOKED_AT = 1000


def _shared(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a column, a text that stands in many of them held once."""
    looked_at = cells[:_LOOKED_AT]
    if len(set(looked_at)) * 2 > len(looked_at):
        return cells
    known: dict[str, str] = {}
    return list(map(known.setdefault, cells, cells))


def _header_holds(sheet: Sheet, header: list[str]) -> bool:
    """Whether the header has the columns of the descriptor, in its order; rows are read if only the order
    differs.
    """
    fields = sheet.table.fields
    if sheet.table.superset:
        sheet.absent = tuple(c.name for c in fields if c.name not in header and not c.required)
    wanted = list(sheet.written.columns)
    if header == wanted:
        return True
    if len(header) == 1 and len(wanted) > 1 and (parted := re.search(r"[;\t|]", header[0])):
        between = {";": "semicolons", "\t": "tabs", "|": "bars"}[parted[0]]
        sheet.fault(1, "-", "structure", f"the cells are parted by {between}; save the table with commas")
        return False
    found, known = Counter(header), set(wanted)
    faults = {
        "is missing": [name for name in wanted if name not in found],
        "is not in the descriptor": [name for name in found if name not in known],
        "stands twice": sorted(name for name, count in found.items() if count > 1),
    }
    for fault, names in faults.items():
        for name in names[:_MOST_NAMED]:
            sheet.fault(1, name or "-", "structure", f"the column {shown(name)} {fault}")
        if len(names) > _MOST_NAMED:
            more = f"{len(names) - _MOST_NAMED:,} more columns, of which each {fault}"
            sheet.fault(1, "-", "structure", f"and {more}")
    if any(faults.values()):
        return False
    column = next(name for name, right in zip(header, wanted, strict=True) if name != right)
    sheet.fault(1, column, "structure", "the columns are out of order; run `atlas check --fix`")
    return True


def _typed(sheet: Sheet, column: Field) -> Sequence[Any]:
    """The cells of a column of numbers or days by its type; those that cannot be read are None, and faults."""
    cells = sheet.raw.get(column.name)
    if cells is None:
        return [None] * len(sheet)
    if column.type == "number":
        if isinstance(cells, Cells) and (numbers := cells.numbers()) is not None:
            return numbers
        try:
            return [_number(text) if text else None for text in cells]
        except ValueError:
            pass  # which is told below
    known: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for text in sheet.distinct(column.name, "raw"):
        try:
            known[text] = parse_cell(column, text)
        except ValueError as error:
            known[text], faults[text] = None, str(error)
    if faults:
        for line, text in zip(sheet.lines, cells, strict=True):
            if text in faults:
                sheet.fault(line, column.name, "type", faults[text])
    return [known[text] for text in cells]


def parse_cell(column: Field, text: str) -> Any:
    """Value of a cell by the type of its column; None where it is empty. Raises ValueError."""
    if text == "":
        return None
    if column.type == "string":
        return text
    try:
        if column.type == "integer":
            return _integer(text)
        if column.type == "number":
            return _number(text)
        if column.type == "date":
            return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{shown(text)} is not {_KINDS[column.type]}") from None
    raise ValueError(f"the descriptor gives the unknown type {column.type!r}")


_KINDS = {"integer": "a whole number of 64 bits", "number": "a number", "date": "a day (2026-11-22)"}


def _integer(text: str) -> int:
    if not text.isascii() or "_" in text:  # int() takes both; no other reader of the CSV would
        raise ValueError(text)
    value = int(text)
    if not -_WHOLE <= value < _WHOLE:  # no database, and no DataFrame, holds more
        raise ValueError(text)
    return value


def _number(text: str) -> float:
    value = float(text)
    if not text.isascii() or "_" in text or not math.isfinite(value):
        raise ValueError(text)
    return value


def plain_csv(frame: pd.DataFrame) -> str:
    """A table that people will open in a spreadsheet as CSV: no cell of it is a formula there."""
    guarded = frame.map(lambda value: plain_cell(value) if isinstance(value, str) else value)
    return guarded.to_csv(index=False, lineterminator="\n")


def format_cell(value: Any) -> str:
    """Canonical text of a value: trimmed NFC text, the shortest form of a number, an ISO day, nothing for
    None.
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(float(value))
    text = str(value)
    if "\r" in text:  # a lone CR would not be quoted, and end the row
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def sort_key(table: Table, values: Mapping[str, Any]) -> tuple[tuple[bool, bool, Any, str], ...]:
    """Key that orders the rows of a table: text by code point, numbers as numbers, the missing first."""
    keys = []
    for name in table.sorted_by:
        value = values.get(name)
        number = isinstance(value, int | float)
        keys.append((value is not None, number, value if number else 0, "" if value is None else str(value)))
    return tuple(keys)


def canonical_bytes(table: Table, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Bytes of a table in canonical form.

    Parameters
    ----------
    table : Table
        Its definition in the descriptor.
    rows : iterable of mappings
        Column to value: typed, or text as in the file. Columns that the table does not have are left out.
    """
    typed = [{column.name: _value(column, row.get(column.name)) for column in table.fields} for row in rows]
    typed.sort(key=lambda row: sort_key(table, row))
    cells = ([row[name] for name in table.columns] for row in typed)
    return _csv_of(table, ([cell if isinstance(cell, str) else format_cell(cell) for cell in row] for row in cells))


def is_canonical(sheet: Sheet) -> bool:
    """Whether a whole table's bytes are in canonical form, told column by column: cells, then order, then the bytes."""
    table = sheet.written
    if not len(sheet):
        return canonical_bytes(table, ()) == sheet.data
    for column in table.fields:
        if column.type == "string":
            if not _are_formatted(sheet.distinct(column.name, "raw")):
                return False
            continue
        cells = set(zip(sheet.raw[column.name], sheet.values[column.name], strict=True))
        if any(
            raw and value is None for raw, value in cells
        ):  # by a text that is no number rows are sorted as by texts
            return canonical_bytes(table, (row.raw for row in sheet.rows)) == sheet.data
        if any(raw != format_cell(value) for raw, value in cells):
            return False
    order = [name for name in table.sorted_by if name in table.columns]
    if all(table.field(name).type == "string" for name in order):  # whose order is that of their cells
        keys: list[Any] = list(zip(*(sheet.raw[name] for name in order), strict=True))
    else:
        keys = [sort_key(table, row.values) for row in sheet.rows]
    return all(map(operator.le, keys, keys[1:])) and _is_plainly_written(sheet)


def _are_formatted(texts: Iterable[str]) -> bool:
    """Whether each text is as :func:`format_cell` gives it; a line end between two joins no letters of theirs."""
    listed = list(texts)
    together = "\n".join(listed)
    if "\r" in together or list(map(str.strip, listed)) != listed:
        return False
    return together.isascii() or unicodedata.is_normalized("NFC", together)


def _is_plainly_written(sheet: Sheet) -> bool:
    """Whether the bytes are those of the sheet's cells, in their order. Where each row is a line, quotation marks are
    all that could be written in another way; else everything is written, to be compared.
    """
    table, data = sheet.written, sheet.data
    lines = (
        data.startswith(_csv_of(table, ())) and data.endswith(b"\n") and b"\r" not in data and len(table.columns) > 1
    )
    if lines and data.count(b"\n") == len(sheet) + 1 and is_plainly_quoted(data):
        return True
    return _csv_of(table, zip(*(sheet.raw[name] for name in table.columns), strict=True)) == data


def _csv_of(table: Table, rows: Iterable[Iterable[str]]) -> bytes:
    """Rows of cells in their form and order as the bytes of a file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _value(column: Field, value: Any) -> Any:
    """Typed value of what a caller hands over; a text that its type cannot read is kept as it is."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        text = format_cell(value)
        try:
            return parse_cell(column, text)
        except ValueError:
            return text
    return value
