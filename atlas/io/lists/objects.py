"""Objects of JSON as the rows of a table, in whatever way a document holds them."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

__all__ = ["collection", "each_name", "flat", "flat_object", "objects", "tabular"]

_KEY = "key"
"""The column of the keys by which a document holds its objects, where these have no such column of their own."""


def tabular(document: Any) -> Any:
    """Rows of cells with the names of their columns elsewhere, as objects; anything else as it is.

    Portals of open data (Socrata) name them in ``meta.view.columns``, pandas in ``columns``; a column of places holds
    its latitude and its longitude.
    """
    if not isinstance(document, dict):
        return document
    rows = next((document[key] for key in ("data", "rows", "values") if isinstance(document.get(key), list)), None)
    view = document.get("meta", {}).get("view", {}) if isinstance(document.get("meta"), dict) else {}
    heads = view.get("columns") if isinstance(view, dict) and view else None
    heads = heads or next((document[key] for key in ("columns", "fields", "header") if key in document), None)
    if not rows or not isinstance(heads, list) or not all(isinstance(row, list) for row in rows):
        return document
    names = [str(head.get("name") or head.get("id")) if isinstance(head, dict) else str(head) for head in heads]
    kept = [not (isinstance(head, dict) and head.get("dataTypeName") == "meta_data") for head in heads]
    found = []
    for row in rows:
        one: dict[str, Any] = {}
        for name, head, keep, cell in zip(names, heads, kept, row, strict=False):
            inner = head.get("subColumnTypes") if isinstance(head, dict) else None
            if keep and inner and isinstance(cell, list) and "latitude" in inner:
                one |= {
                    part: value for part, value in zip(inner, cell, strict=False) if part in ("latitude", "longitude")
                }
            elif keep:
                one[name] = cell
        found.append(one)
    return found


def collection(document: Any, depth: int = 3) -> dict[str, Any] | None:
    """The features of GeoJSON in a document: a collection, a list, a single one of them, or what holds a collection."""
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        return document
    members = document if isinstance(document, list) else [document]
    if members and all(isinstance(one, dict) and one.get("type") == "Feature" for one in members):
        return {"type": "FeatureCollection", "features": members}
    values = document.values() if isinstance(document, dict) and depth else ()
    return next(
        (found for value in values if isinstance(value, dict) and (found := collection(value, depth - 1))), None
    )


def objects(document: Any, depth: int = 4) -> list[dict[str, Any]] | None:
    """The list of objects of a document: itself, the longest within it, or objects, or lists of them, by their keys."""
    if isinstance(document, list):
        return document if all(isinstance(one, dict) for one in document) else None
    if not isinstance(document, dict) or not depth:
        return None
    if len(document) > 1 and (keyed := _by_keys(document)):
        return keyed
    lists = [found for value in document.values() if (found := objects(value, depth - 1))]
    if lists:
        return max(lists, key=len)
    return list(document.values()) if document and all(isinstance(one, dict) for one in document.values()) else None


def _by_keys(document: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Objects by their keys, or lists of objects, where they are alike; each with its key."""
    pairs: list[tuple[str, dict[str, Any]]] = []
    for key, value in document.items():
        members = value if isinstance(value, list) else [value]
        if not all(isinstance(one, dict) for one in members):
            return None
        pairs += [(key, one) for one in members]
    alike = Counter(key for _, one in pairs for key in one)
    if not any(count * 2 > len(pairs) for count in alike.values()):
        return None
    named = any(name.casefold() in ("name", "title", "label", "id") for name in alike)
    words = sum(not key.isdigit() for key in document) * 2 > len(document)
    column = _KEY if named or not words else "name"
    return [one if column in one else {column: key, **one} for key, one in pairs]


_NAMED = re.compile(r"(?:old|former|previous|historic(?:al)?)?[ _]?(?:name|title|label)$", re.IGNORECASE)
_DATED = re.compile(r"(?:from|to|start|end|begin|until|since|year|date|valid|renamed|changed)", re.IGNORECASE)


def each_name(one: dict[str, Any]) -> list[dict[str, Any]]:
    """An object that holds a list of names with their dates, once for each former one of them; any other as it is.

    ``{"name": "Long Street", "names": [{"name": "Field Street", "from": 1750, "to": 1847}]}`` has a "former name" with
    what is said of that. The name of today, where it is the last of the list, is none.
    """
    for key, value in one.items():
        inner: list[dict[str, Any]] = value if isinstance(value, list) else []
        if not inner or not all(isinstance(part, dict) for part in inner):
            continue
        name = next((part for part in inner[0] if _NAMED.fullmatch(str(part))), None)
        if name is None or not all(name in part and any(map(_DATED.match, map(str, part))) for part in inner):
            continue
        rest = {other: cell for other, cell in one.items() if other != key}
        own = next(
            (other for other in rest if _NAMED.fullmatch(str(other)) and str(other).casefold() != "title"), "name"
        )
        today = rest.setdefault(own, inner[-1][name])
        former = [part for part in inner if part[name] != today]
        return [
            rest
            | {
                (f"{key} {k}" if k in rest and k != name else "former name" if k == name else k): v
                for k, v in part.items()
            }
            for part in former
        ] or [rest | {k: v for k, v in inner[-1].items() if k != name}]
    return [one]


def flat_object(one: dict[str, Any]) -> dict[str, Any]:
    """An object with a key for each value of the plain objects within it: ``{"place": {"lat": 1}}`` has ``lat``."""
    found: dict[str, Any] = {}
    for key, value in one.items():
        plain = isinstance(value, dict) and "value" not in value and "type" not in value
        if plain and value and not any(isinstance(cell, dict | list) for cell in value.values()):
            found |= {(name if name not in one else f"{key} {name}"): cell for name, cell in value.items()}
        else:
            found[key] = flat(value)
    return found


def flat(value: Any) -> Any:
    """A value as a cell: of what has a value that, of an object or a list its JSON."""
    if isinstance(value, dict) and "value" in value:
        return value["value"]
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
