"""Milestones: the political events that frame the rest, as the editors judge them from their sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from atlas.edtf import bounds, to_day

if TYPE_CHECKING:
    from atlas.record import Record


@dataclass(frozen=True)
class Milestone:
    """One milestone: the ``date`` that its sources give (EDTF), its days, and a row of the record for each source.

    ``rows`` has the columns of ``milestones.csv``; ``weight`` is 1 (turning point) to 3.
    """

    id: str
    title: str
    weight: int
    date: str
    first_day: int
    last_day: int
    rows: pd.DataFrame


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
        found.append(
            Milestone(
                str(milestone_id), first["title"], int(first["weight"]), date, to_day(earliest), to_day(latest), rows
            )
        )
    return sorted(found, key=lambda m: (m.first_day, m.last_day, m.id))
