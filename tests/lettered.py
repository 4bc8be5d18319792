"""The letters that a page brings inside it, as a browser finds them there."""

from __future__ import annotations

import base64
import re
from io import BytesIO

from fontTools.ttLib import TTFont

from atlas.look import typeface

FACES = re.compile(r'<style id="atlas-faces">(.*?)</style>', re.DOTALL)
RULE = re.compile(
    r'@font-face\{font-family:"([^"]+)";font-style:(\w+);font-weight:([\d ]+);src:url\(data:font/woff2;base64,([^)]+)\)'
)


def style_of(page: str) -> str:
    found = FACES.search(page)
    return found[1] if found else ""


def fonts_of(page: str) -> dict[tuple[str, str], TTFont]:
    """The fonts in a page by family and slant."""
    rules = RULE.findall(style_of(page))
    return {(family, slant): TTFont(BytesIO(base64.b64decode(data))) for family, slant, _, data in rules}


def covered(page: str) -> tuple[set[str], set[str]]:
    """The letters that a page brings upright, the companion's among them, and slanted."""
    sets = {key: set(map(chr, font.getBestCmap())) for key, font in fonts_of(page).items()}
    upright, slanted = sets[(typeface.FAMILY, "normal")], sets[(typeface.FAMILY, "italic")]
    return upright | sets.get((typeface.COMPANION, "normal"), set()), slanted
