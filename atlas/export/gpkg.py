"""GeoPackage: every table of the record, and two layers that QGIS styles and plays in time at once.

=============== =========== ===================================================================================
layer           geometry    rows
=============== =========== ===================================================================================
``spans``       any         one a span of one certainty: ``status``, ``begin``, ``until`` (see ``span_frame``)
``tenures``     any         one a tenure, with everything that a flat table can say (see ``tenure_frame``)
``features``    any         ``features.csv``
``milestones``  point       ``milestones.csv``, with the days that bound each date
others          none        the other tables, and ``about``: title, version, date and licence of the record
=============== =========== ===================================================================================

A geometry is a point, or the line or area of a feature that has one in ``shapes.geojson``. A day is a ``DATE``.
The style and the temporal settings of the first two are in the table ``layer_styles``, where
QGIS looks for them (:mod:`atlas.export.qml`). Writing twice gives the same bytes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio

from atlas.export.gdal import write_layer
from atlas.export.qml import layer_qml
from atlas.export.shape import about, plain_tables, points, shaped, span_frame, tenure_frame

if TYPE_CHECKING:
    from atlas.record import Record

_DESCRIPTIONS = {
    "spans": "Spans for which a feature bears, or may bear, the name or image; until is the first day after",
    "tenures": "Tenures of the features, with the bounds of begin and end",
    "about": "Title, version, date and licence of the record",
}
_DATASET = {"VERSION": "1.3"}  # which the GDAL of older QGIS reads without a warning
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)
"""


def write(record: Record, path: Path) -> dict[str, int]:
    """Write every layer, then the styles."""
    layers = _layers(record)
    particulars = about(record)
    moment = f"{particulars.date.isoformat()}T00:00:00.000Z"
    with _dated(moment):
        for number, (name, frame) in enumerate(layers.items()):
            table = record.package.tables.get(name)
            description = _DESCRIPTIONS.get(name) or (table.description if table else "")
            options = {"IDENTIFIER": name, "DESCRIPTION": f"{description}. {particulars.line}".strip(". ")}
            write_layer(path, frame, "GPKG", name, append=number > 0, layer_options=options, dataset_options=_DATASET)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(_STYLES)
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (moment,),
        )
        for name in ("spans", "tenures"):
            base.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
                " styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)"
                " VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', '', ?)",
                (name, name, layer_qml(name, record.kinds), moment),
            )
    return {name: len(frame) for name, frame in layers.items()}


def _layers(record: Record) -> dict[str, pd.DataFrame]:
    tables = plain_tables(record)
    tables["milestones"] = points(tables["milestones"])
    tables["features"] = shaped(points(tables["features"]), record)
    told = pd.DataFrame(
        {"name": list(about(record).pairs), "value": list(about(record).pairs.values())}, dtype="object"
    )
    return {"spans": span_frame(record), "tenures": tenure_frame(record), **tables, "about": told}


@contextmanager
def _dated(moment: str) -> Iterator[None]:
    """Let GDAL write the record's date where it would write the time of day."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
