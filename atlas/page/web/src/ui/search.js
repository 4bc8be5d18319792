// Search: every name in every script, without regard to case or diacritics.

import { readDate } from "../time/datewords.js";
import { el } from "./dom.js";

const MOST = 12;

// Letters that Unicode does not take apart, as people write them who have no such key.
const LETTERS = {
  ß: "ss", æ: "ae", œ: "oe", þ: "th", ð: "d", đ: "d", ɖ: "d", ħ: "h", ı: "i", ɨ: "i", ĸ: "k", ł: "l", ŀ: "l", ŋ: "n", ɲ: "n", ø: "o", ɔ: "o",
  ŧ: "t", ə: "e", ǝ: "e", ɛ: "e", ƀ: "b", ɓ: "b", ɡ: "g", ǥ: "g", ʉ: "u", ƶ: "z", ʒ: "z", ς: "σ", ґ: "г", ғ: "г", қ: "к", ң: "н", ө: "о", ұ: "у", ү: "у", һ: "х",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
const APOSTROPHES = /['`´‘’‚‛′‵ʹʺʻʼʽʾʿˈ＇"“”„״׳]/g; // written or left out, of one kind or another
const INVISIBLE = /\p{Cf}/gu; // soft hyphens, joiners, marks of direction
const DASHES = /[\p{Pd}_]/gu;

/**
 * A text as it is looked up: lower case, without diacritics or apostrophes, dashes as spaces, and the same in every
 * browser, whatever language that speaks. "Brașov" and "brasov", "Hauptstraße" and "HAUPTSTRASSE" are the same word.
 */
export function fold(text) {
  return String(text).replace(APOSTROPHES, "").normalize("NFKD").replace(INVISIBLE, "").replace(DASHES, " ")
    .toLowerCase().replace(/\p{M}/gu, "").replace(LETTER, (letter) => LETTERS[letter]);
}

export class Search {
  /** @param {Store} store; {Words} words; `onPick(feature)` with a row number; `onDate(text)`, with which a date that is
   * written into the field can be gone to */
  constructor(store, words, onPick, onDate = null) {
    Object.assign(this, { store, onPick, onDate });
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
    const parts = fold(text).split(/\s+/).filter(Boolean), whole = parts.join(" ");
    if (!parts.length) return [];
    const { rank } = this.store.features;
    const close = (words) => (words.split(" | ").includes(whole) ? 2 : +parts.some((part) => words.startsWith(part)));
    return this.index.map((words, i) => [i, words])
      .filter(([, words]) => parts.every((part) => words.includes(part)))
      .map(([i, words]) => [i, close(words)])
      .sort(([a, closeA], [b, closeB]) => closeB - closeA || rank[a] - rank[b] || a - b)
      .map(([i]) => i);
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
