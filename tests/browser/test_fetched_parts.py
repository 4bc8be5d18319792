"""A large page fetches what a card tells from beside itself: from disk, from a server, in a frame; never a script."""

from __future__ import annotations

import base64
import functools
import http.server
import json
import re
import shutil
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import atlas
from atlas.look.strings import languages, say
from atlas.page.embed import snippet
from atlas.page.payload import beside
from atlas.record.plans import MapPlan
from tests.browser.test_embed import until
from tests.conftest import _hostile

pytestmark = [pytest.mark.browser, pytest.mark.long]

FETCHED = (
    "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !/^(data|blob):/.test(name))"
)
FIRST, TOWN = "prague-stalin-monument", "CZ-Prague"


@pytest.fixture(scope="module")
def few() -> Iterator[None]:
    """Parts of few texts, so that a small record has several."""
    most = beside.MOST
    beside.MOST = 6000
    yield
    beside.MOST = most


@pytest.fixture(scope="module")
def part(record: atlas.Record) -> atlas.Record:
    """A part of the record with towns, notes and disagreement."""
    return record.where(country=["CZ", "GE", "AM"])


@pytest.fixture(scope="module")
def drawn(part: atlas.Record, few: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with parts beside it."""
    path = tmp_path_factory.mktemp("beside") / "wien map.html"
    part.map(title="Wien", parts="always").save(path)
    assert len(list((path.parent / "wien map.parts").iterdir())) > 5
    return path


@pytest.fixture(params=["chromium", "firefox"])
def see(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open an address in a browser; what it asked for and what it complained of are lists of the page."""
    engine, contexts = request.getfixturevalue("browser" if request.param == "chromium" else "firefox"), []

    def opener(address: str, **options: Any) -> Any:
        context = engine.new_context(viewport={"width": 1280, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.faults = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(address)
        return page

    yield opener
    for context in contexts:
        context.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder; its address."""
    servers = []

    def start(folder: Path) -> str:
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()


def texts_of(record: atlas.Record, feature: str) -> list[str]:
    """What sources say of a feature, each text once."""
    events = record.events.loc[record.events["feature_id"] == feature, "event_id"]
    said = record.attestations[record.attestations["event_id"].isin(events)]
    return sorted(set(said["says"]))


def read(place: Any) -> list[str]:
    """What a card has sources say, when it has come."""
    expect(place.locator(".atlas-card .atlas-sources li").first).to_be_visible()
    assert place.locator(".atlas-beside").count() == 0
    return sorted(set(place.locator(".atlas-card .atlas-sources li > span:first-of-type").all_inner_texts()))


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_a_card_has_its_texts_from_disk_and_from_a_server(
    see: Callable[..., Any], serve: Callable[[Path], str], drawn: Path, part: atlas.Record, scheme: str
) -> None:
    address = drawn.as_uri() if scheme == "file" else f"{serve(drawn.parent)}/wien%20map.html"
    beside_it = address.replace("map.html", "map.parts/")
    page = see(address)
    until(page, "!!window.atlas")

    def holds(count: int) -> bool:
        """Whether so many parts were fetched, and nothing else; of files on disk Firefox does not tell."""
        fetched = [url for url in page.asked if url != address and not url.startswith(("data:", "blob:"))]
        assert all(url.startswith(beside_it) and url.endswith(".css") for url in fetched)
        return not page.asked or len(fetched) == count

    assert holds(0), "before a card is opened nothing is fetched"
    page.evaluate(f"window.atlas.open('{FIRST}')")
    assert read(page) == [text.strip() for text in texts_of(part, FIRST)]
    note = part.features.loc[FIRST, "note"]
    assert not note or note in page.locator(".atlas-card").inner_text()
    assert holds(1)
    page.evaluate("window.atlas.close()")
    page.evaluate(f"window.atlas.open('{FIRST}')")
    assert page.locator(".atlas-card .atlas-sources li").count() and holds(1), "what has come is here at once"
    page.evaluate("window.atlas.open('yerevan-stalin-avenue')")
    assert read(page) == texts_of(part, "yerevan-stalin-avenue") and holds(2)
    assert page.locator("link[rel=stylesheet]").count() == 0 and page.faults == []


def test_a_town_s_page_has_the_details_and_sources_of_all_that_is_there(
    see: Callable[..., Any], drawn: Path, part: atlas.Record
) -> None:
    page = see(f"{drawn.as_uri()}#town={TOWN}")
    expect(page.locator(".atlas-card .atlas-town details").first).to_be_visible()
    details = page.locator(".atlas-card .atlas-town details")
    there = int((part.features["settlement"] == "Prague").sum())
    assert details.count() == there > 3
    details.first.locator("summary").click()
    expect(details.first.locator(".atlas-cite").first).to_be_visible()
    assert page.evaluate(
        "document.activeElement.closest('.atlas-card') !== null || document.activeElement === document.body"
    )
    assert page.faults == []


def test_a_page_in_a_sandboxed_frame_has_its_texts(
    see: Callable[..., Any], serve: Callable[[Path], str], drawn: Path, part: atlas.Record
) -> None:
    plan = MapPlan.model_construct(id="wien map", title="Wien", lede="")
    code = snippet(plan, serve(drawn.parent), {"open": FIRST, "chrome": "on"}, still=False).replace(
        "wien map", "wien%20map"
    )
    (drawn.parent / "article.html").write_text(f"<!DOCTYPE html><title>x</title><h1>x</h1>{code}", encoding="utf-8")
    page = see(f"{serve(drawn.parent)}/article.html")
    assert read(page.frame_locator("iframe")) == texts_of(part, FIRST)


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_a_page_that_was_sent_alone_says_where_its_texts_are(
    see: Callable[..., Any], serve: Callable[[Path], str], drawn: Path, part: atlas.Record, tmp_path: Path, scheme: str
) -> None:
    path = tmp_path / drawn.name
    shutil.copy(drawn, path)
    page = see(path.as_uri() if scheme == "file" else f"{serve(tmp_path)}/wien%20map.html")
    until(page, "!!window.atlas")
    page.evaluate(f"window.atlas.open('{FIRST}')")
    card, absent = page.locator(".atlas-card"), page.locator(".atlas-card .atlas-beside")
    for lang in languages():
        page.evaluate(f"window.atlas.language('{lang}')")
        expect(absent).to_have_text(say("beside.missing", lang).replace("{}", "wien map.parts"))
    page.evaluate("window.atlas.language('en')")
    expect(absent).to_be_visible()
    assert "1 May 1955" in card.inner_text() and card.locator(".atlas-names dt").count()
    assert card.locator(".atlas-sources li").count() == 0
    assert not [fault for fault in page.faults if "atlas-" in fault or "Error:" in fault]
    shutil.copytree(drawn.with_name("wien map.parts"), tmp_path / "wien map.parts")
    page.evaluate("window.atlas.open('yerevan-stalin-avenue')")
    page.evaluate(f"window.atlas.open('{FIRST}')")
    assert read(page) == texts_of(part, FIRST), "asked for again with the next card"


@pytest.fixture(scope="module")
def light(part: atlas.Record, few: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that has all beside it that its map draws from."""
    path = tmp_path_factory.mktemp("light") / "wien map.html"
    part.map(title="Wien", parts="all").save(path)
    return path


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_a_map_draws_from_what_lies_beside_its_page(
    see: Callable[..., Any], serve: Callable[[Path], str], light: Path, drawn: Path, part: atlas.Record, scheme: str
) -> None:
    assert light.stat().st_size < drawn.stat().st_size - 100_000
    page = see(light.as_uri() if scheme == "file" else f"{serve(light.parent)}/wien%20map.html")
    until(page, "!!window.atlas && !document.querySelector('.atlas-still')")
    page.evaluate(f"window.atlas.open('{FIRST}')")
    assert read(page) == [text.strip() for text in texts_of(part, FIRST)]
    assert page.faults == []


def test_a_map_whose_data_are_not_there_is_a_still_that_says_so(
    see: Callable[..., Any], light: Path, tmp_path: Path
) -> None:
    path = tmp_path / light.name
    shutil.copy(light, path)
    page = see(path.as_uri())
    still = page.locator(".atlas-still")
    expect(still).to_contain_text(say("still.beside", "en").replace("{}", "wien map.parts"))
    expect(still).not_to_contain_text(say("still.why", "en"))
    still.get_by_role("link").click()
    expect(page.locator("#record-table tbody tr").first).to_be_visible()
    assert not [fault for fault in page.faults if "Error:" in fault]


SIGNS = "() => { window.ran = []; window.alert = (given) => { ran.push(given); }; }"


def test_hostile_texts_in_parts_are_text(see: Callable[..., Any], few: None, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    record = atlas.load(_hostile(tmp_path / "record"))
    record.map(parts="always").save(path)
    page = see(path.as_uri())
    until(page, "!!window.atlas")
    page.evaluate(SIGNS)
    page.evaluate("window.atlas.open('town-bust')")
    assert any("</script>" in text for text in read(page))
    assert "line one" in page.locator(".atlas-card").inner_text()
    assert page.evaluate("ran") == [] and page.faults == []


EVIL = '<img src=x onerror="alert(1)"><script>alert(1)</script>'


def _part(rows: list[int]) -> bytes:
    """A part that somebody else has made: markup in every text, a script behind every link."""
    source = {key: [EVIL] for key in ("title", "origin", "grade", "caution")}
    held = {
        "features": {"row": rows, "note": [EVIL] * len(rows)},
        "events": {"row": list(range(400)), "detail": [EVIL] * 400},
        "attestations": {
            **{"event": list(range(400)), "source": [0] * 400, "edtf": [EVIL] * 400},
            **{"says": [EVIL] * 400, "locator": [EVIL] * 400},
        },
        "sources": {
            "row": [0],
            **source,
            "url": ["javascript:alert(1)"],
            "copy": ['https://a.example" onclick="alert(1)'],
        },
    }
    return zlib.compress(json.dumps(held).encode())


@pytest.mark.parametrize("kind", ["texts", "script", "style", "no letters", "half"])
def test_a_part_that_somebody_has_put_in_place_of_ours_runs_nothing(
    see: Callable[..., Any], drawn: Path, tmp_path: Path, kind: str
) -> None:
    shutil.copytree(drawn.parent, tmp_path / "site")
    for path in (tmp_path / "site" / "wien map.parts").iterdir():
        own = path.read_text()
        text = {
            "texts": re.sub(r'"[^"]*"', f'"{base64.b64encode(_part(list(range(300)))).decode()}"', own),
            "script": "alert(1); window.ran?.push(1);",
            "style": own.split("{")[0]
            + "{--atlas-part: url(javascript:alert(1)); background: url(http://127.0.0.1:9/x.png)}",
            "no letters": re.sub(r'"[^"]*"', '"<script>alert(1)</script>"', own),
            "half": own[: len(own) // 2] + '"}',
        }[kind]
        path.write_text(text)
    page = see((tmp_path / "site" / "wien map.html").as_uri())
    until(page, "!!window.atlas")
    page.evaluate(SIGNS)
    page.evaluate(f"window.atlas.open('{FIRST}')")
    card = page.locator(".atlas-card")
    if kind == "texts":
        expect(card.locator(".atlas-sources li").first).to_contain_text("<script>alert(1)</script>")
        assert card.locator("img, script, [onclick], a[href^=javascript]").count() == 0
    else:
        expect(card.locator(".atlas-beside")).to_contain_text("cannot be read from here")
    assert page.evaluate("ran") == []
    assert all(url.startswith(("file:", "data:")) for url in page.asked)


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_the_policy_lets_nothing_else_in(
    see: Callable[..., Any], serve: Callable[[Path], str], drawn: Path, scheme: str, request: pytest.FixtureRequest
) -> None:
    """Neither a script from beside the page, nor a style sheet or an answer from elsewhere."""
    elsewhere = serve(drawn.parent)
    name = next((drawn.parent / "wien map.parts").iterdir()).name
    page = see(drawn.as_uri() if scheme == "file" else f"{serve(drawn.parent)}/wien%20map.html")
    until(page, "!!window.atlas")
    tried = page.evaluate(
        """async ([elsewhere, name]) => {
            const broken = [];
            addEventListener("securitypolicyviolation", (event) => broken.push(event.effectiveDirective));
            const put = (tag, given) => new Promise((done) => {
                const node = Object.assign(document.createElement(tag), given);
                node.onload = () => done("in");
                node.onerror = () => done("out");
                document.head.append(node);
            });
            return [
                await put("script", { src: `wien%20map.parts/${name}` }),
                await put("link", { rel: "stylesheet", href: `${elsewhere}/wien%20map.parts/${name}` }),
                await put("script", { src: `${elsewhere}/wien%20map.parts/${name}` }),
                await fetch(`${elsewhere}/`).then(() => "in", () => "out"),
                await put("link", { rel: "stylesheet", href: `wien%20map.parts/${name}` }),
                broken.length,
            ];
        }""",
        [elsewhere, name],
    )
    exempt = scheme == "file" and "firefox" in request.node.name  # Firefox asks no policy about files on disk
    assert tried[:5] == ["in" if exempt else "out", "out", "out", "out", "in"] and tried[5] >= 3


def test_without_scripts_the_light_list_stands_and_names_the_folder(
    open_page: Any, drawn: Path, part: atlas.Record
) -> None:
    page = open_page(drawn, javascript=False)
    assert page.locator("#record-table tbody tr").count() == len(part.features)
    text = page.locator("#record-table").text_content()
    assert "in the folder wien map.parts" in text and "1 May 1955 unveiled" in text
    assert say("beside.still", "en") in page.locator(".atlas-still").inner_text()


def test_with_scripts_the_table_is_the_light_list_and_its_milestones_lead_to_their_sources(
    open_page: Any, drawn: Path, part: atlas.Record
) -> None:
    page = open_page(drawn)
    page.locator("#record-table").scroll_into_view_if_needed()
    expect(page.locator("#record-table tbody tr")).to_have_count(len(part.features))
    link = page.locator("#record-milestones a.cite").first
    expect(link).to_be_attached()
    expect(page.locator(link.get_attribute("href"))).to_have_count(1)
    number = int(link.inner_text()[1:-1])
    assert page.locator(link.get_attribute("href")).evaluate("li => li.value") == number
    page.evaluate("document.querySelector('#record-table thead button').click()")
    expect(page.locator("#record-table tbody tr")).to_have_count(len(part.features))
