// Words: the interface in the reader's language, and dates in words, from one table of strings (strings.json).

import { isoDay, parseDay } from "../time/days.js";

const MS = 86400000;
const COMMA = "pl"; // writes numbers as Georgian does
const SHORT = 3; // letters of a month that are kept
const TWICE = /(?<!\.)\.\.(?!\.)/g; // a date that ends in a full stop, where a sentence does, too: "в 1961 г."

/** Languages of the table, by what the address asks for, then the browser, then the page. */
export function chooseLanguage(strings, asked, fallback) {
  const known = Object.keys(strings.play);
  const wanted = [asked, ...(navigator.languages ?? []), fallback, "en"];
  return wanted.filter(Boolean).map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => known.includes(tag));
}

export class Words {
  /** @param {object} said the English words of dates that are more than a day, a month or a year; `home`, the page's own language */
  constructor(strings, lang, said = {}, home = "en") {
    this.strings = strings;
    this.home = home.toLowerCase().split("-")[0]; // the language that the record is written in
    this.said = said;
    this.formats = {};
    /** @type {boolean} */ this.supported = undefined;
    /** @type {Intl.NumberFormat} */ this.numbers = undefined;
    /** @type {Intl.Collator} */ this.ordering = undefined;
    /** @type {Intl.DisplayNames} */ this.countries = undefined;
    /** @type {Map<string, string>} countries by their codes, as they have been called */ this.called = new Map();
    this.lang = lang;
    this.locale = lang === "en" ? "en-GB" : lang;
  }

  /** Some browsers leave out the calendar of smaller languages (Chromium: Georgian): then the table has the months. */
  get spoken() {
    return (this.supported ??= this.lang === "en" || Intl.DateTimeFormat.supportedLocalesOf([this.locale]).length > 0);
  }

  // Each of the browser's helpers takes milliseconds to make, so they are made when first needed.
  get collator() {
    return (this.ordering ??= new Intl.Collator(this.locale));
  }

  get regions() {
    return (this.countries ??= new Intl.DisplayNames([this.locale], { type: "region" }));
  }

