// The store: the record's columns as they came from Python, and what follows from them on a given day.

import { isoDay } from "../time/days.js";
import { Beside } from "./beside.js";
import { apart, Towns } from "./towns.js";
import { Likely } from "./likely.js";
import { RowSet } from "./rowset.js";
import { shades, statuses } from "../look.js";

/** As in atlas/record/tenures.py: where the tenures of a feature differ, the later in this order wins. */
export const STATUS = statuses;
export const [BEFORE, AFTER, UNCERTAIN, BEARING] = STATUS.keys();
/** As in atlas/record/contrast.py. */
export const CONTRASTS = ["neither", "kept", "lost", "gained", "both"];
export const [NEITHER, KEPT, LOST, GAINED, BOTH] = CONTRASTS.keys();
export const STEPS = shades; // of an uncertain mark
const NEVER = 2 ** 31 - 1;
const FAR = 2 ** 23; // days that lie beyond all years of the calendar
const HALF = 0.5; // from which likelihood on a feature counts as bearing the name, where two days are compared
const SERIES = 8; // series of days that are kept
const HALFWAY = 0.5; // to the next shade

/** Rows of a column store that belong to each of `n` owners: owner → list of row numbers. */
function rowsByOwner(owners, n) {
  const rows = Array.from({ length: n }, () => []);
  owners.forEach((owner, row) => rows[owner].push(row));
  return rows;
}

/** The same as two typed lists: the rows of owner i are `rows[start[i]]` to before `rows[start[i + 1]]`. */
function rowsOf(owners, n) {
  const start = new Uint32Array(n + 1), rows = new Uint32Array(owners.length);
  for (const owner of owners) start[owner + 1] += 1;
  for (let i = 0; i < n; i++) start[i + 1] += start[i];
  const next = start.slice();
  owners.forEach((owner, row) => { rows[next[owner]++] = row; });
  return { start, rows };
}

/** The rows of one owner at a time: owners that stand in order, as they mostly do, are looked up, and need no lists. */
class Owned {
  /** @param {number[]} owners @param {number} n how many there are */
  constructor(owners, n) {
    this.owners = owners;
    this.lists = owners.every((owner, row) => row === 0 || owners[row - 1] <= owner) ? null : rowsOf(owners, n);
  }

  /** @returns {number[]} */
  of(owner) {
    const { owners, lists } = this;
    if (lists) return Array.from(lists.rows.subarray(lists.start[owner], lists.start[owner + 1]));
    const from = upTo(owners, owner - 1), to = upTo(owners, owner);
    return Array.from({ length: to - from }, (_, k) => from + k);
  }
}

