// The scale of the clock's histogram: one for what begins, above the axis, and what ends, below it. It goes by the square
// root, so that one crowded autumn does not flatten everything else to nothing; the axis names its numbers.

import { histogram } from "../look.js";

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
const APART = 9; // pixels between two numbers

/** A change counts in the bars where it is known to the month; else it is spread as a band over its bounds. */
export function isDated({ from, to }) {
  return to - from <= histogram.dated_days;
}

/**
 * The scale on which the highest bars, `up` and `down`, fill a height: {axis, of}. `axis` is how far from the top the
 * axis lies, `of(n)` how high n changes stand, above and below alike.
 */
export function scaleOf(up, down, height) {
  const above = Math.sqrt(Math.max(up, 1)), below = Math.sqrt(Math.max(down, 1)), unit = height / (above + below);
  return { axis: above * unit, of: (n) => Math.sqrt(n) * unit };
}

/** The numbers that an axis names on one side, each of which stands clear of the axis and of the next; the largest first. */
export function ticksOn(scale, most) {
  const ticks = [];
  for (const n of STEPS.filter((step) => step <= most).reverse()) {
    const clear = ticks.length ? scale.of(ticks.at(-1)) - scale.of(n) : APART;
    if (clear >= APART && scale.of(n) >= APART) ticks.push(n);
  }
  return ticks;
}
