// The latest changes up to the day shown, newest first: what the map is doing, to be read.

import { el } from "./dom.js";

/** @typedef {import("../model/store.js").Store} Store */

const MOST = 6; // while playing: a line that is gone before it is read helps nobody
const ALL = 120; // at rest: a list of places in the order in which they changed

export class Feed {
  /** @param {Store} store; {Words} words; `onPick(feature)` with a row number */
  constructor(store, words, onPick) {
    this.store = store;
    this.words = words;
    this.onPick = onPick;
    this.list = el("ol", {});
    this.element = el("details.atlas-feed", { "data-fold": "changes" },
      el("summary", {}, words.say("changes")), this.list);
    this.element.addEventListener("toggle", () => this.#toggled());
    // Where there is no room for the list's own corner, a button opens it as a drawer.
    this.button = el("button.atlas-changes", { type: "button", "aria-expanded": "false", title: words.say("changes"), onclick: () => this.#turn() },
      el("i.atlas-lines"), el("span", {}, words.say("changes")));
  }

  #turn() {
    this.element.open = !this.element.open;
    if (this.element.open) this.element.querySelector("summary").focus({ preventScroll: true });
  }

  #toggled() {
    const { element, button } = this;
    button.ariaExpanded = String(element.open);
    if (!element.open && element.contains(document.activeElement) && button.offsetWidth) button.focus({ preventScroll: true });
    this.seek(this.day);
  }

  seek(day, playing = false) {
    this.day = day;
    if (!this.element.open) return;
    const { rows, count } = this.store.changesUpTo(day);
    const most = playing ? MOST : ALL, key = `${count}/${rows.length}/${most}`;
    if (key === this.key) return;
    this.key = key;
    const { events, types } = this.store.data;
    const shown = rows.slice(Math.max(0, count - most), count).reverse();
    this.list.replaceChildren(...shown.map((row) => {
      const feature = events.feature[row], type = types[events.type[row]];
      return el("li", { "data-effect": type.effect }, el("button", { type: "button", onclick: () => this.onPick(feature) },
        el("time", {}, this.words.date(events.edtf[row])), " ", el("bdi", { lang: this.words.foreign }, this.store.features.title[feature]), " ",
        el("span", {}, this.words.type(type))));
    }));
  }
}
