// The interface over a map, in one language: built anew when that changes, and brought up to the state whatever does.

import { speakScale } from "../layers/scalebar.js";
import { captionOn } from "../model/caption.js";
import { setTheme } from "../host/frame.js";
import { titleCalled } from "../model/called.js";
import { buildPanel } from "./panel.js";
import { el, put } from "./dom.js";
import { recordSaid } from "./record.js";
import { nameSort } from "./sort.js";
import { table } from "../host/table.js";
import { townSheet } from "./paper.js";
import { speakPage } from "./page.js";
import { tallyOf, wakeFrom, weightiest } from "../model/wake.js";
import { Words } from "./words.js";

const TOLD = 2; // changes whose names are set large
const READ_MS = 66;
const BROAD = 0.7; // of a map's width, from which a card lies below what is shown, and not beside it
const GRAIN = 48; // pixels: steps in which the panels' room is reckoned
const NOT_NARROW = matchMedia("(min-width: 46em)"), WIDE = matchMedia("(min-width: 100em)");
const ROOMY = [820, 440]; // pixels of a map, across and down, that leave room for an open legend
const LEGEND = 292, LEGEND_ASIDE = 1000; // pixels that it takes, and of a map's width that leave enough beside it

export class Interface {
  #shownAt = -Infinity;
  #showing;
  /** @type {(() => void)|null} writes what is still to be read of the day */ #late = null;
  #observed = new ResizeObserver(() => this.clear());

  /**
   * @param {any} page what stands under the interface: Leaflet `L`, its `map`, the payload's `data`, `store`, `sheets`, and
   *   whether it is the `first` of its page
   * @param {import("../model/state.js").State} state
   */
  constructor(page, state) {
    this.page = page;
    this.state = state;
    this.container = page.map.getContainer();
    this.words = this.#wordsNow();
    /** @type {any} what can be asked for from a panel: see acts.js */
    this.acts = null;
    /** @type {any} the panels: see panel.js */
    this.panel = null;
    this.legendWasOpen = true;
    this.paper = false;
    this.room = [0, 0];
    this.bare = false; // whether little but the map is to be shown
    this.asked = []; // panels that are to stand open, or with "-" shut, whatever the size
    this.onFold = () => {}; // when a panel is opened or shut
    this.#hear();
  }

