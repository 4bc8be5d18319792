"""A large record answers what a record does, row for row, from a folder that it never leaves."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from samples import SOUND, sampled
from test_faults import SAYS
from typer.testing import CliRunner

import atlas
from atlas.big import layout, questions
from atlas.big.record import BigRecord
from atlas.cli import app
from atlas.export import ExportError, UnrepresentableError, write
from atlas.io.files import FileError
from atlas.io.schema import Field
from atlas.record.select import EmptyWarning
from tests.conftest import HOSTILE, _hostile

ESTIMATED = ["likely", "low", "high"]
"""What counts of a large record lack."""
SPARK = {"engine": "spark", "master": "local[2]", "memory": "1GB"}


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other), rtol=1e-9, atol=1e-9)


def strange(folder: Path, life: str, seed: int = 1961) -> Path:
    """A record of two hundred features with any events in any order: begins, renewals, ends, ends of ends, what stands
    between and after them, what lasts a day, what is restored, dates of any width, open on either side, or none.
    """
    rng = random.Random(seed)
    shutil.copytree(SOUND, folder)
    descriptor = json.loads((Path(atlas.__file__).parents[1] / "geodata" / "datapackage.json").read_text("utf-8"))
    descriptor["subject"] = {"life": life, "since": "1930", "level": "draft"}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    shutil.copy(Path(atlas.__file__).parents[1] / "geodata" / "event_types.csv", folder)
    for table in ("features", "events", "attestations", "names"):
        path = folder / f"{table}.csv"
        path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")

    def add(table: str, *row: object) -> None:
        with (folder / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(row)

    with (folder / "event_types.csv").open("a", encoding="utf-8") as file:
        file.write("happened,day,happened,It happened on that day.,99,#777777\n")
    types = (
        "happened",
        "named",
        "unveiled",
        "restored",
        "renamed",
        "removed",
        "destroyed",
        "closed",
        "stands",
        "relocated",
    )
    for k in range(200):
        feature, kind = f"f{k:03d}", rng.choice(["monument", "street", "bust"])
        country, polity = rng.choice([("CZ", "Czechoslovakia"), ("AT", "Austria"), ("", ""), ("NA", ""), ("01", "")])
        place = (round(rng.uniform(-90, 90), 4), round(rng.uniform(-180, 180), 4))
        add(
            "features",
            feature,
            kind,
            f"Thing {k}",
            "",
            country,
            polity,
            *place,
            50,
            "editor",
            rng.randint(1, 5),
            "",
            "",
            "",
        )
        events = [f"{feature}-e{n}" for n in range(rng.choice([0, 1, 1, 2, 2, 3, 4, 7]))]
        for event in events:
            day = date(1930, 1, 1) + timedelta(days=rng.randrange(33_000))
            until = day + timedelta(days=rng.choice([3, 400, 8000]))
            until = min(until, date(2026, 1, 1)) if until > day else until
            when = rng.choice(
                [day, day, f"{day:%Y-%m}", f"{day:%Y}", f"{day:%Y}~", f"[{day}..{until}]", f"[..{day:%Y}]"]
            )
            add("events", event, feature, rng.choice(types), when, "")
        for language in rng.sample(["cs", "de", "ru"], rng.randint(0, 3)):
            ends = [rng.choice(["", *events]), rng.choice(["", *events])]
            add("names", feature, f"Name {language} {k}", f"Latin {language} {k}", language, *ends)
    return folder


@pytest.fixture(scope="module", params=["whole", "hostile", "bears", "renamed"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, BigRecord]]:
    """A record, and the folder made of it, opened."""
    folder = tmp_path_factory.mktemp("big")
    if request.param == "whole":
        record = atlas.load()
    elif request.param == "hostile":
        record = atlas.load(_hostile(folder / "hostile"))
    else:
        record = atlas.load(strange(folder / "record", request.param))
    record.export(f"{folder}/it's [one]/")
    with atlas.open(folder / "it's [one]") as big:
        yield record, big


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[atlas.Record, Path]:
    """A record with several tenures a feature, and its folder."""
    folder = tmp_path_factory.mktemp("odd")
    record = atlas.load(strange(folder / "record", "bears", seed=7))
    return record, record.export(f"{folder}/big/")


@pytest.fixture
def small(sound: atlas.Record, tmp_path: Path) -> Path:
    """The folder of the tiny sound record, to be broken."""
    return sound.export(f"{tmp_path}/big/")


# ---------------------------------------------------------------------------------------------- the same answers


DAYS = ["0001-01-01", "1930-01-01", "1953-03-05", "1961-11-10", "1962-11-06", "1991-12-26", "2015-06-01", "9999-12-31"]


@pytest.mark.parametrize("day", sampled(DAYS, 2))
@pytest.mark.long
def test_a_day_has_the_rows_of_the_record(pair: tuple[Any, BigRecord], day: str) -> None:
    record, big = pair
    found = big.at(day)
    same(found, record.at(day))
    assert isinstance(found, gpd.GeoDataFrame) and found.crs == record.features.crs


@pytest.mark.long
def test_every_turn_of_a_tenure_has_the_state_of_the_record(odd: tuple[atlas.Record, Path]) -> None:
    """On the day, on the day before, and where tenures of one feature lie over one another."""
    record, folder = odd
    assert record.tenures["tenure"].max() > 2
    turns = record.tenures[["uncertain_from", "bearing_from", "bearing_until", "gone_from"]].stack().astype(int)
    days = sorted({int(day) + more for day in turns.sample(20, random_state=1) for more in (-1, 0)})
    with atlas.open(folder) as big:
        for day in days:
            if not 1000 <= day <= 2999:
                same(big.at(day)[["status", "likelihood"]], record.at(day)[["status", "likelihood"]])


def test_pieces_of_a_day_are_the_day(pair: tuple[Any, BigRecord]) -> None:
    record, big = pair
    rows = max(1, len(record) // 3)
    pieces = list(big.at_in_parts("1955-05-02", rows=rows))
    assert len(pieces) >= 3 and max(map(len, pieces)) <= rows
    same(pd.concat(pieces), record.at("1955-05-02"))
    for wrong in (0, -1, 1.5, True, "9"):
        with pytest.raises(ValueError, match="rows is"):
            big.at_in_parts("1955-05-02", rows=wrong)  # type: ignore[arg-type]


ASKED: list[dict[str, Any]] = [
    {},
    {"by": "country"},
    {"by": "kind", "freq": "year"},
    {"by": "group", "freq": "year", "start": "1950", "end": "1962"},
    {"freq": "day", "start": "1961-11-09", "end": "1961-11-12", "by": "country"},
    {"freq": "year", "start": "1800", "end": "1810"},
    {"freq": "year", "by": "rank"},
    {"freq": "year", "by": "geonames", "start": "1950", "end": "1953"},
    {"freq": "year", "start": "2990", "end": "2999", "by": "polity"},
]


@pytest.mark.parametrize("asked", sampled(ASKED, 2), ids=str)
@pytest.mark.long
def test_counts_have_the_rows_of_the_record(pair: tuple[Any, BigRecord], asked: dict[str, Any]) -> None:
    record, big = pair
    told = record.counts(**asked)
    same(big.counts(**asked), told.drop(columns=ESTIMATED))
    same(big.counts(**asked, likely=True), told)


PARTS: list[dict[str, Any]] = [
    {"kind": "monument"},
    {"group": "image", "between": ("1953-03-05", "1961-10-31")},
    {"begun": ("1940", "1955")},
    {"ended": ("1955-01", "2010")},
    {"rank": [1, 5], "country": ["CZ", "XK"]},
    {"country": ""},
    {"kind": []},
]


@pytest.mark.filterwarnings("ignore::atlas.record.select.EmptyWarning")
@pytest.mark.parametrize("asked", sampled(PARTS, 2), ids=str)
@pytest.mark.long
def test_a_part_has_the_rows_of_the_part(pair: tuple[Any, BigRecord], asked: dict[str, Any]) -> None:
    record, big = pair
    try:
        part = record.where(**asked)
    except ValueError as error:  # a rank that no feature has, say
        with pytest.raises(ValueError, match=re.escape(str(error))):
            big.where(**asked)
        return
    own = big.where(**asked)
    assert len(own) == len(part) and f"{len(own):,}" is not None
    same(own.at("1955-05-02"), part.at("1955-05-02"))
    for by in (None, "country"):
        same(own.counts("year", by=by), part.counts("year", by=by).drop(columns=ESTIMATED))
    again, of_part = own.where(between=("1950", "1960")), part.where(between=("1950", "1960"))
    same(again.at("1955-05-02"), of_part.at("1955-05-02"))


def test_one_feature_can_be_asked_for_by_its_id(pair: tuple[Any, BigRecord]) -> None:
    record, big = pair
    ids = list(record.features.index[:2])
    same(big.where(feature_id=ids).at("1955-05-02"), record.where(feature_id=ids).at("1955-05-02"))
    with pytest.raises(KeyError, match="no feature 'nowhere'"):
        big.where(feature_id=[*ids, "nowhere"])


def test_a_part_that_is_exported_is_that_part(odd: tuple[atlas.Record, Path], tmp_path: Path) -> None:
    """Its likelihoods are learnt from the whole, as those of the part are."""
    part = odd[0].where(country="AT")
    with atlas.open(part.export(f"{tmp_path}/part/")) as big:
        same(big.at("1970-01-01"), part.at("1970-01-01"))


def test_a_record_with_nothing_in_it_answers_with_nothing(sound: atlas.Record, tmp_path: Path) -> None:
    with pytest.warns(EmptyWarning):
        empty = sound.where(country="PL")
    with atlas.open(empty.export(f"{tmp_path}/big/")) as big:
        assert len(big) == 0 and len(big.check()) == 0
        same(big.at("1961-11-10"), empty.at("1961-11-10"))
        same(big.counts("year", likely=True), empty.counts("year"))
        assert next(iter(big.at_in_parts("1961-11-10"))).empty
        assert len(big.where(kind="no such thing")) == 0


def test_columns_of_ones_own_are_kept(sound: atlas.Record, tmp_path: Path) -> None:
    """Whole numbers with gaps stay whole, beyond what a float can hold too; days stay days."""
    grown = sound.where()
    fields = [Field("sculptor_имя"), Field("order"), Field("weight", "integer"), Field("cast", "date")]
    table = sound.package.tables["features"]
    tables = sound.package.tables | {"features": replace(table, fields=(*table.fields, *fields))}
    grown.package = replace(sound.package, tables=tables)
    grown.features["sculptor_имя"], grown.features["order"] = HOSTILE, ["a", ""]
    grown.features["weight"] = pd.array([2**53 + 1, None], dtype="Int64")
    grown.features["cast"] = pd.array(["1600-02-29", None], dtype="datetime64[s]")
    with atlas.open(grown.export(f"{tmp_path}/big/")) as big:
        own = grown.at("1961-11-10")
        same(big.at("1961-11-10")[own.columns], own)
        assert len(big.where(**{"sculptor_имя": HOSTILE, "order": "a", "weight": 2**53 + 1})) == 1


@pytest.mark.parametrize(("asked", "says"), SAYS)
@pytest.mark.long
def test_a_question_that_nothing_can_meet(small: Path, sound: atlas.Record, asked: dict[str, Any], says: str) -> None:
    with atlas.open(small) as big, pytest.raises(ValueError, match=re.escape(says)) as caught:
        big.where(**asked)
    with pytest.raises(ValueError, match=re.escape(says)) as own:
        sound.where(**asked)
    assert str(caught.value) == str(own.value)


@pytest.mark.parametrize("value", [2**80, -(2**70), 1e400, float("nan"), "1' OR '1'='1", "\0", None])
def test_values_of_no_sense_are_refused_in_a_line(small: Path, value: Any) -> None:
    with atlas.open(small) as big:
        for column in ("rank", "title"):
            with pytest.raises(ValueError, match=f"there is no {column}") as caught:
                big.where(**{column: value})
            assert "\n" not in str(caught.value)


@pytest.mark.parametrize("day", ["1961", "1961-13-01", 1961, None, True, "x' OR 1=1 --", 10**9])
def test_what_is_not_a_day_is_refused(small: Path, day: Any) -> None:
    with atlas.open(small) as big, pytest.raises(ValueError, match="day"):
        big.at(day)


def test_options_of_no_sense_are_refused(small: Path) -> None:
    for wrong in ({"memory": "lots"}, {"memory": "1MB"}, {"memory": 300}, {"memory": "1GB'; SELECT 1"}, {"threads": 0}):
        with pytest.raises(ValueError, match="write a number"):
            atlas.open(small, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="it can be duckdb or spark"):
        atlas.open(small, engine="postgres")
    with atlas.open(small) as big:
        for asked, says in (({"freq": "week"}, "it can be day"), ({"by": "kimd"}, "did you mean 'kind'")):
            with pytest.raises(ValueError, match=says):
                big.counts(**asked)


# ---------------------------------------------------------------------------------------------- checking


def test_a_sound_folder_has_no_faults(pair: tuple[Any, BigRecord]) -> None:
    assert pair[1].check(resolve=True).to_dict("records") == []


def rewritten(folder: Path, table: str, change: Any) -> None:
    """Each part of a table with its rows changed."""
    for path in sorted((folder / table).rglob("*.parquet")):
        rows = pq.read_table(path, partitioning=None)
        told = change(rows.to_pandas(date_as_object=True))
        import pyarrow as pa

        pq.write_table(pa.Table.from_pandas(told, schema=rows.schema, preserve_index=False), path)


BROKEN: list[tuple[str, str, str, dict[str, Any]]] = [
    ("unique", "tenures", "tenures", {"feature_id": "twin"}),
    ("tenures", "tenures", "tenures", {"tenures": 3}),
    ("tenures", "tenures", "tenures", {"tenure": 2}),
    ("required", "tenures", "tenures", {"title": ""}),
    ("required", "tenures", "tenures", {"kind": None}),
    ("order", "tenures", "tenures", {"uncertain_from": date(2020, 1, 1)}),
    ("order", "tenures", "tenures", {"bearing_until": None}),
    ("order", "tenures", "tenures", {"gone_from": date(1900, 1, 1)}),
    ("globe", "tenures", "tenures", {"latitude": 91.0}),
    ("globe", "tenures", "tenures", {"longitude": None}),
    ("enum", "tenures", "tenures", {"kind": "spaceship"}),
    ("order", "events", "events", {"latest": date(1800, 1, 1)}),
    ("order", "names", "names", {"to_day": date(1925, 1, 1), "from_day": date(1925, 1, 1)}),
    ("one-name", "names", "names", {"from_day": None}),
    ("foreign-key", "names", "names", {"feature_no": 99}),
    ("foreign-key", "events", "events", {"feature_no": 99}),
    ("begin", "tenures", "tenures", {"begin_event": "never"}),
    ("end", "tenures", "events", {"event_id": "never"}),
]


@pytest.mark.parametrize(("rule", "table", "where", "cells"), BROKEN)
@pytest.mark.long
def test_each_fault_is_found_by_its_rule(small: Path, rule: str, table: str, where: str, cells: dict[str, Any]) -> None:
    rewritten(small, where, lambda rows: rows.assign(**{name: [value] * len(rows) for name, value in cells.items()}))
    with atlas.open(small) as big:
        found = big.check()
        own = found[(found["rule"] == rule) & (found["table"] == table)]
        assert len(own) == 1 and own["rows"].iloc[0] > 0 and own["message"].iloc[0]


def test_what_is_out_of_order_in_events_is_no_tenure(small: Path) -> None:
    rewritten(small, "events", lambda rows: rows.assign(latest=[date(1800, 1, 1)] * len(rows)))
    with atlas.open(small) as big:
        found = big.check(resolve=True).set_index("rule")
        assert found.loc["resolve", "rows"] == 2


def test_every_rule_is_tried_with_a_fault() -> None:
    assert {(rule, table) for rule, table, _, _ in BROKEN} == set(questions.RULES)


def test_rows_that_went_are_missed(small: Path) -> None:
    for table, missed in (("events", "events"), ("names", "names"), ("tenures", "features")):
        rewritten(small, table, lambda rows: rows.iloc[:0])
        with atlas.open(small) as big:
            found = big.check()
            assert missed in set(found.loc[found["rule"] == "rows", "table"])


def test_features_that_are_not_numbered_from_nought_on_are_told(small: Path) -> None:
    """Else whoever goes through them by number would miss some, or never come to an end."""
    said = json.loads((small / layout.FILE).read_text(encoding="utf-8"))
    (small / layout.FILE).write_text(json.dumps(said | {"rows": said["rows"] | {"features": 10**18}}), encoding="utf-8")
    with atlas.open(small) as big:
        assert sum(len(part) for part in big.at_in_parts("1961-11-10")) == 2
    rewritten(small, "tenures", lambda rows: rows.assign(feature_no=rows["feature_no"] + 10**15))
    with atlas.open(small) as big, pytest.raises(FileError, match="not numbered from 0"):
        big.at_in_parts("1961-11-10")


def test_tenures_that_do_not_follow_from_their_events_are_found(odd: tuple[atlas.Record, Path], tmp_path: Path) -> None:
    """By the rules of the record: what a source has standing later moves a tenure's end, and so does no other fault."""
    folder = tmp_path / "big"
    shutil.copytree(odd[1], folder)
    rewritten(
        folder, "events", lambda rows: rows.assign(type=rows["type"].replace("stands", "relocated"), effect="neutral")
    )
    with atlas.open(folder) as big:
        assert "resolve" not in set(big.check()["rule"])
        found = big.check(resolve=True).set_index("rule")
        assert found.loc["resolve", "rows"] > 50 and str(found.loc["resolve", "example"]).startswith("f")


