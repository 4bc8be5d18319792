"""Plain tables, a row a line: read by Arrow, where pyarrow is installed, and held against their form by their bytes.

What the :mod:`csv` module would say of them takes three times as long.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np
import numpy.typing as npt

__all__ = ["Cells", "is_plainly_quoted", "plain_table"]

_QUOTE, _COMMA, _END = b'",\n'
_LOOKED_AT = 1000
_BESIDE = np.zeros(256, dtype=bool)
_BESIDE[[_QUOTE, _COMMA, _END]] = True
_PLAIN_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"


class Cells(Sequence[str]):
    """The texts of a column as Arrow holds them, side by side; they become Python's once one of them is asked for."""

    def __init__(self, column: Any) -> None:
        """``column`` is a ``pyarrow.ChunkedArray`` of strings, of which none is null."""
        self.arrow = column

    @cached_property
    def _texts(self) -> list[str]:
        first = self.arrow[:_LOOKED_AT]
        if len(first) and len(first.unique()) * 2 <= len(first):
            # A text that stands in many cells is held once.
            coded = self.arrow.combine_chunks().dictionary_encode()
            texts: list[str] = coded.dictionary.to_numpy(zero_copy_only=False)[coded.indices.to_numpy()].tolist()
        else:
            texts = self.arrow.to_numpy().tolist()
        return texts

    def __len__(self) -> int:
        return len(self.arrow)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        return self._texts[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def in_one_piece(self) -> Any:
        """The column as one array: a row of one of many pieces has to be looked for in all of them."""
        import pyarrow as pa

        return self.arrow.cast(pa.large_string()).combine_chunks()

    def distinct(self) -> frozenset[str]:
        """Every text that stands in the column, once."""
        return frozenset(self.arrow.unique().to_numpy(zero_copy_only=False).tolist())

    def beyond(self, others: Cells) -> frozenset[str]:
        """The texts that do not stand in another column."""
        import pyarrow.compute as pc

        own = self.arrow.unique()
        missing = own.filter(pc.invert(pc.is_in(own, others.arrow.unique())))
        return frozenset(missing.to_pylist())

    def differ(self) -> bool:
        """Whether no text stands twice."""
        import pyarrow.compute as pc

        return bool(pc.count_distinct(self.arrow).as_py() == len(self))

    def has_gaps(self) -> bool:
        """Whether one of the texts is empty."""
        import pyarrow.compute as pc

        return bool(len(self)) and pc.min(pc.binary_length(self.arrow)).as_py() == 0

    def numbers(self) -> list[float] | None:
        """The texts as numbers, where each is a plain one (``48.71378``, ``-3``); else None."""
        import pyarrow.compute as pc

        if not len(self) or not pc.all(pc.match_substring_regex(self.arrow, _PLAIN_NUMBER)).as_py():
            return None
        numbers: list[float] = self.arrow.cast("float64").to_numpy().tolist()
        return numbers


def plain_table(data: bytes) -> tuple[list[str], int, Iterator[Cells]] | None:
    """The header of a table, the number of its rows, and its columns, made one after the other.

    None where Arrow is not installed, or where one of the two readers might read other cells, or find a fault: bytes
    that are not UTF-8, a quotation mark out of place, a cell over several lines, a row with more or fewer cells, an
    empty line, a very long cell. Whoever gets None reads row by row, which tells each fault.
    """
    try:
        import pyarrow as pa
        from pyarrow import csv as arrow
    except ImportError:
        return None
    text = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(text == _END)
    if text.size and text[-1] != _END:
        ends = np.append(ends, text.size)
    lines = np.diff(ends)
    if not ends.size or not ends[0] or lines.min(initial=2) < 2 or lines.max(initial=2) > csv.field_size_limit():
        return None
    if b"\r" in data or b"\0" in data or not _soundly_quoted(text):
        return None
    try:
        header: list[str] = next(csv.reader([data[: ends[0]].decode("utf-8-sig")], strict=True), [])
        names = [str(place) for place in range(len(header))]  # of which none stands twice
        table = arrow.read_csv(
            pa.BufferReader(data),
            read_options=arrow.ReadOptions(use_threads=False, column_names=names, skip_rows=1),
            parse_options=arrow.ParseOptions(ignore_empty_lines=False),
            convert_options=arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except (csv.Error, UnicodeDecodeError, pa.ArrowException):
        return None
    pa.default_memory_pool().release_unused()  # what reading took besides what was read
    if table.num_rows != lines.size:
        return None
    return header, table.num_rows, _columns(table)


def _soundly_quoted(text: npt.NDArray[np.uint8]) -> bool:
    """Whether each quotation mark begins or ends a cell, or stands twice for itself: all else is read differently by
    different readers. Every other mark then opens a cell or is the second of a pair; the rest close, or are the first.
    """
    places = np.flatnonzero(text == _QUOTE)
    opening, closing = places[::2], places[1::2]
    if opening.size != closing.size:
        return False
    behind = closing[closing < text.size - 1] + 1
    return not places.size or bool(opening[0] and _BESIDE[text[opening - 1]].all() and _BESIDE[text[behind]].all())


def is_plainly_quoted(data: bytes) -> bool:
    """Whether in a table without line ends in its cells those stand in quotation marks that need it, and no others."""
    text = np.frombuffer(data, dtype=np.uint8)
    if not _soundly_quoted(text):
        return False
    places = np.flatnonzero(text == _QUOTE)
    if not places.size:
        return True
    apart = np.diff(places)[1::2] > 1  # a mark that closes and another that opens at once are a pair within a cell
    first, last = 2 * np.flatnonzero(np.append(True, apart)), 2 * np.flatnonzero(np.append(apart, True)) + 1
    commas = np.flatnonzero(text == _COMMA)
    begin, end = (np.searchsorted(commas, places[marks]) for marks in (first, last))
    return bool(((last - first > 1) | (begin < end)).all())


def _columns(table: Any) -> Iterator[Cells]:
    while table.num_columns:
        yield Cells(table.column(0))
        table = table.remove_column(0)
