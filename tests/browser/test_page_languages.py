"""Pages in every language, looked at in a real browser: nothing is left in English that does not say so."""

from __future__ import annotations

import pytest

from atlas.look.called import Called
from atlas.look.strings import ENGLISH, languages, strings
from tests.samples import sampled

pytestmark = [pytest.mark.browser, pytest.mark.long]

OTHERS = [code for code in languages() if code != ENGLISH]
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


def test_what_the_borders_show_is_told_in_the_reader_s_language(built, open_page, record) -> None:
    page = open_page(built / "atlas.html")
    note = page.locator("#ground p")
    english, words = note.text_content(), record.texts["map.borders"]
    for lang in ("ka", "fr", "ru"):
        page.evaluate("lang => window.atlas.language(lang)", lang)
        assert (note.text_content(), note.get_attribute("lang")) == (words[lang], lang)
    page.evaluate("window.atlas.language('en')")
    assert (note.text_content(), note.get_attribute("lang")) == (english, "en")


SAID = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL), found = new Set([document.title]);
    while (walk.nextNode()) {
        const at = walk.currentNode, of = at.nodeType === 3 ? at.parentElement : at;
        if (!of.checkVisibility?.() || of.closest("script, style, noscript, code, pre")) continue;
        const own = at.nodeType === 3 ? [at.textContent]
            : ["aria-label", "title", "alt", "placeholder"].map((name) => at.getAttribute?.(name));
        for (const text of own) if (text) found.add(text.trim());
    }
    return [...found];
}"""


@pytest.mark.parametrize("lang", sampled(OTHERS, 3))
def test_nothing_that_the_language_has_words_for_stands_in_english(built, open_page, record, lang: str) -> None:
    """Of all that is to be seen or heard on a page nothing is, as a whole, a text that the language says otherwise."""
    texts = {one["en"]: one[lang] for one in strings().values()}
    milestones = record.milestones.drop_duplicates("milestone_id")
    for key, title in zip(milestones["milestone_id"], milestones["title"], strict=True):
        texts[title] = record.texts[f"milestone.{key}"][lang]
    for key, own in record.texts.items():
        if key.startswith("figure."):
            texts[key.removeprefix("figure.")] = own[lang]
    called = Called(record, lang, foreign=True)
    texts |= {row["title"]: called.title(key) for key, row in record.features.iterrows()}
    for name in ("volgograd", "november-1961"):
        page = open_page(built / f"{name}.html", width=1440)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        before = set(page.evaluate(SAID)) & set(texts)
        page.evaluate("lang => window.atlas.language(lang)", lang)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        left = {text for text in set(page.evaluate(SAID)) & set(texts) if texts[text] != text}
        assert len(before) > 80 and left == set(), name


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


def test_places_titles_and_the_table_are_in_the_reader_s_language_and_back(built, open_page) -> None:
    page = open_page(built / "atlas.html")
    page.evaluate("window.atlas.open('prague-stalin-monument')")
    heading, kind = page.locator(".atlas-card h2"), page.locator(".atlas-card .atlas-kind")
    english = heading.inner_text(), kind.inner_text()
    page.locator("#record-table").scroll_into_view_if_needed()
    row = page.locator("#row-kucove")
    row.wait_for()
    written = row.text_content()
    page.evaluate("window.atlas.language('cs')")
    assert heading.inner_text() == "Stalinův pomník, Praha" and "Praha · Československo" in kind.inner_text()
    assert (
        "Albánie" in row.inner_text() and "Settlement" not in row.inner_text() and "5. ledna 1991" in row.inner_text()
    )
    assert page.locator("#record-milestones li[id] > b").first.get_attribute("lang") == "cs"
    page.fill(".atlas-search input", "Drážď")
    first = page.locator(".atlas-search li bdi").first
    assert first.inner_text() == "Drážďany" and first.get_attribute("lang") is None
    page.keyboard.press("Enter")
    assert page.locator(".atlas-card h2").inner_text() == "Drážďany"
    page.evaluate("window.atlas.language('en')")
    assert page.locator(".atlas-card h2").inner_text() == "Dresden" and row.text_content() == written
    page.evaluate("window.atlas.open('prague-stalin-monument')")
    assert (heading.inner_text(), kind.inner_text()) == english


def test_a_table_that_is_put_in_place_later_is_in_the_language_chosen_before(built, open_page) -> None:
    page = open_page(built / "atlas.html", fragment="lang=de")
    page.locator("#record-table").scroll_into_view_if_needed()
    row = page.locator("#row-kucove")
    row.wait_for()
    assert "Albanien" in row.inner_text() and "[1" in row.locator("cite, .cite").first.inner_text()
    page.locator("#record-table thead button").first.click()
    titles = page.locator("#record-table tbody th").all_inner_texts()[:40]
    assert titles == page.evaluate("t => [...t].sort(new Intl.Collator('de').compare)", titles)


def test_no_georgian_letter_is_set_in_small_capitals(built, open_page) -> None:
    page = open_page(built / "volgograd.html", fragment="lang=ka&open=volgograd")
    page.locator("#record-table").scroll_into_view_if_needed()
    set_so = """() => {
        const georgian = (part) => part.nodeType === 3 && /[\u10d0-\u10ff]/.test(part.textContent);
        return [...document.querySelectorAll("body *")].filter((node) => [...node.childNodes].some(georgian))
            .filter((node) => getComputedStyle(node).fontVariantCaps !== "normal").map((node) => node.textContent);
    }"""
    assert page.evaluate(set_so) == []


def test_lengths_are_in_the_reader_s_units(built, open_page) -> None:
    page = open_page(built / "prague.html")
    page.evaluate("""() => {
        window.lettered = new Set();
        const own = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
            lettered.add(text);
            return own.call(this, text, ...at);
        };
    }""")
    bar = page.locator(".leaflet-control-scale-line")
    for lang, unit in (("ru", "м"), ("ka", "მ"), ("de", "m")):
        page.evaluate("(lang) => { lettered.clear(); atlas.language(lang); }", lang)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)))")
        assert bar.text_content().endswith(unit), lang
        rings = {text for text in page.evaluate("[...lettered]") if text[:1].isdigit() and text[-1].isalpha()}
        assert rings and all(text.endswith(unit) for text in rings), (lang, rings)
