"""The payload of a page is a contract: a schema, references that are there, and the same when it is unpacked."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

import atlas
from atlas.page import assets
from atlas.page.payload import digits, pack, spelling
from atlas.page.payload.columns import encode
from tests.conftest import SOUND, _hostile
from tests.unpack import column, unpack

pytestmark = pytest.mark.fast
SCHEMA = json.loads((resources.files("atlas.page.payload") / "schema.json").read_text(encoding="utf-8"))
KNOWN: Registry = Registry().with_resource("payload", Resource.from_contents(SCHEMA))
GOLDEN = Path(__file__).parent / "payload"
REFERS = [
    ("features", "kind", "kinds"),
    ("tenures", "feature", "features"),
    ("names", "feature", "features"),
    ("names", "since", "events"),
    ("names", "until", "events"),
    ("labels", "name", "names"),
    ("events", "feature", "features"),
    ("events", "type", "types"),
    ("attestations", "event", "events"),
    ("attestations", "source", "sources"),
]


def _records(folder: Path) -> Iterator[tuple[str, atlas.Record]]:
    yield "sound", atlas.load(SOUND)
    yield "hostile", atlas.load(_hostile(folder / "hostile"))


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, atlas.Record]:
    return dict(_records(tmp_path_factory.mktemp("payload")))


def validate(data: dict[str, Any], schema: dict[str, Any]) -> None:
    plain = json.loads(json.dumps(data, allow_nan=False))
    faults = list(jsonschema.Draft202012Validator(schema, registry=KNOWN).iter_errors(plain))
    assert not faults, "\n".join(f"{'/'.join(map(str, fault.path))}: {fault.message[:200]}" for fault in faults[:5])


def size(table: Any) -> int:
    return len(table) if isinstance(table, list) else len(next(iter(table.values())))


def hold(record: atlas.Record, *, ground: bool) -> None:
    """What is drawn of a record keeps the contract, on the page and unpacked from it."""
    timeline = atlas.Timeline(record, ground=ground, extent=(10, 40, 50, 60))
    data = timeline.data
    validate(data, SCHEMA)
    on_page = json.loads(timeline.json())
    validate(on_page, {"$ref": "payload#/$defs/packed"})
    assert unpack(on_page) == json.loads(json.dumps(data))
    for name, table in data.items():
        if name not in ("strings", "map", "words", "ground", "milestones", "kinds", "types", "knots", "tongues"):
            assert len({len(column) for column in table.values()}) == 1, name
    assert len(data["knots"]["value"]) == sum(data["lines"]["count"])
    assert len(data["knots"]["step"]) == sum(data["lines"]["count"]) - len(data["lines"]["count"])
    for table, column_, other in REFERS:
        assert all(row is None or row < size(data[other]) for row in data[table][column_]), (table, column_)
    assert all(row <= size(data["lines"]) for way in ("rise", "fall") for row in data["tenures"][way])


@pytest.mark.parametrize("name", ["sound", "hostile"])
def test_the_payload_keeps_its_schema(name: str, records: dict[str, atlas.Record]) -> None:
    hold(records[name], ground=True)


@pytest.mark.long
def test_the_record_s_payload_keeps_its_schema(record: atlas.Record) -> None:
    hold(record, ground=False)


def test_the_schema_is_one_and_knows_every_column() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for name, table in SCHEMA["properties"].items():
        assert table["description"], name
        for key, column_ in table.get("properties", {}).items():
            assert column_.get("description") or "enum" in column_ or "type" in column_, (name, key)


@pytest.mark.parametrize(
    ("table", "column_", "value"),
    [("features", "rank", 6), ("events", "edtf", None), ("names", "since", -1), ("features", "id", 5)],
)
def test_a_payload_that_breaks_the_contract_is_refused(
    table: str, column_: str, value: Any, records: dict[str, atlas.Record]
) -> None:
    data = json.loads(json.dumps(atlas.Timeline(records["sound"]).data))
    data[table][column_][0] = value
    with pytest.raises(AssertionError, match=f"{table}/{column_}"):
        validate(data, SCHEMA)
    del data[table][column_]
    with pytest.raises(AssertionError, match=table):
        validate(data, SCHEMA)


def test_sources_stand_on_a_page_once(records: dict[str, atlas.Record]) -> None:
    sound = records["sound"]
    whole, bare = atlas.AtlasMap(sound), atlas.AtlasMap(sound, with_table=False)
    assert "sources" not in whole.timeline.data and "note" not in whole.timeline.data["features"]
    assert 'id="record-sources"' in whole.get_root().render()
    assert "sources" in bare.timeline.data and "note" in bare.timeline.data["features"]
    assert 'id="record-sources"' not in bare.get_root().render()


@pytest.mark.parametrize("name", ["sound", "hostile"])
def test_columns_are_what_they_were(name: str, records: dict[str, atlas.Record]) -> None:
    """Every value of two small records. To accept a change: ``python -m tests.test_payload``, and read the diff."""
    found = json.loads(json.dumps(_golden(records[name])))
    assert found == json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def _golden(record: atlas.Record) -> dict[str, Any]:
    return encode(record, ground=False)


# Packing


def pack_column(values: list[Any]) -> Any:
    return pack._column(values)


WORDS = ["Stalin", "Prospekt Stalina", "Сталинград", "a", "to", "the", "<b>", '"', "\\", "town", "square", "monument"]
CHANCE = random.Random(7)
LONG = [" ".join(CHANCE.choices(WORDS, k=8)) for _ in range(60)]
MANY = [" ".join(CHANCE.choices([f"word{k}" for k in range(140)], k=5)) for _ in range(500)]
COLUMNS: dict[str, tuple[list[Any], str]] = {
    "one value": ([5] * 4, "is"),
    "one value, true is not one": ([1, True, 1], "list"),
    "one row": (["x"], "list"),
    "short": ([1, 2, 3], "list"),
    "steps": (list(range(1000, 1400)), "by"),
    "numbers": ([CHANCE.randrange(10**6) for _ in range(300)], "digits"),
    "numbers with gaps": ([None if n % 7 == 0 else CHANCE.randrange(-500, 500) for n in range(300)], "digits"),
    "decimals": ([round(CHANCE.uniform(-90, 90), 5) for _ in range(200)], "digits"),
    "too many decimals": ([1 / (n + 3) for n in range(100)], "list"),
    "too wide": ([0] * 50 + [92**5 + 1], "list"),
    "texts": (LONG, "spelt"),
    "texts with gaps": ([None if n % 5 == 0 else text for n, text in enumerate(LONG)] + ["", ""], "spelt"),
    "more words than letters": (MANY, "spelt"),
    "sorted texts": (sorted(f"stalin-street-{n:04}" for n in CHANCE.sample(range(9999), 300)), "front"),
    "beyond the plane": ([f"𝔖talin {text}" for text in LONG], "spelt"),
    "what spells out": (sorted(f"stalin\x7fstreet-{n:04}" for n in range(300)), "front"),
    "mixed": ([n if n % 2 else str(n) for n in range(200)], "list"),
    "flags and numbers": ([True, 2] * 100, "list"),
}


@pytest.mark.parametrize("what", COLUMNS)
def test_a_column_is_packed_in_the_way_that_suits_it_and_comes_back(what: str) -> None:
    values, way = COLUMNS[what]
    packed = pack_column(values)
    assert way == "list" if isinstance(packed, list) else way in packed, packed
    back = column(json.loads(json.dumps(packed)), {}, {})
    assert back == values and [type(value) for value in back] == [type(value) for value in values]
    assert way == "is" or pack._weight(packed) <= pack._weight(values)


def test_digits_begin_above_zero_and_are_as_wide_as_they_must_be() -> None:
    base = len(digits.ALPHABET)
    assert digits.write([1, 2]) == {"digits": digits.ALPHABET[1] + digits.ALPHABET[2], "wide": 1, "low": 0, "unit": 1}
    for wide in (1, 2, 3, 4, 5):
        most = base**wide - 1
        assert digits.write([1, most])["wide"] == wide
        more = digits.write([1, most + 1])
        assert more is None if wide == 5 else more["wide"] == wide + 1
    for places in range(1, 7):
        assert digits.write([float(f"0.{'0' * (places - 1)}3"), 1])["unit"] == 10**places
    assert digits.write([(1 << 52) - 1])["wide"] == 1 and digits.write([1 << 52]) is None
    assert digits.write([0.0000001]) is None
    for none in ([None, None], ["a"], [True], [1, "a"], []):
        assert digits.write(none) is None
    assert base == 92 and not set('"\\<') & set(digits.ALPHABET)


def test_words_have_numbers_by_how_often_they_occur() -> None:
    texts = ["often often often seldom"] * 4 + ["often never"] + ["x often"] * 20
    written = spelling.write(texts)
    assert written["words"] == ["x ", "often", "often ", "seldom"], "the more frequent, the sooner"
    assert all(len(word) > 1 for word in written["words"])
    assert "never" not in written["words"], "it occurs once"
    assert spelling.write(texts[:19]) is None, "too few"
    assert spelling.write([*texts, 5]) is None
    four, three = ["ab"] * 4 + [str(n) for n in range(30)], ["ab"] * 3 + [str(n) for n in range(30)]
    assert "ab" in spelling.write(four)["words"] and "ab" not in spelling.write(three)["words"]


def test_the_most_words_that_there_can_be_numbers_for() -> None:
    most = 82 + 10 * 92
    texts = [f"word{n}" for n in range(most + 40)] * 4
    written = spelling.write(texts)
    assert len(written["words"]) == most
    assert column(written, {}, {}) == texts


def test_front_coding_shares_what_a_letter_can_count() -> None:
    long = "x" * 200
    assert spelling.front(["ab", "abc", "b"]) == {"front": [" ab", digits.ALPHABET[2] + "c", " b"]}
    coded = spelling.front([long, long + "y"])["front"]
    assert coded[1] == digits.ALPHABET[91] + "x" * 109 + "y"
    assert spelling.front(["a", "\U00010000"]) is None and spelling.front(["a", 1]) is None
    assert spelling.front(["\uffff"]) is not None


def test_dates_that_can_be_told_are_left_out() -> None:
    data = {
        "events": {
            "edtf": ["1961-11-10", "1961-11", "1961-11-10"],
            "earliest": [-2974, -2983, -2974], "latest": [-2974, -2954, -2973]},
        "attestations": {"event": [0, 1, 1], "edtf": ["1961-11-10", "1961-11", "1961"]},
    }  # fmt: skip
    packed = pack.pack(data)
    assert packed["events"]["edtf"] == [0, "1961-11", "1961-11-10"]
    assert packed["attestations"]["edtf"] == [0, 0, "1961"]
    assert data["events"]["edtf"][0] == "1961-11-10", "what came in stays as it was"


def test_a_bound_is_told_from_its_twin_or_from_the_feature_s_events() -> None:
    n = 200
    first = [CHANCE.randrange(-9000, 9000) for _ in range(n)]
    last = [day + CHANCE.randrange(5000) for day in first]
    feature = list(range(n))
    twice = [day for pair in zip(first, last, strict=True) for day in pair]
    events = {"feature": [f for f in feature for _ in range(2)], "earliest": twice, "latest": twice}
    events["edtf"] = ["x"] * len(twice)
    ends = [None if k % 9 == 0 else day for k, day in enumerate(last)]
    tenures = {"feature": feature, "uncertain_from": first, "bearing_from": first}
    data = {
        "events": events,
        "attestations": {"event": [], "edtf": []},
        "tenures": {**tenures, "bearing_until": last, "gone_from": ends},
    }
    packed = pack.pack(data)
    assert packed["events"]["latest"]["from"] == "earliest"
    assert packed["tenures"]["uncertain_from"] == {"of": "first", "by": {"n": n, "is": 0}}
    assert packed["tenures"]["bearing_until"] == {"of": "last", "by": {"n": n, "is": 0}}
    assert packed["tenures"]["bearing_from"]["from"] == "uncertain_from"
    assert unpack(json.loads(json.dumps(packed))) == data
    data["tenures"]["bearing_until"] = ends  # a bound that is not always there tells nothing of its twin
    assert "from" not in pack.pack(data)["tenures"]["gone_from"]
    assert unpack(json.loads(json.dumps(pack.pack(data)))) == data


def test_what_the_page_s_table_has_the_payload_leaves_out(sound: atlas.Record) -> None:
    """A light table has no details; what stands beside the page is left alone."""
    data = encode(sound, ground=False, sources=False)
    for light in (False, True):
        packed = pack.pack(data, table=True, light=light)
        assert packed["features"]["title"] == {"row": "title"} and packed["names"]["latin"] == {"row": "latin"}
        assert packed["attestations"]["source"] == {"row": "source"}
        assert (packed["events"]["detail"] == {"row": "detail"}) is not light
    beside = {name: table for name, table in data.items() if name != "attestations"}
    assert "attestations" not in pack.pack(beside, table=True)


def test_texts_go_by_language() -> None:
    packed = pack._strings({"a": {"en": "A", "de": "Ä"}, "b": {"en": "B", "ka": "ბ"}})
    assert packed == {"": ["a", "b"], "en": ["A", "B"], "de": ["Ä", None], "ka": [None, "ბ"]}


def test_the_page_s_own_texts_come_back(sound: atlas.Record) -> None:
    timeline = atlas.Timeline(sound)
    assert unpack(json.loads(timeline.json()))["strings"] == timeline.data["strings"]
    assert set(timeline.data["strings"]) <= set(assets.strings()) | set(sound.subject.words)


if __name__ == "__main__":
    import tempfile

    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, one in _records(Path(folder)):
            text = json.dumps(_golden(one), ensure_ascii=False, indent=1)
            (GOLDEN / f"{name}.json").write_text(text + "\n", encoding="utf-8")
