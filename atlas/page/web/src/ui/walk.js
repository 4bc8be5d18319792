// The marks in view as a list to walk by keyboard, from west to east: one stop of the Tab key, of which only the entry
// just read stands in the page. Where it is on the map, a ring shows.

import { el } from "./dom.js";
import { BEFORE, STATUS } from "../model/store.js";

const LEAP = 10; // entries that Page Up and Page Down pass

export class Walk {
  /** @param {any} shown the Leaflet `map` and its layer of `marks`; `onOpen(row)` when an entry is chosen */
  constructor({ map, marks }, store, words, onOpen) {
    this.map = map;
    this.marks = marks;
    this.store = store;
    this.words = words;
    this.onOpen = onOpen;
    this.rows = [];
    this.at = 0;
    this.here = null;
    this.ring = el("i.atlas-ring", { hidden: true, "aria-hidden": "true" });
    this.list = el("div.atlas-walk", {
      role: "listbox", tabindex: 0, "aria-label": words.say("walk"),
      onkeydown: (event) => this.#key(event), onfocus: () => this.refresh(), onblur: () => this.refresh(),
    });
  }

  /** Bring the list up to the view and the day; nothing is reckoned while nobody is in it. */
  refresh() {
    const on = this.list === document.activeElement;
    this.ring.hidden = !on;
    if (!on) return;
    this.rows = this.#inView();
    const kept = this.rows.indexOf(this.here);
    this.at = kept >= 0 ? kept : Math.min(this.at, Math.max(0, this.rows.length - 1));
    this.#show();
  }

  #inView() {
    const { x, y } = this.marks.places, { store } = this, size = this.map.getSize(), rows = [];
    for (let i = 0; i < store.size; i++) {
      const inside = x[i] >= 0 && y[i] >= 0 && x[i] <= size.x && y[i] <= size.y;
      if (inside && store.shows(i) && store.status[i] !== BEFORE) rows.push(i);
    }
    return rows.sort((a, b) => x[a] - x[b] || y[a] - y[b] || a - b);
  }

  #show() {
    const { rows, at } = this;
    this.here = rows[at] ?? null;
    this.ring.hidden = this.here === null;
    if (this.here === null) {
      this.list.removeAttribute("aria-activedescendant");
      this.list.replaceChildren(el("div", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, this.words.say("walk.none")));
      return;
    }
    const { x, y } = this.marks.places, id = `atlas-mark-${this.store.features.id[this.here]}`;
    this.ring.style.transform = `translate(${x[this.here]}px, ${y[this.here]}px)`;
    this.list.replaceChildren(el("div", {
      role: "option", id, "aria-selected": "true", "aria-posinset": at + 1, "aria-setsize": rows.length,
    }, this.text(this.here), el("span", { "aria-hidden": "true" }, ` ${at + 1} / ${rows.length}`)));
    this.list.setAttribute("aria-activedescendant", id);
  }

  /** What an entry says: name and kind; status on the day; the last change up to then. */
  text(i) {
    const { store, words } = this, { events, types } = store.data, { day } = store;
    const last = store.eventsOf(i).filter((row) => events.latest[row] <= day).sort((a, b) => events.latest[a] - events.latest[b]).at(-1);
    const status = words.say(`status.${STATUS[store.status[i]]}`);
    const change = last === undefined ? "" : ` ${words.date(events.edtf[last])}: ${words.type(types[events.type[last]])}.`;
    return `${store.nameOn(i, day)}, ${words.kind(store.kind(i))}. ${words.day(day)}: ${status}.${change}`;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: LEAP, PageUp: -LEAP, Home: -Infinity, End: Infinity }[event.key];
    const open = event.key === "Enter" || event.key === " ";
    if (step === undefined && !open) return;
    event.preventDefault();
    if (open) {
      if (this.here !== null) this.onOpen(this.here);
      return;
    }
    this.at = Math.max(0, Math.min(this.rows.length - 1, this.at + step));
    this.#show();
  }
}
