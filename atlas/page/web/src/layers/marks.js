// The marks: every feature on one canvas, and which of them lies under the reader's finger.

import { canvasLayer, inks } from "./canvas.js";
import { Places } from "./places.js";
import { hatching, paintMark } from "./shapes.js";
import { readsCanvas, StampBuffer, StampSheet } from "./stamp.js";
import { BEFORE, STEPS, UNCERTAIN } from "../model/store.js";
import { Tiles } from "./tiles.js";

const RADIUS = [0, 6.6, 5.2, 4.4, 3.8, 3.2]; // pixels, by rank
const NEAR = 3; // pixels of a mark that reach into a box beside it
const CROWD = 1500; // marks that the ground keeps its lettering off, at most
const MARGIN = 20; // pixels around the view in which marks are still laid

export function marksLayer(L, store) {
  const Layer = canvasLayer(L).extend({
    options: { pane: "atlasMarks", zIndex: 450, keeps: true },
    /** The feature whose card is open, or null. */
    opened: null,

    onAdd(map) {
      this.project();
      // Later draws on top: the least important first, and of equals the northern; neighbours lie close in memory, too.
      const { rank, lat } = store.features;
      this._order = Uint32Array.from([...rank.keys()].sort((a, b) => rank[b] - rank[a] || lat[b] - lat[a] || a - b));
      const shapes = [...new Set(store.data.kinds.map((kind) => kind.shape))];
      this._shapes = shapes;
      this._shapeOf = Uint8Array.from(store.features.kind, (k) => shapes.indexOf(store.data.kinds[k].shape));
      this._looks = new Uint8Array(store.size); // 0: not drawn; else status and shade
      this._keys = new Uint16Array(store.size); // the stamps that they want
      this._buffer = readsCanvas() ? new StampBuffer() : new StampSheet();
      Layer.__super__.onAdd.call(this, map);
    },

    /** Lay the features on the map's present projection. */
    project() {
      const { crs } = this._map.options;
      this._tiles = null;
      this.places = new Places(store, (lat, lon) => crs.latLngToPoint(L.latLng(lat, lon), 0));
    },

    /** Bring the places to the view; the layers above the marks read them. */
    settle() {
      this.places.update(this.frame(), this._map.getZoom());
    },

    radius(i) {
      return RADIUS[store.features.rank[i]] * this._grow();
    },

    /** Pixels from its middle that a mark may cover. */
    _reach(i) {
      return this.radius(i) * 1.4 + 2;
    },

    /** Marks grow with the zoom, a little. */
    _grow() {
      return Math.max(0.82, Math.min(1.7, 0.8 + (this._map.getZoom() - 3.5) * 0.13));
    },

    paint(context, size, ratio) {
      if (store.day === null) return;
      this.settle();
      const ink = inks(this._map.getContainer()), buffer = this._buffer;
      const { width, height } = context.canvas;
      const kept = buffer.begin(context, width, height, `${this._grow()} ${ratio} ${ink.red}`);
      const changed = this._changed();
      this._pen = { ink, ratio };
      if (!kept || this._stale || changed.length * 4 > store.size) {
        if (!kept || this._stale) this._tiles = null;
        buffer.clear();
        this._put(this._order);
        buffer.end(context);
      } else if (changed.length) {
        this._repaint(context, changed, width, height);
      }
    },

    /** The rows that look otherwise than when they were last painted. */
    _changed() {
      const { status, certainty, visible, shownStatus } = store, { rank } = store.features, looks = this._looks, changed = [];
      for (let i = 0; i < looks.length; i++) {
        const is = status[i], shade = is === UNCERTAIN ? Math.round(certainty[i] * STEPS) : 0;
        const look = visible[i] && shownStatus[is] ? 1 + is * (STEPS + 1) + shade : 0;
        if (look === looks[i]) continue;
        looks[i] = look;
        this._keys[i] = look && (look * RADIUS.length + rank[i]) * this._shapes.length + this._shapeOf[i];
        changed.push(i);
      }
      return changed;
    },

    /** Paint anew the tiles that some rows touch, and nothing else. */
    _repaint(context, changed, width, height) {
      const buffer = this._buffer, { x, y } = this.places, { ratio } = this._pen;
      const device = (list) => (ratio === 1 ? list : list.map((v) => v * ratio));
      this._tiles ??= new Tiles(this._order, device(x), device(y), (i) => this._reach(i) * ratio + 1, width, height);
      const dirty = new Set();
      for (const i of changed) this._tiles.each(i, (tile) => dirty.add(tile));
      for (const tile of dirty) {
        buffer.within(...this._tiles.box(tile));
        buffer.clear();
        this._put(this._tiles.rowsOf(tile));
        buffer.end(context);
      }
    },

    /** Lay marks as they look now. */
    _put(rows) {
      const { x, y } = this.places;
      this._buffer.putAll(rows, this._keys, x, y, this._pen.ratio, (key, i) => this._stamp(key, i));
    },

    _stamp(key, i) {
      const { ink, ratio } = this._pen, shape = this._shapes[this._shapeOf[i]], radius = this.radius(i);
      const look = this._looks[i] - 1, status = Math.floor(look / (STEPS + 1)), certainty = (look % (STEPS + 1)) / STEPS;
      this._buffer.stamp(key, this._reach(i), ratio,
        (small) => paintMark(small, ink, hatching(small, ink.red), { shape, status, radius, certainty }));
    },

    /** Whether a feature's mark is drawn, and in view. */
    seen(i, size) {
      const { x, y } = this.places;
      return store.shows(i) && store.status[i] !== BEFORE
        && x[i] > -MARGIN && y[i] > -MARGIN && x[i] < size.x + MARGIN && y[i] < size.y + MARGIN;
    },

    /** How many of the more important marks lie in a box of container pixels. */
    crowd([left, top, right, bottom]) {
      this.settle();
      const { x, y } = this.places, n = this._order.length;
      let inside = 0;
      for (let k = n - 1; k >= Math.max(0, n - CROWD); k--) {
        const i = this._order[k];
        if (x[i] > left - NEAR && x[i] < right + NEAR && y[i] > top - NEAR && y[i] < bottom + NEAR) inside += 1;
      }
      return inside;
    },

    /** The topmost mark under a point of the container, within finger's reach; null where there is none. */
    hit(point, reach = 12) {
      this.settle();
      const { x, y } = this.places;
      let best = null, least = reach;
      for (const i of this._order) {
        if (!store.shows(i) || store.status[i] === BEFORE) continue;
        const distance = Math.hypot(x[i] - point.x, y[i] - point.y) - this.radius(i) * 0.5;
        if (distance <= least) [best, least] = [i, Math.max(0, distance)];
      }
      return best;
    },
  });
  return new Layer();
}
