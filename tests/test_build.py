"""From a record folder to files on disk, and what happens when the record is faulty."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import brotli
import pytest
from samples import SOUND
from typer.testing import CliRunner

from atlas import RecordError
from atlas.cli import app
from atlas.io.files import write_whole
from atlas.publish import site, twins
from atlas.publish.build import build

Faulty = Callable[[str], Path]


def test_a_small_record_of_ones_own_is_built(faulty: Faulty, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    written = build(faulty("sound"), tmp_path / "out", progress=lambda *step: steps.append(step))
    names = [str(path.relative_to(tmp_path / "out")) for path in written]
    assert names == [
        "atlas.html",
        "example-article.html",
        "index.html",
        "data/sbom.cdx.json",
        "atlas.png",
        *(f"data/atlas{suffix}" for suffix in site.DOWNLOADS),
    ]
    assert "Стали" in written[0].read_text(encoding="utf-8")
    assert steps[-1][1] == steps[-1][2]
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sound record."""
    out = tmp_path_factory.mktemp("drawn") / "out"
    build(SOUND, out)
    return out


@pytest.mark.parametrize(
    "fault", ["structure-missing-column", "foreign-key", "edtf", "country-swapped", "encoding", "text-markup"]
)
def test_a_faulty_record_is_named_and_leaves_the_old_output(
    faulty: Faulty, drawn: Path, tmp_path: Path, fault: str
) -> None:
    out = shutil.copytree(drawn, tmp_path / "out")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    folder = faulty(fault)
    expected = (folder / "expected.txt").read_text().split()[0]
    result = CliRunner().invoke(app, ["build", "--record", str(folder), "--output", str(out)])
    assert result.exit_code == 1
    assert expected in result.stderr
    assert "Traceback" not in result.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_build_raises_all_problems(faulty: Faulty, tmp_path: Path) -> None:
    with pytest.raises(RecordError) as caught:
        build(faulty("edtf"), tmp_path / "out")
    assert caught.value.problems
    assert not (tmp_path / "out").exists()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new, with half a character: \ud800")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.long
def test_a_site_has_previews_data_and_a_sitemap(faulty: Faulty, tmp_path: Path) -> None:
    """Read as those do who read them: an XML parser, JSON, and a browser's way with attributes."""
    out = tmp_path / "out"
    written = build(faulty("sound"), out, base_url="https://example.org/atlas/")
    places = ElementTree.parse(out / "sitemap.xml").getroot().findall("{*}url/{*}loc")  # noqa: S314 - our own file
    assert {place.text for place in places} >= {"https://example.org/atlas/index.html"}
    for page in (path for path in written if path.suffix == ".html" and path.stem not in ("index", "example-article")):
        text = page.read_text(encoding="utf-8")
        described = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])
        assert described["@type"] == "Dataset" and described["url"].endswith(page.name)
        image = re.search(r'property="og:image" content="([^"]+)"', text)[1]
        assert (out / image.rsplit("/", 1)[1]).exists()
        document = json.loads((out / f"{page.stem}.oembed.json").read_text(encoding="utf-8"))
        assert document["type"] == "rich" and page.name in document["html"]
    assert (out / "data" / "atlas.gpkg").exists()


@pytest.mark.long
def test_twins_are_written_when_asked_for_and_never_grow_stale(faulty: Faulty, tmp_path: Path) -> None:
    out, folder = tmp_path / "out", faulty("sound")
    written = build(folder, out, ["atlas"], compress=True, fonts="system")  # letters are compressed already
    page = out / "atlas.html"
    undone = {".gz": gzip.decompress, ".br": brotli.decompress}
    for suffix, undo in undone.items():
        twin = out / f"atlas.html{suffix}"
        assert twin in written and undo(twin.read_bytes()) == page.read_bytes()
        assert twin.stat().st_size < page.stat().st_size / 3
    assert not (out / "atlas.png.gz").exists(), "a picture is compressed already"
    before = {path: path.read_bytes() for path in out.iterdir() if path.is_file()}
    build(folder, out, ["atlas"], fonts="system")
    assert {path: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    build(folder, out, ["atlas"], base_url="https://example.org/")
    assert page.read_bytes() != before[page]
    for suffix, undo in undone.items():
        assert undo((out / f"atlas.html{suffix}").read_bytes()) == page.read_bytes(), "a later build renews them"


@pytest.mark.long
def test_a_twin_that_cannot_be_renewed_goes(faulty: Faulty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, folder = tmp_path / "out", faulty("sound")
    build(folder, out, ["atlas"], compress=True)
    monkeypatch.setattr(twins, "find_spec", lambda name: None)
    assert "brotli" in twins.missing()
    build(folder, out, ["atlas"])
    assert (out / "atlas.html.gz").exists() and not (out / "atlas.html.br").exists()
