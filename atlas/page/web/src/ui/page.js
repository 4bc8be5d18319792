// The page around the map speaks the reader's language, too: its aids, its headings, its dates, and its story where there is
// a translation. What stays in the language of the record says so by its own `lang`.

import { el } from "./dom.js";
import { placeCalled, titleCalled } from "../model/called.js";

/** @typedef {import("./words.js").Words} Words */

/**
 * A key's text with what goes into it; of a list of texts, parted by commas, the one that is asked for.
 * @param {Words} words
 * @param {DOMStringMap} said
 */
function textOf(words, { text, count = "", far, part, named }) {
  const whole = words.strings[text][words.lang] ?? words.strings[text][words.home];
  return whole && (part ? whole.split(",")[+part] : whole).replace("{}", named ? NAME : far ? words.length(+far) : count);
}

/** @type {WeakMap<Element, string>} what stands on the page as it was written */
const written = new WeakMap();

const NAME = "\ufffc"; // where a name in the record's language stands in a text

const all = (what) => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(what));

/** Say what has a key; what the language lacks stays as it is written. */
function speakPart(words, store, part) {
  const { text, named, hub } = part.dataset;
  if (!(text in words.strings)) return;
  if (!written.has(part)) written.set(part, part.textContent);
  const said = textOf(words, part.dataset) ?? written.get(part);
  const name = named && (calledBy(titleCalled, store, words, hub) ?? { text: named, lang: words.foreign });
  if (name) part.replaceChildren(...said.split(NAME).flatMap((piece, k) => (k ? [el("bdi", { lang: name.lang }, name.text), piece] : [piece])));
  else part.textContent = said;
  part.setAttribute("lang", words.strings[text][words.lang] ? words.lang : words.home);
}

/** What a feature, or its place, is called; null where the map does not have it. */
function calledBy(called, store, words, id) {
  const i = store.index.get(id);
  return i === undefined ? null : called(store, words, i);
}

/** Name the features and places that the page tells of. */
function speakNames(words, store) {
  for (const [key, called] of Object.entries({ title: titleCalled, place: placeCalled })) {
    for (const part of all(`[data-${key}]`)) {
      const said = calledBy(called, store, words, part.dataset[key]);
      if (said) [part.textContent, part.lang] = [said.text, said.lang ?? words.lang];
    }
  }
}

/** Show the story in the reader's language where it is told in that, else in the record's. */
function showTold(words) {
  const told = all("[data-lang]"), shown = [...told].some(({ dataset }) => dataset.lang === words.lang) ? words.lang : words.home;
  for (const part of told) part.hidden = part.dataset.lang !== shown;
}

/** Say dates, days and lengths. */
function speakValues(words) {
  for (const part of all("[data-edtf]")) {
    part.textContent = words.date(part.dataset.edtf);
    part.lang = words.lang;
  }
  for (const part of all("[data-length]")) part.textContent = words.length(+part.dataset.length);
  for (const part of all("[data-short]")) part.textContent = words.shortDay(part.dataset.short);
}

/** Tell what pictures show: the map, on a day. */
function speakPictures(words) {
  for (const part of /** @type {NodeListOf<HTMLImageElement>} */ (all("img[data-alt]"))) {
    if (!written.has(part)) written.set(part, part.alt);
    part.alt = words.foreign ? `${textOf(words, { text: "map.title" })}: ${words.date(part.dataset.alt)}` : written.get(part);
    part.lang = words.lang;
  }
}

/** @param {Words} words @param {import("../model/store.js").Store} store */
export function speakPage(words, store) {
  for (const part of all("[data-text]")) speakPart(words, store, part);
  for (const part of all("[data-label]")) part.ariaLabel = words.say(part.dataset.label);
  for (const part of all("[data-home]")) part.hidden = words.foreign !== null;
  for (const part of all("[data-foreign]")) part.hidden = words.foreign === null;
  speakNames(words, store);
  speakValues(words);
  speakPictures(words);
  showTold(words);
  if (!document.querySelector("main.plate")) return; // a page of somebody else's
  document.documentElement.lang = words.lang;
  if ("map.title" in words.strings) document.title = textOf(words, { text: "map.title" });
}
