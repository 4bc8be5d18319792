"""Each language of the record has one system of Latin letters, which `rules.md` names and every name keeps to."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.io import schema, tables

GEODATA = Path(__file__).parent.parent / "geodata"
VOWELS = set("аеёиіоуўыэюя")
MARKS = str.maketrans("’", "'", '«»„“”"')


def letters(cyrillic: str, latin: str) -> dict[str, str]:
    return {letter: "" if sound == "-" else sound for letter, sound in zip(cyrillic, latin.split(), strict=True)}


RUSSIAN = letters(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya yo"
)
UKRAINIAN = letters(
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’",
    "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia -",
)
UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
BULGARIAN = letters(
    "абвгдежзийклмнопрстуфхцчшщъьюя", "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya"
)
BELARUSIAN = letters("абвгджзійклмнопрстуўфхцчшыэ", "a b v h d ž z i j k l m n o p r s t u ŭ f ch c č š y e")
BELARUSIAN_SOFT = {"е": "e", "ё": "o", "ю": "u", "я": "a"}
GEORGIAN = letters(
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "a b g d e v z t i k' l m n o p' zh r s t' u p k gh q' sh ch ts dz ts' ch' kh j h",
)

ARMENIAN = letters(
    "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցփքօֆ",
    "a b g d e z e y t' zh i l kh ts k h dz gh ch m y n sh o ch' p j rr s v t r ts' p' k' o f",
)
KAZAKH = letters(
    "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщыіьэюя",
    "a ä b v g gh d e zh z ī y k q l m n ng o ö p r s t ū u ü f kh h ts ch sh shch y i - e yu ya",
)
SERBIAN = letters("абвгдђежзијклљмнњопрстћуфхцчџш", "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š")


def russian(name: str) -> str:
    name = re.sub(r"[иы]й\b", "ы", name)
    return "".join(
        "ye"
        if letter == "е" and (not at or name[at - 1] in VOWELS | set("ъь") or not name[at - 1].isalpha())
        else RUSSIAN.get(letter, letter)
        for at, letter in enumerate(name)
    )


def ukrainian(name: str) -> str:
    name = name.replace("зг", "zgh").replace("'", "’")
    inside = [at > 0 and (name[at - 1].isalpha() or name[at - 1] == "’") for at in range(len(name))]
    return "".join(
        UKRAINIAN_FIRST[letter] if letter in UKRAINIAN_FIRST and not inside[at] else UKRAINIAN.get(letter, letter)
        for at, letter in enumerate(name)
    )


def bulgarian(name: str) -> str:
    return "".join(BULGARIAN.get(letter, letter) for letter in name)


def belarusian(name: str) -> str:
    def one(at: int, letter: str) -> str:
        if letter not in BELARUSIAN_SOFT:
            return BELARUSIAN.get(letter, letter)
        after_consonant = at > 0 and name[at - 1].isalpha() and name[at - 1] not in VOWELS
        return ("i" if after_consonant else "j") + BELARUSIAN_SOFT[letter]

    return "".join(one(at, letter) for at, letter in enumerate(name))


def georgian(name: str) -> str:
    return "".join(GEORGIAN.get(letter, letter) for letter in name)


def armenian(name: str) -> str:
    name = name.replace("և", "եվ").replace("ու", "u")
    first = {"ե": "ye", "ո": "vo"}
    return "".join(
        first[letter] if letter in first and (not at or not name[at - 1].isalpha()) else ARMENIAN.get(letter, letter)
        for at, letter in enumerate(name)
    )


def kazakh(name: str) -> str:
    return "".join(KAZAKH.get(letter, letter) for letter in name)


def serbian(name: str) -> str:
    return "".join(SERBIAN.get(letter, letter) for letter in name)


SYSTEMS: dict[str, Callable[[str], str]] = {
    "ru": russian,
    "uk": ukrainian,
    "bg": bulgarian,
    "be": belarusian,
    "ka": georgian,
    "hy": armenian,
    "kk": kazakh,
    "sr": serbian,
}


@pytest.mark.parametrize("language", SYSTEMS)
def test_names_keep_to_the_system_of_their_language(language: str) -> None:
    rows = tables.read_folder(GEODATA, schema.read(GEODATA))["names"].rows
    found = [(row.raw["name"], row.raw["latin"]) for row in rows if row.raw["language"] == language]
    assert found
    other = {
        name: (latin, SYSTEMS[language](name.casefold()))
        for name, latin in found
        if latin.casefold().translate(MARKS) != SYSTEMS[language](name.casefold()).translate(MARKS)
    }
    assert not other


def test_the_rules_name_the_systems() -> None:
    rules = " ".join((GEODATA / "rules.md").read_text(encoding="utf-8").split())
    for system in (
        "Russian that of BGN/PCGN",
        "Cabinet of Ministers of 2010",
        "Transliteration Act of 2009",
        "instruction of 2007",
        "national system of 2002",
        "Armenian that of BGN/PCGN of 1981",
        "Kazakh that of BGN/PCGN of 1979",
        "Serbian its own Latin alphabet",
    ):
        assert system in rules
