// The wake: what has just changed up to a day. It is told by the day shown and the pace alone, never by how the clock came
// there, so that a page opened at its address shows the same.

import { wake } from "../look.js";
import { isDated } from "../time/scale.js";
import { startOfYear, yearOf } from "../time/days.js";
import { upTo } from "./store.js";

/** @typedef {import("./store.js").Store} Store */

const RENAMED = ["renamed", "reverted"];

/** The sign of a type of event: "removed", "renamed", "restored" or "new"; null for one that changes nothing. */
export function signOf({ id, effect }) {
  if (effect !== "begin" && effect !== "end") return null;
  if (RENAMED.includes(id) && effect === "end") return "renamed";
  if (id === "restored") return "restored";
  return effect === "begin" ? "new" : "removed";
}

/** The first day whose changes are still seen on a day: the clock crosses from there to here in a set share of its time. */
export function wakeFrom(pace, day) {
  const from = Math.ceil(pace.day(pace.position(day) - wake.share));
  return Math.max(day - wake.most_days, Math.min(from, day - wake.least_days));
}

/**
 * What has changed from one day to another, of visible features, the latest change of each: [{row, feature, sign, age}],
 * age from 0 (on the last day) to 1. What is known to no month changes on no day: it fades through its bounds.
 * @param {Store} store
 */
export function wakeOf(store, from, to) {
  const { rows, count } = store.changesUpTo(to), { events, types } = store.data, found = new Map();
  for (let k = count - 1; k >= 0 && events.latest[rows[k]] >= from; k--) {
    const row = rows[k], feature = events.feature[row];
    if (found.has(feature) || !isDated({ from: events.earliest[row], to: events.latest[row] })) continue;
    found.set(feature, { row, feature, sign: signOf(types[events.type[row]]), age: (to - events.latest[row]) / Math.max(1, to - from + 1) });
  }
  return [...found.values()];
}

/** Those of a wake that weigh most: the important ones first, and of equals the latest. */
export function weightiest(store, changes, most) {
  const { rank } = store.features;
  return changes.filter(({ feature }) => rank[feature] <= wake.told_rank)
    .sort((a, b) => rank[a.feature] - rank[b.feature] || a.age - b.age || a.row - b.row).slice(0, most);
}

/**
 * How much has begun and how much has ended in a day's year up to it: {year, begun, ended}. Of what is known less well
 * than to the day, the part that has passed counts.
 * @param {Store} store
 */
export function tallyOf(store, day) {
  const { rows } = store.changesUpTo(day), { events, types } = store.data, year = yearOf(day), first = startOfYear(year);
  let begun = 0, ended = 0;
  for (let k = upTo(rows, first - 1, (row) => events.latest[row]); k < rows.length; k++) {
    const row = rows[k], from = events.earliest[row], to = events.latest[row];
    if (from > day) continue;
    const part = (Math.min(day, to) - Math.max(first, from) + 1) / (to - from + 1);
    if (types[events.type[row]].effect === "begin") begun += part;
    else ended += part;
  }
  return { year, begun: Math.round(begun), ended: Math.round(ended) };
}
