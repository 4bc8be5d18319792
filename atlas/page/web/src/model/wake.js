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
 * Of more than `most` only those that may be told in words (see `weightiest`) are among them.
 * @param {Store} store
 */
export function wakeOf(store, from, to, most = Infinity) {
  const { rows, count } = store.changesUpTo(to), { events, types } = store.data, { rank } = store.features, seen = store.anew(), found = [];
  for (let k = count - 1; k >= 0 && events.latest[rows[k]] >= from; k--) {
    const row = rows[k], feature = events.feature[row];
    if (seen.has(feature) || !isDated({ from: events.earliest[row], to: events.latest[row] })) continue;
    seen.add(feature);
    if (found.length >= most && rank[feature] > wake.told_rank) continue;
    found.push({ row, feature, sign: signOf(types[events.type[row]]), age: (to - events.latest[row]) / Math.max(1, to - from + 1) });
  }
  return found;
}

/** Whether a feature is among those of a wake: one of its begins and ends, known to the month, lies between two days. */
export function inWake(store, feature, from, to) {
  const { events, types } = store.data;
  return store.eventsOf(feature).some((row) => events.latest[row] >= from && events.latest[row] <= to
    && types[events.type[row]].effect !== "neutral" && isDated({ from: events.earliest[row], to: events.latest[row] }));
}

/** Those of a wake that weigh most: the important ones first, and of equals the latest. */
export function weightiest(store, changes, most) {
  const { rank } = store.features;
  return changes.filter(({ feature }) => rank[feature] <= wake.told_rank)
    .sort((a, b) => rank[a.feature] - rank[b.feature] || a.age - b.age || a.row - b.row).slice(0, most);
}

/** Of rows of changes, by the list that has them: how many known to the day had begun, and had ended, before each, and those known less well. */
const known = new WeakMap();

function sumsOf(rows, { events, types }) {
  const found = { begun: new Uint32Array(rows.length + 1), ended: new Uint32Array(rows.length + 1), vague: /** @type {number[]} */ ([]) };
  rows.forEach((row, k) => {
    const begins = types[events.type[row]].effect === "begin", exact = events.earliest[row] === events.latest[row];
    found.begun[k + 1] = found.begun[k] + Number(exact && begins);
    found.ended[k + 1] = found.ended[k] + Number(exact && !begins);
    if (!exact) found.vague.push(row);
  });
  return found;
}

/**
 * How much has begun and how much has ended in a day's year up to it: {year, begun, ended}. Of what is known less well
 * than to the day, the part that has passed counts.
 * @param {Store} store
 */
export function tallyOf(store, day) {
  const { rows, count } = store.changesUpTo(day), { events, types } = store.data, year = yearOf(day), first = startOfYear(year), latest = (row) => events.latest[row];
  if (!known.has(rows)) known.set(rows, sumsOf(rows, store.data));
  const sums = known.get(rows), before = upTo(rows, first - 1, latest);
  let begun = sums.begun[count] - sums.begun[before], ended = sums.ended[count] - sums.ended[before];
  for (let k = upTo(sums.vague, first - 1, latest); k < sums.vague.length; k++) {
    const row = sums.vague[k], from = events.earliest[row], to = events.latest[row];
    if (from > day) continue;
    const part = (Math.min(day, to) - Math.max(first, from) + 1) / (to - from + 1);
    if (types[events.type[row]].effect === "begin") begun += part;
    else ended += part;
  }
  return { year, begun: Math.round(begun), ended: Math.round(ended) };
}
