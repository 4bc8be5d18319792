import assert from "node:assert/strict";
import { test } from "node:test";

import { unpack } from "../src/model/pack.js";

const events = { feature: [0, 0, 1], earliest: [0, 10, 20], edtf: [0, "1970-01~", 0] };
const bare = { events, attestations: { event: [0, 1], edtf: [0, 0] }, tenures: { feature: [0, 1] } };

test("dates that others tell are filled in", () => {
  const { events: e, attestations } = unpack(bare);
  assert.deepEqual(e.edtf, ["1970-01-01", "1970-01~", "1970-01-21"]);
  assert.deepEqual(attestations.edtf, ["1970-01-01", "1970-01~"]);
});

test("each way of packing is undone", () => {
  const columns = {
    same: { n: 3, is: "x" }, steps: { by: [5, 1, -2] }, digits: { digits: ' !#', wide: 1, low: 9, unit: 1 }, wide: { digits: " !! ", wide: 2, low: 0, unit: 10 },
    front: { front: [" berlin", "&gen", " x"] }, from: { from: "steps", by: [1, null, 0] }, plain: ["a", null, 3],
    spelt: { spelt: [" !", "\x7fa b\x7f ", null], words: ["Stalin ", "street"] },
  };
  const { names } = unpack({ ...bare, names: columns }), { names: asked } = unpack({ ...bare, names: columns });
  for (const key of Object.keys(columns)) assert.deepEqual([0, 1, 2].map((row) => asked.at(key, row)), [0, 1, 2].map((row) => names[key][row]), `${key}, one by one`);
  assert.deepEqual(Object.keys(names), Object.keys(columns), "a column that has been read is still one of its table");
  assert.deepEqual(names.same, ["x", "x", "x"]);
  assert.deepEqual(names.steps, [5, 6, 4]);
  assert.deepEqual(names.digits, [null, 10, 11]);
  assert.deepEqual(names.wide, [0.1, 9.2]);
  assert.deepEqual(names.front, ["berlin", "berlingen".slice(0, 5) + "gen", "x"]);
  assert.deepEqual(names.from, [6, null, 4]);
  assert.deepEqual(names.plain, ["a", null, 3]);
  assert.deepEqual(names.spelt, ["Stalin street", "a bStalin ", null]);
});

test("days are told from the first and the last event of a feature", () => {
  const { tenures } = unpack({ ...bare, tenures: { feature: [0, 1, 2], begin: { of: "first", by: [1, 2, 3] }, end: { of: "last", by: [1, 2, 3] } } });
  assert.deepEqual(tenures.begin, [1, 22, 3]);
  assert.deepEqual(tenures.end, [11, 22, 3]);
});

test("texts come by key and language", () => {
  const { strings } = unpack({ ...bare, strings: { "": ["a", "b"], en: ["A", "B"], de: ["Ä", null] } });
  assert.deepEqual(strings, { a: { en: "A", de: "Ä" }, b: { en: "B" } });
});
