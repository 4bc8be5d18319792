"""The atlas map: a ``folium.Map`` on an equal-area sheet, with a timeline, in a page of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template

from atlas.page import assets, table
from atlas.page.page import Page
from atlas.page.timeline import Timeline
from atlas.page.verbatim import Verbatim
from atlas.record.bloc import NO_BLOC, Bloc

if TYPE_CHECKING:
    from atlas.record import Record

EUROPE = {"kind": "laea", "center": [50.0, 25.0]}
HEIGHT = 640  # pixels of the frame in a notebook
BLOC_EXTENT = (9.0, 38.0, 60.0, 61.0)


class AtlasMap(folium.Map):
    """An animated map of a record.

    It is a ``folium.Map``: whatever folium can add to a map can be added to it. Saved or shown, it is one HTML
    document that needs no network.

    Parameters
    ----------
    record
        The record to draw.
    title, lede
        Heading of the page and the line beneath it.
    description
        For search engines and link previews; the lede unless given.
    extent, narrow
        West, south, east and north, degrees; ``narrow`` on a screen that is higher than wide.
    projection
        ``{"kind": "laea", "center": [lat, lon]}`` (Lambert azimuthal equal-area) or
        ``{"kind": "albers", "center": [lat, lon], "parallels": [lat1, lat2]}``, degrees.
    frames
        Further framings that the reader can choose, by id: ``title``, ``extent`` and, unless the map's own,
        ``projection`` of each.
    ground
        Draw land and period borders.
    tiles
        An opt-in tile basemap, as ``folium.Map`` takes it; the map is then Web Mercator, draws no ground of its
        own, and asks the tiles' server for pictures.
    hub
        Id of a feature around which circles of distance are drawn at a town's scale.
    streets
        Name of a tile basemap (as :mod:`xyzservices` has it) that the reader can switch on. Nothing is asked of its
        server before the reader, told its name, agrees; the page's policy allows pictures from there.
    with_table
        Add the table of all rows below the map.
    first, last, start, pace, bloc, lang
        As for :class:`atlas.Timeline`.
    **options
        Passed to ``folium.Map`` and on to Leaflet.

    Raises
    ------
    ValueError
        For a date that is not EDTF, a first day after the last, or an unknown pace.

    Notes
    -----
    The projections are those of J. P. Snyder, *Map Projections - A Working Manual* (USGS Professional Paper
    1395, 1987): areas are true, so that Siberia does not drown Europe. The last expression of a notebook's cell
    shows itself; where frames or scripts are not allowed, a still and a link do.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }},
                crs: {{ this.plane }},
                ...{{ this.options|tojavascript }}
            });
            {{ this.get_name() }}.attributionControl.setPrefix(false);
            L.control.scale({ position: "bottomright", imperial: false }).addTo({{ this.get_name() }});
            function objects_in_front() {
                {%- for obj in this.objects_to_stay_in_front %}
                {{ obj.get_name() }}.bringToFront();
                {%- endfor %}
            }
            {{ this.get_name() }}.on("overlayadd", objects_in_front);
        {% endmacro %}
        """
    )
    # The page carries its own Leaflet: folium's links to the network are not for this map.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own declaration
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(
        self,
        record: Record,
        *,
        title: str | None = None,
        lede: str = "",
        description: str = "",
        extent: Sequence[float] = BLOC_EXTENT,
        narrow: Sequence[float] | None = None,
        projection: Mapping[str, Any] = EUROPE,
        frames: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
        first: str = "1925",
        last: str | None = None,
        start: str | None = None,
        pace: str = "event",
        bloc: Bloc = NO_BLOC,
        lang: str = "en",
        ground: bool = True,
        tiles: Any = None,
        attr: str | None = None,
        hub: str | None = None,
        streets: str | None = None,
        with_table: bool = True,
        **options: Any,
    ) -> None:
        west, south, east, north = extent
        options = {
            "zoom_snap": 0,
            "zoom_delta": 0.75,
            "zoom_animation": False,
            "fade_animation": False,
        } | options
        centre = [(south + north) / 2, (west + east) / 2]
        super().__init__(location=centre, zoom_start=4, tiles=tiles, attr=attr, **options)
        self._name, self._id = "map", "atlas"
        self.plane = "L.CRS.EPSG3857" if tiles else f"atlasKit.equalAreaCrs(L, {_script_json(projection)})"
        if not tiles:
            self.options.setdefault("min_zoom", 0)
            self.options.setdefault("max_zoom", 14)
        page = Page(
            title or record.title,
            lede=lede,
            description=description or lede,
            lang=lang,
            rows=table.rows(record) if with_table else (),
            milestones=table.milestones(record) if with_table else (),
            sources=table.sources(record) if with_table else (),
        )
        page.add_child(self)  # leaves the figure that folium has just made
        self.record = record
        self.previews: dict[str, Any] | None = None  # what the page says to those who link to it (atlas.publish.site)
        self.story: dict[str, Any] | None = None  # what it tells beside the map (atlas.page.story)
        self.timeline = Timeline(
            record,
            first=first,
            last=last,
            start=start,
            pace=pace,
            extent=extent,
            narrow=narrow,
            frames={} if tiles else {key: {"projection": projection, **frame} for key, frame in frames.items()},
            projection=None if tiles else projection,
            ground=ground and not tiles,
            hub=hub,
            streets=None if tiles or streets is None else tiles_of(streets),
            bloc=bloc,
            sources=not with_table,
            lang=lang,
        )
        self.add_child(self.timeline)

    def render(self, **kwargs: Any) -> str:
        """Add what the page needs to its figure: Leaflet, and what guests on the map were written for."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError("an AtlasMap cannot be rendered outside a figure")
        guests = [c for c in self._children.values() if not isinstance(c, Timeline | folium.TileLayer)]
        style = assets.leaflet_style(pictures=bool(guests))
        figure.header.add_child(Verbatim(f"<style>{style}</style>"), name="leaflet_style")
        figure.header.add_child(Verbatim(f"<script>{assets.leaflet_script()}</script>"), name="leaflet_script")
        if isinstance(figure, Page):
            figure.guests = bool(guests)
            figure.previews = self.previews
            figure.picture_origins = tuple(_tile_origins(self))
            figure.story = self.story
        if guests:
            self._welcome(guests, figure)
        return super().render(**kwargs)

    @staticmethod
    def _welcome(guests: Sequence[Element], figure: Figure) -> None:
        """Folium's own elements count on jQuery (popups), Leaflet's pin and, for ``folium.Icon``, its icon fonts."""
        icons = _script_json(assets.marker_icons())
        pin = f"L.Icon.Default.imagePath = ''; L.Icon.Default.mergeOptions({icons});"
        figure.header.add_child(Verbatim(f"<script>{assets.jquery_script()}</script>"), name="jquery")
        figure.header.add_child(Verbatim(f"<script>{pin}</script>"), name="marker_icons")
        if any(isinstance(element, folium.Icon) for guest in guests for element in _family(guest)):
            for name, url in folium.Map.default_js:
                if name in ("bootstrap", "awesome_markers"):
                    figure.header.add_child(JavascriptLink(url), name=name)
            for name, url in folium.Map.default_css:
                if name != "leaflet_css":
                    figure.header.add_child(CssLink(url), name=name)

    def _repr_html_(self, **kwargs: Any) -> str:
        """The map in a frame of a notebook; where frames or scripts are not allowed, a still of it."""
        from atlas.notebook.cards import framed

        figure, clock = self.get_root(), self.timeline.data["map"]
        title = getattr(figure, "title", None) or self.record.title
        page, days = figure.render(**kwargs), (clock["first"], clock["last"])
        return framed(page, self.record, title, HEIGHT, days)

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:
        """Write the page; a file of that name is replaced only when the new one is whole.

        Parameters
        ----------
        outfile
            A path, or a binary file object (then ``close_file`` says whether to close it).
        """
        if not isinstance(outfile, str | Path):
            super().save(outfile, close_file=close_file, **kwargs)
            return
        from atlas.io.files import write_whole

        write_whole(Path(outfile), self.get_root().render(**kwargs))


