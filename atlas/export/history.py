"""Each feature with its whole history as plain Python, for the formats that nest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.export.shape import iso, tenure_frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from atlas.record import Record

__all__ = ["histories", "source_dicts"]

Row = dict[str, Any]

_OWN = (
    *("kind", "group", "title", "settlement", "country", "polity", "accuracy_m", "location_source", "rank"),
    *("wikidata", "geonames", "note"),
)
_TENURE = ("tenure", "name", "latin", "begin_event", "end_event", "begin", "begin_words", "end", "end_words")
_FLAT = {"begin": "begin_edtf", "end": "end_edtf"}
"""Columns of the flat table of tenures whose names SQL would keep for itself."""
_DAYS = (
    *("begin_earliest", "begin_latest", "end_earliest", "end_latest"),
    *("uncertain_from", "bearing_from", "bearing_until", "gone_from"),
)


def value(cell: Any) -> Any:
    """A cell as JSON knows it: text, number, truth, or None where it is missing."""
    if isinstance(cell, str):
        return cell or None
    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return iso(cell)
    return cell.item() if hasattr(cell, "item") else cell


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Rows of a frame as plain dictionaries."""
    return [{str(name): value(cell) for name, cell in row.items()} for row in frame.to_dict("records")]


def source_dicts(record: Record) -> dict[str, Row]:
    """Sources by id, with the columns of ``sources.csv``."""
    return {row["source_id"]: row for row in rows_of(record.sources.reset_index())}


def histories(record: Record) -> Iterator[Row]:
    """Features in the order of the record, each with all that the record holds of it.

    Yields
    ------
    dict
        ``feature_id``, ``longitude``, ``latitude``, the columns of ``features.csv``; ``names``, each with the
        ``start`` and ``end`` event (or None); ``tenures`` with their four bounds and resolved days; ``events`` in
        the order of time, each with its ``attestations``; and ``sources`` in full, by the order of first use.
    """
    sources = source_dicts(record)
    said = _grouped(record.attestations, "event_id")
    ordered = record.events.sort_values(["earliest", "latest", "event_id"], kind="stable")
    events = _grouped(ordered, "feature_id")
    names = _grouped(record.names, "feature_id")
    tenures = _grouped(pd.DataFrame(tenure_frame(record).drop(columns="geometry")), "feature_id")
    for feature in rows_of(pd.DataFrame(record.features.drop(columns="geometry").reset_index())):
        key = feature["feature_id"]
        mine = [{**event, "attestations": said.get(event["event_id"], [])} for event in events.get(key, [])]
        by_id = {event["event_id"]: event for event in mine}
        used = dict.fromkeys(row["source_id"] for event in mine for row in event["attestations"])
        yield {
            **{name: feature[name] for name in ("feature_id", "longitude", "latitude", *_OWN)},
            "names": [_name(row, by_id) for row in names.get(key, [])],
            "tenures": [
                {name: row[_FLAT.get(name, name)] for name in (*_TENURE, *_DAYS)}
                for row in tenures.get(key, [])
                if row["tenure"]
            ],
            "events": mine,
            "sources": [sources[source_id] for source_id in used if source_id in sources],
        }


def _name(row: Row, events: dict[str, Row]) -> Row:
    return {**row, "start": events.get(row["from_event"]), "end": events.get(row["to_event"])}


def _grouped(frame: pd.DataFrame, key: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows_of(frame):
        grouped.setdefault(row[key], []).append(row)
    return grouped
