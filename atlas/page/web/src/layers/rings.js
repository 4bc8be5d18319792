// What passes over the marks: a ring that widens where something has just changed, how far a place may be off, and
// in a town how far it is from its chief site.

import { inks, onPaper, Sheet } from "./canvas.js";
import { TOWN_ZOOM } from "./ground.js";
import { FACE, rings } from "../look.js";
import { outline } from "./shapes.js";
import { paintRings, paintSign, SignStamps } from "./signs.js";
import { AFTER, BEARING, BEFORE } from "../model/store.js";
import { wakeOf } from "../model/wake.js";

const RING_MS = rings.seconds * 1000;
const MOST = rings.most; // at once: beyond that they hide what they are to show
const METRES_PER_DEGREE = 111195; // of latitude, on the mean sphere

const APART = 84; // pixels at least between two circles of distance
const CIRCLES = 4;
const BROAD = 6; // times as wide as its radius is a view in which a circle is tinted: a dozen broader ones would hide the ground
const MARGIN = 30; // pixels beyond the view from where a sign may reach into it

export class Rings extends Sheet {
  #rings;
  #signs = new SignStamps();
  /** What has just changed: see wake.js. */
  wake = [];

  /** @param {any} L Leaflet; {Store} store; {Marks} marks; `hub` the feature around which a town's map draws circles of distance;
   * {Outlines|null} outlines, which are pointed at as they are drawn */
  constructor(L, store, marks, hub, outlines = null) {
    super(L, { pane: "atlasRings", zIndex: 455 });
    this.store = store;
    this.marks = marks;
    this.hub = hub;
    this.outlines = outlines;
    /** @type {import("../ui/words.js").Words} the reader's, once the page speaks */ this.words = null;
  }

  onAdd(map) {
    this.#rings = new Map();
    super.onAdd(map);
  }

  /** What has just changed, from some day to the one shown; the clock tells which. */
  wakeFrom = (day) => day;

  /** Put a ring around what the store's last move has changed; `announce` false lets it pass in silence, `playing` tells of more to come. */
  setDay(announce, playing = false) {
    const now = performance.now(), empty = this.#rings.size === 0 && this.wake.length === 0;
    const turned = this.follow();
    if (!announce) this.#rings.clear();
    else this.#start(now, turned);
    if (!empty || this.#rings.size || this.wake.length || this.marks.opened !== null || this.map.getZoom() >= TOWN_ZOOM) {
      if (playing) this.redrawAfter();
      else this.redraw();
    }
  }

  /** Rings around what has `turned`, where that is known to the month. */
  #start(now, turned) {
    const { store } = this;
    for (const i of store.changed) {
      if (this.#rings.size >= MOST) return;
      const settled = store.status[i] === AFTER || store.status[i] === BEARING;
      if (settled && turned.has(i) && store.shows(i)) this.#rings.set(i, now);
    }
  }

  paint(context, size, ratio) {
    if (this.store.day === null) return false;
    this.marks.settle();
    const ink = inks(this.map.getContainer());
    const circles = this.#paintDistances(context, ink);
    const halos = this.#paintHalos(context, ink, size);
    this.#paintWake(context, ink, size, ratio);
    this.#paintRings(context, ink, size, ratio);
    return circles || halos || this.#rings.size > 0 || this.wake.length > 0;
  }

