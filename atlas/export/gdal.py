"""Frames handed to GDAL column by column, so that days stay days and what is missing stays missing.

``GeoDataFrame.to_file`` makes a date and time of every day, with a time zone that nobody meant.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import pyogrio.raw

from atlas.export.relational import identifiers
from atlas.io.needs import UnrepresentableError

__all__ = ["write_layer"]

_OWN = ("fid", "geom", "ogc_fid", "rowid")
"""Columns that GDAL makes itself."""


def write_layer(path: Path, frame: pd.DataFrame, driver: str, layer: str, **options: Any) -> None:
    """Write one layer: with geometry where the frame has one, else as a plain table.

    Parameters
    ----------
    path : Path
        The file; with ``append=True`` among the options the layer is added to it.
    frame : DataFrame
        Columns of text (None where missing), integers, numbers, truth values and ``datetime64`` days.
    driver, layer : str
        Names of GDAL's driver and of the layer.
    **options
        Passed to :func:`pyogrio.raw.write`: creation options of the layer among them.

    Raises
    ------
    UnrepresentableError
        A column cannot be named so, or a text holds NUL, at which GDAL would cut it off.
    """
    located = "geometry" in frame
    dotted = located and bool((frame["geometry"].geom_type.dropna() == "Point").all())
    names = [name for name in frame.columns if name != "geometry"]
    identifiers(layer, names, taken=_OWN)
    columns = [_column(frame[name], f"{layer}: {name}") for name in names]
    pyogrio.raw.write(
        path,
        geometry=frame["geometry"].to_wkb().to_numpy() if located else None,
        field_data=[data for data, _ in columns],
        fields=names,
        field_mask=[mask for _, mask in columns],
        layer=layer,
        driver=driver,
        geometry_type=("Point" if dotted else "Unknown") if located else None,
        crs="EPSG:4326" if located else None,
        **options,
    )


def _column(series: pd.Series, where: str) -> tuple[np.ndarray, np.ndarray | None]:
    """Values in a type that GDAL has, and where they are missing."""
    missing = series.isna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(series):
        return series.to_numpy().astype("datetime64[D]"), None
    if pd.api.types.is_bool_dtype(series):
        return series.fillna(False).to_numpy(dtype="bool"), missing
    if pd.api.types.is_integer_dtype(series):
        return series.fillna(0).to_numpy(dtype="int64"), missing
    if pd.api.types.is_float_dtype(series):
        return series.to_numpy(dtype="float64"), missing
    texts = series.where(~missing, None).to_numpy(dtype="object")
    for number, text in enumerate(texts, start=1):
        if isinstance(text, str) and "\0" in text:
            raise UnrepresentableError(f"{where}: row {number} holds the character NUL: remove it")
    return texts, None
