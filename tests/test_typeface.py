"""Letters of the atlas's own: which stand in a page, how large they are, and who made them."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from lettered import FACES, covered, fonts_of, style_of
from matplotlib import font_manager
from samples import SOUND
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.io.needs import ExportError
from atlas.look import typeface
from atlas.look.strings import languages
from atlas.page.parts import parts_in
from atlas.plate import lettering
from atlas.publish.build import build, draw
from atlas.record.plans import read_plans

BUDGET = 60 * 1024  # bytes a page, as they travel
Chief = tuple[atlas.Record, str, dict[str, dict[str, str]]]


@pytest.fixture(scope="module")
def chief() -> Chief:
    record = atlas.load()
    plans = read_plans(record)
    drawn = draw(record, plans.chosen(["atlas"])[0].model_copy(update={"fonts": "embedded"}), plans.bloc)
    return record, drawn.get_root().render(), drawn.timeline.data["strings"]


@pytest.fixture(scope="module")
def sound() -> str:
    return str(atlas.load(SOUND).map(fonts="embedded").get_root().render())


@pytest.mark.long
def test_the_chief_page_keeps_its_letters_within_sixty_kilobytes(chief: Chief) -> None:
    style = style_of(chief[1])
    plain = chief[1].replace(style, "")
    assert 40_000 < len(gzip.compress(chief[1].encode(), 9)) - len(gzip.compress(plain.encode(), 9)) <= BUDGET


@pytest.mark.long
def test_no_letter_of_a_pages_own_names_is_missing(chief: Chief) -> None:
    record, page, texts = chief
    upright, slanted = covered(page)
    towns = record.towns
    assert set(texts["play"]) == set(languages())
    shown = "".join(
        [
            *record.names["name"],
            *record.names["latin"],
            *record.features["title"],
            *record.features["settlement"],
            *towns["name"],
            *(name for called in towns["called"] for name in called.values()),
            *record.milestones["title"],
            *(text for said in texts.values() for text in said.values()),
        ]
    )
    assert typeface.letters_of("upright") & set(shown) <= upright
    assert typeface.letters_of("east") & set(shown) <= upright
    assert typeface.letters_of("slanted") & set(shown) <= slanted
    assert typeface.letters_of("upright") & set(re.sub(r"<[^>]*>", "", "".join(record.sources["title"]))) <= upright
    assert set("0123456789") <= slanted


@pytest.mark.long
def test_a_page_brings_no_letter_that_it_does_not_show(sound: str, chief: Chief) -> None:
    assert len(style_of(sound)) < len(style_of(chief[1]))
    assert covered(sound)[0] < covered(chief[1])[0]


def test_figures_can_stand_on_the_line_or_hang_below_it(sound: str) -> None:
    for key, font in fonts_of(sound).items():
        if key[0] == typeface.FAMILY:
            assert {"onum", "lnum", "tnum"} <= {
                record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord
            }


def test_one_file_has_text_and_bold(sound: str) -> None:
    axes = fonts_of(sound)[(typeface.FAMILY, "normal")]["fvar"].axes
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in axes] == [("wght", 400, 600)]


def test_the_makers_reserve_their_name_and_are_told(sound: str) -> None:
    for font in fonts_of(sound).values():
        names = {record.nameID: str(record) for record in font["name"].names}
        assert "Source Serif" not in names[1] + names[4] and "DejaVu" not in names[1] + names[4]
        assert "Copyright" in names[0] or "©" in names[0]
    assert {(part.name, part.licence) for part in parts_in(sound) if part.use == "the letters"} == {
        ("Source Serif 4", "OFL-1.1"),
        ("DejaVu Serif", "Bitstream-Vera"),
    }
    foot = sound.partition('<footer class="record"')[2]
    assert "Source Serif 4" in foot and "OFL-1.1" in foot


@pytest.mark.long
def test_a_site_names_them_in_its_bill_of_materials(tmp_path: Any) -> None:
    build(SOUND, tmp_path, fonts="embedded")
    bill = json.loads((tmp_path / "data" / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert {"Source Serif 4", "DejaVu Serif"} <= {part["name"] for part in bill["components"]}


def _lettered_with(folder: Path, **chosen: Any) -> bool:
    build(SOUND, folder, **chosen)
    return bool(FACES.search((folder / "atlas.html").read_text(encoding="utf-8")))


@pytest.mark.long
def test_what_is_published_brings_its_letters_unless_they_are_not_wanted_or_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _lettered_with(tmp_path / "by itself")
    assert not _lettered_with(tmp_path / "not wanted", fonts="system")
    monkeypatch.setattr(typeface, "find_spec", lambda name: None)
    assert not _lettered_with(tmp_path / "not there")


def test_the_policy_allows_letters_in_the_page_and_no_others(sound: str) -> None:
    assert "font-src data:;" in sound
    plain = atlas.load(SOUND).map().get_root().render()
    assert "font-src" not in plain and not FACES.search(plain)


def test_the_same_page_has_the_same_bytes(sound: str) -> None:
    typeface._cut.cache_clear()
    typeface._master.cache_clear()
    assert atlas.load(SOUND).map(fonts="embedded").get_root().render() == sound


def test_without_the_extra_the_map_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    known = typeface.find_spec
    monkeypatch.setattr(typeface, "find_spec", lambda name: None if name == "fontpkg_source_serif_4" else known(name))
    monkeypatch.setitem(__import__("sys").modules, "fontpkg_source_serif_4", None)
    with pytest.raises(ExportError, match=r"destalinization-atlas\[type\]"):
        atlas.load(SOUND).map(fonts="embedded")
    told = CliRunner().invoke(app, ["build", "--record", str(SOUND), "--fonts", "embedded"])
    assert told.exit_code == 2 and "destalinization-atlas[type]" in " ".join(told.output.split())
    assert atlas.load(SOUND).map().get_root().render()


def test_a_word_that_is_no_choice_is_told_with_the_choices() -> None:
    told = CliRunner().invoke(app, ["build", "--record", str(SOUND), "--fonts", "serif"])
    assert told.exit_code == 2 and "embedded" in told.output


@pytest.mark.long
def test_stills_are_set_in_the_same_letters_in_three_styles() -> None:
    assert lettering.families()[0] == typeface.FAMILY
    found = {
        (face.bold, face.italic): font_manager.findfont(lettering.font(face), fallback_to_default=False)
        for face in (lettering.Face(12), lettering.Face(12, bold=True), lettering.Face(12, italic=True))
    }
    assert len(set(found.values())) == 3
    assert all("atlas-serif" in path for path in found.values())
    assert "600" in found[(True, False)] and "slanted" in found[(False, True)]
