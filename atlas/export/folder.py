"""A folder of GeoParquet, a part a country, for records larger than memory: :func:`atlas.open` asks it by SQL.

A path that ends in a slash asks for it: ``atlas export big/``. What lies in it is told in :mod:`atlas.big.layout`; any
reader of GeoParquet takes ``big/tenures/``. An old folder of a large record is replaced whole; one that holds anything
else is refused.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.big.layout import RESERVED, read_folder
from atlas.big.write import Writer
from atlas.export.relational import identifiers
from atlas.export.shape import about, tenure_frame
from atlas.io.needs import UnrepresentableError
from atlas.io.text import shown

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["columns_of", "count", "said_of", "tables_of", "write"]

_DTYPES = ("int64", "Int64", "float64", "datetime64[s]")


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the tables into an empty folder; the number of rows by what they are."""
    writer = Writer(path, columns_of(record))
    writer.add(*tables_of(record))
    writer.close(said_of(record), {"begins": record.estimate.begins, "ends": record.estimate.ends})
    return {str(name): number for name, number in writer.rows.items()}


def said_of(record: Record) -> dict[str, Any]:
    """What :class:`atlas.big.layout.About` says of a record, but for rows and columns."""
    return {
        "title": record.title,
        "version": str(record.version),
        "date": record.date,
        "licence": about(record).licence,
        "first_day": record.first_day,
        "renamed": record.subject.life == "renamed",
        "vocabulary": {
            "kind": list(dict.fromkeys(record.kinds["kind"])),
            "kind_group": list(dict.fromkeys(record.kinds["group"])),
            "polity": list(dict.fromkeys(record.borders["polity"])),
        },
    }


def count(path: Path) -> dict[str, int]:
    """What a folder says that it holds, once its parts are found to be there."""
    return {str(name): number for name, number in read_folder(path).about.rows.items()}


def tables_of(record: Record) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """``tenures, names, events`` as :meth:`atlas.big.write.Writer.add` takes them."""
    return _tenures(record), _names(record), _events(record)


def columns_of(record: Record) -> dict[str, str]:
    """Columns of the features with their types; ``group`` is called as in the other exports.

    Raises
    ------
    UnrepresentableError
        A column has a name that the folder needs for itself, or that no database could have, or a type that it cannot
        hold.
    """
    features = record.features.drop(columns="geometry")
    identifiers("features", features.columns, RESERVED)
    if "kind_group" in features:
        identifiers("features", ["kind_group"], ["kind_group"])
    found = {}
    for name, column in features.items():
        dtype = str(column.dtype)
        if dtype in ("object", "str", "string"):
            dtype = "str"
        elif dtype not in _DTYPES:
            raise UnrepresentableError(
                f"features.csv: column {shown(name)} is of a type that a folder does not hold: {dtype}"
            )
        found["kind_group" if name == "group" else str(name)] = dtype
    return found


def _tenures(record: Record) -> pd.DataFrame:
    """A row a tenure, or of a feature without any, one without; days are day numbers."""
    features = record.features.drop(columns="geometry").rename(columns={"group": "kind_group"}).reset_index()
    features.insert(0, "feature_no", range(len(features)))
    spans = record.estimate.spans(record.features, record.tenures)
    own = record.tenures[["feature_id", "tenure", "begin_event", "end_event", *_DAYS]].reset_index(drop=True)
    own = own.join(spans[["origin", "stratum", "together"]]).join(record.estimate.shares(spans))
    rows = features.merge(own, on="feature_id", how="left")
    held = rows.groupby("feature_no")["tenure"].transform("count")
    text: dict[Any, Any] = {name: rows[name].fillna("") for name in ("begin_event", "end_event")}
    return rows.assign(tenures=held, tenure_name=tenure_frame(record)["name"].to_numpy(), **text)


_DAYS = ("uncertain_from", "bearing_from", "bearing_until", "gone_from")


def _names(record: Record) -> pd.DataFrame:
    """A row a span of days in which a feature had one name, whatever the languages: the one that is preferred."""
    labels, rows = record.labels, []
    for feature_id, own in labels.groupby("feature_id", sort=False):
        number = record.features.index.get_loc(feature_id)
        told = [tuple(row) for row in own[["from_day", "to_day", "name", "latin"]].itertuples(index=False)]
        rows += [(number, name, latin, first, past) for first, past, name, latin in _one_at_a_time(told)]
    frame = pd.DataFrame(rows, columns=["feature_no", "name", "latin", "from_day", "to_day"])
    return frame.astype({"feature_no": "int64", "from_day": "Int64", "to_day": "Int64"})


_Span = tuple[Any, Any, str, str]


def _one_at_a_time(labels: list[_Span]) -> list[_Span]:
    """Spans of names, in the order in which they are preferred, as spans of which no two share a day."""
    if len(labels) == 1:
        return labels
    ever, never = -(10**9), 10**9
    known: list[tuple[int, int, str, str]] = [
        (ever if pd.isna(first) else int(first), never if pd.isna(past) else int(past), name, latin)
        for first, past, name, latin in labels
    ]
    edges: list[int] = sorted({edge for first, past, _, _ in known for edge in (first, past)})
    found: list[Any] = []
    for first, past in pairwise(edges):
        name = next(((n, la) for a, b, n, la in known if a <= first < b), None)
        if name is None:
            continue
        if found and found[-1][1] == first and found[-1][2:] == name:
            found[-1] = (found[-1][0], past, *name)
        else:
            found.append((first, past, *name))
    return [(None if a == ever else a, None if b == never else b, n, la) for a, b, n, la in found]


def _events(record: Record) -> pd.DataFrame:
    events = record.events[["feature_id", "event_id", "type", "effect", "date", "derived", "earliest", "latest"]]
    events = events[events["feature_id"].isin(record.features.index)]
    numbers = record.features.index.get_indexer(pd.Index(events["feature_id"]))
    return events.assign(feature_no=numbers).drop(columns="feature_id")
