"""Linked Places Format 1.2, as the World Historical Gazetteer validates it: a place a feature.

Names carry language, citations and ``when``; a name in other letters is a second name, its language ending in
``-Latn``. A ``start`` or ``end`` that a source tells of has its ``earliest`` and ``latest`` day; of one that no
source tells of, only what follows: the thing bore the name by the first day on which a source has it so, and still
on the last. What is doubtful (``~``, ``?``, sources that differ) is ``less-certain``; nothing is called ``certain``.
The EDTF text stands in the ``label`` of each ``when``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.edtf import parse
from atlas.export.aat import AAT
from atlas.export.history import Row, histories
from atlas.export.safe import iri, language_tag, segment
from atlas.export.shape import about, base_uri, geometries, iso
from atlas.io.files import put

if TYPE_CHECKING:
    from atlas.record import Record

CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
_VAGUE_M = 1000


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the places as one collection, a place a line."""
    base = base_uri(record)
    fclasses = dict(zip(record.kinds["kind"], record.kinds["fclass"], strict=True))
    labels = dict(zip(record.kinds["kind"], record.kinds["label"], strict=True))
    attested, particulars, shapes = _attested(record), about(record), geometries(record)
    places = []
    for history in histories(record):
        kind = history["kind"]
        place = _place(history, f"{base}{segment(history['feature_id'])}", attested)
        if shape := shapes.get(history["feature_id"]):
            place["geometry"] = {**shape, **{k: v for k, v in place["geometry"].items() if k == "citations"}}
        place["properties"]["fclasses"] = [fclasses[kind]]
        place["types"] = [_type(kind, labels[kind])]
        for name in place["names"]:  # a name must be cited; where no source is, from the record
            name["citations"] = name["citations"] or [{"label": particulars.line, "year": str(record.date.year)}]
        places.append(json.dumps(place, ensure_ascii=False, allow_nan=False))
    head = {"type": "FeatureCollection", "@context": CONTEXT, "title": record.title, "record": particulars.pairs}
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    body = ",\n".join(places)
    put(path, f'{opened}, "features": [\n{body}\n]}}\n'.encode())
    return {"places": len(places)}


def _attested(record: Record) -> dict[tuple[str, int], tuple[str | None, str | None]]:
    """First and last day on which sources certainly have a tenure bearing, by feature and number."""
    tenures = record.tenures
    keys = zip(tenures["feature_id"], tenures["tenure"], strict=True)
    days = zip(tenures["attested_first"], tenures["attested_last"], strict=True)
    return {
        (feature_id, int(number)): (iso(first), iso(last))
        for (feature_id, number), (first, last) in zip(keys, days, strict=True)
    }


def _place(history: Row, identifier: str, attested: dict[tuple[str, int], tuple[str | None, str | None]]) -> Row:
    events = {event["event_id"]: event for event in history["events"]}
    sources = {source["source_id"]: source for source in history["sources"]}
    key = history["feature_id"]
    spans = [_tenure_span(row, events, attested[key, row["tenure"]]) for row in history["tenures"]]
    place: Row = {
        "@id": identifier,
        "type": "Feature",
        "properties": {"title": history["title"], "ccodes": [history["country"]] if history["country"] else []},
        "names": _names(history, sources),
        "types": [],
        "geometry": _geometry(history),
        "descriptions": [{"value": text, "lang": "en"} for text in (_told(history), history["note"]) if text],
        "links": _links(history),
    }
    if any(spans):
        changes = [events[row[f"{side}_event"]] for row in history["tenures"] for side in ("begin", "end") if row[side]]
        place["when"] = _when([span for span in spans if span], changes)
    return {name: value for name, value in place.items() if value != []}


def _tenure_span(row: Row, events: dict[str, Row], attested: tuple[str | None, str | None]) -> Row:
    """Timespan of a tenure, from its events where sources tell of them."""
    first, last = attested
    begin, end = events.get(row["begin_event"]), events.get(row["end_event"])
    span: Row = {}
    if begin:
        span["start"] = _bounds(begin)
    elif first or not end:  # without begin and end there is a source that has it standing, if not on which day
        span["start"] = {"latest": first or row["bearing_from"]}
    if end:
        span["end"] = _bounds(end)
    elif last:
        span["end"] = {"earliest": last}
    return span


