// What a store tells of a day, told once more from the tenures alone: chances, sums and their doubt, two days compared.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Likely } from "../src/model/likely.js";
import { BEARING, CONTRASTS, STEPS, Store, UNCERTAIN } from "../src/model/store.js";
import { endOfMonth } from "../src/time/days.js";

const NEVER = 2 ** 31 - 1, LENT = 1, REACH = 1.6448536269514722;
const near = (is, wanted, where) => assert.ok(Math.abs(is - wanted) < 1e-9, `${where}: ${is}, not ${wanted}`);
const cases = ["bundled", "hostile"].map((name) => [name, JSON.parse(readFileSync(new URL(`../../../../tests/parity/${name}.json`, import.meta.url), "utf8"))]);

/** The tenures of a record, a plain object each, with the chance that each has on a day. */
function tenuresOf(store) {
  const { feature, uncertain_from, bearing_from, bearing_until, gone_from } = store.tenure;
  return [...feature.keys()].map((t) => ({
    t, i: feature[t], stratum: store.likely.stratum[t], days: [uncertain_from[t], bearing_from[t], bearing_until[t], gone_from[t]],
    on(day) {
      const [from, surely, until, gone] = this.days;
      if (day < from || day >= gone) return { sure: 0, chance: 0 };
      return day >= surely && day < until ? { sure: 1, chance: 1 } : { sure: 0, chance: store.likely.at(t, day) };
    },
  }));
}

/** The doubt of a sum, stratum by stratum from the smallest: what each does not know of itself goes up in part. */
function doubt({ known, parent }, chances) {
  const moved = known.map(() => 0);
  let variance = 0;
  for (const { stratum, chance } of chances) {
    variance += chance * (1 - chance);
    moved[stratum] += Math.sqrt(chance * (1 - chance));
  }
  for (let row = known.length - 1; row >= 0; row--) {
    variance += moved[row] ** 2 / (known[row] + LENT + 1);
    if (parent[row] >= 0) moved[parent[row]] += (moved[row] * LENT) / (known[row] + LENT);
  }
  return REACH * Math.sqrt(variance);
}

