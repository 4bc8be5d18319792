"""``figures.toml``: drawings that a story shows beside its map, made from numbers that sources state.

An elevation stands monuments side by side to one scale, each beside a person; every measure names the event and the
source that states it. A calendar counts what came and went on each day of the map's clock, from the record itself.

    [[figure]]
    map = "square"
    kind = "elevation"
    title = "The statue, and what stands there now"

    [[figure.column]]
    label = "Statue, 1951-1961"

    [[figure.column.part]]            # from the ground upwards
    label = "plinth"
    shape = "block"
    height = 3
    event = "square-monument-unveiled-1951"
    source = "town-chronicle-1951"
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from atlas.io.files import FileError, present, text_inside
from atlas.io.pydantic_words import fault_of
from atlas.io.tables import Problem
from atlas.io.toml import TomlError, parse_toml
from atlas.record.options import Slug, Text

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "FILE",
    "PERSON",
    "Column",
    "Figure",
    "FigureError",
    "Measure",
    "Part",
    "line_of",
    "read_figures",
    "unstated",
]

FILE = "figures.toml"
PERSON = 1.75
"""Metres of the person that stands beside each monument."""
_MOST_METRES = 1000.0
_MOST_COLUMNS = 6
_COUNTED = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\b(?:" + "|".join(_COUNTED) + r")\b", re.IGNORECASE)

Metres = Annotated[float, Field(gt=0, le=_MOST_METRES, allow_inf_nan=False)]


class FigureError(ValueError):
    """Faults in ``figures.toml``. ``problems`` holds every :class:`~atlas.io.tables.Problem`; the text lists them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Table):
    """A height and who states it: of one part, ``height``, and from the ground to its top, ``top``. Metres."""

    height: Annotated[Metres | None, Field(description="Metres of this part alone.")] = None
    top: Annotated[Metres | None, Field(description="Metres from the ground to the top of this part.")] = None
    event: Annotated[Slug, Field(description="Event of which the source states it.")]
    source: Annotated[Slug, Field(description="The source.")]

    @property
    def stated(self) -> tuple[float, ...]:
        """The numbers that the source must state."""
        return tuple(value for value in (self.height, self.top) if value is not None)


class Part(Measure):
    """One part of a monument, on top of the one before."""

    label: Annotated[Text, Field(description="What it is.")]
    shape: Annotated[
        Literal["figure", "bust", "block", "mast"], Field(description="How it is drawn; its outline is schematic.")
    ]
    width: Annotated[Metres | None, Field(description="Metres across, where the source states them.")] = None
    subject: Annotated[bool, Field(description="Whether it bears the name or image that the record is about.")] = False
    other: Annotated[tuple[Measure, ...], Field(description="Other heights that other sources state.")] = ()

    @property
    def stated(self) -> tuple[float, ...]:
        """The numbers that the source must state."""
        return (*super().stated, *((self.width,) if self.width is not None else ()))


class Column(_Table):
    """One monument, or what stood in its place at another time."""

    label: Annotated[Text, Field(description="What it is, and when.")]
    part: Annotated[tuple[Part, ...], Field(min_length=1, description="Its parts, from the ground upwards.")]

    @property
    def tops(self) -> list[float]:
        """Metres from the ground to the top of each part; of one that nobody measured, to the foot of the next.

        Raises
        ------
        ValueError
            Where the measures do not stand on one another.
        """
        tops: list[float] = []
        for k, part in enumerate(self.part):
            below = tops[-1] if tops else 0.0
            top = part.top if part.top is not None else None if part.height is None else below + part.height
            if top is None:
                top = self._foot_of(k + 1)
            if top is None:
                raise ValueError(f"{part.label!r} has no height; write height or top, or both of a part above it")
            if top <= below:
                raise ValueError(f"{part.label!r} has its top at {top:g} m, no higher than what it stands on")
            if part.height is not None and not math.isclose(top - below, part.height, abs_tol=0.01):
                raise ValueError(f"{part.label!r} is {part.height:g} m high, but from {below:g} to {top:g} m")
            tops.append(top)
        return tops

    def _foot_of(self, number: int) -> float | None:
        """Where a part begins, told from the top of the first one above that has it."""
        heights = 0.0
        for part in self.part[number:]:
            if part.height is None:
                return None
            heights += part.height
            if part.top is not None:
                return part.top - heights
        return None

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        _ = self.tops
        return self


class Figure(_Table):
    """One drawing of a story."""

    map: Annotated[Slug, Field(description="Id of the map whose story it belongs to.")]
    kind: Annotated[Literal["elevation", "calendar"], Field(description="Monuments to scale, or changes by day.")]
    title: Annotated[Text, Field(description="What is to be seen.")]
    note: Annotated[Text | None, Field(description="What must be known to read it.")] = None
    column: Annotated[tuple[Column, ...], Field(max_length=_MOST_COLUMNS)] = ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind == "elevation") != bool(self.column):
            raise ValueError("an elevation has one column or more, a calendar none")
        return self

    @property
    def measures(self) -> Iterator[Measure]:
        """Every measure in it, with those of other sources."""
        for column in self.column:
            for part in column.part:
                yield part
                yield from part.other


class _Document(_Table):
    figure: tuple[Figure, ...] = ()


def read_figures(folder: str | Path) -> tuple[Figure, ...]:
    """The figures of a record's folder, in order; none where it has no ``figures.toml``.

    Raises
    ------
    FigureError
        With every fault that the file has in itself; what does not fit the record is told by the rule ``figure``.
    """
    if not present(folder, FILE):
        return ()
    try:
        text = text_inside(folder, FILE)
        raw = parse_toml(text)
    except TomlError as error:
        raise FigureError([Problem(FILE, error.line, "-", "figure", str(error))]) from None
    except FileError as error:
        raise FigureError([Problem(FILE, 1, "-", "figure", str(error))]) from None
    try:
        return _Document.model_validate(raw).figure
    except ValidationError as error:
        problems = [_problem(text, raw, fault) for fault in error.errors(include_url=False)]
        raise FigureError(list(dict.fromkeys(problems))) from None


def _problem(text: str, raw: Mapping[str, Any], fault: Any) -> Problem:
    """A fault that the model names, at the line of its figure, with the way to it in words."""
    path = ".".join(str(step + 1) if isinstance(step, int) else step for step in fault["loc"]) or "-"
    numbers = [step for step in fault["loc"] if isinstance(step, int)]
    known: tuple[str, ...] = ()
    for name, model in (("figure", Figure), ("column", Column), ("part", Part), ("other", Measure)):
        if name in fault["loc"][:-1]:
            known = tuple(model.model_fields)
    line = line_of(text, numbers[0]) if numbers else 1
    return Problem(FILE, line, path, "figure", f"{path}: {fault_of(fault, known)}")


def line_of(text: str, number: int) -> int:
    """The line on which a figure begins, counted from zero; 1 where it cannot be found."""
    heads = [n for n, line in enumerate(text.split("\n"), start=1) if re.match(r"\s*\[\[\s*figure\s*\]\]", line)]
    return heads[number] if number < len(heads) else 1


def numbers_in(text: str) -> set[float]:
    """The numbers that a text states, in digits or, up to twelve, in words."""
    found = set()
    for match in _NUMBER.finditer(text):
        word = match[0].lower()
        found.add(float(_COUNTED.index(word) + 1) if word in _COUNTED else float(word.replace(",", "")))
    return found


def unstated(measure: Measure, says: str) -> str:
    """The first number of a measure that the text of its source does not state, in words; "" where it states all."""
    known = numbers_in(says)
    return next((f"{value:g}" for value in measure.stated if value not in known), "")
