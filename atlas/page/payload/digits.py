"""Numbers as text: each as so many characters of a large alphabet, which compresses better than decimals and commas."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

# What stands in JSON, and in a page's script, as itself.
ALPHABET = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '"\\<')
_UNITS = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)  # parts of one that decimals may be counted in
_WIDEST = 5
_MOST = 1 << 52  # whole numbers below it are exact as floats, too
Numbers = npt.NDArray[np.int64]
_CODES = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)


def write(column: list[Any]) -> dict[str, Any] | None:
    """``{"digits", "wide", "low", "unit"}``: value = (``low`` + number) / ``unit``, each number ``wide`` characters,
    the most significant first; 0 is None, so numbers begin at 1. None for a column that holds something else.
    """
    counted = _whole(column)
    if counted is None:
        return None
    numbers, there, unit = counted
    low, most = int(numbers[there].min()) - 1, int(numbers[there].max())
    wide = next((w for w in range(1, _WIDEST + 1) if most - low < len(ALPHABET) ** w), None)
    if wide is None:
        return None
    return {"digits": _digits(np.where(there, numbers - low, 0), wide), "wide": wide, "low": low, "unit": unit}


def _whole(column: list[Any]) -> tuple[Numbers, npt.NDArray[np.bool_], int] | None:
    """The column in the largest unit that keeps every value exactly, where it has a value, and how many of the unit
    make one.
    """
    kinds = set(map(type, column))
    if not kinds & {int, float} or kinds - {int, float, type(None)}:
        return None
    there = np.array([v is not None for v in column]) if type(None) in kinds else np.ones(len(column), dtype=bool)
    values = [v or 0 for v in column] if type(None) in kinds else column
    if float not in kinds:
        return (np.array(values), there, 1) if min(values) > -_MOST and max(values) < _MOST else None
    numbers = np.array(values, dtype=float)
    for unit in _UNITS:
        counted = np.rint(numbers * unit)
        if (np.abs(counted) < _MOST).all() and (counted / unit == numbers).all():
            return counted.astype("int64"), there, unit
    return None


def _digits(numbers: Numbers, wide: int) -> str:
    rest, places = numbers, np.empty((len(numbers), wide), dtype=np.uint8)
    for place in reversed(range(wide)):
        rest, digit = np.divmod(rest, len(ALPHABET))
        places[:, place] = _CODES[digit]
    return places.tobytes().decode("ascii")
