"""A view of a map as files of its own, and the snippet that keeps its picture."""

from __future__ import annotations

import json
import re

import pytest
from PIL import Image
from typer.testing import CliRunner

from atlas.cli import app
from atlas.page.embed import markdown, snippet
from atlas.record.plans import MapPlan

PLAN = MapPlan(
    id="prague",
    title="Prague [1955]",
    lede="The monument_and its end",
    extent=(14, 50, 15, 50.2),
    projection={"kind": "laea", "center": (50.1, 14.5)},
    first="1925",
)


def test_a_view_is_a_still_a_page_and_an_oembed_document(tmp_path):
    base = "https://example.org/atlas"
    asked = ["embed", "prague", "--date", "1962-11-06", "--base-url", base, "--output", str(tmp_path)]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.iterdir()} == {
        f"prague-1962-11-06.{suffix}" for suffix in ("png", "html", "oembed.json")
    }
    assert f'<img src="{base}/prague-1962-11-06.png"' in done.stdout, "the picture inside is of the date"
    page = (tmp_path / "prague-1962-11-06.html").read_text(encoding="utf-8")
    assert 'http-equiv="refresh" content="0; url=prague.html?date=1962-11-06"' in page
    assert f'type="application/json+oembed" href="{base}/prague-1962-11-06.oembed.json"' in page
    assert f'property="og:image" content="{base}/prague-1962-11-06.png"' in page
    document = json.loads((tmp_path / "prague-1962-11-06.oembed.json").read_text(encoding="utf-8"))
    assert document["type"] == "rich" and document["thumbnail_url"].endswith("prague-1962-11-06.png")
    assert f'src="{base}/prague.html?date=1962-11-06"' in document["html"], "no fragment, to which hosts add their own"
    assert Image.open(tmp_path / "prague-1962-11-06.png").size == (1200, 630)


@pytest.mark.long
def test_without_a_folder_the_command_says_which_picture_is_inside():
    done = CliRunner().invoke(app, ["embed", "prague", "--date", "1962-11-06"])
    assert done.exit_code == 0 and 'src="prague.png"' in done.stdout
    assert "prague.png" in done.stderr and "--output" in done.stderr
    assert CliRunner().invoke(app, ["embed", "prague"]).stderr == ""


@pytest.mark.parametrize("asked", [["--output", "x"], ["--output", "x", "--date", "never"]])
def test_a_view_without_a_date_is_refused(asked, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["embed", "prague", *asked])
    assert done.exit_code == 2 and "date" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.long
def test_a_name_stays_in_its_folder(tmp_path):
    asked = ["embed", "prague", "--date", "1962", "--lang", "../../x", "--output", str(tmp_path / "maps")]
    (tmp_path / "maps").mkdir()
    assert CliRunner().invoke(app, asked).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["maps"]


def test_markdown_is_a_linked_picture_of_the_same_view():
    text = markdown(PLAN, "https://example.org", {"date": "1955"}, "prague-1955-01-01.png")
    assert text == (
        r"[![Prague \[1955\]: The monument\_and its end](https://example.org/prague-1955-01-01.png)]"
        "(https://example.org/prague.html#date=1955-01-01)"
    )
    done = CliRunner().invoke(app, ["embed", "prague", "--markdown"])
    assert re.fullmatch(r"\[!\[.+\]\(prague\.png\)\]\(prague\.html\)\n", done.stdout)


def test_a_snippet_can_ask_by_query():
    assert 'src="prague.html?date=1955-01-01&amp;lang=de"' in snippet(
        PLAN, options={"date": "1955", "lang": "de"}, query=True
    )
