// The page of a town: what bore the name or image there, since when and until when; what is nearest; and, where there is
// nothing, that there is nothing.

import { el } from "./dom.js";
import { STATUS } from "../model/store.js";

/** @typedef {import("../model/store.js").Store} Store */

const NEAREST = 5;
const MARGIN = 2; // years before the first change and after the last
const CHART = { width: 280, height: 46, foot: 14 };
const MS = 86400000;

/**
 * @param {Store} store
 * @param {any} words
 * @param {number} town its row
 * @param {(row: number) => void} onOpen opens a feature's card
 * @returns {(Node|null)[]}
 */
export function townPage(store, words, town, onOpen) {
  const { name, country } = store.data.towns, rows = store.inTown(town);
  const list = rows.length ? [el("ul.atlas-town", {}, ...rows.map((i) => line(store, words, i, onOpen))), chart(store, words, rows)] : [];
  return [
    el("p.atlas-kind", {}, words.country(country[town])),
    el("h2", { lang: words.foreign }, name[town]),
    el("p.atlas-status", {}, rows.length ? words.say("town.has", rows.length) : words.say("town.nothing")),
    ...list,
    el("h3", {}, words.say("town.nearest")),
    el("ul.atlas-town", {}, ...store.nearTown(town, NEAREST).map(({ row, km }) => line(store, words, row, onOpen, `${Math.round(km)} km`))),
  ].filter((part) => part !== null);
}

function line(store, words, i, onOpen, far = "") {
  const { title } = store.features, spans = spansOf(store, words, i).join("; ");
  return el("li", { "data-status": STATUS[store.status[i]] },
    el("button", { type: "button", lang: words.foreign, onclick: () => onOpen(i) }, title[i]),
    el("span", {}, [far, words.kind(store.kind(i)), spans].filter(Boolean).join(" · ")));
}

/** "1949 – 12 November 1961" for each time that it bore the name; a side of which nobody tells is a question mark. */
function spansOf(store, words, i) {
  const { edtf, type } = store.data.events, { types } = store.data, spans = [];
  for (const row of store.eventsOf(i)) {
    const { effect } = types[type[row]], date = words.date(edtf[row]), last = spans.at(-1);
    if (effect === "begin") spans.push([date, ""]);
    else if (effect === "end" && last && !last[1]) last[1] = date;
    else if (effect === "end") spans.push(["?", date]);
  }
  return spans.map(([begin, end]) => `${begin} – ${end}`.trim());
}

/** How many bore the name there from year to year: full where sources settle it, pale where they may have. */
function chart(store, words, rows) {
  const days = rows.flatMap((i) => store.eventsOf(i).map((row) => store.data.events.latest[row]));
  if (!days.length) return null;
  const yearOf = (day) => new Date(day * MS).getUTCFullYear(), noon = (year) => Date.UTC(year, 6, 1) / MS;
  const first = yearOf(Math.min(...days)) - MARGIN, last = yearOf(Math.max(...days)) + MARGIN;
  const years = Array.from({ length: last - first + 1 }, (_, k) => tally(store, rows, noon(first + k)));
  const most = Math.max(1, ...years.map(({ sure, open }) => sure + open));
  const foot = (x, year, anchor) => svg("text", { x, y: CHART.height - 2, "text-anchor": anchor }, String(year));
  return svg("svg", {
    class: "atlas-years", viewBox: `0 0 ${CHART.width} ${CHART.height}`, role: "img", "aria-label": words.say("town.chart", first, last, most),
  }, ...bars(years, most), foot(0, first, "start"), foot(CHART.width, last, "end"));
}

function bars(years, most) {
  const wide = CHART.width / years.length, tall = (CHART.height - CHART.foot) / most;
  const bar = (kind, k, under, n) => svg("rect", { class: `atlas-${kind}`, x: k * wide, y: (most - under - n) * tall, width: Math.max(0.5, wide - 0.5), height: n * tall });
  return years.flatMap(({ sure, open }, k) => [...(sure ? [bar("sure", k, 0, sure)] : []), ...(open ? [bar("open", k, sure, open)] : [])]);
}

function tally(store, rows, day) {
  const { uncertain_from, bearing_from, bearing_until, gone_from } = store.tenure, { start, rows: spans } = store.tenuresOf;
  let sure = 0, open = 0;
  for (const i of rows) {
    const mine = Array.from(spans.slice(start[i], start[i + 1]));
    if (mine.some((t) => day >= bearing_from[t] && day < bearing_until[t])) sure += 1;
    else if (mine.some((t) => day >= uncertain_from[t] && day < gone_from[t])) open += 1;
  }
  return { sure, open };
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}
