import assert from "node:assert/strict";
import { test } from "node:test";
import { StampBuffer } from "../src/layers/stamp.js";
import { TILE, Tiles } from "../src/layers/tiles.js";

const WIDTH = 205, HEIGHT = 131, SIDES = [5, 9, 13, 45];
let seed = 1961;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;

/** A stamp of some pixels' side: opaque within, half clear at its rim, wholly clear beyond; one is half clear throughout. */
function square(side, key) {
  const half = (side - 1) / 2, colour = Math.floor(random() * 0xffffff);
  return Int32Array.from({ length: side * side }, (_, i) => {
    const far = Math.hypot((i % side) - half, Math.floor(i / side) - half), alpha = far > half ? 0 : far > half - 1.2 || key === 4 ? 40 + Math.floor(random() * 180) : 255;
    return alpha && ((alpha << 24) | colour);
  });
}

const squares = new Map([1, 2, 3, 4, 5000].map((key, k) => [key, square(SIDES[k % SIDES.length], key)]));
const sideOf = (key) => Math.sqrt(squares.get(key).length);

/** Canvases that hand out what is to be read from them: the stamp that was asked for last. */
let last = [];
function canvases(asked) {
  last = asked;
  globalThis.document = /** @type {any} */ ({ createElement: () => ({
    getContext: () => ({ setTransform() {}, getImageData: () => ({ data: new Uint8Array(squares.get(last.at(-1)).slice().buffer) }) }),
  }) });
}

function buffer() {
  canvases([]);
  const made = new StampBuffer();
  made.begin({ createImageData: (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) }) }, WIDTH, HEIGHT, "");
  return made;
}

/** Marks all over the frame and beyond its edges, some thirty at each place of a crowded corner. */
function marks(n) {
  const keys = new Uint16Array(n), x = new Int16Array(n), y = new Int16Array(n), kinds = [0, ...squares.keys()];
  for (let i = 0; i < n; i++) {
    keys[i] = kinds[Math.floor(random() * kinds.length)];
    const crowded = i % 2;
    x[i] = Math.round(random() * (crowded ? 60 : WIDTH + 120) - (crowded ? 0 : 60));
    y[i] = Math.round(random() * (crowded ? 40 : HEIGHT + 120) - (crowded ? 0 : 60));
  }
  return { keys, x, y };
}

function lay(into, turns, { keys, x, y }) {
  const asked = [];
  canvases(asked);
  into.putAll(turns, keys, x, y, (key) => { asked.push(key); into.stamp(key, (sideOf(key) - 1) / 2, 1, () => {}); });
}

/** The same marks laid one over another as the definition of "source over" has it, in fractions. */
function reference({ keys, x, y }) {
  const pixels = new Float64Array(4 * WIDTH * HEIGHT);
  for (let i = 0; i < keys.length; i++) {
    const stamp = squares.get(keys[i]);
    if (!stamp) continue;
    const side = sideOf(keys[i]), half = (side - 1) / 2;
    for (let k = 0; k < stamp.length; k++) {
      const column = x[i] - half + (k % side), line = y[i] - half + Math.floor(k / side), alpha = (stamp[k] >>> 24) / 255;
      if (!alpha || column < 0 || line < 0 || column >= WIDTH || line >= HEIGHT) continue;
      const at = 4 * (line * WIDTH + column), sum = alpha + pixels[at + 3] * (1 - alpha);
      for (let c = 0; c < 3; c++) pixels[at + c] = (((stamp[k] >>> (8 * c)) & 255) * alpha + pixels[at + c] * pixels[at + 3] * (1 - alpha)) / sum;
      pixels[at + 3] = sum;
    }
  }
  return pixels;
}

test("marks that are laid from the topmost down look as if they were laid one over another", () => {
  const given = marks(4000), made = buffer(), expected = reference(given), data = new Uint8Array(made.pixels.buffer);
  made.clear();
  lay(made, null, given);
  let covered = 0, worst = 0;
  for (let at = 0; at < expected.length; at += 4) {
    covered += Number(expected[at + 3] > 0.99);
    worst = Math.max(worst, Math.abs(data[at + 3] - 255 * expected[at + 3]));
    for (let c = 0; c < 3; c++) worst = Math.max(worst, Math.abs(data[at + c] - expected[at + c]) * expected[at + 3]);
  }
  assert.ok(made.free.every((left) => left === 0), "as many pixels are done as were open");
  assert.ok(covered > 10_000, `${covered} pixels are opaque`);
  assert.ok(worst < 4, `a channel is off by ${worst} of 255`);
});

test("what is laid tile by tile is the same to the last bit, and touches no other tile", () => {
  const given = marks(3000), whole = buffer(), parts = buffer();
  lay(whole, null, given);
  const tiles = new Tiles(given.x, given.y, () => 24, WIDTH, HEIGHT);
  for (let tile = 0; tile < tiles.columns * tiles.lines; tile++) {
    if (tile % 3 === 0) continue;
    parts.within(...tiles.box(tile));
    parts.clear();
    lay(parts, tiles.turnsOf(tile), given);
  }
  const differ = new Set();
  whole.pixels.forEach((pixel, at) => {
    if (pixel !== parts.pixels[at]) differ.add(Math.floor(Math.floor(at / WIDTH) / TILE) * tiles.columns + Math.floor((at % WIDTH) / TILE));
  });
  assert.ok(differ.size > 10 && [...differ].every((tile) => tile % 3 === 0), [...differ].filter((tile) => tile % 3).join());
  assert.ok(parts.pixels.every((pixel, at) => pixel === 0 || pixel === whole.pixels[at]));
});

test("a frame of another size, and stamps of another style, are made anew", () => {
  const given = marks(50), made = buffer(), asked = [], context = { createImageData: (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) }) };
  lay(made, null, given);
  assert.equal(made.begin(context, WIDTH, HEIGHT, ""), true);
  assert.equal(made.begin(context, WIDTH, HEIGHT, "dark"), false);
  canvases(asked);
  made.putAll(null, given.keys, given.x, given.y, (key) => { asked.push(key); made.stamp(key, (sideOf(key) - 1) / 2, 1, () => {}); });
  assert.deepEqual(new Set(asked), new Set([...given.keys].filter(Boolean)));
  assert.equal(made.begin(context, WIDTH - 9, HEIGHT + 5, "dark"), false);
  lay(made, null, given);
  assert.equal(made.pixels.length, (WIDTH - 9) * (HEIGHT + 5));
});
