// Lines and areas: features that have a course or an extent, in the ink of their status. Where one is too small on the
// screen to be more than a spot, its mark stands for it; where it is drawn, its mark is not.

import { inks, Sheet } from "./canvas.js";
import { hatched } from "./shapes.js";
import { AFTER, BEARING, BEFORE, STATUS, STEPS, UNCERTAIN } from "../model/store.js";

const DEGREE = 1e5; // steps, as atlas/page/payload/outlines.py has them
const LEAST = 16; // pixels across from which a shape is drawn
const MANY = 300, LEAST_OF_MANY = 2; // of so many shapes, where most features have one: marks would hide the pattern that they make
const TOGETHER = 60; // lines in view from which those that look alike are drawn in one stroke
const MARGIN = 12; // pixels around the view in which shapes are still drawn
const DASH = [7, 4];
const DOTS = 5; // pixels by which a dot is wider than a line

/** The shapes of a payload as parts of points in degrees: [{row, source, parts: [{closed, points}]}]. */
export function shapesOf({ shapes: { feature, parts, source }, parts: { closed, count, west, south }, steps: { lon, lat } }) {
  let part = 0, step = 0;
  return feature.map((row, k) => ({
    row, source: source[k], parts: Array.from({ length: parts[k] }, () => {
      let [x, y] = [west[part], south[part]];
      const points = [[x / DEGREE, y / DEGREE]];
      for (let n = 1; n < count[part]; n++, step++) points.push([(x += lon[step]) / DEGREE, (y += lat[step]) / DEGREE]);
      return { closed: closed[part++] === 1, points };
    }),
  }));
}

/** Whether a box reaches to all sides of the view: from inside such an area its tint would say nothing, and hide much. */
function covers([left, top, right, bottom], { scale, x, y }, size) {
  return left * scale + x <= 0 && top * scale + y <= 0 && right * scale + x >= size.x && bottom * scale + y >= size.y;
}

/** Distance of a point from the nearest of a line's sides. */
function distance(points, closed, x, y) {
  let least = Infinity;
  for (let k = closed ? 0 : Math.min(1, points.length - 1); k < points.length; k++) {
    const [ax, ay] = points[k], [bx, by] = points.at(k - 1), dx = bx - ax, dy = by - ay, square = dx * dx + dy * dy;
    const t = square ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
    least = Math.min(least, Math.hypot(x - ax - t * dx, y - ay - t * dy));
  }
  return least;
}

/** Whether a point lies within rings, by the rule of even and odd. */
function within(parts, x, y) {
  let inside = false;
  for (const { points, closed } of parts) {
    if (!closed) continue;
    points.forEach(([ax, ay], k) => {
      const [bx, by] = points.at(k - 1);
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    });
  }
  return inside;
}

export class Outlines extends Sheet {
  #crs;
  #least;
  #looks;
  #shapes;
  /** By feature, 1 where its shape is drawn in its mark's stead. @type {Uint8Array} */
  drawn;
  /** How often that has changed. */
  turn = 0;

  /** @param {any} L Leaflet; {Store} store, whose payload has `shapes` */
  constructor(L, store) {
    super(L, { pane: "atlasOutlines", zIndex: 440 });
    this.store = store;
    this.drawn = new Uint8Array(store.size);
    const shapes = shapesOf(store.data), { rank } = store.features;
    /** @type {Map<number, any>} */
    this.of = new Map(shapes.map((shape) => [shape.row, shape]));
    for (const shape of shapes) {
      shape.area = shape.parts.some(({ closed }) => closed);
      shape.dots = shape.parts.every(({ points }) => points.length === 1);
    }
    this.#shapes = shapes.sort((a, b) => rank[b.row] - rank[a.row] || a.row - b.row);
    this.#looks = new Uint8Array(shapes.length);
    this.#least = shapes.length > MANY && shapes.length * 2 > store.size ? LEAST_OF_MANY : LEAST;
  }

