// What the panels can ask for: each a deed of the reader's own, for the address to remember.

import { formatAddress } from "../host/address.js";
import { isoDay, parseDay } from "../time/days.js";
import { STATUS } from "../model/store.js";

/**
 * Go to the nearest day on which a feature bears the name, unless it does on the day shown.
 * @param {any} page `state`, `store`, `options` and `ui`
 */
export function bringDay({ state, store, options, ui }, row) {
  if (["bearing", "uncertain"].includes(STATUS[store.status[row]])) return;
  const near = store.bearingDay(row, state.day, options.first, options.last);
  if (near !== null) ui.panel.clock.seek(near);
}

/**
 * The acts of a page.
 * @param {any} page `state`, `store`, `options`, `sheets`, `ui`, `view` and `address`
 */
export function actsOf(page) {
  const { state, sheets, ui, view } = page;
  const focusCard = () => ui.panel.card.element.focus({ preventScroll: true });
  const open = (row) => {
    state.open(row, true);
    page.address.write(true);
    focusCard();
  };
  return {
    open,
    close: () => state.close(),
    showAll: () => state.filter({}),
    filter: (wanted) => state.filter({ ...state.criteria.id === undefined ? {} : { id: state.criteria.id }, ...wanted }),
    /** Open what was looked for: the day comes along where the feature bears nothing on the day shown. */
    find(row) {
      bringDay(page, row);
      open(row);
    },
    link: (id) => formatAddress({ date: isoDay(state.day), open: id }),
    language: (lang) => state.speak(lang),
    isScript: () => state.script === "original",
    script: (original) => state.write(original ? "original" : "latin"),
    isLoop: () => state.loop,
    loop: (on) => state.setLoop(on),
    pace: (kind) => state.setPace(kind),
    basis: (basis) => state.rest(basis),
    compare: (on) => state.compare(on ? state.day : null),
    speed: (times) => state.setSpeed(times),
    moved: (day, how) => state.moveTo(day, how),
    neighbours: (row) => sheets.marks.places.towns[sheets.marks.places.town[row]],
    date(text) {
      ui.panel.clock.seek(parseDay(text));
      page.address.write(true);
    },
    print() {
      ui.panel.menu.shut();
      window.print();
    },
    day: (day) => ui.panel.clock.seek(day),
    /** The card of milestones at one flag; the place of the first that has one comes into view. */
    milestones(list) {
      state.close();
      ui.panel.card.milestones(list);
      const { lat, lon } = list.find((m) => m.lat !== null && m.lat !== undefined) ?? {};
      if (lat !== undefined) view.reveal([lat, lon], ui.panel.card.element, []);
      focusCard();
    },
    frameNow: () => view.frame,
    frame(id) {
      view.setFrame(id);
      page.address.write(true);
    },
    hasStreets: () => view.tiles !== null,
    streets: (on) => view.setStreets(on),
  };
}
