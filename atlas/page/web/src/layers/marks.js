// The marks: every feature on one canvas, and which of them lies under the reader's finger.

import { inks, Sheet } from "./canvas.js";
import { growth, radius } from "../look.js";
import { Grid } from "./grid.js";
import { Places } from "./places.js";
import { hatched, paintContrast, paintMark } from "./shapes.js";
import { readsCanvas, StampBuffer, StampSheet } from "./stamp.js";
import { BEFORE, STEPS, UNCERTAIN } from "../model/store.js";
import { TILE, Tiles } from "./tiles.js";

const CONTRASTED = 1 + 4 * (STEPS + 1); // looks from here on are those of two days compared
const NEAR = 3; // pixels of a mark that reach into a box beside it
const CROWD = 1500; // marks that the ground keeps its lettering off, at most
const MARGIN = 20; // pixels around the view in which marks are still laid
const CELL = 32, COLUMNS = 4096; // pixels of a small square, and how many stand side by side
const AROUND = 100; // pixels around the view in which a pointer is still heard
const NONE = [];
const FAR = 30_000; // device pixels from the view: all that lies beyond is as far
const SPREAD = 10; // of so many tiles one that changes is enough for all marks to be laid
const TILED = 2; // times as long as among all of them it takes to lay a mark in a tile

const cellOf = (pixels) => Math.floor(pixels / CELL);

export class Marks extends Sheet {
  #buffer;
  #cells;
  #grid;
  #keys;
  #looked = "";
  #looks;
  #order;
  #pen;
  #shapeOf;
  #shapes;
  #spots;
  #tiles;
  #turns;
  /** The feature whose card is open, or null. */
  opened = null;

  /** @param {any} L Leaflet; {Store} store; {Outlines|null} outlines, which stand for their marks where there is room */
  constructor(L, store, outlines = null) {
    super(L, { pane: "atlasMarks", zIndex: 450, keeps: true });
    this.store = store;
    this.outlines = outlines;
  }

  onAdd(map) {
    this.lay();
    this.#buffer = readsCanvas() ? new StampBuffer() : new StampSheet();
    super.onAdd(map);
  }

  /** Take up the features that the store has now. */
  lay() {
    this.project();
    // Later draws on top: the least important first, and of equals the northern; neighbours lie close in memory, too.
    const { rank, lat } = this.store.features;
    this.#order = Uint32Array.from([...rank.keys()].sort((a, b) => rank[b] - rank[a] || lat[b] - lat[a] || this.store.inRecord(a, b)));
    const shapes = [...new Set(this.store.data.kinds.map((kind) => kind.shape))];
    this.#shapes = shapes;
    this.#shapeOf = Uint8Array.from(this.store.features.kind, (k) => shapes.indexOf(this.store.data.kinds[k].shape));
    this.#turns = new Uint32Array(this.store.size); // when each is drawn
    this.#order.forEach((row, turn) => { this.#turns[row] = turn; });
    this.#looked = "";
    this.#looks = new Uint8Array(this.store.size); // 0: not drawn; else status and shade
    this.#keys = new Uint16Array(this.store.size); // the stamps that they want, by turn
    this.#spots = { x: new Int16Array(this.store.size), y: new Int16Array(this.store.size), view: "" };
    this.stale = true;
  }

  /** Lay the features on the map's present projection. */
  project() {
    const { crs } = this.map.options;
    this.#tiles = null;
    this.places = new Places(this.store, (lat, lon) => crs.latLngToPoint(this.L.latLng(lat, lon), 0));
  }

  /** Bring the places to the view; the layers above the marks read them. */
  settle() {
    this.places.update(this.frame(), this.map.getZoom(), this.outlines?.settle());
  }

  radius(i) {
    return radius[this.store.features.rank[i]] * this.#grow();
  }