for (const [name, data] of cases) {
  const store = new Store(data), tenures = tenuresOf(store), days = [...data.days, ...tenures.flatMap(({ days: own }) => own).filter((day) => day !== NEVER)].sort((a, b) => a - b);
  const told = (day, visible) => tenures.filter(({ i }) => visible[i]).map((one) => ({ ...one, ...one.on(day) }));

  test(`${name}: sums on many days are those of the tenures`, () => {
    const visible = Uint8Array.from(data.features.id, (_, i) => Number(i % 3 !== 1));
    const found = store.likely.series(days, visible, false), settled = store.likely.series(days, visible, true);
    days.forEach((day, k) => {
      const all = told(day, visible), sure = all.reduce((sum, one) => sum + one.sure, 0), likely = all.reduce((sum, one) => sum + one.chance, 0);
      const open = all.filter((one) => !one.sure && day >= one.days[0] && day < one.days[3]), off = doubt(store.likely.strata, open);
      near(found.likely[k], likely, `likely on ${day}`);
      near(found.low[k], Math.max(likely - off, sure), `low on ${day}`);
      near(found.high[k], Math.min(likely + off, sure + open.length), `high on ${day}`);
      assert.deepEqual([settled.likely[k], settled.low[k], settled.high[k]], [sure, sure, sure + open.length], `settled on ${day}`);
    });
  });

  test(`${name}: the count of one day, feature by feature, to and fro`, () => {
    const walked = new Store(data), everywhere = new Uint8Array(walked.size).fill(1);
    for (const day of [...days, ...days.toReversed()]) {
      walked.seek(day);
      const byFeature = new Map(), all = told(day, everywhere);
      for (const { i, chance, sure, days: [from, , , gone] } of all) {
        const own = byFeature.get(i) ?? { chance: 0, sure: 0, open: [] };
        own.chance += chance;
        own.sure = Math.max(own.sure, sure);
        if (!sure && day >= from && day < gone) own.open.push(all.find((one) => one.i === i && one.chance === chance && !one.sure));
        byFeature.set(i, own);
      }
      const each = [...byFeature.values()], unsettled = each.filter((own) => !own.sure);
      const likely = each.reduce((sum, own) => sum + Math.min(1, own.chance), 0), off = doubt(walked.likely.strata, unsettled.flatMap((own) => own.open));
      const count = walked.likelyCount();
      near(count.likely, likely, `likely on ${day}`);
      near(count.low, Math.max(likely - off, each.filter((own) => own.chance >= 1).length), `low on ${day}`);
      near(count.high, Math.min(likely + off, each.filter((own) => own.chance > 0).length), `high on ${day}`);
      assert.deepEqual([...walked.moving].sort((a, b) => a - b), [...walked.status.keys()].filter((i) => walked.status[i] === UNCERTAIN), "only what is uncertain goes on changing");
      for (const i of walked.status.keys()) near(walked.chance(i), walked.status[i] === BEARING ? 1 : Math.min(1, byFeature.get(i)?.chance ?? 0), `chance of ${i} on ${day}`);
    }
  });

  test(`${name}: what nothing is known of its like is a half where no end is sourced, and spread evenly elsewhere`, () => {
    const { tenure: { uncertain_from, bearing_from, bearing_until, gone_from } } = store;
    for (const { t, days: [from, surely, until, gone] } of tenures) {
      for (const day of days.filter((one) => one >= uncertain_from[t] && one < gone_from[t])) {
        const begun = day >= surely ? 1 : (day - from + 1) / (surely - from + 1), left = gone === NEVER ? 0.5 : 1 - (day - until + 1) / (gone - until + 1);
        near(store.likely.evenly(t, day), day < bearing_until[t] ? begun : begun * left, `${t} on ${day}, ${bearing_from[t]}`);
      }
    }
  });

  test(`${name}: two days compared, by the estimate and by sources alone`, () => {
    const compared = new Store(data);
    for (const [day, against] of [[data.days.at(-1), data.days[3]], [data.days[3], data.days.at(-1)], [data.days[9], data.days[9]], ...days.slice(0, -2).map((one, k) => [days[k + 2], one])]) {
      compared.seek(day);
      compared.compareWith(against);
      for (const settledOnly of [true, false]) {
        compared.setBasis(settledOnly);
        assert.ok(compared.stirred, "a change of the basis is seen");
        const bears = (i, on) => tenures.filter((one) => one.i === i).map((one) => one.on(on)).reduce((sum, { sure, chance }) => sum + (settledOnly ? sure : chance), 0) >= 0.5;
        const [first, last] = [Math.min(day, against), Math.max(day, against)], { feature, type, earliest, latest } = data.events;
        const wanted = data.features.id.map((_, i) => {
          const [before, after] = [bears(i, first), bears(i, last)];
          if (before !== after) return before ? "lost" : "gained";
          const passing = [...feature.keys()].some((row) => feature[row] === i && earliest[row] > first && latest[row] <= last && data.types[type[row]].effect === (before ? "end" : "begin"));
          return passing ? "both" : before ? "kept" : "neither";
        });
        assert.deepEqual([...compared.contrast].map((code) => CONTRASTS[code]), wanted, `${day} against ${against}, ${settledOnly}`);
        compared.visible[0] = 0;
        const counts = Object.fromEntries(CONTRASTS.map((way) => [way, wanted.slice(1).filter((one) => one === way).length]));
        assert.deepEqual(compared.contrastCounts(), counts);
        compared.visible[0] = 1;
      }
    }
    compared.compareWith(null);
    assert.deepEqual(new Set(compared.contrast), new Set([0]));
  });

  test(`${name}: what is touched, or another edition, tells of all that looks otherwise`, () => {
    const walked = new Store(data), kinds = [...new Set(data.features.kind.map((k) => data.kinds[k].id))];
    const look = (i) => `${walked.status[i]} ${walked.shade[i]} ${walked.shows(i)} ${walked.against === null ? "" : walked.contrast[i]}`;
    const drawn = [];
    let edition = null;
    const follow = (done) => {
      if (edition === walked.edition) for (const i of walked.touched) drawn[i] = look(i);
      else for (let i = 0; i < walked.size; i++) drawn[i] = look(i);
      edition = walked.edition;
      walked.touched.clear();
      assert.deepEqual(drawn, data.features.id.map((_, i) => look(i)), done);
    };
    const acts = [
      () => walked.filter({ kind: kinds[0] }), () => walked.setBasis(true), () => walked.filter({ status: ["bearing"] }), () => walked.setBasis(false),
      () => walked.compareWith(data.days[2]), () => walked.setBasis(true), () => walked.compareWith(null), () => walked.filter({}), () => walked.setBasis(false),
    ];
    [...days, ...days.toReversed()].forEach((day, k) => {
      walked.seek(day);
      if (k % 3 === 0) return; // two moves between two pictures
      follow(`on ${day}`);
      if (k % 5 !== 1) return;
      acts[((k - 1) / 5) % acts.length]();
      follow(`act ${((k - 1) / 5) % acts.length} on ${day}`);
    });
  });

  test(`${name}: walking there shows what a page opened on that day would`, () => {
    const walked = new Store(data), span = [days[0] - 40, days.at(-1) + 40];
    for (const step of [1, -1]) {
      const [first] = step > 0 ? span : span.toReversed();
      for (let k = 0; k <= 1200; k++) { // day by day for some years, now here and now there
        const day = first + step * (k + Math.floor(k / 300) * Math.floor((span[1] - span[0] - 1200) / 3));
        walked.seek(day);
        if (k % 25) continue;
        const opened = new Store(data);
        opened.seek(day);
        assert.deepEqual([[...walked.status], [...walked.shade]], [[...opened.status], [...opened.shade]], `${day}, by ${step}`);
        assert.deepEqual(walked.counts(), opened.counts());
      }
    }
  });

  test(`${name}: who has names, but none of the day`, () => {
    const { name: rows, from, to } = data.labels;
    for (const [i, day] of data.features.id.flatMap((_, k) => days.filter((_d, n) => n % 7 === 0).map((one) => [k, one]))) {
      const own = [...rows.keys()].filter((k) => data.names.feature[rows[k]] === i);
      const today = own.filter((k) => (from[k] ?? -Infinity) <= day && day < (to[k] ?? Infinity));
      assert.equal(store.nameless(i, day), own.length > 0 && today.length === 0, `${i} on ${day}`);
    }
  });
}

