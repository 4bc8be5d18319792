// The store: the record's columns as they came from Python, and what follows from them on a given day.

export const BEFORE = 0;
export const UNCERTAIN = 1;
export const BEARING = 2;
export const AFTER = 3;
export const STATUS = ["before", "uncertain", "bearing", "after"];
const NEVER = 2 ** 31 - 1;

/** Rows of a column store that belong to each of `n` owners: owner → list of row numbers. */
function rowsByOwner(owners, n) {
  const rows = Array.from({ length: n }, () => []);
  owners.forEach((owner, row) => rows[owner].push(row));
  return rows;
}

function sourcesOfPage() {
  const items = [...document.querySelectorAll("#record-sources > li")];
  const text = (item, what) => item.querySelector(what)?.textContent ?? "";
  const address = (item, what) => item.querySelector(what)?.getAttribute("href") ?? "";
  return {
    title: items.map((item) => text(item, "a")), origin: items.map((item) => text(item, "span")),
    url: items.map((item) => address(item, "a")), copy: items.map((item) => address(item, "a.copy")),
  };
}

export class Store {
  /** @param {object} data the payload written by atlas/render/encode.py */
  constructor(data) {
    this.data = data;
    this.features = data.features;
    this.size = data.features.id.length;
    this.index = new Map(data.features.id.map((id, i) => [id, i]));
    this.status = new Uint8Array(this.size);
    this.certainty = new Float32Array(this.size);
    this.visible = new Uint8Array(this.size).fill(1);
    this.shownStatus = STATUS.map(() => true);
    const t = data.tenures;
    this.tenure = {
      feature: Uint32Array.from(t.feature),
      b0: Int32Array.from(t.b0), b1: Int32Array.from(t.b1),
      e0: Int32Array.from(t.e0), e1: Int32Array.from(t.e1, (day) => day ?? NEVER),
    };
    this.firstDay = new Int32Array(this.size).fill(NEVER);
    t.feature.forEach((f, i) => { this.firstDay[f] = Math.min(this.firstDay[f], t.b0[i]); });
    this.eventsOf = rowsByOwner(data.events.feature, this.size);
    this.attestationsOf = rowsByOwner(data.attestations.event, data.events.feature.length);
    this.namesOf = rowsByOwner(data.names.feature, this.size);
    this.labelsOf = rowsByOwner(data.labels.name.map((row) => data.names.feature[row]), this.size);
    this.changes = this.#changeDays();
  }

  /** The sources, as columns: from the payload, or from the page's table, which has them once for both. */
  get sources() {
    this.data.sources ??= sourcesOfPage();
    return this.data.sources;
  }

