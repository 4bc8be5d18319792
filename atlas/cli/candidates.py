"""The command that looks in other people's lists for what a record may lack: ``atlas candidates``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from atlas.cli.base import USAGE, RecordOption, app, fail, load_record, record_faults


@app.command(epilog="Example: atlas candidates extract.osm --record my-record -o queue.csv")
def candidates(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A list of other people's; with --accept, a queue with decisions.")
    ],
    record: RecordOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="The queue; FILE-candidates.csv unless given.")
    ] = None,
    places: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where things are: a GeoNames table of places, a hierarchy of the register."),
    ] = None,
    pattern: Annotated[
        str | None,
        typer.Option(metavar="RE2", help="Names to look for, in plain small Latin letters; else the record's own."),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Enter the rows of a queue that have a decision into the record.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Look in a list of other people's for what the record lacks, and write a queue for review.

    It reads alternate names and places of GeoNames, answers of the Wikidata query service, extracts of OpenStreetMap
    (.osm, JSON of Overpass), the Russian register of addresses (GAR, FIAS), and any list that `atlas draw` reads. Each
    entry is the same as a feature, new, or doubtful, with reasons. Write into the column `decision` of the queue
    `wanted`, `feature` or `out`; then `--accept` enters the first two as drafts. Queries: docs/candidates.md.
    """
    with record_faults():
        if accept:
            _accept(file, record, as_json)
        else:
            _review(file, record, output or file.with_name(f"{file.stem}-candidates.csv"), places, pattern, as_json)


def _review(
    file: Path, folder: Path | None, output: Path, places: Path | None, pattern: str | None, as_json: bool
) -> None:
    from atlas.io.files import write_whole
    from atlas.io.tables import plain_csv
    from atlas.io.text import brief
    from atlas.lists.candidates import candidates as judged

    if output.resolve() == file.resolve():
        fail(f"{output}: the queue would take the place of the list; name another file", USAGE)
    found = judged(file, load_record(folder), pattern=pattern, places=places)
    write_whole(output, plain_csv(found.frame()))
    counts: dict[str, Any] = {"format": found.format, "rows": found.total, "entries": len(found.rows)} | found.counts()
    if as_json:
        typer.echo(json.dumps(counts | {"queue": str(output)}, ensure_ascii=False, indent=1))
        return
    typer.echo(brief(f"{file.name}: {found.format}, {found.total:,} rows"), err=True)
    for note in found.notes:  # which hold names of its columns
        typer.echo(brief(f"  {note}"), err=True)
    words = ", ".join(f"{count:,} {verdict}" for verdict, count in found.counts().items())
    typer.echo(f"{output}  {len(found.rows):,} entries: {words}")


def _accept(file: Path, folder: Path | None, as_json: bool) -> None:
    from atlas.lists.queue import accept

    if folder is None:
        fail("--accept writes into a record: name its folder with --record", USAGE)
    loaded = load_record(folder)
    added = accept(file, loaded)
    if as_json:
        typer.echo(json.dumps(added, ensure_ascii=False, indent=1))
        return
    typer.echo(", ".join(f"{count:,} rows into {name}.csv" for name, count in added.items()))
    if added["features"]:
        typer.echo("  the new features await a source: `atlas check` says what each lacks", err=True)
