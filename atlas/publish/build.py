"""What goes into ``output/``: every map and story that ``maps.toml`` lists, each in one file, and an index of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import get_args

from atlas.check import check
from atlas.io.links import web
from atlas.io.tables import Problem, RecordError
from atlas.io.text import shown
from atlas.look import typeface
from atlas.page.article import FILE as ARTICLE
from atlas.page.article import article
from atlas.page.beside import remove_stale
from atlas.page.embed import snippet
from atlas.page.map import AtlasMap
from atlas.page.parts import sbom
from atlas.page.story import scenes, story_page
from atlas.public import load
from atlas.publish import site
from atlas.publish.gallery import gallery
from atlas.publish.pictures import story_pictures
from atlas.publish.swap import alone, staged
from atlas.publish.twins import stale, write_twins
from atlas.record import Record
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.options import Fonts, Parts
from atlas.record.plans import FILE, MapPlan, PlanError, Plans, read_plans
from atlas.record.select import unknown_id

SBOM = "data/sbom.cdx.json"
"""Bill of materials of the pages, beside the data (CycloneDX)."""
Progress = Callable[[str, int, int], None]


def build(
    record_path: str | Path | None = None,
    output: str | Path = "output",
    only: Sequence[str] | None = None,
    progress: Progress | None = None,
    base_url: str = "",
    *,
    compress: bool = False,
    parts: str | None = None,
    fonts: str | None = None,
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
    compress
        Write compressed twins beside pages and data (:mod:`atlas.publish.twins`). Those that stand there are kept up to
        date in any case.
    parts
        Whether what sources say and the sources are put beside the pages, in place of what ``maps.toml`` says of each:
        ``auto`` (of large records), ``always`` or ``never``.
    fonts
        What the pages are lettered by, in place of what ``maps.toml`` says of each: ``system``, ``embedded``, which
        needs the extra ``type``, or ``auto``: embedded where that is there.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    atlas.record.RecordError
        When the record has problems; nothing is written then.
    atlas.record.plans.PlanError
        For an id that ``maps.toml`` does not have, or a fault in ``maps.toml``.
    OSError
        The folder cannot be written, or another build is writing there. The old site is then whole.
    """
    if base_url and not web(base_url):
        raise ValueError(f"base-url is {shown(base_url)}; write the address of the folder from https:// on")
    asked = {"parts": parts, "fonts": fonts}
    for name, terms in (("parts", get_args(Parts)), ("fonts", get_args(Fonts))):
        if asked[name] not in (None, *terms):
            raise ValueError(f"{name} is {shown(asked[name])}; write {', '.join(terms)}")
    tell = progress or (lambda what, done, total: None)
    folder = Path(output)
    with ExitStack() as held:
        if folder.is_dir():  # told before a minute of drawing
            held.enter_context(alone(folder))
        tell("checking the record", 0, 1)
        record = checked(record_path)
        plans = read_plans(record)
        chosen = plans.chosen(only)
        stills, whole = site.can_draw_stills(), only is None
        total = len(chosen) * (2 if stills else 1) + (len(site.DOWNLOADS) if whole else 0) + 1
        own = {name: value for name, value in asked.items() if value}
        chosen = tuple(_lettered(plan.model_copy(update=own)) for plan in chosen)
        pages, beside = _pages(
            record, plans, chosen, base_url, stills=stills, whole=whole, tell=lambda what, done: tell(what, done, total)
        )
        steps = count(len(chosen))

        def step(what: str) -> None:
            tell(what, next(steps), total)

        if not folder.is_dir():
            folder.mkdir(parents=True)
            held.enter_context(alone(folder))
        with staged(folder) as new:
            written = site.write_pages({**beside, **pages}, new)
            written += site.write_stills(record, chosen, plans.bloc, new, step) if stills else []
            written += site.write_downloads(record, new, step) if whole else []
            twins = write_twins(written, new, folder, wanted=compress)
        files, fresh = ([folder / path.relative_to(new) for path in paths] for paths in (written, twins))
        for twin in stale(files, fresh):
            twin.unlink()
        for plan in chosen:
            remove_stale(folder / plan.file, beside)
        tell("done", total, total)
    return files + fresh


def _lettered(plan: MapPlan) -> MapPlan:
    """A plan that says by what its page is lettered: what is published looks the same everywhere wherever it can."""
    letters: Fonts = "embedded" if typeface.installed() else "system"
    return plan.model_copy(update={"fonts": letters}) if plan.fonts == "auto" else plan


def _pages(
    record: Record,
    plans: Plans,
    chosen: Sequence[MapPlan],
    base_url: str,
    *,
    stills: bool,
    whole: bool,
    tell: Callable[[str, int], None],
) -> tuple[dict[str, str], dict[str, str | bytes]]:
    """Every text of the site by name, and the parts beside its pages."""
    pages: dict[str, str] = {}
    beside: dict[str, str | bytes] = {}
    for done, plan in enumerate(chosen):
        tell(plan.title, done)
        drawn = draw(record, plan, plans.bloc)
        drawn.previews = site.previews(record, plan, base_url, still=stills)
        if drawn.story is not None:
            drawn.story |= {
                "pictures": story_pictures(record, plan, plans.bloc) if stills else [],
                "embed": snippet(plan, base_url, still=stills),
            }
        pages[plan.file], parts = drawn.documents(plan.file)
        beside |= parts
        if base_url:
            pages[f"{plan.id}.oembed.json"] = site.oembed(record, plan, base_url, still=stills)
    if whole:
        if len(record.milestones):
            pages[ARTICLE] = article(record, chosen[0])
        pages["index.html"] = gallery(record, chosen, pages, base_url, stills=stills)
        if base_url:
            names = ["index.html", *([ARTICLE] if ARTICLE in pages else []), *(plan.file for plan in chosen)]
            pages["sitemap.xml"] = site.sitemap(names, base_url, record.date.isoformat())
        pages[SBOM] = sbom(record, list(pages.values()))
    return pages, beside


def checked(path: str | Path | None = None) -> Record:
    """Load a record that has no problems.

    Raises
    ------
    atlas.record.RecordError
        With all problems, when there are some.
    """
    record = load(path)
    if problems := check(record.path):
        raise RecordError(problems)
    return record


def _texts(record: Record, plan: MapPlan) -> dict[str, Mapping[str, str]]:
    """Title and lede of a map's page, in the languages in which the record has them."""
    own = {"title": plan.title, "lede": plan.lede}
    texts = {name: record.texts.get(f"map.{plan.id}.{name}", {}) for name in own}
    return {f"map.{name}": {plan.lang: own[name], **said} for name, said in texts.items() if said}


def draw(record: Record, plan: MapPlan, bloc: Bloc = NO_BLOC) -> AtlasMap:
    """The map that a plan describes, and beside it the story, where there is one.

    Raises
    ------
    atlas.record.plans.PlanError
        For a ``hub`` that is not on the map.
    """
    part = plan.part(record)
    if plan.hub and plan.hub not in part:
        message = f"map {plan.id}: hub: {unknown_id(plan.hub, part.features.index)}"
        raise PlanError([Problem(FILE, 1, "hub", "plan", message)])
    drawn = AtlasMap(part, bloc=bloc, options=plan)
    drawn.timeline.texts |= _texts(record, plan)
    if plan.story:
        drawn.story = story_page(part, plan, plan.story)
        drawn.timeline.told = True
        for drawing in drawn.story["drawings"]:
            drawn.timeline.texts |= drawing["texts"]
    if plan.opening:
        drawn.timeline.opening = scenes(plan.opening, plan.opened)
    return drawn
