// The panel: everything of the page's interface that stands over the map, in one language.

import { Card } from "./card.js";
import { Clock } from "./clock.js";
import { el } from "./dom.js";
import { Feed } from "./feed.js";
import { Legend } from "./legend.js";
import { Offer, PartSign } from "./part.js";
import { Search } from "./search.js";
import { shareButton } from "./share.js";
import { streetsButton } from "./streets.js";
import { Walk } from "./walk.js";

const FOOT = 150; // pixels beside the legend that a scale bar needs

/**
 * Build the interface in steps, of which each takes some milliseconds; `acts` are what it can ask for: seek, open(row), close, filter, language, script, pace, link;
 * `shown` is the Leaflet map, its layer of marks, and the page that holds both.
 * @returns {Generator<undefined, any, any>} its parts, each with an `element`
 */
export function* buildPanel(L, store, words, clockOptions, acts, shown) {
  const big = el("output.atlas-date", { "aria-live": "off" }); // the clock announces itself
  const caption = el("p.atlas-caption"), note = el("p.atlas-ground-note");
  const tally = el("p.atlas-tally"), news = el("p.atlas-news");
  const tip = el("div.atlas-tip", { hidden: true });
  const legend = new Legend(store, words, acts);
  yield;
  const card = new Card(store, words, { onClose: acts.close, onOpen: acts.open, onDay: acts.day, address: acts.link, neighbours: acts.neighbours });
  const search = new Search(store, words, acts.find, acts.date, acts, clockOptions);
  const feed = new Feed(store, words, acts.open), part = new PartSign(store, words, () => acts.showAll()), offer = new Offer(store, words, acts.land);
  yield;
  const clock = new Clock(store, clockOptions, words, acts.moved, acts.milestones, acts.speed);
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
  const share = shareButton(words, shown.page, acts.print), menu = menuOf(words, settings, acts.print);
  const bar = el("div.atlas-bar", {}, search.element, feed.button, share.button, menu.element);
  const left = el("div.atlas-left", {}, bar, el("div.atlas-fold", {}, legend.element));
  const walk = new Walk(shown, store, words, acts.open);
  const streets = clockOptions.streets ? streetsButton(clockOptions.streets, words, acts.hasStreets(), acts.streets) : null;
  if (streets) legend.element.append(streets.button);
  const element = el("div.atlas-overlay", { lang: words.lang, dir: "ltr" }, // all of its languages run so, whatever the page around it
    el("div.atlas-head", {}, big, tally, part.element, caption, news, note), left, feed.element, walk.ring, walk.list, card.element, tip, offer.element, clock.element,
    share.dialog, streets?.dialog);
  const sizes = new ResizeObserver(() => keepFoot(element.parentElement, legend.element));
  for (const box of [legend.element, element]) sizes.observe(box); // the map may narrow, and the legend stay as it is
  // What happens in a panel does not happen on the map. Leaflet's own way asks the target's parents whether it may have
  // a click, and a search result, picked and gone, has none; the sheet that holds all panels is always on the way.
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
  element.addEventListener("click", (event) => event.stopPropagation());
  return { element, big, caption, note, tally, news, tip, legend, card, search, feed, part, offer, clock, left, framing, streets, bar, menu, walk };
}

/** Where the shut legend takes the map's whole foot, the scale bar stands above it. */
function keepFoot(container, legend) {
  if (!container) return;
  const broad = !legend.open && legend.offsetWidth > container.clientWidth - FOOT;
  container.style.setProperty("--atlas-foot", broad ? `${legend.offsetHeight + 8}px` : "0px");
}

/** What is not needed at every step, behind one button: framing, language, pace, printing, and what the keys do. */
function menuOf(words, settings, print) {
  const element = el("details.atlas-menu", {}, el("summary", { title: words.say("menu") }, el("i.atlas-bars"), el("span", {}, words.say("menu"))),
    el("div.atlas-sheet", {}, settings,
      ...printing(words, print),
      el("p.atlas-keys", {}, el("b", {}, words.say("keys")), ` ${words.say("keys.help")}`)));
  const shut = () => { element.open = false; };
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    event.stopPropagation();
    shut();
    element.querySelector("summary").focus();
  });
  return { element, shut };
}

/** The print button; with a table on the page, whether that is to be printed too, as the page's own box has it. */
function printing(words, print) {
  const button = el("button.atlas-reset.atlas-print", { type: "button", onclick: print }, words.say("print"));
  const own = /** @type {HTMLInputElement} */ (document.querySelector("#print-table"));
  if (!own) return [button];
  const box = el("input", { type: "checkbox", checked: own.checked, onchange: () => { own.checked = box.checked; } });
  own.addEventListener("change", () => { box.checked = own.checked; });
  return [el("label", {}, box, words.say("print.table")), button];
}

function pick(label, options, value, act) {
  const select = el("select", { "aria-label": label, onchange: () => act(select.value) },
    ...options.map(([key, text]) => el("option", { value: key, selected: key === value }, text)));
  return el("label", {}, el("span", {}, label), select);
}
