"""The tables of GeoNames, as they are given away: tabs, no header, UTF-8.

================  =======  =====================================================================================
alternate names   10 or 8  ``alternateNamesV2.txt``, ``alternatenames/XX``: id, geonameid, language, name, four flags
                           (preferred, short, colloquial, historic), from, to; the older form lacks the last two
places            19       ``allCountries.txt``, ``XX.txt``, ``cities500.txt``: geonameid, name, ASCII name, other names
                           with commas, latitude, longitude, feature class and code, country, …
================  =======  =====================================================================================

They are read line by line, since that of the world has some 1.8 gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from atlas.edtf.typed import read
from atlas.io.files import opened
from atlas.io.lists.entry import Entries, Entry, EntryError, Wanted
from atlas.io.text import visible

__all__ = ["ALTERNATES", "PLACES", "alternate_names", "columns_of", "places"]

ALTERNATES, PLACES = (8, 10), (19,)
_NO_NAMES = frozenset(["link", "post", "iata", "icao", "faac", "tcid", "unlc", "wkdt", "phon", "piny"])
"""What stands in the column of languages where a row is no name."""
_MOST_LINE = 1 << 20
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True)
class _Place:
    name: str
    latitude: float
    longitude: float
    fclass: str
    country: str


def columns_of(path: Path) -> int:
    """How many columns a file has if it is a table of GeoNames, else 0."""
    with opened(path) as file:
        cells = file.readline(_MOST_LINE).rstrip(b"\r\n").split(b"\t")
    known = len(cells) in (*ALTERNATES, *PLACES)
    return len(cells) if known and cells[0].isdigit() else 0


def _rows(path: Path, widths: tuple[int, ...]) -> Iterator[tuple[int, list[str]]]:
    with opened(path) as file:
        for number, line in enumerate(iter(lambda: file.readline(_MOST_LINE), b""), start=1):
            try:
                cells = line.decode("utf-8").rstrip("\r\n").split("\t")
            except UnicodeDecodeError:
                raise EntryError(f"{visible(path.name)}, row {number}: not UTF-8, which GeoNames writes") from None
            if cells == [""]:
                continue
            if len(cells) not in widths or not cells[0].isdigit():
                wanted = " or ".join(map(str, widths))
                message = f"{len(cells)} cells; a row of this table of GeoNames has {wanted} with tabs, a number first"
                raise EntryError(f"{visible(path.name)}, row {number}: {message}")
            yield number, cells


def alternate_names(path: Path, wanted: Wanted, beside: Path | None) -> Entries:
    """Entries of a table of alternate names; ``beside`` is a table of places that says where they are."""
    found: dict[str, Entry] = {}
    total = 0
    for number, cells in _rows(path, ALTERNATES):
        total += 1
        if cells[2] in _NO_NAMES or not wanted(cells[3]):
            continue
        entry = found.setdefault(cells[1], Entry(number, [], today=False, identifier=f"geonames:{cells[1]}"))
        _take(entry, cells, path)
    for _, cells in _rows(path, ALTERNATES):
        if cells[1] not in found or cells[2] in _NO_NAMES or wanted(cells[3]):
            continue
        others = found[cells[1]].others
        others += [cells[3]] if cells[3] not in others else []
    notes = [] if beside else ["no table of places is given (--places): the names have no points"]
    if beside:
        _placed(found, beside, wanted)
    for key, entry in found.items():
        entry.address = f"https://www.geonames.org/{key}"
    return Entries("alternate names of GeoNames", total, list(found.values()), notes)


def _take(entry: Entry, cells: list[str], path: Path) -> None:
    if cells[3] not in entry.names:
        entry.names.append(cells[3])
    entry.count = len(entry.names)
    historic = len(cells) > 7 and cells[7] == "1"
    entry.today = entry.today or (not historic and cells[4] == "1")
    if len(cells) == 10:
        entry.begin = entry.begin or _date(cells[8])
        entry.end = entry.end or _date(cells[9])


def _date(text: str) -> str:
    """A date of the columns from and to, where it is one: people write years, days, and words into them."""
    if match := _DAY.fullmatch(text.strip()):
        text = "-".join(match.groups())
    return read(text).edtf if text.strip() else ""


def _placed(found: dict[str, Entry], path: Path, wanted: Wanted) -> None:
    for number, cells in _rows(path, PLACES):
        entry = found.get(cells[0])
        if entry is None:
            continue
        place = _place(cells, number, path)
        entry.latitude, entry.longitude, entry.fclass = place.latitude, place.longitude, place.fclass
        entry.country = place.country
        entry.today = wanted(place.name)
        if not entry.today:
            entry.others = [place.name, *(name for name in entry.others if name != place.name)]


def _place(cells: list[str], number: int, path: Path) -> _Place:
    try:
        latitude, longitude = float(cells[4]), float(cells[5])
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            raise ValueError
    except ValueError:
        message = f"{cells[4]!r}, {cells[5]!r} are no latitude and longitude"
        raise EntryError(f"{visible(path.name)}, row {number}: {message}") from None
    return _Place(cells[1], latitude, longitude, cells[6], cells[8])


def places(path: Path, wanted: Wanted) -> Entries:
    """Entries of a table of places, by their names and other names."""
    entries, total = [], 0
    for number, cells in _rows(path, PLACES):
        total += 1
        names = list(dict.fromkeys(name for name in [cells[1], *cells[3].split(",")] if name))
        chosen = [name for name in names if wanted(name)]
        if not chosen:
            continue
        place = _place(cells, number, path)
        others = [name for name in names if name not in chosen]
        entry = Entry(number, chosen, others, wanted(place.name), "", place.fclass, "", place.country)
        entry.latitude, entry.longitude = place.latitude, place.longitude
        entry.identifier, entry.address = f"geonames:{cells[0]}", f"https://www.geonames.org/{cells[0]}"
        entries.append(entry)
    return Entries("places of GeoNames", total, entries)
