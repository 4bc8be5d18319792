import assert from "node:assert/strict";
import { test } from "node:test";

import { Boxes } from "../src/layers/boxes.js";
import { Places, townsOf } from "../src/layers/places.js";
import { equalAreaCrs, extentView, planeOf } from "../src/layers/projection.js";

const point = (x, y) => ({
  x, y,
  add: (o) => point(x + o.x, y + o.y), subtract: (o) => (Array.isArray(o) ? point(x - o[0], y - o[1]) : point(x - o.x, y - o.y)),
  multiplyBy: (k) => point(x * k, y * k), divideBy: (k) => point(x / k, y / k),
});
const bounds = (a, b) => {
  const list = (b ? [a, b] : a).map((p) => (Array.isArray(p) ? point(...p) : p)), xs = list.map(({ x }) => x), ys = list.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { min: point(left, top), max: point(right, bottom), getSize: () => point(right - left, bottom - top), getCenter: () => point((left + right) / 2, (top + bottom) / 2) };
};
/** As much of Leaflet as a coordinate system needs. */
const L = {
  point, bounds, latLng: (lat, lng) => ({ lat, lng }), transformation: (a, b, c, d) => ({ a, b, c, d }), Util: { extend: Object.assign },
  CRS: { Earth: { distance: () => 0 } },
};

/** Four in one town, two of them at one point, and one of the same name far away. */
const features = {
  lat: [50, 50.001, 50.001, 50.02, 60], lon: [14, 14, 14, 14.01, 14], rank: [2, 1, 3, 3, 1], settlement: ["Town", "Town", "", "Town", "Town"], country: ["CZ", "CZ", "CZ", "CZ", "CZ"],
};
const store = { size: 5, features };
const places = () => new Places(store, (lat, lon) => ({ x: lon, y: lat }));
const round = (list) => Array.from(list, (v) => +v.toFixed(3));

test("a town holds what shares its name or its point, the most important first", () => {
  assert.deepEqual(townsOf(features), [[1, 0, 2, 3], [4]]);
  const laid = places();
  assert.deepEqual([...laid.town], [0, 0, 0, 0, 1]);
  assert.deepEqual([...laid.anchor], [1, 1, 1, 1, 4]);
});

test("two towns that a feature joins, by its name and by its point, are one", () => {
  const joined = { lat: [50, 50.1, 50.1, 50], lon: [14, 14, 14, 14], rank: [2, 1, 3, 4], settlement: ["Town", "", "Town", ""], country: ["CZ", "CZ", "CZ", "CZ"] };
  assert.deepEqual(townsOf(joined), [[1, 0, 2, 3]]);
  assert.deepEqual(townsOf({ ...joined, lat: [50, 50.53, 50.53, 50] }), [[1, 0, 2, 3]], "up to sixty kilometres");
  const apart = { ...joined, lat: [50, 50.8, 50.8, 50], lon: [14, 14, 14, 14] };
  assert.deepEqual(townsOf(apart), [[1, 2], [0, 3]], "farther away the point alone counts");
  const mixed = { lat: [50, 50.1, 50, 50], lon: [14, 14, 14, 14], rank: [1, 2, 3, 4], settlement: ["", "Town", "", "Town"], country: ["CZ", "CZ", "CZ", "CZ"] };
  assert.deepEqual(townsOf(mixed), [[0, 1, 2, 3]], "in order of importance, whichever town they come from");
  const chained = { lat: [50, 50.45, 50.9, 50.45], lon: [14, 14, 14, 14], rank: [1, 2, 3, 4], settlement: ["Old", "Old", "New", "New"], country: ["CZ", "CZ", "CZ", "CZ"] };
  assert.deepEqual(townsOf(chained), [[0, 1, 3], [2]], "two towns a hundred kilometres apart stay two");
  const between = { lat: [50, 50.9, 50.45, 50.45], lon: [14, 14, 14, 14], rank: [1, 2, 3, 4], settlement: ["Old", "New", "New", "Old"], country: ["CZ", "CZ", "CZ", "CZ"] };
  assert.deepEqual(townsOf(between), [[0, 3], [1, 2]], "and what is near both belongs to the more important");
});

