"""CSV with WKT: one row a tenure, as :func:`atlas.export.shape.tenure_frame` has them, and its point as ``wkt``.

Text is as in the record, quoted where CSV needs it. A cell that a spreadsheet would run as a formula is refused, and
the record's check names it (rule ``text``). Nothing is put before it: an apostrophe would be part of the text to every
other reader. ``.gpkg`` and ``.sqlite``, whose cells are never formulas, take it as it is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from atlas.export.safe import refuse_formulas
from atlas.export.shape import flat_frame, iso
from atlas.io.files import put

if TYPE_CHECKING:
    from atlas.record import Record

_LINE_END = re.compile("\r\n?")


def write(record: Record, path: Path, table: str = "tenures", day: str | None = None) -> dict[str, int]:
    """Write the table as UTF-8 with LF line ends and ISO days; what is missing is an empty cell."""
    name_of, located = flat_frame(record, table, day)
    frame = pd.DataFrame(located.drop(columns="geometry"))
    for name in frame.columns:
        if pd.api.types.is_datetime64_any_dtype(frame[name]):
            frame[name] = pd.Series([iso(day) for day in frame[name]], dtype="object", index=frame.index)
    frame["wkt"] = located.geometry.to_wkt(rounding_precision=-1)
    for name in frame.columns:
        if pd.api.types.is_string_dtype(frame[name].dtype):  # where a lone CR would end the row: it would not be quoted
            frame[name] = [_LINE_END.sub("\n", text) if isinstance(text, str) else text for text in frame[name]]
    refuse_formulas("features.csv", frame.drop(columns="wkt").to_dict("records"), "feature_id")
    put(path, frame.to_csv(index=False, lineterminator="\n").encode("utf-8"))
    return {name_of: len(frame)}
