"""Guests: what folium's own elements need on a page that carries everything with it.

A guest is an element that somebody adds to a map. Many ask a server for a script, a style or a picture. What an
installed package carries goes into the page; for the rest the page's policy names the hosts, and whoever draws the
map is told (:class:`NetworkWarning`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import folium
import folium.template
from branca.element import CssLink, Element, Figure, Html, IFrame, JavascriptLink, Link
from folium.features import ClickForMarker, GeoJson, Vega, VegaLite
from folium.plugins import Geocoder, MiniMap, Realtime, ScrollZoomToggler, VectorGridProtobuf
from folium.raster_layers import ImageOverlay, TileLayer, VideoOverlay, WmsTileLayer

from atlas.page import assets
from atlas.page.verbatim import Verbatim

_LOADED = re.compile(r"""(?:\bsrc\s*=\s*["']?|\burl\(\s*["']?)((?:https?:)?//[^\s"'<>)]+)""", re.IGNORECASE)
_GEOCODERS = {"nominatim": "https://nominatim.openstreetmap.org", "photon": "https://photon.komoot.io"}
_HANDLER = re.compile(r"""\son[a-z]+\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)


class NetworkWarning(UserWarning):
    """A page will ask servers for what some of its elements need."""


@dataclass(frozen=True)
class Need:
    """What an element asks from outside: a directive of the page's policy, and the origin (or keyword) it names."""

    element: str
    directive: str
    origin: str


def family(element: Element, *, hidden: bool = True) -> Iterator[Element]:
    """An element and all that it carries: its children, and (``hidden``) its icon and what stands in its popup."""
    yield element
    for part in ("icon", "html") if hidden else ():
        other = getattr(element, part, None)
        if isinstance(other, Element) and other not in element._children.values():
            yield from family(other)
    for child in element._children.values():
        yield from family(child, hidden=hidden)


def lies_on_mercator(element: Element) -> bool:
    """Whether an element is a picture cut for Web Mercator: tiles, or an image laid between two corners."""
    return isinstance(element, TileLayer | WmsTileLayer | ImageOverlay | VideoOverlay | VectorGridProtobuf)


def needs(element: Element) -> Iterator[Need]:
    """Everything that an element and its family ask from outside."""
    for one in family(element):
        name = "HTML of a popup" if isinstance(one, Html) else type(one).__name__
        for directive, url in _asked(one):
            yield Need(name, directive, url if url.startswith("'") or url == "data:" else origin_of(url))


def _asked(one: Element) -> Iterator[tuple[str, str]]:
    """What one element asks, as directive and address."""
    for _, url in _libraries(one, "js"):
        yield "script-src", url
    for _, url in _libraries(one, "css"):
        yield from ((directive, url) for directive in ("style-src", "font-src", "img-src"))
    if isinstance(one, VegaLite | Vega):
        yield "script-src", "'unsafe-eval'"  # it compiles its expressions
    if isinstance(one, IFrame):
        yield "frame-src", "data:"
    if isinstance(one, MiniMap):
        yield "img-src", one.tile_layer.tiles
    for directive, url in _data_of(one):
        if url.startswith(("http:", "https:", "//")):
            yield directive, url
    for url in _LOADED.findall(_markup(one)):
        yield "img-src", url


def _libraries(one: Element, kind: str) -> Iterable[tuple[str, str]]:
    if isinstance(one, folium.Map):
        return ()
    links = [*getattr(one, f"default_{kind}", ()), *(_icon_libraries(one, kind) if type(one) is folium.Icon else ())]
    return [(name, url) for name, url in links if not carried(url)]


def _icon_libraries(icon: folium.Icon, kind: str) -> list[tuple[str, str]]:
    """What ``folium.Icon`` was written for; its map would ask it of servers, of which Bootstrap is not needed."""
    glyphs = () if icon.options.get("prefix") == "fa" else ("glyphicons_css",)
    every = folium.Map.default_js if kind == "js" else folium.Map.default_css
    return [(name, url) for name, url in every if "awesome" in name or name in glyphs]


