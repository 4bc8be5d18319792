"""The record as a plain table: for those who cannot or will not use a map; it needs no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.edtf import words

if TYPE_CHECKING:
    from atlas.record import Record


def rows(record: Record) -> list[dict[str, Any]]:
    """One dict a feature, in order of country and title: what the page's template needs for its table row.

    Keys: ``id, title, kind, place, names, events, note``; ``names`` are (name, latin, language), ``events`` dicts of
    ``words, label, detail, disputed`` and ``sources`` (title, url, date in words where it differs).
    """
    labels = dict(zip(record.event_types["event_type"], record.event_types["label"], strict=True))
    kinds = dict(zip(record.kinds["kind"], record.kinds["label"], strict=True))
    said = dict(iter(record.attestations.groupby("event_id")))
    events = record.events.sort_values(["feature_id", "earliest", "latest", "event_id"])
    history = dict(iter(events.groupby("feature_id")))
    names = dict(iter(record.names.groupby("feature_id")))
    table = record.features.sort_values(["country", "title"])

    def event(row: Any) -> dict[str, Any]:
        cites = [_cite(record, a, row.date) for a in said[row.event_id].itertuples()]
        return {
            "words": row.words,
            "label": labels[row.type],
            "detail": _text(row.detail),
            "disputed": bool(row.disputed),
            "sources": cites,
        }

    return [
        {
            "id": f.Index,
            "title": f.title,
            "kind": kinds[f.kind],
            "place": ", ".join(part for part in (_text(f.settlement), f.country) if part),
            "names": [(n.name, n.latin, n.language) for n in names[f.Index].itertuples(index=False)]
            if f.Index in names
            else [],
            "events": [event(e) for e in history[f.Index].itertuples()] if f.Index in history else [],
            "note": _text(f.note),
        }
        for f in table.itertuples()
    ]


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def _cite(record: Record, attestation: Any, date: str) -> dict[str, str]:
    source = record.sources.loc[attestation.source_id]
    other = _text(attestation.date)
    return {
        "title": source["title"],
        "url": source["url"],
        "date": words(other) if other and other != date else "",
    }
