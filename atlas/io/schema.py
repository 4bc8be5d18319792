"""The schema of a record: what ``datapackage.json`` says of its tables, columns, keys and vocabularies.

The descriptor is a Data Package of Frictionless Data, version 2 (https://datapackage.org). It is the one
schema: the loader, the checks and the codebook all ask this module, and none repeats a column name's type.
One property is our own, ``sortedBy`` of a resource: the columns by which its rows are kept in order.

The parts used here are few (types string, integer, number and date; required, unique, pattern, enum, minimum
and maximum; primary and foreign keys), so they are read directly. Importing Frictionless takes longer than
checking the whole record, and it counts rows where the atlas must name lines; the tests let it judge the
record as well.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Field", "ForeignKey", "Package", "Table", "bundled", "bundled_path", "read"]

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, type (``string``, ``integer``, ``number``, ``date``), meaning and constraints."""

    name: str
    type: str = "string"
    description: str = ""
    format: str = "default"
    required: bool = False
    unique: bool = False
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose values are found in a column of another table."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV table: its file, its columns in order, its keys, and the columns that order its rows."""

    name: str
    path: str
    title: str = ""
    description: str = ""
    fields: tuple[Field, ...] = ()
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    sorted_by: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in the order of the file."""
        return tuple(column.name for column in self.fields)

    def field(self, name: str) -> Field:
        """One column by name. Raises KeyError."""
        for column in self.fields:
            if column.name == name:
                return column
        raise KeyError(f"{self.path} has no column {name!r}")


@dataclass(frozen=True)
class Package:
    """A descriptor as read.

    Attributes
    ----------
    title, version : str
        Title and version of the record.
    created : datetime.date
        The record's own date: what it says of today, it says of this day.
    tables : dict of str to Table
        The CSV tables by name, in the order of the descriptor.
    descriptor : dict
        The whole descriptor, for what is not modelled here (licences, keywords).
    """

    title: str
    version: str
    created: date
    tables: dict[str, Table]
    descriptor: dict[str, Any] = field(repr=False, default_factory=dict)


def bundled_path() -> Path:
    """Folder of the record that came with the package: ``geodata/`` in a checkout, ``atlas/_geodata`` in a
    wheel.
    """
    here = Path(__file__).resolve().parents[1]
    for folder in (here / "_geodata", here.parent / "geodata"):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise FileNotFoundError(f"the record that belongs to the package is missing: no geodata/{DESCRIPTOR} by {here}")


@cache
def bundled() -> Package:
    """Schema of the bundled record."""
    return read(bundled_path())


def read(folder: str | Path) -> Package:
    """Read the descriptor of a record.

    Parameters
    ----------
    folder : path
        Folder that holds ``datapackage.json``. A folder without one has the schema of the bundled record. A
        table that the descriptor leaves out keeps the bundled definition.

    Raises
    ------
    ValueError
        The descriptor is not JSON, or lacks what the atlas needs of it.
    """
    folder = Path(folder)
    path = folder / DESCRIPTOR
    if not path.is_file():
        return bundled()
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        package = _package(descriptor)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{DESCRIPTOR} cannot be used: {error!r}") from error
    if folder.resolve() == bundled_path():
        return package
    return _completed(package)


def _completed(package: Package) -> Package:
    """Add the tables of the bundled schema that a descriptor leaves out; refuse one that drops a column."""
    tables = dict(package.tables)
    for name, table in bundled().tables.items():
        own = tables.setdefault(name, table)
        lost = [column for column in table.columns if column not in own.columns]
        if lost:
            raise ValueError(f"table {name!r} lacks the column {lost[0]!r}")
    return Package(package.title, package.version, package.created, tables, package.descriptor)


def _package(descriptor: dict[str, Any]) -> Package:
    tables = {r["name"]: _table(r) for r in descriptor["resources"] if r.get("format", "csv") == "csv"}
    return Package(
        title=descriptor.get("title") or descriptor["name"],
        version=str(descriptor.get("version", "")),
        created=date.fromisoformat(descriptor["created"][:10]),
        tables=tables,
        descriptor=descriptor,
    )


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    return Table(
        name=resource["name"],
        path=resource["path"],
        title=resource.get("title", ""),
        description=resource.get("description", ""),
        fields=tuple(_field(spec) for spec in schema["fields"]),
        primary_key=_columns(schema.get("primaryKey")),
        foreign_keys=tuple(_foreign_key(spec) for spec in schema.get("foreignKeys", ())),
        sorted_by=_columns(resource.get("sortedBy")),
    )


def _field(spec: dict[str, Any]) -> Field:
    rules = spec.get("constraints", {})
    return Field(
        name=spec["name"],
        type=spec.get("type", "string"),
        description=spec.get("description", ""),
        format=spec.get("format", "default"),
        required=bool(rules.get("required", False)),
        unique=bool(rules.get("unique", False)),
        pattern=rules.get("pattern"),
        enum=tuple(rules.get("enum", ())),
        minimum=rules.get("minimum"),
        maximum=rules.get("maximum"),
    )


def _foreign_key(spec: dict[str, Any]) -> ForeignKey:
    columns, targets = _columns(spec["fields"]), _columns(spec["reference"]["fields"])
    if len(columns) != 1 or len(targets) != 1:
        raise ValueError("a foreign key of several columns is not supported")
    return ForeignKey(columns[0], spec["reference"]["resource"], targets[0])


def _columns(spec: str | list[str] | None) -> tuple[str, ...]:
    """Data Package lets a key be one name or a list of names."""
    return (spec,) if isinstance(spec, str) else tuple(spec or ())
