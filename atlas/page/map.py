"""The atlas map: a ``folium.Map`` on an equal-area sheet, with a timeline, in a page of its own."""

from __future__ import annotations

import json
import warnings
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import pandas as pd
from branca.element import Element, Figure
from folium.template import Template

from atlas.look import typeface
from atlas.page import assets, table
from atlas.page.beside import folder_of, is_large, is_many, save_beside
from atlas.page.framed import framed
from atlas.page.guests import (
    Need,
    NetworkWarning,
    family,
    handlers,
    icon_links,
    lies_on_mercator,
    links_of,
    needs,
    origin_of,
    take_any_text,
    warning_text,
)
from atlas.page.identity import ordinal_name
from atlas.page.page import Page
from atlas.page.parts import ground_note, ground_parts, ground_words
from atlas.page.sugar import record_from, sugar
from atlas.page.timeline import Timeline, clock_of
from atlas.page.verbatim import Verbatim
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.extent import fitted
from atlas.record.options import FittedOptions, MapOptions, choose

if TYPE_CHECKING:
    from atlas.record import Record

_FINE = {"zoom_snap": 0.01, "zoom_delta": 0.75, "zoom_animation": False, "fade_animation": False}
HEIGHT = 640  # pixels of the frame in a notebook


@sugar(MapOptions)
class AtlasMap(folium.Map):
    """An animated map of a record.

    It is a ``folium.Map``: whatever folium can add to a map can be added to it. Saved or shown, it is one HTML
    document that needs no network.

    Parameters
    ----------
    record
        The record to draw; or a DataFrame or GeoDataFrame, whose columns are named among the options as for
        :func:`atlas.from_frame` (``begin="up", end="down"``), or guessed.
    options
        A :class:`atlas.record.options.MapOptions`, as a map of ``maps.toml`` is; or each of its fields as a keyword,
        which counts before it:
    {options}
    tiles, attr
        An opt-in tile basemap, as ``folium.Map`` takes it; the map is then Web Mercator, draws no ground of its
        own, and asks the tiles' server for pictures. Tiles added later (``folium.TileLayer(...).add_to(map)``, WMS, an
        ``ImageOverlay``) do the same.
    bloc
        The polities tinted as one, and until when.
    **keywords
        Any further ones are passed to ``folium.Map`` and on to Leaflet.

    Raises
    ------
    ValueError
        For a value that an option cannot have, or a first day after the last.
    ExportError
        For embedded letters without the extra ``type``.

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
                ...{{ this.leaflet_options|tojavascript }}
            });
            {{ this.get_name() }}.attributionControl.setPrefix(false);
            atlasKit.scaleBar(L, { position: "bottomright", imperial: false }).addTo({{ this.get_name() }});
            {{ this.get_name() }}.on("overlayadd", () => {
                {%- for obj in this.objects_to_stay_in_front %}
                {{ obj.get_name() }}.bringToFront();
                {%- endfor %}
            });
        {% endmacro %}
        """
    )
    # The page carries its own Leaflet: folium's links to the network are not for this map.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own declaration
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(
        self,
        record: Record | pd.DataFrame,
        *,
        options: MapOptions | None = None,
        tiles: Any = None,
        attr: str | None = None,
        bloc: Bloc = NO_BLOC,
        **keywords: Any,
    ) -> None:
        record, keywords = record_from(record, keywords)
        own = {key: keywords.pop(key) for key in MapOptions.model_fields if key in keywords}
        asked = choose(MapOptions, options, own)
        if asked.fonts == "embedded":
            typeface.require()
        chosen = fitted(asked, record)
        west, south, east, north = chosen.extent
        centre = [round((south + north) / 2, 3), round((west + east) / 2, 3)]
        super().__init__(location=centre, zoom_start=4, tiles=tiles, attr=attr, **_FINE | keywords)
        self._name = "map"
        self.projection = chosen.projection.plain()
        wanted = chosen.parts != "never" and is_many(record)
        self.tiled = chosen.tiled == "always" or (chosen.tiled == "auto" and wanted)  # when saved as a page of ours
        listed = chosen.with_table and not self.tiled
        page = _page(record, chosen, listed=listed)
        grounded = chosen.ground is not False and tiles is None and len(record.borders) > 0
        page.ground_parts = ground_parts(record, ground=grounded)
        page.ground_note = ground_note(record) if grounded else ""
        page.ground_words = ground_words(record) if grounded else {}
        page.add_child(self)  # leaves the figure that folium has just made
        self.record = record
        self.previews: dict[str, Any] | None = None  # what the page says to those who link to it (atlas.publish.site)
        self.story: dict[str, Any] | None = None  # what it tells beside the map (atlas.page.story)
        self.parted = chosen.parts  # what is written beside the page: see atlas.record.options.Parts
        sheet = chosen.model_copy(update={"ground": grounded})
        self.timeline = Timeline(record, options=sheet, bloc=bloc, sources=not listed)
        self.timeline.aside = asked.extent is None
        if page.ground_words:
            self.timeline.texts["map.borders"] = page.ground_words
        self.add_child(self.timeline)

    def get_name(self) -> str:
        """``map_atlas``, with a number from a figure's second map on: the name of Leaflet's map on the page, too."""
        return ordinal_name(self, "map_atlas") or super().get_name()

    @property  # type: ignore[override]
    def _parent(self) -> Element | None:
        """The figure that the map stands in; a second map in one figure keeps a place beside the first."""
        return self.__dict__.get("parent")

    @_parent.setter
    def _parent(self, parent: Element | None) -> None:
        self.__dict__["parent"] = parent
        if parent is None:
            return
        known = dict.fromkeys([*parent.__dict__.get("atlas_maps", ()), self])
        parent.__dict__["atlas_maps"] = here = [map_ for map_ in known if map_._parent is parent]
        if len(here) < 2:
            return
        # branca keeps children by name, and took the second map for the first.
        others = [(name, child) for name, child in parent._children.items() if not isinstance(child, AtlasMap)]
        named = [(f"map_atlas_{number}", map_) for number, map_ in enumerate(here, start=1)]
        parent._children = OrderedDict([*others, *named])

    @property
    def over_tiles(self) -> bool:
        """Whether somebody laid tiles or a picture on the map: it is then Web Mercator, as they are."""
        return any(lies_on_mercator(one) for child in self._guests() for one in family(child, hidden=False))

    @property
    def plane(self) -> str:
        """Leaflet's coordinate system of the map, as JavaScript."""
        return "L.CRS.EPSG3857" if self.over_tiles else f"atlasKit.equalAreaCrs(L, {_script_json(self.projection)})"

    @property
    def leaflet_options(self) -> dict[str, Any]:
        """What Leaflet's map is made with."""
        return ({} if self.over_tiles else {"min_zoom": 0, "max_zoom": 14}) | self.options

    def _guests(self) -> list[Element]:
        return [child for child in self._children.values() if not isinstance(child, Timeline)]

    def render(self, **kwargs: Any) -> str:
        """Add what the page needs to its figure: Leaflet, and what guests on the map were written for."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError("an AtlasMap cannot be rendered outside a figure")
        self.timeline.over_tiles = self.over_tiles
        guests = [child for child in self._guests() if type(child) is not folium.TileLayer]
        take_any_text(self)
        style = assets.leaflet_style(pictures=bool(guests))
        figure.header.add_child(Verbatim(f"<style>{style}</style>"), name="leaflet_style")
        figure.header.add_child(Verbatim(f"<script>{assets.leaflet_script()}</script>"), name="leaflet_script")
        asked = list(dict.fromkeys(need for child in self._guests() for need in needs(child)))
        if isinstance(figure, Page):
            figure.guests = bool(guests)
            figure.previews = self.previews
            figure.needs = tuple(asked + self._streets())
            figure.handlers = tuple(text for child in guests for text in handlers(child))
            figure.story = self.story
        else:
            self._settle(figure)
        if guests:
            self._welcome(guests, figure)
        drawn: str = super().render(**kwargs)
        if text := warning_text(asked, links_of(figure) if isinstance(figure, Page) else ()):
            warnings.warn(text, NetworkWarning, stacklevel=2)
        return drawn

    def _streets(self) -> list[Need]:
        """The pictures of the basemap that the reader may switch on."""
        streets = self.timeline.data["map"].get("streets")
        return [Need("streets", "img-src", origin_of(streets["url"]))] if streets else []

    def _settle(self, figure: Figure) -> None:
        """In a figure that is no page of ours, the map brings its own size, and its cards their sources."""
        self.timeline.sources = True
        box = {"width": self.width, "height": self.height, "left": self.left, "top": self.top}
        own = "; ".join(f"{side}: {value}{unit}" for side, (value, unit) in box.items())
        page = "html, body { width: 100%; height: 100%; margin: 0 }"
        rule = f"{page} #{self.get_name()} {{ position: {self.position}; {own} }}"
        figure.header.add_child(Verbatim(f"<style>{rule}</style>"), name=f"{self.get_name()}_size")

    @staticmethod
    def _welcome(guests: Sequence[Element], figure: Figure) -> None:
        """Folium's own elements count on jQuery (popups), Leaflet's pin and, for ``folium.Icon``, its icon fonts."""
        icons = _script_json(assets.marker_icons())
        pin = f"L.Icon.Default.imagePath = ''; L.Icon.Default.mergeOptions({icons});"
        figure.header.add_child(Verbatim(f"<script>{assets.jquery_script()}</script>"), name="jquery")
        figure.header.add_child(Verbatim(f"<script>{pin}</script>"), name="marker_icons")
        for name, link in icon_links(guests).items():
            figure.header.add_child(link, name=name)

    def __str__(self) -> str:
        """What to do with it, for hosts that know no such object and print it (Streamlit's ``st.write``)."""
        count = len(self.record.features)
        return (
            f"A map of {count} features, a page of its own: show it with `map.save('map.html')`, as the last line of a "
            "notebook's cell, or in Streamlit with `st.iframe(map.get_root().render(), height=640)`."
        )

    @property
    def _repr_png_(self) -> None:  # type: ignore[override]
        """There is none: folium's would start a browser, and hosts that see the method take it for the map."""
        raise AttributeError("an AtlasMap shows itself as HTML; atlas still draws pictures")

    def _repr_html_(self, **kwargs: Any) -> str:
        """The map in a frame of a notebook, without the table; where frames or scripts are not allowed, a still."""
        figure: Any = self.get_root()
        clock = self.timeline.options
        title = getattr(figure, "title", None) or self.record.title
        sources = self.timeline.sources
        figure.with_table, self.timeline.sources = False, True
        try:
            page = figure.render(**kwargs)
        finally:
            figure.with_table, self.timeline.sources = True, sources
        return framed(page, self.record, title, HEIGHT, (clock["first"], clock["last"]))

    def documents(self, name: str, **kwargs: Any) -> tuple[str, dict[str, str | bytes]]:
        """The page as a file of some name, and what lies beside it.

        Parameters
        ----------
        name
            File name of the page.

        Returns
        -------
        page : str
            The page. With parts it fetches from beside itself what a card tells, when the card is opened; with the
            option ``parts="all"`` what the map draws from, when the page is opened; and nothing else.
        parts : dict of str to str or bytes
            What each part holds, by its path from the page's folder: ``map.parts/003-0123456789.css``; one of a page of
            tiles is their archive, ``map.parts/points-0123456789.pmtiles``. Empty for a map that is one file: by the
            option ``parts``, for a record of few texts, or in a figure that is no page of
            ours.

        Raises
        ------
        FileError
            No folder of parts can be called after the page.
        ExportError
            The marks are to come from tiles, and tippecanoe, which makes them, is missing or fails.
        """
        figure: Any = self.get_root()
        tiled = self.tiled and self.story is None
        wanted = tiled or self.parted in ("always", "all") or (self.parted == "auto" and is_large(self.record))
        if not wanted or not isinstance(figure, Page):
            return figure.render(**kwargs), {}
        folder = folder_of(name)
        figure.apart = self.timeline.folder = folder
        figure.tiled = self.timeline.tiled = tiled
        self.timeline.apart = self.parted == "all"
        try:
            page = figure.render(**kwargs)
        finally:
            figure.apart = self.timeline.folder = ""
            figure.tiled = self.timeline.tiled = self.timeline.apart = False
        return page, {f"{folder}/{part}": held for part, held in self.timeline.parts.items()}

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:
        """Write the page, and beside it the parts of a large one; what was there before is replaced when all is whole.

        Parameters
        ----------
        outfile
            A path; or a binary file object, which gets all in one file (``close_file`` says whether to close it).
        """
        if not isinstance(outfile, str | Path):
            super().save(outfile, close_file=close_file, **kwargs)
            return
        path = Path(outfile)
        save_beside(path, *self.documents(path.name, **kwargs))


def _script_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _page(record: Record, chosen: FittedOptions, *, listed: bool) -> Page:
    """The page around a map, with the table of what lies between the ends of its clock."""
    tables: dict[str, Any] = {}
    if listed:
        clock_of(record, chosen)  # a clock that cannot be is told before the table is written
        tables = {"rows": table.rows(record), "milestones": table.milestones(record), "sources": table.sources(record)}
    about = chosen.description or chosen.lede
    page = Page(chosen.title, lede=chosen.lede, description=about, lang=chosen.lang, **tables)
    page.licence, page.fonts = record.licence, chosen.fonts
    return page
