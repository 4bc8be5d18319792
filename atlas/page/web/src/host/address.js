// The address: date, view, filters, open feature, language and pace live in the fragment, so that a link restores them.
// Some hosts drop the fragment of a link; so the same may be asked in the query, `atlas.html?date=1961-11-10`.

import { parseDay } from "../time/days.js";

/**
 * What an address may ask for; the reference of the documentation is made from these lines.
 * - date: The day shown; of a month or year its first day.
 * - frame: One of the map's framings, by its id in `maps.toml`.
 * - extent: The box shown, `west,south,east,north` in degrees.
 * - view: The middle and the zoom, `latitude,longitude,zoom`.
 * - open: Id of the feature whose card is open.
 * - lang: Language of the interface, such as `de`.
 * - pace: `event` slows where changes crowd, `calendar` never does.
 * - speed: How many times the usual speed: `0.25`, `0.5`, `1`, `2` or `4`.
 * - loop: `on` plays from the first day again after the last.
 * - script: Names on the map in `latin` letters or in their `original` ones.
 * - group: Only features of these groups, with commas between them; `none` for none.
 * - kind: Only features of these kinds; `none` for none.
 * - country: Only features in these countries of today (ISO 3166-1); `none` for none.
 * - polity: Only features in these states of their time; `none` for none.
 * - features: Only these features, by id; `none` for none.
 * - status: Only features of these statuses: `before`, `uncertain`, `bearing`, `after`.
 * - basis: What marks rest on: `likely`, the estimate too, or `sources` alone.
 * - compare: A day that the day shown is compared with.
 * - panels: Panels that stand open, such as `legend`; shut with `-` before the name. For those that stand otherwise than a map of that size opens them.
 * - town: The page of a town, by country and name: `DK-Ferrowby`.
 * - theme: `light` or `dark`; the reader's own unless given.
 * - chrome: `off` makes a page compact, `on` whole, framed or not.
 * - autoplay: `on` plays at once, unless the reader asks for less motion.
 */
export const KEYS = ["date", "frame", "extent", "view", "open", "lang", "pace", "speed", "loop", "script", "group", "kind", "country", "polity", "features", "status", "basis", "compare", "panels", "town", "theme", "chrome", "autoplay"];
const LISTS = ["group", "kind", "country", "polity", "features", "status", "panels"];

const WORDS = { pace: ["event", "calendar"], speed: ["0.25", "0.5", "1", "2", "4"], script: ["latin", "original"], loop: ["on", "off"], basis: ["likely", "sources"], theme: ["light", "dark"], chrome: ["on", "off"], autoplay: ["on", "off"] };
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

/**
 * The box [west, south, east, north], degrees, that can be shown, else undefined; one that crosses 180° may end west of
 * where it begins.
 * @param {number[]} extent
 */
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
  if (key === "date" || key === "compare") return Number.isNaN(parseDay(text)) ? undefined : text;
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
