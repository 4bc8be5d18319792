"""A story's drawing and a town's landmarks, as an eye meets them: wide, on a phone, on paper, in forced colours."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from atlas.publish.build import draw
from atlas.record.plans import read_plans

pytestmark = [pytest.mark.browser, pytest.mark.long]

RED = (176, 28, 36)


@pytest.fixture(scope="module")
def berlin(record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    plans = read_plans(record)
    path = tmp_path_factory.mktemp("berlin") / "berlin.html"
    draw(record, plans.chosen(["berlin"])[0], plans.bloc).save(path)
    return path


def _pixels(raw: bytes) -> npt.NDArray[np.int64]:
    return np.asarray(Image.open(io.BytesIO(raw)).convert("RGB")).astype(np.int64)


def _near(pixels: npt.NDArray[np.int64], colour: tuple[int, int, int], off: int = 40) -> int:
    return int((np.abs(pixels - np.array(colour)).sum(axis=2) < off).sum())


@pytest.mark.parametrize("width", [1280, 360])
def test_the_figure_is_red_to_scale_and_named(open_page, berlin, width):
    page = open_page(berlin, width=width)
    drawing = page.get_by_role("img", name="The Stalin of the Stalinallee, to scale")
    assert drawing.count() == 1
    box = drawing.bounding_box()
    assert 250 < box["width"] <= width and box["height"] > 200
    parts = drawing.locator("path.subject, path.person").evaluate_all(
        """all => all.map((e) => {
            const box = e.getBoundingClientRect();
            return [e.getAttribute('class'), box.top, box.bottom];
        })"""
    )
    high = {role: max(p[2] for p in parts if p[0] == role) - min(p[1] for p in parts if p[0] == role)
            for role in ("subject", "person")}  # fmt: skip
    assert high["subject"] / high["person"] == pytest.approx(4.8 / 1.75, rel=0.02)
    letters = drawing.locator("text").first.evaluate("e => e.getBoundingClientRect().height")
    assert letters >= 9, "numbers can be read on a phone"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    drawing.scroll_into_view_if_needed()
    if width > 1000:
        assert _near(_pixels(drawing.screenshot()), RED) > 2000


def test_in_the_dark_and_in_forced_colours_the_drawing_stands_out(open_page, berlin):
    page = open_page(berlin, color_scheme="dark")
    drawing = page.locator("svg.drawing")
    drawing.scroll_into_view_if_needed()
    dark = _pixels(drawing.screenshot())
    assert dark.mean() < 90 and dark.max() > 200
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert page.locator("svg.drawing path.subject").first.evaluate("e => getComputedStyle(e).fill") != "rgb(0, 0, 0)"


def test_rivers_are_quiet_in_forced_colours(open_page, berlin):
    page = open_page(berlin)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.wait_for_timeout(200)
    sheet = _pixels(page.locator(".atlas-map").screenshot())
    hue = sheet.max(axis=2) - sheet.min(axis=2)
    grey = (hue < 6) & (sheet[..., 0] > 70) & (sheet[..., 0] < 130)
    assert grey.sum() > 500, "the Spree"
    green = (sheet[..., 1] - sheet[..., 0] > 60) & (sheet[..., 1] - sheet[..., 2] > 60)
    assert green.sum() < 50


def test_landmarks_are_lettered_in_the_reader_s_language(open_page, berlin):
    shots = []
    for language in ("en", "de"):
        page = open_page(berlin, fragment=f"lang={language}")
        drawn = page.evaluate(
            """() => new Promise((done) => {
                const seen = [], own = CanvasRenderingContext2D.prototype.fillText;
                CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
                    seen.push(text);
                    return own.call(this, text, ...rest);
                };
                window.dispatchEvent(new Event('resize'));
                document.querySelector('.atlas-map .leaflet-control-zoom-in').click();
                setTimeout(() => done(seen), 700);
            })"""
        )
        shots.append(set(drawn))
    assert {"Brandenburg Gate"} & shots[0] or {"station", "Alexanderplatz"} & shots[0]
    assert {"Brandenburger Tor", "Bahnhof"} & shots[1]
    assert not {"Brandenburg Gate", "station"} & shots[1]
