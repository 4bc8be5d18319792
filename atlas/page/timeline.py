"""The timeline: a folium element that puts an animated record on any ``folium.Map``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import folium
import pandas as pd
from branca.element import Figure, MacroElement
from jinja2 import Template

from atlas.edtf import bounds, to_day
from atlas.look.called import pieces_of
from atlas.look.strings import life_word
from atlas.page import archive, assets
from atlas.page.guests import take_any_text
from atlas.page.identity import ordinal_name
from atlas.page.payload.beside import part_file, split
from atlas.page.payload.columns import encode
from atlas.page.payload.pack import pack
from atlas.page.payload.tiled import archive_name, spread
from atlas.page.scriptless import scriptless
from atlas.page.sugar import record_from, sugar
from atlas.page.table import is_light
from atlas.page.tiles import tiles_of
from atlas.page.verbatim import Verbatim
from atlas.record.bloc import NO_BLOC, Bloc
from atlas.record.extent import around
from atlas.record.options import TimelineOptions, choose

if TYPE_CHECKING:
    from atlas.record import Record


def clock_of(record: Record, chosen: TimelineOptions) -> dict[str, int]:
    """Day numbers of a clock's ``first``, ``last`` and ``start``. ValueError where the last is not after the first."""
    first, last = chosen.first or record.clock_first, chosen.last
    first_day = to_day(bounds(first)[0])
    last_day = to_day(record.date) if last is None else to_day(bounds(last)[1])
    if first_day >= last_day:
        raise ValueError(f"the clock's first day ({first}) must lie before its last ({last or record.date})")
    start_day = first_day if chosen.start is None else to_day(bounds(chosen.start)[0])
    return {"first": first_day, "last": last_day, "start": min(max(start_day, first_day), last_day)}


def _files(parts: Mapping[str, str]) -> dict[str, str | bytes]:
    """Parts by the names of their files."""
    return {f"{name}.css": text for name, text in parts.items()}


def _counted(bearing: str | Mapping[str, str], codes: Sequence[str]) -> dict[str, dict[str, str]]:
    """The texts that count what bears the name, with a record's own word for it."""
    words = dict.fromkeys(codes, bearing) if isinstance(bearing, str) else bearing
    return {
        "likely.about": {code: f"{word}: ~{{}} ({{}}–{{}})" for code, word in words.items()},
        "likely.exactly": {code: f"{word}: {{}}" for code, word in words.items()},
    }


