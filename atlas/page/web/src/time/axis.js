// The clock's axis in numbers: where a day stands on it, which years it names, how many changes fall where.

import { startOfYear, yearOf } from "./days.js";

const TICKS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]; // years between two on the axis
const TICK_WIDTH = 44; // pixels that a year's number needs
const EDGE = 14; // pixels at either end that hold half a number
const FLAG_WIDTH = 24; // of a flag, a target of its own

/** Where a day stands on an axis of some width, from 0. */
export function placeOf(day, first, last, width) {
  return ((day - first) / (last - first)) * width;
}

/** The years that an axis names, each {year, x}: as many as have room, at round distances. */
export function yearsOn(first, last, width) {
  const from = yearOf(first), to = yearOf(last);
  const every = TICKS.find((step) => (width / (to - from)) * step > TICK_WIDTH) ?? TICKS.at(-1);
  const years = [];
  for (let year = Math.max(every, Math.ceil(from / every) * every); year <= to; year += every) {
    const x = placeOf(startOfYear(year), first, last, width);
    if (x >= EDGE && x <= width - EDGE) years.push({ year, x });
  }
  return years;
}

/** How many changes fall into each of `n` bins between two days; one that is not dated to the bin is shared out evenly
 * over all that it may lie in, and one that stands for `many` counts as often. `layerOf(change)` gives the layer of `layers` to count it in, or null for none. */
export function fillBins(changes, first, last, n, layers, layerOf) {
  const span = (last - first) / n;
  for (const change of changes) {
    const layer = layerOf(change);
    if (layer === null) continue;
    const a = Math.floor((change.from - first) / span), b = Math.floor((change.to - first) / span);
    for (let k = Math.max(0, a); k <= Math.min(n - 1, b); k++) layers[layer][k] += (change.many ?? 1) / (b - a + 1);
  }
  return layers;
}

/** The chief milestones between two days as flags, each {x, list}: one flag for those that would crowd. */
export function flagsOn(milestones, first, last, width) {
  const flags = [];
  for (const m of milestones) {
    if (m.weight !== 1 || m.earliest < first || m.earliest > last) continue;
    const x = placeOf(m.earliest, first, last, width);
    if (flags.length && x - flags.at(-1).x < FLAG_WIDTH) flags.at(-1).list.push(m);
    else flags.push({ x, list: [m] });
  }
  return flags;
}
