"""One thing that a list of other people's knows, in the one shape that every such list becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Entries", "Entry", "EntryError", "Wanted"]

Wanted = Callable[[str], bool]
"""Whether a name is one of those that are looked for."""


class EntryError(ValueError):
    """A file that cannot be read as what it is; the message names file and row."""


@dataclass
class Entry:
    """A thing of a list, one of whose names is looked for.

    Attributes
    ----------
    row : int
        Its line in a table or in XML, its number in a list of objects; the first where it stands in several.
    names : list of str
        The names that are looked for, as they stand.
    others : list of str
        Its other names, that of today first.
    today : bool or None
        Whether it bears such a name today, as the list has it; None where the list does not say.
    kind : str
        A word for what it is (``street``); empty where the list has none.
    fclass : str
        Its feature class of GeoNames: ``P`` a settlement, ``A`` a region, ``R`` a street …; empty where not known.
    place, country : str
        The settlement that it is in, and the country by its code of two letters.
    latitude, longitude : float or None
        Degrees of WGS 84.
    begin, end : str
        Since when and until when it bore the name, as EDTF, where the list says so.
    identifier : str
        ``geonames:472757``, ``wikidata:Q914``, ``osm:way/4``: what it is known by.
    address : str
        Where it can be looked at.
    count : int
        How many rows of the list it is made of: a street is many ways.
    """

    row: int
    names: list[str]
    others: list[str] = field(default_factory=list)
    today: bool | None = None
    kind: str = ""
    fclass: str = ""
    place: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    begin: str = ""
    end: str = ""
    identifier: str = ""
    address: str = ""
    count: int = 1


@dataclass
class Entries:
    """What a list holds of what is looked for: its format in words, how many rows it has, and what is to be known."""

    format: str
    total: int
    entries: list[Entry]
    notes: list[str] = field(default_factory=list)
