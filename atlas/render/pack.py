"""Columns → shorter columns: what a page carries is packed here and unpacked by ``web/pack.js``.

A column is a list; packed, it may be an object instead: ``{"n": 5, "is": value}`` (one value throughout),
``{"by": [...]}`` (whole numbers as steps from the one before), ``{"from": "d0", "by": [...]}`` (as steps from another
column of the table), or a list in which 0 stands for what can be told from elsewhere (see :func:`pack`).
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from atlas.edtf import from_day

_TWINS = {"d1": "d0", "b1": "b0", "e1": "e0"}  # the second bound of a date is mostly the first
_TABLES = ("features", "tenures", "names", "labels", "events", "attestations", "sources")


def pack(data: dict[str, Any]) -> dict[str, Any]:
    """The payload of a page with its tables packed.

    The date of an event that is a day is left out (its bounds say it), and so is that of an attestation that gives the
    event's own date: 0 stands in their place.
    """
    packed = dict(data)
    for name in _TABLES:
        if name in data:
            packed[name] = _table(name, data)
    return packed


def _table(name: str, data: dict[str, Any]) -> dict[str, Any]:
    table = dict(data[name])
    if name == "events":
        days = zip(table["edtf"], table["d0"], table["d1"], strict=True)
        table["edtf"] = [
            0 if first == last and edtf == from_day(first).isoformat() else edtf for edtf, first, last in days
        ]
    if name == "attestations":
        judged = data["events"]["edtf"]
        table["edtf"] = [
            0 if edtf == judged[event] else edtf for edtf, event in zip(table["edtf"], table["event"], strict=True)
        ]
    return {key: _column(key, column, data[name]) for key, column in table.items()}


def _column(key: str, column: list[Any], table: dict[str, list[Any]]) -> Any:
    if len(column) > 1 and all(value == column[0] and type(value) is type(column[0]) for value in column):
        return {"n": len(column), "is": column[0]}
    twin = table.get(_TWINS.get(key, ""))
    if twin is not None and None not in twin:
        return {
            "from": _TWINS[key],
            "by": [None if v is None else v - w for v, w in zip(column, twin, strict=True)],
        }
    if len(column) > 1 and all(type(value) is int for value in column):
        steps = [column[0], *(after - before for before, after in pairwise(column))]
        if len(json.dumps(steps)) < 0.8 * len(json.dumps(column)):
            return {"by": steps}
    return column
