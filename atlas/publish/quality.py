"""The record's own defects, as lists that anybody can work through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from atlas.record import Record

FOLDER = "quality"
MONTH_DAYS = 31
FAR_M = 1000
LATIN_LANGUAGES = frozenset(
    [
        "bs",
        "ca",
        "cs",
        "cy",
        "da",
        "de",
        "en",
        "es",
        "et",
        "fi",
        "fr",
        "ga",
        "hr",
        "hu",
        "it",
        "lt",
        "lv",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "sk",
        "sl",
        "sq",
        "sv",
        "tk",
        "tr",
        "uz",
        "vi",
        "az",
    ]
)


def quality(record: Record) -> dict[str, pd.DataFrame]:
    """Lists of what is weak in a record, by the name of the file that each goes into.

    Returns
    -------
    dict of str to DataFrame
        ``ends-not-known-to-the-month`` (``feature_id, event_id, date``), ``ends-not-sourced`` (``feature_id, kind,
        country, derived_bound``: the last tenure has no sourced end and no source of the last fifteen years),
        ``single-source-events`` (``event_id, source_id, kind, grade, caution, weak``), ``points-over-1-km``
        (``feature_id, kind, accuracy_m, location_source``), ``names-without-original-script`` (``feature_id, name,
        language``).
    """
    return {
        "ends-not-known-to-the-month": _vague_ends(record),
        "ends-not-sourced": _unsourced_ends(record),
        "single-source-events": _single_source(record),
        "points-over-1-km": _far_points(record),
        "names-without-original-script": _romanised_only(record),
    }


def _vague_ends(record: Record) -> pd.DataFrame:
    ends = record.events[(record.events["effect"] == "end") & (record.events["derived"] == "")]
    vague = ends[(ends["latest"] - ends["earliest"]).dt.days > MONTH_DAYS]
    return vague[["feature_id", "event_id", "date"]].sort_values(["feature_id", "event_id"])


def _unsourced_ends(record: Record) -> pd.DataFrame:
    last = record.tenures.groupby("feature_id").tail(1)
    at_end = record.at(record.date)["status"]
    bounds = {bound.feature_id: bound.date for bound in record.bounds}
    known = last.loc[last["end_latest"].isna(), "feature_id"]
    lost = [*bounds, *(feature_id for feature_id in known if at_end[feature_id] == "uncertain")]
    table = record.features.loc[sorted(lost), ["kind", "country"]].rename_axis("feature_id").reset_index()
    return table.assign(derived_bound=table["feature_id"].map(bounds).fillna(""))


def _single_source(record: Record) -> pd.DataFrame:
    sources = record.attestations.groupby("event_id")["source_id"].agg(["nunique", "first"])
    single = sources[sources["nunique"] == 1].reset_index().rename(columns={"first": "source_id"})
    for column in ("kind", "grade", "caution"):
        single[column] = single["source_id"].map(record.sources[column])
    single["weak"] = single["event_id"].isin(record.events.loc[record.events["weak"], "event_id"]).astype(int)
    return single[["event_id", "source_id", "kind", "grade", "caution", "weak"]].sort_values("event_id")


def _far_points(record: Record) -> pd.DataFrame:
    far = record.features[record.features["accuracy_m"] > FAR_M].sort_index()
    return far[["kind", "accuracy_m", "location_source"]].rename_axis("feature_id").reset_index()


def _romanised_only(record: Record) -> pd.DataFrame:
    """Names tagged as romanised, or in a language of another script but written in Latin letters."""
    names = record.names
    other_script = ~names["language"].str.split("-").str[0].isin(LATIN_LANGUAGES)
    latin_letters = names["name"].map(lambda name: name.isascii())
    romanised = names["language"].str.endswith("-Latn")
    table = names[romanised | (other_script & latin_letters)]
    return table[["feature_id", "name", "language"]].sort_values(["feature_id", "language", "name"])
