"""CSV with WKT: one row a tenure, as :func:`atlas.export.shape.tenure_frame` has them, and its point as ``wkt``.

Text is as in the record, quoted where CSV needs it; nothing is put before a cell that begins with ``=``, so a
spreadsheet should import the columns as text.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from atlas.export.shape import iso, tenure_frame

if TYPE_CHECKING:
    from atlas.record import Record


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the tenures as UTF-8 with LF line ends and ISO days; what is missing is an empty cell."""
    tenures = tenure_frame(record)
    frame = pd.DataFrame(tenures.drop(columns="geometry"))
    for name in frame.columns:
        if pd.api.types.is_datetime64_any_dtype(frame[name]):
            frame[name] = pd.Series([iso(day) for day in frame[name]], dtype="object", index=frame.index)
    frame["wkt"] = tenures.geometry.to_wkt(rounding_precision=-1)
    frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
    return {"tenures": len(frame)}
