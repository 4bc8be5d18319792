"""The model of ``datapackage.json``: what of a Data Package the atlas keeps to, and what to write instead of the rest.

A rule of the standard that the atlas does not check is refused rather than passed over: whoever wrote it would take
its silence for consent.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal

import re2
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from atlas.edtf import parse as parse_date
from atlas.io.files import name_fault
from atlas.io.links import web
from atlas.io.pydantic_words import fault_of
from atlas.io.text import hidden, shown

__all__ = ["DescriptorModel", "FieldModel", "ResourceModel", "Subject", "all_like", "matcher", "parse"]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_TAKEN = frozenset(
    {
        "about",
        "at",
        "borders",
        "changes",
        "check",
        "cite",
        "counts",
        "date",
        "description",
        "event_turns",
        "export",
        "labels",
        "map",
        "package",
    }
    | {"landmarks", "package", "path", "shapes", "spans", "tenures", "title", "version", "waters", "where", "widget"}
    | {"bounds", "clock_first", "estimate", "feature_class", "first_day", "licence", "made", "places_of", "save"}
    | {"subject", "texts", "town", "town_rows", "towns", "undrawable", "unstated_countries", "whole", "word"}
)
"""What a record has besides its tables: a table of that name could not be reached."""
_MOST_PATTERN = 1000
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T|\Z)", re.ASCII)
_YEARS = (1000, 9000)
"""Of the record's own day: the clock goes on some years behind it, and the calendar ends with 9999."""
_MOST_COLUMNS = 1000


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f"{shown(text)} is not a name: write small Latin letters, digits and _, a letter first")
    return text


def _pattern(text: str) -> str:
    if len(text) > _MOST_PATTERN:
        raise ValueError(f"the pattern has {len(text):,} characters; at most {_MOST_PATTERN:,} are read")
    try:
        matcher(text)
    except re2.error as error:
        said = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else error.args[0]
        message = f"the pattern {shown(text)} cannot be used: {said}; RE2 knows no look-around and no back-references"
        raise ValueError(message) from None
    return text


@cache
def matcher(pattern: str) -> Any:
    """A compiled pattern. RE2 takes time in proportion to the text, whatever the pattern: none can run for ever."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


_WITHIN_LINES = re.compile(r"(?:[^\\\[.(\s]|\((?!\?)|\[(?![\^:])|\\[dw.+*?(){}|/-])*")
"""Patterns of which it is plain that they match no line end: those of letters, lists of letters, groups and counts."""


def all_like(pattern: str, texts: Iterable[str]) -> bool:
    """Whether it is plain at one look that each of many texts matches the whole of a pattern; if not, each may yet."""
    listed = list(texts)
    lines = "\n".join([*listed, ""])
    if not _WITHIN_LINES.fullmatch(pattern) or not pattern.isprintable() or lines.count("\n") != len(listed):
        return False
    options = re2.Options()
    options.log_errors, options.never_capture = False, True  # what it need not tell apart takes it a tenth of the time
    return re2.compile(f"(?:(?:{pattern})\n)*", options).fullmatch(lines) is not None


Name = Annotated[str, AfterValidator(_name)]
Names = str | list[str]


def _listed(names: Names | None) -> tuple[str, ...]:
    """Data Package lets a key be one name or a list of names."""
    return (names,) if isinstance(names, str) else tuple(names or ())


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class _Constraints(_Model):
    """What a cell of a column must keep to.

    Attributes
    ----------
    required
        No cell is empty.
    unique
        No cell stands twice.
    pattern
        RE2 pattern that a whole cell must match.
    enum
        The terms that a cell may be.
    minimum
        The least number.
    maximum
        The greatest number.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    required: bool = False
    unique: bool = False
    pattern: Annotated[str, AfterValidator(_pattern)] | None = None
    enum: list[str] = []
    minimum: float | None = None
    maximum: float | None = None


class FieldModel(_Model):
    """A column.

    Attributes
    ----------
    name
        Its heading: small Latin letters, digits and _, a letter first.
    type
        What its cells are.
    format
        ``uri`` for addresses of the web.
    description
        What it means, for the codebook.
    constraints
        What its cells must keep to.
    """

    name: Name
    type: Literal["string", "integer", "number", "date"] = "string"
    format: Literal["default", "uri"] = "default"
    description: str = ""
    constraints: _Constraints = _Constraints()

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, spec: Any) -> Any:
        unread = {"decimalChar": ".", "groupChar": None, "bareNumber": True, "missingValues": [""], "categories": None}
        for key, usual in unread.items() if isinstance(spec, dict) else ():
            if spec.get(key, usual) != usual:
                raise ValueError(f"{key!r} is not read: write the cells plainly (48.5, nothing for what is missing)")
        return spec

    @model_validator(mode="after")
    def _fitting(self) -> FieldModel:
        rules, number = self.constraints, self.type in ("integer", "number")
        if not number and (rules.minimum is not None or rules.maximum is not None):
            raise ValueError(f"minimum and maximum are for numbers, and the column is {self.type!r}")
        if rules.minimum is not None and rules.maximum is not None and rules.minimum > rules.maximum:
            raise ValueError(f"the minimum {rules.minimum:g} is more than the maximum {rules.maximum:g}")
        if self.type != "string" and (rules.pattern or rules.enum or self.format != "default"):
            raise ValueError(f"pattern, enum and format are for text, and the column is {self.type!r}")
        return self