def _script_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _family(element: Element) -> Iterator[Element]:
    yield element
    icon = getattr(element, "icon", None)
    if isinstance(icon, Element):
        yield icon
    for child in element._children.values():
        yield from _family(child)


def _tile_origins(map_: folium.Map) -> Iterator[str]:
    """Origins of the tile layers, drawn or on offer, as a policy writes them (``https://*.tile.example.org``)."""
    for child in map_._children.values():
        if isinstance(child, folium.TileLayer):
            yield _tile_origin(child.tiles)
        elif isinstance(child, Timeline) and (streets := child.data["map"].get("streets")):
            yield _tile_origin(streets["url"])


def _tile_origin(url: str) -> str:
    parts = urlsplit(re.sub(r"\{s\}", "*", url))
    return f"{parts.scheme}://{parts.netloc}"


def tiles_of(name: str) -> dict[str, Any]:
    """A tile basemap by its name: what :class:`atlas.Timeline` takes as ``streets``.

    Raises
    ------
    ValueError
        For a name that :mod:`xyzservices` does not know.
    """
    from xyzservices import providers

    found = providers.query_name(name)
    url = found.build_url(fill_subdomain=False)
    options = {"maxZoom": found.get("max_zoom", 18), **({"subdomains": found["subdomains"]} if "{s}" in url else {})}
    attribution = found.get("html_attribution", found.get("attribution", ""))
    return {
        "url": url,
        "attribution": attribution,
        "host": urlsplit(url).netloc.replace("{s}.", ""),
        "options": options,
    }
