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


class Shelf(Element):
    """Where elements leave what they have rendered: it is put in as it is.

    branca takes the text that an element has rendered for a template again; braces in it would be evaluated.
    """

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Element:
        """Add a child; plain text stays as it is."""
        if type(child) is Element and child._template_str is not None and not child._children:
            child = Verbatim(child._template_str)
        return super().add_child(child, name, index)
