"""What places and things are called in a language: towns by the record's table of towns, titles by its own texts.

As the page has it (``web/src/model/called.js``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from atlas.record.towns import named_by

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["Called"]

_LATIN = re.compile("[A-Za-z]")
_STEM = 4  # letters by which a name that is declined is known to be in another
_TAIL = re.compile(r" \([\d–, ]+\)$")  # the years that tell two things of one name apart


class Called:
    """The places and titles of a record in one language (BCP 47), in the record's own words where it says no other."""

    def __init__(self, record: Record, language: str, *, foreign: bool) -> None:
        self.record, self.language, self.foreign = record, language, foreign

    @cached_property
    def _places(self) -> Mapping[str, str]:
        """Of each feature that names its town as its settlement what that is called, where the table says so."""
        if not self.foreign or self.record.towns.empty:
            return {}
        features, rows, towns = self.record.features, self.record.town_rows, self.record.towns
        named = named_by(features["settlement"], rows, towns)
        found = {}
        for feature_id, row, is_named in zip(features.index, rows, named, strict=True):
            if is_named and (called := towns["called"].iloc[row]):
                found[str(feature_id)] = str(called.get(self.language) or towns["name"].iloc[row])
        return found

    @cached_property
    def _names(self) -> Mapping[str, list[tuple[Any, Any, Any]]]:
        found: dict[str, list[tuple[Any, Any, Any]]] = {}
        for row in self.record.names.itertuples(index=False):
            found.setdefault(str(row.feature_id), []).append((row.name, row.latin, row.language))
        return found

    def place(self, feature_id: str) -> str:
        """The settlement that a feature names; an empty text for none."""
        return self._places.get(feature_id) or str(self.record.features.at[feature_id, "settlement"])

    def title(self, feature_id: str) -> str:
        """The title of a feature.

        Told in the language are those that say what it is and where ("Statue, Vienna"), or what it is called and was
        called ("Wien (Vindobona)"); else the name by which it is in the record, if it has one there.
        """
        title, settlement = (str(self.record.features.at[feature_id, key]) for key in ("title", "settlement"))
        place = self._places.get(feature_id)
        if place is None:
            return title
        tail = found[0] if (found := _TAIL.search(title)) else ""
        stem = title.removesuffix(tail)
        if stem.endswith(f", {settlement}"):
            what = stem.removesuffix(f", {settlement}")
            said = self.record.texts.get(f"title.{what}", {}).get(self.language) or self._own(feature_id, what)
            if said and not _is_odd(said, place):
                return f"{said}, {place}{tail}"
        if title.startswith(f"{settlement} (") and title.endswith(")"):
            said = self._own(feature_id, title[len(settlement) + 2 : -1])
            if said:
                return place if _is_odd(said, place) else f"{place} ({said})"
            return title
        name = self._tongue.get(feature_id, "")
        return name if name and place[:_STEM] in name else f"{name}, {place}" if name else title

    @cached_property
    def _tongue(self) -> Mapping[str, str]:
        """The name in the language by which each feature is in the record: which one of its begins or ends bounds."""
        events, names = self.record.events, self.record.names
        effect = dict(zip(events["event_id"], events["effect"], strict=True))
        bounds = zip(names["from_event"].map(effect), names["to_event"].map(effect), strict=True)
        found: dict[str, str] = {}
        for row, (begun, ended) in zip(names.itertuples(index=False), bounds, strict=True):
            if row.language == self.language and (begun == "begin" or ended == "end"):
                name = str(row.name)
                found.setdefault(str(row.feature_id), name if self.language == "ka" else name[:1].upper() + name[1:])
        return found

    def _own(self, feature_id: str, latin: str) -> str:
        """A name of a feature that is written so in Latin letters: in its own, where they are the language's."""
        for name, other, code in self._names.get(feature_id, ()):
            if other == latin:
                return str(name) if code == self.language else latin
        return ""


def _is_odd(said: str, place: str) -> bool:
    """Whether letters that the language is not written in would stand beside a place."""
    return bool(_LATIN.search(said)) and not _LATIN.search(place)