def _data_of(one: Element) -> Iterator[tuple[str, str]]:
    """Addresses of pictures, films and data that an element names."""
    if isinstance(one, TileLayer):
        yield "img-src", one.tiles
    elif isinstance(one, WmsTileLayer | ImageOverlay):
        yield "img-src", str(one.url)
    elif isinstance(one, VideoOverlay):
        yield "media-src", str(one.video_url)
    elif isinstance(one, VectorGridProtobuf):
        yield "connect-src", str(one.url)
    elif isinstance(one, Realtime):
        yield "connect-src", one.src if isinstance(one.src, str) else ""
    elif isinstance(one, Geocoder):
        yield "connect-src", _GEOCODERS.get(str(one.options.get("provider", "nominatim")), "")
    elif isinstance(one, GeoJson):
        yield "connect-src", one.embed_link or ""
    elif isinstance(one, folium.CustomIcon):
        for key in ("icon_url", "shadow_url", "iconUrl", "shadowUrl"):
            yield "img-src", str(one.options.get(key, ""))


def _markup(one: Element) -> str:
    """HTML that somebody wrote, where an element is made of it."""
    if isinstance(one, Html):
        return str(one.data)
    if isinstance(one, folium.Tooltip):
        return one.text
    if isinstance(one, folium.DivIcon):
        return str(one.options.get("html") or "")
    if isinstance(one, ClickForMarker):
        return str(one.popup)
    if isinstance(one, ScrollZoomToggler):
        return str(one._template.module.html(one, {}))
    return one._template_str or "" if type(one) is Element else ""


def origin_of(url: str) -> str:
    """The origin of an address as a policy writes it; a tile server's ``{s}`` is any name: ``https://*.tile.example``."""
    parts = urlsplit(re.sub(r"\{s\}", "*", url if not url.startswith("//") else f"https:{url}"))
    return f"{parts.scheme}://{parts.netloc}"


def warning_text(asked: Iterable[Need], links: Iterable[Link] = ()) -> str:
    """One line that names the elements that ask the network, and whom; empty where none does.

    Tiles that somebody laid on the map are wanted, and not told of. ``links`` are those of the page's head; what no
    element has owned up to is told of as well.
    """
    hosts: dict[str, set[str]] = {}
    for need in asked:
        if "//" in need.origin and need.element not in ("TileLayer", "WmsTileLayer"):
            hosts.setdefault(need.element, set()).add(urlsplit(need.origin).netloc)
    eager = {need.element for need in asked if need.origin == "'unsafe-eval'"}
    strays = {urlsplit(origin_of(link.url)).netloc for link in links}.difference(*hosts.values())
    if strays:
        hosts[", ".join(sorted(eager)) or "an element of your own"] = strays
    if not hosts:
        return ""
    listed = "; ".join(f"{name} asks {', '.join(sorted(hosts[name]))}" for name in sorted(hosts))
    lacks = hosts.keys() & {"MarkerCluster", "Icon"} and not assets.has_folium_extra()
    hint = ". pip install 'destalinization-atlas[folium]' puts MarkerCluster and Font Awesome into the page"
    return f"this page is not whole without network: {listed}{hint if lacks else ''}"


def carried(url: str) -> bool:
    """Whether an installed package carries what an address gives."""
    return _package_text(url) is not None


def _package_text(url: str) -> str | None:
    name = url.rsplit("/", 1)[-1].lower()
    if re.fullmatch(r"jquery(-[\d.]+)?(\.min)?\.js", name):
        return assets.jquery_script()
    if name in ("leaflet.markercluster.js", "markercluster.css", "markercluster.default.css"):
        return assets.marker_cluster(name)
    if name == "all.min.css" and ("fontawesome" in url or "font-awesome" in url):
        return assets.font_awesome_style()
    return None


