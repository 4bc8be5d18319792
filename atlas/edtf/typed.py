"""Dates as people type them into lists, to EDTF: ``c. 1920``, ``1950-е``, ``late 1991``, ``7.6.2020``.

What is read is shown, and never more precise than what was typed: a date that may be read in two ways becomes a set of
the two, words that are not understood make a date unread rather than half read. How the vague ones are read:

==============================  ===========================  ====================================
typed                           EDTF                         why
==============================  ===========================  ====================================
``c. 1920``, ``um 1920``        ``1920~``                    about
``1920s``, ``1950-е``           ``192X``, ``195X``           a decade
``1900s``                       ``19XX``                     a decade or a century; says so
``18th c.``, ``XVIII век``      ``17XX``                     a century
``early/mid/late 1991``         ``[1991-01..1991-04]``, …    thirds of a year, decade or century
``first half of the XIX c.``    ``[1800..1849]``             halves, quarters likewise
``before 1950``                 ``[..1949]``                 not in it
``after 1950``                  ``[1951..]``                 not in it
``by 1950``, ``since 1950``     ``[..1950]``, ``[1950..]``   it, or before; it, or after
``1900-1901``                   ``[1900..1901]``             some day within
``07/06/2020``                  ``[2020-06-07,2020-07-06]``  one of the two, unless it is known which comes first
``1804-1808, 1999-2003``        ``[1999..2003]``             the last of several; says so
``43989``                       ``2020-06-07``               a day as a spreadsheet counts it; says so
``1960:1997``, ``1867±2``       ``[1960..1997]``, …          some day within
``1950-00-00``, ``??.05.1945``  ``1950``, ``1945-05``        noughts and marks stand for what is not known
``рубеж XIX-XX вв.``            ``[1866..1932]``             the late one and the early other century
``built 1890 (brick)``          ``1890``                     what stands beside it is said (:mod:`atlas.edtf.beside`)
``0``, ``9999-12-31``           –                            no date; no end to this day
==============================  ===========================  ====================================

Names of months and days of the week in English, German, Russian, Ukrainian, French, Spanish, Polish and Czech are those
of the Unicode CLDR, as :mod:`babel` has them.
"""

# ruff: noqa: E501 - the forms of a word read better in one line
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from atlas.edtf.beside import bare
from atlas.edtf.dates import FIRST, LAST, EdtfError, bounds, parse
from atlas.edtf.wording import words

__all__ = ["LANGUAGES", "Typed", "day_first", "read", "read_column"]

LANGUAGES = ("en", "de", "de_AT", "ru", "uk", "fr", "es", "pl", "cs")
_MOST = 200
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = (10_000, 73_050)
"""Serial numbers read as days: 1927 to 2099. A smaller number may be a year, or a number of something else."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A date as typed and as read.

    Attributes
    ----------
    text : str
        What was typed.
    edtf : str
        The date, empty where none was read.
    kind : {"date", "unknown", "present", "unread"}
        ``unknown`` says that nobody knows (``n.d.``, ``?``, an empty cell), ``present`` that it lasts to this day
        (``today``, ``still standing``), ``unread`` that nothing here reads it.
    notes : tuple of str
        What a reader should know of how it was read, in words.
    ambiguous : bool
        It can be read in more than one way; ``edtf`` allows them all.
    """

    text: str
    edtf: str = ""
    kind: str = "date"
    notes: tuple[str, ...] = ()
    ambiguous: bool = False

    @property
    def words(self) -> str:
        """The date in English words, or why there is none."""
        return words(self.edtf) if self.edtf else {"unknown": "not known", "present": "to this day"}.get(self.kind, "")


class _UnreadError(ValueError):
    pass


def read(value: Any, *, dayfirst: bool | None = None, side: str | None = None) -> Typed:
    """Read one date.

    Parameters
    ----------
    value
        Text, a number as a spreadsheet gives it, a ``date`` or a ``datetime``; None, NaN and NaT are unknown.
    dayfirst : bool, optional
        Whether ``7.6.2020`` is the seventh of June. Unless it is told, such a date is one of the two.
    side : {"begin", "end"}, optional
        What the date should be; then ``demolished 1950`` is no begin, and ``built 1950`` no end.

    Returns
    -------
    Typed
        Nothing is raised: what cannot be read is ``unread``, with the reason in its notes.
    """
    if value is None or value != value:
        return Typed("", kind="unknown")
    if isinstance(value, date):  # a datetime and a Timestamp are dates too
        return _of_day(value)
    text = _tidy(str(value))
    if len(text) > _MOST:
        return Typed(text[:_MOST], kind="unread", notes=(f"more than {_MOST} characters are no date",))
    try:
        found = replace(_read(text, dayfirst, side), text=text)
        if found.edtf:
            parse(found.edtf)  # the first century begins before the calendar does
        return found
    except _UnreadError as error:
        return Typed(text, kind="unread", notes=(str(error),))
    except (EdtfError, ValueError, OverflowError):
        return Typed(text, kind="unread", notes=("it is not in the calendar of the years 1 to 9999",))


def _of_day(value: date) -> Typed:
    day = value.date() if isinstance(value, datetime) else value
    return Typed(str(value), day.isoformat())


def read_column(
    values: Iterable[Any], *, dayfirst: bool | None = None, others: Iterable[Any] = (), side: str | None = None
) -> list[Typed]:
    """Read the dates of one column; where some of them tell whether the day comes first, the others follow.

    So ``25/06/2020`` in a column settles ``07/06/2020``, which then says that it was read by its neighbours. Where none
    of the column tells, those of ``others``, the list's other dates, do. Small numbers beside years before our era are
    years of the first century, and numbers beside thousandths of seconds since 1970 are such, too. Days that are all
    first days of January are years. ``side`` as for :func:`read`.
    """
    values = list(values)
    kind = _kind_of_numbers(values)
    found = [
        _number(value, kind) or one
        for value, one in zip(values, _by_neighbours(values, dayfirst, others, side), strict=True)
    ]
    return _years_alone(found)


_LEAST_YEARS = 3


def _years_alone(found: list[Typed]) -> list[Typed]:
    """Days that are all first days of January are what a program made of years: they are those."""
    days = [one.edtf for one in found if re.fullmatch(r"\d{4}-\d\d-\d\d", one.edtf)]
    if len(set(days)) < _LEAST_YEARS or not all(day.endswith("-01-01") for day in days):
        return found
    note = "every day of the column is a first of January: read as the year"
    return [
        replace(one, edtf=one.edtf[:4], notes=(*one.notes, note))
        if one.edtf.endswith("-01-01") and one.edtf[0] != "["
        else one
        for one in found
    ]


_INTEGER = re.compile(r"\s*[-\u2212]?\d{1,14}(?:\.0+)?\s*")


