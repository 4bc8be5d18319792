"""Tenures: every way in which begins, ends and sightings combine."""

from __future__ import annotations

from datetime import date

import pytest

from atlas.edtf import bounds, to_day
from atlas.record.tenures import STATUSES, Change, Tenure, last_sign, status_code, tenures_of

pytestmark = pytest.mark.fast

RECORD, FIRST_DAY = to_day(date(2026, 11, 22)), to_day(date(1924, 1, 1))
EFFECTS = {"named": "begin", "unveiled": "begin", "restored": "begin", "stands": "stands"}


def history(*events: str) -> list[Tenure]:
    """Tenures of a feature told as 'named 1925-04-10', 'renamed 1961', ..."""
    changes = []
    for number, event in enumerate(events):
        kind, text = event.split()
        earliest, latest = bounds(text)
        effect = EFFECTS.get(kind, "end")
        days = to_day(earliest), to_day(latest)
        changes.append(Change(f"x-{number}-{kind}", effect, *days, again=kind == "restored"))
    return tenures_of(changes, RECORD, FIRST_DAY)


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def status(tenures: list[Tenure], text: str) -> str:
    codes = [status_code((t.uncertain_from, t.bearing_from, t.bearing_until, t.gone_from), day(text)) for t in tenures]
    return STATUSES[max(codes)]


def days(tenure: Tenure) -> tuple[int, int, int, int | None]:
    return tenure.uncertain_from, tenure.bearing_from, tenure.bearing_until, tenure.gone_from


def test_exact_dates() -> None:
    (tenure,) = history("named 1925-04-10", "renamed 1961-11-10")
    assert days(tenure) == (day("1925-04-10"), day("1925-04-10"), day("1961-11-10"), day("1961-11-10"))
    assert status([tenure], "1925-04-09") == "before"
    assert status([tenure], "1925-04-10") == "bearing"
    assert status([tenure], "1961-11-09") == "bearing"
    assert status([tenure], "1961-11-10") == "after"  # on the very day of its end it is gone
    assert (tenure.attested_first, tenure.attested_last) == (day("1925-04-10"), day("1961-11-09"))


def test_decades() -> None:
    (tenure,) = history("unveiled 193X", "removed 196X")
    assert status([tenure], "1929-12-31") == "before"
    assert status([tenure], "1935-01-01") == "uncertain"
    assert status([tenure], "1939-12-31") == "bearing"
    assert status([tenure], "1960-01-01") == "uncertain"
    assert status([tenure], "1969-12-31") == "after"


def test_a_set_is_some_day_within() -> None:
    (tenure,) = history("unveiled 1950", "removed [1961..1962]")
    assert (tenure.bearing_until, tenure.gone_from) == (day("1961-01-01"), day("1962-12-31"))


def test_unknown_begin() -> None:
    (tenure,) = history("renamed 1961-11-10")
    assert tenure.begin is None
    assert days(tenure) == (FIRST_DAY, day("1961-11-10"), day("1961-11-10"), day("1961-11-10"))
    assert status([tenure], "1923-12-31") == "before"
    assert status([tenure], "1961-11-09") == "uncertain"
    assert tenure.attested_first is None


def test_unknown_begin_but_seen() -> None:
    (tenure,) = history("stands 1937", "renamed 1961-11-10")
    assert (tenure.uncertain_from, tenure.bearing_from) == (FIRST_DAY, day("1937-12-31"))
    assert status([tenure], "1950-01-01") == "bearing"


def test_unknown_end_is_not_open() -> None:
    (tenure,) = history("named 1936-05-01")
    assert tenure.gone_from is None
    assert status([tenure], "1936-05-01") == "bearing"  # the day of the act itself is attested, and no other
    assert status([tenure], "1936-05-02") == "uncertain"
    assert status([tenure], "2026-11-22") == "uncertain"


def test_stands_long_ago() -> None:
    (tenure,) = history("named 1936-05-01", "stands 1959-03")
    assert status([tenure], "1959-03-01") == "bearing"  # it stood on some day of March: on the first at least
    assert status([tenure], "1959-03-02") == "uncertain"
    assert tenure.attested_last == day("1959-03-01")


