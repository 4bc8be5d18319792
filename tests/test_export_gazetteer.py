"""Linked Places and LP-TSV, held against what the two specifications ask for.

The constraints are written here from the specification (https://github.com/LinkedPasts/linked-places-format) and
from what the World Historical Gazetteer's validator refuses.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pandas as pd
import pytest

import atlas
from atlas.edtf import parse

DATE = {"type": "string", "pattern": r"^\d{4}(-(0[1-9]|1[0-2])(-([0-2]\d|3[01]))?)?$"}
BOUND = {
    "type": "object",
    "properties": {"in": DATE, "earliest": DATE, "latest": DATE},
    "additionalProperties": False,
    "minProperties": 1,
    "not": {"anyOf": [{"required": ["in", "earliest"]}, {"required": ["in", "latest"]}]},
}
WHEN = {
    "type": "object",
    "required": ["timespans"],
    "properties": {
        "timespans": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"start": BOUND, "end": BOUND},
                "additionalProperties": False,
                "minProperties": 1,
            },
        },
        "label": {"type": "string"},
        "certainty": {"enum": ["less-certain", "uncertain"]},  # the format has "certain"; the atlas never says so
    },
    "additionalProperties": False,
}
ADDRESS = {"type": "string", "pattern": r"^(https?://[^\s/]+\.[a-z]{2,63}(:\d+)?(/.*)?|\w+:[^\s]+)$"}
LANGUAGE = {"type": "string", "pattern": r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$"}
CITATIONS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["label"],
        "properties": {
            "label": {"type": "string", "minLength": 1},
            "@id": ADDRESS,
            "year": {"type": "string", "pattern": r"^-?\d+$"},
        },
    },
}
NAME = {
    "type": "object",
    "required": ["toponym", "lang", "citations"],
    "properties": {"toponym": {"type": "string"}, "lang": LANGUAGE, "citations": CITATIONS, "when": WHEN},
}
PLACE = {
    "type": "object",
    "required": ["@id", "type", "properties", "names", "types", "geometry", "when"],
    "properties": {
        "@id": ADDRESS,
        "type": {"const": "Feature"},
        "properties": {
            "type": "object",
            "required": ["title", "ccodes", "fclasses"],
            "properties": {
                "ccodes": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
                "fclasses": {"type": "array", "minItems": 1, "items": {"enum": list("AHLPRST")}},
            },
        },
        "names": {"type": "array", "minItems": 1, "items": NAME},
        "types": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["label", "sourceLabels"],
                "properties": {"identifier": {"type": "string", "pattern": "^aat:3000[0-9]{5}$|^aat:300[0-9]{6}$"}},
            },
        },
        "geometry": {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {
                "type": {"enum": ["Point", "Polygon"]},
                "coordinates": {"type": "array"},
                "certainty": {"const": "less-certain"},
            },
        },
        "when": WHEN,
        "links": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "identifier"],
                "properties": {
                    "type": {"enum": ["closeMatch", "exactMatch", "primaryTopicOf", "subjectOf", "seeAlso"]},
                    "identifier": {"type": "string", "pattern": r"^(wd:Q|gn:)\d+$"},
                },
            },
        },
        "descriptions": {"type": "array", "items": {"type": "object", "required": ["value", "lang"]}},
    },
}
COLLECTION = {
    "type": "object",
    "required": ["type", "@context", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "@context": {"type": "string", "pattern": r"\.jsonld$"},
        "features": {"type": "array", "minItems": 1, "items": PLACE},
    },
}


def places(path: Path) -> dict[str, dict[str, Any]]:
    """Linked Places by feature id, once they are valid."""
    document = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(COLLECTION).validate(document)
    return {place["@id"].rpartition(":")[2]: place for place in document["features"]}


@pytest.mark.parametrize(
    "broken", [{"start": {}}, {"start": {"in": "1961~"}}, {"start": {"in": "1961", "latest": "1962"}}, {"from": "1961"}]
)
def test_the_schema_refuses_what_is_wrong(broken: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(WHEN).validate({"timespans": [broken]})


def test_linked_places_are_valid_and_complete(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    found = places(written(".lpf.json"))
    assert list(found) == list(exported.features.index)
    toponyms = sorted(
        (key, name["toponym"], name["lang"])
        for key, place in found.items()
        for name in place["names"]
        if not name["lang"].endswith("-Latn")
    )
    rows = exported.names[["feature_id", "name", "language"]]
    named = [tuple(row) for row in rows.itertuples(index=False)]
    nameless = exported.features.index.difference(exported.names["feature_id"])
    titles = [(key, exported.features.loc[key, "title"], "en") for key in nameless]
    assert toponyms == sorted(named + titles)
    for key, place in found.items():
        row = exported.features.loc[key]
        assert place["properties"]["title"] == row["title"]
        assert place["properties"]["ccodes"] == [row["country"]]
        if key in exported.shapes.index:
            assert place["geometry"]["type"] == "Polygon" and "approximation" not in place["geometry"]
            continue
        assert place["geometry"]["coordinates"] == [row["longitude"], row["latitude"]]
        assert place["geometry"]["approximation"]["tolerance"] == row["accuracy_m"] / 1000


def test_linked_places_give_names_in_latin_letters_too(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    found = places(written(".lpf.json"))
    for row in exported.names.to_dict("records"):
        if row["latin"] != row["name"]:
            latin = [n for n in found[row["feature_id"]]["names"] if n["lang"] == f"{row['language'][:2]}-Latn"]
            assert row["latin"] in [name["toponym"] for name in latin]


def bounds(record: atlas.Record, event_id: str) -> dict[str, str] | None:
    """What a sourced event must be given as."""
    if not event_id:
        return None
    event = record.events.set_index("event_id").loc[event_id]
    date = parse(event["date"])
    # An open side is closed by what else is known of the feature.
    first, last = (event[side].date().isoformat() for side in ("earliest", "latest"))
    assert date.is_open or (first, last) == (date.earliest.isoformat(), date.latest.isoformat())
    return {"in": first} if first == last else {"earliest": first, "latest": last}


def test_linked_places_timespans_are_the_tenures(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    found = places(written(".lpf.json"))
    for key, place in found.items():
        tenures = exported.tenures[exported.tenures["feature_id"] == key].to_dict("records")
        spans = place["when"]["timespans"]
        assert len(spans) == len(tenures)
        for span, tenure in zip(spans, tenures, strict=True):
            begin, end = bounds(exported, tenure["begin_event"]), bounds(exported, tenure["end_event"])
            assert begin is None or span["start"] == begin
            assert end is None or span["end"] == end
            # Of a begin or end that no source tells of there is one bound at most, and never an exact day.
            assert begin is not None or list(span.get("start", {"latest": ""})) == ["latest"]
            assert end is not None or list(span.get("end", {"earliest": ""})) == ["earliest"]
            assert tenure["end_event"] or "latest" not in span.get("end", {})


def test_linked_places_names_are_dated_by_their_events(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    found = places(written(".lpf.json"))
    rows = exported.names.groupby(["feature_id", "name", "language"]).size()
    single = {key for key, count in rows.items() if count == 1}
    for row in exported.names.to_dict("records"):
        if (row["feature_id"], row["name"], row["language"]) not in single:
            continue
        name = next(
            n for n in found[row["feature_id"]]["names"] if (n["toponym"], n["lang"]) == (row["name"], row["language"])
        )
        span = {"start": bounds(exported, row["from_event"]), "end": bounds(exported, row["to_event"])}
        wanted = {side: bound for side, bound in span.items() if bound}
        assert name.get("when", {}).get("timespans", [{}]) == [wanted]
        cited = {citation["@id"] for citation in name["citations"]}
        assert cited <= {re.sub(r"[{}]", lambda c: f"%{ord(c[0]):X}", url) for url in exported.sources["url"]}


def test_linked_places_call_doubt_by_its_name(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    found = places(written(".lpf.json"))
    events = exported.events.set_index("event_id")
    told = 0
    for key, place in found.items():
        tenures = exported.tenures[exported.tenures["feature_id"] == key]
        changes = [event for event in (*tenures["begin_event"], *tenures["end_event"]) if event]
        doubtful = any(events.loc[e, "disputed"] or re.search("[~?%]", events.loc[e, "date"]) for e in changes)
        assert (place["when"].get("certainty") == "less-certain") == doubtful, key
        told += doubtful
    assert told


def test_lp_tsv_has_the_columns_and_values_that_it_must(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    path = written(".lp.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["id"] for row in rows] == list(exported.features.index)
    assert all(None not in row and None not in row.values() for row in rows)
    for row in rows:
        assert row["title"] and row["title_source"]
        assert max(len(row[name]) for name in ("title", "title_source", "title_uri")) <= 255
        assert row["title_uri"] == "" or unquote(row["title_uri"]) in {unquote(url) for url in exported.sources["url"]}
        assert row["fclasses"] in set("AHLPRST")
        assert row["start"] or row["attestation_year"]
        for name in ("start", "end"):
            assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", row[name])
        assert re.fullmatch(r"(\d{4})?", row["attestation_year"])
        assert bool(row["aat_types"]) <= bool(row["types"])
        assert len(row["aat_types"].split(";")) == 1
        place = exported.features.loc[row["id"]]
        assert (float(row["lon"]), float(row["lat"])) == (place["longitude"], place["latitude"])
        assert float(row["approximation"]) * 1000 == pytest.approx(place["accuracy_m"])
        assert row["title"] == " ".join(place["title"].split())


def test_lp_tsv_dates_are_no_finer_than_the_record(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    lines = written(".lp.tsv").read_text(encoding="utf-8").splitlines()
    events = exported.events.set_index("event_id")["date"]
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        tenures = exported.tenures[exported.tenures["feature_id"] == row["id"]]
        for side, place, bound in (("begin", 0, "earliest"), ("end", -1, "latest")):
            told = row["start" if side == "begin" else "end"]
            tenure = tenures.iloc[place]
            event = tenure[f"{side}_event"]
            if not event:
                assert told == ""
            elif re.fullmatch(r"[\d-]+", events[event]) and not re.search(r"-2\d$", events[event][:7]):
                other = tenures.iloc[-1]["end_event"] if side == "begin" else ""
                year = bool(other) and row["end"] == told and len(told) == 4  # the end is known to the same year alone
                assert told == (events[event][:4] if year else events[event])
            else:
                assert told == str(pd.Timestamp(tenure[f"{side}_{bound}"]).year)


def test_lp_tsv_variants_are_the_names(exported: atlas.Record, written: Callable[[str], Path]) -> None:
    lines = written(".lp.tsv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        own = exported.names[exported.names["feature_id"] == row["id"]]
        wanted = {f"{name.replace(';', ',')}@{lang}" for name, lang in zip(own["name"], own["language"], strict=True)}
        variants = set(filter(None, row["variants"].split(";")))
        assert wanted <= variants
        assert {variant for variant in variants - wanted if not variant.endswith("-Latn")} == set()
