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

const NEAREST = 2; // others that are shown beside a town that has nothing
const LAND_MARGIN = 0.8, TOWN_MARGIN = 0.06; // degrees about what is shown

/** [west, south, east, north] about some places, degrees. @returns {[number, number, number, number]} */
function boxAround(places, margin) {
  const lats = places.map(([lat]) => lat), lons = places.map(([, lon]) => lon);
  return [Math.min(...lons) - 1.5 * margin, Math.min(...lats) - margin, Math.max(...lons) + 1.5 * margin, Math.max(...lats) + margin];
}

/** The box of a town and of what the record has there; of one where it has nothing, with what is nearest. */
export function boxOfTown(store, town) {
  const { lat, lon } = store.data.towns, own = store.inTown(town), rows = own.length ? own : store.nearTown(town, NEAREST).map(({ row }) => row);
  return boxAround([[lat[town], lon[town]], ...rows.map((i) => store.placeOf(i))], TOWN_MARGIN);
}

/** Show a part of all, or all, and nothing else. */
function partsOf(page) {
  const { state, store, options, view, address } = page;
  let framed = null; // how the last part was framed
  const frame = (box) => {
    view.show(box);
    framed = view.asked;
    address.write(true);
  };
  const kept = () => (state.criteria.id === undefined ? {} : { id: state.criteria.id });
  return {
    /** Show one country, or one state of the time. */
    land(key, value) {
      state.filter({ ...kept(), [key]: [value] });
      frame(boxAround(store.placesWith(key, value), LAND_MARGIN));
    },
    /** Show what matches, framed; no farther out than the map itself is, but for a land. */
    only(wanted) {
      state.filter({ ...kept(), ...wanted });
      const places = store.placesShown();
      if (!places.length) return;
      const box = boxAround(places, LAND_MARGIN);
      frame(wanted.country || wanted.polity ? box : within(box, view.frame ? options.frames[view.frame].extent : options.extent));
    },
    /** Show all again, or what else was wanted beside a part; in the map's own framing, where that of the part still stands. */
    showAll(others = null) {
      const land = state.criteria.country ?? state.criteria.polity, part = land?.length === 1 || view.stands(framed);
      state.filter(others ? { ...kept(), ...others } : {});
      framed = null;
      if (!part) return;
      view.fit();
      address.write(true);
    },
  };
}

/** What of a box lies within another; the box itself where nothing does. */
function within([west, south, east, north], outer) {
  if (!outer) return [west, south, east, north];
  const box = [Math.max(west, outer[0]), Math.max(south, outer[1]), Math.min(east, outer[2]), Math.min(north, outer[3])];
  return box[0] < box[2] && box[1] < box[3] ? box : [west, south, east, north];
}

/** What the search can show beside features. */
function placesOf(page, focusCard) {
  const { state, store, ui, view, address } = page;
  return {
    /** Open the page of a town, with the town in view, on a day on which something there bears the name. */
    town(row) {
      const rows = store.inTown(row), bears = (i) => ["bearing", "uncertain"].includes(STATUS[store.status[i]]);
      if (rows.length && !rows.some(bears)) bringDay(page, rows[0]);
      state.visit(row);
      view.show(boxOfTown(store, row), true);
      address.write(true);
      focusCard();
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

/** Go to a day that was asked for, and stay there. */
function stayOn({ ui: { panel: { clock } } }, day) {
  clock.pause();
  clock.seek(day);
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
    filter: (wanted) => state.filter({ ...state.criteria.id === undefined ? {} : { id: state.criteria.id }, ...wanted }),
    /** Open what was looked for: the day comes along where the feature bears nothing on the day shown. */
    find(row) {
      bringDay(page, row);
      open(row);
    },
    ...partsOf(page),
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
      stayOn(page, parseDay(text));
      page.address.write(true);
    },
    print() {
      ui.panel.menu.shut();
      window.print();
    },
    day: (day) => stayOn(page, day),
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
