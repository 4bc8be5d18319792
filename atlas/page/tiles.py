"""Basemaps of tiles by their names."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit


def tiles_of(name: str) -> dict[str, Any]:
    """A tile basemap by its name: what :class:`atlas.Timeline` takes as ``streets``.

    Raises
    ------
    ValueError
        For a name that :mod:`xyzservices` does not know.
    """
    from xyzservices import providers

    found = providers.query_name(name)
    url = found.build_url(fill_subdomain=False)
    options = {"maxZoom": found.get("max_zoom", 18), **({"subdomains": found["subdomains"]} if "{s}" in url else {})}
    attribution = found.get("html_attribution", found.get("attribution", ""))
    return {
        "url": url,
        "attribution": attribution,
        "host": urlsplit(url).netloc.replace("{s}.", ""),
        "options": options,
    }
