"""The schema of a record: what ``datapackage.json`` says of its tables, columns, keys and vocabularies.

The descriptor is a Data Package of Frictionless Data, version 2 (https://datapackage.org). It is the one
schema: the loader, the checks and the codebook all ask this module, and none repeats a column name's type.
One property is our own, ``sortedBy`` of a resource: the columns by which its rows are kept in order.

The parts used here are few (types string, integer, number and date; required, unique, pattern, enum, minimum
and maximum; primary and foreign keys), and :mod:`atlas.io.descriptor` is their model. Importing Frictionless takes
longer than checking the whole record, and it counts rows where the atlas must name lines; the tests let it judge the
record as well.

Where a schema's ``fieldsMatch`` is ``superset``, a file, or another record's descriptor, may leave out the columns that
are not required.

A record's own descriptor may add columns, tables and rules to those of the bundled one. It cannot take any away: what
the atlas counts on (types, required cells, ids that are slugs) holds in every record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.io.files import present, text_inside
from atlas.io.text import shown

if TYPE_CHECKING:
    from atlas.io.descriptor import DescriptorModel, FieldModel, ResourceModel, Subject

__all__ = [
    "DescriptorError",
    "Field",
    "ForeignKey",
    "Package",
    "Table",
    "bundled",
    "bundled_path",
    "package_of",
    "read",
]

DESCRIPTOR = "datapackage.json"
_OPEN_LISTS = {("sources", "kind")}
"""Closed lists that a record may lengthen; on the terms of the others the atlas's own rules turn."""


class DescriptorError(ValueError):
    """A descriptor that cannot be used. ``faults`` holds pairs: where in it, and what is wrong."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{DESCRIPTOR}: {place}: {message}" for place, message in faults))


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, type (``string``, ``integer``, ``number``, ``date``), meaning and constraints.

    ``patterns`` are regular expressions in the syntax of RE2, each of which a whole cell must match.
    """

    name: str
    type: str = "string"
    description: str = ""
    format: str = "default"
    required: bool = False
    unique: bool = False
    patterns: tuple[str, ...] = ()
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
    superset: bool = False

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


def _no_subject() -> Subject:
    from atlas.io.descriptor import Subject

    return Subject()


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
    subject : Subject
        What it says of the record's subject.
    """

    title: str
    version: str
    created: date
    tables: dict[str, Table]
    descriptor: dict[str, Any] = field(repr=False, default_factory=dict)
    subject: Subject = field(repr=False, default_factory=_no_subject)


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
    DescriptorError
        A ValueError: the descriptor is not JSON, or says what the atlas cannot do. Every such fault is listed.
    """
    folder = Path(folder)
    if not present(folder, DESCRIPTOR):
        return bundled()
    from atlas.io.descriptor import parse

    try:
        descriptor = parse(text_inside(folder, DESCRIPTOR))
    except ValueError as error:
        faults = getattr(error, "faults", None) or [("-", str(error))]
        raise DescriptorError(*faults) from None
    package = _package(*descriptor)
    return package if folder.resolve() == bundled_path() else _completed(package)


def package_of(descriptor: dict[str, Any]) -> Package:
    """The schema of a descriptor that is no file yet. Raises :class:`DescriptorError`."""
    from atlas.io.descriptor import parse

    try:
        return _completed(_package(*parse(json.dumps(descriptor))))
    except ValueError as error:
        faults = getattr(error, "faults", None) or [("-", str(error))]
        raise DescriptorError(*faults) from None


def _completed(package: Package) -> Package:
    """Add the tables and rules of the bundled schema that a descriptor leaves out; refuse one that contradicts it."""
    tables, faults = dict(package.tables), []
    for name, strict in bundled().tables.items():
        base = _eased(strict) if package.subject.level != "strict" else strict
        own = tables.setdefault(name, base)
        lost = [column for column in base.fields if column.name not in own.columns]
        needed = [column for column in lost if column.required or not base.superset]
        faults += [(f"resources.{name}", f"lacks the column {column.name!r}") for column in needed]
        known = {column.name: column for column in base.fields}
        fields = []
        faults += [(f"resources.{name}", fault) for key in own.foreign_keys if (fault := _astray(key, package))]
        for column in own.fields:
            fault = _contradiction(name, column, known.get(column.name))
            faults += [(f"resources.{name}.{column.name}", fault)] if fault else []
            fields.append(_strict(column, known.get(column.name)))
        tables[name] = replace(own, fields=(*fields, *lost), superset=own.superset or bool(lost))
    if faults:
        raise DescriptorError(*faults)
    return replace(package, tables=tables)


