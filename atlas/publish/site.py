"""What makes ``output/`` a site: pictures for link previews, downloads, what search engines read, and a sitemap."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from atlas.export import write
from atlas.io.files import write_whole
from atlas.page.embed import snippet
from atlas.publish.jsonld import describe, script_text
from atlas.record.bloc import Bloc
from atlas.record.plans import MapPlan

if TYPE_CHECKING:
    from atlas.record import Record

DOWNLOADS = (".geojson", ".gpkg", ".kmz", ".lpf.json", ".csv", ".sqlite", ".zip", ".bib")
CARD_WIDTH, CARD_HEIGHT = 1200, 630


def can_draw_stills() -> bool:
    """Whether the extra ``still`` is installed."""
    return find_spec("matplotlib") is not None


def address(base_url: str, name: str) -> str:
    """A file's address on the site; relative where the site has none."""
    return f"{base_url.rstrip('/')}/{quote(name)}" if base_url else name


def previews(record: Record, plan: MapPlan, base_url: str, *, still: bool) -> dict[str, Any]:
    """What a page says of itself to those who link to it, for the page's template.

    Keys: ``url``, ``image`` (None without a still), ``oembed`` (both empty without a base address, since previews need
    whole addresses), ``kind`` (of Open Graph) and ``json_ld``, what :func:`atlas.publish.jsonld.describe` says.
    """
    page = address(base_url, plan.file) if base_url else ""
    image = address(base_url, f"{plan.id}.png") if still else None
    downloads = {suffix[1:]: address(base_url, f"data/atlas{suffix}") for suffix in DOWNLOADS} if base_url else {}
    return {
        "url": page,
        "image": image,
        "oembed": address(base_url, f"{plan.id}.oembed.json") if base_url else "",
        "kind": "article" if plan.story else "website",
        "json_ld": script_text(describe(record, plan, page, image, downloads)),
    }


def oembed(record: Record, plan: MapPlan, base_url: str, *, still: bool) -> str:
    """The oEmbed 1.0 document of a map (type ``rich``), by which a host finds the snippet from the page's address."""
    picture = address(base_url, f"{plan.id}.png") if still else None
    document = oembed_document(record, plan, base_url, snippet(plan, base_url, still=still), picture)
    return json.dumps(document, ensure_ascii=False, indent=1)


def oembed_document(record: Record, plan: MapPlan, base_url: str, code: str, still: str | None) -> dict[str, Any]:
    """An oEmbed document that gives the snippet ``code``, with the address of a still as its thumbnail."""
    document: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": plan.title,
        "provider_name": record.title,
        "provider_url": address(base_url, "index.html"),
        "width": 960,
        "height": 600,
        "html": code,
    }
    if still:
        picture = {"url": still, "width": CARD_WIDTH, "height": CARD_HEIGHT}
        document |= {f"thumbnail_{key}": value for key, value in picture.items()}
    return document


def sitemap(names: Sequence[str], base_url: str, day: str) -> str:
    """``sitemap.xml``: every page with its address and the record's day."""
    urls = "".join(
        f"<url><loc>{escape(address(base_url, name))}</loc><lastmod>{day}</lastmod></url>\n" for name in names
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n"


def write_stills(
    record: Record, plans: Sequence[MapPlan], bloc: Bloc, output: Path, tell: Callable[[str], None]
) -> list[Path]:
    """A picture of every map, on the day on which it opens."""
    from atlas.plate.still import save_card

    written = []
    for plan in plans:
        tell(f"still: {plan.title}")
        written.append(save_card(record, plan, output / f"{plan.id}.png", bloc))
    return written


def write_downloads(record: Record, output: Path, tell: Callable[[str], None]) -> list[Path]:
    """The whole record in the formats that need no extra, into ``data/``."""
    folder = output / "data"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for suffix in DOWNLOADS:
        tell(f"data{suffix}")
        path = folder / f"atlas{suffix}"
        write(record, path)
        written.append(path)
    return written


def write_pages(pages: Mapping[str, str | bytes], output: Path) -> list[Path]:
    """The drawn texts, each replacing its file only when whole."""
    return [write_whole(output / name, text) for name, text in pages.items()]
