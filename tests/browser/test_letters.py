"""Letters that a page brings: the browser has them before it letters the map, and finds every one that it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lettered import covered
from samples import SOUND

import atlas
from atlas.look import typeface

pytestmark = [pytest.mark.browser, pytest.mark.long]

LISTEN = """
window.lettered = [];
for (const way of ["fillText", "strokeText"]) {
  const own = CanvasRenderingContext2D.prototype[way];
  CanvasRenderingContext2D.prototype[way] = function (text, ...rest) {
    lettered.push([this.font.includes("italic") ? "italic" : "normal", this.font.includes("Atlas Serif") ? text : ""]);
    return own.call(this, text, ...rest);
  };
}
"""
SHOWN = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [...lettered];
  while (walk.nextNode()) {
    const on = walk.currentNode.parentElement, { fontFamily, fontStyle, fontVariantCaps } = getComputedStyle(on);
    if (["SCRIPT", "STYLE", "NOSCRIPT"].includes(on.tagName) || !fontFamily.includes("Atlas Serif")) continue;
    const text = walk.currentNode.data;
    found.push([fontStyle, fontVariantCaps === "small-caps" ? text + text.toUpperCase() : text]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("letters") / "map.html"
    atlas.load(SOUND).map(fonts="embedded").save(path)
    return path


def opened(browser: Any, path: Path, *, hurried: bool = False) -> Any:
    """A page that has come to rest; ``hurried`` by somebody who asked for the map before the letters were there."""
    page = browser.new_context(viewport={"width": 1000, "height": 720}).new_page()
    page.add_init_script(LISTEN)
    page.goto(path.as_uri(), wait_until="commit" if hurried else "load")
    if hurried:
        page.wait_for_selector("script + script", state="attached")
        page.evaluate("void window.atlas")
    page.wait_for_selector(".atlas-still", state="detached")
    page.evaluate("document.fonts.ready.then(() => new Promise((done) => { setTimeout(done, 400); }))")
    return page


def test_every_letter_that_is_shown_is_one_that_the_page_brings(browser: Any, page_file: Path) -> None:
    page = opened(browser, page_file)
    feature = atlas.load(SOUND).features.index[0]
    page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = true; }")
    told: list[list[str]] = []
    for lang in ("en", "de", "ru", "cs", "ka"):
        page.evaluate("([lang, id]) => { atlas.language(lang); atlas.open(id); }", [lang, feature])
        page.evaluate("new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); })")
        told += page.evaluate(SHOWN)
    upright, slanted = covered(page_file.read_text(encoding="utf-8"))
    east = typeface.letters_of("east")
    for style, brought, could in (
        ("normal", upright, typeface.letters_of("upright") | east),
        ("italic", slanted | (upright & east), typeface.letters_of("slanted") | east),
    ):
        shown = {letter for slant, text in told if slant == style for letter in text}
        assert len(shown & could) > 60, style
        assert (shown & could) <= brought, style
    page.context.close()


def test_the_map_is_lettered_with_them_from_the_first(browser: Any, page_file: Path) -> None:
    page = opened(browser, page_file)
    states = page.evaluate("[...document.fonts].map(({ family, status }) => [family.replaceAll('\"', ''), status])")
    assert sorted(map(tuple, states)) == [
        (typeface.FAMILY, "loaded"),
        (typeface.FAMILY, "loaded"),
        (typeface.COMPANION, "loaded"),
    ]
    figures = "(where) => getComputedStyle(document.querySelector(where)).fontVariantNumeric"
    assert page.evaluate(figures, ".atlas-caption") == "oldstyle-nums"
    assert "oldstyle-nums" not in page.evaluate(figures, ".atlas-date")
    first = page.screenshot()
    page.reload()
    page.wait_for_selector(".atlas-still", state="detached")
    page.evaluate("document.fonts.ready.then(() => new Promise((done) => { setTimeout(done, 400); }))")
    assert page.screenshot() == first
    page.context.close()
    hurried = opened(browser, page_file, hurried=True)
    assert hurried.screenshot() == first
    hurried.context.close()


def test_a_picture_of_letters_takes_them_along(browser: Any, page_file: Path) -> None:
    page = opened(browser, page_file)
    with page.expect_download() as download:
        page.evaluate("document.querySelector('.atlas-share-button').click()")
        page.get_by_role("button", name="SVG").click()
    drawn = Path(download.value.path()).read_text(encoding="utf-8")
    assert (
        f'@font-face{{font-family:"{typeface.FAMILY}"' in drawn
        and f'font-family="&quot;{typeface.FAMILY}&quot;' in drawn
    )
    page.context.close()
