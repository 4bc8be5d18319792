"""What ``atlas show``, ``at`` and ``changes`` print: words for people, JSON for scripts, colour on a terminal alone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TextIO

import typer

from atlas.io.text import hidden, visible
from atlas.look.tokens import LEGEND_ORDER

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from atlas.record import Record
    from atlas.record.feature import Feature
    from atlas.record.towns import Town

__all__ = [
    *(
        "changes_json",
        "changes_words",
        "day_counts",
        "day_json",
        "feature_json",
        "feature_words",
        "json_text",
        "styled",
    ),
    *("town_json", "town_words"),
]

EVENT = ("event_id", "type", "date", "words", "earliest", "latest", "detail", "disputed")
TENURE = ("begin_event", "end_event", "begin_earliest", "begin_latest", "end_earliest", "end_latest")
SOURCE = ("title", "author", "publisher", "year", "language", "url", "copy")


def styled(text: str, stream: TextIO | None = None, **style: Any) -> str:
    """Text in colour where the stream is a terminal that wants it (https://no-color.org), else as it is."""
    terminal = (stream or sys.stdout).isatty() and os.environ.get("TERM") != "dumb"
    return typer.style(text, **style) if terminal and not os.environ.get("NO_COLOR") else text


def feature_words(feature: Feature) -> str:
    """A feature's names, what happened to it, and which sources say so."""
    row = feature.row
    lines = [f"{styled(visible(row['title']), bold=True)} ({feature.id})"]
    lines.append(f"{row['latitude']}, {row['longitude']} (within {row['accuracy_m']} m)")
    for name in _seen(feature.names):
        latin = f" = {name['latin']}" if name["latin"] != name["name"] else ""
        lines.append(f"  {name['name']} [{name['language']}]{latin}")
    said = feature.attestations.groupby("event_id")
    for event in _seen(feature.events):
        differ = styled(" (sources differ)", fg="yellow") if event["disputed"] else ""
        detail = f": {event['detail']}" if event["detail"] else ""
        when = styled(event["words"], fg="red" if event["effect"] == "begin" else None, bold=True)
        lines.append(f"{when}: {event['type']}{differ}{detail}")
        rows = _seen(said.get_group(event["event_id"])) if event["event_id"] in said.groups else []
        for one in rows:
            source = feature.sources.loc[one["source_id"]]
            cited = visible(f"[{source['title']}, {source['url']}]")
            lines.append(f"    {one['says']} {styled(cited, dim=True)}")
    return "\n".join(lines)


def _seen(table: pd.DataFrame) -> list[dict[Any, Any]]:
    """Rows whose text a terminal shows and does not obey."""
    rows = table.to_dict("records")
    return [{key: visible(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in rows]


def feature_json(feature: Feature) -> str:
    """A feature with its names, tenures, events and their attestations as one JSON object; null is unknown."""
    row = feature.row.drop("geometry")
    sources = _rows(feature.sources, SOURCE)
    by_id = dict(zip(feature.sources.index, sources, strict=True))
    events = _rows(feature.events, EVENT)
    for event in events:
        said = feature.attestations[feature.attestations["event_id"] == event["event_id"]]
        attested = _rows(said, ("source_id", "date", "says", "locator"))
        event["attestations"] = [{**one, "source": by_id.get(one["source_id"])} for one in attested]
    whole = {
        "feature_id": feature.id,
        **{key: _plain(value) for key, value in row.items()},
        "names": _rows(feature.names, ("name", "latin", "language", "from_event", "to_event")),
        "tenures": _rows(feature.tenures, TENURE),
        "events": events,
    }
    return json_text(whole)


def day_counts(counts: Mapping[Any, Any]) -> str:
    """How many features are in each status, given their numbers by status."""
    colour = {"bearing": "red", "uncertain": "yellow"}
    return "\n".join(
        f"{styled(f'{status:10}', fg=colour.get(status))}{int(counts.get(status, 0)):6}" for status in LEGEND_ORDER
    )


def day_json(day: gpd.GeoDataFrame) -> str:
    """Every feature with its status and name on a day, as a JSON list."""
    table = day.drop(columns="geometry").reset_index()
    return json_text(_rows(table, tuple(table.columns)))


def changes_words(found: pd.DataFrame, record: Record) -> Iterator[str]:
    """A line for each change that lies within its span: date, title, what happened."""
    labels = record.event_types.set_index("event_type")["label"]
    for row in found[found["within"]].itertuples():
        yield f"{row.date:12} {visible(str(row.title))}: {labels.get(row.type, row.type)} [{row.feature_id}]"


def changes_json(found: pd.DataFrame) -> str:
    """Changes as a JSON list."""
    table = found.reset_index()
    return json_text(_rows(table, tuple(table.columns)))


def json_text(value: Any) -> str:
    """A value as JSON; characters that a terminal would obey, or that nobody sees, by their numbers."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    places = dict(hidden(text, "\n"))
    return "".join(json.dumps(c)[1:-1] if n in places else c for n, c in enumerate(text)) if places else text


def _rows(table: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in table[list(columns)].to_dict("records")]


def _plain(value: Any) -> Any:
    """A cell as JSON has it: days as ISO text, and nothing for what is missing."""
    import pandas as pd

    if value is None or (not isinstance(value, str) and pd.isna(value)) or value == "":
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if hasattr(value, "item") else value


def town_words(town: Town, record: Record) -> str:
    """A town: what bore the name or image there with its events in order, and what is nearest."""
    lines = [f"{town.name}, {town.country} ({town.latitude:.2f}, {town.longitude:.2f})", ""]
    for feature_id, title in town.features["title"].items():
        events = record[str(feature_id)].events
        told = "; ".join(f"{when} {kind}" for when, kind in zip(events["words"], events["type"], strict=True))
        lines += [f"  {visible(title)}  [{feature_id}]", f"      {visible(told)}"]
    if town.features.empty:
        lines.append("  Nothing recorded here.")
    if len(town.wanted):
        lines += ["", "Wanted, a source or a date for:"]
        for row in _seen(town.wanted):
            missing = f" ({row['missing']})" if row["missing"] else ""
            lines.append(f"  {row['title']}{missing}")
        lines.append("Tell the editors what you have read, and where.")
    lines += ["", "Nearest in the record:"]
    lines += [f"  {row.km:.0f} km  {visible(str(row.title))}  [{row.Index}]" for row in town.nearest.itertuples()]
    return "\n".join(lines)


def town_json(town: Town) -> str:
    """The same as JSON."""
    listed = {
        name: [
            {"id": feature_id, "title": title, "km": km}
            for feature_id, title, km in zip(table.index, table["title"], table["km"], strict=True)
        ]
        for name, table in (("features", town.features), ("nearest", town.nearest))
    }
    listed["wanted"] = _rows(town.wanted, ("title", "kind", "believed", "missing"))
    place = {"name": town.name, "country": town.country, "latitude": town.latitude, "longitude": town.longitude}
    return json_text({**place, **listed})
