"""A minute of walks with fixed seeds; and that the walker sees what it is there to see."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from samples import sampled

from tests.hands.chart import Chart, View, marks, read
from tests.hands.holds import Fault, Walker
from tests.hands.stage import SCREENS, Stage, scenes
from tests.hands.walk import Walk, go, replay, save, shrink, start

pytestmark = pytest.mark.browser

WALKS = [
    ("eastern-bloc", "desktop", 101, 9),
    ("article", "desktop", 103, 6),
    ("prague", "phone", 102, 9),
    ("folium", "desktop", 104, 8),
]
"""Page, screen, seed and number of steps."""
MENDED = Path(__file__).parent.parent / "hands" / "walks"
"""Walks that the hour has found, shrunk, each with a fault that has been mended."""


@pytest.fixture(scope="module")
def grounds(request, record, tmp_path_factory):
    """The pages to walk over: those that the other tests have drawn, or of a folder that HANDS_OUTPUT names."""
    folder = os.environ.get("HANDS_OUTPUT") or request.getfixturevalue("built")
    return scenes(Path(folder), record, tmp_path_factory.mktemp("hands"))


@pytest.fixture
def walker_of(browser, grounds, tmp_path):
    stages = []

    def make(scene, screen="desktop"):
        found = grounds[scene]
        stages.extend(Stage(browser, found, SCREENS[screen]) for _ in range(2))
        return Walker(stages[-2], stages[-1], Chart(found.record, found.projections), tmp_path)

    yield make
    for stage in stages:
        stage.close()


@pytest.mark.parametrize(("scene", "screen", "seed", "steps"), sampled(WALKS, 2))
def test_a_walk_finds_no_fault(walker_of, tmp_path, scene, screen, seed, steps):
    walker, walk = walker_of(scene, screen), start(scene, screen, seed)
    fault = go(walker, walk, steps)
    if fault is not None:
        shortest, shown = shrink(walker, walk, fault, seconds=40)
        path = save(tmp_path, shortest, shown, len(walk.steps))
        pytest.fail(f"{shown.rule}: {shown.message}\n{shortest.words()}\n{path}", pytrace=False)
    assert walker.compared >= steps // 2, "most steps were held against a fresh page"


@pytest.mark.parametrize("path", sampled(sorted(MENDED.glob("*.json")), 3), ids=lambda path: path.stem)
@pytest.mark.long
def test_a_walk_that_failed_once_holds(walker_of, path):
    walk = Walk.read(path)
    fault = replay(walker_of(walk.scene, walk.screen), walk)
    assert fault is None, f"{fault.rule}: {fault.message}"


PLANTED = {
    "1 fresh": "document.querySelector('.leaflet-atlasLabels-pane').style.opacity = 0",
    "2 place": "document.querySelector('.leaflet-atlasMarks-pane').style.transform = 'translate(14px, 0)'",
    "3 counts": "document.querySelector('input[value=bearing]').labels[0].querySelector('b').textContent = '77'",
    "3 console": "console.error('planted')",
    "3 request": "new Image().src = 'https://example.org/planted.png'",
}


@pytest.mark.parametrize("rule", sampled(PLANTED, 3))
@pytest.mark.long
def test_each_rule_sees_what_breaks_it(walker_of, rule):
    walker = walker_of("eastern-bloc")
    assert walker.begin() is None
    walker.stage.frame.evaluate(f"() => {{ {PLANTED[rule]} }}")
    walker.stage.moment()
    # The first comparison would see the marks, too: rule 2 is asked by itself.
    sight = walker.stage.look()
    fault = walker._in_place(sight) if rule == "2 place" else walker.holds()
    assert fault is not None and fault.rule == rule


@pytest.mark.long
def test_a_long_task_is_slow(walker_of):
    walker = walker_of("eastern-bloc")
    assert walker.begin() is None
    assert walker._quick([190.0]) is None
    assert walker._quick([1e5], 190.0) is None
    assert walker._quick([1e5]).rule == "3 slow"
    assert walker._quick([1e5, 60], 1e5).rule == "3 slow"


@pytest.mark.long
def test_the_eye_hears_what_the_browser_tells_a_screen_reader(walker_of):
    walker = walker_of("eastern-bloc")
    assert walker.begin(fragment="#open=volgograd&date=1961-11-10") is None
    sight, tree = walker.stage.look(), walker.stage.page.locator(".leaflet-container").aria_snapshot()
    named = [c for c in sight.controls if c.role in ("button", "checkbox", "slider", "searchbox", "combobox")]
    assert len(named) > 15
    bare = tree.replace("''", "'").replace(" ", "")  # where the tree parts the words of a name, a text has no gap
    for control in named:
        assert f'{control.role} "{control.name}"'.replace(" ", "") in bare, control
    assert f"status: {sight.date}" in tree
    assert f'heading "{sight.heading[0]}"' in tree


@pytest.mark.long
def test_the_name_under_the_pointer_goes_with_it(walker_of):
    walker = walker_of("prague")
    assert walker.begin() is None
    page, sight = walker.stage.page, walker.sight
    address = read(sight.hash)
    view = walker._view(address, sight)
    mark = marks(walker.chart, view, address, (sight.day, sight.day), sight)[0]
    page.mouse.move(mark.x, mark.y)
    expect(page.locator(".atlas-tip")).to_be_visible()
    page.mouse.move(1, 1)
    expect(page.locator(".atlas-tip")).to_be_hidden()


def test_a_finger_leaves_no_name_behind(built, open_page):
    """After a tap browsers tell of a mouse that has come there, and of none that leaves."""
    page = open_page(built / "eastern-bloc.html", width=390, height=780, touch=True)
    box = page.locator("#map_atlas").bounding_box()
    at = page.evaluate("map_atlas.latLngToContainerPoint([52.51, 13.41])")
    page.touchscreen.tap(box["x"] + at["x"], box["y"] + at["y"])
    expect(page.locator(".atlas-card")).to_be_visible()
    assert page.locator(".atlas-tip").is_hidden()


class Brittle:
    """A page that breaks once a drag was followed, at any distance, by a wheel."""

    def __init__(self):
        self.replays = 0

    def begin(self, **_):
        self.replays, self.done = self.replays + 1, []

    def step(self, step, *, deep=None):
        self.done.append(step["do"])
        if "drag" in self.done and step["do"] == "wheel" and self.done.index("drag") < len(self.done) - 1:
            return Fault("1 fresh", "broken")
        return None


def test_a_failing_walk_is_shrunk_to_its_shortest_and_saved(tmp_path):
    noise = [{"do": "move"}] * 9
    walk = Walk("atlas", "desktop", 5, playing=True, steps=[*noise, {"do": "drag"}, *noise, {"do": "wheel"}, *noise])
    brittle = Brittle()
    fault = replay(brittle, walk)
    assert fault.step == 20
    shortest, shown = shrink(brittle, walk, fault)
    assert [step["do"] for step in shortest.steps] == ["drag", "wheel"]
    assert not shortest.playing
    assert brittle.replays < 40
    path = save(tmp_path, shortest, shown, 20)
    assert Walk.read(path) == shortest


def test_the_address_says_how_exact_its_view_is():
    view = read("#date=1961-11-10&view=51.1,27.25,4.7").view
    assert (view.lat, view.lon, view.zoom) == (51.1, 27.25, 4.7)
    assert view.off == (0.0005, 0.005)
    assert View(50, 14, 13, off=(0.0005, 0.0)).reach((800, 600)) > 3
