"""What a record says of itself in other languages: ``languages/<language>.json``, key → text, one file a language.

Keys are ``map.<id>.title`` and ``map.<id>.lede`` for the maps of ``maps.toml``, ``milestone.<id>`` for titles of
milestones, ``title.<what>`` for what stands in titles of features beside the settlement, between commas and in brackets
("Statue, City Park, Wien", "Stephan (steamer)"), ``map.borders`` for what the borders show, and whatever else the
interface says (``status.after``, ``polity.<name>``). What a file leaves out is said in the record's own words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from atlas.io.files import FileError, inside, present, text_inside

__all__ = ["FOLDER", "read_languages"]

FOLDER = "languages"


def read_languages(folder: str | Path) -> dict[str, dict[str, str]]:
    """Every text by key, then by language (BCP 47). Raises FileError for a file that holds no texts by key."""
    found: dict[str, dict[str, str]] = {}
    if not present(folder, FOLDER):
        return found
    for path in sorted(inside(folder, FOLDER).glob("*.json")):
        name = f"{FOLDER}/{path.name}"
        try:
            texts = json.loads(text_inside(folder, name))
        except ValueError as error:
            raise FileError(f"{name} is not JSON: {error}") from None
        if not isinstance(texts, Mapping) or not all(isinstance(text, str) and text for text in texts.values()):
            raise FileError(f'{name} is no table of texts: write {{"milestone.some-id": "A title"}}')
        for key, text in texts.items():
            found.setdefault(key, {})[path.stem] = text
    return found
