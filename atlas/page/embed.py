"""The snippet that puts a map into somebody's article."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from atlas.edtf import EdtfError, bounds
from atlas.io.links import web
from atlas.io.text import shown
from atlas.record.plans import MapPlan

OPTIONS = ("date", "extent", "open", "town", "lang", "theme", "chrome", "autoplay", "loop", "frame")
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
_STYLE = "width:100%;height:auto;aspect-ratio:16/10;min-height:26rem;max-height:90vh;border:0"


def snippet(
    plan: MapPlan,
    base_url: str = "",
    options: Mapping[str, str] | None = None,
    *,
    still: bool | str = True,
    query: bool = False,
) -> str:
    """HTML to copy into a page: an ``<iframe>`` of the page's width that loads when it comes near.

    Parameters
    ----------
    plan
        The map to embed.
    base_url
        Address of the folder that holds the map; with none, the map lies beside the page that embeds it.
    options
        What the map opens with, as its address takes it: ``date`` (EDTF day, month or year), ``extent``
        (``west,south,east,north``), ``open`` (a feature), ``town`` (whose page is open, ``AT-Vienna``), ``lang``,
        ``theme`` (light, dark), ``chrome`` (on, off), ``autoplay`` (on), ``loop`` (on), ``frame``.
    still
        Hold a linked picture for what reads no frames: the name of its file beside the map, or ``<id>.png``.
    query
        Write the options as a query, for hosts that drop or lengthen a fragment.

    Returns
    -------
    str
        One element. ``height`` is for pages whose policy drops the style; the sandbox leaves scripts, and links that
        open a window of their own, free of the sandbox.

    Raises
    ------
    ValueError
        For an unknown option or a date that is none.
    """
    address = escape(address_of(plan, base_url, options, query=query))
    title = escape(_title(plan))
    inside = ""
    if still:
        picture = escape(_beside(base_url, still if isinstance(still, str) else f"{plan.id}.png"))
        inside = f'<a href="{address}"><img src="{picture}" alt="{title}" width="1200" height="630"></a>'
    return (
        f'<iframe src="{address}" title="{title}" width="100%" height="520" loading="lazy" '
        f'sandbox="{_SANDBOX}" style="{_STYLE}">{inside}</iframe>'
    )


def markdown(plan: MapPlan, base_url: str = "", options: Mapping[str, str] | None = None, still: str = "") -> str:
    """A linked picture in Markdown, for hosts that let no frame through; parameters as of :func:`snippet`."""
    text = _title(plan).translate({ord(mark): f"\\{mark}" for mark in "\\[]*_`"})
    return f"[![{text}]({_beside(base_url, still or f'{plan.id}.png')})]({address_of(plan, base_url, options)})"


def address_of(
    plan: MapPlan, base_url: str = "", options: Mapping[str, str] | None = None, *, query: bool = False
) -> str:
    """The address of a map that opens as the options say; raises as :func:`snippet` does."""
    options = dict(options or {})
    if unknown := options.keys() - set(OPTIONS):
        raise ValueError(f"unknown option {', '.join(sorted(unknown))}; there is {', '.join(OPTIONS)}")
    if "date" in options:
        try:
            options["date"] = bounds(options["date"])[0].isoformat()
        except EdtfError as error:
            raise ValueError(f"date: {error}") from error
    asked = "&".join(f"{key}={quote(options[key], safe=',.-')}" for key in OPTIONS if options.get(key))
    return _beside(base_url, plan.file) + (f"{'?' if query else '#'}{asked}" if asked else "")


def _title(plan: MapPlan) -> str:
    return f"{plan.title}: {plan.lede}" if plan.lede else plan.title


def _beside(base_url: str, name: str) -> str:
    if base_url and not web(base_url):
        raise ValueError(f"base-url is {shown(base_url)}; write the address of the folder from https:// on")
    return f"{base_url.rstrip('/')}/{name}" if base_url else name