test("a town of the same name is another one from sixty kilometres on", () => {
  const at = (lat, lon, where = 0) => townsOf({ lat: [where, where + lat], lon: [0, lon], rank: [1, 1], settlement: ["T", "T"], country: ["X", "X"] }).length;
  assert.deepEqual([at(59.9 / 111.2, 0), at(60.1 / 111.2, 0), at(0, 59.9 / 111.2), at(0, 60.1 / 111.2)], [1, 2, 1, 2]);
  assert.deepEqual([at(0, 119 / 111.2, 60), at(0, 121 / 111.2, 60)], [1, 2], "degrees of longitude are half as long at 60°");
  assert.equal(townsOf({ lat: [0, 0.1], lon: [0, 0], rank: [1, 1], settlement: ["T", "T"], country: ["X", "Y"] }).length, 2);
});

test("from afar a town's features lie in a spiral around its first", () => {
  const laid = places();
  laid.update({ scale: 1, x: 100, y: 200 }, 4);
  const [step, angle, spread] = [8.5, 2.39996, (4 - 1.5) / 4];
  const spot = (k, [x, y] = [114, 250.001]) => [x + step * Math.sqrt(k) * Math.cos(k * angle) * spread, y + step * Math.sqrt(k) * Math.sin(k * angle) * spread];
  const wanted = [spot(1), spot(0), spot(2), spot(3), [114, 260]];
  assert.deepEqual(round(laid.x), round(wanted.map(([x]) => x)));
  assert.deepEqual(round(laid.y), round(wanted.map(([, y]) => y)));
});

test("from near each lies at its own place, and only those at one point are kept apart", () => {
  const laid = places();
  laid.update({ scale: 10, x: -5, y: 7 }, 12);
  const [step, angle, spread] = [8.5, 2.39996, 1.6];
  assert.deepEqual(round(laid.x), round([135, 135, 135 + step * Math.cos(angle) * spread, 135.1, 135]));
  assert.deepEqual(round(laid.y), round([507, 507.01, 507.01 + step * Math.sin(angle) * spread, 507.2, 607]));
});

test("in between they are on their way", () => {
  const laid = places(), [step, angle] = [8.5, 2.39996];
  laid.update({ scale: 10, x: 0, y: 0 }, 8);
  assert.deepEqual(round(laid.x), round([140 + step * Math.cos(angle) * 0.5 * 1.6, 140, 140 + step * (Math.SQRT2 * Math.cos(2 * angle) + Math.cos(angle)) * 0.5 * 1.6,
    140.05 + step * Math.sqrt(3) * Math.cos(3 * angle) * 0.5 * 1.6, 140]));
  laid.x[0] = 1;
  laid.update({ scale: 10, x: 0, y: 0 }, 8);
  assert.equal(laid.x[0], 1, "nothing is reckoned anew for the same view");
  laid.update({ scale: 10, x: 1, y: 0 }, 8);
  assert.notEqual(laid.x[0], 1);
  laid.update({ scale: 1, x: 0, y: 0 }, 2);
  assert.equal(+(laid.x[0] - 14).toFixed(3), +(step * Math.cos(angle) * 0.55).toFixed(3), "never closer than this");
});

test("a box is found by whatever cell it lies in", () => {
  for (let k = -3; k < 12; k++) {
    const boxes = new Boxes(), at = k * 50;
    boxes.add([at, at, at + 130, at + 10]);
    assert.equal(boxes.free([at + 120, at + 5, at + 125, at + 8]), false);
    assert.equal(boxes.free([at + 64, at + 4, at + 66, at + 6]), false);
    assert.equal(boxes.free([at + 131, at, at + 140, at + 10]), true);
    assert.equal(boxes.free([at, at + 11, at + 130, at + 20]), true);
  }
});

test("the scale of a sheet is that of Web Mercator at the equator, north upwards", () => {
  const crs = equalAreaCrs(L, { kind: "laea", center: [50, 20] });
  assert.equal(crs.code, "atlas:laea");
  assert.equal(crs.edge, null);
  assert.equal(+crs.sheet.toFixed(4), +(512 / Math.PI).toFixed(4));
  assert.deepEqual(Object.values(crs.transformation), [1 / (2 * Math.PI), 0.5, -1 / (2 * Math.PI), 0.5]);
  const { x, y } = crs.projection.project({ lat: 51, lng: 20 });
  assert.ok(Math.abs(x) < 1e-12 && Math.abs(y - Math.PI / 180) < 1e-5);
  const { lat, lng } = crs.projection.unproject({ x: 0, y: 0 });
  assert.deepEqual([+lat.toFixed(9), +lng.toFixed(9)], [50, 20]);
  assert.deepEqual([crs.projection.bounds.min.x, crs.projection.bounds.max.y], [-2, 2]);
});

