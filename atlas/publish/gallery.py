"""The index of a site: its maps and stories with their stills, and the data to take away."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from atlas.edtf import bounds, words
from atlas.look.strings import word_of
from atlas.page import assets
from atlas.page.article import FILE as ARTICLE
from atlas.page.page import templates
from atlas.page.parts import ground_credit, ground_parts
from atlas.publish.missing import outside, rows_of
from atlas.publish.site import DOWNLOADS, address
from atlas.record.plans import MapPlan

if TYPE_CHECKING:
    from atlas.record import Record


def gallery(
    record: Record, plans: Sequence[MapPlan], pages: Mapping[str, str], base_url: str = "", *, stills: bool = True
) -> str:
    """The index page.

    Parameters
    ----------
    record, plans
        The record, and the maps to list.
    pages
        The drawn pages by file name: how large each is, and whether there is an example article.
    base_url
        Where the folder will be published; link previews need it.
    stills
        Whether each map has its picture, ``<id>.png``, beside it.
    """
    style = assets.style("atlas") + assets.style("gallery")
    at_end = record.at(record.date)["status"].value_counts()
    entries = [_entry(record, plan, pages[plan.file], still=stills) for plan in plans]
    counts = (
        f"{len(record.features):,} entries, {len(record.events):,} dated events, {len(record.attestations):,} "
        f"attestations from {len(record.sources):,} sources; "
        f"{at_end.get('bearing', 0)} {word_of(record, 'still', 'still have the name or image')}."
    )
    return (
        templates()
        .get_template("index.html")
        .render(
            title=record.title,
            description=record.description,
            style=style,
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            parts=[
                ("Maps", [entry for entry in entries if not entry["story"]]),
                ("Stories", [entry for entry in entries if entry["story"]]),
            ],
            counts=counts,
            missing=_missing(record),
            ground_credit=ground_credit(ground_parts(record)),
            article=ARTICLE if ARTICLE in pages else "",
            downloads=[f"data/atlas{suffix}" for suffix in DOWNLOADS],
            url=address(base_url, "index.html") if base_url else "",
            image=address(base_url, f"{plans[0].id}.png") if base_url and stills else "",
            licence=record.licence,
            version=record.version,
            date=words(record.date.isoformat()),
        )
    )


def _missing(record: Record) -> list[dict[str, str]]:
    """What others counted, with what the record has of it: no count of a record is a count of the world."""
    bound_words = {"at-least": "over ", "about": "about ", "exactly": ""}
    rows = []
    for row in rows_of(outside(record)):
        source = record.sources.loc[row.source_id]
        own = f"{row.own:,}" if row.own == row.own_most else f"{row.own:,}, at most {row.own_most:,}"
        counted = {"what": row.what, "date": row.date, "count": f"{bound_words[row.bound]}{row.count:,}", "own": own}
        rows.append(counted | {"source": str(source["title"]), "url": str(source["url"]), "note": row.note})
    return rows


def _entry(record: Record, plan: MapPlan, text: str, *, still: bool) -> dict[str, Any]:
    part = plan.part(record)
    first, last = bounds(plan.first)[0].year, bounds(plan.last)[1].year if plan.last else record.date.year
    raw = text.encode("utf-8")
    return {
        "file": plan.file,
        "title": plan.title,
        "lede": plan.lede,
        "features": len(part.features),
        "story": plan.story is not None,
        "still": f"{plan.id}.png" if still else "",
        "span": f"{first} to {last}" if first != last else str(first),
        "size": f"{len(raw) / 1e6:.1f} MB ({len(gzip.compress(raw, mtime=0)) / 1e3:.0f} KB compressed)",
    }
