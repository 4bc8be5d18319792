import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { State } from "../src/model/state.js";
import { Store, STATUS, upTo } from "../src/model/store.js";
import { parseDay } from "../src/time/days.js";

const BUNDLED = JSON.parse(readFileSync(new URL("../../../../tests/parity/bundled.json", import.meta.url), "utf8"));

/** A record of four features: one exact tenure, one with bounds, one without an end, one without a tenure. */
function small() {
  const kinds = [{ id: "city", group: "toponym" }, { id: "bust", group: "image" }];
  const types = [{ effect: "begin" }, { effect: "end" }, { effect: "neutral" }];
  return new Store({
    kinds, types,
    features: { id: ["a", "b", "c", "d"], kind: [0, 1, 1, 0], country: ["CZ", "RU", "CZ", "PL"], polity: ["", "USSR", "", "USSR"], title: ["A", "B", "C", "D"], lat: [1, 2, 3, 4], lon: [5, 6, 7, 8] },
    tenures: {
      feature: [0, 1, 2, 0], uncertain_from: [10, 10, 30, 60], bearing_from: [10, 20, 30, 60], bearing_until: [50, 40, 31, 70], gone_from: [50, 50, null, 70],
    },
    names: { feature: [0, 0], name: ["Ά", "B"], latin: ["Alpha", "Beta"] }, labels: { name: [0, 1], from: [null, 30], to: [20, null] },
    events: { feature: [0, 1, 2, 0, 1], type: [0, 0, 0, 1, 2], earliest: [10, 10, 30, 50, 15], latest: [10, 20, 30, 50, 15] },
    attestations: { event: [0, 0, 3] },
  });
}

test("statuses follow the days, and what has changed is told", () => {
  const store = small(), at = (day) => [...store.seek(day)].map((s) => STATUS[s]).join(" ");
  assert.equal(at(9), "before before before before");
  assert.equal(at(10), "bearing uncertain before before");
  assert.deepEqual(store.changed, [0, 1]);
  assert.equal(store.stirred, true);
  assert.equal(store.certaintyOf(1), 1 / 11);
  assert.equal(at(10), "bearing uncertain before before");
  assert.deepEqual([store.changed, store.stirred], [[], false]);
  at(11);
  assert.deepEqual([store.changed, store.stirred], [[], false], "less than a shade darker");
  at(12);
  assert.deepEqual([store.changed, store.stirred], [[], true], "a shade darker is another look");
  assert.equal(at(20), "bearing bearing before before");
  assert.equal(at(40), "bearing uncertain uncertain before");
  assert.equal(store.certaintyOf(1), 1 - 1 / 11);
  assert.equal(store.certaintyOf(2), 0.5, "an end that nobody has sourced");
  assert.equal(at(50), "after after uncertain before");
  assert.equal(at(60), "bearing after uncertain before");
  assert.equal(at(5), "before before before before", "and back");
});

test("only what sources say, and back: the state tells it, the store follows", () => {
  const store = small(), state = new State(store, { day: 12, lang: "en", pace: "event" }), heard = [];
  state.on("basis", () => heard.push(state.basis));
  state.moveTo(45, { playing: false, announce: false });
  assert.equal(state.basis, "likely");
  state.rest("sources");
  state.rest("sources");
  assert.equal(store.certaintyOf(1), 1 - 6 / 11, "by its bounds");
  state.rest("likely");
  assert.deepEqual(heard, ["sources", "likely"]);
  const { likely, low, high } = store.likelyCount();
  assert.ok(low <= likely && likely <= high && low >= store.counts().bearing);
  assert.equal(store.chance(0), 1);
  assert.equal(store.chance(3), 0);
  assert.equal(store.chance(2), 0.5);
});

