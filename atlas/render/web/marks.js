// The marks: every feature on one canvas. Circles are names, diamonds images, triangles heights;
// filled = bears it, hatched = uncertain, hollow = has lost it, a speck = not yet.

import { canvasLayer, inks } from "./canvas.js";
import { FACE } from "./ground.js";
import { StampBuffer } from "./stamp.js";
import { AFTER, BEARING, BEFORE, UNCERTAIN } from "./store.js";

const RADIUS = [0, 6.6, 5.2, 4.4, 3.8, 3.2]; // pixels, by rank
const RING_MS = 1100;
const METRES_PER_DEGREE = 111195; // of latitude, on the mean sphere
const TOWN_ZOOM = 9; // from here on streets and statues go by their own names, not by their town's

function outline(context, shape, x, y, r) {
  context.beginPath();
  if (shape === "diamond") {
    const d = r * 1.25;
    context.moveTo(x, y - d); context.lineTo(x + d, y); context.lineTo(x, y + d); context.lineTo(x - d, y);
    context.closePath();
  } else if (shape === "triangle") {
    const d = r * 1.3;
    context.moveTo(x, y - d); context.lineTo(x + d, y + d * 0.75); context.lineTo(x - d, y + d * 0.75);
    context.closePath();
  } else if (shape === "square") {
    context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  } else {
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
}

function hatch(colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const c = tile.getContext("2d");
  c.strokeStyle = colour;
  c.lineWidth = 2;
  for (const k of [-6, 0, 6]) { c.moveTo(k - 1, 7); c.lineTo(k + 7, -1); }
  c.stroke();
  return tile;
}

/** One mark around (0, 0): what it bears is filled, what is uncertain hatched, what is lost hollow, what is to come a speck. */
function paintMark(context, ink, pattern, { shape, status, radius, certainty }) {
  if (status === BEFORE) {
    context.globalAlpha = 0.3;
    context.fillStyle = ink.line;
    outline(context, "circle", 0, 0, 1);
    context.fill();
    return;
  }
  outline(context, shape, 0, 0, status === AFTER ? radius * 0.86 : radius);
  context.fillStyle = status === BEARING ? ink.red : ink.paper;
  context.fill();
  if (status === UNCERTAIN) {
    context.globalAlpha = 0.3 + 0.7 * certainty;
    context.fillStyle = pattern;
    context.fill();
  }
  context.globalAlpha = status === AFTER ? 0.75 : status === UNCERTAIN ? 0.85 : 1;
  context.strokeStyle = status === BEARING ? ink.paper : status === UNCERTAIN ? ink.red : ink.ink;
  context.lineWidth = status === BEARING ? 1.2 : 1;
  context.stroke();
}

/** Features at one point fan out around it, nearest first, so that each can be seen and reached. */
function fanOut(store) {
  const seen = new Map(), step = new Float32Array(store.size * 2);
  const order = [...store.features.rank.keys()].sort((a, b) => store.features.rank[a] - store.features.rank[b]);
  for (const i of order) {
    const key = `${store.features.lat[i].toFixed(3)},${store.features.lon[i].toFixed(3)}`;
    const k = seen.get(key) ?? 0;
    seen.set(key, k + 1);
    const angle = k * 2.39996, radius = 8.5 * Math.sqrt(k); // sunflower spiral
    step[2 * i] = radius * Math.cos(angle);
    step[2 * i + 1] = radius * Math.sin(angle);
  }
  return step;
}

export function marksLayer(L, store) {
  /** Whether a feature is one spot in a town; a town or an oblast has an extent, which no circle shows. */
  const isSite = (i) => !["A", "P"].includes(store.kind(i).fclass);

  const Layer = canvasLayer(L).extend({
    options: { pane: "atlasMarks", zIndex: 450 },

    onAdd(map) {
      this._world = store.features.lat.map((lat, i) => map.options.crs.latLngToPoint(L.latLng(lat, store.features.lon[i]), 0));
      this._fan = fanOut(store);
      // Later draws on top: the least important first.
      this._order = [...store.features.rank.keys()].sort((a, b) => store.features.rank[b] - store.features.rank[a] || a - b);
      this._shape = store.features.kind.map((k) => store.data.kinds[k].shape);
      this._previous = Uint8Array.from(store.status);
      this._rings = new Map();
      this._buffer = new StampBuffer();
      this._x = new Float32Array(store.size);
      this._y = new Float32Array(store.size);
      this._widths = new Map();
      this.opened = null;
      this.blocked = []; // boxes in container pixels that labels keep clear of: the page's own panels
      this.script = "latin";
      Layer.__super__.onAdd.call(this, map);
    },

    /** Show the store's state of this day; `announce` puts a ring around what has changed since the last one. */
    setDay(day, announce) {
      this._day = day;
      const now = performance.now();
      for (let i = 0; i < store.size; i++) {
        const was = this._previous[i], is = store.status[i];
        if (announce && was !== is && (is === AFTER || is === BEARING)) this._rings.set(i, now);
        this._previous[i] = is;
      }
      if (!announce) this._rings.clear();
      this.redraw();
    },

    radius(i) {
      return RADIUS[store.features.rank[i]] * this._grow();
    },

    /** Marks grow with the zoom, a little. */
    _grow() {
      return Math.max(0.82, Math.min(1.7, 0.8 + (this._map.getZoom() - 3.5) * 0.13));
    },

    paint(context, size, ratio) {
      if (this._day === undefined) return;
      const ink = inks(this._map.getContainer());
      const { scale, x, y } = this.frame();
      const spread = Math.max(0.55, Math.min(1.6, (this._map.getZoom() - 1.5) / 4));
      for (let i = 0; i < store.size; i++) {
        this._x[i] = this._world[i].x * scale + x + this._fan[2 * i] * spread;
        this._y[i] = this._world[i].y * scale + y + this._fan[2 * i + 1] * spread;
      }
      this._stampMarks(context, size, ratio, ink);
      this._paintHalos(context, ink, size);
      this._paintLabels(context, ink, size);
      this._paintRings(context, ink);
    },

    _stampMarks(context, size, ratio, ink) {
      const pattern = this._pattern(context, ink, ratio);
      const grow = this._grow();
      const { width, height } = context.canvas;
      this._buffer.begin(context, width, height, `${grow} ${ratio} ${ink.red}`);
      for (const i of this._order) {
        if (!store.shows(i) || !this._inView(i, size)) continue;
        const rank = store.features.rank[i], status = store.status[i], shape = this._shape[i];
        const certainty = status === UNCERTAIN ? Math.round(store.certainty[i] * 8) : 8;
        const radius = RADIUS[rank] * grow;
        const stamp = this._buffer.stamp(`${shape}${status}${rank}${certainty}`, radius * 1.4 + 2, ratio,
          (small) => paintMark(small, ink, pattern, { shape, status, radius, certainty: certainty / 8 }));
        this._buffer.put(stamp, this._x[i] * ratio, this._y[i] * ratio);
      }
      this._buffer.end(context);
    },

    _inView(i, size) {
      return this._x[i] > -20 && this._y[i] > -20 && this._x[i] < size.x + 20 && this._y[i] < size.y + 20;
    },

    _pattern(context, ink, ratio) {
      const key = `${ink.red}${ratio}`;
      if (this._patternKey !== key) {
        this._patternKey = key;
        this._hatching = context.createPattern(hatch(ink.red), "repeat");
        this._hatching.setTransform(new DOMMatrix().scale(0.6));
      }
      return this._hatching;
    },

    /** How far the point of a feature may be off, as a circle on the ground. */
    _paintHalo(context, ink, i, strength) {
      const at = L.latLng(store.features.lat[i], store.features.lon[i]);
      const north = L.latLng(at.lat + store.features.accuracy[i] / METRES_PER_DEGREE, at.lng);
      const a = this._map.latLngToContainerPoint(at), b = this._map.latLngToContainerPoint(north);
      outline(context, "circle", a.x, a.y, Math.max(3, a.distanceTo(b)));
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

    _paintHalos(context, ink, size) {
      if (this._map.getZoom() >= TOWN_ZOOM) {
        for (const i of this._order) {
          if (store.shows(i) && store.status[i] !== BEFORE && isSite(i) && this._inView(i, size)) this._paintHalo(context, ink, i, 0.35);
        }
      }
      if (this.opened === null) return;
      this._paintHalo(context, ink, this.opened, 1);
      outline(context, "circle", this._x[this.opened], this._y[this.opened], this.radius(this.opened) + 5);
      context.lineWidth = 1.6;
      context.strokeStyle = ink.ink;
      context.stroke();
    },

    _paintRings(context, ink) {
      const now = performance.now();
      for (const [i, born] of this._rings) {
        const t = (now - born) / RING_MS;
        if (t >= 1) { this._rings.delete(i); continue; }
        if (!store.shows(i)) continue;
        outline(context, "circle", this._x[i], this._y[i], this.radius(i) + 3 + 16 * (1 - (1 - t) ** 2));
        context.globalAlpha = (1 - t) * 0.9;
        context.lineWidth = 2.2 * (1 - t) + 0.4;
        context.strokeStyle = store.status[i] === AFTER ? ink.ink : ink.red;
        context.stroke();
      }
      context.globalAlpha = 1;
      if (this._rings.size) this.redraw();
    },

    /** The words beside a mark: the name of the day for a place, the town for a statue seen from afar. */
    label(i) {
      const close = this._map.getZoom() >= TOWN_ZOOM;
      if (!close && store.kind(i).group === "image" && store.features.settlement[i]) return store.features.settlement[i];
      return store.nameOn(i, this._day, this.script);
    },

    _paintLabels(context, ink, size) {
      const zoom = this._map.getZoom();
      const deepest = zoom < 3 ? 1 : zoom < 5.8 ? 2 : zoom < 7 ? 3 : zoom < 8.5 ? 4 : 5;
      const boxes = this.blocked.slice(), said = new Set();
      const free = (b) => !boxes.some((o) => o[0] < b[2] && o[2] > b[0] && o[1] < b[3] && o[3] > b[1]);
      const shown = this._order.filter((i) => store.shows(i) && store.status[i] !== BEFORE && this._inView(i, size));
      for (const i of shown) {
        if (store.features.rank[i] > 2) continue;
        const r = this.radius(i);
        boxes.push([this._x[i] - r, this._y[i] - r, this._x[i] + r, this._y[i] + r]);
      }
      context.textBaseline = "middle";
      context.textAlign = "left";
      context.lineJoin = "round";
      for (const i of shown.reverse()) {
        if (store.features.rank[i] > deepest && i !== this.opened) continue;
        const bearing = store.status[i] === BEARING;
        const px = (store.features.rank[i] <= 1 ? 14.5 : store.features.rank[i] === 2 ? 12.5 : 11.5) + (zoom > 9 ? 1 : 0);
        const font = `${bearing ? "600 " : store.status[i] === AFTER ? "italic " : ""}${px}px ${FACE}`;
        const text = this.label(i);
        const town = `${text}@${Math.round(this._x[i] / 60)},${Math.round(this._y[i] / 60)}`;
        if (said.has(town)) continue;
        const width = this._measure(context, font, text);
        const place = this._place(i, width, px, free, size);
        if (!place) continue;
        said.add(town);
        boxes.push(place.box);
        context.font = font;
        context.globalAlpha = 0.85;
        context.strokeStyle = ink.bloc;
        context.lineWidth = 3;
        context.strokeText(text, place.x, place.y);
        context.globalAlpha = store.status[i] === UNCERTAIN ? 0.8 : 1;
        context.fillStyle = store.status[i] === AFTER ? ink.quiet : ink.ink;
        context.fillText(text, place.x, place.y);
        context.globalAlpha = 1;
      }
    },

    _place(i, width, px, free, size) {
      const [x, y, gap] = [this._x[i], this._y[i], this.radius(i) + 4];
      const spots = [[x + gap, y], [x - gap - width, y], [x - width / 2, y - gap - px * 0.4], [x - width / 2, y + gap + px * 0.4]];
      for (const [left, middle] of spots) {
        const box = [left - 1, middle - px * 0.55, left + width + 1, middle + px * 0.55];
        const inside = box[0] > 2 && box[2] < size.x - 2 && box[1] > 2 && box[3] < size.y - 2;
        if (inside && free(box)) return { x: left, y: middle, box };
      }
      return null;
    },

    _measure(context, font, text) {
      const key = font + text;
      if (!this._widths.has(key)) {
        context.font = font;
        this._widths.set(key, context.measureText(text).width);
      }
      return this._widths.get(key);
    },

    /** The topmost mark under a point of the container, within finger's reach; null where there is none. */
    hit(point, reach = 12) {
      let best = null, least = reach;
      for (const i of this._order) {
        if (!store.shows(i) || store.status[i] === BEFORE) continue;
        const distance = Math.hypot(this._x[i] - point.x, this._y[i] - point.y) - this.radius(i) * 0.5;
        if (distance <= least) [best, least] = [i, Math.max(0, distance)];
      }
      return best;
    },
  });
  return new Layer();
}
