// Equal-area projections as Leaflet coordinate systems, on the sphere of equal area (authalic radius).
// Formulae: J. P. Snyder, Map Projections – A Working Manual, USGS Professional Paper 1395 (1987),
// pp. 185 f. (Lambert azimuthal equal-area) and 100 f. (Albers equal-area conic).

export const DEEPEST = 22; // zoom: nearer than this no map is shown that sets no bound of its own
const ZOOM_STEP = 0.01; // in which a view is fitted where the map itself has no coarser steps: an address can tell it exactly
const RADIUS = 6371007.18;
const RAD = Math.PI / 180;
const SHEET = 4 / (2 * Math.PI) * 256; // pixels across the whole sheet at zoom 0
const LIMIT = 1.98; // of the 2 radii that an azimuthal sheet measures to its edge, which is one and the same point all around
const FARTHEST = 1 - LIMIT ** 2 / 2; // cosine of the angle from the middle at which that is
const CUT = 172, SOUTH = -30, NORTH = 89.9; // degrees: how far from its middle a conic is drawn

function laea([lat0, lon0]) {
  const s0 = Math.sin(lat0 * RAD), c0 = Math.cos(lat0 * RAD);
  return {
    project(lat, lon) {
      const s = Math.sin(lat * RAD), c = Math.cos(lat * RAD), l = (lon - lon0) * RAD;
      // The antipode has no image; the guard keeps its neighbourhood finite.
      const k = Math.sqrt(2 / Math.max(1e-4, 1 + s0 * s + c0 * c * Math.cos(l)));
      return [k * c * Math.sin(l), k * (c0 * s - s0 * c * Math.cos(l))];
    },
    unproject(x, y) {
      const far = Math.hypot(x, y), rho = Math.min(LIMIT, far);
      if (rho < 1e-12) return [lat0, lon0];
      [x, y] = [(x * rho) / far, (y * rho) / far];
      const a = 2 * Math.asin(rho / 2), sa = Math.sin(a), ca = Math.cos(a);
      const lat = Math.asin(Math.max(-1, Math.min(1, ca * s0 + (y * sa * c0) / rho)));
      return [lat / RAD, lon0 + Math.atan2(x * sa, rho * c0 * ca - y * s0 * sa) / RAD];
    },
  };
}

function albers([lat0, lon0], [lat1, lat2]) {
  const n = (Math.sin(lat1 * RAD) + Math.sin(lat2 * RAD)) / 2;
  const c = Math.cos(lat1 * RAD) ** 2 + 2 * n * Math.sin(lat1 * RAD);
  const radius = (lat) => Math.sqrt(Math.max(0, c - 2 * n * Math.sin(lat * RAD))) / n;
  const rho0 = radius(lat0);
  return {
    project(lat, lon) {
      const turn = ((((lon - lon0 + 180) % 360) + 360) % 360) - 180;
      const theta = n * turn * RAD, rho = radius(lat);
      return [rho * Math.sin(theta), rho0 - rho * Math.cos(theta)];
    },
    unproject(x, y) {
      const rho = Math.hypot(x, rho0 - y), end = n * CUT * RAD;
      const theta = Math.max(-end, Math.min(end, Math.atan2(x, rho0 - y)));
      const lat = Math.asin(Math.max(-1, Math.min(1, (c - (rho * n) ** 2) / (2 * n))));
      return [lat / RAD, lon0 + theta / n / RAD];
    },
  };
}

// Equal Earth: B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection", International Journal of Geographical
// Information Science 33 (2019), pp. 454-465. It is drawn about the meridian of Greenwich, opposite which borders are cut.
const A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796, M = Math.sqrt(3) / 2;

function equalEarth() {
  const rise = (t) => t * (A1 + A2 * t ** 2 + t ** 6 * (A3 + A4 * t ** 2));
  const slope = (t) => A1 + 3 * A2 * t ** 2 + t ** 6 * (7 * A3 + 9 * A4 * t ** 2);
  const most = rise(Math.asin(M));
  return {
    project(lat, lon) {
      const turn = Math.abs(lon) <= 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180;
      const t = Math.asin(M * Math.sin(lat * RAD));
      return [(turn * RAD * Math.cos(t)) / (M * slope(t)), rise(t)];
    },
    unproject(x, y) {
      const high = Math.max(-most, Math.min(most, y));
      let t = high / A1;
      for (let i = 0; i < 8; i++) t -= (rise(t) - high) / slope(t); // Newton's method
      const lon = (x * M * slope(t)) / Math.cos(t) / RAD;
      return [Math.asin(Math.max(-1, Math.min(1, Math.sin(t) / M))) / RAD, Math.max(-180, Math.min(180, lon))];
    },
  };
}

