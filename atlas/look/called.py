"""What places and things are called in a language: towns by the record's table of towns, titles by its own texts.

As the page has it (``web/src/model/called.js``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from atlas.record.towns import named_by

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["Called", "pieces_of"]

_LATIN = re.compile("[A-Za-z]")
_STEM = 4  # letters by which a name that is declined is known to be in another
_TAIL = re.compile(r" \([\d–, ]+\)$")  # the years that tell two things of one name apart
_WHAT = re.compile(r"(.+) \(([^()]+)\)")  # what it is, or was called, after its name
_MARKS = re.compile('[«»„“”"]')  # around a name
_CYRILLIC = re.compile("[\u0400-\u04ff]")


class _Name(NamedTuple):
    name: str
    latin: str
    language: str
    since: str


class _Piece(NamedTuple):
    """A piece of a title: its text, whether that is told in the language, and whether it is a name that stays."""

    text: str
    told: bool = False
    name: bool = False


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
    def _names(self) -> Mapping[str, list[_Name]]:
        found: dict[str, list[_Name]] = {}
        for row in self.record.names.itertuples(index=False):
            name = _Name(str(row.name), str(row.latin), str(row.language), str(row.from_event))
            found.setdefault(str(row.feature_id), []).append(name)
        return found

    def place(self, feature_id: str) -> str:
        """The settlement that a feature names; an empty text for none."""
        return self._places.get(feature_id) or str(self.record.features.at[feature_id, "settlement"])

    def title(self, feature_id: str) -> str:
        """The title of a feature.

        The name by which it is in the record, if it has one in the language; else piece by piece what the record's
        texts say there ("Statue, Park, Vienna"), and what it is called and was called ("Wien (Vindobona)").
        """
        title, settlement = (str(self.record.features.at[feature_id, key]) for key in ("title", "settlement"))
        return (self._said(feature_id, title, settlement) if self.foreign else "") or title

    def _said(self, feature_id: str, title: str, settlement: str) -> str:
        """A title in the language; empty where that cannot be told."""
        known = self._places.get(feature_id)
        tail = found[0] if (found := _TAIL.search(title)) else ""
        if known and title.startswith(f"{settlement} (") and title.endswith(")"):
            said = self._own(feature_id, title[len(settlement) + 2 : -1])
            return said and (known if _is_odd(said, known) else f"{known} ({said})")
        stem, place = title.removesuffix(tail).split(", "), known or settlement
        if name := self._tongue.get(feature_id, ""):
            where = place if known or settlement in stem else ""
            return (name if not where or where[:_STEM] in name else f"{name}, {where}") + tail
        pieces = [self._piece(feature_id, piece) for piece in stem]
        told = "".join(piece.text for piece in pieces if piece and piece.told)
        if not told or any(piece is None or (piece.name and _is_odd(piece.text, told)) for piece in pieces):
            return ""
        return ", ".join(piece.text for piece in pieces if piece) + tail

    def _piece(self, feature_id: str, piece: str) -> _Piece | None:
        """A piece of a title in the language, or a name that stays; None for neither."""
        if self._is_place(feature_id, piece):
            return _Piece(self._places.get(feature_id) or piece, told=feature_id in self._places)
        if text := self.record.texts.get(f"title.{piece}", {}).get(self.language):
            return _Piece(text, told=True)
        if own := self._own(feature_id, piece):
            return _Piece(own, name=True)
        if not (match := _WHAT.fullmatch(piece)):
            return None
        name, what = match.groups()
        kind = self._piece(feature_id, what)
        told = self.record.texts.get(f"title.{name}", {}).get(self.language) or self._is_place(feature_id, name)
        if kind and kind.told and what[0].islower() and not told:
            called: _Piece | None = _Piece(self._own_of_kind(feature_id, name, kind.text), name=True)
        else:
            called = self._piece(feature_id, name)
        if kind is None or called is None or not called.text:
            return None
        said = kind.text if kind.told else called.text
        if any(not part.told and _is_odd(part.text, said) for part in (kind, called)):
            return None
        return _Piece(f"{called.text} ({kind.text})", told=kind.told or called.told)

    def _is_place(self, feature_id: str, piece: str) -> bool:
        """Whether a piece of a title is the settlement that the feature names."""
        return bool(piece) and piece == self.record.features.at[feature_id, "settlement"]

    @cached_property
    def _begun(self) -> set[str]:
        """The events that begin something."""
        events = self.record.events
        return set(events.loc[events["effect"] == "begin", "event_id"])

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

    def _row(self, feature_id: str, latin: str) -> _Name | None:
        """The name of a feature that is written so in Latin letters."""
        return next((row for row in self._names.get(feature_id, ()) if _bare(row.latin) == _bare(latin)), None)

    def _own(self, feature_id: str, latin: str) -> str:
        """A name of a feature that is written so in Latin letters: in its own, where they are the language's."""
        row = self._row(feature_id, latin)
        return "" if row is None else row.name if row.language == self.language else latin

    def _own_of_kind(self, feature_id: str, latin: str, kind: str) -> str:
        """What a thing is called of which the title says what it is, "Stephan (steamer)".

        In the letters of the word for that, where its name has been written in them; empty where it has no name.
        """
        rows = self._names.get(feature_id, ())
        row = self._row(feature_id, latin) or next((row for row in rows if row.since in self._begun), None)
        if row is None:
            return ""
        same = row.language == self.language or all(_CYRILLIC.search(text) for text in (kind, row.name))
        name = _MARKS.sub("", row.name if same else row.latin)
        return name[:1].upper() + name[1:]


def pieces_of(title: str) -> Iterator[str]:
    """What a title is made of: the parts between its commas, and within brackets and before them."""
    for piece in _TAIL.sub("", title).split(", "):
        yield piece
        if match := _WHAT.fullmatch(piece):
            yield from match.groups()


def _bare(name: str) -> str:
    """A name as it is compared: without the marks around it and without capitals."""
    return _MARKS.sub("", name).lower()


def _is_odd(own: str, said: str) -> bool:
    """Whether letters that the language is not written in would stand beside what is said in it."""
    return bool(_LATIN.search(own)) and not _LATIN.search(said)
