"""The eye: pixels of the page, and what its accessibility tree says.

The tree is read in the page, in one call, by the rules of roles and names that concern these pages (``aria-label``,
the text of a label, the text inside): asking the browser for all of it takes longer than a step. The tests
(``tests/browser/test_hands.py``) hold the two against each other.
"""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

if TYPE_CHECKING:
    from tests.hands.stage import Stage

Box = tuple[float, float, float, float]

LOOK = r"""() => {
    const map = document.querySelector(".leaflet-container");
    if (!map) return null;
    const box = (e) => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; };
    const shown = (e) => { const b = e.getBoundingClientRect(); return b.width > 0 && b.height > 0
        && b.right > 0 && b.bottom > 0 && b.left < innerWidth && b.top < innerHeight && e.checkVisibility(); };
    const text = (e) => e.textContent.replace(/\s+/g, " ").trim();
    const roles = { BUTTON: "button", SELECT: "combobox", SUMMARY: "summary", A: "link", TEXTAREA: "textbox" };
    const types = { checkbox: "checkbox", range: "slider", search: "searchbox" };
    // What says "copied" from then on, and what prints: no address tells of that, so it is not pressed.
    const aside = (e) => e.closest(".atlas-id, .atlas-print")
        || e.closest("label")?.nextElementSibling?.matches(".atlas-print");
    const role = (e) => aside(e) ? "aside" : roles[e.tagName] ?? types[e.type] ?? "textbox";
    const name = (e) => e.getAttribute("aria-label") ?? (e.labels?.length ? text(e.labels[0]) : text(e));
    const controls = [];
    for (const e of map.querySelectorAll("button, input, select, textarea, summary, a[href]")) {
        if (!shown(e)) continue;
        const b = e.getBoundingClientRect(), x = b.x + b.width / 2, y = b.y + b.height / 2;
        const top = document.elementFromPoint(x, y);
        if (!top || !(e === top || e.contains(top) || (e.labels?.length && e.labels[0].contains(top)))) continue;
        controls.push({ role: role(e), name: name(e), box: box(e), value: e.value ?? null,
            checked: e.type === "checkbox" ? e.checked : null,
            url: e.tagName === "A" ? e.getAttribute("href") : null, inList: !!e.closest("search, [role=search]") });
    }
    const heading = [...map.querySelectorAll("aside h2")].filter(shown).map(text);
    const slider = map.querySelector("input[type=range]");
    const counts = {};
    for (const e of map.querySelectorAll("input[type=checkbox]")) {
        const number = e.labels?.[0] && shown(e) ? /(\d+)$/.exec(text(e.labels[0])) : null;
        if (number && e.value !== "on") counts[e.value] = +number[1];
    }
    const over = ".atlas-overlay > *, .atlas-left > *, .atlas-fold > *, .atlas-head > *, .atlas-sheet, .atlas-hint, "
        + ".leaflet-control";
    const panels = [...map.querySelectorAll(over)]
        .filter((e) => shown(e) && !e.matches(".atlas-left, .atlas-fold, .atlas-head")).map(box);
    const style = getComputedStyle(map);
    const ink = (what) => style.getPropertyValue(`--atlas-${what}`).trim();
    return {
        hash: location.hash, map: box(map), controls, counts, panels, heading,
        dialog: !!map.querySelector("dialog[open]"),
        closers: [...map.querySelectorAll("button")].filter((e) => shown(e) && text(e) === "×").map(box),
        play: [...map.querySelectorAll("button.atlas-play")].filter(shown).map(box),
        zoom: [...map.querySelectorAll(".leaflet-control-zoom-in")].filter(shown).map(box),
        details: [...map.querySelectorAll("details > summary")].map((e, k) => [k, e.parentNode.open, shown(e)])
            .filter(([, , seen]) => seen).map(([k, open]) => [k, open]),
        day: slider && shown(slider) ? +slider.value : null, spoken: slider?.getAttribute("aria-valuetext") ?? "",
        date: [...map.querySelectorAll("output")].map(text)[0] ?? "",
        playing: !!map.querySelector(".atlas-playing"),
        lang: map.querySelector(".atlas-overlay")?.lang ?? "",
        passing: [...map.querySelectorAll("select.atlas-speed, .atlas-offer")].filter(shown).map(box),
        scrolled: [...map.querySelectorAll("*")].some((e) => e.scrollTop > 0) || scrollY > 0,
        inks: Object.fromEntries(["red", "ink", "paper"].map((what) => [what, ink(what)])),
    };
}"""

UNSCROLL = """() => {
    for (const e of [...document.querySelectorAll(".leaflet-container *")]) if (e.scrollTop) e.scrollTop = 0;
}"""


@dataclass(frozen=True)
class Control:
    """Something that can be pressed, picked or typed into."""

    role: str
    name: str
    box: Box
    value: str | None
    checked: bool | None
    url: str | None
    in_search: bool

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle in the window, pixels."""
        return self.box[0] + self.box[2] / 2, self.box[1] + self.box[3] / 2

    @property
    def key(self) -> str:
        """Role and name without the counts, which change from day to day."""
        return f"{self.role}:{re.sub(r'[0-9]+$', '', self.name).strip()[:60]}"


@dataclass(frozen=True)
class Sight:
    """What a page says of itself at one moment; boxes are left, top, width, height in pixels of the window."""

    hash: str
    map: Box
    controls: tuple[Control, ...]
    counts: dict[str, int]
    panels: tuple[Box, ...]
    heading: tuple[str, ...]
    dialog: bool
    closers: tuple[Box, ...]
    play: tuple[Box, ...]
    zoom: tuple[Box, ...]
    details: tuple[tuple[int, bool], ...]
    day: int | None
    spoken: str
    date: str
    playing: bool
    lang: str
    passing: tuple[Box, ...]  # what no address tells of
    scrolled: bool
    inks: dict[str, str]

    def control(self, key: str) -> Control | None:
        """The control with a role and name."""
        return next((c for c in self.controls if c.key == key), None)

    @property
    def inside(self) -> Box:
        """The map's box, cut to whole pixels."""
        x, y, w, h = self.map
        return float(int(x)), float(int(y)), float(int(w)), float(int(h))


