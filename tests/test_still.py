"""Stills: looks against references, lettering, counts, greyscale, formats, projections."""

from __future__ import annotations

import io
import itertools
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from pictures import DEJAVU, REFERENCES, distance, one_font, pixels, plan_of
from PIL import Image

import atlas
from atlas.edtf import to_day
from atlas.look.speech import Speech
from atlas.look.tokens import grey_of
from atlas.page import assets
from atlas.plate.furniture import Line, credit_of, lenders_of, write
from atlas.plate.inks import inks
from atlas.plate.lettering import Boxes, Face, families, measure, spaced
from atlas.plate.places import towns_of
from atlas.plate.projections import View, crs_of
from atlas.plate.sheet import counts_on, lay_out, paper_of
from atlas.plate.sheet_map import Panel
from atlas.plate.still import draw_still, framed, save_card, save_still, size_of
from atlas.publish.build import draw
from atlas.record.plans import PlanError, read_plans

SMALL = (480, 270)
TOLERANCE = 3.0  # of 255
DRAWN = {
    "tiny": {"plan": "tiny"},
    "grey": {"plan": "tiny", "theme": "grey"},
    "conic": {"plan": "conic", "date": "1956-11-10"},
    "town": {"plan": "town", "date": "1956-11-10"},
    "portrait": {"plan": "tiny", "size": (270, 400)},
    "multiples": {"plan": "tiny", "dates": ["1930", "1953", "1961", "1964"]},
}


@pytest.fixture(scope="module", autouse=True)
def _font() -> Iterator[None]:
    with one_font():
        yield


def _picture(figure: Figure, dpi: int = 100) -> np.ndarray:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi)
    return pixels(Image.open(buffer))


def _still(record: atlas.Record, plan: str, **how) -> Figure:
    return draw_still(record, plan_of(record, plan), bloc=read_plans(record).bloc, **{"size": SMALL, **how})


@pytest.mark.parametrize("name", DRAWN)
def test_stills_look_like_their_references(name: str, tiny: atlas.Record) -> None:
    """To accept a new look: save what is drawn over ``tests/references/<name>.png``, and look at it."""
    drawn = _picture(_still(tiny, **DRAWN[name]))
    assert distance(drawn, pixels(REFERENCES / f"{name}.png")) < TOLERANCE


def test_a_map_without_ground_has_no_borders_and_says_so(tiny: atlas.Record, tmp_path: Path) -> None:
    plan = plan_of(tiny, "tiny")
    texts = []
    for ground in (None, False):
        save_still(tiny, plan.model_copy(update={"ground": ground}), tmp_path / "x.svg", size=(400, 300))
        texts.append((tmp_path / "x.svg").read_text(encoding="utf-8"))
    assert ["Natural Earth" in text for text in texts] == [True, False]
    assert len(texts[1]) < len(texts[0])


def test_another_day_is_another_picture(tiny: atlas.Record) -> None:
    assert distance(_picture(_still(tiny, "tiny", date="1953-03-05")), pixels(REFERENCES / "tiny.png")) > TOLERANCE


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@pytest.mark.long
def test_two_drawings_are_the_same_bytes(suffix: str, tiny: atlas.Record, tmp_path: Path) -> None:
    files = [save_still(tiny, plan_of(tiny, "tiny"), tmp_path / f"{name}{suffix}", size=SMALL) for name in "ab"]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_dpi_multiplies_pixels_not_the_layout(tiny: atlas.Record, tmp_path: Path) -> None:
    path = save_still(tiny, plan_of(tiny, "tiny"), tmp_path / "print.png", size=SMALL, dpi=300)
    large = Image.open(path)
    assert large.size == (1440, 810)
    small = _picture(draw_still(tiny, plan_of(tiny, "tiny"), size=SMALL))
    assert distance(pixels(large.resize(SMALL, Image.Resampling.BOX)), small) < 16


