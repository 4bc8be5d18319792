"""The command that helps to put a map into an article: ``atlas embed``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atlas.cli.base import USAGE, RecordOption, app, fail, load_record, record_faults

if TYPE_CHECKING:
    from atlas.record import Record
    from atlas.record.towns import Town

Address = Annotated[
    str, typer.Option("--base-url", metavar="URL", help="Address of the folder that holds the maps; none: beside.")
]

Country = Annotated[str, typer.Option(help="The country of the town (ISO 3166-1), where several are called so.")]
Output = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the maps; the view's still, page and oEmbed document go there, too."),
]


def _town(record: Record, name: str, country: str) -> tuple[Town | None, str]:
    """A town of the record's own table, and what an address calls it; None where none is asked for."""
    if not name:
        return None, ""
    try:
        town = record.town(name, country or None)
    except (KeyError, ValueError) as error:
        fail(str(error.args[0]), USAGE)
    table = record.towns
    if not ((table["name"] == town.name) & (table["country"] == town.country)).any():
        fail(f"{town.name} is not in the table of towns, so no page opens at it: give --open or --extent", USAGE)
    return town, f"{town.country}-{town.name}"


@app.command(
    epilog="Example: atlas embed map --base-url https://example.org/atlas --date 1962-11-06 --output output; at a "
    "town's page: atlas embed map --town Wien"
)
def embed(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Id of a map of maps.toml.")],
    base_url: Address = "",
    date: Annotated[str, typer.Option(help="Date that it opens with (EDTF).")] = "",
    extent: Annotated[str, typer.Option(metavar="W,S,E,N", help="Part of the map that it opens with, degrees.")] = "",
    frame: Annotated[str, typer.Option(help="One of the map's further framings.")] = "",
    feature: Annotated[str, typer.Option("--open", metavar="ID", help="Feature whose card is open.")] = "",
    town: Annotated[str, typer.Option(help="Town whose page is open: its name in any script.")] = "",
    country: Country = "",
    lang: Annotated[str, typer.Option(help="Language of the interface; the reader's unless given.")] = "",
    theme: Annotated[str, typer.Option(help="light or dark; the reader's unless given.")] = "",
    chrome: Annotated[str, typer.Option(help="on shows the whole page in the frame, too.")] = "",
    autoplay: Annotated[bool, typer.Option("--autoplay", help="Start the clock at once.")] = False,
    loop: Annotated[bool, typer.Option("--loop", help="Let the clock begin anew at its end.")] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder of the maps: also write there the view's still, page and oEmbed document."
        ),
    ] = None,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="A linked still instead, for hosts without frames.")
    ] = False,
    record: RecordOption = None,
) -> None:
    """Print the snippet that embeds a map in a page; with --output, draw a still of its date, too."""
    from atlas.page.embed import markdown, snippet
    from atlas.publish.view import view_name, write_view
    from atlas.record.plans import read_plans

    with record_faults():
        loaded = load_record(record)
        plans = read_plans(loaded)
        (chosen,) = plans.chosen([plan])
    if feature and feature not in loaded.features.index:
        fail(f"no feature {feature!r}", USAGE)
    if feature and town:
        fail("--open or --town, not both", USAGE)
    place, key = _town(loaded, town, country)
    options = {"date": date, "extent": extent, "open": feature, "town": key, "lang": lang, "theme": theme}
    options |= {"chrome": chrome, "frame": frame, "autoplay": "on" * autoplay, "loop": "on" * loop}
    options = {key: value for key, value in options.items() if value}
    if output and not date:
        fail("--output draws a view's still, and needs its --date", USAGE)
    try:
        still = ""
        if output:
            for path in write_view(loaded, chosen, options, output, base_url, plans.bloc, place):
                typer.echo(path, err=True)
            still = f"{view_name(chosen, options)}.png"
        elif date:
            inside = f"the picture inside is {chosen.id}.png, of the day on which the map opens"
            typer.echo(f"{inside}; --output DIR draws one of {date}", err=True)
        if as_markdown:
            typer.echo(markdown(chosen, base_url, options, still))
        else:
            typer.echo(snippet(chosen, base_url, options, still=still or True))
    except ValueError as error:
        fail(str(error), USAGE)
