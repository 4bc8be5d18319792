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

/** Of the rows of all changes, by the list that has them: what is asked of them in every frame, in their order. */
const columns = new WeakMap();

function columnsOf(rows, { events, types }) {
  const known = columns.get(rows);
  if (known) return known;
  const signs = types.map(signOf), of = (column) => Int32Array.from(rows, (row) => column[row]), from = of(events.earliest), to = of(events.latest);
  const made = {
    from, to, feature: of(events.feature), dated: Uint8Array.from(rows, (_, k) => Number(isDated({ from: from[k], to: to[k] }))),
    begins: Uint8Array.from(rows, (row) => Number(types[events.type[row]].effect === "begin")), sign: rows.map((row) => signs[events.type[row]]),
  };
  const whole = { ...made, ...sumsOf(made), year: NaN, open: new Uint32Array(0) };
  columns.set(rows, whole);
  return whole;
}

/** How many changes known to the day had begun, and had ended, before each; and where those known less well stand. */
function sumsOf({ from, to, begins }) {
  const n = from.length, begun = new Uint32Array(n + 1), ended = new Uint32Array(n + 1), vague = [];
  for (let k = 0; k < n; k++) {
    const exact = from[k] === to[k];
    begun[k + 1] = begun[k] + Number(exact && begins[k] === 1);
    ended[k + 1] = ended[k] + Number(exact && begins[k] === 0);
    if (!exact) vague.push(k);
  }
  return { begun, ended, vague: Uint32Array.from(vague) };
}

/**
 * What has changed from one day to another, of visible features, the latest change of each: [{row, feature, sign, age}],
 * age from 0 (on the last day) to 1. What is known to no month changes on no day: it fades through its bounds.
 * Of more than `most` only those that may be told in words (see `weightiest`) are among them; `seen` then has all of their features.
 * @param {Store} store
 */
export function wakeOf(store, from, to, most = Infinity, seen = store.anew()) {
  const { rows, count } = store.changesUpTo(to), { rank } = store.features, found = [];
  const { to: latest, feature: features, dated, sign: signs } = columnsOf(rows, store.data);
  for (let k = count - 1; k >= 0 && latest[k] >= from; k--) {
    const feature = features[k];
    if (dated[k] === 0 || seen.has(feature)) continue;
    seen.add(feature);
    if (found.length >= most && rank[feature] > wake.told_rank) continue;
    found.push({ row: rows[k], feature, sign: signs[k], age: (to - latest[k]) / Math.max(1, to - from + 1) });
  }
  return found;
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
  if (store.yearTally) return store.yearTally(day);
  const { rows, count } = store.changesUpTo(day), year = yearOf(day), first = startOfYear(year), own = columnsOf(rows, store.data);
  const before = upTo(own.to, first - 1);
  let begun = own.begun[count] - own.begun[before], ended = own.ended[count] - own.ended[before];
  for (const k of openIn(own, year)) {
    const from = own.from[k], to = own.to[k];
    if (from > day) continue;
    const part = (Math.min(day, to) - Math.max(first, from) + 1) / (to - from + 1);
    if (own.begins[k] === 1) begun += part;
    else ended += part;
  }
  return { year, begun: Math.round(begun), ended: Math.round(ended) };
}

/** The changes known less well than to the day that may fall into a year; of the year last asked for they are at hand. */
function openIn(own, year) {
  if (own.year !== year) {
    const { from, to, vague } = own, first = startOfYear(year), next = startOfYear(year + 1);
    own.year = year;
    own.open = vague.subarray(upTo(vague, first - 1, (k) => to[k])).filter((k) => from[k] < next);
  }
  return own.open;
}
