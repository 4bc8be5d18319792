// The labels: the names of the day beside their marks, the most important first, none over another.

import { Boxes } from "./boxes.js";
import { inks, Sheet } from "./canvas.js";
import { TOWN_ZOOM } from "./ground.js";
import { FACE, letters, zoom } from "../look.js";
import { placeCalled, titleCalled } from "../model/called.js";
import { AFTER, BEARING, UNCERTAIN, upTo } from "../model/store.js";

const MOST = 1500; // marks that a frame tries to letter
const READ_MS = 66; // between two letterings while the clock runs: nobody reads faster, and each takes as long as all else
const REACH = 20; // pixels around the view from where a mark may be lettered: see `seen` of the marks

export class Labels extends Sheet {
  #day;
  #nameDays;
  #order;
  #widths;
  /** Boxes of lettering that stands there already; the page tells. */
  others = () => [];

  /** @param {any} L Leaflet; {Store} store; {Marks} marks whose places are lettered */
  constructor(L, store, marks) {
    super(L, { pane: "atlasLabels", zIndex: 460 });
    this.store = store;
    this.marks = marks;
  }

  onAdd(map) {
    this.lay();
    this.#widths = new Map();
    this.blocked = []; // boxes in container pixels to keep clear of: the page's own panels
    this.script = "latin";
    /** @type {import("../model/called.js").Words} the reader's, once the page speaks */ this.words = null;
    super.onAdd(map);
  }

