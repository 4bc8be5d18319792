// Unpacks the columns that atlas/page/payload/pack.py has packed; what is not packed passes as it is.

import { isoDay } from "../time/days.js";
import { inLetters } from "./letters.js";
import { WrittenColumns } from "./rows.js";

const TABLES = ["features", "tenures", "names", "labels", "events", "attestations", "sources", "towns", "wanted", "lines", "knots", "strata", "shapes", "parts", "steps", "cells", "turns", "changes"];
// As in digits.py and spelling.py there.
const ALPHABET = Array.from({ length: 95 }, (_, k) => String.fromCharCode(32 + k)).filter((c) => !'"\\<'.includes(c));
const DIGIT = new Map(ALPHABET.map((c, k) => [c.charCodeAt(0), k]));
const SINGLE = ALPHABET.length - 10, OUT = 127;

function numbers({ digits, wide, low, unit }) {
  const value = new Uint8Array(128);
  for (const [code, digit] of DIGIT) value[code] = digit;
  const list = new Array(digits.length / wide);
  for (let row = 0, at = 0; row < list.length; row++) {
    let number = 0;
    for (let k = 0; k < wide; k++) number = number * ALPHABET.length + value[digits.charCodeAt(at++)];
    list[row] = number === 0 ? null : (low + number) / unit;
  }
  return list;
}

function text(spelt, words) {
  let said = "", out = false;
  for (let at = 0; at < spelt.length; at++) {
    const code = spelt.charCodeAt(at);
    if (code === OUT) out = !out;
    else if (out) said += spelt[at];
    else {
      const digit = DIGIT.get(code);
      said += words[digit < SINGLE ? digit : SINGLE + (digit - SINGLE) * ALPHABET.length + DIGIT.get(spelt.charCodeAt(++at))];
    }
  }
  return said;
}

/** A column as a plain list; `told` are the columns of its table, `near` the days of a feature's first and last event, `read` what the
 * page's table has. */
function column(packed, told, near, read) {
  if (Array.isArray(packed)) return packed;
  if (packed.row) return read(packed.row);
  if ("n" in packed) return new Array(packed.n).fill(packed.is);
  if (packed.digits !== undefined) return numbers(packed);
  if (packed.spelt) return packed.spelt.map((spelt) => spelt && text(spelt, packed.words));
  if (packed.front) {
    let before = "";
    return packed.front.map((coded) => (before = before.slice(0, DIGIT.get(coded.charCodeAt(0))) + coded.slice(1)));
  }
  if (packed.lettered) return inLetters(packed, told("name"));
  const steps = column(packed.by);
  if (packed.from || packed.of) {
    const guess = packed.from ? told(packed.from) : near(packed.of);
    return steps.map((step, row) => (step === null ? null : guess[row] + step));
  }
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/** A table whose columns are unpacked when they are first read: most texts never are. */
export function table(packed, near, read, one) {
  const whole = {};
  for (const key of Object.keys(packed)) {
    Object.defineProperty(whole, key, { configurable: true, enumerable: true, get() {
      const value = column(packed[key], (name) => whole[name], near, read);
      Object.defineProperty(whole, key, { value, enumerable: true, writable: true });
      return value;
    } });
  }
  /** One value, for whom one is enough: of texts those are spelt out that are read. */
  const at = (key, row) => {
    const known = Object.getOwnPropertyDescriptor(whole, key)?.value, own = packed[key];
    if (known) return known[row];
    if (own?.spelt) return own.spelt[row] && text(own.spelt[row], own.words);
    if (own?.digits !== undefined) return numbers({ ...own, digits: own.digits.substr(row * own.wide, own.wide) })[0];
    return own?.row ? one(own.row, row) : whole[key][row];
  };
  return Object.defineProperty(whole, "at", { value: at });
}

/** The payload with every column a plain list again. `rows()` are those of the page's table, markup by feature id. */
export function unpack(data, rows) {
  const whole = { ...data };
  let columns = null;
  const written = () => (columns ??= new WrittenColumns(rows(), whole));
  const read = (name) => written().read(name), one = (name, row) => written().at(name, row);
  const near = (which) => {
    const { feature, earliest } = whole.events, days = new Map();
    feature.forEach((f, row) => { if (which === "last" || !days.has(f)) days.set(f, earliest[row]); });
    return whole.tenures.feature.map((f) => days.get(f) ?? 0);
  };
  for (const name of TABLES) if (data[name]) whole[name] = table(data[name], near, read, one);
  const { events, attestations } = whole;
  events.edtf = events.edtf.map((edtf, row) => (edtf === 0 ? isoDay(events.earliest[row]) : edtf));
  if (attestations) attestations.edtf = attestations.edtf.map((edtf, row) => (edtf === 0 ? events.edtf[attestations.event[row]] : edtf));
  if (data.strings) {
    const { "": keys, ...languages } = data.strings;
    whole.strings = Object.fromEntries(keys.map((key) => [key, {}]));
    for (const [lang, texts] of Object.entries(languages)) {
      texts.forEach((said, k) => { if (said !== null) whole.strings[keys[k]][lang] = said; });
    }
  }
  return whole;
}
