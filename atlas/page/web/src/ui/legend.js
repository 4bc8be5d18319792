// The legend, which is the filter: what the marks mean, how many there are, and which are shown.

import { shapeOf, statuses } from "../look.js";
import { meanings } from "../model/meanings.js";
import { STATUS } from "../model/store.js";
import { el, put } from "./dom.js";
import { Contrast } from "./contrast.js";
import { signKey } from "../layers/signs.js";
import { signOf } from "../model/wake.js";
import { histogramKey } from "./histogram.js";
import { polityName } from "./why.js";

/** @typedef {import("../model/store.js").Store} Store */

const ORDER = [...statuses].reverse(); // the weightiest first
const WORDS = 3; // kinds that are named for one shape

/** A full mark of a shape, as a key. */
function keyOf(shape) {
  const { corners, scale = 1 } = shapeOf(shape), key = el("i.atlas-key.atlas-bearing", { "data-shape": shape });
  if (corners) {
    const at = corners.map(([east, north]) => `${50 + 50 * east}% ${50 - 50 * north}%`);
    Object.assign(key.style, { borderRadius: 0, clipPath: `polygon(${at})`, transform: `scale(${scale})` });
  }
  return key;
}

export class Legend {
  /** @param {Store} store; {Words} words; `acts`: `filter({kind?, country?, polity?, status?})`, a missing key meaning all;
   * `only` the same, framed, and `showAll`, with what is left of a filter; `basis("likely" or "sources")`; `compare(on)` with
   * the day shown, or no more */
  constructor(store, words, acts) {
    this.contrast = new Contrast(store, words, acts.compare);
    this.acts = acts;
    this.store = store;
    this.words = words;
    this.boxes = { status: [], kind: [], country: [], polity: [] };
    this.counts = { status: new Map(), kind: new Map(), country: new Map(), polity: new Map() };
    this.sections = { kind: [], country: [], polity: [] };
    this.solos = [];
    this.criteria = {};
    this.groupBoxes = new Map();
    const { kinds } = store.data;
    const used = store.kindsUsed();
    const present = [["toponym", "names"], ["image", "images"]].filter(([group]) => kinds.some((kind, k) => kind.group === group && used.has(k)));
    this.groups = present; // those that have a feature here
    this.shapes = meanings(kinds.filter((kind, k) => used.has(k)));
    const own = new Map(this.shapes.own.flatMap(({ shape, kinds: list }) => list.map(({ id }) => [id, shape])));
    const groups = present.map(([group, key]) => this.#section(
      el("div.atlas-entry", {}, this.#groupBox(group, words.say(key)), this.#groupOnly(group, words.say(key))), "kind",
      group, kinds.flatMap((kind, k) => (kind.group === group && used.has(k) ? [[kind.id, words.kind(kind), own.get(kind.id)]] : []))));
    const inOrder = (entries) => entries.sort((a, b) => words.collator.compare(a[1], b[1]));
    const countries = inOrder(store.countries.map((code) => [code, words.country(code)]));
    const polities = inOrder(store.polities.map((name) => [name, polityName(store, words, name)]));
    this.element = el("details.atlas-legend", { "data-fold": "legend" },
      el("summary", {}, words.say("legend"), this.#brief()),
      this.#basis(),
      this.contrast.element,
      el("ul.atlas-statuses", {}, ...ORDER.map((s) =>
        this.#entry("status", s, words.say(s), el(`i.atlas-key.atlas-${s}`)))),
      ...groups,
      this.#ownShapes(),
      this.#section(el("span", {}, words.say("countries")), "country", "country", countries),
      polities.length > 1 ? this.#section(el("span", {}, words.say("polities")), "polity", "polity", polities) : "",
      this.#signs(),
      histogramKey(words, store.data.types),
      el("button.atlas-reset", { type: "button", onclick: () => acts.showAll() }, words.say("reset")));
    this.element.addEventListener("toggle", () => this.update(), true);
  }

  /** How many bear the name by the estimate, and the switch that leaves only what sources say. */
  #basis() {
    const { words } = this;
    this.about = el("p.atlas-about");
    this.settled = el("input", { type: "checkbox", checked: this.store.settledOnly,
      onchange: () => this.acts.basis(this.settled.checked ? "sources" : "likely") });
    return el("div.atlas-basis", {}, this.about, el("label", {}, this.settled, el("span", {}, words.say("basis.sources"))));
  }

  /** The signs of what has just changed. */
  #signs() {
    const { words } = this, { types } = this.store.data;
    const present = ["removed", "renamed", "restored", "new"].filter((sign) => types.some((type) => signOf(type) === sign));
    this.wake = el("summary");
    return el("details.atlas-signs", { "data-fold": "signs" }, this.wake, el("ul", {}, ...present.map((sign) => {
      const known = types.find((type) => type.id === sign) ?? types.find((type) => signOf(type) === sign);
      return el("li", {}, signKey(sign), sign === "new" ? words.say("histogram.new") : words.type(known));
    })));
  }

  /** How many days back a change is still shown by its sign. */
  showWake(days) {
    put(this.wake, this.words.say("wake", days));
  }

  #showBasis() {
    const { store, words } = this;
    this.settled.checked = store.settledOnly;
    this.element.classList.toggle("atlas-settled", store.settledOnly);
    const counted = store.likelyCount(), { likely, low, high } = counted;
    const whole = (v) => words.number(Math.round(v));
    const exact = Math.round(low) === Math.round(high);
    put(this.about, store.settledOnly ? "" : exact ? words.say("likely.exactly", whole(likely)) : words.say("likely.about", whole(likely), whole(low), whole(high)));
  }

