import assert from "node:assert/strict";
import { test } from "node:test";

import { paceOf } from "../src/time/pace.js";

test("every day alike", () => {
  const pace = paceOf("calendar", 100, 300);
  assert.deepEqual([pace.day(0), pace.day(0.25), pace.day(1), pace.position(100), pace.position(250)], [100, 150, 300, 0, 0.75]);
  assert.deepEqual([paceOf("calendar", 5, 5).position(5), paceOf("calendar", 5, 5).day(1)], [0, 6]);
});

test("slow where much changes: the rule reckoned by hand", () => {
  // Twenty bins of 5 days; loads 1/3 each in 0..2 (of -5..9: the bin -1, too), 2 in bin 4, and nothing for what is known to a year.
  const pace = paceOf("event", 0, 100, [[20, 20], [22, 22], [-5, 9], [0, 99]]), load = new Array(20).fill(0);
  load[0] = load[1] = 1 / 3;
  load[4] = 2;
  const whole = 2 + 2 / 3, parts = load.map((v) => 0.25 / 20 + 0.75 * Math.min(0.1, v / whole)), sum = parts.reduce((a, b) => a + b);
  let edge = 0;
  parts.forEach((part, k) => {
    assert.ok(Math.abs(pace.position(5 * k) - edge / sum) < 1e-9, `edge ${k}`);
    assert.ok(Math.abs(pace.position(5 * (k + 0.5)) - (edge + part / 2) / sum) < 1e-9, `middle ${k}`);
    assert.ok(Math.abs(pace.day((edge + part / 4) / sum) - 5 * (k + 0.25)) < 1e-9, `and back ${k}`);
    edge += part;
  });
});

test("where hardly anything is known to the month, years count", () => {
  const years = Array.from({ length: 20 }, () => [1000, 1364]), pace = paceOf("event", 0, 5000, [...years, [3000, 3000]]);
  assert.ok(pace.position(1365) - pace.position(1000) > 0.5);
  const dated = paceOf("event", 0, 5000, [...years, ...years.map((_, k) => [2900 + 10 * k, 2900 + 10 * k])]);
  assert.ok(dated.position(1365) - dated.position(1000) < 0.1);
});

test("what lies outside the span leads to its ends", () => {
  const pace = paceOf("event", 0, 100, [[20, 20], [500, 500], [-90, -80]]);
  assert.deepEqual([pace.position(-50), pace.position(0), pace.position(100), pace.position(180)], [0, 0, 1, 1]);
  assert.deepEqual([pace.day(-1), pace.day(0), +pace.day(1).toFixed(9), +pace.day(2).toFixed(9)], [0, 0, 100, 100]);
});

test("one crowded day does not stop the clock", () => {
  const crowd = Array.from({ length: 1000 }, () => [5000, 5000]), pace = paceOf("event", 0, 15 * 1000, crowd);
  const share = pace.position(5005) - pace.position(5000);
  assert.ok(Math.abs(share - (0.25 / 3000 + 0.075) / (0.25 + 0.075)) < 1e-9, String(share));
});

test("without changes the days are alike", () => {
  const pace = paceOf("event", 0, 150);
  assert.ok(Math.abs(pace.position(75) - 0.5) < 1e-12);
  assert.equal(paceOf("event", 0, 0.5).day(1), 0.5);
});

test("a clock of a few days runs evenly, and a month is dated to its last day", () => {
  const few = paceOf("event", 0, 4, [[1, 1]]);
  for (const day of [0, 1, 2, 3, 4]) assert.ok(Math.abs(few.position(day) - day / 4) < 1e-9, `${day}`);
  const burst = (days) => {
    const pace = paceOf("event", 0, 1000, [[500, 500 + days], ...Array.from({ length: 8 }, () => [100, 100])]);
    return pace.position(505) - pace.position(500);
  };
  assert.ok(burst(31) > 2 * burst(32), "31 days are a month, 32 are not");
});
