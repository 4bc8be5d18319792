"""Rules that the descriptor gives, and the rules of text and bytes that hold for every table alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from atlas.check.context import Context
from atlas.io.descriptor import matcher
from atlas.io.links import web
from atlas.io.schema import Field, Table
from atlas.io.tables import Problem, Row, Sheet, canonical_bytes, format_cell, sort_key
from atlas.io.text import formula, hidden, shown

_MARKUP = re.compile(r"<\s*[/!?a-zA-Z]|&(#\w+|[a-zA-Z]+);")
_POINT = ("latitude", "longitude")


def _cells(context: Context, wanted: Callable[[Field], object]) -> Iterator[tuple[str, Field, Row]]:
    """The cells of the columns that are wanted, row by row."""
    for name, sheet in context.sheets.items():
        columns = [column for column in sheet.written.fields if wanted(column)]
        for row in sheet.rows:
            for column in columns:
                yield name, column, row


def required(context: Context) -> Iterator[Problem]:
    """A required cell is not empty."""
    for table, column, row in _cells(context, lambda column: column.required):
        if row.raw[column.name] == "":
            yield context.problem(table, row, column.name, "required", "the cell is empty")


def pattern(context: Context) -> Iterator[Problem]:
    """A cell has the form that the descriptor gives its column."""
    sound: set[tuple[str, str]] = set()  # most values stand in many rows
    for table, column, row in _cells(context, lambda column: column.patterns):
        value = row[column.name]
        for form in column.patterns if isinstance(value, str) else ():
            if (form, value) in sound:
                continue
            if matcher(form).fullmatch(value):
                sound.add((form, value))
            else:
                yield context.problem(table, row, column.name, "pattern", f"{shown(value)} is not like {form}")


def enum(context: Context) -> Iterator[Problem]:
    """A cell of a closed list holds one of its terms."""
    for table, column, row in _cells(context, lambda column: column.enum):
        value = row[column.name]
        if value is not None and value not in column.enum:
            terms = ", ".join(column.enum)
            yield context.problem(table, row, column.name, "enum", f"{shown(value)} is none of {terms}")


def limits(context: Context) -> Iterator[Problem]:
    """A number is within the limits of its column (those of a point are the rule ``globe``)."""
    for table, column, row in _cells(context, _is_limited):
        value = row[column.name]
        if value is None:
            continue
        if column.minimum is not None and value < column.minimum:
            yield context.problem(table, row, column.name, "limits", f"{value} is less than {column.minimum}")
        if column.maximum is not None and value > column.maximum:
            yield context.problem(table, row, column.name, "limits", f"{value} is more than {column.maximum}")


def _is_limited(column: Field) -> bool:
    bounded = column.minimum is not None or column.maximum is not None
    return bounded and column.type in ("integer", "number") and column.name not in _POINT


def address(context: Context) -> Iterator[Problem]:
    """An address is one: a web address with a host, or a DOI, ISBN or URN."""
    for table, column, row in _cells(context, lambda column: column.format == "uri"):
        value = row[column.name]
        if value is None or _is_address(value):
            continue
        message = f"{shown(value)} is not an address: write it from https:// on"
        yield context.problem(table, row, column.name, "address", message)


def _is_address(text: str) -> bool:
    if re.search(r"[\s<>\"{}|\\^`]", text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme in ("http", "https"):
        return bool(web(text)) and "." in (parts.hostname or "")
    return parts.scheme in ("doi", "isbn", "urn") and bool(parts.path)


def unique(context: Context) -> Iterator[Problem]:
    """No value stands twice in a unique column, and no primary key twice."""
    for name, sheet in context.sheets.items():
        singles = {(column.name,) for column in sheet.table.fields if column.unique}
        for key in sorted(singles | ({sheet.table.primary_key} - {()})):
            first: dict[tuple[object, ...], int] = {}
            for row in sheet.rows:
                values = tuple(row[column] for column in key)
                if None in values:
                    continue
                if values in first:
                    said = f"{', '.join(map(str, values))!r} stands on line {first[values]} too"
                    yield context.problem(name, row, key[0], "unique", said)
                first.setdefault(values, row.line)


def foreign_key(context: Context) -> Iterator[Problem]:
    """A reference is found in the table that it refers to."""
    for name, sheet in context.sheets.items():
        for key in sheet.table.foreign_keys:
            target = context.sheets.get(key.table)
            if target is None or (target.problems and not target.rows):
                continue  # one unreadable table would make every reference to it a problem
            known = {row[key.target] for row in target.rows}
            for row in sheet.rows:
                value = row[key.column]
                if value is not None and value not in known:
                    message = f"{shown(value)} is not in {target.table.path}"
                    yield context.problem(name, row, key.column, "foreign-key", message)


def text(context: Context) -> Iterator[Problem]:
    """Text is plain: no markup, no control characters, nothing invisible, and no formula of a spreadsheet."""
    sound: set[tuple[bool, bool, str]] = set()
    for table, column, row in _cells(context, lambda _: True):
        value = row.raw[column.name]
        kind = (column.format != "uri", column.type == "string", value)
        if kind in sound:
            continue
        if bad := next(hidden(value), None):
            message = f"the cell holds the character U+{ord(bad[1]):04X}, which cannot be seen"
            yield context.problem(table, row, column.name, "text", message)
        elif column.format != "uri" and (markup := _MARKUP.search(value)):
            message = f"the cell holds markup ({markup[0]!r}): write plain text"
            yield context.problem(table, row, column.name, "text", message)
        elif column.type == "string" and formula(value):
            message = f"{shown(value, 40)} is a formula to a spreadsheet: begin with a word, or with a quotation mark"
            yield context.problem(table, row, column.name, "text", message)
        else:
            sound.add(kind)


def canonical(context: Context) -> Iterator[Problem]:
    """The bytes are those that `atlas check --fix` would write."""
    for sheet in context.sheets.values():
        if sheet.present and sheet.whole:
            data = canonical_bytes(sheet.written, (row.raw for row in sheet.rows))
            if data != sheet.data:
                yield _first_difference(sheet, data)


def _first_difference(sheet: Sheet, data: bytes) -> Problem:
    """The first thing that is not canonical: a cell, else a row out of order, else a line."""
    file, order = sheet.table.path, "run `atlas check --fix`"
    for row in sheet.rows:
        column = _odd_cell(sheet.written, row)
        if column:
            said = f"{shown(row.raw[column])} is not in canonical form; {order}"
            return Problem(file, row.line, column, "canonical", said)
    keys = [sort_key(sheet.table, row.values) for row in sheet.rows]
    for before, after, row in zip(keys, keys[1:], sheet.rows[1:], strict=False):
        if after < before:
            by = ", ".join(sheet.table.sorted_by)
            return Problem(file, row.line, sheet.table.sorted_by[0], "canonical", f"not in order of {by}; {order}")
    pairs = zip(sheet.data.split(b"\n"), data.split(b"\n"), strict=False)
    line = next((number for number, (a, b) in enumerate(pairs, start=1) if a != b), sheet.data.count(b"\n") + 1)
    return Problem(file, line, "-", "canonical", f"line end, quotes or spacing are not in canonical form; {order}")


def _odd_cell(table: Table, row: Row) -> str | None:
    for column in table.fields:
        raw, value = row.raw[column.name], row[column.name]
        if raw != format_cell(raw if value is None else value):
            return column.name
    return None
