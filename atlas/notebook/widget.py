"""A live map in a notebook: what a cell sets the map shows, and what the reader picks a cell can read.

>>> live = record.where(country="CZ").widget()
>>> live                      # the map
>>> live.date = "1955-05-01"  # it goes there
>>> live.selected             # the feature whose card the reader has open

It needs anywidget (``pip install 'destalinization-atlas[widget]'``), and nothing from the network: the page
that :class:`atlas.AtlasMap` would save lives in a frame of its own, so that its style, its keys and its
address stay apart from the notebook's, and any number of maps can stand side by side.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

try:
    import anywidget
    import traitlets
except ImportError as error:
    raise ImportError("a live map needs anywidget: pip install 'destalinization-atlas[widget]'") from error

from atlas.edtf import EdtfError, bounds, from_day, to_day
from atlas.page import AtlasMap
from atlas.page.framed import still_of
from atlas.record.select import refuse_unknown, unknown_id
from atlas.record.tenures import STATUSES

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.record import Record
    from atlas.record.feature import Feature

__all__ = ["AtlasWidget", "widget"]

FILTERS = ("group", "kind", "country", "id", "status")


class AtlasWidget(anywidget.AnyWidget):
    """A live map; made by :meth:`atlas.Record.widget`.

    Attributes
    ----------
    date : str
        The day shown, ``1961-11-10``. A month or a year set goes to its first day, and a day outside the
        clock's span to its nearest end, as on the page itself.
    selected : str or None
        ``feature_id`` of the open card.
    filters : dict
        What is shown: ``group``, ``kind``, ``country``, ``status`` or ``id`` to a value or a list of values;
        ``{}`` shows all.
    playing : bool
        Whether the clock runs. While it does, ``date`` is told five times a second.
    height : int
        Pixels.
    record : Record
        What the map draws.

    Notes
    -----
    All but ``record`` are traits: ``live.observe(act, "selected")`` calls ``act`` when the reader opens a
    card. A value that the map cannot show raises ``traitlets.TraitError``.
    """

    _esm = (Path(__file__).parent / "widget.js").read_text(encoding="utf-8")
    date = traitlets.Unicode().tag(sync=True)
    selected = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    filters = traitlets.Dict().tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    height = traitlets.Int(640).tag(sync=True)
    _page = traitlets.Unicode().tag(sync=True)
    _name = traitlets.Unicode().tag(sync=True)

    def __init__(self, record: Record, *, height: int = 640, with_table: bool = False, **options: Any) -> None:
        drawn = AtlasMap(record, with_table=with_table, **options)
        clock = drawn.timeline.options
        if with_table:
            drawn.timeline.options = {
                **clock,
                "chrome": "on",
            }  # a page in a notebook's frame shows its table only if asked
        self.record, self._days = record, (clock["first"], clock["last"])
        super().__init__(
            date=from_day(clock["start"]).isoformat(),
            height=height,
            _page=drawn.get_root().render(),
            _name=options.get("title") or record.title,
        )

    @property
    def feature(self) -> Feature | None:
        """The feature whose card is open."""
        return None if self.selected is None else self.record[self.selected]

    @property
    def shown(self) -> gpd.GeoDataFrame:
        """What the map shows: :meth:`atlas.Record.at` the day, without what the filters hide."""
        state = self.record.at(self.date)
        for column, wanted in self.filters.items():
            values = wanted if isinstance(wanted, list | tuple) else [wanted]
            state = state[state.index.isin(values) if column == "id" else state[column].isin(values)]
        return state

    @traitlets.validate("date")
    def _one_day(self, proposal: Any) -> str:
        try:
            number = to_day(bounds(proposal["value"])[0])
        except EdtfError as error:
            raise traitlets.TraitError(f"date: {error}") from None
        first, last = self._days
        return from_day(min(max(number, first), last)).isoformat()

    @traitlets.validate("selected")
    def _known(self, proposal: Any) -> str | None:
        value: str | None = proposal["value"]
        if value is not None and value not in self.record:
            raise traitlets.TraitError(unknown_id(value, self.record.features.index))
        return value

    @traitlets.validate("filters")
    def _readable(self, proposal: Any) -> dict[str, Any]:
        wanted: dict[str, Any] = proposal["value"]
        for key, value in wanted.items():
            values = list(value) if isinstance(value, list | tuple | set) else [value]
            if key not in FILTERS:
                raise traitlets.TraitError(f"filters: no {key!r}; there are {', '.join(FILTERS)}")
            if key == "status":
                if unknown := [each for each in values if each not in STATUSES]:
                    raise traitlets.TraitError(f"filters: no status {unknown[0]!r}; there are {', '.join(STATUSES)}")
                continue
            try:
                refuse_unknown(self.record, "feature_id" if key == "id" else key, values)
            except (KeyError, ValueError) as error:
                raise traitlets.TraitError(f"filters: {error.args[0]}") from None
        return {key: sorted(value) if isinstance(value, set) else value for key, value in wanted.items()}

    def __repr__(self) -> str:
        return f"<AtlasWidget {self._name!r} on {self.date}, {len(self.record)} features>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and for hosts that have none a still of the day."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data:
            data["text/html"] = still_of(self.record, self.date, self._name)
        return bundle


def widget(record: Record, **kwargs: Any) -> AtlasWidget:
    """A live map of a record.

    Parameters
    ----------
    record : Record
    height : int
        Pixels of the map; 640 unless given.
    with_table : bool
        Add the table of all rows below the map, inside the frame.
    **kwargs
        As for :class:`atlas.AtlasMap`: ``title``, ``extent``, ``first``, ``last``, ``start``, ...

    Raises
    ------
    ImportError
        The extra ``widget`` is not installed.
    """
    return AtlasWidget(record, **kwargs)
