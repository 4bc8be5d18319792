"""Lines and areas of features: ``shapes.geojson`` beside the tables of a record.

It is a FeatureCollection of RFC 7946. The ``id`` of each of its features is the ``feature_id`` of the row that it
belongs to, its geometry may be of any type (a line, an area, several of them), and ``properties.source`` says where the
course or the outline is from. A feature without a shape is its point with its accuracy; one with a shape keeps its
point too: there its label stands, and there it is where the map is too small to show more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import Geometry, is_valid_reason
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from atlas.io.files import FileError, present
from atlas.io.geojson import features_inside
from atlas.io.text import hidden, shown

__all__ = ["FILE", "ShapesError", "geojson_of", "read_shapes", "shapes_frame"]

FILE = "shapes.geojson"
_MOST_TEXT = 500
_MOST_FAULTS = 20


class ShapesError(ValueError):
    """Shapes that cannot be read; ``faults`` says why, a line each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True, slots=True)
class _Shape:
    feature_id: str
    source: str
    geometry: Geometry


def shapes_frame(ids: Sequence[str], shapes: Sequence[Geometry], sources: Sequence[str]) -> gpd.GeoDataFrame:
    """A GeoDataFrame, EPSG:4326, indexed by ``feature_id``: ``source`` and geometry."""
    index = gpd.pd.Index(list(ids), name="feature_id", dtype="str")
    data = {"source": np.array(list(sources), dtype=object)}
    return gpd.GeoDataFrame(data, geometry=list(shapes), index=index, crs="EPSG:4326").astype({"source": "str"})


def read_shapes(folder: str | Path) -> gpd.GeoDataFrame:
    """Read the shapes of a record's folder.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, indexed by ``feature_id``: ``source`` and geometry. Empty where the folder has no such file.

    Raises
    ------
    ShapesError
        A ValueError: the file is no GeoJSON, a feature has no id or one that stands twice, or its geometry is broken.
    """
    if not present(Path(folder), FILE):
        return shapes_frame([], [], [])
    rows: list[_Shape] = []
    faults: list[str] = []
    known: set[str] = set()
    try:
        listed = features_inside(folder, FILE)
    except FileError as error:
        raise ShapesError([str(error)]) from None
    for number, feature in enumerate(listed, start=1):
        try:
            row = _shape(feature)
            if row.feature_id in known:
                raise ValueError(f"the id {shown(row.feature_id)} stands twice")
        except ValueError as error:
            faults.append(f"feature {number}: {error}")
        else:
            known.add(row.feature_id)
            rows.append(row)
    if faults:
        more = [f"and {len(faults) - _MOST_FAULTS:,} more features with faults"] if len(faults) > _MOST_FAULTS else []
        raise ShapesError(faults[:_MOST_FAULTS] + more)
    return shapes_frame(*([getattr(row, name) for row in rows] for name in ("feature_id", "geometry", "source")))


def _shape(feature: Any) -> _Shape:
    """One shape. Raises ValueError."""
    if not isinstance(feature, dict):
        raise ValueError("it is no Feature")
    stated = feature.get("properties")
    properties = stated if isinstance(stated, dict) else {}
    feature_id = feature.get("id", properties.get("feature_id"))
    if not isinstance(feature_id, str) or not feature_id or next(hidden(feature_id), None):
        raise ValueError(f"its id is {shown(feature_id)}; write the feature_id of its row in features.csv")
    source = properties.get("source", "")
    if not isinstance(source, str) or len(source) > _MOST_TEXT or next(hidden(source), None):
        raise ValueError(f"source is {shown(source)}; write in plain text where the shape is from")
    return _Shape(feature_id, source, _geometry(feature.get("geometry")))


def _geometry(geometry: Any) -> Geometry:
    try:
        found = shapely.force_2d(shape(geometry))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ShapelyError, RecursionError):
        raise ValueError("its geometry cannot be read; write a geometry of GeoJSON") from None
    if found.is_empty:
        raise ValueError("its geometry is empty")
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("its coordinates are not degrees (longitude, latitude)")
    if not found.is_valid:
        raise ValueError(f"its geometry is not sound: {is_valid_reason(found)}")
    return found


def geojson_of(shapes: gpd.GeoDataFrame) -> str:
    """The text of ``shapes.geojson``: a feature a line, in the order of their ids, degrees of seven decimals."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in _features(shapes))
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def _features(shapes: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    for feature_id, source, geometry in sorted(zip(shapes.index, shapes["source"], shapes.geometry, strict=True)):
        rounded = shapely.transform(geometry, lambda xy: np.round(xy, 7))
        properties = {"source": source} if source else {}
        yield {"type": "Feature", "id": feature_id, "properties": properties, "geometry": mapping(rounded)}