  /** Take up the features that the store has now. */
  lay() {
    this.#order = Uint32Array.from([...this.store.features.rank.keys()]
      .sort((a, b) => this.store.features.rank[a] - this.store.features.rank[b] || this.store.inRecord(a, b)));
    this.#nameDays = new Map();
  }

  /** Take up the store's day; only what changes a letter is lettered anew, and while the clock is `playing` no more often than it is read. */
  setDay(day, playing = false) {
    const was = this.#day ?? day;
    this.#day = day;
    if (!this.#differs(was, day)) return;
    if (playing) this.redrawAfter(READ_MS);
    else this.redraw();
  }

  /** Whether some lettering may differ on two days. */
  #differs(was, day) {
    const { store, marks: { places: { x, y } } } = this, { rank } = store.features, deepest = this.#deepest(), size = this.map.getSize();
    const days = this.#nameDaysTo(this.marks.opened === null ? deepest : Infinity);
    return upTo(days, was) !== upTo(days, day) || store.changed.some((i) => (rank[i] <= deepest || i === this.marks.opened)
      && x[i] > -REACH && y[i] > -REACH && x[i] < size.x + REACH && y[i] < size.y + REACH);
  }

  /** The days on which something is called otherwise than before, of features up to a rank, in order. */
  #nameDaysTo(deepest) {
    if (!this.#nameDays.has(deepest)) {
      const { labels: { from, to, name }, names } = this.store.data, { rank } = this.store.features;
      const rows = [...name.keys()].filter((k) => rank[names.feature[name[k]]] <= deepest);
      this.#nameDays.set(deepest, Int32Array.from(new Set(rows.flatMap((k) => [from[k], to[k]]))).sort());
    }
    return this.#nameDays.get(deepest);
  }

  /** Forget how wide words were: the letters are other ones now. */
  measureAgain() {
    this.#widths.clear();
  }

  /** The least important rank that is lettered at this zoom. */
  #deepest() {
    const now = this.map.getZoom();
    return 1 + zoom.ranks.filter((from) => now >= from).length;
  }

  /** The words beside a mark: the name of the day for a place; for a statue seen from afar its town, as it was called then. */
  label(i) {
    const close = this.map.getZoom() >= TOWN_ZOOM;
    if (close || this.store.kind(i).group !== "image" || !this.store.features.settlement[i]) return this.#nameOn(i);
    const { rank } = this.store.features; // a settlement inside a town must not lend its name to the town
    const town = this.marks.places.towns[this.marks.places.town[i]].find((k) => this.store.kind(k).fclass === "P" && rank[k] <= rank[i]);
    if (town !== undefined) return this.#nameOn(town);
    return this.words ? placeCalled(this.store, this.words, i).text : this.store.valueOf("features", "settlement", i);
  }

  /** The name of the day; where there is none, the title in the reader's language. */
  #nameOn(i) {
    const { store, words } = this;
    return store.nameOn(i, store.day, this.script, () => (words ? titleCalled(store, words, i).text : store.titleOf(i)));
  }

  /** The features to letter, in order; those of rank 1 and 2 also keep others off their marks. */
  #candidates(size, boxes) {
    const deepest = this.#deepest(), { x, y } = this.marks.places, chosen = [];
    for (const i of this.#order) {
      const rank = this.store.features.rank[i];
      if (rank > Math.max(2, deepest) || chosen.length >= MOST) break;
      if (!this.marks.seen(i, size)) continue;
      if (rank <= deepest && i !== this.marks.opened) chosen.push(i);
      if (rank > 2) continue;
      const r = this.marks.radius(i);
      boxes.add([x[i] - r, y[i] - r, x[i] + r, y[i] + r]);
    }
    return this.marks.opened !== null && this.marks.seen(this.marks.opened, size) ? [this.marks.opened, ...chosen] : chosen;
  }

  paint(context, size) {
    if (this.store.day === null) return false;
    this.marks.settle();
    const ink = inks(this.map.getContainer()), boxes = new Boxes(), said = new Set(), { places } = this.marks;
    for (const box of [...this.blocked, ...this.others()]) boxes.add(box);
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.lineJoin = "round";
    let lettered = 0;
    for (const i of this.#candidates(size, boxes)) {
      if (this.#silent(i)) continue;
      const text = this.label(i), town = `${text}@${places.town[i]}`;
      if (said.has(town)) continue;
      const { font, px } = this.#face(i);
      const place = this.#place(i, this.#measure(context, font, text), px, boxes, size);
      if (!place) continue;
      said.add(town);
      boxes.add(place.box);
      context.font = font;
      this.#letter(context, ink, this.store.status[i], text, place);
      lettered += 1;
    }
    return lettered > 0;
  }

  /** Whether a place has lost the name, and nobody says what it was called on this day. */
  #silent(i) {
    const { store } = this;
    return store.status[i] === AFTER && store.kind(i).group === "toponym" && store.nameless(i, store.day);
  }

  #face(i) {
    const rank = this.store.features.rank[i], status = this.store.status[i];
    const px = letters[rank] + (this.map.getZoom() > TOWN_ZOOM ? 1 : 0);
    const style = status === BEARING ? "600 " : status === AFTER ? "italic " : "";
    return { px, font: `${style}${px}px ${FACE}` };
  }

  #letter(context, ink, status, text, { x, y }) {
    context.globalAlpha = 0.85;
    context.strokeStyle = ink.bloc;
    context.lineWidth = 3;
    context.strokeText(text, x, y);
    context.globalAlpha = status === UNCERTAIN ? 0.8 : 1;
    context.fillStyle = status === AFTER ? ink.quiet : ink.ink;
    context.fillText(text, x, y);
    context.globalAlpha = 1;
  }

  /** @returns {{x: number, y: number, box: [number, number, number, number]}|null} where a name finds room beside its mark */
  #place(i, width, px, boxes, size) {
    const [x, y, gap] = [this.marks.places.x[i], this.marks.places.y[i], this.marks.radius(i) + 4];
    const spots = [[x + gap, y], [x - gap - width, y], [x - width / 2, y - gap - px * 0.4], [x - width / 2, y + gap + px * 0.4]];
    for (const [left, middle] of spots) {
      /** @type {[number, number, number, number]} */
      const box = [left - 1, middle - px * 0.55, left + width + 1, middle + px * 0.55];
      const inside = box[0] > 2 && box[2] < size.x - 2 && box[1] > 2 && box[3] < size.y - 2;
      if (inside && boxes.free(box)) return { x: left, y: middle, box };
    }
    return null;
  }

  #measure(context, font, text) {
    const key = font + text;
    if (!this.#widths.has(key)) {
      context.font = font;
      this.#widths.set(key, context.measureText(text).width);
    }
    return this.#widths.get(key);
  }
}