def look(frame: Any, origin: tuple[float, float]) -> Sight:
    """Read a page."""
    raw = frame.evaluate(LOOK)
    if raw is None:
        raise LookupError("there is no map on the page")

    def moved(box: list[float]) -> Box:
        return box[0] + origin[0], box[1] + origin[1], box[2], box[3]

    controls = tuple(
        Control(c["role"], c["name"], moved(c["box"]), c["value"], c["checked"], c["url"], c["inList"])
        for c in raw["controls"]
    )
    return Sight(
        **{
            key: raw[key]
            for key in ("hash", "counts", "dialog", "day", "spoken", "date", "playing", "lang", "scrolled", "inks")
        },
        map=moved(raw["map"]),
        controls=controls,
        panels=tuple(map(moved, raw["panels"])),
        passing=tuple(map(moved, raw["passing"])),
        closers=tuple(map(moved, raw["closers"])),
        play=tuple(map(moved, raw["play"])),
        zoom=tuple(map(moved, raw["zoom"])),
        heading=tuple(raw["heading"]),
        details=tuple((number, open_) for number, open_ in raw["details"]),
    )


class Picture:
    """Pixels of a part of a page, one for each CSS pixel."""

    def __init__(self, data: bytes, box: Box):
        self.data, self.box = data, box
        self._pixels: npt.NDArray[np.uint8] | None = None

    @property
    def pixels(self) -> npt.NDArray[np.uint8]:
        """Rows of pixels, each red, green, blue."""
        if self._pixels is None:
            image = Image.open(io.BytesIO(self.data)).convert("RGB")
            size = (round(self.box[2]), round(self.box[3]))
            self._pixels = np.asarray(image if image.size == size else image.resize(size, Image.Resampling.BOX))
        return self._pixels

    def same(self, other: Picture) -> bool:
        """Whether another has just the same bytes."""
        return self.data == other.data


def picture(stage: Stage, box: Box) -> Picture:
    """A part of the window: left, top, width, height in CSS pixels."""
    x, y, width, height = box
    clip = {"x": max(0, x), "y": max(0, y), "width": max(1, width), "height": max(1, height)}
    if stage.cdp is None:
        return Picture(stage.page.screenshot(clip=clip, animations="allow", caret="initial"), box)
    seen = stage.cdp.send("Page.getLayoutMetrics")["cssVisualViewport"]  # a clip counts from the top of the page
    clip |= {"x": clip["x"] + seen["pageX"], "y": clip["y"] + seen["pageY"]}
    answer = stage.cdp.send(
        "Page.captureScreenshot",
        {"format": "png", "optimizeForSpeed": True, "clip": {**clip, "scale": 1}},
    )
    return Picture(base64.b64decode(answer["data"]), box)


def unlike(one: Picture, other: Picture, masks: tuple[Box, ...], reach: int, shade: int = 40) -> tuple[int, int]:
    """In how many cells two pictures differ, on a grid of 2 by 2 pixels, and in how many of these one of them is red.

    A cell differs when one picture's shade there lies outside the shades that the other has within ``reach`` cells, by
    more than ``shade`` of 255: a stroke that is a pixel off does not differ, one that is missing does.
    """
    halves = []
    for picture_ in (one, other):
        p = picture_.pixels
        p = p[: p.shape[0] // 2 * 2, : p.shape[1] // 2 * 2].astype(np.int16)
        halves.append((p[::2, ::2] + p[1::2, ::2] + p[::2, 1::2] + p[1::2, 1::2]) // 4)
    a, b = halves
    differs = _outside(a, b, reach, shade) | _outside(b, a, reach, shade)
    for x, y, width, height in masks:
        left, top = int((x - one.box[0]) / 2) - 1, int((y - one.box[1]) / 2) - 1
        differs[max(0, top) : top + int(height / 2) + 3, max(0, left) : left + int(width / 2) + 3] = False
    red = (a[..., 0] - a[..., 1] > 50) | (b[..., 0] - b[..., 1] > 50)
    return int(differs.sum()), int((differs & red).sum())


def _outside(a: npt.NDArray[np.int16], b: npt.NDArray[np.int16], reach: int, shade: int) -> npt.NDArray[np.bool_]:
    low, high = b, b
    for axis in (0, 1):
        lows, highs = [low], [high]
        for step in range(1, reach + 1):
            for sign in (step, -step):
                lows.append(_shifted(low, sign, axis))
                highs.append(_shifted(high, sign, axis))
        low, high = np.minimum.reduce(lows), np.maximum.reduce(highs)
    return ((a < low - shade) | (a > high + shade)).any(axis=2)


def _shifted(p: npt.NDArray[np.int16], step: int, axis: int) -> npt.NDArray[np.int16]:
    """The picture moved by some cells, its edge repeated."""
    index = np.clip(np.arange(p.shape[axis]) - step, 0, p.shape[axis] - 1)
    return np.take(p, index, axis=axis)
