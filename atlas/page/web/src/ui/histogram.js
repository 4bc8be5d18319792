// The histogram under the clock: how many bear the name, with what is not known of that, and below it what begins and
// what ends.

import { inks } from "../layers/canvas.js";
import { histogram } from "../look.js";
import { fillBins, yearsOn } from "../time/axis.js";
import { isDated, scaleOf, ticksOn } from "../time/scale.js";
import { el } from "./dom.js";

const FOOT = 14; // pixels for the years
const FACE = "11px system-ui, sans-serif", SMALL = "9px system-ui, sans-serif";
const FINE = 4; // pixels between two days on which what bears the name is counted

/** @typedef {import("../model/store.js").Store} Store */

/** Paint on a canvas what changes between two days, of a clock's `changes`. */
export function paintHistogram(canvas, store, { first, last, changes }) {
  const { width, height } = canvas.getBoundingClientRect();
  if (!width || !height) return;
  const ratio = Math.min(3, devicePixelRatio || 1);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const c = canvas.getContext("2d"), ink = inks(canvas), sheet = { c, ink, width, first, last };
  c.scale(ratio, ratio);
  const room = height - FOOT, top = Math.round(room * histogram.stock_share);
  paintStock(sheet, store, top - 3);
  paintChanges(sheet, store, changes, top, room - top);
  paintYears(sheet, height);
}

/** How many bear the name: a line, and the band in which it lies nine times in ten. */
function paintStock({ c, ink, width, first, last }, store, height) {
  const n = Math.max(2, Math.floor(width / FINE)), days = Array.from({ length: n }, (_, k) => Math.round(first + ((last - first) * k) / (n - 1)));
  const { likely, low, high } = store.series(days), most = Math.max(1, ...high);
  const x = (k) => (k / (n - 1)) * width, y = (v) => height - (v / most) * (height - 2);
  const line = (values, back) => {
    if (back) for (let k = n - 1; k >= 0; k--) c.lineTo(x(k), y(values[k]));
    else for (let k = 0; k < n; k++) c.lineTo(x(k), y(values[k]));
  };
  c.globalAlpha = 0.3;
  c.fillStyle = ink.red;
  c.beginPath();
  line(low, false);
  line(high, true);
  c.fill();
  c.globalAlpha = 1;
  c.strokeStyle = ink.red;
  c.lineWidth = 1.2;
  c.beginPath();
  line(likely, false);
  c.stroke();
  const peak = likely.indexOf(Math.max(...likely));
  write(c, ink, String(Math.round(likely[peak])), Math.max(12, Math.min(width - 12, x(peak))), y(likely[peak]) + 9);
}

function write(c, ink, text, x, y) {
  c.font = SMALL;
  c.textAlign = "center";
  c.lineWidth = 2.5;
  c.strokeStyle = ink.paper;
  c.strokeText(text, x, y);
  c.fillStyle = ink.border;
  c.fillText(text, x, y);
}

function binsOf({ width, first, last }, store, changes) {
  const n = Math.max(12, Math.floor(width / 5)), layers = Array.from({ length: 4 }, () => new Float32Array(n));
  const [begun, vaguelyBegun, ended, vaguelyEnded] = fillBins(store.datedShown(changes), first, last, n, layers, (change) =>
    (change.effect === "begin" ? 0 : 2) + (isDated(change) ? 0 : 1));
  return { n, up: [begun, vaguelyBegun], down: [ended, vaguelyEnded] };
}

/** Begins above the axis, ends below, on one scale: bars for what is known to the month, a band for what is known less well. */
function paintChanges(sheet, store, changes, top, room) {
  const { c, ink, width } = sheet, { n, up, down } = binsOf(sheet, store, changes), bar = width / n;
  const [highest, deepest] = [up, down].map((side) => Math.max(...side.map((layer) => Math.max(...layer))));
  const scale = scaleOf(highest, deepest, room - 2), axis = Math.round(top + scale.axis) + 0.5;
  for (const [side, sign, colour] of [[up, -1, ink.line], [down, 1, ink.red]]) {
    c.fillStyle = colour;
    side.forEach((layer, vague) => {
      c.globalAlpha = vague ? 0.32 : 0.95;
      for (let k = 0; k < n; k++) if (layer[k] > 0) c.fillRect(k * bar, axis, vague ? bar : bar - 0.8, sign * scale.of(layer[k]));
    });
  }
  c.globalAlpha = 1;
  c.strokeStyle = ink.border;
  c.lineWidth = 1;
  c.beginPath();
  c.moveTo(0, axis);
  c.lineTo(width, axis);
  c.stroke();
  for (const [most, sign] of [[highest, -1], [deepest, 1]]) {
    for (const tick of ticksOn(scale, most)) {
      const y = axis + sign * scale.of(tick);
      c.globalAlpha = 0.25;
      c.fillStyle = ink.border;
      c.fillRect(0, y, width, 0.6);
      c.globalAlpha = 1;
      write(c, ink, String(tick), 9, y + 3);
    }
  }
}

function paintYears({ c, ink, width, first, last }, height) {
  c.fillStyle = ink.border;
  c.font = FACE;
  c.textAlign = "center";
  for (const { year, x } of yearsOn(first, last, width)) {
    c.fillText(String(year), x, height - 2);
    c.fillRect(x - 0.5, height - 15, 1, 3);
  }
}

/** What the histogram shows, for the legend; `types` are those of the events, of which not all may begin, or end, anything. */
export function histogramKey(words, types) {
  const some = (effect) => types.some((type) => type.effect === effect);
  const entry = (key, text) => el("li", {}, el(`i.atlas-swatch.atlas-${key}`), text);
  return el("details.atlas-clock-key", { "data-fold": "clock" }, el("summary", {}, words.say("clock")), el("ul", {},
    entry("stock", words.say("histogram.stock")), some("begin") ? entry("begun", words.say("histogram.new")) : "",
    some("end") ? entry("ended", words.say("histogram.gone")) : "",
    entry("vague", words.say("histogram.vague"))), el("p", {}, words.say("histogram.root")));
}
