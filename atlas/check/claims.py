"""Rules of the claims: dates, sources, names, and how they bear on one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from urllib.parse import urlsplit

from atlas.check.context import Context, Dated, read_date
from atlas.edtf import Edtf, EdtfError, parse, to_day, words
from atlas.io.tables import Problem, Row


def edtf(context: Context) -> Iterator[Problem]:
    """A date is EDTF; an event is an instant, so its date is no duration."""
    for table in ("events", "attestations", "milestones", "totals"):
        sheet = context.sheets[table]
        fault = _no_date if table == "milestones" else _no_instant
        for line, message in sheet.told("date", fault):
            yield Problem(sheet.table.path, line, "date", "edtf", message)


def _no_date(text: str | None) -> str | None:
    try:
        _ = parse(text) if text else None
    except EdtfError as error:
        return str(error)
    return None


def _no_instant(text: str | None) -> str | None:
    if message := _no_date(text):
        return message
    if text and parse(text).interval:
        first, last = text.split("/")
        return f"{text!r} is a duration; for some day within it write [{first}..{last}]"
    return None


def one_sided(context: Context) -> Iterator[Problem]:
    """Only an end may be open on one side, "by 1962": a begin or a milestone has a first and a last day."""
    for table in ("events", "milestones"):
        sheet = context.sheets[table]
        is_open = {text for text in sheet.distinct("date") if (when := read_date(text)) and when.is_open}
        kinds: Sequence[str | None] = sheet.values["type"] if table == "events" else [None] * len(sheet)
        for line, text, kind in zip(sheet.lines, sheet.values["date"], kinds, strict=True):
            if text in is_open and context.effect_of(kind) != "end":
                message = f"{text!r} is open on one side, and only an end may be: give the other bound"
                yield Problem(sheet.table.path, line, "date", "one-sided", message)


def future(context: Context) -> Iterator[Problem]:
    """Nothing is dated after the record itself."""
    created = context.package.created
    message = f"is after the record's own date, {created}"
    for table in ("events", "attestations", "milestones"):
        sheet = context.sheets[table]
        late = {text for text in sheet.distinct("date") if (when := read_date(text)) and when.earliest > created}
        for line, said in sheet.told("date", {text: f"{text!r} {message}" for text in late}.get) if late else ():
            yield Problem(sheet.table.path, line, "date", "future", said)


def attested(context: Context) -> Iterator[Problem]:
    """Every event has an attestation."""
    sheet = context.sheets["events"]
    alone = sheet.distinct("event_id") - context.sheets["attestations"].distinct("event_id") - {None}
    for line, message in sheet.told("event_id", dict.fromkeys(alone, "no source attests this event").get):
        yield Problem(sheet.table.path, line, "event_id", "attested", message)


def _overlap(a: Edtf, b: Edtf) -> bool:
    return a.earliest <= b.latest and b.earliest <= a.latest


def _beside_sources(
    context: Context, rule: str, fault: Callable[[Edtf, list[Edtf], list[Edtf]], str | None]
) -> Iterator[Problem]:
    """The attested events whose date has a fault beside those that sources give.

    ``fault`` is asked of the date, of those that sources give, and of those of them that agree; once for each set of
    dates, however many events have it.
    """
    sheet = context.sheets["events"]

    @cache
    def message(date: str, said: tuple[str | None, ...]) -> str | None:
        when = read_date(date)
        given = [other for other in map(read_date, said) if other is not None]
        return fault(when, given, [other for other in given if _overlap(when, other)]) if when else None

    dates_said = context.dates_said
    for line, event_id, date in zip(sheet.lines, sheet.values["event_id"], sheet.values["date"], strict=True):
        if date and event_id in dates_said and (found := message(date, tuple(dates_said[event_id]))):
            yield Problem(sheet.table.path, line, "date", rule, found)


def agreement(context: Context) -> Iterator[Problem]:
    """An event's date agrees with that of at least one attestation."""
    yield from _beside_sources(context, "agreement", _disagreement)


def _disagreement(when: Edtf, given: list[Edtf], agreeing: list[Edtf]) -> str | None:
    if agreeing:
        return None
    said = ", ".join(sorted({date.text for date in given})) or "no date"
    return f"no attestation agrees with {when.text!r}; they say {said}"


def precision(context: Context) -> Iterator[Problem]:
    """An event's date is never narrower than every attestation that agrees with it, nor than what these leave together.

    One source may bound it from below, another from above: `[1956..]` and `[..1962]` leave `[1956..1962]`.
    """
    yield from _beside_sources(context, "precision", _excess)


