"""Extents and projections of maps for which nobody chose any: what holds a record's features, and what suits that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from atlas.edtf import bounds, from_day, to_day
from atlas.record.options import FittedOptions, MapOptions, Projection

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["around", "fitted", "projection_for"]

MANY = 40  # features from which on the extent passes over the outermost few
OUTERMOST = 0.02
WORLD = (-120.0, -40.0, 150.0, 75.0)  # where there is nothing to show


def around(record: Record) -> tuple[float, float, float, float]:
    """The extent of a record's features with a margin of a twelfth; of very many without the outermost hundredths.

    Returns
    -------
    tuple of float
        West, south, east and north in degrees; of points a fifth of a degree wide and high at least.
    """
    table = record.features
    if table.empty:
        return WORLD
    ends = [OUTERMOST, 1 - OUTERMOST] if len(table) >= MANY else [0, 1]
    west, east = (float(side) for side in _turned(table["longitude"]).quantile(ends))
    south, north = (float(side) for side in table["latitude"].quantile(ends))
    # What has an extent of its own needs no more than a rim.
    near = 0.005 if len(record.shapes) * 2 > len(table) else 0.1
    if len(table) < MANY and len(record.shapes) and east <= 180:
        west, south, east, north = _joined((west, south, east, north), record.shapes.total_bounds)
    if east > 180 and east - west > WORLD_DEGREES:  # a sheet of the world ends there
        west, east = -180.0, 180.0
    margin = max(near, (east - west) / 12, (north - south) / 12)
    return (
        max(-180.0, west - margin),
        max(-90.0, min(89.0, south - margin)),
        min(180.0 if east <= 180 else 360.0, east + margin),
        min(90.0, max(-89.0, north + margin)),
    )


def _turned(longitudes: pd.Series[Any]) -> pd.Series[Any]:
    """Longitudes as they lie closest together: about the antimeridian those of the west are beyond 180."""
    beyond = longitudes.where(longitudes >= 0, longitudes + 360)
    return beyond if beyond.max() - beyond.min() < longitudes.max() - longitudes.min() else longitudes


def _joined(box: Sequence[float], other: Sequence[float]) -> tuple[float, float, float, float]:
    """The box around two boxes."""
    (a, b, c, d), (w, s, e, n) = box, map(float, other)
    return min(a, w), min(b, s), max(c, e), max(d, n)


WORLD_DEGREES = 160
"""Width from which an extent is shown on a sheet of the world."""


def projection_for(extent: Sequence[float]) -> Projection:
    """The equal-area projection that suits an extent (west, south, east, north, degrees).

    Equal Earth for the world; a conic for what is wide and lies in the middle latitudes, its parallels a sixth of the
    height within (Snyder, p. 99); else an azimuthal one about the middle.
    """
    west, south, east, north = extent
    middle = (round((south + north) / 2, 3), round(((west + east) / 2 + 180) % 360 - 180, 3))
    if east - west > WORLD_DEGREES or north - south > WORLD_DEGREES * 2 / 3:
        return Projection(kind="equal-earth", center=(0.0, 0.0))
    wide = 25 < east - west < 90 and east - west > 1.5 * (north - south)
    if wide and 20 <= abs(middle[0]) <= 65 and south * north > 0:
        sixth = (north - south) / 6
        parallels = (round(south + sixth, 3), round(north - sixth, 3))
        return Projection(kind="albers", center=middle, parallels=parallels)
    return Projection(kind="laea", center=middle)


def clock_end(record: Record) -> str | None:
    """Year in which a clock ends before the record's own date: some while after its last event, if nothing is left by
    then, and the time since is longer than that of the events; else None.
    """
    dated = record.events["latest"].dropna()
    if dated.empty:
        return None
    first, last = from_day(record.first_day).year, dated.max().year
    margin = max(1, (last - first) // 8)
    if record.date.year - last <= max(2 * margin, last - first) or set(record.at(record.date)["status"]) - {"after"}:
        return None
    return f"{last + margin:04d}"


def clock_start(record: Record) -> str | None:
    """Day on which the clock of things that are put up and fall opens: that on which most is surely there, where on its
    first day less than half of that is; of events of one day that of the last. A map that opens empty tells nothing.
    None for the first day.
    """
    if record.subject.life == "one-day":
        dated = record.events["latest"].dropna()
        return None if dated.empty else min(record.date, dated.max().date()).isoformat()
    tenures = record.tenures
    sure = tenures[tenures["bearing_from"] < tenures["bearing_until"]]
    if sure.empty or record.subject.life != "stands":
        return None
    days, place = np.unique(sure[["bearing_from", "bearing_until"]], return_inverse=True)
    begun, over = (np.bincount(one, minlength=len(days)) for one in place.reshape(-1, 2).T)
    there = np.cumsum(begun - over)
    first = to_day(bounds(record.clock_first)[0])
    now = ((sure["bearing_from"] <= first) & (first < sure["bearing_until"])).sum()
    return from_day(int(days[there.argmax()])).isoformat() if 2 * now < there.max() else None


def fitted(options: MapOptions, record: Record) -> FittedOptions:
    """Options with what the record decides where nobody has chosen: title, first date, extent and projections."""
    extent = options.extent or around(record)
    projection = options.projection or projection_for(extent)
    frames = {
        key: frame if frame.projection else frame.model_copy(update={"projection": projection})
        for key, frame in options.frames.items()
    }
    decided: dict[str, Any] = {"title": options.title or record.title, "first": options.first or record.clock_first}
    if not (options.start or options.first or options.last):
        decided["start"] = clock_start(record)
    decided |= {"last": options.last or (None if options.first else clock_end(record))}
    chosen = {key: getattr(options, key) for key in MapOptions.model_fields}
    sheet = {"extent": extent, "projection": projection, "frames": frames}
    return FittedOptions.model_construct(**{**chosen, **decided, **sheet})
