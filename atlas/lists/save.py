"""A record in memory → a folder of canonical tables, which ``atlas check`` passes at its level."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from atlas.io.files import inside, present, refuse_target, write_whole
from atlas.io.schema import DESCRIPTOR
from atlas.io.tables import canonical_bytes
from atlas.record import Record
from atlas.record.extent import around
from atlas.record.plans import SCHEMA_FILE, json_schema
from atlas.record.shapes import FILE as SHAPES
from atlas.record.shapes import geojson_of

__all__ = ["save_record"]

_KEYED = ("features", "sources")


def save_record(record: Record, folder: str | Path) -> list[Path]:
    """Write a record into a folder.

    Parameters
    ----------
    record
        A record, or a part of one.
    folder
        Made if it is not there. Of a folder that has a record already, tables and descriptor are replaced, each whole;
        ``maps.toml`` and every other file stay.

    Returns
    -------
    list of Path
        The files written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(c for c in folder.resolve().name.lower().replace(" ", "-") if c.isalnum() or c in "-_.") or "record"
    descriptor = {**record.package.descriptor, "name": name}
    texts = {DESCRIPTOR: json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"}
    for table_name, table in record.package.tables.items():
        frame = _frame(record, table_name)
        if frame is not None:
            texts[table.path] = canonical_bytes(table, _rows(frame, table.columns)).decode("utf-8")
    if len(record.shapes) or present(folder, SHAPES):
        texts[SHAPES] = geojson_of(record.shapes)
    if not present(folder, "maps.toml"):
        texts |= {"maps.toml": _maps(record), SCHEMA_FILE: json_schema()}
    targets = {inside(folder, name): text for name, text in texts.items()}
    for path in targets:  # all of them, before the first is written: an old record stays whole
        refuse_target(path)
    return [write_whole(path, text) for path, text in targets.items()]


def _frame(record: Record, name: str) -> pd.DataFrame | None:
    """A table of the record as its file has it; None for one that is of no table here."""
    frame = getattr(record, name, None)
    if not isinstance(frame, pd.DataFrame):
        return None
    if name == "features":
        frame = frame.copy()
        frame.loc[frame.index.isin(record.unstated_countries), "country"] = ""
    if name in _KEYED:
        frame = frame.reset_index()
    if name == "events":
        frame = frame[frame["derived"] == ""]
    if name == "sources":
        used = {*record.attestations["source_id"], *record.milestones["source_id"], *record.features["location_source"]}
        frame = frame[frame["source_id"].isin(used)]
    return pd.DataFrame(frame)


def _rows(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    own = frame[[column for column in columns if column in frame]].copy()
    for column in own:
        if pd.api.types.is_datetime64_any_dtype(own[column]):
            own[column] = own[column].dt.strftime("%Y-%m-%d")
    own = own.astype(object).where(own.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in own.to_dict("records")]


def _maps(record: Record) -> str:
    title = json.dumps(record.title, ensure_ascii=False)
    extent = ", ".join(f"{side:.3f}".rstrip("0").rstrip(".") for side in around(record))
    return (
        f"#:schema {SCHEMA_FILE}\n"
        "# The maps that `atlas build` publishes. extent: west, south, east, north in degrees.\n\n"
        f'[[map]]\nid = "map"\ntitle = {title}\nlede = ""\nextent = [{extent}]\n'
    )
