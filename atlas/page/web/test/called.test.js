import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { placeCalled, titleCalled, townCalled } from "../src/model/called.js";
import { inLetters } from "../src/model/letters.js";
import { sayMilestone, sayRow, saySource, dressRow, weightOf } from "../src/model/rows.js";
import { Towns } from "../src/model/towns.js";

// One truth for two languages: what Python says of the same, tests/test_called.py.
const cases = JSON.parse(readFileSync(new URL("../../../../tests/called.json", import.meta.url), "utf8"));
const { tongues, towns, features, texts } = cases;
const EFFECTS = ["begin", "end"];
const column = (rows, key) => rows.map((row) => row[key]);
const store = {
  towns: new Towns({
    name: column(towns, "name"), country: column(towns, "country"), people: towns.map(() => 1), lat: towns.map(() => 0), lon: towns.map(() => 0),
    others: towns.map(() => ""), called: towns.map(({ called }) => tongues.map((lang) => called[lang] ?? "").join("|").replace(/^\|+$/, "")),
  }, tongues),
  features: { title: column(features, "title"), settlement: column(features, "settlement"), town: column(features, "town"), named: column(features, "named") },
  data: { names: { name: features.map(({ name }) => name[0]), latin: features.map(({ name }) => name[1]), lang: features.map(({ name }) => name[2]),
    since: features.map(({ bounds: [first] }) => first && EFFECTS.indexOf(first)), until: features.map(({ bounds: [, last] }) => last && EFFECTS.indexOf(last)) },
  events: { type: [0, 1] }, types: EFFECTS.map((effect) => ({ effect })) },
  namesOf: (i) => [i],
  valueOf(table, key, row) {
    return (this.data[table] ?? this[table])[key][row];
  },
  titleOf(i) {
    return this.features.title[i];
  },
};

test("titles and places are told as in Python", () => {
  features.forEach(({ said, tongue = "en" }, i) => {
    for (const [lang, [title, place]] of Object.entries(said)) {
      const words = { lang, home: "en", foreign: lang === "en" ? null : "en", strings: texts };
      assert.equal(titleCalled(store, words, i).text, title, lang);
      assert.equal(placeCalled(store, words, i).text, place, lang);
      assert.equal(titleCalled(store, words, i).lang, lang !== "en" && title === features[i].title ? tongue : null);
    }
  });
});

test("a town is named in the reader's language, or says that it is not", () => {
  const words = { lang: "ru", home: "en", foreign: "en", strings: {} };
  assert.deepEqual(townCalled(store, words, 0), { text: "Вена", lang: null });
  assert.deepEqual(townCalled(store, words, 1), { text: "Linz", lang: "en" });
});

test("names in other letters are read as they were written", () => {
  assert.deepEqual(inLetters(cases.lettered, cases.names), cases.plain);
});

const ROW = '<tr id="row-a"><th scope="row">A &amp; B, Wien</th><td>Monument<br>Wien, AT</td><td><span lang="de">A</span></td><td><ul>'
  + "<li>1 May 1955 unveiled <cite>[1] [2] 1955</cite></li><li>1961 removed<span>: melted &lt;down&gt;</span> (sources differ) (single weak source) <cite>[3]</cite></li>"
  + '<li>1962 renamed</li></ul><p class="cite note">A note.</p></td></tr>';

test("a row of the table is said in another language", () => {
  const said = {
    lang: "de", title: { text: "A & B, Wien", lang: "en" }, kind: "Denkmal", place: { text: "Wien", lang: null }, country: "Österreich", differ: "uneinig", weak: "schwach",
    events: [{ head: "1. Mai 1955 enthüllt", dates: ["", "um 1955"] }, { head: "1961 entfernt", dates: [""] }, { head: "1962 umbenannt", dates: [] }],
  };
  const extra = { href: "#date=1955-05-01", days: ["1955-05-01", "1961-12-31", "1962-12-31"], details: null, note: "" };
  for (const dressed of [dressRow(ROW, null), dressRow(ROW, extra)]) {
    const own = sayRow(dressed, said), text = own.replace(/<[^>]*>/g, "");
    assert.equal(text, "A &amp; B, WienDenkmalWien, ÖsterreichA1. Mai 1955 enthüllt [1] [2] um 19551961 entfernt: melted &lt;down&gt; (uneinig) (schwach) [3]1962 umbenannt A note.");
    assert.match(own, /<bdi lang="en">/);
    assert.ok(!own.includes("Monument") && !own.includes("unveiled") && own.includes('<a href="#source-2">[2]</a> <span lang="de">um 1955</span>'));
  }
  assert.match(sayRow(dressRow(ROW, extra), said), /<bdi lang="en"><a href="#date=1955-05-01">A &amp; B, Wien<\/a><\/bdi>/);
});

test("milestones and sources are said in another language, what sources say stays", () => {
  const milestone = '<li id="milestone-m"><b>1961: A day</b><ul><li data-date="1961-11"><i>November 1961</i> <span>said</span> <a class="cite" href="#source-1">[1]</a></li></ul></li>';
  const own = sayMilestone(milestone, { lang: "cs", head: "1961: ", title: "Den", titleLang: "cs", date: () => "listopad 1961" });
  assert.equal(own.replace(/<[^>]*>/g, ""), "1961: Denlistopad 1961 said [1]");
  const source = '<li><a href="u">T</a> <i data-g="web propaganda">web page, propaganda network</i> (<a class="copy" href="c">archived copy</a>)</li>';
  assert.deepEqual(weightOf(source), ["web", "propaganda"]);
  assert.equal(saySource(source, { lang: "cs", weight: "stránka", copy: "kopie" }).replace(/<[^>]*>/g, ""), "T stránka (kopie)");
});
