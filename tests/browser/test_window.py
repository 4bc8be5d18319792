"""A window: all that changed between the two days compared, as a list beside the map."""

from __future__ import annotations

from typing import Any

import pytest

import atlas

FIRST, LAST = "1961-10-21", "1961-12-31"


@pytest.fixture(scope="module")
def found() -> Any:
    return atlas.load().changes("1961-10-22", LAST)


def test_the_list_has_what_the_record_has_between_the_two_days(built: Any, open_page: Any, found: Any) -> None:
    page = open_page(built / "atlas.html", fragment=f"date={LAST}&compare={FIRST}&panels=changes")
    feed = page.locator(".atlas-feed")
    within, perhaps = int(found["within"].sum()), int((~found["within"]).sum())
    assert within > 20 and perhaps > 20
    assert feed.locator("summary").inner_text() == f"Changes ({within})"
    assert feed.locator("li > button").count() == within + perhaps
    assert feed.locator(".atlas-perhaps").inner_text().startswith(f"{perhaps} more may lie between them")
    first = feed.locator("li > button").first
    assert found[found["within"]].iloc[0]["title"] in first.inner_text()
    first.click()
    assert f"open={found[found['within']].iloc[0]['feature_id']}" in page.url


def test_the_list_follows_the_comparison_and_ends_with_it(built: Any, open_page: Any) -> None:
    page = open_page(built / "atlas.html", fragment=f"date={LAST}&compare={FIRST}&panels=changes,legend")
    feed = page.locator(".atlas-feed")
    before = feed.locator("li > button").all_inner_texts()
    page.evaluate("window.atlas.seek('1961-10-21')")
    assert feed.locator("summary").inner_text() == "Changes (0)"
    page.evaluate(f"window.atlas.seek('{LAST}')")
    assert feed.locator("li > button").all_inner_texts() == before
    page.get_by_role("button", name="End the comparison").click()
    assert feed.locator("summary").inner_text() == "Changes"
    assert feed.locator("p").first.is_hidden()
    assert feed.locator(".atlas-perhaps").count() == 0
