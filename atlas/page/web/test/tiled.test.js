// A store of an overview and of the tiles in view: what it counts is exact, whatever is loaded, and a row stays its feature's.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../src/model/store.js";
import { TiledStore } from "../src/model/tiled.js";

const KINDS = [{ id: "street", group: "toponym", shape: "circle" }, { id: "bust", group: "image", shape: "diamond" }];
const TYPES = [{ id: "named", effect: "begin" }, { id: "removed", effect: "end" }];
const NEVER = null;
/** Of each feature: kind, country, polity, and its spans. */
const ALL = [
  [0, "AT", "Old", [[10, 10, 30, 30]]], [1, "AT", "", [[5, 12, 20, 26]]], [1, "HU", "Old", [[0, 0, 8, 8], [20, 20, 40, NEVER]]], [0, "HU", "", []],
];

const tenures = (rows) => {
  const found = { feature: [], uncertain_from: [], bearing_from: [], bearing_until: [], gone_from: [], rise: [], fall: [], stratum: [] };
  rows.forEach(([, , , spans], feature) => {
    for (const span of spans) {
      ["feature", "uncertain_from", "bearing_from", "bearing_until", "gone_from"].forEach((key, k) => found[key].push([feature, ...span][k]));
      for (const key of ["rise", "fall", "stratum"]) found[key].push(0);
    }
  });
  return found;
};

/** What an ordinary page has of some of the features, and of events one begin for each span. */
function whole(rows) {
  const spans = rows.flatMap(([, , , own], feature) => own.map((span) => ({ feature, span })));
  return {
    kinds: KINDS, types: TYPES, milestones: [], map: {},
    features: {
      id: rows.map((_, i) => `f${ALL.indexOf(rows[i])}`), kind: rows.map(([kind]) => kind), country: rows.map(([, country]) => country), polity: rows.map(([, , polity]) => polity),
      lat: rows.map((row) => ALL.indexOf(row)), lon: rows.map(() => 16), rank: rows.map(() => 5), title: rows.map((row) => `Title ${ALL.indexOf(row)}`),
      settlement: rows.map(() => ""), accuracy: rows.map(() => 10), basis: rows.map(() => "editor"), row: rows.map((row) => ALL.indexOf(row)),
    },
    tenures: tenures(rows), names: { feature: [], name: [], latin: [], lang: [], since: [], until: [] }, labels: { name: [], from: [], to: [] },
    events: {
      feature: spans.map(({ feature }) => feature), type: spans.map(() => 0), earliest: spans.map(({ span }) => span[0]), latest: spans.map(({ span }) => span[1]),
      edtf: spans.map(() => ""), detail: spans.map(() => ""), disputed: spans.map(() => 0), weak: spans.map(() => 0), row: spans.map((_, k) => k),
    },
  };
}

/** A feature as a tile has it. */
function point(row) {
  const [kind, country, polity, spans] = ALL[row], [first = [], ...others] = spans;
  const days = Object.fromEntries(["uncertain_from", "bearing_from", "bearing_until", "gone_from"].map((key, k) => [key, first[k] ?? undefined]));
  const events = spans.map(([from, to]) => [0, from, to - from, "1970", 1]);
  return { row, id: `f${row}`, title: `Title ${row}`, settlement: "", country, polity, kind, rank: 5, ...days, more: JSON.stringify([row, 16, 10, "editor", others, row * 2, events, [["Имя", "Imya", "ru", 0, null]], [[0, null, 20]]]) };
}

/** The steps of the counts of some features, by the days on which an ordinary store turns. */
function turnsOf(rows) {
  const store = new Store(whole(rows), null, null), found = { day: [], uncertain: [], bearing: [], after: [] };
  let before = { uncertain: 0, bearing: 0, after: 0 };
  for (let day = -1; day < 60; day++) {
    store.seek(day);
    const now = store.counts();
    if (["uncertain", "bearing", "after"].some((key) => now[key] !== before[key])) {
      found.day.push(day);
      for (const key of ["uncertain", "bearing", "after"]) found[key].push(now[key] - before[key]);
    }
    before = now;
  }
  return found;
}

const changesOf = (rows) => {
  const all = rows.flatMap(([, , , spans]) => spans.map(([from, to]) => [from, to])).sort((a, b) => a[1] - b[1]);
  return { to: all.map(([, to]) => to), span: all.map(([from, to]) => to - from), ends: all.map(() => 0), many: all.map(() => 1) };
};

/** A store with the first feature as its overview, and what its part of counts holds. */
function tiled(most) {
  const cells = ALL.map((row) => [row]), joined = (tables) => Object.fromEntries(Object.keys(tables[0]).map((key) => [key, tables.flatMap((table) => table[key])]));
  const turns = cells.map(turnsOf), changes = cells.map(changesOf);
  const held = { turns: joined(turns), turns_of: turns.map(({ day }) => day.length), changes: joined(changes), changes_of: changes.map(({ to }) => to.length) };
  const data = {
    ...whole(ALL.slice(0, 1)), turns: turnsOf(ALL), changes: changesOf(ALL), tiles: { size: ALL.length, counts: "9-c" }, beside: { folder: "x.parts", names: [], axis: [-1], at: [0], right: [0] },
    cells: {
      kind: ALL.map(([kind]) => kind), country: ALL.map(([, country]) => country), polity: ALL.map(([, , polity]) => polity), count: ALL.map(() => 1),
      ...Object.fromEntries(["west", "east"].map((key) => [key, ALL.map(() => 16)])), ...Object.fromEntries(["south", "north"].map((key) => [key, ALL.map((_, k) => k)])),
    },
  };
  return new TiledStore(data, null, (folder, name) => (folder === "x.parts" && name === "9-c" ? Promise.resolve(held) : Promise.reject(new Error(name))), most);
}

