import assert from "node:assert/strict";
import { test } from "node:test";

import { fillBins, flagsOn, placeOf, yearsOn } from "../src/time/axis.js";
import { startOfYear } from "../src/time/days.js";

const [A, B] = [startOfYear(1950), startOfYear(1960)];

test("a day's place on the axis", () => {
  assert.deepEqual([placeOf(10, 10, 30, 100), placeOf(15, 10, 30, 100), placeOf(30, 10, 30, 100)], [0, 25, 100]);
});

test("years have room, stand at round distances, and keep off the edges", () => {
  const named = (width) => yearsOn(A, B, width).map(({ year }) => year);
  assert.deepEqual(named(441), [1951, 1952, 1953, 1954, 1955, 1956, 1957, 1958, 1959]);
  assert.deepEqual(named(440), [1952, 1954, 1956, 1958], "44 pixels are not enough");
  assert.deepEqual(named(200), [1955]);
  assert.deepEqual(named(30), [], "ten years on thirty pixels");
  const [{ x }] = yearsOn(A, B, 200);
  assert.equal(x, placeOf(startOfYear(1955), A, B, 200));
  const late = startOfYear(1951) + 20;
  const at = placeOf(startOfYear(1951), A, late, 300);
  assert.ok(at < 300 - 14 && yearsOn(A, late, 300).some(({ year }) => year === 1951));
  const close = placeOf(startOfYear(1951), A, startOfYear(1951) + 10, 300);
  assert.ok(close > 300 - 14 && yearsOn(A, startOfYear(1951) + 10, 300).length === 0);
  assert.deepEqual(yearsOn(A - 10, A + 500, 408).map(({ year }) => year), [1951], "1950 would stand eight pixels from the edge");
});

test("the years of a long time, and of the first century", () => {
  assert.deepEqual(yearsOn(startOfYear(0), startOfYear(2000), 500).map(({ year }) => year), [200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800]);
  const wide = yearsOn(startOfYear(-9999), startOfYear(9999), 100).map(({ year }) => year);
  assert.deepEqual(wide.slice(0, 2), [1000, 2000], "no step is long enough: the longest is taken, and no year before the first is named");
});

test("exact years stand 14 pixels from either end at the least", () => {
  assert.deepEqual(yearsOn(A, startOfYear(1970), 140).map(({ x }) => x > 14 && x < 126), [true]);
  const width = 28, day = startOfYear(1960), half = 1000;
  assert.equal(yearsOn(day - half, day + half, width).length, 1, "just in the middle of 28 pixels");
  assert.equal(yearsOn(day - half, day + half, width - 1).length, 0);
});

test("changes are counted where they fall, and shared out where they may lie", () => {
  const layers = [new Float32Array(4), new Float32Array(4)];
  const changes = [{ from: 0, to: 0, k: 0 }, { from: 99, to: 99, k: 0 }, { from: 20, to: 60, k: 1 }, { from: 5, to: 5, k: null }];
  fillBins(changes, 0, 100, 4, layers, ({ k }) => k);
  assert.deepEqual([...layers[0]], [1, 0, 0, 1]);
  assert.deepEqual([...layers[1]].map((v) => Math.round(v * 1e6) / 1e6), [0.333333, 0.333333, 0.333333, 0]);
});

test("what may lie beyond the clock is counted for its share within", () => {
  const [layer] = fillBins([{ from: -30, to: 20 }, { from: 80, to: 130 }], 0, 100, 4, [new Float32Array(4)], () => 0);
  assert.deepEqual([...layer].map((v) => Math.round(v * 1e6) / 1e6), [0.333333, 0, 0, 0.333333]);
  const [moved] = fillBins([{ from: 125, to: 125 }], 100, 200, 4, [new Float32Array(4)], () => 0);
  assert.deepEqual([...moved], [0, 1, 0, 0]);
});

test("one flag for milestones that would crowd, none for lesser ones and those beyond", () => {
  const m = (earliest, weight = 1) => ({ earliest, weight });
  const list = [m(-1), m(0), m(23), m(24), m(30, 2), m(47), m(100), m(101)];
  const flags = flagsOn(list, 0, 100, 100);
  assert.deepEqual(flags.map(({ x, list: own }) => [x, own.map(({ earliest }) => earliest)]), [[0, [0, 23]], [24, [24, 47]], [100, [100]]]);
  assert.deepEqual(flagsOn([m(50)], 0, 100, 500)[0].x, 250);
});
