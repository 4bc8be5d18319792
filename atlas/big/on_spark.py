"""Questions on Apache Spark: the same SQL, on as many machines as its session has (extra ``spark``).

No question is one of geometry, so that plain Spark SQL answers them all; a session with Apache Sedona does as well.
A session that is given is not changed: the questions have one of their own beside it, with the same machines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.big.layout import COUNTRY, TABLES
from atlas.big.on_duckdb import bytes_of, plain
from atlas.io.files import FileError
from atlas.io.needs import need
from atlas.io.text import brief, shown

if TYPE_CHECKING:
    from atlas.big.layout import Folder
    from atlas.big.questions import Sql

__all__ = ["SparkEngine"]

_OWN = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.showConsoleProgress": "false",
}
"""A session of one machine is open to nobody else."""
_SET = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # days of before 1582 are those of ISO 8601
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # a country is text, whatever it looks like
}
_PATTERN = frozenset("*?[]{}\\")


class SparkEngine:
    """Spark over the parts of a folder, which all of its machines must reach at the same path.

    Parameters
    ----------
    folder
        The folder.
    session
        A ``SparkSession``; by default the one that is active, else one of its own on this machine.
    master
        Where a session of its own runs: ``local[2]`` is two cores of this machine.
    memory
        How much memory a session of its own may take, such as ``"2GB"``.
    """

    def __init__(
        self, folder: Folder, session: Any = None, master: str = "local[*]", memory: str | None = None
    ) -> None:
        if odd := _PATTERN & set(str(folder.path)):
            raise FileError(f"{folder.path}: Spark takes {' '.join(sorted(odd))} for a pattern: rename the folder")
        sql = need("pyspark.sql", "asking a large record on Spark", "spark")
        self._errors = need("pyspark.errors", "asking a large record on Spark", "spark").PySparkException
        self.folder = folder
        session = session or sql.SparkSession.getActiveSession()
        self._own = session is None
        if session is None:
            builder = sql.SparkSession.builder.master(master).appName("atlas")
            for key, value in (
                _OWN | ({"spark.driver.memory": f"{bytes_of(memory) >> 20}m"} if memory else {})
            ).items():
                builder = builder.config(key, value)
            session = builder.getOrCreate()
        if not hasattr(sql.DataFrame, "toArrow"):
            raise ValueError(f"Spark {shown(session.version)} is too old: pip install 'pyspark>=4'")
        self._session = session.newSession()
        for key, value in _SET.items():
            self._session.conf.set(key, value)
        for table in TABLES:
            self._view(table)

    def _view(self, table: str) -> None:
        reader = self._session.read.option("basePath", str(self.folder.path / table))
        try:
            rows = reader.parquet(*map(str, self.folder.files[table]))
            own = [f"`{name}`" for name in rows.columns if name != "country"]
            rows.selectExpr(*own, f"{COUNTRY} AS country").createOrReplaceTempView(table)
        except self._errors as error:
            raise self._fault(error) from None

    def _fault(self, error: Exception) -> FileError:
        said = " ".join(str(error).split()) or type(error).__name__
        return FileError(brief(f"{self.folder.path}: {said}"))

    def frame(self, question: Sql) -> pd.DataFrame:
        """The answer to a question. Raises :class:`FileError` where the folder does not hold what it should."""
        try:
            return plain(self._session.sql(question.text, args=list(question.values)).toArrow())
        except self._errors as error:
            raise self._fault(error) from None

    def lend(self, name: str, rows: pd.DataFrame) -> None:
        """Let questions see rows of ours as a table of that name."""
        arrow = need("pyarrow", "asking a large record")
        self._session.createDataFrame(arrow.Table.from_pandas(rows, preserve_index=False)).createOrReplaceTempView(name)

    def close(self) -> None:
        """End a session of its own; one that was given goes on."""
        if self._own:
            self._session.stop()
