"""The hand: what a reader can do with mouse, finger and keys, each a step that can be written down and done again."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Collection
from typing import Any

from tests.hands.chart import read
from tests.hands.eye import Control, Sight
from tests.hands.stage import MOMENT_S, Stage

Step = dict[str, Any]

WORDS = (
    "stalin",
    "gori",
    "brasov",
    "berlin",
    "katowice",
    "monument",
    "prague",
    "сталин",
    "st'alinis",
    "stalinstrasse",
    "1961",
    "5 march 1953",
    "plzen",
    "poland",
    "czechoslovakia",
    "revolution",
    "x",
)
"""What is typed into the search: names in several scripts, towns, lands, milestones, days, and nothing's."""

ADDRESSES = (
    "#frame=constructor",
    "#frame=__proto__&date=1956-10-23",
    "#extent=0,0,0,0",
    "#extent=1e308,1,2,3&date=1961-11-10",
    "#extent=170,50,-170,70",
    "#view=nonsense&date=1961-11-10",
    "#date=1961-11-10?utm_source=feed",
    "#date=1961-11-10&open=nobody",
    "#date=1957-06-30&lang=ru",
    "#date=1961-11-10&group=image",
    "#country=CZ,HU&date=1956-10-24",
    "#record-table",
)
"""Addresses as they are written by hand, by a blog, or by somebody who means no good."""

KEYS = (
    "ArrowRight",
    "ArrowLeft",
    "PageUp",
    "PageDown",
    "Home",
    "End",
    "Shift+ArrowRight",
    "Space",
    "Escape",
    "Tab",
    "+",
    "-",
)
FORBIDDEN = ("link:", "textbox:")
"""What leads away from the page, or is there to be copied."""


def _at(sight: Sight, share: list[float]) -> tuple[float, float]:
    """A point of the map by shares of its width and height."""
    x, y, w, h = sight.map
    return x + w * share[0], y + h * share[1]


def point(random_: random.Random) -> list[float]:
    """Somewhere on the map."""
    return [round(random_.uniform(0.05, 0.95), 3), round(random_.uniform(0.08, 0.75), 3)]


def free(random_: random.Random) -> list[float]:
    """Somewhere in the middle of the map, where panels seldom are."""
    return [round(random_.uniform(0.35, 0.62), 3), round(random_.uniform(0.2, 0.6), 3)]


def draw(random_: random.Random, stage: Stage, without: Collection[str] = ()) -> Step:
    """One step at random, as often as readers do such things; ``without`` names what is left out."""
    weights = {
        "drag": 14,
        "wheel": 10,
        "press": 22,
        "search": 10,
        "mark": 10,
        "click": 5,
        "move": 4,
        "key": 10,
        "resize": 4,
    }
    weights |= {
        "hide": 4,
        "back": 5,
        "forward": 3,
        "theme": 2,
        "select": 7,
        "clock": 6,
        "address": 4,
        "freeze": 2,
        "doubleclick": 2,
    }
    if stage.screen.touch:
        weights |= {"tap": 8, "pinch": 10, "swipe": 12, "drag": 0, "wheel": 0, "move": 0, "click": 0, "doubleclick": 0}
    if stage.scene.framed:
        weights |= {"scroll": 8}
    if not stage.chromium:
        weights |= {"theme": 0, "freeze": 0, "back": 0, "forward": 0, "tap": 0, "pinch": 0, "swipe": 0}
    weights |= dict.fromkeys(without, 0)
    kind = random_.choices(list(weights), list(weights.values()))[0]
    far = lambda n: [random_.randint(-n, n), random_.randint(-n, n)]  # noqa: E731
    details: dict[str, Callable[[], Step]] = {
        "drag": lambda: {"at": free(random_), "by": far(220), "moves": random_.choice([1, 3, 6])},
        "swipe": lambda: {"at": free(random_), "by": far(150), "moves": random_.choice([2, 4])},
        "wheel": lambda: {"at": point(random_), "by": random_.choice([-400, -240, -120, 120, 240, 600])},
        "pinch": lambda: {"at": free(random_), "by": round(random_.choice([0.4, 0.6, 1.6, 2.4]), 2)},
        "press": lambda: {"nth": random_.randrange(1000)},
        "search": lambda: {
            "text": random_.choice(WORDS),
            "how": random_.choice(["click", "click", "enter", "keys"]),
            "nth": random_.randrange(12),
        },
        "mark": lambda: {"nth": random_.randrange(1000)},
        "click": lambda: {"at": point(random_)},
        "doubleclick": lambda: {"at": free(random_)},
        "tap": lambda: {"at": point(random_)},
        "move": lambda: {"at": point(random_)},
        "key": lambda: {"key": random_.choice(KEYS)},
        "resize": lambda: {"nth": random_.randrange(len(stage.screen.sizes))},
        "hide": lambda: {"resize": random_.choice([None, None, 0, 1])},
        "select": lambda: {"nth": random_.randrange(4), "by": random_.choice([1, 1, 2, -1])},
        "clock": lambda: {"at": round(random_.uniform(0.02, 0.98), 3)},
        "address": lambda: {"fragment": random_.choice(ADDRESSES)},
        "scroll": lambda: {"by": random_.choice([400, 900, -600])},
    }
    return {"do": kind, **details.get(kind, dict)()}


