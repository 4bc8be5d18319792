"""Third-party parts that end up in a page: what they are, in which version and under which licence.

A part is found by its own text in the page, so the list says what is in there and not what might be. It stands at the
foot of every page, and :func:`sbom` writes it for machines (CycloneDX), beside the data of a site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import shapely

from atlas.look import typeface
from atlas.page import assets
from atlas.record.borders import ground_resource
from atlas.record.extent import around
from atlas.record.landmarks import FILE as LANDMARKS
from atlas.record.towns import FILE as TOWNS

if TYPE_CHECKING:
    from cyclonedx.model.component import Component

    from atlas.record import Record

__all__ = [
    "TILED",
    "Part",
    "ground_credit",
    "ground_note",
    "ground_origin",
    "ground_parts",
    "ground_words",
    "parts_in",
    "sbom",
    "use_key",
]


@dataclass(frozen=True, order=True)
class Part:
    """A part of a page that others made.

    Attributes
    ----------
    name, version, licence
        As its makers have them; the licence as an SPDX expression where it has one, else in words. The version is empty
        where its makers give none with it.
    url
        Its home, for readers.
    package
        The Python package that it was taken from, ``XStatic-Leaflet 1.9.3.0``, or after ``npm:`` that of npm; empty for
        data.
    use
        What it does in the page.
    """

    name: str
    version: str
    licence: str
    url: str
    package: str = ""
    use: str = ""


@dataclass(frozen=True)
class _Library:
    name: str
    licence: str
    url: str
    package: str
    use: str
    sign: Callable[[], str | None]
    """A stretch of its own text, by which it is found; None where it is not installed."""
    edition: str = ""
    """Pattern that finds the version in that text; the package's version is that of the packaging."""


def _head(text: str | None, length: int = 400) -> str | None:
    return text[:length] if text else None


_LIBRARIES = (
    _Library(
        *("Leaflet", "BSD-2-Clause", "https://leafletjs.com", "XStatic-Leaflet", "the map"),
        lambda: _head(assets.leaflet_script()),
        r"Leaflet (\d[\w.]*)",
    ),
    _Library(
        *("jQuery", "MIT", "https://jquery.com", "XStatic-jQuery", "popups of folium"),
        lambda: _head(assets.jquery_script()),
        r"v(\d[\w.]*)",
    ),
    _Library(
        *("Leaflet.markercluster", "MIT", "https://github.com/Leaflet/Leaflet.markercluster"),
        *("XStatic-Leaflet-MarkerCluster", "groups of markers"),
        lambda: _head(assets.marker_cluster("leaflet.markercluster.js")),
    ),
    _Library(
        *("Font Awesome Free", "CC-BY-4.0 AND OFL-1.1 AND MIT", "https://fontawesome.com"),
        *("XStatic-Font-Awesome", "icons of markers"),
        lambda: _head(assets.font_awesome_style()),
        r"Free (\d[\w.]*)",
    ),
    _Library(
        *(
            "Source Serif 4",
            "OFL-1.1",
            "https://github.com/adobe-fonts/source-serif",
            "fontpkg-source-serif-4",
            "the letters",
        ),
        lambda: f"/*{typeface.credits_of('upright')}*/" if typeface.installed() else None,
        r", (\d[\w.]*)",
    ),
    _Library(
        *("DejaVu Serif", "Bitstream-Vera", "https://dejavu-fonts.github.io", "matplotlib", "the letters"),
        lambda: f"/*{typeface.credits_of('east')}*/" if typeface.installed() else None,
        r", (\d[\w.]*)",
    ),
    _Library(
        *(
            "folium",
            "MIT",
            "https://python-visualization.github.io/folium/",
            "folium",
            "the map's first script",
        ),
        lambda: "L.map(",
    ),
)


def _of_npm(name: str, edition: str, licence: str, home: str, use: str) -> Part:
    return Part(name.rpartition("/")[2], edition, licence, f"https://github.com/{home}", f"npm:{name} {edition}", use)


_READS = "reads the marks' tiles"
TILED = (
    _of_npm("pmtiles", "4.5.0", "BSD-3-Clause", "protomaps/PMTiles", _READS),
    _of_npm("@mapbox/vector-tile", "3.0.0", "BSD-3-Clause", "mapbox/vector-tile-js", _READS),
    _of_npm("@mapbox/point-geometry", "1.1.0", "ISC", "mapbox/point-geometry", _READS),
    _of_npm("pbf", "5.1.2", "BSD-3-Clause", "mapbox/pbf", _READS),
    _of_npm("fflate", "0.8.3", "MIT", "101arrowz/fflate", _READS),
)
"""What is in the script of a page whose marks come from tiles; ``package-lock.json`` has the same editions."""


def parts_in(text: str) -> Iterator[Part]:
    """The libraries of which a page, or a piece of one, holds text."""
    if assets.script("tiled") in text:
        yield from TILED
    for library in _LIBRARIES:
        sign = library.sign()
        if sign and sign in text:
            packaged = version(library.package)
            found = re.search(library.edition, sign) if library.edition else None
            own = found[1] if found else ".".join(packaged.split(".")[:3])
            package = f"{library.package} {packaged}"
            yield Part(library.name, own, library.licence, library.url, package, library.use)