class _Reference(_Model):
    """Where a foreign key leads.

    Attributes
    ----------
    resource
        The table.
    fields
        Its column; one.
    """

    resource: str = ""
    fields: Names


class _ForeignKey(_Model):
    """A column whose cells are found in a column of another table.

    Attributes
    ----------
    fields
        The column; one.
    reference
        Where it leads.
    """

    fields: Names
    reference: _Reference

    @model_validator(mode="after")
    def _single(self) -> _ForeignKey:
        if len(_listed(self.fields)) != 1 or len(_listed(self.reference.fields)) != 1:
            raise ValueError("a foreign key of several columns is not supported")
        return self

    @property
    def column(self) -> str:
        """The column that refers."""
        return _listed(self.fields)[0]

    @property
    def target(self) -> str:
        """The column that it refers to."""
        return _listed(self.reference.fields)[0]


class _Schema(_Model):
    """What a table has.

    Attributes
    ----------
    fields
        Its columns, in the order of the file.
    primaryKey
        The column or columns that name a row.
    foreignKeys
        Columns that refer to other tables.
    fieldsMatch
        ``superset`` lets a file leave out the columns that are not required.
    missingValues
        Only an empty cell is missing: ``[""]``.
    """

    fields: Annotated[list[FieldModel], Field(min_length=1, max_length=_MOST_COLUMNS)]
    primary_key: Annotated[Names | None, Field(alias="primaryKey")] = None
    foreign_keys: Annotated[list[_ForeignKey], Field(alias="foreignKeys")] = []
    fields_match: Annotated[Literal["exact", "superset"], Field(alias="fieldsMatch")] = "exact"
    missing_values: Annotated[Literal["plain"], Field(alias="missingValues")] = "plain"

    @field_validator("missing_values", mode="before")
    @classmethod
    def _empty_only(cls, values: Any) -> str:
        if values not in ("plain", [""]):
            raise ValueError('missing is an empty cell and nothing else: write [""]')
        return "plain"

    @model_validator(mode="after")
    def _known(self) -> _Schema:
        names = [column.name for column in self.fields]
        for name, count in Counter(names).items():
            if count > 1:
                raise ValueError(f"the column {name!r} stands {count} times")
        for name in [*self.key, *(key.column for key in self.foreign_keys)]:
            if name not in names:
                raise ValueError(f"a key names the column {shown(name)}, which the table does not have")
        return self

    @property
    def key(self) -> tuple[str, ...]:
        """Columns of the primary key."""
        return _listed(self.primary_key)


class ResourceModel(_Model):
    """A table, or a file beside the tables.

    Attributes
    ----------
    name
        Name of the table, as ``record.<name>`` has it.
    path
        Its file within the folder.
    title
        Its name for people.
    description
        What a row is, for the codebook.
    format
        ``csv`` for a table; any other is a file beside the tables.
    encoding
        UTF-8, and no other.
    schema
        Its columns and keys.
    sortedBy
        Columns by which its rows are kept in order; the atlas's own key.
    derived
        Written from the other tables for other readers, as an export's ``spans``, and not read back; the atlas's own
        key.
    """

    name: str
    path: str
    title: str = ""
    description: str = ""
    format: str = "csv"
    encoding: str = "utf-8"
    schema_: Annotated[_Schema | None, Field(alias="schema")] = None
    sorted_by: Annotated[Names | None, Field(alias="sortedBy")] = None
    derived: bool = False

    @field_validator("path", mode="before")
    @classmethod
    def _one(cls, path: Any) -> Any:
        if isinstance(path, list):
            raise ValueError("a table is one file: write its name, not a list")
        return path

    @field_validator("path")
    @classmethod
    def _within(cls, path: str) -> str:
        if fault := name_fault(path):
            raise ValueError(f"{shown(path)} is not the name of a file in the folder: {fault}")
        return path

    @model_validator(mode="before")
    @classmethod
    def _unread(cls, spec: Any) -> Any:
        if isinstance(spec, dict):
            if "data" in spec:
                raise ValueError("data inside the descriptor is not read: put it into a file and name that in path")
            if spec.get("compression"):
                raise ValueError("compression is not read: unpack the table, and leave the key out")
            dialect = spec.get("dialect") or {}
            usual = {"delimiter": ",", "quoteChar": '"', "header": True, "doubleQuote": True}
            if not isinstance(dialect, dict) or any(dialect.get(k, v) != v for k, v in usual.items()):
                raise ValueError("dialect: tables are read with commas and double quotes only; save them so")
        return spec

    @model_validator(mode="after")
    def _sound(self) -> ResourceModel:
        if self.format != "csv" or self.derived:
            return self
        _name(self.name)
        if self.name in _TAKEN:
            raise ValueError(f"a table cannot be called {self.name!r}: a record has something else of that name")
        if self.encoding.lower().replace("-", "") != "utf8":
            raise ValueError(f"the encoding is {shown(self.encoding)}; save the table as UTF-8")
        if self.schema_ is None:
            raise ValueError("lacks schema, with the table's columns")
        if lost := set(self.order) - {column.name for column in self.schema_.fields}:
            raise ValueError(f"sortedBy names the column {shown(min(lost))}, which the table does not have")
        return self

    @property
    def order(self) -> tuple[str, ...]:
        """Columns that order the rows."""
        return _listed(self.sorted_by)


