"""Commands that draw: ``atlas map`` a page, ``atlas still`` a picture, ``atlas film`` a film."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from atlas.cli.base import (
    USAGE,
    OptionOption,
    PartsOption,
    RecordOption,
    app,
    fail,
    load_record,
    options_of,
    progress,
    record_faults,
    size_of_file,
)
from atlas.look.strings import languages

if TYPE_CHECKING:
    from atlas.record import Record
    from atlas.record.bloc import Bloc
    from atlas.record.plans import MapPlan

PlanArgument = Annotated[str, typer.Argument(metavar="PLAN", help="Id of a map of maps.toml.")]
FrameOption = Annotated[
    str | None, typer.Option(metavar="ID", help="One of the map's further framings, as maps.toml has them.")
]
OnlySourcesOption = Annotated[
    bool, typer.Option("--only-sources", help="Show only what sources say, without the estimate of what is likely.")
]
LangOption = Annotated[
    str, typer.Option(metavar="LANG", help="Language of title, date, legend and credit, such as cs or ru.")
]
ThemeOption = Annotated[str, typer.Option(help="light, grey (for print without colour) or dark.")]


def _planned(record: Path | None, plan: str, frame: str | None) -> tuple[Record, MapPlan, Bloc]:
    """The record and the plan asked for. Raises PlanError for a plan or a frame that is not there."""
    from atlas.plate.still import framed
    from atlas.record.plans import read_plans

    loaded = load_record(record)
    plans = read_plans(loaded)
    return loaded, framed(plans.chosen([plan] if plan else None)[0], frame), plans.bloc


def _of_town(record: Record, plan: MapPlan, named: tuple[str, str], lang: str) -> tuple[Record, MapPlan]:
    from atlas.plate.town import town_sheet

    try:
        return town_sheet(record, record.town(named[0], named[1] or None), plan, lang)
    except (KeyError, ValueError) as error:
        fail(str(error.args[0]), USAGE)


def _check_language(lang: str) -> None:
    """End with a message for a language that there are no texts in."""
    if lang not in languages():
        fail(f"--lang is {lang}; there are texts in {', '.join(languages())}", USAGE)


def _tell_size(path: Path) -> None:
    typer.echo(f"{path}  {path.stat().st_size / 1e3:,.0f} KB")


def _options(chosen: dict[str, Any]) -> str:
    return " ".join(f"--{key} {value}" for key, values in chosen.items() for value in values)


@app.command(
    "map",
    epilog='Example: atlas map -o czech.html --title "Czech lands" --country CZ --first 1945 --option pace=calendar',
)
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
    parts: PartsOption = None,
    option: OptionOption = None,
) -> None:
    """Draw one map of a part of the record."""
    chosen: dict[str, Any] = {key: value for key, value in (("country", country), ("kind", kind)) if value}
    with record_faults():
        from atlas.page import AtlasMap
        from atlas.publish.build import checked

        part = checked(record).where(**chosen)
        if part.features.empty:
            fail(f"nothing in the record matches {_options(chosen)}", USAGE)
        drawn = AtlasMap(
            part, options=options_of(option, title=title, first=first, last=last, parts=parts), tiles=tiles
        )
        drawn.save(output)
    typer.echo(size_of_file(output))


@app.command(
    epilog="Example: atlas still map --date 1962-11-06 --size 1600x900 -o map.pdf; of a town: "
    "atlas still --town Wien -o wien.png"
)
def still(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Picture to write: .png, .svg or .pdf.")
    ],
    plan: Annotated[
        str, typer.Argument(metavar="[PLAN]", help="Id of a map of maps.toml; of a town's still the first.")
    ] = "",
    town: Annotated[str, typer.Option(help="Draw the map of a town instead: its name in any script.")] = "",
    country: Annotated[
        str, typer.Option(help="The country of the town (ISO 3166-1), where several are called so.")
    ] = "",
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day to draw; a year means its first day. The map's own start.")
    ] = None,
    dates: Annotated[
        str | None, typer.Option(metavar="DATES", help="Several, parted by commas: small multiples on one sheet.")
    ] = None,
    compare: Annotated[
        str | None, typer.Option(metavar="DATE", help="Another day: draw what changed between it and --date.")
    ] = None,
    drawing: Annotated[
        bool, typer.Option("--drawing", help="Draw what figures.toml has for the map's story, in place of the map.")
    ] = False,
    size: Annotated[str, typer.Option(metavar="WxH", help="Size of the sheet in pixels, a hundred an inch.")] = (
        "1600x900"
    ),
    dpi: Annotated[
        int,
        typer.Option(
            metavar="N", min=50, max=1200, help="Pixels an inch of a PNG: 300 for print is three times as many."
        ),
    ] = 100,
    theme: ThemeOption = "light",
    lang: LangOption = "en",
    only_sources: OnlySourcesOption = False,
    frame: FrameOption = None,
    record: RecordOption = None,
) -> None:
    """Draw a map, or that of a town, on a day, or on several, as one picture for print or slides."""
    with record_faults():
        from atlas.plate.still import save_still, size_of

        if date and dates:
            fail("give --date or --dates, not both", USAGE)
        if drawing and (date or dates or compare):
            fail("a drawing has no date: leave out --date, --dates and --compare", USAGE)
        _check_language(lang)
        if not plan and not town:
            fail("name what to draw: the PLAN of a map, or --town NAME", USAGE)
        if town and (drawing or frame):
            fail("a town has no drawing and no further framing: leave out --drawing and --frame", USAGE)
        loaded, chosen, bloc = _planned(record, plan, frame)
        if town:
            loaded, chosen = _of_town(loaded, chosen, (town, country), lang)
        days = [part.strip() for part in dates.split(",")] if dates else None
        how: dict[str, Any] = {"date": date, "dates": days, "size": size_of(size), "theme": theme, "bloc": bloc}
        how |= {"basis": "sources" if only_sources else None, "compare": compare, "drawing": drawing, "lang": lang}
        save_still(loaded, chosen, output, dpi=dpi, **how)
    _tell_size(output)


@app.command(epilog="Example: atlas film eastern-bloc -o film.mp4 --seconds 40 --poster poster.png")
def film(
    plan: PlanArgument,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Film to write: .mp4, .webm or .gif.")],
    seconds: Annotated[float, typer.Option(metavar="N", help="Length.")] = 40.0,
    fps: Annotated[int | None, typer.Option(metavar="N", help="Frames a second; 24, of a GIF 10.")] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Pixels; 1920x1080, of a GIF 960x540.")] = None,
    poster: Annotated[
        Path | None, typer.Option(metavar="FILE", help="PNG of the busiest day, to show in place of the film.")
    ] = None,
    theme: ThemeOption = "light",
    lang: LangOption = "en",
    only_sources: OnlySourcesOption = False,
    frame: FrameOption = None,
    record: RecordOption = None,
) -> None:
    """Play a map into a film: slowly where changes crowd, quickly through empty years."""
    with record_faults():
        from atlas.plate.film import save_film
        from atlas.plate.still import size_of

        _check_language(lang)
        gif = output.suffix.lower() == ".gif"
        loaded, chosen, bloc = _planned(record, plan, frame)
        pixels = size_of(size or ("960x540" if gif else "1920x1080"))
        how = {"size": pixels, "fps": fps or (10 if gif else 24), "seconds": seconds, "theme": theme, "bloc": bloc}
        how |= {"basis": "sources" if only_sources else None, "lang": lang}
        with progress() as tell:
            save_film(loaded, chosen, output, poster=poster, progress=tell, **how)
    for path in (output, poster):
        if path is not None:
            _tell_size(path)
