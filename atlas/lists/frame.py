"""A DataFrame, or a GeoDataFrame, of things → a record in memory.

What a list says is kept as what *a list says*: the list itself is a source, each date an attestation of it with the row
and the very text; links in a row are further sources, which say no date of their own. Nothing is made more precise than
it was typed, and what is not said (accuracy of the point, weight, state of the time) is not made up.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.edtf import FIRST, LAST, bounds, parse
from atlas.edtf.typed import Typed, read, read_column
from atlas.io.frames import frame_of
from atlas.io.links import web
from atlas.io.lists import PointError, point_of, shape_of_text
from atlas.io.lists.points import degrees, longitude_first, transformer
from atlas.io.lists.vector import in_degrees, refuse_large
from atlas.io.schema import Package
from atlas.io.tables import sheet_of
from atlas.io.text import hidden, shown, unreckoned
from atlas.lists import descriptor
from atlas.lists.columns import ROLES, Columns, guess, words_of
from atlas.lists.gazetteer import Gazetteer
from atlas.lists.latin import latin
from atlas.lists.spans import joined, parted
from atlas.record import Record
from atlas.record.shapes import shapes_frame

__all__ = ["LeftOut", "Made", "record_of", "slug_of"]

IN_MEMORY = Path("(in memory)")
"""Where a record is that has no folder yet: nowhere."""
BORDERS = ("today", "day", "none")
"""What the map of a list can be drawn on."""
_HALF_ROUND = 20_037_508
"""Metres half round the globe: nothing is farther off."""
_MOST_TITLE = 300
_SHAPES = ("circle", "square", "diamond", "triangle")
_STANDS = re.compile(
    r"live|standing|stands|extant|exists?|existing|active|in (?:use|place|operation|service|situ)|open|operational"
    r"|operating|present|still .*|erhalten|vorhanden|steht|in betrieb"
    r"|bestehend|сохранил\w*|существует|стоит|действует|збережен\w*|existant|conservé|existente|istniejąc\w*|existuj\w*",
    re.IGNORECASE,
)


_GONE = re.compile(
    r"(?:removed|demolished|destroyed|gone|lost|dismantled|toppled|taken down|closed|razed|shut ?down|decommissioned"
    r"|permanently closed|permanent shutdown|defunct|entfernt|abgerissen|zerstört"
    r"|abgebaut|снес[её]н\w*|демонтирован\w*|разрушен\w*|утрачен\w*|уничтожен\w*|демонтован\w*|знесен\w*|зруйнован\w*"
    r"|знищен\w*|détruite?|démolie?|supprimée?|destruid[oa]|retirad[oa]|demolid[oa]|zburzon[yae]|usunięt[yae]"
    r"|rozebran[yae]|zničen[oaý]?|odstraněn[oaý]?|zbořen[oaý]?)"
    r"(?:\W.*)?",
    re.IGNORECASE,
)
"""What a state of things says of what is gone by the day of the list, whenever that was."""


@dataclass(frozen=True)
class LeftOut:
    """A row that cannot be drawn: its number, its name and every reason."""

    row: int
    name: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"row {self.row} ({self.name}): {'; '.join(self.reasons)}"


@dataclass
class Made:
    """What became of a list: the record, the rows left out, what its columns are, and what was decided on the way."""

    record: Record
    left_out: list[LeftOut]
    columns: Columns
    notes: list[str] = field(default_factory=list)
    life: str = "bears"
    joined: int = 0

    @property
    def drawn(self) -> int:
        """How many rows are drawn: a thing that was renamed several times has several."""
        return len(self.record.features) + self.joined

    @property
    def report(self) -> str:
        """All of it in lines of text."""
        lines = [f"{name}: {why}" for name, why in self.columns.reasons.items()]
        lines += self.notes
        total = self.drawn + len(self.left_out)
        lines.append(f"{self.drawn:,} of {total:,} rows drawn, {len(self.left_out):,} left out")
        return "\n".join(lines + [str(one) for one in self.left_out])

    def left_out_frame(self) -> pd.DataFrame:
        """The rows left out: ``row, name, reason``."""
        rows = [(one.row, one.name, "; ".join(one.reasons)) for one in self.left_out]
        return pd.DataFrame(rows, columns=["row", "name", "reason"])


@dataclass
class _Row:
    """One row as read."""

    number: int
    title: str
    cells: Mapping[str, Any]
    dates: dict[str, Typed]
    latitude: float | None = None
    longitude: float | None = None
    accuracy: int | None = None
    shape: Any = None
    location: str = ""
    reasons: list[str] = field(default_factory=list)
    slug: str = ""
    earlier: list[_Row] = field(default_factory=list)


def record_of(
    frame: pd.DataFrame,
    *,
    rows: Sequence[int] | None = None,
    dayfirst: bool | None = None,
    standing: bool = False,
    title: str | None = None,
    source: str | Sequence[str] | None = None,
    licence: str = "",
    gazetteer: Any = None,
    borders: str = "today",
    crs: str = "",
    day: date | None = None,
    record_class: type[Record] = Record,
    **chosen: str | None,
) -> Made:
    """Make a record of a frame.

    Parameters
    ----------
    frame
        A row a thing; of a GeoDataFrame the geometry, of any type, is where it is.
    rows
        Numbers of the rows in their file, for messages; by default the labels of the index, or from 1.
    dayfirst
        As for :func:`atlas.edtf.typed.read`.
    standing
        Take what has no end in the list to stand to this day; else that is uncertain, for nobody says so.
    title, licence
        Of the record. Without a licence pages say that none is stated.
    source
        A column (or several) with links or references, or else a text that names where the list is from.
    gazetteer
        For rows without a point: ``"geonames"`` (or True), or a file or frame of one's own with name, lat and lon
        (and country and population, if it has them). Accuracy is the size of the place; ``location_source`` names it.
    crs
        Reference system of columns with coordinates of a plane (``EPSG:32633``); degrees unless given.
    borders
        What the map is drawn on: borders of ``today`` (an older day says so), of the ``day`` (those of the bundled
        record, from May 1945 on), or ``none``.
    day
        The record's own date; today unless given.
    record_class
        What the record is one of.
    **chosen
        Columns: any of ``name, former, kind, begin, end, when, point, latitude, longitude, status, settlement, country,
        picture, note, id, accuracy``; what is not named is guessed. An empty text says that there is none.

    Raises
    ------
    ValueError
        A column is not there, or not one row can be drawn; the text says what was missing.
    TypeError
        ``frame`` is none.
    """
    frame = _usable(frame, borders, crs)
    names = list(frame)
    listed = [source] if isinstance(source, str) else list(source or ())
    links = [one for one in listed if one in names]
    work = next((_clean(one)[:_MOST_TITLE] for one in listed if one not in names), None)
    title, licence = _clean(title)[:_MOST_TITLE] or None, _clean(licence)[:_MOST_TITLE]
    frame, made_of = _one_column_a_date(frame, chosen)
    columns = guess(frame, {**chosen, "source": links or None})
    swapped = [] if crs else _unswap(frame, columns)
    numbers = list(rows) if rows is not None else _numbers(frame)
    read_rows, notes = _read_rows(frame, columns, numbers, dayfirst, crs)
    notes = made_of + swapped + notes
    places = None if gazetteer is None or gazetteer is False else Gazetteer.of(gazetteer)
    if places is not None:
        notes += _look_up(read_rows, columns, places)
    life = _life(columns)
    day = day or date.today()
    notes += _meet_future(read_rows, day)
    _judge(read_rows, columns, life, standing)
    drawn = [row for row in read_rows if not row.reasons]
    left = [LeftOut(row.number, row.title or "without a name", tuple(row.reasons)) for row in read_rows if row.reasons]
    if not drawn:
        raise ValueError(_nothing(left, columns, frame))
    tables = _Tables(columns, life, standing, day, work or title or "The list", licence)
    tables.rank = _rank(len(drawn))
    if places is not None and any(row.location == OWN_GAZETTEER for row in drawn):
        tables.gazetteer = tables.add_source(places.title)
    things = _in_order(drawn) if life == "renamed" else drawn
    for row in things:
        tables.add(row)
    notes += tables.notes()
    if len(things) < len(drawn):
        notes.append(f"{len(drawn) - len(things):,} rows tell of earlier renamings of a thing that another row has")
    package = descriptor.package(
        title or work or "A list", life, tables.day, licence, since=tables.since(), borders=borders
    )
    shapes = shapes_frame(
        list(tables.shapes), list(tables.shapes.values()), [work or title or "The list"] * len(tables.shapes)
    )
    record = _record(tables.rows, package, record_class, shapes)
    return Made(record, left, columns, notes, life, len(drawn) - len(things))


def _usable(frame: Any, borders: str, crs: str) -> pd.DataFrame:
    """The list with names of columns that are texts, each once, and its cells plain; or why it is none."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"a list is a (Geo)DataFrame, not {type(frame).__name__}: pd.DataFrame(...) makes one")
    if borders not in BORDERS:
        raise ValueError(f"borders: {shown(borders)}: write one of {', '.join(BORDERS)}")
    if crs:
        transformer(crs)
    refuse_large(*frame.shape)
    names = [str(name) for name in frame.columns]
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise ValueError(f"the column {shown(twice[0])} is there twice: rename one")
    return _plain(_located(frame.set_axis(names, axis=1)))


