"""Names of maps and timelines on a page: the same in every rendering, and apart from one another in one figure."""

from __future__ import annotations

from collections.abc import Iterator

import folium
from branca.element import Element


def ordinal_name(element: Element, base: str) -> str | None:
    """The first of its class in a figure is ``base``, the second ``base_2``; None for what stands in no tree.

    folium names its elements at random, so that a page never has the same bytes twice; a fixed name would let a second
    map on a page take the place of the first.
    """
    if element._parent is None:
        return None
    alike = [one for one in _maps_and_theirs(element.get_root()) if type(one) is type(element)]
    number = next((k for k, one in enumerate(alike, start=1) if one is element), None)
    return None if number is None else base if number == 1 else f"{base}_{number}"


def _maps_and_theirs(element: Element) -> Iterator[Element]:
    """The maps of a tree and what stands directly on them; a map's layers are not searched."""
    yield element
    for child in element._children.values():
        if isinstance(element, folium.Map):
            yield child
        else:
            yield from _maps_and_theirs(child)