@pytest.mark.parametrize(
    ("name", "size", "day"),
    [
        ("atlas", (1600, 900), "1961-11-12"),
        ("eastern-bloc", (900, 1200), "1953-03-05"),
        ("volgograd", (1600, 900), "1961-11-12"),
        ("prague", (900, 1200), "1956-11-10"),
        ("atlas", (1200, 630), "2025-01-01"),
    ],
)
@pytest.mark.long
def test_labels_touch_neither_each_other_nor_great_marks_nor_furniture(
    name: str, size: tuple[int, int], day: str, record: atlas.Record
) -> None:
    plans = read_plans(record)
    plan = plan_of(record, name)
    part = record.where(**plan.filter) if plan.filter else record
    _, paper = paper_of(size, "light")
    box = lay_out(paper, plan, part, "1 May 1953", "1 May 1953").box
    panel = Panel(part, paper, box, plan.projection, plan.extent, plans.bloc)
    state = panel.state(to_day(atlas.edtf.bounds(day)[0]))
    panel.draw_ground(state.day)
    labels = panel.labels(state)
    assert len(labels) >= (3 if plan.filter else 20)
    for a, b in itertools.combinations(labels, 2):
        assert not Boxes([a.box]).touched(b.box), (a.text, b.text)
    great = np.flatnonzero(panel.inside & (state.codes > 0) & (panel.rank <= 2))
    for words in labels:
        assert not Boxes([*panel.blocked, *panel.name_boxes]).touched(words.box), words.text
        assert box[0] < words.box[0] and words.box[2] < box[2] and box[1] < words.box[1] and words.box[3] < box[3]
        for row in great:
            x, y = panel.places.xy[row]
            assert not (words.box[0] < x < words.box[2] and words.box[1] < y < words.box[3]), words.text


def test_measured_words_are_as_wide_as_drawn_ones(tiny: atlas.Record) -> None:
    figure = _still(tiny, "tiny", size=(1600, 900))
    figure.canvas.draw()
    for text in figure.axes[0].findobj(Text):
        if len(text.get_text()) > 6:
            face = Face(text.get_fontsize() / 0.72, text.get_weight() == "bold", text.get_style() == "italic")
            drawn = text.get_window_extent().width
            assert measure(text.get_text(), face)[0] == pytest.approx(drawn, abs=1), text.get_text()


@pytest.mark.parametrize("font", ["matplotlib", "atlas"])
def test_small_letters_stand_where_they_do_in_print(font: str) -> None:
    """Letters that keep to whole pixels leave no space after a number, and a line too long or too short."""
    with one_font(families()[0] if font == "atlas" else DEJAVU):
        figure, paper = paper_of((600, 30), "light")
        write(paper.axes, Line("The atlas 0.2.0, 30 November 2026, CC BY 4.0", 20, 15, Face(9.4), "#000000"))
        drawn, printed = _picture(figure), _picture(figure, 400)
    averaged = printed.reshape(30, 4, 600, 4, 3).mean(axis=(1, 3))
    assert distance(drawn, averaged) < 16, "21 to 29 where they keep to whole pixels, 4 to 13 where they do not"


@pytest.mark.long
@pytest.mark.parametrize("halo", ["#ffffff", None])
@pytest.mark.parametrize("size", [9, 12, 17])
def test_words_that_end_at_the_right_end_there(size: int, halo: str | None) -> None:
    figure = Figure(figsize=(8, 0.5), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 800), ylim=(50, 0), frameon=False)
    write(axes, Line("Zavod imeni Stalina → Zavod imeni Likhachyova", 700, 25, Face(size), "#000000", True, halo))
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    inked = np.flatnonzero((np.asarray(Image.open(buffer).convert("L")) < 128).any(axis=0))
    assert 695 <= inked.max() <= 701