test("a label is of its first day, and no more of the day on which it ends", () => {
  const [, data] = cases[1], own = structuredClone(data), i = data.names.feature[data.labels.name[0]];
  own.labels.name.forEach((row, k) => { if (data.names.feature[row] === i) [own.labels.from[k], own.labels.to[k]] = [100, 200]; });
  const store = new Store(own);
  assert.deepEqual([99, 100, 199, 200].map((day) => store.nameless(i, day)), [true, false, false, true]);
});

test("lines of few knots: between them straight, nothing before the first, and up to what sources settle", () => {
  // One tenure with bounds of begin (0-999) and end (2000-2999); one whose begin may come after its end (0-1999, 1000-1999); one open.
  const tenure = { feature: [0, 1, 2], uncertain_from: [0, 0, 0], bearing_from: [1000, 1999, 0], bearing_until: [2000, 1000, 500], gone_from: [3000, 2000, NEVER] };
  const month = (day) => { let k = -50; while (endOfMonth(k) < day) k++; return k; };
  const [a, b, c, d] = [300, 2300, 600, 1200].map(month), joint = [a, c, d], open = [c, d];
  const data = {
    tenures: { ...tenure, rise: [1, 3, 0], fall: [2, 0, 4], stratum: [0, 0, 0] },
    lines: { count: [1, 1, 3, 2], first: [a, b, joint[0], open[0]] },
    knots: { step: [joint[1] - joint[0], joint[2] - joint[1], open[1] - open[0]], value: [50, 150, 80, 120, 0, 40, 160] },
  };
  const likely = new Likely(data, tenure), line = (x0, y0, x1, y1) => (x) => y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  const A = endOfMonth(a), B = endOfMonth(b), C = endOfMonth(c), D = endOfMonth(d);
  const parts = [
    [0, [[0, A, line(-1, 0, A, 0.25)], [A, 1000, line(A, 0.25, 1000, 1)], [2000, B, line(1999, 1, B, 0.25)], [B, 3000, line(B, 0.25, 3000, 0)]]],
    [1, [[0, A, line(-1, 0, A, 0.4)], [A, C, line(A, 0.4, C, 0.6)], [C, 1999, line(C, 0.6, 1999, 0)], [1999, 2000, () => 0]]], // its last knot lies on the last day
    [2, [[500, C, line(499, 1, C, 0.8)], [C, D, line(C, 0.8, D, 0.2)], [D, D + 9999, () => 0.2]]],
  ];
  for (const order of [(x) => x, (x) => x.toReversed()]) {
    for (const [t, stretches] of order(parts)) {
      for (const [from, to, wanted] of order(stretches)) for (const day of [from, from + 1, (from + to) >> 1, to - 1]) near(likely.at(t, day), wanted(day), `${t} on ${day}`);
    }
  }
});

