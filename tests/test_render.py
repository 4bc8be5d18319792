"""What is written into the page: its policy, its size, its escapes, its bytes."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re

import folium
import pytest

import atlas
from atlas.page import table
from atlas.page.payload import digits, spelling
from atlas.page.payload.columns import encode
from atlas.page.payload.pack import pack
from atlas.publish.build import draw
from atlas.record.plans import PlanError, read_plans


@pytest.fixture(scope="session")
def page(record):
    plans = read_plans(record)
    return draw(record, plans.chosen(["atlas"])[0], plans.bloc).get_root().render()


@pytest.mark.long
def test_two_renders_are_the_same_bytes(record, page):
    plans = read_plans(record)
    assert draw(record, plans.chosen(["atlas"])[0], plans.bloc).get_root().render() == page


def test_rendering_one_map_twice_changes_nothing(record):
    map_ = record.where(country="AM").map(title="Armenia")
    assert map_.get_root().render() == map_.get_root().render()


def test_size_budget(page, record):
    """The page grows with the record: bytes a feature, some 80 of Leaflet and our script.

    On top come towns, and the record's titles in eight other languages, which have bounds of their own.
    """
    raw = page.encode()
    data = encode(record, ground=False)
    towns = json.dumps(pack({key: data[key] for key in ("towns", "tongues")}), ensure_ascii=False).encode()
    told = {code: [own[code] for own in record.texts.values() if code in own] for code in data["tongues"]}
    texts = json.dumps(told, ensure_ascii=False).encode()
    assert len(gzip.compress(towns)) < 90_000 and len(gzip.compress(texts)) < 7_000 * len(told)
    assert len(raw) < 2400 * len(record) + len(towns) + len(texts)
    assert len(gzip.compress(raw)) < 720 * len(record) + len(gzip.compress(towns)) + len(gzip.compress(texts))


def _marked(sound):
    """The sound record, in which every text is one of a kind; and those texts."""
    part, texts = sound.where(), []

    def mark(name, column):
        marks = [f"{column} no {k} of {name}, & <one> of a kind" for k in range(len(getattr(part, name)))]
        getattr(part, name)[column] = marks
        texts.extend(marks)

    for name, column in (
        *(("features", "title"), ("features", "settlement"), ("features", "note"), ("names", "name")),
        *(("names", "latin"), ("events", "detail"), ("attestations", "says"), ("attestations", "locator")),
        *(("sources", "title"), ("milestones", "summary")),
    ):
        mark(name, column)
    return part, texts


@pytest.mark.parametrize("light", [False, True])
def test_each_text_of_the_record_stands_on_a_page_once(sound, monkeypatch, light):
    monkeypatch.setattr(table, "LIGHT", 1 if light else 2000)
    part, texts = _marked(sound)
    shown = re.sub(r"\\u003c", "<", html.unescape(part.map(title="A map").get_root().render()))
    counts = {text: shown.count(text) for text in texts}
    assert {text: n for text, n in counts.items() if n != 1} == {}


def test_policy_names_every_script_and_style_and_nothing_else(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        blocks = re.findall(rf"<{tag}(?![^>]*type=)[^>]*>(.*?)</{tag}>", page, re.DOTALL)
        hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(b.encode()).digest()).decode()}'" for b in blocks}
        assert set(rules[rule]) == hashes
    assert rules["img-src"] == ["data:"]
    assert "unsafe" not in policy


def test_nothing_is_loaded_from_elsewhere(page):
    markup = re.sub(r"(<script[^>]*>).*?</script>", r"\1</script>", page, flags=re.DOTALL)
    assert not re.search(r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=(?!\"data:)", markup)
    assert not re.search(r"url\((?!data:|#)", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    assert "sourceMappingURL" not in page


def test_what_is_painted_first_stands_before_data_and_script(page):
    order = (
        "</style>",
        "<h1 ",
        'class="atlas-still"',
        "<tbody>",
        'type="application/json"',
        "Leaflet 1",
        "atlasKit=",
        "L.map(",
    )
    places = [page.index(text) for text in order]
    assert places == sorted(places)
    assert len(gzip.compress(page[: page.index("<noscript>\n<div")].encode())) < 30_000, "a reader sees it at once"


def test_page_says_what_it_is(page):
    assert '<html lang="en">' in page
    assert "<title>The map rewritten</title>" in page
    assert re.search(r'<meta name="description" content="[^"]{20,}">', page)
    assert "user-scalable" not in page


def test_markup_in_the_record_stays_text(record):
    hostile = "</script><script>alert(1)</script><b title='\"'>&amp;"
    part = record.where(country="AM")
    part.features.loc[part.features.index[0], "title"] = hostile
    text = part.map(title=hostile, lede=hostile).get_root().render()
    assert "<script>alert(1)" not in text
    block = re.search(r'<script type="application/json" id="timeline_record">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(block)["features"]["title"] == {"row": "title"}, "which has it once for both"
    assert hostile in map(html.unescape, re.findall(r'<th scope="row">(.*?)</th>', text))


def sorted_events(record) -> list[str]:
    """Ids of the events in the order of the payload."""
    return list(record.events.sort_values(["feature_id", "earliest", "latest", "event_id"])["event_id"])


def test_columns_are_equally_long_and_refer_to_rows_that_exist(record):
    data = encode(record)
    for name in ("features", "tenures", "labels", "names", "events", "attestations", "sources"):
        assert len({len(column) for column in data[name].values()}) == 1, name
    n = len(data["features"]["id"])
    assert n == len(record.features)
    assert set(data["labels"]["name"]) <= set(range(len(data["names"]["name"])))
    for name in ("tenures", "names", "events"):
        assert set(data[name]["feature"]) <= set(range(n))
    derived = [event_id.endswith("-derived") for event_id in sorted_events(record)]
    assert any(derived)
    assert set(data["attestations"]["event"]) == {row for row, is_derived in enumerate(derived) if not is_derived}
    assert len(data["milestones"]) == record.milestones["milestone_id"].nunique()


def test_ground_topology_keeps_every_ring_closed(record):
    ground = encode(record)["ground"]
    ends = []
    for arc in ground["arcs"]:
        xs, ys = arc[0::2], arc[1::2]
        ends.append(((xs[0], ys[0]), (sum(xs), sum(ys))))
    for polity in ground["polities"]:
        for ring in polity["rings"]:
            walk = [ends[ref] if ref >= 0 else ends[~ref][::-1] for ref in ring]
            for (_, stop), (start, _) in zip(walk, walk[1:] + walk[:1], strict=True):
                assert stop == start, polity["name"]
    assert len(json.dumps(ground)) < 400_000


def _in_a_page(columns):
    return len(json.dumps(columns, ensure_ascii=False).encode())


def test_packed_columns_are_shorter_and_the_sum_of_what_they_are_told_from(record):
    data = encode(record, ground=False)
    packed = pack(data)
    assert set(packed) == set(data)
    for name in ("features", "tenures", "events", "attestations"):
        # What was packed is checked against a real browser in tests/browser/test_reading.py.
        assert _in_a_page(packed[name]) < 0.9 * _in_a_page(data[name]), name


@pytest.mark.parametrize(
    ("column", "unit"),
    [([0, 1, None, 0], 1), ([-17000, 20000, None], 1), ([48.7081, -4.48, 44.5], 10_000), ([5], 1), ([2.5, None], 10)],
)
def test_numbers_are_written_as_digits_and_keep_their_value(column, unit):
    written = digits.write(column)
    assert written["unit"] == unit
    wide, base = written["wide"], len(digits.ALPHABET)
    read = []
    for at in range(0, len(written["digits"]), wide):
        number = 0
        for character in written["digits"][at : at + wide]:
            number = number * base + digits.ALPHABET.index(character)
        read.append((written["low"] + number) / unit if number else None)
    assert read == column


@pytest.mark.parametrize("column", [["1961"], [1, "2"], [None, None], [True], [0.1234567891], [0, 10**12]])
def test_what_is_no_list_of_numbers_is_not_written_as_digits(column):
    assert digits.write(column) is None


def test_frequent_words_are_spelt_shorter_and_a_strange_character_stops_it():
    texts = [f"renamed by decree no {k} of the city council" for k in range(60)]
    written = spelling.write([*texts, None, ""])
    assert written["spelt"][60:] == [None, ""]
    assert max(map(len, written["spelt"][:60])) < 15 < min(map(len, texts))
    assert spelling.write([*texts, f"a{spelling.OUT}b"]) is None
    assert spelling.front(["berlin-a", "berlin-b", "berlin-b"])["front"][2] == digits.ALPHABET[8]
    assert spelling.front(["𝕊talin"]) is None


def test_atlas_map_takes_what_folium_can_add(record):
    map_ = record.where(country="AM").map(title="Armenia")
    assert isinstance(map_, folium.Map)
    folium.Marker([40.18, 44.51], popup="A pin", tooltip="tip").add_to(map_)
    folium.GeoJson(record.where(country="AM").features).add_to(map_)
    text = map_.get_root().render()
    assert "L.marker(" in text
    assert not re.search(r'(?:src|<link[^>]*href)="https?://', text), "nothing is loaded from elsewhere"


def test_a_tile_basemap_is_named_in_the_policy_and_replaces_the_ground(record):
    map_ = record.where(country="AM").map(title="Armenia", tiles="OpenStreetMap")
    text = map_.get_root().render()
    assert "https://tile.openstreetmap.org" in re.search(r'content="(default-src[^"]+)"', text)[1]
    assert "L.CRS.EPSG3857" in text
    assert "ground" not in map_.timeline.data


def test_timeline_can_be_added_to_any_folium_map(record):
    plain = folium.Map([40.2, 44.5], zoom_start=8)
    atlas.Timeline(record.where(country="AM"), first="1945").add_to(plain)
    text = plain.get_root().render()
    assert f"atlasKit.begin(L, {plain.get_name()}" in text


def test_timeline_refuses_what_is_no_map(record):
    part = record.where(country="AM")
    with pytest.raises(ValueError, match="before its last"):
        atlas.Timeline(part, first="1964", last="1953")
    with pytest.raises(ValueError, match="pace"):
        atlas.Timeline(part, pace="hectic")
    figure = folium.Figure()
    atlas.Timeline(part).add_to(figure)
    with pytest.raises(TypeError, match=r"folium\.Map"):
        figure.render()


def test_unknown_map_is_named(record):
    with pytest.raises(PlanError, match="atlantis"):
        read_plans(record).chosen(["atlantis"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[map]]\nid = 'a'\n", "map 1 (a): title: is missing"),
        ("[[map]]\nid='a'\ntitle='t'\nlede=''\nextent=[1,2,3]\n", "extent must be"),
        ("[[map]]\nid='a'\ntitle='t'\nlede=''\nextent=[60,2,3,50]\n", "west < east"),
        ("[[map]]\nid='a'\ntitle='t'\nlede=''\nextent=[1,2,3,4]\nfirst='19x'\n", "first"),
        (
            "[[map]]\nid='a'\ntitle='t'\nlede=''\nextent=[1,2,3,4]\ncolour='red'\n",
            "colour: the atlas knows no such key",
        ),
        ("[[map\n", "maps.toml"),
    ],
)
def test_faults_in_maps_toml_are_named(record, tmp_path, text, words):
    (tmp_path / "maps.toml").write_text(text)
    other = record.where(country="AM")
    other.path = tmp_path
    with pytest.raises(PlanError, match=re.escape(words)):
        read_plans(other)
