import assert from "node:assert/strict";
import { test } from "node:test";

import { meanings } from "../src/model/meanings.js";

const kind = (group, shape, id) => ({ group, shape, id });
const told = (kinds) => {
  const { usual, own } = meanings(kinds);
  return [Object.fromEntries(usual), own.map(({ shape, kinds: of }) => `${shape}: ${of.map(({ id }) => id)}`)];
};

test("the shape of most kinds of a group is the group's; another is explained by its kinds", () => {
  const kinds = [kind("toponym", "circle", "town"), kind("toponym", "triangle", "peak"), kind("toponym", "circle", "street"),
    kind("image", "diamond", "bust"), kind("image", "diamond", "statue"), kind("image", "triangle", "relief")];
  assert.deepEqual(told(kinds), [{ toponym: "circle", image: "diamond" }, ["triangle: peak,relief"]]);
});

test("a group of one kind needs no word for it", () => {
  assert.deepEqual(told([kind("toponym", "square", "town"), kind("image", "diamond", "bust")]), [{ toponym: "square", image: "diamond" }, []]);
});

test("where each kind has a shape of its own, each is explained, in the order of the registry", () => {
  const kinds = [kind("image", "square", "house"), kind("image", "circle", "statue"), kind("image", "triangle", "hill")];
  assert.deepEqual(told(kinds), [{}, ["circle: statue", "triangle: hill", "square: house"]]);
});

test("one shape for both groups", () => {
  const kinds = [kind("toponym", "circle", "town"), kind("image", "circle", "bust"), kind("image", "square", "relief")];
  assert.deepEqual(told(kinds), [{ toponym: "circle" }, ["circle: bust", "square: relief"]]);
});

test("nothing on the page, nothing to explain", () => {
  assert.deepEqual(told([]), [{}, []]);
});