@pytest.mark.parametrize(("seen", "expected"), [("2011-11-22", "bearing"), ("2011-11-21", "uncertain")])
def test_stands_of_the_last_fifteen_years(seen: str, expected: str) -> None:
    (tenure,) = history("named 1936-05-01", f"stands {seen}")
    assert status([tenure], "2026-11-22") == expected
    assert status([tenure], "2026-11-23") == "uncertain"  # the record says nothing of the day after its own
    assert tenure.attested_last == day(seen)


@pytest.mark.parametrize(
    ("begun", "expected"),
    [("2021-11-22", "bearing"), ("2021-11-21", "uncertain"), ("2025-05", "bearing"), ("[2020..2022]", "uncertain")],
)
def test_a_begin_of_the_last_five_years_is_a_sign_like_a_stands(begun: str, expected: str) -> None:
    (tenure,) = history(f"unveiled {begun}")
    assert status([tenure], "2026-11-22") == expected
    assert status([tenure], "2026-11-23") == "uncertain"
    (ended,) = history(f"unveiled {begun}", "removed 2026-06-01")
    assert status([ended], "2026-11-22") == "after"


def test_a_new_form_of_the_name_of_the_last_five_years_is_a_sign_too() -> None:
    (tenure,) = history("named 1950", "named 2023")
    assert status([tenure], "2026-11-22") == "bearing"


def test_only_a_stands() -> None:
    (tenure,) = history("stands 2020")
    assert tenure.begin is None and tenure.end is None
    assert status([tenure], "1950-01-01") == "uncertain"
    assert status([tenure], "2020-12-31") == "bearing"
    assert status([tenure], "2026-11-22") == "bearing"


def test_only_a_stands_long_ago_is_never_sure_in_a_vague_year() -> None:
    (tenure,) = history("stands 1955")
    assert status([tenure], "1955-06-01") == "uncertain"
    assert tenure.attested_first is None


def test_two_tenures() -> None:
    first, second = history("unveiled 1952", "removed 1961-10", "restored 2010-05-09", "removed 2013")
    assert first.end is not None and second.begin is not None
    both = [first, second]
    assert status(both, "1955-01-01") == "bearing"
    assert status(both, "1980-01-01") == "after"
    assert status(both, "2011-01-01") == "bearing"
    assert status(both, "2014-01-01") == "after"


def test_toppled_then_destroyed() -> None:
    (tenure,) = history("unveiled 1951-12-16", "removed 1956-10-23", "destroyed 1956-10-24")
    assert tenure.gone_from == day("1956-10-23")


def test_vague_removal_and_exact_destruction() -> None:
    (tenure,) = history("unveiled 1955-05-01", "removed 1962", "destroyed 1962-11-06")
    assert tenure.end is not None
    assert status([tenure], "1962-12-31") == "after"


def test_overlapping_begin_and_end() -> None:
    (tenure,) = history("unveiled 195X", "removed 1953-06-17")
    b0, b1, e0, e1 = days(tenure)
    assert b0 == day("1950-01-01")
    assert e0 == e1 == b1 == day("1953-06-17")
    assert status([tenure], "1952-01-01") == "uncertain"
    assert status([tenure], "1953-06-17") == "after"


def test_begin_and_end_within_one_year() -> None:
    (tenure,) = history("removed 1956", "unveiled 1956")
    assert tenure.begin is not None and tenure.end is not None
    assert status([tenure], "1956-06-01") == "uncertain"
    assert status([tenure], "1956-12-31") == "after"


def test_another_form_of_the_name_continues_the_tenure() -> None:
    (tenure,) = history("named 1924-04-22", "named 1929", "renamed 1961-11-09")
    assert tenure.begin is not None and tenure.begin.event_id == "x-0-named"
    assert status([tenure], "1929-06-01") == "bearing"


def test_restored_in_the_year_of_its_removal() -> None:
    tenures = history("unveiled 1949", "removed 1988", "restored 1988", "stands 2020-05-09")
    assert len(tenures) == 2
    assert status(tenures, "2026-11-01") == "bearing"


def test_what_is_restored_had_been_lost() -> None:
    first, second = history("removed 199X", "restored [1992..2003]", "removed 2010-06-27")
    assert first.begin is None and first.end is not None and first.end.event_id == "x-0-removed"
    assert second.begin is not None and second.gone_from == day("2010-06-27")
    assert status([first, second], "2005-01-01") == "bearing"


def test_only_restored() -> None:
    (tenure,) = history("restored 1990", "removed 2010")
    assert tenure.begin is not None and tenure.end is not None


