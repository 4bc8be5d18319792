// The legend, which is the filter: what the marks mean, how many there are, and which groups are shown.

import { el } from "./dom.js";
import { STATUS } from "./store.js";

const WORDS = { bearing: "bears it", uncertain: "uncertain", after: "has lost it", before: "not yet" };

export class Legend {
  /** @param {Store} store; `onFilter(groups)` when the reader switches one on or off, undefined for all */
  constructor(store, onFilter) {
    this.counts = Object.fromEntries(STATUS.map((s) => [s, el("b", {}, "")]));
    const groups = [["toponym", "Names"], ["image", "Images"]];
    const boxes = groups.map(([group, label]) => {
      const box = el("input", { type: "checkbox", checked: true, value: group, onchange: () => {
        const on = boxes.map((b) => b.querySelector("input")).filter((b) => b.checked).map((b) => b.value);
        onFilter(on.length === groups.length ? undefined : on);
      } });
      return el("label", {}, box, el(`i.atlas-key.atlas-${group}.atlas-bearing`), label);
    });
    this.boxes = boxes.map((b) => b.querySelector("input"));
    this.element = el("details.atlas-legend", { open: matchMedia("(min-width: 46em)").matches },
      el("summary", {}, "Legend"),
      el("div.atlas-groups", {}, ...boxes),
      el("ul", {}, ...["bearing", "uncertain", "after", "before"].map((s) =>
        el("li", {}, el(`i.atlas-key.atlas-${s}`), `${WORDS[s]} `, this.counts[s]))));
  }

  update(counts) {
    for (const s of STATUS) this.counts[s].textContent = counts[s];
  }

  /** Show in the boxes what a filter set from elsewhere leaves visible. */
  show(criteria) {
    const groups = criteria.group === undefined ? null : [criteria.group].flat();
    for (const box of this.boxes) box.checked = groups === null || groups.includes(box.value);
  }
}
