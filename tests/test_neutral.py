"""The tool knows nothing of the subject of the record that comes with it: that is said in ``geodata/``."""

from __future__ import annotations

import re
from pathlib import Path

ATLAS = Path(__file__).parents[1] / "atlas"
SUBJECT = re.compile(r"stalin(?!ization-atlas)|\bussr\b|\b1924\b|soviet|volgograd", re.IGNORECASE)
KNOWN = {
    "check/places.py": "land that states exchanged, which the borders show only as it became",
    "publish/starter.py": "the feature that the starter copies from the bundled record",
    "page/web/test/": "names and addresses in tests, which no wheel carries",
    "cli/": "examples of commands, which run as they stand on the bundled record",
}
"""What still names it, and why."""


def test_no_code_names_the_bundled_subject() -> None:
    found = {}
    for path in ATLAS.rglob("*"):
        name = path.relative_to(ATLAS).as_posix()
        if path.suffix not in (".py", ".html", ".css", ".js") or "dist/" in name or name.startswith(tuple(KNOWN)):
            continue
        if hits := SUBJECT.findall(path.read_text(encoding="utf-8")):
            found[name] = hits
    assert found == {}
