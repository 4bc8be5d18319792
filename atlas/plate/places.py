"""Where the features stand on a sheet: what shares a town is fanned out around it, as ``places.js`` does."""

from __future__ import annotations

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from atlas.look.tokens import TOKENS
from atlas.plate.projections import View

__all__ = ["Places", "places_on", "towns_of"]

_ZOOM, _SPIRAL = TOKENS["zoom"], TOKENS["spiral"]
SPREAD_UNTIL: float = _ZOOM["spread_until"]  # zoom up to which a town's features lie in a spiral,
TRUE_FROM: float = _ZOOM["true_from"]  # and from which they lie where they are
TOWN_KM: float = _SPIRAL["town_km"]
GOLDEN: float = _SPIRAL["angle"]  # radians: the angle of a sunflower's spiral
STEP: float = _SPIRAL["step"]  # pixels between neighbours in it


@dataclass(frozen=True)
class Places:
    """Pixels of the features, in the order of the record, and the towns that they form.

    ``town`` is each feature's row in ``towns``, which are lists of rows of features, the most important first.
    """

    xy: npt.NDArray[np.float64]
    town: npt.NDArray[np.int64]
    towns: list[list[int]]


def towns_of(features: gpd.GeoDataFrame) -> list[list[int]]:
    """Rows of features that share a settlement or a point, the most important first."""
    lat, lon = features["latitude"].to_numpy(float), features["longitude"].to_numpy(float)
    place = list(zip(features["country"], features["settlement"], strict=True))
    order = sorted(range(len(features)), key=lambda row: (features["rank"].iloc[row], row))
    turns = {row: turn for turn, row in enumerate(order)}
    towns: list[list[int]] = []
    known: dict[str, list[int]] = {}
    for row in order:
        keys = [f"{lat[row]:.3f},{lon[row]:.3f}"] + ([f"{place[row][0]}/{place[row][1]}"] if place[row][1] else [])
        near = [known[key] for key in keys if key in known and _km(lat, lon, known[key][0], row) < TOWN_KM]
        found = sorted({town[0]: town for town in near}.values(), key=lambda town: turns[town[0]])
        if not found:
            towns.append([])
        town = found[0] if found else towns[-1]
        if len(found) > 1 and _km(lat, lon, town[0], found[1][0]) < TOWN_KM:
            # What bears the town's name stands at a point where something without it was first: both are one town.
            towns = [kept for kept in towns if kept is not found[1]]
            known = {key: town if of is found[1] else of for key, of in known.items()}
            town[:] = sorted(town + found[1], key=turns.__getitem__)
        town.append(row)
        for key in keys:
            known.setdefault(key, town)
    return towns


def _km(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64], a: int, b: int) -> float:
    east = (lon[a] - lon[b]) * math.cos(math.radians(lat[a]))
    return math.hypot(lat[a] - lat[b], east) * 111.2


def places_on(view: View, features: gpd.GeoDataFrame, unit: float) -> Places:
    """Lay features on a view; ``unit`` is how many pixels of the sheet a pixel of the page is."""
    zoom = view.zoom - math.log2(unit)
    t = min(1.0, max(0.0, (zoom - SPREAD_UNTIL) / (TRUE_FROM - SPREAD_UNTIL)))
    spread = max(0.55, min(1.6, (zoom - 1.5) / 4)) * unit
    true = view.pixels(features["longitude"], features["latitude"])
    towns = towns_of(features)
    town, xy = np.zeros(len(features), dtype=np.int64), np.zeros_like(true)
    points: dict[tuple[str, str], int] = {}
    for number, rows in enumerate(towns):
        for turn, row in enumerate(rows):
            town[row] = number
            point = (f"{features['latitude'].iloc[row]:.3f}", f"{features['longitude'].iloc[row]:.3f}")
            here = points[point] = points.get(point, -1) + 1
            anchor = true[rows[0]] * (1 - t) + true[row] * t
            xy[row] = anchor + (_turn(turn) * (1 - t) + _turn(here) * t) * spread
    return Places(xy, town, towns)


def _turn(k: int) -> npt.NDArray[np.float64]:
    return STEP * math.sqrt(k) * np.array([math.cos(k * GOLDEN), math.sin(k * GOLDEN)])