def _bounds(event: Row) -> Row:
    """First and last possible day of an event; one that is exact is ``in``."""
    if event["earliest"] == event["latest"]:
        return {"in": event["earliest"]}
    return {"earliest": event["earliest"], "latest": event["latest"]}


def _when(spans: list[Row], changes: list[Row]) -> Row:
    when: Row = {"timespans": spans, "label": "; ".join(dict.fromkeys(f"{e['type']} {e['date']}" for e in changes))}
    if any(change["disputed"] or _doubtful(change["date"]) for change in changes):
        when["certainty"] = "less-certain"
    return {name: value for name, value in when.items() if value}


def _doubtful(date: str) -> bool:
    parsed = parse(date)
    return parsed.approximate or parsed.uncertain


def _names(history: Row, sources: dict[str, Row]) -> list[Row]:
    """Names in their own letters, then in Latin ones; the title where the record has no name."""
    names: list[Row] = []
    every = [_citation(source) for source in sources.values()]
    for row in history["names"]:
        changes = [change for change in (row["start"], row["end"]) if change]
        cited = dict.fromkeys(said["source_id"] for change in changes for said in change["attestations"])
        shared: Row = {"citations": [_citation(sources[key]) for key in cited if key in sources] or every}
        span = {side: _bounds(row[side]) for side in ("start", "end") if row[side]}
        if span:
            shared["when"] = _when([span], changes)
        language_tag(row["language"] or "", f"names.csv: {row['feature_id']}")
        names.append({"toponym": row["name"], "lang": row["language"], **shared})
        if row["latin"] and row["latin"] != row["name"]:
            language = row["language"].partition("-")[0]
            names.append({"toponym": row["latin"], "lang": f"{language}-Latn", **shared})
    return names or [{"toponym": history["title"], "lang": "en", "citations": every}]


def _citation(source: Row) -> Row:
    author = f"{source['author']}: " if source["author"] else ""
    cited = {"label": author + source["title"]}
    cited |= {"@id": address} if (address := iri(source["url"])) else {}
    return cited | ({"year": str(source["year"])} if source["year"] else {})


def _type(kind: str, label: str) -> Row:
    number, term = AAT.get(kind, (None, label))
    named = {"label": term, "sourceLabels": [{"label": label, "lang": "en"}]}
    return {"identifier": f"aat:{number}", **named} if number else named


def _geometry(history: Row) -> Row:
    metres, reason = history["accuracy_m"], history["location_source"] or ""
    vocabulary, _, number = reason.partition(":")
    cited: Row = {"label": "placed by the editors from the plan of the town" if reason == "editor" else reason}
    if vocabulary == "geonames":
        cited["@id"] = f"https://www.geonames.org/{number}"
    elif vocabulary == "wikidata":
        cited["@id"] = f"https://www.wikidata.org/wiki/{number}"
    point: Row = {"type": "Point", "coordinates": [history["longitude"], history["latitude"]]}
    point |= {"citations": [cited]} if reason else {}
    if not metres:  # not every record says it
        return point
    point["approximation"] = {"type": "geo:hasSpatialAccuracy", "tolerance": metres / 1000}
    return point | ({"certainty": "less-certain"} if metres >= _VAGUE_M else {})


def _links(history: Row) -> list[Row]:
    """``closeMatch``, for a statue's row may name the town where the statue has no number of its own."""
    known = (("wd", history["wikidata"]), ("gn", history["geonames"]))
    return [{"type": "closeMatch", "identifier": f"{prefix}:{number}"} for prefix, number in known if number]


def _told(history: Row) -> str:
    """The events in words."""
    told = []
    for event in history["events"]:
        detail = f": {event['detail']}" if event["detail"] else ""
        told.append(f"{event['words']}: {event['type']}{' (sources differ)' if event['disputed'] else ''}{detail}.")
    return " ".join(told)
