// Towns by their names: in whatever script, spelling or language somebody writes them.

import { distance, romanised, sound } from "./sound.js";
import { fold } from "./search.js";

const SHORT = 2; // sounds of a name so short that many share them: the letters must be near, too
const NEAR = 3; // letters by which such a name may differ
// How far a name is from what was asked for, in letters. A town ten times as large is meant although it is WEIGHT farther away.
const WEIGHT = 1.5, UNWRITTEN = 0.5, EXACT = -4, WORD = 1, SOUNDS_SO_FAR = 3;
const CLOSE = 2; // letters: where the first answer is so close, what only sounds alike is not meant

/** @typedef {{name: string[], country: string[], lat: number[], lon: number[], people: number[], others: string[]}} TownTable */

const EARTH_KM = 6371;

/** Kilometres between two points, degrees: the great circle, by the haversine. */
export function apart(lat, lon, otherLat, otherLon) {
  const turn = Math.PI / 180, half = (a, b) => Math.sin(((a - b) * turn) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(half(lat, otherLat) + Math.cos(lat * turn) * Math.cos(otherLat * turn) * half(lon, otherLon)));
}

export class Towns {
  /** @type {{row: number, folded: string, heard: string, letters: string}[]} every name, as it sounds, in Latin letters */ #entries = [];
  #written = false;

  /** @param {TownTable} table people in thousands; other names of a town parted by "|" */
  constructor(table) {
    this.table = table;
    /** @type {Map<string, number>} */ this.keys = undefined;
    /** @type {string[][]} */ this.names = table.name.map((name, row) => [name, ...table.others[row].split("|").filter(Boolean)]);
  }

  /** The row of a town by what an address calls it, "AT-Vienna"; of several of one name the largest; undefined for none. */
  called(key) {
    this.keys ??= new Map(this.table.name.map((_, row) => /** @type {[string, number]} */ ([this.key(row), row])).reverse());
    return this.keys.get(key);
  }

  /** What an address calls a town. */
  key(row) {
    return `${this.table.country[row]}-${this.table.name[row]}`;
  }

  /** Put a name into the index; all that the table has are put there when somebody first searches. */
  #write(row, name) {
    this.#entries.push({ row, folded: fold(name), heard: sound(name), letters: spelt(name) });
  }

  #index() {
    if (this.#written) return;
    this.#written = true;
    this.names.forEach((names, row) => names.forEach((name) => this.#write(row, name)));
  }

  /** Give a town another name. */
  add(row, name) {
    this.#index();
    this.names[row].push(name);
    this.#write(row, name);
  }

  /** Rows whose names match a text: those called so first, then those that begin so, then those that sound so; the largest first. */
  find(text) {
    this.#index();
    const asked = ask(text);
    const found = asked.folded.length < 2 ? [] : this.#ranked(asked);
    return (found[0]?.match.far < CLOSE ? found.filter(({ match }, k) => k === 0 || match.sure) : found).map(({ row }) => row);
  }

  #ranked(asked) {
    const best = new Map();
    for (const entry of this.#entries) {
      const match = matchOf(entry, asked);
      if (match && !(best.get(entry.row)?.far <= match.far)) best.set(entry.row, match);
    }
    return [...best].map(([row, match]) => ({ row, match, far: match.far - WEIGHT * Math.log10(1 + this.table.people[row]) }))
      .sort((a, b) => a.far - b.far || a.row - b.row);
  }
}

const ask = (text) => ({ folded: fold(text).trim(), heard: sound(text), letters: spelt(text).trim() });
const spelt = (text) => romanised(text).replace(/w/g, "v");

/** How far a name is from what is asked for, and whether it is surely called so; undefined where it is something else. */
function matchOf({ folded, heard, letters }, asked) {
  const rest = UNWRITTEN * (folded.length - asked.folded.length);
  if (folded === asked.folded) return { far: EXACT, sure: true };
  if (folded.startsWith(asked.folded)) return { far: rest, sure: true };
  if (asked.folded.length > 2 && folded.includes(` ${asked.folded}`)) return { far: WORD + rest, sure: true };
  if (heard && heard === asked.heard) {
    const far = distance(letters, asked.letters);
    return heard.length > SHORT || far <= NEAR ? { far, sure: far === 0 } : undefined;
  }
  return asked.heard.length > SHORT && heard.startsWith(asked.heard) ? { far: SOUNDS_SO_FAR + rest, sure: false } : undefined;
}