def _excess(when: Edtf, _: list[Edtf], agreeing: list[Edtf]) -> str | None:
    if agreeing and all(when.days < date.days for date in agreeing) and not _left_by(agreeing, when):
        finest = min(agreeing, key=lambda date: date.days)
        return f"{when.text!r} is more precise than any source; the closest says {finest.text!r}"
    return None


def _left_by(agreeing: list[Edtf], when: Edtf) -> bool:
    """Whether what all of these dates allow is within another."""
    first, last = max(date.earliest for date in agreeing), min(date.latest for date in agreeing)
    return when.earliest <= first <= last <= when.latest


def history(context: Context) -> Iterator[Problem]:
    """Every feature has an event that begins, ends or attests its bearing the name or image."""
    events, features = (context.sheets[name] for name in ("events", "features"))
    telling = {kind for kind in events.distinct("type") if context.effect_of(kind) in ("begin", "end", "day", "stands")}
    pairs = zip(events.values["feature_id"], events.values["type"], strict=True)
    untold = features.distinct("feature_id") - {feature_id for feature_id, kind in pairs if kind in telling} - {None}
    message = "no event says that it bore the name or image; what has no source belongs in wanted.csv"
    for line, said in features.told("feature_id", dict.fromkeys(untold, message).get):
        yield Problem(features.table.path, line, "feature_id", "history", said)


def order(context: Context) -> Iterator[Problem]:
    """An end is not before its begin: of a feature, and of a name."""
    sheet = context.sheets["events"]

    @cache
    def fault(events: tuple[Dated, ...]) -> tuple[int, str] | None:
        return _backward([(kind, context.effect_of(kind), read_date(date)) for kind, date in events])

    kinds, dates = sheet.values["type"], sheet.values["date"]
    for places in context.places_of_events.values():
        if found := fault(tuple((kinds[place], dates[place]) for place in places)):
            yield Problem(sheet.table.path, sheet.lines[places[found[0]]], "date", "order", found[1])
    names, known = context.sheets["names"], context.dates_of_events
    columns = (names.values[name] for name in ("from_event", "to_event"))
    for line, begin, end in zip(names.lines, *columns, strict=True):
        if begin and end and (start := known.get(begin)) and (stop := known.get(end)) and start.earliest > stop.latest:
            yield Problem(names.table.path, line, "to_event", "order", "the name ends before it begins")


def _backward(events: list[tuple[str | None, str, Edtf | None]]) -> tuple[int, str] | None:
    """Which of a feature's events, of their types, effects and dates, is an end before the begin, and what to say."""
    begins = [(kind, when) for kind, effect, when in events if when and effect == "begin"]
    ends = [(place, when) for place, (_, effect, when) in enumerate(events) if when and effect == "end"]
    if not begins or not ends:
        return None
    begin, begun = min(begins, key=lambda pair: (pair[1].earliest, pair[1].latest))
    # What was lost before any begin that is told, and then got back, is `restored`: no fault.
    if begin == "restored" or any(ended.latest >= begun.earliest for _, ended in ends):
        return None
    return ends[0][0], f"the end is before the begin ({words(begun.text)}); if it got the name back, that is `restored`"


def _event_date(context: Context, event_id: str | None) -> Edtf | None:
    return context.dates_of_events.get(event_id) if event_id else None


def event_id(context: Context) -> Iterator[Problem]:
    """The id of an event starts with that of its feature."""
    sheet = context.sheets["events"]
    for line, own, feature_id in zip(sheet.lines, sheet.values["event_id"], sheet.values["feature_id"], strict=True):
        if own and feature_id and not own.startswith(feature_id + "-"):
            message = f"{own!r} does not start with its feature_id, {feature_id!r}"
            yield Problem(sheet.table.path, line, "event_id", "event-id", message)


def one_name(context: Context) -> Iterator[Problem]:
    """A feature has no two names in one language at once."""
    spans: dict[tuple[str, str], list[tuple[float, float, str, int]]] = defaultdict(list)
    sheet = context.sheets["names"]
    columns = (sheet.values[name] for name in ("feature_id", "language", "name", "from_event", "to_event"))
    for line, feature_id, language, name, begin, end in zip(sheet.lines, *columns, strict=True):
        start, stop = _event_date(context, begin), _event_date(context, end)
        first = to_day(start.latest) if start else float("-inf")
        last = to_day(stop.earliest) if stop else float("inf")
        known = spans[feature_id, language]
        for other_first, other_last, other, other_line in known:
            if max(first, other_first) < min(last, other_last):
                message = f"{name!r} and {other!r} (line {other_line}) hold at once in {language}"
                yield Problem(sheet.table.path, line, "name", "one-name", message)
                break
        known.append((first, last, name, line))


