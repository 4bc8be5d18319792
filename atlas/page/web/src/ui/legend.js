// The legend, which is the filter: what the marks mean, how many there are, and which are shown.

import { el } from "./dom.js";
import { STATUS } from "../model/store.js";

export class Legend {
  /** @param {Store} store; {Words} words; `onFilter({kind?, country?, status?})`, a missing key meaning all */
  constructor(store, words, onFilter) {
    Object.assign(this, { store, words, onFilter });
    this.boxes = { status: [], kind: [], country: [] };
    this.counts = { status: new Map(), kind: new Map(), country: new Map() };
    this.sections = { kind: [], country: [] };
    const { kinds } = store.data;
    const used = new Set(store.features.kind);
    const groups = [["toponym", "names"], ["image", "images"]].map(([group, key]) => this.#section(
      this.#groupBox(group, words.say(key)), "kind",
      kinds.flatMap((kind, k) => (kind.group === group && used.has(k) ? [[kind.id, words.kind(kind)]] : []))));
    const countries = [...new Set(store.features.country)].map((code) => [code, words.country(code)])
      .sort((a, b) => words.collator.compare(a[1], b[1]));
    this.element = el("details.atlas-legend", { open: matchMedia("(min-width: 46em)").matches },
      el("summary", {}, words.say("legend")),
      el("ul.atlas-statuses", {}, ...["bearing", "uncertain", "after", "before"].map((s) =>
        el("li", {}, this.#box("status", s, words.say(s), el(`i.atlas-key.atlas-${s}`))))),
      ...groups,
      this.#section(el("span", {}, words.say("countries")), "country", countries),
      el("button.atlas-reset", { type: "button", onclick: () => this.onFilter({}) }, words.say("reset")));
    this.element.addEventListener("toggle", () => this.update(), true);
  }

  #box(field, value, label, key = null) {
    const box = el("input", { type: "checkbox", checked: true, value, onchange: () => this.#changed() });
    const count = el("b", {}, "");
    this.boxes[field].push(box);
    this.counts[field].set(value, count);
    return el("label", {}, box, key, el("span", {}, label), count);
  }

  #groupBox(group, label) {
    const box = el("input", { type: "checkbox", checked: true, onchange: () => {
      for (const kind of this.boxes.kind) if (this.#groupOf(kind.value) === group) kind.checked = box.checked;
      this.#changed();
    } });
    (this.groupBoxes ??= new Map()).set(group, box);
    return el("label", {}, box, el(`i.atlas-key.atlas-${group}.atlas-bearing`), label);
  }

  #groupOf(id) {
    return this.store.data.kinds.find((kind) => kind.id === id).group;
  }

  #section(head, field, entries) {
    const list = el("details.atlas-section", {}, el("summary", { "aria-label": head.textContent }, "▾"),
      el("ul", {}, ...entries.map(([value, label]) => el("li", {}, this.#box(field, value, label)))));
    this.sections[field].push(list);
    return el("div.atlas-group", {}, head, list);
  }

  #changed() {
    const criteria = {};
    for (const [field, boxes] of Object.entries(this.boxes)) {
      const on = boxes.filter((box) => box.checked).map((box) => box.value);
      if (on.length < boxes.length) criteria[field] = on;
    }
    this.onFilter(criteria);
  }

  /** Bring the counts up to date: how many of each bear the name on the day shown. */
  update() {
    const counts = this.store.counts();
    for (const s of STATUS) this.counts.status.get(s).textContent = counts[s];
    for (const field of ["kind", "country"]) {
      // Asked of the sections, not of the layout, which would have to be reckoned on every step.
      if (!this.element.open || !this.sections[field].some((section) => section.open)) continue;
      const bearing = this.store.bearingBy(field);
      for (const [value, node] of this.counts[field]) node.textContent = bearing.get(value) ?? 0;
    }
  }

  /** Show in the boxes what a filter leaves visible. */
  show(criteria) {
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
  }
}
