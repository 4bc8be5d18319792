"""A record of one's own to begin with: the schema, the vocabularies, and one feature to replace."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from atlas.io.files import write_whole
from atlas.io.schema import DESCRIPTOR, bundled_path
from atlas.io.tables import canonical_bytes
from atlas.io.text import visible
from atlas.public import load
from atlas.record import Record
from atlas.record.plans import SCHEMA_FILE, json_schema

EXAMPLE = "volgograd"
COPIED = ("kinds.csv", "event_types.csv", "grades.csv")
MAPS = """\
#:schema maps.schema.json
# The maps that `atlas build` publishes. extent: west, south, east, north in degrees.

[[map]]
id = "map"
title = {title}
lede = "One line that says what the map shows"
first = "1925"
extent = [10, 38, 68, 62]
"""


def start(folder: Path) -> list[Path]:
    """Make the folder of a new record.

    It holds a descriptor (title and date to be edited), the two vocabularies, one complete example feature of the
    bundled record in every table, an empty ``wanted.csv`` and a ``maps.toml``; it passes ``atlas check``. Borders
    are those of the bundled record.

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
    written = [Path(shutil.copy(bundled_path() / name, folder / name)) for name in COPIED]
    written.append(write_whole(folder / DESCRIPTOR, _descriptor(folder, title)))
    example = load().where(feature_id=EXAMPLE)
    for name, rows in _rows(example).items():
        table = example.package.tables[name]
        written.append(write_whole(folder / table.path, canonical_bytes(table, rows).decode("utf-8")))
    written.append(write_whole(folder / "maps.toml", MAPS.format(title=json.dumps(title, ensure_ascii=False))))
    written.append(write_whole(folder / SCHEMA_FILE, json_schema()))
    return written


def _descriptor(folder: Path, title: str) -> str:
    descriptor = json.loads((bundled_path() / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor |= {"name": folder.resolve().name.lower(), "title": title, "description": "", "keywords": []}
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] not in ("borders", "shapes", "waters")]
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _rows(example: Record) -> dict[str, list[dict[str, Any]]]:
    """The example's rows by table, as the descriptor names their columns; no milestone and nothing wanted."""
    sources = example.sources[example.sources.index.isin(example.attestations["source_id"])]
    frames = {
        "features": example.features.reset_index(),
        "names": example.names,
        "events": example.events,
        "attestations": example.attestations,
        "sources": sources.reset_index(),
        "milestones": example.milestones.iloc[:0],
        "wanted": example.wanted.iloc[:0],
    }
    frames["sources"]["seen"] = frames["sources"]["seen"].dt.strftime("%Y-%m-%d")
    return {
        name: frame[list(example.package.tables[name].columns)]
        .astype(object)
        .where(frame.notna(), None)
        .to_dict("records")
        for name, frame in frames.items()
    }
