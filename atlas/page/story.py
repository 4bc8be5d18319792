"""A story's page: its text, each date a link into the map; its sites and milestones; what each claim stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
from pyproj import Geod

from atlas.edtf import bounds, to_day, words
from atlas.edtf.wording import read
from atlas.page.drawing import figure_page
from atlas.page.payload.columns import cited_sources
from atlas.record.milestones import Milestone, milestones
from atlas.record.plans import MapPlan
from atlas.record.stories import Claim, Story

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["scenes", "story_page"]

AREAS = ("A", "P")  # feature classes that have an extent: a town, an oblast
NEAR_M = 1500  # a place known worse than this is given no distance
DAY_BY_DAY = 92  # days: a story no longer than this lists what happened on each


def story_page(record: Record, plan: MapPlan, story: Story) -> dict[str, Any]:
    """What the page's template needs of a story.

    Keys: ``paragraphs`` (rows of claims: ``pieces``, each a text, its address within the page and its tag, or ``""``,
    and the number of its ``note``), ``chapters`` (the map's day for each of them), ``notes`` (what the claims stand on:
    ``title``, ``words``, ``label``, ``href``, the numbers of the ``sources``, and ``others``, the dates that other
    sources give), ``sites``, ``milestones``, ``days``, the events of a short span day by day, and ``drawings``
    (of :mod:`atlas.page.drawing`); and, empty for those who build a page to fill, ``pictures`` (of
    :mod:`atlas.publish.pictures`) and ``embed``, a snippet.
    """
    return _Teller(record, plan, story).page()


def scenes(opening: Story, translations: Mapping[str, Story] | None = None) -> list[dict[str, Any]]:
    """What a map tells when it is opened: each paragraph's ``text``, and the ``day`` number of the last date in it.

    And what is ``said`` there by language, in those translations that make the same claims.
    """
    same = {code: own for code, own in (translations or {}).items() if _claims_of(own) == _claims_of(opening)}
    found = []
    for row, paragraph in enumerate(opening.paragraphs):
        text = _told(paragraph)
        if dates := [date for _, _, date in read(text)]:
            said = {code: _told(own.paragraphs[row]) for code, own in same.items()}
            found.append({"day": to_day(bounds(dates[-1])[1]), "text": text, **({"said": said} if said else {})})
    return found


def _told(paragraph: Iterable[Claim]) -> str:
    return " ".join(claim.text for claim in paragraph)


class _Teller:
    """One story and the record that it tells of."""

    def __init__(self, record: Record, plan: MapPlan, story: Story) -> None:
        self.record, self.plan, self.story = record, plan, story
        # One of another shape says other things than the story: `atlas check` names it, and no page tells it.
        self.translations = {
            code: own for code, own in plan.translations.items() if _claims_of(own) == _claims_of(story)
        }
        self.events: dict[str, dict[Any, Any]] = {row["event_id"]: row for row in record.events.to_dict("records")}
        self.milestones = {m.id: m for m in milestones(record) if m.id in story.refs}
        self.numbers = {source_id: row for row, source_id in enumerate(cited_sources(record).index, start=1)}
        self.labels = dict(zip(record.event_types["event_type"], record.event_types["label"], strict=True))
        self.kinds = record.kinds.set_index("kind")
        said = record.attestations.drop_duplicates(["event_id", "source_id"])
        self.sources = {key: [self.numbers[s] for s in rows["source_id"]] for key, rows in said.groupby("event_id")}
        self.said = dict(list(record.attestations.groupby("event_id")))
        self.first, self.last = plan.clock(record)

    def page(self) -> dict[str, Any]:
        notes: dict[tuple[str, ...], int] = {}
        paragraphs = [
            [
                {"pieces": list(self.pieces(claim)), "note": notes.setdefault(claim.refs, len(notes) + 1)}
                for claim in paragraph
            ]
            for paragraph in self.story.paragraphs
        ]
        return {
            "paragraphs": paragraphs,
            "translations": {code: self.translated(own, code, notes) for code, own in self.translations.items()},
            "chapters": [self.day_of(paragraph) for paragraph in paragraphs],
            "notes": [[self.note(ref) for ref in refs] for refs in notes],
            "sites": self.sites(),
            "near": self.hub is not None,
            "hub": self.hub["title"] if self.hub is not None else "",
            "hub_id": self.plan.hub or "",
            "milestones": [self.note(m.id) for m in self.milestones.values()],
            "days": self.days(),
            "drawings": [
                figure_page(self.record, one, (self.first, self.last), k, self.numbers)
                for k, one in enumerate(self.plan.figures, start=1)
            ],
            "pictures": [],
            "embed": "",
        }

    # The text

    def translated(
        self, translation: Story, language: str, notes: Mapping[tuple[str, ...], int]
    ) -> list[list[dict[str, Any]]]:
        """The paragraphs in another language, claim by claim with the links and the notes of the story's own."""
        paragraphs = zip(translation.paragraphs, self.story.paragraphs, strict=True)
        return [
            [
                {"pieces": list(self.pieces(said, claim, language)), "note": notes[claim.refs]}
                for said, claim in zip(own, paragraph, strict=True)
            ]
            for own, paragraph in paragraphs
        ]

    @staticmethod
    def day_of(paragraph: list[dict[str, Any]]) -> str:
        """The day that the map shows while a passage is read: that of the first date in it; "" for none."""
        links = (href for claim in paragraph for _, href, _ in claim["pieces"] if href)
        return next(links, "").removeprefix("#date=").partition("&")[0]

    def pieces(self, claim: Claim, original: Claim | None = None, language: str = "") -> Iterator[tuple[str, str, str]]:
        """A claim cut at its dates and at what is set apart: text, its address and its tag, "" for none.

        For a translation, the dates are those of its ``original``.
        """
        edges = {0, *(edge for start, end, _ in claim.styles for edge in (start, end)), len(claim.text)}
        at = 0
        for text, href in self.dated(claim, original or claim, language):
            cuts = sorted({at, at + len(text), *(edge for edge in edges if at < edge < at + len(text))})
            for start, end in pairwise(cuts):
                style = next((tag for first, last, tag in claim.styles if first <= start and end <= last), "")
                yield _unbroken(claim.text[start:end]), href, style
            at += len(text)

    def dated(self, claim: Claim, original: Claim, language: str) -> Iterator[tuple[str, str]]:
        """A claim cut at its dates: each text with the address that it leads to, "" for none."""
        at = 0
        dates = read(claim.text) if claim is original else found_again(original.text, claim.text, language)
        for start, end, date in dates:
            if not (href := self.href(original, date)):
                continue
            if start > at:
                yield claim.text[at:start], ""
            yield claim.text[start:end], href
            at = end
        if at < len(claim.text):
            yield claim.text[at:], ""

    def href(self, claim: Claim, date: str) -> str:
        """Where a date in a claim leads: to the event that it dates, or to its own last day; "" beyond the clock."""
        first, last = bounds(date)
        for ref in claim.refs:
            event = self.events.get(ref)
            if event and first <= event["earliest"].date() and event["latest"].date() <= last:
                return self.address(event["latest"].date(), event["feature_id"])
        cited = next((self.events[ref]["feature_id"] for ref in claim.refs if ref in self.events), "")
        return self.address(last, cited)

    def address(self, day: Any, feature_id: str = "") -> str:
        if not self.first <= day <= self.last:
            return ""
        return f"#date={day.isoformat()}" + (f"&open={feature_id}" if feature_id else "")

    def note(self, ref: str) -> dict[str, Any]:
        """What an id stands for."""
        if ref in self.milestones:
            return self.milestone(self.milestones[ref])
        event = self.events[ref]
        return {
            "title": self.record.features.at[event["feature_id"], "title"],
            "feature": event["feature_id"],
            "milestone": "",
            "label": self.labels[event["type"]],
            "type": event["type"],
            "edtf": event["date"],
            "detail": event["detail"],
            "words": words(event["date"]),
            "disputed": bool(event["disputed"]),
            "href": self.address(event["latest"].date(), event["feature_id"]),
            "others": self.others(event) if event["disputed"] else [],
            "sources": self.sources.get(ref, []),  # none for an end that follows from other rows: its detail says so
        }

    def others(self, event: Mapping[Any, Any]) -> list[tuple[str, list[int], str]]:
        """The dates that sources give against the event's own: in words, the numbers of the sources, and as EDTF."""
        found: dict[str, list[int]] = {}
        for row in self.said[event["event_id"]].to_dict("records"):
            if not row["date"]:
                continue
            first, last = bounds(row["date"])
            if last < event["earliest"].date() or first > event["latest"].date():
                found.setdefault(row["date"], []).append(self.numbers[row["source_id"]])
        return [(words(date), sorted(set(found[date])), date) for date in sorted(found)]

    def milestone(self, m: Milestone) -> dict[str, Any]:
        return {
            "title": m.title,
            "feature": "",
            "milestone": m.id,
            "label": "",
            "edtf": m.date,
            "detail": "",
            "words": words(m.date),
            "disputed": False,
            "others": [],
            "href": self.address(bounds(m.date)[1]),
            "sources": [self.numbers[s] for s in dict.fromkeys(m.rows["source_id"])],
        }

    # What the map shows

    @cached_property
    def hub(self) -> pd.Series[Any] | None:
        """The site from which distances are told."""
        return self.record.features.loc[self.plan.hub] if self.plan.hub else None

    def sites(self) -> list[dict[str, Any]]:
        """What the story shows, in its order."""
        return [self.site(str(feature_id), row) for feature_id, row in self.plan.sites(self.record).iterrows()]

    def site(self, feature_id: str, row: pd.Series[Any]) -> dict[str, Any]:
        events = self.record.events[self.record.events["feature_id"] == feature_id].sort_values(["latest", "earliest"])
        names = self.record.names[self.record.names["feature_id"] == feature_id]
        return {
            "feature": feature_id,
            "title": row["title"],
            "kind": self.kinds.at[row["kind"], "label"],
            "kind_id": row["kind"],
            "place": row["settlement"],
            "names": [(n.name, n.latin, n.language) for n in names.itertuples(index=False)],
            "href": self.address(self.begun(events), feature_id),
            "history": [self.note(ref) for ref in events.loc[events["type"] != "replaced", "event_id"]],
            "since": [self.note(ref) for ref in events.loc[events["type"] == "replaced", "event_id"]],
            "distance": self.distance(feature_id, row),
            "accuracy": _metres(row["accuracy_m"]),
            "metres": _rounded(row["accuracy_m"]),
        }

    def begun(self, events: pd.DataFrame) -> Any:
        """A day on which the thing bore the name, or the last that is known of it, within the clock."""
        begins = events[events["effect"] == "begin"]
        day = (begins if len(begins) else events)["latest"].iloc[0].date()
        return min(max(day, self.first), self.last)

    def distance(self, feature_id: str, row: pd.Series[Any]) -> dict[str, str]:
        """How far and in what direction a site lies from the hub: the ``key`` of the words, the ``far`` that goes into
        them, in ``metres``, and the ``point`` of the compass, 0 for north; empty where its point would not bear it out.
        """
        hub = self.hub
        if hub is None or feature_id == self.plan.hub or row["accuracy_m"] > NEAR_M:
            return {}
        if self.kinds.at[row["kind"], "fclass"] in AREAS:
            return {}
        points = hub["longitude"], hub["latitude"], row["longitude"], row["latitude"]
        azimuth, _, metres = Geod(ellps="WGS84").inv(*points)
        if metres <= row["accuracy_m"] + hub["accuracy_m"]:
            return {"key": "story.spot.known" if metres > 0 else "story.spot", "far": "", "metres": "", "point": ""}
        point = str(round(azimuth / 45) % 8)
        return {"key": "points", "far": _metres(metres), "metres": str(_rounded(metres)), "point": point}

    def days(self) -> list[dict[str, Any]]:
        """Day by day, what the record has within the span of a story that is short."""
        if (self.last - self.first).days > DAY_BY_DAY:
            return []
        events = self.record.events
        within = (events["earliest"].dt.date >= self.first) & (events["latest"].dt.date <= self.last)
        chosen = events[within & (events["type"] != "stands")].sort_values(["earliest", "latest", "event_id"])
        pairs = [(row.date, row.event_id) for row in chosen.itertuples()]
        return [
            {"words": words(date), "edtf": date, "events": [self.note(ref) for _, ref in group]}
            for date, group in groupby(pairs, key=lambda pair: pair[0])
        ]


