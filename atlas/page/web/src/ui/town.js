// The page of a town: what bore the name or image there, since when and until when; what is nearest; and, where there is
// nothing, that there is nothing.

import { cited } from "./cite.js";
import { el } from "./dom.js";
import { titleCalled, townCalled } from "../model/called.js";
import { copyReport } from "./report.js";
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
 * @param {Node|null} absent why texts are not here, where they are not
 * @returns {(Node|null)[]}
 */
export function townPage(store, words, town, onOpen, absent = null) {
  const { country } = store.data.towns, rows = store.inTown(town), { text, lang } = townCalled(store, words, town);
  const list = rows.length ? [el("ul.atlas-town", {}, ...rows.map((i) => line(store, words, i, onOpen, "", true))), chart(store, words, rows)] : [];
  return [
    el("p.atlas-kind", {}, words.country(country[town])),
    el("h2", { lang }, text),
    el("p.atlas-status", {}, rows.length ? words.say("town.has", rows.length) : words.say("town.nothing")),
    absent,
    ...list,
    ...wanted(store, words, town),
    el("h3", {}, words.say("town.nearest")),
    el("ul.atlas-town", {}, ...store.nearTown(town, NEAREST).map(({ row, km }) => line(store, words, row, onOpen, words.say("unit.km", words.number(Math.round(km)))))),
    tell(store, words, town),
  ].filter((part) => part !== null);
}

/** What is known of there, without a source or a date yet; nothing where nothing is. */
function wanted(store, words, town) {
  const { town: towns = [], title = [], missing = [] } = store.data.wanted ?? {}, lang = words.foreign;
  const rows = towns.flatMap((one, row) => (one === town ? [row] : []));
  return rows.length ? [el("h3", {}, words.say("town.wanted")),
    el("ul.atlas-town.atlas-wanted", { lang }, ...rows.map((row) => el("li", {}, title[row], el("span", {}, missing[row]))))] : [];
}

/** How readers who know more tell the editors: a report to fill in, and where it goes, if the record says so. */
function tell(store, words, town) {
  const { name, country } = store.data.towns, { contact } = store.data.map;
  const lines = [`Town: ${name[town]} (${country[town]})`, "What and where:", "From, until:"];
  return el("p.atlas-tell", {}, words.say("town.tell"), " ",
    el("button", { type: "button", onclick: (event) => copyReport(event.currentTarget, words, lines) }, words.say("report")),
    ...(contact ? [" ", el("a", { href: contact, target: "_blank", rel: "noopener noreferrer" }, contact.replace(/^mailto:/, ""))] : []));
}

/** A feature: what it is and when it bore the name; with `whole` also its names, what came after, how sure that is and who says so. */
function line(store, words, i, onOpen, far = "", whole = false) {
  const { text, lang } = titleCalled(store, words, i), spans = spansOf(store, words, i).join("; ");
  return el("li", { "data-status": STATUS[store.status[i]] },
    el("button", { type: "button", lang, onclick: () => onOpen(i) }, text),
    el("span", {}, [far, words.kind(store.kind(i)), spans, ...(whole ? doubts(store, words, i) : [])].filter(Boolean).join(" · ")),
    ...(whole ? [...course(store, words, i), says(store, words, i)] : []));
}

/** The names one after another, and what came in place of the name or the image. */
function course(store, words, i) {
  const { data: { events, types, labels }, labelsOf } = store, detail = (row) => store.valueOf("events", "detail", row);
  const [latin, name, lang] = ["latin", "name", "lang"].map((key) => (row) => store.valueOf("names", key, row));
  const rows = [...labelsOf[i]].sort((a, b) => (labels.from[a] ?? -Infinity) - (labels.from[b] ?? -Infinity)).map((row) => labels.name[row]);
  const called = rows.filter((row, k) => latin(row) !== (k ? latin(rows[k - 1]) : null));
  const bdi = (row) => el("bdi", { lang: latin(row) === name(row) ? lang(row) : `${lang(row)}-Latn` }, latin(row));
  const after = store.eventsOf(i).filter((row) => detail(row) && types[events.type[row]].effect !== "begin"
    && !called.some((one) => detail(row) === latin(one) || detail(row) === name(one)));
  return [
    called.length > 1 ? el("span", {}, ...called.flatMap((row, k) => (k ? [" → ", bdi(row)] : [bdi(row)]))) : null,
    ...after.map((row) => el("span", {}, `${words.date(events.edtf[row])} ${words.type(types[events.type[row]])}${words.colon}`, el("bdi", { lang: words.foreign }, detail(row)))),
  ];
}

/** How sure its dates are. */
function doubts(store, words, i) {
  const { disputed, weak } = store.data.events, rows = store.eventsOf(i);
  return [rows.some((row) => disputed[row]) && words.say("differ.short"), rows.some((row) => weak[row]) && words.say("weak.short")];
}

/** Its sources, to be unfolded. */
function says(store, words, i) {
  const found = [...new Set(store.eventsOf(i).flatMap((row) => store.attestationsOf(row).map((a) => store.valueOf("attestations", "source", a))))];
  if (!found.length) return null;
  const list = el("ul.atlas-sources"), write = () => { if (!list.childElementCount) list.append(...byWeight(store, words, found).map((s) => el("li", {}, cited(store, words, s)))); };
  return el("details", { ontoggle: write, onpaper: write }, el("summary", {}, `${words.say("table.sources")}${words.colon}${found.length}`), list);
}

/** Sources, the weightiest first: in the order in which the words have their grades. */
function byWeight(store, { strings }, rows) {
  const order = Object.keys(strings), turns = new Map(rows.map((s) => [s, order.indexOf(`grade.${store.sourceOf(s).grade}`)]));
  const turn = (s) => (turns.get(s) < 0 ? order.length : turns.get(s));
  return rows.sort((a, b) => turn(a) - turn(b) || a - b);
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
