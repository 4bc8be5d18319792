// The ground: land, and the borders of the day. Borders arrive as a topology, each line once with the
// polities on either side of it; a line is a coast, a state border or a republic's border by who meets there.

import { inks, onPaper, Sheet } from "./canvas.js";
import { boxAround, boxOfPoints, decode, seenOf } from "./arcs.js";
import { FACE, zoom } from "../look.js";
import { paintLandmarks } from "./landmarks.js";
import { Waters } from "./waters.js";

export const TOWN_ZOOM = zoom.town; // from here on the map shows a town: no country's name, and each street and statue by its own
const UNIT = 1e-3; // degrees per step of the delta-coded arcs
const NEAR = 6; // pixels above and below a name that are still of it
const EDGE = 160; // pixels around the view that are drawn beforehand while it is moved
const WIDTHS = 2000; // of names that are kept at most
const REACH = 8; // pixels around the view from where a line reaches into it

const onAntimeridian = ([lon]) => Math.abs(lon) > 179.995;

/** Add the points of an arc to a path, from its end to its start where it is `turned`. */
function appendArc(path, points, turned, start) {
  const n = points.length;
  for (let k = 0; k < n; k++) {
    const [x, y] = points[turned ? n - 1 - k : k];
    if (k || !start) path.lineTo(x, y);
    else path.moveTo(x, y);
  }
}

export class Ground extends Sheet {
  #arcs;
  #areas;
  #beyond;
  #degrees;
  #epoch;
  #epochs;
  #graticule;
  #day;
  #key;
  #lettered = [];
  #labels;
  #lines;
  #landmarks;
  #moving = false;
  #painted;
  #picture = null;
  #sheet;
  /** @type {{name: string, lat: number, lon: number, place?: number[]}|null} */ #visited = null;
  #waters;
  #widths = new Map();
  /** The name of a polity as it is lettered; the page puts the reader's language here. */
  nameOf = (polity) => polity.short.toUpperCase();
  /** The name of a landmark in the reader's language; the page puts it here. */
  landmarkOf = (names) => Object.values(names)[0];
  /** How many marks lie in a box of container pixels; the page tells. */
  /** @type {(box: number[]) => number} */
  crowd = () => 0;
  /** Boxes of the names on the sheet, container pixels: what other lettering keeps clear of. */
  names = [];
  /** Called when the names have come to lie elsewhere: what keeps clear of them may have been lettered before. */
  onNames = () => {};

  /** @param {any} L Leaflet; `ground` the borders of the payload */
  constructor(L, ground) {
    super(L, { pane: "atlasGround", zIndex: 150 });
    this.ground = ground;
    this.#waters = new Waters(ground.waters ?? []);
  }

