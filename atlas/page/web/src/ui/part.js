// A part of the map: what a tap on a state offers, and what tells that only a part is shown and brings all back.

import { el } from "./dom.js";
import { polityName } from "./why.js";

/** @typedef {import("../model/store.js").Store} Store */

/**
 * What shows a polity of the ground alone: its country of today, if it is one of today, else itself as a state of its time.
 * @param {Store} store
 * @returns {{key: "country"|"polity", value: string, count: number}}
 */
export function partOf(store, { name, iso }) {
  const today = Boolean(iso) && store.countries.includes(iso), key = today ? "country" : "polity", value = today ? iso : name;
  return { key, value, count: store.howMany(key, value) };
}

/** The offer that a tap on a state's area makes: to show that state alone. It lasts until something else is done. */
export class Offer {
  /** @param {Store} store; {any} words; `onLand(key, value)` when it is taken */
  constructor(store, words, onLand) {
    this.store = store;
    this.words = words;
    this.onLand = onLand;
    this.element = el("div.atlas-offer", { hidden: true });
  }

  /** Offer a polity beside a point of the container. */
  show(polity, { x, y }) {
    const { store, words, element } = this, { key, value, count } = partOf(store, polity), name = words.polity(polity);
    element.replaceChildren(...count ? [el("button", { type: "button", onclick: () => this.#take(key, value) }, words.say("only.of", name)),
      el("span", {}, words.say("town.count", count))] : [el("b", {}, name), el("span", {}, words.say("town.none"))]);
    element.hidden = false;
    const { clientWidth: wide, clientHeight: tall } = element.parentElement, { offsetWidth, offsetHeight } = element;
    const left = Math.max(4, Math.min(wide - offsetWidth - 4, x - offsetWidth / 2)), top = y - offsetHeight - 12;
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top < 4 ? Math.min(tall - offsetHeight - 4, y + 16) : top)}px)`;
  }

  #take(key, value) {
    this.hide();
    this.onLand(key, value);
  }

  hide() {
    this.element.hidden = true;
  }
}

/** The sign that not all is shown: what part it is, and a press that brings all back. */
export class PartSign {
  /** @param {Store} store; {any} words; `onAll()` when all is to be shown */
  constructor(store, words, onAll) {
    this.store = store;
    this.words = words;
    this.label = el("span");
    this.element = el("button.atlas-part", { type: "button", hidden: true, title: words.say("reset"), onclick: onAll }, this.label, el("b", { "aria-hidden": "true" }, " ×"));
  }

  /** Say what a filter leaves. */
  show(criteria) {
    const { left, size } = this.store.left();
    this.element.hidden = !Object.keys(criteria).length;
    this.label.textContent = [this.#name(criteria), `${left} / ${size}`].filter(Boolean).join(": ");
  }

  /** The name of a part that one value of one key makes; "" for others. */
  #name(criteria) {
    const { store, words } = this, [[key, values] = ["", []], ...others] = Object.entries(criteria), [value, ...more] = [values].flat();
    if (others.length || more.length || !value) return "";
    if (key === "country") return words.country(value);
    if (key === "polity") return polityName(store, words, value);
    if (key === "status") return words.say(value);
    if (key === "group") return words.say(value === "toponym" ? "names" : "images");
    return key === "kind" ? words.kind(store.data.kinds.find(({ id }) => id === value) ?? { id: value, label: value }) : "";
  }
}