def inlined(link: Element) -> Element:
    """A link of the page's head as what it links to, where an installed package carries it; else as it is."""
    text = _package_text(link.url) if isinstance(link, Link) else None
    if text is None:
        return link
    return Verbatim(f"<script>{text}</script>" if isinstance(link, JavascriptLink) else f"<style>{text}</style>")


def icon_links(guests: Iterable[Element]) -> dict[str, Link]:
    """The links of folium's icons, by name, where a guest has one."""
    icons = [one for guest in guests for one in family(guest) if type(one) is folium.Icon]
    links: dict[str, Link] = {}
    for icon in icons:
        links |= {name: JavascriptLink(url) for name, url in _icon_libraries(icon, "js")}
        links |= {name: CssLink(url) for name, url in _icon_libraries(icon, "css")}
    return links


def quoted(text: str) -> str:
    """Text as JSON that ends neither its string nor the ``<script>`` around it, and is no template language."""
    return json.dumps(text).replace("<", "\\u003c").replace("{", "\\u007b")


def _popup_html(text: str) -> str:
    """What stands in a popup; folium has marked its backticks, since it writes them into JavaScript's templates."""
    return quoted(text.replace("\\`", "`").strip())


def _tooltip_html(tip: folium.Tooltip) -> str:
    style = f" style={json.dumps(tip.style)}" if getattr(tip, "style", None) else ""
    return quoted(f"<div{style}>{tip.text}</div>")


class _Environment(folium.template.Environment):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters |= {"popup_html": _popup_html, "tooltip_html": _tooltip_html}


class _Template(folium.template.Template):
    environment_class = _Environment


_POPUP = _Template(
    """
    var {{ this.get_name() }} = L.popup({{ this.options|tojavascript }});
    {%- for name, element in this.html._children.items() %}
    {%- if this.lazy %}
    {{ this._parent.get_name() }}.once("click", function() {
        {{ this.get_name() }}.setContent($({{ element.render(**kwargs)|popup_html }})[0]);
    });
    {%- else %}
    var {{ name }} = $({{ element.render(**kwargs)|popup_html }})[0];
    {{ this.get_name() }}.setContent({{ name }});
    {%- endif %}
    {%- endfor %}
    {{ this._parent.get_name() }}.bindPopup({{ this.get_name() }}){% if this.show %}.openPopup(){% endif %};
    {%- for element in this.script._children.values() %}
    {{ element.render() }}
    {%- endfor %}
    """
)
_TOOLTIP = _Template(
    """
    {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.bindTooltip({{ this|tooltip_html }}, {{ this.options|tojavascript }});
    {% endmacro %}
    """
)


def take_any_text(element: Element) -> list[Element]:
    """Let the popups and tooltips of a family hold any text.

    Folium writes them into JavaScript's template strings, where a backslash before a digit, ``${`` or ``</script>``
    ends every script of the page. Here they are written as JSON.

    Returns
    -------
    list of Element
        Those that were changed just now.
    """
    changed: list[Element] = []
    for one in family(element):
        if isinstance(one, folium.Popup) and one._template is not _POPUP:
            one._template = _POPUP
        elif isinstance(one, folium.Tooltip) and one._template is not _TOOLTIP:
            one._template = _TOOLTIP
        elif isinstance(one, ClickForMarker) and one.popup.startswith("`"):
            one.popup = _popup_html(one.popup[1:-1])
        else:
            continue
        changed.append(one)
    return changed


def handlers(element: Element) -> Iterator[str]:
    """The scripts in attributes (``onclick``) of HTML that somebody wrote into an element or its family."""
    for one in family(element):
        for double, single in _HANDLER.findall(_markup(one)):
            yield unescape(double or single)


def links_of(figure: Figure) -> list[Link]:
    """The scripts and styles from outside that a page's head still asks for."""
    return [c for c in map(inlined, figure.header._children.values()) if isinstance(c, JavascriptLink | CssLink)]