  onAdd(map) {
    this.#degrees = this.ground.arcs.map((steps) => decode(steps, UNIT));
    this.map = map;
    this.project();
    map.on("movestart", this.#start, this).on("moveend", this.#settle, this);
    super.onAdd(map);
  }

  onRemove(map) {
    map.off("movestart", this.#start, this).off("moveend", this.#settle, this);
    super.onRemove(map);
  }

  #start() {
    this.#moving = true;
  }

  /** At rest the ground is drawn as on a page that has never been moved. */
  #settle() {
    this.#moving = false;
    if (!this.#picture) return;
    this.#picture = null;
    this.redraw();
  }

  /** Lay the ground on the map's present projection. */
  project() {
    const { crs } = this.map.options;
    const project = ([lon, lat]) => {
      const p = crs.latLngToPoint(this.L.latLng(lat, lon), 0);
      return [p.x, p.y];
    };
    this.#sheet = crs.edge ? new Path2D() : null;
    crs.edge?.forEach(([lat, lon], i) => this.#sheet[i ? "lineTo" : "moveTo"](...project([lon, lat])));
    this.#arcs = this.#degrees.map((arc) => arc.map(project));
    this.#beyond = this.#degrees.map((arc) => !!crs.beyond && arc.some(crs.beyond));
    this.#lines = this.#arcs.map(() => null);
    this.#areas = this.ground.polities.map(() => null);
    this.#labels = this.ground.polities.map(({ label }) => project([label[1], label[0]]));
    this.#landmarks = (this.ground.landmarks ?? []).map((one) => ({ ...one, place: project([one.lon, one.lat]) }));
    if (this.#visited) this.#visited.place = project([this.#visited.lon, this.#visited.lat]);
    this.#graticule = this.#drawGraticule(project);
    this.#waters.project(project);
    this.#epochs = new Map();
    if (this.#epoch) this.#epoch = this.#assemble(this.#epoch.active, this.#epoch.tinted);
  }

  /** Choose the borders of a day; nothing is drawn when they are those already shown. */
  setDay(day) {
    const first = Math.min(...this.ground.polities.map((p) => p.from));
    const at = Math.max(day, first); // before the record's ground starts, its first borders stand in
    const active = [];
    this.ground.polities.forEach((p, i) => { if (p.from <= at && (p.to === null || at < p.to)) active.push(i); });
    const tinted = this.ground.blocUntil === null || day < this.ground.blocUntil;
    this.#day = day;
    const key = `${active.join()}${tinted}${this.#landmarksOn(day).length}`;
    if (key === this.#key) return;
    this.#key = key;
    if (!this.#epochs.has(key)) this.#epochs.set(key, this.#assemble(active, tinted));
    this.#epoch = this.#epochs.get(key);
    this.redraw();
  }

  /** The landmarks that are called so on a day. */
  #landmarksOn(day) {
    return this.#landmarks.filter(({ from, to }) => (from === null || from <= day) && (to === null || day < to));
  }

  /** What a day shows: areas and lines, each a path with its box, so that those out of view need not be drawn. */
  #assemble(active, tinted) {
    const epoch = { active, tinted, land: [], bloc: [], coast: [], state: [], republic: [], seams: { land: [], bloc: [] } };
    const users = new Map();
    for (const i of active) {
      const polity = this.ground.polities[i], fill = polity.bloc && tinted ? "bloc" : "land";
      epoch[fill].push(this.#areas[i] ??= this.#areaOf(polity));
      for (const arc of this.#areas[i].arcs) {
        const side = users.get(arc) ?? { states: new Set(), polities: 0, fills: new Set() };
        side.states.add(polity.state);
        side.polities += 1;
        side.fills.add(fill);
        users.set(arc, side);
      }
    }
    this.#addLines(epoch, users);
    return epoch;
  }

  /** Lines by who meets there, and those along which areas meet by what these are filled with. */
  #addLines(epoch, users) {
    for (const [arc, { states, polities, fills }] of users) {
      const line = this.#lines[arc] ??= this.#lineOf(arc);
      epoch[states.size > 1 ? "state" : polities > 1 ? "republic" : "coast"].push(line);
      if (polities > 1) epoch.seams[fills.has("bloc") ? "bloc" : "land"].push(line);
    }
  }

  #lineOf(arc) {
    const degrees = this.#degrees[arc], points = this.#arcs[arc], path = new Path2D();
    points.forEach(([x, y], i) => {
      const cut = i > 0 && onAntimeridian(degrees[i]) && onAntimeridian(degrees[i - 1]);
      path[i && !cut ? "lineTo" : "moveTo"](x, y);
    });
    return { path, box: boxOfPoints(points) };
  }

  /** The row of the polity whose name stands at a point of the container; undefined for none. */
  namedAt({ x, y }) {
    const at = this.names.findIndex(([left, top, right, bottom]) => x >= left && x <= right && y >= top - NEAR && y <= bottom + NEAR);
    return this.#lettered[at];
  }

  /** The row of the polity of the day in whose area a point of the container lies; undefined for none. */
  areaAt({ x, y }) {
    const frame = this.frame(), sheet = document.createElement("canvas").getContext("2d");
    return this.#epoch?.active.find((row) => sheet.isPointInPath(this.#areas[row].path, (x - frame.x) / frame.scale, (y - frame.y) / frame.scale));
  }

  /** A polity's rings as a path, with its box and its arcs, an arc as often as a ring has it. */
  #areaOf({ rings }) {
    const path = new Path2D(), arcs = [];
    for (const ring of rings) {
      if (ring.some((ref) => this.#beyond[ref < 0 ? ~ref : ref])) continue;
      ring.forEach((ref, k) => {
        const arc = ref < 0 ? ~ref : ref;
        appendArc(path, this.#arcs[arc], ref < 0, k === 0);
        arcs.push(arc);
      });
      path.closePath();
    }
    return { path, arcs, box: boxAround(arcs.map((arc) => boxOfPoints(this.#arcs[arc]))) };
  }

  /** Mark a town that has no marks of its own; null for none. @param {{name: string, lat: number, lon: number}|null} town */
  visit(town) {
    if (!town && !this.#visited) return;
    const { lat, lon } = town ?? {}, at = town && this.map.options.crs.latLngToPoint(this.L.latLng(lat, lon), 0);
    this.#visited = town && { ...town, place: [at.x, at.y] };
    this.redraw();
  }

  #drawGraticule(project) {
    const path = new Path2D();
    const line = (n, at) => {
      for (let i = 0; i <= n; i++) {
        const [x, y] = project(at(i / n));
        if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
      }
    };
    for (let lon = -180; lon < 180; lon += 10) line(40, (t) => [lon, 10 + 70 * t]);
    for (let lat = 10; lat <= 80; lat += 10) line(180, (t) => [-180 + 360 * t, lat]);
    return path;
  }

  paint(context, size, ratio) {
    if (!this.#epoch) return;
    const frame = this.frame(), ink = inks(this.map.getContainer());
    this.#paintGround(context, size, ratio, frame, ink);
    const before = this.names.join();
    this.#paintNames(context, size, ink, frame);
    if (this.names.join() !== before) this.onNames();
  }

  /**
   * Lay the land and its lines. While the map is only moved they are copied from a picture that reaches beyond the view:
   * to draw them anew for each step of a hand takes several times as long.
   */
  #paintGround(context, size, ratio, frame, ink) {
    const before = this.#painted, now = [frame.scale, this.#epoch, ink, ratio, size.x, size.y];
    this.#painted = now;
    if (!this.#moving || onPaper() || now.some((value, k) => value !== before?.[k])) {
      this.#picture = null;
      this.#drawLand(context, size, ratio, frame, ink);
      return;
    }
    const edge = Math.round(EDGE * ratio), off = (at) => Math.round((frame[at] - this.#picture[at]) * ratio);
    if (!this.#picture || Math.max(Math.abs(off("x")), Math.abs(off("y"))) > edge) this.#picture = this.#pictureOf(size, ratio, frame, ink, edge);
    context.save();
    context.resetTransform();
    context.drawImage(this.#picture.canvas, off("x") - edge, off("y") - edge);
    context.restore();
  }

  /** The land around a view and its lines, on a canvas of its own. */
  #pictureOf(size, ratio, { scale, x, y }, ink, edge) {
    const canvas = this.#picture?.canvas ?? document.createElement("canvas"), around = edge / ratio;
    canvas.width = Math.round(size.x * ratio) + 2 * edge;
    canvas.height = Math.round(size.y * ratio) + 2 * edge;
    const context = canvas.getContext("2d", { alpha: false });
    context.scale(ratio, ratio);
    this.#drawLand(context, { x: size.x + 2 * around, y: size.y + 2 * around }, ratio, { scale, x: x + around, y: y + around }, ink);
    return { canvas, x, y };
  }

  #drawLand(context, size, ratio, { scale, x, y }, ink) {
    const e = this.#epoch;
    context.fillStyle = ink.sea;
    context.fillRect(0, 0, size.x, size.y);
    context.save();
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
    if (this.#sheet) context.clip(this.#sheet);
    context.lineJoin = context.lineCap = "round";
    const stroke = (path, colour, width, dash = []) => {
      context.strokeStyle = colour;
      context.lineWidth = width / scale;
      context.setLineDash(dash.map((d) => d / scale));
      context.stroke(path);
    };
    /** @type {import("./arcs.js").Box} */
    const view = [(-x - REACH) / scale, (-y - REACH) / scale, (size.x - x + REACH) / scale, (size.y - y + REACH) / scale];
    const [land, bloc, coast, republic, state] = [e.land, e.bloc, e.coast, e.republic, e.state].map((parts) => seenOf(parts, view));
    stroke(this.#graticule, ink.graticule, 0.6);
    stroke(coast, ink.paper, 4); // a pale edge of shallow water sets the land off
    for (const [path, seams, colour] of [[land, e.seams.land, ink.land], [bloc, e.seams.bloc, ink.bloc]]) {
      context.fillStyle = colour;
      context.fill(path);
      stroke(seenOf(seams, view), colour, 0.8); // closes the hairlines between neighbours; along a coast, which is longer, there are none
    }
    this.#waters.paint(context, ink, this.map.getZoom(), scale, view);
    stroke(coast, ink.line, 0.7);
    stroke(republic, ink.line, 0.8, [3, 2.4]);
    stroke(state, ink.border, 1.3);
    context.restore();
  }

  #paintNames(context, size, ink, { scale, x, y }) {
    const placed = (this.names = []), lettered = (this.#lettered = []);
    const visited = this.#visited ? [{ text: this.#visited.name, x: this.#visited.place[0] * scale + x, y: this.#visited.place[1] * scale + y }] : [];
    placed.push(...paintLandmarks(context, size, ink, visited, () => 0));
    lettered.length = placed.length;
    if (this.map.getZoom() >= TOWN_ZOOM) {
      const called = this.#landmarksOn(this.#day).map(({ names, place: [u, v] }) => ({ text: this.landmarkOf(names), x: u * scale + x, y: v * scale + y }));
      placed.push(...paintLandmarks(context, size, ink, called, this.crowd));
      return;
    }
    const order = this.#epoch.active.slice().sort((a, b) => this.ground.polities[b].area - this.ground.polities[a].area);
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const i of order) {
      if (!this.#isNear(i, size, { scale, x, y })) continue;
      const { area, bloc } = this.ground.polities[i];
      const side = Math.sqrt(area) * scale; // pixels across, about
      const px = Math.max(8.5, Math.min(17, side / 11));
      context.font = `${px.toFixed(1)}px ${FACE}`;
      if ("letterSpacing" in context) context.letterSpacing = `${(px * 0.22).toFixed(1)}px`;
      const text = this.nameOf(this.ground.polities[i]);
      const width = this.#measure(context, text);
      if (width > side * 1.15) continue;
      const box = this.#roomFor(i, width, px, { size, scale, x, y }, placed);
      if (!box) continue;
      placed.push(box);
      lettered.push(i);
      context.globalAlpha = bloc && this.#epoch.tinted ? 0.62 : 0.42;
      context.fillStyle = ink.border;
      context.fillText(text, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
    }
    context.globalAlpha = 1;
    if ("letterSpacing" in context) context.letterSpacing = "0px";
  }

  /** Whether any of the places in which the name of a polity may stand has its middle in view: of most of the world none has. */
  #isNear(i, size, { scale, x, y }) {
    const room = this.ground.polities[i].room * scale, [mx, my] = this.#labels[i], cx = mx * scale + x, cy = my * scale + y;
    return cx + FAR[0] * room > 0 && cx - FAR[0] * room < size.x && cy + FAR[1] * room > 0 && cy - FAR[1] * room < size.y;
  }

  /** How wide a text is in the context's font: at the same zoom it is asked for with every border that changes. */
  #measure(context, text) {
    const key = `${context.font} ${context.letterSpacing} ${text}`;
    if (!this.#widths.has(key)) {
      if (this.#widths.size > WIDTHS) this.#widths.clear();
      this.#widths.set(key, context.measureText(text).width);
    }
    return this.#widths.get(key);
  }

  /** Where a name stands with the fewest marks under it, none of the page's edge and no other name; or null. */
  #roomFor(i, width, px, { size, scale, x, y }, placed) {
    const room = this.ground.polities[i].room * scale, [mx, my] = this.#labels[i];
    let best = null, least = Infinity;
    for (const [dx, dy] of STEPS) {
      const cx = mx * scale + x + dx * room, cy = my * scale + y + dy * room;
      const box = [cx - width / 2 - 4, cy - px * 0.7, cx + width / 2 + 4, cy + px * 0.7];
      if (box[0] < 4 || box[2] > size.x - 4 || box[1] < 4 || box[3] > size.y - 4) continue;
      if (placed.some((p) => p[0] < box[2] && p[2] > box[0] && p[1] < box[3] && p[3] > box[1])) continue;
      const cost = this.crowd(box) + Math.hypot(dx, dy);
      if (cost < least) [best, least] = [box, cost];
      if (least < 1) break;
    }
    return best;
  }
}

const FAR = [0.6, 0.75]; // the farthest of these steps
/** Steps from a polity's middle, in parts of the room around it, where its name may stand: the nearest first. */
const STEPS = [-0.6, -0.3, 0, 0.3, 0.6].flatMap((dx) => [-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75].map((dy) => [dx, dy]))
  .sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
