"""Texts as the numbers of their words: the frequent ones one character each, the less frequent two, the rest spelt out.

What is left is then compressed by the server or the archive as any text is; together they take less than either alone.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from atlas.page.payload.digits import ALPHABET

LEADS = 10  # characters that begin a number of two
OUT = "\x7f"  # begins and ends what is spelt out
_LEAST = 4  # times that a word must occur to get a number
_FEW = 20  # texts that are not worth it
_END = "\0"  # of a text


def write(column: list[Any]) -> dict[str, Any] | None:
    """``{"spelt": texts, "words": words}``; None for a column that is short, or holds something else than texts.

    All texts are taken apart and put together as one: what is done for each of their words is done without a line of
    Python. A word that is parted from the next by a space has it as its own last letter.
    """
    texts = [text for text in column if text]
    if len(texts) < _FEW or set(map(type, texts)) != {str}:
        return None
    whole = f"{_END} ".join(texts) + _END
    if OUT in whole or whole.count(_END) != len(texts):
        return None
    parts = whole.split(" ")
    counts = Counter(parts)
    pieces = {part: part[:-1] if part.endswith(_END) else f"{part} " for part in counts}
    most = len(ALPHABET) - LEADS + LEADS * len(ALPHABET)
    frequent = [(pieces[part], n) for part, n in counts.most_common(most + 1) if part != _END][:most]
    words = [word for word, n in frequent if n >= _LEAST and len(word) > 1]
    codes = {word: _code(number) for number, word in enumerate(words)} | {"": ""}
    written = {part: codes.get(piece, f"{OUT}{piece}{OUT}") + part[len(piece) :] for part, piece in pieces.items()}
    spelt = "".join(map(written.__getitem__, parts))
    # What is spelt out goes on over the border of two words, and ends with its text.
    spelt = spelt.replace(OUT + OUT, "").replace(OUT + _END, _END)
    found = iter(spelt.split(_END))
    return {"spelt": [next(found) if text else text for text in column], "words": words}


def front(column: list[Any]) -> dict[str, Any] | None:
    """``{"front": texts}``: each without what it shares with the one before, and how much that is in front (front
    coding, as printed dictionaries and sorted keys have it); None for a column that holds something else than texts.
    """
    if set(map(type, column)) != {str} or any(max(text) > "\uffff" for text in column if not text.isascii()):
        return None  # JavaScript counts two for what lies beyond
    coded, before = [], ""
    for text in column:
        shared = _shared(before[: len(ALPHABET) - 1], text)
        coded.append(ALPHABET[shared] + text[shared:])
        before = text
    return {"front": coded}


def _shared(before: str, text: str) -> int:
    """How many letters two texts have in common in front."""
    for place, (one, other) in enumerate(zip(before, text, strict=False)):
        if one != other:
            return place
    return min(len(before), len(text))


def _code(number: int) -> str:
    single = len(ALPHABET) - LEADS
    if number < single:
        return ALPHABET[number]
    lead, rest = divmod(number - single, len(ALPHABET))
    return ALPHABET[single + lead] + ALPHABET[rest]
