"""A record of one's own to begin with: the schema, the vocabularies, and an invented example to replace."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from atlas.io.files import write_whole
from atlas.io.schema import DESCRIPTOR, bundled_path
from atlas.io.text import visible
from atlas.record.plans import SCHEMA_FILE, json_schema

EXAMPLE = "example"
"""The folder, beside this module, with the tables and the maps of the example."""
DESCRIPTION = "An invented example: the towns, the person and the sources are made up."
SUBJECT = {"life": "bears", "level": "sourced", "since": "1931", "first": "1930", "ground": "today"}
LICENCE = {
    "name": "CC0-1.0",
    "title": "CC0 1.0 Universal",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def start(folder: Path) -> list[Path]:
    """Make the folder of a new record.

    It holds a descriptor (title, licence and date to be edited), the vocabularies, an invented example in every table
    (a town, a street, a works and a statue named after an invented person, with sources at example.org), empty
    ``milestones.csv`` and ``wanted.csv`` and a ``maps.toml``; it passes ``atlas check``. Borders are those of today.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    FileExistsError
        When the folder is there already.
    """
    folder.mkdir(parents=True)
    title = visible(folder.resolve().name).replace("-", " ").replace("_", " ").capitalize()
    written = [write_whole(folder / DESCRIPTOR, _descriptor(folder, title))]
    for name, text in sorted(_example().items()):
        put = text.replace("{title}", json.dumps(title, ensure_ascii=False)) if name == "maps.toml" else text
        written.append(write_whole(folder / name, put))
    written.append(write_whole(folder / "grades.csv", (bundled_path() / "grades.csv").read_text(encoding="utf-8")))
    written.append(write_whole(folder / SCHEMA_FILE, json_schema()))
    return written


def _example() -> dict[str, str]:
    """The example's files, by name."""
    files = (resources.files(__package__) / EXAMPLE).iterdir()
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.name.endswith((".csv", ".toml"))}


def _descriptor(folder: Path, title: str) -> str:
    """The bundled record's schema of the tables, without what that record says of itself."""
    bundled = json.loads((bundled_path() / DESCRIPTOR).read_text(encoding="utf-8"))
    tables = {Path(name).stem for name in _example() if name.endswith(".csv")} | {"grades"}
    descriptor = {
        "$schema": bundled["$schema"],
        **{"name": folder.resolve().name.lower(), "title": title, "description": DESCRIPTION},
        **{"version": "0.1.0", "created": bundled["created"], "licenses": [LICENCE], "keywords": []},
        "subject": SUBJECT,
        "resources": [resource for resource in bundled["resources"] if resource["name"] in tables],
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
