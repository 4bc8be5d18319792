"""A map in a frame of a notebook, over a still that is seen where the frame is dropped.

A host that does not trust a notebook keeps plain tags, inline styles and pictures, and drops frames and scripts.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from atlas.edtf import words
from atlas.look.card import card
from atlas.look.figures import INK, PAPER
from atlas.page.dots import busiest_day, still

if TYPE_CHECKING:
    from atlas.record import Record

__all__ = ["framed", "still_of"]

TRUST = "https://jupyter-server.readthedocs.io/en/latest/operators/security.html#security-in-notebook-documents"


def still_of(record: Record, day: str, title: str) -> str:
    """A still of a day under its title, for hosts that cannot show the moving map."""
    said = words(day)
    picture = still(record, day, alt=f"Still of the map on {said}")
    return card(f'<p style="margin:0 0 6px"><b>{html.escape(title)}</b>, a still of {said}</p>', picture)


def framed(page: str, record: Record, title: str, height: int, clock: tuple[int, int]) -> str:
    """A page in a frame that asks for nothing outside, over a still of the map.

    Parameters
    ----------
    page : str
        The whole document; it goes into the frame's ``srcdoc``.
    record : Record
        What the still draws.
    title : str
        Says to a screen reader what the frame holds.
    height : int
        Pixels.
    clock : (first, last)
        Day numbers between which the day of the still lies.
    """
    day = busiest_day(record, *clock)
    said = words(day.isoformat())
    picture = still(record, day, alt=f"Still of the map on {said}")
    name = html.escape(title, quote=True)
    return (
        f'<div style="position:relative;min-height:{height}px;background:{PAPER};color:{INK}">'
        f'<div style="padding:12px 16px">{picture}<p><b>{html.escape(title)}</b>, a still of {said}. '
        f'The moving map shows once this notebook is <a href="{TRUST}" style="color:{INK}">trusted</a>, '
        "or its cell run.</p></div>"
        f'<iframe title="{name}" srcdoc="{html.escape(page)}" width="100%" height="{height}" allowfullscreen '
        'style="position:absolute;top:0;left:0;width:100%;height:100%;border:0"></iframe></div>'
    )
