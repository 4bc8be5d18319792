"""A card: some HTML on a sheet of the atlas's paper, in inline styles, as notebooks keep them."""

from __future__ import annotations

from atlas.look.figures import INK, LINE, PAPER, QUIET

__all__ = ["HEAD", "MUTED", "card"]

HEAD = "margin:0 0 2px;font-size:19px;font-weight:500"
"""Style of a card's heading."""
MUTED = f"color:{QUIET}"
"""Style of what is read second."""
_CARD = (
    f"background:{PAPER};color:{INK};border:1px solid {LINE};padding:12px 16px;max-width:760px;"
    "font-family:Palatino, 'Noto Serif', 'DejaVu Serif', Georgia, serif;line-height:1.45"
)


def card(*parts: str) -> str:
    """Some HTML on a sheet of the atlas's paper, in inline styles."""
    return f'<div style="{_CARD}">{"".join(parts)}</div>'