def _kind_of_numbers(values: list[Any]) -> str:
    """What the plain numbers of a column are: "ms" since 1970, "years" of an era that began within them, or nothing."""
    numbers = [whole for value in values if (whole := _whole(value)) is not None]
    if any(abs(number) >= 10**11 for number in numbers):
        return "ms"
    before = sum(-9999 <= number < 0 for number in numbers)
    return "years" if before and before + sum(0 <= number <= 9999 for number in numbers) == len(numbers) else ""


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value != value:
        return None
    text = str(value)
    return int(float(text.replace("\u2212", "-"))) if _INTEGER.fullmatch(text) else None


def _number(value: Any, kind: str) -> Typed | None:
    """A number whose column tells what it is; None where it says so itself."""
    number = _whole(value) if kind else None
    if number is None or (kind == "years" and not 1 <= number <= 99):
        return None
    if kind == "years":
        return Typed(str(value), f"{number:04d}", notes=("a number: read as a year, as others of the column are",))
    try:
        return _since_1970(str(value), number // 1000, in_ms=True)
    except (OverflowError, ValueError):
        return None


def _by_neighbours(values: list[Any], dayfirst: bool | None, others: Iterable[Any], side: str | None) -> list[Typed]:
    settled, whose = (day_first(values), "column") if dayfirst is None else (dayfirst, "")
    if settled is None:
        settled, whose = day_first(others), "list"
    known: dict[str, Typed] = {}  # the same text is the same date
    if dayfirst is not None or settled is None:
        return [_known(known, value, settled, side) for value in values]
    found = []
    for value in values:
        plain = _known(known, value, None, side)
        if plain.ambiguous and (told := read(value, dayfirst=settled, side=side)).edtf != plain.edtf:
            order = "day" if settled else "month"
            plain = replace(told, notes=(*told.notes, f"the {order} first, as other dates of the {whose} have it"))
        found.append(plain)
    return found


def _known(known: dict[str, Typed], value: Any, dayfirst: bool | None, side: str | None) -> Typed:
    if not isinstance(value, str):
        return read(value, dayfirst=dayfirst, side=side)
    if value not in known:
        known[value] = read(value, dayfirst=dayfirst, side=side)
    return known[value]


def day_first(values: Iterable[Any]) -> bool | None:
    """Whether the day comes first in a column, by those dates that can be read in one way; None where none tells."""
    votes = set()
    for value in values:
        match = _FIGURES.fullmatch(_without_time(_tidy(str(value)))) if isinstance(value, str) else None
        if match and (int(match[1]) > 12) != (int(match[3]) > 12):
            votes.add(int(match[1]) > 12)
    return votes.pop() if len(votes) == 1 else None


# Words. Each list is a regular expression over text in small letters.

_UNKNOWN = re.compile(
    r"[?\s.…_–—-]*|#(?:n/a|div/0!|ref!|value!|name\?|num!|null!)|\(\?\)|unknown|unk\.?|uknown|not known|undated|no date|date unknown|unspecified|n\.? ?d\.?|n/?a|nan|none|null|nat"
    r"|unbekannt|undatiert|o\.? ?[jd]\.?|k\.? ?a\.?|неизв(?:естно|\.)?|дата неизвестна|нет данных|н/?д|б\.? ?[гд]\.?"
    r"|невідомо|б\.? ?[рд]\.?|inconnue?|sans date|s\.? ?[df]\.?|desconocid[oa]|sin fecha|nieznan[ya]|brak danych|b\.? ?[dr]\.?"
    r"|neznám[oéý]|neuvedeno|(?:t|_:)\d{4,}|https?://\S*(?:genid|/\.well-known/)\S*"
)
_PRESENT = re.compile(
    r"present|(?:to|till|until) (?:present|now|today|date|this day)|today|now|current(?:ly)?|ongoing|still (?:standing|there|in use|up)"
    r"|extant|live|standing|existing|heute|bis heute|noch vorhanden|aktuell|(?:по|до) (?:настоящее время|сей день|сих пор|наст\. вр\.|н\. ?в\.)|н\.? ?в\.?"
    r"|сейчас|ныне|донині|дотепер|(?:до|по) сьогодні|aujourd'hui|à ce jour|actuel|actualidad|hasta hoy|presente|obecnie|do dziś"
    r"|dosud|do současnosti|(?:stojí |existuje |trvá )?(?:do)?dnes|stojí|existuje|(?:wciąż |nadal )?(?:istnieje|stoi)|istniejący|zachowany"
    r"|en pie|en su sitio|sigue en pie|se conserva|conservado|toujours (?:visible|debout|en place|existante?|là)|existe toujours|en place|conservée?|subsiste"
    r"|(?:досі |ще |и сейчас |до сих пор )?(?:стоїть|існує|стоит|сохранил(?:ся|ась|ось)|сохранён|существует|действует)|збережен(?:ий|а|о)"
    r"|steht(?: noch| heute)?|noch da|besteht|(?:noch )?erhalten|vorhanden|esistente|tuttora|ad oggi"
)
_ABOUT = re.compile(
    r"(?:c\. ?a|c|ca|circa|cca|approx(?:imately)?|about|around|abt|roughly|possibly around|um|etwa|gegen|ungefähr|ok|ок|около|примерно|прибл(?:изительно)?"
    r"|близько|біля|приблизно|vers|env(?:iron)?|hacia|alrededor de|aprox|około|kolem|asi|přibližně)(?:\.\s*|\s+|(?=\d))|[~≈]\s*"
)
_ABOUT_BEHIND = re.compile(
    r"\s*(?:(?<=\d)-?ish|\(?(?:circa|ca\.?|approx\.?|около|env\.)\)?|~|(?:(?<=\d{4})|(?<=\d{4} ))\(?c\.\)?)"
)
_DOUBT = re.compile(r"\s*\(?\?\)?|\s*\((?:uncertain|probably|fraglich|предп\.)\)")
_LIKELY = re.compile(
    r"(?:\?(?=\d)|(?:prob|poss)\.?(?=\s)|probably|perhaps|possibly|maybe|presumably|wohl|vermutlich|вероятно|возможно|probablement|probablemente|prawdopodobnie"
    r"|pravděpodobně|ймовірно)[,\s]*(?<![^\W\d_])"
)
_OR_SIDE = (
    ("from", r"later|after|thereafter|später|danach|позже|позднее|пізніше|après|plus tard|después|más tarde|później|później|později"),
    ("until", r"earlier|before|früher|davor|раньше|ранее|раніше|avant|plus tôt|antes|wcześniej|dříve"),
)  # fmt: skip
_OR = [(side, re.compile(rf"\s+(?:or|oder|или|або|чи|ou|o|lub|nebo)\s+(?:{forms})$")) for side, forms in _OR_SIDE]
_SIDES = (
    ("until", r"since at least|at least since|in or before|on or before|at the latest|≤"),
    ("from", r"in or after|on or after|at the earliest|≥"),
    ("from", r"since|from|as of|not before|no earlier than|not earlier than|ab|seit|nicht vor|не ранее|не раньше|начиная с|з|с|від|depuis|à partir de|desde|od"),
    ("until", r"by|until|till|to|up to|no later than|not later than|not after|bis|spätestens|не позднее|не позже|к|не пізніше|au plus tard(?: en)?|jusqu'(?:en|à)|hasta|a más tardar en|najpóźniej(?: w)?|nejpozději"),
    ("before", r"before|prior to|pre|bef|earlier than|ante|vor|до|раньше|раніше|avant|antes de|przed|do|před|<"),
    ("after", r"after|post|later than|aft|nach|после|позже|після|пізніше|après|después de|po|>"),
)  # fmt: skip
_SIDE = [(side, re.compile(rf"(?:{forms})(?:\s+|\.\s*|-(?=\d)|(?<=[<>≤≥]))\s*")) for side, forms in _SIDES]
_PARTS = (
    ("early", r"early|[ap]\.(?=\s*(?:\d{1,2}\.\s*j|[ivx]+\s*w))|beginning of|start of|anfang|frühes|нач(?:ал[оае]|\.)|поч(?:аток|атку|\.)|début|principios|comienzos|począt(?:ek|ku|kiem)|pocz\.|začát(?:ek|ku|kem)|počát(?:ek|ku|kem)|zač\.|poč\."),
    ("mid", r"mid|mid-|m\.(?=\s*\d{1,2}\.\s*j)|middle of|mitte|середин[аеыі]|сер\.|milieu|mi-|mediados|połow(?:a|ie|y)|środek|polovin(?:a|ě|y)|pol\."),
    ("late", r"late|[ek]\.(?=\s*(?:\d{1,2}\.\s*j|[ivx]+\s*w))|end of|ende|spätes|кон(?:ец|це|ца|\.)|кін(?:ець|ця|\.)|fin|finales|fines|koniec|końc(?:a|u|em)|konec|konc(?:e|i|em)|kon\."),
)  # fmt: skip
_LINKS = r"(?:(?:of|the|des|dem|der|den|del|de|du|las?|los|les|el)\s+|d')*"
"""What stands between a part and its whole: "of the", "del"."""
_PART = [
    (
        part,
        re.compile(rf"(?:(?:the|à la|a|в|у|к|w|v|na|pod|im|am|au|en)\s+)?(?:{forms})(?![^\W\d_])[\s-]*{_LINKS}"),
    )
    for part, forms in _PARTS
]
_ORDINALS = {
    1: r"first|1st|1\.?|1-я|1-й|1-ша|i|erstes?|erste|перв\w+|перша|першій|première|1re|1er|primera?|primer|pierwsz\w+|první",
    2: r"second|2nd|2\.?|2-я|2-й|2-га|ii|zweites?|zweite|втор\w+|друг\w+|deuxième|seconde|2e|segunda?|segundo|drug\w+|druhá",
    3: r"third|3rd|3\.?|3-я|3-й|3-тя|iii|drittes?|треть\w+|третя|третій|troisième|3e|tercer|trzeci\w+|třetí",
    4: r"fourth|last|4th|4\.?|4-я|4-й|4-та|iv|viertes|letztes|четв[её]рт\w+|последн\w+|остання?|quatrième|4e|dernier|último|cuarto|czwart\w+|ostatni\w+|čtvrtá|poslední",
}
_HALF = r"half|hälfte|hä?\.|половин\w+|пол\.|moitié|mitad|połow\w+|poł\.|polovin\w+|pol\."
_QUARTER = r"quarter|viertel|v\.|четвер\w+|четв\.|чв\.|чверт\w*|quart|cuarto|ćwier\w+|ćw\.|čtvrtin\w+|čtvrt\.?"
_THIRD = r"third|drittel|d\.|трет\w+|tiers|tercio|tercj\w+|třetin\w+"
_SHARE = re.compile(
    rf"(?:the\s+)?(?P<number>{'|'.join(f'(?P<n{n}>{forms})' for n, forms in _ORDINALS.items())})\s+"
    rf"(?:(?P<half>{_HALF})|(?P<quarter>{_QUARTER})|(?P<third>{_THIRD}))\s*{_LINKS}"
)
_CENTURY_WORD = (
    r"(?:centur(?:y|ies)|cent\.?|c\.?|jh\.?|jhdt?\.?|jahrhunderts?|век(?:а|ов)?|вв?\.?|столетия?|столітт[яі]|ст\.?|siècles?|siglos?|s\.?"
    r"|wieku?|w\.|století|stol\.)"
)
_NUMERAL = r"(?:[ivx]{1,5}|\d{1,2})"
_CENTURY = re.compile(
    rf"(?:the\s+)?(?P<a>{_NUMERAL})(?:(?:st|nd|rd|th)\.?|e|ème|\.|-?го|-?й)?\s*"
    rf"(?:[-–/]\s*(?P<b>{_NUMERAL})(?:st|nd|rd|th|e|ème|\.)?\s*)?{_CENTURY_WORD}"
    rf"|(?:siglos?|s\.|c)\s*(?P<c>{_NUMERAL})(?:th)?(?:\s*[-–/]\s*c?(?P<d>{_NUMERAL})(?:th)?)?|(?P<e>[ivx]{{2,5}})"
)
_DECADE = re.compile(
    r"(?:the\s+|d(?:ie|er|en)\s+|in den\s+|(?:les\s+)?années\s+|(?:los\s+)?años\s+|lata\s+|léta\s+)?(\d{3})0"
    r"(?:['’]?-?s|\s?[-–]?(?:е|х|ті|тих|ых)(?:\s*(?:гг?\.?|годы|годов|годах|рр?\.?|роки|років))?|-?er(?:\s*jahren?)?|\.\s*l[eé]ta|\.\s*lat\w*)"
)
_ROUND = re.compile(
    r"(?:les\s+)?années\s+(\d{3})0|(?:los\s+)?años\s+(\d{3})0|lata\s+(\d{3})0\.?|léta\s+(\d{3})0"
    r"|(?:la\s+)?década\s+de\s+(?:los\s+)?(?:años\s+)?(\d{3})0"
)
_OF_CENTURY = re.compile(
    r"(?:(?:the|die|den|les|los|années|años|lata|lat|l\.|latach|léta|let)\s+)*(\d)0(?:['’]?s|-?(?:е|х|ті|тих|ых)|er|\.)?\s*"
    rf"(?:(?:гг?\.?|годы|годов|годах|рр?\.?|роки|років|jahren?|l[eé]ta|let|lat|latach)\s+)?{_LINKS}(\S.*)"
)
"""A decade of a century: ``20-е годы XX века``, ``lata 20. XX w.``"""
_BARE_DECADE = re.compile(
    r"(?:the\s+|die\s+|les\s+|los\s+)?(?:années|años|lata|lat|léta|anni)\s+'?\d0\.?|(?:the\s+)?['’]?\d0(?:s|['’]s|er(?: jahre)?|-?[ех](?: гг?\.?| годы| роки)?|\. l[eé]ta| l[eé]ta)"
)
_JULIAN = re.compile(
    r"j(?:ulian)?:\s*(.+)|(.+?)\s*[(\[]?(?:o\. ?s\.|old style|ст\. ?ст\.|по старому стилю|за старим стилем|a\. ?st\.)[)\]]?"
)
_DIGITS = re.compile(r"(\d{3})[x?_*-]|(\d\d)(?:[x?_*-]{2})")
_FIGURES = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4})")
_ISO = re.compile(r"(\d{4})\s*([-./])\s*(\d{1,2})(?:\s*\2\s*(\d{1,2}))?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})")
_TIME = re.compile(
    r"(?:[t\s,]|\s+at\s+)\s*\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?)?"
)
_ERA_FIRST = re.compile(r"^(?:a\. ?d\.|ad|anno(?: domini)?|n\. ?chr\.|ap\. ?j\.-?c\.)\s*(?=\d|c)")
_ERA = re.compile(r"\s*(?:a\.?d\.?|c\.?e\.?|н\.? ?[эе]\.?|n\.? ?chr\.?|n\. ?l\.|n\. ?e\.|ap\. ?j\.-?c\.)")
_NOUGHTS = re.compile(r"0+(?:\.0+)?|0+([-./])0+\1(?:0+)|0?0[./-]0?1[./-]1900")
_ENDLESS = re.compile(r"(?:\d\d?([./-])\d\d?\1)?9999(?:-\d\d-\d\d)?(?:[ t]\d\d:\d\d.*)?|9999(?:\.0+|[:/–-]9999)")
_SHORT_YEAR = re.compile(r"(?:\d{1,2}[-\s/.])?[^\W\d_]{3,10}[-/.'’][\s'’]*\d\d")
_SLAVIC_YEAR = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}\s*(?:г(?:\.|ода?)?|р(?:\.|оку)?|r(?:\.|oku)?)$")
"""Where a date ends in the word for a year of Russian, Ukrainian, Polish or Czech, the day comes first."""
_BLANK = r"(?:00|\?{1,2}|xx?|--?|__)"
_MASKED = re.compile(
    rf"(?P<y>\d{{4}})-(?:(?P<m>0[1-9]|1[0-2])|{_BLANK})-{_BLANK}|{_BLANK}[./-](?:(?P<n>0?[1-9]|1[0-2])|{_BLANK})[./-](?P<z>\d{{4}})"
)
"""A date whose day, or month and day, are noughts or marks."""
_REACH = re.compile(r"(\d{4})\s*(?:±|\+\s?/?\s?-)\s*(\d{1,3})(?:\s*(?:years?|yrs?|jahre?|лет|ans|años|lat|let))?")
_TURN = re.compile(
    r"(?:(?:на|на самом|na|at the|um die|vers la|a)\s+)?(?:рубеж\w*|меж[аі]|przełom\w*|přelom\w*|turn of(?: the)?|wende(?: vom| des)?|(?:à la )?limite)"
    r"\s+(?P<a>[ivx]+|\d{1,2})(?P<e>e|\.|-го|st|nd|rd|th)?(?:\s*(?:[-–/]|и|і|та|and|und|et|y|i|a|zum|au)\s*|\s*siècle\s+(?:et\s+)?)(?P<b>(?:[ivx]|\d).*)"
)
_DECADES = re.compile(
    r"(?:the\s+)?(\d{3})0['’]?(?:s|-?е|er)?\s*[-–/]\s*(?:\d\d)?(\d)0\s*-?\s*(?:['’]?s|-?(?:е|х|ті|тих)(?:\s*(?:гг?\.?|годы|годов|рр?\.?|роки|років))?|er(?:\s*jahren?)?)"
)
_BEFORE_ERA = re.compile(
    r"\b(?:b\.?c\.?(?:e\.?)?|v\. ?chr|до н\.? ?[эе]|av\. ?j|a\. ?c\.|p\. ?n\. ?e|př\. ?n)|^-(?:0\d{3}|\d{1,3})(?:$|-)|^-\d{4}-\d\d"
)
_YEAR_WORD = re.compile(
    r"(?:(?:in|the|en|im|das|в|у|w|v|el)\s+)?(?:(?:the\s+)?(?:year|jahre?|année|l'an|an|año|годy?|рік|roce|rok(?:u|em|ie)?|r\.)\s+)?"
    r"(.*?\d)\s*(?:г(?:г|од[ауы]?|одов)?\.?|р(?:р|оку|ік)?\.?|r\.|rok[u]?)?"
)
_FILLERS = frozenset(
    [
        "of",
        "the",
        "de",
        "del",
        "den",
        "der",
        "le",
        "la",
        "el",
        "im",
        "na",
        "en",
        "au",
        "in",
        "во",
        "ve",
        "dne",
        "dnia",
        "day",
        "on",
        "am",
        "в",
        "у",
        "на",
        "w",
        "v",
        "i",
        "il",
        "г",
        "года",
        "год",
        "р",
        "року",
        "r",
        "roku",
        "rok",
    ]
)
_SEASONS = {
    "21": "spring frühling frühjahr весна весной весны навесні весни printemps primavera wiosna wiosną wiosny jaro jara jaře",
    "22": "summer sommer лето летом лета літо влітку літа été verano lato latem léto léta létě",
    "23": "autumn fall herbst осень осенью осени осінь восени осені automne otoño jesień jesienią jesieni podzim podzimu",
    "24": "winter зима зимой зимы взимку зими hiver invierno zima zimą zimy zimě zimie",
}
_BETWEEN = re.compile(
    r"(?:between|btwn?\.?|zw\.|zwischen|между|між|entre|między|mezi|from|von|vom|с|з|від|de|du|od|of)\s+(.+?)\s+"
    r"(?:and|&|und|и|і|та|et|y|a|to|bis|по|до|à|al|do)\s+(.+)|(.+?)\s+(?:to|through|thru|bis|по|до|à|al?|do|or|oder|или|або|ou|o|nebo|lub)\s+(.+)"
    r"|(.+?)\s*(?:[-–]|\.\.)\s*(.+)|(.+?)\s*/\s*(.+)"
)
_SPACED = re.compile(r"(.+?)\s+[-–]\s+(.+)")
_DAYS_DOTTED = re.compile(r"\d{1,2}\.(?:\d{1,2}\.)?\s*[-–]\s*\d{1,2}\.\d{1,2}\.\d{4}")
"""``10.-12.11.1961``: days, whichever comes first elsewhere."""
_ROMAN = {"i": 1, "v": 5, "x": 10}
_ROMAN_MONTHS = dict(
    zip(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], range(1, 13), strict=True)
)


