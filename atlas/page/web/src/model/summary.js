// What a page counts of very many features, of which it has only those in view: exact on any day, under any filter of kind,
// country and polity (atlas/page/payload/summary.py).

import { startOfYear, yearOf } from "../time/days.js";
import { STATUS, upTo, UNCERTAIN, BEARING, AFTER } from "./store.js";

/** Running sums of a column; of rows parted by owner each begins with nothing. */
function sums(column, starts) {
  const found = new Int32Array(column.length);
  for (let cell = 0; cell + 1 < starts.length; cell++) {
    for (let k = starts[cell], sum = 0; k < starts[cell + 1]; k++) found[k] = sum += column[k];
  }
  return found;
}

/** Where the rows of each owner begin, and at last where all end. */
function startsOf(counts) {
  const starts = new Uint32Array(counts.length + 1);
  counts.forEach((n, k) => { starts[k + 1] = starts[k] + n; });
  return starts;
}

/** Turns, in order of their days: how many features have a status on a day. */
class Turns {
  constructor(day, steps) {
    const whole = [0, day.length];
    this.day = day;
    this.uncertain = sums(steps.uncertain, whole);
    this.bearing = sums(steps.bearing, whole);
    this.after = sums(steps.after, whole);
  }

  /** By the numbers of statuses, of `size` features. */
  on(day, size) {
    const k = upTo(this.day, day) - 1, tally = new Array(STATUS.length).fill(0);
    if (k >= 0) [tally[UNCERTAIN], tally[BEARING], tally[AFTER]] = [this.uncertain[k], this.bearing[k], this.after[k]];
    tally[0] = size - tally[UNCERTAIN] - tally[BEARING] - tally[AFTER];
    return tally;
  }
}

/** Changes as a clock has them. */
function changesFrom({ to, span, ends, many }) {
  return to.map((day, k) => ({ from: day - span[k], to: day, row: -1, effect: ends[k] ? "end" : "begin", many: many[k] }));
}

export class Summary {
  #all;
  #allChanges;
  #chosen = /** @type {number[]|null} */ (null);
  #turns;
  #changes;
  #cells = /** @type {any} */ (null);

  /** @param {any} data the payload: kinds, cells, and of all of them `turns` and `changes` */
  constructor({ kinds, cells, turns, changes, tiles }) {
    this.kinds = kinds;
    this.cells = cells;
    this.total = tiles.size;
    this.#all = this.#turns = new Turns(Int32Array.from(turns.day), turns);
    this.#allChanges = this.#changes = changesFrom(changes);
    this.left = this.total;
  }

  /** Take up what each cell has: the tables, unpacked, and how many rows of each belong to each cell. */
  take(turns, changes, turnsOf, changesOf) {
    const starts = startsOf(turnsOf), changeStarts = startsOf(changesOf);
    this.#cells = { turns, changes, starts, changeStarts, day: Int32Array.from(turns.day), bearing: sums(turns.bearing, starts) };
  }

  /** Whether counts are known of every cell, and not only of all together. */
  get whole() {
    return this.#cells !== null;
  }

  /** Count only what matches; whether it can: not by anything but kind, group, country and polity, nor before cells have come. */
  choose(criteria) {
    const { kind, country, polity } = this.cells;
    const field = { kind: (k) => this.kinds[kind[k]].id, group: (k) => this.kinds[kind[k]].group, country: (k) => country[k], polity: (k) => polity[k] };
    const wanted = Object.entries(criteria).filter(([key]) => key !== "status").map(([key, values]) => ({ of: field[key], values: new Set([values].flat()) }));
    this.#chosen = wanted.length ? [...kind.keys()].filter((k) => wanted.every(({ of, values }) => of && values.has(of(k)))) : null;
    this.left = this.#chosen === null ? this.total : this.#chosen.reduce((sum, k) => sum + this.cells.count[k], 0);
    const known = this.#chosen === null || (this.whole && wanted.every(({ of }) => of));
    this.#turns = this.#chosen === null ? this.#all : known ? this.#turnsOf(this.#chosen) : null;
    this.#changes = this.#chosen === null ? this.#allChanges : known ? this.#changesOf(this.#chosen) : [];
    return known;
  }

