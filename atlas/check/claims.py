"""Rules of the claims: dates, sources, names, and how they bear on one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from atlas.check.context import Context, date_of, read_date
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
        for row in context.rows(table):
            when = date_of(row)
            if when and when.is_open and (table == "milestones" or context.effect(row) != "end"):
                message = f"{row['date']!r} is open on one side, and only an end may be: give the other bound"
                yield context.problem(table, row, "date", "one-sided", message)


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
    for row in context.rows("events"):
        if row["event_id"] and not context.attestations_of.get(row["event_id"]):
            yield context.problem("events", row, "event_id", "attested", "no source attests this event")


def _overlap(a: Edtf, b: Edtf) -> bool:
    return a.earliest <= b.latest and b.earliest <= a.latest


def _judgements(context: Context) -> Iterator[tuple[Row, Edtf, list[Edtf], list[Edtf]]]:
    """Each attested event with its date, the dates that sources give, and those of them that agree."""
    for row in context.rows("events"):
        when = date_of(row)
        said = [date_of(other) for other in context.attestations_of.get(row["event_id"], ())]
        if when is not None and said:
            given = [date for date in said if date is not None]
            yield row, when, given, [date for date in given if _overlap(when, date)]


def agreement(context: Context) -> Iterator[Problem]:
    """An event's date agrees with that of at least one attestation."""
    for row, _, given, agreeing in _judgements(context):
        if not agreeing:
            said = ", ".join(sorted({date.text for date in given})) or "no date"
            message = f"no attestation agrees with {row['date']!r}; they say {said}"
            yield context.problem("events", row, "date", "agreement", message)


def precision(context: Context) -> Iterator[Problem]:
    """An event's date is never narrower than every attestation that agrees with it, nor than what these leave together.

    One source may bound it from below, another from above: `[1956..]` and `[..1962]` leave `[1956..1962]`.
    """
    for row, when, _, agreeing in _judgements(context):
        if agreeing and all(when.days < date.days for date in agreeing) and not _left_by(agreeing, when):
            finest = min(agreeing, key=lambda date: date.days)
            message = f"{row['date']!r} is more precise than any source; the closest says {finest.text!r}"
            yield context.problem("events", row, "date", "precision", message)


def _left_by(agreeing: list[Edtf], when: Edtf) -> bool:
    """Whether what all of these dates allow is within another."""
    first, last = max(date.earliest for date in agreeing), min(date.latest for date in agreeing)
    return when.earliest <= first <= last <= when.latest


def history(context: Context) -> Iterator[Problem]:
    """Every feature has an event that begins, ends or attests its bearing the name or image."""
    for row in context.rows("features"):
        effects = {context.effect(event) for event in context.events_of.get(row["feature_id"], ())}
        if row["feature_id"] and not effects & {"begin", "end", "day", "stands"}:
            message = "no event says that it bore the name or image; what has no source belongs in wanted.csv"
            yield context.problem("features", row, "feature_id", "history", message)


def order(context: Context) -> Iterator[Problem]:
    """An end is not before its begin: of a feature, and of a name."""
    for events in context.events_of.values():
        dated = [(event, when) for event in events if (when := date_of(event))]
        begins = [(event, when) for event, when in dated if context.effect(event) == "begin"]
        ends = [(event, when) for event, when in dated if context.effect(event) == "end"]
        if not begins or not ends:
            continue
        begin, begun = min(begins, key=lambda pair: (pair[1].earliest, pair[1].latest))
        # What was lost before any begin that is told, and then got back, is `restored`: no fault.
        if begin["type"] != "restored" and all(ended.latest < begun.earliest for _, ended in ends):
            begins_on = words(begun.text)
            message = f"the end is before the begin ({begins_on}); if it got the name back, that is `restored`"
            yield context.problem("events", ends[0][0], "date", "order", message)
    for row in context.rows("names"):
        start, stop = _event_date(context, row["from_event"]), _event_date(context, row["to_event"])
        if start and stop and start.earliest > stop.latest:
            yield context.problem("names", row, "to_event", "order", "the name ends before it begins")


def _event_date(context: Context, event_id: str | None) -> Edtf | None:
    return context.dates_of_events.get(event_id) if event_id else None


def event_id(context: Context) -> Iterator[Problem]:
    """The id of an event starts with that of its feature."""
    for row in context.rows("events"):
        if row["event_id"] and row["feature_id"] and not row["event_id"].startswith(row["feature_id"] + "-"):
            message = f"{row['event_id']!r} does not start with its feature_id, {row['feature_id']!r}"
            yield context.problem("events", row, "event_id", "event-id", message)


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
    for row in context.rows("names"):
        for column in ("from_event", "to_event"):
            event = context.events.get(row[column])
            if event and event["feature_id"] != row["feature_id"]:
                message = f"{row[column]!r} is an event of {event['feature_id']!r}"
                yield context.problem("names", row, column, "name-event", message)


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
    places = {row["location_source"] for row in context.rows("features")}
    citing = ("attestations", "milestones", "totals")
    cited = {row["source_id"] for table in citing for row in context.rows(table)} | places
    for row in context.rows("sources"):
        if row["source_id"] and row["source_id"] not in cited:
            yield context.problem("sources", row, "source_id", "used", "nothing in the record uses this source")


def location(context: Context) -> Iterator[Problem]:
    """What a point is taken from is a gazetteer, the editors, or a source of the record."""
    sources = {row["source_id"] for row in context.rows("sources")}
    for row in context.rows("features"):
        origin = row["location_source"]
        if origin and origin != "editor" and ":" not in origin and origin not in sources:
            message = f"{origin!r} is not in sources.csv"
            yield context.problem("features", row, "location_source", "location", message)


def named_for(context: Context) -> Iterator[Problem]:
    """What a feature was named for is another feature of the record, and not in turn named for it."""
    origins = {row["feature_id"]: row["named_for"] for row in context.rows("features")}
    for row in context.rows("features"):
        origin = row["named_for"]
        if origin is None:
            continue
        if origin not in origins:
            yield context.problem("features", row, "named_for", "named-for", f"{origin!r} is not in features.csv")
        elif origins[origin] is not None:
            message = f"{origin!r} was itself named for {origins[origin]!r}: write that"
            yield context.problem("features", row, "named_for", "named-for", message)


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
    for row in context.rows("features"):
        known[str(row["title"]).casefold(), str(row["settlement"]).casefold()] = row
    for row in context.rows("wanted"):
        same = known.get((str(row["title"]).casefold(), str(row["settlement"]).casefold()))
        if same:
            message = f"it is in the record already, as {same['feature_id']!r}"
            yield context.problem("wanted", row, "title", "wanted", message)
