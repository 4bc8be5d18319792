import assert from "node:assert/strict";
import { test } from "node:test";

import { wake } from "../src/look.js";
import { Store } from "../src/model/store.js";
import { signOf, tallyOf, wakeFrom, wakeOf, weightiest } from "../src/model/wake.js";
import { startOfYear } from "../src/time/days.js";
import { paceOf } from "../src/time/pace.js";

const Y = startOfYear(1961);

/** Five features: a town renamed, a bust removed, a bust of which only the year is known, one put back, one new. */
function small() {
  const types = [["renamed", "end"], ["removed", "end"], ["restored", "begin"], ["unveiled", "begin"], ["stands", "neutral"]].map(([id, effect]) => ({ id, label: id, effect }));
  const feature = [0, 1, 2, 3, 4, 4], n = 5;
  return new Store({
    kinds: [{ id: "city", group: "toponym" }], types,
    features: { id: [..."abcde"], kind: new Array(n).fill(0), country: new Array(n).fill("CZ"), polity: new Array(n).fill(""), rank: [1, 3, 1, 2, 1], title: [..."ABCDE"], lat: new Array(n).fill(1), lon: new Array(n).fill(1) },
    tenures: { feature: [], uncertain_from: [], bearing_from: [], bearing_until: [], gone_from: [] },
    names: { feature: [], name: [], latin: [] }, labels: { name: [], from: [], to: [] },
    events: { feature, type: [0, 1, 1, 2, 3, 4], earliest: [Y + 100, Y + 90, Y, Y + 99, Y + 60, Y + 100], latest: [Y + 100, Y + 110, Y + 364, Y + 99, Y + 60, Y + 100] },
    attestations: { event: [] },
  });
}

test("signs differ by what happened, and an own vocabulary is told by its effect", () => {
  assert.deepEqual([["renamed", "end"], ["reverted", "end"], ["renamed", "begin"], ["destroyed", "end"], ["restored", "begin"], ["opened", "begin"], ["stands", "neutral"]]
    .map(([id, effect]) => signOf({ id, effect })), ["renamed", "renamed", "new", "removed", "restored", "new", null]);
});

test("the wake holds what is known to the month, for as long as the clock takes a set share of its time", () => {
  const store = small(), found = (day, from = day - 20) => wakeOf(store, from, day).map(({ feature, sign }) => `${feature} ${sign}`);
  assert.deepEqual(found(Y + 99), ["3 restored"]);
  assert.deepEqual(found(Y + 110), ["1 removed", "0 renamed", "3 restored"]);
  assert.deepEqual(found(Y + 364, Y), ["1 removed", "0 renamed", "3 restored", "4 new"], "and never what is known to the year only");
  assert.deepEqual(found(Y + 200), []);
  const [fresh, , older] = wakeOf(store, Y + 90, Y + 110);
  assert.ok(fresh.age === 0 && older.age > 0.4 && older.age < 1);
});

test("of very many changes few are listed, and all features that changed are known", () => {
  const store = small(), seen = store.anew();
  assert.deepEqual(wakeOf(store, Y, Y + 364, 1, seen).map(({ feature }) => feature), [1, 0, 3, 4], "and those that are told in words");
  assert.deepEqual([0, 1, 2, 3, 4].map((i) => seen.has(i)), [true, true, false, true, true]);
  const next = store.anew();
  assert.deepEqual(wakeOf(store, Y + 98, Y + 100, 0, next).map(({ feature }) => feature), [0, 3]);
  assert.deepEqual([0, 1, 2, 3, 4].map((i) => next.has(i)), [true, false, false, true, false]);
});

test("the wake is told by day and pace alone, within bounds", () => {
  const calendar = paceOf("calendar", 0, 10000), long = paceOf("calendar", 0, 1000000);
  assert.equal(wakeFrom(calendar, 5000), 5000 - Math.min(wake.most_days, 10000 * wake.share));
  assert.equal(wakeFrom(long, 500000), 500000 - wake.most_days);
  assert.equal(wakeFrom(paceOf("calendar", 0, 10), 5), 5 - wake.least_days);
});

test("the weightiest come first, and of equals the latest", () => {
  const store = small(), rows = weightiest(store, wakeOf(store, Y, Y + 364), 9).map(({ feature }) => feature);
  assert.deepEqual(rows, [0, 4, 3], "rank 3 is not told");
  assert.equal(weightiest(store, wakeOf(store, Y, Y + 364), 1).length, 1);
});

test("the tally of a year counts the part of vague changes that has passed", () => {
  const store = small();
  assert.deepEqual(tallyOf(store, Y + 59), { year: 1961, begun: 0, ended: 0 });
  assert.deepEqual(tallyOf(store, Y + 99), { year: 1961, begun: 2, ended: 1 }, "10 of 21 days and 100 of 365");
  assert.deepEqual(tallyOf(store, Y + 364), { year: 1961, begun: 2, ended: 3 });
  assert.deepEqual(tallyOf(store, Y + 365), { year: 1962, begun: 0, ended: 0 });
  assert.deepEqual(tallyOf(store, Y + 99), { year: 1961, begun: 2, ended: 1 }, "the year before once more");
  store.filter({ id: ["b", "c"] });
  assert.deepEqual(tallyOf(store, Y + 364), { year: 1961, begun: 0, ended: 2 }, "of a filter its own");
});
