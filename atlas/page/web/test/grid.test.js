import assert from "node:assert/strict";
import { test } from "node:test";
import { Grid } from "../src/layers/grid.js";

test("what is near a point is found, in its order, wherever on the view the point lies", () => {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647, n = 3000;
  const x = Float32Array.from({ length: n }, () => random() * 1400 - 300), y = Float32Array.from({ length: n }, () => random() * 1000 - 200);
  const order = [...x.keys()].sort(() => random() - 0.5), grid = new Grid(order, x, y, { x: 800, y: 600 }, 100);
  const close = (turn, at) => Math.hypot(x[order[turn]] - at[0], y[order[turn]] - at[1]) <= 40;
  for (const at of [[400, 300], [0, 0], [800, 600], [-20, 610], [799, 1], [32, 64]]) {
    const near = grid.near(at[0], at[1], 40), all = [...order.keys()].filter((turn) => close(turn, at));
    assert.deepEqual(near.filter((turn) => close(turn, at)), all, `${at}`);
    assert.ok(all.length > 0 && near.length < n / 20, `few are looked at: ${near.length}`);
  }
  assert.deepEqual(grid.near(5000, 5000, 40), []);
  assert.deepEqual(new Grid([], [], [], { x: 0, y: 0 }, 0).near(0, 0, 10), []);
});
