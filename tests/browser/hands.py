"""Hands on a page: the mouse, the wheel, fingers; and whether the page then looks like a fresh one at its address."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

ADDRESS_MS = 450  # after which the address says what is shown
FAR = 60  # of 255: colours that differ so much are not the same ink
MOST = 0.0001  # part of the pixels that may differ: a hundred of a million


def drag(page: Any, start: tuple[float, float], by: tuple[float, float], steps: int = 8) -> None:
    """Press, pull and let go, at the pace of a hand."""
    x, y = start
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(1, steps + 1):
        page.mouse.move(x + by[0] * k / steps, y + by[1] * k / steps)
        page.wait_for_timeout(16)
    page.wait_for_timeout(120)  # a hand that rests before it lets go throws nothing
    page.mouse.up()


def wheel(page: Any, at: tuple[float, float], turns: int) -> None:
    """Turn the wheel: away from the body (negative) comes nearer."""
    page.mouse.move(*at)
    for _ in range(abs(turns)):
        page.mouse.wheel(0, 100 if turns > 0 else -100)
        page.wait_for_timeout(80)


def pinch(page: Any, at: tuple[float, float], first: float, last: float, steps: int = 10) -> None:
    """Two fingers, left and right of a point, from `first` to `last` pixels apart."""
    session = page.context.new_cdp_session(page)
    x, y = at

    def touch(kind: str, apart: float | None) -> None:
        points = [] if apart is None else [{"x": x - apart / 2, "y": y, "id": 0}, {"x": x + apart / 2, "y": y, "id": 1}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)

    touch("touchStart", first)
    for k in range(1, steps + 1):
        touch("touchMove", first + (last - first) * k / steps)
    touch("touchEnd", None)
    session.detach()


def rest(page: Any) -> None:
    """Take the hand off and wait until the address is written and the last frame painted."""
    size = page.viewport_size
    page.mouse.move(4, size["height"] - 4)
    page.wait_for_timeout(ADDRESS_MS)


def picture(page: Any) -> np.ndarray[Any, Any]:
    """What the screen shows, as colours."""
    return np.asarray(Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")).astype(int)


def unlike(page: Any, other: Any) -> float:
    """Part of the pixels in which two pages differ."""
    return float((np.abs(picture(page) - picture(other)).max(axis=2) > FAR).mean())


def assert_like_fresh(page: Any, open_page: Any, path: Path, **options: Any) -> Any:
    """The page looks like a fresh page opened at its own address; returns that page."""
    for patience in (0, 900):  # a busy machine hears late of a change, and the address of it later still
        rest(page)
        page.wait_for_timeout(patience)
        fresh = open_page(path, fragment=page.url.partition("#")[2], **page.viewport_size, **options)
        rest(fresh)
        fresh.wait_for_timeout(patience)
        differ = unlike(page, fresh)
        if differ < MOST:
            break
    assert differ < MOST, f"{differ:.2%} of the picture differ from a fresh page at {page.url}"
    assert fresh.url == page.url
    return fresh
