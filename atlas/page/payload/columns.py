"""Record → the columns that a page carries. Days are whole numbers since 1970-01-01 (UTC)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np
import pandas as pd

from atlas.edtf import from_day, words
from atlas.io.joins import stands_in
from atlas.io.links import web
from atlas.look.strings import languages
from atlas.page.payload.outlines import encode_outlines
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.knots import Lines, lines_of
from atlas.record.milestones import milestones
from atlas.record.towns import named_by, wanted_towns

if TYPE_CHECKING:
    from atlas.record import Record

# As far as the first semicolon outside brackets, or the end of a sentence, which "al." or "M." is not.
_FIRST = re.compile(r"(?:\([^()]*\)|[^;])*?(?=;|(?<=\w\w[\w)][.!?])\s+(?=[^\W\d_a-z])|$)")
_PLAIN = re.compile(r"\d{4}(-\d\d){0,2}")

Columns = dict[str, list[Any]]


def encode(
    record: Record,
    *,
    ground: bool = True,
    bloc: Bloc = NO_BLOC,
    sources: bool = True,
    notes: bool | None = None,
    extents: Sequence[Sequence[float]] = (),
) -> dict[str, Any]:
    """Everything that a page needs of a record, as JSON-ready columns.

    Every table is a dict of equally long lists; a reference to another table is a row number in it.
    ``sources=False`` leaves the sources and, unless ``notes`` says otherwise, the notes on features to the page's
    table, which numbers them alike.
    ``tenures`` holds the four resolved days of each span, as :mod:`atlas.record.tenures` names them (``gone_from``:
    None = never), so that page and record count the same. Rivers and lakes come with the ground in and about
    ``extents`` (west, south, east, north).
    """
    kinds = {kind: row for row, kind in enumerate(record.kinds["kind"])}
    types = {kind: row for row, kind in enumerate(record.event_types["event_type"])}
    features = {feature_id: row for row, feature_id in enumerate(record.features.index)}
    events = in_order(record.events, record.features.index)
    event_rows = {event_id: row for row, event_id in enumerate(events["event_id"])}
    told = pd.Index(events["event_id"]).get_indexer(pd.Index(record.attestations["event_id"]))
    order = np.argsort(told, kind="stable")[(told < 0).sum() :]
    attestations = record.attestations.iloc[order]
    cited = cited_sources(record)
    source_rows = {source_id: row for row, source_id in enumerate(cited.index)}
    names = _names(record, features, event_rows)
    data: dict[str, Any] = {
        "kinds": _records(
            record.kinds, {"kind": "id", "label": "label", "group": "group", "shape": "shape", "fclass": "fclass"}
        ),
        # To a page what lasts a day is a begin: it counts, and its ring opens, on that day.
        "types": _records(
            record.event_types.replace({"effect": {"day": "begin"}}),
            {"event_type": "id", "label": "label", "effect": "effect"},
        ),
        "features": _features(record, kinds, notes=sources if notes is None else notes),
        **_tenures(record, features),
        "names": names,
        "labels": _labels(record.labels, features, names),
        "events": _events(events, features, types),
        "attestations": _attestations(attestations, told[order].tolist(), source_rows),
        "milestones": _milestones(record, source_rows, said=sources),
    }
    if len(record.towns):
        data["towns"], data["features"]["town"], kept = _towns(record)
        data["features"]["named"] = [
            int(named) for named in named_by(record.features["settlement"], record.town_rows, record.towns)
        ]
        data |= _called(record, kept, data["towns"])
        data |= _wanted(record, kept)
    data["words"] = _words(chain(events["date"], attestations["date"], record.milestones["date"]))
    if sources:
        data["sources"] = _sources(cited)
    if len(record.shapes):
        data |= encode_outlines(record.shapes, features)
    if ground and len(record.borders):
        from atlas.page.payload.ground import encode_ground, encode_landmarks, encode_waters

        data["ground"] = {
            **encode_ground(record.borders, bloc),
            "waters": encode_waters(record.waters, extents),
            "landmarks": encode_landmarks(record.landmarks, extents),
        }
    return data


def in_order(events: pd.DataFrame, features: pd.Index[str]) -> pd.DataFrame:
    """The events of some features, by the feature's id, then by time, then by their own ids.

    Features and events mostly stand in the order of their ids; texts are then not compared again.
    """
    owner = features.get_indexer(pd.Index(events["feature_id"]))
    if not (features.is_monotonic_increasing and pd.Index(events["event_id"]).is_monotonic_increasing):
        return events[owner >= 0].sort_values(["feature_id", "earliest", "latest", "event_id"])
    order = np.lexsort((events["latest"].to_numpy(), events["earliest"].to_numpy(), owner))
    return events.iloc[order[(owner < 0).sum() :]]


def _towns(record: Record) -> tuple[Columns, list[int | None], list[int]]:
    """The towns to look for, people in thousands, other names joined by ``|``; each feature's row of them; and which
    rows of the record's table they are.

    A whole record has all of its towns; a part of one those in which it has something.
    """
    rows, towns = record.town_rows, record.towns
    kept = np.arange(len(towns)) if record.whole is None else np.unique(rows[rows >= 0])
    table = towns.iloc[kept]
    places = {int(row): place for place, row in enumerate(kept)}
    columns: Columns = {
        "name": _plain(table["name"]),
        "country": _plain(table["country"]),
        "lat": _plain(table.geometry.y),
        "lon": _plain(table.geometry.x),
        "people": [round(people / 1000) for people in table["people"]],
        "others": ["|".join(names) for names in table["others"]],
    }
    return columns, [places.get(int(row)) for row in rows], [int(row) for row in kept]


def _called(record: Record, kept: Sequence[int], columns: Columns) -> dict[str, Any]:
    """The languages of the page that these towns have names in, ``tongues``; and the names, into ``columns``.

    Nothing where no town has a name in one of them.
    """
    spoken = [code for code in languages() if code in (record.subject.languages or languages())]
    table = record.towns["called"].iloc[list(kept)]
    tongues = [code for code in spoken if any(code in called for called in table)]
    if not tongues:
        return {}
    columns["called"] = ["|".join(called.get(code, "") for code in tongues) if called else "" for called in table]
    return {"tongues": tongues}


def _wanted(record: Record, kept: Sequence[int]) -> dict[str, Columns]:
    """What is wanted in these towns: what it is, and in a sentence what is missing; no table where nothing is."""
    places = {row: place for place, row in enumerate(kept)}
    table = record.wanted
    found = sorted(
        (places[town], row)
        for row, towns in enumerate(wanted_towns(table, record.towns))
        for town in towns
        if town in places
    )
    if not found:
        return {}
    rows = [row for _, row in found]
    missing = [_first_sentence(text) for text in table["missing"].iloc[rows]]
    return {"wanted": {"town": [t for t, _ in found], "title": _plain(table["title"].iloc[rows]), "missing": missing}}


def _first_sentence(text: str) -> str:
    found = _FIRST.match(text)
    return f"{found[0].rstrip('. ')}." if found and found[0] else ""


def cited_sources(record: Record) -> pd.DataFrame:
    """The sources that events and milestones cite, in order of their ids: a row number is a source's number."""
    attested = record.attestations.loc[
        stands_in(record.attestations["event_id"], record.events["event_id"]), "source_id"
    ]
    used = {*attested, *record.milestones["source_id"]}
    return record.sources[stands_in(record.sources.index, [*used])].sort_index()


