"""From events to tenures: the spans for which a feature bore a name or image, stood, or was called something.

A tenure is what Linked Places calls a timespan: a begin and an end, each with an earliest and a latest day.
Its four *resolved* days carry the atlas's one judgement of what no source says outright, and every count, map
and export reads the state of a feature from them alone:

====================  ====  ================================================================================
``uncertain_from``    b0    first day on which it may bear the name; ``before`` until then
``bearing_from``      b1    first day on which it surely does, if that is before ``bearing_until``; else the last
                            on which it may have begun
``bearing_until``     e0    first day on which that is no longer sure
``gone_from``         e1    first day on which it surely does not; missing where no end is sourced
====================  ====  ================================================================================

On a day d it is ``before`` if d < b0, ``after`` if d >= e1, ``bearing`` if b1 <= d < e0, else ``uncertain``;
so on the very day of an exact end it is ``after``. An end that nobody has sourced is unknown, not open: after
the last day on which a source has it bearing, it is uncertain. Only a source of late carries it on to the record's own
date: a ``stands`` of the last fifteen years, or a begin of the last five: what has just been put up falls more often
than what has stood for a while (``docs/decisions/0008-begins-as-signs.md``). A day is of those years where even its
earliest bound is. A begin that nobody has sourced may lie anywhere from the record's first day on; of a life that is
*renamed* it is taken to have come before that day, for a list of renamings says what was renamed, not since when that
had been its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from atlas.edtf import from_day, to_day

__all__ = ["AFTER", "BEARING", "BEFORE", "STATUSES", "UNCERTAIN", "Change", "Tenure", "last_sign", "tenures_of"]

STATUSES = ("before", "after", "uncertain", "bearing")
"""States of a feature; where its tenures differ, the later in this tuple wins."""
BEFORE, AFTER, UNCERTAIN, BEARING = range(4)

STANDS_FOR_YEARS = 15
BEGINS_FOR_YEARS = 5


@dataclass(frozen=True, slots=True)
class Change:
    """An event as this module needs it: its effect (``begin``, ``end``, ``stands``), its two days, and
    whether it is a begin ``again`` (``restored``), before which there must have been an end.
    """

    event_id: str
    effect: str
    earliest: int
    latest: int
    again: bool = False

    @property
    def order(self) -> tuple[int, str]:
        """By the middle of its bounds, then by name."""
        return self.earliest + self.latest, self.event_id


@dataclass
class Tenure:
    """One span; days are day numbers, and None where no source gives them."""

    begin: Change | None = None
    end: Change | None = None
    renewals: list[Change] = field(default_factory=list)
    stands: list[Change] = field(default_factory=list)
    uncertain_from: int = 0
    bearing_from: int = 0
    bearing_until: int = 0
    gone_from: int | None = None
    attested_first: int | None = None
    attested_last: int | None = None

    def may_hold(self, change: Change) -> bool:
        """Whether a change lies, or may lie, within the span as far as its own events bound it."""
        after_begin = self.begin is None or change.latest >= self.begin.earliest
        return after_begin and (self.end is None or change.earliest <= self.end.latest)


def tenures_of(
    changes: Iterable[Change], record_day: int, first_day: int | None = None, *, before_first: bool = False
) -> list[Tenure]:
    """Tenures of one feature, in order and resolved.

    Parameters
    ----------
    changes : iterable of Change
        Its events that begin, end or attest its bearing the name or image, in any order.
    record_day : int
        Day number of the record's own date.
    first_day : int, optional
        Day number of the record's first day: a begin that nobody has sourced is not before it. By default the earliest
        day of the changes.
    before_first : bool
        Take such a begin to have come before that day, so that there is no doubt from then on.

    Returns
    -------
    list of Tenure
        Begins and ends alternate where their bounds allow it. A begin while it bears the name is another form
        of the name and continues the tenure; an end after an end (toppled, later destroyed) changes nothing.
    """
    known = list(changes)
    if first_day is None:
        first_day = min((change.earliest for change in known), default=record_day)
    tenures = _paired([change for change in known if change.effect in ("begin", "end")])
    stands = sorted((change for change in known if change.effect == "stands"), key=lambda c: c.order)
    tenures = _with_stands(tenures, stands)
    earlier: Tenure | None = None
    for tenure in tenures:
        _resolve(tenure, earlier, record_day, first_day)
        if before_first and earlier is None and tenure.begin is None:
            tenure.bearing_from = first_day
            tenure.bearing_until = max(tenure.bearing_until, tenure.end.earliest if tenure.end else first_day)
        earlier = tenure
    return tenures


def _paired(changes: list[Change]) -> list[Tenure]:
    """Begins and ends as tenures."""
    tenures: list[Tenure] = []
    is_open = False
    remaining = sorted(changes, key=lambda change: change.order)
    while remaining:
        change = _next(remaining, is_open, bool(tenures))
        remaining.remove(change)
        if change.effect == "begin" and is_open:
            tenures[-1].renewals.append(change)
        elif change.effect == "begin":
            tenures.append(Tenure(begin=change))
        elif is_open:
            tenures[-1].end = change
        elif not tenures:
            tenures.append(Tenure(end=change))
        is_open = change.effect == "begin"
    return tenures


def _next(remaining: Sequence[Change], is_open: bool, told: bool) -> Change:
    """The change that comes next: of those that may be first, the earliest that fits the state, else the
    earliest.

    What is restored had been lost, so before anything else is told an end fits better than that.
    """
    if len(remaining) == 1:
        return remaining[0]
    limit = min(change.latest for change in remaining)
    candidates = [change for change in remaining if change.earliest <= limit]
    if not told:
        candidates.sort(key=lambda change: change.again)
    fitting = "end" if is_open else "begin"
    fits = [change for change in candidates if change.effect == fitting and (told or not change.again)]
    return (fits or candidates)[0]


def _with_stands(tenures: list[Tenure], stands: Sequence[Change]) -> list[Tenure]:
    """Give each ``stands`` to the tenure that may hold it; one that lies between tenures tells of another
    begin.
    """
    tenures = list(tenures)
    for change in stands:
        home = next((tenure for tenure in tenures if tenure.may_hold(change)), None)
        if home is None:
            home = _opened_by(change, tenures)
        home.stands.append(change)
    return tenures


def _opened_by(change: Change, tenures: list[Tenure]) -> Tenure:
    """The tenure that a ``stands`` outside all others opens, its begin unknown.

    Where a begin follows with no end between, that begin is a renewal: the source has it bearing the name
    already.
    """
    place = sum(1 for tenure in tenures if tenure.end is not None and tenure.end.latest < change.earliest)
    if place < len(tenures):
        later = tenures[place]
        if later.begin is not None:
            later.renewals.insert(0, later.begin)
            later.begin = None
        return later
    tenures.append(Tenure())
    return tenures[-1]


def _resolve(tenure: Tenure, earlier: Tenure | None, record_day: int, first_day: int) -> None:
    """Set the resolved days, and the first and last day on which sources certainly have it bearing."""
    begin, end = tenure.begin, tenure.end
    signs = [change.latest for change in (*tenure.renewals, *tenure.stands)]
    b1: int | None = begin.latest if begin else min(signs, default=None)
    last = _last_attested(tenure, first_day)
    e1 = end.latest if end else None
    # A source that has it bearing within the bounds of its end narrows them.
    e0 = max(end.earliest, min(last + 1, end.latest)) if end else last + 1
    unsourced = first_day if earlier is None or earlier.gone_from is None else earlier.gone_from
    b0 = begin.earliest if begin else unsourced
    e0 = max(e0, b0)
    if e1 is not None:
        e1 = max(e1, e0)
    if b1 is None:  # nothing bounds the begin but that it came before the end, and before today
        b1 = max(e0, record_day) if e1 is None else e1
    b1 = max(b1, b0)
    b1 = b1 if e1 is None else min(b1, e1)
    if b1 < e0:  # else there is no day on which it certainly bears the name
        tenure.attested_first, tenure.attested_last = b1, e0 - 1
    if end is None and _recent(tenure, record_day):
        e0 = max(e0, record_day + 1)
    tenure.uncertain_from, tenure.bearing_from, tenure.bearing_until, tenure.gone_from = b0, b1, e0, e1


def _last_attested(tenure: Tenure, first_day: int) -> int:
    """Last day on which a source has it bearing: a begin has happened by its latest, a ``stands`` holds from
    its earliest day at least.
    """
    begins = [change.latest for change in (tenure.begin, *tenure.renewals) if change]
    return max([*begins, *(change.earliest for change in tenure.stands)], default=first_day - 1)


def last_sign(changes: Sequence[Change], until: int, first_day: int) -> int:
    """Last day, not after ``until``, on which a source has the feature bearing; the first day of all where none has."""
    begins = [change.latest for change in changes if change.effect == "begin"]
    stands = [change.earliest for change in changes if change.effect == "stands"]
    return max((day for day in (*begins, *stands) if day <= until), default=min(first_day, until))


def _recent(tenure: Tenure, record_day: int) -> bool:
    """Whether a source of late has it standing, or begin."""
    begins = [tenure.begin, *tenure.renewals]
    standing = any(change.earliest >= years_before(record_day, STANDS_FOR_YEARS) for change in tenure.stands)
    begun = years_before(record_day, BEGINS_FOR_YEARS)
    return standing or any(change is not None and change.earliest >= begun for change in begins)


def years_before(day: int, years: int) -> int:
    """The same day some years before; for a 29 February the 28th."""
    today = from_day(day)
    leap_day = (today.month, today.day) == (2, 29)
    return to_day(today.replace(year=today.year - years, day=28 if leap_day else today.day))


def status_code(days: tuple[int, int, int, int | None], day: int) -> int:
    """Index into :data:`STATUSES` of one tenure's (b0, b1, e0, e1) on a day."""
    b0, b1, e0, e1 = days
    if day < b0:
        return BEFORE
    if e1 is not None and day >= e1:
        return AFTER
    return BEARING if b1 <= day < e0 else UNCERTAIN
