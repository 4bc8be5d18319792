"""The live map's view by itself, with a model that counts what it is told: no JupyterLab needed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from atlas.notebook.widget import AtlasWidget

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOST = """<!DOCTYPE html><meta charset="utf-8"><title>host</title><div id="a"></div><div id="b"></div>
<script>
class Model {
  constructor(traits) { this.traits = traits; this.heard = {}; this.saved = 0; }
  get(trait) { return this.traits[trait]; }
  set(trait, value) { this.traits[trait] = value; for (const act of this.heard[`change:${trait}`] ?? []) act(); }
  save_changes() { this.saved += 1; }
  on(event, act) { (this.heard[event] ??= []).push(act); }
  off(event, act) { this.heard[event] = this.heard[event].filter((other) => other !== act); }
}
window.model = new Model(TRAITS);
</script>
<script type="module">
WIDGET
window.end = widget.render({ model, el: document.getElementById("a") });
</script>
"""


@pytest.fixture
def host(open_page: Any, sound: Any, tmp_path: Any) -> Any:
    """A page with one live map; its model and its frame."""
    drawn = sound.map(with_table=False, first="1925", last="1992")
    traits = {"date": "1953-03-05", "selected": "volgograd", "filters": {"country": ["RU"]}, "playing": False}
    traits |= {"height": 500, "_name": "Two", "_page": drawn.get_root().render()}
    script = AtlasWidget._esm.replace("export default", "const widget =")
    text = HOST.replace("TRAITS", json.dumps(traits).replace("<", "\\u003c")).replace("WIDGET", script)
    (tmp_path / "host.html").write_text(text, encoding="utf-8")
    page = open_page(tmp_path / "host.html")
    _ready(page)
    return page


def _ready(page: Any) -> Any:
    frame = page.locator("iframe").element_handle().content_frame()
    frame.wait_for_function("window.atlas?.state().date === '1953-03-05'")
    return frame


def test_it_opens_as_the_traits_say_and_tells_nothing_new(host: Any) -> None:
    frame = _ready(host)
    assert frame.evaluate("atlas.state().open") == "volgograd"
    assert sum(frame.evaluate("atlas.state().counts").values()) == 1
    assert host.evaluate("[model.saved, model.get('date')]") == [0, "1953-03-05"]


def test_each_deed_is_told_once(host: Any) -> None:
    frame = _ready(host)
    frame.evaluate("atlas.seek('1961-11-10')")
    assert host.evaluate("[model.saved, model.get('date')]") == [1, "1961-11-10"]
    frame.evaluate("atlas.close()")
    assert host.evaluate("[model.saved, model.get('selected')]") == [2, None]
    host.evaluate("model.set('filters', {})")
    assert sum(frame.evaluate("atlas.state().counts").values()) == 2
    assert host.evaluate("model.saved") == 2, "what came from a cell is not told back"


def test_a_frame_that_loads_again_takes_up_where_it_was(host: Any) -> None:
    host.evaluate("document.getElementById('b').append(document.querySelector('iframe'))")
    frame = _ready(host)
    frame.wait_for_function("atlas.state().open === 'volgograd'")
    frame.evaluate("atlas.seek('1960-01-01')")
    assert host.evaluate("[model.get('date'), model.get('filters').country[0]]") == ["1960-01-01", "RU"]


def test_playing_tells_the_day_a_few_times_a_second(host: Any) -> None:
    frame = _ready(host)
    host.evaluate("model.set('playing', true)")
    host.wait_for_timeout(1500)
    host.evaluate("model.set('playing', false)")
    assert 3 <= host.evaluate("model.saved") <= 12
    assert host.evaluate("model.get('date')") == frame.evaluate("atlas.state().date") > "1953-03-05"


def test_a_view_that_ends_hears_no_more(host: Any) -> None:
    host.evaluate("end()")
    assert host.evaluate("Object.values(model.heard).flat().length") == 0
