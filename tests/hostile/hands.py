"""Pages opened in a real browser with a detector: scripts run, dialogs, requests, new windows; and hands laid on."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from harness import Trial

_DETECTOR = "window.__ran = 0; window.pwned = () => { window.__ran += 1; };"
_LIVE = """() => [...document.querySelectorAll("[href], [src], [action], [formaction]")].flatMap((node) =>
  ["href", "src", "action", "formaction"].map((name) => node.getAttribute(name) || ""))
  .filter((link) => /^[\\s\\x00-\\x1f]*(javascript|vbscript|data:text|file):/i.test(link)).length"""
_CLICK_MS = 500


class Detector:
    """One page of a browser, and what it did that it should not."""

    def __init__(self, browser: Any) -> None:
        self.context = browser.new_context(offline=True, viewport={"width": 1000, "height": 700})
        self.context.add_init_script(_DETECTOR)
        self.context.set_default_timeout(10_000)
        self.faults: list[tuple[str, str]] = []
        self.home = ""
        self.page = self.context.new_page()
        self.context.on("page", lambda page: self.faults.append(("scripts run", f"a window opened: {page.url}")))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.on("pageerror", lambda error: self.faults.append(("tracebacks", f"in the page: {error}")))

    def _dialog(self, dialog: Any) -> None:
        self.faults.append(("scripts run", f"a dialog: {dialog.message}"))
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:", "about:")):
            self.faults.append(("requests", request.url[:200]))
        elif request.url.startswith("file:") and not request.url.startswith(self.home):  # a site shows its own pictures
            self.faults.append(("files read or written outside", f"the page opens {request.url[:200]}"))

    def look(self, trial: Trial, path: Path) -> None:
        """Open a page, lay hands on it where the case is a whole one, and note its faults with the case."""
        self.faults.clear()
        self.home = f"{trial.output.as_uri()}/"
        try:
            self.page.goto(path.as_uri(), wait_until="load", timeout=10_000 * trial.slack)
            if trial.case.whole:
                self._hands()
            if ran := self.page.evaluate("window.__ran"):
                self.faults.append(("scripts run", f"{ran} times"))
            if live := self.page.evaluate(_LIVE):
                self.faults.append(("scripts run", f"{live} live links that are not of the web"))
        except Exception as error:
            self.faults.append(("hangs over 10 s", str(error).splitlines()[0][:200]))
        for column, note in self.faults:
            trial.fault(column, f"{path.name}: {note}")

    def _hands(self) -> None:
        """Click a mark, search, open a card, play, and press what there is to press."""
        page = self.page
        with contextlib.suppress(Exception):
            search = page.locator("input[type=search], .atlas-search input").first
            search.fill("a", timeout=_CLICK_MS)
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        with contextlib.suppress(Exception):
            page.mouse.click(500, 350)
        for name in ("Play", "Pause", "What happened", "Legend", "Share", "Settings"):
            with contextlib.suppress(Exception):
                page.get_by_role("button", name=name).first.click(timeout=_CLICK_MS)
        for link in page.locator("a[href]:not([href^='#'])").all()[:5]:
            with contextlib.suppress(Exception):
                link.hover(timeout=_CLICK_MS)
        with contextlib.suppress(Exception):
            page.locator("summary").first.click(timeout=_CLICK_MS)

    def close(self) -> None:
        """Close the page and its context."""
        self.context.close()
