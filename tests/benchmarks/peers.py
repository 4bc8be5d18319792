"""The same features as a page of each tool, and where the files that its page asks for come from."""

# ruff: noqa: E501 - the scripts of pages stand as they are written there

from __future__ import annotations

import json
import re
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import folium
from folium.plugins import Timeline, TimelineSlider, TimestampedGeoJson
from folium.utilities import JsCode

import atlas
from atlas.page.archive import archive
from atlas.page.payload.points import LAYER
from tests.benchmarks.synthetic import EAST, NORTH, SOUTH, WEST, Feature, write_record

FIRST, LAST, SHOWN = "1923-01-01", "1965-12-31", "1953-03-05"
RED = "#b01e24"

# Address of a file that a page asks for → npm package and the file in it. What is not here is answered with an empty
# file, which can only flatter the tool that asks for it; the table names those.
FILES = {
    r"leaflet@1\.9\.3/dist/leaflet\.js": ("leaflet@1.9.3", "dist/leaflet.js"),
    r"leaflet@1\.9\.3/dist/leaflet\.css": ("leaflet@1.9.3", "dist/leaflet.css"),
    r"jquery-3\.7\.1\.min\.js|jquery/3\.7\.1/jquery\.min\.js": ("jquery@3.7.1", "dist/jquery.min.js"),
    r"jqueryui/1\.10\.2/jquery-ui\.min\.js": ("jquery-ui-dist@1.13.3", "jquery-ui.min.js"),
    r"bootstrap\.bundle\.min\.js": ("bootstrap@5.2.2", "dist/js/bootstrap.bundle.min.js"),
    r"bootstrap@5\.2\.2/dist/css/bootstrap\.min\.css": ("bootstrap@5.2.2", "dist/css/bootstrap.min.css"),
    r"leaflet\.awesome-markers\.js": ("leaflet.awesome-markers@2.0.5", "dist/leaflet.awesome-markers.min.js"),
    r"leaflet\.awesome-markers\.css": ("leaflet.awesome-markers@2.0.5", "dist/leaflet.awesome-markers.css"),
    r"highlight\.js/8\.4/styles/default\.min\.css": ("@highlightjs/cdn-assets@11.12.0", "styles/default.min.css"),
    r"glyphicons-halflings-regular\.woff$": ("bootstrap@3.4.1", "dist/fonts/glyphicons-halflings-regular.woff"),
    r"glyphicons-halflings-regular\.ttf$": ("bootstrap@3.4.1", "dist/fonts/glyphicons-halflings-regular.ttf"),
    r"fontawesome-free@6\.2\.0/css/all\.min\.css": ("@fortawesome/fontawesome-free@6.2.0", "css/all.min.css"),
    r"iso8601\.min\.js": ("iso8601-js-period@0.2.1", "iso8601.js"),
    r"leaflet\.timedimension\.min\.js": ("leaflet-timedimension@1.1.1", "dist/leaflet.timedimension.min.js"),
    r"leaflet\.timedimension\.control\.css": ("leaflet-timedimension@1.1.1", "dist/leaflet.timedimension.control.css"),
    r"moment\.min\.js": ("moment@2.18.1", "min/moment.min.js"),
    r"leaflet\.timeline\.min\.js": ("leaflet.timeline@1.6.0", "dist/leaflet.timeline.js"),
    r"/d3@7": ("d3@7.9.2", "dist/d3.min.js"),
    r"/@observablehq/plot@": ("@observablehq/plot@0.6.17", "dist/plot.umd.min.js"),
    r"/deck\.gl@": ("deck.gl@9.4.0", "dist.min.js"),
    r"/maplibre-gl@.*\.js": ("maplibre-gl@5.24.1", "dist/maplibre-gl.js"),
    r"/maplibre-gl@.*\.css": ("maplibre-gl@5.24.1", "dist/maplibre-gl.css"),
    r"/pmtiles@": ("pmtiles@4.5.0", "dist/pmtiles.js"),
    r"/regl@": ("regl@2.1.1", "dist/regl.min.js"),
    r"/pub-sub-es@": ("pub-sub-es@3.0.0", "dist/index.js"),
    r"/regl-scatterplot@": ("regl-scatterplot@1.16.0", "dist/regl-scatterplot.esm.js"),
}


