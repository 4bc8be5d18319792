import assert from "node:assert/strict";
import { test } from "node:test";

import { fold, matches } from "../src/model/search.js";

test("case, diacritics, dashes and apostrophes do not part words", () => {
  for (const [a, b] of [
    ["Brașov", "brasov"], ["STALINSTRASSE", "Stalinstraße"], ["Stalin-Allee", "stalin allee"], ["Stalin’s", "stalins"], ["Ђ", "ђ"],
    ["Łódź", "lodz"], ["Øre", "ore"], ["Йошкар", "йошкар"], ["Staliniri\u00ad", "staliniri"], ["İ", "i"], ["ı", "I"], ["Ґ", "г"], ["ＳＴＡＬＩＮ", "stalin"],
  ]) assert.equal(fold(a), fold(b), `${a} and ${b}`);
  assert.notEqual(fold("Stalino"), fold("Staline"));
  assert.equal(fold(null), "null");
  for (let code = 32; code < 127; code++) {
    const text = `A${String.fromCharCode(code)}z`;
    assert.equal(fold(text), fold(`${text}\u200d`), "letters that need no Unicode fold as with it");
  }
});

const index = ["stalingrad | volgograd | tsaritsyn", "stalino | donetsk", "stalin monument | prague | stalin", "old stalin square | prague", "katowice"];
const rank = [1, 1, 2, 1, 3];

test("all parts must be there, in any order", () => {
  assert.deepEqual(matches(index, rank, "prague stalin"), [2, 3]);
  assert.deepEqual(matches(index, rank, "PRAGUE"), [3, 2], "both are called so: the more important first");
  assert.deepEqual(matches(index, rank, "warsaw"), []);
  assert.deepEqual(matches(index, rank, "  "), []);
});

test("what is called just so comes first, then what begins so, then by rank and by row", () => {
  assert.deepEqual(matches(index, rank, "stalin"), [2, 0, 1, 3]);
  assert.deepEqual(matches(index, rank, "stal"), [0, 1, 2, 3]);
  assert.deepEqual(matches(["b a", "a", "a b", "a"], [1, 2, 1, 2], "a"), [1, 3, 2, 0]);
  assert.deepEqual(matches(["xa", "ya"], [2, 1], "a"), [1, 0]);
});