test("counts are those of all features, on any day and whatever is loaded", async () => {
  const store = tiled(), ordinary = new Store(whole(ALL), null, null);
  ordinary.setBasis(true);
  await store.bringCounts();
  for (const points of [[], [1, 2, 2, 3], [2]]) {
    store.fill(points.map(point));
    for (const criteria of [{}, { country: "AT" }, { group: ["image"], country: ["AT", "HU"] }, { polity: "Old", kind: "street" }, { status: "bearing" }]) {
      store.filter(criteria);
      ordinary.filter(criteria);
      for (let day = -1; day < 50; day += 1) {
        store.seek(day);
        ordinary.seek(day);
        assert.deepEqual(store.counts(), ordinary.counts(), `${JSON.stringify(criteria)} ${day}`);
        for (const field of ["kind", "country", "polity"]) {
          for (const [value, many] of ordinary.bearingBy(field)) assert.equal(store.bearingBy(field).get(value) ?? 0, many, `${field} ${value} ${day}`);
        }
        assert.deepEqual([store.nextChange(day), store.previousChange(day)], [ordinary.nextChange(day), ordinary.previousChange(day)]);
      }
      assert.deepEqual(store.left(), ordinary.left());
      assert.deepEqual(store.datedShown([]).map(({ from, to }) => [from, to]).sort(), ordinary.datedShown(ordinary.dated(-99, 99)).map(({ from, to }) => [from, to]).sort());
    }
    store.filter({});
    ordinary.filter({});
  }
  assert.deepEqual([store.howMany("country", "HU"), store.placesWith("country", "HU")], [2, [[2, 16], [2, 16], [3, 16], [3, 16]]]);
  assert.throws(() => store.filter({ colour: "red" }), RangeError);
});

test("before the counts of each cell have come a filter counts what is loaded", () => {
  const store = tiled();
  store.fill([2].map(point));
  store.filter({ country: "HU" });
  store.seek(25);
  assert.deepEqual(store.counts(), { before: 0, uncertain: 0, bearing: 1, after: 0 });
  store.filter({});
  assert.equal(store.counts().bearing + store.counts().uncertain + store.counts().after + store.counts().before, ALL.length);
});

test("what comes with tiles is a row like any other, keeps it, and is shown only as long as its tile is in view", () => {
  const store = tiled();
  store.seek(22);
  assert.equal(store.fill([2, 2, 1].map(point)), true);
  assert.deepEqual([store.size, store.index.get("f2"), store.day], [3, 1, 22], "one that two tiles have is one");
  assert.deepEqual([store.titleOf(1), store.placeOf(1), store.status[1], store.status[2]], ["Title 2", [2, 16], 3, 2]);
  assert.deepEqual([store.nameOn(1, 19), store.nameOn(1, 22), store.namesOf(1)], ["Imya", "Title 2", [0]]);
  assert.deepEqual(store.eventsOf(1).map((event) => store.data.events.row[event]), [4, 5]);
  assert.deepEqual([store.valueOf("events", "disputed", 1), store.valueOf("events", "weak", 1), store.data.names.since[0]], [1, 0, 1]);
  assert.equal(store.fill([1, 2].map(point)), false, "the same once more");
  assert.equal(store.fill([1].map(point)), true);
  assert.deepEqual([...store.visible], [1, 0, 1], "the overview, and what is in view");
  assert.deepEqual([store.size, store.index.get("f2")], [3, 1]);
  store.setBasis(false);
  store.compareWith(5);
  assert.deepEqual([store.settledOnly, store.against], [true, null]);
});

test("of what came with tiles no more is kept than is said, and what then comes are other rows", async () => {
  const store = tiled(3);
  await store.bringCounts();
  store.seek(22);
  assert.equal(store.overflows([1, 2].map(point)), false, "one view may have as many as it has");
  store.fill([1, 2].map(point));
  assert.deepEqual([store.overflows([2].map(point)), store.overflows([2, 3].map(point))], [false, true]);
  store.forget();
  store.fill([3, 2].map(point));
  assert.deepEqual([store.features.id, store.index.get("f3"), store.index.has("f1")], [["f0", "f3", "f2"], 1, false]);
  assert.deepEqual([store.eventsOf(1), store.eventsOf(2).map((event) => store.data.events.row[event]), store.nameOn(2, 19), store.status[2]], [[], [4, 5], "Imya", 3]);
  const ordinary = new Store(whole(ALL), null, null);
  ordinary.seek(22);
  assert.deepEqual(store.counts(), ordinary.counts());
});
