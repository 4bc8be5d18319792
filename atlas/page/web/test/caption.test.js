import assert from "node:assert/strict";
import { test } from "node:test";

import { captionOn } from "../src/model/caption.js";

const m = (id, day, weight, lat = null, lon = null, latest = day) => ({ id, earliest: day, latest, weight, lat, lon });
const here = () => true, nowhere = () => false;

test("near in time, of weight, and on the map", () => {
  const list = [m("old", 0, 1), m("light", 60, 2), m("new", 110, 1), m("slight", 120, 3)];
  assert.equal(captionOn(list, 59, here).id, "old");
  assert.equal(captionOn(list, 65, here).id, "old", "a turning point holds against a lesser one");
  assert.equal(captionOn([m("old", 0, 1), m("light", 100, 2)], 101, here).id, "light", "for some months");
  assert.equal(captionOn(list, 130, here).id, "new", "and what weighs least is no caption");
  assert.equal(captionOn(list, 110 + 420, here), null);
  const placed = [m("there", 100, 1, 1, 2), m("here", 60, 1)];
  assert.equal(captionOn(placed, 110, here).id, "there");
  assert.equal(captionOn(placed, 110, nowhere).id, "here", "what is off the map gives way");
  assert.equal(captionOn([m("there", 100, 1, 1, 2)], 110, nowhere).id, "there", "to something, not to nothing");
});

test("what lasts counts to its end, what is known too vaguely does not", () => {
  assert.equal(captionOn([m("long", 0, 1, null, null, 300)], 600, here).id, "long");
  assert.equal(captionOn([m("day", 50, 1), m("year", 0, 1, null, null, 364)], 60, here).id, "day", "a day says more than a year");
  assert.equal(captionOn([m("vague", 0, 1, null, null, 367)], 100, here), null);
  assert.deepEqual(captionOn([m("a", 5, 1), m("b", 5, 1)], 9, here).id, "b", "of equals the later in the list");
});
