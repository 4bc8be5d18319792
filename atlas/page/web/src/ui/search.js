// The field for the search, and the list of what it finds.

import { readDate } from "../time/datewords.js";
import { el } from "./dom.js";
import { fold, matches } from "../model/search.js";

/** @typedef {import("../model/store.js").Store} Store */

const MOST = 12;

export class Search {
  /** @param {Store} store; {Words} words; `onPick(feature)` with a row number; `onDate(text)`, with which a date that is
   * written into the field can be gone to */
  constructor(store, words, onPick, onDate = null) {
    this.store = store;
    this.onPick = onPick;
    this.onDate = onDate;
    /** @type {string[]} */ this.folded = undefined;
    this.input = el("input", {
      type: "search", placeholder: words.say("search"), "aria-label": words.say("search"), autocomplete: "off",
      oninput: () => this.show(), onkeydown: (event) => this.#key(event),
    });
    this.status = el("p.atlas-live", { "aria-live": "polite" });
    this.list = el("ul", {});
    this.element = el("search.atlas-search", {}, this.input, this.list, this.status);
    this.words = words;
  }

  /** What can be found of every feature, folded; written when somebody first searches. */
  get index() {
    const { store } = this, { name, latin } = store.data.names;
    return (this.folded ??= store.features.id.map((id, i) => {
      const said = store.namesOf[i].flatMap((row) => [name[row], latin[row]]);
      return fold([store.features.title[i], store.features.settlement[i], ...said].join(" | "));
    }));
  }

  /** Row numbers of the features that match a text: those that are called so first, then the most important. */
  find(text) {
    return matches(this.index, this.store.features.rank, text);
  }

  show() {
    const found = this.find(this.input.value);
    const date = this.#date();
    this.list.replaceChildren(...(date ? [this.#dated(date)] : []), ...found.slice(0, MOST).map((i) => el("li", {},
      el("button", { type: "button", onclick: () => this.pick(i) }, this.store.features.title[i],
        el("span", {}, this.words.kind(this.store.kind(i)))))));
    this.status.textContent = this.input.value ? `${this.words.say("found")}: ${found.length}` : "";
  }

  #date() {
    return this.onDate && readDate(this.input.value, this.words, fold);
  }

  #dated(date) {
    return el("li", {}, el("button", { type: "button", onclick: () => this.#goTo(date) }, this.words.say("goto", this.words.date(date))));
  }

  #goTo(date) {
    this.input.value = "";
    this.onDate(date);
    this.show();
  }

  pick(i) {
    this.list.replaceChildren();
    this.input.value = "";
    this.onPick(i);
  }

  #key(event) {
    if (event.key === "Escape") {
      this.input.value = "";
      this.show();
    } else if (event.key === "Enter") {
      const [first] = this.find(this.input.value), date = this.#date();
      if (date) this.#goTo(date);
      else if (first !== undefined) this.pick(first);
    } else if (event.key === "ArrowDown") {
      this.list.querySelector("button")?.focus();
      event.preventDefault();
    }
  }
}
