"""What pydantic finds wrong, in the words of the atlas: what is there, and what to write."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from atlas.io.text import shown

__all__ = ["fault_of"]

_WANTED = {
    "string_type": 'text in quotes ("…")',
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "list_type": "a list […]",
    "tuple_type": "a list […]",
    "dict_type": "a table {…}",
    "mapping_type": "a table {…}",
    "model_type": "a table {…}",
    "model_attributes_type": "a table {…}",
    "date_type": "a date",
}


def fault_of(fault: Mapping[str, Any], known: tuple[str, ...] = ()) -> str:
    """One fault of a ``ValidationError``, as ``errors()`` gives it, in one sentence.

    ``known`` are the keys that a table may have, to find the one that was meant by a misspelt one.
    """
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(fault["loc"][-1]), known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}" if known else ""
        return f"the atlas knows no such key{hint}"
    if kind == "literal_error":
        return f"is {shown(value)}; it can be {context['expected']}"
    if kind in _WANTED:
        return f"is {shown(value)}; write {_WANTED[kind]}"
    return f"is {shown(value)}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
