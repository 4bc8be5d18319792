"""RDF in Turtle, with the vocabularies that others use: CIDOC CRM, GeoSPARQL, PROV, schema.org, Dublin Core, SKOS.

A feature is a ``crm:E27_Site`` and ``geo:Feature``; a tenure a ``crm:E4_Period`` whose time-span has the four
bounds as ``crm:P82a``, ``P81a``, ``P81b`` and ``P82b``; an event a ``crm:E5_Event`` with its EDTF text as
``dcterms:date``; an attestation a ``schema:Claim`` that cites its source. What no source tells has no triple.

A span of one certainty, as :func:`atlas.export.shape.span_frame` has it, is a ``crm:E3_Condition_State`` of its
tenure: its ``dcterms:type`` is ``bearing`` or ``uncertain``, its ``schema:startDate`` and ``schema:endDate`` are its
first and last day.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.export.aat import AAT
from atlas.export.history import Row, histories, source_dicts
from atlas.export.safe import iri, language_tag, segment
from atlas.export.shape import about, base_uri, iso, span_frame
from atlas.io.files import put
from atlas.io.needs import need

if TYPE_CHECKING:
    from atlas.record import Record

_PREFIXES = {
    "crm": "http://www.cidoc-crm.org/cidoc-crm/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "aat": "http://vocab.getty.edu/aat/",
    "wd": "http://www.wikidata.org/entity/",
}
_BOUNDS = {
    "begin_earliest": "P82a_begin_of_the_begin",
    "begin_latest": "P81a_end_of_the_begin",
    "end_earliest": "P81b_begin_of_the_end",
    "end_latest": "P82b_end_of_the_end",
}


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the graph. Its order is rdflib's: by subject, and so the same each time."""
    sheet = _Sheet(need("rdflib", "writing .ttl"), base_uri(record))
    _record(sheet, record)
    for source in source_dicts(record).values():
        _source(sheet, source)
    count = 0
    shapes = record.shapes.geometry
    lines = dict(zip(shapes.index, shapes.to_wkt(rounding_precision=-1), strict=True))
    for history in histories(record):
        _feature(sheet, history, lines.get(history["feature_id"]))
        count += 1
    _spans(sheet, record)
    put(path, sheet.graph.serialize(format="turtle", encoding="utf-8"))
    return {"features": count, "triples": len(sheet.graph)}


class _Sheet:
    """A graph with the prefixes, and short ways to say a triple."""

    def __init__(self, rdflib: Any, base: str) -> None:
        self.rdflib, self.base = rdflib, base
        self.graph = rdflib.Graph()
        for prefix, address in _PREFIXES.items():
            self.graph.bind(prefix, address, override=True, replace=True)
        self.graph.bind("atlas", base, override=True, replace=True)

    def own(self, *parts: object) -> Any:
        """A node of the record: ``town-hall.tenure.1``; what no IRI may hold is escaped, and so is a point in an id."""
        return self.rdflib.URIRef(self.base + ".".join(map(segment, parts)))

    def node(self, name: str) -> Any:
        """A node by its prefixed name."""
        prefix, _, local = name.partition(":")
        return self.rdflib.URIRef(_PREFIXES[prefix] + segment(local))

    def link(self, address: str) -> Any:
        """A node by its address, with what no IRI may hold escaped; text, where it is no address."""
        node = iri(address)
        return self.rdflib.Literal(address) if node is None else self.rdflib.URIRef(node)

    def say(self, subject: Any, name: str, value: Any, kind: str = "", lang: str = "") -> None:
        """One triple, unless there is no value. ``a`` is the type; ``kind`` and ``lang`` make a literal."""
        if value in (None, ""):
            return
        verb = self.rdflib.RDF.type if name == "a" else self.node(name)
        if not isinstance(value, self.rdflib.term.Node):
            datatype = self.rdflib.XSD.date if kind == "date" else self.node(kind) if kind else None
            value = self.rdflib.Literal(value, datatype=datatype, lang=lang or None, normalize=False)
        self.graph.add((subject, verb, value))


