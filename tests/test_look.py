"""One set of tokens, one registry of shapes, one file a language: whoever draws reads them, and none is forgotten."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as Tree

import numpy as np
import pytest
import shapely
from matplotlib.collections import PathCollection
from matplotlib.text import Text

import atlas
from atlas.check import check
from atlas.io import schema
from atlas.look import shapes, strings, tokens
from atlas.look.shapes import SHAPES, meanings, shape_of
from atlas.look.tokens import TOKENS
from atlas.page import assets
from atlas.page.dots import dot_map
from atlas.plate.marks import HATCH, OUTLINE
from atlas.plate.still import draw_still
from atlas.record.plans import read_plans
from atlas.record.tenures import STATUSES

pytestmark = pytest.mark.fast

WEB = Path(assets.__file__).parent / "web"
Faulty = Callable[[str], Path]


def source(name: str) -> str:
    return (WEB / "src" / f"{name}.js").read_text(encoding="utf-8")


# Tokens


def test_the_statuses_stand_in_one_order() -> None:
    assert tokens.STATUSES == STATUSES, "the codes of the record, of which the greater counts"
    assert set(TOKENS["dots"]) == set(STATUSES)


def test_every_colour_is_one_and_both_themes_have_it() -> None:
    assert set(TOKENS["light"]) == set(TOKENS["dark"]) >= set(TOKENS["grey"])
    for theme in ("light", "dark", "grey"):
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in tokens.colours(theme).values())


@pytest.mark.parametrize(
    ("colour", "grey"),
    [("#ff0000", "#7f7f7f"), ("#00ff00", "#dcdcdc"), ("#0000ff", "#4c4c4c"), ("#b01e24", "#5a5a5a")],
)
def test_a_grey_has_the_luminance_of_its_colour(colour: str, grey: str) -> None:
    """By the definition of sRGB (IEC 61966-2-1), reckoned by hand; a grey is its own, down to black."""
    assert tokens.grey_of(colour) == grey
    greys = [f"#{level:02x}{level:02x}{level:02x}" for level in range(256)]
    assert [tokens.grey_of(grey) for grey in greys] == greys


def test_the_page_has_the_tokens() -> None:
    style = assets.style()
    assert "--atlas-tokens" not in style
    for theme, times in (("light", 1), ("dark", 2)):
        for name, colour in TOKENS[theme].items():
            assert style.count(f"--atlas-{name}:{colour}") >= times, (theme, name)
    assert f'--atlas-serif:"{TOKENS["serif"][0]}",' in style


def test_no_colour_stands_anywhere_else() -> None:
    """A colour that is written by hand is one that a change of the tokens forgets."""
    found = []
    for path in Path(atlas.__file__).parent.rglob("*"):
        if path.suffix in (".py", ".js", ".css", ".html") and "dist" not in path.parts:
            found += [(path.name, colour) for colour in re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text("utf-8"))]
    assert found == []


LOOKED_UP = ("layers/marks", "layers/labels", "layers/ground", "layers/places", "layers/rings", "layers/shapes")


@pytest.mark.parametrize("name", [*LOOKED_UP, "model/store", "time/pace"])
def test_a_script_takes_its_numbers_from_the_tokens(name: str) -> None:
    """They come by way of ``look.js``, and a script that needs one imports it from there."""
    assert re.search(r'import \{[^}]+\} from "\.\./look\.js";', source(name)), f"{name}.js does not import look.js"
    look = source("look")
    assert 'from "../../../look/tokens.json"' in look and 'from "../../../look/shapes.json"' in look


# Shapes


@pytest.fixture(scope="module")
def shaped(tmp_path_factory: pytest.TempPathFactory) -> atlas.Record:
    """The sound record with a kind of every shape, and one feature of each."""
    sound = Path(__file__).parent / "records" / "sound"
    folder = tmp_path_factory.mktemp("shaped")
    for file in sound.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    lines = (schema.bundled_path() / "kinds.csv").read_text(encoding="utf-8").splitlines()
    head, *rows = lines
    features = (folder / "features.csv").read_text(encoding="utf-8")
    used = sorted({row.split(",")[0] for row in rows if re.search(rf",{row.split(',')[0]},", features)})
    changed = []
    names = dict(zip(used, [*SHAPES, *SHAPES], strict=False))
    for row in rows:
        cells = row.rsplit(",", 2)
        kind = row.split(",")[0]
        changed.append(",".join([cells[0], names.get(kind, cells[1]), cells[2]]))
    (folder / "kinds.csv").write_text("\n".join([head, *changed]) + "\n", encoding="utf-8")
    return atlas.load(folder)


def test_every_shape_is_drawn_everywhere() -> None:
    """A new entry needs nothing else: sheets, small pictures, QGIS and Google Earth have it, and it is as large."""
    for name, shape in SHAPES.items():
        polygon = shapely.Polygon(shape.outline())
        assert polygon.is_valid and 2.2 < polygon.area < 4, f"{name} weighs unlike a circle of radius one"
        assert polygon.contains(shapely.Point(0, 0))
        assert OUTLINE[name].vertices.shape[1] == 2 and len(HATCH[name].vertices)
        assert shape.svg(10, 10, 2).startswith("M") and shape.svg(10, 10, 2).endswith("z")
        assert shape.qgis and shape.kml and shape.label


def test_a_circle_is_two_half_turns_in_svg() -> None:
    assert shapes.SHAPES["circle"].svg(10, 20, 2) == "M8.0,20.0a2,2 0 1,0 4.0,0a2,2 0 1,0 -4.0,0z"


def test_an_svg_path_is_the_outline() -> None:
    for name, shape in SHAPES.items():
        if not shape.corners:
            continue
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", shape.svg(0, 0, 100))]
        points = np.cumsum(np.array(numbers).reshape(-1, 2), axis=0) / 100
        assert np.abs(points * (1, -1) - np.array(shape.outline()[:-1])).max() < 0.01, name


def test_an_unknown_shape_is_refused_and_not_left_out(faulty: Faulty) -> None:
    folder = faulty("shape")
    (problem,) = check(folder)
    assert problem.rule == "shape" and "did you mean 'triangle'" in problem.message and "circle" in problem.message
    with pytest.raises(ValueError, match="no shape 'triangel'"):
        shape_of("triangel")
    with pytest.raises(atlas.RecordError, match="'triangel' is no shape of a mark"):
        atlas.load(folder)


def test_the_legend_explains_each_shape_in_use(shaped: atlas.Record) -> None:
    """As many samples on the sheet as there are shapes, each with words; and every mark is there."""
    plan = read_plans(shaped).maps[0]
    axes = draw_still(shaped, plan, "1961").axes[0]
    texts = {text.get_text() for text in axes.findobj(Text)}
    present = shaped.kinds[shaped.kinds["kind"].isin(shaped.features["kind"])]
    listed = meanings(present.to_dict("records"))
    assert {name for name, _ in listed} == set(present["shape"])
    assert {words for _, words in listed} <= texts
    marks = Counter()
    for collection in axes.findobj(PathCollection):
        for name, path in OUTLINE.items():
            if any(own is path for own in collection.get_paths()):
                marks[name] += len(collection.get_offsets())
    legend = 4 + len(listed)
    assert sum(marks.values()) == len(shaped.features) + legend


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (
            [("toponym", "Town", "circle"), ("image", "Bust", "diamond")],
            [("circle", "a name"), ("diamond", "an image")],
        ),
        (
            [("toponym", "Town", "circle"), ("toponym", "Street", "circle"), ("toponym", "Mountain", "triangle")],
            [("circle", "a name"), ("triangle", "mountain")],
        ),
        ([("toponym", "Town", "square"), ("image", "Bust", "square")], [("square", "a name, an image")]),
        (
            [("image", "House", "square"), ("image", "Statue", "circle"), ("image", "Hill", "triangle")],
            [("circle", "statue"), ("triangle", "hill"), ("square", "house")],
        ),
    ],
)
def test_what_a_shape_stands_for(kinds: list[tuple[str, ...]], expected: list[tuple[str, str]]) -> None:
    assert meanings(dict(zip(("group", "label", "shape"), row, strict=True)) for row in kinds) == expected


def test_exports_have_the_shapes_of_the_kinds(shaped: atlas.Record, tmp_path: Path) -> None:
    shape_by_kind = dict(zip(shaped.kinds["kind"], shaped.kinds["shape"], strict=True))
    used = {shape_by_kind[kind] for kind in shaped.features["kind"]}
    kml = Tree.fromstring(shaped.export(tmp_path / "x.kml").read_text(encoding="utf-8"))  # noqa: S314 - our own
    icons = {node.text.rpartition("/")[2] for node in kml.iter("{http://www.opengis.net/kml/2.2}href")}
    assert icons == {f"{SHAPES[name].kml}.png" for name in used}
    base = sqlite3.connect(shaped.export(tmp_path / "x.gpkg"))
    (style,) = base.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'spans'").fetchone()
    root = Tree.fromstring(style)  # noqa: S314 - our own
    expression = root.find("renderer-v2").get("attr")
    values = {category.get("value"): category.get("symbol") for category in root.iter("category")}
    symbols = {s.get("name"): s.find("layer/Option/Option[@name='name']").get("value") for s in root.iter("symbol")}
    # SQLite reads the expression as QGIS does.
    for kind, value in base.execute(f"SELECT kind, {expression} FROM spans"):  # noqa: S608
        assert symbols[values[value]] == SHAPES[shape_by_kind[kind]].qgis
    base.close()


def test_small_pictures_have_the_shapes_of_the_kinds(shaped: atlas.Record) -> None:
    drawn = dot_map(shaped, "1955-01-01")
    shape_by_kind = dict(zip(shaped.kinds["kind"], shaped.kinds["shape"], strict=True))
    expected = Counter(len(SHAPES[shape_by_kind[kind]].corners) for kind in shaped.features["kind"])
    marks = re.findall(r"M[^M]*?z", "".join(re.findall(r'<path d="([^"]*)" fill="[^"]*" fill-opacity', drawn)))
    found = Counter(0 if "a" in mark else mark.count("l") + 1 for mark in marks)
    assert found == expected and len(expected) > 1


# Texts


def test_every_text_is_there_in_every_language() -> None:
    folder = Path(strings.__file__).parent / "locales"
    texts = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    assert set(texts) == set(strings.languages()) and strings.languages()[0] == "en"
    for language, own in texts.items():
        assert list(own) == list(texts["en"]), f"{language}.json has other keys, or another order"
        assert all(isinstance(text, str) and text.strip() for text in own.values()), language
        for key, text in own.items():
            most = 2 if key == "decade" else texts["en"][key].count("{}")  # some languages give both of its ends
            assert texts["en"][key].count("{}") <= text.count("{}") <= most, (language, key)
        assert len(own["months"].split(",")) == 12


def test_a_text_that_a_language_lacks_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_locales", lambda: {"en": {"a": "A", "b": "B"}, "xx": {"a": "X"}})
    assert strings.strings() == {"a": {"en": "A", "xx": "X"}, "b": {"en": "B"}}
    assert (strings.say("a", "xx"), strings.say("b", "xx"), strings.say("a")) == ("X", "B", "A")
    assert shapes.shape_of("circle").label == "disc"
