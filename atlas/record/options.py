"""What can be chosen of a map, as one typed model: the same for ``maps.toml``, :class:`atlas.AtlasMap` and a page.

A field here, with its type, its limits and what it means, is a key of ``maps.toml``, a keyword of
:class:`atlas.AtlasMap` (and, of the first model, of :class:`atlas.Timeline`), an option of ``atlas map`` and a key of
what the page reads. The JSON Schema for editors, the signatures and the help are made from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from numbers import Real
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    AllowInfNan,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from atlas.edtf import bounds, parse
from atlas.io.files import name_fault
from atlas.io.pydantic_words import fault_of
from atlas.io.text import hidden, shown

__all__ = [
    "EdtfText",
    "Extent",
    "Filter",
    "FittedOptions",
    "Fonts",
    "Frame",
    "MapOptions",
    "Parts",
    "Projection",
    "Slug",
    "Text",
    "Tiled",
    "TimelineOptions",
    "Title",
    "choose",
    "slug",
]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_SLUG = 80
_LEAST_DEGREES = 0.001
"""A view of less than some hundred metres is no view of a map whose points are known to so much at best."""


def slug(text: str) -> str:
    """An id as it may stand in an address and in the name of a file. Raises ValueError."""
    if len(text) > _MOST_SLUG or not _SLUG.fullmatch(text) or name_fault(text):
        raise ValueError(f"is {shown(text)}; write small Latin letters and digits with hyphens between them")
    return text


def _plain(text: str) -> str:
    if bad := next(hidden(text), None):
        raise ValueError(f"holds the character U+{ord(bad[1]):04X}, which cannot be seen")
    return text


def _date_text(value: Any) -> Any:
    """TOML has numbers and days of its own: a year and a day without quotes are what they look like."""
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise ValueError(f'is {shown(value)}; write a date of EDTF in quotes, such as "1961-11-10" or "1950"')
    return value


def _edtf(text: str) -> str:
    parsed = parse(text)
    if parsed.is_open:
        raise ValueError(f"is {shown(text)}, which is open on one side; a map needs a date")
    return parsed.text


Degrees = Annotated[float, Strict(), AllowInfNan(False)]
Latitude = Annotated[Degrees, Field(ge=-90, le=90)]
Longitude = Annotated[Degrees, Field(ge=-180, le=180)]
Slug = Annotated[
    str, Strict(), AfterValidator(slug), WithJsonSchema({"type": "string", "pattern": f"^{_SLUG.pattern}$"})
]
Text = Annotated[str, Strict(), StringConstraints(max_length=2000), AfterValidator(_plain)]
Title = Annotated[Text, StringConstraints(min_length=1, max_length=300)]
EdtfText = Annotated[
    str,
    BeforeValidator(_date_text),
    AfterValidator(_edtf),
    WithJsonSchema({"type": ["string", "integer"], "description": "A date of EDTF."}),
]


def _box(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = box
    if not (-180 <= west < east <= min(west + 360, 360) and -90 <= south < north <= 90):
        raise ValueError(f"is {list(box)}; write [west, south, east, north] in degrees, west < east and south < north")
    if min(east - west, north - south) < _LEAST_DEGREES:
        raise ValueError(f"is {list(box)}, which is narrower than {_LEAST_DEGREES} degrees")
    return box


def _four(box: Any) -> Any:
    box = box.tolist() if hasattr(box, "tolist") else box  # the ``total_bounds`` of a GeoDataFrame
    whole = isinstance(box, list | tuple) and len(box) == 4 and all(isinstance(v, Real) for v in box)
    if not whole or any(isinstance(v, bool) for v in box):
        raise ValueError(f"is {shown(box)}; extent must be [west, south, east, north], four numbers in degrees")
    return tuple(map(float, box))


Extent = Annotated[tuple[Degrees, Degrees, Degrees, Degrees], BeforeValidator(_four), AfterValidator(_box)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def plain(self) -> dict[str, Any]:
        """What is chosen, as JSON has it."""
        return self.model_dump(mode="json", exclude_none=True)


class Projection(_Model):
    """An equal-area projection: ``laea`` (Lambert azimuthal), ``albers`` (conic) or ``equal-earth``."""

    kind: Annotated[
        Literal["laea", "albers", "equal-earth"],
        Field(description="Lambert azimuthal, Albers conic or Equal Earth: all equal-area."),
    ]
    center: Annotated[tuple[Latitude, Longitude], Field(description="Latitude and longitude of the middle, degrees.")]
    parallels: Annotated[
        tuple[Latitude, Latitude] | None, Field(description="The two parallels of albers, latitudes in degrees.")
    ] = None

    @model_validator(mode="after")
    def _fitting(self) -> Projection:
        if self.kind != "albers" and self.parallels:
            raise ValueError(f"parallels are for albers, and the kind is {self.kind}")
        if self.kind == "equal-earth" and self.center != (0, 0):
            raise ValueError("equal-earth is drawn about the meridian of Greenwich: its center is [0, 0]")
        if self.kind == "albers" and self.parallels is None:
            raise ValueError("albers needs parallels: two latitudes, such as [47, 66]")
        if self.parallels and (abs(sum(self.parallels)) < 1 or max(map(abs, self.parallels)) >= 90):
            raise ValueError(f"parallels {list(self.parallels)} make no cone: they may not be poles, nor opposite")
        return self


class Frame(_Model):
    """A further framing that the reader can choose."""

    title: Annotated[Title, Field(description="What the reader chooses it by.")]
    extent: Annotated[Extent, Field(description="West, south, east, north in degrees.")]
    projection: Annotated[Projection | None, Field(description="Its own projection; the map's if none.")] = None


Parts = Literal["auto", "always", "all", "never"]
"""Whether a page's longer texts are put beside it: where they are many, in any case, with all else that the map draws
from, or in none."""
Tiled = Literal["auto", "always", "never"]
"""Whether a page's marks come from vector tiles beside it: where there are very many, in any case, or never."""
Fonts = Literal["auto", "system", "embedded"]
"""Whether a page is lettered by letters that it carries inside, or by the serif faces of its reader's system."""
Terms = Annotated[str, Strict(), AfterValidator(_plain)] | list[Annotated[str, Strict(), AfterValidator(_plain)]]
Span = tuple[EdtfText, EdtfText]


