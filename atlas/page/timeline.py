"""The timeline: a folium element that puts an animated record on any ``folium.Map``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Figure, MacroElement
from jinja2 import Template

from atlas.edtf import bounds, to_day
from atlas.page import assets
from atlas.page.payload.columns import encode
from atlas.page.payload.pack import pack
from atlas.page.verbatim import Verbatim
from atlas.record.bloc import NO_BLOC, Bloc

if TYPE_CHECKING:
    from atlas.record import Record

PACES = ("calendar", "event")


class Timeline(MacroElement):
    """The marks, the clock, the legend and the cards of a record.

    It can be added to any ``folium.Map``; :class:`atlas.AtlasMap` is a map that has one already,
    and a page around it.

    Parameters
    ----------
    record
        The record to draw.
    first, last
        Span of the clock, EDTF dates (``"1925"``, ``"1964-12-31"``); a year or month stands for its first day at
        the start and its last day at the end. ``last`` defaults to the record's own date.
    start
        Date shown when the page opens; ``first`` unless given.
    pace
        ``"event"`` (slow where changes crowd) or ``"calendar"`` (every day alike).
    extent
        West, south, east and north in degrees of the part of the map to show first; None leaves the map's view.
    narrow
        The same for a screen that is higher than wide; ``extent`` unless given.
    projection, frames
        The map's own projection, and further framings with a projection each, by id: ``title``, ``extent`` and
        ``projection`` (see :class:`atlas.AtlasMap`). Sensible on an equal-area sheet only.
    ground
        Draw period borders. Sensible without a tile basemap only.
    hub
        Id of a feature around which circles of distance are drawn at a town's scale.
    streets
        A basemap of tiles that the reader can ask for: ``url``, ``attribution``, ``host`` and Leaflet's ``options``.
    bloc
        The polities tinted as one, and until when.
    sources
        Carry the sources; False where the page has them already, as :class:`atlas.AtlasMap` has in its table.
    lang
        Language of the dates on the page, BCP 47.

    Raises
    ------
    ValueError
        For a date that is not EDTF, a first day after the last, or an unknown pace.
    KeyError
        For a ``hub`` that the record does not have.

    Notes
    -----
    The element's id is fixed, not random, so that two renders of one map are the same bytes; a figure holds one
    timeline.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            window.atlas = atlasKit.mount(L, {{ this._parent.get_name() }},
                JSON.parse(document.getElementById("{{ this.get_name() }}").textContent));
        {% endmacro %}
        """
    )

    def __init__(
        self,
        record: Record,
        *,
        first: str = "1925",
        last: str | None = None,
        start: str | None = None,
        pace: str = "event",
        extent: Sequence[float] | None = None,
        narrow: Sequence[float] | None = None,
        projection: Mapping[str, Any] | None = None,
        frames: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
        ground: bool = False,
        hub: str | None = None,
        streets: Mapping[str, Any] | None = None,
        bloc: Bloc = NO_BLOC,
        sources: bool = True,
        lang: str = "en",
    ) -> None:
        super().__init__()
        self._name = "Timeline"
        self._id = "record"
        if pace not in PACES:
            raise ValueError(f"pace must be one of {', '.join(PACES)}, not {pace!r}")
        self.record = record
        days = self._clock(record, first, last, start)
        boxes = {"extent": extent and list(extent), "narrow": narrow and list(narrow)}
        framing = {"projection": projection and dict(projection), "frames": {k: dict(f) for k, f in frames.items()}}
        more = {"hub": record[hub].id if hub else None, "streets": streets and dict(streets)}
        options = {**days, **boxes, **framing, **{k: v for k, v in more.items() if v}, "pace": pace, "lang": lang}
        self.data: Mapping[str, Any] = {
            "map": options,
            **encode(record, ground=ground, bloc=bloc, sources=sources),
        }
        self.data = {"strings": self._strings(record, ground, streets is not None), **self.data}

    @staticmethod
    def _clock(record: Record, first: str, last: str | None, start: str | None) -> dict[str, int]:
        first_day = to_day(bounds(first)[0])
        last_day = to_day(record.date) if last is None else to_day(bounds(last)[1])
        if first_day >= last_day:
            raise ValueError(f"the clock's first day ({first}) must lie before its last ({last or record.date})")
        start_day = first_day if start is None else to_day(bounds(start)[0])
        return {"first": first_day, "last": last_day, "start": min(max(start_day, first_day), last_day)}

    @staticmethod
    def _strings(record: Record, ground: bool, streets: bool) -> dict[str, dict[str, str]]:
        """The interface's texts, without those for states, kinds and streets that this map does not show."""
        kinds = {f"kind.{kind}" for kind in record.features["kind"]}
        return {
            key: texts
            for key, texts in assets.strings().items()
            if (not key.startswith("kind.") or key in kinds)
            and (ground or not key.startswith("polity."))
            and (streets or not key.startswith("streets."))
        }

    def json(self) -> str:
        """The payload as JSON that is safe inside a ``<script>``: no ``<``, so no markup can end the block."""
        text = json.dumps(pack(dict(self.data)), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

    def render(self, **kwargs: Any) -> str:
        """Put style, script and data into the figure, then the call that mounts them on the map.

        Raises
        ------
        TypeError
            When the timeline stands in no figure, or on something that is not a map.
        """
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError("a Timeline cannot be rendered outside a figure: add it to a folium.Map")
        if not isinstance(self._parent, folium.Map):
            raise TypeError("a Timeline is added to a folium.Map, not to another element")
        figure.header.add_child(Verbatim(f"<style>{assets.style()}</style>"), name="atlas_style")
        figure.header.add_child(Verbatim(f"<script>{assets.script()}</script>"), name="atlas_script")
        block = f'<script type="application/json" id="{self.get_name()}">{self.json()}</script>'
        figure.html.add_child(Verbatim(block), name="atlas_data")
        return super().render(**kwargs)
