"""Lines and areas → the columns that a page carries of them: each line or ring once, as steps from point to point."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

STEPS_PER_DEGREE = 100_000  # of about a metre
FINEST = 2e-5  # degrees by which a line may stray: a quarter of a pixel where a page comes nearest
PARTS = 1000  # of a shape's own size: how far its line may stray, for a shape is looked at as a whole
LONGEST = 2.0  # degrees of a side, which is straight in degrees and bent on most sheets


def encode_outlines(shapes: gpd.GeoDataFrame, rows: Mapping[str, int]) -> dict[str, dict[str, list[Any]]]:
    """The shapes of a record's features.

    Parameters
    ----------
    shapes
        As :attr:`atlas.Record.shapes` has them.
    rows
        Row of each feature in the payload, by id.

    Returns
    -------
    dict of tables
        ``shapes``: the ``feature``, how many ``parts`` it has, and its ``source``. ``parts``, in their order:
        ``closed`` (1 for the ring of an area, whose holes are rings too), ``count`` of its points, and where it begins,
        ``west, south``, in steps of a hundred-thousandth of a degree. ``steps``, in their order: ``lon, lat`` from one
        point of a part to the next.
    """
    found: dict[str, list[Any]] = {"feature": [], "parts": [], "source": []}
    parts: dict[str, list[Any]] = {"closed": [], "count": [], "west": [], "south": []}
    steps: dict[str, list[Any]] = {"lon": [], "lat": []}
    for feature_id, source, shape in zip(shapes.index, shapes["source"], shapes.geometry, strict=True):
        own = list(_parts(_simple(shape)))
        for column, value in zip(found.values(), (rows[str(feature_id)], len(own), source), strict=True):
            column.append(value)
        for closed, points in own:
            begin = (int(closed), len(points), int(points[0, 0]), int(points[0, 1]))
            for column, value in zip(parts.values(), begin, strict=True):
                column.append(value)
            for column, way in zip(steps.values(), np.diff(points, axis=0).T, strict=True):
                column += way.tolist()
    return {"shapes": found, "parts": parts, "steps": steps}


def _simple(shape: Any) -> Any:
    """The shape with no more points than can be seen, and with more along its longest sides."""
    west, south, east, north = shape.bounds
    may_stray = max(FINEST, math.hypot(east - west, north - south) / PARTS)
    return shapely.segmentize(shape.simplify(may_stray), LONGEST)


def _parts(shape: Any) -> Iterator[tuple[bool, npt.NDArray[np.int64]]]:
    """Whether it is closed, and its points in whole steps, of each point, line and ring."""
    for part in getattr(shape, "geoms", None) or [shape]:
        if hasattr(part, "geoms"):
            yield from _parts(part)
        elif part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield True, _steps(ring)[:-1]  # the last point is the first
        elif not part.is_empty:
            yield False, _steps(part)


def _steps(line: Any) -> npt.NDArray[np.int64]:
    return np.round(shapely.get_coordinates(line) * STEPS_PER_DEGREE).astype(np.int64)
