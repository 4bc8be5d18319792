"""The still that every page carries for readers without scripts or canvas."""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET

import pytest

import atlas
from atlas.look.strings import languages
from atlas.page.scriptless import scriptless


def test_it_costs_a_page_little(record: atlas.Record) -> None:
    text = scriptless(record, (-16437, 20000), "map_atlas", "en", table=True)
    assert len(gzip.compress(text.encode())) < 10 * len(record.features)


@pytest.mark.parametrize("lang", ["en", "de-AT", "ru", "uk", "pl", "cs", "hu", "fr", "ka", "nl"])
def test_it_speaks_the_language_of_its_page(sound: atlas.Record, lang: str) -> None:
    text = scriptless(sound, (-16437, 20000), "here", lang, table=True)
    spoken = lang if lang in languages() else {"de-AT": "de", "nl": "en"}[lang]
    assert re.search(r"1 January 19\d\d" if spoken == "en" else r"19\d\d-01-01", text)
    assert text.count("The animated map") == int(spoken == "en")
    tree = ET.fromstring(text)  # noqa: S314 - our own markup, and well-formed
    assert tree.get("data-map") == "here" and "style=" not in text and "{}" not in text


def test_no_table_no_link(sound: atlas.Record) -> None:
    assert "<a " not in scriptless(sound, (-16437, 20000), "here", "en", table=False)


def test_what_a_map_tells_first_is_read_before_its_scripts_have_run(sound: atlas.Record) -> None:
    scene = {"day": -7317, "text": "A town & its <name>."}
    text = scriptless(sound, (-16437, 20000), "here", "en", table=True, first=True, scene=scene)
    other = scriptless(sound, (-16437, 20000), "here", "en", table=True, first=True)
    assert "The map on 20 December 1949." in text and "<p>A town &amp; its &lt;name&gt;.</p>" in text
    assert "20 December 1949" not in other and text.split("</svg>")[0] != other.split("</svg>")[0]
