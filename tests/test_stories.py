"""The stories: what they stand on, how long they are, and what their pages say of them to machines."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
import rdflib
import schema_org

import atlas
from atlas.check import check, texts
from atlas.check.context import Context
from atlas.edtf.wording import read
from atlas.io.schema import read as read_package
from atlas.io.tables import read_folder
from atlas.page.story import story_page
from atlas.publish.build import build, draw
from atlas.publish.jsonld import describe
from atlas.record.plans import PlanError, read_plans
from atlas.record.stories import beyond, parse_story, read_stories, read_story

STORIES = ["volgograd", "berlin", "budapest", "prague", "yerevan", "november-1961", "the-return"]


def test_dates_in_words_are_read_back() -> None:
    text = "Late on 13 November 1961, in March 2021, in the 1970s and about 1948; 95 of 110 by 12 May."
    assert [(text[start:end], date) for start, end, date in read(text)] == [
        ("13 November 1961", "1961-11-13"),
        ("March 2021", "2021-03"),
        ("1970s", "197X"),
        ("1948", "1948"),
    ]


def test_every_dated_sentence_is_traced_to_the_record(record) -> None:
    """The rule ``story`` does it; here it is seen to find something to trace, and to notice a date that is moved."""
    stories = {story.id: story for story in read_stories(record.path)}
    assert sorted(stories) == sorted(STORIES)
    assert [problem for problem in check(record.path) if problem.rule == "story"] == []
    for story in stories.values():
        dates = [date for claim in story.claims for _, _, date in read(claim.text)]
        assert len(dates) >= 8, story.id
        assert all(claim.refs for claim in story.claims)


@pytest.mark.parametrize("story_id", STORIES)
def test_moving_any_date_of_a_story_is_noticed(story_id: str, record) -> None:
    """By seven years, since a cited source may itself give a neighbouring one; one more may meet another by chance."""
    package = read_package(Path(record.path))
    context = Context(Path(record.path), package, read_folder(Path(record.path), package))
    caught = total = 0
    for claim in read_story(record.path, story_id).claims:
        rows = texts._rows(context, claim)
        for _, _, date in read(claim.text):
            if "X" not in date:
                total += 1
                caught += not texts._borne_out(f"{int(date[:4]) + 7}{date[4:]}", rows)
    assert caught >= total - 1 >= 7


@pytest.mark.parametrize("story_id", STORIES)
def test_a_story_has_the_length_of_a_museum_label(story_id: str, record) -> None:
    assert 150 <= read_story(record.path, story_id).words <= 300


def test_what_markdown_sets_apart_is_set_apart() -> None:
    story = parse_story("a", "The *monument* of\n**1 May\n1955** {x}. A \\*star\\*, a_b_c &amp; so {y}.\n")
    first, second = story.claims
    assert (first.text, first.line) == ("The monument of 1 May 1955.", 3)
    assert [(first.text[a:b], tag) for a, b, tag in first.styles] == [("monument", "em"), ("1 May 1955", "strong")]
    assert (second.text, second.styles) == ("A *star*, a_b_c & so.", ())


def test_a_date_within_emphasis_leads_to_its_day(record) -> None:
    plan = next(plan for plan in read_plans(record).maps if plan.id == "prague")
    text = "It *stood until 6 November 1962, they say* {prague-stalin-monument-destroyed-1962}."
    page = story_page(plan.part(record), plan, parse_story("prague", text))
    pieces = page["paragraphs"][0][0]["pieces"]
    assert "".join(piece for piece, _, _ in pieces) == "It stood until 6 November 1962, they say."
    assert [(piece, bool(href), tag) for piece, href, tag in pieces] == [
        ("It ", False, ""),
        ("stood until ", False, "em"),
        ("6 November 1962", True, "em"),
        (", they say", False, "em"),
        (".", False, ""),
    ]


HOSTILE = [
    ("<script>alert(1)</script> {x}", "HTML"),
    ("<b onclick=x>bold</b> {x}", "HTML"),
    ("[a](javascript:alert(1)) {x}", "a link"),
    ("<https://example.org> {x}", "a link"),
    ("![p](https://example.org/x.png) {x}", "a picture"),
    ("# Heading {x}", "a heading"),
    ("Heading {x}\n=======", "a heading"),
    ("- one {x}", "a list"),
    ("1961. That year {x}", "a list"),
    ("> quoted {x}", "a quotation"),
    ("    indented {x}", "code"),
    ("```\nfenced {x}\n```", "code"),
    ("`code` {x}", "code"),
    ("a {x}\n\n***\n\nb {x}", "a rule"),
]


@pytest.mark.parametrize(("text", "what"), HOSTILE)
def test_what_a_story_does_not_have_is_named_and_inert(text: str, what: str, faulty, tmp_path: Path) -> None:
    assert what in [name for _, name in beyond(text)]
    story = parse_story("a", text)
    assert "".join(claim.text for claim in story.claims), "it stands there as it is typed"
    assert not any(claim.styles for claim in story.claims if "***" not in text)


def test_the_rule_names_the_line_of_what_a_story_does_not_have(faulty) -> None:
    folder = faulty("story")
    ids = "{prague-stalin-monument-unveiled-1955}"
    (folder / "stories" / "atlas.md").write_text(f"A *bronze* {ids}.\n\nSee\n[there](https://x.org) {ids}.\n", "utf-8")
    found = [(problem.row, problem.message) for problem in check(folder) if problem.rule == "story"]
    assert [row for row, _ in found] == [4] and "a link" in found[0][1]


def test_the_record_s_stories_have_nothing_else(record) -> None:
    for story in read_stories(record.path):
        text = (Path(record.path) / "stories" / f"{story.id}.md").read_text("utf-8")
        assert list(beyond(text)) == [], story.id


def test_a_paragraph_is_cut_into_claims(tmp_path: Path) -> None:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.md").write_text("One\nand two {x, y}. Three {z}; four\n{x}.\n\n\nFive.\n", "utf-8")
    story = read_story(tmp_path, "a")
    assert [[(c.text, c.refs, c.line) for c in paragraph] for paragraph in story.paragraphs] == [
        [("One and two.", ("x", "y"), 2), ("Three;", ("z",), 2), ("four.", ("x",), 3)],
        [("Five.", (), 6)],
    ]
    assert story.words == 6 and story.refs == ("x", "y", "z")
    assert read_story(tmp_path, "b") is None


def test_a_story_shows_what_it_tells_of_even_outside_its_filter(record) -> None:
    (plan,) = read_plans(record).chosen(["the-return"])
    part = plan.part(record)
    assert "gori-stalin-monument" in part and "gori-stalin-monument" not in record.where(**plan.filter)
    assert plan.part(part).features.index.equals(part.features.index)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('streets = "Nowhere.Map"', "streets: No matching provider"),
        ('compare = ["1961-13"]', "compare: '1961-13'"),
        ('hub = "volgogard"', "hub: no feature 'volgogard'; nearest: volgograd"),
    ],
)
def test_a_fault_in_a_plan_is_named(faulty, line: str, said: str) -> None:
    folder = faulty("sound")
    entry = f'[[map]]\nid = "m"\ntitle = "M"\nlede = ""\nextent = [10, 40, 50, 60]\n{line}\n'
    (folder / "maps.toml").write_text(entry, "utf-8")
    record = atlas.load(folder)
    with pytest.raises(PlanError, match=re.escape(said)):
        draw(record, *read_plans(record).maps)


# What machines read


SITE = "https://example.org/atlas"


@pytest.fixture(scope="module")
def described(record) -> dict[str, dict[str, Any]]:
    """The JSON-LD of every page by its map; with an @, as it is where the site has an address."""
    found = {}
    for plan in read_plans(record).maps:
        found[plan.id] = describe(record, plan, "", None, {})
        data = {"csv": f"{SITE}/data/atlas.csv"}
        found[f"{plan.id}@"] = describe(record, plan, f"{SITE}/{plan.file}", f"{SITE}/{plan.id}.png", data)
    return found


@pytest.mark.long
def test_a_page_carries_its_json_ld(described, tmp_path: Path) -> None:
    build(output=tmp_path, only=["prague"])
    text = (tmp_path / "prague.html").read_text(encoding="utf-8")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(block) == described["prague"]


def _model(value: Any, types: dict[str, str]) -> Any:
    """A node as the strict model of schema.org that its type has: a wrong property or range raises there."""
    if isinstance(value, list):
        return [_model(inner, types) for inner in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        return datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :])  # ISO 8601 lets month and day go
    if not isinstance(value, dict):
        return value
    kind = value.get("@type") or types[value["@id"]]
    fields = {key: inner for key, inner in value.items() if not key.startswith("@")}
    return getattr(schema_org, kind)(**{key: _field(key, inner, types) for key, inner in fields.items()})


def _field(key: str, value: Any, types: dict[str, str]) -> Any:
    dated = ("startDate", "endDate", "dateModified")
    return value if isinstance(value, str) and key not in dated else _model(value, types)


@pytest.mark.long
def test_json_ld_keeps_to_the_vocabulary_of_schema_org(described) -> None:
    for name, document in described.items():
        nodes = document.get("@graph", [document])
        types = {node["@id"]: node["@type"] for node in nodes}
        for node in nodes:
            _model({key: value for key, value in node.items() if key != "@context"}, types)
        if name.strip("@") in STORIES:
            assert {"Dataset", "Article", "Place", "Event"} <= set(types.values())
            assert len(types) == len(nodes), f"{name}: two nodes share an id"
    with pytest.raises(ValueError, match="startDate"):
        _model({"@type": "Event", "startDate": "about 1961"}, {})


def test_json_ld_is_read_as_linked_data(described) -> None:
    text = json.dumps(described["prague@"] | {"@context": {"@vocab": "https://schema.org/"}})
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    asked = """
        PREFIX s: <https://schema.org/>
        SELECT ?start ?lat WHERE { ?e a s:Event; s:startDate ?start; s:location [ s:geo [ s:latitude ?lat ] ] }
    """
    assert ("1955-05-01", 50.0947) in {(str(start), float(lat)) for start, lat in graph.query(asked)}


def test_a_set_of_days_is_no_duration_in_json_ld(described) -> None:
    """EDTF says *some day from 19 October to 6 November*; a start and an end would say that it took so long."""
    events = {n["@id"]: n for n in described["prague@"]["@graph"] if n["@type"] == "Event"}
    blown = events[f"{SITE}/prague.html#prague-stalin-monument-destroyed-1962"]
    assert "startDate" not in blown and blown["description"].startswith("between 19 October and 6 November 1962")


def test_dates_of_other_sources_stand_in_the_notes(record) -> None:
    (plan,) = read_plans(record).chosen(["volgograd"])
    notes = [item for note in story_page(plan.part(record), plan, plan.story)["notes"] for item in note]
    (removed,) = [item for item in notes if "Canal" in item["title"] and item["words"] == "November 1961"]
    assert removed["disputed"] and [said for said, _, _ in removed["others"]] == ["1962", "March 1962", "1969"]
    assert all(numbers and set(numbers) <= set(removed["sources"]) for _, numbers, _ in removed["others"])
    assert all(item["others"] == [] for item in notes if not item["disputed"])
