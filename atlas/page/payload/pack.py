"""Columns → shorter columns: what a page carries is packed here and unpacked by ``web/pack.js``.

A column is a list; packed, it may be an object instead, whichever is shortest once it is compressed on its way:

=====================================  =====================================================================
``{"n": 5, "is": value}``               one value throughout
``{"by": column}``                      whole numbers, as steps from the one before
``{"from": "earliest", "by": column}``  as steps from another column of the table
``{"of": "first", "by": column}``       as steps from the day of its feature's ``first`` or ``last`` event
``{"digits": text, …}``                 numbers, as text (:mod:`atlas.page.payload.digits`)
``{"spelt": list, …}``                  texts, by the numbers of their words (:mod:`atlas.page.payload.spelling`)
``{"front": list}``                     texts, without what each shares with the one before
``{"row": "title"}``                    what stands in the rows of the page's table (``web/src/model/rows.js``)
=====================================  =====================================================================

In some lists 0 stands for what can be told from elsewhere (see :func:`pack`).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from atlas.page.payload import digits, letters, spelling

# The second bound of a date is mostly the first.
_TWINS = {"latest": "earliest", "bearing_from": "uncertain_from", "gone_from": "bearing_until"}
_BOUNDS = {"uncertain_from": "first", "bearing_until": "last"}  # a tenure mostly begins and ends with an event
_TABLES = (
    *("features", "tenures", "names", "labels", "events", "attestations", "sources", "towns"),
    *("wanted", "lines", "knots", "strata", "shapes", "parts", "steps", "cells", "turns", "changes"),
)
# What the rows of a page's table have, and the payload beside them need not.
_WRITTEN = {
    "features": ("title", "settlement"),
    "names": ("name", "latin", "lang"),
    "events": ("detail",),
    "attestations": ("source",),
}
_SHORT = 200  # bytes of JSON that are not worth a second look
_LONG, _JUDGED = 4000, 3000  # a column of more values than the one has its way chosen by so many from its middle

Guess = tuple[str, str, list[int]]
"""The word and the name under which a column is packed as steps from others, and those."""


def pack(data: dict[str, Any], *, table: bool = False, light: bool = False) -> dict[str, Any]:
    """The payload of a page with its tables packed.

    With ``table`` the page has a table of the record (:mod:`atlas.page.table`), which may be a ``light`` one: what
    stands there the payload does not say again.

    The date of an event that is a day is left out (its bounds say it), and so is that of an attestation that gives the
    event's own date: 0 stands in their place. The interface's texts go by language, each with its texts in one order.
    """
    packed, told = dict(data), _left_out(data, light=light) if table else data
    for name in _TABLES:
        if name in data:
            packed[name] = _table(name, told)
    if "strings" in data:
        packed["strings"] = _strings(data["strings"])
    return packed


def pack_table(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """One table of a payload, packed as :func:`pack` packs it."""
    return _table(name, data)


def _left_out(data: dict[str, Any], *, light: bool) -> dict[str, Any]:
    """The payload without the columns that the page's table has: in their place stands where they are."""
    found = dict(data)
    for name, keys in _WRITTEN.items():
        if name not in data:
            continue  # it stands beside the page
        left = {key: {"row": key} for key in keys if key in data[name] and not (light and key == "detail")}
        found[name] = data[name] | left
    ids = data["features"]["id"]
    if ids == sorted(ids, key=lambda one: one.encode("utf-16-be")):  # as JavaScript sorts them
        found["features"]["id"] = {"row": "id"}
    return found


def _strings(table: dict[str, dict[str, str]]) -> dict[str, Any]:
    languages = dict.fromkeys(language for texts in table.values() for language in texts)
    return {"": list(table)} | {lang: [texts.get(lang) for texts in table.values()] for lang in languages}