export class Store {
  /** @param {any} data the payload written by atlas/page/payload/columns.py; `table` has what it leaves to the page's table
   * @param {{source(number: number): any, note(id: string): string, says(id: string): any[]}} [table]
   * @param {(folder: string, name: string) => Promise<any>} [fetchPart] fetches what a large page leaves to parts beside it */
  constructor(data, table, fetchPart) {
    this.data = data;
    this.table = table;
    /** @type {Beside|null} */ this.beside = data.beside ? new Beside(data, fetchPart) : null;
    this.features = data.features;
    this.size = data.features.id.length;
    this.index = new Map(data.features.id.map((id, i) => [id, i]));
    this.status = new Uint8Array(this.size);
    /** How likely an uncertain feature bears the name, in steps of a shade. */
    this.shade = new Uint8Array(this.size);
    this.judgedOn = new Int32Array(this.size); // the days from which to before which that shade holds, for one that is uncertain
    this.dueOn = new Int32Array(this.size);
    this.visible = new Uint8Array(this.size).fill(1);
    this.countries = [...new Set(data.features.country)];
    const codes = new Map(this.countries.map((code, row) => [code, row]));
    this.countryOf = Uint16Array.from(data.features.country, (code) => codes.get(code));
    this.polities = [...new Set(data.features.polity)].filter(Boolean);
    const polities = new Map(this.polities.map((name, row) => [name, row]));
    this.polityOf = Uint16Array.from(data.features.polity, (name) => polities.get(name) ?? this.polities.length);
    this.shownStatus = STATUS.map(() => true);
    const t = data.tenures;
    this.tenure = {
      feature: Uint32Array.from(t.feature),
      uncertain_from: Int32Array.from(t.uncertain_from), bearing_from: Int32Array.from(t.bearing_from),
      bearing_until: Int32Array.from(t.bearing_until), gone_from: Int32Array.from(t.gone_from, (day) => day ?? NEVER),
    };
    this.tenuresOf = rowsOf(t.feature, this.size);
    this.likely = new Likely(data, this.tenure);
    /** @type {number|null} the day with which the one shown is compared */ this.against = null;
    this.contrast = new Uint8Array(this.size);
    this.other = new Float32Array(this.size);
    this.chosen = []; // what is shown: see filter
    /** @type {Map<string, {likely: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>}>} series by what they were asked of */ this.counted = new Map();
    this.settledOnly = false; // only what sources say: shades are then what the bounds alone would have them
    this.turns = this.#turns();
    this.day = null;
    this.judged = { certainty: 0, alone: -1 }; // of the feature judged last; `alone` the one tenure in which it is uncertain, or -1
    this.tally = new Int32Array(STATUS.length);
    this.bearing = { kind: new Int32Array(data.kinds.length), country: new Int32Array(this.countries.length),
      polity: new Int32Array(this.polities.length + 1) };
    this.rounds = new Uint32Array(this.size); // see `anew`
    this.round = 0;
    this.moving = new RowSet(this.size); // uncertain features, whose likelihood goes on changing
    this.changed = [];
    /** What looks otherwise than when somebody last emptied this, unless all may: then `edition` is another. */
    this.touched = new RowSet(this.size);
    this.edition = 0;
    this.stirred = false;
    this.labelsOf = rowsByOwner(data.labels.name.map((row) => data.names.feature[row]), this.size);
    this.changes = this.#changeDays();
    this.changeRows = null;
    /** @type {Owned} */ this.ownEvents = undefined;
    /** @type {Owned} */ this.ownAttestations = undefined;
    /** @type {Owned} */ this.ownNames = undefined;
    /** @type {Towns|null} */ this.ownTowns = undefined;
    /** @type {Uint32Array} */ this.open = undefined;
  }

  // What only cards and the search read is sorted out when one of them first asks.
  /** The towns that can be looked for, or null where the record has none. */
  get towns() {
    this.ownTowns ??= this.data.towns ? new Towns(this.data.towns, this.data.tongues) : null;
    return this.ownTowns;
  }

  /** Rows of the features of a town, the most important first. */
  inTown(town) {
    const { rank } = this.features;
    return this.features.town.flatMap((row, i) => (row === town ? [i] : [])).sort((a, b) => rank[a] - rank[b] || a - b);
  }

  /** The features nearest to a town of which they are not: [{row, km}], the nearest first. */
  nearTown(town, most) {
    const { lat, lon } = this.data.towns, { features } = this;
    return features.id.map((_, i) => ({ row: i, km: apart(lat[town], lon[town], features.lat[i], features.lon[i]) }))
      .filter(({ row }) => features.town[row] !== town).sort((a, b) => a.km - b.km || a.row - b.row).slice(0, most);
  }

  /** Rows of the events of a feature. */
  eventsOf(i) {
    return (this.ownEvents ??= new Owned(this.data.events.feature, this.size)).of(i);
  }

  /** Rows of the attestations of an event. */
  attestationsOf(event) {
    if (this.beside) return this.beside.attestationsOf(event);
    return (this.ownAttestations ??= new Owned(this.data.attestations.event, this.data.events.feature.length)).of(event);
  }

  /** Rows of the names of a feature. */
  namesOf(i) {
    return (this.ownNames ??= new Owned(this.data.names.feature, this.size)).of(i);
  }

  /** One value of a column: a card needs few of texts that take long to unpack. */
  valueOf(table, key, row) {
    const columns = this.data[table], away = this.beside?.valueOf(table, key, row);
    return away !== undefined ? away : columns.at ? columns.at(key, row) : columns[key][row];
  }

