"""Walks: drawn from a seed, replayed from a file, and shrunk to the shortest that still fails."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.hands import hand
from tests.hands.holds import Fault, Walker

LENGTH = 40


@dataclass
class Walk:
    """A walk that can be written down: where it begins, and its steps."""

    scene: str
    screen: str
    seed: int
    playing: bool = False
    hidden: bool = False
    browser: str = "chromium"
    steps: list[hand.Step] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Walk:
        """Read one that was saved."""
        saved = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{key: saved[key] for key in cls.__dataclass_fields__ if key in saved})

    def words(self) -> str:
        """The walk in a few lines."""
        how = "playing" if self.playing else "paused"
        hidden = ", opened hidden" if self.hidden else ""
        lines = [f"{self.scene}, {self.screen}, {self.browser}, {how}{hidden}, seed {self.seed}"]
        lines += [f"  {k}. {json.dumps(step, ensure_ascii=False)}" for k, step in enumerate(self.steps, start=1)]
        return "\n".join(lines)


def start(scene: str, screen: str, seed: int, browser: str = "chromium") -> Walk:
    """How the walk of a seed begins: one in three plays, one in eight opens in a box of no size."""
    random_ = random.Random(seed)
    playing, hidden = random_.random() < 0.33, random_.random() < 0.125
    return Walk(scene, screen, seed, playing, hidden, browser)


def go(
    walker: Walker,
    walk: Walk,
    length: int = LENGTH,
    *,
    until: float = float("inf"),
    without: Collection[str] = (),
    each: Callable[[], None] = lambda: None,
) -> Fault | None:
    """Walk on at random from the walk's beginning, writing down each step, until something does not hold."""
    random_ = random.Random(walk.seed * 7919 + 1)
    walker.steps = 0
    fault = walker.begin(playing=walk.playing, hidden=walk.hidden)
    while fault is None and len(walk.steps) < length and time.monotonic() < until:
        step = hand.draw(random_, walker.stage, without)
        walk.steps.append(step)
        fault = walker.step(step, deep=True if len(walk.steps) == length else None)
        each()
    if fault:
        fault.step = len(walk.steps)
    return fault


def replay(walker: Walker, walk: Walk) -> Fault | None:
    """Take the steps of a walk again; a fresh page is only looked at after the last."""
    walker.steps = 0
    fault = walker.begin(playing=walk.playing, hidden=walk.hidden)
    for number, step in enumerate(walk.steps, start=1):
        if fault:
            break
        fault = walker.step(dict(step), deep=number == len(walk.steps))
        if fault:
            fault.step = number
    return fault


def shrink(
    walker: Walker, walk: Walk, fault: Fault, *, seconds: float = 90, tell: Callable[[str], None] = lambda _: None
) -> tuple[Walk, Fault]:
    """The shortest walk that breaks the same rule: steps are left out, by halves and then singly (delta debugging,
    Zeller and Hildebrandt 2002), then the beginning made plain, then each step."""
    end = time.monotonic() + seconds
    best, worst = walk, fault

    def fails(candidate: Walk) -> bool:
        nonlocal best, worst
        if time.monotonic() > end:
            return False
        found = replay(walker, candidate)
        if found is None or found.rule != fault.rule:
            return False
        best, worst = (
            Walk(**{**asdict(candidate), "steps": candidate.steps[: found.step] if found.step > 0 else []}),
            found,
        )
        tell(f"    {len(best.steps)} steps")
        return True

    def with_steps(steps: Iterable[hand.Step]) -> Walk:
        return Walk(**{**asdict(best), "steps": list(steps)})

    size = max(1, len(best.steps) // 2)
    while size and best.steps:
        at, shorter = 0, False
        while at < len(best.steps):
            kept = best.steps[:at] + best.steps[at + size :]
            if fails(with_steps(kept)):
                shorter = True
            else:
                at += size
        if not shorter:
            size //= 2
        if time.monotonic() > end:
            break
    for plain in ({"playing": False}, {"hidden": False}):
        if getattr(best, next(iter(plain))):
            fails(Walk(**{**asdict(best), **plain}))
    return best, worst


def save(folder: Path, walk: Walk, fault: Fault, first: int) -> Path:
    """Write a failing walk, ready to be replayed, and the pictures that show what failed."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{fault.rule.replace(' ', '-')}-{walk.scene}-{walk.screen}-{walk.browser}-{walk.seed}"
    document: dict[str, Any] = {"rule": fault.rule, "message": fault.message, "found_after": first, **asdict(walk)}
    path = folder / f"{name}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for what, data in fault.pictures.items():
        (folder / f"{name}-{what}.png").write_bytes(data)
    return path
