// The part of the legend that compares two days: what its marks mean then, how many there are, and where it ends.

import { paintContrast } from "../layers/shapes.js";
import { CONTRASTS } from "../model/store.js";
import { el, put } from "./dom.js";

const SIDE = 18; // pixels of a sample

function sample(contrast) {
  const canvas = /** @type {HTMLCanvasElement} */ (el("canvas.atlas-sample", { width: SIDE * 2, height: SIDE * 2, "aria-hidden": "true" }));
  requestAnimationFrame(() => {
    const style = getComputedStyle(canvas), colour = (name) => style.getPropertyValue(`--atlas-${name}`).trim(), c = canvas.getContext("2d");
    c.setTransform(2, 0, 0, 2, SIDE, SIDE);
    paintContrast(c, { paper: colour("panel"), ink: colour("ink"), red: colour("red"), line: colour("line") }, { shape: "circle", contrast, radius: 5.5 });
  });
  return canvas;
}

export class Contrast {
  /** @param {import("../model/store.js").Store} store; {Words} words; `onCompare(on)` */
  constructor(store, words, onCompare) {
    this.store = store;
    this.words = words;
    this.span = el("p");
    this.counts = new Map();
    const list = el("ul", {}, ...["lost", "gained", "both", "kept"].map((name) => {
      const count = el("b");
      this.counts.set(name, count);
      return el("li", {}, sample(CONTRASTS.indexOf(name)), el("span", {}, words.say(`compare.${name}`)), count);
    }));
    this.shown = el("div", { hidden: true }, this.span, list);
    this.button = el("button.atlas-reset", { type: "button", onclick: () => onCompare(this.store.against === null) }, words.say("compare.now"));
    this.element = el("div.atlas-compare", {}, this.shown, this.button);
  }

  update() {
    const { store, words } = this, on = store.against !== null;
    this.shown.hidden = !on;
    put(this.button, words.say(on ? "compare.end" : "compare.now"));
    if (!on) return;
    const [first, last] = [store.day, store.against].sort((a, b) => a - b), counts = store.contrastCounts();
    put(this.span, words.say("compare.span", words.day(first), words.day(last)));
    for (const [name, count] of this.counts) put(count, String(counts[name]));
  }
}
