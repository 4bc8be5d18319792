"""Commands that begin with a list of one's own: ``atlas dates``, ``atlas draw``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from atlas.cli.app import USAGE, _fail, _record_faults, app

ListFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="A list: .csv .tsv .xlsx .json .geojson .gpkg .parquet .kml .kmz")
]
DayFirst = Annotated[
    bool | None,
    typer.Option(
        "--dayfirst/--monthfirst", help="Read 7.6.2020 as the 7th of June, or as July 6th; else it is one of the two."
    ),
]


@app.command(epilog="Example: atlas dates buildings.csv --column built")
def dates(
    file: ListFile,
    column: Annotated[str, typer.Option("--column", "-c", metavar="NAME", help="Column of the dates.")],
    dayfirst: DayFirst = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """Show what each date of a list is read as: how often it stands there, the text, its EDTF, and what was decided."""
    from atlas.edtf.typed import read_column
    from atlas.io.lists import read_list

    with _record_faults():
        frame = read_list(file).frame
        if column not in frame.columns:
            _fail(f"{file.name} has no column {column!r}; it has {', '.join(map(repr, frame.columns))}", USAGE)
        readings = read_column(frame[column].tolist(), dayfirst=dayfirst)
    counts: dict[tuple[Any, ...], int] = {}
    for one in readings:
        key = (one.text, one.edtf or one.kind, one.words, "; ".join(one.notes))
        counts[key] = counts.get(key, 0) + 1
    if as_json:
        keys = ("text", "edtf", "words", "notes")
        rows = [{"count": count, **dict(zip(keys, key, strict=True))} for key, count in counts.items()]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    table = [(str(count), *key) for key, count in counts.items()]
    widths = [max(len(row[place]) for row in table) for place in range(4)]
    for row in table:
        typer.echo("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip())
    unread = sum(one.kind == "unread" for one in readings)
    unsure = sum(one.ambiguous for one in readings)
    typer.echo(f"{len(readings):,} cells, {unread:,} not read, {unsure:,} that may be read in two ways", err=True)
