"""The command line: a thin layer over the Python API. Exit codes: 0 done, 1 the record has problems, 2 wrong usage."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from atlas.io.tables import Problem
    from atlas.public import Record

PROBLEMS, USAGE = 1, 2

app = typer.Typer(
    name="atlas",
    help="An open atlas of de-Stalinization: check the record, ask it, and draw its maps.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
)

RecordOption = Annotated[
    Path | None, typer.Option("--record", metavar="DIR", help="Folder of the record; the bundled one unless given.")
]


def main() -> None:
    """Entry point of the ``atlas`` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console of few letters gets numbers for the rest
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except OSError as error:  # what was printed could not be: the disk behind stdout is full
        _give_up(f"the output cannot be written: {error.strerror or error}")
    finally:
        _flush()


def _flush() -> None:
    """Print what is left, so that a fault of that is a message too and not a note of the interpreter's at its end."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        os._exit(0)  # whoever read has read enough
    except OSError as error:
        _give_up(f"the output cannot be written: {error.strerror or error}")
    except ValueError:  # closed before it began
        pass


def _give_up(message: str) -> NoReturn:
    with suppress(OSError, ValueError):
        print(f"atlas: {message}", file=sys.stderr, flush=True)
    os._exit(USAGE)


def _fail(message: str, code: int) -> NoReturn:
    from atlas.cli.wording import styled
    from atlas.io.text import brief

    typer.echo(f"{styled('atlas:', sys.stderr, fg='red')} {brief(message)}", err=True)
    raise typer.Exit(code)


def _report(problems: list[Problem]) -> NoReturn:
    for problem in problems:
        typer.echo(str(problem), err=True)
    noun = "problem" if len(problems) == 1 else "problems"
    _fail(f"the record has {len(problems)} {noun}", PROBLEMS)


@contextmanager
def _record_faults() -> Iterator[None]:
    """Turn the faults of a record, of its plans or of the disk into messages and exit codes."""
    from atlas.io.files import FileError
    from atlas.io.tables import RecordError
    from atlas.record.plans import PlanError, UnknownMapError

    try:
        yield
    except RecordError as error:
        _report(error.problems)
    except UnknownMapError as error:
        _fail(str(error), USAGE)
    except PlanError as error:
        _report(error.problems)
    except FileError as error:
        _fail(str(error), PROBLEMS)
    except KeyError as error:
        _fail(str(error.args[0]), USAGE)
    except ValueError as error:
        _fail(str(error), USAGE)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = error.filename2 or error.filename
        _fail(f"{where}: {error.strerror}" if where else str(error), USAGE)


def _load(path: Path | None) -> Record:
    from atlas.public import load

    return load(path)


@app.command(epilog="Example: atlas build prague berlin --output site")
def build(
    maps: Annotated[list[str] | None, typer.Argument(metavar="[MAP]...", help="Ids of maps; all unless given.")] = None,
    record: RecordOption = None,
    output: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write to.")] = Path("output"),
    base_url: Annotated[str, typer.Option(metavar="URL", help="Where the folder will be published.")] = "",
) -> None:
    """Draw the maps of maps.toml into a folder, with an index, stills and the data: a site for any static host."""
    with _record_faults():
        from atlas.publish.build import build as run

        with _progress() as tell:
            written = run(record, output, maps or None, tell, base_url)
    for path in written:
        typer.echo(f"{path}  {path.stat().st_size / 1e3:,.0f} KB")
    typer.echo(f"{len(written)} files, {sum(path.stat().st_size for path in written) / 1e6:.1f} MB")


@contextmanager
def _progress() -> Iterator[Any]:
    """A progress bar on a terminal, a line a step elsewhere."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: typer.echo(f"[{done}/{total}] {what}", err=True)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


