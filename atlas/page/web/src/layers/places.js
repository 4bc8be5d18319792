// Where every feature stands on the screen. What shares a town is spread around it at small scales, so that each
// mark can be seen and reached, and goes back to its own place as the reader comes near.

import { spiral, zoom } from "../look.js";

/** @typedef {import("../model/store.js").Store} Store */

const SPREAD_UNTIL = zoom.spread_until; // up to which a town's features lie in a spiral,
const TRUE_FROM = zoom.true_from; // and from which they lie where they are
const TOWN_KM = spiral.town_km; // farther from its town's first feature than this, one of the same name is another town
const GOLDEN = spiral.angle; // radians: that of a sunflower's
const STEP = spiral.step; // pixels between neighbours in it

/** Towns: lists of features that share a settlement or a point, the most important first. */
export function townsOf(features) {
  const { rank, lat, lon, settlement, country, row } = features, first = (a, b) => (row ? row[a] - row[b] : a - b); // as Store.inRecord
  const order = [...rank.keys()].sort((a, b) => rank[a] - rank[b] || first(a, b)), turns = new Map(order.map((i, k) => [i, k]));
  const towns = new Set(), byKey = new Map();
  for (const i of order) {
    const keys = [`${lat[i].toFixed(3)},${lon[i].toFixed(3)}`];
    if (settlement[i]) keys.push(`${country[i]}/${settlement[i]}`);
    const found = [...new Set(keys.map((key) => byKey.get(key)))].filter((town) => town && near(features, town[0], i));
    const [town, other] = found.sort(([a], [b]) => turns.get(a) - turns.get(b));
    if (other && near(features, town[0], other[0])) {
      // What bears the town's name stands at a point where something without it was first: both are one town.
      town.push(...other);
      town.sort((a, b) => turns.get(a) - turns.get(b));
      towns.delete(other);
      for (const [key, known] of byKey) if (known === other) byKey.set(key, town);
    }
    const own = town ?? [];
    towns.add(own);
    own.push(i);
    for (const key of keys) if (!byKey.has(key)) byKey.set(key, own);
  }
  return [...towns];
}

function near({ lat, lon }, a, b) {
  const east = (lon[a] - lon[b]) * Math.cos((lat[a] * Math.PI) / 180);
  return Math.hypot(lat[a] - lat[b], east) * 111.2 < TOWN_KM;
}

export class Places {
  /** @param {Store} store; `project(lat, lon)` → {x, y} in world units */
  constructor(store, project) {
    const { lat, lon } = store.features, n = store.size;
    this.size = n;
    this.x = new Float32Array(n);
    this.y = new Float32Array(n);
    this.world = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      const p = project(lat[i], lon[i]);
      this.world[2 * i] = p.x;
      this.world[2 * i + 1] = p.y;
    }
    this.#lay(store);
  }

  /** Each feature's town, its turn in the town's spiral, and a smaller spiral for those at one point even from near. */
  #lay(store) {
    const { lat, lon } = store.features;
    this.town = new Uint32Array(this.size);
    this.anchor = new Uint32Array(this.size);
    this.far = new Float32Array(2 * this.size);
    this.close = new Float32Array(2 * this.size);
    this.towns = townsOf(store.features);
    const points = new Map();
    this.towns.forEach((town, number) => {
      town.forEach((i, k) => {
        this.town[i] = number;
        this.anchor[i] = town[0];
        turn(this.far, i, k);
        const point = `${lat[i].toFixed(3)},${lon[i].toFixed(3)}`, here = points.get(point) ?? 0;
        points.set(point, here + 1);
        turn(this.close, i, here);
      });
    });
  }

  /**
   * Bring `x` and `y` (container pixels) to a view; nothing is reckoned when it is the one before. What `outlines`
   * draw stands in its own place at any scale.
   */
  update({ scale, x, y }, now, outlines = null) {
    const key = `${scale} ${x} ${y} ${outlines?.turn}`;
    if (key === this.view) return;
    this.view = key;
    const t = Math.max(0, Math.min(1, (now - SPREAD_UNTIL) / (TRUE_FROM - SPREAD_UNTIL)));
    const spread = Math.max(0.55, Math.min(1.6, (now - 1.5) / 4));
    const { world, far, close, anchor } = this;
    for (let i = 0; i < this.size; i++) {
      const a = anchor[i], u = 2 * i, v = 2 * a;
      const east = world[v] + (world[u] - world[v]) * t, south = world[v + 1] + (world[u + 1] - world[v + 1]) * t;
      this.x[i] = east * scale + x + (far[u] * (1 - t) + close[u] * t) * spread;
      this.y[i] = south * scale + y + (far[u + 1] * (1 - t) + close[u + 1] * t) * spread;
      if (outlines?.drawn[i]) [this.x[i], this.y[i]] = [world[u] * scale + x, world[u + 1] * scale + y];
    }
  }
}

function turn(steps, i, k) {
  steps[2 * i] = STEP * Math.sqrt(k) * Math.cos(k * GOLDEN);
  steps[2 * i + 1] = STEP * Math.sqrt(k) * Math.sin(k * GOLDEN);
}
