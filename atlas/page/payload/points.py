"""Very many features as points for vector tiles: every one is in the archive, and of those that would crowd a tile the
most important come with the nearest zooms.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["DEEPEST", "LAYER", "MOST", "least_zooms", "lines", "turns"]

MOST = 4_000
"""Features in a tile, which is shown some 500 pixels wide: a mark on every 60 square pixels, and no more."""
DEEPEST = 14
"""The zoom of tiles that hold all that is left, however much that is."""
LAYER = "features"
_POLE = 85.05
"""Latitude to which Web Mercator reaches; what lies beyond is in the tiles at that edge, with its own latitude."""
_PLAIN = ("id", "title", "settlement", "country", "polity", "kind", "rank")
_BOUNDS = ("uncertain_from", "bearing_from", "bearing_until", "gone_from")

Zooms = npt.NDArray[np.int64]


def least_zooms(lat: Sequence[float], lon: Sequence[float], rank: Sequence[int], most: int | None = None) -> Zooms:
    """The zoom from which on each feature is in its tile; the largest of them is that of tiles that hold all.

    In every tile are the most important ``most`` features (:data:`MOST` if none), of equals some drawn by a fixed lot:
    so what is left out has nothing to do with dates.
    """
    n = len(lat)
    turn = turns(rank)
    x, y = _tiles(np.asarray(lat, dtype=float), np.asarray(lon, dtype=float))
    zooms = np.full(n, DEEPEST, dtype=np.int64)
    waiting = np.ones(n, dtype=bool)
    for zoom in range(DEEPEST):
        key = (x >> (DEEPEST - zoom)) << DEEPEST | (y >> (DEEPEST - zoom))
        order = np.lexsort((turn, key))
        ordered = key[order]
        place = np.arange(n) - np.searchsorted(ordered, ordered)
        here = np.zeros(n, dtype=bool)
        here[order[place < (most or MOST)]] = True
        zooms[waiting & here] = zoom
        waiting &= ~here
        if not waiting.any():
            break
    return zooms


def turns(rank: Sequence[int]) -> Zooms:
    """Whose turn it is to be shown, from 0 on: the most important first, of equals by a fixed lot."""
    turn = np.empty(len(rank), dtype=np.int64)
    turn[np.lexsort((np.random.default_rng(1).permutation(len(rank)), np.asarray(rank)))] = np.arange(len(rank))
    return turn


def _tiles(lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> tuple[Zooms, Zooms]:
    """Column and line of each place's tile at the deepest zoom, in Web Mercator."""
    across = 1 << DEEPEST
    sine = np.sin(np.radians(np.clip(lat, -_POLE, _POLE)))
    x, y = (lon + 180) / 360, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
    column, line = (np.clip(np.floor(v * across), 0, across - 1).astype(np.int64) for v in (x, y))
    return column, line


def _first_events(data: dict[str, Any]) -> list[int]:
    """The row of each feature's first event; the rows of its others follow it. 0 where it has none."""
    first = [0] * len(data["features"]["id"])
    for row in range(len(data["events"]["feature"]) - 1, -1, -1):
        first[data["events"]["feature"][row]] = row
    return first


def lines(data: dict[str, Any], zooms: Zooms) -> Iterator[str]:
    """Each feature as a line of GeoJSON, as tippecanoe reads it.

    Its properties are the ``row`` in the record's order, id, title, place, kind (a row of the page's kinds) and rank,
    and the four days of its first tenure, which other tools can filter by (``gone_from`` is absent for never).
    ``more`` is JSON: latitude, longitude, accuracy, where the point is from, further tenures, the row of the first
    event, events (type, earliest, days to the latest, EDTF or 0 for a plain day, 1 disputed + 2 weak), names (name, in
    Latin letters or 0 for the same, language, the events that bound it) and labels (which name, from, to).
    """
    features, first = data["features"], _first_events(data)
    tenures, events, names = (_by(data[table]["feature"]) for table in ("tenures", "events", "names"))
    labels = _by(data["names"]["feature"][row] for row in data["labels"]["name"])
    for row, zoom in enumerate(zooms.tolist()):
        spans = [[data["tenures"][bound][t] for bound in _BOUNDS] for t in tenures.get(row, ())]
        own = names.get(row, [])
        more = [
            *(features[key][row] for key in ("lat", "lon", "accuracy", "basis")),
            spans[1:],
            first[row],
            [_event(data["events"], k) for k in events.get(row, ())],
            [_name(data["names"], k, events.get(row, [])) for k in own],
            [
                [own.index(data["labels"]["name"][k]), data["labels"]["from"][k], data["labels"]["to"][k]]
                for k in labels.get(row, ())
            ],
        ]
        days = {bound: day for bound, day in zip(_BOUNDS, spans[0], strict=True) if day is not None} if spans else {}
        properties = {"row": row, **{key: features[key][row] for key in _PLAIN}, **days, "more": _json(more)}
        place = [features["lon"][row], max(-_POLE, min(_POLE, features["lat"][row]))]
        yield _json(
            {
                "type": "Feature",
                "tippecanoe": {"minzoom": zoom},
                "properties": properties,
                "geometry": {"type": "Point", "coordinates": place},
            }
        )


def _by(owners: Any) -> dict[int, list[int]]:
    rows = defaultdict(list)
    for row, owner in enumerate(owners):
        rows[owner].append(row)
    return rows


def _event(events: dict[str, list[Any]], row: int) -> list[Any]:
    earliest, latest, edtf = (events[key][row] for key in ("earliest", "latest", "edtf"))
    plain = latest == earliest and edtf == str(np.datetime64(earliest, "D"))
    marks = events["disputed"][row] + 2 * events["weak"][row]
    return [events["type"][row], earliest, latest - earliest, 0 if plain else edtf, marks]


def _name(names: dict[str, list[Any]], row: int, events: list[int]) -> list[Any]:
    name, latin = names["name"][row], names["latin"][row]
    bounds = [events.index(names[key][row]) if names[key][row] in events else None for key in ("since", "until")]
    return [name, 0 if latin == name else latin, names["lang"][row], *bounds]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
