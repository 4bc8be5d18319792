// The caption: which milestone stands beside a day, chosen by how near and how well known it is in time, what it weighs, and whether its place
// is on the map; the rule of atlas/record/milestones.py.

import { caption } from "../look.js";

/** How little a milestone fits a day: less is better; null where it says nothing of the day. */
function misfit(m, day, isSeen) {
  const due = m.weight < 3 && m.latest - m.earliest <= caption.longest_days && m.earliest <= day && day - m.latest < caption.days;
  if (!due) return null;
  const away = m.lat !== null && m.lat !== undefined && !isSeen(m.lat, m.lon);
  const vague = (caption.vague * (m.latest - m.earliest)) / caption.longest_days;
  return Math.max(0, day - m.latest) / caption.days + vague + caption.weight * (m.weight - 1) + (away ? caption.away : 0);
}

/**
 * The milestone of a day's caption; null for none. Of equals the later one.
 * @param {(lat: number, lon: number) => boolean} isSeen whether a place is on the map
 */
export function captionOn(milestones, day, isSeen) {
  let current = null, least = Infinity;
  for (const m of milestones) {
    const off = misfit(m, day, isSeen);
    if (off !== null && off <= least) [current, least] = [m, off];
  }
  return current;
}
