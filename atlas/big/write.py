"""Writing the folder of a large record, in one go or piece by piece."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from atlas.big.layout import CURVES, FILE, NAME, NOWHERE, TABLES, TENURE, About, part_name
from atlas.io.files import FileError, inside, put
from atlas.io.needs import UnrepresentableError, need
from atlas.io.text import shown
from atlas.record.likelihood import Curves

__all__ = ["Writer"]

GROUP_ROWS = 100_000
"""Rows of a group within a file: what is read, and held, at once."""
_WORLD = (-180, -90, 180, 90)
_ARROW = {"str": "string", "int64": "int64", "Int64": "int64", "float64": "double", "datetime64[s]": "date32"}


class Writer:
    """Writes the tables of a large record into an empty folder, a part a country at each :meth:`add`.

    Parameters
    ----------
    folder
        The folder, which is there and empty.
    columns
        Columns of the features with their types in pandas, as :class:`atlas.big.layout.About` has them.
    """

    def __init__(self, folder: Path, columns: Mapping[str, str]) -> None:
        self.folder, self.columns = folder, dict(columns)
        self._arrow, self._parquet = need("pyarrow", "writing a folder"), need("pyarrow.parquet", "writing a folder")
        self._parts: Counter[tuple[str, str]] = Counter()
        self._spelt: dict[str, str] = {}
        self.rows: dict[Any, int] = dict.fromkeys(("features", *TABLES), 0)

    def add(self, tenures: pd.DataFrame, names: pd.DataFrame, events: pd.DataFrame) -> None:
        """Write whole features: all that is known of each, or nothing.

        Parameters
        ----------
        tenures, names, events
            Rows with the columns of :data:`atlas.big.layout.TABLES`, days as day numbers; ``tenures`` with those of the
            features as well, at least one row a feature. No ``feature_no`` may come twice.
        """
        first = tenures.drop_duplicates("feature_no")
        place = pd.Series(self._along_curve(first), index=first["feature_no"].to_numpy())
        home = pd.Series(first["country"].to_numpy(), index=first["feature_no"].to_numpy())
        for table, frame in (("tenures", tenures), ("names", names), ("events", events)):
            order = frame["feature_no"].map(place).to_numpy()
            country = frame["feature_no"].map(home)
            sorted_ = np.lexsort((frame["feature_no"].to_numpy(), order))
            for term, rows in frame.iloc[sorted_].groupby(country.iloc[sorted_], sort=True):
                self._put(table, str(term), rows)
        self.rows["features"] += len(first)
        self.rows["tenures"] += int(tenures["tenure"].notna().sum())
        self.rows["names"] += len(names)
        self.rows["events"] += len(events)

    def _along_curve(self, features: pd.DataFrame) -> npt.NDArray[np.int64]:
        """Distance of each feature along a Hilbert curve over the whole world."""
        sides = [features[name].fillna(0).clip(low, -low) for name, low in (("longitude", -180), ("latitude", -90))]
        points = gpd.GeoSeries(gpd.points_from_xy(*sides))
        if points.empty:
            return np.zeros(0, dtype="int64")
        return points.hilbert_distance(total_bounds=_WORLD).to_numpy("int64")

    def _put(self, table: str, country: str, rows: pd.DataFrame) -> None:
        if country == NOWHERE:
            raise UnrepresentableError(f"features.csv: country: {NOWHERE} stands for none: leave the cell empty")
        known = self._spelt.setdefault(country.casefold(), country)
        if known != country:
            raise UnrepresentableError(
                f"features.csv: country: {shown(known)} and {shown(country)} are one folder where capitals are not "
                "told from small letters: write one"
            )
        try:
            path = inside(self.folder, part_name(table, country, self._parts[table, country]))
        except FileError as error:
            raise UnrepresentableError(f"features.csv: country: {error}") from None
        self._parts[table, country] += 1
        path.parent.mkdir(parents=True, exist_ok=True)
        written = self._table(table, rows)
        self._save(written, path)
        if (held := self._parquet.read_metadata(path).num_rows) != len(rows):
            raise OSError(f"{path.name} holds {held} rows where {len(rows)} were written")

    def _save(self, rows: Any, path: Path) -> None:
        with path.open("wb") as file:  # ours, so that it is closed though the disk be full
            self._parquet.write_table(rows, file, compression="zstd", row_group_size=GROUP_ROWS)

    def _table(self, table: str, rows: pd.DataFrame) -> Any:
        """Rows as a table of Arrow, with the point of each tenure as GeoParquet has it."""
        arrow = self._arrow
        types = dict(TABLES[table])
        if table == "tenures":
            types |= {name: _ARROW[dtype] for name, dtype in self.columns.items() if name != "country"}
        arrays = {name: self._array(rows[name], kind) for name, kind in types.items()}
        if table != "tenures":
            return arrow.table(arrays)
        sides = [rows[name].to_numpy("float64") for name in ("longitude", "latitude")]
        there = np.isfinite(sides[0]) & np.isfinite(sides[1])
        points: Any = np.asarray(shapely.points(*(np.where(there, side, 0) for side in sides)))
        points[~there] = None
        arrays["geometry"] = arrow.array(shapely.to_wkb(points), type=arrow.binary())
        return arrow.table(arrays).replace_schema_metadata({"geo": json.dumps(_GEO)})

    def _array(self, cells: pd.Series, kind: str) -> Any:
        arrow = self._arrow
        if kind == "date32":
            if pd.api.types.is_datetime64_any_dtype(cells):
                return arrow.array(cells.to_numpy().astype("datetime64[D]"), type=arrow.date32(), from_pandas=True)
            return arrow.array(cells.astype("Int64"), from_pandas=True).cast(arrow.int32()).cast(arrow.date32())
        types = {"int64": arrow.int64(), "double": arrow.float64(), "string": arrow.string()}
        return arrow.array(cells, type=types[kind], from_pandas=True)

    def close(self, about: Mapping[str, Any], curves: Mapping[str, Curves]) -> About:
        """Write what the folder says of itself, and tables that have no row.

        Parameters
        ----------
        about
            The fields of :class:`atlas.big.layout.About` but ``rows`` and ``columns``.
        curves
            Those of ``begins`` and ``ends``.
        """
        empty = {"tenures": [*TENURE, *self.columns], "names": NAME, "events": TABLES["events"]}
        for table, columns in empty.items():
            if not any(name == table for name, _ in self._parts):
                self._put(table, "", pd.DataFrame(columns=list(columns)))
        self._curves(curves)
        said = About.model_validate({**about, "rows": self.rows, "columns": self.columns})
        put(self.folder / FILE, (said.model_dump_json(indent=1) + "\n").encode("utf-8"))
        return said

    def _curves(self, curves: Mapping[str, Curves]) -> None:
        rows = [
            {
                "side": side,
                "row": row,
                "stratum": list(own.keys[row]),
                "parent": int(own.parent[row]),
                "known": float(own.known[row]),
                "starts": own.starts.tolist(),
                "mass": own.mass[row].tolist(),
            }
            for side, own in curves.items()
            for row in range(len(own.keys))
        ]
        self._save(self._arrow.Table.from_pylist(rows), self.folder / CURVES)


_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {
        "geometry": {
            "encoding": "WKB",
            "geometry_types": ["Point"],
            "crs": gpd.GeoSeries([], crs=4326).crs.to_json_dict(),
        }
    },
}