def _tidy(text: str) -> str:
    text = re.sub("(?<=\\d)[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+", "", text)  # of a footnote: no figures of the year
    text = re.sub(r"(?<=[\w.)])\s?\[(?:\d{1,3}|[a-z]|note \d+|citation needed)\]", "", text)
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    text = re.sub(r"^[\"'«“„](.*)[\"'»”“]$|^[(\[](\d{3,4})[)\]]$", r"\1\2", text)
    return re.sub(r"[\u2012\u2013\u2014\u2015]", "–", re.sub(r"[^\S\n]+", " ", text)).strip()


_CYRILLIC_NUMERAL = re.compile(r"(?<![\w-])[ivxіх]+(?![^\W\d_])")
_AS_LATIN = str.maketrans("іх", "ix")


def _roman_letters(text: str) -> str:
    """Numerals of centuries in Latin letters, where they were typed with those of the Cyrillic alphabet that look alike."""
    return _CYRILLIC_NUMERAL.sub(
        lambda match: (
            match[0].translate(_AS_LATIN)
            if len(match[0]) > 1 or re.match(r"\s*(?:ст|в\b|вв|век|пол|чв|чет|[–-])", text[match.end() :])
            else match[0]
        ),
        text,
    )


def _without_time(text: str) -> str:
    match = re.search(_TIME.pattern + r"$", text, re.IGNORECASE)
    return text[: match.start()].strip() if match else text


