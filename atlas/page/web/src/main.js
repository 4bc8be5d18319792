// Puts the parts together on one Leaflet map, and gives the page its script interface.

import { Address, boxOf, formatAddress, readAddress } from "./host/address.js";
import { isoDay, parseDay } from "./time/days.js";
import { compact, framed, inline, setTheme, shareScroll } from "./host/frame.js";
import { groundLayer } from "./layers/ground.js";
import { hearKeys } from "./host/keys.js";
import { labelsLayer } from "./layers/labels.js";
import { marksLayer } from "./layers/marks.js";
import { converse } from "./host/message.js";
import { paintable, showStill } from "./host/still.js";
import { unpack } from "./model/pack.js";
import { paceOf } from "./time/pace.js";
import { makeRoom } from "./ui/corners.js";
import { buildPanel } from "./ui/panel.js";
import { equalAreaCrs } from "./layers/projection.js";
import { ringsLayer } from "./layers/rings.js";
import { scaleBar } from "./layers/scalebar.js";
import { sortable } from "./ui/sort.js";
import { Store, STATUS } from "./model/store.js";
import { View } from "./host/view.js";
import { chooseLanguage, Words } from "./ui/words.js";

const CAPTION_DAYS = 420; // how long a milestone stays in the caption
const READ_MS = 66;
const GRAIN = 48; // pixels: steps in which the panels' room is reckoned
const ROOMY = [820, 440]; // pixels of a map, across and down, that leave room for an open legend
let mounted = 0;
const FILTERS = ["group", "kind", "country", "polity", "id", "status"];

/**
 * Mount the timeline on a Leaflet map.
 * @param {object} map a Leaflet map
 * @param {object} packed the payload of atlas/page/payload/columns.py
 * @returns {object} the script interface: seek, play, pause, open, close, filter, state, …; null where nothing can be painted
 */
