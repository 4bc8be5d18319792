// Days: whole numbers since 1970-01-01 in the proleptic Gregorian calendar, always UTC,
// so that a page shows the same date in New York and in Vladivostok.

const MS = 86400000;

/** "1961-11-10", "1961-11" or "1961" → day number (the first day of the month or year); NaN when malformed. */
export function parseDay(text) {
  const m = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(String(text).trim());
  if (!m) return NaN;
  const [year, month, day] = [+m[1], m[2] ? +m[2] : 1, m[3] ? +m[3] : 1];
  const number = dayOf(year, month - 1, day), date = new Date(number * MS);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return NaN;
  return number;
}

/** Date.UTC reads the years 0 to 99 as 1900 to 1999; a date that is told its year afterwards does not. */
function dayOf(year, month, day) {
  return Math.floor(new Date(0).setUTCFullYear(year, month, day) / MS);
}

/** Day number → "1961-11-10". */
export function isoDay(day) {
  return new Date(day * MS).toISOString().slice(0, 10);
}

/** Day number → calendar year. */
export function yearOf(day) {
  return new Date(day * MS).getUTCFullYear();
}

/** First day of a calendar year. */
export function startOfYear(year) {
  return dayOf(year, 0, 1);
}

/** The same day `years` later or earlier (29 February becomes 1 March where there is none). */
export function addYears(day, years) {
  const d = new Date(day * MS);
  return dayOf(d.getUTCFullYear() + years, d.getUTCMonth(), d.getUTCDate());
}

/** The last day of the month before the one that is `months` after January 1970: the end of what that many months were. */
export function endOfMonth(months) {
  return dayOf(1970 + Math.floor(months / 12), months - 12 * Math.floor(months / 12), 1) - 1;
}