  /** A source {title, origin, url, copy, grade, caution}: from the payload, or from the page's table, which has it once for both. */
  sourceOf(number) {
    const { sources } = this.data, away = this.beside?.source(number);
    if (away) return away;
    if (!sources) return this.table.source(number);
    const row = sources.row ? sources.row.indexOf(number) : number; // with parts, those that the page itself cites
    return Object.fromEntries(Object.keys(sources).map((key) => [key, this.valueOf("sources", key, row)]));
  }

  /** How the texts of some features stand, which a large page leaves to parts beside it: "here", "coming" or "missing". */
  textsOf(rows) {
    return this.beside ? this.beside.state(rows) : "here";
  }

  /** Fetch the texts of some features: when they have come, or could not; null where they are here. @returns {Promise<any>|null} */
  bring(rows) {
    return this.beside ? this.beside.bring(rows) : null;
  }

  /** The title of a feature. */
  titleOf(i) {
    return this.valueOf("features", "title", i);
  }

  /** Latitude and longitude of a feature. */
  placeOf(i) {
    return [this.features.lat[i], this.features.lon[i]];
  }

  /** The note on a feature, from the payload or from the page's table; "" for none. */
  noteOf(i) {
    return "note" in this.features || this.beside ? this.valueOf("features", "note", i) : this.table.note(this.features.id[i]);
  }

  /** What the row of a feature in the page's table tells beyond its text: its link leads to a day on which it bears the name. */
  rowOf(id, { first, last }) {
    const i = this.index.get(id), { latest } = this.data.events, events = this.eventsOf(i);
    return {
      href: `#date=${isoDay(this.bearingDay(i, first, first, last) ?? last)}&open=${id}`,
      days: events.map((row) => isoDay(latest[row])),
      details: this.beside ? null : events.map((row) => this.valueOf("events", "detail", row)),
      note: "note" in this.features ? this.noteOf(i) : "",
    };
  }

  /** What the sources say of a milestone: [{edtf, text, source}], from the payload or from the page's list. */
  saysOf(milestone) {
    milestone.says ??= this.table.says(milestone.id);
    return milestone.says;
  }

