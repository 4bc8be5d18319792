"""What holds after every step: the page beside a fresh one, its marks in their places, its counts, its quiet.

1. **The page looks like a fresh page opened at its own address**, of the same size and theme, both at rest. What no
   address tells is brought to the same state first, with the hand: what is folded out, an open dialog, a card of
   milestones, the page's own scroll. The speed's box is left out: it stands in no address.
   Tolerance: everything may lie as far off as the address's own rounding puts it (a pixel or two at the edges; a page
   that goes back to how it opened rounds, too). Of the cells of 2 by 2 pixels ``NAMES`` may differ, of which no more
   than ``STRAY`` red as marks are: a few small marks, and the lettering of four names or two that changed their side,
   for a hair's breadth can turn on which side of its mark a name is lettered.
2. **What is drawn lies where it is projected**: of up to 30 marks that nothing covers, the ink of the status stands at
   the projected point, for at least ``FOUND`` of them; rings of distance and halos may hide the others, and a mark
   with letters upon it is not counted. A click at one of them, on the fresh page, opens the card of that feature.
3. **The counts in the legend are those of** ``record.at(day)``; no error in the console, no request, and no task of the
   page's that takes the processor for more than 200 ms; on a slower machine, as much longer as a loop takes there, and
   ``CROWDED`` times that while more wants to run than there are processors. What
   others take of the processor meanwhile is not counted, where the browser tells (Chromium, and not within a frame).
"""

from __future__ import annotations

import math
import os
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.hands import hand
from tests.hands.chart import Address, Chart, Fit, Mark, View, fit, marks, read
from tests.hands.eye import UNSCROLL, Picture, Sight, unlike
from tests.hands.stage import Stage, calibration

STRAY = 60
NAMES = 600
FOUND = 0.8
TASK_MS = 200
CROWDED = 1.75  # times that a task takes longer where others keep turning it out of the processor and its caches
KEPT = 400  # pictures of fresh pages that are kept
CALM = """() => {
    if (parent === window) scrollTo(0, 0);
    document.activeElement?.blur();
    getSelection().removeAllRanges();
    return [!!document.querySelector(".atlas-playing"), !!document.querySelector("dialog[open]")];
}"""
"""After every step: the page at its top, the focus nowhere; and whether it plays, and a dialog is open."""
NUDGE = 80  # pixels by which an arrow with shift moves the map
THROWN_S = 0.08  # seconds in which what a finger has thrown moves on, if it does


@dataclass
class Fault:
    """What did not hold, in one sentence, and the pictures that show it."""

    rule: str
    message: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    step: int = -1


@dataclass
class Fresh:
    """A fresh page as it was seen."""

    sight: Sight
    picture: Picture


