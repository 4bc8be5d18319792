"""Metadata of Datasette for ``atlas.sqlite``: what tables and columns mean, facets, and queries to begin with.

``datasette atlas.sqlite --metadata atlas.datasette.json`` serves both; the queries stand on the front page of the
database, with their parameters as fields: how many bore the name on a day, what one thing was called when, what changed
between two days, and what every source states of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.export.relational import plain_frames
from atlas.export.shape import about, meaning
from atlas.io.files import put

if TYPE_CHECKING:
    from atlas.record import Record

QUERIES = {
    "on-a-day": (
        "How many bore the name or image on a day",
        "SELECT status, kind_group, count(*) AS features FROM spans WHERE :day BETWEEN first_day AND last_day "
        "GROUP BY status, kind_group ORDER BY status, kind_group",
    ),
    "list-of-a-day": (
        "What bore the name or image on a day",
        "SELECT status, name, latin, title, settlement, country, feature_id, latitude, longitude FROM spans "
        "WHERE :day BETWEEN first_day AND last_day ORDER BY status, country, title",
    ),
    "names-of-a-thing": (
        "What a thing was called, from when to when",
        "SELECT name, latin, language, from_date, from_earliest, from_latest, to_date, to_earliest, to_latest "
        "FROM names_in_time WHERE feature_id = :feature_id ORDER BY from_earliest",
    ),
    "between-two-days": (
        "What lost the name or image between two days",
        "SELECT feature_id, title, settlement, country, end_words, disputed FROM spans "
        "WHERE last_day >= :first AND last_day < :last AND end_edtf IS NOT NULL ORDER BY last_day",
    ),
    "sources-of-a-thing": (
        "What each source states of a thing",
        "SELECT type, date, says, source_title, url FROM chronicle WHERE feature_id = :feature_id",
    ),
}
"""Queries by name: title and SQL. Their parameters are days as ``1953-03-05`` and ids of features."""
_FACETS = {
    "spans": ["status", "kind", "country"],
    "features": ["kind", "country"],
    "events": ["type"],
    "sources": ["grade"],
}
DATABASE = "atlas"


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the metadata of a database called ``atlas``."""
    particulars = about(record)
    frames = plain_frames(record)
    tables = {name: _table(record, name, list(map(str, frame.columns))) for name, frame in frames.items()}
    text: dict[str, Any] = {
        "title": particulars.title,
        "description": particulars.description,
        "license": particulars.licence,
        "license_url": particulars.licence_url,
        "source": particulars.line,
        "databases": {
            DATABASE: {
                "tables": tables,
                "queries": {name: {"title": title, "sql": sql} for name, (title, sql) in QUERIES.items()},
            }
        },
    }
    put(path, (json.dumps(text, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    return {"queries": len(QUERIES)}


def _table(record: Record, name: str, columns: list[str]) -> dict[str, Any]:
    tables = record.package.tables
    told: dict[str, Any] = {"columns": {one: words for one in columns if (words := meaning(record, name, one))}}
    if name in tables and tables[name].description:
        told["description"] = tables[name].description
    return told | ({"facets": _FACETS[name]} if name in _FACETS else {})
