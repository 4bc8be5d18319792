"""Texts that leave a large page: what sources say, notes, details and sources, in parts beside the page.

A part is a style sheet with one rule that holds one text: a custom property, whose value is base64 of zlib of JSON. A
style sheet is the one kind of file that a page opened from disk may fetch from beside itself, in every browser, and
that cannot run: whatever a record says, or whoever puts another file in its place, no script comes of it
(``docs/decisions/0012-parts.md``). Features that lie near one another share a part; which one, a tree of cuts through
latitudes and longitudes tells, in a few bytes a part.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = ["ENDING", "MOST", "part_file", "split", "text_of"]

MOST = 256 << 10
"""Characters of texts that a part holds, as JSON."""
ENDING = ".parts"
"""What the name of the folder of a page's parts ends in, after the name of the page."""
_LATITUDE, _LONGITUDE, _ROW, _LEAF = 0, 1, 2, -1
_MIDDLE = (1 / 3, 2 / 3)  # of the texts, between which a cut is looked for
_CLAIM = 60  # characters of JSON about each claim's texts
_SOURCE = ("title", "origin", "url", "copy", "grade", "caution")

Columns = dict[str, list[Any]]


def split(
    data: dict[str, Any], folder: str, *, table: bool, most: int | None = None, alone: bool = False
) -> tuple[dict[str, Any], dict[str, str]]:
    """A payload without its longer texts, and the parts that hold them.

    Parameters
    ----------
    data : dict
        Columns of :func:`atlas.page.payload.columns.encode`, with sources and notes.
    folder : str
        Name of the folder of the parts, beside the page.
    table : bool
        Whether the page has a table of the record: what sources say of milestones stands there.
    most : int, optional
        Characters of texts that a part holds; :data:`MOST` if none.
    alone : bool
        Whether each claim has its own date also where that is its event's: a page of tiles may have a part before it
        has all of the events.

    Returns
    -------
    data : dict
        The columns that stay, and under ``beside`` the folder, the ``names`` of the parts, and the tree that tells a
        feature's part (see ``schema.json``).
    parts : dict of str to str
        Each part's name, and what its file holds.
    """
    features, sources = data["features"], data["sources"]
    weight = _weights(data)
    tree, leaves = _tree(np.asarray(features["lat"]), np.asarray(features["lon"]), weight, most or MOST)
    parts = [part_file(number, text_of(part)) for number, part in enumerate(_parts(data, leaves, alone=alone))]
    told = sorted({one["source"] for milestone in data["milestones"] for one in milestone["says"]})
    left = {key: value for key, value in data.items() if key not in ("attestations", "sources")}
    left["features"] = {key: column for key, column in features.items() if key != "note"}
    left["events"] = {key: column for key, column in data["events"].items() if key != "detail"}
    if table:
        left["milestones"] = [{key: v for key, v in one.items() if key != "says"} for one in data["milestones"]]
    else:
        left["sources"] = {"row": told, **{key: [sources[key][row] for row in told] for key in _SOURCE}}
    left["beside"] = {"folder": folder, "names": [name for name, _ in parts], **tree}
    return left, dict(parts)


def text_of(part: dict[str, Columns]) -> str:
    """What a part holds, as JSON."""
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def part_file(number: int, text: str) -> tuple[str, str]:
    """Name and content of a part's file. The name tells the content, so that a page finds its own parts or none."""
    held = base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")
    name = f"{number:03d}-{hashlib.sha256(held.encode()).hexdigest()[:10]}"
    return name, f'.atlas-{name}{{--atlas-part:"{held}"}}\n'


def _weights(data: dict[str, Any]) -> np.ndarray:
    """Characters of each feature's texts."""
    events, claims, sources = data["events"], data["attestations"], data["sources"]
    length = np.array([sum(len(sources[key][row] or "") for key in _SOURCE) for row in range(len(sources["title"]))])
    owner = np.asarray(events["feature"], dtype=np.int64)
    claimed = [len(says or "") + len(where or "") + _CLAIM for says, where in _pairs(claims, "says", "locator")]
    cited = np.asarray(claims["source"], dtype=np.int64)
    weight = np.array([len(note or "") for note in data["features"]["note"]], dtype=float)
    np.add.at(weight, owner, [len(detail or "") for detail in events["detail"]])
    np.add.at(weight, owner[np.asarray(claims["event"], dtype=np.int64)], np.asarray(claimed) + length[cited])
    return weight


def _pairs(table: Columns, one: str, other: str) -> Iterable[tuple[Any, Any]]:
    return zip(table[one], table[other], strict=True)