_YEAR_FIRST = ("hu", "ka")
"""Languages that write the year before the day."""
_WORD = r"[^\W\d]+"
_OF_YEAR = "წლის"
"""What stands between year and day in Georgian."""


def found_again(original: str, text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Where the dates of an English text stand in its translation: start, end, EDTF; those that cannot be found are
    left out.
    """
    at = 0
    for _, _, date in read(original):
        match = re.compile(_spelling(date, language)).search(text, at)
        if match:
            at = match.end()
            yield match.start(), at, date


def _spelling(date: str, language: str) -> str:
    """How a language may write a date: its numbers in their order, and a word for the month."""
    year, month, day = [*date.split("-"), "", ""][:3]
    number, whole = day.lstrip("0"), rf"(?<!\d){year.replace('X', '[0-9]')}(?!\d)"
    if not month:
        return whole
    if language in _YEAR_FIRST:
        rest = rf"(?:{_WORD}\s+)?{number}(?!\d)(?:\s+{_WORD})?" if day else _WORD
        return rf"{whole}\.?\s+(?:{_OF_YEAR}\s+)?{rest}"
    before = rf"(?<!\d){number}(?:er|\.)?\s+" if day else ""
    return rf"{before}{_WORD}\s+{whole}"


def _claims_of(story: Story) -> list[list[tuple[str, ...]]]:
    return [[claim.refs for claim in paragraph] for paragraph in story.paragraphs]


def _unbroken(text: str) -> str:
    """A text whose numbers stay on one line."""
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "\u00a0", text)


def _rounded(metres: float) -> int:
    """A length to ten metres, from a kilometre on to a hundred."""
    return int(round(metres, -2)) if metres >= 995 else max(10, int(round(metres, -1)))


def _metres(metres: float) -> str:
    """A length in words: to ten metres, from a kilometre on to a tenth of one."""
    whole = _rounded(metres)
    return f"{whole / 1000:g} km" if whole >= 1000 else f"{whole} m"
