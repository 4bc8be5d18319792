// The pointer over a map, and on the table below it: what it opens, and the name that goes along with it.

import { readAddress } from "../host/address.js";
import { parseDay } from "../time/days.js";
import { put } from "./dom.js";

const REACH = { finger: 22, mouse: 12, hover: 8 }; // pixels from a mark

/** @param {any} page `map`, `state`, `store`, `sheets` and `ui` */
export function hearPointer({ map, state, store, sheets: { marks }, ui }) {
  const container = map.getContainer(), coarse = matchMedia("(pointer: coarse)");
  map.on("click", ({ containerPoint }) => {
    const row = marks.hit(containerPoint, coarse.matches ? REACH.finger : REACH.mouse);
    if (row === null) state.close();
    else ui.acts.open(row);
  });
  map.on("mousemove", ({ containerPoint, originalEvent }) => {
    const row = originalEvent.target.closest?.(".atlas-overlay > *") ? null : marks.hit(containerPoint, REACH.hover), { tip } = ui.panel;
    tip.hidden = row === null;
    container.classList.toggle("atlas-pointing", row !== null);
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
