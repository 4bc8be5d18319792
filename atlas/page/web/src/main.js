// Puts the parts together on one Leaflet map, and gives the page its script interface.

import { actsOf } from "./ui/acts.js";
import { readAddress } from "./host/address.js";
import { fetchPart } from "./host/beside.js";
import { scriptInterface } from "./host/api.js";
import { keepAddress, restore } from "./host/bookmark.js";
import { compact, framed, inline, setTheme, shareScroll } from "./host/frame.js";
import { Interface } from "./ui/interface.js";
import { hearKeys } from "./host/keys.js";
import { ownLetters } from "./host/letters.js";
import { hearMedium } from "./host/medium.js";
import { converse } from "./host/message.js";
import { hideStill, paintable, showStill, tellAbsent } from "./host/still.js";
import { table } from "./host/table.js";
import { unpack } from "./model/pack.js";
import { paceOf } from "./time/pace.js";
import { makeRoom } from "./ui/corners.js";
import { hearStory } from "./ui/chapters.js";
import { tellOpening } from "./ui/opening.js";
import { hearPointer, hearTable } from "./ui/pointer.js";
import { hold, release } from "./layers/canvas.js";
import { equalAreaCrs } from "./layers/projection.js";
import { scaleBar } from "./layers/scalebar.js";
import { Sheets } from "./layers/sheets.js";
import { sortable } from "./ui/sort.js";
import { State } from "./model/state.js";
import { Store } from "./model/store.js";
import { inTurns } from "./host/turns.js";
import { View } from "./host/view.js";
import { chooseLanguage, Words } from "./ui/words.js";

let mounted = 0;

/** What a page is made with: a page of very many marks (tiled.js) has a store of its own, and more to do before it opens. */
const USUAL = {
  store: (data, rows, fetch) => new Store(data, rows, fetch),
  /** @param {any} page */ prepare: (page) => page,
};

/**
 * Mount the timeline on a Leaflet map.
 * @param {any} L Leaflet
 * @param {any} map a map of it
 * @param {object} packed the payload of atlas/page/payload/columns.py
 * @returns {object} the script interface: seek, play, pause, open, close, filter, state, …; null where nothing can be painted
 */
