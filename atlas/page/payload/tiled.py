"""The payload of a page whose marks come from vector tiles: an overview, exact counts of all, and where the rest is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from atlas.page.payload.beside import part_file, split, text_of
from atlas.page.payload.pack import pack_table
from atlas.page.payload.points import least_zooms, lines, turns
from atlas.page.payload.summary import cells_of, changes_of, turns_of

__all__ = ["OVERVIEW", "archive_name", "spread"]

OVERVIEW = 2_000
"""Features that the page itself carries: what is seen first, and all that is seen where no tiles can be had."""
_LEFT = ("towns", "tongues", "wanted", "shapes", "parts", "steps")
"""What a page of tiles does without: the towns of which it could not say what is there, lines and areas."""
_NO_ESTIMATE = {
    "lines": {"count": [], "first": []},
    "knots": {"step": [], "value": []},
    "strata": {"known": [0.0], "parent": [-1], "from": [None], "to": [None]},
}

Columns = dict[str, list[Any]]


def spread(data: dict[str, Any], folder: str) -> tuple[dict[str, Any], dict[str, str], Iterable[str]]:
    """A payload spread over a page, parts beside it, and points for tiles.

    Parameters
    ----------
    data : dict
        Columns of :func:`atlas.page.payload.columns.encode`, with sources and notes.
    folder : str
        Name of the folder of the parts, beside the page.

    Returns
    -------
    data : dict
        Columns of the overview, whose ``row`` says which of all features and events each is; ``cells``, and of all
        features together ``turns`` and ``changes`` (:mod:`atlas.page.payload.summary`); ``tiles``, to which the name of
        the archive is to be added.
    parts : dict of str to str
        Texts by part (:mod:`atlas.page.payload.beside`), and the turns and changes of each cell.
    points : iterable of str
        All features as lines of GeoJSON (:mod:`atlas.page.payload.points`).
    """
    features = data["features"]
    size = len(features["id"])
    left, parts = split(data, folder, table=False, alone=True)
    cells, cell = cells_of(data)
    name, text = part_file(len(parts), text_of(_by_cell(data, cell, len(cells["kind"]))))
    zooms = least_zooms(features["lat"], features["lon"], features["rank"])
    kept = np.flatnonzero(turns(features["rank"]) < OVERVIEW)
    once = np.zeros(size, dtype=np.int64)
    left = {key: table for key, table in left.items() if key not in _LEFT}
    left |= _overview(left, kept) | _NO_ESTIMATE
    left["tiles"] = {"size": size, "deepest": int(zooms.max(initial=0)), "counts": name}
    left["cells"] = cells
    for key, table in (("turns", turns_of(data, once)), ("changes", changes_of(data, once))):
        left[key] = _columns(table.drop(columns="cell"))
    return left, {**parts, name: text}, lines(data, zooms)


def archive_name(archive: bytes) -> str:
    """File name of an archive of tiles, which tells its content."""
    return f"points-{hashlib.sha256(archive).hexdigest()[:10]}.pmtiles"


def _by_cell(data: dict[str, Any], cell: np.ndarray, count: int) -> dict[str, Any]:
    """The turns and the changes of every cell, packed, and how many rows of each table a cell has."""
    held: dict[str, Any] = {}
    for name, table in (("turns", turns_of(data, cell)), ("changes", changes_of(data, cell))):
        held[f"{name}_of"] = np.bincount(table["cell"], minlength=count).tolist()
        held[name] = pack_table(name, {name: _columns(table.drop(columns="cell"))})
    return held


def _columns(table: pd.DataFrame) -> Columns:
    return {str(name): table[name].tolist() for name in table}


def _overview(left: dict[str, Any], kept: np.ndarray) -> dict[str, Columns]:
    """The columns of some features, with references as rows of what is left."""
    feature = {row: place for place, row in enumerate(kept.tolist())}
    of = {name: [row for row, owner in enumerate(left[name]["feature"]) if owner in feature] for name in _OWNED}
    event, name = ({row: place for place, row in enumerate(of[key])} for key in ("events", "names"))
    labels = [row for row, named in enumerate(left["labels"]["name"]) if named in name]
    taken = {
        "features": _rows(left["features"], kept.tolist()),
        **{key: _rows(left[key], rows) for key, rows in of.items()},
        "labels": _rows(left["labels"], labels),
    }
    for key in ("town", "named"):
        taken["features"].pop(key, None)
    for table in (taken[key] for key in _OWNED):
        table["feature"] = [feature[row] for row in table["feature"]]
    for bound in ("since", "until"):
        taken["names"][bound] = [event.get(row) for row in taken["names"][bound]]
    taken["labels"]["name"] = [name[row] for row in taken["labels"]["name"]]
    for key in ("rise", "fall", "stratum"):
        taken["tenures"][key] = [0] * len(of["tenures"])
    return taken | {
        "features": {**taken["features"], "row": kept.tolist()},
        "events": {**taken["events"], "row": of["events"]},
    }


_OWNED = ("tenures", "names", "events")


def _rows(table: Columns, rows: list[int]) -> Columns:
    return {key: [column[row] for row in rows] for key, column in table.items()}
