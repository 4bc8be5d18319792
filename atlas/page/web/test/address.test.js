import assert from "node:assert/strict";
import { test } from "node:test";

import { boxOf, formatAddress, readAddress } from "../src/host/address.js";

const read = (hash, query = "") => readAddress(hash, query);

test("what is written is read again", () => {
  const state = {
    date: "1961-11-10", frame: "far-east", view: [50.1, 14.4, 11], open: "prague-stalin-monument", lang: "de", pace: "calendar", speed: "2", loop: "on", features: ["gori", "berlin"], panels: ["-legend", "changes"],
    script: "original", kind: ["city", "bust"], country: ["CZ"], polity: ["USSR: RSFSR", "a,b & c"], status: ["bearing"], theme: "dark", chrome: "off",
  };
  const again = read(formatAddress(state));
  assert.deepEqual({ ...again, polity: state.polity }, state);
  assert.equal(formatAddress({ date: "1961", open: null, lang: undefined, kind: ["a", "b"] }), "#date=1961&kind=a,b");
  assert.equal(formatAddress({ kind: [] }), "#kind=none");
  assert.deepEqual(read("#kind=none"), { kind: [] });
  assert.equal(formatAddress({ kind: [""] }), "#kind=");
  assert.equal(formatAddress({ open: "" }), "#");
  assert.equal(formatAddress({ open: "\ud800" }), "#open=%EF%BF%BD");
});

test("what cannot be read is left out, key by key", () => {
  assert.deepEqual(read("#date=1961-02-30&open=x&pace=fast&nonsense=1&view=1,2&loop=maybe&theme=blue&kind="), { open: "x" });
  assert.deepEqual(read("#date=1961&date=1962"), { date: "1961" }, "the first of two");
  assert.deepEqual(read(""), {});
  assert.deepEqual(read("#record-table"), {});
  assert.deepEqual(read("#kind=,,"), {});
});

test("the fragment has the last word over the query", () => {
  assert.deepEqual(read("#date=1961", "?date=1953&open=x"), { date: "1961", open: "x" });
});

test("what others do to a link is undone", () => {
  assert.deepEqual(read("#date=1961&amp;open=x"), { date: "1961", open: "x" });
  assert.deepEqual(read("#date=1961?utm_source=blog"), { date: "1961" });
  assert.deepEqual(read("#date%3D1961%26open%3Dx"), { date: "1961", open: "x" });
  assert.deepEqual(read("#view%3D50%2C14%2C5"), { view: [50, 14, 5] });
});

test("views and boxes that can be shown", () => {
  assert.deepEqual(read("#view=90,720,0").view, [90, 720, 0]);
  for (const view of ["90.1,0,1", "-90.1,0,1", "0,721,1", "0,-721,1", "1,2,x", "1,,2", "1,2,3,4", "Infinity,0,1"]) assert.deepEqual(read(`#view=${view}`), {}, view);
  assert.deepEqual(read("#extent=10,45,30,55").extent, [10, 45, 30, 55]);
  assert.deepEqual(boxOf([10, 55, 30, 45]), [10, 45, 30, 55]);
  assert.deepEqual(boxOf([170, 50, -170, 60]), [170, 50, 190, 60], "across 180°");
  assert.deepEqual(boxOf([170, 50, -720, 60]), [170, 50, 360, 60]);
  assert.deepEqual(boxOf([10, 50, 10, 60]), [10, 50, 10, 60], "a line");
  assert.deepEqual(boxOf([10, 50, 20, 50]), [10, 50, 20, 50]);
  assert.equal(boxOf([10, 50, 10, 50]), undefined, "a point");
  for (const box of [[0, -91, 1, 1], [0, 0, 1, 91], [-721, 0, 1, 1], [0, 0, 721, 1]]) assert.equal(boxOf(box), undefined, String(box));
  assert.deepEqual(boxOf([-720, -90, 720, 90]), [-720, -90, 720, 90]);
  assert.deepEqual(read("#extent=0,0,0,0"), {});
  assert.deepEqual(read("#extent=0,0,0"), {});
});
