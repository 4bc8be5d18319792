"""The live map's traits as Python sees them; the browser's side is in tests/browser/test_jupyter.py."""

from __future__ import annotations

import sys

import pytest
import traitlets


@pytest.fixture
def live(sound):
    return sound.widget(first="1925", last="1992", start="1953-03-05")


def test_it_opens_on_the_day_asked_for(live, sound) -> None:
    assert (live.date, live.selected, live.filters, live.playing) == ("1953-03-05", None, {}, False)
    assert live.feature is None
    assert list(live.shown.index) == list(sound.features.index)


def test_a_month_means_its_first_day_and_the_clock_has_ends(live) -> None:
    live.date = "1961-11"
    assert live.date == "1961-11-01"
    live.date = "2020"
    assert live.date == "1992-12-31"


@pytest.mark.parametrize(
    ("trait", "value", "says"),
    [
        ("date", "soon", "soon"),
        ("date", 1961, "1961"),
        ("selected", "volgogrod", "volgograd"),
        ("filters", {"kind": "monumnet"}, "monument"),
        ("filters", {"colour": "red"}, "country"),
        ("filters", {"status": "gone"}, "bearing"),
        ("filters", {"id": ["volgogrod"]}, "volgograd"),
    ],
)
@pytest.mark.long
def test_a_value_that_it_cannot_show_is_refused(live, trait: str, value: object, says: str) -> None:
    before = getattr(live, trait)
    with pytest.raises(traitlets.TraitError, match=says):
        setattr(live, trait, value)
    assert getattr(live, trait) == before


def test_what_it_shows_follows_its_traits(live) -> None:
    live.filters = {"country": ["RU"], "status": ("bearing",)}
    live.date, live.selected = "1961-11-09", "volgograd"
    assert list(live.shown["name"]) == ["Сталинград"]
    assert live.feature.title == live.record["volgograd"].title
    live.date = "1961-11-10"
    assert live.shown.empty


def test_where_it_cannot_live_it_is_a_still(live) -> None:
    bundle = live._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "data:image/svg+xml" in data["text/html"]
    assert "<AtlasWidget" in repr(live)


def test_its_script_asks_for_nothing(live) -> None:
    assert not any(word in live._esm for word in ("http:", "https:", "import ", "eval"))


def test_without_anywidget_it_says_what_to_install(sound, monkeypatch) -> None:
    monkeypatch.delitem(sys.modules, "atlas.notebook.widget", raising=False)
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(ImportError, match=r"destalinization-atlas\[widget\]"):
        sound.widget()
