// A summary of cells, each of several features, held against what an ordinary store counts of the same features.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../src/model/store.js";
import { Summary } from "../src/model/summary.js";
import { tallyOf } from "../src/model/wake.js";
import { startOfYear } from "../src/time/days.js";

const Y = startOfYear(1961);
const KINDS = [{ id: "street", group: "toponym" }, { id: "bust", group: "image" }];
/** Of each change of a cell: its effect (0 a begin), its days, and of how many features. */
const CHANGES = [
  [[0, Y - 20, Y + 19, 3], [1, Y, Y, 2], [0, Y + 364, Y + 364, 1], [1, Y - 365, Y - 1, 4], [0, Y + 1, Y + 1, 1]],
  [[1, Y - 400, Y + 800, 24], [0, Y + 365, Y + 365, 2], [1, Y + 300, Y + 499, 5], [0, Y - 1, Y - 1, 6], [1, Y + 30, Y + 60, 1]],
];
const inOrder = (changes) => changes.toSorted((a, b) => a[2] - b[2]);
const tableOf = (changes) => ({ to: changes.map(([, , to]) => to), span: changes.map(([, from, to]) => to - from), ends: changes.map(([effect]) => effect), many: changes.map(([, , , many]) => many) });

/** A cell of five features, and one of seven, whose features turn on the days given: [day, uncertain, bearing, after]. */
const TURNS = [[[Y, 2, 1, 0], [Y + 9, -1, 2, 0], [Y + 90, -1, -1, 2]], [[Y - 9, 3, 2, 0], [Y + 9, -1, 0, 1], [Y + 50, -2, 4, 0]]];
const turnsTable = (turns) => Object.fromEntries(["day", "uncertain", "bearing", "after"].map((key, k) => [key, turns.map((turn) => turn[k])]));

function summary() {
  const all = TURNS.flat().sort((a, b) => a[0] - b[0]);
  return new Summary({
    kinds: KINDS, turns: turnsTable(all), changes: tableOf(inOrder(CHANGES.flat())), tiles: { size: 12 },
    cells: { kind: [0, 1], country: ["AT", "HU"], polity: ["Old", "Old"], count: [5, 7], west: [10, 20], east: [12, 29], south: [40, 50], north: [44, 51] },
  });
}

/** The same when what each cell has has come. */
function whole() {
  const found = summary();
  found.take(turnsTable(TURNS.flat()), tableOf(CHANGES.flatMap(inOrder)), TURNS.map(({ length }) => length), CHANGES.map(({ length }) => length));
  return found;
}

/** An ordinary store in which each change is as many events. */
function ordinary(changes) {
  const events = changes.flatMap(([type, from, to, many]) => new Array(many).fill([type, from, to])), n = events.length, all = (value) => new Array(n).fill(value);
  return new Store({
    kinds: KINDS, types: [{ id: "named", effect: "begin" }, { id: "removed", effect: "end" }],
    features: { id: events.map((_, i) => `f${i}`), kind: all(0), country: all("AT"), polity: all(""), rank: all(1), title: all("T"), lat: all(1), lon: all(1) },
    tenures: { feature: [], uncertain_from: [], bearing_from: [], bearing_until: [], gone_from: [] }, names: { feature: [] }, labels: { name: [], from: [], to: [] },
    events: { feature: [...events.keys()], type: events.map(([type]) => type), earliest: events.map(([, from]) => from), latest: events.map(([, , to]) => to) }, attestations: { event: [] },
  });
}

test("the tally of a year is that of its changes, one by one", () => {
  for (const [criteria, changes] of [[{}, CHANGES.flat()], [{ kind: "street" }, CHANGES[0]], [{ group: "image" }, CHANGES[1]], [{ polity: ["Old"] }, CHANGES.flat()]]) {
    const counted = whole(), store = ordinary(changes);
    assert.equal(counted.choose(criteria), true);
    for (let day = Y - 500; day < Y + 900; day += 1) assert.deepEqual(counted.yearTally(day), tallyOf(store, day), `${JSON.stringify(criteria)} ${day - Y}`);
  }
});

