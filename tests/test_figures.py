"""The drawings of stories: every measure is one that its source states, drawn to scale, the same on page and sheet."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.image import imread
from samples import SOUND
from typer.testing import CliRunner

import atlas
from atlas.check import check
from atlas.cli import app
from atlas.look.drawing import Shape, calendar, elevation
from atlas.look.measures import changes_by_day, legend_of
from atlas.look.speech import Speech
from atlas.look.strings import ENGLISH, languages
from atlas.page.drawing import figure_page
from atlas.page.page import templates
from atlas.record.figures import PERSON, Figure, FigureError, read_figures
from atlas.record.plans import read_plans

STORIES = ["volgograd", "berlin", "budapest", "prague", "yerevan", "november-1961", "the-return"]
SVG = "{http://www.w3.org/2000/svg}"
ONE = '[[figure]]\nmap = "atlas"\nkind = "elevation"\ntitle = "T"\n[[figure.column]]\nlabel = "C"\n'
PART = '[[figure.column.part]]\nlabel = "{}"\nshape = "{}"\n{}\nevent = "e"\nsource = "s"\n'


@pytest.fixture(scope="module")
def record() -> atlas.Record:
    return atlas.load()


def _read(folder: Path, text: str) -> Figure:
    (folder / "figures.toml").write_text(text, encoding="utf-8")
    (figure,) = read_figures(folder)
    return figure


def _high(shapes: list[Shape]) -> float:
    ys = [y for shape in shapes for _, y in shape.points]
    return max(ys) - min(ys)


def test_each_story_has_a_drawing(record: atlas.Record) -> None:
    plans = {plan.id: plan for plan in read_plans(record).maps}
    assert [story for story in STORIES if not plans[story].figures] == []
    assert [problem for problem in check(record.path) if problem.rule == "figure"] == []


def test_a_number_that_its_source_does_not_state_is_noticed(tmp_path: Path) -> None:
    for file in SOUND.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    says = "It was unveiled on the eve of May Day."
    for told, found in (("15.5 m high.", 0), ("16.5 m high.", 1), ("155 m high.", 1), ("Three metres, 15.5 m.", 0)):
        text = (SOUND / "attestations.csv").read_text("utf-8").replace(says, told if "," not in told else f'"{told}"')
        (tmp_path / "attestations.csv").write_text(text, "utf-8")
        part = PART.format("granite", "block", "height = 15.5").replace('"e"', '"prague-stalin-monument-unveiled-1955"')
        (tmp_path / "figures.toml").write_text(ONE + part.replace('"s"', '"chronicle"'), "utf-8")
        assert len(check(tmp_path)) == found, told


def test_parts_stand_on_one_another(tmp_path: Path, record: atlas.Record) -> None:
    parts = PART.format("base", "block", "") + PART.format("plinth", "block", "height = 4")
    figure = _read(tmp_path, ONE + parts + PART.format("bronze", "figure", "height = 8\ntop = 25"))
    assert figure.column[0].tops == [13, 17, 25]
    ((_, _, said),) = legend_of(figure, Speech(record))
    assert [words for words, _ in said] == [
        "bronze, 8 m, 25 m from the ground up",
        "plinth, 4 m",
        "base, which leaves 13 m",
    ]


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        (PART.format("base", "block", ""), "'base' has no height"),
        (PART.format("base", "block", "height = -1"), "greater than 0"),
        (PART.format("base", "block", "height = nan"), "finite"),
        (PART.format("base", "cube", "height = 1"), "figure"),
        (PART.format("base", "block", "hight = 1"), "did you mean 'height'"),
        (PART.format("a", "block", "height = 5") + PART.format("b", "block", "top = 4"), "no higher than"),
        (PART.format("a", "block", "height = 5") + PART.format("b", "block", "height = 2\ntop = 8"), "from 5 to 8"),
        ("", "part"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_line(tmp_path: Path, parts: str, word: str) -> None:
    (tmp_path / "figures.toml").write_text("# first line\n" + ONE + parts, encoding="utf-8")
    with pytest.raises(FigureError, match=re.escape(word)) as caught:
        read_figures(tmp_path)
    assert all(problem.row == 2 for problem in caught.value.problems)


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "figures.toml").write_text("a = 1\nb = = 2\n", encoding="utf-8")
    with pytest.raises(FigureError, match=r"figures\.toml:2:-  figure  not TOML"):
        read_figures(tmp_path)


@pytest.mark.parametrize("story", [name for name in STORIES if name != "november-1961"])
def test_everything_in_an_elevation_has_one_scale(story: str, record: atlas.Record) -> None:
    (plan,) = read_plans(record).chosen([story])
    (figure,) = plan.figures
    drawing = elevation(figure.column)
    people = [shape for shape in drawing.shapes if shape.role == "person"]
    assert len(people) == 2 * len(figure.column), "body and head, one person a monument"
    scale = _high(people[:2]) / PERSON
    tallest = max(column.tops[-1] for column in figure.column)
    assert _high([s for s in drawing.shapes if s.role != "person"]) == pytest.approx(tallest * scale, rel=0.01)
    said = {word.text for word in drawing.words}
    assert {f"{part.height:g} m" for column in figure.column for part in column.part if part.height} <= said
    for shape in drawing.shapes:
        assert all(0 <= x <= 360 and 0 <= y <= drawing.height for x, y in shape.points)


def test_prague_is_as_long_as_its_source_says(record: atlas.Record) -> None:
    (plan,) = read_plans(record).chosen(["prague"])
    (group,) = (shape for shape in elevation(plan.figures[0].column).shapes if shape.role == "subject")
    xs, ys = zip(*group.points, strict=True)
    assert (max(xs) - min(xs)) / (max(ys) - min(ys)) == pytest.approx(22 / 15.5)


def test_a_calendar_counts_what_is_known_to_the_day(record: atlas.Record) -> None:
    (plan,) = read_plans(record).chosen(["november-1961"])
    clock = plan.clock(record)
    counts = changes_by_day(plan.part(record), *clock)
    assert len(counts) == 35
    effects = dict(zip(record.event_types["event_type"], record.event_types["effect"], strict=True))
    events = record.events
    exact = events[(events["earliest"] == events["latest"]) & (events["date"] == "1961-11-10")]
    assert counts[12][0] == sum(effects[kind] == "end" for kind in exact["type"]) > 0
    drawing = calendar(counts, str)
    assert sum(shape.role == "subject" for shape in drawing.shapes) == sum(ended > 0 for ended, _ in counts)


def test_a_calendar_of_nothing_is_drawn() -> None:
    assert calendar([(0, 0)] * 5, str).shapes == ()


def test_the_page_has_it_with_title_text_and_sources(record: atlas.Record) -> None:
    (plan,) = read_plans(record).chosen(["yerevan"])
    part = plan.part(record)
    cite = {source: number for number, source in enumerate(sorted(record.sources.index), start=1)}
    page = figure_page(part, plan.figures[0], (date(1945, 1, 1), record.date), 1, cite)
    svg = ElementTree.fromstring(str(page["svg"]).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"'))  # noqa: S314 - our own
    assert svg.attrib["role"] == "img"
    assert (svg.attrib["aria-labelledby"], svg.attrib["aria-describedby"]) == ("drawing.1.title", "drawing.1.legend")
    assert any("16 m, 51 m from the ground up" in part.words for column in page["columns"] for part in column.parts)
    assert [part for column in page["columns"] for part in column.parts if not part.sources] == []
    lengths = {word.text: word.attrib["data-length"] for word in svg.iter(f"{SVG}text") if "data-length" in word.attrib}
    assert lengths["16 m"] == "16" and len(lengths) > 5
    assert "#" not in re.sub(r'id="[^"]*"', "", str(page["svg"])), "no colour of its own"


def test_markup_in_a_label_is_text(tmp_path: Path, record: atlas.Record) -> None:
    text = ONE.replace('"T"', '"<b>&T"') + PART.format("<i>", "block", "height = 1")
    page = figure_page(record, _read(tmp_path, text), (date(1945, 1, 1), record.date), 1, {"s": 1})
    said = templates().from_string("{{ page.title }}{{ page.columns[0].parts[0].words }}").render(page=page)
    assert "<b>" not in said and said.startswith("&lt;b&gt;&amp;T&lt;i&gt;, 1 m")


def test_a_drawing_is_told_whole_in_every_language(record: atlas.Record) -> None:
    others = set(languages()) - {ENGLISH}
    cite = {source: number for number, source in enumerate(sorted(record.sources.index), start=1)}
    for plan in read_plans(record).chosen(STORIES):
        for figure in plan.figures:
            page = figure_page(plan.part(record), figure, plan.clock(record), 1, cite)
            keys = {"drawing.1.title", "drawing.1.note"}
            keys |= {key for column in page["columns"] for key in (column.key, *(part.key for part in column.parts))}
            assert set(page["texts"]) == keys
            for key, said in page["texts"].items():
                assert set(said) == others, (plan.id, key)
    days = {"en": "29 Oct", "cs": "29. 10.", "hu": "10. 29.", "fr": "29/10"}
    assert {code: Speech(record, code).short_day(date(1961, 10, 29)) for code in days} == days


def test_a_drawing_of_which_a_label_is_not_told_stays_english_there(tmp_path: Path, record: atlas.Record) -> None:
    text = ONE + PART.format("the bust", "bust", "height = 1.5") + PART.format("Kopf", "block", "height = 1")
    said = figure_page(record, _read(tmp_path, text), (date(1945, 1, 1), record.date), 1, {"s": 1})["texts"]
    assert said["drawing.1.A.1"]["cs"] == "busta, 1,5 m" and said["drawing.1.A.1"]["ru"] == "бюст, 1,5 м"
    assert not {"drawing.1.A.0", "drawing.1.A", "drawing.1.title"} & set(said)


def test_a_still_of_a_drawing_is_lettered_in_a_language(tmp_path: Path) -> None:
    target = tmp_path / "berlin.svg"
    run = ["still", "berlin", "--drawing", "--lang", "cs", "-o", str(target)]
    assert CliRunner().invoke(app, run).exit_code == 0
    said = target.read_text("utf-8")
    assert "Stalin ze Stalinallee v měřítku" in said and "Obrysy jsou schematické" in said and "4,8 m" in said


def test_a_still_draws_it(tmp_path: Path) -> None:
    target = tmp_path / "berlin.png"
    run = ["still", "berlin", "--drawing", "--size", "400x400", "-o"]
    assert CliRunner().invoke(app, [*run, str(target)]).exit_code == 0
    pixels = (imread(target)[..., :3] * 255).astype(int)
    red = np.abs(pixels - np.array([176, 28, 36])).sum(axis=2) < 40
    assert red.sum() > 1000, "the figure"
    again = tmp_path / "again.png"
    CliRunner().invoke(app, [*run, str(again)])
    assert again.read_bytes() == target.read_bytes()


def test_a_still_without_a_drawing_says_so(tmp_path: Path) -> None:
    said = CliRunner().invoke(app, ["still", "atlas", "--drawing", "-o", str(tmp_path / "a.png")])
    assert said.exit_code == 2 and "map atlas has no drawing" in said.output
    said = CliRunner().invoke(app, ["still", "berlin", "--drawing", "--date", "1953", "-o", str(tmp_path / "a.png")])
    assert said.exit_code == 2 and "a drawing has no date" in said.output


def test_the_tokens_of_a_drawing_are_those_of_the_page() -> None:
    css = (Path(atlas.__file__).parent / "page" / "templates" / "story.css").read_text("utf-8")
    for role in ("subject", "stone", "person", "line", "open"):
        assert f".drawing .{role} {{" in css or f".drawing .{role}," in css, role
    assert json.dumps(css).count("#") == 0
