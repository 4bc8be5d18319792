"""How a record and a feature show themselves in a notebook.

A host that does not trust a notebook keeps plain tags, inline styles and pictures, and drops frames and
scripts. So cards are plain tags.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from atlas.edtf import words
from atlas.io.links import web
from atlas.look.card import HEAD, MUTED, card
from atlas.look.figures import INK, PAPER, RED
from atlas.look.shapes import SHAPES, meanings
from atlas.page.dots import busiest_day, still

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from atlas.record import Record
    from atlas.record.feature import Feature

__all__ = ["feature_card", "record_card"]

COUNTED = ("features", "tenures", "events", "attestations", "sources", "names", "milestones")


def _link(url: str, text: str) -> str:
    """A link where the address is one of the web, else the text."""
    if not web(url):
        return html.escape(text)
    return f'<a href="{html.escape(url)}" style="color:{INK}">{html.escape(text)}</a>'


def record_card(record: Record) -> str:
    """A record as its title, a small map of the day on which most bore the name, and what it holds."""
    day = busiest_day(record)
    said = words(day.isoformat())
    counts = record.at(day)["status"].value_counts()
    cell = f"border:0;padding:1px 14px 1px 0;background:{PAPER};color:{INK}"
    rows = "".join(
        f'<tr><td style="{cell};text-align:left">{name}</td>'
        f'<td style="{cell};text-align:right">{len(getattr(record, name)):,}</td></tr>'
        for name in COUNTED
    )
    picture = still(record, day, alt=f"Map of the record on {said}")
    legend = f"On {said}: {counts.get('bearing', 0):,} surely bore the name or image (filled), "
    legend += f"{counts.get('uncertain', 0):,} may have (pale). "
    present = record.kinds[record.kinds["kind"].isin(record.features["kind"])]
    legend += ", ".join(
        f"{SHAPES[name].label}: {html.escape(text)}" for name, text in meanings(present.to_dict("records"))
    )
    return card(
        f'<h3 style="{HEAD}">{html.escape(record.title)}</h3>',
        f'<p style="margin:0 0 8px;{MUTED}">version {html.escape(record.version)}, '
        f"{words(record.date.isoformat())}</p>",
        '<div style="display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start">',
        f'<div>{picture}<p style="margin:2px 0 0;font-size:12px;max-width:460px;{MUTED}">{legend}</p></div>',
        f'<table style="border-collapse:collapse;margin:0;font-size:14px">{rows}</table></div>',
    )


def feature_card(feature: Feature) -> str:
    """A feature as its names, and every event with what the sources say of it."""
    row, record = feature.row, feature.record
    kinds = dict(zip(record.kinds["kind"], record.kinds["label"], strict=True))
    place = ", ".join(dict.fromkeys(part for part in (row["settlement"], row["polity"], row["country"]) if part))
    names = " · ".join(
        html.escape(name["name"] + (f" ({name['latin']})" if name["latin"] != name["name"] else ""))
        + f' <small style="{MUTED}">{html.escape(name["language"])}</small>'
        for name in feature.names.to_dict("records")
    )
    note = f'<p style="margin:4px 0;font-size:14px">{html.escape(row["note"])}</p>' if row["note"] else ""
    where = f"{row['latitude']:.4f}, {row['longitude']:.4f}, within {row['accuracy_m']:,} m"
    said = feature.attestations.groupby("event_id")
    events = "".join(
        _event_html(event, said.get_group(event["event_id"]) if event["event_id"] in said.groups else None, feature)
        for event in feature.events.to_dict("records")
    )
    return card(
        f'<h3 style="{HEAD}">{html.escape(row["title"])}</h3>',
        f'<p style="margin:0 0 4px;{MUTED}">{html.escape(kinds.get(row["kind"], row["kind"]))}, {html.escape(place)}'
        f" ({where}) · <code>{html.escape(feature.id)}</code></p>",
        f'<p style="margin:4px 0">{names}</p>' if names else "",
        note,
        f'<ul style="margin:6px 0 0;padding-left:18px">{events}</ul>',
    )


def _event_html(event: Mapping[Any, Any], said: pd.DataFrame | None, feature: Feature) -> str:
    types = dict(zip(feature.record.event_types["event_type"], feature.record.event_types["label"], strict=True))
    label = str(types.get(event["type"], event["type"]))
    detail = f": {html.escape(event['detail'])}" if event["detail"] else ""
    differ = f' <span style="color:{RED}">(sources differ)</span>' if event["disputed"] else ""
    rows = [] if said is None else said.to_dict("records")
    lines = "".join(f"<br>{_says(row, feature)}" for row in rows)
    colour = RED if event["effect"] == "begin" else INK
    return (
        f'<li><b style="font-weight:600;color:{colour}">{html.escape(event["words"])}</b>, '
        f'{html.escape(label.lower())}{detail}{differ}<small style="{MUTED}">{lines}</small></li>'
    )


def _says(row: Mapping[Any, Any], feature: Feature) -> str:
    sources = feature.record.sources
    if row["source_id"] not in sources.index:
        return html.escape(row["says"])
    source = sources.loc[row["source_id"]]
    locator = f", {html.escape(row['locator'])}" if row["locator"] else ""
    dated = f"{html.escape(row['words'])}: " if row["words"] else ""
    weight = "".join(f", {html.escape(source[name])}" for name in ("grade", "caution") if source[name])
    return f"{dated}{html.escape(row['says'])} [{_link(source['url'], source['title'])}{weight}{locator}]"
