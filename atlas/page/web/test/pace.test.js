import assert from "node:assert/strict";
import { test } from "node:test";

import { paceOf } from "../src/time/pace.js";

test("every day alike", () => {
  const pace = paceOf("calendar", 100, 300);
  assert.deepEqual([pace.day(0), pace.day(0.25), pace.day(1), pace.position(100), pace.position(250)], [100, 150, 300, 0, 0.75]);
  assert.deepEqual([paceOf("calendar", 5, 5).position(5), paceOf("calendar", 5, 5).day(1)], [0, 6]);
});

test("slow where much changes: the rule reckoned by hand", () => {
  // Seven bins of 15 days; loads 1/2 (of -10..3: the bins -1 and 0), 2, 0, 0, 1/2, 1/2, 0.
  const pace = paceOf("event", 0, 100, [[20, 20], [22, 22], [60, 89], [-10, 3]]), load = [0.5, 2, 0, 0, 0.5, 0.5, 0];
  const parts = load.map((v) => 0.25 + 0.75 * v / 0.5), sum = parts.reduce((a, b) => a + b);
  let edge = 0;
  parts.forEach((part, k) => {
    assert.ok(Math.abs(pace.position(100 * k / 7) - edge / sum) < 1e-9, `edge ${k}`);
    assert.ok(Math.abs(pace.position(100 * (k + 0.5) / 7) - (edge + part / 2) / sum) < 1e-9, `middle ${k}`);
    assert.ok(Math.abs(pace.day((edge + part / 4) / sum) - 100 * (k + 0.25) / 7) < 1e-9, `and back ${k}`);
    edge += part;
  });
});

test("what lies outside the span leads to its ends", () => {
  const pace = paceOf("event", 0, 100, [[20, 20], [500, 500], [-90, -80]]);
  assert.deepEqual([pace.position(-50), pace.position(0), pace.position(100), pace.position(180)], [0, 0, 1, 1]);
  assert.deepEqual([pace.day(-1), pace.day(0), +pace.day(1).toFixed(9), +pace.day(2).toFixed(9)], [0, 0, 100, 100]);
});

test("one crowded day does not stop the clock", () => {
  const crowd = Array.from({ length: 1000 }, () => [5000, 5000]), pace = paceOf("event", 0, 15 * 1000, crowd);
  const share = pace.position(5010) - pace.position(4995);
  assert.ok(Math.abs(share - (0.25 + 0.75 * 40) / (1000 * 0.25 + 0.75 * 40)) < 1e-9, String(share));
});

test("without changes the days are alike", () => {
  const pace = paceOf("event", 0, 150);
  assert.ok(Math.abs(pace.position(75) - 0.5) < 1e-12);
  assert.equal(paceOf("event", 0, 0.5).day(1), 0.5);
});
