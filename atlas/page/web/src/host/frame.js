// In a frame: the page of somebody's article scrolls past the map until the map is used, and a compact layout leaves the
// room to the map.

import { el } from "../ui/dom.js";

const HINT_MS = 1400;

/** Whether the page stands in a frame of another page. One that is written into its frame stands in a notebook: that is no article. */
export const framed = () => window.parent !== window && location.protocol !== "about:";

/** Light or dark as the address asks for, whatever the system says. */
export function setTheme(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}

/** Take the map's hands off the page's scroll: the wheel works once the map is in use, a finger scrolls and two move. */
export function shareScroll(map, say) {
  const container = map.getContainer(), hint = el("p.atlas-hint", { hidden: true });
  container.append(hint);
  map.scrollWheelZoom.disable();
  map.on("click", () => map.scrollWheelZoom.enable());
  container.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
  if (!matchMedia("(pointer: coarse)").matches) return;
  map.dragging.disable();
  container.classList.add("atlas-two-fingers");
  let timer = 0;
  container.addEventListener("touchmove", ({ touches, target }) => {
    if (touches.length > 1 || target.closest(".atlas-overlay > *")) return;
    hint.textContent = say("fingers");
    hint.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => { hint.hidden = true; }, HINT_MS);
  }, { passive: true });
}

/** The compact layout: map, date and clock, and a link to the whole page. */
export function compact(say) {
  document.documentElement.classList.add("atlas-framed");
  const head = document.querySelector(".plate > header");
  const out = el("a.atlas-out", { href: location.href, target: "_blank", rel: "noopener" }, say("whole"));
  out.addEventListener("click", () => { out.href = location.href.replace(/([#&])(chrome|autoplay)=[^&]*/g, "$1"); });
  head?.append(out);
}
