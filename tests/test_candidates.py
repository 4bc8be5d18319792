"""`atlas candidates`: other people's lists in their true forms, held against a record, and what is accepted of them."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import atlas
from atlas.check import check
from atlas.cli import app
from atlas.io.lists import ListError
from atlas.lists.candidates import candidates
from atlas.lists.likeness import alike, folded

LISTS = Path(__file__).parent / "lists" / "candidates"


@pytest.fixture(scope="module")
def record() -> atlas.Record:
    return atlas.load()


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


def rows(record: atlas.Record, name: str, places: str = "") -> pd.DataFrame:
    beside = LISTS / places if places else None
    return candidates(LISTS / name, record, places=beside).frame().set_index("name")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Подільське", "Podil's'ke"),
        ("Подольское", "Podolskoje"),
        ("Подольское", "Podolskoye"),
        ("Szczecin", "Ščecin"),
        ("თბილისი", "Tbilisi"),
        ("Երևան", "Erevan"),
        ("Варшавская улица", "ulitsa Varshavskaya"),
    ],
)
def test_spellings_of_one_name_are_alike(one: str, other: str) -> None:
    assert alike(one, other) > 0.85, (folded(one), folded(other))


@pytest.mark.parametrize(("one", "other"), [("Подільське", "Полтавське"), ("Kirov", "Kirovograd"), ("", "Kirov")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert alike(one, other) < 0.85


def test_alternate_names_of_geonames_by_identifier_with_their_places(record: atlas.Record) -> None:
    found = rows(record, "alternateNamesV2.txt", "RU.txt")
    assert list(found.index) == ["Сталинское", "Сталинград"]  # and not Кристалинское
    old, new = found.loc["Сталинград"], found.loc["Сталинское"]
    assert (old["verdict"], old["feature_id"], old["begin"], old["end"]) == (
        "same",
        "volgograd",
        "1925-04-10",
        "1961-11-10",
    )
    assert (new["verdict"], new["kind"], new["latitude"], new["today"]) == ("new", "settlement", 60.5, "no")
    assert new["other_names"] == "Novoye; Новое"


def test_alternate_names_without_places_say_so_and_are_never_called_new(record: atlas.Record) -> None:
    found = candidates(LISTS / "alternateNamesV2.txt", record)
    assert any("--places" in note for note in found.notes)
    assert {one.entry.names[0]: one.verdict for one in found.rows}["Сталинское"] == "doubtful"


def test_openstreetmap_xml_joins_the_ways_of_a_street_and_reads_what_is_gone(record: atlas.Record) -> None:
    found = rows(record, "extract.osm")
    street = found.loc["улица Сталина"]
    assert (street["kind"], street["rows"], street["begin"], street["end"]) == ("street", 2, "1936", "1961")
    assert (round(street["latitude"], 3), street["today"], street["other_names"]) == (48.709, "no", "улица Мира")
    statue = found.loc["Stalinův pomník"]
    assert (statue["verdict"], statue["feature_id"]) == ("same", "prague-stalin-monument")
    assert (found.loc["И. В. Сталин", "kind"], found.loc["И. В. Сталин", "today"]) == ("bust", "yes")


def test_openstreetmap_json_says_the_same(record: atlas.Record) -> None:
    found = rows(record, "overpass.json")
    assert found.loc["Stalinův pomník", "feature_id"] == "prague-stalin-monument"
    assert found.loc["улица Сталина", "address"] == "https://www.openstreetmap.org/way/10"


@pytest.mark.parametrize(
    ("name", "places", "kind", "today"),
    [("AS_ADDR_OBJ.XML", "AS_ADM_HIERARCHY.XML", "street", "yes"), ("AS_ADDROBJ.XML", "", "square", "no")],
)
def test_the_register_of_addresses_in_both_forms(
    record: atlas.Record, name: str, places: str, kind: str, today: str
) -> None:
    found = rows(record, name, places).iloc[0]
    assert (found["kind"], found["place"], found["country"], found["today"]) == (kind, "Алагир", "RU", today)
    assert (found["begin"], found["end"]) == ("", "")


def test_an_answer_of_wikidata_by_place_kind_and_name(record: atlas.Record) -> None:
    found = rows(record, "query.json")
    assert (found.loc["Сталинград", "verdict"], found.loc["Сталинград", "feature_id"]) == ("same", "volgograd")
    assert (found.loc["Stalino", "verdict"], found.loc["Stalino", "country"]) == ("new", "KZ")


def test_a_plain_list_by_the_town(record: atlas.Record) -> None:
    found = rows(record, "plain.csv")
    assert (found.loc["Stalinallee", "verdict"], found.loc["Stalinallee", "feature_id"]) == (
        "same",
        "berlin-stalinallee",
    )
    assert found.loc["Stalinplatz", "verdict"] != "same"


def test_a_pattern_of_ones_own_and_none(record: atlas.Record, tmp_path: Path) -> None:
    assert len(candidates(LISTS / "plain.csv", record, pattern="platz").rows) == 1
    assert len(candidates(LISTS / "alternateNamesV2.txt", record, pattern="").rows) == 3
    with pytest.raises(ValueError, match="cannot be used"):
        candidates(LISTS / "plain.csv", record, pattern="(")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.txt", "1\t2\tru\tx\t\t\t\t\t\t\n3\t4\n", "a.txt, row 2: 2 cells"),
        ("a.txt", "1\t2\tru\tx\t\t\t\t\t\t\n3\t4\tru\t\udcff\t\t\t\t\t\t\n", "a.txt, row 2: not UTF-8"),
        ("RU.txt", "1\tСталино\tx\t\tnorth\t0\tP\tPPL\tRU" + "\t" * 10 + "\n", "RU.txt, row 1: 'north', '0' are no"),
        ("a.osm", "<osm>\n<node id='1' lat='x' lon='2'/></osm>", "a.osm, line 2: 'x' is no number"),
        ("a.osm", "<osm>\n<node></osm>", "a.osm, line 2: not XML"),
        ("a.osm", "<!DOCTYPE osm [<!ENTITY a 'b'>]>\n<osm>&a;</osm>", "a.osm, line 1: it declares a document type"),
        ("a.xml", "<houses><house/></houses>", "a.xml: XML whose outermost element is <houses>"),
        ("a.xml", "<ADDRESSOBJECTS>\n<OBJECT ID='1'/></ADDRESSOBJECTS>", "a.xml, line 2: the object lacks OBJECTID"),
        ("a.json", '{"elements": [\n3]}', "a.json, element 1: it is no object"),
        ("a.csv", "name,lat,lon\nСталино,45,2\nСталино,46,3\nСталино,95,120\n", "a.csv, row 4: '95, 120'"),
        ("a.zip", "PK\x03\x04", "a.zip is an archive"),
    ],
)
def test_a_faulty_list_gets_one_message_with_file_and_row(
    record: atlas.Record, tmp_path: Path, name: str, text: str, words: str
) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ListError, match="^" + words.replace("(", r"\(")):
        candidates(tmp_path / name, record)


def test_a_document_type_in_another_encoding_is_refused_too(record: atlas.Record, tmp_path: Path) -> None:
    text = "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE osm [<!ENTITY a 'b'>]><osm>&a;</osm>"
    (tmp_path / "a.osm").write_bytes(text.encode("utf-16"))
    with pytest.raises(ListError, match="declares a document type"):
        candidates(tmp_path / "a.osm", record)


def test_the_command_writes_a_queue_beside_the_list(tmp_path: Path) -> None:
    shutil.copy(LISTS / "extract.osm", tmp_path)
    code, out, told = run("candidates", tmp_path / "extract.osm")
    assert code == 0, told
    assert "3 entries:" in out and "OpenStreetMap, XML" in told
    written = (tmp_path / "extract-candidates.csv").read_text(encoding="utf-8")
    assert run("candidates", tmp_path / "extract.osm")[0] == 0
    assert (tmp_path / "extract-candidates.csv").read_text(encoding="utf-8") == written
    code, _, told = run("candidates", tmp_path / "extract.osm", "-o", tmp_path / "extract.osm")
    assert code == 2 and "another file" in told
    assert run("candidates", tmp_path / "none.osm")[0] == 2


def _decide(queue: Path, decisions: dict[str, str]) -> None:
    table = list(csv.DictReader(queue.open(encoding="utf-8")))
    for row in table:
        row["decision"] = decisions.get(row["name"], "")
    with queue.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


@pytest.mark.long
def test_accepted_rows_become_wanted_ones_and_features_that_await_a_source(tmp_path: Path) -> None:
    folder, queue = tmp_path / "mine", tmp_path / "queue.csv"
    assert run("new", folder)[0] == 0
    before = check(folder)
    code, _, told = run("candidates", LISTS / "extract.osm", "--record", folder, "-o", queue, "--pattern", "stalin")
    assert code == 0, told
    _decide(queue, {"улица Сталина": "wanted", "И. В. Сталин": "feature", "Stalinův pomník": "out"})
    code, out, told = run("candidates", queue, "--accept", "--record", folder)
    assert (code, out.split(",")[0]) == (0, "1 rows into wanted.csv"), told
    grown = atlas.load(folder)
    assert grown.wanted["title"].tolist() == ["ulitsa Stalina"]
    draft = grown.features.loc["i-v-stalin"]
    assert (draft["kind"], draft["latitude"], draft["accuracy_m"]) == ("bust", 43.02, 300)
    new = [problem for problem in check(folder) if problem not in before]
    assert {problem.rule for problem in new} >= {"attested"}
    assert "no source attests this event" in {problem.message for problem in new}


def test_a_queue_with_a_faulty_row_enters_nothing(tmp_path: Path) -> None:
    folder, queue = tmp_path / "mine", tmp_path / "queue.csv"
    run("new", folder)
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    run("candidates", LISTS / "AS_ADDR_OBJ.XML", "--record", folder, "-o", queue, "--pattern", "stalin")
    for decision, words in (("feature", "needs latitude and longitude"), ("perhaps", "the decision is 'perhaps'")):
        _decide(queue, {"ул Сталина": decision})
        code, _, told = run("candidates", queue, "--accept", "--record", folder)
        assert (code, "queue.csv, row 2" in told, words in told) == (2, True, True), told
    code, _, told = run("candidates", LISTS / "plain.csv", "--accept", "--record", folder)
    assert code == 2 and "no review queue" in told
    assert run("candidates", queue, "--accept")[0] == 2
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == kept
