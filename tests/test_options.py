"""One model of a map's options: what it has is what every place that takes options takes."""

from __future__ import annotations

import inspect
import json
from typing import Any

import folium
import geopandas as gpd
import pytest
from samples import SOUND
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.publish.build import draw
from atlas.record.extent import fitted
from atlas.record.options import MapOptions, TimelineOptions
from atlas.record.plans import MapEntry, MapPlan, json_schema, read_plans

BOX = (43.0, 39.0, 46.0, 41.5)
VALUES: dict[str, Any] = {
    "title": "Armenia",
    "lede": "A line",
    "description": "For a search engine",
    "extent": BOX,
    "narrow": (43.5, 39.0, 45.5, 41.5),
    "projection": {"kind": "laea", "center": (40.0, 44.5)},
    "frames": {"yerevan": {"title": "Yerevan", "extent": (44.3, 40.0, 44.7, 40.3)}},
    "first": "1945",
    "last": "1964",
    "start": "1955",
    "pace": "calendar",
    "basis": "sources",
    "hub": "volgograd",
    "streets": "OpenStreetMap.Mapnik",
    "lang": "de",
    "ground": False,
    "with_table": False,
    "parts": "never",
    "tiled": "never",
    "fonts": "embedded",
}
ELSEWHERE = {"title", "lede", "description", "with_table", "parts", "tiled", "fonts"}
"""What a page has, and is none of a timeline's."""


def keywords_of(cls: type) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(cls).parameters)


@pytest.mark.fast
def test_there_is_a_value_to_try_for_every_option() -> None:
    assert set(VALUES) == set(MapOptions.model_fields)
    assert set(TimelineOptions.model_fields) == set(VALUES) - ELSEWHERE


@pytest.mark.fast
@pytest.mark.parametrize(
    ("cls", "model", "more"),
    [
        (atlas.AtlasMap, MapOptions, {"record", "options", "tiles", "attr", "bloc", "keywords"}),
        (atlas.Timeline, TimelineOptions, {"record", "options", "bloc", "sources", "keywords"}),
    ],
)
def test_a_class_takes_every_option_as_a_keyword_and_explains_it(cls: type, model: type, more: set[str]) -> None:
    keywords = keywords_of(cls)
    assert set(keywords) == set(model.model_fields) | more
    for name, field in model.model_fields.items():
        assert keywords[name].default == field.default
        lines = [line.strip() for line in cls.__doc__.splitlines()]
        assert field.description.startswith(lines[lines.index(name) + 1]), name
    assert "{options}" not in cls.__doc__


@pytest.mark.fast
def test_a_plan_is_options_and_so_is_an_entry_of_its_file() -> None:
    entry = json.loads(json_schema())["$defs"]["MapEntry"]["properties"]
    for name in MapOptions.model_fields:
        assert entry[name]["description"], name
        assert name in MapEntry.model_fields and name in MapPlan.model_fields


def test_options_reach_the_page_the_same_by_every_way(sound: atlas.Record) -> None:
    """As an object, by keyword and as a plan: one page."""
    chosen = MapOptions.model_validate(VALUES)
    plan = MapPlan.model_construct(id="x", **dict(fitted(chosen, sound)))
    drawn = (atlas.AtlasMap(sound, options=chosen), atlas.AtlasMap(sound, **VALUES), draw(sound, plan))
    assert len({one.get_root().render() for one in drawn}) == 1


@pytest.fixture(scope="module")
def without(sound: atlas.Record) -> atlas.AtlasMap:
    return atlas.AtlasMap(sound)


@pytest.mark.fast
@pytest.mark.parametrize("name", sorted(set(VALUES) - ELSEWHERE))
def test_the_script_hears_of_an_option(name: str, sound: atlas.Record, without: atlas.AtlasMap) -> None:
    assert atlas.Timeline(sound, **{"ground": True, name: VALUES[name]}).data != without.timeline.data


def test_the_page_hears_of_the_others(sound: atlas.Record, without: atlas.AtlasMap) -> None:
    text = atlas.AtlasMap(sound, **{name: VALUES[name] for name in ELSEWHERE}).get_root().render()
    assert all(VALUES[name] in text for name in ("title", "lede", "description"))
    assert "<table" in without.get_root().render() and "<table" not in text


def test_options_of_the_command_line_are_those_of_the_model(sound: atlas.Record, tmp_path: Any) -> None:
    toml = {
        "extent": "[43, 39, 46, 41.5]",
        "pace": "calendar",
        "frames": '{ y = { title = "Y", extent = [1, 2, 3, 4] } }',
    }
    path = tmp_path / "x.html"
    given = [word for key, value in toml.items() for word in ("--option", f"{key}={value}")]
    result = CliRunner().invoke(app, ["map", "-o", str(path), "--record", str(SOUND), *given])
    assert result.exit_code == 0, result.output
    same = atlas.AtlasMap(
        sound, extent=(43, 39, 46, 41.5), pace="calendar", frames={"y": {"title": "Y", "extent": (1, 2, 3, 4)}}
    )
    assert path.read_text(encoding="utf-8") == same.get_root().render()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("pase=calendar", "pase: the atlas knows no such key; did you mean 'pace'?"),
        ("pace=warp", "pace: is 'warp'; it can be 'event' or 'calendar'"),
        ("extent=[1, 2]", "extent must be [west, south, east, north]"),
        ("pace", "write KEY=VALUE"),
    ],
)
def test_an_option_that_is_none_is_named(option: str, message: str, tmp_path: Any) -> None:
    result = CliRunner().invoke(
        app, ["map", "-o", str(tmp_path / "x.html"), "--record", str(SOUND), "--option", option]
    )
    assert (result.exit_code, result.exception.__class__) == (2, SystemExit)
    assert message in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.fast
def test_keywords_count_before_the_object(sound: atlas.Record) -> None:
    chosen = MapOptions(title="One", pace="calendar")
    drawn = atlas.AtlasMap(sound, options=chosen, title="Two", lede=None)
    assert (drawn.get_root().title, drawn.timeline.options["pace"]) == ("Two", "calendar")


@pytest.mark.fast
def test_bounds_of_a_frame_are_an_extent(sound: atlas.Record) -> None:
    box = gpd.GeoSeries.from_xy([43.0, 46.0], [39.0, 41.5], crs=4326).total_bounds
    assert atlas.AtlasMap(sound, extent=box).timeline.options["extent"] == list(BOX)


@pytest.mark.fast
def test_a_timeline_on_a_map_of_anybody_has_no_ground_and_no_projection_unless_told(sound: atlas.Record) -> None:
    plain = atlas.Timeline(sound).add_to(folium.Map())
    assert "ground" not in plain.data
    assert {"extent", "projection", "hub"} & set(plain.data["map"]) == set()
    assert "ground" in atlas.Timeline(sound, ground=True).data


@pytest.mark.fast
def test_what_is_no_option_is_said_or_goes_to_leaflet(sound: atlas.Record) -> None:
    with pytest.raises(ValueError, match="did you mean 'pace'"):
        atlas.Timeline(sound, pase="event")
    with pytest.raises(TypeError, match="begin: columns are named for a DataFrame"):
        atlas.AtlasMap(sound, begin="up")
    assert atlas.AtlasMap(sound, zoom_control=False).leaflet_options["zoom_control"] is False


@pytest.mark.fast
def test_the_record_s_own_plans_are_their_options(record: atlas.Record) -> None:
    for plan in read_plans(record).maps:
        assert isinstance(plan, MapOptions)
        assert plan.projection and plan.first and plan.title
