// The address: date, view, filters, open feature, language and pace live in the fragment, so that a link restores them.
// Some hosts drop the fragment of a link; so the same may be asked in the query, `atlas.html?date=1961-11-10`.

const KEYS = ["date", "frame", "extent", "view", "open", "lang", "pace", "loop", "script", "group", "kind", "country", "polity", "status", "theme", "chrome", "autoplay"];
const LISTS = ["group", "kind", "country", "polity", "status"];

/** What the query and the fragment ask, as an object; the fragment has the last word. Lists are arrays, view is [lat, lon, zoom], extent [west, south, east, north]; what cannot be read is left out. */
export function readAddress(hash = location.hash, query = location.search) {
  const given = new URLSearchParams(query);
  new URLSearchParams(hash.replace(/^#/, "")).forEach((value, key) => given.set(key, value));
  const state = {};
  for (const key of KEYS) {
    const value = given.get(key);
    if (value) state[key] = LISTS.includes(key) ? value.split(",") : value;
  }
  for (const [key, length] of [["view", 3], ["extent", 4]]) {
    if (!state[key]) continue;
    const numbers = state[key].split(",").map(Number);
    if (numbers.length === length && numbers.every(Number.isFinite)) state[key] = numbers;
    else delete state[key];
  }
  return state;
}

/** The fragment of a state, with its keys in a fixed order. */
export function formatAddress(state) {
  const parts = KEYS.filter((key) => state[key] !== undefined && state[key] !== null && state[key].length !== 0)
    .map((key) => `${key}=${[state[key]].flat().map(encodeURIComponent).join(",")}`);
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
