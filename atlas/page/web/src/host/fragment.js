// The fragment of the page's address: written when the state changes, and taken up when it is changed by hand or by a link.

import { formatAddress, KEYS, readAddress } from "./address.js";

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
  /**
   * @param {() => Record<string, any>} current the state as the address tells it
   * @param {(given: Record<string, any>) => void} restore take up what an address says
   * @param {Record<string, any>} home the state of a page that nobody has touched
   */
  constructor(current, restore, home) {
    this.current = current;
    moveQuery();
    this.last = location.hash;
    addEventListener("hashchange", () => {
      if (location.hash === this.last) return;
      clearTimeout(this.timer); // the reader has gone elsewhere since
      this.last = location.hash;
      // An address without "=" leads to a place on the page, such as a source, and the map stays as it is: where that is
      // not how a page opens there, the address goes on to tell of the map.
      if (!location.hash || location.hash.includes("=")) restore(readAddress());
      else if (formatAddress(this.current()) !== formatAddress(home)) this.write();
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