def test_stands_after_an_end_opens_another_tenure() -> None:
    first, second = history("named 1936", "renamed 1961-11", "stands 1970-06-01")
    assert first.end is not None and second.begin is None
    assert second.uncertain_from == first.gone_from
    assert status([first, second], "1970-06-01") == "bearing"
    assert status([first, second], "1971-01-01") == "uncertain"


def test_stands_between_tenures_belongs_to_the_later() -> None:
    tenures = history("named 1936", "renamed 1961-11", "stands 1970-06-01", "restored 1999")
    assert len(tenures) == 2
    assert tenures[1].begin is None
    assert status(tenures, "1980-01-01") == "bearing"


def test_stands_before_the_begin_that_is_told() -> None:
    (tenure,) = history("stands 1930-01-01", "named 1936-05-01", "renamed 1961")
    assert tenure.begin is None
    assert status([tenure], "1933-01-01") == "bearing"


def test_stands_in_the_year_of_the_end() -> None:
    (tenure,) = history("named 1936", "renamed 1961-03-01", "stands 1961")
    assert len(tenure.stands) == 1


def test_no_events() -> None:
    assert history() == []


def test_the_order_of_the_rows_does_not_matter() -> None:
    events = ["unveiled 1952", "removed 1961-10", "restored 2010-05-09", "stands 2020"]
    forwards, backwards = history(*events), history(*reversed(events))
    assert [days(t) for t in forwards] == [days(t) for t in backwards]


def test_changes_follow_one_another_by_the_middle_of_their_bounds() -> None:
    wide, narrow, same = Change("w", "begin", 0, 10), Change("n", "begin", 4, 5), Change("a", "begin", 5, 5)
    assert sorted([wide, narrow, same], key=lambda change: change.order) == [narrow, same, wide]


def test_a_tenure_may_hold_what_its_own_bounds_do_not_rule_out() -> None:
    tenure = Tenure(begin=Change("b", "begin", 10, 20), end=Change("e", "end", 30, 40))
    held = {(5, 10): True, (5, 9): False, (15, 25): True, (40, 50): True, (41, 50): False}
    assert {span: tenure.may_hold(Change("s", "stands", *span)) for span in held} == held
    open_ = Tenure(begin=Change("b", "begin", 10, 20)), Tenure(end=Change("e", "end", 30, 40)), Tenure()
    assert [t.may_hold(Change("s", "stands", 90, 99)) for t in open_] == [True, False, True]
    assert [t.may_hold(Change("s", "stands", 1, 2)) for t in open_] == [False, True, True]


def test_a_begin_before_the_record_leaves_no_doubt_from_its_first_day_on() -> None:
    end = Change("e", "end", 500, 600)
    (plain,) = tenures_of([end], 1000, 100)
    (before,) = tenures_of([end], 1000, 100, before_first=True)
    assert before.bearing_from == 100 and before.bearing_until == 500 and before.gone_from == plain.gone_from
    begun = [Change("b", "begin", 200, 300)]
    assert [days(t) for t in tenures_of(begun, 1000, 100, before_first=True)] == [
        days(t) for t in tenures_of(begun, 1000, 100)
    ]
    again = [end, Change("c", "begin", 700, 700), Change("d", "end", 800, 800)]
    first, second = tenures_of(again, 1000, 100, before_first=True)
    assert days(first) == days(before) and days(second) == (700, 700, 800, 800)


def change(effect: str, first: int, last: int, again: bool = False) -> Change:
    return Change(f"{effect}-{first}", effect, first, last, again)


RECORD_DAY = 20_000


def resolved(
    *changes: Change, first_day: int | None = None, before_first: bool = False
) -> list[tuple[int | None, ...]]:
    return [days(t) for t in tenures_of(changes, RECORD_DAY, first_day, before_first=before_first)]


def test_an_unsourced_begin_is_not_before_the_earliest_day_told() -> None:
    """The earliest bound of any of the changes, unless the record's first day is given."""
    seen, gone = change("stands", 10, 20), change("end", 500, 510)
    assert resolved(gone, seen) == [(10, 20, 500, 510)]
    assert resolved(gone, seen, first_day=-90) == [(-90, 20, 500, 510)]
    assert resolved(gone) == [(500, 510, 500, 510)], "no day on which it certainly bears the name"


