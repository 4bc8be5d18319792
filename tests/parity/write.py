"""One truth for two languages: cases as JSON, with what Python makes of them, for Python and Node.js to pass.

A case holds the columns of a page (a sample of the record, frozen, so that it does not change with the record) and
what is expected of them on many days: the status of every feature, how likely the uncertain ones bear the name, the
name of each in Latin and in its own letters, how many have each status, the pace of the clock, which features share
a town, and where points come to lie in each projection.

``PYTHONPATH=tests python -m tests.parity.write`` writes them anew.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Proj

import atlas
from atlas.edtf import to_day
from atlas.look.tokens import TOKENS
from atlas.page.payload.columns import encode
from atlas.plate.marks import certainty
from atlas.plate.pace import Pace, pace_of
from atlas.plate.places import towns_of
from atlas.plate.projections import RADIUS_M, crs_of
from atlas.plate.wake import changes_in, wake_from
from atlas.record.contrast import contrast_of
from atlas.record.likelihood import Estimate
from atlas.record.milestones import Milestone, caption_on
from atlas.record.names import names_on
from atlas.record.states import state_codes
from atlas.record.tenures import BEARING, STATUSES, UNCERTAIN
from tests.conftest import SOUND, _hostile

FOLDER = Path(__file__).parent
MILESTONE = ("id", "weight", "earliest", "latest", "lat", "lon")
BOX = (45.0, 10.0, 60.0, 48.0)  # south, west, north, east of the map of captions
SAMPLE = 60  # features of the bundled record
DAYS = 24  # of each case, spread over its time; and those about every turn of some features
TABLES = ("kinds", "types", "tenures", "lines", "knots", "strata", "labels", "names")
RESOLVED = ("uncertain_from", "bearing_from", "bearing_until", "gone_from")
PROJECTIONS = [
    {"kind": "laea", "center": [50, 20]},
    {"kind": "laea", "center": [90, 0]},
    {"kind": "albers", "center": [50, 96], "parallels": [45, 65]},
    {"kind": "equal-earth", "center": [0, 0]},
]


def columns(record: atlas.Record) -> dict[str, Any]:
    """The part of a page's payload that a case needs."""
    data = encode(record, ground=False)
    fields = ("id", "kind", "lat", "lon", "title", "settlement", "country", "polity", "rank")
    case = {name: data[name] for name in TABLES}
    case["features"] = {name: data["features"][name] for name in fields}
    case["milestones"] = [{key: m[key] for key in MILESTONE} for m in data["milestones"]]
    case["today"] = to_day(record.date)
    case["events"] = {name: data["events"][name] for name in ("feature", "type", "earliest", "latest")}
    case["days"] = days_of(case)
    return case


