"""The lists of defects find what they say, and nothing else."""

from __future__ import annotations

from atlas.publish.quality import quality


def test_on_the_tiny_record(sound) -> None:
    lists = quality(sound)
    assert list(lists["ends-not-known-to-the-month"]["event_id"]) == []
    assert list(lists["ends-not-sourced"]["feature_id"]) == []
    assert "prague-stalin-monument-destroyed-1962" not in set(lists["single-source-events"]["event_id"])
    assert "volgograd-renamed-1961" in set(lists["single-source-events"]["event_id"])
    assert list(lists["points-over-1-km"]["feature_id"]) == ["volgograd"]
    assert lists["names-without-original-script"].empty


def test_on_the_record(record) -> None:
    lists = quality(record)
    vague = lists["ends-not-known-to-the-month"]
    assert not vague.empty
    assert not vague["date"].str.fullmatch(r"\d{4}-\d\d(-\d\d)?").any()
    unsourced = set(lists["ends-not-sourced"]["feature_id"])
    derived = {bound.feature_id for bound in record.bounds}
    at_end = record.at(record.date)["status"]
    assert derived and derived <= unsourced and set(at_end[sorted(derived)]) == {"after"}
    assert set(at_end[sorted(unsourced - derived)]) == {"uncertain"}
    assert (lists["points-over-1-km"]["accuracy_m"] > 1000).all()
    counts = record.attestations.groupby("event_id")["source_id"].nunique()
    assert set(lists["single-source-events"]["event_id"]) == set(counts[counts == 1].index)
