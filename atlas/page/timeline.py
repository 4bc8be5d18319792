"""The timeline: a folium element that puts an animated record on any ``folium.Map``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import folium
import pandas as pd
from branca.element import Figure, MacroElement
from jinja2 import Template

from atlas.edtf import bounds, to_day
from atlas.page import assets
from atlas.page.guests import take_any_text
from atlas.page.identity import ordinal_name
from atlas.page.payload.columns import encode
from atlas.page.payload.pack import pack
from atlas.page.scriptless import scriptless
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
        The record to draw; or a DataFrame or GeoDataFrame, whose columns are named as for :func:`atlas.from_frame`
        (``begin="up", end="down"``), or guessed.
    first, last
        Span of the clock, EDTF dates (``"1950"``, ``"1964-12-31"``): by default from the record's own first date to its
        own date; a year or month stands for its first day at the beginning, for its last at the end.
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
    The names of the element and its handle are fixed, not random, so that two renders of one map are the same bytes.
    In a figure with several timelines (a ``folium.plugins.DualMap``, or maps side by side) the first is
    ``window.atlas`` and keeps the page's address; each has a handle of its own, ``timeline_record``,
    ``timeline_record_2``, ...
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = atlasKit.mount(L, {{ this._parent.get_name() }},
                JSON.parse(document.getElementById("{{ this.get_name() }}").textContent));
            window.atlas ??= {{ this.get_name() }};
        {% endmacro %}
        """
    )

    def __init__(
        self,
        record: Record | pd.DataFrame,
        *,
        first: str | None = None,
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
        **columns: Any,
    ) -> None:
        super().__init__()
        self._name = "Timeline"
        if isinstance(record, pd.DataFrame):
            from atlas.lists import from_frame

            record = from_frame(record, **columns)
        elif columns:
            raise TypeError(f"{', '.join(sorted(columns))}: columns are named for a DataFrame, and this is a record")
        if pace not in PACES:
            raise ValueError(f"pace must be one of {', '.join(PACES)}, not {pace!r}")
        self.record = record
        days = self.clock(record, first, last, start)
        boxes = {"extent": extent and list(extent), "narrow": narrow and list(narrow)}
        framing = {"projection": projection and dict(projection), "frames": {k: dict(f) for k, f in frames.items()}}
        more = {"hub": record[hub].id if hub else None, "streets": streets and dict(streets)}
        options = {**days, **boxes, **framing, **{k: v for k, v in more.items() if v}, "pace": pace, "lang": lang}
        self.options: Mapping[str, Any] = options
        self.ground, self.bloc, self.sources = ground, bloc, sources
        self._encoded: dict[tuple[bool, bool], Mapping[str, Any]] = {}
        self.over_tiles = False  # whether its map has become Web Mercator (atlas.AtlasMap)

    def get_name(self) -> str:
        """``timeline_record``, with a number from the second in a figure on; at random before it stands on a map."""
        return ordinal_name(self, "timeline_record") or super().get_name()

    @property
    def data(self) -> Mapping[str, Any]:
        """What the page carries: the record's columns, the interface's texts and ``map``, the options of this map."""
        ground, options = self.ground and not self.over_tiles, self.options
        if self.over_tiles:
            options = {**options, "projection": None, "frames": {}}
            options.pop("streets", None)
        if (ground, self.sources) not in self._encoded:
            encoded = encode(self.record, ground=ground, bloc=self.bloc, sources=self.sources)
            strings = self._strings(self.record, ground, self.options.get("streets") is not None)
            self._encoded[ground, self.sources] = {"strings": strings, **encoded}
        columns = self._encoded[ground, self.sources]
        return {"strings": columns["strings"], "map": options, **{k: v for k, v in columns.items() if k != "strings"}}

    @staticmethod
    def clock(record: Record, first: str | None, last: str | None, start: str | None) -> dict[str, int]:
        """Day numbers of a clock's ``first``, ``last`` and ``start``."""
        first = first or record.clock_first
        first_day = to_day(bounds(first)[0])
        last_day = to_day(record.date) if last is None else to_day(bounds(last)[1])
        if first_day >= last_day:
            raise ValueError(f"the clock's first day ({first}) must lie before its last ({last or record.date})")
        start_day = first_day if start is None else to_day(bounds(start)[0])
        return {"first": first_day, "last": last_day, "start": min(max(start_day, first_day), last_day)}

    @staticmethod
    def _strings(record: Record, ground: bool, streets: bool) -> dict[str, dict[str, str]]:
        """The interface's texts, without those for states, kinds and streets that this map does not show.

        The record's own words stand in the place of the interface's, in every language; a term of its own vocabulary
        whose label is not ours keeps its own label.
        """
        labels = {f"kind.{kind}": label for kind, label in record.kinds[["kind", "label"]].itertuples(index=False)}
        labels = {key: label for key, label in labels.items() if key[5:] in set(record.features["kind"])}
        types = record.event_types[["event_type", "label"]].itertuples(index=False)
        labels |= {f"type.{kind}": label for kind, label in types}
        texts = {
            key: texts
            for key, texts in assets.strings().items()
            if (
                not key.startswith(("kind.", "type."))
                or texts.get("en", "").casefold() == labels.get(key, "").casefold()
            )
            and (ground or not key.startswith("polity."))
            and (streets or not key.startswith("streets."))
            and not key.startswith("still")
        }
        own, chosen = record.subject.words, record.subject.languages
        spoken = [code for code in dict.fromkeys(code for one in texts.values() for code in one) if code in chosen]
        if spoken:
            texts = {key: {code: one[code] for code in spoken if code in one} for key, one in texts.items()}
        codes = spoken or list(texts["play"])
        for key, words in own.items():
            texts[key] = dict.fromkeys(codes, words) if isinstance(words, str) else {**texts.get(key, {}), **words}
        return texts

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
        ValueError
            When its map carries another one.
        """
        figure, map_ = self.get_root(), self._parent
        if not isinstance(figure, Figure):
            raise TypeError("a Timeline cannot be rendered outside a figure: add it to a folium.Map")
        if not isinstance(map_, folium.Map):
            raise TypeError("a Timeline is added to a folium.Map, not to another element")
        if len([child for child in map_._children.values() if isinstance(child, Timeline)]) > 1:
            raise ValueError(
                "a map carries one Timeline: give each its own map, side by side in a folium.plugins.DualMap"
            )
        for changed in take_any_text(map_):
            if changed.get_name() in figure.script._children:
                changed.render(**kwargs)  # folium has already written it in its own way
        figure.header.add_child(Verbatim(f"<style>{assets.style()}</style>"), name="atlas_style")
        figure.header.add_child(Verbatim(f"<script>{assets.script()}</script>"), name="atlas_script")
        name = self.get_name()
        figure.html.add_child(
            Verbatim(f'<script type="application/json" id="{name}">{self.json()}</script>'), name=name
        )
        clock, table = (self.options["first"], self.options["last"]), getattr(figure, "table_shown", False)
        still = scriptless(self.record, clock, map_.get_name(), self.options["lang"], table=table)
        figure.html.add_child(Verbatim(still), name=f"{name}_still")
        return super().render(**kwargs)
