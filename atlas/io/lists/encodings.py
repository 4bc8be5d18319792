"""Bytes → text, whatever they were saved in: UTF-8 and UTF-16 by their form, the rest by the letters that come out.

Encodings of one byte a letter differ in what a byte above 127 is: of those for Latin letters the one is taken whose
letters are all of one language (``Peñíscola``, not ``Peńíscola``); for other scripts :mod:`charset_normalizer` knows
which letters follow each other.
"""

from __future__ import annotations

import re

__all__ = ["EncodingError", "decoded"]

_LATIN = (
    "cp1252",
    "cp1250",
    "mac_roman",
    "iso8859_2",
    "cp852",
    "cp850",
    "cp1254",
    "cp1257",
    "mac_latin2",
    "iso8859_15",
)
_OTHERS = (
    *("cp1251", "koi8_r", "koi8_u", "mac_cyrillic", "cp866", "iso8859_5", "cp1253", "iso8859_7", "cp1255", "cp1256"),
    *("utf_16", "shift_jis", "euc_jp", "euc_kr", "big5", "gb18030", "cp1252", "cp1250"),
)
_ALPHABETS = [
    frozenset(letters + letters.upper())
    for letters in (
        *("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúüªº", "ãâáàçéêíóôõúüª", "àèéìíîòóùú", "ąćęłńóśźż", "áčďéěíňóřšťúůýž"),
        *("áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîșțşţ", "çğıİöşüâîû", "åäöé", "æøåéèòô", "čćđšž", "ąčęėįšųūž"),
        *("āčēģīķļņšūž", "äöõüšž", "áðéíóúýþæö", "áéíóú", "äëïéèöü"),
    )
]
_SIGNS = frozenset("„“”‚‘’«»–—…°№§€£·•×½¼²³¿¡´\u00a0\u00ad®©")
_ENOUGH = 0.97
_SAMPLE = 1 << 20


class EncodingError(ValueError):
    """Bytes that no encoding makes a text of."""


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding. Raises :class:`EncodingError`."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding), "utf-8" if encoding == "utf-8-sig" else encoding
    for encoding in filter(None, (_two_bytes(data[:4000]), "utf-8", _latin(data[:_SAMPLE]))):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_OTHERS)).best()
    if best is None:
        raise EncodingError("its encoding is not known: save it as UTF-8")
    return str(best), best.encoding


def _two_bytes(data: bytes) -> str:
    """UTF-16 without a mark, told by its zero bytes: in every other place many, in the others none; else nothing."""
    for zeros, others, encoding in ((data[1::2], data[::2], "utf-16-le"), (data[::2], data[1::2], "utf-16-be")):
        if zeros.count(0) * 5 > len(zeros) > 3 and 0 not in others:
            return encoding
    return ""


def _latin(data: bytes) -> str:
    """The first of the encodings of Latin letters that makes nearly all of them those of one language; else nothing."""
    found = {}
    for encoding in _LATIN:
        try:
            found[encoding] = _likeness(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    best = max(found, key=lambda one: found[one], default="")
    return best if best and found[best] >= _ENOUGH else ""


def _likeness(text: str) -> float:
    """Share of the letters and signs beyond ASCII that one language has, 0 where case changes within words."""
    beyond = re.findall(r"(?=(.)([^\x00-\x7f])(.))", f" {text} ", re.DOTALL)
    letters = [one for one in beyond if one[1].isalpha()]
    sound = [letter for before, letter, _ in letters if not (before.islower() and letter.isupper())]
    apart = sum(
        letter in _SIGNS and (letter == "’" or not (before.isalpha() and after.isalpha()))
        for before, letter, after in beyond
        if not letter.isalpha()
    )
    if not letters:
        return 0
    return max(sum(letter in alphabet for letter in sound) for alphabet in _ALPHABETS) / (len(beyond) - apart)
