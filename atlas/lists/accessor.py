"""``frame.atlas``: what a DataFrame or a GeoDataFrame can do with the atlas, as users of geopandas expect it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from atlas.page import AtlasMap
    from atlas.public import Record

__all__ = ["AtlasAccessor"]


@pd.api.extensions.register_dataframe_accessor("atlas")
class AtlasAccessor:
    """A frame's own map and record; columns are named as for :func:`atlas.from_frame`, or guessed.

    >>> gdf.atlas.explore(begin="up", end="down")
    >>> gdf.atlas.record(begin="up", end="down").save("my-record/")
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def record(self, **options: Any) -> Record:
        """The frame as a record: :func:`atlas.from_frame`."""
        from atlas.lists import from_frame

        return from_frame(self._frame, **options)

    def explore(self, **options: Any) -> AtlasMap:
        """An animated map of the frame: :class:`atlas.AtlasMap`, with whose options those of columns may be mixed."""
        from atlas.page import AtlasMap

        return AtlasMap(self._frame, **options)
