"""The README's session works as printed, and what it names is there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_newcomers_session_works_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    session = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert len(session.examples) >= 8
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(session, out=report.append)
    assert result.failed == 0, "".join(report)
    assert (tmp_path / "statues.html").stat().st_size > 100_000


def test_every_link_to_a_file_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_notebook_is_listed() -> None:
    assert [path.name for path in (ROOT / "notebooks").glob("*.ipynb") if path.name not in README] == []


def test_the_live_maps_session_works(monkeypatch: pytest.MonkeyPatch) -> None:
    block = next(block for block in re.findall(r"```python\n(.*?)```", README, re.S) if ".widget(" in block)
    import atlas

    scope: dict[str, object] = {"record": atlas.load()}
    exec(block, scope)  # noqa: S102 - our own text
    live = scope["live"]
    assert live.date == "1955-05-01" and set(live.shown["group"]) == {"image"}