@pytest.mark.long
def test_everything_stands_within_the_sheet(record: atlas.Record) -> None:
    for name, size in (("atlas", (1600, 900)), ("eastern-bloc", (900, 1200)), ("volgograd", (600, 1000))):
        figure = draw_still(record, plan_of(record, name), size=size)
        figure.canvas.draw()
        for text in figure.axes[0].findobj(Text):
            box = text.get_window_extent()
            if text.get_text():
                assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= size[0] and box.y1 <= size[1], text.get_text()


@pytest.mark.parametrize("day", ["1956-11-10", "1961-11-12", "2025-01-01"])
@pytest.mark.long
def test_the_legend_counts_what_the_record_has_on_the_day(day: str, record: atlas.Record) -> None:
    plan = plan_of(record, "eastern-bloc")
    said = [text.get_text() for text in draw_still(record, plan, day).axes[0].findobj(Text)]
    counted = record.at(day)["status"].value_counts()
    for status, label in (
        ("bearing", None),
        ("uncertain", None),
        ("after", None),
        ("before", None),
    ):
        label = label or assets.strings()[status]["en"]
        assert label in said
        assert f"{counted.get(status, 0):,}" in said
    assert any(re.search(r"\d+ of [\d,]+ lie beyond the sheet$", text) for text in said)
    assert sum(counts_on(record, atlas.edtf.bounds(day)[0]).values()) == len(record.features)


@pytest.mark.parametrize("basis", ["likely", "sources"])
@pytest.mark.parametrize("theme", ["light", "grey"])
def test_states_differ_without_colour(theme: str, basis: str, tiny: atlas.Record) -> None:
    """By grey alone the heart of a mark is dark, lighter, or paper; what sources do not settle is striped."""
    figure = _still(tiny, "tiny", size=(1600, 900), theme=theme, basis=basis)
    drawn = _picture(figure) @ np.array([0.2126, 0.7152, 0.0722])
    texts = {text.get_text(): text.get_position() for text in figure.axes[0].findobj(Text)}
    hearts = []
    for label in ("In place", "Not known", "Gone"):
        x, y = map(int, texts[label])
        hearts.append(drawn[y - 7 : y - 2, x - 14 : x - 10])
    filled, unknown, hollow = (heart.mean() for heart in hearts)
    assert filled + 25 < unknown < hollow - 25
    assert [heart.std() > 20 for heart in hearts] == [False, basis == "sources", False]


def test_hostile_words_are_drawn_and_break_no_svg(tiny: atlas.Record, tmp_path: Path) -> None:
    title = "</script>&< --> $x_1$ ]]>"
    plan = plan_of(tiny, "tiny").model_copy(update={"title": title, "lede": "$\\frac{"})
    path = save_still(tiny, plan, tmp_path / "x.svg", size=SMALL)
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert title in [text.get_text() for text in draw_still(tiny, plan, size=(1600, 900)).axes[0].findobj(Text)]
    assert "href" not in re.sub(r'href="#[^"]*"', "", path.read_text(encoding="utf-8")), "nothing from elsewhere"


def test_a_pdf_carries_its_fonts_and_no_date(tiny: atlas.Record, tmp_path: Path) -> None:
    data = save_still(tiny, plan_of(tiny, "tiny"), tmp_path / "x.pdf", size=SMALL).read_bytes()
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    assert b"/FontFile2" in data and b"CreationDate" not in data
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    page = b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
    assert b"Tj" in page or b"TJ" in page, "words are words, to be searched"


def test_the_projection_is_the_page_s(tiny: atlas.Record) -> None:
    """Reference points by Snyder's formulae, p. 185 and p. 100, on the sphere."""
    view = View.fit({"kind": "laea", "center": [52, 38]}, (10, 38, 68, 62), (0, 0, 1000, 600))
    x, y = view.pixels([38], [52])[0]
    assert (x, y) == pytest.approx((view.x0, view.y0))
    assert view.degrees([x + 200], [y - 100])[0].shape == (2,)
    there = view.degrees(*view.pixels([44.5], [48.7])[0].reshape(2, 1))[0]
    assert there == pytest.approx([44.5, 48.7])
    assert (
        crs_of({"kind": "albers", "center": [56, 96], "parallels": [47, 66]}).coordinate_operation.method_name
        == "Albers Equal Area"
    )
    with pytest.raises(ValueError, match="mercator"):
        crs_of({"kind": "mercator", "center": [0, 0]})


