"""What a page says of itself to search engines: JSON-LD in the terms of schema.org.

Every page is a ``Dataset``. A story is an ``Article`` besides, with the ``Place`` of every site that it shows and an
``Event`` for everything on which its claims stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from atlas.edtf import PLAIN, bounds, parse, words
from atlas.record.milestones import milestones
from atlas.record.plans import MapPlan

if TYPE_CHECKING:
    import pandas as pd

    from atlas.record import Record

__all__ = ["describe", "script_text"]

Node = dict[str, Any]


def describe(record: Record, plan: MapPlan, page: str, image: str | None, downloads: dict[str, str]) -> Node:
    """The JSON-LD document of a map's page.

    Parameters
    ----------
    record, plan
        The whole record, and the plan of the map.
    page
        Whole address of the page; "" where it has none yet.
    image
        Address of its still, or None.
    downloads
        Format (``geojson``) → whole address of the data in it; empty where they have none.

    Returns
    -------
    dict
        One ``Dataset``; for a story a ``@graph`` that begins with one.
    """
    dataset = _dataset(record, plan, page, downloads)
    if plan.story is None:
        return {"@context": "https://schema.org", **dataset}
    part = plan.part(record)
    places = plan.sites(part)
    article = _article(part, plan, page, image, list(places.index))
    graph = [dataset, article, *_places(part, places, page), *_events(part, plan, page)]
    return {"@context": "https://schema.org", "@graph": graph}


def script_text(document: Node) -> str:
    """A document as JSON that is safe inside a ``<script>``."""
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def _dataset(record: Record, plan: MapPlan, page: str, downloads: dict[str, str]) -> Node:
    last = bounds(plan.last)[1].year if plan.last else record.date.year
    west, south, east, north = plan.extent
    found: Node = {
        "@type": "Dataset",
        "@id": f"{page}#dataset",
        "name": plan.title,
        "description": plan.lede or record.title,
        "version": record.version,
        "dateModified": record.date.isoformat(),
        **_licence(record),
        "creator": _makers(record),
        "temporalCoverage": f"{bounds(plan.first)[0].year}/{last}",
        "spatialCoverage": {"@type": "Place", "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}},
        "isAccessibleForFree": True,
    }
    if page:
        found["url"] = page
    if downloads:
        found["distribution"] = [
            {"@type": "DataDownload", "contentUrl": url, "encodingFormat": form} for form, url in downloads.items()
        ]
    return found


def _licence(record: Record) -> Node:
    """The record's licence, by its address where it has one; nothing where none is stated."""
    licence: Node = next(iter(record.package.descriptor.get("licenses") or ()), {})
    told = licence.get("path") or licence.get("name") or licence.get("title")
    return {"license": told} if told else {}


def _makers(record: Record) -> Node:
    return {"@type": "Organization", "name": f"{record.title} contributors"}


def _article(part: Record, plan: MapPlan, page: str, image: str | None, about: list[str]) -> Node:
    told = plan.story.words if plan.story else 0
    found: Node = {
        "@type": "Article",
        "@id": f"{page}#story",
        "headline": plan.title,
        "description": plan.lede,
        "inLanguage": "en",
        "wordCount": told,
        "author": _makers(part),
        "dateModified": part.date.isoformat(),
        **_licence(part),
        "isBasedOn": {"@id": f"{page}#dataset"},
        "about": [{"@id": f"{page}#row-{feature_id}"} for feature_id in about],
    }
    if image and "://" in image:
        found["image"] = image
    return found


def _places(part: Record, places: pd.DataFrame, page: str) -> Iterator[Node]:
    names = {key: list(dict.fromkeys(rows["name"])) for key, rows in part.names.groupby("feature_id")}
    for row in places.reset_index().to_dict("records"):
        found: Node = {
            "@type": "Place",
            "@id": f"{page}#row-{row['feature_id']}",
            "name": row["title"],
            "geo": {"@type": "GeoCoordinates", "latitude": row["latitude"], "longitude": row["longitude"]},
            "address": {"@type": "PostalAddress", "addressCountry": row["country"]},
        }
        if row["settlement"]:
            found["address"]["addressLocality"] = row["settlement"]
        if row["feature_id"] in names:
            found["alternateName"] = names[row["feature_id"]]
        if row["wikidata"]:
            found["sameAs"] = f"https://www.wikidata.org/entity/{row['wikidata']}"
        yield found


def _events(part: Record, plan: MapPlan, page: str) -> Iterator[Node]:
    refs = plan.story.refs if plan.story else ()
    labels = dict(zip(part.event_types["event_type"], part.event_types["label"], strict=True))
    for row in part.events[part.events["event_id"].isin(refs)].to_dict("records"):
        title = part.features.at[row["feature_id"], "title"]
        said = f"{words(row['date'])}: {row['detail']}" if row["detail"] else words(row["date"])
        yield {
            "@type": "Event",
            "@id": f"{page}#{row['event_id']}",
            "name": f"{title}: {labels[row['type']]}",
            "description": said,
            **_days(row["date"]),
            "location": {"@id": f"{page}#row-{row['feature_id']}"},
        }
    for m in milestones(part):
        if m.id in refs:
            place = m.rows["place"].iloc[0]
            yield {
                "@type": "Event",
                "@id": f"{page}#milestone-{m.id}",
                "name": m.title,
                "description": words(m.date),
                **_days(m.date),
                **({"location": {"@type": "Place", "name": place}} if place else {}),
            }


def _days(date: str) -> Node:
    """When an event was, as far as ISO 8601 can say it: a day, month or year, or a duration of such; else nothing."""
    if PLAIN.fullmatch(date):
        return {"startDate": date}
    first, _, last = date.partition("/")
    if parse(date).interval and PLAIN.fullmatch(first) and PLAIN.fullmatch(last):
        return {"startDate": first, "endDate": last}
    return {}
