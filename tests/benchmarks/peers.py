"""The same features as a page of each tool, and where the files that its page asks for come from."""

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
}


@dataclass(frozen=True)
class Tool:
    """One tool in one mode: how its page is made, how it is moved to a day, and when its first marks are there."""

    name: str
    make: Callable[[list[Feature], Path], str]
    seek: str  # JavaScript, (iso day) → void
    ready: str  # JavaScript, () → whether marks are drawn
    sizes: tuple[int, ...] = (300, 1_000, 10_000, 50_000, 100_000)
    states: str = "ten days"  # between the states it is asked for; a year where it can do no more
    note: str = ""
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
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [f.lon, f.lat]},
                "properties": {"name": f.name, "kind": f.kind, "text": f.text, "source": f.source, **properties(f)},
            }
            for f in rows
        ],
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
