// Keys: what the keyboard does wherever the focus is, outside fields and what has keys of its own. One listener serves
// all timelines of a document, and only one of them reacts: the one last used, else the one that fills most of the window.

const SHELF = Symbol.for("atlas.keys"); // on the document, for timelines that bring the script with them a second time
const PAN = 80; // pixels
const FIELDS = "input, select, textarea, [contenteditable]:not([contenteditable='false']), iframe, object, video, audio, dialog, "
  + "[role='textbox'], [role='combobox'], [role='listbox'], [role='slider'], [role='spinbutton'], [role='menu'], [role='tree'], [role='grid']";
const PRESSED = "button, summary, [role='button'], [role='tab'], [role='checkbox'], [role='switch'], [role='menuitem']";
const TURNS = new Set([" ", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]); // those that also scroll a page
const SHIFTS = { ArrowLeft: [-PAN, 0], ArrowRight: [PAN, 0], ArrowUp: [0, -PAN], ArrowDown: [0, PAN] };
const ZOOMS = { "+": 1, "=": 1, "-": -1, "_": -1, "−": -1 };
const SEEN = 0.35; // of the window, from which a map that nobody has used yet hears keys,
const FILLING = 0.6; // and from which it hears those too that would scroll the page

/**
 * Let a timeline hear the keys.
 * @param {{container: HTMLElement, map: any, clock: () => any, escape: () => void}} timeline
 */
export function hearKeys(timeline) {
  // Leaflet's own keys move the map with bare arrows, which are the clock's.
  timeline.map.keyboard?.disable();
  timeline.container.tabIndex = 0;
  shelf().timelines.push(timeline);
}

function shelf() {
  if (document[SHELF]) return document[SHELF];
  const own = { timelines: [], used: null };
  const use = (event) => { own.used = holder(own, event.target) ?? "page"; };
  document.addEventListener("pointerdown", use, true);
  document.addEventListener("focusin", use, true);
  document.addEventListener("keydown", (event) => press(own, event));
  return (document[SHELF] = own);
}

const holder = ({ timelines }, node) => timelines.find(({ container }) => container.contains(node));

/** Whether a key press is for somebody else: already heard, part of a letter being composed, with a key of the system's, or for
 * an open dialog, which has the keys to itself wherever the focus is: Escape closes it, and nothing behind it. */
const foreign = (event) => document.querySelector("dialog:modal") !== null || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey;

function targetOf(event) {
  const [target] = event.composedPath();
  return target instanceof Element ? target : document.body;
}

function press(own, event) {
  if (foreign(event)) return;
  const element = targetOf(event);
  if (element.closest(FIELDS)) return;
  const { key } = event, inside = holder(own, element);
  if (key === " " && element.closest(PRESSED)) {
    pressLink(event, element);
    return;
  }
  if (scrolls(element, key, inside?.container)) return;
  const timeline = inside ?? chosen(own, key);
  const act = timeline && actionOf(timeline, event);
  if (!act) return;
  event.preventDefault();
  if (key !== " " || !event.repeat) act();
}

/** Leaflet's buttons are links, which the space bar does not press by itself. */
function pressLink(event, element) {
  const link = element.closest("a[role='button']");
  if (!link) return;
  event.preventDefault();
  if (!event.repeat) link.click();
}

function actionOf({ map, clock, escape }, { key, shiftKey }) {
  if (key === "Escape") return escape;
  if (ZOOMS[key]) return () => map.setZoom(map.getZoom() + ZOOMS[key] * map.options.zoomDelta);
  if (shiftKey) return SHIFTS[key] ? () => map.panBy(SHIFTS[key], { animate: false }) : null;
  return clock().action(key, false);
}

/** Whether the focus stands in something of its own to scroll that this key would move. */
function scrolls(element, key, container) {
  const across = key === "ArrowLeft" || key === "ArrowRight";
  if (!across && !TURNS.has(key)) return false;
  if (key === " " && container) return false; // over a map the space bar is the clock's
  for (let node = element; node && node !== document.body && node !== container; node = node.parentElement) {
    if (hasRoom(node, across)) return true;
  }
  return false;
}

function hasRoom(node, across) {
  const style = getComputedStyle(node), flow = across ? style.overflowX : style.overflowY;
  const room = across ? node.scrollWidth - node.clientWidth : node.scrollHeight - node.clientHeight;
  return (flow === "auto" || flow === "scroll") && room > 1;
}

/** The timeline that a key is for when the focus is in none: null where it belongs to the page. */
function chosen({ timelines, used }, key) {
  const shown = timelines.map((timeline) => [share(timeline.container), timeline]).filter(([part]) => part > 0);
  const last = shown.find(([, timeline]) => timeline === used);
  if (last) return last[1];
  shown.sort(([a], [b]) => b - a);
  const [part, timeline] = shown[0] ?? [0, null];
  if (!timeline || part < SEEN) return null;
  if (!TURNS.has(key)) return timeline;
  const reading = beside(timeline.container);
  if (key === " " && used === null && reading) return timeline;
  return part >= FILLING && !reading ? timeline : null;
}

/** How much of the window a map takes, 0 to 1. */
function share(container) {
  const box = container.getBoundingClientRect();
  const width = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
  const height = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
  return width > 0 && height > 0 ? (width * height) / (innerWidth * innerHeight) : 0;
}

/** Whether the map stays in view beside a text that is read: then what scrolls a page is for the text. */
function beside(container) {
  for (let node = container; node && node !== document.body; node = node.parentElement) {
    if (getComputedStyle(node).position === "sticky") return true;
  }
  return false;
}
