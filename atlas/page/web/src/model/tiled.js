// A store that has of very many features an overview and those of the tiles in view; what it counts it knows from a summary.

import { Beside } from "./beside.js";
import { table } from "./pack.js";
import { Store, STATUS } from "./store.js";
import { Summary } from "./summary.js";
import { isoDay } from "../time/days.js";

/** @typedef {{row: number, id: string, title: string, settlement: string, country: string, polity: string, kind: number, rank: number,
 *   uncertain_from?: number, bearing_from?: number, bearing_until?: number, gone_from?: number, more: string}} Point */

const BOUNDS = ["uncertain_from", "bearing_from", "bearing_until", "gone_from"];
const GROWING = ["features", "tenures", "names", "labels", "events"];
const MOST = 150_000; // features that are kept at hand, at most, unless one view has more
const OWN = ["id", "title", "settlement", "country", "polity", "kind", "rank"];

/** Parts beside the page, which number features and events as the record does. */
class TiledBeside extends Beside {
  partOf(i) {
    const { beside: { axis, at, right }, features: { lat, lon, row } } = this.data, place = [lat[i], lon[i], row[i]];
    let node = 0;
    while (axis[node] >= 0) node = place[axis[node]] < at[node] ? node + 1 : right[node];
    return at[node];
  }

  valueOf(name, key, row) {
    return super.valueOf(name, key, name === "attestations" ? row : this.data[name]?.row?.[row] ?? row);
  }

  attestationsOf(event) {
    return super.attestationsOf(this.data.events.row[event]);
  }
}

/** The payload with tables that can grow. */
function growing(data) {
  const whole = { ...data };
  for (const name of GROWING) whole[name] = Object.fromEntries(Object.keys(data[name]).map((key) => [key, Array.from(data[name][key])]));
  return whole;
}

export class TiledStore extends Store {
  #first;

  /** @param {any} data the payload of atlas/page/payload/tiled.py, unpacked */
  constructor(data, page, fetchPart, most = MOST) {
    super(growing(data), page, fetchPart);
    this.beside = new TiledBeside(this.data, fetchPart);
    this.fetchPart = fetchPart;
    this.summary = new Summary(data);
    this.rowOfRecord = new Map(this.data.features.row.map((row, i) => [row, i]));
    this.overview = this.size;
    this.most = most;
    this.#first = Object.fromEntries(GROWING.map((name) => [name, Object.values(this.data[name])[0].length]));
    /** @type {Set<number>} of the record: features of the tiles in view */ this.inView = new Set();
    this.criteria = {};
    this.exact = true; // whether the summary counts what the filter leaves
    this.settledOnly = true;
    this.#nameLands();
    this.#choose();
  }

