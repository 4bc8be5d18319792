// A store of an overview and of the tiles in view: what it counts is exact, whatever is loaded, and a row stays its feature's.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../src/model/store.js";
import { TiledStore } from "../src/model/tiled.js";
import { tallyOf } from "../src/model/wake.js";

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
function tiled(most, beside = { names: [], axis: [-1], at: [0], right: [0] }, parts = {}) {
  const cells = ALL.map((row) => [row]), joined = (tables) => Object.fromEntries(Object.keys(tables[0]).map((key) => [key, tables.flatMap((table) => table[key])]));
  const turns = cells.map(turnsOf), changes = cells.map(changesOf);
  const held = { turns: joined(turns), turns_of: turns.map(({ day }) => day.length), changes: joined(changes), changes_of: changes.map(({ to }) => to.length) };
  const data = {
    ...whole(ALL.slice(0, 1)), turns: turnsOf(ALL), changes: changesOf(ALL), tiles: { size: ALL.length, counts: "9-c" }, beside: { folder: "x.parts", ...beside },
    cells: {
      kind: ALL.map(([kind]) => kind), country: ALL.map(([, country]) => country), polity: ALL.map(([, , polity]) => polity), count: ALL.map(() => 1),
      ...Object.fromEntries(["west", "east"].map((key) => [key, ALL.map(() => 16)])), ...Object.fromEntries(["south", "north"].map((key) => [key, ALL.map((_, k) => k)])),
    },
  };
  const all = { "9-c": held, ...parts };
  return new TiledStore(data, null, (folder, name) => (folder === "x.parts" && all[name] ? Promise.resolve(all[name]) : Promise.reject(new Error(name))), most);
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

test("the texts of what came with tiles are those that the record has of its rows", async () => {
  // Parts by latitude, and of one place by row: as the record numbers it, not in the order in which tiles have come.
  const tree = { names: ["p0", "p1", "p2"], axis: [0, -1, 2, -1, -1], at: [2, 0, 3, 1, 2], right: [2, 0, 4, 0, 0] };
  const part = (row, events) => ({
    features: { row: [row], note: [`Note ${row}`] }, events: { row: events, detail: events.map((event) => `Detail ${event}`) },
    attestations: { event: events, source: events.map(() => 0), edtf: events.map(() => "1970-01"), says: events.map((event) => `Says ${event}`), locator: events.map(() => "") },
    sources: { row: [40 + row], title: [`Source ${row}`], origin: [""], url: [""], copy: [""], grade: [""], caution: [""] },
  });
  const store = tiled(undefined, tree, { p0: part(1, [2]), p1: part(2, [4, 5]), p2: part(3, [6]) });
  store.fill([3, 2, 1].map(point));
  const rows = [1, 2, 3].map((row) => store.rowOfRecord.get(row));
  assert.deepEqual([rows.map((i) => store.beside.partOf(i)), store.beside.partOf(0)], [[0, 1, 2], 0]);
  assert.equal(store.textsOf(rows), "coming");
  await store.bring(rows.slice(0, 2));
  assert.deepEqual([store.textsOf(rows.slice(0, 2)), store.textsOf(rows), rows.map((i) => store.noteOf(i))], ["here", "coming", ["Note 1", "Note 2", ""]]);
  const claims = (i) => store.eventsOf(i).map((event) => [store.valueOf("events", "detail", event), ...store.attestationsOf(event).flatMap((row) => [store.valueOf("attestations", "says", row), store.sourceOf(store.valueOf("attestations", "source", row)).title])]);
  assert.deepEqual(rows.map(claims), [[["Detail 2", "Says 2", "Source 1"]], [["Detail 4", "Says 4", "Source 2"], ["Detail 5", "Says 5", "Source 2"]], []]);
});

test("what tiles bring has the record's columns: spans, doubts, names, and a day for a date that is left out", () => {
  const store = tiled(), { data } = store, odd = point(2);
  odd.more = JSON.stringify([2, 16, 25, "source", [], 4, [[1, 7, 3, "", 2], [0, 20, 0, "", 3]], [["Wien", "", "de", null, 1], ["Имя", "Imya", "ru", 0, null]], [[1, 5, null]]]);
  store.fill([point(1), odd]);
  const at = (table, row) => Object.fromEntries(Object.keys(data[table]).map((key) => [key, data[table][key][row]]));
  assert.deepEqual([at("events", 2), at("events", 3)].map(({ feature, type, earliest, latest, edtf, disputed, weak, row }) => [feature, type, earliest, latest, edtf, disputed, weak, row]),
    [[2, 1, 7, 10, "1970-01-08", 0, 1, 4], [2, 0, 20, 20, "1970-01-21", 1, 1, 5]]);
  assert.deepEqual(at("tenures", 2), { feature: 2, uncertain_from: 0, bearing_from: 0, bearing_until: 8, gone_from: 8, rise: 0, fall: 0, stratum: 0 });
  assert.deepEqual([at("names", 1), at("names", 2)].map(({ feature, latin, since, until }) => [feature, latin, since, until]), [[2, "Wien", null, 3], [2, "Imya", 2, null]]);
  assert.deepEqual([store.nameOn(2, 4), store.nameOn(2, 5), store.features.accuracy[2], store.features.basis[2]], ["Title 2", "Imya", 25, "source"]);
  store.fill([point(3)]);
  assert.deepEqual([data.tenures.feature.length, store.eventsOf(3)], [3, []], "what never bore the name has no span");
});

test("lands, kinds, places and years are those of all features, whatever is loaded", async () => {
  const store = tiled(), ordinary = new Store(whole(ALL), null, null), days = Array.from({ length: 60 }, (_, k) => k - 5);
  ordinary.setBasis(true);
  await store.bringCounts();
  for (const points of [[], [3], [1, 2, 3]]) {
    store.fill(points.map(point));
    assert.deepEqual([store.countries, store.polities, store.kindsUsed()], [ordinary.countries, ordinary.polities, ordinary.kindsUsed()]);
    for (let i = 0; i < store.size; i++) {
      assert.deepEqual([store.countries[store.countryOf[i]], store.polities[store.polityOf[i]] ?? ""], [store.features.country[i], store.features.polity[i]]);
    }
    for (const criteria of [{ kind: "bust" }, {}]) {
      for (const one of [store, ordinary]) {
        one.filter(criteria);
        one.seek(22);
      }
      for (const day of days) assert.deepEqual(tallyOf(store, day), tallyOf(ordinary, day), `${day}`);
      const [mine, theirs] = [store.series(days), ordinary.series(days)];
      for (const key of ["likely", "low", "high"]) assert.deepEqual([...mine[key]], [...theirs[key]], key);
      const { uncertain, bearing } = ordinary.counts();
      assert.deepEqual(store.likelyCount(), { likely: bearing, low: bearing, high: bearing + uncertain });
      assert.deepEqual(new Set(store.placesShown().map(String)), new Set(ordinary.placesShown().map(String)), "corners of cells of one place are the place");
      assert.deepEqual([store.dated(6, 21).length, store.howMany("polity", "Old")], [ordinary.dated(6, 21).length, ordinary.howMany("polity", "Old")]);
    }
  }
});

test("a filter that the summary cannot count counts what is loaded, and of that alone", () => {
  const store = tiled(), loaded = new Store(whole([ALL[0], ALL[2]]), null, null);
  loaded.setBasis(true);
  store.fill([point(2)]);
  for (const criteria of [{ id: ["f2"] }, { country: "HU" }]) {
    for (const one of [store, loaded]) {
      one.filter(criteria);
      one.seek(22);
    }
    assert.deepEqual([store.exact, store.yearTally, store.left()], [false, null, { left: 1, size: ALL.length }]);
    assert.deepEqual([store.counts(), store.placesShown()], [loaded.counts(), loaded.placesShown()]);
    for (const key of ["kind", "polity"]) assert.deepEqual([...store.bearingBy(key)], [...loaded.bearingBy(key)], key);
    assert.deepEqual([...store.series([4, 22, 45]).low], [...loaded.series([4, 22, 45]).low]);
    assert.deepEqual(store.datedShown([]).map(({ from }) => from), [0, 20]);
    assert.deepEqual(tallyOf(store, 22), tallyOf(loaded, 22));
  }
  assert.deepEqual(tiled().datedShown([{ from: 1, to: 2 }]).length, ALL.flatMap(([, , , spans]) => spans).length, "without a filter all changes");
});

test("of features that weigh alike the record's first leads, whatever came first", () => {
  const store = tiled(), ordinary = new Store({ ...whole(ALL), features: { ...whole(ALL).features, row: undefined } }, null, null);
  store.fill([3, 1, 2].map(point));
  const sorted = [...store.features.id.keys()].sort((a, b) => store.inRecord(a, b));
  assert.deepEqual(sorted.map((i) => store.features.id[i]), ["f0", "f1", "f2", "f3"]);
  assert.deepEqual([3, 0, 2, 1].sort((a, b) => ordinary.inRecord(a, b)), [0, 1, 2, 3], "which an ordinary page has in order");
});
