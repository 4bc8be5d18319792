"""Which letters a page can show, so that the letters that it brings are these and no more."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterable, Mapping
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

from babel import Locale, UnknownLocaleError

from atlas.look import typeface
from atlas.page.timeline import Timeline

if TYPE_CHECKING:
    from branca.element import Element

    from atlas.page.page import Page

__all__ = ["ID", "face_style"]

ID = "atlas-faces"
"""The id of the style that brings a page's own letters."""
_CODE = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_ALWAYS = string.printable + "\u00a0\u202f\u200a\u2009«»“”„‘’…–—−×·°№←→"  # as browsers write numbers and dates
_HANGING = (  # figures in running text; those of counts and of the clock stand on the line
    ":is(.story,.atlas-card,.atlas-caption,.record td,.record li,.plate>header p){font-variant-numeric:oldstyle-nums}"
)
_UPRIGHT = {"attestations", "wanted", "sources"}  # what sources say and are called is never slanted
_SOUGHT = {"others"}  # towns are found by these names, and labelled by others


def face_style(page: Page, text: str) -> str:
    """The style that brings the letters that a page can show; ``text`` is the page without it.

    What the map shows is taken from its columns, not from the page: there the letters of some are packed as others.
    """
    data = [element.data for element in _all(page) if isinstance(element, Timeline)]
    spoken = {code for one in data for code in one["strings"]["play"]}
    called = set(_ALWAYS).union(*(_browsers(code) for code in sorted(spoken)))
    called |= {letter.upper() for one in data for letter in _letters(one.get("ground", {}).get("polities"))}
    shown = called | set(unescape(_CODE.sub("", text))) | _letters(data)
    slanted = called | _letters([page.title, page.lede, page.story, page.rows, page.milestones])
    own = (part for one in data for key, part in one.items() if key not in _UPRIGHT)
    slanted = slanted.union(*(_letters(part, _SOUGHT) for part in own))
    return f'<style id="{ID}">{typeface.rules(shown, slanted)}{_HANGING}</style>'


def _all(element: Element) -> Iterable[Element]:
    yield element
    for root in (getattr(element, name, None) for name in ("header", "html", "script")):
        if root is not None:
            yield from _all(root)
    for child in element._children.values():
        yield from _all(child)


def _letters(value: Any, without: Iterable[str] = ()) -> frozenset[str]:
    """The letters of what a part of a page holds, without some of its columns."""
    if isinstance(value, Mapping):
        value = {key: part for key, part in value.items() if key not in without}
    return frozenset(json.dumps(value, ensure_ascii=False, default=str))


@cache
def _browsers(code: str) -> frozenset[str]:
    """The letters of what a browser writes by itself: names of countries, in capitals too, and of months."""
    try:
        locale = Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return frozenset()
    months = [name for context in locale.months.values() for width in context.values() for name in width.values()]
    names = "".join([*map(str, locale.territories.values()), *months])
    return frozenset(names if code == "ka" else names + names.upper())