def _one_column_a_date(frame: pd.DataFrame, chosen: dict[str, str | None]) -> tuple[pd.DataFrame, list[str]]:
    """The frame with its dates each in a column; of what is parted the columns are added to what was chosen."""
    frame, together = joined(frame, [name for name in chosen.values() if name])
    frame, apart = parted(frame, chosen)
    return frame, together + apart


def _unswap(frame: pd.DataFrame, columns: Columns) -> list[str]:
    """Take latitude and longitude each for the other where only that makes places, and say so."""
    latitude, longitude = columns.get("latitude"), columns.get("longitude")
    if latitude is None or longitude is None:
        return []
    pairs = [pair for row in zip(frame[latitude], frame[longitude], strict=True) if (pair := _two_degrees(*row))]
    beyond = sum(90 < abs(lat) <= 180 and abs(lon) <= 90 for lat, lon in pairs)
    if not beyond or any(abs(lon) > 90 for _, lon in pairs) or beyond * 2 < len(pairs):
        return []
    columns.by_role |= {"latitude": longitude, "longitude": latitude}
    return [f"{latitude} and {longitude} are swapped: {beyond:,} values of {latitude} are no latitudes; read as such"]


def _two_degrees(first: Any, second: Any) -> tuple[float, float] | None:
    try:
        lat, lon = degrees(first), degrees(second)
    except PointError:
        return None
    return None if lat is None or lon is None else (lat, lon)


