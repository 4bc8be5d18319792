"""The tool knows nothing of the subject of the record that comes with it: that is said in ``geodata/``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile, is_zipfile

import click
import pytest
from click.testing import CliRunner
from typer.main import get_command

import atlas
from atlas.check import check, places
from atlas.cli import app
from atlas.edtf import to_day
from atlas.export import FORMATS
from atlas.io.descriptor import Moved, Subject
from atlas.look.strings import languages, strings
from atlas.publish.starter import start
from atlas.record.plans import read_plans

PACKAGE = Path(atlas.__file__).parent
SUBJECT = re.compile(
    r"stalin|sztálin|сталин|სტალინ|\bussr\b|\burss\b|\budssr\b|\bzsrr\b|\bsssr\b|szovjet|soviet|sowjet|soviétique|radzieck"
    r"|советс|радянськ|საბჭო|\bссср\b|\bсрср\b|სსრკ|\blenin|volgograd|волгоград|\bprague\b|\bpraha\b|\b1924\b",
    re.IGNORECASE,
)
TEXT = frozenset((".py", ".json", ".js", ".mjs", ".css", ".html", ".j2", ".csv", ".toml", ".md", ".txt", ".svg", ".ts"))
ALLOWED = {"destalinization-atlas": "the name of the distribution, as pip installs it"}
"""What may stand anywhere, and why."""
APART = {
    "page/web/test/": "names and towns in the tests of the script, which no wheel carries",
    "page/web/dist/": "made of page/web/src",
    "_geodata/": "the bundled record itself, where a wheel holds it",
}
"""Folders that are not looked at, and why."""


def subject_in(text: str) -> list[str]:
    """The words of the bundled subject in a text, without what may stand there."""
    for phrase in ALLOWED:
        text = re.sub(re.escape(phrase), "", text, flags=re.IGNORECASE)
    return SUBJECT.findall(text)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record that `atlas new` begins with."""
    folder = tmp_path_factory.mktemp("neutral") / "my-record"
    start(folder)
    return folder


def test_the_search_finds_what_it_looks_for() -> None:
    for text in ("Stalinallee", "the USSR: RSFSR", "Весь СССР", "prague-stalin-monument", "since 1924", "szovjet zóna"):
        assert subject_in(text), text
    assert subject_in("pip install 'destalinization-atlas[film]' in 19240 steps") == []


def test_nothing_of_the_tool_names_the_bundled_subject() -> None:
    found, read = {}, set()
    for path in PACKAGE.rglob("*"):
        name = path.relative_to(PACKAGE).as_posix()
        if path.suffix not in TEXT or name.startswith(tuple(APART)) or "__pycache__" in name:
            continue
        read.add(path.suffix)
        if hits := subject_in(path.read_text(encoding="utf-8")):
            found[name] = hits
    assert found == {}
    assert {".py", ".json", ".js", ".css", ".html", ".csv", ".toml"} <= read


def _helps(command: click.Command, *names: str) -> Iterator[tuple[str, ...]]:
    yield names
    for name, below in getattr(command, "commands", {}).items():
        yield from _helps(below, *names, name)


def test_no_help_names_the_bundled_subject() -> None:
    run, command = CliRunner(), get_command(app)
    asked = list(_helps(command))
    assert ("new",) in asked and ("still",) in asked
    for names in asked:
        answer = run.invoke(command, [*names, "--help"])
        assert answer.exit_code == 0
        assert subject_in(answer.output) == [], names


def test_the_starter_is_sound_and_its_files_name_nothing_of_the_bundled_subject(own: Path) -> None:
    assert check(own) == []
    assert {path.name: hits for path in own.iterdir() if (hits := subject_in(path.read_text(encoding="utf-8")))} == {}
    assert set(atlas.load(own).sources["url"].str.extract(r"^https://([^/]+)/")[0]) == {"example.org"}


def test_no_page_and_no_still_of_the_starter_names_the_bundled_subject(own: Path, tmp_path: Path) -> None:
    from matplotlib.text import Text

    from atlas.plate.still import draw_still
    from atlas.publish.build import build

    record = atlas.load(own)
    build(own, tmp_path)
    pages = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")]
    assert sum("Ferrow Street" in page for page in pages) >= 1
    assert {hit for page in pages for hit in subject_in(page)} == set()
    drawn = draw_still(record, read_plans(record).maps[0], "1950").axes[0].findobj(Text)
    assert "Ferrowby" in [text.get_text() for text in drawn]
    assert [hit for text in drawn for hit in subject_in(text.get_text())] == []


@pytest.mark.parametrize("suffix", [form.suffix for form in FORMATS])
@pytest.mark.long
def test_no_export_of_the_starter_names_the_bundled_subject(own: Path, tmp_path: Path, suffix: str) -> None:
    path = atlas.load(own).export(tmp_path / f"own{suffix}")
    parts = [path.read_bytes()]
    if is_zipfile(path):
        with ZipFile(path) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
    assert [hit for part in parts for hit in subject_in(part.decode("utf-8", errors="replace"))] == []


def test_the_bundled_record_has_words_for_its_states_in_every_language(record: atlas.Record) -> None:
    own = {key: words for key, words in record.subject.words.items() if key.startswith(("polity.", "frame."))}
    assert len(own) > 20
    assert all(set(words) == set(languages()) for words in own.values())
    on_page = record.where(country="AM").map().timeline.data["strings"]
    assert own.items() <= on_page.items()
    assert on_page["polity.USSR: Ukrainian SSR"]["de"] == "Ukrainische SSR"
    assert {key for key in strings() if key.startswith("polity.")} == {"polity.Turkey"}  # it is so on today's ground


def test_only_a_record_says_which_borders_moved() -> None:
    moved = Moved(polity="Here", until="1951-02-15", metres=40_000)
    context = SimpleNamespace(package=SimpleNamespace(subject=Subject(moved=[moved])))
    last = to_day(date(1951, 2, 14))
    reaches = [places._moved_since(context, polity, day) for polity in ("Here", "There") for day in (last, last + 1)]
    assert reaches == [40_000, 0, 0, 0]