def _record(sheet: _Sheet, record: Record) -> None:
    particulars, top = about(record), sheet.own("record")
    sheet.say(top, "a", sheet.node("schema:Dataset"))
    sheet.say(top, "dcterms:title", particulars.title, lang="en")
    sheet.say(top, "dcterms:description", particulars.description, lang="en")
    sheet.say(top, "dcterms:creator", particulars.author)
    sheet.say(top, "schema:version", particulars.version)
    sheet.say(top, "dcterms:issued", particulars.date.isoformat(), "date")
    licence = sheet.link(particulars.licence_url) if particulars.licence_url else particulars.licence
    sheet.say(top, "dcterms:license", licence)
    sheet.say(top, "dcterms:bibliographicCitation", particulars.line)


def _source(sheet: _Sheet, source: Row) -> None:
    node = sheet.own("source", source["source_id"])
    sheet.say(node, "a", sheet.node("schema:CreativeWork"))
    sheet.say(node, "a", sheet.node("prov:Entity"))
    where = f"sources.csv: {source['source_id']}"
    sheet.say(node, "dcterms:title", source["title"], lang=language_tag(source["language"] or "", where))
    sheet.say(node, "dcterms:type", source["kind"])
    sheet.say(node, "schema:genre", source["grade"])
    sheet.say(node, "skos:editorialNote", source["caution"], lang="en")
    for name, column in (("creator", "author"), ("publisher", "publisher"), ("language", "language")):
        sheet.say(node, f"dcterms:{name}", source[column])
    sheet.say(node, "dcterms:date", str(source["year"] or ""))
    sheet.say(node, "schema:url", sheet.link(source["url"]))
    sheet.say(node, "prov:alternateOf", sheet.link(source["copy"]) if source["copy"] else None)


def _feature(sheet: _Sheet, history: Row, wkt: str | None = None) -> None:
    key = history["feature_id"]
    node, place = sheet.own(key), sheet.own(key, "point")
    for kind in ("crm:E27_Site", "geo:Feature"):
        sheet.say(node, "a", sheet.node(kind))
    sheet.say(node, "rdfs:label", history["title"], lang="en")
    sheet.say(node, "dcterms:isPartOf", sheet.own("record"))
    sheet.say(node, "dcterms:identifier", key)
    sheet.say(node, "dcterms:type", history["kind"])
    sheet.say(node, "crm:P2_has_type", sheet.node(f"aat:{AAT[history['kind']][0]}") if history["kind"] in AAT else None)
    sheet.say(node, "schema:addressCountry", history["country"])
    sheet.say(node, "skos:note", history["note"], lang="en")
    sheet.say(node, "skos:closeMatch", sheet.node(f"wd:{history['wikidata']}") if history["wikidata"] else None)
    gn = f"https://sws.geonames.org/{history['geonames']}/"
    sheet.say(node, "skos:closeMatch", sheet.link(gn) if history["geonames"] else None)
    sheet.say(node, "geo:hasGeometry", place)
    sheet.say(place, "a", sheet.node("geo:Geometry"))
    sheet.say(place, "geo:asWKT", wkt or f"POINT ({history['longitude']} {history['latitude']})", "geo:wktLiteral")
    sheet.say(place, "geo:hasMetricSpatialAccuracy", history["accuracy_m"])
    for number, name in enumerate(history["names"], start=1):
        _name(sheet, node, sheet.own(key, "name", number), name)
    for tenure in history["tenures"]:
        _tenure(sheet, node, sheet.own(key, "tenure", tenure["tenure"]), tenure)
    for event in history["events"]:
        _event(sheet, node, event)


