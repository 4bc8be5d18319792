"""Commands that begin with a list of one's own: ``atlas dates``, ``atlas draw``, and ``atlas new --from``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from atlas.cli.base import (
    PROBLEMS,
    USAGE,
    OptionOption,
    PartsOption,
    app,
    fail,
    options_of,
    record_faults,
    size_of_file,
)
from atlas.cli.wording import json_text
from atlas.io.text import brief, shown, visible

ListFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="A list: .csv .tsv .xlsx .json .geojson .gpkg .parquet .kml .kmz .osm")
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
    layer: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Sheet of a workbook, or layer of a GeoPackage; guessed unless given."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """Show what each date of a list is read as: how often it stands there, the text, its EDTF, and what was decided."""
    from atlas.edtf.typed import read_column
    from atlas.io.lists import read_list

    with record_faults():
        frame = read_list(file, layer=layer).frame
        if column not in frame.columns:
            fail(f"{file.name} has no column {column!r}; it has {', '.join(map(repr, frame.columns))}", USAGE)
        readings = read_column(frame[column].tolist(), dayfirst=dayfirst)
    counts: dict[tuple[Any, ...], int] = {}
    for one in readings:
        key = (one.text, one.edtf or one.kind, one.words, "; ".join(one.notes))
        counts[key] = counts.get(key, 0) + 1
    if as_json:
        keys = ("text", "edtf", "words", "notes")
        rows = [{"count": count, **dict(zip(keys, key, strict=True))} for key, count in counts.items()]
        typer.echo(json_text(rows))
        return
    table = [(str(count), *(visible(cell) for cell in key)) for key, count in counts.items()]
    widths = [max(len(row[place]) for row in table) for place in range(4)]
    for row in table:
        typer.echo("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip())
    unread = sum(one.kind == "unread" for one in readings)
    unsure = sum(one.ambiguous for one in readings)
    typer.echo(f"{len(readings):,} cells, {unread:,} not read, {unsure:,} that may be read in two ways", err=True)


def _column(what: str) -> Any:
    return typer.Option(metavar="COLUMN", help=f"Column of {what}; guessed unless given, none if empty.")


Name = Annotated[str | None, _column("the names")]
Former = Annotated[str | None, _column("the former names, several parted by semicolons")]
Kind = Annotated[str | None, _column("the kinds")]
Begin = Annotated[str | None, _column("the dates on which things begin")]
End = Annotated[str | None, _column("the dates on which they end")]
When = Annotated[str | None, _column("the dates of renamings, or of events of one day")]
PointOption = Annotated[str | None, _column('the points: "51.4, -2.6", WKT, degrees and minutes')]
Lat = Annotated[str | None, _column("the latitudes")]
Lon = Annotated[str | None, _column("the longitudes")]
GazetteerOption = Annotated[
    str | None,
    typer.Option(metavar="FILE", help='For rows without a point: "geonames", or a table with name, lat and lon.'),
]
Borders = Annotated[
    str | None, typer.Option(metavar="WHICH", help="Borders of today, of the day (from May 1945 on), or none.")
]
System = Annotated[str | None, typer.Option("--crs", metavar="CODE", help="System of x and y in metres: EPSG:32633.")]
Layer = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Sheet of a workbook, or layer of a GeoPackage; guessed unless given."),
]
Status = Annotated[str | None, _column("whether they still stand")]
Identifier = Annotated[str | None, typer.Option("--id", metavar="COLUMN", help="Column of ids of the list's own.")]
Source = Annotated[
    list[str] | None,
    typer.Option(metavar="TEXT", help="Where the list is from, in words; or a column of links. May be repeated."),
]
Licence = Annotated[str, typer.Option(metavar="TEXT", help="Licence of the list; pages say so where none is stated.")]
Title = Annotated[str | None, typer.Option(help="Title; that of the file unless given.")]
Standing = Annotated[bool, typer.Option("--standing", help="What has no end in the list stands to this day.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1, and write nothing, where a row is left out.")]


def _made(file: Path, chosen: dict[str, Any], *, strict: bool = False) -> Any:
    """A record of a list, with everything that was decided on the way printed."""
    from atlas.io.lists import read_list
    from atlas.lists import record_of
    from atlas.public import Record

    chosen = dict(chosen)
    table = read_list(file, layer=chosen.pop("layer", None))
    told = {key: value for key, value in chosen.items() if value is not None}
    told["title"] = told.get("title") or table.title
    made = record_of(table.frame, rows=table.rows, record_class=Record, **told)
    made.record.made = made
    _tell(f"{file.name}: {table.format}, {len(table.frame):,} rows")
    for line in [*table.notes, *(f"{name}: {why}" for name, why in made.columns.reasons.items()), *made.notes]:
        _tell(f"  {line}")
    counts: dict[str, int] = {}
    for one in made.left_out:
        reason = "; ".join(reason.partition(":")[0] for reason in one.reasons)
        counts[reason] = counts.get(reason, 0) + 1
    for reason, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        _tell(f"  {count:,} left out: {reason}")
    if strict and made.left_out:
        for one in made.left_out[:20]:
            _tell(str(one))
        fail(f"{len(made.left_out):,} rows of {file.name} cannot be drawn", PROBLEMS)
    return made


def _refuse_settings(path: Path, kept: dict[str, Any]) -> None:
    """End the command where ``import.toml`` says what none of its keys can mean."""
    from atlas.lists import ROLES

    kinds = {
        **dict.fromkeys((*ROLES, "title", "licence", "gazetteer", "borders", "crs", "layer"), str),
        "dayfirst": bool,
        "standing": bool,
    }
    for key, value in kept.items():
        if key not in kinds:
            fail(f"{path}: there is no key {shown(key)}; there are {', '.join(kinds)}", PROBLEMS)
        several = key == "source" and isinstance(value, list) and all(isinstance(one, str) for one in value)
        if not several and not isinstance(value, kinds[key]):
            kind = "true or false" if kinds[key] is bool else "a text"
            fail(f"{path}: {key}: {shown(value)} is not {kind}", PROBLEMS)


def _tell(line: str) -> None:
    """Print a line that may hold what a list says: cut where it is long, and obeyed by no terminal."""
    typer.echo(brief(line), err=True)


def _write_left_out(made: Any, beside: Path) -> None:
    """The rows left out, with their reasons, beside what was written; an old list of them goes when there are none."""
    from atlas.io.files import write_whole
    from atlas.io.tables import plain_csv

    file = beside.with_name(f"{beside.stem}-left-out.csv")
    if made.left_out:
        typer.echo(str(write_whole(file, plain_csv(made.left_out_frame()))))


@app.command(
    epilog='Example: atlas draw statues.csv --begin "Year up" --end "Year down" --licence "CC BY 4.0" -o map.html'
)
def draw(
    file: ListFile,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="HTML file to write.")],
    name: Name = None,
    former: Former = None,
    kind: Kind = None,
    begin: Begin = None,
    end: End = None,
    when: When = None,
    point: PointOption = None,
    lat: Lat = None,
    lon: Lon = None,
    status: Status = None,
    identifier: Identifier = None,
    source: Source = None,
    licence: Licence = "",
    title: Title = None,
    dayfirst: DayFirst = None,
    standing: Standing = False,
    gazetteer: GazetteerOption = None,
    borders: Borders = None,
    crs: System = None,
    layer: Layer = None,
    strict: Strict = False,
    parts: PartsOption = None,
    option: OptionOption = None,
) -> None:
    """Draw a list of your own as an animated map: say what was guessed, and what was left out, and why.

    Columns are guessed by their names and by what stands in them. Rows that cannot be drawn go into
    FILE-left-out.csv beside the map, each with its reasons.
    """
    chosen = {
        **{"name": name, "former": former, "kind": kind, "begin": begin, "end": end, "when": when, "point": point},
        **{"latitude": lat, "longitude": lon, "status": status, "id": identifier, "source": source},
        **{"licence": licence, "title": title, "dayfirst": dayfirst, "standing": standing},
        **{"gazetteer": gazetteer, "borders": borders, "crs": crs, "layer": layer},
    }
    with record_faults():
        options = options_of(option, parts=parts)
        made = _made(file, chosen, strict=strict)
        made.record.map(options=options).save(output)
        total = made.drawn + len(made.left_out)
        size = f"{output.stat().st_size / 1e3:,.0f} KB"
        typer.echo(f"{size_of_file(output)}  {made.drawn:,} of {total:,} rows drawn")
        if output.stat().st_size > LARGE:
            advice = "draw a part of the list, leave columns out that nobody reads, or try --parts always"
            _tell(f"  this is large: {size} take some seconds to open, on a phone many; {advice}")
        _write_left_out(made, output)


LARGE = 10_000_000
"""Bytes of a page from which a warning is given: some 12,000 things with remarks."""
IMPORT = "import.toml"


def import_list(folder: Path, file: Path | None, chosen: dict[str, Any]) -> None:
    """Make a record's folder from a list, or make it anew by what its ``import.toml`` says."""
    from atlas.io.files import text_inside, write_whole
    from atlas.io.toml import TomlError, parse_toml

    if file is None or (folder / IMPORT).is_file():
        try:
            kept = parse_toml(text_inside(folder, IMPORT))
        except TomlError as error:
            fail(f"{folder / IMPORT}: {error}", PROBLEMS)
        file = file or (folder / str(kept.pop("file", ""))).resolve()
        kept.pop("file", None)
        _refuse_settings(folder / IMPORT, kept)
        chosen = {**kept, **{key: value for key, value in chosen.items() if value not in (None, "", False)}}
    made = _made(file, chosen)
    for path in made.record.save(folder):
        typer.echo(str(path))
    settings = {"file": os.path.relpath(file.resolve(), folder.resolve())} | made.columns.by_role
    settings |= {key: value for key, value in chosen.items() if value not in (None, "", False) and key not in settings}
    if made.columns.links and "source" not in chosen:
        settings["source"] = made.columns.links
    lines = ["# What became of which column. `atlas new DIR --from FILE` reads it when the list has grown.\n"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items()]
    typer.echo(str(write_whole(folder / IMPORT, "".join(lines))))
    _write_left_out(made, folder / "list.csv")
