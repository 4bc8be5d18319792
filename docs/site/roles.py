"""Docstrings as Markdown: this package writes them in the roles of Sphinx, and the site reads them with Griffe."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import griffe

sys.path.insert(0, str(Path(__file__).resolve().parent))

import reference


@cache
def known() -> frozenset[str]:
    """What has a place in the site, by its dotted path."""
    names = set()
    for module in reference.modules():
        names.add(module)
        tree = re.search(r"^__all__ = \[(.*?)\]", reference._source(module), re.S | re.M)
        names |= {f"{module}.{name}" for name in re.findall(r'"(\w+)"', tree[1] if tree else "")}
    return frozenset(names)


def _link(found: re.Match[str]) -> str:
    path = found[1]
    return f"[`{path.rsplit('.', 1)[-1]}`][{path}]" if path in known() else f"`{path}`"


class Roles(griffe.Extension):
    """Turn roles into links where what they name has a place in the site, else into code."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of one object."""
        if obj.docstring is None or isinstance(obj, griffe.Alias):
            return
        text = re.sub(r":[a-z]+:`~?([\w.]+)`", _link, obj.docstring.value)
        text = re.sub(r":[a-z]+:`([^`]+)`", r"`\1`", text)
        obj.docstring.value = reference.prose(text)