def test_the_extent_fills_the_box_and_the_scale_is_true() -> None:
    view = View.fit({"kind": "laea", "center": [50, 20]}, (10, 45, 30, 55), (100, 50, 900, 450))
    edge = view.pixels([10, 30, 20, 20], [45, 45, 45, 55])
    assert edge[:, 0].min() >= 99 and edge[:, 0].max() <= 901 and edge[:, 1].min() >= 49 and edge[:, 1].max() <= 451
    assert np.ptp(edge[:, 1]) == pytest.approx(400, rel=0.1)
    assert view.metres_per_pixel() * view.scale == pytest.approx(1, rel=0.01)


def test_style_is_that_of_the_page() -> None:
    light, dark = inks(), inks("dark")
    assert f"--atlas-red:{light.red}" in assets.style() and f"--atlas-paper:{dark.paper}" in assets.style()
    assert light.paper != dark.paper
    assert grey_of("#ffffff") == "#ffffff" and grey_of("#000000") == "#000000"
    assert all(len(set(re.findall("..", getattr(inks("grey"), n)[1:]))) == 1 for n in ("red", "sea", "bloc", "ink"))


def test_towns_are_fanned_out(record: atlas.Record) -> None:
    towns = towns_of(record.features)
    assert sorted(row for town in towns for row in town) == list(range(len(record.features)))
    _, paper = paper_of((1600, 900), "light")
    plan = plan_of(record, "atlas")
    panel = Panel(record, paper, (0, 0, 1600, 900), plan.projection, plan.extent, read_plans(record).bloc)
    points = np.round(panel.places.xy[panel.inside], 2)
    assert len(np.unique(points, axis=0)) == len(points), "no mark hides another wholly"


@pytest.mark.long
def test_a_card_is_small_and_has_its_size(record: atlas.Record, tmp_path: Path) -> None:
    path = save_card(record, plan_of(record, "atlas"), tmp_path / "card.png", read_plans(record).bloc)
    assert Image.open(path).size == (1200, 630)
    assert path.stat().st_size < 300_000


def test_framings_and_sizes(record: atlas.Record) -> None:
    plan = plan_of(record, "atlas")
    assert framed(plan, "ussr").projection.kind == "albers"
    assert draw(record, plan) is not None
    with pytest.raises(PlanError, match="caucasus"):
        framed(plan, "moon")
    assert size_of("1600x900") == (1600, 900)


def test_no_letter_of_a_still_is_a_box(record: atlas.Record) -> None:
    """Matplotlib's own DejaVu Serif has every letter that stills write: names in Latin letters, titles, states."""
    known = {letter for name in families() for letter in FT2Font(font_manager.findfont(name)).get_charmap()}
    texts = [*record.names["latin"], *record.features["title"], *record.milestones["title"], *record.borders["polity"]]
    texts += [text for plan in read_plans(record).maps for text in (plan.title, plan.lede)]
    texts += [said["en"] for said in assets.strings().values()]
    letters = set("".join(texts) + "".join(map(spaced, record.borders["polity"])))
    assert len(letters) > 100
    assert {letter for letter in letters if ord(letter) not in known and not letter.isspace()} == set()


def test_a_sheet_says_who_else_lent_its_ground(record: atlas.Record) -> None:
    """Berlin's sectors may be drawn by everybody who names their source; a sheet without them owes it nothing."""
    assert lenders_of(record, plan_of(record, "berlin").extent) == ["Geoportal Berlin"]
    assert lenders_of(record, plan_of(record, "yerevan").extent) == []
    credit = credit_of(Speech(record, "cs"), "1953", 0, ["Geoportal Berlin"])
    assert "podle Natural Earth, Geoportal Berlin" in credit