test("counts keep to the filter, and unknown filters are refused", () => {
  const store = small();
  assert.deepEqual([0, 1, 2, 3].map((i) => store.shows(i)), [true, true, true, true]);
  store.seek(30);
  assert.deepEqual(store.counts(), { before: 1, after: 0, uncertain: 0, bearing: 3 });
  store.filter({ kind: "bust" });
  assert.deepEqual(store.counts(), { before: 0, after: 0, uncertain: 0, bearing: 2 });
  assert.deepEqual([...store.bearingBy("country")], [["CZ", 1], ["RU", 1], ["PL", 0]]);
  assert.deepEqual([...store.bearingBy("kind")], [["city", 0], ["bust", 2]]);
  assert.deepEqual([...store.bearingBy("polity")], [["USSR", 1]]);
  assert.deepEqual([0, 1, 2, 3].map((i) => store.shows(i)), [false, true, true, false]);
  store.filter({ status: ["uncertain"] });
  assert.deepEqual([0, 1, 2, 3].map((i) => store.shows(i)), [false, false, false, false]);
  assert.equal(store.counts().bearing, 3, "statuses are hidden, not taken away");
  for (const criteria of [{ group: "image" }, { country: ["CZ"] }, { polity: "USSR" }, { id: ["a", "b"] }]) store.filter(criteria);
  assert.deepEqual([...store.visible], [1, 1, 0, 0]);
  assert.throws(() => store.filter({ colour: "red" }), /unknown key "colour"; use id, kind/);
  assert.throws(() => store.filter({ kind: 3 }), /takes a text/);
  assert.throws(() => store.filter({ toString: "x" }), RangeError);
  store.filter();
  assert.deepEqual([...store.visible], [1, 1, 1, 1]);
});

test("values are known by the key of a filter", () => {
  const store = small();
  for (const [key, value] of [["status", "after"], ["country", "PL"], ["polity", "USSR"], ["id", "d"], ["kind", "bust"], ["group", "image"]]) {
    assert.equal(store.knows(key, value), true, key);
    assert.equal(store.knows(key, "nothing"), false, key);
  }
});

test("the changes are found on either side of a day", () => {
  const store = small();
  assert.deepEqual([...store.changes], [10, 20, 30, 50], "the latest day of each, neutral events aside");
  assert.deepEqual([store.nextChange(9), store.nextChange(10), store.nextChange(50)], [10, 20, null]);
  assert.deepEqual([store.previousChange(10), store.previousChange(11), store.previousChange(99)], [null, 10, 50]);
  const { rows, count } = store.changesUpTo(20);
  assert.deepEqual([rows, count], [[0, 1, 2, 3], 2]);
  store.filter({ kind: "city" });
  assert.deepEqual([...store.changes], [10, 50]);
  assert.deepEqual(store.changesUpTo(99), { rows: [0, 3], count: 2 });
  assert.deepEqual([upTo([1, 2, 2, 3], 2), upTo([1, 2], 0), upTo([1, 2], 5), upTo([], 1), upTo([{ d: 1 }, { d: 3 }], 1, ({ d }) => d)], [3, 0, 2, 0, 1]);
});

test("the nearest day on which a feature bears the name", () => {
  const store = small();
  assert.equal(store.bearingDay(0, 5, 0, 99), 10);
  assert.equal(store.bearingDay(0, 52, 0, 99), 49);
  assert.equal(store.bearingDay(0, 57, 0, 99), 60);
  assert.equal(store.bearingDay(0, 99, 0, 99), 69);
  assert.equal(store.bearingDay(0, 99, 0, 65), 65);
  assert.equal(store.bearingDay(0, 0, 12, 99), 12);
  assert.equal(store.bearingDay(1, 0, 0, 99), 20, "where it surely does");
  assert.equal(store.bearingDay(1, 0, 0, 15), 10, "else where it may");
  assert.equal(store.bearingDay(3, 0, 0, 99), null);
  assert.equal(store.bearingDay(0, 0, 51, 59), null);
});

test("names and what belongs to a feature", () => {
  const store = small();
  assert.deepEqual([19, 20, 29, 30].map((day) => store.nameOn(0, day)), ["Alpha", "A", "A", "Beta"]);
  assert.equal(store.nameOn(0, 0, "original"), "Ά");
  assert.equal(store.nameOn(3, 0), "D");
  assert.deepEqual([0, 1, 2, 3].map((i) => store.eventsOf(i)), [[0, 3], [1, 4], [2], []]);
  assert.deepEqual([0, 1, 2, 3, 4].map((event) => store.attestationsOf(event)), [[0, 1], [], [], [2], []]);
  assert.deepEqual([0, 1, 2, 3].map((i) => store.namesOf(i)), [[0, 1], [], [], []]);
  assert.deepEqual(store.placeOf(1), [2, 6]);
  assert.equal(store.index.get("c"), 2);
});

