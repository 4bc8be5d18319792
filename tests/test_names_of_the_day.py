"""Names on the map are those of the day: no later name stands for today's when nobody says how long it lasted."""

from __future__ import annotations

from pathlib import Path

import pytest

import atlas
from atlas.edtf import to_day
from atlas.look.strings import say
from atlas.record.names import nameless_on, names_on


@pytest.mark.parametrize("feature_id", ["ostrava-svinov-stalinova", "stribro-stalingradske-namesti"])
def test_a_soviet_name_is_not_today_s(record: atlas.Record, feature_id: str) -> None:
    today, ids = to_day(record.date), record.features.index
    shown = names_on(record.labels, record.features["title"], today)["latin"]
    assert "Gottwald" not in str(shown[feature_id])
    assert dict(zip(ids, nameless_on(record.labels, ids, today), strict=True))[feature_id]
    assert "Gottwald" in " ".join(record.names.loc[record.names["feature_id"] == feature_id, "latin"]), (
        "the table keeps it"
    )


def test_a_name_that_lasts_is_shown(record: atlas.Record) -> None:
    today, ids = to_day(record.date), record.features.index
    assert not dict(zip(ids, nameless_on(record.labels, ids, today), strict=True))["volgograd"]


def test_turkey_is_called_so_in_every_language() -> None:
    languages = [path.stem for path in (Path(atlas.__file__).parent / "look" / "locales").glob("*.json")]
    assert len(languages) >= 9
    for language in languages:
        assert say("polity.Turkey", language) not in ("", "polity.Turkey", "Türkiye")
