import assert from "node:assert/strict";
import { test } from "node:test";

import { FACE, shapeOf, statuses } from "../src/look.js";
import { outline } from "../src/layers/shapes.js";
import { Boxes } from "../src/layers/boxes.js";

test("an unknown shape is refused by its name", () => {
  assert.throws(() => shapeOf("pentagram"), /unknown shape "pentagram"; there is circle/);
  assert.throws(() => shapeOf("toString"), RangeError);
});

test("a shape is drawn by its corners, north upwards", () => {
  const calls = [], pen = { beginPath() {}, closePath() {}, lineTo: (x, y) => calls.push([x, y]), arc: (...rest) => calls.push(rest) };
  outline(pen, "triangle", 10, 20, 2);
  assert.deepEqual(calls.splice(0).map(([x, y]) => [+x.toFixed(3), +y.toFixed(3)]), [[10, 17.4], [12.6, 21.95], [7.4, 21.95]]);
  outline(pen, "circle", 1, 2, 3);
  assert.deepEqual(calls, [[1, 2, 3, 0, 2 * Math.PI]]);
});

test("statuses and faces are those of atlas/look", () => {
  assert.deepEqual(statuses, ["before", "after", "uncertain", "bearing"]);
  assert.match(FACE, /^"Atlas Serif", "Atlas Serif East", "Iowan Old Style", .*Georgia, serif$/);
});

test("boxes are free where they touch, and taken where they overlap", () => {
  const boxes = new Boxes();
  boxes.add([10, 10, 90, 20]);
  assert.equal(boxes.free([90, 10, 120, 20]), true);
  assert.equal(boxes.free([10, 20, 90, 30]), true);
  assert.equal(boxes.free([80, 15, 120, 30]), false);
  assert.equal(boxes.free([0, 0, 200, 200]), false);
  assert.equal(boxes.free([300, 300, 310, 310]), true);
});
