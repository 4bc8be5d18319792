// A page of very many marks: an overview stands on it, and the marks in view come from tiles beside it. Everything else is as on
// any other page (main.js); such pages alone carry this script.

import { begin as beginWith } from "./main.js";
import { formatAddress, readAddress } from "./host/address.js";
import { Points } from "./host/points.js";
import { TiledStore } from "./model/tiled.js";
import { isoDay } from "./time/days.js";
import { el, put } from "./ui/dom.js";

const DEEPER = 2; // zooms of the map by which it lies deeper than the tiles that it needs, at least
const PATIENCE = 120; // ms after a move, in which another may follow

/** What is told of the marks: that not all are shown, or that the others cannot be had. */
class Note {
  element = el("p.atlas-ground-note.atlas-tiles", { role: "status" });
  /** @type {"whole"|"some"|"missing"} */ #state = "whole";

  constructor(page) {
    this.page = page;
  }

  /** Whether the marks of another view are on their way. */
  set busy(on) {
    this.element.ariaBusy = String(on);
  }

  /** @param {"whole"|"some"|"missing"} state */
  show(state = this.#state) {
    const { words } = this.page.ui, { store } = this.page, folder = store.data.beside.folder;
    this.#state = state;
    const values = { some: [words.number(store.summary.total)], missing: [words.number(store.overview), folder] }[state];
    put(this.element, values ? words.say(`tiles.${state}`, ...values) : "");
  }
}

/** Lay what the store has now on the map, and bring what is read of it up to date. */
function settle({ sheets, ui, state }) {
  sheets.marks.lay();
  sheets.labels.lay();
  sheets.rings.follow();
  sheets.redraw();
  if (!ui.panel) return;
  ui.panel.legend.update();
  ui.panel.feed.seek(state.day);
  ui.panel.walk.refresh();
}

/** Let go of what came with the tiles of other views: its card is closed, and what the panels list of it is listed anew. */
function forget({ store, state, sheets, ui }, then) {
  if (state.opened !== null && state.opened >= store.overview) state.close();
  store.forget();
  then();
  sheets.rings.setDay(false);
  ui.dress();
}

/** Follow the map: after each move the tiles that it shows then. */
function follow(page, points, note) {
  const { map, store, state, ui } = page;
  let latest = 0, timer = 0, shown = "", wanted = page.asked.open;
  const fill = (found) => { if (store.fill(found)) settle(page); };
  const take = (found, whole) => {
    if (ui.panel && store.overflows(found)) forget(page, () => fill(found));
    else fill(found);
    note.show(whole ? "whole" : "some");
  };
  const openWanted = () => {
    if (wanted === undefined) return;
    if (!page.opened) { setTimeout(openWanted, PATIENCE); return; }
    if (store.index.has(wanted)) state.open(store.index.get(wanted), false);
    wanted = undefined;
  };
  const look = async () => {
    const { x, y } = map.getSize();
    if (!map._loaded || !x || !y) return;
    const turn = ++latest, { tiles, whole } = points.around(map), key = tiles.join();
    try {
      const found = key === shown ? null : await points.of(tiles);
      if (turn !== latest) return;
      shown = key;
      if (found) take(found, whole);
    } catch {
      if (turn === latest) note.show("missing");
    }
    if (turn !== latest) return;
    note.busy = false;
    openWanted();
  };
  map.on("moveend resize", () => {
    note.busy = true;
    clearTimeout(timer);
    timer = setTimeout(look, PATIENCE);
  });
  if (page.first) {
    addEventListener("hashchange", () => { // a link to what has not come yet: it is opened when it has
      const { open } = readAddress();
      wanted = store.index.has(open) ? undefined : open;
    });
  }
}

/** The interface without what such a page cannot answer, and with the note. */
function dressed({ ui }, note) {
  const { panel } = ui;
  panel.note.after(note.element);
  for (const part of [panel.legend.element.querySelector(".atlas-basis"), panel.legend.contrast.element]) part.style.display = "none";
  note.show();
}

function prepare(page) {
  const { store, state, ui } = page, { beside: { folder }, tiles: { archive, deepest } } = store.data, note = new Note(page);
  const points = new Points(new URL(`${encodeURIComponent(folder)}/${archive}`, document.baseURI).href, deepest), dressing = ui.dressing.bind(ui);
  ui.dressing = function* () {
    yield* dressing();
    dressed(page, note);
  };
  // A link leads to where the tiles hold what it names: else only those could open it that show it from afar.
  ui.acts.link = (id) => formatAddress({ date: isoDay(state.day), view: [...store.placeOf(store.index.get(id)), deepest + DEEPER], open: id });
  follow(page, points, note);
  store.bringCounts().then(() => { if (ui.panel) state.filter(state.criteria); }, () => { note.show("missing"); });
}

const TILED = { store: (data, rows, fetch) => new TiledStore(data, rows, fetch), prepare };

/** Mount the timeline of a page of tiles: see main.js. */
export const begin = (L, map, name) => beginWith(L, map, name, TILED);
export { equalAreaCrs, paceOf, scaleBar, unpack, Words } from "./main.js";