class Walker:
    """A page that is walked over, and the fresh one beside it."""

    def __init__(self, stage: Stage, fresh: Stage, chart: Chart, work: Path, *, every: int = 1):
        self.stage, self.fresh, self.chart, self.work, self.every = stage, fresh, chart, work, every
        self.known: OrderedDict[Any, Fresh] = OrderedDict()
        self.homes: dict[Any, View | None] = {}
        self.playing, self.steps, self.compared, self.clicked, self.seen, self.slowest = False, 0, 0, 0, 0, 0.0
        self.sight: Sight | None = None

    # The walk -------------------------------------------------------------------------------------------------------

    def begin(self, *, playing: bool = False, hidden: bool = False, fragment: str = "") -> Fault | None:
        """Open the page anew, in a box of no size that is shown later where it is ``hidden``, and let it play."""
        stage, self.playing = self.stage, False
        stage.resize(stage.screen.width, stage.screen.height)
        stage.theme(False)
        stage.faults.clear()
        stage.open(fragment, hidden=hidden)
        stage.wait()
        try:
            self.sight = stage.look()
        except LookupError:
            return self._fault("3 console", f"there is no map on the page {stage.faults[:3]}")
        fault = self.holds(deep=True)
        stage.tasks()
        if fault is None and playing:
            self._let(play=True)
        return fault

    def step(self, step: hand.Step, *, deep: bool | None = None) -> Fault | None:
        """One step, and what must hold after it."""
        self.steps += 1
        stage = self.stage
        sight = self.sight or stage.look()
        stage.tasks()
        spent = stage.spent()
        wrong = self._mark(step) if step["do"] == "mark" else hand.act(stage, step, sight)
        if wrong:
            return self._fault("mark" if step["do"] == "mark" else "search", wrong)
        stage.moment()
        fault = self._quick(stage.tasks(), stage.spent() - spent)
        return fault or self.holds(deep=self.steps % self.every == 0 if deep is None else deep)

    def holds(self, *, deep: bool = True) -> Fault | None:
        """Bring the page to rest and judge it; a page that plays is judged playing, then at rest, and goes on."""
        stage, fault = self.stage, None
        playing, dialog = stage.frame.evaluate(CALM)
        if playing:
            fault = self._in_place(stage.look(), live=True)
            self._let(play=False)
        self.sight = sight = self._rest(dialog=dialog)
        fault = fault or self._judge(sight, stage.picture(sight.inside), deep)
        if fault and fault.rule not in ("3 console", "3 request"):
            # Seen in a hurry: what is still being painted is waited for before it is called a fault.
            self.known.pop(self._key(sight), None)
            self._shown = None
            self.sight = sight = self._rest()
            fault = self._judge(sight, stage.settle(sight.inside), deep)
        if fault is None and deep:
            fault = self._opens_what_is_clicked(sight)
        if playing:
            self._let(play=True)
        return fault

    def _judge(self, sight: Sight, picture: Picture, deep: bool) -> Fault | None:
        fault = self._sound() or self._counts(sight)
        if fault is None and deep and "=" in (sight.hash or "="):
            fault = self._like_fresh(sight, picture)
        return fault or self._in_place(sight, picture)

    def _rest(self, *, dialog: bool = False) -> Sight:
        """Let pass what passes, put away what no address tells of, and look again."""
        stage = self.stage
        if not stage.screen.touch:
            stage.page.mouse.move(0, 0)
        if dialog:
            stage.page.keyboard.press("Escape")
            stage.frame.evaluate(CALM)
        self._thrown()
        self._face()
        stage.wait()
        sight = stage.look()
        if sight.heading and "open=" not in sight.hash and sight.closers:  # a card of milestones
            self._close(sight)
            if not stage.screen.touch:
                stage.page.mouse.move(0, 0)
            stage.wait()
            sight = stage.look()
        if sight.scrolled:
            stage.frame.evaluate(UNSCROLL)
            sight = stage.look()
        return sight

    def _thrown(self) -> None:
        """Wait until a page that a finger has thrown, as by the card of a map, lies still; then go back to its top."""
        before = None
        while self.stage.screen.touch and (now := self.stage.page.evaluate("scrollY")) != before:
            before = now
            time.sleep(THROWN_S)
        self.stage.frame.evaluate("() => { if (parent === window) scrollTo(0, 0); }")

    def _face(self) -> None:
        """Scroll to a map in an article: a browser lets a frame rest that nobody sees, and so the map hears nothing."""
        if self.stage.scene.framed:
            self.stage.page.evaluate("document.querySelector('iframe').scrollIntoView({ block: 'nearest' })")

    def _let(self, *, play: bool, again: bool = True) -> None:
        """Press Play, or Pause, unless the page has come to that by itself, as at the end of its clock; a dialog or a
        card that lies upon the button is closed first."""
        stage = self.stage
        self._face()
        sight = stage.look()
        if sight.playing == play:
            return
        if sight.dialog:
            stage.page.keyboard.press("Escape")
            sight = stage.look()
        if sight.closers and not self._free(sight):
            self._close(sight)
            sight = stage.look()
        if self._free(sight):
            x, y, w, h = sight.play[0]
            hand.press(stage, (x + w / 2, y + h / 2))
        else:
            stage.frame.locator(".leaflet-container").press(" ", timeout=10_000)
        for _ in range(25):  # a finger's tap is heard a moment later
            if stage.look().playing != sight.playing:
                return
            stage.moment()
        if again:  # the clock had come to its end just before the press, which has then begun it anew
            self._let(play=play, again=False)

    @staticmethod
    def _free(sight: Sight) -> bool:
        return any(control.box in sight.play for control in sight.controls)

    def _close(self, sight: Sight) -> None:
        x, y, w, h = sight.closers[0]
        hand.press(self.stage, (x + w / 2, y + h / 2))
        self.stage.moment()

    def _mark(self, step: hand.Step) -> str | None:
        """Click on a mark where it is projected: its card must open."""
        sight = self.sight or self.stage.look()
        address = read(sight.hash)
        view = self._view(address, sight)
        if view is None or sight.day is None or sight.playing:
            return None
        seen = self._alone(marks(self.chart, view, address, (sight.day, sight.day), sight), view, sight, address)
        if not seen:
            return None
        mark = seen[step["nth"] % len(seen)]
        hand.press(self.stage, (mark.x, mark.y))
        return self._other_card(self.stage, mark)

    # The rules ------------------------------------------------------------------------------------------------------

    def _fault(self, rule: str, message: str, **pictures: Picture) -> Fault:
        return Fault(rule, message, {name: picture.data for name, picture in pictures.items()})

    def _sound(self) -> Fault | None:
        if not self.stage.faults:
            return None
        asked = any(fault.startswith("request") for fault in self.stage.faults)
        return self._fault("3 request" if asked else "3 console", "; ".join(self.stage.faults[:3]))

    def _quick(self, tasks: list[float], spent: float = math.inf) -> Fault | None:
        """Judge the long tasks of a step; ``spent`` is all the time that the page had of the processor in it."""
        if not tasks or max(tasks) <= TASK_MS:
            return None
        longest, share = max(tasks), spent * max(tasks) / sum(tasks)
        if share < math.inf:
            # What the task itself took: the machine may have had others to serve while it was under way.
            longest, factor = min(longest, share), calibration(self.fresh.page, self.fresh.spent)
        else:
            factor = 1.25 * max(calibration(self.fresh.page) for _ in range(2))
        if os.getloadavg()[0] > (os.cpu_count() or 1):
            factor *= CROWDED
        self.slowest = max(self.slowest, longest / factor)
        if longest <= TASK_MS * factor:
            return None
        return self._fault(
            "3 slow", f"a task of {longest:.0f} ms, on a machine {factor:.1f} times slower than it may be"
        )

    def _counts(self, sight: Sight) -> Fault | None:
        if sight.day is None:
            return None
        expected = self.chart.counts(sight.day, read(sight.hash))
        wrong = {key: (n, expected[key]) for key, n in sight.counts.items() if expected.get(key, n) != n}
        if wrong:
            return self._fault("3 counts", f"on day {sight.date}, shown and right: {wrong}")
        return None

    def _like_fresh(self, sight: Sight, picture: Picture) -> Fault | None:
        fresh = self._fresh(sight)
        self.compared += 1
        if unequal := _unequal(sight, fresh.sight):
            return self._fault(
                "1 fresh", f"at {sight.hash}, here and on a fresh page: {unequal}", page=picture, fresh=fresh.picture
            )
        if picture.box[2:] != fresh.picture.box[2:]:
            return self._fault("1 fresh", f"the map is {picture.box[2:]}, on a fresh page {fresh.picture.box[2:]}")
        address = read(sight.hash)
        view = address.view or self._view(address, sight)
        reach = math.ceil(view.reach(sight.map[2:]) / 2 + 0.5) if view else 1
        cells, red = unlike(picture, fresh.picture, sight.passing, min(6, reach))
        if self.trace:
            print(f"      {cells} cells, {red} red, reach {reach}, {sight.hash}")
        if red <= STRAY and cells <= NAMES:
            return None
        return self._fault(
            "1 fresh",
            f"at {sight.hash} {cells} cells, {red} of them red, are not as on a fresh page",
            page=picture,
            fresh=fresh.picture,
        )

    def _in_place(self, sight: Sight, picture: Picture | None = None, *, live: bool = False) -> Fault | None:
        picture = picture or self.stage.picture(sight.inside)
        after = self.stage.look() if live else sight
        address = read(after.hash)
        view = self._view(address, sight) if address.judged else None
        # While it plays, an address that is only written in a moment may tell of the view before: judged at rest then.
        if view is None or sight.day is None or after.day is None or (live and sight.hash != after.hash):
            return None
        days = min(sight.day, after.day), max(sight.day, after.day)
        expected = marks(self.chart, view, address, days, sight)
        if len(expected) < 3:
            return None
        found = fit(expected, picture, sight, view.reach(sight.map[2:]) + 1)
        self.seen += found.found
        if found.found >= FOUND * found.asked - 1:
            return None
        if live:
            return None if self._moving(sight) else self._misplaced(found, sight, picture, "while it plays")
        return self._misplaced(found, sight, picture, "at rest")

    def _moving(self, sight: Sight) -> bool:
        """Whether the address has not caught up yet with the view."""
        self.stage.wait()
        return self.stage.look().hash.split("view=")[-1] != sight.hash.split("view=")[-1]

    def _misplaced(self, found: Fit, sight: Sight, picture: Picture, when: str) -> Fault:
        some = ", ".join(f"{self.chart.ids[m.row]} ({m.status}) at {m.x:.0f}, {m.y:.0f}" for m in found.missing[:4])
        return self._fault(
            "2 place",
            f"{when}, at {sight.hash}: {found.found} of {found.asked} marks stand where they are projected; not {some}",
            page=picture,
        )

    def _opens_what_is_clicked(self, sight: Sight) -> Fault | None:
        """Click on the fresh page, which looks the same and is not needed any more."""
        if self._shown != self._key(sight) or sight.day is None:
            return None
        address = read(sight.hash)
        view = self._view(address, sight)
        fresh = self.fresh.look()
        if view is None or self._shown != self._key(sight):
            return None
        seen = self._alone(marks(self.chart, view, address, (sight.day, sight.day), fresh), view, fresh, address)
        if not seen:
            return None
        mark = seen[self.steps % len(seen)]
        hand.press(self.fresh, (mark.x, mark.y))
        self._shown = None
        self.clicked += 1
        wrong = self._other_card(self.fresh, mark)
        return self._fault("2 click", f"at {sight.hash}: {wrong}") if wrong else None

    def _alone(self, seen: list[Mark], view: View, sight: Sight, address: Address) -> list[Mark]:
        """Marks with no other so near that a click could mean it."""
        at, _ = self.chart.places(view, address.frame, sight.map)
        drawn = self.chart.visible(address)
        far = view.reach(sight.map[2:])
        alone = []
        for mark in seen:
            apart = ((at[:, 0] - mark.x) ** 2 + (at[:, 1] - mark.y) ** 2) ** 0.5
            apart[mark.row] = math.inf
            if (apart[drawn] > 14 + 2 * far).all():
                alone.append(mark)
        return alone

    def _other_card(self, stage: Stage, mark: Mark) -> str | None:
        title, own = " ".join(self.chart.titles[mark.row].split()), self.chart.ids[mark.row]

        def follows(sight: Sight) -> bool:
            # In other languages titles are translated: there a card is open, and the address tells of which feature.
            here = sight.heading[:1] == (title,) if sight.lang.startswith("en") else bool(sight.heading)
            return here and (stage.scene.framed or read(sight.hash).open == own)

        sight = stage.until(follows)
        heading = sight.heading[0] if sight.heading else ""
        if follows(sight):
            return None
        return f"a click on {title!r} at {mark.x:.0f}, {mark.y:.0f} shows the card of {heading or 'nothing'!r}"

    # The fresh page -------------------------------------------------------------------------------------------------

    _shown: Any = None
    trace = False

    def _key(self, sight: Sight) -> Any:
        folds = tuple(open_ for _, open_ in sight.details)
        return (sight.hash, self.stage.size, sight.map[2:], self.stage.dark, folds, self._between())

    def _between(self) -> tuple[float, float]:
        """How far the map's frame begins behind a whole pixel: an article's text may end between two, and there
        the frame's letters and lines are drawn otherwise.
        """
        x, y = self.stage.origin()
        return round(x % 1, 4), round(y % 1, 4)

    def _fresh(self, sight: Sight) -> Fresh:
        key = self._key(sight)
        if key in self.known:
            self.known.move_to_end(key)
            return self.known[key]
        fresh = self.fresh
        self._open_fresh(sight.hash)
        fresh.wait()
        there = self._fold_alike(sight, fresh.look())
        if there.scrolled:
            fresh.frame.evaluate(UNSCROLL)
            fresh.page.evaluate("scrollTo(0, 0)")
            there = fresh.look()
        found = Fresh(there, fresh.settle(there.inside))
        self._shown = key
        self.known[key] = found
        if len(self.known) > KEPT:
            self.known.popitem(last=False)
        return found

    def _open_fresh(self, fragment: str) -> None:
        """The same address, size and theme; a map in an article is opened in a frame of the same size."""
        stage, fresh = self.stage, self.fresh
        fresh.theme(stage.dark)
        if not stage.scene.framed:
            fresh.resize(*stage.size)
            fresh.open(fragment)
            return
        _, _, width, height = stage.frame_box()
        left, top = self._between()
        frame = re.search(r"<iframe[^>]*>", stage.scene.path.read_text(encoding="utf-8"))
        if frame is None or stage.scene.own is None:
            raise LookupError("the article has no frame")
        tag = re.sub(
            r'src="[^"]*"', lambda _: f'src="{stage.scene.own.as_uri()}{fragment.replace("&", "&amp;")}"', frame[0]
        )
        tag = re.sub(r'(width|height|loading)="[^"]*"', "", tag)
        host = self.work / "host.html"
        host.write_text(
            f'<!DOCTYPE html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<style>html, body {{ margin: 0; overflow: hidden }} iframe {{ display: block; border: 0; "
            f"margin: {top}px 0 0 {left}px; "
            f"width: {width}px; height: {height}px }}</style>{tag}</iframe>",
            encoding="utf-8",
        )
        fresh.resize(*stage.size)
        fresh.open(path=host)

    def _fold_alike(self, sight: Sight, there: Sight) -> Sight:
        """Fold out on the fresh page what is folded out on the other, the outer before the inner."""
        fresh = self.fresh
        for _ in range(8):
            pairs = zip(sight.details, there.details, strict=False)
            number = next((its for (_, wanted), (its, is_) in pairs if wanted != is_), None)
            if number is None:
                break
            # By the keyboard: where a card lies upon the fold, no pointer reaches it.
            fresh.frame.locator(".leaflet-container details > summary").nth(number).press("Enter", timeout=10_000)
            fresh.frame.evaluate("document.activeElement?.blur()")
            fresh.wait()
            there = fresh.look()
        return there

    def _view(self, address: Address, sight: Sight) -> View | None:
        """The view, from the address; where that names none, the one in which such a page opens."""
        if address.frame not in self.chart.projections:
            address = replace(address, frame="")
        if address.view:
            return address.view
        scene = self.stage.scene
        if scene.home:
            return View(*scene.home, off=(1e-6, 1e-6))
        key = (self.stage.size, address.frame, sight.lang, sight.map[2:])
        if key not in self.homes:
            self.homes[key] = self._home(address)
        return self.homes[key]

    def _home(self, address: Address) -> View | None:
        """Where a page opens: nudge it by an arrow with shift, and the address says where that is from."""
        fresh, self._shown = self.fresh, None
        keep = [f"{key}={quote(text)}" for key in ("frame", "lang") if (text := getattr(address, key))]
        keep += ["chrome=off"] if fresh.scene.framed else []
        self._open_fresh("#" + "&".join(keep) if keep else "")
        fresh.wait()
        fresh.frame.locator(".leaflet-container").press("Shift+ArrowRight", timeout=10_000)
        fresh.wait()
        view = read(fresh.look().hash).view
        return self.chart.moved(view, address.frame, -NUDGE) if view else None

    def leave(self) -> None:
        """Leave both pages, until the next walk begins."""
        self._shown = None
        self.stage.leave()
        self.fresh.leave()


def _unequal(one: Sight, other: Sight) -> dict[str, tuple[Any, Any]]:
    """What two pages say otherwise, of that which both have in sight."""
    pairs = {"date": (one.date, other.date), "card": (one.heading, other.heading), "language": (one.lang, other.lang)}
    pairs |= {key: (one.counts[key], other.counts[key]) for key in one.counts.keys() & other.counts.keys()}
    boxes, others = ({c.key: c.checked for c in sight.controls if c.role == "checkbox"} for sight in (one, other))
    pairs |= {key: (boxes[key], others[key]) for key in boxes.keys() & others.keys()}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
