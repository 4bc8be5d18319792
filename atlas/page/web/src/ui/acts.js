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

const LAND_MARGIN = 0.8, TOWN_MARGIN = 0.06; // degrees about what is shown

/** [west, south, east, north] about some places, degrees. */
function boxAround(places, margin) {
  const lats = places.map(([lat]) => lat), lons = places.map(([, lon]) => lon);
  return [Math.min(...lons) - 1.5 * margin, Math.min(...lats) - margin, Math.max(...lons) + 1.5 * margin, Math.max(...lats) + margin];
}

/** The box of a town and of what the record has there. */
export function boxOfTown(store, town) {
  const { lat, lon } = store.data.towns;
  return boxAround([[lat[town], lon[town]], ...store.inTown(town).map((i) => store.placeOf(i))], TOWN_MARGIN);
}

/** What the search can show beside features. */
function placesOf(page, focusCard) {
  const { state, store, ui, view, address } = page;
  return {
    /** Open the page of a town, with the town in view, on a day on which something there bears the name. */
    town(row) {
      const rows = store.inTown(row), bears = (i) => ["bearing", "uncertain"].includes(STATUS[store.status[i]]);
      if (rows.length && !rows.some(bears)) bringDay(page, rows[0]);
      view.show(boxOfTown(store, row));
      state.visit(row);
      address.write(true);
      focusCard();
    },
    /** Show one country, or one state of the time, and nothing else. */
    land(key, value) {
      const rows = store.features.id.flatMap((_, i) => (store.features[key][i] === value ? [i] : []));
      state.filter({ [key]: [value] });
      view.show(boxAround(rows.map((i) => store.placeOf(i)), LAND_MARGIN));
      address.write(true);
    },
    /** Go to a milestone and open its card. */
    milestone(one) {
      ui.panel.clock.seek(one.earliest);
      state.close();
      ui.panel.card.milestones([one]);
      focusCard();
    },
  };
}

/**
 * The acts of a page.
 * @param {any} page `state`, `store`, `options`, `sheets`, `ui`, `view` and `address`
 */
export function actsOf(page) {
  const { state, sheets, ui, view } = page;
  const focusCard = () => ui.panel.card.focus();
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
    ...placesOf(page, focusCard),
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