def test_an_unsourced_begin_may_lie_anywhere_before_the_end() -> None:
    """Where a source only has it gone by a day, that is the last day on which it may have begun, too."""
    assert resolved(change("end", -90, 510), first_day=-90) == [(-90, 510, -90, 510)]
    assert resolved(change("end", 510, 510), first_day=-90) == [(-90, 510, 510, 510)]


def test_a_record_that_begins_in_the_middle_takes_unsourced_begins_to_have_come() -> None:
    """Then there is no doubt from its first day to the first on which the end may have come."""
    assert resolved(change("end", 500, 510), first_day=100, before_first=True) == [(100, 100, 500, 510)]
    assert resolved(change("stands", 300, 310), first_day=100, before_first=True) == [(100, 100, 301, None)]
    two = [change("begin", 200, 200), change("end", 500, 510)]
    assert resolved(*two, first_day=100, before_first=True) == [(200, 200, 500, 510)]


def test_a_sight_within_the_bounds_of_the_end_narrows_them() -> None:
    """It is there on the first day of the sight at least, and gone by the last day of the end at the latest."""
    begin = change("begin", 0, 0)
    assert resolved(begin, change("end", 500, 599), change("stands", 550, 560)) == [(0, 0, 551, 599)]
    assert resolved(begin, change("end", 500, 599), change("stands", 599, 640)) == [(0, 0, 599, 599)]
    assert resolved(begin, change("end", 500, 599), change("stands", 400, 520)) == [(0, 0, 500, 599)]


def test_an_end_that_may_lie_before_the_begin_is_not_before_it() -> None:
    """Bounds that overlap leave both in doubt, and the end's days never run ahead of the begin's."""
    assert resolved(change("begin", 300, 400), change("end", 200, 350)) == [(300, 350, 350, 350)]
    (late,) = tenures_of([change("begin", 300, 340), change("end", 341, 341)], RECORD_DAY)
    assert (late.attested_first, late.attested_last) == (340, 340)
    (never,) = tenures_of([change("begin", 300, 400), change("end", 200, 350)], RECORD_DAY)
    assert (never.attested_first, never.attested_last) == (None, None)


def test_of_changes_that_may_be_first_the_one_that_fits() -> None:
    """An end whose middle comes first waits for a begin that may have come before it; one that cannot, does not."""
    assert [
        t.begin is not None for t in tenures_of([change("end", 100, 180), change("begin", 150, 150)], RECORD_DAY)
    ] == [True]
    apart = tenures_of([change("end", 100, 140), change("begin", 150, 250)], RECORD_DAY)
    assert [(t.begin is None, t.end is None) for t in apart] == [(True, False), (False, True)]
    put_back = tenures_of([change("begin", 100, 150, again=True), change("end", 130, 160)], RECORD_DAY)
    assert [(t.begin is None, t.end is None) for t in put_back] == [(True, False), (False, True)]


def test_of_what_stands_the_end_comes_before_another_begin() -> None:
    """Both may be first; told the other way round, too."""
    for told in (("unveiled 1956", "removed 1956"), ("removed 1956", "unveiled 1956")):
        first, second = history("unveiled 1950", *told)
        assert first.end is not None and second.begin is not None and second.end is None


def test_the_last_sign_of_bearing() -> None:
    """A begin counts from its latest day, a sight from its earliest, and neither after the day asked."""
    signs = [change("begin", 10, 20), change("stands", 30, 90), change("end", 100, 100)]
    assert [last_sign(signs, until, 0) for until in (5, 19, 20, 29, 30, 99)] == [0, 0, 20, 20, 30, 30]
    assert last_sign([], 50, 70) == 50 and last_sign([], 90, 70) == 70


def test_a_sight_of_late_lasts_to_this_day() -> None:
    """Fifteen years for a sight and five for a begin, from the earliest day that each may be of; then doubt begins."""
    fifteen, five = (to_day(date(2024 - years, 10, 4)) for years in (15, 5))
    today = to_day(date(2024, 10, 4))
    for effect, edge in (("stands", fifteen), ("begin", five)):
        for first, lasts in ((edge, True), (edge - 1, False)):
            (tenure,) = tenures_of([change(effect, first, first + 400)], today, 0)
            assert (tenure.bearing_until == today + 1) == lasts, (effect, first - edge)
    (renewed,) = tenures_of([change("begin", 0, 0), change("begin", five, five)], today, 0)
    assert renewed.bearing_until == today + 1