def _address(text: str) -> str:
    if text and not web(text):
        raise ValueError(f"{shown(text)} is not an address of the web: write it from https:// on")
    return text


_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def _contact(text: str) -> str:
    if text and not web(text) and not _MAIL.fullmatch(text):
        raise ValueError(f"{shown(text)} is neither an address of e-mail nor one of the web, from https:// on")
    return text


def _licence(text: str) -> str:
    return _address(text) if ":" in text else text


class _Link(_Model):
    """A licence, or who contributed.

    Attributes
    ----------
    name
        The licence's identifier of SPDX, such as ``CC-BY-4.0``.
    title
        Its name, or a person's, for people.
    path
        Its address.
    """

    name: str = ""
    title: str = ""
    path: Annotated[str, AfterValidator(_licence)] = ""


def _edtf(text: str) -> str:
    parsed = parse_date(text)
    if parsed.is_open:
        raise ValueError(f"{shown(text)} is open on one side; write a day, a month or a year")
    return text


Since = Annotated[str, AfterValidator(_edtf)]
Texts = dict[str, str | dict[str, str]]
"""Text by key of the interface's table: one for all languages, or one a language."""


class Moved(_Model):
    """A border that the ground shows as it became, so that points of before may lie beyond it.

    Attributes
    ----------
    polity
        Whose border it was, as ``borders.geojson`` names it.
    until
        EDTF date of the day on which it became what the ground shows.
    metres
        How far the polity reached beyond it until then.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    polity: str
    until: Since
    metres: Annotated[int, Field(gt=0)]


class Subject(_Model):
    """What the descriptor says of its subject: the section ``subject``. All of it may be left out.

    Attributes
    ----------
    life
        What kind of life its things have: ``bears`` a name or image and loses it, is ``renamed`` from one name to
        another, ``stands`` until it falls, or lasts ``one-day``.
    level
        How strict its checks are: ``draft`` asks for what can be drawn, ``sourced`` for sources and agreement as well,
        ``strict`` for every rule.
    since
        EDTF date of its first day: no begin that nobody has sourced is looked for before it.
    first
        EDTF date with which clocks begin; its first day unless given.
    ground
        Borders of the ``day``, of ``today``, or ``none``.
    moved
        Borders that the ground shows as they became later.
    languages
        Languages of its pages; all that the interface has unless given.
    pattern
        RE2 pattern of the names that it is about, as `atlas candidates` looks for it: in names in plain small Latin
        letters, whatever script they are written in.
    contact
        Where its editors take reports: an address of e-mail, or one of the web, such as that of a list of issues.
    words
        Texts of the interface that are its own, by their key: ``bearing``, ``status.after``, ``names`` …
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    life: Literal["bears", "renamed", "stands", "one-day"] = "bears"
    level: Literal["draft", "sourced", "strict"] = "sourced"
    since: Since | None = None
    first: Since | None = None
    ground: Literal["day", "today", "none"] = "day"
    moved: list[Moved] = []
    languages: list[str] = []
    pattern: Annotated[str, AfterValidator(_pattern)] = ""
    contact: Annotated[str, AfterValidator(_contact)] = ""
    words: Texts = {}


