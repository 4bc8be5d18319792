import assert from "node:assert/strict";
import { test } from "node:test";
import { ownLetters } from "../src/host/letters.js";
import { inTurns } from "../src/host/turns.js";

globalThis.requestAnimationFrame ??= (call) => setTimeout(call);

/** A face of the page's fonts that loads when it is told to. */
function face(family, status = "unloaded") {
  const made = { family, status, asked: 0, load: () => new Promise((done) => { made.asked += 1; made.arrive = done; }) };
  return made;
}

test("a page waits for letters of its own, for none of others, and not for those that are there", async () => {
  const own = face('"Atlas Serif"'), east = face("Atlas Serif East"), here = face("Atlas Serif", "loaded"), guest = face("FontAwesome");
  globalThis.document = /** @type {any} */ ({ fonts: [own, east, here, guest] });
  const waited = ownLetters();
  assert.deepEqual([own, east, here, guest].map(({ asked }) => asked), [1, 1, 0, 0]);
  let over = false;
  waited.then(() => { over = true; });
  own.arrive();
  await new Promise((done) => { setTimeout(done, 5); });
  assert.equal(over, false);
  east.arrive();
  await waited;
  globalThis.document = /** @type {any} */ ({ fonts: [here, guest] });
  assert.equal(ownLetters(), null);
  globalThis.document = /** @type {any} */ ({});
  assert.equal(ownLetters(), null);
});

test("a turn waits for what a step promises, and whoever needs the result has it at once", async () => {
  let arrive;
  const letters = new Promise((done) => { arrive = done; }), steps = [];
  function* work() {
    steps.push("begun");
    yield letters;
    steps.push("lettered");
    return "done";
  }
  const patient = inTurns(work());
  await new Promise((done) => { setTimeout(done, 150); });
  assert.deepEqual(steps, ["begun"]);
  arrive();
  await new Promise((done) => { patient.then(done); });
  assert.deepEqual(steps, ["begun", "lettered"]);
  assert.equal(inTurns(work()).result(), "done");
});
