"""What people write beside a date and that is none of it: footnotes, verbs, remarks in brackets, later repairs.

A verb of the other side of a life makes a date another one: "demolished 1950" is no begin.
"""

# ruff: noqa: E501 - the forms of a word read better in one line
from __future__ import annotations

import re

__all__ = ["SIDES", "bare"]

SIDES = {
    "begin": r"built|erected|dedicated|unveiled|established|est\.?|founded|opened|constructed|completed|installed|inaugurated|created|named|dated"
    r"|erbaut|errichtet|gebaut|eröffnet|enthüllt|eingeweiht|gegründet|aufgestellt|bez\.|bezeichnet|inschr\.|inschriftlich|dat\.|datiert|dendro\w*\.?|im kern"
    r"|построен\w*|установлен\w*|открыт\w*|возвед[её]н\w*|основан\w*|освящ[её]н\w*|заложен\w*|датирован\w*"
    r"|збудован\w*|побудован\w*|споруджен\w*|встановлен\w*|відкрит\w*|заснован\w*|закладен\w*"
    r"|construite?|édifiée?|érigée?|inaugurée?|bâtie?|fondée?|datée?|construid[oa]|erigid[oa]|inaugurad[oa]|fundad[oa]|levantad[oa]"
    r"|zbudowan\w*|wybudowan\w*|wzniesion\w*|odsłonięt\w*|założon\w*|otwart\w*|postawion\w*"
    r"|postaven\w*|vybudován\w*|vystavěn\w*|odhalen\w*|založen\w*|otevřen\w*|zřízen\w*|datován\w*",
    "end": r"removed|demolished|destroyed|closed|dismantled|toppled|taken down|torn down|pulled down|razed|lost|abandoned|burn(?:ed|t)(?: down)?|collapsed"
    r"|abgerissen|abgebrochen|zerstört|entfernt|abgetragen|geschlossen|gesprengt"
    r"|снес[её]н\w*|разрушен\w*|демонтирован\w*|уничтожен\w*|утрачен\w*|закрыт\w*|разобран\w*|взорван\w*|сгорел\w*"
    r"|знесен\w*|демонтован\w*|зруйнован\w*|знищен\w*|розібран\w*"
    r"|détruite?|démolie?|supprimée?|rasée?|destruid[oa]|demolid[oa]|derribad[oa]|retirad[oa]"
    r"|zburzon\w*|rozebran\w*|usunięt\w*|zniszczon\w*|zlikwidowan\w*|spalon\w*|zbořen\w*|zničen\w*|odstraněn\w*|stržen\w*|zrušen\w*|shořel\w*",
}
"""Verbs that stand before or behind a date, by the side of a life that they tell of; in small letters."""
_LATER = re.compile(
    r"(?:\s*[,;(]\s*|\s+)(?:and\s+)?((?:\d{4} \()?(?:rebuilt|restored|renovated|extended|enlarged|altered|remodell?ed|reconstructed|umgebaut|erneuert|erweitert|renov\w*"
    r"|(?:c\.? ?)?\d{4}s? (?:addition|alteration|expansion|renovation|restoration|remodel)\w*"
    r"|перестроен\w*|реставр\w*|відновлен\w*|przebud\w*|odbud\w*|rozbud\w*|přestav\w*|opraven\w*|reconstruit\w*|restaur\w*|reconstruid\w*|reformad\w*)\b.*?)\)?$"
)
_FOOTNOTE = re.compile(r"(?<=\d)\s*[*†‡]+$")
_BRACKETED = re.compile(r"(.*\d[^()]*?)\s*\(([^()\d]{1,60})\)")
_NEVER = re.compile(r"\b(?:plan|propos|project|never|not|nicht|geplant|не|проект|nie|jamais|nunca|no)")
"""What says in brackets that the date is none of what happened."""


def bare(text: str, side: str | None = None) -> tuple[str, tuple[str, ...]]:
    """A date without what stands beside it, and what that was, for people; the same text where there is nothing such.

    ``text`` is in small letters; ``side`` is "begin" or "end" where it is known which of the two the date should be:
    then verbs of the other one stay, so that nothing reads it.
    """
    notes: list[str] = []
    plain = _FOOTNOTE.sub("", text)
    if (match := _LATER.search(plain)) and side != "end" and match.start():
        notes.append(f"and beside it: {match[1]}")
        plain = plain[: match.start()]
    if match := _BRACKETED.fullmatch(plain):
        other = [verbs for name, verbs in SIDES.items() if side and name != side]
        if not _NEVER.search(match[2]) and not any(re.search(rf"\b(?:{verbs})", match[2]) for verbs in other):
            notes.append(f"and beside it: {match[2]}")
            plain = match[1]
    verbs = "|".join(SIDES[name] for name in ([side] if side else SIDES))
    if match := re.fullmatch(rf"(?:{verbs})[:,]?\s+(.*\d.*)|(.*\d\S*)\s+(?:{verbs})", plain):
        plain = match[1] or match[2]
    return plain.strip(), tuple(notes)