test("a record that knows of no strata doubts as one that knows nothing", () => {
  const tenure = { feature: [0], uncertain_from: [0], bearing_from: [99], bearing_until: [500], gone_from: [NEVER] };
  const likely = new Likely({ tenures: tenure }, tenure), { likely: [is], low: [low], high: [high] } = likely.series([49], [1], false);
  near(is, 0.5, "half of the bounds have passed");
  near(high - is, Math.min(0.5, REACH * Math.sqrt(0.25 + 0.25 / 2)), "high");
  near(low, Math.max(0, is - REACH * Math.sqrt(0.25 + 0.25 / 2)), "low");
  const quarter = likely.series([9], [1], false), own = 0.1 * 0.9;
  near(quarter.high[0] - 0.1, REACH * Math.sqrt(own + own / 2), "the doubt is its own and that of a stratum with two: one lent, and one");
});

test("a town's features, the weightiest first, and those around it, the nearest first", () => {
  const [, data] = cases[1], n = data.features.id.length;
  const features = { ...data.features, town: [0, 1, 0, null].slice(0, n), rank: [2, 1, 1, 1].slice(0, n), lat: [50, 51, 50, 50].slice(0, n), lon: [14, 14, 14, 15].slice(0, n) };
  const store = new Store({ ...data, features, towns: { name: ["A", "B"], country: ["CZ", "CZ"], lat: [50, 51], lon: [14, 14], people: [9, 9], others: ["", ""] } });
  assert.deepEqual([store.inTown(0), store.inTown(1)], [[2, 0], [1]]);
  const around = store.nearTown(0, 2);
  assert.deepEqual(around.map(({ row }) => row), [3, 1]);
  assert.ok(Math.abs(around[0].km - 71.5) < 0.1 && Math.abs(around[1].km - 111.2) < 0.1);
  assert.deepEqual(store.nearTown(1, 9).map(({ row }) => row), [0, 2, 3], "of equals the first");
});

test("the rows of each owner are the same, whether owners stand in order or not", () => {
  const [, data] = cases[1], n = data.features.id.length, owners = [...Array.from({ length: n }, (_, i) => i), 0, 0];
  for (const feature of [owners, owners.toSorted((a, b) => a - b), owners.toReversed(), []]) {
    const store = new Store({ ...data, names: { ...data.names, feature }, labels: { name: [], from: [], to: [] } });
    for (let i = 0; i < n; i++) assert.deepEqual(store.namesOf(i), feature.flatMap((owner, row) => (owner === i ? [row] : [])), `${feature}`);
  }
});

/** A record of features with the tenures given: [feature, uncertain_from, bearing_from, bearing_until, gone_from]. */
function ofTenures(rows, events = []) {
  const n = 1 + Math.max(...rows.map(([feature]) => feature)), column = (k) => rows.map((row) => row[k]), all = (value) => new Array(n).fill(value);
  return new Store({
    kinds: [{ id: "city", group: "toponym" }], types: [{ id: "named", effect: "begin" }, { id: "renamed", effect: "end" }, { id: "stands", effect: "neutral" }],
    features: { id: all("").map((_, i) => `f${i}`), kind: all(0), country: all("AT"), polity: all(""), rank: all(1), title: all("T"), lat: all(48), lon: all(16), note: all("A note.") },
    tenures: { feature: column(0), uncertain_from: column(1), bearing_from: column(2), bearing_until: column(3), gone_from: column(4) },
    names: { feature: [], name: [], latin: [] }, labels: { name: [], from: [], to: [] },
    events: { feature: events.map(([i]) => i), type: events.map(([, type]) => type), earliest: events.map(([, , day]) => day), latest: events.map(([, , , day]) => day), detail: events.map(([, , , , text]) => text) },
    attestations: { event: [] },
  });
}

test("what may have ended before it began grows likelier and less likely day by day, in years before 1970, too", () => {
  const rows = [[0, -5000, -4960, -4970, -4930], [1, 30, 60, 50, 90], [2, -4990, -4950, -4950, -4940]], walked = ofTenures(rows);
  for (const days of [[-5010, -4920], [20, 100]]) {
    for (const order of [(list) => list, (list) => list.toReversed()]) {
      for (const day of order(Array.from({ length: days[1] - days[0] }, (_, k) => days[0] + k))) {
        const opened = ofTenures(rows);
        opened.seek(day);
        walked.seek(day);
        assert.deepEqual([...walked.shade], [...opened.shade], `${day}`);
        walked.seek(day); // once more: nothing is new
        assert.equal(walked.stirred, false);
      }
    }
  }
});

