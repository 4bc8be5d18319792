// What passes over the marks: a ring that widens where something has just changed, how far a place may be off, and
// in a town how far it is from its chief site.

import { canvasLayer, inks } from "./canvas.js";
import { FACE, TOWN_ZOOM } from "./ground.js";
import { outline } from "./shapes.js";
import { AFTER, BEARING, BEFORE } from "../model/store.js";

const RING_MS = 1100;
const MOST = 400; // rings at once: beyond that they hide what they are to show
const METRES_PER_DEGREE = 111195; // of latitude, on the mean sphere

const APART = 84; // pixels at least between two circles of distance
const CIRCLES = 4;

/** @param {number|undefined} hub the feature around which a town's map draws circles of distance */
export function ringsLayer(L, store, marks, hub) {
  /** Whether a feature is one spot in a town; a town or an oblast has an extent, which no circle shows. */
  const isSite = (i) => !["A", "P"].includes(store.kind(i).fclass);

  const Layer = canvasLayer(L).extend({
    options: { pane: "atlasRings", zIndex: 455 },

    onAdd(map) {
      this._rings = new Map();
      Layer.__super__.onAdd.call(this, map);
    },

    /** Put a ring around what the store's last move has changed; `announce` false lets it pass in silence. */
    setDay(announce) {
      const now = performance.now(), empty = this._rings.size === 0;
      if (!announce) this._rings.clear();
      else {
        for (const i of store.changed) {
          if (this._rings.size >= MOST) break;
          if (store.shows(i) && (store.status[i] === AFTER || store.status[i] === BEARING)) this._rings.set(i, now);
        }
      }
      if (!empty || this._rings.size || marks.opened !== null || this._map.getZoom() >= TOWN_ZOOM) this.redraw();
    },

    paint(context, size) {
      if (store.day === null) return false;
      marks.settle();
      const ink = inks(this._map.getContainer());
      const circles = this._paintDistances(context, ink);
      const halos = this._paintHalos(context, ink, size);
      this._paintRings(context, ink);
      return circles || halos || this._rings.size > 0;
    },

    /** Pixels that a stretch of ground has at a feature's place. */
    _pixels(i, metres) {
      const at = L.latLng(store.features.lat[i], store.features.lon[i]);
      const north = L.latLng(at.lat + metres / METRES_PER_DEGREE, at.lng);
      return this._map.latLngToContainerPoint(at).distanceTo(this._map.latLngToContainerPoint(north));
    },

    /** Circles of distance around the hub: 1, 2 or 5 of some power of ten apart. @returns {boolean} whether there are any */
    _paintDistances(context, ink) {
      if (hub === undefined || this._map.getZoom() < TOWN_ZOOM) return false;
      const unit = this._pixels(hub, 1000) / 1000;
      const step = [100, 200, 500, 1000, 2000, 5000, 10000, 20000].find((metres) => metres * unit >= APART);
      if (!step) return false;
      const { x, y } = marks.places;
      context.strokeStyle = ink.line;
      context.lineWidth = 0.8;
      context.font = `11px ${FACE}`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      for (let k = 1; k <= CIRCLES; k++) {
        const metres = k * step, radius = metres * unit;
        context.setLineDash([1.5, 4]);
        outline(context, "circle", x[hub], y[hub], radius);
        context.stroke();
        context.setLineDash([]);
        context.lineWidth = 3;
        context.strokeStyle = ink.land;
        const said = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
        context.strokeText(said, x[hub], y[hub] - radius);
        context.fillStyle = ink.quiet;
        context.fillText(said, x[hub], y[hub] - radius);
        context.lineWidth = 0.8;
        context.strokeStyle = ink.line;
      }
      return true;
    },

    /** @returns {boolean} whether there are any */
    _paintHalos(context, ink, size) {
      const close = this._map.getZoom() >= TOWN_ZOOM;
      if (close) {
        for (let i = 0; i < store.size; i++) {
          if (marks.seen(i, size) && isSite(i)) this._paintHalo(context, ink, i, 0.35);
        }
      }
      if (marks.opened === null || !store.visible[marks.opened]) return close;
      this._paintHalo(context, ink, marks.opened, 1);
      outline(context, "circle", marks.places.x[marks.opened], marks.places.y[marks.opened], marks.radius(marks.opened) + 5);
      context.lineWidth = 1.6;
      context.strokeStyle = ink.ink;
      context.stroke();
      return true;
    },

    /** How far the point of a feature may be off, as a circle on the ground. */
    _paintHalo(context, ink, i, strength) {
      const at = this._map.latLngToContainerPoint([store.features.lat[i], store.features.lon[i]]);
      outline(context, "circle", at.x, at.y, Math.max(3, this._pixels(i, store.features.accuracy[i])));
      context.fillStyle = ink.red;
      context.globalAlpha = 0.1 * strength;
      context.fill();
      context.globalAlpha = 0.5 * strength;
      context.strokeStyle = ink.red;
      context.lineWidth = 1;
      context.setLineDash([4, 3]);
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    },

    _paintRings(context, ink) {
      const now = performance.now(), { x, y } = marks.places;
      for (const [i, born] of this._rings) {
        const t = (now - born) / RING_MS;
        if (t >= 1) { this._rings.delete(i); continue; }
        if (!store.shows(i) || store.status[i] === BEFORE) continue;
        outline(context, "circle", x[i], y[i], marks.radius(i) + 3 + 16 * (1 - (1 - t) ** 2));
        context.globalAlpha = (1 - t) * 0.9;
        context.lineWidth = 2.2 * (1 - t) + 0.4;
        context.strokeStyle = store.status[i] === AFTER ? ink.ink : ink.red;
        context.stroke();
      }
      context.globalAlpha = 1;
      if (this._rings.size) this.redraw();
    },
  });
  return new Layer();
}
