"""Dates as historians know them: EDTF text to a pair of days, and to English words.

EDTF, the Extended Date/Time Format of the Library of Congress (now part of ISO 8601-2:2019), writes what is
known of a date and no more. This module is the only one in the atlas that reads it. It accepts levels 0 and 1
and, of level 2, the sets that say *one of these*:

=====================  ==========================  ==========================================
text                   meaning                     bounds
=====================  ==========================  ==========================================
``1961-11-10``         that day                    10 Nov 1961, 10 Nov 1961
``1961-11``            some day in that month      1 Nov 1961, 30 Nov 1961
``1961``               some day in that year       1 Jan 1961, 31 Dec 1961
``195X``, ``1961-XX``  digits not known            1 Jan 1950, 31 Dec 1959; the year
``1961-23``            a season (autumn)           1 Sep 1961, 30 Nov 1961
``1961~``              about that year             1 Jan 1960, 31 Dec 1962
``1961?``              that year, if it is right   1 Jan 1961, 31 Dec 1961
``[1961..1962]``       some day within             1 Jan 1961, 31 Dec 1962
``[1956,1961]``        in the one or the other     1 Jan 1956, 31 Dec 1961
``[..1962]``           by then: gone by            open, 31 Dec 1962
``[1956..]``           then or later: still there   1 Jan 1956, open
``1956-10-23/1956-11`` a duration                  23 Oct 1956, 30 Nov 1956
``1961/1961-11``       a duration                  1 Jan 1961, 30 Nov 1961
=====================  ==========================  ==========================================

EDTF leaves it to the application how far ``~`` reaches. Here it widens by one unit of the date's own
precision on either side (a decade, a year, a season, a month), and a day by three days. ``?`` widens nothing:
it doubts the source, not the calendar. ``%`` is both. Seasons are those of the northern hemisphere; the
winter of a year starts in its December.

Dates are read here, by :mod:`datetime`; the PyPI library ``edtf`` is the oracle of the tests, which hold the two
against one another for every form that is accepted (docs/decisions/0006).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

__all__ = ["Edtf", "EdtfError", "bounds", "from_day", "parse", "to_day"]

_EPOCH = date(1970, 1, 1).toordinal()
PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_YEAR = r"(\d{4}|\d{3}X(?!-)|\d{2}XX(?!-))"
ATOM = re.compile(_YEAR + r"(?:-(?:(\d{2})(?:-(\d{2}|XX))?|XX(?:-XX)?))?([~?%])?", re.ASCII)
SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_DAYS_OF_APPROXIMATION = 3
FIRST, LAST = date.min, date.max
"""What an open side of a set is read as: no first day, no last day."""
_MOST = 500
_QUARTERS = {"33": ("01", "03"), "34": ("04", "06"), "35": ("07", "09"), "36": ("10", "12")}


class EdtfError(ValueError):
    """A date that is not EDTF, or that uses a part of EDTF which the record does without."""


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date as read.

    Attributes
    ----------
    text : str
        The EDTF text.
    earliest, latest : datetime.date
        The first and the last day that it allows, both included.
    approximate : bool
        It has ``~`` or ``%``.
    uncertain : bool
        It has ``?`` or ``%``.
    interval : bool
        It is a duration (``a/b``), not one day within bounds.

    ``earliest`` is :data:`FIRST` where a set has no first day (``[..1962]``), ``latest`` :data:`LAST` where it has no
    last one (``[1956..]``).
    """

    text: str
    earliest: date
    latest: date
    approximate: bool = False
    uncertain: bool = False
    interval: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it lacks a first or a last day."""
        return self.text.startswith("[..") or self.text.endswith("..]")  # the year 1 begins on FIRST and is no set

    @property
    def days(self) -> int:
        """How many days it allows: 1 for a day, 365 or 366 for a year."""
        return (self.latest - self.earliest).days + 1


def to_day(day: date) -> int:
    """Day number of a date: days since 1970-01-01 in the proleptic Gregorian calendar, negative before."""
    return day.toordinal() - _EPOCH


def from_day(day: int) -> date:
    """Date of a day number; the inverse of :func:`to_day`."""
    return date.fromordinal(int(day) + _EPOCH)


def bounds(text: str) -> tuple[date, date]:
    """Earliest and latest day that an EDTF text allows, both included. Raises :class:`EdtfError`."""
    parsed = parse(text)
    return parsed.earliest, parsed.latest


def parse(text: str) -> Edtf:
    """Read one EDTF text.

    Parameters
    ----------
    text : str
        EDTF of level 0 or 1, or a level-2 set in square brackets, which may be open on one side.

    Returns
    -------
    Edtf

    Raises
    ------
    EdtfError
        Saying what is wrong with the text, and where there is a likely slip, what to write instead.
    """
    if not isinstance(text, str):
        raise EdtfError(f'{_shown(text)} is no text: write the date in quotes, such as "1961-11-10" or "1961"')
    return _parse(text)


@cache
def _parse(text: str) -> Edtf:
    if not text:
        raise EdtfError("the date is empty")
    if len(text) > _MOST:
        raise EdtfError(f"{_shown(text)} has {len(text):,} characters; a date has at most {_MOST}")
    _refuse_foreign_parts(text)
    if text.startswith("["):
        return _parse_set(text)
    if "/" in text:
        return _parse_interval(text)
    return _parse_atom(text)


def _refuse_foreign_parts(text: str) -> None:
    """Name the parts of EDTF that the record does without, before they are taken for something else."""
    if text.startswith("{"):
        raise EdtfError(f"{text!r} means all of these days, and an event has one: write [...] for one of them")
    if text.startswith("[") != text.endswith("]"):
        raise EdtfError(f"{text!r} lacks a bracket: a set is written [1961..1962]")
    if text.endswith(("/", "..", "/..")) or text.startswith(("/", "..")):
        message = "a duration has two ends; for one day on one side of a bound write [..1962] or [1956..]"
        raise EdtfError(f"{text!r} has an open end: {message}")
    if re.search(r"[TYSE+]|^-", text):
        raise EdtfError(f"{text!r} is not a date of the record: a year has four digits, and there are no hours")


def _parse_set(text: str) -> Edtf:
    """``[a..b]`` and ``[a,b]``: one day, somewhere in the members; ``[..b]`` and ``[a..]``: on one side of a bound."""
    if text.startswith("[..") or text.endswith("..]"):
        return _parse_open_set(text)
    members = [_plain(end) for part in text[1:-1].split(",") for end in part.strip().split("..")]
    if any(part.count("..") > 1 for part in text.split(",")):
        raise EdtfError(f"{text!r} is not EDTF: a range in a set has two ends")
    for part in text[1:-1].split(","):
        if ".." in part and part.strip().index("..") * 2 + 2 != len(part.strip()):
            raise EdtfError(f"{text!r} mixes two precisions: write both ends of a range as days, months or years")
    starts = [first for first, _ in members]
    if starts != sorted(starts):
        raise EdtfError(f"{text!r} runs backwards")
    return Edtf(text, min(starts), max(last for _, last in members))


def _parse_open_set(text: str) -> Edtf:
    """``[..b]``: a day not after b; ``[a..]``: a day not before a."""
    before, _, after = text[1:-1].partition("..")
    if bool(before) == bool(after) or "," in text or ".." in after:
        raise EdtfError(f"{text!r} is not EDTF: a set that is open on one side has one bound, [..1962] or [1956..]")
    first, last = _plain(before or after)
    return Edtf(text, first, LAST) if before else Edtf(text, FIRST, last)


def _parse_interval(text: str) -> Edtf:
    """``a/b``: a duration from some day in a to some day in b; one of the two may be finer than the other."""
    ends = text.split("/")
    if len(ends) != 2:
        raise EdtfError(f"{text!r} is not EDTF: an interval has two ends")
    first, last = (_parse_atom(end) for end in ends)
    if first.earliest > last.latest:
        raise EdtfError(f"{text!r} runs backwards")
    return Edtf(
        text,
        first.earliest,
        last.latest,
        first.approximate or last.approximate,
        first.uncertain or last.uncertain,
        interval=True,
    )


def _plain(text: str) -> tuple[date, date]:
    """Bounds of a level-0 date: year, month or day."""
    match = PLAIN.fullmatch(text)
    if match is None:
        raise EdtfError(f"{text!r} is not a plain date (1961, 1961-11 or 1961-11-10)")
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        if match[2] is None:
            return date(year, 1, 1), date(year, 12, 31)
        if match[3] is None:
            return date(year, month, 1), _last_of_month(year, month)
        return date(year, month, day), date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        raise EdtfError(f"{text!r} is not in the calendar") from None


def _parse_atom(text: str) -> Edtf:
    """One date, with or without a season, unknown digits and a qualifier."""
    match = ATOM.fullmatch(text)
    if match is None:
        hint = _likely(text) or "as 1961-11-10, 1961-11, 1961, 1961~ or 195X"
        raise EdtfError(f"{text!r} is not EDTF of level 0 or 1: write it {hint}")
    month = match[2]
    if quarter := _QUARTERS.get(month or ""):
        raise EdtfError(f"{text!r} is a quarter of a year: write [{match[1]}-{quarter[0]}..{match[1]}-{quarter[1]}]")
    try:
        earliest, latest = _reach(match)
    except (ValueError, calendar.IllegalMonthError):
        raise EdtfError(f"{text!r} is not in the calendar") from None
    sign = match[4] or ""
    approximate = sign in ("~", "%")
    try:
        if month == "24":  # a winter goes on into the next year
            latest = _last_of_month(latest.year + 1, 2)
        if approximate:
            earliest, latest = _widen(match, earliest, latest)
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        raise EdtfError(f"{text!r} reaches out of the calendar, whose last year is 9999") from None
    return Edtf(text, earliest, latest, approximate, sign in ("?", "%"))


def _reach(match: re.Match[str]) -> tuple[date, date]:
    """First and last day of a date without its sign; a winter's last one is the end of its first year."""
    year, month, day = match[1], match[2], match[3]
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month is None:
        return date(first, 1, 1), date(last, 12, 31)
    if month in SEASONS:
        if day:
            raise ValueError("a season has no days")
        start = 3 * (int(month) - 20)
        return date(first, start, 1), _last_of_month(first, min(start + 2, 12))
    if day in (None, "XX"):
        return date(first, int(month), 1), _last_of_month(first, int(month))
    return date(first, int(month), int(day)), date(first, int(month), int(day))


