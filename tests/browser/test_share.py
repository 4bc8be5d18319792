"""The share dialog: what it hands on, that pictures and films carry their words, and what it says where it cannot."""

from __future__ import annotations

import functools
import http.server
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import imageio_ffmpeg as ffmpeg
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.test_embed import until

pytestmark = [pytest.mark.browser, pytest.mark.long]

LANGUAGES = ("en", "de", "ru", "uk", "pl", "cs", "hu", "fr", "ka")
DAY = "date=1961-11-10"
RED = (176, 30, 36)


@pytest.fixture(scope="module")
def site(built: Path) -> Iterator[str]:
    """The maps, served on this machine."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(built)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open an address; `script` runs before the page's own, `still` asks for less motion."""
    contexts, faults = [], []

    def opener(address: str, script: str = "", *, width: int = 1280, height: int = 800, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        page.evaluate("void window.atlas")
        until(page, "!!window.atlas")
        return page

    yield opener
    for context in contexts:
        context.close()
    assert faults == []


def share(page: Any) -> Any:
    page.locator(".atlas-share-button").click()
    dialog = page.locator(".atlas-share")
    expect(dialog).to_be_visible()
    return dialog


def kept(page: Any, button: Any, folder: Path) -> Path:
    with page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_file_of_ones_own_has_a_warning_in_place_of_its_link(built, visit):
    page = visit(f"{(built / 'prague.html').as_uri()}#{DAY}")
    dialog = share(page)
    expect(dialog).to_contain_text("a link to it works only there")
    expect(dialog.locator("input, textarea")).to_have_count(0)
    assert "file:" not in dialog.inner_text()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("document.activeElement.className") == "atlas-share-button"


def test_a_published_page_gives_link_and_snippet_and_says_who_takes_none(site, visit):
    page = visit(f"{site}/prague.html#date=1962-11-06")
    dialog = share(page)
    assert dialog.get_by_label("Link to this view").input_value() == f"{site}/prague.html#date=1962-11-06"
    code = dialog.get_by_label("Embed in a page").input_value()
    assert f'src="{site}/prague.html#date=1962-11-06"' in code
    assert f'<a href="{site}/prague.html#date=1962-11-06"><img src="{site}/prague.png"' in code
    assert 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"' in code
    dialog.locator("p button").first.click()
    assert dialog.locator("p button").first.inner_text() == "Copied"
    expect(dialog).to_contain_text("Medium and Wikipedia take no frames")
    expect(dialog).not_to_contain_text("works only there")


def test_a_picture_is_the_map_with_its_words_and_leaves_the_page_as_it_was(built, visit, tmp_path):
    page = visit(f"{(built / 'prague.html').as_uri()}#date=1962-11-06")
    page.wait_for_timeout(1500)  # rings die away
    canvases = "() => [...document.querySelectorAll('.leaflet-map-pane canvas')].map((c) => c.width + c.toDataURL())"
    before = page.evaluate(canvases)
    dialog = share(page)
    path = kept(page, dialog.get_by_role("button", name="Save a picture (PNG)"), tmp_path)
    assert page.evaluate(canvases) == before
    assert path.name == "prague-1962-11-06.png"
    picture = np.asarray(Image.open(path).convert("RGB")).astype(int)
    box = page.evaluate(
        "(({ clientWidth, clientHeight }) => [clientWidth, clientHeight])(document.querySelector('.atlas-map'))"
    )
    assert picture.shape[1] == 2 * box[0], "finer than a coarse screen"
    above = (picture.shape[0] - 2 * box[1]) > 200
    assert above, "room for title, day, legend and credit"
    is_red = (np.abs(picture - RED) < 24).all(axis=2)
    assert is_red[: 2 * 70].sum() > 400, "the day is set in red above the map"
    assert is_red[2 * 150 : 2 * box[1]].sum() > 50, "marks are on the map"
    foot = picture[-2 * 40 :]
    assert (foot.sum(axis=2) < 450).sum() > 300, "letters of the credit"


def words_of(path: Path) -> list[str]:
    root = ElementTree.parse(path).getroot()  # noqa: S314  (our own)
    return [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_an_svg_holds_its_letters_as_text_in_the_readers_language(built, visit, tmp_path):
    page = visit(f"{(built / 'atlas.html').as_uri()}#{DAY}&lang=ru")
    path = kept(page, share(page).get_by_role("button", name="(SVG)"), tmp_path)
    said = words_of(path)
    assert page.locator("#page-title").inner_text() in said
    assert "10 ноября 1961 г." in said
    counts = page.evaluate("window.atlas.state().counts")
    assert any(text.endswith(f": {counts['bearing']}") for text in said)
    assert any("CC BY 4.0" in text for text in said), "the licence"
    assert {"Берлин", "Прага"} & set(said), "names on the map"
    assert any("Волгоград" in text for text in said), "the caption"
    assert b"data:image/png;base64," in path.read_bytes()


def test_a_comparison_is_lettered_as_one(built, visit, tmp_path):
    page = visit(f"{(built / 'prague.html').as_uri()}#date=1962-11-07&compare=1950-01-01")
    said = words_of(kept(page, share(page).get_by_role("button", name="(SVG)"), tmp_path))
    assert any(text.startswith("gone in between: ") for text in said)
    assert not any(text.startswith("In place: ") for text in said)


def test_a_film_plays_until_the_clock_is_paused(built, visit, tmp_path):
    page = visit(f"{(built / 'prague.html').as_uri()}#date=1953-01-01")
    dialog = share(page)
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Record a film").click()
        expect(dialog).to_be_hidden()
        assert page.evaluate("document.activeElement.classList.contains('atlas-play')")
        until(page, "window.atlas.state().date > '1953-03-01'")
        page.keyboard.press("Space")
        assert not page.evaluate("window.atlas.state().playing")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name.startswith("prague-1953-01-01.")
    frames = ffmpeg.read_frames(str(path))
    width, height = next(frames)["size"]
    pictures = [np.frombuffer(frame, np.uint8).reshape(height, width, 3) for frame in frames]
    assert width == page.evaluate("document.querySelector('.atlas-map').clientWidth")
    day = np.s_[20:90, 16:400]
    assert len(pictures) > 10
    assert np.abs(pictures[0][day].astype(int) - pictures[-1][day]).mean() > 1, "another day is lettered"


def test_where_nothing_can_be_recorded_a_sentence_says_so(built, visit):
    page = visit((built / "prague.html").as_uri(), "delete window.MediaRecorder")
    dialog = share(page)
    expect(dialog).to_contain_text("This browser does not let a page record what it draws.")
    expect(dialog.get_by_role("button", name="Record a film")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Save a picture (PNG)")).to_be_visible()


SHEET = """
navigator.canShare = ({ files }) => files.every((file) => file.type === 'image/png');
navigator.share = async (given) => { window.handed = { ...given, files: given.files?.map((f) => [f.name, f.size]) }; };
"""


def test_the_systems_sheet_gets_link_words_credit_and_picture(site, visit):
    page = visit(f"{site}/prague.html#date=1962-11-06", SHEET)
    share(page).get_by_role("button", name="Share …").click()
    until(page, "!!window.handed")
    handed = page.evaluate("window.handed")
    assert handed["url"] == f"{site}/prague.html#date=1962-11-06"
    assert "6 November 1962" in handed["text"] and "CC BY 4.0" in handed["text"]
    ((name, size),) = handed["files"]
    assert name == "prague-1962-11-06.png" and size > 10_000


def test_a_file_hands_on_its_picture_and_no_link(built, visit):
    page = visit((built / "prague.html").as_uri(), SHEET)
    share(page).get_by_role("button", name="Share …").click()
    until(page, "!!window.handed")
    handed = page.evaluate("window.handed")
    assert "url" not in handed and handed["files"]


def test_the_poster_is_the_print_dialog(built, visit):
    page = visit((built / "prague.html").as_uri(), "window.print = () => { window.asked = true; }")
    dialog = share(page)
    dialog.get_by_role("button", name="Print, or save as PDF").click()
    assert page.evaluate("window.asked")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("at", ["file", "site"])
def test_on_a_narrow_phone_the_dialog_fits_in_every_language(built, site, visit, at):
    address = (built / "prague.html").as_uri() if at == "file" else f"{site}/prague.html"
    page = visit(address, SHEET, width=360, height=640, has_touch=True)
    for lang in LANGUAGES:
        page.evaluate(f"location.hash = 'lang={lang}'")
        expect(page.locator(".atlas-overlay")).to_have_attribute("lang", lang)
        dialog = share(page)
        box = dialog.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360
        assert dialog.evaluate("node => node.scrollWidth <= node.clientWidth")
        for button in dialog.locator("button").all():
            button.scroll_into_view_if_needed()
            edge = button.bounding_box()
            assert edge["x"] >= 0 and edge["x"] + edge["width"] <= 360 and edge["height"] >= 24
        page.keyboard.press("Escape")


def test_in_firefox_picture_and_film_are_saved_from_disk(built, firefox, tmp_path):
    context = firefox.new_context(viewport={"width": 1000, "height": 700}, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{(built / 'prague.html').as_uri()}#date=1962-11-06")
    until(page, "!!window.atlas")
    # Firefox under WebDriver BiDi tells of no downloads: what is put into the link is read instead.
    page.evaluate(
        """() => {
            const own = URL.createObjectURL;
            URL.createObjectURL = (file) => {
                file.arrayBuffer().then((bytes) => { window.kept = [file.name, [...new Uint8Array(bytes)]]; });
                return own.call(URL, file);
            };
        }"""
    )
    share(page).get_by_role("button", name="Record a film").click()
    page.wait_for_timeout(600)
    page.keyboard.press("Space")
    until(page, "!!window.kept")
    name, data = page.evaluate("window.kept.splice(0)")
    assert name.startswith("prague-1962-11-06.") and len(data) > 5000
    # The picture comes last: a download takes Firefox's attention from the page.
    share(page).get_by_role("button", name="Save a picture (PNG)").click()
    until(page, "window.kept.length > 0")
    name, data = page.evaluate("window.kept")
    assert name.endswith(".png")
    picture = np.asarray(Image.open(io.BytesIO(bytes(data))).convert("RGB")).astype(int)
    assert ((np.abs(picture - RED) < 24).all(axis=2)).sum() > 500
    context.close()
