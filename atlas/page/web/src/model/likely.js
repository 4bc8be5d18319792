// How likely a tenure lasts on a day: lines of few knots, which atlas/record/knots.py has made of what the record knows; and
// how many features bear the name, with what is not known of that (atlas/record/likelihood.py).

import { endOfMonth } from "../time/days.js";

const STEPS = 200; // of a likelihood from 0 to 1, as in knots.py
const LENT = 1; // events that a stratum is lent by the one above: PRIOR_EVENTS in likelihood.py
const REACH = 1.6448536269514722; // standard deviations to either side that hold nine in ten
const NEVER = 2 ** 31 - 1;
const HALF = 0.5; // of what nobody has sourced, where nothing is known of its like

/** Rows of lists that stand one behind the other: where the list of each begins, and at last where all end. */
function startsOf(counts) {
  const starts = new Uint32Array(counts.length + 1);
  counts.forEach((n, row) => { starts[row + 1] = starts[row] + n; });
  return starts;
}

/** The first of some rising days that is not before `day`. */
function firstFrom(days, day) {
  let lo = 0, hi = days.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (days[mid] < day) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

export class Likely {
  #starts;
  #days;
  #values;
  #stretch;

  /** @param {any} data the payload; `tenure` the four days of each tenure, by their names */
  constructor(data, tenure) {
    const { rise, fall, stratum } = data.tenures, n = tenure.feature.length, none = new Array(n).fill(0);
    this.tenure = tenure;
    this.rise = rise ?? none;
    this.fall = fall ?? none;
    this.stratum = stratum ?? none;
    this.strata = data.strata ?? { known: [0], parent: [-1] };
    this.#lay(data.lines ?? { count: [], first: [] }, data.knots ?? { step: [], value: [] });
    // The stretch in which the line of a tenure was last asked for: within it the line is straight.
    this.#stretch = { from: new Int32Array(n).fill(NEVER), to: new Int32Array(n), value: new Float64Array(n), slope: new Float64Array(n) };
  }

  #lay({ count, first }, { step, value }) {
    this.#starts = startsOf(count);
    this.#values = Float64Array.from(value, (v) => v / STEPS);
    this.#days = new Int32Array(value.length);
    let next = 0;
    count.forEach((n, line) => {
      let month = first[line];
      for (let k = 0; k < n; k++) {
        if (k) month += step[next++];
        this.#days[this.#starts[line] + k] = endOfMonth(month);
      }
    });
    this.rise.forEach((line, t) => { // one of begin and end together has its last knot on the day before the end has come
      const { bearing_from, bearing_until, gone_from } = this.tenure;
      if (line && bearing_from[t] > bearing_until[t] && gone_from[t] !== NEVER) this.#days[this.#starts[line] - 1] = gone_from[t] - 1;
    });
  }

  /** The likelihood of a tenure on a day on which no source settles it. */
  at(t, day) {
    const { bearing_from, bearing_until } = this.tenure;
    if (bearing_from[t] > bearing_until[t] && !this.rise[t]) return this.evenly(t, day);
    const { from, to, value, slope } = this.#stretch;
    if (day < from[t] || day >= to[t]) this.#find(t, day);
    return value[t] + slope[t] * (day - from[t]);
  }

  /** A day after `day` before which the likelihood of a tenure stays between two bounds, as it is on `day`, of which `at` was asked last. */
  crosses(t, day, low, high) {
    const { from, to, value, slope } = this.#stretch, steep = slope[t];
    if (day < from[t] || day >= to[t]) return day + 1;
    if (steep === 0) return to[t];
    const room = ((steep > 0 ? high : low) - value[t]) / steep + from[t] - day; // days until the bound is met
    return Math.min(to[t], day + Math.max(1, Math.floor(room)));
  }

  /** The likelihood by the bounds alone: it rises over those of a begin, falls over those of an end. */
  evenly(t, day) {
    const { uncertain_from, bearing_from, bearing_until, gone_from } = this.tenure;
    const begun = day >= bearing_from[t] ? 1 : (day - uncertain_from[t] + 1) / (bearing_from[t] - uncertain_from[t] + 1);
    if (day < bearing_until[t]) return begun;
    if (gone_from[t] === NEVER) return begun * HALF; // nobody has sourced the end: no fade can be right
    return begun * (1 - (day - bearing_until[t] + 1) / (gone_from[t] - bearing_until[t] + 1));
  }

  /** Take up the stretch that a day of a tenure lies in. */
  #find(t, day) {
    const { uncertain_from, bearing_from, bearing_until, gone_from } = this.tenure;
    const rise = this.rise[t], fall = this.fall[t], joint = bearing_from[t] > bearing_until[t];
    if (joint && rise) this.#straight(t, day, rise, uncertain_from[t], null, false);
    else if (day < bearing_from[t]) this.#straight(t, day, rise, uncertain_from[t], bearing_from[t], false);
    else if (gone_from[t] === NEVER && !fall) this.#keep(t, [bearing_until[t], HALF, NEVER, HALF]);
    else this.#straight(t, day, fall, bearing_until[t], gone_from[t] === NEVER ? null : gone_from[t], true);
  }

  /** On a line from nothing on the day before `first` to one on the day `last`, if that is known; `down`: what it leaves. */
  #straight(t, day, line, first, last, down) {
    const at = this.#starts, begin = line ? at[line - 1] : 0, end = line ? at[line] : 0;
    let lo = begin, hi = end;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.#days[mid] <= day) lo = mid + 1;
      else hi = mid;
    }
    const [x0, y0] = lo === begin ? [first - 1, 0] : [this.#days[lo - 1], this.#values[lo - 1]];
    const [x1, y1] = lo < end ? [this.#days[lo], this.#values[lo]] : last === null ? [NEVER, y0] : [last, 1];
    this.#keep(t, down ? [x0, 1 - y0, x1, 1 - y1] : [x0, y0, x1, y1]);
  }

  #keep(t, [x0, y0, x1, y1]) {
    const { from, to, value, slope } = this.#stretch;
    from[t] = x0;
    to[t] = x1;
    value[t] = y0;
    slope[t] = (y1 - y0) / Math.max(1, x1 - x0);
  }

  /** The doubt of a sum: the standard deviation that chances have, of which `moved` has the roots of p(1 - p) by stratum. */
  #doubt(alone, moved) {
    const { known, parent } = this.strata;
    let variance = alone;
    for (let row = known.length - 1; row >= 0; row--) { // the smaller strata stand last, and pass their doubt up
      variance += moved[row] ** 2 / (known[row] + LENT + 1);
      if (parent[row] >= 0) moved[parent[row]] += (moved[row] * LENT) / (known[row] + LENT);
    }
    return Math.sqrt(variance);
  }

  /**
   * How many tenures of visible features last on each of some days, in rising order: {likely, low, high}, three lists.
   * `settledOnly`: low counts those that surely last, high those that may, and likely is low.
   */
  series(days, visible, settledOnly) {
    const { feature, uncertain_from, bearing_from, bearing_until, gone_from } = this.tenure, n = days.length;
    const sure = new Float64Array(n), chance = new Float64Array(n), open = new Float64Array(n), alone = new Float64Array(n);
    const moved = Array.from({ length: n }, () => new Float64Array(this.strata.known.length));
    for (let t = 0; t < feature.length; t++) {
      if (!visible[feature[t]]) continue;
      for (let k = firstFrom(days, uncertain_from[t]); k < n && days[k] < gone_from[t]; k++) {
        if (days[k] >= bearing_from[t] && days[k] < bearing_until[t]) { sure[k] += 1; continue; }
        open[k] += 1;
        if (settledOnly) continue;
        const p = this.at(t, days[k]), own = p * (1 - p);
        chance[k] += p;
        alone[k] += own;
        moved[k][this.stratum[t]] += Math.sqrt(own);
      }
    }
    const likely = sure.map((v, k) => v + chance[k]);
    if (settledOnly) return { likely, low: sure, high: sure.map((v, k) => v + open[k]) };
    const off = alone.map((v, k) => REACH * this.#doubt(v, moved[k]));
    return { likely, low: likely.map((v, k) => Math.max(v - off[k], sure[k])), high: likely.map((v, k) => Math.min(v + off[k], sure[k] + open[k])) };
  }

  /**
   * How many of some features bear the name on a day: {likely, low, high}, of which low to high hold the number nine times
   * in ten.
   * @param {ArrayLike<number>} rows features that no source settles; {settled} how many others surely bear it
   * @param {{start: ArrayLike<number>, rows: ArrayLike<number>}} tenuresOf
   */
  count(day, rows, settled, tenuresOf) {
    const { uncertain_from, gone_from } = this.tenure, moved = new Float64Array(this.strata.known.length), { start, rows: spans } = tenuresOf;
    let likely = settled, sure = settled, possible = settled, alone = 0;
    for (let r = 0; r < rows.length; r++) {
      let chance = 0;
      for (let k = start[rows[r]], end = start[rows[r] + 1]; k < end; k++) {
        const t = spans[k];
        if (day < uncertain_from[t] || day >= gone_from[t]) continue;
        const p = this.at(t, day), own = p * (1 - p);
        chance += p;
        alone += own;
        moved[this.stratum[t]] += Math.sqrt(own);
      }
      likely += Math.min(1, chance);
      sure += Number(chance >= 1);
      possible += Number(chance > 0);
    }
    const off = REACH * this.#doubt(alone, moved);
    return { likely, low: Math.max(likely - off, sure), high: Math.min(likely + off, possible) };
  }
}