@dataclass(frozen=True)
class Tool:
    """One tool in one mode: how its page is made, how it is moved to a day, and when its first marks are there."""

    name: str
    make: Callable[[list[Feature], Path], str]
    seek: str  # JavaScript, (iso day) → void, or a promise of when it is drawn
    ready: str  # JavaScript, () → whether marks are drawn
    sizes: tuple[int, ...] = (300, 1_000, 10_000, 50_000, 100_000)
    states: str = "ten days"  # between the states it is asked for; a year where it can do no more
    note: str = ""
    gl: bool = False  # draws with WebGL: timed on a machine with a graphics card alone
    extra: dict[str, Any] = field(default_factory=dict)


def ms(day: date) -> int:
    """Milliseconds since 1970, UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def later(day: date) -> date:
    """A day a hundred years on: TimestampedGeoJson sorts its times as text, which fails before 1970 and in 2001."""
    return day.replace(year=day.year + 100, day=min(day.day, 28))


def ours(rows: list[Feature], folder: Path) -> str:
    """An AtlasMap without ground and without table."""
    record = atlas.load(write_record(rows, folder / "record"))
    map_ = record.map(
        title="Benchmark",
        first=FIRST,
        last=LAST,
        start=SHOWN,
        extent=(WEST, SOUTH, EAST, NORTH),
        ground=False,
        with_table=False,
    )
    return map_.get_root().render()


def _geojson(rows: list[Feature], properties: Callable[[Feature], dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [_feature(f, properties(f)) for f in rows]}


def _feature(f: Feature, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [f.lon, f.lat]},
        "properties": {"name": f.name, "kind": f.kind, "text": f.text, "source": f.source, **properties},
    }


def _folium(canvas: bool) -> folium.Map:
    return folium.Map(location=[(SOUTH + NORTH) / 2, (WEST + EAST) / 2], zoom_start=4, tiles=None, prefer_canvas=canvas)


def timestamped(canvas: bool) -> Callable[[list[Feature], Path], str]:
    """Folium's TimestampedGeoJson, its circles shown for thirty years each."""
    style = {"radius": 4, "weight": 1, "color": RED, "fillColor": RED, "fillOpacity": 0.9}

    def make(rows: list[Feature], folder: Path) -> str:
        data = _geojson(rows, lambda f: {"times": [ms(later(f.start))], "icon": "circle", "iconstyle": style})
        # Its clock ends with the last begin, unless something begins later: one feature off the sheet does.
        end = {"times": [ms(later(date.fromisoformat(LAST)))], "icon": "circle", "iconstyle": style}
        data["features"].append(
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0, -80]}, "properties": end}
        )
        map_ = _folium(canvas)
        TimestampedGeoJson(data, period="P10D", duration="P30Y", auto_play=False, loop=False).add_to(map_)
        return map_.get_root().render()

    return make


def timeline(canvas: bool) -> Callable[[list[Feature], Path], str]:
    """Folium's Timeline with its slider, drawn with circle markers."""
    circle = JsCode(
        "function (feature, at) { return L.circleMarker(at, "
        f"{{radius: 4, weight: 1, color: '{RED}', fillColor: '{RED}', fillOpacity: 0.9}}); }}"
    )

    def make(rows: list[Feature], folder: Path) -> str:
        data = _geojson(rows, lambda f: {"start": ms(f.start), "end": ms(f.end)})
        map_ = _folium(canvas)
        layer = Timeline(data, point_to_layer=circle).add_to(map_)
        TimelineSlider(auto_play=False, steps=1500, show_ticks=False).add_timelines(layer).add_to(map_)
        return map_.get_root().render()

    return make


def plotly(rows: list[Feature], folder: Path) -> str:
    """Plotly express with an animation frame for each year; its script inside the page, as it writes it."""
    import pandas as pd
    import plotly.express as px

    table = pd.DataFrame(
        [
            {"lon": f.lon, "lat": f.lat, "year": year, "name": f.name, "kind": f.kind, "text": f.text, "src": f.source}
            for year in range(1930, 1966)
            for f in rows
            if f.start <= date(year, 1, 1) < f.end
        ]
    )
    figure = px.scatter(table, x="lon", y="lat", animation_frame="year", hover_data=["name", "kind", "text", "src"])
    return figure.to_html(include_plotlyjs=True, div_id="plot", auto_play=False)


