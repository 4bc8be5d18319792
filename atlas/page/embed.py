"""The snippet that puts a map into somebody's article."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from atlas.edtf import EdtfError, bounds
from atlas.record.plans import MapPlan

OPTIONS = ("date", "extent", "open", "lang", "theme", "chrome", "autoplay", "loop", "frame")
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
_STYLE = "width:100%;height:auto;aspect-ratio:16/10;min-height:26rem;max-height:90vh;border:0"


def snippet(plan: MapPlan, base_url: str = "", options: Mapping[str, str] | None = None, *, still: bool = True) -> str:
    """HTML to copy into a page: an ``<iframe>`` of the page's width that loads when it comes near.

    Parameters
    ----------
    plan
        The map to embed.
    base_url
        Address of the folder that holds the map; with none, the map lies beside the page that embeds it.
    options
        What the map opens with, as its address takes it: ``date`` (EDTF day, month or year), ``extent``
        (``west,south,east,north``), ``open`` (a feature), ``lang``, ``theme`` (light, dark), ``chrome`` (on, off),
        ``autoplay`` (on), ``loop`` (on), ``frame``.
    still
        Hold a linked picture, ``<id>.png`` beside the map, for what reads no frames.

    Returns
    -------
    str
        One element. ``height`` is for pages whose policy drops the style; the sandbox leaves scripts, and links that
        open a window of their own.

    Raises
    ------
    ValueError
        For an unknown option or a date that is none.
    """
    options = dict(options or {})
    if unknown := options.keys() - set(OPTIONS):
        raise ValueError(f"unknown option {', '.join(sorted(unknown))}; there is {', '.join(OPTIONS)}")
    if "date" in options:
        try:
            options["date"] = bounds(options["date"])[0].isoformat()
        except EdtfError as error:
            raise ValueError(f"date: {error}") from error
    page = f"{base_url.rstrip('/')}/{plan.file}" if base_url else plan.file
    fragment = "&".join(f"{key}={quote(options[key], safe=',.-')}" for key in OPTIONS if options.get(key))
    address = escape(f"{page}#{fragment}" if fragment else page)
    title = escape(f"{plan.title}: {plan.lede}" if plan.lede else plan.title)
    picture = escape(page.removesuffix(".html") + ".png")
    inside = f'<a href="{address}"><img src="{picture}" alt="{title}" width="1200" height="630"></a>' if still else ""
    return (
        f'<iframe src="{address}" title="{title}" width="100%" height="520" loading="lazy" '
        f'sandbox="{_SANDBOX}" style="{_STYLE}">{inside}</iframe>'
    )
