// The panel: everything of the page's interface that stands over the map, in one language.

import { Card } from "./card.js";
import { Clock } from "../time/clock.js";
import { el } from "./dom.js";
import { Feed } from "./feed.js";
import { Legend } from "./legend.js";
import { Search } from "./search.js";
import { shareButton } from "./share.js";
import { streetsButton } from "./streets.js";

/**
 * Build the interface; `acts` are what it can ask for: seek, open(row), close, filter, language, script, pace, link.
 * @returns {object} its parts, each with an `element`
 */
export function buildPanel(L, store, words, clockOptions, acts) {
  const big = el("output.atlas-date", { "aria-live": "off" }); // the clock announces itself
  const caption = el("p.atlas-caption"), note = el("p.atlas-ground-note");
  const tip = el("div.atlas-tip", { hidden: true });
  const legend = new Legend(store, words, acts.filter);
  const card = new Card(store, words, { onClose: acts.close, onOpen: acts.open, address: acts.link, neighbours: acts.neighbours });
  const search = new Search(store, words, acts.open);
  const feed = new Feed(store, words, acts.open);
  const clock = new Clock(store, clockOptions, words, acts.moved, acts.milestones);
  const frames = Object.entries(clockOptions.frames ?? {}).map(([id, frame]) => [id, words.sayOr(`frame.${id}`, frame.title)]);
  const framing = frames.length ? pick(words.say("frame"), [["", words.say("frame.home")], ...frames], acts.frameNow(), acts.frame) : "";
  const settings = el("div.atlas-settings", {},
    framing,
    pick(words.say("language"), words.languages.map((lang) => [lang, words.strings.endonym[lang]]), words.lang, acts.language),
    pick(words.say("pace"), ["event", "calendar"].map((kind) => [kind, words.say(`pace.${kind}`)]), clock.kind, acts.pace),
    el("label", {}, el("input", { type: "checkbox", checked: acts.isScript(), onchange: (e) => acts.script(e.target.checked) }),
      words.say("script")),
    el("label", {}, el("input", { type: "checkbox", checked: acts.isLoop(), onchange: (e) => acts.loop(e.target.checked) }),
      words.say("loop")));
  const left = el("div.atlas-left", {}, search.element, el("div.atlas-fold", {}, legend.element));
  const share = shareButton(words);
  const streets = clockOptions.streets ? streetsButton(clockOptions.streets, words, acts.hasStreets(), acts.streets) : null;
  legend.element.append(settings, ...(streets ? [streets.button, " "] : []), share.button);
  const element = el("div.atlas-overlay", { lang: words.lang },
    el("div.atlas-head", {}, big, caption, note), left, feed.element, card.element, tip, clock.element, share.dialog, streets?.dialog);
  // What happens in a panel does not happen on the map. Leaflet's own way asks the target's parents whether it may have
  // a click, and a search result, picked and gone, has none; the sheet that holds all panels is always on the way.
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
  element.addEventListener("click", (event) => event.stopPropagation());
  return { element, big, caption, note, tip, legend, card, search, feed, clock, left, framing, streets };
}

function pick(label, options, value, act) {
  const select = el("select", { "aria-label": label, onchange: () => act(select.value) },
    ...options.map(([key, text]) => el("option", { value: key, selected: key === value }, text)));
  return el("label", {}, el("span", {}, label), select);
}
