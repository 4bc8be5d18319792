// The texts of a large page come in parts: each feature's from its own, once, and what cannot be had is said and tried again.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../src/model/store.js";

const none = { feature: [], uncertain_from: [], bearing_from: [], bearing_until: [], gone_from: [], rise: [], fall: [], stratum: [] };
// Two features in the west, one in the north-east, two on one spot in the south-east, which rows part.
const TREE = { axis: [1, -1, 0, 2, -1, -1, -1], at: [10, 0, 50, 4, 1, 2, 3], right: [2, 0, 6, 5, 0, 0, 0] };
const DATA = {
  features: {
    id: ["a", "b", "c", "d", "e"], kind: [0, 0, 0, 0, 0], lat: [48, 49, 50, 45, 45], lon: [9, 9.9, 10, 10, 10], rank: [1, 1, 1, 1, 1],
    country: ["X", "X", "X", "X", "X"], polity: ["", "", "", "", ""], title: ["A", "B", "C", "D", "E"],
  },
  kinds: [{ id: "k", group: "image" }], types: [{ id: "t", effect: "begin" }], tenures: none, lines: { count: [], first: [] }, knots: { step: [], value: [] },
  strata: { known: [], parent: [], from: [], to: [] }, names: { feature: [] }, labels: { name: [], from: [], to: [] },
  events: { feature: [0, 1, 1, 4], type: [0, 0, 0, 0], earliest: [1, 2, 3, 4], latest: [1, 2, 3, 4], edtf: ["1961", "1962", "1963", "1964"] },
  milestones: [], map: {}, beside: { folder: "wien.parts", names: ["p0", "p1", "p2", "p3"], ...TREE },
};
const nothing = { features: { row: [], note: [] }, events: { row: [], detail: [] }, attestations: { event: [], source: [], edtf: [], says: [], locator: [] },
  sources: { row: [], title: [], origin: [], url: [], copy: [], grade: [], caution: [] } };
const WEST = {
  features: { row: [1], note: ["A note."] }, events: { row: [2], detail: ["melted down"] },
  attestations: { event: [0, 2, 2], source: [1, 0, 1], edtf: [0, "1963-05", 0], says: ["one", "two", "three"], locator: ["", "p. 3", ""] },
  sources: { row: [40, 7], title: ["Forty", "Seven"], origin: ["", ""], url: ["https://a.b", ""], copy: ["", ""], grade: ["press", ""], caution: ["", ""] },
};

/** A store, what it has asked for, and what answers: a part, or an error. */
function storeOf(answers) {
  const asked = [];
  const store = new Store(DATA, { source: (n) => `listed ${n}`, note: () => "", says: () => [] }, (folder, name) => {
    asked.push(`${folder}/${name}`);
    const answer = answers[name] ?? nothing;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { store, asked };
}

test("a feature's part is where its place and its row lead", () => {
  const { store } = storeOf({});
  assert.deepEqual([0, 1, 2, 3, 4].map((i) => store.beside.partOf(i)), [0, 0, 3, 1, 2]);
});

test("texts are asked for once, and are then those of their rows", async () => {
  const { store, asked } = storeOf({ p0: WEST });
  assert.equal(store.textsOf([0]), "coming");
  assert.deepEqual([store.noteOf(1), store.attestationsOf(0), store.valueOf("events", "detail", 2)], ["", [], ""], "nothing has come yet");
  await Promise.all([store.bring([0]), store.bring([1, 0])]);
  assert.deepEqual(asked, ["wien.parts/p0"]);
  assert.equal(store.bring([0, 1]), null);
  assert.equal(store.textsOf([0, 1]), "here");
  assert.equal(store.textsOf([0, 2]), "coming", "all of them, or it is not here");
  assert.deepEqual([store.noteOf(0), store.noteOf(1), store.valueOf("events", "detail", 1), store.valueOf("events", "detail", 2)], ["", "A note.", "", "melted down"]);
  const claims = (event) => store.attestationsOf(event).map((row) => ["edtf", "says", "source", "locator"].map((key) => store.valueOf("attestations", key, row)));
  assert.deepEqual(claims(0), [["1961", "one", 7, ""]]);
  assert.deepEqual(claims(1), []);
  assert.deepEqual(claims(2), [["1963-05", "two", 40, "p. 3"], ["1963", "three", 7, ""]]);
  assert.deepEqual([store.sourceOf(40).title, store.sourceOf(7).title, store.sourceOf(3)], ["Forty", "Seven", "listed 3"]);
  assert.equal(store.valueOf("events", "edtf", 2), "1963", "what stays on the page is read there");
});

test("what cannot be had is missing, and asked for again with the next card", async () => {
  const answers = { p0: new Error("gone"), p3: { ...nothing, events: undefined } }, { store, asked } = storeOf(answers);
  await store.bring([0, 2]);
  assert.deepEqual([store.textsOf([0]), store.textsOf([2]), store.textsOf([0, 3])], ["missing", "missing", "missing"]);
  assert.deepEqual([store.noteOf(0), store.attestationsOf(0)], ["", []]);
  answers.p0 = WEST;
  const again = store.bring([0]);
  assert.equal(store.textsOf([0]), "coming");
  await again;
  assert.deepEqual([store.textsOf([0]), asked.length], ["here", 3]);
});

test("a page without parts has its texts", () => {
  const own = Object.fromEntries(Object.entries(DATA).filter(([key]) => key !== "beside"));
  const store = new Store({ ...own, attestations: { event: [0] } }, { source: () => null, note: () => "of the table", says: () => [] });
  assert.deepEqual([store.textsOf([0]), store.bring([0]), store.noteOf(0), store.attestationsOf(0)], ["here", null, "of the table", [0]]);
});

test("what a page keeps beside its parts is read on the page: titles, countries, dates", () => {
  const { store } = storeOf({});
  assert.deepEqual([store.titleOf(1), store.valueOf("features", "country", 1), store.valueOf("events", "edtf", 3)], ["B", "X", "1964"]);
});
