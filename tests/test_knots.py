"""The lines that a page carries of the likelihood: never farther from the record's own than the hundredth promised."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

import atlas
from atlas.edtf import to_day
from atlas.page.payload.columns import encode
from atlas.record.knots import STEPS, lines_of
from atlas.record.likelihood import Estimate
from atlas.record.states import state_codes
from atlas.record.tenures import UNCERTAIN

HUNDREDTH = 0.01


def _read(lines, tenures: pd.DataFrame, row: int, day: int) -> float:
    """The likelihood of a tenure on a day, as a page reads it from its lines."""
    b0, b1, e0 = (int(tenures[name].iloc[row]) for name in ("uncertain_from", "bearing_from", "bearing_until"))
    e1 = tenures["gone_from"].iloc[row]
    rise, fall = lines.rise[row], lines.fall[row]
    if b1 > e0 and rise:
        return _on(lines, rise, b0, None, day)
    if day < b1:
        return _on(lines, rise, b0, b1, day)
    return 1 - _on(lines, fall, e0, None if pd.isna(e1) else int(e1), day)


def _on(lines, line: int, first: int, last: int | None, day: int) -> float:
    mine = lines.line == line if line else np.zeros(len(lines.line), bool)
    x, y = [first - 1, *lines.day[mine]], [0.0, *(lines.value[mine] / STEPS)]
    if last is not None:
        x, y = [*x, last], [*y, 1.0]
    return float(np.interp(day, x, y))


def test_every_line_of_the_record_keeps_within_a_hundredth(record: atlas.Record) -> None:
    estimate, features, tenures = record.estimate, record.features, record.tenures
    lines = lines_of(estimate, features, tenures)
    spread = np.linspace(record.first_day, to_day(record.date), 90).astype(int)
    new_years = [to_day(date(year, 1, 1)) for year in range(1990, record.date.year + 1)]  # when lines of begins bend
    days = np.unique([*spread, *new_years])
    alone = (~tenures["feature_id"].duplicated(keep=False)).to_numpy()
    ids = pd.Index(tenures["feature_id"])[alone]
    likely = estimate.at(features.loc[ids], tenures[alone], days)
    doubtful = state_codes(tenures[alone], ids, days) == UNCERTAIN
    rows = np.flatnonzero(alone)
    off = [
        abs(_read(lines, tenures, rows[k], days[d]) - likely[k, d]) for k, d in zip(*np.nonzero(doubtful), strict=True)
    ]
    assert len(off) > 10_000 and max(off) <= HUNDREDTH


def test_likelihoods_are_a_small_part_of_a_page(record: atlas.Record) -> None:
    """So many knots a feature: each is some three bytes."""
    assert len(lines_of(record.estimate, record.features, record.tenures).day) < 12 * len(record)


def test_a_record_that_knows_no_ends_has_the_likelihood_of_its_bounds() -> None:
    features = pd.DataFrame({"polity": "P", "country": "PP", "group": "image", "kind": "bust"}, index=["a", "b"])
    tenures = pd.DataFrame(
        {
            "feature_id": features.index,
            "uncertain_from": [0, 0],
            "bearing_from": [0, 100],
            "bearing_until": [50, 200],
            "gone_from": pd.array([None, 300], dtype="Int64"),
        }
    )
    estimate = Estimate(features, tenures, 5000)
    likely = estimate.at(features, tenures, [10, 60, 4000, 249])
    assert estimate.blind
    assert likely[0].tolist() == [1, 0.5, 0.5, 0.5]
    assert likely[1, [0, 3]] == pytest.approx([11 / 101, 1 - 50 / 101])
    assert not len(lines_of(estimate, features, tenures).day)


def test_the_payload_refers_to_lines_and_strata_that_are_there(record: atlas.Record) -> None:
    data = encode(record, ground=False)
    tenures, count = data["tenures"], data["lines"]["count"]
    assert max(*tenures["rise"], *tenures["fall"]) == len(count) == len(data["lines"]["first"])
    assert sum(count) == len(data["knots"]["value"]) == len(data["knots"]["step"]) + len(count)
    assert max(tenures["stratum"]) < len(data["strata"]["known"])
    assert all(parent < row for row, parent in enumerate(data["strata"]["parent"]))
