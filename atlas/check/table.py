"""Problems as a table of plain HTML."""

from __future__ import annotations

import html
from collections.abc import Iterable

from atlas.io.tables import Problem
from atlas.look.card import HEAD, card
from atlas.look.figures import INK, LINE, PAPER

__all__ = ["problem_table"]

SHOWN_PROBLEMS = 200


def problem_table(problems: Iterable[Problem]) -> str:
    """Problems as a table; a sound record as one line."""
    listed = list(problems)
    if not listed:
        return card('<p style="margin:0">No problems: the record keeps every rule.</p>')
    cell = f"border:0;border-top:1px solid {LINE};padding:3px 12px 3px 0;text-align:left;background:{PAPER};color:{INK}"
    columns = ("file", "row", "column", "rule", "message")
    head = "".join(f'<th style="{cell}">{name}</th>' for name in columns)
    body = "".join(
        "<tr>" + "".join(f'<td style="{cell}">{html.escape(str(getattr(p, c)))}</td>' for c in columns) + "</tr>"
        for p in listed[:SHOWN_PROBLEMS]
    )
    rest = f"<p>... and {len(listed) - SHOWN_PROBLEMS:,} more</p>" if len(listed) > SHOWN_PROBLEMS else ""
    noun = "problem" if len(listed) == 1 else "problems"
    return card(
        f'<h3 style="{HEAD}">{len(listed):,} {noun}</h3>',
        f'<table style="border-collapse:collapse;font-size:14px"><tr>{head}</tr>{body}</table>{rest}',
    )
