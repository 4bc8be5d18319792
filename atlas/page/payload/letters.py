"""Names of towns in other letters, by the Latin ones nearest to them.

Инсбрук is then written as Insbruk, beside Innsbruck, and is compressed to next to nothing: what it takes a
page to name the towns in nine languages is less by two fifths.
"""

from __future__ import annotations

from typing import Any

# One for one; what is not here stays as it is. As in web/src/model/letters.js.
GEORGIAN = ("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "abgdevzŧiklmnopžrstufķğqščcżwċxjh")
CYRILLIC = ("абвгдежзийклмнопрстуфхцчшы", "abvgdežzijklmnoprstufhcčšy")
_LETTERS = {"ka": GEORGIAN, "ru": CYRILLIC, "uk": CYRILLIC}
SAME, PLAIN = "=", "="  # alone: as the town's own name, when written so; before a name: it is written as it is


def write(column: list[str], names: list[str], tongues: list[str]) -> dict[str, Any]:
    """``{"lettered": texts, "tongues": codes}``: a column of names parted by ``|``, one for each of the ``tongues``;
    ``names`` are the towns' own.
    """
    texts = [
        "|".join(_written(part, name, code) for part, code in zip(row.split("|"), tongues, strict=False)) if row else ""
        for row, name in zip(column, names, strict=True)
    ]
    return {"lettered": texts, "tongues": tongues}


def _written(said: str, name: str, code: str) -> str:
    if not said or code not in _LETTERS:
        return said
    theirs, ours = _LETTERS[code]
    capitals = theirs if code == "ka" else theirs.upper()  # Georgian has none that names are written with
    there = dict(zip(theirs + capitals, ours + ours.upper(), strict=True)) | dict(zip(theirs, ours, strict=True))
    back = dict(zip(ours + ours.upper(), theirs + capitals, strict=True))
    latin = "".join(there.get(letter, letter) for letter in said)
    if code == "ka":
        latin = "-".join(part.capitalize() for part in latin.split("-"))
    if "".join(back.get(letter, letter) for letter in latin) != said or latin.startswith(PLAIN):
        return PLAIN + said
    return SAME if latin == name else latin
