"""JupyterLab itself, driven once: the map shows, trusted and not, and the live map and the cells hear each other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]
START_S = 30
CELLS = [
    'import atlas\nrecord = atlas.load().where(country="CZ")\nrecord',
    'record.map(title="Czech lands", extent=(12, 48, 19, 51.5), first="1945", last="1992")',
    'live = record.widget(first="1945", last="1992", start="1953-03-05", extent=(12, 48, 19, 51.5))\nlive',
    'live.date = "1955-05-01"\nlive.filters = {"group": "image"}',
    'print("read", live.date, live.selected, live.filters, len(live.shown))',
    'other = record.widget(start="1961-11-10", height=300)\nother',
    "live.playing = True",
    'print("played", live.playing, live.date > "1960-01-31", live.selected, live.filters, other.date)',
]


def _notebook(path: Path, cells: list[str]) -> None:
    import nbformat

    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, path)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """JupyterLab on this machine alone, with settings of its own; its address and its folder."""
    home, root = tmp_path_factory.mktemp("jupyter"), tmp_path_factory.mktemp("notebooks")
    _notebook(root / "live.ipynb", CELLS)
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(home / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": "0",
        "ServerApp.root_dir": str(root),
        "IdentityProvider.token": "atlas",
        "LabApp.news_url": "None",
        "LabApp.check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            command + [f"--{key}={value}" for key, value in options.items()],
            env=os.environ | own | {"IPYTHONDIR": str(home / "ipython")},
            stdout=log,
            stderr=log,
        )
    try:
        yield _address(home / "runtime", server, home / "log"), root
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:  # its kernels may keep it
            server.kill()
            server.wait()


def _address(runtime: Path, server: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            try:
                return str(json.loads(file.read_text())["url"])
            except (ValueError, KeyError):
                continue
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start: {log.read_text()[-2000:]}")


@pytest.fixture
def desk(browser: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page in which whatever asks for another machine is noted and refused."""
    context, outside = browser.new_context(viewport={"width": 1300, "height": 1000}), []

    def refuse(route: Any) -> None:
        outside.append(route.request.url)
        route.abort()

    context.route(re.compile(r"^(?!http://127\.0\.0\.1|data:|blob:)"), refuse)
    yield context.new_page(), outside
    context.close()


def _run(cells: Any, number: int) -> Any:
    """Run a cell and wait until it has run; a key pressed while the notebook settles is lost, and pressed again."""
    from playwright.sync_api import TimeoutError as Late

    cell = cells.nth(number)
    prompt = cell.locator(".jp-InputPrompt")
    for _ in range(4):
        cell.locator(".cm-content").click()
        cell.page.keyboard.press("Shift+Enter")
        try:
            prompt.filter(has_text=re.compile(r"\[(\*|\d+)\]")).wait_for(timeout=4_000)
            break
        except Late:
            continue
    prompt.filter(has_text=re.compile(r"\[\d+\]")).wait_for(timeout=30_000)
    return cell


def test_a_cell_and_the_live_map_hear_each_other(lab: tuple[str, Path], desk: tuple[Any, list[str]]) -> None:
    (url, _), (page, outside) = lab, desk
    page.goto(f"{url}lab/tree/live.ipynb?token=atlas&reset")
    cells = page.locator(".jp-NotebookPanel:visible .jp-CodeCell")
    cells.nth(4).wait_for(timeout=30_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=30_000)
    shown = _run(cells, 0)
    assert shown.locator(".jp-RenderedHTML img[src^='data:image/svg']").evaluate("img => img.decode()") is None
    shown = _run(cells, 1).frame_locator("iframe")
    shown.locator(".atlas-date", has_text="1 January 1945").wait_for()
    frame = _run(cells, 2).locator("iframe.atlas-widget")
    live = cells.nth(2).frame_locator("iframe.atlas-widget")
    live.locator(".atlas-date", has_text="5 March 1953").wait_for()
    _run(cells, 3)
    live.locator(".atlas-date", has_text="1 May 1955").wait_for()
    inside = frame.element_handle().content_frame()
    count = sum(inside.evaluate("atlas.state().counts").values())
    inside.evaluate("atlas.seek('1960-01-31'); atlas.open('prague-stalin-monument')")
    page.wait_for_timeout(300)
    printed = _run(cells, 4).locator(".jp-OutputArea-output", has_text="read").text_content()
    assert printed.split("read ")[1].strip() == f"1960-01-31 prague-stalin-monument {{'group': 'image'}} {count}"

    other = _run(cells, 5).frame_locator("iframe.atlas-widget")
    other.locator(".atlas-date", has_text="10 November 1961").wait_for()
    _run(cells, 6)
    live.get_by_role("button", name="Pause").wait_for()
    inside.wait_for_function("atlas.state().date > '1960-02-10'")
    live.get_by_role("button", name="Pause").click()
    live.get_by_role("button", name="Show all").click()
    inside.evaluate("atlas.close()")
    page.wait_for_timeout(300)
    printed = _run(cells, 7).locator(".jp-OutputArea-output", has_text="played").text_content()
    assert printed.split("played ")[1].strip() == "False True None {} 1961-11-10"
    assert page.url.split("#")[0] == page.url, "the notebook's own address is left alone"
    assert outside == []


def test_not_trusted_means_a_still_and_a_link(lab: tuple[str, Path], desk: tuple[Any, list[str]], record: Any) -> None:
    import nbformat

    (url, root), (page, outside) = lab, desk
    _notebook(root / "stranger.ipynb", ["record.map()", "record.widget()"])
    strange = nbformat.read(root / "stranger.ipynb", as_version=4)
    part = record.where(country="CZ")
    shown = {"text/html": part.map(title="Czech lands")._repr_html_(), "text/plain": "map"}
    strange.cells[0].outputs = [nbformat.v4.new_output("display_data", data=shown)]
    bundle = part.widget()._repr_mimebundle_()
    live = bundle[0] if isinstance(bundle, tuple) else bundle
    strange.cells[1].outputs = [nbformat.v4.new_output("display_data", data=live)]
    nbformat.write(strange, root / "stranger.ipynb")
    page.goto(f"{url}lab/tree/stranger.ipynb?token=atlas&reset")
    outputs = page.locator(".jp-NotebookPanel:visible .jp-RenderedHTML")
    outputs.nth(1).locator("img").wait_for(timeout=30_000)
    assert "a still of 1 January 1925" in outputs.nth(1).text_content()
    output = outputs.nth(0)
    assert output.locator("img").evaluate("img => img.decode().then(() => img.naturalWidth)") == 460
    assert output.locator("a", has_text="trusted").get_attribute("href").startswith("https://")
    assert output.locator("iframe").count() == 0
    assert outside == []
