"""Names in Latin letters, for those who read no others, and for ids."""

from __future__ import annotations

import unicodedata

from anyascii import anyascii

__all__ = ["latin"]


def latin(text: str) -> str:
    """A name in Latin letters: Latin letters stay, with their marks; others are written by their sounds."""
    return "".join(letter if _is_latin(letter) else anyascii(letter) for letter in unicodedata.normalize("NFC", text))


def _is_latin(letter: str) -> bool:
    return not letter.isalpha() or unicodedata.name(letter, "").startswith("LATIN")
