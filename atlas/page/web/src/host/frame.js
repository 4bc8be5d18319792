// In a frame: the page of somebody's article scrolls past the map until the map is used, and a compact layout leaves the
// room to the map.

import { el } from "../ui/dom.js";

const HINT_MS = 1400;

/** Whether the page stands in a frame of another page. */
export const framed = () => window.parent !== window;

/** Whether it is written into its frame, as notebooks do: then it has no address, and nothing of it could be opened elsewhere. */
export const inline = () => framed() && !/^(https?|file):$/.test(location.protocol);

/** Light or dark as the address asks for, whatever the system says. */
export function setTheme(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
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
  if (window.origin === "null") document.addEventListener("click", (event) => openOrTell(event, say)); // in a sandbox
}

/** Open a link of a framed page in a window; where the host's sandbox forbids windows, give its address to copy. */
function openOrTell(event, say) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !link.target) return;
  event.preventDefault();
  const opened = window.open(link.href, "_blank");
  if (opened) {
    try {
      opened.opener = null;
    } catch {
      // Another origin's window cannot be told, and cannot reach this one's content either.
    }
    return;
  }
  document.querySelector(".atlas-address")?.remove();
  const field = el("input", { readonly: true, value: link.href, "aria-label": say("share.link") });
  const box = el("p.atlas-address", {}, el("label", {}, el("span", {}, say("share.link")), field),
    el("button", { type: "button", "aria-label": say("close"), onclick: () => box.remove() }, "×"));
  document.querySelector(".sheet").append(box);
  field.focus();
  field.select();
}
