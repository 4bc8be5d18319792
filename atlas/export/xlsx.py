"""Excel: a workbook with a sheet a table, ``spans`` first; days are dates, text is never a formula.

``spans`` has a row a span (:func:`atlas.export.shape.span_frame`): filter ``first_day`` to before and ``last_day`` to
after a day, and what is left held on it. Excel knows no day before 1900; such a day is text, ``1850-03-01``. Cells
longer than a cell of Excel may be are refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.export.history import value
from atlas.export.relational import plain_frames
from atlas.export.shape import about
from atlas.export.zipped import write_zip
from atlas.io.needs import UnrepresentableError, need

if TYPE_CHECKING:
    from atlas.record import Record

_LONGEST = 32_767
_MOST_ROWS = 1_048_575
_FIRST_YEAR = 1900
_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ORDER = ("about", "day", "spans", "tenures")


def write(record: Record, path: Path, day: str | None = None) -> dict[str, int]:
    """Write the workbook; twice, the same bytes."""
    openpyxl = need("openpyxl", "writing .xlsx")
    frames = plain_frames(record, day)
    names = sorted(frames, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    book = openpyxl.Workbook(write_only=True)
    particulars = about(record)
    moment = datetime.combine(record.date, datetime.min.time())
    book.properties.creator = _text(particulars.author, "about")
    book.properties.title = _text(particulars.line, "about")
    book.properties.created = book.properties.modified = moment
    sheets = [_sheet(openpyxl, book, name, frames[name]) for name in names]
    for sheet, lines in sheets:  # only once all of them can be: a sheet that was begun cannot be given up
        for line in lines:
            sheet.append(line)
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    # openpyxl writes the moment of saving, whatever it is told.
    core = re.sub(
        rb"(<dcterms:modified[^>]*>)[^<]*",
        rb"\g<1>" + f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode(),
        files["docProps/core.xml"],
    )
    write_zip(path, files | {"docProps/core.xml": core})
    return {name: len(frames[name]) for name in names}


def _sheet(openpyxl: Any, book: Any, name: str, frame: pd.DataFrame) -> tuple[Any, list[list[Any]]]:
    """A sheet with its head frozen and its filter set, and the cells that are to be put into it."""
    if len(frame) > _MOST_ROWS:
        raise UnrepresentableError(f"{name}: {len(frame):,} rows; a sheet of Excel holds {_MOST_ROWS:,}")
    if len(name) > 31:
        raise UnrepresentableError(f"datapackage.json: table {name}: the name of a sheet has 31 characters at most")
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    last = openpyxl.utils.get_column_letter(max(len(frame.columns), 1))
    sheet.auto_filter.ref = f"A1:{last}{len(frame) + 1}"
    for number, column in enumerate(frame.columns, start=1):
        width = 24 if pd.api.types.is_string_dtype(frame[column].dtype) else 12
        sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].width = width
    days = [pd.api.types.is_datetime64_any_dtype(frame[column]) for column in frame.columns]
    lines = [[_cell(openpyxl, sheet, str(column), is_day=False, where=name) for column in frame.columns]]
    for place, row in enumerate(frame.itertuples(index=False), start=1):
        where = f"{name}: row {place}"
        lines.append(
            [_cell(openpyxl, sheet, cell, is_day=day, where=where) for cell, day in zip(row, days, strict=True)]
        )
    return sheet, lines


def _cell(openpyxl: Any, sheet: Any, content: Any, *, is_day: bool, where: str) -> Any:
    """A cell of the type of its content; text that begins with ``=`` stays text."""
    if is_day and not pd.isna(content) and content.year >= _FIRST_YEAR:
        cell = openpyxl.cell.WriteOnlyCell(sheet, content.to_pydatetime().date())
        cell.number_format = "yyyy-mm-dd"
        return cell
    plain = value(content)
    if not isinstance(plain, str):
        return plain
    cell = openpyxl.cell.WriteOnlyCell(sheet, _text(plain, where))
    cell.data_type = "s"
    return cell


def _text(text: str, where: str) -> str:
    """Text as a cell of Excel holds it: what XML cannot is escaped as ``_x000B_``, and so is what looks like that."""
    text = _LOOKALIKE.sub("_x005F_", text)
    text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(text) > _LONGEST:
        raise UnrepresentableError(f"{where} holds {len(text):,} characters; a cell of Excel holds {_LONGEST:,}")
    return text
