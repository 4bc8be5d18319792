"""Milestones: the political events that frame the rest, as the editors judge them from their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from atlas.edtf import bounds, to_day

if TYPE_CHECKING:
    from atlas.record import Record


@dataclass(frozen=True)
class Milestone:
    """One milestone: the ``date`` that its sources give (EDTF), its days, and a row of the record for each source.

    ``rows`` has the columns of ``milestones.csv``; ``weight`` is 1 (turning point) to 3; ``place`` latitude and
    longitude, degrees, None where it has none.
    """

    id: str
    title: str
    weight: int
    date: str
    first_day: int
    last_day: int
    rows: pd.DataFrame
    place: tuple[float, float] | None = None


def caption_on(
    found: Iterable[Milestone], day: int, is_seen: Callable[[float, float], bool], rule: Mapping[str, float]
) -> Milestone | None:
    """The milestone that stands beside a day on a map; None for none. Of equals the later one.

    It is chosen by how near and well known it is in time, what it weighs, and whether its place is on the map
    (``is_seen``, of latitude and longitude): the rule of a page (``model/caption.js``), whose numbers are ``rule``.
    """
    best, least = None, float("inf")
    for m in found:
        long = m.last_day - m.first_day > rule["longest_days"]
        if m.weight >= 3 or long or not m.first_day <= day < m.last_day + rule["days"]:
            continue
        away = m.place is not None and not is_seen(*m.place)
        vague = rule["vague"] * (m.last_day - m.first_day) / rule["longest_days"]
        misfit = max(0, day - m.last_day) / rule["days"] + vague + rule["weight"] * (m.weight - 1) + rule["away"] * away
        if misfit <= least:
            best, least = m, misfit
    return best


def milestones(record: Record) -> list[Milestone]:
    """All milestones of a record in order of time.

    A milestone's date is the one that most of its sources give; in a tie that of the better kind of source, in the
    order in which the descriptor lists them, and then the finer one.
    """
    rank = {kind: place for place, kind in enumerate(record.package.tables["sources"].field("kind").enum)}
    found = []
    for milestone_id, rows in record.milestones.groupby("milestone_id", sort=False):
        votes = Counter(rows["date"])
        kinds = [rank.get(kind, len(rank)) for kind in record.sources["kind"].reindex(rows["source_id"])]
        ranked = sorted(
            zip(rows["date"], kinds, strict=True), key=lambda row: (-votes[row[0]], row[1], -len(row[0]), row[0])
        )
        date = ranked[0][0]
        earliest, latest = bounds(date)
        first = rows.iloc[0]
        days = to_day(earliest), to_day(latest)
        told = str(milestone_id), first["title"], int(first["weight"]), date
        found.append(Milestone(*told, *days, rows, _place_of(rows)))
    return sorted(found, key=lambda m: (m.first_day, m.last_day, m.id))


def _place_of(rows: pd.DataFrame) -> tuple[float, float] | None:
    """The place that the first source with one gives."""
    placed = rows.dropna(subset=["latitude", "longitude"]) if "latitude" in rows.columns else rows.iloc[:0]
    return None if placed.empty else (float(placed["latitude"].iloc[0]), float(placed["longitude"].iloc[0]))