  #inWords(day, options) {
    const format = (this.formats[options.day ?? "month"] ??= new Intl.DateTimeFormat(this.locale, { ...options, month: "long", year: "numeric", timeZone: "UTC" }));
    const said = format.format(new Date(day * MS));
    return this.lang === "fr" ? said.replace(/^1 /, "1er ") : said; // which the CLDR leaves out
  }

  /** What stands between a word and what it tells of. */
  get colon() {
    return this.lang === "fr" ? "\u00a0: " : ": ";
  }

  number(v) {
    return (this.numbers ??= new Intl.NumberFormat(this.spoken ? this.locale : COMMA)).format(v);
  }

  /** A length in metres, in kilometres from one on. */
  length(metres) {
    return metres < 1000 ? this.say("unit.m", this.number(metres)) : this.say("unit.km", this.number(Math.round(metres / 100) / 10));
  }

  /** A day in a few letters, for an axis: without its year. */
  shortDay(iso) {
    const [, month, date] = iso.split("-"), name = this.spoken ? new Intl.DateTimeFormat(this.locale, { month: "long", timeZone: "UTC" }).format(new Date(iso)) : "";
    return this.say("day.short", +date, +month, name.slice(0, SHORT));
  }

  get languages() {
    return Object.keys(this.strings.play);
  }

  /** The text of a key, its `{}` filled in order, or `{2}` by place; a key that the table lacks gives `otherwise`, else itself. */
  say(key, ...parts) {
    return this.sayOr(key, key, ...parts);
  }

  sayOr(key, otherwise, ...parts) {
    const text = this.strings[key]?.[this.lang] ?? otherwise;
    return text.replace(/\{(\d?)\}/g, (_, place) => (place ? parts[place - 1] : parts.shift()) ?? "").replace(TWICE, ".");
  }

  /** A vocabulary term in the reader's language; one of somebody's own vocabulary by its own label. */
  kind({ id, label }) {
    return this.sayOr(`kind.${id}`, label);
  }

  type({ id, label }) {
    return this.sayOr(`type.${id}`, label);
  }

  /** What is written in the record's language has this as its `lang`; null where the reader has the same. */
  get foreign() {
    return this.lang === this.home ? null : this.home;
  }

  /** Whether titles of the record are told in the reader's language. */
  get translates() {
    return this.foreign !== null && Object.keys(this.strings).some((key) => /^(title|milestone)\./.test(key) && this.strings[key][this.lang]);
  }

  milestone({ id, title }) {
    return this.sayOr(`milestone.${id}`, title);
  }

  /** The `lang` of a milestone's title. */
  milestoneLang({ id }) {
    return this.strings[`milestone.${id}`]?.[this.lang] ? null : this.foreign;
  }

  /** A state or republic of the ground: by the table, by the country's code, or by its own English name. */
  polity({ name, short, iso }) {
    const own = this.strings[`polity.${name}`]?.[this.lang];
    return own ?? (iso ? this.country(iso) : short);
  }

  /** A name as lands are lettered: in capitals, but for Georgian, whose capitals few fonts have and no map uses. */
  capitals(text) {
    return this.lang === "ka" ? text : text.toLocaleUpperCase(this.locale);
  }

  /** A country of today: by the record's own word, else as the browser calls it (Chromium knows no Georgian), which takes it long. */
  country(code) {
    if (!code) return this.say("country.none");
    const own = this.strings[`country.${code}`]?.[this.lang];
    if (own) return own;
    if (!this.called.has(code)) this.called.set(code, this.#country(code));
    return this.called.get(code);
  }

  #country(code) {
    try {
      return this.regions.of(code);
    } catch {
      return code;
    }
  }

  day(day) {
    if (this.spoken) return this.#inWords(day, { day: "numeric" });
    const [year, month, date] = isoDay(day).split("-");
    return `${+date} ${this.#month(+month)}, ${+year}`;
  }

  #month(number) {
    return this.say("months").split(",")[number - 1];
  }

  /** An EDTF date in words: "около 1961", "zwischen 1961 und 1962"; in English as atlas/edtf/wording.py has it. */
  date(edtf) {
    if (this.lang === "en" && this.said[edtf]) return this.said[edtf];
    const set = /^\[(.+?)(?:\.\.|,)(.+)\]$/.exec(edtf);
    if (set) return this.say("between", this.#simple(set[1].trim(), "between"), this.#simple(set[2].trim(), "between"));
    const [, before, after] = /^\[(?:\.\.(.+)|(.+)\.\.)\]$/.exec(edtf) ?? [];
    if (before ?? after) return this.say(before ? "by" : "later", this.#simple(before ?? after));
    const [from, to] = edtf.split("/");
    return to === undefined ? this.#simple(edtf) : this.#range(from, to);
  }

  #range(from, to) {
    return this.say("to", this.#simple(from), this.#simple(to));
  }

  /** @param {string} text @param {string} frame the words in which a date stands: in some languages a day has an article there */
  #simple(text, frame = "") {
    const [, body, mark] = /^(.*?)([~?%]?)$/.exec(text), vague = mark === "~" || mark === "%";
    const said = this.#plain(body, vague ? "about" : frame);
    return vague ? this.say("about", said) : mark === "?" ? this.say("perhaps", said) : said;
  }

  #plain(text, frame) {
    const decade = /^(\d{3})X$/.exec(text);
    if (decade) return this.say("decade", +`${decade[1]}0`, +`${decade[1]}9`);
    if (/^\d{4}$/.test(text)) return String(+text);
    const day = parseDay(text);
    if (Number.isNaN(day)) return text;
    if (text.length > 7) return frame ? this.say(`${frame}.day`, this.day(day)) : this.day(day);
    if (!this.spoken) return `${this.#month(+text.slice(5))}, ${+text.slice(0, 4)}`;
    return this.#inWords(day, {});
  }
}
