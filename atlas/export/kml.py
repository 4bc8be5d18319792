"""KML 2.3 of the OGC: a placemark for each span of one certainty, with its ``TimeSpan``.

Google Earth's slider plays it: red is what bears the name or image, pale what may bear it; the icons are
the shapes of the kinds. A span's end is the last day on which it holds. ``ExtendedData`` has the columns of
:func:`atlas.export.shape.span_frame`; the balloon tells names, dates and sources.

A description is HTML to Google Earth, which runs scripts and loads pictures in it and replaces ``$[...]``. So all text
of the record in it is escaped, and only addresses of http and https become links.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Tree

import shapely

from atlas.export.history import Row, histories, value
from atlas.export.safe import is_web
from atlas.export.shape import about, holding, iso, span_frame
from atlas.io.files import put
from atlas.look.shapes import SHAPES, shape_of
from atlas.look.tokens import TOKENS, rgb

if TYPE_CHECKING:
    from atlas.record import Record

NAMESPACE = "http://www.opengis.net/kml/2.2"
_COLOURS = {"bearing": ("ff", TOKENS["light"]["red"]), "uncertain": ("99", TOKENS["figures"]["pale"])}
_DATA = ("feature_id", "tenure", "status", "title", "latin", "kind", "kind_group", "settlement", "country", "polity")
_MORE = ("first_day", "last_day", "begin_words", "end_words", "disputed", "accuracy_m", "sources")
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(record: Record, path: Path, day: str | None = None) -> dict[str, int]:
    """Write the spans, in a folder for each kind; of a day, those that hold on it."""
    data, rows = document(record, day)
    put(path, data)
    return rows


def document(record: Record, day: str | None = None) -> tuple[bytes, dict[str, int]]:
    """The KML document as bytes, and how many rows of what it has."""
    particulars = about(record)
    root = Tree.Element("kml", xmlns=NAMESPACE)
    body = Tree.SubElement(root, "Document")
    _text(body, "name", record.title)
    _text(body, "description", _html(f"{record.description}\n{particulars.line} {particulars.licence_url}".strip()))
    shapes = {kind: shape_of(shape).id for kind, shape in zip(record.kinds["kind"], record.kinds["shape"], strict=True)}
    spans = span_frame(record)
    if day is not None:
        spans = holding(spans, day)
    kinds = [shapes[kind] for kind in spans["kind"].unique()]
    _styles(body, kinds, lined=len(record.shapes) > 0)
    _data(body, particulars.pairs)
    balloons = {history["feature_id"]: _balloon(history) for history in histories(record)}
    labels = dict(zip(record.kinds["kind"], record.kinds["label"], strict=True))
    for kind, part in spans.groupby("kind", sort=True):
        folder = Tree.SubElement(body, "Folder")
        _text(folder, "name", labels.get(kind, str(kind)))
        for row in part.to_dict("records"):
            _placemark(folder, row, shapes[row["kind"]], balloons[row["feature_id"]], record.date)
    Tree.indent(root, space=" ")
    data = Tree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    return data, {"spans": len(spans), "features": spans["feature_id"].nunique()}


def _styles(body: Tree.Element, shapes: Iterable[str], *, lined: bool) -> None:
    """A style for each shape in use and each status; colours are written aabbggrr."""
    for shape in (shape for name, shape in SHAPES.items() if name in set(shapes)):
        for status, (alpha, colour) in _COLOURS.items():
            style = Tree.SubElement(body, "Style", id=f"{shape.id}-{status}")
            drawn = Tree.SubElement(style, "IconStyle")
            red, green, blue = rgb(colour)
            _text(drawn, "color", f"{alpha}{blue:02x}{green:02x}{red:02x}")
            _text(drawn, "scale", "0.8")
            href = f"https://maps.google.com/mapfiles/kml/shapes/{shape.kml}.png"
            _text(Tree.SubElement(drawn, "Icon"), "href", href)
            _text(Tree.SubElement(style, "LabelStyle"), "scale", "0.7")
            if lined:
                _line_style(style, f"{blue:02x}{green:02x}{red:02x}", status)


def _line_style(style: Tree.Element, colour: str, status: str) -> None:
    line, area = Tree.SubElement(style, "LineStyle"), Tree.SubElement(style, "PolyStyle")
    _text(line, "color", f"{'ff' if status == 'bearing' else '99'}{colour}")
    _text(line, "width", "3")
    _text(area, "color", f"{'66' if status == 'bearing' else '33'}{colour}")


def _placemark(folder: Tree.Element, row: dict[str, Any], shape: str, balloon: str, last: date) -> None:
    """One span; its children are in the order that the schema of KML asks for."""
    mark = Tree.SubElement(folder, "Placemark")
    _text(mark, "name", row["name"])
    _text(mark, "description", balloon)
    span = Tree.SubElement(mark, "TimeSpan")
    _text(span, "begin", iso(row["first_day"]) or "")
    if row["last_day"].date() < last:  # what goes on as far as the record tells is left open: Google Earth plays on
        _text(span, "end", iso(row["last_day"]) or "")
    _text(mark, "styleUrl", f"#{shape}-{row['status']}")
    _data(mark, {name: value(row[name]) for name in (*_DATA, *_MORE)})
    _geometry(mark, row["geometry"])


def _geometry(parent: Tree.Element, shape: Any) -> None:
    """A geometry as KML has it; of several parts, as a MultiGeometry."""
    if shape.geom_type == "Point":
        _text(Tree.SubElement(parent, "Point"), "coordinates", _coordinates(shape))
    elif shape.geom_type in ("LineString", "LinearRing"):
        _text(Tree.SubElement(parent, "LineString"), "coordinates", _coordinates(shape))
    elif shape.geom_type == "Polygon":
        area = Tree.SubElement(parent, "Polygon")
        for tag, ring in [
            ("outerBoundaryIs", shape.exterior),
            *(("innerBoundaryIs", hole) for hole in shape.interiors),
        ]:
            drawn = Tree.SubElement(Tree.SubElement(area, tag), "LinearRing")
            _text(drawn, "coordinates", _coordinates(ring))
    else:
        several = Tree.SubElement(parent, "MultiGeometry")
        for part in shape.geoms:
            _geometry(several, part)


def _coordinates(shape: Any) -> str:
    return " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist())


def _data(parent: Tree.Element, pairs: dict[str, Any]) -> None:
    extended = Tree.SubElement(parent, "ExtendedData")
    for name, content in pairs.items():
        if content is not None:
            _text(Tree.SubElement(extended, "Data", name=name), "value", str(content))


def _balloon(history: Row) -> str:
    """Names, events and sources of a feature as HTML."""
    titles = {source["source_id"]: source for source in history["sources"]}
    items = []
    for event in history["events"]:
        cited = dict.fromkeys(row["source_id"] for row in event["attestations"])
        links = "; ".join(_link(titles[source_id]) for source_id in cited if source_id in titles)
        detail = f": {_html(event['detail'])}" if event["detail"] else ""
        differ = " (sources differ)" if event["disputed"] else ""
        items.append(f"<li>{_html(event['words'])}, {_html(event['type'])}{detail}{differ} [{links}]</li>")
    names = ", ".join(_html(row["name"]) for row in history["names"])
    return f"<b>{_html(history['title'])}</b><br>{names}<ul>{''.join(items)}</ul>"


def _link(source: Row) -> str:
    title = _html(source["title"])
    return f'<a href="{_html(source["url"])}">{title}</a>' if is_web(source["url"] or "") else title


def _html(text: str | None) -> str:
    """Text in HTML that Google Earth shows as it is: ``$[`` would be taken for a name of its own."""
    return html.escape(text or "").replace("$[", "&#36;[")


def _text(parent: Tree.Element, tag: str, text: str) -> None:
    """A child with text, without the control characters that no XML may hold."""
    Tree.SubElement(parent, tag).text = _FORBIDDEN.sub("", text)
