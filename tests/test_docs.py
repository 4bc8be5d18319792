"""The documentation cannot lie: its snippets run, what the code has has its heading, and its links lead somewhere."""

from __future__ import annotations

import doctest
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from typer.testing import CliRunner

import atlas
from atlas.cli import app
from atlas.io.schema import bundled

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS / "site"))

import reference  # noqa: E402 - the generator of the reference stands beside the pages

PAGES = sorted(path for path in DOCS.rglob("*.md") if "site" not in path.relative_to(DOCS).parts)
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *PAGES]}
MADE = {path: write for path, write in reference.PAGES.items() if not path.startswith("reference/rooms")}
QUIET = {"text", "markdown", "sparql", "sql", "json", ""}
"""What is shown and not run: output, queries for other people's servers, texts."""
OTHERS = {
    "pip",
    "make",
    "cat",
    "npx",
    "python",
    "git",
    "pre-commit",
    "datasette",
    "duckdb",
    "quarto",
    "streamlit",
    "Rscript",
}


@dataclass(frozen=True)
class Snippet:
    """A fenced block: the page, its line, its language and title, and the reason why it is not run."""

    page: str
    line: int
    language: str
    title: str
    reason: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def snippets() -> Iterator[Snippet]:
    fence = re.compile(r"(?m)(?:^<!-- no-run: (.+?) -->\n)?^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.S)
    for page, text in TEXTS.items():
        for found in fence.finditer(text):
            reason, language, title, body = found.groups()
            yield Snippet(page, text[: found.start()].count("\n") + 1, language, title or "", reason or "", body)


SNIPPETS = list(snippets())
RUN = CliRunner()


def shell_lines(snippet: Snippet) -> list[list[str]]:
    return [words for line in snippet.text.splitlines() if (words := shlex.split(line, comments=True))]


def test_every_fence_is_found() -> None:
    for page, text in TEXTS.items():
        assert text.count("\n```") == 2 * sum(one.page == page for one in SNIPPETS), page


def test_a_snippet_is_run_or_says_why_not() -> None:
    unknown = [str(one) for one in SNIPPETS if one.language not in QUIET | {"python", "sh", "csv"} and not one.reason]
    assert unknown == []


LONG = {"docs/use/exports.md", "docs/look/uses.md"}
"""Pages whose snippets export the whole record in one format after another: they run where the whole is asked for."""
RUN_PAGES = sorted({one.page for one in SNIPPETS if one.language in ("python", "sh", "csv")})


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=pytest.mark.whole if page in LONG else []) for page in RUN_PAGES]
)
@pytest.mark.long
def test_the_snippets_of_a_page_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the page, in one folder and one session, as a reader would."""
    monkeypatch.chdir(tmp_path)
    scope: dict[str, Any] = {}
    for one in (one for one in SNIPPETS if one.page == page and not one.reason):
        if one.title:
            (tmp_path / one.title).write_text(one.text, encoding="utf-8")
        elif one.language == "python" and ">>> " in one.text:
            doctested(one, scope)
        elif one.language == "python":
            exec(compile(one.text, str(one), "exec"), scope)  # noqa: S102 - our own text
        elif one.language == "sh":
            for words in shell_lines(one):
                assert words[0] == "atlas", f"{one}: say why {words[0]} is not run, in <!-- no-run: … --> above"
                result = RUN.invoke(app, words[1:], prog_name="atlas")
                assert result.exit_code == 0, f"{one}: {' '.join(words)}\n{result.output}"
    if "statues.html" in TEXTS[page]:
        assert (tmp_path / "statues.html").stat().st_size > 100_000
    if "live" in scope:
        assert scope["live"].date == "1955-05-01" and set(scope["live"].shown["group"]) == {"image"}


def doctested(one: Snippet, scope: dict[str, Any]) -> None:
    session = doctest.DocTestParser().get_doctest(one.text, scope, str(one), one.page, one.line)
    assert session.examples
    report: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    result = runner.run(session, out=report.append, clear_globs=False)
    assert result.failed == 0, "".join(report)
    scope |= session.globs


def test_every_command_line_can_be_read() -> None:
    """Those that take too long to be run as well: commands and options are there, arguments of their type."""
    group = typer.main.get_command(app)
    lines = [(one, words) for one in SNIPPETS if one.language == "sh" for words in shell_lines(one)]
    assert {words[0] for _, words in lines} <= {"atlas", *OTHERS}
    for one, words in lines:
        if words[0] != "atlas":
            continue
        try:
            command = group.commands[words[1]]  # type: ignore[attr-defined]
            command.make_context("atlas", words[2:]).close()
        except (KeyError, click.ClickException) as error:
            pytest.fail(f"{one}: {' '.join(words)}: {error!r}")


def test_commands_named_in_passing_are_commands() -> None:
    known = set(reference.commands())
    told = {(page, word) for page, text in TEXTS.items() for word in re.findall(r"`atlas ([a-z]+)\b", text)}
    assert {(page, word) for page, word in told if word not in known} == set()


# ------------------------------------------------------------------------------------------- links


def anchors(text: str) -> set[str]:
    """Addresses of the headings of a page, as Markdown's table of contents makes them."""
    found = set(re.findall(r"\{ #([^ }]+) \}", text)) | set(re.findall(r'id="([^"]+)"', text))
    for words in re.findall(r"(?m)^#+ (.+?)(?: \{ #.* \})?$", text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words)
        found.add(re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower()))
    return found