def days_of(case: dict[str, Any]) -> list[int]:
    """Days spread over the time of a case, and the day before, of and after some of its turns."""
    turns = sorted({day for name in RESOLVED for day in case["tenures"][name] if day is not None})
    spread = np.linspace(turns[0] - 400, turns[-1] + 400, DAYS).astype(int).tolist()
    near = [day + step for day in turns[:: max(1, len(turns) // DAYS)] for step in (-1, 0, 1)]
    return sorted({*spread, *near})


def expected(case: dict[str, Any]) -> dict[str, Any]:
    """What Python makes of a case."""
    ids, days, events = pd.Index(case["features"]["id"]), case["days"], case["events"]
    codes = state_codes(tenures_of(case), ids, days)
    likely = np.column_stack([_certainty(case, day) for day in days]) if days else np.zeros((len(ids), 0))
    spans = [
        (first, last)
        for first, last, kind in zip(events["earliest"], events["latest"], events["type"], strict=True)
        if case["types"][kind]["effect"] != "neutral"
    ]
    paces = {kind: pace_of(kind, days[0], days[-1], spans) for kind in ("event", "calendar")}
    return {
        "status": ["".join(map(str, column)) for column in codes.T],
        "certainty": [
            [round(float(v), 7) for v in column[uncertain]]
            for column, uncertain in zip(likely.T, (codes == UNCERTAIN).T, strict=True)
        ],
        **_likely(case, codes),
        "counts": [{name: int((column == k).sum()) for k, name in enumerate(STATUSES)} for column in codes.T],
        **_names(case),
        "pace": {kind: [round(pace.position(day), 9) for day in days] for kind, pace in paces.items()},
        "captions": _captions(case),
        "contrast": _contrast(case),
        "wake": _wake(case, paces["event"]),
        "towns": towns_of(_features(case)),
        "projected": [_projected(case, spec) for spec in PROJECTIONS],
    }


def _full(case: dict[str, Any]) -> pd.DataFrame:
    """The features with all that the estimate needs."""
    return _features(case).assign(
        polity=case["features"]["polity"],
        kind=[case["kinds"][row]["id"] for row in case["features"]["kind"]],
        group=[case["kinds"][row]["group"] for row in case["features"]["kind"]],
    )


def _likely(case: dict[str, Any], codes: np.ndarray) -> dict[str, Any]:
    """The likelihood of what is uncertain on each day, and how many bear the name: likely, low and high."""
    days, features, tenures = case["days"], _full(case), tenures_of(case)
    estimate = Estimate(features, tenures, case["today"])
    likely = estimate.at(features, tenures, days)
    counts = estimate.counts(features, tenures, days)[["likely", "low", "high"]]
    return {
        "likely": [
            [round(float(v), 4) for v in column[uncertain]]
            for column, uncertain in zip(likely.T, (codes == UNCERTAIN).T, strict=True)
        ],
        "likely_counts": [[round(float(v), 3) for v in row] for row in counts.to_numpy()],
    }


def _captions(case: dict[str, Any]) -> list[str | None]:
    """On each day the milestone of the caption, on a map of :data:`BOX`."""
    south, west, north, east = BOX
    listed = [
        Milestone(
            m["id"], "", m["weight"], "", m["earliest"], m["latest"], pd.DataFrame(),
            None if m["lat"] is None else (m["lat"], m["lon"]),
        )
        for m in case["milestones"]
    ]  # fmt: skip

    def is_seen(lat: float, lon: float) -> bool:
        return south <= lat <= north and west <= lon <= east

    found = [caption_on(listed, day, is_seen, TOKENS["caption"]) for day in case["days"]]
    return [m and m.id for m in found]


def _contrast(case: dict[str, Any]) -> list[str]:
    """How each feature stands on some days beside the one in the middle, by the estimate and by sources alone."""
    days, features, tenures = case["days"], _full(case), tenures_of(case)
    events = pd.DataFrame({"feature_id": [case["features"]["id"][row] for row in case["events"]["feature"]]})
    for name in ("earliest", "latest"):
        events[name] = np.array(case["events"][name], "int64").astype("datetime64[D]")
    events["effect"] = [case["types"][row]["effect"] for row in case["events"]["type"]]
    against, found = days[len(days) // 2], []
    likely = Estimate(features, tenures, case["today"]).at(features, tenures, days)
    surely = (state_codes(tenures, features.index, days) == BEARING).astype(float)
    for chances in (likely, surely):
        for k in range(0, len(days), 7):
            first, last = sorted([days[k], against])
            pair = chances[:, [days.index(first), days.index(last)]]
            found.append("".join(map(str, contrast_of(pair, events, features.index, first, last))))
    return found


def _wake(case: dict[str, Any], pace: Pace) -> list[list[Any]]:
    """On each day the row and the sign of every feature that has just changed, by row."""
    events, types = case["events"], case["types"]
    frame = pd.DataFrame({"feature": events["feature"], "first": events["earliest"], "last": events["latest"]})
    frame["type"] = [types[row]["id"] for row in events["type"]]
    frame["effect"] = [types[row]["effect"] for row in events["type"]]
    frame = frame[frame["effect"] != "neutral"].sort_values("last", kind="stable")
    frame["feature_id"] = [case["features"]["id"][row] for row in frame["feature"]]
    index = pd.Index(case["features"]["id"])
    found = [changes_in(frame, index, wake_from(pace, day), day) for day in case["days"]]
    return [sorted([change.row, change.sign] for change in changes) for changes in found]


def tenures_of(case: dict[str, Any]) -> pd.DataFrame:
    """The tenures of a case as the record has them."""
    table = case["tenures"]
    frame = pd.DataFrame({"feature_id": [case["features"]["id"][row] for row in table["feature"]]}, dtype="str")
    for name in RESOLVED:
        frame[name] = pd.array(table[name], dtype="Int64" if name == "gone_from" else "int64")
    return frame


def _certainty(case: dict[str, Any], day: int) -> np.ndarray:
    record = SimpleNamespace(tenures=tenures_of(case), features=pd.DataFrame(index=pd.Index(case["features"]["id"])))
    return certainty(record, day)  # type: ignore[arg-type]


def _features(case: dict[str, Any]) -> pd.DataFrame:
    table = case["features"]
    frame = pd.DataFrame({name: table[name] for name in ("country", "settlement", "rank")}, index=table["id"])
    return frame.assign(latitude=table["lat"], longitude=table["lon"])


def _names(case: dict[str, Any]) -> dict[str, Any]:
    """Names by day, in Latin and in their own letters, as places in the list ``spelt`` of all."""
    names, labels, ids = case["names"], case["labels"], case["features"]["id"]
    frame = pd.DataFrame(
        {
            "feature_id": [ids[names["feature"][row]] for row in labels["name"]],
            "name": [names["name"][row] for row in labels["name"]],
            "latin": [names["latin"][row] for row in labels["name"]],
            "from_day": pd.array(labels["from"], dtype="Int64"),
            "to_day": pd.array(labels["to"], dtype="Int64"),
        }
    )
    titles = pd.Series(case["features"]["title"], index=ids)
    of_days = [names_on(frame, titles, day) for day in case["days"]]
    spelt = sorted({text for table in of_days for text in (*table["latin"], *table["name"])})
    place = {text: number for number, text in enumerate(spelt)}
    by_script = {script: [[place[text] for text in table[script]] for table in of_days] for script in ("latin", "name")}
    return {"spelt": spelt, **by_script}


def _projected(case: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """Where the features of a case lie, in radii of the sphere."""
    x, y = Proj(crs_of(spec))(np.array(case["features"]["lon"], float), np.array(case["features"]["lat"], float))
    points = [[round(float(v) / RADIUS_M, 9) for v in point] for point in zip(x, y, strict=True)]
    return {"projection": spec, "points": points}


def sample(record: atlas.Record) -> atlas.Record:
    """Features of every sort: those with several tenures or several names, and some of all others."""
    many = record.tenures["feature_id"].value_counts()
    languages = record.names.groupby("feature_id")["language"].nunique()
    chosen = [*many[many > 1].index[: SAMPLE // 3], *languages[languages > 1].index[: SAMPLE // 3]]
    rest = record.features.index[:: max(1, len(record.features) // SAMPLE)]
    part = record.where(feature_id=list(dict.fromkeys([*chosen, *rest]))[:SAMPLE])
    # What is learnt from the sample alone can be learnt again from what is written of it.
    part.estimate = Estimate(part.features, part.tenures, to_day(record.date))
    return part


def cases() -> dict[str, dict[str, Any]]:
    """The columns of every case, by name."""
    with tempfile.TemporaryDirectory() as folder:
        hostile = atlas.load(_hostile(Path(folder) / "hostile"))
        return {
            "bundled": columns(sample(atlas.load())),
            "sound": columns(atlas.load(SOUND)),
            "hostile": columns(hostile),
        }


def write() -> None:
    """Write every case, a table a line."""
    for name, case in cases().items():
        whole = {**case, "expected": expected(case)}
        lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in whole.items()]
        (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