export function mount(L, map, packed) {
  const steps = mounting(L, map, () => packed, mounted++ === 0);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/**
 * Mount the timeline of a page in turns, so that the page is painted before, and hears its reader meanwhile. The script
 * interface is `window[name]`, and the first one `window.atlas`: who asks for it earlier waits for the rest. Where the payload
 * lies beside the page, there is none before that has come.
 * @param {any} L Leaflet
 * @param {any} map a map of it
 * @param {string} name the id of the element that holds the payload, or tells its part
 * @param {typeof USUAL} [making] what the page is made with
 */
export function begin(L, map, name, making = USUAL) {
  const element = document.getElementById(name), { folder, part } = element.dataset;
  if (!part || !paintable()) {
    beginWith(L, map, name, () => JSON.parse(element.textContent), making);
    return;
  }
  fetchPart(folder, part).then((payload) => beginWith(L, map, name, () => payload, making), () => {
    if (mounted === 0) table.lay();
    tellAbsent(map.getContainer());
  });
}

function beginWith(L, map, name, payload, making) {
  const task = inTurns(mounting(L, map, payload, mounted++ === 0, making));
  for (const handle of [name, "atlas"]) {
    if (Object.hasOwn(window, handle)) continue;
    const settle = (value) => { Object.defineProperty(window, handle, { value, writable: true, configurable: true, enumerable: true }); };
    Object.defineProperty(window, handle, { get: () => task.result(), set: settle, configurable: true, enumerable: true });
    task.then(settle);
  }
}

/** The steps of mounting; the `first` map of a page keeps its address, and hears who frames it. */
function* mounting(L, map, payload, first, making = USUAL) {
  if (!paintable()) {
    if (first) table.lay();
    showStill(L, map.getContainer());
    return null;
  }
  const plain = !location.hash; // the page itself writes it soon
  const data = unpack(payload(), table.rows), options = data.map, letters = ownLetters();
  yield letters;
  const store = making.store(data, table, fetchPart);
  const asked = first ? { ...options.chrome && { chrome: options.chrome }, ...readAddress() } : {};
  const state = new State(store, {
    day: options.start, lang: chooseLanguage(data.strings, asked.lang, options.lang), pace: options.pace,
    loop: asked.loop === "on", theme: asked.theme,
  });
  state.rest(options.basis ?? "likely");
  if (state.theme) setTheme(state.theme);
  yield;
  if (first) table.lay((id) => store.rowOf(id, options));
  map.getContainer().classList.add("atlas-map");
  hold(map);
  const sheets = new Sheets(L, data, store, state);
  yield* sheets.addTo(map);
  /** @type {any} */
  const page = { L, map, data, options, asked, store, state, sheets, first, plain };
  page.ui = new Interface(page, state);
  page.view = viewOf(page);
  page.address = keepAddress(page, first);
  page.ui.acts = actsOf(page);
  making.prepare(page);
  const api = scriptInterface(page);
  yield;
  page.ui.words.country("FR"); // a browser's own names of countries take it longest to load
  yield;
  yield* open(page, first);
  tellOpening(page, api); // before the first paint, which then is that of its first day
  release(map);
  yield* sheets.paintEach();
  hideStill(map.getContainer());
  if (letters && ownLetters()) letters.then(() => sheets.letterAgain()); // somebody could not wait
  if (first) {
    hearStory(page);
    converse(api);
  }
  return api;
}

/** The view of a page, which follows the map's box and the card that is opened. */
function viewOf({ L, map, options, store, state, sheets, ui }) {
  const { ground, marks } = sheets;
  const view = new View(L, map, options, {
    marks, ground, margins: (beside, aside) => ui.margins(beside, aside), redraw: () => sheets.redraw(),
    onFrame: (id) => state.framed(id), onSilence: () => ui.panel.streets.fail(),
  });
  view.revealOpened = () => view.reveal(store.placeOf(state.opened), ui.panel.card.element, ui.covers);
  state.on("open", ({ reveal }) => { if (reveal) view.revealOpened(); });
  return view;
}

/** Build the interface, hear everything that is to be heard, and show what the address asks for. */
function* open(page, first) {
  const { map, sheets, ui, view } = page;
  ui.bare = fitHost(page, first);
  yield* ui.dressing();
  hear(page, first); // at once: the panels stand there now
  yield;
  ui.unfold([]);
  sheets.join();
  view.fit();
  new ResizeObserver(() => resized(page)).observe(map.getContainer());
  if (first) sortable(table.lay(), table.sort, () => ui.words);
  yield;
  page.opened = true;
  if (Object.keys(page.asked).length) restore(page, page.asked);
  if (page.asked.autoplay === "on" && !ui.panel.clock.calm.matches) ui.panel.clock.play();
  makeRoom(map);
}

/** Suit the page to what frames it. @returns {boolean} whether little but the map is to be shown */
function fitHost({ map, asked, ui }, first) {
  const bare = asked.chrome === "off" || (framed() && !inline() && asked.chrome !== "on"), say = (key) => ui.words.say(key);
  if (bare && first) compact(say);
  if (inline() && asked.chrome !== "on") document.documentElement.classList.add("atlas-inline");
  if (framed()) shareScroll(map, say);
  return bare;
}

/** Hear the pointer, the keys, the table, and what the map and its medium do. */
function hear(page, first) {
  const { map, state, ui, view, address } = page;
  hearPointer(page);
  if (first) hearTable(page);
  map.on("moveend", () => {
    view.settle();
    address.write();
  });
  hearKeys({ container: map.getContainer(), map, clock: () => ui.panel.clock, escape: () => state.close() });
  hearMedium(page);
}

/** The map has another box; its first one, when it was opened out of sight, is where the page really opens. */
function resized({ state, ui, view, address }) {
  const hidden = !view.home, anew = view.resized();
  if (!view.home) return;
  if (hidden) ui.unfold();
  ui.clear();
  address.write(); // which tells of what a map of this size would not show by itself
  if (anew && state.opened !== null && !view.asked?.view) view.revealOpened();
}

/** The payload of this page with every column a plain list again. */
const unpackHere = (packed) => unpack(packed, table.rows);

export { equalAreaCrs, paceOf, scaleBar, unpackHere as unpack, Words };
