"""What a page's columns are made of: towns, addresses, origins, orders; each beside the record that it comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from samples import SOUND

import atlas
from atlas.edtf import to_day
from atlas.page.payload.columns import cited_sources, encode, in_order, iri, origin


@pytest.fixture(scope="module")
def data(record: atlas.Record) -> dict[str, Any]:
    return encode(record, ground=False)


def test_towns_lie_where_the_record_has_them(record: atlas.Record, data: dict[str, Any]) -> None:
    """A whole record has all, thousands of people each; a part those in which it has something, its rows told anew."""
    towns, columns = record.towns, data["towns"]
    assert columns["name"] == towns["name"].tolist() and columns["country"] == towns["country"].tolist()
    assert columns["lat"] == towns.geometry.y.tolist() and columns["lon"] == towns.geometry.x.tolist()
    assert columns["people"] == [round(n / 1000) for n in towns["people"]] and max(columns["people"]) > 1000
    assert columns["others"] == ["|".join(names) for names in towns["others"]]
    assert data["features"]["town"] == [None if row < 0 else row for row in record.town_rows.tolist()]
    part = record.where(country="CZ")
    own = encode(part, ground=False)
    names = [None if row is None else own["towns"]["name"][row] for row in own["features"]["town"]]
    assert names == [None if row < 0 else towns["name"].iloc[row] for row in part.town_rows.tolist()]
    assert set(own["towns"]["name"]) == {name for name in names if name} and "Prague" in names


def test_events_stand_by_feature_and_time(record: atlas.Record, data: dict[str, Any]) -> None:
    """And the attestations by their events; a row number leads to the feature, the kind, the type and the source."""
    events, ids = data["events"], list(record.features.index)
    keys = list(zip([ids[row] for row in events["feature"]], events["earliest"], events["latest"], strict=True))
    assert keys == sorted(keys) and len(keys) == len(record.events)
    assert data["attestations"]["event"] == sorted(data["attestations"]["event"])
    kinds = [data["kinds"][row]["id"] for row in data["features"]["kind"]]
    assert kinds == record.features["kind"].tolist()
    numbered = record.attestations.assign(place=record.attestations["event_id"].map(
        {event: place for place, event in enumerate(
            record.events.sort_values(["feature_id", "earliest", "latest", "event_id"])["event_id"]
        )}
    )).sort_values("place", kind="stable")  # fmt: skip
    titles = [data["sources"]["title"][row] for row in data["attestations"]["source"]]
    assert titles == record.sources["title"].loc[numbered["source_id"]].tolist()


def test_strata_tell_what_they_know_and_when_most_of_it_ended(data: dict[str, Any]) -> None:
    """The first is the whole, in which the others lie; years of the middle four fifths, where a stratum tells any."""
    strata = data["strata"]
    assert len({len(column) for column in strata.values()}) == 1
    assert strata["parent"][0] == -1 and strata["known"][0] == max(strata["known"]) > 100
    assert strata["known"] == [round(known, 1) for known in strata["known"]]
    spans = [(a, b) for a, b in zip(strata["from"], strata["to"], strict=True) if a is not None]
    assert all(a <= b for a, b in spans) and any(a < b for a, b in spans)


def test_a_page_has_what_the_record_draws_as_lines_and_areas(record: atlas.Record, data: dict[str, Any]) -> None:
    """A part without any has no columns for them."""
    ids = list(record.features.index)
    assert [ids[row] for row in data["shapes"]["feature"]] == [i for i in ids if i in record.shapes.index]
    without = record.where(feature_id=[i for i in ids if i not in record.shapes.index][:3])
    assert "shapes" not in encode(without, ground=False)


def test_what_lasts_a_day_is_a_begin_to_a_page() -> None:
    """Other effects stay what they are."""
    record = atlas.load(SOUND)
    told = {kind["id"]: kind["effect"] for kind in encode(record, ground=False)["types"]}
    own = record.event_types.set_index("event_type")["effect"]
    assert told == {name: "begin" if effect == "day" else effect for name, effect in own.items()}
    assert "day" in set(own) or "day" not in set(told.values())


def test_the_months_of_a_page_are_those_of_the_lines(record: atlas.Record, data: dict[str, Any]) -> None:
    """A tenure's line runs over rising months, as many as it counts, and every tenure's rows are there."""
    lines, knots = data["lines"], data["knots"]
    assert sum(lines["count"]) == len(knots["value"]) and len(knots["step"]) == len(knots["value"]) - len(
        lines["count"]
    )
    assert min(lines["count"]) >= 1 and min(knots["step"]) >= 0
    assert len(lines["first"]) == len(lines["count"]) == max(max(data["tenures"][w]) for w in ("rise", "fall"))
    last = (pd.Timestamp(record.date) - pd.Timestamp("1970-01-01")).days // 28 + 2
    assert max(lines["first"]) < last and to_day(date(1970, 1, 1)) == 0
    few = encode(atlas.load(SOUND), ground=False)
    assert few["lines"] == {"count": [], "first": []} and few["knots"] == {"step": [], "value": []}


def test_addresses_are_written_in_letters() -> None:
    """Where they are some; what is none stays as it is, and so does what an address needs."""
    assert iri("https://x.org/%D0%A1%D1%82%D0%B0?a=%20b%2Fc") == "https://x.org/Ста?a=%20b%2Fc"
    assert iri("https://x.org/%FF%FE") == "https://x.org/%FF%FE"
    assert iri("https://x.org/%e1%83%a1-%C4%8D") == "https://x.org/ს-č"


def test_the_origin_of_a_source() -> None:
    """Publisher and year, either, or neither."""
    told = [origin({"publisher": p, "year": y}) for p in ("Pravda", "") for y in (1961.0, np.nan)]
    assert told == ["Pravda, 1961", "Pravda", "1961", ""]


def test_only_what_is_cited_is_numbered(record: atlas.Record) -> None:
    """By events or by milestones, in the order of ids."""
    part = record.where(country="AL")
    cited = list(cited_sources(part).index)
    assert cited == sorted({*part.attestations["source_id"], *part.milestones["source_id"]} & set(record.sources.index))
    assert 0 < len(cited) < len(record.sources)


def test_events_stand_in_one_order_whatever_that_of_the_table(record: atlas.Record) -> None:
    """By feature, time and id, also where ids do not stand in their order; those of other features are left out."""
    events, some = record.events, record.features.index[::2]
    wanted = events[events["feature_id"].isin(some)].sort_values(["feature_id", "earliest", "latest", "event_id"])
    by_id = events.sort_values("event_id")
    assert some.is_monotonic_increasing
    for table, index in ((by_id, some), (events.sample(frac=1, random_state=1), some), (by_id, some[::-1])):
        assert in_order(table, index)["event_id"].tolist() == wanted["event_id"].tolist()
