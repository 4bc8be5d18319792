"""Commands that give the record to others: ``atlas build``, ``atlas export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from atlas.cli.base import (
    PROBLEMS,
    USAGE,
    FontsOption,
    PartsOption,
    RecordOption,
    app,
    fail,
    load_record,
    progress,
    record_faults,
    size_of_file,
)


@app.command(epilog="Example: atlas build map --record my-record --output site")
def build(
    maps: Annotated[list[str] | None, typer.Argument(metavar="[MAP]...", help="Ids of maps; all unless given.")] = None,
    record: RecordOption = None,
    output: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")] = Path("output"),
    base_url: Annotated[str, typer.Option(metavar="URL", help="Where the folder will be published.")] = "",
    compress: Annotated[bool, typer.Option("--compress", help="Write .gz and .br twins, for servers to send.")] = False,
    parts: PartsOption = None,
    fonts: FontsOption = None,
) -> None:
    """Draw the maps of maps.toml into a folder, with an index, stills and the data: a site for any static host."""
    with record_faults():
        from atlas.publish.build import build as run
        from atlas.publish.twins import missing

        with progress() as tell:
            written = run(record, output, maps or None, tell, base_url, compress=compress, parts=parts, fonts=fonts)
    for path in written:
        if not path.parent.name.endswith(".parts"):
            typer.echo(size_of_file(path))
    typer.echo(f"{len(written)} files, {sum(path.stat().st_size for path in written) / 1e6:.1f} MB")
    if compress and missing():
        typer.echo(f"No .br twins: {missing()}.", err=True)


@app.command(epilog="Example: atlas export czech.gpkg czech.lpf.json big/ --country CZ")
def export(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Files to write; the suffix is the format. A folder ends in a slash."),
    ],
    record: RecordOption = None,
    country: Annotated[list[str] | None, typer.Option(help="Country of today (ISO code); may be repeated.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Kind of feature; may be repeated.")] = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="The state of one day, as `atlas at` has it: a row a feature.")
    ] = None,
) -> None:
    """Write the record, or a part of it, for other tools.

    Suffixes: .geojson .gpkg .qgs .parquet .fgb .kml .kmz .csv .xlsx .lpf.json .lp.tsv .sqlite .datasette.json .duckdb
    .ttl .zip; a row a span .spans.csv .spans.geojson .spans.parquet .spans.fgb; borders .borders.geojson; sources
    .bib .csl.json .ris. A folder, such as big/, is GeoParquet for records larger than memory, which atlas.open("big/")
    asks in Python.
    """
    chosen: dict[str, Any] = {key: value for key, value in (("country", country), ("kind", kind)) if value}
    with record_faults():
        from atlas.export import UnrepresentableError, format_of, write

        loaded = load_record(record)
        try:
            formats = [format_of(path) for path in files]
            if date:
                loaded.at(date)  # refuses what is not one day
            part = loaded.where(**chosen)
            if part.features.empty or (date and part.where(between=(date, date)).features.empty):
                fail("nothing in the record matches", USAGE)
            with progress() as tell:
                for number, (path, form) in enumerate(zip(files, formats, strict=True), start=1):
                    tell(form.label, number, len(files))
                    done = write(part, path, date)
                    rows = ", ".join(f"{count:,} {what}" for what, count in done.rows.items())
                    typer.echo(f"{path}  {_size(done.path) / 1e3:,.0f} KB  {rows}")
        except UnrepresentableError as error:
            fail(str(error), PROBLEMS)
        except ValueError as error:
            fail(str(error), USAGE)


def _size(path: Path) -> int:
    """Bytes of a file, or of all in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
