// What stands in the rows of the page's table (atlas/page/templates/page.html), as markup: the script reads out of it what the
// payload leaves to it, so that each text is on the page once, and adds what only a browser with scripts has a use for.

const ENTITY = /&(?:amp|lt|gt|#34|#39);/g, ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'" };
const CITED = /\[(\d+)\]/g;

/** A text as the template has escaped it → the text. */
export const plain = (markup) => markup.replace(ENTITY, (entity) => ENTITIES[entity]);

/** A text → as the template escapes it. */
export const escaped = (text) => text.replace(/[&<>"']/g, (sign) => Object.keys(ENTITIES).find((entity) => ENTITIES[entity] === sign));

/** What stands between two marks; "" where the first is missing. */
function between(markup, open, close) {
  const from = markup.indexOf(open), start = from + open.length;
  return from < 0 ? "" : markup.slice(start, markup.indexOf(close, start));
}

/** A cell of a row, from 1 on. */
function cell(markup, number) {
  let from = 0;
  for (let n = 0; n < number; n++) from = markup.indexOf("<td>", from) + 4;
  return markup.slice(from, markup.indexOf("</td>", from));
}

const links = (markup) => markup.replace(CITED, '<a href="#source-$1">[$1]</a>');

/** The title of a row's feature. */
export const titleOf = (row) => plain(between(row, '<th scope="row">', "</th>"));

/** The settlement of a row's feature, whose country is known. */
export function settlementOf(row, country) {
  const place = plain(cell(row, 1).split("<br>")[1]);
  return country ? place.slice(0, -country.length).replace(/, $/, "") : place;
}

/** The names in a row: [{name, latin, lang}]. */
export function namesOf(row) {
  return cell(row, 2).split("<br>").filter(Boolean).map((part) => {
    const name = plain(between(part, ">", "</span>")), after = part.split("</span>")[1];
    return { name, latin: after ? plain(after.slice(2, -1)) : name, lang: plain(between(part, '"', '"')) };
  });
}

/** The events in a row, in order of time: [{detail, sources}], sources by their row in the payload. */
export function eventsOf(row) {
  return cell(row, 3).split("<li>").slice(1).map((event) => ({
    detail: plain(between(event, "<span>: ", "</span>")),
    sources: [...between(event, "<cite>", "</cite>").matchAll(CITED)].map(([, number]) => number - 1),
  }));
}

/** A source as its entry in the list tells it. */
export function sourceOf(entry) {
  const [grade, caution = ""] = between(entry, 'data-g="', '"').split(" ");
  return {
    title: plain(between(entry.slice(entry.indexOf("<a")), ">", "</a>")), origin: plain(between(entry, "<span>", "</span>")),
    url: plain(/^<li[^>]*><a href="([^"]*)"/.exec(entry)?.[1] ?? ""), copy: plain(between(entry, 'class="copy" href="', '"')), grade, caution,
  };
}

/** What a row tells beyond the markup's: where its link leads, the days of its events, and, where the table is a light one, details and note.
 * @typedef {{href: string, days: string[], details: string[]|null, note: string}} Extra */

/** What a row says in another language than the record's: the `head` of an event is its date and type, `dates` those that its sources give otherwise.
 * @typedef {{lang: string, title: Said, kind: string, place: Said, country: string, differ: string, weak: string, events: {head: string, dates: string[]}[]}} RowSaid */
/** @typedef {import("./called.js").Said} Said */

const DIFFER = " (sources differ)", WEAK = " (single weak source)"; // as the template has them
const HEAD = /^.*?(?=<span|<\/li>|$)/s;
const span = (text, lang) => (lang ? `<span lang="${lang}">${escaped(text)}</span>` : escaped(text));

/** An event of a row in another language. */
function eventSaid(event, { lang, differ, weak }, { head, dates }) {
  let at = 0;
  const own = event.match(HEAD)[0], signs = [[DIFFER, differ], [WEAK, weak]].filter(([sign]) => event.includes(sign));
  const tail = event.slice(own.length).replace(DIFFER, "").replace(WEAK, "")
    .replace(/(<a href="#source-\d+">\[\d+\]<\/a>)(?: [^<]*[^<\s])?/g, (_, link) => {
      const date = dates[at++];
      return date ? `${link} ${span(date, lang)}` : link;
    });
  const marks = signs.map(([, said]) => span(` (${said})`, lang)).join(""), cited = tail.indexOf('<span class="cite">');
  const [detail, rest] = cited < 0 ? [tail, ""] : [tail.slice(0, cited), tail.slice(cited)];
  return `<span lang="${lang}">${escaped(head)}</span>${detail.trimEnd()}${marks} ${rest}`;
}

/** A row, dressed, in another language. @param {string} row @param {RowSaid} said */
export function sayRow(row, said) {
  const { lang, title, kind, place, country } = said, where = [place.text && span(place.text, place.lang), escaped(country)].filter(Boolean).join(", ");
  let at = 0;
  return row
    .replace(/<th scope="row">(<a [^>]*>)?.*?(<\/a>)?<\/th>/s, (_, open = "", close = "") => `<th scope="row"><bdi lang="${title.lang ?? lang}">${open}${escaped(title.text)}${close}</bdi></th>`)
    .replace(/<td>.*?<br>.*?<\/td>/s, () => `<td lang="${lang}">${escaped(kind)}<br>${where}</td>`)
    .replace(/(<li[^>]*>)(.*?)(?=<li|<\/ul>)/gs, (_, open, event) => `${open}${eventSaid(event.replace("</li>", ""), said, said.events[at++])}</li>`);
}

/** A row as it is laid out by a script. @param {string} row @param {Extra|null} extra */
export function dressRow(row, extra) {
  let at = 0;
  const cited = row.replace(/<cite>(.*?)<\/cite>/g, (_, inner) => `<span class="cite">${links(inner)}</span>`);
  if (!extra) return cited;
  const { href, days, details, note } = extra;
  return cited
    .replace(/<th scope="row">(.*?)<\/th>/s, (_, title) => `<th scope="row"><a href="${escaped(href)}">${title}</a></th>`)
    .replace(/<li>(.*?)(?=<li>|<\/ul>)/gs, (_, event) => {
      const detail = details?.[at] ? `: ${escaped(details[at])}` : "";
      return `<li data-day="${days[at++]}">${event.replace("<span></span>", () => `<span>${detail}</span>`)}`;
    })
    .replace(/<\/ul>(?=<\/td>)/, () => (note ? `</ul><p class="cite note">${escaped(note)}</p>` : "</ul>"));
}

/** A milestone as it is laid out by a script. */
export const dressMilestone = (entry) => entry.replace(/<cite>\[(\d+)\]<\/cite>/g, '<a class="cite" href="#source-$1">[$1]</a>');

/** A milestone, dressed, in another language. */
export const sayMilestone = (entry, { lang, head, title, titleLang, date }) => entry
  .replace(/<b>.*?<\/b>/s, () => `<b lang="${lang}">${escaped(head)}${span(title, titleLang)}</b>`)
  .replace(/<li data-date="([^"]*)"><i>.*?<\/i>/gs, (_, edtf) => `<li data-date="${edtf}"><i lang="${lang}">${escaped(date(edtf))}</i>`);

/** The entry of a source in another language: its weight; its title is its own. */
export const saySource = (entry, { lang, weight, copy }) => entry
  .replace(/(<i data-g="[^"]*")>.*?<\/i>/, (_, open) => `${open} lang="${lang}">${escaped(weight)}</i>`)
  .replace(/(<a class="copy"[^>]*)>.*?<\/a>/, (_, open) => `${open} lang="${lang}">${escaped(copy)}</a>`);

/** Grade and caution of a source, as its entry has them. */
export const weightOf = (entry) => between(entry, 'data-g="', '"').split(" ");

/** What a cell of a row is sorted by, but for the last one: its text. */
export const textOf = (row, column) => (column === 0 ? titleOf(row) : plain(cell(row, column).replace(/<[^>]*>/g, ""))).trim();

/** To each owner of a list of owners the next of its own values, of which `values(owner)` has all. */
function inTurn(owners, values) {
  const lists = new Map();
  return owners.map((owner) => {
    if (!lists.has(owner)) lists.set(owner, values(owner)[Symbol.iterator]());
    return lists.get(owner).next().value;
  });
}

/** How many of the same owner stand before a row, directly. */
function turnOf(owners, row) {
  let turn = 0;
  while (owners[row - turn - 1] === owners[row]) turn += 1;
  return turn;
}

/** How many of the same owner stand before each row. */
function turnsOf(owners) {
  const seen = [];
  return Uint32Array.from(owners, (owner) => (seen[owner] = (seen[owner] ?? -1) + 1));
}

const NAMED = { name: 0, latin: 0, lang: 0 };

/** The columns of the payload that stand in the table, by the name under which they are packed. */
export class WrittenColumns {
  /** @param {Map<string, string>} rows markup by feature id @param {any} data the payload, unpacked */
  constructor(rows, data) {
    this.rows = rows;
    this.data = data;
    this.cache = {};
    this.named = []; // by feature, the names in its row, read when somebody asks for one of them
  }

  #row(feature) {
    return this.rows.get(this.data.features.id[feature]);
  }

  #namesOf(feature) {
    return (this.named[feature] ??= namesOf(this.#row(feature)));
  }

  get names() {
    return (this.cache.names ??= inTurn(this.data.names.feature, (feature) => this.#namesOf(feature)));
  }

  #name(row) {
    const { feature } = this.data.names;
    return this.#namesOf(feature[row])[(this.cache.turns ??= turnsOf(feature))[row]];
  }

  get events() {
    return (this.cache.events ??= inTurn(this.data.events.feature, (feature) => eventsOf(this.#row(feature))));
  }

  /** An event of the payload as its row tells it; the events of a feature follow each other there. */
  #event(row) {
    const { feature } = this.data.events;
    return eventsOf(this.#row(feature[row]))[turnOf(feature, row)];
  }

  /** One value of a column. */
  at(name, row) {
    if (name in NAMED) return this.#name(row)[name];
    if (name === "title") return titleOf(this.#row(row));
    if (name === "settlement") return settlementOf(this.#row(row), this.data.features.country[row]);
    if (name === "detail") return this.#event(row).detail;
    const { event } = this.data.attestations;
    return this.#event(event[row]).sources[turnOf(event, row)];
  }

  /** A column as a list. @param {"id"|"title"|"settlement"|"name"|"latin"|"lang"|"detail"|"source"} name */
  read(name) {
    const { features, attestations } = this.data;
    if (name === "id") return [...this.rows.keys()].sort();
    if (name === "title") return features.id.map((id) => titleOf(this.rows.get(id)));
    if (name === "settlement") return features.id.map((id, i) => settlementOf(this.rows.get(id), features.country[i]));
    if (name === "detail") return this.events.map(({ detail }) => detail);
    if (name === "source") return inTurn(attestations.event, (event) => this.events[event].sources);
    return this.names.map((one) => one[name]);
  }
}
