import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Store } from "../src/model/store.js";
import { isDated, scaleOf, ticksOn } from "../src/time/scale.js";

const BUNDLED = JSON.parse(readFileSync(new URL("../../../../tests/parity/bundled.json", import.meta.url), "utf8"));

test("one scale above and below, which together fill the height", () => {
  const scale = scaleOf(4, 16, 60);
  assert.equal(scale.axis, 20);
  assert.equal(scale.of(4), 20);
  assert.equal(scale.of(16), 40);
  assert.equal(scale.of(1), 10, "the square root");
  assert.equal(scaleOf(0, 0, 60).axis, 30, "nothing changes: no bar, and the axis in the middle");
});

test("the axis names numbers that stand clear of one another", () => {
  const scale = scaleOf(9, 100, 78);
  assert.deepEqual(ticksOn(scale, 100), [100, 50, 20, 5]);
  assert.deepEqual(ticksOn(scale, 9), [5]);
  assert.deepEqual(ticksOn(scaleOf(1, 1, 16), 1), []);
});

test("what is known to the month is dated", () => {
  assert.deepEqual([[0, 0], [0, 30], [0, 31], [0, 32], [0, 364]].map(([from, to]) => isDated({ from, to })), [true, true, true, false, false]);
});

test("a series is counted once, until others are shown, another basis, or other days", () => {
  const store = new Store(BUNDLED), days = BUNDLED.days.filter((_, k) => k % 40 === 0), fresh = () => store.likely.series(days, store.visible, store.settledOnly);
  assert.equal(store.series(days), store.series([...days]));
  const changes = [() => store.filter({ country: "CZ" }), () => store.setBasis(true), () => { days.splice(2, 3); }];
  for (const change of changes) {
    const before = store.series(days);
    change();
    assert.notEqual(store.series(days), before);
    assert.deepEqual(store.series(days), fresh());
  }
});

test("a series counts what each of its days would", () => {
  const store = new Store(BUNDLED), days = BUNDLED.days.filter((_, k) => k % 9 === 0), series = store.series(days);
  days.forEach((day, k) => {
    store.seek(day);
    const { likely, low } = store.likelyCount();
    assert.ok(Math.abs(series.likely[k] - likely) < 0.02 * store.size, `day ${day}: ${series.likely[k]}, not ${likely}`);
    assert.ok(series.low[k] <= series.likely[k] + 1e-9 && series.likely[k] <= series.high[k] + 1e-9 && low >= store.counts().bearing);
  });
  store.setBasis(true);
  const settled = store.series(days);
  days.forEach((day, k) => {
    store.seek(day);
    assert.ok(settled.low[k] >= store.counts().bearing && settled.high[k] >= settled.low[k]);
    assert.equal(settled.likely[k], settled.low[k]);
  });
});

test("every number that an axis may name is 1, 2 or 5 of its power of ten", () => {
  for (let most = 1; most <= 100000; most *= 10) for (const step of [1, 2, 5]) {
    if (step * most <= 100000) assert.equal(ticksOn(scaleOf(1, step * most, 5000), step * most)[0], step * most);
  }
});