  /** Lay the shapes on a projection. Paths are kept about a point of their own: from near, numbers of the world are too coarse. */
  #project(crs) {
    this.#crs = crs;
    for (const shape of this.#shapes) {
      shape.path = new Path2D();
      shape.world = shape.parts.map(({ closed, points }) => ({
        closed, points: points.map(([lon, lat]) => { const p = crs.latLngToPoint(this.L.latLng(lat, lon), 0); return [p.x, p.y]; }),
      }));
      const all = shape.world.flatMap(({ points }) => points), xs = all.map((p) => p[0]), ys = all.map((p) => p[1]);
      const least = (list) => list.reduce((a, b) => Math.min(a, b)), most = (list) => list.reduce((a, b) => Math.max(a, b));
      shape.box = [least(xs), least(ys), most(xs), most(ys)];
      const [left, top] = shape.box;
      for (const { closed, points } of shape.world) {
        points.forEach(([x, y], k) => shape.path[k ? "lineTo" : "moveTo"](x - left, y - top));
        if (closed) shape.path.closePath();
        else if (points.length === 1) shape.path.lineTo(points[0][0] - left, points[0][1] - top); // a round end on both sides is a dot
      }
    }
    // The largest lie lowest, so that no area hides another.
    const extent = ({ box: [left, top, right, bottom], area }) => (area ? (right - left) * (bottom - top) : 0);
    this.#shapes.sort((a, b) => extent(b) - extent(a));
  }

  /** Bring to the view and the day which shapes are drawn: none where two days are compared, which the marks show. */
  settle() {
    if (!this.map) return this;
    const { crs } = this.map.options, scale = crs.scale(this.map.getZoom()) / 256;
    if (crs !== this.#crs) this.#project(crs);
    for (const { row, box: [left, top, right, bottom] } of this.#shapes) {
      const is = Number(Math.max(right - left, bottom - top) * scale >= this.#least && this.store.status[row] !== BEFORE && this.store.against === null);
      if (is === this.drawn[row]) continue;
      this.drawn[row] = is;
      this.turn += 1;
    }
    return this;
  }

  /** Take up the store's day; nothing is painted when no shape looks otherwise. */
  setDay(playing = false) {
    if (this.#changed()) this.freshen(playing);
  }

  /** Whether a shape looks otherwise than when this was last asked. */
  #changed() {
    const { status, shade } = this.store;
    let changed = false;
    this.#shapes.forEach(({ row }, k) => {
      const look = status[row] === UNCERTAIN ? STATUS.length + shade[row] : status[row];
      changed ||= look !== this.#looks[k];
      this.#looks[k] = look;
    });
    return changed;
  }

  paint(context, size, ratio) {
    if (this.store.day === null) return false;
    this.settle();
    const ink = inks(this.map.getContainer()), pattern = hatched(context, ink.red), frame = this.frame();
    const seen = this.#shapes.filter((shape) => this.#seen(shape, frame, size)), lines = seen.filter(({ area, dots }) => !area && !dots);
    const together = lines.length > TOGETHER;
    context.lineCap = context.lineJoin = "round";
    for (const shape of seen) {
      if (together && !shape.area && !shape.dots) continue;
      this.#place(context, shape, frame, ratio);
      this.#draw(context, shape, ink, pattern, frame.scale, covers(shape.box, frame, size));
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (together) this.#drawTogether(context, lines, ink, frame);
    context.setLineDash([]);
    context.globalAlpha = 1;
    return seen.length > 0;
  }

  /** Draw many lines, all that look alike in one stroke: a stroke for each takes longer. */
  #drawTogether(context, lines, ink, { scale, x: left, y: top }) {
    const { status, shade: shades } = this.store, alike = new Map();
    for (const shape of lines) {
      const is = status[shape.row], shade = is === UNCERTAIN ? shades[shape.row] : 0, look = is * (STEPS + 1) + shade;
      const path = alike.get(look) ?? new Path2D();
      alike.set(look, path);
      for (const { points } of shape.world) points.forEach(([x, y], k) => path[k ? "lineTo" : "moveTo"](x * scale + left, y * scale + top));
    }
    const stroke = (path, colour, width, alpha, dash = []) => {
      context.globalAlpha = alpha;
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.setLineDash(dash);
      context.stroke(path);
    };
    for (const [look, path] of [...alike].sort(([a], [b]) => a - b)) { // what is in place lies above what is gone
      const is = Math.floor(look / (STEPS + 1));
      stroke(path, ink.paper, is === AFTER ? 4.5 : 5.5, 0.85);
      if (is === BEARING) stroke(path, ink.red, 3.4, 1);
      else if (is === UNCERTAIN) stroke(path, ink.red, 3, 0.35 + 0.6 * (look % (STEPS + 1)) / STEPS, DASH);
      else {
        stroke(path, ink.ink, 3, 0.75);
        stroke(path, ink.paper, 1.2, 0.75);
      }
    }
  }

  #seen({ row, box: [left, top, right, bottom] }, { scale, x, y }, size) {
    return this.drawn[row] === 1 && this.store.shows(row) && right * scale + x > -MARGIN && bottom * scale + y > -MARGIN
      && left * scale + x < size.x + MARGIN && top * scale + y < size.y + MARGIN;
  }

  #place(context, { box: [left, top] }, { scale, x, y }, ratio) {
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * (left * scale + x), ratio * (top * scale + y));
  }

  #draw(context, { row, path, area, dots }, ink, pattern, scale, around) {
    const status = this.store.status[row], certainty = this.store.shade[row] / STEPS;
    const stroke = (colour, width, alpha = 1, dash = []) => {
      context.globalAlpha = alpha;
      context.strokeStyle = colour;
      context.lineWidth = (width + (dots ? DOTS : 0)) / scale;
      context.setLineDash(dash.map((d) => d / scale));
      context.stroke(path);
    };
    if (area && !around) this.#fill(context, path, { status, certainty }, ink, pattern, scale);
    else if (!area) stroke(ink.paper, status === AFTER ? 4.5 : 5.5, 0.85);
    const shade = 0.35 + 0.6 * certainty;
    if (status === BEARING) stroke(ink.red, area ? 1.6 : 3.4);
    else if (status === UNCERTAIN) stroke(ink.red, area ? 1.2 : 3, area ? 0.85 : shade, DASH);
    else {
      stroke(ink.ink, area ? 1 : 3, 0.75);
      if (!area) stroke(ink.paper, 1.2);
    }
  }

  #fill(context, path, { status, certainty }, ink, pattern, scale) {
    if (status === AFTER) return;
    context.globalAlpha = status === BEARING ? 0.3 : 0.2 + 0.5 * certainty;
    if (status === UNCERTAIN) pattern.setTransform(new DOMMatrix().scale(0.9 / scale));
    context.fillStyle = status === BEARING ? ink.red : pattern;
    context.fill(path, "evenodd");
  }

  /** Draw around a feature's shape what `stroke()` strokes, `width` pixels wide; false where it is not drawn. */
  around(context, row, width) {
    const shape = this.of.get(row);
    if (!shape || !this.drawn[row]) return false;
    const before = context.getTransform(), frame = this.frame();
    this.#place(context, shape, frame, before.a);
    context.lineWidth = width / frame.scale;
    context.lineCap = context.lineJoin = "round";
    context.stroke(shape.path);
    context.setTransform(before);
    return true;
  }

  /** The line within reach of a point of the container, else the smallest area around it; null where there is none. */
  hit(point, reach) {
    this.settle();
    const frame = this.frame(), size = this.map.getSize(), x = (point.x - frame.x) / frame.scale, y = (point.y - frame.y) / frame.scale;
    let best = null, least = reach / frame.scale, around = null;
    for (const shape of this.#shapes) {
      if (!this.#seen(shape, frame, size)) continue;
      if (shape.area && within(shape.world, x, y)) around = shape.row; // the later is the smaller
      const lines = shape.area ? shape.world.filter(({ closed }) => !closed) : shape.world;
      for (const { points, closed } of lines) {
        const away = distance(points, closed, x, y);
        if (away <= least) [best, least] = [shape.row, away];
      }
    }
    return best ?? around;
  }
}