def name_event(context: Context) -> Iterator[Problem]:
    """The events that bound a name are of its own feature."""
    events, sheet = (context.sheets[name].values for name in ("events", "names"))
    owners = dict(zip(events["event_id"], events["feature_id"], strict=True))
    bounding = ("from_event", "to_event")
    columns = (sheet[name] for name in ("feature_id", *bounding))
    for line, feature_id, *pair in zip(context.sheets["names"].lines, *columns, strict=True):
        for column, bound in zip(bounding, pair, strict=True):
            if owners.get(bound, feature_id) != feature_id:
                message = f"{bound!r} is an event of {owners[bound]!r}"
                yield Problem(context.sheets["names"].table.path, line, column, "name-event", message)


def one_address(context: Context) -> Iterator[Problem]:
    """No two sources have one address, however it is written."""
    first: dict[str, Row] = {}
    for row in context.rows("sources"):
        if not row["url"]:
            continue
        key = _plain_address(row["url"])
        if key in first and first[key]["url"] != row["url"]:  # the very same text is the rule `unique`
            message = f"the address is that of {first[key]['source_id']!r} (line {first[key].line})"
            yield context.problem("sources", row, "url", "one-address", message)
        first.setdefault(key, row)


def _plain_address(url: str) -> str:
    """An address without what does not tell pages apart: scheme, www, the last slash, the fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def used(context: Context) -> Iterator[Problem]:
    """Every source is used: by an attestation, a milestone, a count of the whole, or a point."""
    sheet = context.sheets["sources"]
    cited = [context.sheets[table].distinct("source_id") for table in ("attestations", "milestones", "totals")]
    cited.append(context.sheets["features"].distinct("location_source"))
    unused = sheet.distinct("source_id").difference([None], *cited)
    for line, message in sheet.told("source_id", dict.fromkeys(unused, "nothing in the record uses this source").get):
        yield Problem(sheet.table.path, line, "source_id", "used", message)


def location(context: Context) -> Iterator[Problem]:
    """What a point is taken from is a gazetteer, the editors, or a source of the record."""
    sheet, sources = context.sheets["features"], context.sheets["sources"].distinct("source_id")

    def fault(origin: str | None) -> str | None:
        known = not origin or origin == "editor" or ":" in origin or origin in sources
        return None if known else f"{origin!r} is not in sources.csv"

    for line, message in sheet.told("location_source", fault):
        yield Problem(sheet.table.path, line, "location_source", "location", message)


def named_for(context: Context) -> Iterator[Problem]:
    """What a feature was named for is another feature of the record, and not in turn named for it."""
    sheet = context.sheets["features"]
    origins = dict(zip(sheet.values["feature_id"], sheet.values["named_for"], strict=True))

    def fault(origin: str | None) -> str | None:
        if origin is None:
            return None
        if origin not in origins:
            return f"{origin!r} is not in features.csv"
        return f"{origin!r} was itself named for {origins[origin]!r}: write that" if origins[origin] else None

    for line, message in sheet.told("named_for", fault):
        yield Problem(sheet.table.path, line, "named_for", "named-for", message)


def graded(context: Context) -> Iterator[Problem]:
    """Where sources are graded, each has a grade."""
    rows = context.rows("sources")
    if any(row["grade"] for row in rows):
        for row in rows:
            if not row["grade"]:
                yield context.problem("sources", row, "grade", "graded", "the source has no grade, and others have")


def milestone(context: Context) -> Iterator[Problem]:
    """The rows of one milestone have one title and one weight."""
    first: dict[str, Row] = {}
    for row in context.rows("milestones"):
        same = first.setdefault(row["milestone_id"], row)
        for column in ("title", "weight"):
            if row[column] != same[column]:
                message = f"{row[column]!r}, where line {same.line} of the same milestone has {same[column]!r}"
                yield context.problem("milestones", row, column, "milestone", message)


def wanted(context: Context) -> Iterator[Problem]:
    """What is wanted is not in the record already."""
    known: dict[tuple[str, str], Row] = {}
    for row in context.rows("features") if context.rows("wanted") else ():
        known[str(row["title"]).casefold(), str(row["settlement"]).casefold()] = row
    for row in context.rows("wanted"):
        same = known.get((str(row["title"]).casefold(), str(row["settlement"]).casefold()))
        if same:
            message = f"it is in the record already, as {same['feature_id']!r}"
            yield context.problem("wanted", row, "title", "wanted", message)