_IN_MONTH = {
    "ru": "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
    "uk": "січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні",
    "pl": "styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu",
    "cs": "lednu únoru březnu dubnu květnu červnu červenci srpnu září říjnu listopadu prosinci",
}
"""Names of months as they stand behind "in", which the CLDR does not have."""
_TENS = {
    2: r"dwudziest\w+ dvacát\w+ двадцат\w+",
    3: r"trzydziest\w+ třicát\w+ тридцат\w+",
    4: r"czterdziest\w+ čtyřicát\w+ сороков\w+",
    5: r"pięćdziesiąt\w+ padesát\w+ пятидесят\w+",
    6: r"sześćdziesiąt\w+ šedesát\w+ шестидесят\w+",
    7: r"siedemdziesiąt\w+ sedmdesát\w+ семидесят\w+",
    8: r"osiemdziesiąt\w+ osmdesát\w+ восьмидесят\w+",
    9: r"dziewięćdziesiąt\w+ devadesát\w+ девяност\w+",
}
_TEENS = "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"


@cache
def _month_names() -> dict[str, int]:
    """Names of months in small letters; an abbreviation that two languages use for two months is left out."""
    from babel import Locale

    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    found.setdefault(name.casefold().rstrip("."), set()).add(number)
    for names in _IN_MONTH.values():
        for number, name in enumerate(names.split(), start=1):
            found.setdefault(name, set()).add(number)
    found |= {"sept": {9}, "мая": {5}, "нояб": {11}, "сент": {9}, "февр": {2}}
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1 and not name.isdigit()}


