"""The payload unpacked again, in Python: what the page's script does (``web/src/model/pack.js``), for the tests."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from atlas.edtf import from_day

ALPHABET = "".join(chr(code) for code in range(32, 127) if chr(code) not in '"\\<')
CYRILLIC = ("абвгдежзийклмнопрстуфхцчшы", "abvgdežzijklmnoprstufhcčšy")
LETTERS = {
    "ka": ("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "abgdevzŧiklmnopžrstufķğqščcżwċxjh"),
    "ru": CYRILLIC,
    "uk": CYRILLIC,
}
SINGLE, OUT = len(ALPHABET) - 10, "\x7f"
TABLES = (
    *("features", "tenures", "names", "labels", "events", "attestations", "sources", "towns"),
    *("wanted", "lines", "knots", "strata", "shapes", "parts", "steps", "cells", "turns", "changes"),
)


def numbers(packed: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for at in range(0, len(packed["digits"]), packed["wide"]):
        number = 0
        for letter in packed["digits"][at : at + packed["wide"]]:
            number = number * len(ALPHABET) + ALPHABET.index(letter)
        value = (packed["low"] + number) / packed["unit"]
        found.append(None if number == 0 else int(value) if packed["unit"] == 1 else value)
    return found


def spelt(text: str, words: list[str]) -> str:
    letters, out, said = iter(text), False, ""
    for letter in letters:
        if letter == OUT:
            out = not out
        elif out:
            said += letter
        else:
            digit = ALPHABET.index(letter)
            if digit >= SINGLE:
                digit = SINGLE + (digit - SINGLE) * len(ALPHABET) + ALPHABET.index(next(letters))
            said += words[digit]
    return said


def lettered(packed: dict[str, Any], names: list[str]) -> list[str]:
    found = []
    for row, name in zip(packed["lettered"], names, strict=True):
        parts = []
        for said, code in zip(row.split("|"), packed["tongues"], strict=False):
            theirs, ours = LETTERS.get(code, ("", ""))
            back = dict(zip(ours + ours.upper(), theirs + (theirs if code == "ka" else theirs.upper()), strict=True))
            plain = code not in LETTERS or not said or (said[0] == "=" and len(said) > 1)
            if plain:
                parts.append(said[1:] if said and code in LETTERS else said)
            else:
                parts.append("".join(back.get(letter, letter) for letter in (name if said == "=" else said)))
        found.append("|".join(parts))
    return found


def column(packed: Any, table: dict[str, Any], near: dict[str, list[int]]) -> list[Any]:
    if isinstance(packed, list):
        return packed
    if "n" in packed:
        return [packed["is"]] * packed["n"]
    if "digits" in packed:
        return numbers(packed)
    if "spelt" in packed:
        return [text and spelt(text, packed["words"]) for text in packed["spelt"]]
    if "front" in packed:
        found, before = [], ""
        for coded in packed["front"]:
            before = before[: ALPHABET.index(coded[0])] + coded[1:]
            found.append(before)
        return found
    if "lettered" in packed:
        return lettered(packed, column(table["name"], table, near))
    steps = column(packed["by"], table, near)
    if "from" in packed or "of" in packed:
        guess = column(table[packed["from"]], table, near) if "from" in packed else near[packed["of"]]
        return [None if step is None else told + step for step, told in zip(steps, guess, strict=True)]
    return list(accumulate(steps))


def unpack(packed: dict[str, Any]) -> dict[str, Any]:
    whole = dict(packed)
    near: dict[str, list[int]] = {}
    for name in sorted((name for name in TABLES if name in packed), key=lambda name: name == "tenures"):
        table = packed[name]
        if name == "tenures":
            days: dict[str, dict[int, int]] = {"first": {}, "last": {}}
            for feature, day in zip(whole["events"]["feature"], whole["events"]["earliest"], strict=True):
                days["first"].setdefault(feature, day)
                days["last"][feature] = day
            own = column(table["feature"], table, {})
            near = {which: [days[which].get(feature, 0) for feature in own] for which in days}
        whole[name] = {key: column(value, table, near) for key, value in table.items()}
    events, attestations = whole["events"], whole.get("attestations", {})
    if "edtf" in events:
        days = zip(events["edtf"], events["earliest"], strict=True)
        events["edtf"] = [from_day(day).isoformat() if edtf == 0 else edtf for edtf, day in days]
    if "edtf" in attestations:
        pairs = zip(attestations["edtf"], attestations["event"], strict=True)
        attestations["edtf"] = [events["edtf"][event] if edtf == 0 else edtf for edtf, event in pairs]
    if "strings" in packed:
        languages = {code: texts for code, texts in packed["strings"].items() if code}
        whole["strings"] = {
            key: {code: texts[row] for code, texts in languages.items() if texts[row] is not None}
            for row, key in enumerate(packed["strings"][""])
        }
    return whole
