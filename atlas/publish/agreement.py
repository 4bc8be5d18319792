"""How far two readers agree on what sources say: the second readings of ``rereadings.csv`` as Cohen's kappa.

Kappa is the agreement beyond chance: (observed - expected) / (1 - expected), the expected one from how often each
reader used each class. Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
Measurement 20 (1960), 37-46; its standard error, in the simple form given there, sqrt(p(1 - p) / (n (1 - e)^2)).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.edtf import bounds
from atlas.publish.missing import rows_of

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["agreements", "kappa", "precision_class"]


def agreements(record: Record) -> pd.DataFrame:
    """Agreement of the two readers, by round and by what they judged.

    Returns
    -------
    DataFrame
        ``round, judged`` (type of the event, how precise its date is, its year), ``read`` (events that both could
        judge), ``agree`` (of these, the same), ``kappa``, and ``low, high`` (95 % interval). Empty without readings.
    """
    columns = ["round", "judged", "read", "agree", "kappa", "low", "high"]
    rows: list[tuple[Any, ...]] = []
    if record.rereadings.empty:
        return pd.DataFrame(rows, columns=columns)
    for name, part in record.rereadings.groupby("round"):
        read = part[part["second_type"] != ""]
        dates = [(one.first_date, one.second_date) for one in rows_of(read)]
        judged = {
            "type of the event": (read["first_type"].tolist(), read["second_type"].tolist()),
            "precision of the date": ([precision_class(a) for a, _ in dates], [precision_class(b) for _, b in dates]),
            "year of the date": ([_year(a) for a, _ in dates], [_year(b) for _, b in dates]),
        }
        for what, (first, second) in judged.items():
            same = sum(a == b for a, b in zip(first, second, strict=True))
            rows.append((name, what, len(first), same, *kappa(first, second)))
    return pd.DataFrame(rows, columns=columns)


def kappa(first: Sequence[str], second: Sequence[str]) -> tuple[float, float, float]:
    """Cohen's kappa of two readers' classes, with its 95 % interval; 1 where there is nothing but one class."""
    count = len(first)
    if count == 0:
        return math.nan, math.nan, math.nan
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / count
    one, other = Counter(first), Counter(second)
    expected = sum(one[key] * other[key] for key in one) / count**2
    if expected == 1:
        return 1.0, 1.0, 1.0
    found = (observed - expected) / (1 - expected)
    half = 1.96 * math.sqrt(observed * (1 - observed) / (count * (1 - expected) ** 2))
    return found, found - half, min(1.0, found + half)


def precision_class(text: str) -> str:
    """How precise a date is: to the day, the month, the year, wider, open on one side, or none."""
    if not text:
        return "none"
    if ".." in text and (text.startswith("[..") or text.endswith("..]")):
        return "open"
    first, last = bounds(text)
    days = (last - first).days + 1
    return next((name for most, name in ((1, "day"), (31, "month"), (366, "year")) if days <= most), "wider")


def _year(text: str) -> str:
    """The year of a date, where it is in one; of a wider date its first and last."""
    if not text:
        return "none"
    first, last = bounds(text)
    return str(first.year) if first.year == last.year else f"{first.year}-{last.year}"
