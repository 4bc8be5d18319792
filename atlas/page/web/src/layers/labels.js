// The labels: the names of the day beside their marks, the most important first, none over another.

import { Boxes } from "./boxes.js";
import { canvasLayer, inks } from "./canvas.js";
import { FACE, TOWN_ZOOM } from "./ground.js";
import { AFTER, BEARING, UNCERTAIN, upTo } from "../model/store.js";

const MOST = 1500; // marks that a frame tries to letter

export function labelsLayer(L, store, marks) {
  const Layer = canvasLayer(L).extend({
    options: { pane: "atlasLabels", zIndex: 460 },
    /** Boxes of lettering that stands there already; the page tells. */
    others: () => [],

    onAdd(map) {
      this._order = Uint32Array.from([...store.features.rank.keys()]
        .sort((a, b) => store.features.rank[a] - store.features.rank[b] || a - b));
      this._widths = new Map();
      this._nameDays = Int32Array.from(new Set([...store.data.labels.from, ...store.data.labels.to])).sort();
      this.blocked = []; // boxes in container pixels to keep clear of: the page's own panels
      this.script = "latin";
      Layer.__super__.onAdd.call(this, map);
    },

    /** Take up the store's day; only what changes a letter is lettered anew. */
    setDay(day) {
      const was = this._day ?? day;
      this._day = day;
      const renamed = upTo(this._nameDays, was) !== upTo(this._nameDays, day);
      if (renamed || store.changed.some((i) => store.features.rank[i] <= this._deepest())) this.redraw();
    },

    /** The least important rank that is lettered at this zoom. */
    _deepest() {
      const zoom = this._map.getZoom();
      return zoom < 3 ? 1 : zoom < 5.8 ? 2 : zoom < 7 ? 3 : zoom < 8.5 ? 4 : 5;
    },

    /** The words beside a mark: the name of the day for a place; for a statue seen from afar its town, as it was called then. */
    label(i) {
      const close = this._map.getZoom() >= TOWN_ZOOM;
      if (close || store.kind(i).group !== "image" || !store.features.settlement[i]) return store.nameOn(i, store.day, this.script);
      const { rank } = store.features; // a settlement inside a town must not lend its name to the town
      const town = marks.places.towns[marks.places.town[i]].find((k) => store.kind(k).fclass === "P" && rank[k] <= rank[i]);
      return town === undefined ? store.features.settlement[i] : store.nameOn(town, store.day, this.script);
    },

    /** The features to letter, in order; those of rank 1 and 2 also keep others off their marks. */
    _candidates(size, boxes) {
      const deepest = this._deepest(), { x, y } = marks.places, chosen = [];
      for (const i of this._order) {
        const rank = store.features.rank[i];
        if (rank > Math.max(2, deepest) || chosen.length >= MOST) break;
        if (!marks.seen(i, size)) continue;
        if (rank <= deepest && i !== marks.opened) chosen.push(i);
        if (rank > 2) continue;
        const r = marks.radius(i);
        boxes.add([x[i] - r, y[i] - r, x[i] + r, y[i] + r]);
      }
      return marks.opened !== null && marks.seen(marks.opened, size) ? [marks.opened, ...chosen] : chosen;
    },

    paint(context, size) {
      if (store.day === null) return false;
      marks.settle();
      const ink = inks(this._map.getContainer()), boxes = new Boxes(), said = new Set(), { places } = marks;
      for (const box of [...this.blocked, ...this.others()]) boxes.add(box);
      context.textBaseline = "middle";
      context.textAlign = "left";
      context.lineJoin = "round";
      let lettered = 0;
      for (const i of this._candidates(size, boxes)) {
        const text = this.label(i), town = `${text}@${places.town[i]}`;
        if (said.has(town)) continue;
        const { font, px } = this._face(i);
        const place = this._place(i, this._measure(context, font, text), px, boxes, size);
        if (!place) continue;
        said.add(town);
        boxes.add(place.box);
        context.font = font;
        this._letter(context, ink, store.status[i], text, place);
        lettered += 1;
      }
      return lettered > 0;
    },

    _face(i) {
      const rank = store.features.rank[i], status = store.status[i];
      const px = (rank <= 1 ? 14.5 : rank === 2 ? 12.5 : 11.5) + (this._map.getZoom() > TOWN_ZOOM ? 1 : 0);
      const style = status === BEARING ? "600 " : status === AFTER ? "italic " : "";
      return { px, font: `${style}${px}px ${FACE}` };
    },

    _letter(context, ink, status, text, { x, y }) {
      context.globalAlpha = 0.85;
      context.strokeStyle = ink.bloc;
      context.lineWidth = 3;
      context.strokeText(text, x, y);
      context.globalAlpha = status === UNCERTAIN ? 0.8 : 1;
      context.fillStyle = status === AFTER ? ink.quiet : ink.ink;
      context.fillText(text, x, y);
      context.globalAlpha = 1;
    },

    _place(i, width, px, boxes, size) {
      const [x, y, gap] = [marks.places.x[i], marks.places.y[i], marks.radius(i) + 4];
      const spots = [[x + gap, y], [x - gap - width, y], [x - width / 2, y - gap - px * 0.4], [x - width / 2, y + gap + px * 0.4]];
      for (const [left, middle] of spots) {
        const box = [left - 1, middle - px * 0.55, left + width + 1, middle + px * 0.55];
        const inside = box[0] > 2 && box[2] < size.x - 2 && box[1] > 2 && box[3] < size.y - 2;
        if (inside && boxes.free(box)) return { x: left, y: middle, box };
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
  });
  return new Layer();
}
