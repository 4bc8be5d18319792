// The address: date, view, filters, open feature, language and pace live in the fragment, so that a link restores them.
// Some hosts drop the fragment of a link; so the same may be asked in the query, `atlas.html?date=1961-11-10`.

import { parseDay } from "../time/days.js";

const KEYS = ["date", "frame", "extent", "view", "open", "lang", "pace", "loop", "script", "group", "kind", "country", "polity", "status", "theme", "chrome", "autoplay"];
const LISTS = ["group", "kind", "country", "polity", "status"];

const WORDS = { pace: ["event", "calendar"], script: ["latin", "original"], loop: ["on", "off"], theme: ["light", "dark"], chrome: ["on", "off"], autoplay: ["on", "off"] };
const NONE = "none"; // a list without a value: everything unticked
const TURNS = 720; // degrees: a map that repeats itself can be dragged around the earth, but nobody goes further than twice

/** The pairs of a fragment as others hand it on: blogs put `?utm=…` or `#?secret=…` behind it, write `&amp;`, or escape all of it. */
function* pairsOf(hash) {
  let text = hash.replace(/^#/, "");
  if (!text.includes("=") && /%3d/i.test(text)) text = text.replace(/%3d/gi, "=").replace(/%26/g, "&").replace(/%2c/gi, ",");
  // What we write escapes these inside a value, so that they only ever part one pair from the next.
  for (const pair of text.replace(/&amp;/g, "&").split(/[&?#]/)) yield* new URLSearchParams(pair);
}

/** [lat, lon, zoom] that can be shown, else undefined. */
function readView(text) {
  const numbers = numbersOf(text, 3);
  return numbers && Math.abs(numbers[0]) <= 90 && Math.abs(numbers[1]) <= TURNS ? numbers : undefined;
}

/** The box [west, south, east, north], degrees, that can be shown, else undefined; one that crosses 180° may end west of where it begins. */
export function boxOf([west, south, east, north]) {
  if ([south, north].some((lat) => Math.abs(lat) > 90) || [west, east].some((lon) => Math.abs(lon) > TURNS)) return undefined;
  const across = east < west ? east + 360 * Math.ceil((west - east) / 360) : east;
  if (across === west && south === north) return undefined;
  return [west, Math.min(south, north), across, Math.max(south, north)];
}

function numbersOf(text, length) {
  const parts = text.split(",").map((part) => part.trim()), numbers = parts.map(Number);
  return parts.length === length && parts.every(Boolean) && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** What a key's text says, or undefined where it says nothing that can be shown. */
function readValue(key, text) {
  if (key === "view") return readView(text);
  if (key === "extent") {
    const numbers = numbersOf(text, 4);
    return numbers && boxOf(numbers);
  }
  if (WORDS[key]) return WORDS[key].includes(text) ? text : undefined;
  if (key === "date") return Number.isNaN(parseDay(text)) ? undefined : text;
  if (!LISTS.includes(key)) return text;
  if (text === NONE) return [];
  const values = text.split(",").filter(Boolean);
  return values.length ? values : undefined;
}

/** What the query and the fragment ask, as an object; the fragment has the last word. Lists are arrays, view is [lat, lon, zoom], extent [west, south, east, north]; what cannot be read is left out, key by key. */
export function readAddress(hash = location.hash, query = location.search) {
  const state = {};
  for (const [key, text] of [...pairsOf(hash), ...pairsOf(query)]) {
    if (!KEYS.includes(key) || Object.hasOwn(state, key) || !text) continue;
    const value = readValue(key, text);
    if (value !== undefined) state[key] = value;
  }
  return state;
}

/** The fragment of a state, with its keys in a fixed order. */
export function formatAddress(state) {
  const listed = (key) => (LISTS.includes(key) && state[key].length === 0 ? NONE : state[key]);
  const parts = KEYS.filter((key) => state[key] !== undefined && state[key] !== null && listed(key) !== "")
    .map((key) => `${key}=${[listed(key)].flat().map((value) => encodeURIComponent(String(value).replace(/\p{Cs}/gu, "\ufffd"))).join(",")}`);
  return `#${parts.join("&")}`;
}

/** Let the fragment say what the query asked: from now on it alone tells what is shown. */
function moveQuery() {
  const query = new URLSearchParams(location.search), ours = KEYS.filter((key) => query.has(key));
  if (!ours.length) return;
  const hash = formatAddress(readAddress());
  for (const key of ours) query.delete(key);
  try {
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${hash}`);
  } catch {
    // A page from disk may not change its query; it is then read again with every change.
  }
}

/** Writes the address a moment after the last change; a deed of the reader's own adds a step to go back to. */
export class Address {
  constructor(current, restore) {
    this.current = current;
    moveQuery();
    this.last = location.hash;
    addEventListener("hashchange", () => {
      if (location.hash === this.last) return;
      clearTimeout(this.timer); // the reader has gone elsewhere since
      this.last = location.hash;
      // An address without "=" leads to a place on the page, such as a source: it says nothing of the map.
      if (!location.hash || location.hash.includes("=")) restore(readAddress());
    });
  }

  /** `step`: a new entry in the browser's history (a card was opened); else the present entry is rewritten. */
  write(step = false) {
    clearTimeout(this.timer);
    const put = () => {
      // An address that was changed by hand or by a link and has not been taken up yet is not to be written over.
      if (location.hash !== this.last) return;
      const hash = formatAddress(this.current());
      if (hash === this.last) return;
      this.last = hash;
      try {
        history[step ? "pushState" : "replaceState"](null, "", hash);
      } catch {
        // A page inside a srcdoc frame has no address of its own.
      }
    };
    if (step) put();
    else this.timer = setTimeout(put, 300);
  }
}
