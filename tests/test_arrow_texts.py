"""Texts that Arrow keeps, as with pandas 3, are loaded as those that Python has: the same tables, the same faults."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import sampled

import atlas
from atlas.io import frames, schema
from atlas.io.joins import rows_of, stands_in
from atlas.io.plain import Cells
from atlas.io.tables import RecordError
from atlas.record import record as loading

pytestmark = pytest.mark.fast

RECORDS = Path(__file__).parent / "records"
BROKEN = sorted(folder.name for folder in RECORDS.iterdir() if folder.name != "sound")
KEPT = pd.StringDtype("pyarrow", na_value=np.nan)
TEXTS = st.sampled_from(["", "a", "b", "é", "a b", "\u0130", "nan", "None"])


def loaded(monkeypatch: pytest.MonkeyPatch, folder: Path, *, arrow: bool) -> Any:
    """The tables of a record, or what is wrong with them."""
    monkeypatch.setattr(loading, "KEEPS_ARROW", arrow)
    monkeypatch.setitem(frames._DTYPES, "string", KEPT if arrow else np.dtype(object))
    try:
        record = atlas.load(folder)
    except RecordError as error:
        return str(error)
    held = {name: getattr(record, name) for name in record.package.tables if hasattr(record, name)}
    assert record.features["title"].dtype == (KEPT if arrow else object)
    return {name: pd.DataFrame(table).reset_index().astype(object).to_dict("list") for name, table in held.items()}


@pytest.mark.parametrize("name", sampled(["sound", *BROKEN], 4))
def test_a_record_is_loaded_alike(monkeypatch: pytest.MonkeyPatch, faulty: Any, name: str) -> None:
    folder = faulty(name)
    kept, plain = (loaded(monkeypatch, folder, arrow=arrow) for arrow in (True, False))
    assert str(kept) == str(plain)


def test_the_bundled_record_is_loaded_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = schema.bundled_path()
    kept, plain = (loaded(monkeypatch, folder, arrow=arrow) for arrow in (True, False))
    assert kept.keys() == plain.keys()
    for name, table in plain.items():
        assert str(kept[name]) == str(table), name


def test_loading_makes_no_texts_of_what_nobody_reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What sources say is most of a record's text, and stays where Arrow has put it."""
    asked: list[Cells] = []
    texts = Cells._texts.func  # type: ignore[attr-defined]
    monkeypatch.setattr(Cells, "_texts", property(lambda cells: asked.append(cells) or texts(cells)))
    loaded(monkeypatch, schema.bundled_path(), arrow=True)
    assert (
        sum(cells.arrow.nbytes for cells in asked)
        < 200_000
        < (schema.bundled_path() / "attestations.csv").stat().st_size
    )


@given(
    st.lists(
        st.sampled_from(
            [
                "1",
                "-1",
                "48.71378",
                "3000",
                "1e5",
                "nan",
                "inf",
                "1_0",
                "٣",
                "+1",
                " 1",
                ".5",
                "5.",
                "",
                "0.1234567890123456",
            ]
        )
    )
)
def test_plain_numbers_are_what_python_reads(texts: list[str]) -> None:
    found = Cells(pa.chunked_array([pa.array(texts, pa.string())])).numbers()
    if found is not None:
        assert found == [float(text) for text in texts]
        assert all(map(math.isfinite, found))


@given(st.lists(TEXTS))
def test_a_column_tells_of_itself_what_a_list_does(texts: list[str]) -> None:
    cells = Cells(pa.chunked_array([pa.array(texts, pa.string())]))
    assert list(cells) == texts
    parted = Cells(pa.chunked_array([pa.array(texts, pa.string()), pa.array(texts, pa.string())]))
    assert isinstance(parted.in_one_piece(), pa.Array)
    assert parted.in_one_piece().to_pylist() == texts + texts
    assert cells.distinct() == set(texts)
    assert cells.differ() == (len(set(texts)) == len(texts))
    assert cells.has_gaps() == ("" in texts)
    assert cells.beyond(Cells(pa.chunked_array([pa.array(["a", ""])]))) == set(texts) - {"a", ""}


@pytest.mark.parametrize("dtype", [KEPT, object])
@given(asked=st.lists(st.one_of(TEXTS, st.none())), texts=st.lists(st.one_of(TEXTS, st.none())))
def test_texts_are_found_where_pandas_finds_them(dtype: Any, asked: list[str | None], texts: list[str | None]) -> None:
    column, known = pd.Series(asked, dtype=dtype), pd.Series(texts, dtype=dtype)
    wanted = column.isin(known.dropna()) & column.notna()
    assert stands_in(column, known).tolist() == wanted.tolist()
    keys = known.dropna().drop_duplicates()
    assert rows_of(column, keys).tolist() == pd.Index(keys).get_indexer(pd.Index(column)).tolist()
