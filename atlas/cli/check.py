"""Commands that look after a record: ``atlas check``, ``atlas codebook``, ``atlas new``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.cli.base import PROBLEMS, USAGE, RecordOption, app, fail, load_record, record_faults

if TYPE_CHECKING:
    from atlas.io.tables import Problem

MOST_A_RULE = 50


@app.command(epilog="Example: atlas check --record my-record --json")
def check(
    record: RecordOption = None,
    fix: Annotated[bool, typer.Option("--fix", help="Write the tables in canonical form first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """Check a record against every rule; exit 0 when it is sound.

    Problems stand by rule, with how many there are and where; a sound record of the level strict says nothing. What a
    record's level does not ask of it is a warning, and no fault.
    """
    from atlas.check import check as run
    from atlas.check import fix as mend
    from atlas.io.schema import bundled_path

    folder = record or bundled_path()
    if not folder.is_dir():
        fail(f"{folder}: there is no such folder", USAGE)
    with record_faults():
        if fix:
            mend(folder)
        problems = run(folder)
    if as_json:
        rows = [{key: getattr(p, key) for key in ("file", "row", "column", "rule", "message")} for p in problems]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        raise typer.Exit(PROBLEMS if problems else 0)
    for line in grouped(run(folder, waived=True)):
        typer.echo(f"warning: {line}")
    if problems:
        for line in grouped(problems):
            typer.echo(line)
        noun = "problem" if len(problems) == 1 else "problems"
        fail(f"the record has {len(problems):,} {noun}", PROBLEMS)


def grouped(problems: list[Problem]) -> Iterator[str]:
    """Problems by rule, the most frequent first: the rule and how many, then each with its place."""
    rules = Counter(problem.rule for problem in problems)
    for rule, count in rules.most_common():
        yield f"{rule}: {count:,}"
        own = [problem for problem in problems if problem.rule == rule]
        yield from map(str, own[:MOST_A_RULE])
        if count > MOST_A_RULE:
            yield f"and {count - MOST_A_RULE:,} more; --json lists all"


@app.command(epilog="Example: atlas codebook --record my-record")
def codebook(record: RecordOption = None) -> None:
    """Write the record's codebook (README.md) and its lists of defects (quality/), from descriptor and data."""
    with record_faults():
        from atlas.io.files import write_whole
        from atlas.publish.codebook import derived_files

        loaded = load_record(record)
        for name, text in derived_files(loaded).items():
            typer.echo(str(write_whole(Path(loaded.path) / name, text)))


@app.command(epilog="Example: atlas new my-record --from list.xlsx && atlas build --record my-record")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; with --from it may be there.")],
    listed: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A list of your own, as `atlas draw` reads it.")
    ] = None,
    licence: Annotated[str, typer.Option(metavar="TEXT", help="Licence of the list.")] = "",
    title: Annotated[str | None, typer.Option(help="Title of the record.")] = None,
    dayfirst: Annotated[bool | None, typer.Option("--dayfirst/--monthfirst", help="How 7.6.2020 is read.")] = None,
    gazetteer: Annotated[
        str | None,
        typer.Option(metavar="FILE", help='For rows without a point: "geonames", or a table with name, lat and lon.'),
    ] = None,
    borders: Annotated[
        str | None, typer.Option(metavar="WHICH", help="Borders of today, of the day (from May 1945 on), or none.")
    ] = None,
    crs: Annotated[str | None, typer.Option(metavar="CODE", help="System of x and y in metres: EPSG:32633.")] = None,
    layer: Annotated[
        str | None, typer.Option(metavar="NAME", help="Sheet of a workbook, or layer of a GeoPackage.")
    ] = None,
) -> None:
    """Make the folder of a record of your own: with an invented example to replace, or of a list.

    A list's columns are guessed; DIR/import.toml keeps what became of them and can be edited. Run again when the list
    has grown, it makes the tables anew by the ids of the list; maps.toml and what else is in the folder stay.
    """
    if listed is not None:
        from atlas.cli.lists import import_list

        with record_faults():
            chosen = {"licence": licence, "title": title, "dayfirst": dayfirst, "gazetteer": gazetteer}
            import_list(folder, listed, chosen | {"borders": borders, "crs": crs, "layer": layer})
        return
    from atlas.publish.starter import start

    with record_faults():
        try:
            written = start(folder)
        except FileExistsError:
            fail(f"{folder}: exists already; name a new folder", USAGE)
    for path in written:
        typer.echo(str(path))
