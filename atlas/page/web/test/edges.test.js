// What only the edges show: far longitudes, the rim of a sheet, more words than letters, boxes that are no squares.

import assert from "node:assert/strict";
import { test } from "node:test";

import { boxOf } from "../src/host/address.js";
import { Boxes } from "../src/layers/boxes.js";
import { Places, townsOf } from "../src/layers/places.js";
import { equalAreaCrs, extentView, planeOf } from "../src/layers/projection.js";
import { fold } from "../src/model/search.js";
import { unpack } from "../src/model/pack.js";
import { Store } from "../src/model/store.js";
import { landsCalled, milestonesCalled } from "../src/model/answers.js";
import { meanings } from "../src/model/meanings.js";
import { distance } from "../src/model/sound.js";
import { Towns } from "../src/model/towns.js";
import { tallyOf, wakeOf, weightiest } from "../src/model/wake.js";
import { fillBins, yearsOn } from "../src/time/axis.js";
import { paceOf } from "../src/time/pace.js";
import { startOfYear } from "../src/time/days.js";
import { readDate } from "../src/time/datewords.js";
import { ticksOn } from "../src/time/scale.js";

const near = (a, b) => a.forEach((v, k) => assert.ok(Math.abs(v - b[k]) < 1e-9, `${a} is not ${b}`));
const point = (x, y) => ({
  x, y, add: (o) => point(x + o.x, y + o.y), subtract: ([a, b]) => point(x - a, y - b), multiplyBy: (k) => point(x * k, y * k), divideBy: (k) => point(x / k, y / k),
});
const bounds = (list, other) => {
  const all = other ? [list, other].map(([x, y]) => point(x, y)) : list, xs = all.map(({ x }) => x), ys = all.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { box: [left, top, right, bottom], getSize: () => point(right - left, bottom - top), getCenter: () => point((left + right) / 2, (top + bottom) / 2) };
};
const L = {
  point, bounds, latLng: (lat, lng) => ({ lat, lng }), transformation: (...list) => list, Util: { extend: Object.assign }, CRS: { Earth: { distance: () => 0 } },
};

test("a longitude and the one a turn on are one place, however far", () => {
  for (const spec of [{ kind: "albers", center: [50, -170], parallels: [45, 65] }, { kind: "albers", center: [50, 170], parallels: [45, 65] }, { kind: "equal-earth", center: [0, 0] }]) {
    const { project } = planeOf(spec);
    for (const lon of [180.5, 190, 300, 359, 540]) near(project(40, lon), project(40, lon - 360 * Math.round(lon / 360)));
    for (const lon of [-180.5, -190, -300, -359, -539]) near(project(40, lon), project(40, lon - 360 * Math.round(lon / 360)));
  }
  const { unproject } = planeOf({ kind: "equal-earth", center: [0, 0] });
  near([unproject(9, 0)[1], unproject(-9, 0)[1]], [180, -180]);
});

test("the rim and the bounds of a sheet of the world", () => {
  const { edge, projection } = equalAreaCrs(L, { kind: "equal-earth", center: [0, 0] });
  assert.deepEqual([edge.length, edge[0], edge[90], edge[91], edge.at(-1)], [182, [-90, 180], [90, 180], [90, -180], [-90, -180]]);
  assert.ok(edge.every(([lat, lon]) => Math.abs(lat) <= 90 && Math.abs(lon) === 180));
  assert.deepEqual(projection.bounds.box, [-2.71, -1.32, 2.71, 1.32]);
  const corner = planeOf({ kind: "equal-earth", center: [0, 0] }), [east] = corner.project(0, 180), [, north] = corner.project(90, 0);
  assert.ok(east < 2.71 && east > 2.7 && north < 1.32 && north > 1.31, "they hold it, and no more");
  const { sheet } = equalAreaCrs(L, { kind: "equal-earth", center: [0, 0] }), radius = 256 / (2 * Math.PI);
  assert.ok(sheet >= 2 * east * radius && sheet < 2.02 * east * radius, "and so does its breadth in pixels");
  for (const lon of [-180, -90, 0, 179]) for (const pole of [-90, 90]) near([corner.unproject(...corner.project(pole, lon))[0], corner.unproject(0, 9 * pole)[0]], [pole, pole]);
  assert.deepEqual(equalAreaCrs(L, { kind: "laea", center: [50, 20] }).projection.bounds.box, [-2, -2, 2, 2]);
});