# ---------------------------------------------------------------------------------------------- the folder


def test_the_folder_is_geoparquet_along_a_curve(odd: tuple[atlas.Record, Path]) -> None:
    record, folder = odd
    frame = gpd.read_parquet(folder / "tenures")
    assert len(frame) == len(record.tenures) + (~record.features.index.isin(record.tenures["feature_id"])).sum()
    assert frame.crs == record.features.crs and set(frame["country"].astype(object)) >= {"AT", "CZ"}
    part = gpd.read_parquet(folder / "tenures" / "country=AT" / "part-0.parquet")
    along = part.hilbert_distance(total_bounds=(-180, -90, 180, 90))
    assert along.is_monotonic_increasing and along.nunique() > 10
    said = json.loads((folder / layout.FILE).read_text(encoding="utf-8"))
    assert (said["version"], said["date"], said["rows"]["features"]) == (record.version, str(record.date), len(record))


def test_the_command_writes_it_and_says_what_is_in_it(tmp_path: Path, sound: atlas.Record) -> None:
    result = CliRunner().invoke(app, ["export", f"{tmp_path}/big/", "--record", str(SOUND), "--country", "CZ"])
    assert result.exit_code == 0, result.output
    assert re.search(r"big/?  [\d,]+ KB  1 features, 1 tenures", result.stdout)
    with atlas.open(tmp_path / "big") as big:
        assert len(big) == 1 and big.title == sound.title


