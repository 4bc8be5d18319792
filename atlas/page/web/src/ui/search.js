// The field for the search, and the list of what it finds.

import { isoDay } from "../time/days.js";
import { readDate } from "../time/datewords.js";
import { el } from "./dom.js";
import { fold, matches } from "../model/search.js";
import { landsCalled, milestonesCalled } from "../model/answers.js";
import { placeCalled, titleCalled, townCalled } from "../model/called.js";
import { polityName } from "./why.js";

/** @typedef {import("../model/store.js").Store} Store */

const SLICE = 8; // ms of writing the index at once
const LISTED = 80; // ms of it, while somebody who has written a word waits for what it finds
const STILL = 50; // ms after which it is asked again whether somebody is choosing in the list
const MOST = 12, MOST_TOWNS = 3, MOST_OTHERS = 3;

export class Search {
  /** @param {Store} store; {Words} words; `onPick(feature)` with a row number; `onDate(text)`, with which a date that is
   * written into the field can be gone to, if it is one of those of the `clock` ({first, last} days); `places`, whose `town(row)`, `land(key, value)` and `milestone(m)` show what else is found */
  constructor(store, words, onPick, onDate = null, places = null, clock = null) {
    this.store = store;
    this.onPick = onPick;
    this.onDate = onDate;
    this.places = places;
    this.clock = clock;
    /** @type {string[]} what can be found of each feature, folded */ this.folded = [];
    this.timer = 0;
    this.unlisted = 0; // answers of the last text that are not listed
    this.input = el("input", {
      type: "search", placeholder: words.say("search"), "aria-label": words.say("search"), autocomplete: "off",
      oninput: () => this.show(), onfocus: () => this.#prepare(), onkeydown: (event) => this.#key(event),
    });
    this.status = el("p.atlas-live", { "aria-live": "polite" });
    this.list = el("ul", {});
    this.element = el("search.atlas-search", {}, this.input, this.list, this.status);
    this.words = words;
  }

  /** What can be found of every feature, folded; the rest of it is written when somebody searches. */
  get index() {
    this.#write(Infinity);
    return this.folded;
  }

