"""The interface's texts, one file a language: ``locales/<language>.json``, key → text, as translators' tools read it.

To add a language is to add its file. English has every key; what another file leaves out is said in English. ``{}``
marks where a value goes.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

__all__ = ["ENGLISH", "languages", "say", "strings"]

ENGLISH = "en"


@cache
def _locales() -> dict[str, dict[str, str]]:
    files = {file.name: file for file in (resources.files(__package__) / "locales").iterdir()}
    codes = [name.removesuffix(".json") for name in sorted(files) if name.endswith(".json")]
    codes.sort(key=lambda code: code != ENGLISH)
    return {code: json.loads(files[f"{code}.json"].read_text(encoding="utf-8")) for code in codes}


def languages() -> tuple[str, ...]:
    """The languages that there are texts in (BCP 47), English first."""
    return tuple(_locales())


def strings() -> dict[str, dict[str, str]]:
    """Every text by key, then by language."""
    texts = _locales()
    return {key: {code: own[key] for code, own in texts.items() if key in own} for key in texts[ENGLISH]}


def say(key: str, language: str = ENGLISH) -> str:
    """The text of a key, in English where the language lacks it."""
    texts = _locales()
    return texts.get(language, {}).get(key) or texts[ENGLISH][key]
