"""How much is missing: what others counted beside what a record has, and what its lists say of what no list has.

Two tables. :func:`outside` holds ``totals.csv``, counts that sources give of the whole, against the record's own count
of the same stratum. :func:`captured` reads the audits of public lists, ``coverage/*.csv`` (``entry, place, country,
status, feature_id``), as captures of one population: how many things stand in one list, in two, in more. From these
follows how many there are at least (Chao's estimator), for lists that overlap little come from a large population.
Lists copy one another, so that the truth is rather above the estimate than below it.

Sources of the methods: A. Chao, "Estimating the population size for capture-recapture data with unequal catchability",
Biometrics 43 (1987), 783-791, with its bias-corrected form and log-normal interval; E. B. Wilson, "Probable inference",
Journal of the American Statistical Association 22 (1927), 209-212, for shares.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.edtf import bounds, to_day, words
from atlas.io.files import FileError, read_inside
from atlas.io.text import visible

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["COVERAGE", "captured", "chao", "outside", "rows_of", "wilson"]

COVERAGE = "coverage"
_NEEDED = ("entry", "place", "country", "status", "feature_id")
_Z = NormalDist().inv_cdf(0.975)
FEWEST = 12
"""A country is a stratum of its own where the lists know so many things of it."""
_MOST_BYTES = 16 << 20


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows of a table, with its columns as attributes."""
    yield from frame.itertuples(index=False)


def outside(record: Record) -> pd.DataFrame:
    """What others counted, with the record's own count of the same stratum.

    Returns
    -------
    DataFrame
        ``total_id, what, date`` (in words), ``bound`` (``at-least``, ``about``, ``exactly``), ``count``, ``own`` (what
        the record surely has of it), ``own_most`` (what it may have, as its dates go), ``source_id, note``; in the
        order of ``totals.csv``.
    """
    rows = []
    for row in rows_of(record.totals):
        own, most = _own(record, row)
        counts = {"count": row.count, "own": own, "own_most": most}
        named = {"total_id": row.total_id, "what": row.what, "date": words(row.date), "bound": row.bound}
        rows.append(named | counts | {"source_id": row.source_id, "note": row.note})
    return pd.DataFrame(rows, columns=_OUTSIDE)


_OUTSIDE = ["total_id", "what", "date", "bound", "count", "own", "own_most", "source_id", "note"]


def _own(record: Record, row: Any) -> tuple[int, int]:
    """How many features of the stratum surely, and how many possibly, began, ended or stood in the span of the date."""
    features = record.features
    chosen = pd.Series(True, index=features.index)
    for column in ("country", "kind", "group"):
        if wanted := str(getattr(row, column)):
            chosen &= features[column].isin([one.strip() for one in wanted.split(";")])
    if row.polity:
        chosen &= features["polity"].str.startswith(row.polity)
    first, last = (pd.Timestamp(day) for day in bounds(row.date))
    if row.measure == "ever":
        return int(chosen.sum()), int(chosen.sum())
    if row.measure == "standing":
        status = record.at(last.date())["status"][chosen]
        return int((status == "bearing").sum()), int(status.isin(["bearing", "uncertain"]).sum())
    side = "begin" if row.measure == "begun" else "end"
    tenures = record.tenures[record.tenures["feature_id"].map(chosen)]
    earliest, latest = tenures[f"{side}_earliest"], tenures[f"{side}_latest"]
    surely = (earliest >= first) & (latest <= last)
    maybe = ~((earliest > last) | (latest < first)) & (earliest.notna() | latest.notna())
    if side == "end":  # what nobody has dated ended after it was last seen, if it did
        maybe |= earliest.isna() & latest.isna() & (tenures["bearing_until"] <= to_day(bounds(row.date)[1]))
    return tenures.loc[surely, "feature_id"].nunique(), tenures.loc[surely | maybe, "feature_id"].nunique()


def captured(record: Record) -> pd.DataFrame:
    """What the audited lists say of the whole, by group of kinds, and by country where they know enough of it.

    Returns
    -------
    DataFrame
        ``stratum, lists`` (how many know something of it), ``seen`` (things in any list), ``here`` (of these in the
        record), ``recall, recall_low, recall_high`` (their share, with Wilson's 95 % interval), ``once, twice``
        (things in one list and in two), ``estimate, low, high`` (Chao's, with its 95 % interval). Empty without lists.
    """
    entries = _entries(record)
    strata: list[tuple[str, pd.DataFrame]] = []
    for group, of_group in entries.groupby("group"):
        strata.append((f"{group}s", of_group))
        for country, part in of_group.groupby("country"):
            if part["key"].nunique() >= FEWEST:
                strata.append((f"{group}s, {country}", part))
    return pd.DataFrame([_stratum(name, part) for name, part in strata], columns=list(_COLUMNS))


_COLUMNS = (
    "stratum", "lists", "seen", "here", "recall", "recall_low", "recall_high", "once", "twice", "estimate", "low",
    "high",
)  # fmt: skip


def _entries(record: Record) -> pd.DataFrame:
    """Entries of all lists that are in the record or wanted; one that is wanted is known by its place, and is of the
    group of most of its list.
    """
    frames = []
    for path in sorted((record.path / COVERAGE).glob("*.csv")):
        try:
            data = read_inside(record.path, f"{COVERAGE}/{path.name}", _MOST_BYTES)
        except FileError:
            continue
        frame = _frame(data, path.name)
        frame = frame[frame["status"] != "out"].assign(list=path.stem)
        groups = frame["feature_id"].map(record.features["group"])
        usual = groups.mode()
        frame["group"] = groups.fillna(usual.iloc[0] if len(usual) else "")
        frames.append(frame[frame["group"] != ""])
    if not frames:
        return pd.DataFrame(columns=[*_NEEDED, "list", "group", "key"])
    entries = pd.concat(frames, ignore_index=True)
    known = entries["feature_id"] != ""
    place = entries["country"] + "|" + entries["place"].where(entries["place"] != "", entries["entry"])
    entries["key"] = entries["feature_id"].where(known, place)
    return entries.drop_duplicates(["list", "key", "group"])


def _frame(data: bytes, name: str) -> pd.DataFrame:

    frame = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    if lost := [column for column in _NEEDED if column not in frame.columns]:
        raise FileError(f"{COVERAGE}/{visible(name)} has no column {lost[0]!r}; an audit has {', '.join(_NEEDED)}")
    return frame


def _stratum(name: str, part: pd.DataFrame) -> tuple[Any, ...]:
    times = part.groupby("key").size()
    here = int(part.loc[part["status"] == "in", "key"].nunique())
    seen, once, twice = len(times), int((times == 1).sum()), int((times == 2).sum())
    return (
        *(name, part["list"].nunique(), seen, here, here / seen, *wilson(here, seen)),
        *(once, twice, *chao(seen, once, twice)),
    )


def chao(seen: int, once: int, twice: int) -> tuple[float, float, float]:
    """At least how many things there are, with a 95 % interval, from those seen in all, in one list, and in two."""
    unseen = once * (once - 1) / (2 * (twice + 1))
    if unseen == 0:
        return float(seen), float(seen), float(seen)
    ratio = once / (twice + 1)
    variance = (twice + 1) * (ratio**4 / 4 + ratio**3 + ratio**2 / 2)
    spread = math.exp(_Z * math.sqrt(math.log1p(variance / unseen**2)))
    return seen + unseen, seen + unseen / spread, seen + unseen * spread


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if total == 0:
        return 0.0, 1.0
    share, square = hits / total, _Z**2 / total
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(share * (1 - share) / total + square / (4 * total))
    return max(0.0, middle - half), min(1.0, middle + half)
