"""Stories: short texts beside a map, in which every claim names the events or milestones on which it stands.

A story is ``stories/<map id>.md`` in the record's folder: paragraphs with a blank line between them, and behind each
claim, in braces, the ids of the events and milestones of the record that bear it out::

    The bronze was unveiled on 3 August 1951 {square-monument-unveiled-1951}. Late on 13 November 1961 cranes
    drew up at the statue {square-monument-removed-1961, main-avenue-renamed-1961}.

The rule ``story`` of :func:`atlas.check.check` traces every id, and every date in words, to a row of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from atlas.io.files import FileError, inside, present, text_inside

__all__ = ["FOLDER", "Claim", "Story", "parse_story", "read_stories", "read_story", "story_files"]

FOLDER = "stories"
_CLAIM = re.compile(r"([^{}]*)\{([^{}]*)\}([.,;:!?”’)]*)")


@dataclass(frozen=True)
class Claim:
    """A stretch of text and the ids of the events and milestones on which it stands; ``line`` is its last one."""

    text: str
    refs: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Story:
    """The text of one map: paragraphs, each a row of claims. A claim without ``refs`` has nothing to stand on."""

    id: str
    paragraphs: tuple[tuple[Claim, ...], ...]

    @property
    def claims(self) -> Iterator[Claim]:
        """All claims in order."""
        return (claim for paragraph in self.paragraphs for claim in paragraph)

    @property
    def refs(self) -> tuple[str, ...]:
        """Every id cited, once, in order of first citation."""
        return tuple(dict.fromkeys(ref for claim in self.claims for ref in claim.refs))

    @property
    def words(self) -> int:
        """How many words the text has, without its citations."""
        return sum(len(re.findall(r"[\w’'.,–-]*\w[\w’'.,–-]*", claim.text)) for claim in self.claims)


def read_story(folder: str | Path, story_id: str) -> Story | None:
    """The story of a map, or None where the record has none. Raises :class:`atlas.io.files.FileError`."""
    name = f"{FOLDER}/{story_id}.md"
    return parse_story(story_id, text_inside(folder, name)) if present(folder, name) else None


def read_stories(folder: str | Path) -> Iterator[Story]:
    """All stories of a record, by id. Raises :class:`atlas.io.files.FileError`."""
    return (parse_story(story_id, text_inside(folder, f"{FOLDER}/{story_id}.md")) for story_id in story_files(folder))


def story_files(folder: str | Path) -> list[str]:
    """The ids of all stories of a record, in order. Raises FileError where ``stories`` is no folder of its own."""
    if not present(folder, FOLDER):
        return []
    try:
        return sorted(
            path.name.removesuffix(".md") for path in inside(folder, FOLDER).iterdir() if path.suffix == ".md"
        )
    except OSError as error:
        raise FileError(f"{FOLDER} is no folder that can be read: {error.strerror}") from None


def parse_story(story_id: str, text: str) -> Story:
    """The story that a text tells."""
    paragraphs = []
    for block in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+", text):
        first = text.count("\n", 0, block.start()) + 1
        paragraphs.append(tuple(_claims(block.group(), first)))
    return Story(story_id, tuple(paragraphs))


def _claims(block: str, first: int) -> Iterator[Claim]:
    end = 0
    for match in _CLAIM.finditer(block):
        end = match.end()
        said, refs, closing = match.groups()
        line = first + block.count("\n", 0, match.end(2))
        yield Claim(_plain(said) + closing, tuple(filter(None, re.split(r"[,\s]+", refs))), line)
    if rest := _plain(block[end:]):
        yield Claim(rest, (), first + block.rstrip().count("\n"))


def _plain(text: str) -> str:
    return " ".join(text.split())
