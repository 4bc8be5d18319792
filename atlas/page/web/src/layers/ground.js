// The ground: land, and the borders of the day. Borders arrive as a topology, each line once with the
// polities on either side of it; a line is a coast, a state border or a republic's border by who meets there.

import { canvasLayer, inks } from "./canvas.js";

export const TOWN_ZOOM = 9; // from here on the map shows a town: no country's name, and each street and statue by its own
const UNIT = 1e-3; // degrees per step of the delta-coded arcs

function decodeArc(steps) {
  const points = [];
  let x = 0, y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([x * UNIT, y * UNIT]);
  }
  return points;
}

const onAntimeridian = ([lon]) => Math.abs(lon) > 179.995;

function appendArc(path, points, start) {
  points.forEach(([x, y], i) => (i || !start ? path.lineTo(x, y) : path.moveTo(x, y)));
}

export function groundLayer(L, ground) {
  const Layer = canvasLayer(L).extend({
    options: { pane: "atlasGround", zIndex: 150 },
    /** The name of a polity as it is lettered; the page puts the reader's language here. */
    nameOf: ({ short }) => short.toUpperCase(),
    /** How many marks lie in a box of container pixels; the page tells. */
    crowd: () => 0,
    /** Boxes of the names on the sheet, container pixels: what other lettering keeps clear of. */
    names: [],
    /** Called when the names have come to lie elsewhere: what keeps clear of them may have been lettered before. */
    onNames() {},

    onAdd(map) {
      this._degrees = ground.arcs.map(decodeArc);
      this._map = map;
      this.project();
      Layer.__super__.onAdd.call(this, map);
    },

    /** Lay the ground on the map's present projection. */
    project() {
      const { crs } = this._map.options;
      const project = ([lon, lat]) => {
        const p = crs.latLngToPoint(L.latLng(lat, lon), 0);
        return [p.x, p.y];
      };
      this._sheet = crs.edge ? new Path2D() : null;
      crs.edge?.forEach(([lat, lon], i) => this._sheet[i ? "lineTo" : "moveTo"](...project([lon, lat])));
      this._arcs = this._degrees.map((arc) => arc.map(project));
      this._labels = ground.polities.map(({ label }) => project([label[1], label[0]]));
      this._graticule = this._drawGraticule(project);
      this._epochs = new Map();
      if (this._epoch) this._epoch = this._assemble(this._epoch.active, this._epoch.tinted);
    },

    /** Choose the borders of a day; nothing is drawn when they are those already shown. */
    setDay(day) {
      const first = Math.min(...ground.polities.map((p) => p.from));
      const at = Math.max(day, first); // before the record's ground starts, its first borders stand in
      const active = [];
      ground.polities.forEach((p, i) => { if (p.from <= at && (p.to === null || at < p.to)) active.push(i); });
      const tinted = ground.blocUntil === null || day < ground.blocUntil;
      const key = `${active.join()}${tinted}`;
      if (key === this._key) return;
      this._key = key;
      if (!this._epochs.has(key)) this._epochs.set(key, this._assemble(active, tinted));
      this._epoch = this._epochs.get(key);
      this.redraw();
    },

    _assemble(active, tinted) {
      const epoch = { active, tinted, land: new Path2D(), bloc: new Path2D(), coast: new Path2D(), state: new Path2D(), republic: new Path2D() };
      const users = new Map();
      for (const i of active) {
        const polity = ground.polities[i];
        const fill = polity.bloc && tinted ? epoch.bloc : epoch.land;
        for (const ring of polity.rings) {
          ring.forEach((ref, k) => {
            const arc = ref < 0 ? ~ref : ref;
            const points = ref < 0 ? this._arcs[arc].slice().reverse() : this._arcs[arc];
            appendArc(fill, points, k === 0);
            const side = users.get(arc) ?? { states: new Set(), polities: 0 };
            side.states.add(polity.state);
            side.polities += 1;
            users.set(arc, side);
          });
          fill.closePath();
        }
      }
      for (const [arc, { states, polities }] of users) {
        const line = states.size > 1 ? epoch.state : polities > 1 ? epoch.republic : epoch.coast;
        this._strokeArc(line, arc);
      }
      return epoch;
    },

    _strokeArc(path, arc) {
      const degrees = this._degrees[arc], points = this._arcs[arc];
      let pen = false;
      points.forEach(([x, y], i) => {
        const cut = i > 0 && onAntimeridian(degrees[i]) && onAntimeridian(degrees[i - 1]);
        if (pen && !cut) path.lineTo(x, y);
        else path.moveTo(x, y);
        pen = true;
      });
    },

    _drawGraticule(project) {
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
    },

    paint(context, size, ratio) {
      if (!this._epoch) return;
      const { scale, x, y } = this.frame();
      const ink = inks(this._map.getContainer());
      const e = this._epoch;
      context.fillStyle = ink.sea;
      context.fillRect(0, 0, size.x, size.y);
      context.save();
      context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
      if (this._sheet) context.clip(this._sheet);
      context.lineJoin = context.lineCap = "round";
      const stroke = (path, colour, width, dash = []) => {
        context.strokeStyle = colour;
        context.lineWidth = width / scale;
        context.setLineDash(dash.map((d) => d / scale));
        context.stroke(path);
      };
      stroke(this._graticule, ink.graticule, 0.6);
      stroke(e.coast, ink.paper, 4); // a pale edge of shallow water sets the land off
      for (const [path, colour] of [[e.land, ink.land], [e.bloc, ink.bloc]]) {
        context.fillStyle = colour;
        context.fill(path);
        stroke(path, colour, 0.8); // closes the hairlines between neighbours
      }
      stroke(e.coast, ink.line, 0.7);
      stroke(e.republic, ink.line, 0.8, [3, 2.4]);
      stroke(e.state, ink.border, 1.3);
      context.restore();
      const before = this.names.join();
      this._paintNames(context, size, ink, { scale, x, y });
      if (this.names.join() !== before) this.onNames();
    },

    _paintNames(context, size, ink, { scale, x, y }) {
      const placed = (this.names = []);
      if (this._map.getZoom() >= TOWN_ZOOM) return;
      const order = this._epoch.active.slice().sort((a, b) => ground.polities[b].area - ground.polities[a].area);
      context.textAlign = "center";
      context.textBaseline = "middle";
      for (const i of order) {
        const { area, bloc } = ground.polities[i];
        const side = Math.sqrt(area) * scale; // pixels across, about
        const px = Math.max(8.5, Math.min(17, side / 11));
        context.font = `${px.toFixed(1)}px ${FACE}`;
        if ("letterSpacing" in context) context.letterSpacing = `${(px * 0.22).toFixed(1)}px`;
        const text = this.nameOf(ground.polities[i]);
        const width = context.measureText(text).width;
        if (width > side * 1.15) continue;
        const box = this._roomFor(i, width, px, { size, scale, x, y }, placed);
        if (!box) continue;
        placed.push(box);
        context.globalAlpha = bloc && this._epoch.tinted ? 0.62 : 0.42;
        context.fillStyle = ink.border;
        context.fillText(text, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
      }
      context.globalAlpha = 1;
      if ("letterSpacing" in context) context.letterSpacing = "0px";
    },

    /** Where a name stands with the fewest marks under it, none of the page's edge and no other name; or null. */
    _roomFor(i, width, px, { size, scale, x, y }, placed) {
      const room = ground.polities[i].room * scale, [mx, my] = this._labels[i];
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
    },
  });
  return new Layer();
}

/** Steps from a polity's middle, in parts of the room around it, where its name may stand: the nearest first. */
const STEPS = [-0.6, -0.3, 0, 0.3, 0.6].flatMap((dx) => [-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75].map((dy) => [dx, dy]))
  .sort((a, b) => Math.hypot(...a) - Math.hypot(...b));

/** Serif faces that systems carry; the atlas brings no font of its own. */
export const FACE = '"Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", "Noto Serif", "DejaVu Serif", Georgia, serif';
