"""What a sheet says in one language: texts, dates, numbers, names of states; as the page says them (``words.js``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal

from atlas.edtf import bounds, words
from atlas.look.called import Called
from atlas.look.strings import ENGLISH, languages, say, strings, word_of
from atlas.record.borders import codes_by_name

if TYPE_CHECKING:
    import datetime

    from atlas.record import Record
    from atlas.record.milestones import Milestone
    from atlas.record.plans import MapPlan

__all__ = ["Speech", "length"]

_SET = re.compile(r"\[(.+?)(?:\.\.|,)(.+)\]")
_OPEN = re.compile(r"\[(?:\.\.(.+)|(.+)\.\.)\]")
_MONTH_OR_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d)?")  # not a season, such as 1956-21
_TWICE = re.compile(r"(?<!\.)\.\.(?!\.)")  # a date that ends in a full stop, where a sentence does, too: "в 1961 г."
_SHORT = 3  # letters of a month that are kept
_PLACE = re.compile(r"\{(\d?)\}")


def length(metres: float, language: str = ENGLISH) -> str:
    """A length in words, from a kilometre on in kilometres: ``300 km``, ``2,5 км``."""
    value, unit = (metres / 1000, "unit.km") if metres >= 1000 else (metres, "unit.m")
    number = f"{value:,g}" if language == ENGLISH else str(format_decimal(value, locale=language))
    return say(unit, language).replace("{}", number)


@dataclass(frozen=True)
class Speech:
    """A record in one of the languages that there are texts in.

    What neither the record nor the texts have in it is said in English, as what sources and editors write is.

    Parameters
    ----------
    record
        What is spoken of.
    language
        BCP 47, such as ``cs``.

    Raises
    ------
    ValueError
        For a language that there are no texts in.
    """

    record: Record
    language: str = ENGLISH

    def __post_init__(self) -> None:
        if self.language not in languages():
            raise ValueError(f"no texts in {self.language!r}; there are texts in {', '.join(languages())}")

    @property
    def english(self) -> bool:
        """Whether it is English, which a record's own words are in."""
        return self.language == ENGLISH

    @cached_property
    def _texts(self) -> dict[str, dict[str, str]]:
        return strings(self.record.subject.life)

    def own(self, key: str) -> str:
        """The record's text of a key, or that for its kind of life; empty where only the general one is there."""
        if self.english:
            return word_of(self.record, key, "")
        words_of: Any = self.record.subject.words.get(key, "")
        own = words_of if isinstance(words_of, str) else words_of.get(self.language, "")
        text, general = self._text(key), strings("").get(key, {}).get(self.language, "")
        return str(self.record.texts.get(key, {}).get(self.language) or own or (text if text != general else ""))

    def _text(self, key: str) -> str:
        return self._texts.get(key, {}).get(self.language, "")

    def say(self, key: str, *parts: str) -> str:
        """The text of a key, its ``{}`` filled in order, or ``{2}`` by place."""
        text = self.own(key) or self._text(key) or say(key)
        rest = list(parts)
        said = _PLACE.sub(lambda found: parts[int(found[1]) - 1] if found[1] else rest.pop(0) if rest else "", text)
        return _TWICE.sub(".", said)

    @property
    def colon(self) -> str:
        """What stands between a word and what it tells of."""
        return "\u00a0: " if self.language == "fr" else ": "

    def number(self, value: float) -> str:
        """A whole number with the language's marks of thousands."""
        return f"{round(value):,}" if self.english else str(format_decimal(round(value), locale=self.language))

    def decimal(self, value: float) -> str:
        """A number with the language's decimal mark."""
        return f"{value:g}" if self.english else str(format_decimal(value, locale=self.language))

    def metres(self, value: float) -> str:
        """A length in metres."""
        return self.say("unit.m", self.decimal(value))

    def lower(self, text: str) -> str:
        """A word as it stands within a line: German writes its nouns with capitals there, too."""
        return text if self.language == "de" else text.lower()

    # Dates

    def date(self, edtf: str) -> str:
        """An EDTF date in words."""
        if self.english:
            return words(edtf)
        if match := _SET.fullmatch(edtf):
            return self.say("between", *(self._simple(part.strip(), "between") for part in match.groups()))
        if match := _OPEN.fullmatch(edtf):
            before, after = match.groups()
            return self.say("by" if before else "later", self._simple(before or after))
        first, slash, last = edtf.partition("/")
        return self.say("to", self._simple(first), self._simple(last)) if slash else self._simple(first)

    def _simple(self, text: str, frame: str = "") -> str:
        """A date in the words ``frame``: in some languages a day has an article there."""
        body, mark = (text[:-1], text[-1]) if text[-1:] in tuple("~?%") else (text, "")
        vague = mark in ("~", "%")
        said = self._plain(body, "about" if vague else frame)
        return self.say("about", said) if vague else self.say("perhaps", said) if mark else said

    def _plain(self, text: str, frame: str = "") -> str:
        if re.fullmatch(r"\d{3}X", text):
            return self.say("decade", f"{text[:3]}0", f"{text[:3]}9")
        if not _MONTH_OR_DAY.fullmatch(text):
            return text
        skeleton = "yMMMMd" if len(text) > 7 else "yMMMM"
        said = str(format_skeleton(skeleton, bounds(text)[0], locale=self.language))
        said = re.sub("^1 ", "1er ", said) if self.language == "fr" else said  # which the CLDR leaves out
        return self.say(f"{frame}.day", said) if frame and len(text) > 7 else said

    def short_day(self, day: datetime.date) -> str:
        """A day in a few letters, for an axis: without its year."""
        month = format_skeleton("MMMM", day, locale=self.language)[:_SHORT]
        return self.say("day.short", str(day.day), str(day.month), month)

    # Names

    def polity(self, name: str) -> str:
        """A state or republic by its short name: by the record, by its country's code, or as it is."""
        state, _, republic = name.partition(": ")
        if self.english:
            return republic or state
        if text := self.own(f"polity.{name}") or self._text(f"polity.{name}"):
            return text
        code = codes_by_name().get(name)
        own = code and (self.own(f"country.{code}") or self._text(f"country.{code}"))
        return own or (code and Locale(self.language).territories.get(code)) or republic or state

    @cached_property
    def called(self) -> Called:
        """What its places and things are called."""
        return Called(self.record, self.language, foreign=not self.english)

    def milestone(self, one: Milestone) -> str:
        """The title of a milestone."""
        return self.record.texts.get(f"milestone.{one.id}", {}).get(self.language) or one.title

    def figure(self, text: str) -> str:
        """A text of ``figures.toml``; empty where the record does not have it in the language."""
        return text if self.english else self.record.texts.get(f"figure.{text}", {}).get(self.language, "")

    def kinds(self) -> list[dict[str, Any]]:
        """The kinds of the record's features, labelled in the language, as :func:`atlas.look.shapes.meanings` reads."""
        present = self.record.kinds["kind"].isin(self.record.features["kind"])
        kinds: list[Any] = self.record.kinds[present].to_dict("records")
        if self.english:
            return kinds
        general: Mapping[str, Mapping[str, str]] = self._texts
        for kind in kinds:
            texts = general.get(f"kind.{kind['kind']}", {})
            if texts.get(ENGLISH, "").casefold() == str(kind["label"]).casefold():
                kind["label"] = texts.get(self.language) or kind["label"]
        return kinds

    def type(self, event_type: str) -> str:
        """The word for a type of event; one of the record's own vocabulary by its own label."""
        types = self.record.event_types
        label = str(types.loc[types["event_type"] == event_type, "label"].iloc[0])
        general = self._texts.get(f"type.{event_type}", {})
        same = general.get(ENGLISH, "").casefold() == label.casefold()
        return self.own(f"type.{event_type}") or (same and general.get(self.language)) or label

    def plan(self, plan: MapPlan) -> MapPlan:
        """A plan with title, lede and framing in the language."""
        texts = self.record.texts if not self.english else {}
        told = {part: texts.get(f"map.{plan.id}.{part}", {}).get(self.language) for part in ("title", "lede")}
        for name, frame in plan.frames.items():
            if told["title"] and plan.title.endswith(f": {frame.title}"):
                told["title"] += f": {self.own(f'frame.{name}') or frame.title}"
        return plan.model_copy(update={part: text for part, text in told.items() if text})