test("a conic ends before its cut, all round", () => {
  const { edge } = equalAreaCrs(L, { kind: "albers", center: [50, 100], parallels: [45, 65] });
  assert.deepEqual([edge[0], edge.at(-1)], [[-30, -72], [89.9, -72]]);
  assert.deepEqual([Math.min(...edge.map(([, lon]) => lon)), Math.max(...edge.map(([, lon]) => lon))], [-72, 272]);
  assert.equal(edge.length, 174);
  assert.ok(edge.every(([, lon], k) => k === 0 || Math.abs(lon - edge[k - 1][1]) <= 4));
});

test("what lies beyond a sheet leads back onto it", () => {
  const round3 = ([lat, lon]) => [+lat.toFixed(3), +lon.toFixed(3)];
  const laea = planeOf({ kind: "laea", center: [50, 20] }), albers = planeOf({ kind: "albers", center: [50, 100], parallels: [45, 65] });
  assert.deepEqual(round3(laea.unproject(5, 0)), round3(laea.unproject(1.98, 0)));
  assert.deepEqual(laea.unproject(0, 0), [50, 20]);
  assert.ok(laea.project(-50, -160).every(Number.isFinite), "the antipode");
  const [, west] = albers.unproject(-1, 9), [, east] = albers.unproject(1, 9);
  assert.ok(west > -73 && east < 273, `${west} ${east}`);
  assert.deepEqual(round3(albers.unproject(...albers.project(60, -170))), [60, 190]);
  assert.deepEqual(round3(albers.unproject(...albers.project(60, 269))), [60, 269]);
  assert.deepEqual(round3(albers.unproject(0, -20)), [-90, 100]);
});

/** A map whose world is 256 units wide at zoom 0, a degree a unit. */
function flat(size, { zoomSnap = 0, most = 18 } = {}) {
  return {
    options: { zoomSnap }, getSize: () => point(...size), getMaxZoom: () => most,
    project: ({ lat, lng }, zoom) => point(lng * 2 ** zoom, -lat * 2 ** zoom), unproject: ({ x, y }, zoom) => ({ lat: -y / 2 ** zoom, lng: x / 2 ** zoom }),
  };
}

test("a box fills what the margins leave, in steps of the zoom", () => {
  const none = { left: 0, right: 0, top: 0, bottom: 0 };
  const fit = (map, box, margins) => {
    const { centre, zoom } = extentView(L, map, box, margins);
    return [centre.lat, centre.lng, zoom].map((value) => +value.toFixed(4));
  };
  assert.deepEqual(fit(flat([800, 800]), [10, 40, 30, 60], none), [50, 20, 5.32]);
  assert.deepEqual(fit(flat([800, 800], { zoomSnap: 1 }), [10, 40, 30, 60], none), [50, 20, 5]);
  assert.deepEqual(fit(flat([640, 640], { zoomSnap: 1 }), [10, 40, 30, 60], none), [50, 20, 5], "just so");
  assert.deepEqual(fit(flat([1000, 800], { zoomSnap: 1 }), [10, 40, 30, 60], { left: 100, right: 20, top: 40, bottom: 60 }), [49.6875, 18.75, 5]);
  assert.deepEqual(fit(flat([200, 100]), [10, 40, 30, 40], none), [40, 20, 3.32], "a line");
  assert.deepEqual(fit(flat([10, 10]), [0, 0, 60, 60], { left: 20, right: 20, top: 20, bottom: 20 }), [30, 30, 0], "hardly any room");
  assert.deepEqual(fit(flat([800, 800], { most: 4 }), [10, 40, 10.001, 40.001], none)[2], 4);
  assert.deepEqual(fit(flat([800, 800], { most: 40 }), [10, 40, 10 + 1e-9, 40 + 1e-9], none)[2], 22);
});