  /** Sorted days on which something begins or ends, among the visible features. */
  #changeDays() {
    const { feature, type, latest } = this.data.events;
    const days = new Set();
    feature.forEach((f, row) => {
      if (this.visible[f] && this.data.types[type[row]].effect !== "neutral") days.add(latest[row]);
    });
    return Int32Array.from(days).sort();
  }

  /** The days on which some feature's status can turn, in order, with the feature: the index over time. */
  #turns() {
    const { feature, uncertain_from, bearing_from, bearing_until, gone_from } = this.tenure, bounds = [uncertain_from, bearing_from, bearing_until, gone_from];
    const turns = new Float64Array(bounds.length * feature.length); // day and feature as one number: numbers are sorted ten times as quickly as pairs
    let count = 0;
    for (let t = 0; t < feature.length; t++) {
      for (let k = 0; k < bounds.length; k++) {
        const day = bounds[k][t];
        if (day !== NEVER && !bounds.some((bound, before) => before < k && bound[t] === day)) turns[count++] = (day + FAR) * this.size + feature[t];
      }
    }
    const sorted = turns.subarray(0, count).sort();
    return { day: Int32Array.from(sorted, (turn) => Math.floor(turn / this.size) - FAR), feature: Uint32Array.from(sorted, (turn) => turn % this.size) };
  }

  /**
   * Status of every feature on a day, into `this.status`; and in `this.shade` how likely an uncertain one bears the
   * name: by the estimate, or by its bounds alone (see `setBasis`).
   * A move costs what turns between the two days: `this.changed` lists the features whose status did,
   * `this.stirred` says whether anything looks different now.
   */
  seek(day) {
    const { turns } = this;
    this.changed = [];
    this.stirred = false;
    if (this.day === null) {
      for (let i = 0; i < this.size; i++) this.#turn(i, day);
      this.#count();
    } else if (day !== this.day) {
      // A turn on day T parts the days before T from T and after: those in (earlier, later] lie between.
      const from = upTo(turns.day, Math.min(day, this.day)), to = upTo(turns.day, Math.max(day, this.day));
      if (to - from > this.size) for (let i = 0; i < this.size; i++) this.#turn(i, day);
      else for (let k = from; k < to; k++) this.#turn(turns.feature[k], day);
      this.#judgeDue(day);
    }
    this.day = day;
    if (this.against !== null) this.#compare();
    return this.status;
  }

  /** Judge anew what is uncertain and has another shade by now. */
  #judgeDue(day) {
    const { judgedOn, dueOn, moving } = this, { rows } = moving;
    for (let k = moving.size - 1; k >= 0; k--) if (day < judgedOn[rows[k]] || day >= dueOn[rows[k]]) this.#turn(rows[k], day);
  }

  /** Bring one feature, and the counts with it, to a day. */
  #turn(i, day) {
    const was = this.status[i], shaded = this.shade[i], is = this.#judge(i, day), { certainty, alone } = this.judged;
    const shade = (this.shade[i] = Math.round(certainty * STEPS));
    this.judgedOn[i] = day;
    // Most are uncertain in one tenure, along a line that is straight for years: none need be asked anew on every day.
    this.dueOn[i] = alone < 0 || this.settledOnly ? day + 1 : this.likely.crosses(alone, day, (shade - HALFWAY) / STEPS, (shade + HALFWAY) / STEPS);
    if (is === UNCERTAIN) this.moving.add(i);
    else if (was === UNCERTAIN) this.moving.delete(i);
    if (shaded !== shade || was !== is) {
      this.stirred = true;
      this.touched.add(i);
    }
    if (was === is) return;
    this.status[i] = is;
    this.changed.push(i);
    if (this.visible[i] && this.day !== null) this.#tell(i, was, is);
  }

  /** The status of a feature on a day, which its strongest tenure has; how likely it is, and in which tenure, goes into `this.judged`. */
  #judge(i, day) {
    const { start, rows } = this.tenuresOf, { uncertain_from, bearing_from, bearing_until, gone_from } = this.tenure;
    let is = AFTER, certainty = 0, first = NEVER, alone = -1;
    for (let k = start[i], end = start[i + 1]; k < end; k++) {
      const t = rows[k];
      if (uncertain_from[t] < first) first = uncertain_from[t];
      if (day < uncertain_from[t] || day >= gone_from[t]) continue;
      if (day >= bearing_from[t] && day < bearing_until[t]) [is, certainty] = [BEARING, 1];
      else if (is !== BEARING) {
        alone = is === UNCERTAIN ? -1 : t;
        is = UNCERTAIN;
        certainty = this.settledOnly ? Math.max(certainty, this.likely.evenly(t, day)) : certainty + this.likely.at(t, day);
      }
    }
    this.judged.certainty = Math.min(1, certainty);
    this.judged.alone = is === UNCERTAIN ? alone : -1;
    return day < first ? BEFORE : is;
  }

  /** How likely a feature bears the name on the day last sought, as it is shown: of one that is uncertain, its part of 1. */
  certaintyOf(i) {
    this.#judge(i, this.day);
    return this.judged.certainty;
  }

  #tell(i, was, is) {
    this.tally[was] -= 1;
    this.tally[is] += 1;
    const step = Number(is === BEARING) - Number(was === BEARING);
    this.bearing.kind[this.features.kind[i]] += step;
    this.bearing.country[this.countryOf[i]] += step;
    this.bearing.polity[this.polityOf[i]] += step;
  }

  /** Count anew: when the filter has changed. */
  #count() {
    this.tally.fill(0);
    for (const counts of Object.values(this.bearing)) counts.fill(0);
    for (let i = 0; i < this.size; i++) {
      if (!this.visible[i]) continue;
      this.tally[this.status[i]] += 1;
      if (this.status[i] !== BEARING) continue;
      this.bearing.kind[this.features.kind[i]] += 1;
      this.bearing.country[this.countryOf[i]] += 1;
      this.bearing.polity[this.polityOf[i]] += 1;
    }
  }

  /** Show the estimate, or, with `settledOnly`, what sources say and how far a day lies within their bounds. */
  setBasis(settledOnly) {
    if (this.settledOnly === settledOnly) return;
    this.settledOnly = settledOnly;
    if (this.day === null) return;
    this.edition += 1;
    for (let k = this.moving.size - 1; k >= 0; k--) this.#turn(this.moving.rows[k], this.day);
    if (this.against !== null) this.compareWith(this.against);
    this.stirred = true;
  }

  /** Compare every day from now on with another one; null ends that. `this.contrast` says how each feature then stands. */
  compareWith(day) {
    this.against = day;
    this.edition += 1;
    this.contrast.fill(0);
    if (day === null) return;
    for (let i = 0; i < this.size; i++) this.other[i] = this.#chanceOn(i, day);
    this.#compare();
  }

  /** Whether a feature bears the name on a day, as chances go: by the estimate, or by sources alone. */
  #chanceOn(i, day) {
    const { start, rows } = this.tenuresOf, { uncertain_from, bearing_from, bearing_until, gone_from } = this.tenure;
    let chance = 0;
    for (let k = start[i]; k < start[i + 1]; k++) {
      const t = rows[k];
      if (day < uncertain_from[t] || day >= gone_from[t]) continue;
      if (day >= bearing_from[t] && day < bearing_until[t]) return 1;
      if (!this.settledOnly) chance += this.likely.at(t, day);
    }
    return chance;
  }

  /** How each feature stands on the day last sought beside the other: as atlas/record/contrast.py has it. */
  #compare() {
    const { contrast, other, day, against } = this, turned = day < against;
    for (let i = 0; i < this.size; i++) {
      const here = this.#chanceOn(i, day) >= HALF, there = other[i] >= HALF;
      contrast[i] = here && there ? KEPT : here === there ? NEITHER : here === turned ? LOST : GAINED;
    }
    this.#markPassing(Math.min(day, against), Math.max(day, against));
    this.stirred = true;
    this.edition += 1;
  }

  /** What was lost and got between two days, or got and lost, which neither of them shows. */
  #markPassing(first, last) {
    const { contrast } = this, { feature, type, earliest, latest } = this.data.events;
    for (let row = 0; row < feature.length; row++) {
      if (earliest[row] <= first || latest[row] > last) continue;
      const { effect } = this.data.types[type[row]], i = feature[row];
      if ((effect === "end" && contrast[i] === KEPT) || (effect === "begin" && contrast[i] === NEITHER)) contrast[i] = BOTH;
    }
  }

  /** How many visible features stand in each way to the two days compared: {neither, kept, lost, gained, both}. */
  contrastCounts() {
    const counts = Object.fromEntries(CONTRASTS.map((name) => [name, 0]));
    for (let i = 0; i < this.size; i++) if (this.visible[i]) counts[CONTRASTS[this.contrast[i]]] += 1;
    return counts;
  }

  /** How likely a feature bears the name on the day last sought, whatever is shown. */
  chance(i) {
    return this.status[i] === BEARING ? 1 : this.status[i] === UNCERTAIN ? this.likely.count(this.day, [i], 0, this.tenuresOf).likely : 0;
  }

  /** The visible features that no source settles on the day last sought. */
  #open() {
    const { visible, moving: { rows, size } } = this;
    this.open ??= new Uint32Array(this.size);
    let n = 0;
    for (let k = 0; k < size; k++) if (visible[rows[k]]) this.open[n++] = rows[k];
    return this.open.subarray(0, n);
  }

  /** How many visible features bear the name by the estimate, on the day last sought: {likely, low, high}. */
  likelyCount() {
    return this.likely.count(this.day, this.#open(), this.tally[BEARING], this.tenuresOf);
  }

  /** The same on many days, as three lists; with only what sources say, low is what surely bears it, high what may. */
  series(days) {
    const asked = JSON.stringify([this.chosen, this.settledOnly, days]);
    if (!this.counted.has(asked)) {
      if (this.counted.size >= SERIES) this.counted.clear();
      this.counted.set(asked, this.likely.series(days, this.visible, this.settledOnly));
    }
    return this.counted.get(asked);
  }

  /** How many visible features have each status: {before, uncertain, bearing, after}. */
  counts() {
    return Object.fromEntries(STATUS.map((s, k) => [s, this.tally[k]]));
  }

  /** Show only features that match; each key takes a value or a list; {} shows all. */
  filter(criteria = {}) {
    const wanted = Object.entries(criteria).map(([key, value]) => /** @type {[string, Set<any>]} */ ([key, new Set([value].flat())]));
    const field = {
      id: (i) => this.features.id[i],
      kind: (i) => this.kind(i).id,
      group: (i) => this.kind(i).group,
      status: () => undefined, // known only on a day: see `shows`
      country: (i) => this.features.country[i],
      polity: (i) => this.features.polity[i],
    };
    for (const [key, values] of wanted) {
      if (!Object.hasOwn(field, key)) throw new RangeError(`atlas.filter: unknown key "${key}"; use ${Object.keys(field).join(", ")}`);
      for (const value of values) {
        if (typeof value !== "string") throw new TypeError(`atlas.filter: "${key}" takes a text or a list of texts, not ${JSON.stringify(value)}`);
      }
    }
    this.chosen = wanted.map(([key, values]) => [key, ...values]);
    const shown = wanted.find(([key]) => key === "status")?.[1] ?? null;
    this.shownStatus = STATUS.map((s) => shown === null || shown.has(s));
    for (let i = 0; i < this.size; i++) {
      this.visible[i] = wanted.every(([key, set]) => key === "status" || set.has(field[key](i))) ? 1 : 0;
    }
    this.changes = this.#changeDays();
    this.changeRows = null;
    this.edition += 1;
    this.#count();
  }

  /** Whether any feature, or any status, has this value for a key of the filter. */
  knows(key, value) {
    if (key === "status") return STATUS.includes(value);
    if (key === "country") return this.countries.includes(value);
    if (key === "polity") return this.polities.includes(value);
    if (key === "id") return this.index.has(value);
    return this.data.kinds.some((kind) => kind[key === "kind" ? "id" : "group"] === value);
  }

  /** The day from `first` to `last`, nearest to `day`, on which a feature bears the name for certain, else perhaps; null for none. */
  bearingDay(i, day, first, last) {
    const { start, rows } = this.tenuresOf, { uncertain_from, bearing_from, bearing_until, gone_from } = this.tenure;
    for (const [from, to] of [[bearing_from, bearing_until], [uncertain_from, gone_from]]) {
      let best = null;
      for (let k = start[i]; k < start[i + 1]; k++) {
        const earliest = Math.max(from[rows[k]], first), latest = Math.min(to[rows[k]] - 1, last);
        if (earliest > latest) continue;
        const near = Math.max(earliest, Math.min(latest, day));
        if (best === null || Math.abs(near - day) < Math.abs(best - day)) best = near;
      }
      if (best !== null) return best;
    }
    return null;
  }

  /** Whether a feature passes the filter on the day last sought. */
  shows(i) {
    return this.visible[i] === 1 && this.shownStatus[this.status[i]];
  }

  /** How many visible features bear the name on the day last sought, by "kind", "country" or "polity": Map of id → number. */
  bearingBy(field) {
    const ids = field === "kind" ? this.data.kinds.map((kind) => kind.id) : field === "country" ? this.countries : this.polities;
    return new Map(ids.map((id, row) => [id, this.bearing[field][row]]));
  }

  /** An empty set of features, to be used up before the next is asked for: it takes no memory, and no time. */
  anew() {
    const { rounds } = this, round = ++this.round;
    return { has: (i) => rounds[i] === round, add: (i) => { rounds[i] = round; } };
  }

  /** Rows of all begins and ends of visible features in order of their days, and how many lie up to a day. */
  changesUpTo(day) {
    const { feature, type, latest } = this.data.events;
    this.changeRows ??= latest.map((_, row) => row)
      .filter((row) => this.visible[feature[row]] && this.data.types[type[row]].effect !== "neutral")
      .sort((a, b) => latest[a] - latest[b] || a - b);
    return { rows: this.changeRows, count: upTo(this.changeRows, day, (row) => latest[row]) };
  }

  /** Changes after one day and up to another, in order: rows of those that lie between, and of those that may. */
  changesWithin(first, last) {
    const { earliest, latest } = this.data.events, { rows } = this.changesUpTo(last);
    const within = (row) => earliest[row] > first && latest[row] <= last;
    return { rows: rows.filter(within), perhaps: rows.filter((row) => !within(row) && earliest[row] <= last && latest[row] > first) };
  }

  /** Which of two features stands first in the record, where nothing else tells: less than 0 for the first. */
  inRecord(a, b) {
    const { row } = this.features; // of a page of tiles, which come in any order
    return row ? row[a] - row[b] : a - b;
  }

  /** All begins and ends that may lie between two days: [{from, to, row, effect}]; one that stands for `many` says so. */
  dated(first, last) {
    const { earliest, latest, type } = this.data.events;
    return earliest.map((from, row) => ({ from, to: latest[row], row, effect: this.data.types[type[row]].effect }))
      .filter((c) => c.effect !== "neutral" && c.to >= first && c.from <= last);
  }

  /** Those of such a list that are of visible features. */
  datedShown(changes) {
    const { feature } = this.data.events;
    return changes.filter(({ row }) => this.visible[feature[row]]);
  }

  /** What has begun and ended in the year of a day up to it, where that is known otherwise than by the events (see wake.js).
   * @returns {((day: number) => {year: number, begun: number, ended: number})|null} */
  get yearTally() {
    return null;
  }

  /** How many features have a value of a column: "country", "polity". */
  howMany(key, value) {
    return this.features[key].reduce((sum, one) => sum + Number(one === value), 0);
  }

  /** How many features the filter leaves, and of how many. */
  left() {
    return { left: this.visible.reduce((sum, one) => sum + one, 0), size: this.size };
  }

  /** The kinds, as rows, of which there are features. */
  kindsUsed() {
    return new Set(this.features.kind);
  }

  /** The places, latitude and longitude, of the features that have a value of a column. */
  placesWith(key, value) {
    return this.features.id.flatMap((_, i) => (this.features[key][i] === value ? [this.placeOf(i)] : []));
  }

  /** The places of the features that pass the filter on the day last sought. */
  placesShown() {
    return this.features.id.flatMap((_, i) => (this.shows(i) ? [this.placeOf(i)] : []));
  }

  kind(i) {
    return this.data.kinds[this.features.kind[i]];
  }

  /**
   * The name a feature goes by on a day: the first toponym of that day in the order of the record, which puts the language
   * of its tenure first (as atlas/record/names.py has it); else its title, or what is said `otherwise`.
   */
  nameOn(i, day, script = "latin", otherwise = () => this.titleOf(i)) {
    const { from, to, name } = this.data.labels;
    const row = this.labelsOf[i].find((k) => (from[k] === null || from[k] <= day) && (to[k] === null || day < to[k]));
    return row === undefined ? otherwise() : this.valueOf("names", script === "latin" ? "latin" : "name", name[row]);
  }

  /** Whether a feature has names, but none of which it is known that it bore them on a day. */
  nameless(i, day) {
    const { from, to } = this.data.labels, rows = this.labelsOf[i];
    return rows.length > 0 && !rows.some((k) => (from[k] === null || from[k] <= day) && (to[k] === null || day < to[k]));
  }

  /** First day of a change after `day`, or null. */
  nextChange(day) {
    return this.changes[upTo(this.changes, day)] ?? null;
  }

  /** Last day of a change before `day`, or null. */
  previousChange(day) {
    return this.changes[upTo(this.changes, day - 1) - 1] ?? null;
  }
}

/** How many entries of a rising list are not after `day`. */
export function upTo(list, day, dayOf = (entry) => entry) {
  let lo = 0, hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (dayOf(list[mid]) <= day) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}
