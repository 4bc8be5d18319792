"""The atlas's own letters: Source Serif 4, and DejaVu Serif for Georgian and Armenian, cut to what is shown.

Both come as packages (the extra ``type``). A page that asks for them (the option ``fonts = "embedded"``) carries them
inside, stills and films take them wherever the extra is installed. The licences reserve the fonts' names for the whole
fonts, so what is cut out of them has names of its own.
"""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from atlas.io.needs import need

__all__ = ["COMPANION", "FAMILY", "credits_of", "cut", "files", "installed", "letters_of", "require", "rules"]

FAMILY = "Atlas Serif"
"""What pages and sheets call the letters; Georgian and Armenian are :data:`COMPANION`."""
COMPANION = "Atlas Serif East"
_PACKAGE = "fontpkg_source_serif_4"
_FILES = {"upright": "SourceSerif4[opsz,wght].ttf", "slanted": "SourceSerif4-Italic[opsz,wght].ttf"}
_OPTICAL, _TEXT, _BOLD = 14.0, 400.0, 600.0  # the design size, points; the weights of text and of what is in place
_FIGURES = ["lnum", "onum", "pnum", "tnum"]
_PLAIN = ((0x20, 0x24F), (0x2B0, 0x2FF), (0x400, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x22FF))
_EAST = ((0x531, 0x58A), (0x10D0, 0x10FF))
_MAKERS, _OURS = (
    [0, 14],
    [0, 1, 2, 4, 6, 14],
)  # names in a font: whose, under which licence; its own
_NEEDS = {"fontTools": "fonttools", _PACKAGE: "fontpkg-source-serif-4", "matplotlib": "matplotlib", "brotli": "brotli"}


def installed() -> bool:
    """Whether the extra ``type`` is there."""
    return all(find_spec(module) is not None for module in _NEEDS)


def require() -> None:
    """Raise :class:`atlas.io.needs.ExportError`, which names the extra, where letters cannot be embedded."""
    for module in _NEEDS:
        if find_spec(module) is None:
            need(module, 'fonts = "embedded"', "type")


def _within(code: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in spans)


def _source(style: str) -> Path:
    if style == "east":
        import matplotlib

        return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
    return Path(need(_PACKAGE, "Letters", "type").ROOT) / "files" / _FILES[style]


def _subset(font: Any, codes: Iterable[int], features: list[str], names: list[int]) -> None:
    """Leave what the letters need: no hints, no kerning, and of the names in the font those wanted."""
    from fontTools import subset

    options = subset.Options()
    options.hinting, options.glyph_names, options.layout_features = False, False, features
    options.name_IDs, options.notdef_outline = names, True
    options.drop_tables += ["DSIG", "FFTM", "MVAR", "STAT", "meta"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(codes))
    cutter.subset(font)


def _bytes(font: Any, flavor: str | None = None) -> bytes:
    font.flavor, written = flavor, BytesIO()
    font.save(written)
    return written.getvalue()


@cache
def _master(style: str, weight: tuple[float, float] | float = (_TEXT, _BOLD)) -> bytes:
    """A font with all letters that a page could need, at our design size; upright from text to bold."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(_source(style), recalcTimestamp=False)
    spans = _EAST if style == "east" else _PLAIN
    codes = [code for code in font.getBestCmap() if _within(code, spans)]
    _subset(font, codes, [] if style == "east" else _FIGURES, _MAKERS)
    if style != "east":
        axes = {"opsz": _OPTICAL, "wght": weight if style == "upright" else _TEXT}
        font = instancer.instantiateVariableFont(font, axes)
    _rename(font, COMPANION if style == "east" else FAMILY, style)
    return _bytes(font)


def _rename(font: Any, family: str, style: str, bold: bool = False) -> None:
    face = "Bold" if bold else "Italic" if style == "slanted" else "Regular"
    for number, text in ((1, family), (2, face), (4, f"{family} {face}"), (6, f"{family} {face}".replace(" ", ""))):
        font["name"].setName(text, number, 3, 1, 0x409)


@cache
def letters_of(style: str) -> frozenset[str]:
    """The letters that a style can have: ``upright``, ``slanted``, or ``east`` (Georgian and Armenian, upright)."""
    from fontTools.ttLib import TTFont

    return frozenset(map(chr, TTFont(BytesIO(_master(style))).getBestCmap()))


@lru_cache(maxsize=64)
def _cut(style: str, letters: frozenset[str]) -> bytes:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(_master(style)), recalcTimestamp=False)
    _subset(font, map(ord, letters), _FIGURES, _OURS)
    return _bytes(font, "woff2")


def cut(style: str, letters: Iterable[str]) -> bytes:
    """A style with no more than some letters, as WOFF2, always the same bytes; empty where it has none of them."""
    wanted = letters_of(style) & set(letters)
    return _cut(style, wanted) if wanted else b""


def rules(upright: Iterable[str], slanted: Iterable[str]) -> str:
    """The rules of CSS that bring the letters of a page with it.

    Parameters
    ----------
    upright, slanted : iterable of str
        Letters that stand upright, in any weight; and those that stand slanted. Georgian and Armenian have no slanted
        letters of their own: a browser slants the upright ones.
    """
    east, wide = set(upright) | set(slanted), f"{_TEXT:g} {_BOLD:g}"
    faces = (
        (FAMILY, "normal", wide, cut("upright", upright)),
        (FAMILY, "italic", f"{_TEXT:g}", cut("slanted", slanted)),
        (COMPANION, "normal", f"{_TEXT:g}", cut("east", east)),
    )
    found = [
        f'@font-face{{font-family:"{family}";font-style:{slant};font-weight:{weight};'
        f"src:url(data:font/woff2;base64,{base64.b64encode(font).decode('ascii')})}}"
        for family, slant, weight, font in faces
        if font
    ]
    names = [credits_of("upright"), *([credits_of("east")] if faces[2][3] else [])]
    return "".join([f"/*{name}*/" for name in names] + found)


@cache
def credits_of(style: str) -> str:
    """The font that a style is cut out of, with its version: ``Source Serif 4, 4.004``."""
    if style != "east":
        return f"Source Serif 4, {version(_NEEDS[_PACKAGE])}"
    from fontTools.ttLib import TTFont

    told = TTFont(_source("east"))["name"].getDebugName(5)
    return f"DejaVu Serif, {told.removeprefix('Version').strip()}"


def files(folder: Path) -> list[Path]:
    """Upright, bold and slanted letters as files, for software that knows no variable fonts; made once a version."""
    made = []
    for style, weight, bold in (("upright", _TEXT, False), ("upright", _BOLD, True), ("slanted", _TEXT, False)):
        path = folder / f"atlas-serif-{version(_NEEDS[_PACKAGE])}-{style}-{weight:g}.ttf"
        if not path.is_file():
            _write_whole(path, _static(style, weight, bold))
        made.append(path)
    return made


def _static(style: str, weight: float, bold: bool) -> bytes:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(_master(style, weight)), recalcTimestamp=False)
    _rename(font, FAMILY, style, bold)
    font["OS/2"].usWeightClass = 700 if bold else 400
    return _bytes(font)


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(path)
