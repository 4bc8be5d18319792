// Towns by their names: in whatever script, spelling or language somebody writes them.

import { distance, romanised, sound } from "./sound.js";
import { fold } from "./search.js";

const LEAST = 2; // sounds that a beginning must have to be known by them: many share fewer
const ALIKE = 0.4; // of the letters of a name: by so many another may differ that sounds the same, and by one in any case
// How far a name is from what was asked for, in letters. A town ten times as large is meant although it is WEIGHT farther away.
const WEIGHT = 1.5, UNWRITTEN = 0.5, EXACT = -4, WORD = 1, SOUNDS_SO_FAR = 3;

const CLOSE = 2; // letters: where the first of those that sound so is so close, the others are not meant

/** @typedef {{name: string[], country: string[], lat: number[], lon: number[], people: number[], others: string[], called?: string[]}} TownTable */

const EARTH_KM = 6371;

/** Kilometres between two points, degrees: the great circle, by the haversine. */
export function apart(lat, lon, otherLat, otherLon) {
  const turn = Math.PI / 180, half = (a, b) => Math.sin(((a - b) * turn) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(half(lat, otherLat) + Math.cos(lat * turn) * Math.cos(otherLat * turn) * half(lon, otherLon)));
}

export class Towns {
  /** @type {{row: number, folded: string, heard: string, letters: string}[]} every name, as it sounds, in Latin letters */ #entries = [];
  #written = false;

  /** @param {TownTable} table people in thousands; other names of a town parted by "|", and so what it is `called` in each of `tongues` */
  constructor(table, tongues = []) {
    this.table = table;
    this.tongues = tongues;
    /** @type {Map<string, number>} */ this.keys = undefined;
    /** @type {string[][]} */ this.names = table.name.map((name, row) => [...new Set([name, ...parts(table.called?.[row]), ...parts(table.others[row])])]);
  }

  /** The row of a town by what an address calls it, "AT-Vienna"; of several of one name the largest; undefined for none. */
  called(key) {
    this.keys ??= new Map(this.table.name.map((_, row) => /** @type {[string, number]} */ ([this.key(row), row])).reverse());
    return this.keys.get(key);
  }

  /** What a town is called in a language; null where the table does not say. */
  calledIn(row, lang) {
    const said = this.table.called?.[row];
    return said ? said.split("|")[this.tongues.indexOf(lang)] || this.table.name[row] : null;
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

  /** Rows whose names match a text: those that are called so or begin so; where none does, those that sound so. The largest first. */
  find(text) {
    this.#index();
    const asked = ask(text);
    const found = asked.folded.length < 2 ? [] : this.#ranked(asked), sure = found.filter(({ match }) => match.sure);
    return (sure.length ? sure : found[0]?.match.far < CLOSE ? found.slice(0, 1) : found).map(({ row }) => row);
  }

  /** Whether a town is called so, to the letter. */
  isCalled(text) {
    this.#index();
    const asked = fold(text).trim();
    return this.#entries.some(({ folded }) => folded === asked);
  }

  #ranked(asked) {
    const best = new Map();
    for (const entry of this.#entries) {
      const match = matchOf(entry, asked);
      const known = best.get(entry.row);
      if (match && (!known || match.far < known.far || (match.sure && !known.sure))) best.set(entry.row, match);
    }
    return [...best].map(([row, match]) => ({ row, match, far: match.far - WEIGHT * Math.log10(1 + this.table.people[row]) }))
      .sort((a, b) => a.far - b.far || a.row - b.row);
  }
}

const parts = (text = "") => text.split("|").filter(Boolean);
const ask = (text) => ({ folded: fold(text).trim(), heard: sound(text), letters: spelt(text).trim() });
const spelt = (text) => romanised(text).replace(/w/g, "v");

/** How far a name is from what is asked for, and whether it is surely called so; undefined where it is something else. */
function matchOf({ folded, heard, letters }, asked) {
  const rest = UNWRITTEN * (folded.length - asked.folded.length);
  if (folded === asked.folded) return { far: EXACT, sure: true };
  if (folded.startsWith(asked.folded)) return { far: rest, sure: true };
  if (asked.folded.length > 2 && folded.includes(` ${asked.folded}`)) return { far: WORD + rest, sure: true };
  if (heard && heard === asked.heard && near(letters, asked.letters)) return { far: distance(letters, asked.letters), sure: letters === asked.letters };
  const begins = asked.heard.length > LEAST && heard.startsWith(asked.heard) && near(letters.slice(0, asked.letters.length), asked.letters);
  return begins ? { far: SOUNDS_SO_FAR + rest, sure: false } : undefined;
}

/** Whether two names that sound the same are written alike, too: Bern is not Brno. */
const near = (one, other) => distance(one, other) <= Math.max(1, ALIKE * Math.max(one.length, other.length));