  /** Rows of some cells in order of a column of days. */
  #inOrder(cells, starts, days) {
    const rows = cells.flatMap((cell) => Array.from({ length: starts[cell + 1] - starts[cell] }, (_, k) => starts[cell] + k));
    return rows.sort((a, b) => days[a] - days[b]);
  }

  #turnsOf(cells) {
    const { turns, starts, day } = this.#cells, rows = this.#inOrder(cells, starts, day), column = (key) => rows.map((row) => turns[key][row]);
    return new Turns(Int32Array.from(rows, (row) => day[row]), { uncertain: column("uncertain"), bearing: column("bearing"), after: column("after") });
  }

  #changesOf(cells) {
    const { changes, changeStarts } = this.#cells, rows = this.#inOrder(cells, changeStarts, changes.to);
    const column = (key) => rows.map((row) => changes[key][row]);
    return changesFrom({ to: column("to"), span: column("span"), ends: column("ends"), many: column("many") });
  }

  /** How many of what is chosen have each status on a day, by the numbers of statuses. */
  tally(day) {
    return this.#turns.on(day, this.left);
  }

  /** How many surely bear the name on each of some days, and how many may. */
  series(days) {
    const counts = days.map((day) => this.tally(day)), low = counts.map((one) => one[BEARING]);
    return { likely: low, low, high: counts.map((one) => one[BEARING] + one[UNCERTAIN]) };
  }

  /** How many of what is chosen bear the name on a day, by the values of a column of the cells: Map of value → number. */
  bearingBy(key, day) {
    const found = new Map();
    if (!this.whole) return found;
    const { starts, bearing, day: days } = this.#cells, value = (k) => (key === "kind" ? this.kinds[this.cells.kind[k]].id : this.cells[key][k]);
    for (const k of this.#chosen ?? this.cells.kind.keys()) {
      let lo = starts[k], hi = starts[k + 1];
      while (lo < hi) {
        const mid = (lo + hi) >> 1;
        if (days[mid] <= day) lo = mid + 1;
        else hi = mid;
      }
      if (lo > starts[k]) found.set(value(k), (found.get(value(k)) ?? 0) + bearing[lo - 1]);
    }
    return found;
  }

  /** The changes of all that may lie between two days, as a clock has them. */
  dated(first, last) {
    return this.#allChanges.filter(({ from, to }) => to >= first && from <= last);
  }

  /** Those of what is chosen. */
  get changes() {
    return this.#changes;
  }

  /** What has begun and ended in a day's year up to it: see wake.js. */
  yearTally(day) {
    const year = yearOf(day), first = startOfYear(year), found = { begin: 0, end: 0 }, changes = this.#changes;
    for (let k = upTo(changes, first - 1, ({ to }) => to); k < changes.length; k++) {
      const { from, to, effect, many } = changes[k];
      if (from <= day) found[effect] += (many * (Math.min(day, to) - Math.max(first, from) + 1)) / (to - from + 1);
    }
    return { year, begun: Math.round(found.begin), ended: Math.round(found.end) };
  }

  /** How many features have a value of a column of the cells. */
  howMany(key, value) {
    return this.cells.count.reduce((sum, count, k) => sum + (this.cells[key][k] === value ? count : 0), 0);
  }

  /** The corners of the boxes that hold them, or all that is chosen. @returns {[number, number][]} */
  corners(key = null, value = null) {
    const { west, south, east, north } = this.cells, rows = this.#chosen ?? [...this.cells.kind.keys()];
    const cells = key === null ? rows : [...this.cells.kind.keys()].filter((k) => this.cells[key][k] === value);
    return cells.flatMap((k) => /** @type {[number, number][]} */ ([[south[k], west[k]], [north[k], east[k]]]));
  }
}