  /** Sorted days on which something begins or ends, among the visible features. */
  #changeDays() {
    const { feature, type, d1 } = this.data.events;
    const days = new Set();
    feature.forEach((f, row) => {
      if (this.visible[f] && this.data.types[type[row]].effect !== "neutral") days.add(d1[row]);
    });
    return Int32Array.from(days).sort();
  }

  /**
   * Status of every feature on a day, into `this.status`; and in `this.certainty` how likely an
   * uncertain one bears the name: it rises over the bounds of a begin and falls over those of an end.
   */
  seek(day) {
    const { feature, b0, b1, e0, e1 } = this.tenure;
    for (let i = 0; i < this.size; i++) {
      this.status[i] = day < this.firstDay[i] ? BEFORE : AFTER;
      this.certainty[i] = 0;
    }
    for (let t = 0; t < feature.length; t++) {
      const f = feature[t];
      if (day < b0[t] || day >= e1[t]) continue;
      if (day >= b1[t] && day < e0[t]) {
        this.status[f] = BEARING;
        this.certainty[f] = 1;
      } else if (this.status[f] !== BEARING) {
        this.status[f] = UNCERTAIN;
        this.certainty[f] = this.#likelihood(t, day);
      }
    }
    return this.status;
  }

  #likelihood(t, day) {
    const { b0, b1, e0, e1 } = this.tenure;
    const begun = day >= b1[t] ? 1 : (day - b0[t] + 1) / (b1[t] - b0[t] + 1);
    if (day < e0[t]) return begun;
    if (e1[t] === NEVER) return begun * 0.5; // nobody has sourced the end: no fade can be right
    return begun * (1 - (day - e0[t] + 1) / (e1[t] - e0[t] + 1));
  }

  /** How many visible features have each status: {before, uncertain, bearing, after}. */
  counts() {
    const n = [0, 0, 0, 0];
    for (let i = 0; i < this.size; i++) if (this.visible[i]) n[this.status[i]]++;
    return Object.fromEntries(STATUS.map((s, k) => [s, n[k]]));
  }

  /** Show only features that match; each key takes a value or a list; {} shows all. */
  filter(criteria = {}) {
    const wanted = Object.entries(criteria).map(([key, value]) => [key, new Set([value].flat())]);
    const field = {
      id: (i) => this.features.id[i],
      kind: (i) => this.kind(i).id,
      group: (i) => this.kind(i).group,
      status: () => undefined, // known only on a day: see `shows`
      country: (i) => this.features.country[i],
    };
    for (const [key] of wanted) {
      if (!field[key]) throw new RangeError(`atlas.filter: unknown key "${key}"; use ${Object.keys(field).join(", ")}`);
    }
    const statuses = wanted.find(([key]) => key === "status")?.[1] ?? null;
    this.shownStatus = STATUS.map((s) => statuses === null || statuses.has(s));
    for (let i = 0; i < this.size; i++) {
      this.visible[i] = wanted.every(([key, set]) => key === "status" || set.has(field[key](i))) ? 1 : 0;
    }
    this.changes = this.#changeDays();
    this.changeRows = null;
  }

  /** Whether a feature passes the filter on the day last sought. */
  shows(i) {
    return this.visible[i] === 1 && this.shownStatus[this.status[i]];
  }

  /** How many visible features bear the name on the day last sought, by "kind" or "country". */
  bearingBy(field) {
    const bearing = new Map();
    for (let i = 0; i < this.size; i++) {
      if (!this.visible[i] || this.status[i] !== BEARING) continue;
      const key = field === "kind" ? this.kind(i).id : this.features.country[i];
      bearing.set(key, (bearing.get(key) ?? 0) + 1);
    }
    return bearing;
  }

  /** Rows of all begins and ends of visible features in order of their days, and how many lie up to a day. */
  changesUpTo(day) {
    const { feature, type, d1 } = this.data.events;
    this.changeRows ??= d1.map((_, row) => row)
      .filter((row) => this.visible[feature[row]] && this.data.types[type[row]].effect !== "neutral")
      .sort((a, b) => d1[a] - d1[b] || a - b);
    let lo = 0, hi = this.changeRows.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (d1[this.changeRows[mid]] <= day) lo = mid + 1;
      else hi = mid;
    }
    return { rows: this.changeRows, count: lo };
  }

  kind(i) {
    return this.data.kinds[this.features.kind[i]];
  }

  /** The name a feature goes by on a day: the toponym of that day, else its title. */
  nameOn(i, day, script = "latin") {
    const { from, to, name } = this.data.labels, { names } = this.data;
    let best = -1;
    for (const row of this.labelsOf[i]) {
      const inForce = (from[row] === null || from[row] <= day) && (to[row] === null || day < to[row]);
      if (inForce && (best < 0 || (from[row] ?? -NEVER) > (from[best] ?? -NEVER))) best = row;
    }
    if (best < 0) return this.features.title[i];
    return script === "latin" ? names.latin[name[best]] : names.name[name[best]];
  }

  /** First day of a change after `day`, or null. */
  nextChange(day) {
    const next = this.changes.find((d) => d > day);
    return next === undefined ? null : next;
  }

  /** Last day of a change before `day`, or null. */
  previousChange(day) {
    const previous = this.changes.findLast((d) => d < day);
    return previous === undefined ? null : previous;
  }
}
