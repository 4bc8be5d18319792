"""A project of QGIS for the GeoPackage of the same name beside it: ``atlas.qgs`` opens ``atlas.gpkg``.

It lays the spans over the borders of their time, styled, and sets the temporal controller to the years of the record in
steps of one, so that *play* plays them. Only the layers are named here; the data stay in the GeoPackage.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

import geopandas as gpd

from atlas.export.qml import style
from atlas.export.safe import one_line
from atlas.export.shape import about, span_frame
from atlas.io.files import put

if TYPE_CHECKING:
    from atlas.record import Record

_LABELS = {"spans": "Names and images in their time", "borders": "Borders of the time"}
_IDS = {name: f"{name}_00000000_0000_0000_0000_{number:012}" for number, name in enumerate(_LABELS)}
"""QGIS gives a layer another id where its own does not look like one."""
_WGS84 = {
    "proj4": "+proj=longlat +datum=WGS84 +no_defs",
    "srsid": "3452",
    "srid": "4326",
    "authid": "EPSG:4326",
    "description": "WGS 84",
    "projectionacronym": "longlat",
    "ellipsoidacronym": "EPSG:7030",
    "geographicflag": "true",
}


def write(record: Record, path: Path) -> dict[str, int]:
    """Write the project."""
    spans = span_frame(record)
    layers = ["spans", *(["borders"] if len(record.borders) else [])]
    particulars = about(record)
    root = Tree.Element("qgis", {"version": "3.22.0", "projectname": one_line(particulars.title)})
    Tree.SubElement(root, "title").text = one_line(particulars.title)
    _crs(Tree.SubElement(root, "projectCrs"))
    group = Tree.SubElement(root, "layer-tree-group")
    source = f"./{path.name.removesuffix(path.suffix)}.gpkg|layername="
    for name in layers:
        named = {"id": _IDS[name], "name": _LABELS[name], "source": source + name, "providerKey": "ogr"}
        Tree.SubElement(group, "layer-tree-layer", named | {"checked": "Qt::Checked", "expanded": "1"})
    _view(root, spans)
    held = Tree.SubElement(root, "projectlayers")
    for name in layers:
        _layer(held, name, source + name, record)
    order = Tree.SubElement(root, "layerorder")
    for name in layers:
        Tree.SubElement(order, "layer", id=_IDS[name])
    _properties(root)
    _clock(root, spans["first_day"].min().date() if len(spans) else record.date, record.date)
    meta = Tree.SubElement(root, "projectMetadata")
    Tree.SubElement(meta, "abstract").text = one_line(f"{particulars.line} {particulars.licence_url}".strip())
    Tree.indent(root)
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    put(path, (head + Tree.tostring(root, encoding="unicode") + "\n").encode("utf-8"))
    return {"layers": len(layers)}


def _crs(parent: Tree.Element) -> None:
    system = Tree.SubElement(parent, "spatialrefsys", nativeFormat="Wkt")
    for name, text in _WGS84.items():
        Tree.SubElement(system, name).text = text


def _layer(parent: Tree.Element, name: str, source: str, record: Record) -> None:
    shape = "Polygon" if name == "borders" else "Point"
    layer = Tree.SubElement(
        parent, "maplayer", {"type": "vector", "geometry": shape, "hasScaleBasedVisibilityFlag": "0"}
    )
    Tree.SubElement(layer, "id").text = _IDS[name]
    Tree.SubElement(layer, "datasource").text = source
    Tree.SubElement(layer, "layername").text = _LABELS[name]
    _crs(Tree.SubElement(layer, "srs"))
    Tree.SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    style(layer, name, record.kinds)


def _view(root: Tree.Element, spans: gpd.GeoDataFrame) -> None:
    """The box that holds all but the outermost hundredths of what is drawn, with a little room."""
    west, south, east, north = -180.0, -90.0, 180.0, 90.0
    if len(spans):
        west, east = spans["longitude"].quantile([0.02, 0.98])
        south, north = spans["latitude"].quantile([0.02, 0.98])
    canvas = Tree.SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    Tree.SubElement(canvas, "units").text = "degrees"
    extent = Tree.SubElement(canvas, "extent")
    for name, number in (("xmin", west - 1), ("ymin", south - 1), ("xmax", east + 1), ("ymax", north + 1)):
        Tree.SubElement(extent, name).text = f"{number:.2f}"
    _crs(Tree.SubElement(canvas, "destinationsrs"))


def _properties(root: Tree.Element) -> None:
    properties = Tree.SubElement(root, "properties")
    paths = Tree.SubElement(properties, "Paths")
    Tree.SubElement(paths, "Absolute", type="bool").text = "false"


def _clock(root: Tree.Element, first: date, last: date) -> None:
    """The temporal controller: the years of the record, a step a year."""
    settings = {"timeStep": "1", "timeStepUnit": "y", "frameRate": "2", "cumulativeTemporalRange": "0"}
    clock = Tree.SubElement(root, "ProjectTimeSettings", settings)
    span = Tree.SubElement(clock, "TemporalRange")
    Tree.SubElement(span, "start").text = f"{first.year:04}-01-01T00:00:00Z"
    Tree.SubElement(span, "end").text = f"{last.year:04}-12-31T00:00:00Z"
