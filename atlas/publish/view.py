"""One view of a map as files of its own: a still of its day, a page that leads to it, and its oEmbed document.

Hosts that take a map by its address (oEmbed) drop the fragment, and a static site answers every query alike: a view
that is to be found by its address needs an address of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.edtf import bounds, words
from atlas.io.files import write_whole
from atlas.page.embed import address_of, snippet
from atlas.page.page import templates
from atlas.plate.town import town_sheet
from atlas.publish import site
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.plans import MapPlan

if TYPE_CHECKING:
    from atlas.record import Record
    from atlas.record.towns import Town

__all__ = ["view_name", "write_view"]

_NAMING = ("frame", "open", "town", "lang")


def view_name(plan: MapPlan, options: Mapping[str, str]) -> str:
    """The name of a view's files, without suffix: ``town-1962-11-06``, and ``-de`` where it asks for a language."""
    day = bounds(options["date"])[0].isoformat()
    asked = [re.sub(r"[^\w-]+", "-", options[key]) for key in _NAMING if options.get(key)]
    return "-".join([plan.id, day, *asked])


def write_view(
    record: Record,
    plan: MapPlan,
    options: Mapping[str, str],
    output: Path,
    base_url: str = "",
    bloc: Bloc = NO_BLOC,
    town: Town | None = None,
) -> list[Path]:
    """Write a view's still (``.png``), its page (``.html``) and, with a base address, its oEmbed document.

    Parameters
    ----------
    record, plan, bloc
        What ``atlas build`` draws the map from; the view's page leads to the map, which lies in the same folder.
    options
        As :func:`atlas.page.embed.snippet` takes them; ``date`` is needed.
    output
        The folder of the maps.
    base_url
        Its address.
    town
        The town whose page is open, of which the still then is.

    Raises
    ------
    ValueError
        For an unknown option or a date that is none.
    atlas.io.needs.ExportError
        The extra ``still`` is not installed.
    """
    address_of(plan, base_url, options)  # before anything is written: it knows the faults
    name = view_name(plan, options)
    still = f"{name}.png"
    code = snippet(plan, base_url, options, still=still, query=True)
    from atlas.plate.still import framed, save_card

    day = bounds(options["date"])[0].isoformat()
    drawn = record, framed(plan, options.get("frame"))
    if town is not None:
        drawn = town_sheet(record, town, plan)
    written = [save_card(*drawn, output / still, bloc, day)]
    whole = site.address(base_url, f"{name}.html") if base_url else ""
    image, oembed = site.address(base_url, still), site.address(base_url, f"{name}.oembed.json") if base_url else ""
    text = (
        templates()
        .get_template("view.html")
        .render(
            title=plan.title,
            lede=plan.lede,
            day=words(day),
            image=image,
            url=whole,
            oembed=oembed,
            map=address_of(plan, "", options, query=True),
            still=still,
        )
    )
    written.append(write_whole(output / f"{name}.html", text))
    if base_url:
        document = site.oembed_document(record, plan, base_url, code, image)
        written.append(write_whole(output / f"{name}.oembed.json", json.dumps(document, ensure_ascii=False, indent=1)))
    return written