def _located(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its geometry, if it has any, in degrees and under that name."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    if frame.active_geometry_name is None:
        return pd.DataFrame(frame)
    if frame.active_geometry_name != "geometry":
        frame = frame.drop(columns="geometry", errors="ignore")
    return in_degrees(frame)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with a text for every cell that is a table, a list or an object of its own, and None for what is NA."""
    kept = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    changed = {}
    for name in frame.columns:
        if name == kept:
            continue
        column = frame[name]
        if column.dtype == object or pd.api.types.is_extension_array_dtype(column.dtype):
            cells = _without_absent([_cell(value) for value in column], name)
            changed[name] = pd.Series(cells, index=frame.index, dtype=object)
    return frame.assign(**changed) if changed else frame


_ABSENT = frozenset(("NA", "N/A", "NULL", "null", "None", "NaN", "nan", "\\N", "#N/A", "<NA>", "<Null>", "(null)"))
"""What programs write into a table where there is nothing; NA is Namibia's code, too."""


def _without_absent(cells: list[Any], name: str) -> list[Any]:
    absent = {cell for cell in cells if isinstance(cell, str) and cell in _ABSENT}
    if "NA" in absent and (
        words_of(name) in ROLES["country"]
        or {len(cell) for cell in cells if isinstance(cell, str) and cell.isupper() and cell not in _ABSENT} == {2}
    ):
        absent.discard("NA")
    return [None if isinstance(cell, str) and cell in absent else cell for cell in cells] if absent else cells


def _cell(value: Any) -> Any:
    if value is None or value is pd.NA or isinstance(value, str | int | float | datetime | date | bytes):
        return None if value is pd.NA else value
    return value if pd.api.types.is_scalar(value) else str(value)


def _rank(count: int) -> int:
    """Weight of every thing: a short list can have all its names on the map, a long one only from near."""
    return 1 if count <= 60 else 2 if count <= 300 else 3


def _numbers(frame: pd.DataFrame) -> list[int]:
    whole = pd.api.types.is_integer_dtype(frame.index)
    return [int(label) for label in frame.index] if whole and frame.index.is_unique else list(range(1, len(frame) + 1))


def _record(
    rows: Mapping[str, list[dict[str, Any]]], package: Package, record_class: type[Record], shapes: gpd.GeoDataFrame
) -> Record:
    frames = {name: frame_of(sheet_of(table, rows.get(name, []))) for name, table in package.tables.items()}
    return record_class(frames, package, IN_MEMORY, shapes=shapes)


def _nothing(left: Sequence[LeftOut], columns: Columns, frame: pd.DataFrame) -> str:
    counts = Counter(reason for one in left for reason in one.reasons)
    told = "; ".join(f"{reason} ({count:,})" for reason, count in counts.most_common(3)) or "it has no rows"
    known = ", ".join(f"{role} = {column!r}" for role, column in columns.by_role.items()) or "none"
    others = [name for name in map(str, frame.columns) if name not in columns.used and name != "geometry"]
    rest = f". Not understood: {', '.join(map(repr, others[:15]))}{' …' if len(others) > 15 else ''}" if others else ""
    hint = "Name the others: --begin, --end, --when, --point, or --lat and --lon"
    places = "; --gazetteer geonames looks places up by their names" if "no point" in told else ""
    return f"not one row can be drawn: {told}. Columns understood: {known}{rest}. {hint}{places}"


# Reading


def _read_rows(
    frame: pd.DataFrame, columns: Columns, numbers: Sequence[int], dayfirst: bool | None, system: str = ""
) -> tuple[list[_Row], list[str]]:
    located = isinstance(frame, gpd.GeoDataFrame)
    plain = frame.drop(columns="geometry") if located else frame
    records = [dict(zip(plain.columns, cells, strict=True)) for cells in plain.itertuples(index=False, name=None)]
    cells = {role: frame[column].tolist() for role in ("begin", "end", "when") if (column := columns.get(role))}
    every = [cell for column in cells.values() for cell in column]
    dates = {
        role: read_column(column, dayfirst=dayfirst, others=every, side=None if role == "when" else role)
        for role, column in cells.items()
    }
    found = []
    for place, cells in enumerate(records):
        row = _Row(numbers[place], _title(cells, columns), cells, {role: read_[place] for role, read_ in dates.items()})
        found.append(row)
    if located and columns.get("point") is None and columns.get("latitude") is None:
        _place_by_geometry(found, frame)
    else:
        point = columns.get("point")
        lonfirst = bool(point and longitude_first(frame[point]))
        for row in found:
            _place_by_cells(row, columns, system, lonfirst=lonfirst)
    return found, list(_date_notes(found, columns))


OWN_GAZETTEER = "own"
"""Where a place is from that a gazetteer of the user's own has."""


def _look_up(rows: Sequence[_Row], columns: Columns, places: Gazetteer) -> list[str]:
    """Give rows without a point that of the place that they name; what was chosen among several is said."""
    found, words = 0, []
    for row in rows:
        lacking = [reason for reason in row.reasons if reason.startswith("no point")]
        if row.latitude is not None or not lacking or row.shape is not None:
            continue
        town, country = (_clean(row.cells[c]) if (c := columns.get(role)) else "" for role in ("settlement", "country"))
        finding = places.find(town or row.title, country)
        if finding.place is None:
            row.reasons[row.reasons.index(lacking[0])] = f"no point: {finding.words}"
            continue
        place = finding.place
        row.reasons.remove(lacking[0])
        row.latitude, row.longitude, row.accuracy = place.latitude, place.longitude, place.accuracy_m
        row.location = place.source or OWN_GAZETTEER
        found += 1
        if finding.words:
            words.append(f"row {row.number}: {finding.words}")
    more = [f"and {len(words) - 20:,} more such names"] if len(words) > 20 else []
    return [f"{found:,} rows were placed by {places.title}", *words[:20], *more]


def _date_notes(rows: Sequence[_Row], columns: Columns) -> Iterator[str]:
    """Everything that had to be decided about dates, each kind once with its rows; of many alike the first ones."""
    told: dict[tuple[str, str], dict[str, list[int]]] = {}
    for row in rows:
        for role, typed in row.dates.items():
            for note in typed.notes:
                key = f"{columns.get(role)}", f"was not read: {note}" if typed.kind == "unread" else note
                told.setdefault(key, {}).setdefault(typed.text, []).append(row.number)
    alike: Counter[tuple[str, str]] = Counter()
    for (column, note), texts in told.items():
        some = [f"{text!r} (row {_some(numbers)})" for text, numbers in list(texts.items())[:_MOST_TOLD]]
        more = len(texts) - len(some)
        kind = column, re.sub(r"\(.*\)|[\d~?]+|\w+ \d{4}", "0", note)
        alike[kind] += 1
        if alike[kind] <= _MOST_TOLD and len(texts) == 1:
            text, numbers = next(iter(texts.items()))
            yield f"{column}: {text!r} {note} (row {_some(numbers)})"
        elif alike[kind] <= _MOST_TOLD:
            yield f"{column}: {', '.join(some)}{f' and {more:,} other texts' if more else ''}: {note}"
    for (column, _), count in alike.items():
        if count > _MOST_TOLD:
            yield f"{column}: and {count - _MOST_TOLD:,} more such (atlas dates shows each)"


_MOST_TOLD = 5


def _some(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:5])) + (f" and {len(numbers) - 5:,} more" if len(numbers) > 5 else "")