def _name(sheet: _Sheet, feature: Any, node: Any, name: Row) -> None:
    language = language_tag(name["language"] or "", f"names.csv: {name['feature_id']}")
    sheet.say(feature, "crm:P1_is_identified_by", node)
    sheet.say(node, "a", sheet.node("crm:E41_Appellation"))
    sheet.say(node, "rdfs:label", name["name"], lang=language)
    sheet.say(feature, "skos:altLabel", name["name"], lang=language)
    sheet.say(node, "skos:altLabel", name["latin"], lang=f"{language.partition('-')[0]}-Latn" if language else "")
    for verb, event in (("prov:wasGeneratedBy", name["start"]), ("prov:wasInvalidatedBy", name["end"])):
        sheet.say(node, verb, sheet.own("event", event["event_id"]) if event else None)


def _tenure(sheet: _Sheet, feature: Any, node: Any, tenure: Row) -> None:
    sheet.say(node, "a", sheet.node("crm:E4_Period"))
    sheet.say(node, "crm:P7_took_place_at", feature)
    sheet.say(node, "rdfs:label", tenure["name"])
    for verb, column in (("prov:wasStartedBy", "begin_event"), ("prov:wasEndedBy", "end_event")):
        sheet.say(node, verb, sheet.own("event", tenure[column]) if tenure[column] else None)
    if any(tenure[column] for column in _BOUNDS):
        _timespan(sheet, node, {verb: tenure[column] for column, verb in _BOUNDS.items()})


def _spans(sheet: _Sheet, record: Record) -> None:
    """The states of features day by day, so that a query for a day needs no rule of its own."""
    counts: Counter[str] = Counter()
    for row in span_frame(record).itertuples():
        counts[row.feature_id] += 1
        node = sheet.own(row.feature_id, "span", counts[row.feature_id])
        sheet.say(node, "a", sheet.node("crm:E3_Condition_State"))
        sheet.say(sheet.own(row.feature_id), "crm:P44_has_condition", node)
        sheet.say(node, "dcterms:isPartOf", sheet.own(row.feature_id, "tenure", row.tenure))
        sheet.say(node, "dcterms:type", row.status)
        sheet.say(node, "rdfs:label", row.name)
        sheet.say(node, "schema:startDate", iso(row.first_day), "date")
        sheet.say(node, "schema:endDate", iso(row.last_day), "date")


def _event(sheet: _Sheet, feature: Any, event: Row) -> None:
    node = sheet.own("event", event["event_id"])
    sheet.say(node, "a", sheet.node("crm:E5_Event"))
    sheet.say(node, "crm:P12_occurred_in_the_presence_of", feature)
    sheet.say(node, "dcterms:type", event["type"])
    sheet.say(node, "dcterms:date", event["date"], "edtf:EDTF")
    sheet.say(node, "rdfs:label", f"{event['words']}: {event['type']}", lang="en")
    sheet.say(node, "dcterms:description", event["detail"], lang="en")
    sheet.say(node, "skos:editorialNote", "sources differ" if event["disputed"] else None, lang="en")
    bounds = {"P82a_begin_of_the_begin": event["earliest"], "P82b_end_of_the_end": event["latest"]}
    _timespan(sheet, node, bounds)
    for number, said in enumerate(event["attestations"], start=1):
        claim = sheet.own("event", event["event_id"], "claim", number)
        sheet.say(claim, "a", sheet.node("schema:Claim"))
        sheet.say(claim, "schema:about", node)
        sheet.say(claim, "schema:text", said["says"], lang="en")
        sheet.say(claim, "dcterms:date", said["date"], "edtf:EDTF")
        sheet.say(claim, "prov:wasDerivedFrom", sheet.own("source", said["source_id"]))
        sheet.say(claim, "schema:pagination", said["locator"])


def _timespan(sheet: _Sheet, node: Any, bounds: dict[str, str | None]) -> None:
    span = sheet.rdflib.URIRef(f"{node}.time")  # the node's parts are escaped
    sheet.say(node, "crm:P4_has_time-span", span)
    sheet.say(span, "a", sheet.node("crm:E52_Time-Span"))
    for verb, day in bounds.items():
        sheet.say(span, f"crm:{verb}", day, "date")
