"""The descriptor of a record that was made from a list: its schema, its licence, and the words for its kind of life."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from atlas.io.schema import DESCRIPTOR, EASED, Package, bundled_path, package_of
from atlas.look.tokens import TOKENS

__all__ = ["EVENT_TYPES", "WORDS", "package"]

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
        _type("stands", "neutral", "still there", "It is there on that day.", 3, _NEUTRAL),
    ],
    "renamed": [_type("renamed", "end", "renamed", "It got another name.", 1, _END)],
    "one-day": [_type("happened", "day", "happened", "It happened on that day.", 1, _BEGIN)],
}
"""Types of events by kind of life."""

WORDS: dict[str, dict[str, str]] = {
    "stands": {
        **{"bearing": "there", "uncertain": "not known", "after": "gone", "before": "not yet"},
        "status.before": "is not there yet",
        "status.uncertain": "not known: the list does not say whether it was there",
        "status.bearing": "is there",
        "status.after": "is no longer there",
        "still": "are still there",
    },
    "renamed": {
        **{"bearing": "has its former name", "uncertain": "being renamed", "after": "has its new name"},
        "before": "not yet named",
        "status.before": "does not have the name yet",
        "status.uncertain": "not known: the list does not say which name it had on this day",
        "status.bearing": "still has its former name",
        "status.after": "has its new name",
        "still": "still have their former names",
    },
    "one-day": {
        **{"bearing": "on this day", "uncertain": "about this day", "after": "past", "before": "not yet"},
        "status.before": "has not happened yet",
        "status.uncertain": "happened about this day: the list is no more precise",
        "status.bearing": "happens on this day",
        "status.after": "is past",
        "still": "happen on the last day",
    },
}
"""What the four states are called, by kind of life, in English."""

_TABLES = ("features", "names", "events", "attestations", "sources", "kinds", "event_types")


def package(title: str, life: str, day: date, licence: str, *, since: str, labels: Mapping[str, str]) -> Package:
    """The schema of a record from a list, of the level ``draft``.

    Raises
    ------
    DescriptorError
        A ValueError: title or licence are no plain text.
    """
    own = json.loads((bundled_path() / DESCRIPTOR).read_text(encoding="utf-8"))
    words = {**WORDS[life], "names": "Names", "images": "Things"}
    descriptor: dict[str, Any] = {
        "$schema": own["$schema"],
        **{"name": "list", "title": title, "description": "", "version": "1", "created": day.isoformat()},
        **({"licenses": [_licence(licence)]} if licence else {}),
        "subject": {
            **{"life": life, "level": "draft", "since": since, "first": since},
            **{"languages": ["en"], "words": words},
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