/** A map whose world is flat: degrees are units. */
function flat(x, y) {
  return {
    options: { zoomSnap: 0.01 }, getSize: () => point(x, y), getMaxZoom: () => 20,
    project: ({ lat, lng }, zoom) => point(lng * 2 ** zoom, -lat * 2 ** zoom), unproject: (p, zoom) => ({ lat: -p.y / 2 ** zoom, lng: p.x / 2 ** zoom }),
  };
}

/** Where the middle comes to lie, [longitude, latitude, zoom]. */
const fitted = (map, box, padding) => {
  const { centre, zoom } = extentView(L, map, box, padding);
  return [centre.lng, centre.lat, zoom];
};

test("a box fits into what the padding leaves, its corners too", () => {
  const [lng, lat, zoom] = fitted(flat(500, 400), [10, 20, 20, 30], { left: 80, right: 20, top: 60, bottom: 100 });
  const scale = 2 ** zoom;
  assert.ok(Math.abs(scale - 24) < 0.3, "240 pixels are left for ten degrees");
  near([(lng - 15) * scale, (lat - 25) * scale], [-30, -20]);
  const skew = flat(500, 400); // the corner in the south-west reaches farther than any other point
  skew.project = (at, z) => point((at.lng - (at.lat === 20 && at.lng === 10 ? 10 : 0)) * 2 ** z, -at.lat * 2 ** z);
  const [across] = fitted(skew, [10, 20, 20, 30], { left: 0, right: 0, top: 0, bottom: 0 });
  assert.ok(Math.abs(across - 10) < 1e-9, "the middle of 0 and 20");
  const [, , wide] = fitted(flat(400, 500), [10, 20, 20, 30], { left: 80, right: 120, top: 60, bottom: 20 });
  assert.ok(Math.abs(2 ** wide - 20) < 0.3, "200 pixels are left across");
  for (const padding of [{ left: 90, right: 90, top: 0, bottom: 0 }, { left: 0, right: 0, top: 90, bottom: 90 }]) {
    const [, , tight] = fitted(flat(100, 100), [10, 20, 20, 30], padding);
    assert.ok(Math.abs(tight - Math.log2(6)) < 0.01, "sixty pixels at the least, either way");
  }
  const [, , narrow] = fitted(flat(100, 100), [10, 20, 20, 30], { left: 90, right: 90, top: 90, bottom: 90 });
  assert.ok(Math.abs(narrow - Math.log2(6)) < 0.01, "sixty pixels at the least");
});

test("boxes that are no squares meet where both their sides do", () => {
  const boxes = new Boxes();
  boxes.add([10, 200, 50, 210]);
  assert.deepEqual([boxes.free([60, 200, 90, 210]), boxes.free([50, 200, 90, 210]), boxes.free([49, 209, 90, 260]), boxes.free([0, 150, 11, 201])], [true, true, false, false]);
  const flatter = new Boxes();
  flatter.add([100, 10, 120, 20]);
  assert.deepEqual([flatter.free([50, 5, 90, 300]), flatter.free([50, 5, 101, 300])], [true, false]);
  assert.deepEqual([boxes.free([0, 210, 60, 230]), boxes.free([0, 190, 60, 200]), boxes.free([0, 100, 60, 400])], [true, true, false]);
});

test("one point is one to a thousandth of a degree", () => {
  const features = { lat: [50, 50.0004, 50.001], lon: [14, 14, 14], rank: [1, 1, 1], settlement: ["T", "T", "T"], country: ["X", "X", "X"] };
  const places = new Places({ size: 3, features }, (lat, lon) => ({ x: lon, y: lat }));
  assert.deepEqual([...places.close].map((v) => v !== 0), [false, false, true, true, false, false]);
  const across = new Places({ size: 3, features: { ...features, lat: [50, 50, 50], lon: [14, 14.0004, 14.001] } }, (lat, lon) => ({ x: lon, y: lat }));
  assert.deepEqual([...across.close].map((v) => v !== 0), [false, false, true, true, false, false]);
});

test("a box across the antimeridian goes on eastwards", () => {
  assert.deepEqual(boxOf([170, -10, -170, 10]), [170, -10, 190, 10]);
  assert.equal(boxOf([300, -10, -60.5, 10])[2], 659.5, "more than a turn apart");
});