@app.command(epilog="Example: atlas check --record my-record --json")
def check(
    record: RecordOption = None,
    fix: Annotated[bool, typer.Option("--fix", help="Write the tables in canonical form first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
) -> None:
    """Check a record against every rule; say nothing and exit 0 when it is sound."""
    from atlas.check import check as run
    from atlas.check import fix as mend
    from atlas.io.schema import bundled_path

    folder = record or bundled_path()
    if not folder.is_dir():
        _fail(f"{folder}: there is no such folder", USAGE)
    with _record_faults():
        if fix:
            mend(folder)
        problems = run(folder)
    if as_json:
        rows = [{key: getattr(p, key) for key in ("file", "row", "column", "rule", "message")} for p in problems]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        raise typer.Exit(PROBLEMS if problems else 0)
    if problems:
        _report(problems)


@app.command(epilog="Example: atlas show prague-stalin-monument --json")
def show(
    feature_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a feature.")],
    record: RecordOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show one feature: its names, what happened to it, and which sources say so."""
    from atlas.cli.wording import feature_json, feature_words

    with _record_faults():
        loaded = _load(record)
        try:
            feature = loaded[feature_id]
        except KeyError as error:
            _fail(str(error.args[0]), USAGE)
    typer.echo(feature_json(feature) if as_json else feature_words(feature))


@app.command(epilog="Example: atlas at 1961-11-01 --csv > that-day.csv")
def at(
    date: Annotated[str, typer.Argument(metavar="DATE", help="A day, as YYYY-MM-DD.")],
    record: RecordOption = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every feature with its status as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every feature with its status as JSON.")] = False,
) -> None:
    """Count what bore the name or image on a day, or list it."""
    from atlas.cli.wording import day_counts, day_json
    from atlas.edtf import words

    if as_csv and as_json:
        _fail("--csv and --json: choose one", USAGE)
    with _record_faults():
        try:
            day = _load(record).at(date)
        except ValueError as error:
            _fail(str(error), USAGE)
    if as_csv:
        typer.echo(day.drop(columns="geometry").to_csv(), nl=False)
        return
    if not as_json:
        typer.echo(
            f"On {words(date)}, of {len(day):,} features (before they bore the name or image, and so on):", err=True
        )
    typer.echo(day_json(day) if as_json else day_counts(day))


def _options(chosen: dict[str, Any]) -> str:
    return " ".join(f"--{key} {value}" for key, values in chosen.items() for value in values)


@app.command("map", epilog='Example: atlas map -o czech.html --title "Czech lands" --country CZ --first 1945')
def draw_map(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="HTML file to write.")],
    record: RecordOption = None,
    title: Annotated[str | None, typer.Option(help="Heading of the page.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Country of today (ISO code); may be repeated.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Kind of feature; may be repeated.")] = None,
    first: Annotated[str | None, typer.Option(metavar="DATE", help="First date of the clock.")] = None,
    last: Annotated[str | None, typer.Option(metavar="DATE", help="Last date of the clock.")] = None,
    tiles: Annotated[
        str | None, typer.Option(help="Opt-in tile basemap, as folium names it; the page then loads pictures.")
    ] = None,
) -> None:
    """Draw one map of a part of the record."""
    chosen: dict[str, Any] = {key: value for key, value in (("country", country), ("kind", kind)) if value}
    with _record_faults():
        from atlas.page import AtlasMap
        from atlas.publish.build import checked
        from atlas.record.plans import around

        part = checked(record).where(**chosen)
        if part.features.empty:
            _fail(f"nothing in the record matches {_options(chosen)}", USAGE)
        try:
            drawn = AtlasMap(part, title=title, extent=around(part), first=first, last=last, tiles=tiles)
        except ValueError as error:
            _fail(str(error), USAGE)
        drawn.save(output)
    typer.echo(f"{output}  {output.stat().st_size / 1e3:,.0f} KB")


@app.command(epilog="Example: atlas export czech.gpkg czech.lpf.json --country CZ")
def export(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to write; the suffix is the format.")],
    record: RecordOption = None,
    country: Annotated[list[str] | None, typer.Option(help="Country of today (ISO code); may be repeated.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Kind of feature; may be repeated.")] = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what bore, or may have borne, the name on that day.")
    ] = None,
) -> None:
    """Write the record, or a part of it, for other tools.

    Suffixes: .geojson .gpkg .parquet .fgb .kml .kmz .csv .lpf.json .lp.tsv .sqlite .duckdb .ttl .zip, and of the
    sources .bib .csl.json .ris
    """
    chosen: dict[str, Any] = {key: value for key, value in (("country", country), ("kind", kind)) if value}
    with _record_faults():
        from atlas.export import UnrepresentableError, format_of, write

        loaded = _load(record)
        try:
            formats = [format_of(path) for path in files]
            part = loaded.where(**chosen, between=(date, date) if date else None)
            if part.features.empty:
                _fail("nothing in the record matches", USAGE)
            with _progress() as tell:
                for number, (path, form) in enumerate(zip(files, formats, strict=True), start=1):
                    tell(form.label, number, len(files))
                    done = write(part, path)
                    rows = ", ".join(f"{count:,} {what}" for what, count in done.rows.items())
                    typer.echo(f"{path}  {path.stat().st_size / 1e3:,.0f} KB  {rows}")
        except UnrepresentableError as error:
            _fail(str(error), PROBLEMS)
        except ValueError as error:
            _fail(str(error), USAGE)


@app.command(epilog="Example: atlas cite prague-stalin-monument --style chicago")
def cite(
    feature_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A feature; the record unless given.")
    ] = None,
    style: Annotated[str, typer.Option(help="apa, chicago, bibtex, or the name of a style of CSL.")] = "apa",
    record: RecordOption = None,
) -> None:
    """Print how to cite the record, or a feature with its sources."""
    with _record_faults():
        from atlas.io.needs import ExportError

        loaded = _load(record)
        try:
            typer.echo((loaded[feature_id] if feature_id else loaded).cite(style))
        except (KeyError, ExportError) as error:
            _fail(str(error.args[0]), USAGE)


@app.command(epilog="Example: atlas new my-record --from list.xlsx && atlas build --record my-record")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make; with --from it may be there.")],
    listed: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="A list of your own, as `atlas draw` reads it.")
    ] = None,
    licence: Annotated[str, typer.Option(metavar="TEXT", help="Licence of the list.")] = "",
    title: Annotated[str | None, typer.Option(help="Title of the record.")] = None,
    dayfirst: Annotated[bool | None, typer.Option("--dayfirst/--monthfirst", help="How 7.6.2020 is read.")] = None,
) -> None:
    """Make the folder of a record of your own: with one feature to replace, or of a list.

    A list's columns are guessed; DIR/import.toml keeps what became of them and can be edited. Run again when the list
    has grown, it makes the tables anew by the ids of the list; maps.toml and what else is in the folder stay.
    """
    if listed is not None:
        from atlas.cli.lists import import_list

        with _record_faults():
            import_list(folder, listed, {"licence": licence, "title": title, "dayfirst": dayfirst})
        return
    from atlas.publish.starter import start

    with _record_faults():
        try:
            written = start(folder)
        except FileExistsError:
            _fail(f"{folder}: exists already; name a new folder", USAGE)
    for path in written:
        typer.echo(str(path))


@app.command(epilog="Example: atlas codebook --record my-record")
def codebook(record: RecordOption = None) -> None:
    """Write the record's codebook (README.md) and its lists of defects (quality/), from descriptor and data."""
    with _record_faults():
        from atlas.io.files import write_whole
        from atlas.publish.codebook import derived_files

        loaded = _load(record)
        for name, text in derived_files(loaded).items():
            typer.echo(str(write_whole(Path(loaded.path) / name, text)))