  /** Pixels from its middle that a mark may cover. */
  #reach(i) {
    return this.radius(i) * 1.4 + 2;
  }

  /** Marks grow with the zoom, a little. */
  #grow() {
    const { least, most, base, from_zoom, a_zoom } = growth;
    return Math.max(least, Math.min(most, base + (this.map.getZoom() - from_zoom) * a_zoom));
  }

  paint(context, size, ratio) {
    if (this.store.day === null) return;
    this.settle();
    const ink = inks(this.map.getContainer()), buffer = this.#buffer;
    const { width, height } = context.canvas;
    const kept = buffer.begin(context, width, height, `${this.#grow()} ${ratio} ${ink.red} ${this.store.settledOnly}`);
    const changed = this.#changed();
    this.#pen = { ink, ratio };
    if (!kept || this.stale) this.#tiles = null;
    if (!kept || this.stale || changed.length * 4 > this.store.size || (changed.length && !this.#repaint(context, changed, width, height))) {
      buffer.clear();
      this.#put(null);
      buffer.end(context);
    }
  }

  /** The rows that look otherwise than when they were last painted. */
  #changed() {
    const { touched, edition } = this.store, looked = `${edition} ${this.outlines?.turn}`, changed = [];
    const look = (i) => { if (this.#look(i)) changed.push(i); };
    if (looked === this.#looked) for (let k = 0; k < touched.size; k++) look(touched.rows[k]);
    else for (let i = 0; i < this.store.size; i++) look(i);
    this.#looked = looked;
    touched.clear();
    return changed;
  }

  /** Take up how a feature looks now; whether that is otherwise than before. */
  #look(i) {
    const { status, shade: shades, visible, shownStatus, contrast, against } = this.store, is = status[i], shade = is === UNCERTAIN ? shades[i] : 0;
    const own = against === null ? 1 + is * (STEPS + 1) + shade : CONTRASTED + contrast[i];
    const look = visible[i] && shownStatus[is] && !this.outlines?.drawn[i] ? own : 0;
    if (look === this.#looks[i]) return false;
    this.#looks[i] = look;
    this.#keys[this.#turns[i]] = look && (look * radius.length + this.store.features.rank[i]) * this.#shapes.length + this.#shapeOf[i];
    return true;
  }

  /** The device pixels that the marks' middles lie on, by turn. */
  #spotsNow() {
    const { ratio } = this.#pen, { x, y, view } = this.places, spots = this.#spots, near = (pixels) => Math.max(-FAR, Math.min(FAR, Math.round(pixels * ratio)));
    if (spots.places === this.places && spots.view === `${view} ${ratio}`) return spots;
    this.#order.forEach((row, turn) => {
      spots.x[turn] = near(x[row]);
      spots.y[turn] = near(y[row]);
    });
    return Object.assign(spots, { places: this.places, view: `${view} ${ratio}` });
  }

  /**
   * Paint anew the tiles that some rows touch, and nothing else; unless so many marks lie in them that all are as soon laid.
   * @returns {boolean} whether it has
   */
  #repaint(context, changed, width, height) {
    const buffer = this.#buffer, { x, y } = this.#spotsNow(), { ratio } = this.#pen;
    if (changed.length * SPREAD * TILE * TILE > width * height) return false;
    this.#tiles ??= new Tiles(x, y, (turn) => this.#reach(this.#order[turn]) * ratio + 1, width, height);
    const dirty = new Set();
    for (const i of changed) this.#tiles.each(this.#turns[i], (tile) => dirty.add(tile));
    let touched = 0;
    for (const tile of dirty) touched += this.#tiles.turnsOf(tile).length;
    if (touched * TILED > this.store.size) return false;
    for (const tile of dirty) {
      buffer.within(...this.#tiles.box(tile));
      buffer.clear();
      this.#put(this.#tiles.turnsOf(tile));
      buffer.end(context);
    }
    return true;
  }

  /** Lay marks as they look now: some, or all with null. */
  #put(turns) {
    const { x, y } = this.#spotsNow();
    this.#buffer.putAll(turns, this.#keys, x, y, (key, turn) => this.#stamp(key, this.#order[turn]));
  }

  #stamp(key, i) {
    const { ink, ratio } = this.#pen, shape = this.#shapes[this.#shapeOf[i]], size = this.radius(i);
    if (this.#looks[i] >= CONTRASTED) {
      const contrast = this.#looks[i] - CONTRASTED;
      this.#buffer.stamp(key, this.#reach(i), ratio, (small) => paintContrast(small, ink, { shape, contrast, radius: size }));
      return;
    }
    const look = this.#looks[i] - 1, status = Math.floor(look / (STEPS + 1)), certainty = (look % (STEPS + 1)) / STEPS;
    const estimated = !this.store.settledOnly, isHatched = status === UNCERTAIN && !estimated;
    this.#buffer.stamp(key, this.#reach(i), ratio,
      (small) => paintMark(small, ink, isHatched ? hatched(small, ink.red) : null, { shape, status, radius: size, certainty, estimated }));
  }

  /** Whether a feature's mark is drawn, and in view. */
  seen(i, size) {
    const { x, y } = this.places;
    return this.store.shows(i) && this.store.status[i] !== BEFORE
      && x[i] > -MARGIN && y[i] > -MARGIN && x[i] < size.x + MARGIN && y[i] < size.y + MARGIN;
  }

  /**
   * How many of the more important marks lie in a box of container pixels.
   * @param {number[]} box
   */
  crowd([left, top, right, bottom]) {
    this.settle();
    const { x, y } = this.places, cells = this.#cellsNow();
    let inside = 0;
    for (let j = cellOf(top - NEAR); j <= cellOf(bottom + NEAR); j++) {
      for (let k = cellOf(left - NEAR); k <= cellOf(right + NEAR); k++) {
        for (const i of cells.get(j * COLUMNS + k) ?? NONE) {
          if (x[i] > left - NEAR && x[i] < right + NEAR && y[i] > top - NEAR && y[i] < bottom + NEAR) inside += 1;
        }
      }
    }
    return inside;
  }

  /** The more important marks by the small square that they lie in: the ground asks for hundreds of boxes at each view. */
  #cellsNow() {
    const { x, y, view } = this.places, n = this.#order.length;
    if (this.#cells?.places === this.places && this.#cells.view === view) return this.#cells.cells;
    const cells = new Map();
    for (let k = Math.max(0, n - CROWD); k < n; k++) {
      const i = this.#order[k], key = cellOf(y[i]) * COLUMNS + cellOf(x[i]), cell = cells.get(key);
      if (cell) cell.push(i);
      else cells.set(key, [i]);
    }
    this.#cells = { places: this.places, view, cells };
    return cells;
  }

  #isMark(i) {
    return this.store.shows(i) && this.store.status[i] !== BEFORE && !this.outlines?.drawn[i];
  }

  /** All marks by the small square that they lie in; made anew for each view in which a pointer asks. */
  #gridNow() {
    const { places } = this, size = this.map.getSize(), view = `${places.view} ${size}`;
    if (this.#grid?.places !== places || this.#grid.view !== view) {
      this.#grid = { places, view, grid: new Grid(this.#order, places.x, places.y, size, AROUND) };
    }
    return this.#grid.grid;
  }

  /** The topmost mark under a point of the container, within finger's reach; null where there is none. */
  hit(point, reach = 12) {
    this.settle();
    const { x, y } = this.places;
    const far = reach + Math.max(...radius) * this.#grow();
    let best = null, least = reach;
    for (const turn of this.#gridNow().near(point.x, point.y, far)) {
      const i = this.#order[turn];
      if (Math.abs(x[i] - point.x) > far || Math.abs(y[i] - point.y) > far) continue;
      if (!this.#isMark(i)) continue;
      const distance = Math.hypot(x[i] - point.x, y[i] - point.y) - this.radius(i) * 0.5;
      if (distance <= least) [best, least] = [i, Math.max(0, distance)];
    }
    return best ?? this.outlines?.hit(point, reach) ?? null;
  }
}