test("more words than letters have two", () => {
  const words = Array.from({ length: 300 }, (_, k) => `w${k} `), letters = Array.from({ length: 95 }, (_, k) => String.fromCharCode(32 + k)).filter((c) => !'"\\<'.includes(c));
  const spelt = [letters[81], letters[82] + letters[0], letters[82] + letters[91], letters[83] + letters[0], letters[84] + letters[5]];
  const { sources } = unpack({ events: { edtf: [], earliest: [] }, attestations: { edtf: [], event: [] }, sources: { title: { spelt, words } } });
  assert.deepEqual(sources.title, [81, 82, 173, 174, 271].map((k) => `w${k} `));
});

test("notes come from the payload, or from the page's table", () => {
  const none = { feature: [], uncertain_from: [], bearing_from: [], bearing_until: [], gone_from: [], rise: [], fall: [], stratum: [] };
  const features = { id: ["a"], kind: [0], lat: [0], lon: [0], country: ["X"], polity: [""], note: ["own"] };
  const data = {
    features, kinds: [{ id: "k", group: "image" }], types: [], tenures: none, lines: { count: [], first: [] }, knots: { step: [], value: [] },
    strata: { known: [], parent: [], from: [], to: [] }, names: { feature: [] }, labels: { name: [], from: [], to: [] },
    events: { feature: [], type: [], earliest: [], latest: [] }, attestations: { event: [] }, milestones: [], map: {},
  };
  const table = { note: (id) => `of ${id}`, source: (n) => `listed ${n}`, says: (id) => [id] };
  assert.equal(new Store(data, table).noteOf(0), "own");
  const unnoted = Object.fromEntries(Object.entries(features).filter(([key]) => key !== "note"));
  const bare = new Store({ ...data, features: unnoted }, table);
  assert.deepEqual([bare.noteOf(0), bare.sourceOf(7), bare.saysOf({ id: "m" }), bare.saysOf({ id: "m", says: [] })], ["of a", "listed 7", ["m"], []]);
});

test("long times are named at five hundred years", () => {
  assert.deepEqual(yearsOn(startOfYear(1), startOfYear(5000), 500).map(({ year }) => year), [500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500]);
});

