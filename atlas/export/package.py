"""The record itself: a Data Package of Frictionless Data in a zip, which ``atlas.load`` reads when unpacked.

Beside its tables stands ``spans.csv``, which follows from them: a row a span of one certainty, for readers that know
nothing of tenures (:func:`atlas.export.shape.span_frame`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.export.history import rows_of
from atlas.export.relational import column_type
from atlas.export.shape import iso, meaning, own_frames, span_frame
from atlas.export.zipped import write_zip
from atlas.io.files import FileError, present, read_inside
from atlas.io.needs import UnrepresentableError
from atlas.io.schema import DESCRIPTOR, bundled
from atlas.io.tables import canonical_bytes
from atlas.record.shapes import FILE as SHAPES
from atlas.record.shapes import geojson_of

if TYPE_CHECKING:
    from atlas.record import Record

SPANS = "spans.csv"
_GROUND = ("borders.geojson", "towns.geojson", "waters.geojson", "landmarks.geojson")


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the tables in canonical form, their descriptor, and the ground that the record has of its own."""
    files: dict[str, bytes] = {}
    counted: dict[str, int] = {}
    for name, frame in own_frames(record).items():
        table = record.package.tables[name]
        rows = rows_of(frame[frame["derived"] == ""] if name == "events" else frame)
        if table.path in (*files, DESCRIPTOR, *_GROUND, SHAPES, SPANS):
            raise UnrepresentableError(
                f"{DESCRIPTOR}: table {name}: the path {table.path!r} is another file's; name its own"
            )
        files[table.path] = canonical_bytes(table, rows)
        counted[name] = len(rows)
    for name in _GROUND:
        if present(record.path, name):
            try:
                files[name] = read_inside(record.path, name)
            except FileError as error:
                raise UnrepresentableError(f"{name}: {error}") from None
    if len(record.shapes):
        files[SHAPES] = geojson_of(record.shapes).encode()
    files[SPANS] = _spans(record)
    counted["spans"] = files[SPANS].count(b"\n") - 1
    described = _descriptor(record, set(files))
    described["resources"].append(_spans_resource(record))
    descriptor = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    write_zip(path, {DESCRIPTOR: descriptor.encode("utf-8"), **files})
    return counted


def _span_table(record: Record) -> pd.DataFrame:
    return pd.DataFrame(span_frame(record).drop(columns="geometry"))


def _spans(record: Record) -> bytes:
    """The flat table of spans: days as ISO text, truth as ``true`` and ``false``, no cell of two lines."""
    frame = _span_table(record)
    for name in frame.columns:
        if pd.api.types.is_datetime64_any_dtype(frame[name]):
            frame[name] = pd.Series([iso(day) for day in frame[name]], dtype="object", index=frame.index)
        elif pd.api.types.is_bool_dtype(frame[name]):
            frame[name] = frame[name].map({True: "true", False: "false"})
        elif pd.api.types.is_string_dtype(frame[name].dtype):
            frame[name] = [" ".join(text.split()) if isinstance(text, str) else text for text in frame[name]]
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _spans_resource(record: Record) -> dict[str, Any]:
    frame = _span_table(record)
    fields = [
        {"name": name, "type": _type(frame[name]), "description": meaning(record, "spans", str(name))} for name in frame
    ]
    return {
        "name": "spans",
        "path": SPANS,
        "title": "Spans",
        "description": "What held from first_day to last_day, both included; written from the other tables.",
        "format": "csv",
        "encoding": "utf-8",
        "derived": True,
        "schema": {"fields": fields},
    }


def _type(column: pd.Series) -> str:
    kinds = {"DATE": "date", "INTEGER": "integer", "REAL": "number"}
    return kinds.get(column_type(column), "string")


def _descriptor(record: Record, files: set[str]) -> dict[str, Any]:
    """The record's descriptor, with the tables that it left to the bundled one, and without what is not here."""
    descriptor = dict(record.package.descriptor)
    resources = {resource["name"]: resource for resource in bundled().descriptor["resources"]}
    resources |= {resource["name"]: resource for resource in descriptor["resources"]}
    descriptor["resources"] = [resource for resource in resources.values() if resource.get("path") in files]
    return descriptor