def iri(url: str) -> str:
    """An address with its letters to be read, not percent-encoded: shorter, and the same to a browser (RFC 3987)."""

    def letters(match: re.Match[str]) -> str:
        try:
            return unquote(match[0], errors="strict")
        except UnicodeDecodeError:
            return match[0]

    return re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", letters, url)


def _sources(cited: pd.DataFrame) -> Columns:
    plain = {url: iri(web(url)) for name in ("url", "copy") for url in cited[name].unique()}
    addresses = {name: [plain[url] for url in cited[name]] for name in ("url", "copy")}
    weight = {name: _plain(cited[name]) for name in ("grade", "caution")}
    return {
        "title": _plain(cited["title"]),
        "origin": [origin(s) for s in cited.to_dict("records")],
        **addresses,
        **weight,
    }


def origin(source: Mapping[Any, Any]) -> str:
    """Who published a source, and when: "Pravda, 1961"; empty where neither is known."""
    year = "" if pd.isna(source["year"]) else str(int(source["year"]))
    return ", ".join(part for part in (source["publisher"], year) if part)


def _plain(column: pd.Series[Any]) -> list[Any]:
    """A column as JSON values: missing is None, whole numbers are integers."""
    values: list[Any] = column.tolist()
    return (
        [None if missing else v for v, missing in zip(values, column.isna(), strict=True)] if column.hasnans else values
    )


def _words(dates: Iterable[str]) -> dict[str, str]:
    """The English words of every date that is more than a day, a month or a year, which a browser says by itself."""
    return {date: words(date) for date in sorted(date for date in set(dates) if date and not _PLAIN.fullmatch(date))}


def _day_numbers(column: pd.Series[Any]) -> list[int]:
    numbers: list[int] = column.to_numpy().astype("datetime64[D]").astype("int64").tolist()
    return numbers


def _records(table: pd.DataFrame, fields: dict[str, str]) -> list[dict[str, Any]]:
    return [
        dict(zip(fields.values(), row, strict=True)) for row in zip(*(_plain(table[f]) for f in fields), strict=True)
    ]