_GROUND = {
    "borders.geojson": "the borders",
    "waters.geojson": "the rivers and lakes",
    "landmarks.geojson": "the landmarks of towns",
    TOWNS: "the names of towns",
}


def _near_landmarks(record: Record) -> bool:
    """Whether a landmark that is lent lies where the record's things are."""
    west, south, east, north = around(record)
    wide, high = (east - west) / 2, (north - south) / 2
    box = shapely.box(west - wide, south - high, east + wide, north + high)
    return bool(record.landmarks.intersects(box).any())


def ground_parts(record: Record, *, ground: bool = True) -> list[Part]:
    """What the record's ground was derived from: the ``sources`` of the resources that hold borders, waters and towns.

    Where a resource has as many licences as sources, they go together in their order; else its first holds for all.
    They are those of the bundled record where a record has no ``borders.geojson`` of its own. Without ``ground`` those
    of the towns alone.
    """
    found = []
    for path, use in _GROUND.items():
        if not (len(record.towns) if path == TOWNS else ground):
            continue
        own = (record.path / path).is_file() or (record.path / "borders.geojson").is_file()
        if path == LANDMARKS and not own and not _near_landmarks(record):
            continue
        resource = ground_resource(record.package.descriptor, record.path, path)
        sources: Sequence[Any] = resource.get("sources") or ()
        licences: Sequence[Any] = resource.get("licenses") or ({},)
        if len(licences) != len(sources):
            licences = [licences[0]] * len(sources)
        for source, licence in zip(sources, licences, strict=True):
            words = str(licence.get("title") or licence.get("name") or "")
            title, edition = str(source.get("title", "")), str(source.get("version", ""))
            found.append(Part(title, edition, words, str(source.get("path", "")), "", use))
    return found


def ground_note(record: Record) -> str:
    """What the record says of its borders, or the bundled one of the ground that it lends: where they take a stand.

    The descriptor has it as ``shown``, else as the ``description`` of ``borders.geojson``. Borders of today that are
    lent have a note of their own, since nothing of the past is drawn.
    """
    borders = ground_resource(record.package.descriptor, record.path, "borders.geojson")
    lent = record.subject.ground == "today" and "today" in borders
    return str(borders.get("today" if lent else "shown" if "shown" in borders else "description", ""))


def ground_words(record: Record) -> Mapping[str, str]:
    """The same in other languages, where the borders are the record's own and it has them (``map.borders``)."""
    own = (record.path / "borders.geojson").is_file() and record.subject.ground != "today"
    return record.texts.get("map.borders", {}) if own else {}


_KEYS = {
    "the map": "map",
    "the map's first script": "script",
    "the borders": "borders",
    "the rivers and lakes": "waters",
    "the landmarks of towns": "landmarks",
    "the names of towns": "towns",
    "the letters": "letters",
}
"""What parts are used for that the interface's texts have words for (``part.map``, ``credit.borders``)."""


def use_key(part: Part) -> str:
    """The key of what a part is used for; empty for what the interface's texts do not name."""
    return _KEYS.get(part.use, "")


def ground_origin(part: Part) -> str:
    """What a part of the ground was derived from, with its licence."""
    return f"{part.name.partition(',')[0]} ({part.licence})"


def ground_credit(parts: Iterable[Part]) -> str:
    """What the ground was derived from in a sentence each, for the foot of a page and for the index."""
    said = [f"{part.use.removeprefix('the ').capitalize()} derived from {ground_origin(part)}." for part in parts]
    return " ".join(said)


def sbom(record: Record, pages: Iterable[str]) -> str:
    """A bill of materials of a site (CycloneDX 1.6, JSON): every third-party part of its pages.

    Parameters
    ----------
    record : Record
        Its title, version and date are those of the site; the same record gives the same bytes.
    pages : iterable of str
        The pages, as HTML.
    """
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6

    parts = {part for page in pages for part in parts_in(page)} | set(ground_parts(record))
    bom = Bom(components=[_component(part) for part in sorted(parts)])
    bom.serial_number = uuid5(NAMESPACE_URL, f"{record.title} {record.version} {record.date} {sorted(parts)!r}")
    bom.metadata.timestamp = _midnight(record)
    bom.metadata.component = Component(
        type=ComponentType.APPLICATION, name=record.title, version=record.version, bom_ref="site"
    )
    bom.register_dependency(bom.metadata.component, list(bom.components))
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _component(part: Part) -> Component:
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    package, _, packaged = part.package.partition(" ")
    shelf, name = ("npm", package[4:]) if package.startswith("npm:") else ("pypi", package.lower())
    group, _, name = name.rpartition("/")
    return Component(
        type=ComponentType.LIBRARY if part.package else ComponentType.DATA,
        name=part.name,
        version=part.version or None,
        description=part.use or None,
        licenses=[LicenseFactory().make_from_string(part.licence)] if part.licence else [],
        purl=PackageURL(shelf, namespace=group or None, name=name, version=packaged) if part.package else None,
        external_references=[ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(part.url))],
        bom_ref=quote(f"{part.name}@{part.version}"),
    )


def _midnight(record: Record) -> Any:
    from datetime import UTC, datetime, time

    return datetime.combine(record.date, time(), tzinfo=UTC)
