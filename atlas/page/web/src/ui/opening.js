// The opening: a few sentences, each on its day, that tell what the map shows before its controls appear. Told once, and
// only on a page that was opened plainly; any key, touch, wheel, address or script ends it, and leaves the page as it opens.

import { framed } from "../host/frame.js";
import { el } from "./dom.js";

const SCENE_MS = 2600;
const HANDS = ["pointerdown", "keydown", "wheel", "touchstart"];
const key = () => `atlas-opening:${location.pathname}`;

/** Whether it has been told here before, as far as the browser remembers. */
function known() {
  try {
    return localStorage.getItem(key()) !== null;
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(key(), "told");
  } catch {
    // Nothing can be kept here: it is told again.
  }
}

/** What it says in the reader's language; null where it is not told in that. */
function saidIn({ opening = [] }, { lang, home }) {
  const said = opening.map((scene) => (lang === home ? scene.text : scene.said?.[lang]));
  return said.length && said.every(Boolean) ? said : null;
}

const wanted = ({ options, asked, first, plain, ui }) => first && plain && !framed() && !Object.keys(asked).length && saidIn(options, ui.words) && !known();

/**
 * Tell the opening, if there is one to be told; `api`, the page's script interface, ends it when it is called.
 * @param {any} page `map`, `options`, `state`, `ui` and what `wanted` asks
 */
export function tellOpening(page, api) {
  if (!wanted(page)) return;
  const { map, options, state, ui } = page, { opening, start } = options, container = map.getContainer();
  const calm = ui.panel.clock.calm.matches, said = saidIn(options, ui.words), lines = said.map((text) => el("p", {}, text));
  const skip = el("button", { type: "button" }, ui.words.say("skip")), sheet = el("section.atlas-opening", { lang: ui.words.lang, role: "status" }, ...lines, skip);
  let timer = 0, own = false, over = false;
  const leave = () => {
    over = true;
    clearTimeout(timer);
    sheet.remove();
    container.classList.remove("atlas-told");
    for (const kind of HANDS) removeEventListener(kind, hand, true);
  };
  const end = () => {
    if (over) return;
    leave();
    if (state.day !== start) ui.panel.clock.seek(start);
  };
  const hand = (event) => {
    if (event.target === skip) return; // its click follows
    end();
    if (event.type === "keydown" && event.key !== "Tab") event.stopPropagation();
  };
  const show = (scene) => {
    if (scene === opening.length) {
      end();
      return;
    }
    lines.forEach((line, k) => { line.hidden = k !== scene; });
    own = true;
    state.moveTo(opening[scene].day, { playing: true, announce: true });
    own = false;
    timer = setTimeout(() => show(scene + 1), SCENE_MS * Math.max(1, said[scene].length / opening[scene].text.length));
  };
  skip.addEventListener("click", end);
  remember();
  container.classList.add("atlas-told");
  container.append(sheet);
  for (const kind of HANDS) addEventListener(kind, hand, true);
  for (const kind of ["hashchange", "beforeprint"]) addEventListener(kind, end, { once: true });
  state.on("day", () => { if (!own && !over) leave(); }); // somebody else has moved the clock: it stays there
  state.on("filter open town language basis script frame", end);
  for (const [name, call] of Object.entries(api)) api[name] = (...given) => { end(); return call(...given); };
  if (!calm) show(0);
}