def by_hand(script: str, *addresses: str, module: bool = False) -> Callable[[list[Feature], Path], str]:
    """A page as its tool's own examples are written: its scripts from a CDN, the features in the page, all within 1,280
    by 800 pixels, and ``show(milliseconds)``, which draws a day; ``window.drawn`` says that marks are there.
    """

    def make(rows: list[Feature], folder: Path) -> str:
        table = [
            {
                **{"lon": f.lon, "lat": f.lat, "start": ms(f.start), "end": ms(f.end)},
                **{"name": f.name, "kind": f.kind, "text": f.text, "source": f.source},
            }
            for f in rows
        ]
        links = "".join(
            f'<link rel="stylesheet" href="{url}">' if url.endswith("css") else f'<script src="{url}"></script>'
            for url in addresses
        )
        box = f"const BOX = [{WEST}, {SOUTH}, {EAST}, {NORTH}], RED = '{RED}', SHOWN = Date.parse('{SHOWN}');"
        kind = ' type="module"' if module else ""
        head = '<!doctype html><meta charset="utf-8"><style>body { margin: 0 } #map { width: 1280px; height: 800px }</style>'
        data = json.dumps(table, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        return (
            f'{head}{links}<div id="map"></div><script>const rows = {data}; {box}</script>'
            f"<script{kind}>{script}</script>"
        )

    return make


CDN = "https://cdn.jsdelivr.net/npm"
_TIP = "(d) => `${d.name} · ${d.kind} · ${d.text} · ${d.source}`"
D3 = f"""
const canvas = d3.select("#map").append("canvas").attr("width", 1280).attr("height", 800).node(), c = canvas.getContext("2d");
const corners = {{ type: "MultiPoint", coordinates: [[BOX[0], BOX[1]], [BOX[2], BOX[3]]] }};
const projection = d3.geoConicEqualArea().parallels([47, 57]).rotate([-36, 0]).fitSize([1280, 800], corners);
for (const d of rows) [d.x, d.y] = projection([d.lon, d.lat]);
const tip = {_TIP}, tree = d3.quadtree(rows, (d) => d.x, (d) => d.y);
canvas.onclick = (event) => {{ canvas.title = tip(tree.find(event.offsetX, event.offsetY, 12) ?? {{}}); }};
window.show = (day) => {{
  c.clearRect(0, 0, 1280, 800);
  c.fillStyle = RED;
  c.beginPath();
  for (const d of rows) if (d.start <= day && day < d.end) {{ c.moveTo(d.x + 4, d.y); c.arc(d.x, d.y, 4, 0, 2 * Math.PI); }}
  c.fill();
  window.drawn = true;
}};
show(SHOWN);
"""
PLOT = f"""
const tip = {_TIP};
window.show = (day) => {{
  const data = rows.filter((d) => d.start <= day && day < d.end), domain = {{ type: "MultiPoint", coordinates: [[BOX[0], BOX[1]], [BOX[2], BOX[3]]] }};
  document.querySelector("#map").replaceChildren(Plot.plot({{
    width: 1280, height: 800, projection: {{ type: "conic-equal-area", rotate: [-36, 0], domain }},
    marks: [Plot.dot(data, {{ x: "lon", y: "lat", r: 4, fill: RED, title: tip }})],
  }}));
  window.drawn = true;
}};
show(SHOWN);
"""
DECK = f"""
const tip = {_TIP}, far = 4e12;
const layer = (day) => new deck.ScatterplotLayer({{
  id: "marks", data: rows, pickable: true, getPosition: (d) => [d.lon, d.lat], getFillColor: [176, 30, 36], getRadius: 4, radiusUnits: "pixels",
  extensions: [new deck.DataFilterExtension({{ filterSize: 2 }})], getFilterValue: (d) => [d.start / 864e5, d.end / 864e5],
  filterRange: [[-far, day / 864e5], [day / 864e5 + 0.5, far]],
}});
const {{ longitude, latitude, zoom }} = new deck.WebMercatorViewport({{ width: 1280, height: 800 }}).fitBounds([[BOX[0], BOX[1]], [BOX[2], BOX[3]]]);
const map = new deck.Deck({{
  parent: document.querySelector("#map"), width: 1280, height: 800, initialViewState: {{ longitude, latitude, zoom }}, controller: true,
  layers: [layer(SHOWN)], getTooltip: ({{ object }}) => object && tip(object), onAfterRender: () => {{ window.drawn = true; }},
}});
window.show = (day) => map.setProps({{ layers: [layer(day)] }});
"""
# Workers lay a new filter, tile by tile: a state is drawn with the first frame for which no tile is awaited.
_MAPLIBRE = f"""
const tip = {_TIP};
const bears = (day) => ["all", ["<=", ["get", "start"], day], [">", ["get", "end"], day]];
const map = new maplibregl.Map({{
  container: "map", bounds: BOX, style: {{ version: 8, sources: {{ rows: SOURCE }}, layers: [
    {{ id: "marks", type: "circle", source: "rows", filter: bears(SHOWN), paint: {{ "circle-radius": 4, "circle-color": RED }} }}] }},
}});
map.on("click", "marks", ({{ lngLat, features: [one] }}) => new maplibregl.Popup().setLngLat(lngLat).setText(tip(one.properties)).addTo(map));
map.on("data", ({{ tile }}) => {{ if (tile && Object.keys(tile.buckets).length) map.once("render", () => {{ window.drawn = true; }}); }});
window.show = (day) => {{
  map.setFilter("marks", bears(day)).triggerRepaint();
  return new Promise((done) => map.on("render", function look() {{ if (map.areTilesLoaded()) map.off("render", look), done(); }}));
}};
"""
MAPLIBRE = (
    """
const features = rows.map(({ lon, lat, ...properties }) => ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, lat] }, properties }));
const SOURCE = { type: "geojson", data: { type: "FeatureCollection", features } };"""
    + _MAPLIBRE
)
REGL = f"""
import createScatterplot from "regl-scatterplot";
const tip = {_TIP}, canvas = document.createElement("canvas");
document.querySelector("#map").append(canvas);
const plot = createScatterplot({{ canvas, width: 1280, height: 800, pointSize: 8, pointColor: RED }});
const across = (v, low, high) => (2 * (v - low)) / (high - low) - 1;
await plot.draw(rows.map((d) => [across(d.lon, BOX[0], BOX[2]), across(d.lat, BOX[1], BOX[3])]));
plot.subscribe("pointOver", (k) => {{ canvas.title = tip(rows[k]); }});
window.show = (day) => plot.filter(rows.flatMap((d, k) => (d.start <= day && day < d.end ? [k] : [])));
await show(SHOWN);
window.drawn = true;
"""
_IMPORTS = (
    '<script type="importmap">{"imports": {'
    f'"regl-scatterplot": "{CDN}/regl-scatterplot@1.16.0/dist/regl-scatterplot.esm.js", '
    f'"pub-sub-es": "{CDN}/pub-sub-es@3.0.0/dist/index.js", '
    '"regl": "data:text/javascript,export default window.createREGL"}}</script>'
)


def regl_scatterplot(rows: list[Feature], folder: Path) -> str:
    """The page of regl-scatterplot, whose modules ask for one another by name."""
    page = by_hand(REGL, f"{CDN}/regl@2.1.1/dist/regl.min.js", module=True)(rows, folder)
    return page.replace('<div id="map">', f'{_IMPORTS}<div id="map">', 1)


BESIDE = "https://beside.example"
"""Where a page finds the files that lie beside it in its folder, which are handed out by ranges."""
DEEPEST = 10  # the zoom of the nearest tiles: 4,096 steps in each, of some 10 m
PMTILES = f"""
maplibregl.addProtocol("pmtiles", new pmtiles.Protocol().tile);
const SOURCE = {{ type: "vector", url: "pmtiles://{BESIDE}/rows.pmtiles" }};""" + _MAPLIBRE.replace(
    'source: "rows",', f'source: "rows", "source-layer": "{LAYER}",'
)
_MAPLIBRE_FILES = (f"{CDN}/maplibre-gl@5.24.1/dist/maplibre-gl.js", f"{CDN}/maplibre-gl@5.24.1/dist/maplibre-gl.css")


def maplibre_pmtiles(rows: list[Feature], folder: Path) -> str:
    """MapLibre with an archive beside the page, made as the atlas makes its own, in which each tile holds all features."""
    properties = (_feature(f, {"start": ms(f.start), "end": ms(f.end)}) | {"tippecanoe": {"minzoom": 0}} for f in rows)
    points = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in properties)
    (folder / "rows.pmtiles").write_bytes(archive(points, DEEPEST))
    return by_hand(PMTILES, *_MAPLIBRE_FILES, f"{CDN}/pmtiles@4.5.0/dist/pmtiles.js")([], folder)


