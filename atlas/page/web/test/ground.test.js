// What the ground is painted of: areas, and along which lines they are closed.

import assert from "node:assert/strict";
import { test } from "node:test";

/** A path that remembers its parts. */
class Path {
  parts = [];
  points = [];
  moveTo(x, y) { this.points.push([x, y]); }
  lineTo(x, y) { this.points.push([x, y]); }
  closePath() {}
  addPath(path) { this.parts.push(path); }
}

/** What a browser has, as far as the ground asks for it; other tests of the same process are not to see it. */
const BROWSER = {
  matchMedia: () => ({ matches: false }), Path2D: Path, document: { documentElement: { dataset: {} } },
  getComputedStyle: () => ({ getPropertyValue: (name) => name.replace("--atlas-", "") }),
};
const lend = () => {
  const before = Object.keys(BROWSER).map((key) => [key, Object.getOwnPropertyDescriptor(globalThis, key)]);
  Object.assign(globalThis, BROWSER);
  return () => {
    for (const [key, was] of before) {
      if (was) Object.defineProperty(globalThis, key, was);
      else delete globalThis[key];
    }
  };
};

const takeBack = lend();
const { Ground } = await import("../src/layers/ground.js"), sheet = Object.getPrototypeOf(Ground.prototype);
takeBack();

const L = { latLng: (lat, lon) => ({ lat, lon }) };
const map = {
  on() { return this; },
  options: { crs: { latLngToPoint: ({ lat, lon }) => ({ x: lon, y: -lat }), scale: () => 256 } },
  getContainer: () => ({}), getZoom: () => 3, getPixelOrigin: () => ({ subtract: () => ({ x: -10, y: -60 }) }), _getMapPanePos: () => ({}),
};
const degrees = (...points) => points.flat().map((value, k, all) => 1000 * (k < 2 ? value : value - all[k - 2]));

/** Two neighbours that share arc 1, each with a coast of its own (0 and 2); the first is of the bloc until day 100. */
function neighbours() {
  const polity = (rings, own) => ({ state: own.short, rings, from: 0, to: null, label: [15, 5], area: 100, room: 1, ...own });
  const ground = new Ground(L, {
    arcs: [degrees([10, 0], [0, 0], [0, 10], [10, 10]), degrees([10, 10], [10, 0]), degrees([10, 0], [20, 0], [20, 10], [10, 10])],
    polities: [polity([[0, 1]], { short: "A", bloc: true }), polity([[2, 1]], { short: "B", bloc: false })],
    waters: [], blocUntil: 100,
  });
  ground.redraw = () => {}; // it is painted when the test asks
  const { onAdd } = sheet;
  sheet.onAdd = () => {}; // no canvas here
  ground.onAdd(map);
  sheet.onAdd = onAdd;
  return ground;
}

/** What is filled and stroked on a day: colour, width and the number of points of each part. */
function painted(ground, day) {
  ground.setDay(day);
  const done = [], context = {
    fillRect() {}, save() {}, restore() {}, setTransform() {}, clip() {}, setLineDash() {}, fillText() {}, measureText: () => ({ width: 1e9 }),
    fill(path) { done.push(["fill", this.fillStyle, path.parts.map(({ points }) => points.length)]); },
    stroke(path) { done.push(["stroke", this.strokeStyle, this.lineWidth, path.parts.map(({ points }) => points.length)]); },
  };
  ground.paint(context, { x: 400, y: 300 }, 1);
  return done;
}

const strokes = (done, colour, width) => done.filter(([kind, ink, wide]) => kind === "stroke" && ink === colour && wide === width).flatMap(([, , , parts]) => parts);

test("areas are closed where they meet, by the colour that lies above, and not along their coasts", (context) => {
  context.after(lend());
  const ground = neighbours();
  const bound = painted(ground, 50), loose = painted(ground, 150);
  assert.deepEqual(strokes(bound, "bloc", 0.8), [2]);
  assert.deepEqual(strokes(bound, "land", 0.8), []);
  assert.deepEqual(strokes(loose, "land", 0.8), [2]);
  assert.deepEqual(strokes(loose, "bloc", 0.8), []);
  assert.deepEqual(strokes(bound, "line", 0.7), [4, 4], "the coast has its line all the same");
});
