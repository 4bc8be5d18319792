"""Stories: short texts beside a map, in which every claim names the events or milestones on which it stands.

A story is ``stories/<map id>.md`` in the record's folder, in Markdown (CommonMark): paragraphs with a blank line
between them, ``*emphasis*`` and ``**strong**``, and behind each claim, in braces, the ids of the events and milestones
of the record that bear it out::

    The bronze was unveiled on 3 August 1951 {square-monument-unveiled-1951}. Late on 13 November 1961 cranes
    drew up at the statue {square-monument-removed-1961, main-avenue-renamed-1961}.

A translation is ``stories/<map id>.<language>.md``: paragraph by paragraph and claim by claim the same, with the same
ids and the same numbers (:func:`unlike` names what is not).

A story is running text that every host shows: headings, lists, quotations, code, links, pictures and HTML are none of
it, and stand on a page as they are typed. The rule ``story`` of :func:`atlas.check.check` names them (:func:`beyond`),
and traces every id, and every date in words, to a row of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from atlas.io.files import FileError, inside, present, text_inside

__all__ = [
    "FOLDER",
    "OPENINGS",
    "Claim",
    "Story",
    "beyond",
    "numbers_in",
    "parse_story",
    "read_stories",
    "read_story",
    "read_translations",
    "story_files",
    "translation_files",
    "unlike",
]

FOLDER = "stories"
OPENINGS = "openings"
"""Folder of what maps tell once when they are opened, written as stories are: a paragraph is a scene, and the last
date in it the day that the map shows.
"""
_REFS = re.compile(r"\{([^{}]*)\}([.,;:!?”’)]*)")  # looks at no letter twice, however long the text
_ALLOWED = ["paragraph", "normalize", "block", "inline", "text", "newline", "escape", "entity", "emphasis"]
_ALLOWED += ["balance_pairs", "fragments_join", "text_join"]
_STORY = MarkdownIt("zero").enable([rule for rule in _ALLOWED if rule not in ("normalize", "block", "inline")])


class _Whole(MarkdownIt):
    """All that Markdown reads, to name it; none of it is rendered."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Every link is one, those to scripts, too."""
        return True


_WHOLE = _Whole("commonmark")
_BEYOND = {
    "heading_open": "a heading",
    "bullet_list_open": "a list",
    "ordered_list_open": "a list",
    "blockquote_open": "a quotation",
    "code_block": "code",
    "fence": "code",
    "code_inline": "code",
    "hr": "a rule",
    "html_block": "HTML",
    "html_inline": "HTML",
    "link_open": "a link",
    "image": "a picture",
}
_STYLES = {"em_open": "em", "strong_open": "strong"}


MOST = 1 << 18
"""Bytes of the longest story: a book of a hundred pages."""


@dataclass(frozen=True)
class Claim:
    """A stretch of text and the ids of the events and milestones on which it stands; ``line`` is its last one.

    ``styles`` are the parts that are set apart: where in the text each begins and ends, and its tag, em or strong.
    """

    text: str
    refs: tuple[str, ...]
    line: int
    styles: tuple[tuple[int, int, str], ...] = ()


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


def read_story(folder: str | Path, story_id: str, within: str = FOLDER) -> Story | None:
    """The story, or opening, of a map; None where the record has none. Raises :class:`atlas.io.files.FileError`."""
    name = f"{within}/{story_id}.md"
    return parse_story(story_id, text_inside(folder, name, MOST)) if present(folder, name) else None


def read_stories(folder: str | Path) -> Iterator[Story]:
    """All stories of a record, by id. Raises :class:`atlas.io.files.FileError`."""
    return (
        parse_story(story_id, text_inside(folder, f"{FOLDER}/{story_id}.md", MOST)) for story_id in story_files(folder)
    )


def story_files(folder: str | Path, within: str = FOLDER) -> list[str]:
    """The ids of a record's stories, or openings, in order. Raises FileError where that is no folder of its own."""
    if not present(folder, within):
        return []
    return [stem for stem in _stems(folder, within) if "." not in stem]


def translation_files(folder: str | Path, within: str = FOLDER) -> list[tuple[str, str]]:
    """Id and language (BCP 47) of each translation, in order. Raises FileError as :func:`story_files`."""
    if not present(folder, within):
        return []
    return [(stem.partition(".")[0], stem.partition(".")[2]) for stem in _stems(folder, within) if "." in stem]


