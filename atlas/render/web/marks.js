// The marks: every feature on one canvas, and which of them lies under the reader's finger.

import { canvasLayer, inks } from "./canvas.js";
import { Places } from "./places.js";
import { hatching, paintMark } from "./shapes.js";
import { StampBuffer } from "./stamp.js";
import { BEFORE, STATUS, STEPS, UNCERTAIN } from "./store.js";

const RADIUS = [0, 6.6, 5.2, 4.4, 3.8, 3.2]; // pixels, by rank
const NEAR = 3; // pixels of a mark that reach into a box beside it
const CROWD = 1500; // marks that the ground keeps its lettering off, at most
const MARGIN = 20; // pixels around the view in which marks are still laid

export function marksLayer(L, store) {
  const Layer = canvasLayer(L).extend({
    options: { pane: "atlasMarks", zIndex: 450 },
    /** The feature whose card is open, or null. */
    opened: null,

    onAdd(map) {
      this.project();
      // Later draws on top: the least important first.
      this._order = Uint32Array.from([...store.features.rank.keys()]
        .sort((a, b) => store.features.rank[b] - store.features.rank[a] || a - b));
      const shapes = [...new Set(store.data.kinds.map((kind) => kind.shape))];
      this._shapes = shapes;
      this._shapeOf = Uint8Array.from(store.features.kind, (k) => shapes.indexOf(store.data.kinds[k].shape));
      this._buffer = new StampBuffer();
      Layer.__super__.onAdd.call(this, map);
    },

    /** Lay the features on the map's present projection. */
    project() {
      const { crs } = this._map.options;
      this.places = new Places(store, (lat, lon) => crs.latLngToPoint(L.latLng(lat, lon), 0));
    },

    /** Bring the places to the view; the layers above the marks read them. */
    settle() {
      return this.places.update(this.frame(), this._map.getZoom());
    },

    radius(i) {
      return RADIUS[store.features.rank[i]] * this._grow();
    },

    /** Marks grow with the zoom, a little. */
    _grow() {
      return Math.max(0.82, Math.min(1.7, 0.8 + (this._map.getZoom() - 3.5) * 0.13));
    },

    paint(context, size, ratio) {
      if (store.day === null) return;
      this.settle();
      const ink = inks(this._map.getContainer()), grow = this._grow();
      const { width, height } = context.canvas, buffer = this._buffer, { x, y } = this.places;
      const { status, certainty, visible, shownStatus } = store, { rank } = store.features;
      buffer.begin(context, width, height, `${grow} ${ratio} ${ink.red}`);
      const right = size.x + MARGIN, bottom = size.y + MARGIN;
      for (const i of this._order) {
        const is = status[i];
        if (!visible[i] || !shownStatus[is] || !(x[i] > -MARGIN && y[i] > -MARGIN && x[i] < right && y[i] < bottom)) continue;
        const shade = is === UNCERTAIN ? Math.round(certainty[i] * STEPS) : 0;
        const key = ((this._shapeOf[i] * STATUS.length + is) * RADIUS.length + rank[i]) * (STEPS + 1) + shade;
        const stamp = buffer.stamps[key] ?? this._stamp(key, i, is, shade / STEPS, ink, ratio);
        buffer.put(stamp, x[i] * ratio, y[i] * ratio);
      }
      buffer.end(context);
    },

    _stamp(key, i, status, certainty, ink, ratio) {
      const shape = this._shapes[this._shapeOf[i]], radius = this.radius(i);
      return this._buffer.stamp(key, radius * 1.4 + 2, ratio,
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
