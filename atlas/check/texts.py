"""The rule of the stories: nothing is told that no row of the record bears out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from atlas.check.context import Context
from atlas.edtf import EdtfError, bounds
from atlas.edtf.wording import read
from atlas.io.tables import Problem, Row
from atlas.record.stories import FOLDER, Claim, read_stories

_ATOMS = re.compile(r"\d[\dX]{3}(?:-[\dX]{2}){0,2}")


def story(context: Context) -> Iterator[Problem]:
    """A story's claims name events or milestones of the record, and each date in them is one that these give.

    A cited row gives a date when its own or an attestation's is that date or a finer one within it, or when what a
    source says of it names that date in words.
    """
    known = context.events.keys() | context.milestones_of.keys()
    try:
        stories = list(read_stories(context.folder))
    except UnicodeDecodeError as error:
        yield Problem(FOLDER, 1, "-", "story", f"a story is not UTF-8: {error}")
        return
    for told in stories:
        file = f"{FOLDER}/{told.id}.md"
        for claim in told.claims:
            unknown = [ref for ref in claim.refs if ref not in known]
            for ref in unknown:
                yield Problem(file, claim.line, "-", "story", f"no event or milestone {ref!r}")
            if not claim.refs:
                message = f"names no event or milestone on which it stands: “…{claim.text[-50:]}”"
                yield Problem(file, claim.line, "-", "story", message)
            for _, _, date in () if unknown else read(claim.text):
                if not _borne_out(date, _rows(context, claim)):
                    message = f"no row that it cites gives {date}: {', '.join(claim.refs)}"
                    yield Problem(file, claim.line, "-", "story", message)


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
