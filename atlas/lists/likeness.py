"""Whether two names are one name, whatever letters and whatever system of transliteration they are written in."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from atlas.lists.latin import latin

__all__ = ["ALIKE", "alike", "folded", "plain"]

ALIKE = 0.85
"""From this ratio on two folded names are taken for spellings of one."""

_SPELLINGS = tuple((re.compile(pattern), letter) for pattern, letter in (
    ("sz", "s"),
    ("shch|sch|sh|ts?ch|cz|ch", "c"),  # one letter of other alphabets, and many ways to write it
    ("zh|kh|h", "h"),
    ("ts|tz", "c"),
    ("ck|q", "k"),
    ("w", "v"),
    ("ph", "f"),
    ("[jy]", "i"),
    ("i+([aeou])", r"\1"),  # ye, ie, je and e; ya, ia and ja
    ("ii+", "i"),
    (r"sk(?:i|e|a|o|aa|oe|ee|ii|ogo|omu|ou|u|ai)?\b", "sk"),  # endings of Slavic adjectives
    (r"(\w)\1", r"\1"),
))  # fmt: skip
_MARKS = re.compile(r"['’‘ʹʼ`´\"ʺ]")
_KEPT = 1 << 16


@lru_cache(maxsize=_KEPT)
def plain(name: str) -> str:
    """A name in small Latin letters and figures, words parted by one space, without marks and apostrophes."""
    if not name.isascii():
        letters = unicodedata.normalize("NFKD", latin(unicodedata.normalize("NFKC", name)))
        name = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", _MARKS.sub("", name).casefold()))


@lru_cache(maxsize=_KEPT)
def folded(name: str) -> str:
    """A key that is the same for the usual spellings of a name.

    Letters become Latin ones, marks and apostrophes go, and digraphs in which systems of transliteration differ become
    one letter: Подільське, Podil's'ke, Podilske and Podilskoye all give ``podilsk``.
    """
    text = plain(name)
    for pattern, letter in _SPELLINGS:
        text = pattern.sub(letter, text)
    return text


def alike(first: str, second: str) -> float:
    """How alike two names are once folded: 1 for the same, 0 for nothing in common; the order of words is no matter."""
    a, b = (" ".join(sorted(folded(one).split())) for one in (first, second))
    if not a or not b:
        return 0.0
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()