def act(stage: Stage, step: Step, sight: Sight) -> str | None:
    """Do a step. A sentence says what did not follow at once from it as it must; None where all is well."""
    deed = _DEEDS[step["do"]]
    wrong: str | None = deed(stage, step, sight)
    return wrong


def press(stage: Stage, at: tuple[float, float]) -> None:
    """A click, or a tap where the screen is touched."""
    if stage.screen.touch and stage.chromium:
        stage.page.touchscreen.tap(*at)
    else:
        stage.page.mouse.click(*at)


def _drag(stage: Stage, step: Step, sight: Sight) -> None:
    x, y = _at(sight, step["at"])
    mouse = stage.page.mouse
    mouse.move(x, y)
    mouse.down()
    for k in range(1, step["moves"] + 1):
        mouse.move(x + step["by"][0] * k / step["moves"], y + step["by"][1] * k / step["moves"])
        time.sleep(0.01)
    time.sleep(0.02)
    mouse.up()


def _wheel(stage: Stage, step: Step, sight: Sight) -> None:
    stage.page.mouse.move(*_at(sight, step["at"]))
    stage.page.mouse.wheel(0, step["by"])
    time.sleep(0.06)  # Leaflet gathers the wheel for 40 ms


def _fingers(stage: Stage, ways: list[list[tuple[float, float]]]) -> None:
    """Fingers that go each its way, all at once."""
    for k, at in enumerate(zip(*ways, strict=True)):
        points = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(at)]
        stage.cdp.send("Input.dispatchTouchEvent", {"type": "touchMove" if k else "touchStart", "touchPoints": points})
        time.sleep(0.012)
    stage.cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    time.sleep(MOMENT_S)


def _swipe(stage: Stage, step: Step, sight: Sight) -> None:
    x, y = _at(sight, step["at"])
    (dx, dy), n = step["by"], step["moves"]
    way = [(x + dx * k / n, y + dy * k / n) for k in range(n + 1)]
    # In an article one finger scrolls the page, and two move the map.
    _fingers(stage, [way, [(a + 60, b) for a, b in way]] if stage.scene.framed else [way])


def _pinch(stage: Stage, step: Step, sight: Sight) -> None:
    x, y = _at(sight, step["at"])
    reach = [60 * step["by"] ** (k / 5) for k in range(6)]
    _fingers(stage, [[(x - r, y) for r in reach], [(x + r, y) for r in reach]])


def _move(stage: Stage, step: Step, sight: Sight) -> None:
    stage.page.mouse.move(*_at(sight, step["at"]))


def _click(stage: Stage, step: Step, sight: Sight) -> None:
    at = _at(sight, step["at"])
    if not any(c.key.startswith(FORBIDDEN) and _over(c, at) for c in sight.controls):
        press(stage, at)


def _over(control: Control, at: tuple[float, float]) -> bool:
    x, y, w, h = control.box
    return x - 2 <= at[0] <= x + w + 2 and y - 2 <= at[1] <= y + h + 2


def _doubleclick(stage: Stage, step: Step, sight: Sight) -> None:
    stage.page.mouse.dblclick(*_at(sight, step["at"]))


def _press(stage: Stage, step: Step, sight: Sight) -> None:
    """Press one of the buttons, boxes or folds in sight; the step keeps which it was, to be found again."""
    allowed = [c for c in sight.controls if c.role in ("button", "checkbox", "summary") and not c.in_search]
    if "target" in step:
        allowed = [c for c in allowed if c.key == step["target"]]
    if not allowed:
        return
    chosen = allowed[step["nth"] % len(allowed)]
    step["target"] = chosen.key
    step["nth"] = [c for c in allowed if c.key == chosen.key].index(chosen)
    press(stage, chosen.middle)


def _select(stage: Stage, step: Step, sight: Sight) -> None:
    """Change one of the choices with the arrow keys, as a keyboard does."""
    allowed = [c for c in sight.controls if c.role == "combobox"]
    if not allowed:
        return
    chosen = allowed[step["nth"] % len(allowed)]
    element = stage.frame.evaluate_handle(
        "([x, y]) => document.elementFromPoint(x, y)",
        [a - b for a, b in zip(chosen.middle, stage.origin(), strict=True)],
    )
    element.as_element().focus()
    for _ in range(abs(step["by"])):
        stage.page.keyboard.press("ArrowDown" if step["by"] > 0 else "ArrowUp")