test("changes between two days are those that may lie there, for as many as they stand", () => {
  const counted = whole(), store = ordinary(CHANGES.flat());
  const told = (list) => list.flatMap(({ from, to, effect, many = 1 }) => new Array(many).fill(`${from} ${to} ${effect}`)).sort();
  for (const [first, last] of [[Y - 999, Y + 999], [Y, Y], [Y - 1, Y - 1], [Y + 60, Y + 299], [Y + 800, Y + 900]]) assert.deepEqual(told(counted.dated(first, last)), told(store.dated(first, last)), `${first - Y} ${last - Y}`);
  counted.choose({ country: "HU" });
  assert.deepEqual(told(counted.changes), told(ordinary(CHANGES[1]).dated(-Infinity, Infinity)));
});

/** Statuses of some cells on a day, as their turns add up. */
function statusesOn(cells, day) {
  const [uncertain, bearing, after] = [1, 2, 3].map((k) => cells.flatMap((cell) => TURNS[cell]).filter(([on]) => on <= day).reduce((sum, turn) => sum + turn[k], 0));
  return [cells.reduce((sum, cell) => sum + [5, 7][cell], 0) - uncertain - bearing - after, after, uncertain, bearing];
}

test("statuses are sums of turns, of all cells and of those chosen", () => {
  const counted = whole(), days = Array.from({ length: 130 }, (_, k) => Y - 15 + k);
  for (const [criteria, cells] of [[{}, [0, 1]], [{ country: "AT" }, [0]], [{ kind: ["bust"], country: ["AT", "HU"] }, [1]], [{ country: "AT", kind: "bust" }, []], [{ status: "after" }, [0, 1]]]) {
    assert.equal(counted.choose(criteria), true);
    assert.equal(counted.left, cells.reduce((sum, cell) => sum + [5, 7][cell], 0));
    const { likely, low, high } = counted.series(days);
    days.forEach((day, k) => {
      const [, , uncertain, bearing] = statusesOn(cells, day);
      assert.deepEqual(counted.tally(day), statusesOn(cells, day), `${JSON.stringify(criteria)} ${day - Y}`);
      assert.deepEqual([likely[k], low[k], high[k]], [bearing, bearing, bearing + uncertain]);
      for (const key of ["kind", "country"]) {
        cells.forEach((cell) => assert.equal(counted.bearingBy(key, day).get({ kind: ["street", "bust"], country: ["AT", "HU"] }[key][cell]) ?? 0, statusesOn([cell], day)[3]));
      }
      assert.equal(counted.bearingBy("polity", day).get("Old") ?? 0, bearing);
    });
  }
});

test("before the counts of cells have come all are counted together, and no part of them", () => {
  const counted = summary();
  assert.deepEqual([counted.whole, counted.choose({}), counted.tally(Y + 9), counted.left], [false, true, statusesOn([0, 1], Y + 9), 12]);
  assert.deepEqual([...counted.bearingBy("kind", Y + 9)], []);
  assert.equal(counted.choose({ country: "HU" }), false);
  assert.deepEqual([counted.left, counted.changes], [7, []], "how many are left is known of the cells alone");
  assert.equal(whole().choose({ id: "f1" }), false, "no cell knows which features it holds");
});

test("a value has the corners of its cells, and so has what is chosen", () => {
  const counted = whole(), [first, second] = [[[40, 10], [44, 12]], [[50, 20], [51, 29]]];
  assert.deepEqual([counted.howMany("country", "HU"), counted.howMany("polity", "Old"), counted.howMany("country", "CZ")], [7, 12, 0]);
  assert.deepEqual([counted.corners(), counted.corners("country", "HU"), counted.corners("polity", "Old")], [[...first, ...second], second, [...first, ...second]]);
  counted.choose({ country: "AT" });
  assert.deepEqual([counted.corners(), counted.corners("country", "HU")], [first, second], "a value's own, whatever is chosen");
});
