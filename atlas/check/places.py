"""Rules of the points: on the globe, in the country of today, and inside the polity of the day."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cache
from typing import Any

import shapely

from atlas.check.areas import Areas, Grounds, local
from atlas.check.context import Context
from atlas.edtf import bounds, from_day, to_day
from atlas.io.tables import Problem, Row
from atlas.io.text import shown
from atlas.record.borders import FILE, TERRITORIES, BordersError, ground_file
from atlas.record.landmarks import FILE as LANDMARKS
from atlas.record.landmarks import read_landmarks
from atlas.record.shapes import FILE as SHAPES
from atlas.record.towns import FILE as TOWNS
from atlas.record.towns import read_towns, towns_file
from atlas.record.waters import FILE as WATERS
from atlas.record.waters import read_waters

GENERALISED_M = 3000
"""How far the simplified lines of the borders may stray from the ground, in metres."""


def ground(context: Context) -> Iterator[Problem]:
    """Borders, waters, landmarks and towns can be read, and no polity ends before it begins."""
    for fault in context.borders_faults:
        yield Problem(FILE, 1, "-", "ground", fault)
    for name, read, path in (
        (WATERS, read_waters, ground_file(context.folder, WATERS)),
        (LANDMARKS, read_landmarks, ground_file(context.folder, LANDMARKS)),
        (TOWNS, read_towns, towns_file(context.folder)),
    ):
        try:
            read(path)
        except BordersError as error:
            yield from (Problem(name, 1, "-", "ground", fault) for fault in error.faults)
    spans = context.borders.loc[:, ["polity", "valid_from", "valid_to"]]
    for number, (polity, first, last) in enumerate(spans.itertuples(index=False), start=1):
        if last <= first:
            message = f"{polity!r} ({number} of the file) ends before it begins"
            yield Problem(FILE, 1, "valid_to", "ground", message)


def shapes(context: Context) -> Iterator[Problem]:
    """The lines and areas can be read, each belongs to a feature, and the feature's point lies at it."""
    for fault in context.shapes_faults:
        yield Problem(SHAPES, 1, "-", "shapes", fault)
    rows = {row["feature_id"]: row for row in context.rows("features")} if len(context.shapes) else {}
    for number, (feature_id, geometry) in enumerate(context.shapes.geometry.items(), start=1):
        row = rows.get(feature_id)
        if row is None:
            near = difflib.get_close_matches(str(feature_id), [key for key in rows if key], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            message = f"feature {number}: there is no feature {shown(feature_id)}{hint}"
            yield Problem(SHAPES, 1, "id", "shapes", message)
        elif _on_globe(row) and (away := _away(geometry, row)) > _reach(row):
            message = f"the point is {away / 1000:.0f} km from the line or area of {feature_id} in {SHAPES}"
            yield context.problem("features", row, "latitude", "shapes", message)


def _away(geometry: shapely.Geometry, row: Row) -> float:
    """Metres from the point of a row to a geometry."""
    return float(shapely.distance(local(geometry, (row["longitude"], row["latitude"])), shapely.Point(0, 0)))


def globe(context: Context) -> Iterator[Problem]:
    """A point is on the globe, whole, and not at zero and zero."""
    for table in ("features", "milestones"):
        for row in context.rows(table):
            latitude, longitude = row["latitude"], row["longitude"]
            message, column = "", "latitude"
            if (latitude is None) != (longitude is None):
                column = "latitude" if latitude is None else "longitude"
                message = "" if row.raw.get(column) or table == "features" else "half a point: the other half is given"
            elif latitude is None:
                continue
            elif abs(latitude) > 90:
                message = f"{latitude} is no latitude{_swapped_hint(abs(longitude) <= 90)}"
            elif abs(longitude) > 180:
                message, column = f"{longitude} is no longitude", "longitude"
            elif latitude == 0 == longitude:
                message = "the point is at zero and zero, which is where unset points lie"
            if message:
                yield context.problem(table, row, column, "globe", message)


def _swapped_hint(likely: bool) -> str:
    return "; latitude and longitude may be swapped" if likely else ""


def country(context: Context) -> Iterator[Problem]:
    """A point lies in the country that it names, on the borders of today."""
    for line, fault in _astray(context).items():
        yield Problem(context.sheets["features"].table.path, line, "latitude", "country", fault)


def _astray(context: Context) -> dict[int, str]:
    """By the line of a feature, why its point does not lie in its country; two rules ask."""
    if context.astray is None:
        context.astray = dict(_off_countries(context))
    return context.astray


def _off_countries(context: Context) -> Iterator[tuple[int, str]]:
    """:func:`_astray`, one by one. Only what no area of its country holds is measured."""
    sheet, areas = context.sheets["features"], context.today

    @cache
    def holds(country: str | None, rows: frozenset[Any]) -> bool:
        return any(areas.hold(name, rows) for name in TERRITORIES.get(country or "", ()))

    columns = (sheet.values[name] for name in ("country", "longitude", "latitude", "accuracy_m"))
    for place, (country, *point, accuracy) in enumerate(zip(*columns, strict=True)):
        rows = context.held.get(tuple(point), frozenset())
        if not (holds(country, rows) and (accuracy or 0) >= 0):
            row = Row(sheet, place, sheet.lines[place])
            if fault := _off_country(areas, row):
                yield row.line, fault


def _off_country(areas: Areas, row: Row) -> str | None:
    names = [name for name in TERRITORIES.get(row["country"], ()) if name in areas]
    if not names or not _on_globe(row):
        return None
    point, reach = (row["longitude"], row["latitude"]), _reach(row)
    away = min(areas.distance(name, point) for name in names)
    if away <= reach:
        return None
    swapped = abs(point[0]) <= 90 and min(areas.distance(name, point[::-1]) for name in names) <= reach
    return f"the point is {away / 1000:.0f} km outside {row['country']}{_swapped_hint(swapped)}"


def polity(context: Context) -> Iterator[Problem]:
    """A point lies in the polity that it names, when it first bore the name or image.

    Where that day is known within bounds only, the polity may be that of any day within them. For a day before the
    ground starts, its first day is taken.
    """
    grounds = Grounds(context.borders, context.held)
    known = sorted(set(context.borders["polity"]))
    sheet, astray = context.sheets["features"], _astray(context)
    terms = set(known)

    @cache
    def holds(polity: str, rows: frozenset[Any], first: int, last: int) -> bool:
        return any(grounds[day].hold(polity, rows) for day in grounds.days_of_change(first, last))

    columns = (sheet.values[name] for name in ("feature_id", "polity", "longitude", "latitude", "accuracy_m"))
    for place, (feature_id, polity, *point, accuracy) in enumerate(zip(*columns, strict=True) if known else ()):
        line = sheet.lines[place]
        if polity is None or line in astray or not _is_on_globe(*point):
            continue
        if polity not in terms:
            near = difflib.get_close_matches(polity, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            message = f"{polity!r} is not a polity of borders.geojson{hint}"
            yield Problem(sheet.table.path, line, "polity", "polity", message)
        elif tenure := context.first_tenure(feature_id):
            days = tenure.uncertain_from, tenure.bearing_from
            sound = holds(polity, context.held[tuple(point)], *days) and (accuracy or 0) >= 0
            if not sound and (fault := _polity_fault(context, Row(sheet, place, line), grounds, *days)):
                yield Problem(sheet.table.path, line, "polity", "polity", fault)


def _polity_fault(context: Context, row: Row, grounds: Grounds, first: int, last: int) -> str | None:
    point = (row["longitude"], row["latitude"])
    reach = max(_reach(row), _moved_since(context, row["polity"], first))
    days = grounds.days_of_change(first, last)
    for day in days:
        areas = grounds[day]
        if row["polity"] in areas and areas.distance(row["polity"], point) <= reach:
            return None
    there = grounds[days[0]].names_at(point)
    held = f"; it is in {' and '.join(map(repr, there))}" if there else ""
    return f"the point is not in {row['polity']!r} on {from_day(days[0])}{held}"


def _moved_since(context: Context, polity: str, day: int) -> int:
    """Metres by which a border of the polity lay elsewhere on that day than the ground has it."""
    moved = [one for one in context.package.subject.moved if one.polity == polity]
    return max((one.metres for one in moved if day < to_day(bounds(one.until)[0])), default=0)


def _on_globe(row: Row) -> bool:
    return _is_on_globe(row["longitude"], row["latitude"])


def _is_on_globe(longitude: float | None, latitude: float | None) -> bool:
    return latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180


def _reach(row: Row) -> int:
    return int(row["accuracy_m"] or 0) + GENERALISED_M
