// The card of one feature: names, events, dates in words, what each source says and where they disagree.

import { el } from "./dom.js";
import { STATUS, UNCERTAIN } from "../model/store.js";
import { copyReport } from "./report.js";
import { cited } from "./cite.js";
import { placeCalled, titleCalled } from "../model/called.js";
import { townPage } from "./town.js";
import { polityName, whyLikely } from "./why.js";

/** @typedef {import("../model/store.js").Store} Store */

const KINDLESS = "thing"; // the kind of what has none in its list
const COLUMNS = 3; // of a list, from which on each has its line
const NEARBY = 100; // features of one town that a card lists

/** A remark; what a list says in many columns, each of them in a line of its own. */
function inLines(note) {
  const parts = note.split(" · ");
  return parts.length < COLUMNS ? [note] : parts.flatMap((part, k) => (k ? [el("br"), part] : [part]));
}

export class Card {
  /** @param {Store} store; {Words} words; `onClose()` when the reader closes it, `onOpen(row)` when another is picked;
   * `onDay(day)` when that of a milestone is; `address(id)` → its permanent link, `neighbours(row)` → rows that share its town */
  constructor(store, words, { onClose, onOpen, onDay, address, neighbours }) {
    this.onDay = onDay;
    this.store = store;
    this.words = words;
    this.onClose = onClose;
    this.onOpen = onOpen;
    this.address = address;
    this.neighbours = neighbours;
    this.opener = /** @type {any} */ (null);
    this.element = el("aside.atlas-card", { "aria-label": words.say("feature"), hidden: true, tabindex: -1 });
    this.element.addEventListener("keydown", (event) => { if (event.key === "Escape") this.onClose(); });
  }

  close() {
    this.shown = null;
    const { element, opener } = this, within = element.contains(document.activeElement);
    element.hidden = true;
    this.feature = null;
    // Back to where the reader came from: a card that is gone would leave the focus nowhere.
    if (within) (opener?.isConnected ? opener : element.closest(".atlas-map"))?.focus({ preventScroll: true });
  }

  /** Let the keyboard into the card, and remember where it came from. */
  focus() {
    const from = document.activeElement;
    if (!this.element.contains(from)) this.opener = from;
    this.element.focus({ preventScroll: true });
  }