class Filter(BaseModel):
    """What of the record a map shows: columns of the features with the terms to keep, and spans of days."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Terms]

    between: Annotated[Span | None, Field(description="Bore it, or may have, on a day from the first to the last.")] = (
        None
    )
    begun: Annotated[Span | None, Field(description="Got it by an event that lies within.")] = None
    ended: Annotated[Span | None, Field(description="Lost it by an event that lies within.")] = None

    @model_validator(mode="after")
    def _forward(self) -> Filter:
        for word in ("between", "begun", "ended"):
            if (span := getattr(self, word)) and bounds(span[0])[0] > bounds(span[1])[1]:
                raise ValueError(f"{word} runs backwards: {span[0]} is after {span[1]}")
        return self


def _basemap(name: str) -> str:
    from xyzservices import providers

    try:
        providers.query_name(name).build_url(fill_subdomain=False)
    except ValueError as error:
        raise ValueError(str(error)) from None
    return name


class TimelineOptions(_Model):
    """What a clock and the marks of a map are told: all of it but ``ground`` is what the page's script reads."""

    first: Annotated[
        EdtfText | None,
        Field(description="First date of the clock, EDTF: of a year or month the first day. The record's own if none."),
    ] = None
    last: Annotated[
        EdtfText | None,
        Field(description="Last date, EDTF: of a year or month the last day. The record's own if none."),
    ] = None
    start: Annotated[EdtfText | None, Field(description="Date on which the map opens; the first if none.")] = None
    extent: Annotated[
        Extent | None,
        Field(description="West, south, east, north in degrees: what is shown first. What holds the features if none."),
    ] = None
    narrow: Annotated[Extent | None, Field(description="The same for a screen that is higher than wide.")] = None
    projection: Annotated[
        Projection | None,
        Field(description="Equal-area, of the whole sheet; that which suits the extent if none."),
    ] = None
    frames: Annotated[
        dict[Slug, Frame], Field(description="Further framings by id: title, extent and, unless the map's, projection.")
    ] = {}
    hub: Annotated[Slug | None, Field(description="Id of the feature from which distances are told.")] = None
    streets: Annotated[
        Annotated[str, Strict(), AfterValidator(_basemap)] | None,
        Field(description="A basemap of tiles that the reader may ask for, as xyzservices names it."),
    ] = None
    pace: Annotated[
        Literal["event", "calendar"], Field(description="event slows where changes crowd, calendar never does.")
    ] = "event"
    basis: Annotated[
        Literal["likely", "sources"],
        Field(description="What marks rest on: likely, an estimate where no source settles it, or sources alone."),
    ] = "likely"
    lang: Annotated[
        Annotated[str, Strict(), StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)],
        Field(description="Language of the page and its dates, BCP 47."),
    ] = "en"
    ground: Annotated[
        Annotated[bool, Strict()] | None,
        Field(description="Draw land and period borders: on a sheet of the atlas unless false, elsewhere if true."),
    ] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first = bounds(self.first)[0] if self.first else date.min
        if self.first and self.last and first >= bounds(self.last)[1]:
            raise ValueError(f"the clock's first day ({self.first}) must lie before its last ({self.last})")
        if self.start and bounds(self.start)[1] < first:
            raise ValueError(f"start ({self.start}) lies before the clock's first day ({self.first})")
        if self.start and self.last and bounds(self.start)[0] > bounds(self.last)[1]:
            raise ValueError(f"start ({self.start}) lies after the clock's last day ({self.last})")
        return self


