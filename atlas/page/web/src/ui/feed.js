// The latest changes up to the day shown, newest first: what the map is doing, to be read. Where two days are compared,
// all that changed between them, in its order.

import { el, put } from "./dom.js";
import { titleCalled } from "../model/called.js";

/** @typedef {import("../model/store.js").Store} Store */

const MOST = 6; // while playing: a line that is gone before it is read helps nobody
const ALL = 120; // at rest: a list of places in the order in which they changed
const BETWEEN = 2000; // of two days compared

export class Feed {
  #shown = "";
  #filtered = null;

  /** @param {Store} store; {Words} words; `onPick(feature)` with a row number */
  constructor(store, words, onPick) {
    this.store = store;
    this.words = words;
    this.onPick = onPick;
    this.list = el("ol", {});
    this.heading = el("summary", {}, words.say("changes"));
    this.about = el("p", { hidden: true });
    this.element = el("details.atlas-feed", { "data-fold": "changes" }, this.heading, this.about, this.list);
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
    const between = this.#between();
    this.about.hidden = between === null;
    put(this.heading, between ? `${this.words.say("changes")} (${this.words.number(between.rows.length)})` : this.words.say("changes"));
    if (!this.element.open) return;
    const { rows, count } = between ?? this.store.changesUpTo(day), { changeRows } = this.store;
    const most = between ? BETWEEN : playing ? MOST : ALL, key = between ? between.span : `${count}/${most}`;
    if (key === this.#shown && changeRows === this.#filtered) return;
    [this.#shown, this.#filtered] = [key, changeRows];
    if (!between) {
      this.list.replaceChildren(...this.#entries(rows.slice(Math.max(0, count - most), count).reverse()));
      return;
    }
    const { perhaps, span } = between, room = Math.max(0, most - rows.length);
    put(this.about, span);
    this.list.replaceChildren(...this.#entries(rows.slice(0, most)), ...(perhaps.length
      ? [el("li.atlas-perhaps", {}, el("p", {}, this.words.say("changes.perhaps", this.words.number(perhaps.length)))), ...this.#entries(perhaps.slice(0, room))] : []));
  }

  /** What changed, and what may have changed, between the two days compared, and their words; null where none are. */
  #between() {
    const { store, words } = this;
    if (store.against === null || store.day === null) return null;
    const [first, last] = [store.day, store.against].sort((a, b) => a - b);
    return { ...store.changesWithin(first, last), count: 0, span: words.say("compare.span", words.day(first), words.day(last)) };
  }

  #entries(shown) {
    const { events, types } = this.store.data;
    return shown.map((row) => {
      const feature = events.feature[row], type = types[events.type[row]], { text, lang } = titleCalled(this.store, this.words, feature);
      return el("li", { "data-effect": type.effect }, el("button", { type: "button", onclick: () => this.onPick(feature) },
        el("time", {}, this.words.date(events.edtf[row])), " ", el("bdi", { lang }, text), " ",
        el("span", {}, this.words.type(type))));
    });
  }
}
