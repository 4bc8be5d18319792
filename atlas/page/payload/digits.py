"""Numbers as text: each as so many characters of a large alphabet, which compresses better than decimals and commas."""

from __future__ import annotations

from typing import Any

import numpy as np

# What stands in JSON, and in a page's script, as itself.
ALPHABET = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '"\\<')
_UNITS = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)  # parts of one that decimals may be counted in
_WIDEST = 5
_CODES = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)


def write(column: list[Any]) -> dict[str, Any] | None:
    """``{"digits", "wide", "low", "unit"}``: value = (``low`` + number) / ``unit``, each number ``wide`` characters,
    the most significant first; 0 is None, so numbers begin at 1. None for a column that holds something else.
    """
    counted = _whole(column)
    if counted is None:
        return None
    numbers, unit = counted
    present = [n for n in numbers if n is not None]
    low = min(present) - 1
    wide = next((w for w in range(1, _WIDEST + 1) if max(present) - low < len(ALPHABET) ** w), None)
    if wide is None:
        return None
    text = _digits([0 if n is None else n - low for n in numbers], wide)
    return {"digits": text, "wide": wide, "low": low, "unit": unit}


def _whole(column: list[Any]) -> tuple[list[int | None], int] | None:
    """The column in the largest unit that keeps every value exactly, and how many of it make one."""
    if not any(type(v) in (int, float) for v in column) or any(type(v) not in (int, float, type(None)) for v in column):
        return None
    for unit in _UNITS:
        numbers = [None if v is None else round(v * unit) for v in column]
        if all(n is None or n / unit == v for n, v in zip(numbers, column, strict=True)):
            return numbers, unit
    return None


def _digits(numbers: list[int], wide: int) -> str:
    rest, places = np.asarray(numbers, dtype=np.int64), np.empty((len(numbers), wide), dtype=np.uint8)
    for place in reversed(range(wide)):
        rest, digit = np.divmod(rest, len(ALPHABET))
        places[:, place] = _CODES[digit]
    return places.tobytes().decode("ascii")