export function mount(L, map, packed) {
  if (!paintable()) {
    showStill(L, map.getContainer());
    return null;
  }
  const data = unpack(packed);
  const options = data.map, container = map.getContainer();
  const store = new Store(data);
  const ground = data.ground ? groundLayer(L, data.ground).addTo(map) : null;
  const marks = marksLayer(L, store).addTo(map);
  const rings = ringsLayer(L, store, marks, store.index.get(options.hub)).addTo(map);
  const labels = labelsLayer(L, store, marks).addTo(map), sheets = [marks, rings, labels];
  const listeners = new Set();
  const first = mounted++ === 0; // of the maps on this page: it keeps the page's address, and hears who frames the page
  const asked = first ? { ...options.chrome && { chrome: options.chrome }, ...readAddress() } : {};
  let { theme } = asked;
  if (theme) setTheme(theme);
  let words = new Words(data.strings, chooseLanguage(data.strings, asked.lang, options.lang), data.words);
  let panel = null, criteria = {}, pace = options.pace, day = options.start;
  let shownAt = -Infinity, showing = 0, loop = asked.loop === "on", legendWasOpen = true;
  container.classList.add("atlas-map");

  const acts = {
    filter: (wanted) => api.filter({ ...criteria.id === undefined ? {} : { id: criteria.id }, ...wanted }),
    close: () => api.close(),
    open(i) {
      api.open(store.features.id[i]);
      address.write(true);
      panel.card.element.focus({ preventScroll: true });
    },
    /** Open what was looked for: the day comes along where the feature bears nothing on the day shown. */
    find(i) {
      bringDay(i);
      acts.open(i);
    },
    link: (id) => formatAddress({ date: isoDay(day), open: id }),
    language: (lang) => api.language(lang),
    isScript: () => labels.script === "original",
    script(original) {
      labels.script = original ? "original" : "latin";
      labels.redraw();
      address.write();
    },
    isLoop: () => loop,
    loop(on) {
      loop = panel.clock.loop = on;
      address.write();
    },
    neighbours: (i) => marks.places.towns[marks.places.town[i]],
    date(text) {
      panel.clock.seek(parseDay(text));
      address.write(true);
    },
    print() {
      panel.menu.shut();
      window.print();
    },
    milestones(list) {
      api.close();
      panel.card.milestones(list);
      panel.card.element.focus({ preventScroll: true });
    },
    frameNow: () => view.frame,
    frame(id) {
      view.setFrame(id);
      address.write(true);
    },
    hasStreets: () => view.tiles !== null,
    streets: (on) => view.setStreets(on),
    pace(kind) {
      pace = kind;
      panel.clock.setPace(kind);
      address.write();
    },
    moved(now, { playing, announce }) {
      const opening = store.day === null;
      day = now;
      store.seek(day);
      ground?.setDay(day);
      if (store.stirred) marks.freshen();
      rings.setDay(announce && !opening && !panel.clock.calm.matches);
      labels.setDay(day);
      showDay(playing);
      if (!playing) address.write();
      tell(playing);
    },
  };

  /** Let everybody know who listens: after a move, and when a card or a filter changes. */
  function tell(playing = panel.clock.playing) {
    if (!listeners.size) return;
    const state = api.state();
    for (const listener of listeners) listener(state, { playing });
  }

  const redraw = () => sheets.forEach((sheet) => sheet.redraw());
  const view = new View(L, map, options, {
    marks, ground, margins, redraw,
    onFrame(id) { panel.framing.querySelector("select").value = id; },
    onSilence() { panel.streets.fail(); },
  });

  /** What is to be read of the day, fifteen times a second at most: nobody reads faster, and each writing costs a layout. */
  function showDay(playing) {
    const wait = READ_MS - (performance.now() - shownAt);
    clearTimeout(showing);
    if (wait > 0) showing = setTimeout(() => writeDay(playing), wait);
    else writeDay(playing);
  }

  function writeDay(playing) {
    shownAt = performance.now();
    panel.clock.show();
    panel.big.textContent = words.day(day);
    showCaption();
    panel.legend.update();
    panel.feed.seek(day, playing);
    panel.card.seek(day);
    if (!playing) panel.walk.refresh();
  }

  function showCaption() {
    let current = null;
    for (const m of data.milestones) {
      const due = m.weight < 3 && m.d1 - m.d0 <= 366 && m.d0 <= day && day - m.d1 < CAPTION_DAYS;
      if (due && (!current || m.d0 >= current.d0)) current = m;
    }
    put(panel.caption, current ? `${words.date(current.edtf)}: ${current.title}` : "");
    const early = data.ground && day < Math.min(...data.ground.polities.map((p) => p.from));
    put(panel.note, early ? words.say("borders", String(data.ground.since)) : "");
  }

  const panels = new ResizeObserver(clearPanels);
  const panelParts = () => [panel.big, panel.caption, panel.bar, ...["legend", "feed", "card"].map((name) => panel[name].element)];
  /** Labels keep clear of the panels; reckoned when a panel changes, not on every frame. */
  function clearPanels() {
    const origin = container.getBoundingClientRect();
    const parts = panelParts();
    const boxes = parts.map((part) => part.getBoundingClientRect()).filter((b) => b.width && b.height)
      .map((b) => [b.left - origin.left - 6, b.top - origin.top - 2, b.right - origin.left + 6, b.bottom - origin.top + 2]);
    // In steps of some pixels: the date's words, longer on one day than on the next, must not shift the lettering.
    const coarse = boxes.map((box) => box.map((v, k) => (k < 2 ? Math.floor(v / GRAIN) : Math.ceil(v / GRAIN)) * GRAIN));
    if (coarse.join() === labels.blocked.join()) return;
    labels.blocked = coarse;
    labels.redraw();
  }

  /** Build the interface (again, when its language changes) and bring it up to the day. */
  function dress() {
    const playing = panel?.clock.playing, opened = marks.opened;
    const folds = [panel?.legend.element.open, panel?.feed.element.open];
    if (ground) ground.nameOf = (polity) => words.polity(polity).toLocaleUpperCase(words.locale);
    ground?.redraw();
    panel?.clock.pause();
    panel?.element.remove();
    panels.disconnect();
    panel = buildPanel(L, store, words, { ...options, start: day, pace }, acts, { map, marks });
    [panel.legend, panel.feed].forEach(({ element }, k) => { element.open = folds[k] ?? element.open; });
    container.append(panel.element);
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", words.say("map", document.title));
    for (const part of first ? document.querySelectorAll("[data-text]") : []) {
      part.textContent = words.say(part.dataset.text);
      part.lang = words.lang;
    }
    for (const part of [...panelParts(), container]) panels.observe(part);
    panel.clock.loop = loop;
    panel.clock.seek(day);
    panel.clock.paint();
    panel.legend.show(criteria);
    if (opened !== null) panel.card.open(opened, day);
    if (playing) panel.clock.play();
  }

  /** Go to the nearest day on which a feature bears the name, unless it does on the day shown. */
  function bringDay(i) {
    if (["bearing", "uncertain"].includes(STATUS[store.status[i]])) return;
    const near = store.bearingDay(i, day, options.first, options.last);
    if (near !== null) panel.clock.seek(near);
  }

  /** Open a card; `reveal`: bring its place into what the panels leave free. */
  function openCard(i, reveal) {
    marks.opened = i;
    panel.card.open(i, day);
    if (reveal) view.reveal(placeOf(i), panel.card.element, labels.blocked);
    redraw();
    address.write();
    tell();
  }

  const placeOf = (i) => [store.features.lat[i], store.features.lon[i]];

  /** The view for the address: one that was moved, or one in which a fresh page would not leave the open card's place. */
  function viewNow() {
    const i = marks.opened;
    return view.moved ?? (i !== null && view.hides(placeOf(i), panel.card.element, labels.blocked) ? view.here : null);
  }

  /** The map has another box; its first one, when it was opened out of sight, is where the page really opens. */
  function resized() {
    const hidden = !view.home, anew = view.resized();
    if (!view.home) return;
    if (hidden) foldLegend();
    clearPanels();
    if (anew && marks.opened !== null && !view.asked?.view) view.reveal(placeOf(marks.opened), panel.card.element, labels.blocked);
  }

  function foldLegend() {
    if (view.sized && (bare || container.clientWidth < ROOMY[0] || container.clientHeight < ROOMY[1])) panel.legend.element.open = false;
  }

  /** What the panels take of the map's edges, pixels. */
  function margins() {
    const { width, height } = container.getBoundingClientRect();
    const small = width < 620, side = small ? 4 : 24;
    const bottom = Math.min(height * 0.3, panel.clock.element.offsetHeight + 12);
    return { left: side, right: side, top: small ? 64 : 40, bottom };
  }

  /** Take up what an address says; what it leaves out goes back to how the page opened. */
  function restore(given) {
    restoreManner(given);
    const wanted = FILTERS.filter((key) => given[key])
      .map((key) => [key, given[key].filter((value) => store.knows(key, value))])
      .filter(([key, values]) => values.length || !given[key].length);
    if (wanted.length || Object.keys(criteria).length) api.filter(Object.fromEntries(wanted));
    panel.clock.seek(given.date ? parseDay(given.date) : options.start);
    view.restore(given);
    const i = store.index.get(given.open);
    if (i === undefined) {
      api.close();
      return;
    }
    if (!given.date) bringDay(i);
    openCard(i, !given.view && !given.extent);
  }

  /** Language, pace, script, loop and theme of an address. */
  function restoreManner(given) {
    const lang = chooseLanguage(data.strings, given.lang, options.lang), manner = () => [words.lang, pace, labels.script, loop, theme].join();
    const was = manner();
    if (lang !== words.lang) words = new Words(data.strings, lang, data.words);
    pace = given.pace ?? options.pace;
    labels.script = given.script ?? "latin";
    loop = given.loop === "on";
    theme = given.theme;
    if (manner() === was) return;
    setTheme(theme);
    dress();
    redraw();
  }

  const api = {
    /** Go to a day, "1961-11-10" (or a month or year: its first day). Returns the state. */
    seek(text) {
      const wanted = parseDay(text);
      if (Number.isNaN(wanted)) throw new RangeError(`atlas.seek: not a date: "${text}"`);
      panel.clock.seek(wanted);
      return api.state();
    },
    play() { panel.clock.play(); },
    pause() { panel.clock.pause(); },
    /** Open the card of a feature and bring it into view. */
    open(id) {
      const i = store.index.get(id);
      if (i === undefined) throw new RangeError(`atlas.open: no feature "${id}"`);
      openCard(i, true);
    },
    close() {
      panel.card.close();
      if (marks.opened === null) return;
      marks.opened = null;
      redraw();
      address.write();
      tell();
    },
    /** Show the box [west, south, east, north], degrees. */
    view(extent) {
      const box = Array.isArray(extent) && extent.length === 4 && extent.every(Number.isFinite) ? boxOf(extent) : undefined;
      if (!box) throw new TypeError("atlas.view: takes a box [west, south, east, north], degrees");
      view.show(box);
      address.write();
    },
    /** Show only what matches: {group, kind, country, polity, id, status}, each a value or a list; {} shows all. */
    filter(wanted = {}) {
      store.filter(wanted);
      criteria = wanted;
      panel.legend.show(wanted);
      panel.legend.update();
      panel.feed.seek(day);
      panel.clock.paint();
      redraw();
      address.write();
      tell();
      return api.state();
    },
    /** Change the language of the interface: "de", "ru", … */
    language(lang) {
      if (!words.languages.includes(lang)) throw new RangeError(`atlas.language: no "${lang}"; there is ${words.languages.join(", ")}`);
      words = new Words(data.strings, lang, data.words);
      dress();
      address.write();
    },
    /** Row ids that match a text in any script, the most important first. */
    search(text) { return panel.search.find(text).map((i) => store.features.id[i]); },
    state() {
      return {
        date: isoDay(day), playing: panel.clock.playing, counts: store.counts(),
        open: marks.opened === null ? null : store.features.id[marks.opened], filters: criteria,
      };
    },
    /** The name of a feature on the day shown. */
    nameOf(id) { return store.nameOn(store.index.get(id), day); },
    statusOf(id) { return STATUS[store.status[store.index.get(id)]]; },
    /** Call `listener(state)` after every move, and when a card or a filter changes; returns a function that ends it. */
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  const address = !first ? { write() {} } : new Address(() => {
    return {
      date: isoDay(day), frame: view.frame || null, view: viewNow(), open: api.state().open,
      lang: words.lang === chooseLanguage(data.strings, null, options.lang) ? null : words.lang,
      pace: pace === options.pace ? null : pace, script: labels.script === "latin" ? null : labels.script,
      loop: loop ? "on" : null, theme, chrome: asked.chrome,
      ...Object.fromEntries(FILTERS.filter((key) => key !== "id").map((key) => [key, criteria[key] ?? null])),
    };
  }, restore);

  map.on("click", ({ containerPoint }) => {
    const i = marks.hit(containerPoint, matchMedia("(pointer: coarse)").matches ? 22 : 12);
    if (i === null) api.close();
    else acts.open(i);
  });
  map.on("mousemove", ({ containerPoint, originalEvent }) => {
    const i = originalEvent.target.closest?.(".atlas-overlay > *") ? null : marks.hit(containerPoint, 8);
    panel.tip.hidden = i === null;
    container.classList.toggle("atlas-pointing", i !== null);
    if (i === null) return;
    panel.tip.textContent = store.nameOn(i, day, labels.script);
    panel.tip.style.transform = `translate(${Math.min(containerPoint.x + 12, map.getSize().x - 220)}px, ${containerPoint.y + 14}px)`;
  });
  map.on("mouseout", () => { panel.tip.hidden = true; });
  // A row of the page's table leads into the map: its address says what to show, and the reader is brought there.
  document.querySelector("#record-table table")?.addEventListener("click", (event) => {
    const link = first && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.target.closest("th a[href^='#']");
    if (!link) return;
    event.preventDefault();
    const { date, open } = readAddress(link.getAttribute("href")), row = store.index.get(open);
    if (!store.visible[row]) api.filter({});
    container.closest(".plate, body").scrollIntoView({ block: "start" });
    panel.clock.seek(parseDay(date));
    acts.open(row);
  });
  map.on("moveend", () => {
    view.settle();
    address.write();
  });
  // The marks' places are those of the last picture: the ring follows after it.
  map.on("move zoom resize", () => requestAnimationFrame(() => requestAnimationFrame(() => panel.walk.refresh())));
  container.addEventListener("pointerdown", ({ target }) => { if (!panel.element.contains(target)) panel.menu.shut(); });
  hearKeys({ container, map, clock: () => panel.clock, escape: () => api.close() });
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", ({ matches }) => {
      if (query === "print") toPaper(matches);
      else map.invalidateSize({ animate: false });
      clearPanels();
      // A browser takes its picture of the page before the next frame would come.
      for (const sheet of [ground, ...sheets]) sheet?.paintNow();
      panel.clock.paint();
    });
  }

  /** On paper the legend is open, whatever it is on the screen. */
  function toPaper(on) {
    const { element } = panel.legend;
    if (on) legendWasOpen = element.open;
    element.open = on || legendWasOpen;
    view.toPaper(on);
  }

  const bare = asked.chrome === "off" || (framed() && !inline() && asked.chrome !== "on");
  if (bare && first) compact((key) => words.say(key));
  if (inline() && asked.chrome !== "on") document.documentElement.classList.add("atlas-inline");
  if (framed()) shareScroll(map, (key) => words.say(key));
  dress();
  foldLegend();
  if (ground) {
    ground.crowd = (box) => marks.crowd(box);
    labels.others = () => ground.names;
    ground.onNames = () => labels.redraw();
  }
  view.fit();
  new ResizeObserver(resized).observe(container);
  if (first) sortable(document.querySelector("#record-table table"), words);
  if (Object.keys(asked).length) restore(asked);
  if (asked.autoplay === "on" && !panel.clock.calm.matches) panel.clock.play();
  makeRoom(map);
  if (first) converse(api);
  return api;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export { equalAreaCrs, paceOf, scaleBar, unpack, Words };
