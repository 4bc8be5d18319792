import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { landsCalled, milestonesCalled } from "../src/model/answers.js";
import { Store } from "../src/model/store.js";
import { distance, romanised, sound } from "../src/model/sound.js";
import { apart, Towns } from "../src/model/towns.js";

const file = new URL("../../../../geodata/towns.geojson", import.meta.url);
const rows = JSON.parse(readFileSync(file, "utf8")).features, tongues = ["cs", "de", "en", "ka", "ru"];
const towns = new Towns({
  name: rows.map(({ properties }) => properties.name), country: rows.map(({ properties }) => properties.country),
  lat: rows.map(({ geometry }) => geometry.coordinates[1]), lon: rows.map(({ geometry }) => geometry.coordinates[0]),
  people: rows.map(({ properties }) => Math.round(properties.people / 1000)), others: rows.map(({ properties }) => properties.others.join("|")),
  called: rows.map(({ properties: { called } }) => (called ? [...tongues.map((lang) => called[lang] ?? ""), ...Object.values(called)].join("|") : "")),
}, tongues);
const first = (text) => towns.key(towns.find(text)[0]);

test("one name in many scripts sounds the same", () => {
  for (const name of ["Warszawa", "Varšava", "Варшава", "Varshava", "ვარშავა"]) assert.equal(sound(name), sound("Warszawa"), name);
  for (const name of ["Szczecin", "Щецин"]) assert.equal(sound(name), sound("Szczecin"), name);
  assert.equal(romanised("Փարիզ"), "pariz");
  assert.notEqual(sound("Gori"), sound("Riga"));
  assert.equal(distance("lwow", "lviv"), 3);
  assert.equal(distance("", "abc"), 3);
});

const MEANT = {
  "CZ-Prague": "Praha Прага Prag Praga პრაღა Prague 布拉格 פראג براغ", "PL-Warsaw": "Warszawa Варшава Varšava Varsovie Varsó ვარშავა Βαρσοβία",
  "RO-Bucharest": "București Bukarest Бухарест Bukareszt", "RU-Moscow": "Москва Moskau Moszkva Moscou მოსკოვი Մոսկվա モスクワ",
  "UA-Kyiv": "Київ Киев Kiew Kijów კიევი", "GE-Tbilisi": "თბილისი Тбилиси Tiflis Tbilissi", "UA-Lviv": "Львів Lvov Lwów Lemberg",
  "UA-Odesa": "Odessa Одесса Одеса", "DE-Dresden": "Dresden Drážďany Drezno Дрезден", "AT-Vienna": "Wien Vídeň Bécs Вена Wiedeń",
  "PL-Wrocław": "Wrocław Breslau Вроцлав Wroclaw", "RO-Braşov": "Brașov Brasov Brassó Kronstadt", "SK-Bratislava": "Pozsony Pressburg Братислава",
  "RU-Volgograd": "Волгоград Wolgograd Stalingrad", "LT-Vilnius": "Wilno Vilna Вильнюс", "AM-Yerevan": "Երևան Ереван Erevan Eriwan",
  "AZ-Baku": "Bakı Баку", "UA-Donetsk": "Донецк Donezk Stalino", "AL-Kuçovë": "Kuçova", "HU-Dunaújváros": "Sztálinváros Dunaujvaros", "GE-Gori": "გორი Гори Gori",
};

for (const [town, names] of Object.entries(MEANT)) {
  test(`${town} is found by ${names}`, () => {
    for (const name of names.split(" ")) assert.equal(first(name), town, name);
  });
}

test("what begins a name finds it, and what means nothing finds nothing", () => {
  assert.equal(first("budap"), "HU-Budapest");
  assert.deepEqual(towns.find("x"), []);
  assert.deepEqual(towns.find("qqqqzzz"), []);
  assert.deepEqual(towns.find("  "), []);
});