def _features(record: Record, kinds: dict[str, int], *, notes: bool) -> Columns:
    table = record.features
    return {
        "id": list(table.index),
        "kind": [kinds[kind] for kind in table["kind"]],
        "lat": _plain(table["latitude"]),
        "lon": _plain(table["longitude"]),
        "accuracy": _plain(table["accuracy_m"]),
        "basis": _plain(table["location_source"]),
        **{name: _plain(table[name]) for name in ("title", "settlement", "country", "polity", "rank")},
        **({"note": _plain(table["note"])} if notes else {}),
    }


def _tenures(record: Record, features: dict[str, int]) -> dict[str, Columns]:
    """The tenures; the ``lines`` of their likelihood, each ``count`` of the ``knots`` from a ``first`` month on; and
    the ``strata`` that the doubt of a count is reckoned from (:mod:`atlas.record.knots`).

    A month is the one that ends with the knot's day, or before it, in months since 1970: the one day that ends no month
    is known from its tenure.
    """
    table, lines = record.tenures, lines_of(record.estimate, record.features, record.tenures)
    month = (lines.day + 1).astype("datetime64[D]").astype("datetime64[M]").astype("int64")
    count = np.bincount(lines.line, minlength=1)[1:]
    leads = np.cumsum(count) - count
    step = np.delete(np.diff(month, prepend=0), leads)
    tenures = {name: _plain(table[name]) for name in ("uncertain_from", "bearing_from", "bearing_until", "gone_from")}
    return {
        "tenures": {
            "feature": [features[f] for f in table["feature_id"]],
            **tenures,
            **{name: getattr(lines, name).tolist() for name in ("rise", "fall", "stratum")},
        },
        "lines": {"count": count.tolist(), "first": month[leads].tolist()},
        "knots": {"step": step.tolist(), "value": lines.value.tolist()},
        "strata": _strata(record, lines),
    }


def _strata(record: Record, lines: Lines) -> Columns:
    """How many ends each stratum knows, the next larger one, and between which years the middle four fifths lie."""
    typical = [None if record.estimate.blind else record.estimate.typical(int(row)) for row in lines.row]
    years = [[None if span is None else from_day(span[k]).year for span in typical] for k in (0, 1)]
    known = [round(float(v), 1) for v in lines.known]
    return {"known": known, "parent": lines.parent.tolist(), "from": years[0], "to": years[1]}


def _labels(table: pd.DataFrame, features: dict[str, int], names: Columns) -> Columns:
    """Which name (a row of ``names``) a feature goes by ``from`` one day ``to`` another."""
    table = table[stands_in(table["feature_id"], [*features])]
    rows = {key: row for row, key in enumerate(zip(names["feature"], names["name"], names["lang"], strict=True))}
    keys = zip((features[f] for f in table["feature_id"]), table["name"], table["language"], strict=True)
    return {
        "name": [rows[key] for key in keys],
        "from": _plain(table["from_day"]),
        "to": _plain(table["to_day"]),
    }


def _names(record: Record, features: dict[str, int], events: dict[str, int]) -> Columns:
    """Every toponym, with the events that bound its use (``since``, ``until``; None = not known, or still in use)."""
    table = record.names[stands_in(record.names["feature_id"], [*features])]
    return {
        "feature": [features[f] for f in table["feature_id"]],
        "name": _plain(table["name"]),
        "latin": _plain(table["latin"]),
        "lang": _plain(table["language"]),
        "since": [events.get(e) for e in table["from_event"]],
        "until": [events.get(e) for e in table["to_event"]],
    }


def _events(table: pd.DataFrame, features: dict[str, int], types: dict[str, int]) -> Columns:
    return {
        "feature": [features[f] for f in table["feature_id"]],
        "type": [types[t] for t in table["type"]],
        "earliest": _day_numbers(table["earliest"]),
        "latest": _day_numbers(table["latest"]),
        "edtf": _plain(table["date"]),
        "detail": _plain(table["detail"]),
        "disputed": table["disputed"].astype("int64").tolist(),
        "weak": table["weak"].astype("int64").tolist(),
    }


def _attestations(table: pd.DataFrame, events: list[int], sources: dict[str, int]) -> Columns:
    return {
        "event": events,
        "source": [sources[s] for s in table["source_id"]],
        "edtf": _plain(table["date"]),
        "says": _plain(table["says"]),
        "locator": _plain(table["locator"]),
    }


def _milestones(record: Record, sources: dict[str, int], *, said: bool) -> list[dict[str, Any]]:
    """One entry a milestone, in order of time; with ``said`` also what each of its sources says."""
    return [
        {
            "id": m.id,
            "title": m.title,
            "weight": m.weight,
            "edtf": m.date,
            "earliest": m.first_day,
            "latest": m.last_day,
            "lat": m.place and m.place[0],
            "lon": m.place and m.place[1],
            **(
                {
                    "says": [
                        {"edtf": row["date"], "text": row["summary"], "source": sources[row["source_id"]]}
                        for row in m.rows.to_dict("records")
                    ]
                }
                if said
                else {}
            ),
        }
        for m in milestones(record)
    ]