  #box(field, value, label, key = null) {
    const box = el("input", { type: "checkbox", checked: true, value, onchange: () => this.#changed() });
    const count = el("b", {}, "");
    this.boxes[field].push(box);
    this.counts[field].set(value, count);
    return el("label", {}, box, key, el("span", {}, label), count);
  }

  /** A box with what it stands for, and a button that leaves nothing else of its kind; pressed again, it brings all back. */
  #entry(field, value, label, key = null) {
    const box = this.#box(field, value, label, key);
    return el("li.atlas-entry", {}, box, this.#only(label, field, (other) => other.value === value));
  }

  #groupOnly(group, label) {
    return this.#only(label, "kind", (box) => this.#groupOf(box.value) === group);
  }

  /** Pressed is what the filter itself asks for: of a record with one group that group, too, when it is asked for. */
  #only(label, field, wanted) {
    const boxes = this.boxes[field], asked = () => this.criteria[field] ?? (field === "kind" ? this.criteria.group : undefined);
    const alone = () => asked() !== undefined && boxes.every((box) => box.checked === wanted(box));
    const button = el("button.atlas-only", {
      type: "button", "aria-label": this.words.say("only.of", label), title: this.words.say("only.of", label), "aria-pressed": "false",
      onclick: () => {
        const others = this.#asked(), own = alone();
        delete others[field];
        if (own) this.acts.showAll(others);
        else this.acts.only({ ...others, [field]: boxes.filter(wanted).map(({ value }) => value) });
      },
    }, this.words.say("only"));
    this.solos.push(() => button.setAttribute("aria-pressed", String(alone())));
    return button;
  }

  /** What the marks mean, in a line, for when the legend is shut. */
  #brief() {
    const { words } = this, { usual } = this.shapes, entry = (key, text) => el("span", {}, key, text);
    return el("span.atlas-brief", {},
      ...ORDER.map((s) => entry(el(`i.atlas-key.atlas-${s}`), words.say(s))),
      ...this.groups.flatMap(([group, key]) => (usual.has(group) ? [entry(keyOf(usual.get(group)), words.say(key))] : [])),
      ...this.shapes.own.map(({ shape, kinds }) => entry(keyOf(shape), this.#kindWords(kinds))));
  }

  /** The shapes that are no group's, each with the word for its kinds. */
  #ownShapes() {
    const { own } = this.shapes, { words } = this;
    return own.length ? el("ul.atlas-shapes", {}, ...own.map(({ shape, kinds }) =>
      el("li", { title: kinds.map((kind) => words.kind(kind)).join(", ") }, keyOf(shape), el("span", {}, this.#kindWords(kinds))))) : null;
  }

  #kindWords(kinds) {
    return kinds.slice(0, WORDS).map((kind) => this.words.kind(kind)).join(", ") + (kinds.length > WORDS ? ", …" : "");
  }

  #groupBox(group, label) {
    const { usual } = this.shapes;
    const box = el("input", { type: "checkbox", checked: true, onchange: () => {
      for (const kind of this.boxes.kind) if (this.#groupOf(kind.value) === group) kind.checked = box.checked;
      this.#changed();
    } });
    this.groupBoxes.set(group, box);
    return el("label", {}, box, usual.has(group) ? keyOf(usual.get(group)) : null, label);
  }

  #groupOf(id) {
    return this.store.data.kinds.find((kind) => kind.id === id).group;
  }

  #section(head, field, name, entries) {
    const list = el("details.atlas-section", { "data-fold": name }, el("summary", { "aria-label": head.textContent }, "▾"),
      el("ul", {}, ...entries.map(([value, label, shape]) => this.#entry(field, value, label, shape && keyOf(shape)))));
    this.sections[field].push(list);
    return el("div.atlas-group", {}, head, list);
  }

  #changed() {
    this.acts.filter(this.#asked());
  }

  /** What the boxes ask for. */
  #asked() {
    const criteria = {};
    for (const [field, boxes] of Object.entries(this.boxes)) {
      const on = boxes.filter((box) => box.checked).map((box) => box.value);
      if (on.length < boxes.length) criteria[field] = on;
    }
    return criteria;
  }

  /** Bring the counts up to date: how many of each bear the name on the day shown. */
  update() {
    const counts = this.store.counts();
    this.#showBasis();
    this.contrast.update();
    this.element.classList.toggle("atlas-comparing", this.store.against !== null);
    for (const s of STATUS) put(this.counts.status.get(s), String(counts[s]));
    for (const field of ["kind", "country", "polity"]) {
      // Asked of the sections, not of the layout, which would have to be reckoned on every step.
      if (!this.element.open || !this.sections[field].some((section) => section.open)) continue;
      const bearing = this.store.bearingBy(field);
      for (const [value, node] of this.counts[field]) put(node, String(bearing.get(value) ?? 0));
    }
  }

  /** Show in the boxes what a filter leaves visible. */
  show(criteria) {
    this.criteria = criteria;
    const listed = (key) => (criteria[key] === undefined ? null : [criteria[key]].flat());
    const groups = listed("group");
    for (const [field, boxes] of Object.entries(this.boxes)) {
      const values = listed(field);
      for (const box of boxes) {
        box.checked = (values === null || values.includes(box.value))
          && (field !== "kind" || groups === null || groups.includes(this.#groupOf(box.value)));
      }
    }
    for (const [group, box] of this.groupBoxes) {
      const own = this.boxes.kind.filter((kind) => this.#groupOf(kind.value) === group);
      box.checked = own.some((kind) => kind.checked);
      box.indeterminate = box.checked && own.some((kind) => !kind.checked);
    }
    for (const solo of this.solos) solo();
  }
}
