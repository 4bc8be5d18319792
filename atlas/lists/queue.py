"""What people accepted of a review queue, entered into a record as drafts.

A row of the queue whose ``decision`` is ``wanted`` becomes a row of ``wanted.csv``; one with ``feature`` becomes a
feature with its names, and with events where the queue has dates. Such a feature awaits its source: until it has one,
`atlas check` names it, and nothing that is published claims it is sound. ``out`` and an empty decision change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from atlas.edtf import bounds
from atlas.io.files import write_whole
from atlas.io.lists import ListError, read_list
from atlas.io.tables import canonical_bytes, read_folder
from atlas.io.text import told_cell
from atlas.lists.candidates import COLUMNS
from atlas.lists.latin import latin
from atlas.record.borders import COAST_DEGREES, polities_on

if TYPE_CHECKING:
    from atlas.record.record import Record

__all__ = ["DECISIONS", "accept", "drafts"]

DECISIONS = ("", "wanted", "feature", "out")
_ACCURACY_M = {"P": 2000, "A": 20_000, "H": 10_000, "T": 2000}
_FOUND_M = 300
"""How far the point of a thing in a list may be off, where its class says nothing."""

Tables = dict[str, list[dict[str, Any]]]


def accept(queue: str | Path, record: Record) -> dict[str, int]:
    """Enter the accepted rows of a queue into the tables of a record; all of them, or none where one is faulty.

    Returns
    -------
    dict of str to int
        Rows added, by table.

    Raises
    ------
    ListError
        The file is no review queue, or a row of it cannot be entered; the message names file and row.
    """
    table = read_list(queue)
    name = Path(queue).name
    lost = [column for column in ("decision", "name", "kind", "place", "country") if column not in table.frame.columns]
    if lost:
        raise ListError(f"{name} is no review queue: it has no column {lost[0]!r}; `atlas candidates` writes one")
    rows: list[dict[Any, Any]] = table.frame.fillna("").to_dict("records")
    added = drafts(zip(table.rows, rows, strict=True), record, name)
    package = record.package
    for table_name, new in added.items():
        if new:
            definition = package.tables[table_name]
            held = _held(record, table_name)
            text = canonical_bytes(definition, [*held, *new]).decode("utf-8")
            write_whole(Path(record.path) / definition.path, text)
    return {table_name: len(new) for table_name, new in added.items()}


def _held(record: Record, table: str) -> list[dict[str, Any]]:
    """The rows that a table has now, as they stand in its file."""
    return [dict(row.raw) for row in read_folder(Path(record.path), record.package)[table].rows]


def drafts(rows: Iterable[tuple[int, Mapping[str, Any]]], record: Record, name: str) -> Tables:
    """New rows by table, from rows of a queue with their numbers. Raises :class:`ListError`."""
    added: Tables = {"wanted": [], "features": [], "names": [], "events": []}
    taken = set(record.features.index)
    kinds = dict(zip(record.kinds["kind"], record.kinds["fclass"], strict=True))
    for number, cells in rows:
        row = {column: told_cell(str(cells.get(column) or "").strip()) for column in COLUMNS}
        if row["decision"] not in DECISIONS:
            known = ", ".join(filter(None, DECISIONS))
            raise ListError(f"{name}, row {number}: the decision is {row['decision']!r}; write {known}, or nothing")
        try:
            if row["decision"] == "wanted":
                added["wanted"].append(_wanted(row, kinds))
            elif row["decision"] == "feature":
                _feature(row, record, kinds, taken, added)
        except ValueError as error:
            raise ListError(f"{name}, row {number}: {error}") from None
    return added


def _wanted(row: dict[str, str], kinds: dict[str, str]) -> dict[str, Any]:
    believed = [f"{row['name']}." if row["name"] else ""]
    believed += [f"It has the name today, by {row['address'] or 'the list'}." if row["today"] == "yes" else ""]
    believed += [f"Named {row['begin'] or '?'}, ended {row['end'] or '?'}." if row["begin"] or row["end"] else ""]
    missing = (
        f"A source for its dates; found in a list, {row['identifier'] or row['address'] or 'without an identifier'}."
    )
    return {
        "title": _title(row), "kind": row["kind"] if row["kind"] in kinds else "", "settlement": row["place"],
        "country": row["country"], "believed": " ".join(filter(None, believed)), "missing": missing,
    }  # fmt: skip


def _title(row: dict[str, str]) -> str:
    name = latin(row["name"].split(";")[0].strip())
    return f"{name}, {row['place']}" if row["place"] else name


def _feature(row: dict[str, str], record: Record, kinds: dict[str, str], taken: set[str], added: Tables) -> None:
    if row["kind"] not in kinds:
        raise ValueError(f"a feature needs a kind; write one of {', '.join(kinds)}")
    try:
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise ValueError
    except ValueError:
        raise ValueError(
            "a feature needs latitude and longitude; without a point its decision can be `wanted`"
        ) from None
    dates = {role: row[role] for role in ("begin", "end") if row[role]}
    for text in dates.values():
        bounds(text)
    feature_id = _slug(row, taken)
    taken.add(feature_id)
    source = row["identifier"] if re.fullmatch(r"geonames:\d{1,15}|wikidata:Q\d{1,15}", row["identifier"]) else "editor"
    number = row["identifier"].partition(":")[2]
    added["features"].append(
        {
            "feature_id": feature_id, "kind": row["kind"], "title": _title(row), "settlement": row["place"],
            "country": row["country"], "polity": _polity(record, latitude, longitude, dates.get("begin", "")),
            "latitude": latitude, "longitude": longitude, "accuracy_m": _ACCURACY_M.get(kinds[row["kind"]], _FOUND_M),
            "location_source": source, "rank": 5,
            "wikidata": number if source.startswith("wikidata") else None,
            "geonames": int(number) if source.startswith("geonames") else None,
            "comment": f"Draft from a list: {row['address'] or row['identifier'] or 'without address'}.",
        }
    )  # fmt: skip
    events = _events(feature_id, dates, record, row["kind"])
    added["events"] += events
    begins = next((one["event_id"] for one in events if one["effect"] == "begin"), None)
    ends = next((one["event_id"] for one in events if one["effect"] == "end"), None)
    for text in dict.fromkeys(filter(None, (name.strip() for name in row["name"].split(";")))):
        added["names"].append(
            {"feature_id": feature_id, "name": text, "latin": latin(text), "language": "und", "from_event": begins,
             "to_event": ends}
        )  # fmt: skip


def _slug(row: dict[str, str], taken: set[str]) -> str:
    words = [row["place"], row["name"].split(";")[0]]
    text = re.sub(r"[^a-z0-9]+", "-", latin(" ".join(filter(None, words))).casefold()).strip("-")[:60] or "draft"
    found, number = text, 2
    while found in taken:
        found, number = f"{text}-{number}", number + 1
    return found


def _polity(record: Record, latitude: float, longitude: float, begin: str) -> str:
    day = bounds(begin)[0] if begin else record.date
    ground = polities_on(record.borders, day)
    point = shapely.Point(longitude, latitude)
    apart = shapely.distance(ground.geometry.to_numpy(), point)
    return str(ground["polity"].iloc[int(apart.argmin())]) if len(apart) and apart.min() <= COAST_DEGREES else ""


def _events(feature_id: str, dates: dict[str, str], record: Record, kind: str) -> list[dict[str, Any]]:
    """Events for the dates that the queue has, of the types that most often begin and end a thing of that group."""
    groups = dict(zip(record.kinds["kind"], record.kinds["group"], strict=True))
    found = []
    for role, effect in (("begin", "begin"), ("end", "end")):
        if role not in dates:
            continue
        types = record.event_types[record.event_types["effect"] == effect]["event_type"].tolist()
        used = record.events[record.events["feature_id"].map(record.features["kind"]).map(groups) == groups[kind]]
        common = used.loc[used["type"].isin(types), "type"].mode()
        chosen = common.iloc[0] if len(common) else types[0]
        year = str(bounds(dates[role])[0].year)
        found.append(
            {"event_id": f"{feature_id}-{chosen}-{year}", "feature_id": feature_id, "type": chosen,
             "date": dates[role], "effect": effect}
        )  # fmt: skip
    return found
