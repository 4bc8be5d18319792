"""Each language of the record has one system of Latin letters, which `rules.md` names and every name keeps to."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.io import schema, tables

GEODATA = Path(__file__).parent.parent / "geodata"
VOWELS = set("аеёиіоуўыэюя")
MARKS = str.maketrans("’", "'", '«»„“”"')
UNSPACED = {"zh"}


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
TAJIK = letters(
    "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "a b v g gh d e yo zh z i í y k q l m n o p r s t u ŭ f kh h ch j sh ’ ė yu ya",
)
KYRGYZ = letters(
    "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "a b v g d e yo j z i y k l m n ng o ö p r s t u ü f kh ts ch sh shch ” y ’ e yu ya",
)
OSSETIAN = letters("аӕбвгдезийклмнопрстуфхцчы", "a æ b v g d e z i y k l m n o p r s t u f kh ts ch y")
OSSETIAN_PAIRS = {"гъ": "gh", "къ": "k’", "пъ": "p’", "тъ": "t’", "хъ": "q", "цъ": "ts’", "чъ": "ch’"}
MONGOLIAN = letters(
    "абвгдеёжзийклмноөпрстуүфхцчшыьэюя", "a b v g d ye yo j z i i k l m n o ö p r s t u ü f kh ts ch sh y i e yu ya"
)
UZBEK = letters(
    "абвгғдеёжзийкқлмнопрстуўфхҳчшъэюя",
    "a b v g gʻ d e yo j z i y k q l m n o p r s t u oʻ f x h ch sh ʼ e yu ya",
)
TATAR = letters(
    "аәбвгдеёжҗзийклмнңоөпрстуүфхһцчшщъыьэюя",
    "a ä b v g d e yo j c z i y k l m n ñ o ö p r s t u ü f x h ts ç ş şç - ı - e yu ya",
)
TATAR_BACK = set("аоуы")
YIDDISH = {"אַ": "a", "אָ": "o", "פֿ": "f"} | letters("דילנסטר", "d i l n s t r")
PINYIN = letters(
    "斯大林街广场公园像路人民中山正四胡子",
    "si da lin jie guang chang gong yuan xiang lu ren min zhong shan zheng si hu zi",
)
INITIALS = ["k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "-", "ch", "tch", "ch'", "k'", "t'", "p'", "h"]
VOICED = {"k": "g", "t": "d", "p": "b", "ch": "j"}
VOWEL_SOUNDS = [
    "a",
    "ae",
    "ya",
    "yae",
    "ŏ",
    "e",
    "yŏ",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wŏ",
    "we",
    "wi",
    "yu",
    "ŭ",
    "ŭi",
    "i",
]
FINALS = {0: "", 4: "n", 8: "l", 16: "m", 21: "ng"}
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


def tajik(name: str) -> str:
    return "".join(TAJIK.get(letter, letter) for letter in name)


def kyrgyz(name: str) -> str:
    return "".join(KYRGYZ.get(letter, letter) for letter in name)


def ossetian(name: str) -> str:
    for pair, sound in OSSETIAN_PAIRS.items():
        name = name.replace(pair, sound)
    return "".join(OSSETIAN.get(letter, letter) for letter in name)


def mongolian(name: str) -> str:
    return "".join(MONGOLIAN.get(letter, letter) for letter in name)


def uzbek(name: str) -> str:
    return "".join(UZBEK.get(letter, letter) for letter in name)


def tatar(name: str) -> str:
    """Back and front words differ in *к*, *е* and *я*: a word is back where its first vowel is, and soft before *ь*."""
    return " ".join(map(_tatar_word, name.split(" ")))


def _tatar_word(word: str) -> str:
    vowels = [letter for letter in word if letter in "аәеоөуүыиэ"]
    back = bool(vowels) and vowels[0] in TATAR_BACK
    out = ""
    for at, letter in enumerate(word):
        after_vowel = at > 0 and word[at - 1] in VOWELS | set("әөү")
        if letter == "к" and at + 1 < len(word) and word[at + 1] == "ы":
            out += "q"
        elif letter == "е" and (not at or after_vowel):
            out += "yı" if back else "ye"
        elif letter == "я" and not back:
            out += "yä"
        else:
            out += TATAR.get(letter, letter)
    return out


def yiddish(name: str) -> str:
    for letter, sound in YIDDISH.items():
        name = name.replace(letter, sound)
    return name


def pinyin(name: str) -> str:
    """Without tones. Which syllables make a word no sign tells, so that the caller leaves the spaces out."""
    return "".join(PINYIN[sign] if sign.isalpha() else sign for sign in name)


def korean(name: str) -> str:
    """McCune-Reischauer, for the finals that the names have."""
    out = ""
    before = None
    for sign in name:
        if not sign.isalpha():
            out, before = out + sign, None
            continue
        start, rest = divmod(ord(sign) - 0xAC00, 588)
        middle, final = divmod(rest, 28)
        first = INITIALS[start].replace("-", "")
        if first == "r" and before in (8, 16, 21):
            first = "l" if before == 8 else "n"
        elif before is not None:
            first = VOICED.get(first, first)
        out += first + VOWEL_SOUNDS[middle] + FINALS[final]
        before = final
    return out


SYSTEMS: dict[str, Callable[[str], str]] = {
    "ru": russian,
    "uk": ukrainian,
    "bg": bulgarian,
    "be": belarusian,
    "ka": georgian,
    "hy": armenian,
    "kk": kazakh,
    "sr": serbian,
    "tg": tajik,
    "ky": kyrgyz,
    "os": ossetian,
    "mn": mongolian,
    "uz-Cyrl": uzbek,
    "tt": tatar,
    "yi": yiddish,
    "zh": pinyin,
    "ko": korean,
}


@pytest.mark.parametrize("language", SYSTEMS)
def test_names_keep_to_the_system_of_their_language(language: str) -> None:
    rows = tables.read_folder(GEODATA, schema.read(GEODATA))["names"].rows
    found = [(row.raw["name"], row.raw["latin"]) for row in rows if row.raw["language"] == language]
    assert found
    other = {}
    for name, latin in found:
        ours = SYSTEMS[language](name.casefold()).translate(MARKS)
        theirs = latin.replace("İ", "i").casefold().translate(MARKS)
        if language in UNSPACED:
            ours, theirs = ours.replace(" ", ""), theirs.replace(" ", "")
        if theirs != ours:
            other[name] = (latin, ours)
    assert not other


def test_every_language_of_other_letters_has_a_system() -> None:
    rows = tables.read_folder(GEODATA, schema.read(GEODATA))["names"].rows
    foreign = {row.raw["language"] for row in rows if row.raw["name"] != row.raw["latin"]}
    assert foreign - set(SYSTEMS) == {"fa"}


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
        "Tajik that of BGN/PCGN of 1994",
        "Kyrgyz that of BGN/PCGN of 1979",
        "Ossetian that of BGN/PCGN of 2009",
        "Mongolian the standard MNS 5217 of 2012",
        "Uzbek in Cyrillic its own Latin alphabet of 1995",
        "Yiddish that of YIVO",
        "Tatar the Latin alphabet of the law of Tatarstan of 2012",
        "Chinese Hanyu pinyin without tones",
        "Korean McCune-Reischauer",
    ):
        assert system in rules
