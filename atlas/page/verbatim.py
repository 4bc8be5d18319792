"""An element that is its text and nothing else."""

from __future__ import annotations

from typing import Any

from branca.element import Element


class Verbatim(Element):
    """A piece of a page that is put in as it is: braces in it are not template language.

    Parameters
    ----------
    text
        HTML, already escaped where it needs to be.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        """The text."""
        return self.text
