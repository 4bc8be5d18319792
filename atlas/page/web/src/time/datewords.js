// A date as somebody writes it into the search: "1961", "Nov 1961", "10 листопада 1961", "10.11.1961", "1961-11-10".

import { parseDay } from "./days.js";

/** @typedef {import("../ui/words.js").Words} Words */

const LEAST = 3; // letters of a month's name

/** Names of the months in the reader's language, by number: as they stand alone, and in a date. */
function monthNames(words, fold) {
  return Array.from({ length: 12 }, (_, k) => {
    const month = String(k + 1).padStart(2, "0");
    return [`2001-${month}`, `2001-${month}-11`].map((text) => fold(words.date(text)).replace(/[\d.,]/g, " ").trim().split(/\s+/)[0]);
  });
}

/**
 * The date that a text names, as "1961", "1961-11" or "1961-11-10"; null where it names none.
 * @param {Words} words in whose language months are named; `fold(text)` lower case without diacritics
 */
export function readDate(text, words, fold) {
  if (!/\d{4}/.test(text)) return null;
  const parts = fold(text).split(/[\s.,/-]+/).filter(Boolean), read = partsOf(parts, words, fold);
  if (read === null) return null;
  const { year, month, numbers } = read;
  if (year === null || numbers.length > (month === null ? 2 : 1)) return null;
  if (parts[0] !== year) numbers.reverse(); // the year first is the order of ISO 8601; else the day comes first
  const rest = month === null ? numbers : [month, ...numbers];
  const iso = [year, ...rest.map((number) => String(number).padStart(2, "0"))].join("-");
  return Number.isNaN(parseDay(iso)) ? null : iso;
}

/** Year, month (by its name) and further numbers of a date's parts; null where one is none of these. */
function partsOf(parts, words, fold) {
  const numbers = [];
  let year = null, month = null;
  for (const part of parts) {
    if (/^\d{4}$/.test(part) && year === null) year = part;
    else if (/^(\d{1,2}|1er)$/.test(part)) numbers.push(parseInt(part)); // the French say 1er
    else if (part.length >= LEAST && month === null) {
      const k = monthNames(words, fold).findIndex((names) => names.some((name) => name.startsWith(part)));
      if (k < 0) return null;
      month = k + 1;
    } else return null;
  }
  return { year, month, numbers };
}
