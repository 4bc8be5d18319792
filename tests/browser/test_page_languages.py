"""Pages in every language, looked at in a real browser: nothing is left in English that does not say so."""

from __future__ import annotations

import pytest

from atlas.look.strings import languages

pytestmark = pytest.mark.browser

SCRIPTS = ["ka", "ru", "uk"]  # whose letters are not Latin ones
LEFT = """(lang) => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (walk.nextNode()) {
        const { textContent: text, parentElement: at } = walk.currentNode;
        if (!at.checkVisibility() || at.closest("script, style, noscript, code, pre, [data-lang]")) continue;
        const latin = /[a-z]{4,}/.test(text.replace("GeoNames", ""));
        if (latin && at.closest("[lang]").lang === lang) found.push(text.trim());
    }
    return found;
}"""
NAMES = {"Deutsch", "English", "Français", "Magyar", "Polski", "Čeština"}  # of languages, each in its own


def _left(page, lang: str) -> list[str]:
    page.evaluate("lang => window.atlas.language(lang)", lang)
    return [text for text in page.evaluate(LEFT, lang) if text not in NAMES and "Page Up" not in text]


def test_no_english_stands_under_another_language_without_saying_so(built, open_page) -> None:
    for name, opened in (("atlas", "volgograd"), ("volgograd", "volgograd-pavshikh-bortsov-stalin-monument")):
        page = open_page(built / f"{name}.html")
        page.evaluate("id => window.atlas.open(id)", opened)
        for lang in SCRIPTS:
            assert _left(page, lang) == [], (name, lang)


def test_a_story_is_read_in_the_language_that_is_chosen(built, open_page) -> None:
    page = open_page(built / "volgograd.html")
    english = page.locator(".story").inner_text()
    first, dates = {}, page.locator(".story > p[data-day]:visible a.when").count()
    for lang in languages():
        page.evaluate("lang => window.atlas.language(lang)", lang)
        assert page.evaluate("document.documentElement.lang") == lang
        shown = page.locator(".story > p[data-day]:visible")
        assert shown.count() == 5
        first[lang] = shown.first.inner_text()
        assert page.locator(".story > p[data-day]:visible a.when").count() == dates
        assert page.evaluate("document.title") == page.locator("h1").inner_text()
    assert len(set(first.values())) == len(languages())
    page.evaluate("window.atlas.language('en')")
    assert page.locator(".story").inner_text() == english
    page.evaluate("window.atlas.language('ru')")
    page.locator(".story > p[data-day]:visible a.when", has_text="20 апреля 1973").click()
    assert page.evaluate("window.atlas.state().date") == "1973-04-20"
