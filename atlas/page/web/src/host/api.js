// The script interface of a page, `window.atlas`: the reference of the documentation is made from the comments here.

import { boxOf } from "./address.js";
import { isoDay, parseDay } from "../time/days.js";
import { wakeFrom, wakeOf } from "../model/wake.js";
import { STATUS } from "../model/store.js";

const BASES = ["likely", "sources"];

/** @param {any} page `state`, `store`, `ui`, `view` and `address` */
export function scriptInterface(page) {
  const { state } = page, listeners = new Set(), api = callsOf(page);
  /** Compare the day shown with another ("1953-03-05"; null: with none). Returns how many features stand how to both. */
  api.compare = (text) => {
    const day = text === null ? null : parseDay(text);
    if (Number.isNaN(day)) throw new RangeError(`atlas.compare: not a date: "${text}"`);
    state.compare(day);
    return day === null ? null : page.store.contrastCounts();
  };
  /** What has just changed, as its signs show it: [{id, sign}]. */
  api.wake = () => {
    const { store, ui } = page, from = wakeFrom(ui.panel.clock.pace, state.day);
    return wakeOf(store, from, state.day).map(({ feature, sign }) => ({ id: store.features.id[feature], sign }));
  };
  /** What marks and counts rest on: "likely", the estimate, or "sources", only what those say. */
  api.basis = (wanted) => {
    if (!BASES.includes(wanted)) throw new RangeError(`atlas.basis: no "${wanted}"; there is ${BASES.join(", ")}`);
    state.rest(wanted);
    return api.state();
  };
  /** Call `listener(state)` after every move, and when a card or a filter changes; returns a function that ends it. */
  api.on = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  state.on("day filter open close basis against", ({ playing = page.ui.panel.clock.playing }) => {
    if (!listeners.size) return;
    const now = api.state();
    for (const listener of listeners) listener(now, { playing });
  });
  return api;
}

function callsOf({ state, store, ui, view, address }) {
  const { features } = store, clock = () => ui.panel.clock;
  /** @type {any} */
  const api = {
    /** Go to a day, "1961-11-10" (or a month or year: its first day). Returns the state. */
    seek(text) {
      const wanted = parseDay(text);
      if (Number.isNaN(wanted)) throw new RangeError(`atlas.seek: not a date: "${text}"`);
      clock().seek(wanted);
      return api.state();
    },
    /** Run the clock. */ play() { clock().play(); },
    /** Stop the clock. */ pause() { clock().pause(); },
    /** Open the card of a feature and bring it into view. */
    open(id) {
      const row = store.index.get(id);
      if (row === undefined) throw new RangeError(`atlas.open: no feature "${id}"`);
      state.open(row, true);
    },
    /** Close the card. */ close() { state.close(); },
    /** Show the box [west, south, east, north], degrees. */
    view(extent) {
      const box = Array.isArray(extent) && extent.length === 4 && extent.every(Number.isFinite) ? boxOf(extent) : undefined;
      if (!box) throw new TypeError("atlas.view: takes a box [west, south, east, north], degrees");
      view.show(box);
      address.write();
    },
    /** Show only what matches: {group, kind, country, polity, id, status}, each a value or a list; {} shows all. */
    filter(wanted = {}) {
      state.filter(wanted);
      return api.state();
    },
    /** Change the language of the interface: "de", "ru", … */
    language(lang) {
      const { languages } = ui.words;
      if (!languages.includes(lang)) throw new RangeError(`atlas.language: no "${lang}"; there is ${languages.join(", ")}`);
      state.speak(lang);
    },
    /** Row ids that match a text in any script, the most important first. */
    search(text) { return ui.panel.search.find(text).map((row) => features.id[row]); },
    /** What the page shows: {date, playing, open, filters, counts: {before, uncertain, bearing, after}, basis, likely: {likely, low, high}}. */
    state() {
      return {
        date: isoDay(state.day), playing: clock().playing, counts: store.counts(),
        basis: state.basis, likely: store.likelyCount(),
        open: state.opened === null ? null : features.id[state.opened], filters: state.criteria,
      };
    },
    /** The name of a feature on the day shown. */
    nameOf(id) { return store.nameOn(store.index.get(id), state.day); },
    /** How likely a feature bears the name on the day shown, 0 to 1. */
    likelihoodOf(id) { return store.chance(store.index.get(id)); },
    /** The status of a feature on the day shown: before, uncertain, bearing or after. */
    statusOf(id) { return STATUS[store.status[store.index.get(id)]]; },
  };
  return api;
}