class DescriptorModel(_Model):
    """The whole descriptor.

    Attributes
    ----------
    name
        A short name, for identifiers.
    title
        What the record is called; its name unless given.
    description
        What it is a record of, in a sentence.
    version
        Version of the record, which is not that of the package.
    created
        The record's own date: what it says of today, it says of this day.
    homepage
        Where it is published; identifiers of its features begin with it.
    licenses
        Under what it may be used; the first is named in every export.
    contributors
        Who made it; every export and citation names them.
    keywords
        For search engines.
    resources
        Its tables, and the files beside them.
    subject
        What it is about, for pages and checks.
    """

    name: str = ""
    title: str = ""
    description: str = ""
    version: str | int | float = ""
    created: str
    homepage: Annotated[str, AfterValidator(_address)] = ""
    licenses: list[_Link] = []
    contributors: list[_Link] = []
    keywords: list[str] = []
    resources: Annotated[list[ResourceModel], Field(min_length=1, max_length=_MOST_COLUMNS)]
    subject: Subject = Subject()

    @field_validator("created")
    @classmethod
    def _day(cls, text: str) -> str:
        try:
            day = datetime.fromisoformat(text) if _DAY.match(text) else None
        except ValueError:
            day = None
        if day is None:
            raise ValueError(f"{shown(text)} is not a day: write it as 2026-11-22 or 2026-11-22T00:00:00Z")
        if not _YEARS[0] <= day.year <= _YEARS[1]:
            raise ValueError(f"{shown(text)} is no day of a record: write one of the years {_YEARS[0]} to {_YEARS[1]}")
        return text

    @model_validator(mode="after")
    def _whole(self) -> DescriptorModel:
        if not (self.title or self.name):
            raise ValueError("lacks title: the record has no name")
        for key in ("since", "first"):
            text = getattr(self.subject, key)
            if text and parse_date(text).earliest >= self.day:
                raise ValueError(f"subject.{key}: {text} must lie before the record's own day, {self.day}")
        for what, values in (("name", [r.name for r in self.resources]), ("path", [r.path for r in self.resources])):
            for value, count in Counter(values).items():
                if count > 1:
                    raise ValueError(f"{count} resources have the {what} {shown(value)}")
        return self

    @property
    def day(self) -> date:
        """The record's own date."""
        return datetime.fromisoformat(self.created).date()

    @property
    def tables(self) -> Iterator[ResourceModel]:
        """The resources that are tables."""
        return (resource for resource in self.resources if resource.format == "csv" and not resource.derived)


class _FaultsError(ValueError):
    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = faults
        super().__init__(str(faults))


def parse(text: str) -> tuple[DescriptorModel, dict[str, Any]]:
    """The descriptor as a model and as plain JSON. Raises ValueError, where it can with ``faults`` (place, message)."""
    try:
        raw = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise ValueError("not JSON that can be read: it is nested too deep") from None
    if not isinstance(raw, dict):
        raise ValueError("the descriptor must be a JSON object: {...}")
    if faults := list(_hidden(raw)):
        raise _FaultsError(faults[:20])
    try:
        return DescriptorModel.model_validate(raw), raw
    except ValidationError as error:
        faults = [(_place(fault["loc"], raw), fault_of(fault)) for fault in error.errors(include_url=False)]
        raise _FaultsError(faults) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {shown(twice)} stands twice in one object")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{shown(text)} is more than a number can be")
    return number


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _hidden(raw: Any) -> Iterator[tuple[str, str]]:
    """Texts and keys of the descriptor that hold what cannot be seen."""
    left: list[tuple[tuple[str | int, ...], Any]] = [((), raw)]
    while left:
        loc, value = left.pop()
        if isinstance(value, dict):
            left += [((*loc, key), one) for key, one in value.items()]
            left += [(loc, key) for key in value]
        elif isinstance(value, list):
            left += [((*loc, number), one) for number, one in enumerate(value)]
        elif isinstance(value, str) and (bad := next(hidden(value, "\n\t"), None)):
            yield _place(loc, raw), f"holds the character U+{ord(bad[1]):04X}, which cannot be seen"


def _place(loc: tuple[str | int, ...], raw: Any) -> str:
    """Where in the descriptor: keys with dots between them, and of a list's members their names."""
    parts: list[str] = []
    for step in loc:
        if str(step).startswith(("str", "list[", "int", "float")):  # which member of a union was tried
            continue
        if step in ("schema", "fields"):
            raw = raw.get(step) if isinstance(raw, dict) else None
            continue
        try:
            raw = raw[step]
        except (KeyError, IndexError, TypeError):
            raw = None
        named = isinstance(step, int) and isinstance(raw, dict) and isinstance(raw.get("name"), str)
        parts.append(str(raw["name"]) if named else str(step))
    return ".".join(parts) or "-"
