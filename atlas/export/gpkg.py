"""GeoPackage: every table of the record, and two layers that QGIS styles and plays in time at once.

=============== =========== ===================================================================================
layer           geometry    rows
=============== =========== ===================================================================================
``spans``       any         one a span of one certainty: ``first_day`` to ``last_day`` (see ``span_frame``)
``tenures``     any         one a tenure, with everything that a flat table can say (see ``tenure_frame``)
``features``    any         ``features.csv``
``milestones``  point       ``milestones.csv``, with the days that bound each date
``borders``     area        states and their parts, ``valid_from`` to ``valid_to``, the first day without
``day``         any         of an export of one day: one a feature, with its ``status``
others          none        the other tables, and ``about``: title, version, date and licence of the record
=============== =========== ===================================================================================

A geometry is a point, or the line or area of a feature that has one in ``shapes.geojson``. A day is a ``DATE``.
The style and the temporal settings of spans, tenures and borders are in the table ``layer_styles``, where
QGIS looks for them (:mod:`atlas.export.qml`); ``atlas.qgs`` beside ``atlas.gpkg`` is a project that opens them at once.
Columns have their meaning in ``gpkg_data_columns``, ids and days an index. Writing twice gives the same bytes.
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
from atlas.export.relational import indexes, time_frames, unstamp
from atlas.export.shape import about, meaning, plain_tables, points, shaped

if TYPE_CHECKING:
    from atlas.record import Record

_DESCRIPTIONS = {
    "spans": "Spans for which a feature bears, or may bear, the name or image; last_day is the last of them",
    "tenures": "Tenures of the features, with the bounds of begin and end",
    "borders": "States and their parts; valid_to is the first day on which it no longer held",
    "day": "Every feature on one day, with its status",
    "about": "Title, version, date and licence of the record",
}
_DATASET = {"VERSION": "1.3"}  # which the GDAL of older QGIS reads without a warning
STYLED = ("spans", "tenures", "borders")
"""Layers with a style of their own."""
_COLUMNS = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name))
"""
_CONSTRAINTS = """
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))
"""
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)
"""


def write(record: Record, path: Path, day: str | None = None) -> dict[str, int]:
    """Write every layer, then the styles, indexes and meanings."""
    layers = _layers(record, day)
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
        for name in (name for name in STYLED if name in layers):
            base.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
                " styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)"
                " VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', '', ?)",
                (name, name, layer_qml(name, record.kinds), moment),
            )
        for name, frame in layers.items():
            for index in indexes(record, name, frame.columns):
                base.execute(index)
        _explain(base, record, layers)
    unstamp(path)
    return {name: len(frame) for name, frame in layers.items()}


def _explain(base: sqlite3.Connection, record: Record, layers: dict[str, pd.DataFrame]) -> None:
    """What columns mean, by the extension *Schema* of the standard."""
    base.execute(_COLUMNS)
    scope = ("gpkg_schema", "http://www.geopackage.org/spec/#extension_schema", "read-write")
    for name in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        base.execute("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", (name, *scope))
    base.execute(_CONSTRAINTS)
    for name, frame in layers.items():
        told = {str(column): meaning(record, name, str(column)) for column in frame.columns if column != "geometry"}
        base.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, description) VALUES (?, ?, ?)",
            [(name, column, words) for column, words in told.items() if words],
        )


def _layers(record: Record, day: str | None) -> dict[str, pd.DataFrame]:
    tables = plain_tables(record)
    tables["milestones"] = points(tables["milestones"])
    tables["features"] = shaped(points(tables["features"]), record)
    told = pd.DataFrame(
        {"name": list(about(record).pairs), "value": list(about(record).pairs.values())}, dtype="object"
    )
    times = time_frames(record, day)
    first: dict[str, pd.DataFrame] = {name: times[name] for name in ("day", "spans", "tenures") if name in times}
    borders = {"borders": record.borders.reset_index(drop=True)} if len(record.borders) else {}
    return {**first, **tables, **borders, "about": told}


@contextmanager
def _dated(moment: str) -> Iterator[None]:
    """Let GDAL write the record's date where it would write the time of day."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
