"""How things show themselves in a notebook, and that the frames are plain GeoDataFrames."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import geopandas as gpd
import matplotlib
import pytest

import atlas
from atlas.check import Problems
from atlas.check import check as check_files
from atlas.look import figures as palette
from atlas.page import assets
from atlas.page.dots import busiest_day, dot_map
from atlas.record.select import EmptyWarning

VOID = {"img", "br", "hr", "meta", "input"}


class _Tags(HTMLParser):
    """Whether tags close in order, and which there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _tags(text: str) -> set[str]:
    reader = _Tags()
    reader.feed(text)
    assert reader.open == []
    return reader.seen


def _picture(text: str) -> ET.Element:
    match = re.search(r"data:image/svg\+xml;base64,([^\"]+)", text)
    assert match
    return ET.fromstring(base64.b64decode(match[1]))  # noqa: S314 - our own picture


def test_a_record_shows_its_counts_and_a_map(record: atlas.Record) -> None:
    shown = record._repr_html_()
    assert f">{len(record.sources):,}</td>" in shown
    assert not _tags(shown) & {"script", "iframe", "svg", "style"}, "nothing that a host would strip"
    assert _picture(shown).tag.endswith("svg")
    assert len(shown) < 90_000


@pytest.mark.parametrize("hostile", [False, True])
def test_a_feature_shows_its_card(faulty, hostile: bool) -> None:
    folder = faulty("sound")
    if hostile:
        table = folder / "features.csv"
        table.write_text(table.read_text().replace("Stalin Monument", "Stalin <script>x</script> & Co"))
    shown = atlas.load(folder)["prague-stalin-monument"]._repr_html_()
    assert "script" not in _tags(shown)
    assert "6 November 1962" in shown and "(sources differ)" in shown and 'href="https://' in shown


def test_problems_show_their_table(faulty) -> None:
    folder = faulty("edtf")
    problems = check_files(folder)
    assert isinstance(problems, Problems) and isinstance(problems, list)
    frame = problems.to_frame()
    assert list(frame.columns) == ["file", "row", "column", "rule", "message"]
    assert len(frame) == len(problems)
    assert "edtf" in problems._repr_html_() and "table" in _tags(problems._repr_html_())


def test_a_sound_record_says_so(sound: atlas.Record) -> None:
    assert sound.check() == [] and sound.check().to_frame().empty
    assert "keeps every rule" in sound.check()._repr_html_()


def test_a_map_is_a_frame_over_a_still(sound: atlas.Record) -> None:
    shown = sound.map(title="Two & more")._repr_html_()
    assert _tags(shown) == {"div", "img", "p", "b", "a", "iframe"}
    assert 'title="Two &amp; more"' in shown
    assert shown.count("&lt;noscript") == 1


def test_a_map_that_is_printed_says_how_to_show_it(sound: atlas.Record) -> None:
    """Streamlit's ``st.write`` prints what it does not know."""
    told = str(sound.map())
    assert told.startswith(f"A map of {len(sound)} features")
    assert "st.iframe(map.get_root().render()" in told and "map.save(" in told


def test_the_still_is_of_the_day_on_which_most_bore_the_name(sound: atlas.Record) -> None:
    day = busiest_day(sound)
    states = [(sound.at(f"{year}-01-01")["status"] == "bearing").sum() for year in range(1925, 2020)]
    assert (sound.at(day)["status"] == "bearing").sum() == max(states)
    assert len(ET.fromstring(dot_map(sound, "1956-01-01"))) > 2  # noqa: S314


def test_an_empty_part_still_shows_itself(sound: atlas.Record) -> None:
    with pytest.warns(EmptyWarning):
        nothing = sound.where(country="PL")
    assert nothing._repr_html_() and len(nothing) == 0


@pytest.mark.parametrize("frame", ["features", "tenures"])
def test_frames_are_plain_geodataframes(sound: atlas.Record, frame: str) -> None:
    matplotlib.use("Agg")
    table = getattr(sound, frame)
    assert type(table) is gpd.GeoDataFrame and type(sound.at("1956-01-01")) is gpd.GeoDataFrame
    assert table.to_crs(3035).crs.to_epsg() == 3035
    assert table.plot().has_data()
    assert "leaflet" in table.explore(tiles=None).get_root().render()


def test_the_palette_is_that_of_the_page() -> None:
    said = dict(re.findall(r"--atlas-([a-z]+):\s*(#[0-9a-f]{6})", assets.style().partition("@media")[0]))
    for name in ("paper", "land", "sea", "ink", "quiet", "line", "red"):
        assert getattr(palette, name.upper()) == said[name]


def test_where_composes(record: atlas.Record) -> None:
    once = record.where(country=["CZ", "SK"], kind="monument", between=("1955-01-01", "1962-12-31"))
    twice = record.where(between=("1955-01-01", "1962-12-31")).where(kind="monument").where(country=["CZ", "SK"])
    for table in ("features", "events", "attestations", "sources", "names", "tenures"):
        assert getattr(once, table).equals(getattr(twice, table)), table
    assert 0 < len(once) < len(record.where(kind="monument"))


def test_where_and_index_name_the_nearest_id(record: atlas.Record) -> None:
    for ask in (lambda: record["volgogrod"], lambda: record.where(feature_id=["volgogrod"])):
        with pytest.raises(KeyError, match="nearest: volgograd"):
            ask()