def _shown(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:39]}…"


def _likely(text: str) -> str:
    """What was meant by a text that is no date of the record, as far as its form tells; else nothing."""
    for form, answer in _SLIPS:
        if match := form.fullmatch(text):
            return answer(match)
    return ""


def _unknown_month(match: re.Match[str]) -> str:
    first, last = {"0": ("01", "09"), "1": ("10", "12")}[match[2]]
    return f"as one of these months: [{match[1]}-{first}..{match[1]}-{last}]"


def _unknown_day(match: re.Match[str]) -> str:
    try:
        end = calendar.monthrange(int(match[1]), int(match[2]))[1]
    except ValueError:  # no such month
        return ""
    first, last = max(1, int(match[3] + "0")), min(end, int(match[3] + "9"))
    return f"as one of these days: [{match[1]}-{match[2]}-{first:02d}..{match[1]}-{match[2]}-{last:02d}]"


def _in_figures(match: re.Match[str]) -> str:
    day, month, year = match.groups()
    if int(month) > 12:  # as in America
        day, month = month, day
    return f"with the year first: {year}-{int(month):02d}-{int(day):02d}"


def _slip(form: str, answer: Callable[[re.Match[str]], str]) -> tuple[re.Pattern[str], Callable[[re.Match[str]], str]]:
    return re.compile(form, re.ASCII | re.IGNORECASE), answer


