// The page's table. It stands on the page as text that only a browser without scripts shows (atlas/page/templates/page.html);
// this puts it in place, piece by piece, when the reader comes to it, and reads out of the text what the payload leaves to it,
// so that it is on the page once: titles, names, details, sources, notes, what is said of milestones.

import { afterPaint } from "./turns.js";
import { dressMilestone, dressRow, plain, sayMilestone, sayRow, saySource, sourceOf, textOf, weightOf } from "../model/rows.js";

/** @typedef {{markup: string, id: string, made: Element|null}} Piece */
/** @typedef {import("../model/rows.js").Extra} Extra */

const PIECES = /\n(?=<tr id|<li[ >]|<\/tbody>|<\/ol>)/; // a row or an entry is a line
const ENTRY = /^<(?:tr id="row-([^"]*)"|li id="milestone-([^"]*)"|li value="(\d+)"|li[ >])/;
const KINDS = { row: "tbody", milestone: "#record-milestones", source: "#record-sources" };
const TURN = 40; // pieces put in place at once
const HISTORY = 3; // the column of events
const MOST = 2000; // rows that are put in place unasked; further ones follow when they come near
const EDGE = "0px 0px -8px"; // a section that only touches the window's lower edge has not come
const SOON = 30; // ms between two turns
const TARGET = /^#(row|milestone|source|record)-/;
const TOP = "#record-table";

/** The elements of some markup, which stands in a table's body or in a list. @returns {Element[]} */
function elementsOf(markup) {
  const box = document.createElement("template");
  box.innerHTML = markup;
  return [...box.content.children];
}

class Written {
  /** @type {Record<string, Piece[]>} */ pieces = { row: [], milestone: [], source: [] };
  /** @type {((id: string) => Extra)|null} what a row tells beyond its markup */ extra = null;
  /** @type {any} what it says in another language than the record's (ui/record.js) */ said = null;
  /** @type {Map<string, string>} the entries of the sources by their numbers */ sources = new Map();
  #frame = [];
  #byId = new Map();
  #near = null;
  #coming = null;
  #waiting = 0;

  /** @param {Element} text the `<noscript>` */
  constructor(text) {
    this.text = text;
    this.section = text.parentElement;
    for (const markup of text.textContent.split(PIECES)) {
      const entry = ENTRY.exec(markup);
      if (!entry) this.#frame.push(markup);
      else if (entry[1] !== undefined) this.#take("row", markup, plain(entry[1]));
      else if (entry[2] !== undefined) this.#take("milestone", markup, plain(entry[2]));
      else this.#take("source", markup, entry[3] ?? String(this.pieces.source.length + 1));
    }
    this.sources = new Map(this.pieces.source.map(({ markup, id }) => [id, markup]));
  }

  #take(kind, markup, id) {
    const piece = { markup, id, made: null };
    this.pieces[kind].push(piece);
    this.#byId.set(`${kind}-${id}`, piece);
  }

  /** Put the table's frame on the page, and have its rows follow. */
  lay() {
    if (!this.text.isConnected) return;
    this.text.insertAdjacentHTML("beforebegin", this.#frame.join("\n"));
    this.text.remove();
    this.#follow();
    this.#await();
  }

  /** The elements of some pieces, with what only a script has a use for. */
  #made(kind, pieces) {
    const { said } = this, dress = {
      row: ({ markup, id }) => dressRow(markup, this.extra?.(id) ?? null),
      milestone: ({ markup }) => dressMilestone(markup),
      source: ({ markup, id }) => markup.replace(/^<li( value="\d+")?(?: id="[^"]*")?>/, `<li$1 id="source-${id}">`),
    };
    const say = { row: (markup, id) => sayRow(markup, said.row(id)), milestone: (markup, id) => sayMilestone(markup, said.milestone(id)),
      source: (markup) => saySource(markup, said.source(...weightOf(markup))) };
    return elementsOf(pieces.map((piece) => (said ? say[kind](dress[kind](piece), piece.id) : dress[kind](piece))).join(""));
  }

  /** Say all in another language: what stands there at once, the rest when it is put in place. */
  speak(said) {
    if (!said && !this.said) return;
    this.said = said;
    for (const [kind, pieces] of Object.entries(this.pieces)) {
      const old = pieces.filter((piece) => piece.made);
      this.#made(kind, old).forEach((made, k) => {
        if (old[k].made.isConnected) old[k].made.replaceWith(made);
        old[k].made = made;
      });
    }
  }

  /** What a row is sorted by. */
  #key({ markup, id }, column) {
    if (column === HISTORY) return this.extra?.(id).days.at(-1) ?? "";
    if (!this.said || column > 1) return textOf(markup, column);
    const { title, kind, place, country } = this.said.row(id);
    return column === 0 ? title.text : `${kind}${place.text}, ${country}`;
  }

  /** Begin when the reader comes to the table: to lay out all of it takes longer than all else on the page. */
  #await() {
    const begin = () => {
      this.#coming.disconnect();
      this.section.removeEventListener("focusin", begin);
      if (!this.#waiting) this.#turn();
    };
    this.#coming = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) begin(); }, { rootMargin: EDGE });
    this.#coming.observe(this.section);
    this.section.addEventListener("focusin", begin);
  }

  /** The element of a piece, which need not stand on the page. */
  element(kind, piece) {
    return (piece.made ??= this.#made(kind, [piece])[0]);
  }

  /** The element of an entry, or null. */
  called(kind, id) {
    const piece = this.#byId.get(`${kind}-${id}`);
    return piece ? this.element(kind, piece) : null;
  }

  #box(kind) {
    return this.section.querySelector(KINDS[kind]);
  }

  /** Put the next few of a kind in place; whether there were any. */
  #lay(kind, most) {
    const box = this.#box(kind), pieces = this.pieces[kind], from = box?.childElementCount ?? pieces.length;
    const next = pieces.slice(from, from + most), bare = next.filter((piece) => !piece.made);
    this.#made(kind, bare).forEach((made, k) => { bare[k].made = made; });
    box?.append(...next.map(({ made }) => made));
    return next.length > 0;
  }

  #turn() {
    const { row } = this.pieces, room = Math.min(row.length, MOST) - this.#box("row").childElementCount;
    const more = (room > 0 && this.#lay("row", Math.min(room, TURN))) || this.#lay("milestone", TURN) || this.#lay("source", TURN);
    this.#waiting = more ? setTimeout(() => this.#turn(), SOON) : 0;
    if (!more) this.#extend();
  }

  /** Of very many rows the next come into place when the last that stand there come near. */
  #extend() {
    const last = this.#box("row").lastElementChild;
    this.#near?.disconnect();
    if (!last || this.#box("row").childElementCount === this.pieces.row.length) return;
    this.#near = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.#lay("row", TURN);
      this.#extend();
    }, { root: this.#box("row").closest(".scroll"), rootMargin: "800px" });
    this.#near.observe(last);
  }

  /** Put all of it in place at once: for paper, for a sort, for somebody who goes to a place in it. */
  finish(rows = Infinity) {
    clearTimeout(this.#waiting);
    const want = Math.min(rows, this.pieces.row.length) - this.#box("row").childElementCount;
    if (want > 0) this.#lay("row", want);
    for (const kind of ["milestone", "source"]) this.#lay(kind, Infinity);
    this.#extend();
  }

  /** Put the rows in the order of a column: of its texts, or, for the history, of the days of their last events. */
  sort(column, collator, down) {
    this.finish(MOST);
    this.pieces.row = this.pieces.row.map((piece) => /** @type {[string, Piece]} */ ([this.#key(piece, column), piece]))
      .sort(([a], [b]) => collator.compare(a, b) * (down ? -1 : 1)).map(([, piece]) => piece);
    const first = this.pieces.row.slice(0, MOST), bare = first.filter((piece) => !piece.made);
    this.#made("row", bare).forEach((made, k) => { bare[k].made = made; });
    this.#box("row").replaceChildren(...first.map(({ made }) => made));
    this.#extend();
  }

  /** Whoever goes to a place in the table finds it there. */
  #follow() {
    const bring = (hash) => {
      if (!TARGET.test(hash)) return null;
      const target = () => document.getElementById(hash.slice(1));
      if (hash === TOP) return target(); // all of it comes below, in turns
      this.finish(MOST); // what stands above it must not push it away later
      if (!target()) this.finish();
      return target();
    };
    document.addEventListener("click", (event) => {
      const link = /** @type {any} */ (event.target).closest?.("a[href^='#']");
      if (link) bring(link.getAttribute("href"));
    }, true);
    const show = () => {
      const target = bring(location.hash);
      target?.scrollIntoView();
      if (target) afterPaint(() => target.scrollIntoView()); // what was not laid out yet, for it was out of sight, is now
    };
    addEventListener("hashchange", show);
    addEventListener("beforeprint", () => this.finish());
    addEventListener("keydown", ({ key, ctrlKey, metaKey }) => { if (key === "f" && (ctrlKey || metaKey)) this.finish(); });
    show();
  }
}

/** @type {Written|null|undefined} */
let written;

/** The page's table, put in place from the first call on; null for a page that has none. */
function writtenTable() {
  if (written === undefined) {
    const text = document.querySelector("#record-table > noscript");
    written = text ? new Written(text) : null;
  }
  return written;
}

export const table = {
  /** Put the table in place, in turns. @param {(id: string) => Extra} [extra] @returns {HTMLTableElement|null} */
  lay(extra) {
    const own = writtenTable();
    if (own && extra) own.extra = extra;
    own?.lay();
    return own?.section.querySelector("table") ?? null;
  },

  /** The rows as they are written, by the id of their feature. @returns {Map<string, string>} */
  rows() {
    return new Map((writtenTable()?.pieces.row ?? []).map(({ id, markup }) => [id, markup]));
  },

  /** Say it in the reader's language. */
  speak(said) {
    writtenTable()?.speak(said);
  },

  /** Put its rows in the order of a column. */
  sort(column, collator, down) {
    writtenTable()?.sort(column, collator, down);
  },

  /** A source, by its row in the payload. */
  source(number) {
    return sourceOf(writtenTable().sources.get(String(number + 1)));
  },

  /** The note on a feature; "" for none. */
  note(id) {
    return writtenTable().called("row", id)?.querySelector(".note")?.textContent ?? "";
  },

  /** What the sources say of a milestone. @returns {{edtf: string, source: number, text: string}[]} */
  says(id) {
    const items = /** @type {NodeListOf<HTMLElement>} */ (writtenTable().called("milestone", id).querySelectorAll("li"));
    return [...items].map((item) => ({
      edtf: item.dataset.date, source: Number(item.querySelector(".cite").textContent.slice(1, -1)) - 1, text: item.querySelector("span").textContent,
    }));
  },
};