def _stems(folder: str | Path, within: str) -> list[str]:
    try:
        return sorted(
            path.name.removesuffix(".md") for path in inside(folder, within).iterdir() if path.suffix == ".md"
        )
    except OSError as error:
        raise FileError(f"{within} is no folder that can be read: {error.strerror}") from None


def read_translations(folder: str | Path, story_id: str, within: str = FOLDER) -> dict[str, Story]:
    """The translations of a story, or opening, by language. Raises :class:`atlas.io.files.FileError`."""
    return {
        language: parse_story(story_id, text_inside(folder, f"{within}/{one}.{language}.md", MOST))
        for one, language in translation_files(folder, within)
        if one == story_id
    }


_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.,\u00a0\u202f](?=\d{3}(?!\d))")


def numbers_in(text: str) -> list[str]:
    """The numbers that a text writes in digits, sorted: "40,000", "40.000" and "40 000" are the same number."""
    whole = _BETWEEN_DIGITS.sub("", text).replace(",", ".")
    return sorted(re.findall(r"\d+(?:\.\d+)?(?!\d)", whole))


def unlike(story: Story, translation: Story) -> Iterator[tuple[int, str]]:
    """Where a translation departs from its story: the line, and what is other there: paragraphs, ids or numbers."""
    shape, other = ([len(paragraph) for paragraph in one.paragraphs] for one in (story, translation))
    if shape != other:
        yield 1, f"it has {other} claims by paragraph, the story {shape}"
        return
    for claim, said in zip(story.claims, translation.claims, strict=True):
        if claim.refs != said.refs:
            yield said.line, f"this claim names {', '.join(said.refs)}; in the story it names {', '.join(claim.refs)}"
        if numbers_in(claim.text) != numbers_in(said.text):
            yield said.line, f"its numbers are {numbers_in(said.text)}; in the story they are {numbers_in(claim.text)}"


def parse_story(story_id: str, text: str) -> Story:
    """The story that a text tells."""
    blocks = (token for token in _STORY.parse(text) if token.type == "inline")
    return Story(story_id, tuple(claims for block in blocks if (claims := tuple(_claims(_letters(block))))))


def beyond(text: str) -> Iterator[tuple[int, str]]:
    """What of Markdown a text has that a story has not: the line, and what it is."""
    for token in _WHOLE.parse(text):
        line = token.map[0] + 1 if token.map else 1
        for part in (token, *(token.children or ())):
            line += part.type in ("softbreak", "hardbreak")
            if part.type in _BEYOND:
                yield line, _BEYOND[part.type]


@dataclass(frozen=True)
class _Letter:
    """A letter of a paragraph, its line, and the tag that sets it apart, if one does."""

    letter: str
    line: int
    style: str


def _letters(block: Token) -> list[_Letter]:
    found: list[_Letter] = []
    line, styles = (block.map[0] if block.map else 0) + 1, [""]
    for part in block.children or ():
        if part.type in _STYLES:
            styles.append(_STYLES[part.type])
        elif part.nesting < 0:
            styles.pop()
        elif part.type in ("softbreak", "hardbreak"):
            found.append(_Letter("\n", line, styles[-1]))
            line += 1
        else:
            found += (_Letter(letter, line, styles[-1]) for letter in part.content)
    return found


def _claims(letters: list[_Letter]) -> Iterator[Claim]:
    block, end = "".join(one.letter for one in letters), 0
    for match in _REFS.finditer(block):
        start = max(end, *(block.rfind(brace, end, match.start()) + 1 for brace in "{}"))
        end = match.end()
        refs = tuple(filter(None, re.split(r"[,\s]+", match[1])))
        closing = letters[match.start(2) : end]
        text, styles = _styled(_plain(letters[start : match.start()]) + closing)
        yield Claim(text, refs, letters[match.end(1)].line, styles)
    if rest := _plain(letters[end:]):
        text, styles = _styled(rest)
        yield Claim(text, (), rest[-1].line, styles)


def _plain(letters: list[_Letter]) -> list[_Letter]:
    """The letters with one space for each stretch of white, none at the ends."""
    found: list[_Letter] = []
    for one in letters:
        if not one.letter.isspace():
            found.append(one)
        elif found and found[-1].letter != " ":
            found.append(_Letter(" ", one.line, one.style))
    return found[:-1] if found and found[-1].letter == " " else found


def _styled(letters: list[_Letter]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    styles, at = [], 0
    for style, run in groupby(letters, key=lambda one: one.style):
        start, at = at, at + len(list(run))
        if style:
            styles.append((start, at, style))
    return "".join(one.letter for one in letters), tuple(styles)
