// The bookmark: the page's state as its address tells it, and the way back from an address to the state.

import { boxOfTown, bringDay } from "../ui/acts.js";
import { chooseLanguage } from "../ui/words.js";
import { Address } from "./fragment.js";
import { isoDay, parseDay } from "../time/days.js";

const FILTERS = { group: "group", kind: "kind", country: "country", polity: "polity", features: "id", status: "status" }; // in the address, and in a filter
const SILENT = { write() {} }; // of a further map on a page, which has no address

/**
 * The page's address, which from now on follows the state.
 * @param {any} page `state`, `store`, `data`, `options`, `sheets`, `ui` and `view`; `asked` what the address said at first
 * @param {boolean} first whether the map keeps the page's address
 * @returns {{write: (step?: boolean) => void}}
 */
export function keepAddress(page, first) {
  const { state, options } = page, take = (given) => {
    if (page.opened) restore(page, given);
    else page.asked = given; // an address that changes while the page is opening is the one to open at
  };
  const address = first ? new Address(() => describe(page), take, { date: isoDay(options.start) }) : SILENT;
  state.on("day", ({ playing }) => { if (!playing) address.write(); });
  state.on("filter open town close language script pace speed loop basis against", () => address.write());
  page.ui.onFold = () => address.write();
  return address;
}

/** The state for the address: what is as the page opened is left out. */
function describe(page) {
  const { state, store, data, options, asked, ui, view } = page, { criteria } = state;
  const unless = (usual, value) => (value === usual ? null : value);
  return {
    date: isoDay(state.day), frame: view.frame || null, view: viewNow(page),
    open: state.opened === null ? null : store.features.id[state.opened],
    town: state.town === null ? null : store.towns.key(state.town),
    lang: unless(chooseLanguage(data.strings, null, options.lang), state.lang),
    pace: unless(options.pace, state.pace), speed: unless(1, state.speed), script: unless("latin", state.script),
    loop: state.loop ? "on" : null, basis: unless(options.basis ?? "likely", state.basis), theme: state.theme, chrome: asked.chrome,
    compare: store.against === null ? null : isoDay(store.against),
    panels: ui.folds.length ? ui.folds : null,
    ...Object.fromEntries(Object.entries(FILTERS).map(([key, field]) => [key, criteria[field] ?? null])),
  };
}

/** The view for the address: one that was moved, or one in which a fresh page would not leave the open card's place. */
function viewNow({ state, store, ui, view }) {
  const hidden = () => view.hides(store.placeOf(state.opened), ui.covers);
  return view.moved ?? (state.opened !== null && hidden() ? view.here : null);
}

/** Take up what an address says; what it leaves out goes back to how the page opened. */
export function restore(page, given) {
  const { state, store, options, ui, view } = page;
  restoreManner(page, given);
  state.rest(given.basis ?? options.basis ?? "likely");
  ui.unfold(given.panels ?? []);
  const wanted = Object.entries(FILTERS).filter(([key]) => given[key])
    .map(([key, field]) => [field, given[key].filter((value) => store.knows(field, value)), given[key]])
    .filter(([, values, asked]) => values.length || !asked.length);
  if (wanted.length || Object.keys(state.criteria).length) state.filter(Object.fromEntries(wanted));
  ui.panel.clock.seek(given.date ? parseDay(given.date) : options.start);
  state.compare(given.compare ? parseDay(given.compare) : null);
  view.restore(given);
  restoreCard(page, given);
}

/** The card of the feature, or the page of the town, that an address names. */
function restoreCard(page, given) {
  const { state, store, view } = page, row = store.index.get(given.open), placed = given.view || given.extent;
  const town = row === undefined ? store.towns?.called(given.town) : undefined;
  if (town !== undefined) {
    state.visit(town);
    if (!placed) view.show(boxOfTown(store, town), true);
  } else if (row === undefined) state.close();
  else {
    if (!given.date) bringDay(page, row);
    state.open(row, !placed);
  }
}

/** Language, pace, speed, script, loop and theme of an address. */
function restoreManner({ state, data, options }, given) {
  state.adopt({
    lang: chooseLanguage(data.strings, given.lang, options.lang), pace: given.pace ?? options.pace,
    speed: +(given.speed ?? 1), script: given.script ?? "latin", loop: given.loop === "on", theme: given.theme,
  });
}