@cache
def _weekdays() -> frozenset[str]:
    from babel import Locale

    names = set()
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names |= {name.casefold().rstrip(".") for name in Locale.parse(language).days[context][width].values()}
    return frozenset(names - set(_month_names()))


def _read(text: str, dayfirst: bool | None, side: str | None = None) -> Typed:
    small = _roman_letters(text.casefold().strip())
    if none := _no_date(small):
        return none
    if _BARE_DECADE.fullmatch(small):
        raise _UnreadError("the decade has no century: write 1950s")
    if (old := _JULIAN.fullmatch(small)) and (julian := read(old[1] or old[2], dayfirst=dayfirst)).kind == "date":
        return _of_julian(text, julian)
    if _BEFORE_ERA.search(small):
        raise _UnreadError("years before our era are not kept")
    calendar = False
    for way in (_serial, _plain_edtf, _one):
        try:
            if found := way(text if way is _plain_edtf else small, dayfirst):
                return found
        except _UnreadError:
            raise
        except (EdtfError, ValueError) as error:
            calendar = calendar or "out of range" in str(error) or "month must be" in str(error)
    if calendar:
        raise _UnreadError("there is no such day in the calendar")
    if found := _lasting(small, dayfirst) or _beside(small, dayfirst, side) or _several(small, dayfirst):
        return found
    if _SHORT_YEAR.fullmatch(small) and any(token in _month_names() for token in re.findall(r"[^\W\d_]+", small)):
        raise _UnreadError("the year has two figures: write four")
    raise _UnreadError(
        "it is not a date in a form known here; write it as EDTF: 1961-11-10, 1961, 1961~, 195X, [..1962]"
    )


def _no_date(small: str) -> Typed | None:
    """What says that there is no date, or no end."""
    if _UNKNOWN.fullmatch(small):
        return Typed(small, kind="unknown")
    if _NOUGHTS.fullmatch(small):
        return Typed(small, kind="unknown", notes=("noughts stand for no date",))
    if _PRESENT.fullmatch(small):
        return Typed(small, kind="present")
    if _ENDLESS.fullmatch(small):
        return Typed(small, kind="present", notes=("the year 9999 stands for no end",))
    return None


def _beside(small: str, dayfirst: bool | None, side: str | None) -> Typed | None:
    """A date without what stands beside it."""
    plain, told = bare(small, side)
    found = read(plain, dayfirst=dayfirst) if plain != small else None
    return replace(found, notes=(*found.notes, *told)) if found is not None and found.kind == "date" else None


def _of_julian(text: str, found: Typed) -> Typed:
    """A day of the Julian calendar in the calendar of today; of what is less than a day nothing changes but its doubt."""
    first, last = bounds(found.edtf)
    if first != last:
        return replace(found, text=text, notes=(*found.notes, "of the Julian calendar; kept as it stands"))
    behind = (
        first.year // 100
        - first.year // 400
        - 2
        - (first.month < 3 and first.year % 100 == 0 and first.year % 400 != 0)
    )
    day = first + timedelta(days=behind)
    return Typed(
        text, day.isoformat(), notes=(*found.notes, f"of the Julian calendar: {words(day.isoformat())} in ours")
    )


def _plain_edtf(text: str, dayfirst: bool | None) -> Typed | None:
    """What is EDTF already; a duration is some day within it, since an event is an instant."""
    if (years := re.fullmatch(r"\d\d(\d\d)-(\d\d)", text)) and (
        int(years[2]) > 12 or int(years[2]) == int(years[1]) + 1
    ):
        return None  # "1911-23" is a season only to EDTF, and "1911-12" may be two years
    try:
        parsed = parse(text)
    except EdtfError:
        return None
    if not parsed.interval:
        return Typed(text, text)
    first, last = text.split("/")
    return Typed(text, _range(first, last))