test("what only sounds alike is not meant where something is called so, nor where it is written otherwise", () => {
  const all = (text) => towns.find(text).map((row) => towns.key(row));
  assert.equal(first("Pekin"), "CN-Beijing");
  assert.ok(!all("Pekin").includes("KP-Pyongyang") && !all("Пекин").includes("KP-Pyongyang"));
  assert.ok(!all("Bern").includes("CZ-Brno") && !all("Bern").includes("BG-Varna"));
  assert.deepEqual(all("Kiel"), ["DE-Kiel", "PL-Kielce"], "called so, then what begins so");
  const few = new Towns({ name: ["Brno", "Bernau"], country: ["CZ", "DE"], people: [380, 40], lat: [0, 0], lon: [0, 0], others: ["Burno", ""] });
  assert.deepEqual(few.find("Bern"), [1], "though the other is larger, and sounds so");
  assert.deepEqual(few.find("Borno"), [0], "by its sound, where nothing is called so");
});

test("a town is called by the reader's language, and by its name where that says no other", () => {
  const row = towns.called("CZ-Prague"), said = (lang) => towns.calledIn(row, lang);
  assert.deepEqual(["cs", "de", "ka", "ru", "en"].map(said), ["Praha", "Prag", "პრაღა", "Прага", "Prague"]);
  assert.equal(towns.calledIn(towns.called("FR-Lyon"), "de"), "Lyon");
  assert.equal(towns.calledIn(towns.called("DE-Bernburg"), "ru"), null, "nobody says");
});

test("an address calls a town by country and name", () => {
  const row = towns.find("Praha")[0];
  assert.equal(towns.called(towns.key(row)), row);
  assert.equal(towns.called("CZ-Nowhere"), undefined);
  assert.equal(towns.called(undefined), undefined);
  assert.ok(towns.isCalled("PRAHA") && !towns.isCalled("Prahy"));
  assert.ok(Math.abs(apart(50.09, 14.42, 52.23, 21.01) - 518) < 5, "Prague to Warsaw");
});

test("lands are called by their names in every language of the page", () => {
  const store = { countries: ["CZ", "SK", ""], polities: ["Czechoslovakia", "USSR: Georgian SSR"], features: { country: ["CZ", "CZ", "SK"], polity: ["Czechoslovakia", "Czechoslovakia", "USSR: Georgian SSR"] }, howMany: Store.prototype.howMany };
  const strings = { play: { en: "", de: "", ru: "" }, "polity.Czechoslovakia": { de: "Tschechoslowakei" } };
  const found = (text) => landsCalled(store, strings, text).map(({ value, count }) => `${value} ${count}`);
  assert.deepEqual(found("Tschecho"), ["Czechoslovakia 2"]);
  assert.deepEqual(found("Словакия"), ["SK 1"]);
  assert.deepEqual(found("georgian"), ["USSR: Georgian SSR 1"]);
  assert.deepEqual(found("cz"), []);
  const more = { ...strings, "country.SK": { ka: "სლოვაკეთი" }, "alias.Czechoslovakia": { de: "CSSR|Tschechoslowakische Republik" } };
  const said = landsCalled({ ...store }, more, "სლოვაკეთი");
  assert.deepEqual(said.map(({ value, whole }) => [value, whole]), [["SK", true]], "by the record's own word");
  assert.deepEqual(landsCalled({ ...store }, more, "tschechoslowakische rep").map(({ value }) => value), ["Czechoslovakia"], "by another name of it");
});

test("milestones are found by words of their titles, the weightiest first", () => {
  const list = [{ title: "Death of Stalin", weight: 1, earliest: 5 }, { title: "Stalin’s daughter", weight: 3, earliest: 1 }, { title: "A fair", weight: 1, earliest: 2 }];
  assert.deepEqual(milestonesCalled(list, "stal").map(({ weight }) => weight), [1, 3]);
  assert.deepEqual(milestonesCalled(list, "death stalin").length, 1);
  assert.deepEqual(milestonesCalled(list, "st"), []);
  const named = [{ id: "fair", title: "A fair", weight: 1, earliest: 2 }];
  assert.deepEqual(milestonesCalled(named, "ярмар", { "milestone.fair": { ru: "Ярмарка" } }), named, "by its title in another language");
});