  /** Write more of the index, for some milliseconds; whether all of it stands. */
  #write(most) {
    const { store, words, folded } = this, said = (table, key, row) => store.valueOf(table, key, row), until = performance.now() + most;
    while (folded.length < store.size) {
      const i = folded.length, names = store.namesOf(i).flatMap((row) => [said("names", "name", row), said("names", "latin", row)]);
      const here = words.foreign ? [titleCalled(store, words, i).text, placeCalled(store, words, i).text] : [];
      folded.push(fold([...new Set([store.titleOf(i), said("features", "settlement", i), ...here, ...names])].join(" | ")));
      if (i % 100 === 99 && performance.now() > until) break;
    }
    return folded.length === store.size;
  }

  /** Write the index while somebody who has come to the field still thinks of a word. */
  #prepare() {
    setTimeout(() => { if (!this.#write(SLICE)) this.#prepare(); });
  }

  /** Row numbers of the features that match a text: those that are called so first, then the most important. */
  find(text, index = this.index) {
    return matches(index, this.store.features.rank, text);
  }

  /** List what is found: of a large record at first among what the index has by now, and soon among all. */
  show() {
    clearTimeout(this.timer);
    const written = this.input.value.trim(), whole = !written || this.#write(LISTED);
    if (!whole) this.timer = setTimeout(() => this.#showMore());
    const answers = written ? this.answers(this.input.value, this.folded) : [], count = answers.length + this.unlisted, asked = whole && written.length > 1;
    this.list.replaceChildren(...answers.slice(0, MOST).map(({ text, kind, lang = null, act }) => el("li", {},
      el("button", { type: "button", onclick: () => this.#take(act) }, el("bdi", { lang }, text), kind ? el("span", {}, kind) : null))));
    this.list.scrollTop = 0; // another text's results are read from the first on
    if (asked && !count) this.list.append(el("li.atlas-none", {}, this.words.say("search.none")));
    this.status.textContent = asked ? (count ? `${this.words.say("found")}${this.words.colon}${count}` : this.words.say("search.none")) : "";
  }

  /** List what the index has by now; but nothing is taken away from under a finger or from under the keys. */
  #showMore() {
    if (!this.list.matches(":focus-within, :active")) this.show();
    else this.timer = setTimeout(() => this.#showMore(), this.#write(SLICE) ? STILL : 0);
  }

  /** Everything that a text may mean, the likeliest first: [{text, kind, act}]. */
  answers(text, index = this.index) {
    const date = this.#date(), { store, words } = this;
    const answer = (i) => ({ ...titleCalled(store, words, i), kind: words.kind(store.kind(i)), act: () => this.onPick(i) });
    const found = this.find(text, index), asked = fold(text).trim(), called = found.filter((i) => this.#isCalled(i, asked)), own = new Set(called);
    const others = found.filter((i) => !own.has(i));
    this.unlisted = Math.max(0, others.length - MOST); // more than these the list never has
    return [
      ...(date ? [{ text: words.say("goto", words.date(date)), act: () => this.onDate(date) }] : []),
      ...called.map(answer), ...this.#placesOf(text), ...others.slice(0, MOST).map(answer), ...this.#milestones(text),
    ];
  }

  /** Whether a text is the whole of one of a feature's own names: then that is meant, and not the town around it. */
  #isCalled(i, asked) {
    const called = (key, row) => fold(this.store.valueOf("names", key, row)) === asked;
    return this.folded[i].split(" | ").includes(asked) && this.store.namesOf(i).some((row) => called("name", row) || called("latin", row));
  }

  /** Towns: where a feature has none of them, a town still has a page, which says what is near. */
  #towns(text) {
    const { store, words, places } = this, { towns } = store;
    if (!places || !towns || text.trim().length < 2) return [];
    return towns.find(text).slice(0, MOST_TOWNS).map((row) => {
      const count = store.inTown(row).length, land = words.country(towns.table.country[row]);
      return { ...townCalled(store, words, row), kind: `${land} · ${count ? words.say("town.count", count) : words.say("town.none")}`, act: () => places.town(row) };
    });
  }

  #lands(text) {
    const { store, words, places } = this;
    if (!places) return [];
    return landsCalled(store, words.strings, text).slice(0, MOST_OTHERS).map(({ key, value, count, whole }) => ({
      text: key === "country" ? words.country(value) : polityName(store, words, value), kind: words.say(`land.${key}`, count), whole,
      act: () => places.land(key, value),
    }));
  }

  /** Towns and lands: towns first, unless a land is called so and no town. */
  #placesOf(text) {
    const towns = this.#towns(text), lands = this.#lands(text), meant = lands.filter(({ whole }) => whole);
    if (!meant.length || this.store.towns?.isCalled(text)) return [...towns, ...lands];
    return [...meant, ...towns, ...lands.filter(({ whole }) => !whole)];
  }

  #milestones(text) {
    if (!this.places) return [];
    return milestonesCalled(this.store.data.milestones, text, this.words.strings).slice(0, MOST_OTHERS).map((one) => ({
      text: this.words.milestone(one), lang: this.words.milestoneLang(one), kind: `${this.words.say("milestone")} · ${this.words.date(one.edtf)}`, act: () => this.places.milestone(one),
    }));
  }

  #date() {
    const date = this.onDate && readDate(this.input.value, this.words, fold);
    if (!date || !this.clock) return date;
    const [first, last] = [this.clock.first, this.clock.last].map((day) => isoDay(day).slice(0, date.length)); // a year is one of the clock's if a day of it is
    return first <= date && date <= last ? date : null;
  }

  #take(act) {
    this.list.replaceChildren();
    this.input.value = this.status.textContent = "";
    act();
  }

  /** Take what is meant first: of a large record when the index stands, unless somebody has written on by then. */
  #takeFirst(text) {
    clearTimeout(this.timer);
    if (this.input.value !== text) return;
    if (!this.#write(LISTED)) {
      this.timer = setTimeout(() => this.#takeFirst(text));
      return;
    }
    const [first] = this.answers(text, this.folded);
    if (first) this.#take(first.act);
  }

  pick(i) {
    this.#take(() => this.onPick(i));
  }

  #key(event) {
    if (event.key === "Escape") {
      this.input.value = "";
      this.show();
    } else if (event.key === "Enter") {
      this.#takeFirst(this.input.value);
    } else if (event.key === "ArrowDown") {
      this.list.querySelector("button")?.focus();
      event.preventDefault();
    }
  }
}
