"""Where the sample records of the tests lie, and which cases of a long sweep are a sample of it.

Apart from the fixtures, as there are two files called conftest.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

RECORDS = Path(__file__).parent / "records"
SOUND = RECORDS / "sound"


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """All cases as parameters of a test: every n-th runs always, the others where the whole is asked for."""
    rows = [case if isinstance(case, tuple) else (case,) for case in cases]
    return [pytest.param(*row, marks=[] if k % every == 0 else pytest.mark.whole) for k, row in enumerate(rows)]
