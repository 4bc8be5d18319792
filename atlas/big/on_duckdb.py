"""Questions on DuckDB: in one process, out of core, with a limit to its memory.

DuckDB can read and write files and fetch extensions by SQL. All that is shut before the first question but for the
record's folder, and locked. What does not fit into memory is spilled into a folder of its own, which goes with it.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.big.layout import COUNTRY, TABLES
from atlas.io.files import FileError
from atlas.io.needs import need
from atlas.io.text import brief, shown

if TYPE_CHECKING:
    from atlas.big.layout import Folder
    from atlas.big.questions import Sql

__all__ = ["DuckEngine"]

_MEMORY = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?([KMGT]?)(i?)B")
_LEAST = 50 << 20  # with less DuckDB cannot even read
_SHUT = ("enable_external_access = false", "lock_configuration = true")
_AS_SPARK = (
    "unix_date(day) AS day - DATE '1970-01-01'",
    "date_from_unix_date(number) AS DATE '1970-01-01' + number",
)
_NEVER = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


class DuckEngine:
    """DuckDB over the parts of a folder.

    Parameters
    ----------
    folder
        The folder.
    memory
        How much memory DuckDB may take, such as ``"300MB"``; by default as it sees fit, four fifths of the machine's.
    threads
        How many threads; by default one a core.
    spill
        Folder for what does not fit into memory; by default one of the system's for temporary files.
    """

    def __init__(
        self, folder: Folder, memory: str | None = None, threads: int | None = None, spill: str | Path | None = None
    ) -> None:
        if threads is not None and (isinstance(threads, bool) or not isinstance(threads, int) or threads < 1):
            raise ValueError(f"threads is {shown(threads)}; write a number from 1 on")
        self._duckdb = need("duckdb", "asking a large record")
        self.folder = folder
        self._spill = TemporaryDirectory(prefix=".atlas-", dir=spill, ignore_cleanup_errors=True)
        self._base = self._duckdb.connect(":memory:", config=_NEVER)
        settings = [f"temp_directory = {_text(self._spill.name)}", "preserve_insertion_order = false"]
        settings += [f"memory_limit = '{bytes_of(memory)}B'"] if memory else []
        settings += [f"threads = {threads:d}"] if threads else []
        settings += [f"allowed_directories = [{_text(str(folder.path))}]", *_SHUT]
        for setting in settings:
            self._base.execute(f"SET {setting}")
        for macro in _AS_SPARK:
            self._base.execute(f"CREATE TEMP MACRO {macro}")
        try:
            for table in TABLES:
                self._base.execute(self._view(table))
        except self._duckdb.Error as error:
            self.close()
            raise self._fault(error) from None

    def _view(self, table: str) -> str:
        files = ", ".join(_text(str(path)) for path in self.folder.files[table])
        source = f"read_parquet([{files}], hive_partitioning = true, hive_types = {{'country': VARCHAR}})"
        columns = [f'"{name}"' for name in TABLES[table]]
        if table == "tenures":
            columns += [f'"{name}"' for name in self.folder.about.columns if name != "country"]
        return (
            f"CREATE TEMP VIEW {table} AS SELECT {', '.join(columns)}, {COUNTRY} AS country "  # noqa: S608
            f"FROM {source}"
        )

    def frame(self, question: Sql) -> pd.DataFrame:
        """The answer to a question. Raises :class:`FileError` where the folder does not hold what it should."""
        try:
            answer = self._base.sql(question.text, params=list(question.values))
            table = answer.to_arrow_table() if hasattr(answer, "to_arrow_table") else answer.fetch_arrow_table()
        except self._duckdb.Error as error:
            raise self._fault(error) from None
        return plain(table)

    def lend(self, name: str, rows: pd.DataFrame) -> None:
        """Let questions see rows of ours as a table of that name."""
        self._base.register(
            name, need("pyarrow", "asking a large record").Table.from_pandas(rows, preserve_index=False)
        )

    def _fault(self, error: Exception) -> FileError:
        return FileError(brief(f"{self.folder.path}: {' '.join(str(error).split())}"))

    def close(self) -> None:
        """Let go of the folder, and of what was spilled."""
        self._base.close()
        self._spill.cleanup()


def bytes_of(memory: str) -> int:
    """Bytes of a limit such as ``"300MB"`` or ``"2GiB"``. Raises ValueError for what is none."""
    found = _MEMORY.fullmatch(memory) if isinstance(memory, str) else None
    size = 0 if found is None else float(found[1]) * (1024 if found[3] else 1000) ** "_KMGT".index(found[2] or "_")
    if size < _LEAST:
        raise ValueError(f"memory is {shown(memory)}; write a number and its unit, from '50MiB' on, such as '300MB'")
    return int(size)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def plain(table: Any) -> pd.DataFrame:
    """A table of Arrow as pandas has it: whole numbers with gaps stay whole, days are ``datetime64``."""
    arrow = need("pyarrow", "asking a large record")
    whole = {arrow.int32(): pd.Int64Dtype(), arrow.int64(): pd.Int64Dtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=whole.get, date_as_object=False)
    return frame
