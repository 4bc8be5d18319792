"""A record in other tools' formats; the suffix of the file chooses the format.

>>> record.export("atlas.gpkg")
>>> record.where(country="CZ").export("czech.lpf.json")

A path that ends in a slash is a folder, for a record larger than memory: ``record.export("big/")``.

Every format is a module with one function, ``write(record, path)``, that returns how many rows of what it
wrote. Each output states title, version, date and licence of the record. What no source tells is missing, never
a filler; dates carry their first and last possible day, and the EDTF text that the editors wrote.

No writer trusts the record: each escapes what its format needs, and refuses in one line what the format cannot hold.
A file is written aside, opened again and counted (:mod:`atlas.export.whole`), and only then takes its place.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atlas.big.layout import only_parts
from atlas.export.whole import count, is_library_fault
from atlas.io.files import aside, aside_folder
from atlas.io.needs import ExportError, NotWrittenError, UnrepresentableError

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = [
    "FOLDER",
    "FORMATS",
    "ExportError",
    "Format",
    "NotWrittenError",
    "UnrepresentableError",
    "Written",
    "format_of",
    "write",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the suffix that chooses it, its name, and the module that writes it."""

    suffix: str
    label: str
    module: str
    table: str = ""
    """Of a format with room for one flat table: which."""
    dated: bool = False
    """Whether it can hold the state of a day: one row a feature."""

    def keywords(self, day: str | None) -> dict[str, Any]:
        """What its module's ``write`` is told beside record and path."""
        told: dict[str, Any] = {"table": self.table} if self.table else {}
        return told | ({"day": day} if self.dated and day is not None else {})


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the file, and the number of rows by what they are (``{"features": 507}``)."""

    path: Path
    rows: dict[str, int]


FORMATS = tuple(
    Format(suffix, label, f"atlas.export.{module}", table, dated=dated)
    for suffix, label, module, table, dated in (
        (".geojson", "GeoJSON (RFC 7946)", "geojson", "", True),
        (".spans.geojson", "GeoJSON, a row a span", "geojson", "spans", True),
        (".borders.geojson", "period borders for d3", "d3", "", False),
        (".gpkg", "GeoPackage", "gpkg", "", True),
        (".qgs", "project of QGIS for a GeoPackage beside it", "qgs", "", False),
        (".parquet", "GeoParquet 1.1", "parquet", "tenures", True),
        (".spans.parquet", "GeoParquet 1.1, a row a span", "parquet", "spans", True),
        (".fgb", "FlatGeobuf", "fgb", "tenures", True),
        (".spans.fgb", "FlatGeobuf, a row a span", "fgb", "spans", True),
        (".kml", "KML", "kml", "", True),
        (".kmz", "KML, zipped", "kmz", "", True),
        (".csv", "CSV with WKT", "csv", "tenures", True),
        (".spans.csv", "CSV with WKT, a row a span", "csv", "spans", True),
        (".xlsx", "Excel", "xlsx", "", True),
        (".lpf.json", "Linked Places Format", "lpf", "", False),
        (".lp.tsv", "LP-TSV of the World Historical Gazetteer", "lptsv", "", False),
        (".sqlite", "SQLite", "sqlite", "", True),
        (".datasette.json", "metadata of Datasette for atlas.sqlite", "datasette", "", False),
        (".duckdb", "DuckDB", "duckdb", "", True),
        (".ttl", "RDF in Turtle", "ttl", "", False),
        (".zip", "Data Package, zipped", "package", "", False),
        (".bib", "sources for BibTeX", "bib", "", False),
        (".csl.json", "sources as CSL-JSON", "csl", "", False),
        (".ris", "sources as RIS", "ris", "", False),
    )
)
"""The formats, in the order of the documentation."""


_SLASHES = ("/", os.sep)
_HINT = "a folder for a large record ends in /"
FOLDER = Format("/", "folder of GeoParquet for large records", "atlas.export.folder")
"""What a path that ends in a slash asks for."""


def format_of(path: str | Path) -> Format:
    """The format that a file's name asks for, or a folder's that ends in a slash.

    Raises :class:`ExportError`, which lists the suffixes known.
    """
    if str(path).endswith(_SLASHES):
        return FOLDER
    name = Path(path).name.lower()
    fitting = [form for form in FORMATS if name.endswith(form.suffix) and name != form.suffix]
    if not fitting:
        known = ", ".join(form.suffix for form in FORMATS)
        raise ExportError(f"{Path(path).name}: the suffix chooses the format, and this is none of {known}; {_HINT}")
    return max(fitting, key=lambda form: len(form.suffix))


def write(record: Record, path: str | Path, day: str | None = None) -> Written:
    """Write a record, or a part of one, to a file.

    Parameters
    ----------
    record : Record
        As from :func:`atlas.load` or :meth:`atlas.Record.where`.
    path : path
        The file; its suffix chooses the format. An old file is replaced once the new one is complete. Text that ends in
        a slash names a folder, for large records (:mod:`atlas.export.folder`).
    day
        One day: the file holds what :meth:`atlas.Record.at` has of it, a row a feature with its ``status``. A
        database or workbook has that as its table ``day``, and of ``spans`` and ``tenures`` those that hold on it.
        Formats that tell histories (Linked Places, Turtle, the Data Package, those of sources) keep whole what may
        have borne the name.

    Returns
    -------
    Written

    Raises
    ------
    ExportError
        The suffix is unknown, or the format needs a library that is not installed (the message names the
        extra).
    UnrepresentableError
        The record holds what the format cannot (the message names table and row).
    NotWrittenError
        The library that writes the format failed, or the file does not hold what was written.
    OSError
        The file cannot be written: a full disk, a folder in its place.

    Whatever is raised, the old file is as it was.
    """
    form = format_of(path)
    path = Path(path)
    if path.is_absolute() and path.parts[1:] and path.parts[1].lower().startswith("vsi"):
        raise ExportError(f"{path}: GDAL takes it for a path of its own, in an archive or on a network; name a file")
    module = import_module(form.module)
    if day is not None and not form.dated:
        record = record.where(between=(day, day))
    place = aside_folder(path, only_parts) if form is FOLDER else aside(path)
    with place as part:
        try:
            rows = module.write(record, part, **form.keywords(day))
            held = module.count(part) if form is FOLDER else count(part, rows)
        except UnrepresentableError as error:
            raise UnrepresentableError(f"{path.name}: {error}") from error
        except Exception as error:
            if is_library_fault(error):
                raise NotWrittenError(f"{path}: {_one_line(error)}; nothing was written") from error
            raise
        if held != rows:
            raise NotWrittenError(f"{path}: the file holds {held} where {rows} were written; nothing was kept")
    return Written(path, rows)


def _one_line(error: Exception) -> str:
    """What a library says, in one line and without the name of the file beside."""
    return " ".join(str(error).split())[:300] or type(error).__name__