/** A state over the small record, and a list of what it tells. */
function told() {
  const state = new State(small(), { day: 10, lang: "en", pace: "event", theme: undefined }), heard = [];
  for (const change of ["day", "filter", "open", "shut", "close", "language", "script", "pace", "loop", "manner", "frame"]) state.on(change, (detail) => heard.push([change, detail]));
  return { state, heard };
}

test("each change of the state is told once, by its name, when the store has followed", () => {
  const { state, heard } = told();
  state.on("day", () => assert.equal(state.store.day, state.day));
  state.moveTo(20, { playing: false, announce: true });
  assert.deepEqual(heard.splice(0), [["day", { playing: false, announce: false }]], "nothing is announced when the page opens");
  state.moveTo(30, { playing: true, announce: true });
  assert.deepEqual(heard.splice(0), [["day", { playing: true, announce: true }]]);
  state.moveTo(31, { playing: true, announce: false });
  assert.equal(heard.splice(0)[0][1].announce, false);
  state.filter({ kind: "city" });
  state.speak("de");
  state.write("original");
  state.setPace("calendar");
  state.setLoop(true);
  state.framed("far-east");
  assert.deepEqual(heard.splice(0).map(([change]) => change), ["filter", "language", "script", "pace", "loop", "frame"]);
  assert.deepEqual([state.criteria, state.lang, state.script, state.pace, state.loop, state.frame], [{ kind: "city" }, "de", "original", "calendar", true, "far-east"]);
  assert.throws(() => state.on("weather", () => {}), /no change of the state is called "weather"/);
});

test("a filter that nobody understands changes nothing", () => {
  const { state, heard } = told();
  assert.throws(() => state.filter({ colour: "red" }));
  assert.deepEqual([state.criteria, heard], [{}, []]);
});

test("cards open, and close once", () => {
  const { state, heard } = told();
  state.open(2, true);
  assert.deepEqual(heard.splice(0), [["open", { reveal: true }]]);
  assert.equal(state.opened, 2);
  state.close();
  state.close();
  assert.deepEqual(heard.map(([change]) => change), ["shut", "close", "shut"]);
  assert.equal(state.opened, null);
});

test("a manner is taken up when any of it is new", () => {
  const { state, heard } = told(), same = { lang: "en", pace: "event", script: "latin", loop: false, theme: undefined };
  state.adopt(same);
  assert.deepEqual(heard, []);
  state.adopt({ ...same, theme: "dark" });
  assert.deepEqual(heard.map(([change]) => change), ["manner"]);
  assert.equal(state.theme, "dark");
});

test("a long way costs no more than a whole count, and gives the same", () => {
  const near = new Store(BUNDLED), far = new Store(BUNDLED), first = parseDay("1924"), last = parseDay("2020");
  near.seek(first);
  for (let day = first; day <= last; day += 400) near.seek(day);
  near.seek(last);
  far.seek(first);
  far.seek(last);
  assert.deepEqual(far.status, near.status);
});

test("a comparison with a day is told once, and so is its end", () => {
  const { state } = told(), heard = [];
  state.on("against", () => heard.push(state.store.against));
  state.moveTo(20, { playing: false, announce: false });
  for (const day of [null, 50, 50, null, null]) state.compare(day);
  assert.deepEqual(heard, [50, null]);
});

test("after a long way, too, what has changed is each feature whose status did, and no other", () => {
  const store = new Store(BUNDLED), days = [parseDay("1924"), parseDay("2020"), parseDay("1950"), parseDay("1962"), parseDay("1930")];
  store.seek(days[0]);
  for (const day of days.slice(1)) {
    const before = store.status.slice();
    store.seek(day);
    assert.deepEqual([...new Set(store.changed)].sort((a, b) => a - b), [...store.status.keys()].filter((i) => store.status[i] !== before[i]), `${day}`);
    assert.equal(store.changed.length, new Set(store.changed).size, "each once");
  }
});