  #wordsNow() {
    const { data } = this.page;
    return new Words(data.strings, this.state.lang, data.words, data.map.lang);
  }

  #hear() {
    const { state } = this;
    for (const type of ["pointerdown", "focusin"]) this.container.addEventListener(type, (event) => this.#leaveMenu(event), true);
    this.page.map.on("moveend resize", () => { if (this.panel) this.#writeCaption(); });
    state.on("day", ({ playing }) => this.#showDay(playing));
    state.on("filter", () => {
      const { clock, feed, legend, part } = this.panel;
      part.show(state.criteria);
      legend.show(state.criteria);
      legend.update();
      feed.seek(state.day);
      clock.paint();
      this.#writeNews();
    });
    state.on("against", () => {
      this.panel.legend.update();
      this.panel.feed.seek(state.day);
    });
    state.on("basis", () => {
      const { card, clock, legend } = this.panel;
      legend.update();
      card.seek();
      clock.paint();
    });
    state.on("open", () => this.panel.card.open(state.opened));
    state.on("town", () => this.panel.card.town(state.town));
    state.on("shut", () => this.panel.card.close());
    state.on("pace", () => {
      this.panel.clock.setPace(state.pace);
      this.page.sheets.rings.follow(); // the wake of the new pace, of which the news tell
      this.#writeNews();
      this.page.sheets.rings.redraw();
    });
    state.on("loop", () => { this.panel.clock.loop = state.loop; });
    state.on("frame", () => { this.panel.framing.querySelector("select").value = state.frame; });
    state.on("language", () => this.#redress());
    state.on("manner", () => {
      setTheme(state.theme);
      this.#redress();
    });
  }

  /** Whoever goes on elsewhere is done with the menu, which would lie upon what is found or opened there. */
  #leaveMenu({ target }) {
    const menu = this.panel?.menu;
    if (target === this.container) return; // which takes the focus of a press on what cannot have it, in the menu too
    if (menu && !menu.element.contains(target)) menu.shut();
  }

  #redress() {
    if (this.words.lang !== this.state.lang) this.words = this.#wordsNow();
    this.dress();
  }

  /** Build the panels (again, when their language changes) and bring them up to the day. */
  dress() {
    const steps = this.dressing();
    while (!steps.next().done);
  }

  /** The same in steps. */
  * dressing() {
    const { L, map, data, store, sheets } = this.page, { container, state, words } = this, old = this.panel;
    const playing = old?.clock.playing, folds = this.#foldable.map((fold) => [fold.dataset.fold, fold.open]);
    sheets.speak(words);
    speakScale(map, words);
    old?.clock.pause();
    old?.element.remove();
    this.#observed.disconnect();
    const panel = yield* buildPanel(L, store, words, { ...data.map, start: state.day, pace: state.pace, speed: state.speed }, this.acts, { map, marks: sheets.marks, page: this.page });
    yield;
    if (this.page.first) this.#speakPage();
    yield;
    this.panel = panel;
    if (old) this.#fold((name) => folds.some(([other, open]) => open && other === name));
    panel.element.addEventListener("toggle", () => this.#folded(), true);
    for (const way of ["in", "out"]) nameZoom(container.querySelector(`.leaflet-control-zoom-${way}`), words.say(`zoom.${way}`));
    container.append(panel.element);
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", words.say("map", document.title));
    for (const part of [...this.panels, container]) this.#observed.observe(part);
    panel.clock.loop = state.loop;
    sheets.rings.wakeFrom = (day) => wakeFrom(panel.clock.pace, day);
    panel.clock.seek(state.day);
    if (old) panel.clock.paint(); // a first one is painted when it has its size
    panel.legend.show(state.criteria);
    panel.part.show(state.criteria);
    if (state.opened !== null) panel.card.open(state.opened);
    if (state.town !== null) panel.card.town(state.town);
    if (playing) panel.clock.play();
  }

  /** The page's own aids speak the reader's language, too. */
  #speakPage() {
    speakPage(this.words, this.page.store);
    table.speak(recordSaid(this.page.store, this.words));
    for (const button of document.querySelectorAll("#record-table thead button")) nameSort(button, this.words);
  }

  /** What is to be read of the day, fifteen times a second at most: nobody reads faster, and each writing costs a layout. */
  #showDay(playing) {
    const wait = READ_MS - (performance.now() - this.#shownAt);
    clearTimeout(this.#showing);
    this.#late = () => this.#writeDay(playing);
    if (wait > 0) this.#showing = setTimeout(this.#late, wait);
    else this.#writeDay(playing);
  }

  #writeDay(playing) {
    const { panel, words, state: { day } } = this;
    this.#late = null;
    this.#shownAt = performance.now();
    panel.clock.show();
    put(panel.big, words.day(day));
    this.#writeCaption();
    this.#writeNews();
    panel.legend.update();
    panel.feed.seek(day, playing);
    panel.card.seek();
    if (!playing) panel.walk.refresh();
  }

  /** What has changed in the year so far, and the names of the weightiest changes of the wake. */
  #writeNews() {
    const { panel, words, page: { store, sheets }, state: { day } } = this, from = wakeFrom(panel.clock.pace, day);
    const { year, begun, ended } = tallyOf(store, day), latest = weightiest(store, sheets.rings.wake, TOLD);
    put(panel.tally, begun || ended ? words.say("tally", year, ended, begun) : "");
    const key = latest.map(({ row }) => row).join();
    if (key !== panel.news.dataset.rows) { // each writing costs a layout
      panel.news.dataset.rows = key;
      panel.news.replaceChildren(...latest.map((change) => el(`span.atlas-${change.sign}`, {}, ...newsOf(store, words, change))));
    }
    panel.legend.showWake(day - from);
  }

  #writeCaption() {
    const { panel, words, page: { data }, state: { day } } = this, current = captionOn(data.milestones, day, (lat, lon) => this.#isSeen(lat, lon));
    put(panel.caption, current ? `${words.date(current.edtf)}${words.colon}${words.milestone(current)}` : "");
    const early = data.ground && day < Math.min(...data.ground.polities.map((p) => p.from));
    put(panel.note, early ? words.say("borders", String(data.ground.since)) : "");
  }

  /** Whether a place is on the map as it is framed now. */
  #isSeen(lat, lon) {
    const { map } = this.page, at = map.latLngToContainerPoint([lat, lon]), { x, y } = map.getSize();
    return at.x >= 0 && at.y >= 0 && at.x <= x && at.y <= y;
  }

  /** All that may lie upon a mark, as the day shown has it: what is still to be written of that is written first. */
  get covers() {
    clearTimeout(this.#showing);
    this.#late?.();
    this.panel.clock.tellHeight(); // on which the card stands; a page that has just opened has not heard it yet
    return [...this.panels, this.panel.clock.element];
  }

  /** The panels that lettering keeps clear of. */
  get panels() {
    const { panel } = this;
    return [panel.big, panel.part.element, panel.caption, panel.news, panel.bar, ...["legend", "feed", "card"].map((name) => panel[name].element)];
  }

  /** Labels keep clear of the panels; reckoned when a panel changes, not on every frame. */
  clear() {
    const origin = this.container.getBoundingClientRect(), { labels } = this.page.sheets;
    const boxes = this.panels.map((part) => part.getBoundingClientRect()).filter((b) => b.width && b.height)
      .map((b) => [b.left - origin.left - 6, b.top - origin.top - 2, b.right - origin.left + 6, b.bottom - origin.top + 2]);
    // In steps of some pixels: the date's words, longer on one day than on the next, must not shift the lettering.
    const coarse = boxes.map((box) => box.map((v, k) => (k < 2 ? Math.floor(v / GRAIN) : Math.ceil(v / GRAIN)) * GRAIN));
    if (coarse.join() === labels.blocked.join()) return;
    labels.blocked = coarse;
    labels.redraw();
  }

  /** @returns {HTMLDetailsElement[]} the panels that can be opened and shut, each with its name in `data-fold` */
  get #foldable() {
    return this.panel ? [...this.panel.element.querySelectorAll("details[data-fold]")] : [];
  }

  #fold(opens) {
    for (const fold of this.#foldable) fold.open = opens(fold.dataset.fold);
  }

  /** Whether a panel stands open by itself: the legend, where it leaves enough of the map; the changes on a very wide screen. */
  #usual(name) {
    const { clientWidth, clientHeight } = this.container;
    if (clientWidth && clientHeight) this.room = [clientWidth, clientHeight]; // hidden, it is judged by what it had
    if (name === "changes") return WIDE.matches;
    return name === "legend" && !this.bare && NOT_NARROW.matches && this.room.every((pixels, k) => pixels >= ROOMY[k]);
  }

  /** The panels that stand open, or with "-" shut, though a map of this size would not have them so by itself. */
  get folds() {
    return this.#foldable.filter(({ open, dataset }) => open !== this.#usual(dataset.fold))
      .map(({ open, dataset }) => (open ? dataset.fold : `-${dataset.fold}`));
  }

  /** Open and shut the panels as a list like `folds` has it; what it leaves out is as usual. */
  unfold(asked = this.asked) {
    this.asked = asked;
    this.#fold((name) => asked.includes(name) || (!asked.includes(`-${name}`) && this.#usual(name)));
  }

  #folded() {
    if (!this.paper && !matchMedia("print").matches) this.onFold();
  }

  /**
   * What the panels take of the map's edges, pixels; with `beside` the open card, too, and with `aside` the legend, where
   * it usually stands open on a wide map. Whether it does stand open changes nothing: a page opens where its address says.
   */
  margins(beside = false, aside = false) {
    const { width, height, right, bottom: foot } = this.container.getBoundingClientRect(), card = this.panel.card.element.getBoundingClientRect();
    const small = width < 620, side = small ? 4 : 24, broad = card.width > width * BROAD;
    const bottom = Math.min(height * 0.3, this.panel.clock.element.offsetHeight + 12), covered = beside && card.width > 0;
    return {
      left: aside && this.#standsAside(width) ? LEGEND : side, right: covered && !broad ? right - card.left + side : side, top: small ? 64 : 40,
      bottom: covered && broad ? Math.max(bottom, foot - card.top + side) : bottom,
    };
  }

  #standsAside(width) {
    return width >= LEGEND_ASIDE && this.#usual("legend");
  }

  /** On paper the legend is open, whatever it is on the screen; but on the sheet of a town, which is laid out for it. */
  toPaper(on) {
    if (on === this.paper) return;
    this.paper = on;
    const { state, panel: { card, legend: { element } } } = this, town = on && this.page.first && state.town !== null;
    if (on) this.legendWasOpen = element.open;
    element.open = on ? !town : this.legendWasOpen;
    townSheet(town ? card.element : null);
  }
}

/** A change in a line: the old name and the new one, or what was done to what. */
function newsOf(store, words, { row, feature, sign }) {
  const { events, types } = store.data, before = store.nameOn(feature, events.earliest[row] - 1), after = store.nameOn(feature, events.latest[row]);
  if (sign === "renamed" && before !== after) return [`${before} → ${after}`];
  const { text, lang } = titleCalled(store, words, feature);
  return [el("bdi", { lang }, text), `${words.colon}${words.type(types[events.type[row]])}`];
}

/** Leaflet's buttons speak English by themselves. */
function nameZoom(button, said) {
  if (button) [button.title, button.ariaLabel] = [said, said];
}
