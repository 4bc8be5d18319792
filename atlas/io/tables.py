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
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.io.files import FileError, present, read_inside
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


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, its typed values (None if missing or unreadable), its raw cells."""

    line: int
    values: dict[str, Any]
    raw: dict[str, str]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass
class Sheet:
    """A table as read: its rows, the bytes they came from, and the faults met in reading.

    ``present`` is whether there is a file at all, ``whole`` whether every row of it could be told into cells,
    ``absent`` which columns the file leaves out, as its schema allows.
    """

    table: Table
    rows: list[Row] = field(default_factory=list)
    data: bytes = b""
    problems: list[Problem] = field(default_factory=list)
    present: bool = True
    whole: bool = False
    absent: tuple[str, ...] = ()

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


def read_folder(folder: str | Path, package: Package) -> dict[str, Sheet]:
    """Read every table of a record; faults are in the ``problems`` of the sheets."""
    return {name: _read(Path(folder), table) for name, table in package.tables.items()}


def _read(folder: Path, table: Table) -> Sheet:
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
    text = _decode(sheet)
    if text is not None:
        _read_rows(sheet, text)
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


def _read_rows(sheet: Sheet, text: str) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, sheet.whole = 1, True
    try:
        header = next(reader, [])
        if not _header_holds(sheet, header):
            sheet.whole = False
            return
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                raw = dict(zip(header, cells, strict=True))
                sheet.rows.append(Row(line, _typed(sheet, line, raw), raw))
            else:
                sheet.whole = False
                found = f"{len(cells)} cells" if cells else "an empty line"
                sheet.fault(line, "-", "structure", f"{found} where the header has {len(header)} columns")
            line = reader.line_num + 1
    except csv.Error as error:
        sheet.whole = False
        sheet.fault(line, "-", "structure", f"not CSV: {error}")


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


def _typed(sheet: Sheet, line: int, raw: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in sheet.table.fields:
        text = raw.get(column.name, "")
        if column.type == "string":  # which most columns are
            values[column.name] = text or None
            continue
        try:
            values[column.name] = parse_cell(column, text)
        except ValueError as error:
            values[column.name] = None
            sheet.fault(line, column.name, "type", str(error))
    return values


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
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerow(table.columns)
    typed = [{column.name: _value(column, row.get(column.name)) for column in table.fields} for row in rows]
    for row in sorted(typed, key=lambda row: sort_key(table, row)):
        cells = (row[name] for name in table.columns)
        writer.writerow(
            [cell if isinstance(cell, str) else format_cell(cell) for cell in cells]
        )  # texts have their form
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
