"""What goes into ``output/``: every map that ``maps.toml`` lists, each in one file, and an index of them."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from atlas import site
from atlas.bloc import NO_BLOC, Bloc
from atlas.edtf import bounds, words
from atlas.plans import MapPlan, Plans, read_plans
from atlas.record import Record, RecordError, load
from atlas.render import assets
from atlas.render.article import FILE as ARTICLE
from atlas.render.article import article
from atlas.render.map import AtlasMap
from atlas.render.page import templates

if TYPE_CHECKING:
    from typing import Any

Progress = Callable[[str, int, int], None]


def build(
    record_path: str | Path | None = None,
    output: str | Path = "output",
    only: Sequence[str] | None = None,
    progress: Progress | None = None,
    base_url: str = "",
) -> list[Path]:
    """Check the record, draw its maps, and write them with an index into ``output``.

    Parameters
    ----------
    record_path
        Folder of the record; the bundled one where None.
    output
        Folder to write to; made where missing.
    only
        Ids of the maps to draw; where None all of them, and the index that lists them.
    progress
        Called as ``progress(what, done, total)`` before each step and once at the end.
    base_url
        Address at which the folder will be published: link previews, oEmbed and ``sitemap.xml`` need it.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    atlas.record.RecordError
        When the record has problems; nothing is written then.
    atlas.plans.PlanError
        For an id that ``maps.toml`` does not have, or a fault in ``maps.toml``.
    """
    tell = progress or (lambda what, done, total: None)
    tell("checking the record", 0, 1)
    record = checked(record_path)
    plans = read_plans(record)
    chosen = plans.chosen(only)
    stills, whole = site.can_draw_stills(), only is None
    total = len(chosen) * (2 if stills else 1) + (len(site.DOWNLOADS) if whole else 0) + 1
    # Every page is drawn before the first is written: a fault in the last one leaves all the old files as they were.
    pages: dict[str, str] = {}
    for done, plan in enumerate(chosen):
        tell(plan.title, done, total)
        drawn = draw(record, plan, plans.bloc)
        drawn.previews = site.previews(record, plan, base_url, still=stills)
        pages[plan.file] = drawn.get_root().render()
        if base_url:
            pages[f"{plan.id}.oembed.json"] = site.oembed(record, plan, base_url, still=stills)
    if whole:
        pages["index.html"] = _index(record, plans, pages)
        if len(record.milestones):
            pages[ARTICLE] = article(record, chosen[0])
        if base_url:
            names = ["index.html", *([ARTICLE] if ARTICLE in pages else []), *(plan.file for plan in chosen)]
            pages["sitemap.xml"] = site.sitemap(names, base_url, record.date.isoformat())
    steps, folder = count(len(chosen)), Path(output)

    def step(what: str) -> None:
        tell(what, next(steps), total)

    written = site.write_pages(pages, folder)
    written += site.write_stills(record, chosen, plans.bloc, folder, step) if stills else []
    written += site.write_downloads(record, folder, step) if whole else []
    tell("done", total, total)
    return written


def checked(path: str | Path | None = None) -> Record:
    """Load a record that has no problems.

    Raises
    ------
    atlas.record.RecordError
        With all problems, when there are some.
    """
    record = load(path)
    if problems := record.check():
        raise RecordError(problems)
    return record


def draw(record: Record, plan: MapPlan, bloc: Bloc = NO_BLOC) -> AtlasMap:
    """The map that a plan describes."""
    return AtlasMap(
        record.where(**plan.filter) if plan.filter else record,
        title=plan.title,
        lede=plan.lede,
        extent=plan.extent,
        narrow=plan.narrow,
        projection=plan.projection,
        frames=plan.frames,
        first=plan.first,
        last=plan.last,
        start=plan.start,
        pace=plan.pace,
        bloc=bloc,
    )


def _index(record: Record, plans: Plans, pages: dict[str, str]) -> str:
    style = "\n".join([assets.style("atlas"), assets.style("gallery")])
    at_end = record.at(record.date)["status"].value_counts()
    return (
        templates()
        .get_template("index.html")
        .render(
            title=record.title,
            description=record.package.descriptor.get("description", ""),
            style=style,
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            maps=[_entry(record, plan, pages[plan.file]) for plan in plans.maps],
            counts=f"{len(record.features)} features, {len(record.events)} dated events, "
            f"{len(record.attestations)} attestations from {len(record.sources)} sources; "
            f"{at_end.get('bearing', 0)} still bear the name or image.",
            article=ARTICLE if len(record.milestones) else "",
            downloads=[f"data/atlas{suffix}" for suffix in site.DOWNLOADS],
            version=record.version,
            date=words(record.date.isoformat()),
        )
    )


def _entry(record: Record, plan: MapPlan, text: str) -> dict[str, Any]:
    part = record.where(**plan.filter) if plan.filter else record
    last = bounds(plan.last)[1].year if plan.last else record.date.year
    raw = text.encode("utf-8")
    return {
        "file": plan.file,
        "title": plan.title,
        "lede": plan.lede,
        "features": len(part.features),
        "span": f"{bounds(plan.first)[0].year} to {last}",
        "size": f"{len(raw) / 1e6:.1f} MB ({len(gzip.compress(raw, mtime=0)) / 1e3:.0f} KB compressed)",
    }
