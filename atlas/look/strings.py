"""The interface's texts, one file a language: ``locales/<language>.json``, key → text, as translators' tools read it.

To add a language is to add its file. English has every key; what another file leaves out is said in English. ``{}``
marks where a value goes. A key ``life.renamed.bearing`` has what stands for ``bearing`` where the things of a record
have that kind of life.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["ENGLISH", "languages", "life_word", "say", "strings", "word_of"]

ENGLISH = "en"
_LIFE = "life."


@cache
def _locales() -> dict[str, dict[str, str]]:
    files = {file.name: file for file in (resources.files(__package__) / "locales").iterdir()}
    codes = [name.removesuffix(".json") for name in sorted(files) if name.endswith(".json")]
    codes.sort(key=lambda code: code != ENGLISH)
    return {code: json.loads(files[f"{code}.json"].read_text(encoding="utf-8")) for code in codes}


def languages() -> tuple[str, ...]:
    """The languages that there are texts in (BCP 47), English first."""
    return tuple(_locales())


def strings(life: str = "bears") -> dict[str, dict[str, str]]:
    """Every text by key, then by language, in the words for a kind of life."""
    texts = _locales()
    whole = {key: {code: own[key] for code, own in texts.items() if key in own} for key in texts[ENGLISH]}
    general = {key: text for key, text in whole.items() if not key.startswith(_LIFE)}
    prefix = f"{_LIFE}{life}."
    return general | {key.removeprefix(prefix): text for key, text in whole.items() if key.startswith(prefix)}


def life_word(life: str, key: str) -> str:
    """The English text of a key that only this kind of life has; empty where it has none."""
    return _locales()[ENGLISH].get(f"{_LIFE}{life}.{key}", "")


def word_of(record: Record, key: str, otherwise: str = "") -> str:
    """A record's own English word for a key, or that for its kind of life; else what is given."""
    return record.word(key, "") or life_word(record.subject.life, key) or otherwise


def say(key: str, language: str = ENGLISH) -> str:
    """The text of a key, in English where the language lacks it."""
    texts = _locales()
    return texts.get(language, {}).get(key) or texts[ENGLISH][key]