_MARKED = re.compile(r"[<&\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _clean(value: Any) -> str:
    """Text of a cell without markup, entities, what cannot be seen, and the signs of a formula."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    if text.isascii() and not _MARKED.search(text):
        return unreckoned(" ".join(text.split()))
    text = html.unescape(text)
    text = re.sub(r"<\s*[/!?a-zA-Z][^<>]*>", " ", text)
    text = unicodedata.normalize("NFC", text)
    bad = {place for place, _ in hidden(text)}
    text = "".join(letter for place, letter in enumerate(text) if place not in bad or letter in "\t\n\r")
    text = re.sub(r"\s+", " ", text).strip()
    return unreckoned(re.sub(r"<(?=\s*[/!?a-zA-Z])|&(?=#?\w+;)", "", text))


def _title(cells: Mapping[str, Any], columns: Columns) -> str:
    for role in ("name", "former", "kind"):
        if (column := columns.get(role)) and (text := _clean(cells[column])) and text.casefold() not in _NAMELESS:
            return _FOOTNOTE.sub("", text) or text
    return ""


_FOOTNOTE = re.compile(r"(?:\s*\[(?:\d{1,3}|[a-z])\])+$")
"""What an encyclopaedia has behind a name."""


_NAMELESS = frozenset(
    ["n/a", "na", "nan", "none", "null", "-", "–", "?", "#n/a", "no name", "unnamed", "ohne name", "sin nombre"]
)


def _place_by_geometry(rows: Sequence[_Row], frame: gpd.GeoDataFrame) -> None:
    for row, shape in zip(rows, frame.geometry, strict=True):
        if shape is None or shape.is_empty:
            row.reasons.append("no geometry")
            continue
        _place_by_shape(row, shape)


def _place_by_shape(row: _Row, shape: Any) -> None:
    """A point of the shape as its place, and the shape, where it is more than that point."""
    shape = _sound(shape)
    if shape is None:
        row.reasons.append("its geometry is broken")
        return
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        row.reasons.append("no point: its geometry is not on the globe")
        return
    point = _middle_of(shape)
    if (round(point.y, 6), round(point.x, 6)) == (0, 0):
        row.reasons.append("no point: 0, 0 is where unset points lie")
        return
    row.latitude, row.longitude = float(point.y), float(point.x)
    if shape.geom_type != "Point":
        row.shape = shape


def _sound(shape: Any) -> Any:
    """The same, valid and in the plane: a ring that crosses itself is parted there; None for what is nothing."""
    shape = shapely.force_2d(shape)
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return None
    try:
        shape = shape if shape.is_valid else shapely.make_valid(shape)
    except shapely.GEOSException:
        return None
    parts = getattr(shape, "geoms", None)
    shape = parts[0] if parts is not None and len(parts) == 1 else shape
    return None if shape.is_empty else shape


def _middle_of(shape: Any) -> Any:
    """A point on a shape: well inside its largest area, else half-way along its longest line."""
    parts = list(_simple(shape))
    areas = [part for part in parts if part.geom_type == "Polygon"]
    lines = [part for part in parts if part.geom_type in ("LineString", "LinearRing")]
    if areas:
        return max(areas, key=lambda part: part.area).representative_point()
    if lines:
        return max(lines, key=lambda part: part.length).interpolate(0.5, normalized=True)
    return min(parts, key=lambda part: part.distance(shape.centroid))


def _simple(shape: Any) -> Iterator[Any]:
    for part in getattr(shape, "geoms", None) or [shape]:
        yield from _simple(part) if hasattr(part, "geoms") else [part]


def _place_by_cells(row: _Row, columns: Columns, system: str = "", *, lonfirst: bool = False) -> None:
    point, latitude, longitude = (columns.get(role) for role in ("point", "latitude", "longitude"))
    try:
        if latitude and longitude and not (point and _lacks(row.cells[latitude]) and _lacks(row.cells[longitude])):
            lat, lon = degrees(row.cells[latitude]), degrees(row.cells[longitude])
            if system and lat is not None and lon is not None:
                lon, lat = transformer(system)(lon, lat)
            elif lat is not None and lon is not None and max(abs(lat), abs(lon)) > 180:
                raise PointError(f"{latitude} and {longitude} are no degrees: say their reference system, --crs EPSG:…")
            found = point_of(f"{lat} {lon}") if lat is not None and lon is not None else None
        elif point and (shape := shape_of_text(row.cells[point])) is not None:
            _place_by_shape(row, shape)
            return
        elif point:
            found = point_of(row.cells[point], lonfirst=lonfirst)
        else:
            row.reasons.append("no point: no column has coordinates")
            return
    except PointError as error:
        row.reasons.append(f"no point: {error}")
        return
    if found is None:
        row.reasons.append("no point")
    elif (found.latitude, found.longitude) == (0, 0):
        row.reasons.append("no point: 0, 0 is where unset points lie")
    else:
        row.latitude, row.longitude, row.accuracy = found.latitude, found.longitude, found.accuracy_m
        if (column := columns.get("accuracy")) and re.fullmatch(r"\d+(\.\d+)?", text := _clean(row.cells[column])):
            row.accuracy = max(1, round(min(float(text), _HALF_ROUND)))


def _lacks(cell: Any) -> bool:
    return cell is None or cell != cell or not str(cell).strip()


# Judging

_LATER = "it lies after the record's own date"


def _meet_future(rows: Sequence[_Row], day: date) -> list[str]:
    """Take an end that is yet to come as that of a thing that stands, and say so; what is yet to begin is left out."""
    coming = []
    for row in rows:
        for role, typed in row.dates.items():
            if not typed.edtf or bounds(typed.edtf)[0] <= day:
                continue
            if role == "end":
                row.dates[role] = replace(typed, edtf="", kind="present", notes=(_LATER,))
                coming.append(row.number)
            else:
                row.reasons.append(f"{_LATER}: {typed.words}")
    return (
        [f"{len(coming):,} ends are yet to come: such things stand to this day (row {_some(coming)})"] if coming else []
    )


def _life(columns: Columns) -> str:
    if columns.get("former"):
        return "renamed"
    return "one-day" if columns.get("when") and not (columns.get("begin") or columns.get("end")) else "stands"


def _judge(rows: Sequence[_Row], columns: Columns, life: str, standing: bool) -> None:
    """Add to each row why it cannot be drawn, if it cannot."""
    seen: dict[tuple[str, str], int] = {}  # two things of one number are two things, where they have two names
    same: dict[tuple[str, ...], int] = {}
    for row in rows:
        cells = (
            *map(str, row.cells.values()),
            str(row.latitude),
            str(row.longitude),
            row.shape.wkt if row.shape else "",
        )
        if (first := same.setdefault(cells, row.number)) != row.number:
            row.reasons.append(f"it is the same as row {first} in every cell")
            continue
        begin, end, when = (row.dates.get(role, Typed("", kind="unknown")) for role in ("begin", "end", "when"))
        if begin.edtf and end.edtf and bounds(end.edtf)[1] < bounds(begin.edtf)[0]:
            row.reasons.append(f"it ends in {end.words} and begins in {begin.words}")
        if life in ("renamed", "one-day"):
            if not when.edtf:
                row.reasons.append(_undated(when))
        elif not begin.edtf and not end.edtf and not _stands(row, columns, standing):
            unread = [_undated(one) for one in (begin, end) if one.kind == "unread"]
            row.reasons.append("; ".join(dict.fromkeys(unread)) or "no date")
        if not row.title:
            row.title = f"Row {row.number}"
        if (column := columns.get("id")) and (key := _clean(row.cells[column])):
            if (first := seen.get((key, row.title.casefold()), 0)) and life != "renamed":
                row.reasons.append(f"its id is there before: {key!r}, row {first}")
            elif not row.reasons:
                seen[key, row.title.casefold()] = row.number


def _in_order(rows: Sequence[_Row]) -> list[_Row]:
    """Of rows of one name at one place the last renaming, with those that came before it."""
    things: dict[tuple[Any, ...], list[_Row]] = {}
    for row in rows:
        place = round(float(row.latitude or 0), 4), round(float(row.longitude or 0), 4)
        things.setdefault((row.title.casefold(), *place), []).append(row)
    last = []
    for found in things.values():
        *earlier, row = sorted(found, key=lambda one: bounds(one.dates["when"].edtf))
        row.earlier = earlier
        last.append(row)
    return last


def _undated(typed: Typed) -> str:
    if typed.kind != "unread":
        return "no date"
    why = typed.notes[0] if typed.notes and len(typed.notes[0]) < 60 else ""
    return f"no date: {typed.text!r} was not read{f': {why}' if why else ''}"


def _stands(row: _Row, columns: Columns, standing: bool) -> bool:
    """Whether the list says that it stands to this day."""
    end = row.dates.get("end")
    if end is not None and end.kind == "present":
        return True
    begin = row.dates.get("begin")
    if begin is not None and "and to this day" in begin.notes:
        return True
    status = columns.get("status")
    if status and (_STANDS.fullmatch(_clean(row.cells[status])) or read(_clean(row.cells[status])).kind == "present"):
        return True
    return standing and (end is None or not end.edtf)


# Writing


_UNMARKED = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}
    | {"þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ı": "i"}
)
"""Letters of the Latin alphabet whose mark is a part of them."""


def slug_of(text: str, taken: Mapping[str, Any] | set[str], most: int = 60) -> str:
    """A slug that is not taken: letters of the Latin alphabet without marks, and of others by their sounds."""
    plain = unicodedata.normalize("NFKD", latin(text).translate(_UNMARKED)).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most].strip("-") or "thing"
    found, number = slug, 1
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found


class _Tables:
    """The rows of a record's tables, as they come together."""

    def __init__(self, columns: Columns, life: str, standing: bool, day: date, work: str, licence: str) -> None:
        self.columns, self.life, self.standing, self.day = columns, life, standing, day
        self.rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("features", "names", "events", "attestations", "sources", "kinds", "event_types")
        }
        self.ids: set[str] = set()
        self.shapes: dict[str, Any] = {}
        self.gazetteer = ""
        self.kinds: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self.by_address: dict[str, str] = {}
        self.source_ids: set[str] = set()
        self.work = self._source(work, "")
        self.rows["event_types"] = [dict(row) for row in descriptor.EVENT_TYPES[life]]
        self._unsourced = self._uncertain = self._alike = 0
        self.rank = 3

    def cell(self, row: _Row, role: str) -> str:
        """Clean text of a role's cell, empty where there is none."""
        column = self.columns.get(role)
        return _clean(row.cells[column]) if column else ""

    def add(self, row: _Row) -> None:
        """Take in one row."""
        key = self.cell(row, "id")
        row.slug = slug_of(f"{row.title} {key}" if key and len(key) < 12 else row.title, self.ids)
        self.ids.add(row.slug)
        if row.shape is not None:
            self.shapes[row.slug] = row.shape
        country = self.cell(row, "country").upper()
        self.rows["features"].append(
            {
                **{"feature_id": row.slug, "kind": self._kind(self.cell(row, "kind")), "title": row.title},
                **{"settlement": self.cell(row, "settlement"), "latitude": round(float(row.latitude or 0), 6)},
                **{
                    "longitude": round(float(row.longitude or 0), 6),
                    "accuracy_m": row.accuracy,
                    "note": self._notes(row),
                    "location_source": self.gazetteer if row.location == OWN_GAZETTEER else row.location,
                },
                "country": country if re.fullmatch("[A-Z]{2}", country) else "",
                "rank": self.rank,
            }
        )
        cited = self._cited(row)
        self._events(row, cited)

    def _kind(self, label: str) -> str:
        label = label or descriptor.THING
        folded = label.casefold()
        if folded not in self.kinds:
            number = len(self.kinds)
            kind = slug_of(label, set(self.kinds.values()), 40)
            self.kinds[folded] = kind
            self.rows["kinds"].append(
                {
                    **{"kind": kind, "group": "toponym" if self.life == "renamed" else "image", "label": label},
                    **{"definition": f"What the list calls {label!r}.", "order": number + 1},
                    **{"shape": _SHAPES[number % len(_SHAPES)], "fclass": "S"},
                }
            )
        return self.kinds[folded]

    def _notes(self, row: _Row) -> str:
        """The remarks of a thing, from each row that tells of it."""
        told = [part for one in (*row.earlier, row) for part in self._note(one).split(" · ")]
        return " · ".join(part for part in dict.fromkeys(told) if part)[:2000]

    def _note(self, row: _Row) -> str:
        """Remarks of the list, its picture, and every further column: nothing that it says is lost."""
        parts = [self.cell(row, "note")]
        if picture := self.cell(row, "picture"):
            parts.append(f"Picture: {picture}")
        former = self._formers(row)
        if len(former) > 1:
            parts.append(f"Earlier names, in order: {', '.join(former)}")
        dates = row.dates.items()
        unread = {self.columns.get(role) for role, typed in dates if typed.kind == "unread" or _LATER in typed.notes}
        for column, value in row.cells.items():
            if (column not in self.columns.used or column in unread) and (text := _clean(value)):
                parts.append(f"{_clean(column)}: {text}")
        if country := self.cell(row, "country"):
            parts += [f"Country: {country}"] if not re.fullmatch("[A-Za-z]{2}", country) else []
        return " · ".join(part for part in parts if part)[:2000]

    def _formers(self, row: _Row) -> list[str]:
        return [name.strip() for name in re.split(r"[;|]", self.cell(row, "former")) if name.strip()]

    def add_source(self, title: str) -> str:
        """The id of a further source that is not on the web."""
        return self._source(title, "")

    def _source(self, title: str, url: str) -> str:
        if url and url in self.by_address:
            return self.by_address[url]
        source_id = slug_of(title, self.source_ids, 70)
        self.source_ids.add(source_id)
        self.rows["sources"].append({"source_id": source_id, "kind": "other", "title": title, "url": url})
        if url:
            self.by_address[url] = source_id
        return source_id

    def _cited(self, row: _Row) -> list[str]:
        """Sources that the row names: addresses of the web, or references in words."""
        found = []
        for column in self.columns.links:
            for text in re.split(r"\s*[;|\n]\s*|\s+(?=https?://)", _clean(row.cells[column])):
                if not text:
                    continue
                address = web(text)
                if address:
                    parts = urlsplit(address)
                    host = (parts.hostname or "").removeprefix("www.")
                    found.append(self._source(f"{host}{parts.path}".rstrip("/"), address))
                else:
                    found.append(self.by_address.get(f"text:{text}") or self._reference(text))
        return list(dict.fromkeys(found))

    def _reference(self, text: str) -> str:
        source_id = self.by_address[f"text:{text}"] = self._source(text[:300], "")
        return source_id

    def _events(self, row: _Row, cited: Sequence[str]) -> None:
        dates = row.dates
        if self.life == "renamed":
            self._renamings(row, cited)
            return
        if self.life == "one-day":
            self._event(row, "happened", dates["when"], "when", cited)
            return
        begin, end = dates.get("begin"), dates.get("end")
        if begin is not None and begin.edtf:
            self._event(row, "begun", replace(begin, edtf=self._closed(begin.edtf)), "begin", cited)
        if end is not None and end.edtf:
            self._event(row, "ended", end, "end", cited)
            self._alike += begin is not None and begin.edtf == end.edtf
        elif _stands(row, self.columns, self.standing):
            self._event(row, "stands", Typed("", self.day.isoformat()), "status", cited)
        elif _GONE.fullmatch(self.cell(row, "status")):
            self._event(row, "ended", Typed("", f"[..{self.day.isoformat()}]"), "status", cited)
        else:
            self._uncertain += 1

    def _renamings(self, row: _Row, cited: Sequence[str]) -> None:
        """Every name of a thing from one renaming to the next."""
        told = {(self.cell(step, "former"), step.dates["when"].edtf): step for step in (*row.earlier, row)}
        steps = list(told.values())  # what two rows tell alike is one renaming
        former = [(self._formers(step) or [""])[-1] for step in steps]
        since = ""
        for place, step in enumerate(steps):
            step.slug, is_last = row.slug, place == len(steps) - 1
            after = row.title if is_last else former[place + 1]
            kind, sources = ("renamed", cited) if is_last else ("called", self._cited(step))
            event = self._event(step, kind, step.dates["when"], "when", sources, after, 0 if is_last else place + 1)
            if former[place]:
                self._name(row, former[place], since, event)
            since = event
        self._name(row, row.title, since, "")

    def _closed(self, edtf: str) -> str:
        """A begin has two bounds: of one that is open the other is the record's first or last day."""
        first, last = bounds(edtf)
        if first == FIRST:
            return f"[{max(1, last.year - 100):04d}..{last.year:04d}]"
        return f"[{first.year:04d}..{max(first.year, self.day.year):04d}]" if last == LAST else edtf

    def _event(
        self, row: _Row, kind: str, typed: Typed, role: str, cited: Sequence[str], detail: str = "", number: int = 0
    ) -> str:
        event_id = f"{row.slug}-{kind}{f'-{number}' if number else ''}"
        self.rows["events"].append(
            {"event_id": event_id, "feature_id": row.slug, "type": kind, "date": typed.edtf, "detail": detail}
        )
        column = self.columns.get(role) or self.columns.get("status")
        said = typed.text or (self.cell(row, "status") if role == "status" else "")
        says = f"The list has “{_clean(said)}” under “{_clean(column)}”." if said else "The list has no end of it."
        comment = "; ".join(typed.notes)
        attestation = {"event_id": event_id, "date": typed.edtf, "says": says, "comment": comment}
        self.rows["attestations"].append(attestation | {"source_id": self.work, "locator": f"row {row.number}"})
        for source in cited:
            link = {"event_id": event_id, "source_id": source, "says": "The list names this as its source."}
            self.rows["attestations"].append(link)
        self._unsourced += not cited
        return event_id

    def _name(self, row: _Row, name: str, since: str, until: str) -> None:
        self.rows["names"].append(
            {
                **{"feature_id": row.slug, "name": name, "latin": latin(name), "language": "und"},
                **{"from_event": since, "to_event": until},
            }
        )

    def notes(self) -> Iterator[str]:
        """What is to be known of the whole."""
        if self._alike * 2 > len(self.rows["features"]):
            begin, end = (self.columns.get(role) for role in ("begin", "end"))
            same = f"{self._alike:,} things end on the date on which they begin: if that is one date of theirs"
            yield f"{same}, say --when {shown(str(begin))} --end '', or --begin '' --end {shown(str(end))}"
        if self.life == "stands" and self._uncertain:
            text = "things have no end, and nothing says that they stand: uncertain after their begin"
            yield f"{self._uncertain:,} {text} (--standing says that they do)"
        if self._unsourced and self.columns.links:
            yield f"{self._unsourced:,} events have no source but the list"

    def since(self) -> str:
        """First year of the record: some while before the first event, so that there is a before to be seen."""
        years = [parse(row["date"]) for row in self.rows["events"]]
        first = min(max(one.earliest, date(1, 1, 1)).year if one.earliest > FIRST else one.latest.year for one in years)
        last = max(one.latest.year if one.latest < LAST else one.earliest.year for one in years)
        margin = max(11, (last - first) // 12) if self.life != "one-day" else 1
        start = max(1, first - margin)
        return f"{start // 10 * 10 or 1 if self.life != 'one-day' else start:04d}"
