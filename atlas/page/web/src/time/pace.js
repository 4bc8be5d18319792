// Pace: how the clock crosses time while playing. A position runs evenly from 0 to 1.
//
// Calendar pace gives every day the same time. Event pace gives a day a share of time that has three parts
// in four to do with how many changes fall near it and one in four with its length, so that the
// autumn of 1961 is slow and empty years pass quickly. Changes known to the month count, each within its bounds in equal
// parts; what is known less well is no burst on any day, and counts only where hardly anything is better known.

import { pace } from "../look.js";

const STEP = pace.bin_days;
const CALENDAR_SHARE = pace.calendar_share;
const MOST = pace.most; // of the changes' share, that a bin takes at most, so that one day never stops the clock

function counted(spans) {
  const dated = spans.filter(([from, to]) => to - from <= pace.dated_days), many = (list) => list.reduce((sum, [, , n = 1]) => sum + n, 0);
  return many(dated) >= pace.enough * many(spans) ? dated : spans;
}

function cumulative(first, last, spans) {
  const bins = Math.max(1, Math.ceil((last - first) / STEP));
  const load = new Float64Array(bins);
  for (const [from, to, many = 1] of counted(spans)) {
    const a = Math.floor((from - first) / STEP), b = Math.floor((to - first) / STEP);
    const share = many / (b - a + 1);
    for (let k = Math.max(0, a); k <= Math.min(bins - 1, b); k++) load[k] += share;
  }
  const whole = load.reduce((all, v) => all + v, 0) || 1;
  const sum = new Float64Array(bins + 1);
  for (let k = 0; k < bins; k++) {
    sum[k + 1] = sum[k] + CALENDAR_SHARE / bins + (1 - CALENDAR_SHARE) * Math.min(MOST, load[k] / whole);
  }
  return sum.map((v) => v / sum[bins]);
}

/** `spans`: the bounds of the changes, and of how many each is, one if it does not say.
 * @returns {{day: (position: number) => number, position: (day: number) => number}} two inverse, rising functions */
export function paceOf(kind, first, last, spans = []) {
  if (kind !== "event") {
    const length = Math.max(1, last - first);
    return { day: (p) => first + p * length, position: (d) => (d - first) / length };
  }
  const sum = cumulative(first, last, spans), bins = sum.length - 1, width = (last - first) / bins;
  return {
    day(p) {
      let lo = 0, hi = bins;
      while (hi - lo > 1) {
        const mid = (lo + hi) >> 1;
        if (sum[mid] <= p) lo = mid;
        else hi = mid;
      }
      return first + (lo + Math.min(1, Math.max(0, (p - sum[lo]) / (sum[lo + 1] - sum[lo])))) * width;
    },
    position(d) {
      const k = Math.max(0, Math.min(bins - 1, Math.floor((d - first) / width)));
      return sum[k] + Math.min(1, Math.max(0, (d - first) / width - k)) * (sum[k + 1] - sum[k]);
    },
  };
}
