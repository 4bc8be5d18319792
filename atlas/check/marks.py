"""The rule of how a kind looks: its mark has a shape that can be drawn everywhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from atlas.check.context import Context
from atlas.io.tables import Problem
from atlas.io.text import shown
from atlas.look.shapes import SHAPES


def shape(context: Context) -> Iterator[Problem]:
    """The shape of a kind is one of :mod:`atlas.look.shapes`, so that no mark vanishes from a picture."""
    for row in context.rows("kinds"):
        name = row["shape"]
        if name and name not in SHAPES:
            near = difflib.get_close_matches(str(name), SHAPES, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            message = f"{shown(name)} is no shape of a mark; write one of {', '.join(SHAPES)}{hint}"
            yield context.problem("kinds", row, "shape", "shape", message)
