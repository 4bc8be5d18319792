// The caption: which milestone stands beside a day.

const CAPTION_DAYS = 420; // how long a milestone stays
const LONG_DAYS = 366; // one that lies within more than these says little of a day

/** The milestone of a day's caption: the latest of weight that is not long past; null for none. */
export function captionOn(milestones, day) {
  let current = null;
  for (const m of milestones) {
    const due = m.weight < 3 && m.latest - m.earliest <= LONG_DAYS && m.earliest <= day && day - m.latest < CAPTION_DAYS;
    if (due && (!current || m.earliest >= current.earliest)) current = m;
  }
  return current;
}
