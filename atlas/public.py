"""The public face of a record: the one place where a record is given what it does with the rooms above it.

:class:`atlas.record.Record` answers questions and knows neither pages nor exports; :class:`Record` here, which
:func:`load` and :func:`from_frame` give and ``atlas.Record`` names, draws, writes, cites and checks itself as well;
and a DataFrame has it as ``frame.atlas``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from atlas import lists
from atlas.lists import Made, save_record
from atlas.record import feature, record, towns

if TYPE_CHECKING:
    from atlas.check import Problems
    from atlas.io.tables import Problem, Sheet
    from atlas.notebook.widget import AtlasWidget
    from atlas.page import AtlasMap

__all__ = ["AtlasAccessor", "Feature", "Record", "Town", "from_frame", "load"]


class Feature(feature.Feature):
    """A place, street, institution or monument, as ``record["town-hall"]`` gives it, with its whole history."""

    def cite(self, style: str = "apa") -> str:
        """Its sources and its entry in the record as references, in a style of :func:`atlas.cite.cite_feature`."""
        from atlas.cite import cite_feature

        return cite_feature(self, style)

    def _repr_html_(self) -> str:
        from atlas.notebook.cards import feature_card

        return feature_card(self)


@dataclass(frozen=True)
class Town(towns.Town):
    """A town, and what the record has there, as ``record.town("Wien")`` gives it."""

    record: Record = field(repr=False)

    def still(self, path: str | Path, date: str | None = None, **how: Any) -> Path:
        """Draw its map (``.png``, ``.svg``, ``.pdf``; extra ``still``), on a day on which most there bears the name.

        Parameters
        ----------
        path
            The file; its suffix chooses the format.
        date
            An EDTF date to draw instead.
        **how
            As :func:`atlas.plate.still.save_still` takes it: ``size, dpi, theme, lang, basis, dates, compare``.

        Raises
        ------
        ValueError
            The suffix is unknown, or a date is none.
        """
        from atlas.plate.still import save_still
        from atlas.plate.town import town_sheet
        from atlas.record.plans import read_plans

        bloc = how.pop("bloc", None) or read_plans(self.record).bloc
        return save_still(*town_sheet(self.record, self, lang=how.get("lang", "en")), path, date=date, bloc=bloc, **how)


class Record(record.Record):
    """A record of sourced claims, with what can be drawn, written and cited from it.

    Its tables and the questions that they answer are those of :class:`atlas.record.Record`.
    """

    feature_class = Feature

    @classmethod
    def undrawable(cls, sheets: dict[str, Sheet]) -> list[Problem]:
        """Kinds whose mark has a shape that nothing can draw."""
        from atlas.check.marks import shape_problems

        return list(shape_problems(sheets["kinds"]))

    if TYPE_CHECKING:

        def __getitem__(self, feature_id: str) -> Feature: ...
        def __iter__(self) -> Iterator[Feature]: ...

    def town(self, name: str, country: str | None = None) -> Town:
        """A town by any of its names: see :meth:`atlas.record.Record.town`; this one draws its still, too."""
        return Town(**vars(super().town(name, country)), record=self)

    def check(self) -> Problems:
        """Every problem of the record's files, by :func:`atlas.check.check`; none in a sound record.

        A part (:meth:`where`) checks the files that it was loaded from, all of them.
        """
        from atlas.check import check

        if self.made is None or self.path.is_dir():
            return check(self.path)
        with TemporaryDirectory() as folder:
            self.save(folder)
            return check(folder)

    def map(self, *args: Any, **kwargs: Any) -> AtlasMap:
        """An animated map of this record: see :class:`atlas.AtlasMap` for what it takes."""
        from atlas.page import AtlasMap

        return AtlasMap(self, *args, **kwargs)

    def widget(self, **kwargs: Any) -> AtlasWidget:
        """A live map for a notebook (extra ``widget``): see :class:`atlas.notebook.widget.AtlasWidget`."""
        from atlas.notebook.widget import widget

        return widget(self, **kwargs)

    made: Made | None = None

    def save(self, folder: str | Path) -> list[Path]:
        """Write it into a folder, as canonical tables that ``atlas check`` passes at its level; the files written."""
        return save_record(self, folder)

    def export(self, path: str | Path) -> Path:
        """Write this record to a file in another tool's format; the suffix chooses which.

        Text that ends in a slash names a folder, which :func:`atlas.open` asks without loading it.

        Raises :class:`atlas.export.ExportError`, a ValueError, where the suffix is unknown or a library is missing.
        """
        from atlas.export import write

        return write(self, path).path

    def cite(self, style: str = "apa") -> str:
        """The record as a reference, in a style of :func:`atlas.cite.cite_record`."""
        from atlas.cite import cite_record

        return cite_record(self, style)

    def _repr_html_(self) -> str:
        from atlas.notebook.cards import record_card

        return record_card(self)


def load(path: str | Path | None = None) -> Record:
    """Load a record that can also draw, write, cite and check itself; else as :func:`atlas.record.load`."""
    return record.load_as(Record, path)


def from_frame(frame: pd.DataFrame, **options: Any) -> Record:
    """A record of a DataFrame or a GeoDataFrame.

    Parameters
    ----------
    frame
        A row a thing. Of a GeoDataFrame the geometry, in any reference system, is its place.
    **options
        As for :func:`atlas.lists.record_of`: columns (``begin=, end=, when=, name=, former=, kind=, source=, point=,
        latitude=, longitude=, status=`` ...), and ``title, licence, dayfirst, standing, day``.

    Returns
    -------
    Record
        In memory; ``record.save("my-record/")`` writes it. ``record.made`` has what was guessed, decided and left out;
        ``print(record.made.report)`` tells it.

    Raises
    ------
    ValueError
        A column is not there, or not one row can be drawn.

    Warns
    -----
    atlas.lists.LeftOutWarning
        Some rows cannot be drawn.
    """
    return cast(Record, lists.from_frame(frame, **{"record_class": Record, **options}))


@pd.api.extensions.register_dataframe_accessor("atlas")
class AtlasAccessor:
    """``frame.atlas``: a DataFrame's own map and record; columns are named as for :func:`from_frame`, or guessed.

    >>> gdf.atlas.explore(begin="up", end="down")
    >>> gdf.atlas.record(begin="up", end="down").save("my-record/")
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def record(self, **options: Any) -> Record:
        """The frame as a record: :func:`from_frame`."""
        return from_frame(self._frame, **options)

    def explore(self, **options: Any) -> AtlasMap:
        """An animated map of the frame: :class:`atlas.AtlasMap`, with whose options those of columns may be mixed."""
        from atlas.page import AtlasMap

        return AtlasMap(self._frame, **options)
