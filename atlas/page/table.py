"""The record as a plain table: for those who cannot or will not use a map; it needs no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.edtf import from_day, words
from atlas.io.links import web
from atlas.page.payload.columns import cited_sources, iri, origin
from atlas.record.milestones import milestones as judged

if TYPE_CHECKING:
    from atlas.record import Record


def rows(record: Record, first: int, last: int) -> list[dict[str, Any]]:
    """One dict a feature, in order of country and title: what the page's template needs for its table row.

    Parameters
    ----------
    first, last
        Span of the map's clock, day numbers.

    Returns
    -------
    list of dict
        Keys: ``id, title, href, kind, place, names, events, note``; ``href`` opens the feature on a day of the clock
        on which it bears the name, where there is one; ``names`` are (name, latin, language), ``events`` dicts of
        ``words, day, label, detail, disputed, weak`` and ``sources`` (number, date in words where it differs).
    """
    days = _days(record, first, last)
    labels = dict(zip(record.event_types["event_type"], record.event_types["label"], strict=True))
    kinds = dict(zip(record.kinds["kind"], record.kinds["label"], strict=True))
    numbers = {source_id: row for row, source_id in enumerate(cited_sources(record).index)}
    said = dict(iter(record.attestations.groupby("event_id")))
    events = record.events.sort_values(["feature_id", "earliest", "latest", "event_id"])
    history = dict(iter(events.groupby("feature_id")))
    names = dict(iter(record.names.groupby("feature_id")))
    table = record.features.sort_values(["country", "title"])

    def event(row: Any) -> dict[str, Any]:
        cites = [
            {"number": numbers[a["source_id"]], "date": words(a["date"]) if a["date"] not in ("", row.date) else ""}
            for a in (said[row.event_id].to_dict("records") if row.event_id in said else ())
        ]
        return {
            "words": row.words,
            "day": row.latest.date().isoformat(),
            "label": labels[row.type],
            "detail": row.detail,
            "disputed": bool(row.disputed),
            "weak": bool(row.weak),
            "sources": cites,
        }

    return [
        {
            "id": f.Index,
            "title": f.title,
            "href": f"#date={from_day(days.get(f.Index, last)).isoformat()}&open={f.Index}",
            "kind": kinds[f.kind],
            "place": ", ".join(part for part in (f.settlement, f.country) if part),
            "names": [(n.name, n.latin, n.language) for n in names[f.Index].itertuples(index=False)]
            if f.Index in names
            else [],
            "events": [event(e) for e in history[f.Index].itertuples()] if f.Index in history else [],
            "note": f.note,
        }
        for f in table.itertuples()
    ]


def _days(record: Record, first: int, last: int) -> dict[str, int]:
    """For each feature the first day of the clock on which it surely bears the name, else the first on which it may."""
    found: dict[str, int] = {}
    for begin, end in (("bearing_from", "bearing_until"), ("uncertain_from", "gone_from")):
        table = record.tenures[["feature_id", begin, end]]
        for feature_id, start, stop in table.itertuples(index=False):
            day = max(int(start), first)
            if day <= last and (pd.isna(stop) or day < stop):
                found.setdefault(feature_id, day)
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
