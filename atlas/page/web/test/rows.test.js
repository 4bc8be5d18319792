import assert from "node:assert/strict";
import { test } from "node:test";
import { dressMilestone, dressRow, escaped, eventsOf, namesOf, plain, settlementOf, sourceOf, textOf, titleOf, WrittenColumns } from "../src/model/rows.js";

const HOSTILE = `<b title='"'>&amp; [7] $1`;
const row = (id, title, place, names, events, note = "") => `<tr id="row-${id}"><th scope="row">${title}</th><td>Town<br>${place}</td>`
  + `<td>${names}</td><td><ul>${events}</ul>${note}</td></tr>`;
const VOLGOGRAD = row("volgograd", "Volgograd", "Volgograd, RU", '<span lang="ru">Сталинград</span> (Stalingrad)<br><span lang="kk">Ab (c)</span>',
  "<li>10 April 1925 named<span>: Stalin&#39;s &amp; all</span> (sources differ) <cite>[12] 1926 [3]</cite></li><li>1961 renamed</li>", '<p class="cite note">A note.</p>');
const BARE = row("a", escaped(HOSTILE), "RU", "", "<li>1961 gone <cite>[1]</cite></li>");

test("texts are what was written, whatever signs they hold", () => {
  assert.equal(plain(escaped(HOSTILE)), HOSTILE);
  assert.equal(titleOf(BARE), HOSTILE);
  assert.deepEqual([titleOf('<th scope="row">A</th>'), titleOf("<td>A</td>")], ["A", ""], "wherever it stands");
  assert.equal(plain("&amp;lt;"), "&lt;", "once, not twice");
});

test("a row tells place, names and events", () => {
  assert.equal(settlementOf(VOLGOGRAD, "RU"), "Volgograd");
  assert.equal(settlementOf(BARE, "RU"), "");
  assert.equal(settlementOf(row("b", "", "Nowhere, at all", "", ""), ""), "Nowhere, at all");
  assert.deepEqual(namesOf(VOLGOGRAD), [{ name: "Сталинград", latin: "Stalingrad", lang: "ru" }, { name: "Ab (c)", latin: "Ab (c)", lang: "kk" }]);
  assert.deepEqual(namesOf(BARE), []);
  assert.deepEqual(eventsOf(VOLGOGRAD), [{ detail: "Stalin's & all", sources: [11, 2] }, { detail: "", sources: [] }]);
  assert.equal(textOf(VOLGOGRAD, 1), "TownVolgograd, RU");
});

test("columns come by the order of the payload, not of the table", () => {
  const data = { features: { id: ["a", "volgograd"], country: ["RU", "RU"] }, names: { feature: [1, 1] }, events: { feature: [0, 1, 1] }, attestations: { event: [0, 1, 1] } };
  const columns = new WrittenColumns(new Map([["volgograd", VOLGOGRAD], ["a", BARE]]), data);
  assert.deepEqual(columns.read("id"), ["a", "volgograd"]);
  assert.deepEqual(columns.read("title"), [HOSTILE, "Volgograd"]);
  assert.deepEqual(columns.read("settlement"), ["", "Volgograd"]);
  assert.deepEqual(columns.read("latin"), ["Stalingrad", "Ab (c)"]);
  assert.deepEqual(columns.read("detail"), ["", "Stalin's & all", ""]);
  assert.deepEqual(columns.read("source"), [0, 11, 2]);
  for (const [name, n] of [["detail", 3], ["source", 3], ["title", 2], ["settlement", 2], ["name", 2], ["latin", 2], ["lang", 2]]) {
    assert.deepEqual(Array.from({ length: n }, (_, k) => columns.at(name, k)), columns.read(name), `${name}, one by one`);
  }
});

test("an entry of the list tells its source", () => {
  const entry = `<li id="source-3"><a href="https://a.b/?c&amp;d">${escaped(HOSTILE)}</a> <span>Pravda, 1961</span> <i data-g="press bias">press, bias</i> (<a class="copy" href="https://c.d">archived copy</a>)</li>`;
  assert.deepEqual(sourceOf(entry), { title: HOSTILE, origin: "Pravda, 1961", url: "https://a.b/?c&d", copy: "https://c.d", grade: "press", caution: "bias" });
  assert.deepEqual(sourceOf("<li><a>Bare</a></li>"), { title: "Bare", origin: "", url: "", copy: "", grade: "", caution: "" });
});

test("a script adds links, days, and what a light table leaves out", () => {
  const dressed = dressRow(VOLGOGRAD, { href: "#date=1925-04-10&open=volgograd", days: ["1925-04-10", "1961-12-31"], details: null, note: "" });
  assert.match(dressed, /<th scope="row"><a href="#date=1925-04-10&amp;open=volgograd">Volgograd<\/a><\/th>/);
  assert.match(dressed, /<li data-day="1925-04-10">10 April 1925 named<span>: Stalin&#39;s &amp; all<\/span>/);
  assert.match(dressed, /<span class="cite"><a href="#source-12">\[12\]<\/a> 1926 <a href="#source-3">\[3\]<\/a><\/span>/);
  const light = row("l", "L", "RU", "", "<li>1925 named<span></span> (sources differ)</li>");
  assert.match(dressRow(light, { href: "#", days: ["1925-12-31"], details: [HOSTILE], note: HOSTILE }),
    /named<span>: &lt;b title=&#39;&#34;&#39;&gt;&amp;amp; \[7\] \$1<\/span> \(sources differ\)<\/li><\/ul><p class="cite note">&lt;b.*\$1<\/p><\/td>/);
  assert.match(dressRow(VOLGOGRAD, null), /href="#source-12"/, "numbers lead to their sources where no map is");
  assert.equal(dressMilestone('<li><span>So.</span> <cite>[4]</cite></li>'), '<li><span>So.</span> <a class="cite" href="#source-4">[4]</a></li>');
});