/**
 * The edge of what a conic shows without a seam, as [lat, lon]; beyond it, opposite its middle, land that crosses the cut
 * would be drawn right across the gap. An azimuthal projection has no such cut: null.
 */
function sheetEdge({ kind, center: [, lon0] }) {
  const edge = [];
  if (kind === "equal-earth") {
    for (let lat = -90; lat <= 90; lat += 2) edge.push([lat, 180]);
    for (let lat = 90; lat >= -90; lat -= 2) edge.push([lat, -180]);
    return edge;
  }
  if (kind !== "albers") return null;
  for (let turn = -CUT; turn <= CUT; turn += 4) edge.push([SOUTH, lon0 + turn]);
  for (let turn = CUT; turn >= -CUT; turn -= 4) edge.push([NORTH, lon0 + turn]);
  return edge;
}

/** Whether [lon, lat] lies beyond the edge of an azimuthal sheet: land about the antipode would be drawn inside out. */
function beyond([lat0, lon0]) {
  const s0 = Math.sin(lat0 * RAD), c0 = Math.cos(lat0 * RAD);
  return ([lon, lat]) => s0 * Math.sin(lat * RAD) + c0 * Math.cos(lat * RAD) * Math.cos((lon - lon0) * RAD) < FARTHEST;
}

/**
 * A projection on the unit sphere: `project(lat, lon)` → [x, y] in radii, and `unproject(x, y)` → [lat, lon] in degrees.
 * @param {{kind: string, center: any, parallels?: any}} spec `kind` "laea" or "albers"; the rest in degrees
 */
export function planeOf(spec) {
  if (spec.kind === "equal-earth") return equalEarth();
  return spec.kind === "albers" ? albers(spec.center, spec.parallels) : laea(spec.center);
}

/**
 * A Leaflet CRS whose zoom levels have the scale that Web Mercator has at the equator.
 * @param {{kind: string, center: any, parallels?: any}} spec degrees
 */
export function equalAreaCrs(L, spec) {
  const round = spec.kind === "equal-earth", plane = planeOf(spec);
  const unit = 1 / (2 * Math.PI);
  return L.Util.extend({}, L.CRS, {
    code: `atlas:${spec.kind}`,
    edge: sheetEdge(spec),
    beyond: spec.kind === "laea" ? beyond(spec.center) : () => false,
    sheet: round ? SHEET * 1.36 : SHEET,
    infinite: true,
    projection: {
      project: ({ lat, lng }) => L.point(...plane.project(lat, lng)),
      unproject: ({ x, y }) => L.latLng(...plane.unproject(x, y)),
      bounds: round ? L.bounds([-2.71, -1.32], [2.71, 1.32]) : L.bounds([-2, -2], [2, 2]),
    },
    transformation: L.transformation(unit, 0.5, -unit, 0.5),
    R: RADIUS,
    distance: L.CRS.Earth.distance,
  });
}

/** The `centre` and `zoom` that show the box [west, south, east, north] in the part of the map that `padding` leaves free. */
export function extentView(L, map, [west, south, east, north], padding) {
  const box = [];
  for (let i = 0; i <= 12; i++) {
    const lon = west + ((east - west) * i) / 12, lat = south + ((north - south) * i) / 12;
    box.push([south, lon], [north, lon], [lat, west], [lat, east]);
  }
  const points = box.map(([lat, lon]) => map.project(L.latLng(lat, lon), 0));
  const bounds = L.bounds(points), size = map.getSize();
  const free = size.subtract([padding.left + padding.right, padding.top + padding.bottom]);
  const across = L.point(Math.max(1e-9, bounds.getSize().x), Math.max(1e-9, bounds.getSize().y)); // a line has no height
  const scale = Math.min(Math.max(60, free.x) / across.x, Math.max(60, free.y) / across.y, 2 ** Math.min(DEEPEST, map.getMaxZoom()));
  const step = map.options.zoomSnap || ZOOM_STEP, zoom = Math.floor(Math.log2(scale) / step + 1e-6) * step;
  const shift = L.point(padding.right - padding.left, padding.bottom - padding.top).divideBy(2);
  return { centre: map.unproject(bounds.getCenter().multiplyBy(2 ** zoom).add(shift), zoom), zoom };
}
