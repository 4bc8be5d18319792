// A story beside its map: the passage that is being read gives the map its day, as soon as a hand scrolls.

import { parseDay } from "../time/days.js";

const NARROW = "(max-width: 68em)"; // as in story.css: the map stays above the text
const LINE = { wide: "-45% 0px -54% 0px", narrow: "-76% 0px -23% 0px" }; // of the window, where one reads
const SCROLLING = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);

/** Let the passages of the page's story move the map. @param {any} page `ui` */
export function hearStory({ ui }) {
  const passages = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".story > p[data-day]")]), narrow = matchMedia(NARROW);
  if (!passages.length) return;
  // Until a hand scrolls the map stays as the address has it: a browser that comes back scrolls by itself.
  let scrolled = false;
  const hear = (event) => { if (!(event instanceof KeyboardEvent) || SCROLLING.has(event.key)) scrolled = true; };
  for (const kind of ["wheel", "touchmove", "keydown"]) addEventListener(kind, hear, { passive: true });
  const read = (passage) => {
    for (const one of passages) one.classList.toggle("now", one === passage);
    if (scrolled && !ui.panel.clock.playing) ui.panel.clock.seek(parseDay(passage.dataset.day));
  };
  let watch = null;
  const begin = () => {
    watch?.disconnect();
    watch = new IntersectionObserver((entries) => { for (const entry of entries) if (entry.isIntersecting) read(entry.target); },
      { rootMargin: narrow.matches ? LINE.narrow : LINE.wide });
    for (const passage of passages) watch.observe(passage);
  };
  narrow.addEventListener("change", begin);
  begin();
}