  /** Countries and polities are those of all features, not only of those that are here. */
  #nameLands() {
    const { country, polity } = this.summary.cells;
    this.countries = [...new Set(country)];
    this.polities = [...new Set(polity)].filter(Boolean);
    this.countryOf = Uint16Array.from(this.features.country, (code) => this.countries.indexOf(code));
    this.polityOf = Uint16Array.from(this.features.polity, (name) => (name ? this.polities.indexOf(name) : this.polities.length));
    this.bearing = { ...this.bearing, country: new Int32Array(this.countries.length), polity: new Int32Array(this.polities.length + 1) };
  }

  /** Fetch the counts of each cell: then filters are counted exactly. */
  async bringCounts() {
    const { folder } = this.data.beside, held = await this.fetchPart(folder, this.data.tiles.counts), none = () => [];
    const [turns, changes] = [held.turns, held.changes].map((packed) => table(packed, none, none, none));
    this.summary.take(turns, changes, held.turns_of, held.changes_of);
    this.#choose();
  }

  /** Whether more features would be at hand than are kept, if those of some tiles came to them. @param {Point[]} points */
  overflows(points) {
    const fresh = points.filter(({ row }) => !this.rowOfRecord.has(row)).length;
    return fresh > 0 && this.size > this.overview && this.size + fresh > this.most;
  }

  /** Let go of all that has come with tiles: what comes next are other rows. */
  forget() {
    for (const name of GROWING) for (const column of Object.values(this.data[name])) column.length = this.#first[name];
    this.rowOfRecord = new Map(this.data.features.row.map((row, i) => [row, i]));
  }

  /**
   * Take up the features of the tiles in view. @param {Point[]} points
   * @returns {boolean} whether anything is shown otherwise
   */
  fill(points) {
    const { day, beside, summary, data, inView: before } = this, held = data.features.id.length;
    this.inView = new Set(points.map(({ row }) => row));
    for (const point of points) if (!this.rowOfRecord.has(point.row)) this.#add(point); // one on the seam of two tiles is in both
    if (data.features.id.length > held) {
      Object.assign(this, new Store(data, this.table, this.fetchPart), { beside, summary, settledOnly: true, edition: this.edition });
      this.#nameLands();
      super.filter(this.criteria);
      this.#mask();
      if (day !== null) super.seek(day);
      this.changed = []; // nothing of it has happened just now
    } else if (before.size === this.inView.size && [...before].every((row) => this.inView.has(row))) return false;
    this.#choose();
    this.stirred = true;
    return true;
  }

  #add(point) {
    const { features, events, names } = this.data, feature = features.id.length, event = events.feature.length, name = names.feature.length;
    const [lat, lon, accuracy, basis, spans, first, happened, called, labelled] = JSON.parse(point.more);
    const from = (step) => (step === null ? null : event + step);
    this.rowOfRecord.set(point.row, feature);
    this.#put("features", { ...Object.fromEntries(OWN.map((key) => [key, point[key] ?? ""])), lat, lon, accuracy, basis, row: point.row });
    const own = point.uncertain_from === undefined ? [] : [BOUNDS.map((bound) => point[bound] ?? null)];
    for (const span of [...own, ...spans]) {
      this.#put("tenures", { feature, ...Object.fromEntries(BOUNDS.map((bound, k) => [bound, span[k]])), rise: 0, fall: 0, stratum: 0 });
    }
    happened.forEach(([type, earliest, span, edtf, marks], k) => this.#put("events", {
      feature, type, earliest, latest: earliest + span, edtf: edtf || isoDay(earliest), disputed: marks & 1, weak: marks >> 1, row: first + k,
    }));
    for (const [said, latin, lang, since, until] of called) {
      this.#put("names", { feature, name: said, latin: latin || said, lang, since: from(since), until: from(until) });
    }
    for (const [which, since, until] of labelled) this.#put("labels", { name: name + which, from: since, to: until });
  }

  #put(name, row) {
    const columns = this.data[name];
    for (const [key, value] of Object.entries(row)) columns[key].push(value);
  }

  /** Of what passes the filter, only the overview and what is in the tiles in view is laid on the map. */
  #mask() {
    const { row } = this.features;
    for (let i = this.overview; i < this.size; i++) if (!this.inView.has(row[i])) this.visible[i] = 0;
  }

  #choose() {
    super.filter(this.criteria);
    this.#mask();
    this.exact = this.summary.choose(this.criteria);
    if (!this.exact) return;
    this.changes = Int32Array.from(new Set(this.summary.changes.map(({ to }) => to))).sort();
  }

  filter(criteria = {}) {
    super.filter(criteria); // which refuses what cannot be asked
    this.criteria = criteria;
    this.#choose();
  }

  /** A page of tiles has no estimate: marks and counts rest on what sources say. */
  setBasis() {}

  /** Nor can it compare days: it has not all that it would count. */
  compareWith() {}

  counts() {
    if (!this.exact || this.day === null) return super.counts();
    return Object.fromEntries(this.summary.tally(this.day).map((count, k) => [STATUS[k], count]));
  }

  likelyCount() {
    const { bearing, uncertain } = this.counts();
    return { likely: bearing, low: bearing, high: bearing + uncertain };
  }

  series(days) {
    return this.exact ? this.summary.series(days) : this.likely.series(days, this.visible, this.settledOnly); // more come, and are not kept
  }

  bearingBy(field) {
    return this.exact ? this.summary.bearingBy(field, this.day) : super.bearingBy(field);
  }

  dated(first, last) {
    return this.summary.dated(first, last);
  }

  datedShown(changes) {
    if (!this.exact) return super.dated(-Infinity, Infinity).filter(({ row }) => this.visible[this.data.events.feature[row]]);
    return this.summary.changes.length ? this.summary.changes : changes.slice(0, 0);
  }

  get yearTally() {
    return this.summary && this.exact ? (day) => this.summary.yearTally(day) : null;
  }

  howMany(key, value) {
    return this.summary.howMany(key, value);
  }

  left() {
    return { left: this.exact ? this.summary.left : super.left().left, size: this.summary.total };
  }

  kindsUsed() {
    return new Set(this.summary.cells.kind);
  }


  placesWith(key, value) {
    return this.summary.corners(key, value);
  }

  placesShown() {
    return this.exact ? this.summary.corners() : super.placesShown();
  }
}