test("a text of too many numbers names no date", () => {
  const words = { date: (text) => ["", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"][+text.slice(5, 7)] ?? "" };
  const read = (text) => readDate(text, words, fold);
  assert.deepEqual([read("10 11 1961"), read("10 Nov 1961"), read("1961 11 10")], ["1961-11-10", "1961-11-10", "1961-11-10"]);
  assert.deepEqual([read("1 2 3 1961"), read("1 2 Nov 1961"), read("10 11"), read("Nov 10"), read("Nov Dec 1961")], [null, null, null, null, null]);
});

test("what only sounds alike gives way to what is surely called so", () => {
  const table = (name) => new Towns({ name, country: name.map(() => "X"), lat: name.map(() => 0), lon: name.map(() => 0), people: name.map((_, k) => 90 - k), others: name.map(() => "") });
  assert.deepEqual(table(["Gorod", "Gorodets", "Город", "Garadok", "Gerod", "Stary Gorod"]).find("gorod").sort(), [0, 1, 2, 5]);
  assert.deepEqual([table(["Garadok", "Gerod"]).find("gorod"), table(["Garadok"]).find("gorod")], [[1], [0]], "unless nothing is");
  assert.deepEqual([table(["Ada"]).find("oda"), table(["Ede"]).find("oda")], [[0], []], "of short names those with like letters");
  assert.deepEqual(table(["Ederedere", "Ideridere"]).find("odarodara"), [], "too many letters off");
  assert.deepEqual(table(["Edarodora", "Edarodira"]).find("odarodara"), [0, 1], "two letters off: both may be meant");
  assert.deepEqual(table(["Adaaaaaa"]).find("oda"), []);
  assert.deepEqual([distance("kitten", "sitting"), distance("ab", "b"), distance("b", "ab"), distance("ab", "ba")], [3, 1, 1, 2]);
  for (const [one, other, letters] of [["abc", "ab", 1], ["abc", "a", 2], ["abc", "ac", 1], ["xabc", "abc", 1], ["abc", "", 3]]) {
    assert.deepEqual([distance(one, other), distance(other, one)], [letters, letters], `${one} and ${other}, either way`);
  }
});

/** A store of features of rank 1, each with one change. */
function changing(latest, earliest = latest) {
  const n = latest.length, all = (value) => new Array(n).fill(value);
  return new Store({
    kinds: [{ id: "city", group: "toponym" }], types: [{ id: "renamed", label: "renamed", effect: "end" }],
    features: { id: latest.map((_, k) => `f${k}`), kind: all(0), country: all("CZ"), polity: all(""), rank: all(1), title: all("T"), lat: all(0), lon: all(0), settlement: all("") },
    tenures: { feature: [], uncertain_from: [], bearing_from: [], bearing_until: [], gone_from: [] },
    names: { feature: [], name: [], latin: [] }, labels: { name: [], from: [], to: [] },
    events: { feature: [...latest.keys()], type: all(0), earliest, latest }, attestations: { event: [] },
  });
}

test("a wake's age is its part of the span, and of two of one day the first row leads", () => {
  const day = startOfYear(1961) + 50, store = changing([day, day, day - 10]), found = wakeOf(store, day - 20, day + 1);
  assert.deepEqual(weightiest(store, found, 9).map(({ row }) => row), [0, 1, 2]);
  assert.deepEqual(weightiest(store, found, 9).map(({ age }) => age), [1 / 22, 1 / 22, 11 / 22]);
  assert.deepEqual(wakeOf(store, day, day).map(({ age }) => age), [0, 0]);
});

test("a year's tally holds its first day, and what began in the year before in part", () => {
  const first = startOfYear(1961), store = changing([first, first - 1, first + 9], [first, first - 1, first - 10]);
  assert.deepEqual([tallyOf(store, first).ended, tallyOf(store, first + 9).ended], [1, 2], "1 and a part; 1 and ten days of twenty");
  assert.deepEqual(tallyOf(store, first - 1), { year: 1960, begun: 0, ended: 2 }, "1 and ten of twenty, rounded");
  assert.deepEqual([0, 1, 2].map((k) => tallyOf(changing([first + 2], [first + 1]), first + k).ended), [0, 1, 1], "what lasts two days has half passed on its first");
});

test("a land called so leads those that are only begun so; then that of which there is most", () => {
  const store = { features: { country: ["NE", "NG", "NG"], polity: ["", "", ""] }, countries: ["NE", "NG"], polities: [], howMany: Store.prototype.howMany };
  assert.deepEqual(landsCalled(store, { play: { en: "Play" } }, "Niger").map(({ value }) => value), ["NE", "NG"]);
  assert.deepEqual(landsCalled(store, { play: { en: "Play" } }, "nige").map(({ value, count }) => [value, count]), [["NG", 2], ["NE", 1]]);
  const turned = { ...store, countries: ["NG", "NE"] }; // the order in which they come does not matter
  assert.deepEqual(landsCalled(turned, { play: { en: "Play" } }, "Niger").map(({ value }) => value), ["NE", "NG"]);
  assert.deepEqual(landsCalled(turned, { play: { en: "Play" } }, "nige").map(({ value }) => value), ["NG", "NE"]);
  assert.deepEqual(landsCalled(store, { play: { en: "Play" } }, "ni"), []);
  const stones = [{ title: "The Congress", weight: 2, earliest: 5 }, { title: "A congress", weight: 1, earliest: 9 }, { title: "Congress again", weight: 1, earliest: 3 }];
  assert.deepEqual(milestonesCalled(stones, "congr").map(({ earliest }) => earliest), [3, 9, 5]);
});

test("a change is shared out over the bins that it may lie in, wherever the axis begins", () => {
  const layers = fillBins([{ from: 1000, to: 1000 }, { from: 1010, to: 1029 }, { from: 990, to: 1009 }, { from: 1031, to: 1049, none: true }, { from: 1030, to: 1049 }], 1000, 1040, 4, [new Array(4).fill(0)], ({ none }) => (none ? null : 0));
  assert.deepEqual(layers, [[1.5, 0.5, 0.5, 0.5]]);
});

test("a change that stands for many counts as often, on the axis and for the pace", () => {
  const once = [{ from: 1000, to: 1000 }, { from: 1010, to: 1029 }], often = once.map((change, k) => ({ ...change, many: 3 - k }));
  const bins = (changes) => fillBins(changes, 1000, 1040, 4, [new Array(4).fill(0)], () => 0)[0];
  assert.deepEqual(bins(often), bins([once[0], once[0], ...once, once[1]]));
  const spans = [[1000, 1000, 5], [1020, 1020], [1000, 1039, 9]], same = spans.flatMap(([from, to, many = 1]) => new Array(many).fill([from, to]));
  for (const day of [1005, 1015, 1030]) assert.equal(paceOf("event", 1000, 1040, spans).position(day), paceOf("event", 1000, 1040, same).position(day));
});

test("of shapes that are as many the registry's first is the group's usual one", () => {
  const names = ["circle", "triangle"], { usual, own } = meanings([...names.toReversed(), ...names].map((shape) => ({ group: "g", shape })));
  assert.equal(usual.get("g"), "circle");
  assert.deepEqual(own.map(({ shape, kinds }) => [shape, kinds.length]), [["triangle", 2]]);
});

test("a turn of the world east or west is the same place", () => {
  const { project } = planeOf({ kind: "equal-earth", center: [0, 0] });
  near(project(40, 180.25), project(40, -179.75));
  near(project(40, -180.25), project(40, 179.75));
  near(project(40, 725), project(40, 5));
});

test("distances on a sheet are those on a sphere of Earth's area", () => {
  assert.equal(equalAreaCrs(L, { kind: "laea", center: [50, 20] }).R, 6371007.18);
});

test("an azimuthal sheet has a place as far from its middle as its area asks, up to a rim, whichever way it lies", () => {
  const turn = Math.PI / 180, middle = [50, 20], spec = { kind: "laea", center: middle }, { beyond } = equalAreaCrs(L, spec), { project } = planeOf(spec);
  const farthest = (2 * Math.asin(1.98 / 2)) / turn, [s0, c0] = [Math.sin(middle[0] * turn), Math.cos(middle[0] * turn)];
  for (let way = 0; way < 360; way += 30) {
    for (const far of [1, 45, 90, 135, farthest - 0.5, farthest + 0.5, 179]) {
      const s = s0 * Math.cos(far * turn) + c0 * Math.sin(far * turn) * Math.cos(way * turn), lat = Math.asin(s) / turn;
      const lon = middle[1] + Math.atan2(Math.sin(way * turn) * Math.sin(far * turn) * c0, Math.cos(far * turn) - s0 * s) / turn;
      assert.equal(beyond([lon, lat]), far > farthest, `${far}° towards ${way}°`);
      if (far < farthest) assert.ok(Math.abs(Math.hypot(...project(lat, lon)) - 2 * Math.sin((far * turn) / 2)) < 1e-9, `as far from the middle as an equal area asks: ${far}° towards ${way}°`);
    }
  }
  for (const other of [{ kind: "albers", center: [50, 20], parallels: [45, 65] }, { kind: "equal-earth", center: [0, 0] }]) {
    assert.deepEqual([[20, 50], [-160, -50], [180, -90]].map(equalAreaCrs(L, other).beyond), [false, false, false], other.kind);
  }
});

test("the poles of any sheet are found again", () => {
  for (let lat0 = -85; lat0 <= 85; lat0 += 5) {
    const { project, unproject } = planeOf({ kind: "laea", center: [lat0, 10] });
    for (const pole of [-90, 90]) for (let lon = -60; lon <= 60; lon += 10) if (Math.abs(pole - lat0) < 160) assert.ok(Math.abs(unproject(...project(pole, lon))[0] - pole) < 1e-5, `${pole} from ${lat0}`);
  }
});

test("a cone's sheet has nothing north of the pole but the pole", () => {
  const { project, unproject } = planeOf({ kind: "albers", center: [50, 100], parallels: [45, 65] }), [, y] = project(90, 100);
  for (const step of [1e-6, 0.01, 0.05]) near([unproject(0, y + step)[0]], [90]);
  assert.ok(unproject(0, y - 0.01)[0] < 90);
});

test("boxes that touch on any side leave each other free", () => {
  const boxes = new Boxes();
  boxes.add([10, 10, 20, 20]);
  for (const touching of [[0, 12, 10, 18], [20, 12, 30, 18], [12, 0, 18, 10], [12, 20, 18, 30]]) assert.equal(boxes.free(touching), true, String(touching));
  for (const meeting of [[0, 12, 11, 18], [19, 12, 30, 18], [12, 0, 18, 11], [12, 19, 18, 30]]) assert.equal(boxes.free(meeting), false, String(meeting));
});

test("what bears no town's name shares a town to a thousandth of a degree, either way", () => {
  const towns = (lat, lon) => townsOf({ lat, lon, rank: [1, 1], settlement: ["", ""], country: ["X", "X"] });
  assert.deepEqual([towns([50, 50.0004], [14, 14]), towns([50, 50], [14, 14.0004])], [[[0, 1]], [[0, 1]]]);
  assert.deepEqual([towns([50, 50.001], [14, 14]), towns([50, 50], [14, 14.001])], [[[0], [1]], [[0], [1]]]);
});

test("what is drawn as an outline lies in its own place, however far the reader is", () => {
  const features = { lat: [50, 51, 52], lon: [14, 15, 17], rank: [1, 1, 1], settlement: ["T", "U", "U"], country: ["X", "X", "X"] };
  const places = new Places({ size: 3, features }, (lat, lon) => ({ x: lon, y: -lat }));
  places.update({ scale: 4, x: 300, y: 700 }, 2, { turn: 1, drawn: [0, 0, 1] });
  assert.deepEqual([places.x[2], places.y[2]], [17 * 4 + 300, -52 * 4 + 700]);
  places.update({ scale: 4, x: 300, y: 700 }, 2, { turn: 2, drawn: [0, 0, 0] });
  assert.ok(Math.hypot(places.x[2] - places.x[1], places.y[2] - places.y[1]) < 20, "else it lies by the first of its town");
});

test("every distance between the years that an axis names is a round one", () => {
  for (const step of [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]) {
    const first = 1000, years = yearsOn(startOfYear(first), startOfYear(first + 10 * step), 450).map(({ year }) => year); // 45 pixels each
    assert.deepEqual(years, Array.from({ length: 9 }, (_, k) => first + step * (k + 1)));
  }
});

test("a number of the scale is named where it just stands clear", () => {
  assert.deepEqual(ticksOn({ of: (n) => 9 * n }, 2), [2, 1], "nine pixels from the axis, and nine from the next");
  assert.deepEqual(ticksOn({ of: (n) => 8.9 * n }, 2), [2]);
});

test("a state is called by the last part of its name, and nothing by what it lacks", () => {
  const polity = ["Union: Republic: Region", "Realm"], store = { features: { country: ["", ""], polity }, countries: [], polities: polity, howMany: Store.prototype.howMany };
  const found = (text) => landsCalled(store, { play: { en: "Play" } }, text).map(({ value, whole }) => [value, whole]);
  assert.deepEqual([found("region"), found("realm"), found("republic"), found("undefined")], [[[polity[0], true]], [[polity[1], true]], [[polity[0], false]], []]);
  assert.deepEqual([found("rea"), found("re")], [[[polity[1], false]], []], "three letters, or no land is offered");
  const stones = [{ title: "A fair", weight: 1, earliest: 1 }];
  assert.deepEqual([milestonesCalled(stones, "fai"), milestonesCalled(stones, "fa")], [stones, []]);
});

test("two letters are looked for where a name begins, more where any of its words does", () => {
  const towns = new Towns({ name: ["Gorod", "Stary Gorod"], country: ["X", "X"], lat: [0, 0], lon: [0, 0], people: [1, 900], others: ["", ""] });
  assert.deepEqual([towns.find("go"), towns.find("gor").sort()], [[0], [0, 1]]);
});

test("of towns that are begun so the one with fewer letters more leads, unless another is ten times as large and little longer", () => {
  const found = (names, people, text) => new Towns({ name: names, country: names.map(() => "X"), lat: names.map(() => 0), lon: names.map(() => 0), people, others: names.map(() => "") }).find(text);
  assert.deepEqual([found(["Very Old Gorod", "Old Gorod"], [9, 9], "gorod"), found(["Gorodets", "Gorodok"], [9, 9], "gorod")], [[1, 0], [1, 0]]);
  assert.deepEqual([found(["Gorodxxxx", "Gorod"], [99, 9], "goro"), found(["Gorodxx", "Gorod"], [99, 9], "goro")], [[1, 0], [0, 1]]);
});
