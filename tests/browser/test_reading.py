"""Finding, filtering, sharing, and reading in one's own language: in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import atlas
from atlas.edtf import words
from atlas.look.strings import languages, say
from atlas.page import assets, table
from atlas.page.payload.columns import encode
from atlas.page.payload.pack import pack
from tests.browser.hands import drag
from tests.conftest import _hostile

pytestmark = pytest.mark.browser


def test_every_text_that_the_scripts_ask_for_exists(record):
    strings = assets.strings()
    modules = (Path(assets.__file__).parent / "web" / "src").rglob("*.js")
    asked = {key for path in modules for key in re.findall(r'\bsay\("([\w.]+)"', path.read_text(encoding="utf-8"))}
    assert asked
    assert asked <= set(strings)
    assert {f"kind.{kind}" for kind in record.kinds["kind"]} <= set(strings)
    assert {f"type.{kind}" for kind in record.event_types["event_type"]} <= set(strings)


@pytest.mark.parametrize(
    ("lang", "date", "play", "name"),
    [
        ("de", "10. November 1961", "Abspielen", "zwischen"),
        ("ru", "10 ноября 1961 г.", "Пуск", "в промежутке"),
        ("uk", "10 листопада 1961 р.", "Відтворити", "у проміжку"),
        ("pl", "10 listopada 1961", "Odtwórz", "w okresie"),
        ("cs", "10. listopadu 1961", "Přehrát", "v rozmezí"),
        ("hu", "1961. november 10.", "Lejátszás", "között"),
        ("fr", "10 novembre 1961", "Lecture", "entre"),
        ("ka", "10 ნოემბერი, 1961", "გაშვება", "პერიოდში"),
    ],
)
@pytest.mark.long
def test_the_interface_speaks_the_language_of_the_address(atlas_page, lang, date, play, name):
    page = atlas_page
    address = f"lang={lang}&date=1961-11-10&open=berlin-stalin-monument"
    page.evaluate("address => { location.hash = address; }", address)
    expect(page.locator(".atlas-overlay")).to_have_attribute("lang", lang)
    assert page.locator(".atlas-date").text_content().replace("\xa0", " ") == date
    assert page.locator(".atlas-play").get_attribute("aria-label") == play
    assert name in page.locator(".atlas-events").text_content()


def test_names_on_the_ground_and_in_the_card_are_in_the_language_too(built, open_page):
    page = open_page(built / "atlas.html", fragment="lang=ru&open=volgograd")
    assert "конец: 10 апреля 1925" in page.locator(".atlas-names").text_content().replace("\xa0", " ")
    said = page.evaluate(
        """() => { const data = atlasKit.unpack(JSON.parse(document.getElementById('timeline_record').textContent));
        const words = new atlasKit.Words(data.strings, 'ru');
        return data.ground.polities.filter((p) => p.bloc).map((p) => words.polity(p)); }"""
    )
    assert {"Украинская ССР", "ГДР", "Польша", "Чехословакия"} <= set(said)
    assert not [name for name in said if name.isascii()]


@pytest.mark.long
def test_the_browsers_language_is_taken_up(built, open_page):
    page = open_page(built / "atlas.html", locale="pl-PL")
    assert page.locator(".atlas-play").get_attribute("aria-label") == "Odtwórz"


def test_the_reader_can_change_the_language_and_keeps_the_place(built, open_page):
    page = open_page(built / "atlas.html", fragment="date=1956-10-23&open=budapest-stalin-monument")
    page.locator(".atlas-menu summary").click()
    page.get_by_label("Language").select_option("hu")
    assert page.locator(".atlas-date").text_content() == "1956. október 23."
    state = page.evaluate("window.atlas.state()")
    assert (state["date"], state["open"]) == ("1956-10-23", "budapest-stalin-monument")
    assert page.locator(".atlas-card").is_visible()


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("сталинград", "volgograd"),
        ("Stalinstadt", "eisenhuettenstadt"),
        ("brasov", "brasov"),
        ("ORAȘUL stalin", "brasov"),
        ("სტალინირი", "tskhinvali"),
        ("Ստալինի", "yerevan-stalin-monument"),
        ("sztalinvaros", "dunaujvaros"),
        ("Сталіно", "donetsk"),
    ],
)
def test_search_finds_every_script_without_diacritics(atlas_page, text, feature):
    found = atlas_page.evaluate("text => window.atlas.search(text)", text)
    assert any(feature in name for name in found[:6]), found[:6]


def test_a_long_search_lists_what_it_has_and_soon_all(built, open_page):
    """Where the index is written in turns, what it has is listed, and not counted before all of it stands."""
    page = open_page(built / "atlas.html")
    first = page.evaluate(
        """() => {
            const now = performance.now.bind(performance), field = document.querySelector(".atlas-search input");
            let k = 0;
            performance.now = () => now() + 1000 * k++; // every turn has had its time
            field.value = "stalin";
            field.dispatchEvent(new Event("input"));
            const search = field.closest(".atlas-search"), told = search.querySelector(".atlas-live").textContent;
            return [search.querySelectorAll("li button").length, told];
        }"""
    )
    assert first[0] > 0 and first[1] == ""
    expect(page.locator(".atlas-search .atlas-live")).not_to_be_empty()
    told = page.locator(".atlas-search .atlas-live").text_content()
    assert int("".join(filter(str.isdigit, told))) >= len(page.evaluate("window.atlas.search('stalin')"))


WRITE = """text => {
    // Every turn of the index has had its time after a hundred features, and the next turns wait to be let.
    const now = performance.now(), later = window.setTimeout, held = [];
    const field = document.querySelector(".atlas-search input");
    let k = 0;
    performance.now = () => now + 1000 * k++;
    window.setTimeout = (call) => held.push(call);
    window.letTurns = () => { window.setTimeout = later; for (const call of held) later(call); };
    field.value = text;
    field.dispatchEvent(new Event("input"));
}"""


@pytest.mark.parametrize("way", ["keys", "finger"])
def test_what_somebody_is_choosing_in_the_list_stays_though_more_is_found(built, open_page, way):
    page = open_page(built / "atlas.html")
    page.evaluate(WRITE, "prague")
    first, status = page.locator(".atlas-search li button").first, page.locator(".atlas-search .atlas-live")
    chosen = first.text_content()
    if way == "keys":
        first.focus()
    else:
        box = first.bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
        page.mouse.down()
    page.evaluate("letTurns()")
    page.wait_for_timeout(300)
    assert status.text_content() == "", "no more is listed meanwhile"
    if way == "keys":
        page.keyboard.press("Enter")
    else:
        page.mouse.up()
    heading = page.locator(".atlas-card h2, .atlas-card h3").first
    expect(heading).to_be_visible()
    assert chosen.startswith(heading.inner_text())


def test_enter_waits_for_the_index_in_turns_and_takes_what_is_meant_first(built, open_page):
    page = open_page(built / "atlas.html")
    page.evaluate(WRITE, "volgograd stalingrad")
    field = page.get_by_role("searchbox")
    field.evaluate("field => { field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })); }")
    assert field.input_value() == "volgograd stalingrad", "the index is not written in one go"
    page.evaluate("letTurns()")
    expect(page.locator(".atlas-card")).to_be_visible()
    assert page.evaluate("window.atlas.state().open") == page.evaluate("window.atlas.search('volgograd stalingrad')[0]")


def test_search_by_hand_opens_the_card(built, open_page):
    page = open_page(built / "atlas.html")
    box = page.get_by_role("searchbox")
    box.fill("volgograd stalingrad")
    assert page.locator(".atlas-search li").count() > 0
    box.press("Enter")
    assert page.evaluate("window.atlas.state().open") is not None
    assert page.locator(".atlas-card").is_visible()
    box.fill("no such place anywhere")
    assert page.locator(".atlas-search li button").count() == 0
    assert page.locator(".atlas-search li").inner_text() == "Nothing found under that name. Try another spelling."


@pytest.mark.long
def test_the_address_keeps_and_restores_what_is_shown(built, open_page):
    page = open_page(built / "atlas.html")
    page.evaluate("window.atlas.seek('1956-10-24')")
    page.evaluate("window.atlas.filter({ country: ['HU', 'CZ'], status: ['bearing', 'after'] })")
    page.evaluate("window.atlas.open('budapest-stalin-monument')")
    page.evaluate("map_atlas.setView([47.5, 19], 7)")
    page.wait_for_timeout(500)
    fragment = page.evaluate("location.hash")
    state = page.evaluate("window.atlas.state()")
    other = open_page(built / "atlas.html", fragment=fragment.lstrip("#"))
    assert other.evaluate("window.atlas.state()") == state
    assert other.evaluate("[map_atlas.getZoom(), Math.round(map_atlas.getCenter().lat * 10)]") == [7, 475]
    other.wait_for_timeout(500)
    assert other.evaluate("location.hash") == fragment


def test_back_closes_what_a_click_opened(built, open_page):
    page = open_page(built / "atlas.html", fragment="date=1961-11-12")
    page.get_by_role("searchbox").fill("katowice")
    page.get_by_role("searchbox").press("Enter")
    assert page.evaluate("window.atlas.state().open") is not None
    page.go_back()
    page.wait_for_timeout(300)
    state = page.evaluate("window.atlas.state()")
    assert state["open"] is None
    assert state["date"] == "1961-11-12"
    page.go_forward()
    page.wait_for_timeout(300)
    assert page.evaluate("window.atlas.state().open") is not None


@pytest.mark.parametrize(
    "fragment", ["date=yesterday&open=atlantis", "view=1,2&lang=xx&kind=", "%%%=&&date=1961-02-31"]
)
@pytest.mark.long
def test_a_broken_address_opens_the_page_as_it_is(built, open_page, fragment):
    page = open_page(built / "atlas.html", fragment=fragment)
    assert page.evaluate("window.atlas.state().date") == "1953-03-05"


@pytest.mark.long
def test_the_legend_explains_every_shape_of_the_page_in_every_language(built, open_page, record):
    """One key a shape, with the group's or its kinds' word; shut, as on a phone, the line has them, too."""
    words = {code: say("kind.peak", code) for code in languages()}
    shapes = set(record.kinds.loc[record.kinds["kind"].isin(record.features["kind"]), "shape"])
    assert shapes == {"circle", "diamond", "triangle"}
    page = open_page(built / "atlas.html")
    for lang, word in words.items():
        page.evaluate("lang => atlas.language(lang)", lang)
        page.evaluate("document.querySelector('.atlas-legend').open = true")
        keys = page.locator(".atlas-legend .atlas-key[data-shape]:visible")
        assert sorted(keys.evaluate_all("list => list.map((key) => key.dataset.shape)")) == sorted(shapes)
        assert page.locator(".atlas-shapes").inner_text().strip() == word
        page.evaluate("document.querySelector('.atlas-legend').open = false")
        assert word in page.locator(".atlas-brief").inner_text()


def test_the_legend_filters_by_kind_and_status(built, open_page, record):
    page = open_page(built / "atlas.html")
    page.evaluate("window.atlas.seek('1955-01-01')")
    boxes = page.locator(".atlas-legend")
    boxes.locator("summary", has_text="▾").first.click()
    boxes.locator("input[value=street]").uncheck()
    streets = int((record.features["kind"] == "street").sum())
    assert sum(page.evaluate("window.atlas.state().counts").values()) == len(record.features) - streets
    boxes.locator("input[value=uncertain]").uncheck()
    page.wait_for_timeout(400)
    assert "status=bearing" in page.evaluate("location.hash")
    page.get_by_role("button", name="Show all").click()
    assert sum(page.evaluate("window.atlas.state().counts").values()) == len(record.features)
    assert boxes.locator("input[value=street]").is_checked()


def test_the_feed_lists_the_latest_changes(built, open_page):
    page = open_page(built / "atlas.html", width=1700, height=950)
    page.evaluate("window.atlas.seek('1961-11-10')")
    first = page.locator(".atlas-feed li").first
    assert "10 November 1961" in first.text_content()
    first.locator("button").click()
    assert page.evaluate("window.atlas.state().open") is not None


def test_event_pace_is_slow_in_1961_and_calendar_pace_is_even(built, open_page):
    page = open_page(built / "eastern-bloc.html")
    days = """kind => { const block = document.getElementById('timeline_record');
        const data = atlasKit.unpack(JSON.parse(block.textContent));
        const { feature, type, earliest, latest } = data.events;
        const spans = feature.map((_, i) => [earliest[i], latest[i]])
          .filter((_, i) => data.types[type[i]].effect !== 'neutral');
        const pace = atlasKit.paceOf(kind, data.map.first, data.map.last, spans);
        const at = (iso) => pace.position(Date.parse(iso) / 864e5);
        const steps = Array.from({ length: 101 }, (_, k) => pace.day(k / 100));
        return { autumn: at('1961-12-01') - at('1961-10-17'), quiet: at('1959-12-01') - at('1959-10-17'), steps,
                 back: Math.abs(pace.day(at('1961-11-10')) - Date.parse('1961-11-10') / 864e5) }; }"""
    event, calendar = page.evaluate(days, "event"), page.evaluate(days, "calendar")
    assert event["autumn"] > 3 * event["quiet"]
    assert calendar["autumn"] == pytest.approx(calendar["quiet"], rel=0.05)
    for pace in (event, calendar):
        assert pace["steps"] == sorted(pace["steps"])
        assert pace["back"] < 0.5


@pytest.mark.parametrize(
    ("name", "act", "width"),
    [
        ("atlas.html", "window.atlas.open('prague-stalin-monument')", 1280),
        ("atlas.html", "window.atlas.filter({ country: 'CZ' })", 360),
        ("eastern-bloc.html", "window.atlas.play()", 1280),
        ("yerevan.html", "window.atlas.language('ka')", 768),
        ("index.html", "1", 1280),
    ],
)
@pytest.mark.long
def test_no_accessibility_violation(built, open_page, name, act, width):
    page = open_page(built / name, width=width)
    page.evaluate(act)
    # The table is long: one page is looked at with it, the others without.
    context = None if (name, width) == ("yerevan.html", 768) else {"exclude": [["#record-table"]]}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        violations = Axe().run(page, context=context).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in violations] == [], json.dumps(violations)[:800]


def test_english_dates_are_the_records_own_words(atlas_page, record):
    dates = sorted({*record.events["date"], *record.milestones["date"], *filter(None, record.attestations["date"])})
    said = atlas_page.evaluate(
        """dates => {
            const data = atlasKit.unpack(JSON.parse(document.getElementById("timeline_record").textContent));
            const words = new atlasKit.Words(data.strings, "en", data.words);
            return dates.map((date) => words.date(date));
        }""",
        dates,
    )
    assert said == [words(date) for date in dates]


@pytest.mark.long
def test_what_the_page_unpacks_is_what_the_record_encodes(atlas_page, record):
    data = encode(record, ground=False)
    assert atlas_page.evaluate("text => atlasKit.unpack(JSON.parse(text))", json.dumps(pack(data))) == data


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.long
def test_what_the_payload_leaves_to_the_table_is_read_out_of_it(sound, open_page, tmp_path, monkeypatch, light):
    monkeypatch.setattr(table, "LIGHT", 1 if light else 2000)
    hostile = atlas.load(_hostile(tmp_path / "record"))
    for name, part in (("sound", sound), ("hostile", hostile), ("turned", _turned(sound))):
        drawn, path = part.map(), tmp_path / f"{name}.html"
        drawn.save(path)
        page = open_page(path)
        text = page.evaluate("document.getElementById('timeline_record').textContent")
        kept = json.loads(text)
        assert kept["names"]["name"] == {"row": "name"} and ("row" in kept["events"]["detail"]) != light
        assert (kept["features"]["id"] == {"row": "id"}) == (name == "sound")
        told = page.evaluate("text => atlasKit.unpack(JSON.parse(text))", text)
        for key in ("features", "names", "events", "attestations"):
            assert told[key] == json.loads(json.dumps(drawn.timeline.data[key])), (name, key)
        assert page.evaluate("document.querySelectorAll('.atlas-card:not([hidden])').length") == 0
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        rows = page.locator("#record-table tbody tr")
        laid = rows.evaluate_all("rows => rows.map((row) => row.textContent)")
        for feature_id, row in part.features.iterrows():
            own = next(text for text in laid if row["title"] in text and (not row["note"] or row["note"] in text))
            events = part.events[part.events["feature_id"] == feature_id]
            assert all(detail in own for detail in events["detail"]), "a script's reader has all of it"


def _turned(record):
    """A record whose features are in no order of their ids."""
    part = record.where()
    part.features = part.features[::-1]
    return part


def test_columns_of_every_shape_come_back_from_the_browser_as_they_were(atlas_page, record):
    """Numbers with gaps, far apart and with decimals; texts with rare words, markup, and none at all."""
    n = 130
    data = encode(record, ground=False)
    data["features"] = {
        "id": [f"row-{k:04d}" for k in range(n)],
        "lat": [None if k % 7 == 0 else round(k * 1.2345 - 60, 4) for k in range(n)],
        "rank": [k * k * 971 - 10**6 for k in range(n)],
        "note": [None if k % 11 == 0 else f"renamed by «decree» {k} </script> of a \\ council" for k in range(n)],
        "title": ["𝕊" + "x" * (k % 90) for k in range(n)],
    }
    text = json.dumps(pack(data), ensure_ascii=False)
    assert atlas_page.evaluate("text => atlasKit.unpack(JSON.parse(text)).features", text) == data["features"]


@pytest.mark.long
def test_the_pages_own_aids_speak_the_readers_language(sound, open_page, tmp_path):
    path = tmp_path / "aids.html"
    sound.map(lang="de").save(path)
    page = open_page(path, javascript=False)
    assert page.locator("a.skip").text_content() == "Zur Tabelle", "a German page does so without scripts"
    assert page.locator("#record-heading").text_content() == "Das Verzeichnis"
    page = open_page(path, locale="pl-PL")
    for lang in ("pl", *languages()):
        page.evaluate("lang => window.atlas.language(lang)", lang)
        assert page.locator("a.skip").text_content() == say("table.goto", lang)
        assert page.locator(".aids label").inner_text().strip() == say("print.table", lang)
        assert page.locator("a.skip").get_attribute("lang") == lang
        heads = page.locator("#record-table thead button")
        keys = ("feature", "table.place", "names", "history")
        assert heads.all_text_contents() == [say(key, lang) for key in keys]
        assert heads.first.get_attribute("title") == say("sort", lang).replace("{}", say("feature", lang))
        count = str(len(sound.features))
        assert page.locator("caption").text_content() == say("table.caption", lang).replace("{}", count)
        assert page.locator("#record-sources").get_attribute("aria-label") == say("table.sources", lang)
    assert len({say("table.goto", lang) for lang in languages()}) == len(languages())


@pytest.mark.long
def test_the_table_is_laid_out_only_for_who_comes_to_it(built, open_page):
    """A window that changes its size waits for no row of a long table; who scrolls, follows a link or tabs finds it."""
    page = open_page(built / "atlas.html")
    laid = "document.querySelector('#record-table tbody td')?.checkVisibility({ contentVisibilityAuto: true }) ?? false"
    assert not page.evaluate(laid)
    page.set_viewport_size({"width": 820, "height": 640})
    assert not page.evaluate(laid)
    row = "row-volgograd"
    page.evaluate("row => { location.hash = row; }", row)
    page.locator(f"#{row}").wait_for()
    page.wait_for_timeout(300)
    top = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", row)
    assert 0 <= top + 1 < 640 and page.evaluate(laid)
    for width, columns in ((1280, 4), (390, 1)):
        page.set_viewport_size({"width": width, "height": 700})
        lefts = page.evaluate(
            """[...document.querySelectorAll("#record-table tbody tr")].slice(0, 30).map((row) =>
                [...row.cells].map((cell) => Math.round(cell.getBoundingClientRect().left)))"""
        )
        assert len({left for row in lefts for left in row}) == columns, "cells stand below each other"
    heads = page.locator("#record-table thead th")
    cells = page.locator("#record-table tbody tr").first.locator("th, td")
    page.set_viewport_size({"width": 1280, "height": 700})
    pairs = zip(heads.all(), cells.all(), strict=True)
    assert all(abs(head.bounding_box()["x"] - cell.bounding_box()["x"]) < 1 for head, cell in pairs)
    page.locator("#record-table .scroll").focus()
    page.locator("#record-table thead button").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 1


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.long
def test_a_mark_under_the_headlines_is_seen_and_can_be_clicked(built, open_page, width):
    page = open_page(built / "atlas.html", fragment="date=1961-12-05&view=48.708,44.513,7", width=width, height=780)
    big, news = page.locator(".atlas-date").bounding_box(), page.locator(".atlas-news")
    assert news.is_visible() and news.locator("span:visible").count() == (1 if width < 700 else 2)
    box = news.bounding_box()
    assert box["height"] < 1.3 * big["height"], "no higher than the date"
    sheet = page.locator(".leaflet-container").bounding_box()
    middle = (sheet["x"] + sheet["width"] / 2, sheet["y"] + sheet["height"] / 2)  # where Volgograd is
    to = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    start = (middle[0] - 40, middle[1] + 50)
    drag(page, start, (to[0] - middle[0], to[1] - middle[1]))
    page.mouse.click(*to)
    page.get_by_role("heading", name="Volgograd", exact=False).first.wait_for()
