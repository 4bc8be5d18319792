"""Sheets: the quick ways to read a table and to tell whether it is canonical give what the slow ones do."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.io import schema, tables
from atlas.io.descriptor import all_like, matcher
from atlas.io.tables import Sheet, canonical_bytes, is_canonical
from atlas.io.text import doubtful, formula, hidden

KINDS = schema.bundled().tables["kinds"]
CELLS = [
    "",
    "a",
    "b",
    " a",
    "b ",
    '"',
    '"a"',
    '"a,b"',
    '"a""b"',
    'a"b',
    '"a\nb"',
    "e\u0301",
    "é",
    "1",
    "01",
    "-1.0",
    "x y",
]
ENDS = ["\n", "\n", "\n", "\n", "\r\n", "\n\n", ""]
HEADER = ",".join(KINDS.columns)
ROW = ",".join(["a", '"a,""b"""', '""', *["é"] * (len(KINDS.columns) - 3)])
PLAIN = [f"{HEADER}\n".encode(), f"\ufeff{HEADER}\n{ROW}\n{ROW}".encode(), f'{HEADER}\n{ROW[:-1]}""\n'.encode()]
TEXTS = st.lists(st.text(alphabet='a<b>&;=+-@(\n\t \u200b\u2800\u202eé"', max_size=6), max_size=600)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """The bytes of a table that may be whole, canonical, or neither."""
    lines = [",".join(KINDS.columns)]
    for _ in range(draw(st.integers(0, 5))):
        more = draw(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 1, -1]))
        lines.append(",".join(draw(st.sampled_from(CELLS)) for _ in range(len(KINDS.columns) + more)))
    text = "".join(line + draw(st.sampled_from(ENDS)) for line in lines)
    return (draw(st.sampled_from(["", "", "", "\ufeff"])) + text).encode()


def read(data: bytes) -> Sheet:
    sheet = Sheet(KINDS, data=data)
    tables._read_rows(sheet, data.decode("utf-8-sig"))
    return sheet


def told(sheet: Sheet) -> list[Any]:
    return [sheet.whole, sheet.problems, [(row.line, row.raw, row.values) for row in sheet.rows]]


@given(files())
def test_lines_are_read_as_one_by_one(data: bytes) -> None:
    quick = told(read(data))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_plain_rows", lambda *_: None)
        assert quick == told(read(data))


@settings(deadline=None)  # at first pyarrow is imported
@given(files())
def test_arrow_reads_as_row_by_row(data: bytes) -> None:
    sheet = Sheet(KINDS, data=data)
    if tables._read_plain(sheet, {}):
        assert told(sheet) == told(read(data))


@pytest.mark.parametrize("data", PLAIN)
def test_arrow_reads_what_is_plain(data: bytes) -> None:
    assert tables._read_plain(Sheet(KINDS, data=data), {})


def test_without_arrow_it_is_left_to_the_slow_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert not tables._read_plain(Sheet(KINDS, data=PLAIN[1]), {})


@given(files())
def test_what_is_canonical_is_as_it_would_be_written(data: bytes) -> None:
    sheet = read(data)
    if sheet.whole:
        assert is_canonical(sheet) == (canonical_bytes(sheet.written, (row.raw for row in sheet.rows)) == data)


@given(files())
def test_the_canonical_form_is_canonical(data: bytes) -> None:
    sheet = read(data)
    assert is_canonical(read(canonical_bytes(KINDS, (row.raw for row in sheet.rows))))


@given(TEXTS)
def test_nothing_odd_is_passed_over(texts: list[str]) -> None:
    odd = {one for one in texts if next(hidden(one), None) or "<" in one or "&" in one or formula(one)}
    assert odd <= set(doubtful(texts))


@pytest.mark.parametrize(
    "form", ["[a-z0-9]+(-[a-z0-9]+)*", "[A-Z]{2}", "a|b", "[^b]*", "(?s:.*)", r"\s*", "[[:space:]ab]+"]
)
@given(texts=st.lists(st.sampled_from(["a", "b", "a-b", "AB", "", "\n", "a\nb", "é"]), max_size=4))
def test_what_is_plainly_like_a_pattern_matches_it(form: str, texts: list[str]) -> None:
    assert not all_like(form, texts) or all(matcher(form).fullmatch(text) for text in texts)


def test_ids_are_plainly_like_their_pattern() -> None:
    assert all_like("[a-z0-9]+(-[a-z0-9]+)*", ["a", "b-1"])
