"""The record itself: a Data Package of Frictionless Data in a zip, which ``atlas.load`` reads when unpacked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.export.history import rows_of
from atlas.export.shape import own_frames
from atlas.export.zipped import write_zip
from atlas.io.files import FileError, present, read_inside
from atlas.io.needs import UnrepresentableError
from atlas.io.schema import DESCRIPTOR, bundled
from atlas.io.tables import canonical_bytes
from atlas.record.shapes import FILE as SHAPES
from atlas.record.shapes import geojson_of

if TYPE_CHECKING:
    from atlas.record import Record

_GROUND = ("borders.geojson", "towns.geojson", "waters.geojson", "landmarks.geojson")


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the tables in canonical form, their descriptor, and the ground that the record has of its own."""
    files: dict[str, bytes] = {}
    counted: dict[str, int] = {}
    for name, frame in own_frames(record).items():
        table = record.package.tables[name]
        rows = rows_of(frame[frame["derived"] == ""] if name == "events" else frame)
        if table.path in (*files, DESCRIPTOR, *_GROUND, SHAPES):
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
    descriptor = json.dumps(_descriptor(record, set(files)), ensure_ascii=False, indent=2) + "\n"
    write_zip(path, {DESCRIPTOR: descriptor.encode("utf-8"), **files})
    return counted


def _descriptor(record: Record, files: set[str]) -> dict[str, Any]:
    """The record's descriptor, with the tables that it left to the bundled one, and without what is not here."""
    descriptor = dict(record.package.descriptor)
    resources = {resource["name"]: resource for resource in bundled().descriptor["resources"]}
    resources |= {resource["name"]: resource for resource in descriptor["resources"]}
    descriptor["resources"] = [resource for resource in resources.values() if resource.get("path") in files]
    return descriptor
