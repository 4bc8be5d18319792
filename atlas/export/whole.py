"""Whether an export is whole: it is opened again by the reader of its format, and its rows are counted.

Formats that are written as bytes (:func:`atlas.io.files.put`) are read back byte by byte as they are written, and need
no counting here. Those that a library writes may fail without a word: DuckDB keeps its tables in a journal until it
closes, and says nothing when the disk is full then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from atlas.io.needs import need

__all__ = ["count", "is_library_fault"]

_LIBRARIES = ("sqlite3", "duckdb", "_duckdb", "pyogrio", "pyarrow", "lxml", "openpyxl")


def is_library_fault(error: Exception) -> bool:
    """Whether an error is one of the libraries that write files, and not of this package or of Python."""
    return type(error).__module__.partition(".")[0] in _LIBRARIES and not isinstance(error, OSError)


def count(path: Path, rows: dict[str, int]) -> dict[str, int]:
    """What a file holds, by the names in ``rows``; what cannot be counted is taken as said.

    Parameters
    ----------
    path : Path
        The file just written.
    rows : dict
        Number of rows by table or layer, as the writer has it.

    Returns
    -------
    dict
        The same names, with the numbers found. A name that is missing in the file is missing here.
    """
    reader = _READERS.get(path.suffix.lower())
    return reader(path, rows) if reader else rows


def _sqlite(path: Path, rows: dict[str, int]) -> dict[str, int]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as base:
        names = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if base.execute("PRAGMA quick_check").fetchone() != ("ok",):
            return {}
        return {name: base.execute(_count(name)).fetchone()[0] for name in rows if name in names}


def _duckdb(path: Path, rows: dict[str, int]) -> dict[str, int]:
    with closing(need("duckdb", "reading .duckdb").connect(str(path), read_only=True)) as base:
        names = {name for (name,) in base.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        return {name: base.execute(_count(name)).fetchone()[0] for name in rows if name in names}


def _count(table: str) -> str:
    from atlas.export.relational import quoted

    return f"SELECT count(*) FROM {quoted(table)}"  # noqa: S608 - quoted, and only what names a table


def _parquet(path: Path, rows: dict[str, int]) -> dict[str, int]:
    held = need("pyarrow.parquet", "reading .parquet").read_metadata(path).num_rows
    return dict.fromkeys(rows, held)


def _flatgeobuf(path: Path, rows: dict[str, int]) -> dict[str, int]:
    import pyogrio

    return dict.fromkeys(rows, len(pyogrio.read_dataframe(path, columns=[], use_arrow=False)))


_READERS: dict[str, Callable[[Path, dict[str, int]], dict[str, int]]] = {
    ".sqlite": _sqlite,
    ".gpkg": _sqlite,  # a GeoPackage is one, a table a layer
    ".duckdb": _duckdb,
    ".parquet": _parquet,
    ".fgb": _flatgeobuf,
}