def made_or_kept(path: str) -> str | None:
    """The text of a page of the site, kept or made."""
    homes = {
        "understand/codebook.md",
        "contribute/code.md",
        "changelog.md",
        "contribute/releasing.md",
        "look/gallery.md",
    }
    if path in homes or path.startswith("reference/rooms"):
        return ""
    if path in MADE:
        return MADE[path]()
    return (DOCS / path).read_text(encoding="utf-8") if (DOCS / path).is_file() else None


@pytest.mark.long
def test_every_link_leads_to_a_page_and_a_heading() -> None:
    lost = []
    for page, text in TEXTS.items():
        folder = (ROOT / page).parent
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", re.sub(r"(?s)^```.*?^```", "", text, flags=re.M)):
            path, _, anchor = target.partition("#")
            inside = (folder / path).resolve() if path else ROOT / page
            if inside.is_relative_to(DOCS) and inside.suffix == ".md":
                goal = made_or_kept(inside.relative_to(DOCS).as_posix())
                if goal is None or (anchor and goal and anchor not in anchors(goal)):
                    lost.append((page, target))
            elif not inside.exists():
                lost.append((page, target))
    assert lost == []


@pytest.mark.long
def test_links_between_made_pages_lead_somewhere() -> None:
    lost = []
    for page, write in MADE.items():
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", write()):
            path, _, anchor = target.partition("#")
            goal = (DOCS / page).parent.joinpath(path).resolve().relative_to(DOCS).as_posix() if path else page
            text = made_or_kept(goal)
            if text is None or (anchor and text and anchor not in anchors(text)):
                lost.append((page, target))
    assert lost == []


# ------------------------------------------------------------------------------------------- headings


def headed(page: str) -> set[str]:
    return set(re.findall(r"(?m)^#+ `([^`]+)`", reference.PAGES[page]()))


def test_every_command_and_option_has_its_heading() -> None:
    text = reference.commands_page()
    assert {f"atlas {name}" for name in reference.commands()} <= headed("reference/commands.md")
    for name, command in reference.commands().items():
        for param in command.params:
            if param.opts[0].startswith("--"):
                assert f'id="atlas-{name}-{param.name}"' in text and (param.help or "").strip(), f"{name} {param.name}"


def test_every_column_has_its_heading_and_its_meaning() -> None:
    text = reference.columns_page()
    for name, table in bundled().tables.items():
        for column in table.fields:
            assert f"{{ #{name}.{column.name} }}" in text
            assert column.description, f"{name}.{column.name} says nothing"


def test_every_rule_has_its_heading_and_its_example() -> None:
    from atlas.check import RULES

    told = {rule.__name__.replace("_", "-") for rule in RULES}
    broken = {
        line.split()[-1]
        for path in (ROOT / "tests" / "records").glob("*/expected.txt")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    }
    assert told | broken == headed("reference/rules.md")


def test_every_format_has_its_heading() -> None:
    from atlas.export import FOLDER, FORMATS

    assert {form.suffix for form in (*FORMATS, FOLDER)} == headed("reference/exports.md")
    columns = re.findall(r"(?m)^\| `(\w+)` \|(.*)\|$", reference.exports_page())
    assert len(columns) > 80 and [name for name, words in columns if not words.strip()] == []


def test_every_term_has_its_heading() -> None:
    record = atlas.load()
    terms = {*record.event_types["event_type"], *record.kinds["kind"], *record.grades["grade"]}
    assert terms == headed("reference/vocabulary.md")


def test_every_key_of_an_address_every_message_and_every_call_says_what_it_does() -> None:
    assert [key for key, words in reference.address_keys().items() if not words] == []
    assert [name for name, (_, words) in reference.messages().items() if not words] == []
    assert reference.script_names() == set(reference.script_calls())
    assert {"date", "compare", "town"} <= set(reference.address_keys()) and "seek" in reference.messages()


@pytest.mark.parametrize("page", ["reference/maps.md", "reference/descriptor.md"])
def test_every_key_of_a_file_of_settings_says_what_it_does(page: str) -> None:
    parts = re.split(r"(?m)^###? `?", reference.PAGES[page]())
    empty = [
        part.split("`")[0] for part in parts[1:] if not part.split("}\n", 1)[1].strip(" \n*").split("*")[0].strip()
    ]
    assert empty == []
    assert len(parts) > 30


def test_every_public_name_is_in_the_reference() -> None:
    text = reference.python_page()
    assert [name for name in atlas.__all__ if f"atlas.{name}" not in text] == []
    rooms = "".join(reference.room_page(room) for room in reference.ROOMS)
    assert [name for name in reference.modules() if f"::: {name}\n" not in rooms] == []


def test_a_warning_stops_the_build_of_the_site() -> None:
    """With ``--quiet`` MkDocs drops warnings before ``--strict`` counts them."""
    [line] = [line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "mkdocs build" in line]
    assert "--strict" in line and "--quiet" not in line


def test_every_page_is_in_the_navigation() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    told = set(re.findall(r"[\w/.-]+\.md", nav))
    kept = {path.relative_to(DOCS).as_posix() for path in PAGES if "decisions/00" not in path.as_posix()}
    assert kept <= told
    assert [page for page in told if "*" not in page and made_or_kept(page) is None and "00" not in page] == []


def test_every_notebook_is_listed() -> None:
    text = TEXTS["docs/use/explore.md"]
    assert [path.name for path in (ROOT / "notebooks").glob("*.ipynb") if path.name not in text] == []


def test_every_extra_is_explained() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    text = TEXTS["docs/use/index.md"]
    assert [name for name in extras if name not in ("test", "fuzz", "widget") and f"[{name}]" not in text] == []


def test_the_readme_is_one_screen() -> None:
    assert len(TEXTS["README.md"].splitlines()) <= 60
