"""A town is looked for in any script, and has a page of its own with an address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_embed import until
from tests.test_towns import WITHOUT

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.mark.parametrize(("name", "town"), [("Прага", "CZ-Prague"), ("თბილისი", "GE-Tbilisi"), ("Lwów", "UA-Lviv")])
def test_a_town_s_page_opens_and_comes_back_at_its_address(built, open_page, name, town):
    page = open_page(built / "atlas.html")
    page.get_by_role("searchbox").click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    until(page, f"location.hash.includes('town={town}')")
    card = page.locator(".atlas-card")
    assert card.locator("h2").inner_text() == town[3:] and card.locator(".atlas-town li").count() > 5
    shown, where = card.inner_text(), page.evaluate("location.hash")
    fresh = open_page(built / "atlas.html", fragment=where[1:])
    assert fresh.locator(".atlas-card").inner_text() == shown
    card.locator(".atlas-town button").first.click()
    assert "open=" in page.evaluate("location.hash") and "town=" not in page.evaluate("location.hash")


def test_what_is_not_found_is_said_and_a_town_without_anything_has_a_page(built, open_page):
    page = open_page(built / "atlas.html", width=390, height=844)
    box = page.get_by_role("searchbox")
    box.fill("qqqqzzz")
    assert page.locator(".atlas-none").inner_text() == "Nothing found under that name. Try another spelling."
    box.fill("Vídeňské Nové Město")
    box.fill("Bielefeld")
    page.keyboard.press("Enter")
    assert "Nothing recorded here." in page.locator(".atlas-card").inner_text()
    assert " km" in page.locator(".atlas-card .atlas-town").inner_text()


@pytest.mark.parametrize(
    ("lang", "land", "first"),
    [
        ("en", "Romania", "Romania"),
        ("ka", "რუმინეთი", "რუმინეთი"),
        ("en", "East Germany", "GDR"),
        ("hu", "Románia", "Románia"),
    ],
)
def test_a_land_that_is_called_so_comes_before_towns_that_sound_so(built, open_page, lang, land, first):
    page = open_page(built / "atlas.html", fragment=f"lang={lang}")
    page.get_by_role("searchbox").fill(land)
    assert page.locator(".atlas-search li bdi").first.inner_text() == first


def test_a_country_is_shown_alone(built, open_page, record):
    page = open_page(built / "atlas.html", locale="de-DE")
    page.get_by_role("searchbox").fill("Rumänien")
    page.get_by_role("button", name="Rumänien").first.click()
    counts = page.evaluate("window.atlas.state().counts")
    assert sum(counts.values()) == (record.features["country"] == "RO").sum()
    until(page, "location.hash.includes('country=RO')")


NAMES = {
    "Greek": {"Πράγα": "Prague", "Βερολίνο": "Berlin", "Τίρανα": "Tirana"},
    "Hebrew": {"ורשה": "Warsaw", "מוסקבה": "Moscow"},
    "Arabic": {"براغ": "Prague", "موسكو": "Moscow"},
    "Chinese": {"布拉格": "Prague", "華沙": "Warsaw", "基辅": "Kyiv"},
    "Japanese": {"プラハ": "Prague", "モスクワ": "Moscow", "リガ": "Riga"},
    "Korean": {"프라하": "Prague", "티라나": "Tirana"},
    "Hindi": {"मास्को": "Moscow"},
    "Thai": {"เบอร์ลิน": "Berlin"},
    "Finnish": {"Viipuri": "Vyborg", "Pietari": "Saint Petersburg"},
    "Latvian": {"Rīgā": "Riga", "Liepāja": "Liepāja"},
    "Lithuanian": {"siauliai": "Šiauliai", "Klaipėda": "Klaipėda"},
    "Estonian": {"Pärnu": "Pärnu", "TARTU": "Tartu"},
    "Bulgarian": {"Пловдив": "Plovdiv", "Софи́я": "Sofia"},
    "Serbian": {"Београд": "Belgrade", "Нови Сад": "Novi Sad"},
    "Albanian": {"Korçë": "Korçë", "Durrësi": "Durrës"},
    "Azerbaijani": {"Bakı": "Baku", "Gəncə": "Ganja"},
    "Kazakh": {"Алматы": "Almaty", "Қарағанды": "Karaganda"},
    "Armenian": {"Երևան": "Yerevan", "Գյումրի": "Gyumri"},
    "Georgian": {"ბათუმი": "Batumi"},
    "Ukrainian": {"L'viv": "Lviv", "Одеса": "Odesa"},
    "Polish": {"WROCLAW": "Wrocław", "Odesza": "Odesa"},
    "Romanian": {"Chişinău": "Chișinău", "Iași": "Iași"},
    "Hungarian": {"Kolozsvár": "Cluj-Napoca", "Pozsony": "Bratislava"},
    "German": {"Lemberg": "Lviv", "Karl-Marx-Stadt": "Chemnitz"},
    "Russian": {"Кишинёв": "Chișinău", "Кишинев": "Chișinău", "Ленинград": "Saint Petersburg"},
    "Uzbek": {"Toshkent": "Tashkent", "Тошкент": "Tashkent"},
}


def test_the_first_answer_to_a_town_s_name_in_many_languages_and_scripts_is_the_town(built, open_page):
    page, found = open_page(built / "atlas.html"), {}
    box = page.get_by_role("searchbox")
    asked = {name: town for names in NAMES.values() for name, town in names.items()}
    assert len(asked) >= 40 and len(NAMES) >= 20
    for name in asked:
        box.fill("")
        page.keyboard.type(name)
        found[name] = page.locator(".atlas-search li bdi").first.inner_text()
    assert found == asked


def visit(page, name):
    page.get_by_role("searchbox").fill(name)
    page.keyboard.press("Enter")
    card = page.locator(".atlas-card")
    card.wait_for()
    return card


def test_ten_towns_without_a_record_say_so_and_what_is_wanted_there(built, open_page, record):
    page = open_page(built / "atlas.html")
    for name in WITHOUT:
        card, town = visit(page, name), record.town(name)
        assert card.locator("h2").inner_text() == town.name
        assert "Nothing recorded here." in card.inner_text()
        assert card.locator(".atlas-wanted li").count() == len(town.wanted), name
        assert "Do you know more?" in card.inner_text()
    card = visit(page, "Neubrandenburg")
    assert "Wanted: a source or a date for" in card.inner_text()
    assert (
        card.locator(".atlas-wanted li").inner_text() == "Stalin street or square, Neubrandenburg\nA source with dates."
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card.get_by_role("button", name="Copy a correction report").click()
    assert "Town: Neubrandenburg (DE)" in page.evaluate("navigator.clipboard.readText()")


def test_a_town_s_page_says_what_was_before_and_after_and_who_says_so(built, open_page):
    page = open_page(built / "atlas.html", locale="de-DE", fragment="town=CZ-Prague")
    lines = page.locator(".atlas-card .atlas-town").first.locator("li")
    assert "Stalinova třída → Vinohradská" in lines.filter(has_text="Stalinallee (Stalinova třída), Prag").inner_text()
    monument = lines.filter(has_text="Stalin-Denkmal, Prag").first
    assert "metronome" in monument.inner_text() and "ersetzt" in monument.inner_text()
    monument.get_by_text("Quellen: ").click()
    expect(monument.locator(".atlas-sources a").nth(5)).to_be_attached()
    assert "[.." not in page.locator(".atlas-card").inner_text(), "a date is said in words"


@pytest.mark.parametrize(
    ("address", "link"), [("ask@example.org", "mailto:ask@example.org"), ("https://example.org/issues",) * 2]
)
def test_the_editors_address_is_a_link_where_the_record_states_one(tmp_path, open_page, record, address, link):
    part = record.where(country="LV")
    part.subject = part.subject.model_copy(update={"contact": address})
    part.map(title="Latvia").save(tmp_path / "lv.html")
    tell = open_page(tmp_path / "lv.html", fragment="town=LV-Riga").locator(".atlas-tell a")
    assert (tell.get_attribute("href"), tell.inner_text()) == (link, address)


def sheets(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("town", ["CZ-Prague", "DE-Neubrandenburg", "HU-Budapest", "RU-Moscow", "UA-Donetsk"])
def test_a_town_is_printed_on_a_sheet_of_its_own(built, open_page, town):
    page = open_page(built / "atlas.html", fragment=f"town={town}", color_scheme="dark")
    until(page, "location.hash.includes('date=')")
    before = page.evaluate("location.hash")
    assert sheets(page.pdf(format="A4")) == 1
    page.emulate_media(media="print")
    paper, sheet = page.locator(".atlas-paper"), page.locator(".plate > .sheet")
    assert paper.locator("h2").inner_text() == town[3:] and paper.is_visible()
    assert not page.locator(".atlas-card").is_visible() and not page.locator(".atlas-clock").is_visible()
    assert sheet.bounding_box()["height"] < 0.4 * page.viewport_size["height"]
    ink, ground = paper.locator("h2").evaluate(
        "(node) => [getComputedStyle(node).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert ink == "rgb(51, 48, 43)", f"{ink} on {ground}: dark letters, whatever the screen has"
    page.emulate_media(media="screen")
    assert page.locator(".atlas-card").is_visible() and page.locator(".atlas-paper").count() == 0
    until(page, f"location.hash === {before!r}")


def test_a_page_without_an_open_town_is_printed_as_a_plate(built, open_page):
    page = open_page(built / "atlas.html")
    assert sheets(page.pdf(format="A4")) == 1
    page.emulate_media(media="print")
    assert page.locator(".atlas-paper").count() == 0 and page.locator(".atlas-clock").is_visible()
