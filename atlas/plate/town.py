"""The still of a town: what stands on its page, as the part of a map that it is of.

>>> save_still(*town_sheet(record, record.town("Town")), "town.png")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.edtf import bounds, from_day, to_day
from atlas.look.strings import ENGLISH, say
from atlas.record.extent import projection_for
from atlas.record.plans import MapPlan, read_plans

if TYPE_CHECKING:
    from atlas.record import Record
    from atlas.record.towns import Town

__all__ = ["box_of", "town_sheet"]

_MARGIN = 0.06
"""Degrees of latitude about what is shown, as on the town's page (``web/src/ui/acts.js``)."""
_NEAREST = 2  # as there
"""Others that are shown beside a town that has nothing."""


def _shown(town: Town) -> gpd.GeoDataFrame:
    return town.features if len(town.features) else town.nearest.head(_NEAREST)


def box_of(town: Town) -> tuple[float, float, float, float]:
    """West, south, east and north of a town and of what the record has there, else of what is nearest; degrees."""
    table = _shown(town)
    lats = [town.latitude, *table["latitude"].astype(float)]
    lons = [town.longitude, *table["longitude"].astype(float)]
    wide = 1.5 * _MARGIN
    return min(lons) - wide, min(lats) - _MARGIN, max(lons) + wide, max(lats) + _MARGIN


def town_sheet(record: Record, town: Town, base: MapPlan | None = None, lang: str = ENGLISH) -> tuple[Record, MapPlan]:
    """What a town's still shows, and how: the part of the record, and a plan.

    The part is what the record has there, else what is nearest, with the town itself as a landmark. The plan opens on
    the first of the days on which most of it bears the name for certain.

    Parameters
    ----------
    record, town
        The record, and a town of it.
    base
        The plan whose clock and ground it has; the record's first unless given.
    lang
        Language of the title and the line beneath it.

    Raises
    ------
    atlas.record.plans.PlanError
        The record's ``maps.toml`` has faults.
    """
    base = base or read_plans(record).maps[0]
    extent, count = box_of(town), len(town.features)
    lede = say("town.has", lang).replace("{}", str(count)) if count else say("town.nothing", lang)
    own: dict[str, Any] = {
        "id": "town",
        "title": town.called.get(lang) or town.name,
        "lede": lede,
        "start": _best_day(record, town, base),
        "extent": extent,
    }
    own |= {"projection": projection_for(extent), "narrow": None, "frames": {}, "hub": None}
    plain: dict[str, Any] = {
        "filter": {},
        "story": None,
        "translations": {},
        "opening": None,
        "opened": {},
        "figures": (),
        "compare": (),
    }
    shown = _shown(town)
    part = record.where(feature_id=list(shown.index)) if len(shown) else record
    if not count:
        part.landmarks = _with(part.landmarks, town)
    return part, base.model_copy(update=own | plain)


def _with(landmarks: gpd.GeoDataFrame, town: Town) -> gpd.GeoDataFrame:
    """Landmarks, and a town that has no marks of its own."""
    own = {
        "names": {"en": town.name, **town.called},
        "accuracy_m": 0,
        "valid_from": None,
        "valid_to": None,
        "source": "",
        "url": "",
    }
    point = gpd.GeoDataFrame([own], geometry=[shapely.Point(town.longitude, town.latitude)], crs=4326)
    return gpd.GeoDataFrame(pd.concat([landmarks, point], ignore_index=True), crs=4326)


def _best_day(record: Record, town: Town, base: MapPlan) -> str | None:
    """The first day of the clock on which most of a town surely bears the name; the plan's own where nothing does."""
    first, last = map(to_day, base.clock(record))
    table = record.tenures[record.tenures["feature_id"].isin(town.features.index)].dropna(subset="bearing_from")
    begins = np.maximum(table["bearing_from"].to_numpy(dtype=float), first)
    ends = table["bearing_until"].astype(float).fillna(np.inf).to_numpy()
    sound = (begins < ends) & (begins <= last)
    if not sound.any():
        return base.start or base.first
    begins, ends = begins[sound], ends[sound]
    counts = [int(((begins <= day) & (day < ends)).sum()) for day in begins]
    most = max(counts)
    day = from_day(int(min(day for day, count in zip(begins, counts, strict=True) if count == most)))
    return max(day, bounds(base.first)[0]).isoformat()
