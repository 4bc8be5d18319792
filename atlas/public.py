"""The public face of a record: the one place where a record is given what it does with the rooms above it.

:class:`atlas.record.Record` answers questions and knows neither pages nor exports; :class:`Record` here, which
:func:`load` gives and ``atlas.Record`` names, draws, writes, cites and checks itself as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from atlas.record import feature, record

if TYPE_CHECKING:
    from atlas.check import Problems
    from atlas.lists import Made
    from atlas.notebook.widget import AtlasWidget
    from atlas.page import AtlasMap

__all__ = ["Feature", "Record", "load"]


class Feature(feature.Feature):
    """A place, street, institution or monument, as ``record["town-hall"]`` gives it, with its whole history."""

    def cite(self, style: str = "apa") -> str:
        """Its sources and its entry in the record as references, in a style of :func:`atlas.cite.cite_feature`."""
        from atlas.cite import cite_feature

        return cite_feature(self, style)

    def _repr_html_(self) -> str:
        from atlas.notebook.cards import feature_card

        return feature_card(self)


class Record(record.Record):
    """A record of sourced claims, with what can be drawn, written and cited from it.

    Its tables and the questions that they answer are those of :class:`atlas.record.Record`.
    """

    feature_class = Feature
    if TYPE_CHECKING:

        def __getitem__(self, feature_id: str) -> Feature: ...
        def __iter__(self) -> Iterator[Feature]: ...

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
    """Of a record from a list: what was guessed, decided and left out (:class:`atlas.lists.Made`)."""

    def save(self, folder: str | Path) -> list[Path]:
        """Write it into a folder, as canonical tables that ``atlas check`` passes at its level; the files written."""
        from atlas.lists.save import save_record

        return save_record(self, folder)

    def export(self, path: str | Path) -> Path:
        """Write this record to a file in another tool's format; the suffix chooses which.

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