_SHOW = "(day) => window.show(Date.parse(day))"
_FIND = "const find = (name) => window[Object.keys(window).find((key) => key.startsWith(name))];"
_PATHS = "document.querySelectorAll('path.leaflet-interactive').length > 0"
# Looked at small, for looking must not take the time that is measured.
_CANVAS = """[...document.querySelectorAll('.leaflet-pane canvas')].some((c) => {
    const small = (window.small ??= new OffscreenCanvas(160, 100).getContext('2d', { willReadFrequently: true }));
    small.clearRect(0, 0, 160, 100);
    if (c.width) small.drawImage(c, 0, 0, 160, 100);
    return small.getImageData(0, 0, 160, 100).data.some((v, i) => i % 4 === 3 && v > 0);
})"""

TOOLS = (
    Tool(
        "atlas",
        ours,
        "(day) => { window.started ??= window.atlas.filter({ status: ['bearing'] }); window.atlas.seek(day); }",
        _CANVAS,
    ),
    *(
        Tool(
            f"TimestampedGeoJson ({mode})",
            timestamped(mode == "canvas"),
            f"(day) => {{ {_FIND} find('map_').timeDimension.setCurrentTime(Date.parse(`20${{day.slice(2)}}`)); }}",
            _CANVAS if mode == "canvas" else _PATHS,
            sizes=(300, 1_000, 10_000, 50_000) if mode == "canvas" else (300, 1_000, 10_000),
            note="dates a hundred years later: it sorts times as text, and so cannot show years before 2002",
        )
        for mode in ("svg", "canvas")
    ),
    *(
        Tool(
            f"Timeline ({mode})",
            timeline(mode == "canvas"),
            f"(day) => {{ {_FIND} find('timeline_slider_').setTime(Date.parse(day)); }}",
            _CANVAS if mode == "canvas" else _PATHS,
            sizes=(300, 1_000, 10_000, 50_000, 100_000) if mode == "canvas" else (300, 1_000, 10_000),
        )
        for mode in ("svg", "canvas")
    ),
    Tool(
        "plotly animation_frame",
        plotly,
        "(day) => { Plotly.animate('plot', [day.slice(0, 4)], { mode: 'immediate', transition: { duration: 0 }, "
        "frame: { duration: 0, redraw: false } }); }",
        "document.querySelectorAll('.scatterlayer .point, .gl-container canvas').length > 0",
        sizes=(300, 1_000),
        states="year",
        note="one state a year; no map projection",
    ),
    Tool(
        "d3 on canvas",
        by_hand(D3, f"{CDN}/d3@7.9.2/dist/d3.min.js"),
        _SHOW,
        "window.drawn",
        note="thirty lines by hand: marks of one shape, a click that finds the nearest; no clock, legend, search or cards",
    ),
    Tool(
        "Observable Plot (svg)",
        by_hand(PLOT, f"{CDN}/d3@7.9.2/dist/d3.min.js", f"{CDN}/@observablehq/plot@0.6.17/dist/plot.umd.min.js"),
        _SHOW,
        "window.drawn",
        sizes=(300, 1_000, 10_000),
        note="a plot anew for every state, as its own animations are made; a title by each mark",
    ),
    Tool(
        "deck.gl, DataFilterExtension",
        by_hand(DECK, f"{CDN}/deck.gl@9.4.0/dist.min.js"),
        _SHOW,
        "window.drawn",
        gl=True,
    ),
    Tool(
        "MapLibre, GeoJSON and setFilter",
        by_hand(MAPLIBRE, *_MAPLIBRE_FILES),
        _SHOW,
        "window.drawn",
        gl=True,
    ),
    Tool(
        "MapLibre, PMTiles and setFilter",
        maplibre_pmtiles,
        _SHOW,
        "window.drawn",
        gl=True,
        note="the bytes are those of the first view, of which nothing is left out; it asks for more wherever its reader goes",
    ),
    Tool("regl-scatterplot", regl_scatterplot, _SHOW, "window.drawn", gl=True, note="no map projection"),
)


class Shelf:
    """The files of npm packages, fetched once with ``npm pack`` into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.missing: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def file(self, package: str, name: str) -> bytes:
        """One file of a package, read from its archive."""
        archive = self.folder / (re.sub(r"[@/]", "-", package.lstrip("@")) + ".tgz")
        if not archive.exists():
            done = subprocess.run(
                ["npm", "pack", "--silent", package], cwd=self.folder, check=True, capture_output=True, text=True
            )
            (self.folder / done.stdout.split()[-1]).rename(archive)
        with tarfile.open(archive) as tar:
            found = tar.extractfile(f"package/{name}")
            assert found is not None
            return found.read()

    def answer(self, url: str) -> bytes:
        """What an address gives; empty, and noted, where no package has it."""
        for pattern, (package, name) in FILES.items():
            if re.search(pattern, url):
                return self.file(package, name)
        self.missing.add(url)
        return b""


def page_bytes(data: dict[str, Any]) -> bytes:
    """A value as the bytes of JSON, for the tools compared in bytes alone."""
    return json.dumps(data, separators=(",", ":")).encode()
