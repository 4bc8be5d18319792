"""Which addresses are drawn as links: those of the web, and no other."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from atlas.io.text import hidden

__all__ = ["web"]

_FORM = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def web(address: str) -> str:
    """The address where it is one of http or https with a host, and plain to see; else nothing.

    A browser runs ``javascript:`` and opens ``file:`` and ``data:``, and drops the tabs and controls that hide
    them; a name before ``@`` passes for the host. None of that is drawn as a link: it stays text.
    """
    if not _FORM.fullmatch(address) or next(hidden(address), None):
        return ""
    try:
        parts = urlsplit(address)
        return address if parts.hostname and "@" not in parts.netloc else ""
    except ValueError:
        return ""