  /** Pixels that a stretch of ground has at a feature's place. */
  #pixels(i, metres) {
    const at = this.L.latLng(this.store.features.lat[i], this.store.features.lon[i]);
    const north = this.L.latLng(at.lat + metres / METRES_PER_DEGREE, at.lng);
    return this.map.latLngToContainerPoint(at).distanceTo(this.map.latLngToContainerPoint(north));
  }

  /** Whether a feature is one spot in a town; a town or an oblast has an extent, which no circle shows. */
  #isSite(i) {
    return !["A", "P"].includes(this.store.kind(i).fclass);
  }

  /** Circles of distance around the hub: 1, 2 or 5 of some power of ten apart. @returns {boolean} whether there are any */
  #paintDistances(context, ink) {
    if (this.hub === undefined || this.map.getZoom() < TOWN_ZOOM) return false;
    const unit = this.#pixels(this.hub, 1000) / 1000;
    const step = [100, 200, 500, 1000, 2000, 5000, 10000, 20000].find((metres) => metres * unit >= APART);
    if (!step) return false;
    const { x, y } = this.marks.places, { hub } = this;
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
      const said = this.words?.length(metres) ?? "";
      context.strokeText(said, x[hub], y[hub] - radius);
      context.fillStyle = ink.quiet;
      context.fillText(said, x[hub], y[hub] - radius);
      context.lineWidth = 0.8;
      context.strokeStyle = ink.line;
    }
    return true;
  }

  /** @returns {boolean} whether there are any */
  #paintHalos(context, ink, size) {
    const close = this.map.getZoom() >= TOWN_ZOOM;
    if (close) {
      for (let i = 0; i < this.store.size; i++) {
        if (this.marks.seen(i, size) && this.#isSite(i) && !this.outlines?.drawn[i]) this.#paintHalo(context, ink, i, 0.35, Math.min(size.x, size.y) / BROAD);
      }
    }
    if (this.marks.opened === null || !this.store.visible[this.marks.opened]) return close;
    context.strokeStyle = ink.ink;
    if (this.outlines?.around(context, this.marks.opened, 2)) return true;
    this.#paintHalo(context, ink, this.marks.opened, 1);
    outline(context, "circle", this.marks.places.x[this.marks.opened], this.marks.places.y[this.marks.opened], this.marks.radius(this.marks.opened) + 5);
    context.lineWidth = 1.6;
    context.strokeStyle = ink.ink;
    context.stroke();
    return true;
  }

  /** How far the point of a feature may be off, as a circle on the ground; no broader than so many pixels it is tinted. */
  #paintHalo(context, ink, i, strength, broadest = Infinity) {
    const at = this.map.latLngToContainerPoint([this.store.features.lat[i], this.store.features.lon[i]]);
    const radius = Math.max(3, this.#pixels(i, this.store.features.accuracy[i]));
    outline(context, "circle", at.x, at.y, radius);
    context.fillStyle = ink.red;
    context.globalAlpha = 0.1 * strength;
    if (radius <= broadest) context.fill();
    context.globalAlpha = 0.5 * strength;
    context.strokeStyle = ink.red;
    context.lineWidth = 1;
    context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  /** Take up the wake of the store's day, as its filter has it. @returns {{has: (row: number) => boolean}} all that is in it */
  follow() {
    const { store } = this, turned = store.anew();
    if (store.day !== null) this.wake = wakeOf(store, this.wakeFrom(store.day), store.day, MOST, turned);
    return turned;
  }

  /** Whether a mark lies in view, or so near that what is around it reaches into it. */
  #isNear(i, size) {
    const { x, y } = this.marks.places;
    return x[i] > -MARGIN && y[i] > -MARGIN && x[i] < size.x + MARGIN && y[i] < size.y + MARGIN;
  }

  /** The signs of what has just changed, the freshest on top. */
  #paintWake(context, ink, size, ratio) {
    const { store } = this, { x, y } = this.marks.places, lines = onPaper();
    if (store.against !== null) return; // the marks themselves then say what changed
    context.save();
    if (!lines) context.resetTransform();
    for (let k = Math.min(MOST, this.wake.length) - 1; k >= 0; k--) {
      const { feature: i, sign, age } = this.wake[k];
      if (!store.shows(i) || !this.#isNear(i, size)) continue;
      const place = { x: x[i], y: y[i], radius: this.marks.radius(i), age };
      if (lines) paintSign(context, ink, sign, place);
      else this.#signs.lay(context, ink, ratio, sign, place);
    }
    context.restore();
  }

  #paintRings(context, ink, size, ratio) {
    const now = performance.now(), { x, y } = this.marks.places, looks = new Map(), found = [];
    for (const [i, born] of this.#rings) {
      const t = (now - born) / RING_MS, grown = 1 - (1 - t) ** 2;
      if (t >= 1) { this.#rings.delete(i); continue; }
      if (!this.store.shows(i) || this.store.status[i] === BEFORE) continue;
      const colour = this.store.status[i] === AFTER ? ink.ink : ink.red;
      context.globalAlpha = (1 - t) * 0.5;
      context.strokeStyle = colour;
      if (this.outlines?.around(context, i, 4 + 14 * grown) || !this.#isNear(i, size)) continue;
      const radius = this.marks.radius(i) + 3 + 16 * grown, key = `${born} ${radius} ${colour}`;
      if (!looks.has(key)) looks.set(key, { colour, radius, width: 2.2 * (1 - t) + 0.4, alpha: (1 - t) * 0.9 });
      found.push({ look: looks.get(key), x: x[i], y: y[i] });
    }
    paintRings(context, ratio, found, !onPaper());
    context.globalAlpha = 1;
    if (this.#rings.size) this.redrawAfter();
  }
}