def _search(stage: Stage, step: Step, sight: Sight) -> str | None:
    """Type into the search and pick one of what it finds: its card must be open then."""
    fields = [c for c in sight.controls if c.role == "searchbox"]
    if not fields:
        return None
    keyboard = stage.page.keyboard
    press(stage, fields[0].middle)
    keyboard.insert_text(step["text"])
    stage.moment()
    found = [c for c in stage.glance().controls if c.role == "button" and c.in_search]
    if not found:
        keyboard.press("Escape")
        return None
    if step["how"] == "enter":
        chosen = found[0]
        keyboard.press("Enter")
    elif step["how"] == "keys":
        chosen = found[0]
        keyboard.press("ArrowDown")
        keyboard.press("Enter")
    else:
        chosen = found[step["nth"] % len(found)]
        press(stage, chosen.middle)
    dated = chosen is found[0] and step["text"].isdigit()  # a year is gone to

    def follows(after: Sight) -> bool:
        heading = after.heading[0] if after.heading else ""
        if dated:
            return step["text"] in after.date
        if heading and chosen.name.startswith(heading):  # a feature, a town, a milestone
            return True
        day = chosen is found[0] and bool(after.date) and chosen.name.endswith(after.date)  # gone to
        return day or (" · " in chosen.name and _one_land(after))

    after = stage.until(follows)
    if follows(after):
        return None
    if dated:
        return f"search {step['text']!r} went to {after.date!r}"
    heading = after.heading[0] if after.heading else ""
    # A result that lies below the fold of a short list is only scrolled to by the keys.
    return f"search {step['text']!r}, picked {chosen.name!r}: the card shows {heading or 'nothing'!r}"


def _one_land(sight: Sight) -> bool:
    """Whether one country or state of the time is shown alone: it has no card."""
    address = read(sight.hash)
    return len(address.countries or ()) == 1 or len(address.polities or ()) == 1


def _clock(stage: Stage, step: Step, sight: Sight) -> None:
    """Pick a day on the slider."""
    sliders = [c for c in sight.controls if c.role == "slider"]
    if sliders:
        x, y, w, h = sliders[0].box
        press(stage, (x + w * step["at"], y + h * 0.6))


def _key(stage: Stage, step: Step, sight: Sight) -> None:
    stage.page.keyboard.press(step["key"])


def _resize(stage: Stage, step: Step, sight: Sight) -> None:
    stage.resize(*stage.screen.sizes[step["nth"]])


HOST = "document.querySelector('{}').style.display = '{}'"


def _hide(stage: Stage, step: Step, sight: Sight) -> None:
    """What hosts do: the map's box is not displayed for a while; the window may change its size meanwhile."""
    what = "iframe" if stage.scene.framed else "body"
    stage.page.evaluate(HOST.format(what, "none"))
    stage.moment()
    if step["resize"] is not None:
        stage.resize(*stage.screen.sizes[step["resize"]])
        stage.moment()
    stage.page.evaluate(HOST.format(what, ""))


def _freeze(stage: Stage, step: Step, sight: Sight) -> None:
    """Another tab comes to the front, long enough for this one to be put to sleep, and goes again."""
    stage.cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
    time.sleep(MOMENT_S)
    stage.cdp.send("Page.setWebLifecycleState", {"state": "active"})


def _history(stage: Stage, by: int) -> None:
    history = stage.cdp.send("Page.getNavigationHistory")
    now, entries = history["currentIndex"], history["entries"]
    there = now + by
    if 0 <= there < len(entries) and entries[there]["url"].split("#")[0] == entries[now]["url"].split("#")[0]:
        stage.cdp.send("Page.navigateToHistoryEntry", {"entryId": entries[there]["id"]})
        time.sleep(MOMENT_S)


def _theme(stage: Stage, step: Step, sight: Sight) -> None:
    stage.theme(not stage.dark)


def _address(stage: Stage, step: Step, sight: Sight) -> None:
    """Type a fragment into the address bar; a frame has none."""
    if not stage.scene.framed:
        base = stage.page.url.split("#")[0]
        stage.page.goto(base + step["fragment"])


def _scroll(stage: Stage, step: Step, sight: Sight) -> None:
    """Scroll the article around the map, by its text."""
    stage.page.mouse.move(20, stage.size[1] - 40)
    stage.page.mouse.wheel(0, step["by"])
    time.sleep(0.12)


_DEEDS: dict[str, Callable[[Stage, Step, Sight], str | None]] = {
    "drag": _drag,
    "wheel": _wheel,
    "swipe": _swipe,
    "pinch": _pinch,
    "move": _move,
    "click": _click,
    "tap": _click,
    "doubleclick": _doubleclick,
    "press": _press,
    "select": _select,
    "search": _search,
    "clock": _clock,
    "key": _key,
    "resize": _resize,
    "hide": _hide,
    "freeze": _freeze,
    "back": lambda stage, step, sight: _history(stage, -1),
    "forward": lambda stage, step, sight: _history(stage, 1),
    "theme": _theme,
    "address": _address,
    "scroll": _scroll,
}


def angle(step: Step) -> float:
    """How far a step goes, pixels: what shrinking makes smaller."""
    return math.hypot(*step["by"]) if isinstance(step.get("by"), list) else 0.0