def _table(name: str, data: dict[str, Any]) -> dict[str, Any]:
    table = dict(data[name])
    if name == "events":
        plain = np.array(table["earliest"], dtype="datetime64[D]").astype("str").tolist()
        days = zip(table["edtf"], plain, table["earliest"], table["latest"], strict=True)
        table["edtf"] = [0 if first == last and edtf == day else edtf for edtf, day, first, last in days]
    if name == "attestations":
        judged = data["events"]["edtf"]
        table["edtf"] = [
            0 if edtf == judged[event] else edtf for edtf, event in zip(table["edtf"], table["event"], strict=True)
        ]
    if called := table.pop("called", None) if name == "towns" else None:
        table["called"] = letters.write(called, table["name"], data["tongues"])
    near = _event_days(data) if name == "tenures" else {}
    return {key: _column(column, _guesses(key, data[name], near)) for key, column in table.items()}


def _event_days(data: dict[str, Any]) -> dict[str, list[int]]:
    """The day of the first and of the last event of each tenure's feature; 0 where it has none."""
    events, features = data["events"], np.array(data["tenures"]["feature"], dtype="int64")
    owner, days = (np.array(events[name], dtype="int64") for name in ("feature", "earliest"))
    first, last = np.zeros((2, max(owner.max(initial=-1), features.max(initial=-1)) + 1), dtype="int64")
    last[owner] = days  # of several days of a feature the last one stays
    first[owner[::-1]] = days[::-1]
    return {"first": first[features].tolist(), "last": last[features].tolist()}


def _guesses(key: str, table: dict[str, list[Any]], near: dict[str, list[int]]) -> Iterator[Guess]:
    """What a column's values may be told from: the word and the name under which it is packed, and the values."""
    twin = table.get(_TWINS.get(key, ""))
    if twin is not None and None not in twin:
        yield "from", _TWINS[key], twin
    if key in _BOUNDS and near:
        yield "of", _BOUNDS[key], near[_BOUNDS[key]]


def _column(column: list[Any] | dict[str, str], guesses: Iterable[Guess] = ()) -> Any:
    if isinstance(column, dict):
        return column
    if len(column) > 1 and column.count(column[0]) == len(column) and len(set(map(type, column))) == 1:
        return {"n": len(column), "is": column[0]}
    guesses = tuple(guesses)
    ways = _ways(column, guesses)
    if len(column) > _LONG:  # which way is shortest shows in a part of it
        judged = slice(len(column) // 2, len(column) // 2 + _JUDGED)
        part = _ways(column[judged], [(word, name, guess[judged]) for word, name, guess in guesses])
        packed = ways[_shortest(part)[0]]()
        if packed is not None:
            return packed
    return _shortest(ways)[1]


def _shortest(ways: dict[str, Callable[[], Any]]) -> tuple[str, Any]:
    """Of several ways to pack a column the one that travels in the fewest bytes, and the column packed by it."""
    packed = [(name, column) for name, way in ways.items() if (column := way()) is not None]
    return min(packed, key=lambda one: _weight(one[1])) if len(packed) > 1 else packed[0]


def _ways(column: list[Any], guesses: Iterable[Guess]) -> dict[str, Callable[[], Any]]:
    """How a column may be packed, by name; a way that is none for this column gives None."""

    def from_guess(word: str, name: str, guess: list[int]) -> Callable[[], Any]:
        return lambda: {word: name, "by": _column(_steps(column, guess))}

    ways: dict[str, Callable[[], Any]] = {"as it is": lambda: column}
    ways |= {f"{word} {name}": from_guess(word, name, guess) for word, name, guess in guesses}
    if len(column) > _SHORT or len(json.dumps(column)) > _SHORT:
        ways["digits"] = lambda: digits.write(column)
        ways["steps"] = lambda: _by_steps(column)
        ways["spelt"] = lambda: spelling.write(column)
        ways["front"] = lambda: spelling.front(column)
    return ways


def _by_steps(column: list[Any]) -> dict[str, Any] | None:
    if set(map(type, column)) != {int}:
        return None
    steps = np.diff(np.array(column, dtype="int64"), prepend=0).tolist()
    return {"by": digits.write(steps) or steps}


def _steps(column: list[int | None], guess: list[int]) -> list[int | None]:
    return [None if value is None else value - told for value, told in zip(column, guess, strict=True)]


def _weight(column: Any) -> int:
    """Bytes of a column as it travels."""
    return len(zlib.compress(json.dumps(column, ensure_ascii=False, separators=(",", ":")).encode(), 6))
