"""Commands that ask the record: ``atlas show``, ``atlas at``, ``atlas changes``, ``atlas cite``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.cli.base import USAGE, RecordOption, app, fail, load_record, record_faults

if TYPE_CHECKING:
    import geopandas as gpd


@app.command(epilog="Example: atlas show town-hall-statue --record my-record --json")
def show(
    feature_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a feature.")] = "",
    town: Annotated[str, typer.Option(help="Show a town instead: its name in any script.")] = "",
    country: Annotated[
        str, typer.Option(help="The country of the town (ISO 3166-1), where several are called so.")
    ] = "",
    record: RecordOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show one feature (its names, what happened to it, which sources say so), or what the record has in a town."""
    from atlas.cli.wording import feature_json, feature_words, town_json, town_words

    if bool(feature_id) == bool(town):
        fail("name one thing to show: the ID of a feature, or --town NAME", USAGE)
    with record_faults():
        loaded = load_record(record)
        try:
            if town:
                place = loaded.town(town, country or None)
                typer.echo(town_json(place) if as_json else town_words(place, loaded))
                return
            feature = loaded[feature_id]
        except KeyError as error:
            fail(str(error.args[0]), USAGE)
    typer.echo(feature_json(feature) if as_json else feature_words(feature))


@app.command(epilog="Example: atlas at 1961-11-01 --csv > that-day.csv")
def at(
    date: Annotated[str, typer.Argument(metavar="DATE", help="A day, as YYYY-MM-DD.")],
    record: RecordOption = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every feature with its status as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print every feature with its status as JSON.")] = False,
) -> None:
    """Count what bore the name or image on a day, or list it."""
    from atlas.big.layout import is_big
    from atlas.cli.wording import day_counts, day_json

    if as_csv and as_json:
        fail("--csv and --json: choose one", USAGE)
    with record_faults():
        if record is not None and is_big(record):
            _at_of_big(record, date, as_csv=as_csv, as_json=as_json)
            return
        try:
            day = load_record(record).at(date)
        except ValueError as error:
            fail(str(error), USAGE)
    if as_csv:
        typer.echo(_day_csv(day), nl=False)
        return
    if not as_json:
        _say_day(date, len(day))
    typer.echo(day_json(day) if as_json else day_counts(dict(day["status"].value_counts())))


def _at_of_big(folder: Path, date: str, *, as_csv: bool, as_json: bool) -> None:
    """The same of the folder of a large record; as CSV piece by piece, so that it need not fit into memory."""
    from atlas.big.record import open as open_big
    from atlas.cli.wording import day_counts, day_json
    from atlas.edtf import from_day
    from atlas.record.states import as_day

    day = from_day(as_day(date))
    with open_big(folder) as big:
        if as_json:
            typer.echo(day_json(big.at(day)))
        elif as_csv:
            for number, part in enumerate(big.at_in_parts(day)):
                typer.echo("".join(_day_csv(part).partition("\n")[2 if number else 0 :]), nl=False)
        else:
            counts = big.counts("day", start=day, end=day).iloc[0]
            _say_day(date, len(big))
            typer.echo(day_counts(dict(counts)))


def _say_day(date: str, features: int) -> None:
    from atlas.edtf import words

    typer.echo(f"On {words(date)}, of {features:,} features (before they bore the name or image, and so on):", err=True)


def _day_csv(day: gpd.GeoDataFrame) -> str:
    import pandas as pd

    from atlas.io.tables import plain_csv

    return plain_csv(pd.DataFrame(day.drop(columns="geometry")).reset_index())


@app.command(epilog="Example: atlas changes 1961-10-22 1961-12-31 --record my-record")
def changes(
    since: Annotated[str, typer.Argument(metavar="SINCE", help="First day; a year or month means its first.")],
    until: Annotated[str, typer.Argument(metavar="UNTIL", help="Last day; a year or month means its last.")],
    record: RecordOption = None,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print them as CSV, with those that only may lie within.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the same as JSON.")] = False,
) -> None:
    """List all that began or ended within a span of days."""
    from atlas.cli.wording import changes_json, changes_words

    if as_csv and as_json:
        fail("--csv and --json: choose one", USAGE)
    with record_faults():
        loaded = load_record(record)
        try:
            found = loaded.changes(since, until)
        except ValueError as error:
            fail(str(error), USAGE)
    if as_csv:
        from atlas.io.tables import plain_csv

        typer.echo(plain_csv(found.reset_index()), nl=False)
        return
    if as_json:
        typer.echo(changes_json(found))
        return
    for line in changes_words(found, loaded):
        typer.echo(line)
    perhaps = int((~found["within"]).sum())
    more = f"; {perhaps:,} more may lie within, whose dates are not known closely enough (--csv)" if perhaps else ""
    typer.echo(f"{len(found) - perhaps:,} changes{more}", err=True)


@app.command(epilog="Example: atlas cite town-hall-statue --record my-record --style chicago")
def cite(
    feature_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A feature; the record unless given.")
    ] = None,
    style: Annotated[
        str, typer.Option(help="bibtex; or, with the extra cite, apa, chicago or the name of a style of CSL.")
    ] = "apa",
    record: RecordOption = None,
) -> None:
    """Print how to cite the record, or a feature with its sources."""
    with record_faults():
        from atlas.io.needs import ExportError

        loaded = load_record(record)
        try:
            typer.echo((loaded[feature_id] if feature_id else loaded).cite(style))
        except (KeyError, ExportError) as error:
            fail(str(error.args[0]), USAGE)