test("a feature that may bear its name twice over bears it once at the most", () => {
  const store = ofTenures([[0, 0, 10, 100, 110], [0, 0, 12, 100, 120], [1, 0, 10, 50, 50]]);
  for (const day of [0, 5, 8, 9, 101, 105]) {
    store.seek(day);
    assert.equal(store.certaintyOf(0), Math.min(1, store.likely.at(0, day) + store.likely.at(1, day)), `${day}`);
    assert.ok(store.shade[0] <= STEPS && store.chance(0) <= 1 && store.likelyCount().likely <= 2);
  }
  store.setBasis(true);
  store.seek(8);
  assert.equal(store.certaintyOf(0), 9 / 11, "by its bounds: the likelier of the two");
  const alone = ofTenures([[0, 0, 10, 100, 110], [0, 0, 12, 100, 120]]);
  alone.seek(8);
  assert.deepEqual(alone.likelyCount(), { likely: 1, low: 1, high: 1 }, "two chances that make up one leave no doubt");
});

test("another basis shades every uncertain feature anew, on the day shown and after it", () => {
  const rows = [[0, 0, 40, 100, 110], [1, 0, 90, 100, 120], [2, 5, 25, 60, 60], [2, 0, 30, 60, 60], [3, 50, 50, 60, 60]];
  for (const settledOnly of [true, false]) {
    const store = ofTenures(rows), opened = ofTenures(rows);
    store.setBasis(!settledOnly);
    store.seek(12);
    store.setBasis(settledOnly);
    opened.setBasis(settledOnly);
    for (const day of [12, 13, 20, 39]) {
      for (const one of [store, opened]) one.seek(day);
      assert.deepEqual([...store.shade], [...opened.shade], `${day}, ${settledOnly}`);
    }
  }
  const [likely, settled] = [ofTenures(rows), ofTenures(rows)];
  settled.setBasis(true);
  for (const one of [likely, settled]) one.seek(12);
  assert.notEqual(likely.shade[2], settled.shade[2], "two chances add up, two bounds do not");
  const turned = ofTenures([[0, 5, 25, 60, 60], [0, 0, 30, 60, 60]]);
  turned.seek(12);
  turned.setBasis(true);
  assert.equal(turned.shade[0], settled.shade[2], "on the day itself");
});

test("a name that has gone counts no more on the day of its end", () => {
  const store = ofTenures([[0, 0, 0, 50, 50], [1, 0, 0, 40, 60], [2, 0, 30, 20, 70]]);
  store.seek(0);
  for (const [i, gone] of [[0, 50], [1, 60], [2, 70]]) {
    store.compareWith(gone);
    assert.equal(store.other[i], 0, `${i}`);
    assert.ok(store.likely.at(1, 59) < 0.1);
  }
});

test("changes within some days are those that surely lie there, in order; those that may are told apart", () => {
  const store = ofTenures([[0, 0, 0, 9, 9], [1, 0, 0, 9, 9]], [[0, 0, 100, 100], [0, 1, 140, 160], [1, 0, 90, 110], [1, 1, 120, 150], [0, 2, 130, 130], [1, 1, 200, 200], [0, 0, 50, 60], [0, 1, 95, 155]]);
  assert.deepEqual(store.changesWithin(99, 150), { rows: [0, 3], perhaps: [2, 7, 1] });
  assert.deepEqual(store.changesWithin(100, 149), { rows: [], perhaps: [2, 3, 7, 1] }, "after the first day, up to the last");
  store.filter({ id: "f1" });
  assert.deepEqual(store.changesWithin(99, 150), { rows: [3], perhaps: [2] });
});

test("a row of the table leads to a day on which its feature bears the name, and tells what the table leaves out", () => {
  const store = ofTenures([[0, 0, 10, 20, 20], [1, 100, 110, 150, 150]], [[0, 0, 0, 10, "put up"], [1, 0, 100, 110, ""], [0, 1, 20, 20, "melted"]]);
  assert.deepEqual(store.rowOf("f0", { first: 0, last: 99 }), { href: "#date=1970-01-11&open=f0", days: ["1970-01-11", "1970-01-21"], details: ["put up", "melted"], note: "A note." });
  assert.equal(store.rowOf("f0", { first: 15, last: 99 }).href, "#date=1970-01-16&open=f0", "the first that the page shows");
  assert.equal(store.rowOf("f1", { first: 0, last: 99 }).href, "#date=1970-04-10&open=f1", "where there is none its last day");
  store.beside = /** @type {any} */ ({ valueOf: (table, key, row) => (key === "note" ? `came for ${row}` : undefined) });
  assert.deepEqual([store.rowOf("f1", { first: 0, last: 99 }).details, store.rowOf("f1", { first: 0, last: 99 }).note], [null, "came for 1"]);
});
