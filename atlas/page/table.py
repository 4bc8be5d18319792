"""The record as a plain table: for those who cannot or will not use a map; it needs no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.edtf import words
from atlas.io.links import web
from atlas.page.payload.columns import cited_sources, iri, origin
from atlas.record.milestones import milestones as judged

if TYPE_CHECKING:
    from atlas.record import Record


LIGHT = 2000
"""Features from which on a page's table is a light one: notes and details are then in the payload, which packs them.
The bundled record's 833 cost the page nothing by being in the table; those of 10,000 would cost it megabytes, before
they are compressed."""


def is_light(record: Record) -> bool:
    """Whether the record's table is a light one: names, places, dates, numbers of sources; no notes, no details."""
    return len(record.features) >= LIGHT


def rows(record: Record) -> list[dict[str, Any]]:
    """One dict a feature, in order of country and title: what the page's template needs for its table row.

    Returns
    -------
    list of dict
        Keys: ``id, title, kind, place, names, events, note``; ``names`` are (name, latin, language), ``events`` dicts
        of ``words, label, detail, disputed, weak`` and ``sources`` (number, date in words where it differs). Where the
        table is a light one, ``note`` is empty, and an event only ``has_detail``.
    """
    light = is_light(record)
    kinds = dict(zip(record.kinds["kind"], record.kinds["label"], strict=True))
    names = _by(record.names, "feature_id")
    events = _events(record, light=light)
    return [
        {
            "id": f["feature_id"],
            "title": f["title"],
            "kind": kinds[f["kind"]],
            "place": ", ".join(part for part in (f["settlement"], f["country"]) if part),
            "names": [(n["name"], n["latin"], n["language"]) for n in names.get(f["feature_id"], ())],
            "events": events.get(f["feature_id"], []),
            "note": "" if light else f["note"],
        }
        for f in _plain(record.features.sort_values(["country", "title"]).reset_index())
    ]


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dicts of plain values, made at once: pandas takes 0.1 ms for each row by itself."""
    columns = [table[name].to_list() for name in table.columns]
    return [dict(zip(table.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _by(table: pd.DataFrame, key: str) -> dict[str, list[dict[str, Any]]]:
    """The rows as dicts, those with the same key together and in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _plain(table):
        found.setdefault(row[key], []).append(row)
    return found


def _events(record: Record, *, light: bool) -> dict[str, list[dict[str, Any]]]:
    """For each feature its events in order of time, as the template writes them."""
    labels = dict(zip(record.event_types["event_type"], record.event_types["label"], strict=True))
    numbers = {source_id: row for row, source_id in enumerate(cited_sources(record).index)}
    claims = _by(record.attestations[["event_id", "source_id", "date"]], "event_id")
    ordered = record.events.sort_values(["feature_id", "earliest", "latest", "event_id"]).reset_index()
    found: dict[str, list[dict[str, Any]]] = {}
    for event in _plain(ordered):
        cites = [
            {
                "number": numbers[a["source_id"]],
                "date": words(a["date"]) if a["date"] not in ("", event["date"]) else "",
            }
            for a in claims.get(event["event_id"], ())
        ]
        written = {
            "words": event["words"],
            "label": labels[event["type"]],
            "has_detail": bool(event["detail"]),
            "detail": "" if light else event["detail"],
            "disputed": bool(event["disputed"]),
            "weak": bool(event["weak"]),
            "sources": cites,
        }
        found.setdefault(event["feature_id"], []).append(written)
    return found


def milestones(record: Record) -> list[dict[str, Any]]:
    """One dict a milestone in order of time: ``id, title, words`` and ``says``, a dict for each source.

    Keys of ``says``: ``text``, ``number`` (of the source), ``edtf`` and ``date`` (in words, where it differs).
    """
    numbers = {source_id: row for row, source_id in enumerate(cited_sources(record).index)}
    return [
        {
            "id": m.id,
            "title": m.title,
            "words": words(m.date),
            "says": [
                {
                    "text": row["summary"],
                    "number": numbers[row["source_id"]],
                    "edtf": row["date"],
                    "date": "" if row["date"] == m.date else words(row["date"]),
                }
                for row in m.rows.to_dict("records")
            ],
        }
        for m in judged(record)
    ]


def sources(record: Record) -> list[dict[str, str]]:
    """The sources that the rows number, in the order of their numbers: ``title, url, copy, origin``, and what
    weight each has: ``grade`` and ``caution``, and both in words as ``weight``.
    """
    labels = dict(zip(record.grades["grade"], record.grades["label"], strict=True))
    return [
        {
            **{"title": s["title"], "url": iri(web(s["url"])), "copy": iri(web(s["copy"])), "origin": origin(s)},
            **{"grade": s["grade"], "caution": s["caution"]},
            "weight": ", ".join(part for part in (labels.get(s["grade"], s["grade"]), s["caution"]) if part),
        }
        for s in cited_sources(record).to_dict("records")
    ]
