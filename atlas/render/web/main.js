// Puts the parts together on one Leaflet map, and gives the page its script interface.

import { Card } from "./card.js";
import { Clock } from "./clock.js";
import { dayInWords, isoDay, parseDay } from "./days.js";
import { el } from "./dom.js";
import { groundLayer } from "./ground.js";
import { Legend } from "./legend.js";
import { marksLayer } from "./marks.js";
import { equalAreaCrs, fitExtent } from "./projection.js";
import { Store } from "./store.js";

const CAPTION_DAYS = 420; // how long a milestone stays in the caption

/**
 * Mount the timeline on a Leaflet map.
 * @param {object} map a Leaflet map
 * @param {object} data the payload of atlas/render/encode.py
 * @returns {object} the script interface: seek, play, pause, open, close, filter, state, on
 */
export function mount(L, map, data) {
  const options = data.map, container = map.getContainer();
  const store = new Store(data);
  container.classList.add("atlas-map");

  const ground = data.ground ? groundLayer(L, data.ground).addTo(map) : null;
  const marks = marksLayer(L, store).addTo(map);
  const big = el("output.atlas-date"), caption = el("p.atlas-caption"), note = el("p.atlas-ground-note");
  const tip = el("div.atlas-tip", { hidden: true });
  const listeners = new Set();
  let criteria = {};

  const legend = new Legend(store, (groups) => api.filter({ ...criteria, group: groups }));
  const card = new Card(store, () => api.close());
  const clock = new Clock(store, options, (day, { playing, announce }) => {
    store.seek(day);
    ground?.setDay(day);
    marks.setDay(day, announce && !clock.calm.matches);
    big.textContent = dayInWords(day, options.lang);
    showCaption(day);
    legend.update(store.counts());
    card.seek(day);
    for (const listener of listeners) listener(api.state(), { playing });
  });
  const panel = el("div.atlas-overlay", {},
    el("div.atlas-head", {}, big, caption, note), legend.element, card.element, tip, clock.element);
  container.append(panel);
  for (const part of [legend.element, card.element, clock.element]) {
    L.DomEvent.disableClickPropagation(part);
    L.DomEvent.disableScrollPropagation(part);
  }

  function showCaption(day) {
    let current = null;
    for (const m of data.milestones) {
      if (m.weight < 3 && m.d1 - m.d0 <= 366 && m.d0 <= day && day - m.d1 < CAPTION_DAYS && (!current || m.d0 >= current.d0)) current = m;
    }
    const text = current ? `${current.words}: ${current.title}` : "";
    if (caption.textContent !== text) caption.textContent = text;
    const early = data.ground && day < Math.min(...data.ground.polities.map((p) => p.from));
    const words = early ? `Borders of ${data.ground.since}` : "";
    if (note.textContent !== words) note.textContent = words;
  }

  /** Labels keep clear of the panels; asked for when a panel changes, not on every frame. */
  function clearPanels() {
    const origin = container.getBoundingClientRect();
    const boxes = [big, caption, legend.element, card.element].map((part) => part.getBoundingClientRect());
    marks.blocked = boxes.filter((b) => b.width && b.height)
      .map((b) => [b.left - origin.left - 6, b.top - origin.top - 2, b.right - origin.left + 6, b.bottom - origin.top + 2]);
    marks.redraw();
  }
  const panels = new ResizeObserver(clearPanels);
  for (const part of [big, caption, legend.element, card.element, container]) panels.observe(part);

  function fit() {
    const { width, height } = container.getBoundingClientRect();
    const small = width < 620;
    fitExtent(map, options.extent, { left: small ? 4 : 24, right: small ? 4 : 24, top: small ? 64 : 40, bottom: Math.min(height * 0.3, clock.element.offsetHeight + 12) });
  }

  map.on("click", ({ containerPoint }) => {
    const i = marks.hit(containerPoint, matchMedia("(pointer: coarse)").matches ? 22 : 12);
    if (i === null) api.close();
    else {
      api.open(store.features.id[i]);
      card.element.focus({ preventScroll: true });
    }
  });
  map.on("mousemove", ({ containerPoint, originalEvent }) => {
    const i = originalEvent.target.closest?.(".atlas-overlay > *") ? null : marks.hit(containerPoint, 8);
    tip.hidden = i === null;
    container.classList.toggle("atlas-pointing", i !== null);
    if (i === null) return;
    tip.textContent = store.nameOn(i, clock.day);
    tip.style.transform = `translate(${Math.min(containerPoint.x + 12, map.getSize().x - 220)}px, ${containerPoint.y + 14}px)`;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { ground?.redraw(); marks.redraw(); clock.paint(); });

  const api = {
    /** Go to a day, "1961-11-10" (or a month or year: its first day). Returns the state. */
    seek(text) {
      const day = parseDay(text);
      if (Number.isNaN(day)) throw new RangeError(`atlas.seek: not a date: "${text}"`);
      clock.seek(day);
      return api.state();
    },
    play() { clock.play(); },
    pause() { clock.pause(); },
    /** Open the card of a feature and bring it into view. */
    open(id) {
      const i = store.index.get(id);
      if (i === undefined) throw new RangeError(`atlas.open: no feature "${id}"`);
      card.open(i, clock.day);
      marks.opened = i;
      marks.redraw();
      const at = map.latLngToContainerPoint([store.features.lat[i], store.features.lon[i]]), size = map.getSize();
      if (at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) map.panTo([store.features.lat[i], store.features.lon[i]], { animate: false });
    },
    close() {
      card.close();
      marks.opened = null;
      marks.redraw();
    },
    /** Show only what matches: {kind, group, country, id}, each a value or a list; {} shows all. */
    filter(wanted = {}) {
      const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
      store.filter(Object.fromEntries(given));
      criteria = wanted;
      legend.show(wanted);
      legend.update(store.counts());
      marks.redraw();
      clock.paint();
      return api.state();
    },
    state() {
      return {
        date: isoDay(clock.day), playing: clock.playing, counts: store.counts(),
        open: marks.opened === null ? null : store.features.id[marks.opened],
      };
    },
    /** The name of a feature on the day shown. */
    nameOf(id) { return store.nameOn(store.index.get(id), clock.day); },
    statusOf(id) { return ["before", "uncertain", "bearing", "after"][store.status[store.index.get(id)]]; },
    /** Call `listener(state)` after every move; returns a function that ends it. */
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  if (options.extent) fit();
  clock.seek(options.start);
  clock.paint();
  return api;
}

export { equalAreaCrs };
