"""Sheets, as read from the files of a record, become DataFrames; used by :func:`atlas.load` alone."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from atlas.edtf import FIRST, LAST, parse, words
from atlas.io.tables import Problem, Sheet

__all__ = ["dated", "frame_of", "judged", "pointed", "unloadable"]

_DTYPES = {"string": "str", "integer": "Int64", "number": "float64", "date": "datetime64[s]"}


def unloadable(sheets: dict[str, Sheet]) -> list[Problem]:
    """Faults beyond the cells without which no state can be reckoned: ids, dates, types and points."""
    problems: list[Problem] = []

    def fault(sheet: Sheet, line: int, column: str, rule: str, message: str) -> None:
        problems.append(Problem(sheet.table.path, line, column, rule, message))

    features = sheets["features"]
    known: set[str] = set()
    for row in features.rows:
        for column in ("feature_id", "latitude", "longitude"):
            if row[column] is None:
                fault(features, row.line, column, "required", "the cell is empty")
        if row["feature_id"] in known:
            fault(features, row.line, "feature_id", "unique", f"{row['feature_id']!r} stands above too")
        known.add(row["feature_id"])
    effects = {row["event_type"] for row in sheets["event_types"].rows}
    for row in sheets["events"].rows:
        if row["type"] not in effects:
            fault(
                sheets["events"],
                row.line,
                "type",
                "foreign-key",
                f"{row['type']!r} is not in event_types.csv",
            )
    for sheet in (sheets["events"], sheets["attestations"], sheets["milestones"]):
        for row in sheet.rows:
            try:
                if row["date"] or sheet.table.field("date").required:
                    parse(row["date"] or "")
            except ValueError as error:
                fault(sheet, row.line, "date", "edtf", str(error))
    return problems


def frame_of(sheet: Sheet) -> pd.DataFrame:
    """A table as a DataFrame: missing text is empty text, missing numbers NA, missing days NaT."""
    columns: dict[str, pd.Series] = {}
    for column in sheet.table.fields:
        values = [row[column.name] for row in sheet.rows]
        if column.type == "string":
            values = ["" if value is None else value for value in values]
        elif column.type == "date":
            values = [np.datetime64("NaT", "D") if value is None else np.datetime64(value) for value in values]
        kind = "int64" if column.type == "integer" and column.required else _DTYPES[column.type]
        columns[column.name] = pd.Series(values, dtype=kind)
    return pd.DataFrame(columns)


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the day bounds and the words of a ``date`` column; an open side of a set is NaT."""
    parsed = [parse(text) if text else None for text in frame["date"]]
    frame = frame.copy()
    for name in ("earliest", "latest"):
        days = [np.datetime64(_known(getattr(p, name)) if p else None, "D") for p in parsed]
        frame[name] = np.array(days, dtype="datetime64[D]").astype("datetime64[s]")
    frame["words"] = pd.Series([words(text) if text else "" for text in frame["date"]], dtype="str", index=frame.index)
    return frame


def _known(day: date) -> date | None:
    return None if day in (FIRST, LAST) else day


def pointed(features: pd.DataFrame, kinds: pd.DataFrame) -> gpd.GeoDataFrame:
    """Features as EPSG:4326 points by their id, with the ``group`` of their kind."""
    groups = dict(zip(kinds["kind"], kinds["group"], strict=True))
    frame = features.assign(group=features["kind"].map(groups).fillna("").astype("str")).set_index("feature_id")
    points = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    return gpd.GeoDataFrame(frame, geometry=points, crs="EPSG:4326")


def judged(events: pd.DataFrame, event_types: pd.DataFrame, attestations: pd.DataFrame) -> pd.DataFrame:
    """Dated events with the ``effect`` of their type, and whether an attestation's date lies wholly outside theirs."""
    effects = dict(zip(event_types["event_type"], event_types["effect"], strict=True))
    events["effect"] = events["type"].map(effects).astype("str")
    span = events.set_index("event_id")[["earliest", "latest"]].add_suffix("_judged")
    said = attestations.join(span, on="event_id")
    apart = (said["latest"] < said["earliest_judged"]) | (said["earliest"] > said["latest_judged"])
    events["disputed"] = events["event_id"].isin(said.loc[apart, "event_id"])
    return events