class MapOptions(TimelineOptions):
    """What a map shows, where and when, and what its page is headed by."""

    title: Annotated[Title | None, Field(description="Heading of the page; the record's title if none.")] = None
    lede: Annotated[Text, Field(description="The line beneath it.")] = ""
    description: Annotated[Text, Field(description="For search engines and link previews; the lede if none.")] = ""
    with_table: Annotated[bool, Strict(), Field(description="Add the table of all rows below the map.")] = True
    parts: Annotated[
        Parts,
        Field(
            description="Put what sources say, notes and sources into a folder beside the page: auto when they are "
            "many, always, or never, which keeps the page one file."
        ),
    ] = "auto"
    tiled: Annotated[
        Tiled,
        Field(
            description="Draw the marks from vector tiles beside the page, which a web server hands out: auto above "
            "100,000 marks, always, or never."
        ),
    ] = "auto"
    fonts: Annotated[
        Fonts,
        Field(
            description="Letters of the reader's system, or embedded: the atlas's own, cut to what the page shows, "
            "so that it looks the same on every machine. They need the extra type. Auto is embedded in the pages of "
            "atlas build where that extra is there, and system elsewhere."
        ),
    ] = "auto"


class FittedOptions(MapOptions):
    """Options in which all that a record decides is decided (:func:`atlas.record.extent.fitted`)."""

    title: str
    first: str
    extent: Extent
    projection: Projection


Chosen = TypeVar("Chosen", bound=TimelineOptions)


def choose(model: type[Chosen], options: TimelineOptions | None, keywords: Mapping[str, Any]) -> Chosen:
    """Options of a model: those of an object, and over them those given by keyword; a keyword of None chooses nothing.

    Raises
    ------
    ValueError
        For a value that an option cannot have; the text names the option and says what to write.
    """
    if isinstance(options, model) and not keywords:
        return options
    before = {key: getattr(options, key) for key in model.model_fields if hasattr(options, key)}
    told = {key: value for key, value in keywords.items() if value is not None}
    try:
        return model.model_validate(before | told)
    except ValidationError as error:
        faults = [(fault["loc"], fault_of(fault, tuple(model.model_fields))) for fault in error.errors()]
        raise ValueError("; ".join(f"{loc[0]}: {fault}" if loc else fault for loc, fault in faults)) from None
