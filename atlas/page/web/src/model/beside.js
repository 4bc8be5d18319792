// Texts that stand beside a large page (atlas/page/payload/beside.py): which part holds those of a feature, and what the parts
// that were fetched have brought. Whatever a part says is taken as data.

const HERE = "here", COMING = "coming", MISSING = "missing";

export class Beside {
  /** @type {Map<number, Promise<void>|string>} by part: when it will have come, or how it stands */ #parts = new Map();
  /** @type {Map<number, string>} */ #notes = new Map();
  /** @type {Map<number, string>} */ #details = new Map();
  /** @type {{event: number, source: number, edtf: string, says: string, locator: string}[]} */ #claims = [];
  /** @type {Map<number, number[]>} */ #claimsOf = new Map();
  /** @type {Map<number, any>} */ #sources = new Map();

  /** @param {any} data the payload, unpacked @param {(folder: string, name: string) => Promise<any>} fetchPart */
  constructor(data, fetchPart) {
    this.data = data;
    this.fetchPart = fetchPart;
    this.folder = data.beside.folder;
  }

  /** The number of the part that holds the texts of a feature. */
  partOf(i) {
    const { beside: { axis, at, right }, features: { lat, lon } } = this.data, place = [lat[i], lon[i], i];
    let node = 0;
    while (axis[node] >= 0) node = place[axis[node]] < at[node] ? node + 1 : right[node];
    return at[node];
  }

  #partsOf(rows) {
    return [...new Set(rows.map((i) => this.partOf(i)))];
  }

  /** How the texts of some features stand: "here", "coming" or "missing". */
  state(rows) {
    const states = this.#partsOf(rows).map((part) => this.#parts.get(part));
    return states.includes(MISSING) ? MISSING : states.every((state) => state === HERE) ? HERE : COMING;
  }

  /** Fetch the texts of some features: when they have come, or could not; null where they are here. @returns {Promise<any>|null} */
  bring(rows) {
    const parts = this.#partsOf(rows).filter((part) => this.#parts.get(part) !== HERE);
    return parts.length ? Promise.all(parts.map((part) => this.#fetch(part))) : null;
  }

  #fetch(part) {
    const coming = this.#parts.get(part);
    if (coming instanceof Promise) return coming;
    const fetched = this.fetchPart(this.folder, this.data.beside.names[part])
      .then((held) => this.#take(held))
      .then(() => { this.#parts.set(part, HERE); }, () => { this.#parts.set(part, MISSING); }); // and is asked for again with the next card
    this.#parts.set(part, fetched);
    return fetched;
  }

  #take({ features, events, attestations, sources }) {
    const judged = this.data.events.edtf;
    features.row.forEach((row, k) => this.#notes.set(row, features.note[k]));
    events.row.forEach((row, k) => this.#details.set(row, events.detail[k]));
    sources.row.forEach((row, k) => this.#sources.set(row, Object.fromEntries(Object.keys(sources).map((key) => [key, sources[key][k]]))));
    attestations.event.forEach((event, k) => {
      const edtf = attestations.edtf[k] === 0 ? judged[event] : attestations.edtf[k], source = sources.row[attestations.source[k]];
      if (!this.#claimsOf.has(event)) this.#claimsOf.set(event, []);
      this.#claimsOf.get(event).push(this.#claims.length);
      this.#claims.push({ event, source, edtf, says: attestations.says[k], locator: attestations.locator[k] });
    });
  }

  /** One value of a column that has left the page; undefined for one that has not. */
  valueOf(table, key, row) {
    if (table === "attestations") return this.#claims[row][key];
    if (table === "features" && key === "note") return this.#notes.get(row) ?? "";
    return table === "events" && key === "detail" ? this.#details.get(row) ?? "" : undefined;
  }

  /** Rows of the attestations of an event, as far as they have come. */
  attestationsOf(event) {
    return this.#claimsOf.get(event) ?? [];
  }

  /** A source by its number; undefined for one that has not come. */
  source(number) {
    return this.#sources.get(number);
  }
}
