"""Rules that the descriptor gives, and the rules of text and bytes that hold for every table alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from atlas.check.context import Context
from atlas.io.descriptor import all_like, matcher
from atlas.io.links import web
from atlas.io.schema import Field, Table
from atlas.io.tables import Problem, Row, Sheet, canonical_bytes, format_cell, is_canonical, sort_key
from atlas.io.text import doubtful, formula, hidden, shown

_MARKUP = re.compile(r"<\s*[/!?a-zA-Z]|&(#\w+|[a-zA-Z]+);")
_POINT = ("latitude", "longitude")


Fault = Callable[[Any], "str | None"]
"""What is wrong with a value of a column, if anything is."""


def _faulty(
    context: Context, rule: str, wanted: Callable[[Field], object], fault_of: Callable[[Field], Fault], cells: str
) -> Iterator[Problem]:
    """The cells of the columns that are wanted that have a fault; a value is looked at once, however many rows have it.

    ``cells`` are ``raw`` or ``values``, as a :class:`~atlas.io.tables.Sheet` has them.
    """
    for sheet in context.sheets.values():
        for column in sheet.written.fields if len(sheet) else ():
            if wanted(column):
                for line, message in sheet.told(column.name, fault_of(column), cells):
                    yield Problem(sheet.table.path, line, column.name, rule, message)


def required(context: Context) -> Iterator[Problem]:
    """A required cell is not empty."""
    for sheet in context.sheets.values():
        for column in sheet.written.fields if len(sheet) else ():
            cells = sheet.raw[column.name]
            if column.required and "" in cells:
                empty = (line for line, text in zip(sheet.lines, cells, strict=True) if text == "")
                for line in empty:
                    yield Problem(sheet.table.path, line, column.name, "required", "the cell is empty")


def pattern(context: Context) -> Iterator[Problem]:
    """A cell has the form that the descriptor gives its column."""
    for sheet in context.sheets.values():
        for column in sheet.written.fields if len(sheet) else ():
            for form in column.patterns:
                if all_like(form, (value for value in sheet.distinct(column.name) if isinstance(value, str))):
                    continue
                fullmatch = matcher(form).fullmatch
                for line, message in sheet.told(column.name, lambda v, f=form, m=fullmatch: _unlike(v, f, m)):  # type: ignore[misc]
                    yield Problem(sheet.table.path, line, column.name, "pattern", message)


def _unlike(value: Any, form: str, fullmatch: Callable[[str], object]) -> str | None:
    if not isinstance(value, str) or fullmatch(value):
        return None
    return f"{shown(value)} is not like {form}"


def enum(context: Context) -> Iterator[Problem]:
    """A cell of a closed list holds one of its terms."""

    def fault_of(column: Field) -> Fault:
        allowed = frozenset([None, *column.enum])
        terms = ", ".join(column.enum)
        return lambda value: None if value in allowed else f"{shown(value)} is none of {terms}"

    yield from _faulty(context, "enum", lambda column: column.enum, fault_of, "values")


def limits(context: Context) -> Iterator[Problem]:
    """A number is within the limits of its column (those of a point are the rule ``globe``)."""
    ends = ("minimum", lambda v, end: v < end, "less"), ("maximum", lambda v, end: v > end, "more")
    for name, beyond, word in ends:

        def fault_of(column: Field, name: str = name, beyond: Any = beyond, word: str = word) -> Fault:
            end = getattr(column, name)
            return lambda v: None if v is None or end is None or not beyond(v, end) else f"{v} is {word} than {end}"

        yield from _faulty(context, "limits", _is_limited, fault_of, "values")


def _is_limited(column: Field) -> bool:
    bounded = column.minimum is not None or column.maximum is not None
    return bounded and column.type in ("integer", "number") and column.name not in _POINT


def address(context: Context) -> Iterator[Problem]:
    """An address is one: a web address with a host, or a DOI, ISBN or URN."""

    def fault(value: Any) -> str | None:
        if value is None or _is_address(value):
            return None
        return f"{shown(value)} is not an address: write it from https:// on"

    yield from _faulty(context, "address", lambda column: column.format == "uri", lambda _: fault, "values")


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
    for sheet in context.sheets.values():
        singles = {(column.name,) for column in sheet.table.fields if column.unique}
        for key in sorted(singles | ({sheet.table.primary_key} - {()})):
            columns = [sheet.values[name] for name in key]
            if len(sheet.distinct(key[0])) == len(sheet):
                continue
            first: dict[tuple[object, ...], int] = {}
            for line, values in zip(sheet.lines, zip(*columns, strict=True), strict=True):
                if None in values:
                    continue
                if values in first:
                    said = f"{', '.join(map(str, values))!r} stands on line {first[values]} too"
                    yield Problem(sheet.table.path, line, key[0], "unique", said)
                first.setdefault(values, line)


def foreign_key(context: Context) -> Iterator[Problem]:
    """A reference is found in the table that it refers to."""
    for sheet in context.sheets.values():
        for key in sheet.table.foreign_keys:
            target = context.sheets.get(key.table)
            if target is None or (target.problems and not len(target)):
                continue  # one unreadable table would make every reference to it a problem
            missing = sheet.distinct(key.column) - target.distinct(key.target) - {None}
            said = {value: f"{shown(value)} is not in {target.table.path}" for value in missing}
            for line, message in sheet.told(key.column, said.get) if said else ():
                yield Problem(sheet.table.path, line, key.column, "foreign-key", message)


def text(context: Context) -> Iterator[Problem]:
    """Text is plain: no markup, no control characters, nothing invisible, and no formula of a spreadsheet."""
    for sheet in context.sheets.values():
        for column in sheet.written.fields if len(sheet) else ():
            odd = set(doubtful(sheet.distinct(column.name, "raw")))
            said = {value: message for value in odd if (message := _unplain(column, value))}
            for line, message in sheet.told(column.name, said.get, "raw") if said else ():
                yield Problem(sheet.table.path, line, column.name, "text", message)


def _unplain(column: Field, value: str) -> str | None:
    """What in a cell is no plain text."""
    if bad := next(hidden(value), None):
        return f"the cell holds the character U+{ord(bad[1]):04X}, which cannot be seen"
    if column.format != "uri" and (markup := _MARKUP.search(value)):
        return f"the cell holds markup ({markup[0]!r}): write plain text"
    if column.type == "string" and formula(value):
        return f"{shown(value, 40)} is a formula to a spreadsheet: begin with a word, or with a quotation mark"
    return None


def canonical(context: Context) -> Iterator[Problem]:
    """The bytes are those that `atlas check --fix` would write."""
    for sheet in context.sheets.values():
        if sheet.present and sheet.whole and not is_canonical(sheet):
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
