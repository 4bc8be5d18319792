"""LP-TSV 0.5, the table that the World Historical Gazetteer takes: a row a feature.

A start or end that is finer or vaguer than year, month or day is given to the year: LP-TSV has no bounds. Where the
end is known to the year alone, a start in that year is given to the year too, lest the row start after it ends. A row
whose begin no source tells of has the year of its source instead (``attestation_year``); no end is made up.
``aat_types`` holds only numbers of the list that the World Historical Gazetteer publishes, for it refuses a row with
any other. Semicolons part the values of a cell and tabs the cells, so in a text they become commas and spaces.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from atlas.edtf import PLAIN
from atlas.export.aat import AAT, LISTED
from atlas.export.history import Row, histories
from atlas.export.safe import one_line, refuse_formulas
from atlas.export.shape import About, about
from atlas.io.files import put
from atlas.io.needs import UnrepresentableError

if TYPE_CHECKING:
    from atlas.record import Record

COLUMNS = (
    *("id", "title", "title_source", "fclasses", "aat_types", "attestation_year", "start", "end", "title_uri"),
    *("ccodes", "matches", "variants", "types", "lon", "lat", "geo_source", "geo_id", "approximation", "description"),
)
_LONGEST = 255  # characters of a title, its source and its address, to the World Historical Gazetteer


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the places, without quotes and in UTF-8, as the format wants them."""
    fclasses = dict(zip(record.kinds["kind"], record.kinds["fclass"], strict=True))
    labels = dict(zip(record.kinds["kind"], record.kinds["label"], strict=True))
    particulars = about(record)
    lines = ["\t".join(COLUMNS)]
    for history in histories(record):
        row = _row(history, particulars)
        row |= {"fclasses": fclasses[history["kind"]], "types": _one(labels[history["kind"]])}
        refuse_formulas("features.csv", [row], "id")
        lines.append("\t".join(_cell(row.get(name)) for name in COLUMNS))
    put(path, ("\n".join(lines) + "\n").encode("utf-8"))
    return {"places": len(lines) - 1}


def _row(history: Row, particulars: About) -> Row:
    tenures = history["tenures"]
    start = _year_or_finer(tenures[0], "begin", "earliest") if tenures else None
    end = _year_or_finer(tenures[-1], "end", "latest") if tenures else None
    if start and end and start[: len(end)] == end:
        start = start[: len(end)]
    if start and end and start[: len(end)] > end:
        raise UnrepresentableError(
            f"events.csv: {history['feature_id']} starts {start} and ends {end}: LP-TSV cannot say it"
        )
    dated = [source for source in history["sources"] if source["year"]]
    source = next(iter(dated or history["sources"]), None)
    matches = [f"wd:{history['wikidata']}" if history["wikidata"] else "", _geonames(history["geonames"])]
    location = history["location_source"] or ""
    return {
        "id": history["feature_id"],
        "title": textwrap.shorten(history["title"], _LONGEST, placeholder=" …"),
        "title_source": textwrap.shorten(source["title"] if source else particulars.line, _LONGEST, placeholder=" …"),
        "title_uri": _short_uri(source["url"]) if source and source["url"] else None,
        "attestation_year": dated[0]["year"] if dated else None if start else particulars.date.year,
        "start": start,
        "end": end,
        "ccodes": history["country"],
        "matches": ";".join(filter(None, matches)),
        "variants": ";".join(dict.fromkeys(_variants(history))),
        "aat_types": number if (number := AAT.get(history["kind"], ("",))[0]) in LISTED else None,
        "lon": history["longitude"],
        "lat": history["latitude"],
        "geo_source": "GeoNames" if location.startswith("geonames:") else location,
        "geo_id": f"https://www.geonames.org/{location[9:]}" if location.startswith("geonames:") else None,
        "approximation": history["accuracy_m"] / 1000 if history["accuracy_m"] else None,
        "description": f"{history['note'] or ''} {_said(particulars)}".strip(),
    }


def _year_or_finer(tenure: Row, side: str, bound: str) -> str | None:
    """A plain date as it is; of any other, the year of its bound."""
    date, day = tenure[side], tenure[f"{side}_{bound}"]
    if not date:
        return None
    return date if PLAIN.fullmatch(date) and date[5:7] <= "12" else day[:4]


def _short_uri(uri: str) -> str | None:
    """An address that is too long for the format is given in its own letters, or not at all."""
    short = uri if len(uri) <= _LONGEST else unquote(uri).replace(" ", "%20")
    return short if len(short) <= _LONGEST else None


def _variants(history: Row) -> list[str]:
    variants = []
    for row in history["names"]:
        variants.append(f"{_one(row['name'])}@{row['language']}")
        if row["latin"] and row["latin"] != row["name"]:
            variants.append(f"{_one(row['latin'])}@{row['language'].partition('-')[0]}-Latn")
    return variants


def _geonames(number: int | None) -> str:
    return f"gn:{number}" if number else ""


def _said(particulars: About) -> str:
    return f"[{particulars.line}]"


def _one(text: str) -> str:
    """A value among several: semicolons would part it."""
    return text.replace(";", ",")


def _cell(value: object) -> str:
    return "" if value is None else one_line(value)
