"""Rules of what people read: a story tells nothing that no row bears out; what is published holds no working remark."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from atlas.check.context import Context
from atlas.edtf import EdtfError, bounds
from atlas.edtf.wording import read
from atlas.io.files import FileError, present, text_inside
from atlas.io.tables import Problem, Row
from atlas.io.text import hidden, shown
from atlas.record.plans import FILE, WHOLE, read_document
from atlas.record.stories import (
    FOLDER,
    MOST,
    OPENINGS,
    Claim,
    Story,
    beyond,
    parse_story,
    story_files,
    translation_files,
    unlike,
)

_PUBLISHED = {
    "features": ("title", "note"),
    "events": ("detail",),
    "attestations": ("says", "locator"),
    "sources": ("title", "author", "publisher"),
    "milestones": ("title", "summary"),
}
_REMARK = re.compile(
    r"""^(dis)?agrees\b | \b(dis)?agrees\ (with|by)\b | \bsources\ (dis)?agree\b
    | \b(an)?other\ (sources?|accounts?)\b | \bthan\ other\b | \bagainst\ \S+(\ \S+)?\ elsewhere\b
    | \bothers?\ (says?|gives?|has|have|puts?|dates?)\b
    | \b(part|excerpt|copy|text|page|opening)s?\ (is\ |are\ |was\ |were\ )?(not\ )?seen\b | \bnot\ seen\b
    | \bseen\ (only|in\ part|without)\b | \bseed\ (article|page|list)s?\b | \bwiki(pedia)?\ (says|has)\b
    | \bmachine\ translation\b | \bTODO\b | \bFIXME\b | \?\?""",
    re.VERBOSE | re.IGNORECASE,
)
_IN_REMARKS = ("agree", "other", "elsewhere", "seen", "seed", "wiki", "machine", "todo", "fixme", "??", "ſ", "ı", "i̇")
"""One of these stands in small letters in every remark, the letters that are equal to others when case is not looked at
among them: to look for them in many texts at once takes a fraction of the time.
"""
_AT_ONCE = 64
_ATOMS = re.compile(r"\d[\dX]{3}(?:-[\dX]{2}){0,2}")


def story(context: Context) -> Iterator[Problem]:
    """A story's claims name events or milestones of the record, and each date in them is one that these give.

    A cited row gives a date when its own or an attestation's is that date or a finer one within it, or when what a
    source says of it names that date in words.
    """
    for within in (FOLDER, OPENINGS):
        yield from _texts_in(context, within)
        yield from _translations(context, within)


def _translations(context: Context, within: str) -> Iterator[Problem]:
    """Where a translation of a story, or of an opening, says other than that."""
    try:
        ids, found = story_files(context.folder, within), translation_files(context.folder, within)
    except FileError:
        return  # which _texts_in has told
    for story_id, language in found:
        file = f"{within}/{story_id}.{language}.md"
        if story_id not in ids:
            yield Problem(file, 1, "-", "story", f"there is no {within}/{story_id}.md of which it is a translation")
            continue
        try:
            told = parse_story(story_id, text_inside(context.folder, f"{within}/{story_id}.md", MOST))
            text = text_inside(context.folder, file, MOST)
        except FileError as error:
            yield Problem(file, 1, "-", "story", str(error))
            continue
        for line, message in [*_unseen(text), *_unset(text), *unlike(told, parse_story(story_id, text))]:
            yield Problem(file, line, "-", "story", message)


def _texts_in(context: Context, within: str) -> Iterator[Problem]:
    """What is wrong with the texts of one folder."""
    try:
        ids = story_files(context.folder, within)
    except FileError as error:
        yield Problem(within, 1, "-", "story", str(error))
        return
    maps = _map_ids(context)
    for story_id in ids:
        file = f"{within}/{story_id}.md"
        if maps and story_id not in maps:
            near = difflib.get_close_matches(story_id, maps, n=1) or maps[:20]
            message = f"maps.toml has no map {shown(story_id)}: name the text after its map, {', '.join(near)}"
            yield Problem(file, 1, "-", "story", message)
        try:
            text = text_inside(context.folder, file, MOST)
        except FileError as error:
            yield Problem(file, 1, "-", "story", str(error))
            continue
        for line, message in [*_unseen(text), *_unset(text), *_untold(context, parse_story(story_id, text))]:
            yield Problem(file, line, "-", "story", message)


def _map_ids(context: Context) -> list[str]:
    """Ids of the maps that are published; none where ``maps.toml`` cannot be read, which another rule tells."""
    if not present(context.folder, FILE):
        return [WHOLE]
    document, _ = read_document(context.folder)
    return [entry.id for entry in document.map] if document else []


def _unseen(text: str) -> Iterator[tuple[int, str]]:
    """The first character of each line that a story may not hold."""
    for number, line in enumerate(text.split("\n"), start=1):
        if bad := next(hidden(line, "\t"), None):
            yield number, f"the text holds the character U+{ord(bad[1]):04X}, which cannot be seen"


def _unset(text: str) -> Iterator[tuple[int, str]]:
    """What of Markdown a story does not have, once a line."""
    for line, what in dict.fromkeys(beyond(text)):
        fix = "a story has paragraphs and *emphasis*; a backslash before a sign means the sign itself"
        yield line, f"Markdown reads {what} here; {fix}"


def _untold(context: Context, told: Story) -> Iterator[tuple[int, str]]:
    """What no row of the record bears out."""
    known = context.events.keys() | context.milestones_of.keys()
    for claim in told.claims:
        unknown = [ref for ref in claim.refs if ref not in known]
        for ref in unknown:
            yield claim.line, f"no event or milestone {shown(ref)}"
        if not claim.refs:
            yield claim.line, f"names no event or milestone on which it stands: “…{claim.text[-50:]}”"
        for _, _, date in () if unknown else read(claim.text):
            if not _borne_out(date, _rows(context, claim)):
                yield claim.line, f"no row that it cites gives {date}: {', '.join(claim.refs)}"


def _rows(context: Context, claim: Claim) -> list[Row]:
    rows = []
    for ref in claim.refs:
        rows += context.milestones_of.get(ref, [])
        rows += [context.events[ref], *context.attestations_of.get(ref, [])] if ref in context.events else []
    return rows


def _borne_out(date: str, rows: list[Row]) -> bool:
    try:
        first, last = bounds(date)
    except EdtfError:
        return False
    for row in rows:
        told = [atom for _, _, atom in read(" ".join(_texts(row)))]
        for atom in _ATOMS.findall(row["date"] or "") + told:
            try:
                earliest, latest = bounds(atom)
            except EdtfError:
                continue
            if first <= earliest and latest <= last:
                return True
    return False


def _texts(row: Row) -> Iterator[str]:
    for column in ("says", "detail", "summary", "locator"):
        if text := row.values.get(column):
            yield text


def remark(context: Context) -> Iterator[Problem]:
    """What is published holds no working remark: how a source was read and what others say is for ``comment``."""
    for table, columns in _PUBLISHED.items():
        sheet = context.sheets[table]
        for column in columns:
            said = {text: message for text in _suspect(sheet.distinct(column)) if (message := _remark_in(text))}
            for line, message in sheet.told(column, said.get) if said else ():
                yield Problem(sheet.table.path, line, column, "remark", message)


def _suspect(texts: Iterable[str | None]) -> Iterator[str]:
    """Those of many texts in which a remark may be."""
    listed = [text for text in texts if text]
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        together = "\n".join(some).lower()
        if any(sign in together for sign in _IN_REMARKS):
            yield from (text for text in some if any(sign in text.lower() for sign in _IN_REMARKS))


def _remark_in(text: str) -> str | None:
    found = _REMARK.search(text)
    return f"a remark of the editors ({found[0]!r}): move it to `comment`, which no page shows" if found else None