@pytest.mark.parametrize("how", ["", "--csv", "--json"])
@pytest.mark.long
def test_the_command_for_a_day_says_of_a_folder_what_it_says_of_the_record(
    odd: tuple[atlas.Record, Path], how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As CSV in pieces of which only the first has a head."""
    record, folder = odd
    monkeypatch.setattr("atlas.big.record.PART_ROWS", 30)
    told = [
        CliRunner().invoke(app, ["at", "1970-06-01", *filter(None, [how]), "--record", str(path)])
        for path in (folder, record.path)
    ]
    assert told[0].exit_code == 0 and len(told[0].stdout) > 40, told[0].output
    assert (told[0].stdout, told[0].stderr) == (told[1].stdout, told[1].stderr)
    (folder_, wrong) = (CliRunner().invoke(app, ["at", "1970-06", "--record", str(p)]) for p in (folder, record.path))
    assert folder_.exit_code == wrong.exit_code == 2 and folder_.output == wrong.output


def test_an_old_folder_is_replaced_whole_and_nothing_else_is(sound: atlas.Record, small: Path) -> None:
    before = {path.name for path in small.parent.iterdir()}
    sound.where(country="CZ").export(f"{small}/")
    with atlas.open(small) as big:
        assert len(big) == 1 and not (small / "tenures" / "country=RU").exists()
    assert {path.name for path in small.parent.iterdir()} == before


@pytest.mark.parametrize("other", ["thesis.txt", "tenures/notes.txt", "tenures/country=CZ/part-x.parquet"])
def test_a_folder_with_other_files_is_refused_and_kept(sound: atlas.Record, small: Path, other: str) -> None:
    (small / other).write_text("mine")
    was = sorted(path.relative_to(small) for path in small.rglob("*"))
    with pytest.raises(OSError, match="holds other files"):
        sound.export(f"{small}/")
    result = CliRunner().invoke(app, ["export", f"{small}/", "--record", str(SOUND)])
    assert result.exit_code == 2 and "holds other files" in result.output.splitlines()[-1]
    assert sorted(path.relative_to(small) for path in small.rglob("*")) == was and (small / other).read_text() == "mine"


def test_a_file_or_a_link_in_its_place_is_refused(sound: atlas.Record, small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(small)
    for name, says in (("file", "no folder"), ("link", "is a link")):
        with pytest.raises(OSError, match=says):
            sound.export(f"{tmp_path}/{name}/")
    assert (tmp_path / "file").read_text() == "mine" and (tmp_path / "link").is_symlink()


def test_a_failed_export_leaves_the_old_folder(
    sound: atlas.Record, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    was = {path: path.read_bytes() for path in small.rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "part-0.parquet")

    monkeypatch.setattr("atlas.big.write.Writer._curves", full)
    with pytest.raises(OSError, match="No space left"):
        sound.export(f"{small}/")
    assert {path: path.read_bytes() for path in small.rglob("*") if path.is_file()} == was
    assert [path.name for path in small.parent.iterdir()] == ["big"]


@pytest.mark.parametrize(
    "country", ["../../out", "C/Z", "a=b", "..", "Česko %2F", "x'); DROP TABLE t; --", "con", "C:\\x"]
)
@pytest.mark.long
def test_a_country_of_any_text_stays_in_the_folder(sound: atlas.Record, tmp_path: Path, country: str) -> None:
    grown = sound.where()
    grown.features.loc["volgograd", "country"] = country
    home = tmp_path / "home"
    with atlas.open(grown.export(f"{home}/big/")) as big:
        same(big.at("1961-11-10"), grown.at("1961-11-10"))
        assert len(big.where(country=country)) == 1
        assert set(big.counts("year", by="country")["country"]) == {"CZ", country}
    assert [path.name for path in tmp_path.iterdir()] == ["home"] and [path.name for path in home.iterdir()] == ["big"]


def test_the_code_of_no_country_is_refused(sound: atlas.Record, tmp_path: Path) -> None:
    grown = sound.where()
    grown.features["country"] = ["CZ", layout.NOWHERE]
    with pytest.raises(UnrepresentableError, match="leave the cell empty"):
        grown.export(f"{tmp_path}/big/")


def test_countries_that_some_systems_cannot_tell_apart_are_refused(sound: atlas.Record, tmp_path: Path) -> None:
    grown = sound.where()
    grown.features["country"] = ["CZ", "cz"]
    with pytest.raises(UnrepresentableError, match="small letters"):
        grown.export(f"{tmp_path}/big/")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["tenure", "Feature_ID", "at_state", "kind_group", "a b", 'x"); DROP TABLE t; --'])
def test_a_column_that_the_folder_needs_for_itself_is_refused(sound: atlas.Record, tmp_path: Path, name: str) -> None:
    grown = sound.where()
    grown.features[name] = "text"
    with pytest.raises(UnrepresentableError, match="features"):
        grown.export(f"{tmp_path}/big/")
    assert list(tmp_path.iterdir()) == []


def refused(folder: Path, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        atlas.open(folder)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 600


def test_what_is_no_such_folder_is_refused_in_a_line(small: Path, tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "there is no such folder")
    refused(SOUND, "no folder of a large record")
    refused(small / layout.FILE, "there is no such folder")
    shutil.rmtree(small / "events")
    refused(small, "lacks events/")


DAMAGE: list[Any] = [
    "",
    "{",
    "[]",
    "null",
    "{}",
    '{"form": "atlas-big-9"}',
    ("columns", {'a" FROM x; --': "str"}),
    ("columns", {"tenure": "str"}),
    ("columns", {"title": "object"}),
    ("columns", ["title"]),
    ("rows", {"features": "many"}),
    ("first_day", "1930"),
    ("date", "yesterday"),
    ("surprise", 1),
]


@pytest.mark.parametrize("damage", DAMAGE, ids=str)
def test_damage_to_what_it_says_of_itself_is_a_line(small: Path, damage: Any) -> None:
    path = small / layout.FILE
    if isinstance(damage, tuple):
        damage = json.dumps(json.loads(path.read_text(encoding="utf-8")) | dict([damage]))
    path.write_text(damage, encoding="utf-8")
    refused(small, r"atlas\.json")


def test_parts_that_are_strange_are_refused(small: Path, tmp_path: Path) -> None:
    part = small / "tenures" / "country=CZ" / "part-0.parquet"
    (small / "tenures" / "country=CZ" / "more.parquet").write_bytes(part.read_bytes())
    refused(small, "no part of a large record")
    (small / "tenures" / "country=CZ" / "more.parquet").unlink()
    shutil.move(part, tmp_path / "secret.parquet")
    part.symlink_to(tmp_path / "secret.parquet")
    refused(small, "leads out")


def test_a_torn_part_is_a_line(small: Path) -> None:
    for part in small.rglob("part-0.parquet"):
        part.write_bytes(part.read_bytes()[:200])
    refused(small, "big: ")


def test_torn_curves_are_a_line(small: Path) -> None:
    curves = small / layout.CURVES
    curves.write_bytes(curves.read_bytes()[:100])
    with atlas.open(small) as big, pytest.raises(FileError, match="no curves can be read") as caught:
        big.at("1961-11-10")
    assert "\n" not in str(caught.value)


def test_a_folder_below_one_that_names_a_column_is_refused(small: Path, tmp_path: Path) -> None:
    """Readers would take ``kind=bust`` for the kind of all rows; other words do no harm."""
    for name in ("kind=bust", "Country=DE", "run=5"):
        shutil.copytree(small, tmp_path / name / "big")
    refused(tmp_path / "kind=bust" / "big", "would be taken for its column kind")
    refused(tmp_path / "Country=DE" / "big", "would be taken for its column Country")
    with atlas.open(tmp_path / "run=5" / "big") as big:
        assert len(big) == 2


def test_the_engine_is_shut_but_for_the_folder(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a statement get in after all, it reaches nothing outside, and cannot open the door again."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with atlas.open(small, memory="300MB", threads=1) as big:
        for statement in (
            f"SELECT * FROM read_csv('{tmp_path}/secret.csv')",  # noqa: S608
            "COPY (SELECT 'x') TO 'written.txt'",
            "SELECT * FROM read_text('/etc/hostname')",
            "ATTACH 'other.duckdb'",
            "SET enable_external_access = true",
            "SET memory_limit = '8GB'",
            "INSTALL httpfs",
        ):
            with pytest.raises(FileError):
                big._engine.frame(questions.Sql(statement))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big", "secret.csv"]


def test_what_is_spilled_goes_with_it(small: Path, tmp_path: Path) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    with atlas.open(small, memory="60MB", threads=1, spill=spill) as big:
        many = questions.Sql(
            "SELECT count(*) AS n FROM (SELECT md5(CAST(i AS varchar)) AS m FROM range(1000000) t(i) ORDER BY m) x"
        )
        assert big._engine.frame(many)["n"].iloc[0] == 1_000_000
        assert list(spill.rglob("*"))
    assert list(spill.iterdir()) == []


def test_a_missing_engine_is_named_with_its_extra(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for engine, module, extra in (("duckdb", "duckdb", "export"), ("spark", "pyspark.sql", "spark")):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ExportError, match=rf"\[{extra}\]"):
            atlas.open(small, engine=engine)


def test_no_value_is_part_of_the_text() -> None:
    """What somebody types is bound; what is not bound is numbers of our own."""
    evil = "x'; DROP TABLE tenures; --"
    one = questions.one_of("title", [evil])
    for question in (
        questions.at([one], date(1961, 11, 10), ["title"], [0.5], [0.5]),
        questions.turns([one], date(1961, 1, 1), date(1962, 1, 1), "title"),
        questions.features([one]),
        questions.present("title", [evil]),
        questions.check(("enum", "tenures"), [evil]),
    ):
        assert evil in question.values and "DROP" not in question.text
        assert question.text.count("?") == len(question.values)
    assert questions.column('a"b').text == '"a""b"'
    with pytest.raises(ValueError, match="no place"):
        questions.sql("SELECT 1", 2)


def test_written_counts_are_those_of_the_rows(odd: tuple[atlas.Record, Path], tmp_path: Path) -> None:
    record = odd[0]
    rows = write(record, f"{tmp_path}/big/").rows
    assert (rows["features"], rows["tenures"], rows["events"]) == (len(record), len(record.tenures), len(record.events))


# ---------------------------------------------------------------------------------------------- Spark


@pytest.fixture(scope="module")
def spark(odd: tuple[atlas.Record, Path]) -> Iterator[BigRecord]:
    """The same folder on Spark; the extra ``spark`` is not one of those that the tests need."""
    pytest.importorskip("pyspark", reason="pyspark is not installed: the SQL is tried on DuckDB alone")
    if shutil.which("java") is None:
        pytest.skip("there is no Java: the SQL is tried on DuckDB alone")
    with atlas.open(odd[1], **SPARK) as big:  # type: ignore[arg-type]
        yield big


def test_spark_gives_the_rows_of_the_record(spark: BigRecord, odd: tuple[atlas.Record, Path]) -> None:
    record = odd[0]
    for day in ("0001-01-01", "1961-11-10", "1970-06-01"):
        same(spark.at(day), record.at(day))
    for asked in ({"freq": "year"}, {"freq": "year", "by": "country", "start": "1950", "end": "1970"}):
        same(spark.counts(**asked, likely=True), record.counts(**asked))
    asked = {"country": ["CZ", ""], "kind": "monument", "between": ("1950", "1962")}
    same(spark.where(**asked).at("1955-05-02"), record.where(**asked).at("1955-05-02"))
    same(pd.concat(spark.at_in_parts("1955-05-02", rows=90)), record.at("1955-05-02"))


def test_spark_finds_no_fault_in_a_sound_folder(spark: BigRecord) -> None:
    assert spark.check(resolve=True).to_dict("records") == []


def test_spark_refuses_in_a_line(spark: BigRecord, odd: tuple[atlas.Record, Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="there is no kind"):
        spark.where(kind="1' OR '1'='1")
    folder = tmp_path / "a[1]"
    shutil.copytree(odd[1], folder)
    with pytest.raises(FileError, match="for a pattern"):
        atlas.open(folder, **SPARK)  # type: ignore[arg-type]
