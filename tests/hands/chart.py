"""What must be seen: reckoned from the record and from Snyder's formulae by pyproj, beside the page's own code.

The page draws a town's features in a spiral at small scales (``places.js``). Here, too, so that it is known which mark
covers which; but only those marks are looked for that stand where they are projected: the chief of each town, and,
close up, whatever has its point to itself.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Proj

from tests.hands.eye import Box, Picture, Sight

R = 6371007.18  # metres: the sphere of the earth's area
RADII = (0.0, 6.6, 5.2, 4.4, 3.8, 3.2)  # pixels, by rank
FAR, NEAR = 6.5, 9.5  # zooms: up to the one a town is a spiral, from the other each feature is in its place
TOWN_KM = 60
STEP, GOLDEN = 8.5, 2.39996
EPOCH = datetime.date(1970, 1, 1)
MOST = 30
TINGE = {"light": 18, "dark": 13}  # of 255, by which red outweighs green in the faintest outline; light land has 12

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """What part of the map is shown: latitude, longitude and zoom of the middle, and by how much each may be off."""

    lat: float
    lon: float
    zoom: float
    off: tuple[float, float] = (0.0, 0.0)  # degrees, zoom levels

    def reach(self, size: tuple[float, float]) -> float:
        """Pixels by which a place at the edge may be off, for what the address leaves out of its numbers."""
        degrees, levels = self.off
        per_degree = 256 * 2**self.zoom / 360
        return degrees * per_degree * 1.5 + (2**levels - 1) * math.hypot(*size) / 2


@dataclass(frozen=True)
class Address:
    """A fragment, read."""

    view: View | None
    frame: str
    open: str
    kinds: frozenset[str] | None
    countries: frozenset[str] | None
    groups: frozenset[str] | None
    statuses: frozenset[str] | None
    polities: frozenset[str] | None = None
    likely: bool = True  # what no source settles is as red as it is likely; else it is hatched
    judged: bool = True  # the marks have the inks of their states: not while two days are compared, nor in the table
    lang: str = ""  # a title that takes two lines in a language leaves less room to the part that a map opens on


def read(fragment: str) -> Address:
    """Read a fragment; of keys that stand twice the first counts."""
    found = {key: values[0] for key, values in parse_qs(fragment.lstrip("#")).items()}

    def listed(key: str) -> frozenset[str] | None:
        return frozenset(found[key].split(",")) if found.get(key) else None

    view = None
    if len(parts := found.get("view", "").split(",")) == 3:
        places = [len(part.partition(".")[2]) for part in parts]
        # A number that ends in noughts is written shorter: the most places of the two say how exact both are.
        view = View(*map(float, parts), off=(0.5 * 10.0 ** -max(3, *places[:2]), 0.5 * 10.0 ** -max(2, places[2])))
    lists = (listed(key) for key in ("kind", "country", "group", "status", "polity"))
    likely = found.get("basis") != "sources"
    judged = "compare" not in found and (not fragment or "=" in fragment)
    frame, open_, lang = (found.get(key, "") for key in ("frame", "open", "lang"))
    return Address(view, frame, open_, *lists, likely=likely, judged=judged, lang=lang)


class Chart:
    """The features of a scene: where each is drawn in a view, and what it is on a day."""

    def __init__(self, record: Any, projections: Mapping[str, Mapping[str, Any]]):
        self.record, self.projections = record, projections
        table = record.features
        self.ids = list(table.index)
        self.titles = list(table["title"])
        self.rank = table["rank"].to_numpy(dtype=int)
        self.lon, self.lat = table.geometry.x.to_numpy(), table.geometry.y.to_numpy()
        self.kind, self.country = list(table["kind"]), list(table["country"])
        self.polity = list(table["polity"])
        groups = dict(zip(record.kinds["kind"], record.kinds["group"], strict=True))
        self.group = [groups[kind] for kind in self.kind]
        self._towns(list(table["settlement"]))
        self.statuses = lru_cache(64)(self._statuses)

    def _towns(self, settlements: list[str]) -> None:
        """Which features share a town (a settlement's name, or a point), in order of importance."""
        n = len(self.ids)
        order = sorted(range(n), key=lambda i: (self.rank[i], i))
        town = np.arange(n)  # each feature's town, by the turn of its first
        firsts: dict[Any, int] = {}
        turn_of = {i: turn for turn, i in enumerate(order)}
        for i in order:
            keys: list[Any] = [f"{self.lat[i]:.3f},{self.lon[i]:.3f}"]
            keys += [(self.country[i], settlements[i])] if settlements[i] else []
            near = sorted({town[firsts[k]] for k in keys if k in firsts and self._near(order[town[firsts[k]]], i)})
            town[i] = near[0] if near else turn_of[i]
            if len(near) > 1 and self._near(order[near[0]], order[near[1]]):
                town[[k for k in order[: turn_of[i]] if town[k] == near[1]]] = near[0]
            for key in keys:
                firsts.setdefault(key, i)
        self.anchor, self.turn, self.own_turn = np.arange(n), np.zeros(n), np.zeros(n)
        counted: dict[Any, int] = {}
        for i in order:
            self.anchor[i] = order[town[i]]
            for what, turns in ((int(town[i]), self.turn), (f"{self.lat[i]:.3f},{self.lon[i]:.3f}", self.own_turn)):
                turns[i] = counted[what] = counted.get(what, -1) + 1

    def _near(self, a: int, b: int) -> bool:
        east = (self.lon[a] - self.lon[b]) * math.cos(math.radians(self.lat[a]))
        return math.hypot(self.lat[a] - self.lat[b], east) * 111.2 < TOWN_KM

    @lru_cache(maxsize=16)  # noqa: B019 - a chart lives as long as the walks
    def _plane(self, frame: str) -> tuple[Any, Floats]:
        spec = self.projections.get(frame, self.projections[""])  # an address may name a frame that there is not
        if spec["kind"] == "mercator":
            proj = Proj(proj="merc", R=R)
        elif spec["kind"] == "laea":
            proj = Proj(proj="laea", lat_0=spec["center"][0], lon_0=spec["center"][1], R=R)
        else:
            one, two = spec["parallels"]
            proj = Proj(proj="aea", lat_0=spec["center"][0], lon_0=spec["center"][1], lat_1=one, lat_2=two, R=R)
        return proj, np.column_stack(proj(self.lon, self.lat))

    def places(self, view: View, frame: str, box: Box) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Pixels of the window for each feature, and whether it stands just where it is projected."""
        proj, plane = self._plane(frame)
        scale = 256 * 2**view.zoom / (2 * math.pi * R)
        middle = np.array(proj(view.lon, view.lat))
        true = (plane - middle) * (scale, -scale) + (box[0] + box[2] / 2, box[1] + box[3] / 2)
        t = min(1.0, max(0.0, (view.zoom - FAR) / (NEAR - FAR)))
        spread = min(1.6, max(0.55, (view.zoom - 1.5) / 4))
        town = true[self.anchor]
        turned = self._spiral(self.turn) * (1 - t) + self._spiral(self.own_turn) * t
        at = town + (true - town) * t + turned * spread
        own = (self.turn == 0) if t < 1 else (self.own_turn == 0)
        return at, own & np.isfinite(true).all(axis=1)

    def moved(self, view: View, frame: str, east: float) -> View:
        """A view whose middle lies some pixels farther east on the sheet."""
        proj, _ = self._plane(frame)
        x, y = proj(view.lon, view.lat)
        lon, lat = proj(x + east * 2 * math.pi * R / (256 * 2**view.zoom), y, inverse=True)
        return View(lat, lon, view.zoom, off=view.off)

    @staticmethod
    def _spiral(k: Floats) -> Floats:
        return np.column_stack([np.cos(k * GOLDEN), np.sin(k * GOLDEN)]) * (STEP * np.sqrt(k))[:, None]

    def radii(self, zoom: float) -> Floats:
        """Pixels of each mark's radius at a zoom."""
        grown = max(0.82, min(1.7, 0.8 + (zoom - 3.5) * 0.13))
        return np.array(RADII)[self.rank] * grown

    def _statuses(self, day: int) -> list[str]:
        table = self.record.at((EPOCH + datetime.timedelta(days=day)).isoformat())
        by_id = dict(zip(table.get("feature_id", table.index), table["status"], strict=True))
        return [by_id[i] for i in self.ids]

    def visible(self, address: Address) -> npt.NDArray[np.bool_]:
        """Which features the filters of an address let through, whatever their status."""
        kept = np.ones(len(self.ids), dtype=bool)
        fields = (
            (address.kinds, self.kind),
            (address.countries, self.country),
            (address.groups, self.group),
            (address.polities, self.polity),
        )
        for wanted, values in fields:
            if wanted is not None:
                kept &= np.array([value in wanted for value in values])
        return kept

    def counts(self, day: int, address: Address) -> dict[str, int]:
        """What the legend must say: by status, and of those that bear the name by kind and by country."""
        visible, status = self.visible(address), self.statuses(day)
        found = dict.fromkeys(("before", "uncertain", "bearing", "after"), 0)
        found |= dict.fromkeys((*self.kind, *self.country), 0)
        for i in np.flatnonzero(visible):
            found[status[i]] += 1
            if status[i] == "bearing":
                found[self.kind[i]] += 1
                found[self.country[i]] += 1
        return found


@dataclass(frozen=True)
class Mark:
    """A mark that must be seen: a row of the chart, its middle in the window, its radius and its status."""

    row: int
    x: float
    y: float
    radius: float
    status: str


def marks(chart: Chart, view: View, address: Address, days: tuple[int, int], sight: Sight) -> list[Mark]:
    """Marks in view that nothing lies upon, neither a later mark nor a panel; of a status that both days share."""
    at, own = chart.places(view, address.frame, sight.map)
    radius, visible = chart.radii(view.zoom), chart.visible(address)
    first, last = (chart.statuses(day) for day in days)
    drawn = np.array(
        [
            visible[i] and (address.statuses is None or first[i] in address.statuses or last[i] in address.statuses)
            for i in range(len(own))
        ]
    )
    specks = np.array([first[i] == "before" and last[i] == "before" for i in range(len(own))])
    x, y, w, h = sight.map
    inside = (at[:, 0] > x + 12) & (at[:, 0] < x + w - 12) & (at[:, 1] > y + 12) & (at[:, 1] < y + h - 12)
    others = np.flatnonzero(drawn & ~specks & np.isfinite(at).all(axis=1))
    tree, broadest = shapely.STRtree(shapely.points(at[others])), radius.max(initial=0)
    found: list[Mark] = []
    candidates = _apart(np.flatnonzero(drawn & ~specks & inside & own), at, radius, tree)
    for i in candidates[np.lexsort((candidates, chart.rank[candidates]))]:
        if len(found) == MOST:
            break
        if first[i] != last[i] or (address.statuses is not None and first[i] not in address.statuses):
            continue
        if any(_within(at[i], panel, radius[i] + 6) for panel in sight.panels):
            continue
        reach = radius[i] * 1.3 + broadest * 1.4 + 2
        near = others[tree.query(shapely.Point(at[i]), predicate="dwithin", distance=reach)]
        apart = np.hypot(*(at[near] - at[i]).T)
        if ((apart < radius[i] * 1.3 + radius[near] * 1.4 + 2) & (near != i)).any():
            continue
        found.append(Mark(int(i), float(at[i, 0]), float(at[i, 1]), float(radius[i]), first[i]))
    return found


def _apart(rows: npt.NDArray[np.intp], at: Floats, radius: Floats, tree: shapely.STRtree) -> npt.NDArray[np.intp]:
    """Those of the rows that may lie apart from all others: of a hundred thousand, most have one upon them."""
    if not len(rows):
        return rows
    (asked, _), gap = tree.query_nearest(shapely.points(at[rows]), exclusive=True, return_distance=True)
    least = np.full(len(rows), np.inf)
    np.minimum.at(least, asked, gap)
    return rows[least >= radius[rows] * 1.3 + radius.min() * 1.4 + 2]


def _within(point: Floats, box: Box, margin: float) -> bool:
    return (
        box[0] - margin < point[0] < box[0] + box[2] + margin and box[1] - margin < point[1] < box[1] + box[3] + margin
    )


def _rgb(text: str) -> npt.NDArray[np.int16]:
    return np.array([int(text.lstrip("#")[k : k + 2], 16) for k in (0, 2, 4)], dtype=np.int16)


_SINES, _COSINES = np.sin(np.arange(16) * np.pi / 8), np.cos(np.arange(16) * np.pi / 8)


class Inks:
    """Where a picture has which ink, within some pixels of the marks that are looked at."""

    def __init__(self, picture: Picture, inks: Mapping[str, str], looked_at: list[Mark], margin: int, likely: bool):
        self.likely = likely
        self.left, self.top = picture.box[0], picture.box[1]
        red, ink, paper = (_rgb(inks[name]) for name in ("red", "ink", "paper"))
        tinge = TINGE["light" if paper.mean() > 128 else "dark"]
        height, width = picture.pixels.shape[:2]
        self.red, self.reddish, self.tinged, self.dark = (np.zeros((height, width), dtype=bool) for _ in range(4))
        for mark in looked_at:
            far = int(mark.radius * 1.4) + margin + 3
            x, y = int(mark.x - self.left), int(mark.y - self.top)
            at = slice(max(0, y - far), max(0, y + far)), slice(max(0, x - far), max(0, x + far))
            pixels = picture.pixels[at].astype(np.int16)
            self.red[at] = (np.abs(pixels - red) < 40).all(axis=2)
            # A stroke is blended with what it lies on: nearer to the pure ink than a third of the way.
            self.reddish[at] = self._toward(pixels, red, paper) & (pixels[..., 0] - pixels[..., 1] > 35)
            self.tinged[at] = pixels[..., 0] - pixels[..., 1] > tinge
            self.dark[at] = self._toward(pixels, ink, paper) & (np.abs(pixels[..., 0] - pixels[..., 1]) <= 35)

    @staticmethod
    def _toward(
        pixels: npt.NDArray[np.int16], ink: npt.NDArray[np.int16], paper: npt.NDArray[np.int16]
    ) -> npt.NDArray[np.bool_]:
        line = (ink - paper).astype(float)
        share: npt.NDArray[np.float64] = ((pixels - paper) @ line) / (line @ line)
        return share > 0.3

    def has(self, mark: Mark, dx: int, dy: int, slack: int) -> bool:
        """Whether a mark's ink is there, at most ``slack`` pixels from where it must be."""
        for sx in range(-slack, slack + 1):
            for sy in range(-slack, slack + 1):
                if self._at(mark, mark.x - self.left + dx + sx, mark.y - self.top + dy + sy):
                    return True
        return False

    def lettered(self, mark: Mark, dx: int, dy: int) -> bool:
        """Whether letters stand upon a mark: dark strokes all around its middle, where it has none of its own."""
        x, y = mark.x - self.left + dx, mark.y - self.top + dy
        return mark.status != "after" and self._ring(self.dark, x, y, mark.radius) >= 0.5

    def _at(self, mark: Mark, x: float, y: float) -> bool:
        core = self._patch(self.red, x, y, 1)
        if mark.status == "bearing":
            return bool(core.size and core.mean() > 0.7)
        if mark.status == "after":
            around = self._ring(self.dark, x, y, mark.radius * 0.86)
            return around >= 0.55 and not (core.size and core.mean() > 0.7)
        if self.likely:  # from hardly there to as red as what is certain
            return self._ring(self.tinged, x, y, mark.radius) >= 0.55
        around = self._ring(self.reddish, x, y, mark.radius)
        disc = self._patch(self.red, x, y, max(1, int(mark.radius) - 2))
        return around >= 0.55 and not (disc.size and disc.mean() > 0.95)

    @staticmethod
    def _patch(layer: npt.NDArray[np.bool_], x: float, y: float, r: int) -> npt.NDArray[np.bool_]:
        i, j = int(y), int(x)
        return layer[max(0, i - r) : i + r + 1, max(0, j - r) : j + r + 1]

    def _ring(self, layer: npt.NDArray[np.bool_], x: float, y: float, radius: float) -> float:
        """Of sixteen directions from the middle, the share in which the ink is met at a shape's edge."""
        reach = np.arange(radius * 0.6, radius * 1.4 + 1.01, 0.5)
        i, j = (np.trunc(middle + np.outer(way, reach)).astype(int) for middle, way in ((y, _SINES), (x, _COSINES)))
        met = (i >= 0) & (i < layer.shape[0]) & (j >= 0) & (j < layer.shape[1])
        met[met] = layer[i[met], j[met]]
        return float(met.any(axis=1).mean())


@dataclass(frozen=True)
class Fit:
    """How many marks were looked for and found, and how far all of them together had to be shifted, pixels."""

    asked: int
    found: int
    shift: tuple[int, int]
    missing: tuple[Mark, ...] = ()


def fit(expected: list[Mark], picture: Picture, sight: Sight, reach: float, slack: int = 1) -> Fit:
    """Look for the marks, all shifted alike by no more than what the address leaves out of its numbers."""
    best = Fit(len(expected), -1, (0, 0))
    far = min(9, math.ceil(reach))
    inks = Inks(picture, sight.inks, expected, far + slack, read(sight.hash).likely)
    shifts = sorted(
        ((dx, dy) for dx in range(-far, far + 1) for dy in range(-far, far + 1)), key=lambda s: abs(s[0]) + abs(s[1])
    )
    for dx, dy in shifts:
        missing = tuple(mark for mark in expected if not inks.has(mark, dx, dy, slack))
        if len(expected) - len(missing) > best.found:
            best = Fit(len(expected), len(expected) - len(missing), (dx, dy), missing)
        if not missing or best.found >= 0.9 * len(expected):
            break
    # What is missing where letters stand has a name upon it, which no reckoning from the record foresees.
    lettered = [mark for mark in best.missing if inks.lettered(mark, *best.shift)]
    missing = tuple(mark for mark in best.missing if mark not in lettered)
    return Fit(len(expected) - len(lettered), best.found, best.shift, missing)