@sugar(TimelineOptions)
class Timeline(MacroElement):
    """The marks, the clock, the legend and the cards of a record.

    It can be added to any ``folium.Map``; :class:`atlas.AtlasMap` is a map that has one already,
    and a page around it.

    Parameters
    ----------
    record
        The record to draw; or a DataFrame or GeoDataFrame, whose columns are named as for :func:`atlas.from_frame`
        (``begin="up", end="down"``), or guessed.
    options
        A :class:`atlas.record.options.TimelineOptions`; or each of its fields as a keyword, which counts before it:
    {options}
    bloc
        The polities tinted as one, and until when.
    sources
        Carry the sources; False where the page has them already, as :class:`atlas.AtlasMap` has in its table.

    Raises
    ------
    ValueError
        For a value that an option cannot have, or a first day after the last.
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
            atlasKit.begin(L, {{ this._parent.get_name() }}, "{{ this.get_name() }}");
            {%- if not this.alone %} void window["{{ this.get_name() }}"];{% endif %}
        {% endmacro %}
        """
    )

    def __init__(
        self,
        record: Record | pd.DataFrame,
        *,
        options: TimelineOptions | None = None,
        bloc: Bloc = NO_BLOC,
        sources: bool = True,
        **keywords: Any,
    ) -> None:
        super().__init__()
        self._name = "Timeline"
        record, keywords = record_from(record, keywords)
        chosen = choose(TimelineOptions, options, keywords)
        self.record = record
        self.options: Mapping[str, Any] = self._for_page(chosen)
        self.ground, self.bloc, self.sources = bool(chosen.ground), bloc, sources
        self.folder = ""  # of the parts beside the page, while one is drawn that leaves its longer texts to them
        self.apart = False  # whether all that it draws from lies there, too
        self.tiled = False  # whether its marks come from tiles there
        self.parts: dict[str, str | bytes] = {}  # those parts by their names in the folder
        self._encoded: dict[tuple[bool, bool, str, bool], Mapping[str, Any]] = {}
        self.texts: dict[str, Mapping[str, str]] = {}  # of the page around it, by key and language
        self.told = False  # whether that page tells a story
        self.opening: list[dict[str, Any]] = []  # what the page tells once: scenes, each a `day` and its `text`
        self.aside = False  # whether what is first shown leaves room for the legend: nobody chose the extent
        self.alone = True  # on the map: else it is mounted at once, before others on the map look at its view
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
        if self.aside:
            options = {**options, "aside": True}
        if self.opening:
            options = {**options, "opening": self.opening}
        if contact := self.record.subject.contact:
            options = {**options, "contact": contact if ":" in contact else f"mailto:{contact}"}
        if self.tiled:
            options = {**options, "basis": "sources"}  # there is no estimate on such a page
        key = (ground, self.sources, self.folder, self.tiled)
        if key not in self._encoded:
            strings = self._strings(
                self.record,
                ground,
                self.options.get("streets") is not None,
                self.told,
                apart=bool(self.folder),
                tiled=self.tiled,
            )
            strings |= self._translated(list(strings["play"]))
            self._encoded[key] = {"strings": strings, **self._columns(ground=ground)}
        columns = self._encoded[key]
        return {"strings": columns["strings"], "map": options, **{k: v for k, v in columns.items() if k != "strings"}}

    def _columns(self, *, ground: bool) -> dict[str, Any]:
        """The record's columns that stand on the page; what stands beside it goes into ``parts``."""
        own = self.sources or bool(self.folder)
        columns = encode(
            self.record,
            ground=ground,
            bloc=self.bloc,
            sources=own,
            notes=own or is_light(self.record),
            extents=self._extents(),
        )
        if self.tiled:
            columns, texts, points = spread(columns, self.folder)
            tiles = archive.archive(points, columns["tiles"]["deepest"])
            columns["tiles"]["archive"] = archive_name(tiles)
            self.parts = {**_files(texts), archive_name(tiles): tiles}
        elif self.folder:
            columns, texts = split(columns, self.folder, table=not self.sources)
            self.parts = _files(texts)
        return columns

    def _overview(self) -> Record:
        """The features that a page of tiles carries itself."""
        return self.record.where(feature_id=self.data["features"]["id"])

    def _for_page(self, chosen: TimelineOptions) -> dict[str, Any]:
        """The options as the page's script reads them: days as numbers, and the basemap with its address."""
        fields = set(TimelineOptions.model_fields) - {"ground"}
        options = chosen.model_dump(mode="json", include=fields, exclude_none=True)
        if chosen.hub:
            options["hub"] = self.record[chosen.hub].id
        if chosen.streets:
            options["streets"] = tiles_of(chosen.streets)
        days = clock_of(self.record, chosen)
        return {**days, **options, **days}

    def _extents(self) -> list[list[float]]:
        """The boxes that the map frames; what holds the record's features where it frames none."""
        boxes = [self.options.get("extent"), self.options.get("narrow")]
        boxes += [frame["extent"] for frame in self.options.get("frames", {}).values()]
        return [box for box in boxes if box] or [list(around(self.record))]

    @staticmethod
    def _strings(
        record: Record, ground: bool, streets: bool, told: bool = False, *, apart: bool = False, tiled: bool = False
    ) -> dict[str, dict[str, str]]:
        """The interface's texts, without those for states, kinds, streets and parts that this map does not have.

        The words are those for the record's kind of life. Its own stand in their place, in every language; a term of
        its own vocabulary whose label is not ours keeps its own label.
        """
        labels = {f"kind.{kind}": label for kind, label in record.kinds[["kind", "label"]].itertuples(index=False)}
        labels = {key: label for key, label in labels.items() if key[5:] in set(record.features["kind"])}
        types = record.event_types[["event_type", "label"]].itertuples(index=False)
        labels |= {f"type.{kind}": label for kind, label in types}
        texts = {
            key: texts
            for key, texts in assets.strings(record.subject.life).items()
            if (
                not key.startswith(("kind.", "type."))
                or texts.get("en", "").casefold() == labels.get(key, "").casefold()
            )
            and (ground or not key.startswith("polity."))
            and (streets or not key.startswith("streets."))
            and (apart or not key.startswith("beside."))
            and (tiled or not key.startswith("tiles."))
            and (len(record.shapes) > 0 or key != "outline")
            and (key != "country.none" or (record.features["country"] == "").any())
            and not key.startswith(("still", "drawing."))
            and (told or not (key.startswith("story.") or key in ("points", "day.short")))
        }
        if tiled:  # its search knows only what is loaded
            texts["search.none"] = texts.pop("tiles.none")
        for key, label in labels.items():
            if texts.get(key, {}).get("en", label) != label:
                texts[key] = {**texts[key], "en": label}
        own = {key: words for key, words in record.subject.words.items() if ground or not key.startswith("polity.")}
        chosen = record.subject.languages
        spoken = [code for code in dict.fromkeys(code for one in texts.values() for code in one) if code in chosen]
        if spoken:
            texts = {key: {code: one[code] for code in spoken if code in one} for key, one in texts.items()}
        codes = spoken or list(texts["play"])
        if "bearing" in own or life_word(record.subject.life, "bearing"):  # what is counted is not "in place"
            own = {**_counted(own.get("bearing", texts["bearing"]), codes), **own}
        for key, words in own.items():
            texts[key] = dict.fromkeys(codes, words) if isinstance(words, str) else {**texts.get(key, {}), **words}
        return texts

    def _translated(self, codes: Sequence[str]) -> dict[str, dict[str, str]]:
        """What the record and the page around it say of themselves, in the languages of the page.

        Titles of milestones, pieces of titles of features, title and lede of the page.
        """
        ids = set(self.record.milestones["milestone_id"])
        titles = {key: own for key, own in self.record.texts.items() if key.removeprefix("milestone.") in ids}
        if any(key.startswith("title.") for key in self.record.texts):
            pieces = {piece for title in self.record.features["title"] for piece in pieces_of(title)}
            titles |= {key: own for key, own in self.record.texts.items() if key.removeprefix("title.") in pieces}
        both: dict[str, Mapping[str, str]] = {**titles, **self.texts}
        return {key: {code: own[code] for code in codes if code in own} for key, own in both.items()}

    def json(self) -> str:
        """The payload as JSON that is safe inside a ``<script>``: no ``<``, so no markup can end the block."""
        packed = pack(dict(self.data), table=not self.sources, light=is_light(self.record))
        text = json.dumps(packed, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

    def _payload(self, name: str, *, apart: bool) -> str:
        """The element that holds the payload; or, with that in a part of its own, tells which one."""
        text = self.json()
        if not apart:
            return f'<script type="application/json" id="{name}">{text}</script>'
        part, held = part_file(len(self.parts), text)
        self.parts[f"{part}.css"] = held
        folder = escape(self.folder)
        return f'<script type="application/json" id="{name}" data-folder="{folder}" data-part="{part}"></script>'

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
        figure.header.add_child(
            Verbatim(f"<script>{assets.script('tiled' if self.tiled else 'atlas')}</script>"), name="atlas_script"
        )
        name = self.get_name()
        clock, table = (self.options["first"], self.options["last"]), getattr(figure, "table_shown", False)
        ours = hasattr(figure, "table_shown")
        self.alone = ours and not any(child is not self for child in map_._children.values())
        leaves = bool(self.folder) and self.apart and self.alone
        figure.html.add_child(Verbatim(self._payload(name, apart=leaves)), name=name)
        first = ours and self.get_name() == "timeline_record"  # a page of ours
        still = scriptless(
            self._overview() if self.tiled else self.record,
            clock,
            map_.get_name(),
            self.options["lang"],
            table=table,
            first=first,
            apart=bool(self.folder),
            folder=self.folder if leaves else "",
            scene=self.opening[0] if self.opening else None,
        )
        figure.html.add_child(Verbatim(still), name=f"{name}_still")
        return super().render(**kwargs)
