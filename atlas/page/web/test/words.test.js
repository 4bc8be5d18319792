import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { fold } from "../src/model/search.js";
import { parseDay } from "../src/time/days.js";
import { readDate } from "../src/time/datewords.js";
import { Words } from "../src/ui/words.js";

const LOCALES = new URL("../../../look/locales/", import.meta.url);
const strings = {};
for (const file of readdirSync(LOCALES)) {
  for (const [key, text] of Object.entries(JSON.parse(readFileSync(new URL(file, LOCALES), "utf8")))) (strings[key] ??= {})[file.slice(0, -5)] = text;
}
const words = (lang, said) => new Words(strings, lang, said);

test("dates are said in the reader's language", () => {
  assert.equal(words("en").date("1961-11-10"), "10 November 1961");
  assert.equal(words("en").date("1961-11"), "November 1961");
  assert.equal(words("en").date("1961"), "1961");
  assert.equal(words("de").date("1961-11-10"), "10. November 1961");
  assert.equal(words("ru").date("1961-11"), "ноябрь 1961 г.");
  assert.equal(words("de").day(parseDay("1961-11-10")), "10. November 1961");
});

test("lengths and days of an axis are said, too, and the first of a month as the French do", () => {
  assert.deepEqual(["en", "de", "ru", "ka"].map((lang) => words(lang).length(1230)), ["1.2 km", "1,2 km", "1,2 км", "1,2 კმ"]);
  assert.deepEqual(["en", "cs", "uk"].map((lang) => words(lang).length(15.5)), ["15.5 m", "15,5 m", "15,5 м"]);
  assert.deepEqual(["en", "cs", "hu", "fr"].map((lang) => words(lang).shortDay("1961-10-29")), ["29 Oct", "29. 10.", "10. 29.", "29/10"]);
  assert.deepEqual(["1955-05-01", "1955-05-11", "1955-05"].map((date) => words("fr").date(date)), ["1er mai 1955", "11 mai 1955", "mai 1955"]);
  assert.equal(words("fr").colon, "\u00a0: ");
  assert.equal(readDate("1er mai 1955", words("fr"), fold), "1955-05-01");
});

test("marks of doubt, sets, ranges and decades are said, too", () => {
  const de = words("de");
  assert.equal(de.date("1961~"), "um 1961");
  assert.equal(de.date("1961?"), "1961 (unsicher)");
  assert.equal(de.date("1961%"), "um 1961");
  assert.equal(de.date("[1961..1963]"), "zwischen 1961 und 1963");
  assert.equal(de.date("[1961,1963]"), "zwischen 1961 und 1963");
  assert.equal(de.date("1961/1963"), "1961 bis 1963");
  assert.equal(de.date("195X"), strings.decade.de.replace("{}", "1950"));
});

test("a date that ends in a full stop ends a sentence, too", () => {
  assert.match(words("ru").say("why.endwithin", "26 марта 1934 г.", "31 декабря 1961 г."), /31 декабря 1961 г\.$/);
});

test("in English the record's own words come first; what is no date stays as it is", () => {
  assert.equal(words("en", { "1961~": "about 1961, says the codebook" }).date("1961~"), "about 1961, says the codebook");
  assert.equal(words("de", { "1961~": "about 1961" }).date("1961~"), "um 1961");
  assert.equal(words("en").date("sometime"), "sometime");
});

test("a text without a translation, and one without an entry", () => {
  assert.equal(words("en").say("no.such.key"), "no.such.key");
  assert.equal(words("en").kind({ id: "no-such-kind", label: "an own label" }), "an own label");
  assert.equal(words("de").say("between", "A", "B"), "zwischen A und B");
  assert.equal(words("de").country("CZ"), "Tschechien");
  assert.equal(words("de").country("not a code"), "not a code");
});

test("a day has its article where a language wants one, a month and a year have none", () => {
  assert.equal(words("de").date("[1956-05-10..1957-06]"), "zwischen dem 10. Mai 1956 und Juni 1957");
  assert.equal(words("fr").date("[1956-05-01..1956-05-10]"), "entre le 1er mai 1956 et le 10 mai 1956");
  assert.deepEqual(["de", "fr", "en", "cs"].map((lang) => words(lang).date("1956-05-10~")),
    ["um den 10. Mai 1956", "vers le 10 mai 1956", "about 10 May 1956", "přibližně 10. května 1956"]);
  assert.equal(words("fr").date("1956~"), "vers 1956");
});

test("dates that somebody writes are read", () => {
  const read = (text, lang = "en") => readDate(text, words(lang), fold);
  const dates = {
    1961: "1961", "Nov 1961": "1961-11", "10 November 1961": "1961-11-10", "November 10, 1961": "1961-11-10", "10.11.1961": "1961-11-10",
    "1961-11-10": "1961-11-10", "1961/11": "1961-11", "11/1961": "1961-11", "1961 nov 10": "1961-11-10",
  };
  for (const [text, date] of Object.entries(dates)) assert.equal(read(text), date, text);
  assert.equal(read("10 листопада 1961", "uk"), "1961-11-10");
  assert.equal(read("März 1953", "de"), "1953-03");
  assert.equal(read("marz 1953", "de"), "1953-03");
  for (const text of ["", "Stalingrad", "Stalin 1961", "1961 1962", "1961-13", "31 February 1961", "10 10 10 1961", "no 1961", "10 Nov 5 1961", "1 Nov Nov 1961", "196"]) {
    assert.equal(read(text), null, text);
  }
});

test("Georgian has no capitals on maps, and countries have names where the browser knows none", () => {
  const own = new Words({ ...strings, "country.PL": { ka: "პოლონეთი" } }, "ka");
  assert.equal(own.capitals("პოლონეთი"), "პოლონეთი");
  assert.equal(own.country("PL"), "პოლონეთი");
  assert.equal(words("de").capitals("Polen"), "POLEN");
});
