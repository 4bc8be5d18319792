// The pointer over a map, and on the table below it: what it opens, and the name that goes along with it.

import { readAddress } from "../host/address.js";
import { parseDay } from "../time/days.js";
import { put } from "./dom.js";
import { partOf } from "./part.js";
import { TOWN_ZOOM } from "../layers/ground.js";

const TWICE = 300; // ms within which a second tap makes a double one, which zooms
const HANDLED = "a, button, summary, input, select, label"; // what a finger near it may mean
const REACH = { finger: 22, mouse: 12, hover: 8 }; // pixels from a mark

/**
 * Hear taps where no mark is: on the name of a state of the day, which shows that state alone; on its area, which offers to.
 * @param {any} page
 * @returns {(point: any) => void} to be called for each
 */
function statesTapped({ map, state, sheets: { ground }, ui, view }) {
  let timer = 0;
  const leave = () => {
    clearTimeout(timer);
    ui.panel.offer.hide();
  };
  map.on("dblclick movestart zoomstart", leave);
  state.on("filter open town shut", leave);
  state.on("day", ({ playing }) => { if (!playing) leave(); });
  return (point) => {
    leave();
    if (!ground || view.tiles || map.getZoom() >= TOWN_ZOOM) return;
    timer = setTimeout(() => {
      const named = ground.namedAt(point), row = named ?? ground.areaAt(point);
      if (row === undefined) return;
      const polity = ground.ground.polities[row], { key, value, count } = partOf(ui.panel.offer.store, polity);
      if (named !== undefined && count) ui.acts.land(key, value);
      else ui.panel.offer.show(polity, point);
    }, TWICE);
  };
}

/**
 * Give the map the taps that were meant for it: a browser takes one beside a panel for one on it, since a finger is broad, though
 * there is nothing to press. Where the finger came down, it still tells.
 * @param {any} map Leaflet's; `overlay` holds the panels
 */
function hearTapsBeside(map, overlay) {
  const container = map.getContainer();
  let down = null;
  container.addEventListener("pointerdown", (event) => { down = event.pointerType === "touch" ? event : null; }, true);
  container.addEventListener("click", (/** @type {any} */ event) => {
    const finger = down;
    down = null;
    if (!finger || !overlay().contains(event.target) || event.target.closest(HANDLED)) return;
    const met = container.getRootNode().elementFromPoint(finger.clientX, finger.clientY);
    if (!container.contains(met) || overlay().contains(met)) return;
    event.stopPropagation();
    const containerPoint = map.mouseEventToContainerPoint(finger);
    map.fire("click", { containerPoint, latlng: map.containerPointToLatLng(containerPoint), originalEvent: event });
  }, true);
}

/** @param {any} page `map`, `state`, `store`, `sheets`, `view` and `ui` */
export function hearPointer(page) {
  const { map, state, store, sheets: { marks, ground }, ui } = page, tapState = statesTapped(page);
  const container = map.getContainer(), coarse = matchMedia("(pointer: coarse)");
  map.on("click", ({ containerPoint }) => {
    const row = marks.hit(containerPoint, coarse.matches ? REACH.finger : REACH.mouse);
    if (row !== null) ui.acts.open(row);
    else if (ui.panel.card.element.hidden) tapState(containerPoint);
    else state.close();
  });
  hearTapsBeside(map, () => ui.panel.element);
  let touched = false; // a finger goes over nothing, though browsers tell of a mouse after it, whose name would stay
  for (const type of ["pointerdown", "pointermove"]) container.addEventListener(type, ({ pointerType }) => { touched = pointerType === "touch"; }, true);
  map.on("mousemove", ({ containerPoint, originalEvent }) => {
    const nowhere = touched || originalEvent.target.closest?.(".atlas-overlay > *");
    const row = nowhere ? null : marks.hit(containerPoint, REACH.hover), { tip } = ui.panel;
    tip.hidden = row === null;
    container.classList.toggle("atlas-pointing", row !== null || ground?.namedAt(containerPoint) !== undefined);
    if (row === null) return;
    put(tip, store.nameOn(row, state.day, state.script));
    tip.style.transform = `translate(${Math.min(containerPoint.x + 12, map.getSize().x - 220)}px, ${containerPoint.y + 14}px)`;
  });
  map.on("mouseout", () => { ui.panel.tip.hidden = true; });
  // The marks' places are those of the last picture: the ring follows after it.
  map.on("move zoom resize", () => requestAnimationFrame(() => requestAnimationFrame(() => ui.panel.walk.refresh())));
  container.addEventListener("pointerdown", ({ target }) => { if (!ui.panel.element.contains(target)) ui.panel.menu.shut(); });
}

/** A row of the page's table leads into the map: its address says what to show, and the reader is brought there. */
export function hearTable({ map, state, store, ui }) {
  document.querySelector("#record-table table")?.addEventListener("click", (/** @type {any} */ event) => {
    const link = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.target.closest("th a[href^='#']");
    if (!link) return;
    event.preventDefault();
    const { date, open } = readAddress(link.getAttribute("href")), row = store.index.get(open);
    if (!store.visible[row]) state.filter({});
    map.getContainer().closest(".plate, body").scrollIntoView({ block: "start" });
    ui.panel.clock.seek(parseDay(date));
    ui.acts.open(row);
  });
}
