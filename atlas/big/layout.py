"""What lies in the folder of a large record, and whether it does.

::

    big/atlas.json                                  which record it is, and its columns (:class:`About`)
    big/tenures/country=CZ/part-0.parquet           GeoParquet: a row a tenure, with all that is known of its feature
    big/names/country=CZ/part-0.parquet             a row a span of days in which a feature had one name
    big/events/country=CZ/part-0.parquet            a row an event
    big/curves.parquet                              what likelihoods are reckoned from (:mod:`atlas.record.likelihood`)

Countries are folders in the manner of Hive, so that a question of one country reads its files alone; what has no
country is in ``country=ZZ``. Within a file the rows lie along a Hilbert curve: near things are near. A feature of
which no source tells a tenure has a row without one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from atlas.io.files import FileError, inside, text_inside
from atlas.io.text import brief, shown

__all__ = [
    "COLUMNS",
    "COUNTRY",
    "CURVES",
    "FILE",
    "NOWHERE",
    "RESERVED",
    "TABLES",
    "About",
    "Folder",
    "is_big",
    "only_parts",
    "part_name",
    "read_folder",
]

FILE, CURVES = "atlas.json", "curves.parquet"
NOWHERE = "ZZ"
"""The country of what has none, as CLDR writes it: not every reader takes the name that Hive has for such a folder."""

TENURE = {
    "feature_no": "int64",
    "feature_id": "string",
    "tenure": "int64",
    "tenures": "int64",
    "begin_event": "string",
    "end_event": "string",
    **dict.fromkeys(("uncertain_from", "bearing_from", "bearing_until", "gone_from"), "date32"),
    "tenure_name": "string",
    "origin": "int64",
    "stratum": "int64",
    **dict.fromkeys(("together", "begin_past", "begin_whole", "end_past", "end_whole"), "double"),
}
NAME = {"feature_no": "int64", "name": "string", "latin": "string", "from_day": "date32", "to_day": "date32"}
EVENT = {
    "feature_no": "int64",
    **dict.fromkeys(("event_id", "type", "effect", "date", "derived"), "string"),
    **dict.fromkeys(("earliest", "latest"), "date32"),
}
TABLES: dict[str, dict[str, str]] = {"tenures": TENURE, "names": NAME, "events": EVENT}
"""Tables of a folder with their own columns and these columns' types in Arrow; ``tenures`` has those of the record's
features beside them."""

COLUMNS = {
    "feature_no": "Number of the feature in the record, from 0: what tables are joined by, and the order of answers.",
    "tenures": "How many tenures the feature has.",
    "tenure_name": "The name of that time, in its own letters; the title where it has none.",
    "origin": "Row of the curve of begins by which its likelihood is reckoned.",
    "stratum": "Row of the curve of ends by which its likelihood is reckoned.",
    "together": "Probability that its begin comes before its end; 1 unless their bounds overlap.",
    "begin_past": "Share of the begins of its sort that came before its own could.",
    "begin_whole": "Share of the begins of its sort that came within the bounds of its own.",
    "end_past": "Share of the ends of its sort that came before its own could.",
    "end_whole": "Share of the ends of its sort that came within the bounds of its own, or may still come.",
    "derived": "Rule by which the event follows from other rows; empty for what a source attests.",
    "from_day": "First day on which it had the name; empty for always.",
    "to_day": "First day on which it no longer had it; empty for ever.",
}
"""What the columns mean that no other export has."""

_PART = re.compile(r"(tenures|names|events)/country=([^/]+)/part-\d{1,6}\.parquet")


RESERVED = frozenset(
    {*TENURE, "geometry", "bbox", "at_state", "at_chance", "at_status", "at_likelihood", "at_name", "at_latin"}
)
"""Names that no column of features may have: those of this layout, and of what is reckoned on the way."""


def _column(name: str) -> str:
    if not name.isidentifier() or len(name) > 63 or name.casefold() in RESERVED:
        raise ValueError(f"{shown(name)} is no name of a column of features")
    return name


class About(BaseModel):
    """Which record a folder holds: its ``atlas.json``.

    Attributes
    ----------
    form
        Version of the layout.
    title, version, date, licence
        Of the record, as it says of itself; ``date`` is its own.
    first_day
        Day number of its first day.
    renamed
        Whether its things are renamed from one name to another: a begin that nobody has sourced came before its first
        day.
    rows
        How many features, tenures, names and events it has.
    columns
        Columns of its features, in their order, with their types in pandas.
    vocabulary
        Terms that a column may have though no feature has them.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    form: Literal["atlas-big-1"] = "atlas-big-1"
    title: str
    version: str
    date: Annotated[datetime.date, Field(strict=False)]
    licence: str
    first_day: int
    renamed: bool
    rows: dict[Literal["features", "tenures", "names", "events"], int]
    columns: dict[Annotated[str, AfterValidator(_column)], Literal["str", "int64", "Int64", "float64", "datetime64[s]"]]
    vocabulary: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a large record that is there, with its files by table."""

    path: Path
    about: About
    files: dict[str, list[Path]]

    @property
    def curves(self) -> Path:
        """The file of curves."""
        return self.path / CURVES


def only_parts(path: str | Path) -> bool:
    """Whether a folder holds what a large record has and nothing else, so that it may be replaced."""
    names = set(_names(Path(path)))
    return FILE in names and all(name in (FILE, CURVES) or _PART.fullmatch(name) for name in names)


def is_big(path: str | Path) -> bool:
    """Whether a folder says that it is one of a large record."""
    return (Path(path) / FILE).is_file()


COUNTRY = f"CASE WHEN country = '{NOWHERE}' THEN '' ELSE country END"
"""The country of the record, as SQL, from that of the folder."""


def part_name(table: str, country: str, number: int) -> str:
    """Path of a part within the folder; of a country all but letters, digits, ``-`` and ``_`` is escaped as by Hive."""
    folder = quote(country, safe="").replace(".", "%2E").replace("~", "%7E") or NOWHERE
    return f"{table}/country={folder}/part-{number}.parquet"


def read_folder(path: str | Path) -> Folder:
    """A folder of a large record, its files counted and none of them outside.

    Raises
    ------
    FileError
        There is no such folder, it is none of a large record, or a file of it is missing, strange, or a link that leads
        out.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise FileError(f"{shown(str(path))}: there is no such folder")
    if not is_big(folder):
        raise FileError(f"{shown(str(path))} is no folder of a large record: `atlas export big/` writes one")
    about = _about(folder)
    _refuse_partitions(folder, about)
    files: dict[str, list[Path]] = {table: [] for table in TABLES}
    for name in sorted(_names(folder)):
        found = _PART.fullmatch(name)
        if found:
            if not inside(folder, name).is_file():
                raise FileError(f"{shown(name)} is not a plain file")
            files[found[1]].append(folder.resolve() / name)
        elif name.endswith(".parquet") and name != CURVES:
            raise FileError(f"{shown(name)} is no part of a large record: take it out of the folder")
    missing = [f"{table}/" for table, parts in files.items() if not parts]
    missing += [CURVES] if not inside(folder, CURVES).is_file() else []
    if missing:
        raise FileError(f"{shown(str(path))} lacks {', '.join(missing)}: write it again with `atlas export big/`")
    return Folder(folder.resolve(), about, files)


def _names(folder: Path) -> Iterable[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _about(folder: Path) -> About:
    try:
        return About.model_validate_json(text_inside(folder, FILE))
    except ValidationError as error:
        fault: Any = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, fault["loc"])) or "-"
        raise FileError(brief(f"{FILE}: {place}: {fault['msg']}")) from None


def _refuse_partitions(folder: Path, about: About) -> None:
    """Readers of Hive's folders take every ``name=term`` of a path for a column, above the folder as well."""
    own = {column.casefold() for column in (*about.columns, *TENURE, *NAME, *EVENT, "country")}
    for part in folder.resolve().parts:
        key, sign, _ = part.partition("=")
        if sign and key.casefold() in own:
            raise FileError(f"the folder lies in {shown(part)}, which would be taken for its column {key}: move it")