_SLIPS = [
    _slip(r"\s+.*|.*\s+", lambda m: "without spaces around it"),
    _slip(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", _in_figures),
    _slip(r"(\d{4})(\d\d)(\d\d)", lambda m: f"with hyphens: {m[1]}-{m[2]}-{m[3]}"),
    _slip(r"(\d{4})[./](\d{1,2})[./](\d{1,2})", lambda m: f"with hyphens: {m[1]}-{int(m[2]):02d}-{int(m[3]):02d}"),
    _slip(r"(\d{4})-(\d)", lambda m: f"with two figures of the month: {m[1]}-0{m[2]}"),
    _slip(r"(\d{4})-(\d{1,2})-(\d{1,2})", lambda m: f"with two figures each: {m[1]}-{int(m[2]):02d}-{int(m[3]):02d}"),
    _slip(r"(\d{4})-([01])X", _unknown_month),
    _slip(r"(\d{4})-(\d\d)-([0-3])X", _unknown_day),
    _slip(r"(\d{4})-XX-\d\d", lambda m: f"without the day, whose month is not known: {m[1]}"),
    _slip(r"(\d{3}X|\d\dXX)-.+", lambda m: f"without what follows, where the year is not known: {m[1].upper()}"),
    _slip(r"(\d{3})x|(\d\d)xx", lambda m: f"with a great X: {m[0].upper()}"),
    _slip(r"([~?%])(\d{4}(?:-\d\d){0,2})", lambda m: f"with the sign behind it: {m[2]}{m[1]}"),
    _slip(r"(\d{4})([~?%])((?:-\d\d){1,2})", lambda m: f"with the sign behind it: {m[1]}{m[3]}{m[2]}"),
    _slip(r"(\d{4}(?:-\d\d)?)-([~?%])(\d\d)", lambda m: f"with the sign behind it: {m[1]}-{m[3]}{m[2]}"),
    _slip(r"(\d{4}(?:-\d\d){0,2})(\?~|~\?)", lambda m: f"with % for both signs: {m[1]}%"),
    _slip(r"(?:c|ca|circa|about|um)\.?\s*(\d{4})", lambda m: f"with ~ for about: {m[1]}~"),
    _slip(r"(\d{3})0s", lambda m: f"as a decade: {m[1]}X"),
]
"""Forms that people write for a date, and what each is in EDTF."""


def _widen(match: re.Match[str], earliest: date, latest: date) -> tuple[date, date]:
    """Reach of ``~``: one unit of the date's precision on either side, and three days for a day."""
    year, month, day = match[1], match[2], match[3]
    if day and day != "XX":
        reach = timedelta(days=_DAYS_OF_APPROXIMATION)
        return earliest - reach, latest + reach
    if month in SEASONS:
        months = 3
    elif month:
        months = 1
    else:
        months = 12 * 10 ** year.count("X")
    return _shift(earliest, -months), _last_of_month(*_month_after(latest, months))


def _month_after(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def _shift(first_of_month: date, months: int) -> date:
    return date(*_month_after(first_of_month, months), 1)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
