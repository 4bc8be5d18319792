"""The descriptor of a record that was made from a list: its schema, its licence, its kind of life and its borders."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

from atlas.io.schema import DESCRIPTOR, EASED, Package, bundled_path, package_of
from atlas.look.tokens import TOKENS

__all__ = ["EVENT_TYPES", "THING", "package"]

_BEGIN, _END, _NEUTRAL = (TOKENS["light"][name] for name in ("red", "ink", "line"))


def _type(name: str, effect: str, label: str, definition: str, order: int, colour: str) -> dict[str, Any]:
    return {
        **{"event_type": name, "effect": effect, "label": label},
        **{"definition": definition, "order": order, "colour": colour},
    }


EVENT_TYPES: dict[str, list[dict[str, Any]]] = {
    "stands": [
        _type("begun", "begin", "begun", "It was put up, opened, or given its name.", 1, _BEGIN),
        _type("ended", "end", "ended", "It was taken down, closed, or lost its name.", 2, _END),
        _type("stands", "neutral", "still in place", "It is there on that day.", 3, _NEUTRAL),
    ],
    "renamed": [
        _type("renamed", "end", "renamed", "It got another name.", 1, _END),
        _type("called", "neutral", "renamed", "It got another name, which it has lost since.", 2, _NEUTRAL),
    ],
    "one-day": [_type("happened", "day", "happened", "It happened on that day.", 1, _BEGIN)],
}
"""Types of events by kind of life. Their labels are those of ``atlas/look/locales``, so pages have them in every
language.
"""

THING = "Thing"
"""The kind of what has none in the list."""

_TABLES = ("features", "names", "events", "attestations", "sources", "kinds", "event_types")


def package(title: str, life: str, day: date, licence: str, *, since: str, borders: str) -> Package:
    """The schema of a record from a list, of the level ``draft``; ``borders`` as ``ground`` of a descriptor.

    Raises
    ------
    DescriptorError
        A ValueError: title or licence are no plain text.
    """
    own = json.loads((bundled_path() / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor: dict[str, Any] = {
        "$schema": own["$schema"],
        **{"name": "list", "title": title, "description": "", "version": "1", "created": day.isoformat()},
        **({"licenses": [_licence(licence)]} if licence else {}),
        "subject": {
            **{"life": life, "level": "draft", "since": since, "first": since, "ground": borders},
        },
        "resources": [_eased(resource) for resource in own["resources"] if resource["name"] in _TABLES],
    }
    return package_of(descriptor)


def _licence(text: str) -> dict[str, str]:
    return {"title": text, "path": text} if "://" in text else {"name": text, "title": text}


def _eased(resource: dict[str, Any]) -> dict[str, Any]:
    """A table's definition without what the bundled record asks of itself alone."""
    resource = deepcopy(resource)
    for field in resource["schema"]["fields"]:
        if field["name"] in EASED.get(resource["name"], ()):
            field.get("constraints", {}).pop("required", None)
    return resource