  #closer() {
    const { words } = this;
    return el("button.atlas-close", { type: "button", "aria-label": words.say("close"), title: words.say("close"), onclick: () => this.onClose() }, "×");
  }

  #show() {
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }

  /** The card of milestones that stand at one place of the clock. */
  milestones(list) {
    const { words, store } = this;
    this.feature = this.shown = null;
    this.element.replaceChildren(this.#closer(), ...list.flatMap((m) => [
      el("p.atlas-kind", {}, `${words.say("milestone")} · ${words.date(m.edtf)}`),
      el("h2", { lang: words.milestoneLang(m) }, words.milestone(m)),
      list.length > 1 ? el("p", {}, el("button", { type: "button", onclick: () => this.onDay(m.latest) }, words.say("goto", words.date(m.edtf)))) : "",
      el("ul.atlas-sources", {}, ...store.saysOf(m).map(({ edtf, text, source }) => el("li", {},
        edtf && edtf !== m.edtf ? el("b", {}, `${words.date(edtf)}${words.colon}`) : null, el("span", { lang: words.foreign }, text), " ", this.#cite(source, "")))),
    ]), this.#foreignNote());
    this.#show();
  }

  /** The page of a town: what bore the name there, who else is near. */
  town(row) {
    const { store, element } = this, rows = store.inTown(row), coming = store.bring(rows);
    const write = () => element.replaceChildren(this.#closer(), ...townPage(store, this.words, row, this.onOpen, this.#absent(rows)), this.#foreignNote());
    this.feature = null;
    write();
    this.#show();
    this.#await(coming, () => {
      const within = element.contains(document.activeElement);
      write();
      if (within && !element.contains(document.activeElement)) element.focus({ preventScroll: true });
    });
  }

  /** Bring what is shown up to texts that are on their way, unless something else is shown when they come. */
  #await(coming, write) {
    const shown = (this.shown = {});
    coming?.then(() => { if (this.shown === shown) write(); });
  }

  /** Why the texts of some features, which stand beside the page, are not here: they are on their way, or cannot be had. */
  #absent(rows) {
    const { store, words } = this, state = store.textsOf(rows);
    return state === "here" ? null : el("p.atlas-note.atlas-beside", { role: "status" }, words.say(`beside.${state}`, store.beside.folder));
  }

  open(i) {
    const { store, words } = this, f = store.features, coming = store.bring([i]), title = titleCalled(store, words, i);
    this.feature = i;
    this.history = el("ol.atlas-events");
    this.lacking = el("div");
    this.noted = el("div");
    this.status = el("p.atlas-status");
    this.why = el("p.atlas-why");
    this.element.replaceChildren(...[
      this.#closer(),
      this.#kindLine(i),
      el("h2", { lang: title.lang }, title.text),
      this.status,
      this.why,
      this.#names(i),
      el("h3", {}, words.say("history")),
      this.history,
      this.lacking,
      el("h3", {}, words.say("where")),
      el("p", {}, this.#where(i), this.#outline(i)),
      this.#nearby(i),
      this.noted,
      this.#foreignNote(),
      el("p.atlas-id", {}, el("a", { href: this.address(f.id[i]) }, words.say("link")), " ", el("code", {}, f.id[i]), " ",
        el("button", { type: "button", onclick: (event) => this.#report(event.currentTarget, i) }, words.say("report"))),
    ].filter((part) => part !== null));
    this.#texts(i);
    this.#show();
    this.seek();
    this.#await(coming, () => this.#texts(i));
  }

  /** What happened, what each source says, and the note; of a large page it comes from beside it. */
  #texts(i) {
    const { store, words } = this, note = store.noteOf(i);
    this.history.replaceChildren(...store.eventsOf(i).map((row) => this.#event(row)));
    this.lacking.replaceChildren(this.#absent([i]) ?? "");
    this.noted.replaceChildren(note ? el("p.atlas-note", { lang: words.foreign }, ...inLines(note)) : "");
  }

  /** What it is, where, and in which state of the time. */
  #kindLine(i) {
    const { store, words } = this, polity = store.valueOf("features", "polity", i), place = placeCalled(store, words, i);
    const state = polity && polityName(store, words, polity), kind = store.kind(i), { kinds } = store.data;
    const parts = [
      kind.id === KINDLESS && kinds.length === 1 ? "" : words.kind(kind),
      place.text && el("span", { lang: place.lang }, place.text),
      state && el("span", { lang: state === polity ? words.foreign : null }, state),
    ].filter(Boolean);
    return el("p.atlas-kind", { hidden: !parts.length }, ...parts.flatMap((part, k) => (k ? [" · ", part] : [part])));
  }

  /** To a reader of another language: what on the card is written in the record's. */
  #foreignNote() {
    const { words } = this;
    return words.foreign ? el("p.atlas-note", {}, words.say("note.english"), words.translates ? ` ${words.say("note.translated")}` : null) : "";
  }

  /** Bring the line that tells of the day up to date. */
  seek() {
    if (this.feature === null || this.feature === undefined) return;
    const status = this.store.status[this.feature];
    this.status.textContent = `${this.words.say("onday")}${this.words.colon}${this.words.say(`status.${STATUS[status]}`)}.`;
    this.status.dataset.status = STATUS[status];
    this.why.textContent = status === UNCERTAIN && !this.store.settledOnly ? this.#whyNow() : "";
  }

  /** How likely, and why: said of the estimate only, and in steps of a twentieth. */
  #whyNow() {
    const { store, words, feature } = this, share = Math.min(0.95, Math.max(0.05, Math.round(store.chance(feature) * 20) / 20));
    const percent = new Intl.NumberFormat(words.locale, { style: "percent" }).format(share);
    return `${words.say("likely.percent", percent)}. ${whyLikely(store, words, feature)}`;
  }

  #names(i) {
    const rows = this.store.namesOf(i);
    if (!rows.length) return null;
    return el("dl.atlas-names", {}, ...rows.flatMap((row) => {
      const [lang, name, other] = ["lang", "name", "latin"].map((key) => this.store.valueOf("names", key, row));
      const latin = other === name ? null : el("bdi", { lang: `${lang}-Latn` }, other), span = this.#span(row);
      return [el("dt", { lang }, name), el("dd", {}, latin, latin && span ? ", " : null, span)];
    }));
  }

  /** What else stands in the town: where marks crowd, each can be reached from any other. */
  #nearby(i) {
    const rows = this.neighbours(i).filter((row) => row !== i).slice(0, NEARBY);
    if (!rows.length) return null;
    return el("details.atlas-nearby", {}, el("summary", {}, `${this.words.say("nearby")}${this.words.colon}${rows.length}`),
      el("ul", {}, ...rows.map((row) => this.#button(row))));
  }

  #button(row) {
    const { text, lang } = titleCalled(this.store, this.words, row);
    return el("li", {}, el("button", { type: "button", lang, onclick: () => this.onOpen(row) }, text));
  }

  /** When a name was in use: "from 10 April 1925, to 10 November 1961"; empty where no event bounds it. */
  #span(row) {
    const bound = (key) => {
      const event = this.store.valueOf("names", key, row);
      return event === null ? "" : this.words.say(key, this.words.date(this.store.data.events.edtf[event]));
    };
    return [bound("since"), bound("until")].filter(Boolean).join(", ");
  }

  #event(row) {
    const { events, types } = this.store.data, value = (key) => this.store.valueOf("events", key, row);
    const said = this.store.attestationsOf(row), detail = value("detail");
    return el("li", {},
      el("p.atlas-event", {}, el("time", {}, this.words.date(events.edtf[row])), ` ${this.words.type(types[value("type")])}`,
        ...(detail ? [this.words.colon, el("span", { lang: this.words.foreign }, detail)] : [])),
      value("disputed") ? el("p.atlas-differ", {}, this.words.say("differ")) : null,
      value("weak") ? el("p.atlas-differ", {}, this.words.say("weak")) : null,
      el("ul.atlas-sources", {}, ...said.map((a) => this.#attestation(a))));
  }

  #attestation(a) {
    const value = (key) => this.store.valueOf("attestations", key, a), edtf = value("edtf");
    return el("li", {},
      edtf ? el("b", {}, `${this.words.date(edtf)}${this.words.colon}`) : null,
      el("span", { lang: this.words.foreign }, value("says")), " ",
      this.#cite(value("source"), value("locator")));
  }

  #cite(s, locator) {
    return cited(this.store, this.words, s, locator);
  }

  #where(i) {
    const [lat, lon] = this.store.placeOf(i), at = `${lat.toFixed(4)}, ${lon.toFixed(4)}`;
    const far = this.store.valueOf("features", "accuracy", i), from = this.store.valueOf("features", "basis", i);
    const off = far == null ? "" : this.words.length(far);
    if (!off || !from) return `${at}${off && `; ${this.words.say("off", off)}`}.`; // not every record says so
    const basis = from === "editor" ? "editor" : from.startsWith("geonames:") ? "geonames" : "source";
    return `${at}; ${this.words.say("off", off)} (${this.words.say(`basis.${basis}`)}).`;
  }

  /** Where the line or the area of a feature is from. */
  #outline(i) {
    const { shapes } = this.store.data, source = shapes?.source[shapes.feature.indexOf(i)];
    return source ? ` ${this.words.say("outline", source)}.` : "";
  }

  /** Put a ready-made report of an error into the clipboard: which feature, which page, what it says now. */
  #report(button, i) {
    const { events, types } = this.store.data;
    const said = this.store.eventsOf(i).map((row) => `- ${this.words.date(events.edtf[row])} ${types[events.type[row]].label} ${this.store.valueOf("events", "detail", row) ?? ""}`);
    copyReport(button, this.words, [`Correction: ${this.store.titleOf(i)} (${this.store.features.id[i]})`, ...said, "What is wrong:"]);
  }
}