def _astray(key: ForeignKey, package: Package) -> str:
    """Why a foreign key leads nowhere; empty where it leads to a table that there is."""
    targets = [tables[key.table] for tables in (package.tables, bundled().tables) if key.table in tables]
    if not targets:
        return f"a foreign key of {key.column!r} names the table {shown(key.table)}, which there is not"
    if not any(key.target in target.columns for target in targets):
        return f"a foreign key of {key.column!r} names {shown(key.target)}, a column that {key.table!r} does not have"
    return ""


EASED = {
    "features": ("country", "polity", "accuracy_m", "location_source", "rank"),
    "sources": ("url",),
}
"""Columns that only a record of the level ``strict`` must fill: what it leaves out is derived, or not said."""


def _eased(table: Table) -> Table:
    """A table of the bundled schema without what it asks of its own record alone."""
    eased = EASED.get(table.name, ())
    return replace(table, fields=tuple(replace(f, required=f.required and f.name not in eased) for f in table.fields))


def _contradiction(table: str, own: Field, base: Field | None) -> str:
    if base is None:
        return "the atlas works out a column of that name itself: choose another" if own.name in _DERIVED else ""
    if own.type != base.type:
        return f"is {own.type!r}, and the atlas counts on {base.type!r}"
    if base.enum and (table, own.name) not in _OPEN_LISTS and (more := set(own.enum) - set(base.enum)):
        return f"lists {', '.join(map(repr, sorted(more)))}; the atlas knows {', '.join(base.enum)}"
    return ""


_DERIVED = frozenset(
    ["derived", "disputed", "earliest", "effect", "geometry", "group", "latest", "status", "weak", "words"]
)
"""Columns that loading or a question adds to a table."""


def _strict(own: Field, base: Field | None) -> Field:
    """A column with its own rules and those of the bundled schema."""
    if base is None:
        return own
    return replace(
        own,
        format=base.format if own.format == "default" else own.format,
        required=own.required or base.required,
        unique=own.unique or base.unique,
        patterns=tuple(dict.fromkeys([*own.patterns, *base.patterns])),
        enum=own.enum or base.enum,
        minimum=max((v for v in (own.minimum, base.minimum) if v is not None), default=None),
        maximum=min((v for v in (own.maximum, base.maximum) if v is not None), default=None),
    )


def _package(model: DescriptorModel, descriptor: dict[str, Any]) -> Package:
    return Package(
        title=model.title or model.name,
        version=str(model.version),
        created=model.day,
        tables={resource.name: _table(resource) for resource in model.tables},
        descriptor=descriptor,
        subject=model.subject,
    )


def _table(resource: ResourceModel) -> Table:
    schema = resource.schema_
    if schema is None:  # cannot be: the model has refused it
        raise TypeError(resource.name)
    return Table(
        name=resource.name,
        path=resource.path,
        title=resource.title,
        description=resource.description,
        fields=tuple(_field(column) for column in schema.fields),
        primary_key=schema.key,
        foreign_keys=tuple(
            ForeignKey(key.column, key.reference.resource or resource.name, key.target) for key in schema.foreign_keys
        ),
        sorted_by=resource.order,
        superset=schema.fields_match == "superset",
    )


def _field(column: FieldModel) -> Field:
    rules = column.constraints
    return Field(
        name=column.name,
        type=column.type,
        description=column.description,
        format=column.format,
        required=rules.required,
        unique=rules.unique,
        patterns=(rules.pattern,) if rules.pattern else (),
        enum=tuple(rules.enum),
        minimum=rules.minimum,
        maximum=rules.maximum,
    )
