// The card of one feature: names, events, dates in words, what each source says and where they disagree.

import { el, link } from "./dom.js";

const STATUS_WORDS = [
  "does not bear the name or image yet", "may bear the name or image: no source settles it",
  "bears the name or image", "no longer bears the name or image",
];

export class Card {
  /** @param {Store} store; `onClose()` when the reader closes it */
  constructor(store, onClose) {
    this.store = store;
    this.onClose = onClose;
    this.element = el("aside.atlas-card", { "aria-label": "Feature", hidden: true, tabindex: -1 });
    this.element.addEventListener("keydown", (event) => { if (event.key === "Escape") this.onClose(); });
  }

  close() {
    this.element.hidden = true;
    this.feature = null;
  }

  open(i, day) {
    const { store } = this, f = store.features;
    this.feature = i;
    this.status = el("p.atlas-status");
    this.element.replaceChildren(...[
      el("button.atlas-close", { type: "button", "aria-label": "Close", title: "Close", onclick: () => this.onClose() }, "×"),
      el("p.atlas-kind", {}, [store.kind(i).label, f.settlement[i], f.polity[i]].filter(Boolean).join(" · ")),
      el("h2", {}, f.title[i]),
      this.status,
      this.#names(i),
      el("h3", {}, "What happened"),
      el("ol.atlas-events", {}, ...store.eventsOf[i].map((row) => this.#event(row))),
      el("h3", {}, "Where"),
      el("p", {}, this.#where(i)),
      f.note[i] ? el("p.atlas-note", {}, f.note[i]) : null,
      el("p.atlas-id", {}, f.id[i]),
    ].filter((part) => part !== null));
    this.element.hidden = false;
    this.element.scrollTop = 0;
    this.seek(day);
  }

  /** Bring the line that tells of the day up to date. */
  seek() {
    if (this.feature === null || this.feature === undefined) return;
    const status = this.store.status[this.feature];
    this.status.textContent = `On this day: ${STATUS_WORDS[status]}.`;
    this.status.dataset.status = status;
  }

  #names(i) {
    const { names } = this.store.data;
    const rows = this.store.namesOf[i];
    if (!rows.length) return null;
    return el("dl.atlas-names", {}, ...rows.flatMap((row) => [
      el("dt", { lang: names.lang[row] }, names.name[row]),
      el("dd", {}, [names.latin[row] === names.name[row] ? "" : names.latin[row], names.span[row]].filter(Boolean).join(", ")),
    ]));
  }

  #event(row) {
    const { events, types, attestations } = this.store.data;
    const said = this.store.attestationsOf[row];
    return el("li", {},
      el("p.atlas-event", {}, el("time", {}, events.words[row]), ` ${types[events.type[row]].label}`,
        events.detail[row] ? `: ${events.detail[row]}` : ""),
      events.disputed[row] ? el("p.atlas-differ", {}, "Sources differ on the date.") : null,
      el("ul.atlas-sources", {}, ...said.map((a) => this.#attestation(a, attestations))));
  }

  #attestation(a, attestations) {
    const { sources } = this.store.data, s = attestations.source[a];
    const origin = [sources.publisher[s], sources.year[s]].filter(Boolean).join(", ");
    return el("li", {},
      attestations.words[a] ? el("b", {}, `${attestations.words[a]}: `) : null,
      `${attestations.says[a]} `,
      el("span.atlas-cite", {}, link(sources.url[s], sources.title[s]), origin ? ` (${origin})` : "",
        attestations.locator[a] ? `, ${attestations.locator[a]}` : "",
        sources.copy[s] ? el("span", {}, "; read at ", link(sources.copy[s], "a copy")) : null));
  }

  #where(i) {
    const f = this.store.features, far = f.accuracy[i];
    const off = far >= 1000 ? `${+(far / 1000).toFixed(1)} km` : `${far} m`;
    const why = f.basis[i] === "editor" ? "placed by the editors" : f.basis[i].startsWith("geonames:") ? "after GeoNames" : "after a source";
    return `${f.lat[i].toFixed(4)}, ${f.lon[i].toFixed(4)}; may be off by up to ${off} (${why}).`;
  }
}
