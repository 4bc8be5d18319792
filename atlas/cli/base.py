"""What the commands share: the app, its entry point, options, and the words and exit codes of faults.

Exit codes: 0 done, 1 the record has problems, 2 wrong usage. Nothing more than typer is imported before a command runs.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from atlas.io.tables import Problem
    from atlas.public import Record
    from atlas.record.options import MapOptions

__all__ = [
    "PROBLEMS",
    "USAGE",
    "FontsOption",
    "OptionOption",
    "PartsOption",
    "RecordOption",
    "app",
    "fail",
    "load_record",
    "main",
    "options_of",
    "progress",
    "record_faults",
    "report",
    "size_of_file",
]

PROBLEMS, USAGE = 1, 2

app = typer.Typer(
    name="atlas",
    help="An atlas of what bore a name or stood on any day: draw any list, check a record, ask it, draw its maps.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
)


def _versions(asked: bool) -> None:
    """Print the package's version and that of the record that came with it, and end."""
    if asked:
        from atlas import __version__
        from atlas.io.schema import bundled

        record = bundled()
        typer.echo(f"atlas {__version__}\nrecord {record.version}, {record.created.isoformat()}: {record.title}")
        raise typer.Exit


@app.callback(epilog="Example: atlas --version")
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_versions, help="Print the versions of package and record."),
    ] = False,
) -> None:
    """Options of the command itself."""


RecordOption = Annotated[
    Path | None, typer.Option("--record", metavar="DIR", help="Folder of the record; the bundled one unless given.")
]
OptionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        metavar="KEY=VALUE",
        help="Any option that a map of maps.toml can have, its value as there; may be repeated.",
    ),
]
PartsOption = Annotated[
    str | None,
    typer.Option(
        "--parts",
        metavar="WHEN",
        help="Put what sources say, and the sources, into a folder beside the page: auto (where they are many), "
        "always, all (with them all that the map draws from, for a page on a server), or never, for one file.",
    ),
]
FontsOption = Annotated[
    str | None,
    typer.Option(
        "--fonts",
        metavar="WHICH",
        help="Letters of the reader's system, embedded (the atlas's own, inside each page, some 58 KB compressed), or "
        "auto: embedded where the extra type is installed.",
    ),
]


def size_of_file(path: Path) -> str:
    """A file that was written, how large it is, and how large the parts beside it are, in a line."""
    line = f"{path}  {path.stat().st_size / 1e3:,.0f} KB"
    folder = path.with_name(f"{path.stem}.parts")
    named = [*folder.glob("*.css"), *folder.glob("*.pmtiles")] if path.suffix == ".html" else []
    beside = [part.stat().st_size for part in named]
    count = f"{len(beside):,} part{'s' if len(beside) > 1 else ''}"
    return f"{line}  and {count} in {folder.name}, {sum(beside) / 1e3:,.0f} KB" if beside else line


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


def fail(message: str, code: int) -> NoReturn:
    """Print a message and end the command with an exit code."""
    from atlas.cli.wording import styled
    from atlas.io.text import brief

    typer.echo(f"{styled('atlas:', sys.stderr, fg='red')} {brief(message)}", err=True)
    raise typer.Exit(code)


def report(problems: list[Problem]) -> NoReturn:
    """Print the problems of a record, and end the command."""
    for problem in problems:
        typer.echo(str(problem), err=True)
    noun = "problem" if len(problems) == 1 else "problems"
    fail(f"the record has {len(problems)} {noun}", PROBLEMS)


@contextmanager
def record_faults() -> Iterator[None]:
    """Turn the faults of a record, of its plans or of the disk into messages and exit codes."""
    from atlas.io.files import FileError
    from atlas.io.tables import RecordError
    from atlas.record.plans import PlanError, UnknownMapError
    from atlas.record.select import EmptyWarning

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", EmptyWarning)  # the commands say so in their own words
            yield
    except RecordError as error:
        report(error.problems)
    except UnknownMapError as error:
        fail(str(error), USAGE)
    except PlanError as error:
        report(error.problems)
    except FileError as error:
        fail(str(error), PROBLEMS)
    except KeyError as error:
        fail(str(error.args[0]), USAGE)
    except ValueError as error:
        fail(str(error), USAGE)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = error.filename2 or error.filename
        fail(f"{where}: {error.strerror}" if where else str(error), USAGE)


def options_of(pairs: list[str] | None, **named: Any) -> MapOptions:
    """Options of a map as the command line has them: named ones, and ``KEY=VALUE``, a value of TOML or plain text."""
    from atlas.io.toml import TomlError, parse_toml
    from atlas.record.options import MapOptions, choose

    chosen: dict[str, Any] = {}
    for pair in pairs or ():
        key, sign, text = pair.partition("=")
        if not sign:
            fail(f"--option {pair}: write KEY=VALUE, such as pace=calendar", USAGE)
        try:
            chosen[key.strip()] = parse_toml(f"value = {text}")["value"]
        except TomlError:
            chosen[key.strip()] = text
    return choose(MapOptions, None, chosen | {key: value for key, value in named.items() if value is not None})


def load_record(path: Path | None) -> Record:
    """The record in a folder; the bundled one for None."""
    from atlas.public import load

    return load(path)


@contextmanager
def progress() -> Iterator[Any]:
    """A progress bar on a terminal, a line a step elsewhere."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: typer.echo(f"[{done}/{total}] {what}", err=True)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
