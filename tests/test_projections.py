"""The projection follows from the data, and sheet and page draw the same one."""

# ruff: noqa: E501 - a script of JavaScript in one line
from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from pyproj import Proj

from atlas.plate.projections import RADIUS_M, crs_of
from atlas.record.extent import projection_for

# Where ATLAS_REQUIRE_NODE is set, as in CI, a machine without Node fails instead.
NO_NODE = shutil.which("node") is None and not os.environ.get("ATLAS_REQUIRE_NODE")

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("extent", "kind"),
    [
        ((-180, -50, 180, 70), "equal-earth"),
        ((-180, -30, 24, 40), "equal-earth"),
        ((-125, 24, -66, 49), "albers"),
        ((19, 41, 190, 78), "equal-earth"),
        ((9, 48, 20, 52), "laea"),
        ((20, -35, 35, 0), "laea"),
        ((-20, -10, 40, 10), "laea"),
    ],
)
def test_the_projection_suits_the_extent(extent: tuple[float, ...], kind: str) -> None:
    spec = projection_for(extent)
    assert spec.kind == kind
    west, south, east, north = extent
    lon, lat = np.meshgrid(np.linspace(max(-180, west), min(180, east), 9), np.linspace(south, north, 9))
    assert np.isfinite(Proj(crs_of(spec))(lon.ravel(), lat.ravel())).all()


@pytest.mark.skipif(NO_NODE, reason="needs Node.js")
def test_page_and_sheet_have_the_same_equal_earth_and_back() -> None:
    points = [[0, 0], [50, 25], [-33.9, 151.2], [71, -156], [-54, -70], [89, 179], [10, 180], [10, -180]]
    script = (
        "import { equalAreaCrs } from './atlas/page/web/src/layers/projection.js';"
        "const L = { Util: { extend: Object.assign }, CRS: { Earth: {} }, point: (x, y) => ({ x, y }), latLng: (lat, lng) => ({ lat, lng }),"
        " bounds: () => null, transformation: () => null };"
        "const { projection } = equalAreaCrs(L, { kind: 'equal-earth', center: [0, 0] });"
        f"const all = {json.dumps(points)}.map(([lat, lng]) => {{ const p = projection.project({{ lat, lng }}), q = projection.unproject(p);"
        " return [p.x, p.y, q.lat, q.lng]; }); console.log(JSON.stringify(all));"
    )  # fmt: skip
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    drawn = np.array(json.loads(done.stdout))
    lat, lon = np.array(points, dtype=float).T
    x, y = Proj(crs_of({"kind": "equal-earth", "center": [0, 0]}))(lon, lat)
    np.testing.assert_allclose(drawn[:, 0], np.array(x) / RADIUS_M, atol=1e-6)
    np.testing.assert_allclose(drawn[:, 1], np.array(y) / RADIUS_M, atol=1e-6)
    np.testing.assert_allclose(drawn[:, 2:], np.column_stack([lat, lon]), atol=1e-6)
