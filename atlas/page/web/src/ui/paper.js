// The sheet of paper of a town: what stands on its page, below the part of the map that it is of.

import { el } from "./dom.js";

const SHEET = "atlas-of-town";
const ENTRIES = "--atlas-entries";
const ROOM = 3100; // letters for which one sheet has room below its map: beyond that it goes without sources, and then with dates alone
const CITED = 3; // sources of a feature that are named on paper, the weightiest; the page has all

/** Lay the page of a town out for paper; null takes it away. @param {Element|null} card */
export function townSheet(card) {
  document.querySelector(".atlas-paper")?.remove();
  const plate = document.querySelector(".plate > .sheet"), laid = Boolean(card && plate);
  document.documentElement.classList.toggle(SHEET, laid);
  document.documentElement.style.removeProperty(ENTRIES);
  if (!laid) return;
  for (const fold of card.querySelectorAll("details")) fold.dispatchEvent(new Event("paper"));
  const copy = /** @type {Element} */ (card.cloneNode(true)), { lang } = /** @type {HTMLElement} */ (card.closest("[lang]"));
  for (const fold of copy.querySelectorAll("details")) fold.replaceWith(flat(fold));
  const address = /^https?:/.test(location.protocol) ? el("p.atlas-cite", {}, location.href) : "";
  const { length } = copy.querySelector(".atlas-town")?.children ?? [], sources = [...copy.querySelectorAll(".atlas-town li p")];
  const all = copy.textContent.length, left = sources.reduce((sum, { textContent }) => sum - textContent.length, all);
  document.documentElement.style.setProperty(ENTRIES, String(length ?? 0)); // the more of them, the less is left for the map
  plate.after(el(`section.atlas-paper${all > ROOM ? ".atlas-many" : ""}${left > ROOM ? ".atlas-most" : ""}`, { lang }, ...copy.children, address));
}

/** The sources of a fold in a line: how many there are, and the first of them. */
function flat(fold) {
  const items = [...fold.querySelectorAll("li")], shown = items.slice(0, CITED).flatMap((item, k) => [k ? "; " : ": ", item.querySelector(".atlas-cite > span")]);
  return el("p.atlas-cite", {}, fold.querySelector("summary").textContent, ...shown, items.length > CITED ? "; …" : "");
}
