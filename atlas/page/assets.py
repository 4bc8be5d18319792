"""The page's scripts and styles: our own modules joined into one, and Leaflet from its package."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib import import_module, resources
from pathlib import Path

import rcssmin

from atlas.look import strings as look_strings
from atlas.look import tokens

_THEME = re.compile(r"--atlas-tokens: (\w+);")


def _web(name: str) -> str:
    return (resources.files(__package__) / "web" / name).read_text(encoding="utf-8")


def source(name: str) -> str:
    """One of our browser files as it is written, ``article.js``."""
    return _web(name)


@cache
def script(name: str = "atlas") -> str:
    """Our browser modules as one classic script that defines ``atlasKit``, as ``make web`` has built it.

    ``tiled`` is that of a page whose marks come from tiles.

    The modules of an inline page cannot import one another: a page opened from disk has no addresses for them.
    """
    return _web(f"dist/{name}.js")


@cache
def style(name: str = "atlas") -> str:
    """One of our style sheets, ``atlas`` (the map) or ``page`` (the page around it), without comments and spaces.

    ``--atlas-tokens: light;`` stands for the custom properties of a theme, of :mod:`atlas.look.tokens`.
    """
    return rcssmin.cssmin(_THEME.sub(lambda match: tokens.css(match[1]), _web(f"{name}.css")))


def strings(life: str = "bears") -> dict[str, dict[str, str]]:
    """The interface's texts for a kind of life: key → language (BCP 47) → text; ``{}`` marks where a value goes."""
    return look_strings.strings(life)


def _leaflet_folder() -> Path:
    from xstatic.pkg import leaflet

    return Path(leaflet.BASE_DIR)


@cache
def leaflet_script() -> str:
    """Leaflet's minified script, as XStatic-Leaflet packages it, without its pointer to a source map."""
    text = (_leaflet_folder() / "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", text)


@cache
def leaflet_style(pictures: bool = True) -> str:
    """Leaflet's style sheet with its pictures inside, so that it asks for no file; or without them.

    The pictures are those of markers and of the control of layers, which a map without guests has not.
    """
    folder = _leaflet_folder()

    def inline(match: re.Match[str]) -> str:
        return f"url({_data_uri(folder / match[1])})" if pictures else "none"

    text = (folder / "leaflet.css").read_text(encoding="utf-8")
    return rcssmin.cssmin(re.sub(r"url\((?!data:|#)([^)]+)\)", inline, text))


@cache
def marker_icons() -> dict[str, str]:
    """Leaflet's default marker as data addresses, for maps to which somebody adds a ``folium.Marker``."""
    images = _leaflet_folder() / "images"
    names = {
        "iconUrl": "marker-icon.png",
        "iconRetinaUrl": "marker-icon-2x.png",
        "shadowUrl": "marker-shadow.png",
    }
    return {option: _data_uri(images / name) for option, name in names.items()}


@cache
def jquery_script() -> str:
    """jQuery, which folium's popups are written in, as XStatic-jQuery packages it."""
    from xstatic.pkg import jquery

    return (Path(jquery.BASE_DIR) / "jquery.min.js").read_text(encoding="utf-8")


def has_folium_extra() -> bool:
    """Whether the extra ``folium`` is installed: scripts that folium's own elements ask for."""
    return all(_xstatic(name) is not None for name in ("leaflet_markercluster", "font_awesome"))


def _xstatic(name: str) -> Path | None:
    """The folder of an optional XStatic package."""
    try:
        return Path(import_module(f"xstatic.pkg.{name}").BASE_DIR)
    except ImportError:
        return None


@cache
def marker_cluster(name: str) -> str | None:
    """A file of Leaflet.markercluster, named in small letters; None where XStatic-Leaflet-MarkerCluster is missing."""
    folder = _xstatic("leaflet_markercluster")
    if folder is None:
        return None
    text = next(path for path in folder.iterdir() if path.name.lower() == name).read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", text)


@cache
def font_awesome_style() -> str | None:
    """Font Awesome's style sheet with its fonts inside; None where XStatic-Font-Awesome is missing."""
    folder = _xstatic("font_awesome")
    if folder is None:
        return None
    text = (folder / "css" / "all.min.css").read_text(encoding="utf-8")
    # The same fonts stand there again under their names of versions 4 and 5.
    text = re.sub(r'@font-face\{font-family:"?(?:Font Awesome 5[^"}]*|FontAwesome)"?;[^}]*\}', "", text)
    text = re.sub(r',\s*url\([^)]*\.ttf\)\s*format\("truetype"\)', "", text)
    return re.sub(r"url\(\.\./webfonts/([^)]+)\)", lambda m: f"url({_data_uri(folder / 'webfonts' / m[1])})", text)


def _data_uri(path: Path) -> str:
    kinds = {".png": "image/png", ".svg": "image/svg+xml", ".gif": "image/gif", ".woff2": "font/woff2"}
    kind = kinds[path.suffix]
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
