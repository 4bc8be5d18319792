// The sheets over a map, from the lowest to the topmost: ground, lines and areas, marks, rings and labels, as the state has them.

import { Ground } from "./ground.js";
import { Labels } from "./labels.js";
import { Marks } from "./marks.js";
import { Outlines } from "./outlines.js";
import { Rings } from "./rings.js";
import { townCalled } from "../model/called.js";

export class Sheets {
  /** @param {any} L Leaflet; `data` the payload; {Store} store; {State} state */
  constructor(L, data, store, state) {
    this.ground = data.ground ? new Ground(L, data.ground) : null;
    this.outlines = data.shapes ? new Outlines(L, store) : null;
    this.marks = new Marks(L, store, this.outlines);
    this.rings = new Rings(L, store, this.marks, store.index.get(data.map.hub), this.outlines);
    this.labels = new Labels(L, store, this.marks);
    this.store = store;
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    state.on("day", ({ playing, announce }) => this.#setDay(state.day, playing, announce && !calm.matches));
    state.on("open close", () => { this.marks.opened = state.opened; });
    state.on("open town close", () => this.ground?.visit(this.#bareTown(state.town)));
    state.on("script manner", () => { this.labels.script = state.script; });
    state.on("script", () => this.labels.redraw());
    state.on("filter pace manner against", () => {
      this.rings.follow();
      this.rings.redraw();
    });
    state.on("filter open close manner basis against", () => this.redraw());
  }

  /** Lay them on the map in turns, ground and marks, which take longest, in one each; those that draw on others' places after them. */
  * addTo(map) {
    if (this.ground) {
      this.ground.addTo(map);
      yield;
    }
    this.marks.addTo(map);
    yield;
    for (const sheet of [this.rings, this.labels, this.outlines]) sheet?.addTo(map);
  }

  /** The town whose page is open, if there is no mark in it. */
  #bareTown(town) {
    const { store, labels: { words } } = this, { lat, lon } = store.data.towns ?? {};
    return town === null || store.inTown(town).length ? null : { name: townCalled(store, words, town).text, lat: lat[town], lon: lon[town] };
  }

  #setDay(day, playing, announce) {
    this.ground?.setDay(day);
    if (this.store.stirred) {
      this.outlines?.setDay(playing);
      this.marks.freshen(playing);
    }
    this.rings.setDay(announce, playing);
    this.labels.setDay(day, playing);
    if (!playing) for (const sheet of this.#all) if (sheet?.due) sheet.redraw(); // the clock has come to rest: what was put off is due
  }

  /** Let the ground's lettering and that of the marks keep clear of one another; from the first framing on. */
  join() {
    const { ground, labels, marks } = this;
    if (!ground) return;
    ground.crowd = (box) => marks.crowd(box);
    labels.others = () => ground.names;
    ground.onNames = () => labels.redraw();
  }

  /** Letter ground and marks in the reader's language. */
  speak(words) {
    this.labels.words = this.rings.words = words;
    this.labels.redraw();
    this.rings.redraw();
    if (!this.ground) return;
    this.ground.nameOf = (polity) => words.capitals(words.polity(polity));
    this.ground.landmarkOf = (names) => names[words.lang] ?? Object.values(names)[0];
    this.ground.redraw();
  }

  /** Letter everything with the letters that there are now. */
  letterAgain() {
    this.labels.measureAgain();
    this.paintNow();
  }

  /** Paint all but the ground with the next frame. */
  redraw() {
    for (const sheet of [this.outlines, this.marks, this.rings, this.labels]) sheet?.redraw();
  }

  /** Paint all at once, with as many device pixels a pixel of the page as the screen has, or as are asked for. */
  paintNow(ratio = undefined) {
    for (const sheet of this.#all) sheet?.paintNow(ratio);
  }

  /** What is drawn on, the lowest first. @returns {HTMLCanvasElement[]} */
  get canvases() {
    return this.#all.filter((sheet) => sheet?.map).map((sheet) => sheet.canvas);
  }

  /** Paint one in each turn, the lowest first, and none of them with a frame before that. */
  * paintEach() {
    for (const sheet of this.#all) sheet?.rest();
    for (const sheet of this.#all) {
      sheet?.rest();
      sheet?.paintNow();
      yield;
    }
  }

  get #all() {
    return [this.ground, this.outlines, this.marks, this.rings, this.labels];
  }
}
