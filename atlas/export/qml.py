"""Styles of QGIS (QML) for the layers of the GeoPackage, with the settings of QGIS's temporal controller.

The element ``temporal`` is that of ``QgsVectorLayerTemporalProperties``: mode 2 takes begin and end from fields,
limit mode 0 counts the begin in and the end out, limit mode 1 counts both in, as ``spans`` do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

from atlas.look.shapes import SHAPES, Shape, shape_of
from atlas.look.tokens import TOKENS, rgb

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIELDS", "fill_style", "layer_qml", "style"]

FIELDS = {
    "spans": ("first_day", "last_day", "1"),
    "tenures": ("uncertain_from", "gone_from", "0"),
    "borders": ("valid_from", "valid_to", "0"),
}
"""By layer: its first and last day, and QGIS's limit mode."""
_STATUSES = {
    "spans": {"toponym": {"bearing": "Bears the name", "uncertain": "May bear the name"}}
    | {"image": {"bearing": "Stands", "uncertain": "May stand"}},
    "tenures": {"toponym": {"": "Name"}, "image": {"": "Image"}},
}
"""By layer and group what a status is called; a tenure has none."""


def _colour(name: str) -> str:
    return ",".join(map(str, (*rgb(TOKENS["light"][name]), 255)))


RED, PAPER = _colour("red"), _colour("paper")


@dataclass(frozen=True)
class _Category:
    value: str
    label: str
    shape: Shape
    fill: str


def _categories(layer: str, kinds: pd.DataFrame) -> tuple[str, list[_Category]]:
    """The expression by which a layer is divided, and its parts: by group and status, and by shape within a group.

    The shape of most kinds of a group goes without saying; another one is told by its kinds.
    """
    categories, whens = [], []
    for group, statuses in _STATUSES[layer].items():
        own = kinds[kinds["group"] == group]
        used: dict[str, list[str]] = {}
        for kind, name in zip(own["kind"], own["shape"], strict=True):
            used.setdefault(shape_of(name).id, []).append(kind)
        usual = max(SHAPES, key=lambda name: len(used.get(name, ())))
        for name in sorted(used, key=lambda name: (name != usual, list(SHAPES).index(name))):
            labels = ", ".join(own.loc[own["shape"] == name, "label"])
            for status, words in statuses.items():
                value = f"{group} {status}".strip() + ("" if name == usual else f" {name}")
                label = words if name == usual else f"{words}: {labels}"
                fill = PAPER if status == "uncertain" else RED
                categories.append(_Category(value, label, SHAPES[name], fill))
            if name != usual:
                listed = ", ".join(f"'{kind}'" for kind in used[name])
                whens.append(f"WHEN \"kind\" IN ({listed}) THEN ' {name}'")
    expression = '"kind_group" || \' \' || "status"' if layer == "spans" else '"kind_group"'
    return expression + (f" || CASE {' '.join(whens)} ELSE '' END" if whens else ""), categories


def layer_qml(layer: str, kinds: pd.DataFrame) -> str:
    """QML document of the layer ``spans``, ``tenures`` or ``borders``, for the kinds of a record (``kind, group, label,
    shape``).
    """
    root = Tree.Element("qgis", version="3.22.0", styleCategories="Symbology|Temporal|MapTips")
    style(root, layer, kinds)
    Tree.SubElement(root, "layerGeometryType").text = "2" if layer == "borders" else "0"
    Tree.indent(root)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + Tree.tostring(root, encoding="unicode")


def style(root: Tree.Element, layer: str, kinds: pd.DataFrame) -> None:
    """Put the elements of a layer's style into an element: of a QML document, or of a layer of a project."""
    _temporal(root, *FIELDS[layer])
    if layer == "borders":
        fill_style(root)
        return
    expression, listed = _categories(layer, kinds)
    renderer = Tree.SubElement(
        root,
        "renderer-v2",
        {"type": "categorizedSymbol", "attr": expression, "forceraster": "0", "symbollevels": "0"}
        | {"enableorderby": "0"},
    )
    categories = Tree.SubElement(renderer, "categories")
    symbols = Tree.SubElement(renderer, "symbols")
    for number, one in enumerate(listed):
        Tree.SubElement(categories, "category", symbol=str(number), value=one.value, label=one.label, render="true")
        _symbol(symbols, str(number), one.shape, one.fill)
    Tree.SubElement(root, "mapTip").text = '<b>[% "name" %]</b><br>[% "title" %]'


def fill_style(root: Tree.Element) -> None:
    """Borders as lines about land."""
    renderer = Tree.SubElement(root, "renderer-v2", {"type": "singleSymbol", "forceraster": "0", "symbollevels": "0"})
    symbols = Tree.SubElement(renderer, "symbols")
    symbol = Tree.SubElement(symbols, "symbol", type="fill", name="0", alpha="1", clip_to_extent="1", force_rhr="0")
    layer = Tree.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "locked": "0", "pass": "0"})
    options = {"color": _colour("land"), "outline_color": _colour("border"), "outline_style": "solid", "style": "solid"}
    options |= {"outline_width": "0.2", "outline_width_unit": "MM"}
    option = Tree.SubElement(layer, "Option", type="Map")
    for key, text in options.items():
        Tree.SubElement(option, "Option", type="QString", name=key, value=text)
    Tree.SubElement(root, "mapTip").text = '[% "polity" %]'


def _temporal(root: Tree.Element, start: str, end: str, limits: str) -> None:
    """Settings of the temporal controller: active, from one field to another."""
    settings = {
        "enabled": "1",
        "mode": "2",
        "startField": start,
        "endField": end,
        "limitMode": limits,
        "accumulate": "0",
    }
    unused = {"durationField": "", "durationUnit": "days", "fixedDuration": "0"}
    temporal = Tree.SubElement(root, "temporal", settings | unused | {"startExpression": "", "endExpression": ""})
    fixed = Tree.SubElement(temporal, "fixedRange")
    Tree.SubElement(fixed, "start")
    Tree.SubElement(fixed, "end")


def _symbol(symbols: Tree.Element, name: str, shape: Shape, fill: str) -> None:
    """A simple marker: red where it surely bears the name, paper within a red line where that is uncertain."""
    symbol = Tree.SubElement(symbols, "symbol", type="marker", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    layer = Tree.SubElement(symbol, "layer", {"class": "SimpleMarker", "enabled": "1", "locked": "0", "pass": "0"})
    options = {
        "name": shape.qgis,
        "color": fill,
        "outline_color": PAPER if fill == RED else RED,
        "outline_style": "solid",
        "outline_width": "0.3",
        "outline_width_unit": "MM",
        "size": f"{shape.qgis_mm:g}",
        "size_unit": "MM",
        "joinstyle": "miter",
        "angle": "0",
    }
    option = Tree.SubElement(layer, "Option", type="Map")
    for key, text in options.items():
        Tree.SubElement(option, "Option", type="QString", name=key, value=text)
    for key, text in options.items():  # as QGIS before 3.20 wants them
        Tree.SubElement(layer, "prop", k=key, v=text)