def _tree(lat: np.ndarray, lon: np.ndarray, weight: np.ndarray, most: int) -> tuple[Columns, list[np.ndarray]]:
    """Cuts that part the features until each share's texts are few, in preorder; and the rows of each share.

    What is less than ``at`` on an ``axis`` (0 latitude, 1 longitude, 2 row) goes to the next node, the rest to the one
    that ``right`` numbers; on axis -1, ``at`` is the number of a part. This is the k-d tree of J. L. Bentley,
    *Multidimensional binary search trees used for associative searching* (Communications of the ACM 18, 1975), cut not
    at the median but in the widest gap near it: towns lie between gaps.
    """
    axes = (lat, lon, np.arange(len(lat)))
    tree: Columns = {"axis": [], "at": [], "right": []}
    leaves: list[np.ndarray] = []
    waiting: list[tuple[np.ndarray, int | None]] = [(np.arange(len(lat)), None)]
    while waiting:
        rows, left_of = waiting.pop()
        if left_of is not None:
            tree["right"][left_of] = len(tree["axis"])
        whole = len(rows) < 2 or weight[rows].sum() <= most
        axis, at = (_LEAF, len(leaves)) if whole else _cut(axes, weight, rows)
        here = len(tree["axis"])
        for key, value in (("axis", axis), ("at", at), ("right", 0)):
            tree[key].append(value)
        if whole:
            leaves.append(rows)
            continue
        lower = axes[axis][rows] < at
        waiting += [(rows[~lower], here), (rows[lower], None)]
    return tree, leaves


def _cut(axes: tuple[np.ndarray, ...], weight: np.ndarray, rows: np.ndarray) -> tuple[int, Any]:
    """The axis along which features are parted, and the first value beyond the cut."""
    lat, lon = (axes[axis][rows] for axis in (_LATITUDE, _LONGITUDE))
    wide, high = np.ptp(lon) * np.cos(np.radians(lat.mean())), np.ptp(lat)
    order = (_LONGITUDE, _LATITUDE, _ROW) if wide > high else (_LATITUDE, _LONGITUDE, _ROW)
    for axis in order:
        sorting = np.argsort(axes[axis][rows], kind="stable")
        values = axes[axis][rows][sorting]
        gap, below = np.diff(values), np.cumsum(weight[rows][sorting])[:-1]
        below = below / weight[rows].sum()
        if not gap.any():
            continue
        near = (below > _MIDDLE[0]) & (below < _MIDDLE[1]) & (gap > 0)
        worth = np.where(near, gap, 0) if near.any() else np.where(gap > 0, 1 - abs(below - 0.5), 0)
        return axis, values[int(worth.argmax()) + 1].item()
    raise AssertionError("rows differ from one another")  # pragma: no cover


def _parts(data: dict[str, Any], leaves: list[np.ndarray], *, alone: bool) -> Iterable[dict[str, Columns]]:
    """What each part holds: rows of the page's tables, with the columns that have left them."""
    events, claims = data["events"], data["attestations"]
    events_of, claims_of = _by(events["feature"]), _by(claims["event"])
    for leaf in leaves:
        rows = leaf.tolist()
        own = [row for feature in rows for row in events_of.get(feature, ())]
        said = [row for event in own for row in claims_of.get(event, ())]
        cited = {source: place for place, source in enumerate(dict.fromkeys(claims["source"][row] for row in said))}
        note, detail = data["features"]["note"], events["detail"]
        noted, detailed = [row for row in rows if note[row]], [row for row in own if detail[row]]
        yield {
            "features": {"row": noted, "note": [note[row] for row in noted]},
            "events": {"row": detailed, "detail": [detail[row] for row in detailed]},
            "attestations": {
                "event": [claims["event"][row] for row in said],
                "source": [cited[claims["source"][row]] for row in said],
                "edtf": [
                    claims["edtf"][row]
                    if alone
                    else _own_date(claims["edtf"][row], events["edtf"][claims["event"][row]])
                    for row in said
                ],
                **{key: [claims[key][row] or "" for row in said] for key in ("says", "locator")},
            },
            "sources": {
                "row": list(cited),
                **{key: [data["sources"][key][row] or "" for row in cited] for key in _SOURCE},
            },
        }


def _by(owners: list[int]) -> dict[int, list[int]]:
    rows = defaultdict(list)
    for row, owner in enumerate(owners):
        rows[owner].append(row)
    return rows


def _own_date(edtf: str | None, judged: str) -> str | int | None:
    """A claim's date; 0 where it is that of its event."""
    return 0 if edtf == judged else edtf
