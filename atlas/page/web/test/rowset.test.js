// A set of rows in one list: held against a Set, through long runs of what can be done to it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { RowSet } from "../src/model/rowset.js";

const N = 40;

/** Numbers that look random and are the same in every run. */
function* dice(seed) {
  for (let x = seed; ; ) yield (x = (Math.imul(x, 1103515245) + 12345) >>> 0) >>> 8;
}

test("a set of rows has what a Set has, whatever is put in and taken out", () => {
  const rows = new RowSet(N), usual = new Set(), die = dice(1961);
  for (let k = 0; k < 4000; k++) {
    const row = die.next().value % N, act = die.next().value % 97;
    if (act === 0) {
      rows.clear();
      usual.clear();
    } else for (const set of [rows, usual]) set[act % 2 ? "add" : "delete"](row);
    assert.equal(rows.size, usual.size);
    assert.deepEqual([...rows].sort((a, b) => a - b), [...usual].sort((a, b) => a - b));
    for (let i = 0; i < N; i++) assert.equal(rows.has(i), usual.has(i));
  }
});

test("whoever goes from the last to the first may take out what is met, and meets each once", () => {
  const rows = new RowSet(N), met = [];
  for (let i = 0; i < N; i++) rows.add(i);
  for (let k = rows.size - 1; k >= 0; k--) {
    const row = rows.rows[k];
    met.push(row);
    if (row % 3 === 0) rows.delete(row);
  }
  assert.deepEqual(met.sort((a, b) => a - b), [...Array(N).keys()]);
  assert.deepEqual([...rows].sort((a, b) => a - b), met.filter((row) => row % 3));
});