def _serial(text: str, dayfirst: bool | None) -> Typed | None:
    """Numbers: a year as a spreadsheet's number, a day as it counts them, eight figures, seconds since 1970."""
    if match := re.fullmatch(r"(\d{3,4})\.0+", text):
        return Typed(text, f"{int(match[1]):04d}")
    if re.fullmatch(r"[12]\d{7}(?:\.0+)?", text):
        return Typed(text, _day(text[:4], text[4:6], text[6:8]))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        number = int(text.partition(".")[0])
        if not _EXCEL_DAYS[0] <= number <= _EXCEL_DAYS[1]:
            raise _UnreadError("a number of five figures is no year")
        day = _EXCEL_EPOCH + timedelta(days=number)
        return Typed(text, day.isoformat(), notes=("a number: read as a spreadsheet counts days, from 1900",))
    if match := re.fullmatch(r"q([1-4])[ /-]?(\d{4})|(\d{4})[ -]?q([1-4])", text):
        return Typed(text, _share(match[2] or match[3], int(match[1] or match[4]) - 1, 4))
    if re.fullmatch(r"\d{10}|-\d{9,10}|-?\d{11,13}", text):
        in_ms = len(text.lstrip("-")) > 10 or int(text) > _MOST_SECONDS
        return _since_1970(text, int(text) // 1000 if in_ms else int(text), in_ms=in_ms)
    return None


_MOST_SECONDS = 4_102_444_800
"""Seconds from 1970 to 2100: more are thousandths."""


def _since_1970(text: str, seconds: int, *, in_ms: bool) -> Typed:
    day = date(1970, 1, 1) + timedelta(seconds=seconds)
    what = "thousandths of seconds" if in_ms else "seconds"
    return Typed(text, day.isoformat(), notes=(f"a number: read as {what} since 1970",))


def _lasting(text: str, dayfirst: bool | None) -> Typed | None:
    """A date and what says that it goes on: ``1950-``, ``1950 - present``."""
    match = re.fullmatch(r"(.+?)\s*(?:[-–+]|\bto\b)\s*(.*)", text)
    if match is None or not (match[2] == "" or _PRESENT.fullmatch(match[2])):
        return None
    found = read(match[1], dayfirst=dayfirst)
    return replace(found, notes=(*found.notes, "and to this day")) if found.kind == "date" else None


def _several(text: str, dayfirst: bool | None) -> Typed | None:
    """Dates one after another in a cell: the last counts, and all are named."""
    parts = [part.strip() for part in re.split(r"[;,\n|&]|\s+(?:and|und|и|і|та|et|y)\s+", text) if part.strip()]
    if len(parts) < 2:
        return None
    found = [read(part, dayfirst=dayfirst) for part in parts]
    if any(one.kind != "date" for one in found):
        return None
    told = ", ".join(one.edtf for one in found)
    last = found[-1]
    return replace(last, notes=(*last.notes, f"{len(found)} dates in one cell ({told}): the last counts"))


def _one(text: str, dayfirst: bool | None) -> Typed | None:
    """One date with what stands before and behind it."""
    dayfirst = True if dayfirst is None and _SLAVIC_YEAR.search(text) else dayfirst
    text = _spelt(_without_time(text))
    plain = re.sub(_ERA.pattern + r"$", "", _ERA_FIRST.sub("", text))
    if plain != text and re.fullmatch(r"\d{1,4}", plain) and int(plain):
        return Typed(text, f"{int(plain):04d}")
    text = plain
    for side, form in _OR:
        if (match := form.search(text)) and match.start():
            inner = _must(text[: match.start()], dayfirst)
            return replace(inner, edtf=_sided(side, inner.edtf))
    if simple := _simple(text, dayfirst):
        return simple
    if match := _LIKELY.match(text):
        inner = _must(text[match.end() :], dayfirst)
        return replace(inner, edtf=_signed(inner.edtf, "?"))
    for side, form in _SIDE:
        if (match := form.match(text)) and not _is_range(text, dayfirst):
            inner = _must(text[match.end() :], dayfirst)
            return replace(inner, edtf=_sided(side, inner.edtf))
    if (match := re.search(rf"(?:{_DOUBT.pattern})$", text)) and match.start() and not _DIGITS.fullmatch(text):
        inner = _must(text[: match.start()], dayfirst)
        return replace(inner, edtf=_signed(inner.edtf, "?"))
    about, behind = _ABOUT.match(text), re.search(rf"(?:{_ABOUT_BEHIND.pattern})$", text)
    if about or (behind and behind.start()):
        inner = _must(text[about.end() :] if about else text[: behind.start()], dayfirst)  # type: ignore[union-attr]
        return replace(inner, edtf=_signed(inner.edtf, "~"))
    return _shared(text, dayfirst) or _ranged(text, dayfirst)


def _spelt(text: str) -> str:
    """Text with figures for decades and centuries in words, without words about years that say nothing more."""
    for ten, forms in _TENS.items():
        text = re.sub(rf"\b(?:{'|'.join(forms.split())})", f"{ten}0.", text)
    for number, form in enumerate(_TEENS.split(), start=16):
        text = re.sub(rf"\b{form}\b", f"{number}th", text)
    text = re.sub(r"(?<=\d{4})\s*(?:гг?\.?|года?|году|рр?\.|року|r\.?|roku)$", "", text)
    text = re.sub(
        r"^((?:between|zwischen|między|mezi|между|між)\s+)(?:the years|den jahren|latami|lety|годами|роками)\s+",
        r"\1",
        text,
    )
    years = r"(?:w latach|v letech|in den jahren|in the years|in|en los años|в годах|у роках)"
    return re.sub(rf"^{years}\s+(?=\d{{4}}\s*(?:[-–/]|and|und|a|i|y)\s*\d)", "", text)


def _must(text: str, dayfirst: bool | None) -> Typed:
    found = _one(text.strip(), dayfirst) if text.strip() else None
    if found is None or not found.edtf:
        raise ValueError(text)
    return found


def _simple(text: str, dayfirst: bool | None) -> Typed | None:
    for way in (_decade, _of_century, _century, _unsure, _figures, _year, _named):
        if found := way(text, dayfirst):
            return found
    return None


def _decade(text: str, dayfirst: bool | None) -> Typed | None:
    match = _DECADE.fullmatch(text) or _ROUND.fullmatch(text)
    if match:
        digits = next(group for group in match.groups() if group)
        if digits.endswith("0"):
            note = f"a decade or a century: read as some year of {digits[:2]}00 to {digits[:2]}99"
            return Typed(text, f"{digits[:2]}XX", notes=(note,), ambiguous=True)
        return Typed(text, f"{digits}X")
    if match := _DIGITS.fullmatch(text):
        return Typed(text, f"{match[1]}X" if match[1] else f"{match[2]}XX")
    return None


def _of_century(text: str, dayfirst: bool | None) -> Typed | None:
    """A decade by its tens and its century."""
    match = _OF_CENTURY.fullmatch(text)
    century = _century(match[2], dayfirst) if match else None
    if match is None or century is None or not re.fullmatch(r"\d\dXX", century.edtf):
        return None
    return Typed(text, f"{century.edtf[:2]}{match[1]}X", notes=century.notes)


def _century(text: str, dayfirst: bool | None) -> Typed | None:
    match = _CENTURY.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    numbers = [_numeral(part) for part in match.groups() if part]
    if not all(1 <= number <= 21 for number in numbers):
        return None
    notes = ("a Roman numeral alone: read as a century",) if match["e"] else ()
    atoms = [f"{number - 1:02d}XX" if number > 1 else "[0001..0099]" for number in numbers]  # there is no year 0
    return Typed(text, atoms[0] if len(atoms) == 1 else _range(*atoms), notes=notes)


def _numeral(text: str) -> int:
    if text.isdigit():
        return int(text)
    values = [_ROMAN[letter] for letter in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _figures(text: str, dayfirst: bool | None) -> Typed | None:
    if match := _FIGURES.fullmatch(text):
        return _day_and_month(text, int(match[1]), int(match[3]), match[4], dayfirst)
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d\d)", text):
        raise _UnreadError("the year has two figures: write four")
    if match := _ISO.fullmatch(text):
        year, mark, month, day = match[1], match[2], match[3], match[4]
        if day:
            return Typed(text, _day(year, month, day))
        if 1 <= int(month) <= 12 and len(month) == 2:
            notes = ()
            if (mark == "-" and int(month) == int(year[2:]) + 1) or (mark == "/" and int(month) > int(year[2:])):
                note = f"a month, or the years {year} to {year[:2]}{month}: either is allowed"
                return Typed(text, _range(year, year[:2] + month), notes=(note,), ambiguous=True)
            return Typed(text, f"{year}-{month}", notes=notes)
    if match := _MONTH_YEAR.fullmatch(text):
        return Typed(text, _month(match[2], int(match[1])))
    if (match := re.fullmatch(r"(\d{1,2})[.\s/-]+([ivx]{1,4})[.\s/-]+(\d{4})", text)) and match[2] in _ROMAN_MONTHS:
        return Typed(text, _day(match[3], _ROMAN_MONTHS[match[2]], match[1]))
    if (match := re.fullmatch(r"([ivx]{1,4})(?:\s+|[./-])(\d{4})", text)) and match[1] in _ROMAN_MONTHS:
        return Typed(text, _month(match[2], _ROMAN_MONTHS[match[1]]))
    return None


def _unsure(text: str, dayfirst: bool | None) -> Typed | None:
    """What says itself how much is not known: noughts for a day, years more or less, decades, the turn of a century."""
    if match := _MASKED.fullmatch(text):
        year, month = match["y"] or match["z"], match["m"] or match["n"]
        return Typed(text, _month(year, int(month)) if month else f"{int(year):04d}")
    if match := _REACH.fullmatch(text):
        year, reach = int(match[1]), int(match[2])
        return Typed(text, _range(f"{year - reach:04d}", f"{year + reach:04d}"))
    if match := re.fullmatch(r"(\d{4}):(\d{4})", text):
        return Typed(text, _range(match[1], match[2]))
    if (match := _DECADES.fullmatch(text)) and match[1][2] < match[2]:
        return Typed(text, _range(f"{match[1]}0", f"{match[1][:2]}{match[2]}9"))
    if match := _TURN.fullmatch(text):
        last = _century(match["b"], dayfirst)
        first = _century(f"{match['a']}{match['e'] or ''} c." if match["a"].isdigit() else match["a"], dayfirst)
        if first and last and re.fullmatch(r"\d\dXX", first.edtf) and re.fullmatch(r"\d\dXX", last.edtf):
            return Typed(text, _range(_share(first.edtf, 2, 3), _share(last.edtf, 0, 3)))
    return None


def _day_and_month(text: str, first: int, second: int, year: str, dayfirst: bool | None) -> Typed:
    if first > 12 or second > 12 or first == second:
        day, month = (second, first) if second > 12 else (first, second)
        return Typed(text, _day(year, month, day))
    if dayfirst is not None:
        day, month = (first, second) if dayfirst else (second, first)
        return Typed(text, _day(year, month, day))
    either = sorted((_day(year, second, first), _day(year, first, second)))
    note = f"{words(either[0])} or {words(either[1])}: say whether the day comes first"
    return Typed(text, f"[{either[0]},{either[1]}]", notes=(note,), ambiguous=True)


def _year(text: str, dayfirst: bool | None) -> Typed | None:
    match = _YEAR_WORD.fullmatch(text)
    inner = match[1] if match else text
    return Typed(text, f"{int(inner):04d}") if re.fullmatch(r"\d{3,4}", inner) and int(inner) else None


def _named(text: str, dayfirst: bool | None) -> Typed | None:
    """A date with the name of its month or season, its parts in any order."""
    if re.search(r"[()\[\]{}#*]", text):
        return None
    tokens = re.findall(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    months, seasons, numbers = [], [], []
    for place, token in enumerate(tokens):
        if token.isdigit():
            numbers.append(token)
        elif token in _month_names():
            months.append(_month_names()[token])
        elif season := next((code for code, forms in _SEASONS.items() if token in forms.split()), None):
            seasons.append(season)
        elif place and tokens[place - 1].isdigit() and token in ("st", "nd", "rd", "th", "er", "re", "го", "е"):
            continue
        elif token not in _FILLERS and token not in _weekdays():
            return None
    if re.search(r"\d\s*[-–/]\s*\d", text) or len(months) + len(seasons) != 1:
        return None
    years = [number for number in numbers if len(number) >= 3]
    days = [number for number in numbers if len(number) < 3]
    if len(years) != 1 or len(years[0]) > 4 or len(days) > 1:
        return None
    year = years[0].zfill(4)
    if seasons:
        return Typed(text, f"{year}-{seasons[0]}") if not days else None
    return Typed(text, _day(year, months[0], days[0]) if days else _month(year, months[0]))


def _day(year: str, month: int | str, day: int | str) -> str:
    return date(int(year), int(month), int(day)).isoformat()


def _month(year: str, month: int) -> str:
    return date(int(year), month, 1).isoformat()[:7]


def _shared(text: str, dayfirst: bool | None) -> Typed | None:
    """Early, mid and late: thirds; halves and quarters, of what has years or months to be shared."""
    for number, (_, form) in enumerate(_PART):
        if match := form.match(text):
            rest = re.sub(r"^(?:to|bis|до|à|[-–/])\s*", "", text[match.end() :])
            last, behind = next(
                ((n, m) for n, (_, other) in enumerate(_PART) if (m := other.match(rest))), (number, None)
            )
            inner = _inner(rest[behind.end() :] if behind else text[match.end() :], dayfirst)
            if inner and number < last:  # mid to late
                return replace(inner, edtf=_range(_share(inner.edtf, number, 3), _share(inner.edtf, last, 3)))
            if inner and not behind:
                return replace(inner, edtf=_share(inner.edtf, number, 3))
    if (fraction := re.match(r"([1-4])/([2-4])\s+(?=[ivx\d])", text)) and fraction[1] <= fraction[2]:
        inner = _inner(text[fraction.end() :], dayfirst)
        return inner and replace(inner, edtf=_share(inner.edtf, int(fraction[1]) - 1, int(fraction[2])))
    match = _SHARE.match(text)
    inner = _inner(text[match.end() :], dayfirst) if match else None
    if match is None or inner is None:
        return None
    place = next(n for n in _ORDINALS if match[f"n{n}"]) - 1
    parts = 2 if match["half"] else 3 if match["third"] else 4
    if place >= parts:
        place = parts - 1
    return replace(inner, edtf=_share(inner.edtf, place, parts))


def _inner(text: str, dayfirst: bool | None) -> Typed | None:
    return _simple(text.strip(), dayfirst) if text.strip() else None


def _share(edtf: str, place: int, parts: int) -> str:
    """One of so many parts of a span, in whole years, months or days."""
    first, last = bounds(edtf)
    years = last.year - first.year + 1
    if years > 1:
        size, rest = divmod(years, parts)
        starts = [first.year + n * size + max(0, n - (parts - rest)) for n in range(parts + 1)]
        return _range(f"{starts[place]:04d}", f"{starts[place + 1] - 1:04d}")
    if first.month != last.month:
        months = last.month - first.month + 1
        size = max(1, months // parts)
        start = first.month + place * size
        end = last.month if place == parts - 1 else start + size - 1
        return _range(f"{first.year:04d}-{start:02d}", f"{first.year:04d}-{end:02d}")
    size = (last - first).days // parts
    if size < 2:
        raise ValueError(edtf)
    start_day = first + timedelta(days=place * size + min(place, 1))
    end_day = last if place == parts - 1 else first + timedelta(days=(place + 1) * size)
    return _range(start_day.isoformat(), end_day.isoformat())


def _is_range(text: str, dayfirst: bool | None) -> bool:
    try:
        return _ranged(text, dayfirst) is not None
    except ValueError:
        return False


def _ranged(text: str, dayfirst: bool | None) -> Typed | None:
    """From one date to another: some day within. The first may leave out what the second says."""
    match = _SPACED.fullmatch(text)
    found = _range_of(text, match[1], match[2], dayfirst) if match else None
    if found is None and (match := _BETWEEN.fullmatch(text)):
        first, last = (part for part in match.groups() if part is not None)
        found = _range_of(text, first, last, dayfirst)
    return found


def _range_of(text: str, first: str, last: str, dayfirst: bool | None) -> Typed | None:
    dayfirst = True if _DAYS_DOTTED.fullmatch(text) else dayfirst
    first, last = first.strip(), last.strip()
    if re.fullmatch(r"\d{4}", first) and re.fullmatch(r"\d{2}|\d", last):  # 1941-45, and the 7 of 1956-7
        last = first[: 4 - len(last)] + last
    if last in ("?", "", "now", "present", "heute", "н. в.", "н.в.", "…"):
        return None
    end = _end_of_range(last, dayfirst)
    start = _start_of_range(first, last, end, dayfirst) if end else None
    if start is None or end is None:
        return None
    notes = tuple(dict.fromkeys([*start.notes, *end.notes]))
    return Typed(text, _range(start.edtf, end.edtf), notes=notes, ambiguous=start.ambiguous or end.ambiguous)


def _end_of_range(text: str, dayfirst: bool | None) -> Typed | None:
    try:
        return _must(text, dayfirst)
    except ValueError:
        return None


def _start_of_range(first: str, last: str, end: Typed, dayfirst: bool | None) -> Typed | None:
    if found := _simple(first, dayfirst) or _shared(first, dayfirst):
        return found
    year = re.search(r"\d{4}", last)
    tails = [f" {year[0]}", re.sub(r"^\W*\d{1,2}\W+", " ", last)] if year else []
    dotted = re.fullmatch(r"(\d{1,2})\.(?:(\d{1,2})\.?)?", first)
    figures = _FIGURES.fullmatch(last)
    if dotted and figures:  # 10.-12.11.1961 and 10.11.-3.12.1961
        return _simple(f"{dotted[1]}.{dotted[2] or figures[3]}.{figures[4]}", dayfirst)
    if not re.search(r"\d{3}", first):
        tails.append(re.sub(r"^.*?\d+\w*\s*", " ", last, count=1))  # the 17th of "17th-18th centuries"
        for tail in tails:
            whole = (first + tail).strip()
            if found := _simple(whole, dayfirst) or _shared(whole, dayfirst):
                return found
    return None


def _range(first: str, last: str) -> str:
    """EDTF of some day from the first day of one date to the last of another, as coarse as the two are."""
    return _set(bounds(first)[0], bounds(last)[1])


def _set(start: date, end: date) -> str:
    if start > end:
        raise ValueError("runs backwards")
    after = end + timedelta(days=1) if end != LAST else None
    length = 10
    if start.day == 1 and (after is None or after.day == 1):
        length = 4 if start.month == 1 and (after is None or after.month == 1) else 7
    first, last = start.isoformat()[:length], end.isoformat()[:length]
    return first if first == last else f"[{first}..{last}]"


def _signed(edtf: str, sign: str) -> str:
    """A date with ``~`` or ``?``; a set, which cannot carry a sign, is widened by a year on either side for ``~``."""
    if edtf.startswith("["):
        first, last = bounds(edtf)
        if sign == "?" or first == FIRST or last == LAST:
            return edtf
        return f"[{max(1, first.year - 1):04d}..{last.year + 1:04d}]"
    if edtf[-1] in "~?%":
        return edtf if edtf[-1] == sign else edtf[:-1] + "%"
    try:
        bounds(edtf + sign)
    except EdtfError:  # about what lies at an end of the calendar
        first, last = bounds(edtf)
        reach = last.year - first.year + 1
        return f"[{max(1, first.year - reach):04d}..{min(9999, last.year + reach):04d}]"
    return edtf + sign


def _sided(side: str, edtf: str) -> str:
    """A set that is open on one side of a date."""
    first, last = bounds(edtf)
    if (side in ("from", "after") and last == LAST) or (side in ("until", "before") and first == FIRST):
        raise ValueError(edtf)
    length = len(re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?", _set(first, last).lstrip("["))[0])  # type: ignore[index]
    edge = {
        "from": first,
        "until": last,
        "before": first - timedelta(days=1),
        "after": last + timedelta(days=1),
    }[side]
    text = edge.isoformat()[:length]
    return f"[{text}..]" if side in ("from", "after") else f"[..{text}]"
