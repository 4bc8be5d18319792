"""Styles of QGIS (QML) for the layers of the GeoPackage, with the settings of QGIS's temporal controller.

The element ``temporal`` is that of ``QgsVectorLayerTemporalProperties``: mode 2 takes begin and end from fields,
and limit mode 0 counts the begin in and the end out, as the record does.
"""

from __future__ import annotations

from xml.etree import ElementTree as Tree

__all__ = ["layer_qml"]

RED, PAPER, INK = "176,30,36,255", "243,236,220,255", "51,48,43,255"
_FIELDS = {"spans": ("begin", "until"), "tenures": ("uncertain_from", "gone_from")}
_CATEGORIES = {
    "spans": {
        "toponym bearing": ("Bears the name", "circle", RED),
        "toponym uncertain": ("May bear the name", "circle", PAPER),
        "image bearing": ("Stands", "diamond", RED),
        "image uncertain": ("May stand", "diamond", PAPER),
    },
    "tenures": {"toponym": ("Name", "circle", RED), "image": ("Image", "diamond", RED)},
}
_EXPRESSION = {"spans": '"group" || \' \' || "status"', "tenures": '"group"'}


def layer_qml(layer: str) -> str:
    """QML document of the layer ``spans`` or ``tenures``."""
    root = Tree.Element("qgis", version="3.22.0", styleCategories="Symbology|Temporal|MapTips")
    _temporal(root, *_FIELDS[layer])
    renderer = Tree.SubElement(
        root,
        "renderer-v2",
        {"type": "categorizedSymbol", "attr": _EXPRESSION[layer], "forceraster": "0", "symbollevels": "0"}
        | {"enableorderby": "0"},
    )
    categories = Tree.SubElement(renderer, "categories")
    symbols = Tree.SubElement(renderer, "symbols")
    for number, (value, (label, shape, fill)) in enumerate(_CATEGORIES[layer].items()):
        Tree.SubElement(categories, "category", symbol=str(number), value=value, label=label, render="true")
        _symbol(symbols, str(number), shape, fill)
    Tree.SubElement(root, "mapTip").text = '<b>[% "name" %]</b><br>[% "title" %]'
    Tree.SubElement(root, "layerGeometryType").text = "0"
    Tree.indent(root)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + Tree.tostring(root, encoding="unicode")


def _temporal(root: Tree.Element, start: str, end: str) -> None:
    """Settings of the temporal controller: active, from one field to another."""
    settings = {"enabled": "1", "mode": "2", "startField": start, "endField": end, "limitMode": "0", "accumulate": "0"}
    unused = {"durationField": "", "durationUnit": "days", "fixedDuration": "0"}
    temporal = Tree.SubElement(root, "temporal", settings | unused | {"startExpression": "", "endExpression": ""})
    fixed = Tree.SubElement(temporal, "fixedRange")
    Tree.SubElement(fixed, "start")
    Tree.SubElement(fixed, "end")


def _symbol(symbols: Tree.Element, name: str, shape: str, fill: str) -> None:
    """A simple marker: red where it surely bears the name, paper within a red line where that is uncertain."""
    symbol = Tree.SubElement(symbols, "symbol", type="marker", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    layer = Tree.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1", "locked": "0", "pass": "0"})
    options = {
        "name": shape,
        "color": fill,
        "outline_color": PAPER if fill == RED else RED,
        "outline_style": "solid",
        "outline_width": "0.3",
        "outline_width_unit": "MM",
        "size": "2.6" if shape == "circle" else "3",
        "size_unit": "MM",
        "joinstyle": "miter",
        "angle": "0",
    }
    held = Tree.SubElement(layer, "Option", type="Map")
    for key, text in options.items():
        Tree.SubElement(held, "Option", type="QString", name=key, value=text)
    for key, text in options.items():  # as QGIS before 3.20 wants them
        Tree.SubElement(layer, "prop", k=key, v=text)
